package expr

import (
	"strconv"
	"unsafe"

	"github.com/mica-go/mica/internal/value"
)

// add is the operator +: strings are joined, everything else is added. Arrays,
// objects and functions count as the strings they convert to.
func (e *Env) add(pos int, a, b value.Value) value.Value {
	x, xn := a.AsNumber()
	y, yn := b.AsNumber()
	if xn && yn {
		return value.Number(x + y)
	}
	if a.Kind() >= value.KindString || b.Kind() >= value.KindString {
		both := [2]value.Value{a, b}
		return e.join(pos, both[:], value.ToString)
	}
	return value.Number(value.ToNumber(a) + value.ToNumber(b))
}

// addOp is a + b.
type addOp struct {
	pos  int
	x, y op
}

func (o *addOp) eval(e *Env) value.Value {
	a := o.x.eval(e)
	return e.add(o.pos, a, o.y.eval(e))
}
func (o *addOp) test(e *Env) bool            { return value.ToBool(o.eval(e)) }
func (o *addOp) touched(e *Env) bool         { return o.x.touched(e) || o.y.touched(e) }
func (o *addOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// sumOp is a + b + c + ..., whose strings are joined in one allocation.
type sumOp struct {
	pos      int
	operands []op
}

func (o *sumOp) eval(e *Env) value.Value {
	acc := o.operands[0].eval(e)
	for i := 1; i < len(o.operands); i++ {
		if !acc.IsString() {
			acc = e.add(o.pos, acc, o.operands[i].eval(e))
			continue
		}
		var few [8]value.Value
		vs := append(few[:0], acc)
		for _, x := range o.operands[i:] {
			vs = append(vs, x.eval(e))
		}
		return e.join(o.pos, vs, value.ToString)
	}
	return acc
}
func (o *sumOp) test(e *Env) bool            { return value.ToBool(o.eval(e)) }
func (o *sumOp) touched(e *Env) bool         { return anyTouched(e, o.operands) }
func (o *sumOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// shortText is the size up to which a text is put together on the stack.
const shortText = 128

// join is the concatenation of values, which it may overwrite; convert makes
// strings of those that are neither strings nor numbers. A result that is too
// large is reported and undefined.
func (e *Env) join(pos int, vs []value.Value, convert func(value.Value) string) value.Value {
	size := 0
	for i, v := range vs {
		s, ok := v.AsString()
		switch f, number := v.AsNumber(); {
		case ok:
			size += len(s)
		case number && isSmallInt(f):
			size += 16
		default:
			s = convert(v)
			vs[i] = value.String(s)
			size += len(s)
		}
		if size > maxText {
			e.report(pos, ErrSize)
			return value.Value{}
		}
	}
	if size <= shortText {
		var short [shortText]byte
		return value.String(string(appendAll(short[:0], vs)))
	}
	buf := appendAll(make([]byte, 0, size), vs)
	return value.String(unsafe.String(unsafe.SliceData(buf), len(buf)))
}

// isSmallInt reports whether f is written as an integer of at most 15 digits.
func isSmallInt(f float64) bool {
	return f > -1e15 && f < 1e15 && f == float64(int64(f))
}

// appendAll appends the text of strings and small integers; surrogates that meet
// become one code point.
func appendAll(buf []byte, vs []value.Value) []byte {
	for _, v := range vs {
		s, ok := v.AsString()
		if !ok {
			f, _ := v.AsNumber()
			buf = strconv.AppendInt(buf, int64(f), 10)
			continue
		}
		if n := len(buf) - 3; n >= 0 && len(s) >= 3 && buf[n] == 0xED && s[0] == 0xED {
			buf = append(buf[:n], value.Concat(string(buf[n:]), s)...)
			continue
		}
		buf = append(buf, s...)
	}
	return buf
}

// joinPart is a piece of a joined text: static text, or an operation where that
// is not nil.
type joinPart struct {
	text value.Value
	op   op
}

// joinOp is a text of several parts. In a mixed text, undefined and null are "";
// in a template literal they are written out.
type joinOp struct {
	pos   int
	mixed bool
	parts []joinPart
}

func (o *joinOp) eval(e *Env) value.Value {
	var few [8]value.Value
	vs := few[:0]
	for i := range o.parts {
		v := o.parts[i].text
		if k := o.parts[i].op; k != nil {
			v = k.eval(e)
		}
		vs = append(vs, v)
	}
	if !o.mixed {
		return e.join(o.pos, vs, value.ToString)
	}
	if v := e.join(o.pos, vs, value.Text); v.IsString() {
		return v
	}
	return value.String("")
}

func (o *joinOp) test(e *Env) bool { return value.ToBool(o.eval(e)) }

func (o *joinOp) touched(e *Env) bool {
	for i := range o.parts {
		if k := o.parts[i].op; k != nil && k.touched(e) {
			return true
		}
	}
	return false
}

func (o *joinOp) change(e *Env) *value.Change { return whole(o.touched(e)) }

// joiner gathers the parts of a joinOp on the compiler's stack from base on.
type joiner struct {
	c     *compiler
	base  int
	fixed bool
	reads bool
}

func (c *compiler) joiner() joiner { return joiner{c: c, base: len(c.joined), fixed: true} }

func (j *joiner) text(s string) {
	if s != "" {
		j.c.joined = append(j.c.joined, joinPart{text: value.String(s)})
	}
}

func (j *joiner) code(k code) {
	j.c.joined = append(j.c.joined, joinPart{k.val, k.op})
	j.fixed = j.fixed && k.fixed
	j.reads = j.reads || k.reads
}

func (j *joiner) join(pos int, mixed bool) code {
	c := j.c
	o := c.joins.Put(joinOp{pos, mixed, c.joinParts.List(c.joined[j.base:])})
	c.joined = c.joined[:j.base]
	return pure(o, code{fixed: j.fixed, reads: j.reads})
}

// template compiles a template literal.
func (c *compiler) template(n *Template) code {
	j := c.joiner()
	j.text(n.Text[0])
	for i, x := range n.X {
		j.code(c.node(x))
		j.text(n.Text[i+1])
	}
	return j.join(n.Pos(), false)
}

// mixed compiles the joining of several parts.
func (c *compiler) mixed(parts []Node) code {
	j := c.joiner()
	pos := 0
	for _, p := range parts {
		if t, ok := p.(*Text); ok {
			j.text(t.Text)
			continue
		}
		pos = p.Pos()
		j.code(c.node(p))
	}
	return j.join(pos, true)
}
