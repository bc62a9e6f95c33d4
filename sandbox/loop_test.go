package sandbox

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dop251/goja"
)

// goja runs promise jobs when its outermost call returns. A turn is one such
// call, however often Go calls JavaScript in it.
func TestTurnRunsJobsOnceAtItsEnd(t *testing.T) {
	h := oneFile(t, `
		module.exports = (name) => {
			console.log(name)
			Promise.resolve().then(() => console.log('job of ' + name)).then(() => console.log('second job of ' + name))
		}`)
	f := h.mustRun()
	h.do(func() {
		for _, name := range []string{"a", "b"} {
			if _, err := h.Call(f, nil, h.Runtime().ToValue(name)); err != nil {
				t.Error(err)
			}
			h.say("returned")
		}
	})
	h.wantLog("a; returned; b; returned; job of a; job of b; second job of a; second job of b")
}

// Order of a turn: function, promise jobs, errors, AfterTurn, functions of Next,
// then the queue, then timers.
func TestTurnOrder(t *testing.T) {
	var h *harness
	h = newHarness(t, map[string]string{"main.js": `
		setTimeout(() => console.log('timer'), 0)
		queueMicrotask(() => { throw new Error('in microtask') })
		Promise.resolve().then(() => console.log('job'))
		console.log('main')`},
		func(c *Config) {
			c.AfterTurn = func() { h.say("after") }
			c.OnError = func(err error) { h.say("error: " + err.(*Exception).Message) }
		})
	err := h.Do(context.Background(), func() error {
		h.Post(func() { h.say("posted") })
		h.Next(func() {
			h.say("next")
			h.Next(func() { h.say("next of next") })
		})
		_, err := h.Require("main.js")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.wantLog("main; job; error: Error: in microtask; after; next; after; next of next; after; posted; after; timer; after")
}

func TestDo(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name string
		fn   func(h *harness) error
		want func(err error) bool
	}{
		{"nil function", nil, func(err error) bool { return err == nil }},
		{"error of the function", func(*harness) error { return boom }, func(err error) bool { return err == boom }},
		{"JavaScript exception", func(h *harness) error {
			panic(h.Runtime().NewTypeError("no"))
		}, func(err error) bool {
			var ex *Exception
			return errors.As(err, &ex) && ex.Message == "TypeError: no"
		}},
		{"Go panic", func(*harness) error { panic(boom) }, func(err error) bool {
			var p *PanicError
			return errors.As(err, &p) && errors.Is(err, boom) && len(p.Stack) > 0
		}},
		{"Go panic below JavaScript", func(h *harness) error {
			h.SetGlobal("host", h.Func("host", 0, func(goja.FunctionCall) goja.Value { panic(boom) }))
			_, err := h.Require("panic.js")
			return err
		}, func(err error) bool { return errors.Is(err, boom) }},
		{"closed inside", func(h *harness) error { h.Close(); return nil }, func(err error) bool { return err == nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHarness(t, map[string]string{"panic.js": "try { host() } catch (e) { console.log('caught') }"}, nil)
			var fn func() error
			if tt.fn != nil {
				fn = func() error { return tt.fn(h) }
			}
			if err := h.Do(context.Background(), fn); !tt.want(err) {
				t.Errorf("got %T %v", err, err)
			}
			h.wantLog("")
			if h.isClosed() {
				return
			}
			ran := false
			h.do(func() { ran = true })
			if !ran {
				t.Error("the VM does not work any more")
			}
		})
	}
}

func TestDoWaitsForTheOwner(t *testing.T) {
	h := oneFile(t, "")
	started, release := make(chan struct{}), make(chan struct{})
	h.Post(func() {
		close(started)
		<-release
		h.say("first")
	})
	<-started
	done := make(chan error)
	go func() {
		done <- h.Do(context.Background(), func() error {
			h.say("second")
			h.Next(func() { h.say("third") })
			return nil
		})
	}()
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	h.wantLog("first; second; third")
}

func TestDoContext(t *testing.T) {
	canceled := errors.New("enough")
	t.Run("ended before", func(t *testing.T) {
		h := oneFile(t, "")
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(canceled)
		if err := h.Do(ctx, func() error { t.Error("ran"); return nil }); err != canceled {
			t.Error(err)
		}
	})
	t.Run("ends while it runs", func(t *testing.T) {
		h := oneFile(t, "module.exports = () => { host(); for (;;) ; }")
		f := h.mustRun()
		ctx, cancel := context.WithCancelCause(context.Background())
		h.SetGlobal("host", h.Func("host", 0, func(goja.FunctionCall) goja.Value { cancel(canceled); return nil }))
		err := h.Do(ctx, func() error {
			_, err := h.Call(f, nil)
			return err
		})
		if err != canceled {
			t.Error(err)
		}
		h.do(func() {})
	})
	t.Run("ends while it waits", func(t *testing.T) {
		h := oneFile(t, "")
		started, release := make(chan struct{}), make(chan struct{})
		h.Post(func() { close(started); <-release })
		<-started
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(nil)
		ctx2, cancel2 := context.WithCancelCause(context.Background())
		done := make(chan error)
		go func() { done <- h.Do(ctx2, func() error { t.Error("ran"); return nil }) }()
		for vmQueue(h.VM) == 0 {
			runtime.Gosched()
		}
		cancel2(canceled)
		if err := <-done; err != canceled {
			t.Error(err)
		}
		close(release)
		h.do(func() {})
		_ = ctx
	})
	t.Run("ends while another goroutine runs it", func(t *testing.T) {
		h := oneFile(t, "module.exports = (f) => { f(); for (;;) ; }")
		f := h.mustRun()
		started, release, inside := make(chan struct{}), make(chan struct{}), make(chan struct{})
		h.Post(func() { close(started); <-release })
		<-started
		ctx, cancel := context.WithCancelCause(context.Background())
		done := make(chan error)
		var running atomic.Bool
		go func() {
			done <- h.Do(ctx, func() error {
				running.Store(true)
				defer running.Store(false)
				_, err := h.Call(f, nil, h.Func("", 0, func(goja.FunctionCall) goja.Value { close(inside); return nil }))
				return err
			})
		}()
		for vmQueue(h.VM) == 0 {
			runtime.Gosched()
		}
		close(release)
		<-inside
		cancel(canceled)
		if err := <-done; err != canceled {
			t.Error(err)
		}
		if running.Load() {
			t.Error("Do returned before its function")
		}
	})
}

func vmQueue(vm *VM) int {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	return vm.queue.len()
}

// A turn that takes too long is interrupted, cannot be caught, and the VM works
// on.
func TestTurnTime(t *testing.T) {
	for _, src := range []string{
		"for (;;) ;",
		"for (;;) { try { for (;;) ; } catch (e) {} finally {} }",
		"(async () => { for (;;) await 1 })()",
		"setTimeout(() => { for (;;) ; }, 0)",
		"function f() { return Promise.resolve().then(f) } f()",
	} {
		t.Run(src, func(t *testing.T) {
			h := newHarness(t, map[string]string{"main.js": src}, func(c *Config) { c.Limits.TurnTime = 20 * time.Millisecond })
			_, err := h.run("main.js")
			if err == nil && len(h.errs) == 1 {
				err = h.errs[0]
			}
			var limit *LimitError
			if !errors.As(err, &limit) || limit.Limit != LimitTurnTime {
				t.Fatalf("got %v, reported %v", err, h.errs)
			}
			if limit.File != "main.js" || limit.Line != 1 || limit.Col == 0 {
				t.Errorf("place %s:%d:%d", limit.File, limit.Line, limit.Col)
			}
			if want := "main.js:1:"; !strings.HasPrefix(limit.Error(), want) || !strings.HasSuffix(limit.Error(), "limit turn-time exceeded: 20ms") {
				t.Error(limit)
			}
			h.do(func() {})
		})
	}
}

// An interrupt that comes late must not hit the turn after.
func TestTurnTimeHitsItsOwnTurn(t *testing.T) {
	h := newHarness(t, map[string]string{"main.js": "module.exports = () => { for (let i = 0; i < 2000; i++) ; }"}, func(c *Config) {
		c.Limits.TurnTime = time.Millisecond
	})
	var limit *LimitError
	f, err := h.run("main.js")
	for errors.As(err, &limit) { // compiling may take longer
		f, err = h.run("main.js")
	}
	for range 300 {
		start := time.Now()
		err := h.Do(context.Background(), func() error {
			_, err := h.Call(f, nil)
			return err
		})
		if took := time.Since(start); errors.As(err, &limit) && took < time.Millisecond {
			t.Fatalf("interrupted after %v", took)
		}
	}
}

func TestCallDepth(t *testing.T) {
	for _, src := range []string{
		"function f() { f() } f()",
		"try { (function f() { f() })() } catch (e) { console.log('caught') }",
		"var o = { get x() { return this.x } }; o.x",
		"function f() { [2, 1].sort(f) } f()",
	} {
		h := oneFile(t, "\n"+src)
		_, err := h.run("main.js")
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != LimitCallDepth || limit.File != "main.js" || limit.Line != 2 {
			t.Errorf("%s: %v", src, err)
		}
		h.wantLog("")
	}
}

// Settling stops at an endless chain; the rest goes on in the background.
func TestSettleBudget(t *testing.T) {
	t.Run("timers", func(t *testing.T) {
		h := newHarness(t, map[string]string{"main.js": "let n = 0; function f() { n++; setTimeout(f, 0) } f(); exports.n = () => n"},
			func(c *Config) { c.Limits.SettleTurns = 100 })
		v := h.mustRun()
		if n := count(h, v); n != 101 {
			t.Errorf("after Do: %d", n)
		}
		h.clock.Advance(time.Millisecond)
		if n := count(h, v); n < 202 {
			t.Errorf("after a millisecond: %d", n)
		}
	})
	t.Run("many timers at once are no chain", func(t *testing.T) {
		h := newHarness(t, map[string]string{"main.js": "let n = 0; for (let i = 0; i < 500; i++) setTimeout(() => n++, 0); exports.n = () => n"},
			func(c *Config) { c.Limits.SettleTurns = 10 })
		if n := count(h, h.mustRun()); n != 500 {
			t.Errorf("ran %d of 500", n)
		}
	})
	t.Run("Next", func(t *testing.T) {
		h := newHarness(t, nil, func(c *Config) { c.Limits.SettleTurns = 100 })
		n := 0
		var f func()
		f = func() { n++; h.Next(f) }
		h.do(f)
		if n != 101 {
			t.Errorf("ran %d times", n)
		}
		h.clock.Advance(time.Millisecond)
		if n != 201 {
			t.Errorf("then %d times", n)
		}
	})
	t.Run("time", func(t *testing.T) {
		h := newHarness(t, map[string]string{"main.js": ""}, func(c *Config) { c.Limits.SettleTime = time.Millisecond })
		var stop atomic.Bool
		var f func()
		f = func() {
			if !stop.Load() {
				h.Post(f)
			}
		}
		h.do(f)
		h.do(func() {}) // waits for the goroutine in the background
		stop.Store(true)
		h.do(func() {})
	})
	t.Run("timers get their turn", func(t *testing.T) {
		h := newHarness(t, map[string]string{"main.js": "setTimeout(() => stop(), 0)"}, nil)
		stopped := false
		h.SetGlobal("stop", h.Func("stop", 0, func(goja.FunctionCall) goja.Value { stopped = true; return nil }))
		var f func()
		f = func() {
			if !stopped {
				h.Post(f)
			}
		}
		h.Post(f)
		h.mustRun()
	})
}

func count(h *harness, exports goja.Value) (n int64) {
	h.t.Helper()
	h.do(func() {
		v, err := h.Call(exports.ToObject(h.Runtime()).Get("n"), nil)
		if err != nil {
			h.t.Fatal(err)
		}
		n = v.ToInteger()
	})
	return n
}

func TestRegisterCallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, map[string]string{"main.js": `
			exports.p = new Promise((resolve) => request(resolve)).then((v) => console.log('got ' + v))`},
			func(c *Config) { c.Clock = nil })
		var answer func(func())
		h.SetGlobal("request", h.Func("request", 1, func(c goja.FunctionCall) goja.Value {
			resolve := c.Argument(0)
			answer = h.RegisterCallback()
			go func() {
				time.Sleep(time.Second)
				answer(func() {
					if _, err := h.Call(resolve, nil, h.Runtime().ToValue("it")); err != nil {
						t.Error(err)
					}
				})
			}()
			return nil
		}))
		h.mustRun()
		if h.Pending() != 1 {
			t.Errorf("pending %d", h.Pending())
		}
		h.wantLog("")
		time.Sleep(time.Second)
		synctest.Wait()
		h.wantLog("got it")
		if h.Pending() != 0 {
			t.Errorf("pending %d", h.Pending())
		}
		defer func() {
			if recover() == nil {
				t.Error("a second call did not panic")
			}
		}()
		answer(func() {})
	})
}

func TestClose(t *testing.T) {
	t.Run("idle", func(t *testing.T) {
		h := oneFile(t, "setInterval(() => {}, 10)")
		h.mustRun()
		h.Close()
		<-h.Done()
		h.Close()
		if n, _ := h.Timers(); n != 0 {
			t.Errorf("%d timers left", n)
		}
		if len(h.clock.calls) != 0 {
			t.Error("the clock still waits")
		}
		if err := h.Do(context.Background(), nil); err != ErrClosed {
			t.Error(err)
		}
		h.Post(func() { t.Error("ran") })
	})
	t.Run("running", func(t *testing.T) {
		h := oneFile(t, "module.exports = (f) => { f(); for (;;) ; }")
		f := h.mustRun()
		inside := make(chan struct{})
		go func() {
			<-inside
			h.Close()
		}()
		err := h.Do(context.Background(), func() error {
			h.Post(func() { t.Error("ran") })
			_, err := h.Call(f, nil, h.Func("", 0, func(goja.FunctionCall) goja.Value { close(inside); return nil }))
			return err
		})
		if !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
		<-h.Done()
	})
	t.Run("waiting", func(t *testing.T) {
		h := oneFile(t, "")
		started, release := make(chan struct{}), make(chan struct{})
		h.Post(func() { close(started); <-release })
		<-started
		done := make(chan error)
		go func() { done <- h.Do(context.Background(), func() error { t.Error("ran"); return nil }) }()
		for vmQueue(h.VM) == 0 {
			runtime.Gosched()
		}
		h.Close()
		close(release)
		if err := <-done; err != ErrClosed {
			t.Error(err)
		}
	})
}

// runtime.Goexit in a host function, as of t.FailNow, loses the state of goja:
// the VM is closed, nobody hangs.
func TestGoexit(t *testing.T) {
	h := oneFile(t, "")
	started, release := make(chan struct{}), make(chan struct{})
	h.Post(func() { close(started); <-release; runtime.Goexit() })
	<-started
	done := make(chan error)
	go func() { done <- h.Do(context.Background(), func() error { t.Error("ran"); return nil }) }()
	for vmQueue(h.VM) == 0 {
		runtime.Gosched()
	}
	close(release)
	if err := <-done; err != ErrClosed {
		t.Error(err)
	}
	<-h.Done()
}

// Any number of goroutines may post, call and close at once.
func TestLoopRace(t *testing.T) {
	h := newHarness(t, map[string]string{"main.js": "let n = 0; exports.add = () => { n++; Promise.resolve().then(() => n++) }; exports.n = () => n"},
		func(c *Config) { c.Clock = nil })
	add := h.mustRun().ToObject(h.Runtime()).Get("add")
	var wg sync.WaitGroup
	const each = 200
	for i := range 8 {
		wg.Go(func() {
			for range each {
				f := func() {
					if _, err := h.Call(add, nil); err != nil {
						t.Error(err)
					}
				}
				if i%2 == 0 {
					h.Post(f)
				} else if err := h.Do(context.Background(), func() error { f(); return nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	v, err := h.run("main.js")
	if err != nil {
		t.Fatal(err)
	}
	if n := count(h, v); n != 8*each*2 {
		t.Errorf("counted %d", n)
	}
}

func TestUnhandledRejection(t *testing.T) {
	var got []string
	h := newHarness(t, map[string]string{"main.js": `
		Promise.reject(new Error('late')).catch(() => {})
		const p = Promise.reject(1)
		Promise.resolve().then(() => p.catch(() => {}))
		Promise.reject(new TypeError('lost'))
		;(async () => { throw 'text' })()`},
		func(c *Config) {
			c.OnUnhandledRejection = func(reason, promise goja.Value) {
				if _, ok := promise.Export().(*goja.Promise); !ok {
					t.Errorf("promise is %v", promise)
				}
				got = append(got, reason.String())
			}
		})
	h.mustRun()
	if want := []string{"TypeError: lost", "text"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestHookPanics(t *testing.T) {
	h := newHarness(t, nil, func(c *Config) { c.AfterTurn = func() { panic("hook") } })
	h.do(func() {})
	h.do(func() {})
}

func BenchmarkTurn(b *testing.B) {
	h := oneFile(b, "module.exports = () => {}")
	f := h.mustRun()
	call := func() error {
		_, err := h.Call(f, nil)
		return err
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := h.Do(context.Background(), call); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	s := NewScripts(files(nil), ScriptOptions{})
	b.ReportAllocs()
	for b.Loop() {
		vm, err := New(Config{Scripts: s})
		if err != nil {
			b.Fatal(err)
		}
		vm.Close()
	}
}
