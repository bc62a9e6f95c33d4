package wxs

import (
	"cmp"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"github.com/mica-go/mica/internal/value"
)

// text is a string with access by UTF-16 unit.
type text struct {
	s     string
	units []uint16 // nil when s is ASCII
}

func (t text) len() int {
	if t.units != nil {
		return len(t.units)
	}
	return len(t.s)
}

// at returns unit i, which must be in range.
func (t text) at(i int) uint16 {
	if t.units != nil {
		return t.units[i]
	}
	return uint16(t.s[i])
}

// slice returns the units from a up to b, which must be in range.
func (t text) slice(a, b int) string {
	switch {
	case t.units == nil:
		return t.s[a:b]
	case a == 0 && b == len(t.units):
		return t.s
	}
	return value.FromUTF16(t.units[a:b])
}

// charAt returns the string of unit i, undefined when there is none.
func charAt(t text, i int) value.Value {
	if uint(i) >= uint(t.len()) {
		return value.Value{}
	}
	return value.String(t.slice(i, i+1))
}

// textCache remembers the last long strings that were looked into by index, so
// that a loop over a string does not start at its beginning at every turn.
type textCache struct {
	list [4]text
	next int
}

// shortText is the length up to which looking at a string is cheaper than
// remembering it.
const shortText = 32

func (t *textCache) trim() {
	if t.list[0].s != "" {
		*t = textCache{}
	}
}

// text prepares a string for access by unit.
func (c *Context) text(s string) text {
	if len(s) <= shortText {
		if isASCII(s) {
			return text{s: s}
		}
		return text{s, value.ToUTF16(s)}
	}
	for _, t := range c.texts.list {
		if len(t.s) == len(s) && unsafe.StringData(t.s) == unsafe.StringData(s) {
			return t
		}
	}
	c.chargeText(len(s))
	t := text{s: s}
	if !isASCII(s) {
		t.units = value.ToUTF16(s)
	}
	c.texts.list[c.texts.next] = t
	c.texts.next = (c.texts.next + 1) % len(c.texts.list)
	return t
}

func isASCII(s string) bool {
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, x := range b {
		if x >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// charSize returns the length in bytes of the first code point of a WTF-8
// string, a lone surrogate included.
func charSize(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 && len(s) >= 3 && s[0] == 0xED {
		return 3
	}
	return n
}

// growing is the text that a program puts together piece by piece. The pieces
// are appended to a buffer with room, so that n of them cost n steps and not n
// squared. Bytes of the buffer that a string shows are never written again.
type growing struct {
	last string // what the last concatenation made
	buf  []byte // holds last, once that has been appended to
}

// longText is the length from which a text is worth a buffer.
const longText = 256

// concat2 joins two strings within the limit.
func (c *Context) concat2(a, b string) string {
	n := len(a) + len(b)
	if endsInHalf(a) {
		c.checkString(n)
		return value.Concat(a, b)
	}
	if n < longText {
		c.chargeText(n)
		return a + b
	}
	g := &c.growing
	if len(a) != len(g.last) || unsafe.StringData(a) != unsafe.StringData(g.last) {
		c.checkString(n)
		g.last, g.buf = a+b, nil
		return g.last
	}
	if n > cap(g.buf) {
		c.checkString(n)
		g.buf = append(make([]byte, 0, min(2*n, maxString)), a...)
	}
	c.chargeText(len(b))
	g.buf = append(g.buf, b...)
	g.last = unsafe.String(&g.buf[0], n)
	return g.last
}

// concat joins strings within the limit.
func (c *Context) concat(parts []string) string {
	n, halves := 0, false
	for i, p := range parts {
		n += len(p)
		halves = halves || i > 0 && endsInHalf(parts[i-1])
	}
	c.checkString(n)
	if halves {
		s := ""
		for _, p := range parts {
			s = value.Concat(s, p)
		}
		return s
	}
	var b strings.Builder
	b.Grow(n)
	for _, p := range parts {
		b.WriteString(p)
	}
	return b.String()
}

// endsInHalf reports whether s ends in a lone high surrogate, which the next
// string may complete.
func endsInHalf(s string) bool {
	n := len(s)
	return n >= 3 && s[n-3] == 0xED && s[n-2]&0xF0 == 0xA0
}

// appendText appends s to b and completes a surrogate pair at the seam.
func appendText(b []byte, s string) []byte {
	if n := len(b); n >= 3 && len(s) >= 3 && b[n-3] == 0xED && s[0] == 0xED && b[n-2]&0xF0 == 0xA0 {
		return append(b[:n-3], value.Concat(string(b[n-3:]), s)...)
	}
	return append(b, s...)
}

// compareStrings orders strings by UTF-16 units, as JavaScript does. That
// differs from the order of bytes only where surrogates are involved.
func compareStrings(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	if i == n {
		return len(a) - len(b)
	}
	if a[i] < 0xED && b[i] < 0xED && (a[i] < utf8.RuneSelf || a[i] >= 0xC0) && (b[i] < utf8.RuneSelf || b[i] >= 0xC0) {
		return int(a[i]) - int(b[i])
	}
	for i > 0 && a[i]&0xC0 == 0x80 {
		i--
	}
	x, y := firstUnits(a[i:]), firstUnits(b[i:])
	return cmp.Compare(x, y)
}

// firstUnits returns the units of the first code point as one number.
func firstUnits(s string) uint32 {
	units := value.ToUTF16(s[:charSize(s)])
	if len(units) == 2 && utf16.IsSurrogate(rune(units[0])) {
		return uint32(units[0])<<16 | uint32(units[1])
	}
	return uint32(units[0]) << 16
}

// takeBuf lends out the scratch buffer; giveBuf takes it back. Whoever asks
// while it is out gets a new one.
func (c *Context) takeBuf() []byte {
	b := c.buf
	c.buf = nil
	return b[:0]
}

func (c *Context) giveBuf(b []byte) {
	if cap(b) <= 1<<16 {
		c.buf = b
	}
}

// join is Array.prototype.join.
func (c *Context) join(v value.Value, sep string) string {
	items, _ := c.items(v)
	if len(items) == 1 {
		if s, ok := items[0].AsString(); ok {
			return s
		}
	}
	if a := c.arrayOf(v); a == nil || !a.busy {
		if s, ok := c.joinStrings(items, sep); ok {
			return s
		}
	}
	b := c.appendJoined(c.takeBuf(), v, sep, 0)
	s := string(b)
	c.giveBuf(b)
	return s
}

// joinStrings is join for a short list of strings; ok is false for another.
func (c *Context) joinStrings(items []value.Value, sep string) (s string, ok bool) {
	if len(items) == 0 || len(items) > 16 || endsInHalf(sep) {
		return "", false
	}
	n := (len(items) - 1) * len(sep)
	for _, v := range items {
		x, isString := v.AsString()
		if n += len(x); !isString || n > longText || endsInHalf(x) {
			return "", false
		}
	}
	c.charge(len(items) + n>>4)
	b := make([]byte, 0, n)
	for i, v := range items {
		if i > 0 {
			b = append(b, sep...)
		}
		x, _ := v.AsString()
		b = append(b, x...)
	}
	return unsafe.String(unsafe.SliceData(b), len(b)), true
}

func (c *Context) appendJoined(b []byte, v value.Value, sep string, depth int) []byte {
	if depth > maxDeep {
		c.exceed(LimitNesting, "arrays nested deeper than 1000 levels")
	}
	a := c.arrayOf(v)
	if a != nil {
		if a.busy {
			return b // as in JavaScript
		}
		a.busy = true
		defer func() { a.busy = false }()
	}
	items, _ := c.items(v)
	for i := 0; i < len(items); i++ {
		mark := len(b)
		if i > 0 {
			b = appendText(b, sep)
		}
		switch x := items[i]; {
		case x.IsNullish():
		case x.IsString():
			s, _ := x.AsString()
			b = appendText(b, s)
		case isArray(x):
			b = c.appendJoined(b, x, ",", depth+1)
		default:
			b = appendText(b, c.toString(x))
			items, _ = c.items(v) // toString may have changed it
		}
		if len(b) > maxString {
			c.exceed(LimitString, "string longer than 16777216 bytes")
		}
		c.charge(1 + (len(b)-mark)>>4)
	}
	return b
}

func isArray(v value.Value) bool {
	if v.AsArray() != nil {
		return true
	}
	_, ok := v.Ref().(*array)
	return ok
}
