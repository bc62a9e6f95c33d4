package runtime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// checked returns what Check says about a program with the page pages/a/a, as
// "file:line:col code", leaving out the codes of wxml.
func checked(t *testing.T, files string) []string {
	t.Helper()
	var out []string
	for _, d := range runtime.Check(program(t, files)) {
		if !strings.HasPrefix(d.Code, "wxml-") {
			out = append(out, fmt.Sprintf("%s:%d:%d %s", d.File, d.Line, d.Col, d.Code))
		}
	}
	return out
}

func TestCheckHandlers(t *testing.T) {
	const wxml = "-- pages/a/a.wxml --\n<view bind:tap=\"go\"/>\n"
	const unknown = "pages/a/a.wxml:1:7 handler-unknown"
	for _, test := range []struct {
		name, files string
		want        []string
	}{
		{"a method", wxml + "-- pages/a/a.js --\nPage({ go() {} })\n", nil},
		{"no method", wxml + "-- pages/a/a.js --\nPage({ going() {}, goo: 1 })\n", []string{unknown}},
		{"a method of a required module", wxml + "-- pages/a/a.js --\nPage(require('../../m'))\n-- m.js --\nmodule.exports = require('./n')\n-- n.js --\nexports.go = () => {}\n", nil},
		{"a method of an imported behavior", wxml + "-- pages/a/a.js --\nimport b from '../../b'\nComponent({ behaviors: [b] })\n-- b.js --\nexport default Behavior({ methods: { go() {} } })\n", nil},
		{"modules in a circle", wxml + "-- pages/a/a.js --\nrequire('../../m'); Page({})\n-- m.js --\nrequire('./n')\n-- n.js --\nrequire('./m')\n", []string{unknown}},
		{"a name made at run time counts where it is written", wxml + "-- pages/a/a.js --\nPage({ ['go']: () => {} })\n", nil},
		{"a handler of another page's script", wxml + "-- pages/a/a.js --\nPage({})\n-- app.js --\nApp({ go() {} })\n", []string{unknown}},
		{"chunks of a bundler reach what app.js requires", wxml + "-- pages/a/a.js --\n(wx['webpackJsonp'] = wx['webpackJsonp'] || []).push([[1], {}])\n-- app.js --\nrequire('./common')\n-- common.js --\n" +
			"var Config = { methods: { go() {} } }\n", nil},
		{"a method that no chunk has", wxml + "-- pages/a/a.js --\n(global.webpackJsonp_x = global.webpackJsonp_x || []).push([[1], {}])\n-- app.js --\nrequire('./common')\n-- common.js --\n" +
			"var Config = {}\n", []string{unknown}},
		{"bound handlers are not known", "-- pages/a/a.wxml --\n<view bind:tap=\"{{h}}\" catch:tap=\"\"/>\n-- pages/a/a.js --\nPage({})\n", nil},
		{"in TypeScript", wxml + "-- pages/a/a.ts --\nPage({ go(): void {} })\n", nil},
		{"in a template of another file", "-- pages/a/a.wxml --\n<import src=\"t\"/><template is=\"t\"/>\n-- pages/a/t.wxml --\n<template name=\"t\"><view bind:tap=\"go\"/></template>\n-- pages/a/a.js --\nPage({})\n",
			[]string{"pages/a/t.wxml:1:26 handler-unknown"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := checked(t, test.files); !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

func TestCheckSuggests(t *testing.T) {
	for name, want := range map[string]string{
		"onTpa": `(did you mean "onTap"?)`, "onTap2": `(did you mean "onTap"?)`, "ontap": `(did you mean "onTap"?)`, "submit": "", "": "none",
	} {
		list := runtime.Check(program(t, "-- pages/a/a.wxml --\n<view bind:tap=\""+name+"\"/>\n-- pages/a/a.js --\nPage({ onTap() {}, x() {} })\n"))
		if want == "none" {
			expect(t, "diagnostics", list.Error(), "")
			continue
		}
		if len(list) != 1 || !strings.HasSuffix(list[0].Message, "the event has no effect"+strings.TrimSuffix(" "+want, " ")) {
			t.Errorf("%s: %v", name, list)
		}
	}
}

func TestCheckUsing(t *testing.T) {
	const component = "-- c/c.json --\n{\"component\": true}\n-- c/c.js --\nComponent({})\n-- c/c.wxml --\n<slot/>\n"
	page := func(json, wxml string) string {
		return component + "-- pages/a/a.js --\nPage({})\n-- pages/a/a.json --\n" + json + "\n-- pages/a/a.wxml --\n" + wxml + "\n"
	}
	for _, test := range []struct {
		name, files string
		want        []string
	}{
		{"used", page(`{"usingComponents": {"x": "/c/c"}}`, "<x/>"), nil},
		{"not used", page("{\"usingComponents\": {\n  \"x\": \"/c/c\", \"y\": \"/c/c\"}}", "<x/>"), []string{"pages/a/a.json:2:16 component-unused"}},
		{"used in a template that is imported", page(`{"usingComponents": {"x": "/c/c"}}`, "<import src='t'/><template is='t'/>") + "-- pages/a/t.wxml --\n<template name='t'><x/></template>\n", nil},
		{"used as an implementation", page(`{"usingComponents": {"x": "/c/c", "y": "/c/c"}}`, "<x generic:g='y'/>"), nil},
		{"used as a placeholder", page(`{"usingComponents": {"x": "/c/c", "y": "/c/c"}, "componentPlaceholder": {"x": "y"}}`, "<x/>"), nil},
		{"a template with errors may use it", page(`{"usingComponents": {"x": "/c/c"}}`, "{{ a b }}"), nil},
		{"of app.json, used on one page", page(`{}`, "<x/>") + "-- app.json --\n{\"pages\": [\"pages/a/a\"], \"usingComponents\": {\"x\": \"/c/c\"}}\n", nil},
		{"of app.json, not used", page(`{}`, "") + "-- app.json --\n{\"pages\": [\"pages/a/a\"],\n\"usingComponents\": {\"x\": \"/c/c\"}}\n", []string{"app.json:2:21 component-unused"}},
		{"missing", page("{\"usingComponents\": {\n\"x\": \"/nope\"}}", "<x/>"), []string{"pages/a/a.json:2:1 component-missing"}},
		{"missing in app.json, once for all pages", page(`{}`, "<x/>") + "-- app.json --\n{\"pages\": [\"pages/a/a\"],\n\"usingComponents\": {\"x\": \"/nope\", \"y\": \"/c/c\"}}\n",
			[]string{"app.json:2:21 component-missing", "app.json:2:35 component-unused"}},
		{"a plugin's", page(`{"usingComponents": {"x": "plugin://p/x"}}`, "<x/>"), []string{"pages/a/a.json:1:22 component-plugin"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := checked(t, test.files); !slices.Equal(got, test.want) {
				t.Errorf("got  %v\nwant %v", got, test.want)
			}
		})
	}
}

// A tag that is declared but not found is reported where it is declared, not
// where it is used.
func TestCheckDeclaredTag(t *testing.T) {
	list := runtime.Check(program(t, "-- pages/a/a.js --\nPage({})\n-- pages/a/a.json --\n{\"usingComponents\": {\"x\": \"/nope\"}}\n-- pages/a/a.wxml --\n<x/><y/>\n"))
	var codes []string
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	expect(t, "codes", strings.Join(codes, " "), "component-missing wxml-unknown-tag")
}
