package view

import (
	"fmt"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Event is an event to send to a node.
type Event struct {
	// Type is the event's name: tap, input, change.
	Type string
	// Detail is the event's detail as plain Go data. Default: an empty object.
	Detail any
	// Bubbles lets the event pass on to the parents, Composed to the trees of
	// other components too, CapturePhase from the outside in first.
	Bubbles, Composed, CapturePhase bool
	// Touches and ChangedTouches are for touch events.
	Touches, ChangedTouches []Touch
}

// Touch is a finger on the screen, in CSS pixels.
type Touch struct {
	Identifier int     `json:"identifier"`
	PageX      float64 `json:"pageX"`
	PageY      float64 `json:"pageY"`
	ClientX    float64 `json:"clientX"`
	ClientY    float64 `json:"clientY"`
}

// Event makes the message to the logic layer that tells of e at the node. The
// error is that the node is gone, or the page's root, or that the detail is no
// plain data.
func (n Node) Event(e Event) (*bridge.Event, error) {
	t := n.Target()
	if t.Instance == 0 {
		return nil, fmt.Errorf("the node %s is gone, or the page's root", n.Tag())
	}
	detail := value.FromObject(value.NewObject())
	if e.Detail != nil {
		v, err := value.FromAny(e.Detail)
		if err != nil {
			return nil, err
		}
		detail = v
	}
	m := &bridge.Event{Page: t.Page, Instance: t.Instance, Node: t.Node, Type: e.Type, Detail: detail,
		Bubbles: e.Bubbles, Composed: e.Composed, CapturePhase: e.CapturePhase}
	if e.Touches != nil || e.ChangedTouches != nil {
		if e.ChangedTouches == nil {
			e.ChangedTouches = e.Touches
		}
		var err error
		if m.Touches, err = value.FromAny(e.Touches); err != nil {
			return nil, err
		}
		if m.ChangedTouches, err = value.FromAny(e.ChangedTouches); err != nil {
			return nil, err
		}
	}
	return m, nil
}
