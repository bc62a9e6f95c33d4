package logic

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
)

// Config is what an app is made of.
type Config struct {
	Package *Package
	// Port is the logic layer's end of the bridge.
	Port bridge.Port
	// Logger gets console output and the engine's own messages.
	Logger *slog.Logger
	// Console, when set, sees every console call of the program, and those of WXS
	// with the level "wxs". The arguments are as ConsoleValue gives them.
	Console func(level string, args []value.Value, text string)
	Clock   sandbox.Clock
	Rand    func() float64
	Limits  sandbox.Limits
	// Location is the time zone of the program.
	Location *time.Location
	// OnError is told of every error of the program that nothing handled.
	OnError func(error)
	// OnEnd, when set, is told the limit after which the program can't go on. The
	// app has been closed.
	OnEnd func(*sandbox.LimitError)
	// Path, Query and Scene are the launch options; Path "" means the entry page.
	Path  string
	Query value.Value
	// ExitState is what the page launched with has kept, undefined for nothing.
	ExitState value.Value
	Scene     int
	// System answers getSystemInfo and its relatives.
	System value.Value
	// AfterTurn, when set, is called at the end of every turn.
	AfterTurn func()
	// APIs are wx functions of the host's own, in the form of wx_table.txt. Allow,
	// when not nil, are the only APIs that may leave the sandbox.
	APIs  string
	Allow []string
	// WithoutTap lets the program call at any time what needs a tap.
	WithoutTap bool
	// Meter, when set, is told what the app does with its time.
	Meter Meter
	// Prelude is JavaScript that runs before the program's own.
	Prelude string
}

// App is one running instance of a package: the logic layer. All its methods
// but Receive, Do and Close belong to the goroutine that runs its turns.
type App struct {
	pkg  *Package
	cfg  Config
	vm   *sandbox.VM
	rt   *goja.Runtime
	port bridge.Port
	log  *slog.Logger

	handle    *goja.Symbol
	baseProto *goja.Object
	// The timer functions as they were before the program could change them.
	setTimeout, clearTimeout goja.Callable

	defs    map[*Component]*definition
	loading *Component // whose script is running
	parts   map[*Component]*part
	ran     map[*Component]bool

	links        map[linkKey]*linked
	nextSkeleton bridge.SkeletonID
	defined      map[bridge.SkeletonID]bool

	stack    []*page
	tabs     map[string]*page // tab pages in the background
	byID     map[bridge.PageID]*page
	lastPage bridge.PageID
	routing  bool
	routes   []func()
	// current is the route that is being carried out, lastRoute its number.
	current   routeInfo
	rewriting *rewritable
	lost      error // why the page to launch with was not opened
	lastRoute int

	// mainLoaded says that app.js has run, subs which subpackages are loaded, and
	// awaiting where placeholders stand.
	mainLoaded bool
	subs       map[*Subpackage]bool
	awaiting   map[*Component][]awaited

	app       *goja.Object // the App instance
	appDef    *goja.Object
	launch    value.Value
	enter     value.Value // the options of the last time that the app was shown
	shown     bool
	listeners map[string][]goja.Value // wx.onX
	reporting bool
	// ended is what ended the turn, once the host has been told of it; open are the
	// calls of wx that have no answer yet.
	ended *sandbox.LimitError
	open  int
	// The limits that this layer keeps.
	maxNodes, maxPatches, maxPending int

	// acks came with the batches of this turn, from a view in this process.
	acks      []*bridge.Ack
	nextTicks []goja.Value
	// evaluations counts what templates evaluated; see Stats.
	evaluations int
	// lastUpdate numbers updates that are listened to, updating is the one under
	// way, 0 for none.
	lastUpdate, updating int
	// observed are the calls of change: observers that are due.
	observed []func()

	// wx is what the wx object keeps.
	wx       *wxAPI
	calls    map[uint64]*pendingCall
	lastCall uint64
	reported map[string]bool
	depth    int
	// feeding is the innermost update of a component with dynamic slots.
	feeding *feeding
	updates updateStack
	closed  atomic.Bool
	workers workers
	perf    performance

	// finger is the touch that may become a tap, hovers the nodes that show that it
	// is there or was, window the size that the last resize told, zero before the
	// first.
	finger gesture
	hovers []*hover
	window [2]float64
	// tapped is set while a tap is being handled; see keepsTap.
	tapped bool

	cache wxml.Cache // of the expressions of all templates
}

var errTooDeep = errors.New("the blocks of components and templates are nested more than 2048 levels deep; is one inside itself?")

// ErrClosed is the error of every use of an app after Close.
var ErrClosed = errors.New("the app is closed")

// New makes an app. Nothing of the program has run yet.
func New(cfg Config) (*App, error) {
	a := &App{pkg: cfg.Package, cfg: cfg, port: cfg.Port, log: cfg.Logger,
		defs: make(map[*Component]*definition), parts: make(map[*Component]*part), ran: make(map[*Component]bool),
		links: make(map[linkKey]*linked), defined: make(map[bridge.SkeletonID]bool),
		tabs: make(map[string]*page), byID: make(map[bridge.PageID]*page),
		listeners: make(map[string][]goja.Value), calls: make(map[uint64]*pendingCall), reported: make(map[string]bool)}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	var before func()
	if cfg.Meter != nil {
		before = cfg.Meter.Begin
	}
	vm, err := sandbox.New(sandbox.Config{
		BeforeTurn: before,
		Scripts:    cfg.Package.Scripts, Logger: a.log, Console: a.console, Clock: cfg.Clock, Rand: cfg.Rand,
		Limits: cfg.Limits, Location: cfg.Location,
		Keeps:                a.keeps,
		OnError:              a.turnFailed,
		OnEnd:                a.exhausted,
		OnUnhandledRejection: a.unhandledRejection,
		AfterTurn:            a.afterTurn,
		Handle:               a.componentValue,
		Globals:              globalNames,
		Global:               a.makeGlobal,
	})
	if err != nil {
		return nil, err
	}
	a.vm, a.rt = vm, vm.Runtime()
	limits := vm.Limits()
	a.maxNodes, a.maxPatches, a.maxPending = limits.Nodes, limits.Patches, limits.Pending
	if err := a.setGlobals(); err != nil {
		vm.Close()
		return nil, err
	}
	if cfg.Prelude != "" {
		if _, err := a.rt.RunScript("prelude.js", cfg.Prelude); err != nil {
			vm.Close()
			return nil, fmt.Errorf("prelude: %w", vm.Error(err))
		}
	}
	return a, nil
}

// console passes a console call on.
func (a *App) console(level string, args []goja.Value, text string) {
	if a.cfg.Console == nil {
		return
	}
	vals := make([]value.Value, len(args))
	for k, v := range args {
		vals[k] = a.ConsoleValue(v)
	}
	a.cfg.Console(level, vals, text)
}

// Do runs fn as a turn of the app and returns when everything it caused is
// settled. It may be called from any goroutine. The error is fn's, or why fn did
// not run to its end.
func (a *App) Do(ctx context.Context, fn func() error) error {
	err := a.vm.Do(ctx, fn)
	for err == nil {
		idle := a.workers.wait()
		if idle == nil {
			break
		}
		select { // what a worker is asked belongs to what was caused
		case <-idle:
			err = a.vm.Do(ctx, nil)
		case <-ctx.Done():
			err = context.Cause(ctx)
		case <-a.vm.Done():
			err = ErrClosed
		}
	}
	return err
}

// Receive takes a message from the view or the host. It may be called from any
// goroutine and does not wait.
func (a *App) Receive(m bridge.ToLogic) {
	a.vm.Post(func() { a.Handle(m) })
}

// Handle is Receive for a caller that is running a turn.
func (a *App) Handle(m bridge.ToLogic) {
	if a.closed.Load() {
		return
	}
	switch m := m.(type) {
	case *bridge.Event:
		a.event(m)
	case *bridge.Ack:
		if p := a.byID[m.Page]; p != nil {
			p.out.acked(m.Seq)
		}
	case *bridge.Reply:
		a.reply(m)
	case *bridge.Control:
		a.control(m)
	}
}

// afterTurn ends a turn: what changed is sent, then the callbacks run that
// waited for the view, then what was put off to the next tick (spec INDEX §4).
func (a *App) afterTurn() {
	if a.closed.Load() {
		return
	}
	a.tapped = false
	if a.cfg.AfterTurn != nil {
		a.cfg.AfterTurn()
	}
	if a.depth > 0 { // the turn was ended in the midst of a template
		a.depth = 0
		a.mend()
	}
	a.begin(PhaseTemplate, "batches")
	a.flush()
	a.cache.Release()
	a.end()
	if a.cfg.Meter != nil {
		a.cfg.Meter.End()
	}
	if acks := a.acks; len(acks) > 0 {
		a.acks = nil
		a.vm.Next(func() {
			for _, m := range acks {
				a.Handle(m)
			}
		})
	}
	if calls := a.observed; len(calls) > 0 {
		a.observed = nil
		a.vm.Next(func() {
			for _, call := range calls {
				call()
			}
		})
	}
	if ticks := a.nextTicks; len(ticks) > 0 {
		a.nextTicks = nil
		a.vm.Next(func() {
			for _, fn := range ticks {
				a.callFn(fn, "nextTick callback")
			}
		})
	}
}

// keeps tells what the layer keeps for the program: data that no script reaches,
// and listeners.
func (a *App) keeps(m *sandbox.Kept) {
	for _, fns := range a.listeners {
		for _, fn := range fns {
			m.Script(fn)
		}
	}
	for _, p := range a.byID {
		for _, i := range p.instances {
			c := i.scope.comp
			m.Script(c.obj)
			m.Script(c.js.obj)
			if c.state != nil {
				m.Value(value.FromObject(c.state))
			}
		}
	}
}

func (a *App) flush() {
	for _, p := range a.byID {
		if p.out.due() {
			a.flushPages()
			return
		}
	}
}

// flushPages flushes in the order of page numbers, so that a run with the same
// inputs sends the same messages.
func (a *App) flushPages() {
	for id := bridge.PageID(1); id <= a.lastPage; id++ {
		if p := a.byID[id]; p != nil {
			p.out.flush()
		}
	}
	a.wx.layoutChanged()
}

// Close ends the app: the turn that is running is interrupted, and no other is
// begun. It may be called from any goroutine and does not wait.
func (a *App) Close() {
	a.vm.Close()
	a.workers.close()
	a.closed.Store(true)
}

// exhausted ends the app: the program broke a limit after which it can't go on.
func (a *App) exhausted(limit *sandbox.LimitError) {
	a.Close()
	a.log.Error("the program is ended", "error", limit)
	if a.cfg.OnEnd != nil {
		a.cfg.OnEnd(limit)
	}
}

// callFn calls a function of the program; what it throws is reported.
func (a *App) callFn(fn goja.Value, what string, args ...goja.Value) goja.Value {
	call, ok := goja.AssertFunction(fn)
	if !ok {
		return nil
	}
	a.begin(PhaseJS, what)
	v, err := call(goja.Undefined(), args...)
	a.end()
	if err != nil {
		a.userError(nil, what, err)
		return nil
	}
	return v
}

// UserError is an exception of the program that it did not catch.
type UserError struct {
	// Component is the path of the component whose code it was, "" for other
	// code.
	Component string
	// What names the code: a lifetime, a handler, an observer.
	What string
	// Err is what was thrown, usually a *sandbox.Exception with a position.
	Err error
}

func (e *UserError) Error() string {
	switch {
	case e.Component != "" && e.What != "":
		return fmt.Sprintf("%s, %s: %v", e.Component, e.What, e.Err)
	case e.What != "":
		return fmt.Sprintf("%s: %v", e.What, e.Err)
	}
	return e.Err.Error()
}

// Unwrap gives the exception.
func (e *UserError) Unwrap() error { return e.Err }

// userError reports an exception of the program: to the log, to App.onError and
// wx.onError, and to the host. The program goes on.
func (a *App) userError(c *component, what string, err error) {
	e := &UserError{What: what, Err: a.vm.Error(err)}
	if c != nil {
		e.Component = c.def.path
	}
	var limit *sandbox.LimitError
	if errors.As(e.Err, &limit) && (limit == a.ended || a.vm.Stopped() && limit.Ends() == sandbox.BreachApp) {
		return // the host knows it, or OnEnd tells
	}
	a.log.Error(e.Error(), "component", e.Component)
	if a.cfg.OnError != nil {
		a.cfg.OnError(e)
	}
	if a.vm.Stopped() { // the program learns of it in the next turn
		a.ended = limit
		return
	}
	if a.reporting { // onError threw
		return
	}
	a.tellError(c, e.Err)
}

// turnFailed takes what a turn threw and nobody caught. What ended the turn the
// host may know already, with the code that it was in.
func (a *App) turnFailed(err error) {
	var limit *sandbox.LimitError
	if errors.As(err, &limit) && limit == a.ended {
		a.vm.Next(func() { a.tellError(nil, err) })
		return
	}
	a.vm.Next(func() { a.userError(nil, "", err) })
}

// tellError calls the program's own listeners to errors.
func (a *App) tellError(c *component, err error) {
	a.reporting = true
	defer func() { a.reporting = false }()
	if c != nil {
		for _, fn := range c.def.lifetimes["error"] {
			c.invoke(fn, "lifetime error", a.errorValue(err))
		}
	}
	msg := a.rt.ToValue(errorStack(err))
	a.appMethod("onError", msg)
	a.emit("onError", msg)
}

// errorStack is what onError gets: the message, and the stack of an exception.
func errorStack(err error) string {
	var ex *sandbox.Exception
	if errors.As(err, &ex) {
		return ex.Stack()
	}
	return err.Error()
}

func (a *App) errorValue(err error) goja.Value {
	var ex *sandbox.Exception
	if errors.As(err, &ex) && ex.Value != nil {
		return ex.Value
	}
	return a.vm.NewError("Error", err.Error())
}

func (a *App) unhandledRejection(reason goja.Value, promise goja.Value) {
	o := a.rt.NewObject()
	_ = o.Set("reason", reason)
	_ = o.Set("promise", promise)
	a.log.Warn("unhandled promise rejection", "reason", a.text(reason))
	a.appMethod("onUnhandledRejection", o)
	a.emit("onUnhandledRejection", o)
}

// text is a JavaScript value for a message.
func (a *App) text(v goja.Value) string {
	if v == nil {
		return "undefined"
	}
	if x, err := a.vm.ToValue(v); err == nil && x.AsObject() != nil {
		if o := objectOf(v); o == nil || o.ClassName() != "Error" {
			b, _ := value.AppendJSON(nil, x)
			return string(b)
		}
	}
	return v.String()
}

// appMethod calls a method of the App instance if there is one.
func (a *App) appMethod(name string, args ...goja.Value) goja.Value {
	if a.app == nil {
		return nil
	}
	call, ok := goja.AssertFunction(a.app.Get(name))
	if !ok {
		return nil
	}
	a.begin(PhaseJS, name)
	v, err := call(a.app, args...)
	a.end()
	if err != nil {
		a.userError(nil, "App."+name, err)
		return nil
	}
	return v
}

// emit calls the listeners of a wx.onX.
func (a *App) emit(name string, args ...goja.Value) int {
	fns := a.listeners[name]
	for _, fn := range fns {
		a.callFn(fn, "listener of wx."+name, args...)
	}
	return len(fns)
}

// warn tells of something that a component's code does and should not.
func (a *App) warn(c *component, msg string) {
	a.log.Warn(msg, "component", c.def.path)
}

// warnAt tells of something at a place of a template.
func (a *App) warnAt(n *wxml.BlockNode, format string, args ...any) {
	d := diag.At(n.File.File, n.File.Source, int(n.At), diag.Warning, "", fmt.Sprintf(format, args...))
	a.log.Warn(d.Message, "file", d.File, "line", d.Line, "column", d.Col)
}

// reportOnce reports an error at a place of a template, the first time.
func (a *App) reportOnce(n *wxml.BlockNode, err error) {
	d := &diag.Diagnostic{Severity: diag.Error, Message: err.Error()}
	if n != nil {
		d = diag.At(n.File.File, n.File.Source, int(n.At), diag.Error, "", err.Error())
	}
	if !a.reported[d.Error()] {
		a.reported[d.Error()] = true
		a.userError(nil, "template", d)
	}
}
