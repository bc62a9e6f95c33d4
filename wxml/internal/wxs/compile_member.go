package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// member compiles x.name.
func (g *compiler) member(x *memberExpr) eval {
	if b := g.staticMember(x); b != nil {
		return b
	}
	if e := g.argumentsLength(x); e != nil {
		return e
	}
	obj, name, off, opt, strict := g.expr(x.x), x.name, x.off, x.opt, g.mod.strict
	if g.chains > 0 {
		return func(fr *frame) value.Value {
			v := obj(fr)
			if v.IsNullish() && opt || isUnset(v) {
				return unsetValue
			}
			fr.pos = off
			return fr.ctx.getMember(v, name, strict)
		}
	}
	if name == "constructor" {
		return func(fr *frame) value.Value {
			v := obj(fr)
			if v.IsString() || isArray(v) && fr.ctx.arrayOf(v).extra() == nil {
				return value.String(className(v))
			}
			fr.pos = off
			return fr.ctx.getMember(v, name, strict)
		}
	}
	if name == "length" {
		return func(fr *frame) value.Value {
			v := obj(fr)
			if a := v.AsArray(); a != nil && fr.ctx.overlay == nil {
				return value.Int(a.Len())
			}
			if a, ok := v.Ref().(*array); ok {
				return value.Int(len(a.items))
			}
			fr.pos = off
			return fr.ctx.getMember(v, name, strict)
		}
	}
	return func(fr *frame) value.Value {
		v := obj(fr)
		c := fr.ctx
		if o := v.AsObject(); o != nil && c.overlay == nil {
			if x, ok := o.Lookup(name); ok {
				return x
			}
		} else if o, ok := v.Ref().(*object); ok {
			if i := o.find(name); i >= 0 {
				return o.vals[i]
			}
		}
		fr.pos = off
		return c.getMember(v, name, strict)
	}
}

// staticMember compiles a member of a built-in object that cannot change, such
// as Math.PI.
func (g *compiler) staticMember(x *memberExpr) eval {
	id, ok := x.x.(*identExpr)
	if !ok || id.ref.v != nil {
		return nil
	}
	if v, ok := builtinConstant(id.name, x.name, g.mod.strict); ok {
		return func(*frame) value.Value { return v }
	}
	return nil
}

// argumentsLength compiles arguments.length where the object is not needed.
func (g *compiler) argumentsLength(x *memberExpr) eval {
	id, ok := x.x.(*identExpr)
	if !ok || x.name != "length" || !g.directArgs(id) {
		return nil
	}
	return func(fr *frame) value.Value { return value.Int(len(fr.args)) }
}

// directArgs reports whether id is the arguments of the current function and
// no use of it needs the object.
func (g *compiler) directArgs(id *identExpr) bool {
	return id.ref.v != nil && id.ref.v == g.fn.args && g.fn.argsDirect && !g.fn.args.used
}

func (g *compiler) index(x *indexExpr) eval {
	if id, ok := x.x.(*identExpr); ok && g.directArgs(id) {
		return g.argumentsIndex(x)
	}
	if e := g.splitAt(x); e != nil {
		return e
	}
	obj, key, off, opt, strict := g.expr(x.x), g.expr(x.key), x.off, x.opt, g.mod.strict
	chained := g.chains > 0
	return func(fr *frame) value.Value {
		v := obj(fr)
		if chained && (v.IsNullish() && opt || isUnset(v)) {
			return unsetValue
		}
		k := key(fr)
		c := fr.ctx
		if f, ok := k.AsNumber(); ok {
			if items, ok := c.items(v); ok {
				if i := int(f); float64(i) == f && uint(i) < uint(len(items)) {
					return items[i]
				}
			}
		}
		fr.pos = off
		return c.getIndex(v, k, strict)
	}
}

// argumentsIndex compiles arguments[i]. A parameter and its element are one
// variable, as in JavaScript.
func (g *compiler) argumentsIndex(x *indexExpr) eval {
	key, off, strict := g.expr(x.key), x.off, g.mod.strict
	var params []eval
	for _, v := range g.fn.params {
		if v == nil || g.fn.node.rest != nil {
			params = nil // with patterns or rest they are not
			break
		}
		params = append(params, g.load(&reference{v: v, outer: -1}))
	}
	return func(fr *frame) value.Value {
		k := key(fr)
		f, ok := k.AsNumber()
		i := int(f)
		if !ok || float64(i) != f || uint(i) >= uint(len(fr.args)) {
			fr.pos = off
			return fr.ctx.getIndex(value.FromOpaque(&argumentsValue{items: fr.args}), k, strict)
		}
		if i < len(params) {
			return params[i](fr)
		}
		return fr.args[i]
	}
}

// place is somewhere an assignment can go to: what is evaluated first, then
// the reading and the writing.
type place struct {
	// open evaluates the object and the key.
	open func(fr *frame) (obj, key value.Value)
	get  func(fr *frame, obj, key value.Value) value.Value
	set  func(fr *frame, obj, key, v value.Value)
}

// place compiles a member or index expression as the target of an assignment.
func (g *compiler) place(x expr) place {
	strict := g.mod.strict
	switch x := x.(type) {
	case *memberExpr:
		obj, name, off := g.expr(x.x), x.name, x.off
		return place{
			open: func(fr *frame) (value.Value, value.Value) { return obj(fr), value.Value{} },
			get: func(fr *frame, o, _ value.Value) value.Value {
				fr.pos = off
				return fr.ctx.getMember(o, name, strict)
			},
			set: func(fr *frame, o, _, v value.Value) {
				fr.pos = off
				fr.ctx.setMember(o, name, v)
			},
		}
	case *indexExpr:
		obj, key, off := g.expr(x.x), g.expr(x.key), x.off
		return place{
			open: func(fr *frame) (value.Value, value.Value) {
				o := obj(fr)
				return o, key(fr)
			},
			get: func(fr *frame, o, k value.Value) value.Value {
				fr.pos = off
				return fr.ctx.getIndex(o, k, strict)
			},
			set: func(fr *frame, o, k, v value.Value) {
				fr.pos = off
				fr.ctx.setIndex(o, k, v)
			},
		}
	}
	return place{}
}
