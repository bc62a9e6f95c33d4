package property

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// checkLex has both lexers read a value: what the plain one takes the other one reads alike.
func checkLex(t *testing.T, text string) (plain bool) {
	t.Helper()
	a, b := new(parser), new(parser)
	a.text, b.text = text, text
	a.toks = []token{}
	plain = a.lexPlain(text)
	if plain && (!b.lexAny(text) || !slices.Equal(a.toks, b.toks)) {
		t.Errorf("%q is %v, but plainly %v", text, b.toks, a.toks)
	}
	return plain
}

func TestLexPlain(t *testing.T) {
	for _, text := range []string{"", " ", "1px solid #fff", "-1.5em", ".5", "-.5e3", "1e3", "5.", "1.2.3", "5-x", "5--x", "a-b-c --d", "-", "- ", "-a", "-(", "--a",
		"rgba(0,0,0,.5)", "calc(100% - (1px + 2em)*3)", "1 + 2 * 3", "+1", "url(a)", "URL(a)", "usl(a)", "u+1", "a/b", "a/*b*/c", "#", "#-", "#1a", "#a\\b", "a\\b", "1é", "é",
		"a(b(c)", "a)", "((((", "5%a", "5%(", "5px(", "1n+2", "a:b", "a;b", "[a]", "{a}", "a!b", "a,b , c", "a\tb", "a\nb", "'a'", "1_", "_a", "a_", "$a", "5E", "5ex", strings.Repeat("a(", 40)} {
		checkLex(t, text)
	}
	for _, text := range []string{"1px solid #fff", "rgba(0, 0, 0, .5)", "calc(100% - 10px)", "0 -4px 8px -2px", "translate(-50%, -50%) scale(0.5)", "a 1s ease-in-out"} {
		if !checkLex(t, text) {
			t.Errorf("%q is plain", text)
		}
	}
	data, err := os.ReadFile("../../testdata/chromium/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	plain, all := 0, 0
	for line := range strings.SplitSeq(string(data), "\n") {
		if checkLex(t, line) {
			plain++
		}
		all++
	}
	if all < 500 {
		t.Errorf("only %d lines of values, %d plain", all, plain)
	}
}

func FuzzLexPlain(f *testing.F) {
	f.Add("1px solid rgba(0,0,0,.5)")
	f.Add("calc(1e3 - -2.5em*3) / u+1")
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.Contains(text, "\x00") {
			checkLex(t, text)
		}
	})
}
