package view

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

func htmlOf(t testing.TB, n Node, opts HTMLOptions) string {
	t.Helper()
	var b strings.Builder
	if err := n.HTML(&b, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	tests := []struct {
		name string
		node bridge.Node
		want string
	}{
		{"plain", el(-1, "view"), `<wx-view></wx-view>`},
		{"tag", el(-1, `Scroll-View x"<`), `<wx-scroll-view-x--></wx-scroll-view-x-->`},
		{"id and class", el(-1, "view", id(`a"b`), class("x", "p/q--y")), `<wx-view id="a&quot;b" class="x p/q--y"></wx-view>`},
		{"style", el(-1, "view", style("width: 20rpx")), `<wx-view style="width: 20rpx"></wx-view>`},
		{"attributes", el(-1, "view", attr("hoverClass", "none"), attr("ariaLabel", "<&>")), `<wx-view aria-label="&lt;&amp;&gt;" hover-class="none"></wx-view>`},
		{"what a control is", el(-1, "switch", attr("disabled", true), attr("ariaChecked", "mixed"), attr("role", nil)),
			`<wx-switch aria-checked="mixed" disabled aria-disabled="true" role="switch"></wx-switch>`},
		{"values", el(-1, "view", attr("a", true), attr("b", false), attr("c", nil), attr("d", value.Undefined()), attr("e", 1.5), attr("f", ""),
			attr("g", []any{1, "x"}), attr("h", map[string]any{"k": 1})),
			`<wx-view a e="1.5" f="" g="[1,&quot;x&quot;]" h="{&quot;k&quot;:1}"></wx-view>`},
		{"dataset", el(-1, "view", data("itemId", 3), data("on", true)), `<wx-view data-item-id="3" data-on></wx-view>`},
		{"handlers of a browser", el(-1, "view", attr("onclick", "alert(1)"), attr("onClick", "alert(1)"), attr("ok", "1")), `<wx-view ok="1"></wx-view>`},
		{"names that HTML lacks", el(-1, "view", attr(`a"b`, "1"), attr("a b", "1"), attr("", "1"), attr("é", "1"), attr("id", "x"), attr("class", "x"), attr("style", "x")), `<wx-view></wx-view>`},
		{"one name twice", el(-1, "view", attr("aB", "1"), attr("a-b", "2"), data("x", "3"), attr("dataX", "4")), `<wx-view data-x="3" a-b="2"></wx-view>`},
		{"image", el(-1, "image", attr("src", "/a.png"), attr("mode", "aspectFill")), `<wx-image mode="aspectFill" src="/a.png"><img alt="" src="/a.png"></wx-image>`},
		{"image without src", el(-1, "image"), `<wx-image></wx-image>`},
		{"input", el(-1, "input", attr("value", "v"), attr("placeholder", "p"), attr("password", true), attr("disabled", true)),
			`<wx-input disabled password placeholder="p" value="v"><input type="password" value="v" placeholder="p" disabled></wx-input>`},
		{"textarea", el(-1, "textarea", attr("value", "</textarea>"), attr("disabled", "false"), attr("placeholder", "p")),
			"<wx-textarea disabled=\"false\" placeholder=\"p\" value=\"&lt;/textarea&gt;\"><textarea placeholder=\"p\" disabled>\n&lt;/textarea&gt;</textarea></wx-textarea>"},
		{"progress", el(-1, "progress", attr("percent", "40"), attr("activeColor", "red")),
			`<wx-progress active-color="red" percent="40"><div><i style="width:40%;background:red"></i></div></wx-progress>`},
		{"progress with everything", el(-1, "progress", attr("percent", 50), attr("color", "red"), attr("backgroundColor", "#eee"), attr("strokeWidth", "20rpx"), attr("borderRadius", 3), attr("showInfo", true), attr("fontSize", "12px")),
			`<wx-progress background-color="#eee" border-radius="3" color="red" font-size="12px" percent="50" show-info stroke-width="20rpx"><div style="height:20rpx;border-radius:3px;background:#eee"><i style="width:50%;background:red"></i></div><span style="font-size:12px">50%</span></wx-progress>`},
		{"slider with everything", el(-1, "slider", attr("value", 150), attr("selectedColor", "red"), attr("color", "blue"), attr("showValue", true)),
			`<wx-slider color="blue" selected-color="red" show-value value="150"><div style="background:blue"><i style="width:100%;background:red"></i></div><span>100</span></wx-slider>`},
		{"icon", el(-1, "icon", attr("type", "success"), attr("size", "40rpx"), attr("color", "red")),
			`<wx-icon style="width:40rpx;height:40rpx;line-height:40rpx;font-size:calc(40rpx * .65);background:red;" color="red" size="40rpx" type="success"></wx-icon>`},
		{"icon of an odd size", el(-1, "icon", attr("type", "search"), attr("size", "1;x:y"), attr("color", "red")),
			`<wx-icon style="color:red;" color="red" size="1;x:y" type="search"></wx-icon>`},
		{"progress out of range", el(-1, "progress", attr("percent", 900), attr("activeColor", "red;x:y")),
			`<wx-progress active-color="red;x:y" percent="900"><div><i style="width:100%"></i></div></wx-progress>`},
		{"slider", el(-1, "slider", attr("min", 10), attr("max", 20), attr("value", 15)),
			`<wx-slider max="20" min="10" value="15"><div><i style="width:50%"></i></div></wx-slider>`},
		{"slider without range", el(-1, "slider", attr("max", 0)), `<wx-slider max="0"></wx-slider>`},
		{"component named like a widget", comp(-1, "image", attr("src", "/a.png")), `<wx-image src="/a.png"></wx-image>`},
	}
	for _, tt := range tests {
		sk := skel(1, []bridge.Node{tt.node})
		s := open(t, define(sk), create(1, sk, 0, 0))
		if got, want := htmlOf(t, s.page.Root(), HTMLOptions{}), "<wx-page>"+tt.want+"</wx-page>"; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, want)
		}
	}
}

func TestHTMLText(t *testing.T) {
	sk := skel(1, []bridge.Node{el(-1, "text"), text(0, "a\n <b> & \"q\"\r\x00\xed\xa0\xbd")})
	s := open(t, define(sk), create(1, sk, 0, 0))
	want := "<wx-text>a\n &lt;b&gt; &amp; \"q\"&#13;\uFFFD\uFFFD</wx-text>"
	if got := htmlOf(t, s.one("text"), HTMLOptions{}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := htmlOf(t, s.one("text").Children()[0], HTMLOptions{}); got != strings.TrimSuffix(strings.TrimPrefix(want, "<wx-text>"), "</wx-text>") {
		t.Errorf("the text node is %q", got)
	}
}

// Slots and virtual hosts are not rendered.
func TestHTMLComposed(t *testing.T) {
	s := selectorTree(t)
	want := `<wx-c-box id="box" class="a"><wx-view id="in" class="comp/other--inner"><wx-view id="s1" class="c" style="top:0"><wx-text id="t2"></wx-text></wx-view></wx-view></wx-c-box>`
	if got := htmlOf(t, s.one("#box"), HTMLOptions{}); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := htmlOf(t, s.one("c-v"), HTMLOptions{}); got != `<wx-text id="t3" name="q"></wx-text>` {
		t.Errorf("the virtual host gives %s", got)
	}
}

func TestHTMLSwiper(t *testing.T) {
	sk := skel(1, []bridge.Node{
		el(-1, "swiper", attr("indicatorDots", true), attr("current", 1)), blocks(0), text(0, " "), el(0, "view"),
	})
	item := skel(2, []bridge.Node{el(-1, "swiper-item")})
	s := open(t, define(sk), define(item), create(1, sk, 0, 0), create(2, item, 1, 1), create(3, item, 1, 1), create(4, item, 1, 1))
	if got := htmlOf(t, s.one("swiper"), HTMLOptions{}); !strings.Contains(got, "><div><i></i><b></b><i></i></div><wx-swiper-item>") {
		t.Error(got)
	}
}

func TestHTMLOptions(t *testing.T) {
	sk := skel(1, []bridge.Node{el(-1, "view", class("a", "x--b"), style("10rpx")), el(0, "image", attr("src", "a.png"))})
	s := open(t, define(sk), create(1, sk, 0, 0))
	got := htmlOf(t, s.one("view"), HTMLOptions{
		Style:  func(style string) string { return strings.ReplaceAll(style, "10rpx", "5px") },
		Class:  func(owner string, c bridge.Class) string { return owner + "|" + c.Scope + "|" + c.Name },
		Source: func(owner, src string) string { return "/files/" + owner + "/" + src },
	})
	want := `<wx-view class="pages/index/index||a pages/index/index|x|b" style="5px"><wx-image src="a.png"><img alt="" src="/files/pages/index/index/a.png"></wx-image></wx-view>`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestHTMLDocument(t *testing.T) {
	s := rich(t)
	got := htmlOf(t, s.page.Root(), HTMLOptions{Document: true, Title: "A & <B>", Width: 375, Sheets: []string{".a{}", `.b::after{content:"</style><script>"}`}})
	doc, err := html.Parse(strings.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	var tagsSeen []string
	var styles []string
	var title string
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			tagsSeen = append(tagsSeen, n.Data)
			switch n.Data {
			case "style":
				styles = append(styles, strings.TrimSpace(n.FirstChild.Data))
			case "title":
				title = n.FirstChild.Data
			}
		}
	}
	want := "html head meta meta title style style style body wx-page wx-view wx-text wx-text wx-c-box wx-view wx-view wx-view"
	if g := strings.Join(tagsSeen, " "); g != want {
		t.Errorf("elements are %s\nwant %s", g, want)
	}
	if title != "A & <B>" || styles[0] != strings.TrimSpace(baseCSS) || styles[1] != ".a{}" || styles[2] != `.b::after{content:"<\/style><script>"}` {
		t.Errorf("title %q, styles %q", title, styles[1:])
	}
	if !strings.HasPrefix(got, "<!doctype html>") || !strings.Contains(got, `content="width=375, initial-scale=1"`) {
		t.Errorf("the document begins %.200s", got)
	}
	if got := htmlOf(t, s.page.Root(), HTMLOptions{Document: true}); !strings.Contains(got, "width=device-width") {
		t.Error("the viewport is not the device's")
	}
}

// What a parser reads back is the tree that was written, whatever stands in it.
func TestHTMLParsesBack(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := randomTree(t, r)
		src := htmlOf(t, s.page.Root(), HTMLOptions{})
		body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		nodes, err := html.ParseFragment(strings.NewReader(src), body)
		if err != nil {
			t.Fatal(err)
		}
		if len(nodes) != 1 {
			t.Fatalf("seed %d: %d nodes at the top of\n%s", seed, len(nodes), src)
		}
		var got, want strings.Builder
		writeParsed(&got, nodes[0])
		writeRendered(&want, s.page.Root())
		if got.String() != want.String() {
			t.Fatalf("seed %d:\n%s\nparses as\n%s\nwant\n%s", seed, src, got.String(), want.String())
		}
	}
}

var nasty = []string{"", "a", " ", "\n", "\n\nx", "<", "&amp;", "&#65;", `"`, "'", "</wx-view>", "<!--", "]]>", "中文", "\r\n", "\t", "a<b", "\u00a0", "😀", "\x00", "\xed\xa0\x80", "<script>", "&"}

func randomText(r *rand.Rand) string {
	return nasty[r.IntN(len(nasty))] + nasty[r.IntN(len(nasty))]
}

// randomTree builds nested elements, blocks and components with slots.
func randomTree(t testing.TB, r *rand.Rand) *session {
	s := open(t)
	next := bridge.InstanceID(1)
	var ops []bridge.Op
	var build func(parent bridge.InstanceID, at int32, depth int, inShadow bool)
	build = func(parent bridge.InstanceID, at int32, depth int, inShadow bool) {
		nodes := []bridge.Node{randomElement(r, -1)}
		for len(nodes) < 3+r.IntN(8) {
			up := int32(r.IntN(len(nodes)))
			if nodes[up].Kind != bridge.NodeElement || r.IntN(6) == 0 {
				up = 0
			}
			switch k := r.IntN(10); {
			case k < 4:
				nodes = append(nodes, randomElement(r, up))
			case k < 7:
				nodes = append(nodes, text(up, randomText(r)))
			case k < 8 && depth < 4:
				nodes = append(nodes, blocks(up))
			case k < 9 && depth < 4:
				nodes = append(nodes, comp(up, "c-x", class("k")))
			default:
				nodes = append(nodes, slot(up, ""))
			}
		}
		me := next
		next++
		sk := skel(bridge.SkeletonID(me), nodes)
		op := create(me, sk, parent, at)
		op.Shadow = inShadow
		ops = append(ops, define(sk), op)
		for n := range nodes {
			switch nodes[n].Kind {
			case bridge.NodeBlocks:
				for range r.IntN(3) {
					build(me, int32(n), depth+1, false)
				}
			case bridge.NodeComponent:
				op := component(me, int32(n), "comp/x")
				op.Virtual, op.Unstyled = r.IntN(3) == 0, r.IntN(3) == 0
				ops = append(ops, op)
				inner := next
				build(me, int32(n), depth+1, true)
				content := next
				build(me, int32(n), depth+1, false)
				ops = append(ops, fillSlot(ops, inner, content)...)
			}
		}
	}
	build(0, 0, 0, false)
	s.apply(ops...)
	return s
}

// fillSlot puts the first root of content into the first slot of the shadow.
func fillSlot(ops []bridge.Op, shadow, content bridge.InstanceID) []bridge.Op {
	for _, op := range ops {
		if op.Kind != bridge.OpCreate || op.Instance != shadow {
			continue
		}
		for n := range op.Skeleton.Nodes {
			if op.Skeleton.Nodes[n].Kind == bridge.NodeSlot {
				return []bridge.Op{slots(shadow, int32(n), root(content, 0))}
			}
		}
	}
	return nil
}

func randomElement(r *rand.Rand, parent int32) bridge.Node {
	tagNames := []string{"view", "text", "image", "input", "table", "p", "script", "style", "option", "Button", "title", "textarea", "a.b", "swiper"}
	n := el(parent, tagNames[r.IntN(len(tagNames))])
	if r.IntN(3) == 0 {
		n.ID = randomText(r)
	}
	if r.IntN(3) == 0 {
		n.Style = randomText(r)
	}
	if r.IntN(3) == 0 {
		class("a", "p/q--b")(&n)
	}
	if r.IntN(2) == 0 {
		attr([]string{"src", "value", "hoverClass", "indicatorDots", "percent", "ariaLabel"}[r.IntN(6)], []any{true, false, nil, 1, randomText(r), []any{randomText(r)}}[r.IntN(6)])(&n)
	}
	if r.IntN(3) == 0 {
		data("itemId", randomText(r))(&n)
	}
	return n
}

// writeParsed writes a parsed tree, decoration left out.
func writeParsed(b *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
		return
	}
	if !strings.HasPrefix(n.Data, "wx-") {
		return
	}
	fmt.Fprintf(b, "[%s", n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(b, " %s=%q", a.Key, a.Val)
	}
	b.WriteString("]")
	for c := range n.ChildNodes() {
		writeParsed(b, c)
	}
	b.WriteString("[/]")
}

// writeRendered writes what the parser should find, from the exported methods.
func writeRendered(b *strings.Builder, n Node) {
	if n.IsText() {
		b.WriteString(asParsed(n.Text()))
		return
	}
	fmt.Fprintf(b, "[wx-%s", strings.ToLower(n.Tag()))
	if n.ID() != "" {
		fmt.Fprintf(b, " id=%q", asParsed(n.ID()))
	}
	if n.Classes() != nil {
		var names []string
		for _, c := range n.Classes() {
			names = append(names, className(c))
		}
		fmt.Fprintf(b, " class=%q", strings.Join(names, " "))
	}
	if n.Style() != "" {
		fmt.Fprintf(b, " style=%q", asParsed(n.Style()))
	}
	for k, v := range n.Dataset() {
		fmt.Fprintf(b, " data-%s=%q", dashed(k), asParsed(v.(string)))
	}
	for _, a := range n.Attrs() {
		v, _ := n.AttrValue(a.Name)
		switch {
		case a.Value == true:
			fmt.Fprintf(b, ` %s=""`, dashed(a.Name))
		case a.Value == nil || a.Value == false:
		case v.AsArray() != nil:
			json, _ := value.AppendJSON(nil, v)
			fmt.Fprintf(b, " %s=%q", dashed(a.Name), asParsed(string(json)))
		default:
			fmt.Fprintf(b, " %s=%q", dashed(a.Name), asParsed(value.Text(v)))
		}
	}
	b.WriteString("]")
	for _, c := range n.Rendered() {
		writeRendered(b, c)
	}
	b.WriteString("[/]")
}

// asParsed is what no HTML text can hold replaced.
func asParsed(s string) string {
	return strings.ReplaceAll(value.ValidUTF8(s), "\x00", "\uFFFD")
}

// A page may show one long text in all of its nodes: its HTML ends, and closes what it
// has opened.
func TestHTMLCut(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	nodes := []bridge.Node{el(-1, "view"), el(0, "text"), text(1, "a")}
	for range 70 {
		nodes = append(nodes, el(0, "view"), text(int32(len(nodes)), long))
	}
	sk := skel(1, nodes)
	got := htmlOf(t, open(t, define(sk), create(1, sk, 0, 0)).page.Root(), HTMLOptions{})
	const begin, end = "<wx-page><wx-view><wx-text>a</wx-text><wx-view>xxx", "xxx</wx-view><!-- more than 64 MB --></wx-view></wx-page>"
	if len(got) > maxHTML+2<<20 || !strings.HasPrefix(got, begin) || !strings.HasSuffix(got, end) {
		t.Errorf("%d bytes: %s … %s", len(got), got[:min(100, len(got))], got[max(0, len(got)-100):])
	}
}
