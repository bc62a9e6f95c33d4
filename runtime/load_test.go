package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// Each program is wrong in one way; the error names the place and the reason.
func TestLoadErrors(t *testing.T) {
	page := "-- pages/a/a.js --\nPage({})\n-- pages/a/a.wxml --\n<view/>\n"
	tests := []struct{ name, program, want string }{
		{"app.json is missing", "-- app.json --\n", ""}, // replaced below
		{"app.json is no JSON", "-- app.json --\n{\"pages\": [}\n", "app.json:1:12: error: this is no JSON"},
		{"app.json holds no object", "-- app.json --\n[]\n", "app.json:1:1: error: the file has to hold an object"},
		{"no pages", "-- app.json --\n{}\n", "app.json: error: \"pages\" is missing or empty"},
		{"a page twice", page + "-- app.json --\n{\"pages\":[\"pages/a/a\",\"pages/a/a\"]}\n", "app.json: error: the page \"pages/a/a\" is listed twice"},
		{"a page without files", page + "-- app.json --\n{\"pages\":[\"pages/a/a\",\"pages/b/b\"]}\n", "app.json: error: the page \"pages/b/b\" has no files"},
		{"a page without a template", "-- pages/a/a.js --\nPage({})\n", "pages/a/a.wxml: error: the template is missing"},
		{"a page without a script", "-- pages/a/a.wxml --\n<view/>\n", "pages/a/a.js: error: the script is missing"},
		{"broken page JSON", page + "-- pages/a/a.json --\n{\n  \"usingComponents\": {\"x\" \"y\"}\n}\n", "pages/a/a.json:2:27: error: this is no JSON"},
		{"broken WXML", "-- pages/a/a.js --\nPage({})\n-- pages/a/a.wxml --\n<view>\n  {{ a + }}\n</view>\n", "pages/a/a.wxml:2:10: error:"},
		{"broken JavaScript", "-- pages/a/a.js --\nPage({\n  data: {\n})\n-- pages/a/a.wxml --\n<view/>\n", "pages/a/a.js:3:2: error:"},
		{"broken module", "-- pages/a/a.js --\nconst u = require('../../u')\nPage({})\n-- pages/a/a.wxml --\n<view/>\n-- u.js --\nlet = =\n", "u.js:1:"},
		{"broken WXS", "-- pages/a/a.js --\nPage({})\n-- pages/a/a.wxml --\n<wxs module=\"m\">\nvar a = ;\n</wxs>\n", "pages/a/a.wxml:2:"},
		{"missing style import", page + "-- pages/a/a.wxss --\n@import \"nope.wxss\";\n", "pages/a/a.wxss:1:"},
		{"a tab that is no page", page + "-- app.json --\n{\"pages\":[\"pages/a/a\"],\"tabBar\":{\"list\":[{\"pagePath\":\"pages/x/x\"}]}}\n", "app.json: error: the tab page \"pages/x/x\" is not among the pages"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fsys := program(t, test.program)
			if test.want == "" {
				delete(fsys, "app.json")
				test.want = "app.json: error: there is no app.json"
			}
			_, err := runtime.Load(fsys)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v\nwant %s", err, test.want)
			}
			var d *runtime.Diagnostic
			if !errors.As(err, &d) {
				t.Errorf("errors.As finds no *Diagnostic in %T", err)
			}
		})
	}
}

// Everything that is wrong is told at once, by file and line.
func TestLoadReportsAllErrors(t *testing.T) {
	_, err := runtime.Load(program(t, `
-- app.json --
{"pages": ["pages/a/a", "pages/b/b", "pages/c/c"]}
-- pages/a/a.js --
Page({ broken
-- pages/a/a.wxml --
<view>{{ 1 + }}</view>
<text>{{ (2 }}</text>
-- pages/b/b.js --
Page({})
-- pages/b/b.wxml --
<include src="nowhere"/>{{ [1 }}
-- pages/b/b.json --
{"usingComponents": }
`))
	var list runtime.Diagnostics
	if !errors.As(err, &list) {
		t.Fatalf("the error is %T: %v", err, err)
	}
	var files []string
	for _, d := range list {
		files = append(files, d.File)
	}
	expect(t, "files with errors", strings.Join(files, " "), "app.json pages/a/a.js pages/a/a.wxml pages/a/a.wxml pages/b/b.json pages/b/b.wxml")
	for _, d := range list {
		if d.Line > 0 && d.File != "pages/a/a.js" && d.Snippet() == "" { // that one is about an empty last line
			t.Errorf("%v has no source line", d)
		}
	}
}

// A partial package launches; the page with the error fails when it is opened.
func TestLoadPartial(t *testing.T) {
	pkg, err := runtime.Loader{Partial: true}.Load(program(t, `
-- app.json --
{"pages": ["pages/a/a", "pages/b/b", "pages/c/c"]}
-- pages/a/a.js --
Page({})
-- pages/a/a.wxml --
<view>fine</view>
-- pages/b/b.js --
Page({ broken
-- pages/b/b.wxml --
<view/>
`))
	if err != nil {
		t.Fatal(err)
	}
	app := start(t, pkg, runtime.Config{})
	expect(t, "text", strings.Join(app.Page().Text(), ""), "fine")
	for _, p := range []string{"b", "c"} {
		err := app.NavigateTo(context.Background(), "/pages/"+p+"/"+p)
		if err == nil || !strings.Contains(err.Error(), "can not be opened") {
			t.Errorf("page %s: %v", p, err)
		}
	}
	expect(t, "still there", app.Page().Path(), "pages/a/a")
}

// What real programs have and no error should come of.
func TestLoadTolerance(t *testing.T) {
	pkg, err := runtime.Load(program(t, `
-- project.config.json --
{"miniprogramRoot": "src/", "appid": "touristappid"}
-- src/app.json --
{
  // the pages
  "pages": ["pages/a/a",],
  "usingComponents": {"gone": "/components/gone/gone", "box": "/components/box"}
}
-- src/components/box/index.json --
{"component": true}
-- src/components/box/index.js --
Component({})
-- src/components/box/index.wxml --
<view class="box"><slot/></view>
-- src/pages/a/a.ts --
const n: number = 1
Page({ data: { n } })
-- src/pages/a/a.wxml --
<import src="nowhere"/><gone>inside {{n}}</gone><box>boxed</box><Div>x</Div>
`))
	if err != nil {
		t.Fatal(err)
	}
	if text := pkg.Diagnostics().Error(); !strings.Contains(text, `the component "gone" is not found`) || !strings.Contains(text, "comments and trailing commas") ||
		!strings.Contains(text, "pages/a/a.wxml:1:9: warning: there is no file pages/a/nowhere.wxml") {
		t.Errorf("diagnostics:\n%s", text)
	}
	app := start(t, pkg, runtime.Config{})
	expect(t, "text", strings.Join(app.Page().Text(), "|"), "inside 1|boxed|x")
	noErrors(t, app)
}

// A Loader that is asked for a component which is not there says so.
func TestLoadMissingComponent(t *testing.T) {
	_, err := runtime.Loader{Component: "c/gone"}.Load(program(t, "-- c/cell.js --\nComponent({})\n"))
	if want := "c/gone.wxml: error: there is neither c/gone.wxml nor c/gone.js [page-missing]"; err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("got %v\nwant %s", err, want)
	}
}
