package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/mica-go/mica/runtime"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

func TestMain(m *testing.M) {
	runtime.RunWorker() // does not return in a worker process
	goleak.VerifyTestMain(m)
}

// mica runs one command line.
func mica(t *testing.T, args ...string) (status int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, &o, &e)
	return status, o.String(), e.String()
}

// golden compares text with testdata/name, or writes that file with -update.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s differs; look at it and run with -update\n%s", file, firstDifference(text, string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "line " + strconv.Itoa(i+1) + "\n got: " + g[i] + "\nwant: " + w[i]
		}
	}
	return "one is longer than the other"
}

const (
	shop    = "../../testdata/apps/shop"
	counter = "../../testdata/apps/counter"
)

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args   []string
		status int
		want   string // in the error output
	}{
		{nil, 2, "usage: mica COMMAND"},
		{[]string{"help"}, 0, "usage: mica COMMAND"},
		{[]string{"-h"}, 0, "usage: mica COMMAND"},
		{[]string{"nope"}, 2, `there is no command "nope"`},
		{[]string{"render"}, 2, "takes one program"},
		{[]string{"render", "a", "b"}, 2, "takes one program"},
		{[]string{"render", "-nope", counter}, 2, "flag provided but not defined"},
		{[]string{"render", "-h"}, 0, "-page"},
		{[]string{"render", counter, "-query", "x"}, 2, "expected name=value"},
		{[]string{"render", counter, "-format", "pdf"}, 1, `there is no format "pdf"; choose outline, html or json`},
		{[]string{"render", "testdata/nowhere"}, 1, "no such file"},
		{[]string{"render", "testdata"}, 1, "there is no app.json"},
		{[]string{"render", counter, "-page", "pages/nope"}, 1, `"pages/nope"`},
		{[]string{"render", counter, "-network", "testdata/nowhere.json"}, 1, "no such file"},
		{[]string{"render", "testdata/broken", "-page", "pages/b/b"}, 1, "pages/b/b.js:2:10: error"},
		{[]string{"check"}, 2, "takes one program"},
		{[]string{"check", "testdata/nowhere"}, 1, "no such file"},
		{[]string{"check", "main.go"}, 1, "neither a zip archive nor a .wxapkg"},
		{[]string{"pack", counter, "-o", "x.tar"}, 1, "a package is a .zip or a .wxapkg"},
		{[]string{"pack", "testdata/broken", "-o", "x.zip"}, 1, "pages/b/b.js:2:10: error"},
		{[]string{"verify", counter}, 1, "say by -key"},
		{[]string{"keygen"}, 1, "takes one file name"},
		{[]string{"conform"}, 2, "one or more folders"},
		{[]string{"conform", "testdata/nowhere"}, 1, "no such file"},
		{[]string{"fmt"}, 2, "one or more folders or WXML files"},
		{[]string{"fmt", "-h"}, 0, "-w"},
		{[]string{"fmt", "testdata/nowhere"}, 1, "no such file"},
		{[]string{"fmt", "-w", "testdata/odd.txt"}, 1, "testdata/odd.txt: this is no WXML file"},
		{[]string{"render", counter, "-width", "0"}, 1, "there is no screen with a width of 0"},
		{[]string{"bench", "testdata/nowhere"}, 1, "there is no folder testdata/nowhere"},
		{[]string{"bench", "-n", "-1", "../../testdata/bench"}, 1, "is named so"},
		{[]string{"keygen", "main.go"}, 1, "main.go: file exists; choose another name"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			status, out, errOut := mica(t, test.args...)
			if status != test.status || !strings.Contains(errOut, test.want) {
				t.Errorf("status %d, want %d\n%s\nwant %s", status, test.status, errOut, test.want)
			}
			if out != "" {
				t.Errorf("output on failure or help: %s", out)
			}
		})
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	for _, c := range commands() {
		if status, _, errOut := mica(t, c.name, "-h"); status != 0 || errOut == "" {
			t.Errorf("mica %s -h: status %d, %q", c.name, status, errOut)
		}
	}
}

func TestRenderOutline(t *testing.T) {
	status, out, errOut := mica(t, "render", shop)
	if status != 0 || !strings.Contains(errOut, "load ") || !strings.Contains(errOut, " ms") {
		t.Fatalf("status %d: %s", status, errOut)
	}
	golden(t, "shop.outline", out)
}

func TestRenderPage(t *testing.T) {
	status, out, errOut := mica(t, "render", "-page", "pages/product/product", shop, "-query", "id=110", "-width", "320")
	if status != 0 {
		t.Fatalf("status %d: %s", status, errOut)
	}
	golden(t, "product.outline", out)
}

func TestRenderJSON(t *testing.T) {
	status, out, errOut := mica(t, "render", counter, "-format", "json")
	if status != 0 {
		t.Fatalf("status %d: %s", status, errOut)
	}
	if !json.Valid([]byte(out)) {
		t.Errorf("no JSON: %s", out)
	}
	golden(t, "counter.json", out)
}

// The document of a page has one meaning: a browser's parser finds the elements
// that are written, where they are written.
func TestRenderHTML(t *testing.T) {
	status, out, errOut := mica(t, "render", shop, "-format", "html")
	if status != 0 {
		t.Fatalf("status %d: %s", status, errOut)
	}
	doc, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []string
	for n := range doc.Descendants() {
		switch n.Type {
		case html.ElementNode:
			parsed = append(parsed, "<"+n.Data+">")
		case html.TextNode:
			if s := strings.TrimSpace(n.Data); s != "" {
				parsed = append(parsed, s)
			}
		}
	}
	var written []string
	for tok := html.NewTokenizer(strings.NewReader(out)); ; {
		kind := tok.Next()
		if kind == html.ErrorToken {
			break
		}
		switch x := tok.Token(); kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			written = append(written, "<"+x.Data+">")
		case html.TextToken:
			if s := strings.TrimSpace(x.Data); s != "" {
				written = append(written, s)
			}
		}
	}
	if !slices.Equal(parsed, written) {
		t.Errorf("parsed as\n%v\nwritten\n%v", parsed, written)
	}
	again := renderTree(t, doc)
	doc2, err := html.Parse(strings.NewReader(again))
	if err != nil {
		t.Fatal(err)
	}
	if renderTree(t, doc2) != again {
		t.Error("parsing the document twice gives two trees")
	}
	for _, want := range []string{"wx-view", "product-card"} {
		if !strings.Contains(out, want) {
			t.Errorf("the document has no %s", want)
		}
	}
}

func renderTree(t *testing.T, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRenderConsole(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"app.json": `{"pages":["a"]}`, "app.js": "App({})", "a.wxml": "<view>{{x}}</view>",
		"a.js": "Page({data:{x:1},onLoad(){console.log('hello from the page'); setTimeout(() => { throw new Error('boom') }, 0)}})",
	})
	status, out, errOut := mica(t, "render", dir, "-v")
	if status != 0 || !strings.Contains(errOut, "hello from the page") || !strings.Contains(errOut, "the program threw: ") || !strings.Contains(errOut, "boom") {
		t.Errorf("status %d: %s", status, errOut)
	}
	if !strings.Contains(out, "1") {
		t.Error(out)
	}
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The samples have nothing that is worth a message.
func TestCheckSamples(t *testing.T) {
	apps, err := os.ReadDir("../../testdata/apps")
	if err != nil || len(apps) == 0 {
		t.Fatal("no samples", err)
	}
	for _, app := range apps {
		status, out, errOut := mica(t, "check", filepath.Join("../../testdata/apps", app.Name()))
		if status != 0 || out != "0 errors, 0 warnings, 0 notes\n" {
			t.Errorf("%s: status %d\n%s%s", app.Name(), status, out, errOut)
		}
	}
}

func TestCheckBroken(t *testing.T) {
	status, out, _ := mica(t, "check", "testdata/broken")
	if status != 1 {
		t.Errorf("status %d", status)
	}
	golden(t, "broken.check", out)
	if _, again, _ := mica(t, "check", "testdata/broken"); again != out {
		t.Error("checking twice gives different reports")
	}
	_, quiet, _ := mica(t, "check", "-q", "testdata/broken")
	if strings.Contains(quiet, ": note: ") || !strings.Contains(quiet, ": warning: ") {
		t.Errorf("-q prints\n%s", quiet)
	}
}

// Warnings alone do not fail.
func TestCheckWarnings(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"app.json": `{"pages":["a"]}`, "app.js": "App({})", "a.wxml": "<view bind:tap='f'/>", "a.js": "Page({})"})
	status, out, _ := mica(t, "check", dir)
	if status != 0 || !strings.HasSuffix(out, "0 errors, 1 warning, 0 notes\n") {
		t.Errorf("status %d\n%s", status, out)
	}
}

// A command ends when it is interrupted.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errOut bytes.Buffer
	if status := run(ctx, []string{"render", counter}, &out, &errOut); status != 1 || !strings.Contains(errOut.String(), context.Canceled.Error()) {
		t.Errorf("status %d: %s", status, errOut.String())
	}
}

// mica profile prints tables and writes a trace.
func TestProfile(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace.json")
	var out, errOut strings.Builder
	if code := run(t.Context(), []string{"profile", "../../testdata/apps/counter", "-tap", ".add", "-trace", trace}, &out, &errOut); code != 0 {
		t.Fatalf("exit %d: %s", code, errOut.String())
	}
	if !strings.Contains(out.String(), "pages/index/index  2") {
		t.Errorf("the table is\n%s", out.String())
	}
	if data, err := os.ReadFile(trace); err != nil || !strings.Contains(string(data), `"traceEvents"`) {
		t.Errorf("the trace: %v, %.100s", err, data)
	}
}
