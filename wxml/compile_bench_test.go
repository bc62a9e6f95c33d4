package wxml

import "testing"

// BenchmarkCompile compiles a page that is parsed already.
func BenchmarkCompile(b *testing.B) {
	src := largePage(100)
	f := NewFiles(nil)
	f.Put("large.wxml", src)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		compileLarge(b, f)
	}
}

// BenchmarkParseCompile is all of the way from source to program. On one core
// (-cpu 1) it is to take 40 MB of WXML a second.
func BenchmarkParseCompile(b *testing.B) {
	src := largePage(100)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		f := NewFiles(nil)
		f.Put("large.wxml", src)
		compileLarge(b, f)
	}
}

func compileLarge(tb testing.TB, f *Files) {
	if _, _, err := f.Compile("large.wxml", Options{}); err != nil {
		tb.Fatal(err)
	}
}

// TestCompileAllocs holds parsing and compiling together to two allocations for
// a node of the tree.
func TestCompileAllocs(t *testing.T) {
	src := largePage(20)
	nodes, _ := countNodes(Parse("large.wxml", src).Nodes)
	got := testing.AllocsPerRun(5, func() {
		f := NewFiles(nil)
		f.Put("large.wxml", src)
		compileLarge(t, f)
	}) / float64(nodes)
	if got > 2 {
		t.Errorf("%.2f allocations a node, the ceiling is 2", got)
	}
	t.Logf("%.2f allocations a node", got)
}
