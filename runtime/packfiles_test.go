package runtime_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime"
)

// Spec app §1.1: what packOptions of project.config.json leave out of a package.
func TestPackFiles(t *testing.T) {
	fsys := func(root, options string) fstest.MapFS {
		out := fstest.MapFS{}
		for _, name := range []string{"app.json", "a.js", "docs/a.md", "docs/deep/b.md", "docs.js", "test_a.js", "pages/test_b.js", "pages/a.TS", "img/x.psd", "img/x.png"} {
			out[root+name] = &fstest.MapFile{}
		}
		out["project.config.json"] = &fstest.MapFile{Data: []byte(`{"miniprogramRoot":"` + root + `","packOptions":` + options + `}`)}
		return out
	}
	for _, c := range []struct{ name, options, gone string }{
		{"none", `{}`, ""},
		{"file", `{"ignore":[{"type":"file","value":"/docs/A.md"}]}`, "docs/a.md"},
		{"a file is no folder", `{"ignore":[{"type":"file","value":"docs"}]}`, ""},
		{"folder", `{"ignore":[{"type":"folder","value":"docs/"}]}`, "docs/a.md docs/deep/b.md"},
		{"prefix", `{"ignore":[{"type":"prefix","value":"test_"}]}`, "pages/test_b.js test_a.js"},
		{"suffix", `{"ignore":[{"type":"suffix","value":".ts"}]}`, "pages/a.TS"},
		{"regexp", `{"ignore":[{"type":"regexp","value":"^(docs|img)/[a-x]\\.m"}]}`, "docs/a.md"},
		{"glob", `{"ignore":[{"type":"glob","value":"docs/*.md"}]}`, "docs/a.md"},
		{"glob over folders", `{"ignore":[{"type":"glob","value":"**/*.{md,psd}"}]}`, "docs/a.md docs/deep/b.md img/x.psd"},
		{"glob with classes", `{"ignore":[{"type":"glob","value":"img/[w-z].p[!n]?"}]}`, "img/x.psd"},
		{"include wins", `{"ignore":[{"type":"folder","value":"docs"}],"include":[{"type":"suffix","value":"b.md"}]}`, "docs/a.md"},
		{"several", `{"ignore":[{"type":"suffix","value":".md"},{"type":"suffix","value":".psd"}]}`, "docs/a.md docs/deep/b.md img/x.psd"},
	} {
		for _, root := range []string{"", "mini/"} {
			t.Run(c.name+" "+root, func(t *testing.T) {
				all := fsys(root, c.options)
				files, err := runtime.PackFiles(all)
				if err != nil {
					t.Fatal(err)
				}
				var gone []string
				_ = fs.WalkDir(all, ".", func(name string, d fs.DirEntry, _ error) error {
					if _, err := fs.ReadFile(files, name); !d.IsDir() && err != nil {
						gone = append(gone, strings.TrimPrefix(name, root))
					}
					return nil
				})
				expect(t, "left out", strings.Join(gone, " "), c.gone)
				_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
					if err == nil && !d.IsDir() {
						_, err = fs.Stat(files, name)
					}
					if err != nil {
						t.Errorf("%s is listed and not there: %v", name, err)
					}
					return nil
				})
			})
		}
	}
	for options, want := range map[string]string{
		`{"ignore":[{"type":"suffix","value":"a"},{"type":"other","value":"a"}]}`: `packOptions.ignore[1]: "other" is no type of a rule`,
		`{"ignore":[{"type":"regexp","value":"("}]}`:                              "packOptions.ignore[0]: error parsing regexp",
		`{`: "project.config.json",
	} {
		if _, err := runtime.PackFiles(fsys("", options)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", options, err, want)
		}
	}
}
