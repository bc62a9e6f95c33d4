package runtime_test

import (
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// A document needs no other files: pictures of the package are in it, those of the network are addresses, and the bars are
// those of the configuration.
func TestDocument(t *testing.T) {
	app := launch(t, `-- app.json --
{"pages":["a/p","b"],"window":{"navigationBarTitleText":"A <b>","navigationBarBackgroundColor":"#fff;position:fixed","navigationBarTextStyle":"black"},
"tabBar":{"color":"#111111","selectedColor":"#222222","list":[{"pagePath":"a/p","text":"Here","iconPath":"img/x.png","selectedIconPath":"img/y.svg"},{"pagePath":"b","text":"<There>","iconPath":"img/none.png"}]}}
-- img/x.png --
x
-- img/y.svg --
<svg/>
-- a/z.png --
z
-- a/p.json --
{"usingComponents":{"c":"/c/c"}}
-- a/p.wxml --
<image src="/img/x.png"/><image src="z.png"/><image src="../img/y.svg"/><image src="https://x.example/x.png"/><image src="none.png"/><image src="../../z.png"/><image src="p.js"/><c/>
-- a/p.js --
Page({})
-- b.wxml --
-- b.js --
Page({})
-- c/c.json --
{"component":true}
-- c/c.wxml --
<image src="./w.gif"/>
-- c/w.gif --
w
`, runtime.Config{})
	doc := app.Page().Document()
	for _, want := range []string{
		`<img alt="" src="data:image/png;base64,eAo=">`, `<img alt="" src="data:image/png;base64,ego=">`, `<img alt="" src="data:image/svg+xml;base64,PHN2Zy8+Cg==">`,
		`<img alt="" src="https://x.example/x.png">`, `<img alt="" src="none.png">`, `<img alt="" src="../../z.png">`, `<img alt="" src="p.js">`, `<img alt="" src="data:image/gif;base64,dwo=">`,
		`background:#000">A &lt;b&gt;</header>`, `color:#222222"><img alt="" width="24" height="24" src="data:image/svg+xml;base64,PHN2Zy8+Cg==">Here</span>`,
		`color:#111111"><img alt="" width="24" height="24" src="/img/none.png">&lt;There&gt;</span></footer></body>`, `calc(100vh - 94px)`,
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("the document has no %s", want)
		}
	}
	if strings.Contains(app.Page().HTML(), "data:") {
		t.Error("a fragment has pictures in it")
	}
}
