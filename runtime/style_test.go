package runtime_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// isolationProgram has a page with the components i (isolated), a (apply-shared), s (shared) and t, whose isolation is
// given, each with a sheet that styles class x by a property of its own.
func isolationProgram(page, pageOptions, json, options string) string {
	component := func(name, json, options, prop string) string {
		return fmt.Sprintf("-- %s.json --\n{\"component\":true%s}\n-- %s.js --\nComponent({options:{%s}})\n-- %s.wxml --\n<view id=\"in-%s\" class=\"x\"/>\n-- %s.wxss --\n.x{%s:7}\n",
			name, json, name, options, name, name, name, prop)
	}
	return `-- app.json --
{"pages":["p"]}
-- app.wxss --
.x{order:7}
-- p.json --
{"usingComponents":{"i":"i","a":"a","s":"s","t":"t"}` + page + `}
-- p.js --
Component({options:{` + pageOptions + `}})
-- p.wxml --
<view id="in-p" class="x"/><i/><a/><s/><t/>
-- p.wxss --
.x{z-index:7}
` + component("i", "", "", "column-count") + component("a", `,"styleIsolation":"apply-shared"`, "", "flex-grow") +
		component("s", "", "styleIsolation:'shared'", "flex-shrink") + component("t", json, options, "orphans")
}

var isolationProps = []struct{ sheet, prop string }{{"app", "order"}, {"i", "column-count"}, {"a", "flex-grow"}, {"s", "flex-shrink"}, {"t", "orphans"}, {"p", "z-index"}}

// isolated tells which sheets apply to the nodes of the page and its components, e.g. "p: app p s; i: i".
func isolated(t *testing.T, app *runtime.App) string {
	t.Helper()
	var out []string
	for _, owner := range []string{"p", "i", "a", "s", "t"} {
		style := app.Page().Query("#in-" + owner).ComputedStyle()
		list := owner + ":"
		for _, p := range isolationProps {
			if style.Get(p.prop) == "7" {
				list += " " + p.sheet
			}
		}
		out = append(out, list)
	}
	return strings.Join(out, "; ")
}

var (
	classOf = regexp.MustCompile(`id="in-(\w)" class="([^"]*)"`)
	ruleOf  = regexp.MustCompile(`\.([\w-]+)\{([\w-]+):7\}`)
)

// isolatedHTML tells the same of the page as HTML with its CSS.
func isolatedHTML(app *runtime.App) string {
	var out []string
	for _, node := range classOf.FindAllStringSubmatch(app.Page().HTML(), -1) {
		applied := map[string]bool{}
		for _, rule := range ruleOf.FindAllStringSubmatch(app.Page().CSS(runtime.CSSOptions{Minify: true}), -1) {
			if slices.Contains(strings.Fields(node[2]), rule[1]) {
				applied[rule[2]] = true
			}
		}
		list := node[1] + ":"
		for _, p := range isolationProps {
			if applied[p.prop] {
				list += " " + p.sheet
			}
		}
		out = append(out, list)
	}
	return strings.Join(out, "; ")
}

// Spec wxss §5: every styleIsolation, from the JSON file and from the script, for computed styles and for a browser.
func TestStyleIsolation(t *testing.T) {
	// What holds for t; the first is the normal page.
	const rest = "p: app s p; i: i; a: app a s p; s: app s p; t: "
	components := map[string]string{
		"": rest + "t", "isolated": rest + "t", "page-isolated": rest + "t", "nonsense": rest + "t",
		"apply-shared": rest + "app s t p", "page-apply-shared": rest + "app s t p",
		"shared":      "p: app s t p; i: i; a: app a s t p; s: app s t p; t: app s t p",
		"page-shared": "p: app s t p; i: i; a: app a s t p; s: app s t p; t: app s t p",
	}
	pages := map[string]string{
		"": rest + "t", "shared": rest + "t",
		"page-isolated":     "p: p; i: i; a: a s; s: s; t: t",
		"page-apply-shared": "p: s p; i: i; a: a s; s: s; t: t",
		"page-shared":       "p: s p; i: i; a: a s p; s: s p; t: t",
		"isolated":          "p: p; i: i; a: app a s; s: app s; t: t",
		"apply-shared":      "p: app s p; i: i; a: app a s; s: app s; t: t",
	}
	check := func(name, program, want string) {
		t.Run(name, func(t *testing.T) {
			app := launch(t, program, runtime.Config{})
			if got := isolated(t, app); got != want {
				t.Errorf("computed\n%s, want\n%s", got, want)
			}
			if got := isolatedHTML(app); got != want {
				t.Errorf("HTML\n%s, want\n%s", got, want)
			}
		})
	}
	for value, want := range components {
		check("component JSON "+value, isolationProgram("", "", `,"styleIsolation":"`+value+`"`, ""), want)
		check("component options "+value, isolationProgram("", "", "", "styleIsolation:'"+value+"'"), want)
	}
	for value, want := range pages {
		check("page JSON "+value, isolationProgram(`,"styleIsolation":"`+value+`"`, "", "", ""), want)
		check("page options "+value, isolationProgram("", "styleIsolation:'"+value+"'", "", ""), want)
	}
	check("addGlobalClass", isolationProgram("", "", "", "addGlobalClass:true"), components["apply-shared"])
	check("addGlobalClass in JSON", isolationProgram("", "", `,"addGlobalClass":true`, ""), components["apply-shared"])
	check("styleIsolation beats addGlobalClass", isolationProgram("", "", "", "addGlobalClass:true,styleIsolation:'isolated'"), components[""])
	check("JSON beats the script", isolationProgram("", "", `,"styleIsolation":"isolated"`, "styleIsolation:'shared'"), components[""])
}

// scopeProgram has all that decides in whose scope a class is: slots, references, external classes, :host, tags.
const scopeProgram = `-- app.json --
{"pages":["p"]}
-- p.json --
{"usingComponents":{"outer":"outer"}}
-- p.js --
Page({})
-- p.wxml --
<outer id="host" class="h" my="red big"><view id="slotted" class="c"/></outer>
-- p.wxss --
.red{color:rgb(9, 0, 0)}.big{z-index:1}.c{z-index:1}.h{height:9px}.up{z-index:1}text{order:1}
-- outer.json --
{"component":true,"usingComponents":{"inner":"inner"}}
-- outer.js --
Component({externalClasses:['my']})
-- outer.wxml --
<view id="external" class="my c"/><view id="page-class" class="~up"/><inner their="my own"/><slot/>
-- outer.wxss --
.c{z-index:2}.red{z-index:2}.own{order:2}.up{z-index:2}:host{height:2px;display:flex;width:2px}view{flex-grow:2}.c:empty{orphans:2}
-- inner.json --
{"component":true}
-- inner.js --
Component({externalClasses:['their'],options:{virtualHost:false}})
-- inner.wxml --
<view id="passed" class="their"/><view id="parent-class" class="^up"/><view id="grand" class="^^up"/><text id="text"/>
-- inner.wxss --
.red{z-index:3}.own{order:3}.up{z-index:3}:host{width:3px}
`

// controlsProgram has rules that compete with those of built-in tags, and others that go by the state of controls.
const controlsProgram = `-- app.json --
{"pages":["p"]}
-- p.js --
Page({})
-- p.wxml --
<button class="c" id="plain"/><button class="c" id="primary" type="primary"/><button class="c" id="id" type="primary"/><button class="c" id="off" disabled/>
<scroll-view class="c" id="scroll" scroll-y/>
<checkbox-group><label><checkbox id="box" class="control" checked="{{false}}"/><view id="mark" class="mark"/></label></checkbox-group>
<switch class="control" disabled="{{true}}"/><view id="disabled" class="mark"/>
-- p.wxss --
.c{background-color:rgb(1, 1, 1);overflow:hidden;opacity:.3}
#id{background-color:rgb(2, 2, 2)}
.control[aria-checked="true"]+.mark{z-index:1}
.control[aria-disabled="true"]+.mark{z-index:2}
`

// The rules of built-in tags come first and weigh what CSS says: an attribute beside a tag is more than a class.
func TestStyleControls(t *testing.T) {
	app := launch(t, controlsProgram, runtime.Config{})
	get := func(id, prop string) string { return app.Page().Query("#" + id).ComputedStyle().Get(prop) }
	for _, c := range []struct{ id, prop, want string }{
		{"plain", "background-color", "rgb(1, 1, 1)"},
		{"primary", "background-color", "rgb(7, 193, 96)"},
		{"id", "background-color", "rgb(2, 2, 2)"},
		{"off", "opacity", "0.3"},
		{"scroll", "overflow-y", "auto"},
		{"mark", "z-index", "auto"},
		{"disabled", "z-index", "2"},
	} {
		if got := get(c.id, c.prop); got != c.want {
			t.Errorf("#%s: %s is %s, want %s", c.id, c.prop, got, c.want)
		}
	}
	if err := app.Page().Query("#box").Tap(); err != nil {
		t.Fatal(err)
	}
	if got := get("mark", "z-index"); got != "1" {
		t.Errorf("beside a checked box: z-index is %s, want 1", got)
	}
}

// Spec wxss §4.2, §5.1, §6: whose classes a class means.
func TestStyleScopes(t *testing.T) {
	app := launch(t, scopeProgram, runtime.Config{})
	for _, c := range []struct{ id, want string }{
		{"slotted", "z-index:1 flex-grow:0 orphans:2"},  // the user's scope, whose tree it is not
		{"external", "z-index:1 flex-grow:2 orphans:2"}, // the external .big stands in the page's sheet, which is later
		{"page-class", "z-index:1"}, {"parent-class", "z-index:2"}, {"grand", "z-index:1"},
		{"passed", "z-index:1 order:2 flex-grow:0"},
		{"host", "height:9px width:2px display:flex"}, // :host loses against the page's class
		{"text", "order:1"},                           // tags of the page reach everywhere
	} {
		style := app.Page().Query("#" + c.id).ComputedStyle()
		var got []string
		for want := range strings.FieldsSeq(c.want) {
			name, _, _ := strings.Cut(want, ":")
			got = append(got, name+":"+style.Get(name))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.id, got, c.want)
		}
	}
	if got := app.Page().Query("#passed").ComputedStyle().Get("color"); got != app.Page().Query("#external").ComputedStyle().Get("color") || !strings.Contains(got, "9") {
		t.Errorf("the external class has color %s", got)
	}
	html, css := app.Page().HTML(), app.Page().CSS(runtime.CSSOptions{Minify: true})
	for _, want := range []string{
		`:where(.c1_host){height:2px;display:flex;width:2px}`, `wx-view:where(.c1_){flex-grow:2}`, `.c1-c:empty{`, `.c0-own{order:3}`, `.red{color`, `wx-text{order:1}`,
	} {
		if !strings.Contains(css, want) {
			t.Errorf("the CSS has no %s in\n%s", want, css)
		}
	}
	for _, want := range []string{
		`id="host" class="h c1_host"`, `id="slotted" class="c"`, `id="external" class="red big c1-c c1_"`, `id="page-class" class="up c1_"`,
		`id="passed" class="red big c1-own"`, `id="parent-class" class="c1-up"`, `id="grand" class="up"`, `<wx-inner class="c1_ c0_host">`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the HTML has no %s in\n%s", want, html)
		}
	}
}

// What the theme and the width of the screen say holds for sheets, and fields({computedStyle}) asks for styles without a
// Geometry (spec api §A.8).
func TestComputedStyleQuery(t *testing.T) {
	app := launch(t, `-- app.json --
{"pages":["p"],"darkmode":true}
-- p.js --
Page({
  data: {cls: 'a'},
  ask() {
    const q = wx.createSelectorQuery()
    q.select('#n').fields({computedStyle: ['zIndex', 'margin-top', '--v', 'nothing'], size: true})
    q.selectAll('.none').fields({computedStyle: ['zIndex']})
    q.exec(res => this.setData({out: JSON.stringify(res)}))
  },
})
-- p.wxml --
<view id="n" class="{{cls}}" style="margin-top: 75rpx">{{out}}</view>
-- p.wxss --
.a{z-index:1;--v:10rpx}.b{z-index:2}@media (prefers-color-scheme:dark){.a{z-index:3}}
`, runtime.Config{Screen: runtime.Screen{Width: 750, Height: 1334}})
	ask := func(want string) {
		t.Helper()
		if _, err := app.Page().Call(context.Background(), "ask"); err != nil {
			t.Fatal(err)
		}
		if got := app.Page().Query("#n").Text(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	ask(`[{"width":0,"height":0,"zIndex":"1","margin-top":"75px","--v":"10px","nothing":""},[]]`)
	if err := app.Page().SetData(context.Background(), map[string]any{"cls": "b"}); err != nil {
		t.Fatal(err)
	}
	ask(`[{"width":0,"height":0,"zIndex":"2","margin-top":"75px","--v":"","nothing":""},[]]`)
	if err := app.Page().SetData(context.Background(), map[string]any{"cls": "a"}); err != nil {
		t.Fatal(err)
	}
	if err := app.SetTheme(context.Background(), "dark"); err != nil {
		t.Fatal(err)
	}
	ask(`[{"width":0,"height":0,"zIndex":"3","margin-top":"75px","--v":"10px","nothing":""},[]]`)
	if err := app.Resize(context.Background(), 375, 667); err != nil {
		t.Fatal(err)
	}
	ask(`[{"width":0,"height":0,"zIndex":"3","margin-top":"37px","--v":"5px","nothing":""},[]]`)
	if !strings.Contains(app.Page().HTML(), `style="margin-top: 37px"`) {
		t.Error("the HTML does not follow the window")
	}
}

// boxes gives every node the same rectangle.
type boxes struct{}

func (boxes) Rect(view.Node) runtime.Rect {
	return runtime.Rect{Left: 1, Top: 2, Width: 100, Height: 50}
}

// Where the host knows the layout, width and height are what they came to.
func TestComputedStyleWithGeometry(t *testing.T) {
	app := launch(t, `-- app.json --
{"pages":["p"]}
-- p.js --
Page({
  onReady() {
    const q = wx.createSelectorQuery()
    for (const id of ['content', 'border', 'fixed', 'text']) {
      q.select('#' + id).fields({rect: true, computedStyle: ['width', 'height', 'paddingTop']})
    }
    q.exec(res => this.setData({out: res.map(r => [r.left, r.width, r.height, r.paddingTop].join(' ')).join('; ')}))
  },
})
-- p.wxml --
<view id="content" class="pad"/><view id="border" class="pad box"/><view id="fixed" style="width:30px"/><text id="text"/><view id="out">{{out}}</view>
-- p.wxss --
.pad{padding:1px 2px 3px;border:4px solid;border-left:0;width:50%}.box{box-sizing:border-box}
`, runtime.Config{Geometry: boxes{}})
	if got, want := app.Page().Query("#out").Text(), "1 92px 38px 1px; 1 100px 50px 1px; 1 30px 50px 0px; 1 auto auto 0px"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What page-meta says is the style of the page and the size that rem refers to, in computed styles and in the document, and
// follows the data (spec components, page-meta).
func TestPageMetaStyles(t *testing.T) {
	ctx := context.Background()
	app := launch(t, `-- app.json --
{"pages":["p"]}
-- p.js --
Page({data: {style: 'color: red; margin-top: 20rpx', size: '', root: '', on: true}})
-- p.wxml --
<page-meta wx:if="{{on}}" page-style="{{style}}" page-font-size="{{size}}" root-font-size="{{root}}"/>
<view id="n">text</view>
-- p.wxss --
page{font-size:12px;color:blue}#n{width:2rem;height:2em}
`, runtime.Config{})
	check := func(data map[string]any, want, document string) {
		t.Helper()
		if data != nil {
			if err := app.Page().SetData(ctx, data); err != nil {
				t.Fatal(err)
			}
		}
		page, n := app.Page().View().Root().ComputedStyle(), app.Page().Query("#n").ComputedStyle()
		if got := strings.Join([]string{page.Get("margin-top"), n.Get("color"), n.Get("width"), n.Get("height")}, " "); got != want {
			t.Errorf("%v: got %s, want %s", data, got, want)
		}
		if html := app.Page().Document(); !strings.Contains(html, document) {
			t.Errorf("%v: the document has no %s", data, document)
		}
	}
	check(nil, "10px rgb(255, 0, 0) 32px 24px", `<wx-page style="color: red; margin-top: 10px">`)
	check(map[string]any{"root": "40rpx"}, "10px rgb(255, 0, 0) 40px 24px", `<html style="font-size:20px">`)
	check(map[string]any{"size": "10px"}, "10px rgb(255, 0, 0) 40px 20px", `<wx-page style="font-size:10px;color: red`)
	check(map[string]any{"style": "margin-top:1px"}, "1px rgb(0, 0, 255) 40px 20px", `margin-top:1px"`)
	check(map[string]any{"size": "system", "root": "system"}, "1px rgb(0, 0, 255) 32px 32px", `<html>`)
	check(map[string]any{"on": false}, "0px rgb(0, 0, 255) 32px 24px", `<wx-page>`)
	check(map[string]any{"on": true, "root": "1em"}, "1px rgb(0, 0, 255) 32px 32px", `<html style="font-size:1em">`)
	check(map[string]any{"root": "a; b"}, "1px rgb(0, 0, 255) 32px 32px", `<html>`)
}

// Spec wxss §9 and §4.2: inline styles, and what :host means in media, on a page, and for a component without a host.
func TestInlineAndHostStyles(t *testing.T) {
	app := launch(t, `-- app.json --
{"pages":["p"],"usingComponents":{"c":"c","v":"v","s":"s"}}
-- p.js --
Page({data: {w: 7, bad: 'width: ; z-index: 4; HEIGHT: 5px; color red; marginTop: 3px; margin-left: 20rpx !important'}})
-- p.wxml --
<view id="plain" style="width:{{w}}px;height:10rpx"/><view id="bad" style="{{bad}}"/>
<c id="c" class="k" style="order:3"/><v id="v" class="k"/><s id="s" style="order:9"/>
-- p.wxss --
:host{order:8}page:host{order:8}.k{z-index:1}#bad{margin-left:1px}
-- c.json --
{"component":true}
-- c.js --
Component({})
-- c.wxml --
<view id="in" class="x"/>
-- c.wxss --
:host{order:1;z-index:5;flex-grow:2}@media (min-width:1px){:host{orphans:5}}@supports (display:grid){:host{widows:6}}:host(.k){opacity:0}:host .x{opacity:0}.x,:host{opacity:0}
-- v.json --
{"component":true}
-- v.js --
Component({options:{virtualHost:true}})
-- v.wxml --
<view id="inv"/>
-- v.wxss --
:host{order:4}
-- s.json --
{"component":true}
-- s.js --
Component({properties:{style:String}})
-- s.wxml --
<view id="ins" style="{{style}}"/>
-- s.wxss --
`, runtime.Config{})
	for _, c := range []struct{ id, want string }{
		{"plain", "width:7px height:5px"},
		{"bad", "width:auto z-index:4 height:5px margin-left:10px margin-top:0px"},
		{"c", "order:3 z-index:1 flex-grow:2 orphans:5 widows:6 opacity:1"},
		{"in", "order:0 opacity:1"},
		{"inv", "order:0"},
		{"ins", "order:9"},
	} {
		style := app.Page().Query("#" + c.id).ComputedStyle()
		for want := range strings.FieldsSeq(c.want) {
			name, value, _ := strings.Cut(want, ":")
			if got := style.Get(name); got != value {
				t.Errorf("#%s: %s is %s, want %s", c.id, name, got, value)
			}
		}
	}
	if got := app.Page().View().Root().ComputedStyle().Get("order"); got != "0" {
		t.Errorf("a page is no host, but has order %s", got)
	}
}

// Spec wxss §3: what would vanish of an rpx length is 1px, and 0.5px on iOS where a CSS pixel has more of the device's.
func TestHairlines(t *testing.T) {
	for _, c := range []struct {
		platform string
		ratio    float64
		want     string
	}{{"", 2, "1px 1px 1px"}, {"android", 3, "1px 1px 1px"}, {"ios", 0, "0.5px 0.5px 0.5px"}, {"ios", 3, "0.5px 0.5px 0.5px"}, {"ios", 1, "1px 1px 1px"}} {
		app := launch(t, `-- app.json --
{"pages":["p"]}
-- p.js --
Page({})
-- p.wxml --
<view id="n" class="a" style="width:0.5rpx"/>
-- p.wxss --
.a{height:1rpx;--v:1rpx}
`, runtime.Config{Screen: runtime.Screen{PixelRatio: c.ratio}, System: map[string]any{"platform": c.platform}})
		style := app.Page().Query("#n").ComputedStyle()
		if got := style.Get("width") + " " + style.Get("height") + " " + style.Get("--v"); got != c.want {
			t.Errorf("%s at %v: got %s, want %s", c.platform, c.ratio, got, c.want)
		}
	}
}

// Spec wxss §1: app.wxss, the components' sheets in the order in which they are declared, those inside others first, then the
// page's. Of rules that weigh the same the later one counts.
func TestSheetOrder(t *testing.T) {
	var program strings.Builder
	program.WriteString(`-- app.json --
{"pages":["p"],"usingComponents":{"z":"z","y":"y"}}
-- app.wxss --
.x{order:1}
-- p.json --
{"usingComponents":{"m":"m","b":"b"}}
-- p.js --
Page({})
-- p.wxml --
<view id="n" class="x"/><m/><b/><z/><y/>
-- p.wxss --
.y{order:7}
-- m.json --
{"component":true,"styleIsolation":"shared","usingComponents":{"in":"in"}}
`)
	for k, name := range []string{"z", "y", "in", "m", "b"} {
		fmt.Fprintf(&program, "-- %s.js --\nComponent({})\n-- %s.wxml --\n<view/>\n-- %s.wxss --\n.x{order:%d}\n", name, name, name, k+2)
		if name != "m" {
			fmt.Fprintf(&program, "-- %s.json --\n{\"component\":true,\"styleIsolation\":\"shared\"}\n", name)
		}
	}
	app := launch(t, program.String(), runtime.Config{})
	css := app.Page().CSS(runtime.CSSOptions{Minify: true})
	if got := strings.Join(regexp.MustCompile(`\d`).FindAllString(css, -1), ""); got != "1234567" {
		t.Errorf("the sheets are\n%s", css)
	}
	if got := app.Page().Query("#n").ComputedStyle().Get("order"); got != "6" {
		t.Errorf("order is %s, want that of the last component, 6", got)
	}
}
