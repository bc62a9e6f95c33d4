package expr

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

func (c *compiler) unary(n *Unary) *code {
	x := c.node(n.X)
	xe := x.eval
	switch n.Op {
	case "!":
		test := x.test
		return predicate(func(e *Env) bool { return !test(e) }, x)
	case "~":
		return pure(func(e *Env) value.Value { return value.Number(float64(^value.ToInt32(xe(e)))) }, x)
	case "-":
		return pure(func(e *Env) value.Value { return value.Number(-value.ToNumber(xe(e))) }, x)
	case "+":
		return pure(func(e *Env) value.Value { return value.Number(value.ToNumber(xe(e))) }, x)
	case "typeof":
		return pure(func(e *Env) value.Value { return value.String(value.TypeOf(xe(e))) }, x)
	}
	return pure(func(e *Env) value.Value { xe(e); return value.Value{} }, x) // void
}

func (c *compiler) binary(n *Binary) *code {
	switch n.Op {
	case "&&", "||", "??":
		return c.logical(n)
	case "+":
		return c.sum(n)
	}
	x, y := c.node(n.X), c.node(n.Y)
	xe, ye := x.eval, y.eval
	switch op := n.Op; op {
	case "==", "===", "!=", "!==":
		return equality(op, x, y)
	case "<", "<=", ">", ">=":
		return comparison(op, x, y)
	case "instanceof": // no value of a template has a constructor
		return pure(func(e *Env) value.Value { xe(e); ye(e); return value.Bool(false) }, x, y)
	case "in":
		return predicate(func(e *Env) bool {
			key := xe(e)
			return hasKey(ye(e), key)
		}, x, y)
	}
	if f := arithmetic(n.Op); f != nil {
		return pure(func(e *Env) value.Value {
			a := value.ToNumber(xe(e))
			return value.Number(f(a, value.ToNumber(ye(e))))
		}, x, y)
	}
	f := bitwise(n.Op)
	return pure(func(e *Env) value.Value {
		a := value.ToInt32(xe(e))
		return value.Number(f(a, value.ToInt32(ye(e))))
	}, x, y)
}

// sum compiles a + b, and a + b + c + ... as one operation.
func (c *compiler) sum(n *Binary) *code {
	var operands []*code
	var left Node = n
	var right []Node
	for {
		b, ok := left.(*Binary)
		if !ok || b.Op != "+" {
			break
		}
		left = b.X
		right = append(right, b.Y)
	}
	operands = append(operands, c.node(left))
	pos := n.Pos()
	for _, y := range slices.Backward(right) {
		k := c.node(y)
		if first := operands[0]; len(operands) == 1 && first.fixed && k.fixed {
			k = pure(func(e *Env) value.Value { return e.add(pos, first.val, k.val) }, first, k)
			operands = operands[:0]
		}
		operands = append(operands, k)
	}
	switch len(operands) {
	case 1:
		return operands[0]
	case 2:
		xe, ye := operands[0].eval, operands[1].eval
		return pure(func(e *Env) value.Value {
			a := xe(e)
			return e.add(pos, a, ye(e))
		}, operands...)
	}
	evals := make([]func(*Env) value.Value, len(operands))
	for i, k := range operands {
		evals[i] = k.eval
	}
	return pure(func(e *Env) value.Value { return e.sum(pos, evals) }, operands...)
}

// hasKey is the operator in; where JavaScript throws, because v has no keys, it
// is false.
func hasKey(v, key value.Value) bool {
	name := value.ToString(key)
	if o := v.AsObject(); o != nil {
		_, ok := o.Lookup(name)
		return ok
	}
	if a := v.AsArray(); a != nil {
		i, ok := arrayIndex(name)
		return ok && i < a.Len() || name == "length"
	}
	return false
}

// equality compiles the four operators of equality. Comparing with a constant
// string or number is by far the most frequent use.
func equality(op string, x, y *code) *code {
	want := op[0] == '='
	xe, ye := x.eval, y.eval
	if y.fixed && len(op) == 3 {
		if s, ok := y.val.AsString(); ok {
			return predicate(func(e *Env) bool {
				t, ok := xe(e).AsString()
				return (ok && s == t) == want
			}, x, y)
		}
		if f, ok := y.val.AsNumber(); ok {
			return predicate(func(e *Env) bool {
				g, ok := xe(e).AsNumber()
				return (ok && f == g) == want
			}, x, y)
		}
	}
	equal := value.LooseEqual
	if len(op) == 3 {
		equal = value.StrictEqual
	}
	return predicate(func(e *Env) bool {
		a := xe(e)
		return equal(a, ye(e)) == want
	}, x, y)
}

// comparison compiles < <= > >=, with code of its own for a constant number on
// the right.
func comparison(op string, x, y *code) *code {
	if f, ok := y.val.AsNumber(); ok && y.fixed {
		return predicate(numberTest(op, x, f), x, y)
	}
	xe, ye := x.eval, y.eval
	holds := relation(op)
	return predicate(func(e *Env) bool {
		a, b := xe(e), ye(e)
		if f, ok := a.AsNumber(); ok {
			if g, ok := b.AsNumber(); ok {
				return holds(compareNumbers(f, g))
			}
		}
		return holds(compare(a, b))
	}, x, y)
}

// relation says which orders satisfy an operator.
func relation(op string) func(order) bool {
	switch op {
	case "<":
		return func(o order) bool { return o == less }
	case "<=":
		return func(o order) bool { return o == less || o == equal }
	case ">":
		return func(o order) bool { return o == greater }
	}
	return func(o order) bool { return o == greater || o == equal }
}

// numberTest is the comparison of x with the number f. The closures for a site
// are apart because a direct call is half the cost of theirs.
func numberTest(op string, x *code, f float64) func(*Env) bool {
	s, xe, holds := x.site, x.eval, relation(op)
	if s == nil {
		return func(e *Env) bool { return holds(compareNumbers(numberOf(xe(e)), f)) }
	}
	switch op {
	case "<":
		return func(e *Env) bool {
			v := s.load(e)
			if g, ok := v.AsNumber(); ok {
				return g < f
			}
			return numberOf(v) < f
		}
	case "<=":
		return func(e *Env) bool {
			v := s.load(e)
			if g, ok := v.AsNumber(); ok {
				return g <= f
			}
			return numberOf(v) <= f
		}
	case ">":
		return func(e *Env) bool {
			v := s.load(e)
			if g, ok := v.AsNumber(); ok {
				return g > f
			}
			return numberOf(v) > f
		}
	}
	return func(e *Env) bool {
		v := s.load(e)
		if g, ok := v.AsNumber(); ok {
			return g >= f
		}
		return numberOf(v) >= f
	}
}

// numberOf is the number as which v is compared with another number.
func numberOf(v value.Value) float64 { return value.ToNumber(primitive(v)) }

// logical compiles the operators that may leave out their right side.
func (c *compiler) logical(n *Binary) *code {
	x := c.node(n.X)
	if x.fixed && takesLeft(n.Op, x.val) {
		return x
	}
	y := c.node(n.Y)
	if x.fixed {
		return withoutPath(y)
	}
	xe, ye, xt, yt := x.eval, y.eval, x.test, y.test
	k := &code{touched: anyTouched(x, y)}
	switch n.Op {
	case "&&":
		k.test = func(e *Env) bool { return xt(e) && yt(e) }
		k.eval = func(e *Env) value.Value {
			if v := xe(e); !value.ToBool(v) {
				return v
			}
			return ye(e)
		}
	case "||":
		k.test = func(e *Env) bool { return xt(e) || yt(e) }
		k.eval = func(e *Env) value.Value {
			if v := xe(e); value.ToBool(v) {
				return v
			}
			return ye(e)
		}
	default:
		k.eval = func(e *Env) value.Value {
			if v := xe(e); !v.IsNullish() {
				return v
			}
			return ye(e)
		}
		k.test = func(e *Env) bool { return value.ToBool(k.eval(e)) }
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

// withoutPath is k as the value of an operator, which names no place.
func withoutPath(k *code) *code {
	if k.assign == nil {
		return k
	}
	v := *k
	v.assign = nil
	return &v
}

func (c *compiler) cond(n *Cond) *code {
	test := c.node(n.Test)
	if test.fixed {
		if value.ToBool(test.val) {
			return c.node(n.Then)
		}
		return c.node(n.Else)
	}
	x, y := c.node(n.Then), c.node(n.Else)
	t, xe, ye, xt, yt := test.test, x.eval, y.eval, x.test, y.test
	k := &code{
		eval: func(e *Env) value.Value {
			if t(e) {
				return xe(e)
			}
			return ye(e)
		},
		test: func(e *Env) bool {
			if t(e) {
				return xt(e)
			}
			return yt(e)
		},
		touched: condTouched(test, x, y),
	}
	if k.touched != nil {
		k.change = condChange(test, x, y)
	}
	if x.assign != nil || y.assign != nil {
		xa, ya := assignOf(x), assignOf(y)
		k.assign = func(e *Env) (Ref, value.Path, bool) {
			if t(e) {
				return xa(e)
			}
			return ya(e)
		}
	}
	return k
}

// condTouched is touched for test ? x : y: a branch that is not chosen does not
// count.
func condTouched(test, x, y *code) func(*Env) bool {
	if x.touched == nil && y.touched == nil {
		return test.touched
	}
	never := func(*Env) bool { return false }
	moved, xt, yt := test.touched, x.touched, y.touched
	if moved == nil {
		moved = never
	}
	if xt == nil {
		xt = never
	}
	if yt == nil {
		yt = never
	}
	return func(e *Env) bool {
		if moved(e) {
			return true
		}
		if test.test(e) {
			return xt(e)
		}
		return yt(e)
	}
}

// condChange is the change of the branch that is chosen, or everything when the
// choice may have changed.
func condChange(test, x, y *code) func(*Env) *value.Change {
	nothing := func(*Env) *value.Change { return nil }
	moved, xc, yc := test.touched, nothing, nothing
	if x.touched != nil {
		xc = x.changes()
	}
	if y.touched != nil {
		yc = y.changes()
	}
	return func(e *Env) *value.Change {
		switch {
		case moved != nil && moved(e):
			return value.AllChanged()
		case test.test(e):
			return xc(e)
		}
		return yc(e)
	}
}

// assignOf is the assign function of k, also where k names no place.
func assignOf(k *code) func(*Env) (Ref, value.Path, bool) {
	if k.assign != nil {
		return k.assign
	}
	return func(*Env) (Ref, value.Path, bool) { return Ref{}, nil, false }
}
