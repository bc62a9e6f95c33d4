package wxs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// memoCases are modules that export f, and perhaps g. Calls of f that are
// remembered have to give what they would give anew.
var memoCases = []struct {
	name, src string
	hits      bool // f is remembered
}{
	{"class names", `var flags = ['a', 'b']; module.exports.f = function (x) {
		var out = []; for (var i = 0; i < flags.length; i++) if (x % (i + 2) == 0) out.push(flags[i]); return out.join(' ') }`, true},
	{"own closure", `module.exports.f = function (x) { var s = 0; [1, 2, 3, x].forEach(function (y) { s += y }); return s + 'px' }`, true},
	{"own regular expression", `module.exports.f = function (x) { var re = getRegExp('a', 'g'), s = 'aab' + x, n = 0; while (re.exec(s)) n++; return n + s }`, true},
	{"a branch of a ternary reads the argument's members", `module.exports.f = function (x, o) {
		var w = o.w > 1 ? o.w + 'px' : 'auto'; var h = o.h ? o.h[0] + 'px' : 'auto'; return 'width:' + w + ';height:' + h + ';z:' + x }`, true},
	{"argument written to", `module.exports.f = function (x, o) { o.w += x; o.h.push(x); o.h.sort(); return o.h.join() + o.w }`, true},
	{"module counter", `var n = 0; module.exports.f = function (x) { n++; var s = ''; for (var i = 0; i < 3; i++) s += x + n; return s }`, false},
	{"module counter in an object", `var n = {v: 0}; module.exports.f = function (x) { n.v += 1; var s = ''; for (var i = 0; i < 3; i++) s += x + n.v; return s }`, false},
	{"counter in a closure", `function make() { var n = 0; return function (x) { n++; var s = ''; for (var i = 0; i < 3; i++) s += x + n; return s } }
		module.exports.f = make()`, false},
	{"counter on a function", `function k() {} module.exports.f = function (x) { k.n = (k.n || 0) + 1; k.n++; var s = ''; for (var i = 0; i < 3; i++) s += x + k.n; return s }`, false},
	{"regular expression of the module", `var re = /a/g; module.exports.f = function (x) { var s = 'aaab' + x, m = re.exec(s); for (var i = 0; i < 3; i++) s += i; return s + (m ? m.index : '-') }`, false},
	{"date of the module", `var d = getDate(0); module.exports.f = function (x) { d.setTime(d.getTime() + 1); var s = ''; for (var i = 0; i < 3; i++) s += x; return s + d.getTime() }`, false},
	{"the clock", `module.exports.f = function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + getDate().getTime() }`, false},
	{"the clock by Date.now", `module.exports.f = function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + Date.now() }`, false},
	{"random numbers", `module.exports.f = function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + Math.random() }`, false},
	{"console", `module.exports.f = function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; console.log(s); return s }`, false},
	{"this", `module.exports = {n: 1, f: function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + this.n }, g: function () { module.exports.n++ }}`, false},
	{"the module's object, changed by another function", `var o = {n: 1}; module.exports = {
		f: function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + o.n }, g: function () { o.n++ }}`, true},
	{"a variable of the module, changed by another function", `var n = 1; module.exports = {
		f: function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + n }, g: function () { n++ }}`, true},
	{"a property of an array, changed by another function", `var a = [1]; module.exports = {
		f: function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + a.n }, g: function () { a.n = (a.n || 0) + 1; a.n++ }}`, true},
	{"a property of the function, changed by another function", `function f(x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + f.n }
		module.exports = {f: f, g: function () { f.n = (f.n || 0) + 1; f.n++ }}`, true},
	{"an object that another function made and writes to in one go", `var o; module.exports = {
		f: function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s + (o ? o.n : '') }, g: function () { var n = o ? o.n + 1 : 1; o = {}; o.n = n }}`, true},
	{"a container as result", `module.exports.f = function (x) { var s = []; for (var i = 0; i < 3; i++) s.push(x); return s }`, false},
	{"exception", `var n = 0; module.exports.f = function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; if (x == 1) null.x; return s }`, true},
}

// TestMemo calls the functions of memoCases in a context that remembers and in
// one that does not.
func TestMemo(t *testing.T) {
	for _, c := range memoCases {
		t.Run(c.name, func(t *testing.T) {
			m, diags := Compile("t.wxs", []byte(c.src), Options{})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			var logs [2]int
			var ctx [2]*Context
			for k := range ctx {
				clock, seed := time.UnixMilli(0), 0.0
				ctx[k] = NewContext(Config{
					Location: time.UTC,
					Log:      func([]value.Value) { logs[k]++ },
					Now:      func() time.Time { clock = clock.Add(time.Second); return clock },
					Rand:     func() float64 { seed += 1.0 / 1024; return seed },
				})
			}
			ctx[1].noMemo = true
			call := func(k int, name string, args ...value.Value) string {
				exports := ctx[k].Exports(m)
				v, _, err := CallMethod(ctx[k], exports, name, args)
				return fmt.Sprint(show(v), err)
			}
			o, err := value.ParseJSON([]byte(`{"w": 3, "h": [5]}`))
			if err != nil {
				t.Fatal(err)
			}
			hasG := Get(ctx[0].Exports(m), "g").AsFunc() != nil
			for i := range 4 * memoFrom {
				args := []value.Value{value.Int(i % 5), o}
				if got, want := call(0, "f", args...), call(1, "f", args...); got != want {
					t.Fatalf("call %d: %s, want %s", i, got, want)
				}
				if hasG && i%23 == 22 {
					call(0, "g")
					call(1, "g")
				}
			}
			if logs[0] != logs[1] {
				t.Errorf("%d lines on the console, want %d", logs[0], logs[1])
			}
			f := Get(ctx[0].Exports(m), "f").AsFunc().Ref.(*closure)
			if hit := f.memo.hits > 0; hit != c.hits {
				t.Errorf("%d calls were remembered, want some: %v", f.memo.hits, c.hits)
			}
		})
	}
}

// TestMemoKey: different arguments have different keys, and what is too much has
// none.
func TestMemoKey(t *testing.T) {
	texts := []string{`null`, `true`, `false`, `0`, `1`, `""`, `"0"`, `"1"`, `[]`, `[[]]`, `[null]`, `[0]`, `["a","b"]`, `["ab"]`, `["a,b"]`,
		`{}`, `{"a":1}`, `{"a":"1"}`, `{"b":1}`, `{"a":1,"b":2}`, `{"a":{"b":2}}`, `[1,2]`, `[[1],2]`, `[1,[2]]`, `[{"a":1}]`}
	keys := map[string]string{}
	add := func(name string, vs ...value.Value) {
		var key []byte
		ok := true
		for _, v := range vs {
			if key, ok = appendKey(key, v, memoDepth); !ok {
				t.Errorf("%s has no key", name)
			}
		}
		if other, twice := keys[string(key)]; twice {
			t.Errorf("%s and %s have one key", name, other)
		}
		keys[string(key)] = name
	}
	add("nothing")
	add("undefined", value.Value{})
	add("undefined twice", value.Value{}, value.Value{})
	add("1 and 2", value.Int(1), value.Int(2))
	add("a and b", value.String("a"), value.String("b"))
	add("-0", value.Number(negZero()))
	for _, s := range texts {
		v, err := value.ParseJSON([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		add(s, v)
	}
	for name, v := range map[string]value.Value{
		"a long text": value.String(string(make([]byte, 2*memoKey))),
		"a function":  value.FromFunc(&value.Function{}),
		"many items":  value.FromArray(value.NewArray(make([]value.Value, memoKey+1)...)),
		"deep":        nested(memoDepth + 1),
	} {
		if _, ok := appendKey(nil, v, memoDepth); ok {
			t.Errorf("%s has a key", name)
		}
	}
}

func nested(n int) value.Value {
	v := value.Null()
	for range n {
		v = value.FromArray(value.NewArray(v))
	}
	return v
}

func negZero() float64 { return math.Copysign(0, -1) }

// TestMemoGivesUp: a function whose calls never meet again is not remembered, and
// what is remembered has a bound.
func TestMemoGivesUp(t *testing.T) {
	src := `module.exports = {f: function (x) { var s = ''; for (var i = 0; i < 3; i++) s += x; return s }}`
	f := exported(t, src, "f")
	cl := f.Ref.(*closure)
	cl.inst.ctx.noMemo = false
	for i := range 10 * memoResults {
		if _, err := f.Call(value.Value{}, []value.Value{value.Int(i)}); err != nil {
			t.Fatal(err)
		}
		if len(cl.memo.results) > memoResults {
			t.Fatalf("%d results are kept", len(cl.memo.results))
		}
	}
	if !cl.memo.off || cl.memo.results != nil {
		t.Errorf("the function is still remembered, after %d misses", cl.memo.misses)
	}
}

// module returns a module whose function f reads and writes its own variables,
// its arguments and those of the module.
func (g *generator) module() string {
	for range 2 + g.r.IntN(4) {
		g.statement()
	}
	outer := len(g.vars)
	g.b.WriteString("module.exports.f = function (p, q) {\n")
	g.vars = append(g.vars, "p", "q")
	for range 1 + g.r.IntN(4) {
		g.statement()
	}
	fmt.Fprintf(&g.b, "return '' + [%s] };\n", strings.Join(g.vars[g.r.IntN(outer+1):], ", "))
	return g.b.String()
}

// TestMemoGenerated: random functions return the same in a context that remembers
// and in one that does not.
func TestMemoGenerated(t *testing.T) {
	hits := 0
	for seed := range uint64(400) {
		src := (&generator{r: rand.New(rand.NewPCG(seed, 2))}).module()
		m, diags := Compile("t.wxs", []byte(src), Options{})
		if diags.HasErrors() {
			continue
		}
		var f [2]*value.Function
		for k := range f {
			c := NewContext(Config{Location: time.UTC, MaxSteps: 20_000})
			c.noMemo = k == 1
			f[k] = Get(c.Exports(m), "f").AsFunc()
		}
		if f[0] == nil || f[1] == nil {
			continue
		}
		for i := range 2 * memoFrom {
			args := []value.Value{value.Int(i % 3), value.FromArray(value.NewArray(value.Int(i % 2)))}
			got, gotErr := f[0].Call(value.Value{}, args)
			want, wantErr := f[1].Call(value.Value{}, args)
			if !value.DeepEqual(got, want) || (gotErr == nil) != (wantErr == nil) {
				t.Fatalf("seed %d, call %d: %s\n got %s %v\nwant %s %v", seed, i, src, clip2(show(got)), gotErr, clip2(show(want)), wantErr)
			}
		}
		hits += f[0].Ref.(*closure).memo.hits
	}
	if hits == 0 {
		t.Error("nothing was ever remembered")
	}
	t.Logf("%d calls were remembered", hits)
}
