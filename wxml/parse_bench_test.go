package wxml

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/html"
)

// largePage writes a page of n sections as programs have them: nested views,
// lists, conditions, forms, bindings of the usual kinds, attributes of all
// families, entities and comments; about 2.6 KB a section.
func largePage(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `<!-- section %[1]d -->
<view class="section section-%[1]d {{theme === 'dark' ? 'section-dark' : ''}}" id="s%[1]d" hidden="{{!sections[%[1]d].open}}">
  <view class="section-head" bindtap="onToggle" data-section="{{%[1]d}}" data-section-name="{{sections[%[1]d].name}}">
    <text class="section-title">{{sections[%[1]d].title}}</text>
    <text class="section-more" wx:if="{{sections[%[1]d].items.length > limit}}">More &gt;</text>
    <text class="section-more" wx:elif="{{sections[%[1]d].items.length}}">{{sections[%[1]d].items.length}} items</text>
    <text class="section-more" wx:else>Nothing&nbsp;here</text>
  </view>
  <view class="list" style="height: {{height}}px; transform: translateY({{offset}}px)">
    <view wx:for="{{sections[%[1]d].items}}" wx:key="id" wx:for-item="goods" class="goods {{goods.active && 'goods-on'}}" bind:tap="onPick" catch:longpress="onHold" data-id="{{goods.id}}" mark:row="{{index}}">
      <image class="goods-image" mode="aspectFill" lazy-load src="{{goods.image || '/images/none.png'}}" />
      <view class="goods-body">
        <view class="goods-name">{{goods.name}}</view>
        <view class="goods-note">{{goods.note ? goods.note : 'no note'}}, {{goods.sold}} sold since last week</view>
        <view class="goods-tags"><text wx:for="{{goods.tags}}" wx:for-item="tag" wx:key="*this" class="tag">{{tag}}</text></view>
        <view class="goods-price"><text class="sign">&yen;</text>{{price.format(goods.price, 2)}}</view>
      </view>
      <van-stepper value="{{cart[goods.id] || 0}}" min="{{0}}" max="{{goods.stock}}" data-goods-id="{{goods.id}}" bind:change="onCount" custom-class="stepper" disabled="{{goods.stock <= 0 || closed}}" />
    </view>
  </view>
  <template is="banner" data="{{...sections[%[1]d].banner, index: %[1]d, theme}}" />
  <form bindsubmit="onSubmit" class="form">
    <input class="input" name="name" placeholder="Your name" maxlength="20" value="{{form.name}}" bindinput="onInput" focus="{{field === 'name'}}" />
    <picker mode="date" value="{{form.date}}" start="2015-09-01" end="2027-09-01" bindchange="onDate"><view class="picker">{{form.date}}</view></picker>
    <button class="send" form-type="submit" type="primary" loading="{{sending}}" disabled="{{!form.name || sending}}">Send</button>
  </form>
</view>
`, i)
	}
	return b.Bytes()
}

// staticPage is a large page without bindings and, as these would now be wrong,
// directives.
func staticPage(n int) []byte {
	return []byte(strings.NewReplacer("{{", "[[", "}}", "]]", "wx:", "wx_", "<template", "<view").Replace(string(largePage(n))))
}

// countNodes counts the nodes and attributes of a tree.
func countNodes(nodes []Node) (n, attrs int) {
	for _, x := range nodes {
		n++
		if e, ok := x.(*Element); ok {
			cn, ca := countNodes(e.Children)
			n, attrs = n+cn, attrs+ca+len(e.Attrs)
		}
	}
	return n, attrs
}

func BenchmarkParse(b *testing.B) {
	src := largePage(100)
	d := Parse("large.wxml", src)
	if d.Diagnostics != nil {
		b.Fatal(d.Diagnostics)
	}
	nodes, attrs := countNodes(d.Nodes)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Parse("large.wxml", src)
	}
	b.ReportMetric(float64(nodes), "nodes")
	b.ReportMetric(float64(attrs), "attrs")
}

// BenchmarkParseStatic is the same page without bindings: what the lexer and
// the tree cost by themselves.
func BenchmarkParseStatic(b *testing.B) {
	src := staticPage(100)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		Parse("large.wxml", src)
	}
}

// BenchmarkPeer is the template lexer of tdewolff/parse over the same bytes; it
// gives tokens only, no tree and no expressions.
func BenchmarkPeer(b *testing.B) {
	src := largePage(100)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		lex := html.NewTemplateLexer(parse.NewInputBytes(src), [2]string{"{{", "}}"})
		for {
			if kind, _ := lex.Next(); kind == html.ErrorToken {
				break
			}
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	d := Parse("large.wxml", largePage(100))
	b.SetBytes(int64(len(d.Source)))
	b.ReportAllocs()
	for b.Loop() {
		Format(d)
	}
}

// TestParseAllocs holds the tree itself to one allocation for five nodes, and a
// page rich in expressions, whose trees are most of it, to one a node.
func TestParseAllocs(t *testing.T) {
	src := largePage(20)
	for _, test := range []struct {
		name    string
		src     []byte
		ceiling float64
	}{{"page", src, 1}, {"static page", staticPage(20), 0.2}} {
		nodes, _ := countNodes(Parse("t.wxml", test.src).Nodes)
		got := testing.AllocsPerRun(5, func() { Parse("t.wxml", test.src) }) / float64(nodes)
		if got > test.ceiling {
			t.Errorf("%s: %.2f allocations a node, the ceiling is %v", test.name, got, test.ceiling)
		}
	}
}
