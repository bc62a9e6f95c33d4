package regex

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

func input(s string) Input {
	if value.IsASCII(s) {
		return Input{ASCII: s}
	}
	return Input{Units: value.ToUTF16(s)}
}

// find shows the first match: position and groups, "-" for a group that took no
// part.
func find(t testing.TB, pattern, flags, s string) string {
	t.Helper()
	var f Flags
	for _, c := range flags {
		f |= map[rune]Flags{'i': IgnoreCase, 'm': Multiline, 's': DotAll}[c]
	}
	re, err := Compile(pattern, f)
	if err != nil {
		return err.Error()
	}
	m := Matcher{Budget: 10_000_000}
	in := input(s)
	ok, err := m.Match(re, in, 0, false)
	switch {
	case err != nil:
		return err.Error()
	case !ok:
		return "no"
	}
	units := value.ToUTF16(s)
	out := []string{fmt.Sprint(m.Caps[0])}
	for i := 0; i < len(m.Caps); i += 2 {
		if m.Caps[i] < 0 {
			out = append(out, "-")
		} else {
			out = append(out, value.FromUTF16(units[m.Caps[i]:m.Caps[i+1]]))
		}
	}
	return strings.Join(out, "|")
}

func TestMatch(t *testing.T) {
	for _, c := range []struct{ pattern, flags, s, want string }{
		{"abc", "", "xabcx", "1|abc"},
		{"a|ab", "", "abc", "0|a"},
		{"((a)|(ab))((c)|(bc))", "", "abc", "0|abc|a|a|-|bc|-|bc"},
		{"a[a-z]{2,4}", "", "abcdefghi", "0|abcde"},
		{"a[a-z]{2,4}?", "", "abcdefghi", "0|abc"},
		{"(aa|aabaac|ba|b|c)*", "", "aabaac", "0|aaba|ba"},
		{"(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "0|zaacbbbcac|z|ac|a|-|c"},
		{"(a*)*", "", "b", "0||-"},
		{"(?=(a+))", "", "baaabac", "1||aaa"},
		{"(?=(a+))a*b\\1", "", "baaabac", "3|aba|a"},
		{"(.*?)a(?!(a+)b\\2c)\\2(.*)", "", "baaabaac", "0|baaabaac|ba|-|abaac"},
		{"(?:(a)|b)*", "", "ab", "0|ab|-"},
		{"(?<=a)b", "", "cbab", "3|b"},
		{"(?<!a)b", "", "abbb", "2|b"},
		{"(?<=(\\d+)(\\d+))$", "", "1053", "4||1|053"},
		{"(?<=\\1(a))b", "", "aab", "2|b|a"},
		{"(?<y>\\d+)-\\k<y>", "", "12-2-2", "1|2-2|2"},
		{"\\k<a>(?<a>x)", "", "x", "0|x|x"},
		{"\\1(a)", "", "a", "0|a|a"},
		{"(a\\1)", "", "a", "0|a|a"},
		{"^b", "m", "a\nb", "2|b"},
		{"a$", "m", "a\nb", "0|a"},
		{"a$", "", "a\nb", "no"},
		{".", "", "\n", "no"},
		{".", "s", "\n", "0|\n"},
		{"[^a]", "i", "A", "no"},
		{"é", "i", "É", "0|É"},
		{"[é-ü]", "i", "Ö", "0|Ö"},
		{"^.$", "", "😀", "no"},
		{"😀", "", "x😀", "1|😀"},
		{"a{,2}", "", "a{,2}", "0|a{,2}"},
		{"x{1", "", "x{1", "0|x{1"},
		{"a{2}{3", "", "aa{3", "0|aa{3"},
		{"]}", "", "]}", "0|]}"},
		{"\\07\\cA[\\1\\b]", "", "\a\x01\b", "0|\a\x01\b"},
		{"[\\d-x]+", "", "1-x", "0|1-x"},
		{"(?=a)*b", "", "b", "0|b"},
		{"a{0}b", "", "ab", "1|b"},
		{"(?:)", "", "x", "0|"},
		{"(?:a{0}){1000000000}b", "", "b", "0|b"},
		{"[]", "", "x", "no"},
		{"[^]", "", "\n", "0|\n"},
		{"\\bfoo\\b", "", "a foo b", "2|foo"},
		{"x*?y", "", "xxy", "0|xxy"},
		{"(x+x+)+y", "", strings.Repeat("x", 3000), "no"},
		{"(a*)*\\1b", "", strings.Repeat("a", 70_000), "regular expression takes too long"},
		{"(", "", "", "Invalid regular expression: /(/: Unterminated group"},
		{")", "", "", "Invalid regular expression: /)/: Unmatched ')'"},
		{"[a", "", "", "Invalid regular expression: /[a/: Unterminated character class"},
		{"[b-a]", "", "", "Invalid regular expression: /[b-a]/: Range out of order in character class"},
		{"*", "", "", "Invalid regular expression: /*/: Nothing to repeat"},
		{"a**", "", "", "Invalid regular expression: /a**/: Nothing to repeat"},
		{"a{2,1}", "", "", "Invalid regular expression: /a{2,1}/: numbers out of order in {} quantifier"},
		{"\\", "", "", "Invalid regular expression: /\\/: \\ at end of pattern"},
		{"(?x)", "", "", "Invalid regular expression: /(?x)/: Invalid group"},
		{"(?<a>.)(?<a>.)", "", "", "Invalid regular expression: /(?<a>.)(?<a>.)/: Duplicate capture group name"},
	} {
		if got := find(t, c.pattern, c.flags, c.s); got != c.want {
			t.Errorf("/%s/%s on %q: got %q, want %q", c.pattern, c.flags, c.s, got, c.want)
		}
	}
}

func TestTooLarge(t *testing.T) {
	for _, pattern := range []string{
		strings.Repeat("a", 1<<16+1), strings.Repeat("(", 101) + strings.Repeat(")", 101),
		"((ab){1000}){1000}", "(?:ab){100000}",
	} {
		_, err := Compile(pattern, 0)
		var e *Error
		if !errors.As(err, &e) || !e.TooLarge {
			t.Errorf("%.20s: got %v", pattern, err)
		}
	}
}

// Patterns without lookaround and backreferences take time in proportion to
// the input.
func TestLinear(t *testing.T) {
	for _, pattern := range []string{"(x+x+)+y", "(x*)*y", "(x|x)*y", "x*x*x*x*y", "(x|xx)+y", "(.*)(.*)(.*)y", "\\s+$", "(?:x?){20}y", "x+?x+?y"} {
		re, err := Compile(pattern, 0)
		if err != nil {
			t.Fatal(err)
		}
		steps := func(n int) int {
			m := Matcher{Budget: 1 << 40}
			s := strings.Repeat("x", n)
			if strings.HasPrefix(pattern, "\\s") {
				s = strings.Repeat(" ", n) + "x"
			}
			if ok, err := m.Match(re, Input{ASCII: s}, 0, false); ok || err != nil {
				t.Fatal(ok, err)
			}
			return 1<<40 - m.Budget
		}
		if a, b := steps(2000), steps(4000); b > 3*a {
			t.Errorf("/%s/: %d steps, for twice the input %d", pattern, a, b)
		}
	}
}

// Remembering failed states must not change a result.
func TestMemoKeepsResults(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		pattern := randomPattern(r, 3)
		re, err := Compile(pattern, 0)
		if err != nil {
			continue
		}
		s := randomText(r, 12)
		run := func(memo bool) string {
			m := Matcher{Budget: 1 << 20, forceMemo: memo}
			ok, err := m.Match(re, Input{ASCII: s}, 0, false)
			if err != nil {
				return ""
			}
			return fmt.Sprint(ok, m.Caps)
		}
		if a, b := run(false), run(true); a != b && a != "" {
			t.Fatalf("/%s/ on %q: %s, with memo %s", pattern, s, a, b)
		}
	}
}

func randomText(r *rand.Rand, n int) string {
	b := make([]byte, r.IntN(n))
	for i := range b {
		b[i] = "aab"[r.IntN(3)]
	}
	return string(b)
}

func randomPattern(r *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"a", "b", "[ab]", ".", "a*", "b?", "a+?"}[r.IntN(7)]
	}
	sub := func() string { return randomPattern(r, depth-1) }
	switch r.IntN(7) {
	case 0:
		return sub() + sub()
	case 1:
		return "(" + sub() + "|" + sub() + ")"
	case 2:
		return "(" + sub() + ")*"
	case 3:
		return "(?:" + sub() + ")" + []string{"+", "*?", "{2}", "{1,2}", "{0,2}?"}[r.IntN(5)]
	case 4:
		return "^" + sub()
	case 5:
		return sub() + "$"
	}
	return sub()
}

// Go's regexp finds the same matches for what both have; captures of loops
// differ by design.
func TestAgainstGo(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		pattern := randomPattern(r, 3)
		s := randomText(r, 15)
		re, err := Compile(pattern, 0)
		if err != nil {
			continue
		}
		g, err := regexp.Compile(strings.ReplaceAll(pattern, "$", `\z`))
		if err != nil {
			continue
		}
		want := "no"
		if loc := g.FindStringIndex(s); loc != nil {
			want = fmt.Sprint(loc)
		}
		m := Matcher{Budget: 1 << 22}
		got := "no"
		if ok, err := m.Match(re, Input{ASCII: s}, 0, false); err != nil {
			continue
		} else if ok {
			got = fmt.Sprint(m.Caps[:2])
		}
		if got != want && !emptyLoop(pattern) {
			t.Errorf("/%s/ on %q: got %s, want %s", pattern, s, got, want)
		}
	}
}

// emptyLoop reports patterns whose loops may match nothing, where JavaScript
// and RE2 disagree about the turn that does.
func emptyLoop(pattern string) bool {
	return strings.Contains(pattern, ")*") || strings.Contains(pattern, ")+") || strings.Contains(pattern, "){")
}

func FuzzMatch(f *testing.F) {
	f.Add("(a|b)*?c{2,3}[^\\d-x]\\b(?=x)(?<!y)\\1", "aabcc", uint8(0))
	f.Add("(?<n>x)\\k<n>|[é-ü]+", "xxéü😀", uint8(1))
	f.Fuzz(func(t *testing.T, pattern, s string, flags uint8) {
		re, err := Compile(pattern, Flags(flags))
		if err != nil {
			return
		}
		m := Matcher{Budget: 200_000}
		in := input(s)
		ok, err := m.Match(re, in, 0, flags&8 != 0)
		if err != nil || !ok {
			return
		}
		for i := 0; i < len(m.Caps); i += 2 {
			a, b := m.Caps[i], m.Caps[i+1]
			if (a < 0) != (b < 0) || a > b || int(b) > in.Len() {
				t.Fatalf("/%s/ on %q: captures %v", pattern, s, m.Caps)
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	for _, c := range []struct{ pattern, s string }{
		{`^-?\d+(\.\d+)?$`, "-1234.567"},
		{`(\w+)-(\d+)`, "some-item-42"},
		{`[,;]`, "a long text without the separator until here;"},
	} {
		b.Run(c.pattern, func(b *testing.B) {
			re, err := Compile(c.pattern, 0)
			if err != nil {
				b.Fatal(err)
			}
			var m Matcher
			b.ReportAllocs()
			for b.Loop() {
				m.Budget = 1 << 20
				if ok, _ := m.Match(re, Input{ASCII: c.s}, 0, false); !ok {
					b.Fatal("no match")
				}
			}
		})
	}
}

// Patterns as linkify-it makes them: a set of all punctuation, again and again.
func TestLongPattern(t *testing.T) {
	set := "[!-/"
	for c := 0x2010; c < 0x2010+800; c += 2 {
		set += string(rune(c))
	}
	set += "]"
	p := "^(?:" + strings.Repeat(set+"|[a-z]+\\.)(?:", 30) + "x)"
	re, err := Compile(p, IgnoreCase)
	if err != nil {
		t.Fatalf("a pattern of %d units: %v", len([]rune(p)), err)
	}
	m := Matcher{Budget: 1_000_000}
	if ok, err := m.Match(re, Input{ASCII: strings.Repeat("!ab.", 15) + "X"}, 0, false); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}
