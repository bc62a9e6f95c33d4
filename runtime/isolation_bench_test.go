package runtime_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
)

// The price of Isolation Process: a launch with a process of its own, a launch
// with one that waits, an event with its patches, beside the same in process.
func BenchmarkIsolation(b *testing.B) {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/shop"))
	if err != nil {
		b.Fatal(err)
	}
	_, network := shop(b)
	launch := func(b *testing.B, i runtime.Isolation, w *runtime.Workers) *runtime.App {
		app, err := pkg.Launch(b.Context(), runtime.Config{Isolation: i, Workers: w, Network: network, Limits: runtime.Limits{CPUPerMinute: time.Hour}})
		if err != nil {
			b.Fatal(err)
		}
		return app
	}
	b.Run("launch/here", func(b *testing.B) {
		for b.Loop() {
			launch(b, runtime.InProcess, nil).Close()
		}
	})
	b.Run("launch/process", func(b *testing.B) {
		w := workers(b, &runtime.Workers{})
		for b.Loop() {
			launch(b, runtime.Process, w).Close()
		}
	})
	b.Run("launch/spare", func(b *testing.B) {
		w := workers(b, &runtime.Workers{Spare: 1})
		for b.Loop() {
			b.StopTimer()
			if err := w.Prepare(b.Context(), pkg); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			launch(b, runtime.Process, w).Close()
		}
	})
	for name, i := range map[string]runtime.Isolation{"event/here": runtime.InProcess, "event/process": runtime.Process} {
		b.Run(name, func(b *testing.B) {
			w := workers(b, &runtime.Workers{})
			app := launch(b, i, w)
			defer app.Close()
			if err := app.Wait(b.Context()); err != nil {
				b.Fatal(err)
			}
			node := app.Page().Query(".category")
			for b.Loop() {
				if err := node.Dispatch(b.Context(), runtime.Event{Type: "tap", Bubbles: true}); err != nil {
					b.Fatal(err)
				}
			}
			if i == runtime.Process {
				b.ReportMetric(residentOf(b), "worker-MB")
			}
		})
	}
}

// residentOf gives the resident memory of the one child process, in MB.
func residentOf(b *testing.B) float64 {
	b.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		b.Fatal(err)
	}
	var children []byte
	for _, list := range lists {
		data, _ := os.ReadFile(list) // a thread that has ended has none
		children = append(children, data...)
	}
	for _, pid := range strings.Fields(string(children)) {
		data, err := os.ReadFile("/proc/" + pid + "/statm")
		if f := strings.Fields(string(data)); err == nil && len(f) > 1 {
			n, _ := strconv.Atoi(f[1])
			return float64(n*os.Getpagesize()) / (1 << 20)
		}
	}
	return 0
}
