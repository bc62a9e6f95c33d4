package expr

import "github.com/mica-go/mica/internal/value"

// logical compiles the operators that may leave out their right side.
func (c *compiler) logical(n *Binary) code {
	x := c.node(n.X)
	if x.fixed && takesLeft(n.Op, x.val) {
		return x
	}
	y := c.node(n.Y)
	if x.fixed {
		y.assigns = false // the value of an operator names no place
		return y
	}
	k := code{reads: x.reads || y.reads}
	xo, yo := c.of(x), c.of(y)
	switch n.Op {
	case "&&":
		k.op = c.ands.Put(andOp{xo, yo})
	case "||":
		k.op = c.ors.Put(orOp{xo, yo})
	default:
		k.op = c.nullishes.Put(nullishOp{xo, yo})
	}
	return k
}

// takesLeft reports whether the value of x op y is x.
func takesLeft(op string, x value.Value) bool {
	switch op {
	case "&&":
		return !value.ToBool(x)
	case "||":
		return value.ToBool(x)
	}
	return !x.IsNullish()
}

// andOp is x && y.
type andOp struct{ x, y op }

func (o *andOp) eval(e *Env) value.Value {
	if v := o.x.eval(e); !value.ToBool(v) {
		return v
	}
	return o.y.eval(e)
}
func (o *andOp) test(e *Env) bool            { return o.x.test(e) && o.y.test(e) }
func (o *andOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *andOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// orOp is x || y.
type orOp struct{ x, y op }

func (o *orOp) eval(e *Env) value.Value {
	if v := o.x.eval(e); value.ToBool(v) {
		return v
	}
	return o.y.eval(e)
}
func (o *orOp) test(e *Env) bool            { return o.x.test(e) || o.y.test(e) }
func (o *orOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *orOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// nullishOp is x ?? y.
type nullishOp struct{ x, y op }

func (o *nullishOp) eval(e *Env) value.Value {
	if v := o.x.eval(e); !v.IsNullish() {
		return v
	}
	return o.y.eval(e)
}
func (o *nullishOp) test(e *Env) bool            { return value.ToBool(o.eval(e)) }
func (o *nullishOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *nullishOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

func (c *compiler) cond(n *Cond) code {
	test := c.node(n.Test)
	if test.fixed {
		if value.ToBool(test.val) {
			return c.node(n.Then)
		}
		return c.node(n.Else)
	}
	x, y := c.node(n.Then), c.node(n.Else)
	o := c.conds.Put(condOp{cond: test.op, x: c.of(x), y: c.of(y), branches: x.reads || y.reads})
	if x.assigns {
		o.xPlace = x.op.(assigner)
	}
	if y.assigns {
		o.yPlace = y.op.(assigner)
	}
	return code{op: o, reads: test.reads || o.branches, assigns: x.assigns || y.assigns}
}

// condOp is cond ? x : y; branches is set where a change can touch x or y. A
// branch that is not chosen counts for nothing.
type condOp struct {
	cond, x, y     op
	branches       bool
	xPlace, yPlace assigner // nil where the branch names no place
}

// chosen is the branch whose value it is.
func (o *condOp) chosen(e *Env) op {
	if o.cond.test(e) {
		return o.x
	}
	return o.y
}

func (o *condOp) eval(e *Env) value.Value {
	if o.cond.test(e) {
		return o.x.eval(e)
	}
	return o.y.eval(e)
}

func (o *condOp) test(e *Env) bool { return o.chosen(e).test(e) }

func (o *condOp) touched(e *Env) bool {
	return o.cond.touched(e) || o.branches && o.chosen(e).touched(e)
}

func (o *condOp) change(e *Env) *value.Change {
	switch {
	case o.cond.touched(e):
		return value.AllChanged()
	case o.branches:
		return o.chosen(e).change(e)
	}
	return nil
}

func (o *condOp) assign(e *Env) (Ref, value.Path, bool) {
	place := o.yPlace
	if o.cond.test(e) {
		place = o.xPlace
	}
	if place == nil {
		return Ref{}, nil, false
	}
	return place.assign(e)
}
