package logic

import (
	"github.com/mica-go/mica/internal/value"
)

// rewritable is the target of a route while the listeners of onBeforeAppRoute are
// told of it: they may choose another one.
type rewritable struct {
	openType string
	base     string
	file     *Component
	query    value.Value
	done     bool
}

// beforeRoute tells that a route begins, and returns where it leads: a listener
// may have called wx.rewriteRoute (spec app §6.3).
func (a *App) beforeRoute(openType string, file *Component, query value.Value) (*Component, value.Value) {
	a.beginRoute(openType)
	r := &rewritable{openType: openType, file: file, query: query}
	if p := a.top(); p != nil {
		r.base = p.file.Path
	}
	outer := a.rewriting
	a.rewriting = r
	a.tellRoute("onBeforeAppRoute", nil, file, query)
	a.rewriting = outer
	a.loadFor(r.file)
	return r.file, r.query
}

// rewrite changes the target of the route that is beginning. The new one has to
// suit its kind; the first change counts.
func (a *App) rewrite(raw string, preserveQuery bool) error {
	r := a.rewriting
	switch {
	case r == nil:
		return routeError("rewriteRoute can only be called inside onBeforeAppRoute")
	case r.done:
		return routeError("the route has been rewritten already")
	}
	file, query, err := a.resolveURL(raw, r.base, "undefined")
	if err != nil {
		return err
	}
	if err := a.mayRoute(r.openType, a.pkg.IsTab(file.Path)); err != nil {
		return err
	}
	if preserveQuery {
		query = merged(r.query, query)
	}
	if r.openType == "switchTab" {
		query = value.FromObject(value.NewObject())
	}
	r.file, r.query, r.done = file, query, true
	return nil
}

// merged returns the fields of two objects; those of over count.
func merged(base, over value.Value) value.Value {
	out := value.NewObject()
	for _, v := range [...]value.Value{base, over} {
		if o := v.AsObject(); o != nil {
			for k, name := range o.Keys() {
				out.Put(name, o.Values()[k])
			}
		}
	}
	return value.FromObject(out)
}

// enterAt brings the app to the foreground at a page, as a share or a code that the
// user followed does: App.onShow with these options, and then all pages make room
// for that one (spec app §5). Without a path the pages stay. A query counts in
// place of that of the path.
func (a *App) enterAt(path string, query value.Value, scene int) {
	a.hide()
	a.shown = true
	a.vm.Resume()
	if path == "" {
		p, q := "", value.Value{}
		if top := a.top(); top != nil {
			p, q = top.file.Path, top.query
		}
		a.enter = launchValue(p, q, scene)
		a.tellShow()
		return
	}
	file, own, err := a.resolveURL("/"+path, "", "")
	if query.AsObject() != nil {
		own = query
	}
	p, _ := splitURL(path, "")
	a.enter = launchValue(p, own, scene)
	if file == nil || !file.independent() {
		a.loadMain()
	}
	opts := a.vm.ToJS(a.enter)
	a.appMethod("onShow", opts)
	a.emit("onAppShow", opts)
	if err != nil {
		a.pageNotFound(p, own, err)
		if top := a.top(); top != nil {
			top.show()
		}
		return
	}
	a.enqueueRoute(func() {
		file, query := a.beforeRoute("autoReLaunch", file, own)
		a.clear()
		a.push(file, query)
	})
}

// tellShow tells the app, and then its page, that they can be seen.
func (a *App) tellShow() {
	opts := a.vm.ToJS(a.enter)
	a.appMethod("onShow", opts)
	a.emit("onAppShow", opts)
	if p := a.top(); p != nil {
		p.show()
	}
}
