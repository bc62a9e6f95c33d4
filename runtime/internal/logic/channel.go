package logic

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
)

// maxQueued bounds the messages that wait in a channel for somebody to listen;
// those beyond are dropped.
const maxQueued = 1000

// channelPair is the event channel between a page and the one that opened it
// (spec app §9): what one end emits the listeners of the other end get.
type channelPair struct {
	app            *App
	opener, opened *channelEnd
	queued         int
	// before is the number of the last page when the route began: the page that
	// is opened has a higher one.
	before bridge.PageID
	page   *page
}

// channelEnd is one end of a channel.
type channelEnd struct {
	pair      *channelPair
	other     *channelEnd
	obj       *goja.Object
	listeners map[string][]channelListener
	// waiting are messages for names that nobody listens to yet.
	waiting map[string][][]goja.Value
}

type channelListener struct {
	fn   goja.Value
	once bool
}

func (a *App) newChannel() *channelPair {
	c := &channelPair{app: a, before: a.lastPage}
	c.opener, c.opened = &channelEnd{pair: c}, &channelEnd{pair: c}
	c.opener.other, c.opened.other = c.opened, c.opener
	for _, e := range []*channelEnd{c.opener, c.opened} {
		e.listeners = make(map[string][]channelListener)
		e.waiting = make(map[string][][]goja.Value)
		e.obj = a.wx.newObject("EventChannel", e)
	}
	return c
}

// eventChannel is the page's end of the channel to its opener. Without an
// opener there is a channel that nobody listens to at the other end.
func (p *page) eventChannel() goja.Value {
	if p.channel == nil {
		c := p.app.wx.opening
		if c == nil || c.page != nil || p.id <= c.before {
			c = p.app.newChannel()
		}
		c.page = p
		p.channel = c.opened.obj
	}
	return p.channel
}

// channelMember is what the methods of an EventChannel do.
func channelMember(name string) member {
	return func(_ *wxAPI, self any, call goja.FunctionCall) goja.Value {
		e := self.(*channelEnd)
		event := call.Argument(0).String()
		switch name {
		case "emit":
			// The list belongs to the caller; a message may wait longer.
			e.emit(event, slices.Clone(call.Arguments[min(1, len(call.Arguments)):]))
		case "on":
			e.on(event, call.Argument(1), false)
		case "once":
			e.on(event, call.Argument(1), true)
		case "off":
			e.off(event, call.Argument(1))
		}
		return goja.Undefined()
	}
}

// emit hands a message to the other end. It gets lost once the opened page is
// closed.
func (e *channelEnd) emit(event string, args []goja.Value) {
	if e.pair.page != nil && e.pair.page.closed {
		return
	}
	to := e.other
	list := to.listeners[event]
	if len(list) == 0 {
		if e.pair.queued < maxQueued {
			e.pair.queued++
			to.waiting[event] = append(to.waiting[event], args)
		}
		return
	}
	for _, l := range list {
		if l.once {
			to.off(event, l.fn)
		}
		e.pair.app.callFn(l.fn, "listener of event channel "+event, args...)
	}
}

// on adds a listener and gives it the messages that have waited for one.
func (e *channelEnd) on(event string, fn goja.Value, once bool) {
	if _, ok := goja.AssertFunction(fn); !ok {
		return
	}
	list := e.listeners[event]
	e.listeners[event] = append(list[:len(list):len(list)], channelListener{fn, once})
	waiting := e.waiting[event]
	if len(waiting) == 0 {
		return
	}
	delete(e.waiting, event)
	e.pair.queued -= len(waiting)
	for _, args := range waiting {
		e.other.emit(event, args)
	}
}

// off removes a listener, all of the event without fn.
func (e *channelEnd) off(event string, fn goja.Value) {
	if fn == nil || goja.IsUndefined(fn) {
		delete(e.listeners, event)
		return
	}
	var out []channelListener
	for _, l := range e.listeners[event] {
		if !l.fn.SameAs(fn) {
			out = append(out, l)
		}
	}
	e.listeners[event] = out
}

// listenAll adds the listeners of the events option of navigateTo.
func (e *channelEnd) listenAll(events *goja.Object) {
	for _, name := range e.pair.app.keysOf(events) {
		e.on(name, events.Get(name), false)
	}
}
