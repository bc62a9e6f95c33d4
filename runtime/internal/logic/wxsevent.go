package logic

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// callWXS calls a WXS function as the handler of an event (spec wxs §8.1). It
// reports whether the function returned false, which stops the event.
func (a *App) callWXS(e *event, n nodeRef, f *value.Function) (stop bool) {
	if f.Call == nil {
		return false
	}
	c := n.inst.scope.comp
	ev := c.page.wxs.Lend(value.FromObject(a.wxsEvent(e, n, c)))
	out, err := f.Call(value.Value{}, []value.Value{ev, a.descriptor(nodeRef{}, c)})
	if err != nil {
		a.userError(c, "wxs handler of event "+e.typ, err)
	}
	c.page.showLent()
	b, isBool := out.AsBool()
	return isBool && !b
}

// wxsEvent is the event object of a WXS handler.
func (a *App) wxsEvent(e *event, n nodeRef, c *component) *value.Object {
	o := value.NewObject()
	o.Put("type", value.String(e.typ))
	o.Put("timeStamp", value.Number(float64(a.sinceOpen(c.page))))
	o.Put("target", wxsTarget(e.targets[c]))
	o.Put("currentTarget", wxsTarget(n))
	detail, err := a.vm.ToValue(e.detail)
	if err != nil {
		a.userError(c, "detail of event "+e.typ, err)
	}
	o.Put("detail", detail)
	marks, _ := a.vm.ToValue(a.marks(e, c)) // a flat object of values that came from here
	o.Put("mark", marks)
	o.Put("touches", orEmpty(e.touches))
	o.Put("changedTouches", orEmpty(e.changedTouches))
	o.Put("instance", a.descriptor(n, nil))
	return o
}

func orEmpty(v value.Value) value.Value {
	if v.IsUndefined() {
		return value.FromArray(value.NewArray())
	}
	return v
}

func wxsTarget(n nodeRef) value.Value {
	o := value.NewObject()
	o.Put("id", value.String(n.id()))
	o.Put("dataset", n.dataset())
	o.Put("offsetLeft", value.Int(0))
	o.Put("offsetTop", value.Int(0))
	return value.FromObject(o)
}

// dataset is the node's data-* attributes.
func (n nodeRef) dataset() value.Value {
	o := value.NewObject()
	attrs := n.inst.block.Nodes[n.node].Attrs
	for k := range attrs {
		if attrs[k].Kind == wxml.AttrData {
			o.Put(attrs[k].Name, n.value(&attrs[k]))
		}
	}
	return value.FromObject(o)
}

// observe has the function of a change: attribute called, after the turn, if the
// attribute has another value than it saw last; an object always counts as one
// (spec wxs §8.2). The function gets objects that it may change and keep, and
// the attribute shows what becomes of them; see showLent.
func (a *App) observe(i *instance, st *wxml.Step, first bool) {
	env, p := &i.scope.env, i.page()
	now := evalAttr(st.Attr.Value, env)
	if c, ok := i.placeAt(st.Node).(*component); ok {
		if prop := c.def.propFor(st.Attr); prop != nil {
			now = c.state.Get(prop.name)
		}
	}
	seen := &i.more.seen[st.Seen]
	if !first && !now.IsContainer() && value.StrictEqual(now, *seen) {
		return
	}
	old := *seen
	f := evalAttr(st.Observer, env).AsFunc()
	if f == nil || f.Call == nil {
		*seen = now
		return
	}
	now = p.wxs.Lend(now)
	if st.Attr.Hole >= 0 && p.wxs.Lent(now) && !p.wxs.Lent(old) {
		p.lent = rememberLent(p.lent, lentAttr{i, st})
	}
	*seen = now
	owner, n := i.scope.comp, nodeRef{i, st.Node}
	a.observed = append(a.observed, func() {
		if i.dead {
			return
		}
		if _, err := f.Call(value.Value{}, []value.Value{now, old, a.descriptor(nodeRef{}, owner), a.descriptor(n, nil)}); err != nil {
			a.userError(owner, "wxs observer of "+st.Attr.Name, err)
		}
		p.showLent()
	})
}

// lentAttr is an attribute that shows an object which WXS may change: the seen
// value of a StepChange.
type lentAttr struct {
	inst *instance
	step *wxml.Step
}

// rememberLent adds to a list of attributes to come back to, without those that
// are gone when it would grow.
func rememberLent(list []lentAttr, x lentAttr) []lentAttr {
	if len(list) == cap(list) {
		list = slices.DeleteFunc(list, func(x lentAttr) bool { return x.inst.dead })
	}
	return append(list, x)
}

// showLent brings the attributes up to date whose objects WXS has written to, as
// an attribute of the view layer holds the object itself. Data of the logic layer
// stay as they are.
func (p *page) showLent() {
	if !p.wxs.Written() {
		return
	}
	for _, x := range p.lent {
		i, at := x.inst, x.step.Attr
		seen := i.more.seen[x.step.Seen]
		if i.dead || !p.wxs.Lent(seen) {
			continue
		}
		v, err := p.wxs.Snapshot(seen)
		if err != nil {
			p.app.userError(i.scope.comp, "wxs value of "+at.Name, err)
			continue
		}
		p.app.fillHole(i, x.step, v)
	}
}

// wxsLog is console.log of WXS.
func (a *App) wxsLog(args []value.Value) {
	text := make([]string, len(args))
	for k, v := range args {
		text[k] = value.ToString(v)
	}
	line := strings.Join(text, " ")
	a.log.Info(line, "source", "wxs")
	if a.cfg.Console != nil {
		a.cfg.Console("wxs", args, line)
	}
}
