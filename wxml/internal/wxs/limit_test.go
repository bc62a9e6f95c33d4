package wxs

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// Hostile programs end with the limit that they break, and no try stops that.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		body string
		want Limit
	}{
		{"for (;;) {}", LimitSteps},
		{"for (;;);", LimitSteps},
		{"while (1) { try { for (;;) {} } catch (e) {} finally {} }", LimitSteps},
		{"do {} while (true)", LimitSteps},
		{"a: for (;;) { continue a }", LimitSteps},
		{"function f() { f() } f()", LimitDepth},
		{"function f() { try { f() } finally { f() } } f()", LimitDepth},
		{"function f() { [2, 1].sort(f) } f()", LimitDepth},
		{"function f() { [1].forEach(f) } f()", LimitDepth},
		{"function f() { 'a'.replace(/a/, f) } f()", LimitDepth},
		{"var o = {toString: function () { return '' + o }}; '' + o", LimitDepth},
		{"var o = {valueOf: function () { return +o }}; +o", LimitDepth},
		{"var o = {toJSON: function () { return JSON.stringify(o) }}; JSON.stringify(o)", LimitDepth},
		{"function f() { f.call(null) } f()", LimitDepth},
		{"function f() { f.apply(null, []) } f()", LimitDepth},
		{"var f = function () {}; for (var i = 0; i < 1e4; i++) f = f.bind(null); f()", LimitDepth},
		{"var a = [1]; a.map(function g() { return a.map(g) })", LimitDepth},
		{"'x'.repeat(1e9)", LimitString},
		{"'中'.repeat(4294967296)", LimitString},
		{"'x'.padStart(8589934592, 'y')", LimitString},
		{"'x'.padEnd(1e8)", LimitString},
		{"var s = 'x'; for (;;) s += s", LimitString},
		{"var s = 'x'; for (;;) s = s.concat(s)", LimitString},
		{"var s = 'x'; for (;;) s = `${s}${s}`", LimitString},
		{"'a'.repeat(1e5).replace(/a/g, 'b'.repeat(1e4))", LimitString},
		{"'a'.repeat(1e5).replace(/a/g, '$`')", LimitString},
		{"'a'.repeat(1e5).split('').join('y'.repeat(1e5))", LimitString},
		{"encodeURIComponent('中'.repeat(4e6))", LimitString},
		{"var a = ['x'.repeat(1e6)]; for (var i = 0; i < 5; i++) a = a.concat(a); JSON.stringify(a)", LimitString},
		{"Array(1e9)", LimitArray},
		{"new Array(4294967295)", LimitArray},
		{"var a = []; a[1e9] = 1", LimitArray},
		{"var a = []; a.length = 4294967295", LimitArray},
		{"var a = [1]; for (;;) a = a.concat(a)", LimitArray},
		{"var a = [1]; for (;;) a.push.apply(a, a)", LimitArray},
		{"var a = [1]; for (;;) a = [...a, ...a]", LimitSteps},
		{"'a'.repeat(1e7).split('')", LimitArray},
		{"Array.from({length: 1e9})", LimitArray},
		{"Array.prototype.indexOf.call({length: 9007199254740991}, 1)", LimitArray},
		{"Math.max.apply(null, Array(2e5))", LimitArray},
		{"var a = []; for (;;) a.push('x'.repeat(1e6))", LimitSteps},
		{"var a = []; for (;;) a.push({a: 1, b: 2, c: {}})", LimitSteps},
		{"var o = {}; for (var i = 0;; i++) o[i] = i", LimitSteps},
		{"var o = {}; for (var i = 0;; i++) { o['k' + i] = i; delete o['k' + i] }", LimitSteps},
		{"var a = Array(1e6); for (;;) a.indexOf(1)", LimitSteps},
		{"var a = Array(1e6); for (;;) a.unshift.apply(a.slice(0, 9e5), [1])", LimitSteps},
		{"var a = []; for (var i = 0; i < 1e5; i++) a.push(i); for (;;) a.sort(function () { return 1 })", LimitSteps},
		{"var s = 'a'.repeat(1e6); for (;;) s.indexOf('b')", LimitSteps},
		{"var s = 'é'.repeat(1e5); for (;;) s.length", LimitSteps},
		{"var s = 'a'.repeat(1e6), r = 0; for (var i = 0;; i++) r += s.charAt(i % 1e6).length", LimitSteps},
		{"for (;;) JSON.parse('[' + '1,'.repeat(1e4) + '1]')", LimitSteps},
		{"var a = []; for (var i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a)", LimitNesting},
		{"var a = []; for (var i = 0; i < 1e5; i++) a = [a]; a.join()", LimitNesting},
		{"var a = []; for (var i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity)", LimitNesting},
		{"var a = []; for (var i = 0; i < 1e5; i++) a = [a]; return a", LimitNesting},
		{"JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))", LimitNesting},
		{"JSON.parse('{\"a\":'.repeat(1e5))", LimitNesting},
		{"var a = [1]; for (var i = 0; i < 40; i++) a = [a, a]; return a", LimitNesting},
		{"var a = [1]; for (var i = 0; i < 40; i++) a = {x: a, y: a}; return a", LimitNesting},
		{"var a = [1]; for (var i = 0; i < 40; i++) a = [a, a]; a.join()", LimitSteps},
		{"var a = [1]; for (var i = 0; i < 40; i++) a = [a, a]; a.flat(Infinity)", LimitSteps},
		{"/(a*)*\\1b/.test('a'.repeat(40))", LimitSteps},
		{"/(?=(a+)+$)(a)/.test('a'.repeat(40) + 'b')", LimitSteps},
		{"var s = 'a'.repeat(1e6); for (;;) /b/.test(s)", LimitSteps},
		{"'a'.repeat(1e6).match(/a.*b|a/g)", LimitSteps},
		{"new RegExp('('.repeat(1e6) + ')'.repeat(1e6))", LimitRegExp},
		{"new RegExp('(?:'.repeat(500) + ')'.repeat(500))", LimitRegExp},
		{"new RegExp('((a{1000}){1000}){1000}')", LimitRegExp},
		{"function f(" + manyNames(20000) + ") { f() } f()", LimitDepth},
	} {
		_, err := evalSource(t, "module.exports = function () { try { "+c.body+" } catch (e) { return 'caught ' + e } }", Options{}, Config{MaxSteps: 3_000_000, MaxTime: time.Hour})
		var e *Error
		if !errors.As(err, &e) || e.Limit != c.want {
			t.Errorf("%s\n got %v (%T), want the limit %s", clip(c.body), err, err, c.want)
		}
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("a")
		for k := i; k > 0; k /= 26 {
			b.WriteByte(byte('a' + k%26))
		}
	}
	return b.String()
}

// The linear cases must not break a limit.
func TestLinearWork(t *testing.T) {
	for _, body := range []string{
		"return /^(a+)+$/.test('a'.repeat(2e4) + 'b')",
		"return /(x+x+)+y/.test('x'.repeat(5e3))",
		"return /\\s+$/.test(' '.repeat(1e5) + 'x')",
		"return /(.*)*(.*)*(.*)*z/.test('a'.repeat(3e3))",
		"var s = 'aé'.repeat(5e4), n = 0; for (var i = 0; i < s.length; i++) if (s.charAt(i) === 'é') n++; return n",
		"var o = {}; for (var i = 0; i < 1e5; i++) o[i * 7 % 100003] = i; var n = 0; for (var k in o) n++; return n",
		"var a = []; for (var i = 0; i < 1e5; i++) a.push(i); while (a.length) a.shift(); return a.length",
		"var s = ''; for (var i = 0; i < 1e4; i++) s += 'line ' + i; return s.length",
		"var a = []; for (var i = 0; i < 5e4; i++) a.push((i * 7919) % 50021); a.sort(function (x, y) { return x - y }); return a[9]",
	} {
		if _, err := evalSource(t, "module.exports = function () { "+body+" }", Options{}, Config{MaxTime: time.Minute}); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestMaxTime(t *testing.T) {
	_, err := evalSource(t, "module.exports = function () { for (;;); }", Options{}, Config{MaxSteps: 1 << 60, MaxTime: time.Millisecond})
	var e *Error
	if !errors.As(err, &e) || e.Limit != LimitTime || e.Line != 1 {
		t.Errorf("got %v", err)
	}
}

// After a broken limit the context goes on working.
func TestContextSurvivesLimit(t *testing.T) {
	m, _ := Compile("t.wxs", []byte("var n = 0; module.exports = {f: function () { n++; for (;;); }, g: function () { return n }}"), Options{})
	c := NewContext(Config{MaxSteps: 10000})
	x := c.Exports(m)
	for range 3 {
		if _, _, err := CallMethod(c, x, "f", nil); err == nil {
			t.Fatal("no error")
		}
	}
	if v, _, err := CallMethod(c, x, "g", nil); err != nil || show(v) != "3" {
		t.Errorf("got %s, %v", show(v), err)
	}
}

// spec wxs §2, §9: arguments are read-only to the outside; inside, one call sees
// its own writes.
func TestArgumentsAreNotChanged(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"a.list.sort(); return a", `{"list":[1,2,3],"o":{"x":1}}`},
		{"a.list.push(4); return [a.list.length, a.list]", `[4,[3,1,2,4]]`},
		{"var l = a.list; l[0] = 9; return [a.list[0], l === a.list, l.indexOf(9), l]", `[9,true,0,[9,1,2]]`},
		{"a.o.x = 2; a.o.y = 3; delete a.o.x; return [a.o, JSON.stringify(a), a.o.hasOwnProperty('x')]", `[{"y":3},"{\"list\":[3,1,2],\"o\":{\"y\":3}}",false]`},
		{"a.z = a.list; a.z.reverse(); var r = []; for (var k in a) r.push(k); return [r, a.list]", `[["list","o","z"],[2,1,3]]`},
		{"var b = {keep: a.o}; a.o.x = 5; return b", `{"keep":{"x":5}}`},
		{"return a.list.map(function (x, i) { if (i == 0) a.list[1] = 'w'; return x })", `[3,"w",2]`},
		{"return a.list.splice(0, 1).concat(a.list)", `[3,1,2]`},
		{"for (var k in a.o) a.o[k] += 1; return Object.assign(a.o, {q: 1})", `{"x":2,"q":1}`},
	} {
		arg, err := value.ParseJSON([]byte(`{"list":[3,1,2],"o":{"x":1}}`))
		if err != nil {
			t.Fatal(err)
		}
		before := show(arg)
		v, err := evalSource(t, "module.exports = function (a) { "+c.body+" }", Options{}, Config{}, arg)
		if err != nil || show(v) != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.body, show(v), err, c.want)
		}
		if show(arg) != before {
			t.Errorf("%s changed its argument to %s", c.body, show(arg))
		}
	}
}

func TestWritesEndWithTheCall(t *testing.T) {
	m, _ := Compile("t.wxs", []byte(`var kept; module.exports = {
		f: function (a) { kept = a; a.push(1); return a.length },
		g: function () { return kept.length } }`), Options{})
	c := NewContext(Config{})
	x := c.Exports(m)
	list := value.FromArray(value.NewArray())
	a, _, _ := CallMethod(c, x, "f", []value.Value{list})
	b, _, _ := CallMethod(c, x, "g", nil)
	if show(a) != "1" || show(b) != "0" || list.AsArray().Len() != 0 {
		t.Errorf("got %s, %s, %d", show(a), show(b), list.AsArray().Len())
	}
}

// What leaves a context does not change any more, and keeps its identity while
// nothing changes.
func TestSnapshots(t *testing.T) {
	m, _ := Compile("t.wxs", []byte(`var list = [1, {a: 2}], same = {k: [1]}; module.exports = {
		list: function () { return list }, add: function () { list.push(3); list[1].a++ },
		data: list, same: same, n: 1, bump: function () { module.exports.n++ } }`), Options{})
	c := NewContext(Config{})
	x := c.Exports(m)
	call := func(name string) value.Value {
		v, _, err := CallMethod(c, x, name, nil)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	first, second, same := call("list"), call("list"), Get(x, "same")
	if !value.Identical(first, second) || !value.Identical(first, Get(x, "data")) {
		t.Error("an unchanged list has lost its identity")
	}
	call("add")
	if third := call("list"); show(first) != `[1,{"a":2}]` || show(third) != `[1,{"a":3},3]` {
		t.Errorf("got %s, %s", show(first), show(third))
	}
	if !value.Identical(same, Get(x, "same")) {
		t.Error("an unchanged object has lost its identity")
	}
	call("bump")
	if got := show(Get(x, "n")); got != "2" {
		t.Errorf("live export: got %s", got)
	}
	if call("list").AsArray() == nil || Get(x, "same").AsObject() == nil {
		t.Error("values are not plain data")
	}
}

func TestErrorPlaces(t *testing.T) {
	src := "function inner(x) {\n  return x.a.b\n}\nmodule.exports = function (x) {\n  return [1].map(function () { return inner(x) })\n}"
	_, err := evalSource(t, src, Options{}, Config{}, value.FromObject(value.NewObject()))
	if want := "t.wxs:2:14: TypeError: Cannot read properties of undefined (reading 'b') (in inner)"; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	for body, want := range map[string]string{
		"throw 'x'":            "t.wxs:1:32: Uncaught x",
		"throw {a: 1}":         `t.wxs:1:32: Uncaught {"a":1}`,
		"throw new Error('m')": "t.wxs:1:32: Error: m",
		"var o = {}; o.f()":    "t.wxs:1:46: TypeError: o.f is not a function",
		"nope()":               "t.wxs:1:32: ReferenceError: nope is not defined",
		"x()":                  "t.wxs:1:32: TypeError: x is not a function",
		"null.x = 1":           "t.wxs:1:37: TypeError: Cannot set properties of null (setting 'x')",
		"JSON.parse('{')":      "t.wxs:1:37: SyntaxError: Unexpected end of JSON input",
	} {
		_, err := evalSource(t, "module.exports = function () { "+body+"; var x }", Options{}, Config{})
		if err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", body, err, want)
		}
	}
}
