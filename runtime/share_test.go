package runtime_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// What a page shares from the menu goes to the host (spec component §17).
func TestShare(t *testing.T) {
	const page = "-- pages/a/a.wxml --\n<view/>\n-- pages/a/a.js --\nPage({ %s })\n"
	share := (*runtime.App).Share
	timeline := (*runtime.App).ShareTimeline
	favorites := (*runtime.App).AddToFavorites
	for _, test := range []struct {
		name, methods string
		do            func(*runtime.App, context.Context) error
		want          string
	}{
		{"all of it", "onShareAppMessage(e) { return {title: e.from + e.target, path: '/p?x=1', imageUrl: 'i', other: 1} }", share, "[{shareAppMessage map[imageUrl:i path:/p?x=1 title:menuundefined]}]"},
		{"nothing said", "onShareAppMessage() {}", share, "[{shareAppMessage map[path:/pages/a/a]}]"},
		{"a promise", "onShareAppMessage() { return {title: 'now', promise: Promise.resolve({title: 'later'})} }", share, "[{shareAppMessage map[path:/pages/a/a title:later]}]"},
		{"a promise that fails", "onShareAppMessage() { return {title: 'now', promise: Promise.reject(1)} }", share, "[{shareAppMessage map[path:/pages/a/a title:now]}]"},
		{"not shared", "", share, "[]"},
		{"it throws", "onShareAppMessage() { throw new Error('x') }", share, "[]"},
		{"the timeline", "onShareTimeline() { return {title: 't', query: 'a=1'} }", timeline, "[{shareTimeline map[query:a=1 title:t]}]"},
		{"no timeline", "onShareAppMessage() {}", timeline, "[]"},
		{"favorites", "onAddToFavorites() {}", favorites, "[{addToFavorites map[]}]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ui := &runtime.Headless{}
			app := launch(t, fmt.Sprintf(page, test.methods), runtime.Config{UI: ui})
			if err := test.do(app, context.Background()); err != nil {
				t.Fatal(err)
			}
			expect(t, "calls", fmt.Sprint(ui.Calls()), test.want)
		})
	}
}
