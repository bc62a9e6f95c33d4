package sandbox

import (
	"fmt"

	"github.com/dop251/goja"
)

// globalGuard says how a constructor, a namespace or a function of the global
// object is guarded: what is around its call and its construction, and what
// belongs to it. All are guarded against running on after an interrupt.
type globalGuard struct {
	call      guardOf
	construct func(*VM, construct) construct
	also      func(*VM, *goja.Object)
}

// globalGuardOf returns the guard of the global with that name.
func globalGuardOf(name string) globalGuard {
	switch name {
	case "Object":
		return globalGuard{also: planted("Object", objectGuards)}
	case "Array":
		return globalGuard{also: withPrototype(arrayStatics, nil)}
	case "String":
		return globalGuard{also: withPrototype(stringStatics, nil)}
	case "Date":
		return globalGuard{also: dateConstructor}
	case "Number", "Math", "DataView":
		return globalGuard{also: plantedBoth(name)}
	case "BigInt":
		return globalGuard{call: guardBigInt, also: plantedBoth(name)}
	case "RegExp":
		return globalGuard{call: guardPatternCall, construct: guardPattern, also: regexpMembers}
	case "Map", "Set":
		return globalGuard{construct: guardMembers, also: collection}
	case "Promise":
		return globalGuard{construct: guardExecutor, also: withPrototype(nil, map[string]guardOf{"then": guardThen})}
	case "Symbol":
		return globalGuard{also: symbolMembers}
	case "Error":
		return globalGuard{also: errorMembers}
	case "WeakMap", "WeakSet", "Boolean", "AggregateError", "TypeError", "ReferenceError",
		"SyntaxError", "RangeError", "EvalError", "URIError", "GoError":
		return globalGuard{also: withPrototype(nil, nil)}
	case "Proxy":
		return globalGuard{construct: guardProxy, also: withPrototype(map[string]guardOf{"revocable": guardRevocable}, nil)}
	case "Reflect":
		return globalGuard{also: reflectMembers}
	case "JSON":
		return globalGuard{also: withPrototype(jsonGuards, nil)}
	case "ArrayBuffer":
		return globalGuard{construct: guardArrayBuffer, also: withPrototype(nil, nil)}
	case "parseInt", "parseFloat":
		return globalGuard{call: guardNumeral}
	case "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape":
		return globalGuard{call: guardText}
	}
	if size := elementSizes[name]; size > 0 {
		return globalGuard{construct: guardBuffer(size), also: typedArray}
	}
	return globalGuard{}
}

// elementSizes are the typed arrays with the sizes of their elements.
var elementSizes = map[string]int{
	"Int8Array": 1, "Uint8Array": 1, "Uint8ClampedArray": 1, "Int16Array": 2, "Uint16Array": 2,
	"Int32Array": 4, "Uint32Array": 4, "Float32Array": 4, "Float64Array": 8,
}

// withPrototype guards the functions of an object and of its prototype property.
func withPrototype(own, proto map[string]guardOf) func(*VM, *goja.Object) {
	return func(vm *VM, o *goja.Object) {
		vm.guardAll(o, own)
		if p, ok := o.Get("prototype").(*goja.Object); ok && vm.once(p) {
			vm.guardAll(p, proto)
		}
	}
}

// planted gives an object the template of that name.
func planted(name string, _ map[string]guardOf) func(*VM, *goja.Object) {
	return func(vm *VM, o *goja.Object) { vm.graft.plant(o, name) }
}

// plantedBoth does so for an object and its prototype property.
func plantedBoth(name string) func(*VM, *goja.Object) {
	return func(vm *VM, o *goja.Object) {
		vm.graft.plant(o, name)
		if p, ok := o.Get("prototype").(*goja.Object); ok {
			vm.graft.plant(p, name+".prototype")
		}
	}
}

// collection guards Map or Set, and what iterates over it.
func collection(vm *VM, o *goja.Object) {
	withPrototype(nil, nil)(vm, o)
	made, err := vm.rt.New(o)
	if err != nil {
		return
	}
	entries, ok := goja.AssertFunction(made.Get("entries"))
	if !ok {
		return
	}
	if it, err := entries(made); err == nil {
		vm.guardAll(it.(*goja.Object).Prototype(), nil)
	}
}

// typedArray guards a typed array, and what all of them inherit.
func typedArray(vm *VM, o *goja.Object) {
	withPrototype(nil, nil)(vm, o)
	vm.rt.Get("ArrayBuffer")
	base := o.Prototype()
	if base == nil || !vm.once(base) {
		return
	}
	vm.guardObject(base)
	vm.guardSpecies(base)
	vm.guardAll(base, typedStatics)
	if p, ok := base.Get("prototype").(*goja.Object); ok {
		vm.graft.plant(p, "TypedArray.prototype")
	}
}

// guardBuffer limits the bytes of an ArrayBuffer or typed array.
func guardBuffer(size int) func(*VM, construct) construct {
	return func(vm *VM, f construct) construct {
		return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
			if len(args) > 0 {
				args = vm.bufferArgs(args, int64(size))
			}
			return f(args, newTarget)
		}
	}
}

func (vm *VM) bufferArgs(args []goja.Value, size int64) []goja.Value {
	o, ok := args[0].(*goja.Object)
	if !ok {
		if _, symbol := args[0].(*goja.Symbol); !symbol && !goja.IsBigInt(args[0]) {
			vm.checkBuffer(args[0].ToFloat(), size)
		}
		return args
	}
	if _, buffer := exported[goja.ArrayBuffer](o); buffer {
		return args
	}
	if n, typed := vm.typedLength(o); typed {
		vm.checkBuffer(float64(n), size)
		return args
	}
	if list := vm.numberList(o); list != o {
		args = append([]goja.Value{list}, args[1:]...)
	}
	return args
}

// guardArrayBuffer limits the bytes of an ArrayBuffer, whose first argument is a
// number whatever it is given as.
func guardArrayBuffer(vm *VM, f construct) construct {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		if args = vm.numbersAt(args, 0); len(args) > 0 {
			args = vm.bufferArgs(args, 1)
		}
		return f(args, newTarget)
	}
}

func (vm *VM) checkBuffer(n float64, size int64) {
	if n*float64(size) > float64(vm.limits.BufferSize) {
		vm.breach(LimitBufferSize, fmt.Sprintf("%d bytes", vm.limits.BufferSize))
	}
	vm.weigh(int64(max(n, 0)) * size)
}

// guardProxy limits how deep proxies stand in one another: goja passes through
// them by recursion in Go.
func guardProxy(vm *VM, f construct) construct {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		vm.checkProxy(args)
		return f(vm.proxied(args), newTarget)
	}
}

// guardRevocable does the same for Proxy.revocable.
func guardRevocable(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		vm.checkProxy(c.Arguments)
		c.Arguments = vm.proxied(c.Arguments)
		return f(c)
	}
}

// checkProxy looks at the target and the handler of a Proxy that is to be made. What
// lists the properties of one, a loop with in for example, lists those of its target
// at once.
func (vm *VM) checkProxy(args []goja.Value) {
	if len(args) > 1 {
		vm.checkChain(nil, args[0])
		vm.checkChain(nil, args[1])
		vm.checkKeys(args[0])
	}
}

// maxChain is how many proxies, handlers, bound functions and prototypes may
// hang together.
const maxChain = 1000

// checkChain follows what an operation on v passes through. It must not lead to
// from.
func (vm *VM) checkChain(from *goja.Object, v goja.Value) {
	left := maxChain
	var follow func(v goja.Value)
	follow = func(v goja.Value) {
		for o, ok := v.(*goja.Object); ok && o != nil; {
			if left--; left < 0 || o == from {
				vm.breach(LimitCallDepth, fmt.Sprintf("%d proxies, prototypes or bound functions in a chain", maxChain))
			}
			if p, proxy := exported[goja.Proxy](o); proxy {
				if h := p.Handler(); h != nil {
					follow(h)
				}
				o = p.Target()
				continue
			}
			if next := vm.graft.boundTo(o); next != nil {
				o = next
				continue
			}
			o = o.Prototype()
		}
	}
	follow(v)
}

// numeralLength is how much of a text parseInt and parseFloat look at. No number
// needs that many digits.
const numeralLength = 4096

func guardNumeral(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if s, ok := c.Argument(0).(goja.String); ok && s.Length() > numeralLength {
			c.Arguments = append([]goja.Value{s.Substring(0, numeralLength)}, c.Arguments[1:]...)
		}
		return f(c)
	}
}

// guardText limits the text that a function takes; the result may be nine times
// as long.
func guardText(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if s, ok := c.Argument(0).(goja.String); ok {
			vm.checkString(9 * int64(s.Length()) / 8)
		}
		return f(c)
	}
}

func guardBigInt(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if s, ok := c.Argument(0).(goja.String); ok && s.Length() > vm.limits.BigIntBits/3 {
			vm.bigIntTooLarge()
		}
		return f(c)
	}
}

func (vm *VM) bigIntTooLarge() {
	vm.breach(LimitBigInt, fmt.Sprintf("%d bits in one BigInt", vm.limits.BigIntBits))
}

// guardThen counts promise jobs. What a handler gets may be an error of goja's.
func guardThen(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		vm.countJob()
		if len(c.Arguments) > 1 && !goja.IsUndefined(c.Arguments[1]) {
			vm.ensureErrors()
		}
		return f(c)
	}
}

// guardExecutor guards the functions that settle a promise, which a program gets
// from the constructor.
func guardExecutor(vm *VM, f construct) construct {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		if len(args) > 0 && isFunction(args[0]) {
			executor := callable(args[0])
			args = []goja.Value{vm.rt.ToValue(func(c goja.FunctionCall) goja.Value {
				for _, v := range c.Arguments {
					if o, ok := v.(*goja.Object); ok {
						vm.guardFunc(o, nil)
					}
				}
				return executor(c)
			})}
		}
		return f(args, newTarget)
	}
}

func guardBits(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		args := append([]goja.Value(nil), vm.numbersAt(c.Arguments, 0)...)
		if len(args) > 0 && args[0].ToFloat() > float64(vm.limits.BigIntBits) {
			vm.bigIntTooLarge()
		}
		if len(args) > 1 {
			if o, ok := args[1].(*goja.Object); ok {
				args[1] = vm.primitiveOf(o)
			}
			if s, ok := args[1].(goja.String); ok && s.Length() > vm.limits.BigIntBits/3 {
				vm.bigIntTooLarge()
			}
		}
		return f(goja.FunctionCall{This: c.This, Arguments: args})
	}
}

var bigintGuards = map[string]guardOf{"asIntN": guardBits, "asUintN": guardBits}

// guardKeys is the guard of functions that list the properties of what they are
// given.
func guardKeys(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		for _, v := range c.Arguments {
			vm.checkKeys(v)
		}
		return f(c)
	}
}

// guardProto is the guard of functions that set the prototype of their first
// argument.
func guardProto(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		o, _ := c.Argument(0).(*goja.Object)
		vm.checkLink(o, c.Argument(1))
		return f(c)
	}
}

// checkLink checks a prototype that an object is about to get. A cycle of
// prototypes alone goja finds itself.
func (vm *VM) checkLink(o *goja.Object, proto goja.Value) {
	if p, ok := proto.(*goja.Object); ok && o != p {
		vm.checkChain(o, p)
	}
}

// guardCreate is the guard of Object.create.
func guardCreate(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		vm.checkChain(nil, c.Argument(0))
		return f(c)
	}
}

// guardProtoAccess is the guard of the accessors of __proto__.
func guardProtoAccess(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if o, ok := c.This.(*goja.Object); ok && len(c.Arguments) > 0 {
			vm.checkLink(o, c.Argument(0))
		}
		return f(c)
	}
}

var objectGuards = map[string]guardOf{
	"keys": guardKeys, "values": guardKeys, "entries": guardKeys, "assign": guardKeys, "getOwnPropertyNames": guardKeys,
	"getOwnPropertyDescriptors": guardSymbols, "defineProperties": guardKeys, "freeze": guardKeys, "seal": guardKeys,
	"isFrozen": guardKeys, "isSealed": guardKeys, "getOwnPropertySymbols": guardSymbols,
	"setPrototypeOf": guardProto, "create": guardCreate, "defineProperty": guardDefine(true),
}

var reflectGuards = map[string]guardOf{
	"ownKeys": guardSymbols, "setPrototypeOf": guardProto, "apply": guardArgs(2), "construct": guardArgs(1),
	"defineProperty": guardDefine(false),
}

// guardDefine carries out the definition of an accessor by the defineProperty trap
// of a proxy: goja takes one that is not configurable for incompatible with itself,
// and Vue 3 defines such.
func guardDefine(throws bool) guardOf {
	return func(vm *VM, f native) native {
		return func(c goja.FunctionCall) goja.Value {
			o, _ := c.Argument(0).(*goja.Object)
			desc, _ := c.Argument(2).(*goja.Object)
			if o == nil || desc == nil || desc.Get("get") == nil && desc.Get("set") == nil {
				return f(c)
			}
			p, ok := exported[goja.Proxy](o)
			if !ok || p.Handler() == nil {
				return f(c)
			}
			if v := desc.Get("configurable"); v != nil && v.ToBoolean() {
				return f(c)
			}
			trap := callable(p.Handler().Get("defineProperty"))
			if trap == nil {
				return f(c)
			}
			if !trap(goja.FunctionCall{This: p.Handler(), Arguments: []goja.Value{p.Target(), c.Argument(1), desc}}).ToBoolean() {
				if throws {
					panic(vm.rt.NewTypeError("'defineProperty' on proxy: trap returned falsish for property '%s'", c.Argument(1)))
				}
				return vm.rt.ToValue(false)
			}
			if throws {
				return o
			}
			return vm.rt.ToValue(true)
		}
	}
}

// guardArgs limits the arguments that a function takes as a list.
func guardArgs(at int) guardOf {
	return func(vm *VM, f native) native {
		return func(c goja.FunctionCall) goja.Value {
			if o, ok := c.Argument(at).(*goja.Object); ok {
				if list := vm.list(o, vm.limits.Arguments); list != o {
					args := append([]goja.Value(nil), c.Arguments...)
					args[at] = list
					c.Arguments = args
				}
			}
			return f(c)
		}
	}
}

// guardBind limits how deep functions are bound, and lets a bound function end
// when the VM is interrupted.
func guardBind(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if o, ok := c.This.(*goja.Object); ok && vm.graft.boundTo(o) != nil {
			vm.checkChain(nil, o)
		}
		v := f(c)
		if o, ok := v.(*goja.Object); ok {
			vm.guardObject(o)
		}
		return v
	}
}
