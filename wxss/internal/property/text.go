package property

import (
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2/css"
)

// unescape resolves the escapes of an identifier or of the inside of a string.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		i++
		n, r := 0, rune(0)
		for n < 6 && i+n < len(s) && hexDigit(s[i+n]) >= 0 {
			r = r<<4 | rune(hexDigit(s[i+n]))
			n++
		}
		switch {
		case i == len(s):
		case n > 0:
			if r == 0 || r > utf8.MaxRune || r >= 0xD800 && r < 0xE000 {
				r = utf8.RuneError
			}
			b.WriteRune(r)
			i += n
			if i < len(s) && strings.IndexByte(" \t\r\n\f", s[i]) >= 0 {
				i++
			}
		case s[i] == '\n' || s[i] == '\r' || s[i] == '\f': // a line break that is continued
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			b.WriteRune(r)
			i += n
		}
	}
	return b.String()
}

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// writeString writes s in double quotes.
func (p *parser) writeString(s string) {
	p.writeByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			p.out = append(p.out, '\\', c)
		case c < 0x20 || c == 0x7f:
			p.writeHex(c)
		default:
			p.writeByte(c)
		}
	}
	p.writeByte('"')
}

// writeHex writes a control character as an escape; NUL is none that CSS knows.
func (p *parser) writeHex(c byte) {
	if c == 0 {
		p.write("\uFFFD")
		return
	}
	p.writeByte('\\')
	const digits = "0123456789abcdef"
	if c >= 0x10 {
		p.writeByte(digits[c>>4])
	}
	p.writeByte(digits[c&15])
	p.writeByte(' ')
}

// writeIdent writes s as an identifier, with escapes where they are needed.
func (p *parser) writeIdent(s string) {
	for i := range len(s) {
		c := s[i]
		switch {
		case isDigit(c) && (i == 0 || i == 1 && s[0] == '-'):
			p.writeHex(c)
		case c == '-' && len(s) == 1:
			p.write(`\-`)
		case isDigit(c), c|0x20 >= 'a' && c|0x20 <= 'z', c == '-', c == '_', c >= utf8.RuneSelf:
			p.writeByte(c)
		case c < 0x20 || c == 0x7f:
			p.writeHex(c)
		default:
			p.out = append(p.out, '\\', c)
		}
	}
}

// isIdent reports whether an identifier comes next.
func (p *parser) isIdent() bool {
	return p.tt() == css.IdentToken || p.tt() == css.CustomPropertyNameToken
}

// stringValue consumes a string and returns what is inside.
func (p *parser) stringValue() (string, bool) {
	if p.tt() != css.StringToken {
		return "", false
	}
	s := p.str()[1:]
	p.pos++
	quote := p.textOf(p.toks[p.pos-1])[0]
	if n := len(s); n > 0 && s[n-1] == quote && !escapedEnd(s) {
		s = s[:n-1]
	}
	return unescape(s), true
}

// escapedEnd reports whether the last byte of s has an odd number of backslashes before it.
func escapedEnd(s string) bool {
	n := 0
	for i := len(s) - 2; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

// str reads a string.
func stringLiteral(p *parser) bool {
	s, ok := p.stringValue()
	if ok {
		p.writeString(s)
	}
	return ok
}

// reserved are the identifiers that no author can use as a name.
const reserved = "inherit initial unset revert revert-layer default"

// name consumes an identifier chosen by the author and returns it, "" if none comes or it is reserved or one of the words.
func (p *parser) name(not string) string {
	if !p.isIdent() || findWord(reserved, p.str()) != "" || findWord(not, p.str()) != "" {
		return ""
	}
	s := unescape(p.str())
	p.pos++
	return s
}

// customIdent reads a name chosen by the author.
func customIdent(p *parser) bool {
	s := p.name("")
	p.writeIdent(s)
	return s != ""
}

// url reads url(). The address stays as it is: what it is relative to is known to the browser only.
func url(p *parser) bool {
	if p.tt() != css.URLToken {
		return false
	}
	s := p.str()
	s = strings.TrimSuffix(s[strings.IndexByte(s, '(')+1:], ")")
	s = TrimSpace(s)
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		quote := s[0]
		s = s[1:]
		if n := len(s); n > 0 && s[n-1] == quote {
			s = s[:n-1]
		}
	}
	p.pos++
	p.write("url(")
	p.writeString(unescape(s))
	p.writeByte(')')
	return true
}
