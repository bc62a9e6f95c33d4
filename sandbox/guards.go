package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// guardOf makes the guard of a built-in function.
type guardOf = func(vm *VM, f native) native

// hardening says how a built-in object that goja fills when it is read gets its
// guards: object is JavaScript for it.
type hardening struct {
	object string
	guard  func(vm *VM, name string, f *goja.Object)
	drop   []string // properties that it loses
	add    map[string]member
}

// There are no typed arrays of BigInt: they convert text to BigInt where nothing
// can look at its length.
var (
	bigintArrays = []string{"BigInt64Array", "BigUint64Array"}
	bigintViews  = []string{"getBigInt64", "getBigUint64", "setBigInt64", "setBigUint64"}
)

var hardenings = map[string]hardening{
	"global":               {object: "this", guard: (*VM).guardGlobal, drop: slices.Concat(bigintArrays, []string{"BigInt"})},
	"global, BigInt":       {object: "this", guard: (*VM).guardGlobal, drop: bigintArrays},
	"Array.prototype":      {object: "Array.prototype", guard: byName(arrayGuards)},
	"String.prototype":     {object: "String.prototype", guard: byName(stringGuards), add: stringMembers},
	"Object":               {object: "Object", guard: byName(objectGuards)},
	"Object.prototype":     {object: "Object.prototype", guard: byName(map[string]guardOf{"__proto__": guardProtoAccess}), add: objectMembers},
	"Function.prototype":   {object: "Function.prototype", guard: byName(functionGuards)},
	"BigInt":               {object: "BigInt", guard: byName(bigintGuards)},
	"BigInt.prototype":     {object: "BigInt.prototype", guard: byName(nil)},
	"Date":                 {object: "Date", guard: byName(nil)},
	"Date.prototype":       {object: "Date.prototype", guard: byName(dateGuards), add: dateMembers},
	"Math":                 {object: "Math", guard: byName(mathGuards)},
	"Number":               {object: "Number", guard: byName(nil)},
	"Number.prototype":     {object: "Number.prototype", guard: byName(numberGuards)},
	"TypedArray.prototype": {object: "Object.getPrototypeOf(Uint8Array.prototype)", guard: byName(typedGuards)},
	"DataView.prototype":   {object: "DataView.prototype", guard: byName(nil), drop: bigintViews},
}

var mathGuards = map[string]guardOf{"max": guardNumbers, "min": guardNumbers, "hypot": guardNumbers}

var functionGuards = map[string]guardOf{"apply": guardArgs(1), "bind": guardBind}

// byName guards the functions of an object: those of the table as it says, all
// others so that they stop when the VM is interrupted.
func byName(guards map[string]guardOf) func(*VM, string, *goja.Object) {
	return func(vm *VM, name string, f *goja.Object) {
		switch name {
		case "prototype":
		case "constructor":
			if s, ok := f.Get("name").(goja.String); ok {
				vm.guardGlobal(s.String(), f)
			}
		default:
			vm.guardFunc(f, guards[name])
		}
	}
}

// guardFunc guards one function; nil stands for the guard of all.
func (vm *VM) guardFunc(f *goja.Object, with guardOf) {
	vm.graft.guard(f, func(call native) native {
		if with != nil {
			call = with(vm, call)
		}
		return vm.stoppable(f, call)
	}, nil)
}

// stoppable makes a function end when the VM is interrupted. Whatever goja does
// in Go without end calls functions again and again, and so it ends too. And it
// counts calls in one another: goja counts those of scripts alone, but built-in
// functions can call one another with no script between them. f is the Go function
// of o.
func (vm *VM) stoppable(o *goja.Object, f native) native {
	stop := &vm.turns.stop
	var callee goja.Value
	return func(c goja.FunctionCall) goja.Value {
		vm.renamed(o, &callee)
		if stop.Load() {
			vm.raise()
		}
		vm.descend()
		defer func() { vm.natives-- }()
		return f(c)
	}
}

// nativesPerCall is how many calls of built-in functions may be in one another
// for each call of [Limits.CallDepth].
const nativesPerCall = 2

// descend counts a call of a built-in function, which the caller takes back when
// it ends.
func (vm *VM) descend() {
	if vm.natives >= nativesPerCall*vm.limits.CallDepth {
		vm.turns.breach(vm.rt, vm.limitError(LimitCallDepth, fmt.Sprintf("%d calls of built-in functions", nativesPerCall*vm.limits.CallDepth)))
		vm.check()
	}
	vm.natives++
}

// check ends the running function when the VM is interrupted. Loops of this
// package call it.
func (vm *VM) check() {
	if vm.turns.stop.Load() {
		vm.raise()
	}
}

// Check ends the turn if it has been interrupted: its time is up, a limit is
// broken, the VM is being closed. Functions of the host that loop as long as the
// program says call it now and then; it costs a nanosecond. It does not return
// then, but panics with an error that goja takes up to the turn. Inside a turn
// only.
func (vm *VM) Check() { vm.check() }

// Breach reports a limit that the host keeps and the program has broken: it ends
// what [LimitError.Ends] says, by a panic that goja takes up. Inside a turn only.
func (vm *VM) Breach(limit, max string) {
	err := vm.limitError(limit, max)
	if err.Ends() == BreachCall {
		vm.Throw(err)
	}
	vm.turns.breach(vm.rt, err)
	vm.check()
}

// Stopped reports whether the turn has been interrupted and is about to end: no
// script runs in it any more.
func (vm *VM) Stopped() bool { return vm.turns.stop.Load() }

// Limits returns the limits of the VM, with their defaults.
func (vm *VM) Limits() Limits { return vm.limits }

// maxSpared is how many calls from outside of any script are let through when
// the VM is interrupted: with the next script the error gets a place.
const maxSpared = 1000

// spareTime is how long such calls are let through: each may have work to do.
const spareTime = 50 * time.Millisecond

// raise lets goja raise the interrupt.
func (vm *VM) raise() {
	if vm.spared == 0 {
		vm.sparing = time.Now()
	}
	if vm.spared++; vm.spared < maxSpared && time.Since(vm.sparing) < spareTime {
		vm.stack = vm.rt.CaptureCallStack(maxFrames, vm.stack[:0])
		if file, _, _ := top(frames(vm.stack)); file == "" {
			return
		}
	}
	vm.endKeeping()
	vm.noop(goja.FunctionCall{This: vm.undef})
}

// callable returns the Go function behind a function, without the frame that
// goja.AssertFunction puts around a call: what goes wrong is a panic. It is for
// code that was called by JavaScript itself.
func callable(v goja.Value) native {
	if o, ok := v.(*goja.Object); ok {
		if f, ok := o.Export().(native); ok {
			return f
		}
	}
	return nil
}

// breach throws a RangeError that carries a *LimitError: the program broke a
// limit by one call, and may go on if it catches the error.
func (vm *VM) breach(limit string, max string) {
	err := vm.limitError(limit, max)
	obj := vm.NewError("RangeError", err.Error())
	vm.causes.put(obj, err)
	panic(obj)
}

// harden puts the guards in place. Nothing of the program has run yet.
func (vm *VM) harden() {
	g, rt := vm.graft, vm.rt
	rt.SetFieldNameMapper(owner{vm})
	if vm.scripts.usesBigInt() {
		g.plant(rt.GlobalObject(), "global, BigInt")
	} else {
		g.plant(rt.GlobalObject(), "global")
	}
	array := rt.NewArray().Prototype()
	g.plant(array, "Array.prototype")
	g.plant(rt.ToValue("").ToObject(rt).Prototype(), "String.prototype")
	g.plant(rt.ToValue(0).ToObject(rt).Prototype(), "Number.prototype")
	g.plant(array.Prototype(), "Object.prototype")
	function := vm.function0.Prototype()
	g.plant(function, "Function.prototype")
	vm.guardObject(function)
	if apply, ok := function.Get("apply").(*goja.Object); ok { // it has been read: VM.apply is without guard
		vm.guardFunc(apply, guardArgs(1))
	}
}

// guardAll guards the functions and accessors of an object that goja has filled
// already. One with a template is planted instead.
func (vm *VM) guardAll(o *goja.Object, guards map[string]guardOf) {
	if o == nil || vm.graft.templated(o) {
		return
	}
	vm.graft.eachOwn(o, func(name string, f *goja.Object) {
		if name != "constructor" && name != "prototype" {
			with := guards[name]
			if with == nil && strings.HasPrefix(name, symbolName) {
				with = guards[symbolName]
			}
			vm.guardFunc(f, with)
		}
	})
}

// guardObject guards a function, or the class, whatever it is, and nothing else.
func (vm *VM) guardObject(o *goja.Object) {
	vm.graft.guard(o, func(f native) native { return vm.stoppable(o, f) }, vm.stoppableConstruct)
}

// guardSpecies gives a class a getter of Symbol.species with a guard.
func (vm *VM) guardSpecies(ctor *goja.Object) {
	get := vm.Func("get [Symbol.species]", 0, func(c goja.FunctionCall) goja.Value { return c.This })
	vm.must(ctor.DefineAccessorPropertySymbol(goja.SymSpecies, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// once reports whether a built-in object is seen for the first time.
func (vm *VM) once(o *goja.Object) bool {
	if _, seen := vm.grafted[o]; seen {
		return false
	}
	if vm.grafted == nil {
		vm.grafted = make(map[*goja.Object]struct{})
	}
	vm.grafted[o] = struct{}{}
	return true
}

// guardGlobal guards what a property of the global object holds, with its
// prototype: constructors and namespaces. It is called when the property is
// first read, whatever it is read through.
func (vm *VM) guardGlobal(name string, o *goja.Object) {
	if name == "globalThis" || !vm.once(o) {
		return
	}
	if vm.intrinsics == nil {
		vm.intrinsics = make(map[string]*goja.Object)
	}
	vm.intrinsics[name] = o
	with := globalGuardOf(name)
	g := vm.graft
	g.guard(o, func(f native) native {
		if with.call != nil {
			f = with.call(vm, f)
		}
		return vm.stoppable(o, f)
	}, func(f construct) construct {
		if with.construct != nil {
			f = with.construct(vm, f)
		}
		return vm.stoppableConstruct(f)
	})
	if with.also != nil {
		with.also(vm, o)
	}
	switch name {
	case "Array", "ArrayBuffer", "Map", "Set", "Promise", "RegExp":
		vm.guardSpecies(o)
	}
}

// ensure puts the guards around a global that a program may reach without its
// name: by a literal, an async function, what the host gave it.
func (vm *VM) ensure(name string) {
	if vm.intrinsics[name] == nil {
		vm.rt.Get(name)
	}
}

func (vm *VM) stoppableConstruct(f construct) construct {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		vm.check()
		vm.descend()
		defer func() { vm.natives-- }()
		return f(args, newTarget)
	}
}
