package sandbox

import (
	"strings"
	"testing"
	"time"
)

func TestEncoding(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"[...new TextEncoder().encode('a字😀')]", "[97, 229, 173, 151, 240, 159, 152, 128]"},
		{"[...new TextEncoder().encode('\\ud800x')]", "[239, 191, 189, 120]"},
		{"[new TextEncoder().encode().length, new TextEncoder().encode(12) instanceof Uint8Array, new TextEncoder().encoding]", `[0, true, "utf-8"]`},
		{"(() => { const b = new Uint8Array(4); const r = new TextEncoder().encodeInto('a字b', b); return [r, ...b] })()", "[{read: 2, written: 4}, 97, 229, 173, 151]"},
		{"(() => { const b = new Uint8Array(5); const r = new TextEncoder().encodeInto('😀😀', b); return [r, b[4]] })()", "[{read: 2, written: 4}, 0]"},
		{"new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 229, 173, 151]))", "a字"},
		{"new TextDecoder('utf8', { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf, 97])).length", "2"},
		{"new TextDecoder().decode(new Uint8Array([97, 0xff, 98, 0xe5, 0xad, 99, 0xf0, 0x9f, 0x98]))", "a\ufffdb\ufffdc\ufffd"},
		{"new TextDecoder().decode(new Uint8Array([0xed, 0xa0, 0x80]))", "\ufffd\ufffd\ufffd"},
		{"new TextDecoder().decode(new Uint8Array([0xc0, 0x80, 0xf4, 0x90]))", "\ufffd\ufffd\ufffd\ufffd"},
		{"new TextDecoder().decode()", ""},
		{"new TextDecoder().decode(new Uint8Array([97, 98, 99]).buffer)", "abc"},
		{"new TextDecoder().decode(new Uint8Array([97, 98, 99]).subarray(1, 2))", "b"},
		{"new TextDecoder().decode(new DataView(new Uint8Array([97, 98, 99]).buffer, 2))", "c"},
		{"new TextDecoder().decode(new Uint16Array([0x6261]))", "ab"},
		{"(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe5, 0xad]), { stream: true }) + '|' + d.decode(new Uint8Array([0x97]), { stream: true }) + d.decode() })()", "|字"},
		{"(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe5, 0xad]), { stream: true }) + d.decode() })()", "\ufffd"},
		{"new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]))", "main.js:1:55: TypeError: the encoded data is not valid"},
		{"new TextDecoder('gbk')", "main.js:1:13: RangeError: the encoding gbk is not supported, only utf-8"},
		{"new TextDecoder().decode({})", "main.js:1:31: TypeError: the argument is no ArrayBuffer and no view on one"},
		{"new TextDecoder().decode({ buffer: new ArrayBuffer(4), byteOffset: 3, byteLength: 9 })", "main.js:1:31: TypeError: the argument is no ArrayBuffer and no view on one"},
		{"[new TextDecoder().encoding, new TextDecoder().fatal]", `["utf-8", false]`},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
}

func FuzzTextDecoder(f *testing.F) {
	for _, s := range []string{"a字😀", "\xff", "\xe5\xad", "\xf0\x9f\x98", "\xed\xa0\x80", "\xef\xbb\xbf"} {
		f.Add([]byte(s), 1)
	}
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		whole, _ := (&utf8Decoder{}).decode(in, false)
		cut = min(max(cut, 0), len(in))
		d := &utf8Decoder{}
		a, _ := d.decode(in[:cut], true)
		b, _ := d.decode(in[cut:], true)
		c, _ := d.decode(nil, false)
		if a+b+c != whole {
			t.Errorf("%q in two parts %q, as a whole %q", in, a+b+c, whole)
		}
		if strings.ToValidUTF8(whole, "") != whole {
			t.Errorf("%q", whole)
		}
	})
}

func TestStructuredClone(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"structuredClone({ a: [1, { b: '字' }], c: undefined, d: null, e: 10n })", `{a: [1, {b: "字"}], c: undefined, d: null, e: 10}`},
		{"(() => { const o = { a: {} }; const c = structuredClone(o); return [c !== o, c.a !== o.a] })()", "[true, true]"},
		{"(() => { const o = {}; o.self = o; o.list = [o]; const c = structuredClone(o); return [c.self === c, c.list[0] === c, c !== o] })()", "[true, true, true]"},
		{"(() => { const s = {}; const c = structuredClone([s, s]); return c[0] === c[1] })()", "true"},
		{"(() => { const d = structuredClone(new Date(5)); return [d instanceof Date, +d] })()", "[true, 5]"},
		{"structuredClone(/a+/gi)", "/a+/gi"},
		{"[...structuredClone(new Map([[{ k: 1 }, 'v']]))]", `[[{k: 1}, "v"]]`},
		{"[...structuredClone(new Set([1, [2]]))]", "[1, [2]]"},
		{"(() => { const m = new Map(); m.set('m', m); return structuredClone(m).get('m') instanceof Map })()", "true"},
		{"(() => { const e = structuredClone(new RangeError('m')); return [e instanceof RangeError, e.message] })()", `[true, "m"]`},
		{"structuredClone(new Uint8Array([1, 2]))", "Uint8Array {0: 1, 1: 2}"},
		{"(() => { const b = new Uint8Array([1, 2]).buffer; const c = structuredClone(b); new Uint8Array(c)[0] = 9; return [c.byteLength, new Uint8Array(b)[0]] })()", "[2, 1]"},
		{"structuredClone(new (class K { x = 1 })())", "{x: 1}"},
		{"(() => { const a = structuredClone([1, , 3]); return [a.length, 1 in a] })()", "[3, false]"},
		{"typeof structuredClone(new String('s'))", "object"},
		{"[structuredClone('s'), structuredClone(1), structuredClone()]", `["s", 1, undefined]`},
		{"(() => { try { structuredClone({ f() {} }) } catch (e) { return [e.name, e.message, e instanceof Error] } })()", `["DataCloneError", "a function could not be cloned", true]`},
		{"(() => { try { structuredClone([Symbol('s')]) } catch (e) { return e.name } })()", "DataCloneError"},
		{"(() => { let o = {}; for (let i = 0; i < 2000; i++) o = { o }; try { structuredClone(o) } catch (e) { return /value-depth/.test(e.message) } })()", "true"},
		{"(() => { const s = Array(1e6).fill(0); try { structuredClone(s) } catch (e) { return /value-size/.test(e.message) } })()", "true"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
}

func TestURL(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"new URL('../b?x=1#h', 'https://a.org/c/d').href", "https://a.org/b?x=1#h"},
		{"new URL('https://a.org/?q=%E5%AD%97').searchParams.get('q')", "字"},
		{"new URLSearchParams({ a: 1, b: 'x y' }).toString()", "a=1&b=x+y"},
		{"URL === globalThis.URL && new URL('http://a').searchParams instanceof URLSearchParams", "true"},
		{"(() => { try { new URL('nothing') } catch (e) { return e instanceof TypeError } })()", "true"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}

// Date tells the time of Config.Location, whatever the zone of the process.
func TestLocation(t *testing.T) {
	newYork := time.FixedZone("EDT", -4*3600)
	if loc, err := time.LoadLocation("America/New_York"); err == nil {
		newYork = loc
	}
	shanghai := time.FixedZone("CST", 8*3600)
	tests := []struct {
		loc  *time.Location
		expr string
		want string
	}{
		{nil, "new Date(0).getHours()", "0"},
		{shanghai, "new Date(0).getHours()", "8"},
		{shanghai, "new Date(0).getTimezoneOffset()", "-480"},
		{shanghai, "new Date(0).toString()", "Thu Jan 01 1970 08:00:00 GMT+0800 (CST)"},
		{shanghai, "[new Date(0).toDateString(), new Date(0).toTimeString(), new Date(0).toLocaleDateString()]", `["Thu Jan 01 1970", "08:00:00 GMT+0800 (CST)", "1970/1/1"]`},
		{shanghai, "+new Date(2024, 0, 1)", "1704038400000"},
		{shanghai, "[+new Date('2024-01-01'), +new Date('2024-01-01T00:00:00'), +new Date('2024-01-01T00:00:00Z'), +new Date('2024/01/01 08:00'), +new Date('2024-01-01T00:00:00+02:00')]", "[1704067200000, 1704038400000, 1704067200000, 1704067200000, 1704060000000]"},
		{shanghai, "Date.parse('Jan 1, 2024 08:00:00') === Date.UTC(2024, 0, 1)", "true"},
		{shanghai, "(() => { const d = new Date(2024, 0, 31, 10); d.setMonth(1); return [d.getMonth(), d.getDate(), d.getHours()] })()", "[2, 2, 10]"},
		{shanghai, "(() => { const d = new Date(0); const r = d.setHours(0, 0, 0, 0); return [r, +d, d.getDay()] })()", "[-28800000, -28800000, 4]"},
		{shanghai, "(() => { const d = new Date(NaN); return [d.getHours(), String(d), isNaN(d.setHours(1)), isNaN(new Date('x')), isNaN(new Date(9e15))] })()", `[NaN, "Invalid Date", true, true, true]`},
		{shanghai, "[typeof Date(), Date.name, Date.length, new Date() instanceof Date, new Date().constructor === Date, Date.prototype.setHours.length, new Date(5).getTime(), new Date(new Date(7)).getTime()]", `["string", "Date", 7, true, true, 4, 5, 7]`},
		{shanghai, "(() => { class D extends Date { h() { return this.getHours() } } const d = new D(0); return [d.h(), d instanceof D, d instanceof Date] })()", "[8, true, true]"},
		{shanghai, "[Date.now() === +new Date(), JSON.stringify(new Date(0)), `${new Date(0)}`.slice(16, 21)]", `[true, "\"1970-01-01T00:00:00.000Z\"", "08:00"]`},
		{shanghai, "(() => { try { Date.prototype.getHours.call({}) } catch (e) { return e instanceof TypeError } })()", "true"},
		{shanghai, "[new Date(null).getTime(), new Date(undefined).getTime(), new Date({ valueOf: () => 3 }).getTime(), new Date(2019, 12).getMonth(), new Date(99, 0).getFullYear()]", "[0, NaN, 3, 0, 1999]"},
		{newYork, "(() => { const d = new Date(2024, 6, 1, 12); return [d.getHours(), d.getUTCHours()] })()", "[12, 16]"},
	}
	for _, tt := range tests {
		h := newHarness(t, map[string]string{"main.js": "console.log(" + tt.expr + ")"}, func(c *Config) { c.Location = tt.loc })
		_, err := h.run("main.js")
		if got := strings.Join(h.log, "; "); got != tt.want || err != nil {
			t.Errorf("%v %s:\n got %s %v\nwant %s", tt.loc, tt.expr, got, err, tt.want)
		}
	}
}

func TestQueueMicrotask(t *testing.T) {
	h := oneFile(t, `
queueMicrotask(() => console.log('a'))
queueMicrotask(() => { throw new Error('lost') })
queueMicrotask(() => console.log('b'))
try { queueMicrotask('x') } catch (e) { console.log(e.message) }`)
	h.mustRun()
	h.wantLog("queueMicrotask needs a function; a; b")
	if len(h.errs) != 1 || h.errs[0].Error() != "main.js:3:30: Error: lost" {
		t.Errorf("reported %v", h.errs)
	}
}
