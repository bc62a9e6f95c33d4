package wxs

import (
	"math"
	"strconv"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

func numberMethods() map[string]*builtin {
	return table(
		fn("toString", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			f := c.thisNumber(this)
			radix := 10.0
			if v := arg(args, 0); !v.IsUndefined() {
				radix = c.toInteger(v)
			}
			if radix < 2 || radix > 36 {
				c.rangeError("toString() radix must be between 2 and 36")
			}
			return value.String(formatRadix(f, int(radix)))
		}),
		fn("toLocaleString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.String(groupDigits(c.thisNumber(this)))
		}),
		fn("valueOf", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.Number(c.thisNumber(this))
		}),
		fn("toFixed", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			f := c.thisNumber(this)
			return value.String(toFixed(f, c.digitsArg(args, 0, 100, "toFixed")))
		}),
		fn("toExponential", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			f := c.thisNumber(this)
			d := -1
			if !arg(args, 0).IsUndefined() {
				d = c.digitsArg(args, 0, 100, "toExponential")
			}
			return value.String(toExponential(f, d))
		}),
		fn("toPrecision", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			f := c.thisNumber(this)
			if arg(args, 0).IsUndefined() {
				return value.String(value.FormatNumber(f))
			}
			return value.String(toPrecision(f, c.digitsArg(args, 1, 100, "toPrecision")))
		}),
	)
}

func (c *Context) thisNumber(v value.Value) float64 {
	f, ok := v.AsNumber()
	if !ok {
		c.typeError("Number.prototype.valueOf requires that 'this' be a Number")
	}
	return f
}

func (c *Context) digitsArg(args []value.Value, least, most float64, name string) int {
	d := c.toInteger(arg(args, 0))
	if d < least || d > most {
		c.rangeError("%s() argument must be between %v and %v", name, least, most)
	}
	return int(d)
}

// notFinite formats NaN and the infinities.
func notFinite(f float64) bool { return f != f || math.IsInf(f, 0) }

// toFixed rounds halves up exactly, where strconv rounds them to even.
func toFixed(f float64, d int) string {
	if notFinite(f) || math.Abs(f) >= 1e21 {
		return value.FormatNumber(f)
	}
	abs := math.Abs(f)
	var s string
	if y := math.Ldexp(abs, d+1); y == math.Trunc(y) { // only then a half can remain
		s = fixedDigits(abs, d)
	} else {
		s = strconv.FormatFloat(abs, 'f', d, 64)
	}
	if f < 0 { // V8 keeps the sign of what rounds to zero
		s = "-" + s
	}
	return s
}

// exactDigits returns all decimal digits of a positive number without leading
// and trailing zeros, and the exponent of the first one.
func exactDigits(abs float64) (digits string, exp int) {
	s := strconv.FormatFloat(abs, 'e', 800, 64)
	mantissa, e, _ := strings.Cut(s, "e")
	exp, _ = strconv.Atoi(e)
	return strings.TrimRight(mantissa[:1]+mantissa[2:], "0"), exp
}

// roundDigits rounds digits to n of them, halves up, and reports a carry into
// a new first digit.
func roundDigits(digits string, n int) (out string, carry bool) {
	if n < 0 {
		return "", false
	}
	if n >= len(digits) {
		return digits + strings.Repeat("0", n-len(digits)), false
	}
	b := []byte(digits[:n])
	if digits[n] < '5' {
		return string(b), false
	}
	for i := n - 1; i >= 0; i-- {
		if b[i] < '9' {
			b[i]++
			return string(b), false
		}
		b[i] = '0'
	}
	return "1" + string(b), true
}

func fixedDigits(abs float64, d int) string {
	if abs == 0 {
		return strconv.FormatFloat(0, 'f', d, 64)
	}
	digits, exp := exactDigits(abs)
	if exp < 0 {
		digits = strings.Repeat("0", -exp) + digits
		exp = 0
	}
	out, carry := roundDigits(digits, exp+1+d)
	whole := exp + 1
	if carry {
		whole++
	}
	if d == 0 {
		return out
	}
	return out[:whole] + "." + out[whole:]
}

// toExponential formats with d digits after the point, as many as needed when d
// is negative.
func toExponential(f float64, d int) string {
	if notFinite(f) {
		return value.FormatNumber(f)
	}
	digits, exp := "0", 0
	switch abs := math.Abs(f); {
	case abs == 0:
		digits = strings.Repeat("0", max(d, 0)+1)
	case d < 0:
		mantissa, e, _ := strings.Cut(strconv.FormatFloat(abs, 'e', -1, 64), "e")
		exp, _ = strconv.Atoi(e)
		digits = strings.Replace(mantissa, ".", "", 1)
	default:
		digits, exp = significant(abs, d+1)
	}
	return sign(f) + exponential(digits, exp)
}

func sign(f float64) string {
	if f < 0 {
		return "-"
	}
	return ""
}

func exponential(digits string, exp int) string {
	s := digits[:1]
	if len(digits) > 1 {
		s += "." + digits[1:]
	}
	if exp < 0 {
		return s + "e" + strconv.Itoa(exp)
	}
	return s + "e+" + strconv.Itoa(exp)
}

// significant returns n digits of a positive number and its exponent.
func significant(abs float64, n int) (string, int) {
	digits, exp := exactDigits(abs)
	out, carry := roundDigits(digits, n)
	if carry {
		return out[:n], exp + 1
	}
	return out, exp
}

func toPrecision(f float64, n int) string {
	if notFinite(f) {
		return value.FormatNumber(f)
	}
	digits, exp := strings.Repeat("0", n), 0
	if f != 0 {
		digits, exp = significant(math.Abs(f), n)
	}
	switch {
	case exp < -6 || exp >= n:
		return sign(f) + exponential(digits, exp)
	case exp < 0:
		return sign(f) + "0." + strings.Repeat("0", -exp-1) + digits
	case exp == n-1:
		return sign(f) + digits
	}
	return sign(f) + digits[:exp+1] + "." + digits[exp+1:]
}

// formatRadix writes a number in another base: for fractions as many digits as
// tell the number from its neighbours.
func formatRadix(f float64, radix int) string {
	if radix == 10 || notFinite(f) {
		return value.FormatNumber(f)
	}
	abs := math.Abs(f)
	whole := math.Floor(abs)
	frac, up := fractionRadix(abs, abs-whole, float64(radix))
	if up {
		whole++
	}
	return sign(f) + wholeRadix(whole, radix) + frac
}

const radixDigits = "0123456789abcdefghijklmnopqrstuvwxyz"

// fractionRadix returns the digits behind the point and whether rounding
// carried into the whole part.
func fractionRadix(abs, frac, radix float64) (string, bool) {
	delta := max(0.5*(math.Nextafter(abs, inf)-abs), math.SmallestNonzeroFloat64)
	if frac < delta {
		return "", false
	}
	var digits []byte
	for {
		frac *= radix
		delta *= radix
		digit := int(frac)
		digits = append(digits, byte(digit))
		frac -= float64(digit)
		if (frac > 0.5 || frac == 0.5 && digit&1 == 1) && frac+delta > 1 {
			n := len(digits) - 1
			for n >= 0 && digits[n] == byte(radix)-1 {
				n--
			}
			if n < 0 {
				return "", true
			}
			digits = digits[:n+1]
			digits[n]++
			break
		}
		if frac < delta {
			break
		}
	}
	for i, d := range digits {
		digits[i] = radixDigits[d]
	}
	return "." + string(digits), false
}

func wholeRadix(f float64, radix int) string {
	if f < 1<<63 {
		return strconv.FormatUint(uint64(f), radix)
	}
	var b []byte
	r := float64(radix)
	for math.Ilogb(f) >= 53 { // the low digits carry no information
		f /= r
		b = append(b, '0')
	}
	for f = math.Trunc(f); f > 0; {
		d := math.Mod(f, r)
		b = append(b, radixDigits[int(d)])
		f = (f - d) / r
	}
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// groupDigits writes a number with thousands separators and up to three
// decimals.
func groupDigits(f float64) string {
	if notFinite(f) || math.Abs(f) >= 1e21 {
		return value.FormatNumber(f)
	}
	s := toFixed(math.Abs(f), 3)
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	var b strings.Builder
	b.WriteString(sign(f))
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}
