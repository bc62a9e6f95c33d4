package logic

import (
	"math"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

const (
	// tapSlop is how far, in pixels, a finger may move and still tap.
	tapSlop = 10
	// longPressTime is how long a finger rests for a long press.
	longPressTime = 350 * time.Millisecond
	// canvasLongTap is how long it rests for the longtap of a canvas.
	canvasLongTap = 500 * time.Millisecond
)

// gesture follows the finger on the screen, from touchstart to touchend, to tell
// taps and long presses (spec events §7). There is one screen, so one of them.
type gesture struct {
	target  nodeRef
	x, y    float64
	touches value.Value
	// mayTap is set until the finger moves away, another one comes down or a
	// handler takes the long press.
	mayTap bool
	// pressed is set once the finger has rested long enough.
	pressed bool
	stop    func() // of the timer of the long press
}

// touched takes a touch event of a finger, after its handlers have run.
func (a *App) touched(m *bridge.Event, n nodeRef) {
	g := &a.finger
	switch m.Type {
	case "touchstart":
		g.cancel()
		t := firstTouch(m.ChangedTouches, m.Touches)
		if t == nil || lenOf(m.Touches) > 1 || n.inst.dead {
			return // a second finger, or a handler took the node away
		}
		a.hoverBegin(n)
		*g = gesture{target: n, x: coordinate(t, "X"), y: coordinate(t, "Y"), touches: m.Touches, mayTap: true}
		g.stop = a.after(longPressTime, a.longPress)
	case "touchmove":
		t := firstTouch(m.ChangedTouches, m.Touches)
		if t != nil && math.Hypot(coordinate(t, "X")-g.x, coordinate(t, "Y")-g.y) >= tapSlop {
			g.cancel()
		}
	case "touchcancel":
		a.hoverEnd(true)
		g.cancel()
	case "touchend":
		a.hoverEnd(false)
		if may := g.mayTap; may && !n.inst.dead && n == g.target {
			tap := *g
			a.vm.Next(func() {
				if !tap.target.inst.dead {
					a.tapEvent(tap.event(a, "tap"), tap.target)
				}
			})
		}
		g.cancel()
	}
}

// longPress is due when the finger has rested: longpress, and the older longtap,
// which leaves the tap alone.
func (a *App) longPress() {
	g := &a.finger
	if !g.mayTap || g.pressed || g.target.inst.dead {
		return
	}
	g.pressed = true
	g.stop()
	target := g.target
	handled := a.tapEvent(g.event(a, "longpress"), target)
	switch {
	case target.inst.dead:
	case target.tag() == "canvas":
		g.stop = a.after(canvasLongTap-longPressTime, func() {
			if g.target == target && !target.inst.dead {
				a.tapEvent(g.event(a, "longtap"), target)
			}
		})
	default:
		a.tapEvent(g.event(a, "longtap"), target)
	}
	if handled {
		g.mayTap = false
	}
}

// onCanvas makes a touch event one of a canvas: it does not bubble, has no
// currentTarget, and its touches are {identifier, x, y} with the place on the canvas
// (spec events §1 and §2).
func (a *App) onCanvas(e *event, n nodeRef) {
	e.bubbles, e.onCanvas = false, true
	left, top := 0.0, 0.0
	if box, ok := a.boxOf(n); ok {
		left, top = value.ToNumber(box.Get("left")), value.ToNumber(box.Get("top"))
	}
	place := func(list value.Value) value.Value {
		if list.AsArray() == nil {
			return list
		}
		out := value.NewArray()
		for _, v := range list.AsArray().Items() {
			t := objectOr(v)
			out.Append(value.FromObject(fieldsOf("identifier", t.Get("identifier"), "x", inWindow(t, "X")-left, "y", inWindow(t, "Y")-top)))
		}
		return value.FromArray(out)
	}
	e.touches, e.changedTouches = place(e.touches), place(e.changedTouches)
}

// inWindow is clientX or clientY of a touch, pageX or pageY where there is none.
func inWindow(t *value.Object, axis string) float64 {
	if f, ok := t.Get("client" + axis).AsNumber(); ok {
		return f
	}
	f, _ := t.Get("page" + axis).AsNumber()
	return f
}

// cancel ends the gesture without a tap.
func (g *gesture) cancel() {
	if g.stop != nil {
		g.stop()
	}
	*g = gesture{}
}

func (g *gesture) event(a *App, typ string) *event {
	detail := fieldsOf("x", g.x, "y", g.y)
	return &event{typ: typ, detail: a.vm.ToJS(value.FromObject(detail)), touches: g.touches, changedTouches: g.touches}
}

func lenOf(v value.Value) int {
	if list := v.AsArray(); list != nil {
		return list.Len()
	}
	return 0
}

// firstTouch gives the first touch of the lists.
func firstTouch(lists ...value.Value) *value.Object {
	for _, v := range lists {
		if list := v.AsArray(); list != nil && list.Len() > 0 {
			return list.At(0).AsObject()
		}
	}
	return nil
}

// coordinate is pageX or pageY, clientX or clientY where there is none.
func coordinate(t *value.Object, axis string) float64 {
	if f, ok := t.Get("page" + axis).AsNumber(); ok {
		return f
	}
	f, _ := t.Get("client" + axis).AsNumber()
	return f
}
