package repo

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/wxml"
	"github.com/mica-go/mica/wxss"
)

const root = "../.."

// entry is one line of docs/diagnostics.md.
type entry struct{ code, severity, example string }

var entryLine = regexp.MustCompile("(?m)^- \\*\\*`([a-z0-9*-]+)`\\*\\* \\((error|warning|note)[^)]*\\): [^\n]+ Example: (.+)$")

func documented(t *testing.T) []entry {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "diagnostics.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []entry
	for _, m := range entryLine.FindAllStringSubmatch(string(text), -1) {
		out = append(out, entry{m[1], m[2], m[3]})
	}
	if lines := strings.Count(string(text), "\n- **"); lines != len(out) {
		t.Errorf("%d of %d entries have the form of an entry: - **`code`** (severity): text. Example: ...", len(out), lines)
	}
	return out
}

// codeLiteral finds the codes of diagnostics in Go source.
var codeLiteral = regexp.MustCompile(`"((?:wxml|wxs|wxss|json|js|app-json|page|tab-page|tab-bar|script|component|handler|config|package|subpackage|theme|preload|entry-page|style)-[a-z0-9-]+|read)"`)

// notCodes are strings of that form that are something else.
var notCodes = map[string]bool{"component-selector": true, "js-bigint": true, "page-container": true, "page-meta": true, "page-frame": true, "package-lock": true}

// Every code that the compilers have is documented, and nothing else is.
func TestEveryCodeIsDocumented(t *testing.T) {
	known := make(map[string]bool)
	for _, e := range documented(t) {
		if known[e.code] {
			t.Errorf("%s is documented twice", e.code)
		}
		known[e.code] = true
	}
	used := make(map[string]string)
	for _, dir := range []string{"wxml", "wxss", "runtime", "sandbox"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == "logic" || d.Name() == "property") {
				return skip(err)
			}
			if d.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
				return nil
			}
			src, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, m := range codeLiteral.FindAllStringSubmatch(string(src), -1) {
				used[m[1]] = file
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(used) < 80 {
		t.Errorf("only %d codes found; has their form changed?", len(used))
	}
	for code, file := range used {
		if !known[code] && !notCodes[code] {
			t.Errorf("%s, of %s, is not in docs/diagnostics.md", code, file)
		}
	}
	for code := range known {
		if used[code] == "" && !strings.HasSuffix(code, "*") {
			t.Errorf("docs/diagnostics.md has %s, which nothing reports", code)
		}
	}
}

func skip(err error) error {
	if err != nil {
		return err
	}
	return fs.SkipDir
}

// The examples show what they are there for. One with an ellipsis stands for
// something that is too large to be written down.
func TestExamples(t *testing.T) {
	for _, e := range documented(t) {
		source, ok := exampleSource(e.example)
		if !ok || strings.Contains(e.example, "…") {
			continue
		}
		var found diag.List
		switch {
		case strings.HasPrefix(e.code, "wxss-"):
			var sheet *wxss.Sheet
			sheet, found = wxss.Load(fstest.MapFS{"a.wxss": file(source)}, "a.wxss", wxss.Options{})
			found = append(found, sheet.Check(wxss.CheckOptions{Used: func(_ wxss.SimpleKind, name string) bool { return name != "gone" }})...)
		case strings.HasPrefix(e.code, "wxs-"):
			found = compile(t, `<wxs module="m">`+source+`</wxs>`)
		case strings.HasPrefix(e.code, "wxml-") && e.code != "wxml-missing":
			found = compile(t, source)
		default:
			continue
		}
		if !has(found, e) {
			t.Errorf("%s (%s) is not reported for %s, but %v", e.code, e.severity, source, found)
		}
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// exampleSource gives the code of an example, which is the first thing in it.
func exampleSource(example string) (string, bool) {
	rest, ok := strings.CutPrefix(example, "`")
	if !ok {
		return "", false
	}
	source, _, ok := strings.Cut(rest, "`")
	return source, ok
}

func compile(t *testing.T, source string) diag.List {
	t.Helper()
	f := wxml.NewFiles(fstest.MapFS{"a.wxml": file(source), "t.wxml": file(`<template name="t" />`)})
	_, found, err := f.Compile("a.wxml", wxml.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return append(found, f.Diagnostics()...)
}

func has(list diag.List, e entry) bool {
	for _, d := range list {
		if d.Code == e.code && d.Severity.String() == e.severity {
			return true
		}
	}
	return false
}
