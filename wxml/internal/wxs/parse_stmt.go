package wxs

import "slices"

// statement parses one statement; nil stands for one that does nothing.
func (p *parser) statement() stmt {
	p.enter()
	defer p.leave()
	t := p.tok
	n := node{t.start}
	switch t.kind {
	case tLBrace:
		return p.block()
	case tSemi:
		p.advance()
		return nil
	case tVar, tConst:
		s := p.varStatement()
		p.checkInit(s)
		p.semicolon()
		return s
	case tFunction:
		p.functionDecl()
		return nil
	case tIf:
		return p.ifStatement()
	case tFor:
		return p.forStatement()
	case tWhile:
		p.advance()
		s := &whileStmt{node: n, test: p.condition()}
		s.body = p.loopBody()
		s.end = p.prev
		return s
	case tDo:
		return p.doStatement()
	case tBreak, tContinue:
		return p.jump()
	case tReturn:
		return p.returnStatement()
	case tSwitch:
		return p.switchStatement()
	case tThrow:
		p.notStrict(t.start, "throw is")
		p.advance()
		if p.tok.nl {
			p.failAt(p.tok.start, codeSyntax, "the value to throw must follow on the same line")
		}
		s := &throwStmt{node: n, x: p.expression()}
		p.semicolon()
		return s
	case tTry:
		return p.tryStatement()
	case tWith:
		p.failAt(t.start, codeUnsupported, "with is not part of WXS")
	case tDebugger:
		p.notStrict(t.start, "debugger is")
		p.advance()
		p.semicolon()
		return nil
	case tIdent:
		if s := p.wordStatement(); s != nil {
			return s
		}
	}
	s := &exprStmt{node: n, x: p.expression()}
	p.semicolon()
	return s
}

// wordStatement parses statements that begin with a word that is also a valid
// name: let, labels, and what is only known to be rejected.
func (p *parser) wordStatement() stmt {
	t, next := p.tok, p.peekToken()
	switch {
	case next.kind == tColon:
		return p.labelStatement()
	case t.text == "let" && (next.kind == tIdent || next.kind == tLBracket || next.kind == tLBrace):
		s := p.varStatement()
		p.checkInit(s)
		p.semicolon()
		return s
	case next.nl:
	case t.text == "import" && (next.kind == tIdent || next.kind == tString || next.kind == tLBrace || next.kind == tStar):
		p.failAt(t.start, codeUnsupported, "import is not part of WXS; use var x = require('./x.wxs')")
	case t.text == "export" && (next.kind == tIdent || next.kind >= tVar || next.kind == tLBrace):
		p.failAt(t.start, codeUnsupported, "export is not part of WXS; use module.exports = {...}")
	}
	return nil
}

// semicolon ends a statement, by JavaScript's rules for leaving it out.
func (p *parser) semicolon() {
	if p.accept(tSemi) || p.tok.kind == tRBrace || p.tok.kind == tEOF || p.tok.nl {
		return
	}
	p.unexpected("expected ; or a new line")
}

func (p *parser) block() *blockStmt {
	b := &blockStmt{node: node{p.tok.start}}
	defer p.scope(&b.lex, &b.funcs)()
	p.expect(tLBrace, "{")
	for p.tok.kind != tRBrace {
		if p.tok.kind == tEOF {
			p.unexpected("expected } at the end of the block")
		}
		if s := p.statement(); s != nil {
			b.body = append(b.body, s)
		}
	}
	p.advance()
	return b
}

// scope makes lex and funcs the place of declarations until the returned
// function is called.
func (p *parser) scope(lex *[]declName, funcs *[]*funcDecl) func() {
	oldLex, oldFuncs := p.lex, p.funcs
	p.lex, p.funcs = lex, funcs
	return func() { p.lex, p.funcs = oldLex, oldFuncs }
}

// varStatement parses var, let or const up to the semicolon.
func (p *parser) varStatement() *varStmt {
	s := &varStmt{node: node{p.tok.start}, kind: declVar}
	switch p.tok.kind {
	case tConst:
		s.kind = declConst
	case tIdent:
		s.kind = declLet
	}
	if s.kind != declVar {
		p.notStrict(p.tok.start, "let and const are")
	}
	p.advance()
	for {
		d := declarator{off: p.tok.start, target: p.bindingTarget()}
		p.declare(d.target, s.kind)
		if p.accept(tAssign) {
			d.init = p.assignment()
			if id, ok := d.target.(*identExpr); ok {
				nameFunction(d.init, id.name)
			}
		}
		s.decls = append(s.decls, d)
		if !p.accept(tComma) {
			return s
		}
	}
}

// checkInit reports declarations without a value where one is needed; the head
// of a for-in loop has none.
func (p *parser) checkInit(s *varStmt) {
	for _, d := range s.decls {
		if _, ok := d.target.(*identExpr); d.init == nil && (!ok || s.kind == declConst) {
			p.failAt(d.off, codeSyntax, "a value is missing in this declaration")
		}
	}
}

func (p *parser) functionDecl() {
	off := p.tok.start
	p.advance()
	if p.tok.kind == tStar {
		p.failAt(p.tok.start, codeUnsupported, "generators are not part of WXS")
	}
	if p.tok.kind != tIdent {
		p.unexpected("expected the name of the function")
	}
	name := p.tok
	p.advance()
	fn := p.function(off, name.text)
	p.fn.vars = append(p.fn.vars, declName{name.start, name.text, declFunc})
	*p.funcs = append(*p.funcs, &funcDecl{node: node{name.start}, fn: fn})
}

func (p *parser) condition() expr {
	p.expect(tLParen, "( before the condition")
	x := p.expression()
	p.expect(tRParen, ") after the condition")
	return x
}

// body parses the statement that a control structure governs.
func (p *parser) body() stmt {
	if p.tok.kind == tConst || p.isWord("let") && p.peekToken().kind == tIdent {
		p.failAt(p.tok.start, codeSyntax, "a declaration needs braces around it here")
	}
	return p.statement()
}

func (p *parser) loopBody() stmt {
	p.loops++
	p.breaks++
	s := p.body()
	p.loops--
	p.breaks--
	return s
}

func (p *parser) ifStatement() stmt {
	s := &ifStmt{node: node{p.tok.start}}
	for {
		p.advance() // if
		test := p.condition()
		s.clauses = append(s.clauses, ifClause{test, p.body()})
		if !p.accept(tElse) {
			return s
		}
		if p.tok.kind != tIf {
			s.clauses = append(s.clauses, ifClause{nil, p.body()})
			return s
		}
	}
}

func (p *parser) doStatement() stmt {
	s := &doStmt{node: node{p.tok.start}}
	p.advance()
	s.body = p.loopBody()
	p.expect(tWhile, "while after the body of do")
	s.test = p.condition()
	s.end = p.prev
	p.accept(tSemi) // never needed here
	return s
}

func (p *parser) forStatement() stmt {
	off := p.tok.start
	p.advance()
	if p.isWord("await") {
		p.failAt(p.tok.start, codeUnsupported, "for await is not part of WXS")
	}
	p.expect(tLParen, "( after for")
	var lex []declName
	restore := p.scope(&lex, p.funcs)
	defer restore()
	init := p.forInit()
	if p.tok.kind == tIn || p.isWord("of") {
		s := p.forIn(off, init)
		s.lex = lex
		return s
	}
	s := &forStmt{node: node{off}, init: init}
	if v, ok := init.(*varStmt); ok {
		p.checkInit(v)
	}
	p.expect(tSemi, "; after the first part of for")
	if p.tok.kind != tSemi {
		s.test = p.expression()
	}
	p.expect(tSemi, "; after the second part of for")
	if p.tok.kind != tRParen {
		s.update = p.expression()
	}
	p.expect(tRParen, ") before the body of for")
	restore()
	s.body = p.loopBody()
	s.end, s.lex = p.prev, lex
	return s
}

// forInit parses the first part of a for head.
func (p *parser) forInit() stmt {
	noIn := p.noIn
	p.noIn = true
	defer func() { p.noIn = noIn }()
	switch {
	case p.tok.kind == tSemi:
		return nil
	case p.tok.kind == tVar || p.tok.kind == tConst:
		return p.varStatement()
	case p.isWord("let"):
		if k := p.peekToken().kind; k == tIdent || k == tLBracket || k == tLBrace {
			return p.varStatement()
		}
	}
	return &exprStmt{node: node{p.tok.start}, x: p.expression()}
}

// forIn parses for-in and for-of from the keyword on.
func (p *parser) forIn(off int32, init stmt) *forInStmt {
	s := &forInStmt{node: node{off}, of: p.tok.kind != tIn}
	if s.of {
		p.notStrict(off, "for-of is")
	} else {
		p.notStrict(off, "for-in is")
	}
	switch init := init.(type) {
	case *varStmt:
		if len(init.decls) != 1 || init.decls[0].init != nil {
			p.failAt(init.off, codeSyntax, "one name without a value is needed before in and of")
		}
		s.decl, s.kind, s.target = true, init.kind, init.decls[0].target
	case *exprStmt:
		s.target = p.toPattern(init.x, false)
	default:
		p.unexpected("expected a name")
	}
	p.advance()
	if s.of {
		s.x = p.assignment()
	} else {
		s.x = p.expression()
	}
	p.expect(tRParen, ") before the body of for")
	s.body = p.loopBody()
	s.end = p.prev
	return s
}

func (p *parser) jump() stmt {
	t := p.tok
	p.advance()
	name := ""
	if p.tok.kind == tIdent && !p.tok.nl {
		name = p.tok.text
		i := slices.IndexFunc(p.labels, func(l label) bool { return l.name == name })
		if i < 0 || t.kind == tContinue && !p.labels[i].loop {
			p.failAt(p.tok.start, codeSyntax, "no loop around has the label "+name)
		}
		p.advance()
	}
	p.semicolon()
	if t.kind == tBreak {
		if name == "" && p.breaks == 0 {
			p.failAt(t.start, codeSyntax, "break stands outside of a loop and switch")
		}
		return &breakStmt{node{t.start}, name}
	}
	if name == "" && p.loops == 0 {
		p.failAt(t.start, codeSyntax, "continue stands outside of a loop")
	}
	return &continueStmt{node{t.start}, name}
}

func (p *parser) labelStatement() stmt {
	s := &labelStmt{node: node{p.tok.start}, label: p.tok.text}
	p.notStrict(s.off, "labels are")
	if slices.ContainsFunc(p.labels, func(l label) bool { return l.name == s.label }) {
		p.failAt(s.off, codeSyntax, "the label "+s.label+" is already in use around here")
	}
	p.advance()
	p.advance()
	k := p.tok.kind
	p.labels = append(p.labels, label{s.label, k == tFor || k == tWhile || k == tDo})
	s.body = p.body()
	p.labels = p.labels[:len(p.labels)-1]
	return s
}

func (p *parser) returnStatement() stmt {
	s := &returnStmt{node: node{p.tok.start}}
	if p.fn == p.root {
		p.notStrict(s.off, "return outside of a function is")
	}
	p.advance()
	if p.tok.kind != tSemi && p.tok.kind != tRBrace && p.tok.kind != tEOF && !p.tok.nl {
		s.x = p.expression()
	}
	p.semicolon()
	return s
}

func (p *parser) switchStatement() stmt {
	s := &switchStmt{node: node{p.tok.start}}
	p.advance()
	s.x = p.condition()
	s.block = &blockStmt{node: node{p.tok.start}}
	defer p.scope(&s.block.lex, &s.block.funcs)()
	p.expect(tLBrace, "{ before the cases")
	p.breaks++
	seen := false
	for p.tok.kind != tRBrace {
		var c switchCase
		off := p.tok.start
		switch {
		case p.accept(tCase):
			c.test = p.expression()
			p.caseLabel(c.test)
		case p.accept(tDefault):
			if seen {
				p.failAt(off, codeSyntax, "switch has two default cases")
			}
			seen = true
		default:
			p.unexpected("expected case, default or }")
		}
		p.expect(tColon, ": after the case")
		for p.tok.kind != tCase && p.tok.kind != tDefault && p.tok.kind != tRBrace {
			if p.tok.kind == tEOF {
				p.unexpected("expected } at the end of switch")
			}
			if b := p.statement(); b != nil {
				c.body = append(c.body, b)
			}
		}
		s.cases = append(s.cases, c)
	}
	p.breaks--
	p.advance()
	return s
}

// caseLabel reports labels that the legacy compiler does not take.
func (p *parser) caseLabel(x expr) {
	switch x := x.(type) {
	case *identExpr:
	case *constExpr:
		if n, ok := x.val.AsNumber(); ok && n < 0 {
			p.notStrict(x.off, "case labels other than names, numbers and strings are")
		}
	default:
		p.notStrict(x.at(), "case labels other than names, numbers and strings are")
	}
}

func (p *parser) tryStatement() stmt {
	s := &tryStmt{node: node{p.tok.start}}
	p.notStrict(s.off, "try is")
	p.advance()
	s.body = p.block()
	if p.accept(tCatch) {
		var names []declName
		if p.accept(tLParen) {
			restore := p.scope(&names, p.funcs)
			s.param = p.bindingTarget()
			p.declare(s.param, declLet)
			restore()
			p.expect(tRParen, ") after the name of the exception")
		}
		s.handler = p.block()
		s.handler.lex = append(names, s.handler.lex...)
	}
	if p.accept(tFinally) {
		s.finally = p.block()
	}
	if s.handler == nil && s.finally == nil {
		p.unexpected("expected catch or finally")
	}
	return s
}
