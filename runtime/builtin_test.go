package runtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/view"
)

// builtinCase is a page, what its user does, and what is to be seen of it.
type builtinCase struct {
	name string
	// data is the page's data and js further members of Page, wxml its template.
	// Every page has a method on that logs the event's type, the id of its
	// currentTarget and its detail.
	data, js, wxml string
	// files are more files, in txtar form.
	files string
	// rects says where elements are, by id. Where it is nil everything measures 100
	// px.
	rects map[string]runtime.Rect
	// steps: tap SEL, hold SEL, type SEL TEXT, send SEL TYPE [JSON], touch SEL TYPE
	// X,Y..., set JSON, advance MS, resize W H, scroll TOP, hide, show, navigate URL, back, call
	// METHOD JSON..., answer API JSON, refuse API TEXT; and what prints a line:
	// value SEL, attr SEL NAME, style SEL, data NAME, text, html SEL, route, title, ui.
	steps string
	// want is what the program logged and the steps printed.
	want string
}

func runBuiltin(t *testing.T, c *builtinCase) {
	t.Helper()
	program := "-- app.json --\n{\"pages\":[\"pages/a/a\",\"pages/b/b\"]}\n-- pages/b/b.js --\nPage({})\n-- pages/b/b.wxml --\n<view/>\n" +
		"-- pages/a/a.js --\nPage({ data: {" + c.data + "}, on(e) { console.log(e.type + (e.currentTarget.id && ' #' + e.currentTarget.id), JSON.stringify(e.detail)) },\n" +
		c.js + "})\n-- pages/a/a.wxml --\n" + c.wxml + "\n" + c.files
	clock := sandbox.NewManualClock(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC))
	r := &builtinRun{t: t, clock: clock}
	ui := &runtime.Headless{}
	var geometry runtime.Geometry = square{}
	if c.rects != nil {
		geometry = places(c.rects)
	}
	r.app = launch(t, program, runtime.Config{Clock: clock, UI: ui, Geometry: geometry,
		Console: func(m runtime.ConsoleMessage) { r.out = append(r.out, m.Text) }})
	r.ui = ui
	for line := range strings.Lines(c.steps) {
		if line = strings.TrimSpace(line); line != "" {
			r.step(line)
		}
	}
	noErrors(t, r.app)
	expect(t, "what happened", strings.Join(r.out, "\n"), strings.TrimSpace(dedent(c.want)))
}

// square is a Geometry in which everything measures 100 px.
type square struct{}

func (square) Rect(view.Node) runtime.Rect { return runtime.Rect{Width: 100, Height: 100} }

// places is a Geometry by the ids of the elements.
type places map[string]runtime.Rect

func (p places) Rect(n view.Node) runtime.Rect { return p[n.ID()] }

func dedent(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		out = append(out, strings.TrimSpace(line))
	}
	return strings.Join(out, "\n")
}

type builtinRun struct {
	t     *testing.T
	app   *runtime.App
	ui    *runtime.Headless
	clock *sandbox.ManualClock
	out   []string
}

func (r *builtinRun) step(line string) {
	r.t.Helper()
	ctx := context.Background()
	verb, rest, _ := strings.Cut(line, " ")
	sel, arg, _ := strings.Cut(rest, " ")
	n := func() runtime.Node { return r.app.Page().Query(sel) }
	var err error
	switch verb {
	case "tap":
		err = n().Tap()
	case "hold":
		err = n().LongPress()
	case "type":
		err = n().Input(arg)
	case "send":
		typ, detail, _ := strings.Cut(arg, " ")
		err = n().Trigger(typ, r.json(detail))
	case "touch":
		typ, at, _ := strings.Cut(arg, " ")
		if typ == "touchend" {
			err = n().Touch(ctx, typ, nil, touches(at))
		} else {
			err = n().Touch(ctx, typ, touches(at), nil)
		}
	case "set":
		err = r.app.Page().SetData(ctx, r.json(rest).(map[string]any))
	case "advance":
		ms, _ := strconv.Atoi(rest)
		r.clock.Advance(time.Duration(ms) * time.Millisecond)
		err = r.app.Settle(ctx)
	case "resize":
		var w, h int
		if _, err = fmt.Sscan(rest, &w, &h); err == nil {
			err = r.app.Resize(ctx, w, h)
		}
	case "navigate":
		err = r.app.NavigateTo(ctx, rest)
	case "back":
		err = r.app.NavigateBack(ctx, 1)
	case "call":
		var args []any
		for _, word := range strings.Fields(arg) {
			args = append(args, r.json(word))
		}
		_, err = r.app.Page().Call(ctx, sel, args...)
	case "hide":
		err = r.app.Hide(ctx)
	case "show":
		err = r.app.Show(ctx)
	case "answer":
		result, _ := r.json(arg).(map[string]any)
		r.ui.Answer(sel, result, nil)
	case "refuse":
		r.ui.Answer(sel, nil, errors.New(arg))
	case "scroll":
		top, _ := strconv.ParseFloat(rest, 64)
		err = r.app.PageScroll(ctx, top)
	default:
		err = r.show(verb, sel, arg, n())
	}
	if err != nil {
		r.t.Fatalf("%s: %v", line, err)
	}
}

func (r *builtinRun) show(verb, sel, arg string, n runtime.Node) error {
	var v any
	switch verb {
	case "value":
		v = n.Value()
	case "attr":
		v, _ = n.Attr(arg)
	case "style":
		v = n.Style()
	case "data":
		data, err := r.app.Page().Data(context.Background())
		if err != nil {
			return err
		}
		v = data[sel]
	case "text":
		v = strings.Join(r.app.Page().Text(), "|")
	case "html":
		var b strings.Builder
		if err := n.HTML(&b, view.HTMLOptions{}); err != nil {
			return err
		}
		r.out = append(r.out, b.String())
		return nil
	case "route":
		v = r.app.Page().Path()
	case "title":
		v = r.app.Page().Title()
	case "ui":
		for _, c := range r.ui.Calls() {
			args, err := json.Marshal(c.Args)
			if err != nil {
				return err
			}
			r.out = append(r.out, c.Name+" "+string(args))
		}
		return nil
	default:
		return fmt.Errorf("there is no step %q", verb)
	}
	b, err := json.Marshal(v)
	r.out = append(r.out, string(b))
	return err
}

func (r *builtinRun) json(s string) any {
	if s == "" {
		return map[string]any{}
	}
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		r.t.Fatalf("%s: %v", s, err)
	}
	return v
}

// touches reads "1,2 3,4": one finger at each place.
func touches(s string) []runtime.Touch {
	var out []runtime.Touch
	for k, word := range strings.Fields(s) {
		x, y, _ := strings.Cut(word, ",")
		px, _ := strconv.ParseFloat(x, 64)
		py, _ := strconv.ParseFloat(y, 64)
		out = append(out, runtime.Touch{Identifier: k, PageX: px, PageY: py, ClientX: px, ClientY: py})
	}
	return out
}
