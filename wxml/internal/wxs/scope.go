package wxs

// The resolver binds every name of a module to a variable and decides where
// the variable lives, so that running code never looks a name up:
//
//   - a variable of the module's outermost scope lives in the instance;
//   - any other one lives in a slot of its function's frame;
//   - one that inner functions use is copied into them when they are created,
//     if nothing can assign to it after that moment, and else lives in a cell
//     that all of them share ("boxed").
//
// "After" is decided on a count of steps in evaluation order (seq) and on the
// loops around: an assignment is harmless when it comes before the creation of
// the inner function and no loop brings control back to it.

type variable struct {
	name string
	kind declKind
	fn   *funcInfo
	// module is set when the variable lives in the instance.
	module bool
	slot   int // in the frame or the instance
	box    int // in frame.boxes, for boxed ones
	boxed  bool
	used   bool
	// scoped is set for let and const, which begin anew at every entry of
	// their block; declared, once the walk has passed the declaration.
	scoped, declared, inSwitch bool
	// checked is set when some use may come before the declaration has run.
	checked bool
	isParam bool // slot is the position of the parameter
	start   int  // seq at which the scope begins
	assign  int  // seq of the last assignment, 0 without one
	// capture is the seq of the first creation of an inner function that uses
	// the variable, and loop the least start of a loop inside the scope around
	// such a creation; 0 without one.
	capture, loop int
}

// reference is one use of a name.
type reference struct {
	v *variable // nil for a name that is not declared
	// outer is the index among the captured variables of the function, -1 for
	// a variable of the function itself or of the module.
	outer int
	check bool // the variable may be unset at this point
	bind  bool // this is the declaration
}

type blockScope struct {
	parent *blockScope
	fn     *funcInfo
	vars   map[string]*variable
	list   []*variable // in order of declaration
}

// funcInfo is what the resolver finds out about a function.
type funcInfo struct {
	node    *funcNode
	parent  *funcInfo
	scope   *blockScope
	outer   []*variable // captured variables
	outerAt map[*variable]int
	loops   []int // seq of the starts of the loops around the current point
	created int   // seq of its creation
	vars    []*variable
	params  []*variable // nil where a pattern stands
	this    *variable
	args    *variable
	self    *variable
	// argsDirect is set when arguments[i] or arguments.length occurs.
	argsDirect     bool
	nslots, nboxes int
}

type freeRef struct {
	id     *identExpr
	quiet  bool // typeof x
	target bool
}

type resolver struct {
	p        *parser
	fn       *funcInfo
	scope    *blockScope
	seq      int
	free     []freeRef
	module   *funcInfo
	nmodule  int
	requires []Require
	inSwitch int
}

// Slots of the names that every module begins with.
const (
	slotModule = iota
	slotExports
	slotRequire
)

// resolve binds the names of the module and returns its info and the number of
// module variables.
func resolve(p *parser, root *funcNode) *resolver {
	r := &resolver{p: p}
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(bailout); !ok {
				panic(x)
			}
		}
	}()
	info := &funcInfo{node: root}
	root.info, r.module, r.fn = info, info, info
	r.push()
	info.scope = r.scope
	for _, name := range []string{"module", "exports", "require"} {
		v := r.add(name, declVar)
		if name == "exports" && p.strict {
			delete(r.scope.vars, name)
		}
		v.used = true
	}
	r.declareVars(root)
	r.declareLex(root.lex)
	r.functions(root.funcs)
	r.stmts(root.body)
	r.bindFree()
	r.finish(info)
	return r
}

func (r *resolver) push() {
	r.scope = &blockScope{parent: r.scope, fn: r.fn, vars: make(map[string]*variable)}
}

func (r *resolver) pop() { r.scope = r.scope.parent }

func (r *resolver) tick() int {
	r.seq++
	return r.seq
}

// add declares a variable in the current scope.
func (r *resolver) add(name string, kind declKind) *variable {
	v := &variable{name: name, kind: kind, fn: r.fn, start: r.tick()}
	if r.scope == r.module.scope || r.module.scope == nil {
		v.module, v.slot = true, r.nmodule
		r.nmodule++
	} else {
		r.fn.vars = append(r.fn.vars, v)
	}
	r.scope.vars[name] = v
	r.scope.list = append(r.scope.list, v)
	return v
}

// declareVars declares what var and function statements hoist.
func (r *resolver) declareVars(fn *funcNode) {
	for _, d := range fn.vars {
		if r.scope.vars[d.name] == nil {
			r.add(d.name, declVar)
		}
	}
}

// declareLex declares the let and const names of a block.
func (r *resolver) declareLex(lex []declName) {
	for _, d := range lex {
		if r.scope.vars[d.name] != nil && (r.scope != r.module.scope || r.scope.vars[d.name].slot > slotRequire) {
			r.p.failAt(d.off, codeSyntax, d.name+" is declared twice in the same block")
		}
		v := r.add(d.name, d.kind)
		v.scoped, v.inSwitch = true, r.inSwitch > 0
	}
}

// functions makes the functions that a block declares; they exist from its
// entry on.
func (r *resolver) functions(list []*funcDecl) {
	for _, d := range list {
		r.function(d.fn)
		d.ref = r.lookup(d.fn.name)
		r.assigned(d.ref)
	}
}

// function resolves the body of a function that is created at this point.
func (r *resolver) function(fn *funcNode) {
	info := &funcInfo{node: fn, parent: r.fn, created: r.tick()}
	fn.info = info
	outerScope, outerSwitch := r.scope, r.inSwitch
	r.fn, r.inSwitch = info, 0
	if fn.self {
		r.push()
		info.self = r.add(fn.name, declSelf)
	}
	r.push()
	info.scope = r.scope
	r.params(fn, info)
	r.declareVars(fn)
	r.declareLex(fn.lex)
	for _, p := range fn.params {
		if id, ok := p.target.(*identExpr); ok && p.init == nil {
			id.ref = r.lookup(id.name)
			continue
		}
		r.patternElem(p, true)
	}
	if fn.rest != nil {
		r.pattern(fn.rest, true)
	}
	r.functions(fn.funcs)
	if fn.expr != nil {
		r.expr(fn.expr)
	}
	r.stmts(fn.body)
	r.fn, r.scope, r.inSwitch = info.parent, outerScope, outerSwitch
	r.finish(info)
}

// params declares the parameters; the first slots of the frame are theirs, in
// order.
func (r *resolver) params(fn *funcNode, info *funcInfo) {
	for _, p := range fn.params {
		id, ok := p.target.(*identExpr)
		if !ok {
			info.params = append(info.params, nil)
			r.paramNames(p.target)
			continue
		}
		v := r.add(id.name, declParam) // a second parameter of the same name wins
		v.isParam, v.slot = true, len(info.params)
		info.params = append(info.params, v)
	}
	if fn.rest != nil {
		r.paramNames(fn.rest)
	}
}

func (r *resolver) paramNames(target expr) {
	switch t := target.(type) {
	case *identExpr:
		if r.scope.vars[t.name] == nil {
			r.add(t.name, declParam)
		}
	case *arrayPattern:
		for _, e := range t.elems {
			if e.target != nil {
				r.paramNames(e.target)
			}
		}
		if t.rest != nil {
			r.paramNames(t.rest)
		}
	case *objectPattern:
		for _, e := range t.props {
			r.paramNames(e.target)
		}
		if t.rest != nil {
			r.paramNames(t.rest)
		}
	}
}

// lookup finds the variable of a name as seen from the current function and
// makes it a captured one where it belongs to an outer function.
func (r *resolver) lookup(name string) *reference {
	for s := r.scope; s != nil; s = s.parent {
		if v := s.vars[name]; v != nil {
			return r.use(v)
		}
		if name == "arguments" && s == s.fn.scope && !s.fn.node.arrow && s.fn != r.module {
			return r.use(r.implicit(s.fn, &s.fn.args, name, declArguments))
		}
	}
	return &reference{outer: -1}
}

// implicit declares this or arguments of a function at its first use.
func (r *resolver) implicit(fn *funcInfo, field **variable, name string, kind declKind) *variable {
	if *field == nil {
		*field = &variable{name: name, kind: kind, fn: fn, declared: true}
		fn.vars = append(fn.vars, *field)
	}
	return *field
}

// use makes a reference to v at the current point.
func (r *resolver) use(v *variable) *reference {
	ref := &reference{v: v, outer: -1, check: v.scoped && (!v.declared || v.inSwitch)}
	v.checked = v.checked || ref.check
	v.used = true
	if v.module || v.fn == r.fn {
		return ref
	}
	created := 0
	for f := r.fn; f != v.fn; f = f.parent {
		created = f.created
		i, ok := f.outerAt[v]
		if !ok {
			if f.outerAt == nil {
				f.outerAt = make(map[*variable]int)
			}
			i = len(f.outer)
			f.outer, f.outerAt[v] = append(f.outer, v), i
		}
		if f == r.fn {
			ref.outer = i
		}
	}
	v.captured(created)
	return ref
}

// captured notes that a function created at seq uses v. The current point is
// inside that function, so the loops of v.fn are those around its creation.
func (v *variable) captured(seq int) {
	if v.capture == 0 || seq < v.capture {
		v.capture = seq
	}
	for _, l := range v.fn.loops { // ascending
		if l >= v.start {
			if v.loop == 0 || l < v.loop {
				v.loop = l
			}
			return
		}
	}
}

// assigned records an assignment at the current point.
func (r *resolver) assigned(ref *reference) {
	v := ref.v
	if v == nil || v.kind == declSelf {
		return
	}
	v.assign = r.tick()
	if v.fn != r.fn {
		v.boxed = !v.module
	}
}

// needsBox decides whether copies of the variable would go stale.
func (v *variable) needsBox() bool {
	return v.assign > v.capture || v.loop > 0 && v.assign >= v.loop
}

// finish gives the variables of a function their places.
func (r *resolver) finish(fn *funcInfo) {
	fn.nslots = len(fn.params)
	for _, v := range fn.vars {
		if v.capture > 0 && !v.boxed {
			v.boxed = v.needsBox()
		}
		switch {
		case v.boxed:
			v.box = fn.nboxes
			fn.nboxes++
		case !v.isParam && v.used:
			v.slot = fn.nslots
			fn.nslots++
		}
	}
}

// bindFree binds the names that no scope declares: names that the module
// assigns to become variables of the module (spec wxs §3), the others are
// built in or unknown.
func (r *resolver) bindFree() {
	globals := make(map[string]*variable)
	for _, f := range r.free {
		if f.target && globals[f.id.name] == nil {
			if _, ok := constants[f.id.name]; ok {
				r.p.failAt(f.id.off, codeSyntax, f.id.name+" cannot be assigned to")
			}
			v := &variable{name: f.id.name, kind: declGlobal, fn: r.module, module: true, slot: r.nmodule, checked: true}
			r.nmodule++
			globals[f.id.name] = v
		}
	}
	for _, f := range r.free {
		if v := globals[f.id.name]; v != nil {
			*f.id.ref = reference{v: v, outer: -1, check: true}
		} else if !isBuiltin(f.id.name, r.p.strict) && !f.quiet {
			r.p.reportAt(int(f.id.off), codeUndefined, undefinedMessage(f.id.name, r.p.strict), false)
		}
	}
}

func undefinedMessage(name string, strict bool) string {
	if strict && isBuiltin(name, false) {
		return name + " is not defined in the strict dialect; reading it fails when this runs"
	}
	return name + " is not defined; reading it fails when this runs"
}
