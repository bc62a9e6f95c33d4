package wxs

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/value"
)

// lexer splits WXS source into tokens, one at a time and on demand of the
// parser, because only the parser knows whether a slash divides or opens a
// regular expression.
type lexer struct {
	src    []byte // the whole file, so that offsets are those of the file
	code   string // the module's part of src, from base on; names are cut from it
	base   int
	pos    int // the next byte to read
	end    int // where the module's code ends
	strict bool
	// report takes a problem that does not stop the lexer; fail does not return.
	report func(start int, code, message string, fatal bool)
}

func (l *lexer) fail(at int, message string) { l.report(at, codeSyntax, message, true) }

func (l *lexer) peek(n int) byte {
	if l.pos+n < l.end {
		return l.src[l.pos+n]
	}
	return 0
}

// next reads the next token; a slash is taken as an operator.
func (l *lexer) next() token {
	nl := l.skipSpace()
	t := token{nl: nl, plain: true, start: int32(l.pos)}
	if l.pos >= l.end {
		t.kind, t.end = tEOF, int32(l.pos)
		return t
	}
	c := l.src[l.pos]
	switch {
	case isIdentStart(c) || c >= utf8.RuneSelf || c == '\\':
		l.ident(&t)
	case c >= '0' && c <= '9' || c == '.' && isDigit(l.peek(1)):
		l.number(&t)
	case c == '\'' || c == '"':
		t.kind, t.text = tString, l.quoted(c)
	case c == '`':
		l.pos++
		t.kind = tTemplate
	case c == '#':
		l.pos++
		t.kind = tPrivate
	default:
		l.punctuator(&t)
	}
	t.end = int32(l.pos)
	return t
}

// skipSpace skips white space and comments and reports whether a line break was
// among them.
func (l *lexer) skipSpace() (nl bool) {
	for l.pos < l.end {
		c := l.src[l.pos]
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f':
			if c == '\r' {
				nl = true
			}
			l.pos++
		case c == '\n':
			nl = true
			l.pos++
		case c == '/' && l.peek(1) == '/':
			for l.pos < l.end && l.src[l.pos] != '\n' && l.src[l.pos] != '\r' {
				l.pos++
			}
		case c == '/' && l.peek(1) == '*':
			nl = l.blockComment() || nl
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(l.src[l.pos:l.end])
			switch {
			case r == '\u2028' || r == '\u2029':
				nl = true
			case r != '\ufeff' && !unicode.Is(unicode.Zs, r):
				return nl
			}
			l.pos += n
		default:
			return nl
		}
	}
	return nl
}

// blockComment skips a comment. One without an end takes the rest of the file,
// as the legacy compiler has it (spec wxs §6).
func (l *lexer) blockComment() (nl bool) {
	start := l.pos
	rest := l.src[min(l.pos+2, l.end):l.end]
	n := bytes.Index(rest, []byte("*/"))
	if n < 0 {
		l.report(start, codeComment, "comment without an end: the rest of the module is not run; close it with */", false)
		l.pos = l.end
		return true
	}
	l.pos += n + 4
	return bytes.ContainsAny(rest[:n], "\n\r")
}

func isDigit(c byte) bool      { return c >= '0' && c <= '9' }
func isIdentStart(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$' }
func isIdentPart(c byte) bool  { return isIdentStart(c) || isDigit(c) }

func (l *lexer) ident(t *token) {
	start := l.pos
	for l.pos < l.end {
		c := l.src[l.pos]
		if isIdentPart(c) {
			if c == '$' {
				t.plain = false
			}
			l.pos++
			continue
		}
		if c == '\\' {
			l.fail(l.pos, "escapes in names are not part of WXS; write the character itself")
		}
		if c < utf8.RuneSelf {
			break
		}
		r, n := utf8.DecodeRune(l.src[l.pos:l.end])
		if !unicode.IsLetter(r) && (l.pos == start || !unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Nl, unicode.Pc)) && r != '\u200c' && r != '\u200d' {
			if l.pos == start {
				l.fail(start, "unexpected character "+strconv.QuoteRune(r))
			}
			break
		}
		t.plain = false
		l.pos += n
	}
	t.kind, t.text = tIdent, l.code[start-l.base:l.pos-l.base]
	if k, ok := keywords[t.text]; ok {
		t.kind = k
	}
}

func (l *lexer) number(t *token) {
	start := l.pos
	t.kind = tNumber
	switch {
	case l.src[l.pos] == '0' && strings.IndexByte("xXoObB", l.peek(1)) >= 0 && l.peek(1) != 0:
		t.plain = false
		l.pos += 2
		for l.pos < l.end && isIdentPart(l.src[l.pos]) {
			l.pos++
		}
		t.num = value.ParseNumber(string(l.src[start:l.pos]))
		if l.pos == start+2 || math.IsNaN(t.num) {
			l.fail(start, "malformed number "+string(l.src[start:l.pos]))
		}
		return
	case l.src[l.pos] == '0' && isDigit(l.peek(1)):
		if l.legacyOctal(t) {
			break
		}
		fallthrough
	default:
		l.decimal(t, start)
	}
	if l.pos < l.end && (isIdentStart(l.src[l.pos]) || l.src[l.pos] >= utf8.RuneSelf) {
		l.fail(l.pos, "a name cannot follow a number directly")
	}
}

// legacyOctal reads 010 as 8; digits 8 and 9 make the number decimal.
func (l *lexer) legacyOctal(t *token) bool {
	n, f := l.pos, 0.0
	for n < l.end && isDigit(l.src[n]) {
		if l.src[n] >= '8' {
			return false
		}
		f = f*8 + float64(l.src[n]-'0')
		n++
	}
	t.num, l.pos = f, n
	return true
}

func (l *lexer) decimal(t *token, start int) {
	if l.src[l.pos] == '.' {
		t.plain = false
	}
	l.digits()
	if l.pos < l.end && l.src[l.pos] == '.' {
		l.pos++
		l.digits()
	}
	if c := l.peek(0); c|0x20 == 'e' {
		t.plain = false
		l.pos++
		if c := l.peek(0); c == '+' || c == '-' {
			l.pos++
		}
		if !isDigit(l.peek(0)) {
			l.fail(start, "malformed number: digits must follow the exponent sign e")
		}
		l.digits()
	}
	f, err := strconv.ParseFloat(string(l.src[start:l.pos]), 64)
	if err != nil && !math.IsInf(f, 0) {
		l.fail(start, "malformed number")
	}
	t.num = f
}

func (l *lexer) digits() {
	for l.pos < l.end && isDigit(l.src[l.pos]) {
		l.pos++
	}
}

// quoted reads a string literal and returns its value.
func (l *lexer) quoted(quote byte) string {
	start := l.pos
	l.pos++
	from := l.pos
	for l.pos < l.end { // most strings have no escapes
		switch c := l.src[l.pos]; {
		case c == quote:
			l.pos++
			return strings.ToValidUTF8(l.code[from-l.base:l.pos-1-l.base], "\ufffd")
		case c == '\n' || c == '\r':
			l.fail(start, "string without an end; close it on the same line")
		case c == '\\':
			return l.escaped(start, from, quote)
		}
		l.pos++
	}
	l.fail(start, "string without an end; close it on the same line")
	return ""
}

// wtf8 makes the bytes of a literal a WTF-8 string.
func wtf8(b []byte) string { return strings.ToValidUTF8(string(b), "\ufffd") }

func (l *lexer) escaped(start, from int, quote byte) string {
	b := append([]byte(nil), l.src[from:l.pos]...)
	for l.pos < l.end {
		switch c := l.src[l.pos]; {
		case c == quote:
			l.pos++
			return joinSurrogates(b)
		case c == '\n' || c == '\r':
			l.fail(start, "string without an end; close it on the same line")
		case c == '\\':
			b = l.escape(b)
		default:
			b = append(b, c)
			l.pos++
		}
	}
	l.fail(start, "string without an end; close it on the same line")
	return ""
}

// escape reads one escape sequence. A sequence that is not known keeps its
// backslash, so that '\d+' is the pattern that its author meant (the legacy
// compiler does the same; JavaScript drops the backslash). The legacy dialect
// knows \n \t \' \" \\ alone (spec wxs §4.2).
func (l *lexer) escape(b []byte) []byte {
	c := l.peek(1)
	l.pos += 2
	if l.pos > l.end {
		l.pos = l.end
		return b
	}
	switch c {
	case 'n':
		return append(b, '\n')
	case 't':
		return append(b, '\t')
	case '\'', '"', '\\', '`', '$':
		return append(b, c)
	}
	if !l.strict {
		switch c {
		case 'b':
			return append(b, '\b')
		case 'f':
			return append(b, '\f')
		case 'r':
			return append(b, '\r')
		case 'v':
			return append(b, '\v')
		case '0':
			if !isDigit(l.peek(0)) {
				return append(b, 0)
			}
		case 'x':
			if n, ok := l.hex(2); ok {
				return utf8.AppendRune(b, n)
			}
		case 'u':
			if out, ok := l.unicodeEscape(b); ok {
				return out
			}
		case '\r':
			if l.peek(0) == '\n' {
				l.pos++
			}
			return b
		case '\n':
			return b
		}
	}
	l.pos-- // the character itself is read again, it may be more than one byte
	if l.pos < l.end && (l.src[l.pos] == '\n' || l.src[l.pos] == '\r') {
		return b
	}
	return append(b, '\\')
}

// hex reads n hexadecimal digits at the current position.
func (l *lexer) hex(n int) (rune, bool) {
	if l.pos+n > l.end {
		return 0, false
	}
	x, err := strconv.ParseUint(string(l.src[l.pos:l.pos+n]), 16, 32)
	if err != nil {
		return 0, false
	}
	l.pos += n
	return rune(x), true
}

func (l *lexer) unicodeEscape(b []byte) ([]byte, bool) {
	if l.peek(0) == '{' {
		n := 1
		for n < 10 && l.peek(n) != '}' {
			n++
		}
		x, err := strconv.ParseUint(string(l.src[l.pos+1:min(l.pos+n, l.end)]), 16, 32)
		if err != nil || x > unicode.MaxRune || l.peek(n) != '}' {
			return b, false
		}
		l.pos += n + 1
		return appendRune(b, rune(x)), true
	}
	x, ok := l.hex(4)
	if !ok {
		return b, false
	}
	return appendRune(b, x), true
}

// appendRune appends a code point, a surrogate in its three-byte form.
func appendRune(b []byte, r rune) []byte {
	if utf16.IsSurrogate(r) {
		return append(b, value.FromUTF16([]uint16{uint16(r)})...)
	}
	return utf8.AppendRune(b, r)
}

// joinSurrogates makes pairs of surrogates that were written as two escapes
// one code point.
func joinSurrogates(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return value.FromUTF16(value.ToUTF16(string(b)))
}

func (l *lexer) punctuator(t *token) {
	for n := min(4, l.end-l.pos); n > 0; n-- {
		k, ok := punctuators[string(l.src[l.pos:l.pos+n])]
		if !ok || k == tOptional && isDigit(l.peek(2)) { // a?.5:1 is a conditional
			continue
		}
		t.kind = k
		l.pos += n
		return
	}
	l.fail(l.pos, "unexpected character "+strconv.QuoteRune(rune(l.src[l.pos])))
}

// template reads the text of a template literal up to ${ or the closing
// backquote, and reports which of the two ended it.
func (l *lexer) template(open int) (text string, more bool) {
	var b []byte
	for l.pos < l.end {
		switch c := l.src[l.pos]; {
		case c == '`':
			l.pos++
			return joinSurrogates(b), false
		case c == '$' && l.peek(1) == '{':
			l.pos += 2
			return joinSurrogates(b), true
		case c == '\\':
			b = l.escape(b)
		case c == '\r':
			b = append(b, '\n')
			l.pos++
			if l.peek(0) == '\n' {
				l.pos++
			}
		default:
			b = append(b, c)
			l.pos++
		}
	}
	l.fail(open, "template literal without an end; close it with `")
	return "", false
}

// regexp reads a regular expression literal whose opening slash is at start.
func (l *lexer) regexp(start int) (pattern, flags string) {
	l.pos = start + 1
	class := false
	for {
		if l.pos >= l.end || l.src[l.pos] == '\n' || l.src[l.pos] == '\r' {
			l.fail(start, "regular expression without an end; close it with /")
		}
		c := l.src[l.pos]
		if c == '/' && !class {
			break
		}
		switch c {
		case '[':
			class = true
		case ']':
			class = false
		case '\\':
			if l.pos+1 < l.end && l.src[l.pos+1] != '\n' {
				l.pos++
			}
		}
		l.pos++
	}
	pattern = wtf8(l.src[start+1 : l.pos])
	l.pos++
	from := l.pos
	for l.pos < l.end && isIdentPart(l.src[l.pos]) {
		l.pos++
	}
	return pattern, string(l.src[from:l.pos])
}
