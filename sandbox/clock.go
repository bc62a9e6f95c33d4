package sandbox

import (
	"container/heap"
	"sync"
	"time"
)

// Clock is the time of a VM: what Date reads and what timers wait for.
// Implementations must be safe for concurrent use.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// AfterFunc calls f once, on a goroutine of the clock's choosing, when d has
	// passed; not before AfterFunc has returned. stop cancels the call and
	// reports whether it did so before f was started.
	AfterFunc(d time.Duration, f func()) (stop func() bool)
}

// realClock is the system's clock.
type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) AfterFunc(d time.Duration, f func()) func() bool {
	return time.AfterFunc(d, f).Stop
}

// ManualClock is a clock that stands still until it is moved. Moving it runs
// what has become due, in order, on the goroutine of the caller, with the clock
// showing the time each call was due. A VM on a ManualClock therefore runs its
// timers inside Advance and has settled when Advance returns, provided that no
// other goroutine is working in the VM.
//
// It is safe for concurrent use; two calls of Advance take turns.
type ManualClock struct {
	moving sync.Mutex // held by Advance

	mu    sync.Mutex
	now   time.Time
	seq   uint64
	calls callHeap
}

// NewManualClock returns a clock that shows start.
func NewManualClock(start time.Time) *ManualClock { return &ManualClock{now: start} }

// Now returns the time the clock shows.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc implements [Clock]. f runs in a later call of [ManualClock.Advance];
// with d at or below zero, in the next one, even in Advance(0).
func (c *ManualClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	call := &clockCall{due: c.now.Add(max(d, 0)), seq: c.seq, f: f}
	heap.Push(&c.calls, call)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		if call.index < 0 {
			return false
		}
		heap.Remove(&c.calls, call.index)
		return true
	}
}

// Advance moves the clock forward by d and runs what becomes due on the way,
// including what such calls add. It must not be called from inside such a call.
func (c *ManualClock) Advance(d time.Duration) {
	c.moving.Lock()
	defer c.moving.Unlock()
	c.mu.Lock()
	end := c.now.Add(d)
	for len(c.calls) > 0 && !c.calls[0].due.After(end) {
		call := heap.Pop(&c.calls).(*clockCall)
		if call.due.After(c.now) {
			c.now = call.due
		}
		c.mu.Unlock()
		call.f()
		c.mu.Lock()
	}
	if end.After(c.now) {
		c.now = end
	}
	c.mu.Unlock()
}

type clockCall struct {
	due   time.Time
	seq   uint64
	f     func()
	index int // in the heap, -1 when it has left it
}

// callHeap orders calls by time, then by age.
type callHeap []*clockCall

func (h callHeap) Len() int { return len(h) }
func (h callHeap) Less(i, j int) bool {
	if !h[i].due.Equal(h[j].due) {
		return h[i].due.Before(h[j].due)
	}
	return h[i].seq < h[j].seq
}
func (h callHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *callHeap) Push(x any) {
	call := x.(*clockCall)
	call.index = len(*h)
	*h = append(*h, call)
}
func (h *callHeap) Pop() any {
	old := *h
	call := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	call.index = -1
	return call
}
