package runtime_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/chromium"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// comparedProps are properties whose used value needs no layout, or not for what the pages set.
var comparedProps = strings.Fields(`color background-color background-image font-size font-weight font-style font-family line-height
	text-align text-decoration-line text-transform text-indent letter-spacing white-space word-break visibility opacity cursor
	border-top-width border-right-width border-bottom-width border-left-width border-top-style border-left-style
	border-top-color border-bottom-color border-top-left-radius border-bottom-right-radius box-shadow
	display position float clear z-index overflow-x overflow-y box-sizing vertical-align
	flex-direction flex-wrap flex-grow flex-shrink flex-basis align-items align-self align-content justify-content order
	padding-top padding-right padding-bottom padding-left row-gap column-gap object-fit pointer-events
	transition-duration animation-name list-style-type`)

// askDocument gives the computed values of the elements that stand for nodes, in document order.
const askDocument = `(props => [...document.querySelectorAll('*')].filter(e => e.localName.startsWith('wx-')).map(e => {
	const s = getComputedStyle(e);
	return [e.localName, ...props.map(p => s.getPropertyValue(p))];
}))`

// documentOnly are what the document's markup needs for itself; the tree says otherwise.
func documentOnly(tag, prop string) bool {
	switch tag {
	case "wx-page":
		return prop == "box-sizing" || prop == "overflow-x" || prop == "overflow-y"
	case "wx-swiper":
		return prop == "display"
	case "wx-swiper-item":
		return prop == "display" // its swiper is no flexible box in the tree
	}
	return false
}

// nodeStyles gives the same of the view.
func nodeStyles(n view.Node, out [][]string) [][]string {
	style := n.ComputedStyle()
	if style == nil {
		return out
	}
	row := []string{"wx-" + strings.ToLower(n.Tag())}
	for _, p := range comparedProps {
		row = append(row, style.Get(p))
	}
	out = append(out, row)
	for _, c := range n.Rendered() {
		out = nodeStyles(c, out)
	}
	return out
}

// What a browser makes of the document is what the view says without one: scopes, the base sheet, rpx and the cascade, on
// every page of the shop and where it is hard to tell whose classes a class means.
func TestDocumentInChromium(t *testing.T) {
	browser := chromium.Start(t)
	compare := func(name string, page *runtime.Page) {
		browser.Open(page.Document())
		var want [][]string
		list := `["` + strings.Join(comparedProps, `","`) + `"]`
		browser.Eval(askDocument+"("+list+")", &want)
		got := nodeStyles(page.View().Root(), nil)
		if len(got) != len(want) {
			t.Fatalf("%s: %d nodes, the document has %d", name, len(got), len(want))
		}
		for i := range want {
			if got[i][0] != want[i][0] {
				t.Fatalf("%s: node %d is %s, in the document %s", name, i, got[i][0], want[i][0])
			}
			for k, prop := range comparedProps {
				if g, w := got[i][k+1], want[i][k+1]; g != w && !documentOnly(got[i][0], prop) {
					t.Errorf("%s: node %d, %s: %s is %q, in Chromium %q", name, i, got[i][0], prop, g, w)
				}
			}
		}
	}
	pkg, network := shop(t)
	for _, path := range pkg.Pages() {
		app := start(t, pkg, runtime.Config{Path: path, Network: network, Query: map[string]string{"id": "101"}})
		if err := app.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
		compare(path, app.Page())
	}
	compare("controls", launch(t, controlsProgram, runtime.Config{}).Page())
	compare("scopes", launch(t, scopeProgram, runtime.Config{}).Page())
	for _, isolation := range []string{"isolated", "apply-shared", "shared", "page-shared"} {
		compare(isolation, launch(t, isolationProgram("", "styleIsolation:'"+isolation+"'", "", fmt.Sprintf("styleIsolation:'%s'", isolation)), runtime.Config{}).Page())
	}
}
