package runtime_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// An update evaluates only what reads it: with 300 components of 5 properties,
// one property of one of them costs the property and what its template shows.
func TestUpdateEvaluatesWhatReadsIt(t *testing.T) {
	app := launch(t, `
-- pages/a/a.json --
{"usingComponents":{"cell":"/c/cell"}}
-- pages/a/a.js --
Page({
  data: { title: 't', unread: 0, rows: Array.from({ length: 300 }, (_, i) => ({ id: i, a: i, b: 'b' + i, c: true, d: [i], e: { x: i } })) },
})
-- pages/a/a.wxml --
<view>{{title}}</view>
<cell wx:for="{{rows}}" wx:key="id" a="{{item.a}}" b="{{item.b}}" c="{{item.c}}" d="{{item.d}}" e="{{item.e}}"/>
-- c/cell.json --
{"component":true}
-- c/cell.js --
Component({ properties: { a: Number, b: String, c: Boolean, d: Array, e: Object } })
-- c/cell.wxml --
<view class="{{c ? 'on' : 'off'}}" id="{{b}}"><text>{{a}}</text><text wx:for="{{d}}" wx:key="*this">{{item}}</text>{{e.x}}</view>
`, runtime.Config{})
	ctx := context.Background()
	page := app.Page()
	stats := func() runtime.Stats {
		t.Helper()
		s, err := page.Stats(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := stats(); s.Evaluations < 300*5 {
		t.Fatalf("the first rendering evaluated %d times; the counter does not count", s.Evaluations)
	}
	for _, step := range []struct {
		what     string
		data     map[string]any
		min, max int // evaluations
		ops      int
	}{
		{"one number of one row", map[string]any{"rows[150].a": 1000}, 2, 4, 1},
		{"one string of one row", map[string]any{"rows[150].b": "id"}, 2, 4, 1},
		{"an array of one row", map[string]any{"rows[7].d": []any{1, 7}}, 3, 8, 1},
		{"a member of an object of one row", map[string]any{"rows[7].e.x": 5}, 2, 4, 1},
		{"a whole row", map[string]any{"rows[9]": map[string]any{"id": 9, "a": 1, "b": "x", "c": false, "d": []any{9}, "e": nil}}, 10, 16, 4},
		{"a field beside the list", map[string]any{"title": "u"}, 1, 1, 1},
		{"a field that nothing reads", map[string]any{"unread": 1}, 0, 0, 0},
		{"a member that nothing reads", map[string]any{"rows[3].z": 1}, 0, 1, 0},
	} {
		before := stats()
		if err := page.SetData(ctx, step.data); err != nil {
			t.Fatal(err)
		}
		after := stats()
		if n := after.Evaluations - before.Evaluations; n < step.min || n > step.max {
			t.Errorf("%s: %d evaluations, want %d to %d", step.what, n, step.min, step.max)
		}
		if n := after.Ops - before.Ops; n != step.ops {
			t.Errorf("%s: %d operations, want %d", step.what, n, step.ops)
		}
		if batches := after.Batches - before.Batches; batches != min(step.ops, 1) {
			t.Errorf("%s: %d batches", step.what, batches)
		}
	}
	cells, err := page.QueryAll("cell")
	if err != nil || len(cells) != 300 {
		t.Fatalf("%d cells, %v", len(cells), err)
	}
	before := stats()
	if err := cells[40].SetData(ctx, map[string]any{"a": -1}); err != nil {
		t.Fatal(err)
	}
	if after := stats(); after.Evaluations-before.Evaluations != 1 || after.Ops-before.Ops != 1 {
		t.Errorf("a property that one component sets itself: %d evaluations and %d operations, want one of each",
			after.Evaluations-before.Evaluations, after.Ops-before.Ops)
	}
	noErrors(t, app)
}

// A list that is set again as a whole costs one comparison a row where nobody
// has to know that it was set: rows of plain nodes are evaluated only if their
// content differs, rows with a component always pass their properties on.
func TestEqualRowsAreNotEvaluated(t *testing.T) {
	for _, c := range []struct {
		name, row string
		max       int // evaluations of 100 rows of which one differs
		observed  int
	}{
		{"plain nodes", `<view wx:for="{{rows}}" wx:key="id" data-id="{{item.id}}"><text wx:for="{{item.tags}}" wx:for-item="tag" wx:key="*this">{{tag}}</text>{{m.up(item.tags)}}</view>`, 10, 0},
		{"a component", `<view wx:for="{{rows}}" wx:key="id"><cell v="{{item.id}}"/></view>`, 210, 1},
		{"a component in a template", `<template name="t"><cell v="{{id}}"/></template><view wx:for="{{rows}}" wx:key="id"><template is="t" data="{{id: item.id}}"/></view>`, 1000, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := launch(t, `
-- pages/a/a.json --
{"usingComponents":{"cell":"/c/cell"}}
-- pages/a/a.js --
const rows = (odd) => Array.from({ length: 100 }, (_, i) => ({ id: i, tags: [i, i + (i === odd ? 0.5 : 1000)] }))
Page({ data: { rows: rows(-1) }, again(odd) { this.setData({ rows: rows(odd) }) } })
-- pages/a/a.wxml --
<wxs module="m">module.exports = { up: function (l) { return l.join('+') } }</wxs>
`+c.row+`
-- c/cell.json --
{"component":true}
-- c/cell.js --
let n = 0
Component({ properties: { v: Number }, observers: { v() { n++ } }, methods: { seen() { return n } } })
-- c/cell.wxml --
{{v}}
`, runtime.Config{})
			ctx := context.Background()
			page := app.Page()
			before, err := page.Stats(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := page.Call(ctx, "again", 7); err != nil {
				t.Fatal(err)
			}
			after, _ := page.Stats(ctx)
			if n := after.Evaluations - before.Evaluations; n < 1 || n > c.max {
				t.Errorf("%d evaluations, want 1 to %d", n, c.max)
			}
			if c.observed > 0 {
				if n, err := page.Query("cell").Call(ctx, "seen"); err != nil || fmt.Sprint(n) != "200" {
					t.Errorf("the observers ran %v times (%v), want 200: once for each row at first, once for each when the list was set again", n, err)
				}
			}
			if c.name == "plain nodes" && !strings.Contains(page.HTML(), "7+7.5") {
				t.Error("the row that differs is not shown")
			}
		})
	}
}
