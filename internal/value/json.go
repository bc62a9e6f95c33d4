package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"
)

// ParseJSON decodes one JSON text, keeping the order of keys. Errors are those
// of encoding/json; nesting over 1000 levels gives [ErrDepth].
func ParseJSON(data []byte) (Value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	p := jsonParser{dec: d}
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	if _, err := d.Token(); err != io.EOF {
		return Value{}, fmt.Errorf("text after the JSON value at byte %d", d.InputOffset())
	}
	return v, nil
}

type jsonParser struct {
	dec    *json.Decoder
	shapes Shapes
}

func (p *jsonParser) value(depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, ErrDepth
	}
	tok, err := p.dec.Token()
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return Value{}, err
	}
	switch t := tok.(type) {
	case json.Delim:
		if t == '[' {
			return p.array(depth)
		}
		return p.object(depth)
	case string:
		return String(t), nil
	case json.Number:
		f, err := strconv.ParseFloat(string(t), 64)
		if err != nil && !math.IsInf(f, 0) {
			return Value{}, err
		}
		return Number(f), nil
	case bool:
		return Bool(t), nil
	}
	return Null(), nil
}

func (p *jsonParser) array(depth int) (Value, error) {
	var items []Value
	for p.dec.More() {
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		items = append(items, v)
	}
	_, err := p.dec.Token()
	return FromArray(NewArray(items...)), err
}

func (p *jsonParser) object(depth int) (Value, error) {
	o := NewObject()
	for p.dec.More() {
		k, err := p.dec.Token()
		if err != nil {
			return Value{}, err
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		o.Put(k.(string), v)
	}
	if _, err := p.dec.Token(); err != nil {
		return Value{}, err
	}
	o.shape, o.own = p.shapes.Of(o.shape.keys), false
	return FromObject(o), nil
}

// AppendJSON appends v as JavaScript's JSON.stringify writes it: fields that
// are undefined or functions are left out, such elements of arrays and NaN and
// the infinities become null. It reports false, and appends nothing, when v
// itself has no JSON form.
func AppendJSON(b []byte, v Value) ([]byte, bool) { return appendJSON(b, v, 0) }

func appendJSON(b []byte, v Value, depth int) ([]byte, bool) {
	if depth > maxDepth {
		return append(b, "null"...), true
	}
	switch v.Kind() {
	case KindUndefined, KindFunc:
		return b, false
	case KindNull:
		return append(b, "null"...), true
	case KindBool:
		return strconv.AppendBool(b, v.num == 1), true
	case KindNumber:
		f := math.Float64frombits(v.num)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return append(b, "null"...), true
		}
		return append(b, FormatNumber(f)...), true
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
			if b, ok = appendJSON(b, item, depth+1); !ok {
				b = append(b, "null"...)
			}
		}
		return append(b, ']'), true
	case KindObject:
		return appendObject(b, v.AsObject(), depth), true
	}
	return AppendQuoted(b, v.AsOpaque().String()), true
}

func appendObject(b []byte, o *Object, depth int) []byte {
	b = append(b, '{')
	first := true
	for i, k := range o.shape.keys {
		mark := len(b)
		if !first {
			b = append(b, ',')
		}
		b = append(AppendQuoted(b, k), ':')
		next, ok := appendJSON(b, o.vals[i], depth+1)
		if !ok {
			b = b[:mark]
			continue
		}
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
