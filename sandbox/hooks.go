package sandbox

import (
	"fmt"
	"math/big"

	"github.com/dop251/goja"
)

// ensureErrors puts guards around the constructors of errors.
func (vm *VM) ensureErrors() {
	if vm.intrinsics["Error"] != nil {
		return
	}
	for _, name := range []string{"Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError", "AggregateError"} {
		vm.ensure(name)
	}
}

// countJob counts a promise job of the turn.
func (vm *VM) countJob() {
	if vm.jobs++; vm.jobs == vm.limits.Microtasks+1 {
		vm.turns.breach(vm.rt, vm.limitError(LimitMicrotasks, fmt.Sprintf("%d in one turn", vm.limits.Microtasks)))
		vm.check()
	}
}

// hookOf returns the function of a hook.
func (vm *VM) hookOf(h hook) goja.Value {
	if vm.hooks[h] == nil {
		vm.hooks[h] = makeHook(vm, h)
	}
	return vm.hooks[h]
}

// delegate returns an iterable for yield*: goja advances nested generators by
// recursion in Go, which is counted here.
func (vm *VM) delegate(c goja.FunctionCall) goja.Value {
	src := c.Argument(0)
	method := callable(src.ToObject(vm.rt).GetSymbol(goja.SymIterator))
	if method == nil {
		panic(vm.rt.NewTypeError("object is not iterable"))
	}
	it, ok := method(goja.FunctionCall{This: src}).(*goja.Object)
	if !ok {
		panic(vm.rt.NewTypeError("the iterator is no object"))
	}
	next := callable(it.Get("next"))
	out := vm.rt.NewObject()
	_ = out.SetSymbol(goja.SymIterator, func(goja.FunctionCall) goja.Value { return out })
	_ = out.Set("next", func(c goja.FunctionCall) goja.Value { return vm.advance(it, next, c) })
	for _, name := range []string{"return", "throw"} {
		get := vm.rt.ToValue(func(goja.FunctionCall) goja.Value {
			v := it.Get(name)
			f := callable(v)
			if f == nil {
				return v
			}
			return vm.rt.ToValue(func(c goja.FunctionCall) goja.Value { return vm.advance(it, f, c) })
		})
		_ = out.DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	return out
}

func (vm *VM) advance(it *goja.Object, step native, c goja.FunctionCall) goja.Value {
	vm.check()
	if step == nil {
		panic(vm.rt.NewTypeError("iterator.next is missing or not a function"))
	}
	if vm.delegates >= vm.limits.CallDepth {
		vm.breach(LimitCallDepth, fmt.Sprintf("%d calls", vm.limits.CallDepth))
	}
	vm.delegates++
	defer func() { vm.delegates-- }()
	return step(goja.FunctionCall{This: it, Arguments: c.Arguments})
}

// spreadObject lets through what is spread into an object.
func (vm *VM) spreadObject(c goja.FunctionCall) goja.Value {
	v := c.Argument(0)
	vm.checkKeys(v)
	return v
}

// regexp has seen a regular expression, and puts the guards in place with the
// first.
func (vm *VM) regexp(c goja.FunctionCall) goja.Value {
	vm.ensure("RegExp")
	return c.Argument(0)
}

// caught has seen a script catch something, which may be an error that goja has
// made, and with it a constructor.
func (vm *VM) caught(goja.FunctionCall) goja.Value {
	vm.ensureErrors()
	return nil
}

// template joins the parts of a template.
func (vm *VM) template(c goja.FunctionCall) goja.Value {
	var out goja.StringBuilder
	var size int64
	for _, v := range c.Arguments {
		text := vm.stringOf(v)
		size += int64(text.Length())
		vm.checkString(size)
		out.WriteString(text)
	}
	return out.String()
}

// numeric returns an operand as a number or a BigInt.
func (vm *VM) numeric(v goja.Value) (goja.Value, *big.Int) {
	if o, ok := v.(*goja.Object); ok {
		v = vm.primitiveOf(o)
	}
	if goja.IsBigInt(v) {
		n, _ := v.Export().(*big.Int)
		return v, n
	}
	return v.ToNumber(), nil
}

// primitiveOf is ToPrimitive with the hint number.
func (vm *VM) primitiveOf(o *goja.Object) goja.Value {
	if f := callable(o.GetSymbol(goja.SymToPrimitive)); f != nil {
		return f(goja.FunctionCall{This: o, Arguments: []goja.Value{vm.rt.ToValue("number")}})
	}
	for _, name := range []string{"valueOf", "toString"} {
		if f := callable(o.Get(name)); f != nil {
			v := f(goja.FunctionCall{This: o})
			if _, object := v.(*goja.Object); !object {
				return v
			}
		}
	}
	panic(vm.rt.NewTypeError("Cannot convert object to primitive value"))
}

// operands converts both operands, which must be of one kind.
func (vm *VM) operands(c goja.FunctionCall) (x, y goja.Value, a, b *big.Int) {
	x, a = vm.numeric(c.Argument(0))
	y, b = vm.numeric(c.Argument(1))
	if (a == nil) != (b == nil) {
		panic(vm.rt.NewTypeError("Cannot mix BigInt and other types, use explicit conversions"))
	}
	return x, y, a, b
}

func (vm *VM) bigMul(c goja.FunctionCall) goja.Value {
	x, y, a, b := vm.operands(c)
	if a == nil {
		return vm.rt.ToValue(x.ToFloat() * y.ToFloat())
	}
	vm.checkBits(float64(a.BitLen()) + float64(b.BitLen()))
	return vm.rt.ToValue(new(big.Int).Mul(a, b))
}

func (vm *VM) bigPow(c goja.FunctionCall) goja.Value {
	x, y, a, b := vm.operands(c)
	if a == nil {
		pow, _ := vm.rt.Get("Math").(*goja.Object)
		return callable(pow.Get("pow"))(goja.FunctionCall{This: pow, Arguments: []goja.Value{x, y}})
	}
	if b.Sign() < 0 {
		panic(vm.NewError("RangeError", "exponent must be positive"))
	}
	if a.BitLen() > 1 {
		exp, _ := new(big.Float).SetInt(b).Float64()
		vm.checkBits(float64(a.BitLen()-1) * exp)
	} else if b.BitLen() > 1 {
		b = new(big.Int).SetUint64(2 + uint64(b.Bit(0))) // of 0, 1 and -1
	}
	return vm.rt.ToValue(new(big.Int).Exp(a, b, nil))
}

func (vm *VM) bigShift(c goja.FunctionCall) goja.Value {
	if len(c.Arguments) == 1 { // the right side of an assignment
		v, b := vm.numeric(c.Argument(0))
		if b != nil && b.CmpAbs(big.NewInt(64)) > 0 {
			vm.bigIntTooLarge()
		}
		return v
	}
	x, y, a, b := vm.operands(c)
	if a == nil {
		return vm.rt.ToValue(int32(uint32(x.ToInteger()) << (uint32(y.ToInteger()) & 31)))
	}
	if b.Sign() < 0 {
		if !b.IsInt64() || b.Int64() < -int64(a.BitLen()) {
			return vm.rt.ToValue(new(big.Int).Rsh(a, uint(a.BitLen())+1))
		}
		return vm.rt.ToValue(new(big.Int).Rsh(a, uint(-b.Int64())))
	}
	if a.Sign() != 0 {
		by, _ := new(big.Float).SetInt(b).Float64()
		vm.checkBits(float64(a.BitLen()) + by)
		return vm.rt.ToValue(new(big.Int).Lsh(a, uint(b.Int64())))
	}
	return vm.rt.ToValue(new(big.Int))
}

func (vm *VM) checkBits(n float64) {
	if n > float64(vm.limits.BigIntBits) {
		vm.bigIntTooLarge()
	}
}

// bigOperand refuses a text that a comparison with a BigInt would parse for long.
func (vm *VM) bigOperand(c goja.FunctionCall) goja.Value {
	v := c.Argument(0)
	if s, ok := v.(goja.String); ok && s.Length() > vm.limits.BigIntBits/3 {
		vm.bigIntTooLarge()
	}
	return v
}

// bigResult ends a program whose BigInt has become too large by an assignment
// that goja has carried out.
func (vm *VM) bigResult(c goja.FunctionCall) goja.Value {
	v := c.Argument(0)
	if !goja.IsBigInt(v) {
		return v
	}
	if n, _ := v.Export().(*big.Int); n != nil && n.BitLen() > 2*vm.limits.BigIntBits {
		vm.turns.breach(vm.rt, vm.limitError(LimitBigInt, fmt.Sprintf("%d bits in one BigInt", vm.limits.BigIntBits)))
		vm.check()
	}
	return v
}
