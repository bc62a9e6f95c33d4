package wxs

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/value"
)

func jsonSpace() *namespace {
	return &namespace{name: "JSON", funcs: table(
		fn("stringify", 3, jsonStringify),
		fn("parse", 2, jsonParse),
	)}
}

// appendJSON appends JSON.stringify(v); ok is false where v has no JSON form.
func (c *Context) appendJSON(b []byte, v value.Value) (_ []byte, ok bool) {
	w := jsonWriter{c: c, buf: b, index: -1}
	ok = w.value(v, 0)
	return w.buf, ok
}

// jsonWriter is one JSON.stringify.
type jsonWriter struct {
	c        *Context
	buf      []byte
	gap      string
	indent   string
	only     []string // fields to write, nil for all
	replacer *callback
	charged  int
	// key and index name the value to be written next, for toJSON: the index
	// of an element, -1 for a field.
	key   string
	index int
}

func jsonStringify(c *Context, _ value.Value, args []value.Value) value.Value {
	w := jsonWriter{c: c, buf: c.takeBuf(), index: -1}
	root := arg(args, 0)
	if len(args) > 1 {
		w.options(args)
	}
	if w.replacer != nil {
		holder := c.newObject()
		holder.put("", root)
		root = w.replace(value.FromOpaque(holder), "", root)
	}
	ok := w.value(root, 0)
	out := value.Value{}
	if ok {
		out = value.String(string(w.buf))
	}
	c.giveBuf(w.buf)
	return out
}

func (w *jsonWriter) options(args []value.Value) {
	switch r := args[1]; {
	case r.AsFunc() != nil:
		w.replacer = w.c.callback(r)
	case isArray(r):
		items, _ := w.c.items(r)
		w.only = []string{}
		for _, v := range items {
			if k := w.c.toString(v); !slices.Contains(w.only, k) {
				w.only = append(w.only, k)
			}
			w.c.charge(len(w.only))
		}
	}
	switch gap := arg(args, 2); gap.Kind() {
	case value.KindNumber:
		w.gap = strings.Repeat(" ", min(max(w.c.position(args, 2), 0), 10))
	case value.KindString:
		t := w.c.text(w.c.toString(gap))
		w.gap = t.slice(0, min(10, t.len()))
	}
}

func (w *jsonWriter) replace(holder value.Value, key string, v value.Value) value.Value {
	if x, ok := w.toJSON(v, key, -1); ok {
		v = x
	}
	w.replacer.this = holder
	return w.replacer.call(2, value.String(key), v, value.Value{})
}

// toJSON calls the function toJSON of an object; ok is false where there is none.
// index is that of an element, -1 for the field key.
func (w *jsonWriter) toJSON(v value.Value, key string, index int) (_ value.Value, ok bool) {
	if d, ok := v.Ref().(*dateValue); ok {
		return dateJSON(d), true
	}
	if v.AsObject() == nil && w.c.objectOf(v) == nil {
		return v, false
	}
	m, _ := w.c.ownMember(v, "toJSON", false)
	f := m.AsFunc()
	if f == nil {
		return v, false
	}
	if index >= 0 {
		key = strconv.Itoa(index)
	}
	return w.c.call(f, v, []value.Value{value.String(key)}), true
}

// charge takes the steps for what was written since the last time.
func (w *jsonWriter) charge() {
	n := len(w.buf)
	if n > maxString {
		w.c.exceed(LimitString, "string longer than 16777216 bytes")
	}
	w.c.charge(1 + (n-w.charged)>>4)
	w.charged = n
}

// value writes v and reports whether it has a JSON form.
func (w *jsonWriter) value(v value.Value, depth int) bool {
	switch v.Kind() {
	case value.KindUndefined, value.KindFunc:
		return false
	case value.KindNull:
		w.buf = append(w.buf, "null"...)
	case value.KindBool:
		b, _ := v.AsBool()
		w.buf = strconv.AppendBool(w.buf, b)
	case value.KindNumber:
		w.number(v)
	case value.KindString:
		s, _ := v.AsString()
		w.buf = value.AppendQuoted(w.buf, s)
	case value.KindArray, value.KindObject, value.KindOpaque:
		return w.container(v, depth)
	}
	return true
}

func (w *jsonWriter) number(v value.Value) {
	f, _ := v.AsNumber()
	switch i := int64(f); {
	case float64(i) == f && math.Abs(f) < 1e15:
		w.buf = strconv.AppendInt(w.buf, i, 10)
	case notFinite(f):
		w.buf = append(w.buf, "null"...)
	default:
		w.buf = append(w.buf, value.FormatNumber(f)...)
	}
}

func (w *jsonWriter) container(v value.Value, depth int) bool {
	if depth > maxDeep {
		w.c.exceed(LimitNesting, "JSON nested deeper than 1000 levels")
	}
	if _, ok := v.Ref().(*object); ok || v.AsObject() != nil {
		if w.replacer == nil {
			if j, ok := w.toJSON(v, w.key, w.index); ok && !value.Identical(j, v) {
				return w.value(j, depth+1)
			}
		}
		w.object(v, depth)
		return true
	}
	if isArray(v) {
		w.array(v, depth)
		return true
	}
	switch x := v.AsOpaque().(type) {
	case *dateValue:
		return w.value(dateJSON(x), depth)
	case *argumentsValue:
		o := w.c.newObject()
		for i, item := range x.items {
			o.put(strconv.Itoa(i), item)
		}
		w.object(value.FromOpaque(o), depth)
		return true
	}
	w.buf = append(w.buf, "{}"...)
	return true
}

// guard marks a container while it is being written, to find cycles.
func (w *jsonWriter) guard(busy *bool) {
	if *busy {
		w.c.typeError("Converting circular structure to JSON")
	}
	*busy = true
}

func (w *jsonWriter) newline() {
	if w.gap != "" {
		w.buf = append(append(w.buf, '\n'), w.indent...)
	}
}

func (w *jsonWriter) array(v value.Value, depth int) {
	if a := w.c.arrayOf(v); a != nil {
		w.guard(&a.busy)
		defer func() { a.busy = false }()
	}
	outer := w.indent
	w.deeper()
	w.buf = append(w.buf, '[')
	for i := 0; ; i++ {
		items, _ := w.c.items(v)
		if i >= len(items) {
			break
		}
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.newline()
		item := items[i]
		if w.replacer != nil {
			item = w.replace(v, strconv.Itoa(i), item)
		}
		w.index = i
		if !w.value(item, depth+1) {
			w.buf = append(w.buf, "null"...)
		}
		w.charge()
	}
	w.close(']', outer)
}

func (w *jsonWriter) deeper() {
	if w.gap != "" {
		w.indent += w.gap
	}
}

func (w *jsonWriter) close(end byte, outer string) {
	empty := w.buf[len(w.buf)-1] == '[' || w.buf[len(w.buf)-1] == '{'
	w.indent = outer
	if !empty {
		w.newline()
	}
	w.buf = append(w.buf, end)
}

func (w *jsonWriter) object(v value.Value, depth int) {
	o := w.c.objectOf(v)
	if o != nil {
		w.guard(&o.busy)
		defer func() { o.busy = false }()
	}
	outer := w.indent
	w.deeper()
	w.buf = append(w.buf, '{')
	first := true
	if w.only == nil && w.replacer == nil {
		keys, vals, _ := w.c.fields(v)
		for i, k := range keys {
			first = w.field(k, vals[i], depth, first)
		}
	} else {
		keys := w.only
		if keys == nil {
			keys = w.c.keys(v)
		}
		for _, k := range keys {
			x, ok := w.c.ownMember(v, k, false)
			if w.replacer != nil {
				x = w.replace(v, k, x)
			}
			if ok {
				first = w.field(k, x, depth, first)
			}
		}
	}
	if first {
		w.indent = outer
		w.buf = append(w.buf, '}')
		return
	}
	w.close('}', outer)
}

// field writes one field, unless its value has no JSON form.
func (w *jsonWriter) field(key string, v value.Value, depth int, first bool) bool {
	mark := len(w.buf)
	if !first {
		w.buf = append(w.buf, ',')
	}
	w.newline()
	w.buf = append(value.AppendQuoted(w.buf, key), ':')
	if w.gap != "" {
		w.buf = append(w.buf, ' ')
	}
	w.key, w.index = key, -1
	if !w.value(v, depth+1) {
		w.buf = w.buf[:mark]
		return first
	}
	w.charge()
	return false
}

// jsonReader is one JSON.parse.
type jsonReader struct {
	c   *Context
	s   string
	pos int
}

func jsonParse(c *Context, _ value.Value, args []value.Value) value.Value {
	if arg(args, 0).IsUndefined() {
		return value.Value{} // the legacy library's answer (spec wxs §7)
	}
	r := jsonReader{c: c, s: c.toString(args[0])}
	c.chargeText(len(r.s))
	v := r.value(0)
	r.space()
	if r.pos < len(r.s) {
		r.fail()
	}
	if f := arg(args, 1); f.AsFunc() != nil {
		holder := c.newObject()
		holder.put("", v)
		return c.revive(value.FromOpaque(holder), "", v, c.callback(f), 0)
	}
	return v
}

func (r *jsonReader) fail() {
	if r.pos >= len(r.s) {
		r.c.throwError("SyntaxError", "Unexpected end of JSON input")
	}
	n := charSize(r.s[r.pos:])
	r.c.throwError("SyntaxError", "Unexpected token %s in JSON at position %d",
		value.ValidUTF8(r.s[r.pos:r.pos+n]), value.UTF16Len(r.s[:r.pos]))
}

func (r *jsonReader) space() {
	for r.pos < len(r.s) {
		switch r.s[r.pos] {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return
		}
	}
}

func (r *jsonReader) peek() byte {
	if r.pos < len(r.s) {
		return r.s[r.pos]
	}
	return 0
}

func (r *jsonReader) word(w string, v value.Value) value.Value {
	for i := range len(w) {
		if r.peek() != w[i] {
			r.fail()
		}
		r.pos++
	}
	return v
}

func (r *jsonReader) value(depth int) value.Value {
	if depth > maxDeep {
		r.c.exceed(LimitNesting, "JSON nested deeper than 1000 levels")
	}
	r.c.charge(1)
	r.space()
	switch ch := r.peek(); {
	case ch == '{':
		return r.object(depth)
	case ch == '[':
		return r.array(depth)
	case ch == '"':
		return value.String(r.string())
	case ch == 't':
		return r.word("true", value.Bool(true))
	case ch == 'f':
		return r.word("false", value.Bool(false))
	case ch == 'n':
		return r.word("null", value.Null())
	case ch == '-' || isDigit(ch):
		return r.number()
	}
	r.fail()
	return value.Value{}
}

func (r *jsonReader) number() value.Value {
	start := r.pos
	if r.peek() == '-' {
		r.pos++
	}
	if r.peek() == '0' {
		r.pos++
	} else {
		r.digits()
	}
	if r.peek() == '.' {
		r.pos++
		r.digits()
	}
	if r.peek()|0x20 == 'e' {
		r.pos++
		if r.peek() == '+' || r.peek() == '-' {
			r.pos++
		}
		r.digits()
	}
	f, _ := strconv.ParseFloat(r.s[start:r.pos], 64)
	return value.Number(f)
}

func (r *jsonReader) digits() {
	if !isDigit(r.peek()) {
		r.fail()
	}
	for isDigit(r.peek()) {
		r.pos++
	}
}

func (r *jsonReader) string() string {
	r.pos++
	start := r.pos
	for r.pos < len(r.s) {
		switch ch := r.s[r.pos]; {
		case ch == '"':
			r.pos++
			return r.s[start : r.pos-1]
		case ch == '\\':
			return r.escaped(start)
		case ch < ' ':
			r.fail()
		}
		r.pos++
	}
	r.fail()
	return ""
}

func (r *jsonReader) escaped(start int) string {
	b := []byte(r.s[start:r.pos])
	for r.pos < len(r.s) {
		ch := r.s[r.pos]
		switch {
		case ch == '"':
			r.pos++
			return joinSurrogates(b)
		case ch < ' ':
			r.fail()
		case ch != '\\':
			b = append(b, ch)
			r.pos++
			continue
		}
		r.pos++
		b = r.escape(b)
	}
	r.fail()
	return ""
}

func (r *jsonReader) escape(b []byte) []byte {
	ch := r.peek()
	if i := strings.IndexByte(`"\/bfnrt`, ch); i >= 0 && ch != 0 {
		r.pos++
		return append(b, "\"\\/\b\f\n\r\t"[i])
	}
	if ch != 'u' || r.pos+5 > len(r.s) {
		r.fail()
	}
	x, err := strconv.ParseUint(r.s[r.pos+1:r.pos+5], 16, 16)
	if err != nil {
		r.fail()
	}
	r.pos += 5
	if x < utf8.RuneSelf {
		return append(b, byte(x))
	}
	return appendRune(b, rune(x))
}

func (r *jsonReader) array(depth int) value.Value {
	r.pos++
	var items []value.Value
	r.space()
	if r.peek() == ']' {
		r.pos++
		return r.c.newArray(nil)
	}
	for {
		items = append(items, r.value(depth+1))
		r.c.checkArray(len(items))
		r.space()
		switch r.peek() {
		case ',':
			r.pos++
		case ']':
			r.pos++
			return r.c.newArray(items)
		default:
			r.fail()
		}
	}
}

func (r *jsonReader) object(depth int) value.Value {
	r.pos++
	o := r.c.newObject()
	r.c.charge(6)
	r.space()
	if r.peek() == '}' {
		r.pos++
		return value.FromOpaque(o)
	}
	for {
		r.space()
		if r.peek() != '"' {
			r.fail()
		}
		key := r.string()
		r.space()
		if r.peek() != ':' {
			r.fail()
		}
		r.pos++
		o.put(key, r.value(depth+1))
		r.space()
		switch r.peek() {
		case ',':
			r.pos++
		case '}':
			r.pos++
			return value.FromOpaque(o)
		default:
			r.fail()
		}
	}
}

// revive applies the second argument of JSON.parse, from the leaves up.
func (c *Context) revive(holder value.Value, key string, v value.Value, f *callback, depth int) value.Value {
	if depth > maxDeep {
		c.exceed(LimitNesting, "JSON nested deeper than 1000 levels")
	}
	c.charge(1)
	if v.IsContainer() {
		for _, k := range c.keys(v) {
			x, _ := c.ownMember(v, k, false)
			if x = c.revive(v, k, x, f, depth+1); x.IsUndefined() {
				c.deleteMember(v, k)
			} else {
				c.setMember(v, k, x)
			}
		}
	}
	f.this = holder
	return f.call(2, value.String(key), v, value.Value{})
}
