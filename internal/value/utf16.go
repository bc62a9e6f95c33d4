package value

import (
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// IsASCII reports whether every byte of s is below 0x80.
func IsASCII(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if !ascii8(s) {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// ascii8 is IsASCII for the first eight bytes of s, in one load.
func ascii8(s string) bool {
	_ = s[7]
	return (uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|
		uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)&0x8080808080808080 == 0
}

// decode returns the first code point of s, which may be a surrogate in its
// three-byte form, and its length in bytes.
func decode(s string) (rune, int) {
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 && len(s) >= 3 && s[0] == 0xED && s[1]&0xE0 == 0xA0 && s[2]&0xC0 == 0x80 {
		return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return r, n
}

func appendUnit(b []byte, u rune) []byte {
	if utf16.IsSurrogate(u) {
		return append(b, 0xED, 0x80|byte(u>>6)&0x3F, 0x80|byte(u)&0x3F)
	}
	return utf8.AppendRune(b, u)
}

// width returns the length in bytes of the first code point of s. Four bytes
// are two UTF-16 units, anything else is one.
func width(s string) int {
	// The three-byte forms, lone surrogates among them, are those of most
	// languages that are not ASCII.
	if len(s) >= 3 && s[0]&0xF0 == 0xE0 && s[1]&0xC0 == 0x80 && s[2]&0xC0 == 0x80 && (s[0] != 0xE0 || s[1] >= 0xA0) {
		return 3
	}
	_, w := utf8.DecodeRuneInString(s)
	return w
}

// seek returns the byte offset of the code point that UTF-16 unit want of s
// belongs to, len(s) when there is none. unit is the number of units before
// that code point, which is want-1 for the second half of a pair.
func seek(s string, want int) (at, unit int) {
	for at < len(s) && unit < want {
		if s[at] < utf8.RuneSelf {
			if want-unit >= 8 && len(s)-at >= 8 && ascii8(s[at:]) {
				at += 8
				unit += 8
				continue
			}
			at++
			unit++
			continue
		}
		w := width(s[at:])
		if w == 4 {
			if unit+1 == want {
				return at, unit
			}
			unit++
		}
		at += w
		unit++
	}
	return at, unit
}

// halves returns the surrogates of the code point at the start of s, which has
// four bytes, as strings.
func halves(s string) (hi, lo string) {
	r, _ := utf8.DecodeRuneInString(s)
	h, l := utf16.EncodeRune(r)
	return string(appendUnit(nil, h)), string(appendUnit(nil, l))
}

// UTF16Len returns the length of a WTF-8 string in UTF-16 units, as
// JavaScript's length does.
func UTF16Len(s string) int {
	_, n := seek(s, math.MaxInt)
	return n
}

// UTF16At returns the string that consists of UTF-16 unit i of s, as
// JavaScript's s[i] does: half of a surrogate pair is a lone surrogate. ok is
// false when i is out of range. It counts from the start of s; a loop over a
// long string takes [ToUTF16] once.
func UTF16At(s string, i int) (unit string, ok bool) {
	if i < 0 || i >= len(s) { // there are never more units than bytes
		return "", false
	}
	u := UTF16Slice(s, i, i+1)
	return u, u != ""
}

// UTF16Slice returns the units from start up to end of s, bounds clamped to the
// string.
func UTF16Slice(s string, start, end int) string {
	start = max(start, 0)
	if start >= end || start >= len(s) {
		return ""
	}
	a, unit := seek(s, start)
	s = s[a:]
	if s == "" {
		return ""
	}
	b, last := seek(s, end-unit)
	head, tail := "", ""
	if b < len(s) && last < end-unit { // ends inside a pair
		tail, _ = halves(s[b:])
	}
	if unit < start { // starts inside a pair
		_, head = halves(s)
		return head + s[4:b] + tail
	}
	if tail == "" {
		return s[:b]
	}
	return s[:b] + tail
}

// Concat joins two WTF-8 strings; a high surrogate at the end of a and a low
// one at the start of b become one code point.
func Concat(a, b string) string {
	if r, ok := pairAt(a, b); ok {
		return a[:len(a)-3] + string(r) + b[3:]
	}
	return a + b
}

// appendText is [Concat] for a buffer.
func appendText(b []byte, s string) []byte {
	if len(b) >= 3 && len(s) >= 3 && s[0] == 0xED {
		if r, ok := pairAt(string(b[len(b)-3:]), s); ok {
			return append(utf8.AppendRune(b[:len(b)-3], r), s[3:]...)
		}
	}
	return append(b, s...)
}

// pairAt returns the code point that the surrogates at the end of a and at the
// start of b make together.
func pairAt(a, b string) (rune, bool) {
	if len(a) < 3 || len(b) < 3 || a[len(a)-3] != 0xED || b[0] != 0xED {
		return 0, false
	}
	hi, _ := decode(a[len(a)-3:])
	lo, _ := decode(b)
	r := utf16.DecodeRune(hi, lo)
	return r, r != utf8.RuneError
}

// FromUTF16 returns the WTF-8 form of UTF-16 units.
func FromUTF16(units []uint16) string {
	b := make([]byte, 0, len(units)+len(units)/2)
	for i := 0; i < len(units); i++ {
		u := rune(units[i])
		if utf16.IsSurrogate(u) && i+1 < len(units) {
			if r := utf16.DecodeRune(u, rune(units[i+1])); r != utf8.RuneError {
				b = utf8.AppendRune(b, r)
				i++
				continue
			}
		}
		b = appendUnit(b, u)
	}
	return string(b)
}

// ToUTF16 returns the UTF-16 units of a WTF-8 string.
func ToUTF16(s string) []uint16 {
	units := make([]uint16, 0, len(s))
	for i := 0; i < len(s); {
		r, w := decode(s[i:])
		i += w
		units = utf16.AppendRune(units, r)
		if utf16.IsSurrogate(r) { // AppendRune replaced it
			units[len(units)-1] = uint16(r)
		}
	}
	return units
}

// ValidUTF8 returns s with every lone surrogate and every invalid byte replaced
// by U+FFFD, for output to the world outside.
func ValidUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, w := decode(s[i:])
		i += w
		b.WriteRune(r) // writes U+FFFD for a surrogate
	}
	return b.String()
}
