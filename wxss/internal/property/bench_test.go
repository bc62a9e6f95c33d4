package property

import "testing"

var benchmarks = []struct{ name, property, value string }{
	{"keyword", "display", "flex"},
	{"length", "width", "10px"},
	{"calc", "width", "calc(100% - 2 * 10px)"},
	{"color", "color", "#1a1a1a"},
	{"shadow", "box-shadow", "0 2px 4px rgba(0,0,0,.5), inset 0 0 1px red"},
	{"gradient", "background-image", "linear-gradient(to right, red 10%, #fff 50%, blue)"},
	{"transform", "transform", "translate(10px, 20px) rotate(45deg) scale(1.5)"},
}

func BenchmarkExpand(b *testing.B) {
	for _, c := range append(benchmarks[:len(benchmarks):len(benchmarks)],
		struct{ name, property, value string }{"margin", "margin", "0 auto"},
		struct{ name, property, value string }{"border", "border", "1px solid #eee"},
		struct{ name, property, value string }{"background", "background", "#fff url(http://x.com/a.png) no-repeat center / cover"}) {
		b.Run(c.name, func(b *testing.B) {
			dst := make([]Longhand, 0, 32)
			b.ReportAllocs()
			for b.Loop() {
				Expand(dst, c.property, c.value)
			}
		})
	}
}

func BenchmarkCompute(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			env := new(Env)
			b.ReportAllocs()
			for b.Loop() {
				Compute(env, c.property, c.value)
			}
		})
	}
}
