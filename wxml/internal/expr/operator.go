package expr

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

func (c *compiler) unary(n *Unary) code {
	x := c.node(n.X)
	if n.Op == "!" {
		return pure(c.nots.Put(notOp{c.of(x)}), x)
	}
	return pure(c.unaries.Put(unaryOp{n.Op[0], c.of(x)}), x)
}

// notOp is !x.
type notOp struct{ x op }

func (o *notOp) eval(e *Env) value.Value     { return value.Bool(!o.x.test(e)) }
func (o *notOp) test(e *Env) bool            { return !o.x.test(e) }
func (o *notOp) touched(e *Env) bool         { return o.x.touched(e) }
func (o *notOp) change(e *Env) *value.Change { return whole(o.x.touched(e)) }

// unaryOp is ~x, -x, +x, typeof x or void x; kind is the operator's first byte.
type unaryOp struct {
	kind byte
	x    op
}

func (o *unaryOp) eval(e *Env) value.Value {
	v := o.x.eval(e)
	switch o.kind {
	case '~':
		return value.Number(float64(^value.ToInt32(v)))
	case '-':
		return value.Number(-value.ToNumber(v))
	case '+':
		return value.Number(value.ToNumber(v))
	case 't':
		return value.String(value.TypeOf(v))
	}
	return value.Value{}
}
func (o *unaryOp) test(e *Env) bool            { return value.ToBool(o.eval(e)) }
func (o *unaryOp) touched(e *Env) bool         { return o.x.touched(e) }
func (o *unaryOp) change(e *Env) *value.Change { return whole(o.x.touched(e)) }

func (c *compiler) binary(n *Binary) code {
	switch n.Op {
	case "&&", "||", "??":
		return c.logical(n)
	case "+":
		return c.sum(n)
	}
	x, y := c.node(n.X), c.node(n.Y)
	switch n.Op {
	case "==", "===", "!=", "!==":
		return c.equality(n.Op, x, y)
	case "<", "<=", ">", ">=":
		return c.comparison(n.Op, x, y)
	case "instanceof", "in":
		return pure(c.rares.Put(rareOp{n.Op == "in", c.of(x), c.of(y)}), x, y)
	}
	return pure(c.maths.Put(mathOp{arithmetic(n.Op), bitwise(n.Op), c.of(x), c.of(y)}), x, y)
}

// mathOp is an operator on numbers: number, or bits where that is nil.
type mathOp struct {
	number func(x, y float64) float64
	bits   func(x, y int32) float64
	x, y   op
}

func (o *mathOp) eval(e *Env) value.Value {
	a, b := o.x.eval(e), o.y.eval(e)
	if o.number != nil {
		f := value.ToNumber(a)
		return value.Number(o.number(f, value.ToNumber(b)))
	}
	i := value.ToInt32(a)
	return value.Number(o.bits(i, value.ToInt32(b)))
}
func (o *mathOp) test(e *Env) bool            { return value.ToBool(o.eval(e)) }
func (o *mathOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *mathOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// rareOp is x in y, or x instanceof y: no value of a template has a constructor.
type rareOp struct {
	in   bool
	x, y op
}

func (o *rareOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *rareOp) test(e *Env) bool {
	key := o.x.eval(e)
	v := o.y.eval(e)
	return o.in && hasKey(v, key)
}
func (o *rareOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *rareOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

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

// sum compiles a + b, and a + b + c + ... as one operation.
func (c *compiler) sum(n *Binary) code {
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
	operands := make([]code, 1, len(right)+1)
	operands[0] = c.node(left)
	pos := n.Pos()
	for _, y := range slices.Backward(right) {
		k := c.node(y)
		if first := operands[0]; len(operands) == 1 && first.fixed && k.fixed {
			k = pure(c.adds.Put(addOp{pos, c.of(first), c.of(k)}), first, k)
			operands = operands[:0]
		}
		operands = append(operands, k)
	}
	switch len(operands) {
	case 1:
		return operands[0]
	case 2:
		return pure(c.adds.Put(addOp{pos, c.of(operands[0]), c.of(operands[1])}), operands...)
	}
	xs := make([]op, len(operands))
	for i, k := range operands {
		xs[i] = c.of(k)
	}
	return pure(c.sums.Put(sumOp{pos, xs}), operands...)
}

// equality compiles the four operators of equality. Comparing with a constant
// string or number is by far the most frequent use.
func (c *compiler) equality(op string, x, y code) code {
	want := op[0] == '='
	if y.fixed && len(op) == 3 {
		if s, ok := y.val.AsString(); ok {
			return pure(c.strings.Put(equalStringOp{c.of(x), s, want}), x, y)
		}
		if f, ok := y.val.AsNumber(); ok {
			rel := relEqual
			if !want {
				rel = relUnequal
			}
			return pure(c.numbers.Put(compareNumberOp{c.of(x), f, rel}), x, y)
		}
	}
	return pure(c.equals.Put(equalOp{c.of(x), c.of(y), len(op) == 3, want}), x, y)
}

// equalOp is one of the operators of equality; want is false for != and !==.
type equalOp struct {
	x, y         op
	strict, want bool
}

func (o *equalOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *equalOp) test(e *Env) bool {
	a := o.x.eval(e)
	b := o.y.eval(e)
	if o.strict {
		return value.StrictEqual(a, b) == o.want
	}
	return value.LooseEqual(a, b) == o.want
}
func (o *equalOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *equalOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// equalStringOp is x === s, or x !== s where want is false.
type equalStringOp struct {
	x    op
	s    string
	want bool
}

func (o *equalStringOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *equalStringOp) test(e *Env) bool {
	t, ok := o.x.eval(e).AsString()
	return (ok && o.s == t) == o.want
}
func (o *equalStringOp) touched(e *Env) bool         { return o.x.touched(e) }
func (o *equalStringOp) change(e *Env) *value.Change { return whole(o.x.touched(e)) }

// rel is an operator of comparison: the set of the orders that satisfy it.
type rel uint8

const (
	relLess rel = 1 << iota
	relGreater
	relSame
	relNeither // NaN

	relEqual   = relSame                           // ===, for numbers
	relUnequal = relLess | relGreater | relNeither // !==
)

// relOf gives the relation that <, <=, > or >= stands for.
func relOf(op string) rel {
	r := relLess
	if op[0] == '>' {
		r = relGreater
	}
	if len(op) > 1 {
		r |= relSame
	}
	return r
}

// holds reports whether two values in that order satisfy the operator.
func (r rel) holds(o order) bool {
	switch o {
	case less:
		return r&relLess != 0
	case greater:
		return r&relGreater != 0
	case equal:
		return r&relSame != 0
	}
	return r&relNeither != 0
}

// numbers reports whether x and y satisfy the operator.
func (r rel) numbers(x, y float64) bool {
	switch {
	case x < y:
		return r&relLess != 0
	case x > y:
		return r&relGreater != 0
	case x == y:
		return r&relSame != 0
	}
	return r&relNeither != 0
}

// comparison compiles < <= > >=, with operations of their own for a constant
// number on the right.
func (c *compiler) comparison(op string, x, y code) code {
	f, ok := y.val.AsNumber()
	if !ok || !y.fixed {
		return pure(c.compares.Put(compareOp{c.of(x), c.of(y), relOf(op)}), x, y)
	}
	if s, ok := x.op.(*siteOp); ok {
		return pure(c.siteTest(relOf(op), s, f), x)
	}
	return pure(c.numbers.Put(compareNumberOp{c.of(x), f, relOf(op)}), x, y)
}

// compareOp is x < y and the like.
type compareOp struct {
	x, y op
	rel  rel
}

func (o *compareOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *compareOp) test(e *Env) bool {
	a := o.x.eval(e)
	b := o.y.eval(e)
	if f, ok := a.AsNumber(); ok {
		if g, ok := b.AsNumber(); ok {
			return o.rel.numbers(f, g)
		}
	}
	return o.rel.holds(compare(a, b))
}
func (o *compareOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *compareOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// compareNumberOp is x < f and the like, x === f and x !== f included.
type compareNumberOp struct {
	x   op
	f   float64
	rel rel
}

func (o *compareNumberOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *compareNumberOp) test(e *Env) bool {
	v := o.x.eval(e)
	g, ok := v.AsNumber()
	switch {
	case ok:
		return o.rel.numbers(g, o.f)
	case o.rel == relEqual || o.rel == relUnequal:
		return o.rel == relUnequal
	}
	return o.rel.numbers(numberOf(v), o.f)
}
func (o *compareNumberOp) touched(e *Env) bool         { return o.x.touched(e) }
func (o *compareNumberOp) change(e *Env) *value.Change { return whole(o.x.touched(e)) }

// siteNumber is the comparison of a site with a constant number. It is the most
// frequent one, so that each operator has a type of its own.
type siteNumber struct {
	x *siteOp
	f float64
}

func (o *siteNumber) touched(e *Env) bool         { return o.x.touched(e) }
func (o *siteNumber) change(e *Env) *value.Change { return whole(o.x.touched(e)) }

type (
	lessOp         struct{ siteNumber }
	lessEqualOp    struct{ siteNumber }
	greaterOp      struct{ siteNumber }
	greaterEqualOp struct{ siteNumber }
)

func (o *lessOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *lessOp) test(e *Env) bool {
	v := o.x.eval(e)
	if g, ok := v.AsNumber(); ok {
		return g < o.f
	}
	return numberOf(v) < o.f
}

func (o *lessEqualOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *lessEqualOp) test(e *Env) bool {
	v := o.x.eval(e)
	if g, ok := v.AsNumber(); ok {
		return g <= o.f
	}
	return numberOf(v) <= o.f
}

func (o *greaterOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *greaterOp) test(e *Env) bool {
	v := o.x.eval(e)
	if g, ok := v.AsNumber(); ok {
		return g > o.f
	}
	return numberOf(v) > o.f
}

func (o *greaterEqualOp) eval(e *Env) value.Value { return value.Bool(o.test(e)) }
func (o *greaterEqualOp) test(e *Env) bool {
	v := o.x.eval(e)
	if g, ok := v.AsNumber(); ok {
		return g >= o.f
	}
	return numberOf(v) >= o.f
}

// siteTest makes the comparison of a site with a number.
func (c *compiler) siteTest(r rel, x *siteOp, f float64) op {
	n := siteNumber{x, f}
	switch r {
	case relLess:
		return c.lesses.Put(lessOp{n})
	case relLess | relSame:
		return c.lessEquals.Put(lessEqualOp{n})
	case relGreater:
		return c.greaters.Put(greaterOp{n})
	}
	return c.greaterEquals.Put(greaterEqualOp{n})
}

// numberOf is the number as which v is compared with another number.
func numberOf(v value.Value) float64 { return value.ToNumber(primitive(v)) }
