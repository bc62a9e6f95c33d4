package repo

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testName   = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*`)
	testFunc   = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)\(`)
	testedRoom = regexp.MustCompile("`([a-z/]+)`: ([^;|]*)")
)

// Every promise of SECURITY.md names a test, and each test that it names is
// there, in the room that it names.
func TestPromisesHaveTests(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	promises := 0
	for line := range strings.Lines(table) {
		promises++
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) != 2 {
			t.Errorf("not a promise and its tests: %s", line)
			continue
		}
		tests := 0
		for _, m := range testedRoom.FindAllStringSubmatch(cells[1], -1) {
			there := testsOf(t, m[1])
			for _, name := range testName.FindAllString(m[2], -1) {
				tests++
				if !there[name] {
					t.Errorf("SECURITY.md names %s, which is not in %s", name, m[1])
				}
			}
		}
		if all := testName.FindAllString(cells[1], -1); tests == 0 || len(all) != tests {
			t.Errorf("%d tests are named, %d with their room: %s", len(all), tests, line)
		}
	}
	if promises < 10 {
		t.Errorf("only %d promises were found", promises)
	}
}

// testsOf returns the names of the tests in a folder, those below it excluded.
func testsOf(t *testing.T, room string) map[string]bool {
	t.Helper()
	files, err := fs.Glob(os.DirFS(filepath.Join(root, room)), "*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, file := range files {
		src, err := os.ReadFile(filepath.Join(root, room, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range testFunc.FindAllSubmatch(src, -1) {
			names[string(m[1])] = true
		}
	}
	return names
}
