package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The last line counts; differences, skipped cases and result files come with
// it.
func TestConform(t *testing.T) {
	dir, results := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"good/case.json":                  `{"component": "index"}`,
		"good/index.wxml":                 `<text>{{n}}</text>`,
		"good/index.js":                   `Component({data: {n: 1}})`,
		"good/expected.json":              `{"steps": [{"do": "init", "data": {"n": 1}, "tree": {"tag": "#root", "is": "index", "shadow": [{"tag": "text", "children": ["1"]}]}}]}`,
		"alone/case.json":                 `{"component": "index"}`,
		"alone/index.js":                  `Component({})`,
		"bad/case.json":                   `{"component": "index"}`,
		"bad/index.js":                    `Component({data: {n: 2}})`,
		"bad/expected.json":               `{"steps": [{"do": "init", "data": {"n": 1}, "tree": {"tag": "#root", "is": "index"}}]}`,
		"libs/package.json":               `{"dependencies": {"some-lib": "1.0.0"}}`,
		"libs/x/case.json":                `{"component": "index"}`,
		"libs/x/expected.exparser.json":   `{"steps": []}`,
		"libs/node_modules/a/b/case.json": `not a case`,
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		dirs   []string
		status int
		last   string
		says   []string
	}{
		{[]string{"good"}, 0, "1 passed, 0 failed", nil},
		{[]string{"good", "alone"}, 0, "2 passed, 0 failed", nil},
		{[]string{"good", "bad"}, 1, "1 passed, 1 failed", []string{"FAIL bad", "data at /n", "want 1", "got  2"}},
		{[]string{"libs"}, 0, "0 passed, 0 failed, 1 skipped", []string{"SKIP x", "some-lib", "npm ci"}},
		{[]string{"."}, 1, "2 passed, 1 failed, 1 skipped", []string{"FAIL bad", "SKIP"}},
	}
	for _, test := range tests {
		args := []string{"conform", "-out", results}
		for _, d := range test.dirs {
			args = append(args, filepath.Join(dir, d))
		}
		var out, errOut bytes.Buffer
		status := run(context.Background(), args, &out, &errOut)
		text := strings.TrimSuffix(out.String(), "\n")
		last := text[strings.LastIndexByte(text, '\n')+1:]
		if status != test.status || last != test.last || errOut.Len() > 0 {
			t.Errorf("%v: status %d, last line %q, errors %q; want %d and %q", test.dirs, status, last, errOut.String(), test.status, test.last)
		}
		for _, s := range test.says {
			if !strings.Contains(text, s) {
				t.Errorf("%v: the output does not say %q:\n%s", test.dirs, s, text)
			}
		}
	}
	got, err := os.ReadFile(filepath.Join(results, "good.json"))
	const want = `{"case":"good","steps":[` + "\n" +
		`{"do":"init","data":{"n":1},"tree":{"is":"index","shadow":[{"children":["1"],"tag":"text"}],"tag":"#root"}}` + "\n]}\n"
	if string(got) != want {
		t.Errorf("the result file holds %s (%v), want %s", got, err, want)
	}
}
