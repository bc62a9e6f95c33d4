package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// Get reads a member of a value as the template expression language does: it is
// null-safe, and __proto__, constructor and prototype lead nowhere unless they
// are fields. It gives the length, elements and units of strings, the fields
// of objects and of [Host] values, what modules export (see [Context.Exports]),
// and the methods of values as functions bound to v; undefined for anything
// else. What it gives is immutable: an array or object of a module is a snapshot
// of what it is now, the same one until it changes. A value of a [Context] may be read on that
// context's goroutine only.
func Get(v value.Value, name string) value.Value {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull:
		return value.Value{}
	case value.KindObject:
		if x, ok := v.AsObject().Lookup(name); ok {
			return x
		}
	case value.KindArray:
		a := v.AsArray()
		if name == "length" {
			return value.Int(a.Len())
		}
		if i, ok := arrayIndex(name); ok {
			return a.At(i)
		}
	case value.KindString:
		s, _ := v.AsString()
		if name == "length" {
			return value.Int(value.UTF16Len(s))
		}
		if i, ok := arrayIndex(name); ok {
			unit, ok := value.UTF16At(s, i)
			if !ok {
				return value.Value{}
			}
			return value.String(unit)
		}
	case value.KindFunc, value.KindOpaque:
		if x, ok := getOpaque(v, name); ok {
			return x
		}
	}
	return boundMethod(v, name)
}

// getOpaque reads a member of a function or an opaque value.
func getOpaque(v value.Value, name string) (value.Value, bool) {
	if f := v.AsFunc(); f != nil {
		if name == "length" {
			return value.Int(f.Length), true
		}
		if cl, ok := f.Ref.(*closure); ok && cl.props != nil {
			return frozenField(cl.props, name)
		}
		return value.Value{}, false
	}
	switch x := v.AsOpaque().(type) {
	case *object:
		return frozenField(x, name)
	case *array: // only inside of a module's own values
		return Get(value.FromArray(frozenArray(x)), name), true
	case *regexpValue:
		return x.member(name)
	case *errorValue:
		switch name {
		case "name":
			return value.String(x.name), true
		case "message":
			return value.String(x.message), true
		}
	case Host:
		return x.Member(name)
	}
	return value.Value{}, false
}

func frozenField(o *object, name string) (value.Value, bool) {
	x, ok := o.lookup(name)
	if !ok {
		return value.Value{}, false
	}
	out, err := o.ctx.freeze(x)
	if _, isObject := x.Ref().(*object); isObject && err != nil {
		return x, true // one that contains itself: modules that require each other
	}
	return out, true
}

func frozenArray(a *array) *value.Array {
	v, err := a.ctx.freeze(value.FromOpaque(a))
	if err != nil {
		return value.NewArray()
	}
	return v.AsArray()
}

// boundMethod returns a method of v as a function that needs no receiver.
func boundMethod(v value.Value, name string) value.Value {
	b := templateMethod(v, name)
	if b == nil {
		return value.Value{}
	}
	f := &value.Function{Name: name, Source: "function " + name + "() { [native code] }", Length: b.length}
	f.Call = func(_ value.Value, args []value.Value) (value.Value, error) {
		return NewContext(Config{}).runBuiltin(b, v, args)
	}
	return value.FromFunc(f)
}

// templateMethod returns the library's method of a value, nil for none.
func templateMethod(v value.Value, name string) *builtin {
	l := lib()
	var methods map[string]*builtin
	switch v.Kind() {
	case value.KindString:
		methods = l.str
	case value.KindArray:
		methods = l.arr
	case value.KindNumber:
		methods = l.num
	case value.KindBool:
		methods = l.boolean
	case value.KindFunc:
		methods = l.fun
	case value.KindObject:
		methods = l.obj
	case value.KindOpaque:
		switch v.AsOpaque().(type) {
		case *dateValue:
			methods = l.date
		case *regexpValue:
			methods = l.re
		case *errorValue:
			methods = l.err
		case *object:
			methods = l.obj
		}
	}
	if b := methods[name]; b != nil {
		return b
	}
	if v.Kind() == value.KindUndefined || v.Kind() == value.KindNull || v.Kind() == value.KindOpaque {
		return nil
	}
	return l.obj[name]
}

// CallMethod calls the member name of recv, with recv as this: a function that
// is a field of it, a function that a module exports, or a method of the
// library. found is false, without an error, when there is nothing to call. args
// is not kept. Arrays and objects are not changed: a method such as sort or
// push works on a copy, which is gone unless the method returns it. The call counts as an outermost call of
// c, whose limits apply; err is the exception or the limit, an *[Error] when
// the function is one of WXS.
func CallMethod(c *Context, recv value.Value, name string, args []value.Value) (result value.Value, found bool, err error) {
	if own, ok := fieldFunction(recv, name); ok {
		f := own.AsFunc()
		if f == nil || f.Call == nil {
			return value.Value{}, false, nil
		}
		result, err = f.Call(recv, args)
		return result, true, err
	}
	b := templateMethod(recv, name)
	if b == nil {
		return value.Value{}, false, nil
	}
	result, err = c.runBuiltin(b, recv, args)
	return result, true, err
}

// fieldFunction returns the field of that name, if recv has it.
func fieldFunction(recv value.Value, name string) (value.Value, bool) {
	switch recv.Kind() {
	case value.KindObject:
		return recv.AsObject().Lookup(name)
	case value.KindFunc, value.KindOpaque:
		return getOpaque(recv, name)
	}
	return value.Value{}, false
}
