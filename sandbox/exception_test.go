package sandbox

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/mica-go/mica/internal/diag"
)

// Positions are those of the source, not of the code it was compiled to.
func TestExceptionPositions(t *testing.T) {
	h := newHarness(t, map[string]string{
		"pages/购物 车/a.ts": `import { fail } from '../../lib'

interface T { a: string }
export function outer(x: T) {
  const inner = () => fail(x)
  return [1].map(() => inner())
}
outer({ a: '字' })
`,
		"lib.js": "export const fail = (x) => {\n\tif (x) throw new RangeError(`bad ${x.a}`)\n}\n",
	}, nil)
	_, err := h.run("pages/购物 车/a")
	var ex *Exception
	if !errors.As(err, &ex) {
		t.Fatal(err)
	}
	want := `RangeError: bad 字
    at fail (lib.js:2:15)
    at inner (pages/购物 车/a.ts:5:23)
    at pages/购物 车/a.ts:6:24
    at map (native)
    at outer (pages/购物 车/a.ts:6:14)
    at pages/购物 车/a.ts:8:1`
	if got := ex.Stack(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if ex.Error() != "lib.js:2:15: RangeError: bad 字" || ex.File != "lib.js" || ex.Line != 2 || ex.Col != 15 {
		t.Error(ex)
	}
	stack := ex.Value.(*goja.Object).Get("stack").String()
	if !strings.Contains(stack, "lib.js:2:15") {
		t.Errorf("JavaScript sees %s", stack)
	}
}

func TestExceptionMessages(t *testing.T) {
	tests := []struct{ src, want string }{
		{"throw new Error('plain')", "Error: plain"},
		{"throw new Error()", "Error"},
		{"throw Object.assign(new Error('m'), { name: 'Own' })", "Own: m"},
		{"class E extends TypeError { get name() { return 'E' } }; throw new E('m')", "E: m"},
		{"throw 'text'", `Uncaught "text"`},
		{"throw 42", "Uncaught 42"},
		{"throw undefined", "Uncaught undefined"},
		{"throw { code: 1, nested: { a: [1] } }", "Uncaught {code: 1, nested: {a: [1]}}"},
		{"throw { name: 'N', message: 'like an error' }", "N: like an error"},
		{"throw { get message() { throw 1 } }", "Error"},
		{"throw Object.create(null)", "Uncaught {}"},
		{"throw Symbol('s')", "Uncaught Symbol(s)"},
		{"throw { toString() { throw 1 } }", "Uncaught {toString: [Function: toString]}"},
		{"class E extends Error { get message() { throw this } }; throw new E()", "Error"},
		{"throw new Proxy({}, { get() { throw 1 } })", "Error"},
	}
	for _, tt := range tests {
		_, err := oneFile(t, tt.src).run("main.js")
		var ex *Exception
		if !errors.As(err, &ex) || ex.Message != tt.want {
			t.Errorf("%s: %v, want %s", tt.src, err, tt.want)
		}
	}
}

// A Go error thrown into a script comes out again as itself; a script sees an
// Error with its text and nothing more.
func TestThrow(t *testing.T) {
	h := oneFile(t, `
exports.pass = () => host()
exports.look = () => { try { host() } catch (e) { console.log(e instanceof Error, e.name, e.message, Object.keys(e), JSON.stringify(e)); throw e } }
exports.wrap = () => { try { host() } catch (e) { throw new Error('wrapped', { cause: e }) } }`)
	cause := &fs.PathError{Op: "open", Path: "/secret", Err: fs.ErrNotExist}
	exports := h.mustRun().ToObject(h.Runtime())
	h.do(func() {
		h.SetGlobal("host", h.Func("host", 0, func(goja.FunctionCall) goja.Value { h.Throw(cause); return nil }))
	})
	call := func(name string) error {
		return h.Do(t.Context(), func() error {
			_, err := h.Call(exports.Get(name), nil)
			return err
		})
	}
	if err := call("pass"); !errors.Is(err, fs.ErrNotExist) || err.Error() != "main.js:2:22: Error: open /secret: file does not exist" {
		t.Error(err)
	}
	if err := call("look"); !errors.Is(err, cause) {
		t.Error(err)
	}
	h.wantLog("true Error open /secret: file does not exist [] {}")
	if err := call("wrap"); errors.Is(err, cause) {
		t.Error(err)
	}
}

// An exception that a host function got from a script and throws on keeps its
// value and stack.
func TestThrowOn(t *testing.T) {
	h := oneFile(t, `
const err = new Error('mine')
exports.f = () => { throw err }
exports.g = (f) => { try { host(f) } catch (e) { console.log(e === err) ; throw e } }`)
	exports := h.mustRun().ToObject(h.Runtime())
	err := h.Do(t.Context(), func() error {
		h.SetGlobal("host", h.Func("host", 1, func(c goja.FunctionCall) goja.Value {
			_, err := h.Call(c.Argument(0), nil)
			h.Throw(err)
			return nil
		}))
		_, err := h.Call(exports.Get("g"), nil, exports.Get("f"))
		return err
	})
	h.wantLog("true")
	if err == nil || err.Error() != "main.js:2:13: Error: mine" {
		t.Error(err)
	}
	if _, err := h.Call(h.Runtime().ToValue(1), nil); err == nil || err.Error() != "TypeError: 1 is not a function" {
		t.Error(err)
	}
}

// Errors of the compiler are diagnostics with the place and the line.
func TestCompileErrors(t *testing.T) {
	tests := []struct {
		file, src string
		want      string // without the severity's name and code
		snippet   string
	}{
		{"a.js", "let ok = 1\nlet x = '字' + ;", "a.js:2:15: Unexpected \";\"", "let x = '字' + ;\n              ^"},
		{"a.js", "function f() {\n", "a.js:2:1: Unexpected end of file", ""},
		{"a.ts", "let x: = 1", "a.ts:1:8: Unexpected \"=\"", "let x: = 1\n       ^"},
		{"a.js", "await 1", "a.js:1:1: Top-level await is currently not supported with the \"cjs\" output format", "await 1\n^"},
		{"a.js", "\n  const r = /(/", "a.js:2:13: Unterminated group", "  const r = /(/\n            ^"},
		{"a.js", "import x from './x'\nlet x = 1", "a.js:2:5: The symbol \"x\" has already been declared; The symbol \"x\" was originally declared here:", "let x = 1\n    ^"},
		{"a.json", "{\n  \"a\": 1,\n}", "a.json:3:1: invalid character '}' looking for beginning of object key string", "}\n^"},
		{"a.json", "{\"a\": [1, 2", "a.json:1:12: unexpected end of JSON input", "{\"a\": [1, 2\n           ^"},
		{"a.json", "", "a.json:1:1: unexpected end of JSON input", ""},
		{"a.txt", "", `a.txt: ".txt" is no extension of a script`, ""},
		{"none.js", "", "open none.js: file does not exist", ""},
	}
	for _, tt := range tests {
		names := map[string]string{tt.file: tt.src}
		if tt.file == "none.js" {
			names = nil
		}
		err := NewScripts(files(names), ScriptOptions{}).Compile(tt.file)
		if err == nil {
			t.Errorf("%q: no error", tt.src)
			continue
		}
		got, snippet := err.Error(), ""
		var d *diag.Diagnostic
		if errors.As(err, &d) {
			got, snippet = strings.Replace(d.Error(), "error: ", "", 1), d.Snippet()
			got, _, _ = strings.Cut(got, " [js")
			got, _, _ = strings.Cut(got, " [json")
		}
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%q:\n got %s\nwant %s", tt.src, got, tt.want)
		}
		if snippet != tt.snippet {
			t.Errorf("%q:\n got\n%s\nwant\n%s", tt.src, snippet, tt.snippet)
		}
	}
}

func TestCompileReportsAll(t *testing.T) {
	err := NewScripts(files(map[string]string{"a.js": "let a = 1\nlet a = 2\nlet b\nlet b"}), ScriptOptions{}).Compile("a.js")
	var list diag.List
	if !errors.As(err, &list) || len(list) != 2 || list[0].Line != 2 || list[1].Line != 4 {
		t.Error(err)
	}
}

func TestWarnings(t *testing.T) {
	s := NewScripts(files(map[string]string{"a.js": "const a = 10n\na = 2"}), ScriptOptions{})
	list := s.Warnings("a.js")
	if len(list) != 1 || list[0].Line != 2 || list[0].Severity != diag.Warning || list[0].Code != "js-assign-to-constant" {
		t.Errorf("%v", list)
	}
}

// A source that would overflow a recursive parser is refused before.
func TestSourceLimits(t *testing.T) {
	r := strings.Repeat
	tests := []struct{ name, src, limit string }{
		{"parentheses", r("(", 600) + "1" + r(")", 600), LimitSourceDepth},
		{"brackets", "x=" + r("[", 1e6), LimitSourceDepth},
		{"braces", r("{", 1e6) + r("}", 1e6), LimitSourceDepth},
		{"templates", r("`${", 600) + "1" + r("}`", 600), LimitSourceDepth},
		{"functions", r("(function(){", 300) + r("})", 300), LimitSourceDepth},
		{"arrows", "x=" + r("a=>", 600) + "1", LimitSourceDepth},
		{"operators", "x=1" + r("+1", 6000), LimitSourceDepth},
		{"unary operators", "x=" + r("!", 6000) + "1", LimitSourceDepth},
		{"keywords", "x=" + r("typeof ", 6000) + "1", LimitSourceDepth},
		{"conditionals", "x=" + r("a?b:", 6000) + "1", LimitSourceDepth},
		{"all hidden in what may be a regular expression", "if (1) /'/.x;" + r("(", 400_000) + "'", LimitSourceDepth},
		{"size", r(" ", 5<<20), LimitSourceSize},
		// what is only text counts for nothing
		{"string", "x='" + r("(", 1000) + "'", ""},
		{"template text", "x=`" + r("(", 1000) + "\\`$'`", ""},
		{"comments", "//" + r("(", 1000) + "\n/*" + r("[", 1000) + "*/", ""},
		{"regular expression", "x=/[" + r("(", 1000) + "/]/.test('')", ""},
		{"regular expression after parentheses", "if (x) /" + r("\\(", 1000) + "'/.test('')", ""},
		{"division", "x=(1)/2;y='/" + r("(", 1000) + "'", ""},
		{"side by side", r("(1);", 2000) + r("[1],", 2000) + "1", ""},
		{"statements", r("if (a) { b() } else { c => d + 1 }\n", 3000), ""},
		{"list", "x=[" + r("-1,", 9000) + "]", ""},
		{"json", "", ""},
	}
	for _, tt := range tests {
		err := NewScripts(files(map[string]string{"a.js": tt.src}), ScriptOptions{}).Compile("a.js")
		var limit *LimitError
		switch {
		case errors.As(err, &limit):
			if limit.Limit != tt.limit || limit.File != "a.js" || limit.Line != 1 && tt.name != "statements" {
				t.Errorf("%s: %v", tt.name, err)
			}
		case tt.limit != "" || err != nil:
			t.Errorf("%s: %v, want limit %q", tt.name, err, tt.limit)
		}
	}
	deep := map[string]string{"a.json": r("[", 600) + r("]", 600)}
	if err := NewScripts(files(deep), ScriptOptions{}).Compile("a.json"); err == nil {
		t.Error("deep JSON compiles")
	}
	if err := NewScripts(files(deep), ScriptOptions{MaxDepth: -1}).Compile("a.json"); err != nil {
		t.Error(err)
	}
}

func TestVLQ(t *testing.T) {
	for _, v := range []int{0, 1, -1, 15, 16, -16, 31, 32, 1000, -1000, 1 << 20} {
		var b strings.Builder
		appendVLQ(&b, v)
		got, rest, err := decodeVLQ(b.String() + "xyz")
		if got != v || rest != "xyz" || err != nil {
			t.Errorf("%d: %d %q %v", v, got, rest, err)
		}
	}
	for _, s := range []string{"", "g", "!", "gggggggggg"} {
		if _, _, err := decodeVLQ(s); err == nil {
			t.Errorf("%q decodes", s)
		}
	}
}

// The helpers that esbuild writes into ES modules are known; when a new version
// writes others this test says so, and modules only take more memory.
func TestHelpersAreKnown(t *testing.T) {
	for i, text := range helperTexts() {
		if text == "" {
			t.Errorf("%s is not as expected", helpers[i].name())
		}
	}
	for _, src := range []string{
		"export default 1", "import a from 'a'; a()", "import * as a from 'a'; a()", "export * from 'a'",
		"import {a as b} from 'a'; export {b}; import('x')",
	} {
		out := transform("a.js", src, api.LoaderJS, nil, false)
		code, needs := shareHelpers(string(out.Code))
		if strings.Contains(code, "=>") && strings.Contains(code, "__copyProps") || strings.Contains(code, "Object.") || needs == nil {
			t.Errorf("%s:\n%s\n%v", src, code, needs)
		}
		if a, b := strings.Count(code, "\n"), strings.Count(string(out.Code), "\n"); a != b {
			t.Errorf("%s: %d lines became %d", src, b, a)
		}
	}
	own := transform("a.js", "import a from 'a'; export default () => [a, __toESM]", api.LoaderJS, nil, false)
	if code, needs := shareHelpers(string(own.Code)); needs != nil || code != string(own.Code) {
		t.Errorf("a global of the program was taken for a helper:\n%s", code)
	}
}
