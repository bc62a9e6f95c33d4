package sandbox

import (
	"container/heap"
	"fmt"
	"math"
	"time"

	"github.com/dop251/goja"
)

// timer is one setTimeout or setInterval that waits.
type timer struct {
	id       int
	seq      int // age: the id, renewed each time an interval is set again
	due      time.Time
	interval time.Duration // 0 for setTimeout
	fn       goja.Value
	args     []goja.Value
	index    int // in the heap
}

// timers holds the timers of a VM, the earliest first; those due at the same
// time in the order in which they were set. Guarded by loop.mu. The zero value
// is ready.
type timers struct {
	seq  int
	byID map[int]*timer
	heap timerHeap
	stop time.Time // what is due after it waits; the zero time stops nothing
}

func (t *timers) add(x *timer) {
	if t.byID == nil {
		t.byID = make(map[int]*timer)
	}
	t.seq++
	x.seq = t.seq
	if x.id == 0 {
		x.id = t.seq
	}
	t.byID[x.id] = x
	heap.Push(&t.heap, x)
}

func (t *timers) remove(id int) {
	if x := t.byID[id]; x != nil {
		delete(t.byID, id)
		heap.Remove(&t.heap, x.index)
	}
}

// due takes the first timer that is due at now off the heap, or returns nil. An
// interval is set again at once.
func (t *timers) due(now time.Time) *timer {
	if !t.anyDue(now) {
		return nil
	}
	x := t.heap[0]
	t.remove(x.id)
	if x.interval > 0 {
		again := *x
		if again.due = x.due.Add(x.interval); again.due.Before(now) {
			again.due = now.Add(x.interval)
		}
		t.add(&again)
	}
	return x
}

func (t *timers) anyDue(now time.Time) bool {
	due, ok := t.earliest()
	return ok && !due.After(now)
}

// earliest tells when the first timer is due, of those that do not wait for
// Resume.
func (t *timers) earliest() (due time.Time, ok bool) {
	if len(t.heap) == 0 || !t.stop.IsZero() && t.heap[0].due.After(t.stop) {
		return time.Time{}, false
	}
	return t.heap[0].due, true
}

type timerHeap []*timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	if !h[i].due.Equal(h[j].due) {
		return h[i].due.Before(h[j].due)
	}
	return h[i].seq < h[j].seq
}
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return t
}

// Suspend has timers that are due later than d from now wait for Resume (spec app
// §5). Loop only.
func (vm *VM) Suspend(d time.Duration) {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	vm.timers.stop = vm.clock.Now().Add(d)
}

// Resume ends what Suspend began: timers that are overdue run next, an interval
// once. Loop only.
func (vm *VM) Resume() {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	vm.timers.stop = time.Time{}
}

// Timers returns how many timers wait and when the earliest is due, the zero time
// while all of them wait for Resume. It may be called from any goroutine.
func (vm *VM) Timers() (n int, earliest time.Time) {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	earliest, _ = vm.timers.earliest()
	return len(vm.timers.heap), earliest
}

func (vm *VM) setTimeout(c goja.FunctionCall) goja.Value  { return vm.addTimer(c, false) }
func (vm *VM) setInterval(c goja.FunctionCall) goja.Value { return vm.addTimer(c, true) }

// maxDelay is the longest delay, in milliseconds, as in browsers.
const maxDelay = math.MaxInt32

// addTimer is setTimeout and setInterval (spec app §4.2). A first argument that
// is no function does nothing when its time has come, as in browsers.
func (vm *VM) addTimer(c goja.FunctionCall, repeat bool) goja.Value {
	ms := 0.0
	if d := c.Argument(1); !goja.IsUndefined(d) {
		ms = d.ToFloat()
	}
	if !(ms >= 0) { // negative or NaN
		ms = 0
	}
	delay := time.Duration(min(ms, maxDelay)) * time.Millisecond
	x := &timer{fn: c.Argument(0)}
	if repeat {
		delay = max(delay, time.Millisecond)
		x.interval = delay
	}
	if len(c.Arguments) > 2 {
		x.args = append(x.args, c.Arguments[2:]...)
	}
	x.due = vm.clock.Now().Add(delay)

	if err := vm.startTimer(x, vm.limits.MaxTimers); err != nil {
		vm.Throw(err)
	}
	return vm.rt.ToValue(x.id)
}

// startTimer starts a timer unless most of them are waiting.
func (vm *VM) startTimer(x *timer, most int) error {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	if len(vm.timers.heap) >= most {
		return vm.limitError(LimitTimers, fmt.Sprintf("%d timers waiting", most))
	}
	vm.timers.add(x)
	return nil
}

// AfterFunc has fn called, as setTimeout does, in a turn of its own once d has
// passed on the VM's clock. The function returned takes the timer back; a timer
// that has run is no error. The host has room for as many timers as
// [Limits.MaxTimers] gives the program, and gets a [*LimitError] beyond: a program
// that has used up its own does not keep the host from its work. Loop only.
func (vm *VM) AfterFunc(d time.Duration, fn goja.Value) (stop func(), err error) {
	x := &timer{fn: fn, due: vm.clock.Now().Add(max(d, 0).Truncate(time.Millisecond))}
	if err := vm.startTimer(x, 2*vm.limits.MaxTimers); err != nil {
		return nil, err
	}
	id := x.id
	return func() {
		vm.mu.Lock()
		vm.timers.remove(id)
		vm.mu.Unlock()
	}, nil
}

func (vm *VM) clearTimer(c goja.FunctionCall) goja.Value {
	if arg := c.Argument(0); !isObject(arg) {
		id := int(arg.ToInteger()) // throws for a symbol, so not with the lock
		vm.mu.Lock()
		vm.timers.remove(id)
		vm.mu.Unlock()
	}
	return nil
}

func (vm *VM) fireTimer(t *timer) error {
	if !isFunction(t.fn) {
		return nil
	}
	_, err := vm.Call(t.fn, nil, t.args...)
	return err
}

// limitError returns the error of a limit broken where the script is now.
func (vm *VM) limitError(limit, max string) *LimitError {
	e := &LimitError{Limit: limit, Max: max, Frames: frames(vm.rt.CaptureCallStack(maxFrames, nil))}
	e.File, e.Line, e.Col = top(e.Frames)
	return e
}
