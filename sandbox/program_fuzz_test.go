package sandbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

// programWriter writes a random JavaScript program: choose decides at every turn
// of the grammar.
type programWriter struct {
	choose func(n int) int
	b      strings.Builder
	depth  int
	left   int // what may still be written, in parts
}

func (w *programWriter) one(list ...string) string { return list[w.choose(len(list))] }

var (
	fuzzNames   = []string{"a", "b", "c", "f", "g", "o", "x", "this", "globalThis", "arguments"}
	fuzzGlobals = []string{"Object", "Array", "String", "Function", "Promise", "Map", "Set", "WeakMap", "Reflect", "JSON", "Math", "Number", "Date", "RegExp", "Symbol",
		"Proxy", "Error", "Uint8Array", "Float64Array", "ArrayBuffer", "DataView", "BigInt", "console", "URL", "URLSearchParams", "TextEncoder", "TextDecoder",
		"setTimeout", "setInterval", "queueMicrotask", "structuredClone", "require", "module", "exports", "parseInt", "encodeURIComponent", "escape"}
	fuzzMethods = []string{"constructor", "prototype", "__proto__", "length", "apply", "call", "bind", "toString", "valueOf", "map", "filter", "reduce", "concat", "join", "flat",
		"flatMap", "fill", "sort", "splice", "slice", "indexOf", "copyWithin", "reverse", "push", "unshift", "from", "of", "keys", "entries", "assign", "defineProperty", "freeze",
		"getOwnPropertyDescriptors", "setPrototypeOf", "fromEntries", "repeat", "padEnd", "replace", "replaceAll", "split", "match", "matchAll", "normalize", "at", "raw", "exec", "test",
		"then", "catch", "finally", "all", "allSettled", "race", "resolve", "reject", "set", "get", "add", "has", "delete", "forEach", "next", "return", "throw", "construct",
		"stringify", "parse", "max", "min", "pow", "encode", "decode", "searchParams", "append", "log", "table", "dir", "group", "now", "toISOString", "toJSON", "asUintN", "subarray", "with", "toSorted"}
	fuzzNumbers = []string{"0", "1", "-1", "3", "1e3", "1e5", "1e7", "1e9", "4294967295", "2**53", "1e308", "NaN", "Infinity", "-0", "10n", "2n**99n"}
	fuzzTexts   = []string{"''", "'a'", "'é'", "'\\ud800'", "'constructor'", "'__proto__'", "'length'", "'x'.repeat(99999)", "'return 1'", "'a,b;c'", "`t${1}`"}
	fuzzRegexps = []string{"/a/", "/(a+)+b/", "/(a|aa)*$/g", "/(?=(a*))\\1/y", "/[^]/gu", "/(?<n>.)\\k<n>/", "/^/gm", "/(?:)/g", "/a{1,1000}/"}
	fuzzBinary  = []string{"+", "-", "*", "/", "%", "**", "<<", ">>>", "&", "|", "==", "===", "<", "in", "instanceof", "&&", "||", "??", ","}
	fuzzObjects = []string{"{}", "[]", "[1, [2, [3]]]", "Array(1e5)", "{length: 1e9}", "{length: -1, 0: 1}", "new Proxy({}, {})", "new Proxy(function () {}, { get: (t, k) => k })",
		"{ get x() { return this.x }, valueOf() { return {} } }", "{ toString() { return this + '' } }", "{ then(r) { r(this) } }", "{ [Symbol.iterator]() { return { next: () => ({}) } } }",
		"(function* () { for (;;) yield 1 })()", "(function* g() { yield* g() })()", "new Uint8Array(99)", "new Map([[1, 2]])", "new Date(1e15)", "Object.create(null)", "class { #p = 1; static s = 2 }",
		"async () => { for (;;) await 1 }", "(...r) => r"}
)

func (w *programWriter) name() string { return w.one(fuzzNames...) }

func (w *programWriter) expr() {
	if w.left--; w.left < 0 || w.depth > 12 {
		w.b.WriteString("1")
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	switch w.choose(16) {
	case 0, 1:
		w.b.WriteString(w.name())
	case 2:
		w.b.WriteString(w.one(fuzzNumbers...))
	case 3:
		w.b.WriteString(w.one(fuzzTexts...))
	case 4:
		w.b.WriteString("(" + w.one(fuzzObjects...) + ")")
	case 5:
		w.b.WriteString(w.one(fuzzRegexps...))
	case 6, 7:
		w.b.WriteString(w.one(fuzzGlobals...))
	case 8, 9, 10:
		w.member()
		w.args()
	case 11:
		w.b.WriteString("new (")
		w.expr()
		w.b.WriteString(")")
		w.args()
	case 12:
		w.b.WriteString("(")
		w.expr()
		w.b.WriteString(" " + w.one(fuzzBinary...) + " ")
		w.expr()
		w.b.WriteString(")")
	case 13:
		w.function()
	case 14:
		around := fuzzWraps[w.choose(len(fuzzWraps))]
		w.b.WriteString(around[0])
		w.expr()
		w.b.WriteString(around[1])
	default:
		w.member()
	}
}

// fuzzWraps are what an expression can stand in.
var fuzzWraps = [][2]string{{"[...", "]"}, {"({...", "})"}, {"typeof (", ")"}, {"void (", ")"}, {"`${", "}`"}, {"({[", "]: 1})"}, {"(x = ", ")"}, {"(o.x += ", ")"},
	{"(({length: a, ...b}) => b)(", ")"}, {"(delete (", ").x)"}, {"String.raw`${", "}`"}, {"Array.from({length: 9}, () => ", ")"}}

func (w *programWriter) member() {
	w.b.WriteString("(")
	w.expr()
	if w.choose(4) == 0 {
		w.b.WriteString(")?.[")
		w.expr()
		w.b.WriteString("]")
		return
	}
	w.b.WriteString(")" + w.one(".", ".", "?.") + w.one(fuzzMethods...))
}

func (w *programWriter) args() {
	w.b.WriteString("(")
	for i := range w.choose(4) {
		if i > 0 {
			w.b.WriteString(", ")
		}
		if w.choose(8) == 0 {
			w.b.WriteString("...")
		}
		w.expr()
	}
	w.b.WriteString(")")
}

func (w *programWriter) function() {
	open := w.one("(function (a, b) {", "((a, ...b) => {", "(async (a) => {", "(function* (a) {", "(class { constructor(a) {", "(class extends Array { m(a) {")
	w.b.WriteString(open)
	for range 1 + w.choose(3) {
		w.statement()
	}
	w.b.WriteString(strings.Repeat("}", strings.Count(open, "{")) + ")")
}

func (w *programWriter) statement() {
	if w.left <= 0 || w.depth > 8 {
		w.b.WriteString(";")
		return
	}
	w.depth++
	defer func() { w.depth-- }()
	switch w.choose(12) {
	case 0, 1, 2:
		w.b.WriteString(w.one("a", "b", "c", "f", "o", "o.x", "globalThis.z") + " = ")
		w.expr()
		w.b.WriteString(";\n")
	case 3:
		w.block("if (", ") {", "}")
	case 4:
		w.block(w.one("while (", "for (const k of ", "for (const k in ", "for (let i = 0; i < 1e9; i++, "), ") {", "}")
	case 5:
		w.b.WriteString("try {")
		w.statement()
		w.b.WriteString("} catch (e) {")
		w.statement()
		w.b.WriteString("} finally {")
		w.statement()
		w.b.WriteString("}\n")
	case 6:
		w.block("switch (", ") { default: ", "}")
	case 7:
		w.b.WriteString(w.one("return ", "throw ", "return void "))
		w.expr()
		w.b.WriteString(";\n")
	case 8:
		w.block("setTimeout(() => (", "), 0); {", "}")
	case 9:
		w.block("Promise.resolve(", ").then(f, g); {", "}")
	default:
		w.expr()
		w.b.WriteString(";\n")
	}
}

func (w *programWriter) block(before, between, after string) {
	w.b.WriteString(before)
	w.expr()
	w.b.WriteString(between)
	w.statement()
	w.b.WriteString(after + "\n")
}

// randomProgram writes a program of at most size parts.
func randomProgram(choose func(n int) int, size int) string {
	w := &programWriter{choose: choose, left: size}
	w.b.WriteString("let a = 1, b = 'x', c = [3, 1, 2], o = { x: 1 }, x = Symbol.iterator; function f(...r) { return r[0] } function* g() { yield* c }\n")
	w.b.WriteString("exports.main = function () {\n")
	for w.left > 0 {
		w.statement()
	}
	w.b.WriteString("}\n")
	return w.b.String()
}

// hostileRun runs a program under tight limits. Whatever it does, what comes out
// is a value, an exception or a broken limit; and its VM runs what comes next,
// unless a limit has closed it.
func hostileRun(t *testing.T, src string) {
	t.Helper()
	scripts := NewScripts(files(map[string]string{"main.js": src}), ScriptOptions{})
	var reported []error
	vm, err := New(Config{Scripts: scripts, OnError: func(err error) { reported = append(reported, err) }, Limits: Limits{
		TurnTime: 50 * time.Millisecond, SettleTime: 50 * time.Millisecond, SettleTurns: 20, Heap: 64 << 20, Microtasks: 10_000, MaxTimers: 100,
		StringSize: 1 << 20, ArraySize: 1 << 18, BufferSize: 1 << 20, RegExpSteps: 100_000, LogLines: 10, ValueSize: 1 << 20,
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		vm.Close()
		<-vm.Done()
	}()
	ctx := context.Background()
	var exports goja.Value
	err = vm.Do(ctx, func() error {
		var err error
		exports, err = vm.Require("main.js")
		return err
	})
	if err == nil {
		err = vm.Do(ctx, func() error {
			_, err := vm.Call(exports.ToObject(vm.Runtime()).Get("main"), nil)
			return err
		})
	}
	for _, err := range append(reported, err) {
		var broken *PanicError
		if errors.As(err, &broken) && !ofGoja(broken) {
			t.Fatalf("%v\n%s\n%s", err, broken.Stack, src)
		}
	}
	ran := false
	if err := vm.Do(ctx, func() error { ran = true; return nil }); !ran && !errors.Is(err, ErrClosed) {
		t.Fatalf("the next turn does not run: %v\n%s", err, src)
	}
}

// ofGoja reports whether a panic began inside goja itself: it is caught, and an
// error like any other.
func ofGoja(e *PanicError) bool {
	stack := string(e.Stack)
	_, origin, _ := strings.Cut(stack[strings.LastIndex(stack, "\npanic(")+1:], "\n")
	_, origin, _ = strings.Cut(origin, "\n") // the place of panic
	for strings.HasPrefix(origin, "runtime.") {
		for range 2 {
			_, origin, _ = strings.Cut(origin, "\n")
		}
	}
	return strings.HasPrefix(origin, "github.com/dop251/goja.")
}

// Random programs do nothing to their host.
func FuzzPrograms(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 40 {
		b := make([]byte, 300)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 2000 {
			return
		}
		at := 0
		choose := func(n int) int {
			if at >= len(b) {
				return 0
			}
			at++
			return int(b[at-1]) % n
		}
		hostileRun(t, randomProgram(choose, min(len(b)/3+1, 150)))
	})
}

func TestRandomPrograms(t *testing.T) {
	programs, compiled := 150, 0
	if testing.Short() {
		programs = 20
	}
	for seed := range uint64(programs) {
		src := randomProgram(rand.New(rand.NewPCG(seed, 11)).IntN, 120)
		if _, err := goja.Compile("main.js", "(function (exports) {"+src+"})", false); err == nil {
			compiled++
		}
		hostileRun(t, src)
		if t.Failed() {
			t.Fatal(fmt.Sprint("seed ", seed))
		}
	}
	if compiled < programs/4 {
		t.Errorf("only %d of %d programs compile", compiled, programs)
	}
}
