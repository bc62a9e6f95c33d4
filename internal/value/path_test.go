package value

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func name(s string) Seg { return Seg{Name: s} }
func item(i int) Seg    { return Seg{Index: i, IsIndex: true} }

// TestParsePath is the path grammar of spec component §5.1.
func TestParsePath(t *testing.T) {
	cases := []struct {
		in   string
		want Path
	}{
		{"a", Path{name("a")}},
		{"a.b.c", Path{name("a"), name("b"), name("c")}},
		{"a[0]", Path{name("a"), item(0)}},
		{"a.b[2].c", Path{name("a"), name("b"), item(2), name("c")}},
		{"a[1][2]", Path{name("a"), item(1), item(2)}},
		{"a[0]b", Path{name("a"), item(0), name("b")}},
		{"a[007]", Path{name("a"), item(7)}},
		// Any character but . and [ belongs to a name.
		{"a b", Path{name("a b")}},
		{"a-b", Path{name("a-b")}},
		{"键.值", Path{name("键"), name("值")}},
		{"a]b", Path{name("a]b")}},
		{"a.b]", Path{name("a"), name("b]")}},
		{" a [0]. [12]", Path{name(" a "), item(0), name(" "), item(12)}},
		{"1.2", Path{name("1"), name("2")}},
		{"arr.length", Path{name("arr"), name("length")}},
		// Escapes are \. \[ \] \\; before anything else a backslash is itself.
		{`a\.b`, Path{name("a.b")}},
		{`a\[0\]`, Path{name("a[0]")}},
		{`a\\.b`, Path{name(`a\`), name("b")}},
		{`a\]`, Path{name("a]")}},
		{` a\.\*\ b`, Path{name(` a.\*\ b`)}},
		{`a\键.b`, Path{name(`a\键`), name("b")}},
		{`_2a1.bb.3c\`, Path{name("_2a1"), name("bb"), name(`3c\`)}},
		{`\`, Path{name(`\`)}},
		// Empty segments are skipped.
		{"o..x", Path{name("o"), name("x")}},
		{"o.", Path{name("o")}},
		{".o", Path{name("o")}},
		{"o.[1]", Path{name("o"), item(1)}},
		{"", Path{name("")}},
		{".", Path{name("")}},
		{"...", Path{name("")}},
		// The last bracket may be missing.
		{"a[0", Path{name("a"), item(0)}},
		{"a[12", Path{name("a"), item(12)}},
		// Huge indexes are legal up to the cap.
		{"a[100000]", Path{name("a"), item(100000)}},
		{"a[1000000]", Path{name("a"), item(1000000)}},
		{"a[0000000000000000000001]", Path{name("a"), item(1)}},
		// Only __proto__ is refused.
		{"constructor.prototype", Path{name("constructor"), name("prototype")}},
		{"__proto__x", Path{name("__proto__x")}},
	}
	for _, c := range cases {
		got, err := ParsePath(c.in)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("ParsePath(%q) = %v, %v, want %v", c.in, got, err, c.want)
		}
	}
}

func TestParsePathErrors(t *testing.T) {
	cases := []struct{ in, want string }{
		{"arr[x]", `data path descriptor "arr[x]" is illegal at char 4 (illegal index)`},
		{"arr[-1]", `data path descriptor "arr[-1]" is illegal at char 4 (illegal index)`},
		{`o["x"]`, `data path descriptor "o["x"]" is illegal at char 2 (illegal index)`},
		{"a[b]", `data path descriptor "a[b]" is illegal at char 2 (illegal index)`},
		{"a[1e]", `data path descriptor "a[1e]" is illegal at char 3 (illegal index)`},
		{"a[]", `data path descriptor "a[]" is illegal at char 2 (illegal index)`},
		{"a[", `data path descriptor "a[" is illegal at char 2 (illegal index)`},
		{"a[ 1]", `data path descriptor "a[ 1]" is illegal at char 2 (illegal index)`},
		{"a[1.5]", `data path descriptor "a[1.5]" is illegal at char 3 (illegal index)`},
		{"a[1][x]", `data path descriptor "a[1][x]" is illegal at char 5 (illegal index)`},
		{"键[x]", `data path descriptor "键[x]" is illegal at char 2 (illegal index)`},
		{"😀[x]", `data path descriptor "😀[x]" is illegal at char 3 (illegal index)`},
		{"[0]", `data path descriptor "[0]" is illegal at char 0 (illegal index)`},
		{".[0]", `data path descriptor ".[0]" is illegal at char 1 (illegal index)`},
		{"a[1000001]", `data path descriptor "a[1000001]" is illegal at char 2 (index over 1000000)`},
		{"a[99999999999999999999999]", `data path descriptor "a[99999999999999999999999]" is illegal at char 2 (index over 1000000)`},
		{"a[600000][600000]", `data path descriptor "a[600000][600000]" is illegal at char 10 (indexes over 1000000 in all)`},
		{"__proto__", `data path descriptor "__proto__" is illegal at char 0 (illegal name)`},
		{"__proto__.x", `data path descriptor "__proto__.x" is illegal at char 0 (illegal name)`},
		{"a.__proto__", `data path descriptor "a.__proto__" is illegal at char 2 (illegal name)`},
		{"a.__proto__[0]", `data path descriptor "a.__proto__[0]" is illegal at char 2 (illegal name)`},
		{`a\..__proto__.y`, `data path descriptor "a\..__proto__.y" is illegal at char 4 (illegal name)`},
		{"a\n\"[x]", "data path descriptor \"a\n\"[x]\" is illegal at char 4 (illegal index)"},
		{strings.Repeat("键", 100) + "[x]", `data path descriptor "` + strings.Repeat("键", 66) + `…" is illegal at char 101 (illegal index)`},
	}
	for _, c := range cases {
		path, err := ParsePath(c.in)
		var typed *PathError
		if path != nil || !errors.As(err, &typed) || typed.Path != c.in || err.Error() != c.want {
			t.Errorf("ParsePath(%q) = %v, %v\nwant %s", c.in, path, err, c.want)
		}
	}
}

// TestParsePathSteps bounds what recurses along a path.
func TestParsePathSteps(t *testing.T) {
	if p, err := ParsePath("a" + strings.Repeat(".a", maxDepth-1)); err != nil || len(p) != maxDepth {
		t.Errorf("%d steps, %v, want %d", len(p), err, maxDepth)
	}
	for _, more := range []string{".a", "[0]", ".a[0]"} {
		_, err := ParsePath("a" + strings.Repeat(more, 1_000_000))
		if err == nil || !strings.HasSuffix(err.Error(), "(more than 1000 steps)") {
			t.Errorf("a million of %q: %.100v", more, err)
		}
	}
}

func TestPathString(t *testing.T) {
	cases := []struct {
		path Path
		want string
	}{
		{nil, ""},
		{Path{name("a"), name("b"), item(2), name("c")}, "a.b[2].c"},
		{Path{name("a.b"), name("c[0]"), name(`d\`)}, `a\.b.c\[0\].d\\`},
		{Path{item(1), name("x")}, "[1].x"},
	}
	for _, c := range cases {
		if got := c.path.String(); got != c.want {
			t.Errorf("%v.String() = %q, want %q", []Seg(c.path), got, c.want)
		}
	}
}

func TestPathLookup(t *testing.T) {
	root := parse(t, `{"a":{"b":[1,{"c":"x"}]},"s":"text","n":null}`)
	cases := []struct{ path, want string }{
		{"a.b[1].c", `"x"`},
		{"a.b[0]", "1"},
		{"a.b", `[1,{"c":"x"}]`},
		{"a.b[2]", ""},
		{"a.b[0].c", ""},
		{"a.b.length", ""}, // fields alone, no properties of the language
		{"a.b.0", ""},
		{"a[0]", ""},
		{"s[0]", ""},
		{"n.x", ""},
		{"gone.x[3].y", ""},
	}
	for _, c := range cases {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(p.Lookup(root)); got != c.want {
			t.Errorf("%s is %s, want %s", c.path, got, c.want)
		}
	}
	if !Identical((Path)(nil).Lookup(root), root) {
		t.Error("the empty path does not name the value itself")
	}
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"", "a", "a.b[2].c", "o..x", "a[0", "arr[x]", "[0]", `a\.b\[\]\\c`, `a\`, "键[3].值", "__proto__", "a.__proto__.b", "a[1000000]", "a[1000001]", "\xff[0].\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePath(s)
		if err != nil {
			var e *PathError
			if !errors.As(err, &e) || e.At < 0 || e.At > UTF16Len(s) {
				t.Fatalf("ParsePath(%q): %v", s, err)
			}
			return
		}
		if len(p) == 0 || p[0].IsIndex || len(p) > maxDepth {
			t.Fatalf("ParsePath(%q) = %v", s, p)
		}
		for _, g := range p {
			if g.IsIndex && (g.Index < 0 || g.Index > MaxIndex) || g.Name == "__proto__" || !g.IsIndex && g.Name == "" && len(p) > 1 {
				t.Fatalf("ParsePath(%q) = %v", s, p)
			}
		}
		again, err := ParsePath(p.String())
		if err != nil || !slices.Equal(p, again) {
			t.Fatalf("%q is %v, printed %q, which is %v, %v", s, []Seg(p), p, []Seg(again), err)
		}
	})
}

// parse makes a value of JSON text.
func parse(t testing.TB, s string) Value {
	t.Helper()
	v, err := ParseJSON([]byte(s))
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return v
}

// text is v as JSON, "" for what has none.
func text(v Value) string {
	b, _ := AppendJSON(nil, v)
	return string(b)
}

func mustPath(t testing.TB, s string) Path {
	t.Helper()
	p, err := ParsePath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func BenchmarkParsePath(b *testing.B) {
	for _, s := range []string{"count", "rows[512].title", "a.b.c[1].d"} {
		b.Run(fmt.Sprintf("%q", s), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ParsePath(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
