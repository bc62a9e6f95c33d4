package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// ParseJSON decodes one JSON text, keeping the order of keys; of equal keys the
// last counts. A lone surrogate survives, as a \u escape or as WTF-8; any other
// byte that is not UTF-8 becomes U+FFFD. A number out of range is infinite, as
// in JavaScript. Errors are those of encoding/json (*[json.SyntaxError]);
// nesting over 1000 levels gives [ErrDepth].
func ParseJSON(data []byte) (Value, error) {
	p := jsonParser{data: data}
	v, err := p.value(0)
	if err == nil {
		if p.space(); p.pos == len(data) {
			return v, nil
		}
		err = errSyntax
	}
	if err != errSyntax {
		return Value{}, err
	}
	// The text of errors has one maker.
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		return Value{}, err
	}
	return Value{}, fmt.Errorf("no JSON at byte %d", p.pos)
}

// errSyntax stops the parser; ParseJSON says what is wrong.
var errSyntax = errors.New("syntax error")

type jsonParser struct {
	data   []byte
	pos    int
	shapes Shapes
	// keys and vals are the fields and elements of the containers that are
	// open, so that each container gets slices of its own size.
	keys []string
	vals []Value
	// names are the keys met so far: those of a list's rows are the same.
	names map[string]string
	buf   []byte
}

// maxNames bounds the table of keys.
const maxNames = 1024

func (p *jsonParser) space() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// next skips white space and returns the byte behind it, 0 at the end.
func (p *jsonParser) next() byte {
	p.space()
	return p.peek()
}

func (p *jsonParser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *jsonParser) value(depth int) (Value, error) {
	switch c := p.next(); c {
	case '[', '{':
		if depth >= maxDepth {
			return Value{}, ErrDepth
		}
		p.pos++
		if c == '[' {
			return p.array(depth)
		}
		return p.object(depth)
	case '"':
		b, err := p.text()
		return String(string(b)), err
	case 't':
		return p.word("true", Bool(true))
	case 'f':
		return p.word("false", Bool(false))
	case 'n':
		return p.word("null", Null())
	default:
		return p.number()
	}
}

func (p *jsonParser) word(w string, v Value) (Value, error) {
	if !bytes.HasPrefix(p.data[p.pos:], []byte(w)) {
		return Value{}, errSyntax
	}
	p.pos += len(w)
	return v, nil
}

func (p *jsonParser) array(depth int) (Value, error) {
	base := len(p.vals)
	if p.next() == ']' {
		p.pos++
		return FromArray(NewArray()), nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		p.vals = append(p.vals, v)
		switch p.next() {
		case ',':
			p.pos++
		case ']':
			p.pos++
			return FromArray(NewArray(p.popVals(base)...)), nil
		default:
			return Value{}, errSyntax
		}
	}
}

// popVals takes the values from base on off the stack.
func (p *jsonParser) popVals(base int) []Value {
	vals := slices.Clone(p.vals[base:])
	clear(p.vals[base:])
	p.vals = p.vals[:base]
	return vals
}

func (p *jsonParser) object(depth int) (Value, error) {
	base, kbase := len(p.vals), len(p.keys)
	if p.next() == '}' {
		p.pos++
		return FromObject(NewObject()), nil
	}
	for {
		if p.next() != '"' {
			return Value{}, errSyntax
		}
		k, err := p.text()
		if err != nil {
			return Value{}, err
		}
		p.keys = append(p.keys, p.name(k))
		if p.next() != ':' {
			return Value{}, errSyntax
		}
		p.pos++
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		p.vals = append(p.vals, v)
		switch p.next() {
		case ',':
			p.pos++
		case '}':
			p.pos++
			o := p.shapes.object(p.keys[kbase:], p.popVals(base))
			p.keys = p.keys[:kbase]
			return FromObject(o), nil
		default:
			return Value{}, errSyntax
		}
	}
}

func (p *jsonParser) name(k []byte) string {
	if s, ok := p.names[string(k)]; ok {
		return s
	}
	s := string(k)
	if p.names == nil {
		p.names = make(map[string]string)
	}
	if len(p.names) < maxNames {
		p.names[s] = s
	}
	return s
}

// number reads a number as JSON's grammar has it.
func (p *jsonParser) number() (Value, error) {
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	if p.peek() == '0' {
		p.pos++
	} else if !p.digits() {
		return Value{}, errSyntax
	}
	if p.peek() == '.' {
		p.pos++
		if !p.digits() {
			return Value{}, errSyntax
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		if !p.digits() {
			return Value{}, errSyntax
		}
	}
	f, _ := strconv.ParseFloat(string(p.data[start:p.pos]), 64) // out of range gives an infinity
	return Number(f), nil
}

// digits skips digits and reports whether there was one.
func (p *jsonParser) digits() bool {
	start := p.pos
	for p.pos < len(p.data) && p.data[p.pos] >= '0' && p.data[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}

// text reads a string. The result is valid until the next call.
func (p *jsonParser) text() ([]byte, error) {
	p.pos++
	start, ascii := p.pos, true
	for ; p.pos < len(p.data); p.pos++ {
		switch c := p.data[p.pos]; {
		case c == '"':
			b := p.data[start:p.pos]
			if !ascii && !utf8.Valid(b) {
				p.pos = start
				return p.oddText()
			}
			p.pos++
			return b, nil
		case c == '\\':
			p.pos = start
			return p.oddText()
		case c < ' ':
			return nil, errSyntax
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, errSyntax
}

// oddText reads a string that has escapes or is not UTF-8.
func (p *jsonParser) oddText() ([]byte, error) {
	p.buf = p.buf[:0]
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case c == '"':
			p.pos++
			return p.buf, nil
		case c < ' ':
			return nil, errSyntax
		case c == '\\':
			r, ok := p.escape()
			if !ok {
				return nil, errSyntax
			}
			p.buf = appendRune(p.buf, r)
		default:
			end := min(len(p.data), p.pos+utf8.UTFMax)
			r, w := decode(string(p.data[p.pos:end]))
			p.buf = appendRune(p.buf, r)
			p.pos += w
		}
	}
	return nil, errSyntax
}

// appendRune appends a code point or surrogate; a low surrogate joins the high
// one before it.
func appendRune(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(b, byte(r))
	}
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(b, r)
	}
	var unit [3]byte
	return appendText(b, string(appendUnit(unit[:0], r)))
}

// escape reads a backslash and what follows it.
func (p *jsonParser) escape() (rune, bool) {
	p.pos++
	c := p.peek()
	p.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'u':
		if p.pos+4 > len(p.data) {
			return 0, false
		}
		r := rune(0)
		for _, h := range p.data[p.pos : p.pos+4] {
			d := digitOf(h)
			if d > 15 {
				return 0, false
			}
			r = r<<4 | rune(d)
		}
		p.pos += 4
		return r, true
	}
	return 0, false
}

// AppendJSON appends v as JavaScript's JSON.stringify writes it: fields that
// are undefined or functions are left out, such elements of arrays and NaN and
// the infinities become null. An opaque value is written as its string. What is
// nested deeper than 1000 levels, or would pass 128 MB, becomes null. It reports
// false, and appends nothing, when v itself has no JSON form.
func AppendJSON(b []byte, v Value) ([]byte, bool) {
	w := newBudget()
	return w.appendJSON(b, v, 0)
}

func (w *budget) appendJSON(b []byte, v Value, depth int) ([]byte, bool) {
	switch k := v.Kind(); {
	case k == KindUndefined, k == KindFunc:
		return b, false
	case k == KindNull, !w.spend(v, depth):
		return append(b, "null"...), true
	}
	switch v.Kind() {
	case KindBool:
		return strconv.AppendBool(b, v.num == 1), true
	case KindNumber:
		f := math.Float64frombits(v.num)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return append(b, "null"...), true
		}
		return appendNumber(b, f), true
	case KindString:
		s, _ := v.AsString()
		return AppendQuoted(b, s), true
	case KindArray:
		b = append(b, '[')
		for i, item := range v.AsArray().items {
			if i > 0 {
				b = append(b, ',')
			}
			var ok bool
			if b, ok = w.appendJSON(b, item, depth+1); !ok {
				b = append(b, "null"...)
			}
		}
		return append(b, ']'), true
	case KindObject:
		return w.appendObject(b, v.AsObject(), depth), true
	}
	s := v.AsOpaque().String()
	w.left -= len(s)
	return AppendQuoted(b, s), true
}

func (w *budget) appendObject(b []byte, o *Object, depth int) []byte {
	b = append(b, '{')
	first := true
	for i, k := range o.shape.keys {
		mark := len(b)
		if !first {
			b = append(b, ',')
		}
		b = append(AppendQuoted(b, k), ':')
		next, ok := w.appendJSON(b, o.vals[i], depth+1)
		if !ok {
			b = b[:mark]
			continue
		}
		w.left -= len(k)
		b, first = next, false
	}
	return append(b, '}')
}

const hexDigits = "0123456789abcdef"

// AppendQuoted appends a WTF-8 string as a JSON string; lone surrogates become
// \u escapes, as JavaScript writes them.
func AppendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		plain := i
		for i < len(s) && s[i] >= ' ' && s[i] < utf8.RuneSelf && s[i] != '"' && s[i] != '\\' {
			i++
		}
		if b = append(b, s[plain:i]...); i == len(s) {
			break
		}
		c := s[i]
		if c < utf8.RuneSelf {
			b = appendASCII(b, c)
			i++
			continue
		}
		r, w := decode(s[i:])
		switch {
		case r >= 0xD800 && r <= 0xDFFF:
			b = append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
		i += w
	}
	return append(b, '"')
}

func appendASCII(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	}
	if c < ' ' {
		return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, c)
}
