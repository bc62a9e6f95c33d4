package wxs

import (
	"testing"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// evalSource compiles a module and calls its exported function with no
// arguments, or returns its exports when they are no function.
func evalSource(t testing.TB, src string, opts Options, cfg Config, args ...value.Value) (value.Value, error) {
	t.Helper()
	m, diags := Compile("t.wxs", []byte(src), opts)
	if diags.HasErrors() {
		return value.Value{}, diags
	}
	var failed error
	if cfg.Report == nil {
		cfg.Report = func(err error) { failed = err }
	}
	if cfg.Location == nil {
		cfg.Location = time.UTC
	}
	c := NewContext(cfg)
	v := c.Exports(m)
	if failed != nil {
		return value.Value{}, failed
	}
	if f := v.AsFunc(); f != nil {
		return f.Call(value.Value{}, args)
	}
	return v, nil
}

func show(v value.Value) string {
	if b, ok := value.AppendJSON(nil, v); ok {
		return string(b)
	}
	return value.ToString(v)
}
