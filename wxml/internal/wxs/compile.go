package wxs

import (
	"github.com/mica-go/mica/internal/regex"
	"github.com/mica-go/mica/internal/value"
)

// compiler turns the resolved tree into closures.
type compiler struct {
	mod      *Module
	parser   *parser
	resolver *resolver
	fn       *funcInfo
	places   []outerPlace // of the captured variables of fn
	labels   []string     // ids of labels are their positions + 1
	loopOf   []int32      // labels that stand directly before the loop to come
	chains   int          // ?. around the current expression
	regexps  int          // size of the regular expressions so far
}

// outerPlace says where a captured variable lies in the frame.
type outerPlace struct {
	boxed bool
	i     int // in vals or cells
}

func (g *compiler) failAt(off int32, code, message string) {
	g.parser.reportAt(int(off), code, message, false)
}

// module compiles the module's own code.
func (g *compiler) module(root *funcNode) *funcCode {
	for _, v := range g.resolver.module.scope.list {
		if v.checked {
			g.mod.unset = append(g.mod.unset, v.slot)
		}
	}
	for _, f := range g.resolver.free {
		if v := f.id.ref.v; v != nil && f.target {
			g.mod.unset = append(g.mod.unset, v.slot)
		}
	}
	return g.function(root)
}

// function compiles a function into its own code.
func (g *compiler) function(fn *funcNode) *funcCode {
	info := fn.info
	outer := *g
	g.fn, g.labels, g.loopOf, g.places, g.chains = info, nil, nil, nil, 0
	code := &funcCode{
		name: fn.name, nparams: len(fn.params), nslots: info.nslots, nboxes: info.nboxes,
		thisAt: implicitSlot(info.this), selfAt: implicitSlot(info.self), strict: g.mod.strict,
	}
	code.source = g.mod.text[int(fn.off)-g.mod.start : int(fn.end)-g.mod.start]
	for _, p := range fn.params {
		if p.init != nil {
			break
		}
		code.length++
	}
	for _, v := range info.outer {
		if v.boxed {
			g.places = append(g.places, outerPlace{true, code.ncells})
			code.ncells++
		} else {
			g.places = append(g.places, outerPlace{false, code.nvals})
			code.nvals++
		}
	}
	code.keepArgs = fn.rest != nil || info.args != nil
	code.prologue = g.prologue(fn)
	g.body(fn, code)
	g.fn, g.places, g.labels, g.loopOf, g.chains = outer.fn, outer.places, outer.labels, outer.loopOf, outer.chains
	code.outer = g.outerRefs(info)
	return code
}

func implicitSlot(v *variable) int32 {
	if v == nil || !v.used || v.boxed {
		return -1
	}
	return int32(v.slot)
}

// outerRefs says where the function being compiled finds the variables that an
// inner one captures.
func (g *compiler) outerRefs(inner *funcInfo) []outerRef {
	var refs []outerRef
	for _, v := range inner.outer {
		o := outerRef{-1, -1, -1, -1}
		switch i, far := g.fn.outerAt[v]; {
		case far && v.boxed:
			o.fromCells = int32(g.places[i].i)
		case far:
			o.fromVals = int32(g.places[i].i)
		case v.boxed:
			o.box = int32(v.box)
		default:
			o.slot = int32(v.slot)
		}
		refs = append(refs, o)
	}
	return refs
}

// prologue compiles what runs before the body: boxes, the arguments object,
// defaults and patterns of parameters.
func (g *compiler) prologue(fn *funcNode) exec {
	info := fn.info
	var list []exec
	if n := info.nboxes; n > 0 {
		list = append(list, func(fr *frame) ctl {
			fr.boxes = make([]*cell, n)
			return ctlNext
		})
	}
	for _, v := range info.vars {
		if v.boxed && (!v.scoped || info.scope.vars[v.name] == v) {
			list = append(list, g.openBox(v))
		}
	}
	if v := info.args; v != nil && v.used {
		store := g.storeVar(&reference{v: v, outer: -1})
		list = append(list, func(fr *frame) ctl {
			items := append([]value.Value(nil), fr.args...)
			store(fr, value.FromOpaque(&argumentsValue{items: items}))
			return ctlNext
		})
	}
	list = append(list, g.resetScope(info.scope, false)...)
	for i, p := range fn.params {
		if _, ok := p.target.(*identExpr); ok && p.init == nil {
			continue
		}
		bind := g.bindElem(p)
		list = append(list, func(fr *frame) ctl {
			bind(fr, fr.locals[i])
			return ctlNext
		})
	}
	if fn.rest != nil {
		n, bind := len(fn.params), g.bind(fn.rest)
		list = append(list, func(fr *frame) ctl {
			var rest []value.Value
			if len(fr.args) > n {
				rest = append(rest, fr.args[n:]...)
			}
			fr.ctx.charge(len(rest))
			bind(fr, fr.ctx.newArray(rest))
			return ctlNext
		})
	}
	list = append(list, g.functions(fn.funcs)...)
	return sequence(list)
}

// openBox gives a variable its cell at function entry; a parameter moves in.
func (g *compiler) openBox(v *variable) exec {
	box, slot := v.box, v.slot
	if v.isParam {
		return func(fr *frame) ctl {
			fr.boxes[box] = &cell{v: fr.locals[slot], born: fr.ctx.calls}
			return ctlNext
		}
	}
	initial := value.Value{}
	if v.checked {
		initial = unsetValue
	}
	return func(fr *frame) ctl {
		fr.boxes[box] = &cell{v: initial, born: fr.ctx.calls}
		return ctlNext
	}
}

// resetScope begins the let and const variables of a block anew. Those that
// need neither a cell nor a check are set by their declaration. fresh is false
// at function entry, where the cells are new already.
func (g *compiler) resetScope(s *blockScope, fresh bool) []exec {
	if s == nil {
		return nil
	}
	var list []exec
	for _, v := range s.list {
		switch {
		case !v.scoped || v.module:
		case v.boxed && fresh:
			list = append(list, g.openBox(v))
		case v.checked && !v.boxed:
			slot := v.slot
			list = append(list, func(fr *frame) ctl {
				fr.locals[slot] = unsetValue
				return ctlNext
			})
		}
	}
	return list
}

// functions compiles the function declarations of a block.
func (g *compiler) functions(list []*funcDecl) []exec {
	var out []exec
	for _, d := range list {
		store, mk := g.storeVar(d.ref), g.newFunction(d.fn)
		out = append(out, func(fr *frame) ctl {
			store(fr, mk(fr))
			return ctlNext
		})
	}
	return out
}

// newFunction compiles a function and returns what makes its value.
func (g *compiler) newFunction(fn *funcNode) eval {
	code := g.function(fn)
	return func(fr *frame) value.Value { return value.FromFunc(&fr.newClosure(code).fn) }
}

// body compiles the statements of a function; a single return becomes an
// expression.
func (g *compiler) body(fn *funcNode, code *funcCode) {
	if fn.expr != nil {
		code.expr = g.expr(fn.expr)
		return
	}
	if len(fn.body) == 1 {
		if r, ok := fn.body[0].(*returnStmt); ok && r.x != nil {
			code.expr = g.expr(r.x)
			return
		}
	}
	code.body = g.block(fn.body)
}

// sequence joins statements that always run to their end.
func sequence(list []exec) exec {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return func(fr *frame) ctl {
		for _, s := range list {
			s(fr)
		}
		return ctlNext
	}
}

// loadVar compiles the reading of a variable.
func (g *compiler) loadVar(id *identExpr) eval {
	ref := id.ref
	v := ref.v
	if ref.check {
		load, name, off := g.load(ref), id.name, id.off
		return func(fr *frame) value.Value {
			x := load(fr)
			if isUnset(x) {
				fr.pos = off
				fr.ctx.unsetError(name, v.kind)
			}
			return x
		}
	}
	return g.load(ref)
}

func (c *Context) unsetError(name string, kind declKind) {
	if kind == declGlobal {
		c.throwError("ReferenceError", "%s is not defined", name)
	}
	c.throwError("ReferenceError", "Cannot access '%s' before initialization", name)
}

func (g *compiler) load(ref *reference) eval {
	v := ref.v
	slot := v.slot
	switch {
	case v.module:
		return func(fr *frame) value.Value { return fr.inst.vars[slot] }
	case ref.outer >= 0:
		i := g.places[ref.outer].i
		if g.places[ref.outer].boxed {
			return func(fr *frame) value.Value { return fr.cells[i].v }
		}
		return func(fr *frame) value.Value { return fr.vals[i] }
	case v.boxed:
		box := v.box
		return func(fr *frame) value.Value { return fr.boxes[box].v }
	}
	return func(fr *frame) value.Value { return fr.locals[slot] }
}

type store func(fr *frame, v value.Value)

// storeVar compiles the writing of a variable.
func (g *compiler) storeVar(ref *reference) store {
	v := ref.v
	slot := v.slot
	switch {
	case v.kind == declSelf:
		return func(*frame, value.Value) {} // as in JavaScript
	case v.module:
		return func(fr *frame, x value.Value) {
			fr.ctx.version++
			fr.inst.vars[slot] = x
		}
	case ref.outer >= 0:
		i := g.places[ref.outer].i // always a cell: it is assigned here
		return func(fr *frame, x value.Value) {
			cell := fr.cells[i]
			fr.ctx.changed(cell.born)
			cell.v = x
		}
	case v.boxed:
		box := v.box
		return func(fr *frame, x value.Value) { fr.boxes[box].v = x }
	}
	return func(fr *frame, x value.Value) { fr.locals[slot] = x }
}

// assignVar is storeVar for an assignment that is no declaration.
func (g *compiler) assignVar(id *identExpr) store {
	ref := id.ref
	set := g.storeVar(ref)
	if ref.v.kind == declConst {
		off := id.off
		return func(fr *frame, _ value.Value) {
			fr.pos = off
			fr.ctx.typeError("Assignment to constant variable.")
		}
	}
	if !ref.check || ref.v.kind == declGlobal {
		return set
	}
	get, name, off, kind := g.load(ref), id.name, id.off, ref.v.kind
	return func(fr *frame, x value.Value) {
		if isUnset(get(fr)) {
			fr.pos = off
			fr.ctx.unsetError(name, kind)
		}
		set(fr, x)
	}
}

// maxRegExps bounds the regular expressions of one module: a few characters of
// source can stand for a large program.
const maxRegExps = 200_000

func (g *compiler) regexp(x *regexpExpr) eval {
	if g.regexps > maxRegExps {
		return nil // reported at the one that was too much
	}
	flags, err := parseFlags(x.flags, true)
	var re *regex.Regexp
	if err == nil {
		re, err = regex.Compile(x.pattern, flags.flags)
	}
	if err != nil {
		g.failAt(x.off, codeRegExp, err.Error())
		g.regexps += maxRegExps / 10 // finding out may have taken long
		return nil
	}
	if g.regexps += re.Size(); g.regexps > maxRegExps {
		g.failAt(x.off, codeSize, "the regular expressions of this module are too large together; make repetitions such as {1000} smaller")
		return nil
	}
	return func(fr *frame) value.Value {
		fr.ctx.charge(4)
		return value.FromOpaque(&regexpValue{re: re, source: x.pattern, flags: flags, born: fr.ctx.calls})
	}
}
