package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// expression parses assignments separated by commas.
func (p *parser) expression() expr {
	off := p.tok.start
	x := p.assignment()
	if p.tok.kind != tComma {
		return x
	}
	seq, d := &seqExpr{node: node{off}, list: []expr{x}}, p.depth
	for p.accept(tComma) {
		seq.list = append(seq.list, p.assignment())
		d = max(d, p.depth)
	}
	p.setDepth(d + 1)
	return seq
}

func (p *parser) assignment() expr {
	p.enter()
	defer p.leave()
	if p.isWord("async") {
		if t := p.peekToken(); !t.nl && (t.kind == tFunction || t.kind == tIdent) {
			p.failAt(p.tok.start, codeUnsupported, "async functions are not part of WXS")
		}
	}
	arrow := p.tok.kind == tIdent
	x := p.conditional()
	if id, ok := x.(*identExpr); ok && arrow && p.tok.kind == tArrow && !p.tok.nl {
		return p.arrow(id.off, []expr{id})
	}
	op, ok := assignOps[p.tok.kind]
	if !ok {
		return x
	}
	off := p.tok.start
	if op == tAssign {
		x = p.toPattern(x, false)
	} else if !assignable(x) {
		p.failAt(x.at(), codeSyntax, "this cannot be assigned to")
	}
	if op == tPower || op == tAndAnd || op == tOrOr || op == tNullish {
		p.notStrict(off, "the operators **=, &&=, ||= and ??= are")
	}
	d := p.depth
	p.advance()
	val := p.assignment()
	if id, ok := x.(*identExpr); ok {
		nameFunction(val, id.name)
	}
	p.setDepth(max(d, p.depth) + 1)
	return &assignExpr{node: node{off}, op: op, target: x, val: val}
}

// nameFunction gives an anonymous function the name of what it is assigned to.
func nameFunction(x expr, name string) {
	if f, ok := x.(*funcExpr); ok && f.fn.name == "" {
		f.fn.name = name
	}
}

func assignable(x expr) bool {
	switch x := x.(type) {
	case *identExpr:
		return true
	case *memberExpr:
		return !x.opt
	case *indexExpr:
		return !x.opt
	}
	return false
}

// bareArrow reports whether x is an arrow function without parentheses around
// it, which cannot be an operand.
func (p *parser) bareArrow(x expr) bool {
	f, ok := x.(*funcExpr)
	return ok && f.fn.arrow && f.fn.end == p.prev
}

// arrow parses the rest of an arrow function whose parameters were read as
// expressions.
func (p *parser) arrow(off int32, params []expr) expr {
	p.notStrict(p.tok.start, "arrow functions are")
	fn := &funcNode{node: node{off}, arrow: true}
	for i, x := range params {
		if s, ok := x.(*spreadExpr); ok {
			if i < len(params)-1 {
				p.failAt(s.off, codeSyntax, "a rest parameter must be the last one")
			}
			fn.rest = p.toPattern(s.x, true)
			break
		}
		fn.params = append(fn.params, p.toElem(x, true))
	}
	p.advance()
	if p.tok.kind == tLBrace {
		p.functionBody(fn)
		return &funcExpr{node: node{off}, fn: fn}
	}
	fn.expr = p.assignment()
	fn.end = p.prev
	p.depth = 1
	return &funcExpr{node: node{off}, fn: fn}
}

func (p *parser) conditional() expr {
	x := p.binary(1)
	if p.tok.kind != tQuestion || p.bareArrow(x) {
		return x
	}
	off, d := p.tok.start, p.depth
	noIn := p.noIn
	p.noIn = false
	p.advance()
	yes := p.assignment()
	d = max(d, p.depth)
	p.noIn = noIn
	p.expect(tColon, ": of the conditional")
	no := p.assignment()
	p.setDepth(max(d, p.depth) + 1)
	return &condExpr{node: node{off}, test: x, yes: yes, no: no}
}

func (p *parser) binary(minPrec int) expr {
	start := p.tok.kind
	x := p.unary()
	if p.bareArrow(x) {
		return x
	}
	d := p.depth
	for {
		op := p.tok.kind
		prec := binaryPrec(op)
		if prec < minPrec || prec == 0 || op == tIn && p.noIn {
			p.depth = d
			return x
		}
		off := p.tok.start
		p.checkOperator(op, start)
		p.advance()
		next := prec + 1
		if op == tPower { // right-associative
			next = prec
			p.enter()
		}
		r := p.binary(next)
		if op == tPower {
			p.leave()
		}
		d = max(d, p.depth) + 1
		p.setDepth(d)
		switch op {
		case tAndAnd, tOrOr, tNullish:
			x = &logicalExpr{node: node{off}, op: op, l: x, r: r}
		default:
			x = &binaryExpr{node: node{off}, op: op, l: x, r: r}
		}
		start = tEOF
	}
}

// checkOperator reports operators that a dialect does not have. operand is the
// first token of the left operand.
func (p *parser) checkOperator(op, operand tok) {
	switch op {
	case tPower:
		switch operand {
		case tMinus, tPlus, tNot, tTilde, tTypeof, tVoid, tDelete:
			p.failAt(p.tok.start, codeSyntax, "put the operand before ** in parentheses")
		}
		p.notStrict(p.tok.start, "the operator ** is")
	case tNullish:
		p.notStrict(p.tok.start, "the operator ?? is")
	case tIn:
		p.notStrict(p.tok.start, "the operator in is")
	case tInstanceof:
		p.notStrict(p.tok.start, "the operator instanceof is")
	}
}

func (p *parser) unary() expr {
	p.enter()
	defer p.leave()
	off := p.tok.start
	switch op := p.tok.kind; op {
	case tNot, tTilde, tPlus, tMinus, tTypeof, tVoid, tDelete:
		p.advance()
		x := p.unary()
		p.setDepth(p.depth + 1)
		if c, ok := x.(*constExpr); ok && op == tMinus {
			if f, ok := c.val.AsNumber(); ok {
				return &constExpr{node: node{off}, val: value.Number(-f)}
			}
		}
		return &unaryExpr{node: node{off}, op: op, x: x}
	case tInc, tDec:
		p.advance()
		x := p.unary()
		if !assignable(x) {
			p.failAt(x.at(), codeSyntax, "this cannot be assigned to")
		}
		p.setDepth(p.depth + 1)
		return &updateExpr{node: node{off}, op: op, prefix: true, x: x}
	}
	if p.isWord("await") && p.peekToken().kind == tIdent {
		p.failAt(off, codeUnsupported, "await is not part of WXS")
	}
	x := p.postfix()
	if k := p.tok.kind; (k == tInc || k == tDec) && !p.tok.nl {
		if !assignable(x) {
			p.failAt(x.at(), codeSyntax, "this cannot be assigned to")
		}
		x = &updateExpr{node: node{p.tok.start}, op: k, x: x}
		p.advance()
		p.setDepth(p.depth + 1)
	}
	return x
}

// postfix parses a primary expression and the members and calls behind it.
func (p *parser) postfix() expr {
	off := p.tok.start
	var x expr
	if p.tok.kind == tNew {
		x = p.newExpr()
	} else {
		x = p.primary()
	}
	if p.bareArrow(x) {
		return x
	}
	chain, d := false, p.depth
	for {
		opt := false
		if p.tok.kind == tOptional {
			p.notStrict(p.tok.start, "the operator ?. is")
			p.advance()
			opt, chain = true, true
		}
		switch k := p.tok.kind; {
		case k == tDot || opt && k != tLParen && k != tLBracket:
			if !opt {
				p.advance()
			}
			m := &memberExpr{node: node{p.tok.start}, x: x, opt: opt}
			m.name = p.propertyName()
			x = m
		case k == tLBracket:
			i := &indexExpr{node: node{p.tok.start}, x: x, opt: opt}
			i.key = p.bracket()
			x = i
		case k == tLParen:
			call := &callExpr{node: node{x.at()}, fn: x, opt: opt}
			call.args = p.arguments()
			x = call
		case k == tTemplate:
			p.failAt(p.tok.start, codeUnsupported, "tagged templates are not part of WXS")
		default:
			p.depth = d
			if chain {
				p.setDepth(d + 1)
				return &chainExpr{node: node{off}, x: x}
			}
			return x
		}
		d = max(d, p.depth) + 1
		p.setDepth(d)
	}
}

// propertyName reads the name after a dot, which may be a keyword.
func (p *parser) propertyName() string {
	t := p.tok
	if t.kind == tIdent || t.kind >= tVar || t.kind == tIn || t.kind == tInstanceof {
		p.advance()
		p.depth = 1
		return t.text
	}
	p.unexpected("expected a property name")
	return ""
}

func (p *parser) bracket() expr {
	noIn := p.noIn
	p.noIn = false
	p.advance()
	x := p.expression()
	p.noIn = noIn
	p.expect(tRBracket, "]")
	return x
}

// arguments parses (a, b, ...c) and leaves the greatest depth in p.depth.
func (p *parser) arguments() []expr {
	noIn := p.noIn
	p.noIn = false
	p.advance()
	var args []expr
	d := 1
	for p.tok.kind != tRParen {
		args = append(args, p.element())
		d = max(d, p.depth)
		if !p.accept(tComma) {
			break
		}
	}
	p.noIn = noIn
	p.expect(tRParen, ") after the arguments")
	p.depth = d
	return args
}

// element parses an argument or array element, which may be a spread.
func (p *parser) element() expr {
	if p.tok.kind != tEllipsis {
		return p.assignment()
	}
	off := p.tok.start
	p.notStrict(off, "spread is")
	p.advance()
	x := p.assignment()
	p.setDepth(p.depth + 1)
	return &spreadExpr{node: node{off}, x: x}
}

func (p *parser) newExpr() expr {
	off := p.tok.start
	p.notStrict(off, "the operator new is")
	p.enter()
	defer p.leave()
	p.advance()
	var fn expr
	if p.tok.kind == tNew {
		fn = p.newExpr()
	} else {
		fn = p.primary()
	}
	d := p.depth
	for p.tok.kind == tDot || p.tok.kind == tLBracket {
		if p.tok.kind == tLBracket {
			i := &indexExpr{node: node{p.tok.start}, x: fn}
			i.key = p.bracket()
			fn = i
		} else {
			p.advance()
			m := &memberExpr{node: node{p.tok.start}, x: fn}
			m.name = p.propertyName()
			fn = m
		}
		d = max(d, p.depth) + 1
		p.setDepth(d)
	}
	x := &newExpr{node: node{off}, fn: fn}
	if p.tok.kind == tLParen {
		x.args = p.arguments()
		d = max(d, p.depth)
	}
	p.setDepth(d + 1)
	return x
}
