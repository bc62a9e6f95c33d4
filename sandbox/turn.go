package sandbox

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/quota"
)

// step runs one turn and what belongs to its end.
func (vm *VM) step(t task) {
	if vm.cfg.BeforeTurn != nil {
		vm.hook(vm.cfg.BeforeTurn)
	}
	err := vm.turn(t)
	if over := vm.keeping.outOfPatience(); over != nil {
		err = over
	}
	limit := ending(err)
	switch {
	case t.call != nil:
		vm.mu.Lock()
		t.call.err = err
		vm.finish(t.call)
		vm.mu.Unlock()
	case err != nil && !errors.Is(err, ErrClosed) && limit == nil:
		vm.errs = append(vm.errs, err)
	}
	if vm.isClosed() {
		return
	}
	vm.log.endTurn(vm)
	vm.endTurn()
	if spent := vm.turns.spent(&vm.limits); limit == nil {
		limit = spent
	}
	if limit != nil {
		vm.exhaust(limit)
	}
}

// exhaust closes the VM after a turn by which the program broke a limit that ends
// it.
func (vm *VM) exhaust(limit *LimitError) {
	vm.closeFor(fmt.Errorf("%w: %w", ErrClosed, limit))
	if vm.cfg.OnEnd != nil {
		vm.hook(func() { vm.cfg.OnEnd(limit) })
	}
}

// ending returns the limit that ends the program, nil if err tells of none.
func ending(err error) *LimitError {
	var limit *LimitError
	if errors.As(err, &limit) && limit.Ends() == BreachApp {
		return limit
	}
	return nil
}

func (vm *VM) isClosed() bool {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	return vm.closed
}

// endTurn reports the turn's errors and rejections and calls the host's hook.
func (vm *VM) endTurn() {
	errs := vm.errs
	vm.errs = nil
	for _, err := range errs {
		vm.hook(func() { vm.onError(err) })
	}
	if rejected := vm.rejected.take(); len(rejected) > 0 {
		vm.Next(func() { vm.onRejections(rejected) })
	}
	if vm.cfg.AfterTurn != nil {
		vm.hook(vm.cfg.AfterTurn)
	}
}

// hook calls a function of the host that runs outside of JavaScript. Its panic
// is an error of the VM.
func (vm *VM) hook(f func()) {
	defer func() {
		if x := recover(); x != nil {
			vm.cfg.Logger.Error("panic in a hook of the sandbox", "error", panicError(x))
		}
	}()
	f()
}

func (vm *VM) onError(err error) {
	if vm.cfg.OnError != nil {
		vm.cfg.OnError(err)
		return
	}
	text := err.Error()
	var ex *Exception
	if errors.As(err, &ex) {
		text = ex.Stack()
	}
	vm.cfg.Logger.Error("uncaught error", "error", text)
}

// report records an error of the current turn for [Config.OnError].
func (vm *VM) report(err error) {
	if err != nil {
		vm.errs = append(vm.errs, err)
	}
}

// turn runs the task inside one outermost call of goja, so that the promise
// jobs run once, when it returns.
func (vm *VM) turn(t task) (err error) {
	id, ok := vm.turns.begin(&vm.limits, vm.rt)
	if !ok {
		return ErrClosed
	}
	vm.lookAtKeeping()
	if t.call != nil {
		vm.mu.Lock()
		t.call.turn = id
		vm.mu.Unlock()
	}
	defer func() {
		if x := recover(); x != nil {
			err = panicError(x)
		}
		err = vm.Error(err)
		vm.fn = nil
		vm.turns.end(vm.rt)
	}()
	vm.fn, vm.err, vm.ran = t.fn, nil, false
	vm.spared, vm.natives, vm.levels, vm.nesting, vm.joining, vm.jobs, vm.delegates = 0, 0, 0, 0, nil, 0, 0
	if err := vm.enter(); err != nil && !(vm.ran && errors.Is(vm.Error(err), ErrClosed)) {
		return err
	}
	return vm.err
}

// runTurn is the native function inside which every turn runs.
func (vm *VM) runTurn(goja.FunctionCall) goja.Value {
	vm.err = vm.fn()
	vm.ran = true
	return nil
}

// watch interrupts turns that take too long. It hands every interrupt to the
// turn it is meant for and to no later one.
type watch struct {
	mu      sync.Mutex
	id      uint64       // the current turn, or the last one
	minute  quota.Window // what turns have taken
	over    *LimitError  // they have taken more than they may
	active  bool
	paused  bool // what happens is not the turn's
	closed  bool
	timer   *time.Timer
	fired   bool      // the timer has called expire for the current turn, and is not set again
	began   time.Time // the current turn
	counted time.Time // up to when it is in minute
	heap    heapWatch
	cpu     time.Duration // what the process had at cpuAt, the first look at the turn
	cpuAt   time.Time
	stale   int         // calls of expire to come that were meant for earlier turns
	stop    atomic.Bool // an interrupt is under way; guarded functions look at it
}

// begin starts a turn; it is false after close.
func (w *watch) begin(l *Limits, rt *goja.Runtime) (id uint64, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return 0, false
	}
	w.id++
	w.active, w.fired, w.paused = true, false, false
	w.stop.Store(false)
	w.began = time.Now()
	w.counted, w.cpuAt = w.began, time.Time{}
	if l.TurnTime < forever || l.Heap < unlimited || l.CPUPerMinute < forever {
		w.heap = heapWatch{}
		if first := min(tick, l.TurnTime); w.timer == nil {
			w.timer = time.AfterFunc(first, func() { w.expire(l, rt) })
		} else {
			w.timer.Reset(first)
		}
	}
	return w.id, true
}

// pause stops the time of the turn that has begun, until restart.
func (w *watch) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.paused = true
}

// restart lets the time of the turn that has begun count from now.
func (w *watch) restart() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.paused = false
	w.began = time.Now()
	w.counted, w.cpuAt = w.began, time.Time{}
}

// expire is called by the timer that was set for a turn.
func (w *watch) expire(l *Limits, rt *goja.Runtime) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.stale > 0:
		w.stale--
	case w.active:
		w.look(l, rt)
	default:
		w.fired = true
	}
}

// raise interrupts the running turn. w.mu is held.
func (w *watch) raise(rt *goja.Runtime, reason error) {
	rt.Interrupt(reason)
	w.stop.Store(true)
}

// breach interrupts the running turn by a limit that the program must not catch.
func (w *watch) breach(rt *goja.Runtime, reason *LimitError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.active {
		w.raise(rt, reason)
	}
}

func (w *watch) end(rt *goja.Runtime) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.active = false
	if w.timer != nil && !w.timer.Stop() && !w.fired {
		w.stale++ // expire has been started and waits for w.mu
	}
	rt.ClearInterrupt()
	w.stop.Store(false)
}

// spend counts the time since the turn began, or was looked at last. w.mu is
// held.
func (w *watch) spend(l *Limits) (now time.Time, over bool) {
	now = time.Now()
	if sum := w.minute.Add(now, now.Sub(w.counted)); sum > l.CPUPerMinute && w.over == nil {
		w.over = &LimitError{Limit: LimitCPUPerMinute, Max: fmt.Sprint(l.CPUPerMinute, " of turns in a minute")}
	}
	w.counted = now
	return now, w.over != nil
}

// spent counts what has passed of a turn that has ended, with what followed from
// it, and returns the limit if the turns of the minute have taken too much.
func (w *watch) spent(l *Limits) *LimitError {
	if l.CPUPerMinute == forever {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.spend(l)
	return w.over
}

func (w *watch) interrupt(rt *goja.Runtime, id uint64, reason error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.active && w.id == id {
		w.raise(rt, reason)
	}
}

func (w *watch) close(rt *goja.Runtime) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.timer != nil {
		w.timer.Stop()
	}
	if w.active {
		w.raise(rt, ErrClosed)
	}
}
