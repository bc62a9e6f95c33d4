package expr

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// evalCase is an expression, its data as JSON and its value as show writes it.
type evalCase struct{ src, data, want string }

// testHost gives values of strings and arrays two methods and a member, as wxs
// would give them, and every module the exports.
type testHost struct {
	exports value.Value
	report  func(pos int, err error)
	asked   []int // modules
}

func (h *testHost) Module(i int) value.Value {
	h.asked = append(h.asked, i)
	return h.exports
}

func (h *testHost) Report(pos int, err error) {
	if h.report != nil {
		h.report(pos, err)
	}
}

func (*testHost) Member(_ value.Value, name string) value.Value {
	switch name {
	case "slice":
		return value.FromFunc(&value.Function{Source: "function slice() { [native code] }"})
	case "constructor":
		return value.String("leaked")
	}
	return value.Undefined()
}

func (*testHost) CallMethod(recv value.Value, name string, args []value.Value) (value.Value, bool, error) {
	switch {
	case name == "toUpperCase" && recv.IsString():
		s, _ := recv.AsString()
		return value.String(strings.ToUpper(s)), true, nil
	case name == "slice" && recv.AsArray() != nil:
		n := int(value.ToNumber(args[0]))
		return value.FromArray(value.NewArray(recv.AsArray().Items()[n:]...)), true, nil
	case name == "constructor" || name == "fail":
		return value.Undefined(), true, errors.New("called " + name)
	}
	return value.Undefined(), false, nil
}

// testEnv makes an environment whose fields come from a JSON object, with a
// testHost.
func testEnv(t testing.TB, names []string, data string) *Env {
	t.Helper()
	e := &Env{Cache: &Cache{}, Host: &testHost{}}
	if data == "" {
		return e
	}
	o := fromJSON(t, data).AsObject()
	for _, name := range names {
		e.Fields = append(e.Fields, o.Get(name))
	}
	return e
}

// show writes a value so that types can be told apart: JSON for containers and
// strings, the words of JavaScript for the rest.
func show(v value.Value) string {
	switch v.Kind() {
	case value.KindString, value.KindArray, value.KindObject:
		b, _ := value.AppendJSON(nil, v)
		return string(b)
	case value.KindFunc:
		return "function"
	}
	return value.ToString(v)
}

func runCases(t *testing.T, cases []evalCase) {
	t.Helper()
	for _, c := range cases {
		x, names := compileIn(t, c.src, testScope{})
		e := testEnv(t, names, c.data)
		e.Host.(*testHost).report = func(pos int, err error) { t.Errorf("{{%s}}: reported at %d: %v", c.src, pos, err) }
		v := x.Eval(e)
		if got := show(v); got != c.want {
			t.Errorf("{{%s}} of %s = %s, want %s", c.src, c.data, got, c.want)
		}
		if x.Const && !value.DeepEqual(x.Value(), v) {
			t.Errorf("{{%s}}: constant %s but evaluates to %s", c.src, show(x.Value()), show(v))
		}
		e.Cache = nil
		if got := show(x.Eval(e)); got != c.want {
			t.Errorf("{{%s}} without a cache = %s, want %s", c.src, got, c.want)
		}
	}
}

func TestSpec2_3_NameLookup(t *testing.T) {
	runCases(t, []evalCase{
		{"Math", `{}`, "undefined"},
		{"JSON", `{}`, "undefined"},
		{"parseInt", `{}`, "undefined"},
		{"Date", `{}`, "undefined"},
		{"NaN", `{}`, "undefined"},
		{"Infinity", `{}`, "undefined"},
		{"window", `{}`, "undefined"},
		{"this", `{}`, "undefined"},
		{"this", `{"this": 1}`, "1"},
		{"this.a", `{"this": {"a": 2}}`, "2"},
		{"toString", `{}`, "undefined"},
		{"constructor", `{}`, "undefined"},
		{"hasOwnProperty", `{}`, "undefined"},
		{"true", `{"true": 1}`, "true"},
		{"false", `{"false": 1}`, "false"},
		{"null", `{"null": 1}`, "null"},
		{"undefined", `{"undefined": 1}`, "undefined"},
		{"class", `{"class": 7}`, "7"},
		{"for + in", `{"for": 1, "in": 2}`, "3"},
		{"typeof", `{"typeof": 3}`, "3"},
		{"void ? 1 : 2", `{"void": 3}`, "1"},
		{"new", `{"new": 3}`, "3"},
		{"new.x", `{"new": {"x": 4}}`, "4"},
		{"in in o", `{"in": "k", "o": {"k": 1}}`, "true"},
		{"a.class.for", `{"a": {"class": {"for": 1}}}`, "1"},
		{"$a_1", `{"$a_1": 1}`, "1"},
	})
}

func TestSpec2_4_MembersAreNullSafe(t *testing.T) {
	runCases(t, []evalCase{
		{"a.b.c.d", `{}`, "undefined"},
		{"a.b.c.d", `{"a": null}`, "undefined"},
		{"a.b.c.d", `{"a": {"b": {"c": {"d": 1}}}}`, "1"},
		{"a[0][1]", `{}`, "undefined"},
		{"a[b][c]", `{"a": {"x": {"y": 5}}, "b": "x", "c": "y"}`, "5"},
		{"a?.b?.[0]", `{}`, "undefined"},
		{"a?.b?.[0]", `{"a": {"b": [3]}}`, "3"},
		{"a?.b()", `{}`, "undefined"},
		{"a?.()", `{}`, "undefined"},
		{"s.length", `{"s": "abc"}`, "3"},
		{"s.length", `{"s": "é😀"}`, "3"},
		{"'a' + \"b\" + s.length", `{"s": "é😀"}`, `"ab3"`},
		{"'a'.length", ``, "1"},
		{"'abc'[1]", ``, `"b"`},
		{"s[1]", `{"s": "abc"}`, `"b"`},
		{"s['1']", `{"s": "abc"}`, `"b"`},
		{"s[9]", `{"s": "abc"}`, "undefined"},
		{"s[-1]", `{"s": "abc"}`, "undefined"},
		{"s[1]", `{"s": "😀"}`, `"\ude00"`},
		{"s[0] + s[1]", `{"s": "😀"}`, `"😀"`},
		{"l.length", `{"l": [1, 2]}`, "2"},
		{"l[1]", `{"l": [1, 2]}`, "2"},
		{"l['1']", `{"l": [1, 2]}`, "2"},
		{"l['01']", `{"l": [1, 2]}`, "undefined"},
		{"l[1.5]", `{"l": [1, 2]}`, "undefined"},
		{"l[-1]", `{"l": [1, 2]}`, "undefined"},
		{"l[n]", `{"l": [1, 2]}`, "undefined"},
		{"o[1]", `{"o": {"1": "x"}}`, `"x"`},
		{"o[null]", `{"o": {"null": "x"}}`, `"x"`},
		{"o['中']", `{"o": {"中": 1}}`, "1"},
		{"o[k]", `{"o": {"a-b": 1}, "k": "a-b"}`, "1"},
		{"n.x", `{"n": 5}`, "undefined"},
		{"b.x.y", `{"b": true}`, "undefined"},
		{"o.x(1)", `{"o": {"x": 5}}`, "undefined"},
		{"f(1)(2)", `{"f": 5}`, "undefined"},
		{"s.toUpperCase()", `{"s": "abc"}`, `"ABC"`},
		{"s['toUpperCase']()", `{"s": "abc"}`, `"ABC"`},
		{"'abc'.toUpperCase()", ``, `"ABC"`},
		{"l.slice(1)", `{"l": [1, 2]}`, "[2]"},
		{"l.slice(1)[0]", `{"l": [1, 2]}`, "2"},
		{"l.slice", `{"l": [1, 2]}`, "function"},
		{"[1].slice", ``, "function"},
		{"l.nope()", `{"l": [1, 2]}`, "undefined"},
	})
}

// Members that lead out of the data lead nowhere.
func TestSpec2_3_PrototypesLeadNowhere(t *testing.T) {
	var cases []evalCase
	for _, recv := range []string{"o", "l", "s", "n", "b", "u", "'s'", "[1]", "5"} {
		for _, name := range []string{"__proto__", "constructor", "prototype"} {
			for _, form := range []string{"%s.%s", "%s['%s']", "%s.%s.x", "%s.%s()", "%s['%s']()", "%s[('' + '%s')]", "%s[k + '%s']"} {
				if recv == "5" && strings.HasPrefix(form, "%s.") {
					continue
				}
				cases = append(cases, evalCase{fmt.Sprintf(form, recv, name), `{"o": {"a": 1}, "l": [1], "s": "x", "n": 1, "b": true, "k": ""}`, "undefined"})
			}
		}
	}
	runCases(t, cases)
	runCases(t, []evalCase{
		{"o.constructor", `{"o": {"constructor": "a field of that name"}}`, `"a field of that name"`},
		{"o.__proto__", `{"o": {"__proto__": 1}}`, "undefined"},
		{"{__proto__: a, b: 1}", `{"a": {"x": 1}}`, `{"b":1}`},
		{"{['__proto__']: a, b: 1}", `{"a": {"x": 1}}`, `{"b":1}`},
	})
}

func TestSpec3_Operators(t *testing.T) {
	runCases(t, []evalCase{
		{"a + b", `{"a": 7, "b": 2}`, "9"},
		{"a + b", `{"a": "7", "b": 2}`, `"72"`},
		{"a - b", `{"a": "7", "b": 2}`, "5"},
		{"a * b", `{"a": "7", "b": 2}`, "14"},
		{"a / b", `{"a": 7, "b": 2}`, "3.5"},
		{"a % b", `{"a": 7, "b": 2}`, "1"},
		{"-7 % 4", ``, "-3"},
		{"7 % -4", ``, "3"},
		{"5.5 % 2", ``, "1.5"},
		{"7 % 0", ``, "NaN"},
		{"-a", `{"a": 7}`, "-7"},
		{"+a", `{"a": "7"}`, "7"},
		{"!a", `{"a": 7}`, "false"},
		{"!!a", `{"a": 7}`, "true"},
		{"1 + 2 + 's' + 1 + 2", ``, `"3s12"`},
		{"0.1 + 0.2", ``, "0.30000000000000004"},
		{"1 / 0", ``, "Infinity"},
		{"0 / 0", ``, "NaN"},
		{"5 & 3", ``, "1"},
		{"5 | 3", ``, "7"},
		{"5 ^ 3", ``, "6"},
		{"~5", ``, "-6"},
		{"1 << 4", ``, "16"},
		{"1 << 33", ``, "2"},
		{"-16 >> 2", ``, "-4"},
		{"-1 >>> 28", ``, "15"},
		{"4294967297 | 0", ``, "1"},
		{"2 ** 10", ``, "1024"},
		{"2 ** 3 ** 2", ``, "512"},
		{"(-2) ** 2", ``, "4"},
		{"2 ** -1", ``, "0.5"},
		{"'x' + undefined", ``, `"xundefined"`},
		{"'x' + null", ``, `"xnull"`},
		{"1 + undefined", ``, "NaN"},
		{"1 + null", ``, "1"},
		{"1 + true", ``, "2"},
		{"'' + o", `{"o": {}}`, `"[object Object]"`},
		{"1 + l", `{"l": [1, [2, null]]}`, `"11,2,"`},
		{"o - 1", `{"o": {}}`, "NaN"},
		{"l * 2", `{"l": [4]}`, "8"},
		{"typeof a", `{}`, `"undefined"`},
		{"typeof null", ``, `"object"`},
		{"typeof 1", ``, `"number"`},
		{"typeof 's'", ``, `"string"`},
		{"typeof true", ``, `"boolean"`},
		{"typeof []", ``, `"object"`},
		{"typeof {}", ``, `"object"`},
		{"typeof l.slice", `{"l": []}`, `"function"`},
		{"typeof a === 'undefined'", `{}`, "true"},
		{"void 0", ``, "undefined"},
		{"void a", `{"a": 1}`, "undefined"},
		{"o instanceof o", `{"o": {}}`, "false"},
		{"'k' in o", `{"o": {"k": 1}}`, "true"},
		{"'z' in o", `{"o": {"k": 1}}`, "false"},
		{"1 in l", `{"l": [1, 2]}`, "true"},
		{"2 in l", `{"l": [1, 2]}`, "false"},
		{"'k' in n", `{"n": null}`, "false"},
		{"a ?.1 : 2", `{"a": 1}`, "0.1"},
		{"a ?.1 : 2", `{"a": 0}`, "2"},
		{"a?.5:1", `{"a": 0}`, "1"},
		{"a ?? 1", `{"a": null}`, "1"},
		{"a ?? 1", `{"a": 0}`, "0"},
		{"a || b ?? c", `{"a": 0, "b": null, "c": 3}`, "3"},
		{"a ?? b || c", `{"a": null, "b": 0, "c": 3}`, "3"},
		{"a - -b", `{"a": 1, "b": 2}`, "3"},
		{"`a${b}c${1 + 1}`", `{"b": "x"}`, `"axc2"`},
		{"`}}${`${b}`}`", `{"b": null}`, `"}}null"`},
	})
}

func TestSpec3_LogicalOperatorsReturnOperands(t *testing.T) {
	runCases(t, []evalCase{
		{"a && b", `{"a": 0, "b": 1}`, "0"},
		{"a && b", `{"a": "x", "b": "y"}`, `"y"`},
		{"a && b", `{"a": "", "b": "y"}`, `""`},
		{"a || b", `{"a": 0, "b": "y"}`, `"y"`},
		{"a || b", `{"a": [], "b": "y"}`, "[]"},
		{"a || b", `{"a": null}`, "undefined"},
		{"a && b || c", `{"a": 1, "b": 0, "c": 2}`, "2"},
		{"a || b && c", `{"a": 0, "b": 1, "c": 2}`, "2"},
		{"!(a && b)", `{"a": 1, "b": 0}`, "true"},
		{"(a && b) ? 1 : 2", `{"a": 1, "b": 0}`, "2"},
		{"(a || b) ? 1 : 2", `{"a": 0, "b": 1}`, "1"},
		{"(a ?? b) ? 1 : 2", `{"a": null, "b": 1}`, "1"},
		{"(a ? b : c) ? 1 : 2", `{"a": 0, "b": 0, "c": 1}`, "1"},
		{"true && a", `{"a": 4}`, "4"},
		{"false || a", `{"a": 4}`, "4"},
		{"null ?? a", `{"a": 4}`, "4"},
		{"true ? a : b", `{"a": 4, "b": 5}`, "4"},
	})
}

func TestSpec3_Comparisons(t *testing.T) {
	runCases(t, []evalCase{
		{"'10' < 11", ``, "true"},
		{"a < 11", `{"a": "10"}`, "true"},
		{"'10' < '9'", ``, "true"},
		{"a > b", `{"a": 7, "b": 2}`, "true"},
		{"a >= 7", `{"a": 7}`, "true"},
		{"a <= 7", `{"a": 7.5}`, "false"},
		{"a >= 7", `{}`, "false"},
		{"a < 7", `{}`, "false"},
		{"a <= 0", `{"a": null}`, "true"},
		{"a == '7'", `{"a": 7}`, "true"},
		{"a === '7'", `{"a": 7}`, "false"},
		{"a != b", `{"a": 7, "b": 2}`, "true"},
		{"a !== 7", `{"a": 7}`, "false"},
		{"a === 7", `{"a": 7}`, "true"},
		{"a === 'x'", `{"a": "x"}`, "true"},
		{"a !== 'x'", `{}`, "true"},
		{"a == null", `{}`, "true"},
		{"a == null", `{"a": 0}`, "false"},
		{"a == ''", `{"a": 0}`, "true"},
		{"a == 'x'", `{"a": ["x"]}`, "true"},
		{"a == 0", `{"a": false}`, "true"},
		{"a === a", `{"a": {}}`, "true"},
		{"n === n", `{"n": {}}`, "true"},
		{"0 / 0 === 0 / 0", ``, "false"},
		{"(a / a) === (a / a)", `{"a": 0}`, "false"},
		{"(a / a) !== (a / a)", `{"a": 0}`, "true"},
		{"a < b", `{"a": "\uffff", "b": "😀"}`, "false"},
		{"a > b", `{"a": "\uffff", "b": "😀"}`, "true"},
		{"a < b", `{"a": "\ud7ff", "b": "😀"}`, "true"},
		{"a < b", `{"a": "ab", "b": "abc"}`, "true"},
		{"s[0] < s", `{"s": "😀"}`, "true"},
		{"s[0] <= s", `{"s": "😀"}`, "true"},
		{"s[1] > s", `{"s": "😀"}`, "true"},
		{"l < 5", `{"l": [4]}`, "true"},
		{"l < 'b'", `{"l": ["a"]}`, "true"},
	})
}

func TestSpec3_Numbers(t *testing.T) {
	runCases(t, []evalCase{
		{".5", ``, "0.5"}, {"1.", ``, "1"}, {"0x1F", ``, "31"}, {"0X1f", ``, "31"}, {"017", ``, "15"},
		{"010", ``, "8"}, {"089", ``, "89"}, {"08.5", ``, "8.5"}, {"0o17", ``, "15"}, {"0b101", ``, "5"},
		{"1e3", ``, "1000"}, {"1e-3", ``, "0.001"}, {"1E+3", ``, "1000"}, {"1e999", ``, "Infinity"},
		{"1 / 0 + a", `{"a": 1}`, "Infinity"}, {"1 / (a ? 0 : 1) > 1 / (a ? -0 : 1)", `{"a": 1}`, "true"},
		{"0", ``, "0"}, {"0.0", ``, "0"}, {"-0", ``, "0"}, {"00", ``, "0"}, {"1..x", ``, "undefined"},
		{"9007199254740993", ``, "9007199254740992"}, {"123456789012345680000", ``, "123456789012345680000"},
		{"1e21", ``, "1e+21"},
	})
}

func TestSpec1_4_StringEscapes(t *testing.T) {
	runCases(t, []evalCase{
		{`'\n\r\t\b\f\v\0'`, ``, `"\n\r\t\b\f\u000b\u0000"`},
		{`'\x41\u0042\u{43}\u{1F600}'`, ``, `"ABC😀"`},
		{`'\ud83d\ude00'`, ``, `"😀"`},
		{`'a\ud83d\ude00b\ud83d'`, ``, `"a😀b\ud83d"`},
		{`'c\'d'`, ``, `"c'd"`},
		{`"c\"d"`, ``, `"c\"d"`},
		{`'\q\\'`, ``, `"q\\"`},
		{`'&lt;'`, ``, `"&lt;"`},
		{`'}}'`, ``, `"}}"`},
		{`'{{'`, ``, `"{{"`},
		{`"it's"`, ``, `"it's"`},
		{`'n\\n'`, ``, `"n\\n"`},
		{"'a\nb'", ``, `"a\nb"`},
		{`'中文' + s`, `{"s": "é😀"}`, `"中文é😀"`},
	})
}

func TestSpec3_ObjectsAndArrays(t *testing.T) {
	data := `{"a": 1, "k": "key", "o": {"x": 1, "a": "oa"}, "r": {"x": 2, "y": 3}, "l": [1, 2], "s": "a😀"}`
	runCases(t, []evalCase{
		{"[1, a, 'z']", data, `[1,1,"z"]`},
		{"{a: 1, b: a}", data, `{"a":1,"b":1}`},
		{"{a, b: 2}", data, `{"a":1,"b":2}`},
		{"{...o, a}", data, `{"x":1,"a":1}`},
		{"{a, ...o}", data, `{"a":"oa","x":1}`},
		{"{...o, ...r}", data, `{"x":2,"a":"oa","y":3}`},
		{"{...o}", data, `{"x":1,"a":"oa"}`},
		{"[]", data, "[]"},
		{"{}", data, "{}"},
		{"[[1], [{q: a}]]", data, `[[1],[{"q":1}]]`},
		{"{k: 1, n: {m: a} }", data, `{"k":1,"n":{"m":1}}`},
		{"{k: {m: a}}", data, `{"k":{"m":1}}`},
		{"{a: 1, a: 2}", data, `{"a":2}`},
		{"{b: 1, a: 2, b: 3}", data, `{"b":3,"a":2}`},
		{"{b: 1, 2: 'two', 1: 'one', a: 2}", data, `{"1":"one","2":"two","b":1,"a":2}`},
		{"{...o, 2: 'two', 1: 'one'}", data, `{"1":"one","2":"two","x":1,"a":"oa"}`},
		{"{'a-b': 1, \"c\": 2, 1.50: 3, 0x10: 4, .5: 5}", data, `{"16":4,"a-b":1,"c":2,"1.5":3,"0.5":5}`},
		{"{[k]: 1, [k + 1]: 2}", data, `{"key":1,"key1":2}`},
		{"{if: 1, true: 2, null: 3}", data, `{"if":1,"true":2,"null":3}`},
		{"{true, undefined, null}", data, `{"true":true,"null":null}`},
		{"{...null, ...undefined, ...5, ...true, b: 1}", data, `{"b":1}`},
		{"{...l}", data, `{"0":1,"1":2}`},
		{"{...s}", data, `{"0":"a","1":"\ud83d","2":"\ude00"}`},
		{"{a,}", data, `{"a":1}`},
		{"[1, 2,]", data, "[1,2]"},
		{"[1,,2].length", data, "3"},
		{"[,].length", data, "1"},
		{"[1,,2][1]", data, "undefined"},
		{"[...l, 3, ...l]", data, "[1,2,3,1,2]"},
		{"[...s]", data, `["a","😀"]`},
		{"[...null, ...5, 1]", data, "[1]"},
		{"{a: 1}.a", data, "1"},
		{"[5][0]", data, "5"},
		{"{a: {b: [1, {c: a}]}}.a.b[1].c", data, "1"},
	})
}

func TestSpec3_ObjectWithoutBraces(t *testing.T) {
	runCases(t, []evalCase{
		{" x, y ", `{"x": 1, "y": 2}`, `{"x":1,"y":2}`},
		{"a, b: 1", `{"a": 3}`, `{"a":3,"b":1}`},
		{"...o1,...o2,a,c:6", `{"o1": {"a": 1, "b": 2}, "o2": {"b": 3, "c": 4}, "a": 5}`, `{"a":5,"b":3,"c":6}`},
		{"a: b", `{"b": 3}`, `{"a":3}`},
		{"for, in", `{"for": 1, "in": 2}`, `{"for":1,"in":2}`},
		{"'a-b': 1, 2: 3", `{}`, `{"2":3,"a-b":1}`},
		{"x,", `{"x": 1}`, `{"x":1}`},
		{"x", `{"x": 1}`, "1"},
		{"x /* c */ , y", `{"x": 1, "y": 2}`, `{"x":1,"y":2}`},
	})
	for src, want := range map[string]string{
		"x":            `{"x":1}`,
		" x /**/ ":     `{"x":1}`,
		"(o)":          `{"k":2}`,
		"(x)":          "{}",
		"x.y":          "undefined",
		"true":         "true",
		"x, y":         `{"x":1}`,
		"{x}":          `{"x":1}`,
		"...o":         `{"k":2}`,
		"o ? {x} : {}": `{"x":1}`,
	} {
		fields := []string{}
		x := Compile(parseIn(t, src, Context{Data: true}), testScope{fields: &fields})
		if got := show(x.Eval(testEnv(t, fields, `{"x": 1, "o": {"k": 2}}`))); got != want {
			t.Errorf("data=\"{{%s}}\" = %s, want %s", src, got, want)
		}
	}
}

func TestSpec14_Vectors(t *testing.T) {
	runCases(t, []evalCase{
		{"5 & 6 === 4", ``, "0"},
		{"1 || 2 && 3", ``, "1"},
		{"false ? 1 || 2 : 3 || 4", ``, "3"},
		{"-1 + 3", ``, "2"},
		{"3 + -1", ``, "2"},
		{"a?b:c?d:e", `{"a": 0, "c": 1, "d": 4}`, "4"},
		{"a ? b ? 1 : 2 : 3", `{"a": 1, "b": 0}`, "2"},
		{"a /* } */ + /* ** */ b", `{"a": 1, "b": 2}`, "3"},
	})
}

// partsOf splits a text with bindings as the WXML parser does.
func partsOf(t testing.TB, src string) []Node {
	t.Helper()
	var parts []Node
	for {
		i := strings.Index(src, "{{")
		if i < 0 {
			break
		}
		if i > 0 {
			parts = append(parts, &Text{src[:i]})
		}
		n, end, _ := Parse(src, i+2, Context{})
		parts = append(parts, n)
		src = src[end:]
	}
	if src != "" {
		parts = append(parts, &Text{src})
	}
	return parts
}

func TestSpec2_1_Parts(t *testing.T) {
	data := `{"a": 1, "b": 2, "c": 3, "n": null, "o": {"k": 1}, "l": [1, [2, null]], "s": "😀", "t": true, "f": -0.0}`
	for _, c := range []evalCase{
		{"", data, `""`},
		{"false", data, `"false"`},
		{"{{a}}", data, "1"},
		{"{{o}}", data, `{"k":1}`},
		{"{{nope}}", data, "undefined"},
		{"{{}}", data, `""`},
		{"{{ }}", data, `""`},
		{"a{{}}b", data, `"ab"`},
		{"[{{}}][{{ }}]", data, `"[][]"`},
		{"{{[1,2]}} ", data, `"1,2 "`},
		{" {{a}}", data, `" 1"`},
		{"{{a}}{{b}}", data, `"12"`},
		{"{{a+b}}{{c}}", data, `"33"`},
		{"{{a + b}} + {{c}} + d", data, `"3 + 3 + d"`},
		{"x{{nope}}", data, `"x"`},
		{"x{{n}}", data, `"x"`},
		{"x{{0/0}}{{1/0}}", data, `"xNaNInfinity"`},
		{"x{{t}}{{!t}}", data, `"xtruefalse"`},
		{"x{{f}}{{-0}}", data, `"x00"`},
		{"x{{o}}", data, `"x[object Object]"`},
		{"x{{l}}", data, `"x1,2,"`},
		{"{{ true }}|{{ false }}|{{ null }}|{{ undefined }}", data, `"true|false||"`},
		{"{{s[0]}}{{s[1]}}", data, `"😀"`},
		{"{{s[0]}}{{'\\ude00'}}!", data, `"😀!"`},
		{"{{'a}}'}}b", data, `"a}}b"`},
	} {
		fields := []string{}
		x := CompileParts(partsOf(t, c.src), testScope{fields: &fields})
		if got := show(x.Eval(testEnv(t, fields, data))); got != c.want {
			t.Errorf("%s = %s, want %s", c.src, got, c.want)
		}
	}
}

// Without any hook, and with fields, variables and modules missing, everything
// is undefined.
func TestEmptyEnv(t *testing.T) {
	for _, src := range []string{"a", "a.b", "v", "v.b", "m", "m.f(1)", "none", "a[v]", "'s'.foo", "'s'.foo()", "[1].foo"} {
		x, _ := compileIn(t, src, testScope{vars: map[string]int{"v": 3, "none": -1}, modules: map[string]int{"m": 0}})
		e := &Env{}
		if v := x.Eval(e); !v.IsUndefined() || x.Touched(e) || x.Change(e) != nil {
			t.Errorf("{{%s}} = %s", src, show(v))
		}
	}
}

// One Expr may be evaluated by many goroutines, each with an Env of its own.
func TestConcurrentUse(t *testing.T) {
	x, names := compileIn(t, "a.b > 1 && `${a.c}` + [a.b, ...l][1] + {...a, k: 1}.k", testScope{})
	var wg sync.WaitGroup
	for range 4 {
		e := testEnv(t, names, `{"a": {"b": 2, "c": "x"}, "l": [7]}`)
		e.FieldChanges = []*value.Change{value.AllChanged()}
		wg.Go(func() {
			for range 100 {
				if got := show(x.Eval(e)); got != `"x71"` || !x.Touched(e) || x.Change(e) == nil {
					t.Error(got)
				}
			}
		})
	}
	wg.Wait()
}

func TestSizeLimits(t *testing.T) {
	big := value.String(strings.Repeat("x", maxText/2+1))
	long := value.FromArray(value.NewArray(make([]value.Value, maxElements/2+1)...))
	for _, c := range []struct{ src, want string }{
		{"s + s", "undefined"},
		{"s + s + 'x'", "undefined"},
		{"`${s}${s}`", "undefined"},
		{"[...l, ...l]", "undefined"},
		{"[...s]", "undefined"},
		{"{...l, ...s}", "undefined"},
	} {
		x, names := compileIn(t, c.src, testScope{})
		e := testEnv(t, nil, "")
		for _, n := range names {
			e.Fields = append(e.Fields, map[string]value.Value{"s": big, "l": long}[n])
		}
		var got error
		e.Host.(*testHost).report = func(_ int, err error) { got = err }
		if v := x.Eval(e); show(v) != c.want || !errors.Is(got, ErrSize) {
			t.Errorf("{{%s}}: kind %s, reported %v", c.src, v.Kind(), got)
		}
	}
	fields := []string{}
	x := CompileParts(partsOf(t, "{{s}}-{{s}}"), testScope{fields: &fields})
	e := &Env{Fields: []value.Value{big}}
	if v := x.Eval(e); show(v) != `""` {
		t.Errorf("a text too large gives a %s", v.Kind())
	}
}
