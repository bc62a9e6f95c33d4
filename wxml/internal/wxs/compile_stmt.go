package wxs

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// block compiles statements that run one after the other and take their steps
// together.
func (g *compiler) block(list []stmt) exec {
	var body []exec
	for _, s := range list {
		if e := g.stmt(s); e != nil {
			body = append(body, e)
		}
	}
	return chargedSequence(body, len(list))
}

func chargedSequence(body []exec, steps int) exec {
	switch len(body) {
	case 0:
		return func(*frame) ctl { return ctlNext }
	case 1:
		only := body[0]
		return func(fr *frame) ctl {
			fr.ctx.charge(steps)
			return only(fr)
		}
	case 2:
		first, second := body[0], body[1]
		return func(fr *frame) ctl {
			fr.ctx.charge(steps)
			if c := first(fr); c != ctlNext {
				return c
			}
			return second(fr)
		}
	}
	return func(fr *frame) ctl {
		fr.ctx.charge(steps)
		for _, s := range body {
			if c := s(fr); c != ctlNext {
				return c
			}
		}
		return ctlNext
	}
}

// stmt compiles a statement; nil does nothing.
func (g *compiler) stmt(s stmt) exec {
	loopOf := g.loopOf
	g.loopOf = nil
	switch s := s.(type) {
	case *exprStmt:
		e := g.expr(s.x)
		return func(fr *frame) ctl {
			e(fr)
			return ctlNext
		}
	case *varStmt:
		return g.varStmt(s)
	case *blockStmt:
		return g.blockStmt(s, nil)
	case *ifStmt:
		return g.ifStmt(s)
	case *forStmt:
		return g.forStmt(s, loopOf)
	case *forInStmt:
		return g.forIn(s, loopOf)
	case *whileStmt:
		return g.while(g.cond(s.test), nil, g.loopBody(s.body), loopOf, false)
	case *doStmt:
		return g.while(g.cond(s.test), nil, g.loopBody(s.body), loopOf, true)
	case *switchStmt:
		return g.switchStmt(s)
	case *breakStmt:
		return g.jump(ctlBreak, s.label)
	case *continueStmt:
		return g.jump(ctlContinue, s.label)
	case *returnStmt:
		return g.returnStmt(s)
	case *throwStmt:
		x, off := g.expr(s.x), s.off
		return func(fr *frame) ctl {
			v := x(fr)
			fr.pos = off
			fr.ctx.throw(v)
			return ctlNext
		}
	case *tryStmt:
		return g.tryStmt(s)
	case *labelStmt:
		return g.labelStmt(s, loopOf)
	}
	return nil
}

func (g *compiler) varStmt(s *varStmt) exec {
	var list []exec
	for _, d := range s.decls {
		var val eval
		switch {
		case d.init != nil:
			val = g.expr(d.init)
		case s.kind == declVar:
			continue
		default:
			val = func(*frame) value.Value { return value.Value{} }
		}
		if slot := localSlot(d.target); slot >= 0 {
			list = append(list, func(fr *frame) ctl {
				fr.locals[slot] = val(fr)
				return ctlNext
			})
			continue
		}
		bind := g.bind(d.target)
		list = append(list, func(fr *frame) ctl {
			bind(fr, val(fr))
			return ctlNext
		})
	}
	return sequence(list)
}

// blockStmt compiles a block; first runs after its names were made.
func (g *compiler) blockStmt(s *blockStmt, first exec) exec {
	list := g.resetScope(s.scope, true)
	list = append(list, g.functions(s.funcs)...)
	if first != nil {
		list = append(list, first)
	}
	for _, b := range s.body {
		if e := g.stmt(b); e != nil {
			list = append(list, e)
		}
	}
	return chargedSequence(list, len(list))
}

func (g *compiler) ifStmt(s *ifStmt) exec {
	type clause struct {
		test cond
		body exec
	}
	list := make([]clause, len(s.clauses))
	for i, c := range s.clauses {
		if c.test != nil {
			list[i].test = g.cond(c.test)
		}
		if list[i].body = g.stmt(c.body); list[i].body == nil {
			list[i].body = func(*frame) ctl { return ctlNext }
		}
	}
	if len(list) == 1 {
		test, yes := list[0].test, list[0].body
		return func(fr *frame) ctl {
			if test(fr) {
				return yes(fr)
			}
			return ctlNext
		}
	}
	return func(fr *frame) ctl {
		for i := range list {
			if c := &list[i]; c.test == nil || c.test(fr) {
				return c.body(fr)
			}
		}
		return ctlNext
	}
}

// loopBody compiles the body of a loop; every turn takes a step.
func (g *compiler) loopBody(s stmt) exec {
	body := g.stmt(s)
	if body == nil {
		return func(fr *frame) ctl {
			fr.ctx.charge(1)
			return ctlNext
		}
	}
	if _, ok := s.(*blockStmt); ok && len(s.(*blockStmt).body) > 0 {
		return body // takes its steps itself
	}
	return func(fr *frame) ctl {
		fr.ctx.charge(1)
		return body(fr)
	}
}

// loopControl says how a loop goes on after its body ended with c, which is not
// ctlNext: whether it ends, and with what.
func (fr *frame) loopControl(c ctl, labels []int32) (end bool, out ctl) {
	if c == ctlReturn {
		return true, c
	}
	if fr.label != 0 {
		if !slices.Contains(labels, fr.label) {
			return true, c
		}
		fr.label = 0
	}
	return c == ctlBreak, ctlNext
}

// while compiles the loops with a condition; update may be nil.
func (g *compiler) while(test cond, update eval, body exec, labels []int32, bodyFirst bool) exec {
	return func(fr *frame) ctl {
		for bodyFirst || test(fr) {
			if c := body(fr); c != ctlNext {
				if end, out := fr.loopControl(c, labels); end {
					return out
				}
			}
			if update != nil {
				update(fr)
			}
			if bodyFirst && !test(fr) {
				break
			}
		}
		return ctlNext
	}
}

func (g *compiler) forStmt(s *forStmt, labels []int32) exec {
	enter := sequence(g.resetScope(s.scope, true))
	var init exec
	if s.init != nil {
		init = g.stmt(s.init)
	}
	test := func(*frame) bool { return true }
	if s.test != nil {
		test = g.cond(s.test)
	}
	var update eval
	if s.update != nil {
		update = g.expr(s.update)
	}
	loop := g.while(test, g.nextTurn(s, update), g.loopBody(s.body), labels, false)
	return func(fr *frame) ctl {
		if enter != nil {
			enter(fr)
		}
		if init != nil {
			init(fr)
		}
		return loop(fr)
	}
}

// nextTurn is the update of a for loop: the next turn gets its own cells, with
// the values of the last.
func (g *compiler) nextTurn(s *forStmt, update eval) eval {
	var boxes []int
	if s.scope != nil {
		for _, v := range s.scope.list {
			if v.boxed {
				boxes = append(boxes, v.box)
			}
		}
	}
	if boxes == nil {
		return update
	}
	return func(fr *frame) value.Value {
		for _, b := range boxes {
			fr.boxes[b] = &cell{v: fr.boxes[b].v, born: fr.ctx.calls}
		}
		if update != nil {
			update(fr)
		}
		return value.Value{}
	}
}

func (g *compiler) forIn(s *forInStmt, labels []int32) exec {
	enter := sequence(g.resetScope(s.scope, true))
	list := g.expr(s.x)
	bind := g.bind(s.target)
	body := g.loopBody(s.body)
	off := s.off
	turn := func(fr *frame, v value.Value) (end bool, out ctl) {
		if enter != nil {
			enter(fr)
		}
		bind(fr, v)
		if c := body(fr); c != ctlNext {
			return fr.loopControl(c, labels)
		}
		return false, ctlNext
	}
	if s.of {
		return func(fr *frame) ctl {
			v := list(fr)
			fr.pos = off
			return fr.ctx.forOf(fr, v, turn)
		}
	}
	return func(fr *frame) ctl { return fr.ctx.forIn(fr, list(fr), turn) }
}

type turn func(fr *frame, v value.Value) (end bool, out ctl)

// forOf runs turn for every element; an array may change meanwhile.
func (c *Context) forOf(fr *frame, v value.Value, t turn) ctl {
	if _, ok := c.items(v); !ok {
		for _, x := range c.iterate(v) {
			if end, out := t(fr, x); end {
				return out
			}
		}
		return ctlNext
	}
	for i := 0; ; i++ {
		items, _ := c.items(v)
		if i >= len(items) {
			return ctlNext
		}
		if end, out := t(fr, items[i]); end {
			return out
		}
	}
}

// forIn runs turn for every key that is still there when its turn comes.
func (c *Context) forIn(fr *frame, v value.Value, t turn) ctl {
	keys := c.keys(v)
	changing := c.objectOf(v) != nil
	for _, k := range keys {
		if changing || c.overlay != nil {
			if o := c.objectOf(v); o != nil && o.find(k) < 0 {
				continue
			}
		}
		if end, out := t(fr, value.String(k)); end {
			return out
		}
	}
	return ctlNext
}

func (g *compiler) jump(c ctl, label string) exec {
	if label == "" {
		return func(*frame) ctl { return c }
	}
	id := int32(slices.Index(g.labels, label) + 1)
	return func(fr *frame) ctl {
		fr.label = id
		return c
	}
}

func (g *compiler) labelStmt(s *labelStmt, loopOf []int32) exec {
	g.labels = append(g.labels, s.label)
	id := int32(len(g.labels))
	g.loopOf = append(slices.Clone(loopOf), id)
	body := g.stmt(s.body)
	g.labels = g.labels[:len(g.labels)-1]
	if body == nil {
		return nil
	}
	return func(fr *frame) ctl {
		c := body(fr)
		if c == ctlBreak && fr.label == id {
			fr.label = 0
			return ctlNext
		}
		return c
	}
}

func (g *compiler) returnStmt(s *returnStmt) exec {
	if s.x == nil {
		return func(fr *frame) ctl {
			fr.ret = value.Value{}
			return ctlReturn
		}
	}
	x := g.expr(s.x)
	return func(fr *frame) ctl {
		fr.ret = x(fr)
		return ctlReturn
	}
}

func (g *compiler) switchStmt(s *switchStmt) exec {
	x := g.expr(s.x)
	enter := sequence(append(g.resetScope(s.block.scope, true), g.functions(s.block.funcs)...))
	tests := make([]eval, len(s.cases))
	bodies := make([]exec, len(s.cases))
	other := -1
	for i, c := range s.cases {
		if c.test != nil {
			tests[i] = g.expr(c.test)
		} else {
			other = i
		}
		bodies[i] = g.block(c.body)
	}
	return func(fr *frame) ctl {
		v := x(fr)
		if enter != nil {
			enter(fr)
		}
		at := other
		for i, test := range tests {
			if test != nil && fr.ctx.strictEqual(v, test(fr)) {
				at = i
				break
			}
		}
		fr.ctx.charge(1 + len(tests)/8)
		if at < 0 {
			return ctlNext
		}
		for _, body := range bodies[at:] {
			if c := body(fr); c != ctlNext {
				if c == ctlBreak && fr.label == 0 {
					return ctlNext
				}
				return c
			}
		}
		return ctlNext
	}
}

func (g *compiler) tryStmt(s *tryStmt) exec {
	body := g.blockStmt(s.body, nil)
	var handler, finally exec
	if s.handler != nil {
		var bind exec
		if s.param != nil {
			b := g.bind(s.param)
			bind = func(fr *frame) ctl {
				b(fr, fr.caught)
				fr.caught = value.Value{}
				return ctlNext
			}
		}
		handler = g.blockStmt(s.handler, bind)
	}
	if s.finally != nil {
		finally = g.blockStmt(s.finally, nil)
	}
	return func(fr *frame) ctl {
		c, t := fr.ctx.guard(fr, body)
		if t != nil && handler != nil {
			fr.caught = t.val
			if finally == nil {
				return handler(fr)
			}
			c, t = fr.ctx.guard(fr, handler)
		}
		if finally != nil {
			ret, label := fr.ret, fr.label
			fr.label = 0
			if f := finally(fr); f != ctlNext {
				return f
			}
			fr.ret, fr.label = ret, label
		}
		if t != nil {
			panic(t)
		}
		return c
	}
}

// guard runs a statement and returns the exception that ended it. A broken
// limit is no exception: nothing catches it.
func (c *Context) guard(fr *frame, body exec) (out ctl, t *thrown) {
	depth, sp := c.depth, c.sp
	defer func() {
		if r := recover(); r != nil {
			x, ok := r.(*thrown)
			if !ok || x.limit != "" {
				panic(r)
			}
			c.charge(20) // throwing is slow
			c.depth, c.sp, t = depth, sp, x
		}
	}()
	return body(fr), nil
}
