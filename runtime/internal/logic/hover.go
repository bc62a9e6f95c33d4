package logic

import (
	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// hover is the state of a node with a hover-class (spec components, hover family).
type hover struct {
	node nodeRef
	// on is set while the node has the class, left once the finger has gone. stop
	// takes back what is due: the class coming or going.
	on, left bool
	stop     func()
}

// maxHovers is how many nodes around a finger show that it is there.
const maxHovers = 64

// hoverBegin has what is around a finger show that it is there once it has been
// there for hover-start-time: the node itself and all around it, up to one with
// hover-stop-propagation.
func (a *App) hoverBegin(n nodeRef) {
	a.hoverEnd(false)
	for up, ok := n, true; ok && len(a.hovers) < maxHovers; up, ok = parentOf(up, true) {
		switch up.tag() {
		case "view", "button", "navigator":
		default:
			continue
		}
		if class := up.text("hoverClass"); class == "" || class == "none" || up.tag() == "button" && up.flag("disabled") {
			continue
		}
		a.hoverOn(up)
		if up.flag("hoverStopPropagation") {
			return
		}
	}
}

// hoverOn gives a node its hover-class after its time. One that still has it, since
// the finger was there just before, keeps it.
func (a *App) hoverOn(n nodeRef) {
	for _, h := range a.hovers {
		if h.node == n {
			h.cancel()
			h.left = false
			return
		}
	}
	h := &hover{node: n}
	a.hovers = append(a.hovers, h)
	h.stop = a.after(n.millis("hoverStartTime", 0), func() {
		h.stop = nil
		if !n.inst.dead {
			h.on = true
			n.inst.page().out.layer(n, bridge.LayerHover, classArray(n.inst.scope.comp.resolveClasses(n.text("hoverClass"))))
		}
	})
}

// hoverEnd takes the hover-classes away again, after hover-stay-time or at once. A
// finger that did not stay for hover-start-time leaves no trace.
func (a *App) hoverEnd(atOnce bool) {
	kept := a.hovers[:0]
	for _, h := range a.hovers {
		if h.left && !atOnce {
			kept = append(kept, h)
			continue
		}
		h.cancel()
		switch n := h.node; {
		case n.inst.dead || !h.on:
		case atOnce:
			a.hoverOff(h)
		default:
			h.left = true
			kept = append(kept, h)
			h.stop = a.after(n.millis("hoverStayTime", 0), func() { a.hoverGone(h) })
		}
	}
	clear(a.hovers[len(kept):])
	a.hovers = kept
}

// hoverGone ends the hover of one node.
func (a *App) hoverGone(h *hover) {
	h.stop = nil
	for k := range a.hovers {
		if a.hovers[k] == h {
			a.hovers = append(a.hovers[:k], a.hovers[k+1:]...)
			break
		}
	}
	a.hoverOff(h)
}

func (a *App) hoverOff(h *hover) {
	if n := h.node; !n.inst.dead {
		n.inst.page().out.layer(n, bridge.LayerHover, value.Value{})
	}
}

func (h *hover) cancel() {
	if h.stop != nil {
		h.stop()
		h.stop = nil
	}
}
