package runtime_test

import (
	"testing"

	"github.com/mica-go/mica/runtime"
)

// What a script says of its styleIsolation is known here when it runs in another process.
func TestStyleIsolationInProcess(t *testing.T) {
	pkg, err := runtime.Load(program(t, isolationProgram("", "", "", "styleIsolation:'shared'")))
	if err != nil {
		t.Fatal(err)
	}
	app := start(t, pkg, runtime.Config{Isolation: runtime.Process, Workers: workers(t, &runtime.Workers{})})
	const want = "p: app s t p; i: i; a: app a s t p; s: app s t p; t: app s t p"
	if got := isolated(t, app); got != want {
		t.Errorf("computed\n%s, want\n%s", got, want)
	}
	if got := isolatedHTML(app); got != want {
		t.Errorf("HTML\n%s, want\n%s", got, want)
	}
}

// A worker knows what words the scripts of the program have: BigInt is there for those
// that mention it, in whatever file.
func TestBigIntInProcess(t *testing.T) {
	for files, want := range map[string]string{
		"module.exports = 2n ** 70n":                        "1180591620717411303424",
		"module.exports = typeof globalThis['Big' + 'Int']": "undefined",
	} {
		pkg, err := runtime.Load(program(t, `
-- app.json --
{"pages": ["a"]}
-- a.wxml --
<view>{{n}}</view>
-- a.js --
Page({ onLoad() { this.setData({ n: String(require('./lib/n')) }) } })
-- lib/n.js --
`+files+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		for _, where := range []runtime.Isolation{runtime.InProcess, runtime.Process} {
			app := start(t, pkg, runtime.Config{Isolation: where, Workers: workers(t, &runtime.Workers{})})
			if got := app.Page().Text(); len(got) != 1 || got[0] != want {
				t.Errorf("%s, isolation %v: %q, want %q", files, where, got, want)
			}
		}
	}
}
