package main

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime"
)

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(os.DirFS("../../testdata/apps/counter"), &out); err != nil {
		t.Fatal(err)
	}
	const want = `page (pages/index/index)
  view.counter
    text.count "0"
    view.buttons
      button.sub "-"
      button.add "+"
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// A program that cannot be loaded ends with everything that is wrong with it.
func TestRunBroken(t *testing.T) {
	var list runtime.Diagnostics
	if err := run(fstest.MapFS{}, &strings.Builder{}); !errors.As(err, &list) || list[0].File != "app.json" {
		t.Errorf("%v", err)
	}
}
