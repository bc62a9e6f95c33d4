package logic

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// TestHostCalls checks what the host is told, and that it may answer.
func TestHostCalls(t *testing.T) {
	for _, c := range []struct{ script, call, log string }{
		{`wx.showToast({title: 'Hi', success: L('s')})`, `showToast {"title":"Hi","icon":"success","duration":1500,"mask":false}`, `s {"errMsg":"showToast:ok"}`},
		{`wx.showModal({title: 'T'}).then(L('s'))`, `showModal {"title":"T","showCancel":true,"cancelText":"取消","cancelColor":"#000000","confirmText":"确定","confirmColor":"#576B95","editable":false}`,
			`s {"confirm":true,"cancel":false,"errMsg":"showModal:ok"}`},
		{`wx.showActionSheet({itemList: ['a', 'b'], fail: L('f')})`, `showActionSheet {"itemList":["a","b"],"itemColor":"#000000"}`, `f {"errMsg":"showActionSheet:fail cancel"}`},
		{`wx.setNavigationBarTitle({title: 'x'}).then(L('s'))`, `setNavigationBarTitle {"title":"x"}`, `s {"errMsg":"setNavigationBarTitle:ok"}`},
		{`wx.setNavigationBarColor({frontColor: '#ffffff', backgroundColor: '#123456'}).then(L('s'))`,
			`setNavigationBarColor {"frontColor":"#ffffff","backgroundColor":"#123456"}`, `s {"errMsg":"setNavigationBarColor:ok"}`},
		{`wx.pageScrollTo({scrollTop: 7}).then(L('s'))`, `pageScrollTo {"scrollTop":7,"duration":300,"offsetTop":0}`, `s {"errMsg":"pageScrollTo:ok"}`},
		{`wx.pageScrollTo({selector: '#a'}).then(L('s'))`, `pageScrollTo {"selector":"#a","duration":300,"offsetTop":0,"instance":1,"node":0}`, `s {"errMsg":"pageScrollTo:ok"}`},
		{`wx.pageScrollTo({selector: '#none'}).catch(L('f'))`, ``, `f {"errMsg":"pageScrollTo:fail no node matches the selector \"#none\""}`},
		{`wx.setNavigationBarColor({frontColor: 'red', backgroundColor: '#123456'}).catch(L('f'))`, ``, `f {"errMsg":"setNavigationBarColor:fail invalid frontColor \"red\""}`},
		{`wx.showActionSheet({itemList: []}).catch(L('f')); wx.showActionSheet({itemList: [1, 2, 3, 4, 5, 6, 7]}).catch(L('f'))`, ``,
			`f {"errMsg":"showActionSheet:fail parameter error: parameter.itemList should have at least 1 item","errno":1001} | ` +
				`f {"errMsg":"showActionSheet:fail parameter error: itemList should not be large than 6","errno":1001}`},
		{`wx.setTabBarBadge({index: 0, text: '1'}).catch(L('f'))`, ``, `f {"errMsg":"setTabBarBadge:fail not TabBar page"}`},
		{`wx.reportEvent('e', {a: 1})`, `reportEvent {"args":["e",{"a":1}]}`, ``},
		{`wx.getFileInfo({filePath: 'a'}).catch(L('f'))`, ``, `f {"errMsg":"getFileInfo:fail not supported","errno":100}`},
	} {
		r := wxLaunch(t, map[string]string{"index.wxml": `<view id="a"></view>`, "index.js": `const L = (x) => (r) => console.log(x, JSON.stringify(r)); Page({ onLoad() { ` + c.script + ` } })`},
			func(h *wxHost) {
				h.answers["showToast"], h.answers["pageScrollTo"] = answerOK(), answerOK()
				h.answers["showModal"] = answerOK("confirm", true, "cancel", false)
				h.answers["showActionSheet"] = func(*value.Object) (value.Value, *bridge.CallError) {
					return value.Value{}, &bridge.CallError{Message: "cancel"}
				}
			})
		if got := strings.Join(r.calls, " | "); got != c.call {
			t.Errorf("%s\ncalls %s\nwant  %s", c.script, got, c.call)
		}
		if got := r.log(); got != c.log {
			t.Errorf("%s\ngot  %s\nwant %s", c.script, got, c.log)
		}
	}
}

func TestTabBar(t *testing.T) {
	r := wxLaunch(t, map[string]string{"tabs/one.js": `Page({ onShow() { for (const index of [0, 1, -1, 0.5]) {
		wx.setTabBarBadge({index, text: '1', complete: (r) => console.log(r.errMsg)}) } wx.hideTabBar() } })`,
		"index.js": `Page({ onShow() { wx.switchTab({url: '/tabs/one'}) } })`}, nil)
	if got, want := r.log(), `setTabBarBadge:ok | setTabBarBadge:fail tabbar item not found | setTabBarBadge:fail tabbar item not found | setTabBarBadge:fail tabbar item not found`; got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
	if want := []string{`setTabBarBadge {"index":0,"text":"1"}`, `hideTabBar {"animation":false}`}; !slices.Equal(r.calls, want) {
		t.Errorf("calls %q, want %q", r.calls, want)
	}
}

func TestPullDownRefresh(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() { wx.startPullDownRefresh({success: () => console.log('ok')}) },
		onPullDownRefresh() { console.log('refresh'); wx.stopPullDownRefresh() } })`}, nil)
	if got := r.log(); got != "ok | refresh" {
		t.Error(got)
	}
	if want := []string{"startPullDownRefresh {}", "stopPullDownRefresh {}"}; !slices.Equal(r.calls, want) {
		t.Errorf("calls %q", r.calls)
	}
}

func TestSystem(t *testing.T) {
	wxCases(t, []wxCase{
		{"window", `console.log(J(wx.getWindowInfo()))`, `{"pixelRatio":2,"screenWidth":375,"screenHeight":667,"windowWidth":375,"windowHeight":667,"statusBarHeight":20,` +
			`"safeArea":{"left":0,"top":20,"right":375,"bottom":667,"width":375,"height":647},"screenTop":0}`},
		{"three forms are equal", `const s = J(wx.getSystemInfoSync()); wx.getSystemInfo({success(r) { delete r.errMsg; console.log(J(r) === s) }})
			wx.getSystemInfoAsync().then((r) => { delete r.errMsg; console.log(J(r) === s) }); console.log('theme' in wx.getSystemInfoSync())`, `false | true | true`},
		{"menu button", `console.log(J(wx.getMenuButtonBoundingClientRect()))`, `{"width":87,"height":32,"top":24,"right":368,"bottom":56,"left":281}`},
		{"launch", `console.log(J(wx.getLaunchOptionsSync().path), wx.getEnterOptionsSync().scene)`, `"index" 1001`},
		{"account", `console.log(J(wx.getAccountInfoSync()))`, `{"miniProgram":{"appId":"wx1","envVersion":"develop","version":""}}`},
		{"ext", `console.log(J(wx.getExtConfigSync())); wx.getExtConfig().then(L('e'))`, `{} | e {"extConfig":{},"errMsg":"getExtConfig:ok"}`},
		{"env", `console.log(wx.env.USER_DATA_PATH)`, `wxfile://usr`},
		{"random", `wx.getRandomValues({length: 3}).then((r) => console.log(r.randomValues.byteLength, new Uint8Array(r.randomValues)[0])); wx.getRandomValues({length: 0}).catch(L('f'))`,
			`3 128 | f {"errMsg":"getRandomValues:fail parameter error: parameter.length should be an integer from 1 to 1048576","errno":1001}`},
		{"base64", `console.log(wx.arrayBufferToBase64(new Uint8Array([1, 2, 255]).buffer)); console.log(new Uint8Array(wx.base64ToArrayBuffer('AQL/'))[2], wx.base64ToArrayBuffer('AQ==').byteLength, wx.base64ToArrayBuffer('A!').byteLength)`,
			`AQL/ | 255 1 0`},
		{"sync without a host", `console.log(E(() => wx.getBatteryInfoSync())); console.log(E(() => wx.getXrFrameSystem()))`,
			`getBatteryInfoSync:fail not supported 100 | getXrFrameSystem:fail not supported 100`},
		{"update", `const m = wx.getUpdateManager(); console.log(m === wx.getUpdateManager()); m.onCheckForUpdate(L('u')); setTimeout(() => m.onCheckForUpdate(L('late')), 0)`,
			`true | u {"hasUpdate":false} | late {"hasUpdate":false}`},
		{"nextTick comes before timers and after the rest", `setTimeout(() => console.log('timer')); wx.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('promise')); console.log('sync')`,
			`sync | promise | tick | timer`},
		{"idle", `wx.requestIdleCallback((d) => console.log(d.didTimeout, d.timeRemaining())); wx.cancelIdleCallback(wx.requestIdleCallback(() => console.log('no')))`, `false 50`},
		{"logs", `wx.getLogManager().log('a', {b: 1}); wx.getRealtimeLogManager().tag('t').info('x'); console.log(typeof wx.getLogManager().debug)`, `function`},
		{"performance", `const p = wx.getPerformance(); p.createObserver(() => {}).observe({entryTypes: ['render']}); console.log(J(p.getEntries()))`, `[]`},
	}, nil)
}

func TestAnimation(t *testing.T) {
	const option = `"option":{"transformOrigin":"50% 50% 0","transition":{"duration":400,"timingFunction":"linear","delay":0}}`
	wxCases(t, []wxCase{
		{"one step", `console.log(J(wx.createAnimation().width(10).backgroundColor('red').rotate(45).step().export()))`,
			`{"actions":[{"animates":[{"type":"style","args":["width","10px"]},{"type":"style","args":["background-color","red"]},{"type":"rotate","args":[45]}],` + option + `}]}`},
		{"steps repeat what was set", `const a = wx.createAnimation(); a.left('1rpx').step(); a.left(2).opacity(0).step({duration: 5}); const x = a.export().actions
			console.log(J(x.map((s) => s.animates.map((y) => y.args)))); console.log(x[1].option.transition.duration)
			console.log(a.export().actions.length, J(a.top(1).step().export().actions[0].animates.length))`,
			`[[["left","1rpx"]],[["left","2px"],["opacity",0]]] | 5 | 0 3`},
		{"option of the animation", `const a = wx.createAnimation({duration: 9}); a.option.transition.duration = 0; a.left(1).step(); a.option.transition.duration = 7; a.step().step({duration: 5})
			console.log(J(a.export().actions.map((x) => x.option.transition.duration)), J(a.option))`,
			`[0,7,5] {"transformOrigin":"50% 50% 0","transition":{"duration":7,"timingFunction":"linear","delay":0}}`},
		{"options", `console.log(J(wx.createAnimation({duration: 1, timingFunction: 'ease', delay: 2, transformOrigin: '0 0 0'}).scale(1, 2).step({delay: 3}).export().actions[0].option))`,
			`{"transformOrigin":"0 0 0","transition":{"duration":1,"timingFunction":"ease","delay":3}}`},
	}, nil)
}

func TestAnimate(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.wxml": `<view class="a"></view>`, "index.js": `Page({ onLoad() {
		this.animate('.a', [{opacity: 0}, {opacity: 1, translateX: 10, rotate: 45, scale: [1, 2], width: 5}], 300, function () { console.log('done', this.route) })
		setTimeout(() => console.log('299'), 299) } })`}, nil)
	r.clock.Advance(1e9)
	if got := r.log(); got != "299 | done index" {
		t.Error(got)
	}
	w := r.app.wx
	_ = r.app.Do(t.Context(), func() error {
		o := r.app.vm.ToJS(value.FromObject(fieldsOf("opacity", 1, "translateX", 10, "rotate", 45, "width", 5, "offset", 1)))
		if got, want := w.frameStyle(objectOf(o)), "opacity:1;width:5px;transform:translateX(10px) rotate(45deg)"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		return nil
	})
}

// TestSelectorQuery is spec api §A.8.
func TestSelectorQuery(t *testing.T) {
	files := func(script string) map[string]string {
		return map[string]string{"index.wxml": `<view id="a" class="x" data-n="{{n}}" mark:m="1"><view class="x" id="b"></view></view><scroll-view id="c" scroll-x="{{true}}"></scroll-view>`,
			"index.js": `const L = (x) => (r) => console.log(x, JSON.stringify(r)); Page({ data: {n: {k: 1}}, onLoad() { ` + script + ` } })`}
	}
	rect := func(h *wxHost) {
		h.answers["geometry"] = func(args *value.Object) (value.Value, *bridge.CallError) {
			out := value.NewArray()
			for k := range args.Get("nodes").AsArray().Items() {
				out.Append(value.FromObject(fieldsOf("left", k, "right", 10, "top", 1, "bottom", 2, "width", 10-k, "height", 1, "scrollTop", 4,
					"computedStyle", fieldsOf("color", "red"))))
			}
			return value.FromArray(out), nil
		}
	}
	for _, c := range []struct {
		name, script, want string
		setup              func(*wxHost)
	}{
		{"no geometry", `wx.createSelectorQuery().select('#a').boundingClientRect().exec(L('e'))`,
			`e [{"id":"a","dataset":{"n":{"k":1}},"left":0,"right":0,"top":0,"bottom":0,"width":0,"height":0}]`, nil},
		{"geometry, in order", `this.createSelectorQuery().selectAll('.x').boundingClientRect(L('1')).select('#c').scrollOffset(L('2')).exec(L('e'))`,
			`1 [{"id":"a","dataset":{"n":{"k":1}},"left":0,"right":10,"top":1,"bottom":2,"width":10,"height":1},{"id":"b","dataset":{},"left":1,"right":10,"top":1,"bottom":2,"width":9,"height":1}] | ` +
				`2 {"id":"c","dataset":{},"scrollLeft":0,"scrollTop":4,"scrollWidth":0,"scrollHeight":0}`, rect},
		{"no match", `wx.createSelectorQuery().in(this).select('#z').boundingClientRect().selectAll('.z').boundingClientRect().exec(L('e'))`, `e [null,[]]`, nil},
		{"viewport", `wx.createSelectorQuery().selectViewport().boundingClientRect().selectViewport().scrollOffset().exec(L('e'))`,
			`e [{"id":"","dataset":{},"left":0,"right":375,"top":0,"bottom":667,"width":375,"height":667},{"id":"","dataset":{},"scrollLeft":0,"scrollTop":0,"scrollWidth":375,"scrollHeight":667}]`, nil},
		{"fields", `wx.createSelectorQuery().select('#b').fields({id: true, mark: true, size: true, computedStyle: ['color']}, L('f')).exec()`,
			`f {"id":"b","mark":{"m":"1"},"width":10,"height":1,"color":"red"}`, rect},
		{"properties", `wx.createSelectorQuery().select('#c').fields({properties: ['scrollX', 'scrollY'], node: true, context: true}, L('f')).exec()`,
			`f {"scrollX":true,"context":null,"node":null}`, nil},
		{"sees what the turn changes", `wx.createSelectorQuery().select('#a').fields({dataset: true}, L('f')).exec(); this.setData({n: 5})`, `f {"dataset":{"n":5}}`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := wxLaunch(t, files(c.script), c.setup)
			if got := r.log(); !strings.HasPrefix(got, c.want) {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestObservers(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		wx.createIntersectionObserver(this, {thresholds: [0]}).relativeTo('.a').relativeToViewport({top: 1}).observe('.b', () => console.log('never'))
		this.createMediaQueryObserver().observe({minWidth: 300, orientation: 'portrait'}, (r) => console.log(r.matches))
		const o = this.createMediaQueryObserver(); o.observe({minWidth: 1}, () => console.log('gone')); o.disconnect() } })`}, nil)
	if got := r.log(); got != "true" {
		t.Error(got)
	}
}

// TestHostObjects: the host does the work of an object; without one it fails.
func TestHostObjects(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		const a = this.a = wx.createInnerAudioContext({useWebAudioImplement: true}); a.onPlay((e) => console.log('play', JSON.stringify(e), a.duration)); a.src = 'x.mp3'; a.play(); a.seek(3)
		const fs = wx.getFileSystemManager(); console.log(fs === wx.getFileSystemManager())
		fs.readFile({filePath: 'a', fail: (e) => console.log(JSON.stringify(e))}); try { fs.readFileSync('a') } catch (e) { console.log(e.message) } } })`},
		func(h *wxHost) { h.answers["createInnerAudioContext"] = answerHold })
	want := []string{`createInnerAudioContext {"args":[{"useWebAudioImplement":true}]}`,
		`InnerAudioContext.play {"object":1,"args":[],"properties":{"src":"x.mp3"}}`, `InnerAudioContext.seek {"object":1,"args":[3],"properties":{"src":"x.mp3"}}`}
	if len(r.calls) < 3 || !slices.Equal(r.calls[:3], want) {
		t.Errorf("calls %q\nwant  %q", r.calls, want)
	}
	r.more(t, "createInnerAudioContext", "event", "play", "properties", fieldsOf("duration", 7))
	if got, want := r.log(), `true | readFileSync:fail not supported | {"errMsg":"readFile:fail not supported","errno":100} | play {} 7`; got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

// TestLargeArguments: what a hostile program hands in ends in an error, not in
// a crash.
func TestLargeArguments(t *testing.T) {
	wxCases(t, []wxCase{
		{"deep", `let o = {}; for (let i = 0; i < 1e4; i++) o = {o}; wx.showToast({title: 'x', extra: o, fail: (e) => console.log(e.errno)})`, `101`},
		{"cycle", `const o = {}; o.o = o; wx.showToast({title: 'x', extra: o, fail: (e) => console.log(e.errno)}); wx.createSelectorQuery().in(o).select(o).boundingClientRect().exec(o)`, `101`},
		{"queue of an event channel", `const c = this.getOpenerEventChannel(); for (let i = 0; i < 5000; i++) c.emit('x', i); console.log('ok')`, `ok`},
		{"strange receivers", `for (const f of [wx.getUpdateManager().onUpdateReady, wx.createAnimation().step, this.getOpenerEventChannel().on]) { try { f.call({}) } catch (e) { console.log(e instanceof TypeError) } }`,
			`true | true | true`},
		{"swapped receivers", `console.log(E(() => wx.createAnimation().step.call(wx.createSelectorQuery())) !== '')`, `true`},
	}, nil)
	if math.MaxInt16 < maxQueued {
		t.Error("the queue of a channel is too long")
	}
}

func TestCanvasContext(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		const c = wx.createCanvasContext('c'); c.fillStyle = 'red'; c.fillRect(0, 0, 1, 1); c.fillRect(0, 0, 2, 2)
		const g = c.createLinearGradient(0, 0, 9, 9); g.addColorStop(0, 'blue'); c.setFillStyle(g); c.font = 'bold 20px x'
		console.log(c.measureText('ab中').width); c.draw(true, () => console.log('drawn')); c.draw() } })`}, nil)
	if got := r.log(); got != "40 | drawn" {
		t.Error(got)
	}
	want := []string{`canvasDraw {"canvasId":"c","reserve":true,"actions":[{"method":"set","args":["fillStyle","red"]},{"method":"fillRect","args":[0,0,1,1]},{"method":"fillRect","args":[0,0,2,2]},` +
		`{"method":"setFillStyle","args":[{"gradient":"LinearGradient","args":[0,0,9,9],"stops":[[0,"blue"]]}]},{"method":"set","args":["font","bold 20px x"]}]}`,
		`canvasDraw {"canvasId":"c","reserve":false,"actions":[]}`}
	if !slices.Equal(r.calls, want) {
		t.Errorf("calls %q\nwant  %q", r.calls, want)
	}
}

// What was drawn to no canvas is drawn by wx.drawCanvas, as in old programs.
func TestDrawCanvas(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		const c = wx.createContext(); c.setFillStyle('red'); c.rect(0, 0, 1, 1); c.clearActions(); c.moveTo(1, 2)
		const actions = c.getActions(); console.log(actions.length, c.getActions().length)
		wx.drawCanvas({ canvasId: 'c', actions, success: r => console.log(r.errMsg) })
		wx.drawCanvas({ canvasId: 'c', fail: r => console.log(r.errMsg) }) } })`}, nil)
	if got := r.log(); got != "1 0 | drawCanvas:ok | drawCanvas:fail parameter error: parameter.actions should be Array instead of Undefined;" {
		t.Error(got)
	}
	if want := []string{`canvasDraw {"canvasId":"c","actions":[{"method":"moveTo","args":[1,2]}],"reserve":false}`}; !slices.Equal(r.calls, want) {
		t.Errorf("calls %q\nwant  %q", r.calls, want)
	}
}

// The frames of a camera are begun and ended by what onCameraFrame returns.
func TestCameraFrames(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		const l = wx.createCameraContext().onCameraFrame(f => console.log('frame', f.width))
		l.start(); l.stop() } })`},
		func(h *wxHost) { h.answers["createCameraContext"] = answerHold })
	r.more(t, "createCameraContext", "event", "cameraFrame", "width", 7)
	if got := r.log(); got != "frame 7" {
		t.Error(got)
	}
	want := []string{`createCameraContext {"args":[]}`, `CameraFrameListener.start {"object":1,"args":[],"properties":{}}`,
		`CameraFrameListener.stop {"object":1,"args":[],"properties":{}}`}
	if !slices.Equal(r.calls, want) {
		t.Errorf("calls %q\nwant  %q", r.calls, want)
	}
	if n := NeedOf("CameraFrameListener.start"); !n.Guarded || n.Creator != "createCameraContext" {
		t.Errorf("need %+v", n)
	}
	if n := NeedOf("cloud.callFunction"); !n.Guarded {
		t.Errorf("need %+v", n)
	}
}

// A canvas of type 2d gives a node whose context is recorded for the host, once for
// each turn; other canvases give none.
func TestCanvas2D(t *testing.T) {
	r := wxLaunch(t, map[string]string{
		"index.wxml": `<canvas type="2d" id="c"/><canvas type="webgl" id="g"/><canvas canvas-id="old" class="old"/>`,
		"index.js": `Page({
		onReady() {
			wx.createSelectorQuery().select('#c').fields({node: true, size: true}).select('#g').node().select('.old').node().exec(([c, g, old]) => {
				console.log(g.node.getContext('webgl'), old.node, c.node.width, c.node.getContext('webgl'))
				this.draw(this.canvas = c.node)
				wx.createSelectorQuery().select('#c').node(({node}) => console.log(node === this.canvas, node.getContext('2d') === this.ctx)).exec()
			})
		},
		draw(canvas) {
			const x = this.ctx = canvas.getContext('2d')
			x.fillStyle = 'red'; x.fillRect(0, 0, 1, 1); x.font = '20px y'; x.setLineDash([1, 2])
			const g = x.createRadialGradient(1, 2, 3, 4, 5, 6); g.addColorStop(1, 'blue'); x.strokeStyle = g
			const p = canvas.createPath2D(); p.arc(1, 2, 3, 4, 5); x.stroke(p)
			const d = x.createImageData(2, 3); x.putImageData(d, 7, 8)
			console.log(x.canvas === canvas, x.measureText('ab').width, x.getLineDash(), d.data.length, x.isPointInPath(0, 0))
			try { x.createImageData(1e9, 1e9) } catch (e) { console.log(e.name) }
			const img = canvas.createImage()
			img.onerror = function (e) { console.log('onerror', this === img, img.src) }
			img.src = 'a.png'; x.drawImage(img, 0, 0)
			const off = wx.createOffscreenCanvas({type: '2d', width: 5, height: 6})
			off.getContext('2d').fillRect(0, 0, 1, 1); x.drawImage(off, 1, 1)
			console.log(off.width, off.height)
			let n = 0
			const frame = t => { console.log('frame', typeof t); if (++n < 2) canvas.requestAnimationFrame(frame) }
			canvas.requestAnimationFrame(frame)
			canvas.cancelAnimationFrame(canvas.requestAnimationFrame(() => console.log('never')))
		} })`}, func(h *wxHost) {
		h.answers["getImageInfo"] = func(*value.Object) (value.Value, *bridge.CallError) {
			return value.Value{}, &bridge.CallError{Message: "no such image"}
		}
	})
	if got, want := r.log(), `null null 300 null | true 20 [1, 2] 24 false | RangeError | 5 6 | onerror true a.png | true true`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for range 3 {
		r.clock.Advance(frameTime)
	}
	if got := r.log(); got != "frame number | frame number" {
		t.Errorf("frames: %s", got)
	}
	want := `canvasDraw {"canvasId":"c","type":"2d","reserve":true,"actions":[{"method":"set","args":["fillStyle","red"]},{"method":"fillRect","args":[0,0,1,1]},` +
		`{"method":"set","args":["font","20px y"]},{"method":"setLineDash","args":[[1,2]]},{"method":"set","args":["strokeStyle",{"gradient":"RadialGradient","args":[1,2,3,4,5,6],"stops":[[1,"blue"]]}]},` +
		`{"method":"stroke","args":[{"path":[{"method":"arc","args":[1,2,3,4,5]}]}]},{"method":"putImageData","args":[7,8]},{"method":"drawImage","args":[{"image":"a.png"},0,0]},{"method":"drawImage","args":[{"canvas":""},1,1]}]}`
	if !slices.Contains(r.calls, want) {
		t.Errorf("calls %q\nwant  %q", r.calls, want)
	}
}

// BenchmarkNewWx is what wx adds to the launch of an app.
func BenchmarkNewWx(b *testing.B) {
	r := wxLaunch(b, map[string]string{}, nil)
	b.ReportAllocs()
	for b.Loop() {
		_ = r.app.Do(b.Context(), func() error { r.app.newWx(loadAPIs()); return nil })
	}
}

// BenchmarkStorageSync is a synchronous call there and back.
func BenchmarkStorageSync(b *testing.B) {
	r := wxLaunch(b, map[string]string{"index.js": `Page({ go() { wx.setStorageSync('k', {a: [1, 2, 3]}); return wx.getStorageSync('k') } })`}, nil)
	b.ReportAllocs()
	for b.Loop() {
		_ = r.app.Do(b.Context(), func() error { r.app.top().call("go"); return nil })
	}
}
