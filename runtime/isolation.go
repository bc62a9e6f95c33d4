package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/mica-go/mica/sandbox"
)

// Isolation says where the JavaScript of an app runs.
type Isolation int

const (
	// InProcess runs it in the host's process: limits of time and depth are hard,
	// that of memory is best effort.
	InProcess Isolation = iota
	// Process runs the logic layer in a process of its own under limits that the
	// kernel keeps: whatever the program does, the host lives. It needs Linux and a
	// call of [RunWorker] in the program that [Workers] starts; see there for what
	// it costs.
	Process
)

// Workers starts and watches the processes of apps with Isolation Process. The
// zero Workers is ready. Share one between the apps of a host; it is safe for
// concurrent use. Close has to be called when it is no longer needed.
//
// A worker is the host's own program, started again: [RunWorker], called first
// thing in main, turns that process into a worker. It gets an empty environment,
// no file but its connection to the host, / as its folder and, once it runs,
// no way to open another: its limit of open files is 0. What the program asks
// for (storage, network, clock, user interface, log, random numbers) are messages
// to the host.
type Workers struct {
	// Command is the program that is started as a worker, with its arguments. It
	// has to call RunWorker. Default: the host's own executable.
	Command []string
	// Memory is what may live in a worker, in bytes, beyond what it has when it
	// starts. A worker with more is ended at the next collection, and the kernel
	// refuses it more than twice this in any case. Default 256 MiB.
	Memory int64
	// CPUPerTurn is the processor time, in whole seconds, that the kernel gives
	// one turn: more than Limits.TurnTime, which interrupts scripts; this one ends
	// a worker that can't be interrupted. Default 6 s.
	CPUPerTurn time.Duration
	// CPUPerMinute is how much processor time an app may use in a minute, the
	// collection of its garbage included; a worker that uses more is ended.
	// [sandbox.Limits.CPUPerMinute] is what its turns may take of that. Negative:
	// no limit. Default 30 s.
	CPUPerMinute time.Duration
	// Spare is how many workers wait, with the program loaded, for the next
	// launch of a package that was launched before. Default 0: each launch starts
	// its own.
	Spare int

	mu      sync.Mutex
	closed  bool
	spare   map[*Package][]*worker
	running map[*worker]bool
	idle    chan struct{} // closed when running is empty
	wg      sync.WaitGroup
}

func (w *Workers) memory() int64               { return cmp.Or(max(w.Memory, 0), 256<<20) }
func (w *Workers) cpuPerTurn() time.Duration   { return cmp.Or(max(w.CPUPerTurn, 0), 6*time.Second) }
func (w *Workers) cpuPerMinute() time.Duration { return cmp.Or(w.CPUPerMinute, 30*time.Second) }

// Prepare starts workers for a package ahead of its launches, as many as Spare
// says, and returns when they are ready. The error is why one is not, or ctx's.
func (w *Workers) Prepare(ctx context.Context, p *Package) error {
	for {
		w.mu.Lock()
		short := !w.closed && len(w.spare[p]) < w.Spare
		w.mu.Unlock()
		if !short {
			return nil
		}
		wk, err := w.start(ctx, p)
		if err != nil {
			return err
		}
		if !w.keep(p, wk) {
			wk.end()
			return nil
		}
	}
}

// keep puts a worker among those that wait, unless there are enough.
func (w *Workers) keep(p *Package, wk *worker) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(w.spare[p]) >= w.Spare {
		return false
	}
	if w.spare == nil {
		w.spare = make(map[*Package][]*worker)
	}
	w.spare[p] = append(w.spare[p], wk)
	return true
}

// take returns a worker that has loaded the package, and whether it was a spare
// one.
func (w *Workers) take(ctx context.Context, p *Package) (wk *worker, spare bool, err error) {
	for {
		w.mu.Lock()
		if w.closed {
			w.mu.Unlock()
			return nil, false, errWorkersClosed
		}
		list := w.spare[p]
		if len(list) == 0 {
			w.mu.Unlock()
			wk, err = w.start(ctx, p)
			return wk, false, err
		}
		wk = list[0]
		w.spare[p] = list[1:]
		w.wg.Add(1)
		w.mu.Unlock()
		go func() { // the next launch finds one as well
			defer w.wg.Done()
			_ = w.Prepare(context.Background(), p) // a launch that starts its own tells why
		}()
		if !wk.dead() {
			return wk, true, nil
		}
	}
}

var errWorkersClosed = errors.New("runtime: the Workers are closed")

// start starts a worker and has it load the package.
func (w *Workers) start(ctx context.Context, p *Package) (*worker, error) {
	wk, err := startWorker(w)
	if err != nil {
		return nil, fmt.Errorf("runtime: start a worker process: %w", err)
	}
	w.mu.Lock()
	closed := w.closed
	if !closed {
		if w.running == nil {
			w.running = make(map[*worker]bool)
		}
		if w.running[wk] = true; len(w.running) == 1 {
			w.idle = make(chan struct{})
			w.wg.Add(1)
			go w.watch(w.idle)
		}
	}
	w.mu.Unlock()
	if closed {
		wk.end()
		return nil, errWorkersClosed
	}
	if err := wk.load(ctx, p); err != nil {
		wk.end()
		return nil, err
	}
	return wk, nil
}

// watchEvery is how often the processor time of workers is looked at.
const watchEvery = time.Second

// watch ends workers that use more of the processor than they may. It runs
// while there are workers.
func (w *Workers) watch(idle <-chan struct{}) {
	defer w.wg.Done()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-idle:
			return
		case now := <-tick.C:
			w.mu.Lock()
			for wk := range w.running {
				if limit := w.cpuPerMinute(); limit > 0 && wk.overCPU(now, limit) {
					wk.kill(&sandbox.LimitError{Limit: LimitCPUPerMinute, Max: fmt.Sprint(limit)})
				}
			}
			w.mu.Unlock()
		}
	}
}

// forget takes a worker that is gone off the list.
func (w *Workers) forget(wk *worker) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running[wk] {
		return
	}
	if delete(w.running, wk); len(w.running) == 0 {
		close(w.idle)
	}
}

// The names of the limits of worker processes, as they appear in
// [sandbox.LimitError].
const (
	LimitMemory       = "memory"
	LimitCPUPerTurn   = "cpu-per-turn"
	LimitCPUPerMinute = sandbox.LimitCPUPerMinute
	LimitMessageSize  = "message-size"
)

// Close ends all workers, those of running apps too, and waits for them.
func (w *Workers) Close() error {
	w.mu.Lock()
	w.closed = true
	var all []*worker
	for wk := range w.running {
		all = append(all, wk)
	}
	w.spare = nil
	w.mu.Unlock()
	for _, wk := range all {
		wk.end()
	}
	w.wg.Wait()
	return nil
}

// WorkerError tells that the worker process of an app is gone. The app's pages
// can still be looked at; everything that needs the program gives this error.
// [App.Relaunch] begins anew.
type WorkerError struct {
	// Limit is the limit that the program broke, nil where that is not why.
	Limit *sandbox.LimitError
	// State is how the process ended: "exit status 2", "signal: killed".
	State string
	// Output is the beginning of what it wrote to its standard error, for a
	// report of what went wrong inside.
	Output string
}

// Error tells the limit, or how the process ended and its first line of output.
func (e *WorkerError) Error() string {
	if e.Limit != nil {
		return fmt.Sprintf("the worker process of the program was ended: %v", e.Limit)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(e.Output), "\n")
	if first != "" {
		first = ": " + first
	}
	return fmt.Sprintf("the worker process of the program has ended (%s)%s", cmp.Or(e.State, "unknown state"), first)
}

// Unwrap returns Limit.
func (e *WorkerError) Unwrap() error {
	if e.Limit == nil {
		return nil
	}
	return e.Limit
}

// Relaunch closes the app and launches the program again with the same Config,
// at the page that is visible: what a host does when a worker has ended with a
// [*WorkerError]. What the program stored is there; what it had in memory is
// not. Views of [App.AddView] belong to the old app.
func (a *App) Relaunch(ctx context.Context) (*App, error) {
	cfg := a.given
	if p := a.Page(); p != nil {
		cfg.Path, cfg.Query = p.Path(), nil
		for k, v := range p.Params() {
			if cfg.Query == nil {
				cfg.Query = make(map[string]string)
			}
			cfg.Query[k] = fmt.Sprint(v)
		}
	}
	cfg.Storage, cfg.UI = a.cfg.Storage, a.cfg.UI
	a.Close()
	return a.pkg.Launch(ctx, cfg)
}
