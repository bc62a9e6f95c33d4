package expr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// setPaths makes an Env as after a setData of these paths: the last field is the
// data's field, "item" and "i" are variables that stand for list[1] and 1.
func setPaths(t testing.TB, names []string, data, paths string) *Env {
	t.Helper()
	e := testEnv(t, names, data)
	o := fromJSON(t, data).AsObject()
	changes := map[string]*value.Change{}
	for _, p := range strings.Fields(paths) {
		path, err := value.ParsePath(p)
		if err != nil {
			t.Fatal(err)
		}
		changes[path[0].Name] = changes[path[0].Name].Mark(path[1:])
	}
	for _, n := range names {
		e.FieldChanges = append(e.FieldChanges, changes[n])
	}
	if list := o.Get("list").AsArray(); list != nil {
		e.Vars = []value.Value{list.At(1), value.Int(1)}
		e.VarChanges = []*value.Change{changes["list"].Item(1)}
	}
	return e
}

var loopVars = map[string]int{"item": 0, "i": 1}

// showChange writes a change as the paths that were set, of those in probe.
func showChange(c *value.Change, probe string) string {
	switch {
	case c == nil:
		return "nothing"
	case c.All:
		return "all"
	}
	var out []string
	for _, p := range strings.Fields(probe) {
		path, _ := value.ParsePath(strings.ReplaceAll("v."+p, ".[", "["))
		d := c
		for _, s := range path[1:] {
			if s.IsIndex {
				d = d.Item(s.Index)
			} else {
				d = d.Field(s.Name)
			}
		}
		switch {
		case d == nil:
		case d.All:
			out = append(out, p)
		default:
			out = append(out, p+".*")
		}
	}
	return strings.Join(out, " ")
}

func TestSpec10_Change(t *testing.T) {
	const data = `{"a": {"b": [{"c": 1}, {"c": 2}], "k": "b"}, "list": [{"price": 1}, {"name": "n", "price": 2, "tags": {"x": 1}}, {}], "n": 1, "s": "key",
		"o": {"x": 1, "y": {"z": 1}}, "key": "x", "yes": true, "no": false, "nil": null}`
	const probe = "a b c x y y.z z k price name tags [0] [1] [1].price [0].c [1].c length"
	for _, c := range []struct{ src, set, want string }{
		// Pure paths: the subtree, whether an ancestor, the place itself or a
		// descendant was set.
		{"n", "n", "all"},
		{"n", "o", "nothing"},
		{"list", "list", "all"},
		{"list", "list[1].price", "[1].* [1].price"},
		{"list[1]", "list[1].price", "price"},
		{"list[0]", "list[1].price", "nothing"},
		{"list[1].price", "list[1].price", "all"},
		{"list[1].name", "list[1].price", "nothing"},
		{"list[1].name", "list[1]", "all"},
		{"list[1].name", "list", "all"},
		{"list.length", "list[1].price", "nothing"},
		{"list.length", "list.length", "all"},
		{"item", "list[1].price", "price"},
		{"item.name", "list[1].price", "nothing"},
		{"item.price", "list[1].price", "all"},
		{"item.price", "list[0].price", "nothing"},
		{"item.price", "list[1]", "all"},
		{"item.tags", "list[1].tags.x", "x"},
		{"item['price']", "list[1].price", "all"},
		{"item['name']", "list[1].price", "nothing"},
		{"i", "list", "nothing"},
		{"a.b[0].c", "a.b[0].c", "all"},
		{"a.b[0].c", "a.b[1].c", "nothing"},
		{"a.b[0].c", "a.b", "all"},
		{"a.b[0]", "a.b[0].c", "c"},
		{"a.b", "a.b[0].c", "[0].* [0].c"},
		{"a.nope.x", "a.b", "nothing"},
		// A computed index: precise until the index itself is set.
		{"list[n]", "list[1].price", "price"},
		{"list[n]", "list[0].price", "nothing"},
		{"list[n]", "n", "all"},
		{"list[n].name", "list[1].price", "nothing"},
		{"list[n].name", "n", "all"},
		{"list[i].price", "list[1].price", "all"},
		{"list[i].price", "list[2].price", "nothing"},
		{"o[key]", "o.x", "all"},
		{"o[key]", "o.y.z", "nothing"},
		{"o[key]", "key", "all"},
		{"o['y']", "o.y.z", "z"},
		{"a[a.k]", "a.k", "all"},
		{"a[a.k]", "a.b[0].c", "[0].* [0].c"},
		{"'xyz'[n]", "n", "all"},
		{"'xyz'[n]", "o", "nothing"},
		// Object literals: field by field.
		{"{a: n, b: o}", "n", "a"},
		{"{a: n, b: o}", "o.y.z", "b.*"},
		{"{y: o.y, x: 1}", "o.y.z", "y.* y.z"},
		{"{a: n, a: 1}", "n", "nothing"},
		{"{a: 1, a: n}", "n", "a"},
		{"...o", "o.y.z", "y.* y.z"},
		{"...o, a: n", "o.x", "x"},
		{"...o, a: n", "n", "a"},
		{"...o, x: 1", "o.x", "nothing"},
		{"x: 1, ...o", "o.x", "x"},
		{"...o", "o", "all"},
		{"...o, ...a", "o.x a.k", "x k"},
		{"...list, a: 1", "list[0]", "all"},
		{"{[key]: n}", "n", "x"},
		{"{[key]: n}", "key", "all"},
		{"{y: o}.y", "o.x", "x"},
		{"{y: o}.x", "o.x", "nothing"},
		// Conditions: the branch that is chosen.
		{"yes ? o : a", "o.x", "x"},
		{"yes ? o : a", "a.k", "nothing"},
		{"no ? o : a", "a.k", "k"},
		{"yes ? o : a", "yes", "all"},
		{"(yes ? o : a).x", "o.x", "all"},
		{"(yes ? o : a).x", "o.y", "nothing"},
		{"yes ? 1 : a", "a", "nothing"},
		{"no ? 1 : a", "a.k", "k"},
		{"no ? o : 2", "o", "nothing"},
		{"yes ? 1 : 2", "yes", "all"},
		{"yes ? 1 : 2", "o", "nothing"},
		{"true ? o : a", "o.x", "x"},
		// Anything else: everything, where a path was touched.
		{"n + 1", "n", "all"},
		{"n + o.x", "o.y", "nothing"},
		{"n + o.x", "o.x", "all"},
		{"n + o", "o.y.z", "all"},
		{"!o", "o.x", "all"},
		{"o.x === 1", "o", "all"},
		{"[n, o]", "o.x", "all"},
		{"[n, o]", "s", "nothing"},
		{"o || a", "o.x", "all"},
		{"o && a", "a.k", "all"},
		{"nil ?? o", "o.x", "all"},
		{"`${o.x}`", "o.x", "all"},
		{"`${o.x}`", "o.y", "nothing"},
		{"list.slice(n)", "list[1].price", "all"},
		{"list.slice(n)", "n", "all"},
		{"list.slice(n)", "o", "nothing"},
		{"list.slice(1)[0]", "list[1].price", "all"},
		{"m.f(o.x)", "o.x", "all"},
		{"m.f(o.x)", "o.y", "nothing"},
		{"m.k", "o n list", "nothing"},
		{"list['slice'](0)", "list[0].price", "all"},
		{"o.nope()", "o", "all"},
		{"typeof o", "o.x", "all"},
		{"(yes ? o.x : a.k) + 1", "a.k", "nothing"},
		{"(yes ? o.x : a.k) + 1", "o.x", "all"},
		{"a.k + o.x + n + s", "s", "all"},
		{"a.k + o.x + n + s", "list", "nothing"},
		{"'constant'", "n", "nothing"},
		{"{a: 1}", "n", "nothing"},
	} {
		x, names := compileIn(t, c.src, testScope{vars: loopVars, modules: map[string]int{"m": 0}})
		e := setPaths(t, names, data, c.set)
		change := x.Change(e)
		if got := showChange(change, probe); got != c.want {
			t.Errorf("{{%s}} after %q: %s, want %s", c.src, c.set, got, c.want)
		}
		if x.Touched(e) != (change != nil) {
			t.Errorf("{{%s}} after %q: Touched is %v, Change %v", c.src, c.set, x.Touched(e), change)
		}
		for _, e := range []*Env{testEnv(t, names, data), {}} {
			if x.Touched(e) || x.Change(e) != nil {
				t.Errorf("{{%s}}: touched without a change", c.src)
			}
		}
	}
}

// Every part is looked at once for each level above it, however parts nest: with
// twice a level these expressions would never end.
func TestChangeOfDeepNesting(t *testing.T) {
	for _, form := range []string{"!{a: %s}", "!{...{a: %s}}", "!{[k]: %s}", "{a: %s}.a", "{a: {a: %s} ? n : k}", "(%s ? n : k)", "l[%s]", "[%s][0]", "{a: 1, a: %s}", "(n || %s)"} {
		src := "n"
		for range 60 {
			src = strings.ReplaceAll(form, "%s", src)
		}
		x, names := compileIn(t, src, testScope{})
		e := setPaths(t, names, `{"n": 1, "l": [1, 2], "k": "key"}`, "n")
		if !x.Touched(e) || x.Change(e) == nil {
			t.Errorf("%s nested: not touched", form)
		}
		x.Eval(e)
		if x.Assigns {
			x.Assign(e)
		}
	}
}

func TestSpec10_ChangeOfParts(t *testing.T) {
	const data = `{"o": {"x": 1, "y": 2}, "n": 3}`
	for _, c := range []struct{ src, set, want string }{
		{"a {{o.x}} b {{n}}", "o.x", "all"},
		{"a {{o.x}} b {{n}}", "n", "all"},
		{"a {{o.x}} b {{n}}", "o.y", "nothing"},
		{"{{o}}", "o.y", "y"},
		{"text", "o n", "nothing"},
		{"{{1}}{{2}}", "o n", "nothing"},
		{"{{}}", "o n", "nothing"},
	} {
		fields := []string{}
		x := CompileParts(partsOf(t, c.src), testScope{fields: &fields})
		e := setPaths(t, fields, data, c.set)
		if got := showChange(x.Change(e), "x y"); got != c.want {
			t.Errorf("%s after %q: %s, want %s", c.src, c.set, got, c.want)
		}
		if x.Const != (len(fields) == 0) {
			t.Errorf("%s: Const is %v", c.src, x.Const)
		}
	}
}

func TestReads(t *testing.T) {
	scope := testScope{vars: map[string]int{"v0": 0, "v62": 62, "v63": 63, "v99": 99}, modules: map[string]int{"m": 2}}
	for _, c := range []struct {
		src, fields       string
		vars              uint64
		fixed, mod, calls bool
	}{
		{"a.b[c].d", "a c", 0, false, false, false},
		{"a ? b : c", "a b c", 0, false, false, false},
		{"true ? b : c", "b", 0, false, false, false},
		{"false && b", "", 0, true, false, false},
		{"1 ?? b", "", 0, true, false, false},
		{"false || b", "b", 0, false, false, false},
		{"v0 + v62", "", 1 | 1<<62, false, false, false},
		{"v63 + v99", "", 1 << 63, false, false, false},
		{"{a, ...b, [c]: d}", "a b c d", 0, false, false, false},
		{"[a, ...b]", "a b", 0, false, false, false},
		{"`${a}`", "a", 0, false, false, false},
		{"a.slice(b)", "a b", 0, false, false, true},
		{"a[b](c)", "a b c", 0, false, false, true},
		{"m.k", "", 0, false, true, false},
		{"m.f(1)", "", 0, false, true, true},
		{"1 + 2 * 3", "", 0, true, false, false},
		{"'a' + 'b' + `c${1}`", "", 0, true, false, false},
		{"{a: [1, 2], b: -1}", "", 0, true, false, false},
		{"'abc'[1] + 'abc'.length + [5][0]", "", 0, true, false, false},
		{"'abc'.foo", "", 0, false, false, false},
		{"null.foo.bar", "", 0, true, false, false},
		{"'a' + 'b' + a", "a", 0, false, false, false},
	} {
		s := scope
		x, names := compileIn(t, c.src, s)
		var fields []string
		x.Fields.Each(func(i int) { fields = append(fields, names[i]) })
		if got := strings.Join(fields, " "); got != c.fields {
			t.Errorf("{{%s}} reads fields %s, want %s", c.src, got, c.fields)
		}
		if x.Vars != c.vars || x.Const != c.fixed || x.Modules != c.mod || x.Impure != c.calls {
			t.Errorf("{{%s}}: Vars %b Const %v Modules %v Impure %v", c.src, x.Vars, x.Const, x.Modules, x.Impure)
		}
	}
}

func TestSpec6_Assign(t *testing.T) {
	const data = `{"a": {"b": [{"c": 1}, 2]}, "i": 1, "s": "1", "k": "key", "yes": true, "no": false, "o": {"1": 2}, "nil": null, "big": 1e9, "neg": -1, "p": "__proto__"}`
	for _, c := range []struct{ src, want string }{
		{"a", "field a"},
		{"a.b", "field a b"},
		{"a.b[0].c", "field a b[0].c"},
		{"a.b[i]", "field a b[1]"},
		{"a.b[s]", "field a b[1]"},
		{"a['b']", "field a b"},
		{"a[k]", "field a key"},
		{"a[k].x", "field a key.x"},
		{"o[i]", "field o 1"},
		{"o[s]", "field o 1"},
		{"nil[i]", "field nil [1]"},
		{"nil[s]", "field nil 1"},
		{"nil.x[0].y", "field nil x[0].y"},
		{"a.b[neg]", "field a b.-1"},
		{"a.b[big]", "none now"},
		{"a[p]", "none now"},
		{"a[p].x", "none now"},
		{"a.__proto__", "never"},
		{"a.constructor.x", "never"},
		{"v", "var 4"},
		{"v.x[i]", "var 4 x[1]"},
		{"yes ? a.b : o", "field a b"},
		{"no ? a.b : o", "field o"},
		{"yes ? a : 1", "field a"},
		{"no ? a : 1", "none now"},
		{"no ? 1 : a", "field a"},
		{"(yes ? a : o).b", "field a b"},
		{"(no ? a : o)[i]", "field o 1"},
		{"true ? a : b", "field a"},
		{"1", "never"}, {"a + 1", "never"}, {"!a", "never"}, {"m", "never"}, {"m.x", "never"}, {"{a}", "never"}, {"[a]", "never"}, {"f(a)", "never"},
		{"f().x", "never"}, {"a || o", "never"}, {"false || a", "never"}, {"'x'", "never"}, {"yes ? 1 : 2", "never"}, {"", "never"},
	} {
		x, names := compileIn(t, c.src, testScope{vars: map[string]int{"v": 4}, modules: map[string]int{"m": 0}})
		got := "never"
		if x.Assigns {
			root, path, ok := x.Assign(testEnv(t, names, data))
			switch {
			case !ok:
				got = "none now"
			case root.Kind == VarRef:
				got = strings.TrimSpace(fmt.Sprintf("var %d %s", root.Index, path))
			default:
				got = strings.TrimSpace(fmt.Sprintf("field %s %s", names[root.Index], path))
			}
		}
		if got != c.want {
			t.Errorf("model: {{%s}} writes to %q, want %q", c.src, got, c.want)
		}
	}
	x := CompileParts(partsOf(t, "x{{a}}"), testScope{fields: new([]string)})
	if x.Assigns {
		t.Error("a mixed text can be assigned to")
	}
}

func TestFieldSet(t *testing.T) {
	var s, u FieldSet
	if !s.Empty() || s.Has(0) || s.Has(-1) || s.Has(1000) {
		t.Error("the zero set is not empty")
	}
	for _, i := range []int{0, 63, 64, 127, 128, 300} {
		s.Add(i)
	}
	s.Add(-5)
	var got []int
	s.Each(func(i int) { got = append(got, i) })
	if fmt.Sprint(got) != "[0 63 64 127 128 300]" {
		t.Errorf("indexes %v", got)
	}
	for _, i := range []int{1, 62, 65, 299, 301, -1, 5000} {
		if s.Has(i) {
			t.Errorf("has %d", i)
		}
	}
	if s.Intersects(&u) || u.Intersects(&s) {
		t.Error("intersects the empty set")
	}
	u.Add(300)
	if u.Empty() || !s.Intersects(&u) || !u.Intersects(&s) || !u.Has(300) {
		t.Error("300 is in both")
	}
	var w FieldSet
	w.Add(299)
	if s.Intersects(&w) {
		t.Error("299 is in one alone")
	}
	w.Or(&s)
	if !w.Has(299) || !w.Has(0) || !w.Has(128) || !w.Intersects(&s) {
		t.Error("union lacks an index")
	}
}

// Objects with ... in them share shapes where they can.
func TestSpreadSharesShapes(t *testing.T) {
	x, names := compileIn(t, "{...o, k: 1}", testScope{})
	y, _ := compileIn(t, "{...o, x: 1}", testScope{})
	e := testEnv(t, names, `{"o": {"x": 1}}`)
	first, second := x.Eval(e).AsObject(), x.Eval(e).AsObject()
	if first.Shape() != second.Shape() {
		t.Error("two objects of one literal have two shapes")
	}
	o := e.Fields[0].AsObject()
	if v := y.Eval(e).AsObject(); v.Shape() != o.Shape() || show(v.Get("x")) != "1" {
		t.Error("an object without new keys has a shape of its own")
	}
	if show(e.Fields[0]) != `{"x":1}` {
		t.Error("the source was changed")
	}
}
