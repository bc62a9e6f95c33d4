package view

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

func TestListOperations(t *testing.T) {
	page := skel(1, []bridge.Node{el(-1, "view"), text(0, "head"), blocks(0), text(0, "tail")})
	row := skel(2, []bridge.Node{el(-1, "i"), text(0, ""), text(-1, "-")}, hole(bridge.HoleText, 1))
	start := []bridge.Op{define(page), define(row), create(1, page, 0, 0),
		create(2, row, 1, 2, "a"), create(3, row, 1, 2, "b"), create(4, row, 1, 2, "c")}
	tests := []struct {
		name string
		ops  []bridge.Op
		want string
	}{
		{"as made", nil, "headabctail"},
		{"insert first", []bridge.Op{before(create(5, row, 1, 2, "x"), 2)}, "headxabctail"},
		{"insert middle", []bridge.Op{before(create(5, row, 1, 2, "x"), 4)}, "headabxctail"},
		{"move first to last", []bridge.Op{move(2, 0)}, "headbcatail"},
		{"move last to first", []bridge.Op{move(4, 2)}, "headcabtail"},
		{"move where it is", []bridge.Op{move(2, 3)}, "headabctail"},
		{"swap", []bridge.Op{move(4, 2), move(2, 0)}, "headcbatail"},
		{"remove first", []bridge.Op{remove(2)}, "headbctail"},
		{"remove middle", []bridge.Op{remove(3)}, "headactail"},
		{"remove all", []bridge.Op{remove(2), remove(4), remove(3)}, "headtail"},
		{"remove and add", []bridge.Op{remove(2), remove(3), remove(4), create(5, row, 1, 2, "x")}, "headxtail"},
		{"set", []bridge.Op{set(3, 0, "new")}, "headanewctail"},
		{"remove the root", []bridge.Op{remove(1)}, ""},
		{"another root", []bridge.Op{remove(1), create(6, row, 0, 0, "x")}, "x-"},
	}
	for _, tt := range tests {
		s := open(t, start...)
		s.apply(tt.ops...)
		got := s.page.Root().TextContent()
		if tt.name != "another root" {
			got = strings.ReplaceAll(got, "-", "")
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// A batch that refers to an instance removed earlier in it is broken.
func TestUseAfterRemove(t *testing.T) {
	s := rich(t)
	for _, op := range []bridge.Op{set(2, 0, "x"), create(2, s.page.table.get(2).skel.def, 1, 1, "a", "b"), remove(2)} {
		if err := s.try(remove(2), op); err == nil {
			t.Errorf("operation %d on a removed instance was taken", op.Kind)
		}
		s.page.err = nil
	}
	s.shows(richOutline)
}

// Redistribution: a slot's roots can move to another slot in either order, and
// removed ones leave.
func TestSlots(t *testing.T) {
	tests := []struct {
		name string
		ops  []bridge.Op
		want string // texts in the first and in the second slot
	}{
		{"as made", nil, "free|[b]"},
		{"exchange", []bridge.Op{slots(4, 1, root(5, 0)), slots(4, 3, root(5, 1))}, "[b]|free"},
		{"steal", []bridge.Op{slots(4, 1, root(5, 1), root(5, 0))}, "free[b]|"},
		{"steal back", []bridge.Op{slots(4, 1, root(5, 1), root(5, 0)), slots(4, 3, root(5, 0))}, "free|[b]"},
		{"order", []bridge.Op{slots(4, 3), slots(4, 1, root(5, 0), root(5, 1))}, "[b]free|"},
		{"none", []bridge.Op{slots(4, 1), slots(4, 3)}, "|"},
		{"content gone", []bridge.Op{remove(5)}, "|"},
	}
	for _, tt := range tests {
		s := rich(t)
		s.apply(tt.ops...)
		var got []string
		all, err := s.page.Root().QueryAll("slot")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range all {
			line := ""
			for _, c := range n.Children() {
				if line += c.Text(); c.Tag() == "view" {
					line += "[b]"
				}
				if c.Parent() != n {
					t.Errorf("%s: the parent of %q is not its slot", tt.name, c.Text())
				}
			}
			got = append(got, line)
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

// When a slot goes its roots are content again, and another slot may take them.
func TestSlotGoes(t *testing.T) {
	s := rich(t)
	content := s.one("c-box").Content()
	if len(content) != 2 || content[0].Tag() != "view" || content[1].Text() != "free" {
		t.Fatalf("content is %v", content)
	}
	s.apply(remove(4))
	s.shows(`
		view
		  text.x "one"
		  text "two"
		  <c-box> (comp/box)
		  "end"`)
	if got := s.one("c-box").Content(); !slices.Equal(got, content) {
		t.Errorf("content is %v", got)
	}
	if content[0].Parent().Valid() || !content[0].Valid() {
		t.Error("content that no slot takes has a parent, or is gone")
	}
	box := skel(30, []bridge.Node{slot(-1, "")})
	s.apply(define(box), shadow(create(20, box, 1, 2)), slots(20, 0, root(5, 0)))
	s.shows(`
		view
		  text.x "one"
		  text "two"
		  <c-box> (comp/box)
		    slot
		      view  slot=b
		  "end"`)
}

// A slot forwarded through two levels (case slot-in-slot-scope), with blocks at
// the top of the content.
func TestSlotInSlot(t *testing.T) {
	page := skel(1, []bridge.Node{comp(-1, "c-o")})
	outer := skel(2, []bridge.Node{comp(-1, "c-i")})
	inner := skel(3, []bridge.Node{el(-1, "view"), text(0, "i:"), slot(0, "")})
	forward := skel(4, []bridge.Node{el(-1, "view"), text(0, "o:"), slot(0, "")})
	given := skel(5, []bridge.Node{blocks(-1), blocks(-1)})
	leaf := skel(6, []bridge.Node{el(-1, "text"), text(0, "")}, hole(bridge.HoleText, 1))
	s := open(t, define(page), define(outer), define(inner), define(forward), define(given), define(leaf),
		create(1, page, 0, 0), component(1, 0, "o"), shadow(create(2, outer, 1, 0)),
		component(2, 0, "i"), shadow(create(3, inner, 2, 0)), create(4, forward, 2, 0), slots(3, 2, root(4, 0)),
		create(5, given, 1, 0), create(6, leaf, 5, 0, "x"), create(7, leaf, 5, 1, "y"),
		slots(4, 2, root(5, 0), root(7, 0)))
	s.shows(`
		<c-o> (o)
		  <c-i> (i)
		    view
		      "i:"
		      slot
		        view
		          "o:"
		          slot
		            text "x"
		            text "y"`)
	s.apply(before(create(8, leaf, 5, 0, "w"), 6), create(9, leaf, 5, 1, "z"))
	if got := s.page.Root().TextContent(); got != "i:o:wxy" {
		t.Errorf("%q: instance 9 is given to no slot, 8 stands in blocks that are", got)
	}
	owners := []string{"o", "i", "i", "o", "o", "pages/index/index"}
	for i, sel := range []string{"c-i", "c-i > view", "view > slot", "slot > view", "view view > slot", "text"} {
		if got := s.one(sel).Owner(); got != owners[i] {
			t.Errorf("the owner of %s is %q, want %q", sel, got, owners[i])
		}
	}
}

// A component that is not known shows its content as an element does.
func TestUnknownComponent(t *testing.T) {
	page := skel(1, []bridge.Node{comp(-1, "c-x")})
	row := skel(2, []bridge.Node{text(-1, "content")})
	s := open(t, define(page), define(row), create(1, page, 0, 0), create(2, row, 1, 0))
	s.shows(`<c-x> "content"`)
	host := s.one("c-x")
	if _, ok := host.Component(); ok || host.Shadow() != nil || host.Children()[0].Parent() != host {
		t.Error("the unknown component is not an element with children")
	}
	s.apply(component(1, 0, "comp/x"))
	s.shows(`<c-x> (comp/x)`)
	s.apply(component(1, 0, ""))
	s.shows(`<c-x> "content"`)
}

// A component that declares a property style takes it away from its host (spec
// wxml §7); what others than the template set stays.
func TestUnstyledHost(t *testing.T) {
	page := skel(1, []bridge.Node{el(-1, "view"), comp(0, "c-v", style("color:red"))})
	v := skel(2, []bridge.Node{el(-1, "view")})
	named := component(1, 1, "comp/v")
	named.Unstyled = true
	s := open(t, define(page), define(v), create(1, page, 0, 0), named, shadow(create(2, v, 1, 1)))
	if got := s.one("c-v").Style(); got != "" {
		t.Errorf("the host has the style %q", got)
	}
	s.apply(layer(1, 1, bridge.LayerWXSStyle, "top:0"))
	if got := s.one("c-v").Style(); got != "top:0" {
		t.Errorf("the host has the style %q, want what WXS set", got)
	}
	s.apply(component(1, 1, "comp/w"))
	if got := s.one("c-v").Style(); got != "color:red;top:0" {
		t.Errorf("the host has the style %q, want the template's again", got)
	}
}

func TestVirtualHost(t *testing.T) {
	page := skel(1, []bridge.Node{el(-1, "view"), comp(0, "c-v", class("k"), style("color:red"), attr("hidden", true))})
	v := skel(2, []bridge.Node{el(-1, "view", id("in")), text(0, "A"), slot(-1, "")})
	content := skel(3, []bridge.Node{el(-1, "text"), text(0, "S")})
	s := open(t, define(page), define(v), define(content), create(1, page, 0, 0),
		virtual(component(1, 1, "comp/v")), shadow(create(2, v, 1, 1)), create(3, content, 1, 1), slots(2, 2, root(3, 0)))
	s.shows(`
		view
		  <c-v>.k (comp/v, virtual)  style=color:red hidden
		    view#in "A"
		    slot
		      text "S"`)
	top := s.one("view")
	if got := tags(top.Rendered()); got != "view text" {
		t.Errorf("rendered are %s", got)
	}
	if got := tags(top.Children()); got != "c-v" || !top.Children()[0].Virtual() {
		t.Errorf("children are %s", got)
	}
	if got := tags(s.one("c-v").Shadow()); got != "view slot" {
		t.Errorf("shadow is %s", got)
	}
	if got := s.page.Root().VisibleText(); !slices.Equal(got, []string{"A", "S"}) {
		t.Errorf("visible is %v: a virtual host can't hide", got)
	}
}

func tags(nodes []Node) string {
	var out []string
	for _, n := range nodes {
		out = append(out, n.Tag())
	}
	return strings.Join(out, " ")
}

func TestNode(t *testing.T) {
	page := skel(1, []bridge.Node{
		el(-1, "view", id("top"), class("a", "other/c--b", "a"), style("color: red"), slotAttr("s"),
			attr("hoverClass", "none"), attr("n", 1), data("itemId", 3)),
		text(0, "x"), el(0, "text"), text(2, "y"), text(0, "z"),
	}, hole(bridge.HoleAttr, 0, "disabled"), hole(bridge.HoleData, 0, "list"), hole(bridge.HoleAttr, 0, "n"))
	s := open(t, define(page), create(1, page, 0, 0, false, []any{1}, value.Undefined()))
	n := s.one("#top")
	if n.Kind() != KindElement || n.Tag() != "view" || n.ID() != "top" || n.Style() != "color: red" || n.Slot() != "s" || n.Page() != s.page {
		t.Errorf("%v %q %q %q %q", n.Kind(), n.Tag(), n.ID(), n.Style(), n.Slot())
	}
	if got := n.Classes(); !slices.Equal(got, []bridge.Class{{Name: "a"}, {Scope: "other/c", Name: "b"}}) {
		t.Errorf("classes %v", got)
	}
	if !n.HasClass("a") || !n.HasClass("b") || n.HasClass("c") {
		t.Error("HasClass is wrong")
	}
	for _, tt := range []struct {
		name string
		want any
		ok   bool
	}{{"hoverClass", "none", true}, {"hover-class", "none", true}, {"disabled", false, true}, {"n", nil, true}, {"id", nil, false}, {"itemId", nil, false}} {
		if got, ok := n.Attr(tt.name); got != tt.want || ok != tt.ok {
			t.Errorf("Attr(%s) = %v, %t", tt.name, got, ok)
		}
	}
	if v, ok := n.AttrValue("n"); !ok || !v.IsUndefined() {
		t.Errorf("AttrValue(n) = %v, %t", v.Kind(), ok)
	}
	if got := n.Attrs(); !reflect.DeepEqual(got, []Attr{{"disabled", false}, {"hoverClass", "none"}, {"n", nil}}) {
		t.Errorf("attrs %v", got)
	}
	if got := n.Dataset(); !reflect.DeepEqual(got, map[string]any{"itemId": 3.0, "list": []any{1.0}}) {
		t.Errorf("dataset %v", got)
	}
	if n.Text() != "xz" || n.TextContent() != "xyz" {
		t.Errorf("text %q, content %q", n.Text(), n.TextContent())
	}
	if x := n.Children()[0]; !x.IsText() || x.Text() != "x" || x.Tag() != "" || x.Kind().String() != "text" {
		t.Errorf("the first child is %v", x)
	}
	if got := n.Target(); got != (Target{1, 1, 0}) || s.page.Node(1, 0) != n {
		t.Errorf("target %v", got)
	}
	if n.Parent() != s.page.Root() || s.page.Root().Parent().Valid() || n.Owner() != "pages/index/index" {
		t.Error("the way up is wrong")
	}
}

func TestPageRoot(t *testing.T) {
	s := rich(t)
	n := s.page.Root()
	if n.Kind() != KindPage || n.Tag() != "page" || n.ID() != "" || n.Owner() != "" || n.Target() != (Target{}) || n.Style() != "" {
		t.Error("the page's root node is wrong")
	}
	if n.Classes() != nil || n.Attrs() != nil || n.Dataset() != nil || n.Content() != nil || n.Shadow() != nil || n.SlotName() != "" {
		t.Error("the page's root node has what it can't have")
	}
	if _, ok := n.Attr("x"); ok || n.HasClass("x") || n.Virtual() || len(n.Children()) != 1 {
		t.Error("the page's root node is wrong")
	}
	for _, at := range []struct {
		i bridge.InstanceID
		n int32
	}{{99, 0}, {0, 0}, {1, 4}, {1, -1}, {1, 1}} {
		if s.page.Node(at.i, at.n).Valid() {
			t.Errorf("Node(%d, %d) is one", at.i, at.n)
		}
	}
}

// A handle to a removed node, like the zero Node, answers with zero values.
func TestRemovedNode(t *testing.T) {
	s := rich(t)
	row := s.one("text.x")
	s.apply(remove(2))
	closed := rich(t)
	inClosed := closed.one("text.x")
	if err := receive(t, closed.view, &bridge.ClosePage{Page: 1}); err != nil {
		t.Fatal(err)
	}
	for name, n := range map[string]Node{"removed": row, "zero": {}, "closed page": inClosed, "root of closed page": closed.page.Root()} {
		if n.Valid() || n.Kind().String() != "none" || n.IsText() || n.Tag() != "" || n.ID() != "" || n.Style() != "" || n.Virtual() ||
			n.Classes() != nil || n.HasClass("x") || n.Attrs() != nil || n.Dataset() != nil || n.Text() != "" || n.TextContent() != "" ||
			n.SlotName() != "" || n.Slot() != "" || n.Owner() != "" || n.Parent() != (Node{}) || n.Children() != nil || n.Rendered() != nil ||
			n.Shadow() != nil || n.Content() != nil || n.Target() != (Target{}) || n.VisibleText() != nil || n.JSON() != nil ||
			n.Count() != 0 || n.Sum() != "" {
			t.Errorf("%s: the handle answers", name)
		}
		if _, ok := n.Component(); ok {
			t.Errorf("%s: is a component", name)
		}
		if _, ok := n.Attr("x"); ok {
			t.Errorf("%s: has an attribute", name)
		}
		if m, err := n.Query("view"); m != (Node{}) || err != nil {
			t.Errorf("%s: Query gives %v, %v", name, m, err)
		}
		if ok, err := n.Matches("view"); ok || err != nil {
			t.Errorf("%s: Matches gives %v, %v", name, ok, err)
		}
		var b strings.Builder
		if n.HTML(&b, HTMLOptions{}) != nil || n.Outline(&b) != nil || b.Len() > 0 {
			t.Errorf("%s: writes %q", name, b.String())
		}
	}
}

// Spec wxs: effective class = template ∪ added − removed; styles of WXS and of
// animations come after the template's, and each keeps to its own layer.
func TestLayers(t *testing.T) {
	page := skel(1, []bridge.Node{el(-1, "view", class("a", "x/y--b"))}, hole(bridge.HoleClass, 0), hole(bridge.HoleStyle, 0))
	tests := []struct {
		name         string
		ops          []bridge.Op
		class, style string
	}{
		{"template", nil, "a x/y--b c", "top: 0; "},
		{"add", []bridge.Op{layer(1, 0, bridge.LayerWXSAdd, []any{"d", "a"})}, "a x/y--b c d", "top: 0; "},
		{"remove", []bridge.Op{layer(1, 0, bridge.LayerWXSRemove, []any{"a", "c"})}, "x/y--b", "top: 0; "},
		{"a name of another scope stays", []bridge.Op{layer(1, 0, bridge.LayerWXSRemove, []any{"b"})}, "a x/y--b c", "top: 0; "},
		{"added and removed", []bridge.Op{layer(1, 0, bridge.LayerWXSAdd, []any{"d"}), layer(1, 0, bridge.LayerWXSRemove, []any{"d"})}, "a x/y--b c", "top: 0; "},
		{"hover", []bridge.Op{layer(1, 0, bridge.LayerHover, []any{"h", []any{"x/y", "z"}}), layer(1, 0, bridge.LayerWXSAdd, []any{"d"})}, "a x/y--b c d h x/y--z", "top: 0; "},
		{"hover taken back", []bridge.Op{layer(1, 0, bridge.LayerHover, []any{"h"}), layer(1, 0, bridge.LayerHover, nil)}, "a x/y--b c", "top: 0; "},
		{"styles", []bridge.Op{layer(1, 0, bridge.LayerAnimation, "top:2px"), layer(1, 0, bridge.LayerWXSStyle, "top:1px;")}, "a x/y--b c", "top: 0;top:1px;top:2px"},
		{"template after layers", []bridge.Op{layer(1, 0, bridge.LayerWXSStyle, "left:0"), set(1, 1, ""), set(1, 0, "e")}, "a x/y--b e", "left:0"},
		{"taken back", []bridge.Op{layer(1, 0, bridge.LayerWXSStyle, "left:0"), layer(1, 0, bridge.LayerWXSStyle, "")}, "a x/y--b c", "top: 0; "},
	}
	for _, tt := range tests {
		s := open(t, define(page), create(1, page, 0, 0, "c", "top: 0; "))
		s.apply(tt.ops...)
		n := s.one("view")
		var names []string
		for _, c := range n.Classes() {
			names = append(names, className(c))
			if !n.HasClass(c.Name) {
				t.Errorf("%s: HasClass(%s) is false", tt.name, c.Name)
			}
		}
		if got := strings.Join(names, " "); got != tt.class || n.Style() != tt.style {
			t.Errorf("%s: class %q style %q, want %q %q", tt.name, got, n.Style(), tt.class, tt.style)
		}
	}
	s := open(t, define(page), create(1, page, 0, 0, "c", ""), layer(1, 0, bridge.LayerWXSRemove, []any{"a"}))
	if s.one("view").HasClass("a") {
		t.Error("a removed class is still there")
	}
}

// HoleClass: white space separates, arrays nest one level, the node's own scope
// is the bare name, duplicates go.
func TestClassValues(t *testing.T) {
	long := make([]any, 60)
	for i := range long {
		long[i] = fmt.Sprint("c", i%30)
	}
	tests := []struct {
		v    any
		want string
	}{
		{" a\tb\n a ", "a b"},
		{[]any{"a b", []any{"x/y", "a c"}, "a"}, "a b x/y--a x/y--c"},
		{[]any{[]any{"pages/index/index", "a"}, "a"}, "a"},
		{[]any{}, ""},
		{long, "c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 c21 c22 c23 c24 c25 c26 c27 c28 c29"},
	}
	page := skel(1, []bridge.Node{el(-1, "view")}, hole(bridge.HoleClass, 0))
	for _, tt := range tests {
		s := open(t, define(page), create(1, page, 0, 0, tt.v))
		var names []string
		for _, c := range s.one("view").Classes() {
			names = append(names, className(c))
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.v, got, tt.want)
		}
	}
}

// A hostile tree may be as deep as it is large; nothing may recurse.
func TestDeepTree(t *testing.T) {
	const depth = 20_000
	page := skel(1, []bridge.Node{el(-1, "view"), blocks(0)})
	ops := []bridge.Op{define(page), create(1, page, 0, 0)}
	for i := bridge.InstanceID(2); i <= depth; i++ {
		ops = append(ops, create(i, page, i-1, 1))
	}
	s := open(t)
	if err := s.try(ops...); err != nil {
		t.Fatal(err)
	}
	if got := s.page.Root().Count(); got != depth {
		t.Errorf("%d nodes", got)
	}
	useAll(s.page)
	if err := s.try(remove(2)); err != nil || s.page.Root().Count() != 1 {
		t.Errorf("%v, %d nodes left", err, s.page.Root().Count())
	}
}

// Readers run while batches are applied: each call sees a whole state.
func TestConcurrentReaders(t *testing.T) {
	page := skel(1, []bridge.Node{blocks(-1)})
	row := skel(2, []bridge.Node{el(-1, "view"), text(0, "")}, hole(bridge.HoleText, 1))
	s := open(t, define(page), define(row), create(1, page, 0, 0), create(2, row, 1, 0, "0"), create(3, row, 1, 0, "0"))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := s.page.Root().VisibleText(); len(got) != 2 || got[0] != got[1] {
					t.Errorf("half a batch is seen: %v", got)
					return
				}
				all, _ := s.page.Root().QueryAll("view")
				for _, n := range all {
					n.Classes()
					n.Parent()
				}
			}
		}()
	}
	for i := range 300 {
		n := bridge.InstanceID(2*i + 4)
		text := fmt.Sprint(i)
		s.apply(remove(n-2), remove(n-1), create(n, row, 1, 0, text), create(n+1, row, 1, 0, text))
	}
	close(stop)
	wg.Wait()
}
