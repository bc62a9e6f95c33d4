package wxss

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// randomStyles is randomCSS with declarations that inherit, depend on the font, on custom properties and on layers.
func randomStyles(r *rand.Rand) string {
	var b strings.Builder
	decl := func() string {
		list := [...]string{"z-index:%d", "visibility:hidden", "--x:%dpx", "--y:var(--x)", "margin-top:var(--y,1px)", "font-size:1.%dem",
			"padding-top:%dem", "z-index:inherit", "margin:inherit", "all:unset", "display:flex", "float:left", "color:red!important",
			"color:currentcolor", "z-index:revert-layer", "margin:var(--x) 1px", "border-top:1px solid", "width:calc(%dpx + 1em)"}
		d := list[r.IntN(len(list))]
		if strings.Contains(d, "%d") {
			d = fmt.Sprintf(d, r.IntN(9))
		}
		return d
	}
	for range 3 + r.IntN(8) {
		css := strings.NewReplacer("p:", decl()+";order:").Replace(randomCSS(r))
		if r.IntN(5) == 0 {
			css = "@layer l" + fmt.Sprint(r.IntN(2)) + "{" + css + "}"
		}
		b.WriteString(css)
	}
	return b.String()
}

// mutate changes one thing about a tree and tells the Styler.
func mutate(r *rand.Rand, s *Styler, root *node) {
	all := nodesOf(root, nil)
	n := all[r.IntN(len(all))]
	switch r.IntN(7) {
	case 0, 1, 2:
		class := ClassRef{Shared, []string{"a", "b", "c"}[r.IntN(3)]}
		if i := slices.Index(n.classes, class); i >= 0 {
			n.classes = slices.Delete(slices.Clone(n.classes), i, i+1)
		} else {
			n.classes = append(slices.Clone(n.classes), class)
		}
		s.Changed(n)
	case 3:
		n.style = []string{"", "z-index:9", "--x:7px;color:blue", "font-size:2em!important"}[r.IntN(4)]
		s.Changed(n)
	case 4:
		child := randomTree(r, 2)
		s.give(child)
		at := r.IntN(len(n.children) + 1)
		n.children = slices.Insert(n.children, at, child)
		n.reindex()
		s.ChildrenChanged(n)
	case 5:
		if len(n.children) > 0 {
			i := r.IntN(len(n.children))
			n.children = slices.Delete(n.children, i, i+1)
			n.reindex()
			s.ChildrenChanged(n)
		}
	case 6:
		r.Shuffle(len(n.children), func(i, j int) { n.children[i], n.children[j] = n.children[j], n.children[i] })
		n.reindex()
		s.ChildrenChanged(n)
	}
}

func (n *node) reindex() {
	for i, c := range n.children {
		c.parent, c.index = n, i
	}
}

func nodesOf(n *node, out []*node) []*node {
	out = append(out, n)
	for _, c := range n.children {
		out = nodesOf(c, out)
	}
	return out
}

// describeStyles writes what every node of a tree looks like.
func describeStyles(s *Styler, root *node) []string {
	var out []string
	for _, n := range nodesOf(root, nil) {
		line := n.tag
		s.Style(n).Each(func(name, value string) { line += " " + name + ":" + value })
		out = append(out, line)
	}
	return out
}

// fresh styles a copy of the tree from nothing.
func freshStyles(sheets []ScopedSheet, root *node) []string {
	var clone func(n *node) *node
	clone = func(n *node) *node {
		c := &node{tag: n.tag, id: n.id, classes: n.classes, style: n.style}
		for _, child := range n.children {
			c.add(clone(child))
		}
		return c
	}
	s := NewStyler(NewCascade(sheets, Window{}))
	tree := clone(root)
	s.give(tree)
	return describeStyles(s, tree)
}

func checkStyler(t *testing.T, r *rand.Rand, steps int) {
	t.Helper()
	css := randomStyles(r)
	sheets := []ScopedSheet{{sheetOf(t, css), Shared, Author, 0}}
	root := randomTree(r, 3)
	root.tag = "page"
	s := NewStyler(NewCascade(sheets, Window{}))
	s.give(root)
	for step := range steps {
		for range r.IntN(3) {
			mutate(r, s, root)
		}
		switch r.IntN(3) {
		case 0:
			s.StyleAll(root)
		case 1:
			s.Restyle()
		}
		got, want := describeStyles(s, root), freshStyles(sheets, root)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("step %d, node %d: kept up to date\n%s\nfrom nothing\n%s\n%s", step, i, got[i], want[i], css)
			}
		}
	}
}

// After any changes the styles that were kept up to date are those that are worked out from nothing.
func TestStylerRandom(t *testing.T) {
	for seed := range uint64(150) {
		checkStyler(t, rand.New(rand.NewPCG(seed, 5)), 8)
	}
}

func FuzzStyler(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) { checkStyler(t, rand.New(rand.NewPCG(a, b)), 5) })
}

// FuzzCascade computes with any sheet and inline style: nothing panics, and what is computed is short.
func FuzzCascade(f *testing.F) {
	f.Add(".a{color:red;--x:var(--y,1px);margin:var(--x)}@media (width>1px){view{all:inherit}}", "color:blue;--y:2px")
	f.Add("@layer x{.a{font:1em/2 a!important}}:root{font-size:2rem}.a::before{content:var(--a)var(--b)}", "--a:var(--a);width:calc(1rpx + (2em * 3))")
	f.Add("page{line-height:1.5}.a:not(.b)>view{flex:1 1;inset:auto;all:revert}", "margin:}a{b:c};order:2")
	f.Fuzz(func(t *testing.T, css, inline string) {
		sheet, _ := Parse("a.wxss", []byte(css), Options{MaxSize: 1 << 16})
		leaf := el("view.a.b")
		leaf.style = inline
		root := el("page", el("view.a", leaf, el("text#a")))
		s := NewStyler(NewCascade([]ScopedSheet{{sheet, Shared, Author, 0}}, Window{}))
		s.give(root)
		s.StyleAll(root)
		size := 0
		for _, n := range nodesOf(root, nil) {
			s.Style(n).Each(func(name, value string) { size += len(name) + len(value) })
			s.PseudoStyle(n, "before")
		}
		if limit := 16 * (len(css) + len(inline) + maxVarWork); size > limit {
			t.Errorf("%d bytes of values", size)
		}
	})
}

// A change has only those elements looked at that can depend on it.
func TestStylerCounts(t *testing.T) {
	const sheet = ".hot{z-index:1}.hue{color:red}.dark .title{z-index:2}.dark+.block{z-index:3}.wide~.block .title{z-index:4}" +
		".title:first-child{z-index:5}.block:empty{z-index:6}#d .title{z-index:7}[x] text{z-index:8}.none{}.any *{z-index:9}"
	// 100 blocks of 5 titles and 5 texts each.
	tree := func() (*Styler, *node) {
		root := el("page")
		for range 100 {
			b := el("view.block")
			for range 5 {
				b.add(el("view.title"), el("text"))
			}
			root.add(b)
		}
		s := stylerOf(t, sheet)
		s.give(root)
		s.StyleAll(root)
		return s, root
	}
	toggle := func(name string) func(*Styler, *node) {
		return func(s *Styler, n *node) {
			n.classes = append(n.classes, ClassRef{Shared, name})
			s.Changed(n)
		}
	}
	for _, c := range []struct {
		name              string
		change            func(s *Styler, n *node) // of block 40
		matched, restyled int
	}{
		{"a class that nothing mentions", toggle("unknown"), 0, 0},
		{"a class without declarations", toggle("none"), 0, 0},
		{"a class for the element", toggle("hot"), 1, 1},
		{"a class whose property is inherited", toggle("hue"), 1, 11},
		{"a class for what is inside", toggle("dark"), 5 + 1, 5 + 1}, // and the block behind
		{"a class for what is inside those behind", toggle("wide"), 59 * 5, 59 * 5},
		{"a class for everything inside", toggle("any"), 10, 10},
		{"an id", func(s *Styler, n *node) { n.id = "d"; s.Changed(n) }, 5, 5},
		{"an attribute", func(s *Styler, n *node) { n.attrs = map[string]string{"x": ""}; s.AttributeChanged(n, "x") }, 5, 5},
		{"another attribute", func(s *Styler, n *node) { n.attrs = map[string]string{"y": ""}; s.AttributeChanged(n, "y") }, 0, 0},
		{"inline style", func(s *Styler, n *node) { n.style = "z-index:1"; s.Changed(n) }, 0, 1},
		{"inline style that is inherited", func(s *Styler, n *node) { n.style = "color:red"; s.Changed(n) }, 0, 11},
		{"the same inline style", func(s *Styler, n *node) { s.Changed(n) }, 0, 0},
		{"a child comes", func(s *Styler, n *node) {
			child := el("text")
			s.give(child)
			n.add(child)
			s.ChildrenChanged(n)
		}, 5 + 1 + 1, 1}, // titles, as their place counts, the block, which could have been empty, and the new one
		{"a child goes", func(s *Styler, n *node) {
			n.children = n.children[:9]
			s.ChildrenChanged(n)
		}, 5 + 1, 0},
		{"text", func(s *Styler, n *node) { s.TextChanged(n) }, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, root := tree()
			before := s.Stats()
			c.change(s, root.children[40])
			s.Restyle()
			after := s.Stats()
			if m, n := after.Matched-before.Matched, after.Restyled-before.Restyled; m != c.matched || n != c.restyled {
				t.Errorf("%d matched and %d restyled, want %d and %d", m, n, c.matched, c.restyled)
			}
			before = after
			s.Restyle()
			s.Style(root.children[40])
			if s.Stats() != before {
				t.Error("asking again is work")
			}
		})
	}
}

// Elements that look the same share one style, and a class that is toggled back finds the old one.
func TestStylesAreShared(t *testing.T) {
	s, root, n := stylePage(t, 10)
	s.StyleAll(root)
	distinct := map[*ComputedStyle]bool{}
	for _, n := range nodesOf(root, nil) {
		distinct[s.Style(n)] = true
	}
	if got := s.Stats().Computed; got != len(distinct) || got > n/20 {
		t.Errorf("%d styles were computed for %d nodes, %d are distinct", got, n, len(distinct))
	}
	block := root.children[3]
	was, computed := s.Style(block), s.Stats().Computed
	for i := range 4 {
		if block.classes = block.classes[:1:1]; i%2 == 0 {
			block.classes = append(block.classes, ClassRef{Shared, "hot"})
		}
		s.Changed(block)
		if s.Style(block); i > 1 && s.Stats().Computed != computed+1 {
			t.Errorf("%d styles were computed for the second time", s.Stats().Computed-computed)
		}
	}
	if s.Style(block) != was {
		t.Error("the style is another one than before")
	}
}

// Styling a page again, with what the cascade kept, allocates next to nothing; styling it for the first time does not allocate
// for each element, rule or style.
func TestStyleAllocations(t *testing.T) {
	s, root, n := stylePage(t, 10)
	s.StyleAll(root)
	if got := testing.AllocsPerRun(5, func() {
		s = NewStyler(s.cascade)
		s.give(root)
		s.StyleAll(root)
	}); got > 2*float64(n) {
		t.Errorf("%v allocations for %d nodes", got, n)
	}
	s, root, _ = stylePage(t, 200)
	// Styling a page of 200 kinds of blocks for the first time: 1400 styles by 800 rules, and not one allocation for each.
	if got := testing.AllocsPerRun(5, func() {
		s.cascade.unlearn()
		s = NewStyler(s.cascade)
		s.give(root)
		s.StyleAll(root)
	}); got > 1500 || s.Stats().Computed < 1400 {
		t.Errorf("%v allocations for %d styles, the limit is 1500", got, s.Stats().Computed)
	}
	// And where every node has a style of its own, by declarations of which none is like another.
	mixed, top := mixedPage(t)
	if got := testing.AllocsPerRun(5, func() {
		mixed.cascade.unlearn()
		mixed = NewStyler(mixed.cascade)
		mixed.give(top)
		mixed.StyleAll(top)
	}); got > 4000 {
		t.Errorf("%v allocations for a mixed page, the limit is 4000", got)
	}
	block := root.children[3]
	off := block.classes
	on := append(slices.Clone(off), ClassRef{Shared, "hot"})
	if got := testing.AllocsPerRun(100, func() {
		block.classes = on
		s.Changed(block)
		s.Restyle()
		block.classes = off
		s.Changed(block)
		s.Restyle()
	}); got > 6 {
		t.Errorf("toggling a class and back allocates %v times", got)
	}
}
