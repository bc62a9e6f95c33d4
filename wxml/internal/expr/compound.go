package expr

import (
	"github.com/mica-go/mica/internal/value"
)

// call compiles a call. Arguments of what turns out to be no function are not
// evaluated.
func (c *compiler) call(n *Call) *code {
	c.out.Impure = true
	var operands []*code
	var method func(*Env) (recv value.Value, name string)
	var fun *code
	switch f := n.Fun.(type) {
	case *Member:
		x := c.node(f.X)
		xe, name := x.eval, f.Name
		method = func(e *Env) (value.Value, string) { return xe(e), name }
		operands = append(operands, x)
	case *Index:
		x, i := c.node(f.X), c.node(f.I)
		xe, ie := x.eval, i.eval
		method = func(e *Env) (value.Value, string) {
			recv := xe(e)
			return recv, value.ToString(ie(e))
		}
		operands = append(operands, x, i)
	default:
		fun = c.node(n.Fun)
		operands = append(operands, fun)
	}
	args := make([]func(*Env) value.Value, len(n.Args))
	for i, a := range n.Args {
		k := c.node(a)
		args[i] = k.eval
		operands = append(operands, k)
	}
	pos := n.Pos()
	eval := func(e *Env) value.Value { return e.callMethod(pos, method, args) }
	if fun != nil {
		fe := fun.eval
		eval = func(e *Env) value.Value {
			if f := fe(e).AsFunc(); f != nil {
				return e.callFunc(pos, f, value.Value{}, args)
			}
			return value.Value{}
		}
	}
	return &code{
		eval:    eval,
		test:    func(e *Env) bool { return value.ToBool(eval(e)) },
		touched: anyTouched(operands...),
	}
}

// evaluate evaluates the arguments of a call.
func (e *Env) evaluate(args []func(*Env) value.Value) []value.Value {
	if len(args) == 0 {
		return nil
	}
	vs := make([]value.Value, len(args))
	for i, a := range args {
		vs[i] = a(e)
	}
	return vs
}

func (e *Env) callFunc(pos int, f *value.Function, this value.Value, args []func(*Env) value.Value) value.Value {
	if f.Call == nil {
		return value.Value{}
	}
	vs := e.evaluate(args)
	e.Calls++
	v, err := f.Call(this, vs)
	if err != nil {
		e.report(pos, err)
		return value.Value{}
	}
	return v
}

// callMethod calls a function that is a field of an object, as wxs modules have
// them, or a method that the hook knows.
func (e *Env) callMethod(pos int, method func(*Env) (value.Value, string), args []func(*Env) value.Value) value.Value {
	recv, name := method(e)
	if recv.IsNullish() || name == "__proto__" {
		return value.Value{}
	}
	if o := recv.AsObject(); o != nil {
		if v, ok := o.Lookup(name); ok {
			if f := v.AsFunc(); f != nil {
				return e.callFunc(pos, f, recv, args)
			}
			return value.Value{}
		}
	}
	if e.CallMethod == nil || !readable(name) {
		return value.Value{}
	}
	vs := e.evaluate(args)
	e.Calls++
	v, ok, err := e.CallMethod(recv, name, vs)
	if err != nil {
		e.report(pos, err)
	}
	if err != nil || !ok {
		return value.Value{}
	}
	return v
}

// element of an array literal.
type arrayElem struct {
	eval   func(*Env) value.Value
	spread bool
}

func (c *compiler) array(n *Array) *code {
	elems := make([]arrayElem, len(n.Elems))
	operands := make([]*code, 0, len(n.Elems))
	for i, el := range n.Elems {
		k := constant(value.Value{}) // a hole
		if el.X != nil {
			k = c.node(el.X)
		}
		operands = append(operands, k)
		elems[i] = arrayElem{k.eval, el.Spread}
	}
	pos := n.Pos()
	return pure(func(e *Env) value.Value {
		items := make([]value.Value, 0, len(elems))
		for _, el := range elems {
			v := el.eval(e)
			if el.spread {
				items = appendSpread(items, v)
			} else {
				items = append(items, v)
			}
			if len(items) > maxElements {
				e.report(pos, ErrSize)
				return value.Value{}
			}
		}
		return value.FromArray(value.NewArray(items...))
	}, operands...)
}

// appendSpread appends what ...v stands for in an array: the elements of an
// array, the characters of a string; nothing for what cannot be iterated. It
// stops where the array gets too large.
func appendSpread(items []value.Value, v value.Value) []value.Value {
	if a := v.AsArray(); a != nil {
		return append(items, a.Items()...)
	}
	s, _ := v.AsString()
	for len(s) > 0 && len(items) <= maxElements {
		n := charLen(s)
		items = append(items, value.String(s[:n]))
		s = s[n:]
	}
	return items
}

// charLen is the length of the first code point of a WTF-8 string.
func charLen(s string) int {
	n := 1
	for n < len(s) && n < 4 && s[n]&0xC0 == 0x80 {
		n++
	}
	return n
}
