package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// expr compiles an expression.
func (g *compiler) expr(x expr) eval {
	switch x := x.(type) {
	case *constExpr:
		v := x.val
		return func(*frame) value.Value { return v }
	case *identExpr:
		return g.ident(x)
	case *thisExpr:
		if x.ref.v == nil {
			return func(*frame) value.Value { return value.Value{} }
		}
		return g.load(x.ref)
	case *templateExpr:
		return g.template(x)
	case *regexpExpr:
		return g.regexp(x)
	case *arrayExpr:
		return g.array(x)
	case *objectExpr:
		return g.object(x)
	case *funcExpr:
		return g.newFunction(x.fn)
	case *unaryExpr:
		return g.unary(x)
	case *updateExpr:
		return g.update(x)
	case *binaryExpr:
		return g.binary(x)
	case *logicalExpr:
		return g.logical(x)
	case *condExpr:
		test, yes, no := g.cond(x.test), g.expr(x.yes), g.expr(x.no)
		return func(fr *frame) value.Value {
			if test(fr) {
				return yes(fr)
			}
			return no(fr)
		}
	case *assignExpr:
		return g.assign(x)
	case *seqExpr:
		list := g.exprs(x.list)
		return func(fr *frame) value.Value {
			last := len(list) - 1
			for _, e := range list[:last] {
				e(fr)
			}
			return list[last](fr)
		}
	case *memberExpr:
		return g.member(x)
	case *indexExpr:
		return g.index(x)
	case *callExpr:
		return g.call(x)
	case *newExpr:
		return g.newExpr(x)
	case *chainExpr:
		return g.chain(x)
	}
	g.failAt(x.at(), codeUnsupported, "this is not part of WXS")
	return nil
}

func (g *compiler) exprs(list []expr) []eval {
	out := make([]eval, len(list))
	for i, x := range list {
		out[i] = g.expr(x)
	}
	return out
}

func (g *compiler) ident(x *identExpr) eval {
	if x.ref.v != nil {
		return g.loadVar(x)
	}
	if v, ok := constants[x.name]; ok {
		return func(*frame) value.Value { return v }
	}
	name, off, strict := x.name, x.off, g.mod.strict
	if isBuiltin(name, strict) {
		return func(fr *frame) value.Value { return fr.ctx.global(name, strict) }
	}
	return func(fr *frame) value.Value {
		fr.pos = off
		fr.ctx.throwError("ReferenceError", "%s is not defined", name)
		return value.Value{}
	}
}

func (g *compiler) template(x *templateExpr) eval {
	exprs, texts := g.exprs(x.exprs), x.texts
	return func(fr *frame) value.Value {
		parts := make([]string, 1, 2*len(texts))
		parts[0] = texts[0]
		for i, e := range exprs {
			parts = append(parts, fr.ctx.toString(e(fr)), texts[i+1])
		}
		return value.String(fr.ctx.concat(parts))
	}
}

func (g *compiler) array(x *arrayExpr) eval {
	n := len(x.elems)
	list := make([]eval, n)
	spread := false
	for i, e := range x.elems {
		switch e := e.(type) {
		case nil:
			list[i] = func(*frame) value.Value { return value.Value{} }
		case *spreadExpr:
			list[i] = g.expr(e.x)
			spread = true
		default:
			list[i] = g.expr(e)
		}
	}
	if spread {
		return g.arraySpread(x, list)
	}
	return func(fr *frame) value.Value {
		c := fr.ctx
		c.charge(6 + n)
		a := c.makeArray(n)
		for i, e := range list {
			a.items[i] = e(fr)
		}
		return value.FromOpaque(a)
	}
}

func (g *compiler) arraySpread(x *arrayExpr, list []eval) eval {
	return func(fr *frame) value.Value {
		var items []value.Value
		for i, e := range list {
			v := e(fr)
			if s, ok := x.elems[i].(*spreadExpr); ok {
				fr.pos = s.off
				items = append(items, fr.ctx.iterate(v)...)
				fr.ctx.checkArray(len(items))
			} else {
				items = append(items, v)
			}
		}
		fr.ctx.charge(6 + len(items))
		return fr.ctx.newArray(items)
	}
}

func (g *compiler) object(x *objectExpr) eval {
	if g.plainKeys(x) {
		return g.plainObject(x)
	}
	type field struct {
		key    eval
		name   string
		val    eval
		spread bool
		off    int32
	}
	fields := make([]field, len(x.props))
	for i, p := range x.props {
		fields[i] = field{name: p.key, val: g.expr(p.val), spread: p.spread, off: p.off}
		if p.computed != nil {
			fields[i].key = g.expr(p.computed)
		}
	}
	return func(fr *frame) value.Value {
		c := fr.ctx
		c.charge(6 + 2*len(fields))
		o := c.newObject()
		for i := range fields {
			f := &fields[i]
			name := f.name
			if f.key != nil {
				name = c.propertyKey(f.key(fr))
			}
			v := f.val(fr)
			if f.spread {
				fr.pos = f.off
				c.spreadInto(o, v)
			} else {
				o.put(name, v)
			}
		}
		return value.FromOpaque(o)
	}
}

// plainKeys reports whether all keys are constant and different.
func (g *compiler) plainKeys(x *objectExpr) bool {
	seen := make(map[string]bool, len(x.props))
	for _, p := range x.props {
		if _, isIndex := arrayIndex(p.key); p.spread || p.computed != nil || isIndex || seen[p.key] {
			return false
		}
		seen[p.key] = true
	}
	return true
}

func (g *compiler) plainObject(x *objectExpr) eval {
	keys := make([]string, len(x.props))
	vals := make([]eval, len(x.props))
	for i, p := range x.props {
		keys[i], vals[i] = p.key, g.expr(p.val)
	}
	shape := value.NewShape(keys...)
	n := len(keys)
	return func(fr *frame) value.Value {
		c := fr.ctx
		c.charge(6 + 2*n)
		o := &object{ctx: c, born: c.calls}
		if n > 0 {
			o.shape = shape
			o.vals = make([]value.Value, n)
			for i, e := range vals {
				o.vals[i] = e(fr)
			}
		}
		return value.FromOpaque(o)
	}
}

func (g *compiler) unary(x *unaryExpr) eval {
	switch x.op {
	case tNot:
		test := g.cond(x.x)
		return func(fr *frame) value.Value { return value.Bool(!test(fr)) }
	case tTypeof:
		return g.typeof(x)
	case tDelete:
		return g.delete(x)
	}
	e := g.expr(x.x)
	switch x.op {
	case tMinus:
		return func(fr *frame) value.Value { return value.Number(-fr.ctx.toNumber(e(fr))) }
	case tPlus:
		return func(fr *frame) value.Value { return value.Number(fr.ctx.toNumber(e(fr))) }
	case tTilde:
		return func(fr *frame) value.Value { return value.Number(float64(^fr.ctx.toInt32(e(fr)))) }
	}
	return func(fr *frame) value.Value { // void
		e(fr)
		return value.Value{}
	}
}

// typeof does not fail for a name that is not defined.
func (g *compiler) typeof(x *unaryExpr) eval {
	id, ok := x.x.(*identExpr)
	if ok && id.ref.v == nil && constants[id.name].IsUndefined() && !isBuiltin(id.name, g.mod.strict) {
		return func(*frame) value.Value { return value.String("undefined") }
	}
	if ok && id.ref.v != nil && id.ref.v.kind == declGlobal {
		load := g.load(id.ref)
		return func(fr *frame) value.Value {
			v := load(fr)
			if isUnset(v) {
				v = value.Value{}
			}
			return value.String(value.TypeOf(v))
		}
	}
	e := g.expr(x.x)
	return func(fr *frame) value.Value { return value.String(value.TypeOf(e(fr))) }
}

func (g *compiler) delete(x *unaryExpr) eval {
	target := x.x
	if c, ok := target.(*chainExpr); ok {
		target = c.x
	}
	switch t := target.(type) {
	case *memberExpr:
		obj, name, off := g.expr(t.x), t.name, t.off
		return func(fr *frame) value.Value {
			v := obj(fr)
			fr.pos = off
			return value.Bool(fr.ctx.deleteMember(v, name))
		}
	case *indexExpr:
		obj, key, off := g.expr(t.x), g.expr(t.key), t.off
		return func(fr *frame) value.Value {
			v := obj(fr)
			k := key(fr)
			fr.pos = off
			return value.Bool(fr.ctx.deleteMember(v, fr.ctx.propertyKey(k)))
		}
	case *identExpr:
		return func(*frame) value.Value { return value.Bool(false) }
	}
	e := g.expr(target)
	return func(fr *frame) value.Value {
		e(fr)
		return value.Bool(true)
	}
}

func (g *compiler) logical(x *logicalExpr) eval {
	l, r := g.expr(x.l), g.expr(x.r)
	switch x.op {
	case tAndAnd:
		return func(fr *frame) value.Value {
			if v := l(fr); !value.ToBool(v) {
				return v
			}
			return r(fr)
		}
	case tOrOr:
		return func(fr *frame) value.Value {
			if v := l(fr); value.ToBool(v) {
				return v
			}
			return r(fr)
		}
	}
	return func(fr *frame) value.Value {
		if v := l(fr); !v.IsNullish() {
			return v
		}
		return r(fr)
	}
}

// cond compiles the truth of an expression.
func (g *compiler) cond(x expr) cond {
	switch x := x.(type) {
	case *constExpr:
		b := value.ToBool(x.val)
		return func(*frame) bool { return b }
	case *unaryExpr:
		if x.op == tNot {
			test := g.cond(x.x)
			return func(fr *frame) bool { return !test(fr) }
		}
	case *logicalExpr:
		switch x.op {
		case tAndAnd:
			l, r := g.cond(x.l), g.cond(x.r)
			return func(fr *frame) bool { return l(fr) && r(fr) }
		case tOrOr:
			l, r := g.cond(x.l), g.cond(x.r)
			return func(fr *frame) bool { return l(fr) || r(fr) }
		}
	case *binaryExpr:
		if c := g.compare(x); c != nil {
			return c
		}
	}
	e := g.expr(x)
	return func(fr *frame) bool { return value.ToBool(e(fr)) }
}

// chain compiles an expression with ?. inside; what it skips makes the whole
// expression undefined.
func (g *compiler) chain(x *chainExpr) eval {
	g.chains++
	e := g.expr(x.x)
	g.chains--
	return func(fr *frame) value.Value {
		v := e(fr)
		if isUnset(v) {
			return value.Value{}
		}
		return v
	}
}
