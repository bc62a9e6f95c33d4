package property

import (
	"strings"
	"sync"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// Caps on one value. The longest lists of published style sheets, gradients and box-shadow drawings, have some hundred tokens.
const (
	maxTokens = 1 << 14
	maxDepth  = 32
)

// token is a lexical token as a range of the value.
type token struct {
	tt         css.TokenType
	space      bool // white space or a comment stands before it
	start, end int32
}

// parser reads one value. A reader consumes tokens and writes the computed value to out; when it reports false, position and
// output are undefined, and whoever wants to try something else restores them (see try).
type parser struct {
	text string
	toks []token
	pos  int
	out  []byte
	env  *Env
	prop *property // the longhand being read, for readers that several share

	noEnv  Env // what env points to where a value is only validated
	tokBuf [24]token
	outBuf [96]byte
}

// parsers keeps parsers, with the buffers that are part of them, for the next value: a sheet has thousands, most of one
// token.
var parsers = sync.Pool{New: func() any { return new(parser) }}

func newParser() *parser { return parsers.Get().(*parser) }

// free gives the parser back without what belongs to its value.
func (p *parser) free() {
	p.text, p.toks, p.out, p.env, p.prop = "", nil, nil, nil, nil
	parsers.Put(p)
}

// reader reads a value or a part of one.
type reader func(*parser) bool

// lex splits text into tokens. It reports false for what no value may contain: broken strings and URLs, stray or too
// deeply nested brackets, semicolons, and more tokens than the cap.
func (p *parser) lex(text string) bool {
	p.text, p.toks, p.pos, p.out = text, p.tokBuf[:0], 0, p.outBuf[:0]
	if tt := simpleToken(text); tt != css.ErrorToken {
		p.toks = append(p.toks, token{tt: tt, end: int32(len(text))})
		return true
	}
	if p.lexPlain(text) {
		return true
	}
	p.toks = p.toks[:0]
	if strings.IndexByte(text, '\\') >= 0 {
		text = plainEscapes(text)
		p.text = text
	}
	if strings.IndexByte(text, 0) >= 0 { // CSS knows no NUL
		text = strings.ReplaceAll(text, "\x00", "\uFFFD")
		p.text = text
	}
	return p.lexAny(text)
}

// lexAny is lex for any text.
func (p *parser) lexAny(text string) bool {
	buf := make([]byte, len(text)+1) // the input wants room for a NUL at the end
	copy(buf, text)
	in := parse.NewInputBytes(buf[:len(text)])
	lexer := css.NewLexer(in)
	var open [maxDepth]css.TokenType
	depth, space := 0, false
	for {
		start := in.Offset()
		tt, _ := lexer.Next()
		t := token{tt, space, int32(start), int32(in.Offset())}
		switch tt {
		case css.ErrorToken:
			return start >= len(text)
		case css.WhitespaceToken, css.CommentToken:
			space = true
			continue
		case css.BadStringToken, css.BadURLToken, css.SemicolonToken, css.CDOToken, css.CDCToken:
			return false
		case css.FunctionToken, css.LeftParenthesisToken:
			if depth == maxDepth {
				return false
			}
			open[depth] = css.RightParenthesisToken
			depth++
		case css.LeftBracketToken:
			if depth == maxDepth {
				return false
			}
			open[depth] = css.RightBracketToken
			depth++
		case css.RightParenthesisToken, css.RightBracketToken:
			if depth == 0 || open[depth-1] != tt {
				return false
			}
			depth--
		case css.LeftBraceToken, css.RightBraceToken:
			return false
		}
		if len(p.toks) == maxTokens {
			return false
		}
		p.toks = append(p.toks, t)
		space = false
	}
}

// simpleToken returns the type of the token that the whole text is, where that can be seen without a lexer: a keyword, an
// integer, or an integer with a unit or a percent sign.
func simpleToken(text string) css.TokenType {
	i := 0
	if i < len(text) && text[i] == '-' {
		i++
	}
	from := i
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	switch digits := i > from; {
	case digits && i == len(text):
		return css.NumberToken
	case digits && text[i] == '%' && i+1 == len(text):
		return css.PercentageToken
	case digits && text[i]|0x20 != 'e' && letters(text[i:]):
		return css.DimensionToken
	case !digits && len(text) > from && text[from] != '-' && keywordLetters(text):
		return css.IdentToken
	}
	return css.ErrorToken
}

func letters(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func keywordLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && s[i] != '-' {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (p *parser) eof() bool { return p.pos == len(p.toks) }

// tt is the type of the next token, ErrorToken at the end.
func (p *parser) tt() css.TokenType {
	if p.eof() {
		return css.ErrorToken
	}
	return p.toks[p.pos].tt
}

// str is the text of the next token, "" at the end.
func (p *parser) str() string {
	if p.eof() {
		return ""
	}
	return p.textOf(p.toks[p.pos])
}

func (p *parser) textOf(t token) string { return p.text[t.start:t.end] }

// since is the source of what was consumed from the token at index from on.
func (p *parser) since(from int) string {
	if from >= p.pos {
		return ""
	}
	return p.text[p.toks[from].start:p.toks[p.pos-1].end]
}

// take consumes the next token if it is of type tt.
func (p *parser) take(tt css.TokenType) bool {
	if p.tt() != tt {
		return false
	}
	p.pos++
	return true
}

func (p *parser) comma() bool { return p.take(css.CommaToken) }

// delim consumes a one-byte delimiter.
func (p *parser) delim(c byte) bool {
	if p.tt() == css.DelimToken && p.text[p.toks[p.pos].start] == c {
		p.pos++
		return true
	}
	return false
}

// function consumes the start of a function with a lower-case name.
func (p *parser) function(name string) bool {
	if p.functionName() != "" && strings.EqualFold(p.functionName(), name) {
		p.pos++
		return true
	}
	return false
}

// functionName is the name of the function that comes next, "" if none does.
func (p *parser) functionName() string {
	if p.tt() != css.FunctionToken {
		return ""
	}
	s := p.str()
	return s[:len(s)-1]
}

// closed consumes the closing bracket of a function or block; the end of the value closes everything.
func (p *parser) closed() bool { return p.eof() || p.take(css.RightParenthesisToken) }

// atEnd reports whether the value or the innermost function ends here.
func (p *parser) atEnd() bool { return p.eof() || p.tt() == css.RightParenthesisToken }

// word consumes one of the keywords in list, which are in lower case and separated by spaces, and returns it, "" if none comes.
func (p *parser) word(list string) string {
	if p.tt() != css.IdentToken {
		return ""
	}
	w := findWord(list, p.str())
	if w != "" {
		p.pos++
	}
	return w
}

// keyword consumes one of the keywords in list and writes it.
func (p *parser) keyword(list string) bool {
	w := p.word(list)
	p.out = append(p.out, w...)
	return w != ""
}

// findWord returns the word of the list that equals s in whatever case, "" if there is none.
func findWord(list, s string) string {
	for list != "" {
		w, rest, _ := strings.Cut(list, " ")
		if len(w) == len(s) && strings.EqualFold(w, s) {
			return w
		}
		list = rest
	}
	return ""
}

// state is a place to come back to.
type state struct{ pos, out int }

func (p *parser) mark() state   { return state{p.pos, len(p.out)} }
func (p *parser) reset(s state) { p.pos, p.out = s.pos, p.out[:s.out] }

// try runs r and undoes what it did where it reports false.
func (p *parser) try(r reader) bool {
	s := p.mark()
	if r(p) {
		return true
	}
	p.reset(s)
	return false
}

func (p *parser) write(s string)   { p.out = append(p.out, s...) }
func (p *parser) writeByte(c byte) { p.out = append(p.out, c) }

// commaList reads one or more items separated by commas.
func (p *parser) commaList(item reader) bool {
	for {
		if !item(p) {
			return false
		}
		if !p.comma() {
			return true
		}
		p.write(", ")
	}
}

// spaceList reads as many items as there are, at least one, at most max.
func (p *parser) spaceList(item reader, max int) (n int) {
	for n < max {
		s := p.mark()
		if n > 0 {
			p.writeByte(' ')
		}
		if !item(p) {
			p.reset(s)
			break
		}
		n++
	}
	return n
}
