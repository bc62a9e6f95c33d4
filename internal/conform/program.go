package conform

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/fixture"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
)

// launch launches the program of the case. failed is what the program does
// wrong.
func (r *runner) launch(ctx context.Context) (failed, err error) {
	cfg := r.config()
	cfg.Prelude = programPrelude
	cfg.Path, cfg.Query, cfg.Scene = r.c.Launch.Path, r.c.Launch.Query, r.c.Launch.Scene
	storage := &runtime.MemoryStorage{}
	for key, data := range r.c.Storage {
		v, err := value.ParseJSON(data)
		if err != nil {
			return nil, fmt.Errorf("storage %s: %w", key, err)
		}
		text, _ := value.AppendJSON(nil, v)
		if err := storage.Set(key, string(text)); err != nil {
			return nil, err
		}
	}
	cfg.Storage = storage
	entries := r.c.Network
	if len(entries) == 0 {
		entries = []byte("[]")
	}
	network, err := fixture.Parse(entries)
	if err != nil {
		return nil, err
	}
	cfg.Network = network
	pkg, err := runtime.Loader{Partial: true}.LoadFile(filepath.Join(r.c.Dir, filepath.FromSlash(r.c.App)))
	if err != nil {
		return err, nil
	}
	r.app, err = pkg.Launch(ctx, cfg)
	return err, nil
}

// programStep performs what only a whole program can do.
func (r *runner) programStep(ctx context.Context, st *Step) error {
	switch st.Do {
	case "input":
		n, err := r.node(st)
		if err != nil {
			return err
		}
		return n.Input(st.Value)
	case "scroll":
		return r.scroll(ctx, st)
	case "back":
		return r.app.NavigateBack(ctx, 1)
	case "tab":
		return r.app.TapTab(ctx, st.Index)
	case "navigate":
		return r.navigate(ctx, st)
	case "confirm":
		return r.answer(ctx, r.ui.Confirm(st.Index))
	case "cancel":
		return r.answer(ctx, r.ui.Cancel())
	case "hide":
		return r.app.Hide(ctx)
	case "show":
		return r.app.Show(ctx)
	case "pullDown":
		return r.app.PullDownRefresh(ctx)
	case "reachBottom":
		return r.app.ReachBottom(ctx)
	}
	return noStep(st)
}

// scroll scrolls the page, or a node of it.
func (r *runner) scroll(ctx context.Context, st *Step) error {
	if st.Selector == "" {
		return r.app.PageScroll(ctx, st.Top)
	}
	n, err := r.node(st)
	if err != nil {
		return err
	}
	at := place{}.Rect(n.Node)
	return n.Dispatch(ctx, runtime.Event{Type: "scroll", Detail: map[string]any{"scrollLeft": 0, "scrollTop": st.Top,
		"scrollWidth": at.Width, "scrollHeight": at.Height, "deltaX": 0, "deltaY": 0}})
}

func (r *runner) navigate(ctx context.Context, st *Step) error {
	switch st.How {
	case "navigateTo", "":
		return r.app.NavigateTo(ctx, st.URL)
	case "redirectTo":
		return r.app.RedirectTo(ctx, st.URL)
	case "switchTab":
		return r.app.SwitchTab(ctx, st.URL)
	case "reLaunch":
		return r.app.ReLaunch(ctx, st.URL)
	}
	return fmt.Errorf("there is no way to navigate %q", st.How)
}

// answer settles after a dialog was answered.
func (r *runner) answer(ctx context.Context, open bool) error {
	if !open {
		return fmt.Errorf("there is no open modal or action sheet to answer")
	}
	return r.app.Settle(ctx)
}

// shown are the calls that show something, with the type a record gives them.
var shown = map[string]string{"showToast": "toast", "showModal": "modal", "showLoading": "loading", "showActionSheet": "actionSheet"}

// shownMark begins what programPrelude writes to the console.
const shownMark = "conform:shown"

// programPrelude tells of what the program shows.
//
//go:embed program.js
var programPrelude string

// uiCall is a call that shows something, with the parameters as the program
// gave them.
type uiCall struct {
	name string
	args *value.Object
}

// note takes what programPrelude writes. It reports whether the message is of
// that kind.
func (r *runner) note(m runtime.ConsoleMessage) bool {
	if len(m.Args) != 3 || value.Text(m.Args[0]) != shownMark {
		return false
	}
	args := m.Args[2].AsObject()
	if args == nil {
		args = value.NewObject()
	}
	r.notes = append(r.notes, uiCall{value.Text(m.Args[1]), args})
	return true
}

// shownNow gives what was shown since the last record: the calls that were
// noted and, not being refused, have reached the user interface.
func (r *runner) shownNow() []json.RawMessage {
	calls := slices.DeleteFunc(r.ui.Calls(), func(c runtime.UICall) bool { return shown[c.Name] == "" })
	var out []json.RawMessage
	for _, n := range r.notes {
		if len(calls) == 0 {
			break
		}
		if n.reached(calls[0]) {
			out = append(out, n.record())
			calls = calls[1:]
		}
	}
	r.notes = nil
	return out
}

// reached reports whether the call is the one that the user interface got,
// which may have more parameters.
func (n uiCall) reached(c runtime.UICall) bool {
	args, err := value.FromAny(c.Args)
	if err != nil || n.name != c.Name {
		return false
	}
	o := args.AsObject()
	for _, k := range [...]string{"title", "content", "itemList"} { // these have no defaults
		if !o.Get(k).IsUndefined() && n.args.Get(k).IsUndefined() {
			return false // a call that was refused
		}
	}
	for i, k := range n.args.Keys() {
		if !value.DeepEqual(n.args.Values()[i], o.Get(k)) {
			return false
		}
	}
	return true
}

// record is the call as a record has it: the parameters and the type.
func (n uiCall) record() []byte {
	out := value.NewObject()
	for i, k := range n.args.Keys() {
		out.Put(k, n.args.Values()[i])
	}
	out.Put("type", value.String(shown[n.name]))
	return appendValue(nil, value.FromObject(out))
}

// recordProgram takes down what the user sees.
func (r *runner) recordProgram(rec *Record) {
	rec.UI = r.shownNow()
	for _, p := range r.app.Pages() {
		rec.Stack = append(rec.Stack, p.Path())
	}
	page := r.app.Page()
	if page == nil {
		return
	}
	rec.Page, rec.Title = page.Path(), page.Title()
	for _, s := range page.Text() {
		if s = strings.TrimSpace(s); s != "" {
			rec.Text = append(rec.Text, s)
		}
	}
}
