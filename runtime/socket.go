package runtime

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"sync"
	"unicode/utf8"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// maxSocketQueue bounds what a program has sent and the network has not taken,
// in bytes.
const maxSocketQueue = 16 << 20

// socket is a WebSocket of a program.
type socket struct {
	p    *port
	call *bridge.Call
	ctx  context.Context
	// cancel ends the socket at once.
	cancel context.CancelFunc

	mu     sync.Mutex
	queue  []outgoing
	queued int
	wake   chan struct{} // has room for one
	// end is how the program has closed it, nil before.
	end *SocketClosed
}

// outgoing is a message that is to be sent, and the call that is answered then.
type outgoing struct {
	call   *bridge.Call
	binary bool
	data   []byte
}

// connect carries out wx.connectSocket: the events of the socket are answers to
// the call, its end is the last one.
func (p *port) connect(c *bridge.Call) {
	args := c.Args.AsObject()
	dialer, ok := p.app.cfg.Network.(Dialer)
	if !ok {
		p.answer(c, value.Value{}, errNetworkOff)
		return
	}
	address := text(args, "url")
	u, err := parseURL(address, "ws", "wss")
	if err == nil {
		err = p.app.cfg.Domains.allow(c.Name, u)
	}
	if err != nil {
		p.answer(c, value.Value{}, err)
		return
	}
	s := &socket{p: p, call: c, wake: make(chan struct{}, 1)}
	s.ctx, s.cancel = context.WithCancel(p.ctx)
	header := make(http.Header)
	if h := object(args, "header"); h != nil {
		for k, name := range h.Keys() {
			header.Set(name, value.ToString(h.Values()[k]))
		}
	}
	header.Set("Referer", p.referer())
	var protocols []string
	if list := args.Get("protocols").AsArray(); list != nil {
		for _, v := range list.Items() {
			protocols = append(protocols, value.Text(v))
		}
	}
	p.begin(c.ID, s.cancel)
	p.mu.Lock()
	p.sockets[c.ID] = s
	p.mu.Unlock()
	go func() {
		err := s.run(dialer, address, header, protocols, args)
		p.mu.Lock()
		delete(p.sockets, c.ID)
		p.mu.Unlock()
		s.finish(err)
		p.settled(c.ID) // who waits has the answer then
	}()
}

// run connects and then reads until the connection ends.
func (s *socket) run(dialer Dialer, address string, header http.Header, protocols []string, args *value.Object) error {
	defer s.cancel()
	dialing, stop := s.p.app.cfg.withTimeout(s.ctx, timeoutOf(args))
	conn, answer, err := dialer.Dial(dialing, address, header, protocols)
	if err != nil {
		err = networkError(dialing, err)
	}
	stop()
	if err != nil {
		return err
	}
	h := make(map[string]any)
	for name := range answer {
		h[name] = answer.Get(name)
	}
	info, _ := value.FromAny(h)
	s.p.event(s.call, "open", fieldsOf("header", info))
	s.p.settled(s.call.ID)
	written := make(chan struct{})
	go func() {
		s.write(conn)
		close(written)
	}()
	err = s.read(conn)
	s.cancel()
	<-written
	return err
}

// read hands on the messages until the connection ends.
func (s *socket) read(conn Socket) error {
	for {
		binary, data, err := conn.Read(context.WithoutCancel(s.ctx))
		if err != nil {
			return err
		}
		if len(data) > maxSocketMessage {
			return errors.New("a message is too large")
		}
		switch {
		case binary:
			s.p.event(s.call, "message", fieldsOf("data", bytesOf(data)))
		case utf8.Valid(data):
			s.p.event(s.call, "message", fieldsOf("data", value.String(string(data))))
		default:
			return errors.New("a text message is not valid UTF-8")
		}
	}
}

// write sends what is queued, in order, and closes the connection when the
// program does or the app ends.
func (s *socket) write(conn Socket) {
	for {
		s.mu.Lock()
		queue, end := s.queue, s.end
		s.queue, s.queued = nil, 0
		s.mu.Unlock()
		for _, m := range queue {
			err := conn.Write(s.ctx, m.binary, m.data)
			if err != nil {
				err = &bridge.CallError{Message: err.Error()}
			}
			s.p.answer(m.call, value.FromObject(value.NewObject()), err)
		}
		if end != nil {
			_ = conn.Close(end.Code, end.Reason)
			return
		}
		select {
		case <-s.wake:
		case <-s.ctx.Done():
			_ = conn.Close(0, "")
			return
		}
	}
}

// finish answers the call that made the socket: with the code and reason of the
// end, or with why it failed.
func (s *socket) finish(err error) {
	s.mu.Lock()
	end := s.end
	s.mu.Unlock()
	var closed *SocketClosed
	if end == nil && errors.As(err, &closed) {
		end = closed
	}
	if end != nil {
		s.p.answer(s.call, value.FromObject(fieldsOf("code", value.Int(end.Code), "reason", value.String(end.Reason))), nil)
		return
	}
	var ce *bridge.CallError
	if !errors.As(err, &ce) {
		err = &bridge.CallError{Errno: errnoSocket, Message: err.Error()}
	}
	s.p.answer(s.call, value.Value{}, err)
}

// socketCall finds the socket that a call is about.
func (p *port) socketCall(c *bridge.Call) *socket {
	id, _ := c.Args.AsObject().Get("socket").AsNumber()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sockets[uint64(id)]
}

// socketSend carries out SocketTask.send.
func (p *port) socketSend(c *bridge.Call) {
	s := p.socketCall(c)
	if s == nil {
		p.answer(c, value.Value{}, &bridge.CallError{Message: "WebSocket is not connected"})
		return
	}
	m := outgoing{call: c}
	data := c.Args.AsObject().Get("data")
	if o := data.AsObject(); o != nil {
		m.binary = true
		m.data, _ = base64.StdEncoding.DecodeString(text(o, "base64"))
	} else {
		m.data, _ = requestBody(data)
	}
	s.mu.Lock()
	full := s.queued+len(m.data) > maxSocketQueue
	if !full {
		s.queue, s.queued = append(s.queue, m), s.queued+len(m.data)
	}
	s.mu.Unlock()
	if full {
		p.answer(c, value.Value{}, &bridge.CallError{Errno: errnoTooBig, Message: "too much is waiting to be sent"})
		return
	}
	s.poke()
}

// socketClose carries out SocketTask.close. A socket that is not open yet is
// given up.
func (p *port) socketClose(c *bridge.Call) {
	s := p.socketCall(c)
	if s == nil {
		return
	}
	args := c.Args.AsObject()
	code, _ := args.Get("code").AsNumber()
	s.mu.Lock()
	if s.end == nil {
		s.end = &SocketClosed{Code: int(code), Reason: text(args, "reason")}
	}
	s.mu.Unlock()
	s.poke()
	if p.isInFlight(s.call.ID) {
		s.cancel()
	}
}

func (s *socket) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
