package runtime_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// An exception in any place of the program is reported with file and position,
// and the program goes on.
func TestExceptionsAreReported(t *testing.T) {
	app := launch(t, `
-- app.js --
App({
  onLaunch() { throw new Error('launch') },
  onError(msg) { this.seen = (this.seen || 0) + 1 }
})
-- pages/a/a.js --
Page({
  data: { n: 0 },
  onLoad() { this.setData({ n: 1 }); throw new TypeError('load') },
  onShow() { setTimeout(() => { throw new Error('timer') }) },
  onReady() { Promise.reject(new Error('rejected')) },
  tap() { this.setData({ n: 2 }, () => { throw new Error('callback') }); undefined.x },
})
-- pages/a/a.wxml --
<view bindtap="tap">{{n}}{{m.boom()}}</view><wxs module="m">
module.exports.boom = function() { var a; return a.b.c }
</wxs>
`, runtime.Config{})
	tap(t, app.Page().Query("view"))
	expect(t, "text", strings.Join(app.Page().Text(), ""), "2")
	var got []string
	for _, err := range app.Errors() {
		got = append(got, err.Error())
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"app.js:2", "launch", "pages/a/a.js:3", "load", "pages/a/a.js:4", "timer", "pages/a/a.js:6", "callback", "pages/a/a.wxml:2"} {
		if !strings.Contains(all, want) {
			t.Errorf("no error names %q in\n%s", want, all)
		}
	}
	for _, err := range []error{errors.Join(app.Errors()...)} {
		var ex *sandbox.Exception
		if err != nil && !errors.As(err, &ex) {
			t.Errorf("%T is no exception", err)
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	text := `
-- pages/a/a.js --
Page({
  onLoad() {
    wx.request({ url: 'https://api.example/x', fail: (e) => this.setData({ e: e.errMsg }), complete: () => this.setData({ done: true }) })
  }
})
-- pages/a/a.wxml --
<view>{{e}}</view><view>{{done}}</view>
`
	app := launch(t, text, runtime.Config{})
	expect(t, "without a network", strings.Join(app.Page().Text(), "|"), "request:fail the host gives this program no network|true")
	noErrors(t, app)
}

func TestUnknownPages(t *testing.T) {
	ctx := context.Background()
	text := `
-- app.js --
App({ onPageNotFound(e) { this.lost = e.path } })
-- pages/a/a.js --
Page({})
-- pages/a/a.wxml --
<view/>
`
	pkg, err := runtime.Load(program(t, text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pkg.Launch(ctx, runtime.Config{Path: "pages/x/x"}); err == nil || !strings.Contains(err.Error(), `page "pages/x/x" is not found`) {
		t.Errorf("launch with an unknown page: %v", err)
	}
	app := start(t, pkg, runtime.Config{})
	for api, route := range map[string]func(context.Context, string) error{
		"navigateTo": app.NavigateTo, "redirectTo": app.RedirectTo, "reLaunch": app.ReLaunch, "switchTab": app.SwitchTab,
	} {
		if err := route(ctx, "/pages/x/x"); err == nil || err.Error() != api+`:fail page "pages/x/x" is not found` {
			t.Errorf("%s: %v", api, err)
		}
	}
	if err := app.NavigateBack(ctx, 1); err == nil || err.Error() != "navigateBack:fail cannot navigate back at first page." {
		t.Errorf("navigateBack: %v", err)
	}
	expect(t, "page", app.Page().Path(), "pages/a/a")
}

func TestSelectorsThatMatchNothing(t *testing.T) {
	app := launch(t, "-- pages/a/a.js --\nPage({})\n-- pages/a/a.wxml --\n<view/>\n", runtime.Config{})
	if err := app.Page().Query(".nope").Tap(); err == nil || !strings.Contains(err.Error(), `no node of page pages/a/a matches ".nope"`) {
		t.Errorf("got %v", err)
	}
	if err := app.Page().Query("view:hover").Tap(); err == nil {
		t.Error("a selector that is not understood gives no error")
	}
}

// A program that never ends a turn is stopped; its host lives.
func TestTurnTime(t *testing.T) {
	app := launch(t, "-- pages/a/a.js --\nPage({ tap() { for (;;); } })\n-- pages/a/a.wxml --\n<view bindtap=\"tap\">x</view>\n",
		runtime.Config{Limits: runtime.Limits{TurnTime: 50 * time.Millisecond}})
	start := time.Now()
	_ = app.Page().Query("view").Tap()
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
	var limit *sandbox.LimitError
	if err := errors.Join(app.Errors()...); !errors.As(err, &limit) || limit.Limit != sandbox.LimitTurnTime {
		t.Errorf("errors: %v", err)
	}
	expect(t, "the view is still there", strings.Join(app.Page().Text(), ""), "x")
}

func TestClosedApp(t *testing.T) {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		t.Fatal(err)
	}
	app := start(t, pkg, runtime.Config{})
	page := app.Page()
	for range 2 {
		if err := app.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := page.Query(".add").Tap(); !errors.Is(err, runtime.ErrClosed) {
		t.Errorf("a tap after Close: %v", err)
	}
}

func TestLaunchIsCancelled(t *testing.T) {
	pkg, err := runtime.Load(program(t, "-- pages/a/a.js --\nPage({ onLoad() { for (;;); } })\n-- pages/a/a.wxml --\n<view/>\n"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	app, err := pkg.Launch(ctx, runtime.Config{})
	if app != nil {
		app.Close()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// Timers follow the host's clock.
func TestClock(t *testing.T) {
	clock := sandbox.NewManualClock(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	app := launch(t, `
-- pages/a/a.js --
Page({ data: { log: [] }, onLoad() {
  setTimeout(() => this.setData({ log: this.data.log.concat('late ' + new Date().getSeconds()) }), 2000)
  setTimeout(() => this.setData({ log: this.data.log.concat('now') }), 0)
} })
-- pages/a/a.wxml --
<view wx:for="{{log}}" wx:key="*this">{{item}}</view>
`, runtime.Config{Clock: clock})
	expect(t, "at once", strings.Join(app.Page().Text(), "|"), "now")
	clock.Advance(2 * time.Second)
	if err := app.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect(t, "later", strings.Join(app.Page().Text(), "|"), "now|late 7")
}
