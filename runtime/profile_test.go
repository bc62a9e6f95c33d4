package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

const wasteful = `
-- pages/a/a.js --
Component({
  data: { n: 0, unread: 0, seen: 0 },
  observers: { seen() {} },
  methods: {
    add() { this.setData({ n: this.data.n + 1 }) },
    waste() {
      this.setData({ unread: Math.random() })
      this.setData({ n: this.data.n, seen: 1 })
    },
  },
})
-- pages/a/a.wxml --
<view class="n" bindtap="add">{{n}}</view><view class="waste" bindtap="waste"/>
`

// A profile tells what went over the bridge, where the time went, and which
// setData calls were of no use.
func TestProfile(t *testing.T) {
	prof := &runtime.Profile{}
	var log bytes.Buffer
	app := launch(t, wasteful, runtime.Config{Profile: prof, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	before := prof.Pages()
	tap(t, app.Page().Query(".n"))
	tap(t, app.Page().Query(".waste"))
	pages := prof.Pages()
	if len(pages) != 1 || pages[0].Path != "pages/a/a" || pages[0].Batches != before[0].Batches+1 || pages[0].Patches != before[0].Patches+1 {
		t.Errorf("pages %+v after %+v; want one batch with one patch more", pages, before)
	}
	if d := pages[0].Bytes - before[0].Bytes; d <= 0 || d > 12 {
		t.Errorf("the tap took %d bytes", d)
	}
	if s, err := app.Page().Stats(t.Context()); err != nil || s.Bytes != pages[0].Bytes || s.Nodes != 3 {
		t.Errorf("stats %+v (%v), want %d bytes and 3 nodes", s, err, pages[0].Bytes)
	}
	times := prof.Times()
	if times.Turns < 3 || times.JavaScript <= 0 || times.Crossing <= 0 || times.Template <= 0 || times.View <= 0 {
		t.Errorf("times %+v, want some of each", times)
	}
	want := []runtime.Wasted{{Component: "pages/a/a", Field: "n", Set: 2, Equal: 1}, {Component: "pages/a/a", Field: "unread", Set: 1, Unread: 1}}
	got := prof.Wasted()
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("wasted %+v, want %+v", got, want)
	}
	if calls := prof.Calls(); len(calls) != 1 || calls[0] != (runtime.CallCount{Component: "pages/a/a", Calls: 3, Repeated: 1}) {
		t.Errorf("calls %+v", calls)
	}
	var trace struct {
		TraceEvents []struct {
			Name, Cat, Ph string
			Ts, Dur       float64
		}
	}
	var buf bytes.Buffer
	if err := prof.WriteTrace(&buf); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(buf.Bytes(), &trace); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, e := range trace.TraceEvents {
		names[e.Cat+" "+e.Name] = true
		if e.Ph != "X" || e.Ts < 0 || e.Dur < 0 {
			t.Errorf("event %+v", e)
		}
	}
	for _, want := range []string{"JavaScript turn", "JavaScript add", "crossing pages/a/a", "template pages/a/a", "view pages/a/a"} {
		if !names[want] {
			t.Errorf("the trace has no %q among %v", want, names)
		}
	}
	buf.Reset()
	if err := prof.WriteTable(&buf); err != nil || !strings.Contains(buf.String(), "read by nothing") {
		t.Errorf("the table is\n%s(%v)", buf.String(), err)
	}
	if !strings.Contains(log.String(), "msg=batch page=pages/a/a seq=2 patches=1") {
		t.Errorf("the log is\n%s", log.String())
	}
}

// Without a profile an update costs not one allocation more than before there
// were any: what is told is told behind a nil check.
func TestNoProfileNoCost(t *testing.T) {
	allocs := func(cfg runtime.Config) float64 {
		app := launch(t, wasteful, cfg)
		node := app.Page().Query(".n")
		return testing.AllocsPerRun(200, func() {
			if err := node.Dispatch(context.Background(), runtime.Event{Type: "tap"}); err != nil {
				t.Fatal(err)
			}
		})
	}
	off, on := allocs(runtime.Config{}), allocs(runtime.Config{Profile: &runtime.Profile{Spans: 1}})
	if off >= on {
		t.Errorf("%v allocations without a profile, %v with one", off, on)
	}
	if off > 90 {
		t.Errorf("%v allocations for a tap with one setData", off)
	}
	t.Log(off, on)
}
