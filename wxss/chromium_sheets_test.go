package wxss

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/chromium"
)

// sheetCase is a sheet as it is written, broken or not, on a tree that it is tried on.
type sheetCase struct {
	css  string
	page *treePage
}

// readSheets reads testdata/chromium/sheets.txt.
func readSheets(t *testing.T) []sheetCase {
	t.Helper()
	text, err := os.ReadFile("testdata/chromium/sheets.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []sheetCase
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "//") {
			continue
		}
		quoted, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("bad line %q", line)
		}
		css, _ := strconv.Unquote(quoted)
		inline, _ := strconv.Unquote(strings.TrimSpace(line[len(quoted):]))
		leaf := el("view#i.a.b[data-x=Foo_bar]", el("text.t"), el("text.u"))
		leaf.style = inline
		root := el("page.pg", el("view.p", el("text.s"), leaf, el("view.z"), el("view.y.k")))
		// The layer keeps the page from being laid out; no sheet overrides it.
		page := &treePage{css: "@layer zzbase{page{display:none!important}}" + css, root: root, font: 16}
		page.names = append(declaredNames(page), "z-index", "order", "color", "margin-top", "font-size", "width")
		slices.Sort(page.names)
		page.names = slices.Compact(page.names)
		cases = append(cases, sheetCase{css, page})
	}
	return cases
}

// values gives what we compute for the sheet as it is written.
func (c sheetCase) values() string {
	sheet, _ := Parse("a.wxss", []byte(c.page.css), Options{})
	s := NewStyler(NewCascade([]ScopedSheet{{Sheet: sheet, Origin: Author}}, Window{Width: chromium.Width, Height: chromium.Height}))
	s.give(c.page.root)
	var rows [][]string
	for _, n := range nodesOf(c.page.root, nil)[1:] {
		style := s.Style(n)
		var row []string
		for _, name := range c.page.names {
			row = append(row, style.Get(name))
		}
		rows = append(rows, row)
	}
	return treeText(c.page, rows)
}

// Sheets as people and machines write them, broken ones among them, mean what they mean in Chromium: as they are written, and as
// Sheet.CSS writes them minified.
func TestChromiumSheets(t *testing.T) {
	const file = "testdata/chromium/sheets.golden"
	cases := readSheets(t)
	check := func(t *testing.T, what string, want []string) {
		for i, c := range cases {
			if got := c.values(); i >= len(want) || got != want[i] {
				t.Errorf("%s: %s\n%s", what, c.css, firstDifference(got, want[i]))
			}
		}
	}
	if !*update {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v; go test -run Chromium -update writes it", err)
		}
		want := strings.Split(string(text), "-- sheet\n")[1:]
		if len(want) != len(cases) {
			t.Fatalf("%s has %d sheets, not %d; -update asks the browser again", file, len(want), len(cases))
		}
		check(t, "golden", want)
	}
	t.Run("browser", func(t *testing.T) {
		b := chromium.Start(t)
		var written, output []domPage
		for _, c := range cases {
			dom := domPage{CSS: c.page.css, Names: c.page.names, Root: domTree(c.page.root), Font: "16px"}
			written = append(written, dom)
			sheet, _ := Parse("a.wxss", []byte(c.page.css), Options{})
			dom.CSS = sheet.CSS(CSSOptions{Minify: true})
			output = append(output, dom)
		}
		want := askSheets(t, b, cases, written)
		if *update {
			golden := "// What " + b.Version() + " makes of the sheets in sheets.txt, written by go test -run Chromium -update.\n"
			for _, w := range want {
				golden += "-- sheet\n" + w
			}
			if err := os.WriteFile(file, []byte(golden), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		check(t, "as it is written", want)
		check(t, "minified", askSheets(t, b, cases, output))
	})
}

func askSheets(t *testing.T, b *chromium.Browser, cases []sheetCase, pages []domPage) []string {
	t.Helper()
	text, err := json.Marshal(pages)
	if err != nil {
		t.Fatal(err)
	}
	b.Open("<!doctype html><body>")
	var answers [][][]string
	b.Eval(askTrees+"("+string(text)+")", &answers)
	var out []string
	for i, rows := range answers {
		out = append(out, treeText(cases[i].page, rows))
	}
	return out
}
