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
	conn ViewTransport
	recv Receiver

	mu  sync.Mutex
	err error
}

// NewViewConn returns the view's end of conn, which belongs to it from now on.
// The view must have seen nothing: a connection begins with the whole state.
func NewViewConn(conn ViewTransport, recv Receiver) *ViewConn {
	return &ViewConn{conn: conn, recv: recv}
}

// Run hands the messages of the other end to the receiver until the connection
// ends, ctx is done or the receiver gives an error, and closes the connection.
// The error is nil when the other end closed it in an orderly way, ctx's, the
// receiver's, a *WireError, or the connection's. Run once.
func (c *ViewConn) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { c.conn.Close() })
	defer stop()
	defer c.conn.Close()
	for {
		m, err := c.conn.Receive()
		if err == nil {
			err = c.receive(m)
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

func (c *ViewConn) receive(m ToView) error {
	ack, err := c.recv.Receive(m)
	if err != nil || ack == nil {
		return err
	}
	return c.Send(ack)
}

// Send sends an event, a reply to a call or a wish of the host. It waits while
// the other end does not keep up. The error is the connection's or a
// *WireError; after one the connection is closed.
func (c *ViewConn) Send(m ToLogic) error {
	c.mu.Lock()
	err := c.err
	if err == nil {
		_, err = c.conn.Queue(m)
	}
	c.mu.Unlock()
	if err == nil {
		err = c.conn.Flush()
	}
	if err != nil {
		c.mu.Lock()
		if c.err == nil {
			c.err = err
			c.conn.Close()
		}
		c.mu.Unlock()
	}
	return err
}

// Close closes the connection; Run returns.
func (c *ViewConn) Close() error { return c.conn.Close() }
