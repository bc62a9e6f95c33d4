package expr

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// oracleData is the data of the differential test: field names and JSON.
var oracleData = [][2]string{
	{"a", `7`}, {"b", `-2.5`}, {"c", `0`}, {"d", `4294967299`}, {"n", `null`}, {"t", `true`}, {"f", `false`},
	{"e", `""`}, {"s", `"abc"`}, {"s10", `"10"`}, {"sp", `" 3 "`}, {"u", `"é😀z"`}, {"hi", `"\uffff"`}, {"hex", `"0x1f"`},
	{"l", `[1, "2", null, [3, [4]], {"k": 5}]`}, {"l1", `[12]`}, {"l0", `[]`},
	{"o", `{"x": 1, "y": {"z": "deep"}, "2": "two", "1": "one"}`}, {"o0", `{}`},
}

// oracle evaluates expressions as JavaScript.
type oracle struct {
	vm   *goja.Runtime
	show goja.Callable
}

func newOracle(t testing.TB) *oracle {
	vm := goja.New()
	for _, d := range oracleData {
		if _, err := vm.RunString(fmt.Sprintf("var %s = JSON.parse(%q)", d[0], d[1])); err != nil {
			t.Fatal(err)
		}
	}
	v, err := vm.RunString(`(function show(v) {
		if (Array.isArray(v)) { var s = []; for (var i = 0; i < v.length; i++) s.push(show(v[i])); return '[' + s.join() + ']' }
		if (typeof v === 'string') return JSON.stringify(v)
		if (typeof v === 'object' && v) return '{' + Object.keys(v).map(function (k) { return JSON.stringify(k) + ':' + show(v[k]) }).join() + '}'
		return Object.is(v, -0) ? '-0' : String(v)
	})`)
	if err != nil {
		t.Fatal(err)
	}
	show, _ := goja.AssertFunction(v)
	return &oracle{vm, show}
}

// eval returns the value as showExact does; ok is false where JavaScript throws.
func (o *oracle) eval(src string) (string, bool) {
	v, err := o.vm.RunString("(" + src + ")")
	if err != nil {
		return err.Error(), false
	}
	s, err := o.show(goja.Undefined(), v)
	if err != nil {
		return err.Error(), false
	}
	return s.String(), true
}

// showExact writes a value with everything JavaScript can tell apart.
func showExact(v value.Value) string {
	if f, ok := v.AsNumber(); ok && f == 0 && math.Signbit(f) {
		return "-0"
	}
	var parts []string
	if a := v.AsArray(); a != nil {
		for _, item := range a.Items() {
			parts = append(parts, showExact(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	if o := v.AsObject(); o != nil {
		for i, k := range o.Keys() {
			parts = append(parts, string(value.AppendQuoted(nil, k))+":"+showExact(o.Values()[i]))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	if s, ok := v.AsString(); ok {
		return string(value.AppendQuoted(nil, s))
	}
	return value.ToString(v)
}

func oracleEnv(t testing.TB) (testScope, *Env) {
	e := &Env{Cache: &Cache{}}
	var names []string
	for _, d := range oracleData {
		names = append(names, d[0])
		e.Fields = append(e.Fields, fromJSON(t, d[1]))
	}
	return testScope{fields: &names}, e
}

func TestDifferential_Written(t *testing.T) {
	o := newOracle(t)
	scope, e := oracleEnv(t)
	for _, src := range []string{
		"a + b * c - d", "a % b", "-a % 3", "a % -b", "c % 5", "-c % 5", "d | 0", "d >> 1", "d >>> 1", "-1 >>> 0", "1 << 31", "a << 35", "~d", "~~b",
		"0.1 * 3", "1 / 3", "d * d * d * d", "1e21 + 1", "1e-7", "123456789 * 987654321", "5e-324", "2 ** 0.5", "c ** c", "(-8) ** (1 / 3)", "1 ** (1 / 0)",
		"a + s", "s + a", "n + a", "t + t", "undefined + a", "l + 1", "o + o", "l0 + l0", "l1 * 2", "sp * 2", "e * 1", "hex * 1", "s * 1", "-s10", "+sp", "+l0", "+l1", "+o", "+n", "+undefined", "+t",
		"s10 < 9", "s10 < '9'", "s10 > s", "n >= 0", "n > 0", "n == 0", "undefined >= 0", "l1 == 12", "l1 == '12'", "l0 == 0", "l0 == ''", "o == '[object Object]'", "n == undefined", "n === undefined", "t == 1", "t == '1'", "f == ''", "f == '0'", "s10 == 10", "'1e1' == s10", "l == l", "[] == []", "o === o",
		"u < hi", "u > hi", "u.length", "u[1]", "u[2]", "u[3]", "hi < '😀'", "'😀' < hi", "'\\ud83d' < '😀'", "'\\ude00' > '😀'",
		"typeof a", "typeof n", "typeof o", "typeof l", "typeof s", "typeof t", "typeof undefined", "typeof nope", "void a",
		"a && s", "c && s", "c || s", "e || n", "n ?? a", "c ?? a", "!(a && c)", "a ? s : b", "e ? 1 : l0 ? 2 : 3",
		"l.length", "l[0]", "l['1']", "l[9]", "l[3][1][0]", "l[4].k", "o.y.z", "o['y']['z']", "o[1]", "o['2']", "o.nope", "s.length", "s[0]", "s[5]", "'0' in l", "5 in l", "'x' in o", "'nope' in o", "'length' in l",
		"[a, ...l, ...s, ...u]", "[1,,2]", "[,]", "{a, ...o, x: 2}", "{...l1, ...u, ...n, ...a}", "{b: 1, 10: 2, 9: 3, a: 4, '1.5': 5}", "{...o, 0: 1}", "{x: 1, ...o}", "{[s]: 1, [a + 1]: 2, 'q-r': 3}",
		"`${a}${s}${n}${l}${o}`", "`a\\`b$${c}`", "'\\x41\\u0042\\u{43}\\v\\0'", "0x1F + 0b11 + 0o17 + .5 + 5.", "1e3 + 1E-3", "010 + 017",
		"a?.x", "n?.x", "n?.x.y.z", "o?.y?.['z']", "a ?.5 : 1", "a - -b", "- -a", "+-a", "!-a", "a-(-b)", "2 ** 3 ** 2", "(2 ** 3) ** 2", "2 ** -1", "(1 < 2) < 3", "1 == 1 == 1", "a & 6 === 6", "a | b ^ c & d", "1 + 2 << 3", "a in l == t",
	} {
		x := Compile(parseOK(t, src), scope)
		want, ok := o.eval(src)
		if src == "typeof nope" {
			want, ok = `"undefined"`, true
		}
		if got := showExact(x.Eval(e)); got != want || !ok {
			t.Errorf("{{%s}} = %s, JavaScript has %s", src, got, want)
		}
	}
}

// generator makes random trees that are JavaScript too.
type generator struct{ r *rand.Rand }

func (g generator) pick(words ...string) string { return words[g.r.IntN(len(words))] }

func (g generator) literal() Node {
	raw := g.pick("0", "1", "2", "3.5", "0x1F", "1e3", "1e15", "4294967296", "''", "'a'", `"10"`, `'\u00e9\ud83d'`, "'\\ude00'", "' 12\\n'", "true", "false", "null", "undefined", "1e-7")
	n, _, _ := Parse(raw+"}}", 0, Context{})
	return n
}

func (g generator) node(depth int) Node {
	if depth == 0 || g.r.IntN(8) == 0 {
		if g.r.IntN(3) == 0 {
			return g.literal()
		}
		return &Ident{Name: oracleData[g.r.IntN(len(oracleData))][0]}
	}
	sub := func() Node { return g.node(depth - 1) }
	switch g.r.IntN(12) {
	case 0, 1, 2:
		if g.r.IntN(3) == 0 { // goja converts numbers beyond 2^63 to 0
			return &Binary{Op: g.pick("&", "|", "^", "<<", ">>", ">>>"), X: g.node(0), Y: g.node(0)}
		}
		return &Binary{Op: g.pick("+", "+", "-", "*", "/", "%"), X: sub(), Y: sub()}
	case 3:
		x := sub()
		if left, ok := x.(*Binary); ok && binaryPrec(left.Op) == precCmp { // goja groups a < b < c to the right
			x = &Array{Elems: []Elem{{X: x}}}
		}
		return &Binary{Op: g.pick("<", ">", "<=", ">=", "==", "!=", "===", "!==", "in"), X: x, Y: sub()}
	case 4:
		return &Binary{Op: g.pick("&&", "||", "??"), X: sub(), Y: sub()}
	case 5:
		return &Unary{Op: g.pick("!", "+", "-", "typeof", "void"), X: sub()}
	case 6:
		return &Cond{Test: sub(), Then: sub(), Else: sub()}
	case 7:
		return &Member{X: sub(), Name: g.pick("x", "y", "z", "k", "length"), Optional: g.r.IntN(2) == 0}
	case 8:
		return &Index{X: sub(), I: sub(), Optional: g.r.IntN(2) == 0}
	case 9:
		n := &Array{}
		for range g.r.IntN(4) {
			n.Elems = append(n.Elems, Elem{X: sub(), Spread: g.r.IntN(4) == 0})
		}
		return n
	case 10:
		n := &Template{Text: []string{g.pick("", "t", "`$")}}
		for range g.r.IntN(3) {
			n.X = append(n.X, sub())
			n.Text = append(n.Text, g.pick("", "\\", "{"))
		}
		return n
	}
	n := &Object{}
	for range g.r.IntN(4) {
		switch g.r.IntN(4) {
		case 0:
			n.Fields = append(n.Fields, Field{Value: sub(), Spread: true})
		case 1:
			n.Fields = append(n.Fields, Field{Computed: sub(), Value: sub()})
		case 2:
			n.Fields = append(n.Fields, Field{Key: "a", Value: &Ident{Name: "a"}, Short: true})
		default:
			n.Fields = append(n.Fields, Field{Key: g.pick("x", "y", "1", "20", "q-r", "length"), Value: sub()})
		}
	}
	return n
}

// unsigned takes the sign off zeros and infinities: goja loses it where it
// multiplies integers (-31 * 0 is 0 there, and -0 in JavaScript).
func unsigned(s string) string {
	return strings.NewReplacer("-Infinity", "Infinity", "-0", "0").Replace(s)
}

// Random expressions evaluate as in JavaScript. Those in which JavaScript throws
// (members of null, spreads of numbers) are left out, and so are those that mix
// ?? and ||, which JavaScript does not parse.
func TestDifferential_Generated(t *testing.T) {
	o := newOracle(t)
	scope, e := oracleEnv(t)
	g := generator{rand.New(rand.NewPCG(1, 2))}
	compared, total := 0, 20_000
	if testing.Short() {
		total = 2000
	}
	for range total {
		n := g.node(1 + g.r.IntN(4))
		src := Print(n)
		again := parseOK(t, src)
		if a, b := dump(n), dump(again); a != b {
			t.Fatalf("{{%s}}\n%s\nreads as\n%s", src, a, b)
		}
		x := Compile(again, scope)
		got := showExact(x.Eval(e))
		want, ok := o.eval(src)
		if !ok {
			if !strings.Contains(want, "TypeError") && !strings.Contains(src, "??") {
				t.Fatalf("{{%s}}: %s", src, want)
			}
			continue
		}
		compared++
		if got != want && unsigned(got) != unsigned(want) {
			t.Fatalf("{{%s}} = %s, JavaScript has %s", src, got, want)
		}
	}
	if compared < total/2 {
		t.Errorf("only %d of %d were compared", compared, total)
	}
}
