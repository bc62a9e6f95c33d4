package expr

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

func TestCalls(t *testing.T) {
	var calls []string
	fn := func(name string, result value.Value, err error) value.Value {
		return value.FromFunc(&value.Function{Name: name, Call: func(this value.Value, args []value.Value) (value.Value, error) {
			calls = append(calls, fmt.Sprintf("%s this=%s args=%s", name, this.Kind(), show(value.FromArray(value.NewArray(args...)))))
			return result, err
		}})
	}
	module := value.NewObject()
	module.Put("f", fn("f", value.Int(42), nil))
	module.Put("bad", fn("bad", value.Int(1), errors.New("boom")))
	module.Put("make", fn("make", fn("made", value.String("deep"), nil), nil))
	module.Put("vm", value.FromFunc(&value.Function{Name: "vm"}))
	module.Put("k", value.Int(3))

	for _, c := range []struct{ src, want, calls, report string }{
		{"m.f(a, 1)", "42", "f this=object args=[5,1]", ""},
		{"m['f'](a,)", "42", "f this=object args=[5]", ""},
		{"m.f()", "42", "f this=object args=[]", ""},
		{"m.f", "function", "", ""},
		{"m?.f?.(a)", "42", "f this=object args=[5]", ""},
		{"(m.f)(a)", "42", "f this=object args=[5]", ""},
		{"m.make()()", `"deep"`, "make this=object args=[];made this=undefined args=[]", ""},
		{"(a ? m.f : m.bad)(1)", "42", "f this=undefined args=[1]", ""},
		{"m.k(m.f())", "undefined", "", ""},
		{"m.nope(m.f())", "undefined", "f this=object args=[]", ""},
		{"m.vm(m.f())", "undefined", "", ""},
		{"m()", "undefined", "", ""},
		{"m.bad(1) + 'x'", `"undefinedx"`, "bad this=object args=[1]", "0: boom"},
		{"1 + m.bad()", "NaN", "bad this=object args=[]", "4: boom"},
		{"a.fail(2)", "undefined", "", "0: called fail"},
		{"m.k", "3", "", ""},
		{"nope.f(m.f())", "undefined", "", ""},
		{"a || m.f()", "5", "", ""},
		{"!a && m.f()", "false", "", ""},
		{"a ? 1 : m.f()", "1", "", ""},
	} {
		x, names := compileIn(t, c.src, testScope{modules: map[string]int{"m": 7}})
		e := testEnv(t, names, `{"a": 5}`)
		report := ""
		h := e.Host.(*testHost)
		h.report = func(pos int, err error) { report += fmt.Sprintf("%d: %v", pos, err) }
		h.exports = value.FromObject(module)
		calls = nil
		got := show(x.Eval(e))
		if got != c.want || strings.Join(calls, ";") != c.calls || report != c.report {
			t.Errorf("{{%s}} = %s with calls %q, reports %q; want %s, %q, %q", c.src, got, calls, report, c.want, c.calls, c.report)
		}
		if want := strings.Contains(c.src, "m"); x.Modules != want {
			t.Errorf("{{%s}}: Modules = %v", c.src, x.Modules)
		}
		if want := strings.Contains(c.src, "("); x.Impure != want {
			t.Errorf("{{%s}}: Impure = %v", c.src, x.Impure)
		}
		for _, i := range h.asked {
			if i != 7 {
				t.Errorf("{{%s}}: asked for module %d", c.src, i)
			}
		}
		wantCalls := len(calls)
		if strings.Contains(c.src, "fail") || strings.Contains(c.src, "nope(") {
			wantCalls++ // the hook was asked
		}
		if e.Calls != wantCalls {
			t.Errorf("{{%s}}: %d calls counted, want %d", c.src, e.Calls, wantCalls)
		}
	}
}
