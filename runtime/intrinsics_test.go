package runtime_test

import (
	"context"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// worldScript describes and spoils all that a program can reach.
const worldScript = `
function each(f) {
	const seen = new Set(), queue = [globalThis, wx, console, require, function* () {}, async () => {}, [][Symbol.iterator](), new Map().entries(), ''[Symbol.iterator](), new Set().entries(),
		'a'.matchAll(/a/g), (function* () {})(), new Uint8Array(), getApp(), wx.getFileSystemManager(), wx.createSelectorQuery(), URL, URLSearchParams, TextEncoder, TextDecoder, setTimeout,
		structuredClone, queueMicrotask, Promise.resolve(), /a/, new Error('e'), new Proxy({}, {})]
	const keys = Reflect.ownKeys, get = Object.getOwnPropertyDescriptor, proto = Object.getPrototypeOf
	while (queue.length) {
		const o = queue.shift()
		if (o === null || typeof o !== 'object' && typeof o !== 'function' || seen.has(o)) continue
		seen.add(o)
		let names = []
		try { names = keys(o) } catch (e) {}
		for (const k of names) {
			let d
			try { d = get(o, k) } catch (e) {}
			if (d) queue.push(d.value, d.get, d.set)
		}
		queue.push(proto(o))
	}
	for (const o of seen) f(o)
}
// What of the program's own and of its time is left out.
const own = new Set(['each', 'describe', 'poison'])
function describe() {
	const out = []
	each((o) => {
		for (const k of Reflect.ownKeys(o)) {
			const d = Object.getOwnPropertyDescriptor(o, k)
			if (!d || own.has(k)) continue
			const v = d.value
			out.push([typeof o === 'function' ? o.name : Object.prototype.toString.call(o), String(k), typeof v, typeof v === 'function' ? v.name + v.length + v : '',
				typeof d.get, typeof d.set, d.writable, d.enumerable, d.configurable].join(' '))
		}
		out.push(Object.isExtensible(o) + ' ' + typeof Object.getPrototypeOf(o))
	})
	return out.sort().join('\n')
}
function poison() {
	const evil = function evil() { return 'poisoned' }
	const own = Reflect.ownKeys, define = Reflect.defineProperty, remove = Reflect.deleteProperty, set = Reflect.set, turn = Reflect.setPrototypeOf, stop = Reflect.preventExtensions
	const all = []
	each((o) => { all[all.length] = o })
	for (let i = 0; i < all.length; i++) {
		const o = all[i], names = own(o)
		for (let j = 0; j < names.length; j++) {
			const k = names[j]
			try { set(o, k, evil) } catch (e) {}
			try { if (j % 2) remove(o, k); else define(o, k, { value: evil }) } catch (e) {}
		}
		try { define(o, 'poisoned', { value: evil, configurable: true }) } catch (e) {}
		if (i % 3 === 0) try { turn(o, null) } catch (e) {}
		if (i % 3 === 1) try { stop(o) } catch (e) {}
	}
	return all.length
}
`

const worldProgram = `
-- app.json --
{"pages":["index"]}
-- app.js --
App({})
-- index.wxml --
<view class="n" bindtap="add">{{n}}</view>
-- index.js --
` + worldScript + `
Page({ data: { n: 0 }, add() { this.setData({ n: [this.data.n].map((x) => x + 1)[0] }) }, describe, poison })
`

// What a program does to every object that it can reach no other program sees:
// not one that runs already, nor one that is launched later, of the same package.
func TestAppsShareNoIntrinsics(t *testing.T) {
	pkg, err := runtime.Load(program(t, worldProgram))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	describe := func(app *runtime.App) string {
		t.Helper()
		v, err := app.Page().Call(ctx, "describe")
		if err != nil {
			t.Fatal(err)
		}
		text, _ := v.(string)
		return text
	}
	clean := start(t, pkg, runtime.Config{})
	untouched := describe(clean)
	if len(untouched) < 100_000 {
		t.Fatalf("the world has only %d bytes", len(untouched))
	}
	early, evil := start(t, pkg, runtime.Config{}), start(t, pkg, runtime.Config{})
	objects, err := evil.Page().Call(ctx, "poison")
	if n, _ := objects.(float64); err != nil || n < 500 {
		t.Fatalf("%v objects were spoilt: %v", objects, err)
	}
	late := start(t, pkg, runtime.Config{})
	for name, app := range map[string]*runtime.App{"an app that was there": early, "an app that came later": late, "an app that had looked at everything": clean} {
		if got := describe(app); got != untouched {
			w, g := around(untouched, got)
			t.Errorf("%s sees another world\nbefore %s\nafter  %s", name, w, g)
		}
		tap(t, app.Page().Query(".n"))
		expect(t, name, texts(t, app.Page(), ".n"), "1")
		noErrors(t, app)
	}
}
