package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
)

// Published programs, each a folder of the one that MICA_PROGRAMS names: they are
// not part of this repository, and the test is skipped without them. Every page is
// launched, without a network. What a program throws is its own affair, as is a
// page whose files are missing; every other page has to be shown, and to come to
// rest in time. See docs/programs.md.
func TestPublishedPrograms(t *testing.T) {
	root := os.Getenv("MICA_PROGRAMS")
	if root == "" {
		t.Skip("MICA_PROGRAMS names no folder with published programs")
	}
	dirs, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no programs in %s: %v", root, err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { publishedProgram(t, dir) })
	}
}

// noFiles is why a page may be missing: its program's fault, not ours.
var noFiles = regexp.MustCompile(`has no files|is missing`)

func publishedProgram(t *testing.T, dir string) {
	pkg, err := runtime.Loader{Partial: true}.LoadFile(dir)
	if err != nil {
		t.Fatal(err)
	}
	shown, clean := 0, 0
	for _, path := range pkg.Pages() {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		line, errs := renderOne(ctx, pkg, runtime.Config{Path: path})
		cancel()
		if strings.HasSuffix(line, "not shown") {
			if !noFiles.MatchString(errs[0].Error()) {
				t.Errorf("%s: %v", line, errs[0])
			}
			continue
		}
		shown++
		if len(errs) == 0 {
			clean++
		}
		for _, err := range errs {
			if strings.Contains(err.Error(), context.DeadlineExceeded.Error()) {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	t.Logf("%d of %d pages are shown, %d without an exception", shown, len(pkg.Pages()), clean)
}
