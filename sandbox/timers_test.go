package sandbox

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Spec app §4.2: integer ids, extra arguments, least delay 0; ordered by due
// time, then by age. Each line of want is the log after advancing by the step.
func TestTimers(t *testing.T) {
	type step struct {
		ms   int
		want string
	}
	tests := []struct {
		name, src string
		steps     []step // the first is settled after loading
	}{
		{"order", `
			setTimeout(() => console.log('b'), 10)
			setTimeout(() => console.log('a'), 5)
			setTimeout(() => console.log('c'), 10)
			setTimeout(() => console.log('0'))`,
			[]step{{0, "0"}, {4, ""}, {1, "a"}, {5, "b; c"}}},
		{"nested 0 ms timers settle", `
			setTimeout(() => { console.log(1); setTimeout(() => { console.log(2); setTimeout(() => console.log(3)) }) })`,
			[]step{{0, "1; 2; 3"}}},
		{"ids and arguments", `
			const id = setTimeout((...args) => console.log(args, this === undefined), 1, 'x', 2)
			console.log(Number.isInteger(id) && id > 0, setInterval(() => {}, 1e9) === id + 1)`,
			[]step{{0, "true true"}, {1, `["x", 2] false`}}},
		{"strange delays", `
			for (const d of [undefined, null, -5, NaN, 'x', '2', Infinity, {}]) setTimeout(() => console.log(d), d)`,
			[]step{{0, "undefined; null; -5; NaN; x; {}"}, {2, "2"}, {1 << 31, "Infinity"}}},
		{"interval", `
			let n = 0
			const id = setInterval(() => { console.log(++n); if (n === 3) clearInterval(id) }, 10)`,
			[]step{{0, ""}, {10, "1"}, {9, ""}, {1, "2"}, {100, "3"}}},
		{"interval in one step", `
			let n = 0
			setInterval(() => console.log(++n, Date.now() % 1000), 10)`,
			[]step{{0, ""}, {35, "1 10; 2 20; 3 30"}}},
		{"interval of 0", `
			let n = 0
			setInterval(() => { if (++n <= 3) console.log(n) }, 0)`,
			[]step{{0, ""}, {2, "1; 2"}}},
		{"clear", `
			const a = setTimeout(() => console.log('a'), 5), b = setTimeout(() => clearTimeout(c), 5), c = setTimeout(() => console.log('c'), 5)
			clearInterval(a); clearTimeout(); clearTimeout(null); clearTimeout(12345); clearTimeout({}); clearTimeout('x')`,
			[]step{{0, ""}, {10, ""}}},
		{"cleared by a symbol", `
			try { clearTimeout(Symbol('x')) } catch (e) { console.log(e.name) }
			setTimeout(() => console.log('after'), 5)`,
			[]step{{0, "TypeError"}, {5, "after"}}},
		{"cleared by its text", `
			clearTimeout(String(setTimeout(() => console.log('a'), 5)))`,
			[]step{{10, ""}}},
		{"no function", `
			setTimeout(undefined, 1); setTimeout('console.log("code")', 1); setTimeout(() => console.log('next'), 1)`,
			[]step{{1, "next"}}},
		{"jobs between timers", `
			setTimeout(() => { console.log('a'); Promise.resolve().then(() => console.log('job')) }, 1)
			setTimeout(() => console.log('b'), 1)`,
			[]step{{1, "a; job; b"}}},
		{"clock shows the due time", `
			const t0 = Date.now()
			setTimeout(() => console.log(Date.now() - t0, new Date() - t0), 7)
			setTimeout(() => console.log(Date.now() - t0), 30)`,
			[]step{{100, "7 7; 30"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := oneFile(t, tt.src)
			h.mustRun()
			for _, s := range tt.steps {
				h.clock.Advance(time.Duration(s.ms) * time.Millisecond)
				h.wantLog(s.want)
			}
			for _, err := range h.errs {
				t.Error(err)
			}
		})
	}
}

func TestTimerErrors(t *testing.T) {
	h := oneFile(t, `
setTimeout(() => { throw new Error('first') }, 1)
setTimeout(() => console.log('second'), 1)
setInterval(() => { undefined.x }, 2)`)
	h.mustRun()
	h.clock.Advance(5 * time.Millisecond)
	h.wantLog("second")
	if len(h.errs) != 3 || h.errs[0].Error() != "main.js:2:26: Error: first" || h.errs[2].Error() != "main.js:4:31: TypeError: Cannot read property 'x' of undefined" {
		t.Errorf("reported %q", h.errs)
	}
}

func TestTimerLimit(t *testing.T) {
	h := newHarness(t, map[string]string{"main.js": `
try { for (;;) setTimeout(() => {}, 1000) } catch (e) { console.log(e.name, e.message) }
setTimeout(() => {}, 1)`}, func(c *Config) { c.Limits.MaxTimers = 3 })
	_, err := h.run("main.js")
	h.wantLog("RangeError main.js:2:16: limit timers exceeded: 3 timers waiting")
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Limit != LimitTimers || limit.Line != 3 {
		t.Error(err)
	}
	if n, due := h.Timers(); n != 3 || due.Sub(h.clock.Now()) != time.Second {
		t.Error(n, due)
	}
}

// One call of the clock is armed for the earliest timer, none when idle.
func TestOneClockCall(t *testing.T) {
	h := oneFile(t, "for (let i = 1; i < 100; i++) setTimeout(() => {}, i)")
	h.mustRun()
	for i := range 99 {
		if n := len(h.clock.calls); n != 1 {
			t.Fatalf("%d calls armed after %d ms", n, i)
		}
		h.clock.Advance(time.Millisecond)
	}
	if n := len(h.clock.calls); n != 0 {
		t.Errorf("%d calls armed at the end", n)
	}
}

func TestTimersInRealTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t, map[string]string{"main.js": `
			setTimeout(() => console.log('a'), 1000)
			let n = 0
			const id = setInterval(() => { console.log(++n); if (n === 2) clearInterval(id) }, 700)`},
			func(c *Config) { c.Clock = nil })
		h.mustRun()
		h.wantLog("")
		time.Sleep(1500 * time.Millisecond)
		synctest.Wait()
		h.wantLog("1; a; 2")
	})
}

func TestManualClock(t *testing.T) {
	start := time.Unix(100, 0)
	c := NewManualClock(start)
	var got []string
	say := func(s string) func() {
		return func() { got = append(got, s+" "+c.Now().Sub(start).String()) }
	}
	c.AfterFunc(2*time.Second, say("c"))
	c.AfterFunc(time.Second, func() { say("a")(); c.AfterFunc(0, say("nested")) })
	stop := c.AfterFunc(time.Second, say("never"))
	c.AfterFunc(time.Second, say("b"))
	c.AfterFunc(-1, say("now"))
	if !stop() || stop() {
		t.Error("stop")
	}
	if len(got) != 0 {
		t.Error("ran early")
	}
	c.Advance(0)
	c.Advance(1500 * time.Millisecond)
	if c.Now() != start.Add(1500*time.Millisecond) {
		t.Error(c.Now())
	}
	c.Advance(time.Hour)
	want := "now 0s, a 1s, b 1s, nested 1s, c 2s"
	if s := join(got); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
}

func join(list []string) (s string) {
	for i, x := range list {
		if i > 0 {
			s += ", "
		}
		s += x
	}
	return s
}

// A host whose clock does not call back runs what is due itself.
func TestRunDue(t *testing.T) {
	clock := &deafClock{}
	h := newHarness(t, map[string]string{"main.js": "setTimeout(() => console.log('a'), 5)"}, func(c *Config) { c.Clock = clock })
	h.mustRun()
	clock.now = clock.now.Add(5 * time.Millisecond)
	h.wantLog("")
	if err := h.RunDue(); err != nil {
		t.Error(err)
	}
	h.wantLog("a")
}

type deafClock struct{ now time.Time }

func (c *deafClock) Now() time.Time                              { return c.now }
func (c *deafClock) AfterFunc(time.Duration, func()) func() bool { return func() bool { return true } }
