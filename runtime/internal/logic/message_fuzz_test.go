package logic

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

// messagePage has the nodes that listen to what a view tells of them.
const messagePage = `<view bindtap="tap" capture-bind:tap="tap" bindtouchstart="tap" data-x="{{n}}">{{n}}</view>
<input model:value="{{text}}" bindinput="tap" bindconfirm="tap"/><textarea value="{{text}}"/><slider value="1"/><switch/><checkbox-group><checkbox value="a"/></checkbox-group>
<radio-group><radio value="b"/></radio-group><picker mode="multiSelector" range="{{[[1,2],[3]]}}" bindchange="tap"/><picker-view value="{{[1]}}"><picker-view-column/></picker-view>
<form bindsubmit="tap" bindreset="tap"><input name="i"/><button form-type="submit">s</button><button form-type="reset">r</button></form><label for="z"><input id="z"/></label>
<scroll-view scroll-y model:scroll-top="{{n}}" scroll-into-view="{{text}}" bindscroll="tap" refresher-enabled model:refresher-triggered="{{n}}" bindrefresherrefresh="tap"/><swiper autoplay bindchange="tap"><swiper-item/><swiper-item/></swiper><movable-area><movable-view bindchange="tap"/></movable-area>
<image src="{{text}}" bindload="tap" binderror="tap"/><view animation="{{n}}" hover-class="{{text}}" bindtransitionend="tap"/><button open-type="getPhoneNumber" bindgetphonenumber="tap"/><progress percent="50" active/><navigator url="/index">n</navigator><rich-text nodes="<p>a</p>"/><canvas canvas-id="c" id="c" bindtouchmove="tap"/><web-view src="x"/><video id="v"/>
<view wx:for="{{list}}" wx:key="*this" bindlongpress="tap" catchtap="tap">{{item}}</view>`

// messages makes messages of a view and a host that may make no sense.
type messages struct {
	pick func(n int) int
	app  *App
}

var (
	eventTypes = []string{"tap", "longpress", "longtap", "touchstart", "touchmove", "touchend", "touchcancel", "input", "change", "changing", "blur", "focus", "confirm", "submit", "reset",
		"scroll", "columnchange", "refresherrefresh", "refresherpulling", "animationfinish", "transition", "load", "error", "timeupdate", "activeend", "", "constructor", "__proto__"}
	controlNames = []string{"hide", "show", "enter", "share", "shareTimeline", "addToFavorites", "resize", "layout", "event", "themeChange", "navigateBack", "pullDownRefresh", "reachBottom",
		"pageScroll", "tabItemTap", "", "constructor"}
	fieldNames = []string{"value", "x", "y", "detail", "scrollTop", "current", "column", "path", "query", "scene", "theme", "size", "windowWidth", "index", "delta", "event", "touches", "identifier",
		"clientX", "pageX", "source", "name", "args", "errMsg", "data", "base64", "properties", "__proto__", "constructor", "length"}
)

func (m *messages) text(list []string) string { return list[m.pick(len(list))] }

func (m *messages) value(depth int) value.Value {
	switch m.pick(9) {
	case 0:
		return value.Value{}
	case 1:
		return value.Null()
	case 2:
		return value.Bool(m.pick(2) == 0)
	case 3:
		return value.Number([]float64{0, 1, -1, 0.5, 1e9, 1e300, -1e300}[m.pick(7)])
	case 4:
		return value.String(m.text([]string{"", "a", "1", "-7", "true", "\xed\xa0\x80", "/index?a=1", "__proto__", "2020-13-40", "99:99"}))
	case 5, 6:
		if depth > 4 {
			return value.Int(1)
		}
		a := value.NewArray()
		for range m.pick(4) {
			a.Append(m.value(depth + 1))
		}
		return value.FromArray(a)
	default:
		if depth > 4 {
			return value.Int(2)
		}
		o := value.NewObject()
		for range m.pick(5) {
			o.Put(m.text(fieldNames), m.value(depth+1))
		}
		return value.FromObject(o)
	}
}

func (m *messages) next() bridge.ToLogic {
	page := bridge.PageID(m.pick(4))
	switch m.pick(8) {
	case 0:
		return &bridge.Ack{Page: page, Seq: uint64(m.pick(9))}
	case 1:
		r := &bridge.Reply{ID: uint64(m.pick(int(m.app.lastCall) + 3)), Result: m.value(0), More: m.pick(3) == 0}
		if m.pick(3) == 0 {
			r.Err = &bridge.CallError{Errno: m.pick(3) - 1, Message: m.text(fieldNames)}
		}
		return r
	case 2, 3:
		return &bridge.Control{Name: m.text(controlNames), Args: m.value(0)}
	}
	e := &bridge.Event{Page: page, Instance: bridge.InstanceID(m.pick(12)), Node: int32(m.pick(48) - 2), Type: m.text(eventTypes), Detail: m.value(0), Edit: uint32(m.pick(3)),
		Bubbles: m.pick(2) == 0, Composed: m.pick(2) == 0, CapturePhase: m.pick(2) == 0, Gesture: m.pick(2) == 0}
	if m.pick(3) == 0 {
		e.Touches, e.ChangedTouches = m.value(0), m.value(0)
	}
	return e
}

// messageApp is an app that has called a bit of everything and waits.
func messageApp(t testing.TB) *wxRun {
	return wxLaunch(t, map[string]string{"app.js": `App({ onError() {}, onPageNotFound() {} })`, "index.wxml": messagePage, "other.wxml": "<view bindtap='tap'/>", "index.js": `
		Page({ data: { n: 1, text: 't', list: ['a', 'b'] }, tap(e) { JSON.stringify(e); this.setData({ n: this.data.n + 1 }) },
			onLoad() {
				for (const name of ['request', 'getLocation', 'downloadFile', 'connectSocket', 'login', 'getImageInfo']) wx[name]({ url: 'https://a/', src: 'a', success() {}, fail() {} })
				wx.createInnerAudioContext().onPlay(() => {}); this.createSelectorQuery().select('view').boundingClientRect(() => {}).exec()
				this.createIntersectionObserver().relativeToViewport().observe('view', () => {})
				for (const on of ['onThemeChange', 'onWindowResize', 'onKeyboardHeightChange', 'onNetworkStatusChange', 'onAppShow']) wx[on](() => {})
			} })`}, func(h *wxHost) {
		hold := func(*value.Object) (value.Value, *bridge.CallError) {
			return value.Value{}, &bridge.CallError{Message: errHold.Error()}
		}
		for _, name := range []string{"request", "downloadFile", "connectSocket", "getLocation", "createInnerAudioContext"} {
			h.answers[name] = hold
		}
	})
}

// take hands the app messages, each as a turn; none of them may break it.
func take(t *testing.T, r *wxRun, next func() bridge.ToLogic, n int) {
	t.Helper()
	for range n {
		m := next()
		if m == nil {
			return
		}
		err := r.app.Do(t.Context(), func() error { r.app.Handle(m); return nil })
		var broken *sandbox.PanicError
		if errors.As(err, &broken) {
			t.Fatalf("%#v: %v\n%s", m, err, broken.Stack)
		}
	}
}

// Whatever a view or a host tells, the logic layer lives.
func FuzzMessages(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 20 {
		b := make([]byte, 500)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4000 {
			return
		}
		app := messageApp(t)
		at := 0
		m := &messages{app: app.app, pick: func(n int) int {
			if at >= len(b) {
				return 0
			}
			at++
			return int(b[at-1]) % n
		}}
		take(t, app, m.next, min(len(b)/10+1, 200))
	})
}

func TestRandomMessages(t *testing.T) {
	for seed := range uint64(30) {
		app := messageApp(t)
		m := &messages{app: app.app, pick: rand.New(rand.NewPCG(seed, 2)).IntN}
		take(t, app, m.next, 150)
		app.app.Close()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// The same in bytes, as a view elsewhere sends them: what can be decoded is taken.
func FuzzMessageBytes(f *testing.F) {
	app := messageApp(f)
	enc := new(bridge.Encoder)
	m := &messages{app: app.app, pick: rand.New(rand.NewPCG(7, 2)).IntN}
	for range 60 {
		b, err := enc.ToLogic(nil, m.next())
		if err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := bridge.NewDecoder(bridge.Limits{}).ToLogic(b)
		if err != nil {
			return
		}
		take(t, messageApp(t), func() bridge.ToLogic { return got }, 1)
	})
}
