package runtime_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// What an idle feed page costs: its own VM, logic layer and view tree, live heap
// after collection. heap-B/page is the figure, the time is of no interest.
func BenchmarkIdlePage(b *testing.B) {
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS("../testdata/bench/feed"))
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	const pages = 20
	for _, n := range []int{0, 20, 200} {
		b.Run(fmt.Sprintf("products-%d", n), func(b *testing.B) {
			for b.Loop() {
				open := make([]*runtime.Mounted, pages)
				before := liveHeap()
				for k := range open {
					if open[k], err = pkg.Mount(ctx, runtime.Config{}, nil, false); err != nil {
						b.Fatal(err)
					}
					if n > 0 {
						if _, err := open[k].Page().Call(ctx, "load", n); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(liveHeap()-before)/pages, "heap-B/page")
				for _, m := range open {
					m.Close()
				}
			}
		})
	}
}
