package diag

import "testing"

func TestInvalidUTF8(t *testing.T) {
	for src, want := range map[string]int{"": -1, "a字\ufffd": -1, "\xff\xfe{": 0, "ab\xc3": 2, "字\xb0": 3} {
		if got := InvalidUTF8([]byte(src)); got != want {
			t.Errorf("%q: %d, want %d", src, got, want)
		}
	}
}
