package runtime

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// maxResponse bounds the body of a response.
const maxResponse = 10 << 20

// defaultTimeout is WeChat's for requests.
const defaultTimeout = 60 * time.Second

// errNetworkOff is what requests fail with when the host gave no Network.
var errNetworkOff = &bridge.CallError{Errno: 600000, Message: "the host gives this program no network"}

// fetch carries out a request through the host's Network.
func (p *port) fetch(c *bridge.Call) {
	if p.app.cfg.Network == nil {
		p.answer(c, value.Value{}, errNetworkOff)
		return
	}
	args := c.Args.AsObject()
	timeout := defaultTimeout
	if ms, ok := args.Get("timeout").AsNumber(); ok && ms > 0 {
		timeout = time.Duration(ms) * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	req, err := newRequest(ctx, args)
	if err != nil {
		cancel()
		p.answer(c, value.Value{}, &bridge.CallError{Errno: 600009, Message: "invalid url: " + err.Error()})
		return
	}
	p.begin(c.ID, cancel)
	p.app.cfg.Network.Fetch(ctx, req, func(resp *http.Response, err error) {
		var out value.Value
		if err == nil {
			out, err = readResponse(resp, text(args, "responseType") == "arraybuffer")
		}
		err = networkError(ctx, err)
		p.answer(c, out, err)
		p.end(c.ID)
	})
}

func newRequest(ctx context.Context, args *value.Object) (*http.Request, error) {
	method := strings.ToUpper(text(args, "method"))
	if method == "" {
		method = http.MethodGet
	}
	var body io.Reader
	if data, ok := args.Get("data").AsString(); ok {
		body = strings.NewReader(data)
	} else if data := args.Get("data").AsObject(); data != nil { // an ArrayBuffer
		raw, err := base64.StdEncoding.DecodeString(text(data, "base64"))
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, text(args, "url"), body)
	if err != nil {
		return nil, err
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" || req.URL.Host == "" {
		return nil, fmt.Errorf("%q is no http or https address", req.URL)
	}
	if h := object(args, "header"); h != nil {
		for i, name := range h.Keys() {
			if !strings.EqualFold(name, "referer") { // programs may not set it
				req.Header.Set(name, value.ToString(h.Values()[i]))
			}
		}
	}
	return req, nil
}

// readResponse reads a whole response. Its data is a string, or bytes where the
// program asks for them or the body is no text.
func readResponse(resp *http.Response, binary bool) (value.Value, error) {
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err != nil {
		return value.Value{}, err
	}
	if len(data) > maxResponse {
		return value.Value{}, fmt.Errorf("the response is larger than %d bytes", maxResponse)
	}
	header := make(map[string]any, len(resp.Header))
	for name, vals := range resp.Header {
		header[name] = strings.Join(vals, ",")
	}
	cookies := make([]any, 0)
	for _, c := range resp.Cookies() {
		cookies = append(cookies, c.Raw)
	}
	var body any = string(data)
	if binary || !utf8.Valid(data) {
		body = map[string]any{"base64": base64.StdEncoding.EncodeToString(data)}
	}
	return value.FromAny(map[string]any{"statusCode": resp.StatusCode, "header": header, "data": body, "cookies": cookies})
}

// networkError gives an error WeChat's words.
func networkError(ctx context.Context, err error) error {
	var ce *bridge.CallError
	switch {
	case err == nil || errors.As(err, &ce):
		return err
	case errors.Is(context.Cause(ctx), context.DeadlineExceeded):
		return &bridge.CallError{Errno: 5, Message: "timeout"}
	case ctx.Err() != nil:
		return &bridge.CallError{Errno: 600003, Message: "abort"}
	}
	return &bridge.CallError{Errno: 600000, Message: err.Error()}
}
