package runtime_test

import (
	"context"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// rowsProgram has a keyed list of 1000 rows and handlers that do one thing each.
const rowsProgram = `
-- app.json --
{"pages": ["pages/a/a"]}
-- pages/a/a.wxml --
<view class="nothing" bindtap="nothing"/>
<view class="text" bindtap="text">{{title}}</view>
<view class="path" bindtap="path"/>
<view class="move" bindtap="move"/>
<view wx:for="{{rows}}" wx:key="id">{{item.label}}</view>
-- pages/a/a.js --
Page({
  data: { title: 0, rows: [] },
  onLoad() {
    const rows = []
    for (let i = 0; i < 1000; i++) rows.push({ id: i, label: 'row ' + i })
    this.setData({ rows })
  },
  nothing() {},
  text() { this.setData({ title: this.data.title + 1 }) },
  path() { this.setData({ 'rows[500].label': this.data.rows[500].label === 'a' ? 'b' : 'a' }) },
  move() {
    const rows = this.data.rows
    this.setData({ 'rows[1]': rows[998], 'rows[998]': rows[1] })
  },
})
`

// TestOperationAllocs holds what small operations may allocate, from the host's
// call to the view's acknowledgement: what they cost does not depend on the 1000
// rows beside them.
func TestOperationAllocs(t *testing.T) {
	app := launch(t, rowsProgram, runtime.Config{})
	for _, c := range []struct {
		handler string
		most    float64
	}{
		{"nothing", 60}, // the dispatch of an event alone
		{"text", 90},
		{"path", 120},
		{"move", 150},
	} {
		node := app.Page().Query("." + c.handler)
		got := testing.AllocsPerRun(100, func() {
			if err := node.Dispatch(context.Background(), runtime.Event{Type: "tap"}); err != nil {
				t.Fatal(err)
			}
		})
		t.Logf("%s: %v", c.handler, got)
		if got > c.most && !raceEnabled {
			t.Errorf("%s: %v allocations, at most %v", c.handler, got, c.most)
		}
	}
}

// BenchmarkOperation is the time of what TestOperationAllocs counts.
func BenchmarkOperation(b *testing.B) {
	app := launch(b, rowsProgram, runtime.Config{})
	for _, handler := range []string{"nothing", "text", "path", "move"} {
		node := app.Page().Query("." + handler)
		b.Run(handler, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := node.Dispatch(context.Background(), runtime.Event{Type: "tap"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
