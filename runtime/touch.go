package runtime

import (
	"context"

	"github.com/mica-go/mica/internal/value"
)

// Touch sends a touch event of a finger on the screen: touchstart, touchmove,
// touchend or touchcancel, at the node that was touched first. touches are the
// fingers that are on the screen, changed those that the event is about
// (default: touches). As on a phone they make taps and long presses: a tap when
// the only finger is lifted before it has moved 10 px; a long press (longpress,
// longtap) when it rests for 350 ms of the app's clock, and no tap then if a
// handler took longpress. The same events sent by [Node.Dispatch] are just that.
//
// It returns when everything it caused is settled; errors are those of Dispatch.
func (n Node) Touch(ctx context.Context, typ string, touches, changed []Touch) error {
	if touches == nil {
		touches = []Touch{}
	}
	m, err := n.message(Event{Type: typ, Bubbles: true, Composed: true, CapturePhase: true, Touches: touches, ChangedTouches: changed})
	if err != nil {
		return err
	}
	m.Gesture = true
	return n.app.send(ctx, m)
}

// Tap is a finger's short touch: touchstart, touchend and the tap that they
// make. Built-in components do what they do: a checkbox is toggled, a form
// submitted, a navigator followed. A handler of touchstart that takes the node
// away takes the tap with it.
func (n Node) Tap() error { return n.press(false) }

// LongPress is a finger that rests on the node and is lifted: touchstart,
// longpress, longtap, touchend, and tap unless a handler took longpress. It does
// not wait for a clock.
func (n Node) LongPress() error { return n.press(true) }

func (n Node) press(long bool) error {
	ctx, finger := context.Background(), []Touch{{}}
	m, err := n.message(Event{Type: "touchstart", Bubbles: true, Composed: true, CapturePhase: true, Touches: finger})
	if err != nil {
		return err
	}
	m.Gesture = true
	n.app.finger.Lock()
	defer n.app.finger.Unlock()
	types := []string{"touchstart", "longpress", "touchend"}
	if !long {
		types = []string{"touchstart", "touchend"}
	}
	for _, typ := range types {
		next := *m
		if next.Type = typ; typ == "touchend" {
			next.Touches = value.FromArray(value.NewArray())
		}
		if err := n.app.send(ctx, &next); err != nil {
			return err
		}
	}
	return nil
}

// Resize tells the app that its window has another size, in CSS pixels:
// wx.onWindowResize, the page's onResize, page-meta and match-media.
// rpx, media queries and computed styles are for that size from now on. It does
// not change Config.Screen.
func (a *App) Resize(ctx context.Context, width, height int) error {
	a.styles.resize(width, height)
	return a.control(ctx, "resize", map[string]any{"size": map[string]any{"windowWidth": width, "windowHeight": height}})
}
