package wxs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// generator writes random programs of ES5 that always end and that both engines
// must agree on.
type generator struct {
	r     *rand.Rand
	b     strings.Builder
	vars  []string
	funcs []string // of outer scopes, callable with two arguments
	next  int
	depth int
	loops int
}

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *generator) name() string {
	g.next++
	return fmt.Sprintf("v%d", g.next)
}

func (g *generator) variable() string {
	if len(g.vars) == 0 {
		return "0"
	}
	return g.vars[g.r.IntN(len(g.vars))]
}

// program returns a function body that returns the values of all variables.
func (g *generator) program() string {
	for range 3 + g.r.IntN(8) {
		g.statement()
	}
	fmt.Fprintf(&g.b, "return [%s]", strings.Join(g.vars, ", "))
	return strings.ReplaceAll(g.b.String(), "\n", " ")
}

func (g *generator) statement() {
	g.depth++
	defer func() { g.depth-- }()
	n := g.r.IntN(20)
	if g.depth > 4 {
		n = n % 4
	}
	switch n {
	case 0, 1, 2:
		v, x := g.name(), g.expr(3)
		fmt.Fprintf(&g.b, "var %s = %s;\n", v, x)
		g.vars = append(g.vars, v)
	case 3:
		fmt.Fprintf(&g.b, "%s;\n", g.assign())
	case 4:
		fmt.Fprintf(&g.b, "if (%s) {", g.expr(2))
		g.block()
		g.b.WriteString("} else {")
		g.block()
		g.b.WriteString("}\n")
	case 5:
		i := g.name()
		fmt.Fprintf(&g.b, "for (%s %s = 0; %s < %d; %s++) {", g.pick("var", "let"), i, i, 1+g.r.IntN(4), i)
		g.loop(i)
		g.b.WriteString("}\n")
	case 6:
		i := g.name()
		fmt.Fprintf(&g.b, "var %s = %d; while (%s-- > 0) {", i, g.r.IntN(4), i)
		g.loop(i)
		g.b.WriteString("}\n")
	case 7:
		k := g.name()
		fmt.Fprintf(&g.b, "for (var %s in %s) {", k, g.container())
		g.loop(k)
		g.b.WriteString("}\n")
	case 8:
		fmt.Fprintf(&g.b, "switch (%s) { case %s: ", g.expr(1), g.literal())
		g.block()
		fmt.Fprintf(&g.b, "%s default: ", g.pick("break;", ""))
		g.block()
		fmt.Fprintf(&g.b, "%s case %s: ", g.pick("break;", ""), g.literal())
		g.block()
		g.b.WriteString("}\n")
	case 9:
		e := g.name()
		g.b.WriteString("try {")
		g.block()
		fmt.Fprintf(&g.b, "%s } catch (%s) { var c%s = typeof %s; %s } finally {", g.pick("throw "+g.expr(1)+";", ""), e, e, e, g.assign())
		f := g.name() // what throws in finally, goja catches with the same try
		fmt.Fprintf(&g.b, "var %s = %s }\n", f, g.literal())
		g.vars = append(g.vars, "c"+e, f)
	case 10, 11:
		g.function()
	case 12:
		fmt.Fprintf(&g.b, "try { (%s).%s } catch (e) { }\n", g.variable(), g.pick("push(1)", "x = 2", "pop()", "sort()", "reverse()", "length", "y"))
	case 13:
		if g.loops > 0 {
			fmt.Fprintf(&g.b, "if (%s) %s;\n", g.expr(1), g.pick("break", "continue"))
		}
	case 14:
		x := g.name()
		fmt.Fprintf(&g.b, "for (%s %s of [%s, %s]) {", g.pick("var", "let", "const"), x, g.expr(1), g.expr(1))
		g.loop(x)
		g.b.WriteString("}\n")
	default:
		g.closures()
	}
}

// closures makes functions that see and change the variables around them, at
// various moments of the life of those, and calls them.
func (g *generator) closures() {
	x, f := g.name(), g.name()
	kind := g.pick("var", "let", "const")
	fmt.Fprintf(&g.b, "var %s = []; ", f)
	vars := g.vars
	body := func() string {
		switch g.r.IntN(4) {
		case 0:
			return fmt.Sprintf("function () { return %s }", x)
		case 1:
			return fmt.Sprintf("function (d = 1) { %s; return [%s, d] }", g.assign(), x)
		case 2:
			return fmt.Sprintf("(d, e) => [%s, %s]", g.variable(), x)
		}
		return fmt.Sprintf("function () { var q = %s; return function () { q = [q, %s].length; return q + '|' + %s } }()", g.variable(), x, x)
	}
	loop := g.r.IntN(3)
	switch loop {
	case 0:
		if kind == "const" {
			kind = "let"
		}
		fmt.Fprintf(&g.b, "for (%s %s = 0; %s < 3; %s++) { ", kind, x, x, x)
	case 1:
		fmt.Fprintf(&g.b, "for (%s %s of [1, 'b']) { ", kind, x)
	default:
		if kind != "var" && g.r.IntN(3) == 0 { // used before its declaration
			fmt.Fprintf(&g.b, "{ try { %s.push((%s)()) } catch (e) { %s.push(e.name) } ", f, body(), f)
		} else {
			g.b.WriteString("{ ")
		}
		fmt.Fprintf(&g.b, "%s %s = %s; ", kind, x, g.expr(1))
	}
	for range 1 + g.r.IntN(3) {
		fmt.Fprintf(&g.b, "%s.push(%s); ", f, body())
		if kind != "const" && g.r.IntN(3) == 0 {
			op := g.pick(" += 1", " = 7")
			if loop == 0 {
				op = " += 1"
			}
			fmt.Fprintf(&g.b, "%s%s; ", x, op)
		}
	}
	g.b.WriteString("}\n")
	g.vars = append(vars, f+".map(function (h) { return typeof h === 'function' ? h() : h })")
}

func (g *generator) block() {
	vars := len(g.vars)
	for range 1 + g.r.IntN(2) {
		g.statement()
	}
	g.vars = g.vars[:vars]
}

func (g *generator) loop(v string) {
	vars := len(g.vars)
	g.loops++
	g.vars = append(g.vars, v+" + 0")
	g.block()
	g.vars = g.vars[:vars]
	g.loops--
}

// function declares a function that works on outer variables too.
func (g *generator) function() {
	name := g.name()
	vars, loops, funcs := g.vars, g.loops, g.funcs
	g.loops = 0
	if g.depth > 1 || g.r.IntN(2) == 0 { // goja does not hoist functions out of blocks
		fmt.Fprintf(&g.b, "var %s = function (p, q) {", name)
	} else {
		fmt.Fprintf(&g.b, "function %s(p, q) {", name)
	}
	g.vars = append(append([]string(nil), vars...), "p", "q")
	for range 1 + g.r.IntN(3) {
		g.statement()
	}
	fmt.Fprintf(&g.b, "return %s };\n", g.expr(3))
	g.vars, g.loops = vars, loops
	g.funcs = append(funcs, name)
	v := g.name()
	fmt.Fprintf(&g.b, "var %s = %s(%s, %s);\n", v, name, g.expr(1), g.expr(1))
	g.vars = append(g.vars, v)
}

func (g *generator) assign() string {
	var plain []string
	for _, v := range g.vars {
		if !strings.Contains(v, " ") {
			plain = append(plain, v)
		}
	}
	if len(plain) == 0 {
		return g.expr(1)
	}
	v := plain[g.r.IntN(len(plain))]
	switch g.r.IntN(4) {
	case 0:
		return v + g.pick("++", "--")
	case 1:
		return v + " " + g.pick("+=", "-=", "*=", "|=", "%=") + " " + g.expr(2)
	}
	return v + " = " + g.expr(3)
}

func (g *generator) literal() string {
	return g.pick("0", "1", "-1", "2.5", "10", "''", "'a'", "'10'", "'xyz'", "true", "false", "null", "undefined", "NaN", "'中文'", "1e3", "0.1")
}

func (g *generator) container() string {
	switch g.r.IntN(4) {
	case 0:
		return fmt.Sprintf("[%s, %s]", g.expr(1), g.expr(1))
	case 1:
		return fmt.Sprintf("{a: %s, b: %s, 1: %s}", g.expr(1), g.expr(1), g.literal())
	case 2:
		return "'abc'"
	}
	return g.variable()
}

func (g *generator) expr(depth int) string {
	if depth <= 0 {
		if g.r.IntN(2) == 0 {
			return g.literal()
		}
		return "(" + g.variable() + ")"
	}
	x, y := func() string { return g.expr(depth - 1) }, func() string { return g.expr(depth - 2) }
	switch g.r.IntN(16) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", x(), g.pick("+", "-", "*", "/", "%"), y())
	case 2:
		return fmt.Sprintf("(%s %s %s)", x(), g.pick("<", ">", "<=", ">=", "==", "!=", "===", "!=="), y())
	case 3:
		return fmt.Sprintf("(%s %s %s)", x(), g.pick("&&", "||", "&", "|", "^", "<<", ">>", ">>>"), y())
	case 4:
		return fmt.Sprintf("(%s ? %s : %s)", x(), y(), y())
	case 5:
		return g.pick("!", "- ", "+ ", "~", "typeof ", "void ") + x()
	case 6:
		return fmt.Sprintf("(%s + %s + %s)", x(), y(), y())
	case 7:
		return fmt.Sprintf("[%s, %s]", x(), y())
	case 8:
		return fmt.Sprintf("({a: %s, b: %s})", x(), y())
	case 9:
		return fmt.Sprintf("(%s || 'abc')[%s]", g.container(), g.pick("0", "'a'", "'length'", "1", y()))
	case 10:
		return fmt.Sprintf("String(%s).%s", x(), g.pick("length", "slice(1)", "charAt(0)", "indexOf('a')", "split('')", "toUpperCase()", "replace(/a/g, 'b')", "substring(2, 1)", "concat(1)"))
	case 11:
		return fmt.Sprintf("[%s, %s].%s", x(), y(), g.pick("length", "join('-')", "slice(1)", "concat(1)", "indexOf(1)", "reverse()",
			"map(function (e, i) { return e + i })", "filter(function (e) { return e })", "sort()", "some(function (e) { return e > 1 })",
			"reduce(function (a, e) { return a + e }, 0)", "concat([2])", "pop()"))
	case 12:
		if len(g.funcs) > 0 && g.depth < 3 {
			return fmt.Sprintf("%s(%s, %s)", g.funcs[g.r.IntN(len(g.funcs))], x(), y())
		}
		return g.literal()
	case 13:
		return fmt.Sprintf("JSON.stringify(%s)", x())
	case 14:
		return fmt.Sprintf("Math.%s(%s)", g.pick("floor", "abs", "round", "ceil"), x())
	}
	return fmt.Sprintf("(function (z) { return %s })(%s)", g.pick("z", "[z, z]", "typeof z", "z + 1"), x())
}

func generate(seed uint64) string {
	return (&generator{r: rand.New(rand.NewPCG(seed, 1))}).program()
}

func TestDifferentialGenerated(t *testing.T) {
	n := uint64(600)
	if testing.Short() {
		n = 200
	}
	for seed := range n {
		compareGenerated(t, seed)
	}
}

// compareGenerated runs a random program in both engines. Where goja timed out,
// ran out of stack or broke, and where a limit was broken here, there is
// nothing to compare.
func compareGenerated(t *testing.T, seed uint64) {
	t.Helper()
	body := generate(seed)
	want := runGoja(t, body)
	if strings.HasPrefix(want, "goja:") {
		return
	}
	got := runWXS(t, body)
	if strings.HasPrefix(got, "wxs: limit") {
		return
	}
	if strings.ReplaceAll(got, "-0", "0") != strings.ReplaceAll(want, "-0", "0") { // goja loses the sign of zero
		t.Fatalf("seed %d: %s\n got %s\nwant %s", seed, body, clip2(got), clip2(want))
	}
}

func clip2(s string) string {
	if len(s) > 2000 {
		return s[:2000]
	}
	return s
}
