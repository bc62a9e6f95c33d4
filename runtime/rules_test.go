package runtime_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// Every rule of order in component §16 and events §4 is proved by a page script, and
// what proves it is there to be read: testdata/rules.txt. TestScripts runs the scripts.
func TestOrderingRules(t *testing.T) {
	data, err := os.ReadFile("testdata/rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	named := make(map[string]bool)
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		words := strings.SplitN(line, " | ", 3)
		if len(words) != 3 {
			t.Errorf("%q is not a rule, a script and what to read in it", line)
			continue
		}
		named[words[1]] = true
		if missing := readInOrder(t, words[1], strings.Split(words[2], " > ")); missing != "" {
			t.Errorf("%s: %s does not show %q where it should be", words[0], words[1], missing)
		}
	}
	for _, pattern := range []string{"component-16*", "events-4*"} {
		files, err := filepath.Glob("testdata/scripts/" + pattern + ".txtar")
		if err != nil || files == nil {
			t.Fatalf("no scripts %s: %v", pattern, err)
		}
		for _, file := range files {
			if name := strings.TrimSuffix(filepath.Base(file), ".txtar"); !named[name] {
				t.Errorf("no rule names %s", name)
			}
		}
	}
}

// readInOrder returns the first of the texts that does not follow those before it in
// what a script wants, "" if all do.
func readInOrder(t *testing.T, script string, texts []string) string {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/scripts/" + script + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		if f.Name != "want" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			if len(texts) > 0 && strings.Contains(line, texts[0]) {
				texts = texts[1:]
			}
		}
	}
	if len(texts) > 0 {
		return texts[0]
	}
	return ""
}
