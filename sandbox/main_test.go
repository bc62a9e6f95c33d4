package sandbox

import (
	"context"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dop251/goja"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// harness is a VM on a manual clock with what it has logged and reported.
type harness struct {
	*VM
	t     testing.TB
	clock *ManualClock
	mu    sync.Mutex
	log   []string // console messages, level first unless it is log
	errs  []error
}

func files(names map[string]string) fs.FS {
	fsys := fstest.MapFS{}
	for name, text := range names {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// newHarness makes a VM over files; change may alter its Config.
func newHarness(t testing.TB, names map[string]string, change func(*Config)) *harness {
	t.Helper()
	h := &harness{t: t, clock: NewManualClock(time.UnixMilli(1_700_000_000_000))}
	cfg := Config{
		Scripts: NewScripts(files(names), ScriptOptions{}),
		Clock:   h.clock,
		Console: func(level string, _ []goja.Value, text string) {
			if level != "log" {
				text = level + " " + text
			}
			h.say(text)
		},
		OnError: func(err error) { h.errs = append(h.errs, err) },
		Rand:    func() float64 { return 0.5 },
	}
	if change != nil {
		change(&cfg)
	}
	vm, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.VM = vm
	t.Cleanup(func() {
		vm.Close()
		<-vm.Done()
	})
	return h
}

// oneFile is a harness with one file, main.js.
func oneFile(t testing.TB, src string) *harness {
	t.Helper()
	return newHarness(t, map[string]string{"main.js": src}, nil)
}

// run requires a module in a turn and settles.
func (h *harness) run(path string) (exports goja.Value, err error) {
	h.t.Helper()
	err = h.Do(context.Background(), func() error {
		var err error
		exports, err = h.Require(path)
		return err
	})
	return exports, err
}

// mustRun requires main.js and fails the test on errors.
func (h *harness) mustRun() goja.Value {
	h.t.Helper()
	v, err := h.run("main.js")
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// do runs f in a turn.
func (h *harness) do(f func()) {
	h.t.Helper()
	if err := h.Do(context.Background(), func() error { f(); return nil }); err != nil {
		h.t.Fatal(err)
	}
}

// say adds to the log.
func (h *harness) say(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log = append(h.log, text)
}

// wantLog compares the console messages since the last call, joined by "; ".
func (h *harness) wantLog(want string) {
	h.t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	got := strings.Join(h.log, "; ")
	h.log = nil
	if got != want {
		h.t.Errorf("log\n got %s\nwant %s", got, want)
	}
}

// eval returns what the console shows of an expression's value.
func eval(t testing.TB, expr string) string {
	t.Helper()
	h := oneFile(t, "console.log("+expr+")")
	if _, err := h.run("main.js"); err != nil {
		return err.Error()
	}
	return strings.Join(h.log, "; ")
}
