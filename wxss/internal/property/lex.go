package property

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// lexPlain splits text into tokens without the lexer, where they are numbers without exponent, names without escapes,
// colours, commas, operators and balanced parentheses: what nearly all values are made of. It reports false for all others,
// valid or not. No value that it takes can have more tokens than the cap.
func (p *parser) lexPlain(text string) bool {
	if len(text) > maxTokens {
		return false
	}
	depth, space := 0, false
	for i := 0; i < len(text); {
		start := i
		tt := css.ErrorToken
		switch c := text[i]; {
		case c == ' ':
			i, space = i+1, true
			continue
		case isDigit(c), c == '.', c == '-' && i+1 < len(text) && (isDigit(text[i+1]) || text[i+1] == '.'):
			tt, i = plainNumber(text, i)
		case isLetter(c), c == '-' && i+1 < len(text) && isLetter(text[i+1]):
			tt, i = plainName(text, i)
			if tt == css.FunctionToken {
				depth++
			}
		case c == '#':
			if i = nameEnd(text, i+1); i > start+1 {
				tt = css.HashToken
			}
		case c == ',':
			tt, i = css.CommaToken, i+1
		case c == '/' && (i+1 == len(text) || text[i+1] != '*'),
			(c == '-' || c == '+' || c == '*') && i+1 < len(text) && text[i+1] == ' ':
			tt, i = css.DelimToken, i+1
		case c == '(':
			tt, i = css.LeftParenthesisToken, i+1
			depth++
		case c == ')' && depth > 0:
			tt, i = css.RightParenthesisToken, i+1
			depth--
		}
		if tt == css.ErrorToken || depth == maxDepth {
			return false
		}
		p.toks = append(p.toks, token{tt, space, int32(start), int32(i)})
		space = false
	}
	return true
}

// plainNumber returns the type and the end of the number at i, which may have a unit; ErrorToken where it is not plain.
func plainNumber(text string, i int) (css.TokenType, int) {
	if text[i] == '-' {
		i++
	}
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	if i < len(text) && text[i] == '.' {
		from := i + 1
		for i = from; i < len(text) && isDigit(text[i]); i++ {
		}
		if i == from {
			return css.ErrorToken, i
		}
	}
	if i == len(text) {
		return css.NumberToken, i
	}
	switch c := text[i]; {
	case c == '%':
		return css.PercentageToken, i + 1
	case c|0x20 == 'e', isName(c) && !isLetter(c), c == '.': // an exponent, maybe, or an odd unit
		return css.ErrorToken, i
	case isLetter(c):
		return css.DimensionToken, nameEnd(text, i)
	}
	return css.NumberToken, i
}

// plainName returns the type and the end of the name or function at i; ErrorToken where it is not plain.
func plainName(text string, i int) (css.TokenType, int) {
	start := i
	if i = nameEnd(text, i); i == len(text) {
		return css.IdentToken, i
	}
	if text[i] != '(' {
		return css.IdentToken, i
	}
	if i-start == 3 && text[start]|0x20 == 'u' { // url
		return css.ErrorToken, i
	}
	return css.FunctionToken, i + 1
}

// nameEnd returns the end of the characters of a name from i on.
func nameEnd(text string, i int) int {
	for i < len(text) && isName(text[i]) {
		i++
	}
	return i
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isName(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '_' }

// plainEscapes writes escapes of letters in names as what they stand for, so that keywords and units are found.
// Those in strings and addresses stay.
func plainEscapes(text string) string {
	if strings.ContainsAny(text, "\"'") || strings.Contains(strings.ToLower(text), "url(") {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c, n := plainEscape(text[i:])
		if n == 0 {
			out = append(out, text[i])
			if text[i] == '\\' && i+1 < len(text) { // what is escaped begins no escape
				i++
				out = append(out, text[i])
			}
			continue
		}
		out = append(out, c)
		i += n - 1
	}
	return string(out)
}

// plainEscape reads the escape of a letter at the start of s. The length is 0 if
// there is none.
func plainEscape(s string) (c byte, n int) {
	if len(s) < 2 || s[0] != '\\' {
		return 0, 0
	}
	v := 0
	for n = 1; n < len(s) && n < 7; n++ {
		digit := strings.IndexByte("0123456789abcdef", s[n]|0x20)
		if digit < 0 || s[n] < '0' {
			break
		}
		v = v*16 + digit
	}
	if n == 1 {
		if !isLetter(s[1]) {
			return 0, 0
		}
		return s[1], 2
	}
	if v > 'z' || !isLetter(byte(v)) {
		return 0, 0
	}
	if n < len(s) && strings.IndexByte(" \t\n\f\r", s[n]) >= 0 {
		n++
	}
	return byte(v), n
}
