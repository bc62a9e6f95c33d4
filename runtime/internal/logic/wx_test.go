package logic

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
)

// wxHost is a host whose answers are scripted: what it has no answer for is not
// supported.
type wxHost struct {
	app     *App
	calls   []string
	ids     map[string]uint64 // of the last call of each name
	pending []*bridge.Call    // calls that have no answer yet
	answers map[string]func(args *value.Object) (value.Value, *bridge.CallError)
	store   map[string]string
}

// errHold, as an answer, leaves a call open.
var errHold = errors.New("hold")

func (h *wxHost) Send(m bridge.ToView) *bridge.Ack {
	switch m := m.(type) {
	case *bridge.Batch:
		return &bridge.Ack{Page: m.Page, Seq: m.Seq}
	case *bridge.Call:
		b, _ := value.AppendJSON(nil, m.Args)
		h.calls = append(h.calls, m.Name+" "+string(b))
		h.ids[m.Name] = m.ID
		if m.ID == 0 {
			return nil
		}
		answer := h.answers[m.Name]
		if answer == nil {
			h.app.Receive(&bridge.Reply{ID: m.ID, Err: notSupported()})
			return nil
		}
		res, err := answer(m.Args.AsObject())
		if err != nil && err.Message == errHold.Error() {
			h.pending = append(h.pending, m)
			return nil
		}
		h.app.Receive(&bridge.Reply{ID: m.ID, Result: res, Err: err})
	}
	return nil
}

func (h *wxHost) Ask(name string, _ bridge.PageID, args value.Value) (value.Value, error) {
	o := args.AsObject()
	key := value.Text(o.Get("key"))
	switch name {
	case "storage.get":
		data, found := h.store[key]
		return value.FromObject(fieldsOf("found", found, "data", data)), nil
	case "storage.set":
		if key == "full" {
			return value.Value{}, &bridge.CallError{Message: "exceed storage max size 10Mb"}
		}
		h.store[key] = value.Text(o.Get("data"))
	case "storage.remove":
		delete(h.store, key)
	case "storage.clear":
		clear(h.store)
	case "storage.info":
		return value.FromObject(fieldsOf("keys", stringArray(slices.Sorted(maps.Keys(h.store))), "currentSize", 1, "limitSize", 10240)), nil
	default:
		return value.Value{}, notSupported()
	}
	return value.FromObject(value.NewObject()), nil
}

// reply answers the calls that are open.
func (h *wxHost) reply(t *testing.T, res value.Value, err *bridge.CallError) {
	t.Helper()
	open := h.pending
	h.pending = nil
	for _, c := range open {
		h.handle(t, &bridge.Reply{ID: c.ID, Result: res, Err: err})
	}
}

// more sends a progress answer to the last call of a name.
func (h *wxHost) more(t *testing.T, name string, fields ...any) {
	t.Helper()
	h.handle(t, &bridge.Reply{ID: h.ids[name], Result: value.FromObject(fieldsOf(fields...)), More: true})
}

// handle gives the app a message and waits until it has settled.
func (h *wxHost) handle(t *testing.T, m bridge.ToLogic) {
	t.Helper()
	if err := h.app.Do(context.Background(), func() error { h.app.Handle(m); return nil }); err != nil {
		t.Fatal(err)
	}
}

func answerOK(pairs ...any) func(*value.Object) (value.Value, *bridge.CallError) {
	return func(*value.Object) (value.Value, *bridge.CallError) { return value.FromObject(fieldsOf(pairs...)), nil }
}

func answerHold(*value.Object) (value.Value, *bridge.CallError) {
	return value.Value{}, &bridge.CallError{Message: errHold.Error()}
}

// wxRun is a program under test: app.js and pages, what it logged, its host.
type wxRun struct {
	*wxHost
	logs  []string
	clock *sandbox.ManualClock
}

// log is everything logged since the last time, joined by " | ".
func (r *wxRun) log() string {
	out := strings.Join(r.logs, " | ")
	r.logs = nil
	return out
}

// wxLaunch runs a program. The files are scripts and templates of pages; app.js
// may be missing. Pages whose name begins with "tab" are in the tab bar.
func wxLaunch(t testing.TB, files map[string]string, setup func(h *wxHost)) *wxRun {
	t.Helper()
	fsys := fstest.MapFS{}
	if files["index.js"] == "" && files["index.wxml"] == "" {
		files["index.js"] = "Page({})"
	}
	for name, src := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(src)}
		if base, ok := strings.CutSuffix(name, ".js"); ok && base != "app" {
			if _, ok := files[base+".wxml"]; !ok {
				fsys[base+".wxml"] = &fstest.MapFile{Data: []byte("<view></view>")}
			}
		}
	}
	pkg := &Package{Entry: "index", Components: make(map[string]*Component), AppID: "wx1",
		Config: value.FromObject(value.NewObject()), Scripts: sandbox.NewScripts(fsys, sandbox.ScriptOptions{}), Files: wxml.NewFiles(fsys)}
	if files["app.js"] != "" {
		pkg.AppScript = "app.js"
	}
	for _, name := range slices.Sorted(maps.Keys(fsys)) {
		base, ok := strings.CutSuffix(name, ".wxml")
		if !ok {
			continue
		}
		prog, _, err := pkg.Files.Compile(name, wxml.Options{})
		if err != nil {
			t.Fatal(err)
		}
		c := &Component{Path: base, IsPage: true, Template: prog, Options: value.NewObject(), Config: value.FromObject(value.NewObject())}
		if files[base+".js"] != "" {
			c.Script = base + ".js"
		}
		pkg.Components[base], pkg.Order, pkg.Pages = c, append(pkg.Order, c), append(pkg.Pages, base)
		if strings.HasPrefix(base, "tab") {
			pkg.Tabs = append(pkg.Tabs, base)
		}
	}
	pkg.Link()
	r := &wxRun{wxHost: &wxHost{ids: make(map[string]uint64), store: make(map[string]string),
		answers: make(map[string]func(*value.Object) (value.Value, *bridge.CallError))}}
	r.clock = sandbox.NewManualClock(time.Date(2024, 5, 15, 10, 0, 0, 0, time.UTC))
	a, err := New(Config{Package: pkg, Port: r.wxHost, Clock: r.clock, Rand: func() float64 { return 0.5 }, Scene: 1001,
		Console: func(level string, _ []value.Value, text string) { r.logs = append(r.logs, text) },
		OnError: func(err error) {
			var e *UserError
			var broken *sandbox.PanicError
			if errors.As(err, &broken) {
				t.Errorf("%v\n%s", err, broken.Stack)
			}
			if errors.As(err, &e) {
				err = errors.New(e.What)
			}
			r.logs = append(r.logs, "error: "+err.Error())
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	r.app = a
	if setup != nil {
		setup(r.wxHost)
	}
	if err := a.Do(context.Background(), a.Launch); err != nil {
		t.Fatal(err)
	}
	r.clock.Advance(0)
	return r
}

// wxCases runs scripts in the first page's onLoad; J is JSON.stringify, E gives
// the text of what a function throws.
func wxCases(t *testing.T, cases []wxCase, setup func(h *wxHost)) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := wxLaunch(t, map[string]string{"index.js": `const J = JSON.stringify
				const E = (f) => { try { return J(f()) } catch (e) { return e.message + " " + e.errno } }
				const L = (x) => (res) => console.log(x, J(res))
				Page({ async onLoad() { ` + c.script + ` } })`}, setup)
			if got := r.log(); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

type wxCase struct{ name, script, want string }

func TestCallingConvention(t *testing.T) {
	wxCases(t, []wxCase{
		{"success then complete, later, same object", `let r; wx.setStorage({key: 'a', data: 1,
			success(x) { r = x; console.log('s', J(x)) }, fail() { console.log('f') }, complete(x) { console.log('c', x === r) }})
			console.log('sync')`, `sync | s {"errMsg":"setStorage:ok"} | c true`},
		{"fail then complete", `wx.getStorage({key: 'none', success: L('s'), fail: L('f'), complete: L('c')})`,
			`f {"errMsg":"getStorage:fail data not found"} | c {"errMsg":"getStorage:fail data not found"}`},
		{"undefined with callbacks", `console.log(wx.getStorageInfo({complete() {}}))`, `undefined`},
		{"promise resolves", `wx.clearStorage().then(L('ok'))`, `ok {"errMsg":"clearStorage:ok"}`},
		{"promise rejects with a plain object", `wx.getStorage({key: 'none'}).catch((e) => console.log(e instanceof Error, J(e)))`,
			`false {"errMsg":"getStorage:fail data not found"}`},
		{"missing parameter", `wx.navigateTo({fail: L('f')})`,
			`f {"errMsg":"navigateTo:fail parameter error: parameter.url should be String instead of Undefined;","errno":1001}`},
		{"missing argument", `wx.navigateTo().catch(L('f'))`,
			`f {"errMsg":"navigateTo:fail parameter error: parameter.url should be String instead of Undefined;","errno":1001}`},
		{"wrong types", `wx.setNavigationBarTitle({title: null, fail: L('f')}); wx.showModal({content: 3, fail: L('f')}); wx.showActionSheet({itemList: 'x', fail: L('f')})`,
			`f {"errMsg":"setNavigationBarTitle:fail parameter error: parameter.title should be String instead of Null;","errno":1001} | ` +
				`f {"errMsg":"showModal:fail parameter error: parameter.content should be String instead of Number;","errno":1001} | ` +
				`f {"errMsg":"showActionSheet:fail parameter error: parameter.itemList should be Array instead of String;","errno":1001}`},
		{"no object", `wx.getStorageInfo(3).catch(L('f'))`,
			`f {"errMsg":"getStorageInfo:fail parameter error: parameter should be Object instead of Number;","errno":1001}`},
		{"a callback that throws", `wx.clearStorage({success() { throw new Error('oops') }, complete() { console.log('still') }})`,
			`error: success callback of wx.clearStorage | still`},
		{"unknown", `console.log(typeof wx.foo, 'foo' in wx, typeof wx.cloud)`, `undefined false undefined`},
		{"not supported by the host", `wx.scanCode({fail: L('f')})`, `f {"errMsg":"scanCode:fail not supported","errno":100}`},
		{"tier C", `wx.startWifi({complete: L('c')}); wx.onWifiConnected(() => {}); wx.offWifiConnected()`,
			`c {"errMsg":"startWifi:fail not supported","errno":100}`},
		{"tier C object", `wx.createMediaRecorder({}).start({fail: L('f')})`, `f {"errMsg":"start:fail not supported","errno":100}`},
		{"a task is no promise", `const t = wx.request({url: 'https://a/'}); console.log(typeof t.then, typeof t.abort)`, `undefined function`},
		{"a task of a call that fails", `wx.request({url: 3, fail: L('f')}).abort()`,
			`f {"errMsg":"request:fail parameter error: parameter.url should be String instead of Number;","errno":1001}`},
		{"properties", `console.log(Object.keys(wx).length > 490, wx.hasOwnProperty('request'), wx.request === wx.request, wx.request.name)
			wx.request = 1; delete wx.login; console.log(wx.request, wx.login, 'login' in wx)`, `true true true request | 1 undefined false`},
		{"unhandled rejection", `wx.onUnhandledRejection((e) => console.log(J(e.reason))); wx.getStorage({key: 'none'})`,
			`{"errMsg":"getStorage:fail data not found"}`},
	}, nil)
}

func TestListeners(t *testing.T) {
	r := wxLaunch(t, map[string]string{"app.js": `
		const a = (x) => console.log('a', x.theme), b = () => console.log('b')
		wx.onThemeChange(a); wx.onThemeChange(b); wx.onThemeChange('x')
		App({ off() { wx.offThemeChange(a) }, all() { wx.offThemeChange() } })`}, nil)
	dark := &bridge.Control{Name: "themeChange", Args: value.FromObject(fieldsOf("theme", "dark"))}
	for _, step := range []struct{ method, want string }{{"", "a dark | b"}, {"off", "b"}, {"all", ""}} {
		if err := r.app.Do(context.Background(), func() error {
			r.app.appMethod(step.method)
			r.app.Handle(dark)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if got := r.log(); got != step.want {
			t.Errorf("after %q: %s, want %s", step.method, got, step.want)
		}
	}
}

// TestTable checks that the table is complete and that what the engine does is
// in it.
func TestTable(t *testing.T) {
	table := loadAPIs()
	if len(table.names) != 502 {
		t.Errorf("%d names", len(table.names))
	}
	for _, name := range table.names {
		api := table.apis[name]
		if api.class != "" && table.classes[api.class] == nil {
			t.Errorf("%s: no class %q", name, api.class)
		}
		if (api.kind == apiObject || api.kind == apiTask) && api.class == "" {
			t.Errorf("%s: no class", name)
		}
		if isListenerName(name, "off") && table.apis["on"+name[3:]] == nil {
			t.Errorf("%s without on", name)
		}
		if strings.HasSuffix(name, "Sync") && api.kind != apiSync {
			t.Errorf("%s is not synchronous", name)
		}
		for _, p := range api.params {
			if !slices.Contains([]string{"String", "Number", "Boolean", "Object", "Array", "any"}, p.typ) {
				t.Errorf("%s.%s: type %q", name, p.name, p.typ)
			}
		}
	}
}

// TestTableIsDone checks that the engine does every asynchronous API of tier A
// but those that are the host's to answer.
func TestTableIsDone(t *testing.T) {
	host := []string{"getNetworkType", "reportPerformance"}
	w := &wxAPI{table: loadAPIs(), app: &App{}}
	for _, name := range w.table.names {
		api := w.table.apis[name]
		if api.tier != 'A' || slices.Contains(host, name) {
			continue
		}
		switch api.kind {
		case apiAsync, apiTask:
			if w.engineAsync(name) == nil {
				t.Errorf("%s is not done", name)
			}
		case apiSync:
			if w.engineSync(name) == nil {
				t.Errorf("%s is not done", name)
			}
		}
	}
}

func TestTableErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[a] A\nx @what", `wx.x: no kind "@what"`},
		{"[a] A\nx p", `wx.x: "p" is no parameter`},
		{"[a] A\nx p:Number=?", `wx.x: invalid character '?' looking for beginning of value`},
	} {
		if _, err := parseAPIs(c.text); fmt.Sprint(err) != c.want {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestCanIUse(t *testing.T) {
	for _, c := range []struct {
		schema string
		want   bool
	}{
		{"request", true}, {"nosuch", false}, {"startWifi", false}, {"", false},
		{"showToast.object.image", true}, {"showToast.object.nosuch", false},
		{"getSystemInfo.success.screenWidth", true}, {"getSystemInfoSync.return.safeArea.top", true},
		{"getSystemInfoSync.return.nosuch", false}, {"request.object", true},
		{"CanvasContext.drawImage", true}, {"CanvasContext.nosuch", false}, {"InnerAudioContext.volume", true},
		{"button", true}, {"button.open-type", true}, {"button.open-type.getUserInfo", true}, {"button.open-type.nosuch", false},
		{"text.selectable", true}, {"text.nosuch", false}, {"nosuch.x", false}, {"onThemeChange", true},
		// The samples of the documentation.
		{"console.log", true}, {"console.nosuch", false}, {"CameraContext.onCameraFrame", true}, {"CameraFrameListener.start", true}, {"Image.src", true},
		{"openBluetoothAdapter", false}, {"getSystemInfoSync.return.safeArea.left", true}, {"onCompassChange.callback.direction", false},
		{"request.object.method.GET", true}, {"request.object.method.FETCH", false}, {"showToast.object.icon.error", true}, {"showToast.object.icon.nosuch", false},
		{"live-player", true}, {"button.open-type.contact", true}, {"Worker.postMessage", true}, {"VKSession.start", false}, {"FileSystemManager.readFile", true},
	} {
		if got := loadAPIs().canIUse(c.schema); got != c.want {
			t.Errorf("canIUse(%q) = %v", c.schema, got)
		}
	}
}

// call calls a method of the visible page.
func (r *wxRun) call(t *testing.T, method string, args ...any) {
	t.Helper()
	err := r.app.Do(context.Background(), func() error {
		vals := make([]goja.Value, len(args))
		for k, arg := range args {
			v, err := value.FromAny(arg)
			if err != nil {
				return err
			}
			vals[k] = r.app.vm.ToJS(v)
		}
		r.app.top().call(method, vals...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.clock.Advance(0)
}
