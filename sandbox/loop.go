package sandbox

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// loop is the queue of a VM and who drains it. The goroutine that sets owned
// owns the VM until it clears it again under mu; nobody else touches goja.
type loop struct {
	mu       sync.Mutex
	owned    bool
	closed   bool
	cause    error // what those get who want something of a closed VM
	queue    fifo
	ops      int // callbacks registered and not yet called
	timers   timers
	run      *doCall       // the Do whose function is running
	calls    []*doCall     // Do calls that have run and wait for the VM to settle
	settleBy time.Time     // when the first of calls has waited long enough
	wake     func() bool   // stops the clock's call for the earliest timer
	done     chan struct{} // closed when the VM is closed and nobody owns it

	// Owner only.
	next   []func()     // turns that come before the queue
	batch  []func()     // those of next that are being run
	errs   []error      // errors of the current turn
	fn     func() error // the function of the current turn
	err    error        // what it returned
	ran    bool         // it has returned
	served int          // entries of the queue since a timer ran
	busy   int          // generations of timers and Next since the queue was served
	mark   int          // timers up to this id belong to the current generation

	turns watch
}

// doCall is one call of Do. Its fields are guarded by loop.mu.
type doCall struct {
	err      error
	started  bool
	finished bool
	hurry    bool          // its context has ended: do not wait for the VM to settle
	turn     uint64        // the turn of its function while that runs
	settled  chan struct{} // closed when the VM has settled; nil for the owner's own call
	awake    bool          // settled is closed
}

// task is one turn: an entry of the queue, a timer or a function given to Next.
type task struct {
	fn   func() error
	call *doCall // nil but for Do
}

func plain(fn func()) task {
	return task{fn: func() error { fn(); return nil }}
}

// fifo is a queue that reuses its slice.
type fifo struct {
	items []task
	head  int
}

func (q *fifo) len() int { return len(q.items) - q.head }

func (q *fifo) push(t task) { q.items = append(q.items, t) }

func (q *fifo) pop() task {
	t := q.items[q.head]
	q.items[q.head] = task{}
	q.head++
	switch {
	case q.head == len(q.items):
		q.items, q.head = q.items[:0], 0
		if cap(q.items) > 64 {
			q.items = nil
		}
	case q.head > 64 && q.head > len(q.items)/2:
		q.items = slices.Delete(q.items, 0, q.head)
		q.head = 0
	}
	return t
}

// Post queues fn as a turn and returns at once. If nobody is draining the VM, a
// goroutine is started that does so and ends when nothing is left to do. What fn
// throws goes to [Config.OnError]. After Close, Post does nothing. It may be
// called from any goroutine.
func (vm *VM) Post(fn func()) {
	vm.mu.Lock()
	if vm.closed {
		vm.mu.Unlock()
		return
	}
	vm.queue.push(plain(fn))
	start := !vm.owned
	vm.owned = true
	vm.mu.Unlock()
	if start {
		go vm.drain(context.Background(), nil)
	}
}

// Next gives fn a turn of its own right after the current one, before
// everything that is queued and before timers. Loop only.
func (vm *VM) Next(fn func()) { vm.next = append(vm.next, fn) }

// Do runs fn as a turn and returns when the VM has settled: the queue is empty,
// promise jobs and the timers due by now have run. It returns what fn returned
// or threw; errors of other turns go to [Config.OnError]. fn may be nil.
//
// The caller's goroutine does the work, unless another one is at it already:
// then that one runs fn and Do waits. Work that never ends does not keep Do:
// see [Limits.SettleTime] and [Limits.SettleTurns]; the rest then goes on in the
// background.
//
// When ctx ends before fn has started, fn does not run; when it ends while fn
// runs, scripts are interrupted; when it ends later, Do stops waiting. In each
// case Do returns the cause of ctx, unless fn has failed before. After Close it
// returns [ErrClosed].
//
// Do may be called from any goroutine, but not from inside a turn of the same
// VM, where it would wait for itself: use Next or Post there.
func (vm *VM) Do(ctx context.Context, fn func() error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if fn == nil {
		fn = func() error { return nil }
	}
	c := &doCall{}
	vm.mu.Lock()
	if vm.closed {
		defer vm.mu.Unlock()
		return vm.cause
	}
	vm.queue.push(task{fn: fn, call: c})
	owner := !vm.owned
	vm.owned = true
	if !owner {
		c.settled = make(chan struct{})
	}
	vm.mu.Unlock()

	if ctx.Done() != nil {
		stop := context.AfterFunc(ctx, func() { vm.cancel(c, context.Cause(ctx)) })
		defer stop()
	}
	if owner {
		vm.drain(ctx, c)
	} else {
		vm.await(ctx, c)
	}
	vm.mu.Lock()
	defer vm.mu.Unlock()
	if c.err == nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return c.err
}

// await waits for another goroutine to run the call and to settle.
func (vm *VM) await(ctx context.Context, c *doCall) {
	select {
	case <-c.settled:
	case <-ctx.Done():
		if vm.cancel(c, context.Cause(ctx)) {
			<-c.settled // its function is being interrupted and must not outlive Do
		}
	}
}

// cancel ends a Do: its function is not started, or interrupted. It reports
// whether the function is still running.
func (vm *VM) cancel(c *doCall, cause error) (running bool) {
	vm.mu.Lock()
	running = c.started && !c.finished
	if !c.started {
		c.started, c.finished, c.err = true, true, cause
	}
	c.hurry = true
	turn := c.turn
	vm.mu.Unlock()
	if running {
		vm.turns.interrupt(vm.rt, turn, cause)
	}
	return running
}

// RunDue runs the timers that are due, as [VM.Do] without a function does. A
// host that moves a clock of its own without calling back uses it.
func (vm *VM) RunDue() error { return vm.Do(context.Background(), nil) }

// RegisterCallback announces an operation that will finish elsewhere: a request,
// an answer of the host. It is called on the loop. The returned function queues
// a function as [VM.Post] does; it must be called exactly once, from any
// goroutine; a second call panics. Until then [VM.Pending] counts the operation.
func (vm *VM) RegisterCallback() (enqueue func(fn func())) {
	vm.mu.Lock()
	vm.ops++
	vm.mu.Unlock()
	var once bool
	return func(fn func()) {
		vm.mu.Lock()
		if once {
			vm.mu.Unlock()
			panic("sandbox: the callback of an operation was called twice")
		}
		once = true
		vm.ops--
		vm.mu.Unlock()
		vm.Post(fn)
	}
}

// Pending returns the number of operations in flight: callbacks registered and
// not yet called. It may be called from any goroutine.
func (vm *VM) Pending() int {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	return vm.ops
}

// Close ends the VM: the running script is interrupted, what is queued is
// dropped, timers are stopped, waiting calls of Do return [ErrClosed]. It does
// not wait for the current turn (see [VM.Done]) and may be called from any
// goroutine, from inside a turn and more than once.
func (vm *VM) Close() { vm.closeFor(ErrClosed) }

// closeFor is Close; cause is what is told to those who want something of the VM
// afterwards.
func (vm *VM) closeFor(cause error) {
	vm.mu.Lock()
	if vm.closed {
		vm.mu.Unlock()
		return
	}
	vm.closed, vm.cause = true, cause
	if !vm.owned {
		vm.release()
	}
	vm.mu.Unlock()
	vm.turns.close(vm.rt)
}

// Done returns a channel that is closed when the VM is closed and its last turn
// has ended: no goroutine works for it any more.
func (vm *VM) Done() <-chan struct{} { return vm.done }

// drain runs turns until the VM has settled, its budget is spent or ctx ends.
// The caller has set owned; drain clears it. own is the call the goroutine
// works for, nil in the background.
func (vm *VM) drain(ctx context.Context, own *doCall) {
	ended := false
	defer func() {
		if !ended { // a function of the host has called runtime.Goexit
			vm.abandon()
		}
	}()
	for {
		if vm.enough(ctx, own) {
			vm.handOver()
			break
		}
		t, ok := vm.take()
		if !ok {
			break
		}
		vm.step(t)
	}
	ended = true
}

// enough lets calls of Do return that have waited for the VM to settle for too
// long, and reports whether own is one of them or its context has ended: then
// the goroutine leaves the rest of the work to others.
func (vm *VM) enough(ctx context.Context, own *doCall) bool {
	if ctx.Err() != nil && own != nil {
		vm.cancel(own, context.Cause(ctx))
		return true
	}
	vm.mu.Lock()
	defer vm.mu.Unlock()
	if len(vm.calls) == 0 || time.Now().Before(vm.settleBy) {
		return false
	}
	vm.settleAll()
	return own != nil && own.finished
}

// settleAll wakes the goroutines that wait for the VM to settle. vm.mu is held.
func (vm *VM) settleAll() {
	for _, c := range vm.calls {
		vm.settle(c)
	}
	vm.calls = nil
}

// fairShare is how many entries of the queue run before a timer that is due gets
// its turn.
const fairShare = 64

// take returns the next turn: what Next was given, then the queue, then timers
// that are due. It is false when there is none, or none that may run now; then
// the VM is settled and no longer owned.
func (vm *VM) take() (t task, ok bool) {
	vm.mu.Lock()
	defer vm.mu.Unlock()
	for !vm.closed {
		rested := vm.busy < vm.limits.SettleTurns
		switch {
		case len(vm.batch) > 0:
			t = plain(vm.batch[0])
			vm.batch[0] = nil
			vm.batch = vm.batch[1:]
			return t, true
		case len(vm.next) > 0 && rested:
			vm.busy++
			vm.batch, vm.next = vm.next, nil
			continue
		case vm.queue.len() > 0 && (vm.served < fairShare || !vm.timers.anyDue(vm.clock.Now())):
			vm.busy = 0
			vm.served++
			t = vm.queue.pop()
			if t.call != nil && t.call.started { // cancelled
				continue
			}
			if vm.run = t.call; t.call != nil {
				t.call.started = true
			}
			return t, true
		case rested || vm.served >= fairShare:
			vm.served = 0
			if timer := vm.timers.due(vm.clock.Now()); timer != nil {
				if timer.seq > vm.mark {
					vm.mark = vm.timers.seq
					vm.busy++
				}
				return task{fn: func() error { return vm.fireTimer(timer) }}, true
			}
			if vm.queue.len() > 0 {
				continue
			}
		}
		break
	}
	vm.release()
	return t, false
}

// release gives up the VM. vm.mu is held, and nothing can run now.
func (vm *VM) release() {
	vm.owned = false
	vm.settleAll()
	if vm.closed {
		for vm.queue.len() > 0 {
			if t := vm.queue.pop(); t.call != nil {
				t.call.err = cmp.Or(t.call.err, vm.cause)
				vm.settle(t.call)
			}
		}
		vm.next, vm.batch = nil, nil
		vm.timers = timers{}
	}
	vm.arm()
	vm.busy, vm.served = 0, 0
	if vm.closed {
		close(vm.done)
	}
}

// arm asks the clock for a call when the earliest timer is due. vm.mu is held.
func (vm *VM) arm() {
	if vm.wake != nil {
		vm.wake()
		vm.wake = nil
	}
	var d time.Duration
	if due, ok := vm.timers.earliest(); ok {
		d = due.Sub(vm.clock.Now())
	} else if len(vm.next) == 0 {
		return
	}
	if vm.busy >= vm.limits.SettleTurns {
		d = max(d, time.Millisecond)
	}
	vm.wake = vm.clock.AfterFunc(d, vm.onClock)
}

// onClock runs the timers that are due, on the goroutine of the clock.
func (vm *VM) onClock() {
	vm.mu.Lock()
	if vm.owned || vm.closed { // the owner looks at the timers before it leaves
		vm.mu.Unlock()
		return
	}
	vm.owned = true
	vm.mu.Unlock()
	vm.drain(context.Background(), nil)
}

// handOver lets a goroutine in the background go on with the work.
func (vm *VM) handOver() {
	vm.mu.Lock()
	vm.settleAll()
	vm.mu.Unlock()
	go vm.drain(context.Background(), nil)
}

// abandon closes a VM whose turn was ended by runtime.Goexit, as t.FailNow in a
// host function does: the state of goja is lost.
func (vm *VM) abandon() {
	vm.mu.Lock()
	if vm.owned {
		vm.closed, vm.cause = true, ErrClosed
		if c := vm.run; c != nil {
			c.err = ErrClosed
			vm.finish(c)
		}
		vm.release()
	}
	vm.mu.Unlock()
	vm.turns.close(vm.rt)
}

// finish records the end of a Do's function. vm.mu is held.
func (vm *VM) finish(c *doCall) {
	vm.run, c.finished = nil, true
	if c.hurry {
		vm.settle(c)
		return
	}
	if len(vm.calls) == 0 {
		vm.settleBy = time.Now().Add(vm.limits.SettleTime)
	}
	vm.calls = append(vm.calls, c)
}

// settle wakes the goroutine that waits in Do. vm.mu is held.
func (vm *VM) settle(c *doCall) {
	if c.settled != nil && !c.awake {
		c.awake = true
		close(c.settled)
	}
}
