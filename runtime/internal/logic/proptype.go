package logic

import (
	"fmt"
	"math"

	"github.com/mica-go/mica/internal/value"
)

// propType is the type of a property.
type propType uint8

const (
	anyType propType = iota
	stringType
	numberType
	booleanType
	objectType
	arrayType
	functionType
)

var propTypeNames = [...]string{"null", "String", "Number", "Boolean", "Object", "Array", "Function"}

func (t propType) String() string { return propTypeNames[t] }

// zero is the implicit initial value, and the fallback for what cannot be
// converted where a property names none (spec component §4).
func (t propType) zero() value.Value {
	switch t {
	case stringType:
		return value.String("")
	case numberType:
		return value.Number(0)
	case booleanType:
		return value.Bool(false)
	case arrayType:
		return value.FromArray(value.NewArray())
	case functionType:
		return value.FromFunc(&value.Function{Source: "function () {}", Call: func(value.Value, []value.Value) (value.Value, error) { return value.Value{}, nil }})
	}
	return value.Null()
}

// matches reports whether v is of the type as optionalTypes demands it.
func (t propType) matches(v value.Value) bool {
	k := v.Kind()
	switch t {
	case stringType:
		return k == value.KindString
	case numberType:
		f, ok := v.AsNumber()
		return ok && !math.IsNaN(f) && !math.IsInf(f, 0)
	case booleanType:
		return k == value.KindBool
	case objectType:
		return k == value.KindObject || k == value.KindNull || k == value.KindOpaque
	case arrayType:
		return k == value.KindArray
	case functionType:
		return k == value.KindFunc
	}
	return k != value.KindUndefined
}

// convert converts a value that is written to the property (spec component
// §4.1). warn is "" or the message that goes with a value that does not fit.
func (p *property) convert(v value.Value) (out value.Value, warn string) {
	for _, t := range p.optional {
		if t.matches(v) {
			return v, ""
		}
	}
	k := v.Kind()
	switch p.typ {
	case stringType:
		return p.toString(v, k)
	case numberType:
		return p.toNumber(v, k)
	case booleanType:
		return value.Bool(value.ToBool(v)), ""
	case arrayType:
		if k == value.KindArray {
			return v, ""
		}
		return p.fallback(), p.warning("non-array value")
	case objectType:
		if k == value.KindObject || k == value.KindArray || k == value.KindNull || k == value.KindOpaque {
			return v, ""
		}
		return p.fallback(), p.warning("non-object value")
	case functionType:
		if k == value.KindFunc {
			return v, ""
		}
		return p.fallback(), p.warning("non-function value")
	}
	if k == value.KindUndefined {
		return p.fallback(), ""
	}
	return v, ""
}

// fallback is what the property gets in place of a value that does not fit: what
// its default function gives, or the zero value of its type (spec component §4).
func (p *property) fallback() value.Value {
	if p.def != nil {
		return p.def()
	}
	return p.typ.zero()
}

func (p *property) toString(v value.Value, k value.Kind) (value.Value, string) {
	switch k {
	case value.KindString:
		return v, ""
	case value.KindUndefined, value.KindNull:
		return p.fallback(), fmt.Sprintf("property %q received type-incompatible value: expected <String> but get null value. Used default value instead.", p.name)
	case value.KindArray, value.KindObject, value.KindOpaque:
		return value.String(value.ToString(v)), fmt.Sprintf("property %q received type-incompatible value: expected <String> but get object-typed value. Force converted.", p.name)
	}
	return value.String(value.ToString(v)), ""
}

func (p *property) toNumber(v value.Value, k value.Kind) (value.Value, string) {
	f := value.ToNumber(v)
	if !math.IsNaN(f) && !math.IsInf(f, 0) {
		if k == value.KindNumber {
			return v, ""
		}
		return value.Number(f), ""
	}
	if k == value.KindNumber {
		return p.fallback(), p.warning("NaN or Infinity")
	}
	return p.fallback(), p.warning("non-number value")
}

func (p *property) warning(got string) string {
	return fmt.Sprintf("property %q received type-incompatible value: expected <%s> but got %s. Used default value instead.", p.name, p.typ, got)
}
