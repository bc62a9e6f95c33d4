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

// sum is a + b + c + ..., whose strings are joined in one allocation.
func (e *Env) sum(pos int, operands []func(*Env) value.Value) value.Value {
	acc := operands[0](e)
	for i := 1; i < len(operands); i++ {
		if !acc.IsString() {
			acc = e.add(pos, acc, operands[i](e))
			continue
		}
		var few [8]value.Value
		vs := append(few[:0], acc)
		for _, o := range operands[i:] {
			vs = append(vs, o(e))
		}
		return e.join(pos, vs, value.ToString)
	}
	return acc
}

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

// template compiles a template literal.
func (c *compiler) template(n *Template) *code {
	xs := make([]*code, len(n.X))
	for i, x := range n.X {
		xs[i] = c.node(x)
	}
	pos := n.Pos()
	return pure(func(e *Env) value.Value {
		var few [8]value.Value
		vs := append(few[:0], value.String(n.Text[0]))
		for i, x := range xs {
			vs = append(vs, x.eval(e), value.String(n.Text[i+1]))
		}
		return e.join(pos, vs, value.ToString)
	}, xs...)
}

// part is a piece of a mixed text: static text, or code where that is not nil.
type part struct {
	text value.Value
	code *code
}

// parts compiles the joining of several parts.
func (c *compiler) parts(in []Part) *code {
	var parts []part
	var operands []*code
	var static []value.Value
	pos := 0
	flush := func() {
		if len(static) > 0 {
			parts = append(parts, part{text: (&Env{}).join(pos, static, value.Text)})
			static = static[:0]
		}
	}
	for _, p := range in {
		if p.Node == nil {
			static = append(static, value.String(p.Text))
			continue
		}
		pos = p.Node.Pos()
		k := c.node(p.Node)
		if k.fixed {
			static = append(static, k.val)
			continue
		}
		flush()
		parts = append(parts, part{code: k})
		operands = append(operands, k)
	}
	flush()
	return pure(func(e *Env) value.Value {
		var few [8]value.Value
		vs := few[:0]
		for i := range parts {
			v := parts[i].text
			if k := parts[i].code; k != nil {
				v = k.eval(e)
			}
			vs = append(vs, v)
		}
		if v := e.join(pos, vs, value.Text); v.IsString() {
			return v
		}
		return value.String("")
	}, operands...)
}
