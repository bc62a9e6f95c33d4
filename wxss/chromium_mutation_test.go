package wxss

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// pieces are what mutations put into values.
var pieces = []string{"0", "1", "-1", "1.5", "2", "10px", "-3px", "1em", "2rem", "5vw", "50%", "-20%", "0px", "10deg", "1s", "200ms", "1fr", "auto",
	"none", "normal", "red", "#abc", "rgba(1,2,3,.4)", "currentcolor", "transparent", "center", "left", "top", "right", "bottom", "solid",
	"inset", "calc(1px + 2em)", "calc(50% - 1px)", "min(1px, 2%)", "max(1em, 3px)", "calc(2 * 3)", "infinite", "ease", "linear", "both", "hidden",
	"visible", "scroll", "repeat", "no-repeat", "cover", "border-box", "span", "url(http://x.com/b.png)", "linear-gradient(red, blue)", "\"s\"", "foo",
	"bold", "italic", "start", "end", "stretch", "wrap", "row", "column", "/", ",", "!", "inherit"}

// split cuts a value where mutations may cut: words, commas, slashes, functions with what is in them.
func split(value string) []string {
	var out []string
	depth, from := 0, 0
	flush := func(to int) {
		if s := strings.TrimSpace(value[from:to]); s != "" {
			out = append(out, s)
		}
	}
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '"' || c == '\'':
			if end := strings.IndexByte(value[i+1:], c); end >= 0 {
				i += end + 1
			}
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && c == ' ':
			flush(i)
			from = i + 1
		case depth == 0 && (c == ',' || c == '/'):
			flush(i)
			out = append(out, string(c))
			from = i + 1
		}
	}
	flush(len(value))
	return out
}

// mutateValue changes one or two parts of a value.
func mutateValue(r *rand.Rand, value string) string {
	parts := split(value)
	for range 1 + r.IntN(2) {
		if len(parts) == 0 {
			break
		}
		i := r.IntN(len(parts))
		piece := pieces[r.IntN(len(pieces))]
		switch r.IntN(7) {
		case 0, 1:
			parts[i] = piece
		case 2:
			parts = slices.Insert(parts, i, piece)
		case 3:
			parts = append(parts, piece)
		case 4:
			parts = slices.Delete(parts, i, i+1)
		case 5:
			j := r.IntN(len(parts))
			parts[i], parts[j] = parts[j], parts[i]
		case 6:
			if open := strings.IndexByte(parts[i], '('); open > 0 { // change the arguments of a function
				inner := mutateValue(r, strings.TrimSuffix(parts[i][open+1:], ")"))
				parts[i] = parts[i][:open+1] + inner + ")"
			} else {
				parts = append(parts, append([]string{","}, parts...)...)
			}
		}
	}
	return strings.Join(parts, " ")
}

// unlikely are values that we do not compare: what the browser makes of fonts and of the system is its own.
func unlikely(name, value string) bool {
	return strings.ContainsAny(value, "\\\n\t") || name == "content" && strings.Contains(value, "attr(") || strings.Contains(value, "data:") ||
		// a quirk of its fast path for colours, and one of the lists that lines between columns may be
		strings.Contains(name, "color") && strings.Contains(value, ") ") || name == "column-rule" && strings.Contains(value, ",") ||
		// what an element shows instead of its content
		name == "content" && value == "none" || strings.HasPrefix(name, "stroke") && strings.Contains(value, "(") ||
		cssWide(value) || strings.Contains(value, "color-mix") || len(value) > 200
}

// Values that nobody wrote, valid or not, are what Chromium makes of them.
func TestChromiumMutations(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	base := readValues(t)
	seen := map[[2]string]bool{}
	var cases [][2]string
	for len(cases) < 4000 {
		c := base[r.IntN(len(base))]
		c[1] = mutateValue(r, c[1])
		if c[1] == "" || unlikely(c[0], c[1]) || seen[c] {
			continue
		}
		seen[c] = true
		cases = append(cases, c)
	}
	compareWithChromium(t, "testdata/chromium/mutations.golden", cases)
}
