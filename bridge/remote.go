package bridge

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// RemoteConfig is what a [Remote] is given.
type RemoteConfig struct {
	// Receive gets the messages of the view, in order, by one goroutine at a
	// time. It must neither block for long nor call the Remote. Required.
	Receive func(ToLogic)
	// OnError is told why a connection ended, or why a batch could not be sent.
	// It is called by any goroutine and must not call the Remote. Default: nobody.
	OnError func(error)
	// Window is how many batches may be on their way without acknowledgement.
	// Further ones are merged until one comes. Default 16.
	Window int
	// WindowBytes is how many bytes may be on their way; a single batch may be
	// longer. Default 1 MiB.
	WindowBytes int
	// MaxCalls is how many calls may wait while the view does not keep up, or for
	// a view to come. Further ones fail. Default 1024.
	MaxCalls int
	// AskTimeout is how long Ask waits. Default 10 s.
	AskTimeout time.Duration
}

// Remote is a [Port] to a view elsewhere, whose end of the connection is a
// [ViewConn]. It may have no connection at first, and may get a new one: then
// the new view gets the state of now, one batch for each page. What it keeps is
// bounded by the size of the pages, however slow the view is; see [Mirror].
//
// Messages keep their order, but that batches of one page may merge: then the
// later one's changes come where the earlier one stood in line. Send and Ask
// are the logic layer's; Attach and Close may be called from any goroutine.
type Remote struct {
	cfg RemoteConfig

	mu     sync.Mutex
	closed bool
	mirror Mirror
	queue  []queued
	calls  int // in the queue
	// asked are the calls that the view has and still has to answer. Ask's are
	// told by askBit and have a channel.
	asked   map[uint64]chan *Reply
	lastAsk uint64

	link *link
	wg   sync.WaitGroup
}

// queued is a message in line, or the place of a page's next batch.
type queued struct {
	msg   ToView
	batch PageID
}

// askBit tells the calls of Ask, which the logic layer has no numbers for.
const askBit = 1 << 63

// NewRemote returns a port without a connection.
func NewRemote(cfg RemoteConfig) *Remote {
	if cfg.Window <= 0 {
		cfg.Window = 16
	}
	if cfg.WindowBytes <= 0 {
		cfg.WindowBytes = 1 << 20
	}
	if cfg.MaxCalls <= 0 {
		cfg.MaxCalls = 1024
	}
	if cfg.AskTimeout <= 0 {
		cfg.AskTimeout = 10 * time.Second
	}
	return &Remote{cfg: cfg, asked: make(map[uint64]chan *Reply)}
}

var errClosed = errors.New("bridge: the port is closed")

// Attach gives the port a connection in place of the one it has, and sends the
// state of now. The connection belongs to the port from now on. The error is
// that the port is closed.
func (r *Remote) Attach(conn LogicTransport) error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		conn.Close()
		return errClosed
	}
	failed := r.detach()
	l := newLink(r, conn)
	r.link = l
	r.restart()
	r.wg.Add(2)
	go func() { defer r.wg.Done(); l.read() }()
	go func() { defer r.wg.Done(); l.write() }()
	r.pump()
	r.mu.Unlock()
	r.deliver(failed)
	return nil
}

// Close closes the connection and waits until nothing of the port runs any
// more. Messages that have not been sent are dropped, calls without an answer
// fail.
func (r *Remote) Close() error {
	r.mu.Lock()
	r.closed = true
	failed := r.detach()
	for _, q := range r.queue {
		if c, ok := q.msg.(*Call); ok && c.ID != 0 && c.ID&askBit == 0 {
			failed = append(failed, &Reply{ID: c.ID, Err: &CallError{Message: "interrupted"}})
		}
	}
	r.queue, r.mirror = nil, Mirror{}
	r.mu.Unlock()
	r.wg.Wait()
	r.deliver(failed)
	return nil
}

// Waiting tells how many batches were sent and not acknowledged, and how many
// bytes they have.
func (r *Remote) Waiting() (batches, bytes int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.link == nil {
		return 0, 0
	}
	return len(r.link.flight), r.link.flying
}

// restart lines up what a view without state needs.
func (r *Remote) restart() {
	calls := r.queue[:0]
	for _, q := range r.queue {
		if _, ok := q.msg.(*Call); ok {
			calls = append(calls, q)
		}
	}
	r.queue = nil
	r.mirror.forgetSent()
	for _, id := range r.mirror.order {
		p := r.mirror.pages[id]
		r.queue = append(r.queue, queued{msg: p.open})
		if p.pending {
			r.queue = append(r.queue, queued{batch: id})
		}
	}
	r.queue = append(r.queue, queued{msg: &Stack{Pages: slices.Clone(r.mirror.stack)}})
	r.queue = append(r.queue, calls...)
}

// detach ends the connection and returns the replies to the calls that it
// leaves unanswered.
func (r *Remote) detach() (failed []*Reply) {
	if r.link == nil {
		return nil
	}
	r.link.end()
	r.link = nil
	for id, ch := range r.asked {
		reply := &Reply{ID: id, Err: &CallError{Message: "interrupted"}}
		if ch != nil {
			ch <- reply
		} else {
			failed = append(failed, reply)
		}
	}
	clear(r.asked)
	return failed
}

func (r *Remote) deliver(replies []*Reply) {
	for _, m := range replies {
		r.cfg.Receive(m)
	}
}

func (r *Remote) report(err error) {
	if r.cfg.OnError != nil {
		r.cfg.OnError(err)
	}
}

// Send implements Port. It does not wait and always returns nil.
func (r *Remote) Send(m ToView) *Ack {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	failed, err := r.enqueue(m)
	r.mu.Unlock()
	if err != nil {
		r.report(err)
	}
	if failed != nil {
		r.cfg.Receive(failed)
	}
	return nil
}

func (r *Remote) enqueue(m ToView) (failed *Reply, err error) {
	if len(r.queue) == 0 && r.link != nil && r.link.ready(m) {
		if err = r.mirror.receive(m, false); err == nil {
			r.transmit(m)
		}
		return nil, err
	}
	switch m := m.(type) {
	case *Batch:
		if err = r.mirror.receive(m, true); err == nil {
			r.lineUp(m.Page)
		}
	case *Call:
		if r.calls >= r.cfg.MaxCalls {
			if m.ID != 0 {
				failed = &Reply{ID: m.ID, Err: &CallError{Message: "too many calls are waiting"}}
			}
			return failed, nil
		}
		r.calls++
		r.queue = append(r.queue, queued{msg: m})
	default:
		err = r.mirror.receive(m, true)
		r.lineUpOther(m)
	}
	r.pump()
	return nil, err
}

// lineUp gives the page's next batch a place in line, if it has none.
func (r *Remote) lineUp(page PageID) {
	for _, q := range r.queue {
		if q.batch == page {
			return
		}
	}
	r.queue = append(r.queue, queued{batch: page})
}

// lineUpOther lines up what opens, closes and shows pages. What cancels out
// leaves the line, so that its length is bounded by the number of pages.
func (r *Remote) lineUpOther(m ToView) {
	switch m := m.(type) {
	case *Stack:
		r.drop(func(q queued) bool { _, ok := q.msg.(*Stack); return ok })
	case *ClosePage:
		opened := false
		r.drop(func(q queued) bool {
			open, ok := q.msg.(*OpenPage)
			ok = ok && open.Page == m.Page
			opened = opened || ok
			return ok || q.batch == m.Page
		})
		for i, q := range r.queue {
			if _, ok := q.msg.(*Stack); ok { // it may name the page
				r.queue[i].msg = &Stack{Pages: slices.Clone(r.mirror.stack)}
			}
		}
		if opened {
			return
		}
	}
	r.queue = append(r.queue, queued{msg: m})
}

func (r *Remote) drop(gone func(queued) bool) {
	keep := r.queue[:0]
	for _, q := range r.queue {
		if !gone(q) {
			keep = append(keep, q)
		}
	}
	clear(r.queue[len(keep):])
	r.queue = keep
}

// pump sends what is in line as far as the view keeps up.
func (r *Remote) pump() {
	for r.link != nil && len(r.queue) > 0 {
		q := r.queue[0]
		m := q.msg
		if !r.link.open(q.batch != 0) {
			return
		}
		if q.batch != 0 {
			if b := r.mirror.Take(q.batch); b != nil {
				m = b
			}
		}
		r.queue[0] = queued{}
		r.queue = r.queue[1:]
		if _, ok := m.(*Call); ok {
			r.calls--
		}
		if m != nil {
			r.transmit(m)
		}
	}
	if len(r.queue) == 0 {
		r.queue = nil
	}
}

// transmit hands one message to the connection.
func (r *Remote) transmit(m ToView) {
	if c, ok := m.(*Call); ok && c.ID != 0 {
		if _, ok := r.asked[c.ID]; !ok {
			r.asked[c.ID] = nil
		}
	}
	if err := r.link.send(m); err != nil {
		r.link.fail(err)
	}
}

// Ask implements Port: it sends a call and waits for its reply, in line behind
// what was sent before.
func (r *Remote) Ask(name string, page PageID, args value.Value) (value.Value, error) {
	ch := make(chan *Reply, 1)
	r.mu.Lock()
	if r.closed || r.link == nil {
		r.mu.Unlock()
		return value.Value{}, &CallError{Message: "there is no view to ask"}
	}
	r.lastAsk++
	id := askBit | r.lastAsk
	r.asked[id] = ch
	failed, _ := r.enqueue(&Call{ID: id, Name: name, Page: page, Args: args})
	if failed != nil {
		delete(r.asked, id)
	}
	r.mu.Unlock()
	if failed != nil {
		return value.Value{}, failed.Err
	}
	timeout := time.NewTimer(r.cfg.AskTimeout)
	defer timeout.Stop()
	select {
	case reply := <-ch:
		if reply.Err != nil {
			return value.Value{}, reply.Err
		}
		return reply.Result, nil
	case <-timeout.C:
		r.mu.Lock()
		delete(r.asked, id)
		r.mu.Unlock()
		return value.Value{}, &CallError{Message: fmt.Sprintf("no answer within %s", r.cfg.AskTimeout)}
	}
}
