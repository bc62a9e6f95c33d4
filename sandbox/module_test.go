package sandbox

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/dop251/goja"
)

// TestModules runs the scenarios of testdata/modules (spec app §4.1): the file
// main.js or main.ts is required, and what it logs and throws is compared.
func TestModules(t *testing.T) {
	paths, err := filepath.Glob("testdata/modules/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]string{}
			for _, f := range ar.Files {
				names[f.Name] = string(f.Data)
			}
			log, wantErr := names["log"], strings.TrimSpace(names["error"])
			delete(names, "log")
			delete(names, "error")
			h := newHarness(t, names, nil)
			_, err = h.run("main")
			if got := strings.Join(h.log, "\n") + "\n"; got != log {
				t.Errorf("log\n%swant\n%s", got, log)
			}
			if err == nil && wantErr != "" || err != nil && err.Error() != wantErr {
				t.Errorf("error %v, want %q", err, wantErr)
			}
			for _, err := range h.errs {
				t.Errorf("uncaught %v", err)
			}
		})
	}
}

// All VMs of a package share its compiled programs, and nothing else.
func TestScriptsAreShared(t *testing.T) {
	fsys := &countFS{MapFS: files(map[string]string{
		"main.js": "globalThis.n = (globalThis.n || 0) + 1; Array.prototype.n = n; exports.n = n; exports.list = []",
	}).(fstest.MapFS)}
	scripts := NewScripts(fsys, ScriptOptions{})
	var seen []*goja.Object
	for range 3 {
		h := newHarness(t, nil, func(c *Config) { c.Scripts = scripts })
		exports := h.mustRun().ToObject(h.Runtime())
		if n := exports.Get("n").ToInteger(); n != 1 {
			t.Errorf("n is %d", n)
		}
		seen = append(seen, exports)
	}
	if seen[0] == seen[1] {
		t.Error("two VMs share an object")
	}
	if fsys.reads != 1 {
		t.Errorf("read %d times", fsys.reads)
	}
}

// countFS counts the files that are read.
type countFS struct {
	fstest.MapFS
	reads int
}

func (f *countFS) ReadFile(name string) ([]byte, error) {
	f.reads++
	return f.MapFS.ReadFile(name)
}

func TestRequireFromHost(t *testing.T) {
	h := newHarness(t, map[string]string{"a/b.js": "exports.x = 1", "bad.js": "let x = ;", "throws.js": "\n\nnowhere()"}, nil)
	tests := []struct{ path, err string }{
		{"a/b", ""},
		{"a/b.js", ""},
		{"/a/b.js", ""},
		{"a/c", "module 'a/c.js' is not defined, require args is '/a/c'"},
		{"bad", "bad.js:1:9: error: Unexpected \";\" [js-syntax]"},
		{"throws", "throws.js:3:1: ReferenceError: nowhere is not defined"},
		{"../a/b", ""}, // cannot leave the package
	}
	for _, tt := range tests {
		_, err := h.run(tt.path)
		if got := errText(err); got != tt.err {
			t.Errorf("%s: %s\nwant %s", tt.path, got, tt.err)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Only what a script names reaches it: modules of Node do not, even when the
// host's program has registered them with goja_nodejs.
func TestNoNodeModules(t *testing.T) {
	h := oneFile(t, `for (const m of ['fs', 'process', 'node:process', 'url', 'console', 'util', 'buffer']) {
		try { require(m); console.log('loaded ' + m) } catch (e) {}
	}`)
	h.mustRun()
	h.wantLog("")
}

func TestRequireDepth(t *testing.T) {
	names := map[string]string{"m100.js": ""}
	for i := range 100 {
		names["m"+strconv.Itoa(i)+".js"] = "require('./m" + strconv.Itoa(i+1) + "')"
	}
	h := newHarness(t, names, nil)
	if _, err := h.run("m0"); err != nil {
		t.Error(err)
	}
}

func BenchmarkRequire(b *testing.B) {
	scripts := NewScripts(files(map[string]string{
		"main.js": "import a, {b} from './a'; export const x = a + b; export default () => x",
		"a.js":    "export default 1; export const b = 2",
	}), ScriptOptions{})
	b.ReportAllocs()
	for b.Loop() {
		vm, err := New(Config{Scripts: scripts})
		if err != nil {
			b.Fatal(err)
		}
		if err := vm.Do(context.Background(), func() error { _, err := vm.Require("main"); return err }); err != nil {
			b.Fatal(err)
		}
		vm.Close()
	}
}
