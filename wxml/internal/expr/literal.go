package expr

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// number reads a numeric literal: decimal with fraction and exponent, 0x, 0o, 0b
// and the octal 017 (089 is decimal, as in JavaScript).
func (p *parser) number() Node {
	at := p.pos
	f, end := math.NaN(), at
	if p.src[at] == '0' {
		f, end = p.radixNumber(at)
	}
	if end == at {
		end = p.decimalEnd(at)
		f, _ = strconv.ParseFloat(p.src[at:end], 64) // out of range gives an infinity, as in JavaScript
	}
	p.pos = end
	if isIdentPart(p.at(end)) || math.IsNaN(f) {
		return p.unexpected()
	}
	return p.literals.Put(Literal{At(at), value.Number(f), p.src[at:end]})
}

// radixNumber reads a number with a radix; end is at where it is a decimal one.
func (p *parser) radixNumber(at int) (f float64, end int) {
	radix, digits := 8.0, at+1
	switch p.at(digits) | 0x20 {
	case 'x':
		radix, digits = 16, at+2
	case 'o':
		digits = at + 2
	case 'b':
		radix, digits = 2, at+2
	default:
		for end = digits; isDigit(p.at(end)); end++ {
			if p.src[end] > '7' {
				return 0, at
			}
		}
		if end == digits {
			return 0, at
		}
	}
	for end = digits; ; end++ {
		d, err := strconv.ParseUint(string(p.at(end)), 36, 8)
		if err != nil || float64(d) >= radix {
			break
		}
		f = f*radix + float64(d)
	}
	if end == digits {
		return math.NaN(), end
	}
	return f, end
}

func (p *parser) decimalEnd(i int) int {
	digits := func() {
		for isDigit(p.at(i)) {
			i++
		}
	}
	digits()
	if p.at(i) == '.' {
		i++
		digits()
	}
	if p.at(i)|0x20 == 'e' {
		mantissa := i
		i++
		if p.at(i) == '+' || p.at(i) == '-' {
			i++
		}
		if !isDigit(p.at(i)) {
			return mantissa
		}
		digits()
	}
	return i
}

// stringEnd returns the offset after the string that begins at i, or -1 when
// it has no end.
func (p *parser) stringEnd(i int) int {
	quote := p.src[i]
	for i++; i < len(p.src); i++ {
		switch p.src[i] {
		case quote:
			return i + 1
		case '\\':
			i++
		}
	}
	return -1
}

// str reads a string in single or double quotes.
func (p *parser) str() (string, bool) {
	at := p.pos
	end := p.stringEnd(at)
	if end < 0 {
		p.fail(at, CodeEnd, "missing expression end: the string has no closing quote")
		p.pos++
		return "", false
	}
	body := p.src[at+1 : end-1]
	if p.open == 0 && strings.Contains(body[:min(len(body), maxUnclosed)], "}}") {
		p.open = at
	}
	p.pos = end
	return p.unescape(body, at+1), true
}

// unescape gives the value of a string's or template's source, which begins at
// offset at.
func (p *parser) unescape(body string, at int) string {
	i := strings.IndexByte(body, '\\')
	if i < 0 {
		return wtf8(body)
	}
	s := wtf8(body[:i])
	var b strings.Builder
	b.WriteString(s)
	for i < len(body) {
		if body[i] != '\\' || i+1 == len(body) {
			next := strings.IndexByte(body[i+1:], '\\')
			if next < 0 {
				next = len(body) - i - 1
			}
			b.WriteString(wtf8(body[i : i+1+next]))
			i += 1 + next
			continue
		}
		unit, n, ok := escape(body[i+1:])
		if !ok {
			p.report(at+i, diag.Warning, CodeEscape, `illegal escape sequence; \x needs two hexadecimal digits, \u four`)
		}
		if len(unit) == 3 && unit[0] == 0xED && unit[1] >= 0xB0 && b.Len() >= 3 { // a low surrogate may complete a pair
			joined := value.Concat(b.String(), unit)
			b.Reset()
			b.WriteString(joined)
		} else {
			b.WriteString(unit)
		}
		i += 1 + n
	}
	return b.String()
}

// escape decodes what follows a backslash and returns the length it takes.
// What is no known escape stands for itself.
func escape(s string) (text string, n int, ok bool) {
	switch s[0] {
	case 'n':
		return "\n", 1, true
	case 'r':
		return "\r", 1, true
	case 't':
		return "\t", 1, true
	case 'b':
		return "\b", 1, true
	case 'f':
		return "\f", 1, true
	case 'v':
		return "\v", 1, true
	case '0':
		return "\x00", 1, true
	case 'x':
		return hexEscape(s, 1, 3)
	case 'u':
		if len(s) > 1 && s[1] == '{' {
			end := strings.IndexByte(s[:min(len(s), 10)], '}')
			if end < 0 {
				return "u", 1, false
			}
			text, n, ok = hexEscape(s, 2, end)
			if ok {
				n++
			}
			return text, n, ok
		}
		return hexEscape(s, 1, 5)
	}
	_, n = utf8.DecodeRuneInString(s)
	return wtf8(s[:n]), n, true
}

// hexEscape decodes the hexadecimal digits s[from:to].
func hexEscape(s string, from, to int) (text string, n int, ok bool) {
	if to <= len(s) {
		digits := s[from:to]
		u, err := strconv.ParseUint(digits, 16, 32)
		if err == nil && u <= utf8.MaxRune {
			if u > 0xFFFF {
				return string(rune(u)), to, true
			}
			return value.FromUTF16([]uint16{uint16(u)}), to, true
		}
	}
	return s[:1], 1, false
}

// wtf8 makes a string of source bytes; bytes that are no UTF-8 become U+FFFD.
func wtf8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return value.ValidUTF8(s)
}

// template reads a template literal.
func (p *parser) template() Node {
	open := p.pos
	n := &Template{At: At(open)}
	p.pos++
	from := p.pos
	for ; p.pos < len(p.src); p.pos++ {
		switch c := p.src[p.pos]; {
		case c == '`':
			n.Text = append(n.Text, p.unescape(p.src[from:p.pos], from))
			p.pos++
			return n
		case c == '\\':
			p.pos++
		case c == '$' && p.at(p.pos+1) == '{':
			n.Text = append(n.Text, p.unescape(p.src[from:p.pos], from))
			brace := p.pos + 1
			p.pos += 2
			x := p.cond()
			if x == nil || !p.closing(brace, '}') {
				return nil
			}
			n.X = append(n.X, x)
			from = p.pos
			p.pos--
		}
	}
	p.pos = len(p.src) // a backslash may have led beyond it
	if len(n.X) == 0 {
		p.pos = open + 1
	}
	return p.fail(open, CodeEnd, "missing expression end: the template literal has no closing quote")
}
