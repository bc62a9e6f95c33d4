package wxss

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// libraryModules is where npm puts the published component libraries, styleDirs where they have their styles.
const libraryModules = "../testdata/conformance/libs/node_modules"

var styleDirs = [...]string{"@vant/weapp/dist", "tdesign-miniprogram/miniprogram_dist", "weui-miniprogram/miniprogram_dist"}

// maxKept bounds the values that go into the golden; longer ones are pictures.
const maxKept = 300

// libraryDeclarations are the different declarations of a folder of sheets, with rpx as px and what the browser fills in
// as the browser of a desktop does. Those with custom properties in them are left out: every value is valid until they are known.
func libraryDeclarations(t *testing.T, dir string) [][2]string {
	t.Helper()
	fsys := os.DirFS(dir)
	seen := map[[2]string]bool{}
	sheets := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".wxss" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		sheets++
		sheet, diags := Parse(name, text, Options{})
		for _, d := range diags {
			if d.Severity == Error || d.Code == CodeSyntax {
				t.Errorf("%s: %v", name, d)
			}
		}
		lossless(t, name, sheet)
		collect(sheet.Rules, seen)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sheets < 20 {
		t.Fatalf("only %d sheets in %s", sheets, dir)
	}
	out := make([][2]string, 0, len(seen))
	for d := range seen {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0]+": "+a[1], b[0]+": "+b[1]) })
	return out
}

// lossless checks that the output of a sheet, minified or not, parses to the same sheet.
func lossless(t *testing.T, name string, sheet *Sheet) {
	t.Helper()
	for _, minify := range []bool{false, true} {
		again, _ := Parse(name, []byte(sheet.CSS(CSSOptions{RPX: RPX{Mode: RPXKeep}, Minify: minify})), Options{})
		if dense(again) != dense(sheet) || !minify && dump(again) != dump(sheet) {
			t.Errorf("%s: the output (minified: %v) parses to another sheet", name, minify)
		}
	}
}

func collect(rules []Rule, seen map[[2]string]bool) {
	insets := strings.NewReplacer("env(safe-area-inset-top)", "0px", "env(safe-area-inset-right)", "0px",
		"env(safe-area-inset-bottom)", "0px", "env(safe-area-inset-left)", "0px")
	for i := range rules {
		r := &rules[i]
		collect(r.Rules, seen)
		if r.Kind == Descriptors {
			continue
		}
		for _, d := range r.Declarations {
			v := insets.Replace(ConvertRPX(d.Value, RPX{}))
			if d.Custom() || strings.Contains(v, "var(") || strings.ContainsAny(v, "\t\n") || cssWide(v) {
				continue
			}
			seen[[2]string{d.Property, v}] = true
		}
	}
}

// cssWide reports whether a value is for the cascade to resolve.
func cssWide(v string) bool {
	return slices.Contains([]string{"inherit", "initial", "unset", "revert"}, strings.ToLower(v))
}

// Every declaration of the published libraries is accepted, unless Chromium drops it too, and computes to the same.
func TestChromiumLibraries(t *testing.T) {
	for _, dir := range styleDirs {
		name, _, _ := strings.Cut(strings.TrimPrefix(dir, "@"), "/")
		t.Run(name, func(t *testing.T) {
			file := "testdata/chromium/" + name + ".golden"
			if _, err := os.Stat(filepath.Join(libraryModules, dir)); err != nil {
				if os.Getenv("CONFORM_LIBS") == "required" {
					t.Fatal("the library is not installed: run npm ci in testdata/conformance/libs")
				}
				compareGolden(t, readGolden(t, file))
				t.Skip("the library is not installed, only its golden was compared: run npm ci in testdata/conformance/libs")
			}
			all := libraryDeclarations(t, filepath.Join(libraryModules, dir))
			var kept [][2]string
			for _, d := range all {
				if len(d[1]) <= maxKept {
					kept = append(kept, d)
				}
			}
			t.Logf("%d declarations, %d of them with pictures", len(all), len(all)-len(kept))
			compareWithChromium(t, file, kept)
		})
	}
}
