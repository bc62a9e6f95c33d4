package sandbox

import (
	"bytes"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

func TestConsole(t *testing.T) {
	tests := []struct{ src, want string }{
		{"console.log()", ""},
		{"console.log('a', 1, true, null, undefined)", "a 1 true null undefined"},
		{"console.debug('d'); console.info('i'); console.warn('w'); console.error('e')", "debug d; info i; warn w; error e"},
		{"console.log({ a: 1, b: 'x', c: [1, { d: null }], 'e f': undefined })", `{a: 1, b: "x", c: [1, {d: null}], e f: undefined}`},
		{"console.log(['a', , -0, NaN, 1e21, 10n, Symbol('s')])", `["a", undefined, 0, NaN, 1e+21, 10, Symbol(s)]`},
		{"console.log(function f() {}, () => {}, class K {}, Math.max)", "[Function: f] [Function] [Function: K] [Function: max]"},
		{"class K { x = 1 }; console.log(new K(), new (class {})(), Object.create(null), new Map([[1, 2]]), Promise.resolve())", "K {x: 1} {} {} Map {} Promise {}"},
		{"console.log(new Date(0), /a+/g, new Date(NaN))", "1970-01-01T00:00:00.000Z /a+/g [object]"},
		{"const o = { x: 1 }; o.self = o; o.list = [o]; console.log(o)", "{x: 1, self: [Circular], list: [[Circular]]}"},
		{"console.log({ a: { b: { c: { d: { e: 1 } } } } }, [[[[[1]]]]])", "{a: {b: {c: {d: {…}}}}} [[[[[Array]]]]]"},
		{"console.log({ get x() { throw 1 } })", "{x: <error>"},
		{"console.log({ toString() { return 'mine' } })", "{toString: [Function: toString]}"},
		{"console.log(new Error('plain'))", "Error: plain\n    at main.js:1:13"},
		{"function f() { return new TypeError('in f') }; console.error('failed', f())", "error failed TypeError: in f\n    at f (main.js:1:23)\n    at main.js:1:72"},
		{"console.log([new Error('nested')])", "[Error: nested]"},
		{"console.log('%s is %d years, %i, %f, %j %o %O %%', 'a', 42.5, 42.9, '1.5', { x: 1 }, [1], { y: 2 }, 'rest')", `a is 42.5 years, 42, 1.5, {x: 1} [1] {y: 2} % rest`},
		{"console.log('%c styled', 'color: red')", " styled"},
		{"console.log('%s %s', 'one')", "one %s"},
		{"console.log('100%', '%s')", "100% %s"},
		{"console.log('%d', {}, '%')", "NaN %"},
		{"console.group('G'); console.log('in\\nside'); console.groupCollapsed(); console.log('deep'); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log('out')", "G;   in\n  side;     deep; out"},
		{"console.assert(true, 'no'); console.assert(1 > 2, 'yes', 1); console.assert()", "error Assertion failed: yes 1; error Assertion failed"},
		{"console.count(); console.count(); console.count('x'); console.countReset(); console.count()", "default: 1; default: 2; x: 1; default: 1"},
		{"console.time('t'); console.timeLog('t', 'half'); console.timeEnd('t'); console.timeEnd('t')", "t: 0ms half; t: 0ms"},
		{"console.table([{ a: 1 }]); console.dir({ b: 2 }, {})", "[{a: 1}]; {b: 2}"},
		{"function f() { console.trace('here') }; f()", "Trace: here\n    at f (main.js:1:24)\n    at main.js:1:41"},
		{"const { log } = console; log('detached'); [1, 2].forEach(console.log)", "detached; 1 0 [1, 2]; 2 1 [1, 2]"},
		{"const old = console.log; console.log = (...a) => old('patched', ...a); console.log(1)", "patched 1"},
		{"console.mine = 1; delete console.warn; console.log(console.mine, console.warn, 'log' in console, 'warn' in console, Object.keys(console).includes('error'))", "1 undefined true false true"},
		{"console.log(typeof console.nothing, String(console))", "undefined [object Object]"},
		{"console.log(new Proxy({ a: 1 }, {}), new Proxy([1], {}), new Uint8Array(2))", "{a: 1} [1] Uint8Array {0: 0, 1: 0}"},
		{"console.log(Array.from({ length: 200 }, (_, i) => i).slice(0, 102))", "[" + numbers(100) + ", … 2 more]"},
		{"console.log('字😀\\ud800')", "字😀\ufffd"},
	}
	for _, tt := range tests {
		h := oneFile(t, tt.src)
		if _, err := h.run("main.js"); err != nil {
			t.Errorf("%s: %v", tt.src, err)
		}
		if got := strings.Join(h.log, "; "); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
}

func numbers(n int) string {
	var list []string
	for i := range n {
		list = append(list, strconv.Itoa(i))
	}
	return strings.Join(list, ", ")
}

func TestConsoleLogger(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	h := newHarness(t, map[string]string{"main.js": `
		console.debug('d'); console.log('l'); console.warn('w'); console.error('e')
		setTimeout(() => { throw new Error('lost') })
		Promise.reject(new Error('nobody'))`},
		func(c *Config) { c.Logger, c.Console, c.OnError = logger, nil, nil })
	h.mustRun()
	want := `level=DEBUG msg=d source=console
level=INFO msg=l source=console
level=WARN msg=w source=console
level=ERROR msg=e source=console
level=ERROR msg="unhandled promise rejection" reason="Error: nobody\n    at main.js:4:18"
level=ERROR msg="uncaught error" error="Error: lost\n    at main.js:3:28"
`
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
}

func TestConsoleRawArguments(t *testing.T) {
	var got []goja.Value
	h := newHarness(t, map[string]string{"main.js": "console.log('x', { a: 1 })"}, func(c *Config) {
		c.Console = func(_ string, args []goja.Value, _ string) { got = append(got, args...) }
	})
	h.mustRun()
	if len(got) != 2 || got[1].ToObject(h.Runtime()).Get("a").ToInteger() != 1 {
		t.Errorf("got %v", got)
	}
}

func TestConsoleLimits(t *testing.T) {
	var out bytes.Buffer
	h := newHarness(t, map[string]string{"main.js": `
		for (let i = 0; i < 10; i++) console.log(i)
		setTimeout(() => console.log('字'.repeat(10)))`},
		func(c *Config) {
			c.Limits.LogLines, c.Limits.LogBytes = 3, 10
			c.Logger = slog.New(slog.NewTextHandler(&out, nil))
		})
	h.mustRun()
	h.wantLog("0; 1; 2; 字字字…")
	if want := `msg="console messages dropped" count=7`; !strings.Contains(out.String(), want) {
		t.Errorf("got %s", out.String())
	}
}

// Showing a value costs no more than what is shown.
func TestInspectIsBounded(t *testing.T) {
	for _, src := range []string{
		"const a = []; a.length = 4e9; console.log(a)",
		"console.log('x'.repeat(1e7))",
		"const o = {}; for (let i = 0; i < 1e5; i++) o['k' + i] = i; console.log(o)",
		"let a = []; for (let i = 0; i < 1e5; i++) a = [a]; console.log(a)",
		"const wide = (d) => d ? Array.from({ length: 100 }, () => wide(d - 1)) : 'x'.repeat(100); console.log(wide(2))",
		"console.log('%s'.repeat(1000), ...Array(1000).fill('x'.repeat(1000)))",
	} {
		h := oneFile(t, src)
		if _, err := h.run("main.js"); err != nil {
			t.Errorf("%s: %v", src, err)
		}
		if n := len(strings.Join(h.log, "")); n > h.limits.LogBytes+10 {
			t.Errorf("%s: %d bytes", src, n)
		}
	}
}
