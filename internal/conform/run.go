package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// Record is what one step did. Data and Tree hold compact JSON with sorted
// keys; Page, Stack, Title, Text and UI are of whole programs.
type Record struct {
	Do     string            `json:"do"`
	Page   string            `json:"page,omitempty"`
	Stack  []string          `json:"stack,omitempty"`
	Title  string            `json:"title,omitempty"`
	Text   []string          `json:"text,omitempty"`
	UI     []json.RawMessage `json:"ui,omitempty"`
	Log    []string          `json:"log,omitempty"`
	Failed bool              `json:"failed,omitempty"`
	Errors []string          `json:"errors,omitempty"`
	Data   json.RawMessage   `json:"data,omitempty"`
	Tree   json.RawMessage   `json:"tree,omitempty"`
}

// Result is what a case did.
type Result struct {
	Case  string   `json:"case"`
	Steps []Record `json:"steps"`
}

// JSON gives the result as it is stored, a record a line. What did not change
// since the record before is "=".
func (r *Result) JSON() ([]byte, error) {
	name, err := json.Marshal(r.Case)
	if err != nil {
		return nil, err
	}
	b := append(append([]byte(`{"case":`), name...), `,"steps":[`...)
	var data, tree []byte
	for i, rec := range r.Steps {
		if i > 0 {
			b = append(b, ',')
		}
		rec.Data, data = unlessSame(rec.Data, data)
		rec.Tree, tree = unlessSame(rec.Tree, tree)
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(rec); err != nil {
			return nil, err
		}
		b = append(append(b, '\n'), bytes.TrimSpace(line.Bytes())...)
	}
	return append(b, "\n]}\n"...), nil
}

// unlessSame gives what stands in a record for a value, and the value that the
// next record is compared with.
func unlessSame(now, before []byte) (stored, last []byte) {
	switch {
	case len(now) == 0:
		return nil, before
	case bytes.Equal(now, before):
		return []byte(same), before
	}
	return now, now
}

// Run runs a case. The error is that the case itself cannot be run, such as
// [ErrNotInstalled]; what its program does wrong is in the records.
func Run(ctx context.Context, c *Case) (*Result, error) { return run(ctx, c, observer{}) }

// observer sees what a run does; its functions may be nil.
type observer struct {
	// record sees the page after every record.
	record func(rec *Record, page *runtime.Page)
	// batch sees what goes to the view.
	batch func(*bridge.Batch)
	// config changes the configuration of the app.
	config func(*runtime.Config)
}

// run is Run with an observer.
func run(ctx context.Context, c *Case, obs observer) (*Result, error) {
	r := &runner{c: c, obs: obs, clock: sandbox.NewManualClock(start), ui: &runtime.Headless{}}
	var open func(context.Context) (failed, err error)
	switch {
	case c.App != "":
		open = r.launch
	case c.Component != "":
		open = r.mount
	default:
		return nil, fmt.Errorf("%s: case.json names neither a component nor an app", c.Name)
	}
	res := &Result{Case: c.Name}
	failed, err := open(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	if failed != nil {
		res.Steps = append(res.Steps, Record{Do: "init", Log: r.log, Failed: true, Errors: []string{failed.Error()}})
		return res, nil
	}
	defer r.app.Close()
	take := func(do string, failed error) {
		res.Steps = append(res.Steps, r.record(ctx, do, failed))
		if obs.record != nil {
			obs.record(&res.Steps[len(res.Steps)-1], r.app.Page())
		}
	}
	take("init", r.pass(ctx, libraryTick, nil))
	for i := range c.Steps {
		st := &c.Steps[i]
		tick := libraryTick
		if st.Do == "wait" {
			tick = 0
		}
		take(st.Do, r.pass(ctx, tick, r.step(ctx, st)))
	}
	return res, nil
}

// libraryTick is how far the clock of a library case moves after every step.
const libraryTick = 100 * time.Millisecond

// runner runs one case.
type runner struct {
	c       *Case
	obs     observer
	clock   *sandbox.ManualClock
	ui      *runtime.Headless
	app     *runtime.App
	mounted *runtime.Mounted // of component cases
	log     []string
	notes   []uiCall // of whole programs
}

func (r *runner) config() runtime.Config {
	cfg := runtime.Config{
		Clock: r.clock, Location: zone, Rand: generator(), UI: r.ui, Geometry: place{}, System: device(), OnBatch: r.obs.batch,
		Console: func(m runtime.ConsoleMessage) {
			if r.c.App == "" || !r.note(m) {
				r.log = append(r.log, r.logLine(m))
			}
		},
	}
	if r.obs.config != nil {
		r.obs.config(&cfg)
	}
	return cfg
}

func (r *runner) logLine(m runtime.ConsoleMessage) string {
	if r.c.Library {
		for i, v := range m.Args {
			m.Args[i] = plainEvents(v)
		}
	}
	return logLine(m.Level, m.Args)
}

// mount mounts the component of the case. failed is what the program does
// wrong.
func (r *runner) mount(ctx context.Context) (failed, err error) {
	props, err := decode(r.c.Properties)
	if err != nil {
		return nil, err
	}
	cfg, fsys := r.config(), os.DirFS(r.c.Dir)
	if r.c.Library {
		cfg.Prelude = prelude
		if fsys, err = library(r.c.Dir); err != nil {
			return nil, err
		}
	}
	pkg, err := runtime.Loader{Partial: true, Component: r.c.Component}.Load(fsys)
	if err != nil {
		return err, nil
	}
	r.mounted, err = pkg.Mount(ctx, cfg, props, r.c.NoAttach)
	if err != nil {
		return err, nil
	}
	r.app = r.mounted.App
	return nil, nil
}

// pass lets time pass after a step of a library case.
func (r *runner) pass(ctx context.Context, d time.Duration, failed error) error {
	if !r.c.Library || d == 0 {
		return failed
	}
	if err := r.advance(ctx, d); failed == nil {
		failed = err
	}
	return failed
}

func (r *runner) advance(ctx context.Context, d time.Duration) error {
	r.clock.Advance(d)
	return r.app.Settle(ctx)
}

// record takes down what happened since the last record.
func (r *runner) record(ctx context.Context, do string, failed error) Record {
	rec := Record{Do: do, Failed: failed != nil}
	if failed != nil {
		rec.Errors = append(rec.Errors, failed.Error())
	}
	for _, e := range r.app.Errors() {
		rec.Errors = append(rec.Errors, e.Error())
	}
	if r.c.App != "" {
		r.recordProgram(&rec)
	}
	if page := r.app.Page(); page != nil {
		data, tree, err := page.State(ctx)
		if err != nil {
			rec.Failed = true
			rec.Errors = append(rec.Errors, err.Error())
		}
		rec.Data, rec.Tree = appendValue(nil, data), appendValue(nil, tree)
	}
	rec.Log, r.log = r.log, nil
	return rec
}

// plainEvents gives event objects the form in which library cases log them.
func plainEvents(v value.Value) value.Value {
	if a := v.AsArray(); a != nil {
		out := value.NewArray()
		for _, x := range a.Items() {
			out.Append(plainEvents(x))
		}
		return value.FromArray(out)
	}
	o := v.AsObject()
	if o == nil {
		return v
	}
	out := value.NewObject()
	for i, k := range o.Keys() {
		out.Put(k, plainEvents(o.Values()[i]))
	}
	for _, k := range []string{"type", "timeStamp", "target", "currentTarget", "mark", "detail"} {
		if _, ok := o.Lookup(k); !ok {
			return value.FromObject(out)
		}
	}
	out.Put("timeStamp", value.Int(0))
	for _, k := range []string{"touches", "changedTouches"} {
		if out.Get(k).IsNullish() {
			out.Put(k, value.FromArray(value.NewArray()))
		}
	}
	return value.FromObject(out)
}
