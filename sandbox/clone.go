package sandbox

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/dop251/goja"
)

// structuredClone copies a value as the HTML standard says: cycles and shared
// references are kept; arrays, plain objects, Date, RegExp, Map, Set, Error,
// ArrayBuffer and typed arrays are cloned, other objects become plain ones;
// functions and symbols throw a DataCloneError. Depth and size are those of
// Limits.ValueDepth and ValueSize.
func (vm *VM) structuredClone(c goja.FunctionCall) goja.Value {
	cl := cloner{vm: vm, left: vm.limits.ValueSize, seen: make(map[*goja.Object]*goja.Object)}
	return cl.value(c.Argument(0))
}

// cloner is one call of structuredClone. Errors are thrown.
type cloner struct {
	vm    *VM
	left  int
	depth int
	seen  map[*goja.Object]*goja.Object
}

func (cl *cloner) value(v goja.Value) goja.Value {
	if cl.left -= valueBytes; cl.left < 0 {
		cl.tooLarge()
	}
	switch v := v.(type) {
	case *goja.Object:
		return cl.object(v)
	case *goja.Symbol:
		cl.fail("a symbol")
	case nil:
		return cl.vm.undef
	}
	return v
}

func (cl *cloner) tooLarge() {
	cl.vm.Throw(cl.vm.limitError(LimitValueSize, fmt.Sprintf("%d bytes in one value", cl.vm.limits.ValueSize)))
}

func (cl *cloner) fail(what string) {
	err := cl.vm.NewError("Error", what+" could not be cloned")
	_ = err.DefineDataProperty("name", cl.vm.rt.ToValue("DataCloneError"), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	panic(err)
}

func (cl *cloner) object(o *goja.Object) goja.Value {
	if copied := cl.seen[o]; copied != nil {
		return copied
	}
	if cl.depth++; cl.depth > cl.vm.limits.ValueDepth {
		cl.vm.Throw(cl.vm.limitError(LimitValueDepth, fmt.Sprintf("%d levels", cl.vm.limits.ValueDepth)))
	}
	cl.vm.deepen()
	defer func() { cl.depth--; cl.vm.levels-- }()
	rt := cl.vm.rt
	switch class := o.ClassName(); class {
	case "Function":
		cl.fail("a function")
	case "Array":
		return cl.array(o)
	case "Date":
		return cl.make(o, "Date", rt.ToValue(o.ToFloat()))
	case "RegExp":
		return cl.make(o, "RegExp", o.Get("source"), o.Get("flags"))
	case "Number", "String", "Boolean":
		return cl.make(o, class, o)
	case "Error":
		return cl.error(o)
	}
	switch o.ExportType() {
	case reflect.TypeFor[[][2]any]():
		return cl.collection(o, "Map")
	case reflect.TypeFor[[]any]():
		return cl.collection(o, "Set")
	}
	if buf, ok := exported[goja.ArrayBuffer](o); ok {
		out := rt.ToValue(rt.NewArrayBuffer(append([]byte(nil), buf.Bytes()...))).(*goja.Object)
		cl.seen[o] = out
		return out
	}
	if tag, ok := o.GetSymbol(goja.SymToStringTag).(goja.String); ok && typedArrays[tag.String()] {
		return cl.make(o, tag.String(), o)
	}
	out := rt.NewObject()
	cl.seen[o] = out
	cl.fields(o, out)
	return out
}

var typedArrays = map[string]bool{
	"Int8Array": true, "Uint8Array": true, "Uint8ClampedArray": true, "Int16Array": true, "Uint16Array": true,
	"Int32Array": true, "Uint32Array": true, "Float32Array": true, "Float64Array": true,
	"BigInt64Array": true, "BigUint64Array": true,
}

// make returns new class(args...) as the copy of o.
func (cl *cloner) make(o *goja.Object, class string, args ...goja.Value) *goja.Object {
	ctor, _ := cl.vm.rt.Get(class).(*goja.Object)
	if ctor == nil {
		cl.fail("a " + class)
	}
	out, err := cl.vm.rt.New(ctor, args...)
	cl.vm.must(err)
	cl.seen[o] = out
	return out
}

func (cl *cloner) array(o *goja.Object) goja.Value {
	length := o.Get("length")
	n := length.ToInteger()
	if n < 0 || n > int64(cl.left/valueBytes) {
		cl.tooLarge()
	}
	out := cl.vm.rt.NewArray()
	cl.seen[o] = out
	elems, err := cl.vm.elements(o, n)
	cl.vm.must(err)
	if slices.ContainsFunc(elems, goja.IsUndefined) { // may be holes
		cl.fields(o, out)
		cl.vm.must(out.Set("length", length))
		return out
	}
	for i, e := range elems {
		cl.vm.must(out.Set(strconv.Itoa(i), cl.value(e)))
	}
	return out
}

func (cl *cloner) fields(from, to *goja.Object) {
	for _, k := range cl.vm.Keys(from) {
		cl.vm.putField(to, k, cl.value(from.Get(k)))
	}
}

func (cl *cloner) error(o *goja.Object) goja.Value {
	class := "Error"
	if name, ok := o.Get("name").(goja.String); ok {
		switch s := name.String(); s {
		case "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError":
			class = s
		}
	}
	var args []goja.Value
	if msg := o.Get("message"); msg != nil && !goja.IsUndefined(msg) {
		args = append(args, cl.vm.rt.ToValue(msg.String()))
	}
	return cl.make(o, class, args...)
}

// collection copies a Map or Set.
func (cl *cloner) collection(o *goja.Object, class string) goja.Value {
	out := cl.make(o, class)
	add := "add"
	if class == "Map" {
		add = "set"
	}
	f, ok := goja.AssertFunction(out.Get(add))
	if !ok {
		cl.fail("a " + class)
	}
	var entries []goja.Value
	cl.vm.rt.ForOf(o, func(entry goja.Value) bool {
		entries = append(entries, entry)
		return len(entries)*valueBytes <= cl.left
	})
	for _, entry := range entries {
		args := []goja.Value{entry}
		if class == "Map" {
			pair := entry.ToObject(cl.vm.rt)
			args = []goja.Value{pair.Get("0"), pair.Get("1")}
		}
		for i := range args {
			args[i] = cl.value(args[i])
		}
		_, err := f(out, args...)
		cl.vm.must(err)
	}
	return out
}
