package runtime_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime"
)

// specRender mounts a component with that template, after which more files may
// stand, and that data, and returns its HTML.
func specRender(t *testing.T, wxml, data string) string {
	t.Helper()
	wxml, files, _ := strings.Cut(wxml, "\n-- ")
	if files != "" {
		files = "-- " + files + "\n"
	}
	if data == "" {
		data = "{}"
	}
	fsys := program(t, "-- p/p.json --\n{\"component\": true}\n-- p/p.js --\nComponent({data: "+data+"})\n"+files)
	fsys["p/p.wxml"] = &fstest.MapFile{Data: []byte(wxml)}
	pkg, err := runtime.Loader{Partial: true, Component: "p/p"}.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	m, err := pkg.Mount(context.Background(), runtime.Config{}, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	html := m.Page().HTML()
	return strings.TrimSuffix(strings.TrimPrefix(html, "<wx-page>"), "</wx-page>")
}

// TestSpecWXML renders one template for each line of the specification of WXML
// that says what a template shows; the names are its sections.
func TestSpecWXML(t *testing.T) {
	for _, test := range specTemplates {
		t.Run(test.section, func(t *testing.T) {
			expect(t, test.wxml, specRender(t, test.wxml, test.data), test.html)
		})
	}
}

// The files that a template needs stand below it, each after a line with its
// name.
var specTemplates = []struct{ section, wxml, data, html string }{
	{"1.1 unclosed tags end with their parent",
		`<view><image src="a"></view><text>x`, "",
		`<wx-view><wx-image src="a"><img alt="" src="a"></wx-image></wx-view><wx-text>x</wx-text>`},
	{"1.1 a stray end tag is dropped",
		"<view></text></view>x</view>", "",
		"<wx-view></wx-view>x"},
	{"1.1 crossed tags",
		"<view><text>a</view>b", "",
		"<wx-view><wx-text>a</wx-text></wx-view>b"},
	{"1.1 a < that begins no tag is text",
		"a < b > c <1 <= d", "",
		"a &lt; b &gt; c &lt;1 &lt;= d"},
	{"1.1 an end tag without a name closes nothing",
		"<view></>x</view>", "",
		"<wx-view>x</wx-view>"},
	{"1.1 a tag with a prefix is wx-x",
		`<a:b class="q">x</a:b>`, "",
		`<wx-wx-x class="q">x</wx-wx-x>`},
	{"1.2 comments leave nothing, -- inside is fine",
		"<!-- a -- b --><view/><!-- never closed <view/>", "",
		"<wx-view></wx-view>"},
	{"1.2 declarations render nothing, <? is text",
		"<!DOCTYPE x><?xml v?><![CDATA[a<b]]><view/>", "",
		"&lt;?xml v?&gt;<wx-view></wx-view>"},
	{"1.2 comments between the branches of a condition",
		`<view wx:if="{{0}}">a</view> <!-- c --> <view wx:else>b</view>`, "",
		"<wx-view>b</wx-view>"},
	{"1.3 quotes, white space, no value, no quotes",
		`<view a b="" c="false" d = '1' e=f g={{1+1}}/>`, "",
		`<wx-view a b="" c="false" d="1" e="f" g="2"></wx-view>`},
	{"1.3 names that are none",
		`<view #x 1a="1" a:b:c="1" zz:q="1" ok="1"/>`, "",
		`<wx-view ok="1"></wx-view>`},
	{"1.3 the first of two attributes counts",
		`<view id="1" id="2" class="a" class="b"/>`, "",
		`<wx-view id="1" class="a"></wx-view>`},
	{"1.3 the attribute's own quote inside a binding",
		`<view a="{{b?"x":"y"}}" c='{{'d'}}'/>`, "{b: 1}",
		`<wx-view a="x" c="d"></wx-view>`},
	{"1.4 entities in text and attributes",
		`<view title="&lt;&quot;&copy;">&lt;&#66;&#x41;|&lt &amp &nosuch; & &amp;lt;</view>`, "",
		`<wx-view title="&lt;&quot;©">&lt;BA|&amp;lt &amp;amp &amp;nosuch; &amp; &amp;lt;</wx-view>`},
	{"1.4 a backslash is literal in static text",
		`<view title="a\nb">\n \t</view>`, "",
		`<wx-view title="a\nb">\n \t</wx-view>`},
	{"1.4 escapes in strings of bindings, entities not decoded",
		`<view>{{'\x41\u0042\q\'&lt;'}}</view>`, "",
		"<wx-view>ABq'&amp;lt;</wx-view>"},
	{"1.5 text of white space alone makes no node",
		`<text>  </text><view>
</view><view> a </view>`, "",
		"<wx-text></wx-text><wx-view></wx-view><wx-view> a </wx-view>"},
	{"1.5 white space around a binding is kept",
		"<view> {{a}} </view>", "{a: 1}",
		"<wx-view> 1 </wx-view>"},
	{"1.5 text on both sides of a comment",
		"<view>a<!-- c -->b</view>", "",
		"<wx-view>ab</wx-view>"},
	{"2.1 the value of an attribute",
		`<view a="{{e}}" b="{{o}}" c="x{{e}}" d="{{e}} " f=" {{e}}" g="{{x}}{{y}}" h="{{}}" i="{{ }}"/>`, "{x: 1, y: 2, o: {k: 1}}",
		`<wx-view b="{&quot;k&quot;:1}" c="x" d=" " f=" " g="12" h="" i=""></wx-view>`},
	{"2.1 a space outside of the braces makes a string of a list",
		`<text wx:for="{{[1,2]}} ">{{item}}_</text>`, "",
		"<wx-text>1_</wx-text><wx-text>,_</wx-text><wx-text>2_</wx-text><wx-text> _</wx-text>"},
	{"2.2 conversion to text",
		"{{u}}|{{n}}|{{0/0}}|{{1/0}}|{{true}}|{{-0}}|{{o}}|{{[1,[2,null]]}}", "{n: null, o: {a: 1}}",
		"||NaN|Infinity|true|0|[object Object]|1,2,"},
	{"2.2 plus inside of an expression",
		"{{'x'+u}} {{1+u}} {{1+n}}", "{n: null}",
		"xundefined NaN 1"},
	{"2.2 an array as class, an object as style",
		`<view class="{{['a','b']}}" style="{{ {color:'red'} }}"/>`, "",
		`<wx-view class="a b" style="[object Object]"></wx-view>`},
	{"2.3 there are no globals",
		"{{Math}}{{JSON}}{{parseInt}}{{Date}}{{this}}{{NaN}}{{Infinity}}{{window}}{{toString}}{{constructor}}{{hasOwnProperty}}{{__proto__}}.", "",
		"."},
	{"2.3 keywords cannot be shadowed",
		"{{true}} {{false}} [{{null}}][{{undefined}}]", `{"true": 5, "false": 6, "null": 7, "undefined": 8}`,
		"true false [][]"},
	{"2.3 scope variables before modules before data",
		`<wxs module="a">module.exports = 'module'</wxs><text wx:for="{{['item']}}" wx:for-item="a">{{a}}</text>{{a}}`, "{a: 'data'}",
		"<wx-text>item</wx-text>module"},
	{"2.4 members are null-safe",
		"[{{a.b.c.d}}][{{n.x}}][{{s.length}}][{{s[1]}}][{{l.length}}][{{l[1]}}][{{l.slice(1)}}][{{s.toUpperCase()}}][{{s.foo()}}][{{n()}}][{{o.f.g()}}]", "{n: null, s: 'hey', l: [1, 2, 3], o: {}}",
		"[][][3][e][3][2][2,3][HEY][][][]"},
	{"3 objects without braces",
		`<template name="t">{{a}}{{b}}{{c}}</template><template is="t" data="{{a, b: 2, ...o}}"/>|{{a, b}}|<view p="{{ a, b }}"/>`, "{a: 1, b: 5, o: {c: 3}}",
		`123|[object Object]|<wx-view p="{&quot;a&quot;:1,&quot;b&quot;:5}"></wx-view>`},
	{"4.1 a block is no node",
		`<block class="x"><view/>text</block>`, "",
		"<wx-view></wx-view>text"},
	{"4.2 truth",
		`<a wx:if="">1</a><a wx:if="0">2</a><a wx:if="{{0}}">3</a><a wx:if="{{''}}">4</a><a wx:if="{{[]}}">5</a><a wx:if="{{'0'}}">6</a><a wx:if="false">7</a><a wx:if="{{ {} }}">8</a><a wx:if>9</a>`, "",
		"<wx-a>2</wx-a><wx-a>5</wx-a><wx-a>6</wx-a><wx-a>7</wx-a><wx-a>8</wx-a>"},
	{"4.2 what does not follow a wx:if is always shown",
		`<a wx:if="{{1}}">1</a>text<a wx:else>2</a><a wx:elif="{{0}}">3</a>`, "",
		"<wx-a>1</wx-a>text<wx-a>2</wx-a><wx-a>3</wx-a>"},
	{"4.2 on every kind of element",
		`<block wx:if="{{0}}">1</block><include wx:elif="{{0}}" src="i"/><slot wx:elif="{{0}}"/><template wx:else is="t"/><template name="t">t</template>
-- p/i.wxml --
i`, "",
		"t"},
	{"4.3 the loop is outside of the condition",
		`<b wx:for="{{[0,1]}}" wx:if="{{item}}">{{item}}</b>`, "",
		"<wx-b>1</wx-b>"},
	{"4.3 lists of all kinds",
		`<a wx:for="{{l}}">{{item}}{{index}}</a>|<a wx:for="{{o}}">{{item}}{{index}}</a>|<a wx:for="{{s}}">{{item}}{{index}}</a>|<a wx:for="{{2}}">{{item}}{{index}}</a>|<a wx:for="{{-2}}">x</a>|<a wx:for="{{2.5}}">x</a>|<a wx:for="{{null}}">x</a>|<a wx:for="{{u}}">x</a>|<a wx:for="{{true}}">x</a>`, "{l: ['a', 'b'], o: {b: 1, a: 2, 10: 'x', 9: 'y'}, s: 'ab'}",
		"<wx-a>a0</wx-a><wx-a>b1</wx-a>|<wx-a>y9</wx-a><wx-a>x10</wx-a><wx-a>1b</wx-a><wx-a>2a</wx-a>|<wx-a>a0</wx-a><wx-a>b1</wx-a>|<wx-a>00</wx-a><wx-a>11</wx-a>|||||"},
	{"4.3 names of the variables, nested",
		`<view wx:for="{{[[1,2]]}}" wx:for-index="i"><text wx:for="{{item}}" wx:for-item="cell">{{i}}{{cell}}{{index}}</text></view>`, "",
		"<wx-view><wx-text>010</wx-text><wx-text>021</wx-text></wx-view>"},
	{"4.3 the other spellings",
		`<a wx:for-items="{{[1]}}">{{item}}</a><a wx-for="{{[0,2]}}" wx-if="{{item}}">{{item}}</a>`, "",
		"<wx-a>1</wx-a><wx-a>2</wx-a>"},
	{"4.5 a definition renders nothing and may stand anywhere",
		`<view><template name="t">[{{x}}]<template name="u">u</template></template></view><template is="t" data="{{x: 1}}"/><template is="u"/>`, "",
		"<wx-view></wx-view>[1]u"},
	{"4.5 the name may be dynamic, an unknown one renders nothing",
		`<template is="t{{n}}"/><template is="{{'t' + 2}}"/><template is="t3"/><template name="t1">1</template><template name="t2">2</template>`, "{n: 1}",
		"12"},
	{"4.5 a template sees its data and the modules of its file, nothing else",
		`<wxs module="m">module.exports = 'm'</wxs><view wx:for="{{[1]}}"><template is="t" data="{{x}}"/><template is="t"/></view><template name="t">[{{x}}{{y}}{{item}}{{m}}]</template>`, "{x: 'x', y: 'y'}",
		"<wx-view>[xm][m]</wx-view>"},
	{"4.5 data of another form is no object",
		`<template name="t">[{{x}}{{o}}]</template><template is="t" data="{{o}}"/><template is="t" data="x"/><template is="t" data="{{x}}{{x}}"/>`, "{x: 1, o: 'o'}",
		"[o][][]"},
	{"4.5 the first of two definitions counts",
		`<template is="t"/><template name="t">1</template><template name="t">2</template>`, "",
		"1"},
	{"4.5 a template may use itself",
		`<template name="t">{{n}}<template wx:if="{{n}}" is="t" data="{{n: n - 1}}"/></template><template is="t" data="{{n: 3}}"/>`, "",
		"3210"},
	{"4.5 directives on a use",
		`<template name="t">{{i}}</template><template is="t" wx:for="{{3}}" wx:if="{{index !== 1}}" data="{{i: index}}"/>`, "",
		"02"},
	{"4.6 imports: the last wins, own ones before, not transitive",
		`<import src="a"/><import src="/p/b.wxml"/><import src="gone"/><template is="both"/><template is="own"/><template is="ta"/><template is="tc"/><template name="own">own</template>
-- p/a.wxml --
<import src="c.wxml"/><template name="both">a</template><template name="own">not</template><template name="ta">A<template is="tc"/></template>body
-- p/b.wxml --
<template name="both">b</template>
-- p/c.wxml --
<template name="tc">C</template>`, "",
		"bownAC"},
	{"4.6 an include sees its surroundings and its own modules",
		`<wxs module="o">module.exports = 'outer'</wxs><view wx:for="{{[7]}}"><include src="i"/></view><template is="t"/>[{{m}}]
-- p/i.wxml --
{{item}}{{index}}{{o}}{{m}}{{d}}<template name="t">no</template><wxs module="m">module.exports = 'inner'</wxs>`, "{d: 'D'}",
		"<wx-view>70outerinnerD</wx-view>[]"},
	{"4.6 an include of nothing",
		`<include src="gone"/>x<include src="i" wx:for="{{2}}"/>
-- p/i.wxml --
i`, "",
		`xi
i
`},
	{"4.7 modules",
		`<wxs module="m">module.exports = {f: function (x) { return x + 1 }, v: 5, s: '</view> {{x}} &lt;'}</wxs><wxs module="n" src="./n.wxs"/><wxs module="k" src="/p/n"/>{{m.f(1)}} {{m.v}} {{m.s}} [{{m.nope()}}] {{n.inc()}}{{k.inc()}}
-- p/n.wxs --
var n = 0
module.exports = {inc: function () { n++; return n }}`, "",
		"2 5 &lt;/view&gt; {{x}} &amp;lt; [] 12"},
	{"4.7 the first of two modules counts",
		`<wxs module="m">module.exports = 1</wxs><wxs module="m">module.exports = 2</wxs>{{m}}`, "",
		"1"},
	{"5 classes and styles one by one",
		`<view class="a" class:b class:c="{{1}}" class:d="{{0}}" class:e-f="{{t}}"/><view style="color: red" style:width="{{w}}px" style:height="1px"/>`, "{t: 1, w: 3}",
		`<wx-view class="a b c e-f"></wx-view><wx-view style="color: red;width:3px;height:1px"></wx-view>`},
	{"5 dataset",
		`<view data-user-id="1" data-userId="2" data-FOO-bar="3" data:x-y="4" bind:tap="f"/>`, "",
		`<wx-view data-foo-bar="3" data-user-id="1" data-userid="2" data-x-y="4"></wx-view>`},
	{"5 let",
		`<view let:a="{{1 + x}}" let:b-c="{{a + 1}}" title="{{a}}">{{a}}{{bC}}</view>[{{a}}]`, "{x: 1}",
		`<wx-view title="2">23</wx-view>[]`},
	{"5 what renders nothing of its own",
		`<view mark:a="1" generic:b="view" worklet:c="f" extra-attr:d="1" change:e="{{f}}" wx:foo="1" aria-label="x" role="button" hidden/>`, "",
		`<wx-view aria-label="x" hidden role="button"></wx-view>`},
	{"9 scopes end with their element",
		`<wxs module="m">module.exports = 'm'</wxs><view wx:for="{{[1]}}" let:z="{{item + 1}}">{{item}}{{z}}{{m}}</view>[{{item}}{{z}}{{index}}]`, "",
		"<wx-view>12m</wx-view>[]"},
}

func TestSpecWXML4_5Recursion(t *testing.T) {
	const tmpl = `<template name="t"><view>{{n}}<template wx:if="{{n}}" is="t" data="{{n: n - 1}}"/></view></template><template is="t" data="{{n: DEPTH}}"/>`
	html := specRender(t, strings.Replace(tmpl, "DEPTH", "511", 1), "")
	if n := strings.Count(html, "<wx-view>"); n != 512 {
		t.Errorf("a template that calls itself 511 times gives %d views", n)
	}
	html = specRender(t, strings.Replace(tmpl, "DEPTH", "-1", 1), "")
	if n := strings.Count(html, "<wx-view>"); n < 512 || n > 2048 {
		t.Errorf("a template that calls itself without end gives %d views", n)
	}
}

// What a module exported before it failed stays; the failure is told of, with its
// place, and rendering goes on (wxs §1, §2, §9).
func TestSpecWXS9_Failures(t *testing.T) {
	app := launch(t, `-- pages/a/a.wxml --
<wxs module="a">module.exports.x = 1; gone(); module.exports.y = 2</wxs>
<wxs module="b">throw 'thrown'; module.exports = 5</wxs>
<wxs module="c">var r = require('./gone.wxs'); module.exports = 6</wxs>
<wxs module="d">module.exports = { f: function() { return null.x } }</wxs>
<text>[{{a.x}}{{a.y}}][{{b.z}}][{{c.z}}][{{d.f()}}][{{d.g()}}]</text>
-- pages/a/a.js --
Page({})
`, runtime.Config{})
	expect(t, "the page", app.Page().HTML(), "<wx-page><wx-text>[1][][][][]</wx-text></wx-page>")
	var got []string
	for _, err := range app.Errors() {
		got = append(got, err.Error())
	}
	expect(t, "the errors", strings.Join(got, "\n"), strings.TrimSpace(`
wxs: pages/a/a.wxml:1:39: ReferenceError: gone is not defined
wxs: pages/a/a.wxml:2:17: Uncaught thrown
wxs: pages/a/a.wxml:3:25: Error: no such WXS module: ./gone.wxs
template: pages/a/a.wxml:5:44: error: pages/a/a.wxml:4:64: TypeError: Cannot read properties of null (reading 'x') (in f)`))
}
