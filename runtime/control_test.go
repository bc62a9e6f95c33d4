package runtime_test

import (
	"testing"

	"github.com/mica-go/mica/runtime"
)

// What controls do: spec components, C. Forms.
func TestControls(t *testing.T) {
	for _, c := range []builtinCase{
		{name: "input: the user's text", data: "v: 'a'", wxml: `<input id="i" value="{{v}}" bindinput="on"/>`, steps: `
			value #i
			type #i abc
			value #i
			attr #i value
			data v
			html #i`, want: `
			"a"
			input #i {"cursor":3,"keyCode":0,"value":"abc"}
			"abc"
			"a"
			"a"
			<wx-input id="i" value="abc"><input type="text" value="abc"></wx-input>`},
		{name: "input: data of an equal value leaves the text, another one replaces it", data: "v: ''", wxml: `<input id="i" value="{{v}}"/>`, steps: `
			type #i abc
			set {"v":""}
			value #i
			set {"v":"x"}
			value #i
			type #i y
			set {"v":""}
			value #i`, want: "\"abc\"\n\"x\"\n\"\""},
		{name: "input: what bindinput returns", data: "v: ''", wxml: `<input id="i" model:value="{{v}}" bindinput="digits"/><input id="o" bindinput="object"/><textarea id="t" bindinput="digits"/>`,
			js: `digits(e) { return e.detail.value.replace(/\D/g, '') }, object(e) { return { value: '[' + e.detail.value + ']', cursor: 1 } }`, steps: `
			type #i a1b2
			value #i
			data v
			type #o x
			value #o
			type #t a1
			value #t`, want: "\"12\"\n\"12\"\n\"[x]\"\n\"a1\""},
		{name: "input: model:", data: "a: { b: ['x'] }", wxml: `<input id="i" model:value="{{a.b[0]}}" bindinput="now"/>{{a.b[0]}}`,
			js: `now() { console.log(this.data.a.b[0]) }`, steps: "type #i hello\ntext", want: "hello\n\"hello\""},
		{name: "input: a handler that sets the value has the last word", data: "v: ''", wxml: `<input id="i" model:value="{{v}}" bindinput="up"/>`,
			js: `up(e) { this.setData({ v: e.detail.value.toUpperCase() }) }`, steps: "type #i abc\nvalue #i\ndata v", want: "\"ABC\"\n\"ABC\""},
		{name: "input: confirm, blur and change tell the text too", wxml: `<input id="i" bindblur="on" bindconfirm="on"/>`, steps: `
			send #i confirm {"value":"one"}
			value #i
			send #i blur {"value":"two"}
			value #i`, want: `
			confirm #i {"value":"one"}
			"one"
			blur #i {"value":"two"}
			"two"`},
		{name: "input: disabled", wxml: `<input id="i" disabled bindinput="on" bindtap="on"/>`, steps: "type #i abc\nvalue #i\ntap #i",
			want: "null\ntap #i {\"x\":0,\"y\":0}"},
		{name: "checkbox-group", wxml: `<checkbox-group id="g" bindchange="on"><checkbox id="a" value="a" checked/><view><checkbox id="b" value="b"/></view><checkbox id="c" value="c" disabled/></checkbox-group>`, steps: `
			tap #b
			tap #c
			tap #a
			value #a
			value #b
			html #b`, want: `
			change #g {"value":["a","b"]}
			change #g {"value":["b"]}
			false
			true
			<wx-checkbox id="b" checked value="b" aria-checked="true" aria-disabled="false" role="checkbox"></wx-checkbox>`},
		{name: "checkbox-group: the view tells all at once", wxml: `<checkbox-group id="g" bindchange="on"><checkbox id="a" value="a" checked/><checkbox id="b" value="b"/></checkbox-group>`, steps: `
			send #g change {"value":["b"]}
			value #a
			value #b`, want: "change #g {\"value\":[\"b\"]}\nfalse\ntrue"},
		{name: "checkbox: model: in a list", data: "list: [{ on: false }, { on: true }]", wxml: `<checkbox wx:for="{{list}}" wx:key="*this" id="c{{index}}" model:checked="{{item.on}}"/>`, steps: `
			tap #c0
			tap #c1
			data list`, want: `[{"on":true},{"on":false}]`},
		{name: "checkbox: prevented by WXS, not by catch", wxml: `<wxs module="m">module.exports = { no: function() { return false } }</wxs><view catchtap="on"><checkbox id="a" catchtap="none"/><checkbox id="b" bindtap="{{m.no}}"/></view>`,
			js: `none() {}`, steps: "tap #a\nvalue #a\ntap #b\nvalue #b", want: "true\nnull"},
		{name: "radio-group: one at a time", wxml: `<radio-group id="g" bindchange="on"><radio id="a" value="a" checked/><radio id="b" value="b"/></radio-group>`, steps: `
			tap #b
			tap #b
			value #a
			value #b
			send #g change {"value":"a"}
			value #b`, want: `
			change #g {"value":"b"}
			false
			true
			change #g {"value":"a"}
			false`},
		{name: "radio-group: checked by data", data: "b: false", wxml: `<radio-group id="g" bindchange="on"><radio id="a" value="a"/><radio id="b" value="b" checked="{{b}}"/></radio-group>`, steps: `
			tap #a
			set {"b":true}
			value #a
			value #b`, want: "change #g {\"value\":\"a\"}\nfalse\ntrue"},
		{name: "switch", data: "on1: false", wxml: `<switch id="s" model:checked="{{on1}}" bindchange="on"/><switch id="d" disabled checked bindchange="on"/>`, steps: `
			tap #s
			data on1
			send #s change {"value":false}
			value #s
			tap #d
			value #d`, want: `
			change #s {"value":true}
			true
			change #s {"value":false}
			false
			true`},
		{name: "label", wxml: `<label id="l1"><view id="in">x</view><checkbox id="a"/><checkbox id="b"/></label><label id="l2" for="s">y</label><switch id="s" bindchange="on"/>
			<label id="l3"><button id="btn" bindtap="on">z</button></label>`, steps: `
			tap #in
			tap #a
			value #a
			tap #l2
			tap #l3
			tap #btn`, want: `
			false
			change #s {"value":true}
			tap #btn {"x":0,"y":0}
			tap #btn {"x":0,"y":0}`},
		{name: "slider", data: "v: 3", wxml: `<slider id="s" min="1" max="9" model:value="{{v}}" bindchange="on" bindchanging="on"/>`, steps: `
			send #s changing {"value":4}
			data v
			send #s change {"value":5}
			value #s`, want: `
			changing #s {"value":4}
			4
			change #s {"value":5}
			5`},
		{name: "picker", data: "v: 0", wxml: `<picker id="p" range="{{['a','b']}}" model:value="{{v}}" bindchange="on" bindcancel="on"/><picker id="d" disabled bindchange="on"/>`, steps: `
			send #p change {"value":1}
			data v
			send #p cancel
			send #d change {"value":1}
			value #d`, want: `
			change #p {"value":1}
			1
			cancel #p {}
			null`},
		{name: "picker-view", data: "v: [0, 0]", wxml: `<picker-view id="p" model:value="{{v}}" bindchange="on"><picker-view-column/><picker-view-column/></picker-view>`, steps: `
			send #p change {"value":[1,2]}
			data v
			value #p`, want: "change #p {\"value\":[1,2]}\n[1,2]\n[1,2]"},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}

// Containers, navigation and the nodes of the page: spec components, A, B, D, H.
func TestBuiltins(t *testing.T) {
	for _, c := range []builtinCase{
		{name: "swiper", data: "c: 0", wxml: `<swiper id="s" model:current="{{c}}" bindchange="on"><swiper-item wx:for="{{3}}" wx:key="*this" item-id="i{{item}}"/></swiper>`, steps: `
			send #s change {"current":1,"source":"touch"}
			data c
			set {"c":2}
			value #s
			set {"c":7}`, want: `
			change #s {"current":1,"source":"touch"}
			1
			change #s {"current":2,"source":"","currentItemId":"i2"}
			2
			change #s {"current":0,"source":"","currentItemId":"i0"}`},
		{name: "scroll-view: position and ends", data: "top: 0", wxml: `<scroll-view id="s" scroll-y model:scroll-top="{{top}}" bindscrolltoupper="on" bindscrolltolower="on"/>`, steps: `
			send #s scroll {"scrollTop":60,"scrollLeft":0,"scrollHeight":400}
			data top
			send #s scroll {"scrollTop":249,"scrollLeft":0,"scrollHeight":400}
			send #s scroll {"scrollTop":250,"scrollLeft":0,"scrollHeight":400}
			send #s scroll {"scrollTop":300,"scrollLeft":0,"scrollHeight":400}
			send #s scroll {"scrollTop":50,"scrollLeft":0,"scrollHeight":400}
			value #s`, want: `
			60
			scrolltolower #s {"direction":"bottom"}
			scrolltoupper #s {"direction":"top"}
			{"scrollLeft":0}`},
		{name: "scroll-view: across", wxml: `<scroll-view id="s" scroll-x upper-threshold="10px" bindscrolltoupper="on"/>`, steps: `
			send #s scroll {"scrollTop":0,"scrollLeft":11}
			send #s scroll {"scrollTop":0,"scrollLeft":10}
			value #s`, want: "scrolltoupper #s {\"direction\":\"left\"}\n{\"scrollLeft\":10,\"scrollTop\":0}"},
		{name: "scroll-view: refresher", data: "r: false", wxml: `<scroll-view id="s" refresher-enabled model:refresher-triggered="{{r}}" bindrefresherrefresh="on"/>`, steps: `
			send #s refresherrefresh {"dy":50}
			data r`, want: "refresherrefresh #s {\"dy\":50}\ntrue"},
		{name: "movable-view", rects: map[string]runtime.Rect{}, data: "x: 1, y: 2", wxml: `<movable-area><movable-view id="m" model:x="{{x}}" y="{{y}}" bindchange="on"/></movable-area>`, steps: `
			send #m change {"x":10,"y":20,"source":"touch"}
			data x
			data y
			value #m
			set {"y":3}
			value #m
			set {"x":4,"y":5}`, want: `
			change #m {"source":"touch","x":10,"y":20}
			10
			2
			{"y":20}
			change #m {"x":10,"y":3,"source":""}
			null
			change #m {"x":4,"y":5,"source":""}`},
		{name: "navigator", wxml: `<navigator id="n" url="../b/b?x=1">b</navigator>`, steps: "tap #n\nroute", want: `"pages/b/b"`},
		{name: "navigator: replaces", wxml: `<navigator id="n" open-type="redirect" url="/pages/b/b">b</navigator>`, steps: "tap #n\nroute", want: `"pages/b/b"`},
		{name: "navigator: fails", wxml: `<navigator id="n" url="/nope" bindfail="on" bindsuccess="on">b</navigator><navigator id="k" open-type="navigateBack" bindfail="on"/>`, steps: "tap #n\ntap #k", want: `
			fail #n {"errMsg":"navigateTo:fail page \"nope\" is not found"}
			fail #k {"errMsg":"navigateBack:fail cannot navigate back at first page."}`},
		{name: "navigator: after the handlers, from what is inside", wxml: `<navigator url="/pages/b/b"><view id="in" bindtap="log">b</view></navigator>`,
			js: `log() { console.log(getCurrentPages().length) }`, steps: "tap #in\nroute", want: "1\n\"pages/b/b\""},
		{name: "navigator: another program", wxml: `<navigator id="n" target="miniProgram" app-id="wx1" path="p" bindfail="on" bindcomplete="on">b</navigator>`, steps: "tap #n\nui", want: `
			fail #n {"errMsg":"navigateToMiniProgram:fail not supported"}
			complete #n {"errMsg":"navigateToMiniProgram:fail not supported"}
			navigateToMiniProgram {"appId":"wx1","envVersion":"release","path":"p"}`},
		{name: "share", wxml: `<button id="b" open-type="share" data-x="1">s</button>`,
			js:    `onShareAppMessage(e) { console.log(e.from, e.target.id, e.target.dataset.x); return { title: 'T', promise: Promise.resolve({ title: 'U', path: '/p' }) } }`,
			steps: "tap #b\nui", want: "button b 1\nshareAppMessage {\"path\":\"/p\",\"title\":\"U\"}"},
		{name: "share: a promise that takes too long", wxml: `<button id="b" open-type="share">s</button>`,
			js: `onShareAppMessage() { return { title: 'T', promise: new Promise(() => {}) } }`, steps: "tap #b\nui\nadvance 3000\nui",
			want: "shareAppMessage {\"path\":\"/pages/a/a\",\"title\":\"T\"}"},
		{name: "match-media", wxml: `<match-media min-width="300" max-width="400"><view>small</view></match-media><match-media id="w" orientation="landscape">wide</match-media>`, steps: `
			text
			html #w
			resize 800 400
			text`, want: `
			"small"
			<wx-match-media id="w" hidden orientation="landscape">wide</wx-match-media>
			"wide"`},
		{name: "navigation-bar", data: "t: 'One'", wxml: `<page-meta><navigation-bar title="{{t}}" loading="{{l}}" front-color="#ffffff"/></page-meta>`, steps: `
			title
			set {"t":"Two","l":true}
			title
			ui`, want: `
			"One"
			"Two"
			setNavigationBarColor {"animation":{"duration":0,"timingFunc":"linear"},"frontColor":"#ffffff"}
			showNavigationBarLoading {}`},
		{name: "page-meta", data: "top: 0", wxml: `<page-meta id="m" model:scroll-top="{{top}}" bindscroll="on" bindscrolldone="on" bindresize="on" background-color="#eee"/>`, steps: `
			ui
			scroll 33
			data top
			set {"top":5}
			ui
			resize 10 20`, want: `
			scrolldone #m {}
			setBackgroundColor {"backgroundColor":"#eee"}
			pageScrollTo {"duration":300,"scrollTop":0}
			scroll #m {"scrollTop":33}
			33
			scrolldone #m {}
			pageScrollTo {"duration":300,"scrollTop":5}
			resize #m {"size":{"windowHeight":20,"windowWidth":10}}`},
		{name: "progress", data: "p: 10", wxml: `<progress id="p" percent="{{p}}" active active-mode="forwards" duration="10" bindactiveend="on"/>`, steps: `
			advance 99
			advance 1
			set {"p":20}
			advance 100`, want: "activeend #p {\"curPercent\":10}\nactiveend #p {\"curPercent\":20}"},
		{name: "image: load comes from the host", wxml: `<image id="i" bindload="on" src="x"/>`, steps: `send #i load {"width":2,"height":1}`, want: `load #i {"height":1,"width":2}`},
		{name: "rich-text: HTML", data: "h: `<P class='a' onclick='x()'>1 &lt; 2<br>b<script>bad()</script><img src='data:x'><img src='https://x/y' alt=z></p></i><b>c`", wxml: `<rich-text id="r" nodes="{{h}}"/>`,
			steps: "html #r", want: `<wx-rich-text id="r"><p class="a">1 &lt; 2<br>b<img><img src="https://x/y" alt="z"></p><b>c</b></wx-rich-text>`},
		{name: "rich-text: nodes", data: "n: [{ name: 'DIV', attrs: { style: 'color: red', id: 'x' }, children: [{ type: 'text', text: 'a<b' }] }, { name: 'iframe', children: [{ type: 'text', text: 'no' }] }]",
			wxml: `<rich-text id="r" nodes="{{n}}"/>`, steps: "value #r\nset {\"n\":\"<i>x</i>\"}\nvalue #r", want: `
			[{"attrs":{"style":"color: red"},"children":[{"text":"a\u003cb","type":"text"}],"name":"div","type":"node"}]
			[{"attrs":{},"children":[{"text":"x","type":"text"}],"name":"i","type":"node"}]`},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}

// What a user made of a control is what a selector query tells.
func TestQueryOfLiveValue(t *testing.T) {
	runBuiltin(t, &builtinCase{wxml: `<input id="i" value="a" bindblur="ask"/>`,
		js:    `ask() { wx.createSelectorQuery().select('#i').fields({ properties: ['value'] }, (r) => console.log(r.value)).exec() }`,
		steps: "type #i b\nsend #i blur", want: "b"})
}
