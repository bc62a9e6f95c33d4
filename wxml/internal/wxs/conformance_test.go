package wxs

import (
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// The modules of the conformance cases wxs-basic, wxs-lib and compile-wxs-for-in,
// called as their templates do.
const conformanceBasic = `
var b = require('./b.wxs')
var count = 0
module.exports = {
  add: function (x, y) { return x + y },
  twice: function (x) { return b.mul(x, 2) },
  konst: 42,
  obj: { deep: { v: 'dv' } },
  max: function (l) { return Math.max.apply(null, l) },
  inc: function () { count += 1; return count },
  json: function (o) { return JSON.stringify(o) },
  argc: function () { return arguments.length },
  typ: function (v) { return typeof v },
  ctor: function (v) { return v.constructor },
  sorted: b.sorted, name: b.name,
  keys: function (o) { var s = ''; for (var k in o) { s += k } return s }
}
module.exports.msg = 'late'
`

const conformanceB = `
function mul(x, y) { return x * y }
module.exports = {
  mul: mul,
  name: 'B',
  sorted: function (l) { return l.slice(0).sort(function (x, y) { return x - y }) }
}
`

const conformanceLib = `
module.exports = {
  d: function (t) { var d = getDate(t); return d.getUTCFullYear() + '-' + (d.getUTCMonth() + 1) + '-' + d.getUTCDate() },
  iso: function (t) { return getDate(t).toISOString() },
  re: function (s) { return s.replace(getRegExp('a(.)', 'g'), '<$1>') },
  test: function (s) { var r = getRegExp('^[0-9]+$'); return r.test(s) + ':' + r.source },
  lit: function (s) { return s.split(getRegExp('[,;]')).join('+') },
  arr: function (l) { return l.map(function (x) { return x * 2 }).filter(function (x) { return x > 2 }).join('/') },
  red: function (l) { return l.reduce(function (a, b) { return a + b }, 0) },
  num: function (x) { return x.toFixed(2) + ',' + parseInt('12px') + ',' + parseFloat('1.5e1') + ',' + isNaN('x') },
  math: function () { return Math.floor(1.7) + ',' + Math.abs(-2) + ',' + Math.PI.toFixed(3) },
  log: function (x) { console.log('wxs log', x); return 'logged' },
  sw: function (x) { switch (x) { case 1: return 'one'; default: return 'many' } },
  loop: function (n) { var s = ''; for (var i = 0; i < n; ++i) { if (i === 1) continue; s += i } return s },
  tostr: function (l, o) { return l.toString() + '|' + o.toString() + '|' + typeof l.constructor },
  enc: function (s) { return encodeURIComponent(s) + '|' + decodeURIComponent('%41') },
  jp: function (s) { return JSON.parse(s).k[1] }
}
`

func TestConformance(t *testing.T) {
	sources := map[string]string{"./basic.wxs": conformanceBasic, "./b.wxs": conformanceB, "./lib.wxs": conformanceLib}
	mods := make(map[string]*Module)
	for name, src := range sources {
		m, diags := Compile(name, []byte(src), Options{})
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		mods[name] = m
	}
	var log []string
	c := NewContext(Config{
		Location: time.UTC,
		Resolve:  func(_ *Module, path string) (*Module, error) { return mods[path], nil },
		Report:   func(err error) { t.Error(err) },
		Log: func(args []value.Value) {
			for _, a := range args {
				log = append(log, value.ToString(a))
			}
		},
	})
	for _, tc := range []struct{ module, call, args, want string }{
		{"basic", "add", `[4, 1]`, "5"}, {"basic", "add", `["s", 4]`, "s4"}, {"basic", "twice", `[4]`, "8"},
		{"basic", "json", `[{"b":1,"a":[true,null]}]`, `{"b":1,"a":[true,null]}`}, {"basic", "json", `[[5,4]]`, "[5,4]"},
		{"basic", "argc", `[1,2,4]`, "3"}, {"basic", "max", `[[3,1,2]]`, "3"}, {"basic", "inc", `[]`, "1"}, {"basic", "inc", `[]`, "2"},
		{"basic", "typ", `[4]`, "number"}, {"basic", "typ", `[{}]`, "object"}, {"basic", "typ", `[[]]`, "object"},
		{"basic", "typ", `[]`, "undefined"}, {"basic", "typ", `[null]`, "object"}, {"basic", "typ", `["s"]`, "string"},
		{"basic", "ctor", `[[5]]`, "Array"}, {"basic", "ctor", `[{}]`, "Object"}, {"basic", "ctor", `[4]`, "Number"}, {"basic", "ctor", `["s"]`, "String"},
		{"basic", "sorted", `[[3,1,2]]`, "1,2,3"}, {"basic", "keys", `[{"a":1,"b":2}]`, "ab"},
		{"lib", "d", `[86400000]`, "1970-1-2"}, {"lib", "iso", `[0]`, "1970-01-01T00:00:00.000Z"},
		{"lib", "re", `["abac"]`, "<b><c>"}, {"lib", "test", `["123"]`, "true:^[0-9]+$"}, {"lib", "test", `["x"]`, "false:^[0-9]+$"},
		{"lib", "lit", `["a,b;c"]`, "a+b+c"}, {"lib", "arr", `[[1,2,3]]`, "4/6"}, {"lib", "red", `[[1,2,3]]`, "6"},
		{"lib", "num", `[3.14159]`, "3.14,12,15,true"}, {"lib", "math", `[]`, "1,2,3.142"}, {"lib", "log", `[[1,2,3]]`, "logged"},
		{"lib", "sw", `[1]`, "one"}, {"lib", "sw", `[2]`, "many"}, {"lib", "loop", `[4]`, "023"},
		{"lib", "tostr", `[[1,2,3],{}]`, "1,2,3|[object Object]|string"}, {"lib", "enc", `["a b&"]`, "a%20b%26|A"}, {"lib", "jp", `["{\"k\":[1,2]}"]`, "2"},
	} {
		args := parse(t, tc.args).AsArray().Items()
		v, found, err := CallMethod(c, c.Exports(mods["./"+tc.module+".wxs"]), tc.call, args)
		if !found || err != nil || value.ToString(v) != tc.want {
			t.Errorf("%s.%s(%s): got %s, %v, %v, want %s", tc.module, tc.call, tc.args, value.ToString(v), found, err, tc.want)
		}
	}
	x := c.Exports(mods["./basic.wxs"])
	if got := value.ToString(Get(x, "konst")) + "|" + value.ToString(Get(Get(Get(x, "obj"), "deep"), "v")) + "|" + value.ToString(Get(x, "msg")) + "|" + value.ToString(Get(x, "name")); got != "42|dv|late|B" {
		t.Errorf("values: got %s", got)
	}
	if _, found, err := CallMethod(c, x, "nosuch", nil); found || err != nil {
		t.Errorf("nosuch: %v, %v", found, err)
	}
	if got := strings.Join(log, " "); got != "wxs log 1,2,3" {
		t.Errorf("log: %s", got)
	}
}
