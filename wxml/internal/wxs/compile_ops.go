package wxs

import (
	"math"

	"github.com/mica-go/mica/internal/value"
)

// localSlot returns the frame slot of a name that needs no check, -1 for
// anything else.
func localSlot(x expr) int {
	id, ok := x.(*identExpr)
	if !ok || id.ref.v == nil || id.ref.v.module || id.ref.outer >= 0 || id.ref.v.boxed || id.ref.check {
		return -1
	}
	return id.ref.v.slot
}

func constNumber(x expr) (float64, bool) {
	if c, ok := x.(*constExpr); ok {
		return c.val.AsNumber()
	}
	return 0, false
}

func constString(x expr) (string, bool) {
	if c, ok := x.(*constExpr); ok {
		return c.val.AsString()
	}
	return "", false
}

func (g *compiler) binary(x *binaryExpr) eval {
	if c := g.compare(x); c != nil {
		return func(fr *frame) value.Value { return value.Bool(c(fr)) }
	}
	if x.op == tPlus {
		return g.plus(x)
	}
	if n, ok := constNumber(x.r); ok {
		if e := g.withConst(x, n); e != nil {
			return e
		}
	}
	l, r := g.expr(x.l), g.expr(x.r)
	op := x.op
	switch op {
	case tMinus:
		return func(fr *frame) value.Value {
			a, b := fr.numbers(l, r)
			return value.Number(a - b)
		}
	case tStar:
		return func(fr *frame) value.Value {
			a, b := fr.numbers(l, r)
			return value.Number(a * b)
		}
	case tSlash:
		return func(fr *frame) value.Value {
			a, b := fr.numbers(l, r)
			return value.Number(a / b)
		}
	}
	return func(fr *frame) value.Value {
		a := l(fr)
		return fr.ctx.arith(op, a, r(fr))
	}
}

// withConst compiles an operation whose right operand is a constant number.
func (g *compiler) withConst(x *binaryExpr, n float64) eval {
	if x.op != tMinus && x.op != tPlus {
		return nil
	}
	if x.op == tMinus {
		n = -n
		if n == 0 {
			return nil // 0 - 0 and 0 + -0 differ
		}
	}
	plus := x.op == tPlus
	slow := func(fr *frame, a value.Value) value.Value {
		if plus {
			return fr.ctx.add(a, value.Number(n))
		}
		return value.Number(fr.ctx.toNumber(a) + n)
	}
	if slot := localSlot(x.l); slot >= 0 {
		return func(fr *frame) value.Value {
			a := fr.locals[slot]
			if f, ok := a.AsNumber(); ok {
				return value.Number(f + n)
			}
			return slow(fr, a)
		}
	}
	l := g.expr(x.l)
	return func(fr *frame) value.Value {
		a := l(fr)
		if f, ok := a.AsNumber(); ok {
			return value.Number(f + n)
		}
		return slow(fr, a)
	}
}

func (fr *frame) numbers(l, r eval) (float64, float64) {
	a := l(fr)
	b := r(fr)
	x, ok := a.AsNumber()
	if y, ok2 := b.AsNumber(); ok && ok2 {
		return x, y
	}
	x = fr.ctx.toNumber(a)
	return x, fr.ctx.toNumber(b)
}

// plus compiles a + b + c as one operation, so that a text is put together at
// once.
func (g *compiler) plus(x *binaryExpr) eval {
	var list []expr
	var l expr = x
	for {
		b, ok := l.(*binaryExpr)
		if !ok || b.op != tPlus {
			break
		}
		list = append(list, b.r)
		l = b.l
	}
	list = append(list, l)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	if len(list) > 2 {
		return g.plusChain(g.exprs(list))
	}
	if n, ok := constNumber(x.r); ok {
		return g.withConst(x, n)
	}
	a, b := g.expr(x.l), g.expr(x.r)
	return func(fr *frame) value.Value {
		v := a(fr)
		w := b(fr)
		if f, ok := v.AsNumber(); ok {
			if h, ok := w.AsNumber(); ok {
				return value.Number(f + h)
			}
		} else if s, ok := v.AsString(); ok {
			if t, ok := w.AsString(); ok {
				return value.String(fr.ctx.concat2(s, t))
			}
		}
		return fr.ctx.add(v, w)
	}
}

func (g *compiler) plusChain(list []eval) eval {
	return func(fr *frame) value.Value {
		acc := list[0](fr)
		for i := 1; i < len(list); i++ {
			v := list[i](fr)
			if f, ok := acc.AsNumber(); ok {
				if h, ok := v.AsNumber(); ok {
					acc = value.Number(f + h)
					continue
				}
			}
			c := fr.ctx
			if s, ok := acc.AsString(); ok && len(list) == 3 && i == 1 {
				return c.join3(fr, s, v, list[2])
			}
			acc, v = c.toPrimitive(acc, hintDefault), c.toPrimitive(v, hintDefault)
			if acc.IsString() || v.IsString() {
				return c.joinRest(fr, acc, v, list[i+1:])
			}
			acc = c.add(acc, v)
		}
		return acc
	}
}

// join3 is a + b + c where a is a string, the most frequent chain: a class name
// and its modifier.
func (c *Context) join3(fr *frame, a string, v value.Value, rest eval) value.Value {
	v = c.toPrimitive(v, hintDefault)
	w := c.toPrimitive(rest(fr), hintDefault)
	s, ok := v.AsString()
	t, ok2 := w.AsString()
	if n := len(a) + len(s) + len(t); ok && ok2 && n < longText && !endsInHalf(a) && !endsInHalf(s) {
		c.chargeText(n)
		return value.String(a + s + t)
	}
	return value.String(c.concat([]string{a, value.ToString(v), value.ToString(w)}))
}

// joinRest puts the text together that a chain of + has become.
func (c *Context) joinRest(fr *frame, a, b value.Value, rest []eval) value.Value {
	var room [8]string
	parts := append(room[:0], value.ToString(a), value.ToString(b))
	for _, e := range rest {
		parts = append(parts, value.ToString(c.toPrimitive(e(fr), hintDefault)))
	}
	return value.String(c.concat(parts))
}

// arith computes the operators that the compiler has no special code for.
func (c *Context) arith(op tok, a, b value.Value) value.Value {
	switch op {
	case tPlus:
		return c.add(a, b)
	case tMinus, tStar, tSlash, tPercent, tPower:
		x := c.toNumber(a)
		return value.Number(arithNumber(op, x, c.toNumber(b)))
	}
	x := c.toInt32(a)
	y := c.toInt32(b)
	shift := uint32(y) & 31
	switch op {
	case tAnd:
		x &= y
	case tOr:
		x |= y
	case tXor:
		x ^= y
	case tShl:
		x <<= shift
	case tShr:
		x >>= shift
	case tUshr:
		return value.Number(float64(uint32(x) >> shift))
	}
	return value.Number(float64(x))
}

func arithNumber(op tok, x, y float64) float64 {
	switch op {
	case tMinus:
		return x - y
	case tStar:
		return x * y
	case tSlash:
		return x / y
	case tPercent:
		if x > 0 && y > 0 && x < 1<<53 && y < 1<<53 {
			if i, j := int64(x), int64(y); float64(i) == x && float64(j) == y {
				return float64(i % j)
			}
		}
		return math.Mod(x, y)
	}
	return power(x, y)
}

// power is JavaScript's **, which differs from math.Pow for a base of ±1 and an
// exponent that is not finite.
func power(x, y float64) float64 {
	if math.IsNaN(y) || (x == 1 || x == -1) && math.IsInf(y, 0) {
		return math.NaN()
	}
	return math.Pow(x, y)
}

// compare compiles comparisons; nil for other operators.
func (g *compiler) compare(x *binaryExpr) cond {
	switch x.op {
	case tEq, tNe, tEqStrict, tNeStrict:
		return g.equality(x)
	case tLt, tGt, tLe, tGe:
		return g.relation(x)
	case tIn, tInstanceof:
		l, r, off := g.expr(x.l), g.expr(x.r), x.off
		in := x.op == tIn
		return func(fr *frame) bool {
			a := l(fr)
			b := r(fr)
			fr.pos = off
			if in {
				return fr.ctx.in(a, b)
			}
			return fr.ctx.instanceof(a, b)
		}
	}
	return nil
}

func (g *compiler) relation(x *binaryExpr) cond {
	op := x.op
	if n, ok := constNumber(x.r); ok {
		if slot := localSlot(x.l); slot >= 0 {
			return func(fr *frame) bool {
				a := fr.locals[slot]
				if f, ok := a.AsNumber(); ok {
					return compareNumbers(op, f, n)
				}
				return fr.ctx.relation(op, a, value.Number(n))
			}
		}
		l := g.expr(x.l)
		return func(fr *frame) bool {
			a := l(fr)
			if f, ok := a.AsNumber(); ok {
				return compareNumbers(op, f, n)
			}
			return fr.ctx.relation(op, a, value.Number(n))
		}
	}
	l, r := g.expr(x.l), g.expr(x.r)
	return func(fr *frame) bool {
		a := l(fr)
		b := r(fr)
		if f, ok := a.AsNumber(); ok {
			if h, ok := b.AsNumber(); ok {
				return compareNumbers(op, f, h)
			}
		}
		return fr.ctx.relation(op, a, b)
	}
}

func compareNumbers(op tok, x, y float64) bool {
	switch op {
	case tLt:
		return x < y
	case tGt:
		return x > y
	case tLe:
		return x <= y
	}
	return x >= y
}

func (g *compiler) equality(x *binaryExpr) cond {
	want := x.op == tEq || x.op == tEqStrict
	if c := g.typeofIs(x, want); c != nil {
		return c
	}
	strict := x.op == tEqStrict || x.op == tNeStrict
	if s, ok := constString(x.r); ok && strict {
		if c := g.classIs(x.l, s, want); c != nil {
			return c
		}
		l := g.expr(x.l)
		return func(fr *frame) bool {
			a, ok := l(fr).AsString()
			return (ok && a == s) == want
		}
	}
	if c, ok := x.r.(*constExpr); ok && c.val.IsNull() && !strict {
		l := g.expr(x.l)
		return func(fr *frame) bool { return l(fr).IsNullish() == want }
	}
	l, r := g.expr(x.l), g.expr(x.r)
	if strict {
		return func(fr *frame) bool {
			a := l(fr)
			return fr.ctx.strictEqual(a, r(fr)) == want
		}
	}
	return func(fr *frame) bool {
		a := l(fr)
		return fr.ctx.looseEqual(a, r(fr)) == want
	}
}

// typeofIs compiles typeof x === 'name' without making a string.
func (g *compiler) typeofIs(x *binaryExpr, want bool) cond {
	u, ok := x.l.(*unaryExpr)
	name, isConst := constString(x.r)
	if !ok || !isConst || u.op != tTypeof {
		return nil
	}
	if id, ok := u.x.(*identExpr); ok && (id.ref.v == nil || id.ref.v.kind == declGlobal) {
		return nil // the name may be undefined
	}
	e := g.expr(u.x)
	kind, simple := map[string]value.Kind{
		"undefined": value.KindUndefined, "boolean": value.KindBool, "number": value.KindNumber,
		"string": value.KindString, "function": value.KindFunc,
	}[name]
	if slot := localSlot(u.x); simple && slot >= 0 {
		return func(fr *frame) bool { return (fr.locals[slot].Kind() == kind) == want }
	}
	if simple {
		return func(fr *frame) bool { return (e(fr).Kind() == kind) == want }
	}
	if name == "object" {
		return func(fr *frame) bool {
			switch e(fr).Kind() {
			case value.KindNull, value.KindArray, value.KindObject, value.KindOpaque:
				return want
			}
			return !want
		}
	}
	return func(fr *frame) bool { return (value.TypeOf(e(fr)) == name) == want }
}

// classIs compiles x.constructor === 'Name' without making a string; nil for
// another expression than x.constructor.
func (g *compiler) classIs(x expr, name string, want bool) cond {
	m, ok := x.(*memberExpr)
	if !ok || m.name != "constructor" || m.opt || g.chains > 0 {
		return nil
	}
	obj, off, strict := g.expr(m.x), m.off, g.mod.strict
	return func(fr *frame) bool {
		v := obj(fr)
		if v.IsString() || isArray(v) && fr.ctx.arrayOf(v).extra() == nil {
			return (className(v) == name) == want
		}
		fr.pos = off
		s, ok := fr.ctx.getMember(v, m.name, strict).AsString()
		return (ok && s == name) == want
	}
}
