package value

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestEditorSet is the writing rule of spec component §5.1.
func TestEditorSet(t *testing.T) {
	cases := []struct{ root, path, want string }{
		{`{}`, "a", `{"a":"v"}`},
		{`{"a":1,"b":2}`, "a", `{"a":"v","b":2}`},
		{`{}`, "", `{"":"v"}`},
		// Missing containers are made.
		{`{}`, "a.b.c", `{"a":{"b":{"c":"v"}}}`},
		{`{}`, "a[1].b", `{"a":[null,{"b":"v"}]}`},
		{`{"a":[1]}`, "a[3]", `{"a":[1,null,null,"v"]}`},
		{`{"a":[1,2]}`, "a[2]", `{"a":[1,2,"v"]}`},
		{`{"a":[[1],[2]]}`, "a[1][1]", `{"a":[[1],[2,"v"]]}`},
		// An index step replaces what is no array by an array.
		{`{"a":{"x":1}}`, "a[0]", `{"a":["v"]}`},
		{`{"a":"text"}`, "a[1]", `{"a":[null,"v"]}`},
		{`{"a":null}`, "a[0]", `{"a":["v"]}`},
		// A name step replaces a primitive, null or array by an object.
		{`{"a":[1,2]}`, "a.length", `{"a":{"length":"v"}}`},
		{`{"a":[1,2]}`, "a.1", `{"a":{"1":"v"}}`},
		{`{"a":1}`, "a.b", `{"a":{"b":"v"}}`},
		{`{"a":"x"}`, "a.b", `{"a":{"b":"v"}}`},
		{`{"a":null}`, "a.b", `{"a":{"b":"v"}}`},
		{`{"a":false}`, "a.b[0]", `{"a":{"b":["v"]}}`},
		{`null`, "a", `{"a":"v"}`},
		{`[1]`, "a", `{"a":"v"}`},
		// The order of keys is JavaScript's.
		{`{"b":1,"a":2}`, "10", `{"10":"v","b":1,"a":2}`},
		{`{"2":1,"11":2,"b":3}`, "10", `{"2":1,"10":"v","11":2,"b":3}`},
		{`{"b":1}`, "constructor", `{"b":1,"constructor":"v"}`},
	}
	for _, c := range cases {
		t.Run(c.root+" "+c.path, func(t *testing.T) {
			root := parse(t, c.root)
			var e Editor
			got := e.Set(root, mustPath(t, c.path), String("v"))
			if text(got) != c.want {
				t.Errorf("got %s, want %s", text(got), c.want)
			}
			if text(root) != c.root {
				t.Errorf("the original became %s", text(root))
			}
		})
	}
	t.Run("the empty path", func(t *testing.T) {
		var e Editor
		if got := e.Set(parse(t, `{"a":1}`), nil, Int(2)); text(got) != "2" {
			t.Errorf("got %s, want the value itself", text(got))
		}
	})
	t.Run("a gap is undefined", func(t *testing.T) {
		var e Editor
		got := e.Set(Value{}, mustPath(t, "a[100000]"), Null()).AsObject().Get("a").AsArray()
		if got.Len() != 100001 || !got.At(99999).IsUndefined() || !got.At(100000).IsNull() {
			t.Errorf("length %d, %s, %s", got.Len(), got.At(99999).Kind(), got.At(100000).Kind())
		}
	})
}

// TestEditorSharing: what is off the path keeps its identity, what is on it is
// copied once for each editor.
func TestEditorSharing(t *testing.T) {
	root := parse(t, `{"rows":[{"n":0},{"n":1},{"n":2}],"other":{"x":[1]}}`)
	before := text(root)
	var e Editor
	one := e.Set(root, mustPath(t, "rows[1].n"), Int(10))
	same := func(path string, a, b Value, want bool) {
		t.Helper()
		p := mustPath(t, path)
		if got := Identical(p.Lookup(a), p.Lookup(b)); got != want {
			t.Errorf("%s identical: %v, want %v", path, got, want)
		}
	}
	if Identical(root, one) {
		t.Error("the root was not copied")
	}
	same("other", root, one, true)
	same("rows", root, one, false)
	same("rows[0]", root, one, true)
	same("rows[1]", root, one, false)
	same("rows[2]", root, one, true)
	if root.AsObject().Shape() != one.AsObject().Shape() {
		t.Error("the copy of an object with the same fields has another shape")
	}

	list := mustPath(t, "rows").Lookup(one)
	two := e.Set(one, mustPath(t, "rows[2].n"), Int(20))
	if !Identical(one, two) || !Identical(list, mustPath(t, "rows").Lookup(two)) {
		t.Error("the same editor copied the root or the list twice")
	}
	same("rows[0]", root, two, true)
	same("rows[2]", root, two, false)
	two = e.Set(two, mustPath(t, "rows[1].new"), Int(11))
	want := `{"rows":[{"n":0},{"n":10,"new":11},{"n":20}],"other":{"x":[1]}}`
	if text(two) != want {
		t.Errorf("got %s, want %s", text(two), want)
	}

	var next Editor
	three := next.Set(two, mustPath(t, "rows[1].new"), Int(12))
	if Identical(two, three) || text(two) != want {
		t.Errorf("a second editor changed what the first one made: %s", text(two))
	}
	if text(root) != before {
		t.Errorf("the original became %s", text(root))
	}
}

// TestEditorGivenValue: a value that is written is the caller's and is copied
// before something inside it is set.
func TestEditorGivenValue(t *testing.T) {
	given := parse(t, `{"x":1}`)
	var e Editor
	root := e.Set(Value{}, mustPath(t, "a"), given)
	root = e.Set(root, mustPath(t, "b"), given)
	root = e.Set(root, mustPath(t, "a.x"), Int(2))
	if got, want := text(root), `{"a":{"x":2},"b":{"x":1}}`; got != want || text(given) != `{"x":1}` {
		t.Errorf("got %s, given %s, want %s", got, text(given), want)
	}
}

// model is the rule of spec component §5.1 on Go maps and slices.
func model(root any, path Path, v any) any {
	if len(path) == 0 {
		return v
	}
	s := path[0]
	if s.IsIndex {
		a, _ := root.([]any)
		a = append([]any{}, a...)
		for len(a) <= s.Index {
			a = append(a, nil)
		}
		a[s.Index] = model(a[s.Index], path[1:], v)
		return a
	}
	m := map[string]any{}
	old, _ := root.(map[string]any)
	for k, x := range old {
		m[k] = x
	}
	m[s.Name] = model(m[s.Name], path[1:], v)
	return m
}

func TestEditorAgainstModel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		root, want := Value{}, any(nil)
		type kept struct {
			v    Value
			text string
		}
		var history []kept
		for range 6 { // editors
			var e Editor
			for range 1 + r.IntN(5) {
				path := Path{name(randomName(r))}
				for range r.IntN(4) {
					if r.IntN(2) == 0 {
						path = append(path, item(r.IntN(4)))
					} else {
						path = append(path, name(randomName(r)))
					}
				}
				v := randomValue(r, 2)
				root, want = e.Set(root, path, v), model(want, path, ToAny(v))
				if got := ToAny(root); !reflect.DeepEqual(got, want) {
					t.Fatalf("round %d, %s = %s\ngot  %v\nwant %v", round, path, text(v), got, want)
				}
			}
			history = append(history, kept{root, text(root)})
		}
		for i, h := range history {
			if text(h.v) != h.text {
				t.Fatalf("round %d: what editor %d handed on became %s, was %s", round, i, text(h.v), h.text)
			}
		}
	}
}

func randomName(r *rand.Rand) string {
	return []string{"a", "b", "c", "1", "0", "12", "length", "键", ""}[r.IntN(8)]
}

// randomValue returns a value that JSON can hold.
func randomValue(r *rand.Rand, depth int) Value {
	n := 7
	if depth == 0 {
		n = 5
	}
	switch r.IntN(n) {
	case 0:
		return Null()
	case 1:
		return Bool(r.IntN(2) == 0)
	case 2:
		return Int(r.IntN(2000) - 1000)
	case 3:
		return Number(r.NormFloat64())
	case 4:
		return String(randomText(r, 6))
	case 5:
		items := make([]Value, r.IntN(4))
		for i := range items {
			items[i] = randomValue(r, depth-1)
		}
		return FromArray(NewArray(items...))
	}
	o := NewObject()
	for range r.IntN(4) {
		o.Put(randomName(r), randomValue(r, depth-1))
	}
	return FromObject(o)
}

func rows(n int) Value {
	shape := NewShape("id", "title", "price", "done")
	items := make([]Value, n)
	for i := range items {
		items[i] = FromObject(ObjectOf(shape, []Value{Int(i), String(fmt.Sprint("row ", i)), Number(float64(i) / 4), Bool(false)}))
	}
	o := NewObject()
	o.Put("rows", FromArray(NewArray(items...)))
	o.Put("count", Int(n))
	return FromObject(o)
}

// TestEditorAllocs: one row of a list costs the copies of three containers and
// the editor's notes, however long the list is.
func TestEditorAllocs(t *testing.T) {
	for _, n := range []int{10, 1000} {
		root, path := rows(n), mustPath(t, "rows[5].title")
		got := testing.AllocsPerRun(100, func() {
			var e Editor
			e.Set(root, path, String("new"))
		})
		if got > 8 {
			t.Errorf("%d rows: %v allocations, want at most 8", n, got)
		}
	}
}

func BenchmarkEditorOneRowOf1000(b *testing.B) {
	root, path := rows(1000), mustPath(b, "rows[512].title")
	b.ReportAllocs()
	for b.Loop() {
		var e Editor
		e.Set(root, path, String("new"))
	}
}

func BenchmarkEditor100RowsOf1000(b *testing.B) {
	root := rows(1000)
	var paths []Path
	for i := range 100 {
		paths = append(paths, mustPath(b, fmt.Sprintf("rows[%d].title", i*10)))
	}
	b.ReportAllocs()
	for b.Loop() {
		var e Editor
		v := root
		for _, p := range paths {
			v = e.Set(v, p, String("new"))
		}
	}
}
