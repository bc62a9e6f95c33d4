package sandbox

import (
	"strings"
	"testing"
	"time"
)

// Spec app §4.2: no code from strings on any path, but for the idiom
// Function('return this')().
func TestCodeGeneration(t *testing.T) {
	const denied = "EvalError: code from strings is not allowed: "
	tests := []struct{ expr, want string }{
		{"typeof eval", "undefined"},
		{"eval('1')", "TypeError"},
		{"(0, eval)('1')", "TypeError"},
		{"globalThis.eval", "undefined"},
		{"new Function('return 1')", denied + "Function()"},
		{"Function('a', 'return a')", denied + "Function()"},
		{"Function('return this; 1')", denied + "Function()"},
		{"Function('return this', 'return this')", denied + "Function()"},
		{"Function({toString() { return 'return this' }})", denied + "Function()"},
		{"(() => {}).constructor('return 1')", denied + "Function()"},
		{"(class {}).constructor('return 1')", denied + "Function()"},
		{"console.log.constructor('return 1')", denied + "Function()"},
		{"[].map.constructor('return 1')", denied + "Function()"},
		{"Array.constructor.constructor('return 1')", denied + "Function()"},
		{"Object.getPrototypeOf(() => {}).constructor('return 1')", denied + "Function()"},
		{"Reflect.construct(Function, ['return 1'])", denied + "Function()"},
		{"new (class extends Function {})('return 1')", denied + "Function()"},
		{"(function*(){}).constructor('yield 1')", denied + "GeneratorFunction()"},
		{"({ *m() {} }).m.constructor('yield 1')", denied + "GeneratorFunction()"},
		{"(class { static*m() {} }).m.constructor('yield 1')", denied + "GeneratorFunction()"},
		{"(class { static *['m']() {} }).m.constructor('yield 1')", denied + "GeneratorFunction()"},
		{"({ *[`m`]() {} }).m.constructor('yield 1')", denied + "GeneratorFunction()"},
		{"({ *'m'() {} }).m.constructor('yield 1')", denied + "GeneratorFunction()"},
		{"(async () => {}).constructor('1')", denied + "AsyncFunction()"},
		{"({ async m() {} }).m.constructor('1')", denied + "Function()"},   // goja's own choice of prototype
		{"(async function*() {}).constructor('1')", denied + "Function()"}, // compiled to a plain function
		{"Object.getPrototypeOf(async () => {}).constructor('1')", denied + "AsyncFunction()"},
		{"Object.getPrototypeOf((async () => {}).constructor)('1')", denied + "Function()"},
		{"Object.getPrototypeOf(Object.getPrototypeOf(function*(){})).constructor('1')", denied + "Function()"},
		{"require.constructor('1')", denied + "Function()"},
		{"setTimeout.constructor('1')", denied + "Function()"},
		{"Object.getPrototypeOf(globalThis).constructor.constructor('1')", denied + "Function()"},
		{"Reflect.construct(Object, ['return 1'], (function*(){}).constructor).x", "undefined"},
		{"Reflect.construct((async () => {}).constructor, ['1'], Object)", denied + "AsyncFunction()"},
		{"Reflect.apply(Function, null, ['return 1'])", denied + "Function()"},
		{"Function.bind(null, 'return 1')()", denied + "Function()"},
		{"new Proxy(Function, {})('return 1')", denied + "Function()"},
		{"['return 1'].map(Function)", denied + "Function()"},
		{"new (class extends (async () => {}).constructor {})('1')", denied + "AsyncFunction()"},
		{"Function.prototype.constructor('return 1')", denied + "Function()"},
		{"(() => { const o = Object.create(Function.prototype); return o.constructor('return 1') })()", denied + "Function()"},
		{"new URL('http://a').constructor.constructor('return 1')", denied + "Function()"},
		{"Promise.resolve().constructor.constructor('return 1')", denied + "Function()"},
		{"(function () { return arguments.constructor.constructor('return 1') })()", denied + "Function()"},
		{"setTimeout('globalThis.compiled = 1', 0) > 0", "true"}, // and does nothing, see below
		// the idioms of libraries
		{"Function('return this')() === globalThis", "true"},
		{"new Function(' return this; ')() === globalThis", "true"},
		{"Function.call(null, 'return this')() === globalThis", "true"},
		{"typeof Function()", "function"},
		{"new Function()()", "undefined"},
		// Function is what it was otherwise
		{"(() => {}) instanceof Function && console.log instanceof Function", "true"},
		{"[Function.name, Function.length, Function.prototype === Object.getPrototypeOf(() => {})]", `["Function", 1, true]`},
		{"[(function*(){}).constructor.name, (async()=>{}).constructor.name]", `["GeneratorFunction", "AsyncFunction"]`},
		{"Object.getOwnPropertyDescriptor(Function.prototype, 'constructor').enumerable", "false"},
		{"(function*(){ yield 1 })().next().value", "1"},
		{"(() => {}).constructor === Function", "true"},
	}
	for _, tt := range tests {
		got := eval(t, tt.expr)
		if strings.HasPrefix(tt.want, "TypeError") || strings.HasPrefix(tt.want, "EvalError") {
			if !strings.Contains(got, tt.want) {
				t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
			}
		} else if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}

// Text given to a timer is no code, and import() and string handlers find none.
func TestTextIsNoCode(t *testing.T) {
	h := oneFile(t, `
for (const f of [setTimeout, setInterval]) f('globalThis.compiled = 1', 0)
try { queueMicrotask('globalThis.compiled = 1') } catch (e) { console.log(e.name) }
try { structuredClone(() => 1) } catch (e) { console.log(e.name) }
Promise.resolve(1).then('globalThis.compiled = 1')
import('data:text/javascript,globalThis.compiled=1').catch((e) => console.log(e.name))
setTimeout(() => console.log(globalThis.compiled), 5)`)
	h.mustRun()
	h.clock.Advance(time.Second)
	h.wantLog("TypeError; DataCloneError; Error; undefined")
}

// No function that a program can reach compiles text: the walk goes through all
// properties and prototypes from the globals and from functions of each kind.
func TestNoReachableCompiler(t *testing.T) {
	h := oneFile(t, `
const seen = new Set(), queue = [globalThis, function(){}, function*(){}, async function(){}, class {}, require, module,
	(function*(){})(), new Map().entries(), Promise.resolve(), new Proxy(function(){}, {})]
const natives = new Set()
while (queue.length) {
	const o = queue.pop()
	if (o === null || typeof o !== 'object' && typeof o !== 'function' || seen.has(o)) continue
	seen.add(o)
	queue.push(Object.getPrototypeOf(o))
	for (const key of Reflect.ownKeys(o)) {
		const d = Object.getOwnPropertyDescriptor(o, key)
		if (!d) continue
		queue.push(d.value, d.get, d.set)
		if (d.get) { try { queue.push(o[key]) } catch (e) {} }
	}
	if (typeof o === 'function' && /Function$|eval/.test(o.name) && o.name !== 'isFunction') natives.add(o)
}
for (const name of ['console', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'setTimeout']) if (!seen.has(globalThis[name])) queue.push(globalThis[name])
const marker = 'globalThis.compiled = true'
for (const f of natives) {
	for (const call of [() => f(marker)(), () => new f(marker)(), () => f(marker)().next(), () => f.call({}, marker)]) {
		try { call() } catch (e) {}
	}
}
console.log([...natives].map(f => f.name).sort(), seen.size > 400 && seen.has(JSON.stringify) && seen.has(Map.prototype.forEach), globalThis.compiled)`)
	h.mustRun()
	h.wantLog(`["AsyncFunction", "Function", "GeneratorFunction"] true undefined`)
}

// Spec app §4.2: what is there and what reads as undefined.
func TestGlobals(t *testing.T) {
	for _, name := range GlobalNames(true) {
		if got := eval(t, "[typeof "+name+", "+name+"]"); got != `["undefined", undefined]` {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, name := range GlobalNames(false) {
		if got := eval(t, name+" === "+name+" && typeof "+name); got != "function" && got != "object" {
			t.Errorf("%s: %s", name, got)
		}
	}
	tests := []struct{ expr, want string }{
		{"(global.x = 1, x)", "1"},
		{"(window = 5, [window, globalThis.window])", "[5, 5]"},
		{"(Object.getPrototypeOf(global).setImmediate = 3, [setImmediate, global.setImmediate])", "[3, 3]"},
		{"(console = 1, console)", "1"},
		{"(() => { setTimeout = 1; return setTimeout })()", "1"},
		{"(delete globalThis.setTimeout, typeof setTimeout)", "function"},
		{"Object.keys(globalThis)", "[]"},
		{"(() => { for (const k in globalThis) return k })()", "undefined"},
		{"'window' in globalThis", "true"},
		{"globalThis.nowhere", "undefined"},
		{"nowhere", "main.js:1:13: ReferenceError: nowhere is not defined"},
		{"typeof nowhere", "undefined"},
		{"process.env.NODE_ENV", "production"},
		{"(() => { const process = { env: { NODE_ENV: 'own' } }; return process.env.NODE_ENV })()", "own"},
		{"(() => { try { return process.env.HOME } catch (e) { return e.name } })()", "TypeError"},
		{"Object.prototype.toString.call(globalThis) !== ''", "true"},
		{"[Math.random(), Math.random()]", "[0.5, 0.5]"},
		{"Object.keys(Object.getPrototypeOf(globalThis))", "[]"},
		{"(() => { 'use strict'; Object.getPrototypeOf(globalThis).x = 1; return [x, Object.keys(Object.getPrototypeOf(globalThis))] })()", "[1, []]"},
		{"[Object.getOwnPropertyDescriptor(globalThis, 'require').enumerable, setTimeout.name, setTimeout.length]", `[false, "setTimeout", 2]`},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}

// No Go name, no position in a host file and no host function's inner state
// shows through the functions that scripts see.
func TestNativeFunctionsLookNative(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"String(setTimeout)", "function setTimeout() { [native code] }"},
		{"String(console.log)", "function log() { [native code] }"},
		{"String(require)", "function require() { [native code] }"},
		{"String(Function)", "function Function() { [native code] }"},
		{"String(TextEncoder)", "function TextEncoder() { [native code] }"},
		{"String(TextEncoder.prototype.encode)", "function encode() { [native code] }"},
		{"/mica-go|sandbox|\\.go:/.test(new Error('x').stack)", "false"},
		{"(() => { try { require('./none') } catch (e) { return [JSON.stringify(e), Object.getOwnPropertyNames(e).sort()] } })()", `["{}", ["message", "stack"]]`},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}
