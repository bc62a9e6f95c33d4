package runtime_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime"
)

func configApp(t *testing.T, cfg runtime.Config) (*runtime.App, error) {
	t.Helper()
	pkg, err := runtime.Load(fstest.MapFS{
		"app.json": {Data: []byte(`{"pages": ["a", "b"], "tabBar": {"list": [{"pagePath": "a", "text": "A"}, {"pagePath": "b", "text": "B"}]}}`)},
		"app.js":   {Data: []byte(`App({})`)},
		"a.wxml":   {Data: []byte(`<view>{{text}}</view>`)},
		"a.js":     {Data: []byte(`const i = wx.getDeviceInfo(); Page({data: {text: [i.brand, i.model, wx.getSystemSetting().x, wx.added].join(' ')}})`)},
		"b.wxml":   {Data: []byte(`<view>{{tapped}}</view>`)},
		"b.js":     {Data: []byte(`Page({data: {tapped: ''}, onTabItemTap(e) { this.setData({tapped: e.index + e.pagePath + e.text}) }})`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	app, err := pkg.Launch(context.Background(), cfg)
	if app != nil {
		t.Cleanup(func() { app.Close() })
	}
	return app, err
}

// Config.System replaces single values, Config.Prelude runs before the program.
func TestConfigSystemAndPrelude(t *testing.T) {
	app, err := configApp(t, runtime.Config{System: map[string]any{"brand": "other"},
		Prelude: `wx.getSystemSetting = () => ({x: 'replaced'}); wx.added = 'new'`})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(app.Page().Text(), "|"); got != "other headless replaced new" {
		t.Errorf("the page shows %q", got)
	}
}

// What the prelude throws, and a system value that is no data, fail the launch.
func TestConfigErrors(t *testing.T) {
	for want, cfg := range map[string]runtime.Config{
		"prelude.js:1":  {Prelude: `throw new Error('not today')`},
		"Config.System": {System: map[string]any{"brand": func() {}}},
	} {
		if _, err := configApp(t, cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestTapTab(t *testing.T) {
	app, err := configApp(t, runtime.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := app.TapTab(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if got := app.Page().Path() + strings.Join(app.Page().Text(), ""); got != "b1bB" {
		t.Errorf("after the tap there is %q, want page b that was told of item 1, b, B", got)
	}
	for _, index := range []int{-1, 2} {
		if err := app.TapTab(ctx, index); err == nil {
			t.Errorf("no error for item %d of 2", index)
		}
	}
}
