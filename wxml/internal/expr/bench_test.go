package expr

import (
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// rows are the rows of a list, all of one shape.
func rows(n int) []value.Value {
	shape := value.NewShape("id", "title", "price", "count", "done")
	out := make([]value.Value, n)
	for i := range out {
		out[i] = value.FromObject(value.ObjectOf(shape, []value.Value{
			value.Int(i), value.String("title"), value.Int(i % 20), value.Int(i % 7), value.Bool(i%2 == 0),
		}))
	}
	return out
}

var rowVars = testScope{vars: map[string]int{"item": 0, "index": 1}}

func rowEnv(cache *Cache) *Env {
	return &Env{
		Vars:   make([]value.Value, 2),
		Fields: []value.Value{value.String("yes"), value.String("no")},
		Cache:  cache,
	}
}

var sink value.Value

func benchRows(b *testing.B, x *Expr, e *Env) {
	list := rows(1000)
	b.ReportAllocs()
	for b.Loop() {
		for i := range list {
			e.Vars[0] = list[i]
			sink = x.Eval(e)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/row")
}

func BenchmarkEval(b *testing.B) {
	for _, src := range []string{
		"item.price > 10 && item.done ? a : b",
		"item.price",
		"item.count === 3",
		"item.title === 'title' ? a : b",
		"item.done ? 'on' : ''",
		"item.price * item.count",
		"'id-' + item.id",
		"'a ' + item.title + ' b ' + item.id",
		"[item.id, item.title]",
		"{id: item.id, title: item.title}",
		"{...item, index}",
	} {
		x, _ := compileIn(b, src, rowVars)
		b.Run(src, func(b *testing.B) { benchRows(b, x, rowEnv(&Cache{})) })
	}
}

// What the cache saves: the same expression with a search of the shape instead.
func BenchmarkEvalWithoutCache(b *testing.B) {
	x, _ := compileIn(b, "item.price > 10 && item.done ? a : b", rowVars)
	benchRows(b, x, rowEnv(nil))
}

func BenchmarkParts(b *testing.B) {
	x := CompileParts(partsOf(b, "width: {{item.price}}px; color: {{item.title}}"), testScope{fields: new([]string), vars: rowVars.vars})
	benchRows(b, x, rowEnv(&Cache{}))
}

// An update of one row: Touched for the rows that were not set.
func BenchmarkTouched(b *testing.B) {
	x, _ := compileIn(b, "item.price > 10 && item.done ? a : b", rowVars)
	path, _ := value.ParsePath("v[500].price")
	var change *value.Change
	change = change.Mark(path[1:])
	e := rowEnv(&Cache{})
	e.Vars[0] = rows(1)[0]
	e.VarChanges = make([]*value.Change, 2)
	b.ReportAllocs()
	for b.Loop() {
		for i := range 1000 {
			e.VarChanges[0] = change.Item(i)
			if x.Touched(e) != (i == 500) {
				b.Fatal(i)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/row")
}

const benchSource = "item.price > 10 && item.done ? 'row ' + item.name : m.cls({a: index, b: [1, 2]})}}"

func BenchmarkParse(b *testing.B) {
	src := benchSource
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(src, 0, Context{})
	}
}

func BenchmarkCompile(b *testing.B) {
	n, _, _ := Parse(benchSource, 0, Context{})
	s := testScope{fields: new([]string), vars: rowVars.vars, modules: map[string]int{"m": 0}}
	b.ReportAllocs()
	for b.Loop() {
		Compile(n, s)
	}
}

// The ceilings of allocation for an evaluation.
func TestAllocations(t *testing.T) {
	list := rows(100)
	for _, c := range []struct {
		src string
		max float64
	}{
		{"item.price > 10 && item.done ? a : b", 0},
		{"item.price * item.count - index % 3", 0},
		{"item.title === 'title' || item.count >= 3", 0},
		{"a && b || item.nope ?? !item.done", 0},
		{"item.title.length + item['id']", 0},
		{"typeof item.title === 'string'", 0},
		{"item.done ? 'on' : ''", 0},
		{"'id-' + item.id", 1},
		{"'a ' + item.title + ' b ' + item.id", 1},
		{"`a ${item.title} b ${item.id}`", 1},
		{"[item.id, item.title]", 2},
		{"{id: item.id, title: item.title}", 2},
	} {
		x, _ := compileIn(t, c.src, rowVars)
		for _, e := range []*Env{rowEnv(&Cache{}), rowEnv(nil)} {
			e.VarChanges = []*value.Change{nil, value.AllChanged()}
			i := 0
			got := testing.AllocsPerRun(100, func() {
				e.Vars[0] = list[i%len(list)]
				i++
				sink = x.Eval(e)
				x.Touched(e)
			})
			if got > c.max {
				t.Errorf("{{%s}}: %v allocations, want at most %v", c.src, got, c.max)
			}
		}
	}
	x := CompileParts(partsOf(t, "width: {{item.price}}px; color: {{item.title}}"), testScope{fields: new([]string), vars: rowVars.vars})
	e := rowEnv(&Cache{})
	e.Vars[0] = list[5]
	if got := testing.AllocsPerRun(100, func() { sink = x.Eval(e) }); got > 1 {
		t.Errorf("mixed text: %v allocations, want 1", got)
	}
}

// Parsing takes at most three allocations a node.
func TestParseAllocations(t *testing.T) {
	src := benchSource
	n, _, _ := Parse(src, 0, Context{})
	nodes := 0.0
	Walk(n, func(Node) bool { nodes++; return true })
	if got := testing.AllocsPerRun(100, func() { Parse(src, 0, Context{}) }); got > 3*nodes {
		t.Errorf("%v allocations for %v nodes", got, nodes)
	}
}

// Objects of many shapes at one place are read correctly, whatever the cache
// remembers.
func TestCacheOfManyShapes(t *testing.T) {
	x, _ := compileIn(t, "item.k", rowVars)
	y, _ := compileIn(t, "[item.k, index.k, item.j, index.j]", rowVars)
	e := rowEnv(&Cache{})
	objects := []string{`{"k": 1}`, `{"j": 0, "k": 1}`, `{"j": 0}`, `{}`, `{"k": 1, "j": 0}`, `[]`, `"s"`, `null`}
	want := []string{"1", "1", "undefined", "undefined", "1", "undefined", "undefined", "undefined"}
	for i := range 1000 {
		a, b := i%len(objects), i*7%len(objects)
		e.Vars[0], e.Vars[1] = fromJSON(t, objects[a]), fromJSON(t, objects[b])
		if got := show(x.Eval(e)); got != want[a] {
			t.Fatalf("%s.k = %s", objects[a], got)
		}
		got := y.Eval(e).AsArray()
		if show(got.At(0)) != want[a] || show(got.At(1)) != want[b] {
			t.Fatalf("%s, %s: %s", objects[a], objects[b], show(value.FromArray(got)))
		}
	}
}
