package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// Matches that are counted give what goja's give. goja passes by empty matches
// right after another match, and the flag y in texts that are not ASCII; those
// have expectations of their own below.
func TestCountedMatchesAreTheSame(t *testing.T) {
	patterns := []string{"/a/", "/a/g", "/(a)(b)?/g", "/(?<x>a)|b/g", "/^b/m", "/ab|a/gi", "/[^a]/g", "/(a+)(?=b)/g",
		"/(?<!a)b/g", "/\\s*,\\s*/", "/(?<y>\\d+)-(?<z>\\d+)/g", "/é/g", "/./gs"}
	texts := []string{"''", "'aabab'", "'b'", "'a,b , c'", "'1-2 3-44'", "'A\\nb'", "'éaé'", "'\\ud83d\\ude00a'"}
	calls := []string{
		"JSON.stringify(R.exec(S))", "R.test(S)", "JSON.stringify(S.match(R))", "S.replace(R, '[$&|$1|$2|$`|$\\'|$$|$<x>|$3|$10]')",
		"S.replace(R, (...a) => JSON.stringify(a))", "JSON.stringify(S.split(R))", "JSON.stringify(S.split(R, 2))", "S.search(R)",
		"JSON.stringify([...S.matchAll(new RegExp(R, 'g'))].map(m => [m.index, ...m]))", "(R.lastIndex = 1, R.exec(S), R.lastIndex)",
		"Object.prototype.hasOwnProperty.call(R, 'exec')",
	}
	var src strings.Builder
	src.WriteString("const out = []\n")
	for _, p := range patterns {
		for _, s := range texts {
			for _, c := range calls {
				fmt.Fprintf(&src, "try { const R = %s, S = %s; out.push(JSON.stringify(%s)) } catch (e) { out.push(e.name) }\n", p, s, c)
			}
		}
	}
	src.WriteString("module.exports = out.join('\\n')")
	run := func(counted bool) []string {
		h := oneFile(t, src.String())
		h.countAll = counted
		return strings.Split(h.mustRun().String(), "\n")
	}
	native, counted := run(false), run(true)
	for i, want := range native {
		if counted[i] != want {
			n := len(calls)
			t.Errorf("%s on %s: %s\ngoja    %s\ncounted %s", patterns[i/n/len(texts)], texts[i/n%len(texts)], calls[i%n], want, counted[i])
		}
	}
}

func TestCountedEmptyMatches(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"'aabab'.match(/a*/g)", `["aa", "", "a", "", ""]`},
		{"'aab'.replace(/a*/g, '-')", "--b-"},
		{"'abc'.split(/(?:)/)", `["a", "b", "c"]`},
		{"'abc'.split(/(?:)/, 2)", `["a", "b"]`},
		{"'abc'.split(/(b)?/)", `["a", "b", "c"]`},
		{"'éaé'.replace(/a/y, '-')", "éaé"},
		{"''.split(/a/)", `[""]`},
		{"''.split(/(?:)/)", "[]"},
		{"'ab\\ncd'.replace(/$/gm, '.')", "ab.\ncd."},
		{"'A<B>bold</B>and'.split(/<(\\/)?([^<>]+)>/)", `["A", undefined, "B", "bold", "/", "B", "and"]`},
	}
	for _, tt := range tests {
		h := oneFile(t, "console.log("+tt.expr+")")
		h.countAll = true
		h.mustRun()
		h.wantLog(tt.want)
	}
}

// A guarded function is the function it was: name, length, attributes, text.
func TestGuardsDoNotShow(t *testing.T) {
	const describe = `(() => {
	const out = []
	const roots = {Array, String, Object, Function, RegExp, Promise, Map, Set, WeakMap, Reflect, JSON, Math, Number, Date, Uint8Array, ArrayBuffer, Proxy, Symbol, Error}
	for (const name in roots) for (const o of [roots[name], roots[name].prototype]) {
		if (!o) continue
		for (const key of Reflect.ownKeys(o)) {
			const d = Object.getOwnPropertyDescriptor(o, key)
			for (const f of [d.value, d.get, d.set]) if (typeof f === 'function') out.push([name, String(key), f.name, f.length, d.writable, d.enumerable, d.configurable,
				String(f), Reflect.ownKeys(f).map(String).join(), 'prototype' in f].join(' '))
		}
	}
	out.push(typeof parseInt, parseInt.name, [].map === Array.prototype.map, Number.parseInt === parseInt)
	return out.join('\n')
})()`
	plain, err := goja.New().RunString(describe)
	if err != nil {
		t.Fatal(err)
	}
	h := oneFile(t, "module.exports = "+describe)
	got, want := strings.Split(h.mustRun().String(), "\n"), strings.Split(plain.String(), "\n")
	added := func(line string) bool { // members that goja lacks
		name := strings.Fields(line)[1%len(strings.Fields(line))]
		_, object := objectMembers[name]
		_, date := dateMembers[name]
		_, str := stringMembers[name]
		return object || date || str || name == "captureStackTrace"
	}
	got = slices.DeleteFunc(got, added)
	for i := range got {
		got[i] = strings.NewReplacer(",captureStackTrace", "", ",asyncIterator", "").Replace(got[i])
	}
	replaced := func(line string) bool { // eval and the constructors that compile text
		return strings.HasPrefix(line, "Function prototype ") || strings.HasPrefix(line, "Function constructor ")
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) {
			t.Fatalf("%d functions, %d without guards", len(got), len(want))
		}
		if got[i] != want[i] && !replaced(want[i]) {
			t.Errorf("\ngot  %s\nwant %s", got[i], want[i])
		}
	}
}

// What a call breaks is a RangeError for the program, and names the limit and
// the place for the host.
func TestBreach(t *testing.T) {
	tests := []struct{ src, limit string }{
		{"'x'.repeat(1e9)", LimitStringSize},
		{"'x'.padEnd(1e9)", LimitStringSize},
		{"Array(3e6).fill(0)", LimitArraySize},
		{"Array.prototype.map.call({length: 1e15}, x => x)", LimitArraySize},
		{"Math.max.apply(null, {length: 1e9})", LimitArraySize},
		{"new Uint8Array(1e9)", LimitBufferSize},
		{"new ArrayBuffer(1e9)", LimitBufferSize},
		{"2n ** 10000000n", LimitBigInt},
		{"1n << 10000000n", LimitBigInt},
		{"new RegExp('('.repeat(1000) + ')'.repeat(1000))", LimitRegExpSize},
		{"/(a|aa)*\\1b/.test('a'.repeat(1000))", LimitRegExpSteps},
		{"JSON.parse('['.repeat(5000) + ']'.repeat(5000))", LimitValueDepth},
		{"[...Array(5000)].reduce(a => [a], 0).flat(Infinity)", LimitCallDepth},
		{"[...Array(5000)].reduce(f => f.bind(), () => {})()", LimitCallDepth},
		{"[...Array(5000)].reduce(p => new Proxy(p, {}), {}).x", LimitCallDepth},
	}
	for _, tt := range tests {
		h := oneFile(t, tt.src)
		_, err := h.run("main.js")
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != tt.limit || limit.File != "main.js" || limit.Line != 1 {
			t.Errorf("%s: %v, want the limit %s", tt.src, err, tt.limit)
		}
		caught := oneFile(t, "try { "+tt.src+" } catch (e) { console.log(e instanceof RangeError, JSON.stringify(e)) }")
		caught.mustRun()
		caught.wantLog("true {}")
	}
}

// Built-in functions that call one another with no script between them are counted
// too: goja does so by recursion in Go, whose stack is no limit to rely on.
func TestNativeRecursion(t *testing.T) {
	for _, src := range []string{
		"const o = {}; Object.defineProperty(o, 'x', {get: Reflect.get.bind(null, o, 'x')}); o.x",
		"const o = {}; o.toString = String.bind(null, o); '' + o",
		"const o = {}; o[Symbol.toPrimitive] = Math.max.bind(null, o); +o",
		"const o = {}; o.toJSON = JSON.stringify.bind(null, o); JSON.stringify(o)",
		"const a = []; const f = Reflect.apply.bind(null, [].sort, [2, 1], a); a[0] = f; f()",
		"const a = [Promise, []]; const f = Reflect.apply.bind(null, Reflect.construct, null, a); a[1][0] = f; f()",
		"const a = [Reflect.apply, null]; a.push(a); Reflect.apply(...a)",
		"const h = {}, p = new Proxy({}, h); h.get = Reflect.get.bind(null, p, 'x'); p.x",
		"const o = {}; Object.defineProperty(o, 'x', {enumerable: true, get: structuredClone.bind(null, o)}); structuredClone(o)",
		"const o = {}; Object.defineProperty(o, 'then', {get: Promise.resolve.bind(Promise, o)}); Promise.resolve(o)",
	} {
		_, err := oneFile(t, "try { "+src+" } catch (e) {}").run("main.js")
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != LimitCallDepth || limit.File != "main.js" || limit.Line != 1 {
			t.Errorf("%s: %v, want the limit %s", src, err, LimitCallDepth)
		}
	}
	if got := eval(t, "(() => { let n = 0; for (let i = 0; i < 5000; i++) try { [1].map(() => { throw 1 }) } catch (e) { n++ } return n })()"); got != "5000" {
		t.Errorf("calls that threw are counted: %s", got)
	}
}

// Typed arrays and BigInt work within their limits; operators that look at
// BigInt give what JavaScript says.
func TestBigIntWithinLimits(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"(2n ** 64n).toString()", "18446744073709551616"},
		{"String(3n * -4n)", "-12"},
		{"String(1n << 70n)", "1180591620717411303424"},
		{"String((1n << 70n) >> 69n)", "2"},
		{"String(5n << -1n)", "2"},
		{"String(-5n << -1n)", "-3"},
		{"String(0n ** 0n) + (0n ** 5n) + ((-1n) ** 3n) + (1n ** (2n ** 80n)) + (-1n) ** (2n ** 80n)", "10-111"},
		{"2 ** 10 + 3 * 4 + (1 << 33)", "1038"},
		{"'3' * '4' + [2] ** 3", "20"},
		{"(() => { let x = 2n; x *= 3n; x **= 2n; x <<= 1n; return String(x) })()", "72"},
		{"(() => { const o = {x: 2n, y: 3}; o.x *= 3n; o.y **= 2; o.y <<= 1; return o.x + ',' + o.y })()", "6,18"},
		{"(() => { try { return 1n * 1 } catch (e) { return e.name } })()", "TypeError"},
		{"(() => { try { return 2n ** -1n } catch (e) { return e.name } })()", "RangeError"},
		{"[1n == '1', 1n < '2', 2n > 1, 1n === 1n, 10n >= 11]", "[true, true, true, true, false]"},
		{"BigInt.asUintN(64, -1n).toString()", "18446744073709551615"},
		{"typeof BigInt64Array", "undefined"},
		{"-0 * 1 === 0 && 1 / (-0 * 1)", "-Infinity"},
		{"[...new Uint8Array([1, 2, 300])].join()", "1,2,44"},
		{"new Float64Array([3, 1, 2]).sort().join()", "1,2,3"},
		{"new (class extends Uint8Array {})(3).length", "3"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
	h := oneFile(t, "console.log(typeof globalThis['Big' + 'Int'])")
	h.mustRun()
	h.wantLog("undefined")
}

// Guarded functions that were written anew give what JavaScript says.
func TestRewrittenFunctions(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"[1, [2, [3, [4]]]].flat().length", "3"},
		{"JSON.stringify([1, [2, , [3, [4]]]].flat(Infinity))", "[1,2,3,4]"},
		{"JSON.stringify([[1], 2, [3, [4]]].flatMap(x => x))", "[1,2,3,[4]]"},
		{"[1, null, undefined, [2, 3], , 'x'].join('-')", "1---2,3--x"},
		{"(() => { const a = [1]; a.push(a); return String(a) })()", "1,"},
		{"[1].concat([2, [3]], 4, {length: 1, 0: 5, [Symbol.isConcatSpreadable]: true}).length", "5"},
		{"0 in [].concat([,1])", "false"},
		{"new (class X extends Array {})(1, 2).concat([3]).constructor.name", "X"},
		{"[3, 20, 100].sort().join()", "100,20,3"},
		{"Array.from({length: 2, 0: 'a'}).length", "2"},
		{"(function () { return Array.prototype.slice.call(arguments, 1).join() })(1, 2, 3)", "2,3"},
		{"Math.max.apply(null, {length: 2, 0: 7, 1: 9})", "9"},
		{"String.raw`a${1}\\n${2}`", `a1\n2`},
		{"`${1}${2}${3}${4}${5}${'é'}`", "12345é"},
		{"'a-b'.replaceAll('-', '$&$&')", "a--b"},
		{"((...a) => a.length)(...'abc', ...new Set([1]))", "4"},
		{"(() => { const {a, ...r} = {a: 1, b: 2}; return JSON.stringify(r) })()", `{"b":2}`},
		{"(({a, ...r}) => JSON.stringify(r))({a: 1, b: 2, c: 3})", `{"b":2,"c":3}`},
		{"(() => { function* g() { const x = yield* h(); yield x } function* h() { yield 1; return 2 } return [...g()].join() })()", "1,2"},
		{"(() => { function* g() { try { yield* h() } finally { log.push('g') } } function* h() { try { yield 1 } finally { log.push('h') } }\nconst log = []; for (const x of g()) break; return log.join() })()", "h,g"},
		{"JSON.stringify({a: [1, {b: undefined, c: () => 1, d: null}], e: new Date(0), f: NaN, g: 'é\\n\"', h: Object('s'), i: Object(1)})",
			`{"a":[1,{"d":null}],"e":"1970-01-01T00:00:00.000Z","f":null,"g":"é\n\"","h":"s","i":1}`},
		{"JSON.stringify([undefined, () => 1, Symbol()])", "[null,null,null]"},
		{"JSON.stringify({a: 1, b: [2]}, null, 2)", "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ]\n}"},
		{"JSON.stringify({a: 1, b: {a: 2, c: 3}}, ['a', 'b'])", `{"a":1,"b":{"a":2}}`},
		{"JSON.stringify({a: 1, b: 2}, (k, v) => k === 'a' ? undefined : v)", `{"b":2}`},
		{"JSON.stringify({a: {}, b: []}, null, '--')", "{\n--\"a\": {},\n--\"b\": []\n}"},
		{"JSON.stringify('\\ud800') + JSON.stringify('\\ud83d\\ude00')", `"\ud800""😀"`},
		{"typeof JSON.stringify(undefined) + typeof JSON.stringify(() => 1)", "undefinedundefined"},
		{"JSON.stringify({toJSON(k) { return 'x' + k }}) + JSON.stringify({y: {toJSON: k => k}})", `"x"{"y":"y"}`},
		{"JSON.stringify(new Proxy([1, 2], {}))", "[1,2]"},
		{"(() => { const a = {}; a.b = [a]; try { JSON.stringify(a) } catch (e) { return e.name + ' ' + e.message } })()", "TypeError Converting circular structure to JSON"},
		{"JSON.stringify(JSON.parse('{\"a\":[1,2]}', (k, v) => Array.isArray(v) ? v.length : v))", `{"a":2}`},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
}
