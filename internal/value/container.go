package value

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
)

// Array is an ordered list of values. It is immutable once handed on.
type Array struct {
	items []Value
}

// NewArray returns an array that owns items: the caller must not touch the
// slice again.
func NewArray(items ...Value) *Array { return &Array{items: items} }

// Len returns the number of elements.
func (a *Array) Len() int { return len(a.items) }

// At returns element i, or undefined when i is out of range.
func (a *Array) At(i int) Value {
	if uint(i) >= uint(len(a.items)) {
		return Value{}
	}
	return a.items[i]
}

// Items returns the elements; the slice must not be changed.
func (a *Array) Items() []Value { return a.items }

// Append adds elements. For the maker of the array alone, before it hands the
// array on.
func (a *Array) Append(v ...Value) { a.items = append(a.items, v...) }

// SetItems replaces all elements. For the maker of the array alone.
func (a *Array) SetItems(items []Value) { a.items = items }

// Shape is an ordered list of distinct keys. It is immutable.
type Shape struct {
	// keys are the array indexes, ascending, then the names.
	keys []string
	// ints is how many array indexes there are.
	ints int
	// names is the place of each name counted from ints, so that a new index
	// leaves it as it is; nil while the names are few enough to scan.
	names map[string]int32
}

// scanMax is the number of names up to which a scan beats a map.
const scanMax = 8

// NewShape returns a shape with the given keys in JavaScript's order: the
// integer-like ones first, ascending, then the others as given. Later
// duplicates are dropped. The slice is not kept.
func NewShape(keys ...string) *Shape {
	s := &Shape{}
	for _, k := range keys {
		if isIndexKey(k) {
			s.keys = append(s.keys, k)
		}
	}
	slices.SortFunc(s.keys, compareIndexKeys)
	s.keys = slices.Compact(s.keys)
	s.ints = len(s.keys)
	s.keys = slices.Grow(s.keys, len(keys)-s.ints)
	for _, k := range keys {
		if s.Index(k) < 0 {
			s.addName(k)
		}
	}
	return s
}

func (s *Shape) addName(k string) {
	s.keys = append(s.keys, k)
	if s.names != nil {
		s.names[k] = int32(len(s.keys) - s.ints - 1)
	} else {
		s.indexNames()
	}
}

// indexNames makes the map of names if there are enough of them.
func (s *Shape) indexNames() {
	names := s.keys[s.ints:]
	if len(names) <= scanMax {
		s.names = nil
		return
	}
	s.names = make(map[string]int32, len(names))
	for i, k := range names {
		s.names[k] = int32(i)
	}
}

// findInt returns where the array index k is, or belongs.
func (s *Shape) findInt(k string) (int, bool) {
	return slices.BinarySearchFunc(s.keys[:s.ints], k, compareIndexKeys)
}

// Keys returns the keys in order; the slice must not be changed.
func (s *Shape) Keys() []string { return s.keys }

// Index returns the position of key, or -1.
func (s *Shape) Index(key string) int {
	if s.ints > 0 && isIndexKey(key) {
		if i, ok := s.findInt(key); ok {
			return i
		}
		return -1
	}
	if s.names != nil {
		if i, ok := s.names[key]; ok {
			return s.ints + int(i)
		}
		return -1
	}
	for i := s.ints; i < len(s.keys); i++ {
		if s.keys[i] == key {
			return i
		}
	}
	return -1
}

// isIndexKey reports whether k is an array index in JavaScript's sense: the
// decimal form of an integer below 2^32-1.
func isIndexKey(k string) bool {
	if k == "" || len(k) > 10 || k[0] == '0' && len(k) > 1 {
		return false
	}
	n := uint64(0)
	for i := range len(k) {
		if k[i] < '0' || k[i] > '9' {
			return false
		}
		n = n*10 + uint64(k[i]-'0')
	}
	return n < 1<<32-1
}

// compareIndexKeys orders array indexes by number.
func compareIndexKeys(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// Shapes makes equal key lists share one [Shape], so that objects built one
// after the other (the rows of a list) can be compared by shape. It belongs to
// one goroutine at a time; the zero value is ready.
type Shapes struct {
	last  *Shape
	table map[string]*Shape
	size  int    // of the keys of table, in bytes
	buf   []byte // the key of the last look-up, for its memory
}

// maxShapes and maxShapeBytes bound the table: a program that uses objects as
// dictionaries makes a shape per object, and those gain nothing from being
// kept. maxShapeKeys keeps the biggest dictionaries out from the start.
const (
	maxShapes     = 4096
	maxShapeBytes = 1 << 20
	maxShapeKeys  = 256
)

// Of returns the shape with these keys. When they are not distinct or not in
// JavaScript's order, the keys of the shape are not these but those of
// [NewShape]. The slice is not kept.
func (t *Shapes) Of(keys []string) *Shape {
	if len(keys) == 0 {
		return emptyShape
	}
	if t.last != nil && slices.Equal(t.last.keys, keys) {
		return t.last
	}
	if len(keys) > maxShapeKeys {
		t.last = NewShape(keys...)
		return t.last
	}
	// Lengths in front, for a key may hold any byte.
	t.buf = t.buf[:0]
	for _, k := range keys {
		t.buf = append(binary.AppendUvarint(t.buf, uint64(len(k))), k...)
	}
	s, ok := t.table[string(t.buf)]
	if !ok {
		s = NewShape(keys...)
		t.keep(s)
	}
	if cap(t.buf) > maxShapeBytes {
		t.buf = nil
	}
	t.last = s
	return s
}

// keep enters s in the table under the key in buf.
func (t *Shapes) keep(s *Shape) {
	if len(t.buf) > maxShapeBytes {
		return
	}
	if t.table == nil || len(t.table) >= maxShapes || t.size+len(t.buf) > maxShapeBytes {
		t.table, t.size = make(map[string]*Shape), 0
	}
	t.table[string(t.buf)] = s
	t.size += len(t.buf)
}

// object returns an object with the given fields in any order; of equal keys
// the first gives the place and the last the value. It owns vals from now on.
func (t *Shapes) object(keys []string, vals []Value) *Object {
	shape := t.Of(keys)
	if slices.Equal(shape.keys, keys) {
		return ObjectOf(shape, vals)
	}
	sorted := make([]Value, len(shape.keys))
	for i, k := range keys {
		sorted[shape.Index(k)] = vals[i]
	}
	return ObjectOf(shape, sorted)
}

// Object is a list of own enumerable fields in JavaScript's key order. It is
// immutable once handed on.
type Object struct {
	shape *Shape
	vals  []Value
	own   bool // the shape belongs to this object alone and may grow
}

// emptyShape is shared by all empty objects; it is never changed.
var emptyShape = &Shape{}

// NewObject returns an empty object that its maker may fill with [Object.Put].
func NewObject() *Object { return &Object{shape: emptyShape} }

// ObjectOf returns an object of the given shape. vals are in the order of
// shape.Keys() and belong to the object from now on.
func ObjectOf(shape *Shape, vals []Value) *Object { return &Object{shape: shape, vals: vals} }

// Len returns the number of fields.
func (o *Object) Len() int { return len(o.vals) }

// Shape returns the object's keys.
func (o *Object) Shape() *Shape { return o.shape }

// Keys returns the keys in order; the slice must not be changed.
func (o *Object) Keys() []string { return o.shape.keys }

// Values returns the values in the order of the keys; the slice must not be
// changed.
func (o *Object) Values() []Value { return o.vals }

// Get returns the field's value, or undefined.
func (o *Object) Get(key string) Value {
	if i := o.shape.Index(key); i >= 0 {
		return o.vals[i]
	}
	return Value{}
}

// Lookup returns the field's value and whether there is such a field.
func (o *Object) Lookup(key string) (Value, bool) {
	if i := o.shape.Index(key); i >= 0 {
		return o.vals[i], true
	}
	return Value{}, false
}

// Put sets a field. For the maker of the object alone, before it hands the
// object on. An integer-like key that is not the greatest one so far moves the
// fields behind its place; whoever has many in any order makes a [Shape] first.
func (o *Object) Put(key string, v Value) {
	if i := o.shape.Index(key); i >= 0 {
		o.vals[i] = v
		return
	}
	o.ownShape()
	s := o.shape
	if !isIndexKey(key) {
		s.addName(key)
		o.vals = append(o.vals, v)
		return
	}
	i, _ := s.findInt(key)
	s.keys = slices.Insert(s.keys, i, key)
	s.ints++
	o.vals = slices.Insert(o.vals, i, v)
}

// Delete removes a field if it is there. For the maker of the object alone. Its
// time grows with the number of fields.
func (o *Object) Delete(key string) {
	i := o.shape.Index(key)
	if i < 0 {
		return
	}
	o.ownShape()
	s := o.shape
	s.keys = slices.Delete(s.keys, i, i+1)
	o.vals = slices.Delete(o.vals, i, i+1)
	if i < s.ints {
		s.ints--
	} else {
		s.indexNames()
	}
}

func (o *Object) ownShape() {
	if o.own {
		return
	}
	s := &Shape{keys: slices.Clone(o.shape.keys), ints: o.shape.ints, names: maps.Clone(o.shape.names)}
	o.shape, o.own = s, true
}

// clone returns a copy that its maker may change.
func (o *Object) clone() *Object {
	return &Object{shape: o.shape, vals: slices.Clone(o.vals)}
}
