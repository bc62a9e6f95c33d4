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
