package value

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"
)

// ErrDepth reports a value nested deeper than 1000 levels, or a cycle.
var ErrDepth = errors.New("value nested deeper than 1000 levels")

// FromAny converts a Go value: nil to null, booleans, numbers, strings,
// []byte (as a string), json.Number, time.Time (as RFC 3339), slices, arrays
// and maps with string keys of those (nil ones are empty), and anything else,
// structs above all, by its JSON form. A Value passes through. Map keys are
// sorted, so that the result is the same at every run. Errors name the Go type
// that has no counterpart; nesting over 1000 levels gives [ErrDepth].
func FromAny(x any) (Value, error) {
	var c goReader
	return c.value(x, 0)
}

type goReader struct{ shapes Shapes }

func (c *goReader) value(x any, depth int) (Value, error) {
	switch x := x.(type) {
	case nil:
		return Null(), nil
	case Value:
		return x, nil
	case bool:
		return Bool(x), nil
	case string:
		return String(x), nil
	case []byte:
		return String(string(x)), nil
	case float64:
		return Number(x), nil
	case int:
		return Int(x), nil
	case json.Number:
		f, err := x.Float64()
		return Number(f), err
	case time.Time:
		return String(x.Format(time.RFC3339Nano)), nil
	case map[string]any:
		return c.fields(maps.Keys(x), func(k string) any { return x[k] }, depth)
	case []any:
		return c.items(len(x), func(i int) any { return x[i] }, depth)
	case json.Marshaler, encoding.TextMarshaler:
		return fromJSON(x)
	}
	return c.reflected(reflect.ValueOf(x), depth)
}

func (c *goReader) fields(names iter.Seq[string], at func(string) any, depth int) (Value, error) {
	if depth >= maxDepth {
		return Value{}, ErrDepth
	}
	keys := slices.Sorted(names)
	vals := make([]Value, len(keys))
	for i, k := range keys {
		v, err := c.value(at(k), depth+1)
		if err != nil {
			return Value{}, err
		}
		vals[i] = v
	}
	return FromObject(c.shapes.object(keys, vals)), nil
}

func (c *goReader) items(n int, at func(int) any, depth int) (Value, error) {
	if depth >= maxDepth {
		return Value{}, ErrDepth
	}
	items := make([]Value, n)
	for i := range items {
		v, err := c.value(at(i), depth+1)
		if err != nil {
			return Value{}, err
		}
		items[i] = v
	}
	return FromArray(NewArray(items...)), nil
}

func (c *goReader) reflected(r reflect.Value, depth int) (Value, error) {
	switch r.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		return Number(float64(r.Int())), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return Number(float64(r.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return Number(r.Float()), nil
	case reflect.Bool:
		return Bool(r.Bool()), nil
	case reflect.String:
		return String(r.String()), nil
	case reflect.Slice, reflect.Array:
		if r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.Uint8 {
			return String(string(r.Bytes())), nil
		}
		return c.items(r.Len(), func(i int) any { return r.Index(i).Interface() }, depth)
	case reflect.Map:
		if t := r.Type().Key(); t.Kind() == reflect.String && !t.Implements(textMarshaler) {
			return c.mapped(r, depth)
		}
	case reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return Value{}, fmt.Errorf("no mini-program value for Go type %s", r.Type())
	}
	return fromJSON(r.Interface())
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// mapped converts a map whose keys are of a string type.
func (c *goReader) mapped(r reflect.Value, depth int) (Value, error) {
	t := r.Type().Key()
	names := func(yield func(string) bool) {
		for _, k := range r.MapKeys() {
			if !yield(k.String()) {
				return
			}
		}
	}
	return c.fields(names, func(k string) any {
		return r.MapIndex(reflect.ValueOf(k).Convert(t)).Interface()
	}, depth)
}

func fromJSON(x any) (Value, error) {
	data, err := json.Marshal(x)
	if err != nil {
		return Value{}, fmt.Errorf("no mini-program value for Go type %T: %w", x, err)
	}
	return ParseJSON(data)
}

// ToAny converts v to plain Go data: nil for undefined and null, bool,
// float64, string (valid UTF-8), []any, map[string]any. Functions give nil,
// opaque values their string. What is nested deeper than 1000 levels, or
// written out would pass 128 MB, is nil.
func ToAny(v Value) any {
	w := newBudget()
	return w.toAny(v, 0)
}

func (w *budget) toAny(v Value, depth int) any {
	if !w.spend(v, depth) {
		return nil
	}
	switch v.Kind() {
	case KindBool:
		return v.num == 1
	case KindNumber:
		return math.Float64frombits(v.num)
	case KindString:
		s, _ := v.AsString()
		return ValidUTF8(s)
	case KindArray:
		items := v.AsArray().items
		out := make([]any, len(items))
		for i := range items {
			out[i] = w.toAny(items[i], depth+1)
		}
		return out
	case KindObject:
		o := v.AsObject()
		out := make(map[string]any, len(o.vals))
		for i, k := range o.shape.keys {
			out[ValidUTF8(k)] = w.toAny(o.vals[i], depth+1)
		}
		return out
	case KindOpaque:
		return ValidUTF8(v.AsOpaque().String())
	}
	return nil
}
