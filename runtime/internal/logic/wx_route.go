package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// route is navigateTo and the other route APIs (spec app §6). The route is a
// macrotask of its own, so the caller goes on first; success comes after the new
// page's onShow.
func (c *wxCall) route() {
	a := c.w.app
	url, delta := c.str("url"), 1
	if d := c.num("delta"); c.api.name == "navigateBack" && d > 1 {
		delta = int(min(d, maxPages))
	}
	var events *goja.Object
	if c.api.name == "navigateTo" {
		events = objectOf(c.get("events"))
	}
	c.later(func() {
		a.enqueueRoute(func() {
			var ch *channelPair
			if c.api.name == "navigateTo" {
				ch = a.newChannel()
				ch.opener.listenAll(events)
				c.w.opening = ch
			}
			p, err := a.doRoute(c.api.name, url, delta, c.base)
			if err == nil && ch != nil {
				p.eventChannel()
			}
			c.w.opening = nil
			switch {
			case err != nil:
				c.failNow(&bridge.CallError{Message: err.Error()})
			case ch == nil:
				c.okNow(nil)
			default:
				c.okNow(c.w.object("eventChannel", ch.opener.obj))
			}
		})
	})
}

// rewriteRoute is wx.rewriteRoute; it counts at once, while its callbacks wait.
func (c *wxCall) rewriteRoute() {
	if err := c.w.app.rewrite(c.str("url"), value.ToBool(c.param("preserveQuery"))); err != nil {
		c.failLater(&bridge.CallError{Message: err.Error()})
		return
	}
	c.okLater(nil)
}

// pageRouter is this.pageRouter or this.router: route APIs that see relative
// URLs from a path of their own (spec app §8).
type pageRouter struct{ base string }

func routerMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		c := &wxCall{w: w, api: w.table.apis[name], page: w.pageID(), base: self.(*pageRouter).base}
		return c.start(call.Argument(0), (*wxCall).route)
	}
}

// extendComponents gives components pageRouter and router.
func (w *wxAPI) extendComponents() {
	a := w.app
	router := func(name string, base func(c *component) string) {
		get := a.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
			if c := a.self(call.This); c != nil {
				return w.newObject("PageRouter", &pageRouter{base(c)})
			}
			return goja.Undefined()
		})
		_ = a.baseProto.DefineAccessorProperty(name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	router("pageRouter", func(c *component) string { return c.page.file.Path })
	router("router", func(c *component) string { return c.def.path })
}
