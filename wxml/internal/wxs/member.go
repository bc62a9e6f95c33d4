package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// Host is implemented by opaque values of the host whose members WXS code and
// templates may read, such as component descriptors. Member must be quick, and
// the functions it gives are called on the context's goroutine.
type Host interface {
	value.Opaque
	// Member returns a member and whether there is one of that name.
	Member(name string) (value.Value, bool)
}

// unset marks a variable before its declaration has run, and what ?. skips.
type unset struct{}

// ClassName implements value.Opaque.
func (unset) ClassName() string { return "Undefined" }

// String implements value.Opaque.
func (unset) String() string { return "undefined" }

var unsetValue = value.FromOpaque(unset{})

func isUnset(v value.Value) bool {
	if v.Kind() != value.KindOpaque {
		return false
	}
	_, ok := v.Ref().(unset)
	return ok
}

// argumentsValue is the arguments object of a function, an array-like of its
// own class.
type argumentsValue struct{ items []value.Value }

// ClassName implements value.Opaque.
func (*argumentsValue) ClassName() string { return "Object" }

// String implements value.Opaque.
func (*argumentsValue) String() string { return "[object Arguments]" }

// className is what .constructor gives in WXS (spec wxs §4).
func className(v value.Value) string {
	switch v.Kind() {
	case value.KindBool:
		return "Boolean"
	case value.KindNumber:
		return "Number"
	case value.KindString:
		return "String"
	case value.KindArray:
		return "Array"
	case value.KindFunc:
		return "Function"
	case value.KindOpaque:
		return v.AsOpaque().ClassName()
	}
	return "Object"
}

// method finds what a call of a method means for a receiver: a function of the
// library, or a value to call.
func (c *Context) method(recv value.Value, m *methodSet) (*builtin, value.Value) {
	switch recv.Kind() {
	case value.KindString:
		return m.str, value.Value{}
	case value.KindArray:
		return m.arr, value.Value{}
	case value.KindNumber:
		return m.num, value.Value{}
	case value.KindBool:
		return m.boolean, value.Value{}
	case value.KindOpaque:
		switch x := recv.Ref().(type) {
		case *object:
			if i := x.find(m.name); i >= 0 {
				return nil, x.vals[i]
			}
			return m.obj, value.Value{}
		case *array:
			return m.arr, value.Value{}
		case *dateValue:
			return m.date, value.Value{}
		case *regexpValue:
			return m.re, value.Value{}
		case *errorValue:
			return m.err, value.Value{}
		}
	}
	v, ok := c.ownMember(recv, m.name, m.strict)
	switch {
	case ok:
		return nil, v
	case recv.Kind() == value.KindFunc:
		return m.fun, value.Value{}
	}
	return m.obj, value.Value{}
}

// getMember reads a property as WXS code does.
func (c *Context) getMember(v value.Value, name string, strict bool) value.Value {
	if x, ok := c.ownMember(v, name, strict); ok {
		return x
	}
	if name == "constructor" {
		return value.String(className(v))
	}
	b, _ := c.method(v, methodsNamed(name, strict))
	return c.makeFunction(b)
}

// ownMember reads a property that is no method of the library.
func (c *Context) ownMember(v value.Value, name string, strict bool) (value.Value, bool) {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull:
		c.typeError("Cannot read properties of %s (reading '%s')", value.ToString(v), clip(name))
	case value.KindString:
		if name == "length" {
			s, _ := v.AsString()
			return value.Int(c.text(s).len()), true
		}
		if i, ok := arrayIndex(name); ok {
			s, _ := v.AsString()
			return charAt(c.text(s), i), true
		}
	case value.KindFunc:
		return c.functionMember(v.AsFunc(), name, strict)
	case value.KindObject:
		if c.overlay != nil {
			if o := c.overlay.objects[v.AsObject()]; o != nil {
				return o.lookup(name)
			}
		}
		return v.AsObject().Lookup(name)
	case value.KindArray:
		return c.itemsMember(v, name)
	case value.KindOpaque:
		return c.opaqueMember(v, name, strict)
	}
	return value.Value{}, false
}

func (c *Context) itemsMember(v value.Value, name string) (value.Value, bool) {
	items, _ := c.items(v)
	if name == "length" {
		return value.Int(len(items)), true
	}
	if i, ok := arrayIndex(name); ok {
		return arg(items, i), i < len(items)
	}
	if x := c.arrayOf(v).extra(); x != nil {
		return x.lookup(name)
	}
	return value.Value{}, false
}

func (c *Context) opaqueMember(v value.Value, name string, strict bool) (value.Value, bool) {
	switch x := v.Ref().(type) {
	case *object:
		return x.lookup(name)
	case *array:
		return c.itemsMember(v, name)
	case *argumentsValue:
		if name == "length" {
			return value.Int(len(x.items)), true
		}
		if i, ok := arrayIndex(name); ok {
			return arg(x.items, i), true
		}
	case *regexpValue:
		return x.member(name)
	case *errorValue:
		switch name {
		case "name":
			return value.String(x.name), true
		case "message":
			return value.String(x.message), true
		}
	case *namespace:
		if strict && strictHides(x.name, name) {
			return value.Value{}, false
		}
		if b := x.funcs[name]; b != nil {
			return c.makeFunction(b), true
		}
		k, ok := x.consts[name]
		return k, ok
	case *prototype:
		b := x.methods[name]
		return c.makeFunction(b), b != nil
	case Host:
		c.impure = true
		return x.Member(name)
	case unset:
		c.typeError("Cannot read properties of undefined (reading '%s')", clip(name))
	}
	return value.Value{}, false
}

// prototype is the prototype of a built-in constructor: its methods, to be
// borrowed by call and apply.
type prototype struct {
	name    string
	methods map[string]*builtin
}

// ClassName implements value.Opaque.
func (p *prototype) ClassName() string { return "Object" }

// String implements value.Opaque.
func (p *prototype) String() string { return "[object " + p.name + "]" }

func (c *Context) functionMember(f *value.Function, name string, strict bool) (value.Value, bool) {
	if cl, ok := f.Ref.(*closure); ok && cl.props != nil {
		if v, ok := cl.props.lookup(name); ok {
			return v, true
		}
	}
	switch name {
	case "length":
		return value.Int(f.Length), true
	case "name":
		if !strict {
			return value.String(f.Name), true
		}
	}
	b, ok := f.Ref.(*builtin)
	if !ok || b.ctor == nil || strict {
		return value.Value{}, false
	}
	if name == "prototype" {
		return value.FromOpaque(&prototype{b.name, b.ctor.methods}), true
	}
	if v, ok := b.ctor.consts[name]; ok {
		return v, true
	}
	if s := b.ctor.statics[name]; s != nil {
		return c.makeFunction(s), true
	}
	return value.Value{}, false
}

// getIndex reads v[key].
func (c *Context) getIndex(v, key value.Value, strict bool) value.Value {
	if f, ok := key.AsNumber(); ok {
		if i := int(f); float64(i) == f && i >= 0 {
			if items, ok := c.items(v); ok {
				return arg(items, i)
			}
			if s, ok := v.AsString(); ok {
				return charAt(c.text(s), i)
			}
			if a, ok := v.Ref().(*argumentsValue); ok {
				return arg(a.items, i)
			}
		}
	}
	if v.IsNullish() {
		c.typeError("Cannot read properties of %s (reading '%s')", value.ToString(v), clip(c.propertyKey(key)))
	}
	name, ok := key.AsString()
	if !ok {
		name = c.propertyKey(key)
	}
	if o := v.AsObject(); o != nil && c.overlay == nil {
		if x, ok := o.Lookup(name); ok {
			return x
		}
	} else if o, ok := v.Ref().(*object); ok {
		if x, ok := o.lookup(name); ok {
			return x
		}
		if !isMethodName(name) {
			return value.Value{}
		}
	}
	return c.getMember(v, name, strict)
}

// isMethodName reports whether an object has something under a name that is
// not a field of it.
func isMethodName(name string) bool {
	return name == "constructor" || lib().obj[name] != nil
}

// setMember writes a property.
func (c *Context) setMember(v value.Value, name string, x value.Value) {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull:
		c.typeError("Cannot set properties of %s (setting '%s')", value.ToString(v), clip(name))
	case value.KindBool, value.KindNumber, value.KindString:
		return // as in JavaScript
	case value.KindFunc:
		if cl, ok := v.AsFunc().Ref.(*closure); ok {
			if cl.props == nil {
				cl.props = &object{ctx: c} // of no call: the function may be older than this one
			}
			cl.props.put(name, x)
			return
		}
	case value.KindOpaque:
		if c.setOpaque(v, name, x) {
			return
		}
	}
	if o := c.writableObject(v); o != nil {
		o.put(name, x)
		return
	}
	if a := c.writableArray(v); a != nil {
		c.setItem(a, name, x)
		return
	}
	c.typeError("Cannot assign to the property '%s' of %s", clip(name), className(v))
}

func (c *Context) setOpaque(v value.Value, name string, x value.Value) bool {
	switch o := v.AsOpaque().(type) {
	case *argumentsValue:
		if i, ok := arrayIndex(name); ok && i < len(o.items) {
			c.version++
			o.items[i] = x
			return true
		}
	case *regexpValue:
		if name == "lastIndex" {
			c.setLastIndex(o, c.toInteger(x))
			return true
		}
	case *errorValue:
		switch name {
		case "name":
			c.version++
			o.name = c.toString(x)
			return true
		case "message":
			c.version++
			o.message = c.toString(x)
			return true
		}
	}
	return false
}

// setItem writes a property of an array: an element or the length.
func (c *Context) setItem(a *array, name string, x value.Value) {
	if name == "length" {
		n := c.toNumber(x)
		if n < 0 || n != float64(uint32(n)) {
			c.rangeError("Invalid array length")
		}
		c.checkArray(int(n))
		a.resize(int(n))
		return
	}
	i, ok := arrayIndex(name)
	if !ok {
		if a.extra() == nil {
			a.needMore().extra = &object{ctx: c, born: a.born}
		}
		a.extra().put(name, x)
		return
	}
	c.checkArray(i + 1)
	a.set(i, x)
}

// setIndex writes v[key].
func (c *Context) setIndex(v, key, x value.Value) {
	if f, ok := key.AsNumber(); ok {
		if i := int(f); float64(i) == f && i >= 0 {
			if a := c.writableArray(v); a != nil {
				c.checkArray(i + 1)
				a.set(i, x)
				return
			}
		}
	}
	if v.IsNullish() {
		c.typeError("Cannot set properties of %s (setting '%s')", value.ToString(v), clip(c.propertyKey(key)))
	}
	c.setMember(v, c.propertyKey(key), x)
}

// deleteMember deletes a property and reports whether it is gone.
func (c *Context) deleteMember(v value.Value, name string) bool {
	if v.IsNullish() {
		c.typeError("Cannot convert undefined or null to object")
	}
	if cl, ok := closureOf(v); ok && cl.props != nil {
		cl.props.remove(name)
		return true
	}
	if o := c.objectOf(v); o != nil || v.AsObject() != nil {
		if _, ok := c.ownMember(v, name, false); ok {
			c.writableObject(v).remove(name)
		}
		return true
	}
	if _, ok := c.items(v); ok {
		if i, ok := arrayIndex(name); ok {
			if a := c.writableArray(v); i < len(a.items) {
				a.set(i, value.Value{}) // arrays of WXS have no holes
			}
			return true
		}
		if x := c.arrayOf(v).extra(); x != nil {
			x.remove(name)
		}
		return name != "length"
	}
	return true
}

func closureOf(v value.Value) (*closure, bool) {
	if f := v.AsFunc(); f != nil {
		cl, ok := f.Ref.(*closure)
		return cl, ok
	}
	return nil, false
}

// keys returns the names that for-in visits and Object.keys gives.
func (c *Context) keys(v value.Value) []string {
	if keys, _, ok := c.fields(v); ok {
		c.charge(len(keys))
		return append([]string(nil), keys...)
	}
	n := 0
	if items, ok := c.items(v); ok {
		n = len(items)
	} else if s, ok := v.AsString(); ok {
		n = c.text(s).len()
	} else if a, ok := v.Ref().(*argumentsValue); ok {
		n = len(a.items)
	} else if cl, ok := closureOf(v); ok && cl.props != nil {
		keys, _ := cl.props.fields()
		return append([]string(nil), keys...)
	}
	c.checkArray(n)
	c.charge(n)
	keys := make([]string, n)
	for i := range keys {
		keys[i] = value.FormatNumber(float64(i))
	}
	if x := c.arrayOf(v).extra(); x != nil {
		more, _ := x.fields()
		keys = append(keys, more...)
	}
	return keys
}

// in is the operator in.
func (c *Context) in(key, v value.Value) bool {
	if !v.IsContainer() {
		c.typeError("Cannot use 'in' operator to search for '%s' in %s", clip(c.propertyKey(key)), clip(value.ToString(v)))
	}
	return c.hasOwn(v, c.propertyKey(key)) || isMethodName(c.propertyKey(key))
}

// hasOwn reports whether a property exists.
func (c *Context) hasOwn(v value.Value, name string) bool {
	if i, ok := arrayIndex(name); ok {
		if items, ok := c.items(v); ok {
			return i < len(items)
		}
		if s, ok := v.AsString(); ok {
			return i < c.text(s).len()
		}
		if a, ok := v.Ref().(*argumentsValue); ok {
			return i < len(a.items)
		}
	}
	_, ok := c.ownMember(v, name, false)
	return ok
}
