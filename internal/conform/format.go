package conform

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/value"
)

// appendValue appends a value as records hold it: compact JSON with sorted
// keys, undefined, the not-a-numbers, functions and other things JSON lacks as
// {"$": kind}.
func appendValue(b []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.KindUndefined:
		return append(b, `{"$":"undefined"}`...)
	case value.KindFunc:
		return append(b, `{"$":"function"}`...)
	case value.KindNumber:
		f, _ := v.AsNumber()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return append(append(append(b, `{"$":"`...), value.FormatNumber(f)...), `"}`...)
		}
	case value.KindArray:
		b = append(b, '[')
		for i, x := range v.AsArray().Items() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, x)
		}
		return append(b, ']')
	case value.KindObject:
		return appendObject(b, v.AsObject())
	case value.KindOpaque:
		return appendOpaque(b, v.AsOpaque())
	}
	b, _ = value.AppendJSON(b, v)
	return b
}

func appendObject(b []byte, o *value.Object) []byte {
	b = append(b, '{')
	for i, k := range slices.Sorted(slices.Values(o.Keys())) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(value.AppendQuoted(b, k), ':')
		b = appendValue(b, o.Get(k))
	}
	return append(b, '}')
}

func appendOpaque(b []byte, x value.Opaque) []byte {
	kind := strings.ToLower(x.ClassName())
	b = append(b, `{"$":`...)
	b = value.AppendQuoted(b, kind)
	switch kind {
	case "date":
		b = append(append(b, `,"ms":`...), x.String()...)
	case "regexp":
		b = append(b, `,"source":`...)
		b = value.AppendQuoted(b, x.String())
	}
	return append(b, '}')
}

// logLine is one console call as records hold it.
func logLine(level string, args []value.Value) string {
	parts := make([]string, len(args))
	for i, v := range args {
		switch v.Kind() {
		case value.KindFunc:
			parts[i] = "[function]"
		case value.KindArray, value.KindObject, value.KindOpaque:
			parts[i] = string(appendValue(nil, v))
		default:
			parts[i] = value.ToString(v)
		}
	}
	line := validText(strings.Join(parts, " "))
	switch level {
	case "warn", "error":
		return level + ":" + line
	case "wxs":
		return "wxs:" + line
	}
	return line
}

// validText puts U+FFFD in the place of each lone surrogate, which a text has as
// three bytes that are no UTF-8.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 && len(s) >= 3 && s[0] == 0xED && s[1] >= 0xA0 {
			n = 3
		}
		b.WriteRune(r)
		s = s[n:]
	}
	return b.String()
}
