package wxss

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// naive matches by the definitions of CSS, without buckets, filters or shortcuts.
func naive(list []Selector, n *node) bool {
	for i := range list {
		if naiveFrom(list[i].Compounds, n) {
			return true
		}
	}
	return false
}

func naiveFrom(compounds []Compound, n *node) bool {
	last := len(compounds) - 1
	for i := range compounds[last].Simples {
		if !naiveSimple(&compounds[last].Simples[i], n) {
			return false
		}
	}
	if n.parent == nil && last > 0 {
		return false
	}
	rest := compounds[:last]
	switch compounds[last].Combinator {
	case NoCombinator:
		return true
	case Child:
		return naiveFrom(rest, n.parent)
	case Descendant:
		for p := n.parent; p != nil; p = p.parent {
			if naiveFrom(rest, p) {
				return true
			}
		}
	case NextSibling:
		return n.index > 0 && naiveFrom(rest, n.parent.children[n.index-1])
	case SubsequentSibling:
		for _, s := range n.parent.children[:n.index] {
			if naiveFrom(rest, s) {
				return true
			}
		}
	}
	return false
}

func naiveSimple(s *Simple, n *node) bool {
	siblings := []*node{n}
	if n.parent != nil {
		siblings = n.parent.children
	}
	switch s.Kind {
	case Universal:
		return true
	case Tag:
		return n.tag == s.Name
	case ID:
		return n.id == s.Name
	case Class:
		return slices.Contains(n.classes, ClassRef{Shared, s.Name})
	case Nesting:
		return naive(s.Arg.List, n)
	}
	switch s.Name {
	case "is":
		return naive(s.Arg.List, n)
	case "not":
		return !naive(s.Arg.List, n)
	case "has":
		return naiveHas(s.Arg.List, n)
	case "empty":
		return n.Empty()
	case "anchor":
		return s.Arg.Value == fmt.Sprintf("%p", n)
	}
	count := 0
	last := strings.Contains(s.Name, "last")
	for _, sib := range siblings {
		before := !last && sib.index <= n.index || last && sib.index >= n.index
		counts := !strings.HasSuffix(s.Name, "type") || sib.tag == n.tag
		if len(s.Arg.List) > 0 {
			counts = naive(s.Arg.List, sib)
		}
		if before && counts {
			count++
		}
	}
	if len(s.Arg.List) > 0 && !naive(s.Arg.List, n) {
		return false
	}
	for k := range 50 {
		if int(s.Arg.A)*k+int(s.Arg.B) == count {
			return true
		}
	}
	return false
}

// naiveHas tries all elements of the tree: what is left of a relative selector is n itself.
func naiveHas(list []Selector, n *node) bool {
	root := n
	for root.parent != nil {
		root = root.parent
	}
	for i := range list {
		compounds := slices.Clone(list[i].Compounds)
		if compounds[0].Combinator == NoCombinator {
			compounds[0].Combinator = Descendant
		}
		compounds = append([]Compound{{Simples: []Simple{{Kind: PseudoClass, Name: "anchor", Arg: &Argument{Value: fmt.Sprintf("%p", n)}}}}}, compounds...)
		for _, other := range nodesOf(root, nil) {
			if naiveFrom(compounds, other) {
				return true
			}
		}
	}
	return false
}

// randomCSS and randomTree make cases from few names, so that much of it matches.
func randomCSS(r *rand.Rand) string {
	var selector func(depth int) string
	inHas := false
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	nth := func() string { return strconv.Itoa(r.IntN(5)-2) + "n" + pick("+", "-") + strconv.Itoa(r.IntN(4)) }
	compound := func(depth int) string {
		s := pick("", "", "view", "text", "*")
		for range r.IntN(3) {
			s += pick(".a", ".b", ".c", "#d", ":empty")
		}
		if depth > 0 && r.IntN(4) == 0 {
			s += pick(":is(", ":not(") + selector(depth-1) + "," + selector(depth-1) + ")"
		}
		if r.IntN(8) == 0 {
			s += pick(":nth-child(", ":nth-last-child(", ":nth-of-type(", ":nth-last-of-type(") + nth() + ")"
		}
		if depth > 0 && r.IntN(12) == 0 {
			s += pick(":nth-child(", ":nth-last-child(") + nth() + " of " + selector(depth-1) + ")"
		}
		if depth > 0 && !inHas && r.IntN(10) == 0 {
			inHas = true
			s += ":has(" + pick("", "> ", "+ ", "~ ") + selector(depth-1) + "," + selector(0) + ")"
			inHas = false
		}
		if s == "" {
			s = ".a"
		}
		return s
	}
	selector = func(depth int) string {
		s := compound(depth)
		for range r.IntN(4) {
			s += pick(" ", " ", " ", ">", "+", "~") + compound(depth)
		}
		return s
	}
	var b strings.Builder
	for i := range 1 + r.IntN(6) {
		fmt.Fprintf(&b, "%s,%s{p:%d", selector(2), selector(1), i)
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, ";%s{p:n%d}", pick("& ", ".a & ", "> ", "&+", "&~")+selector(1), i)
		}
		b.WriteByte('}')
	}
	return b.String()
}

func randomTree(r *rand.Rand, depth int) *node {
	n := &node{tag: []string{"view", "text", "image"}[r.IntN(3)]}
	for _, c := range []string{"a", "b", "c"} {
		if r.IntN(3) == 0 {
			n.classes = append(n.classes, ClassRef{Shared, c})
		}
	}
	if r.IntN(10) == 0 {
		n.id = "d"
	}
	if depth > 0 {
		for range r.IntN(5) {
			n.add(randomTree(r, depth-1))
		}
	}
	return n
}

// checkMatcher compares the Matcher with naive on every node, and the effects with what really changes.
func checkMatcher(t *testing.T, css string, root *node) {
	t.Helper()
	sheet, diags := Parse("a.wxss", []byte(css), Options{})
	if len(diags) > 0 {
		t.Fatalf("%s: %v", css, diags)
	}
	var rules []*Rule
	var collect func(list []Rule)
	collect = func(list []Rule) {
		for i := range list {
			rules = append(rules, &list[i])
			collect(list[i].Rules)
		}
	}
	collect(sheet.Rules)
	m := NewMatcher([]ScopedSheet{{sheet, Shared, Author, 0}}, nil)
	setKeys(m, root)
	walk(m, root, func(n *node, ctx *Context) {
		var got, want []string
		for _, match := range m.Match(n, ctx, nil) {
			got = append(got, match.Rule.Declarations[0].Value)
		}
		for _, r := range rules {
			if naive(r.Selectors, n) {
				want = append(want, r.Declarations[0].Value)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s\n%s#%s.%v: got %v, want %v", css, n.tag, n.id, n.classes, got, want)
		}
	})
}

func TestMatchRandom(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		checkMatcher(t, randomCSS(r), randomTree(r, 4))
	}
}

// After a class is toggled, only nodes that ClassEffect names match differently.
func TestMatchEffectsRandom(t *testing.T) {
	matches := func(m *Matcher, root *node) map[*node]string {
		out := map[*node]string{}
		setKeys(m, root)
		walk(m, root, func(n *node, ctx *Context) { out[n] = fmt.Sprint(m.Match(n, ctx, nil)) })
		return out
	}
	changed := 0
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		sheet, _ := Parse("a.wxss", []byte(randomCSS(r)), Options{})
		root := randomTree(r, 3)
		m := NewMatcher([]ScopedSheet{{sheet, Shared, Author, 0}}, nil)
		before := matches(m, root)
		for target := range before {
			class := ClassRef{Shared, []string{"a", "b", "c"}[r.IntN(3)]}
			classes := target.classes
			if i := slices.Index(classes, class); i >= 0 {
				target.classes = slices.Delete(slices.Clone(classes), i, i+1)
			} else {
				target.classes = append(slices.Clone(classes), class)
			}
			effect := m.ClassEffect(class)
			for n, now := range matches(m, root) {
				if now == before[n] {
					continue
				}
				changed++
				if !affected(effect, target, n) {
					t.Fatalf("%s: toggling .%s has effect %b, but changes a node elsewhere", sheet.CSS(keepMinified), class.Name, effect)
				}
			}
			target.classes = classes
		}
	}
	if changed < 1000 {
		t.Errorf("only %d changes seen; the test proves little", changed)
	}
}

func affected(e Effect, target, n *node) bool {
	if e&AffectsPage != 0 {
		return true
	}
	if e&AffectsSelf != 0 && n == target {
		return true
	}
	for p := n; p != nil; p = p.parent {
		if p == target && p != n && e&AffectsDescendants != 0 {
			return true
		}
		if p != target && p.parent == target.parent && p.parent != nil &&
			(e&AffectsSiblings != 0 || e&AffectsNext != 0 && p.index > target.index) {
			return true
		}
		if p == target && p != n && e&AffectsSiblings != 0 {
			return true
		}
	}
	return false
}

func FuzzMatch(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := rand.New(rand.NewPCG(a, b))
		checkMatcher(t, randomCSS(r), randomTree(r, 5))
	})
}

// A chain of descendants on a deep tree is the classic way to stall a matcher that tries every choice of ancestors.
func TestMatchHostile(t *testing.T) {
	root := el("view")
	leaf := root
	for range 500 {
		next := el("view", el("text"))
		leaf.add(next)
		leaf = next
	}
	css := "#no " + strings.Repeat("view ", 60) + "{p:1}" + strings.Repeat("view>view ", 40) + "#no{p:1}" +
		"#no" + strings.Repeat(" view~view", 20) + " text{p:1}.no" + strings.Repeat(":is(view view)", 10) + " view{p:1}" +
		"#no " + strings.Repeat("view + view ", 20) + "{p:1}"
	m := NewMatcher([]ScopedSheet{{sheetOf(t, css), Shared, Author, 0}}, nil)
	setKeys(m, root)
	walk(m, root, func(n *node, ctx *Context) {
		if len(m.Match(n, nil, nil)) != 0 {
			t.Fatal("nothing should match")
		}
	})

	// :has of every element may look at everything below; that ends at a bound.
	m = NewMatcher([]ScopedSheet{{sheetOf(t, "view:has(.no){p:1}:has(view text .no,~ .no .no){p:2}"), Shared, Author, 0}}, nil)
	setKeys(m, root)
	ctx := m.NewContext()
	for range 100 {
		for n := root; n.FirstChild() != nil; n = n.children[len(n.children)-1] {
			if len(m.Match(n, ctx, nil)) != 0 {
				t.Fatal("nothing should match")
			}
		}
	}
	if ctx.hasWork < maxHasWork || ctx.hasWork > 2*maxHasWork {
		t.Errorf("%d elements were looked at for :has, the bound is %d", ctx.hasWork, maxHasWork)
	}

	list := el("view")
	for range 20000 {
		list.add(el("view.a"))
	}
	m = NewMatcher([]ScopedSheet{{sheetOf(t, "view:nth-of-type(20000),view:nth-last-of-type(1){p:1}"+
		":nth-last-child(1 of .a),:nth-child(20000 of .a){p:2}"), Shared, Author, 0}}, nil)
	setKeys(m, list)
	found := 0
	walk(m, list, func(n *node, ctx *Context) { found += len(m.Match(n, ctx, nil)) })
	if found != 3 { // both rules for the last one, the first rule for the root
		t.Errorf("%d matches, want 3", found)
	}
}
