package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

func (g *compiler) assign(x *assignExpr) eval {
	if x.op != tAssign {
		return g.compound(x)
	}
	val := g.expr(x.val)
	switch t := x.target.(type) {
	case *identExpr:
		set := g.assignVar(t)
		return func(fr *frame) value.Value {
			v := val(fr)
			set(fr, v)
			return v
		}
	case *memberExpr:
		obj, name, off := g.expr(t.x), t.name, t.off
		return func(fr *frame) value.Value {
			o := obj(fr)
			v := val(fr)
			fr.pos = off
			fr.ctx.setMember(o, name, v)
			return v
		}
	case *indexExpr:
		obj, key, off := g.expr(t.x), g.expr(t.key), t.off
		return func(fr *frame) value.Value {
			o := obj(fr)
			k := key(fr)
			v := val(fr)
			fr.pos = off
			fr.ctx.setIndex(o, k, v)
			return v
		}
	}
	bind := g.bind(x.target)
	return func(fr *frame) value.Value {
		v := val(fr)
		bind(fr, v)
		return v
	}
}

// skips tells for &&=, ||= and ??= whether the old value stays.
func skips(op tok, old value.Value) bool {
	switch op {
	case tAndAnd:
		return !value.ToBool(old)
	case tOrOr:
		return value.ToBool(old)
	case tNullish:
		return !old.IsNullish()
	}
	return false
}

// compound compiles x op= y.
func (g *compiler) compound(x *assignExpr) eval {
	val, op := g.expr(x.val), x.op
	logical := op == tAndAnd || op == tOrOr || op == tNullish
	next := func(fr *frame, old value.Value) value.Value {
		v := val(fr)
		if logical {
			return v
		}
		if a, ok := old.AsNumber(); ok && op == tPlus {
			if b, ok := v.AsNumber(); ok {
				return value.Number(a + b)
			}
		}
		return fr.ctx.arith(op, old, v)
	}
	if id, ok := x.target.(*identExpr); ok {
		get, set := g.expr(id), g.assignTo(id)
		return func(fr *frame) value.Value {
			old := get(fr)
			if logical && skips(op, old) {
				return old
			}
			v := next(fr, old)
			set(fr, v)
			return v
		}
	}
	p := g.place(x.target)
	return func(fr *frame) value.Value {
		o, k := p.open(fr)
		old := p.get(fr, o, k)
		if logical && skips(op, old) {
			return old
		}
		v := next(fr, old)
		p.set(fr, o, k, v)
		return v
	}
}

// assignTo is assignVar for a name that may not be declared; reading it has
// failed before then.
func (g *compiler) assignTo(id *identExpr) store {
	if id.ref.v == nil {
		name, off := id.name, id.off
		return func(fr *frame, _ value.Value) {
			fr.pos = off
			fr.ctx.typeError("Cannot assign to the built-in %s", name)
		}
	}
	return g.assignVar(id)
}

// update compiles ++ and --.
func (g *compiler) update(x *updateExpr) eval {
	by := 1.0
	if x.op == tDec {
		by = -1
	}
	prefix := x.prefix
	result := func(old float64) value.Value {
		if prefix {
			old += by
		}
		return value.Number(old)
	}
	if slot := localSlot(x.x); slot >= 0 && x.x.(*identExpr).ref.v.kind != declConst && x.x.(*identExpr).ref.v.kind != declSelf {
		return func(fr *frame) value.Value {
			old, ok := fr.locals[slot].AsNumber()
			if !ok {
				old = fr.ctx.toNumber(fr.locals[slot])
			}
			fr.locals[slot] = value.Number(old + by)
			return result(old)
		}
	}
	if id, ok := x.x.(*identExpr); ok {
		get, set := g.expr(id), g.assignTo(id)
		return func(fr *frame) value.Value {
			old := fr.ctx.toNumber(get(fr))
			set(fr, value.Number(old+by))
			return result(old)
		}
	}
	p := g.place(x.x)
	return func(fr *frame) value.Value {
		o, k := p.open(fr)
		old := fr.ctx.toNumber(p.get(fr, o, k))
		p.set(fr, o, k, value.Number(old+by))
		return result(old)
	}
}

// bind compiles the taking apart of a value by a pattern.
func (g *compiler) bind(target expr) store {
	switch t := target.(type) {
	case *identExpr:
		if t.ref.bind {
			return g.storeVar(t.ref)
		}
		return g.assignTo(t)
	case *memberExpr, *indexExpr:
		p := g.place(t)
		return func(fr *frame, v value.Value) {
			o, k := p.open(fr)
			p.set(fr, o, k, v)
		}
	case *arrayPattern:
		return g.bindArray(t)
	case *objectPattern:
		return g.bindObject(t)
	}
	return nil
}

func (g *compiler) bindElem(e patternElem) store {
	if e.target == nil {
		return func(*frame, value.Value) {}
	}
	bind := g.bind(e.target)
	if e.init == nil {
		return bind
	}
	init := g.expr(e.init)
	return func(fr *frame, v value.Value) {
		if v.IsUndefined() {
			v = init(fr)
		}
		bind(fr, v)
	}
}

func (g *compiler) bindArray(t *arrayPattern) store {
	elems := make([]store, len(t.elems))
	for i, e := range t.elems {
		elems[i] = g.bindElem(e)
	}
	var rest store
	if t.rest != nil {
		rest = g.bind(t.rest)
	}
	off := t.off
	return func(fr *frame, v value.Value) {
		fr.pos = off
		items := fr.ctx.iterate(v)
		for i, bind := range elems {
			bind(fr, arg(items, i))
		}
		if rest != nil {
			var tail []value.Value
			if len(items) > len(elems) {
				tail = append(tail, items[len(elems):]...)
			}
			rest(fr, fr.ctx.newArray(tail))
		}
	}
}

func (g *compiler) bindObject(t *objectPattern) store {
	type field struct {
		name string
		key  eval
		bind store
	}
	fields := make([]field, len(t.props))
	for i, e := range t.props {
		fields[i] = field{name: e.key, bind: g.bindElem(e)}
		if e.computed != nil {
			fields[i].key = g.expr(e.computed)
		}
	}
	var rest store
	if t.rest != nil {
		rest = g.bind(t.rest)
	}
	off, strict := t.off, g.mod.strict
	return func(fr *frame, v value.Value) {
		c := fr.ctx
		fr.pos = off
		if v.IsNullish() {
			c.typeError("Cannot destructure '%s' as it is %s.", value.ToString(v), value.ToString(v))
		}
		var seen map[string]bool
		if rest != nil {
			seen = make(map[string]bool, len(fields))
		}
		for i := range fields {
			f := &fields[i]
			name := f.name
			if f.key != nil {
				name = c.propertyKey(f.key(fr))
			}
			if seen != nil {
				seen[name] = true
			}
			f.bind(fr, c.getMember(v, name, strict))
		}
		if rest != nil {
			rest(fr, c.withoutFields(v, seen))
		}
	}
}
