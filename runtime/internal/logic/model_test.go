package logic

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Spec wxml §6: every attribute of a built-in component that its user changes goes back
// to the place that model: binds it to, as a setData: observers run, other bindings
// have the value when the event's handler runs, and nothing comes back.
func TestModelOfBuiltins(t *testing.T) {
	type modelCase struct {
		more        string // attributes besides
		event       string // what the host sends, "tap" for a finger
		detail      string // JSON
		before, now string // JSON
	}
	cases := map[string]modelCase{
		"input value":                    {event: "input", detail: `{"value":"new","cursor":3}`, before: `"old"`, now: `"new"`},
		"textarea value":                 {event: "input", detail: `{"value":"new","cursor":3}`, before: `"old"`, now: `"new"`},
		"slider value":                   {event: "change", detail: `{"value":7}`, before: `3`, now: `7`},
		"picker value":                   {event: "change", detail: `{"value":1}`, before: `0`, now: `1`},
		"picker-view value":              {event: "change", detail: `{"value":[1,2]}`, before: `[0,0]`, now: `[1,2]`},
		"checkbox checked":               {event: "tap", detail: `{}`, before: `false`, now: `true`},
		"radio checked":                  {event: "tap", detail: `{}`, before: `false`, now: `true`},
		"switch checked":                 {event: "change", detail: `{"value":true}`, before: `false`, now: `true`},
		"swiper current":                 {event: "change", detail: `{"current":1,"source":"touch"}`, before: `0`, now: `1`},
		"scroll-view scrollTop":          {more: "scroll-y", event: "scroll", detail: `{"scrollTop":9,"scrollLeft":0}`, before: `0`, now: `9`},
		"scroll-view scrollLeft":         {more: "scroll-x", event: "scroll", detail: `{"scrollTop":0,"scrollLeft":9}`, before: `0`, now: `9`},
		"scroll-view refresherTriggered": {more: "refresher-enabled", event: "refresherrefresh", detail: `{"dy":50}`, before: `false`, now: `true`},
		"movable-view x":                 {event: "change", detail: `{"x":4,"y":5,"source":"touch"}`, before: `0`, now: `4`},
		"movable-view y":                 {event: "change", detail: `{"x":4,"y":5,"source":"touch"}`, before: `0`, now: `5`},
		"movable-view scaleValue":        {more: "scale", event: "scale", detail: `{"x":4,"y":5,"scale":2}`, before: `1`, now: `2`},
		"page-meta scrollTop":            {event: "", before: `0`, now: `12`},
		"page-container show":            {event: "", before: `true`, now: `false`},
	}
	var wanted []string
	for _, tag := range slices.Sorted(maps.Keys(builtinTable())) {
		for _, name := range liveAttrs(tag) {
			wanted = append(wanted, tag+" "+name)
		}
	}
	if got := slices.Sorted(maps.Keys(cases)); !slices.Equal(got, slices.Sorted(slices.Values(wanted))) {
		t.Errorf("there are cases for %v, and attributes %v", got, wanted)
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			tag, attr, _ := strings.Cut(name, " ")
			r := wxLaunch(t, map[string]string{
				"index.js": `Component({ data: { o: { v: ` + c.before + ` } },
					observers: { 'o.v'(v) { console.log('observer ' + JSON.stringify(v)) } },
					methods: { on(e) { console.log(e.type + ' ' + JSON.stringify(this.data.o.v)) } } })`,
				"index.wxml": "<" + tag + " " + c.more + " model:" + attr + `="{{o.v}}" bind` + c.event + `="on"/><view data-v="{{o.v}}"/>`}, nil)
			page := r.app.top()
			node, other := nodeRef{page.root.shadow, 0}, nodeRef{page.root.shadow, 1}
			r.log()
			detail, err := value.ParseJSON([]byte(c.detail))
			if err != nil && c.detail != "" {
				t.Fatal(err)
			}
			switch {
			case tag == "page-meta":
				r.handle(t, &bridge.Control{Name: "pageScroll", Args: value.FromObject(fieldsOf("scrollTop", 12))})
			case tag == "page-container":
				if err := r.app.Do(t.Context(), func() error { page.closeContainer(); return nil }); err != nil {
					t.Fatal(err)
				}
			default:
				r.handle(t, &bridge.Event{Page: page.id, Instance: page.root.shadow.id, Node: 0, Type: c.event, Detail: detail, Edit: 1})
			}
			want := "observer " + c.now
			if c.event != "" {
				want += " | " + c.event + " " + c.now
				if c.event == "tap" { // the control changes after its handlers
					want = "tap " + c.before + " | observer " + c.now
				}
			}
			if got := r.log(); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if got := shownJSON(other.dataset().AsObject().Get("v")); got != strings.Trim(c.now, `"`) {
				t.Errorf("another binding has %s, want %s", got, c.now)
			}
			if got := shownJSON(node.now(attr)); got != strings.Trim(c.now, `"`) {
				t.Errorf("the control has %s, want %s", got, c.now)
			}
		})
	}
}
