package wxs

import (
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// FuzzCompile feeds any text to the compiler and runs what compiles: no panic,
// no hang, and no fault of this package, which shows as an InternalError.
func FuzzCompile(f *testing.F) {
	for _, group := range differentialPrograms {
		for body := range strings.SplitSeq(group.bodies, "\n") {
			f.Add("module.exports = function (a, b) { "+asBody(body)+" }", false)
		}
	}
	f.Add(bemSource, true)
	for seed := range uint64(20) {
		f.Add("module.exports = function () { "+generate(seed)+" }", true)
	}
	arg, err := value.ParseJSON([]byte(`{"list":[1,"a",{"x":null}],"n":1}`))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src string, strict bool) {
		if len(src) > 1<<16 {
			return
		}
		m, _ := CompileAt("f.wxs", []byte("  "+src+"  "), 2, 2+len(src), Options{Strict: strict})
		check := func(err error) {
			if err != nil && strings.Contains(err.Error(), "InternalError") {
				t.Error(err)
			}
		}
		c := NewContext(Config{
			MaxSteps: 20_000, MaxTime: time.Second, Report: check, Log: func([]value.Value) {},
			Resolve: func(*Module, string) (*Module, error) { return nil, nil },
		})
		x := c.Exports(m)
		if fn := x.AsFunc(); fn != nil && fn.Call != nil {
			v, err := fn.Call(value.Value{}, []value.Value{arg, value.String("é😀")})
			check(err)
			value.ToString(v)
			value.AppendJSON(nil, v)
		}
		for _, name := range []string{"f", "bem", "length", "toString"} {
			Get(x, name)
			_, _, err := CallMethod(c, x, name, []value.Value{arg})
			check(err)
		}
	})
}

// FuzzDifferential compares random programs with goja.
func FuzzDifferential(f *testing.F) {
	for seed := range uint64(10) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		compareGenerated(t, seed)
	})
}
