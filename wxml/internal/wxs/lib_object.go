package wxs

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

func objectMethods() map[string]*builtin {
	return table(
		fn("toString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.String("[object " + tagOf(this) + "]")
		}),
		fn("valueOf", 0, func(c *Context, this value.Value, _ []value.Value) value.Value { return this }),
		fn("hasOwnProperty", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			return value.Bool(c.hasOwn(this, c.propertyKey(arg(args, 0))))
		}),
	)
}

// tagOf is the class in "[object Class]".
func tagOf(v value.Value) string {
	switch v.Kind() {
	case value.KindUndefined:
		return "Undefined"
	case value.KindNull:
		return "Null"
	}
	if _, ok := v.Ref().(*argumentsValue); ok {
		return "Arguments"
	}
	return className(v)
}

func booleanMethods() map[string]*builtin {
	return table(
		fn("toString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.String(value.ToString(this))
		}),
		fn("valueOf", 0, func(c *Context, this value.Value, _ []value.Value) value.Value { return this }),
	)
}

func errorMethods() map[string]*builtin {
	return table(fn("toString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
		return value.String(value.ToString(this))
	}))
}

func functionMethods() map[string]*builtin {
	return table(
		fn("toString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			if cl, ok := closureOf(this); ok && cl.code.strict {
				return value.String("[function Function]")
			}
			return value.String(value.ToString(this))
		}),
		fn("call", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			return c.call(c.thisFunction(this), arg(args, 0), args[min(1, len(args)):])
		}),
		fn("apply", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			var list []value.Value
			if v := arg(args, 1); !v.IsNullish() {
				list = c.elements(v)
			}
			if len(list) > maxArguments {
				c.exceed(LimitArray, "too many arguments")
			}
			c.charge(len(list))
			return c.call(c.thisFunction(this), arg(args, 0), slices.Clone(list))
		}),
		fn("bind", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			f, self := c.thisFunction(this), arg(args, 0)
			first := slices.Clone(args[min(1, len(args)):])
			c.charge(8 + len(first))
			return value.FromFunc(c.newFunction(&builtin{name: "bound " + clip(f.Name), fn: func(c *Context, _ value.Value, rest []value.Value) value.Value {
				c.enterNative() // a chain of bound functions must not run away
				r := c.call(f, self, slices.Concat(first, rest))
				c.depth--
				return r
			}}))
		}),
	)
}

func (c *Context) thisFunction(v value.Value) *value.Function {
	f := v.AsFunc()
	if f == nil {
		c.typeError("%s is not a function", clip(c.describeShort(v)))
	}
	return f
}

// constructors adds the built-in constructors to the globals.
func (l *library) constructors() {
	add := func(b *builtin, k constructor) {
		b.ctor = &k
		l.globals[b.name] = b
	}
	add(fn("Object", 1, objectFrom), constructor{methods: l.obj, statics: objectStatics(), create: objectFrom})
	add(fn("Array", 1, arrayFrom), constructor{methods: l.arr, create: arrayFrom, statics: table(
		fn("isArray", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			return value.Bool(isArray(arg(args, 0)))
		}),
		fn("of", 0, func(c *Context, _ value.Value, args []value.Value) value.Value { return c.newArray(slices.Clone(args)) }),
		fn("from", 1, arrayFromList),
	)})
	add(fn("String", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
		if len(args) == 0 {
			return value.String("")
		}
		return value.String(c.toString(args[0]))
	}), constructor{methods: l.str, statics: table(fn("fromCharCode", 1, stringFromCharCode))})
	add(fn("Number", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
		if len(args) == 0 {
			return value.Number(0)
		}
		return value.Number(c.toNumber(args[0]))
	}), constructor{methods: l.num, consts: numberConsts(), statics: numberStatics()})
	add(fn("Boolean", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
		return value.Bool(value.ToBool(arg(args, 0)))
	}), constructor{methods: l.boolean})
	add(fn("Function", 1, func(c *Context, _ value.Value, _ []value.Value) value.Value {
		c.throwError("EvalError", "code cannot be made from strings in WXS")
		return value.Value{}
	}), constructor{methods: l.fun})
	add(fn("Date", 7, func(c *Context, _ value.Value, _ []value.Value) value.Value {
		return value.String(c.dateString(&dateValue{ms: c.now(), loc: c.cfg.Location}))
	}), constructor{methods: l.date, statics: dateStatics(), create: getDate})
	add(fn("RegExp", 2, newRegExp), constructor{methods: l.re, create: newRegExp})
	for _, name := range []string{"Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError"} {
		mk := func(c *Context, _ value.Value, args []value.Value) value.Value {
			e := &errorValue{name: name}
			if v := arg(args, 0); !v.IsUndefined() {
				e.message = c.toString(v)
			}
			return value.FromOpaque(e)
		}
		add(fn(name, 1, mk), constructor{methods: l.err, create: mk})
	}
}

func objectFrom(c *Context, _ value.Value, args []value.Value) value.Value {
	if v := arg(args, 0); v.IsContainer() {
		return v
	} else if !v.IsNullish() {
		c.typeError("Object() of a primitive value is not part of WXS")
	}
	return value.FromOpaque(c.newObject())
}

func objectStatics() map[string]*builtin {
	return table(
		fn("keys", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			keys := c.keys(c.notNullish(arg(args, 0)))
			items := make([]value.Value, len(keys))
			for i, k := range keys {
				items[i] = value.String(k)
			}
			return c.newArray(items)
		}),
		fn("values", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			v := c.notNullish(arg(args, 0))
			keys := c.keys(v)
			items := make([]value.Value, len(keys))
			for i, k := range keys {
				items[i], _ = c.ownMember(v, k, false)
			}
			return c.newArray(items)
		}),
		fn("entries", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			v := c.notNullish(arg(args, 0))
			keys := c.keys(v)
			c.charge(3 * len(keys))
			items := make([]value.Value, len(keys))
			for i, k := range keys {
				x, _ := c.ownMember(v, k, false)
				items[i] = c.newArray([]value.Value{value.String(k), x})
			}
			return c.newArray(items)
		}),
		fn("assign", 2, func(c *Context, _ value.Value, args []value.Value) value.Value {
			target := c.notNullish(arg(args, 0))
			for _, from := range args[1:] {
				if !from.IsContainer() && !from.IsString() {
					continue
				}
				for _, k := range c.keys(from) {
					x, _ := c.ownMember(from, k, false)
					c.setMember(target, k, x)
				}
			}
			return target
		}),
	)
}

func (c *Context) notNullish(v value.Value) value.Value {
	if v.IsNullish() {
		c.typeError("Cannot convert undefined or null to object")
	}
	return v
}

// arrayFrom is Array(n) and Array(a, b).
func arrayFrom(c *Context, _ value.Value, args []value.Value) value.Value {
	if n, ok := arg(args, 0).AsNumber(); ok && len(args) == 1 {
		if n < 0 || n != float64(uint32(n)) {
			c.rangeError("Invalid array length")
		}
		c.checkArray(int(n))
		c.charge(int(n))
		return c.newArray(make([]value.Value, int(n)))
	}
	return c.newArray(slices.Clone(args))
}

// arrayFromList is Array.from.
func arrayFromList(c *Context, _ value.Value, args []value.Value) value.Value {
	v := c.notNullish(arg(args, 0))
	var items []value.Value
	if c.objectOf(v) != nil || v.AsObject() != nil {
		items = c.listOf(v)
	} else if v.IsContainer() || v.IsString() {
		items = slices.Clone(c.iterate(v))
	}
	c.charge(len(items))
	if f := arg(args, 1); !f.IsUndefined() {
		cb := c.callback(f)
		for i := range items {
			items[i] = cb.call(2, items[i], value.Int(i), value.Value{})
		}
	}
	return c.newArray(items)
}

func stringFromCharCode(c *Context, _ value.Value, args []value.Value) value.Value {
	units := make([]uint16, len(args))
	for i, a := range args {
		units[i] = uint16(c.toInt32(a))
	}
	return value.String(value.FromUTF16(units))
}
