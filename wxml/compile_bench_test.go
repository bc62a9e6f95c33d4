package wxml

import (
	"testing"
)

// BenchmarkCompile compiles a page that is parsed already.
func BenchmarkCompile(b *testing.B) {
	src := largePage(100)
	f := NewFiles(nil)
	f.Put("large.wxml", src)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := f.Compile("large.wxml", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseCompile is all of the way from source to program.
func BenchmarkParseCompile(b *testing.B) {
	src := largePage(100)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		f := NewFiles(nil)
		f.Put("large.wxml", src)
		if _, _, err := f.Compile("large.wxml", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
