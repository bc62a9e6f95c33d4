package wxs

import (
	"math"
	"math/bits"

	"github.com/mica-go/mica/internal/value"
)

func mathSpace() *namespace {
	f1 := func(name string, f func(float64) float64) *builtin {
		return fn(name, 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			if len(args) > 0 {
				if x, ok := args[0].AsNumber(); ok {
					return value.Number(f(x))
				}
			}
			return value.Number(f(c.toNumber(arg(args, 0))))
		})
	}
	f2 := func(name string, f func(x, y float64) float64) *builtin {
		return fn(name, 2, func(c *Context, _ value.Value, args []value.Value) value.Value {
			x := c.toNumber(arg(args, 0))
			return value.Number(f(x, c.toNumber(arg(args, 1))))
		})
	}
	fold := func(name string, start float64, f func(x, y float64) float64) *builtin {
		return fn(name, 2, func(c *Context, _ value.Value, args []value.Value) value.Value {
			acc := start
			for _, a := range args {
				acc = f(acc, c.toNumber(a))
			}
			return value.Number(acc)
		})
	}
	return &namespace{
		name: "Math",
		consts: map[string]value.Value{
			"E": value.Number(math.E), "LN10": value.Number(math.Ln10), "LN2": value.Number(math.Ln2),
			"LOG2E": value.Number(math.Log2E), "LOG10E": value.Number(math.Log10E), "PI": value.Number(math.Pi),
			"SQRT1_2": value.Number(math.Sqrt2 / 2), "SQRT2": value.Number(math.Sqrt2),
		},
		funcs: table(
			f1("abs", math.Abs), f1("acos", math.Acos), f1("asin", math.Asin), f1("atan", math.Atan),
			f2("atan2", math.Atan2), f1("ceil", math.Ceil), f1("cos", math.Cos), f1("exp", math.Exp),
			f1("floor", math.Floor), f1("log", math.Log), fold("max", -inf, math.Max), fold("min", inf, math.Min),
			f2("pow", power), f1("round", roundHalfUp), f1("sin", math.Sin), f1("sqrt", math.Sqrt), f1("tan", math.Tan),
			fn("random", 0, func(c *Context, _ value.Value, _ []value.Value) value.Value {
				c.impure = true
				return value.Number(c.cfg.Rand())
			}),
			f1("trunc", math.Trunc), f1("cbrt", math.Cbrt), f1("log2", math.Log2), f1("log10", math.Log10),
			f1("log1p", math.Log1p), f1("expm1", math.Expm1), f1("sinh", math.Sinh), f1("cosh", math.Cosh),
			f1("tanh", math.Tanh), f1("asinh", math.Asinh), f1("acosh", math.Acosh), f1("atanh", math.Atanh),
			fold("hypot", 0, math.Hypot),
			f1("sign", func(x float64) float64 {
				switch {
				case x > 0:
					return 1
				case x < 0:
					return -1
				}
				return x
			}),
			f1("fround", func(x float64) float64 { return float64(float32(x)) }),
			fn("clz32", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
				return value.Int(bits.LeadingZeros32(uint32(c.toInt32(arg(args, 0)))))
			}),
			fn("imul", 2, func(c *Context, _ value.Value, args []value.Value) value.Value {
				return value.Number(float64(c.toInt32(arg(args, 0)) * c.toInt32(arg(args, 1))))
			}),
		),
	}
}

// roundHalfUp is Math.round: halves go towards positive infinity.
func roundHalfUp(x float64) float64 {
	f := math.Floor(x)
	if x-f >= 0.5 {
		f++
	}
	return math.Copysign(f, x)
}

func numberConsts() map[string]value.Value {
	return map[string]value.Value{
		"MAX_VALUE": value.Number(math.MaxFloat64), "MIN_VALUE": value.Number(math.SmallestNonzeroFloat64),
		"NEGATIVE_INFINITY": value.Number(-inf), "POSITIVE_INFINITY": value.Number(inf), "NaN": value.Number(nan),
		"EPSILON": value.Number(math.Nextafter(1, 2) - 1), "MAX_SAFE_INTEGER": value.Number(1<<53 - 1),
		"MIN_SAFE_INTEGER": value.Number(-(1<<53 - 1)),
	}
}

func numberStatics() map[string]*builtin {
	is := func(name string, test func(float64) bool) *builtin {
		return fn(name, 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			f, ok := arg(args, 0).AsNumber()
			return value.Bool(ok && test(f))
		})
	}
	whole := func(f float64) bool { return !notFinite(f) && f == math.Trunc(f) }
	return table(
		is("isNaN", func(f float64) bool { return f != f }),
		is("isFinite", func(f float64) bool { return !notFinite(f) }),
		is("isInteger", whole),
		is("isSafeInteger", func(f float64) bool { return whole(f) && math.Abs(f) < 1<<53 }),
		fn("parseFloat", 1, parseFloat), fn("parseInt", 2, parseInt),
	)
}
