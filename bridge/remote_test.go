package bridge_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/view"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inbox collects what comes to the logic layer, and errors.
type inbox struct {
	mu   sync.Mutex
	cond *sync.Cond
	got  []bridge.ToLogic
	errs []error
}

func newInbox() *inbox {
	b := &inbox{}
	b.cond = sync.NewCond(&b.mu)
	return b
}

func (b *inbox) receive(m bridge.ToLogic) {
	b.mu.Lock()
	b.got = append(b.got, m)
	b.mu.Unlock()
	b.cond.Broadcast()
}

func (b *inbox) fail(err error) {
	b.mu.Lock()
	b.errs = append(b.errs, err)
	b.mu.Unlock()
	b.cond.Broadcast()
}

// wait waits until fn is true of what came.
func (b *inbox) wait(fn func(got []bridge.ToLogic, errs []error) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !fn(b.got, b.errs) {
		b.cond.Wait()
	}
}

func (b *inbox) acked(seq uint64) {
	b.wait(func(got []bridge.ToLogic, _ []error) bool {
		for _, m := range got {
			if a, ok := m.(*bridge.Ack); ok && a.Seq >= seq {
				return true
			}
		}
		return false
	})
}

// gate is a view that stops where it is told to, and answers calls.
type gate struct {
	view    *view.View
	pass    chan struct{} // one batch for each; closed: all
	conn    *bridge.ViewConn
	batches int
	refuse  bool
}

func (g *gate) Receive(m bridge.ToView) (*bridge.Ack, error) {
	switch m := m.(type) {
	case *bridge.Batch:
		<-g.pass
		g.batches++
		if g.refuse {
			return nil, errors.New("refused")
		}
	case *bridge.Call:
		if m.ID != 0 && m.Name != "silence" {
			return nil, g.conn.Send(&bridge.Reply{ID: m.ID, Result: value.String(m.Name + "!")})
		}
	}
	return g.view.Receive(m)
}

// transports are the ways a view can be connected.
var transports = map[string]func() (bridge.LogicTransport, bridge.ViewTransport){
	"pipe": bridge.Pipe,
	"stream": func() (bridge.LogicTransport, bridge.ViewTransport) {
		a, b := net.Pipe()
		return bridge.NewLogicStream(a, bridge.Limits{}), bridge.NewViewStream(b, bridge.Limits{})
	},
}

func eachTransport(t *testing.T, test func(t *testing.T, dial func() (bridge.LogicTransport, bridge.ViewTransport))) {
	for name, dial := range transports {
		t.Run(name, func(t *testing.T) { test(t, dial) })
	}
}

// connect attaches a new view through a stream and returns how to wait for its end.
func connect(t *testing.T, r *bridge.Remote, pass chan struct{}) (*gate, func() error) {
	t.Helper()
	return connectBy(t, transports["stream"], r, pass)
}

func connectBy(t *testing.T, dial func() (bridge.LogicTransport, bridge.ViewTransport), r *bridge.Remote, pass chan struct{}) (*gate, func() error) {
	t.Helper()
	a, b := dial()
	g := &gate{view: view.New(view.Config{}), pass: pass}
	g.conn = bridge.NewViewConn(b, g)
	done := make(chan error, 1)
	go func() { done <- g.conn.Run(context.Background()) }()
	if err := r.Attach(a); err != nil {
		t.Fatal(err)
	}
	return g, func() error { return <-done }
}

func opened() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// A slow view: what it gets in the end is what the logic layer sent, in far
// fewer batches, and the last acknowledgement stands for all.
func TestRemoteSlowView(t *testing.T) { eachTransport(t, testRemoteSlowView) }

func testRemoteSlowView(t *testing.T, dial func() (bridge.LogicTransport, bridge.ViewTransport)) {
	box := newInbox()
	r := bridge.NewRemote(bridge.RemoteConfig{Receive: box.receive, OnError: box.fail, Window: 2})
	pass := make(chan struct{})
	g, ended := connectBy(t, dial, r, pass)
	d, live := newDriver(5), newView(t)
	r.Send(&bridge.OpenPage{Page: 1, Path: "p"})
	r.Send(&bridge.Stack{Pages: []bridge.PageID{1}})
	for range 400 {
		b := d.batch()
		if ack := r.Send(clone(b)); ack != nil {
			t.Fatal("a remote port acknowledged at once")
		}
		receive(t, live, b)
	}
	close(pass)
	box.acked(400)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := ended(); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
	sameTree(t, "slow view", live, g.view)
	if g.batches > 6 {
		t.Errorf("the view got %d batches of 400, want those of the window and one", g.batches)
	}
}

// A view that lost its state gets the tree as one batch, and the session goes on.
func TestRemoteReconnect(t *testing.T) { eachTransport(t, testRemoteReconnect) }

func testRemoteReconnect(t *testing.T, dial func() (bridge.LogicTransport, bridge.ViewTransport)) {
	box := newInbox()
	r := bridge.NewRemote(bridge.RemoteConfig{Receive: box.receive, OnError: box.fail})
	d, live := newDriver(8), newView(t)
	send := func(n int) {
		for range n {
			b := d.batch()
			r.Send(clone(b))
			receive(t, live, b)
		}
	}
	r.Send(&bridge.OpenPage{Page: 1, Path: "p"})
	send(30) // before there is any view
	first, ended := connectBy(t, dial, r, opened())
	send(30)
	box.acked(60)
	sameTree(t, "first view", live, first.view)
	first.conn.Close()
	_ = ended()
	send(30) // while there is none
	second, ended := connectBy(t, dial, r, opened())
	box.acked(90)
	send(30)
	box.acked(120)
	sameTree(t, "second view", live, second.view)
	if second.batches > 31 {
		t.Errorf("the second view got %d batches, want one for what was and 30 more", second.batches)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	_ = ended()
	if err := r.Attach(bridge.NewLogicStream(noConn{}, bridge.Limits{})); err == nil {
		t.Error("a closed port took a connection")
	}
	r.Send(&bridge.ClosePage{Page: 1})
}

type noConn struct{ io.ReadWriter }

func (noConn) Close() error { return nil }

// Calls, questions and events both ways; what a lost view leaves open fails.
func TestRemoteCalls(t *testing.T) { eachTransport(t, testRemoteCalls) }

func testRemoteCalls(t *testing.T, dial func() (bridge.LogicTransport, bridge.ViewTransport)) {
	box := newInbox()
	r := bridge.NewRemote(bridge.RemoteConfig{Receive: box.receive, OnError: box.fail, MaxCalls: 3, AskTimeout: time.Hour})
	if _, err := r.Ask("early", 0, value.Value{}); err == nil {
		t.Error("a question without a view was answered")
	}
	for i := range uint64(5) {
		r.Send(&bridge.Call{ID: 1 + i, Name: fmt.Sprint("call", i)})
	}
	g, ended := connectBy(t, dial, r, opened())
	if v, err := r.Ask("storage", 0, value.Value{}); value.Text(v) != "storage!" || err != nil {
		t.Errorf("asked: %s, %v", value.Text(v), err)
	}
	if err := g.conn.Send(&bridge.Event{Page: 1, Type: "tap"}); err != nil {
		t.Fatal(err)
	}
	box.wait(func(got []bridge.ToLogic, _ []error) bool { return len(got) == 6 })
	r.Send(&bridge.Call{ID: 77, Name: "silence"})
	asked := make(chan error, 1)
	go func() { _, err := r.Ask("silence", 0, value.Value{}); asked <- err }()
	// The view has the question when it has answered the one behind it.
	for range 2 {
		if _, err := r.Ask("next", 0, value.Value{}); err != nil {
			t.Fatal(err)
		}
	}
	g.conn.Close()
	_ = ended()
	if err := <-asked; err == nil {
		t.Error("a question to a lost view was answered")
	}
	box.wait(func(got []bridge.ToLogic, errs []error) bool { return len(got) == 7 && len(errs) == 1 })
	var lines []string
	for _, m := range box.got {
		switch m := m.(type) {
		case *bridge.Reply:
			line := fmt.Sprint(m.ID, " ", value.Text(m.Result))
			if m.Err != nil {
				line += m.Err.Message
			}
			lines = append(lines, line)
		case *bridge.Event:
			lines = append(lines, m.Type)
		}
	}
	want := "4 too many calls are waiting, 5 too many calls are waiting, 1 call0!, 2 call1!, 3 call2!, tap, 77 interrupted"
	if got := strings.Join(lines, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRemoteAskTimesOut(t *testing.T) {
	r := bridge.NewRemote(bridge.RemoteConfig{Receive: func(bridge.ToLogic) {}, AskTimeout: time.Millisecond})
	_, ended := connect(t, r, opened())
	if _, err := r.Ask("silence", 0, value.Value{}); err == nil || !strings.Contains(err.Error(), "no answer") {
		t.Errorf("asked: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	_ = ended()
}

// Pages that come and go while the view stands still take no room in line.
func TestRemotePagesCancelOut(t *testing.T) {
	box := newInbox()
	r := bridge.NewRemote(bridge.RemoteConfig{Receive: box.receive, OnError: box.fail, Window: 1})
	pass := make(chan struct{})
	g, ended := connect(t, r, pass)
	skel := &bridge.Skeleton{ID: 1, Nodes: []bridge.Node{{Kind: bridge.NodeText, Parent: -1, Text: "x"}}}
	tree := func(page bridge.PageID, defines bool) *bridge.Batch {
		b := &bridge.Batch{Page: page, Seq: 1, Ops: []bridge.Op{{Kind: bridge.OpCreate, Skeleton: skel, Instance: 1}}}
		if defines {
			b.Ops = append([]bridge.Op{{Kind: bridge.OpDefine, Skeleton: skel}}, b.Ops...)
		}
		return b
	}
	r.Send(&bridge.OpenPage{Page: 1, Path: "first"})
	r.Send(&bridge.Batch{Page: 1, Seq: 1})
	for id := bridge.PageID(2); id < 500; id++ {
		r.Send(&bridge.OpenPage{Page: id, Path: "p"})
		r.Send(&bridge.Stack{Pages: []bridge.PageID{1, id}})
		r.Send(tree(id, id == 2)) // its definition is lost with the page
		if id < 499 {
			r.Send(&bridge.ClosePage{Page: id})
		}
	}
	close(pass)
	box.wait(func(got []bridge.ToLogic, _ []error) bool {
		if len(got) == 0 {
			return false
		}
		a, ok := got[len(got)-1].(*bridge.Ack)
		return ok && a.Page == 499
	})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	_ = ended()
	if pages := g.view.Pages(); len(pages) != 2 || g.view.Top().ID() != 499 || g.batches != 2 {
		t.Errorf("%d pages, %d batches, errors %v", len(pages), g.batches, box.errs)
	}
}

// Whatever the view's side does, the port ends the connection and lives.
func TestRemoteHostileView(t *testing.T) {
	cases := map[string]string{
		"garbage":     "\x05hello",
		"too long":    "\xff\xff\xff\xff\x7f",
		"cut off":     "\x20mica\x01",
		"other way":   "\x08mica\x01\x03\x01\x00",
		"closed":      "",
		"empty frame": "\x00",
	}
	for name, data := range cases {
		box := newInbox()
		r := bridge.NewRemote(bridge.RemoteConfig{Receive: box.receive, OnError: box.fail})
		a, b := net.Pipe()
		if err := r.Attach(bridge.NewLogicStream(a, bridge.Limits{})); err != nil {
			t.Fatal(err)
		}
		go func() {
			go func() { _, _ = io.Copy(io.Discard, b) }()
			_, _ = io.WriteString(b, data)
			b.Close()
		}()
		box.wait(func(_ []bridge.ToLogic, errs []error) bool { return len(errs) > 0 })
		r.Send(&bridge.OpenPage{Page: 1, Path: "p"})
		g, ended := connect(t, r, opened())
		if _, err := r.Ask("alive", 0, value.Value{}); err != nil || g.view.Page(1) == nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		_ = ended()
	}
}

// The view's end tells why it ended.
func TestViewConnEnds(t *testing.T) {
	run := func(data string, refuse bool, cancel bool) error {
		a, b := net.Pipe()
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		g := &gate{view: view.New(view.Config{}), pass: opened(), refuse: refuse}
		g.conn = bridge.NewViewConn(bridge.NewViewStream(b, bridge.Limits{}), g)
		go func() {
			_, _ = io.WriteString(a, data)
			if cancel {
				stop()
			} else {
				a.Close()
			}
		}()
		err := g.conn.Run(ctx)
		if g.conn.Send(&bridge.Ack{}) == nil {
			t.Error("a closed connection sends")
		}
		a.Close()
		return err
	}
	var we *bridge.WireError
	if err := run("", false, false); err != nil {
		t.Errorf("closed: %v", err)
	}
	if err := run("\x05hello", false, false); !errors.As(err, &we) {
		t.Errorf("garbage: %v", err)
	}
	if err := run("\x05mi", false, false); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v", err)
	}
	if err := run("", false, true); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := run("\x09mica\x01\x01\x01\x02\x00", true, false); err == nil || err.Error() != "refused" {
		t.Errorf("refused: %v", err)
	}
}
