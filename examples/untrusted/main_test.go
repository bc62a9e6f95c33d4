package main

import (
	"os"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(os.DirFS("../../testdata/apps/counter"), hostile, &out); err != nil {
		t.Fatal(err)
	}
	const want = `the program was ended in pages/a/a.js:3 by the limit turn-time (200ms)
the other shows [1 - +]
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
