package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// argList is the compiled arguments of a call.
type argList struct {
	list   []eval
	spread []bool // nil without a spread
}

func (g *compiler) args(list []expr) *argList {
	a := &argList{list: make([]eval, len(list))}
	for i, x := range list {
		if s, ok := x.(*spreadExpr); ok {
			if a.spread == nil {
				a.spread = make([]bool, len(list))
			}
			a.spread[i], x = true, s.x
		}
		a.list[i] = g.expr(x)
	}
	return a
}

// push evaluates the arguments onto the stack.
func (a *argList) push(fr *frame) (base, n int) {
	if a.spread != nil {
		return a.pushSpread(fr)
	}
	n = len(a.list)
	c := fr.ctx
	base = c.reserve(n)
	for i, e := range a.list {
		v := e(fr) // may grow the stack
		c.stack[base+i] = v
	}
	return base, n
}

func (a *argList) pushSpread(fr *frame) (base, n int) {
	var args []value.Value
	c := fr.ctx
	for i, e := range a.list {
		v := e(fr)
		if a.spread[i] {
			args = append(args, c.iterate(v)...)
		} else {
			args = append(args, v)
		}
		if len(args) > maxArguments {
			c.exceed(LimitArray, "too many arguments")
		}
	}
	base = c.reserve(len(args))
	copy(c.stack[base:], args)
	return base, len(args)
}

// call compiles a call.
func (g *compiler) call(x *callExpr) eval {
	switch fn := x.fn.(type) {
	case *memberExpr:
		if id, ok := fn.x.(*identExpr); ok && id.ref.v == nil {
			if b := builtinMember(id.name, fn.name, g.mod.strict); b != nil {
				return g.callBuiltin(b, x)
			}
		}
		return g.callMethod(x, fn)
	case *indexExpr:
		return g.callIndex(x, fn)
	case *identExpr:
		if fn.ref.v == nil {
			if b := builtinFunction(fn.name, g.mod.strict); b != nil {
				return g.callBuiltin(b, x)
			}
		}
	}
	return g.callValue(x)
}

// callBuiltin compiles the call of a function that is known now.
func (g *compiler) callBuiltin(b *builtin, x *callExpr) eval {
	args, off, fn := g.args(x.args), x.off, b.fn
	return func(fr *frame) value.Value {
		base, n := args.push(fr)
		fr.pos = off
		c := fr.ctx
		c.charge(1)
		r := fn(c, value.Value{}, c.stack[base:base+n:base+n])
		c.sp = base
		return r
	}
}

// callValue compiles a call without a receiver.
func (g *compiler) callValue(x *callExpr) eval {
	fn, args, off, opt := g.expr(x.fn), g.args(x.args), x.off, x.opt
	chained := g.chains > 0
	what := describeCallee(x.fn)
	return func(fr *frame) value.Value {
		f := fn(fr)
		if chained && (opt && f.IsNullish() || isUnset(f)) {
			return unsetValue
		}
		c := fr.ctx
		base, n := args.push(fr)
		fr.pos = off
		if cl := c.closureOf(f); cl != nil {
			return c.invoke(&cl.target, cl, value.Value{}, base, n)
		}
		return c.callAt(f, value.Value{}, base, n, what)
	}
}

// closureOf returns the function of this context that f is, nil for any other value.
func (c *Context) closureOf(f value.Value) *closure {
	if fn := f.AsFunc(); fn != nil {
		if cl, ok := fn.Ref.(*closure); ok && cl.inst.ctx == c {
			return cl
		}
	}
	return nil
}

// callAt calls f with the arguments at c.stack[base:] and gives their places
// back.
func (c *Context) callAt(f, this value.Value, base, n int, what string) value.Value {
	fn := f.AsFunc()
	if fn == nil {
		c.typeError("%s is not a function", what)
	}
	if cl, ok := fn.Ref.(*closure); ok && cl.inst.ctx == c {
		return c.invoke(&cl.target, cl, this, base, n)
	}
	args := c.stack[base : base+n : base+n]
	var r value.Value
	if b, ok := fn.Ref.(*builtin); ok {
		c.charge(1)
		r = b.fn(c, this, args)
	} else {
		r = c.callHost(fn, this, args)
	}
	c.sp = base
	return r
}

// describeCallee names what is called, for messages.
func describeCallee(x expr) string { return clip(calleeName(x, 0)) }

func calleeName(x expr, depth int) string {
	if depth > 4 { // the start of a long chain says little and costs much
		return "..."
	}
	depth++
	switch x := x.(type) {
	case *identExpr:
		return x.name
	case *memberExpr:
		return calleeName(x.x, depth) + "." + x.name
	case *indexExpr:
		return calleeName(x.x, depth) + "[...]"
	case *callExpr:
		return calleeName(x.fn, depth) + "(...)"
	case *thisExpr:
		return "this"
	case *chainExpr:
		return calleeName(x.x, depth)
	}
	return "(intermediate value)"
}

// methodCall is a compiled call x.name(...).
type methodCall struct {
	site                       *methodSet
	args                       *argList
	off                        int32
	what                       string
	chained, optional, optCall bool
}

// callMethod compiles x.name(...).
func (g *compiler) callMethod(x *callExpr, fn *memberExpr) eval {
	m := &methodCall{
		site: methodsNamed(fn.name, g.mod.strict), off: fn.off, what: describeCallee(fn),
		chained: g.chains > 0, optional: fn.opt, optCall: x.opt,
	}
	if code := g.directCallback(x, m); code != nil {
		return g.callDirect(x, fn.x, m, code)
	}
	m.args = g.args(x.args)
	if e := g.jsonReplace(fn, m); e != nil {
		return e
	}
	obj := g.expr(fn.x)
	if fn.name == "push" && len(x.args) == 1 && m.args.spread == nil && !m.chained {
		return m.push(obj)
	}
	return func(fr *frame) value.Value { return m.run(fr, obj(fr)) }
}

// push compiles x.push(y), the most frequent call that changes something.
func (m *methodCall) push(obj eval) eval {
	val := m.args.list[0]
	return func(fr *frame) value.Value {
		recv := obj(fr)
		a, ok := recv.Ref().(*array)
		if !ok {
			return m.run(fr, recv)
		}
		v := val(fr)
		fr.pos = m.off
		fr.ctx.charge(2)
		a.own()
		if len(a.items) >= maxArray {
			fr.ctx.checkArray(len(a.items) + 1)
		}
		a.items = append(a.items, v)
		return value.Int(len(a.items))
	}
}

func (m *methodCall) run(fr *frame, recv value.Value) value.Value {
	if m.chained && (m.optional && recv.IsNullish() || isUnset(recv)) {
		return unsetValue
	}
	fr.pos = m.off
	c := fr.ctx
	b, f := c.method(recv, m.site)
	if m.chained && m.optCall && b == nil && f.IsNullish() {
		return unsetValue
	}
	base, n := m.args.push(fr)
	fr.pos = m.off
	if b == nil {
		return c.callAt(f, recv, base, n, m.what)
	}
	c.charge(1)
	r := b.fn(c, recv, c.stack[base:base+n:base+n])
	c.sp = base
	return r
}

// directCallback returns the code of a function that is written in place as
// the first argument of an array method such as map or sort. Such a function
// cannot outlive the call unless it names itself, so no function value needs to
// be made for it. nil when the call is of another kind.
func (g *compiler) directCallback(x *callExpr, m *methodCall) *funcCode {
	if m.site.arr == nil || m.site.arr.iter == nil || len(x.args) == 0 || m.chained {
		return nil
	}
	f, ok := x.args[0].(*funcExpr)
	if !ok || f.fn.self {
		return nil
	}
	for _, a := range x.args {
		if _, ok := a.(*spreadExpr); ok {
			return nil
		}
	}
	return g.function(f.fn)
}

// callDirect compiles a call of a method of on for which directCallback has
// found code.
func (g *compiler) callDirect(x *callExpr, on expr, m *methodCall, code *funcCode) eval {
	rest := g.args(x.args[1:])
	obj := g.receiver(on)
	inPlace := m.site.name == "map" && code.nparams < 3 && !code.keepArgs
	fn := func(fr *frame) value.Value { return value.FromFunc(&fr.newClosure(code).fn) }
	m.args = &argList{list: append([]eval{fn}, rest.list...)}
	iter := m.site.arr.iter
	return func(fr *frame) value.Value {
		recv, fresh := obj(fr)
		c := fr.ctx
		if _, ok := c.items(recv); !ok {
			return m.run(fr, recv)
		}
		base := c.reserve(code.nvals)
		vals := c.stack[base : base+code.nvals]
		var cells []*cell
		if code.ncells > 0 {
			cells = make([]*cell, code.ncells)
		}
		fr.capture(code, vals, cells)
		from, n := rest.push(fr)
		args := c.stack[from : from+n : from+n]
		fr.pos = m.off
		c.charge(1)
		cb := &fr.cb // free: a frame waits for one call at a time
		cb.code, cb.inst, cb.vals, cb.cells, cb.this = code, fr.inst, vals, cells, value.Value{}
		var r value.Value
		if a, own := recv.Ref().(*array); own && inPlace && fresh {
			r = mapInPlace(c, a, cb, args)
		} else {
			r = iter(c, recv, cb, args)
		}
		c.sp = base
		return r
	}
}

// callIndex compiles x[key](...).
func (g *compiler) callIndex(x *callExpr, fn *indexExpr) eval {
	obj, key, args, off := g.expr(fn.x), g.expr(fn.key), g.args(x.args), fn.off
	what, strict := describeCallee(fn), g.mod.strict
	chained, optObj, optCall := g.chains > 0, fn.opt, x.opt
	return func(fr *frame) value.Value {
		recv := obj(fr)
		if chained && (optObj && recv.IsNullish() || isUnset(recv)) {
			return unsetValue
		}
		k := key(fr)
		fr.pos = off
		c := fr.ctx
		f := c.getIndex(recv, k, strict)
		if chained && optCall && f.IsNullish() {
			return unsetValue
		}
		base, n := args.push(fr)
		fr.pos = off
		return c.callAt(f, recv, base, n, what)
	}
}

func (g *compiler) newExpr(x *newExpr) eval {
	fn, args, off := g.expr(x.fn), g.args(x.args), x.off
	what := describeCallee(x.fn)
	return func(fr *frame) value.Value {
		f := fn(fr)
		base, n := args.push(fr)
		fr.pos = off
		c := fr.ctx
		r := c.construct(f, c.stack[base:base+n:base+n], what)
		c.sp = base
		return r
	}
}

// callback is a function passed to a built-in function.
type callback struct {
	ctx *Context
	target
	self *closure
	fn   *value.Function // unless it is a function of this context
	this value.Value
}

// callback returns the function v, ready for calls.
func (c *Context) callback(v value.Value) *callback {
	fn := v.AsFunc()
	if fn == nil {
		c.typeError("%s is not a function", clip(c.toString(v)))
	}
	if cl, ok := fn.Ref.(*closure); ok && cl.inst.ctx == c {
		return &callback{ctx: c, target: cl.target, self: cl}
	}
	return &callback{ctx: c, fn: fn}
}

// call calls the function with as many of the n arguments as it looks at.
func (cb *callback) call(n int, x, y, z value.Value) value.Value {
	if cb.code == nil {
		return cb.callOther(x, y, z, n)
	}
	if !cb.code.keepArgs {
		n = min(n, cb.code.nparams)
	}
	c := cb.ctx
	base := c.reserve(n)
	switch n {
	case 3:
		c.stack[base+2] = z
		fallthrough
	case 2:
		c.stack[base+1] = y
		fallthrough
	case 1:
		c.stack[base] = x
	}
	return c.invoke(&cb.target, cb.self, cb.this, base, n)
}

// element calls the function with (element, index, array).
func (cb *callback) element(v value.Value, i int, list value.Value) value.Value {
	if code := cb.code; code != nil && code.nparams == 1 && !code.keepArgs {
		c := cb.ctx
		base := c.reserve(1)
		c.stack[base] = v
		return c.invoke(&cb.target, cb.self, cb.this, base, 1)
	}
	return cb.call(3, v, value.Int(i), list)
}

func (cb *callback) callOther(x, y, z value.Value, n int) value.Value {
	base := cb.ctx.reserve(n)
	copy(cb.ctx.stack[base:base+n], []value.Value{x, y, z})
	return cb.run(base, n)
}

// call4 is call with four arguments.
func (cb *callback) call4(w, x, y, z value.Value) value.Value {
	base, n := cb.reserve(4)
	copy(cb.ctx.stack[base:base+n], []value.Value{w, x, y, z})
	return cb.run(base, n)
}

func (cb *callback) reserve(n int) (base, used int) {
	if cb.code != nil && !cb.code.keepArgs {
		n = min(n, cb.code.nparams)
	}
	return cb.ctx.reserve(n), n
}

func (cb *callback) run(base, n int) value.Value {
	c := cb.ctx
	if cb.code != nil {
		return c.invoke(&cb.target, cb.self, cb.this, base, n)
	}
	r := c.call(cb.fn, cb.this, c.stack[base:base+n:base+n])
	c.sp = base
	return r
}
