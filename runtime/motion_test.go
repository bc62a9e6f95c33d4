package runtime_test

import "testing"

// Built-in components that move by themselves, focus and pickers: spec
// components, A and C.
func TestMotion(t *testing.T) {
	const swiper = `<swiper-item wx:for="{{3}}" wx:key="*this" item-id="i{{item}}"/></swiper>`
	for _, c := range []builtinCase{
		{name: "swiper: autoplay, and the end of each movement", data: "on1: true, c: 0",
			wxml: `<swiper id="s" autoplay="{{on1}}" interval="1000" duration="300" model:current="{{c}}" bindchange="on" bindanimationfinish="on">` + swiper, steps: `
			advance 999
			advance 1
			data c
			advance 300
			advance 700
			advance 1000
			data c
			set {"on1":false}
			advance 5000`, want: `
			change #s {"current":1,"source":"autoplay","currentItemId":"i1"}
			1
			animationfinish #s {"current":1,"source":"autoplay","currentItemId":"i1"}
			change #s {"current":2,"source":"autoplay","currentItemId":"i2"}
			animationfinish #s {"current":2,"source":"autoplay","currentItemId":"i2"}
			change #s {"current":0,"source":"autoplay","currentItemId":"i0"}
			0
			animationfinish #s {"current":0,"source":"autoplay","currentItemId":"i0"}`},
		{name: "swiper: a touch begins the interval anew; plays with what fits", data: "",
			wxml: `<swiper id="s" autoplay interval="1000" display-multiple-items="2" bindchange="on">` + swiper, steps: `
			advance 900
			send #s change {"current":1,"source":"touch"}
			advance 900
			advance 100`, want: `
			change #s {"current":1,"source":"touch"}
			change #s {"current":0,"source":"autoplay","currentItemId":"i0"}`},
		{name: "swiper: does not play while the page is hidden", wxml: `<swiper id="s" autoplay interval="1000" bindchange="on">` + swiper, js: `go() { wx.navigateTo({ url: '/pages/b/b' }) }, back() {}`,
			steps: "navigate /pages/b/b\nadvance 9000\nback\nadvance 999\nadvance 1", want: `change #s {"current":1,"source":"autoplay","currentItemId":"i1"}`},
		{name: "swiper: does not play while the app is in the background", wxml: `<swiper id="s" autoplay interval="1000" bindchange="on">` + swiper,
			steps: "hide\nadvance 9000\nshow\nadvance 999\nadvance 1", want: `change #s {"current":1,"source":"autoplay","currentItemId":"i1"}`},
		{name: "swiper: sources and ends of changes by data", data: "c: 0, id: ''",
			wxml: `<swiper id="s" current="{{c}}" current-item-id="{{id}}" duration="100" bindchange="on" bindanimationfinish="on">` + swiper, steps: `
			set {"c":1}
			set {"c":2}
			advance 100
			set {"id":"i0"}
			value #s
			send #s change {"current":1,"source":"touch"}
			advance 100`, want: `
			change #s {"current":1,"source":"","currentItemId":"i1"}
			change #s {"current":2,"source":"","currentItemId":"i2"}
			animationfinish #s {"current":2,"source":"","currentItemId":"i2"}
			change #s {"current":0,"source":"","currentItemId":"i0"}
			0
			change #s {"current":1,"source":"touch"}
			animationfinish #s {"current":1,"source":"touch"}`},
		{name: "swiper: gone before the end", data: "on1: true", wxml: `<swiper wx:if="{{on1}}" id="s" autoplay interval="100" duration="500" bindchange="on" bindanimationfinish="on">` + swiper,
			steps: "advance 100\nset {\"on1\":false}\nadvance 5000", want: `change #s {"current":1,"source":"autoplay","currentItemId":"i1"}`},
		{name: "page-container", data: "open: false", js: `log(e) { console.log(e.type) }`,
			wxml: `<page-container id="p" model:show="{{open}}" duration="200" bindbeforeenter="log" bindenter="log" bindafterenter="log" bindbeforeleave="log" bindleave="log" bindafterleave="log" bindclickoverlay="log">x</page-container>`, steps: `
			set {"open":true}
			advance 200
			send #p clickoverlay
			back
			data open
			route
			advance 200
			value #p`, want: `
			beforeenter
			enter
			afterenter
			clickoverlay
			beforeleave
			leave
			false
			"pages/a/a"
			afterleave
			false`},
		{name: "page-container: hidden before it has come", data: "open: true", js: `log(e) { console.log(e.type) }`,
			wxml:  `<page-container id="p" show="{{open}}" bindafterenter="log" bindleave="log" bindafterleave="log">x</page-container>`,
			steps: "advance 299\nset {\"open\":false}\nadvance 1000", want: "leave\nafterleave"},
		{name: "page-container: a step back closes it in place of the page", wxml: `<view/>`, files: "-- pages/b/b.js --\nPage({ data: { open: true }, onUnload() { console.log('unload') } })\n-- pages/b/b.wxml --\n<page-container show=\"{{open}}\"/>\n",
			steps: "navigate /pages/b/b\nback\nroute\nback\nroute", want: "\"pages/b/b\"\nunload\n\"pages/a/a\""},
		{name: "focus by label, by data and by the user", data: "f: false", wxml: `<input id="a" focus="{{f}}" value="x" bindfocus="on" bindblur="on"/><label id="l"><textarea id="t" value="yz" bindfocus="on" bindblur="on"/></label><label id="d"><input disabled bindfocus="on"/></label>`, steps: `
			set {"f":true}
			tap #l
			tap #l
			tap #d
			set {"f":false}
			set {"f":true}
			send #a focus {"value":"x","height":0}
			set {"f":false}`, want: `
			focus #a {"value":"x","height":0}
			blur #a {"value":"x"}
			focus #t {"value":"yz","height":0}
			blur #t {"value":"yz","cursor":2}
			focus #a {"value":"x","height":0}
			blur #a {"value":"x"}`},
		{name: "auto-focus, and a focus that goes over to another", wxml: `<input id="a" auto-focus bindfocus="on" bindblur="on"/><input id="b" focus="{{f}}" bindfocus="on"/>`, steps: `
			set {"f":true}`, want: `
			focus #a {"value":"","height":0}
			blur #a {"value":""}
			focus #b {"value":"","height":0}`},
		{name: "slider: let go where it was", wxml: `<slider id="s" value="30" bindchange="on" bindchanging="on"/>`, steps: `
			send #s change {"value":30}
			send #s changing {"value":40}
			send #s change {"value":40}
			send #s change {"value":40}`, want: `
			changing #s {"value":40}
			change #s {"value":40}`},
		{name: "picker: a tap asks the host", data: "v: 1", wxml: `<picker id="p" range="{{['a','b']}}" header-text="H" value="{{v}}"><view id="in">x</view></picker><picker id="d" disabled>y</picker>`, steps: `
			tap #in
			tap #d
			ui`, want: `showPicker {"headerText":"H","mode":"selector","range":["a","b"],"value":1}`},
		{name: "picker: dates have the fields that were asked for", wxml: `<picker id="p" mode="date" fields="month" bindchange="on"/><picker id="y" mode="date" fields="year" bindchange="on"/><picker id="t" mode="time" bindchange="on"/>`, steps: `
			send #p change {"value":"2024-05-06"}
			value #p
			send #y change {"value":"2024-05-06"}
			send #t change {"value":"10:20"}`, want: `
			change #p {"value":"2024-05"}
			"2024-05"
			change #y {"value":"2024"}
			change #t {"value":"10:20"}`},
		{name: "picker: columns and regions", wxml: `<picker id="m" mode="multiSelector" range="{{[[1,2],[3,4]]}}" value="{{[0,1]}}" bindcolumnchange="on" bindchange="on"/><picker id="r" mode="region" bindchange="on" bindcancel="on"/>`, steps: `
			send #m columnchange {"column":1,"value":0}
			send #m change {"value":[1,0]}
			value #m
			send #r change {"value":["a","b","c"],"code":["1","2","3"],"postcode":"9"}
			send #r cancel`, want: `
			columnchange #m {"column":1,"value":0}
			change #m {"value":[1,0]}
			[1,0]
			change #r {"code":["1","2","3"],"postcode":"9","value":["a","b","c"]}
			cancel #r {}`},
		{name: "root-portal: events go the way of the template", wxml: `<view id="out" bindtap="on"><root-portal><view id="in" bindtap="on">x</view></root-portal></view>`,
			steps: "tap #in", want: "tap #in {\"x\":0,\"y\":0}\ntap #out {\"x\":0,\"y\":0}"},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}
