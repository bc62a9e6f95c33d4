package sandbox

import (
	"context"
	"errors"
	"testing"
	"time"
)

// The turns of a minute together have a limit: a chain of them ends, however
// short each is, and with it the VM.
func TestCPUPerMinute(t *testing.T) {
	for name, src := range map[string]string{
		"timers":      `(function f() { for (let i = 0; i < 1e4; i++); setTimeout(f, 0) })()`,
		"one turn":    `for (;;);`,
		"in a timer":  `setTimeout(() => { for (;;) { try { for (;;); } catch (e) {} } }, 0)`,
		"many timers": `for (let i = 0; i < 100; i++) setInterval(() => { for (let i = 0; i < 1e4; i++); }, 0)`,
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan *LimitError, 2)
			h := newHarness(t, map[string]string{"main.js": src}, func(c *Config) {
				c.Clock = nil
				c.Limits = Limits{TurnTime: time.Minute, CPUPerMinute: 20 * time.Millisecond}
				c.OnEnd = func(e *LimitError) { ended <- e }
			})
			_, _ = h.run("main.js") // the limit, where it is the turn of main.js
			<-h.Done()
			limit := <-ended
			if limit.Limit != LimitCPUPerMinute || limit.Max != "20ms of turns in a minute" {
				t.Errorf("OnEnd got %v", limit)
			}
			if name == "one turn" && limit.File != "main.js" {
				t.Errorf("no place: %v", limit)
			}
			for _, err := range h.errs {
				t.Errorf("OnError got %v", err)
			}
			err := h.Do(context.Background(), nil)
			var later *LimitError
			if !errors.Is(err, ErrClosed) || !errors.As(err, &later) || later.Limit != LimitCPUPerMinute {
				t.Errorf("Do afterwards: %v", err)
			}
			if len(ended) > 0 {
				t.Error("OnEnd was called twice")
			}
		})
	}
}

// What a turn takes leaves the sum after a minute.
func TestCPUPerMinuteForgets(t *testing.T) {
	w := watch{active: true}
	l := Limits{CPUPerMinute: 30 * time.Second}
	for i := range 100 {
		w.counted = time.Now().Add(-29 * time.Second)
		w.minute.Add(time.Now().Add(time.Duration(i)*time.Minute), 0) // a minute is over
		if limit := w.spent(&l); limit != nil {
			t.Fatalf("minute %d: %v", i, limit)
		}
	}
	w.counted = time.Now().Add(-2 * time.Second)
	if w.spent(&l) == nil {
		t.Error("31 s in a minute are no breach")
	}
}
