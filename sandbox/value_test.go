package sandbox

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// toValue converts what an expression gives; the expression must be in
// parentheses if it begins with a brace.
func toValue(t testing.TB, expr string) (v value.Value, err error) {
	t.Helper()
	v, err = convert(t, expr, false)
	if slow, serr := convert(t, expr, true); errText(serr) != errText(err) || show(slow) != show(v) {
		t.Errorf("%s: %s %v, through the API %s %v", expr, show(v), err, show(slow), serr)
	}
	return v, err
}

// convert converts what an expression gives, reading goja's objects directly or
// through its API alone.
func convert(t testing.TB, expr string, apiOnly bool) (v value.Value, err error) {
	t.Helper()
	h := newHarness(t, map[string]string{"main.js": "module.exports = () => " + expr}, func(c *Config) { c.Limits.ValueSize = 256 << 10 })
	h.apiOnly = apiOnly
	f := h.mustRun()
	doErr := h.Do(context.Background(), func() error {
		x, cerr := h.Call(f, nil)
		if cerr != nil {
			t.Fatal(cerr)
		}
		v, err = h.ToValue(x)
		return nil
	})
	if doErr != nil {
		t.Fatal(doErr)
	}
	return v, err
}

// show is JSON with what JSON lacks.
func show(v value.Value) string {
	switch v.Kind() {
	case value.KindUndefined:
		return "undefined"
	case value.KindArray:
		var items []string
		for _, x := range v.AsArray().Items() {
			items = append(items, show(x))
		}
		return "[" + strings.Join(items, ",") + "]"
	case value.KindObject:
		var fields []string
		for i, k := range v.AsObject().Keys() {
			fields = append(fields, k+":"+show(v.AsObject().Values()[i]))
		}
		return "{" + strings.Join(fields, ",") + "}"
	case value.KindFunc:
		f := v.AsFunc()
		if _, ok := f.Ref.(*goja.Object); !ok {
			return "function without Ref"
		}
		return "function " + f.Name
	case value.KindString:
		s, _ := v.AsString()
		return string(value.AppendQuoted(nil, s))
	}
	return value.ToString(v)
}

// Spec component §5.2, deep copy rule.
func TestToValue(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"undefined", "undefined"},
		{"null", "null"},
		{"[true, false]", "[true,false]"},
		{"[1, -1.5, NaN, Infinity, -0, 2**53, 1e300]", "[1,-1.5,NaN,Infinity,0,9007199254740992,1e+300]"},
		{"['', 'a', '字', '😀', 'x'.repeat(20), '\\ud800', 'a\\udc00b', '\\ufffd']", `["","a","字","😀","xxxxxxxxxxxxxxxxxxxx","\ud800","a\udc00b","` + "\ufffd" + `"]`},
		{"[10n, Symbol('s')]", `["10",undefined]`},
		{"({})", "{}"},
		{"({ b: 1, a: 2, 10: 3, 2: 4, '-1': 5, '01': 6, '字': 7, '😀': 8, '': 9 })", "{2:4,10:3,b:1,a:2,-1:5,01:6,字:7,😀:8,:9}"},
		{"({ a: undefined, b: null })", "{a:undefined,b:null}"},
		{"[1, , 3]", "[1,undefined,3]"},
		{"(() => { const a = [1]; a[3] = 4; return a })()", "[1,undefined,undefined,4]"},
		{"(() => { const a = [1, 2]; a.x = 3; return a })()", "[1,2]"},
		{"(() => { const a = [1, 2]; Object.defineProperty(a, 0, { get: () => 'got' }); return a })()", `["got",2]`},
		{"(() => { class A extends Array {} return A.of(1, 2) })()", "[1,2]"},
		{"Object.freeze([1, Object.freeze({ a: 1 })])", "[1,{a:1}]"},
		// functions are kept
		{"({ f() {}, g: () => {}, h: Math.max, c: class K {} })", "{f:function f,g:function g,h:function max,c:function K}"},
		{"(() => {})", "function "},
		{"new Proxy(function p() {}, {})", "function p"},
		// class instances and built-in objects become plain
		{"new Date(0)", "{}"},
		{"Object.assign(new Date(0), { x: 1 })", "{x:1}"},
		{"/a/g", "{}"},
		{"new Map([[1, 2]])", "{}"},
		{"new Set([1])", "{}"},
		{"Promise.resolve()", "{}"},
		{"new Error('e')", "{}"},
		{"new (class K { x = 1; #y = 2; get z() { return 3 } m() {} })()", "{x:1}"},
		{"Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } })", "{own:2}"},
		{"Object.create(null)", "{}"},
		{"new String('ab')", `{0:"a",1:"b"}`},
		{"new Number(1)", "{}"},
		{"new Uint8Array([1, 2])", "{0:1,1:2}"},
		{"(function () { return arguments })(1, 2)", "{0:1,1:2}"},
		{"({ [Symbol('s')]: 1, a: 2 })", "{a:2}"},
		{"(() => { const o = { a: 1, b: 2, c: 3 }; Object.defineProperty(o, 'b', { enumerable: false }); return [{ a: 1, b: 2, c: 3 }, o] })()", "[{a:1,b:2,c:3},{a:1,c:3}]"},
		{"(() => { const o = { a: 1, b: 2 }; delete o.a; o.a = 3; return o })()", "{b:2,a:3}"},
		{"(() => { const o = { x: 1 }; o[5] = 2; o.y = 3; o[1] = 4; return o })()", "{1:4,5:2,x:1,y:3}"},
		// accessors are read once
		{"(() => { let n = 0; return { get a() { return ++n }, get b() { return n } } })()", "{a:1,b:1}"},
		{"({ get a() { return this.b }, b: 2 })", "{a:2,b:2}"},
		// shared references become copies, and that is no cycle
		{"(() => { const o = { x: 1 }; return [o, o, { o }] })()", "[{x:1},{x:1},{o:{x:1}}]"},
		// proxies
		{"new Proxy({ a: 1 }, { get: (t, k) => k === 'a' ? 'trapped' : t[k] })", `{a:"trapped"}`},
		{"new Proxy([1, 2], {})", "[1,2]"},
		{"new Proxy(new Proxy([1, 2], {}), { get: (t, k) => k === '0' ? 'trapped' : t[k] })", `["trapped",2]`},
		{"({ list: new Proxy({ a: [new Proxy([], {})] }, {}) })", "{list:{a:[[]]}}"},
		// names
		{`JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3}')`, "{__proto__:1,constructor:2,toString:3}"},
		{"({ '\\ud800': 1, '\\ufffd': 2, a: { '\\udc00x': 3 } })", "{\xed\xa0\x80:1,\ufffd:2,a:{\xed\xb0\x80x:3}}"},
		{"[{ a: 1, b: 2 }, { b: 1, a: 2 }, { a: 1 }, { a: 1, b: 2, c: 3 }]", "[{a:1,b:2},{b:1,a:2},{a:1},{a:1,b:2,c:3}]"},
		{"({ n: new Array(40).fill(0).reduce((o, _, i) => (o['k' + i] = i, o), {}) }).n.k39", "39"},
		{"require('./main')", "function "},
	}
	for _, tt := range tests {
		v, err := toValue(t, tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
		} else if got := show(v); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.expr, got, tt.want)
		}
	}
}

func TestToValueErrors(t *testing.T) {
	tests := []struct {
		expr string
		want string // a limit, "cycle" or an exception's text
	}{
		{"(() => { const o = {}; o.o = o; return o })()", "cycle"},
		{"(() => { const a = []; a.push([a]); return { a } })()", "cycle"},
		{"(() => { const o = {}; o.a = o.b = o.c = { o }; return o })()", "cycle"},
		{"(() => { let o = {}; const first = o; for (let i = 0; i < 100; i++) o = { o }; first.o = o; return o })()", "cycle"},
		{"new Proxy({}, { get(t, k, r) { return r }, ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) })", "cycle"},
		{"(() => { let o = {}; for (let i = 0; i < 1100; i++) o = { o }; return o })()", LimitValueDepth},
		{"(() => { let a = []; for (let i = 0; i < 5e3; i++) a = [a]; return a })()", LimitValueDepth},
		{"({ get o() { return { __proto__: null, get o() { throw new Error('from the accessor') } } } })", "main.js:1:79: Error: from the accessor"},
		{"(() => { const a = []; a.length = 4e9; return a })()", LimitValueSize},
		{"(() => { const a = [1]; a[4e9] = 1; return a })()", LimitValueSize},
		{"(() => { const s = 'x'.repeat(1e5); return new Array(20).fill(s) })()", LimitValueSize},
		{"(() => { const s = '字'.repeat(1e5); return [s, s, s, s, s, s] })()", LimitValueSize},
		{"(() => { let o = {}; for (let i = 0; i < 40; i++) o = { a: o, b: o }; return o })()", LimitValueSize},
		{"new Uint8Array(2e5)", LimitValueSize},
		{"new String('x'.repeat(4e5))", LimitValueSize},
		{"new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 50 : 1 })", LimitValueSize},
		{"new Proxy({}, { ownKeys() { throw new TypeError('trap') } })", "main.js:1:58: TypeError: trap"},
	}
	for _, tt := range tests {
		_, err := toValue(t, tt.expr)
		got := errText(err)
		var limit *LimitError
		switch {
		case errors.As(err, &limit):
			got = limit.Limit
		case errors.Is(err, ErrCycle):
			got = "cycle"
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.expr, got, tt.want)
		}
	}
}

// The version of goja in use keeps objects as peek expects; another one would
// only make ToValue slower.
func TestLayoutIsKnown(t *testing.T) {
	if !gojaLayout().ok {
		t.Error("goja's objects look otherwise than expected")
	}
}

// The walk of a list allocates its values and nothing else: for each row the
// object, its slice and the text that is not ASCII.
func TestToValueAllocs(t *testing.T) {
	h := oneFile(t, "module.exports = Array.from({ length: 100 }, (_, i) => ({ id: i, name: 'n' + i, note: '字' + i, done: true }))")
	list := h.mustRun()
	h.do(func() {
		if n := testing.AllocsPerRun(20, func() { _, _ = h.ToValue(list) }); n > 420 {
			t.Errorf("%v allocations for 100 rows", n)
		}
	})
}

// Rows made one after the other share a shape, and the same function gives the
// same value.
func TestToValueShares(t *testing.T) {
	v, err := toValue(t, "(() => { const f = () => {}; return [{ a: 1, f }, { a: 2, f }, { a: 3, f: () => {} }] })()")
	if err != nil {
		t.Fatal(err)
	}
	rows := v.AsArray().Items()
	a, b, c := rows[0].AsObject(), rows[1].AsObject(), rows[2].AsObject()
	if a.Shape() != b.Shape() || b.Shape() != c.Shape() {
		t.Error("rows with equal keys have shapes of their own")
	}
	if !value.Identical(a.Get("f"), b.Get("f")) || value.Identical(a.Get("f"), c.Get("f")) {
		t.Error("identity of functions")
	}
}

// An accessor may change what is being walked.
func TestToValueUnderMutation(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"(() => { const a = [{ get x() { a.length = 0; return 1 } }, 2, 3]; return a })()", "[{x:1}"},
		{"(() => { const a = [{ get x() { for (let i = 0; i < 1e4; i++) a.push(i); return 1 } }, 2]; return a })()", "[{x:1},2"},
		{"(() => { const o = { get a() { delete o.b; o.c = 1; return 1 }, b: 2 }; return o })()", "{a:1"},
		{"(() => { const o = { get a() { for (let i = 0; i < 1e4; i++) o['k' + i] = i; return 1 }, b: 2 }; return o })()", "{a:1,b:2"},
	}
	for _, tt := range tests {
		v, err := toValue(t, tt.expr)
		if got := show(v); err != nil || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %s %v", tt.expr, got, err)
		}
	}
}

func TestToJS(t *testing.T) {
	h := oneFile(t, `
exports.check = (v) => {
	const s = (x) => x === undefined ? 'undefined' : typeof x === 'function' ? 'function ' + x.name : Array.isArray(x) ? '[' + x.map(s) + ']'
		: x && typeof x === 'object' ? (Object.getPrototypeOf(x) === Object.prototype ? '' : 'odd ') + '{' + Reflect.ownKeys(x).map((k) => k + ':' + s(x[k])) + '}' : JSON.stringify(x)
	return s(v)
}
exports.f = function kept() { return 1 }
exports.call = (f, ...args) => f(...args)`)
	exports := h.mustRun().ToObject(h.Runtime())
	obj := func(kv ...any) value.Value {
		o := value.NewObject()
		for i := 0; i < len(kv); i += 2 {
			v, err := value.FromAny(kv[i+1])
			if err != nil {
				t.Fatal(err)
			}
			o.Put(kv[i].(string), v)
		}
		return value.FromObject(o)
	}
	list := func(v ...value.Value) value.Value { return value.FromArray(value.NewArray(v...)) }
	tests := []struct {
		v    value.Value
		want string
	}{
		{value.Undefined(), "undefined"},
		{value.Null(), "null"},
		{list(value.Bool(true), value.Number(1.5), value.Int(-3), value.Number(1e300)), "[true,1.5,-3,1e+300]"},
		{list(value.String("a"), value.String("字😀"), value.String("\xed\xa0\x80x"), value.String(strings.Repeat("한", 20))), `["a","字😀","\ud800x","` + strings.Repeat("한", 20) + `"]`},
		{obj("b", 1, "a", nil, "2", "x", "1", true), `{1:true,2:"x",b:1,a:null}`},
		{obj("__proto__", 1, "constructor", 2, "toString", 3), `{__proto__:1,constructor:2,toString:3}`},
		{obj("x", map[string]any{"y": []any{1, map[string]any{}}}), `{x:{y:[1,{}]}}`},
		{value.FromFunc(&value.Function{Name: "opaque"}), "undefined"},
		{value.FromFunc(&value.Function{Name: "go", Call: func(value.Value, []value.Value) (value.Value, error) { return value.Null(), nil }}), "function go"},
		{value.FromOpaque(opaque("text")), `"text"`},
	}
	for _, tt := range tests {
		h.do(func() {
			v, err := h.Call(exports.Get("check"), nil, h.ToJS(tt.v))
			if err != nil || v.String() != tt.want {
				t.Errorf("got %v %v, want %s", v, err, tt.want)
			}
		})
	}
	h.do(func() {
		// functions of the VM come back as themselves
		v, _ := h.ToValue(exports.Get("f"))
		if h.ToJS(v) != exports.Get("f") {
			t.Error("the function is another one")
		}
		// Go functions convert arguments and result, and throw
		var got []string
		f := h.ToJS(value.FromFunc(&value.Function{Name: "g", Length: 2, Call: func(this value.Value, args []value.Value) (value.Value, error) {
			got = append(got, show(this), show(list(args...)))
			if len(args) == 0 {
				return value.Value{}, errors.New("no arguments")
			}
			return list(args[0]), nil
		}}))
		res, err := h.Call(exports.Get("call"), nil, f, h.Runtime().ToValue(1), h.Runtime().ToValue("x"))
		if err != nil || res.String() != "1" || !slices.Equal(got, []string{"undefined", `[1,"x"]`}) {
			t.Error(res, err, got)
		}
		if _, err := h.Call(exports.Get("call"), nil, f); err == nil || !strings.HasSuffix(err.Error(), "Error: no arguments") {
			t.Error(err)
		}
	})
}

type opaque string

func (o opaque) ClassName() string { return "Opaque" }
func (o opaque) String() string    { return string(o) }

// What a script does to a converted value reaches nobody else.
func TestToJSIsolation(t *testing.T) {
	h := oneFile(t, `module.exports = (v) => { v.list.push(1); v.o.x = 2; delete v.o.y }
Object.defineProperty(Object.prototype, 'evil', { set() { console.log('setter') }, get() { return 'inherited' }, configurable: true })`)
	f := h.mustRun()
	v, err := value.ParseJSON([]byte(`{"list":[0],"o":{"y":1},"evil":5}`))
	if err != nil {
		t.Fatal(err)
	}
	h.do(func() {
		js := h.ToJS(v)
		if _, err := h.Call(f, nil, js); err != nil {
			t.Fatal(err)
		}
		if got := js.ToObject(h.Runtime()).Get("evil").String(); got != "5" {
			t.Errorf("evil is %s", got)
		}
	})
	if got := show(v); got != `{list:[0],o:{y:1},evil:5}` {
		t.Errorf("the value became %s", got)
	}
	h.wantLog("")
}

// FuzzToValue checks that a value survives the trip into JavaScript and back,
// and that what JSON.parse makes of a text is what Go makes of it.
func FuzzToValue(f *testing.F) {
	for _, s := range []string{
		`null`, `[1,"a",{"b":[]}]`, `{"a":1,"b":{"c":"字"}}`, `{"2":1,"1":2,"x":3,"-1":4}`, `"\ud800"`, `{"\ud800":1,"😀":2}`,
		`[{"a":1,"b":2},{"a":3,"b":4},{"b":5,"a":6}]`, `{"__proto__":{"x":1},"constructor":null}`, `[-0,1e400,1.5e-7]`, `{"":{"":""}}`,
	} {
		f.Add(s)
	}
	h := oneFile(f, "exports.parse = JSON.parse")
	parse := h.mustRun().ToObject(h.Runtime()).Get("parse")
	f.Fuzz(func(t *testing.T, text string) {
		want, err := value.ParseJSON([]byte(text))
		if err != nil || len(text) > 1e5 || strings.ContainsRune(text, '\ufffd') {
			return
		}
		err = h.Do(context.Background(), func() error {
			back, err := h.ToValue(h.ToJS(want))
			if err != nil || !value.DeepEqual(back, want) || show(back) != show(want) {
				t.Errorf("%s became %s %v", show(want), show(back), err)
			}
			if strings.Contains(strings.ToLower(text), `\ud`) {
				return nil // goja's JSON.parse loses lone surrogates
			}
			js, err := h.Call(parse, nil, h.Runtime().ToValue(text))
			if err != nil {
				return nil // Go takes some texts that JavaScript does not
			}
			got, err := h.ToValue(js)
			h.apiOnly = true
			slow, _ := h.ToValue(js)
			h.apiOnly = false
			if err != nil || show(got) != show(want) || show(slow) != show(want) {
				t.Errorf("JSON.parse gives %s %v, want %s", show(got), err, show(want))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

const rows = 1000

// BenchmarkToValue is the walk out of JavaScript: 1000 rows of 5 fields. The
// floor is a copy of the same data in Go.
func BenchmarkToValue(b *testing.B) {
	h := oneFile(b, `module.exports = Array.from({ length: 1000 }, (_, i) => ({ id: i, name: 'product ' + i, price: i * 1.5, done: i % 2 === 0, note: '商品' + i }))`)
	list := h.mustRun()
	b.Run("walk", func(b *testing.B) {
		b.ReportAllocs()
		h.do(func() {
			for b.Loop() {
				if v, err := h.ToValue(list); err != nil || v.AsArray().Len() != rows {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("floor", func(b *testing.B) {
		var data []any
		for i := range rows {
			data = append(data, map[string]any{"id": i, "name": "product", "price": float64(i) * 1.5, "done": i%2 == 0, "note": "商品"})
		}
		b.ReportAllocs()
		for b.Loop() {
			copyGo(data)
		}
	})
}

func copyGo(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = copyGo(x)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = copyGo(x)
		}
		return out
	}
	return v
}

func BenchmarkToJS(b *testing.B) {
	h := oneFile(b, `module.exports = Array.from({ length: 1000 }, (_, i) => ({ id: i, name: 'product ' + i, price: i * 1.5, done: i % 2 === 0, note: '商品' + i }))`)
	list := h.mustRun()
	b.ReportAllocs()
	h.do(func() {
		v, err := h.ToValue(list)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			h.ToJS(v)
		}
	})
}

func BenchmarkToValueSmall(b *testing.B) {
	h := oneFile(b, "module.exports = { 'list[3].done': true }")
	patch := h.mustRun()
	b.ReportAllocs()
	h.do(func() {
		for b.Loop() {
			if _, err := h.ToValue(patch); err != nil {
				b.Fatal(err)
			}
		}
	})
}
