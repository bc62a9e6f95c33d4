package wxs

import (
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

const fibSource = `
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
module.exports = { fib: fib }
`

// bemSource makes class names the way that vant-weapp's utils do: from nested
// arrays and objects, whose keys come from a JSON text because the legacy
// library has no Object.keys.
const bemSource = `
var PREFIX = 'van-';
var QUOTES = getRegExp('{|}|"', 'g');

function isArray(x) { return x && x.constructor === 'Array' }

function keys(o) {
  return JSON.stringify(o).replace(QUOTES, '').split(',').map(function (pair) {
    return pair.split(':')[0];
  });
}

function join(name, mods) {
  name = PREFIX + name;
  mods = mods.map(function (mod) { return name + '--' + mod });
  mods.unshift(name);
  return mods.join(' ');
}

function collect(mods, conf) {
  if (!conf) return;
  if (typeof conf === 'string' || typeof conf === 'number') {
    mods.push(conf);
  } else if (isArray(conf)) {
    conf.forEach(function (item) { collect(mods, item) });
  } else if (typeof conf === 'object') {
    keys(conf).forEach(function (key) { conf[key] && mods.push(key) });
  }
}

function bem(name, conf) {
  var mods = [];
  collect(mods, conf);
  return join(name, mods);
}

function primitive(v) {
  var t = typeof v;
  return t === 'boolean' || t === 'number' || t === 'string' || t === 'undefined' || v === null;
}

function keyOf(args) {
  if (args.length === 1 && primitive(args[0])) return args[0];
  var o = {};
  for (var i = 0; i < args.length; i++) o['key' + i] = args[i];
  return JSON.stringify(o);
}

function memoize(f) {
  var cache = {};
  return function () {
    var key = keyOf(arguments);
    if (cache[key] === undefined) cache[key] = f(arguments[0], arguments[1]);
    return cache[key];
  };
}

module.exports = { bem: bem, memo: memoize(bem) };
`

func exported(tb testing.TB, src, name string) *value.Function {
	tb.Helper()
	m, diags := Compile("bench.wxs", []byte(src), Options{})
	if len(diags) > 0 {
		tb.Fatal(diags)
	}
	c := NewContext(Config{Report: func(err error) { tb.Error(err) }})
	c.noMemo = true // what a call costs, not what remembering it saves
	f := Get(c.Exports(m), name).AsFunc()
	if f == nil {
		tb.Fatalf("%s is not a function", name)
	}
	return f
}

// gojaExported runs the source in goja, where constructor is no string.
func gojaExported(tb testing.TB, src, name string) (*goja.Runtime, goja.Callable) {
	tb.Helper()
	vm := goja.New()
	_, err := vm.RunString(`
var module = {exports: {}};
function getRegExp(p, f) { return new RegExp(p, f) }
` + strings.ReplaceAll(src, "x.constructor === 'Array'", "Array.isArray(x)"))
	if err != nil {
		tb.Fatal(err)
	}
	f, ok := goja.AssertFunction(vm.Get("module").ToObject(vm).Get("exports").ToObject(vm).Get(name))
	if !ok {
		tb.Fatalf("%s is not a function", name)
	}
	return vm, f
}

func bemArgs(tb testing.TB) []value.Value {
	conf, err := value.ParseJSON([]byte(`["primary", {"disabled": false, "loading": true}]`))
	if err != nil {
		tb.Fatal(err)
	}
	return []value.Value{value.String("button"), conf}
}

func BenchmarkFib20(b *testing.B) {
	f := exported(b, fibSource, "fib")
	args := []value.Value{value.Int(20)}
	b.ReportAllocs()
	for b.Loop() {
		if v, err := f.Call(value.Value{}, args); err != nil || value.ToNumber(v) != 6765 {
			b.Fatal(v, err)
		}
	}
}

func BenchmarkFib20Goja(b *testing.B) {
	vm, f := gojaExported(b, fibSource, "fib")
	n := vm.ToValue(20)
	b.ReportAllocs()
	for b.Loop() {
		if v, err := f(goja.Undefined(), n); err != nil || v.ToInteger() != 6765 {
			b.Fatal(v, err)
		}
	}
}

const bemWant = "van-button van-button--primary van-button--loading"

func benchmarkBem(b *testing.B, name string) {
	f := exported(b, bemSource, name)
	args := bemArgs(b)
	b.ReportAllocs()
	for b.Loop() {
		if v, err := f.Call(value.Value{}, args); err != nil || value.ToString(v) != bemWant {
			b.Fatal(v, err)
		}
	}
}

func BenchmarkBem(b *testing.B) { benchmarkBem(b, "bem") }

// BenchmarkBemAgain is the same call where the context remembers it.
func BenchmarkBemAgain(b *testing.B) {
	f := exported(b, bemSource, "bem")
	f.Ref.(*closure).inst.ctx.noMemo = false
	args := bemArgs(b)
	b.ReportAllocs()
	for b.Loop() {
		if v, err := f.Call(value.Value{}, args); err != nil || value.ToString(v) != bemWant {
			b.Fatal(v, err)
		}
	}
}

func BenchmarkBemMemoized(b *testing.B) { benchmarkBem(b, "memo") }

func benchmarkBemGoja(b *testing.B, name string) {
	vm, f := gojaExported(b, bemSource, name)
	conf, err := vm.RunString(`(["primary", {disabled: false, loading: true}])`)
	if err != nil {
		b.Fatal(err)
	}
	block := vm.ToValue("button")
	b.ReportAllocs()
	for b.Loop() {
		if v, err := f(goja.Undefined(), block, conf); err != nil || v.String() != bemWant {
			b.Fatal(v, err)
		}
	}
}

func BenchmarkBemGoja(b *testing.B)         { benchmarkBemGoja(b, "bem") }
func BenchmarkBemMemoizedGoja(b *testing.B) { benchmarkBemGoja(b, "memo") }

func BenchmarkNewContext(b *testing.B) {
	m, _ := Compile("bench.wxs", []byte(bemSource), Options{})
	b.ReportAllocs()
	for b.Loop() {
		if NewContext(Config{Now: time.Now}).Exports(m).IsUndefined() {
			b.Fatal("no exports")
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	src := []byte(bemSource)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, diags := Compile("bench.wxs", src, Options{}); len(diags) > 0 {
			b.Fatal(diags)
		}
	}
}
