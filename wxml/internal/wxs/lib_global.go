package wxs

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/value"
)

func globalFunctions() map[string]*builtin {
	return table(
		fn("parseInt", 2, parseInt), fn("parseFloat", 1, parseFloat),
		fn("isNaN", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			f := c.toNumber(arg(args, 0))
			return value.Bool(f != f)
		}),
		fn("isFinite", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			return value.Bool(!notFinite(c.toNumber(arg(args, 0))))
		}),
		fn("encodeURIComponent", 1, encoder(uriUnreserved)), fn("encodeURI", 1, encoder(uriUnreserved+uriReserved+"#")),
		fn("decodeURIComponent", 1, decoder("")), fn("decodeURI", 1, decoder(uriReserved+"#")),
		fn("getDate", 7, getDate), fn("getRegExp", 2, getRegExp),
	)
}

func consoleLog(c *Context, _ value.Value, args []value.Value) value.Value {
	c.impure = true
	if c.cfg.Log == nil {
		return value.Value{}
	}
	out := make([]value.Value, len(args))
	for i, a := range args {
		out[i] = c.snapshot(a)
	}
	c.charge(16)
	c.cfg.Log(out)
	return value.Value{}
}

func parseInt(c *Context, _ value.Value, args []value.Value) value.Value {
	if f, ok := arg(args, 0).AsNumber(); ok && len(args) == 1 && math.Abs(f) < 1e15 && math.Abs(f) >= 1 {
		return value.Number(math.Trunc(f))
	}
	s := value.TrimSpace(c.toString(arg(args, 0)))
	c.chargeText(len(s))
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg, s = s[0] == '-', s[1:]
	}
	radix := int(c.toInt32(arg(args, 1)))
	if radix != 0 && (radix < 2 || radix > 36) {
		return value.Number(nan)
	}
	if (radix == 0 || radix == 16) && len(s) >= 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		s, radix = s[2:], 16
	}
	if radix == 0 {
		radix = 10
	}
	n := 0
	for n < len(s) && digitValue(s[n]) < radix {
		n++
	}
	if n == 0 {
		return value.Number(nan)
	}
	f := parseDigits(s[:n], radix)
	if neg {
		f = -f
	}
	return value.Number(f)
}

func digitValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return int(c|0x20-'a') + 10
	}
	return 99
}

func parseDigits(s string, radix int) float64 {
	if radix == 10 {
		f, _ := strconv.ParseFloat(s, 64) // out of range gives infinity
		return f
	}
	f := 0.0
	for i := range len(s) {
		f = f*float64(radix) + float64(digitValue(s[i]))
	}
	return f
}

func parseFloat(c *Context, _ value.Value, args []value.Value) value.Value {
	s := value.TrimSpace(c.toString(arg(args, 0)))
	c.chargeText(len(s))
	n := numberPrefix(s)
	if n == 0 {
		return value.Number(nan)
	}
	f, _ := strconv.ParseFloat(s[:n], 64)
	return value.Number(f)
}

// numberPrefix returns the length of the longest prefix that is a decimal
// number or Infinity.
func numberPrefix(s string) int {
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	if strings.HasPrefix(s[i:], "Infinity") {
		return i + len("Infinity")
	}
	digits := func() int {
		n := 0
		for i < len(s) && isDigit(s[i]) {
			i++
			n++
		}
		return n
	}
	n := digits()
	if i < len(s) && s[i] == '.' {
		i++
		n += digits()
	}
	if n == 0 {
		return 0
	}
	end := i
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		if digits() > 0 {
			end = i
		}
	}
	return end
}

const (
	uriReserved   = ";/?:@&=+$,"
	uriUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"
)

func encoder(keep string) native {
	return func(c *Context, _ value.Value, args []value.Value) value.Value {
		s := c.toString(arg(args, 0))
		c.checkString(3 * len(s))
		if !utf8.ValidString(s) {
			c.throwError("URIError", "URI malformed")
		}
		if strings.Trim(s, keep) == "" {
			return value.String(s)
		}
		b := make([]byte, 0, len(s)+len(s)/2)
		for i := range len(s) {
			if strings.IndexByte(keep, s[i]) >= 0 {
				b = append(b, s[i])
			} else {
				b = append(b, '%', upperHex[s[i]>>4], upperHex[s[i]&15])
			}
		}
		return value.String(string(b))
	}
}

const upperHex = "0123456789ABCDEF"

// decoder returns a function that decodes all escapes but those of keep.
func decoder(keep string) native {
	return func(c *Context, _ value.Value, args []value.Value) value.Value {
		s := c.toString(arg(args, 0))
		c.chargeText(len(s))
		if strings.IndexByte(s, '%') < 0 {
			return value.String(s)
		}
		b := make([]byte, 0, len(s))
		for i := 0; i < len(s); {
			if s[i] != '%' {
				b = append(b, s[i])
				i++
				continue
			}
			char, n := decodeEscape(s[i:])
			if n == 0 {
				c.throwError("URIError", "URI malformed")
			}
			if len(char) == 1 && strings.IndexByte(keep, char[0]) >= 0 {
				b = append(b, s[i:i+n]...)
			} else {
				b = append(b, char...)
			}
			i += n
		}
		return value.String(string(b))
	}
}

// decodeEscape decodes the character that begins with the escape at the start
// of s and returns how much of s it takes, 0 when it is malformed.
func decodeEscape(s string) (string, int) {
	var char []byte
	for i := 0; i+3 <= len(s) && s[i] == '%' && len(char) < utf8.UTFMax; i += 3 {
		x, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", 0
		}
		char = append(char, byte(x))
		if utf8.FullRune(char) {
			if r, _ := utf8.DecodeRune(char); r == utf8.RuneError && !slices.Equal(char, []byte("\ufffd")) {
				return "", 0
			}
			return string(char), i + 3
		}
	}
	return "", 0
}
