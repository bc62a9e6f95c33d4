package runtime_test

import (
	"testing"

	"github.com/mica-go/mica/runtime"
)

// What containers do beyond TestBuiltins and TestMotion: spec components, A.
func TestContainers(t *testing.T) {
	// A view of 100 px with 400 px of content, of which #c begins at 200.
	list := map[string]runtime.Rect{"s": {Top: 10, Width: 100, Height: 100}, "a": {Top: 10, Width: 100, Height: 200}, "c": {Top: 210, Width: 100, Height: 200}}
	row := map[string]runtime.Rect{"s": {Left: 5, Width: 100, Height: 50}, "a": {Left: 5, Width: 150, Height: 50}, "c": {Left: 155, Width: 150, Height: 50}}
	const rows = `<view id="a"/><view id="c"/></scroll-view>`
	for _, c := range []builtinCase{
		{name: "scroll-view: a position set by data scrolls", rects: list, data: "top: 0",
			wxml: `<scroll-view id="s" scroll-y scroll-top="{{top}}" bindscroll="on" bindscrolltoupper="on" bindscrolltolower="on">` + rows, steps: `
			set {"top":100}
			set {"top":100}
			set {"top":260}
			set {"top":"60px"}
			set {"top":"40rpx"}
			set {"x":1}`, want: `
			scroll #s {"scrollLeft":0,"scrollTop":100,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":-100}
			scroll #s {"scrollLeft":0,"scrollTop":260,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":-160}
			scrolltolower #s {"direction":"bottom"}
			scroll #s {"scrollLeft":0,"scrollTop":60,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":200}
			scroll #s {"scrollLeft":0,"scrollTop":20,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":40}
			scrolltoupper #s {"direction":"top"}`},
		{name: "scroll-view: no further than the content, also to begin with", rects: list, data: "top: 1000",
			wxml: `<scroll-view id="s" scroll-y model:scroll-top="{{top}}" bindscroll="on">` + rows, steps: `
			data top
			set {"top":-5}
			data top
			value #s`, want: `
			scroll #s {"scrollLeft":0,"scrollTop":300,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":-300}
			300
			scroll #s {"scrollLeft":0,"scrollTop":0,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":300}
			0
			null`},
		{name: "scroll-view: the same value again is ignored, whatever the user did since", rects: list, data: "top: 100",
			wxml: `<scroll-view id="s" scroll-y scroll-top="{{top}}">` + rows, steps: `
			send #s scroll {"scrollTop":30,"scrollLeft":0,"scrollHeight":400}
			set {"top":100}
			value #s`, want: `{"scrollLeft":0,"scrollTop":30}`},
		{name: "scroll-view: along one axis only", rects: row, data: "left: 0",
			wxml: `<scroll-view id="s" scroll-x scroll-left="{{left}}" scroll-top="{{left}}" bindscroll="on" bindscrolltolower="on">` + rows, steps: `set {"left":150}`,
			want: `
			scroll #s {"scrollLeft":150,"scrollTop":0,"scrollHeight":50,"scrollWidth":300,"deltaX":-150,"deltaY":0}
			scrolltolower #s {"direction":"right"}`},
		{name: "scroll-view: without scroll-x and scroll-y it stays", rects: list, wxml: `<scroll-view id="s" scroll-top="{{top}}" bindscroll="on">` + rows, steps: `set {"top":50}`},
		{name: "scroll-view: nobody knows the layout", rects: map[string]runtime.Rect{}, wxml: `<scroll-view id="s" scroll-y scroll-top="{{top}}" bindscroll="on">` + rows, steps: `set {"top":50}`},
		{name: "scroll-view: scroll-into-view wins over scroll-top", rects: list, data: "id: '', top: 0",
			wxml: `<scroll-view id="s" scroll-y scroll-top="{{top}}" scroll-into-view="{{id}}" scroll-into-view-offset="-20" bindscroll="at">` + rows,
			js:   `at(e) { console.log(e.detail.scrollTop) }`, steps: `
			set {"id":"c","top":30}
			set {"id":"none"}
			set {"id":"a"}
			set {"top":70}`, want: "180\n0\n70"},
		{name: "scroll-view: scroll-into-view to begin with", rects: list,
			wxml: `<scroll-view id="s" scroll-y scroll-into-view="c" bindscroll="on"><block wx:for="{{['a','c']}}" wx:key="*this"><view id="{{item}}"/></block></scroll-view>`,
			want: `scroll #s {"scrollLeft":0,"scrollTop":200,"scrollHeight":400,"scrollWidth":100,"deltaX":0,"deltaY":-200}`},
		{name: "scroll-view: its context", rects: list, data: "r: false", wxml: `<scroll-view id="s" scroll-y enhanced refresher-enabled model:refresher-triggered="{{r}}" bindscroll="at" bindrefresherrefresh="on" bindrefresherrestore="on" bounces="{{false}}">` + rows + `<scroll-view id="plain"/>`,
			js: `at(e) { console.log(e.detail.scrollTop) }, onReady() { wx.createSelectorQuery().select('#s').node().select('#plain').node().select('#a').context().exec((r) => {
				this.c = r[0].node; console.log(JSON.stringify(this.c), r[1].node, r[2].context) }) },
				go(how, a, b) { this.c[how](a, b) }`, steps: `
			call go "scrollTo" {"top":120}
			call go "scrollTo" {"left":10,"top":9999}
			call go "scrollTo" {"top":"x"}
			call go "scrollIntoView" "#c" {"offset":-5}
			call go "scrollIntoView" "#none"
			call go "triggerRefresh"
			data r
			call go "closeRefresh"
			data r
			call go "triggerTwoLevel"`, want: `
			{"bounces":false,"showScrollbar":true,"pagingEnabled":false,"fastDeceleration":false,"scrollEnabled":true,"decelerationDisabled":false} null null
			120
			300
			195
			refresherrefresh #s {"dy":45}
			true
			refresherrestore #s {"dy":0}
			false`},
		{name: "video, map, editor and canvas: their contexts", wxml: `<video id="v"/><map id="m"/><editor id="e"/><canvas id="k" canvas-id="c"/><live-player id="l"/>`,
			js: `go() { const q = wx.createSelectorQuery(); for (const id of ['v', 'm', 'e', 'k', 'l']) q.select('#' + id).context((r) => { const c = r.context; console.log(id, typeof c.play, typeof c.getRegion, typeof c.insertText, typeof c.fillRect); if (c.insertText) c.insertText({ text: 'x' }) })
				q.exec() }`, steps: "call go\nui", want: `
			v function undefined undefined undefined
			m undefined function undefined undefined
			e undefined undefined function undefined
			k undefined undefined undefined function
			l function undefined undefined undefined
			createVideoContext {"args":["v"],"object":1}
			createMapContext {"args":["m"],"object":2}
			createEditorContext {"args":["e"],"object":3}
			EditorContext.insertText {"args":[{"text":"x"}],"object":3,"properties":{}}
			createLivePlayerContext {"args":["l"],"object":4}`},
		{name: "editor: it is ready, and its context fails without a host", wxml: `<editor id="e" bindready="ready"/><editor id="f" wx:if="{{f}}" bind:ready="on"/>`,
			js: `ready(e) { console.log(e.type, JSON.stringify(e.detail))
				wx.createSelectorQuery().select('#e').context(({ context: c }) => { c.format('bold'); c.getContents({ fail: (e) => console.log(e.errMsg) }) }).exec() }`,
			steps: `set {"f":true}`, want: "ready {}\ngetContents:fail not supported\nready #f {}"},
		{name: "scroll-view: a query tells where it is", wxml: `<scroll-view id="s" scroll-y bindscroll="ask"/>`,
			js:    `ask() { wx.createSelectorQuery().select('#s').scrollOffset((r) => console.log(r.scrollTop, r.scrollLeft)).exec() }`,
			steps: `send #s scroll {"scrollTop":30,"scrollLeft":2,"scrollHeight":400}`, want: "30 2"},
		{name: "scroll-view: the program triggers the refresher and ends it", data: "r: false",
			wxml: `<scroll-view id="s" refresher-enabled refresher-triggered="{{r}}" bindrefresherrefresh="on" bindrefresherrestore="on" bindrefresherpulling="on" bindrefresherabort="on"/>`, steps: `
			set {"r":true}
			set {"r":false}
			send #s refresherpulling {"dy":20}
			send #s refresherabort {"dy":0}
			send #s refresherrefresh {"dy":60}
			value #s
			set {"r":true}
			set {"r":false}`, want: `
			refresherrefresh #s {"dy":45}
			refresherrestore #s {"dy":0}
			refresherpulling #s {"dy":20}
			refresherabort #s {"dy":0}
			refresherrefresh #s {"dy":60}
			{"refresherTriggered":true}
			refresherrestore #s {"dy":0}`},
		{name: "scroll-view: no refresher, nothing to trigger", data: "r: true", wxml: `<scroll-view refresher-triggered="{{r}}" bindrefresherrefresh="on" bindrefresherrestore="on"/>`, steps: `set {"r":false}`},
		{name: "scroll-view: the refresher triggered to begin with", wxml: `<scroll-view id="s" refresher-enabled refresher-triggered refresher-threshold="80" bindrefresherrefresh="on"/>`, want: `refresherrefresh #s {"dy":80}`},
		{name: "scroll-view: the page hears nothing of it", js: `onReachBottom() { console.log('bottom') }, onPageScroll() { console.log('scroll') }`, rects: list,
			wxml: `<scroll-view id="s" scroll-y scroll-top="{{top}}">` + rows, steps: `set {"top":300}`},
		{name: "swiper: the items of a swiper inside are not its own", data: "c: 0",
			wxml: `<swiper id="s" current="{{c}}" bindchange="on"><swiper-item item-id="a"><swiper id="in" bindchange="on" autoplay interval="1000"><swiper-item item-id="x"/><swiper-item item-id="y"/></swiper></swiper-item><swiper-item item-id="b"/></swiper>`, steps: `
			set {"c":1}
			set {"c":2}
			advance 1000`, want: `
			change #s {"current":1,"source":"","currentItemId":"b"}
			change #s {"current":0,"source":"","currentItemId":"a"}
			change #in {"current":1,"source":"autoplay","currentItemId":"y"}`},
		{name: "swiper: items in components and slots", files: "-- pages/a/a.json --\n{\"usingComponents\":{\"frame\":\"/c/frame\"}}\n-- c/frame.js --\nComponent({ methods: { no(e) { this.triggerEvent('change', e.detail) } } })\n-- c/frame.json --\n{\"component\":true}\n-- c/frame.wxml --\n<swiper id=\"s\" autoplay interval=\"100\" bindchange=\"no\"><slot/></swiper>\n",
			wxml: `<frame bind:change="on"><swiper-item/><view/><swiper-item/></frame>`, steps: "advance 100\nadvance 100", want: "change {\"current\":1,\"source\":\"autoplay\"}\nchange {\"current\":0,\"source\":\"autoplay\"}"},
		{name: "swiper: to begin with there is no change; circular plays from the last to the first", data: "c: 2",
			wxml: `<swiper id="s" current="{{c}}" circular autoplay interval="1000" bindchange="on"><swiper-item wx:for="{{3}}" wx:key="*this"/></swiper>`, steps: "advance 999\nadvance 1",
			want: `change #s {"current":0,"source":"autoplay"}`},
		{name: "swiper: events of the finger are the host's", wxml: `<swiper id="s" bindtransition="on" bindanimationfinish="on"><swiper-item/><swiper-item/></swiper>`, steps: `
			send #s transition {"dx":10,"dy":0}
			send #s change {"current":1,"source":"touch"}
			advance 500`, want: `
			transition #s {"dx":10,"dy":0}
			animationfinish #s {"current":1,"source":"touch"}`},
		{name: "movable-view: data can not put it outside of its area", rects: map[string]runtime.Rect{"area": {Width: 100, Height: 50}, "m": {Width: 30, Height: 60}}, data: "x: 500, y: 5",
			wxml: `<movable-area id="area"><view><movable-view id="m" model:x="{{x}}" model:y="{{y}}" bindchange="on"/></view></movable-area>`, steps: `
			data x
			data y
			set {"x":-3,"y":-7}
			set {"x":40}
			data x
			set {"y":-99}
			data y`, want: `
			70
			0
			change #m {"x":0,"y":-7,"source":""}
			change #m {"x":40,"y":-7,"source":""}
			40
			change #m {"x":40,"y":-10,"source":""}
			-10`},
		{name: "movable-view: scale by data", rects: map[string]runtime.Rect{}, data: "z: 1", wxml: `<movable-area><movable-view id="m" scale scale-max="3" model:scale-value="{{z}}" x="4" bindscale="on" bindchange="on"/><movable-view id="n" scale-value="{{z}}" bindscale="on" bindchange="on"/></movable-area>`, steps: `
			set {"z":2}
			set {"z":9}
			send #m scale {"x":1,"y":2,"scale":1.5}
			data z
			value #m`, want: `
			scale #m {"x":4,"y":0,"scale":2}
			scale #m {"x":4,"y":0,"scale":3}
			scale #m {"scale":1.5,"x":1,"y":2}
			1.5
			{"x":1,"y":2}`},
		{name: "movable-view: lengths, and a finger that may not move it", rects: map[string]runtime.Rect{}, wxml: `<movable-area><movable-view id="m" x="{{x}}" disabled bindchange="on"/></movable-area>`, steps: `
			set {"x":"20rpx"}
			send #m change {"x":1,"y":2,"source":"touch"}
			set {"x":"7px"}`, want: `
			change #m {"x":10,"y":0,"source":""}
			change #m {"x":7,"y":0,"source":""}`},
		{name: "match-media: all conditions", wxml: `<match-media min-width="375" max-width="375" width="375" min-height="10" max-height="900" orientation="portrait">a</match-media><match-media width="375" height="1">b</match-media><match-media min-width="376">c</match-media><match-media>d</match-media>`,
			steps: "text\nresize 376 1\ntext", want: `
			"a|d"
			"c|d"`},
		{name: "page-container: what is not shown is not to be seen", data: "open: false", wxml: `<page-container id="p" show="{{open}}"><view>inside</view></page-container>`, steps: `
			text
			html #p
			set {"open":true}
			text
			back
			text`, want: `
			""
			<wx-page-container id="p" hidden><wx-view>inside</wx-view></wx-page-container>
			"inside"
			""`},
		{name: "root-portal, cover-view and share-element are as their template says", wxml: `<root-portal enable="{{false}}"><cover-view bindtap="on" id="c"><cover-image/>x</cover-view></root-portal><share-element key="k">y</share-element>`,
			steps: "tap #c\ntext", want: "tap #c {\"x\":0,\"y\":0}\n\"x|y\""},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}
