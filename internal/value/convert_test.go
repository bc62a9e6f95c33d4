package value

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// sample is one value and the JavaScript expression for it.
type sample struct {
	js string
	v  Value
}

// opaque is an extension that prints as JavaScript's date or regexp would.
type opaque struct {
	text   string
	number float64
}

func (o *opaque) ClassName() string { return "Date" }
func (o *opaque) String() string    { return o.text }
func (o *opaque) Number() float64   { return o.number }

type plainOpaque struct{ text string }

func (o *plainOpaque) ClassName() string { return "RegExp" }
func (o *plainOpaque) String() string    { return o.text }

func samples(t testing.TB) []sample {
	list := []sample{
		{"undefined", Undefined()},
		{"null", Null()},
		{"true", Bool(true)},
		{"false", Bool(false)},
		{"({})", FromObject(NewObject())},
		{"({a: 1})", parse(t, `{"a":1}`)},
		{"(function f() { return 1 })", FromFunc(&Function{Name: "f", Source: "function f() { return 1 }"})},
		{"/x+/g", FromOpaque(&plainOpaque{"/x+/g"})},
		{"({valueOf: function () { return 86400000 }, toString: function () { return 'a day' }, [Symbol.toPrimitive]: function (hint) { return hint === 'number' ? 86400000 : 'a day' }})",
			FromOpaque(&opaque{"a day", 86400000})},
		{"[undefined]", FromArray(NewArray(Value{}))},
		{"[{}]", FromArray(NewArray(FromObject(NewObject())))},
		{"[NaN, -0, 1e21]", FromArray(NewArray(Number(math.NaN()), Number(math.Copysign(0, -1)), Number(1e21)))},
		{`["\ud83d", "x"]`, FromArray(NewArray(String("\xed\xa0\xbd"), String("x")))},
	}
	for _, s := range []string{`[]`, `[0]`, `[1]`, `["2"]`, `[null]`, `[1,2]`, `[1,[2,null]]`, `[[[]]]`, `["0x10"]`, `[" 7 "]`, `[[3]]`, `["a",["b","c"]]`} {
		list = append(list, sample{s, parse(t, s)})
	}
	for _, s := range []string{"", " ", "0", "-0", "1", "1.0", "1e3", "true", "null", "undefined", "NaN", "Infinity", "a", "ab", "[object Object]", "1,2", "键", "😀",
		"/x+/g", "a day", "function f() { return 1 }", "\u00a05\ufeff", "0x1F", "4294967297"} {
		list = append(list, sample{quote(s), String(s)})
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 2, 10, 16, 0.5, -1.5, math.NaN(), math.Inf(1), math.Inf(-1), 1e21, 1e-7, 86400000,
		1<<31 - 1, 1 << 31, -1 << 31, -1<<31 - 1, 1<<32 - 1, 1 << 32, 1<<32 + 5, -(1<<32 + 5), 1 << 53, 1e300, -1e300, 5e-324, 4294967296.7, 2147483648.5} {
		list = append(list, sample{number(f), Number(f)})
	}
	return list
}

// quote writes a string as a JavaScript literal.
func quote(s string) string { return string(AppendQuoted(nil, s)) }

// number writes a number as a JavaScript expression that gives exactly it.
func number(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 0):
		return fmt.Sprintf("(%v/0)", math.Copysign(1, f))
	case f == 0 && math.Signbit(f):
		return "(-0)"
	}
	return fmt.Sprintf("(%.17g)", f)
}

// TestConversionsAgainstGoja compares the unary conversions with those of a
// JavaScript engine.
func TestConversionsAgainstGoja(t *testing.T) {
	vm := goja.New()
	for _, s := range samples(t) {
		js := run(t, vm, s.js)
		if got, want := ToBool(s.v), js.ToBoolean(); got != want {
			t.Errorf("ToBool(%s) = %v, want %v", s.js, got, want)
		}
		if got, want := String(ToString(s.v)), run(t, vm, "String("+s.js+")"); !sameText(got, want) {
			t.Errorf("ToString(%s) = %q, want %q", s.js, ToString(s.v), want)
		}
		if got, want := ToNumber(s.v), run(t, vm, "Number("+s.js+")").ToFloat(); !sameNumber(got, want) {
			t.Errorf("ToNumber(%s) = %v, want %v", s.js, got, want)
		}
		if got, want := TypeOf(s.v), run(t, vm, "typeof "+s.js).String(); got != want {
			t.Errorf("TypeOf(%s) = %v, want %v", s.js, got, want)
		}
		if f := math.Abs(ToNumber(s.v)); f >= 1<<63 && !math.IsInf(f, 0) { // goja gives 0; TestToInt32
			continue
		}
		if got, want := int64(ToInt32(s.v)), run(t, vm, s.js+"|0").ToInteger(); got != want {
			t.Errorf("ToInt32(%s) = %v, want %v", s.js, got, want)
		}
	}
}

// TestEqualityAgainstGoja compares == and === over all pairs of samples.
func TestEqualityAgainstGoja(t *testing.T) {
	vm := goja.New()
	list := samples(t)
	var src strings.Builder
	src.WriteString("var list = [")
	for _, s := range list {
		src.WriteString(s.js + ",\n")
	}
	// Primitives of two types are equal if their numbers are; goja's own == is
	// wrong about "-0" == 0 and "1.0" == true.
	src.WriteString(`];
		var prims = ["string", "number", "boolean"];
		function eq(i, j) {
			var a = list[i], b = list[j], loose = a == b;
			if (typeof a !== typeof b && prims.indexOf(typeof a) >= 0 && prims.indexOf(typeof b) >= 0) loose = Number(a) === Number(b);
			return (loose ? 1 : 0) + (a === b ? 2 : 0);
		}`)
	run(t, vm, src.String())
	eq, _ := goja.AssertFunction(vm.Get("eq"))
	for i, a := range list {
		for j, b := range list {
			got := int64(0)
			if LooseEqual(a.v, b.v) {
				got++
			}
			if StrictEqual(a.v, b.v) {
				got += 2
			}
			want, err := eq(nil, vm.ToValue(i), vm.ToValue(j))
			if err != nil {
				t.Fatal(err)
			}
			if got != want.ToInteger() {
				t.Errorf("%s and %s: got %d, want %d (1 for ==, 2 for ===)", a.js, b.js, got, want.ToInteger())
			}
		}
	}
}

func TestFormatNumberAgainstGoja(t *testing.T) {
	vm := goja.New()
	check := func(f float64) {
		t.Helper()
		if got, want := FormatNumber(f), vm.ToValue(f).String(); got != want {
			t.Errorf("FormatNumber(%b) = %s, want %s", f, got, want)
		}
		if got := ParseNumber(FormatNumber(f)); got != f && f == f {
			t.Errorf("%b is printed as %s, which is read as %b", f, FormatNumber(f), got)
		}
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 1e14, 1e15, 1e15 - 1, -1e15, 1e15 + 1, 999999999999999, 1e20, 123456789012345680000, 1e21, 1.5e21, -1e21, 1e22, 1e100,
		1e-5, 1e-6, 1.5e-6, 9.99e-7, 1e-7, -1.234e-7, 1e-10, 1e-100, 0.1, 0.1 + 0.2, 1.0 / 3, 100.5, 5e-324, math.MaxFloat64, math.SmallestNonzeroFloat64,
		math.NaN(), math.Inf(1), math.Inf(-1), 1 << 53, 1<<53 + 2, math.MaxInt64, math.MinInt64, math.MaxUint64, 4.35, 1e16, 12345678901234567890} {
		check(f)
		check(-f)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		check(math.Float64frombits(r.Uint64()))
		check(math.Trunc(r.NormFloat64() * math.Pow(10, r.Float64()*24)))
		check(float64(r.IntN(1e9)) / 1000)
	}
}

func TestParseNumber(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	cases := []struct {
		in   string
		want float64
	}{
		{"", 0}, {" \t\n\v\f\r\u00a0\u2028\u3000\ufeff", 0}, {" 12 ", 12}, {"\ufeff12\u2029", 12}, {"\u180e1", nan}, {"\u00851", nan}, {"\u200b1", nan},
		{"1_000", nan}, {"1.", 1}, {".5", .5}, {".", nan}, {"-.5e1", -5}, {"1e", nan}, {"1e+", nan}, {"e5", nan}, {"1e5e5", nan}, {"1-5", nan}, {"1 2", nan},
		{"+1", 1}, {"-0", math.Copysign(0, -1)}, {"+-1", nan}, {"--1", nan}, {"+", nan}, {"- 1", nan},
		{"Infinity", inf}, {"+Infinity", inf}, {"-Infinity", -inf}, {"infinity", nan}, {"Inf", nan}, {"inf", nan}, {"nan", nan}, {"NaN", nan}, {"Infinityx", nan},
		{"0x10", 16}, {"0XfF", 255}, {"0b101", 5}, {"0O17", 15}, {"0x", nan}, {"0b2", nan}, {"0o8", nan}, {"0xg", nan}, {"-0x10", nan}, {"+0x10", nan}, {"0x1p4", nan}, {"0x1_0", nan}, {"0x-1", nan}, {"0x 1", nan},
		{"010", 10}, {"00", 0}, {"1e1000", inf}, {"-1e1000", -inf}, {"1e-1000", 0}, {"1n", nan}, {"1f", nan}, {"٣", nan}, {"１", nan},
		// Rounded once, to even: the exact value lies half way or just above it.
		{"0x20000000000001", 1 << 53}, {"0x20000000000003", 1<<53 + 4}, {"0x40000000000003", 1<<54 + 4}, {"0x200000000000010000000000000001", math.Ldexp(1<<53+2, 64)},
		{"0x" + strings.Repeat("f", 300), inf}, {"0b1" + strings.Repeat("0", 1023), math.Ldexp(1, 1023)}, {"0x" + strings.Repeat("0", 300) + "1", 1},
		{strings.Repeat("9", 400), inf}, {"0." + strings.Repeat("0", 330) + "1", 0},
	}
	for _, c := range cases {
		if got := ParseNumber(c.in); !sameNumber(got, c.want) {
			t.Errorf("ParseNumber(%.40q) = %v, want %v", c.in, got, c.want)
		}
	}
}

func TestParseNumberAgainstGoja(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	// ASCII alone: goja reads any other string as NaN, whatever its white space.
	alphabet := []string{"0", "1", "7", "9", ".", "e", "E", "+", "-", " ", "\t", "Infinity", "12", "300", "a"}
	seen := map[string]int{}
	for range 20000 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(alphabet[r.IntN(len(alphabet))])
		}
		s := b.String()
		got, want := ParseNumber(s), goja.StringFromUTF16(ToUTF16(s)).ToFloat()
		if !sameNumber(got, want) {
			t.Errorf("ParseNumber(%q) = %v, want %v", s, got, want)
		}
		if want == want {
			seen["number"]++
		} else {
			seen["NaN"]++
		}
	}
	if seen["number"] < 1000 || seen["NaN"] < 1000 {
		t.Errorf("the strings are one-sided: %v", seen)
	}
}

func TestToInt32(t *testing.T) {
	two32 := big.NewInt(1 << 32)
	check := func(f float64) {
		t.Helper()
		n, _ := big.NewFloat(f).Int(nil) // towards zero
		want := int32(uint32(n.Mod(n, two32).Uint64()))
		if got := ToInt32(Number(f)); got != want {
			t.Errorf("ToInt32(%b) = %d, want %d", f, got, want)
		}
	}
	r := rand.New(rand.NewPCG(7, 8))
	for range 20000 {
		check(math.Ldexp(r.Float64()-.5, r.IntN(120)))
	}
	for _, f := range []float64{0, -1, 1 << 31, -1 << 31, -1<<31 - 1, 1<<32 - 1, 1 << 32, 1<<32 + 1, 1 << 53, 1 << 63, 1 << 64, 1e21, 1e300, math.MaxFloat64} {
		check(f)
		check(-f)
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.Copysign(0, -1)} {
		if got := ToInt32(Number(f)); got != 0 {
			t.Errorf("ToInt32(%v) = %d, want 0", f, got)
		}
	}
}

// TestText is the ▶ column of spec wxml §2.2.
func TestText(t *testing.T) {
	cases := []struct {
		v    Value
		want string
	}{
		{Undefined(), ""},
		{Null(), ""},
		{Number(math.NaN()), "NaN"},
		{Number(math.Inf(1)), "Infinity"},
		{Bool(true), "true"},
		{Bool(false), "false"},
		{Number(math.Copysign(0, -1)), "0"},
		{String("x"), "x"},
		{FromObject(NewObject()), "[object Object]"},
		{parse(t, `[1,[2,null]]`), "1,2,"},
		{FromArray(NewArray()), ""},
		{FromFunc(&Function{Source: "function () {}"}), "function () {}"},
		{FromOpaque(&plainOpaque{"/a/"}), "/a/"},
	}
	for _, c := range cases {
		if got := Text(c.v); got != c.want {
			t.Errorf("Text(%s) = %q, want %q", c.v.Kind(), got, c.want)
		}
	}
}

func TestArrayJoin(t *testing.T) {
	cases := []struct{ array, sep, want string }{
		{`[]`, ",", ""},
		{`[null]`, ",", ""},
		{`[1,null,2]`, "-", "1--2"},
		{`["a",["b","c"]]`, " ", "a b,c"}, // only the outer list takes the separator
		{`["\ud83d","\ude00"]`, "", "😀"},  // halves that meet are one character
		{`["\ud83d","x"]`, "", "\xed\xa0\xbdx"},
		{`["\ud83d","x"]`, "\xed\xb8\x80", "😀x"},
		{`["a","b"]`, "\ud7ff", "a\ud7ffb"},
	}
	for _, c := range cases {
		if got := parse(t, c.array).AsArray().Join(c.sep); got != c.want {
			t.Errorf("%s joined by %q is %q, want %q", c.array, c.sep, got, c.want)
		}
	}
}

// nested returns an array in an array and so on.
func nested(levels int, inner Value) Value {
	v := inner
	for range levels {
		v = FromArray(NewArray(v))
	}
	return v
}

// laughs returns a value of n containers that are 2^n written out.
func laughs(n int) Value {
	v := String("ha")
	for i := range n {
		if i%2 == 0 {
			v = FromArray(NewArray(v, v))
		} else {
			v = FromObject(ObjectOf(NewShape("a", "b"), []Value{v, v}))
		}
	}
	return v
}

func laughingArray(n int) Value {
	v := String("ha")
	for range n {
		v = FromArray(NewArray(v, v))
	}
	return v
}

// TestHostileNesting: no walk over a value overflows the stack.
func TestHostileNesting(t *testing.T) {
	legal, deep := nested(maxDepth, Int(1)), nested(1_000_000, Int(1))
	if got := ToString(legal); got != "1" {
		t.Errorf("1000 levels are printed as %q, want 1", got)
	}
	if got := ToString(deep); got != "" {
		t.Errorf("a million levels are printed as %q, want nothing", got)
	}
	if !DeepEqual(legal, nested(maxDepth, Int(1))) || DeepEqual(legal, nested(maxDepth, Int(2))) {
		t.Error("1000 levels are not compared")
	}
	if DeepEqual(deep, nested(1_000_000, Int(1))) {
		t.Error("a million levels count as equal")
	}
	if !DeepEqual(deep, deep) {
		t.Error("a value is not equal to itself")
	}
	want := strings.Repeat("[", maxDepth) + "1" + strings.Repeat("]", maxDepth)
	if got := text(legal); got != want {
		t.Errorf("1000 levels as JSON: %.20s… (%d bytes)", got, len(got))
	}
	if got, want := text(deep), strings.Repeat("[", maxDepth)+"null"+strings.Repeat("]", maxDepth); got != want {
		t.Errorf("a million levels as JSON: %.20s… (%d bytes)", got, len(got))
	}
	levels := 0
	for x := ToAny(deep); x != nil; levels++ {
		x = x.([]any)[0]
	}
	if levels != maxDepth {
		t.Errorf("%d levels as Go data, want %d", levels, maxDepth)
	}
}

// TestHostileSharing: what is small in memory and huge written out ends.
func TestHostileSharing(t *testing.T) {
	if testing.Short() {
		t.Skip("writes some hundred megabytes")
	}
	a := laughs(60)
	if n := len(text(a)); n < 1<<20 || n > 2*maxWork {
		t.Errorf("%d bytes of JSON", n)
	}
	if n := len(ToString(laughingArray(60))); n < 1<<20 || n > maxWork {
		t.Errorf("%d bytes of text", n)
	}
	if DeepEqual(a, laughs(60)) {
		t.Error("compared in full")
	}
	if ToAny(a) == nil {
		t.Error("not converted")
	}
	small := laughs(10)
	if !DeepEqual(small, laughs(10)) {
		t.Error("a small value is not compared")
	}
}

// BenchmarkJoinDeepText shows that no level copies the text of those below.
func BenchmarkJoinDeepText(b *testing.B) {
	v := nested(900, String(strings.Repeat("x", 1<<16)))
	b.ReportAllocs()
	for b.Loop() {
		ToString(v)
	}
}

func BenchmarkFormatNumber(b *testing.B) {
	for _, f := range []float64{7, 12345, 0.1, 1e-7, 123456.789} {
		b.Run(FormatNumber(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				FormatNumber(f)
			}
		})
	}
}

func run(t testing.TB, vm *goja.Runtime, src string) goja.Value {
	t.Helper()
	v, err := vm.RunString(src)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return v
}

// sameText compares a string with that of a JavaScript value unit by unit.
func sameText(v Value, js goja.Value) bool {
	s, ok := js.(goja.String)
	if !ok {
		return false
	}
	got, _ := v.AsString()
	units := ToUTF16(got)
	if s.Length() != len(units) {
		return false
	}
	for i, u := range units {
		if s.CharAt(i) != u {
			return false
		}
	}
	return true
}

// sameNumber tells 0 from -0 and takes NaN for NaN.
func sameNumber(a, b float64) bool {
	return a != a && b != b || a == b && math.Signbit(a) == math.Signbit(b)
}
