package sandbox

import (
	"strings"
	"sync"
	"testing"
)

// Compile may be called for the same and for other files at once.
func TestCompileConcurrently(t *testing.T) {
	names := map[string]string{}
	for _, n := range []string{"a.js", "b.ts", "c.json", "d.js"} {
		names[n] = "{}"
	}
	names["d.js"] = "let x = ;"
	s := NewScripts(files(names), ScriptOptions{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range names {
				if err := s.Compile(n); (err != nil) != (n == "d.js") {
					t.Errorf("%s: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
}

// FuzzCompile checks that no source makes the compiler panic, and that what it
// accepts loads or throws.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		"import a from './a'; export default a", "module.exports = 1", "let x = ;", "async function* g() { for await (const x of y) ; }",
		"`${`${1}`}` / 2 /a/.b", "if (1) /'/; x = '('", "/* * */ ({}) / 1", "class A { static #x = 1; static { } }", "\ufeffvar a", "//# sourceMappingURL=x",
		"'use strict'\nwith (a) {}", "x = y => ({ *a() {} })", "label: for (;;) { continue label }", "<!-- html", "#!/bin/sh\n1", "\\u0061sync () => {}",
	} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, src string, ts bool) {
		if len(src) > 2000 {
			return
		}
		name := "main.js"
		if ts {
			name = "main.ts"
		}
		s := NewScripts(files(map[string]string{name: src}), ScriptOptions{})
		if err := s.Compile(name); err != nil && strings.Contains(err.Error(), "the compiler failed") {
			t.Errorf("%q: %v", src, err)
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	src := strings.Repeat("export function f(a, b) { const { x, y } = a; return [x, y].map((v) => v + b?.c ?? 1) }\n", 1)
	var all strings.Builder
	for i := range 500 {
		all.WriteString(strings.Replace(src, "function f", "function f"+strings.Repeat("x", i%7)+string(rune('a'+i%26))+strings.Repeat("y", i/26), 1))
	}
	fsys := files(map[string]string{"main.js": all.String()})
	b.SetBytes(int64(all.Len()))
	for b.Loop() {
		if err := NewScripts(fsys, ScriptOptions{}).Compile("main.js"); err != nil {
			b.Fatal(err)
		}
	}
}
