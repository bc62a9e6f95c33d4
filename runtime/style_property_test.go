package runtime_test

import (
	"testing"

	"github.com/mica-go/mica/runtime"
)

// A component that declares a property style takes it away from its host (spec
// wxml §7), as those of TDesign do: else what they pass on would count twice.
func TestStyleProperty(t *testing.T) {
	app := launch(t, `
-- app.json --
{"pages": ["a"]}
-- a.json --
{"usingComponents": {"takes": "takes", "leaves": "leaves"}}
-- a.wxml --
<takes class="t" style="color: rgb({{red}}, 0, 0); margin-top: 5px"/>
<leaves class="l" style="color: rgb({{red}}, 0, 0); margin-top: 5px"/>
-- a.js --
Page({ data: { red: 1 } })
-- takes.json --
{"component": true}
-- takes.wxml --
<view class="in" style="{{style}}">x</view>
-- takes.js --
Component({ properties: { style: String } })
-- leaves.json --
{"component": true}
-- leaves.wxml --
<view class="in">x</view>
-- leaves.js --
Component({})
`, runtime.Config{})
	page := app.Page()
	for _, c := range []struct{ node, color, margin string }{
		{".t", "rgb(0, 0, 0)", "0px"},
		{".t >>> .in", "rgb(1, 0, 0)", "5px"},
		{".l", "rgb(1, 0, 0)", "5px"},
		{".l >>> .in", "rgb(1, 0, 0)", "0px"},
	} {
		style := page.Query(c.node).ComputedStyle()
		if got := style.Get("color"); got != c.color {
			t.Errorf("%s has the color %q, want %q", c.node, got, c.color)
		}
		if got := style.Get("margin-top"); got != c.margin {
			t.Errorf("%s has the margin %q, want %q", c.node, got, c.margin)
		}
	}
}
