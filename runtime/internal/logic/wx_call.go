package logic

import (
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

// The errno values that the engine itself gives (spec api §1.1).
const (
	errnoTimeout      = 5
	errnoUnsupported  = 100
	errnoParameter    = 1001
	errnoBadURL       = 600009
	errnoBadData      = 600010
	errnoSocket       = 605103
	errnoInvalidInput = 101
)

func notSupported() *bridge.CallError {
	return &bridge.CallError{Errno: errnoUnsupported, Message: "not supported"}
}

func parameterError(format string, args ...any) *bridge.CallError {
	return &bridge.CallError{Errno: errnoParameter, Message: "parameter error: " + fmt.Sprintf(format, args...)}
}

// callError is the error of a port in WeChat's terms.
func callError(err error) *bridge.CallError {
	var e *bridge.CallError
	if errors.As(err, &e) {
		return e
	}
	return &bridge.CallError{Message: err.Error()}
}

// failText is the errMsg of a failure. A message that begins with a colon
// follows "fail" directly, as those of the native layer do.
func failText(api, msg string) string {
	switch {
	case msg == "":
		return api + ":fail"
	case msg[0] == ':':
		return api + ":fail" + msg
	}
	return api + ":fail " + msg
}

// wxCall is one call of an asynchronous API (spec api §1).
type wxCall struct {
	w    *wxAPI
	api  *apiEntry
	page bridge.PageID
	opts *goja.Object // nil when there is none
	// base is the path that a relative URL is seen from.
	base string

	success, fail, complete goja.Value
	resolve, reject         func(any) error
	// object is what a call that makes a task returns.
	object  *goja.Object
	settled bool
	// tapped tells that the call was made while a tap was being handled.
	tapped bool
}

// callAsync checks the parameters and runs an asynchronous API. No callback is
// called before it returns.
func (w *wxAPI) callAsync(api *apiEntry, arg goja.Value, run func(*wxCall)) goja.Value {
	c := &wxCall{w: w, api: api, page: w.pageID(), tapped: w.app.tapped}
	if p := w.app.top(); p != nil {
		c.base = p.file.Path
	}
	return c.start(arg, run)
}

func (c *wxCall) start(arg goja.Value, run func(*wxCall)) goja.Value {
	c.w.checkPending()
	bad := c.readOptions(arg)
	var ret goja.Value = goja.Undefined()
	if c.api.kind != apiTask && c.success == nil && c.fail == nil && c.complete == nil {
		p, resolve, reject := c.w.app.rt.NewPromise()
		c.resolve, c.reject = resolve, reject
		ret = c.w.app.rt.ToValue(p)
	}
	switch {
	case bad != nil:
		c.failLater(bad)
	case c.api.tier == 'C':
		c.failLater(notSupported())
	case c.api.tap && !c.tapped && !c.w.app.cfg.WithoutTap:
		c.failLater(&bridge.CallError{Message: "can only be invoked by user TAP gesture."})
	default:
		run(c)
	}
	c.w.app.open++
	if c.api.kind != apiTask {
		return ret
	}
	if c.object == nil {
		c.object = c.w.newObject(c.api.class, &task{settled: true})
	}
	return c.object
}

// readOptions takes the callbacks and checks the parameters.
func (c *wxCall) readOptions(arg goja.Value) *bridge.CallError {
	if arg == nil || goja.IsUndefined(arg) {
		return c.checkParams()
	}
	if b := brand(arg); b != "Object" {
		return parameterError("parameter should be Object instead of %s;", b)
	}
	c.opts = arg.(*goja.Object)
	callback := func(name string) goja.Value {
		v := c.opts.Get(name)
		if _, ok := goja.AssertFunction(v); ok {
			return v
		}
		return nil
	}
	c.success, c.fail, c.complete = callback("success"), callback("fail"), callback("complete")
	return c.checkParams()
}

func (c *wxCall) checkParams() *bridge.CallError {
	var msg strings.Builder
	for k := range c.api.params {
		p := &c.api.params[k]
		v := c.get(p.name)
		if goja.IsUndefined(v) && !p.required {
			continue
		}
		b := brand(v)
		if p.typ == "any" && b != "Undefined" || p.typ == b {
			continue
		}
		want := p.typ
		if want == "any" {
			want = "Object"
		}
		fmt.Fprintf(&msg, "parameter.%s should be %s instead of %s;", p.name, want, b)
	}
	if msg.Len() > 0 {
		return parameterError("%s", msg.String())
	}
	return nil
}

// brand names the type of a value as WeChat's messages do.
func brand(v goja.Value) string {
	switch {
	case v == nil || goja.IsUndefined(v):
		return "Undefined"
	case goja.IsNull(v):
		return "Null"
	}
	switch x := v.(type) {
	case *goja.Object:
		if _, ok := goja.AssertFunction(x); ok {
			return "Function"
		}
		name := x.ClassName()
		if name == "Proxy" {
			name = "Object"
		}
		if tag, ok := x.GetSymbol(goja.SymToStringTag).(goja.String); ok && name == "Object" {
			return tag.String()
		}
		return name
	case goja.String:
		return "String"
	case *goja.Symbol:
		return "Symbol"
	}
	switch v.ExportType().Kind() {
	case reflect.Bool:
		return "Boolean"
	case reflect.Ptr:
		return "BigInt"
	}
	return "Number"
}

// While a tap is being handled a program may open what it may not open unasked: to
// the end of the turn, in the callbacks of the calls in keepsTap, and when the
// user has said yes to one of isTap (spec events §7.1).
var (
	keepsTap = map[string]bool{"request": true, "downloadFile": true, "getSetting": true}
	isTap    = map[string]bool{"showModal": true, "showActionSheet": true, "requestPayment": true}
)

// get gives a field of the options, undefined when it is not there.
func (c *wxCall) get(name string) goja.Value {
	if c.opts != nil {
		if v := c.opts.Get(name); v != nil {
			return v
		}
	}
	return goja.Undefined()
}

// param gives a field of the options as plain data, its default when it is not
// there.
func (c *wxCall) param(name string) value.Value {
	v := c.get(name)
	if goja.IsUndefined(v) {
		for k := range c.api.params {
			if c.api.params[k].name == name {
				return c.api.params[k].def
			}
		}
		return value.Value{}
	}
	x, err := c.w.plain(v)
	if err != nil {
		c.w.app.log.Warn("a parameter can not be passed on", "api", c.api.name, "parameter", name, "error", err)
	}
	return x
}

func (c *wxCall) str(name string) string  { return value.Text(c.param(name)) }
func (c *wxCall) num(name string) float64 { return value.ToNumber(c.param(name)) }

// args are the options for the host: plain data, defaults filled in, without
// functions.
func (c *wxCall) args() (*value.Object, *bridge.CallError) {
	out := value.NewObject()
	for _, name := range c.w.app.keysOf(c.opts) {
		v := c.opts.Get(name)
		if _, ok := goja.AssertFunction(v); ok || goja.IsUndefined(v) {
			continue
		}
		x, err := c.w.plain(v)
		if err != nil {
			return nil, &bridge.CallError{Errno: errnoInvalidInput, Message: fmt.Sprintf("invalid request data: parameter.%s: %v", name, err)}
		}
		out.Put(name, x)
	}
	for k := range c.api.params {
		p := &c.api.params[k]
		if _, ok := out.Lookup(p.name); !ok && !p.def.IsUndefined() {
			out.Put(p.name, p.def)
		}
	}
	return out, nil
}

// forward has the host do the API: a call of the same name.
func (c *wxCall) forward() {
	args, err := c.args()
	if err != nil {
		c.failLater(err)
		return
	}
	c.host(c.api.name, args)
}

// host settles the call as the host answers.
func (c *wxCall) host(name string, args *value.Object) {
	c.w.send(name, c.page, args, nil, func(res value.Value, err *bridge.CallError) {
		if err != nil {
			c.failNow(err)
			return
		}
		c.okNow(c.w.result(res))
	})
}

// later runs fn as a macrotask.
func (c *wxCall) later(fn func()) { c.w.app.vm.Post(fn) }

// okLater and failLater settle the call from inside the program's call, okNow
// and failNow in a turn of its own. Only the first of them counts.
func (c *wxCall) okLater(res *goja.Object)         { c.later(func() { c.okNow(res) }) }
func (c *wxCall) failLater(err *bridge.CallError)  { c.later(func() { c.failNow(err) }) }
func (c *wxCall) okWith(name string, v goja.Value) { c.okLater(c.w.object(name, v)) }
func (w *wxAPI) object(pairs ...any) *goja.Object {
	o := w.app.rt.NewObject()
	for k := 0; k+1 < len(pairs); k += 2 {
		_ = o.Set(pairs[k].(string), pairs[k+1])
	}
	return o
}

func (c *wxCall) okNow(res *goja.Object) {
	if res == nil {
		res = c.w.app.rt.NewObject()
	}
	_ = res.Set("errMsg", c.api.name+":ok")
	c.settle(res, "success", c.success, c.resolve)
}

func (c *wxCall) failNow(err *bridge.CallError) {
	res := c.w.app.rt.NewObject()
	_ = res.Set("errMsg", failText(c.api.name, err.Message))
	if err.Errno != 0 {
		_ = res.Set("errno", err.Errno)
	}
	c.settle(res, "fail", c.fail, c.reject)
}

func (c *wxCall) settle(res *goja.Object, what string, callback goja.Value, promise func(any) error) {
	if c.settled {
		return
	}
	c.settled = true
	a := c.w.app
	a.open--
	if c.tapped && keepsTap[c.api.name] || what == "success" && isTap[c.api.name] {
		a.tapped = true
	}
	if promise != nil {
		if err := promise(res); err != nil {
			a.userError(nil, "promise of wx."+c.api.name, err)
		}
		return
	}
	if callback != nil {
		a.callFn(callback, what+" callback of wx."+c.api.name, res)
	}
	if c.complete != nil {
		a.callFn(c.complete, "complete callback of wx."+c.api.name, res)
	}
}

// checkPending throws when too many calls wait for an answer, or too many objects
// of the host are there.
func (w *wxAPI) checkPending() {
	if a := w.app; max(a.open, len(a.calls)) >= a.maxPending {
		a.vm.Breach(sandbox.LimitPending, fmt.Sprintf("%d calls of wx without an answer", a.maxPending))
	}
}

// pendingCall is a call of the host that waits for its answer.
type pendingCall struct {
	// progress takes the answers that are not the last.
	progress func(value.Value)
	done     func(value.Value, *bridge.CallError)
}

// send calls the host; done is called once, in a turn of its own.
func (w *wxAPI) send(name string, page bridge.PageID, args *value.Object, progress func(value.Value), done func(value.Value, *bridge.CallError)) uint64 {
	a := w.app
	a.lastCall++
	id := a.lastCall
	a.calls[id] = &pendingCall{progress: progress, done: done}
	a.port.Send(&bridge.Call{ID: id, Name: name, Page: page, Args: value.FromObject(args)})
	return id
}

// reply takes an answer of the host.
func (a *App) reply(m *bridge.Reply) {
	p := a.calls[m.ID]
	if p == nil {
		return // it was aborted
	}
	if m.More {
		if p.progress != nil {
			p.progress(m.Result)
		}
		return
	}
	delete(a.calls, m.ID)
	p.done(m.Result, m.Err)
}

// bytesField is the only field of the object that stands for an ArrayBuffer in
// messages; its value is the content in base64.
const bytesField = "base64"

func bytesValue(b []byte) value.Value {
	return value.FromObject(fieldsOf(bytesField, base64.StdEncoding.EncodeToString(b)))
}

// bytesIn gives the bytes that a value of a message stands for.
func bytesIn(v value.Value) ([]byte, bool) {
	o := v.AsObject()
	if o == nil || o.Len() != 1 {
		return nil, false
	}
	s, ok := o.Get(bytesField).AsString()
	if !ok {
		return nil, false
	}
	b, err := base64.StdEncoding.DecodeString(s)
	return b, err == nil
}

var arrayBufferType = reflect.TypeFor[goja.ArrayBuffer]()

// bytesOf gives a copy of the bytes of an ArrayBuffer or a view of one.
func bytesOf(v goja.Value) ([]byte, bool) {
	o := objectOf(v)
	if o == nil {
		return nil, false
	}
	if o.ExportType() == arrayBufferType {
		return slices.Clone(o.Export().(goja.ArrayBuffer).Bytes()), true
	}
	buf := objectOf(o.Get("buffer"))
	off, n := o.Get("byteOffset"), o.Get("byteLength")
	if buf == nil || off == nil || n == nil || buf.ExportType() != arrayBufferType {
		return nil, false
	}
	all := buf.Export().(goja.ArrayBuffer).Bytes()
	from, size := off.ToInteger(), n.ToInteger()
	if from < 0 || size < 0 || from > int64(len(all)) || size > int64(len(all))-from {
		return nil, false
	}
	return slices.Clone(all[from : from+size]), true
}

// plain makes plain data of a value that a program hands in.
func (w *wxAPI) plain(v goja.Value) (value.Value, error) {
	if b, ok := bytesOf(v); ok {
		return bytesValue(b), nil
	}
	return w.app.vm.ToValue(v)
}

// plainArgs makes an array of plain data of arguments; functions among them are
// left out.
func (w *wxAPI) plainArgs(api string, args []goja.Value) value.Value {
	out := value.NewArray()
	for _, arg := range args {
		if _, ok := goja.AssertFunction(arg); ok {
			continue
		}
		o := objectOf(arg)
		if o == nil || isArray(o) {
			v, err := w.plain(arg)
			if err != nil {
				w.throw(api, parameterError("%v", err))
			}
			out.Append(v)
			continue
		}
		if b, ok := bytesOf(arg); ok {
			out.Append(bytesValue(b))
			continue
		}
		c := wxCall{w: w, api: &apiEntry{name: api}, opts: o}
		fields, err := c.args()
		if err != nil {
			w.throw(api, err)
		}
		out.Append(value.FromObject(fields))
	}
	return value.FromArray(out)
}

// toJS makes a JavaScript value of plain data from the host. What stands for
// bytes becomes an ArrayBuffer, at the top and in the fields of the top.
func (w *wxAPI) toJS(v value.Value) goja.Value {
	if b, ok := bytesIn(v); ok {
		return w.app.rt.ToValue(w.app.rt.NewArrayBuffer(b))
	}
	js := w.app.vm.ToJS(v)
	if o := v.AsObject(); o != nil {
		for k, name := range o.Keys() {
			if b, ok := bytesIn(o.Values()[k]); ok {
				_ = js.(*goja.Object).Set(name, w.app.rt.NewArrayBuffer(b))
			}
		}
	}
	return js
}

// result makes the result object of an answer.
func (w *wxAPI) result(v value.Value) *goja.Object {
	if v.AsObject() == nil {
		return w.app.rt.NewObject()
	}
	return w.toJS(v).(*goja.Object)
}
