package logic

import (
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// update brings an instance, and everything inside it that belongs to the same
// component, up to date with the changes in its scope. What reads nothing that
// was set is passed by.
func (a *App) update(i *instance) {
	s := i.scope
	if i.dead || !s.touched(i.block.Block) {
		return
	}
	a.vm.Check() // as many rows as the data say, each with as long a text
	if a.depth++; a.depth > maxNesting {
		a.depth--
		a.reportOnce(s.at, errTooDeep)
		return
	}
	for k := range i.block.Steps {
		st := &i.block.Steps[k]
		if st.Node >= 0 {
			s.at = &i.block.Nodes[st.Node]
		}
		switch st.Kind {
		case wxml.StepHole:
			if s.force || attrTouched(st.Attr, &s.env) {
				a.setHole(i, st)
			}
		case wxml.StepLet:
			ch := st.Let.Value.Change(&s.env)
			a.evaluations++
			s.setVar(st.Let.Slot, st.Let.Value.Eval(&s.env), ch)
		case wxml.StepComponent:
			a.updateComponent(i, st.Node)
		case wxml.StepSlot:
			a.updateSlot(i, st.Node)
		case wxml.StepIf:
			a.updateIf(i, st)
		case wxml.StepFor:
			a.updateFor(i, st)
		case wxml.StepTemplate:
			a.updateTemplate(i, st)
		case wxml.StepChange:
			if s.force || attrTouched(st.Attr, &s.env) {
				a.observe(i, st, false)
			}
		}
		if i.dead {
			break // a handler that ran in between took this block away
		}
	}
	if s.force {
		for k := range i.block.extra {
			x := &i.block.extra[k]
			i.set(x.hole, i.classValue(x.attr))
		}
	}
	a.depth--
}

func attrTouched(at *wxml.BlockAttr, env *wxml.Env) bool {
	if at.Value.Touched(env) {
		return true
	}
	for _, t := range at.Toggles() {
		if t.Value.Touched(env) {
			return true
		}
	}
	return false
}

func (a *App) setHole(i *instance, st *wxml.Step) { a.fillHole(i, st, i.attrValue(st.Attr)) }

// fillHole gives an attribute its value, with what follows from it.
func (a *App) fillHole(i *instance, st *wxml.Step, v value.Value) {
	old := i.values[st.Attr.Hole]
	switch {
	case !i.set(st.Attr.Hole, v):
	case st.Attr.Kind == wxml.AttrSlot:
		a.contentMoved(i, st.Node)
	case st.Attr.Kind == wxml.AttrProp && i.block.builtins != nil && i.block.builtins[st.Node]:
		a.attrWritten(nodeRef{i, st.Node}, st.Attr, old)
	}
}

// set fills a hole and tells the view, unless it has that value already.
func (i *instance) set(hole int32, v value.Value) bool {
	if value.Identical(i.values[hole], v) || !v.IsString() && sameClass(i.values[hole], v) {
		return false
	}
	i.values[hole] = v
	i.page().out.set(i, hole)
	return true
}

func (a *App) updateIf(i *instance, st *wxml.Step) {
	p := i.placeAt(st.Node).(*ifPlace)
	s := i.scope
	branch := p.branch
	if st.If.Awaits == "" && (s.force || ifTouched(st.If, &s.env)) {
		a.evaluations++
		branch = a.chooseBranch(i, st)
	}
	if branch == p.branch {
		if p.inst != nil {
			a.update(p.inst)
		}
		return
	}
	a.switchBranch(i, st, branch)
}

// switchBranch shows another branch of an If.
func (a *App) switchBranch(i *instance, st *wxml.Step, branch int) {
	p := i.placeAt(st.Node).(*ifPlace)
	s := i.scope
	old := p.inst
	p.branch, p.inst = branch, nil
	if branch >= 0 {
		p.inst = a.create(st.If.Branches[branch].Body, s, spot{parent: i, node: st.Node})
	}
	if old != nil {
		a.remove(old)
	}
	a.inserted(i, st.Node, p.inst)
}

func ifTouched(x *wxml.If, env *wxml.Env) bool {
	for k := range x.Branches {
		if c := x.Branches[k].Cond; c != nil && c.Touched(env) {
			return true
		}
	}
	return false
}

func (a *App) updateTemplate(i *instance, st *wxml.Step) {
	p := i.placeAt(st.Node).(*templatePlace)
	s := i.scope
	if s.force || st.Use.Name.Touched(&s.env) {
		if t := st.Use.Table.Lookup(value.Text(st.Use.Name.Eval(&s.env))); t != p.tmpl {
			old := p.inst
			*p = templatePlace{}
			a.fillTemplate(i, st, p)
			if old != nil {
				a.remove(old)
			}
			a.inserted(i, st.Node, p.inst)
			return
		}
	}
	if p.inst == nil {
		return
	}
	if st.Use.Data == nil && !s.force {
		return
	}
	var ch *value.Change
	if st.Use.Data != nil {
		if ch = st.Use.Data.Change(&s.env); ch != nil {
			a.evaluations++
			p.data = st.Use.Data.Eval(&s.env)
		}
	}
	if ch == nil && !s.force {
		return
	}
	t := p.scope
	was := t.begin()
	t.force = s.force
	for k, f := range t.tmpl.Fields {
		v := dataField(p.data, f)
		t.env.Fields[k] = v
		t.mark(k, ch.Field(f))
	}
	a.update(p.inst)
	t.end(&was)
}

// interrupted is what an update of a scope has to bring back when it ends: the
// changes of the update that it interrupted, if any.
type interrupted struct {
	fields, vars []*value.Change
	values       []value.Value
	dirtyFields  wxml.FieldSet
	dirtyVars    uint64
	force        bool
	stack        updateStack
}

// updateStack is where updates keep what they know of a scope while they run.
// They end in the reverse order of their beginnings, so that a page that is idle
// holds none of it.
type updateStack struct {
	changes []*value.Change
	values  []value.Value
}

// begin starts an update of a scope with no changes yet; end ends it.
func (s *scope) begin() interrupted {
	stack := &s.comp.app.updates
	was := interrupted{s.env.FieldChanges, s.env.VarChanges, s.env.Vars, s.dirtyFields, s.dirtyVars, s.force, *stack}
	s.env.FieldChanges = push(&stack.changes, len(s.tmpl.Fields))
	if n := len(was.vars); n > 0 {
		s.env.VarChanges = push(&stack.changes, n)
		s.env.Vars = push(&stack.values, n)
	}
	s.dirtyFields, s.dirtyVars, s.force = wxml.FieldSet{}, 0, false
	return was
}

func (s *scope) end(was *interrupted) {
	stack := &s.comp.app.updates
	stack.changes = pop(stack.changes, was.stack.changes)
	stack.values = pop(stack.values, was.stack.values)
	s.env.FieldChanges, s.env.VarChanges, s.env.Vars = was.fields, was.vars, was.values
	s.dirtyFields, s.dirtyVars, s.force = was.dirtyFields, was.dirtyVars, was.force
}

// maxIdle is how many elements an empty stack keeps.
const maxIdle = 256

// pop brings a stack back to what it was; an empty one keeps its larger array
// for the next update.
func pop[T any](now, was []T) []T {
	clear(now[len(was):])
	if len(was) == 0 && cap(now) <= maxIdle {
		return now[:0]
	}
	return was
}

// push takes n zero elements off a stack. A stack that is full continues in a
// larger array; what was taken before stays where it is.
func push[T any](stack *[]T, n int) []T {
	at := len(*stack)
	if at+n > cap(*stack) {
		*stack = make([]T, at, 2*(at+n)+16)
	}
	*stack = (*stack)[:at+n]
	return (*stack)[at : at+n : at+n]
}

// mark records the change of a field.
func (s *scope) mark(field int, ch *value.Change) {
	if ch == nil {
		return
	}
	s.env.FieldChanges[field] = ch
	s.dirtyFields.Add(field)
}
