package main

import (
	"os"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(os.DirFS("../../testdata/apps/counter"), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) < 4 || !strings.HasPrefix(lines[0], "batch 1 of page 1: ") {
		t.Fatalf("output\n%s", out.String())
	}
	const want = `batch 2 of page 1: 1 operations
count: 1
page (pages/index/index)
  view.counter
    text.count "1"
`
	if rest := strings.Join(lines[1:], "\n"); !strings.HasPrefix(rest, want) {
		t.Errorf("got\n%s\nwant\n%s", rest, want)
	}
}
