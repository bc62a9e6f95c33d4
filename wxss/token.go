package wxss

import (
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// token is a lexical token as a range of the source.
type token struct {
	tt         css.TokenType
	start, end int32
}

// lexer hands out tokens with their places. The bytes that tdewolff's lexer works on are a copy of the source; token
// text is always taken from the source string, so that rules hold slices of it and nothing is copied.
type lexer struct {
	text string
	in   *parse.Input
	lex  *css.Lexer
}

func newLexer(text string) lexer {
	buf := make([]byte, len(text)+1) // the input wants room for a NUL at the end
	copy(buf, text)
	in := parse.NewInputBytes(buf[:len(text)])
	return lexer{text: text, in: in, lex: css.NewLexer(in)}
}

func (l *lexer) next() token {
	start := l.in.Offset()
	tt, _ := l.lex.Next()
	return token{tt, int32(start), int32(l.in.Offset())}
}

// splitRange turns a unicode-range token into its leading `u`, and lexes the rest again: `u+b` in a selector.
func (l *lexer) splitRange(t token) token {
	l.in.Move(int(t.start) + 1 - l.in.Offset())
	l.in.Skip()
	return token{css.IdentToken, t.start, t.start + 1}
}

func (l *lexer) str(t token) string { return l.text[t.start:t.end] }

// isDelim reports whether t is the one-byte delimiter c.
func (l *lexer) isDelim(t token, c byte) bool {
	return t.tt == css.DelimToken && t.end-t.start == 1 && l.text[t.start] == c
}

// isIdent reports whether t can be used as an identifier; tdewolff has its own token for names with two dashes.
func isIdent(t token) bool {
	return t.tt == css.IdentToken || t.tt == css.CustomPropertyNameToken
}

// verbatim returns the source from the first to the last token as written.
func (l *lexer) verbatim(toks []token) string {
	if len(toks) == 0 {
		return ""
	}
	return l.text[toks[0].start:toks[len(toks)-1].end]
}

// normal returns the text of the tokens with white space collapsed and comments, which are the gaps between tokens,
// removed. Where that changes nothing it is a slice of the source.
func (l *lexer) normal(toks []token) string {
	for i, t := range toks {
		if t.tt == css.WhitespaceToken && (t.end-t.start != 1 || l.text[t.start] != ' ') ||
			i > 0 && toks[i-1].end != t.start {
			return l.rebuild(toks)
		}
	}
	return l.verbatim(toks)
}

func (l *lexer) rebuild(toks []token) string {
	var b strings.Builder
	b.Grow(int(toks[len(toks)-1].end - toks[0].start))
	space := true // no white space at the start
	for i, t := range toks {
		if t.tt == css.WhitespaceToken {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		if i > 0 && toks[i-1].end != t.start && !space {
			b.WriteString(l.separator(toks[i-1]))
		}
		b.WriteString(l.str(t))
		space = false
	}
	return b.String()
}

// separator stands for a comment without white space beside it. A space would become part of an escape before it.
func (l *lexer) separator(before token) string {
	if strings.IndexByte(l.str(before), '\\') >= 0 {
		return "/**/"
	}
	return " "
}

// trim cuts white space tokens off both ends.
func trim(toks []token) []token {
	for len(toks) > 0 && toks[0].tt == css.WhitespaceToken {
		toks = toks[1:]
	}
	for len(toks) > 0 && toks[len(toks)-1].tt == css.WhitespaceToken {
		toks = toks[:len(toks)-1]
	}
	return toks
}

// closer returns the bracket that closes what t opens, or 0.
func (t token) closer() byte {
	switch t.tt {
	case css.LeftParenthesisToken, css.FunctionToken:
		return ')'
	case css.LeftBracketToken:
		return ']'
	case css.LeftBraceToken:
		return '}'
	}
	return 0
}

// closes reports whether t is the closing bracket c.
func (t token) closes(c byte) bool {
	switch t.tt {
	case css.RightParenthesisToken:
		return c == ')'
	case css.RightBracketToken:
		return c == ']'
	case css.RightBraceToken:
		return c == '}'
	}
	return false
}

// unclosed returns what has to be appended to the text of the file's last token to close it, and how many bytes to cut
// off it before: a lone backslash at the end of the file.
func unclosed(tt css.TokenType, s string) (cut int, tail string) {
	switch tt {
	case css.StringToken:
		return unclosedString(s)
	case css.BadURLToken:
		return unclosedURL(s)
	case css.URLToken:
		inner := strings.TrimLeft(s[strings.IndexByte(s, '(')+1:], " \t\r\n\f")
		if inner == "" || inner[0] != '"' && inner[0] != '\'' {
			return unclosedURL(s)
		}
		end, closed := stringEnd(inner)
		if !closed {
			cut, tail = unclosedString(inner)
			return cut, tail + ")"
		}
		if !strings.HasSuffix(inner[end:], ")") {
			return 0, ")"
		}
	}
	return 0, ""
}

func unclosedURL(s string) (cut int, tail string) {
	switch {
	case strings.HasSuffix(s, ")") && !escaped(s):
		return 0, ""
	case strings.HasSuffix(s, "\\") && !escaped(s):
		cut = 1
	}
	return cut, ")"
}

func unclosedString(s string) (cut int, tail string) {
	if _, closed := stringEnd(s); closed {
		return 0, ""
	}
	if s[len(s)-1] == '\\' && !escaped(s) {
		cut = 1
	}
	return cut, s[:1]
}

// stringEnd returns the length of the string literal that s begins with, and whether its closing quote is there. A line
// break ends a string that is not closed.
func stringEnd(s string) (n int, closed bool) {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
			if i+1 < len(s) && s[i] == '\r' && s[i+1] == '\n' {
				i++
			}
		case s[0]:
			return i + 1, true
		case '\n', '\r', '\f':
			return i + 1, false
		}
	}
	return len(s), false
}

// escaped reports whether the last byte of s has an odd number of backslashes before it.
func escaped(s string) bool {
	n := 0
	for i := len(s) - 2; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

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
		if i == len(s) {
			break
		}
		if nl := newline(s[i:]); nl > 0 {
			i += nl
			continue
		}
		r, n := hexEscape(s[i:])
		if n == 0 {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// hexEscape reads up to six hex digits and one white space after them. The length is 0 if there is no digit.
func hexEscape(s string) (r rune, n int) {
	for n < len(s) && n < 6 && isHex(s[n]) {
		r = r<<4 | rune(hexValue(s[n]))
		n++
	}
	if n > 0 && n < len(s) && isSpace(s[n]) {
		n++
	}
	if r == 0 || r > utf8.MaxRune || r >= 0xD800 && r < 0xE000 {
		r = utf8.RuneError
	}
	return r, n
}

func newline(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return 2
	case s[0] == '\n', s[0] == '\r', s[0] == '\f':
		return 1
	}
	return 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isHex(c byte) bool   { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func hexValue(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// isNameStart and isName tell the bytes of identifiers, escapes aside.
func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= utf8.RuneSelf
}
func isName(c byte) bool { return isNameStart(c) || isDigit(c) || c == '-' }

const hexDigits = "0123456789abcdef"

// appendIdent writes s as a CSS identifier, escaping what has to be.
func appendIdent(dst []byte, s string) []byte {
	if s == "-" {
		return append(dst, '\\', '-')
	}
	digits := 0 // digits before this index would make it a number
	if s != "" && s[0] == '-' {
		digits = 1
	}
	for i := 0; i < len(s); i++ {
		if i <= digits && isDigit(s[i]) {
			dst = append(dst, '\\', '3', s[i], ' ')
		} else {
			dst = appendNameByte(dst, s[i])
		}
	}
	return dst
}

func appendNameByte(dst []byte, c byte) []byte {
	switch {
	case isName(c):
		return append(dst, c)
	case c < 0x20 || c == 0x7f:
		return appendHexEscape(dst, c)
	}
	return append(dst, '\\', c)
}

func appendHexEscape(dst []byte, c byte) []byte {
	dst = append(dst, '\\')
	if c >= 0x10 {
		dst = append(dst, hexDigits[c>>4])
	}
	return append(dst, hexDigits[c&15], ' ')
}

// appendString writes s as a string in double quotes.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20 || c == 0x7f:
			dst = appendHexEscape(dst, c)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
