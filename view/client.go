package view

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// ClientConfig is what a [Client] is given.
type ClientConfig struct {
	// View sets the limits of the client's views.
	View Config
	// OnChange is told when the view shows something new. It is called by the
	// goroutine of Run or Serve, must not block for long, and may call the client.
	// Default: nobody.
	OnChange func(*View)
	// OnCall answers what the program asks of its user (showModal, showToast), as
	// runtime.UI does: answer is to be called once, from any goroutine, with plain
	// Go data; for a notice it does nothing. Default: every call fails.
	OnCall func(name string, args map[string]any, answer func(result map[string]any, err error))
	// OnError is told why a connection ended or could not be made, while Run goes
	// on to the next. Default: nobody.
	OnError func(error)
	// Backoff tells how long Run waits before it connects for the n-th time in a
	// row without having got anything, n from 1. Default: 100 ms, doubled each
	// time up to 5 s.
	Backoff func(n int) time.Duration
}

// Client is the view of an app whose logic layer is elsewhere: in another
// process or on another machine. It keeps a [View] up to date from a
// connection, and sends what its user does the other way. Its methods may be
// called from any goroutine; Run and Serve by one at a time.
type Client struct {
	cfg ClientConfig

	mu   sync.Mutex
	view *View            // what is shown; that of the connection before until a new one has its pages
	conn *bridge.ViewConn // nil while there is none
}

// ErrNotConnected is the error of sending while there is no connection.
var ErrNotConnected = errors.New("view: there is no connection to the program")

// NewClient returns a client without a connection.
func NewClient(cfg ClientConfig) *Client {
	if cfg.Backoff == nil {
		cfg.Backoff = func(n int) time.Duration { return min(100*time.Millisecond<<min(n-1, 10), 5*time.Second) }
	}
	return &Client{cfg: cfg, view: New(cfg.View)}
}

// View returns the trees as they are shown now. A new connection brings a new
// View, which takes the place of the old one when it has its pages.
func (c *Client) View() *View {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.view
}

// Run connects by dial and serves the connection, and does so again whenever it
// ends, until ctx is done; it returns ctx's error.
func (c *Client) Run(ctx context.Context, dial func(context.Context) (bridge.ViewTransport, error)) error {
	failed := 0
	for ctx.Err() == nil {
		conn, err := dial(ctx)
		began := false
		if err == nil {
			began, err = c.serve(ctx, conn)
		}
		if ctx.Err() != nil {
			break
		}
		if err != nil && c.cfg.OnError != nil {
			c.cfg.OnError(err)
		}
		if began {
			failed = 0
		}
		failed++
		wait := time.NewTimer(c.cfg.Backoff(failed))
		select {
		case <-wait.C:
		case <-ctx.Done():
		}
		wait.Stop()
	}
	return ctx.Err()
}

// Serve serves one connection until it ends or ctx is done, and closes it. The
// error is nil when the other end closed it in an orderly way; see
// [bridge.ViewConn.Run].
func (c *Client) Serve(ctx context.Context, conn bridge.ViewTransport) error {
	_, err := c.serve(ctx, conn)
	return err
}

// serve reports also whether the connection brought a state.
func (c *Client) serve(ctx context.Context, conn bridge.ViewTransport) (began bool, err error) {
	r := &clientReceiver{client: c, view: New(c.cfg.View)}
	r.conn = bridge.NewViewConn(conn, r)
	c.mu.Lock()
	c.conn = r.conn
	c.mu.Unlock()
	err = r.conn.Run(ctx)
	c.mu.Lock()
	if c.conn == r.conn {
		c.conn = nil
	}
	c.mu.Unlock()
	return r.shown, err
}

// clientReceiver takes the messages of one connection.
type clientReceiver struct {
	client *Client
	conn   *bridge.ViewConn
	view   *View
	shown  bool
}

// Receive implements [bridge.Receiver].
func (r *clientReceiver) Receive(m bridge.ToView) (*bridge.Ack, error) {
	if call, ok := m.(*bridge.Call); ok {
		r.call(call)
		return nil, nil
	}
	ack, err := r.view.Receive(m)
	if err != nil {
		return nil, err
	}
	// The state of now ends with the page stack.
	if _, ok := m.(*bridge.Stack); ok && !r.shown {
		r.shown = true
		r.client.mu.Lock()
		r.client.view = r.view
		r.client.mu.Unlock()
	}
	if r.shown && r.client.cfg.OnChange != nil {
		r.client.cfg.OnChange(r.view)
	}
	return ack, nil
}

func (r *clientReceiver) call(m *bridge.Call) {
	answer := func(result map[string]any, err error) {
		if m.ID == 0 {
			return
		}
		reply := &bridge.Reply{ID: m.ID}
		if err == nil {
			reply.Result, err = value.FromAny(result)
			if result == nil {
				reply.Result = value.FromObject(value.NewObject())
			}
		}
		if err != nil {
			var ce *bridge.CallError
			if !errors.As(err, &ce) {
				ce = &bridge.CallError{Message: err.Error()}
			}
			reply.Err = ce
		}
		_ = r.conn.Send(reply) // an error ends the connection, and Run tells it
	}
	if r.client.cfg.OnCall == nil {
		answer(nil, &bridge.CallError{Errno: 100, Message: "not supported"})
		return
	}
	args, _ := value.ToAny(m.Args).(map[string]any)
	r.client.cfg.OnCall(m.Name, args, answer)
}

// Send sends a message to the program. The error is [ErrNotConnected] or that
// of the connection.
func (c *Client) Send(m bridge.ToLogic) error {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn == nil {
		return ErrNotConnected
	}
	return conn.Send(m)
}

// Dispatch sends an event to a node; what it causes comes as changes of the
// view. The errors are those of [Node.Event] and [Client.Send].
func (c *Client) Dispatch(n Node, e Event) error {
	m, err := n.Event(e)
	if err != nil {
		return err
	}
	return c.Send(m)
}

// Tap is a finger's short touch of a node: touchstart and touchend, of which the
// logic layer makes the tap.
func (c *Client) Tap(n Node) error {
	finger := []Touch{{}}
	for _, typ := range [...]string{"touchstart", "touchend"} {
		e := Event{Type: typ, Bubbles: true, Composed: true, CapturePhase: true, Touches: finger, ChangedTouches: []Touch{{}}}
		m, err := n.Event(e)
		if err != nil {
			return err
		}
		m.Gesture = true
		if err := c.Send(m); err != nil {
			return err
		}
		finger = []Touch{}
	}
	return nil
}

// Control tells the program of a wish of its user by the name of a method of
// runtime.App: hide, show, pullDownRefresh, reachBottom, pageScroll (scrollTop),
// resize, navigateBack (delta). args is plain Go data.
func (c *Client) Control(name string, args map[string]any) error {
	v, err := value.FromAny(args)
	if err != nil {
		return fmt.Errorf("view: %s: %w", name, err)
	}
	return c.Send(&bridge.Control{Name: name, Args: v})
}
