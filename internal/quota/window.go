package quota

import "time"

// Minute is how far back a [Window] looks.
const Minute = time.Minute

// slots is in how many parts the minute is cut. What was used leaves the sum
// with its whole part, so the sum is that of the last 55 to 60 seconds.
const slots = 12

const slot = Minute / slots

// Window is what was used of some time during the last minute. The zero Window
// is empty. It is not safe for concurrent use.
type Window struct {
	start time.Time // of the first slot
	last  int64     // the number of the newest slot
	used  [slots]time.Duration
	sum   time.Duration
}

// Add counts used at the time now, and returns the sum of the last minute. A now
// before the newest one counts as that one.
func (w *Window) Add(now time.Time, used time.Duration) time.Duration {
	if w.start.IsZero() {
		w.start = now
	}
	n := max(int64(now.Sub(w.start)/slot), w.last)
	for range min(n-w.last, slots) {
		w.last++
		w.sum -= w.used[w.last%slots]
		w.used[w.last%slots] = 0
	}
	w.last = n
	w.used[n%slots] += used
	w.sum += used
	return w.sum
}
