package sandbox

import "github.com/dop251/goja"

// guardElements limits functions of typed arrays that take long for each
// element.
func guardElements(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if o, ok := c.This.(*goja.Object); ok {
			if n, typed := vm.typedLength(o); typed {
				vm.checkArray(int64(n))
			}
		}
		return f(c)
	}
}

// chain is one guard around another.
func chain(outer, inner guardOf) guardOf {
	return func(vm *VM, f native) native { return outer(vm, inner(vm, f)) }
}

// guardSet makes the array-like safe that is copied into a typed array.
func guardSet(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		o, ok := c.Argument(0).(*goja.Object)
		if !ok {
			return f(c)
		}
		if _, typed := vm.typedLength(o); typed {
			return f(c)
		}
		list := vm.list(o, vm.limits.ArraySize)
		if !vm.shortList(list) {
			list = vm.watched(list)
		}
		c.Arguments = append([]goja.Value{list}, c.Arguments[1:]...)
		return f(c)
	}
}

// guardTypedFrom is the guard of from, which takes what it fills the array with from
// anything that has elements.
func guardTypedFrom(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		o, ok := c.Argument(0).(*goja.Object)
		if ok && goja.IsUndefined(c.Argument(1)) {
			c.Arguments = append([]goja.Value{vm.numberList(o)}, c.Arguments[1:]...)
		}
		return f(c)
	}
}

var typedGuards = map[string]guardOf{
	"sort": guardElements, "toSorted": guardElements, "join": guardElements, "toString": guardElements, "toLocaleString": guardElements,
	"set": guardSet, "values": guardIterator, "keys": guardIterator, "entries": guardIterator, symbolName: guardIterator,
}

var typedStatics = map[string]guardOf{"from": chain(guardFrom, guardTypedFrom), "of": guardNumbers}
