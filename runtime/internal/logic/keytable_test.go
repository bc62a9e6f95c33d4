package logic

import (
	"math"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// Keys are equal where their texts are (spec wxml §4.4), whatever they are.
func TestKeyTable(t *testing.T) {
	keys := []value.Value{
		value.Int(0), value.Int(5), value.String("5"), value.String("05"), value.String("5.0"), value.Number(5.5), value.String("5.5"),
		value.Int(-1), value.String("-1"), value.Number(math.Copysign(0, -1)), value.Number(math.NaN()), value.String("NaN"),
		value.Number(1e21), value.String("1e+21"), value.Number(1e15), value.String("1000000000000000"), value.Number(999999999999999),
		value.String("999999999999999"), value.String(""), {}, value.Null(), value.Bool(true), value.String("true"),
		value.FromObject(value.NewObject()), value.String("[object Object]"), value.FromArray(value.NewArray(value.Int(5))), value.String("e\u0301"),
	}
	first := make(map[string]int)
	key := func(i int) value.Value { return keys[i] }
	table := newKeyTable(len(keys))
	for i, k := range keys {
		_, seen := first[value.Text(k)]
		if !seen {
			first[value.Text(k)] = i
		}
		if added := table.add(i, key); added == seen {
			t.Errorf("%q of kind %v: added %v, want %v", value.Text(k), k.Kind(), added, !seen)
		}
	}
	for _, k := range keys {
		if got, want := table.find(k, key), first[value.Text(k)]; got != want {
			t.Errorf("%q of kind %v is at %d, want %d", value.Text(k), k.Kind(), got, want)
		}
	}
	if got := table.find(value.String("none"), key); got != -1 {
		t.Errorf("a key that is not there is at %d", got)
	}
}
