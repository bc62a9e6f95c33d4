package runtime

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// HTTPNetwork is the [Network] and [Dialer] of the host's own net/http. Cookies
// are not kept, the environment's proxy is not used, and addresses of the host
// and of private networks are refused unless AllowPrivate is set. The zero value
// is ready; one may serve all apps of a process and is safe for concurrent use.
// Close releases idle connections.
type HTTPNetwork struct {
	// Transport carries out the requests. nil is a transport of its own, which
	// looks at the address that a name resolves to before it connects. Of another
	// transport only addresses that are written as numbers are looked at: where it
	// connects to is its own affair.
	Transport http.RoundTripper
	// AllowPrivate lets programs reach loopback, private and link-local
	// addresses, for development.
	AllowPrivate bool

	once sync.Once
	own  *http.Transport
}

// maxSocketMessage bounds one message of a WebSocket, in bytes.
const maxSocketMessage = 10 << 20

func (n *HTTPNetwork) transport() http.RoundTripper {
	if n.Transport != nil {
		return n.Transport
	}
	n.once.Do(func() {
		dialer := &net.Dialer{Timeout: 30 * time.Second, Control: n.control}
		n.own = &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConns: 100, MaxIdleConnsPerHost: 10,
			IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 1 << 20,
		}
	})
	return n.own
}

// Close closes the connections that are idle.
func (n *HTTPNetwork) Close() error {
	n.once.Do(func() {})
	if n.own != nil {
		n.own.CloseIdleConnections()
	}
	return nil
}

// control is asked with the resolved address before each connection.
func (n *HTTPNetwork) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	return n.check(at.Addr())
}

func (n *HTTPNetwork) check(ip netip.Addr) error {
	if !n.AllowPrivate && !isPublic(ip) {
		return fmt.Errorf("%s is an address of a private network, which the host does not allow", ip)
	}
	return nil
}

// checkHost looks at a host that is an address.
func (n *HTTPNetwork) checkHost(host string) error {
	if ip, err := netip.ParseAddr(host); err == nil {
		return n.check(ip)
	}
	return nil
}

// notPublic are the networks that no server on the internet is in, beside those
// that package netip knows, and those that embed an IPv4 address.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// isPublic reports whether an address is one of the internet.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// Fetch implements [Network] with a goroutine per request.
func (n *HTTPNetwork) Fetch(ctx context.Context, req *http.Request, done func(*http.Response, error)) {
	client := &http.Client{Transport: n.transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	go func() {
		if err := n.checkHost(req.URL.Hostname()); err != nil {
			done(nil, err)
			return
		}
		done(client.Do(req.WithContext(ctx)))
	}()
}

// Dial implements [Dialer].
func (n *HTTPNetwork) Dial(ctx context.Context, url string, header http.Header, protocols []string) (Socket, http.Header, error) {
	client := &http.Client{Transport: n.transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := n.checkHost(req.URL.Hostname()); err != nil {
		return nil, nil, err
	}
	conn, resp, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: client, HTTPHeader: header, Subprotocols: protocols})
	if err != nil {
		return nil, nil, err
	}
	conn.SetReadLimit(maxSocketMessage)
	return wsSocket{conn}, resp.Header, nil
}

// wsSocket is a Socket of the WebSocket library.
type wsSocket struct{ conn *websocket.Conn }

func (s wsSocket) Read(ctx context.Context) (bool, []byte, error) {
	kind, data, err := s.conn.Read(ctx)
	var closed websocket.CloseError
	if errors.As(err, &closed) {
		return false, nil, &SocketClosed{Code: int(closed.Code), Reason: closed.Reason}
	}
	return kind == websocket.MessageBinary, data, err
}

func (s wsSocket) Write(ctx context.Context, binary bool, data []byte) error {
	kind := websocket.MessageText
	if binary {
		kind = websocket.MessageBinary
	}
	return s.conn.Write(ctx, kind, data)
}

func (s wsSocket) Close(code int, reason string) error {
	if code == 0 {
		return s.conn.CloseNow()
	}
	return s.conn.Close(websocket.StatusCode(code), reason)
}
