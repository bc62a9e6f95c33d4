package ws

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/coder/websocket"

	"github.com/mica-go/mica/bridge"
)

// Protocol is the WebSocket subprotocol that both ends name: the bridge's name
// and the version of its wire format.
const Protocol = "mica.1"

// Options are settings of a connection; nil stands for the zero Options.
type Options struct {
	// OriginPatterns are further hosts that browsers may come from, as patterns of
	// path.Match: "*.example.com". Accept alone uses them. Default: the server's
	// own host.
	OriginPatterns []string
	// Client makes the request of Dial. Default: http.DefaultClient.
	Client *http.Client
	// Header is sent with the request of Dial.
	Header http.Header
	// Limits bounds what is taken from the other end.
	Limits bridge.Limits
}

// Accept makes a WebSocket of an HTTP request and returns the logic layer's end
// of it. On an error the response has been written.
func Accept(w http.ResponseWriter, r *http.Request, o *Options) (bridge.LogicTransport, error) {
	if o == nil {
		o = &Options{}
	}
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{Protocol}, OriginPatterns: o.OriginPatterns})
	if err != nil {
		return nil, err
	}
	return bridge.NewLogicTransport(newPackets(conn, o.Limits), o.Limits), nil
}

// Dial connects to a server that calls Accept, at a URL of scheme ws, wss, http
// or https, and returns the view's end. ctx bounds the connecting alone.
func Dial(ctx context.Context, url string, o *Options) (bridge.ViewTransport, error) {
	if o == nil {
		o = &Options{}
	}
	conn, resp, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: o.Client, HTTPHeader: o.Header, Subprotocols: []string{Protocol}})
	if err != nil {
		return nil, err
	}
	if resp.Body != nil {
		resp.Body.Close()
	}
	return bridge.NewViewTransport(newPackets(conn, o.Limits), o.Limits), nil
}

// packets are the binary messages of a WebSocket.
type packets struct {
	conn   *websocket.Conn
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	buf    []byte
}

// keepBuffer is the longest buffer that is kept for the next message.
const keepBuffer = 64 << 10

func newPackets(conn *websocket.Conn, l bridge.Limits) *packets {
	conn.SetReadLimit(int64(l.WithDefaults().MaxMessage))
	p := &packets{conn: conn}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// WritePacket implements [bridge.Packets].
func (p *packets) WritePacket(data []byte) error {
	return p.conn.Write(p.ctx, websocket.MessageBinary, data)
}

// Flush implements [bridge.Packets].
func (p *packets) Flush() error { return nil }

var errText = errors.New("ws: the other end sent a text message, the bridge has binary ones")

// ReadPacket implements [bridge.Packets].
func (p *packets) ReadPacket() ([]byte, error) {
	typ, r, err := p.conn.Reader(p.ctx)
	switch {
	case err == nil:
	case p.ctx.Err() != nil, websocket.CloseStatus(err) == websocket.StatusNormalClosure, websocket.CloseStatus(err) == websocket.StatusGoingAway:
		return nil, io.EOF
	default:
		return nil, err
	}
	if typ != websocket.MessageBinary {
		return nil, errText
	}
	if cap(p.buf) > keepBuffer {
		p.buf = nil
	}
	p.buf = p.buf[:0]
	for {
		if len(p.buf) == cap(p.buf) {
			p.buf = append(p.buf, 0)[:len(p.buf)]
		}
		n, err := r.Read(p.buf[len(p.buf):cap(p.buf)])
		p.buf = p.buf[:len(p.buf)+n]
		if err == io.EOF {
			return p.buf, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Close implements [bridge.Packets].
func (p *packets) Close() error {
	p.cancel()
	return p.conn.CloseNow()
}
