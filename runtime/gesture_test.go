package runtime_test

import (
	"testing"

	"github.com/mica-go/mica/runtime"
)

// Taps and long presses made of touches: spec events §7.
func TestGestures(t *testing.T) {
	const node = `<view id="out" bindtap="on"><view id="in" bindtouchstart="short" bindtouchend="short" bindtap="on" bindlongpress="on" bindlongtap="short">x</view></view>`
	const plain = `<view id="in" bindtap="short" bindlongtap="short">x</view>`
	const short = `short(e) { console.log(e.type) }`
	for _, c := range []builtinCase{
		{name: "a tap", wxml: node, js: short, steps: "tap #in", want: `
			touchstart
			touchend
			tap #in {"x":0,"y":0}
			tap #out {"x":0,"y":0}`},
		{name: "the place of the finger", wxml: node, js: short, steps: `
			touch #in touchstart 5,6
			touch #in touchmove 9,12
			touch #in touchend 9,12`, want: `
			touchstart
			touchend
			tap #in {"x":5,"y":6}
			tap #out {"x":5,"y":6}`},
		{name: "moved 10 px", wxml: node, js: short, steps: `
			touch #in touchstart 5,6
			touch #in touchmove 15,6
			touch #in touchmove 5,6
			touch #in touchend 5,6
			advance 1000`, want: "touchstart\ntouchend"},
		{name: "a second finger", wxml: node, js: short, steps: `
			touch #in touchstart 5,6
			touch #in touchstart 5,6 50,60
			touch #in touchend 5,6
			advance 1000`, want: "touchstart\ntouchstart\ntouchend"},
		{name: "cancelled", wxml: node, js: short, steps: `
			touch #in touchstart 5,6
			touch #in touchcancel 5,6
			advance 1000
			touch #in touchend 5,6`, want: "touchstart\ntouchend"},
		{name: "a long press that is handled takes the tap", wxml: node, js: short, steps: `
			touch #in touchstart 5,6
			advance 349
			advance 1
			touch #in touchend 5,6`, want: `
			touchstart
			longpress #in {"x":5,"y":6}
			longtap
			touchend`},
		{name: "longtap leaves the tap alone", wxml: plain, js: short, steps: `
			touch #in touchstart 5,6
			advance 350
			touch #in touchend 5,6`, want: "longtap\ntap"},
		{name: "the host says that it was long", wxml: node, js: short, steps: "hold #in\nadvance 1000", want: `
			touchstart
			longpress #in {"x":0,"y":0}
			longtap
			touchend`},
		{name: "the target is gone", data: "a: true", wxml: `<view wx:if="{{a}}" id="in" bindtouchstart="go" bindtap="on">x</view>`,
			js: `go() { this.setData({ a: false }) }`, steps: "tap #in", want: ""},
		{name: "touches of the events", wxml: `<view id="in" bindtouchend="t" bindtap="t">x</view>`,
			js: `t(e) { console.log(e.type, e.touches.length, e.changedTouches[0].pageX) }`, steps: `
			touch #in touchstart 7,6
			touch #in touchend 8,6`, want: "touchend 0 8\ntap 1 7"},
		{name: "dispatched touches make no tap", wxml: node, js: short, steps: "send #in touchstart\nsend #in touchend", want: "touchstart\ntouchend"},
		{name: "a disabled button has no tap, nor has what is around it", wxml: `<view id="out" bindtap="on" bindtouchend="on"><button id="b" disabled bindtap="on"><text id="t" bindtap="on">x</text></button></view>`,
			steps: "tap #b\ntap #t", want: `
			touchend #out {}
			touchend #out {}
			tap #t {"x":0,"y":0}`},
		{name: "on a canvas: places on it, no bubbling, and a longtap of its own", rects: map[string]runtime.Rect{"c": {Left: 10, Top: 20, Width: 50, Height: 50}}, js: short + `, at(e) { console.log(e.type, 'currentTarget' in e, JSON.stringify(e.touches), JSON.stringify(e.changedTouches)) }`,
			wxml: `<view bindtouchstart="on" bindtouchend="on" bindtap="on"><canvas id="c" bindtouchstart="at" bindtouchmove="at" bindtouchend="at" bindlongtap="short" bindtap="on"/></view>`, steps: `
			touch #c touchstart 15,26
			touch #c touchmove 16,26
			touch #c touchend 16,27
			touch #c touchstart 15,26
			advance 499
			advance 1
			touch #c touchcancel 15,26
			touch #c touchstart 15,26
			advance 400
			touch #c touchcancel 15,26
			advance 400`, want: `
			touchstart false [{"identifier":0,"x":5,"y":6}] [{"identifier":0,"x":5,"y":6}]
			touchmove false [{"identifier":0,"x":6,"y":6}] [{"identifier":0,"x":6,"y":6}]
			touchend false [] [{"identifier":0,"x":6,"y":7}]
			tap #c {"x":15,"y":26}
			tap {"x":15,"y":26}
			touchstart false [{"identifier":0,"x":5,"y":6}] [{"identifier":0,"x":5,"y":6}]
			longtap
			touchstart false [{"identifier":0,"x":5,"y":6}] [{"identifier":0,"x":5,"y":6}]`},
		{name: "disabled is true for every text", wxml: `<button id="b" disabled="false" bindtap="on">x</button>`, steps: "tap #b", want: ""},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}
