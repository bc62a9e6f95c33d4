package wxss

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/chromium"
	"github.com/mica-go/mica/wxss/internal/property"
)

// treePage is a tree with the sheet that styles it and what is asked of its elements.
type treePage struct {
	css   string
	root  *node
	names []string // of the longhands that the sheet and the inline styles set
	font  float64  // size in px that rem refers to
}

// domNode is an element as the browser builds it.
type domNode struct {
	Tag    string     `json:"tag"`
	ID     string     `json:"id,omitempty"`
	Class  string     `json:"class,omitempty"`
	Style  string     `json:"style,omitempty"`
	Data   string     `json:"data,omitempty"` // data-x
	Inside []*domNode `json:"inside,omitempty"`
}

// domPage is what the browser is given. The page is not rendered, so that nothing depends on layout. Font is the font size of
// the document.
type domPage struct {
	CSS   string   `json:"css"`
	Names []string `json:"names"`
	Root  *domNode `json:"root"`
	Font  string   `json:"font"`
}

// askTrees builds each page and gives the values of all elements but the root, in the order of the document. The page stands
// in a shadow tree: it is the root for selectors, but rem refers to the document.
const askTrees = `(pages => pages.map(page => {
	const out = [], host = document.createElement('div'), shadow = host.attachShadow({mode: 'open'});
	const build = n => {
		const e = document.createElement(n.tag);
		if (n.id) e.id = n.id;
		if (n.class) e.className = n.class;
		if (n.style) e.style.cssText = n.style;
		if (n.data) e.setAttribute('data-x', n.data);
		e.append(...(n.inside || []).map(build));
		return e;
	};
	document.documentElement.style.fontSize = page.font;
	document.body.replaceChildren(host);
	shadow.append(build(page.root));
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(page.css);
	shadow.adoptedStyleSheets = [sheet];
	for (const e of shadow.querySelectorAll('page *')) {
		const style = getComputedStyle(e);
		out.push(page.names.map(n => style.getPropertyValue(n)));
	}
	return out;
}))`

// declarationPool are valid declarations that say something about an element without a box.
func declarationPool(t *testing.T) []string {
	t.Helper()
	var pool []string
	g := readGolden(t, "testdata/chromium/values.golden")
	for i, c := range g.cases {
		switch name := c[0]; {
		case g.answers[i] == nil || c[1] == "none" && name == "content", strings.Contains(c[1], "monospace"), name == "zoom", strings.Contains(c[1], "legacy"),
			strings.HasPrefix(name, "text-emphasis"), // whose mark depends on the writing mode
			strings.Contains(name, "transform"), strings.Contains(name, "column-rule"), strings.Contains(c[1], "calc(1px + 2px"):
		default:
			pool = append(pool, c[0]+":"+c[1])
		}
	}
	return pool
}

// special are declarations for the cascade rather than for values.
var special = []string{"--x:%dpx", "--y:var(--x)", "--x:var(--y,%dpx)", "--z:calc(var(--x) * 2)", "margin-top:var(--y,1px)", "padding:var(--z) 1em",
	"font-size:1.5em", "font-size:var(--x)", "width:calc(%dpx + 1em)", "color:red!important", "color:currentcolor", "border-top:1px solid",
	"all:unset", "all:initial", "display:flex", "display:inline", "float:left", "position:absolute", "visibility:hidden", "line-height:1.%d",
	"margin-inline:%dpx 1em", "direction:rtl", "writing-mode:vertical-rl", "color-scheme:dark", "background:var(--c,canvas)", "--c:#12%d",
	"border-color:var(--c)", "-webkit-text-fill-color:currentcolor", "font:italic %dpx/2 a", "letter-spacing:.%dem"}

// wide are what every property takes.
var wide = []string{"inherit", "initial", "unset", "revert", "revert-layer"}

// randomPage makes a page with a sheet that puts declarations of the pool into random rules.
func randomPage(r *rand.Rand, pool []string) *treePage {
	page := &treePage{root: randomTree(r, 3), font: []float64{16, 16, 10, 20.5}[r.IntN(4)]}
	page.root.tag = "page"
	for len(nodesOf(page.root, nil)) < 8 || len(nodesOf(page.root, nil)) > 30 {
		page.root = randomTree(r, 3)
		page.root.tag = "page"
	}
	declaration := func() string {
		d := pool[r.IntN(len(pool))]
		switch r.IntN(5) {
		case 0, 1:
			d = special[r.IntN(len(special))]
			if strings.Contains(d, "%d") {
				d = fmt.Sprintf(d, 1+r.IntN(9))
			}
		case 2:
			name, _, _ := strings.Cut(d, ":")
			d = name + ":" + wide[r.IntN(len(wide))]
		}
		if r.IntN(8) == 0 && !strings.Contains(d, "!") && !strings.Contains(d, "revert-layer") {
			d += "!important"
		}
		return d
	}
	var css strings.Builder
	css.WriteString("@layer base{page{display:none!important}}\n") // no rule is stronger, and nothing is laid out
	for range 3 + r.IntN(5) {
		rules := strings.NewReplacer("p:", declaration()+";"+declaration()+";order:").Replace(randomCSS(r))
		switch r.IntN(6) {
		case 0:
			rules = fmt.Sprintf("@layer l%d{%s}", r.IntN(2), rules)
		case 1:
			rules = []string{"@media (min-width:300px)", "@media (min-width:400px)", "@media (orientation:portrait) and (max-height:700px)",
				"@media not all", "@supports (display:grid) and (not (display:foo))", "@media (prefers-color-scheme:light),print"}[r.IntN(6)] + "{" + rules + "}"
		}
		css.WriteString(rules + "\n")
	}
	for _, n := range nodesOf(page.root, nil)[1:] {
		if r.IntN(6) == 0 {
			n.style = declaration() + ";" + declaration()
		}
	}
	page.css = css.String()
	page.names = declaredNames(page)
	return page
}

// declaredNames are the longhands that a page's styles set, sorted.
func declaredNames(page *treePage) []string {
	var names []string
	add := func(list []Declaration) {
		for _, d := range list {
			switch info, ok := property.Lookup(d.Property); {
			case !ok || d.Custom() || d.Property == "all":
			case info.Shorthand:
				names = append(names, info.Longhands...)
			default:
				names = append(names, info.Name)
			}
		}
	}
	var walk func(rules []Rule)
	walk = func(rules []Rule) {
		for i := range rules {
			add(rules[i].Declarations)
			walk(rules[i].Rules)
		}
	}
	sheet, _ := Parse("a.wxss", []byte(page.css), Options{})
	walk(sheet.Rules)
	for _, n := range nodesOf(page.root, nil) {
		add(ParseInline(n.style))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// dom gives the page as the browser builds it.
func (page *treePage) dom(t *testing.T) domPage {
	css := sheetOf(t, page.css).CSS(CSSOptions{})
	return domPage{CSS: css, Names: page.names, Root: domTree(page.root), Font: fmt.Sprintf("%gpx", page.font)}
}

// domTree gives a tree as the browser builds it.
func domTree(n *node) *domNode {
	d := &domNode{Tag: n.tag, ID: n.id, Class: classNames(n), Style: n.style, Data: n.attrs["data-x"]}
	for _, c := range n.children {
		d.Inside = append(d.Inside, domTree(c))
	}
	return d
}

func classNames(n *node) string {
	var names []string
	for _, c := range n.classes {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// values gives what we compute, an element per line.
func (page *treePage) values(t *testing.T) [][]string {
	cascade := NewCascade([]ScopedSheet{{Sheet: sheetOf(t, page.css), Origin: Author}}, Window{Width: chromium.Width, Height: chromium.Height, RootFontSize: page.font})
	s := NewStyler(cascade)
	s.give(page.root)
	var out [][]string
	for _, n := range nodesOf(page.root, nil)[1:] {
		style := s.Style(n)
		var row []string
		for _, name := range page.names {
			row = append(row, style.Get(name))
		}
		out = append(out, row)
	}
	return out
}

// treeText writes the values of a page for the golden.
func treeText(page *treePage, rows [][]string) string {
	var out strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&out, "%d", i+1)
		for j, v := range row {
			if info, _ := property.Lookup(page.names[j]); v != info.Initial {
				fmt.Fprintf(&out, " %s: %s;", page.names[j], v)
			}
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// Whole pages, generated: selectors, order, layers, inheritance, custom properties, media and inline styles give every element the
// style that it has in Chromium, which gets the sheet as Sheet.CSS writes it.
func TestChromiumTrees(t *testing.T) {
	const file = "testdata/chromium/trees.golden"
	r := rand.New(rand.NewPCG(6, 2))
	pool := declarationPool(t)
	pages := make([]*treePage, 60)
	for i := range pages {
		pages[i] = randomPage(r, pool)
	}
	check := func(t *testing.T, want []string) {
		for i, page := range pages {
			if got := treeText(page, page.values(t)); got != want[i] {
				t.Errorf("page %d:\n%s%s", i, firstDifference(got, want[i]), page.css)
			}
		}
	}
	if !*update {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v; go test -run Chromium -update writes it", err)
		}
		want := strings.Split(string(text), "-- page\n")[1:]
		if len(want) != len(pages) {
			t.Fatalf("%s has %d pages, not %d; -update asks the browser again", file, len(want), len(pages))
		}
		check(t, want)
	}
	t.Run("browser", func(t *testing.T) {
		b := chromium.Start(t)
		var asked []domPage
		for _, page := range pages {
			asked = append(asked, page.dom(t))
		}
		text, err := json.Marshal(asked)
		if err != nil {
			t.Fatal(err)
		}
		b.Open("<!doctype html><body>")
		var answers [][][]string
		b.Eval(askTrees+"("+string(text)+")", &answers)
		var want []string
		golden := "// What " + b.Version() + " makes of generated pages, written by go test -run Chromium -update.\n"
		for i, rows := range answers {
			want = append(want, treeText(pages[i], rows))
			golden += "-- page\n" + want[i]
		}
		if *update {
			if err := os.WriteFile(file, []byte(golden), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		check(t, want)
	})
}

// firstDifference gives the first values in which two texts differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i < len(b) && a[i] == b[i] {
			continue
		}
		if i >= len(b) {
			return "more elements than in the browser\n"
		}
		x, y := strings.Split(a[i], "; "), strings.Split(b[i], "; ")
		for j := range x {
			if j >= len(y) || x[j] != y[j] {
				return fmt.Sprintf("element %d\n got %s\nwant %s\n", i+1, strings.Join(x[j:min(j+2, len(x))], "; "), strings.Join(y[min(j, len(y)):min(j+2, len(y))], "; "))
			}
		}
	}
	return "fewer elements than in the browser\n"
}
