package runtime_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
)

// Spec api §A.12.
func TestWorker(t *testing.T) {
	const config = `-- app.json --
{"pages":["pages/a/a"],"workers":"workers"}
-- outside.js --
module.exports = 1
-- workers/lib/double.js --
module.exports = (n) => 2 * n
-- workers/echo.js --
const double = require('./lib/double'); let n = 0
worker.onMessage((m) => { n++; if (m === 'throw') throw new Error('bad message'); worker.postMessage({ got: m, n, twice: double(m.x || 0) }) })
-- workers/scope.js --
let outside; try { outside = require('../outside') } catch (e) { outside = 'none' }
worker.postMessage([typeof wx, typeof Page, typeof App, typeof getApp, typeof setTimeout, typeof worker.env.USER_DATA_PATH, outside]); setTimeout(() => worker.postMessage('later'), 0)
-- workers/loop.js --
worker.onMessage(() => { for (;;); })
-- workers/flood.js --
worker.onMessage(() => { let n = 0; try { for (;;) { worker.postMessage(n); n++ } } catch (e) { console.log(e.message) } })
`
	for _, c := range []struct{ name, script, want string }{
		{"messages", `const w = wx.createWorker('workers/echo.js'); w.onMessage((m) => console.log(J(m))); w.postMessage({x: 4, f: () => 1, d: new Date(0)}); w.postMessage('s'); console.log('sent')`,
			`sent | {"got":{"x":4,"d":"1970-01-01T00:00:00.000Z"},"n":1,"twice":8} | {"got":"s","n":2,"twice":0}`},
		{"scope", `const w = wx.createWorker('/workers/scope.js'); w.onMessage((m) => console.log(J(m)))`,
			`["undefined","undefined","undefined","undefined","function","string","none"] | "later"`},
		{"one at a time", `const w = wx.createWorker('workers/echo.js'); console.log(E(() => wx.createWorker('workers/echo.js'))); w.terminate(); w.postMessage(1); w.terminate(); console.log(E(() => { wx.createWorker('workers/echo.js') }))`,
			`createWorker:fail exceed max concurrent workers limit | undefined`},
		{"no such script", `console.log(E(() => wx.createWorker('outside.js')), E(() => wx.createWorker('workers/../outside.js')), E(() => wx.createWorker()), E(() => wx.createWorker('workers/none.js')).startsWith('createWorker:fail'))`,
			`createWorker:fail outside.js is not in the folder of workers of app.json createWorker:fail outside.js is not in the folder of workers of app.json createWorker:fail parameter error: parameter.scriptPath should be String instead of Undefined; 1001 true`},
		{"errors", `const w = wx.createWorker('workers/echo.js'); w.onError((e) => console.log(e.message)); w.onMessage((m) => console.log(J(m))); w.postMessage('throw'); w.postMessage(1)`,
			`Error: bad message | {"got":1,"n":2,"twice":0}`},
		{"a cycle", `const w = wx.createWorker('workers/echo.js'); const o = {}; o.o = o; console.log(/circular/.test(E(() => w.postMessage(o))))`, `true`},
		{"a loop without end", `const w = wx.createWorker('workers/loop.js'); w.onError(() => console.log('error')); w.onProcessKilled(() => { console.log('killed'); console.log(E(() => { wx.createWorker('workers/echo.js') })) }); w.postMessage(1)`,
			`error | killed | undefined`},
		{"a flood", `const w = wx.createWorker('workers/flood.js'); let n = 0; w.onMessage(() => n++); w.postMessage(1); setTimeout(() => console.log(n), 0)`, ``},
		{"killed for a test", `const w = wx.createWorker('workers/echo.js'); w.onProcessKilled(() => console.log('killed')); w.testOnProcessKilled()`, `killed`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var limits runtime.Limits
			if c.name == "a loop without end" {
				limits.TurnTime = 300 * time.Millisecond
			}
			got, _ := runScript(t, c.script, config, runtime.Config{Limits: limits})
			if c.name == "a flood" {
				if !strings.Contains(got, "too many messages are waiting") {
					t.Error(got)
				}
				return
			}
			expect(t, "log", got, c.want)
		})
	}
}

// A program whose app.json names no folder has no workers; and the end of the
// app is that of a worker which is at work (goleak watches).
func TestWorkerEnds(t *testing.T) {
	got, _ := runScript(t, `console.log(E(() => wx.createWorker('workers/a.js')))`, "-- workers/a.js --\n1\n", runtime.Config{})
	expect(t, "log", got, `createWorker:fail app.json does not name a folder of workers`)
	pkg, err := runtime.Load(program(t, `-- app.json --
{"pages":["a"],"workers":{"path":"workers"}}
-- workers/a.js --
worker.onMessage(() => { worker.postMessage('working'); for (;;); })
-- a.wxml --
<view/>
-- a.js --
Page({ onLoad() { const w = wx.createWorker('workers/a.js'); w.onMessage((m) => console.log(m)); setTimeout(() => w.postMessage(1), 1) } })
`))
	if err != nil {
		t.Fatal(err)
	}
	working := make(chan bool)
	app, err := pkg.Launch(context.Background(), runtime.Config{Console: func(runtime.ConsoleMessage) { close(working) }})
	if err != nil {
		t.Fatal(err)
	}
	<-working
	app.Close()
}
