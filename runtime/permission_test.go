package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime"
)

const declared = `-- app.json --
{"pages":["pages/a/a"],"requiredPrivateInfos":["getLocation","chooseAddress"],"permission":{"scope.userLocation":{"desc":"to find shops"}}}
`

// Spec api §1.1 and the table of §B: what a user has to agree to.
func TestPermissions(t *testing.T) {
	for _, c := range []struct {
		name, script, files string
		answers             func(*runtime.Headless)
		want                string
	}{
		{"refused", `console.log(await P(wx.authorize({scope: 'scope.record'}))); console.log(await P(wx.authorize({scope: 'scope.record'}))); console.log(await P(wx.getSetting()))`, "", nil,
			`authorize:fail auth deny 103 | authorize:fail auth deny 103 | {"authSetting":{"scope.record":false},"errMsg":"getSetting:ok"}`},
		{"granted", `console.log(await P(wx.getSetting())); console.log(await P(wx.authorize({scope: 'scope.record'}))); console.log(await P(wx.getSetting({withSubscriptions: true})))`, "",
			func(h *runtime.Headless) { h.Answer("authorize", nil, nil) },
			`{"authSetting":{},"errMsg":"getSetting:ok"} | {"errMsg":"authorize:ok"} | {"authSetting":{"scope.record":true},"subscriptionsSetting":{"mainSwitch":true,"itemSettings":{}},"errMsg":"getSetting:ok"}`},
		{"no such scope", `console.log(await P(wx.authorize({scope: 'scope.all'}))); console.log(await P(wx.authorize({})))`, "", nil,
			`authorize:fail invalid scope 1001 | authorize:fail parameter error: parameter.scope should be String instead of Undefined; 1001`},
		{"not declared", `console.log(await P(wx.getLocation())); console.log(await P(wx.chooseAddress()))`, "", nil,
			strings.Join([]string{`getLocation:fail the api need to be declared in the requiredPrivateInfos field in app.json/ext.json`, `chooseAddress:fail the api need to be declared in the requiredPrivateInfos field in app.json/ext.json`}, " | ")},
		{"an API that needs a scope", `wx.getLocation({success: () => console.log('s'), fail: (r) => console.log(J(r)), complete: () => console.log('c')}); console.log(await P(wx.saveImageToPhotosAlbum({filePath: 'x'})))`, declared, nil,
			`{"errMsg":"getLocation:fail auth deny","errno":103} | c | saveImageToPhotosAlbum:fail auth deny 103`},
		{"an API that needs a scope, granted", `console.log(await P(wx.getLocation())); console.log(await P(wx.saveImageToPhotosAlbum({filePath: 'x'})))`, declared,
			func(h *runtime.Headless) {
				h.Answer("authorize", nil, nil)
				h.Answer("getLocation", map[string]any{"latitude": 1.5, "longitude": 2}, nil)
			}, `{"latitude":1.5,"longitude":2,"errMsg":"getLocation:ok"} | {"errMsg":"saveImageToPhotosAlbum:ok"}`},
		{"the method of an object", `const r = wx.getRecorderManager(); r.onError((e) => console.log('error', J(e))); r.start({duration: 1})`, "",
			func(h *runtime.Headless) { h.Answer("getRecorderManager", nil, nil) }, `error {"errMsg":"RecorderManager.start:fail auth deny"}`},
		{"changed in the settings", `await P(wx.authorize({scope: 'scope.camera'})); console.log(await P(wx.openSetting())); console.log(await P(wx.authorize({scope: 'scope.camera'})))`, "",
			func(h *runtime.Headless) {
				h.Answer("openSetting", map[string]any{"authSetting": map[string]any{"scope.camera": true}}, nil)
			},
			`{"authSetting":{"scope.camera":true},"errMsg":"openSetting:ok"} | {"errMsg":"authorize:ok"}`},
		{"privacy", `console.log(await P(wx.getPrivacySetting())); console.log(await P(wx.requirePrivacyAuthorize()))`, "", nil,
			`{"needAuthorization":false,"privacyContractName":"","errMsg":"getPrivacySetting:ok"} | {"errMsg":"requirePrivacyAuthorize:ok"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			ui := &runtime.Headless{}
			if c.answers != nil {
				c.answers(ui)
			}
			got, _ := runScript(t, c.script, c.files, runtime.Config{UI: ui, WithoutTap: true})
			expect(t, "log", got, c.want)
		})
	}
}

// What the user answered is known to the next launch, and the question says
// what app.json says.
func TestPermissionsAreRemembered(t *testing.T) {
	ui, remembered := &runtime.Headless{}, &runtime.MemoryPermissions{}
	ui.Answer("authorize", nil, nil)
	const script = `console.log(await P(wx.authorize({scope: 'scope.userLocation'})))`
	cfg := runtime.Config{UI: ui, Permissions: remembered}
	runScript(t, script, declared, cfg)
	calls := ui.Calls()
	if len(calls) != 1 || calls[0].Name != "authorize" || calls[0].Args["scope"] != "scope.userLocation" || calls[0].Args["desc"] != "to find shops" {
		t.Errorf("the user was asked %v", calls)
	}
	ui.Answer("authorize", nil, errors.New("no"))
	got, _ := runScript(t, script, declared, cfg)
	expect(t, "second launch", got, `{"errMsg":"authorize:ok"}`)
	if calls := ui.Calls(); len(calls) != 0 {
		t.Errorf("the user was asked again: %v", calls)
	}
}

// The host's policy: what is not in Allow does not leave the sandbox.
func TestAllow(t *testing.T) {
	base, cfg := newServer(t)
	cfg.Allow = []string{"scanCode", "pay"}
	ui := &runtime.Headless{}
	ui.Answer("scanCode", map[string]any{"result": "1"}, nil)
	ui.Answer("login", map[string]any{"code": "1"}, nil)
	ui.Answer("createInnerAudioContext", nil, nil)
	cfg.UI = ui
	cfg.APIs = map[string]runtime.API{
		"pay":  {Call: func(context.Context, map[string]any) (map[string]any, error) { return map[string]any{"id": 1}, nil }},
		"open": {Call: func(context.Context, map[string]any) (map[string]any, error) { return nil, nil }, Sync: func([]any) (any, error) { return 1, nil }},
	}
	got := netScript(t, base, cfg, `console.log(await P(wx.scanCode())); console.log(await P(wx.login())); console.log(await P(wx.pay())); console.log(await P(wx.open())); console.log(E(() => wx.openSync()))
		console.log(await new Promise((r) => wx.request({url: B + '/echo', complete: r})).then(J)); console.log(await P(wx.showToast({title: 'x'})))
		wx.connectSocket({url: 'ws://x/'}).onError(log('socket')); console.log(['scanCode', 'login', 'request', 'pay', 'open', 'openSync', 'showToast', 'setStorage', 'InnerAudioContext.play'].map(wx.canIUse).join())`)
	for _, want := range []string{`{"result":"1","errMsg":"scanCode:ok"} | login:fail no permission 102 | {"id":1,"errMsg":"pay:ok"} | open:fail no permission 102 | openSync:fail no permission 102 | ` +
		`{"errMsg":"request:fail no permission","errno":102} | {"errMsg":"showToast:ok"}`, `true,false,false,true,false,false,true,true,false`, `socket {"errMsg":"no permission","errno":102}`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}

// The host's own APIs (Config.APIs) keep WeChat's calling convention.
func TestCustomAPI(t *testing.T) {
	ui := &runtime.Headless{}
	api := runtime.API{Params: "amount:Number! note:String=none", Scope: "scope.pay",
		Call: func(_ context.Context, args map[string]any) (map[string]any, error) {
			switch amount := args["amount"].(float64); {
			case amount > 100:
				return nil, &bridge.CallError{Errno: 90001, Message: "too much"}
			case amount < 0:
				return nil, errors.New("cancel")
			}
			return map[string]any{"receipt": args["note"]}, nil
		},
		Sync: func(args []any) (any, error) {
			if len(args) == 0 {
				return nil, errors.New("nothing to pay")
			}
			return map[string]any{"paid": args[0]}, nil
		}}
	cfg := runtime.Config{UI: ui, APIs: map[string]runtime.API{"pay": api}}
	const script = `console.log(wx.canIUse('pay'), wx.canIUse('pay.object.amount'), wx.canIUse('paySync'), typeof wx.pay, E(() => wx.paySync(1)))
		console.log(await P(wx.pay({amount: 5}))); console.log(await P(wx.pay({amount: '5'}))); console.log(await P(wx.pay({amount: 500}))); console.log(await P(wx.pay({amount: -1})))
		console.log(J(E(() => wx.paySync())), J(wx.canIUse('paySync') && E(() => console.log(J(wx.paySync(3))))))
		wx.pay({amount: 1, note: 'x', success: (r) => console.log('s', J(r)), complete: (r) => console.log('c', J(r))})`
	got, _ := runScript(t, script, "", cfg)
	expect(t, "refused", got, `true true true function paySync:fail auth deny 103 | pay:fail auth deny 103 | pay:fail parameter error: parameter.amount should be Number instead of String; 1001 | `+
		`pay:fail auth deny 103 | pay:fail auth deny 103 | "paySync:fail auth deny 103" "paySync:fail auth deny 103" | c {"errMsg":"pay:fail auth deny","errno":103}`)
	ui.Answer("authorize", nil, nil)
	got, _ = runScript(t, script, "", cfg)
	expect(t, "granted", got, `true true true function paySync:fail auth deny 103 | {"receipt":"none","errMsg":"pay:ok"} | pay:fail parameter error: parameter.amount should be Number instead of String; 1001 | `+
		`pay:fail too much 90001 | pay:fail cancel | {"paid":3} | "paySync:fail nothing to pay" undefined | s {"receipt":"x","errMsg":"pay:ok"} | c {"receipt":"x","errMsg":"pay:ok"}`)
	for _, bad := range []map[string]runtime.API{{"a b": api}, {"": api}, {"pay": {Params: "x", Call: api.Call}}, {"pay": {Params: "a:String\nb", Call: api.Call}}} {
		pkg, err := runtime.Load(program(t, "-- pages/a/a.wxml --\n<view/>\n-- pages/a/a.js --\nPage({})"))
		if err != nil {
			t.Fatal(err)
		}
		if app, err := pkg.Launch(context.Background(), runtime.Config{APIs: bad}); err == nil {
			app.Close()
			t.Errorf("%v is accepted", bad)
		}
	}
}

func TestImageInfo(t *testing.T) {
	const gif = "GIF89a\x03\x00\x02\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
	got, _ := runScript(t, `console.log(await P(wx.getImageInfo({src: '/a.gif'}))); console.log(await P(wx.getImageInfo({src: 'none.png'}))); console.log(await P(wx.getImageInfo({src: '/pages/a/a.js'}))); console.log(await P(wx.getImageInfo({src: 'https://x/a.png'})))`,
		"-- a.gif --\n"+gif+"\n", runtime.Config{})
	expect(t, "log", got, `{"width":3,"height":2,"path":"/a.gif","orientation":"up","type":"gif","errMsg":"getImageInfo:ok"} | getImageInfo:fail file not found | getImageInfo:fail the file is no image of a known type | getImageInfo:fail not supported 100`)
}

// Spec events §7.1: a dialog that the user has agreed to counts as a tap, one
// that was refused does not.
func TestDialogsAreTaps(t *testing.T) {
	ui := &runtime.Headless{}
	var out []string
	app := launch(t, `-- pages/a/a.js --
const ask = (what) => wx.openSetting({ success: () => console.log(what, 'ok'), fail: (e) => console.log(what, e.errMsg) })
Page({
  modal() { wx.showModal({ title: 'Sure?', success: () => ask('success'), complete: () => ask('complete') }) },
  sheet() { wx.showActionSheet({ itemList: ['a'], success: () => ask('success'), fail: () => ask('fail'), complete: () => ask('complete') }) },
})
-- pages/a/a.wxml --
<view/>
`, runtime.Config{UI: ui, Console: func(m runtime.ConsoleMessage) { out = append(out, m.Text) }})
	for _, step := range []struct {
		method string
		answer func() bool
	}{{"modal", func() bool { return ui.Confirm(0) }}, {"sheet", func() bool { return ui.Confirm(0) }}, {"sheet", ui.Cancel}} {
		if _, err := app.Page().Call(t.Context(), step.method); err != nil {
			t.Fatal(err)
		}
		if !step.answer() {
			t.Fatalf("%s opened nothing", step.method)
		}
		if err := app.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const refused = " openSetting:fail can only be invoked by user TAP gesture."
	expect(t, "log", strings.Join(out, "\n"), "success ok\ncomplete ok\nsuccess ok\ncomplete ok\nfail"+refused+"\ncomplete"+refused)
	noErrors(t, app)
}
