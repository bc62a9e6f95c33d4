package logic

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// mirror takes over what an event of the view says about a control, and writes
// it back to model: bindings. It returns the ends of a scroll-view that the
// scrolling has come near to.
func (a *App) mirror(n nodeRef, tag string, m *bridge.Event, detail *value.Object) (zones []string) {
	if detail == nil {
		return nil
	}
	set := func(name, field string) {
		if v := detail.Get(field); !v.IsUndefined() {
			a.edit(n, name, v, m.Edit)
		}
	}
	switch tag {
	case "input", "textarea":
		switch m.Type {
		case "input", "change", "blur", "confirm":
			a.typed(n, detail.Get("value"), m.Edit)
		}
	case "switch":
		if m.Type == "change" {
			set("checked", "value")
		}
	case "slider":
		if m.Type == "change" || m.Type == "changing" {
			set("value", "value")
		}
	case "picker", "picker-view":
		if m.Type == "change" {
			set("value", "value")
		}
	case "swiper":
		if m.Type == "change" {
			set("current", "current")
		}
	case "checkbox-group", "radio-group":
		if m.Type == "change" {
			a.checkMembers(n, tag, detail.Get("value"), m.Edit)
		}
	case "movable-view":
		switch m.Type {
		case "scale":
			set("scaleValue", "scale")
			fallthrough
		case "change":
			set("x", "x")
			set("y", "y")
		}
	case "scroll-view":
		return a.scrolled(n, m, detail)
	}
	return nil
}

// typed takes over the text of an input; a repetition, as blur brings one, is no
// edit.
func (a *App) typed(n nodeRef, v value.Value, edit uint32) {
	if v.IsUndefined() || edit == 0 && value.Text(n.now("value")) == value.Text(v) {
		return
	}
	a.edit(n, "value", v, edit)
}

// replaceInput puts what a bindinput handler returned in the place of what the
// user typed: a string, or an object with a field value.
func (a *App) replaceInput(n nodeRef, e *event) {
	if e.result == nil || goja.IsUndefined(e.result) || goja.IsNull(e.result) {
		return
	}
	v, err := a.vm.ToValue(e.result)
	if err != nil {
		return // a promise, or another object that is no data
	}
	if o := v.AsObject(); o != nil {
		v = o.Get("value")
	}
	if !v.IsString() {
		return
	}
	number := uint32(0)
	if c := n.inst.control(n.node); c != nil {
		number = c.edit
	}
	a.edit(n, "value", v, number)
}

// The parts of a scroll-view from which scrolltoupper and scrolltolower come.
const (
	zoneTop    = "top"
	zoneBottom = "bottom"
	zoneLeft   = "left"
	zoneRight  = "right"
)

// scrolled takes over where a scroll-view is now. It returns the ends that have
// come within the thresholds by this event.
func (a *App) scrolled(n nodeRef, m *bridge.Event, detail *value.Object) (zones []string) {
	switch m.Type {
	case "refresherrefresh":
		a.edit(n, "refresherTriggered", value.Bool(true), m.Edit)
		return nil
	case "scroll":
	default:
		return nil
	}
	was := a.scrollZones(n, detail)
	for _, name := range []string{"scrollTop", "scrollLeft"} {
		if v := detail.Get(name); !v.IsUndefined() {
			a.edit(n, name, v, m.Edit)
		}
	}
	for _, z := range a.scrollZones(n, detail) {
		if !slices.Contains(was, z) {
			zones = append(zones, z)
		}
	}
	return zones
}

// scrollZones tells the ends that the present position is near to. Where the
// view's own size is not known, there is no lower end.
func (a *App) scrollZones(n nodeRef, detail *value.Object) (zones []string) {
	axis := func(enabled, position, extent, size, low, high string) {
		if !n.flag(enabled) {
			return
		}
		at := n.number(position)
		if at-at != 0 {
			at = 0
		}
		if at <= n.number("upperThreshold") {
			zones = append(zones, low)
		}
		if !n.listens("scrolltolower") {
			return
		}
		total := value.ToNumber(detail.Get(extent))
		if own := a.sizeOf(n, size); own > 0 && total-at-own <= n.number("lowerThreshold") {
			zones = append(zones, high)
		}
	}
	axis("scrollY", "scrollTop", "scrollHeight", "height", zoneTop, zoneBottom)
	axis("scrollX", "scrollLeft", "scrollWidth", "width", zoneLeft, zoneRight)
	return zones
}

// sizeOf asks for the width or height of a node, 0 where nobody knows.
func (a *App) sizeOf(n nodeRef, name string) float64 {
	ask := value.FromObject(fieldsOf("instance", float64(n.inst.id), "node", int(n.node)))
	v, err := a.port.Ask("geometry", n.inst.page().id, ask)
	if o := v.AsObject(); err == nil && o != nil {
		f, _ := o.Get(name).AsNumber()
		return f
	}
	return 0
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

// turnSwiper sends change once the program has shown another item; shown is the
// one before. An index that has no item means the first one.
func (a *App) turnSwiper(n nodeRef, shown value.Value) {
	a.vm.Next(func() {
		if n.inst.dead {
			return
		}
		items := n.swiperItems()
		now := itemIndex(items, n.now("current"))
		if now == itemIndex(items, shown) || len(items) == 0 {
			return
		}
		a.turned(n, items, now, "")
		if !n.inst.dead {
			a.playSwiper(n)
		}
	})
}

// movedByData sends change once the program has put a movable-view elsewhere.
func (a *App) movedByData(n nodeRef) {
	c := n.control()
	if c.moving {
		return // x and y are one movement
	}
	c.moving = true
	a.vm.Next(func() {
		c.moving = false
		if !n.inst.dead {
			a.emitAt(n, "change", value.FromObject(fieldsOf("x", n.length("x"), "y", n.length("y"), "source", "")))
		}
	})
}

// length is a number attribute, 0 where it is not set.
func (n nodeRef) length(name string) float64 {
	if f := n.number(name); f-f == 0 {
		return f
	}
	return 0
}
