package property

import (
	"os"
	"strings"
	"testing"
)

// Whatever is declared, expanding and computing end, what expands computes, and what is computed is a value that computes to
// itself.
func FuzzValue(f *testing.F) {
	text, err := os.ReadFile("../../testdata/chromium/values.txt")
	if err != nil {
		f.Fatal(err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok && i%7 == 0 {
			f.Add(name, value)
		}
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		list, ok := Expand(nil, name, value)
		if !ok && len(list) > 0 {
			t.Fatalf("%s: %s is dropped, but sets %v", name, value, list)
		}
		for _, l := range list {
			if isCustom(l.Name) || cssWide(l.Value) != "" {
				continue
			}
			if again, ok := Expand(nil, l.Name, l.Value); !ok || len(again) != 1 || again[0] != l {
				t.Fatalf("%s: %s sets %v, which is not valid by itself", name, value, l)
			}
			once := Compute(nil, l.Name, l.Value)
			if twice := Compute(nil, l.Name, once); twice != once {
				t.Fatalf("%s: %s computes to %s and that to %s", l.Name, l.Value, once, twice)
			}
		}
	})
}
