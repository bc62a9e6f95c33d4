package wxss

import (
	"math"
	"strconv"
	"strings"
)

// RPXMode says what becomes of rpx lengths.
type RPXMode uint8

// The modes.
const (
	// RPXToPx converts to whole px as WeChat's WebView does: n / 750 of the window's width, rounded down; what would
	// vanish becomes a hairline.
	RPXToPx RPXMode = iota
	// RPXToVW converts to vw without rounding, as an app with convertRpxToVw does: the result follows the window.
	RPXToVW
	// RPXKeep leaves rpx as it is.
	RPXKeep
)

// DefaultWidth is the window width in px where none is given.
const DefaultWidth = 375

// RPX says how rpx lengths are converted. The zero value converts to px for a window of 375 px. It is a plain value.
type RPX struct {
	Mode RPXMode
	// Width is the width of the window in px; in landscape WeChat uses the screen's height here. What is not a positive
	// finite number counts as DefaultWidth.
	Width float64
	// HalfPixel makes the hairline 0.5px wide instead of 1px: iOS with a device pixel ratio over 1.
	HalfPixel bool
}

// maxLength bounds the result in px or vw: no layout goes beyond it, and no digits are spent on it.
const maxLength = 1 << 25

// Px returns the length of n rpx in px by the rules of RPXToPx, whatever the mode. It lies between -33554432 and
// 33554432.
func (r RPX) Px(n float64) float64 {
	if n == 0 || math.IsNaN(n) {
		return 0
	}
	width := r.Width
	if !(width > 0) || math.IsInf(width, 0) {
		width = DefaultWidth
	}
	v := math.Floor(n/750*width + 1e-4)
	if v == 0 {
		if r.HalfPixel {
			return 0.5
		}
		return 1
	}
	return clampLength(v)
}

// vw returns the length of n rpx in vw.
func (r RPX) vw(n float64) float64 { return clampLength(n * 100 / 750) }

func clampLength(v float64) float64 { return math.Max(-maxLength, math.Min(maxLength, v)) }

// appendLength writes n rpx as r has it.
func (r RPX) appendLength(dst []byte, n float64) []byte {
	if r.Mode == RPXToVW {
		v := r.vw(n)
		if v == 0 {
			v = 0 // no negative zero
		}
		return append(strconv.AppendFloat(dst, v, 'f', -1, 64), "vw"...)
	}
	return append(strconv.AppendFloat(dst, r.Px(n), 'f', -1, 64), "px"...)
}

// isRPX reports whether the text of a dimension token is an rpx length: digits with an optional sign and fraction, no
// exponent, and `rpx` in lower case.
func isRPX(s string) bool {
	return strings.HasSuffix(s, "rpx") && numberEnd(s) == len(s)-3
}

// numberEnd returns the length of the number without exponent at the start of s, 0 if there is none.
func numberEnd(s string) int {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	from := i
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	digits := i - from
	if i+1 < len(s) && s[i] == '.' && isDigit(s[i+1]) {
		for i++; i < len(s) && isDigit(s[i]); i++ {
			digits++
		}
	}
	if digits == 0 {
		return 0
	}
	return i
}

// ConvertRPX returns CSS text (a value, an inline style, a media query) with every rpx length converted. A length is a
// number that `rpx` in lower case follows at once; text in strings, comments, url() and identifiers stays as it is,
// also `1.5RPX`, `10 rpx`, `1e2rpx` and `10rpxx`. Text without rpx is returned as it is and costs nothing. It may be
// called concurrently.
func ConvertRPX(text string, r RPX) string {
	if r.Mode == RPXKeep || !strings.Contains(text, "rpx") {
		return text
	}
	var buf [128]byte // inline styles are mostly shorter and then cost one allocation
	out, done := buf[:0], 0
	for i := 0; i < len(text); {
		n := numberEnd(text[i:])
		if n == 0 {
			i += skipToken(text[i:])
			continue
		}
		end := i + n
		exponent := exponentEnd(text[end:])
		unit := identEnd(text[end+exponent:])
		if exponent == 0 && text[end:end+unit] == "rpx" {
			out = r.appendConverted(append(out, text[done:i]...), text[i:end])
			done = end + unit
		}
		i = end + exponent + unit
	}
	if done == 0 {
		return text
	}
	return string(append(out, text[done:]...))
}

// appendConverted writes the length of the number in rpx. A sign that separated it from a name or number before it is
// kept.
func (r RPX) appendConverted(dst []byte, number string) []byte {
	v, err := strconv.ParseFloat(number, 64)
	if err != nil { // out of range, as nothing else can be wrong with it
		v = math.Copysign(math.MaxFloat64, v)
	}
	at := len(dst)
	dst = r.appendLength(dst, v)
	if at > 0 && isName(dst[at-1]) && dst[at] != '-' {
		dst = append(dst, 0)
		copy(dst[at+1:], dst[at:])
		dst[at] = '+'
	}
	return dst
}

// exponentEnd returns the length of the exponent at the start of s, 0 if there is none.
func exponentEnd(s string) int {
	if len(s) < 2 || s[0]|0x20 != 'e' {
		return 0
	}
	i := 1
	if s[1] == '+' || s[1] == '-' {
		i++
	}
	from := i
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	if i == from {
		return 0
	}
	return i
}

// identEnd returns the length of the identifier at the start of s, 0 if there is none.
func identEnd(s string) int {
	rest := strings.TrimPrefix(s, "-")
	if rest == "" || isDigit(rest[0]) || rest[0] == '-' && len(rest) == len(s) {
		return 0
	}
	n := nameEnd(rest)
	if n == 0 {
		return 0
	}
	return n + len(s) - len(rest)
}

// nameEnd returns the length of the name characters and escapes at the start of s.
func nameEnd(s string) int {
	i := 0
	for i < len(s) {
		switch {
		case isName(s[i]):
			i++
		case s[i] == '\\' && i+1 < len(s) && newline(s[i+1:]) == 0:
			i++
			if _, n := hexEscape(s[i:]); n > 0 {
				i += n
			} else {
				i++
			}
		default:
			return i
		}
	}
	return i
}

// skipToken returns the length of the token at the start of s, which is no number. s is not empty.
func skipToken(s string) int {
	switch s[0] {
	case '"', '\'':
		end, _ := stringEnd(s)
		return end
	case '/':
		if strings.HasPrefix(s, "/*") {
			if end := strings.Index(s[2:], "*/"); end >= 0 {
				return end + 4
			}
			return len(s)
		}
	case '#':
		return 1 + nameEnd(s[1:])
	case '@':
		return 1 + identEnd(s[1:])
	}
	n := identEnd(s)
	if n == 0 {
		return 1
	}
	if n == 3 && len(s) > 3 && s[3] == '(' && strings.EqualFold(s[:3], "url") {
		return 4 + skipURL(s[4:])
	}
	return n
}

// skipURL returns the length of the rest of a url token behind its opening parenthesis.
func skipURL(s string) int {
	i := len(s) - len(strings.TrimLeft(s, " \t\r\n\f"))
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		end, _ := stringEnd(s[i:])
		i += end
	}
	for ; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if s[i] == ')' {
			return i + 1
		}
	}
	return len(s)
}
