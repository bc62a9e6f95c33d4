package expr

import (
	"cmp"
	"math"
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// arithmetic gives the operation of an operator on two numbers, nil for other
// operators.
func arithmetic(op string) func(x, y float64) float64 {
	switch op {
	case "-":
		return func(x, y float64) float64 { return x - y }
	case "*":
		return func(x, y float64) float64 { return x * y }
	case "/":
		return func(x, y float64) float64 { return x / y }
	case "%":
		return mod
	case "**":
		return power
	}
	return nil
}

// mod is JavaScript's remainder, whose sign is that of x.
func mod(x, y float64) float64 {
	if i, j := int64(x), int64(y); float64(i) == x && float64(j) == y && i >= 0 && j > 0 && x <= 1<<53 && y <= 1<<53 {
		if i == 0 {
			return x // may be -0
		}
		return float64(i % j)
	}
	return math.Mod(x, y)
}

// power is JavaScript's **, which has no value where IEEE has 1.
func power(x, y float64) float64 {
	if math.IsNaN(y) || math.IsInf(y, 0) && math.Abs(x) == 1 {
		return math.NaN()
	}
	return math.Pow(x, y)
}

// bitwise gives the operation of an operator on two 32-bit integers, nil for
// other operators.
func bitwise(op string) func(x, y int32) float64 {
	switch op {
	case "&":
		return func(x, y int32) float64 { return float64(x & y) }
	case "|":
		return func(x, y int32) float64 { return float64(x | y) }
	case "^":
		return func(x, y int32) float64 { return float64(x ^ y) }
	case "<<":
		return func(x, y int32) float64 { return float64(x << (uint32(y) & 31)) }
	case ">>":
		return func(x, y int32) float64 { return float64(x >> (uint32(y) & 31)) }
	case ">>>":
		return func(x, y int32) float64 { return float64(uint32(x) >> (uint32(y) & 31)) }
	}
	return nil
}

// primitive is the conversion of a comparison's operand: arrays, objects and
// functions become strings, dates and the like the number they stand for.
func primitive(v value.Value) value.Value {
	if !v.IsContainer() {
		return v
	}
	if x, ok := v.AsOpaque().(interface{ Number() float64 }); ok {
		return value.Number(x.Number())
	}
	return value.String(value.ToString(v))
}

// order says how two values compare; every relation with NaN is false.
type order int8

const (
	less order = iota - 1
	equal
	greater
	unordered
)

// compare is the order of two values by < and its like: two strings by their
// UTF-16 units, everything else by number.
func compare(a, b value.Value) order {
	a, b = primitive(a), primitive(b)
	if s, ok := a.AsString(); ok {
		if t, ok := b.AsString(); ok {
			return compareStrings(s, t)
		}
	}
	return compareNumbers(value.ToNumber(a), value.ToNumber(b))
}

func compareNumbers(x, y float64) order {
	switch {
	case x < y:
		return less
	case x > y:
		return greater
	case x == y:
		return equal
	}
	return unordered
}

// compareStrings compares by UTF-16 units. The order of WTF-8 bytes differs from
// it only where a code point beyond U+FFFF, a pair of surrogates, meets one from
// U+D800 on.
func compareStrings(a, b string) order {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	if i == n {
		return order(cmp.Compare(len(a), len(b)))
	}
	if a[i] >= 0xF0 != (b[i] >= 0xF0) && a[i] >= 0xED && b[i] >= 0xED {
		// Two units decide, which are at most 3 and 4 bytes.
		a, b = a[i:min(len(a), i+8)], b[i:min(len(b), i+8)]
		return order(slices.Compare(value.ToUTF16(a), value.ToUTF16(b)))
	}
	return order(cmp.Compare(a[i], b[i]))
}
