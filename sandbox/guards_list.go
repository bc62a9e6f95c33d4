package sandbox

import (
	"reflect"
	"strconv"
	"unsafe"

	"github.com/dop251/goja"
)

// Some of goja's functions go through a list and do with each element what takes
// time in proportion to the length of a text: compare it, look it up, read it as a
// number. One such step takes microseconds to milliseconds, and between them goja
// does not look at the interrupt. The guards here do.

// longText is the length from which on a text is taken to be long.
const longText = 1000

// isLong reports whether a value is such a text. Any BigInt is: it takes quadratic
// time to write one, and its size cannot be told without a copy.
func isLong(v goja.Value) bool {
	s, ok := v.(goja.String)
	return ok && s.Length() > longText || !ok && v != nil && goja.IsBigInt(v)
}

// addLists finds where typed arrays, String objects and arrays have what they hold.
func (g *grafting) addLists(typed, text, array *goja.Object) {
	g.typed.of, _ = g.inner(typed)
	g.typed.length = fieldAt(g.typed.of, "length", reflect.TypeFor[int]())
	g.text.of, _ = g.inner(text)
	g.text.length = fieldAt(g.text.of, "length", reflect.TypeFor[int]())
	g.array, _ = g.inner(array)
	g.elements = fieldAt(g.array, "values", reflect.TypeFor[[]goja.Value]())
	g.length = fieldAt(g.array, "length", reflect.TypeFor[uint32]())
}

// lengthened is a type of goja's objects that have a property for each number up
// to a length, whatever they say of themselves.
type lengthened struct {
	of     reflect.Type
	length uintptr
}

// lengthOf returns the length of an object of that type.
func (l *lengthened) lengthOf(g *grafting, o *goja.Object) (n int, ok bool) {
	t, p := g.inner(o)
	if t != l.of {
		return 0, false
	}
	return *(*int)(unsafe.Add(p, l.length)), true
}

// typedLength returns how many elements a typed array has; it is false for other
// objects. The program cannot make it tell anything else.
func (vm *VM) typedLength(o *goja.Object) (n int, ok bool) {
	return vm.graft.typed.lengthOf(vm.graft, o)
}

// indexed returns how many properties an object has only because it is a typed
// array, a String object or a Proxy of one.
func (vm *VM) indexed(o *goja.Object) int {
	for range maxChain + 1 {
		p, proxy := exported[goja.Proxy](o)
		if !proxy {
			break
		}
		if o = p.Target(); o == nil {
			return 0
		}
	}
	if n, ok := vm.typedLength(o); ok {
		return n
	}
	n, _ := vm.graft.text.lengthOf(vm.graft, o)
	return n
}

// Keys returns the names of the enumerable own properties of an object, like
// [goja.Object.Keys]. More than [Limits.ArraySize] elements of a typed array are a
// breach, which is thrown. Inside a call from JavaScript only.
func (vm *VM) Keys(o *goja.Object) []string {
	vm.checkKeys(o)
	return o.Keys()
}

// checkKeys refuses to list the properties of something that has one for each
// character or element, if these are too many.
func (vm *VM) checkKeys(v goja.Value) {
	switch v := v.(type) {
	case goja.String:
		vm.checkArray(int64(v.Length()))
	case *goja.Object:
		vm.checkArray(int64(vm.indexed(v)))
	}
}

// shortList reports whether an array has neither long texts nor anything that has
// to be asked for what it is.
func (vm *VM) shortList(o *goja.Object) bool {
	if !vm.graft.dense(o) {
		return false
	}
	for _, v := range vm.graft.elementsOf(o) {
		if isLong(v) {
			return false
		}
	}
	return true
}

// elementsOf returns the elements of an array that goja keeps as one, which must
// not be changed.
func (g *grafting) elementsOf(o *goja.Object) []goja.Value {
	t, p := g.inner(o)
	if t != g.array {
		return nil
	}
	return *(*[]goja.Value)(unsafe.Add(p, g.elements))
}

// guardSearch is the guard of functions that compare elements with a value.
func guardSearch(vm *VM, f native) native {
	f = guardReceiver(vm, f)
	return func(c goja.FunctionCall) goja.Value {
		c.Arguments = vm.numbersAt(c.Arguments, 1)
		if o, ok := c.This.(*goja.Object); ok && isLong(c.Argument(0)) {
			vm.checkArray(vm.lengthOf(o))
			c.This = vm.watched(o)
		}
		return f(c)
	}
}

// guardAt is the guard of functions that take positions at the given places of their
// arguments: what turns an object into a number must not change the length after
// that has been looked at.
func guardAt(places ...int) guardOf {
	return func(vm *VM, f native) native {
		f = guardReceiver(vm, f)
		return func(c goja.FunctionCall) goja.Value {
			c.Arguments = vm.numbersAt(c.Arguments, places...)
			return f(c)
		}
	}
}

// numbersAt returns the arguments with objects at the given places made numbers.
func (vm *VM) numbersAt(args []goja.Value, places ...int) []goja.Value {
	given := args
	for _, i := range places {
		if i >= len(args) {
			break
		}
		if o, ok := args[i].(*goja.Object); ok {
			if &args[0] == &given[0] {
				args = append([]goja.Value(nil), given...)
			}
			args[i] = o.ToNumber()
		}
	}
	return args
}

// guardNumbers is the guard of functions that read all their arguments as numbers.
func guardNumbers(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		c.Arguments = vm.numbers(c.Arguments)
		return f(c)
	}
}

// numbers returns values as numbers, where they need not be left to goja.
func (vm *VM) numbers(args []goja.Value) []goja.Value {
	given := args
	for i, v := range given {
		if _, object := v.(*goja.Object); !object && !isLong(v) {
			continue
		}
		vm.check()
		if &args[0] == &given[0] {
			args = append([]goja.Value(nil), given...)
		}
		args[i] = v.ToNumber()
	}
	return args
}

// numberList returns a list that a typed array may be filled from: o, if it is an
// array of short values or already typed, else what it iterates over, as numbers.
func (vm *VM) numberList(o *goja.Object) *goja.Object {
	if _, typed := vm.typedLength(o); typed {
		return o
	}
	it := o.GetSymbol(goja.SymIterator)
	if it == nil || goja.IsUndefined(it) || goja.IsNull(it) {
		list := vm.list(o, vm.limits.ArraySize)
		return vm.arrayLike(vm.numbers(vm.graft.elementsOf(list)))
	}
	if vm.shortList(o) && it == vm.rt.NewArray().GetSymbol(goja.SymIterator) {
		return o
	}
	var items []goja.Value
	vm.rt.ForOf(o, func(v goja.Value) bool {
		vm.check()
		items = append(items, v)
		vm.checkArray(int64(len(items)))
		return true
	})
	return vm.arrayLike(vm.numbers(items))
}

// arrayLike returns an object with these elements that nothing else belongs to.
func (vm *VM) arrayLike(items []goja.Value) *goja.Object {
	out := vm.rt.CreateObject(nil)
	for i, v := range items {
		if v == nil {
			v = vm.undef
		}
		vm.must(out.Set(strconv.Itoa(i), v))
	}
	vm.must(out.Set("length", len(items)))
	return out
}

// guardMembers is the guard of the constructors of collections, which look each
// element up.
func guardMembers(vm *VM, f construct) construct {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		if len(args) > 0 {
			if o, ok := args[0].(*goja.Object); ok && o.ClassName() == "Array" && !vm.shortList(o) {
				args = append([]goja.Value{vm.watched(o)}, args[1:]...)
			}
		}
		return f(args, newTarget)
	}
}
