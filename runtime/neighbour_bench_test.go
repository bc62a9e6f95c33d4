package runtime_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
)

// neighbours are programs that do their worst for ever, each turn up to its
// limits.
var neighbours = []struct{ name, src string }{
	{"quiet", ""},
	{"loop", "for (;;) {}"},
	{"memory", "const a = []; for (;;) a.push({ a: {}, b: [1, 2, 3] })"},
	{"strings", "let s = 'x'; for (;;) s = (s + s).slice(0, 1e6)"},
	{"regexp", "for (;;) try { /(a|aa)*\\1b/.test('a'.repeat(1000)) } catch (e) {}"},
	{"promises", "(function again() { Promise.resolve().then(again).then(again) })()"},
	{"setData", "for (let i = 0;; i++) this.setData({ rows: Array.from({ length: 500 }, (_, k) => k + i) })"},
}

// How long a tap on one program takes while another one in the process attacks it:
// half of the events and 99 of 100 take no longer than the figures. The time of an
// operation is of no interest.
func BenchmarkNeighbour(b *testing.B) {
	for _, n := range neighbours {
		b.Run(n.name, func(b *testing.B) {
			app := launch(b, limitProgram(""), runtime.Config{})
			stop := attackFrom(b, n.src)
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				if err := app.Page().Query(".n").Tap(); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			stop()
			slices.Sort(took)
			at := func(part float64) float64 {
				return float64(took[int(part*float64(len(took)-1))]) / float64(time.Millisecond)
			}
			b.ReportMetric(at(0.5), "p50-ms")
			b.ReportMetric(at(0.99), "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// attackFrom runs a hostile program in the process, turn after turn, until stop is
// called.
func attackFrom(b *testing.B, src string) (stop func()) {
	if src == "" {
		return func() {}
	}
	evil := launch(b, limitProgram(src), runtime.Config{Limits: runtime.Limits{TurnTime: 100 * time.Millisecond, CPUPerMinute: -1}})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	started := make(chan struct{})
	wg.Go(func() {
		close(started)
		for ctx.Err() == nil {
			_, _ = evil.Page().Call(ctx, "breach") // it ends with a limit
			evil.Errors()
		}
	})
	<-started
	return func() {
		cancel()
		wg.Wait()
	}
}
