package expr

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// codesOf writes diagnostics as "offset code" with the codes' common prefix left
// out.
func codesOf(diags []Diag) string {
	var out []string
	for _, d := range diags {
		out = append(out, fmt.Sprintf("%d %s", d.Offset, strings.TrimPrefix(d.Code, "wxml-expr-")))
	}
	return strings.Join(out, ", ")
}

// Every broken binding gives one error, an empty value and the place after its
// end.
func TestSpec13_Errors(t *testing.T) {
	for _, c := range []struct{ src, rest, codes string }{
		{"a b}}-", "-", "2 unexpected-character"},
		{"a..b}}-", "-", "1 unexpected-character"},
		{"a.}}-", "-", "2 invalid-identifier"},
		{"a.1}}-", "-", "2 invalid-identifier"},
		{"中}}-", "-", "0 invalid-identifier"},
		{"a + 中}}-", "-", "4 invalid-identifier"},
		{"a.中}}-", "-", "2 invalid-identifier"},
		{"#a}}-", "-", "0 unexpected-character"},
		{"+}}-", "-", "1 unexpected-character"},
		{"a +}}-", "-", "3 unexpected-character"},
		{"a,b.c}}-", "-", "3 unexpected-character"},
		{"a.b, c}}-", "-", "3 unexpected-character"},
		{"a ? b}}-", "-", "2 incomplete-condition"},
		{"a ? b)}}-", "-", "2 incomplete-condition"},
		{"(a ? b)}}-", "-", "3 incomplete-condition"},
		{"a ? }}-", "-", "4 unexpected-character"},
		{"a ? b c}}-", "-", "6 unexpected-character"},
		{"a : b}}-", "-", ""},
		{"(a}}-", "-", "0 unmatched-parenthesis"},
		{"f(a}}-", "-", "1 unmatched-parenthesis"},
		{"f(a,,b)}}-", "-", "4 unexpected-character"},
		{"(a, b)}}-", "-", "0 unmatched-parenthesis"},
		{"a)}}-", "-", "1 unexpected-character"},
		{"[a}}-", "-", "0 unmatched-bracket"},
		{"a[b}}-", "-", "1 unmatched-bracket"},
		{"a[]}}-", "-", "2 unexpected-character"},
		{"a]}}-", "-", "1 unexpected-character"},
		{"{a:1}}-", "", "5 missing-end"},
		{"{a:[1}}}-", "}-", "3 unmatched-bracket"},
		{"{,}}}-", "}-", "1 unexpected-character"},
		{"{a:}}}-", "}-", "3 unexpected-character"},
		{"{a b}}}-", "}-", "3 unexpected-character"},
		{"{a() {} }}}-", "}-", "2 unexpected-character"},
		{"{[a]}}}-", "}-", "4 unexpected-character"},
		{"{[a}}}-", "}-", "1 unmatched-bracket"},
		{"{'a'}}}-", "}-", "4 unexpected-character"},
		{"a = 1}}-", "-", "2 unsupported"},
		{"a += 1}}-", "-", "3 unsupported"},
		{"a++}}-", "-", "1 unsupported"},
		{"--a}}-", "-", "0 unsupported"},
		{"a => 1}}-", "-", "2 unsupported"},
		{"() => 1}}-", "-", "1 unexpected-character"},
		{"new Date()}}-", "-", "0 unsupported"},
		{"delete a.b}}-", "-", "0 unsupported"},
		{"await a}}-", "-", "0 unsupported"},
		{"function f() {} }}-", "-", "0 unsupported"},
		{"/a/}}-", "-", "0 unsupported"},
		{"a // b}}-", "-", "3 unsupported"},
		{"-a ** b}}-", "-", "3 unsupported"},
		{"typeof a ** b}}-", "-", "9 unsupported"},
		{"f(...a)}}-", "-", "2 unsupported"},
		{"1a}}-", "-", "1 unexpected-character"},
		{"3px}}-", "-", "1 unexpected-character"},
		{"0x}}-", "-", "2 unexpected-character"},
		{"0b2}}-", "-", "2 unexpected-character"},
		{"1e}}-", "-", "1 unexpected-character"},
		{"10n}}-", "-", "2 unexpected-character"},
		{"1.a}}-", "-", "2 unexpected-character"},
		{"a /* b}}-", "-", "2 unexpected-character"},
		{"a;}}-", "-", "1 unexpected-character"},
		{"a\u00a0}}-", "-", "1 invalid-identifier"},
		{"a\x00}}-", "-", "1 unexpected-character"},
		{"'\\x4'}}-", "-", "1 illegal-escape"},
		{"'\\u12z4'}}-", "-", "1 illegal-escape"},
		{"'\\u{110000}'}}-", "-", "1 illegal-escape"},
		{"}}-", "-", "0 empty"},
		{" /* nothing */ }}-", "-", "15 empty"},
		{"{a: 1, b: 2, a: 3}}}-", "-", "13 duplicate-name"},
		{"a, a}}-", "-", "3 duplicate-name"},
		{"a}-", "", "1 missing-end"},
		{"'abc}}-", "-", "0 missing-end"},
	} {
		n, end, diags := Parse(c.src, 0, Context{})
		if got := codesOf(diags); got != c.codes {
			t.Errorf("{{%s: %s, want %s", c.src, got, c.codes)
		}
		if got := c.src[end:]; got != c.rest {
			t.Errorf("{{%s: goes on at %q, want %q", c.src, got, c.rest)
		}
		broken := false
		for _, d := range diags {
			broken = broken || d.Severity == diag.Error
			if d.Message == "" {
				t.Errorf("{{%s: %s without a message", c.src, d.Code)
			}
		}
		if _, empty := n.(*Empty); broken && !empty {
			t.Errorf("{{%s: broken, but gives %s", c.src, Print(n))
		}
	}
}

func TestErrorMessages(t *testing.T) {
	for src, want := range map[string]string{
		`t === \"test\"}}`: `unexpected character inside expression: '\\'; quotes of a binding need no backslash, whatever the attribute's quotes are`,
		"a = 1}}":          "unexpected character inside expression: '='; a binding cannot assign; compare with == or ===",
		"名}}":              "not a valid identifier: '名'; names are made of ASCII letters, digits, _ and $; read another field as a['...']",
		"a":                "missing expression end: }} is missing",
		"(a}}":             `unmatched parenthesis: '(' has no ')'`,
		"x ? 1}}":          "incomplete condition expression: the part after ? needs a : and another value",
		"new Date()}}":     "new cannot be used in a binding; compute the value in the script or in a wxs function",
	} {
		_, _, diags := Parse(src, 0, Context{})
		if len(diags) != 1 || diags[0].Message != want {
			t.Errorf("{{%s: %v, want %q", src, diags, want)
		}
	}
}

// Where a binding has no end, what follows it must not be lost.
func TestRecovery(t *testing.T) {
	for _, c := range []struct {
		src, rest string
		quote     byte
	}{
		{`{{ t === \"test\" }}" c="x"`, `" c="x"`, '"'},
		{`{{x" b="{{y}}">`, `" b="{{y}}">`, '"'},
		{`{{x}" b="{{y}}">`, `" b="{{y}}">`, '"'},
		{`{{x' b="{{y}}">`, `' b="{{y}}">`, '\''},
		{`{{x" b="1">`, `" b="1">`, '"'},
		{`{{x {{y}}">`, `{{y}}">`, '"'},
		{`{{x b={{y}}>`, ` b={{y}}>`, ' '},
		{`{{x></view>`, `></view>`, ' '},
		{"{{x </view><view>{{y}}", "</view><view>{{y}}", 0},
		{"{{x {{y}}", "{{y}}", 0},
		{"{{x </view>", "</view>", 0},
		{"{{ a <", "", 0},
		{"{{x", "", 0},
		{"{{", "", 0},
		{"{{x}", "", 0},
		{"{{ 'it's' }}</view>", "</view>", 0},
		{"{{ 'abc }}</view><view a='{{x}}'>", "</view><view a='{{x}}'>", 0},
		{`{{x + " b="{{y}}">`, `" b="{{y}}">`, '"'},
		{"{{ a < b {{c}}", "{{c}}", 0},
		{"{{ `abc }}</view>", "</view>", 0},
		{"{{ `a${b}\\", "", 0},
		{"{{ 'a\\", "", 0},
		{"{{ /* abc }}</view>", "</view>", 0},
	} {
		n, end, diags := Parse(c.src, 2, Context{Quote: c.quote})
		if got := c.src[end:]; got != c.rest {
			t.Errorf("%s: goes on at %q, want %q (%s)", c.src, got, c.rest, codesOf(diags))
		}
		if _, ok := n.(*Empty); !ok || len(diags) != 1 || diags[0].Severity != diag.Error {
			t.Errorf("%s: %s, %v", c.src, Print(n), diags)
		}
	}
}

// dump writes a tree without positions and spellings.
func dump(n Node) string {
	var b strings.Builder
	var write func(v reflect.Value)
	write = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface, reflect.Pointer:
			if v.IsNil() {
				b.WriteString("nil")
				return
			}
			write(v.Elem())
		case reflect.Struct:
			if lit, ok := v.Interface().(value.Value); ok {
				b.WriteString(lit.Kind().String() + " " + show(lit))
				return
			}
			fmt.Fprintf(&b, "%s(", v.Type().Name())
			for i := range v.NumField() {
				if name := v.Type().Field(i).Name; name != "At" && name != "Raw" {
					b.WriteString(name + ":")
					write(v.Field(i))
					b.WriteString(" ")
				}
			}
			b.WriteString(")")
		case reflect.Slice:
			b.WriteString("[")
			for i := range v.Len() {
				write(v.Index(i))
				b.WriteString(" ")
			}
			b.WriteString("]")
		default:
			fmt.Fprintf(&b, "%#v", v.Interface())
		}
	}
	write(reflect.ValueOf(&n).Elem())
	return b.String()
}

func TestPrint(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{" a ", "a"},
		{"", ""},
		{"((a))+(b*c)", "a + b * c"},
		{"(a+b)*c", "(a + b) * c"},
		{"a-(b-c)", "a - (b - c)"},
		{"(a-b)-c", "a - b - c"},
		{"a**(b**c)", "a ** b ** c"},
		{"(a**b)**c", "(a ** b) ** c"},
		{"(-a)**b", "(-a) ** b"},
		{"-(a**b)", "-(a ** b)"},
		{"a**-b", "a ** -b"},
		{"a**(-b**c)", ""}, // an error
		{"(a||b)&&c", "(a || b) && c"},
		{"a||(b&&c)", "a || b && c"},
		{"a??(b||c)", "a ?? (b || c)"},
		{"(a?b:c)?d:e", "(a ? b : c) ? d : e"},
		{"a?b:(c?d:e)", "a ? b : c ? d : e"},
		{"a?(b?1:2):3", "a ? b ? 1 : 2 : 3"},
		{"a?.1:2", "a ? .1 : 2"},
		{"a?.b?.[c]?.(d)", "a?.b?.[c]?.(d)"},
		{"- -a", "- -a"}, {"+ +a", "+ +a"}, {"-+-a", "-+-a"}, {"!!a", "!!a"}, {"- - -a", "- - -a"},
		{"typeof(a)", "typeof a"}, {"typeof typeof a", "typeof typeof a"}, {"typeof -a", "typeof -a"},
		{"void(0)", "void 0"}, {"!typeof a", "!typeof a"},
		{"typeof", "typeof"}, {"(typeof)+a", "(typeof) + a"}, {"(void)(a)", "(void)(a)"}, {"typeof.a", "(typeof).a"},
		{"[typeof]", "[typeof]"},
		{"(5).a", "(5).a"}, {"1.5.a", "1.5.a"}, {"5[0]", "5[0]"}, {"5?.a", "5?.a"}, {"0x1F.a", "0x1F.a"}, {"017.a", "(017).a"},
		{"1e5.a", "1e5.a"}, {"1..a", "1..a"},
		{"(-a).b", "(-a).b"}, {"(a+b).c", "(a + b).c"}, {"(a+b)[c+d](e,f,)", "(a + b)[c + d](e, f)"},
		{"(a?b:c)(d)", "(a ? b : c)(d)"},
		{`'a"b'`, `'a"b'`}, {`"it's"`, `"it's"`}, {`'\u0041'`, `'\u0041'`},
		{"[1,,2,]", "[1, , 2]"}, {"[,]", "[,]"}, {"[1,,]", "[1, ,]"}, {"[]", "[]"}, {"[...a,b]", "[...a, b]"},
		{"{ }", "{}"}, {"{a,b:1,'c-d':2,3:4,[e]:5,...f,'g':6,'':7}", "{a, b: 1, 'c-d': 2, '3': 4, [e]: 5, ...f, g: 6, '': 7}"},
		{"a,b", "a, b"}, {"a:1", "a: 1"}, {"...a", "...a"}, {"a,", "{a}"}, {"'x-y':1", "'x-y': 1"}, {"1:2", "'1': 2"},
		{"a:{b:1}", "a: {b: 1}"}, {"{a:1}", "{a: 1}"}, {"if:class", "if: class"},
		{"`a${b}\\`$\\${c}`", "`a${b}\\`$\\${c}`"}, {"`${`${a}`}\n`", "`${`${a}`}\\n`"},
		{"a in b", "a in b"}, {"a instanceof b", "a instanceof b"}, {"(a in b) in c", "a in b in c"},
		{"a/* c */+b", "a + b"},
	} {
		n, _, diags := Parse(c.src+"}}", 0, Context{})
		got := Print(n)
		if got != c.want {
			t.Errorf("{{%s}} printed: %s, want %s", c.src, got, c.want)
		}
		for _, d := range diags {
			if d.Severity == diag.Error && c.want != "" {
				t.Errorf("{{%s}}: %s", c.src, d.Message)
			}
		}
		checkPrintBack(t, n, Context{})
	}
	n := parseIn(t, "a", Context{Data: true})
	if got := Print(n); got != "a" {
		t.Errorf("data={{a}} printed: %s", got)
	}
	checkPrintBack(t, n, Context{Data: true})
}

// checkPrintBack parses what a tree prints to and compares.
func checkPrintBack(t *testing.T, n Node, ctx Context) {
	t.Helper()
	text := Print(n)
	again, end, diags := Parse(text+" }}", 0, ctx)
	for _, d := range diags {
		if d.Severity == diag.Error {
			t.Fatalf("printed {{%s}}: %s", text, d.Message)
		}
	}
	if end != len(text)+3 {
		t.Fatalf("printed {{%s}}: ends at %d", text, end)
	}
	if a, b := dump(n), dump(again); a != b {
		t.Fatalf("printed {{%s}}:\n%s\nreads as\n%s", text, a, b)
	}
	if third := Print(again); third != text {
		t.Fatalf("printed {{%s}}, then {{%s}}", text, third)
	}
}

// A tree made by hand prints its literals from their values.
func TestPrintLiterals(t *testing.T) {
	for _, c := range []struct {
		v    value.Value
		want string
	}{
		{value.Number(1.5), "1.5"}, {value.Number(1e21), "1e+21"}, {value.Bool(true), "true"}, {value.Bool(false), "false"}, {value.Null(), "null"}, {value.Undefined(), "undefined"},
		{value.String("it's"), `"it's"`}, {value.String(`a"b`), `'a"b'`}, {value.String(`'"`), `'\'"'`},
		{value.String("\n\r\t\x01\\"), `'\n\r\t\x01\\'`}, {value.String("\xed\xa0\xbd"), `'\ud83d'`}, {value.String("中"), "'中'"},
	} {
		n := &Literal{Value: c.v}
		if got := Print(n); got != c.want {
			t.Errorf("printed: %s, want %s", got, c.want)
		}
		checkPrintBack(t, n, Context{})
	}
}

func TestPositions(t *testing.T) {
	src := "xx{{ a.b + c[1] ? {k: -d} : f(`${g}`) }}"
	n, _, _ := Parse(src, 4, Context{})
	Walk(n, func(n Node) bool {
		at := src[n.Pos():]
		want := Print(n)
		if i := strings.IndexAny(want, " .[(?"); i > 0 {
			want = want[:i]
		}
		if !strings.HasPrefix(at, want) {
			t.Errorf("%T %s at %d: %q", n, want, n.Pos(), at)
		}
		return true
	})
}

func TestWalk(t *testing.T) {
	n := parseOK(t, "a.b ? c[d] + -e : f(g, [h, , ...i], {j, k: l, [m]: n, ...o}, `${p}`)")
	var names []string
	Walk(n, func(n Node) bool {
		if id, ok := n.(*Ident); ok {
			names = append(names, id.Name)
		}
		return true
	})
	if got := strings.Join(names, ""); got != "acdefghijlmnop" {
		t.Errorf("names in order: %s", got)
	}
	count := 0
	Walk(n, func(Node) bool { count++; return false })
	Walk(nil, func(Node) bool { count++; return true })
	if count != 1 {
		t.Errorf("%d visits, want 1", count)
	}
}

func TestDepthAndSizeCaps(t *testing.T) {
	for _, c := range []struct {
		name, src string
		ok        bool
	}{
		{"parentheses", strings.Repeat("(", 190) + "a" + strings.Repeat(")", 190), true},
		{"parentheses", strings.Repeat("(", 300) + "a" + strings.Repeat(")", 300), false},
		{"unclosed parentheses", strings.Repeat("(", 1e6), false},
		{"brackets", strings.Repeat("[", 1e6), false},
		{"braces", strings.Repeat("{a:", 1e6), false},
		{"not", strings.Repeat("!", 1e6) + "a", false},
		{"minus", strings.Repeat("- ", 1e6) + "a", false},
		{"power", strings.Repeat("a**", 1e6) + "a", false},
		{"conditions", strings.Repeat("a?b:", 150) + "c", true},
		{"conditions", strings.Repeat("a?b:", 1e6) + "c", false},
		{"templates", strings.Repeat("`${", 1e6), false},
		{"sum", strings.Repeat("a+", 5000) + "a", true},
		{"sum", strings.Repeat("a+", 1e6) + "a", false},
		{"members", "a" + strings.Repeat(".b", 1e6), false},
		{"calls", "a" + strings.Repeat("()", 1e6), false},
	} {
		n, end, diags := Parse(c.src+"}}", 0, Context{})
		if ok := len(diags) == 0; ok != c.ok || end != len(c.src)+2 {
			t.Errorf("%s (%d bytes): ends at %d, %s", c.name, len(c.src), end, codesOf(diags))
		}
		x := Compile(n, testScope{fields: new([]string)})
		x.Eval(&Env{})
		checkPrintBack(t, n, Context{})
	}
}

// Parsing all bindings of a file is linear in its size, whatever is unclosed.
func TestNoQuadraticTraps(t *testing.T) {
	for _, unit := range []string{
		"{{", "{{#", "{{/*", "{{'", "{{\"}}'", "{{`", "{{`${", "{{`${'`'}<", "{{['}}", "{{['}}{{[\",", "{{ '\\'<", "{{(", "{{a<", "{{#}", "{{#<\"", "{{'x}}#", "{{a /*{{*/",
	} {
		src := strings.Repeat(unit, 1<<19/len(unit))
		start := time.Now()
		for pos, n := 2, 0; pos <= len(src); n++ {
			_, end, _ := Parse(src, pos, Context{Quote: '"'})
			if end < pos || end > len(src) {
				t.Fatalf("%s: from %d to %d", unit, pos, end)
			}
			next := strings.Index(src[end:min(len(src), end+64)], "{{")
			if next < 0 {
				break
			}
			pos = end + next + 2
		}
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s: half a megabyte takes %v", unit, d)
		} else {
			t.Logf("%s: %v", unit, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a.b + c[1] ? {k: -d} : f(`${g}`) }}", "...a, b: 1}}", "'a}}b' + \"c\"}}", "a ?.1 : 2}}", "{a:{b:[1,,2,...c]}}}}",
		"typeof x === 'y' && void 0}}", "\"\\ud83d\\u{1F600}\\x41\"}}", "0x1F + 017 + .5e-3}}", "a?.b?.[c]?.(d)}}", "x,}}", "(typeof) + 1}}",
		"{{{{", "a /* }} */}}", "`}}${`", "'\xff\xed\xa0\xbd'}}", "2 ** -1 ** 2}}", "(5).x - - -1}}",
	} {
		f.Add(s, false, byte(0))
		f.Add(s, true, byte('"'))
	}
	f.Fuzz(func(t *testing.T, src string, data bool, quote byte) {
		ctx := Context{Data: data, Quote: quote}
		n, end, diags := Parse(src, 0, ctx)
		if end < 0 || end > len(src) {
			t.Fatalf("ends at %d of %d", end, len(src))
		}
		for _, d := range diags {
			if d.Offset < 0 || d.Offset > len(src) || d.Message == "" || !strings.HasPrefix(d.Code, "wxml-expr-") {
				t.Fatalf("diagnostic %+v", d)
			}
		}
		checkPrintBack(t, n, ctx)
		x := Compile(n, testScope{fields: new([]string)})
		e := &Env{FieldChanges: nil}
		x.Eval(e)
		if x.Touched(e) || x.Change(e) != nil {
			t.Fatal("touched without a change")
		}
	})
}
