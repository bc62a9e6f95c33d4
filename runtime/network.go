package runtime

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

const (
	// maxResponse bounds the body of a response to wx.request.
	maxResponse = 10 << 20
	// defaultTimeout is WeChat's for requests.
	defaultTimeout = 60 * time.Second
	// maxRedirects is how many redirects are followed.
	maxRedirects = 10
)

// The errno values of the network APIs (spec api §1.1).
const (
	errnoTimeout   = 5
	errnoParameter = 1001
	errnoNetwork   = 600000
	errnoRedirects = 600008
	errnoBadURL    = 600009
	errnoTooBig    = 602300
	errnoSaveFile  = 603300
	errnoFileSize  = 603301
	errnoFilePath  = 603303
	errnoSocket    = 605103
)

// errNetworkOff is what requests fail with when the host gave no Network.
var errNetworkOff = &bridge.CallError{Errno: errnoNetwork, Message: "the host gives this program no network"}

// exchange is one request on its way.
type exchange struct {
	p    *port
	call *bridge.Call
	args *value.Object
	ctx  context.Context
	// body gives the request's body anew for each time it is sent, nil for none;
	// size is its length.
	body      func() io.Reader
	size      int64
	redirects int
	// receive makes the result of the response; it reads the body.
	receive func(*http.Response) (value.Value, error)
}

// fetch carries out wx.request through the host's Network.
func (p *port) fetch(c *bridge.Call) {
	x := &exchange{p: p, call: c, args: c.Args.AsObject()}
	data, err := requestBody(x.args.Get("data"))
	if err != nil {
		p.answer(c, value.Value{}, err)
		return
	}
	if data != nil {
		x.body, x.size = func() io.Reader { return bytes.NewReader(data) }, int64(len(data))
	}
	x.receive = x.readResponse
	x.start(strings.ToUpper(text(x.args, "method")))
}

// requestBody gives the bytes of the data of a request, nil for none.
func requestBody(v value.Value) ([]byte, error) {
	if s, ok := v.AsString(); ok {
		return []byte(strings.ToValidUTF8(s, "\ufffd")), nil
	}
	if o := v.AsObject(); o != nil { // an ArrayBuffer
		return base64.StdEncoding.DecodeString(text(o, "base64"))
	}
	return nil, nil
}

// start sends the request for the first time.
func (x *exchange) start(method string) {
	if x.p.app.cfg.Network == nil {
		x.p.answer(x.call, value.Value{}, errNetworkOff)
		return
	}
	if method == "" {
		method = http.MethodGet
	}
	u, err := parseURL(text(x.args, "url"), "http", "https")
	if err == nil {
		err = x.p.app.cfg.Domains.allow(x.call.Name, u)
	}
	if err != nil {
		x.p.answer(x.call, value.Value{}, err)
		return
	}
	var cancel context.CancelFunc
	x.ctx, cancel = x.p.app.cfg.withTimeout(x.p.ctx, timeoutOf(x.args))
	x.p.begin(x.call.ID, cancel)
	header := make(http.Header)
	if h := object(x.args, "header"); h != nil {
		for i, name := range h.Keys() {
			header.Set(name, value.ToString(h.Values()[i]))
		}
	}
	header.Set("Referer", x.p.referer())
	x.send(method, u, header)
}

// referer is what every request of a program carries; programs can't set it.
func (p *port) referer() string {
	id := p.app.pkg.logic.AppID
	if id == "" {
		id = "touristappid"
	}
	return "https://servicewechat.com/" + id + "/devtools/page-frame.html"
}

// withTimeout is context.WithTimeout by the app's clock: where the host moves the
// time, it decides when a request has taken too long.
func (c *Config) withTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if c.Clock == nil {
		return context.WithTimeout(ctx, d)
	}
	out, cancel := context.WithCancelCause(ctx)
	stop := c.Clock.AfterFunc(d, func() { cancel(context.DeadlineExceeded) })
	return out, func() {
		stop()
		cancel(nil)
	}
}

func timeoutOf(args *value.Object) time.Duration {
	ms, ok := args.Get("timeout").AsNumber()
	if !ok || !(ms > 0) || ms > float64(24*time.Hour/time.Millisecond) {
		return defaultTimeout
	}
	return time.Duration(ms * float64(time.Millisecond))
}

// parseURL reads an address of one of two schemes.
func parseURL(s, scheme, secure string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != scheme && u.Scheme != secure || u.Host == "" {
		return nil, &bridge.CallError{Errno: errnoBadURL, Message: fmt.Sprintf("invalid url %q", s)}
	}
	return u, nil
}

// send sends the request, and again for every redirect.
func (x *exchange) send(method string, u *url.URL, header http.Header) {
	var body io.Reader
	if x.body != nil {
		body = x.body()
	}
	req, err := http.NewRequestWithContext(x.ctx, method, u.String(), body)
	if err != nil { // the address has been parsed, so it is the method
		x.finish(value.Value{}, &bridge.CallError{Errno: errnoParameter, Message: fmt.Sprintf("parameter error: parameter.method should not be %q;", method)})
		return
	}
	req.Header, req.ContentLength = header, x.size
	answered := false
	x.p.app.cfg.Network.Fetch(x.ctx, req, func(resp *http.Response, err error) {
		if answered {
			return
		}
		answered = true
		if err != nil {
			x.finish(value.Value{}, err)
			return
		}
		if next := x.redirect(resp); next != nil {
			resp.Body.Close()
			x.follow(req, resp.StatusCode, next)
			return
		}
		x.event("headersReceived", responseInfo(value.NewObject(), resp))
		out, err := x.receive(resp)
		resp.Body.Close()
		x.finish(out, err)
	})
}

// redirect gives the address that a response sends the program to, nil for
// none.
func (x *exchange) redirect(resp *http.Response) *url.URL {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	if text(x.args, "redirect") == "manual" || resp.Header.Get("Location") == "" {
		return nil
	}
	u, err := resp.Location()
	if err != nil {
		return nil
	}
	return u
}

// follow sends the request to where a redirect leads, with the rules of fetch:
// after 301, 302 and 303 it becomes a GET, and what authorises it does not go to
// another host.
func (x *exchange) follow(req *http.Request, status int, u *url.URL) {
	x.redirects++
	next, err := parseURL(u.String(), "http", "https")
	if err == nil {
		err = x.p.app.cfg.Domains.allow(x.call.Name, next)
	}
	if x.redirects > maxRedirects {
		err = &bridge.CallError{Errno: errnoRedirects, Message: "exceed max redirect count"}
	}
	if err != nil {
		x.finish(value.Value{}, err)
		return
	}
	method, header := req.Method, req.Header.Clone()
	if status <= http.StatusSeeOther && method != http.MethodGet && method != http.MethodHead {
		method, x.body, x.size = http.MethodGet, nil, 0
		header.Del("Content-Type")
	}
	if !strings.EqualFold(next.Host, req.URL.Host) {
		header.Del("Authorization")
		header.Del("Cookie")
		header.Del("Www-Authenticate")
	}
	x.send(method, next, header)
}

// event tells the program's task of something on the way.
func (x *exchange) event(name string, info *value.Object) {
	if x.ctx.Err() == nil {
		x.p.event(x.call, name, info)
	}
}

// event sends an answer to a call that is not the last.
func (p *port) event(c *bridge.Call, name string, info *value.Object) {
	info.Put("event", value.String(name))
	p.app.logic.receive(&bridge.Reply{ID: c.ID, Result: value.FromObject(info), More: true})
}

// finish answers the call.
func (x *exchange) finish(out value.Value, err error) {
	x.p.answer(x.call, out, networkError(x.ctx, err))
	x.p.end(x.call.ID)
}

// responseInfo adds what a program learns of a response beside its body.
func responseInfo(out *value.Object, resp *http.Response) *value.Object {
	header := make(map[string]any, len(resp.Header))
	for name, vals := range resp.Header {
		header[name] = strings.Join(vals, ",")
	}
	cookies := value.NewArray()
	for _, c := range resp.Header.Values("Set-Cookie") {
		cookies.Append(value.String(c))
	}
	out.Put("statusCode", value.Int(resp.StatusCode))
	h, _ := value.FromAny(header)
	out.Put("header", h)
	out.Put("cookies", value.FromArray(cookies))
	return out
}

// readResponse reads the response to a request: data is a string, or bytes
// where the program asks for them. In chunked mode the chunks are events, and
// data is empty.
func (x *exchange) readResponse(resp *http.Response) (value.Value, error) {
	binary := text(x.args, "responseType") == "arraybuffer"
	var data []byte
	var err error
	if value.ToBool(x.args.Get("enableChunked")) {
		err = x.chunks(resp.Body)
	} else {
		data, err = readBody(resp.Body)
	}
	if err != nil {
		return value.Value{}, err
	}
	body := textOf(data)
	if binary {
		body = bytesOf(data)
	}
	return value.FromObject(responseInfo(fieldsOf("data", body), resp)), nil
}

// textOf and bytesOf make the value of a string and of an ArrayBuffer.
func textOf(b []byte) value.Value { return value.String(strings.ToValidUTF8(string(b), "\ufffd")) }

func bytesOf(b []byte) value.Value {
	return value.FromObject(fieldsOf("base64", value.String(base64.StdEncoding.EncodeToString(b))))
}

// fieldsOf makes an object of names and values, given in turn.
func fieldsOf(pairs ...any) *value.Object {
	o := value.NewObject()
	for k := 0; k+1 < len(pairs); k += 2 {
		o.Put(pairs[k].(string), pairs[k+1].(value.Value))
	}
	return o
}

func readBody(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxResponse+1))
	if err == nil && len(data) > maxResponse {
		err = &bridge.CallError{Errno: errnoTooBig, Message: fmt.Sprintf("the response is larger than %d bytes", maxResponse)}
	}
	return data, err
}

// chunks hands on the body as it comes in.
func (x *exchange) chunks(r io.Reader) error {
	buf, total := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(buf)
		if total += n; total > maxResponse {
			return &bridge.CallError{Errno: errnoTooBig, Message: fmt.Sprintf("the response is larger than %d bytes", maxResponse)}
		}
		if n > 0 {
			x.event("chunkReceived", fieldsOf("data", bytesOf(buf[:n])))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// networkType carries out wx.getNetworkType: what the UI knows, else whether
// there is a Network.
func (p *port) networkType(c *bridge.Call) {
	p.app.cfg.UI.Call(c.Name, nil, func(result map[string]any, err error) {
		if err == nil {
			v, convErr := value.FromAny(result)
			p.answer(c, v, convErr)
			return
		}
		kind := "none"
		if p.app.cfg.Network != nil {
			kind = "wifi"
		}
		p.answer(c, value.FromObject(fieldsOf("networkType", value.String(kind), "signalStrength", value.Int(0), "hasSystemProxy", value.Bool(false),
			"weakNet", value.Bool(false))), nil)
	})
}

// networkError gives an error WeChat's words.
func networkError(ctx context.Context, err error) error {
	var ce *bridge.CallError
	switch {
	case err == nil || errors.As(err, &ce):
		return err
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return &bridge.CallError{Errno: errnoTimeout, Message: "timeout"}
	case ctx.Err() != nil:
		return &bridge.CallError{Errno: 600003, Message: "abort"}
	}
	return &bridge.CallError{Errno: errnoNetwork, Message: err.Error()}
}
