package logic

import (
	"strings"
	"testing"
)

const logPage = `const here = () => getCurrentPages().map((p) => p.route).join('>')
	Page({ onLoad(q) { console.log('load', this.route, JSON.stringify(q)) }, onShow() { console.log('show', this.route) },
	onHide() { console.log('hide', this.route) }, onUnload() { console.log('unload', this.route) },
	go(api, o) { wx[api]({...o, success: (r) => console.log(r.errMsg, here()), fail: (r) => console.log(r.errMsg)}); console.log('called') } })`

// TestRoutes is spec app §6.
func TestRoutes(t *testing.T) {
	pages := func() map[string]string {
		return map[string]string{"index.js": logPage, "a/a.js": logPage, "a/b.js": logPage, "tabs/one.js": logPage, "tabs/two.js": logPage}
	}
	for _, c := range []struct {
		name  string
		steps []string // api, url, expected log
	}{
		{"navigateTo and back", []string{
			"navigateTo", "/a/a?x=1&y", `called | hide index | load a/a {"x":"1","y":"undefined"} | show a/a | navigateTo:ok index>a/a`,
			"navigateTo", "b", `called | hide a/a | load a/b {} | show a/b | navigateTo:ok index>a/a>a/b`,
			"navigateBack", "", `called | unload a/b | show a/a | navigateBack:ok index>a/a`,
			"navigateBack", "", `called | unload a/a | show index | navigateBack:ok index`,
			"navigateBack", "", `called | navigateBack:fail cannot navigate back at first page.`,
		}},
		{"failures", []string{
			"navigateTo", "/none?x", `called | navigateTo:fail page "none" is not found`,
			"navigateTo", "/tabs/one", `called | navigateTo:fail can not navigateTo a tabbar page`,
			"redirectTo", "/tabs/one", `called | redirectTo:fail can not redirectTo a tabbar page`,
			"switchTab", "/a/a", `called | switchTab:fail can not switch to no-tabBar page`,
			"reLaunch", "/none", `called | reLaunch:fail page "none" is not found`,
			"rewriteRoute", "/a/a", `called | rewriteRoute:fail rewriteRoute can only be called inside onBeforeAppRoute`,
		}},
		{"redirectTo, switchTab, reLaunch", []string{
			"redirectTo", "/a/a", `called | unload index | load a/a {} | show a/a | redirectTo:ok a/a`,
			"switchTab", "/tabs/one", `called | unload a/a | load tabs/one {} | show tabs/one | switchTab:ok tabs/one`,
			"switchTab", "/tabs/two", `called | hide tabs/one | load tabs/two {} | show tabs/two | switchTab:ok tabs/two`,
			"switchTab", "/tabs/one", `called | hide tabs/two | show tabs/one | switchTab:ok tabs/one`,
			"switchTab", "/tabs/one", `called | switchTab:ok tabs/one`,
			"reLaunch", "/index?k=v", `called | unload tabs/one | unload tabs/two | load index {"k":"v"} | show index | reLaunch:ok index`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := wxLaunch(t, pages(), nil)
			r.log()
			for k := 0; k < len(c.steps); k += 3 {
				r.call(t, "go", c.steps[k], map[string]any{"url": c.steps[k+1]})
				if got := r.log(); got != c.steps[k+2] {
					t.Errorf("%s %s\ngot  %s\nwant %s", c.steps[k], c.steps[k+1], got, c.steps[k+2])
				}
			}
		})
	}
}

// TestNavigateBackDelta is spec app §6.1: as many pages as delta says are left, and the
// first stays.
func TestNavigateBackDelta(t *testing.T) {
	for delta, want := range map[string]string{"": "3", "delta: 1": "3", "delta: 2": "2", "delta: 2.5": "2", "delta: 3": "1", "delta: 99": "1", "delta: 2 ** 32": "1",
		"delta: 1e300": "1", "delta: Infinity": "1", "delta: 0": "3", "delta: -1": "3", "delta: -1e300": "3", "delta: NaN": "3", "delta: undefined": "3",
		"delta: '2'": "navigateBack:fail parameter error: parameter.delta should be Number instead of String; 4"} {
		r := wxLaunch(t, map[string]string{"index.js": `Page({ go() { wx.navigateTo({url: '/index'}) },
			back() { wx.navigateBack({` + delta + `}).then(() => console.log(getCurrentPages().length), (e) => console.log(e.errMsg, getCurrentPages().length)) } })`}, nil)
		for range 3 {
			r.call(t, "go")
		}
		r.log()
		r.call(t, "back")
		if got := r.log(); got != want {
			t.Errorf("{%s}: got %s, want %s", delta, got, want)
		}
	}
}

func TestPageStackLimit(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": logPage}, nil)
	for range 9 {
		r.call(t, "go", "navigateTo", map[string]any{"url": "/index"})
	}
	r.log()
	r.call(t, "go", "navigateTo", map[string]any{"url": "/index"})
	if got, want := r.log(), "called | navigateTo:fail webview count limit exceed"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestEventChannel is spec app §9.
func TestEventChannel(t *testing.T) {
	for _, c := range []struct{ name, opener, opened, want string }{
		{"both ways", `wx.navigateTo({url: '/b', events: {back: (x, y) => console.log('back', x, y)}, success: (r) => r.eventChannel.emit('to', {n: 1})})`,
			`const ch = this.getOpenerEventChannel(); ch.on('to', (x) => console.log('to', x.n)); ch.emit('back', 1, 2)`, `back 1 2 | to 1`},
		{"messages wait for a listener", `wx.navigateTo({url: '/b', success: (r) => { const ch = r.eventChannel
			ch.emit('to', 1); ch.emit('to', 2); ch.on('early', (x) => console.log('early', x)) }})`,
			`const ch = this.getOpenerEventChannel(); ch.emit('early', 0); setTimeout(() => { ch.on('to', (x) => console.log('to', x)); ch.emit('none') })`,
			`early 0 | to 1 | to 2`},
		{"once and off", `wx.navigateTo({url: '/b', success: (r) => { for (let i = 0; i < 3; i++) r.eventChannel.emit('to', i) }})`,
			`const ch = this.getOpenerEventChannel(); const f = (x) => { console.log('f', x); ch.off('to', f) }
			ch.once('to', (x) => console.log('once', x)); ch.on('to', f)
			ch.on('to', (x) => console.log('all', x)); `, `once 0 | f 0 | all 0 | all 1 | all 2`},
		{"an exception does not stop the others", `wx.navigateTo({url: '/b', success: (r) => { r.eventChannel.emit('to'); console.log('after') }})`,
			`const ch = this.getOpenerEventChannel(); ch.on('to', () => { throw new Error('oops') }); ch.on('to', () => console.log('second'))`,
			`error: listener of event channel to | second | after`},
		{"an end does not hear itself", `wx.navigateTo({url: '/b', success: (r) => {}})`,
			`const ch = this.getOpenerEventChannel(); ch.on('x', () => console.log('self')); ch.emit('x'); console.log(ch === this.getOpenerEventChannel())`, `true`},
		{"without an opener", `console.log(typeof this.getOpenerEventChannel().emit)`, ``, `function`},
		{"dies with the opened page", `wx.navigateTo({url: '/b', events: {x: () => console.log('x')}})`,
			`const ch = this.getOpenerEventChannel(); wx.navigateBack({success() { ch.emit('x'); console.log('closed') }})`, `closed`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := wxLaunch(t, map[string]string{"index.js": "Page({ onLoad() { " + c.opener + " } })",
				"b.js": "Page({ onLoad() { " + c.opened + " } })"}, nil)
			if got := r.log(); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPageRouter(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() { setTimeout(() => { wx.navigateTo({url: '/x/b'}); this.pageRouter.navigateTo({url: 'a'}).catch((e) => console.log(e.errMsg)) }) } })`,
		"x/b.js": `Page({ onLoad() { this.pageRouter.redirectTo({url: 'c'}); this.pageRouter.navigateTo({url: 3}).catch((e) => console.log(e.errMsg)) } })`,
		"x/c.js": `Page({ onLoad() { console.log('c') } })`}, nil)
	want := `navigateTo:fail page "a" is not found | c | navigateTo:fail parameter error: parameter.url should be String instead of Number;`
	if got := r.log(); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

// What components inherit can be replaced on one of them, found with in, and is
// not among the keys that a program sees.
func TestInheritedMethods(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ data: { a: 0 }, onLoad() {
	const own = Object.keys(this).length
	const setData = this.setData
	this.setData = function (d) { this.calls = (this.calls || 0) + 1; return setData.call(this, d) }
	this.setData({ a: 1 })
	console.log(this.calls, this.data.a, 'triggerEvent' in this, typeof this.selectComponent, this.nothing === undefined, setData === Object.getPrototypeOf(this).setData)
	console.log(Object.keys(this).length - own, setData.name, setData.length, this.toString === Object.prototype.toString)
	try { setData.call({}, {}) } catch (e) { console.log(e.name + ': ' + e.message) }
} })`}, nil)
	want := "1 1 true function true true | 3 setData 0 true | TypeError: setData called on something that is no component"
	if got := strings.TrimSpace(r.log()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
