package bridge

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// equal compares messages as the other end sees them: functions are undefined
// there, strings are WTF-8, empty lists are nil, skeletons are equal by content.
func equal(a, b any) error { return equalAt("", reflect.ValueOf(a), reflect.ValueOf(b)) }

var valueType = reflect.TypeFor[value.Value]()

func equalAt(at string, a, b reflect.Value) error {
	if a.Type() != b.Type() {
		return fmt.Errorf("%s: %s and %s", at, a.Type(), b.Type())
	}
	if a.Type() == valueType {
		return equalValue(at, a.Interface().(value.Value), b.Interface().(value.Value))
	}
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			if a.IsNil() != b.IsNil() {
				return fmt.Errorf("%s: one is nil", at)
			}
			return nil
		}
		return equalAt(at, a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if err := equalAt(at+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i)); err != nil {
				return err
			}
		}
		return nil
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Errorf("%s: length %d and %d", at, a.Len(), b.Len())
		}
		for i := range a.Len() {
			if err := equalAt(fmt.Sprintf("%s[%d]", at, i), a.Index(i), b.Index(i)); err != nil {
				return err
			}
		}
		return nil
	case reflect.String:
		if wellFormed(a.String()) != b.String() {
			return fmt.Errorf("%s: %q and %q", at, a.String(), b.String())
		}
		return nil
	}
	if !a.Equal(b) {
		return fmt.Errorf("%s: %v and %v", at, a, b)
	}
	return nil
}

func equalValue(at string, a, b value.Value) error {
	if a.Kind() == value.KindFunc {
		a = value.Value{}
	}
	if a.Kind() != b.Kind() {
		return fmt.Errorf("%s: %s and %s", at, a.Kind(), b.Kind())
	}
	switch a.Kind() {
	case value.KindNumber:
		x, _ := a.AsNumber()
		y, _ := b.AsNumber()
		if math.Float64bits(x) != math.Float64bits(y) && (x == x || y == y) {
			return fmt.Errorf("%s: %v and %v", at, x, y)
		}
	case value.KindString:
		x, _ := a.AsString()
		y, _ := b.AsString()
		if wellFormed(x) != y {
			return fmt.Errorf("%s: %q and %q", at, x, y)
		}
	case value.KindArray:
		x, y := a.AsArray().Items(), b.AsArray().Items()
		if len(x) != len(y) {
			return fmt.Errorf("%s: length %d and %d", at, len(x), len(y))
		}
		for i := range x {
			if err := equalValue(fmt.Sprintf("[%d]", i), x[i], y[i]); err != nil {
				return err
			}
		}
	case value.KindObject:
		x, y := a.AsObject(), b.AsObject()
		if wellFormed(strings.Join(x.Keys(), "|")) != strings.Join(y.Keys(), "|") {
			return fmt.Errorf("%s: keys %q and %q", at, x.Keys(), y.Keys())
		}
		for i, k := range x.Keys() {
			if err := equalValue("."+k, x.Values()[i], y.Values()[i]); err != nil {
				return err
			}
		}
	case value.KindOpaque:
		x, y := a.AsOpaque(), b.AsOpaque()
		if wellFormed(x.ClassName()) != y.ClassName() || wellFormed(x.String()) != y.String() || value.ToNumber(a) != value.ToNumber(b) && value.ToNumber(a) == value.ToNumber(a) {
			return fmt.Errorf("%s: %v and %v", at, x, y)
		}
	default:
		if !value.Identical(a, b) {
			return fmt.Errorf("%s: %v and %v", at, value.Text(a), value.Text(b))
		}
	}
	return nil
}

// pair is both ends of a connection.
type pair struct {
	t   testing.TB
	enc Encoder
	dec *Decoder
}

func newPair(t testing.TB) *pair { return &pair{t: t, dec: NewDecoder(Limits{})} }

func (p *pair) view(m ToView) []byte {
	p.t.Helper()
	if b, ok := m.(*Batch); ok {
		p.defineFor(b)
	}
	data, err := p.enc.ToView(nil, m)
	if err != nil {
		p.t.Fatal(err)
	}
	got, err := p.dec.ToView(data)
	if err != nil {
		p.t.Fatalf("%v in %x", err, data)
	}
	if err := equal(m, got); err != nil {
		p.t.Fatalf("decoded message differs at %v", err)
	}
	return data
}

// defineFor sends the skeletons that a batch uses without defining them: the
// encoder would, so that the batch came out longer.
func (p *pair) defineFor(b *Batch) {
	defined := map[*Skeleton]bool{}
	first := &Batch{}
	for _, op := range b.Ops {
		if s := op.Skeleton; s != nil && !defined[s] {
			defined[s] = true
			if known := p.enc.skels[s.ID]; op.Kind == OpCreate && (known == nil || known.def != s) {
				first.Ops = append(first.Ops, Op{Kind: OpDefine, Skeleton: s})
			}
		}
	}
	if len(first.Ops) > 0 {
		p.view(first)
	}
}

func (p *pair) logic(m ToLogic) []byte {
	p.t.Helper()
	data, err := p.enc.ToLogic(nil, m)
	if err != nil {
		p.t.Fatal(err)
	}
	got, err := p.dec.ToLogic(data)
	if err != nil {
		p.t.Fatalf("%v in %x", err, data)
	}
	if err := equal(m, got); err != nil {
		p.t.Fatalf("decoded message differs at %v", err)
	}
	return data
}

func val(x any) value.Value {
	v, err := value.FromAny(x)
	if err != nil {
		panic(err)
	}
	return v
}

func vals(xs ...any) []value.Value {
	out := make([]value.Value, len(xs))
	for i, x := range xs {
		out[i] = val(x)
	}
	return out
}

type date struct{ ms float64 }

func (d *date) ClassName() string { return "Date" }
func (d *date) String() string    { return "the time" }
func (d *date) Number() float64   { return d.ms }

type pattern struct{}

func (*pattern) ClassName() string { return "RegExp" }
func (*pattern) String() string    { return "/a b/" }

// someValues has every kind of value and every form of number and string.
func someValues() []value.Value {
	obj := value.NewObject()
	for _, k := range []string{"a", "7", "b c", "", "é"} {
		obj.Put(k, value.Int(len(k)))
	}
	deep := val("bottom")
	for range maxValueDepth {
		deep = value.FromArray(value.NewArray(deep))
	}
	wide := value.NewObject()
	for i := range 300 {
		wide.Put(fmt.Sprintf("key%d", i), value.Int(i))
	}
	out := []value.Value{
		{}, value.Null(), value.Bool(true), value.Bool(false), deep, value.FromObject(obj), value.FromObject(wide), value.FromObject(value.NewObject()),
		value.FromArray(value.NewArray()), value.FromArray(value.NewArray(vals("a", nil, 1)...)),
		value.FromFunc(&value.Function{Name: "f"}), value.FromOpaque(&date{12.5}), value.FromOpaque(&pattern{}),
	}
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 63, 64, 1.5, maxExact, maxExact + 2, -maxExact, 1e300, math.NaN(), math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64} {
		out = append(out, value.Number(f))
	}
	for _, s := range someTexts() {
		out = append(out, value.String(s))
	}
	return out
}

func someTexts() []string {
	return []string{
		"", "a", "7", "07", "63", "64", "123456789012345", "1234567890123456", "-1", "ab", "ab", " ", "  ", "a b", "a b c ", " a",
		"龙井 茶", "é", "\xed\xa0\x80", "x\xed\xb0\x80y", "\xed\xa0\x80 \xed\xb0\x80", "😀", "\x00", "\xff", "a\xffb", "\xed\xa0\x80\xed\xb0\x80",
		strings.Repeat("x", 31), strings.Repeat("x", 32), strings.Repeat("x", 64), strings.Repeat("x", 65), strings.Repeat("y", 64) + "\xff",
		strings.Repeat("\xff", 40), strings.Repeat("a ", 31), strings.Repeat("a ", 32), strings.Repeat("ab ", 63), strings.Repeat("ab ", 64), strings.Repeat("word ", 500),
		strings.Repeat("\xed\xa0\x80\xed\xb0\x80", 11), "tiny amber lamp", "tiny teal lamp", "item 9", "item 10", "p099", "p0100",
	}
}

func rowSkeleton() *Skeleton {
	return &Skeleton{ID: 2, Nodes: []Node{
		{Kind: NodeElement, Parent: -1, Tag: "view", Class: []Class{{Name: "row"}, {Scope: "comp/x", Name: "ext"}}, Events: []string{"tap", "longpress"}},
		{Kind: NodeText, Parent: 0},
		{Kind: NodeComponent, Parent: 0, Tag: "c-a", ID: "i", Style: "color: red", Slot: "head", Attrs: []Attr{{"hover", value.Bool(true)}}, Data: []Attr{{"id", value.Int(4)}}},
		{Kind: NodeBlocks, Parent: 0}, {Kind: NodeSlot, Parent: -1, Name: "foot"}, {Kind: NodeText, Parent: -1, Text: "static text"},
	}, Holes: []Hole{{HoleClass, 0, ""}, {HoleData, 0, "id"}, {HoleText, 1, ""}}}
}

func someBatches() []*Batch {
	page := &Skeleton{ID: 1, Nodes: []Node{{Kind: NodeBlocks, Parent: -1}}}
	row := rowSkeleton()
	odd := &Skeleton{ID: 900, Nodes: []Node{{Kind: 77, Parent: 12}, {Parent: -5}}, Holes: []Hole{{HoleKind(9), -3, "x"}}}
	var rows []Op
	for i := range 40 {
		rows = append(rows, Op{Kind: OpCreate, Skeleton: row, Instance: InstanceID(2 + i), Parent: 1, Values: vals("row on", i+60, fmt.Sprintf("item %d", i))})
	}
	texts := someValues()
	var sets []Op
	for i, v := range texts {
		sets = append(sets, Op{Kind: OpSet, Instance: InstanceID(2 + i), At: int32(i % 9), Value: v})
	}
	var values []Op
	for i, v := range texts {
		values = append(values, Op{Kind: OpCreate, Skeleton: row, Instance: InstanceID(500 + i), Parent: 1, Values: []value.Value{v, texts[i/2], texts[len(texts)-1-i]}})
	}
	return []*Batch{
		{Page: 1, Seq: 1, Ops: []Op{{Kind: OpDefine, Skeleton: page}, {Kind: OpDefine, Skeleton: row}, {Kind: OpCreate, Skeleton: page, Instance: 1}}},
		{Page: 1, Seq: 2, Ops: rows},
		{Page: 1, Seq: 9, Ops: sets},
		{Page: 7, Seq: 1 << 60, Ops: values},
		{Page: 1, Seq: 3, Ops: []Op{
			{Kind: OpDefine, Skeleton: row}, {Kind: OpDefine, Skeleton: odd},
			{Kind: OpCreate, Skeleton: row, Instance: 900, Parent: 3, At: 2, Shadow: true, Values: vals("", nil, "x")},
			{Kind: OpCreate, Skeleton: row, Instance: 1 << 31, Parent: 1<<32 - 1, At: -1, Before: 5, Values: vals("", nil, "x")},
			{Kind: OpCreate, Skeleton: row, Instance: 1, Parent: 1 << 31, Values: vals("", nil, "x")},
			{Kind: OpMove, Instance: 5, Before: 4}, {Kind: OpMove, Instance: 6}, {Kind: OpMove, Instance: 5, Before: 6}, {Kind: OpMove, Instance: 50, Before: 5}, {Kind: OpMove, Instance: 0, Before: 50},
			{Kind: OpRemove, Instance: 5}, {Kind: OpRemove, Instance: 6}, {Kind: OpRemove, Instance: 5}, {Kind: OpRemove, Instance: 1<<32 - 1}, {Kind: OpRemove},
			{Kind: OpComponent, Instance: 7, At: 3, Path: "comp/x", Virtual: true}, {Kind: OpComponent, Instance: 7, At: -3}, {Kind: OpComponent, Instance: 7, At: 3, Path: "comp/x", Unstyled: true},
			{Kind: OpSlot, Instance: 8, At: 4, Roots: []Root{{9, 0}, {10, 7}, {1, -1}}}, {Kind: OpSlot, Instance: 8, At: 4},
			{Kind: OpLayer, Instance: 8, At: 4, Layer: LayerAnimation, Value: val("left: 0")}, {Kind: OpLayer, Instance: 8, Layer: LayerValue, Edit: 700, Value: val(true)}, {Kind: OpLayer, Layer: 200},
			{Kind: OpSet, Instance: 8, At: 6, Value: val("x")}, {Kind: OpSet, Instance: 8, At: 7, Value: val("x")}, {Kind: OpSet, Instance: 8, At: -1, Value: val("x")},
		}},
	}
}

func TestRoundTripToView(t *testing.T) {
	p := newPair(t)
	for range 2 { // the second time from the tables
		for _, b := range someBatches() {
			p.view(b)
		}
		p.view(&OpenPage{Page: 1<<32 - 1, Path: "pages/index/index", Query: val(map[string]any{"id": "7"})})
		p.view(&ClosePage{Page: 3})
		p.view(&Stack{Pages: []PageID{1, 200, 3}})
		p.view(&Stack{})
		for _, v := range someValues() {
			p.view(&Call{ID: math.MaxUint64, Name: "request", Page: 2, Args: v})
		}
	}
}

func TestRoundTripToLogic(t *testing.T) {
	p := newPair(t)
	for range 2 {
		for _, v := range someValues() {
			p.logic(&Event{Page: 1, Instance: 7, Node: -1, Type: "tap", Detail: v, Touches: v, Bubbles: true, CapturePhase: true, Gesture: true, Edit: 9})
			p.logic(&Reply{ID: 5, Result: v, More: true})
			p.logic(&Control{Name: "resize", Args: v})
		}
		p.logic(&Event{Composed: true, Node: math.MaxInt32})
		p.logic(&Ack{Page: 4, Seq: math.MaxUint64})
		for _, s := range someTexts() {
			p.logic(&Reply{ID: 5, Err: &CallError{Errno: -600001, Message: s}})
			p.logic(&Control{Name: s})
		}
	}
}

// The tables turn over many times and stay in step.
func TestTablesTurnOver(t *testing.T) {
	p := newPair(t)
	r := rand.New(rand.NewPCG(1, 2))
	row := rowSkeleton()
	next := InstanceID(1)
	for seq := range uint64(60) {
		b := &Batch{Page: 1, Seq: seq}
		for range 400 {
			k := fmt.Sprint("k", r.IntN(900))
			obj := value.ObjectOf(value.NewShape("a", k), vals(1, fmt.Sprint("word", r.IntN(3000))))
			b.Ops = append(b.Ops, Op{Kind: OpCreate, Skeleton: row, Instance: next, Parent: 1,
				Values: []value.Value{val(fmt.Sprintf("w%d x%d", r.IntN(5000), r.IntN(50))), value.FromObject(obj), val(fmt.Sprint("t", r.IntN(20000)))}})
			next++
		}
		p.view(b)
	}
}

// Every field of a message is on the wire: whoever adds one has to extend the
// codec, its documentation and this table.
func TestEveryFieldTravels(t *testing.T) {
	for typ, want := range map[reflect.Type]int{
		reflect.TypeFor[Batch](): 3, reflect.TypeFor[Op](): 15, reflect.TypeFor[Root](): 2, reflect.TypeFor[OpenPage](): 3, reflect.TypeFor[ClosePage](): 1,
		reflect.TypeFor[Stack](): 1, reflect.TypeFor[Call](): 4, reflect.TypeFor[Event](): 12, reflect.TypeFor[Ack](): 2, reflect.TypeFor[Reply](): 4,
		reflect.TypeFor[Control](): 2, reflect.TypeFor[CallError](): 2, reflect.TypeFor[Skeleton](): 3, reflect.TypeFor[Node](): 12,
		reflect.TypeFor[Attr](): 2, reflect.TypeFor[Class](): 2, reflect.TypeFor[Hole](): 3,
	} {
		if got := typ.NumField(); got != want {
			t.Errorf("%s has %d fields, the codec knows %d", typ, got, want)
		}
	}
}

// The same messages give the same bytes.
func TestEncodingIsDeterministic(t *testing.T) {
	sum := func() (out []byte) {
		var e Encoder
		for _, b := range someBatches() {
			out, _ = e.ToView(out, b)
		}
		return out
	}
	if a, b := sum(), sum(); string(a) != string(b) {
		t.Error("two encoders differ")
	}
}

// The worked example of the package's comment on the wire.
func TestWorkedExample(t *testing.T) {
	page := &Skeleton{ID: 1, Nodes: []Node{{Kind: NodeElement, Parent: -1, Tag: "view"}, {Kind: NodeText, Parent: 0}}, Holes: []Hole{{Kind: HoleText, Node: 1}}}
	p := newPair(t)
	steps := []struct {
		m    ToView
		want string
	}{
		{&Batch{Page: 1, Seq: 1, Ops: []Op{{Kind: OpDefine, Skeleton: page}, {Kind: OpCreate, Skeleton: page, Instance: 1, Values: vals("Hello you")}}},
			"6d696361 01 01 01 02 01 01 02 00 02 01 24 76696577 01 02 00 01 00 01 20 42 01 11 25 48656c6c6f 23 796f75 00"},
		{&Batch{Page: 1, Seq: 2, Ops: []Op{{Kind: OpSet, Instance: 1, Value: val("Hello all")}}},
			"01 01 02 16 11 81 23 616c6c 00"},
	}
	for _, s := range steps {
		if got, want := hex.EncodeToString(p.view(s.m)), strings.ReplaceAll(s.want, " ", ""); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// A host's strings may hold any bytes; keys that become equal are one.
func TestKeysBecomeWellFormed(t *testing.T) {
	p := newPair(t)
	for range 2 {
		var e = &p.enc
		data, err := e.ToLogic(nil, &Control{Args: value.FromObject(value.ObjectOf(value.NewShape("k\xf6", "a", "k\xf7"), vals(1, 2, 3)))})
		if err != nil {
			t.Fatal(err)
		}
		m, err := p.dec.ToLogic(data)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := value.AppendJSON(nil, m.(*Control).Args)
		if want := "{\"k\ufffd\":3,\"a\":2}"; string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestEncoderRefuses(t *testing.T) {
	deep := val(1)
	for range maxValueDepth + 1 {
		deep = value.FromArray(value.NewArray(deep))
	}
	wide := val("0123456789")
	for range 30 {
		wide = value.FromArray(value.NewArray(wide, wide))
	}
	cases := map[string]ToView{
		"nested more than":        &Call{Args: deep},
		"longer than":             &Call{Args: wide},
		"defines no skeleton":     &Batch{Ops: []Op{{Kind: OpDefine}}},
		"from no skeleton":        &Batch{Ops: []Op{{Kind: OpCreate}}},
		"0 values for the 3":      &Batch{Ops: []Op{{Kind: OpCreate, Skeleton: rowSkeleton()}}},
		"no operation of kind 99": &Batch{Ops: []Op{{Kind: 99}}},
	}
	for want, m := range cases {
		var e Encoder
		b, err := e.ToView([]byte("before"), m)
		var we *WireError
		if !errors.As(err, &we) || !strings.Contains(err.Error(), want) || string(b) != "before" {
			t.Errorf("%s: %v, %q", want, err, b)
		}
		if _, err := e.ToView(nil, &ClosePage{}); err == nil {
			t.Errorf("%s: the encoder goes on", want)
		}
	}
}

func TestDecoderRefuses(t *testing.T) {
	h := magic
	huge := "\xff\xff\xff\xff\x0f"
	cases := []struct{ name, data, want string }{
		{"nothing", "", "begin"},
		{"another protocol", "HTTP/1.1 200", "begin"},
		{"another version", "mica\x02\x01", "version 2"},
		{"no message", h, "ends too early"},
		{"the other direction", h + "\x12\x01\x01", "no message of kind"},
		{"trailing bytes", h + "\x03\x01\x01", "after its end"},
		{"a page of 33 bits", h + "\x03\xff\xff\xff\xff\x1f", "32 bits"},
		{"a number of 70 bits", h + "\x05\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "64 bits"},
		{"a stack of 4 billion", h + "\x04" + huge, "announced"},
		{"a text of 4 billion", h + "\x05\x01\x06" + huge, "announced"},
		{"a text that is not there", h + "\x05\x01\x25ab", "too early"},
		{"a text that is no text", h + "\x05\x01\x21\xff", "WTF-8"},
		{"an empty slot", h + "\x05\x01\x80", "slot 0"},
		{"a far slot", h + "\x05\x01\x07" + huge, "slot"},
		{"words in words", h + "\x05\x01\x09\x02\x09\x02", "no text of kind"},
		{"one word", h + "\x05\x01\x09\x01\x21a", "1 words"},
		{"an array of 4 billion", h + "\x05\x01\x21a\x00\x0a" + huge, "announced"},
		{"nesting", h + "\x05\x01\x21a\x00" + strings.Repeat("\x0a\x01", 2000), "nested"},
		{"no shape", h + "\x05\x01\x21a\x00\x0b\x00", "no keys"},
		{"keys twice", h + "\x05\x01\x21a\x00\x0c\x02\x21k\x21k\x00\x00", "distinct"},
		{"keys in disorder", h + "\x05\x01\x21a\x00\x0c\x02\x21k\x41\x00\x00", "in order"},
		{"a repeat without a row", h + "\x05\x01\x21a\x00\x0f", "not there"},
		{"an unknown value", h + "\x05\x01\x21a\x00\x1f", "too early"},
		{"an unknown operation", h + "\x01\x01\x02\x0f", "no operation"},
		{"an unknown skeleton", h + "\x01\x01\x02\x42\x07", "no skeleton 7"},
		{"no skeleton at all", h + "\x01\x01\x02\x02", "no skeleton"},
		{"a negative instance", h + "\x01\x01\x02\x05\x03", "no instance"},
		{"4 billion nodes", h + "\x01\x01\x02\x01\x01" + huge, "announced"},
		{"no end", h + "\x01\x01\x02", "too early"},
	}
	for _, c := range cases {
		d := NewDecoder(Limits{})
		m, err := d.ToView([]byte(c.data))
		var we *WireError
		if !errors.As(err, &we) || !strings.Contains(err.Error(), c.want) || m != nil {
			t.Errorf("%s: %v, %v; want an error about %q", c.name, m, err, c.want)
			continue
		}
		if _, err := d.ToView([]byte("\x03\x01")); err == nil {
			t.Errorf("%s: the decoder goes on", c.name)
		}
	}
}

func TestDecoderLimits(t *testing.T) {
	encode := func(m ToView) []byte {
		var e Encoder
		b, err := e.ToView(nil, m)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	text := strings.Repeat("x", 60)
	var repeated []any
	for range 5000 {
		repeated = append(repeated, text+" "+text)
	}
	cases := []struct {
		l    Limits
		m    ToView
		want string
	}{
		{Limits{MaxMessage: 10}, &Call{Name: text}, "more than 10"},
		{Limits{MaxMemory: 100_000}, &Call{Args: val(repeated)}, "of memory"},
		{Limits{MaxDepth: 2}, &Call{Args: val([]any{[]any{[]any{}}})}, "2 levels"},
		{Limits{MaxSkeletons: 8}, &Batch{Ops: []Op{{Kind: OpDefine, Skeleton: rowSkeleton()}}}, "skeletons"},
	}
	for _, c := range cases {
		data := encode(c.m)
		if _, err := NewDecoder(c.l).ToView(data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.l, err, c.want)
		}
		if _, err := NewDecoder(Limits{}).ToView(data); err != nil {
			t.Errorf("%v: %v with the default limits", c.l, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	var e, l Encoder
	for _, b := range someBatches() {
		data, err := e.ToView(nil, b)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.TrimPrefix(string(data), magic))
	}
	for _, v := range someValues() {
		data, err := l.ToLogic(nil, &Event{Page: 1, Detail: v})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.TrimPrefix(string(data), magic))
	}
	first, err := new(Encoder).ToView(nil, someBatches()[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		limits := Limits{MaxMemory: 4 << 20}
		d := NewDecoder(limits)
		if _, err := d.ToView(first); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time against other tables
			if m, err := d.ToView([]byte(s)); err == nil {
				newPair(t).view(m)
				AppendJSON(nil, m)
			}
		}
		if m, err := NewDecoder(limits).ToLogic([]byte(magic + s)); err == nil {
			newPair(t).logic(m)
		}
	})
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("a b", "item 9", 1.5, uint32(3))
	f.Add("\xed\xa0\x80", "item 10", math.Copysign(0, -1), uint32(1<<31))
	f.Fuzz(func(t *testing.T, a, b string, n float64, id uint32) {
		p := newPair(t)
		row := rowSkeleton()
		obj := value.FromObject(value.ObjectOf(value.NewShape("k"+a), vals(b)))
		for i := range 4 {
			p.view(&Batch{Page: PageID(id), Seq: uint64(id) * uint64(i), Ops: []Op{
				{Kind: OpCreate, Skeleton: row, Instance: InstanceID(id), Parent: InstanceID(id / 2), Values: []value.Value{val(a), value.Number(n), val(b)}},
				{Kind: OpCreate, Skeleton: row, Instance: InstanceID(id + 1), Parent: InstanceID(id / 2), Values: []value.Value{val(b), value.Number(n + 1), obj}},
				{Kind: OpSet, Instance: InstanceID(id), At: int32(id), Value: val([]any{a + " " + b, b})},
			}})
		}
		newPair(t).logic(&Event{Type: a, Detail: obj, Node: int32(id)})
	})
}
