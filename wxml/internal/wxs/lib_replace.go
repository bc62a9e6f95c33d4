package wxs

import (
	"math"
	"strings"
	"unsafe"

	"github.com/mica-go/mica/internal/regex"
	"github.com/mica-go/mica/internal/value"
)

func stringReplace(c *Context, this value.Value, args []value.Value) value.Value {
	s := c.toString(this)
	if r, ok := arg(args, 0).Ref().(*regexpValue); ok {
		return c.replaceRegExp(s, r, c.replacement(arg(args, 1)))
	}
	return c.replaceText(s, c.toString(arg(args, 0)), c.replacement(arg(args, 1)), 1)
}

func stringReplaceAll(c *Context, this value.Value, args []value.Value) value.Value {
	s := c.toString(this)
	if r, ok := arg(args, 0).Ref().(*regexpValue); ok {
		if !r.flags.global {
			c.typeError("replaceAll must be called with a global RegExp")
		}
		return c.replaceRegExp(s, r, c.replacement(arg(args, 1)))
	}
	return c.replaceText(s, c.toString(arg(args, 0)), c.replacement(arg(args, 1)), math.MaxInt)
}

// replacer is the second argument of replace: a text, a text with $ patterns,
// or a function.
type replacer struct {
	text   string
	dollar bool
	fn     *callback
}

func (c *Context) replacement(v value.Value) replacer {
	if v.AsFunc() != nil {
		return replacer{fn: c.callback(v)}
	}
	s := c.toString(v)
	return replacer{text: s, dollar: strings.IndexByte(s, '$') >= 0}
}

// appendTo appends what replaces one match.
func (p *replacer) appendTo(c *Context, b []byte, r *regexpValue, t text, caps []int32) []byte {
	switch {
	case p.fn != nil:
		args := make([]value.Value, 0, len(caps)/2+3)
		for i := range len(caps) / 2 {
			args = append(args, capture(t, caps, i))
		}
		args = append(args, value.Int(int(caps[0])), value.String(t.s))
		if r != nil && r.re.Names() != nil {
			args = append(args, c.namedGroups(r, t, caps))
		}
		base, n := p.fn.reserve(len(args))
		copy(c.stack[base:base+n], args)
		b = appendText(b, c.toString(p.fn.run(base, n)))
	case p.dollar:
		b = p.expand(c, b, r, t, caps)
	default:
		b = appendText(b, p.text)
	}
	if len(b) > maxString {
		c.exceed(LimitString, "string longer than 16777216 bytes")
	}
	return b
}

// expand appends the text with its $ patterns filled in.
func (p *replacer) expand(c *Context, b []byte, r *regexpValue, t text, caps []int32) []byte {
	s := p.text
	groups := len(caps)/2 - 1
	for {
		i := strings.IndexByte(s, '$')
		if i < 0 || i+1 == len(s) {
			return appendText(b, s)
		}
		b = appendText(b, s[:i])
		next := s[i+1]
		s = s[i+2:]
		switch {
		case next == '$':
			b = append(b, '$')
		case next == '&':
			b = appendText(b, t.slice(int(caps[0]), int(caps[1])))
		case next == '`':
			b = appendText(b, t.slice(0, int(caps[0])))
		case next == '\'':
			b = appendText(b, t.slice(int(caps[1]), t.len()))
		case isDigit(next):
			n, used := groupNumber(next, s, groups)
			if n == 0 {
				b = append(b, '$', next)
				break
			}
			s = s[used:]
			b = appendText(b, optional(capture(t, caps, n)))
		case next == '<' && r != nil && r.re.Names() != nil && strings.IndexByte(s, '>') >= 0:
			end := strings.IndexByte(s, '>')
			for n, name := range r.re.Names() {
				if name == s[:end] && name != "" {
					b = appendText(b, optional(capture(t, caps, n)))
				}
			}
			s = s[end+1:]
		default:
			b = append(b, '$', next)
		}
		if len(b) > maxString {
			c.exceed(LimitString, "string longer than 16777216 bytes")
		}
		c.charge(1)
	}
}

// groupNumber reads the one or two digits of $n; 0 when there is no such group.
func groupNumber(first byte, rest string, groups int) (n, used int) {
	n = int(first - '0')
	if rest != "" && isDigit(rest[0]) {
		if two := n*10 + int(rest[0]-'0'); two <= groups && two > 0 {
			return two, 1
		}
	}
	if n > groups {
		return 0, 0
	}
	return n, 0
}

// optional is a capture as text.
func optional(v value.Value) string {
	s, _ := v.AsString()
	return s
}

func (c *Context) replaceRegExp(s string, r *regexpValue, p replacer) value.Value {
	t := c.text(s)
	if r.flags.global && p.fn == nil && !p.dollar {
		if out, ok := c.replaceUnits(t, r, p.text); ok {
			return out
		}
	}
	b := c.takeBuf()
	last, found := 0, false
	one := func(caps []int32) {
		found = true
		if p.fn != nil || p.dollar { // the function may use the matcher
			caps = append([]int32(nil), caps...)
		}
		start, end := int(caps[0]), int(caps[1])
		b = appendText(b, t.slice(last, start))
		b = p.appendTo(c, b, r, t, caps)
		last = end
		c.chargeText(len(p.text))
	}
	if r.flags.global {
		c.setLastIndex(r, 0)
		c.eachMatch(r, t, one)
	} else if caps, ok := c.match(r, t); ok {
		one(caps)
	}
	if !found {
		c.giveBuf(b)
		return value.String(s)
	}
	b = appendText(b, t.slice(last, t.len()))
	c.checkString(len(b))
	out := string(b)
	c.giveBuf(b)
	return value.String(out)
}

// replaceUnits is replaceRegExp for a global pattern that is a single unit and a
// plain text; ok is false for other patterns.
func (c *Context) replaceUnits(t text, r *regexpValue, by string) (out value.Value, ok bool) {
	if t.units == nil {
		return c.replaceASCII(t.s, r, by)
	}
	in := regex.Input{ASCII: t.s, Units: t.units}
	at, ok := r.re.Next(in, 0)
	if !ok {
		return value.Value{}, false
	}
	c.setLastIndex(r, 0)
	c.chargeText(len(t.s))
	if at < 0 {
		return value.String(t.s), true
	}
	b := c.takeBuf()
	last := 0
	for at >= 0 {
		b = appendText(appendText(b, t.slice(last, at)), by)
		c.checkPiece(b, by)
		last = at + 1
		at, _ = r.re.Next(in, last)
	}
	b = appendText(b, t.slice(last, t.len()))
	s := string(b)
	c.giveBuf(b)
	return value.String(s), true
}

// replaceASCII is replaceUnits for a text of ASCII.
func (c *Context) replaceASCII(s string, r *regexpValue, by string) (out value.Value, ok bool) {
	units, ok := r.re.Units()
	if !ok {
		return value.Value{}, false
	}
	c.setLastIndex(r, 0)
	c.chargeText(len(s))
	b := c.takeBuf()
	last := 0
	for i := range len(s) {
		if u := s[i]; units[u>>6&1]>>(u&63)&1 == 0 {
			continue
		}
		b = append(b, s[last:i]...)
		if last = i + 1; by != "" {
			b = appendText(b, by)
			c.checkPiece(b, by)
		}
	}
	if last > 0 {
		b = append(b, s[last:]...)
		s = string(b)
	}
	c.giveBuf(b)
	return value.String(s), true
}

// replaceBytes is the replacement of single characters by one or none where they
// stand; it returns the part of b that is left. ok is false, and b as it was,
// where that is not what is to be done.
func (c *Context) replaceBytes(b []byte, old, by value.Value) (_ []byte, ok bool) {
	r, isRegExp := old.Ref().(*regexpValue)
	text, isText := by.AsString()
	if !isRegExp || !isText || !r.flags.global || len(text) > 1 || text == "$" || !isASCII(unsafe.String(unsafe.SliceData(b), len(b))) {
		return b, false
	}
	units, ok := r.re.Units()
	if !ok {
		return b, false
	}
	c.setLastIndex(r, 0)
	c.chargeText(len(b))
	n := 0
	for _, u := range b {
		if units[u>>6&1]>>(u&63)&1 == 0 {
			b[n] = u
			n++
		} else if text != "" {
			b[n] = text[0]
			n++
		}
	}
	return b[:n], true
}

// checkPiece refuses a text that has grown over the limit by a piece.
func (c *Context) checkPiece(b []byte, piece string) {
	c.checkString(len(piece))
	if len(b) > maxString {
		c.checkString(len(b))
	}
}

// replaceText replaces up to n occurrences of a text.
func (c *Context) replaceText(s, old string, p replacer, n int) value.Value {
	t := c.text(s)
	size := c.text(old).len()
	b := c.takeBuf()
	last := 0
	for from := 0; n > 0 && from <= t.len(); n-- {
		i := indexUnits(t, old, from)
		if i < 0 {
			break
		}
		c.chargeText(i - from)
		b = appendText(b, t.slice(last, i))
		b = p.appendTo(c, b, nil, t, []int32{int32(i), int32(i + size)})
		last = i + size
		from = last
		if size == 0 {
			from++
		}
		c.chargeText(len(p.text))
	}
	b = appendText(b, t.slice(last, t.len()))
	c.checkString(len(b))
	out := string(b)
	c.giveBuf(b)
	return value.String(out)
}
