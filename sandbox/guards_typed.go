package sandbox

import "github.com/dop251/goja"

// guardElements limits functions of typed arrays that take long for each
// element.
func guardElements(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if o, ok := c.This.(*goja.Object); ok {
			if n := o.Get("length"); n != nil && goja.IsNumber(n) {
				vm.checkArray(n.ToInteger())
			}
		}
		return f(c)
	}
}

// guardSet makes the array-like safe that is copied into a typed array.
func guardSet(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if o, ok := c.Argument(0).(*goja.Object); ok && !vm.isTyped(o) {
			args := append([]goja.Value(nil), c.Arguments...)
			args[0] = vm.list(o, vm.limits.ArraySize)
			c.Arguments = args
		}
		return f(c)
	}
}

var typedGuards = map[string]guardOf{
	"sort": guardElements, "toSorted": guardElements, "join": guardElements, "toString": guardElements, "toLocaleString": guardElements,
	"set": guardSet, "values": guardIterator, "keys": guardIterator, "entries": guardIterator, symbolName: guardIterator,
}

var typedStatics = map[string]guardOf{"from": guardFrom}
