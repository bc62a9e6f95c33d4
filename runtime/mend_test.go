package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// mendProgram has what a template can be made of: rows with and without keys,
// branches, templates, components with content in slots.
const mendProgram = `
-- app.json --
{"pages":["index"]}
-- index.json --
{"usingComponents":{"card":"card","row":"row"}}
-- card.json --
{"component":true}
-- card.wxml --
<view class="card"><slot/><block wx:for="{{list}}"><text>{{item}}</text></block></view>
-- card.js --
Component({ properties: { list: Array } })
-- row.json --
{"component":true}
-- row.wxml --
<view class="row">{{n}}</view>
-- row.js --
Component({ options: { virtualHost: true }, properties: { n: Number } })
-- index.wxml --
<template name="t"><view>{{a}}</view><view wx:for="{{rows}}">{{item.id}}</view></template>
<view>{{n}}</view>
<view wx:for="{{rows}}" wx:key="id" class="r{{item.id}}"><row n="{{item.id}}"/><view wx:if="{{item.id % 2}}">odd</view><view wx:else>even</view></view>
<view wx:for="{{rows}}">{{index}} {{item.id}}</view>
<card list="{{rows}}"><view wx:for="{{rows}}">in {{item.id}}</view><row n="{{n}}"/></card>
<view wx:if="{{rows.length > 3}}"><view wx:for="{{rows}}"><card list="{{rows}}">{{item.id}}</card></view></view>
<template is="t" data="{{a: n, rows: rows}}"/>
-- index.js --
const rows = (...ids) => ids.map((id) => ({ id }))
Page({ data: { n: 0, rows: rows(1, 2) },
grow() { this.setData({ n: 1, rows: rows(9, 2, 3, 4, 1, 5, 6) }) },
shuffle() { this.setData({ n: 2, rows: rows(6, 5, 7, 1, 2) }) },
shrink() { this.setData({ n: 3, rows: rows(7) }) } })
`

// However far an update comes before a limit ends it, the view and the logic
// layer have the same tree, and the next updates bring the page to where it would
// be without.
func TestInterruptedUpdate(t *testing.T) {
	pkg, err := runtime.Load(program(t, mendProgram))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	free := start(t, pkg, runtime.Config{})
	for _, method := range []string{"grow", "shuffle", "shrink"} {
		if _, err := free.Page().Call(ctx, method); err != nil {
			t.Fatal(err)
		}
	}
	ended := 0
	for patches := 20; patches < 160; patches++ {
		app, err := pkg.Launch(ctx, runtime.Config{Limits: runtime.Limits{Patches: patches}})
		if err != nil { // that many does the first page take
			continue
		}
		for _, method := range []string{"grow", "shuffle", "grow", "shrink", "shrink"} {
			_, err := app.Page().Call(ctx, method)
			var limit *sandbox.LimitError
			if errors.As(err, &limit) && limit.Limit == sandbox.LimitPatches {
				ended++
			} else if err != nil {
				t.Fatalf("%d patches, %s: %v", patches, method, err)
			}
			if err := sameTree(app.Page()); err != nil {
				t.Fatalf("%d patches, %s: %v\n%v", patches, method, err, app.Errors())
			}
		}
		expect(t, fmt.Sprint(patches, " patches"), app.Page().HTML(), free.Page().HTML())
		for _, err := range app.Errors() {
			var limit *sandbox.LimitError
			if !errors.As(err, &limit) {
				t.Fatalf("%d patches: %v", patches, err)
			}
		}
		app.Close()
	}
	if ended < 100 {
		t.Errorf("only %d updates were ended", ended)
	}
}
