package runtime_test

import (
	"fmt"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// maxInstance bounds the Go heap that one custom component with 5 properties
// costs, in bytes: the component, its data and its part of the template in the
// logic layer and in the view, beside what its JavaScript holds.
const maxInstance = 3 << 10

// A page of 300 custom components with 5 properties each, as they come from the
// list of a page and show all of them. What is compared are apps with and without
// the components, so that the cost of an app falls out; the data of the list are
// there in both.
func TestComponentMemory(t *testing.T) {
	const apps, rows = 6, 300
	if testing.Short() {
		t.Skip("measures the heap")
	}
	cell := "-- c/cell.json --\n{\"component\":true}\n-- c/cell.wxml --\n" +
		`<view class="{{c ? 'on' : 'off'}}" id="{{b}}"><text>{{a}}</text><text>{{d[0]}}</text>{{e.x}}</view>` + "\n-- c/cell.js --\n"
	for _, test := range []struct{ name, script string }{
		{"properties alone", `Component({ properties: { a: Number, b: String, c: Boolean, d: Array, e: Object } })`},
		{"with data, methods and a behavior", `const b = Behavior({ data: { more: 1 }, methods: { m() {} } })
Component({ behaviors: [b], properties: { a: Number, b: String, c: Boolean, d: Array, e: Object }, data: { own: 2 }, methods: { tap() {} } })`},
		{"with observers and lifetimes", `Component({ properties: { a: { type: Number, observer() {} }, b: String, c: Boolean, d: Array, e: Object },
  observers: { 'a, b'() {} }, lifetimes: { created() {}, attached() {}, ready() {} } })`},
	} {
		t.Run(test.name, func(t *testing.T) {
			heap := func(shown int) int64 {
				program := fmt.Sprintf(`
-- pages/a/a.json --
{"usingComponents":{"cell":"/c/cell"}}
-- pages/a/a.js --
Page({ data: { shown: %d, rows: Array.from({ length: %d }, (_, i) => ({ id: i, a: i, b: 'b' + i, c: true, d: [i], e: { x: i } })) } })
-- pages/a/a.wxml --
<block wx:if="{{shown}}"><cell wx:for="{{rows}}" wx:key="id" a="{{item.a}}" b="{{item.b}}" c="{{item.c}}" d="{{item.d}}" e="{{item.e}}"/></block>
%s`, shown, rows, cell+test.script)
				before := liveHeap()
				list := make([]*runtime.App, apps)
				for k := range list {
					list[k] = launch(t, program, runtime.Config{})
				}
				grown := liveHeap() - before
				for _, app := range list {
					app.Close()
				}
				return grown
			}
			heap(1) // what is shared by all programs is there from here on
			each := (heap(1) - heap(0)) / (apps * rows)
			t.Logf("%d bytes a component, what its JavaScript holds included", each)
			if each > maxInstance {
				t.Errorf("%d bytes a component, at most %d are wanted", each, maxInstance)
			}
			if each < 100 {
				t.Errorf("%d bytes a component: the measure does not measure", each)
			}
		})
	}
}
