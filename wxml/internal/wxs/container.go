package wxs

import (
	"slices"
	"strconv"

	"github.com/mica-go/mica/internal/value"
)

// Arrays and objects that WXS code makes are opaque values of this package,
// because they may change at any time, while value.Array and value.Object are
// immutable and shared. What leaves the context is a snapshot (see freeze.go);
// what came from outside and is written to is copied for the duration of the
// outermost call (see overlay).

// array is an array made by WXS code. It has no holes: a place that was never
// set holds undefined.
type array struct {
	ctx    *Context
	items  []value.Value
	shared bool   // items belong to a snapshot too; copy before a write
	busy   bool   // a walk is inside
	lent   bool   // see Context.Lend
	born   uint32 // number of the call that made it
	more   *arrayMore
}

// arrayMore is what few arrays have.
type arrayMore struct {
	frozen   *value.Array
	frozenAt uint64
	size     int // of the snapshot, written out
	// extra holds properties that are no elements, such as the index of a match.
	extra *object
}

// smallArray is an array with room for its first elements.
type smallArray struct {
	array
	room [smallRoom]value.Value
}

const smallRoom = 4

// ClassName implements value.Opaque.
func (a *array) ClassName() string { return "Array" }

// String implements value.Opaque.
func (a *array) String() string {
	v, err := a.ctx.freeze(value.FromOpaque(a))
	if err != nil {
		return ""
	}
	return value.ToString(v)
}

// object is an object made by WXS code.
type object struct {
	ctx  *Context
	vals []value.Value
	// shape holds the keys while they are those of a literal; after that keys
	// does.
	shape *value.Shape
	keys  []string
	index map[string]int32 // where keys are too many to scan
	dead  int              // keys that were deleted but are still in place
	// unordered is set when an integer key was added, which stand first.
	unordered bool
	busy      bool
	lent      bool   // see Context.Lend
	born      uint32 // number of the call that made it
	frozen    *value.Object
	frozenAt  uint64
	size      int
}

// scanKeys is the number of keys up to which a scan beats a map.
const scanKeys = 8

// deadKey stands in keys where one was deleted. It cannot be written in a
// program, being no WTF-8.
const deadKey = "\xff"

// ClassName implements value.Opaque.
func (o *object) ClassName() string { return "Object" }

// String implements value.Opaque.
func (o *object) String() string { return "[object Object]" }

func (c *Context) newObject() *object { return &object{ctx: c, born: c.calls} }

func (c *Context) newArray(items []value.Value) value.Value {
	c.checkArray(len(items))
	return value.FromOpaque(&array{ctx: c, items: items, born: c.calls})
}

// makeArray returns a new array of n undefined elements.
func (c *Context) makeArray(n int) *array {
	if n <= smallRoom {
		a := c.spare.next()
		a.ctx, a.items, a.born = c, a.room[:n], c.calls
		return &a.array
	}
	c.checkArray(n)
	return &array{ctx: c, items: make([]value.Value, n), born: c.calls}
}

// spare holds the small arrays that calls made for themselves: most are garbage
// when the call ends, and the next call takes them again.
type spare struct {
	arrays []*smallArray
	used   int // by the call under way, from the front
}

// maxSpare bounds what a context keeps.
const maxSpare = 32

// next returns an empty array.
func (s *spare) next() *smallArray {
	if s.used < len(s.arrays) {
		a := s.arrays[s.used]
		s.used++
		*a = smallArray{}
		return a
	}
	a := &smallArray{}
	if s.used < maxSpare {
		s.arrays = append(s.arrays, a)
		s.used++
	}
	return a
}

// reclaim takes all arrays back: nothing of the call is left that could have one.
func (s *spare) reclaim() { s.used = 0 }

// release gives up those that the last call used and that were not reclaimed.
func (s *spare) release() {
	if s.used > 0 {
		s.arrays = slices.Delete(s.arrays, 0, s.used)
		s.used = 0
	}
}

// needMore returns the part of the array that few have.
func (a *array) needMore() *arrayMore {
	if a.more == nil {
		a.more = &arrayMore{}
	}
	return a.more
}

// extra returns the properties that are no elements, nil when there are none.
func (a *array) extra() *object {
	if a == nil || a.more == nil {
		return nil
	}
	return a.more.extra
}

// NewObject returns an empty object that WXS code of this context may change,
// such as the state of a node (spec wxs §8.3). The host keeps it and hands it
// out from its functions; [Get] reads it.
func (c *Context) NewObject() value.Value { return value.FromOpaque(c.newObject()) }

// touch records a change, so that snapshots are made anew.
func (c *Context) touch(lent bool, born uint32) {
	c.epoch++
	c.changed(born)
	if lent {
		c.lentWrites = true
	}
}

// own makes the elements writable.
func (a *array) own() {
	if a.shared {
		a.items, a.shared = slices.Clone(a.items), false
	}
	a.ctx.touch(a.lent, a.born)
}

func (a *array) push(v ...value.Value) {
	a.own()
	a.ctx.checkArray(len(a.items) + len(v))
	a.items = append(a.items, v...)
}

// set stores element i, lengthening the array where needed.
func (a *array) set(i int, v value.Value) {
	a.own()
	if i >= len(a.items) {
		a.resize(i + 1)
	}
	a.items[i] = v
}

func (a *array) resize(n int) {
	a.own()
	a.ctx.checkArray(n)
	if n <= len(a.items) {
		clear(a.items[n:])
		a.items = a.items[:n]
		return
	}
	a.ctx.charge(n - len(a.items))
	a.items = append(a.items, make([]value.Value, n-len(a.items))...)
}

func (o *object) find(key string) int {
	if o.shape != nil {
		return o.shape.Index(key)
	}
	if o.index != nil {
		if i, ok := o.index[key]; ok {
			return int(i)
		}
		return -1
	}
	for i, k := range o.keys {
		if k == key {
			return i
		}
	}
	return -1
}

func (o *object) get(key string) value.Value {
	if i := o.find(key); i >= 0 {
		return o.vals[i]
	}
	return value.Value{}
}

func (o *object) lookup(key string) (value.Value, bool) {
	if i := o.find(key); i >= 0 {
		return o.vals[i], true
	}
	return value.Value{}, false
}

// ownKeys gives the object keys that may change.
func (o *object) ownKeys() {
	if o.shape == nil {
		return
	}
	o.keys = slices.Clone(o.shape.Keys())
	o.shape = nil
	o.reindex()
}

func (o *object) reindex() {
	o.index = nil
	if len(o.keys) <= scanKeys {
		return
	}
	o.index = make(map[string]int32, len(o.keys))
	for i, k := range o.keys {
		o.index[k] = int32(i)
	}
}

func (o *object) put(key string, v value.Value) {
	o.ctx.touch(o.lent, o.born)
	if i := o.find(key); i >= 0 {
		o.vals[i] = v
		return
	}
	o.ctx.charge(4)
	if len(o.vals) >= maxArray {
		o.ctx.exceed(LimitArray, "object with more than "+strconv.Itoa(maxArray)+" fields")
	}
	o.ownKeys()
	if _, ok := arrayIndex(key); ok {
		o.unordered = true
	}
	o.keys = append(o.keys, key)
	o.vals = append(o.vals, v)
	if o.index != nil {
		o.index[key] = int32(len(o.keys) - 1)
	} else if len(o.keys) > scanKeys {
		o.reindex()
	}
}

func (o *object) remove(key string) {
	i := o.find(key)
	if i < 0 {
		return
	}
	o.ctx.touch(o.lent, o.born)
	o.ownKeys()
	if o.index == nil {
		o.keys = slices.Delete(o.keys, i, i+1)
		o.vals = slices.Delete(o.vals, i, i+1)
		return
	}
	delete(o.index, key)
	o.keys[i], o.vals[i] = deadKey, value.Value{}
	o.dead++
	if o.dead > len(o.keys)/2 {
		o.compact()
	}
}

// compact drops the places of deleted keys.
func (o *object) compact() {
	n := 0
	for i, k := range o.keys {
		if k != deadKey {
			o.keys[n], o.vals[n] = k, o.vals[i]
			n++
		}
	}
	clear(o.vals[n:])
	o.keys, o.vals, o.dead = o.keys[:n], o.vals[:n], 0
	o.reindex()
}

// fields returns keys and values in JavaScript's order. The slices must not be
// changed and hold until the next change of the object.
func (o *object) fields() ([]string, []value.Value) {
	if o.shape != nil {
		return o.shape.Keys(), o.vals
	}
	if o.dead > 0 {
		o.compact()
	}
	if o.unordered {
		o.order()
	}
	return o.keys, o.vals
}

// order moves integer keys to the front, ascending.
func (o *object) order() {
	type field struct {
		index int
		at    int
	}
	list := make([]field, len(o.keys))
	for i, k := range o.keys {
		n, ok := arrayIndex(k)
		if !ok {
			n = 1 << 32
		}
		list[i] = field{n, i}
	}
	slices.SortFunc(list, func(a, b field) int {
		if a.index != b.index {
			return a.index - b.index
		}
		return a.at - b.at
	})
	keys, vals := make([]string, len(list)), make([]value.Value, len(list))
	for i, f := range list {
		keys[i], vals[i] = o.keys[f.at], o.vals[f.at]
	}
	o.keys, o.vals, o.unordered = keys, vals, false
	o.reindex()
}

// arrayIndex returns the index that a key names, if it is the decimal form of
// an integer below 2^32-1.
func arrayIndex(k string) (int, bool) {
	if k == "" || len(k) > 10 || k[0] == '0' && len(k) > 1 {
		return 0, false
	}
	n := 0
	for i := range len(k) {
		if k[i] < '0' || k[i] > '9' {
			return 0, false
		}
		n = n*10 + int(k[i]-'0')
	}
	return n, n < 1<<32-1
}

// overlay holds the private copies of containers from outside that the
// outermost call under way has written to.
type overlay struct {
	arrays  map[*value.Array]*array
	objects map[*value.Object]*object
}

// arrayOf returns the array that WXS code made, or the private copy that
// stands for one from outside; nil when v is neither.
func (c *Context) arrayOf(v value.Value) *array {
	if c.overlay != nil {
		if a := v.AsArray(); a != nil {
			return c.overlay.arrays[a]
		}
	}
	a, _ := v.Ref().(*array)
	return a
}

// objectOf is arrayOf for objects.
func (c *Context) objectOf(v value.Value) *object {
	if c.overlay != nil {
		if o := v.AsObject(); o != nil {
			return c.overlay.objects[o]
		}
	}
	o, _ := v.Ref().(*object)
	return o
}

// items returns the elements of an array and whether v is one. The slice must
// not be changed and holds until the next change of the array.
func (c *Context) items(v value.Value) ([]value.Value, bool) {
	if a := v.AsArray(); a != nil && c.overlay == nil {
		return a.Items(), true
	}
	if a := c.arrayOf(v); a != nil {
		return a.items, true
	}
	if a := v.AsArray(); a != nil {
		return a.Items(), true
	}
	return nil, false
}

// fields returns the own fields of an object, in order, and whether v is one.
func (c *Context) fields(v value.Value) ([]string, []value.Value, bool) {
	if o := c.objectOf(v); o != nil {
		keys, vals := o.fields()
		return keys, vals, true
	}
	if o := v.AsObject(); o != nil {
		return o.Keys(), o.Values(), true
	}
	return nil, nil, false
}

// writableArray returns an array that may be changed in place of v, nil when v
// is no array.
func (c *Context) writableArray(v value.Value) *array {
	if a := c.arrayOf(v); a != nil {
		return a
	}
	a := v.AsArray()
	if a == nil {
		return nil
	}
	c.charge(a.Len())
	w := &array{ctx: c, items: a.Items(), shared: true, born: c.calls}
	o := c.needOverlay()
	if o.arrays == nil {
		o.arrays = make(map[*value.Array]*array)
	}
	o.arrays[a] = w
	return w
}

// writableObject is writableArray for objects.
func (c *Context) writableObject(v value.Value) *object {
	if o := c.objectOf(v); o != nil {
		return o
	}
	o := v.AsObject()
	if o == nil {
		return nil
	}
	c.charge(o.Len())
	w := &object{ctx: c, keys: slices.Clone(o.Keys()), vals: slices.Clone(o.Values()), born: c.calls}
	w.reindex()
	l := c.needOverlay()
	if l.objects == nil {
		l.objects = make(map[*value.Object]*object)
	}
	l.objects[o] = w
	return w
}

func (c *Context) needOverlay() *overlay {
	if c.overlay == nil {
		c.overlay = &overlay{}
	}
	return c.overlay
}
