package sandbox

import (
	"fmt"
	"strconv"

	"github.com/dop251/goja"
)

func (vm *VM) checkArray(n int64) {
	if n > int64(vm.limits.ArraySize) {
		vm.breach(LimitArraySize, fmt.Sprintf("%d elements in one call", vm.limits.ArraySize))
	}
}

func (vm *VM) checkString(n int64) {
	if n > int64(vm.limits.StringSize) {
		vm.breach(LimitStringSize, fmt.Sprintf("%d characters made by one call", vm.limits.StringSize))
	}
}

// receiver makes what an array function works on safe: its loops go by length
// and look at nothing else. A long array is refused. Other objects may tell
// another length when the function asks again; unless their length is a plain
// number, the function gets a proxy that looks at the interrupt with each access.
func (vm *VM) receiver(v goja.Value) goja.Value {
	switch x := v.(type) {
	case goja.String:
		vm.checkArray(int64(x.Length()))
	case *goja.Object:
		if x.ClassName() == "Array" {
			n := x.Get("length").ToInteger()
			vm.checkArray(n)
			if vm.farOff(x, n) && !vm.graft.dense(x) {
				return vm.watched(x)
			}
			return v
		}
		if n, ok := vm.plainLength(x); ok {
			vm.checkArray(n)
			if !vm.farOff(x, n) {
				return v
			}
		}
		return vm.watched(x)
	}
	return v
}

// farOff reports whether it takes long to find out of each of n elements that an
// object does not have it: that is looked for in all of its prototypes.
func (vm *VM) farOff(o *goja.Object, n int64) bool {
	const steps = 8 << 20
	for left := steps / max(n, 1); o != nil; left-- {
		if _, proxy := exported[goja.Proxy](o); proxy || left < 0 {
			return true
		}
		o = o.Prototype()
	}
	return false
}

// plainLength returns the length of an object that has it as an own property
// with a number.
func (vm *VM) plainLength(o *goja.Object) (int64, bool) {
	if _, proxy := exported[goja.Proxy](o); proxy {
		return 0, false
	}
	v := vm.graft.plainOwn(o, "length")
	if v == nil || !goja.IsNumber(v) {
		return 0, false
	}
	return v.ToInteger(), true
}

// watched returns a proxy of an object that looks at the interrupt with each
// access.
func (vm *VM) watched(o *goja.Object) *goja.Object {
	set := func(err error) bool {
		vm.must(err)
		return true
	}
	p := vm.rt.NewProxy(o, &goja.ProxyTrapConfig{
		Get: func(target *goja.Object, name string, _ goja.Value) goja.Value {
			vm.check()
			return target.Get(name)
		},
		GetIdx: func(target *goja.Object, i int, _ goja.Value) goja.Value {
			vm.check()
			return target.Get(strconv.Itoa(i))
		},
		HasIdx: func(target *goja.Object, i int) bool {
			vm.check()
			return vm.has(target, i)
		},
		SetIdx: func(target *goja.Object, i int, v, _ goja.Value) bool {
			vm.check()
			return set(target.Set(strconv.Itoa(i), v))
		},
		Set: func(target *goja.Object, name string, v, _ goja.Value) bool { return set(target.Set(name, v)) },
		DeletePropertyIdx: func(target *goja.Object, i int) bool {
			vm.check()
			return set(target.Delete(strconv.Itoa(i)))
		},
	})
	out := vm.rt.ToValue(p).(*goja.Object)
	return out
}

// has is the operator in.
func (vm *VM) has(o *goja.Object, i int) bool {
	if v := o.Get(strconv.Itoa(i)); v != nil {
		return true
	}
	return false
}

// list makes what is taken as a list of values safe: an array that is not too
// long as it is, a copy of anything else.
func (vm *VM) list(o *goja.Object, limit int) *goja.Object {
	n := int64(-1)
	array := o.ClassName() == "Array"
	if array {
		n = o.Get("length").ToInteger()
	} else if v := o.Get("length"); v != nil {
		if f := v.ToFloat(); f >= 1<<53 {
			n = 1 << 53
		} else {
			n = v.ToInteger()
		}
	}
	if n > int64(limit) {
		vm.breach(LimitArraySize, fmt.Sprintf("%d elements in one call", limit))
	}
	if array && (!vm.farOff(o, n) || vm.graft.dense(o)) {
		return o
	}
	items := make([]any, 0, max(n, 0))
	for i := range max(int(n), 0) {
		vm.check()
		v := o.Get(strconv.Itoa(i))
		if v == nil {
			v = vm.undef
		}
		items = append(items, v)
	}
	return vm.rt.NewArray(items...)
}

// guardReceiver is the guard of array functions that loop over what they are
// called on.
func guardReceiver(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		this := vm.receiver(c.This)
		if this == c.This {
			return f(c)
		}
		given := c.This
		c.This = this
		if v := f(c); v != this {
			return v
		}
		return given
	}
}

var arrayGuards = func() map[string]guardOf {
	guards := map[string]guardOf{
		"concat": guardConcat, "flat": guardFlat, "flatMap": guardFlatMap, "join": guardJoin, "sort": guardSort, "toSorted": guardSort,
		"toLocaleString": guardNested, "toString": guardNested,
		"values": guardIterator, "keys": guardIterator, "entries": guardIterator, symbolName: guardIterator,
	}
	for _, name := range []string{"every", "filter", "find", "findIndex", "findLast", "findLastIndex", "forEach",
		"map", "reduce", "reduceRight", "reverse", "shift", "some", "unshift", "toReversed"} {
		guards[name] = guardReceiver
	}
	for _, name := range []string{"slice", "splice", "toSpliced"} {
		guards[name] = guardAt(0, 1)
	}
	for _, name := range []string{"includes", "indexOf", "lastIndexOf"} {
		guards[name] = guardSearch
	}
	guards["copyWithin"], guards["fill"], guards["with"] = guardAt(0, 1, 2), guardAt(1, 2), guardAt(0)
	return guards
}()

// guardIterator guards what an iterator is advanced by, with the first one.
func guardIterator(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		v := f(c)
		if o, ok := v.(*goja.Object); ok {
			if p := o.Prototype(); p != vm.arrayIterator && p != nil && vm.once(p) {
				vm.arrayIterator = p
				vm.guardAll(p, nil)
			}
		}
		return v
	}
}

// maxNested is how deep arrays may be nested in one another for functions that
// go into them by recursion.
const maxNested = 500

// nested counts a level of such a function; the caller calls leave at its end.
func (vm *VM) nested() (leave func()) {
	if vm.nesting >= maxNested {
		vm.breach(LimitCallDepth, fmt.Sprintf("%d levels of nested arrays", maxNested))
	}
	vm.nesting++
	return func() { vm.nesting-- }
}

// levelsPerValue is how many levels the values may have together that are copied or
// written at a time, for each of [Limits.ValueDepth]: while one is, an accessor may
// begin with the next.
const levelsPerValue = 2

// deepen counts a level of a value that is copied or written, which the caller takes
// back. Where it began, leveled sets the count right if something is thrown.
func (vm *VM) deepen() {
	if vm.levels >= levelsPerValue*vm.limits.ValueDepth {
		vm.breach(LimitValueDepth, fmt.Sprintf("%d levels of values at a time", levelsPerValue*vm.limits.ValueDepth))
	}
	vm.levels++
}

func (vm *VM) leveled(before int) { vm.levels = before }

func guardNested(vm *VM, f native) native {
	f = guardReceiver(vm, f)
	return func(c goja.FunctionCall) goja.Value {
		defer vm.nested()()
		return f(c)
	}
}

// guardJoin is Array.prototype.join. It counts the characters while it goes.
func guardJoin(vm *VM, _ native) native {
	return func(c goja.FunctionCall) goja.Value {
		defer vm.nested()()
		o, ok := vm.receiver(c.This.ToObject(vm.rt)).(*goja.Object)
		if !ok {
			return vm.stringOf(c.This)
		}
		for _, outer := range vm.joining {
			if outer == o {
				return vm.rt.ToValue("")
			}
		}
		vm.joining = append(vm.joining, o)
		defer func() { vm.joining = vm.joining[:len(vm.joining)-1] }()
		return vm.join(o, c.Argument(0))
	}
}

func (vm *VM) join(o *goja.Object, sep goja.Value) goja.Value {
	n := vm.lengthOf(o)
	between, _ := vm.rt.ToValue(",").(goja.String)
	if !goja.IsUndefined(sep) {
		between = vm.stringOf(sep)
	}
	if n > 1 {
		vm.checkString((n - 1) * int64(between.Length()))
	}
	var out goja.StringBuilder
	var size int64
	for i := range n {
		if i > 0 {
			out.WriteString(between)
			size += int64(between.Length())
		}
		v := vm.at(o, i)
		if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
			continue
		}
		text := vm.stringOf(v)
		size += int64(text.Length())
		vm.checkString(size)
		out.WriteString(text)
	}
	return out.String()
}

// at returns an element, nil for a hole. It looks at the interrupt, for it may take
// long to find one, or to find out that there is none.
func (vm *VM) at(o *goja.Object, i int64) goja.Value {
	vm.check()
	return o.Get(strconv.FormatInt(i, 10))
}

// lengthOf is LengthOfArrayLike.
func (vm *VM) lengthOf(o *goja.Object) int64 {
	v := o.Get("length")
	if v == nil {
		return 0
	}
	if f := v.ToFloat(); f >= 1<<53 {
		return 1<<53 - 1
	}
	return max(v.ToInteger(), 0)
}

// guardConcat is the guard of concat, which asks for the length of each argument
// when its turn comes. If something of the program's own may run before, all are
// watched.
func guardConcat(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		all := append([]goja.Value{c.This.ToObject(vm.rt)}, c.Arguments...)
		size, inert := int64(0), true
		for i, v := range all {
			o, ok := v.(*goja.Object)
			if !ok {
				continue
			}
			if o.ClassName() != "Array" {
				inert = false
				continue
			}
			size += o.Get("length").ToInteger()
			inert = inert && vm.graft.dense(o) && (i > 0 || vm.plainArray(o))
		}
		vm.checkArray(size)
		if inert {
			return f(c)
		}
		for i, v := range all {
			if o, ok := v.(*goja.Object); ok && vm.spreads(o) {
				all[i] = vm.watched(o)
			}
		}
		return f(goja.FunctionCall{This: all[0], Arguments: all[1:]})
	}
}

// plainArray reports whether an array is made by Array itself.
func (vm *VM) plainArray(o *goja.Object) bool {
	if vm.graft.plainOwn(o, "constructor") != nil {
		return false
	}
	p := o.Prototype()
	return p != nil && p.Get("constructor") == vm.rt.NewArray().Get("constructor")
}

// spreads reports whether concat spreads an object.
func (vm *VM) spreads(o *goja.Object) bool {
	if s := o.GetSymbol(goja.SymIsConcatSpreadable); s != nil && !goja.IsUndefined(s) {
		return s.ToBoolean()
	}
	return o.ClassName() == "Array" || isArrayProxy(o)
}

// guardFlat is Array.prototype.flat, with each array checked when its turn comes.
func guardFlat(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		o := c.This.ToObject(vm.rt)
		depth := 1.0
		if d := c.Argument(0); !goja.IsUndefined(d) {
			depth = d.ToFloat()
		}
		var out []any
		var flatten func(o *goja.Object, depth float64)
		flatten = func(o *goja.Object, depth float64) {
			defer vm.nested()()
			n := vm.lengthOf(o)
			vm.checkArray(n)
			for i := range n {
				v := vm.at(o, i)
				if v == nil {
					continue
				}
				if e, ok := v.(*goja.Object); ok && depth >= 1 && (e.ClassName() == "Array" || isArrayProxy(e)) {
					flatten(e, depth-1)
					continue
				}
				out = append(out, v)
				vm.checkArray(int64(len(out)))
			}
		}
		flatten(o, depth)
		return vm.rt.NewArray(out...)
	}
}

// guardFlatMap checks what the callback returns, which flatMap goes through.
func guardFlatMap(vm *VM, f native) native {
	f = guardReceiver(vm, f)
	return func(c goja.FunctionCall) goja.Value {
		call := callable(c.Argument(0))
		if call == nil {
			return f(c)
		}
		args := append([]goja.Value(nil), c.Arguments...)
		args[0] = vm.rt.ToValue(func(c goja.FunctionCall) goja.Value {
			v := call(c)
			if o, ok := v.(*goja.Object); ok && (o.ClassName() == "Array" || isArrayProxy(o)) {
				return vm.receiver(o)
			}
			return v
		})
		c.Arguments = args
		return f(c)
	}
}

// longSort is the length from which on sorting looks at the interrupt.
const longSort = 10_000

// guardSort lets sorting by text end: of many texts, and of long ones.
func guardSort(vm *VM, f native) native {
	f = guardReceiver(vm, f)
	return func(c goja.FunctionCall) goja.Value {
		o, ok := c.This.(*goja.Object)
		if !ok || !goja.IsUndefined(c.Argument(0)) || vm.lengthOf(o) < longSort && vm.shortList(o) {
			return f(c)
		}
		c.Arguments = []goja.Value{vm.rt.ToValue(func(c goja.FunctionCall) goja.Value {
			vm.check()
			a, b := vm.stringOf(c.Argument(0)), vm.stringOf(c.Argument(1))
			return vm.rt.ToValue(a.CompareTo(b))
		})}
		return f(c)
	}
}

// arrayStatics are the guards of Array.from and its like.
var arrayStatics = map[string]guardOf{"from": guardFrom}

// guardFrom makes an array-like that is no iterable safe; iterables end by the
// guards of what advances them.
func guardFrom(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		o, ok := c.Argument(0).(*goja.Object)
		if !ok {
			if s, ok := c.Argument(0).(goja.String); ok {
				vm.checkArray(int64(s.Length()))
			}
			return f(c)
		}
		if o.ClassName() == "Array" {
			vm.checkArray(o.Get("length").ToInteger())
			return f(c)
		}
		if it := o.GetSymbol(goja.SymIterator); it == nil || goja.IsUndefined(it) || goja.IsNull(it) {
			args := append([]goja.Value(nil), c.Arguments...)
			args[0] = vm.list(o, vm.limits.ArraySize)
			c.Arguments = args
		}
		return f(c)
	}
}
