package logic

import (
	"fmt"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Launch starts the program, as one turn: app.js, the scripts of pages and
// components, App.onLaunch, App.onShow and the first page (spec app §4.3, §5).
// What the program throws is reported and the launch goes on; the error is that
// there is no page to show.
func (a *App) Launch() error {
	if a.pkg.AppScript != "" {
		if _, err := a.vm.Require(a.pkg.AppScript); err != nil {
			a.userError(nil, "script "+a.pkg.AppScript, err)
		}
	}
	if !a.pkg.Lazy {
		for _, c := range a.pkg.Order {
			a.runScript(c)
		}
	}
	path := a.cfg.Path
	if path == "" {
		path = a.pkg.Entry
	}
	file, query, err := a.resolveURL("/"+path, "")
	if q := a.cfg.Query.AsObject(); q != nil {
		query = a.cfg.Query
	}
	p, _ := splitURL(path, "")
	a.launch = launchValue(p, query, a.cfg.Scene)
	opts := a.vm.ToJS(a.launch)
	a.appMethod("onLaunch", opts)
	a.shown = true
	a.appMethod("onShow", opts)
	a.emit("onAppShow", opts)
	if err != nil {
		return a.pageNotFound(p, query, err)
	}
	a.enqueueRoute(func() { a.push(file, query) })
	return nil
}

func launchValue(path string, query value.Value, scene int) value.Value {
	o := value.NewObject()
	o.Put("path", value.String(path))
	o.Put("query", query)
	o.Put("scene", value.Int(scene))
	o.Put("shareTicket", value.Value{})
	o.Put("referrerInfo", value.FromObject(value.NewObject()))
	return value.FromObject(o)
}

// pageNotFound tells the program that the page to launch with does not exist;
// it may go to another one.
func (a *App) pageNotFound(path string, query value.Value, err error) error {
	o := value.NewObject()
	o.Put("path", value.String(path))
	o.Put("query", query)
	o.Put("isEntryPage", value.Bool(true))
	arg := a.vm.ToJS(value.FromObject(o))
	a.appMethod("onPageNotFound", arg)
	a.emit("onPageNotFound", arg)
	if len(a.stack) == 0 {
		return fmt.Errorf("launch: %w", err)
	}
	return nil
}

// Navigate carries out a route API for the host.
func (a *App) Navigate(api, url string, delta int) error {
	base := ""
	if p := a.top(); p != nil {
		base = p.file.Path
	}
	var failed error
	a.route(api, url, delta, base, func(_ *page, err error) {
		if err != nil {
			failed = fmt.Errorf("%s:fail %w", api, err)
		}
	})
	return failed
}

// control carries out a wish of the host; the names are those of package
// runtime's methods.
func (a *App) control(m *bridge.Control) {
	switch m.Name {
	case "hide":
		a.hide()
	case "show":
		a.show()
	case "resize":
		a.resize(m.Args)
	case "themeChange":
		v := a.vm.ToJS(m.Args)
		a.appMethod("onThemeChange", v)
		a.emit("onThemeChange", v)
	case "pullDownRefresh":
		a.pageEvent("onPullDownRefresh")
	case "reachBottom":
		a.pageEvent("onReachBottom")
	case "pageScroll":
		a.pageEvent("onPageScroll", a.vm.ToJS(m.Args))
	case "tabItemTap":
		a.pageEvent("onTabItemTap", a.vm.ToJS(m.Args))
	}
}

func (a *App) pageEvent(method string, args ...goja.Value) {
	if p := a.top(); p != nil {
		p.call(method, args...)
	}
}

// hide sends the app to the background: the page first, then the app.
func (a *App) hide() {
	if !a.shown {
		return
	}
	a.shown = false
	if p := a.top(); p != nil {
		p.hide()
	}
	a.appMethod("onHide")
	a.emit("onAppHide")
}

// show brings the app to the foreground: the app first, then the page.
func (a *App) show() {
	if a.shown {
		return
	}
	a.shown = true
	opts := a.vm.ToJS(a.launch)
	a.appMethod("onShow", opts)
	a.emit("onAppShow", opts)
	if p := a.top(); p != nil {
		p.show()
	}
}

func (a *App) resize(size value.Value) {
	v := a.vm.ToJS(size)
	a.emit("onWindowResize", v)
	for _, p := range a.stack {
		p.lifetimes("resize", v)
		p.call("onResize", v)
	}
}
