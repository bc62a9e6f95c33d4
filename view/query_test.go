package view

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
)

// The tree of the selector tests; ids name the nodes.
//
//	view#v1.a.b [data-id=3, hover-class="x y", disabled=false, lang=zh-CN]
//	  text#t1.c
//	  c-box#box.a (comp/box)
//	    view#in.inner
//	      slot
//	        view#s1.c
//	          text#t2
//	  c-v#virt.w (comp/v, virtual)
//	    text#t3
func selectorTree(t testing.TB) *session {
	page := skel(1, []bridge.Node{
		el(-1, "view", id("v1"), class("a", "b"), data("id", 3), attr("hoverClass", "x y"), attr("disabled", false), attr("lang", "zh-CN"), attr("plain", true)),
		el(0, "text", id("t1"), class("c")), text(1, "some text"),
		comp(0, "c-box", id("box"), class("a")),
		comp(0, "c-v", id("virt"), class("w")),
	})
	box := skel(2, []bridge.Node{el(-1, "view", id("in"), class("comp/other--inner")), slot(0, "n")})
	content := skel(3, []bridge.Node{el(-1, "view", id("s1"), class("c"), slotAttr("n"), style("top:0")), el(0, "text", id("t2"))})
	v := skel(4, []bridge.Node{el(-1, "text", id("t3"), attr("name", "q"))})
	return open(t, define(page), define(box), define(content), define(v), create(1, page, 0, 0),
		component(1, 3, "comp/box"), shadow(create(2, box, 1, 3)), create(3, content, 1, 3), slots(2, 1, root(3, 0)),
		virtual(component(1, 4, "comp/v")), shadow(create(4, v, 1, 4)))
}

// Selector grammar: spec component §8, on the composed tree of everything.
func TestQueryAll(t *testing.T) {
	s := selectorTree(t)
	tests := []struct{ sel, want string }{
		{"view", "v1 in s1"},
		{"text", "t1 t2 t3"},
		{"#box", "box"},
		{".c", "t1 s1"},
		{".inner", "in"},
		{".a.b", "v1"},
		{"view.c#s1", "s1"},
		{"*", "v1 t1 box in slot s1 t2 virt t3"},
		{"slot", "slot"},
		{"c-box", "box"},
		{"c-box view", "in s1"},
		{"view view view", "s1"},
		{".a .a", "box"},
		{".a text", "t1 t2 t3"},
		{".a >>> text", "t1 t2 t3"},
		{".a>>>.c", "t1 s1"},
		{"page > view", "v1"},
		{"page view", "v1 in s1"},
		{"view > text", "t1 t2 t3"},
		{"c-v > text", "t3"},
		{"c-box > view", "in"},
		{"#in > .c", "s1"},
		{"slot > .c", "s1"},
		{"#v1 > .c", "t1"},
		{"#in>.c>text", "t2"},
		{"#v1 #in > #t2", ""},
		{"#v1 > c-box #s1 > text", "t2"},
		{"text, .c, #none", "t1 s1 t2 t3"},
		{" #t1 ,\n#t2 ", "t1 t2"},
		{"[data-id]", "v1"},
		{"[data-id=3]", "v1"},
		{`[data-id="4"]`, ""},
		{"[hover-class]", "v1"},
		{"[hover-class~=y]", "v1"},
		{"[hover-class~='x y']", ""},
		{"[hover-class^=x]", "v1"},
		{"[hover-class$=' y']", "v1"},
		{`[hover-class*=" "]`, "v1"},
		{"[hover-class*='']", ""},
		{"[lang|=zh]", "v1"},
		{"[lang|=z]", ""},
		{"[disabled]", ""},
		{"[plain=true]", "v1"},
		{"[id^=t]", "t1 t2 t3"},
		{"[class='a b']", "v1"},
		{"[style]", "s1"},
		{"[slot=n]", "s1"},
		{"[name=n]", "slot"},
		{"[name=q]", "t3"},
		{"view[ id = 's1' ].c", "s1"},
		{"unknown", ""},
		{`#\74 1`, ""},
		{`#t\1`, "t1"},
	}
	for _, tt := range tests {
		all, err := s.page.Root().QueryAll(tt.sel)
		if err != nil {
			t.Errorf("%s: %v", tt.sel, err)
			continue
		}
		if got := ids(all); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.sel, got, tt.want)
		}
		first, err := s.page.Root().Query(tt.sel)
		if err != nil || len(all) > 0 && first != all[0] || len(all) == 0 && first.Valid() {
			t.Errorf("%s: Query gives %s, %v", tt.sel, first.ID(), err)
		}
		for _, n := range all {
			if ok, err := n.Matches(tt.sel); !ok || err != nil {
				t.Errorf("%s: Matches says %t, %v of %s", tt.sel, ok, err, n.ID())
			}
		}
	}
}

func ids(nodes []Node) string {
	var out []string
	for _, n := range nodes {
		if n.Kind() == KindSlot {
			out = append(out, "slot")
		} else {
			out = append(out, n.ID())
		}
	}
	return strings.Join(out, " ")
}

// Below a node only what is below it is found, but the way to it may begin
// above.
func TestQueryBelow(t *testing.T) {
	s := selectorTree(t)
	tests := []struct{ from, sel, want string }{
		{"#box", "view", "in s1"},
		{"#box", "#v1 .c", "s1"},
		{"#box", "c-box", ""},
		{"#box", "c-box > view", "in"},
		{"#in", "view > text", "t2"},
		{"#t2", "*", ""},
	}
	for _, tt := range tests {
		all, err := s.one(tt.from).QueryAll(tt.sel)
		if got := ids(all); err != nil || got != tt.want {
			t.Errorf("%s below %s: %q, %v, want %q", tt.sel, tt.from, got, err, tt.want)
		}
	}
	for _, sel := range []string{"view", "text#t1 view", ".c > text"} {
		if ok, err := s.one("#t1").Matches(sel); ok || err != nil {
			t.Errorf("%s matches: %t, %v", sel, ok, err)
		}
	}
	if ok, _ := s.one("#t1").Children()[0].Matches("*"); ok {
		t.Error("text matches")
	}
}

func TestBadSelectors(t *testing.T) {
	tests := []struct {
		sel    string
		at     int
		reason string
	}{
		{"", 0, "a tag, .class, #id or [attribute] is missing"},
		{"  ", 2, "is missing"},
		{"view >", 6, "is missing"},
		{"> view", 0, "is missing"},
		{"view,", 5, "is missing"},
		{",view", 0, "is missing"},
		{"view,,text", 5, "is missing"},
		{"a . b", 3, "a name must follow '.'"},
		{"#", 1, "a name must follow '#'"},
		{"#a#b", 4, "only one id"},
		{"view:first-child", 4, "pseudo classes and elements are not supported"},
		{"a + b", 2, "'+' is not understood here"},
		{"a ~ b", 2, "'~' is not understood here"},
		{"a!", 1, "'!' is not understood here"},
		{"a\x00", 1, "is not understood here"},
		{"[", 1, "the name of an attribute is missing"},
		{"[a", 2, `"]" is missing`},
		{"[a=", 3, "the value of an attribute is missing"},
		{"[a='x", 5, "a quote is not closed"},
		{"[a=x y]", 5, `"]" is missing`},
		{"[a~x]", 3, `"=" is missing`},
		{strings.Repeat("a ", 65), 128, "it has more than 64 parts"},
		{strings.Repeat("a", 5000), 4096, "longer than 4096 bytes"},
	}
	s := selectorTree(t)
	for _, tt := range tests {
		_, err := s.page.Root().Query(tt.sel)
		var se *SelectorError
		if !errors.As(err, &se) || se.Offset != tt.at || !strings.Contains(se.Reason, tt.reason) {
			t.Errorf("%q: %v, want %d %s", tt.sel, err, tt.at, tt.reason)
		}
		if _, err := (Node{}).QueryAll(tt.sel); err == nil {
			t.Errorf("%q: the zero Node takes it", tt.sel)
		}
		if _, err := s.one("view").Matches(tt.sel); err == nil {
			t.Errorf("%q: Matches takes it", tt.sel)
		}
	}
}

func TestSelectorCache(t *testing.T) {
	s := selectorTree(t)
	for i := range 3 * maxSelectors {
		if _, err := s.page.Root().Query(fmt.Sprint("view", i)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.view.selectors); n > maxSelectors {
		t.Errorf("%d selectors are kept", n)
	}
	a, _ := s.view.selector("view")
	b, _ := s.view.selector("view")
	if a != b {
		t.Error("a selector is compiled twice")
	}
}

func FuzzCompile(f *testing.F) {
	for _, sel := range []string{"view.a#b > c[d='e']", "a,b >>> c", "[a|=b]", `\.a`, "a:b", "é > *"} {
		f.Add(sel)
	}
	s := selectorTree(f)
	f.Fuzz(func(t *testing.T, sel string) {
		all, err := s.page.Root().QueryAll(sel)
		if err != nil && len(all) > 0 {
			t.Errorf("%q gives nodes and %v", sel, err)
		}
		if _, again := s.page.Root().QueryAll("#none, " + sel); (err == nil) != (again == nil) && strings.Count(sel, "") < 100 {
			t.Errorf("%q: %v as an alternative, else %v", sel, again, err)
		}
	})
}
