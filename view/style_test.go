package view

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/wxss"
)

func sheetOf(t testing.TB, css string) *wxss.Sheet {
	t.Helper()
	sheet, diags := wxss.Parse("a.wxss", []byte(css), wxss.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return sheet
}

// metaStyles are sheets in which everything depends on something else: positions, neighbours, emptiness, attributes,
// hosts, scopes, inheritance.
func metaStyles(t testing.TB) *Styles {
	page := sheetOf(t, `page{--p:1px}view{color:red}text{--t:var(--p,2px)}.a{color:blue}.b .a{opacity:.5}.c>view{z-index:1}.a+view{z-index:2}
		.b~text{z-index:3}view:empty{order:1}view:empty+view{order:2}view:first-child{order:3}view:nth-child(2n) text{order:4}
		:nth-last-child(2 of .a){order:5}#a{float:left}#a text{color:green}[src]{clear:left}[src="a"]~view{clear:both}
		.c{--p:3px}.c .c{--p:calc(var(--p) + 1px)}view:not(.a){flex-grow:2}.a :is(.b,.c)>view{flex-shrink:3}[class~=b]{width:1px}.a:last-child text::before{color:red}`)
	x := sheetOf(t, `:host{height:5px}.a{height:6px}.y{height:7px}view{height:8px}.b .a{height:9px}.a :empty{min-height:1px}`)
	y := sheetOf(t, `:host{height:15px}.a{height:16px}.y{height:17px}slot+view{top:1px}.a{color:inherit}.b{z-index:inherit;display:flex}`)
	return &Styles{
		Sheets: []wxss.ScopedSheet{{Sheet: x, Scope: 1, Origin: wxss.Author}, {Sheet: y, Scope: 2, Origin: wxss.Author}, {Sheet: page, Origin: wxss.Author}},
		Owners: map[string]StyleOwner{"comp/x": {1, []wxss.Scope{1}}, "comp/y": {2, []wxss.Scope{wxss.Shared, 2}}},
	}
}

// styleDump writes the style of every rendered node.
func styleDump(p *Page) string {
	var b strings.Builder
	var visit func(n Node, depth int)
	visit = func(n Node, depth int) {
		s := n.ComputedStyle()
		fmt.Fprintf(&b, "%*s%s", depth, "", n.Tag())
		if s == nil {
			b.WriteString(" nothing\n")
		} else {
			s.Each(func(name, value string) { fmt.Fprintf(&b, " %s:%s", name, value) })
			b.WriteByte('\n')
		}
		for _, c := range n.Rendered() {
			visit(c, depth+1)
		}
	}
	visit(p.Root(), 0)
	return b.String()
}

// Styles that are kept up to date through any batches are those that are worked out from nothing.
func TestStylesIncremental(t *testing.T) {
	styles := metaStyles(t)
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 3))
		kept, fresh := open(t), open(t)
		kept.view.cfg.Styles = func(*Page) *Styles { return styles }
		fresh.view.cfg.Styles = kept.view.cfg.Styles
		g := &generator{pick: r.IntN, skels: fuzzSkeletons(), page: kept.page, next: 1}
		for _, sk := range g.skels {
			kept.apply(define(sk))
			fresh.apply(define(sk))
		}
		for batch := range 50 {
			var ops []bridge.Op
			for range 1 + r.IntN(6) {
				ops = append(ops, g.op())
			}
			if err := kept.try(ops...); err != nil {
				kept.page.err = nil // the state is good: go on
			}
			_ = fresh.try(cloneOps(ops)...)
			fresh.page.err, fresh.seq = nil, kept.seq
			switch r.IntN(4) {
			case 0:
				kept.page.Restyle()
			case 1:
				continue
			}
			got := styleDump(kept.page)
			fresh.page.styling = nil
			if want := styleDump(fresh.page); got != want {
				t.Fatalf("seed %d, batch %d: %s", seed, batch, firstDifference(got, want))
			}
		}
	}
}

// cloneOps copies what a view writes to.
func cloneOps(ops []bridge.Op) []bridge.Op {
	out := make([]bridge.Op, len(ops))
	for i, op := range ops {
		op.Values = append(op.Values[:0:0], op.Values...)
		out[i] = op
	}
	return out
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: kept up to date\n%s\nfrom nothing\n%s", i, a[i], b[i])
		}
	}
	return "one has more nodes"
}

// Spec wxss §11: how built-in tags look.
func TestBuiltInStyles(t *testing.T) {
	sk := skel(1, []bridge.Node{el(-1, "view"), el(-1, "text"), el(-1, "image"), el(-1, "swiper"), el(-1, "button"),
		el(-1, "view", id("gone"), attr("hidden", true)), el(-1, "nobody-knows"), el(-1, "VIEW", id("capitals"))})
	s := open(t, define(sk), create(1, sk, 0, 0))
	for selector, want := range map[string]string{
		"view":         "display:block",
		"text":         "display:inline",
		"image":        "display:inline-block width:320px height:240px overflow:hidden",
		"swiper":       "display:block height:150px",
		"button":       "display:block padding:0px_14px font-size:18px text-align:center line-height:46px border-radius:5px box-sizing:border-box",
		"#gone":        "display:none",
		"nobody-knows": "display:inline",
		"#capitals":    "display:block",
	} {
		style := s.one(selector).ComputedStyle()
		for decl := range strings.FieldsSeq(want) {
			name, value, _ := strings.Cut(decl, ":")
			if got := strings.ReplaceAll(style.Get(name), " ", "_"); got != value {
				t.Errorf("%s: %s is %s, want %s", selector, name, got, value)
			}
		}
	}
	if got := s.page.Root().ComputedStyle().Get("display"); got != "block" {
		t.Errorf("the page is %s", got)
	}
}

// Spec wxss §11: what is hidden takes no place, whatever else its tag and attributes say, unless the program says how it is displayed.
func TestHiddenStyle(t *testing.T) {
	sk := skel(1, []bridge.Node{el(-1, "view", attr("hidden", true)), el(-1, "button", attr("size", "mini"), attr("hidden", true)),
		el(-1, "text", attr("user-select", true), attr("hidden", true)), el(-1, "view", class("flex"), attr("hidden", true)),
		el(-1, "view", style("display:flex"), attr("hidden", true)), el(-1, "image", attr("hidden", true)), el(-1, "view", class("flex"), attr("hidden", false))})
	s := open(t, define(sk), create(1, sk, 0, 0))
	s.view.cfg.Styles = func(*Page) *Styles {
		return &Styles{Sheets: []wxss.ScopedSheet{{Sheet: sheetOf(t, "image{display:block}.flex{display:flex}"), Origin: wxss.Author}}}
	}
	var got []string
	for _, n := range s.page.Root().Children() {
		got = append(got, n.ComputedStyle().Get("display"))
	}
	if want := "none none none flex flex none flex"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The style attribute has the layers of WXS and of animations over the template's (spec wxss §1).
func TestStyleLayers(t *testing.T) {
	sk := skel(1, []bridge.Node{el(-1, "view", class("a", "b"), style("z-index:2;order:2;flex-grow:2"))})
	s := open(t, define(sk), create(1, sk, 0, 0))
	styles := &Styles{Sheets: []wxss.ScopedSheet{{Sheet: sheetOf(t, ".a{z-index:1}.b{order:1!important}.c{order:5}"), Origin: wxss.Author}}}
	s.view.cfg.Styles = func(*Page) *Styles { return styles }
	n := s.one("view")
	check := func(want string) {
		t.Helper()
		style := n.ComputedStyle()
		if got := style.Get("z-index") + " " + style.Get("order") + " " + style.Get("flex-grow"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check("2 1 2")
	s.apply(layer(1, 0, bridge.LayerWXSStyle, "z-index:3;flex-grow:3"))
	check("3 1 3")
	s.apply(layer(1, 0, bridge.LayerAnimation, "z-index:4"))
	check("4 1 3")
	s.apply(layer(1, 0, bridge.LayerWXSRemove, []any{"b"}), layer(1, 0, bridge.LayerWXSAdd, []any{"c"}))
	check("4 2 3")
	s.apply(layer(1, 0, bridge.LayerAnimation, nil), layer(1, 0, bridge.LayerWXSStyle, nil))
	check("2 2 2")
}

// What is not rendered has no style; a page that was never asked keeps nothing.
func TestNoStyles(t *testing.T) {
	page, row := tablePage()
	s := open(t, define(page), define(row), create(1, page, 0, 0))
	s.apply(tableRows(row, 10)...)
	if s.page.styling != nil || s.page.StyleStats() != (wxss.StylerStats{}) {
		t.Error("nobody asked, but there are styles")
	}
	for _, c := range s.page.Root().Children() {
		for n := range walkNodes(c) {
			if (n.ComputedStyle() == nil) != (n.IsText() || n.Kind() == KindSlot) {
				t.Errorf("<%s> of kind %s has the style %v", n.Tag(), n.Kind(), n.ComputedStyle())
			}
		}
	}
	if (Node{}).ComputedStyle() != nil || s.page.Root().PseudoStyle("::before") != nil {
		t.Error("there is a style of nothing")
	}
	n := s.one("view")
	if _, err := s.view.Receive(&bridge.ClosePage{Page: 1}); err != nil {
		t.Fatal(err)
	}
	if n.ComputedStyle() != nil || s.page.styling != nil {
		t.Error("a closed page keeps styles")
	}
}

func walkNodes(n Node) func(yield func(Node) bool) {
	return func(yield func(Node) bool) {
		stack := []Node{n}
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = append(stack[:len(stack)-1], n.Children()...)
			if !yield(n) {
				return
			}
		}
	}
}

// A page that was asked once and then only changes does not gather changes without end.
func TestStylesNotAskedAgain(t *testing.T) {
	sk := skel(1, []bridge.Node{el(-1, "view"), el(-1, "view")}, hole(bridge.HoleClass, 0))
	s := open(t, define(sk))
	styles := &Styles{Sheets: []wxss.ScopedSheet{{Sheet: sheetOf(t, "[class*=x]{z-index:1}"), Origin: wxss.Author}}}
	s.view.cfg.Styles = func(*Page) *Styles { return styles }
	s.apply(create(1, sk, 0, 0, "a"))
	n := s.one("view")
	for i := range 3 * maxPendingStyles {
		if i == 0 {
			n.ComputedStyle()
		}
		s.apply(set(1, 0, fmt.Sprintf("x%d", i)))
		if s.page.styling != nil && s.page.styling.styler.Pending() > maxPendingStyles {
			t.Fatal("too many changes wait")
		}
	}
	if s.page.styling != nil {
		t.Error("the styles are kept though nobody asks")
	}
	if got := n.ComputedStyle().Get("z-index"); got != "1" {
		t.Errorf("z-index is %s", got)
	}
}

// Styles are asked for by many while batches come in.
func TestStylesConcurrent(t *testing.T) {
	tb := newTable(t)
	styles := metaStyles(t)
	tb.view.cfg.Styles = func(*Page) *Styles { return styles }
	done := make(chan struct{})
	for range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			for range 20 {
				for _, n := range tb.page.Root().Rendered() {
					n.ComputedStyle()
					n.PseudoStyle("before")
				}
				tb.page.Restyle()
				tb.page.StyleStats()
			}
		}()
	}
	for range 20 {
		tb.send(tb.rows(20))
		tb.send(tb.clear())
	}
	for range 4 {
		<-done
	}
}
