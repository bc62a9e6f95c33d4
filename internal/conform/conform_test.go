package conform

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
)

func TestMain(m *testing.M) {
	runtime.RunWorker() // does not return in a worker process
	goleak.VerifyTestMain(m)
}

const root = "../../testdata/conformance"

// known are the cases that can not match, each with the reason.
var known = map[string]string{
	"libs/tdesign/cascader": "one text of the stored result, step 6, has three U+FFFD where its program has the character 天; " +
		"everything else of that result is matched",
}

// TestConformance runs every case. After each of its steps the view's tree,
// built from patches, has to be the tree of the logic layer.
func TestConformance(t *testing.T) {
	cases, err := Find(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(filepath.ToSlash(c.Name), func(t *testing.T) {
			layers := false
			res, err := run(context.Background(), c, observer{
				record: func(rec *Record, page *runtime.Page) { sameTrees(t, rec, page, layers) },
				batch: func(b *bridge.Batch) {
					layers = layers || slices.ContainsFunc(b.Ops, func(op bridge.Op) bool { return op.Kind == bridge.OpLayer })
				},
			})
			if errors.Is(err, ErrNotInstalled) {
				if os.Getenv("CONFORM_LIBS") == "required" {
					t.Fatal(err)
				}
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			diffs, compared, err := Check(c, res)
			if err != nil {
				t.Fatal(err)
			}
			if !compared {
				t.Error("there is nothing to compare with")
			}
			if why, ok := known[filepath.ToSlash(c.Name)]; ok {
				if len(diffs) == 0 {
					t.Errorf("the case passes now; take it off the list of known differences (%s)", why)
				}
				return
			}
			for _, d := range diffs {
				t.Error(d)
			}
		})
	}
}

// sameTrees compares the page's tree as the logic layer and as the view has it.
// layers tells that WXS or an animation has styled nodes, which only the view
// knows.
func sameTrees(t *testing.T, rec *Record, page *runtime.Page, layers bool) {
	t.Helper()
	if page == nil || len(rec.Tree) == 0 {
		return
	}
	logic, err := value.ParseJSON(rec.Tree)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := value.ParseJSON(page.View().Root().JSON())
	if err != nil {
		t.Fatal(err)
	}
	logic = asShown(logic)
	if layers {
		shown = withoutLayers(logic, shown)
	}
	want, got := string(appendValue(nil, logic)), string(appendValue(nil, shown))
	if want != got {
		at, want, got := firstDifference(want, got)
		t.Errorf("after %s the view differs from the logic layer at %s\n  logic %s\n  view  %s", rec.Do, at, want, got)
	}
}

// asShown leaves out of a node what the view does not have.
func asShown(v value.Value) value.Value {
	o := v.AsObject()
	if o == nil {
		return v
	}
	out := value.NewObject()
	for i, k := range o.Keys() {
		x := o.Values()[i]
		switch k {
		case "props", "mark":
			continue
		case "shadow", "children":
			list := value.NewArray()
			for _, n := range x.AsArray().Items() {
				list.Append(asShown(n))
			}
			x = value.FromArray(list)
		}
		out.Put(k, x)
	}
	return value.FromObject(out)
}

// withoutLayers gives a node of the view the style that the logic layer knows,
// where the view's own begins with it.
func withoutLayers(logic, shown value.Value) value.Value {
	a, b := logic.AsObject(), shown.AsObject()
	if a == nil || b == nil {
		return shown
	}
	out := value.NewObject()
	for i, k := range b.Keys() {
		x := b.Values()[i]
		switch k {
		case "style":
			style, _ := a.Get(k).AsString()
			if strings.HasPrefix(value.Text(x), style) {
				if x = a.Get(k); style == "" {
					continue
				}
			}
		case "shadow", "children":
			theirs := a.Get(k).AsArray()
			list := value.NewArray()
			for j, n := range x.AsArray().Items() {
				if theirs != nil && j < theirs.Len() {
					n = withoutLayers(theirs.At(j), n)
				}
				list.Append(n)
			}
			x = value.FromArray(list)
		}
		out.Put(k, x)
	}
	return value.FromObject(out)
}

// A library case without its packages is skipped, not failed.
func TestLibraryNotInstalled(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "package.json", `{"dependencies": {"@x/lib": "1.0.0"}}`)
	write(t, dir, "x/case/case.json", `{"component": "index"}`)
	write(t, dir, "x/case/expected.exparser.json", `{"steps": []}`)
	cases, err := Find(dir)
	if err != nil || len(cases) != 1 || !cases[0].Library {
		t.Fatalf("found %v (%v), want one library case", cases, err)
	}
	if _, err := Run(context.Background(), cases[0]); !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "@x/lib") {
		t.Errorf("error %v, want one that says that @x/lib is not installed", err)
	}
}

// The published folder of a package is what its miniprogram field names, else
// miniprogram_dist, else dist.
func TestLibraryMounts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "package.json", `{"dependencies": {"@x/a": "1", "b": "1", "c": "1"}}`)
	write(t, dir, "node_modules/@x/a/package.json", `{"miniprogram": "lib"}`)
	write(t, dir, "node_modules/@x/a/lib/f.js", "a")
	write(t, dir, "node_modules/@x/a/dist/f.js", "wrong")
	write(t, dir, "node_modules/b/package.json", `{}`)
	write(t, dir, "node_modules/b/miniprogram_dist/f.js", "b")
	write(t, dir, "node_modules/b/dist/f.js", "wrong")
	write(t, dir, "node_modules/c/package.json", `{}`)
	write(t, dir, "node_modules/c/dist/f.js", "c")
	write(t, dir, "case/index.js", "own")
	fsys, err := library(filepath.Join(dir, "case"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"miniprogram_npm/@x/a/f.js": "a", "miniprogram_npm/b/f.js": "b", "miniprogram_npm/c/f.js": "c", "index.js": "own"} {
		got, err := fsys.(mountFS).ReadFile(name)
		if string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
	}
	if _, err := fsys.Open("miniprogram_npm/b/none.js"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Stored results say "=" and patch for what they leave to the record before.
func TestStoredResult(t *testing.T) {
	tests := []struct{ name, patch, want string }{
		{"set", `{"set":{"/a/0":9}}`, `{"a":[9,{"b":2}],"c/d":3}`},
		{"set inside of what is set", `{"set":{"/a/1/b":5,"/a":[0,{}]}}`, `{"a":[0,{"b":5}],"c/d":3}`},
		{"append", `{"set":{"/a/2":7}}`, `{"a":[1,{"b":2},7],"c/d":3}`},
		{"delete, escaped", `{"del":["/c~1d"]}`, `{"a":[1,{"b":2}]}`},
		{"set before delete", `{"set":{"/x":1},"del":["/x","/a/0"]}`, `{"a":[{"b":2}],"c/d":3}`},
		{"replace all", `{"set":{"":{"n":1}}}`, `{"n":1}`},
		{"no such place", `{"set":{"/a/9":1}}`, `error`},
		{"nothing to delete in", `{"del":["/a/0/b"]}`, `error`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "expected.json", `{"steps":[{"do":"init","data":{"k":1},"tree":{"a":[1,{"b":2}],"c/d":3}},{"do":"x","data":"=","patch":`+test.patch+`},{"do":"y","tree":"="}]}`)
			write(t, dir, "same.json", `{"same":"expected.json"}`)
			steps, err := load(&Case{Dir: dir}, "same.json")
			if test.want == "error" {
				if err == nil {
					t.Error("no error for a pointer to nowhere")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range steps[1:] {
				if w.tree != test.want {
					t.Errorf("%s: tree %s, want %s", w.Do, w.tree, test.want)
				}
			}
			if steps[1].data != `{"k":1}` {
				t.Errorf("data %s, want that of the record before", steps[1].data)
			}
		})
	}
}

// Every part of a record that counts is compared.
func TestCheckSeesDifferences(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "expected.json", `{"steps":[{"do":"init","page":"p","stack":["p"],"title":"T","text":["x"],"ui":[{"type":"toast","title":"a"}],"log":["l"],"data":{"a":1},"tree":{"tag":"#root"}}]}`)
	good := func() Record {
		return Record{Do: "init", Page: "p", Stack: []string{"p"}, Title: "T", Text: []string{"x"}, UI: []json.RawMessage{[]byte(`{"title":"a","type":"toast"}`)},
			Log: []string{"l"}, Data: []byte(`{"a":1}`), Tree: []byte(`{"tag":"#root"}`)}
	}
	tests := []struct {
		what   string
		change func(*Record)
	}{
		{"page", func(r *Record) { r.Page = "q" }},
		{"stack", func(r *Record) { r.Stack = nil }},
		{"title", func(r *Record) { r.Title = "" }},
		{"text", func(r *Record) { r.Text = append(r.Text, "y") }},
		{"ui", func(r *Record) { r.UI = nil }},
		{"log", func(r *Record) { r.Log = nil }},
		{"failed", func(r *Record) { r.Failed = true }},
		{"data", func(r *Record) { r.Data = []byte(`{"a":2}`) }},
		{"tree", func(r *Record) { r.Tree = []byte(`{"tag":"view"}`) }},
	}
	c := &Case{Dir: dir, App: "."}
	check := func(c *Case, r Record) []string {
		diffs, compared, err := Check(c, &Result{Steps: []Record{r}})
		if err != nil || !compared {
			t.Fatalf("compared %v, error %v", compared, err)
		}
		return diffs
	}
	if diffs := check(c, good()); len(diffs) > 0 {
		t.Fatalf("equal records differ: %v", diffs)
	}
	for _, test := range tests {
		r := good()
		test.change(&r)
		if diffs := check(c, r); len(diffs) != 1 || !strings.Contains(diffs[0], test.what) {
			t.Errorf("%s: differences %v, want one", test.what, diffs)
		}
		others := slices.DeleteFunc([]string{"page", "stack", "title", "text", "ui", "log", "failed", "data", "tree"}, func(s string) bool { return s == test.what })
		if diffs := check(&Case{Dir: dir, App: ".", Compare: others}, r); len(diffs) > 0 {
			t.Errorf("%s is compared though it does not count: %v", test.what, diffs)
		}
	}
}

// Where two engines differ, each record has to be that of one of them.
func TestCheckLibrary(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "expected.exparser.json", `{"steps":[{"do":"init","data":{},"tree":{"n":1}},{"do":"a","data":"=","patch":{"set":{"/n":2}}}]}`)
	write(t, dir, "expected.glass.json", `{"steps":[{"do":"init","data":{},"tree":{"n":5}},{"do":"a","data":"=","patch":{"set":{"/m":6}}}]}`)
	for _, test := range []struct {
		trees [2]string
		ok    bool
	}{
		{[2]string{`{"n":1}`, `{"n":2}`}, true},
		{[2]string{`{"n":1}`, `{"m":6,"n":5}`}, true},
		{[2]string{`{"n":5}`, `{"n":2}`}, true},
		{[2]string{`{"n":1}`, `{"m":6,"n":1}`}, false},
		{[2]string{`{"n":2}`, `{"n":2}`}, false},
	} {
		diffs, _, err := Check(&Case{Dir: dir, Library: true}, &Result{Steps: []Record{
			{Do: "init", Data: []byte(`{}`), Tree: []byte(test.trees[0])}, {Do: "a", Data: []byte(`{}`), Tree: []byte(test.trees[1])}}})
		if err != nil || (len(diffs) == 0) != test.ok {
			t.Errorf("%v: differences %v (%v), accepted should be %v", test.trees, diffs, err, test.ok)
		}
	}
}

// Lone surrogates compare as U+FFFD, whichever of the two forms they have.
func TestReplaceSurrogates(t *testing.T) {
	for in, want := range map[string]string{`"a"`: `"a"`, `"\ud83d"`: "\"\uFFFD\"", `"\\ud83d"`: `"\\ud83d"`, `\ud8`: `\ud8`, `x\`: `x\`} {
		if got := replaceSurrogates(in); got != want {
			t.Errorf("%s gives %s, want %s", in, got, want)
		}
	}
}
