package value

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"
)

// ErrDepth reports a value nested deeper than 1000 levels, or a cycle.
var ErrDepth = errors.New("value nested deeper than 1000 levels")

// FromAny converts a Go value: nil to null, booleans, numbers, strings,
// []byte (as a string), json.Number, time.Time (as RFC 3339), slices and maps
// of those, and structs by their JSON form. A Value passes through. Map keys
// are sorted, so that the result is the same at every run. Errors name the Go
// type that has no counterpart; deep nesting gives [ErrDepth].
func FromAny(x any) (Value, error) { return fromAny(x, 0) }

func fromAny(x any, depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, ErrDepth
	}
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
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		o := NewObject()
		for _, k := range keys {
			v, err := fromAny(x[k], depth+1)
			if err != nil {
				return Value{}, err
			}
			o.Put(k, v)
		}
		return FromObject(o), nil
	case []any:
		items := make([]Value, len(x))
		for i := range x {
			v, err := fromAny(x[i], depth+1)
			if err != nil {
				return Value{}, err
			}
			items[i] = v
		}
		return FromArray(NewArray(items...)), nil
	}
	return fromReflect(reflect.ValueOf(x))
}

func fromReflect(r reflect.Value) (Value, error) {
	switch r.Kind() {
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		return Number(float64(r.Int())), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Number(float64(r.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return Number(r.Float()), nil
	case reflect.Bool:
		return Bool(r.Bool()), nil
	case reflect.String:
		return String(r.String()), nil
	case reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return Value{}, fmt.Errorf("no mini-program value for Go type %s", r.Type())
	}
	data, err := json.Marshal(r.Interface())
	if err != nil {
		return Value{}, fmt.Errorf("no mini-program value for Go type %s: %w", r.Type(), err)
	}
	return ParseJSON(data)
}

// ToAny converts v to plain Go data: nil for undefined and null, bool,
// float64, string (valid UTF-8), []any, map[string]any. Functions give nil,
// opaque values their string.
func ToAny(v Value) any {
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
			out[i] = ToAny(items[i])
		}
		return out
	case KindObject:
		o := v.AsObject()
		out := make(map[string]any, len(o.vals))
		for i, k := range o.shape.keys {
			out[k] = ToAny(o.vals[i])
		}
		return out
	case KindOpaque:
		return v.AsOpaque().String()
	}
	return nil
}
