package runtime_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// Spec app §2.1 (restartStrategy) and §5: what a program keeps when it is left, and
// where the next launch begins.
func TestExitState(t *testing.T) {
	left := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, app, page, save, path, later, want string }{
		{"home page by default", `{}`, `{}`, `return {data: 1}`, "", "1h", "pages/home/home?"},
		{"latest page", `{}`, `{"restartStrategy":"homePageAndLatestPage"}`, `return {data: {n: this.data.n, list: [1, null]}}`, "", "23h",
			`pages/a/a?{"id":"7","q":"%20"} {"list":[1,null],"n":5}`},
		{"said in the window", `{"restartStrategy":"homePageAndLatestPage"}`, `{}`, `return {data: 'x'}`, "", "1h", `pages/a/a?{"id":"7","q":"%20"} "x"`},
		{"expired after a day", `{}`, `{"restartStrategy":"homePageAndLatestPage"}`, `return {data: 1}`, "", "24h", "pages/home/home?"},
		{"its own time", `{}`, `{"restartStrategy":"homePageAndLatestPage"}`, `return {data: 1, expireTimeStamp: Date.now() + 1000}`, "", "1s", "pages/home/home?"},
		{"a longer time", `{}`, `{"restartStrategy":"homePageAndLatestPage"}`, `return {data: 1, expireTimeStamp: Date.now() + 1e9}`, "", "100h", `pages/a/a?{"id":"7","q":"%20"} 1`},
		{"nothing saved", `{}`, `{"restartStrategy":"homePageAndLatestPage"}`, ``, "", "1h", `pages/a/a?{"id":"7","q":"%20"} undefined`},
		{"launched with a path", `{}`, `{"restartStrategy":"homePageAndLatestPage"}`, `return {data: 1}`, "pages/home/home", "1h", "pages/home/home?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			method := ""
			if c.save != "" {
				method = "onSaveExitState() { " + c.save + " },"
			}
			pkg, err := runtime.Load(program(t, `-- app.json --
{"pages":["pages/home/home","pages/a/a"],"window":`+c.app+`}
-- pages/home/home.js --
Page({ onLoad() { console.log('home ' + JSON.stringify(this.exitState)) } })
-- pages/home/home.wxml --
-- pages/a/a.json --
`+c.page+`
-- pages/a/a.js --
Page({ data: { n: 4 }, `+method+` onLoad(q) { console.log(JSON.stringify(q) + ' ' + JSON.stringify(this.exitState)); this.setData({ n: 5 }) } })
-- pages/a/a.wxml --
`))
			if err != nil {
				t.Fatal(err)
			}
			app := start(t, pkg, runtime.Config{Clock: sandbox.NewManualClock(left)})
			if err := app.NavigateTo(t.Context(), "/pages/a/a?id=7&q=%20"); err != nil {
				t.Fatal(err)
			}
			state, err := app.ExitState(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(state) // as a host would keep it
			if err != nil {
				t.Fatal(err)
			}
			state = nil
			if err := json.Unmarshal(b, &state); err != nil {
				t.Fatal(err)
			}
			later, _ := time.ParseDuration(c.later)
			var log []string
			again := start(t, pkg, runtime.Config{Exit: state, Path: c.path, Clock: sandbox.NewManualClock(left.Add(later)),
				Console: func(m runtime.ConsoleMessage) { log = append(log, m.Text) }})
			got := again.Page().Path() + "?" + strings.TrimPrefix(strings.Join(log, "|"), "home undefined")
			expect(t, "begins at", got, c.want)
			if err := again.NavigateTo(t.Context(), "/pages/home/home"); err != nil || log[len(log)-1] != "home undefined" {
				t.Errorf("another page has the state too: %v (%v)", log, err)
			}
		})
	}
}

// What onSaveExitState throws is the caller's to see.
func TestExitStateThrows(t *testing.T) {
	app := launch(t, `-- pages/a/a.json --
{"restartStrategy":"homePageAndLatestPage"}
-- pages/a/a.js --
Page({ onSaveExitState() { throw new Error('no') } })
-- pages/a/a.wxml --
`, runtime.Config{})
	if _, err := app.ExitState(t.Context()); err == nil || !strings.Contains(err.Error(), "no") {
		t.Errorf("error %v", err)
	}
}
