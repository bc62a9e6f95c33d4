package value

import (
	"math"
	"runtime"
	"strings"
	"testing"
	"unsafe"
)

func TestKinds(t *testing.T) {
	fn, op := &Function{Name: "f"}, &plainOpaque{"x"}
	arr, obj := NewArray(), NewObject()
	cases := []struct {
		v         Value
		kind      Kind
		name      string
		container bool
	}{
		{Value{}, KindUndefined, "undefined", false},
		{Undefined(), KindUndefined, "undefined", false},
		{Null(), KindNull, "null", false},
		{FromArray(nil), KindNull, "null", false},
		{FromObject(nil), KindNull, "null", false},
		{FromFunc(nil), KindUndefined, "undefined", false},
		{FromOpaque(nil), KindUndefined, "undefined", false},
		{Bool(true), KindBool, "boolean", false},
		{Bool(false), KindBool, "boolean", false},
		{Number(1), KindNumber, "number", false},
		{Int(-3), KindNumber, "number", false},
		{String(""), KindString, "string", false},
		{String("x"), KindString, "string", false},
		{FromArray(arr), KindArray, "array", true},
		{FromObject(obj), KindObject, "object", true},
		{FromFunc(fn), KindFunc, "function", true},
		{FromOpaque(op), KindOpaque, "opaque", true},
	}
	for _, c := range cases {
		v := c.v
		if v.Kind() != c.kind || v.Kind().String() != c.name || v.IsContainer() != c.container {
			t.Errorf("%s: kind %s, container %v", c.name, v.Kind(), v.IsContainer())
		}
		if v.IsUndefined() != (c.kind == KindUndefined) || v.IsNull() != (c.kind == KindNull) || v.IsNullish() != (c.kind <= KindNull) || v.IsString() != (c.kind == KindString) {
			t.Errorf("%s: undefined %v, null %v, nullish %v, string %v", c.name, v.IsUndefined(), v.IsNull(), v.IsNullish(), v.IsString())
		}
		_, isBool := v.AsBool()
		_, isNumber := v.AsNumber()
		_, isString := v.AsString()
		if isBool != (c.kind == KindBool) || isNumber != (c.kind == KindNumber) || isString != (c.kind == KindString) ||
			(v.AsArray() != nil) != (c.kind == KindArray) || (v.AsObject() != nil) != (c.kind == KindObject) ||
			(v.AsFunc() != nil) != (c.kind == KindFunc) || (v.AsOpaque() != nil) != (c.kind == KindOpaque) {
			t.Errorf("%s is taken for another kind", c.name)
		}
	}
	if Kind(200).String() != "invalid" {
		t.Error("a kind that is none has a name")
	}
	if FromArray(arr).AsArray() != arr || FromObject(obj).AsObject() != obj || FromFunc(fn).AsFunc() != fn || FromOpaque(op).AsOpaque() != Opaque(op) {
		t.Error("a container does not come back as itself")
	}
	if b, ok := String("x").AsBool(); b || ok { // its length is 1
		t.Errorf("a string is the boolean %v, %v", b, ok)
	}
	if s := unsafe.Sizeof(Value{}); s != 24 {
		t.Errorf("a value takes %d bytes, want 24", s)
	}
}

// TestStringSurvivesCollection: a value keeps its text alive.
func TestStringSurvivesCollection(t *testing.T) {
	var list []Value
	for i := range 1000 {
		list = append(list, String(strings.Repeat("x", i)))
	}
	runtime.GC()
	for i, v := range list {
		if s, _ := v.AsString(); s != strings.Repeat("x", i) {
			t.Fatalf("text %d became %q", i, s)
		}
	}
}

func TestIdentical(t *testing.T) {
	arr, obj, fn, op := NewArray(Int(1)), NewObject(), &Function{}, &plainOpaque{"x"}
	distinct := []Value{
		Undefined(), Null(), Bool(true), Bool(false), Number(0), Number(1), Number(math.NaN()), Number(math.Inf(1)), String(""), String("1"), String("ab"), String("ac"),
		FromArray(arr), FromArray(NewArray(Int(1))), FromObject(obj), FromObject(NewObject()), FromFunc(fn), FromFunc(&Function{Name: "g"}), FromOpaque(op), FromOpaque(&plainOpaque{"x"}),
	}
	for i, a := range distinct {
		for j, b := range distinct {
			if got := Identical(a, b); got != (i == j) {
				t.Errorf("%s and %s (%d, %d) identical: %v", a.Kind(), b.Kind(), i, j, got)
			}
		}
	}
	same := [][2]Value{
		{Number(0), Number(math.Copysign(0, -1))},
		{Number(math.NaN()), Number(math.Float64frombits(0x7ff8000000000123))},
		{String("ab"), String(strings.Clone("ab"))},
		{String(""), String("x"[:0])},
		{FromArray(arr), FromArray(arr)},
	}
	for _, p := range same {
		if !Identical(p[0], p[1]) || !Identical(p[1], p[0]) {
			t.Errorf("two %ss are not identical", p[0].Kind())
		}
	}
}

func TestSameContent(t *testing.T) {
	var shapes Shapes
	var share func(v Value) Value // gives objects of equal keys one shape, as those of one program have
	share = func(v Value) Value {
		var items []Value
		switch {
		case v.AsArray() != nil:
			for _, x := range v.AsArray().Items() {
				items = append(items, share(x))
			}
			return FromArray(NewArray(items...))
		case v.AsObject() != nil:
			for _, x := range v.AsObject().Values() {
				items = append(items, share(x))
			}
			return FromObject(ObjectOf(shapes.Of(v.AsObject().Keys()), items))
		}
		return v
	}
	read := func(text string) Value { return share(parse(t, text)) }
	deep := func() Value {
		v := Int(1)
		for range 100 {
			v = FromArray(NewArray(v))
		}
		return v
	}
	fn := FromFunc(&Function{})
	for i, c := range []struct {
		a, b Value
		want bool
	}{
		{read(`{"a":[1,{"b":null}],"c":"x"}`), read(`{"a":[1,{"b":null}],"c":"x"}`), true},
		{read(`{"a":[1,{"b":null}],"c":"x"}`), read(`{"a":[1,{"b":0}],"c":"x"}`), false},
		{read(`{"a":1,"b":2}`), read(`{"b":2,"a":1}`), false}, // wx:for shows the order
		{read(`[1,2]`), read(`[1,2,3]`), false},
		{read(`[]`), read(`{}`), false},
		{FromArray(NewArray(fn)), FromArray(NewArray(fn)), true},
		{FromArray(NewArray(fn)), FromArray(NewArray(FromFunc(&Function{}))), false},
		{deep(), deep(), false}, // too deep to be compared
		{Number(math.NaN()), Number(math.NaN()), true},
		{Int(1), String("1"), false},
	} {
		if SameContent(c.a, c.b) != c.want || SameContent(c.b, c.a) != c.want {
			t.Errorf("case %d: %s and %s have the same content: %v, want %v", i, text(c.a), text(c.b), !c.want, c.want)
		}
	}
	a, b := read(`[{"a":[1,2,"x"]},{"a":[3]}]`), read(`[{"a":[1,2,"x"]},{"a":[3]}]`)
	if n := testing.AllocsPerRun(100, func() { SameContent(a, b) }); n > 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func TestDeepEqual(t *testing.T) {
	fn := FromFunc(&Function{})
	cases := []struct {
		a, b Value
		want bool
	}{
		{parse(t, `{"a":[1,{"b":null}],"c":"x"}`), parse(t, `{"a":[1,{"b":null}],"c":"x"}`), true},
		{parse(t, `{"a":1,"b":2}`), parse(t, `{"b":2,"a":1}`), true}, // whatever the order
		{parse(t, `{"a":1,"b":2}`), parse(t, `{"b":1,"a":2}`), false},
		{parse(t, `{"a":1}`), parse(t, `{"a":1,"b":2}`), false},
		{parse(t, `{"a":1,"b":2}`), parse(t, `{"a":1}`), false},
		{parse(t, `{"a":1}`), parse(t, `{"b":1}`), false},
		{FromObject(ObjectOf(NewShape("a"), []Value{{}})), FromObject(ObjectOf(NewShape("b"), []Value{{}})), false}, // undefined is a field too
		{parse(t, `[1,2]`), parse(t, `[1,2]`), true},
		{parse(t, `[1,2]`), parse(t, `[2,1]`), false},
		{parse(t, `[1,2]`), parse(t, `[1]`), false},
		{parse(t, `[]`), parse(t, `{}`), false},
		{parse(t, `[null]`), FromArray(NewArray(Value{})), false},
		{FromArray(NewArray(Number(math.NaN()), Number(0))), FromArray(NewArray(Number(math.NaN()), Number(math.Copysign(0, -1)))), true},
		{FromArray(NewArray(fn)), FromArray(NewArray(fn)), true},
		{FromArray(NewArray(fn)), FromArray(NewArray(FromFunc(&Function{}))), false},
		{FromOpaque(&plainOpaque{"x"}), FromOpaque(&plainOpaque{"x"}), false},
		{Int(1), String("1"), false},
	}
	for i, c := range cases {
		if DeepEqual(c.a, c.b) != c.want || DeepEqual(c.b, c.a) != c.want {
			t.Errorf("case %d: %s and %s equal: %v, want %v", i, text(c.a), text(c.b), !c.want, c.want)
		}
	}
}

func TestValueAllocs(t *testing.T) {
	var sink Value
	var yes bool
	var str string
	x, s := 1234.5, strings.Repeat("x", 100)
	other := String(strings.Clone(s))
	a, b := rows(10), rows(10)
	long := parse(t, `["`+s+`"]`)
	for name, f := range map[string]func(){
		"Number":              func() { x++; sink = Number(x) },
		"Int":                 func() { sink = Int(int(x)) },
		"Bool":                func() { sink = Bool(x > 3) },
		"String":              func() { sink = String(s) },
		"Null":                func() { sink = Null() },
		"FromArray":           func() { sink = FromArray(a.AsArray()) },
		"AsString":            func() { str, _ = other.AsString() },
		"Identical numbers":   func() { yes = Identical(Number(x), sink) },
		"Identical strings":   func() { yes = Identical(String(s), other) },
		"Identical arrays":    func() { yes = Identical(a, b) },
		"StrictEqual":         func() { yes = StrictEqual(String(s), other) },
		"DeepEqual":           func() { yes = DeepEqual(a, b) },
		"ToBool":              func() { yes = ToBool(other) },
		"ToString of strings": func() { str = ToString(other) },
		"ToNumber":            func() { x = ToNumber(String("12.5")) },
		"Lookup":              func() { sink = Path{{Index: 0, IsIndex: true}}.Lookup(long) },
		"UTF16Len":            func() { x = float64(UTF16Len(s)) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
	_, _, _ = sink, yes, str
}

func BenchmarkIdentical(b *testing.B) {
	s := strings.Repeat("x", 20)
	list := rows(1000)
	for _, c := range []struct {
		name string
		a, b Value
	}{
		{"number", Number(1.5), Number(1.5)},
		{"same string", String(s), String(s)},
		{"equal string", String(s), String(strings.Clone(s))},
		{"list of 1000", list, list},
		{"two lists of 1000", list, rows(1000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Identical(c.a, c.b)
			}
		})
	}
}

func BenchmarkDeepEqual(b *testing.B) {
	x, y := rows(1000), rows(1000)
	b.ReportAllocs()
	for b.Loop() {
		DeepEqual(x, y)
	}
}
