package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

var updateScripts = flag.Bool("update", false, "rewrite the want sections of testdata/scripts")

// A page script is a txtar file: the section of the specification it proves in
// its comment, the files of a program, a script of steps and, in want, what
// happens at each step.
//
// Steps, one a line; SEL is a selector of the view, all of the page included:
//
//	record NAME...               what is shown from here on, of: log patches tree stack data
//	launch [PATH]                load and launch the program
//	tap SEL [N]                  tap the Nth node (from 0) that SEL matches
//	event SEL TYPE [JSON]        send an event; JSON has detail, bubbles, composed, capturePhase
//	setdata [SEL] JSON           call setData on the page, or on the component at SEL
//	call METHOD JSON...          call a method of the page
//	navigate API URL             navigateTo, redirectTo, switchTab, reLaunch
//	back [N]                     navigateBack
//	tab N                        tap an item of the tab bar
//	hide, show                   send the app to the background and back
//	enter PATH [JSON]            bring the app to the foreground at a page, - for none, with a query
//	control NAME [N...]          resize W H, pullDownRefresh, reachBottom, pageScroll TOP
//	advance MS                   move the clock
//	settle                       run what is due
//
// What happens is told in order: "log" is the program's console, "warn" a
// warning of the engine, "error" an exception that the program did not catch,
// "fail" the error of the step itself, "op" an operation of a batch that the
// view gets. Tree, stack and data are shown as they are after the step.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/scripts/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runScriptFile(t, file)
		})
	}
}

func runScriptFile(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(ar.Comment, []byte("§")) {
		t.Errorf("%s does not name the section of the specification it proves", file)
	}
	var script, want []byte
	files := ar.Files[:0:0]
	for _, f := range ar.Files {
		switch f.Name {
		case "script":
			script = f.Data
		case "want":
			want = f.Data
		default:
			files = append(files, f)
		}
	}
	s := &scriptRun{t: t, program: string(txtar.Format(&txtar.Archive{Files: files})), shows: map[string]bool{"log": true}}
	for line := range strings.Lines(string(script)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			s.step(line)
		}
	}
	if *updateScripts {
		ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
		ar.Files = append(ar.Files, txtar.File{Name: "want", Data: []byte(s.out.String())})
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := s.out.String(); got != string(want) {
		t.Errorf("%s\n%s", strings.TrimSpace(string(ar.Comment)), lineDiff(string(want), got))
	}
}

// lineDiff shows both texts from the first line in which they differ.
func lineDiff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	k, step := 0, ""
	for k < len(w) && k < len(g) && w[k] == g[k] {
		if strings.HasPrefix(w[k], "> ") {
			step = w[k]
		}
		k++
	}
	show := func(lines []string) string {
		return "    " + strings.Join(lines[min(k, len(lines)):min(k+16, len(lines))], "\n    ")
	}
	return fmt.Sprintf("differs at line %d, after %q\n  want\n%s\n  got\n%s", k+1, step, show(w), show(g))
}

// scriptRun is a script on its way.
type scriptRun struct {
	t       *testing.T
	program string
	app     *runtime.App
	clock   *sandbox.ManualClock
	shows   map[string]bool
	out     strings.Builder
}

func (s *scriptRun) say(kind, text string) {
	if text == "" {
		fmt.Fprintln(&s.out, kind)
		return
	}
	for line := range strings.Lines(strings.TrimSuffix(text, "\n")) {
		fmt.Fprintf(&s.out, "%s %s\n", kind, strings.TrimRight(line, " \n"))
	}
}

func (s *scriptRun) step(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if verb == "record" {
		clear(s.shows)
		for _, name := range strings.Fields(rest) {
			s.shows[name] = true
		}
		return
	}
	s.say(">", line)
	if err := s.do(verb, rest); err != nil {
		s.say("fail", err.Error())
	}
	if s.app != nil {
		s.state()
	}
}

var errNoPage = errors.New("there is no page")

// do carries out a step.
func (s *scriptRun) do(verb, rest string) error {
	ctx := context.Background()
	if verb == "launch" {
		return s.launch(rest)
	}
	app := s.app
	if app == nil {
		s.t.Fatalf("%s before launch", verb)
	}
	page := app.Page()
	switch verb {
	case "tap":
		n, err := s.node(rest)
		if err != nil {
			return err
		}
		return n.Tap()
	case "event":
		return s.event(rest)
	case "setdata":
		at := strings.IndexByte(rest, '{')
		data := s.values(rest[at:])[0].(map[string]any)
		if sel := strings.TrimSpace(rest[:at]); sel != "" {
			return page.Query(sel).SetData(ctx, data)
		}
		return page.SetData(ctx, data)
	case "call":
		method, args, _ := strings.Cut(rest, " ")
		if page == nil {
			return errNoPage
		}
		out, err := page.Call(ctx, method, s.values(args)...)
		if err == nil && out != nil {
			b, _ := json.Marshal(out)
			s.say("result", string(b))
		}
		return err
	case "navigate":
		api, url, _ := strings.Cut(rest, " ")
		routes := map[string]func(context.Context, string) error{"navigateTo": app.NavigateTo, "redirectTo": app.RedirectTo,
			"switchTab": app.SwitchTab, "reLaunch": app.ReLaunch}
		return routes[api](ctx, strings.TrimSpace(url))
	case "back":
		return app.NavigateBack(ctx, s.number(rest, 1))
	case "tab":
		return app.TapTab(ctx, s.number(rest, 0))
	case "enter":
		path, query, _ := strings.Cut(rest, " ")
		e := runtime.Entry{Path: strings.TrimPrefix(path, "-"), Scene: 1007}
		if query != "" {
			e.Query = map[string]string{}
			for k, v := range s.values(query)[0].(map[string]any) {
				e.Query[k] = fmt.Sprint(v)
			}
		}
		return app.Enter(ctx, e)
	case "hide":
		return app.Hide(ctx)
	case "show":
		return app.Show(ctx)
	case "control":
		return s.control(rest)
	case "advance":
		s.clock.Advance(time.Duration(s.number(rest, 0)) * time.Millisecond)
		return nil
	case "settle":
		return app.Settle(ctx)
	}
	s.t.Fatalf("there is no step %q", verb)
	return nil
}

func (s *scriptRun) launch(path string) error {
	pkg, err := runtime.Load(program(s.t, s.program))
	if err != nil {
		s.t.Fatalf("load: %v", err)
	}
	s.clock = sandbox.NewManualClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	app, err := pkg.Launch(context.Background(), runtime.Config{
		Path: path, Clock: s.clock, Logger: slog.New(scriptLog{s}),
		Console: func(m runtime.ConsoleMessage) {
			if s.shows["log"] {
				s.say("log", m.Text)
			}
		},
		OnError: func(err error) { s.say("error", firstLine(err.Error())) },
		OnBatch: func(b *bridge.Batch) {
			if s.shows["patches"] {
				s.say("op", fmt.Sprintf("-- page %d, batch %d", b.Page, b.Seq))
				for k := range b.Ops {
					s.say("op", opText(&b.Ops[k]))
				}
			}
		},
	})
	if err != nil {
		return err
	}
	s.app = app
	s.t.Cleanup(func() { app.Close() })
	return nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// scriptLog shows the warnings of the engine.
type scriptLog struct{ s *scriptRun }

func (scriptLog) Enabled(_ context.Context, l slog.Level) bool { return l == slog.LevelWarn }
func (l scriptLog) WithAttrs([]slog.Attr) slog.Handler         { return l }
func (l scriptLog) WithGroup(string) slog.Handler              { return l }
func (l scriptLog) Handle(_ context.Context, r slog.Record) error {
	console := false
	r.Attrs(func(a slog.Attr) bool {
		console = console || a.Key == "source" && a.Value.String() == "console"
		return true
	})
	if !console {
		l.s.say("warn", firstLine(r.Message))
	}
	return nil
}

func (s *scriptRun) number(text string, def int) int {
	if text == "" {
		return def
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// values reads JSON values that stand one after the other.
func (s *scriptRun) values(text string) []any {
	var out []any
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		var v any
		switch err := d.Decode(&v); {
		case err == io.EOF:
			return out
		case err != nil:
			s.t.Fatalf("%s: %v", text, err)
		}
		out = append(out, v)
	}
}

// node finds what a step names by a selector and, maybe, a number.
func (s *scriptRun) node(text string) (runtime.Node, error) {
	sel, n := text, 0
	if at := strings.LastIndexByte(text, ' '); at >= 0 {
		if k, err := strconv.Atoi(text[at+1:]); err == nil {
			sel, n = text[:at], k
		}
	}
	page := s.app.Page()
	if page == nil {
		return runtime.Node{}, errNoPage
	}
	nodes, err := page.QueryAll(sel)
	if err == nil && n >= len(nodes) {
		err = fmt.Errorf("%d nodes match %q, there is no number %d", len(nodes), sel, n)
	}
	if err != nil {
		return runtime.Node{}, err
	}
	return nodes[n], nil
}

func (s *scriptRun) event(rest string) error {
	sel, rest, _ := strings.Cut(rest, " ")
	typ, opts, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := s.node(sel)
	if err != nil {
		return err
	}
	e := runtime.Event{Type: typ}
	if opts != "" {
		o := s.values(opts)[0].(map[string]any)
		e.Detail = o["detail"]
		e.Bubbles, _ = o["bubbles"].(bool)
		e.Composed, _ = o["composed"].(bool)
		e.CapturePhase, _ = o["capturePhase"].(bool)
	}
	return n.Dispatch(context.Background(), e)
}

func (s *scriptRun) control(rest string) error {
	ctx := context.Background()
	name, args, _ := strings.Cut(rest, " ")
	switch name {
	case "pullDownRefresh":
		return s.app.PullDownRefresh(ctx)
	case "reachBottom":
		return s.app.ReachBottom(ctx)
	case "pageScroll":
		return s.app.PageScroll(ctx, float64(s.number(args, 0)))
	case "resize":
		w, h, _ := strings.Cut(args, " ")
		return s.app.Resize(ctx, s.number(w, 375), s.number(h, 667))
	}
	s.t.Fatalf("there is no control %q", name)
	return nil
}

// state shows what is recorded of the app after a step. In any case the view
// must have the tree that the logic layer has.
func (s *scriptRun) state() {
	page := s.app.Page()
	if s.shows["stack"] {
		var paths []string
		for _, p := range s.app.Pages() {
			paths = append(paths, p.Path())
		}
		s.say("stack", strings.Join(paths, " "))
	}
	if page == nil {
		return
	}
	if err := sameTree(page); err != nil {
		s.t.Errorf("after %q: %v", s.lastStep(), err)
	}
	if s.shows["data"] {
		data, _, err := page.State(context.Background())
		if err != nil {
			s.t.Error(err)
		}
		b, _ := value.AppendJSON(nil, data)
		s.say("data", string(b))
	}
	if s.shows["tree"] {
		s.say("tree", page.Outline())
	}
}

func (s *scriptRun) lastStep() string {
	text := s.out.String()
	if at := strings.LastIndex(text, "\n> "); at >= 0 {
		text = text[at+1:]
	}
	return firstLine(text)
}

// opText is an operation in one line: an instance is #3, a node of it #3.1.
func opText(op *bridge.Op) string {
	place := func() string {
		out := fmt.Sprintf("in #%d.%d", op.Parent, op.At)
		if op.Parent == 0 {
			out = "as the root"
		} else if op.Shadow {
			out = fmt.Sprintf("as the shadow root of #%d.%d", op.Parent, op.At)
		}
		if op.Before != 0 {
			out += fmt.Sprintf(" before #%d", op.Before)
		}
		return out
	}
	switch op.Kind {
	case bridge.OpDefine:
		return fmt.Sprintf("define %s", skeletonText(op.Skeleton))
	case bridge.OpCreate:
		vals := make([]string, len(op.Values))
		for k, v := range op.Values {
			vals[k] = valueText(v)
		}
		return strings.TrimSpace(fmt.Sprintf("create #%d %s %s %s", op.Instance, skeletonText(op.Skeleton), place(), strings.Join(vals, " ")))
	case bridge.OpMove:
		if op.Before == 0 {
			return fmt.Sprintf("move #%d to the end", op.Instance)
		}
		return fmt.Sprintf("move #%d before #%d", op.Instance, op.Before)
	case bridge.OpRemove:
		return fmt.Sprintf("remove #%d", op.Instance)
	case bridge.OpSet:
		return fmt.Sprintf("set #%d hole %d %s", op.Instance, op.At, valueText(op.Value))
	case bridge.OpComponent:
		if op.Virtual {
			return fmt.Sprintf("component #%d.%d %s virtual", op.Instance, op.At, op.Path)
		}
		return fmt.Sprintf("component #%d.%d %s", op.Instance, op.At, op.Path)
	case bridge.OpSlot:
		roots := make([]string, len(op.Roots))
		for k, r := range op.Roots {
			roots[k] = fmt.Sprintf("#%d.%d", r.Instance, r.Node)
		}
		return fmt.Sprintf("slot #%d.%d shows [%s]", op.Instance, op.At, strings.Join(roots, " "))
	case bridge.OpLayer:
		return fmt.Sprintf("layer %d of #%d.%d %s", op.Layer, op.Instance, op.At, valueText(op.Value))
	}
	return "unknown operation"
}

// skeletonText names a skeleton by the tags at its top: numbers depend on the
// order in which files are compiled.
func skeletonText(s *bridge.Skeleton) string {
	var tops []string
	for k := range s.Nodes {
		if n := &s.Nodes[k]; n.Parent < 0 {
			name := n.Tag
			switch n.Kind {
			case bridge.NodeText:
				name = "text"
			case bridge.NodeBlocks:
				name = "blocks"
			}
			tops = append(tops, name)
		}
	}
	return "<" + strings.Join(tops, " ") + ">"
}

func valueText(v value.Value) string {
	b, _ := value.AppendJSON(nil, v)
	return string(b)
}
