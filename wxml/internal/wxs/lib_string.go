package wxs

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/value"
)

func stringMethods() map[string]*builtin {
	return table(
		fn("toString", 0, stringValue), fn("valueOf", 0, stringValue),
		fn("charAt", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			if v := charAt(c.text(c.toString(this)), c.position(args, 0)); v.IsString() {
				return v
			}
			return value.String("")
		}),
		fn("charCodeAt", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			t, i := c.text(c.toString(this)), c.position(args, 0)
			if uint(i) >= uint(t.len()) {
				return value.Number(nan)
			}
			return value.Int(int(t.at(i)))
		}),
		fn("codePointAt", 1, stringCodePointAt),
		fn("at", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			t := c.text(c.toString(this))
			f := c.toInteger(arg(args, 0))
			if f < 0 {
				f += float64(t.len())
			}
			return charAt(t, clampIndex(f))
		}),
		fn("concat", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			parts := []string{c.toString(this)}
			for _, a := range args {
				parts = append(parts, c.toString(a))
			}
			return value.String(c.concat(parts))
		}),
		fn("indexOf", 1, stringIndexOf), fn("lastIndexOf", 1, stringLastIndexOf),
		fn("localeCompare", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			return value.Int(localeCompare(c.toString(this), c.toString(arg(args, 0))))
		}),
		fn("includes", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			i, _ := stringIndexOf(c, this, c.noRegExp(args, "includes")).AsNumber()
			return value.Bool(i >= 0)
		}),
		fn("startsWith", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			args = c.noRegExp(args, "startsWith")
			t, s := c.text(c.toString(this)), c.toString(arg(args, 0))
			from := min(max(c.position(args, 1), 0), t.len())
			return value.Bool(strings.HasPrefix(t.slice(from, t.len()), s))
		}),
		fn("endsWith", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			args = c.noRegExp(args, "endsWith")
			t, s := c.text(c.toString(this)), c.toString(arg(args, 0))
			end := t.len()
			if !arg(args, 1).IsUndefined() {
				end = min(max(c.position(args, 1), 0), end)
			}
			return value.Bool(strings.HasSuffix(t.slice(0, end), s))
		}),
		fn("match", 1, stringMatch), fn("matchAll", 1, stringMatchAll), fn("replace", 2, stringReplace),
		fn("replaceAll", 2, stringReplaceAll), fn("search", 1, stringSearch), fn("split", 2, stringSplit),
		fn("slice", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			t := c.text(c.toString(this))
			from, to := c.span(args, t.len())
			return value.String(t.slice(from, max(from, to)))
		}),
		fn("substring", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			t := c.text(c.toString(this))
			n := t.len()
			from, to := min(max(c.position(args, 0), 0), n), n
			if !arg(args, 1).IsUndefined() {
				to = min(max(c.position(args, 1), 0), n)
			}
			return value.String(t.slice(min(from, to), max(from, to)))
		}),
		fn("substr", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			t := c.text(c.toString(this))
			n := t.len()
			from := relativeIndex(c.toInteger(arg(args, 0)), n)
			size := n - from
			if !arg(args, 1).IsUndefined() {
				size = min(max(c.position(args, 1), 0), size)
			}
			return value.String(t.slice(from, from+size))
		}),
		fn("toLowerCase", 0, stringLower), fn("toLocaleLowerCase", 0, stringLower),
		fn("toUpperCase", 0, stringUpper), fn("toLocaleUpperCase", 0, stringUpper),
		fn("trim", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.String(value.TrimSpace(c.toString(this)))
		}),
		fn("trimStart", 0, stringTrimStart), fn("trimLeft", 0, stringTrimStart),
		fn("trimEnd", 0, stringTrimEnd), fn("trimRight", 0, stringTrimEnd),
		fn("padStart", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			s := c.toString(this)
			return value.String(c.concat([]string{c.padding(s, args), s}))
		}),
		fn("padEnd", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			s := c.toString(this)
			return value.String(c.concat([]string{s, c.padding(s, args)}))
		}),
		fn("repeat", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			n := c.toInteger(arg(args, 0))
			if n < 0 || math.IsInf(n, 0) {
				c.rangeError("Invalid count value: %s", value.FormatNumber(n))
			}
			return value.String(c.repeat(c.toString(this), n))
		}),
	)
}

func stringValue(c *Context, this value.Value, _ []value.Value) value.Value {
	if !this.IsString() {
		c.typeError("String.prototype.toString requires that 'this' be a String")
	}
	return this
}

// position converts an argument to an index, clamped to the range of int32.
func (c *Context) position(args []value.Value, i int) int {
	if i >= len(args) {
		return 0
	}
	return clampIndex(c.toInteger(args[i]))
}

func clampIndex(f float64) int {
	return int(max(-1<<31, min(f, 1<<31-1)))
}

// relativeIndex resolves an index that counts from the end when negative, and
// clamps it to 0..n.
func relativeIndex(f float64, n int) int {
	if f < 0 {
		return max(0, n+clampIndex(f))
	}
	return min(n, clampIndex(f))
}

// span resolves the arguments start and end of slice.
func (c *Context) span(args []value.Value, n int) (from, to int) {
	to = n
	if len(args) > 0 {
		from = relativeIndex(c.toInteger(args[0]), n)
	}
	if v := arg(args, 1); !v.IsUndefined() {
		to = relativeIndex(c.toInteger(v), n)
	}
	return from, to
}

// noRegExp refuses a regular expression as the first argument, as JavaScript
// does for some methods.
func (c *Context) noRegExp(args []value.Value, name string) []value.Value {
	if _, ok := arg(args, 0).Ref().(*regexpValue); ok {
		c.typeError("First argument to String.prototype.%s must not be a regular expression", name)
	}
	return args
}

func stringCodePointAt(c *Context, this value.Value, args []value.Value) value.Value {
	t, i := c.text(c.toString(this)), c.position(args, 0)
	if uint(i) >= uint(t.len()) {
		return value.Value{}
	}
	r := rune(t.at(i))
	if r >= 0xD800 && r < 0xDC00 && i+1 < t.len() {
		if lo := rune(t.at(i + 1)); lo >= 0xDC00 && lo < 0xE000 {
			r = (r-0xD800)<<10 | (lo - 0xDC00) + 0x10000
		}
	}
	return value.Int(int(r))
}

func stringIndexOf(c *Context, this value.Value, args []value.Value) value.Value {
	s, sub := c.toString(this), c.toString(arg(args, 0))
	c.chargeText(len(s))
	if len(args) < 2 && isASCII(s) {
		return value.Int(strings.Index(s, sub))
	}
	t := c.text(s)
	from := min(max(c.position(args, 1), 0), t.len())
	return value.Int(indexUnits(t, sub, from))
}

// indexUnits finds sub in t from unit from on.
func indexUnits(t text, sub string, from int) int {
	if t.units == nil {
		i := strings.Index(t.s[from:], sub)
		if i < 0 {
			return -1
		}
		return from + i
	}
	want := value.ToUTF16(sub)
	for i := from; i+len(want) <= len(t.units); i++ {
		if matchUnits(t.units[i:], want) {
			return i
		}
	}
	return -1
}

func matchUnits(units, want []uint16) bool {
	for i, u := range want {
		if units[i] != u {
			return false
		}
	}
	return true
}

func stringLastIndexOf(c *Context, this value.Value, args []value.Value) value.Value {
	t, sub := c.text(c.toString(this)), c.toString(arg(args, 0))
	c.chargeText(len(t.s))
	n := t.len()
	from := n
	if f := c.toNumber(arg(args, 1)); f == f {
		from = min(max(clampIndex(f), 0), n)
	}
	if t.units == nil {
		return value.Int(strings.LastIndex(t.s[:min(from+len(sub), n)], sub))
	}
	want := value.ToUTF16(sub)
	for i := min(from, n-len(want)); i >= 0; i-- {
		if matchUnits(t.units[i:], want) {
			return value.Int(i)
		}
	}
	return value.Int(-1)
}

// localeCompare orders letters of the same kind together, small ones first, as
// browsers do for text without accents; the rest goes by code unit.
func localeCompare(a, b string) int {
	fold := strings.Compare(strings.ToLower(a), strings.ToLower(b))
	if fold == 0 {
		fold = -strings.Compare(a, b)
	}
	return fold
}

func stringLower(c *Context, this value.Value, _ []value.Value) value.Value {
	s := c.toString(this)
	c.chargeText(len(s))
	return value.String(mapCase(s, unicode.LowerCase))
}

func stringUpper(c *Context, this value.Value, _ []value.Value) value.Value {
	s := c.toString(this)
	c.chargeText(len(s))
	return value.String(mapCase(s, unicode.UpperCase))
}

// mapCase converts the case with the special cases that JavaScript has, and
// leaves lone surrogates alone.
func mapCase(s string, to int) string {
	if isASCII(s) {
		if to == unicode.UpperCase {
			return strings.ToUpper(s)
		}
		return strings.ToLower(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		n := charSize(s[i:])
		r, _ := utf8.DecodeRuneInString(s[i : i+n])
		switch special := specialCase(r, to, s, i, n); {
		case special != "":
			b.WriteString(special)
		case r == utf8.RuneError:
			b.WriteString(s[i : i+n])
		default:
			b.WriteRune(unicode.To(to, r))
		}
		i += n
	}
	return b.String()
}

// specialCase holds the mappings to more than one character and the final
// sigma; "" for all others.
func specialCase(r rune, to int, s string, at, size int) string {
	if to == unicode.UpperCase {
		switch r {
		case 'ß':
			return "SS"
		case 'ŉ':
			return "ʼN"
		case 'ǰ':
			return "J\u030c"
		case 'ﬀ':
			return "FF"
		case 'ﬁ':
			return "FI"
		case 'ﬂ':
			return "FL"
		case 'ﬃ':
			return "FFI"
		case 'ﬄ':
			return "FFL"
		case 'ﬅ', 'ﬆ':
			return "ST"
		}
		return ""
	}
	switch r {
	case 'İ':
		return "i\u0307"
	case 'Σ':
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		after, _ := utf8.DecodeRuneInString(s[at+size:])
		if unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return "ς"
		}
	}
	return ""
}

func stringTrimStart(c *Context, this value.Value, _ []value.Value) value.Value {
	s := c.toString(this)
	trimmed := value.TrimSpace(s + ".")
	return value.String(trimmed[:len(trimmed)-1])
}

func stringTrimEnd(c *Context, this value.Value, _ []value.Value) value.Value {
	return value.String(value.TrimSpace("." + c.toString(this))[1:])
}

// padding returns what padStart and padEnd add.
func (c *Context) padding(s string, args []value.Value) string {
	size := c.toInteger(arg(args, 0))
	fill := " "
	if v := arg(args, 1); !v.IsUndefined() {
		fill = c.toString(v)
	}
	missing := size - float64(c.text(s).len())
	if missing <= 0 || fill == "" {
		return ""
	}
	f := c.text(fill)
	n := float64(f.len())
	whole := c.repeat(fill, math.Ceil(missing/n))
	t := c.text(whole)
	return t.slice(0, min(t.len(), clampIndex(missing)))
}

func (c *Context) repeat(s string, n float64) string {
	if s == "" || n == 0 {
		return ""
	}
	if n*float64(len(s)) > maxString {
		c.exceed(LimitString, "string longer than 16777216 bytes")
	}
	c.checkString(int(n) * len(s))
	if endsInHalf(s) {
		parts := make([]string, int(n))
		for i := range parts {
			parts[i] = s
		}
		return c.concat(parts)
	}
	return strings.Repeat(s, int(n))
}

// stringSplit splits by a string or a regular expression.
func stringSplit(c *Context, this value.Value, args []value.Value) value.Value {
	s := c.toString(this)
	limit := uint32(1<<32 - 1)
	if v := arg(args, 1); !v.IsUndefined() {
		limit = uint32(c.toInt32(v))
	}
	if re, ok := arg(args, 0).Ref().(*regexpValue); ok {
		return c.splitRegExp(s, re, limit)
	}
	if limit == 0 {
		return c.newArray(nil)
	}
	if arg(args, 0).IsUndefined() {
		return c.newArray([]value.Value{value.String(s)})
	}
	sep := c.toString(arg(args, 0))
	c.chargeText(len(s))
	if sep == "" {
		return c.splitUnits(s, limit)
	}
	n := strings.Count(s, sep) + 1
	c.checkArray(n)
	c.charge(n)
	a := c.makeArray(min(n, int(limit)))
	for i := range a.items {
		at := -1
		if i < n-1 {
			at = strings.Index(s, sep)
		}
		if at < 0 {
			a.items[i] = value.String(s)
			break
		}
		a.items[i] = value.String(s[:at])
		s = s[at+len(sep):]
	}
	return value.FromOpaque(a)
}

func (c *Context) splitUnits(s string, limit uint32) value.Value {
	t := c.text(s)
	n := min(t.len(), int(limit))
	c.checkArray(n)
	c.charge(n)
	items := make([]value.Value, n)
	for i := range items {
		items[i] = charAt(t, i)
	}
	return c.newArray(items)
}
