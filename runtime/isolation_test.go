package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// workers returns Workers for a test.
func workers(t testing.TB, w *runtime.Workers) *runtime.Workers {
	t.Helper()
	t.Cleanup(func() { w.Close() })
	return w
}

func TestProcessCounter(t *testing.T) {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		t.Fatal(err)
	}
	w := workers(t, &runtime.Workers{Spare: 1})
	for range 3 {
		begin := time.Now()
		app, err := pkg.Launch(t.Context(), runtime.Config{Isolation: runtime.Process, Workers: w})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(begin))
		begin = time.Now()
		for range 100 {
			if err := app.Page().Query(".add").Tap(); err != nil {
				t.Fatal(err)
			}
		}
		t.Log(time.Since(begin) / 100)
		if got := app.Page().Text(); strings.Join(got, " ") != "100 - +" {
			t.Errorf("got %q", got)
		}
		if errs := app.Errors(); errs != nil {
			t.Error(errs)
		}
		if err := app.Close(); err != nil {
			t.Error(err)
		}
		if err := app.Settle(t.Context()); !errors.Is(err, runtime.ErrClosed) {
			t.Errorf("a closed app settles: %v", err)
		}
	}
}

// The sample programs do the same in a worker as here, whatever is tapped.
func TestProcessSamples(t *testing.T) {
	w := workers(t, &runtime.Workers{Memory: 4 << 30}) // the race detector takes much
	for _, name := range []string{"counter", "todo", "shop"} {
		t.Run(name, func(t *testing.T) {
			pkg, err := runtime.Load(os.DirFS("../testdata/apps/" + name))
			if err != nil {
				t.Fatal(err)
			}
			launch := func(i runtime.Isolation) *runtime.App {
				_, network := shop(t)
				r := rand.New(rand.NewPCG(1, 2))
				return start(t, pkg, runtime.Config{Isolation: i, Workers: w, Network: network, Rand: r.Float64,
					Clock: sandbox.NewManualClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)), Location: time.FixedZone("CST", 8*3600)})
			}
			here, there := launch(runtime.InProcess), launch(runtime.Process)
			r := rand.New(rand.NewPCG(7, 7))
			for step := range 60 {
				if want, got := describe(here), describe(there); want != got {
					t.Fatalf("after %d taps\nhere\n%s\nthere\n%s", step, want, got)
				}
				nodes, err := here.Page().QueryAll("view, button, input, navigator, image, text")
				if err != nil {
					t.Fatal(err)
				}
				others, err := there.Page().QueryAll("view, button, input, navigator, image, text")
				if err != nil {
					t.Fatal(err)
				}
				if len(nodes) == 0 || r.IntN(8) == 0 {
					for _, app := range []*runtime.App{here, there} {
						_ = app.NavigateBack(t.Context(), 1) // the first page stays
					}
					continue
				}
				k := r.IntN(len(nodes))
				tap, other := nodes[k].Tap(), others[k].Tap()
				if (tap == nil) != (other == nil) {
					t.Fatalf("step %d: %v here, %v there", step, tap, other)
				}
			}
		})
	}
}

// describe tells all of an app that its user can see, and its errors.
func describe(app *runtime.App) string {
	var b strings.Builder
	for _, p := range app.Pages() {
		fmt.Fprintln(&b, p.Path(), p.Params(), p.Title())
	}
	for _, err := range app.Errors() {
		fmt.Fprintln(&b, err)
	}
	b.WriteString(app.Page().Outline())
	return b.String()
}

// A program that breaks a limit ends its process and nothing else; the error
// has the limit's name, and the host can begin anew.
func TestProcessLimits(t *testing.T) {
	pkg, err := runtime.Load(program(t, `
-- app.json --
{"pages":["p"]}
-- p.js --
Page({
  data: {n: 0},
  add() { this.setData({n: this.data.n + 1}) },
  spin() { for (;;); },
  heap() { const a = []; for (;;) a.push(new Array(1000).fill(a.length)); },
  huge() { 'x'.repeat(1 << 29) + 'y'; let s = 'x'.repeat(1 << 28); for (;;) s = s + s; },
})
-- p.wxml --
<view class="n" bindtap="add">{{n}}</view>
`))
	if err != nil {
		t.Fatal(err)
	}
	memory := int64(128 << 20)
	if raceEnabled {
		memory = 2 << 30
	}
	w := workers(t, &runtime.Workers{Memory: memory})
	launch := func(limits runtime.Limits) *runtime.App {
		app, err := pkg.Launch(t.Context(), runtime.Config{Isolation: runtime.Process, Workers: w, Limits: limits})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { app.Close() })
		return app
	}
	ctx := context.Background()
	quiet := launch(runtime.Limits{})
	turn := map[string]time.Duration{sandbox.LimitTurnTime: 200 * time.Millisecond, runtime.LimitMemory: time.Minute}
	for method, limit := range map[string]string{"spin": sandbox.LimitTurnTime, "heap": runtime.LimitMemory, "huge": runtime.LimitMemory} {
		if raceEnabled && limit == runtime.LimitMemory {
			continue
		}
		app := launch(runtime.Limits{TurnTime: turn[limit], Heap: -1, StringSize: -1, ArraySize: -1}) // the kernel is asked
		begin := time.Now()
		_, err := app.Page().Call(ctx, method)
		took := time.Since(begin)
		var le *sandbox.LimitError
		if !errors.As(err, &le) || le.Limit != limit {
			var we *runtime.WorkerError
			errors.As(err, &we)
			t.Errorf("%s: %v, want the limit %s\n%v", method, err, limit, we)
			if we != nil {
				t.Error(we.Output)
			}
		}
		t.Logf("%s: %v after %v", method, err, took)
		var we *runtime.WorkerError
		if errors.As(err, &we) {
			if errs := app.Errors(); len(errs) != 1 || !errors.As(errs[0], &we) {
				t.Errorf("%s: the app reports %v", method, errs)
			}
			if got := app.Page().Text(); len(got) != 1 || got[0] != "0" {
				t.Errorf("%s: the page shows %q", method, got)
			}
			next, err := app.Relaunch(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer next.Close()
			app = next
		}
		if err := app.Page().Query(".n").Tap(); err != nil || app.Page().Text()[0] != "1" {
			t.Errorf("%s: afterwards: %v, %q", method, err, app.Page().Text())
		}
	}
	if err := quiet.Page().Query(".n").Tap(); err != nil || quiet.Page().Text()[0] != "1" {
		t.Errorf("the quiet app: %v, %q", err, quiet.Page().Text())
	}
}
