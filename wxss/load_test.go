package wxss

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func messages(diags Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s:%d:%d: %s\n", d.File, d.Line, d.Col, d.Message)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Spec §2: @import.
func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name  string
		fsys  fs.FS
		path  string
		want  string
		diags string
	}{
		{"no import", files("a.wxss", ".a{b:c}"), "a.wxss", ".a{b:c}", ""},
		{"relative", files("p/a.wxss", "@import 'b.wxss';.a{}", "p/b.wxss", ".b{}"), "p/a.wxss", ".b{}.a{}", ""},
		{"up", files("p/q/a.wxss", "@import \"../../b.wxss\";", "b.wxss", ".b{}"), "p/q/a.wxss", ".b{}", ""},
		{"from the root", files("p/a.wxss", "@import '/b/b.wxss';", "b/b.wxss", "@import './c.wxss';", "b/c.wxss", ".c{}"),
			"p/a.wxss", ".c{}", ""},
		{"leading slash", files("a.wxss", ".a{}"), "/a.wxss", ".a{}", ""},
		{"where it stands", files("a.wxss", ".a{}@import 'b.wxss';.c{}", "b.wxss", ".b{}"), "a.wxss", ".a{}.b{}.c{}", ""},
		{"in media", files("a.wxss", "@media x{.a{}@import 'b.wxss';}", "b.wxss", ".b{}"), "a.wxss", "@media x{.a{}.b{}}", ""},
		{"twice", files("a.wxss", "@import 'b.wxss';@import 'b.wxss';", "b.wxss", ".b{}"), "a.wxss", ".b{}.b{}", ""},
		{"media", files("a.wxss", "@import 'b.wxss' screen and (min-width:100rpx);", "b.wxss", ".b{}"), "a.wxss",
			"@media screen and (min-width:100rpx){.b{}}", ""},
		{"supports", files("a.wxss", "@import 'b.wxss' supports(a:b);@import 'b.wxss' supports(not (a:b));", "b.wxss", ".b{}"),
			"a.wxss", "@supports (a:b){.b{}}@supports not (a:b){.b{}}", ""},
		{"all conditions", files("a.wxss", "@import 'b.wxss' layer(c) supports((a:b)) d;", "b.wxss", ".b{}"), "a.wxss",
			"@media d{@supports (a:b){@layer c{.b{}}}}", ""},
		{"anonymous layer", files("a.wxss", "@import 'b.wxss' layer;", "b.wxss", ".b{}"), "a.wxss", "@layer{.b{}}", ""},
		{"missing", files("a.wxss", ".a{}\n @import 'nope.wxss';.c{}"), "a.wxss", ".a{}.c{}",
			"a.wxss:2:2: path `nope.wxss` not found from `a.wxss`."},
		{"remote", files("a.wxss", "@import 'https://x/y.css';@import '//x/y.css';"), "a.wxss", "",
			"a.wxss:1:1: path `https://x/y.css` not found from `a.wxss`.\n" +
				"a.wxss:1:27: path `//x/y.css` not found from `a.wxss`."},
		{"outside the package", files("p/a.wxss", "@import '../../b.wxss';@import '/../b.wxss';", "b.wxss", ".b{}"), "p/a.wxss", "",
			"p/a.wxss:1:1: path `../../b.wxss` not found from `p/a.wxss`.\n" +
				"p/a.wxss:1:24: path `/../b.wxss` not found from `p/a.wxss`."},
		{"directory", files("a.wxss", "@import 'b';", "b/c.wxss", ""), "a.wxss", "",
			"a.wxss:1:1: path `b` not found from `a.wxss`."},
		{"empty path", files("a.wxss", "@import '';"), "a.wxss", "", "a.wxss:1:1: path `` not found from `a.wxss`."},
		{"itself", files("a.wxss", ".a{}@import 'a.wxss';"), "a.wxss", ".a{}",
			"a.wxss:1:5: `a.wxss` imports itself; this @import is left out"},
		{"cycle", files("a.wxss", "@import 'b.wxss';.a{}", "b.wxss", "@import 'c.wxss';.b{}", "c.wxss", "@import 'a.wxss';.c{}"),
			"a.wxss", ".c{}.b{}.a{}", "c.wxss:1:1: `a.wxss` imports itself; this @import is left out"},
		{"diamond", files("a.wxss", "@import 'b.wxss';@import 'c.wxss';", "b.wxss", "@import 'd.wxss';", "c.wxss", "@import 'd.wxss';",
			"d.wxss", ".d{}x y"), "a.wxss", ".d{}.d{}",
			"d.wxss:1:5: the file ends before the block of this rule; add `{ … }`: `x y` is left out"},
		{"reported once", files("a.wxss", "@import 'b.wxss';@import 'b.wxss';", "b.wxss", "@import 'c';"), "a.wxss", "",
			"b.wxss:1:1: path `c` not found from `b.wxss`."},
		{"sorted by position", files("a.wxss", "a..b{}@import 'x';\na..b{}\n@import 'b.wxss';@import 'y';a..b{}", "b.wxss", "c..d{}"),
			"a.wxss", "", "a.wxss:1:2: unexpected `.` in a selector; the rule is left out\n" +
				"a.wxss:1:7: path `x` not found from `a.wxss`.\n" +
				"a.wxss:2:2: unexpected `.` in a selector; the rule is left out\n" +
				"a.wxss:3:18: path `y` not found from `a.wxss`.\n" +
				"a.wxss:3:31: unexpected `.` in a selector; the rule is left out\n" +
				"b.wxss:1:2: unexpected `.` in a selector; the rule is left out"},
		{"no such sheet", files(), "a.wxss", "", "a.wxss:1:1: path `a.wxss` not found"},
		{"unreadable", broken{}, "a.wxss", "", "a.wxss:1:1: path `a.wxss` cannot be read: disk on fire"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sheet, diags := Load(c.fsys, c.path, Options{})
			if got := sheet.CSS(keepMinified); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := messages(diags); got != c.diags {
				t.Errorf("got diagnostics\n%s\nwant\n%s", got, c.diags)
			}
		})
	}
}

// broken is a file system that fails.
type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, errors.New("disk on fire") }

func TestLoadSources(t *testing.T) {
	sheet, _ := Load(files("a.wxss", "\n@import 'b.wxss' x;", "b.wxss", ".b{}\n.c{d:e}"), "a.wxss", Options{})
	media := &sheet.Rules[0]
	if line, col := media.Position(); media.Source.Name != "a.wxss" || line != 2 || col != 1 {
		t.Errorf("the group of an import stands at %s:%d:%d", media.Source.Name, line, col)
	}
	rule := &media.Rules[1]
	if line, col := rule.Position(); rule.Source.Name != "b.wxss" || line != 2 || col != 1 {
		t.Errorf("an imported rule stands at %s:%d:%d", rule.Source.Name, line, col)
	}
}

// Imports that are made to hurt end at a limit.
func TestLoadLimits(t *testing.T) {
	double := fstest.MapFS{}
	for i := range 40 {
		next := "n" + strings.Repeat("i", i+1) + ".wxss"
		double["n"+strings.Repeat("i", i)+".wxss"] = &fstest.MapFile{
			Data: []byte("@import '" + next + "';@import '" + next + "';.a{}")}
	}
	_, diags := Load(double, "n.wxss", Options{MaxSize: 1 << 16})
	found := false
	for _, d := range diags {
		found = found || d.Code == CodeSize && d.Severity == Error
	}
	if !found {
		t.Errorf("2^40 imports: %s", messages(diags))
	}

	chain := fstest.MapFS{}
	for i := range 10 {
		chain["n"+strings.Repeat("i", i)+".wxss"] = &fstest.MapFile{
			Data: []byte("@import 'n" + strings.Repeat("i", i+1) + ".wxss';.a{}")}
	}
	sheet, diags := Load(chain, "n.wxss", Options{MaxDepth: 5})
	if len(sheet.Rules) != 5 || brief(diags) != "1:1 error wxss-nesting" {
		t.Errorf("a chain of 10 at a limit of 5: %d rules, %s", len(sheet.Rules), brief(diags))
	}

	big := files("a.wxss", "@import 'b.wxss';.a{}", "b.wxss", strings.Repeat(".b{}", 100))
	sheet, diags = Load(big, "a.wxss", Options{MaxSize: 100})
	if len(sheet.Rules) != 1 || brief(diags) != "1:1 error wxss-size" {
		t.Errorf("a big import: %d rules, %s", len(sheet.Rules), brief(diags))
	}
	if _, diags = Load(big, "b.wxss", Options{MaxSize: 100}); brief(diags) != "1:1 error wxss-size" {
		t.Errorf("a big sheet: %s", brief(diags))
	}
}

// A loader is used by many goroutines while a package is loaded.
func TestLoaderConcurrent(t *testing.T) {
	fsys := library(t, "vant")
	loader := NewLoader(fsys, Options{Component: true})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, name := range sheets(t, fsys) {
				sheet, diags := loader.Load(name)
				for i := range diags {
					diags[i] = nil // the slice is the caller's own
				}
				if len(sheet.Rules) > 0 {
					sheet.Rules[0].Position()
				}
				sheet.CSS(keepMinified)
			}
		})
	}
	wg.Wait()
	if _, diags := loader.Load("button/index.wxss"); len(diags) > 0 && diags[0] == nil {
		t.Error("diagnostics are shared between callers")
	}
}
