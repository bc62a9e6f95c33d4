package wxs

import (
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// result runs a function body and shows what it returns, or the error.
func result(t testing.TB, body string, opts Options) string {
	t.Helper()
	v, err := evalSource(t, "module.exports = function () { "+body+"\n}", opts, Config{Now: fixedNow})
	if err != nil {
		return "error: " + err.Error()
	}
	return show(v)
}

func fixedNow() time.Time { return time.UnixMilli(1_600_000_000_123) }

func checkBodies(t *testing.T, opts Options, cases [][2]string) {
	t.Helper()
	for _, c := range cases {
		if got := result(t, asBody(c[0]), opts); got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

func TestSpec4Constructor(t *testing.T) {
	cases := [][2]string{
		{`[(1).constructor, 'a'.constructor, true.constructor, {}.constructor, [].constructor, (function () {}).constructor]`,
			`["Number","String","Boolean","Object","Array","Function"]`},
		{`[getDate(0).constructor, getRegExp('a').constructor]`, `["Date","RegExp"]`},
		{`typeof [].constructor`, `"string"`},
		{`[].constructor === 'Array'`, `true`},
		{`['x'.constructor === 'String', 'x'.constructor !== 'String', [].constructor === 'Object', {}.constructor === 'Object', (5).constructor === 'Number']`,
			`[true,false,false,true,true]`},
		{`return {constructor: 'Array'}.constructor === 'Array'`, `true`},
		{`return {constructor: 5}.constructor === 'Object'`, `false`},
		{`return (function () { return arguments.constructor })()`, `"Object"`},
		{`return {constructor: 5}.constructor`, `5`},
		{`[typeof 1, typeof 'a', typeof true, typeof undefined, typeof null, typeof {}, typeof [], typeof getDate(0), typeof getRegExp('a')]`,
			`["number","string","boolean","undefined","object","object","object","object","object"]`},
	}
	checkBodies(t, Options{}, cases)
	checkBodies(t, Options{Strict: true}, cases)
}

func TestSpec4Members(t *testing.T) {
	checkBodies(t, Options{}, [][2]string{
		{`({}).toString()`, `"[object Object]"`},
		{`[1, [2, 3]].toString()`, `"1,2,3"`},
		{`return (function f(a) { return a }).toString()`, `"function f(a) { return a }"`},
		{`(1234567.891).toLocaleString()`, `"1,234,567.891"`},
		{`getDate(2020, 0, 2, 3, 4, 5).toString()`, `"Thu Jan 02 2020 03:04:05 GMT+0000 (UTC)"`},
		{`[getDate(0).toDateString(), getDate(0).toTimeString(), getDate(0).toLocaleString(), getDate(0).toLocaleDateString(), getDate(0).toLocaleTimeString()]`,
			`["Thu Jan 01 1970","00:00:00 GMT+0000 (UTC)","1970/1/1 00:00:00","1970/1/1","00:00:00"]`},
		{`[getDate().getTime(), Date.now()]`, `[1600000000123,1600000000123]`},
		{`getDate(0).getTimezoneOffset()`, `0`},
		{`getRegExp('a/b', 'gi').toString()`, `"/a/b/gi"`},
		{`(-0.5).toFixed(0) + (1.45).toFixed(1)`, `"-11.4"`},
		{`1e20 | 0`, `1661992960`},
		{`/(a*)*/.exec('b')`, `["",null]`},
		{`/(?:(a)|b)*/.exec('ab')`, `["ab",null]`},
		{`/(?:(a)(b)?)+/.exec('aba')`, `["aba","a",null]`},
		{`'ab\r\ncd'.match(/$/gm).length`, `3`},
		{`JSON.parse('"\\ud800"').length`, `1`},
		{`getDate(253402300800000).toISOString()`, `"+010000-01-01T00:00:00.000Z"`},
		{`return 1 / (false * -2)`, `null`},
		{`if (true) { var q = 1; function w() { return q } } return w()`, `1`},
		{`function f() { var g = () => arguments[0]; return g(5) } return f(1)`, `1`},
		{`function f() { return typeof this } return f()`, `"undefined"`},
	})
}

func TestSpec4Literals(t *testing.T) {
	checkBodies(t, Options{}, [][2]string{
		{`'\d\.\s'`, `"\\d\\.\\s"`},
		{`'\n\t\'\"\\'`, `"\n\t'\"\\"`},
		{`'\u4e2d\x41'`, `"中A"`},
		{`'\中'`, `"\\中"`},
		{`010`, `8`},
		{`089`, `89`},
		{`getRegExp('^-?\d+$').test('-12')`, `true`},
		{"`a${1 + 1}b\\n${'x'}`", `"a2b\nx"`},
		{"`${`${1}`}`", `"1"`},
	})
	checkBodies(t, Options{Strict: true}, [][2]string{
		{`'\d\.\s'`, `"\\d\\.\\s"`},
		{`'\u4e2d'`, `"\\u4e2d"`},
		{`'\n\t\'\"\\'`, `"\n\t'\"\\"`},
		{`010`, `8`},
	})
}

// The strict dialect rejects what the legacy compiler rejects, with one
// diagnostic at the place; the default dialect takes it.
func TestSpecStrictRejects(t *testing.T) {
	for _, c := range []struct{ name, src, at string }{
		{"§3 let", "let a = 1", "1:1"},
		{"§3 const", "const a = 1", "1:1"},
		{"§3 dollar", "var $a = 1", "1:5"},
		{"§3 non-ASCII name", "var 名 = 1", "1:5"},
		{"§4.2 hexadecimal", "var a = 0x10", "1:9"},
		{"§4.2 exponent", "var a = 1e3", "1:9"},
		{"§4.2 leading dot", "var a = .5", "1:9"},
		{"§4.2 shorthand", "var a = 1; var b = {a}", "1:21"},
		{"§4.2 object spread", "var b = {...{}}", "1:10"},
		{"§4.2 computed key", "var b = {['a']: 1}", "1:10"},
		{"§4.2 method", "var b = {f() {}}", "1:10"},
		{"§4.2 array spread", "var b = [...[]]", "1:10"},
		{"§4.2 regular expression", "var b = /a/", "1:9"},
		{"§4.2 template string", "var b = `a`", "1:9"},
		{"§4.2 arrow function", "var b = function () {}; b(a => 1)", "1:29"},
		{"§4.2 destructuring", "var [a] = []", "1:5"},
		{"§4.2 default value", "function f(a = 1) {}", "1:14"},
		{"§4.2 rest", "function f(...a) {}", "1:12"},
		{"§5 in", "var a = 'a' in {}", "1:13"},
		{"§5 instanceof", "var a = {} instanceof Date", "1:12"},
		{"§5 new", "var a = new Date()", "1:9"},
		{"§5 **", "var a = 2 ** 3", "1:11"},
		{"§5 ?.", "var a = {}?.b", "1:11"},
		{"§5 ??", "var a = 1 ?? 2", "1:11"},
		{"§6 case label", "switch (1) { case 1 + 1: }", "1:21"},
		{"§6 try", "try {} catch (e) {}", "1:1"},
		{"§6 throw", "throw 1", "1:1"},
		{"§6 for-in", "for (var k in {}) ;", "1:1"},
		{"§6 for-of", "for (var k of []) ;", "1:1"},
		{"§6 label", "a: for (;;) break a", "1:1"},
		{"§6 return at the top", "return", "1:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, diags := Compile("s.wxs", []byte(c.src), Options{Strict: true})
			errs := diags.Errors()
			if len(errs) != 1 || errs[0].Code != codeStrict || !strings.HasPrefix(errs[0].Error(), "s.wxs:"+c.at+":") {
				t.Errorf("strict: got %v, want one %s at %s", diags, codeStrict, c.at)
			}
			if _, diags := Compile("s.wxs", []byte(c.src), Options{}); diags.HasErrors() {
				t.Errorf("default: %v", diags)
			}
		})
	}
}

func TestSpecStrictAccepts(t *testing.T) {
	src := `
var a = 1, b = 'x'; // comment
function f(x, y) { var r = []; for (var i = 0; i < arguments.length; i++) { r.push(arguments[i]) } return r.join('') }
var o = {a: 1, 'b-c': 2, class: 3};
switch (a) { case 1: case 'x': case b: break; default: a = 2 }
do { a++ } while (a < 5)
while (a > 0) { a -= 1; if (a == 2) continue; }
var c = a > 0 ? -a : +a, d = ~a & 3 | 4 ^ 5, e = a << 1 >> 2 >>> 3, g = typeof a, h = void 0;
delete o.a;
undeclared = 5;
module.exports = {f: f, s: f(1, 2) + undeclared, k: o['b-c']};
`
	m, diags := Compile("s.wxs", []byte(src), Options{Strict: true})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	v := NewContext(Config{Report: func(err error) { t.Error(err) }}).Exports(m)
	if got := value.ToString(Get(v, "s")) + value.ToString(Get(v, "k")); got != "1252" {
		t.Errorf("got %s", got)
	}
}

// spec wxs §4.1, §7: what the legacy library lacks.
func TestSpecStrictLibrary(t *testing.T) {
	checkBodies(t, Options{Strict: true}, [][2]string{
		{`'abc'.substr(1)`, `error: t.wxs:1:45: TypeError: (intermediate value).substr is not a function`},
		{`'abc'.includes('a')`, `error: t.wxs:1:45: TypeError: (intermediate value).includes is not a function`},
		{`[1].includes(1)`, `error: t.wxs:1:43: TypeError: (intermediate value).includes is not a function`},
		{`[1].find(isNaN)`, `error: t.wxs:1:43: TypeError: (intermediate value).find is not a function`},
		{`(function f() {}).toString()`, `"[function Function]"`},
		{`return typeof (function () {}).call`, `"undefined"`},
		{`({a: 1}).hasOwnProperty`, `undefined`},
		{`[typeof Object, typeof Array, typeof String, typeof Boolean, typeof Function, typeof Symbol, typeof Promise, typeof setTimeout, typeof escape, typeof window, typeof exports]`,
			`["undefined","undefined","undefined","undefined","undefined","undefined","undefined","undefined","undefined","undefined","undefined"]`},
		{`Number('1')`, `error: t.wxs:1:39: TypeError: Number is not a function`},
		{`[Number.MAX_VALUE > 1, typeof Number.isInteger, typeof Math.trunc, typeof Math.floor, Math.PI > 3]`, `[true,"undefined","undefined","function",true]`},
		{`return Object.keys({})`, `error: t.wxs:1:39: ReferenceError: Object is not defined`},
		{`typeof Date.parse + typeof Date.now + typeof Date.UTC`, `"functionfunctionfunction"`},
		{`JSON.stringify(undefined) === undefined && JSON.parse(undefined) === undefined`, `true`},
	})
}

// spec wxs §2, §6.
func TestSpecUnclosedComment(t *testing.T) {
	m, diags := Compile("c.wxs", []byte("module.exports = {a: 1}; /* rest\nmodule.exports = 5"), Options{})
	if len(diags) != 1 || diags[0].Code != codeComment || diags.HasErrors() {
		t.Fatalf("got %v", diags)
	}
	if got := show(Get(NewContext(Config{}).Exports(m), "a")); got != "1" {
		t.Errorf("got %s", got)
	}
}

func TestSpec2Modules(t *testing.T) {
	files := map[string]string{
		"a.wxs":     `var n = 0; exports.inc = function () { n++; return n }; module.exports.b = require('./b.wxs')`,
		"b.wxs":     `module.exports = {name: 'b', a: require('./a.wxs')}`,
		"fails.wxs": `module.exports.before = 1; null.x; module.exports.after = 2`,
		"bad.wxs":   `module.exports = {`,
		"loop.wxs":  `for (;;) {}`,
		"uses.wxs":  `module.exports = [require('./fails.wxs').before, require('./fails.wxs').after, require('./bad.wxs')]`,
		"none.wxs":  `require('./none-such.wxs')`,
		"slow.wxs":  `exports.x = 1; require('./loop.wxs'); exports.y = 2`,
	}
	mods := make(map[string]*Module)
	for name, src := range files {
		mods[name], _ = Compile(name, []byte(src), Options{})
	}
	var reports []string
	c := NewContext(Config{
		Resolve: func(_ *Module, path string) (*Module, error) { return mods[strings.TrimPrefix(path, "./")], nil },
		Report:  func(err error) { reports = append(reports, err.Error()) },
	})
	a := c.Exports(mods["a.wxs"])
	call := func(v value.Value, name string) string {
		r, _, err := CallMethod(c, v, name, nil)
		if err != nil {
			return err.Error()
		}
		return show(r)
	}
	if got := call(a, "inc") + call(a, "inc") + show(Get(Get(a, "b"), "name")); got != `12"b"` {
		t.Errorf("singleton: got %s", got)
	}
	if got := call(c.Exports(mods["a.wxs"]), "inc"); got != "3" {
		t.Errorf("evaluated again: got %s", got)
	}
	if got := show(c.Exports(mods["uses.wxs"])); got != `[1,null,null]` {
		t.Errorf("exports of failed modules: got %s", got)
	}
	if !c.Exports(mods["bad.wxs"]).IsUndefined() {
		t.Error("a module with errors exports something")
	}
	c.Exports(mods["none.wxs"])
	want := []string{
		"fails.wxs:1:33: TypeError: Cannot read properties of null (reading 'x')",
		"none.wxs:1:1: Error: no such WXS module: ./none-such.wxs",
	}
	if strings.Join(reports, "\n") != strings.Join(want, "\n") {
		t.Errorf("reports:\n%s", strings.Join(reports, "\n"))
	}
	reports = nil
	slow := c.Exports(mods["slow.wxs"])
	if !Get(slow, "y").IsUndefined() || len(reports) != 1 || !strings.Contains(reports[0], "steps") {
		t.Errorf("a limit in a required module: %v, %v", show(Get(slow, "y")), reports)
	}
	if got := mods["uses.wxs"].Requires(); len(got) != 3 || got[2].Path != "./bad.wxs" || files["uses.wxs"][got[2].Offset:][:4] != "'./b" {
		t.Errorf("Requires: %v", got)
	}
}

func TestSpec7Log(t *testing.T) {
	var lines []string
	log := func(args []value.Value) {
		for _, a := range args {
			lines = append(lines, show(a))
		}
	}
	_, err := evalSource(t, `var a = [1]; console.log('x', a, {b: undefined}); a.push(2); console.log(a)`, Options{}, Config{Log: log})
	if got := strings.Join(lines, " "); err != nil || got != `"x" [1] {} [1,2]` {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestCompileAtPositions(t *testing.T) {
	file := "<view>é</view>\n<wxs module=\"m\">\nmodule.exports = function () {\n  return null.x }\n</wxs>"
	start := strings.Index(file, ">\nmodule") + 1
	end := strings.Index(file, "</wxs>")
	m, diags := CompileAt("p.wxml", []byte(file), start, end, Options{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	f := NewContext(Config{}).Exports(m).AsFunc()
	if want := "function () {\n  return null.x }"; f.Source != want {
		t.Errorf("source %q", f.Source)
	}
	_, err := f.Call(value.Value{}, nil)
	if e, ok := err.(*Error); !ok || e.File != "p.wxml" || e.Line != 4 || e.Col != 15 {
		t.Errorf("got %v", err)
	}
	_, diags = CompileAt("p.wxml", []byte("<wxs>\n  var a = ;</wxs>"), 5, 17, Options{})
	if len(diags) != 1 || diags[0].Line != 2 || diags[0].Col != 11 {
		t.Errorf("got %v", diags)
	}
}

func TestDiagnostics(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`var a = 'x`, `t.wxs:1:9: error: string without an end; close it on the same line [wxs-syntax]`},
		{`var a = {b: 1`, `t.wxs:1:14: error: unexpected end of the module, expected } at the end of the object [wxs-syntax]`},
		{`if (a { }`, `t.wxs:1:7: error: unexpected "{", expected ) after the condition [wxs-syntax]`},
		{`var a = 1 var b`, `t.wxs:1:11: error: unexpected "var", expected ; or a new line [wxs-syntax]`},
		{`class A {}`, `t.wxs:1:1: error: classes are not part of WXS; use functions that return objects [wxs-unsupported]`},
		{`import x from './x'`, `t.wxs:1:1: error: import is not part of WXS; use var x = require('./x.wxs') [wxs-unsupported]`},
		{`export default 1`, `t.wxs:1:1: error: export is not part of WXS; use module.exports = {...} [wxs-unsupported]`},
		{`async function f() {}`, `t.wxs:1:1: error: async functions are not part of WXS [wxs-unsupported]`},
		{`function* g() {}`, `t.wxs:1:9: error: generators are not part of WXS [wxs-unsupported]`},
		{`with (a) {}`, `t.wxs:1:1: error: with is not part of WXS [wxs-unsupported]`},
		{`var o = {get x() { return 1 }}`, `t.wxs:1:10: error: getters, setters and async methods are not part of WXS [wxs-unsupported]`},
		{`break`, `t.wxs:1:1: error: break stands outside of a loop and switch [wxs-syntax]`},
		{`for (;;) { function f() { continue } }`, `t.wxs:1:27: error: continue stands outside of a loop [wxs-syntax]`},
		{`let a = 1; let a = 2`, `t.wxs:1:16: error: a is declared twice in the same block [wxs-syntax]`},
		{`1 = 2`, `t.wxs:1:1: error: this cannot be assigned to [wxs-syntax]`},
		{`var r = /(/`, `t.wxs:1:9: error: Invalid regular expression: /(/: Unterminated group [wxs-regexp]`},
		{`var a = 12abc`, `t.wxs:1:11: error: a name cannot follow a number directly [wxs-syntax]`},
		{`var a = #x`, `t.wxs:1:9: error: private names are not part of WXS [wxs-unsupported]`},
		{`undefined = 1`, `t.wxs:1:1: error: undefined cannot be assigned to [wxs-syntax]`},
		{`const a = 1; a = 2`, `t.wxs:1:14: warning: assignment to the constant a fails when this runs [wxs-const-assignment]`},
		{`var a = setTimeout`, `t.wxs:1:9: warning: setTimeout is not defined; reading it fails when this runs [wxs-undefined-name]`},
		{`var a = typeof setTimeout`, ``},
		{`var class = 1; module.exports = {class: class}`, ``},
		{`var o = {a: 1, class: 2,}; o.class = o.default`, ``},
		{strings.Repeat("(", 5000), `t.wxs:1:200: error: nested more than 400 levels deep; split the code up [wxs-too-deep]`},
		{"var a = 1" + strings.Repeat("+1", 5000), `t.wxs:1:2010: error: expression with more than 1000 operators in a row; split it up [wxs-too-deep]`},
	} {
		_, diags := Compile("t.wxs", []byte(c.src), Options{})
		got := ""
		if len(diags) > 0 {
			got = diags.Error()
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", clip(c.src), got, c.want)
		}
	}
}
