package expr

import (
	"hash/fnv"
	"unique"

	"github.com/mica-go/mica/internal/value"
)

// Cache remembers where the objects of a shape keep a field, so that reading the
// same field of one row of a list after the other costs a comparison instead of a
// search. It may serve any number of Envs of one goroutine at a time; the zero
// Cache is ready. It takes 6 KB and keeps the shapes alive that it has seen last.
type Cache struct {
	entries [256]cacheEntry
}

// cacheEntry says that objects of a shape have the field name at index, or not
// at all where index is negative.
type cacheEntry struct {
	shape *value.Shape
	name  unique.Handle[string]
	index int32
}

// site is a place that reads a field or variable, or a member of one. Sites that
// read the same member share an entry of the cache.
type site struct {
	ref    Ref
	member bool
	name   string
	id     unique.Handle[string]
	entry  uint8
}

func memberSite(ref Ref, name string) *site {
	h := fnv.New32a()
	h.Write([]byte{byte(ref.Kind), byte(ref.Index)})
	h.Write([]byte(name))
	return &site{ref: ref, member: true, name: name, id: unique.Make(name), entry: uint8(h.Sum32() % 251)}
}

// load reads the site's value.
func (s *site) load(e *Env) value.Value {
	vals := e.Fields
	if s.ref.Kind == VarRef {
		vals = e.Vars
	}
	if uint(s.ref.Index) >= uint(len(vals)) {
		return value.Value{}
	}
	v := &vals[s.ref.Index]
	if !s.member {
		return *v
	}
	o, c := v.AsObject(), e.Cache
	if o == nil || c == nil {
		return e.member(*v, s.name)
	}
	shape := o.Shape()
	entry := &c.entries[s.entry]
	if entry.shape != shape || entry.name != s.id {
		entry.shape, entry.name, entry.index = shape, s.id, int32(shape.Index(s.name))
	}
	if vals := o.Values(); uint(entry.index) < uint(len(vals)) {
		return vals[entry.index]
	}
	return value.Value{}
}

// code is the code that reads the site. It repeats load where that saves a call.
func (s *site) code() *code {
	k := &code{site: s}
	k.test = func(e *Env) bool {
		v := s.load(e)
		if b, ok := v.AsBool(); ok {
			return b
		}
		return value.ToBool(v)
	}
	i := s.ref.Index
	switch {
	case !s.member && s.ref.Kind == VarRef:
		k.eval = func(e *Env) value.Value {
			if uint(i) < uint(len(e.Vars)) {
				return e.Vars[i]
			}
			return value.Value{}
		}
	case !s.member:
		k.eval = func(e *Env) value.Value {
			if uint(i) < uint(len(e.Fields)) {
				return e.Fields[i]
			}
			return value.Value{}
		}
	default:
		k.eval = func(e *Env) value.Value { return s.load(e) }
	}
	return k
}
