package wxss

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// libraries are the published style libraries in testdata/libs.
var libraries = []string{"vant", "tdesign", "weui"}

// library reads an archive of files, each behind a line `-- name --`.
func library(tb testing.TB, name string) fstest.MapFS {
	tb.Helper()
	data, err := os.ReadFile("testdata/libs/" + name + ".txtar")
	if err != nil {
		tb.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, part := range strings.Split("\n"+string(data), "\n-- ")[1:] {
		head, body, ok := strings.Cut(part, " --\n")
		if !ok {
			tb.Fatalf("%s: bad archive at %q", name, shorten(part))
		}
		files[head] = &fstest.MapFile{Data: []byte(body)}
	}
	return files
}

func sheets(tb testing.TB, fsys fs.FS) []string {
	tb.Helper()
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".wxss") {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return names
}

// Published libraries parse without loss: the only things left out are known, and the output parses to an equal sheet.
func TestLibraries(t *testing.T) {
	for _, name := range libraries {
		fsys := library(t, name)
		all := sheets(t, fsys)
		if len(all) < 10 {
			t.Fatalf("%s: only %d sheets", name, len(all))
		}
		loader := NewLoader(fsys, Options{})
		for _, file := range all {
			sheet, diags := loader.Load(file)
			for _, d := range diags {
				if d.Severity == Error || d.Code == CodeSyntax || d.Code == CodeSelector {
					t.Errorf("%s: %v", name, d)
				}
			}
			again, diags := Parse(file, []byte(sheet.CSS(keep)), Options{})
			if dump(again) != dump(sheet) {
				t.Errorf("%s/%s: the output parses to another sheet", name, file)
			}
			for _, d := range diags {
				if d.Severity != Note && d.Code != CodeLocalResource {
					t.Errorf("%s/%s: the output has %v", name, file, d)
				}
			}
			small := sheet.CSS(keepMinified)
			again, _ = Parse(file, []byte(small), Options{})
			if dense(again) != dense(sheet) || again.CSS(keepMinified) != small {
				t.Errorf("%s/%s: the minified output parses to another sheet", name, file)
			}
		}
	}
}

// dense is dump without the white space behind commas, which minifying leaves out.
func dense(s *Sheet) string { return strings.ReplaceAll(dump(s), ", ", ",") }

// librarySheets are the sheets of a library one after another.
func librarySheets(tb testing.TB, name string) []byte {
	fsys := library(tb, name)
	var all []byte
	for _, file := range sheets(tb, fsys) {
		all = append(all, fsys[file].Data...)
	}
	return all
}

func BenchmarkParse(b *testing.B) {
	for _, name := range libraries {
		src := librarySheets(b, name)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse("a.wxss", src, Options{})
			}
		})
	}
}

// BenchmarkParseTdewolff is the yardstick for BenchmarkParse: the grammar of tdewolff's parser on the same bytes, which
// makes no tree and no selectors.
func BenchmarkParseTdewolff(b *testing.B) {
	for _, name := range libraries {
		src := librarySheets(b, name)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				p := css.NewParser(parse.NewInputString(string(src)), false)
				for {
					if gt, _, _ := p.Next(); gt == css.ErrorGrammar && !p.HasParseError() {
						break
					}
				}
			}
		})
	}
}

func BenchmarkCSS(b *testing.B) {
	for _, name := range libraries {
		sheet, _ := Parse("a.wxss", librarySheets(b, name), Options{})
		opts := CSSOptions{Minify: true, Page: "body", ScopeClass: func(c string) string { return "p-" + c }}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(sheet.CSS(opts))))
			b.ReportAllocs()
			for b.Loop() {
				sheet.CSS(opts)
			}
		})
	}
}
