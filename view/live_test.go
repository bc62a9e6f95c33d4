package view

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mica-go/mica/bridge"
)

// A control's live value stands in for its attribute: in Value, in HTML and
// nowhere else.
func TestLiveValue(t *testing.T) {
	rich := []any{map[string]any{"type": "node", "name": "pre", "attrs": map[string]any{"class": "a b", "style": "top: 1rpx", "onclick": "x()"},
		"children": []any{map[string]any{"type": "text", "text": "\n<"}}}, map[string]any{"type": "node", "name": "script", "children": []any{}}}
	tests := []struct {
		tag        string
		attr       string
		val, live  any
		want, html string
	}{
		{"input", "value", "a", nil, `"a"`, `<wx-input value="a"><input type="text" value="a"></wx-input>`},
		{"input", "value", "a", "b", `"b"`, `<wx-input value="b"><input type="text" value="b"></wx-input>`},
		{"input", "type", "digit", "b", `"b"`, `<wx-input value="b" type="digit"><input type="text" value="b"></wx-input>`},
		{"textarea", "value", "a", "b", `"b"`, "<wx-textarea value=\"b\"><textarea>\nb</textarea></wx-textarea>"},
		{"checkbox", "checked", true, false, `false`, `<wx-checkbox aria-checked="false" aria-disabled="false" role="checkbox"></wx-checkbox>`},
		{"radio", "value", "x", true, `true`, `<wx-radio checked value="x" aria-checked="true" aria-disabled="false" role="radio"></wx-radio>`},
		{"slider", "value", 1, 50, `50`, `<wx-slider value="50"><div><i style="width:50%"></i></div></wx-slider>`},
		{"swiper", "current", 1, 2, `2`, `<wx-swiper current="2"></wx-swiper>`},
		{"scroll-view", "scrollTop", 1, map[string]any{"scrollTop": 5}, `{"scrollTop":5}`, `<wx-scroll-view scroll-top="1"></wx-scroll-view>`},
		{"match-media", "width", 1, false, `false`, `<wx-match-media hidden width="1">x</wx-match-media>`},
		{"match-media", "width", 1, true, `true`, `<wx-match-media width="1">x</wx-match-media>`},
		{"rich-text", "nodes", "<i>", rich, ``, "<wx-rich-text><pre class=\"a b\" style=\"top: 1rpx\">\n\n&lt;</pre></wx-rich-text>"},
		{"rich-text", "nodes", "", []any{map[string]any{"name": "a", "children": []any{map[string]any{"name": "b", "children": []any{map[string]any{"name": "a"}}}}}}, ``,
			"<wx-rich-text><a><b><span></span></b></a></wx-rich-text>"},
		{"view", "value", "a", nil, `null`, `<wx-view value="a"></wx-view>`},
	}
	for _, tt := range tests {
		nodes := []bridge.Node{el(-1, tt.tag, attr(tt.attr, tt.val))}
		if tt.tag == "match-media" {
			nodes = append(nodes, text(0, "x"))
		}
		page := skel(1, nodes)
		s := open(t, define(page), create(1, page, 0, 0))
		plain := string(s.page.Root().JSON())
		if tt.live != nil {
			s.apply(layer(1, 0, bridge.LayerValue, tt.live))
		}
		n := s.one(tt.tag)
		got, err := json.Marshal(n.Value())
		if err != nil {
			t.Fatal(err)
		}
		if tt.want != "" && string(got) != tt.want {
			t.Errorf("%s: value %s, want %s", tt.tag, got, tt.want)
		}
		var b strings.Builder
		_ = n.HTML(&b, HTMLOptions{})
		if b.String() != tt.html {
			t.Errorf("%s:\n%s\nwant\n%s", tt.tag, b.String(), tt.html)
		}
		if json := string(s.page.Root().JSON()); json != plain {
			t.Errorf("%s: JSON shows the live value: %s", tt.tag, json)
		}
		fresh := open(t, define(page), create(1, page, 0, 0))
		if err := Equal(s.page, fresh.page); (err == nil) != (tt.live == nil) {
			t.Errorf("%s: Equal says %v", tt.tag, err)
		}
		s.apply(layer(1, 0, bridge.LayerValue, nil))
		if err := Equal(s.page, fresh.page); err != nil {
			t.Errorf("%s: taken back: %v", tt.tag, err)
		}
	}
	page := skel(1, []bridge.Node{text(-1, "x")})
	s := open(t, define(page), create(1, page, 0, 0))
	if err := s.try(layer(1, 0, bridge.LayerValue, "x")); err == nil {
		t.Error("text has a live value")
	}
}

// Text that match-media hides is not visible.
func TestMatchMediaText(t *testing.T) {
	page := skel(1, []bridge.Node{el(-1, "match-media"), text(0, "x"), text(-1, "y")})
	s := open(t, define(page), create(1, page, 0, 0), layer(1, 0, bridge.LayerValue, false))
	if got := fmt.Sprint(s.page.Root().VisibleText()); got != "[y]" {
		t.Errorf("visible: %s", got)
	}
}

// Whatever stands in a rich-text, a parser finds the nodes around it where they
// were.
func TestRichTextStaysInside(t *testing.T) {
	tags := []string{"a", "a", "a", "div", "b", "p", "li", "ul", "table", "tr", "td", "tbody", "caption", "h1", "i", "br", "img", "col", "colgroup", "pre", "font", "ruby", "rt", "center", "dd"}
	var tree func(r *rand.Rand, depth int) []any
	tree = func(r *rand.Rand, depth int) (out []any) {
		for range r.IntN(4) {
			if depth == 0 || r.IntN(4) == 0 {
				out = append(out, map[string]any{"type": "text", "text": "t"})
				continue
			}
			out = append(out, map[string]any{"type": "node", "name": tags[r.IntN(len(tags))], "children": tree(r, depth-1)})
		}
		return out
	}
	page := skel(1, []bridge.Node{el(-1, "view"), el(0, "rich-text"), el(0, "last"), text(2, "x"), el(-1, "after"), text(4, "y")})
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := open(t, define(page), create(1, page, 0, 0), layer(1, 1, bridge.LayerValue, append([]any{}, tree(r, 5)...)))
		var b strings.Builder
		_ = s.page.Root().HTML(&b, HTMLOptions{})
		nodes, err := html.ParseFragment(strings.NewReader(b.String()), body)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		var visit func(n *html.Node, path string)
		visit = func(n *html.Node, path string) {
			inside := strings.Contains(path, "wx-rich-text")
			if n.Type == html.ElementNode {
				path += "/" + n.Data
			}
			if n.Type == html.ElementNode && (strings.HasPrefix(n.Data, "wx-") || !inside) {
				got = append(got, path)
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				visit(c, path)
			}
		}
		for _, n := range nodes {
			visit(n, "")
		}
		want := "/wx-page /wx-page/wx-view /wx-page/wx-view/wx-rich-text /wx-page/wx-view/wx-last /wx-page/wx-after"
		if strings.Join(got, " ") != want {
			t.Fatalf("seed %d:\n%s\nparses as\n%s", seed, b.String(), strings.Join(got, "\n"))
		}
	}
}
