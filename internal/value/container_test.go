package value

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

func TestArray(t *testing.T) {
	a := NewArray(Int(1), Int(2))
	a.Append(Int(3))
	if a.Len() != 3 || !Identical(a.At(2), Int(3)) || !a.At(3).IsUndefined() || !a.At(-1).IsUndefined() {
		t.Errorf("got %s", text(FromArray(a)))
	}
	a.SetItems([]Value{Null()})
	if got := text(FromArray(a)); got != "[null]" || len(a.Items()) != 1 {
		t.Errorf("got %s", got)
	}
}

// TestKeyOrder is JavaScript's order of own keys: array indexes ascending, then
// the others as they were added.
func TestKeyOrder(t *testing.T) {
	cases := []struct{ in, want []string }{
		{nil, nil},
		{[]string{"b", "a"}, []string{"b", "a"}},
		{[]string{"b", "2", "a", "10", "1"}, []string{"1", "2", "10", "b", "a"}},
		{[]string{"a", "a", "1", "b", "1"}, []string{"1", "a", "b"}},
		{[]string{"01", "-1", "1.5", "", "+1", "1e3", " 1", "0"}, []string{"0", "01", "-1", "1.5", "", "+1", "1e3", " 1"}},
		{[]string{"4294967295", "4294967294", "4294967296", "9999999999", "99999999999"}, []string{"4294967294", "4294967295", "4294967296", "9999999999", "99999999999"}},
		{[]string{"i", "h", "g", "f", "e", "d", "c", "b", "a", "9", "8", "j"}, []string{"8", "9", "i", "h", "g", "f", "e", "d", "c", "b", "a", "j"}},
	}
	for _, c := range cases {
		s := NewShape(c.in...)
		if !slices.Equal(s.Keys(), c.want) {
			t.Errorf("NewShape(%q) has %q, want %q", c.in, s.Keys(), c.want)
		}
		o := NewObject()
		for _, k := range c.in {
			o.Put(k, String(k))
		}
		if !slices.Equal(o.Keys(), c.want) {
			t.Errorf("%q put give %q, want %q", c.in, o.Keys(), c.want)
		}
		for i, k := range c.want {
			if s.Index(k) != i || !Identical(o.Get(k), String(k)) {
				t.Errorf("%q of %q is at %d with %s", k, c.want, s.Index(k), text(o.Get(k)))
			}
		}
	}
}

// TestObjectAgainstModel drives an object beside a list of pairs.
func TestObjectAgainstModel(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 200 {
		o := NewObject()
		var keys []string
		vals := map[string]int{}
		for i := range r.IntN(80) {
			k := strconv.Itoa(r.IntN(30))
			if r.IntN(2) == 0 {
				k = "k" + k
			}
			_, had := vals[k]
			switch {
			case r.IntN(4) == 0:
				o.Delete(k)
				delete(vals, k)
				keys = slices.DeleteFunc(keys, func(x string) bool { return x == k })
			default:
				o.Put(k, Int(i))
				vals[k] = i
				if !had {
					keys = append(keys, k)
				}
			}
			if r.IntN(10) == 0 { // from now on the shape is another's as well
				o = o.clone()
			}
			want := NewShape(keys...).Keys()
			if !slices.Equal(o.Keys(), want) || o.Len() != len(want) {
				t.Fatalf("keys %q, want %q", o.Keys(), want)
			}
			for k, v := range vals {
				if got, ok := o.Lookup(k); !ok || !Identical(got, Int(v)) || !Identical(o.Get(k), got) {
					t.Fatalf("%q is %s, want %d", k, text(got), v)
				}
			}
			if _, ok := o.Lookup("gone"); ok || !o.Get("gone").IsUndefined() {
				t.Fatal("found what is not there")
			}
		}
	}
}

// TestSharedShapeStays: an object that grows leaves the shape it came from.
func TestSharedShapeStays(t *testing.T) {
	for _, n := range []int{0, 2, 30} {
		var keys []string
		vals := make([]Value, n)
		for i := range n {
			keys = append(keys, fmt.Sprint("k", i))
		}
		shape := NewShape(keys...)
		for _, change := range []func(*Object){
			func(o *Object) { o.Put("new", Int(1)) },
			func(o *Object) { o.Put("7", Int(1)) },
			func(o *Object) { o.Delete("k1") },
			func(o *Object) { o.Put("k1", Int(1)) },
		} {
			o := ObjectOf(shape, slices.Clone(vals))
			change(o)
			if !slices.Equal(shape.Keys(), keys) || shape.Index("new") >= 0 || shape.Index("7") >= 0 {
				t.Errorf("the shape became %q", shape.Keys())
			}
			for i, k := range keys {
				if shape.Index(k) != i {
					t.Errorf("%s is at %d, want %d", k, shape.Index(k), i)
				}
			}
		}
	}
	if NewObject().Put("x", Null()); NewObject().Len() != 0 || len(NewObject().Keys()) != 0 {
		t.Error("the empty shape has grown")
	}
}

// TestPutManyIndexes: integer-like keys in ascending order cost no more than
// others, with names around them.
func TestPutManyIndexes(t *testing.T) {
	const n = 200_000
	start := time.Now()
	o := NewObject()
	for i := range 20 {
		o.Put(fmt.Sprint("name", i), Int(i))
	}
	for i := range n {
		o.Put(strconv.Itoa(i), Int(i))
	}
	if got, _ := o.Get("name19").AsNumber(); got != 19 || o.Len() != n+20 || o.Keys()[n] != "name0" {
		t.Errorf("%d fields, name19 is %v", o.Len(), got)
	}
	if d := time.Since(start); d > 20*time.Second { // quadratic takes minutes
		t.Errorf("took %v", d)
	}
}

func TestShapes(t *testing.T) {
	var s Shapes
	a := s.Of([]string{"x", "y"})
	b := s.Of([]string{"y", "x"})
	if a == b || s.Of([]string{"x", "y"}) != a || s.Of([]string{"y", "x"}) != b {
		t.Error("equal key lists do not share a shape, or others do")
	}
	keys := []string{"p", "q"}
	c := s.Of(keys)
	keys[0] = "changed"
	if !slices.Equal(c.Keys(), []string{"p", "q"}) || s.Of([]string{"p", "q"}) != c {
		t.Error("the caller's slice was kept")
	}
	if s.Of(nil).Index("") != -1 || len(s.Of([]string{}).Keys()) != 0 {
		t.Error("no keys")
	}
	if got := s.Of([]string{"b", "2", "1", "b"}).Keys(); !slices.Equal(got, []string{"1", "2", "b"}) {
		t.Errorf("unordered keys give %q", got)
	}
	if got := s.Of([]string{"b", "2", "1", "b"}).Keys(); !slices.Equal(got, []string{"1", "2", "b"}) {
		t.Errorf("unordered keys give %q the second time", got)
	}
}

// TestShapesCollision: no two key lists are taken for one, whatever bytes they hold.
func TestShapesCollision(t *testing.T) {
	lists := [][]string{
		{"a", "b"}, {"a\x00b"}, {"a\x00", "b"}, {"a", "\x00b"}, {"a", "", "b"}, {"", "a", "b"}, {"a", "b", ""}, {"ab"}, {"a\x01b"}, {"\x01a\x01b"}, {"a\x00b\x00"}, {"a\x00b", ""}, {""}, {"\x00"}, {"", "\x00"},
	}
	var s Shapes
	for range 2 {
		for _, keys := range lists {
			if got := s.Of(keys).Keys(); !slices.Equal(got, keys) {
				t.Errorf("%q gives the shape of %q", keys, got)
			}
		}
	}
}

// TestShapesBounds: a program that uses objects as dictionaries does not fill
// the memory with shapes.
func TestShapesBounds(t *testing.T) {
	var s Shapes
	for i := range 3 * maxShapes {
		s.Of([]string{fmt.Sprint("k", i)})
		if len(s.table) > maxShapes || s.size > maxShapeBytes {
			t.Fatalf("%d shapes of %d bytes", len(s.table), s.size)
		}
	}
	long := make([]byte, maxShapeBytes/10)
	for i := range 50 {
		s.Of([]string{string(long) + fmt.Sprint(i)})
		if s.size > maxShapeBytes {
			t.Fatalf("%d shapes of %d bytes", len(s.table), s.size)
		}
	}
	s.Of([]string{string(make([]byte, 2*maxShapeBytes))})
	if s.size > maxShapeBytes || cap(s.buf) > maxShapeBytes {
		t.Errorf("%d bytes of keys, %d of buffer", s.size, cap(s.buf))
	}
	var many []string
	for i := range maxShapeKeys + 1 {
		many = append(many, fmt.Sprint("k", i))
	}
	before := len(s.table)
	if one := s.Of(many); s.Of(many) != one || len(s.table) != before {
		t.Error("a long list of keys is kept in the table, or not even as the last one")
	}
}

// TestRowsShareShape: the rows of a list read from JSON have one shape.
func TestRowsShareShape(t *testing.T) {
	a := parse(t, `[{"id":1,"in":{"x":1}},{"id":2,"in":{"x":2}},{"id":3,"in":{"x":3}}]`).AsArray()
	first := a.At(0).AsObject()
	for _, v := range a.Items() {
		o := v.AsObject()
		if o.Shape() != first.Shape() || o.Get("in").AsObject().Shape() != first.Get("in").AsObject().Shape() {
			t.Errorf("%s has a shape of its own", text(v))
		}
	}
}

func TestContainerAllocs(t *testing.T) {
	small, big := parse(t, `{"a":1,"b":2,"c":3}`).AsObject(), NewObject()
	for i := range 100 {
		big.Put(fmt.Sprint("k", i), Int(i))
		big.Put(fmt.Sprint(i), Int(i))
	}
	var sink Value
	var shapes Shapes
	keys, others := []string{"a", "b"}, []string{"c", "d"}
	for name, f := range map[string]func(){
		"Get of 3":       func() { sink = small.Get("c") },
		"Get of 200":     func() { sink = big.Get("k50") },
		"Get of index":   func() { sink = big.Get("50") },
		"Get of nothing": func() { sink = big.Get("none") },
		"At":             func() { sink = NewArray().At(3) },
		"Shapes.Of":      func() { shapes.Of(keys); shapes.Of(others) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
	_ = sink
}

func BenchmarkObjectGet(b *testing.B) {
	for _, n := range []int{3, 8, 9, 100} {
		var keys []string
		for i := range n {
			keys = append(keys, fmt.Sprint("field", i))
		}
		o := ObjectOf(NewShape(keys...), make([]Value, n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				o.Get(keys[n-1])
			}
		})
	}
}

func BenchmarkShapesOf(b *testing.B) {
	var s Shapes
	x, y := []string{"id", "title", "price", "done"}, []string{"name", "size"}
	b.ReportAllocs()
	for b.Loop() {
		s.Of(x)
		s.Of(y)
	}
}
