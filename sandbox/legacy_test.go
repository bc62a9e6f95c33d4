package sandbox

import (
	"strings"
	"testing"
	"time"
)

// What goja lacks of Annex B and its kin.
func TestLegacyMembers(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"[new Date(2024, 4, 15).getYear(), isNaN(new Date(NaN).getYear()), new Date(0).toGMTString() === new Date(0).toUTCString()]", "[124, true, true]"},
		{"(() => { const d = new Date(2024, 4, 15); d.setYear(99); const a = d.getFullYear(); d.setYear(2001); return [a, d.getFullYear(), isNaN(d.setYear('x'))] })()", "[1999, 2001, true]"},
		{"(() => { const o = { b: 1 }; o.__defineGetter__('a', () => 7); o.__defineSetter__('a', v => { o.b = v }); o.a = 3; return [o.a, o.b, typeof o.__lookupGetter__('a'), typeof Object.create(o).__lookupSetter__('a'), o.__lookupGetter__('b'), o.__lookupGetter__('c')] })()",
			`[7, 3, "function", "function", undefined, undefined]`},
		{"(() => { let n = 0; for (const k in {}) n++; for (const k in new Date) n++; for (const k in 'x'.__proto__) n++; return n })()", "0"},
		{"['x'.bold(), 'x'.link('a\"b'), 'x'.anchor(1), 'x'.sub(), 'y'.fontcolor('red')].join()", `<b>x</b>,<a href="a&quot;b">x</a>,<a name="1">x</a>,<sub>x</sub>,<font color="red">y</font>`},
		{`['a\ud800'.isWellFormed(), '😀'.isWellFormed(), 'a\ud800b'.toWellFormed() === 'a\ufffdb', '😀\udc00'.toWellFormed() === '😀\ufffd']`, "[false, true, true, true]"},
		{"[typeof Symbol.asyncIterator, Symbol.asyncIterator === Symbol.asyncIterator, String(Symbol.asyncIterator)]", `["symbol", true, "Symbol(Symbol.asyncIterator)"]`},
		{"(() => { const o = {}; Error.captureStackTrace(o); return typeof o.stack + Object.keys(o).length })()", "string0"},
		{"[Date.prototype.getYear.name, Date.prototype.setYear.length, Object.keys(Date.prototype).length, 'getYear' in Date.prototype, Object.getOwnPropertyNames(Date.prototype).includes('getYear')]", `["getYear", 1, 0, true, true]`},
		{"(() => { Date.prototype.getYear = function () { return 1 }; String.prototype.bold = 2; return [new Date().getYear(), ''.bold] })()", "[1, 2]"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
}

// An accessor that is not configurable is defined by the trap of a proxy, as Vue 3
// does; goja alone throws a TypeError.
func TestDefineAccessorOnProxy(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"(() => { const log = []; const p = new Proxy({}, { defineProperty(t, k, d) { log.push(k, Object.keys(d).join()); return Reflect.defineProperty(t, k, d) } });" +
			" const r = Object.defineProperty(p, 'a', { get() { return 7 }, set() {} }); return [r === p, p.a, ...log] })()", `[true, 7, "a", "get,set"]`},
		{"(() => { const p = new Proxy({}, { defineProperty(t, k, d) { return Reflect.defineProperty(t, k, d) } }); return [Reflect.defineProperty(p, 'a', { get: () => 1 }), p.a, Reflect.defineProperty(p, 'a', { get: () => 2 }), p.a] })()",
			"[true, 1, false, 1]"},
		{"(() => { try { Object.defineProperty(new Proxy({}, { defineProperty: () => false }), 'a', { get() {} }) } catch (e) { return e.name } })()", "TypeError"},
		{"(() => { const p = new Proxy({}, {}); Object.defineProperty(p, 'a', { get: () => 3 }); return p.a })()", "3"},
		{"(() => { const p = new Proxy({}, { defineProperty(t, k, d) { return Reflect.defineProperty(t, k, d) } }); Object.defineProperty(p, 'a', { configurable: true, get: () => 4 }); p.b = 5; return [p.a, p.b] })()", "[4, 5]"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
}

// RegExp.$1 and its kin, as V8 has them.
func TestLastMatch(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"(/(y+)/i.test('YYYY-MM'), [RegExp.$1, RegExp.$2, RegExp.lastMatch, RegExp['$&']])", `["YYYY", "", "YYYY", "YYYY"]`},
		{"(/(\\d+)-(\\d+)/.exec('ab 10-20 cd'), [RegExp.$1, RegExp.$2, RegExp.leftContext, RegExp.rightContext, RegExp.lastParen, RegExp.input])", `["10", "20", "ab ", " cd", "20", "ab 10-20 cd"]`},
		{"('a1b2'.replace(/[a-z](\\d)/g, ''), [RegExp.$1, RegExp['$`']])", `["2", "a1"]`},
		{"('a1b2'.replace(/[a-z](\\d)/, ''), RegExp.$1)", "1"},
		{"('k=v'.match(/(\\w)=(\\w)/), RegExp.$2)", "v"},
		{"('k=v'.search(/(=)/), RegExp.$1)", "="},
		{"(/(a)/.test('a'), /(b)/.test('x'), RegExp.$1)", "a"},
		{"(() => { const r = /(\\d)/g; r.exec('1 2 3'); r.exec('1 2 3'); const a = RegExp.$1; return [a, RegExp.$1, r.lastIndex] })()", `["2", "2", 3]`},
		{"(() => { RegExp.$1 = 'x'; return RegExp.$1 })()", ""},
		{"(/(x)?b/.test('b'), [RegExp.$1, Object.keys(RegExp).length])", `["", 0]`},
		{`(() => {
  Date.prototype.format = function (f) {
    const o = { 'M+': this.getMonth() + 1, 'd+': this.getDate(), 'h+': this.getHours() }
    if (/(y+)/.test(f)) f = f.replace(RegExp.$1, (this.getFullYear() + '').substr(4 - RegExp.$1.length))
    for (const k in o) if (new RegExp('(' + k + ')').test(f)) f = f.replace(RegExp.$1, RegExp.$1.length == 1 ? o[k] : ('00' + o[k]).substr(('' + o[k]).length))
    return f
  }
  return new Date(2024, 4, 5, 7).format('yyyy-MM-dd h')
})()`, "2024-05-05 7"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
	if got := eval(t, "'$1' in RegExp"); got != "false" {
		t.Errorf("a program that does not ask has RegExp.$1")
	}
}

// The expected texts are those of V8 with the data of ICU.
func TestNumberToLocaleString(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"(1234567.891).toLocaleString()", "1,234,567.891"},
		{"(1234.5678).toLocaleString('zh-CN')", "1,234.568"},
		{"(1.005).toLocaleString('en', { maximumFractionDigits: 2 })", "1.01"},
		{"(2.5).toLocaleString('zh', { maximumFractionDigits: 0 })", "3"},
		{"(999.999).toLocaleString(undefined, { maximumFractionDigits: 2 })", "1,000"},
		{"(12).toLocaleString('zh', { minimumFractionDigits: 2 })", "12.00"},
		{"(12.3456).toLocaleString('zh', { minimumFractionDigits: 2, maximumFractionDigits: 2 })", "12.35"},
		{"(0.256).toLocaleString('zh', { style: 'percent' })", "26%"},
		{"(0.2567).toLocaleString('zh', { style: 'percent', minimumFractionDigits: 1 })", "25.7%"},
		{"(-1234.5).toLocaleString('zh-CN', { style: 'currency', currency: 'CNY' })", "-¥1,234.50"},
		{"(1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' })", "$1,234.50"},
		{"(5).toLocaleString('zh', { minimumIntegerDigits: 2 })", "05"},
		{"(12345.6).toLocaleString('zh', { useGrouping: false })", "12345.6"},
		{"(123456).toLocaleString('en', { maximumSignificantDigits: 3 })", "123,000"},
		{"[(0).toLocaleString(), (-0).toLocaleString(), NaN.toLocaleString(), (1/0).toLocaleString(), (1e21).toLocaleString(), (1e-7).toLocaleString(), (0.0005).toLocaleString()].join()", "0,-0,NaN,∞,1,000,000,000,000,000,000,000,0,0.001"},
		{"[1234, 5.5].toLocaleString()", "1,234,5.5"},
		{"(() => { try { (1).toLocaleString('zh', { minimumFractionDigits: 200 }) } catch (e) { return e.name } })()", "RangeError"},
	}
	for _, tt := range tests {
		if got := eval(t, tt.expr); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}

// The expected texts are those of V8 with the data of ICU.
func TestDateToLocaleString(t *testing.T) {
	tests := []struct{ args, want string }{
		{"", "2024/1/2 15:04:05 | 2024/1/2 | 15:04:05"},
		{"'zh-CN', { year: 'numeric', month: '2-digit', day: '2-digit' }", "2024/01/02 | 2024/01/02 | 2024/01/02 15:04:05"},
		{"'zh-CN', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }", "2024年1月2日星期二 | 2024年1月2日星期二 | 2024年1月2日星期二 15:04:05"},
		{"'zh-CN', { month: 'long', day: 'numeric' }", "1月2日 | 1月2日 | 1月2日 15:04:05"},
		{"'zh-CN', { weekday: 'short' }", "周二 | 周二 | 周二15:04:05"},
		{"'zh-CN', { hour: '2-digit', minute: '2-digit' }", "15:04 | 2024/1/2 15:04 | 15:04"},
		{"'zh-CN', { hour: 'numeric', minute: '2-digit', hour12: true }", "下午3:04 | 2024/1/2 下午3:04 | 下午3:04"},
		{"'zh-CN', { year: 'numeric', month: 'long' }", "2024年1月 | 2024年1月 | 2024年1月 15:04:05"},
		{"'zh-CN', { month: 'long' }", "一月 | 一月 | 一月 15:04:05"},
		{"'zh-CN', { hour: 'numeric' }", "15时 | 2024/1/2 15时 | 15时"},
		{"'zh-CN', { minute: '2-digit', second: '2-digit' }", "04:05 | 2024/1/2 04:05 | 04:05"},
		{"'zh-CN', { year: '2-digit', month: 'numeric', day: 'numeric' }", "24/1/2 | 24/1/2 | 24/1/2 15:04:05"},
		{"'zh-CN', { timeZone: 'UTC' }", "2024/1/2 07:04:05 | 2024/1/2 | 07:04:05"},
		{"'en-US'", "1/2/2024, 3:04:05 PM | 1/2/2024 | 3:04:05 PM"},
		{"'en-US', { hour12: false }", "1/2/2024, 15:04:05 | 1/2/2024 | 15:04:05"},
		{"'en-US', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }", "Tuesday, January 2, 2024 | Tuesday, January 2, 2024 | Tuesday, January 2, 2024 at 3:04:05 PM"},
		{"'en-US', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }", "Jan 2, 03:04 PM | Jan 2, 03:04 PM | Jan 2, 03:04 PM"},
		{"'en-US', { weekday: 'long' }", "Tuesday | Tuesday | Tuesday 3:04:05 PM"},
		{"['en-US'], { year: 'numeric', month: '2-digit' }", "01/2024 | 01/2024 | 01/2024, 3:04:05 PM"},
	}
	for _, tt := range tests {
		expr := "['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map(f => new Date(1704179045000)[f](" + tt.args + ")).join(' | ')"
		h := newHarness(t, map[string]string{"main.js": "console.log(" + expr + ")"}, func(c *Config) { c.Location = time.FixedZone("CST", 8*3600) })
		_, err := h.run("main.js")
		if got := strings.Join(h.log, "; "); got != tt.want || err != nil {
			t.Errorf("%s:\n got %s %v\nwant %s", tt.args, got, err, tt.want)
		}
	}
	for expr, want := range map[string]string{
		"[new Date(NaN).toLocaleString(), new Date(0).toLocaleDateString(undefined, { timeZone: 'UTC', dateStyle: 'full' })]": `["Invalid Date", "1970年1月1日星期四"]`,
		"(() => { try { new Date(0).toLocaleString('zh', { timeZone: 'No/Where' }) } catch (e) { return e.name } })()":        "RangeError",
		"(() => { try { Date.prototype.toLocaleString.call({}) } catch (e) { return e.name } })()":                            "TypeError",
	} {
		if got := eval(t, expr); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
	}
}
