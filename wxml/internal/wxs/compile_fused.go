package wxs

import (
	"math"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// Calls that follow one another, so that nobody sees what the first one made.

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

// jsonReplace compiles JSON.stringify(x).replace(y, z), the way to the keys of an
// object where there is no Object.keys: the JSON text is changed where it was
// written. nil for anything else.
func (g *compiler) jsonReplace(fn *memberExpr, m *methodCall) eval {
	call, ok := fn.x.(*callExpr)
	if !ok || fn.name != "replace" || fn.opt || len(m.args.list) != 2 || m.args.spread != nil || !g.isJSONText(call) {
		return nil
	}
	obj, off := g.expr(call.args[0]), call.off
	return func(fr *frame) value.Value {
		v := obj(fr)
		fr.pos = off
		c := fr.ctx
		c.charge(1)
		text, ok := c.appendJSON(c.takeBuf(), v)
		if !ok {
			c.giveBuf(text)
			return m.run(fr, value.Value{})
		}
		old, by := m.args.list[0](fr), m.args.list[1](fr)
		fr.pos = m.off
		c.charge(1)
		out, ok := c.replaceBytes(text, old, by)
		s := string(out)
		c.giveBuf(text)
		if !ok {
			return stringReplace(c, value.String(s), []value.Value{old, by})
		}
		return value.String(s)
	}
}

// isJSONText reports whether the call is JSON.stringify(x) of the library.
func (g *compiler) isJSONText(call *callExpr) bool {
	fn, ok := call.fn.(*memberExpr)
	if !ok || fn.name != "stringify" || len(call.args) != 1 || g.chains > 0 {
		return false
	}
	space, ok := fn.x.(*identExpr)
	_, spread := call.args[0].(*spreadExpr)
	return ok && space.name == "JSON" && space.ref.v == nil && !spread
}
