package sandbox

import (
	"strings"

	"github.com/dop251/goja"
)

// A program may give a regular expression an exec of its own, or have splitting
// done by a constructor of its own. What that returns may tell any number of
// captures, which goja's functions then go through.

// checkResult refuses the result of an exec with too many captures.
func (vm *VM) checkResult(v goja.Value) {
	if o, ok := v.(*goja.Object); ok {
		vm.checkArray(vm.lengthOf(o))
	}
}

// checkedExec returns what stands for a regular expression with an exec of the
// program's own: the results of that are looked at.
func (vm *VM) checkedExec(rx *goja.Object) goja.Value {
	p := vm.rt.NewProxy(rx, &goja.ProxyTrapConfig{
		Get: func(target *goja.Object, name string, _ goja.Value) goja.Value {
			v := target.Get(name)
			exec := callable(v)
			if name != "exec" || exec == nil {
				return v
			}
			return vm.rt.ToValue(func(c goja.FunctionCall) goja.Value {
				vm.check()
				result := exec(goja.FunctionCall{This: target, Arguments: c.Arguments})
				vm.checkResult(result)
				return result
			})
		},
	})
	return vm.rt.ToValue(p)
}

// guardResults guards a function that matches by exec against the program's own.
func guardResults(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		o, ok := c.This.(*goja.Object)
		if !ok {
			return f(c)
		}
		if p, standard := vm.patternOf(o); p != nil && *standard {
			return f(c)
		}
		if exec := o.Get("exec"); exec == nil || exec == vm.nativeExec() {
			return f(c)
		}
		c.This = vm.checkedExec(o)
		return f(c)
	}
}

// nativeExec is RegExp.prototype.exec as the program finds it.
func (vm *VM) nativeExec() goja.Value {
	vm.ensure("RegExp")
	if ctor := vm.intrinsics["RegExp"]; ctor != nil {
		if proto, ok := ctor.Get("prototype").(*goja.Object); ok {
			return vm.graft.plainOwn(proto, "exec")
		}
	}
	return nil
}

// splitsItself reports whether goja's own splitting does without functions of the
// program: exec is the built-in one, and so is the constructor.
func (vm *VM) splitsItself(rx *goja.Object, standard *bool) bool {
	if standard == nil || !*standard {
		return false
	}
	ctor, ok := rx.Get("constructor").(*goja.Object)
	return ok && ctor == vm.intrinsics["RegExp"] && ctor.GetSymbol(goja.SymSpecies) == ctor
}

// splitByExec is RegExp.prototype[Symbol.split] for all others.
func (vm *VM) splitByExec(rx *goja.Object, text, limit goja.Value) goja.Value {
	s := vm.stringOf(text)
	flags := vm.stringOf(rx.Get("flags")).String()
	unicode := strings.Contains(flags, "u")
	if !strings.Contains(flags, "y") {
		flags += "y"
	}
	splitter, err := vm.rt.New(vm.speciesOf(rx), rx, vm.rt.ToValue(flags))
	vm.must(err)
	most := int64(1<<32 - 1)
	if !goja.IsUndefined(limit) {
		most = int64(uint32(limit.ToInteger()))
	}
	var out []any
	add := func(v goja.Value) (full bool) {
		vm.check()
		out = append(out, v)
		vm.checkArray(int64(len(out)))
		return int64(len(out)) >= most
	}
	n := s.Length()
	if most == 0 || n == 0 && !goja.IsNull(vm.execOf(splitter, s)) {
		return vm.rt.NewArray()
	}
	begin := 0
	for at := 0; at < n; {
		vm.check()
		vm.must(splitter.Set("lastIndex", at))
		z, found := vm.execOf(splitter, s).(*goja.Object)
		end := 0
		if found {
			end = int(min(vm.integer(splitter.Get("lastIndex")), int64(n)))
		}
		if !found || end == begin {
			if unicode && at+1 < n && isHigh(s.CharAt(at)) && isLow(s.CharAt(at+1)) {
				at++
			}
			at++
			continue
		}
		if add(s.Substring(begin, at)) {
			return vm.rt.NewArray(out...)
		}
		begin, at = end, end
		for i := range max(vm.lengthOf(z)-1, 0) {
			v := vm.at(z, i+1)
			if v == nil {
				v = vm.undef
			}
			if add(v) {
				return vm.rt.NewArray(out...)
			}
		}
	}
	add(s.Substring(begin, n))
	return vm.rt.NewArray(out...)
}

func isHigh(c uint16) bool { return c&0xfc00 == 0xd800 }
func isLow(c uint16) bool  { return c&0xfc00 == 0xdc00 }

// integer is ToLength.
func (vm *VM) integer(v goja.Value) int64 {
	if v == nil {
		return 0
	}
	if f := v.ToFloat(); f >= 1<<53 {
		return 1<<53 - 1
	}
	return max(v.ToInteger(), 0)
}

// speciesOf is SpeciesConstructor of a regular expression.
func (vm *VM) speciesOf(rx *goja.Object) *goja.Object {
	vm.ensure("RegExp")
	standard := vm.intrinsics["RegExp"]
	v := rx.Get("constructor")
	if v == nil || goja.IsUndefined(v) {
		return standard
	}
	ctor, ok := v.(*goja.Object)
	if !ok {
		panic(vm.rt.NewTypeError("constructor is not an object"))
	}
	switch species := ctor.GetSymbol(goja.SymSpecies).(type) {
	case *goja.Object:
		return species
	case nil:
		return standard
	default:
		if goja.IsUndefined(species) || goja.IsNull(species) {
			return standard
		}
		panic(vm.rt.NewTypeError("the species of the constructor is not a constructor"))
	}
}

// execOf is RegExpExec.
func (vm *VM) execOf(rx *goja.Object, s goja.String) goja.Value {
	exec := callable(rx.Get("exec"))
	if exec == nil {
		panic(vm.rt.NewTypeError("exec is not a function"))
	}
	v := exec(goja.FunctionCall{This: rx, Arguments: []goja.Value{s}})
	if _, ok := v.(*goja.Object); !ok && !goja.IsNull(v) {
		panic(vm.rt.NewTypeError("exec returned neither an object nor null"))
	}
	vm.checkResult(v)
	return v
}
