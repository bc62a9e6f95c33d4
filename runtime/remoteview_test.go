package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/bridge/ws"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// streams are two ends of a connection that encodes.
func streams() (bridge.LogicTransport, bridge.ViewTransport) {
	a, b := net.Pipe()
	return bridge.NewLogicStream(a, bridge.Limits{}), bridge.NewViewStream(b, bridge.Limits{})
}

// farView is a view elsewhere that stands still now and then and loses its
// connection.
type farView struct {
	app  *runtime.App
	r    *rand.Rand
	rv   *runtime.RemoteView
	gate sync.RWMutex // held while the view stands still
	held bool

	mu      sync.Mutex
	changed *sync.Cond
	client  *view.Client
	lost    error
	serving sync.WaitGroup
	stop    context.CancelFunc
}

func newFarView(app *runtime.App, r *rand.Rand) (*farView, error) {
	f := &farView{app: app, r: r}
	f.changed = sync.NewCond(&f.mu)
	rv, err := app.AddView(runtime.ViewConfig{Window: 1 + r.IntN(3), OnError: func(error) {}})
	if err != nil {
		return nil, err
	}
	f.rv = rv
	return f, f.connect()
}

// slow is a view's end whose messages wait at the gate.
type slow struct {
	bridge.ViewTransport
	gate *sync.RWMutex
}

func (s slow) Receive() (bridge.ToView, error) {
	m, err := s.ViewTransport.Receive()
	s.gate.RLock()
	defer s.gate.RUnlock()
	return m, err
}

// connect gives the view a new connection, and a new state with it.
func (f *farView) connect() error {
	a, b := streams()
	if f.r.IntN(2) == 0 {
		a, b = bridge.Pipe()
	}
	ctx, stop := context.WithCancel(context.Background())
	client := view.NewClient(view.ClientConfig{OnChange: func(*view.View) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.changed.Broadcast()
	}})
	f.mu.Lock()
	f.client, f.stop = client, stop
	f.mu.Unlock()
	f.serving.Go(func() {
		err := client.Serve(ctx, slow{b, &f.gate})
		if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, io.ErrClosedPipe) {
			return
		}
		f.mu.Lock()
		f.lost = err
		f.mu.Unlock()
		f.changed.Broadcast()
	})
	return f.rv.Connect(a)
}

// disturb stops the view, lets it go on, or breaks its connection.
func (f *farView) disturb() error {
	switch f.r.IntN(6) {
	case 0, 1:
		f.hold(true)
	case 2, 3:
		f.hold(false)
	case 4:
		f.hold(false)
		f.stop() // the state of now goes to the next one
		return f.connect()
	}
	return nil
}

func (f *farView) hold(held bool) {
	switch {
	case held && !f.held:
		f.gate.Lock()
	case !held && f.held:
		f.gate.Unlock()
	}
	f.held = held
}

// check waits until the view has caught up, and compares it with the app's own.
func (f *farView) check(last bool) error {
	if last {
		f.hold(false)
	}
	if f.held {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.lost == nil && !f.caughtUp() {
		f.changed.Wait()
	}
	if f.lost != nil {
		return fmt.Errorf("the view elsewhere: %w", f.lost)
	}
	for _, p := range f.app.Pages() {
		if err := view.Equal(p.View(), f.client.View().Page(p.View().ID())); err != nil {
			return fmt.Errorf("the view elsewhere differs: %w", err)
		}
	}
	return nil
}

func (f *farView) caughtUp() bool {
	stack, other := f.app.Pages(), f.client.View().Stack()
	if len(stack) != len(other) {
		return false
	}
	for i, p := range stack {
		if other[i].ID() != p.View().ID() || other[i].Seq() != p.View().Seq() {
			return false
		}
	}
	return true
}

func (f *farView) close() {
	f.hold(false)
	f.rv.Close()
	f.stop()
	f.serving.Wait()
}

// A view in another program, over a WebSocket: what its user does reaches the
// program, what the program asks is answered there, and a lost connection is
// made again.
func TestRemoteViewWebSocket(t *testing.T) {
	pkg, err := runtime.Load(program(t, `
-- app.json --
{"pages":["p"]}
-- p.js --
Page({
  data: {n: 0, said: ''},
  add() { this.setData({n: this.data.n + 1}) },
  ask() { wx.showModal({title: 'Really?', success: r => this.setData({said: r.confirm ? 'yes' : 'no'})}) },
})
-- p.wxml --
<view class="n" bindtap="add">{{n}}</view><view class="said" bindtap="ask">{{said}}</view>
`))
	if err != nil {
		t.Fatal(err)
	}
	app := start(t, pkg, runtime.Config{})
	rv, err := app.AddView(runtime.ViewConfig{Calls: true})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var conns []bridge.LogicTransport
	var closing atomic.Bool // the client goes on to connect
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := ws.Accept(w, r, nil)
		if err == nil {
			mu.Lock()
			conns = append(conns, conn)
			mu.Unlock()
			err = rv.Connect(conn)
		}
		if err != nil && !closing.Load() {
			t.Error(err)
		}
	}))
	defer server.Close()

	changed := make(chan struct{}, 1)
	client := view.NewClient(view.ClientConfig{
		OnChange: func(*view.View) {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
		OnCall: func(name string, args map[string]any, answer func(map[string]any, error)) {
			answer(map[string]any{"confirm": name == "showModal" && args["title"] == "Really?", "cancel": false}, nil)
		},
		Backoff: func(int) time.Duration { return time.Millisecond },
	})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- client.Run(ctx, func(ctx context.Context) (bridge.ViewTransport, error) { return ws.Dial(ctx, server.URL, nil) })
	}()
	find := func(selector string) view.Node {
		top := client.View().Top()
		if top == nil {
			return view.Node{}
		}
		n, err := top.Root().Query(selector)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	until := func(selector, want string) {
		t.Helper()
		for find(selector).TextContent() != want {
			<-changed
		}
	}
	tap := func(selector string) {
		t.Helper()
		if err := client.Tap(find(selector)); err != nil {
			t.Fatal(err)
		}
	}
	until(".n", "0")
	tap(".n")
	until(".n", "1")
	tap(".said")
	until(".said", "yes")
	old := client.View()
	mu.Lock()
	conns[0].Close()
	mu.Unlock()
	if err := app.Page().Query(".n").Tap(); err != nil { // the app's own view, meanwhile or not
		t.Fatal(err)
	}
	until(".n", "2")
	for client.View() == old {
		<-changed
	}
	until(".n", "2")
	tap(".n")
	until(".n", "3")
	if err := app.Settle(t.Context()); err != nil { // the view elsewhere may be the first to have it
		t.Fatal(err)
	}
	if err := view.Equal(app.Page().View(), client.View().Top()); err != nil {
		t.Error(err)
	}
	closing.Store(true)
	app.Close()
	if err := rv.Connect(conns[0]); err == nil {
		t.Error("the view of a closed app took a connection")
	}
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
}

// A view that reads nothing does not make the program's side grow: what waits is
// bounded by the window and the page, however long the program goes on.
func TestRemoteViewStandsStill(t *testing.T) {
	pkg, err := runtime.Load(program(t, `
-- app.json --
{"pages":["p"]}
-- p.js --
Page({data: {text: ''}, set(text) { this.setData({text}) }})
-- p.wxml --
<view>{{text}}</view>
`))
	if err != nil {
		t.Fatal(err)
	}
	app := start(t, pkg, runtime.Config{})
	rv, err := app.AddView(runtime.ViewConfig{})
	if err != nil {
		t.Fatal(err)
	}
	a, b := streams() // nobody reads from b
	defer b.Close()
	if err := rv.Connect(a); err != nil {
		t.Fatal(err)
	}
	long := make([]byte, 100<<10)
	for i := range long {
		long[i] = 'x'
	}
	for i := range 400 {
		long[0] = byte('a' + i%26)
		if _, err := app.Page().Call(t.Context(), "set", string(long)); err != nil {
			t.Fatal(err)
		}
	}
	if batches, bytes := rv.Waiting(); batches == 0 || batches > 16 || bytes > 2<<20 {
		t.Errorf("%d batches with %d bytes wait for the view", batches, bytes)
	}
}
