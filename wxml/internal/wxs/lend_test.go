package wxs

import (
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// What Lend gives is WXS's own: it may be kept and written to over many calls,
// parts that are shared stay shared, and a snapshot is the original until a
// write.
func TestLend(t *testing.T) {
	m, diags := Compile("t.wxs", []byte(`
		var kept
		module.exports = {
			keep: function (o) { kept = o; return o.list.length },
			write: function (n) { kept.list[0].n = n; kept.list.push(n); return kept === kept.self.of },
			same: function () { return kept.a === kept.b },
			read: function () { return kept }
		}`), Options{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	c := NewContext(Config{})
	x := c.Exports(m)
	call := func(name string, args ...value.Value) value.Value {
		t.Helper()
		v, _, err := CallMethod(c, x, name, args)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	shared := parse(t, `{"s":1}`)
	given := parse(t, `{"list":[{"n":0}],"self":{}}`)
	given.AsObject().Put("a", shared)
	given.AsObject().Put("b", shared)
	before := show(given)
	lent := c.Lend(given)
	if !c.Lent(lent) || c.Lent(given) {
		t.Error("Lent does not tell the copy from the original")
	}
	call("keep", lent)
	if !value.Identical(call("read"), given) {
		t.Error("an unchanged copy gives another snapshot than the original")
	}
	if got := show(call("same")); got != "true" {
		t.Error("a part that stood in two places is two parts now")
	}
	if c.Written() {
		t.Error("reading counts as writing")
	}
	call("write", value.Int(5))
	call("write", value.Int(6))
	if !c.Written() || c.Written() {
		t.Error("Written does not tell of the writes once")
	}
	if got, want := show(call("read")), `{"list":[{"n":6},5,6],"self":{},"a":{"s":1},"b":{"s":1}}`; got != want {
		t.Errorf("after two calls that write: %s, want %s", got, want)
	}
	if after, err := c.Snapshot(lent); err != nil || !value.Identical(after, call("read")) {
		t.Errorf("snapshot %s, %v", show(after), err)
	}
	if show(given) != before {
		t.Errorf("the original became %s", show(given))
	}
	for _, v := range []value.Value{value.Int(1), value.String("x"), {}, value.Null(), x} {
		if !value.Identical(c.Lend(v), v) {
			t.Errorf("%s is handed out as another value", show(v))
		}
	}
}

// What nests too deeply is handed out as it is, and what is shared does not
// multiply.
func TestLendLimits(t *testing.T) {
	c := NewContext(Config{})
	deep := value.FromArray(value.NewArray())
	for range 3 * maxDeep {
		deep = value.FromArray(value.NewArray(deep))
	}
	if v := c.Lend(deep); !c.Lent(v) {
		t.Error("the outer levels of a deep value are not lent")
	}
	wide := value.FromArray(value.NewArray())
	for range 60 { // 2^60 when written out
		wide = value.FromArray(value.NewArray(wide, wide))
	}
	if v := c.Lend(wide); !c.Lent(v) {
		t.Error("a value with shared parts is not lent")
	}
}
