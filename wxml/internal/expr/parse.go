package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/diag"
)

// Diag is one message about a binding; the caller turns the byte offset into a
// line and column.
type Diag struct {
	Offset   int
	Severity diag.Severity
	Code     string // one of the Code constants
	Message  string
}

// The codes of all messages. Those of severity Error leave the
// binding empty.
const (
	// CodeCharacter is an Error: a character that cannot stand where it stands.
	CodeCharacter = "wxml-expr-unexpected-character"
	// CodeEnd is an Error: the source ends before the binding's }}.
	CodeEnd = "wxml-expr-missing-end"
	// CodeBracket is an Error: [ or { without its counterpart.
	CodeBracket = "wxml-expr-unmatched-bracket"
	// CodeParenthesis is an Error: ( without its counterpart.
	CodeParenthesis = "wxml-expr-unmatched-parenthesis"
	// CodeCondition is an Error: ? without its colon.
	CodeCondition = "wxml-expr-incomplete-condition"
	// CodeIdentifier is an Error: something that is no name where a name has to
	// stand.
	CodeIdentifier = "wxml-expr-invalid-identifier"
	// CodeUnsupported is an Error: JavaScript that bindings do not have.
	CodeUnsupported = "wxml-expr-unsupported"
	// CodeComplex is an Error: nested too deeply, or too many operators.
	CodeComplex = "wxml-expr-too-complex"
	// CodeEscape is a Warning: an incomplete \x or \u; the string stands without
	// the backslash.
	CodeEscape = "wxml-expr-illegal-escape"
	// CodeEmpty is a Warning: a binding without an expression.
	CodeEmpty = "wxml-expr-empty"
	// CodeDuplicate is a Note: a key written twice in one object.
	CodeDuplicate = "wxml-expr-duplicate-name"
)

const (
	// maxDepth bounds nesting: brackets, branches of conditions, unary operators.
	maxDepth = 200
	// maxLinks bounds the operators, members and calls of one binding, which
	// make trees deep without nesting.
	maxLinks = 10_000
	// maxComment bounds a comment, so that looking for the end of an unclosed one
	// costs little however many there are.
	maxComment = 1024
	// maxUnclosed is how far before an error a string may begin that is then
	// taken for unclosed.
	maxUnclosed = 256
)

// Context says where a binding stands.
type Context struct {
	// Quote is the quote of the attribute value that the binding is part of, 0
	// in text, ' ' in an unquoted value. It matters only where a binding has no
	// end: the binding is then cut at the end of the value, before the next tag,
	// or before white space.
	Quote byte
	// Data is set for the data attribute of <template is>, where a lone name
	// {{x}} means {x: x}; {{(x)}} means {...x}.
	Data bool
}

// Parse reads the binding whose first byte after "{{" is src[pos]. It returns
// its tree, the offset just after its "}}" and the messages about it, in no
// particular order.
//
// A binding that cannot be read gives Empty, one message of severity Error and
// the offset after the next "}}"; where another "{{" comes before that, or there
// is none, the binding is cut there, or before it as Context.Quote says. The offset returned is
// never less than pos nor greater than len(src), and the cost of parsing all
// bindings of a file one after the other is linear in its size.
//
// The tree keeps src alive: its names are slices of it.
func Parse(src string, pos int, ctx Context) (Node, int, []Diag) {
	var p Parser
	return p.Parse(src, pos, ctx)
}

// parser reads one binding by recursive descent right over the bytes. A method
// that returns a Node returns nil after an error, which it has reported.
type parser struct {
	*Parser
	src   string
	start int
	pos   int
	ctx   Context
	depth int
	links int
	// open is the start of the first string of this binding that holds what may
	// be the binding's end, 0 while there is none: the suspect when the binding
	// turns out to be wrong.
	open  int
	diags []Diag
}

func (p *parser) report(at int, sev diag.Severity, code, message string) {
	p.diags = append(p.diags, Diag{at, sev, code, message})
}

// fail reports the error that ends the binding.
func (p *parser) fail(at int, code, message string) Node {
	p.pos = max(p.pos, at)
	p.report(at, diag.Error, code, message)
	return nil
}

// resume finds where to go on after an error at p.pos: after the next }}, unless
// another binding begins before it.
func (p *parser) resume() int {
	from, limit := p.pos, len(p.src)
	if p.open > 0 && p.pos-p.open <= maxUnclosed {
		from = p.open + 1
	}
	for i := from; i+1 < len(p.src); i++ {
		next := strings.IndexAny(p.src[i:len(p.src)-1], "{}")
		if next < 0 {
			break
		}
		i += next
		if p.src[i] == p.src[i+1] {
			if p.src[i] == '}' {
				return i + 2
			}
			limit = i
			break
		}
	}
	// An expression gets past {{ in strings and comments alone. Where it did not,
	// what was read may hold the end of the value, and looking at it again is done
	// once for each byte of the file.
	if !strings.Contains(p.src[p.start:p.pos], "{{") {
		from = p.start
	}
	return from + p.valueEnd(p.src[from:limit])
}

// valueEnd finds the end of the text or attribute value that s is in.
func (p *parser) valueEnd(s string) int {
	end := -1
	switch p.ctx.Quote {
	case 0:
		for i := range len(s) {
			if c := s[i]; c == '<' && i+1 < len(s) && (isIdentStart(s[i+1]) || s[i+1] == '/' || s[i+1] == '!') {
				return i
			}
		}
	case ' ':
		end = strings.IndexAny(s, " \t\n\v\f\r>")
	default:
		end = strings.IndexByte(s, p.ctx.Quote)
	}
	if end < 0 {
		return len(s)
	}
	return end
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isIdentStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$'
}

func isIdentPart(c byte) bool { return isIdentStart(c) || isDigit(c) }

// at returns the byte at i, or 0 beyond the end.
func (p *parser) at(i int) byte {
	if i < len(p.src) {
		return p.src[i]
	}
	return 0
}

// peek is the next byte that is neither white space nor in a comment; p.pos is
// moved there.
func (p *parser) peek() byte {
	p.pos = p.skip(p.pos)
	return p.at(p.pos)
}

// skip returns the offset of the first byte from i on that is neither white
// space nor in a comment.
func (p *parser) skip(i int) int {
	for i < len(p.src) {
		switch c := p.src[i]; {
		case isSpace(c):
			i++
		case c == '/' && p.at(i+1) == '*':
			body := p.src[i+2 : min(len(p.src), i+2+maxComment)]
			n := strings.Index(body, "*/")
			if n < 0 {
				return i
			}
			i += n + 4
		default:
			return i
		}
	}
	return i
}

// name returns the end of the name that begins at i, or i.
func (p *parser) name(i int) int {
	if i < len(p.src) && isIdentStart(p.src[i]) {
		for i++; i < len(p.src) && isIdentPart(p.src[i]); i++ {
		}
	}
	return i
}

func (p *parser) has(i int, s string) bool {
	return len(p.src)-i >= len(s) && p.src[i:i+len(s)] == s
}

func (p *parser) atEnd() bool { return p.peek() == '}' && p.at(p.pos+1) == '}' }

// enter counts one level of nesting, which leave ends.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.fail(p.pos, CodeComplex, fmt.Sprintf("the expression is nested more than %d levels deep; compute it in the script or in a wxs function", maxDepth))
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// link counts one operator.
func (p *parser) link() bool {
	p.links++
	if p.links > maxLinks {
		p.fail(p.pos, CodeComplex, fmt.Sprintf("the expression has more than %d operators; compute it in the script or in a wxs function", maxLinks))
		return false
	}
	return true
}

// binding reads everything up to and including the closing braces.
func (p *parser) binding() Node {
	if p.atEnd() {
		p.report(p.pos, diag.Warning, CodeEmpty, "the expression is empty; its value is \"\"")
		n := p.empties.Put(Empty{At(p.pos)})
		p.pos += 2
		return n
	}
	var n Node
	if p.bareObject() {
		n = p.object(true)
	} else {
		n = p.cond()
	}
	if n == nil {
		return nil
	}
	if !p.atEnd() {
		return p.unexpected()
	}
	p.pos += 2
	if _, ok := n.(*Ident); ok && p.ctx.Data {
		return &Object{At: At(n.Pos()), Bare: true, Fields: []Field{{At: At(n.Pos()), Value: n, Spread: true}}}
	}
	return n
}

// bareObject reports whether an object without braces begins here: with "...",
// or a key followed by a colon, or a name followed by a comma (or standing alone
// in a template's data).
func (p *parser) bareObject() bool {
	if p.has(p.pos, "...") {
		return true
	}
	key := p.name(p.pos)
	named := key > p.pos
	if !named {
		key = p.skipKey(p.pos)
	}
	if key == p.pos {
		return false
	}
	i := p.skip(key)
	switch p.at(i) {
	case ':':
		return true
	case ',':
		return named
	case '}':
		return named && p.ctx.Data && p.at(i+1) == '}' && !isConstant(p.src[p.pos:key])
	}
	return false
}

// skipKey returns the end of the quoted or numeric key that begins at i, or i.
func (p *parser) skipKey(i int) int {
	switch c := p.at(i); {
	case c == '\'' || c == '"':
		if end := p.stringEnd(i); end > 0 {
			return end
		}
	case isDigit(c):
		for isIdentPart(p.at(i)) || p.at(i) == '.' {
			i++
		}
	}
	return i
}

// isConstant reports whether a name is one of the four that stand for a value.
func isConstant(name string) bool {
	switch name {
	case "true", "false", "null", "undefined":
		return true
	}
	return false
}

// cond reads a whole expression.
func (p *parser) cond() Node {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	test := p.binary(1)
	if test == nil || p.peek() != '?' {
		return test
	}
	at := p.pos
	p.pos++
	then := p.cond()
	if then == nil {
		return nil
	}
	if p.peek() != ':' {
		if c := p.at(p.pos); c != '}' && c != ')' && c != ']' && c != ',' {
			return p.unexpected()
		}
		return p.fail(at, CodeCondition, "incomplete condition expression: the part after ? needs a : and another value")
	}
	p.pos++
	other := p.cond()
	if other == nil {
		return nil
	}
	return p.conds.Put(Cond{At(test.Pos()), test, then, other})
}

// The levels of binary operators, from the loosest to the tightest. ?? stands on
// the level of || and may be mixed with it (spec wxml §3).
const (
	precOr = iota + 1
	precAnd
	precBitOr
	precBitXor
	precBitAnd
	precEq
	precCmp
	precShift
	precAdd
	precMul
	precPow // the only one that groups to the right
	precUnary
	precPostfix
)

// operator returns the binary operator at p.pos and its level, 0 for none.
func (p *parser) operator() (op string, prec int) {
	c, d := p.peek(), p.at(p.pos+1)
	switch c {
	case '|':
		if d == c {
			return "||", precOr
		}
		return "|", precBitOr
	case '&':
		if d == c {
			return "&&", precAnd
		}
		return "&", precBitAnd
	case '^':
		return "^", precBitXor
	case '?':
		if d == c {
			return "??", precOr
		}
	case '=', '!':
		return p.equality(c, d)
	case '<', '>':
		return p.comparison(c, d)
	case '+', '-':
		if d != c { // a++ is no addition
			return string(c), precAdd
		}
	case '*':
		if d == c {
			return "**", precPow
		}
		return "*", precMul
	case '/', '%':
		if d != '*' { // a comment without end is no division
			return string(c), precMul
		}
	case 'i':
		switch p.src[p.pos:p.name(p.pos)] {
		case "in":
			return "in", precCmp
		case "instanceof":
			return "instanceof", precCmp
		}
	}
	return "", 0
}

func (p *parser) equality(c, d byte) (string, int) {
	strict := p.at(p.pos+2) == '='
	switch {
	case d != '=':
		return "", 0
	case c == '=' && strict:
		return "===", precEq
	case c == '=':
		return "==", precEq
	case strict:
		return "!==", precEq
	}
	return "!=", precEq
}

func (p *parser) comparison(c, d byte) (string, int) {
	switch {
	case c == '<' && d == '<':
		return "<<", precShift
	case d == '=':
		return string(c) + "=", precCmp
	case c == '>' && d == '>':
		if p.at(p.pos+2) == '>' {
			return ">>>", precShift
		}
		return ">>", precShift
	}
	return string(c), precCmp
}

// binary reads operators of level min and tighter.
func (p *parser) binary(min int) Node {
	parenthesised := p.peek() == '('
	x := p.unary()
	for x != nil {
		op, prec := p.operator()
		if prec < min || prec == 0 {
			return x
		}
		at := p.pos
		if !p.link() {
			return nil
		}
		p.pos += len(op)
		right := prec + 1
		if prec == precPow {
			if _, unary := x.(*Unary); unary && !parenthesised {
				return p.fail(at, CodeUnsupported, "the left side of ** needs parentheses: write (-a) ** b or -(a ** b)")
			}
			right = prec
		}
		if right == precPow && !p.enter() {
			return nil
		}
		y := p.binary(right)
		if right == precPow {
			p.leave()
		}
		if y == nil {
			return nil
		}
		x = p.binaries.Put(Binary{At(x.Pos()), op, x, y})
	}
	return nil
}

// unary reads prefix operators and their operand.
func (p *parser) unary() Node {
	c := p.peek()
	at := p.pos
	op := ""
	switch c {
	case '!', '~':
		op = string(c)
	case '+', '-':
		if p.at(at+1) != c {
			op = string(c)
		}
	case 't', 'v':
		if w := p.src[at:p.name(at)]; (w == "typeof" || w == "void") && p.operandAt(p.skip(at+len(w))) {
			op = w
		}
	}
	if op == "" {
		return p.postfix()
	}
	if !p.enter() {
		return nil
	}
	defer p.leave()
	p.pos += len(op)
	x := p.unary()
	if x == nil {
		return nil
	}
	return p.unaries.Put(Unary{At(at), op, x})
}

// operandAt reports whether an operand begins at i; a typeof without one is a
// name like any other.
func (p *parser) operandAt(i int) bool {
	switch c := p.at(i); c {
	case '\'', '"', '`', '(', '[', '{', '~', '+', '-':
		return true
	case '!':
		return p.at(i+1) != '='
	case '.':
		return isDigit(p.at(i + 1))
	default:
		return isIdentPart(c) && p.src[i:p.name(i)] != "in" && p.src[i:p.name(i)] != "instanceof"
	}
}

// unexpected reports the character at p.pos, with advice where there is some.
func (p *parser) unexpected() Node {
	if p.peek() == 0 && p.pos >= len(p.src) {
		return p.fail(p.pos, CodeEnd, "missing expression end: }} is missing")
	}
	code, advice := CodeCharacter, ""
	switch c, d := p.src[p.pos], p.at(p.pos+1); {
	case c == '=' && d == '>':
		code, advice = CodeUnsupported, "functions cannot be written in a binding; use a wxs function"
	case c == '=':
		code, advice = CodeUnsupported, "a binding cannot assign; compare with == or ==="
	case (c == '+' || c == '-') && c == d:
		code, advice = CodeUnsupported, "a binding cannot assign; write a "+string(c)+" 1, or put a space between the signs"
	case c == '/' && d == '/':
		code, advice = CodeUnsupported, "write comments as /* */"
	case c == '/' && d == '*':
		advice = fmt.Sprintf("the comment has no */, or is longer than %d bytes", maxComment)
	case c == '/':
		code, advice = CodeUnsupported, "there are no regular expressions in a binding; use getRegExp in a wxs function"
	case c == '\\':
		advice = "quotes of a binding need no backslash, whatever the attribute's quotes are"
	case c == '}' && d == c:
		advice = "a value is missing before the end"
	case c == '}':
		return p.fail(p.pos, CodeEnd, "missing expression end: a binding ends with two braces")
	case c >= utf8.RuneSelf:
		code, advice = CodeIdentifier, "names are made of ASCII letters, digits, _ and $; read another field as a['...']"
	}
	r, _ := utf8.DecodeRuneInString(p.src[p.pos:])
	message := fmt.Sprintf("unexpected character inside expression: %q", r)
	if code == CodeIdentifier {
		message = fmt.Sprintf("not a valid identifier: %q", r)
	}
	if advice != "" {
		message += "; " + advice
	}
	return p.fail(p.pos, code, message)
}
