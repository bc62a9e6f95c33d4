package wxs

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

func parse(t testing.TB, json string) value.Value {
	t.Helper()
	v, err := value.ParseJSON([]byte(json))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// spec wxml §2.4: member access is null-safe and leads nowhere dangerous.
func TestGet(t *testing.T) {
	data := parse(t, `{"a":[1,2,{"b":"x"}],"s":"中😀","n":5,"constructor":"own","nul":null}`)
	for _, c := range []struct{ path, want string }{
		{"a.length", "3"}, {"a.0", "1"}, {"a.2.b", `"x"`}, {"a.9", "undefined"}, {"a.-1", "undefined"},
		{"s.length", "3"}, {"s.0", `"中"`}, {"s.1", `"\ud83d"`}, {"s.9", "undefined"},
		{"constructor", `"own"`}, {"a.constructor", "undefined"}, {"n.constructor", "undefined"},
		{"a.__proto__", "undefined"}, {"__proto__", "undefined"}, {"a.slice.prototype", "undefined"},
		{"nul.x", "undefined"}, {"nope.x.y", "undefined"}, {"n.x", "undefined"},
		{"a.slice", "undefined"}, {"a.slice.length", "2"}, {"s.charAt.length", "1"},
	} {
		v := data
		for name := range strings.SplitSeq(c.path, ".") {
			v = Get(v, name)
		}
		if c.path == "a.slice" {
			if v.AsFunc() == nil || !strings.Contains(v.AsFunc().Source, "native") {
				t.Errorf("a.slice is no function")
			}
		} else if got := show(v); got != c.want {
			t.Errorf("%s: got %s, want %s", c.path, got, c.want)
		}
	}
	bound := Get(parse(t, `"hello"`), "slice").AsFunc()
	if v, err := bound.Call(value.Value{}, []value.Value{value.Int(1), value.Int(3)}); err != nil || show(v) != `"el"` {
		t.Errorf("bound method: %s, %v", show(v), err)
	}
}

func TestCallMethod(t *testing.T) {
	c := NewContext(Config{Location: time.UTC, MaxSteps: 100_000})
	double := value.FromFunc(&value.Function{Call: func(this value.Value, args []value.Value) (value.Value, error) {
		return value.Number(2 * value.ToNumber(args[0])), nil
	}})
	fails := value.FromFunc(&value.Function{Call: func(value.Value, []value.Value) (value.Value, error) {
		return value.Value{}, errors.New("from the host")
	}})
	own := value.NewObject()
	own.Put("f", double)
	own.Put("x", value.Int(1))
	for _, tc := range []struct {
		recv  value.Value
		name  string
		args  []value.Value
		want  string
		found bool
	}{
		{parse(t, `"a,b"`), "split", []value.Value{value.String(",")}, `["a","b"]`, true},
		{parse(t, `[3,1,2]`), "sort", nil, `[1,2,3]`, true},
		{parse(t, `[1,2]`), "map", []value.Value{double}, `[2,4]`, true},
		{parse(t, `[1,2]`), "push", []value.Value{value.Int(3)}, `3`, true},
		{parse(t, `[1,2]`), "join", []value.Value{value.String("-")}, `"1-2"`, true},
		{parse(t, `3.14159`), "toFixed", []value.Value{value.Int(2)}, `"3.14"`, true},
		{parse(t, `true`), "toString", nil, `"true"`, true},
		{parse(t, `{"a":1}`), "hasOwnProperty", []value.Value{value.String("a")}, `true`, true},
		{value.FromObject(own), "f", []value.Value{value.Int(4)}, `8`, true},
		{value.FromObject(own), "x", nil, `undefined`, false},
		{value.FromObject(own), "nope", nil, `undefined`, false},
		{parse(t, `null`), "toString", nil, `undefined`, false},
		{value.Value{}, "x", nil, `undefined`, false},
		{parse(t, `"abc"`), "constructor", nil, `undefined`, false},
	} {
		before := show(tc.recv)
		v, found, err := CallMethod(c, tc.recv, tc.name, tc.args)
		if err != nil || found != tc.found || show(v) != tc.want {
			t.Errorf("%s.%s: got %s, %v, %v, want %s", before, tc.name, show(v), found, err, tc.want)
		}
		if show(tc.recv) != before {
			t.Errorf("%s.%s changed its receiver", before, tc.name)
		}
	}
	_, found, err := CallMethod(c, parse(t, `[1]`), "map", []value.Value{fails})
	if want := "Error: from the host"; !found || err == nil || err.Error() != want {
		t.Errorf("host error: %v", err)
	}
	_, _, err = CallMethod(c, parse(t, `"x"`), "repeat", []value.Value{value.Number(1e9)})
	var e *Error
	if !errors.As(err, &e) || e.Limit != LimitString {
		t.Errorf("limit: %v", err)
	}
}

// hostValue is an opaque value of the host with members.
type hostValue struct{ state value.Value }

func (h *hostValue) ClassName() string { return "Object" }
func (h *hostValue) String() string    { return "[object Object]" }
func (h *hostValue) Member(name string) (value.Value, bool) {
	if name != "getState" {
		return value.Value{}, false
	}
	return value.FromFunc(&value.Function{Name: name, Call: func(value.Value, []value.Value) (value.Value, error) {
		return h.state, nil
	}}), true
}

// spec wxs §8.3: the state of a node is one object that lives on.
func TestHostValues(t *testing.T) {
	m, diags := Compile("t.wxs", []byte(`module.exports = { f: function (e, owner) {
		var s = owner.getState(); s.n = (s.n || 0) + 1; return [s.n, owner.getState() === s, owner.nope === undefined, e.detail.x] } }`), Options{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	c := NewContext(Config{})
	host := value.FromOpaque(&hostValue{c.NewObject()})
	f := Get(c.Exports(m), "f").AsFunc()
	for _, want := range []string{`[1,true,true,7]`, `[2,true,true,7]`} {
		v, err := f.Call(value.Value{}, []value.Value{parse(t, `{"detail":{"x":7}}`), host})
		if err != nil || show(v) != want {
			t.Errorf("got %s, %v, want %s", show(v), err, want)
		}
	}
}

// A host function may call back into the context while a call is under way.
func TestReentrantCalls(t *testing.T) {
	m, _ := Compile("t.wxs", []byte(`module.exports = {
		outer: function (host) { var a = [1]; try { return host(function (x) { a.push(x); if (x > 2) throw 'deep'; return a }) } catch (e) { return 'caught ' + e.message } } }`), Options{})
	c := NewContext(Config{})
	f := Get(c.Exports(m), "outer").AsFunc()
	for x, want := range map[int]string{2: `[1,2]`, 3: `"caught Uncaught deep"`} {
		host := value.FromFunc(&value.Function{Call: func(_ value.Value, args []value.Value) (value.Value, error) {
			return args[0].AsFunc().Call(value.Value{}, []value.Value{value.Int(x)})
		}})
		v, err := f.Call(value.Value{}, []value.Value{host})
		if err != nil || show(v) != want {
			t.Errorf("got %s, %v, want %s", show(v), err, want)
		}
	}
}

// One module serves many contexts at the same time.
func TestModuleIsShared(t *testing.T) {
	m, diags := Compile("bench.wxs", []byte(bemSource), Options{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	args := bemArgs(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			c := NewContext(Config{})
			x := c.Exports(m)
			for range 200 {
				for _, name := range []string{"bem", "memo"} {
					if v, _, err := CallMethod(c, x, name, args); err != nil || value.ToString(v) != bemWant {
						t.Errorf("%s: %v, %v", name, value.ToString(v), err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

// The hot paths allocate what they return and little more.
func TestAllocations(t *testing.T) {
	args := bemArgs(t)
	for _, c := range []struct {
		name string
		src  string
		args []value.Value
		most float64
	}{
		{"bem", bemSource, args, 12},
		{"memo", bemSource, args, 10},
		{"fib", fibSource, []value.Value{value.Int(10)}, 0},
		{"f", `module.exports = {f: function (o) { var s = 0; for (var i = 0; i < o.list.length; i++) { if (o.list[i] > 1) s += o.list[i] } return s }}`,
			[]value.Value{parse(t, `{"list":[1,2,3]}`)}, 0},
		{"f", `module.exports = {f: function (a, b) { return a + '-' + b }}`, []value.Value{value.String("x"), value.String("y")}, 1},
	} {
		f := exported(t, c.src, c.name)
		if _, err := f.Call(value.Value{}, c.args); err != nil {
			t.Fatal(err)
		}
		got := testing.AllocsPerRun(100, func() { f.Call(value.Value{}, c.args) })
		if got > c.most {
			t.Errorf("%s: %v allocations, at most %v are wanted", c.name, got, c.most)
		}
	}
}
