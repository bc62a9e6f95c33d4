package value

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// IsASCII reports whether every byte of s is below 0x80.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
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

// UTF16Len returns the length of a WTF-8 string in UTF-16 units, as
// JavaScript's length does.
func UTF16Len(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, w := decode(s[i:])
		i += w
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// UTF16At returns the string that consists of UTF-16 unit i of s, as
// JavaScript's s[i] does: half of a surrogate pair is a lone surrogate. ok is
// false when i is out of range.
func UTF16At(s string, i int) (unit string, ok bool) {
	if i < 0 || i >= len(s) { // there are never more units than bytes
		return "", false
	}
	if IsASCII(s[:i+1]) {
		return s[i : i+1], true
	}
	u := UTF16Slice(s, i, i+1)
	return u, u != ""
}

// UTF16Slice returns the units from start up to end of s, bounds clamped to the
// string.
func UTF16Slice(s string, start, end int) string {
	if start < 0 {
		start = 0
	}
	if start >= end || start >= len(s) {
		return ""
	}
	if end <= len(s) && IsASCII(s[:end]) {
		return s[start:end]
	}
	n, from := 0, -1
	var head, tail []byte
	for i := 0; i < len(s); {
		r, w := decode(s[i:])
		units := 1
		if r > 0xFFFF {
			units = 2
		}
		if from < 0 && n >= start {
			from = i
		}
		if units == 2 && n < start && n+1 >= start { // starts inside a pair
			_, lo := utf16.EncodeRune(r)
			head = appendUnit(nil, lo)
			from = i + w
		}
		if n >= end {
			return join(head, s[from:i], nil)
		}
		if units == 2 && n+1 == end { // ends inside a pair
			hi, _ := utf16.EncodeRune(r)
			tail = appendUnit(nil, hi)
			return join(head, s[from:i], tail)
		}
		i += w
		n += units
	}
	if from < 0 {
		return string(head)
	}
	return join(head, s[from:], nil)
}

func join(head []byte, mid string, tail []byte) string {
	if head == nil && tail == nil {
		return mid
	}
	return Concat(Concat(string(head), mid), string(tail))
}

// Concat joins two WTF-8 strings; a high surrogate at the end of a and a low
// one at the start of b become one code point.
func Concat(a, b string) string {
	if len(a) >= 3 && len(b) >= 3 && a[len(a)-3] == 0xED && b[0] == 0xED {
		hi, _ := decode(a[len(a)-3:])
		lo, _ := decode(b)
		if r := utf16.DecodeRune(hi, lo); r != utf8.RuneError {
			return a[:len(a)-3] + string(r) + b[3:]
		}
	}
	return a + b
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
