// Package repo holds the tests about the repository as a whole: which package
// may import which, and whether the documentation is complete.
package repo

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mica-go/mica/"

// rooms says what the packages below a folder may import, of this module and of
// others: whole folders, where a name ends with a slash. The longest room that
// fits counts. Tests may import what they need.
var rooms = map[string][]string{
	"internal/value/": {},
	"internal/diag/":  {},
	"internal/regex/": {"internal/value/"},
	"internal/quota/": {},
	"wxml/":           {"internal/value/", "internal/diag/", "internal/regex/", "wxml/"},
	"wxss/":           {"internal/diag/", "wxss/", "github.com/tdewolff/parse/"},
	"sandbox/":        {"internal/value/", "internal/diag/", "internal/regex/", "internal/quota/", "sandbox/", "github.com/dop251/goja/", "github.com/dop251/goja_nodejs/", "github.com/evanw/esbuild/", "github.com/go-sourcemap/sourcemap/"},
	"bridge/":         {"internal/value/", "bridge/"},
	"bridge/ws/":      {"bridge/", "github.com/coder/websocket/"},
	// The view never touches JavaScript or templates.
	"view/": {"internal/value/", "bridge/", "wxss/", "view/"},
	// The logic layer never touches a node of the view or a style.
	"runtime/internal/logic/": {"internal/value/", "internal/diag/", "internal/regex/", "wxml/", "sandbox/", "bridge/", "runtime/internal/logic/", "github.com/dop251/goja/", "golang.org/x/net/html/"},
	// The runtime alone knows both and joins them.
	"runtime/":           {"internal/value/", "internal/diag/", "internal/quota/", "wxml/", "wxss/", "sandbox/", "bridge/", "view/", "runtime/", "github.com/coder/websocket/"},
	"internal/fixture/":  {"internal/value/", "runtime/"},
	"internal/conform/":  {"internal/value/", "internal/fixture/", "runtime/", "view/", "bridge/", "sandbox/"},
	"internal/bench/":    {"internal/value/", "internal/fixture/", "internal/quota/", "runtime/", "view/", "bridge/"},
	"internal/chromium/": {"github.com/chromedp/"}, // for tests only
	"internal/hostile/":  {},                       // tests alone
	"internal/repo/":     {"internal/diag/", "wxml/", "wxss/"},
	"cmd/":               {"internal/", "runtime/", "view/", "bridge/", "wxml/"},
	"examples/":          {"runtime/", "view/", "bridge/", "wxml/", "wxss/", "sandbox/"}, // what a host can import
	"runtime/storage/":   {"go.etcd.io/bbolt/"},
}

func TestLayers(t *testing.T) {
	imports := packageImports(t)
	for pkg, list := range imports {
		room := roomOf(pkg)
		if room == "" {
			t.Errorf("%s is in no room; add it to the table", pkg)
			continue
		}
		for _, imp := range list {
			if !within(imp, rooms[room]) {
				t.Errorf("%s imports %s, which %s must not", pkg, imp, room)
			}
		}
	}
	for room := range rooms {
		used := false
		for pkg := range imports {
			used = used || roomOf(pkg) == room
		}
		if !used {
			t.Errorf("there is no package in the room %s", room)
		}
	}
}

// A view without JavaScript can be linked into a program of its own: none of the
// packages it reaches may lead to the VM, the templates or the styles of others.
func TestViewReachesNoVM(t *testing.T) {
	imports := packageImports(t)
	for start, forbidden := range map[string][]string{
		"view/":                   {"sandbox/", "wxml/", "runtime/", "github.com/dop251/"},
		"bridge/":                 {"sandbox/", "wxml/", "wxss/", "view/", "runtime/", "github.com/"},
		"wxml/":                   {"sandbox/", "view/", "bridge/", "runtime/", "github.com/"},
		"wxss/":                   {"sandbox/", "wxml/", "view/", "bridge/", "runtime/", "github.com/dop251/"},
		"runtime/internal/logic/": {"view/", "wxss/", "runtime/", "github.com/tdewolff/"},
	} {
		seen := map[string]bool{start: true}
		queue := []string{start}
		for len(queue) > 0 {
			pkg := queue[0]
			queue = queue[1:]
			for _, imp := range imports[pkg] {
				if within(imp, forbidden) {
					t.Errorf("%s reaches %s through %s", start, imp, pkg)
				}
				if !seen[imp] && imports[imp] != nil {
					seen[imp] = true
					queue = append(queue, imp)
				}
			}
		}
	}
}

func roomOf(pkg string) string {
	best := ""
	for room := range rooms {
		if strings.HasPrefix(pkg, room) && len(room) > len(best) {
			best = room
		}
	}
	return best
}

// within reports whether a path is below one of the folders.
func within(path string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(path, f) })
}

// packageImports returns what each package of the module imports, tests and the
// standard library left out. Names end with a slash; those of this module are its
// folders.
func packageImports(t *testing.T) map[string][]string {
	t.Helper()
	out := make(map[string][]string)
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); file != root && (name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(file) != ".go" {
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(dir) + "/"
		if out[pkg] == nil {
			out[pkg] = []string{}
		}
		if strings.HasSuffix(file, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if own, ok := strings.CutPrefix(name, module); ok {
				out[pkg] = append(out[pkg], own+"/")
			} else if host, _, _ := strings.Cut(name, "/"); strings.Contains(host, ".") { // else the standard library
				out[pkg] = append(out[pkg], name+"/")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range out {
		slices.Sort(out[pkg])
		out[pkg] = slices.Compact(out[pkg])
	}
	if len(out) < 12 {
		t.Fatalf("only %d packages found", len(out))
	}
	return out
}
