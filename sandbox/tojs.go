package sandbox

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// ToJS builds a JavaScript value: fresh plain objects and arrays, strings with
// their lone surrogates, functions that came from this VM as themselves. A Go
// function becomes a native one that converts its arguments and result; an
// opaque value becomes its text, a [HandleValue] its object. Nothing the script does to the result reaches
// v. Loop only.
func (vm *VM) ToJS(v value.Value) goja.Value {
	switch v.Kind() {
	case value.KindUndefined:
		return vm.undef
	case value.KindNull:
		return goja.Null()
	case value.KindBool:
		b, _ := v.AsBool()
		return vm.rt.ToValue(b)
	case value.KindNumber:
		f, _ := v.AsNumber()
		return vm.rt.ToValue(f)
	case value.KindString:
		s, _ := v.AsString()
		return vm.jsString(s)
	case value.KindArray:
		items := v.AsArray().Items()
		elems := make([]any, len(items))
		for i, item := range items {
			elems[i] = vm.ToJS(item)
		}
		return vm.rt.NewArray(elems...)
	case value.KindObject:
		return vm.jsObject(v.AsObject())
	case value.KindFunc:
		return vm.jsFunction(v.AsFunc())
	}
	if h, ok := v.AsOpaque().(HandleValue); ok {
		return h.Object()
	}
	return vm.jsString(v.AsOpaque().String())
}

// jsString returns a string. A lone surrogate goes in as a UTF-16 unit.
func (vm *VM) jsString(s string) goja.Value {
	if hasSurrogate(s) {
		return goja.StringFromUTF16(value.ToUTF16(s))
	}
	return vm.rt.ToValue(s)
}

// hasSurrogate reports whether a WTF-8 string has a lone surrogate. Its three
// bytes begin with 0xED and are no valid UTF-8.
func hasSurrogate(s string) bool {
	return strings.IndexByte(s, 0xED) >= 0 && !utf8.ValidString(s)
}

func (vm *VM) jsObject(o *value.Object) goja.Value {
	obj := vm.rt.NewObject()
	vals := o.Values()
	for i, k := range o.Keys() {
		vm.putField(obj, k, vm.ToJS(vals[i]))
	}
	return obj
}

// assignProgram sets a field whose name goja's API cannot say.
var assignProgram = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile(bootName, "(function(object, name, value){ object[name] = value })", true)
})

// putField defines a field. Set would run the setter of a prototype, of which
// __proto__ is one.
func (vm *VM) putField(obj *goja.Object, key string, v goja.Value) {
	if hasSurrogate(key) {
		if assign, err := vm.rt.RunProgram(assignProgram()); err == nil {
			_, _ = vm.Call(assign, nil, obj, vm.jsString(key), v)
		}
		return
	}
	const yes = goja.FLAG_TRUE
	_ = obj.DefineDataProperty(key, v, yes, yes, yes)
}

func (vm *VM) jsFunction(f *value.Function) goja.Value {
	if obj, ok := f.Ref.(*goja.Object); ok {
		return obj
	}
	if f.Call == nil {
		return vm.undef
	}
	return vm.Func(f.Name, f.Length, func(c goja.FunctionCall) goja.Value {
		this, err := vm.ToValue(c.This)
		if err != nil {
			vm.Throw(err)
		}
		args := make([]value.Value, len(c.Arguments))
		for i, a := range c.Arguments {
			if args[i], err = vm.ToValue(a); err != nil {
				vm.Throw(err)
			}
		}
		out, err := f.Call(this, args)
		if err != nil {
			vm.Throw(err)
		}
		return vm.ToJS(out)
	})
}
