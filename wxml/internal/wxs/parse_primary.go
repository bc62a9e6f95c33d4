package wxs

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

func (p *parser) primary() expr {
	t := p.tok
	n := node{t.start}
	p.depth = 1
	switch t.kind {
	case tIdent:
		return p.identifier()
	case tNumber:
		p.advance()
		return &constExpr{n, value.Number(t.num)}
	case tString:
		p.advance()
		return &constExpr{n, value.String(t.text)}
	case tTrue, tFalse:
		p.advance()
		return &constExpr{n, value.Bool(t.kind == tTrue)}
	case tNull:
		p.advance()
		return &constExpr{n, value.Null()}
	case tThis:
		p.advance()
		return &thisExpr{node: n}
	case tFunction:
		return p.functionExpr()
	case tLParen:
		return p.parenthesized()
	case tLBracket:
		return p.arrayLiteral()
	case tLBrace:
		return p.objectLiteral()
	case tTemplate:
		return p.templateLiteral()
	case tSlash, tSlashAssign:
		p.notStrict(t.start, "regular expression literals are")
		x := &regexpExpr{node: n}
		x.pattern, x.flags = p.lexer.regexp(int(t.start))
		p.tok.end = int32(p.pos)
		p.advance()
		return x
	case tPrivate:
		p.failAt(t.start, codeUnsupported, "private names are not part of WXS")
	}
	p.unexpected("expected an expression")
	return nil
}

func (p *parser) identifier() expr {
	t := p.tok
	p.advance()
	switch next := p.tok.kind; t.text {
	case "class":
		if next == tLBrace || next == tIdent && !p.tok.nl {
			p.failAt(t.start, codeUnsupported, "classes are not part of WXS; use functions that return objects")
		}
	case "yield":
		if next == tIdent && !p.tok.nl {
			p.failAt(t.start, codeUnsupported, "generators are not part of WXS")
		}
	case "import":
		if next == tLParen {
			p.failAt(t.start, codeUnsupported, "import is not part of WXS; use require")
		}
	}
	return &identExpr{node: node{t.start}, name: t.text}
}

func (p *parser) functionExpr() expr {
	off := p.tok.start
	p.advance()
	if p.tok.kind == tStar {
		p.failAt(p.tok.start, codeUnsupported, "generators are not part of WXS")
	}
	name := ""
	if p.tok.kind == tIdent {
		name = p.tok.text
		p.advance()
	}
	fn := p.function(off, name)
	fn.self = name != ""
	return &funcExpr{node: node{off}, fn: fn}
}

// parenthesized parses (x) and, when => follows, the parameters of an arrow
// function: both are read as expressions first.
func (p *parser) parenthesized() expr {
	off := p.tok.start
	noIn := p.noIn
	p.noIn = false
	p.advance()
	var list []expr
	d, params := 1, p.tok.kind == tRParen
	for p.tok.kind != tRParen {
		if p.tok.kind == tEllipsis {
			params = true
		}
		list = append(list, p.element())
		d = max(d, p.depth)
		if !p.accept(tComma) {
			break
		}
		params = params || p.tok.kind == tRParen
	}
	p.noIn = noIn
	p.expect(tRParen, ")")
	if p.tok.kind == tArrow && !p.tok.nl {
		return p.arrow(off, list)
	}
	if params {
		p.unexpected("expected => after the parameters")
	}
	p.setDepth(d + 1)
	if len(list) == 1 {
		return list[0]
	}
	return &seqExpr{node: node{off}, list: list}
}

func (p *parser) arrayLiteral() expr {
	x := &arrayExpr{node: node{p.tok.start}}
	noIn := p.noIn
	p.noIn = false
	p.advance()
	d := 1
	for p.tok.kind != tRBracket {
		if p.tok.kind == tComma {
			x.elems = append(x.elems, nil)
			p.advance()
			continue
		}
		x.elems = append(x.elems, p.element())
		d = max(d, p.depth)
		if !p.accept(tComma) {
			break
		}
	}
	p.noIn = noIn
	p.expect(tRBracket, "] at the end of the array")
	p.setDepth(d + 1)
	return x
}

func (p *parser) objectLiteral() expr {
	x := &objectExpr{node: node{p.tok.start}}
	noIn := p.noIn
	p.noIn = false
	p.advance()
	d := 1
	for p.tok.kind != tRBrace {
		p.depth = 1
		x.props = append(x.props, p.property())
		d = max(d, p.depth)
		if !p.accept(tComma) {
			break
		}
	}
	p.noIn = noIn
	p.expect(tRBrace, "} at the end of the object")
	p.setDepth(d + 1)
	return x
}

func (p *parser) property() property {
	t := p.tok
	prop := property{off: t.start}
	switch {
	case t.kind == tEllipsis:
		p.notStrict(t.start, "spread is")
		p.advance()
		prop.spread, prop.val = true, p.assignment()
		return prop
	case t.kind == tLBracket:
		p.notStrict(t.start, "computed keys are")
		p.advance()
		prop.computed = p.assignment()
		p.expect(tRBracket, "]")
	case t.kind == tString:
		prop.key = t.text
		p.advance()
	case t.kind == tNumber:
		p.notStrict(t.start, "numbers as keys are")
		prop.key = value.FormatNumber(t.num)
		p.advance()
	case t.kind == tStar:
		p.failAt(t.start, codeUnsupported, "generators are not part of WXS")
	default:
		prop.key = p.propertyName()
		p.accessor(t)
	}
	d := p.depth
	switch {
	case p.tok.kind == tLParen:
		p.notStrict(t.start, "methods in object literals are")
		prop.val = &funcExpr{node: node{t.start}, fn: p.function(t.start, prop.key)}
	case p.accept(tColon):
		prop.val = p.assignment()
		nameFunction(prop.val, prop.key)
	case t.kind == tIdent:
		p.notStrict(t.start, "shorthand properties are")
		prop.val = &identExpr{node: node{t.start}, name: t.text}
		p.depth = 1
		if p.accept(tAssign) {
			prop.init = p.assignment()
		}
	default:
		p.unexpected("expected : and the value of the property")
	}
	p.depth = max(d, p.depth)
	return prop
}

// accessor rejects get x() {}, set x(v) {} and async x() {}.
func (p *parser) accessor(word token) {
	if !slices.Contains([]string{"get", "set", "async"}, word.text) {
		return
	}
	switch p.tok.kind {
	case tLParen, tColon, tComma, tRBrace, tAssign:
	default:
		p.failAt(word.start, codeUnsupported, "getters, setters and async methods are not part of WXS")
	}
}

func (p *parser) templateLiteral() expr {
	open := p.tok.start
	p.notStrict(open, "template literals are")
	x := &templateExpr{node: node{open}}
	noIn := p.noIn
	p.noIn = false
	d := 1
	for {
		text, more := p.lexer.template(int(open))
		x.texts = append(x.texts, text)
		if !more {
			break
		}
		p.advance()
		x.exprs = append(x.exprs, p.expression())
		d = max(d, p.depth)
		if p.tok.kind != tRBrace {
			p.unexpected("expected } after the expression")
		}
	}
	p.noIn = noIn
	p.advance()
	p.setDepth(d + 1)
	return x
}
