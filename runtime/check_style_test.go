package runtime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// checkProgram has a page with a component; %s are app.wxss, the page's template and sheet, the component's template,
// sheet and JSON.
const checkProgram = `-- app.wxss --
%s
-- pages/a/a.json --
{"usingComponents":{"c":"/c"}}
-- pages/a/a.js --
Page({ data: {type: 'warn'} })
-- pages/a/a.wxml --
<c/>%s
-- pages/a/a.wxss --
%s
-- c.js --
Component({ methods: { f() { return 'from-script' } } })
-- c.wxml --
%s
-- c.wxss --
%s
-- c.json --
{"component":true%s}
`

func TestCheckStyles(t *testing.T) {
	type files struct{ app, pageWXML, page, cWXML, c, cJSON string }
	for _, test := range []struct {
		name  string
		files files
		want  []string
	}{
		{"what is right", files{app: ".a{color:red;--x:any thing;width:calc(1rpx + 2%);-webkit-foo:1;-moz-bar:2;height:var(--y)}", c: ":host{display:block}.x{all:unset}"}, nil},
		{"unknown properties", files{app: ".a{colr:red}", page: "@media all{.a{\nwibble:1}}", c: "@keyframes k{to{lef:0}}"},
			[]string{"app.wxss:1:4 wxss-unknown-property", "c.wxss:1:17 wxss-unknown-property", "pages/a/a.wxss:2:1 wxss-unknown-property"}},
		{"invalid values", files{app: ".a{color:rred;margin:1px 2px 3px 4px 5px;width:10rpx}", page: "@font-face{font-family:x}.a{all:red}"},
			[]string{"app.wxss:1:15 wxss-invalid-value", "app.wxss:1:4 wxss-invalid-value", "pages/a/a.wxss:1:29 wxss-invalid-value"}},
		{"selectors of a component", files{app: "view #a [b]{top:0}", page: "view #a [b]{top:0}", c: "view{top:0}.a, #b{top:0}.a:not([c]){top:0}.a:hover>.b{top:0}"},
			[]string{"c.wxss:1:1 wxss-component-selector", "c.wxss:1:16 wxss-component-selector", "c.wxss:1:25 wxss-component-selector"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := test.files
			got := checked(t, fmt.Sprintf(checkProgram, f.app, f.pageWXML, f.page, f.cWXML, f.c, f.cJSON))
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

// Rules are unused where nothing can have what each of their selectors needs.
func TestCheckUnusedStyles(t *testing.T) {
	for _, test := range []struct{ name, app, wxml, cWXML, c, cJSON, want string }{
		{name: "used", app: ".a .b,.gone{top:0}#i{top:0}view{top:0}page{top:0}*{top:0}", wxml: `<view class="a"><text class="b" id="i"/></view>`},
		{name: "nothing has it", app: ".a{top:0}\n.gone{top:0}.a .gone,.away{top:0}#x{top:0}text{top:0}", wxml: `<view class="a"/>`,
			want: "app.wxss:2:1 app.wxss:2:13 app.wxss:2:34 app.wxss:2:43"},
		{name: "made of pieces", app: ".btn-warn{top:0}.is-big{top:0}.btn2-warn{top:0}", wxml: `<view class="btn-{{type}} {{x}}-big"/>`, want: "app.wxss:1:31"},
		{name: "named in a script", app: ".from-script{top:0}"},
		{name: "not() needs nothing", app: ".a:not(.gone){top:0}", wxml: `<view class="a"/>`},
		{name: "a component has its own", c: ".a{top:0}.b{top:0}", cWXML: `<view class="b"/>`, wxml: `<view class="a"/>`, want: "c.wxss:1:1"},
		{name: "but not if it is shared", c: ".a{top:0}", cJSON: `,"styleIsolation":"shared"`, wxml: `<view class="a"/>`},
		{name: "referred to from inside", c: ".up{top:0}", wxml: `<view class="^up"/>`},
		{name: "in a template that it imports", c: ".a{top:0}", cWXML: `<import src="t.wxml"/><template is="t"/>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := program(t, fmt.Sprintf(checkProgram, test.app, test.wxml, "", test.cWXML, test.c, test.cJSON)+
				"-- t.wxml --\n<template name=\"t\"><view class=\"a\"/></template>\n")
			if test.name != "in a template that it imports" {
				delete(fsys, "t.wxml")
			}
			var got []string
			for _, d := range (runtime.Checker{UnusedStyles: true}).Check(fsys) {
				if d.Code == "wxss-unused" {
					got = append(got, fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Col))
				}
			}
			if got := strings.Join(got, " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			for _, d := range runtime.Check(fsys) {
				if d.Code == "wxss-unused" {
					t.Error("unused rules are reported without being asked for")
				}
			}
		})
	}
}
