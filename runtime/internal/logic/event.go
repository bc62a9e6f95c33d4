package logic

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// event is one event on its way through the tree.
type event struct {
	typ                         string
	bubbles, composed, capture  bool
	detail                      goja.Value
	touches, changedTouches     value.Value
	path                        []nodeRef
	stopped, prevented, mutated bool
	// reached is how many nodes of the path the event has come to on its way up,
	// handled whether any handler was called, result what the last one returned.
	reached int
	handled bool
	result  goja.Value
	// byLabel is set for the tap that a label makes on its control, onCanvas for a
	// touch of a canvas.
	byLabel, onCanvas bool
	// targets is, for each tree, the innermost node of the path in it.
	targets map[*component]nodeRef
}

// parentOf returns the node that an event reaches after n: the parent in the
// composed tree, or, for an event that is not composed, the parent in the tree
// of the component that n is written in (spec events §4).
func parentOf(n nodeRef, composed bool) (nodeRef, bool) {
	at := n
	for at.inst.block.Nodes[at.node].Parent < 0 {
		i := at.inst
		switch {
		case i.host != nil:
			if !composed || i.host.at == nil {
				return nodeRef{}, false
			}
			return nodeRef{i.host.at, i.host.node}, true
		case i.parent == nil:
			return nodeRef{}, false
		case i.block.Content != nil:
			host := nodeRef{i.parent, i.node}
			if c, ok := i.parent.placeAt(i.node).(*component); ok && composed {
				for _, p := range c.liveSlots() {
					if slices.Contains(p.roots, n) {
						return nodeRef{p.inst, p.node}, true
					}
				}
				return nodeRef{}, false // no slot shows it
			}
			return host, true
		}
		at = nodeRef{i.parent, i.node}
	}
	return nodeRef{at.inst, at.inst.block.Nodes[at.node].Parent}, true
}

// dispatch sends an event through the tree, from target on.
func (a *App) dispatch(e *event, target nodeRef) {
	page := target.inst.page()
	page.out.settleSlots()
	tap := e.typ == "tap" || e.typ == "longpress" || e.typ == "longtap"
	e.targets = make(map[*component]nodeRef, 2)
	for n, ok := target, true; ok; n, ok = parentOf(n, e.composed) {
		e.path = append(e.path, n)
		if _, seen := e.targets[n.inst.scope.comp]; !seen {
			e.targets[n.inst.scope.comp] = n
		}
		if len(e.path) > 4*maxDepth*maxDepth {
			break
		}
	}
	if e.capture {
		for k := len(e.path) - 1; k >= 0 && !e.stopped; k-- {
			a.notify(e, e.path[k], true)
		}
	}
	for k := 0; k < len(e.path) && !e.stopped; k++ {
		if tap && stopsTap(e.path[k]) {
			break
		}
		if k > 0 && e.path[k-1].inst.cutBelow(e.path[k].inst) {
			break // a handler has taken away what the event has come through so far
		}
		e.reached = k + 1
		a.notify(e, e.path[k], false)
		if !e.bubbles {
			break
		}
	}
}

// cutBelow reports whether something between i and outer, which an event reaches
// next, was taken out of the tree.
func (i *instance) cutBelow(outer *instance) bool {
	for x := i; x != nil && x != outer; x = x.parent {
		if x.cut {
			return true
		}
		if x.host != nil || x.block.Content != nil {
			break
		}
	}
	return false
}

// notify calls what is bound to the event at one node, in one phase (spec
// events §4.1).
func (a *App) notify(e *event, n nodeRef, capture bool) {
	c := n.inst.scope.comp
	stop, mut := false, false
	for k := range n.inst.block.Nodes[n.node].Events {
		b := &n.inst.block.Nodes[n.node].Events[k]
		if b.Type != e.typ || (b.Flags&wxml.Capture != 0) != capture {
			continue
		}
		if b.Flags&wxml.MutBind != 0 && e.mutated || b.Property != "" && n.takes(b.Property) {
			continue
		}
		h := n.inst.eval(b.Handler, n.node)
		if h.IsNullish() || h.IsString() && value.Text(h) == "" {
			continue // an empty handler takes the binding away
		}
		if f := h.AsFunc(); f != nil {
			e.handled = true
			if a.callWXS(e, n, f) {
				stop, e.prevented = true, true
			}
		} else {
			a.callHandler(e, n, c, value.Text(h))
		}
		stop = stop || b.Flags&wxml.Catch != 0
		mut = mut || b.Flags&wxml.MutBind != 0
	}
	switch {
	case stop:
		e.stopped = true
	case mut:
		e.mutated = true
	}
}

// takes reports whether the node is a component that an attribute of that name
// means something to.
func (n nodeRef) takes(name string) bool {
	c, _ := n.inst.placeAt(n.node).(*component)
	return c != nil && (c.def.propBy[name] != nil || c.def.external[name])
}

func (a *App) callHandler(e *event, n nodeRef, c *component, method string) {
	fn, ok := goja.AssertFunction(c.obj.Get(method))
	if !ok {
		a.warn(c, "Component \""+c.def.path+"\" does not have a method \""+method+"\" to handle event \""+e.typ+"\".")
		return
	}
	e.handled = true
	a.begin(PhaseJS, method)
	v, err := fn(c.obj, a.eventObject(e, n, c))
	a.end()
	if err != nil {
		a.userError(c, "handler "+method+" of event "+e.typ, err)
		return
	}
	e.result = v
}

// eventObject makes what a handler in c's tree gets.
func (a *App) eventObject(e *event, n nodeRef, c *component) *goja.Object {
	o := a.rt.NewObject()
	set := func(k string, v any) { _ = o.Set(k, v) }
	set("type", e.typ)
	set("timeStamp", a.sinceOpen(c.page))
	set("target", a.targetObject(e.targets[c]))
	if !e.onCanvas {
		set("currentTarget", a.targetObject(n))
	}
	set("mark", a.marks(e, c))
	set("detail", e.detail)
	if !e.touches.IsUndefined() {
		set("touches", a.vm.ToJS(e.touches))
		set("changedTouches", a.vm.ToJS(e.changedTouches))
	}
	return o
}

func (a *App) targetObject(n nodeRef) *goja.Object {
	o := a.rt.NewObject()
	_ = o.Set("id", n.id())
	_ = o.Set("offsetLeft", 0)
	_ = o.Set("offsetTop", 0)
	_ = o.Set("dataset", a.vm.ToJS(n.dataset()))
	return o
}

// id is the node's id attribute.
func (n nodeRef) id() string { return value.Text(n.attr(wxml.AttrID)) }

// attr gives the present value of an attribute of which a node has one.
func (n nodeRef) attr(kind wxml.AttrKind) value.Value {
	attrs := n.inst.block.Nodes[n.node].Attrs
	for k := range attrs {
		if attrs[k].Kind == kind {
			return n.value(&attrs[k])
		}
	}
	return value.Value{}
}

func (n nodeRef) value(at *wxml.BlockAttr) value.Value {
	if at.Hole >= 0 {
		return n.inst.values[at.Hole]
	}
	return n.inst.eval(at.Value, n.node)
}

// marks merges the marks of the path's nodes in c's tree; the nearest to the
// target wins (spec events §6).
func (a *App) marks(e *event, c *component) *goja.Object {
	o := a.rt.NewObject()
	for k := len(e.path) - 1; k >= 0; k-- {
		n := e.path[k]
		if n.inst.scope.comp != c {
			continue
		}
		attrs := n.inst.block.Nodes[n.node].Attrs
		for j := range attrs {
			if attrs[j].Kind == wxml.AttrMark {
				_ = o.Set(attrs[j].Name, a.vm.ToJS(n.value(&attrs[j])))
			}
		}
	}
	return o
}

// event takes an event from the view.
func (a *App) event(m *bridge.Event) {
	p := a.byID[m.Page]
	if p == nil {
		return
	}
	i := p.instances[m.Instance]
	if i == nil || i.dead || m.Node < 0 || int(m.Node) >= len(i.block.Nodes) {
		if m.Gesture {
			a.finger.cancel()
		}
		return // it is about something that is gone by now
	}
	detail := m.Detail
	if detail.IsUndefined() {
		detail = value.FromObject(value.NewObject())
	}
	n := nodeRef{i, m.Node}
	if m.Gesture && m.Type == "longpress" {
		a.longPress()
		return
	}
	a.hostEvent(m, n, detail)
	if m.Gesture {
		a.touched(m, n)
	}
}

// triggerEvent is this.triggerEvent: an event at the component's host node. While
// created runs nothing is bound there yet; what is bound stays after the
// component has left the tree.
func (c *component) triggerEvent(name string, detail goja.Value, bubbles, composed, capture bool) {
	if c.at == nil || c.creating || c.page.closed {
		return
	}
	e := &event{typ: name, bubbles: bubbles, composed: composed, capture: capture, detail: detail}
	c.app.dispatch(e, nodeRef{c.at, c.node})
}
