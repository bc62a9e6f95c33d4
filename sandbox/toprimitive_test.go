package sandbox

import (
	"strings"
	"testing"
)

// Objects are converted as their Symbol.toPrimitive says, also through proxies.
func TestToPrimitive(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"const o = {[Symbol.toPrimitive](hint) { return hint }}; [o + '', +new Proxy({[Symbol.toPrimitive]: () => 7}, {}), `${o}`, o < 'z']", "default,7,string,true"},
		{"class Money { constructor(n) { this.n = n } get [Symbol.toPrimitive]() { return () => this.n } }; new Money(2) * 3", "6"},
		{"const o = Object.create({[Symbol.toPrimitive]: () => 'inherited'}); String(o)", "inherited"},
		{"[typeof (new Date(0) + 1), new Date(5) - 2, new Date(7)[Symbol.toPrimitive]('number')]", "string,3,7"},
		{"[[1, [2]] + '', {} + '', +{valueOf: () => 4}, String({toString: () => 't', valueOf: () => 1})]", "1,2,[object Object],4,t"},
		{"Symbol.toPrimitive.toString()", "Symbol(Symbol.toPrimitive)"},
		{"const d = Object.getOwnPropertyDescriptor(Symbol, 'toPrimitive'); [d.writable, d.enumerable, d.configurable]", "false,false,false"},
		{"[Symbol.iterator in Object(Symbol()), Object(Symbol('x')).toString(), Object(Symbol('x'))[Symbol.toPrimitive]().toString()]", "false,Symbol(x),Symbol(x)"},
	} {
		last := strings.LastIndex(c.src, "; ") + 1
		h := oneFile(t, "'toPrimitive';"+c.src[:last]+"module.exports = String("+c.src[last:]+")")
		if got := h.mustRun().String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

// What stands under Symbol.toPrimitive and is no function is an exception: goja
// would convert it to say so.
func TestToPrimitiveIsNoFunction(t *testing.T) {
	for _, src := range []string{
		"const o = {}; o[Symbol.toPrimitive] = o; String(o)",
		"const o = {}; o['' + o[Symbol['toPrim' + 'itive']]] = o; o[Symbol['toPrim' + 'itive']] = o; `${o}`; null.x",
		"const o = {get [Symbol.toPrimitive]() { return this }}; o + 1",
		"const p = new Proxy({}, {get: () => p}); p + 1",
		"const p = new Proxy([], {get: (t, k) => k === 'length' ? 1e7 : p}); Array.prototype.join.call(p)",
		"const {proxy: p} = Proxy.revocable({}, {get: () => p}); `${p}`",
		"const h = {}; const p = new Proxy({}, h); h.get = () => p; `${p}`",
		"let s; const p = new Proxy({}, {get(t, k) { if (typeof k === 'symbol') s = k }}); try { p + 1 } catch (e) {} const o = {}; o[s] = o; o + 1; if (s && s !== Symbol.toPrimitive) throw s; null.x",
		"const o = {}; for (const k of [...Object.getOwnPropertySymbols(Date.prototype), ...Reflect.ownKeys(Symbol.prototype), ...Object.getOwnPropertySymbols(Object.prototype)]) o[k] = o; `${o}`; null.x",
		"const o = Object.getOwnPropertyDescriptors(Date.prototype); for (const k of Object.getOwnPropertySymbols(o)) o[k] = o; `${o}`; null.x",
		"new Proxy(Date.prototype, {})",
		"const S = Object.getOwnPropertySymbols(Array.prototype)[0].constructor, o = {}; o[S.toPrimitive] = o; `${o}`; null.x",
		"Symbol = null; const S = Reflect.ownKeys(Array.prototype).pop().constructor, o = {}; o[S.toPrimitive] = o; `${o}`; null.x",
		"let S; new Proxy({}, {has(t, k) { return true }, get(t, k) { S = S || (typeof k === 'symbol' ? k.constructor : S); return [] }}).concat; const a = [].concat(new Proxy([], {get(t, k) { if (typeof k === 'symbol') S = k.constructor; return t[k] }})), o = {}; o[S.toPrimitive] = o; `${o}`; null.x",
	} {
		for _, mention := range []string{"'toPrimitive';", ""} {
			h := oneFile(t, mention+src)
			if _, err := h.run("main.js"); err == nil || !strings.Contains(err.Error(), "TypeError") {
				t.Errorf("%s%s: %v", mention, src, err)
			}
		}
	}
}
