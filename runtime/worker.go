package runtime

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/quota"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

// worker is the host's end of one worker process.
type worker struct {
	workers *Workers
	cmd     *exec.Cmd
	conn    bridge.ViewTransport
	output  head
	cpu     cpuMeter

	// sending is held while messages are sent, so that those that belong together
	// stay together.
	sending sync.Mutex
	// host carries out what the program asks for; nil before the start. It is set
	// before the worker is told to start, and read by the reader's goroutine.
	host *processHost
	pkg  *Package

	mu      sync.Mutex
	lastID  uint64
	waiting map[uint64]chan outcome
	// serving is set while the host carries something out, pong is what the last
	// answer to a ping said.
	serving bool
	pong    pong
	limit   *sandbox.LimitError // why it is being killed
	ended   bool                // by the host's will
	started bool                // the app has been made
	err     error               // once gone is closed
	gone    chan struct{}
}

// outcome is what became of a command.
type outcome struct {
	result value.Value
	err    error
}

// pong tells how many turns the worker has ended, and when that was heard.
type pong struct {
	count int // of answers
	turns uint64
	since time.Time // when turns was seen first
}

func startWorker(w *Workers) (*worker, error) {
	command := w.Command
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		command = []string{self}
	}
	wk := &worker{workers: w, waiting: make(map[uint64]chan outcome), gone: make(chan struct{})}
	wk.cmd = exec.Command(command[0], command[1:]...)
	wk.cmd.Stderr = &wk.output
	conn, err := spawn(wk.cmd)
	if err != nil {
		return nil, err
	}
	wk.conn = bridge.NewViewStream(conn, workerLimits)
	go wk.read()
	return wk, nil
}

// workerLimits bounds messages between host and worker.
var workerLimits = bridge.Limits{}

// dead reports whether the process is gone.
func (w *worker) dead() bool {
	select {
	case <-w.gone:
		return true
	default:
		return false
	}
}

// end ends the process and waits until it is gone.
func (w *worker) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	_ = w.cmd.Process.Kill()
	<-w.gone
	w.workers.forget(w)
}

// kill ends the process because it broke a limit.
func (w *worker) kill(limit *sandbox.LimitError) {
	w.mu.Lock()
	if w.limit == nil {
		w.limit = limit
	}
	w.mu.Unlock()
	_ = w.cmd.Process.Kill()
}

// read takes the worker's messages until it is gone.
func (w *worker) read() {
	for {
		m, err := w.conn.Receive()
		if err != nil {
			w.lost(err)
			return
		}
		if c, ok := m.(*bridge.Call); ok && c.Name == wirePong {
			w.heard(whole[uint64](c.Args))
			continue
		}
		w.serve(true)
		w.carryOut(m)
		w.serve(false)
	}
}

// carryOut is message for messages that may make no sense: a worker that runs a
// hostile program is not trusted either. A panic ends the worker.
func (w *worker) carryOut(m bridge.ToView) {
	defer func() {
		if x := recover(); x != nil {
			if w.host != nil {
				w.host.app.recordError(&sandbox.PanicError{Value: x, Stack: debug.Stack()})
			}
			w.kill(nil)
		}
	}()
	w.message(m)
}

func (w *worker) serve(on bool) {
	w.mu.Lock()
	w.serving = on
	w.pong.since = time.Now() // time with the host does not count
	w.mu.Unlock()
}

// lost is the end of the process, or of its making sense.
func (w *worker) lost(cause error) {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait() // the state tells more than the error
	w.conn.Close()
	w.workers.forget(w)
	output := w.output.String()
	w.mu.Lock()
	e := &WorkerError{Limit: w.limit, State: w.cmd.ProcessState.String(), Output: output}
	if e.Limit == nil {
		e.Limit = limitOf(w, output)
	}
	var wire *bridge.WireError
	if e.Limit == nil && errors.As(cause, &wire) {
		e.Output = wire.Error() + "\n" + e.Output
	}
	w.err = e
	if w.ended {
		w.err = ErrClosed
	}
	waiting, host, tell := w.waiting, w.host, w.started && !w.ended
	w.waiting = nil
	close(w.gone)
	w.mu.Unlock()
	for _, ch := range waiting {
		ch <- outcome{err: w.err}
	}
	if host != nil {
		host.gone()
		if tell {
			host.app.recordError(e)
		}
	}
}

// limitOf tells by what the process left which of the kernel's limits it broke.
func limitOf(w *worker, output string) *sandbox.LimitError {
	switch {
	case collapsed(output):
		return &sandbox.LimitError{Limit: LimitMemory, Max: fmt.Sprintf("%d MiB", w.workers.memory()>>20)}
	case cpuSignal(w.cmd.ProcessState, output):
		return &sandbox.LimitError{Limit: LimitCPUPerTurn, Max: fmt.Sprint(w.workers.cpuPerTurn())}
	case strings.Contains(output, messageTooLong):
		return &sandbox.LimitError{Limit: LimitMessageSize, Max: "16 MiB"}
	}
	return nil
}

// send sends messages, one right after the other.
func (w *worker) send(messages ...bridge.ToLogic) error {
	w.sending.Lock()
	var err error
	for _, m := range messages {
		if _, err = w.conn.Queue(m); err != nil {
			break
		}
	}
	if err == nil {
		err = w.conn.Flush()
	}
	w.sending.Unlock()
	var wire *bridge.WireError
	if errors.As(err, &wire) { // the two ends are no longer in step
		w.kill(nil)
	}
	return err
}

// do sends what make gives for a number and waits for the outcome. The worker
// is watched meanwhile.
func (w *worker) do(ctx context.Context, make func(id uint64) []bridge.ToLogic) (value.Value, error) {
	if ctx.Err() != nil {
		return value.Value{}, context.Cause(ctx)
	}
	id, ch, err := w.expect()
	if err != nil {
		return value.Value{}, err
	}
	if err := w.send(make(id)...); err != nil {
		<-w.gone // the outcome says why
	}
	ping := time.NewTicker(time.Second)
	defer ping.Stop()
	done := ctx.Done()
	for {
		select {
		case out := <-ch:
			if ctx.Err() != nil && (out.err == nil || errors.Is(out.err, context.Canceled)) {
				out.err = context.Cause(ctx)
			}
			return out.result, out.err
		case <-done:
			done = nil
			_ = w.send(&bridge.Control{Name: wireCancel, Args: count(id)}) // a lost worker gives an outcome
		case <-ping.C:
			w.ping()
		}
	}
}

// expect returns the number of a new command and where its outcome comes.
func (w *worker) expect() (id uint64, ch chan outcome, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, nil, w.err
	}
	if len(w.waiting) == 0 {
		w.pong.count, w.pong.since = 0, time.Now() // it had nothing to do until now
	}
	w.lastID++
	ch = make(chan outcome, 1)
	w.waiting[w.lastID] = ch
	return w.lastID, ch, nil
}

// heard takes the answer to a ping: how many turns have ended.
func (w *worker) heard(turns uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pong.count++
	if turns != w.pong.turns {
		w.pong.turns, w.pong.since = turns, time.Now()
	}
}

// grace is how long past its time a turn may be seen running.
const grace = time.Second

// ping asks for a sign of life, and ends a worker whose turn goes on though its
// time is long over.
func (w *worker) ping() {
	w.mu.Lock()
	host := w.host
	stuck := false
	if host != nil && !w.serving && w.pong.count > 1 {
		stuck = time.Since(w.pong.since) > host.turnTime+grace
	}
	w.mu.Unlock()
	if stuck {
		w.kill(&sandbox.LimitError{Limit: sandbox.LimitTurnTime, Max: fmt.Sprint(host.turnTime)})
		return
	}
	_ = w.send(&bridge.Control{Name: wirePing}) // see do
}

// message takes one message of the worker.
func (w *worker) message(m bridge.ToView) {
	c, ok := m.(*bridge.Call)
	if !ok {
		if w.host != nil {
			w.host.app.port.Send(m) // the worker takes it as acknowledged: what comes later finds it applied
		}
		return
	}
	switch c.Name {
	case wireDone:
		a := c.Args.AsArray()
		if a == nil {
			return
		}
		id := whole[uint64](a.At(0))
		w.mu.Lock()
		ch := w.waiting[id]
		delete(w.waiting, id)
		w.mu.Unlock()
		if ch != nil {
			ch <- outcome{unpackFuncs(a.At(1)), unpackError(a.At(2))}
		}
	case wireRead:
		w.reply(c, w.file(value.Text(c.Args)), nil)
	default:
		if w.host != nil {
			w.host.call(c)
		}
	}
}

func (w *worker) reply(c *bridge.Call, v value.Value, err error) {
	r := &bridge.Reply{ID: c.ID, Result: v}
	if err != nil {
		r.Err = callError(err)
	}
	_ = w.send(r) // see do
}

// load has the worker load the package.
func (w *worker) load(ctx context.Context, p *Package) error {
	w.pkg = p
	spec := encoded(loadSpec{Component: p.component, Memory: w.workers.memory(), CPUSeconds: int(math.Ceil(w.workers.cpuPerTurn().Seconds()))})
	_, err := w.do(ctx, func(id uint64) []bridge.ToLogic {
		return []bridge.ToLogic{&bridge.Control{Name: wireLoad, Args: array(count(id), spec, p.source.listing())}}
	})
	if err != nil {
		return fmt.Errorf("runtime: load the program in a worker process: %w", err)
	}
	return nil
}

// file answers for a file that is not in the listing.
func (w *worker) file(name string) value.Value {
	if w.pkg == nil || !fs.ValidPath(name) {
		return array(count(fileMissing))
	}
	info, err := fs.Stat(w.pkg.source, name)
	switch {
	case err != nil:
		return array(count(fileMissing))
	case info.IsDir():
		return array(count(fileFolder))
	}
	data, err := w.pkg.source.ReadFile(name)
	if err != nil {
		return array(count(fileMissing))
	}
	return packFile(data)
}

// What a file of the program is to a worker.
const (
	fileMissing = iota
	fileFolder
	fileText
	fileBinary
	fileUnsent // the worker has to ask for it
)

func packFile(data []byte) value.Value {
	if utf8.Valid(data) {
		return array(count(fileText), value.String(string(data)))
	}
	return array(count(fileBinary), value.String(base64.StdEncoding.EncodeToString(data)))
}

// head keeps the beginning of what is written to it.
type head struct {
	mu   sync.Mutex
	data []byte
}

// maxHead is how much of a worker's standard error is kept.
const maxHead = 8 << 10

func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.data = append(h.data, p[:min(len(p), maxHead-len(h.data))]...)
	return len(p), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.data)
}

// cpuMeter is what a worker has used of the processor.
type cpuMeter struct {
	minute quota.Window
	total  time.Duration
}

// overCPU reports whether the process has used more than limit in the last
// minute. The caller is the one goroutine of Workers.watch.
func (w *worker) overCPU(now time.Time, limit time.Duration) bool {
	used, ok := processCPU(w.cmd.Process.Pid)
	if !ok {
		return false
	}
	c := &w.cpu
	sum := c.minute.Add(now, used-c.total)
	c.total = used
	return sum > limit
}
