package runtime_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// children returns the processes that this one has started and not yet reaped.
func children(t testing.TB) []int {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	var pids []int
	for _, list := range lists {
		data, _ := os.ReadFile(list) // a thread that has ended has none
		for _, f := range strings.Fields(string(data)) {
			pid, err := strconv.Atoi(f)
			if err != nil {
				t.Fatal(err)
			}
			pids = append(pids, pid)
		}
	}
	return pids
}

const countingPage = `
-- app.json --
{"pages":["p"]}
-- p.js --
Page({
  data: {n: 0},
  add() { this.setData({n: this.data.n + 1}) },
  spin() { for (;;); },
  fail() { null.f() },
  later() { setTimeout(() => { for (;;); }, 0) },
})
-- p.wxml --
<view class="n" bindtap="add">{{n}}</view><view class="fail" bindtap="fail"/>
`

func processApp(t *testing.T, w *runtime.Workers, cfg runtime.Config) *runtime.App {
	t.Helper()
	pkg, err := runtime.Load(program(t, countingPage))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Isolation, cfg.Workers = runtime.Process, workers(t, w)
	return start(t, pkg, cfg)
}

func works(t *testing.T, app *runtime.App) {
	t.Helper()
	before := app.Page().Text()[0]
	if err := app.Page().Query(".n").Tap(); err != nil || app.Page().Text()[0] == before {
		t.Errorf("a tap: %v, %q before and %q after", err, before, app.Page().Text())
	}
}

// A worker has nothing of its host: no environment, no file, no folder, and
// can't open any.
func TestProcessHasNothing(t *testing.T) {
	t.Setenv("SECRET", "x")
	leak, err := os.Open("/etc/hostname")
	if err != nil {
		t.Fatal(err)
	}
	defer leak.Close()
	if _, _, errno := syscall.Syscall(syscall.SYS_FCNTL, leak.Fd(), syscall.F_SETFD, 0); errno != 0 { // it survives exec
		t.Fatal(errno)
	}
	before := children(t)
	app := processApp(t, &runtime.Workers{}, runtime.Config{})
	works(t, app)
	pids := slices.DeleteFunc(children(t), func(pid int) bool { return slices.Contains(before, pid) })
	if len(pids) != 1 {
		t.Fatalf("%d new processes", len(pids))
	}
	dir := "/proc/" + strconv.Itoa(pids[0])
	env, err := os.ReadFile(dir + "/environ")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(string(env), "\x00", " "); got != "MICA_WORKER=1 GOTRACEBACK=single " {
		t.Errorf("the environment is %q", got)
	}
	if cwd, err := os.Readlink(dir + "/cwd"); err != nil || cwd != "/" {
		t.Errorf("the folder is %q (%v)", cwd, err)
	}
	limits, err := os.ReadFile(dir + "/limits")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(limits), "\n") {
		if f := strings.Fields(line); strings.HasPrefix(line, "Max open files") && f[3] != "0" {
			t.Error(line)
		}
	}
	fds, err := os.ReadDir(dir + "/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		to, err := os.Readlink(dir + "/fd/" + fd.Name())
		if err != nil {
			t.Fatal(err)
		}
		ok := to == "/dev/null" || strings.HasPrefix(to, "pipe:") && fd.Name() == "2" || strings.HasPrefix(to, "socket:") && fd.Name() == "3" ||
			strings.HasPrefix(to, "anon_inode:[event") || strings.HasPrefix(to, "/sys/fs/cgroup/") // Go's own
		if !ok {
			t.Errorf("file %s is %s", fd.Name(), to)
		}
	}
}

// A worker that is killed is an error with a type; the other apps and the pages
// of this one are still there.
func TestProcessIsKilled(t *testing.T) {
	before := children(t)
	errs := make(chan error, 10) // the host is told on another goroutine
	app := processApp(t, &runtime.Workers{}, runtime.Config{OnError: func(err error) { errs <- err }})
	pids := slices.DeleteFunc(children(t), func(pid int) bool { return slices.Contains(before, pid) })
	other := processApp(t, &runtime.Workers{}, runtime.Config{})
	works(t, app)
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	err := app.Page().Query(".n").Tap()
	var we *runtime.WorkerError
	if !errors.As(err, &we) || we.State != "signal: killed" || we.Limit != nil {
		t.Fatalf("a tap gives %v", err)
	}
	if told := <-errs; !errors.Is(told, we) || len(errs) > 0 {
		t.Errorf("OnError was told %v and %d more", told, len(errs))
	}
	if got := app.Page().Text()[0]; got != "1" {
		t.Errorf("the page shows %q", got)
	}
	if _, err := app.Page().Data(t.Context()); !errors.As(err, &we) {
		t.Errorf("its data: %v", err)
	}
	works(t, other)
	next, err := app.Relaunch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	works(t, next)
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

// A spare worker that died while it waited does not fail the launch.
func TestProcessSpareIsKilled(t *testing.T) {
	pkg, err := runtime.Load(program(t, countingPage))
	if err != nil {
		t.Fatal(err)
	}
	w := workers(t, &runtime.Workers{Spare: 2})
	before := children(t)
	if err := w.Prepare(t.Context(), pkg); err != nil {
		t.Fatal(err)
	}
	pids := slices.DeleteFunc(children(t), func(pid int) bool { return slices.Contains(before, pid) })
	if len(pids) != 2 {
		t.Fatalf("%d spare workers, want 2", len(pids))
	}
	if err := syscall.Kill(pids[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		works(t, start(t, pkg, runtime.Config{Isolation: runtime.Process, Workers: w}))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := pkg.Launch(t.Context(), runtime.Config{Isolation: runtime.Process, Workers: w}); err == nil {
		t.Error("closed Workers start one")
	}
}

// A context that ends interrupts the program there as it does here.
func TestProcessContext(t *testing.T) {
	app := processApp(t, &runtime.Workers{}, runtime.Config{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := app.Page().Call(ctx, "spin"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("spin gives %v", err)
	}
	works(t, app)
}

// An exception has its type, its place and its stack on this side too.
func TestProcessException(t *testing.T) {
	app := processApp(t, &runtime.Workers{}, runtime.Config{})
	if err := app.Page().Query(".fail").Tap(); err != nil {
		t.Fatal(err)
	}
	errs := app.Errors()
	var ex *sandbox.Exception
	if len(errs) != 1 || !errors.As(errs[0], &ex) || ex.File != "p.js" || ex.Line != 5 || len(ex.Frames) == 0 {
		t.Errorf("the app reports %v", errs)
	}
}

// What goes on after a call breaks the limit of a turn as a call does: the app
// hears of it and goes on.
func TestProcessBackground(t *testing.T) {
	app := processApp(t, &runtime.Workers{}, runtime.Config{Limits: runtime.Limits{TurnTime: 100 * time.Millisecond}})
	if _, err := app.Page().Call(t.Context(), "later"); err != nil {
		t.Fatal(err)
	}
	for range 100 { // the timer has run when a later call finds its error
		if err := app.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if errs := app.Errors(); len(errs) > 0 {
			var le *sandbox.LimitError
			if !errors.As(errs[0], &le) || le.Limit != sandbox.LimitTurnTime {
				t.Error(errs)
			}
			works(t, app)
			return
		}
	}
	t.Error("nobody was told")
}

// The host's end of wx is the same for a logic layer in another process: files,
// the host's own APIs, permissions, workers.
func TestProcessAPIs(t *testing.T) {
	ui := &runtime.Headless{}
	ui.Answer("authorize", nil, nil)
	api := runtime.API{Params: "n:Number!", Scope: "scope.pay",
		Call: func(_ context.Context, args map[string]any) (map[string]any, error) {
			return map[string]any{"n": args["n"]}, nil
		},
		Sync: func(args []any) (any, error) { return args[0], nil }}
	cfg := runtime.Config{Isolation: runtime.Process, Workers: workers(t, &runtime.Workers{}), UI: ui,
		APIs: map[string]runtime.API{"pay": api}, Allow: []string{"pay", "paySync"}}
	got, _ := runScript(t, `const fs = wx.getFileSystemManager(); fs.writeFileSync(U + '/a', 'x'); console.log(fs.readFileSync(U + '/a', 'utf8'), fs.readFileSync('/data.txt', 'utf8').trim())
		console.log(await P(wx.pay({n: 1})), wx.paySync(2), await P(wx.scanCode()), wx.canIUse('scanCode'))
		const w = wx.createWorker('workers/a.js'); w.onMessage((m) => console.log(m)); w.postMessage(4)`,
		"-- app.json --\n{\"pages\":[\"pages/a/a\"],\"workers\":\"workers\"}\n-- data.txt --\npacked\n-- workers/a.js --\nconst f = require('./b'); worker.onMessage((n) => worker.postMessage(f(n)))\n-- workers/b.js --\nmodule.exports = (n) => n * n\n", cfg)
	expect(t, "log", got, `x packed | {"n":1,"errMsg":"pay:ok"} 2 scanCode:fail no permission 102 false | 16`)
}
