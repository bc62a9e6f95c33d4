package wxss

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// node is an element for tests.
type node struct {
	tag, id  string
	classes  []ClassRef
	attrs    map[string]string
	states   []string
	scope    Scope
	hosts    Scope
	text     bool
	parent   *node
	children []*node
	index    int
	key      Key
	style    string
	state    StyleState
	styler   *Styler
}

func (n *node) Key() *Key {
	if n.styler != nil {
		return n.styler.Key(n)
	}
	return &n.key
}
func (n *node) Tag() string                          { return n.tag }
func (n *node) Attribute(name string) (string, bool) { v, ok := n.attrs[name]; return v, ok }
func (n *node) State(name string) bool               { return slices.Contains(n.states, name) }
func (n *node) Scope() Scope                         { return n.scope }
func (n *node) Hosts() (Scope, bool)                 { return n.hosts, n.hosts != Shared }
func (n *node) Empty() bool                          { return len(n.children) == 0 && !n.text }
func (n *node) Parent() Element {
	if n.parent == nil {
		return nil
	}
	return n.parent
}
func (n *node) Previous() Element { return n.sibling(n.index - 1) }
func (n *node) Next() Element     { return n.sibling(n.index + 1) }
func (n *node) sibling(i int) Element {
	if n.parent == nil || i < 0 || i >= len(n.parent.children) {
		return nil
	}
	return n.parent.children[i]
}
func (n *node) Index() (int, int) {
	if n.parent == nil {
		return 0, 1
	}
	return n.index, len(n.parent.children)
}

func (n *node) add(children ...*node) *node {
	for _, c := range children {
		c.parent, c.index = n, len(n.children)
		n.children = append(n.children, c)
	}
	return n
}

// el makes a node from e.g. `view#a.b.c`: `[a=b]` is an attribute, `:hover` a state, `~2` makes it the host of scope 2.
func el(spec string, children ...*node) *node {
	n := &node{}
	fields := strings.FieldsFunc(strings.NewReplacer("#", " #", ".", " .", "[", " [", ":", " :", "~", " ~").Replace(spec), func(r rune) bool { return r == ' ' })
	for _, f := range fields {
		switch f[0] {
		case '#':
			n.id = f[1:]
		case '.':
			n.classes = append(n.classes, ClassRef{Shared, f[1:]})
		case '[':
			name, value, _ := strings.Cut(strings.Trim(f, "[]"), "=")
			if n.attrs == nil {
				n.attrs = map[string]string{}
			}
			n.attrs[name] = strings.ReplaceAll(value, "_", " ")
		case '~':
			n.hosts = Scope(f[1] - '0')
		case ':':
			n.states = append(n.states, f[1:])
		default:
			n.tag = f
		}
	}
	return n.add(children...)
}

// inScope gives a tree to a component: its nodes' classes are of that scope.
func inScope(s Scope, n *node) *node {
	n.scope = s
	for i := range n.classes {
		n.classes[i].Scope = s
	}
	for _, c := range n.children {
		inScope(s, c)
	}
	return n
}

// walk visits the tree with a Context as it should be.
func walk(m *Matcher, root *node, do func(n *node, ctx *Context)) {
	ctx := m.NewContext()
	var visit func(n *node)
	visit = func(n *node) {
		do(n, ctx)
		ctx.Push(n)
		for _, c := range n.children {
			visit(c)
		}
		ctx.Pop(n)
	}
	visit(root)
}

func setKeys(m *Matcher, n *node) {
	n.key = m.Key(n.tag, n.id, n.classes, n.key.Classes)
	for _, c := range n.children {
		setKeys(m, c)
	}
}

// styles lists for each node with an id what its rules set the property p to, the winner last.
func styles(t *testing.T, m *Matcher, root *node) string {
	t.Helper()
	setKeys(m, root)
	var b strings.Builder
	walk(m, root, func(n *node, ctx *Context) {
		got := m.Match(n, ctx, nil)
		if plain := m.Match(n, nil, nil); !slices.Equal(got, plain) {
			t.Errorf("%s#%s: the filter changes the result: %v instead of %v", n.tag, n.id, got, plain)
		}
		if n.id == "" || len(got) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s:", n.id)
		for _, match := range got {
			pseudo := ""
			if match.PseudoElement != "" {
				pseudo = "::" + match.PseudoElement
			}
			fmt.Fprintf(&b, " %s%s", match.Rule.Declarations[0].Value, pseudo)
		}
		b.WriteString("\n")
	})
	return strings.TrimSuffix(b.String(), "\n")
}

func sheetOf(t testing.TB, css string) *Sheet {
	t.Helper()
	sheet, diags := Parse("a.wxss", []byte(css), Options{})
	for _, d := range diags {
		if d.Severity != Note {
			t.Fatal(d)
		}
	}
	return sheet
}

// Spec §4: which elements a selector matches.
func TestMatch(t *testing.T) {
	tree := func() *node {
		return el("page#p",
			el("view#a.x.y[d=one_two][e=zh-CN]",
				el("text#b.x:hover"),
				el("view#c.z[d=One]", el("image#d")),
				el("view#e.z.w")),
			el("text#f.y", el("view#g.x")),
			el("view#h"))
	}
	tree().add()
	for _, c := range []struct{ selector, want string }{
		{"*", "p a b c d e f g h"}, {"view", "a c e g h"}, {"page", "p"}, {":root", "p"}, {"page:root", "p"},
		{"view:root", ""}, {":root > view", "a h"}, {"#c", "c"}, {"#a#b", ""}, {":not(#a#b)", "p a b c d e f g h"},
		{".x", "a b g"}, {".x.y", "a"}, {"view.x", "a g"}, {".nope", ""}, {".x .z", "c e"}, {"page .x", "a b g"},
		{".x > .z", "c e"}, {"page > .z", ""}, {".y view", "c e g"}, {".x + .z", "c"}, {".x ~ .z", "c e"},
		{".z + .z", "e"}, {"view ~ view", "e h"}, {".y .x ~ .z", "c e"}, {".y > .x + .z image", "d"},
		{"page view > image", "d"}, {"text > view", "g"}, {".x .x .x", ""}, {"page view view image", "d"},
		{"page > view > view > image", "d"}, {"page > view image ~ view", ""},
		{"[d]", "a c"}, {"[d=one]", ""}, {"[d='one two']", "a"}, {"[d~=two]", "a"}, {"[d~='']", ""}, {"[d~='one two']", ""},
		{"[e|=zh]", "a"}, {"[e|=z]", ""}, {"[e|=zh-CN]", "a"}, {"[d^=on]", "a"}, {"[d$=wo]", "a"}, {"[d*='e t']", "a"},
		{"[d^='']", ""}, {"[d$='']", ""}, {"[d*='']", ""}, {"[d=ONE i]", "c"}, {"[d^=ONE i]", "a c"}, {"[d=ONE s]", ""},
		{":hover", "b"}, {"view:hover", ""}, {":active", ""}, {":empty", "b d e g h"},
		{":first-child", "p a b d g"}, {":last-child", "p d e g h"}, {":only-child", "p d g"},
		{":nth-child(2)", "c f"}, {":nth-child(odd)", "p a b d e g h"}, {":nth-child(-n+1)", "p a b d g"},
		{":nth-last-child(1)", "p d e g h"}, {":nth-last-child(n+3)", "a b"}, {"view:nth-of-type(2)", "e h"},
		{":nth-last-of-type(2)", "a c"}, {":first-of-type", "p a b c d f g"}, {":last-of-type", "p b d e f g h"},
		{":only-of-type", "p b d f g"}, {":nth-child(1 of .z)", "c"}, {":nth-last-child(1 of .z)", "e"},
		{":nth-child(2 of view,text)", "c f"}, {":nth-child(n of .nope)", ""},
		{":not(view)", "p b d f"}, {":not(.x,.y,page *)", "p"}, {":is(.x,.z) > image", "d"}, {":is(.x .z,#h)", "c e h"},
		{":where(.y,.z).x", "a"}, {":is()", ""}, {":not(:is())", "p a b c d e f g h"}, {":-webkit-any(#a,#b)", "a b"},
		{".z:not(:first-child):not(:last-child)", "c"}, {":host", ""}, {":foo", ""}, {":not(:foo)", ""}, {":has(.x)", "p a f"},
		{":not(:has(.x))", "b c d e g h"}, {"view:has(+ text)", "a"}, {"text:has(~ .w)", "b"}, {".y:has(> view > image)", "a"}, {"page:has(> .x > .z image)", "p"},
		{":has(.nope)", ""}, {":has(+ .z + .z)", "b"}, {":is(:has(image),#h)", "p a c h"}, {"view:has(.z) + text", "f"}, {":has(:not(view):empty)", "p a c"}, {".x:has(.x .x)", ""}, {"page:has(.x .x)", "p"}, {":lang(zh)", ""}, {":is(:foo,#a)", "a"}, {".x >>> .z", ""}, {"#a,:foo", ""},
		{"::-webkit-scrollbar:hover", ""},
	} {
		m := NewMatcher([]ScopedSheet{{sheetOf(t, c.selector+"{p:1}"), Shared, Author, 0}}, nil)
		var got []string
		for _, line := range strings.Split(styles(t, m, tree()), "\n") {
			if id, _, ok := strings.Cut(line, ":"); ok {
				got = append(got, id)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s matches %q, want %q", c.selector, s, c.want)
		}
	}
}

// Spec §1 and §7: the order of the rules that apply to an element.
func TestMatchOrder(t *testing.T) {
	tree := el("page", el("view#a.x.y"))
	for _, c := range []struct{ name, css, want string }{
		{"later wins", ".x{p:1}.y{p:2}", "a: 1 2"},
		{"specificity wins", "#a{p:1}.x.y{p:2}.x{p:3}view{p:4}*{p:5}", "a: 5 4 3 2 1"},
		{"heaviest selector of the list", "view,.x,*{p:1}view.x{p:2}view{p:3}", "a: 3 1 2"},
		{"once for each rule", ".x,.y,:is(.x,.y),view{p:1}", "a: 1"},
		{":is in one bucket of two", ":is(.x,#a){p:1}.x{p:2}", "a: 2 1"},
		{":where is light", ":where(#a){p:1}*{p:2}", "a: 1 2"},
		{"pseudo-elements", ".x::before,.x{p:1}.x::after,view::after{p:2}", "a: 1 1::before 2::after"},
		{"layers", "@layer b,c;.x{p:1}@layer c{#a{p:2}}@layer b{#a{p:3}}", "a: 3 2 1"},
		{"inner layers", "@layer b{#a{p:1}@layer c{#a{p:2}}}@layer d{.x{p:3}}@layer b.c{.x{p:4}}", "a: 4 2 1 3"},
		{"anonymous layers", "@layer{#a{p:1}}@layer{.x{p:2}}", "a: 1 2"},
		{"nesting", ".x{p:1;&.y{p:2}page &{p:3}view>&{p:4}p:5}", "a: 1 5 3 2"},
		{"nested in a list", "#z,.x{&.y{p:1}}#a{p:2}.x{p:3}", "a: 3 2 1"},
		{"empty rules are left out", ".x{}.x{p:1}", "a: 1"},
	} {
		m := NewMatcher([]ScopedSheet{{sheetOf(t, c.css), Shared, Author, 0}}, nil)
		if got := styles(t, m, tree); got != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.name, c.css, got, c.want)
		}
	}
}

// Spec §1, §4.1, §4.2 and §5.1: sheets of several scopes.
func TestMatchScopes(t *testing.T) {
	inner := inScope(2, el("view#i.x", el("text#t.x", nil...)))
	host := el("comp#h.x", inner)
	host.hosts = 2
	slotted := el("view#s.x")
	inner.add(slotted)
	shared := inScope(3, el("view#b.x"))
	shared.classes = append(shared.classes, ClassRef{Shared, "x"}) // apply-shared
	tree := el("page#p", host, shared)
	sheets := []ScopedSheet{
		{sheetOf(t, ".x{p:app}view{p:tag}:host{p:no}"), Shared, Author, 0},
		{sheetOf(t, ".x{p:own}view{p:owntag}:host{p:host}view .x{p:inside}page .x{p:root}"), 2, Author, 0},
		{sheetOf(t, ".x{p:third}:host{p:no}"), 3, Author, 0},
		{sheetOf(t, "view{p:ua}"), Shared, UserAgent, 0},
	}
	const want = "h: host app\ni: ua tag owntag own root\nt: own inside root\ns: ua tag app\nb: ua tag app third"
	if got := styles(t, NewMatcher(sheets, nil), tree); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Groups are taken as the caller says; @layer always.
func TestMatchGroups(t *testing.T) {
	sheet := sheetOf(t, "@media a{view{p:1}@media b{view{p:2}}}@media b{view{p:3}}@layer x{view{p:4}}@supports(a){view{p:5}}"+
		"@font-face{p:6}@keyframes x{from{p:7}}view{@media b{p:8}@media a{p:9}}")
	var asked []string
	m := NewMatcher([]ScopedSheet{{sheet, Shared, Author, 0}}, func(g *Rule) bool {
		asked = append(asked, g.Name+" "+g.Prelude)
		return g.Prelude == "a"
	})
	if got := styles(t, m, el("view#v")); got != "v: 4 1 9" {
		t.Errorf("got %s, want 4 1 9", got)
	}
	if got := strings.Join(asked, ", "); got != "media a, media b, media b, supports (a), media b, media a" {
		t.Errorf("asked for %s", got)
	}
}

// What a change may affect.
func TestMatchEffects(t *testing.T) {
	m := NewMatcher([]ScopedSheet{{sheetOf(t, ".self{p:1}.up .x{p:1}.up2>.x{p:1}.next+.x{p:1}.later~.x .y{p:1}.far .later2~.x{p:1}"+
		":not(.not .notself){p:1}:nth-child(1 of .of){p:1}.g:is(.h .i)~.j{p:1}#id[attr] .x:hover{p:1}.none{}"), Shared, Author, 0}}, nil)
	for class, want := range map[string]Effect{
		"self": AffectsSelf, "up": AffectsDescendants, "up2": AffectsDescendants, "next": AffectsNext, "later": AffectsNext,
		"later2": AffectsNext, "far": AffectsDescendants, "not": AffectsDescendants, "notself": AffectsSelf,
		"of": AffectsSelf | AffectsSiblings, "g": AffectsNext, "h": AffectsDescendants, "i": AffectsNext, "none": 0, "other": 0,
		"x": AffectsSelf | AffectsDescendants,
	} {
		if got := m.ClassEffect(ClassRef{Shared, class}); got != want {
			t.Errorf(".%s: got %b, want %b", class, got, want)
		}
	}
	if got := m.ClassEffect(ClassRef{1, "self"}); got != 0 {
		t.Errorf("class of another scope: got %b", got)
	}
	if m.IDEffect("id") != AffectsDescendants || m.AttributeEffect("attr") != AffectsDescendants ||
		m.StateEffect("hover") != AffectsSelf || m.StateEffect("active") != 0 || !m.Structural() {
		t.Error("wrong effects of ids, attributes, states or structure")
	}
	if NewMatcher([]ScopedSheet{{sheetOf(t, ".a~.b:not(.c){p:1}"), Shared, Author, 0}}, nil).Structural() {
		t.Error("nothing structural there")
	}
}

// page2000 is a page of 2000 nodes and 1000 rules, as in real programs: blocks of nested views, classes by block.
func page2000(tb testing.TB) (*Matcher, *node) {
	var css strings.Builder
	for i := range 250 {
		fmt.Fprintf(&css, ".b%d{p:1}.b%d .title{p:2}.b%d__item{p:3}.b%d__item--on:first-child{p:4}", i, i, i, i)
	}
	css.WriteString("view{p:1}page{p:2}.title::before{p:3}")
	root := el("page")
	for i := range 200 {
		block := el(fmt.Sprintf("view.b%d", i))
		for range 3 {
			block.add(el(fmt.Sprintf("view.b%d__item.b%d__item--on", i, i), el("text.title"), el("image")))
		}
		root.add(block)
	}
	m := NewMatcher([]ScopedSheet{{sheetOf(tb, css.String()), Shared, Author, 0}}, nil)
	setKeys(m, root)
	return m, root
}

func TestMatchAllocations(t *testing.T) {
	m, root := page2000(t)
	ctx := m.NewContext()
	n := root.children[0].children[0]
	ctx.Push(root)
	ctx.Push(n.parent)
	dst := m.Match(n, ctx, nil)
	if got := testing.AllocsPerRun(100, func() { dst = m.Match(n, ctx, dst) }); got != 0 {
		t.Errorf("matching allocates %v times", got)
	}
	if len(dst) != 3 {
		t.Errorf("%d matches, want 3", len(dst))
	}
}

func BenchmarkMatchPage(b *testing.B) {
	m, root := page2000(b)
	var dst []Match
	nodes := 0
	walk(m, root, func(*node, *Context) { nodes++ })
	b.ReportAllocs()
	for b.Loop() {
		walk(m, root, func(n *node, ctx *Context) { dst = m.Match(n, ctx, dst) })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(nodes), "ns/node")
}

func BenchmarkNewMatcher(b *testing.B) {
	sheet, _ := Parse("a.wxss", librarySheets(b, "weui"), Options{})
	b.ReportAllocs()
	for b.Loop() {
		NewMatcher([]ScopedSheet{{sheet, Shared, Author, 0}}, nil)
	}
}
