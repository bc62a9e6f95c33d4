package bridge

import (
	"context"
	"errors"
	"io"
	"sync"
)

// Receiver takes the messages to a view; a *view.View is one. A host that
// answers calls wraps it. Receive is called by one goroutine, in order; the
// acknowledgement that it returns is sent back. After an error the connection
// ends, and the logic layer sends the whole tree to the next view.
type Receiver interface {
	Receive(ToView) (*Ack, error)
}

// ViewConn is the view's end of a connection to a logic layer elsewhere, whose
// end is a [Remote]. Its methods may be called from any goroutine.
type ViewConn struct {
	conn   io.ReadWriteCloser
	recv   Receiver
	limits Limits

	mu  sync.Mutex // held while writing, so that a message goes out whole
	enc Encoder
	out []byte
	err error
}

// NewViewConn returns the view's end of conn, which belongs to it from now on:
// a net.Conn, a pipe, whatever carries bytes in order. The view must have seen
// nothing: a connection begins with the whole state.
func NewViewConn(conn io.ReadWriteCloser, recv Receiver, limits Limits) *ViewConn {
	return &ViewConn{conn: conn, recv: recv, limits: limits.orDefault()}
}

// Run hands the messages of the other end to the receiver until the connection
// ends, ctx is done or the receiver gives an error, and closes the connection.
// The error is nil when the other end closed it in an orderly way, ctx's, the
// receiver's, a *WireError, or the connection's. Run once.
func (c *ViewConn) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { c.conn.Close() })
	defer stop()
	defer c.conn.Close()
	frames := newFrameReader(c.conn, c.limits.MaxMessage)
	dec := NewDecoder(c.limits)
	for {
		data, err := frames.next()
		if err == nil {
			err = c.receive(dec, data)
		}
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, io.EOF):
			return nil
		default:
			return err
		}
	}
}

func (c *ViewConn) receive(dec *Decoder, data []byte) error {
	m, err := dec.ToView(data)
	if err != nil {
		return err
	}
	ack, err := c.recv.Receive(m)
	if err != nil || ack == nil {
		return err
	}
	return c.Send(ack)
}

// Send sends an event, a reply to a call or a wish of the host. It blocks while
// the connection does. The error is the connection's or a *WireError; after one
// the connection is closed.
func (c *ViewConn) Send(m ToLogic) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	out, err := appendFrame(c.out[:0], func(b []byte) ([]byte, error) { return c.enc.ToLogic(b, m) })
	if err == nil {
		_, err = c.conn.Write(out)
	}
	if c.out = out; cap(out) > frameStep {
		c.out = nil
	}
	if err != nil {
		c.err = err
		c.conn.Close()
	}
	return err
}

// Close closes the connection; Run returns.
func (c *ViewConn) Close() error { return c.conn.Close() }
