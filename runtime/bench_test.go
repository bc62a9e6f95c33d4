package runtime_test

import (
	"context"
	"fmt"
	"runtime/pprof"
	"testing"

	"github.com/mica-go/mica/internal/bench"
)

// The operations of the pages in testdata/bench, page JavaScript included; what
// is not timed there is not timed here. In a profile the timed part alone has
// the label timed: go tool pprof -tagfocus=timed.
func BenchmarkPages(b *testing.B) {
	all, err := bench.Find("../testdata/bench")
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	for _, w := range all {
		for i := range w.Ops {
			for _, n := range w.N {
				op := &w.Ops[i]
				b.Run(fmt.Sprintf("%s/%s/%d", w.Name, op.Name, n), func(b *testing.B) {
					rounds, err := bench.Open(ctx, w, op, n)
					if err != nil {
						b.Fatal(err)
					}
					defer rounds.Close()
					for b.Loop() {
						b.StopTimer()
						steps, err := rounds.Prepare()
						if err != nil {
							b.Fatal(err)
						}
						b.StartTimer()
						pprof.Do(ctx, pprof.Labels("part", "timed"), func(context.Context) {
							for _, step := range steps {
								if err := step(); err != nil {
									b.Fatal(err)
								}
							}
						})
					}
				})
			}
		}
	}
}
