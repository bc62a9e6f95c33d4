package wxs

import (
	"fmt"
	"strings"

	"github.com/mica-go/mica/internal/diag"
)

// Codes of the diagnostics of this package.
const (
	codeSyntax      = "wxs-syntax"
	codeComment     = "wxs-unclosed-comment"
	codeUnsupported = "wxs-unsupported"
	codeStrict      = "wxs-strict"
	codeDepth       = "wxs-too-deep"
	codeSize        = "wxs-too-large"
	codeUndefined   = "wxs-undefined-name"
	codeConst       = "wxs-const-assignment"
	codeRegExp      = "wxs-regexp"
	codeRequire     = "wxs-require"
)

const (
	// maxNesting bounds the recursion of the parser, and so the nesting of
	// statements, functions and brackets.
	maxNesting = 400
	// maxExprDepth bounds the depth of one expression's tree, which also
	// grows along a chain such as a + b + c.
	maxExprDepth = 1000
	// maxSource bounds the size of one module in bytes.
	maxSource = 1 << 20
)

// parser turns tokens into a syntax tree. It stops at the first syntax error;
// what only the strict dialect rejects is collected.
type parser struct {
	lexer
	file  string
	tok   token
	prev  int32 // end of the token before tok
	diags diag.List

	fn     *funcNode   // the function being parsed
	lex    *[]declName // where let and const of the current block go
	funcs  *[]*funcDecl
	labels []label
	loops  int // loops around, inside fn
	breaks int // loops and switches around, inside fn
	noIn   bool
	level  int
	depth  int // depth of the expression that was parsed last
	errAt  map[int32]bool
	root   *funcNode // the module's own code
}

type label struct {
	name string
	loop bool
}

// bailout is the panic that ends parsing at a fatal error.
type bailout struct{}

// newParser returns a parser of src[start:end], which code holds as a string.
func newParser(file string, src []byte, code string, start, end int, strict bool) *parser {
	p := &parser{file: file}
	p.lexer = lexer{src: src, code: code, base: start, pos: start, end: end, strict: strict, report: p.reportAt}
	return p
}

func (p *parser) reportAt(at int, code, message string, fatal bool) {
	sev := diag.Error
	if code == codeComment || code == codeUndefined || code == codeConst {
		sev = diag.Warning
	}
	if !p.errAt[int32(at)] { // one message a place is enough
		if p.errAt == nil {
			p.errAt = make(map[int32]bool)
		}
		p.errAt[int32(at)] = true
		if len(p.diags) < maxDiags {
			p.diags = append(p.diags, diag.At(p.file, p.src, at, sev, code, message))
		}
	}
	if fatal {
		panic(bailout{})
	}
}

// maxDiags bounds the messages about one module; each holds its source line.
const maxDiags = 100

func (p *parser) failAt(at int32, code, message string) { p.reportAt(int(at), code, message, true) }

// notStrict reports what the legacy dialect does not know.
func (p *parser) notStrict(at int32, what string) {
	if p.strict {
		p.reportAt(int(at), codeStrict, what+" not part of WXS in the strict dialect", false)
	}
}

func (p *parser) advance() {
	p.prev = p.tok.end
	p.tok = p.lexer.next()
	if p.strict && !p.tok.plain {
		what := "names with $ or non-ASCII letters are"
		if p.tok.kind == tNumber {
			what = "hexadecimal numbers, exponents and numbers that begin with a dot are"
		}
		p.notStrict(p.tok.start, what)
	}
}

// peek returns the token after the current one.
func (p *parser) peekToken() token {
	at := p.pos
	t := p.lexer.next()
	p.pos = at
	return t
}

func (p *parser) accept(k tok) bool {
	if p.tok.kind == k {
		p.advance()
		return true
	}
	return false
}

func (p *parser) expect(k tok, what string) {
	if p.tok.kind != k {
		p.unexpected("expected " + what)
	}
	p.advance()
}

func (p *parser) isWord(w string) bool { return p.tok.kind == tIdent && p.tok.text == w }

// unexpected fails at the current token.
func (p *parser) unexpected(want string) {
	got := "end of the module"
	if p.tok.kind != tEOF {
		got = fmt.Sprintf("%q", clip(string(p.src[p.tok.start:p.tok.end])))
	}
	p.failAt(p.tok.start, codeSyntax, "unexpected "+got+", "+want)
}

// clip shortens text of the program for a message.
func clip(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "..."
	}
	return s
}

func (p *parser) enter() {
	p.level++
	if p.level > maxNesting {
		p.failAt(p.tok.start, codeDepth, fmt.Sprintf("nested more than %d levels deep; split the code up", maxNesting))
	}
}

func (p *parser) leave() { p.level-- }

func (p *parser) setDepth(n int) {
	p.depth = n
	if n > maxExprDepth {
		p.failAt(p.tok.start, codeDepth, fmt.Sprintf("expression with more than %d operators in a row; split it up", maxExprDepth))
	}
}

// module parses the whole source as the body of a function.
func (p *parser) module() (fn *funcNode) {
	fn = &funcNode{node: node{int32(p.pos)}, end: int32(p.end)}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(bailout); !ok {
				panic(r)
			}
		}
	}()
	if p.end-p.pos > maxSource {
		p.failAt(int32(p.pos), codeSize, fmt.Sprintf("module over %d bytes; split it into several files", maxSource))
	}
	p.root, p.fn, p.lex, p.funcs = fn, fn, &fn.lex, &fn.funcs
	p.advance()
	for p.tok.kind != tEOF {
		if s := p.statement(); s != nil {
			fn.body = append(fn.body, s)
		}
	}
	return fn
}

// function parses parameters and body; the current token is the opening
// parenthesis.
func (p *parser) function(off int32, name string) *funcNode {
	fn := &funcNode{node: node{off}, name: name}
	p.enter()
	p.expect(tLParen, "( before the parameters")
	for p.tok.kind != tRParen {
		if p.tok.kind == tEllipsis {
			p.notStrict(p.tok.start, "rest parameters are")
			p.advance()
			fn.rest = p.bindingTarget()
			break
		}
		fn.params = append(fn.params, p.bindingElem())
		if !p.accept(tComma) {
			break
		}
	}
	p.expect(tRParen, ") after the parameters")
	p.functionBody(fn)
	p.leave()
	return fn
}

// functionBody parses { statements }.
func (p *parser) functionBody(fn *funcNode) {
	saved := *p
	p.fn, p.lex, p.funcs = fn, &fn.lex, &fn.funcs
	p.labels, p.loops, p.breaks, p.noIn = nil, 0, 0, false
	p.expect(tLBrace, "{ before the function body")
	for p.tok.kind != tRBrace {
		if p.tok.kind == tEOF {
			p.unexpected("expected } at the end of the function")
		}
		if s := p.statement(); s != nil {
			fn.body = append(fn.body, s)
		}
	}
	fn.end = p.tok.end
	p.fn, p.lex, p.funcs = saved.fn, saved.lex, saved.funcs
	p.labels, p.loops, p.breaks, p.noIn = saved.labels, saved.loops, saved.breaks, saved.noIn
	p.advance()
	p.depth = 1
}

// bindingElem parses a parameter or an element of a pattern that binds names.
func (p *parser) bindingElem() patternElem {
	e := patternElem{off: p.tok.start, target: p.bindingTarget()}
	if p.tok.kind == tAssign {
		p.notStrict(p.tok.start, "default values are")
		p.advance()
		e.init = p.assignment()
	}
	return e
}

// bindingTarget parses a name, [pattern] or {pattern}.
func (p *parser) bindingTarget() expr {
	off := p.tok.start
	switch p.tok.kind {
	case tIdent:
		id := &identExpr{node: node{off}, name: p.tok.text}
		p.advance()
		return id
	case tLBracket, tLBrace:
		x := p.primary()
		return p.toPattern(x, true)
	}
	p.unexpected("expected a name")
	return nil
}

// toPattern turns a literal into the pattern that it spells. With bind set only
// names may stand in it.
func (p *parser) toPattern(x expr, bind bool) expr {
	switch x := x.(type) {
	case *identExpr:
		return x
	case *memberExpr:
		if !bind && !x.opt {
			return x
		}
	case *indexExpr:
		if !bind && !x.opt {
			return x
		}
	case *arrayExpr:
		p.notStrict(x.off, "destructuring is")
		pat := &arrayPattern{node: x.node}
		for i, e := range x.elems {
			if s, ok := e.(*spreadExpr); ok {
				if i < len(x.elems)-1 {
					p.failAt(s.off, codeSyntax, "a rest element must be the last one")
				}
				pat.rest = p.toPattern(s.x, bind)
				break
			}
			elem := patternElem{off: x.off}
			if e != nil {
				elem = p.toElem(e, bind)
			}
			pat.elems = append(pat.elems, elem)
		}
		return pat
	case *objectExpr:
		return p.toObjectPattern(x, bind)
	case *arrayPattern, *objectPattern:
		return x
	}
	p.failAt(x.at(), codeSyntax, "this cannot be assigned to")
	return nil
}

// toElem turns target or target = default into an element of a pattern.
func (p *parser) toElem(x expr, bind bool) patternElem {
	e := patternElem{off: x.at()}
	if a, ok := x.(*assignExpr); ok && a.op == tAssign {
		e.init, x = a.val, a.target
	}
	e.target = p.toPattern(x, bind)
	return e
}

func (p *parser) toObjectPattern(x *objectExpr, bind bool) expr {
	p.notStrict(x.off, "destructuring is")
	pat := &objectPattern{node: x.node}
	for i, prop := range x.props {
		if prop.spread {
			if i < len(x.props)-1 {
				p.failAt(prop.off, codeSyntax, "a rest element must be the last one")
			}
			pat.rest = p.toPattern(prop.val, bind)
			break
		}
		e := p.toElem(prop.val, bind)
		if prop.init != nil {
			e.init = prop.init
		}
		e.off, e.key, e.computed = prop.off, prop.key, prop.computed
		pat.props = append(pat.props, e)
	}
	return pat
}

// declare records the names that a target binds.
func (p *parser) declare(target expr, kind declKind) {
	switch t := target.(type) {
	case *identExpr:
		d := declName{t.off, t.name, kind}
		if kind == declVar {
			p.fn.vars = append(p.fn.vars, d)
		} else {
			*p.lex = append(*p.lex, d)
		}
	case *arrayPattern:
		for _, e := range t.elems {
			if e.target != nil {
				p.declare(e.target, kind)
			}
		}
		if t.rest != nil {
			p.declare(t.rest, kind)
		}
	case *objectPattern:
		for _, e := range t.props {
			p.declare(e.target, kind)
		}
		if t.rest != nil {
			p.declare(t.rest, kind)
		}
	}
}
