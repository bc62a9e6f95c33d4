package expr

import (
	"sync"
	"unique"

	"github.com/mica-go/mica/internal/value"
)

// Cache remembers where the objects of a shape keep a field, so that reading the
// same field of one row of a list after the other costs a comparison instead of a
// search. It may serve any number of Envs of one goroutine at a time; the zero
// Cache is ready.
type Cache struct {
	entries *cacheTable
	shapes  value.Shapes
}

// cacheTable takes 6 KB and keeps the shapes alive that it has seen last. What it
// says is true of a shape whoever asks, so that one Cache can take over from
// another.
type cacheTable [256]cacheEntry

var cacheTables = sync.Pool{New: func() any { return new(cacheTable) }}

func (c *Cache) table() *cacheTable {
	if c.entries == nil {
		c.entries = cacheTables.Get().(*cacheTable)
	}
	return c.entries
}

// Release gives back the memory of a Cache that is not needed for a while. It
// goes on being ready.
func (c *Cache) Release() {
	if c.entries != nil {
		cacheTables.Put(c.entries)
		c.entries = nil
	}
}

// shared are the shapes of objects that expressions make; nil gives each its own.
func (c *Cache) shared() *value.Shapes {
	if c == nil {
		return nil
	}
	return &c.shapes
}

// cacheEntry says that objects of a shape have the field name at index, or not
// at all where index is negative.
type cacheEntry struct {
	shape *value.Shape
	name  unique.Handle[string]
	index int32
}

// siteOp reads a member of a field or variable. Sites that read the same member
// share an entry of the cache.
type siteOp struct {
	index int32 // of the field or variable
	kind  RefKind
	entry uint8
	id    unique.Handle[string]
}

func (c *compiler) site(ref Ref, name string) *siteOp {
	h := fnv1a(name)
	known := &c.names[h%uint32(len(c.names))]
	if known.name != name || known.id == (unique.Handle[string]{}) {
		*known = internedName{name, unique.Make(name)}
	}
	h = (h ^ uint32(ref.Kind)) * 16777619
	h = (h ^ uint32(byte(ref.Index))) * 16777619
	return c.sites.Put(siteOp{index: int32(ref.Index), kind: ref.Kind, entry: uint8(h % 251), id: known.id})
}

// internedName is a name and its handle, which is slow to get.
type internedName struct {
	name string
	id   unique.Handle[string]
}

func fnv1a(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func (o *siteOp) ref() Ref { return Ref{o.kind, int(o.index)} }

// eval is the hottest function of all: what is not in the cache is apart from it.
func (o *siteOp) eval(e *Env) value.Value {
	vals := e.Fields
	if o.kind == VarRef {
		vals = e.Vars
	}
	if uint(o.index) >= uint(len(vals)) {
		return value.Value{}
	}
	v := &vals[o.index]
	obj, c := v.AsObject(), e.Cache
	if obj == nil || c == nil {
		return e.member(*v, o.id.Value())
	}
	entry := &c.table()[o.entry]
	if entry.shape != obj.Shape() || entry.name != o.id {
		return o.miss(obj, entry)
	}
	if vals := obj.Values(); uint(entry.index) < uint(len(vals)) {
		return vals[entry.index]
	}
	return value.Value{}
}

// miss looks for the field and remembers where it is.
func (o *siteOp) miss(obj *value.Object, entry *cacheEntry) value.Value {
	i := obj.Shape().Index(o.id.Value())
	entry.shape, entry.name, entry.index = obj.Shape(), o.id, int32(i)
	if vals := obj.Values(); uint(i) < uint(len(vals)) {
		return vals[i]
	}
	return value.Value{}
}

func (o *siteOp) test(e *Env) bool {
	v := o.eval(e)
	if b, ok := v.AsBool(); ok {
		return b
	}
	return value.ToBool(v)
}
func (o *siteOp) touched(e *Env) bool         { return o.change(e) != nil }
func (o *siteOp) change(e *Env) *value.Change { return e.changeOf(o.ref()).Field(o.id.Value()) }
func (o *siteOp) assign(*Env) (Ref, value.Path, bool) {
	return o.ref(), value.Path{{Name: o.id.Value()}}, true
}
