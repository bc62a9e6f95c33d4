package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// mica bench cold prints one line; with -check, before or after the folder, the
// tree's nodes and sum are in it.
func TestBenchCold(t *testing.T) {
	for _, args := range [][]string{{"-check", "../../testdata/bench/feed"}, {"../../testdata/bench/feed", "--check"}} {
		var out, errOut bytes.Buffer
		if code := run(context.Background(), append([]string{"bench", "cold"}, args...), &out, &errOut); code != 0 {
			t.Fatalf("%v ended with %d: %s", args, code, &errOut)
		}
		var line struct {
			Nodes int
			Sum   string
		}
		if err := json.Unmarshal(out.Bytes(), &line); err != nil || line.Nodes != 4955 || line.Sum != "b6d5c60b" {
			t.Errorf("%v printed %s", args, &out)
		}
	}
	var out, errOut bytes.Buffer
	if code := run(context.Background(), []string{"bench", "cold", t.TempDir()}, &out, &errOut); code != 1 || !strings.Contains(errOut.String(), "neither index.wxml nor index.js") {
		t.Errorf("an empty folder ended with %d: %s", code, &errOut)
	}
}
