package view

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

func TestOutline(t *testing.T) {
	page := skel(1, []bridge.Node{
		el(-1, "view", id("x"), class("card", "p/q--big"), style("top: 0"), data("id", 3), data("key", "3"), data("name", "a b"),
			attr("hidden", true), attr("plain", false), attr("hoverClass", "none"), attr("list", []any{1, "a"}), attr("no", value.Undefined()), attr("nil", nil)),
		text(0, "\n  two\n  words "), text(0, "more"), el(0, "text"), text(3, "as\n is "), el(0, "view"), text(5, " \n "),
		comp(0, "c-c", class("k"), id("c"), attr("n", math.NaN())), text(-1, "  "), text(-1, "last \"quoted\""),
	})
	s := open(t, define(page), create(1, page, 0, 0), component(1, 7, "comp/c"))
	s.shows(`
		view.card.p/q--big#x  style="top: 0" data-id=3 data-key="3" data-name="a b" hidden hover-class=none list=[1,"a"] nil=null no=undefined plain=false
		  "two words more"
		  text "as\n is "
		  view
		  <c-c>.k#c (comp/c)  n=NaN
		"last \"quoted\""`)
	if got := s.outline(); !strings.HasPrefix(got, "page (pages/index/index)\n  view.card") {
		t.Errorf("the outline begins %.60q", got)
	}
	var b strings.Builder
	if err := s.one("text").Outline(&b); err != nil || b.String() != "text \"as\\n is \"\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWriterErrors(t *testing.T) {
	n := rich(t).page.Root()
	if n.HTML(brokenWriter{}, HTMLOptions{}) != errBroken || n.Outline(brokenWriter{}) != errBroken {
		t.Error("the writer's error is lost")
	}
}

type opaque struct{ class, text string }

func (o opaque) ClassName() string { return o.class }
func (o opaque) String() string    { return o.text }

// The node form of the conformance cases.
func TestJSON(t *testing.T) {
	tests := []struct {
		name string
		node bridge.Node
		want string
	}{
		{"element", el(-1, "View"), `{"tag":"View"}`},
		{"fields", el(-1, "view", class("a", "a", "p/q--b"), slotAttr("s"), style("x:y"), id("i")), `{"tag":"view","id":"i","class":["a","p/q--b"],"style":"x:y","slot":"s"}`},
		{"attrs sorted, values as they are", el(-1, "view", attr("hidden", "false"), attr("ariaLabel", "L"), attr("b", true), attr("n", math.Copysign(0, -1))), `{"tag":"view","attrs":{"ariaLabel":"L","b":true,"hidden":"false","n":0}}`},
		{"data", el(-1, "view", data("itemId", 3), data("a", "x")), `{"tag":"view","data":{"a":"x","itemId":3}}`},
		{"values that JSON lacks", el(-1, "view", attr("a", value.Undefined()), attr("b", math.NaN()), attr("c", math.Inf(-1)), attr("d", nil), attr("e", []any{math.Inf(1)}),
			attr("f", value.FromFunc(&value.Function{})), attr("g", value.FromOpaque(opaque{"RegExp", "/x/"}))),
			`{"tag":"view","attrs":{"a":{"$":"undefined"},"b":{"$":"NaN"},"c":{"$":"-Infinity"},"d":null,"e":[{"$":"Infinity"}],"f":{"$":"function"},"g":{"$":"regexp","source":"/x/"}}}`},
		{"keys sorted", el(-1, "view", attr("a", value.FromObject(value.ObjectOf(value.NewShape("z", "y", "10"), vals(3, 1, 2))))), `{"tag":"view","attrs":{"a":{"10":3,"y":2,"z":1}}}`},
		{"component", comp(-1, "c-x", attr("hidden", true), class("k")), `{"tag":"c-x","class":["k"]}`},
		{"slot", slot(-1, "n"), `{"tag":"slot","name":"n"}`},
		{"text", text(-1, "a \"b\"\n\xed\xa0\xbd"), `"a \"b\"\n\ud83d"`},
	}
	for _, tt := range tests {
		sk := skel(1, []bridge.Node{tt.node})
		s := open(t, define(sk), create(1, sk, 0, 0))
		if got := string(s.page.Root().Children()[0].JSON()); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// Cases slot-in-slot-scope, virtual-host and text-whitespace in one.
func TestJSONTree(t *testing.T) {
	s := selectorTree(t)
	sk := skel(9, []bridge.Node{text(-1, ""), text(-1, "a"), text(-1, ""), text(-1, " b")})
	s.apply(define(sk), create(9, sk, 1, 4))
	s.apply(remove(9))
	got := string(s.one("c-box").JSON())
	want := `{"tag":"c-box","is":"comp/box","id":"box","class":["a"],"shadow":[{"tag":"view","id":"in","class":["comp/other--inner"],"children":[` +
		`{"tag":"slot","name":"n","children":[{"tag":"view","id":"s1","class":["c"],"style":"top:0","slot":"n","children":[{"tag":"text","id":"t2"}]}]}]}]}`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	got = string(s.one("c-v").JSON())
	if want := `{"tag":"c-v","is":"comp/v","virtualHost":true,"id":"virt","shadow":[{"tag":"text","id":"t3","attrs":{"name":"q"}}]}`; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	s = open(t, define(sk), create(1, sk, 0, 0))
	if got := string(s.page.Root().JSON()); got != `{"tag":"#root","is":"pages/index/index","shadow":["a b"]}` {
		t.Errorf("the page is %s", got)
	}
	if got := string(s.page.Root().Children()[0].JSON()); got != `""` {
		t.Errorf("an empty text is %s", got)
	}
	if !json.Valid(rich(t).page.Root().JSON()) {
		t.Error("no JSON")
	}
}

func TestJSONDepth(t *testing.T) {
	v := value.Null()
	for range 5000 {
		v = value.FromArray(value.NewArray(v))
	}
	sk := skel(1, []bridge.Node{el(-1, "view", attr("a", v))})
	s := open(t, define(sk), create(1, sk, 0, 0))
	if got := string(s.one("view").JSON()); !strings.Contains(got, `[{"$":"cycle"}]`) {
		t.Errorf("%d bytes without an end", len(got))
	}
}

// Conformance README, "Whole programs".
func TestVisibleText(t *testing.T) {
	page := skel(1, []bridge.Node{
		el(-1, "view"), text(0, "  a "), text(0, " b\n"), el(0, "view"), text(3, " \n"), text(3, "c"), text(0, "d"),
		el(0, "view"), text(7, "style"), el(7, "view"), text(9, "below"),
		comp(0, "c-x"), text(-1, "\u00a0end\u3000"),
	}, hole(bridge.HoleStyle, 7), hole(bridge.HoleAttr, 7, "hidden"), hole(bridge.HoleAttr, 11, "hidden"))
	shadowTree := skel(2, []bridge.Node{text(-1, "in")})
	tests := []struct {
		style       string
		hidden, box any
		want        string
	}{
		{"", false, false, "a  b|c|d|style|below|in|end"},
		{"", true, false, "a  b|c|d|in|end"},
		{"", "false", false, "a  b|c|d|in|end"},
		{"", "", true, "a  b|c|d|style|below|end"},
		{"display:none", nil, value.Undefined(), "a  b|c|d|in|end"},
		{"color:red; DISPLAY : NONE ;", nil, nil, "a  b|c|d|in|end"},
		{"display:none;display:block", nil, nil, "a  b|c|d|style|below|in|end"},
		{"display:none !important;display:block", nil, nil, "a  b|c|d|in|end"},
		{"display:none;display:", nil, nil, "a  b|c|d|in|end"},
		{"background:url(a;display:none);content:';display:none'", nil, nil, "a  b|c|d|style|below|in|end"},
		{"--display:none", nil, nil, "a  b|c|d|style|below|in|end"},
		{`content:"\";display:none`, nil, nil, "a  b|c|d|style|below|in|end"},
	}
	for _, tt := range tests {
		s := open(t, define(page), define(shadowTree), create(1, page, 0, 0, tt.style, tt.hidden, tt.box),
			component(1, 11, "comp/x"), shadow(create(2, shadowTree, 1, 11)))
		if got := strings.Join(s.page.Root().VisibleText(), "|"); got != tt.want {
			t.Errorf("style %q, hidden %v, %v: %s, want %s", tt.style, tt.hidden, tt.box, got, tt.want)
		}
	}
	s := open(t, define(shadowTree), create(1, shadowTree, 0, 0))
	if got := s.page.Root().Children()[0].VisibleText(); !slices.Equal(got, []string{"in"}) {
		t.Errorf("the text of a text node is %v", got)
	}
}

func TestHiddenByWXS(t *testing.T) {
	s := rich(t)
	s.apply(layer(1, 0, bridge.LayerWXSStyle, "display: none"))
	if got := s.page.Root().VisibleText(); got != nil {
		t.Errorf("visible is %v", got)
	}
	s.apply(layer(1, 0, bridge.LayerAnimation, "display: block"))
	if got := s.page.Root().VisibleText(); len(got) == 0 {
		t.Error("nothing is visible")
	}
}

// tablePage is the table page of the benchmarks: 10 nodes a row.
func tablePage() (page, row *bridge.Skeleton) {
	page = skel(1, []bridge.Node{el(-1, "view", class("table")), blocks(0)})
	row = skel(2, []bridge.Node{
		el(-1, "view"), el(0, "view", class("c-id")), el(1, "text"), text(2, ""),
		el(0, "view", class("c-label")), el(4, "text", class("label")), text(5, ""),
		el(0, "view", class("c-op")), el(7, "text", class("icon"), attr("ariaLabel", "remove")), text(8, "x"),
	}, hole(bridge.HoleClass, 0), hole(bridge.HoleData, 0, "id"), hole(bridge.HoleText, 3), hole(bridge.HoleData, 5, "id"),
		hole(bridge.HoleText, 6), hole(bridge.HoleData, 7, "id"))
	return page, row
}

// tableRows makes the rows as the page's own generator does.
func tableRows(row *bridge.Skeleton, n int) []bridge.Op {
	words := [][]string{
		{"tiny", "broad", "narrow", "huge", "modest", "steep", "flat", "round", "square", "curved", "heavy"},
		{"amber", "teal", "ivory", "scarlet", "violet", "indigo", "olive", "coral", "azure"},
		{"lamp", "kettle", "bicycle", "ladder", "violin", "anchor", "basket", "compass", "candle", "saddle", "drum", "mirror", "rope"},
	}
	seed := 20240607
	ops := make([]bridge.Op, n)
	for i := range ops {
		var label []string
		for _, list := range words {
			seed = seed * 16807 % 2147483647
			label = append(label, list[seed%len(list)])
		}
		id := value.Int(i + 1)
		ops[i] = bridge.Op{Kind: bridge.OpCreate, Instance: bridge.InstanceID(i + 2), Skeleton: row, Parent: 1, At: 1, Values: []value.Value{
			value.String("row "), id, value.String(fmt.Sprint(i + 1)), id, value.String(strings.Join(label, " ")), id,
		}}
	}
	return ops
}

// WORKLOADS, "State check": the figures that all engines agree on.
func TestStateCheck(t *testing.T) {
	page, row := tablePage()
	for _, tt := range []struct {
		rows, nodes int
		sum         string
	}{{0, 1, "b159d73f"}, {100, 1001, "b8f515b8"}, {1000, 10001, "e6c870c0"}} {
		s := open(t, define(page), define(row), create(1, page, 0, 0))
		s.apply(tableRows(row, tt.rows)...)
		if n := s.page.Root(); n.Count() != tt.nodes || n.Sum() != tt.sum {
			t.Errorf("%d rows: %d nodes, sum %s, want %d, %s", tt.rows, n.Count(), n.Sum(), tt.nodes, tt.sum)
		}
	}
}

// What the state check leaves out makes no difference, what it looks at does.
func TestSumLooksAt(t *testing.T) {
	base := []bridge.Node{el(-1, "view", id("i"), class("b", "p/q--a", "a")), text(0, " x \u00a0y\n"), el(0, "text"), text(0, " ")}
	sumOf := func(nodes []bridge.Node) (string, int) {
		sk := skel(1, nodes)
		s := open(t, define(sk), create(1, sk, 0, 0))
		return s.page.Root().Sum(), s.page.Root().Count()
	}
	want, count := sumOf(base)
	if count != 3 {
		t.Errorf("%d nodes", count)
	}
	tests := []struct {
		name  string
		nodes []bridge.Node
		same  bool
	}{
		{"order and scope of classes, style, attributes", []bridge.Node{el(-1, "view", id("i"), class("a", "b"), style("x:y"), attr("a", 1)), text(0, "x y"), el(0, "text")}, true},
		{"texts cut otherwise", []bridge.Node{el(-1, "view", id("i"), class("a", "b")), text(0, "x"), text(0, "\t"), text(0, " y"), el(0, "text"), text(4, "")}, true},
		{"slots between", []bridge.Node{el(-1, "view", id("i"), class("a", "b")), slot(0, ""), text(0, "x y"), el(0, "text")}, true},
		{"id", []bridge.Node{el(-1, "view", id("j"), class("a", "b")), text(0, "x y"), el(0, "text")}, false},
		{"class", []bridge.Node{el(-1, "view", id("i"), class("a")), text(0, "x y"), el(0, "text")}, false},
		{"text", []bridge.Node{el(-1, "view", id("i"), class("a", "b")), text(0, "xy"), el(0, "text")}, false},
		{"nesting", []bridge.Node{el(-1, "view", id("i"), class("a", "b")), text(0, "x y"), el(-1, "text")}, false},
	}
	for _, tt := range tests {
		if got, _ := sumOf(tt.nodes); (got == want) != tt.same {
			t.Errorf("%s: %s and %s", tt.name, got, want)
		}
	}
}

// JavaScript sorts by UTF-16 code units: U+1F600 before U+FF01.
func TestCompareUTF16(t *testing.T) {
	sorted := []string{"", "Z", "a", "a!", "aa", "é", "中", "\U0001F600", "\U0001F601", "\U0010FFFF", "\uE000", "\uFF01"}
	for i := range sorted {
		for j := range sorted {
			if got, want := compareUTF16(sorted[i], sorted[j]), min(max(i-j, -1), 1); got != want {
				t.Errorf("%q and %q: %d, want %d", sorted[i], sorted[j], got, want)
			}
		}
	}
}

func TestEqual(t *testing.T) {
	if err := Equal(rich(t).page, rich(t).page); err != nil {
		t.Error(err)
	}
	tests := []struct {
		name string
		ops  []bridge.Op
		want string
	}{
		{"text", []bridge.Op{set(2, 0, "new")}, `differ below page > view > text: text "one" and text "new"`},
		{"class", []bridge.Op{set(2, 1, "y")}, `differ below page > view: <text> owner="pages/index/index" ."x" at depth 2 and <text> owner="pages/index/index" ."y" at depth 2`},
		{"row gone", []bridge.Op{remove(3)}, `<text> owner="pages/index/index" at depth 2 and <c-box>`},
		{"order", []bridge.Op{move(3, 2)}, `."x" at depth 2 and <text>`},
		{"slot", []bridge.Op{slots(4, 3)}, `slot="b"`},
		{"component", []bridge.Op{component(1, 2, "comp/y")}, `is="comp/box"`},
		{"virtual", []bridge.Op{virtual(component(1, 2, "comp/box"))}, ` virtual`},
		{"style of wxs", []bridge.Op{layer(1, 0, bridge.LayerWXSStyle, "a:b")}, `style="a:b"`},
		{"all gone", []bridge.Op{remove(1)}, "and nothing"},
	}
	for _, tt := range tests {
		a, b := rich(t), rich(t)
		b.apply(tt.ops...)
		err := Equal(a.page, b.page)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if Equal(b.page, a.page) == nil {
			t.Errorf("%s: equal the other way round", tt.name)
		}
	}
	// How text is cut does not count, attributes do.
	one, two := skel(1, []bridge.Node{text(-1, "ab")}), skel(1, []bridge.Node{text(-1, "a"), text(-1, ""), text(-1, "b")})
	if err := Equal(open(t, define(one), create(1, one, 0, 0)).page, open(t, define(two), create(1, two, 0, 0)).page); err != nil {
		t.Error(err)
	}
	one, two = skel(1, []bridge.Node{el(-1, "i", attr("a", 1))}), skel(1, []bridge.Node{el(-1, "i", data("a", 1))})
	if err := Equal(open(t, define(one), create(1, one, 0, 0)).page, open(t, define(two), create(1, two, 0, 0)).page); err == nil {
		t.Error("an attribute is equal to a dataset entry")
	}
}
