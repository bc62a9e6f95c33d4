package value

import (
	"maps"
	"slices"
	"testing"
)

// mark makes the change of a value some places in which were set.
func mark(t *testing.T, paths ...string) *Change {
	t.Helper()
	var c *Change
	for _, s := range paths {
		if s == "*" {
			c = c.Mark(nil)
			continue
		}
		c = c.Mark(mustPath(t, s))
	}
	return c
}

// at looks a place up; state is "none", "all" or "part".
func at(c *Change, path Path) string {
	for _, s := range path {
		if s.IsIndex {
			c = c.Item(s.Index)
		} else {
			c = c.Field(s.Name)
		}
	}
	switch {
	case c == nil:
		return "none"
	case c.All:
		return "all"
	}
	return "part"
}

func TestChange(t *testing.T) {
	cases := []struct {
		set  []string
		look string
		want string
	}{
		{nil, "a", "none"},
		{[]string{"a"}, "a", "all"},
		{[]string{"a"}, "b", "none"},
		{[]string{"a"}, "a.b.c", "all"}, // what is in a was set with it
		{[]string{"a.b"}, "a", "part"},
		{[]string{"a.b"}, "a.b", "all"},
		{[]string{"a.b"}, "a.c", "none"},
		{[]string{"a.b", "a"}, "a.c", "all"},
		{[]string{"a", "a.b"}, "a.c", "all"},
		{[]string{"a.b", "a.c"}, "a.c", "all"},
		{[]string{"a.b", "a.c"}, "a.d", "none"},
		{[]string{"*"}, "a.b", "all"},
		{[]string{"a[1].x"}, "a[1]", "part"},
		{[]string{"a[1].x"}, "a[1].x", "all"},
		{[]string{"a[1].x"}, "a[1].y", "none"},
		{[]string{"a[1].x"}, "a[0]", "none"},
		{[]string{"a[1].x", "a[1]"}, "a[1].y", "all"},
		{[]string{"a[1]"}, "a.length", "none"},
		{[]string{"a[1]"}, "a.slice", "none"},
		{[]string{"a.b"}, "a.length", "none"},
		{[]string{"a.length"}, "a.length", "all"},
	}
	for _, c := range cases {
		if got := at(mark(t, c.set...), mustPath(t, c.look)); got != c.want {
			t.Errorf("%v set: %s is %s, want %s", c.set, c.look, got, c.want)
		}
	}
}

func TestChangeMerge(t *testing.T) {
	cases := []struct {
		a, b []string
		look string
		want string
	}{
		{nil, nil, "a", "none"},
		{[]string{"a"}, nil, "a", "all"},
		{nil, []string{"a"}, "a", "all"},
		{[]string{"a.b"}, []string{"a.c"}, "a.b", "all"},
		{[]string{"a.b"}, []string{"a.c"}, "a.c", "all"},
		{[]string{"a.b"}, []string{"a.c"}, "a.d", "none"},
		{[]string{"a.b"}, []string{"a"}, "a.d", "all"},
		{[]string{"x[0].a"}, []string{"x[0].b", "x[2]"}, "x[0].b", "all"},
		{[]string{"x[0].a"}, []string{"x[0].b", "x[2]"}, "x[1]", "none"},
		{[]string{"x[0].a"}, []string{"x[0].b", "x[2]"}, "x[2].q", "all"},
		{[]string{"a"}, []string{"*"}, "b", "all"},
		{[]string{"*"}, []string{"a"}, "b", "all"},
	}
	for _, c := range cases {
		a, b := mark(t, c.a...), mark(t, c.b...)
		if got := at(a.Merge(b), mustPath(t, c.look)); got != c.want {
			t.Errorf("%v and %v set: %s is %s, want %s", c.a, c.b, c.look, got, c.want)
		}
		// Neither part takes anything over from the other.
		for _, x := range []struct {
			c   *Change
			set []string
		}{{a, c.a}, {b, c.b}} {
			p := mustPath(t, c.look)
			if got, want := at(x.c, p), at(mark(t, x.set...), p); got != want {
				t.Errorf("%v and %v: merging made %s of %v %s, was %s", c.a, c.b, c.look, x.set, got, want)
			}
		}
	}
}

func TestChangeSetField(t *testing.T) {
	var c Change
	c.SetField("none", nil)
	c.SetField("all", AllChanged())
	c.SetField("part", mark(t, "x"))
	for path, want := range map[string]string{"none": "none", "all.y": "all", "part": "part", "part.x": "all", "part.y": "none"} {
		if got := at(&c, mustPath(t, path)); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

func TestChangeItems(t *testing.T) {
	cases := []struct {
		set  []string
		want []int
	}{
		{nil, nil},
		{[]string{"*"}, nil},
		{[]string{"x"}, nil},
		{[]string{"a[3].x", "a[1]", "a[3].y"}, []int{1, 3}},
		{[]string{"a[3].x", "a"}, nil},
	}
	for _, c := range cases {
		ch := mark(t, c.set...).Field("a")
		if got := slices.Sorted(ch.Items()); !slices.Equal(got, c.want) {
			t.Errorf("%v set: items %v, want %v", c.set, got, c.want)
		}
	}
	if got := mark(t, "a[1]", "a[2]").Field("a").Item(0); got != nil {
		t.Errorf("item 0 is %+v", got)
	}
	if got := mark(t, "a").Field("a").Item(7); got != AllChanged() {
		t.Errorf("an item of what was set as a whole is %+v", got)
	}
}

// TestAllChangedStays: the shared change is never written to.
func TestAllChangedStays(t *testing.T) {
	c := AllChanged()
	if c.Mark(mustPath(t, "a[0]")) != c || c.Merge(mark(t, "a")) != c || mark(t, "a").Merge(c) != c {
		t.Error("a change of everything took something up")
	}
	c.SetField("a", mark(t, "b"))
	if !c.All || len(c.names.list) > 0 || len(c.items.list) > 0 {
		t.Errorf("the shared change became %+v", c)
	}
}

// TestChangeItemsInAnyOrder: however the items of a list are set, each is found
// and they are given in order; beyond scanParts they are looked up by a map.
func TestChangeItemsInAnyOrder(t *testing.T) {
	for _, n := range []int{1, 2, scanParts, scanParts + 1, 4 * scanParts} {
		for name, at := range map[string]func(i int) int{
			"ascending":  func(i int) int { return i },
			"descending": func(i int) int { return n - 1 - i },
			"mixed":      func(i int) int { return i * 7919 % n },
		} {
			var c *Change
			want := map[int]bool{}
			for i := range n {
				k := at(i)
				want[k] = true
				c = c.Mark(Path{{Index: k, IsIndex: true}, {Name: "x"}})
				c = c.Mark(Path{{Index: at(i / 2), IsIndex: true}, {Name: "y"}}) // one that is there
			}
			if got := slices.Collect(c.Items()); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
				t.Errorf("%d %s: items %v", n, name, got)
			}
			for k := range want {
				if c.Item(k).Field("x") == nil {
					t.Errorf("%d %s: item %d is not found", n, name, k)
				}
			}
			if c.Item(n) != nil || c.Item(at(0)).Field("y") == nil {
				t.Errorf("%d %s: what was set and what was not are not told apart", n, name)
			}
		}
	}
}
