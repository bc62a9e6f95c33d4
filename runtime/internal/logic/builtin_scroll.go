package logic

import (
	"slices"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// This file has the scroll-view. Where it is comes from the user, by events of
// the view, and from the program. What that leads to, a position that is none of
// the content, the events scroll, scrolltoupper and scrolltolower, and the place of
// the child that scroll-into-view names, depends on sizes: it is there for hosts
// that know them. Without sizes a position that the program sets is kept as it is.

// The parts of a scroll-view from which scrolltoupper and scrolltolower come.
const (
	zoneTop    = "top"
	zoneBottom = "bottom"
	zoneLeft   = "left"
	zoneRight  = "right"
)

// scrollMotion is what the program changed of a scroll-view in a turn.
type scrollMotion struct {
	// due is set until the view shows it; into tells that it was scroll-into-view,
	// child and offset that a child was named otherwise.
	due, into bool
	child     nodeRef
	offset    float64
	// left and top are where it was before.
	left, top float64
	// refreshing is whether the refresher is triggered, as it was told last.
	refreshing bool
}

// scrolled takes over where a scroll-view is now. It returns the ends that have
// come within the thresholds by this event.
func (a *App) scrolled(n nodeRef, m *bridge.Event, detail *value.Object) (zones []string) {
	switch m.Type {
	case "refresherrefresh":
		n.motion().scroll.refreshing = true
		a.edit(n, "refresherTriggered", value.Bool(true), m.Edit)
		return nil
	case "scroll":
	default:
		return nil
	}
	width, height := value.ToNumber(detail.Get("scrollWidth")), value.ToNumber(detail.Get("scrollHeight"))
	was := a.scrollZones(n, n.length("scrollLeft"), n.length("scrollTop"), width, height)
	for _, name := range []string{"scrollTop", "scrollLeft"} {
		if v := detail.Get(name); !v.IsUndefined() {
			a.edit(n, name, v, m.Edit)
		}
	}
	return entered(was, a.scrollZones(n, n.length("scrollLeft"), n.length("scrollTop"), width, height))
}

func entered(was, are []string) (zones []string) {
	for _, z := range are {
		if !slices.Contains(was, z) {
			zones = append(zones, z)
		}
	}
	return zones
}

// scrollZones tells the ends that a position is near to; width and height are
// the size of the content. Where the view's own size is not known, there is no
// lower end.
func (a *App) scrollZones(n nodeRef, left, top, width, height float64) (zones []string) {
	axis := func(enabled string, at, total float64, size, low, high string) {
		if !n.flag(enabled) {
			return
		}
		if at <= n.number("upperThreshold") {
			zones = append(zones, low)
		}
		if !n.listens("scrolltolower") {
			return
		}
		if box, ok := a.boxOf(n); ok {
			if own := value.ToNumber(box.Get(size)); own > 0 && total-at-own <= n.number("lowerThreshold") {
				zones = append(zones, high)
			}
		}
	}
	axis("scrollY", top, height, "height", zoneTop, zoneBottom)
	axis("scrollX", left, width, "width", zoneLeft, zoneRight)
	return zones
}

// boxOf asks for the rectangle of a node, and with that of a scroll-view for the
// place and size of its content; see rectOf in the port. ok is false where nobody
// knows.
func (a *App) boxOf(n nodeRef) (box *value.Object, ok bool) {
	ask := value.FromObject(fieldsOf("instance", float64(n.inst.id), "node", int(n.node)))
	v, err := a.port.Ask("geometry", n.inst.page().id, ask)
	if o := v.AsObject(); err == nil && o != nil {
		return o, true
	}
	return nil, false
}

// enterZones sends scrolltoupper and scrolltolower.
func (a *App) enterZones(n nodeRef, zones []string) {
	for _, z := range zones {
		typ := "scrolltoupper"
		if z == zoneBottom || z == zoneRight {
			typ = "scrolltolower"
		}
		a.emitAt(n, typ, value.FromObject(fieldsOf("direction", z)))
	}
}

// scrollView begins what a new scroll-view does: it may not stand at its start.
func (a *App) scrollView(n nodeRef) {
	if n.length("scrollTop") != 0 || n.length("scrollLeft") != 0 || n.text("scrollIntoView") != "" {
		a.scrollDue(n, 0, 0)
		n.motion().scroll.into = n.text("scrollIntoView") != ""
	}
	if n.flag("refresherTriggered") {
		a.refresh(n)
	}
}

// scrollWritten is told that the program set the position, which was shown, or
// whether the refresher is triggered.
func (a *App) scrollWritten(n nodeRef, name string, shown value.Value) {
	was := builtinTable()["scroll-view"][name].convert(shown, a.rpx())
	before, _ := was.AsNumber()
	switch name {
	case "refresherTriggered":
		a.refresh(n)
	case "scrollTop":
		a.scrollDue(n, n.length("scrollLeft"), before)
	case "scrollLeft":
		a.scrollDue(n, before, n.length("scrollTop"))
	}
}

// scrollDue has a scroll-view go where the program wants it once the view shows
// what else the turn changed. left and top are where it is.
func (a *App) scrollDue(n nodeRef, left, top float64) {
	if n.alone() {
		return
	}
	m := &n.motion().scroll
	if m.due {
		return
	}
	m.due, m.left, m.top = true, left, top
	a.vm.Next(func() {
		m.due = false
		if !n.inst.dead {
			a.scrollNow(n, m)
		}
	})
}

// scrollIntoView has a scroll-view go to the child that scroll-into-view names.
func (a *App) scrollIntoView(n nodeRef) {
	if n.text("scrollIntoView") == "" || n.alone() {
		return
	}
	a.scrollDue(n, n.length("scrollLeft"), n.length("scrollTop"))
	n.motion().scroll.into = true
}

// scrollToChild has a scroll-view go to a node inside it.
func (a *App) scrollToChild(n, child nodeRef, offset float64) {
	if n.alone() {
		return
	}
	a.scrollDue(n, n.length("scrollLeft"), n.length("scrollTop"))
	m := &n.motion().scroll
	m.child, m.offset = child, offset
}

// scrollNow goes to the position that is wanted, as far as the content reaches.
func (a *App) scrollNow(n nodeRef, m *scrollMotion) {
	child, offset := m.child, m.offset
	if m.into {
		child, offset = n.namedChild(), n.length("scrollIntoViewOffset")
	}
	m.into, m.child = false, nodeRef{}
	box, ok := a.boxOf(n)
	if !ok {
		return
	}
	size := func(name string) float64 { return value.ToNumber(box.Get(name)) }
	left, top := n.length("scrollLeft"), n.length("scrollTop")
	if child.inst != nil && !child.inst.dead {
		if at, ok := a.boxOf(child); ok {
			left = value.ToNumber(at.Get("left")) - size("contentLeft") + offset
			top = value.ToNumber(at.Get("top")) - size("contentTop") + offset
		}
	}
	reach := func(name, enabled string, want, was, extent, own float64) float64 {
		if !n.flag(enabled) {
			return was
		}
		to := min(max(want, 0), max(extent-own, 0))
		if to != n.length(name) {
			a.edit(n, name, value.Number(to), n.edits())
		}
		return to
	}
	left = reach("scrollLeft", "scrollX", left, m.left, size("scrollWidth"), size("width"))
	top = reach("scrollTop", "scrollY", top, m.top, size("scrollHeight"), size("height"))
	if n.inst.dead || left == m.left && top == m.top {
		return
	}
	width, height := size("scrollWidth"), size("scrollHeight")
	zones := entered(a.scrollZones(n, m.left, m.top, width, height), a.scrollZones(n, left, top, width, height))
	a.emitAt(n, "scroll", value.FromObject(fieldsOf("scrollLeft", left, "scrollTop", top, "scrollHeight", height, "scrollWidth", width,
		"deltaX", m.left-left, "deltaY", m.top-top)))
	if !n.inst.dead {
		a.enterZones(n, zones)
	}
}

// namedChild finds the child that scroll-into-view names.
func (n nodeRef) namedChild() (child nodeRef) {
	id := n.text("scrollIntoView")
	n.eachBelow(false, func(x nodeRef) bool {
		if id != "" && x.id() == id {
			child = x
		}
		return id != "" && child.inst == nil
	})
	return child
}

// refresh sends refresherrefresh once the program has triggered the refresher,
// and refresherrestore once it has ended that.
func (a *App) refresh(n nodeRef) {
	if n.alone() {
		return
	}
	a.vm.Next(func() {
		if n.inst.dead || !n.flag("refresherEnabled") {
			return
		}
		m, on := &n.motion().scroll, n.flag("refresherTriggered")
		switch {
		case on == m.refreshing:
			return
		case on:
			m.refreshing = true
			a.emitAt(n, "refresherrefresh", value.FromObject(fieldsOf("dy", n.number("refresherThreshold"))))
		default:
			m.refreshing = false
			a.emitAt(n, "refresherrestore", value.FromObject(fieldsOf("dy", 0)))
		}
	})
}
