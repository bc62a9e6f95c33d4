package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// ToBool is JavaScript's truthiness.
func ToBool(v Value) bool {
	switch r := v.ref.(type) {
	case nil:
		return false
	case stringPtr:
		return v.num != 0
	case Kind:
		switch r {
		case KindBool:
			return v.num == 1
		case KindNumber:
			f := math.Float64frombits(v.num)
			return f != 0 && f == f
		}
		return false
	default:
		return true
	}
}

// ToString is JavaScript's String(v): undefined gives "undefined", an array its
// elements joined by commas, an object "[object Object]", a function its
// source. Arrays nested deeper than 1000 levels give "", and the text of an
// array ends where it would pass 128 MB.
func ToString(v Value) string {
	switch r := v.ref.(type) {
	case nil:
		return "undefined"
	case stringPtr:
		s, _ := v.AsString()
		return s
	case *Array:
		return r.Join(",")
	case *Object:
		return "[object Object]"
	case *Function:
		return r.Source
	case Opaque:
		return r.String()
	}
	switch v.Kind() {
	case KindBool:
		if v.num == 1 {
			return "true"
		}
		return "false"
	case KindNumber:
		return FormatNumber(math.Float64frombits(v.num))
	}
	return "null"
}

// Join is JavaScript's Array.prototype.join: null and undefined give "". The
// bounds are those of [ToString].
func (a *Array) Join(sep string) string {
	j := joiner{budget: newBudget()}
	j.join(a, sep, 0)
	return string(j.out)
}

type joiner struct {
	budget
	out []byte
}

func (j *joiner) join(a *Array, sep string, depth int) {
	for i, item := range a.items {
		if !j.spend(item, depth) {
			return
		}
		if i > 0 {
			j.left -= len(sep)
			j.out = appendText(j.out, sep)
		}
		switch {
		case item.IsNullish():
		case item.AsArray() != nil:
			j.join(item.AsArray(), ",", depth+1)
		default:
			text := ToString(item)
			if !item.IsString() { // those are paid for
				j.left -= len(text)
			}
			j.out = appendText(j.out, text)
		}
	}
}

// Text is the conversion of a template's text and mixed attributes: as
// [ToString], but undefined and null give "" (spec wxml §2.2).
func Text(v Value) string {
	if v.IsNullish() {
		return ""
	}
	return ToString(v)
}

// ToNumber is JavaScript's Number(v).
func ToNumber(v Value) float64 {
	switch v.Kind() {
	case KindNull:
		return 0
	case KindBool:
		return float64(v.num)
	case KindNumber:
		return math.Float64frombits(v.num)
	case KindString:
		s, _ := v.AsString()
		return ParseNumber(s)
	case KindArray:
		return ParseNumber(ToString(v))
	case KindOpaque:
		if n, ok := v.ref.(interface{ Number() float64 }); ok {
			return n.Number()
		}
	}
	return math.NaN()
}

// ToInt32 is JavaScript's ToInt32, the operand conversion of the bit operators.
func ToInt32(v Value) int32 {
	f := ToNumber(v)
	if i := int32(f); float64(i) == f {
		return i
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return int32(uint32(int64(math.Mod(math.Trunc(f), 1<<32))))
}

const jsSpace = " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

// TrimSpace removes what JavaScript counts as white space from both ends.
func TrimSpace(s string) string { return strings.Trim(s, jsSpace) }

// ParseNumber is JavaScript's conversion of a string to a number: surrounding
// white space is ignored, "" is 0, 0x, 0o and 0b prefixes are known, anything
// else that is not a whole number literal gives NaN.
func ParseNumber(s string) float64 {
	s = TrimSpace(s)
	if s == "" {
		return 0
	}
	if len(s) > 2 && s[0] == '0' {
		switch s[1] {
		case 'x', 'X':
			return parseRadix(s[2:], 16)
		case 'o', 'O':
			return parseRadix(s[2:], 8)
		case 'b', 'B':
			return parseRadix(s[2:], 2)
		}
	}
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 {
		return math.NaN()
	}
	if digits == "Infinity" {
		if s[0] == '-' {
			return math.Inf(-1)
		}
		return math.Inf(1)
	}
	for i := range len(digits) {
		c := digits[i]
		if (c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-' {
			return math.NaN()
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// parseRadix parses digits of a radix that is a power of two, rounding once.
func parseRadix(s string, radix int) float64 {
	for i := range len(s) {
		if digitOf(s[i]) >= radix {
			return math.NaN()
		}
	}
	if n, err := strconv.ParseUint(s, radix, 64); err == nil {
		return float64(n)
	}
	n, _ := new(big.Int).SetString(s, radix)
	f, _ := new(big.Float).SetInt(n).Float64()
	return f
}

func digitOf(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return 16
}

// FormatNumber is JavaScript's conversion of a number to a string.
func FormatNumber(f float64) string {
	if i, ok := shortInt(f); ok {
		return strconv.FormatInt(i, 10)
	}
	var buf [32]byte
	return string(appendNumber(buf[:0], f))
}

// shortInt returns f as an integer if it prints as one of at most 15 digits;
// -0 prints as 0.
func shortInt(f float64) (int64, bool) {
	i := int64(f)
	return i, float64(i) == f && i > -1e15 && i < 1e15
}

// appendNumber is [FormatNumber] for a buffer.
func appendNumber(b []byte, f float64) []byte {
	if i, ok := shortInt(f); ok {
		return strconv.AppendInt(b, i, 10)
	}
	switch {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case math.IsInf(f, 1):
		return append(b, "Infinity"...)
	case math.IsInf(f, -1):
		return append(b, "-Infinity"...)
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(b, f, 'f', -1, 64)
	}
	b = strconv.AppendFloat(b, f, 'e', -1, 64)
	if n := len(b); b[n-2] == '0' && b[n-4] == 'e' { // Go writes 1e-07
		b[n-2] = b[n-1]
		b = b[:n-1]
	}
	return b
}

// TypeOf is JavaScript's typeof.
func TypeOf(v Value) string {
	switch k := v.Kind(); k {
	case KindNull, KindArray, KindOpaque:
		return "object"
	default:
		return k.String()
	}
}
