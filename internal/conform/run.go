package conform

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// Record is what one step did. Data and Tree hold compact JSON with sorted
// keys.
type Record struct {
	Do     string          `json:"do"`
	Log    []string        `json:"log,omitempty"`
	Failed bool            `json:"failed,omitempty"`
	Errors []string        `json:"errors,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
	Tree   json.RawMessage `json:"tree,omitempty"`
}

// Result is what a case did.
type Result struct {
	Case  string   `json:"case"`
	Steps []Record `json:"steps"`
}

// Run runs a case. The error is that the case itself cannot be run; what its
// program does wrong is in the records.
func Run(ctx context.Context, c *Case) (*Result, error) {
	if c.Component == "" {
		return nil, fmt.Errorf("%s: case.json names no component", c.Name)
	}
	r := &runner{c: c, clock: sandbox.NewManualClock(start)}
	return r.run(ctx)
}

type runner struct {
	c     *Case
	clock *sandbox.ManualClock
	app   *runtime.Mounted
	log   []string
}

func (r *runner) run(ctx context.Context) (*Result, error) {
	res := &Result{Case: r.c.Name}
	if err := r.mount(ctx); err != nil {
		res.Steps = append(res.Steps, Record{Do: "init", Log: r.log, Failed: true, Errors: []string{err.Error()}})
		return res, nil
	}
	defer r.app.Close()
	res.Steps = append(res.Steps, r.record(ctx, "init", nil))
	for i := range r.c.Steps {
		st := &r.c.Steps[i]
		err := r.step(ctx, st)
		res.Steps = append(res.Steps, r.record(ctx, st.Do, err))
	}
	return res, nil
}

func (r *runner) mount(ctx context.Context) error {
	props := make(map[string]any)
	for k, raw := range r.c.Properties {
		v, err := decode(raw)
		if err != nil {
			return err
		}
		props[k] = v
	}
	pkg, err := runtime.Loader{Partial: true, Component: r.c.Component}.Load(os.DirFS(r.c.Dir))
	if err != nil {
		return err
	}
	r.app, err = pkg.Mount(ctx, runtime.Config{
		Clock: r.clock, Location: zone, Rand: generator(),
		Console: func(m runtime.ConsoleMessage) { r.log = append(r.log, logLine(m.Level, m.Args)) },
	}, props, r.c.NoAttach)
	return err
}

// record takes down what happened since the last record.
func (r *runner) record(ctx context.Context, do string, err error) Record {
	rec := Record{Do: do, Failed: err != nil}
	if err != nil {
		rec.Errors = append(rec.Errors, err.Error())
	}
	for _, e := range r.app.Errors() {
		rec.Errors = append(rec.Errors, e.Error())
	}
	data, tree, err := r.app.Page().State(ctx)
	if err != nil {
		rec.Failed = true
		rec.Errors = append(rec.Errors, err.Error())
	}
	rec.Data, rec.Tree = appendValue(nil, data), appendValue(nil, tree)
	rec.Log, r.log = r.log, nil
	return rec
}

// step performs one step.
func (r *runner) step(ctx context.Context, st *Step) error {
	switch st.Do {
	case "setData":
		m, err := decodeMap(st.Data)
		if err != nil {
			return err
		}
		if st.Selector == "" {
			return r.app.Page().SetData(ctx, m)
		}
		n, err := r.node(st)
		if err != nil {
			return err
		}
		return n.SetData(ctx, m)
	case "setProps":
		m, err := decodeMap(st.Props)
		if err != nil {
			return err
		}
		return r.app.SetProps(ctx, m)
	case "tap":
		return r.event(ctx, st, runtime.Event{Type: "tap", Bubbles: true, Composed: true, CapturePhase: true})
	case "event":
		return r.event(ctx, st, runtime.Event{Type: st.Type, Bubbles: st.Bubbles, Composed: st.Composed, CapturePhase: st.CapturePhase})
	case "call":
		return r.call(ctx, st)
	case "pageLifetime":
		args, err := decodeArgs(st.Args)
		if err != nil {
			return err
		}
		return r.app.PageLifetime(ctx, st.Name, args...)
	case "attach":
		return r.app.Attach(ctx)
	case "detach":
		return r.app.Detach(ctx)
	case "snapshot":
		return r.app.Settle(ctx)
	}
	return fmt.Errorf("there is no step %q", st.Do)
}

func (r *runner) node(st *Step) (runtime.Node, error) {
	nodes, err := r.app.Page().QueryAll(st.Selector)
	if err != nil {
		return runtime.Node{}, err
	}
	if st.Nth >= len(nodes) {
		return runtime.Node{}, fmt.Errorf("%w: %s, number %d of %d", errNoNode, st.Selector, st.Nth, len(nodes))
	}
	return nodes[st.Nth], nil
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
	return n.Dispatch(ctx, e)
}

func (r *runner) call(ctx context.Context, st *Step) error {
	args, err := decodeArgs(st.Args)
	if err != nil {
		return err
	}
	if st.Selector == "" {
		_, err = r.app.Page().Call(ctx, st.Method, args...)
		return err
	}
	n, err := r.node(st)
	if err != nil {
		return err
	}
	_, err = n.Call(ctx, st.Method, args...)
	return err
}

func decodeMap(raw json.RawMessage) (map[string]any, error) {
	v, err := decode(raw)
	if err != nil {
		return nil, err
	}
	out := make(map[string]any)
	if o := v.AsObject(); o != nil {
		for i, k := range o.Keys() {
			out[k] = o.Values()[i]
		}
	}
	return out, nil
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
