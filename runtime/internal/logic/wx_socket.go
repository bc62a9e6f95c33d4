package logic

import (
	"fmt"
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// socketState is the state of a WebSocket, in the order of its life.
type socketState uint8

const (
	socketConnecting socketState = iota
	socketOpen
	socketClosing
	socketClosed
)

// socket is what stands behind a SocketTask.
type socket struct {
	events
	id    uint64 // of the host's call
	state socketState
}

// connectSocket opens a WebSocket. success tells that the task was made; whether
// the connection works its onOpen and onError tell.
func (c *wxCall) connectSocket() {
	w := c.w
	url := c.str("url")
	switch {
	case !socketURL.MatchString(url):
		c.failLater(badURL(url))
		return
	case len(w.sockets) >= maxSockets:
		c.failLater(&bridge.CallError{Message: fmt.Sprintf("fail reach max websocket connect count %d", maxSockets)})
		return
	}
	args, err := c.args()
	if err != nil {
		c.failLater(err)
		return
	}
	args.Put("header", value.FromObject(c.header()))
	args.Put("timeout", value.Number(c.timeout()))
	s := &socket{}
	w.sockets = append(w.sockets, s)
	if w.mainSocket == nil {
		w.mainSocket = s
	}
	c.object = w.newObject(c.api.class, s)
	s.id = w.send("connectSocket", c.page, args, func(ev value.Value) { w.socketEvent(s, ev) },
		func(res value.Value, err *bridge.CallError) { w.socketEnd(s, res, err) })
	c.okLater(nil)
}

func (w *wxAPI) socketEvent(s *socket, ev value.Value) {
	name, arg := w.eventArg(ev)
	if name == "" {
		return
	}
	if name == "onOpen" && s.state == socketConnecting {
		s.state = socketOpen
	}
	w.emitSocket(s, name, arg)
}

// socketEnd is the last answer of the host: {code, reason}, or why the
// connection failed.
func (w *wxAPI) socketEnd(s *socket, res value.Value, err *bridge.CallError) {
	s.state = socketClosed
	w.sockets = slices.DeleteFunc(w.sockets, func(x *socket) bool { return x == s })
	end := w.result(res)
	if err != nil {
		info := w.object("errMsg", err.Message)
		if err.Errno == 0 {
			_ = info.Set("errno", errnoSocket)
		} else {
			_ = info.Set("errno", err.Errno)
		}
		w.emitSocket(s, "onError", info)
		end = w.object("code", 1006, "reason", "abnormal closure")
	}
	w.emitSocket(s, "onClose", end)
	if w.mainSocket == s {
		w.mainSocket = nil
	}
}

// emitSocket calls the listeners of the task and, for the first socket, those
// of wx.onSocket….
func (w *wxAPI) emitSocket(s *socket, name string, arg goja.Value) {
	s.emit(w, name, arg)
	if w.mainSocket == s {
		w.app.emit("onSocket"+name[len("on"):], arg)
	}
}

// socketMember is send and close of a SocketTask.
func socketMember(name string) member {
	var run func(*wxCall, *socket)
	switch name {
	case "send":
		run = (*wxCall).socketSend
	case "close":
		run = (*wxCall).socketClose
	default:
		return nil
	}
	api := &apiEntry{name: "SocketTask." + name, tier: 'A'}
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		s, _ := self.(*socket)
		return w.callAsync(api, call.Argument(0), func(c *wxCall) { run(c, s) })
	}
}

// mainSocketCall is sendSocketMessage and closeSocket.
func (c *wxCall) mainSocketCall() {
	if c.api.name == "closeSocket" {
		c.socketClose(c.w.mainSocket)
		return
	}
	c.socketSend(c.w.mainSocket)
}

var errNotConnected = bridge.CallError{Message: "WebSocket is not connected"}

func (c *wxCall) socketSend(s *socket) {
	if s == nil || s.state != socketOpen {
		err := errNotConnected
		c.failLater(&err)
		return
	}
	data := c.get("data")
	var v value.Value
	if b, ok := bytesOf(data); ok {
		v = bytesValue(b)
	} else if brand(data) == "String" {
		v = value.String(c.w.text(data))
	} else {
		c.failLater(parameterError("parameter.data should be String or ArrayBuffer instead of %s;", brand(data)))
		return
	}
	c.host("socketSend", fieldsOf("socket", s.id, "data", v))
}

func (c *wxCall) socketClose(s *socket) {
	code, reason := 1000, c.str("reason")
	if v := c.param("code"); !v.IsUndefined() {
		code = int(value.ToInt32(v))
	}
	switch {
	case s == nil || s.state >= socketClosing:
		err := errNotConnected
		c.failLater(&err)
	case code != 1000 && (code < 3000 || code > 4999):
		c.failLater(parameterError("the close code must be 1000 or between 3000 and 4999, not %d", code))
	case len(reason) > 123:
		c.failLater(parameterError("the close reason is longer than 123 bytes"))
	default:
		s.state = socketClosing
		c.w.notice("socketClose", fieldsOf("socket", s.id, "code", code, "reason", reason))
		c.okLater(nil)
	}
}
