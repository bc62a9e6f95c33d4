package runtime_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

const plainPage = "-- pages/a/a.js --\nPage({})\n-- pages/a/a.wxml --\n<view/>\n"

func appJSON(json string) string { return plainPage + "-- app.json --\n" + json + "\n" }

// What mica check says of the configuration (spec app §1 to §3).
func TestCheckConfig(t *testing.T) {
	for _, test := range []struct {
		name, files string
		want        []string // file:line:col code
	}{
		{"comments and trailing commas", appJSON("{\n// note\n\"pages\": [\"pages/a/a\",], /* more */}"), []string{"app.json:2:1 json-comment"}},
		{"all of app.json is known", appJSON(`{"pages": ["pages/a/a"], "debug": true, "window": {"homeButton": true}, "networkTimeout": {}, "style": "v2",
"sitemapLocation": "s", "lazyCodeLoading": "requiredComponents", "renderer": "webview", "componentFramework": "glass-easel", "permission": {}, "$schema": "x", "workers": "w"}`), nil},
		{"an unknown field", appJSON("{\"pages\": [\"pages/a/a\"],\n \"tabbar\": {}}"), []string{"app.json:2:2 config-unknown"}},
		{"an unknown field of window", appJSON("{\"pages\": [\"pages/a/a\"], \"window\": {\n\"navigationBarTitle\": \"x\"}}"), []string{"app.json:2:1 config-unknown"}},
		{"an unknown field of a page", plainPage + "-- pages/a/a.json --\n{\"usingComponent\": {}}\n", []string{"pages/a/a.json:1:2 config-unknown"}},
		{"a window within a page", plainPage + "-- pages/a/a.json --\n{\"window\": {}}\n", []string{"pages/a/a.json:1:2 config-unknown"}},
		{"a field of the wrong type", plainPage + "-- pages/a/a.json --\n{\"enablePullDownRefresh\": \"true\", \"onReachBottomDistance\": \"50\"}\n",
			[]string{"pages/a/a.json:1:2 config-type", "pages/a/a.json:1:35 config-type"}},
		{"an unknown field of a tab", appJSON("{\"pages\": [\"pages/a/a\"], \"tabBar\": {\"list\": [{\"pagePath\": \"pages/a/a\", \"text\": \"\"}, {\"pagePath\": \"pages/a/a\", \"icon\": \"\"}]}}"),
			[]string{"app.json:1:111 config-unknown"}},
		{"an unknown field of a subpackage", appJSON(`{"pages": ["pages/a/a"], "subPackages": [{"root": "s", "pages": [], "indep": true}]}`), []string{"app.json:1:69 config-unknown"}},
		{"one tab", appJSON(`{"pages": ["pages/a/a"], "tabBar": {"list": [{"pagePath": "pages/a/a"}]}}`), []string{"app.json:1:26 tab-bar-count"}},
		{"a custom tab bar without a component", appJSON(`{"pages": ["pages/a/a"], "tabBar": {"custom": true, "list": [{"pagePath": "pages/a/a"}, {"pagePath": "pages/a/a"}]}}`),
			[]string{"app.json:1:37 tab-bar-missing"}},
		{"an entry page that is none", appJSON(`{"pages": ["pages/a/a"], "entryPagePath": "pages/b/b"}`), []string{"app.json:1:26 entry-page-missing"}},
		{"a subpackage without a root", appJSON(`{"pages": ["pages/a/a"], "subpackages": [{"pages": []}]}`), []string{"app.json:0:0 subpackage-root"}},
		{"nested subpackages", appJSON(`{"pages": ["pages/a/a"], "subpackages": [{"root": "s", "pages": []}, {"root": "s/t/", "pages": []}]}`), []string{"app.json:1:79 subpackage-nested"}},
		{"a subpackage without its entry", appJSON(`{"pages": ["pages/a/a"], "subpackages": [{"root": "s", "entry": "gone.js", "pages": []}]}`), []string{"app.json:1:56 subpackage-entry"}},
		{"rules for what is not there", appJSON(`{"pages": ["pages/a/a"], "subpackages": [{"root": "s", "name": "n", "pages": []}],
"preloadRule": {"pages/a/a": {"packages": ["s", "n", "__APP__", "m"]}, "pages/b/b": {}}}`), []string{"app.json:2:65 preload-package", "app.json:2:72 preload-page"}},
		{"a theme that is not there", appJSON(`{"pages": ["pages/a/a"], "darkmode": true, "themeLocation": "theme.json"}`), []string{"app.json:1:44 theme-missing"}},
		{"variables of a theme are of any type", appJSON(`{"pages": ["pages/a/a"], "darkmode": true, "window": {"onReachBottomDistance": "@far"}}`), nil},
		{"Less in place of WXSS", plainPage + "-- pages/a/a.less --\n.a { .b { } }\n", []string{"pages/a/a.less:0:0 style-uncompiled"}},
		{"Less beside WXSS", plainPage + "-- pages/a/a.less --\n.a { .b { } }\n-- pages/a/a.wxss --\n", nil},
		{"what WeChat's compiler makes", "-- app-config.json --\n{}\n-- app-service.js --\n", []string{"app.json:0:0 package-compiled"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := program(t, test.files)
			if strings.Contains(test.files, "app-config.json") {
				delete(fsys, "app.json")
			}
			var got []string
			for _, d := range runtime.Check(fsys) {
				got = append(got, fmt.Sprintf("%s:%d:%d %s", d.File, d.Line, d.Col, d.Code))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

// Who may use what (spec app §3).
func TestCheckBorders(t *testing.T) {
	const subs = `"subpackages": [{"root": "one", "pages": ["p"]}, {"root": "two", "pages": ["q"]}, {"root": "alone", "pages": ["r"], "independent": true}]`
	page := func(p, js, json string) string {
		return "-- " + p + ".js --\n" + js + "\nPage({})\n-- " + p + ".wxml --\n<c wx:if=\"{{0}}\"/>\n-- " + p + ".json --\n" + json + "\n"
	}
	component := func(p string) string {
		return "-- " + p + ".js --\nComponent({})\n-- " + p + ".wxml --\n-- " + p + ".json --\n{}\n"
	}
	for _, test := range []struct{ name, js, json, at, want string }{
		{"a sub uses main", "require('../util')", `{"usingComponents": {"c": "/c"}}`, "one/p", ""},
		{"a sub uses itself", "require('./util')", `{"usingComponents": {"c": "./c"}}`, "one/p", ""},
		{"a sub requires another", "require('../two/util')", `{}`, "one/p", "one/p.js:1 subpackage-foreign"},
		{"a sub imports another", "import '../two/util'", `{}`, "one/p", "one/p.js:1 subpackage-foreign"},
		{"main requires a sub", "require('./two/util')", `{}`, "main", "main.js:1 subpackage-foreign"},
		{"asynchronously", "require.async('../two/util'); import('../two/util')", `{}`, "one/p", ""},
		{"a component of another", "", `{"usingComponents": {"c": "/two/c"}}`, "one/p", "one/p.json:1 subpackage-foreign"},
		{"with a placeholder", "", `{"usingComponents": {"c": "/two/c"}, "componentPlaceholder": {"c": "view"}}`, "one/p", ""},
		{"an independent one requires main", "require('../util')", `{}`, "alone/r", "alone/r.js:1 subpackage-foreign"},
		{"an independent one uses main", "", `{"usingComponents": {"c": "/c"}}`, "alone/r", "alone/r.json:1 subpackage-foreign"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := "-- app.json --\n{\"pages\": [\"main\"], " + subs + "}\n-- util.js --\n-- two/util.js --\n-- one/util.js --\n" + component("c") + component("two/c") + component("one/c")
			for _, p := range []string{"main", "one/p", "two/q", "alone/r"} {
				js, json := "", "{}"
				if p == test.at {
					js, json = test.js, test.json
				}
				files += page(p, js, json)
			}
			var got []string
			for _, d := range runtime.Check(program(t, files)) {
				if d.Code == "subpackage-foreign" {
					got = append(got, fmt.Sprintf("%s:%d %s", d.File, d.Line, d.Code))
				}
			}
			expect(t, "diagnostics", strings.Join(got, " "), test.want)
		})
	}
}

// What a field was probably meant to be.
func TestCheckConfigSuggests(t *testing.T) {
	for field, want := range map[string]string{"tabbar": "tabBar", "subPackage": "subPackages", "usingComponent": "usingComponents", "something": ""} {
		list := runtime.Check(program(t, appJSON(`{"pages": ["pages/a/a"], "`+field+`": []}`)))
		if want != "" {
			want = fmt.Sprintf(" (did you mean %q?)", want)
		}
		if want = fmt.Sprintf("app.json has no field %q; it is ignored", field) + want; len(list) != 1 || list[0].Message != want {
			t.Errorf("got %v\nwant %s", list, want)
		}
	}
}

// Where components are found (spec app §4.1): each program shows the text of x.
func TestUsingComponents(t *testing.T) {
	component := func(p, text string) string {
		return "-- " + p + ".json --\n{\"component\": true}\n-- " + p + ".js --\nComponent({})\n-- " + p + ".wxml --\n" + text + "\n"
	}
	for _, test := range []struct{ name, ref, files string }{
		{"relative", "../../c/c", component("c/c", "found")},
		{"relative without a dot", "c", component("pages/a/c", "found")},
		{"absolute", "/c/c", component("c/c", "found")},
		{"a folder", "/c", component("c/index", "found")},
		{"a relative folder", "./c", component("pages/a/c/index", "found")},
		{"built npm", "ui/button", component("miniprogram_npm/ui/button", "found")},
		{"built npm, its index", "ui", component("miniprogram_npm/ui/index", "found")},
		{"built npm, the nearest", "ui/button", component("miniprogram_npm/ui/button", "far") + component("pages/miniprogram_npm/ui/button", "found")},
		{"the program before npm", "c/c", component("pages/a/c/c", "found") + component("miniprogram_npm/c/c", "npm")},
		{"npm that is not built", "ui/button", "-- node_modules/ui/package.json --\n{\"miniprogram\": \"lib\"}\n" + component("node_modules/ui/lib/button", "found")},
		{"npm with a scope", "@a/ui/button", "-- node_modules/@a/ui/package.json --\n{\"miniprogram\": \"./lib/\"}\n" + component("node_modules/@a/ui/lib/button", "found")},
		{"npm with the usual folder", "ui/button", "-- node_modules/ui/package.json --\n{}\n" + component("node_modules/ui/miniprogram_dist/button", "found")},
		{"npm without one", "ui/button", component("node_modules/ui/button", "found")},
		{"nowhere", "ui/button", ""},
		{"out of the program", "../../../../etc", ""},
		{"a plugin", "plugin://p/c", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			app := launch(t, test.files+"-- pages/a/a.json --\n{\"usingComponents\": {\"x\": \""+test.ref+"\"}}\n-- pages/a/a.js --\nPage({})\n-- pages/a/a.wxml --\n<x>content</x>\n", runtime.Config{})
			want := "found"
			if test.files == "" {
				want = "content" // a plain node
			}
			expect(t, "text", strings.Join(app.Page().Text(), "|"), want)
		})
	}
}

// npm packages of a project whose program is in a folder of it (spec app §1.1).
func TestPackNPM(t *testing.T) {
	const component = "%[1]s/package.json --\n{\"main\": \"main.js\"}\n-- %[1]s/main.js --\nmodule.exports = 'npm'\n"
	for _, test := range []struct{ name, config, modules string }{
		{"beside the program", `{"miniprogramRoot": "mini/"}`, "mini/node_modules/m"},
		{"beside the project's file", `{"miniprogramRoot": "./mini"}`, "node_modules/m"},
		{"packed by hand", `{"miniprogramRoot": "mini", "setting": {"packNpmManually": true, "packNpmRelationList": [{"packageJsonPath": "./libs/package.json", "miniprogramNpmDistDir": "./mini/"}]}}`, "libs/node_modules/m"},
		{"packed by hand into a folder", `{"miniprogramRoot": "mini", "setting": {"packNpmRelationList": [{"packageJsonPath": "libs/package.json", "miniprogramNpmDistDir": "mini/pages"}]}}`, "libs/node_modules/m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			app := launch(t, "-- project.config.json --\n"+test.config+"\n-- mini/app.json --\n{\"pages\": [\"pages/a/a\"]}\n-- "+fmt.Sprintf(component, test.modules)+
				"-- mini/pages/a/a.js --\nPage({data: {t: require('m')}})\n-- mini/pages/a/a.wxml --\n{{t}}\n", runtime.Config{})
			expect(t, "text", strings.Join(app.Page().Text(), "|"), "npm")
		})
	}
}

// project.private.config.json and ext.json change what the program is (spec app §1).
func TestOverlays(t *testing.T) {
	app := launch(t, `
-- project.config.json --
{"miniprogramRoot": "old", "appid": "wx1"}
-- project.private.config.json --
{"miniprogramRoot": "new", "appid": "wx2"}
-- new/app.json --
{"pages": ["a", "b"], "window": {"navigationBarTitleText": "app", "backgroundColor": "#111111"}}
-- new/ext.json --
{"extEnable": true, "extAppid": "wx3", "ext": {"shop": 7}, "window": {"navigationBarTitleText": "ext"},
 "extPages": {"b": {"navigationBarTitleText": "b of ext", "onReachBottomDistance": 9}}, "entryPagePath": "b"}
-- new/a.js --
Page({})
-- new/a.wxml --
a
-- new/b.js --
Page({data: {t: wx.getExtConfigSync().shop + wx.getAccountInfoSync().miniProgram.appId}})
-- new/b.json --
{"navigationBarTitleText": "b", "disableScroll": true}
-- new/b.wxml --
{{t}}
`, runtime.Config{})
	expect(t, "text", strings.Join(app.Page().Text(), "|"), "7wx2")
	w := app.Page().Window()
	expect(t, "window", strings.TrimSpace(fmt.Sprintln(w["navigationBarTitleText"], w["backgroundColor"], w["onReachBottomDistance"], w["disableScroll"], w["navigationBarTextStyle"])), "b of ext #111111 9 true white")
	if err := app.RedirectTo(context.Background(), "/a"); err != nil {
		t.Fatal(err)
	}
	expect(t, "title", app.Page().Title(), "ext")
}

// An ext.json that is not enabled is not there.
func TestExtDisabled(t *testing.T) {
	app := launch(t, "-- ext.json --\n{\"ext\": {\"a\": 1}, \"window\": {\"navigationBarTitleText\": \"ext\"}}\n-- pages/a/a.js --\nPage({data: wx.getExtConfigSync()})\n-- pages/a/a.wxml --\n{{a}}\n", runtime.Config{})
	expect(t, "text and title", strings.Join(app.Page().Text(), "|")+app.Page().Title(), "")
}

const themed = `
-- app.json --
{"pages": ["pages/a/a", "pages/b/b"], "darkmode": true, "themeLocation": "theme.json", "window": {"navigationBarBackgroundColor": "@nav", "backgroundColor": "@none"},
 "tabBar": {"color": "@text", "selectedColor": "#00ff00", "list": [{"pagePath": "pages/a/a", "iconPath": "@icon"}, {"pagePath": "pages/b/b"}]}}
-- theme.json --
{"light": {"nav": "#ffffff", "text": "#000000", "icon": "l.png"}, "dark": {"nav": "#191919", "text": "#eeeeee", "icon": "d.png"}}
-- app.js --
App({ onThemeChange(e) { this.told = 'app ' + e.theme }, theme() { return wx.getSystemInfoSync().theme } })
-- pages/a/a.js --
wx.onThemeChange(e => getApp().heard = e.theme)
Page({ theme() { return [wx.getSystemInfoSync().theme, getApp().told, getApp().heard].join() } })
-- pages/a/a.wxml --
a
-- pages/b/b.js --
Page({})
-- pages/b/b.wxml --
b
`

// Dark mode: the variables of theme.json follow the theme, the program is told
// (spec app §2.3).
func TestTheme(t *testing.T) {
	app := launch(t, themed, runtime.Config{Theme: "dark"})
	ctx := context.Background()
	state := func() string {
		told, err := app.Page().Call(ctx, "theme")
		if err != nil {
			t.Fatal(err)
		}
		w, bar := app.Page().Window(), app.TabBar()
		return strings.TrimSpace(fmt.Sprintln(told, w["navigationBarBackgroundColor"], w["backgroundColor"], bar["color"], bar["borderStyle"], bar["list"].([]any)[0].(map[string]any)["iconPath"]))
	}
	expect(t, "at launch", state(), "dark,, #191919 @none #eeeeee black d.png")
	for _, theme := range []string{"light", "light"} {
		if err := app.SetTheme(ctx, theme); err != nil {
			t.Fatal(err)
		}
		expect(t, "after "+theme, state(), "light,app light,light #ffffff @none #000000 black l.png")
	}
	if err := app.SetTheme(ctx, "blue"); err == nil {
		t.Error("there is no error for a theme that is none")
	}
}

// Without darkmode the program knows nothing of themes.
func TestThemeWithoutDarkMode(t *testing.T) {
	app := launch(t, strings.Replace(themed, `"darkmode": true`, `"darkmode": false`, 1), runtime.Config{Theme: "dark"})
	ctx := context.Background()
	if err := app.SetTheme(ctx, "light"); err != nil {
		t.Fatal(err)
	}
	told, err := app.Page().Call(ctx, "theme")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "told", fmt.Sprint(told), ",,")
	if app.TabBar()["color"] != "@text" {
		t.Errorf("the tab bar is %v", app.TabBar())
	}
}
