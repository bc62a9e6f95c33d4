package sandbox

import (
	"fmt"
	"runtime/metrics"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/quota"
)

// tick is how often a turn that takes its time is looked at. Shorter turns cost
// nothing: the timer that ends a turn is reset once for each as it is.
const tick = 4 * time.Millisecond

// heapWatch attributes the growth of the process's heap during a turn to the
// program whose turn it is. What it sees has garbage in it, and no collection is
// forced to find out how much: a program that copies in long strides would use
// the time to go on.
type heapWatch struct {
	start, live uint64 // at the first tick of the turn; start is 0 before
}

// exceeded reports whether the heap has grown by more than limit during the
// turn: the last collection has found so much alive, or there is more than twice
// of what may be alive, at which a collection would have begun.
func (h *heapWatch) exceeded(limit uint64) bool {
	now, live := heapBytes()
	if h.start == 0 {
		h.start, h.live = max(now, 1), live
		return false
	}
	if now <= h.start+limit {
		return false
	}
	return live > h.live+limit/2 || now > 2*(h.live+limit)
}

// heapBytes is what objects take on the heap of the process, garbage included,
// and what the last collection has found alive.
func heapBytes() (all, live uint64) {
	s := [2]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(s[:])
	for i, p := range [2]*uint64{&all, &live} {
		if s[i].Value.Kind() == metrics.KindUint64 {
			*p = s[i].Value.Uint64()
		}
	}
	return all, live
}

// heavy is the size in bytes from which on one allocation of a program is looked at
// when it is made: several of them fit between two ticks.
const heavy = 1 << 20

// weigh ends the turn if the heap has grown too much before a built-in function
// makes something large.
func (vm *VM) weigh(bytes int64) {
	if bytes < heavy || vm.limits.Heap == unlimited {
		return
	}
	w := &vm.turns
	w.mu.Lock()
	if w.active && !w.stop.Load() && w.heap.exceeded(uint64(vm.limits.Heap)) {
		w.raise(vm.rt, vm.limits.heapError())
	}
	w.mu.Unlock()
	vm.check()
}

func (l *Limits) heapError() *LimitError {
	return &LimitError{Limit: LimitHeap, Max: fmt.Sprintf("%d MiB more in one turn", l.Heap>>20)}
}

// look is called by the timer of a turn: it interrupts the turn when its time is
// up or the heap has grown too much. w.mu is held.
func (w *watch) look(l *Limits, rt *goja.Runtime) {
	if w.paused {
		w.timer.Reset(tick)
		return
	}
	now, over := time.Now(), false
	if l.CPUPerMinute < forever {
		now, over = w.spend(l)
	}
	left := l.TurnTime - now.Sub(w.began)
	switch {
	case over:
		w.fired = true
		limit := *w.over // goja's stack goes into it
		w.raise(rt, &limit)
	case l.TurnTime < forever && left <= 0 && !w.starved(l, now):
		w.fired = true
		w.raise(rt, &LimitError{Limit: LimitTurnTime, Max: fmt.Sprint(l.TurnTime)})
	case l.Heap < unlimited && w.heap.exceeded(uint64(l.Heap)):
		w.fired = true
		w.raise(rt, l.heapError())
	default:
		if w.cpuAt.IsZero() {
			w.cpu, w.cpuAt = quota.CPUTime(), now
		}
		w.timer.Reset(max(tick/4, min(tick, left)))
	}
}

// mostStarved is how many times its time a turn may last by the clock.
const mostStarved = 10

// starved reports whether a turn whose time is up by the clock has not had it: all
// of the process together has had less of the processors since the turn was looked
// at first. A busy machine is not the program's fault.
func (w *watch) starved(l *Limits, now time.Time) bool {
	cpu := quota.CPUTime()
	return cpu > 0 && !w.cpuAt.IsZero() && now.Sub(w.began) < mostStarved*l.TurnTime &&
		w.cpuAt.Sub(w.began)+cpu-w.cpu < l.TurnTime
}
