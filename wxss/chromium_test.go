package wxss

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/chromium"
	"github.com/mica-go/mica/wxss/internal/property"
)

var update = flag.Bool("update", false, "rewrite the goldens from the browser's answers")

// The page that declarations are tried on: lines that are drawn, since the width of others is none. The first
// element has no box, so that nothing depends on layout; the second is for transform, which has no value without one.
const page = `<!doctype html><style>
html { font-size: 10px }
div { font-size: 20px; font-weight: 500; color: rgb(1, 2, 3) }
p { border-style: solid; margin: 0 }
</style><div hidden><p id=none></div><div><p id=box></div>`

// ask gives the property of each declaration and the longhands that it sets with their computed values, nil for one that is dropped.
const ask = `(cases => cases.map(([name, value]) => {
	const e = document.getElementById(/transform$/.test(name) ? 'box' : 'none');
	e.style.cssText = '';
	e.style.setProperty(name, value);
	if (!e.style.length) return null;
	const computed = getComputedStyle(e), out = {};
	for (const n of e.style) {
		out[n] = computed.getPropertyValue(n);
	}
	out[name] = computed.getPropertyValue(name);
	return out;
}))`

type answer map[string]string

func askChromium(b *chromium.Browser, cases [][2]string) []answer {
	b.Open(page)
	text, _ := json.Marshal(cases)
	var out []answer
	b.Eval(ask+"("+string(text)+")", &out)
	for i, c := range cases {
		out[i].hideLayout(c[1])
	}
	return out
}

// golden is a file with a declaration per line and what Chromium makes of it.
type golden struct {
	cases   [][2]string
	answers []answer
}

func readGolden(t *testing.T, file string) golden {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("%v; go test -run Chromium -update writes it", err)
	}
	defer f.Close()
	var g golden
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "//") {
			continue
		}
		decl, got, ok := strings.Cut(line, "\t")
		name, value, ok2 := strings.Cut(decl, ": ")
		if !ok || !ok2 {
			t.Fatalf("%s: bad line %q", file, line)
		}
		var a answer
		if got != "!" {
			a = answer{}
			for _, part := range strings.Split(got, "; ") {
				n, v, _ := strings.Cut(part, ": ")
				if v == "" && !strings.Contains(part, ": ") {
					n, v = name, part
				}
				a[n] = v
			}
		}
		g.cases = append(g.cases, [2]string{name, value})
		g.answers = append(g.answers, a)
	}
	return g
}

func writeGolden(t *testing.T, file, version string, g golden) {
	t.Helper()
	var out strings.Builder
	fmt.Fprintf(&out, "// What %s makes of declarations, written by go test -run Chromium -update. A line ends in ! where it drops the declaration.\n", version)
	for i, c := range g.cases {
		fmt.Fprintf(&out, "%s: %s\t%s\n", c[0], c[1], g.answers[i].text(c[0]))
	}
	if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// text writes an answer in one line.
func (a answer) text(name string) string {
	if a == nil {
		return "!"
	}
	var parts []string
	for n, v := range a {
		parts = append(parts, n+": "+v)
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// pageStyles are the styles of the page, as far as they are not the initial ones.
const pageStyles = `view { font-size: 20px; font-weight: 500; color: rgb(1, 2, 3); display: block }
.p { border-style: solid; display: block }`

// computer computes declarations on an element like that of the page.
type computer struct {
	styler *Styler
	node   *node
}

func newComputer(t *testing.T) *computer {
	t.Helper()
	n := el("text.p")
	el("page", el("view", n))
	cascade := NewCascade([]ScopedSheet{{Sheet: sheetOf(t, pageStyles), Origin: Author}}, Window{Width: chromium.Width, Height: chromium.Height, RootFontSize: 10})
	s := NewStyler(cascade)
	n.styler, n.parent.styler, n.parent.parent.styler = s, s, s
	return &computer{s, n}
}

// compute gives the property of a declaration and the longhands that it sets with their computed values, nil if it is dropped.
func (c *computer) compute(name, value string) answer {
	list, ok := property.Expand(nil, name, value)
	if !ok {
		return nil
	}
	c.node.style = name + ": " + value
	c.styler.Changed(c.node)
	style, out := c.styler.Style(c.node), answer{}
	for _, l := range list {
		out[l.Name] = style.Get(l.Name)
	}
	out[name] = style.Get(name)
	out.hideLayout(value)
	return out
}

// hideLayout takes out the matrix of a transform by percentages of the box, which we leave as it is specified.
func (a answer) hideLayout(value string) {
	if _, ok := a["transform"]; ok && strings.Contains(value, "translate") && strings.Contains(value, "%") {
		clear(a)
		a["transform"] = "by layout"
	}
}

func compareGolden(t *testing.T, g golden) {
	t.Helper()
	bad, c := 0, newComputer(t)
	for i, d := range g.cases {
		want := g.answers[i].text(d[0])
		if got := c.compute(d[0], d[1]).text(d[0]); got != want {
			if bad++; bad <= 300 {
				t.Errorf("%s: %s\n got %s\nwant %s", d[0], d[1], got, want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d differ", bad, len(g.cases))
	}
}

// The values that are computed are those of Chromium: by its answers that are kept, and by the browser itself where there is one.
func TestChromiumValues(t *testing.T) {
	const file = "testdata/chromium/values.golden"
	compareWithChromium(t, file, readValues(t))
}

func readValues(t *testing.T) [][2]string {
	t.Helper()
	text, err := os.ReadFile("testdata/chromium/values.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases [][2]string
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		name, value, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("bad line %q", line)
		}
		cases = append(cases, [2]string{name, value})
	}
	return cases
}

func compareWithChromium(t *testing.T, file string, cases [][2]string) {
	t.Helper()
	if !*update {
		g := readGolden(t, file)
		if !slices.Equal(g.cases, cases) {
			t.Errorf("%s has other cases; -update asks the browser again", file)
		}
		compareGolden(t, g)
	}
	t.Run("browser", func(t *testing.T) {
		b := chromium.Start(t)
		g := golden{cases, askChromium(b, cases)}
		if *update {
			writeGolden(t, file, b.Version(), g)
		}
		compareGolden(t, g)
	})
}
