package logic

import "github.com/mica-go/mica/internal/value"

// This file has the movable-view. A finger that moves it is the host's; what the
// program sets is brought inside the movable-area where sizes are known.

// movableView begins what a new movable-view does: it may not begin outside.
func (a *App) movableView(n nodeRef) {
	if n.alone() || n.length("x") == 0 && n.length("y") == 0 {
		return
	}
	a.vm.Next(func() {
		if !n.inst.dead {
			a.keepInside(n)
		}
	})
}

// movedByData sends change once the program has put a movable-view elsewhere, and
// scale once it has made one that can be scaled larger or smaller.
func (a *App) movedByData(n nodeRef, name string) {
	if name == "scaleValue" {
		a.vm.Next(func() {
			if !n.inst.dead && n.flag("scale") {
				low, high := n.number("scaleMin"), n.number("scaleMax")
				scale := min(max(n.number("scaleValue"), low), max(low, high))
				a.emitAt(n, "scale", value.FromObject(fieldsOf("x", n.length("x"), "y", n.length("y"), "scale", scale)))
			}
		})
		return
	}
	c := n.control()
	if c.moving {
		return // x and y are one movement
	}
	c.moving = true
	a.vm.Next(func() {
		c.moving = false
		if n.inst.dead {
			return
		}
		a.keepInside(n)
		a.emitAt(n, "change", value.FromObject(fieldsOf("x", n.length("x"), "y", n.length("y"), "source", "")))
	})
}

// keepInside brings a movable-view that data put outside of its movable-area back
// inside; one that is larger covers the area.
func (a *App) keepInside(n nodeRef) {
	area, ok := n.around("movable-area")
	if !ok || n.alone() {
		return
	}
	own, okOwn := a.boxOf(n)
	around, okArea := a.boxOf(area)
	if !okOwn || !okArea {
		return
	}
	for _, axis := range []struct{ name, size string }{{"x", "width"}, {"y", "height"}} {
		room, size := value.ToNumber(around.Get(axis.size)), value.ToNumber(own.Get(axis.size))
		if !(room > 0 && size > 0) || n.inst.dead {
			continue
		}
		at := n.length(axis.name)
		if to := min(max(at, min(room-size, 0)), max(room-size, 0)); to != at {
			a.edit(n, axis.name, value.Number(to), n.edits())
		}
	}
}
