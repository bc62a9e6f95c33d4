package sandbox

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// What parsers take quadratic time for, or go into by recursion, is counted before
// they see it; what only looks like it is not.
func TestSourceCounts(t *testing.T) {
	times := func(n int, part string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(part, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	for _, c := range []struct{ name, src, broken string }{
		{"commas", "x = (0" + times(6000, ", #") + ")", "5000 commas in one expression"},
		{"commas of a statement", times(6000, "f(), ") + "g()", "5000 commas in one expression"},
		{"commas in a block", "{ 0" + times(6000, ", #") + " }", "5000 commas in one expression"},
		{"commas between choices", "{ " + times(6000, "1, a ? b : c, ") + "0 }", "5000 commas in one expression"},
		{"commas after the name let", "(let" + times(6000, ", #") + ")", "5000 commas in one expression"},
		{"commas of a statement with the name let", "let, 0" + times(6000, ", #"), "5000 commas in one expression"},
		{"commas of a list", "x = [0" + times(6000, ", #") + "]", ""},
		{"commas of arguments", "f(0" + times(6000, ", #") + ")", ""},
		{"commas of an object", "x = { " + times(6000, "a#: #, ") + "}", ""},
		{"commas of methods", "x = { " + times(6000, "a#() { return 1 }, ") + "}", ""},
		{"commas of declarations", "var a" + times(6000, ", a# = #"), ""},
		{"commas of declarations of a loop", "for (let a = 1" + times(6000, ", a# = #") + "; ; ) break", ""},
		{"commas of lines", times(6000, "a, b = #\n"), ""},
		{"members", "a" + times(6000, ".b"), "5000 accesses to members in one expression"},
		{"members by index", "a" + times(6000, "[0]"), "5000 accesses to members in one expression"},
		{"calls of calls", "f" + times(6000, "()"), "5000 accesses to members in one expression"},
		{"members over lines", "a" + times(6000, "\n.b"), "5000 accesses to members in one expression"},
		{"members of elements", "x = [" + times(6000, "a.b, ") + "]", ""},
		{"members in lines", times(6000, "exports.a# = b.c\n"), ""},
		{"labels", times(600, "a#: ") + ";", "500 labels of one statement"},
		{"labels in lines", times(600, "a#:\n") + ";", "500 labels of one statement"},
		{"cases in a row", "switch (x) { " + times(600, "case a#: ") + "}", ""},
		{"types in lines", "class A { " + times(600, "a#: T\n") + "}", ""},
		{"choices in a row", times(400, "a# ? b : ") + "c", ""},
		{"else", times(21000, "if (0) ; else ") + ";", "20000 else and do in one script"},
		{"do", times(600, "do "), "500 statements in one another"},
		{"arrows among parameters", "x = " + strings.Repeat("(a = ", 4) + "1" + strings.Repeat(") => 1", 4), "3 arrow functions among the parameters of one another"},
		{"arrows among parameters with types", "x = " + strings.Repeat("(a = ", 4) + "1" + strings.Repeat("): T => 1", 4), "3 arrow functions among the parameters of one another"},
		{"arrows in functions among parameters", "x = " + strings.Repeat("async ({ a = function () { return ", 4) + "1" + strings.Repeat("} }) => 1", 4), "3 arrow functions among the parameters of one another"},
		{"an arrow among parameters", "x = (a = (b = () => 1) => 2) => 3", ""},
		{"arrows that return arrows", "x = " + strings.Repeat("(a) => ", 100) + "1", ""},
		{"arrows in arguments", strings.Repeat("f((a) => { g()\n", 100) + "h()" + strings.Repeat(" })\n", 100), ""},
		{"calls with arrows in a row", times(100, "p.then((a) => 1).then((b) => 2)\nconst f# = (c) => 3\n"), ""},
		{"if in if", times(600, "if (0) ") + ";", "500 statements in one another"},
		{"for in for", times(600, "for (; 0; ) ") + ";", "500 statements in one another"},
		{"if in if with labels", times(600, "if (0) a#: ") + ";", "500 statements in one another"},
		{"if after if", times(600, "if (a) b()\n"), ""},
		{"if after if that returns", times(600, "if (a) return\n"), ""},
		{"if with a block after if", times(600, "if (a) { b() }\n"), ""},
		{"classes in classes", "A = " + times(6000, "class extends ") + "B {}", "5000 operators in one expression"},
		{"a long name", "function " + times(5001, "ab") + "() {}", "10000 characters in one name"},
		{"a long name of a method", "x = { '" + times(5001, "ab") + "'() {} }", "10000 characters in one name"},
		{"a long name of a function", "x = { \"" + times(5001, "ab") + "\": () => 1 }", "10000 characters in one name"},
		{"a long name in brackets", "x = { [`" + times(5001, "ab") + "` ] () {} }", "10000 characters in one name"},
		{"a long text", "x = '" + times(5001, "ab") + "'", ""},
		{"a long text of a choice", "x = a ? '" + times(5001, "ab") + "' : b", ""},
		{"a long text of a property", "x = { a: `" + times(5001, "ab") + "` }", ""},
		{"a long text in a list", "x = ['" + times(5001, "ab") + "'].map(f)", ""},
		{"types of types", "type T = " + times(6000, "keyof ") + "A", "5000 operators in one expression"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := checkDepth("main.js", []byte(c.src), 500)
			var limit *LimitError
			switch {
			case c.broken == "" && err != nil:
				t.Error(err)
			case c.broken != "" && (!errors.As(err, &limit) || limit.Limit != LimitSourceDepth || limit.Max != c.broken):
				t.Errorf("%v, want %s", err, c.broken)
			}
		})
	}
}

// A text is trimmed here as goja does, whatever it begins and ends with.
func TestTrimLongTexts(t *testing.T) {
	h := oneFile(t, `const out = []
for (let c = 0; c < 65536; c++) if (String.fromCharCode(c).trim() === '') out.push(c)
const spaces = String.fromCharCode(...out), middle = 'é' + spaces + 'x'.repeat(5000) + spaces + 'é'
const long = spaces + middle + spaces
console.log(long.trim() === middle, long.trimStart() === middle + spaces, long.trimEnd() === spaces + middle, ' '.repeat(5000).trim() === '',
	String.prototype.trim.call({ toString() { return long } }) === middle)
module.exports = out.join()`)
	var want []string
	for c := range 1 << 16 {
		if isSpace(uint16(c)) {
			want = append(want, fmt.Sprint(c))
		}
	}
	if got := h.mustRun().String(); got != strings.Join(want, ",") {
		t.Errorf("goja trims %s, isSpace is true for %v", got, want)
	}
	h.wantLog("true true true true true")
}

// Regular expressions with an exec or a constructor of the program's own work as
// the language says, and what they return is limited.
func TestOwnExec(t *testing.T) {
	const subclass = `class R extends RegExp { exec(s) { return super.exec(s) } }`
	for _, c := range []struct{ setup, expr, want string }{
		{subclass, `'a-b-c'.split(new R('(-)'))`, `["a", "-", "b", "-", "c"]`},
		{subclass, `'a-b-c'.split(new R('(-)'), 2)`, `["a", "-"]`},
		{subclass, `'\u{1f600}x'.split(new R('', 'u')).length`, `2`},
		{subclass, `[''.split(new R('x')), ''.split(new R(''))]`, `[[""], []]`},
		{subclass, `'a-b-c'.replace(new R('-', 'g'), '$&$&')`, `a--b--c`},
		{subclass, `'a-b'.replace(new R('(-)'), (...a) => a.length)`, `a4b`},
		{subclass, `'x1y22'.match(new R('\\d+', 'g'))`, `["1", "22"]`},
		{`class R extends RegExp {}`, `'a1b'.split(new R('\\d'))`, `["a", "b"]`},
		{`const r = /-/; r.exec = function (s) { return this === r && RegExp.prototype.exec.call(this, s) }`, `'a-b'.replace(r, '+')`, `a+b`},
		{`const r = /a/g; r.exec = () => null`, `'aa'.replace(r, 'b') + 'aa'.match(r)`, `aanull`},
		{`const r = /a/; r.exec = () => 1`, `(() => { try { 'aa'.split(Object.assign(r, { constructor: { [Symbol.species]: function () { return r } } })) } catch (e) { return e.name } })()`, `TypeError`},
		{`const r = { flags: '', constructor: { [Symbol.species]: function (p, f) { return /b/y } } }`, `RegExp.prototype[Symbol.split].call(r, 'abc')`, `["a", "c"]`},
		{`const r = /a/; r.exec = () => ({ index: 0, length: 4e9, 0: 'a' })`, `(() => { try { 'aa'.replace(r, '$1') } catch (e) { return e.name } })()`, `RangeError`},
		{`const r = /a/; r.constructor = { [Symbol.species]: function () { return { exec() { return { length: 4e9 } }, lastIndex: 0 } } }`,
			`(() => { try { 'aa'.split(r) } catch (e) { return e.name } })()`, `RangeError`},
	} {
		h := oneFile(t, c.setup+"; console.log("+c.expr+")")
		h.mustRun()
		h.wantLog(c.want)
	}
}

// What takes long for each character is refused a text that is short enough for
// others.
func TestSlowTexts(t *testing.T) {
	h := newHarness(t, map[string]string{"main.js": `
const name = (f) => { try { return f().length } catch (e) { return e.name } }
const s = 'ß'.repeat(200), k = '\ufdfa'.repeat(8)
console.log(name(() => s.toUpperCase()), name(() => s.toLocaleLowerCase()), name(() => 'x'.repeat(100).toUpperCase()),
	name(() => s.normalize()), name(() => 'é'.repeat(30).normalize('NFD')), name(() => k.normalize('NFKC')), name(() => k.normalize()), s.trim().length)`},
		func(c *Config) { c.Limits.StringSize = 1024 })
	h.mustRun()
	h.wantLog("RangeError RangeError 100 RangeError 60 RangeError 8 200")
}
