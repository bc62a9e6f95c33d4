package wxs

// The walk of the resolver over the tree, in the order of evaluation.

func (r *resolver) stmts(list []stmt) {
	for _, s := range list {
		r.stmt(s)
	}
}

func (r *resolver) stmt(s stmt) {
	switch s := s.(type) {
	case nil:
	case *exprStmt:
		r.expr(s.x)
	case *varStmt:
		for _, d := range s.decls {
			r.expr(d.init)
			if d.init != nil || s.kind != declVar {
				r.pattern(d.target, true)
			}
		}
	case *blockStmt:
		r.block(s, func() {})
	case *ifStmt:
		for _, c := range s.clauses {
			r.expr(c.test)
			r.stmt(c.body)
		}
	case *forStmt:
		r.forStmt(s)
	case *forInStmt:
		r.forIn(s)
	case *whileStmt:
		r.loop(func() {
			r.expr(s.test)
			r.stmt(s.body)
		})
	case *doStmt:
		r.loop(func() {
			r.stmt(s.body)
			r.expr(s.test)
		})
	case *switchStmt:
		r.expr(s.x)
		r.inSwitch++
		r.block(s.block, func() {
			for _, c := range s.cases {
				r.expr(c.test)
				r.stmts(c.body)
			}
		})
		r.inSwitch--
	case *returnStmt:
		r.expr(s.x)
	case *throwStmt:
		r.expr(s.x)
	case *tryStmt:
		r.block(s.body, func() {})
		if s.handler != nil {
			r.block(s.handler, func() {
				if s.param != nil {
					r.pattern(s.param, true)
				}
			})
		}
		if s.finally != nil {
			r.block(s.finally, func() {})
		}
	case *labelStmt:
		r.stmt(s.body)
	}
}

// block resolves a block; first runs inside its scope, before its statements.
func (r *resolver) block(b *blockStmt, first func()) {
	if len(b.lex) == 0 {
		r.functions(b.funcs)
		first()
		r.stmts(b.body)
		return
	}
	r.push()
	b.scope = r.scope
	r.declareLex(b.lex)
	r.functions(b.funcs)
	first()
	r.stmts(b.body)
	r.pop()
}

func (r *resolver) loop(body func()) {
	r.fn.loops = append(r.fn.loops, r.tick())
	body()
	r.fn.loops = r.fn.loops[:len(r.fn.loops)-1]
}

// forStmt resolves a for loop. Names declared by let belong to one turn of the
// loop: the update works on the next turn's copies, so it is walked before the
// body.
func (r *resolver) forStmt(s *forStmt) {
	if len(s.lex) == 0 {
		r.stmt(s.init)
	}
	r.loop(func() {
		if len(s.lex) > 0 {
			r.push()
			s.scope = r.scope
			r.declareLex(s.lex)
			r.stmt(s.init)
		}
		r.expr(s.test)
		r.expr(s.update)
		r.stmt(s.body)
		if len(s.lex) > 0 {
			r.pop()
		}
	})
}

func (r *resolver) forIn(s *forInStmt) {
	r.expr(s.x)
	r.loop(func() {
		if len(s.lex) > 0 {
			r.push()
			s.scope = r.scope
			r.declareLex(s.lex)
		}
		r.pattern(s.target, s.decl)
		r.stmt(s.body)
		if len(s.lex) > 0 {
			r.pop()
		}
	})
}

// pattern resolves a target that is bound or assigned at this point.
func (r *resolver) pattern(target expr, bind bool) {
	switch t := target.(type) {
	case *identExpr:
		r.target(t, bind)
	case *memberExpr:
		r.expr(t.x)
	case *indexExpr:
		r.expr(t.x)
		r.expr(t.key)
	case *arrayPattern:
		for _, e := range t.elems {
			r.patternElem(e, bind)
		}
		if t.rest != nil {
			r.pattern(t.rest, bind)
		}
	case *objectPattern:
		for _, e := range t.props {
			r.expr(e.computed)
			r.patternElem(e, bind)
		}
		if t.rest != nil {
			r.pattern(t.rest, bind)
		}
	}
}

func (r *resolver) patternElem(e patternElem, bind bool) {
	r.expr(e.init)
	if e.target != nil {
		r.pattern(e.target, bind)
	}
}

// target resolves a name that is assigned at this point; bind is set for a
// declaration.
func (r *resolver) target(id *identExpr, bind bool) {
	id.ref = r.lookup(id.name)
	v := id.ref.v
	switch {
	case v == nil:
		r.free = append(r.free, freeRef{id: id, target: true})
	case bind:
		id.ref.check, id.ref.bind = false, true
		v.declared = true
	case v.kind == declConst:
		r.p.reportAt(int(id.off), codeConst, "assignment to the constant "+id.name+" fails when this runs", false)
	}
	r.assigned(id.ref)
}

func (r *resolver) exprs(list []expr) {
	for _, x := range list {
		r.expr(x)
	}
}

func (r *resolver) expr(x expr) {
	switch x := x.(type) {
	case nil, *constExpr, *regexpExpr:
	case *identExpr:
		r.ident(x, false)
	case *thisExpr:
		r.this(x)
	case *templateExpr:
		r.exprs(x.exprs)
	case *arrayExpr:
		r.exprs(x.elems)
	case *spreadExpr:
		r.expr(x.x)
	case *objectExpr:
		for _, p := range x.props {
			if p.init != nil {
				r.p.failAt(p.off, codeSyntax, "a default value stands only in a pattern; write "+p.key+": value")
			}
			r.expr(p.computed)
			r.expr(p.val)
		}
	case *funcExpr:
		r.function(x.fn)
	case *unaryExpr:
		if id, ok := x.x.(*identExpr); ok && x.op == tTypeof {
			r.ident(id, true)
			return
		}
		r.expr(x.x)
	case *updateExpr:
		r.assignment(x.x, true)
	case *binaryExpr:
		r.expr(x.l)
		r.expr(x.r)
	case *logicalExpr:
		r.expr(x.l)
		r.expr(x.r)
	case *condExpr:
		r.expr(x.test)
		r.expr(x.yes)
		r.expr(x.no)
	case *assignExpr:
		r.expr(x.val)
		r.assignment(x.target, x.op != tAssign)
	case *seqExpr:
		r.exprs(x.list)
	case *memberExpr:
		if x.name != "length" || !r.argsDirect(x.x) {
			r.expr(x.x)
		}
	case *indexExpr:
		if !r.argsDirect(x.x) {
			r.expr(x.x)
		}
		r.expr(x.key)
	case *callExpr:
		r.expr(x.fn)
		r.exprs(x.args)
		r.require(x)
	case *newExpr:
		r.expr(x.fn)
		r.exprs(x.args)
	case *chainExpr:
		r.expr(x.x)
	}
}

// assignment resolves the target of = and, with read set, of += and ++.
func (r *resolver) assignment(target expr, read bool) {
	if id, ok := target.(*identExpr); ok && read {
		r.ident(id, false)
		if v := id.ref.v; v != nil && v.kind == declConst {
			r.p.reportAt(int(id.off), codeConst, "assignment to the constant "+id.name+" fails when this runs", false)
		}
		r.assigned(id.ref)
		return
	}
	r.pattern(target, false)
}

func (r *resolver) ident(id *identExpr, quiet bool) {
	id.ref = r.lookup(id.name)
	if id.ref.v == nil {
		r.free = append(r.free, freeRef{id: id, quiet: quiet})
	}
}

func (r *resolver) this(x *thisExpr) {
	f := r.fn
	for f.node.arrow {
		f = f.parent
	}
	if f == r.module {
		x.ref = &reference{outer: -1}
		return
	}
	x.ref = r.use(r.implicit(f, &f.this, "this", declThis))
}

// argsDirect reports whether x is the arguments of the current function, of
// which only an element or the length is read here. Such a use does not need
// the object itself.
func (r *resolver) argsDirect(x expr) bool {
	id, ok := x.(*identExpr)
	if !ok || id.name != "arguments" || r.fn.node.arrow || r.fn == r.module {
		return false
	}
	for s := r.scope; s != r.fn.scope; s = s.parent {
		if s.vars[id.name] != nil {
			return false
		}
	}
	if r.fn.scope.vars[id.name] != nil {
		return false
	}
	v := r.implicit(r.fn, &r.fn.args, id.name, declArguments)
	id.ref = &reference{v: v, outer: -1}
	r.fn.argsDirect = true
	return true
}

// require notes a module that this one asks for by a constant path.
func (r *resolver) require(x *callExpr) {
	id, ok := x.fn.(*identExpr)
	if !ok || id.name != "require" || id.ref.v == nil || !id.ref.v.module || id.ref.v.slot != slotRequire {
		return
	}
	if len(x.args) > 0 {
		if c, ok := x.args[0].(*constExpr); ok && c.val.IsString() {
			path, _ := c.val.AsString()
			r.requires = append(r.requires, Require{Path: path, Offset: int(c.off)})
			return
		}
	}
	r.p.notStrict(x.off, "require with anything but a string is")
}
