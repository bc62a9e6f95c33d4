package sandbox

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
	"weak"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// ToValue copies a JavaScript value in one walk, by the rule of spec component
// §5.2: objects of every class, arrays aside, become their own enumerable string
// keys in JavaScript's order; accessors are read once; functions are kept as
// [value.Function] whose Ref is the *goja.Object, the same Function for the same
// object as long as somebody holds it; shared references become separate copies.
// What [Config.Handle] knows stays itself. Lone surrogates survive, a hole of an array is undefined, a BigInt becomes its
// decimal text, a symbol undefined. Rows with equal keys share their Shape.
//
// The error is [ErrCycle], a [*LimitError] for [Limits.ValueDepth] and
// [Limits.ValueSize], or what an accessor threw. Inside a turn only.
func (vm *VM) ToValue(v goja.Value) (value.Value, error) {
	defer vm.leveled(vm.levels)
	w := walker{vm: vm, layout: gojaLayout(), left: vm.limits.ValueSize}
	if vm.apiOnly {
		w.layout = &layout{}
	}
	if _, ok := v.(*goja.Object); !ok || isFunction(v) {
		out := w.value(v)
		return out, w.err
	}
	var out value.Value
	if err := vm.guard(func() { out = w.value(v) }); err != nil {
		return value.Value{}, vm.Error(err)
	}
	if w.err != nil {
		return value.Value{}, w.err
	}
	return out, nil
}

// isFunction reports whether v can be called.
func isFunction(v goja.Value) bool {
	_, ok := goja.AssertFunction(v)
	return ok
}

// walker is one walk of ToValue. The first error stops it.
type walker struct {
	vm     *VM
	layout *layout
	err    error
	left   int            // of Limits.ValueSize
	path   []*goja.Object // the containers around the current value
	deep   map[*goja.Object]struct{}
	units  []uint16
	buf    []field      // the fields of the plain objects around the current value
	shape  *value.Shape // of the plain object before: most often that of the next one too
}

// valueBytes is what one value counts for in Limits.ValueSize, containerBytes
// what an array or object counts for beside its elements.
const (
	valueBytes     = 24
	containerBytes = 72
)

// stringTypes are those of goja's strings that have a Go string inside.
var stringTypes = sync.OnceValue(func() (t struct{ ascii, imported reflect.Type }) {
	rt := goja.New()
	t.ascii = reflect.TypeOf(rt.ToValue("a"))
	t.imported = reflect.TypeOf(rt.ToValue(strings.Repeat("a", 32)))
	return t
})

func (w *walker) value(v goja.Value) value.Value {
	if w.left -= valueBytes; w.left < 0 {
		w.tooLarge()
		return value.Value{}
	}
	switch x := v.(type) {
	case nil:
		return value.Value{}
	case goja.String:
		return value.String(w.text(x))
	case *goja.Object:
		return w.container(x)
	case *goja.Symbol:
		return value.Value{}
	}
	switch {
	case goja.IsNumber(v):
		return value.Number(v.ToFloat())
	case goja.IsUndefined(v):
		return value.Value{}
	case goja.IsNull(v):
		return value.Null()
	case goja.IsBigInt(v):
		w.vm.check()
		text := v.String()
		if w.left -= len(text); w.left < 0 {
			w.tooLarge()
		}
		return value.String(text)
	}
	return value.Bool(v.ToBoolean())
}

func (w *walker) tooLarge() {
	if w.err == nil {
		w.err = w.vm.limitError(LimitValueSize, fmt.Sprintf("%d bytes in one value", w.vm.limits.ValueSize))
	}
}

// text returns the WTF-8 form of a string.
func (w *walker) text(s goja.String) string {
	var t string
	switch types := stringTypes(); reflect.TypeOf(s) {
	case types.ascii:
		t = s.String()
	case types.imported:
		if t = s.String(); !utf8.ValidString(t) {
			t = value.ValidUTF8(t)
		}
	default:
		n := s.Length()
		if w.left -= n; w.left < 0 {
			w.tooLarge()
			return ""
		}
		w.units = w.units[:0]
		for i := range n {
			w.units = append(w.units, s.CharAt(i))
		}
		return value.FromUTF16(w.units)
	}
	if w.left -= len(t); w.left < 0 {
		w.tooLarge()
		return ""
	}
	return t
}

func (w *walker) container(o *goja.Object) (out value.Value) {
	start := len(w.buf)
	fields, plain := w.layout.peek(o, w.buf)
	w.buf = fields
	if x := w.vm.handle(o, plain); x != nil {
		w.buf = w.buf[:start]
		return value.FromOpaque(x)
	}
	if plain {
		if w.push(o) {
			out = w.plain(fields[start:])
			w.pop(o)
		}
		w.buf = w.buf[:start]
		return out
	}
	class := o.ClassName()
	if class == "Function" {
		return value.FromFunc(w.vm.function(o))
	}
	if !w.push(o) {
		return out
	}
	switch {
	case class == "Array" || class == "Object" && isArrayProxy(o):
		out = w.array(o)
	default:
		out = w.object(o)
	}
	w.pop(o)
	return out
}

// HandleValue is the value of an object that data hold by reference: [VM.ToJS]
// gives the object itself.
type HandleValue interface {
	value.Opaque
	// Object returns the object that stands behind the value.
	Object() *goja.Object
}

// handle asks [Config.Handle] about an object; plain tells that it is an ordinary
// one, no Proxy, whose prototype nobody can notice being read.
func (vm *VM) handle(o *goja.Object, plain bool) HandleValue {
	if vm.cfg.Handle == nil {
		return nil
	}
	if vm.plainProto == nil {
		vm.plainProto = vm.rt.NewObject().Prototype()
	}
	if !plain {
		if class := o.ClassName(); class != "Object" {
			return nil
		}
		if _, proxy := exported[goja.Proxy](o); proxy {
			return nil
		}
	}
	if o.Prototype() == vm.plainProto {
		return nil
	}
	return vm.cfg.Handle(o)
}

// plain copies a plain object. The fields are those it had when its turn came:
// accessors further in may change it meanwhile.
func (w *walker) plain(fields []field) value.Value {
	if len(fields) > w.left/valueBytes {
		w.tooLarge()
		return value.Value{}
	}
	vals := make([]value.Value, len(fields))
	for i := range fields {
		vals[i] = w.value(fields[i].value)
		if w.err != nil {
			return value.Value{}
		}
	}
	if !w.sameShape(fields) {
		keys := make([]string, len(fields))
		for i := range fields {
			keys[i] = fields[i].name
		}
		w.shape = w.vm.shapes.Of(keys)
	}
	return value.FromObject(value.ObjectOf(w.shape, vals))
}

// sameShape reports whether an object has the keys of the one before.
func (w *walker) sameShape(fields []field) bool {
	if w.shape == nil {
		return false
	}
	keys := w.shape.Keys()
	if len(keys) != len(fields) {
		return false
	}
	for i := range fields {
		if keys[i] != fields[i].name {
			return false
		}
	}
	return true
}

// scanPath is the depth up to which a scan of the path beats a map.
const scanPath = 32

// push enters a container; it is false for a cycle and beyond the depth.
func (w *walker) push(o *goja.Object) bool {
	if w.err != nil {
		return false
	}
	w.left -= containerBytes
	if len(w.path) >= w.vm.limits.ValueDepth || w.vm.levels >= levelsPerValue*w.vm.limits.ValueDepth {
		w.err = w.vm.limitError(LimitValueDepth, fmt.Sprintf("%d levels", w.vm.limits.ValueDepth))
		return false
	}
	cycle := slices.Contains(w.path[:min(len(w.path), scanPath)], o)
	if len(w.path) >= scanPath {
		if w.deep == nil {
			w.deep = make(map[*goja.Object]struct{})
		}
		_, again := w.deep[o]
		w.deep[o] = struct{}{}
		cycle = cycle || again
	}
	if cycle {
		w.err = ErrCycle
		return false
	}
	w.vm.levels++
	w.path = append(w.path, o)
	return true
}

func (w *walker) pop(o *goja.Object) {
	w.path = w.path[:len(w.path)-1]
	w.vm.levels--
	if len(w.path) >= scanPath {
		delete(w.deep, o)
	}
}

// isArrayProxy reports whether the innermost target of a proxy is an array, as
// Array.isArray does.
func isArrayProxy(o *goja.Object) bool {
	p, ok := exported[goja.Proxy](o)
	for range 100 {
		if !ok || p.Target() == nil {
			return false
		}
		o = p.Target()
		if p, ok = exported[goja.Proxy](o); !ok {
			return o.ClassName() == "Array"
		}
	}
	return false
}

func (w *walker) array(o *goja.Object) value.Value {
	n := o.Get("length").ToInteger()
	if n < 0 || n > int64(w.left/valueBytes) {
		w.tooLarge()
		return value.Value{}
	}
	elems, err := w.vm.elements(o, n)
	if err != nil {
		w.err = w.vm.Error(err)
		return value.Value{}
	}
	items := make([]value.Value, len(elems))
	for i, e := range elems {
		items[i] = w.value(e)
		if w.err != nil {
			return value.Value{}
		}
	}
	return value.FromArray(value.NewArray(items...))
}

// elements returns the elements of an array without looking each one up by
// name: Function.prototype.apply hands a native function the array's own slice.
// Elements may be nil; the slice must not be changed. The caller has checked the
// length n, which a proxy may tell otherwise the next time.
func (vm *VM) elements(o *goja.Object, n int64) ([]goja.Value, error) {
	if o.ClassName() != "Array" || vm.farOff(o, n) && !vm.graft.dense(o) {
		elems := make([]goja.Value, n)
		for i := range elems {
			elems[i] = vm.at(o, int64(i))
		}
		return elems, nil
	}
	vm.collected = nil
	_, err := vm.apply(vm.collect, vm.undef, o)
	elems := vm.collected
	vm.collected = nil
	return elems, err
}

func (w *walker) object(o *goja.Object) value.Value {
	if w.vm.indexed(o) > w.left/valueBytes {
		w.tooLarge()
		return value.Value{}
	}
	keys := o.Keys()
	if len(keys) > w.left/valueBytes {
		w.tooLarge()
		return value.Value{}
	}
	vals := make([]value.Value, len(keys))
	for i, k := range keys {
		if strings.ContainsRune(k, utf8.RuneError) {
			return w.oddObject(o)
		}
		vals[i] = w.value(o.Get(k))
		if w.err != nil {
			return value.Value{}
		}
	}
	return w.vm.newObject(keys, vals)
}

// newObject returns an object with the given fields in JavaScript's order.
func (vm *VM) newObject(keys []string, vals []value.Value) value.Value {
	shape := vm.shapes.Of(keys)
	if slices.Equal(shape.Keys(), keys) {
		return value.FromObject(value.ObjectOf(shape, vals))
	}
	obj := value.NewObject()
	for i, k := range keys {
		obj.Put(k, vals[i])
	}
	return value.FromObject(obj)
}

// oddObject copies an object some key of which has a lone surrogate or U+FFFD:
// goja's API gives both as U+FFFD, so the keys are read through Object.entries.
func (w *walker) oddObject(o *goja.Object) value.Value {
	object, _ := w.vm.rt.Get("Object").(*goja.Object)
	if object == nil {
		return value.Value{}
	}
	entries, err := w.vm.Call(object.Get("entries"), object, o)
	if err != nil {
		w.err = err
		return value.Value{}
	}
	out := value.NewObject()
	list := entries.ToObject(w.vm.rt)
	for i := range int(list.Get("length").ToInteger()) {
		entry := list.Get(strconv.Itoa(i)).ToObject(w.vm.rt)
		if key, ok := entry.Get("0").(goja.String); ok {
			out.Put(w.text(key), w.value(entry.Get("1")))
		}
		if w.err != nil {
			return value.Value{}
		}
	}
	return value.FromObject(out)
}

// function returns the value of a JavaScript function.
func (vm *VM) function(o *goja.Object) *value.Function {
	if f := vm.funcs.get(o).Value(); f != nil {
		return f
	}
	f := &value.Function{Ref: o}
	_ = vm.guard(func() {
		if s, ok := o.Get("name").(goja.String); ok {
			f.Name = s.String()
		}
		if n := o.Get("length"); n != nil && goja.IsNumber(n) {
			f.Length = int(n.ToInteger())
		}
	})
	f.Source = "function " + f.Name + "() { [native code] }"
	vm.funcs.put(o, weak.Make(f))
	return f
}
