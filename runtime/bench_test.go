package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// benchPage mounts a page of testdata/bench.
func benchPage(b *testing.B, name string) *runtime.Mounted {
	b.Helper()
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS(filepath.Join("../testdata/bench", name)))
	if err != nil {
		b.Fatal(err)
	}
	m, err := pkg.Mount(context.Background(), runtime.Config{}, nil, false)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { m.Close() })
	return m
}

func call(b *testing.B, m *runtime.Mounted, method string, args ...any) {
	b.Helper()
	if _, err := m.Page().Call(context.Background(), method, args...); err != nil {
		b.Fatal(err)
	}
}

// The operations of the 1000-row table, page JavaScript included.
func BenchmarkTable(b *testing.B) {
	ops := []struct {
		name string
		prep []string
		time string
		args []any
	}{
		{"create", nil, "create", []any{1000}},
		{"update-one-path", []string{"create"}, "updateOnePath", nil},
		{"update-10th", []string{"create"}, "update10th", nil},
		{"swap", []string{"create"}, "swap", nil},
		{"select", []string{"create"}, "select", []any{7}},
		{"reverse", []string{"create"}, "reverse", nil},
	}
	for _, op := range ops {
		b.Run(op.name, func(b *testing.B) {
			m := benchPage(b, "table")
			for b.Loop() {
				b.StopTimer()
				call(b, m, "reset")
				for _, p := range op.prep {
					call(b, m, p, 1000)
				}
				b.StartTimer()
				call(b, m, op.time, op.args...)
			}
		})
	}
}
