package sandbox

import "testing"

// What it costs to find out how much a program keeps, for each of its objects.
func BenchmarkKept(b *testing.B) {
	const objects = 100_000
	h := oneFile(b, "globalThis.x = Array.from({length: 100000}, (_, i) => ({i, j: 'a' + i}))")
	h.mustRun()
	for b.Loop() {
		h.do(func() { h.kept(1 << 30) })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/objects, "ns/object")
}
