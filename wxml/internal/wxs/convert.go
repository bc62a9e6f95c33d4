package wxs

import (
	"math"

	"github.com/mica-go/mica/internal/value"
)

// hint is the type that a conversion to a primitive value prefers.
type hint uint8

const (
	hintDefault hint = iota
	hintNumber
	hintString
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// toPrimitive converts containers as JavaScript does: objects may have
// functions valueOf and toString.
func (c *Context) toPrimitive(v value.Value, h hint) value.Value {
	switch v.Kind() {
	case value.KindFunc:
		return value.String(value.ToString(v))
	case value.KindArray:
		return value.String(c.join(v, ","))
	case value.KindObject:
		return c.objectPrimitive(v, h)
	case value.KindOpaque:
		switch x := v.AsOpaque().(type) {
		case *array:
			return value.String(c.join(v, ","))
		case *object:
			return c.objectPrimitive(v, h)
		case *dateValue:
			if h == hintNumber {
				return value.Number(x.ms)
			}
			return value.String(c.dateString(x))
		default:
			return value.String(x.String())
		}
	}
	return v
}

func (c *Context) objectPrimitive(v value.Value, h hint) value.Value {
	names := [2]string{"valueOf", "toString"}
	if h == hintString {
		names = [2]string{"toString", "valueOf"}
	}
	for _, name := range names {
		m, own := c.ownMember(v, name, false)
		if f := m.AsFunc(); f != nil {
			if p := c.call(f, v, nil); !p.IsContainer() {
				return p
			}
		} else if !own && name == "toString" {
			return value.String("[object Object]")
		}
	}
	c.typeError("Cannot convert object to primitive value")
	return value.Value{}
}

// toString is String(v).
func (c *Context) toString(v value.Value) string {
	if s, ok := v.AsString(); ok {
		return s
	}
	return value.ToString(c.toPrimitive(v, hintString))
}

// toNumber is Number(v).
func (c *Context) toNumber(v value.Value) float64 {
	if f, ok := v.AsNumber(); ok {
		return f
	}
	p := c.toPrimitive(v, hintNumber)
	if s, ok := p.AsString(); ok {
		c.chargeText(len(s))
	}
	return value.ToNumber(p)
}

func (c *Context) toInt32(v value.Value) int32 {
	return value.ToInt32(value.Number(c.toNumber(v)))
}

// toInteger is the ToIntegerOrInfinity of JavaScript.
func (c *Context) toInteger(v value.Value) float64 {
	f := c.toNumber(v)
	if f != f {
		return 0
	}
	return math.Trunc(f) + 0 // never -0
}

// propertyKey converts a value to the name of a property.
func (c *Context) propertyKey(v value.Value) string { return c.toString(v) }

// add is the operator +.
func (c *Context) add(a, b value.Value) value.Value {
	a, b = c.toPrimitive(a, hintDefault), c.toPrimitive(b, hintDefault)
	if a.IsString() || b.IsString() {
		return value.String(c.concat2(value.ToString(a), value.ToString(b)))
	}
	return value.Number(value.ToNumber(a) + value.ToNumber(b))
}

// relation is the operators < > <= >=.
func (c *Context) relation(op tok, a, b value.Value) bool {
	a = c.toPrimitive(a, hintNumber)
	b = c.toPrimitive(b, hintNumber)
	s, ok := a.AsString()
	t, ok2 := b.AsString()
	if !ok || !ok2 {
		return compareNumbers(op, value.ToNumber(a), value.ToNumber(b))
	}
	c.chargeText(min(len(s), len(t)))
	return compareNumbers(op, float64(compareStrings(s, t)), 0)
}

// longEqual is from which length on the comparison of equally long texts takes
// steps.
const longEqual = 1024

// strictEqual is the operator ===.
func (c *Context) strictEqual(a, b value.Value) bool {
	if s, ok := a.AsString(); ok && len(s) >= longEqual {
		if t, ok := b.AsString(); ok && len(t) == len(s) {
			c.chargeText(len(s))
		}
	}
	return value.StrictEqual(a, b)
}

// looseEqual is the operator ==.
func (c *Context) looseEqual(a, b value.Value) bool {
	switch x, y := a.IsContainer(), b.IsContainer(); {
	case x == y:
		if s, ok := a.AsString(); ok && len(s) >= longEqual {
			c.chargeText(len(s))
		}
		return value.LooseEqual(a, b)
	case a.IsNullish() || b.IsNullish():
		return false
	case x:
		return value.LooseEqual(c.toPrimitive(a, hintDefault), b)
	default:
		return value.LooseEqual(a, c.toPrimitive(b, hintDefault))
	}
}

// instanceof knows the built-in constructors.
func (c *Context) instanceof(v, ctor value.Value) bool {
	f := ctor.AsFunc()
	if f == nil {
		c.typeError("Right-hand side of 'instanceof' is not callable")
	}
	b, ok := f.Ref.(*builtin)
	if !ok || b.ctor == nil {
		c.typeError("instanceof works with the built-in constructors only")
	}
	if !v.IsContainer() {
		return false
	}
	switch b.name {
	case "Object":
		return true
	case "Error":
		return className(v) == "Error"
	case "String", "Number", "Boolean":
		return false
	}
	if e, ok := v.Ref().(*errorValue); ok {
		return e.name == b.name
	}
	return className(v) == b.name
}

// construct is the operator new.
func (c *Context) construct(f value.Value, args []value.Value, what string) value.Value {
	fn := f.AsFunc()
	if fn == nil {
		c.typeError("%s is not a constructor", what)
	}
	b, ok := fn.Ref.(*builtin)
	switch {
	case !ok:
		c.typeError("%s cannot be used with new: functions of WXS are no constructors; return an object", what)
	case b.ctor == nil || b.ctor.create == nil:
		c.typeError("%s is not a constructor", what)
	}
	c.charge(4)
	return b.ctor.create(c, value.Value{}, args)
}

// iterate returns what for-of and spread take from a value. The slice must not
// be changed.
func (c *Context) iterate(v value.Value) []value.Value {
	if items, ok := c.items(v); ok {
		c.charge(len(items))
		return items
	}
	if a, ok := v.Ref().(*argumentsValue); ok {
		return a.items
	}
	s, ok := v.AsString()
	if !ok {
		c.typeError("%s is not iterable", clip(c.describeShort(v)))
	}
	c.checkArray(len(s) / 2)
	c.charge(len(s))
	var items []value.Value
	for i := 0; i < len(s); {
		n := charSize(s[i:])
		items = append(items, value.String(s[i:i+n]))
		i += n
	}
	return items
}

// describeShort names a value in a message.
func (c *Context) describeShort(v value.Value) string {
	if v.IsContainer() {
		return value.TypeOf(v)
	}
	return value.ToString(v)
}

// spreadInto copies the own fields of v, as {...v} does.
func (c *Context) spreadInto(o *object, v value.Value) {
	if !v.IsContainer() && !v.IsString() {
		return
	}
	for _, k := range c.keys(v) {
		x, _ := c.ownMember(v, k, false)
		o.put(k, x)
	}
}

// withoutFields is the rest of an object pattern.
func (c *Context) withoutFields(v value.Value, seen map[string]bool) value.Value {
	o := c.newObject()
	for _, k := range c.keys(v) {
		if !seen[k] {
			x, _ := c.ownMember(v, k, false)
			o.put(k, x)
		}
	}
	return value.FromOpaque(o)
}
