package wxs

import (
	"fmt"

	"github.com/mica-go/mica/internal/value"
)

// eval computes an expression, exec runs a statement and says how control goes
// on, cond computes the truth of an expression without making a value of it.
type (
	eval func(fr *frame) value.Value
	exec func(fr *frame) ctl
	cond func(fr *frame) bool
)

type ctl uint8

const (
	ctlNext ctl = iota
	ctlBreak
	ctlContinue
	ctlReturn
)

// cell holds a variable that several functions share.
type cell struct {
	v    value.Value
	born uint32 // number of the call that made it
}

// frame is the activation of a function. Frames are reused, one per depth of
// calls: nothing may keep one.
type frame struct {
	ctx     *Context
	*target // of the function; nil outside of any
	locals  []value.Value
	args    []value.Value // all arguments, where code.keepArgs
	boxes   []*cell       // own variables that are shared
	ret     value.Value
	pos     int32 // offset of the call under way, for errors
	label   int32 // target of a labelled break or continue, 0 without label
	cb      callback
	caught  value.Value // exception on its way into a handler
}

// funcCode is a compiled function, immutable.
type funcCode struct {
	name     string
	source   string
	nparams  int
	length   int
	nslots   int
	nboxes   int
	keepArgs bool
	thisAt   int32 // slot of this, -1 when unused
	selfAt   int32 // slot of the function itself, -1 when unused
	prologue exec  // makes boxes, patterns, defaults and inner functions
	body     exec
	expr     eval // instead of body, where it is a single return
	strict   bool
	outer    []outerRef
	nvals    int
	ncells   int
}

// outerRef says where the creator of a function finds a variable to hand on.
type outerRef struct {
	fromVals  int32 // index in the creator's vals, -1
	fromCells int32 // index in the creator's cells, -1
	slot      int32 // slot of the creator, -1
	box       int32 // box of the creator, -1
}

// target is what it takes to call a function: its code and what it captured. It
// stays as it is while a call is under way.
type target struct {
	code  *funcCode
	inst  *instance
	vals  []value.Value // copies of outer variables
	cells []*cell       // outer variables that are shared
}

// closure is a function made by WXS code.
type closure struct {
	fn value.Function
	target
	props *object // properties that were set on the function
	memo  memo
}

const (
	firstStack   = 128
	keepStack    = 4096
	maxArguments = 100_000
)

// reserve takes n places of the stack, from base on, for arguments. The caller
// gives them back by setting c.sp to base.
func (c *Context) reserve(n int) (base int) {
	if c.sp += n; c.sp > len(c.stack) {
		c.grow(c.sp)
	}
	return c.sp - n
}

// grow replaces the stack by a larger one. Frames that are active keep their
// part of the old one; what is copied are the arguments of calls to come.
func (c *Context) grow(need int) {
	if need > maxStack {
		c.exceed(LimitDepth, fmt.Sprintf("more than %d local variables in the calls under way", maxStack))
	}
	old := c.stack
	c.stack = make([]value.Value, max(2*len(old), need+need/2, firstStack))
	copy(c.stack, old)
}

// invoke calls a function whose argc arguments lie at c.stack[base:]; c.sp is
// base again afterwards.
func (c *Context) invoke(t *target, self *closure, this value.Value, base, argc int) value.Value {
	code := t.code
	if c.depth >= c.cfg.MaxDepth {
		c.exceed(LimitDepth, fmt.Sprintf("more than %d calls inside one another", c.cfg.MaxDepth))
	}
	c.charge(1)
	fr := c.next()
	end := base + code.nslots
	if code.keepArgs {
		end += argc
	}
	if end > len(c.stack) {
		c.grow(end)
	}
	locals := c.stack[base:end:end]
	if code.keepArgs {
		fr.args = locals[code.nslots:]
		copy(fr.args, locals[:argc])
	}
	if from := min(argc, code.nparams); from < code.nslots {
		clear(locals[from:code.nslots])
	}
	c.sp = end
	if end > c.high {
		c.high = end
	}
	c.depth++
	fr.target, fr.locals = t, locals
	if code.thisAt >= 0 {
		locals[code.thisAt] = this
	}
	if code.selfAt >= 0 {
		locals[code.selfAt] = value.FromFunc(&self.fn)
	}
	if code.prologue != nil {
		code.prologue(fr)
	}
	var result value.Value
	if code.expr != nil {
		result = code.expr(fr)
	} else if code.body(fr) == ctlReturn {
		result = fr.ret
		fr.ret = value.Value{}
	}
	c.depth--
	c.sp = base
	return result
}

// enterNative counts a call inside the library that may go on without end. The
// caller takes it back with c.depth--.
func (c *Context) enterNative() {
	if c.depth >= c.cfg.MaxDepth {
		c.exceed(LimitDepth, fmt.Sprintf("more than %d calls inside one another", c.cfg.MaxDepth))
	}
	next := c.frame(c.depth + 1)
	next.target = nil
	if c.depth > 0 {
		fr := c.frames[c.depth]
		next.target, next.pos = fr.target, fr.pos
	}
	c.depth++
}

// next is the frame for a call inside the one under way.
func (c *Context) next() *frame {
	if d := c.depth + 1; d < len(c.frames) {
		return c.frames[d]
	}
	return c.frame(c.depth + 1)
}

func (c *Context) frame(depth int) *frame {
	for depth >= len(c.frames) {
		fr := &frame{ctx: c}
		fr.cb.ctx = c
		c.frames = append(c.frames, fr)
	}
	return c.frames[depth]
}

// call calls any function value; args may lie on the stack.
func (c *Context) call(fn *value.Function, this value.Value, args []value.Value) value.Value {
	switch ref := fn.Ref.(type) {
	case *closure:
		if ref.inst.ctx == c {
			base := c.reserve(len(args))
			copy(c.stack[base:], args)
			return c.invoke(&ref.target, ref, this, base, len(args))
		}
	case *builtin:
		return ref.fn(c, this, args)
	}
	return c.callHost(fn, this, args)
}

// callHost calls a function that is not of this context: what goes out must not
// change any more.
func (c *Context) callHost(fn *value.Function, this value.Value, args []value.Value) value.Value {
	if fn.Call == nil {
		c.typeError("%s cannot be called from WXS", orAnonymous(fn.Name))
	}
	c.impure = true
	out := make([]value.Value, len(args))
	for i := range args {
		out[i] = c.snapshot(args[i])
	}
	result, err := fn.Call(c.snapshot(this), out)
	if err != nil {
		c.rethrow(err)
	}
	return result
}

func orAnonymous(name string) string {
	if name == "" {
		return "this function"
	}
	return name
}

// callFromHost is value.Function.Call of a function made by WXS.
func (cl *closure) callFromHost(this value.Value, args []value.Value) (value.Value, error) {
	return cl.inst.ctx.run(cl, this, args)
}

// newClosure makes the function value of code as it is evaluated in fr.
func (fr *frame) newClosure(code *funcCode) *closure {
	cl := &closure{fn: value.Function{Name: code.name, Source: code.source, Length: code.length}}
	cl.fn.Ref = cl
	cl.code, cl.inst = code, fr.inst
	if code.nvals > 0 {
		cl.vals = make([]value.Value, code.nvals)
	}
	if code.ncells > 0 {
		cl.cells = make([]*cell, code.ncells)
	}
	fr.capture(code, cl.vals, cl.cells)
	fr.ctx.charge(8 + len(code.outer))
	return cl
}

// capture copies what code needs of the variables around it.
func (fr *frame) capture(code *funcCode, vals []value.Value, cells []*cell) {
	nv, nc := 0, 0
	for _, o := range code.outer {
		switch {
		case o.slot >= 0:
			vals[nv] = fr.locals[o.slot]
			nv++
		case o.fromVals >= 0:
			vals[nv] = fr.vals[o.fromVals]
			nv++
		case o.box >= 0:
			cells[nc] = fr.boxes[o.box]
			nc++
		default:
			cells[nc] = fr.cells[o.fromCells]
			nc++
		}
	}
}
