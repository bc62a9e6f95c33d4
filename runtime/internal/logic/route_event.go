package logic

import (
	"strconv"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// routeInfo is a route that is being carried out, as its listeners are told of
// it (spec app §6.3).
type routeInfo struct {
	openType string
	id       int
	at       time.Time
}

// beginRoute starts a route of the kind openType.
func (a *App) beginRoute(openType string) {
	a.lastRoute++
	a.current = routeInfo{openType, a.lastRoute, a.now()}
}

// tellRoute calls the listeners of a stage of the present route: about the page
// p, or, before there is one, about the page of file.
func (a *App) tellRoute(name string, p *page, file *Component, query value.Value) {
	a.tellRouteOf(a.current, name, p, file, query)
}

func (a *App) tellRouteOf(r routeInfo, name string, p *page, file *Component, query value.Value) {
	if len(a.listeners[name]) == 0 {
		return
	}
	o := a.rt.NewObject()
	set := func(k string, v any) { _ = o.Set(k, v) }
	set("path", file.Path)
	set("query", a.vm.ToJS(query))
	set("openType", r.openType)
	set("routeEventId", strconv.Itoa(r.id))
	set("timeStamp", a.now().UnixMilli())
	set("renderer", "webview")
	if p != nil {
		set("webviewId", int64(p.id))
		set("page", p.root.obj)
	}
	a.emit(name, o)
}

// tellPage calls the listeners of a stage in the life of a page.
func (a *App) tellPage(name string, p *page) { a.tellRoute(name, p, p.file, p.query) }

// endRoute ends a route that leads to p: at once for the listeners of the route,
// and when the view shows the page for it, its components and the listeners of
// the route's end.
func (a *App) endRoute(p *page) {
	a.tellPage("onAppRoute", p)
	r := a.current
	p.out.after(func() {
		if p.closed || a.top() != p {
			return
		}
		p.call("onRouteDone")
		p.lifetimes("routeDone")
		a.measuredRoute(r, p)
		a.tellRouteOf(r, "onAppRouteDone", p, p.file, p.query)
	})
}
