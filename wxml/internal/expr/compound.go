package expr

import (
	"github.com/mica-go/mica/internal/value"
)

// call compiles a call. Arguments of what turns out to be no function are not
// evaluated.
func (c *compiler) call(n *Call) code {
	c.out.Impure = true
	o := c.calls.New()
	o.pos = n.Pos()
	reads := false
	operand := func(n Node) op {
		k := c.node(n)
		reads = reads || k.reads
		return c.of(k)
	}
	switch f := n.Fun.(type) {
	case *Member:
		o.recv, o.name = operand(f.X), f.Name
	case *Index:
		o.recv, o.key = operand(f.X), operand(f.I)
	default:
		o.fun = operand(n.Fun)
	}
	var few [4]op
	args := few[:0]
	for _, a := range n.Args {
		args = append(args, operand(a))
	}
	o.args = c.operands.List(args)
	return code{op: o, reads: reads}
}

// callOp is fun(args), recv.name(args), or recv[key](args) where key is set.
type callOp struct {
	pos       int
	fun       op
	recv, key op
	name      string
	args      []op
}

func (o *callOp) eval(e *Env) value.Value {
	if o.recv != nil {
		recv, name := o.recv.eval(e), o.name
		if o.key != nil {
			name = value.ToString(o.key.eval(e))
		}
		return e.callMethod(o.pos, recv, name, o.args)
	}
	if f := o.fun.eval(e).AsFunc(); f != nil {
		return e.callFunc(o.pos, f, value.Value{}, o.args)
	}
	return value.Value{}
}

func (o *callOp) test(e *Env) bool { return value.ToBool(o.eval(e)) }

func (o *callOp) touched(e *Env) bool {
	return o.fun != nil && o.fun.touched(e) || o.recv != nil && o.recv.touched(e) || o.key != nil && o.key.touched(e) || anyTouched(e, o.args)
}

func (o *callOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// evaluate evaluates the arguments of a call.
func (e *Env) evaluate(args []op) []value.Value {
	if len(args) == 0 {
		return nil
	}
	vs := make([]value.Value, len(args))
	for i, a := range args {
		vs[i] = a.eval(e)
	}
	return vs
}

func (e *Env) callFunc(pos int, f *value.Function, this value.Value, args []op) value.Value {
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
func (e *Env) callMethod(pos int, recv value.Value, name string, args []op) value.Value {
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
	if e.Host == nil || !readable(name) {
		return value.Value{}
	}
	vs := e.evaluate(args)
	e.Calls++
	v, ok, err := e.Host.CallMethod(recv, name, vs)
	if err != nil {
		e.report(pos, err)
	}
	if err != nil || !ok {
		return value.Value{}
	}
	return v
}

// arrayElem is an element of an array literal.
type arrayElem struct {
	op     op
	spread bool
}

func (c *compiler) array(n *Array) code {
	var few [4]arrayElem
	elems := few[:0]
	operands := make([]code, 0, len(n.Elems))
	for _, el := range n.Elems {
		k := fixed(value.Value{}) // a hole
		if el.X != nil {
			k = c.node(el.X)
		}
		operands = append(operands, k)
		elems = append(elems, arrayElem{c.of(k), el.Spread})
	}
	return pure(c.arrays.Put(arrayOp{n.Pos(), c.arrayElems.List(elems)}), operands...)
}

// arrayOp is an array literal.
type arrayOp struct {
	pos   int
	elems []arrayElem
}

func (o *arrayOp) eval(e *Env) value.Value {
	items := make([]value.Value, 0, len(o.elems))
	for _, el := range o.elems {
		v := el.op.eval(e)
		if el.spread {
			items = appendSpread(items, v)
		} else {
			items = append(items, v)
		}
		if len(items) > maxElements {
			e.report(o.pos, ErrSize)
			return value.Value{}
		}
	}
	return value.FromArray(value.NewArray(items...))
}

func (o *arrayOp) test(e *Env) bool { return value.ToBool(o.eval(e)) }

func (o *arrayOp) touched(e *Env) bool {
	for _, el := range o.elems {
		if el.op.touched(e) {
			return true
		}
	}
	return false
}

func (o *arrayOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

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
