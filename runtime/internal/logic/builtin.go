package logic

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// This file joins the built-in components to templates and events. What they do
// comes in three parts:
//
//   - When a block is created, and when the template writes one of their
//     attributes: startBuiltin, updateBuiltin.
//   - When the view tells of something that the user did to a control: mirror,
//     before the program's handlers, so that they find the new value in data
//     bound by model: and what they set themselves is the last word.
//   - What follows from an event once the handlers have run: react. A node acts
//     on an event that has reached it, whatever its own handlers say: catch stops
//     the way up only. A WXS handler that returns false prevents all of it.

// isBuiltin reports whether anything happens to elements of a tag besides what
// the template says.
func isBuiltin(tag string) bool {
	switch tag {
	case "progress", "rich-text", "match-media", "navigation-bar":
		return true
	}
	return liveAttrs(tag) != nil
}

// builtinNodes marks the nodes of a block that something happens to: those for which
// isBuiltin, hearsImage, hearsEditor or isAnimated holds; nil for none.
func builtinNodes(b *wxml.Block) []bool {
	var out []bool
	for k := range b.Nodes {
		if n := &b.Nodes[k]; n.Kind == wxml.ElementNode && (isBuiltin(n.Tag) || hearsImage(n) || hearsEditor(n) || isAnimated(n)) {
			if out == nil {
				out = make([]bool, len(b.Nodes))
			}
			out[k] = true
		}
	}
	return out
}

// startBuiltins begins what the built-in components of a new instance do.
func (a *App) startBuiltins(i *instance) {
	for k, is := range i.block.builtins {
		if is {
			a.startBuiltin(nodeRef{i, int32(k)})
		}
	}
}

func (a *App) startBuiltin(n nodeRef) {
	tag := n.tag()
	if tag != "movable-view" {
		a.animateNode(n)
	}
	switch tag {
	case "rich-text":
		a.sendRichText(n)
	case "match-media":
		p := n.inst.page()
		p.media = remember(p.media, n)
		a.matchMedia(n)
	case "progress":
		a.runProgress(n)
	case "swiper":
		p := n.inst.page()
		p.swipers = remember(p.swipers, n)
		a.playSwiper(n)
		a.showItemID(n)
	case "page-container":
		p := n.inst.page()
		p.containers = remember(p.containers, n)
		a.runContainer(n)
	case "input", "textarea":
		a.focusWritten(n)
	case "radio":
		a.radioWritten(n)
	case "scroll-view":
		a.scrollView(n)
	case "image", "cover-image":
		a.loadImage(n)
	case "movable-view":
		a.movableView(n)
	case "editor":
		a.editorReady(n)
	case "navigation-bar":
		a.navigationBar(n, "title")
		a.navigationBar(n, "loading")
		a.navigationBar(n, "frontColor")
	case "page-meta":
		p := n.inst.page()
		p.metas = remember(p.metas, n)
		for _, name := range []string{"backgroundTextStyle", "backgroundColor", "scrollTop"} {
			a.pageMeta(n, name)
		}
	}
}

// remember adds a node to a list of those to come back to. Nodes that are gone
// are dropped when the list would grow.
func remember(list []nodeRef, n nodeRef) []nodeRef {
	if len(list) == cap(list) {
		list = slices.DeleteFunc(list, func(x nodeRef) bool { return x.inst.dead })
	}
	return append(list, n)
}

// updateBuiltin is told that the template wrote an attribute of a built-in
// component.
func (a *App) updateBuiltin(n nodeRef, tag, name string) {
	if name == "animation" && tag != "movable-view" {
		a.animateNode(n)
	}
	switch tag {
	case "rich-text":
		if name == "nodes" {
			a.sendRichText(n)
		}
	case "match-media":
		a.matchMedia(n)
	case "swiper":
		switch name {
		case "autoplay", "interval":
			a.playSwiper(n)
		case "currentItemId":
			a.showItemID(n)
		}
	case "page-container":
		a.runContainer(n)
	case "scroll-view":
		if name == "scrollIntoView" {
			a.scrollIntoView(n)
		}
	case "image", "cover-image":
		if name == "src" {
			a.loadImage(n)
		}
	case "input", "textarea":
		if name == "focus" || name == "autoFocus" {
			a.focusWritten(n)
		}
	case "progress":
		if name == "percent" || name == "active" {
			a.runProgress(n)
		}
	case "navigation-bar":
		a.navigationBar(n, name)
	case "page-meta":
		a.pageMeta(n, name)
	}
}

// valueWritten is told that the template wrote an attribute that a user can
// change too; shown is what it was for the user.
func (a *App) valueWritten(n nodeRef, tag, name string, shown value.Value) {
	switch tag {
	case "swiper":
		a.turnSwiper(n, shown)
	case "movable-view":
		a.movedByData(n, name)
	case "radio":
		a.radioWritten(n)
	case "scroll-view":
		a.scrollWritten(n, name, shown)
	}
}

// hostEvent takes an event that the view or the host sends: the user did
// something.
func (a *App) hostEvent(m *bridge.Event, n nodeRef, detail value.Value) {
	tag := n.tag()
	if ignoresUser(n, tag, m.Type) {
		return
	}
	if o := detail.AsObject(); o != nil {
		detail = value.FromObject(n.ownDetail(tag, m.Type, o))
	}
	e := &event{typ: m.Type, bubbles: m.Bubbles, composed: m.Composed, capture: m.CapturePhase,
		detail: a.vm.ToJS(detail), touches: m.Touches, changedTouches: m.ChangedTouches}
	if repeats(n, tag, m.Type, detail.AsObject()) {
		return
	}
	if tag == "canvas" && strings.HasPrefix(m.Type, "touch") {
		a.onCanvas(e, n)
	}
	zones := a.mirror(n, tag, m, detail.AsObject())
	if m.Type == "tap" {
		a.tapped = true
		a.tappedOutside(n)
	}
	a.dispatch(e, n)
	if e.prevented {
		return
	}
	a.react(e, n)
	if !n.inst.dead {
		a.enterZones(n, zones)
		switch {
		case tag == "swiper" && m.Type == "change":
			a.finishTurn(n, detail)
			a.playSwiper(n)
		case m.Type == "confirm":
			a.confirmed(n)
		}
	}
}

// ownDetail gives the detail of a control's event as the control has it, whatever
// the host says.
func (n nodeRef) ownDetail(tag, typ string, detail *value.Object) *value.Object {
	switch tag {
	case "picker":
		if typ == "change" {
			return n.pickerDetail(detail)
		}
	case "picker-view":
		if typ == "change" {
			return n.pickerViewDetail(detail)
		}
	case "input", "textarea":
		return n.fitText(detail)
	}
	return detail
}

// repeats reports whether an event tells nothing new: a focus that the program
// gave or took, or a slider that has been let go where it was. It keeps track of
// both.
func repeats(n nodeRef, tag, typ string, detail *value.Object) bool {
	switch tag {
	case "input", "textarea":
		p := n.inst.page()
		switch {
		case typ == "focus" && p.focused == n, typ == "blur" && p.left == n:
			p.left = nodeRef{}
			return true
		case typ == "focus":
			p.focused, p.left = n, nodeRef{}
		case typ == "blur" && p.focused == n:
			p.focused = nodeRef{}
		}
	case "slider":
		if typ != "change" && typ != "changing" || detail == nil {
			return false
		}
		c := n.control()
		was := c.moving
		c.moving = typ == "changing"
		return typ == "change" && !was && value.StrictEqual(n.formValue(), detail.Get("value"))
	}
	return false
}

// ignoresUser reports whether a control takes no notice of an event because it
// is disabled.
func ignoresUser(n nodeRef, tag, typ string) bool {
	switch tag {
	case "input", "textarea", "switch", "slider", "picker", "movable-view":
	default:
		return false
	}
	switch typ {
	case "input", "change", "changing", "columnchange", "confirm", "scale":
		return n.flag("disabled")
	}
	return false
}

// react is what built-in components do after the handlers of an event.
func (a *App) react(e *event, n nodeRef) {
	if e.typ == "input" && n.tag() == "input" && !n.inst.dead {
		a.replaceInput(n, e)
	}
	if e.typ != "tap" {
		return
	}
	control := false // one further inside has been activated
	for _, at := range e.path[:e.reached] {
		if at.inst.dead {
			continue
		}
		switch tag := at.tag(); tag {
		case "button":
			a.tapButton(at)
			control = true
		case "checkbox", "radio", "switch":
			a.toggle(at)
			control = true
		case "picker":
			a.openPicker(at)
			control = true
		case "input", "textarea":
			if !control {
				a.focus(at)
			}
			control = true
		case "slider":
			control = true
		case "label":
			if !control && !e.byLabel {
				a.tapLabel(at, e)
			}
			control = true
		case "navigator":
			a.tapNavigator(at)
		}
	}
}

// stopsTap reports whether a node swallows taps and long presses: a disabled
// button.
func stopsTap(n nodeRef) bool { return n.tag() == "button" && n.flag("disabled") }

// emitAt sends an event of a built-in component: it does not bubble.
func (a *App) emitAt(n nodeRef, typ string, detail value.Value) {
	if n.inst.dead || !n.listens(typ) {
		return
	}
	a.dispatch(&event{typ: typ, detail: a.vm.ToJS(detail)}, n)
}

// listens reports whether the template binds an event at the node.
func (n nodeRef) listens(typ string) bool {
	events := n.inst.block.Nodes[n.node].Events
	return slices.ContainsFunc(events, func(b wxml.EventBinding) bool { return b.Type == typ })
}

// eachBelow calls fn for the nodes below n, in document order, until it returns
// false. The tree is the one that n is written in: what stands between the tags
// of a component counts, what the component is made of does not. With composed
// it is what the user sees.
func (n nodeRef) eachBelow(composed bool, fn func(nodeRef) bool) bool {
	return n.inst.eachNode(n.node, composed, fn)
}

// eachNode is eachBelow for all nodes of an instance below root, -1 for all.
func (i *instance) eachNode(root int32, composed bool, fn func(nodeRef) bool) bool {
	return i.walk(root, composed, func(n nodeRef) walkStep {
		if fn(n) {
			return walkOn
		}
		return walkEnd
	})
}

// walkStep says how a walk goes on after a node.
type walkStep uint8

const (
	walkOn   walkStep = iota // with what is below the node
	walkPast                 // with what follows it
	walkEnd
)

// walk calls fn for the nodes of an instance as eachNode does, and returns false
// once fn ends it. A node's descendants follow it directly.
func (i *instance) walk(root int32, composed bool, fn func(nodeRef) walkStep) bool {
	if i == nil || i.dead {
		return true
	}
	nodes := i.block.Nodes
	for k := root + 1; int(k) < len(nodes); k++ {
		b := &nodes[k]
		if b.Parent < root {
			return true
		}
		if b.Kind == wxml.TextNode {
			continue
		}
		if b.Kind != wxml.BlocksNode {
			switch fn(nodeRef{i, k}) {
			case walkEnd:
				return false
			case walkPast:
				for at := k; int(k)+1 < len(nodes) && nodes[k+1].Parent >= at; k++ {
				}
				continue
			}
		}
		if b.Place >= 0 && !walkPlace(i.places[b.Place], composed, fn) {
			return false
		}
	}
	return true
}

func walkPlace(p place, composed bool, fn func(nodeRef) walkStep) bool {
	all := func(list []*instance) bool {
		for _, x := range list {
			if !x.walk(-1, composed, fn) {
				return false
			}
		}
		return true
	}
	switch p := p.(type) {
	case *ifPlace:
		return p.inst.walk(-1, composed, fn)
	case *templatePlace:
		return p.inst.walk(-1, composed, fn)
	case *forPlace:
		return all(p.rows)
	case *component:
		if composed {
			return p.shadow.walk(-1, composed, fn)
		}
		return all(p.contents)
	case *slotPlace:
		if !composed {
			return true
		}
		for _, r := range p.roots {
			if r.inst.dead {
				continue
			}
			switch fn(r) {
			case walkEnd:
				return false
			case walkPast:
				continue
			}
			if !walkPlace(r.inst.placeAt(r.node), composed, fn) || !r.inst.walk(r.node, composed, fn) {
				return false
			}
		}
	}
	return true
}

// around finds the nearest element of a tag around n in the tree that it is
// written in.
func (n nodeRef) around(tag string) (nodeRef, bool) {
	for up, ok := parentOf(n, false); ok; up, ok = parentOf(up, false) {
		if up.tag() == tag {
			return up, true
		}
	}
	return nodeRef{}, false
}
