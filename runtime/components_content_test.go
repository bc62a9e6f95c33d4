package runtime_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"testing"
)

// What text, pictures, navigation and the nodes of the page do beyond TestBuiltins
// and TestMotion: spec components, B, D, E, G and H.
func TestContentElements(t *testing.T) {
	var dot bytes.Buffer
	if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	picture := "data:image/png;base64," + base64.StdEncoding.EncodeToString(dot.Bytes())
	const svg = "-- img/a.svg --\n<?xml version=\"1.0\"?><!-- x --><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20px\" height=\"10\"><g/></svg>\n" +
		"-- pages/a/b.svg --\n<svg viewBox=\"0,0 7 8\"/>\n-- img/no.png --\nhello\n"
	for _, c := range []builtinCase{
		{name: "text: decode", data: "s: '1 &lt; 2 &amp;&amp; 3&gt;2 &apos;a&nbsp;b&ensp;c&emsp;d&copy;'", wxml: `<text id="a" decode>{{s}}<text id="b">{{s}}</text></text><text id="c" decode="{{d}}">{{s}}</text>`, steps: `
			html #a
			html #c
			set {"d":true}
			text`, want: "<wx-text id=\"a\" decode>1 &lt; 2 &amp;&amp; 3&gt;2 'a\u00a0b\u2002c\u2003d&amp;copy;<wx-text id=\"b\">1 &amp;lt; 2 &amp;amp;&amp;amp; 3&amp;gt;2 &amp;apos;a&amp;nbsp;b&amp;ensp;c&amp;emsp;d&amp;copy;</wx-text></wx-text>\n" +
			"<wx-text id=\"c\">1 &amp;lt; 2 &amp;amp;&amp;amp; 3&amp;gt;2 &amp;apos;a&amp;nbsp;b&amp;ensp;c&amp;emsp;d&amp;copy;</wx-text>\n" +
			`"1 \u003c 2 \u0026\u0026 3\u003e2 'a` + "\u00a0b\u2002c\u2003d" + `\u0026copy;|1 \u0026lt; 2 \u0026amp;\u0026amp; 3\u0026gt;2 \u0026apos;a\u0026nbsp;b\u0026ensp;c\u0026emsp;d\u0026copy;|1 \u003c 2 \u0026\u0026 3\u003e2 'a` + "\u00a0b\u2002c\u2003d" + `\u0026copy;"`},
		{name: "text: space", wxml: `<text space="ensp">a  b</text><text space="emsp">a b</text><text space="nbsp"><block wx:if="{{true}}">a b</block></text><text space="x">a b</text><view space="nbsp">a b</view>`,
			steps: "text", want: "\"a\u2002\u2002b|a\u2003b|a\u00a0b|a b|a b\""},
		{name: "text: selectable ones take taps", wxml: `<text id="a" user-select selectable bindtap="on">x</text>`, steps: "tap #a", want: "tap #a {\"x\":0,\"y\":0}"},
		{name: "rich-text: entities and spaces of texts", data: "n: [{ type: 'text', text: 'a&nbsp;&lt;b c' }, { name: 'SPAN', type: 'node', children: [{ type: 'text', text: '&amp;lt;' }] }]", wxml: `<rich-text id="a" nodes="{{n}}"/><rich-text id="b" nodes="x&nbsp;<i>y z</i>" space="emsp"/>`,
			steps: "html #a\nhtml #b", want: "<wx-rich-text id=\"a\">a\u00a0&lt;b c<span>&amp;lt;</span></wx-rich-text>\n<wx-rich-text id=\"b\" space=\"emsp\">x\u00a0<i>y\u2003z</i></wx-rich-text>"},
		{name: "rich-text: hears taps on itself, its nodes have no events", data: "n: [{ name: 'a', attrs: { id: 'x', href: 'http://x', onclick: 'y()', class: 'k', style: 'color:red' }, children: [{ type: 'text', text: 'l' }] }]", wxml: `<rich-text id="a" nodes="{{n}}" bindtap="on"/>`,
			steps: "tap #a\nvalue #a", want: `
			tap #a {"x":0,"y":0}
			[{"attrs":{"class":"k","style":"color:red"},"children":[{"text":"l","type":"text"}],"name":"a","type":"node"}]`},
		{name: "progress: backwards from 0, forwards from where it stands, none without active", data: "a: 20, b: 20", wxml: `<progress id="a" percent="{{a}}" active duration="10" bindactiveend="on"/><progress id="b" percent="{{b}}" active active-mode="forwards" duration="10" bindactiveend="on"/><progress percent="{{a}}" bindactiveend="on"/>`, steps: `
			advance 200
			set {"a":30,"b":30}
			advance 100
			advance 200
			set {"a":300}
			advance 1000`, want: `
			activeend #a {"curPercent":20}
			activeend #b {"curPercent":20}
			activeend #b {"curPercent":30}
			activeend #a {"curPercent":30}
			activeend #a {"curPercent":100}`},
		{name: "image: files and data: URLs tell their size", data: "src: '/img/a.svg'", files: svg, wxml: `<image id="a" src="{{src}}" mode="aspectFit" bindload="on" binderror="on"/><cover-image id="c" lazy-load src="` + picture + `" bindload="on"/>`, steps: `
			set {"src":"b.svg"}
			set {"src":"b.svg"}
			set {"src":"../../img/a.svg"}
			set {"src":"none.png"}
			set {"src":"/img/no.png"}
			set {"src":""}
			set {"src":"https://example.com/x.png"}
			send #a load {"width":1,"height":2}`, want: `
			load #a {"height":10,"width":20}
			load #c {"height":2,"width":3}
			load #a {"height":8,"width":7}
			load #a {"height":10,"width":20}
			error #a {"errMsg":"image:fail file not found"}
			error #a {"errMsg":"image:fail the file is no image of a known type"}
			load #a {"height":2,"width":1}`},
		{name: "image: one that has gone or changed by then tells nothing", data: "a: true", files: svg, wxml: `<image wx:if="{{a}}" id="a" src="{{src}}" bindload="on"/>`,
			js:    `both() { this.setData({ src: '/img/a.svg' }); this.setData({ src: 'b.svg' }) }, gone() { this.setData({ src: '/img/a.svg' }); this.setData({ a: false }) }`,
			steps: "call both\ncall gone", want: `load #a {"height":8,"width":7}`},
		{name: "image: in a component the path is the component's", files: svg + "-- pages/a/a.json --\n{\"usingComponents\":{\"c\":\"/img/c\"}}\n-- img/c.json --\n{\"component\":true}\n-- img/c.js --\nComponent({ methods: { on(e) { console.log(e.type, e.detail.width) } } })\n-- img/c.wxml --\n<image src=\"./a.svg\" bindload=\"on\" binderror=\"on\"/>\n",
			wxml: `<c/>`, want: "load 20"},
		{name: "navigator: delta, reLaunch, switchTab", files: "-- pages/b/b.wxml --\n<navigator id=\"two\" open-type=\"navigateBack\" delta=\"2\"/><navigator id=\"one\" open-type=\"navigateBack\"/><navigator id=\"re\" open-type=\"reLaunch\" url=\"../a/a\"/><navigator id=\"tab\" open-type=\"switchTab\" url=\"/pages/a/a\" bindfail=\"no\"/><navigator id=\"other\" open-type=\"other\" url=\"../a/a\"/>\n-- pages/b/b.js --\nPage({ no(e) { console.log(e.detail.errMsg) } })\n",
			wxml: `<navigator id="n" url="/pages/b/b">x</navigator>`, steps: `
			navigate /pages/b/b
			navigate /pages/b/b
			navigate /pages/b/b
			tap #one
			tap #two
			route
			navigate /pages/b/b
			tap #tab
			tap #other
			route
			tap #re
			route`, want: "\"pages/a/a\"\nswitchTab:fail can not switch to no-tabBar page\n\"pages/b/b\"\n\"pages/a/a\""},
		{name: "navigator: exit and another program, as the host says", wxml: `<navigator id="x" target="miniProgram" open-type="exit" bindsuccess="on" bindcomplete="on"/><navigator id="m" target="miniProgram" app-id="wx1" extra-data="{{e}}" version="trial" short-link="#x" bindsuccess="on" bindfail="on"/>`, data: "e: { a: 1 }", steps: `
			answer exitMiniProgram {}
			answer navigateToMiniProgram {}
			tap #x
			tap #m
			ui`, want: `
			success #x {"errMsg":"exitMiniProgram:ok"}
			complete #x {"errMsg":"exitMiniProgram:ok"}
			success #m {"errMsg":"navigateToMiniProgram:ok"}
			exitMiniProgram {}
			navigateToMiniProgram {"appId":"wx1","envVersion":"trial","extraData":{"a":1},"shortLink":"#x"}`},
		{name: "page-meta and navigation-bar: what else they tell the host", data: "c: '#111111'", wxml: `<page-meta background-text-style="dark" background-color="{{c}}" background-color-top="#222222" scroll-duration="50" scroll-top="{{top}}"><navigation-bar background-color="{{c}}" color-animation-duration="9" color-animation-timing-func="easeIn" loading="{{l}}"/></page-meta>`, steps: `
			ui
			set {"c":"#333333"}
			ui
			set {"top":"20rpx"}
			ui
			set {"l":true}
			set {"l":false}
			ui`, want: `
			setBackgroundTextStyle {"textStyle":"dark"}
			setBackgroundColor {"backgroundColor":"#111111","backgroundColorTop":"#222222"}
			setNavigationBarColor {"animation":{"duration":9,"timingFunc":"easeIn"},"backgroundColor":"#111111"}
			setBackgroundColor {"backgroundColor":"#333333","backgroundColorTop":"#222222"}
			setNavigationBarColor {"animation":{"duration":9,"timingFunc":"easeIn"},"backgroundColor":"#333333"}
			pageScrollTo {"duration":50,"scrollTop":10}
			showNavigationBarLoading {}
			hideNavigationBarLoading {}`},
		{name: "animation: step by step, with the end of each", data: "a: null", js: `go() { const a = wx.createAnimation({ duration: 100, timingFunction: 'ease' }); a.opacity(0.5).translate(10, '5rpx').step().rotate(45).left(3).step({ duration: 200, delay: 50, transformOrigin: '0 0' }); this.setData({ a: a.export() }) },
				again() { this.setData({ a: wx.createAnimation().opacity(1).step({ duration: 0 }).export() }) }, none() { this.setData({ a: {} }) }`,
			wxml: `<view id="v" animation="{{a}}" bindtransitionend="on"/>`, steps: `
			style #v
			call go
			style #v
			advance 100
			style #v
			advance 249
			advance 1
			call none
			style #v
			call again
			advance 1000
			style #v`, want: `
			""
			"opacity:0.5;transform:translate(10px,5rpx);transform-origin:50% 50% 0;transition:100ms ease 0ms;transition-property:opacity,transform"
			transitionend #v {"propertyName":"opacity","elapsedTime":0.1}
			transitionend #v {"propertyName":"transform","elapsedTime":0.1}
			"opacity:0.5;left:3px;transform:translate(10px,5rpx) rotate(45deg);transform-origin:0 0;transition:200ms ease 50ms;transition-property:opacity,left,transform"
			transitionend #v {"propertyName":"left","elapsedTime":0.2}
			transitionend #v {"propertyName":"transform","elapsedTime":0.2}
			"opacity:0.5;left:3px;transform:translate(10px,5rpx) rotate(45deg);transform-origin:0 0;transition:200ms ease 50ms;transition-property:opacity,left,transform"
			"opacity:1;transform-origin:50% 50% 0;transition:0ms linear 0ms;transition-property:opacity"`},
		{name: "animation: another one takes its place, one that is there from the start, and one that goes", data: "a: { actions: [{ animates: [{ type: 'style', args: ['opacity', 0] }] }, { animates: [{ type: 'scale', args: [2, 2] }] }] }, shown: true", wxml: `<view wx:if="{{shown}}"><text id="t" animation="{{a}}" bindtransitionend="on"/></view><movable-area><movable-view animation="{{a}}" bindtransitionend="on"/></movable-area>`, steps: `
			advance 399
			set {"a":{"actions":[{"animates":[{"type":"style","args":["width","3px"]}],"option":{"transition":{"duration":10}}}]}}
			advance 10
			advance 1000
			set {"a":{"actions":[{"animates":[{"type":"style","args":["width","4px"]}]},{}]},"n":0}
			set {"shown":false}
			advance 1000`, want: `transitionend #t {"propertyName":"width","elapsedTime":0.01}`},
		{name: "animation: what is no animation does nothing", data: "a: { actions: 5 }", wxml: `<view id="t" animation="{{a}}"/>`, steps: `
			set {"a":{"actions":[5,null,{"animates":[{"type":"x"},7],"option":3}]}}
			set {"a":"x"}
			advance 1000
			style #t`, want: `"transform-origin:50% 50% 0;transition:400ms linear 0ms"`},
		{name: "of a device or a service: elements whose events come from the host", wxml: `<video id="v" src="x" bindtimeupdate="on"/><map id="m" bindmarkertap="on"/><web-view id="w" src="https://x" bindmessage="on"/><editor id="e" bindinput="on"/><camera id="c" bindscancode="on"/><ad id="a" bindclose="on"/><live-player id="l" bindstatechange="on"/>`, steps: `
			send #v timeupdate {"currentTime":1,"duration":2}
			send #m markertap {"markerId":3}
			send #w message {"data":[1]}
			send #e input {"html":"<p>x</p>","text":"x"}
			send #c scancode {"result":"r"}
			send #a close
			send #l statechange {"code":2001}`, want: `
			timeupdate #v {"currentTime":1,"duration":2}
			markertap #m {"markerId":3}
			message #w {"data":[1]}
			input #e {"html":"<p>x</p>","text":"x"}
			scancode #c {"result":"r"}
			close #a {}
			statechange #l {"code":2001}`},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}
