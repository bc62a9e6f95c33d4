package wxml

import (
	"html"
	"strings"
	"unicode/utf8"
)

// decodeEntities replaces the entities of s: all names of HTML5, &#10; and
// &#x41;. They must end in a semicolon. What has the form of an entity and is
// none stays as it is, and illegal, where it isn't nil, is told where in s it
// begins and ends. A bare "&" is text (spec wxml §1.4).
func decodeEntities(s string, illegal func(from, to int)) string {
	amp := strings.IndexByte(s, '&')
	if amp < 0 {
		return s
	}
	var out strings.Builder
	done := 0
	for amp >= 0 {
		end := entityEnd(s, amp)
		if end < 0 {
			amp = nextAmp(s, amp+1)
			continue
		}
		if text, ok := decodeEntity(s[amp:end]); ok {
			if out.Len() == 0 {
				out.Grow(len(s))
			}
			out.WriteString(s[done:amp])
			out.WriteString(text)
			done = end
		} else if illegal != nil {
			illegal(amp, end)
		}
		amp = nextAmp(s, end)
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

func nextAmp(s string, from int) int {
	i := strings.IndexByte(s[from:], '&')
	if i < 0 {
		return -1
	}
	return from + i
}

// entityEnd returns the offset after the semicolon of the entity-like text at
// s[amp], or -1.
func entityEnd(s string, amp int) int {
	i := amp + 1
	if i < len(s) && s[i] == '#' {
		i++
	}
	for i < len(s) && classes[s[i]]&nameByte != 0 && s[i] != '-' && s[i] != '_' && s[i] != ':' {
		i++
	}
	if i == amp+1 || i == len(s) || s[i] != ';' {
		return -1
	}
	return i + 1
}

// decodeEntity decodes one entity, "&" and ";" included.
func decodeEntity(e string) (string, bool) {
	switch e { // what templates use, without the cost of the table
	case "&nbsp;":
		return "\u00a0", true
	case "&lt;":
		return "<", true
	case "&gt;":
		return ">", true
	case "&amp;":
		return "&", true
	case "&quot;":
		return `"`, true
	}
	if e[1] == '#' {
		return decodeNumber(e[2 : len(e)-1])
	}
	text := html.UnescapeString(e)
	if text == e || text != ";" && strings.HasSuffix(text, ";") {
		return "", false // no such name, or only a prefix of it is one
	}
	return text, true
}

func decodeNumber(digits string) (string, bool) {
	base := rune(10)
	if digits != "" && (digits[0] == 'x' || digits[0] == 'X') {
		base, digits = 16, digits[1:]
	}
	if digits == "" {
		return "", false
	}
	var r rune
	for i := range len(digits) {
		d := digit(digits[i])
		if d >= base {
			return "", false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return "", false
		}
	}
	if !utf8.ValidRune(r) {
		return "", false
	}
	return string(r), true
}

func digit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return 16
}
