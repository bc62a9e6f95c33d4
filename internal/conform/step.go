package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mica-go/mica/runtime"
)

// step performs one step. The error is that it threw.
func (r *runner) step(ctx context.Context, st *Step) error {
	switch st.Do {
	case "setData":
		return r.setData(ctx, st)
	case "tap":
		return r.event(ctx, st, runtime.Event{Type: "tap", Bubbles: true, Composed: true, CapturePhase: true, Detail: r.tapDetail()})
	case "event":
		return r.event(ctx, st, runtime.Event{Type: st.Type, Bubbles: st.Bubbles, Composed: st.Composed, CapturePhase: st.CapturePhase})
	case "call":
		return r.call(ctx, st)
	case "snapshot":
		return r.app.Settle(ctx)
	case "wait", "advance":
		return r.advance(ctx, time.Duration(st.MS*float64(time.Millisecond)))
	}
	if r.mounted != nil {
		return r.componentStep(ctx, st)
	}
	return r.programStep(ctx, st)
}

// componentStep performs what only a component on its own can do.
func (r *runner) componentStep(ctx context.Context, st *Step) error {
	switch st.Do {
	case "setProps":
		props, err := decode(st.Props)
		if err != nil {
			return err
		}
		return r.mounted.SetProps(ctx, props)
	case "pageLifetime":
		args, err := decodeArgs(st.Args)
		if err != nil {
			return err
		}
		return r.mounted.PageLifetime(ctx, st.Name, args...)
	case "attach":
		return r.mounted.Attach(ctx)
	case "detach":
		return r.mounted.Detach(ctx)
	}
	return noStep(st)
}

func noStep(st *Step) error { return fmt.Errorf("there is no step %q here", st.Do) }

// errNoNode is the failure of a step whose selector matches nothing.
var errNoNode = errors.New("no node matches the selector")

// errNoPage is the failure of a step that needs a page.
var errNoPage = errors.New("there is no page")

func (r *runner) node(st *Step) (runtime.Node, error) {
	page := r.app.Page()
	if page == nil {
		return runtime.Node{}, errNoPage
	}
	nodes, err := page.QueryAll(st.Selector)
	if err != nil {
		return runtime.Node{}, err
	}
	if st.Nth < 0 || st.Nth >= len(nodes) {
		return runtime.Node{}, fmt.Errorf("%w: %s, number %d of %d", errNoNode, st.Selector, st.Nth, len(nodes))
	}
	return nodes[st.Nth], nil
}

func (r *runner) setData(ctx context.Context, st *Step) error {
	data, err := decode(st.Data)
	if err != nil {
		return err
	}
	if st.Selector != "" {
		n, err := r.node(st)
		if err != nil {
			return err
		}
		return n.SetData(ctx, data)
	}
	page := r.app.Page()
	if page == nil {
		return errNoPage
	}
	return page.SetData(ctx, data)
}

// tapDetail is the detail of a tap that the step gives none.
func (r *runner) tapDetail() any {
	if r.c.Library {
		return map[string]any{"x": 0, "y": 0}
	}
	return nil
}

func (r *runner) event(ctx context.Context, st *Step, e runtime.Event) error {
	n, err := r.node(st)
	if err != nil {
		return err
	}
	detail, err := decode(st.Detail)
	if err != nil {
		return err
	}
	if !detail.IsUndefined() {
		e.Detail = detail
	}
	e.Touches, e.ChangedTouches = st.Touches, st.ChangedTouches
	if r.c.Library && e.Touches == nil {
		e.Touches = []runtime.Touch{}
	}
	return n.Dispatch(ctx, e)
}

func (r *runner) call(ctx context.Context, st *Step) error {
	args, err := decodeArgs(st.Args)
	if err != nil {
		return err
	}
	if st.Selector != "" {
		n, err := r.node(st)
		if err != nil {
			return err
		}
		_, err = n.Call(ctx, st.Method, args...)
		return err
	}
	page := r.app.Page()
	if page == nil {
		return errNoPage
	}
	_, err = page.Call(ctx, st.Method, args...)
	return err
}

func decodeArgs(raw []json.RawMessage) ([]any, error) {
	out := make([]any, len(raw))
	for i := range raw {
		v, err := decode(raw[i])
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}
