package bridge

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// link is one connection of a Remote. All but read and write is called with the
// Remote's lock held.
type link struct {
	r    *Remote
	conn LogicTransport
	// queued tells write that there is something to flush, waiting how many bytes
	// it has not sent yet; cond tells it that there is some, or that the link ended.
	queued  bool
	waiting int
	cond    sync.Cond
	ended   bool
	// flight are the batches without acknowledgement, oldest first, flying is how
	// many bytes they have.
	flight []flying
	flying int
}

type flying struct {
	page PageID
	seq  uint64
	size int
}

func newLink(r *Remote, conn LogicTransport) *link {
	return &link{r: r, conn: conn, cond: sync.Cond{L: &r.mu}}
}

// ready reports whether a message that has nothing before it can go at once.
func (l *link) ready(m ToView) bool {
	_, batch := m.(*Batch)
	return l.open(batch)
}

// open reports whether the view keeps up well enough for another message.
func (l *link) open(batch bool) bool {
	if l.ended || l.waiting >= l.r.cfg.WindowBytes {
		return false
	}
	return !batch || len(l.flight) < l.r.cfg.Window && l.flying < l.r.cfg.WindowBytes
}

func (l *link) send(m ToView) error {
	size, err := l.conn.Queue(m)
	if err != nil {
		return err
	}
	l.queued = true
	l.waiting += size
	switch m := m.(type) {
	case *Batch:
		l.flight = append(l.flight, flying{m.Page, m.Seq, size})
		l.flying += size
	case *ClosePage:
		l.land(func(f flying) bool { return f.page == m.Page })
	}
	l.cond.Signal()
	return nil
}

// land takes batches out of the count of those on their way.
func (l *link) land(gone func(flying) bool) {
	keep := l.flight[:0]
	for _, f := range l.flight {
		if gone(f) {
			l.flying -= f.size
		} else {
			keep = append(keep, f)
		}
	}
	l.flight = keep
}

// fail ends the link because of err; the Remote waits for another.
func (l *link) fail(err error) {
	if l.ended {
		return
	}
	l.end()
	l.r.report(fmt.Errorf("bridge: the connection to the view: %w", err))
}

func (l *link) end() {
	l.ended = true
	l.cond.Signal()
	l.conn.Close()
}

// write sends what there is until the link ends.
func (l *link) write() {
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	for {
		for !l.ended && !l.queued {
			l.cond.Wait()
		}
		if l.ended {
			return
		}
		sending := l.waiting
		l.queued = false
		l.r.mu.Unlock()
		err := l.conn.Flush()
		l.r.mu.Lock()
		l.waiting -= sending
		if err != nil {
			l.fail(err)
			return
		}
		l.r.pump()
	}
}

// read takes the view's messages until the link ends.
func (l *link) read() {
	r := l.r
	for {
		m, err := l.conn.Receive()
		if err != nil {
			l.lost(err)
			return
		}
		if l.accept(m) {
			r.cfg.Receive(m)
		}
	}
}

// lost is the end of reading: calls that were not answered fail.
func (l *link) lost(err error) {
	r := l.r
	r.mu.Lock()
	if errors.Is(err, io.EOF) {
		err = errors.New("the view closed it")
	}
	l.fail(err)
	var failed []*Reply
	if r.link == l {
		failed = r.detach()
	}
	r.mu.Unlock()
	r.deliver(failed)
}

// accept does the port's part of a message and reports whether it goes on to
// the logic layer.
func (l *link) accept(m ToLogic) bool {
	r := l.r
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.link != l {
		return false // a new connection has taken over
	}
	switch m := m.(type) {
	case *Ack:
		l.land(func(f flying) bool { return f.page == m.Page && f.seq <= m.Seq })
		r.pump()
	case *Reply:
		ch, ok := r.asked[m.ID]
		if !ok {
			return false // nobody asked, or nobody waits any more
		}
		if !m.More || ch != nil {
			delete(r.asked, m.ID)
		}
		if ch != nil {
			ch <- m
			return false
		}
	}
	return true
}
