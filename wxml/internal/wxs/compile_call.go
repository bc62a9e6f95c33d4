package wxs

import (
	"math"
	"strings"

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
func (a *argList) push(fr *frame) (st []value.Value, base, n int) {
	if a.spread != nil {
		return a.pushSpread(fr)
	}
	n = len(a.list)
	st, base = fr.ctx.reserve(n)
	for i, e := range a.list {
		st[base+i] = e(fr)
	}
	return st, base, n
}

func (a *argList) pushSpread(fr *frame) (st []value.Value, base, n int) {
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
	st, base = c.reserve(len(args))
	copy(st[base:], args)
	return st, base, len(args)
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
		st, base, n := args.push(fr)
		fr.pos = off
		fr.ctx.charge(1)
		r := fn(fr.ctx, value.Value{}, st[base:base+n:base+n])
		fr.ctx.sp = base
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
		st, base, n := args.push(fr)
		fr.pos = off
		return c.callAt(f, value.Value{}, st, base, n, what)
	}
}

// callAt calls f with the arguments at st[base:] and gives their places back.
func (c *Context) callAt(f, this value.Value, st []value.Value, base, n int, what string) value.Value {
	fn := f.AsFunc()
	if fn == nil {
		c.typeError("%s is not a function", what)
	}
	if cl, ok := fn.Ref.(*closure); ok && cl.inst.ctx == c {
		return c.invoke(&cl.target, cl, this, st, base, n)
	}
	args := st[base : base+n : base+n]
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
	obj := g.expr(fn.x)
	m.args = g.args(x.args)
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
	st, base, n := m.args.push(fr)
	fr.pos = m.off
	if b == nil {
		return c.callAt(f, recv, st, base, n, m.what)
	}
	c.charge(1)
	r := b.fn(c, recv, st[base:base+n:base+n])
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
		vals, base := c.reserve(code.nvals)
		vals = vals[base : base+code.nvals]
		var cells []*cell
		if code.ncells > 0 {
			cells = make([]*cell, code.ncells)
		}
		fr.capture(code, vals, cells)
		st, from, n := rest.push(fr)
		fr.pos = m.off
		c.charge(1)
		cb := &fr.cb // free: a frame waits for one call at a time
		cb.code, cb.inst, cb.vals, cb.cells, cb.this = code, fr.inst, vals, cells, value.Value{}
		var r value.Value
		if a, own := recv.Ref().(*array); own && inPlace && fresh {
			r = mapInPlace(c, a, cb, st[from:from+n:from+n])
		} else {
			r = iter(c, recv, cb, st[from:from+n:from+n])
		}
		c.sp = base
		return r
	}
}

// splitCall is a compiled call x.split(...), the result of which is often used
// once and on the spot.
type splitCall struct {
	obj eval
	m   *methodCall
}

// splitCall compiles such a call; nil for anything else.
func (g *compiler) splitCall(x expr) *splitCall {
	call, ok := x.(*callExpr)
	if !ok || call.opt || g.chains > 0 {
		return nil
	}
	fn, ok := call.fn.(*memberExpr)
	if !ok || fn.name != "split" || fn.opt {
		return nil
	}
	if id, ok := fn.x.(*identExpr); ok && id.ref.v == nil {
		return nil // a built-in object, which has no such member
	}
	m := &methodCall{site: methodsNamed(fn.name, g.mod.strict), off: fn.off, what: describeCallee(fn), args: g.args(call.args)}
	return &splitCall{obj: g.expr(fn.x), m: m}
}

// run evaluates the call; fresh is set where it was that of a string, so that
// nobody else knows of the array.
func (s *splitCall) run(fr *frame) (v value.Value, fresh bool) {
	recv := s.obj(fr)
	return s.m.run(fr, recv), recv.IsString()
}

// receiver compiles the receiver of a call. fresh is set where it is an array
// that nobody else knows of.
func (g *compiler) receiver(x expr) func(fr *frame) (v value.Value, fresh bool) {
	if s := g.splitCall(x); s != nil {
		return s.run
	}
	e := g.expr(x)
	return func(fr *frame) (value.Value, bool) { return e(fr), false }
}

// splitAt compiles x.split(y)[n], which needs no array. nil for anything else.
func (g *compiler) splitAt(x *indexExpr) eval {
	n, isConst := constNumber(x.key)
	if !isConst || n < 0 || n != math.Trunc(n) || n > maxArray || x.opt {
		return nil
	}
	call := g.splitCall(x.x)
	if call == nil {
		return nil
	}
	key, off, strict := value.Number(n), x.off, g.mod.strict
	args := call.m.args
	plain := len(args.list) == 1 && args.spread == nil
	return func(fr *frame) value.Value {
		recv := call.obj(fr)
		s, ok := recv.AsString()
		if !ok || !plain {
			v := call.m.run(fr, recv)
			fr.pos = off
			return fr.ctx.getIndex(v, key, strict)
		}
		by := args.list[0](fr)
		fr.pos = call.m.off
		fr.ctx.charge(1)
		if t, ok := by.AsString(); ok && t != "" {
			return fr.ctx.piece(s, t, int(n))
		}
		v := stringSplit(fr.ctx, recv, []value.Value{by})
		fr.pos = off
		return fr.ctx.getIndex(v, key, strict)
	}
}

// piece returns part n of s split at t, undefined where there are not as many.
func (c *Context) piece(s, t string, n int) value.Value {
	c.chargeText(len(s))
	for ; ; n-- {
		at := strings.Index(s, t)
		switch {
		case at < 0 && n > 0:
			return value.Value{}
		case at < 0:
			return value.String(s)
		case n == 0:
			return value.String(s[:at])
		}
		s = s[at+len(t):]
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
		st, base, n := args.push(fr)
		fr.pos = off
		return c.callAt(f, recv, st, base, n, what)
	}
}

func (g *compiler) newExpr(x *newExpr) eval {
	fn, args, off := g.expr(x.fn), g.args(x.args), x.off
	what := describeCallee(x.fn)
	return func(fr *frame) value.Value {
		f := fn(fr)
		st, base, n := args.push(fr)
		fr.pos = off
		c := fr.ctx
		r := c.construct(f, st[base:base+n:base+n], what)
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
	st, base := cb.ctx.reserve(n)
	switch n {
	case 3:
		st[base+2] = z
		fallthrough
	case 2:
		st[base+1] = y
		fallthrough
	case 1:
		st[base] = x
	}
	return cb.ctx.invoke(&cb.target, cb.self, cb.this, st, base, n)
}

// element calls the function with (element, index, array).
func (cb *callback) element(v value.Value, i int, list value.Value) value.Value {
	if code := cb.code; code != nil && code.nparams == 1 && !code.keepArgs {
		st, base := cb.ctx.reserve(1)
		st[base] = v
		return cb.ctx.invoke(&cb.target, cb.self, cb.this, st, base, 1)
	}
	return cb.call(3, v, value.Int(i), list)
}

func (cb *callback) callOther(x, y, z value.Value, n int) value.Value {
	st, base := cb.ctx.reserve(n)
	copy(st[base:base+n], []value.Value{x, y, z})
	return cb.run(st, base, n)
}

// call4 is call with four arguments.
func (cb *callback) call4(w, x, y, z value.Value) value.Value {
	st, base, n := cb.reserve(4)
	copy(st[base:base+n], []value.Value{w, x, y, z})
	return cb.run(st, base, n)
}

func (cb *callback) reserve(n int) ([]value.Value, int, int) {
	if cb.code != nil && !cb.code.keepArgs {
		n = min(n, cb.code.nparams)
	}
	st, base := cb.ctx.reserve(n)
	return st, base, n
}

func (cb *callback) run(st []value.Value, base, n int) value.Value {
	c := cb.ctx
	if cb.code != nil {
		return c.invoke(&cb.target, cb.self, cb.this, st, base, n)
	}
	r := c.call(cb.fn, cb.this, st[base:base+n:base+n])
	c.sp = base
	return r
}
