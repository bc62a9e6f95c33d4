package value

import (
	"math"
	"unsafe"
)

// Kind says what a [Value] holds.
type Kind uint8

// The kinds of values. The zero Value is undefined.
const (
	KindUndefined Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
	KindFunc
	KindOpaque
)

var kindNames = [...]string{"undefined", "null", "boolean", "number", "string", "array", "object", "function", "opaque"}

// String returns the kind's name in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "invalid"
}

// Value is one JavaScript-like data value. The zero Value is undefined.
// Values are compared with [Identical], [StrictEqual] or [LooseEqual], never
// with ==.
type Value struct {
	_   [0]func() // not comparable with ==
	num uint64    // number bits, boolean, or length of a string
	ref any       // nil, a Kind, stringPtr, *Array, *Object, *Function or Opaque
}

type stringPtr *byte

// Opaque is implemented by values that only their maker understands, such as
// the dates and regular expressions of WXS. To everyone else they are objects
// without fields. They compare by identity, so the type must be comparable; a
// pointer is best. One that has a method Number() float64 also converts to a
// number.
type Opaque interface {
	// ClassName is the JavaScript class, for example "Date" or "RegExp".
	ClassName() string
	// String is the result of the JavaScript conversion to a string.
	String() string
}

// Function is a callable value. Functions compare by identity.
type Function struct {
	// Name is the function's name, for messages.
	Name string
	// Source is what the conversion to a string gives.
	Source string
	// Length is the number of declared parameters.
	Length int
	// Call runs the function; nil for a function that only passes through
	// (one that belongs to a JavaScript VM).
	Call func(this Value, args []Value) (Value, error)
	// Ref is the maker's own handle, such as the JavaScript function object.
	Ref any
}

// Undefined returns the undefined value, which is the zero Value.
func Undefined() Value { return Value{} }

// Null returns null.
func Null() Value { return Value{ref: KindNull} }

// Bool returns a boolean.
func Bool(b bool) Value {
	if b {
		return Value{num: 1, ref: KindBool}
	}
	return Value{ref: KindBool}
}

// Number returns a number.
func Number(f float64) Value { return Value{num: math.Float64bits(f), ref: KindNumber} }

// Int returns a number.
func Int(i int) Value { return Number(float64(i)) }

// String returns a string. s is WTF-8; plain UTF-8 is WTF-8.
func String(s string) Value {
	return Value{num: uint64(len(s)), ref: stringPtr(unsafe.StringData(s))}
}

// FromArray returns a as a value; nil gives null.
func FromArray(a *Array) Value {
	if a == nil {
		return Null()
	}
	return Value{ref: a}
}

// FromObject returns o as a value; nil gives null.
func FromObject(o *Object) Value {
	if o == nil {
		return Null()
	}
	return Value{ref: o}
}

// FromFunc returns f as a value; nil gives undefined.
func FromFunc(f *Function) Value {
	if f == nil {
		return Value{}
	}
	return Value{ref: f}
}

// FromOpaque returns x as a value; nil gives undefined.
func FromOpaque(x Opaque) Value {
	if x == nil {
		return Value{}
	}
	return Value{ref: x}
}

// Kind returns what v holds.
func (v Value) Kind() Kind {
	switch r := v.ref.(type) {
	case nil:
		return KindUndefined
	case Kind:
		return r
	case stringPtr:
		return KindString
	case *Array:
		return KindArray
	case *Object:
		return KindObject
	case *Function:
		return KindFunc
	default:
		return KindOpaque
	}
}

// IsUndefined reports whether v is undefined.
func (v Value) IsUndefined() bool { return v.ref == nil }

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.ref == any(KindNull) }

// IsNullish reports whether v is undefined or null.
func (v Value) IsNullish() bool { return v.ref == nil || v.IsNull() }

// IsString reports whether v is a string.
func (v Value) IsString() bool { _, ok := v.ref.(stringPtr); return ok }

// IsContainer reports whether v is an array, object, function or opaque value,
// that is, whether typeof would not name a primitive.
func (v Value) IsContainer() bool { return v.Kind() >= KindArray }

// AsBool returns the boolean, false when v is none, and whether v is one.
func (v Value) AsBool() (b, ok bool) {
	k, _ := v.ref.(Kind)
	return k == KindBool && v.num == 1, k == KindBool
}

// AsNumber returns the number and whether v is one.
func (v Value) AsNumber() (float64, bool) {
	if k, _ := v.ref.(Kind); k == KindNumber {
		return math.Float64frombits(v.num), true
	}
	return 0, false
}

// AsString returns the string (WTF-8) and whether v is one.
func (v Value) AsString() (string, bool) {
	if p, ok := v.ref.(stringPtr); ok {
		return unsafe.String(p, int(v.num)), true
	}
	return "", false
}

// AsArray returns the array, or nil when v is none.
func (v Value) AsArray() *Array { a, _ := v.ref.(*Array); return a }

// AsObject returns the object, or nil when v is none.
func (v Value) AsObject() *Object { o, _ := v.ref.(*Object); return o }

// AsFunc returns the function, or nil when v is none.
func (v Value) AsFunc() *Function { f, _ := v.ref.(*Function); return f }

// AsOpaque returns the extension, or nil when v is none.
func (v Value) AsOpaque() Opaque { x, _ := v.ref.(Opaque); return x }

// Ref returns what v refers to, for a type assertion to one concrete type: an
// *Array, *Object, *Function or the extension itself, for which [Value.AsOpaque]
// is slower. What it gives for other values has no meaning.
func (v Value) Ref() any { return v.ref }

// Identical reports whether a and b are the same value: equal primitives (NaN
// is identical to NaN, 0 to -0) or the very same container. It never looks
// into containers and costs nanoseconds whatever they hold.
func Identical(a, b Value) bool {
	switch ra := a.ref.(type) {
	case nil:
		return b.ref == nil
	case stringPtr:
		rb, ok := b.ref.(stringPtr)
		return ok && a.num == b.num && (ra == rb || unsafe.String(ra, int(a.num)) == unsafe.String(rb, int(b.num)))
	case Kind:
		rb, ok := b.ref.(Kind)
		if !ok || ra != rb {
			return false
		}
		if ra != KindNumber || a.num == b.num {
			return a.num == b.num
		}
		x, y := math.Float64frombits(a.num), math.Float64frombits(b.num)
		return x == y || x != x && y != y
	default:
		return a.ref == b.ref
	}
}

// StrictEqual is the JavaScript operator ===.
func StrictEqual(a, b Value) bool {
	if x, ok := a.AsNumber(); ok && x != x {
		return false
	}
	return Identical(a, b)
}

// LooseEqual is the JavaScript operator ==.
func LooseEqual(a, b Value) bool {
	ka, kb := a.Kind(), b.Kind()
	switch {
	case ka == kb, ka >= KindArray && kb >= KindArray:
		return StrictEqual(a, b)
	case a.IsNullish() || b.IsNullish():
		return a.IsNullish() && b.IsNullish()
	case ka >= KindArray:
		return LooseEqual(String(ToString(a)), b)
	case kb >= KindArray:
		return LooseEqual(a, String(ToString(b)))
	default:
		return ToNumber(a) == ToNumber(b)
	}
}

// DeepEqual reports whether a and b are equal in content: primitives by
// [Identical], arrays and objects by their elements (the order of keys does
// not count), functions and opaque values by identity. What is nested deeper
// than 1000 levels, or written out would pass 128 MB, counts as different.
func DeepEqual(a, b Value) bool {
	w := newBudget()
	return w.equal(a, b, 0)
}

func (w *budget) equal(a, b Value, depth int) bool {
	if !w.spend(a, depth) {
		return false
	}
	if Identical(a, b) {
		return true
	}
	if x, y := a.AsArray(), b.AsArray(); x != nil && y != nil {
		if len(x.items) != len(y.items) {
			return false
		}
		for i := range x.items {
			if !w.equal(x.items[i], y.items[i], depth+1) {
				return false
			}
		}
		return true
	}
	x, y := a.AsObject(), b.AsObject()
	if x == nil || y == nil || len(x.vals) != len(y.vals) {
		return false
	}
	for i, k := range x.shape.keys {
		j := i
		if x.shape != y.shape {
			j = y.shape.Index(k)
		}
		if j < 0 || !w.equal(x.vals[i], y.vals[j], depth+1) {
			return false
		}
	}
	return true
}

// maxSame bounds how many values one SameContent looks at.
const maxSame = 1 << 16

// SameContent reports whether nobody who only reads can tell a from b: equal
// primitives, arrays of the same elements, objects of the same fields in the
// same order, functions and opaque values by identity. It is for values that
// come from one program, whose objects share shapes: objects of equal keys but
// two shapes count as different, and so does what is too large or too deep to
// be compared quickly. It does not allocate.
func SameContent(a, b Value) bool {
	left := maxSame
	return sameContent(a, b, &left, 64)
}

func sameContent(a, b Value, left *int, depth int) bool {
	if *left--; *left < 0 || depth < 0 {
		return false
	}
	switch x := a.ref.(type) {
	case *Array:
		y, ok := b.ref.(*Array)
		if !ok || len(x.items) != len(y.items) {
			return false
		}
		return x == y || sameAll(x.items, y.items, left, depth-1)
	case *Object:
		y, ok := b.ref.(*Object)
		if !ok || x.shape != y.shape {
			return false
		}
		return x == y || sameAll(x.vals, y.vals, left, depth-1)
	}
	return Identical(a, b)
}

func sameAll(a, b []Value, left *int, depth int) bool {
	for k := range a {
		if !sameContent(a[k], b[k], left, depth) {
			return false
		}
	}
	return true
}
