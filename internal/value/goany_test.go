package value

import (
	"encoding/json"
	"errors"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestFromAny(t *testing.T) {
	type named string
	type point struct {
		X int    `json:"x"`
		Y string `json:"y,omitempty"`
	}
	when := time.Date(2024, 2, 29, 12, 30, 0, 5e6, time.UTC)
	cases := []struct {
		in   any
		want string
	}{
		{nil, "null"}, {true, "true"}, {"x", `"x"`}, {[]byte("bytes"), `"bytes"`}, {1.5, "1.5"}, {7, "7"},
		{int8(-1), "-1"}, {int64(1) << 40, "1099511627776"}, {uint8(255), "255"}, {uint64(9), "9"}, {uintptr(3), "3"}, {float32(.5), "0.5"}, {time.Second, "1000000000"},
		{json.Number("12.5"), "12.5"}, {when, `"2024-02-29T12:30:00.005Z"`}, {named("n"), `"n"`},
		{Int(3), "3"}, {String("v"), `"v"`},
		{map[string]any{"b": 1, "a": []any{nil, "x"}, "10": 1, "9": 2}, `{"9":2,"10":1,"a":[null,"x"],"b":1}`},
		{map[string]any(nil), "{}"}, {[]any(nil), "[]"}, {[]string(nil), "[]"}, {(*point)(nil), "null"},
		{[]string{"a", "\xed\xa0\xbd"}, `["a","\ud83d"]`}, // a lone surrogate survives
		{[2]bool{true, false}, "[true,false]"}, {[]int{1, 2}, "[1,2]"}, {[][]byte{[]byte("x")}, `["x"]`},
		{map[string]int{"z": 1, "y": 2}, `{"y":2,"z":1}`}, {map[named]named{"k": "v"}, `{"k":"v"}`}, {map[int]string{10: "a", 9: "b"}, `{"9":"b","10":"a"}`},
		{[]map[string]any{{"a": math.Inf(1)}}, `[{"a":null}]`},
		{[]Value{Int(1), Null()}, "[1,null]"}, {map[string]Value{"a": Bool(true)}, `{"a":true}`},
		{point{X: 1}, `{"x":1}`}, {&point{2, "q"}, `{"x":2,"y":"q"}`}, {[]point{{X: 1}, {X: 2}}, `[{"x":1},{"x":2}]`},
		{json.RawMessage(`{"k":[1]}`), `{"k":[1]}`}, {netip.MustParseAddr("10.0.0.1"), `"10.0.0.1"`}, {map[netip.Addr]int{netip.MustParseAddr("10.0.0.1"): 1}, `{"10.0.0.1":1}`},
	}
	for _, c := range cases {
		v, err := FromAny(c.in)
		if err != nil || text(v) != c.want {
			t.Errorf("%T %v gives %s, %v, want %s", c.in, c.in, text(v), err, c.want)
		}
	}
	o := NewObject()
	if v, err := FromAny(FromObject(o)); err != nil || v.AsObject() != o {
		t.Error("a Value does not pass through")
	}
	list, err := FromAny([]any{map[string]any{"a": 1, "b": 2}, map[string]any{"b": 3, "a": 4}})
	if err != nil || list.AsArray().At(0).AsObject().Shape() != list.AsArray().At(1).AsObject().Shape() {
		t.Error("rows with the same keys have two shapes")
	}
}

func TestFromAnyErrors(t *testing.T) {
	cycle := map[string]any{}
	cycle["self"] = cycle
	slice := []any{nil}
	slice[0] = slice
	type ring struct{ Next *ring }
	loop := &ring{}
	loop.Next = loop
	for _, c := range []struct {
		in   any
		want string
	}{
		{make(chan int), "no mini-program value for Go type chan int"},
		{func() {}, "no mini-program value for Go type func()"},
		{complex(1, 2), "no mini-program value for Go type complex128"},
		{map[string]any{"a": []any{make(chan bool)}}, "no mini-program value for Go type chan bool"},
		{struct{ F func() }{}, "no mini-program value for Go type struct { F func() }: json: unsupported type: func()"},
		{json.Number("x"), "strconv.ParseFloat"},
		{json.RawMessage("{"), "no mini-program value for Go type json.RawMessage"},
		{loop, "encountered a cycle"},
	} {
		v, err := FromAny(c.in)
		if err == nil || !strings.Contains(err.Error(), c.want) || !v.IsUndefined() && v.Kind() != KindNumber {
			t.Errorf("%T: %v, want %s", c.in, err, c.want)
		}
	}
	for _, x := range []any{cycle, slice, []map[string]any{cycle}} {
		if _, err := FromAny(x); !errors.Is(err, ErrDepth) {
			t.Errorf("%T: %v, want %v", x, err, ErrDepth)
		}
	}
	deep := any(1)
	for range maxDepth {
		deep = []any{deep}
	}
	if _, err := FromAny(deep); err != nil {
		t.Errorf("1000 levels: %v", err)
	}
	if _, err := FromAny([]any{deep}); !errors.Is(err, ErrDepth) {
		t.Errorf("1001 levels: %v", err)
	}
}

func TestToAny(t *testing.T) {
	cases := []struct {
		v    Value
		want any
	}{
		{Undefined(), nil}, {Null(), nil}, {Bool(true), true}, {Int(3), 3.0}, {String("x"), "x"}, {String("\xed\xa0\xbdx"), "\ufffdx"},
		{parse(t, `[1,null,[]]`), []any{1.0, nil, []any{}}},
		{parse(t, `{"a":{"b":[true]},"1":"x","\ud83d":2}`), map[string]any{"a": map[string]any{"b": []any{true}}, "1": "x", "\ufffd": 2.0}},
		{FromFunc(&Function{}), nil}, {FromOpaque(&plainOpaque{"/x/"}), "/x/"},
		{FromArray(NewArray(FromFunc(&Function{}))), []any{nil}},
	}
	for _, c := range cases {
		if got := ToAny(c.v); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s gives %#v, want %#v", text(c.v), got, c.want)
		}
		if back, err := FromAny(c.want); err != nil || text(back) != "null" && !reflect.DeepEqual(ToAny(back), c.want) {
			t.Errorf("%#v does not come back: %s, %v", c.want, text(back), err)
		}
	}
}
