package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/sandbox"
)

// workerMark is the one variable in the environment of a worker.
const workerMark = "MICA_WORKER"

// RunWorker turns this process into a worker of [Workers] if it was started as
// one, and then does not return; in any other process it does nothing. Call it
// first thing in main, and in TestMain of tests that use Isolation Process.
func RunWorker() {
	if os.Getenv(workerMark) == "" {
		return
	}
	os.Clearenv()
	conn, err := enterWorker()
	if err == nil {
		err = serveWorker(conn)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// messageTooLong is in the output of a worker whose message the bridge refused.
const messageTooLong = "the message is longer than"

// outOfMemory is in the output of a worker that got no more memory; Go's runtime
// uses the same words.
const outOfMemory = "out of memory"

// guest is a worker process's own end.
type guest struct {
	conn  bridge.LogicTransport
	queue sync.Mutex // held while a message is queued
	pkg   *Package
	logic *logic.App
	start startSpec

	// turns counts the turns that have ended.
	turns atomic.Uint64
	lease cpuLease

	mu      sync.Mutex
	lastID  uint64
	asked   map[uint64]chan *bridge.Reply
	cancels map[uint64]context.CancelFunc
	clock   map[uint64]func() // calls of the host's clock to come

	taken chan struct{} // the host has the call that was sent last
	// inbox is what the host has sent and dispatch has not taken yet. The reader
	// must never wait: the answer that a turn waits for comes the same way.
	inbox struct {
		sync.Mutex
		filled *sync.Cond
		list   []bridge.ToLogic
	}
}

// serveWorker serves the host until it closes the connection.
func serveWorker(conn io.ReadWriteCloser) error {
	g := &guest{conn: bridge.NewLogicStream(conn, workerLimits), asked: make(map[uint64]chan *bridge.Reply),
		cancels: make(map[uint64]context.CancelFunc), clock: make(map[uint64]func()), taken: make(chan struct{}, 1)}
	g.inbox.filled = sync.NewCond(&g.inbox)
	go g.dispatch()
	for {
		m, err := g.conn.Receive()
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *bridge.Reply:
			if m.ID&wireAsk != 0 {
				g.answer(m)
				continue
			}
		case *bridge.Control:
			if m.Name == wirePing {
				g.notice(wirePong, count(g.turns.Load()))
				continue
			}
		}
		g.inbox.Lock()
		g.inbox.list = append(g.inbox.list, m)
		g.inbox.Unlock()
		g.inbox.filled.Signal()
	}
}

func (g *guest) answer(m *bridge.Reply) {
	g.mu.Lock()
	ch := g.asked[m.ID]
	delete(g.asked, m.ID)
	g.mu.Unlock()
	if ch != nil {
		ch <- m
	}
}

// dispatch carries out what the host sends, in order.
func (g *guest) dispatch() {
	next := uint64(0) // the number of the message that follows wireNext
	for {
		g.inbox.Lock()
		for len(g.inbox.list) == 0 {
			g.inbox.filled.Wait()
		}
		list := g.inbox.list
		g.inbox.list = nil
		g.inbox.Unlock()
		for _, m := range list {
			if c, ok := m.(*bridge.Control); ok && c.Name == wireNext {
				next = whole[uint64](c.Args)
				continue
			}
			if next != 0 {
				id := next
				next = 0
				g.begin(id, func(ctx context.Context) (value.Value, error) {
					return value.Value{}, local{g.logic}.send(ctx, m)
				})
				continue
			}
			if c, ok := m.(*bridge.Control); ok && g.control(c) {
				continue
			}
			if g.logic != nil {
				g.logic.Receive(m)
			}
		}
	}
}

// control carries out a wish that is the host's own and not the user's, and
// reports whether it was one.
func (g *guest) control(c *bridge.Control) bool {
	args := c.Args.AsArray()
	if args == nil {
		args = value.NewArray()
	}
	id := whole[uint64](args.At(0))
	switch c.Name {
	case wireLoad:
		g.done(id, value.Value{}, g.load(args))
	case wireStart:
		g.done(id, value.Value{}, g.launch(args))
	case wireDo:
		_, cmd := unpackCommand(c.Args)
		g.begin(id, func(ctx context.Context) (value.Value, error) { return local{g.logic}.do(ctx, cmd) })
	case wireCancel:
		g.mu.Lock()
		cancel := g.cancels[whole[uint64](c.Args)]
		g.mu.Unlock()
		if cancel != nil {
			cancel()
		}
	case wireTaken:
		g.taken <- struct{}{}
	case wireFire:
		n := whole[uint64](args.At(1))
		g.mu.Lock()
		fn := g.clock[n]
		delete(g.clock, n)
		g.mu.Unlock()
		g.begin(id, func(context.Context) (value.Value, error) {
			if fn != nil {
				fn()
			}
			return value.Value{}, nil
		})
	default:
		return false
	}
	return true
}

// begin runs a command on a goroutine of its own and tells its outcome.
func (g *guest) begin(id uint64, fn func(context.Context) (value.Value, error)) {
	ctx, cancel := context.WithCancel(context.Background())
	g.mu.Lock()
	g.cancels[id] = cancel
	g.mu.Unlock()
	go func() {
		v, err := fn(ctx)
		g.mu.Lock()
		delete(g.cancels, id)
		g.mu.Unlock()
		cancel()
		g.done(id, v, err)
	}()
}

func (g *guest) done(id uint64, v value.Value, err error) {
	g.notice(wireDone, array(count(id), packFuncs(v), packError(err)))
}

// send sends a message. A connection that fails is the end of the process.
func (g *guest) send(m bridge.ToView) {
	g.queue.Lock()
	_, err := g.conn.Queue(m)
	if err == nil {
		err = g.conn.Flush()
	}
	g.queue.Unlock()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (g *guest) notice(name string, args value.Value) {
	g.send(&bridge.Call{Name: name, Args: args})
}

// Send implements [bridge.Port]. The host takes messages in order, so a batch
// counts as acknowledged: whatever the program does next finds it applied. A
// call is on its way until the host has it, so that an answer that is given at
// once belongs to the turn that asked.
func (g *guest) Send(m bridge.ToView) *bridge.Ack {
	g.send(m)
	switch m := m.(type) {
	case *bridge.Batch:
		return &bridge.Ack{Page: m.Page, Seq: m.Seq}
	case *bridge.Call:
		if m.ID != 0 {
			<-g.taken
		}
	}
	return nil
}

// Ask implements [bridge.Port].
func (g *guest) Ask(name string, page bridge.PageID, args value.Value) (value.Value, error) {
	ch := make(chan *bridge.Reply, 1)
	g.mu.Lock()
	g.lastID++
	id := g.lastID | wireAsk
	g.asked[id] = ch
	g.mu.Unlock()
	g.send(&bridge.Call{ID: id, Name: name, Page: page, Args: args})
	r := <-ch
	if r.Err != nil {
		return value.Value{}, r.Err
	}
	return r.Result, nil
}

// load loads the program from what the host has read.
func (g *guest) load(args *value.Array) error {
	var spec loadSpec
	if err := decoded(args.At(1), &spec); err != nil {
		return err
	}
	g.lease.seconds = uint64(spec.CPUSeconds)
	if err := limitMemory(spec.Memory); err != nil {
		return fmt.Errorf("limit the memory: %w", err)
	}
	pkg, err := Loader{Partial: true, Component: spec.Component, logicOnly: true}.Load(newGuestFS(g, args.At(2)))
	if err != nil {
		return err
	}
	pkg.source, pkg.files = nil, nil // compiled, and the host's to keep
	g.pkg = pkg
	return nil
}

// launch makes the app; nothing of the program has run yet.
func (g *guest) launch(args *value.Array) error {
	if err := decoded(args.At(1), &g.start); err != nil {
		return err
	}
	s := &g.start
	cfg := logic.Config{Package: g.pkg.logic, Port: g, Limits: s.Limits, Path: s.Path, Scene: s.Scene, Prelude: s.Prelude, APIs: s.APIs, Allow: s.Allow, WithoutTap: s.WithoutTap,
		Query: args.At(2), System: args.At(3), ExitState: args.At(4), AfterTurn: g.endTurn,
		OnError: func(err error) { g.notice(wireError, packError(err)) },
		OnEnd:   func(limit *sandbox.LimitError) { g.notice(wireEnd, packError(limit)) }}
	if s.Console {
		cfg.Console = func(level string, args []value.Value, text string) {
			g.notice(wireConsole, array(value.String(level), value.String(text), packFuncs(array(args...))))
		}
	}
	if s.Log {
		cfg.Logger = slog.New(&guestLog{guest: g, level: slog.Level(s.LogLevel)})
	}
	if s.OwnRand {
		cfg.Rand = func() float64 {
			v, _ := g.Ask(wireRand, 0, value.Value{}) // the host answers as long as there is one
			f, _ := v.AsNumber()
			return f
		}
	}
	if s.OwnClock {
		cfg.Clock = guestClock{g}
	}
	if s.ZoneData != nil {
		loc, err := time.LoadLocationFromTZData(s.Zone, s.ZoneData)
		if err != nil {
			return err
		}
		cfg.Location = loc
	}
	app, err := logic.New(cfg)
	if err != nil {
		return err
	}
	g.logic = app
	return g.lockDown()
}

// endTurn counts a turn, and gives the next one its processor time.
func (g *guest) endTurn() {
	g.turns.Add(1)
	if err := g.lease.renew(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// guestClock is the host's clock.
type guestClock struct{ *guest }

var _ sandbox.Clock = guestClock{}

func (c guestClock) Now() time.Time {
	v, _ := c.Ask(wireNow, 0, value.Value{}) // the host answers as long as there is one
	return unpackTime(v)
}

func (c guestClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	c.lastID++
	id := c.lastID
	c.clock[id] = f
	c.mu.Unlock()
	c.notice(wireAfter, array(count(id), count(min(d, 1<<52))))
	return func() bool {
		c.mu.Lock()
		_, ok := c.clock[id]
		delete(c.clock, id)
		c.mu.Unlock()
		if ok {
			c.notice(wireStop, count(id))
		}
		return ok
	}
}

// guestLog hands records to the host's logger.
type guestLog struct {
	guest *guest
	level slog.Level
	attrs []value.Value
	group string
}

func (l *guestLog) Enabled(_ context.Context, level slog.Level) bool { return level >= l.level }

func (l *guestLog) Handle(_ context.Context, r slog.Record) error {
	attrs := append([]value.Value(nil), l.attrs...)
	r.Attrs(func(a slog.Attr) bool {
		attrs = l.attr(attrs, l.group, a)
		return true
	})
	l.guest.notice(wireLog, array(count(r.Level), value.String(r.Message), array(attrs...)))
	return nil
}

// attr appends the name and the value of an attribute, of a group those of its
// members.
func (l *guestLog) attr(to []value.Value, prefix string, a slog.Attr) []value.Value {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		for _, m := range v.Group() {
			to = l.attr(to, prefix+a.Key+".", m)
		}
		return to
	}
	out, err := value.FromAny(v.Any())
	if err != nil {
		out = value.String(v.String())
	}
	return append(to, value.String(prefix+a.Key), out)
}

func (l *guestLog) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *l
	c.attrs = append([]value.Value(nil), l.attrs...)
	for _, a := range attrs {
		c.attrs = l.attr(c.attrs, l.group, a)
	}
	return &c
}

func (l *guestLog) WithGroup(name string) slog.Handler {
	c := *l
	c.group += name + "."
	return &c
}
