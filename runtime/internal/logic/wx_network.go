package logic

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Limits of the network APIs (spec api §A.3).
const (
	maxRequests    = 10 // request; another 10 for uploadFile and downloadFile
	maxSockets     = 5
	defaultTimeout = 60_000
)

// slots lets a number of tasks run at a time; the others wait in order.
type slots struct {
	max, used int
	waiting   []*task
}

func (s *slots) enter(t *task) {
	if s.used == s.max {
		s.waiting = append(s.waiting, t)
		return
	}
	s.used++
	t.running = true
	t.begin()
}

// leave frees the place of a task, running or not.
func (s *slots) leave(t *task) {
	if !t.running {
		s.waiting = slices.DeleteFunc(s.waiting, func(x *task) bool { return x == t })
		return
	}
	t.running = false
	s.used--
	if len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		s.enter(next)
	}
}

// task is what stands behind a RequestTask, UploadTask or DownloadTask.
type task struct {
	events
	call    *wxCall
	slots   *slots
	id      uint64 // of the host's call
	begin   func()
	running bool
	settled bool
}

// startTask makes the call's task and has the host do it when there is a place
// for it.
func (c *wxCall) startTask(s *slots, args *value.Object, done func(value.Value) *goja.Object) {
	w := c.w
	t := &task{call: c, slots: s}
	t.begin = func() {
		t.id = w.send(c.api.name, c.page, args, func(ev value.Value) {
			if name, arg := w.eventArg(ev); name != "" {
				t.emit(w, name, arg)
			}
		}, func(res value.Value, err *bridge.CallError) {
			t.settled = true
			s.leave(t)
			if err != nil {
				c.failNow(err)
				return
			}
			c.okNow(done(res))
		})
	}
	c.object = w.newObject(c.api.class, t)
	s.enter(t)
}

func abortTask(w *wxAPI, self any, _ goja.FunctionCall) goja.Value {
	t, ok := self.(*task)
	if !ok || t.settled {
		return goja.Undefined()
	}
	t.settled = true
	if t.running {
		delete(w.app.calls, t.id)
		w.notice("abort", fieldsOf("id", t.id))
	}
	t.slots.leave(t)
	t.call.failLater(&bridge.CallError{Message: "abort"})
	return goja.Undefined()
}

// timeout is the call's own, that of app.json, or the default, in milliseconds.
func (c *wxCall) timeout() float64 {
	if v := c.param("timeout"); !v.IsUndefined() {
		return value.ToNumber(v)
	}
	if o := c.w.app.pkg.Config.AsObject(); o != nil {
		if t := o.Get("networkTimeout").AsObject(); t != nil {
			if n, ok := t.Get(c.api.name).AsNumber(); ok {
				return n
			}
		}
	}
	return defaultTimeout
}

var httpURL = regexp.MustCompile(`(?i)^https?://[^/?#]`)
var socketURL = regexp.MustCompile(`(?i)^wss?://[^/?#]`)

func badURL(url string) *bridge.CallError {
	return &bridge.CallError{Errno: errnoBadURL, Message: fmt.Sprintf("invalid url %q", url)}
}

// header makes the header of a request: names as given, without Referer.
func (c *wxCall) header() *value.Object {
	out := value.NewObject()
	if o := c.param("header").AsObject(); o != nil {
		for k, name := range o.Keys() {
			if v := o.Values()[k]; !strings.EqualFold(name, "referer") && !v.IsNullish() {
				out.Put(name, value.String(value.Text(v)))
			}
		}
	}
	return out
}

func headerValue(h *value.Object, name string) (string, bool) {
	for k, key := range h.Keys() {
		if strings.EqualFold(key, name) {
			return value.Text(h.Values()[k]), true
		}
	}
	return "", false
}

// request is wx.request.
func (c *wxCall) request() {
	args, err := c.requestArgs()
	if err != nil {
		c.failLater(err)
		return
	}
	dataType, responseType := c.str("dataType"), c.str("responseType")
	c.startTask(&c.w.requests, args, func(res value.Value) *goja.Object {
		return c.w.response(res, dataType, responseType)
	})
}

func (c *wxCall) requestArgs() (*value.Object, *bridge.CallError) {
	url, method := c.str("url"), strings.ToUpper(c.str("method"))
	if !httpURL.MatchString(url) {
		return nil, badURL(url)
	}
	header := c.header()
	contentType, ok := headerValue(header, "content-type")
	if !ok {
		contentType = "application/json"
		header.Put("content-type", value.String(contentType))
	}
	query, body, err := c.body(method, contentType)
	if err != nil {
		return nil, err
	}
	if query != "" {
		url = addQuery(url, query)
	}
	args := fieldsOf("url", url, "method", method, "header", header)
	if !body.IsUndefined() {
		args.Put("data", body)
	}
	args.Put("timeout", value.Number(c.timeout()))
	for _, name := range []string{"dataType", "responseType", "enableChunked", "redirect"} {
		args.Put(name, c.param(name))
	}
	return args, nil
}

// addQuery appends to the query of a URL, in front of its fragment.
func addQuery(url, query string) string {
	url, fragment, hasFragment := strings.Cut(url, "#")
	switch {
	case !strings.Contains(url, "?"):
		url += "?"
	case !strings.HasSuffix(url, "?") && !strings.HasSuffix(url, "&"):
		url += "&"
	}
	url += query
	if hasFragment {
		url += "#" + fragment
	}
	return url
}

// body serialises the data of a request (spec api §A.3): strings and
// ArrayBuffers as they are, objects as query, form or JSON.
func (c *wxCall) body(method, contentType string) (query string, body value.Value, err *bridge.CallError) {
	data := c.get("data")
	if goja.IsUndefined(data) || goja.IsNull(data) {
		return "", value.Value{}, nil
	}
	if b, ok := bytesOf(data); ok {
		return "", bytesValue(b), nil
	}
	o := objectOf(data)
	if o == nil {
		return "", value.String(c.w.text(data)), nil
	}
	bad := func(err error) *bridge.CallError {
		return &bridge.CallError{Errno: errnoBadData, Message: fmt.Sprintf("invalid request data: %v", c.w.app.vm.Error(err))}
	}
	form := strings.Contains(strings.ToLower(contentType), "application/x-www-form-urlencoded")
	bodyless := method != "POST" && method != "PUT" && method != "DELETE" && method != "PATCH"
	if bodyless || form {
		q, e := c.w.queryOf(o)
		switch {
		case e != nil:
			return "", value.Value{}, bad(e)
		case bodyless:
			return q, value.Value{}, nil
		}
		return "", value.String(q), nil
	}
	s, e := c.w.stringify()(goja.Undefined(), o)
	if e != nil {
		return "", value.Value{}, bad(e)
	}
	if goja.IsUndefined(s) {
		return "", value.Value{}, nil
	}
	return "", value.String(c.w.text(s)), nil
}

// queryOf makes a query string of an object's own fields.
func (w *wxAPI) queryOf(o *goja.Object) (string, error) {
	var b strings.Builder
	encode := w.builtin(w.app.rt.Get("encodeURIComponent"))
	for _, name := range w.app.vm.Keys(o) {
		key, err := encode(goja.Undefined(), w.app.rt.ToValue(name))
		if err != nil {
			return "", err
		}
		val, err := encode(goja.Undefined(), o.Get(name))
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(key.String())
		b.WriteByte('=')
		b.WriteString(val.String())
	}
	return b.String(), nil
}

// response makes the result of a request: JSON is parsed where that works, and
// stays text where it doesn't.
func (w *wxAPI) response(res value.Value, dataType, responseType string) *goja.Object {
	out := w.result(res)
	o := res.AsObject()
	if o == nil {
		return out
	}
	data := o.Get("data")
	text, isText := data.AsString()
	switch {
	case responseType == "arraybuffer" && isText:
		_ = out.Set("data", w.app.rt.NewArrayBuffer([]byte(text)))
	case isText && dataType == "json":
		text = strings.TrimPrefix(text, "\ufeff")
		if v, err := value.ParseJSON([]byte(text)); err == nil {
			_ = out.Set("data", w.app.vm.ToJS(v))
		} else {
			_ = out.Set("data", w.app.vm.ToJS(value.String(text)))
		}
	}
	return out
}

// transfer is uploadFile and downloadFile.
func (c *wxCall) transfer() {
	if url := c.str("url"); !httpURL.MatchString(url) {
		c.failLater(badURL(url))
		return
	}
	args, err := c.args()
	if err != nil {
		c.failLater(err)
		return
	}
	args.Put("header", value.FromObject(c.header()))
	args.Put("timeout", value.Number(c.timeout()))
	c.startTask(&c.w.transfers, args, c.w.result)
}
