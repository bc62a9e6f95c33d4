package quota

import (
	"testing"
	"time"
)

func TestWindow(t *testing.T) {
	type step struct{ at, used, want time.Duration }
	const s = time.Second
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"one amount", []step{{0, s, s}}},
		{"amounts add up", []step{{0, s, s}, {s, 2 * s, 3 * s}, {59 * s, s, 4 * s}}},
		{"a minute later they are gone", []step{{0, 5 * s, 5 * s}, {60 * s, s, s}}},
		{"one after the other", []step{{0, s, s}, {30 * s, s, 2 * s}, {61 * s, 0, s}, {91 * s, 0, 0}}},
		{"a long pause", []step{{0, s, s}, {7 * s, s, 2 * s}, {100 * time.Hour, 3 * s, 3 * s}, {100*time.Hour + 59*s, s, 4 * s}}},
		{"time that runs backwards", []step{{30 * s, s, s}, {0, s, 2 * s}, {89 * s, 0, 2 * s}, {91 * s, 0, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var w Window
			start := time.Unix(1_700_000_003, 0)
			for _, x := range c.steps {
				if got := w.Add(start.Add(x.at), x.used); got != x.want {
					t.Errorf("after %v at %v: %v, want %v", x.used, x.at, got, x.want)
				}
			}
		})
	}
}

// Whatever the amounts, the sum is never less than that of the last 55 seconds
// and never more than that of the last 60.
func TestWindowAgainstAll(t *testing.T) {
	var w Window
	type amount struct{ at, used time.Duration }
	var all []amount
	start := time.Unix(1_700_000_000, 0)
	at := time.Duration(0)
	for i := range 2000 {
		at += time.Duration(i*7919%4000) * time.Millisecond
		used := time.Duration(i*104729%300) * time.Millisecond
		all = append(all, amount{at, used})
		got := w.Add(start.Add(at), used)
		var least, most time.Duration
		for _, a := range all {
			if at-a.at <= Minute-slot {
				least += a.used
			}
			if at-a.at < Minute {
				most += a.used
			}
		}
		if got < least || got > most {
			t.Fatalf("at %v: %v, want %v to %v", at, got, least, most)
		}
	}
}
