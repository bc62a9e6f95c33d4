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
	if a.depth++; a.depth > maxDepth {
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
	for k := range at.Toggles {
		if at.Toggles[k].Value.Touched(env) {
			return true
		}
	}
	return false
}

func (a *App) setHole(i *instance, st *wxml.Step) {
	old := i.values[st.Attr.Hole]
	switch {
	case !i.set(st.Attr.Hole, i.attrValue(st.Attr)):
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
	if s.force || ifTouched(st.If, &s.env) {
		a.evaluations++
		branch = chooseBranch(st.If, &s.env)
	}
	if branch == p.branch {
		if p.inst != nil {
			a.update(p.inst)
		}
		return
	}
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
	undo := t.begin()
	t.force = s.force
	for k, f := range t.tmpl.Fields {
		v := dataField(p.data, f)
		t.env.Fields[k] = v
		t.mark(k, ch.Field(f))
	}
	a.update(p.inst)
	undo()
}

// begin starts an update of a scope with no changes yet; undo ends it and
// brings back those of an update that this one interrupted.
func (s *scope) begin() (undo func()) {
	fields, vars, dirtyFields, dirtyVars, force := s.env.FieldChanges, s.env.VarChanges, s.dirtyFields, s.dirtyVars, s.force
	values := s.env.Vars
	s.env.FieldChanges = make([]*value.Change, len(s.tmpl.Fields))
	if len(vars) > 0 {
		s.env.VarChanges = make([]*value.Change, len(vars))
		s.env.Vars = make([]value.Value, len(vars))
	}
	s.dirtyFields, s.dirtyVars, s.force = wxml.FieldSet{}, 0, false
	return func() {
		s.env.FieldChanges, s.env.VarChanges, s.env.Vars = fields, vars, values
		s.dirtyFields, s.dirtyVars, s.force = dirtyFields, dirtyVars, force
	}
}

// mark records the change of a field.
func (s *scope) mark(field int, ch *value.Change) {
	if ch == nil {
		return
	}
	s.env.FieldChanges[field] = ch
	s.dirtyFields.Add(field)
}
