package logic

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

const (
	// maxWorkers is how many workers a program has at a time.
	maxWorkers = 1
	// maxWorkerMessage bounds one message, in bytes of its JSON.
	maxWorkerMessage = 10 << 20
	// maxWorkerQueue bounds the messages that wait for either side.
	maxWorkerQueue = 1000
)

// worker is what stands behind a Worker (spec api §A.12): a VM of its own, with
// no wx, no pages and no modules but those of the workers' folder. Its turns
// run on a goroutine that is there only while there is something to do. Messages
// cross as JSON.
type worker struct {
	events
	w  *wxAPI
	vm *sandbox.VM
	// listeners of the worker's own side, for its loop only.
	inner events

	mu      sync.Mutex
	queue   []func() error
	running bool
	ended   bool
	// toMain counts the messages on the way to the program.
	toMain int
}

// workers are the workers of an app, and whether one of them is at work.
type workers struct {
	mu   sync.Mutex
	list []*worker
	busy int
	// idle is closed when none is busy any more, nil while none is.
	idle   chan struct{}
	closed bool
}

func (s *workers) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy++; s.busy == 1 {
		s.idle = make(chan struct{})
	}
}

func (s *workers) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy--; s.busy == 0 {
		close(s.idle)
		s.idle = nil
	}
}

// wait gives a channel that is closed when no worker is busy, nil when none is.
func (s *workers) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.idle
}

func (s *workers) remove(k *worker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.list {
		if x == k {
			s.list = append(s.list[:i:i], s.list[i+1:]...)
			return
		}
	}
}

// close ends all workers; it may be called from any goroutine.
func (s *workers) close() {
	s.mu.Lock()
	list := s.list
	s.list, s.closed = nil, true
	s.mu.Unlock()
	for _, k := range list {
		k.close()
	}
}

// workerFiles are the files that workers may load: those of the folder that
// app.json names.
type workerFiles struct {
	fs.FS
	dir string
}

func (f workerFiles) Open(name string) (fs.File, error) {
	if name != f.dir && !strings.HasPrefix(name, f.dir+"/") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.FS.Open(name)
}

// WorkerScripts gives the scripts of the workers' folder of a package, nil
// where app.json names none.
func WorkerScripts(files fs.FS, config value.Value) *sandbox.Scripts {
	dir := workerDir(config)
	if dir == "" {
		return nil
	}
	return sandbox.NewScripts(workerFiles{files, dir}, sandbox.ScriptOptions{})
}

// workerDir is the folder that app.json names: {"workers": "dir"} or {"workers":
// {"path": "dir"}}.
func workerDir(config value.Value) string {
	o := config.AsObject()
	if o == nil {
		return ""
	}
	v := o.Get("workers")
	if w := v.AsObject(); w != nil {
		v = w.Get("path")
	}
	s, _ := v.AsString()
	return strings.Trim(path.Clean("/"+s), "/")
}

// newWorker is wx.createWorker.
func (w *wxAPI) newWorker(call goja.FunctionCall) goja.Value {
	fail := func(format string, args ...any) {
		err := w.app.vm.NewError("Error", "createWorker:fail "+fmt.Sprintf(format, args...))
		_ = err.Set("errMsg", err.Get("message"))
		panic(err)
	}
	if b := brand(call.Argument(0)); b != "String" {
		w.throw("createWorker", parameterError("parameter.scriptPath should be String instead of %s;", b))
	}
	script := strings.TrimPrefix(path.Clean("/"+call.Argument(0).String()), "/")
	a := w.app
	switch {
	case a.pkg.Workers == nil:
		fail("app.json does not name a folder of workers")
	case !strings.HasPrefix(script, workerDir(a.pkg.Config)+"/"):
		fail("%s is not in the folder of workers of app.json", script)
	}
	a.workers.mu.Lock()
	full := len(a.workers.list) >= maxWorkers
	a.workers.mu.Unlock()
	if full {
		fail("exceed max concurrent workers limit")
	}
	if err := a.pkg.Workers.Compile(script); err != nil {
		fail("%v", err)
	}
	k := &worker{w: w}
	vm, err := sandbox.New(sandbox.Config{Scripts: a.pkg.Workers, Logger: a.log, Console: k.console, Clock: a.cfg.Clock, Rand: a.cfg.Rand,
		Limits: a.cfg.Limits, Location: a.cfg.Location, OnError: k.failed,
		OnEnd: func(limit *sandbox.LimitError) { k.failed(limit) }})
	if err != nil {
		fail("%v", err)
	}
	k.vm = vm
	a.workers.mu.Lock()
	a.workers.list = append(a.workers.list, k)
	closed := a.workers.closed
	a.workers.mu.Unlock()
	if closed {
		vm.Close()
	}
	k.post(func() error {
		k.setGlobals()
		_, err := vm.Require(script)
		return err
	})
	o := w.newObject("Worker", k)
	env := a.rt.NewObject()
	_ = env.Set("USER_DATA_PATH", userDataPath)
	_ = o.Set("env", env)
	return o
}

// post gives the worker's loop something to do.
func (k *worker) post(fn func() error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ended {
		return
	}
	k.queue = append(k.queue, fn)
	if !k.running {
		k.running = true
		k.w.app.workers.begin()
		go k.run()
	}
}

// run does what is queued, one after the other, each until it is settled.
func (k *worker) run() {
	defer k.w.app.workers.end()
	for {
		k.mu.Lock()
		if len(k.queue) == 0 || k.ended {
			k.queue, k.running = nil, false
			k.mu.Unlock()
			return
		}
		fn := k.queue[0]
		k.queue = k.queue[1:]
		k.mu.Unlock()
		if err := k.vm.Do(context.Background(), fn); err != nil {
			k.failed(err)
		}
	}
}

// close ends the worker's VM; it may be called from any goroutine.
func (k *worker) close() {
	k.mu.Lock()
	k.ended, k.queue = true, nil
	k.mu.Unlock()
	k.vm.Close()
}

// main runs fn on the program's loop, unless the worker has ended by then.
func (k *worker) main(fn func()) {
	k.w.app.vm.Post(func() {
		k.mu.Lock()
		ended := k.ended
		k.mu.Unlock()
		if !ended {
			fn()
		}
	})
}

// console hands console calls of the worker to the program's.
func (k *worker) console(level string, _ []goja.Value, text string) {
	a := k.w.app
	if a.cfg.Console != nil {
		a.vm.Post(func() { a.cfg.Console(level, []value.Value{value.String(text)}, text) })
	}
}

// failed takes what the worker threw and did not catch. One that broke a limit
// is ended, as the system ends one that takes too much.
func (k *worker) failed(err error) {
	if errors.Is(err, sandbox.ErrClosed) {
		return
	}
	var limit *sandbox.LimitError
	broke := errors.As(err, &limit)
	k.main(func() {
		a := k.w.app
		stack := errorStack(err)
		message, _, _ := strings.Cut(stack, "\n")
		info := k.w.object("message", message, "stack", stack)
		if len(k.events.listeners["onError"]) == 0 {
			a.userError(nil, "worker", err)
		}
		k.emit(k.w, "onError", info)
		if broke {
			k.killed()
		}
	})
}

// killed ends the worker and tells the program.
func (k *worker) killed() {
	k.terminate()
	k.emit(k.w, "onProcessKilled")
}

func (k *worker) terminate() {
	k.w.app.workers.remove(k)
	k.close()
}

// setGlobals makes the global worker inside.
func (k *worker) setGlobals() {
	rt := k.vm.Runtime()
	o := rt.NewObject()
	env := rt.NewObject()
	_ = env.Set("USER_DATA_PATH", userDataPath)
	_ = o.Set("env", env)
	stringify, _ := goja.AssertFunction(rt.Get("JSON").ToObject(rt).Get("stringify"))
	_ = o.Set("postMessage", k.vm.Func("postMessage", 1, func(call goja.FunctionCall) goja.Value {
		k.mu.Lock()
		k.toMain++
		full := k.toMain > maxWorkerQueue
		k.mu.Unlock()
		text := messageText(k.vm, stringify, call.Argument(0), full)
		k.w.app.vm.Post(func() {
			k.mu.Lock()
			k.toMain--
			ended := k.ended
			k.mu.Unlock()
			if !ended {
				k.emit(k.w, "onMessage", messageValue(k.w.app.vm, text))
			}
		})
		return goja.Undefined()
	}))
	for _, name := range []string{"onMessage", "onProcessKilled"} {
		_ = o.Set(name, k.vm.Func(name, 1, func(call goja.FunctionCall) goja.Value {
			k.inner.listen(name, call.Argument(0))
			return goja.Undefined()
		}))
	}
	k.vm.SetGlobal("worker", o)
}

// messageText makes the text of a message; it throws what JSON.stringify throws.
func messageText(vm *sandbox.VM, stringify goja.Callable, v goja.Value, full bool) string {
	if full {
		panic(vm.NewError("Error", "postMessage:fail too many messages are waiting"))
	}
	s, err := stringify(goja.Undefined(), v)
	if err != nil {
		panic(err)
	}
	if goja.IsUndefined(s) {
		return ""
	}
	text := s.String()
	if x, err := vm.ToValue(s); err == nil {
		text = value.Text(x)
	}
	if len(text) > maxWorkerMessage {
		panic(vm.NewError("Error", fmt.Sprintf("postMessage:fail the message is longer than %d bytes", maxWorkerMessage)))
	}
	return text
}

// messageValue makes the value of a message on the other side.
func messageValue(vm *sandbox.VM, text string) goja.Value {
	if v, err := value.ParseJSON([]byte(text)); err == nil {
		return vm.ToJS(v)
	}
	return goja.Undefined()
}

// workerMember is a method of Worker.
func workerMember(name string) member {
	switch name {
	case "postMessage":
		return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
			k := self.(*worker)
			k.mu.Lock()
			full := len(k.queue) >= maxWorkerQueue
			k.mu.Unlock()
			text := messageText(w.app.vm, w.stringify(), call.Argument(0), full)
			k.post(func() error { return k.receive(text) })
			return goja.Undefined()
		}
	case "terminate":
		return func(_ *wxAPI, self any, _ goja.FunctionCall) goja.Value {
			self.(*worker).terminate()
			return goja.Undefined()
		}
	case "testOnProcessKilled":
		return func(_ *wxAPI, self any, _ goja.FunctionCall) goja.Value {
			k := self.(*worker)
			k.main(k.killed)
			return goja.Undefined()
		}
	}
	return nil
}

// receive calls the listeners inside the worker.
func (k *worker) receive(text string) error {
	for _, fn := range k.inner.listeners["onMessage"] {
		if _, err := k.vm.Call(fn, nil, messageValue(k.vm, text)); err != nil {
			k.failed(err)
		}
	}
	return nil
}
