package sandbox

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/dop251/goja"
)

// An object whose Symbol.toPrimitive is no function cannot be converted, and goja
// says so with the text of what is there, for which it converts that: an object
// that stands in for itself, or a proxy that answers everything, is recursion in
// Go without a script, which ends the process. So programs never have goja's own
// symbol. Symbol.toPrimitive is another one, and what stands under it is called by
// a function of Object.prototype that goja finds under its own; packages that do
// not mention it go without that function. goja's symbol shows in lists of an
// object's keys, from which it is left out, and as a key that proxies are asked
// for, which they answer without the program.

// needToPrimitive is called where a program may get hold of a symbol without Symbol,
// of which Symbol is the constructor.
func (vm *VM) needToPrimitive() {
	if vm.toPrimitive == nil {
		vm.setToPrimitive(goja.SymIterator.ToObject(vm.rt).Get("constructor").(*goja.Object))
	}
}

// setToPrimitive gives Symbol the symbol of programs.
func (vm *VM) setToPrimitive(symbol *goja.Object) {
	if vm.toPrimitive != nil {
		return
	}
	vm.toPrimitive = goja.NewSymbol("Symbol.toPrimitive")
	vm.graft.valuesOf(symbol)["toPrimitive"] = vm.graft.constant(vm.toPrimitive)
	vm.showToPrimitive(symbol)
	if vm.date != nil {
		vm.showToPrimitive(vm.date)
	}
	if !vm.scripts.mentionsToPrimitive() {
		return
	}
	convert := vm.Func("[Symbol.toPrimitive]", 1, vm.convert)
	vm.guardFunc(convert, nil)
	vm.must(vm.rt.NewObject().Prototype().DefineDataPropertySymbol(goja.SymToPrimitive, convert, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
}

// showToPrimitive gives the prototype of Symbol or Date what it has under goja's
// symbol under that of programs too.
func (vm *VM) showToPrimitive(ctor *goja.Object) {
	if proto, ok := ctor.Get("prototype").(*goja.Object); ok {
		vm.must(proto.DefineDataPropertySymbol(vm.toPrimitive, proto.GetSymbol(goja.SymToPrimitive), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
}

// dateConstructor guards Date and shows its Symbol.toPrimitive.
func dateConstructor(vm *VM, o *goja.Object) {
	plantedBoth("Date")(vm, o)
	vm.date = o
	if vm.toPrimitive != nil {
		vm.showToPrimitive(o)
	}
}

// convert is ToPrimitive of ECMAScript for an object, which is this; the argument is
// the hint.
func (vm *VM) convert(c goja.FunctionCall) goja.Value {
	o, ok := c.This.(*goja.Object)
	if !ok {
		return c.This
	}
	if m := o.GetSymbol(vm.toPrimitive); m != nil && !goja.IsUndefined(m) && !goja.IsNull(m) {
		f := callable(m)
		if f == nil {
			panic(vm.rt.NewTypeError("Symbol.toPrimitive is not a function"))
		}
		return f(goja.FunctionCall{This: o, Arguments: c.Arguments})
	}
	order := []string{"valueOf", "toString"}
	if c.Argument(0).String() == "string" {
		slices.Reverse(order)
	}
	for _, name := range order {
		if f := callable(o.Get(name)); f != nil {
			if v := f(goja.FunctionCall{This: o}); !isObject(v) {
				return v
			}
		}
	}
	panic(vm.rt.NewTypeError("Cannot convert object to primitive value"))
}

func isObject(v goja.Value) bool { _, ok := v.(*goja.Object); return ok }

// guardSymbols leaves goja's symbol out of a list of keys, or of an object with
// the descriptors of properties.
func guardSymbols(vm *VM, f native) native {
	f = guardKeys(vm, f)
	return func(c goja.FunctionCall) goja.Value {
		vm.needToPrimitive()
		v := f(c)
		o, ok := v.(*goja.Object)
		if !ok {
			return v
		}
		if o.ClassName() != "Array" {
			vm.must(o.DeleteSymbol(goja.SymToPrimitive))
			return v
		}
		keys := vm.graft.elementsOf(o)
		if !slices.Contains(keys, goja.Value(goja.SymToPrimitive)) {
			return v
		}
		var kept []any
		for _, k := range keys {
			if k != goja.Value(goja.SymToPrimitive) {
				kept = append(kept, k)
			}
		}
		return vm.rt.NewArray(kept...)
	}
}

// proxied returns the arguments of Proxy with a handler of which get is not asked for
// goja's symbol. Everything else it has from the program's handler. An object that
// has the symbol itself, which only built-in prototypes do, cannot have a proxy: the
// other traps would be asked for it too.
func (vm *VM) proxied(args []goja.Value) []goja.Value {
	if len(args) < 2 {
		return args
	}
	vm.needToPrimitive()
	target, ok1 := args[0].(*goja.Object)
	handler, ok2 := args[1].(*goja.Object)
	if !ok1 || !ok2 {
		return args
	}
	inner := target
	for p, proxy := exported[goja.Proxy](inner); proxy && p.Target() != nil; p, proxy = exported[goja.Proxy](inner) {
		inner = p.Target()
	}
	if _, proxy := exported[goja.Proxy](inner); !proxy {
		// No program can have it, so what the prototype has not got is the object's own.
		if v, proto := inner.GetSymbol(goja.SymToPrimitive), inner.Prototype(); v != nil && (proto == nil || proto.GetSymbol(goja.SymToPrimitive) != v) {
			panic(vm.rt.NewTypeError("Cannot create a proxy of this built-in prototype"))
		}
	}
	if vm.reflectGet == nil {
		_ = vm.rt.Get("Reflect") // is made now
	}
	own := vm.rt.CreateObject(handler)
	get := vm.Func("get", 3, func(c goja.FunctionCall) goja.Value {
		if trap := handler.Get("get"); c.Argument(1) != goja.Value(goja.SymToPrimitive) && trap != nil && !goja.IsUndefined(trap) && !goja.IsNull(trap) {
			f := callable(trap)
			if f == nil {
				panic(vm.rt.NewTypeError("the get of a proxy's handler is not a function"))
			}
			return f(goja.FunctionCall{This: handler, Arguments: c.Arguments})
		}
		if vm.reflectGet == nil { // the program has put something else in its place, and Reflect was never made
			panic(vm.rt.NewTypeError("Reflect is gone"))
		}
		return vm.reflectGet(c)
	})
	vm.must(own.DefineDataProperty("get", get, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	return append([]goja.Value{target, own}, args[2:]...)
}

// reflectMembers guards Reflect and keeps its get for proxied.
func reflectMembers(vm *VM, o *goja.Object) {
	withPrototype(reflectGuards, nil)(vm, o)
	vm.reflectGet = callable(o.Get("get"))
}

// constant is the value of a property that can neither be written nor defined anew.
func (g *grafting) constant(v goja.Value) goja.Value {
	p := reflect.New(g.property.Elem())
	*(*goja.Value)(unsafe.Add(p.UnsafePointer(), g.value)) = v
	return p.Interface().(goja.Value)
}
