package runtime_test

import (
	"context"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// layout is a Geometry that a test can change: rectangles by id, moved up by
// scroll.
type layout struct {
	rects  map[string]runtime.Rect
	scroll float64
}

func (l *layout) Rect(n view.Node) runtime.Rect {
	r := l.rects[n.ID()]
	r.Top -= l.scroll
	return r
}

// Spec api §A.9.
func TestIntersectionObserver(t *testing.T) {
	places := &layout{rects: map[string]runtime.Rect{
		"box":  {Left: 0, Top: 700, Width: 100, Height: 100},
		"late": {Left: 0, Top: 900, Width: 100, Height: 100},
		"area": {Left: 0, Top: 0, Width: 375, Height: 300},
	}}
	var out []string
	app := launch(t, `-- pages/a/a.js --
const short = (name) => (r) => console.log(name, r.id, r.intersectionRatio, JSON.stringify(r.dataset), r.intersectionRect.height, r.relativeRect.bottom, r.boundingClientRect.top, typeof r.time)
Page({ data: {late: false}, onLoad() {
	wx.createIntersectionObserver(this, {thresholds: [0, 0.5, 1]}).relativeToViewport().observe('#box', short('a'))
	this.b = this.createIntersectionObserver({observeAll: true}); this.b.relativeTo('#area', {bottom: 50}).observe('.t', short('b'))
	this.createIntersectionObserver({initialRatio: 1}).observe('#area', short('c'))
	this.createIntersectionObserver({initialRatio: 1, thresholds: [1]}).relativeTo('#none').observe('#box', short('nothing to be relative to'))
}, stop() { this.b.disconnect() }, show() { this.setData({late: true}) } })
-- pages/a/a.wxml --
<view id="area"/><view id="box" class="t" data-n="{{1}}"/><view wx:if="{{late}}" id="late" class="t"/><button id="stop" bindtap="stop"/><button id="show" bindtap="show"/>
`, runtime.Config{Geometry: places, Console: func(m runtime.ConsoleMessage) { out = append(out, m.Text) }})
	ctx := context.Background()
	step := func(name string, fn func() error, want ...string) {
		t.Helper()
		out = nil
		if err := fn(); err != nil {
			t.Fatal(err)
		}
		expect(t, name, join(out), join(want))
	}
	scroll := func(top float64) func() error {
		return func() error {
			places.scroll = top
			return app.PageScroll(ctx, top)
		}
	}
	step("outside of the window", func() error { return nil })
	step("in by a quarter", scroll(58), `a box 0.25 {"n":1} 25 667 642 number`)
	step("no threshold crossed", scroll(60))
	step("more than half", scroll(90), `a box 0.57 {"n":1} 57 667 610 number`)
	step("whole", scroll(200), `a box 1 {"n":1} 100 667 500 number`)
	step("out of the window, having been in it at first", scroll(400), `c area 0 {} 0 667 -400 number`)
	places.rects["area"] = runtime.Rect{Top: 400, Width: 375, Height: 300}
	step("the host's layout changes", func() error { return app.LayoutChanged(ctx) }, `b box 0.5 {"n":1} 50 350 300 number`, `c area 1 {} 300 667 0 number`)
	step("a node that comes later", func() error { return app.Page().Query("#show").Tap() })
	step("and its place", func() error {
		places.rects["late"] = runtime.Rect{Top: 700, Width: 10, Height: 0}
		return app.LayoutChanged(ctx)
	}, `b late 1 {} 0 350 300 number`)
	step("after disconnect", func() error {
		if err := app.Page().Query("#stop").Tap(); err != nil {
			return err
		}
		places.rects["late"] = runtime.Rect{Top: 2000}
		return app.LayoutChanged(ctx)
	})
	noErrors(t, app)
}

func join(lines []string) string {
	s := ""
	for _, l := range lines {
		s += l + "\n"
	}
	return s
}

func TestEmit(t *testing.T) {
	var out []string
	app := launch(t, `-- pages/a/a.js --
const f = (r) => console.log('first', JSON.stringify(r)), g = () => console.log('second')
Page({ onLoad() { wx.onNetworkStatusChange(f); wx.onNetworkStatusChange(g); wx.onUserCaptureScreen(g); wx.onNetworkStatusChange('x') }, off() { wx.offNetworkStatusChange(f) }, all() { wx.offNetworkStatusChange() } })
-- pages/a/a.wxml --
<button id="off" bindtap="off"/><button id="all" bindtap="all"/>
`, runtime.Config{Console: func(m runtime.ConsoleMessage) { out = append(out, m.Text) }})
	ctx := context.Background()
	for _, step := range []func() error{
		func() error {
			return app.Emit(ctx, "networkStatusChange", map[string]any{"isConnected": true, "networkType": "wifi"})
		},
		func() error { return app.Page().Query("#off").Tap() },
		func() error { return app.Emit(ctx, "networkStatusChange", map[string]any{}) },
		func() error { return app.Page().Query("#all").Tap() },
		func() error { return app.Emit(ctx, "networkStatusChange", nil) },
		func() error { return app.Emit(ctx, "userCaptureScreen", nil) },
		func() error { return app.Emit(ctx, "nonsense", nil) },
		func() error { return app.Emit(ctx, "", nil) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, "log", join(out), "first {\"isConnected\":true,\"networkType\":\"wifi\"}\nsecond\nsecond\nsecond\n")
}
