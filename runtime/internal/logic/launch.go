package logic

import (
	"fmt"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Launch starts the program, as one turn: app.js, the scripts of pages and
// components, App.onLaunch, App.onShow and the first page (spec app §4.3, §5).
// What the program throws is reported and the launch goes on; see Lost for when
// there is no page to show.
func (a *App) Launch() error {
	path := a.cfg.Path
	if path == "" {
		path = a.pkg.Entry
	}
	file, query, err := a.resolveURL("/"+path, "", "")
	if q := a.cfg.Query.AsObject(); q != nil {
		query = a.cfg.Query
	}
	p, _ := splitURL(path, "")
	a.launch = launchValue(p, query, a.cfg.Scene)
	a.enter = a.launch
	a.shown = true
	if file == nil || !file.independent() {
		a.loadMain()
	}
	if err != nil {
		a.pageNotFound(p, query, err)
		return nil
	}
	a.enqueueRoute(func() { a.launchRoute(file, query) })
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
func (a *App) pageNotFound(path string, query value.Value, err error) {
	a.lost = err
	o := value.NewObject()
	o.Put("path", value.String(path))
	o.Put("query", query)
	o.Put("isEntryPage", value.Bool(true))
	arg := a.vm.ToJS(value.FromObject(o))
	a.appMethod("onPageNotFound", arg)
	a.emit("onPageNotFound", arg)
}

// Lost tells why the launch led to no page. It is asked for when the launch has
// settled: the program may have gone to another page than the missing one.
func (a *App) Lost() error {
	if a.lost == nil || len(a.stack) > 0 {
		return nil
	}
	return fmt.Errorf("launch: %w", a.lost)
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
	args := m.Args.AsObject()
	if args == nil { // a view elsewhere may send anything
		args = value.NewObject()
	}
	switch m.Name {
	case "hide":
		a.hide()
	case "show":
		a.show()
	case "enter":
		a.enterAt(value.Text(args.Get("path")), args.Get("query"), int(value.ToInt32(args.Get("scene"))))
	case "share", "shareTimeline", "addToFavorites":
		if p := a.top(); p != nil {
			a.shareFromMenu(p, m.Name)
		}
	case "resize":
		a.resize(m.Args)
		a.wx.layoutChanged()
	case "layout":
		a.wx.layoutChanged()
	case "event":
		a.tellListeners(args)
	case "themeChange":
		a.setSystem("theme", args.Get("theme"))
		v := a.vm.ToJS(m.Args)
		a.appMethod("onThemeChange", v)
		a.emit("onThemeChange", v)
	case "navigateBack":
		delta, _ := args.Get("delta").AsNumber()
		_ = a.Navigate("navigateBack", "", int(delta)) // the last page stays
	case "pullDownRefresh":
		a.pageEvent("onPullDownRefresh")
	case "reachBottom":
		a.pageEvent("onReachBottom")
	case "pageScroll":
		if p := a.top(); p != nil {
			p.pageScrolled(m.Args)
		}
		a.pageEvent("onPageScroll", a.vm.ToJS(m.Args))
		a.wx.layoutChanged()
	case "tabItemTap":
		a.pageEvent("onTabItemTap", a.vm.ToJS(m.Args))
	}
}

// setSystem changes what getSystemInfo and its relatives tell.
func (a *App) setSystem(name string, v value.Value) {
	info := value.NewObject()
	if old := a.cfg.System.AsObject(); old != nil {
		for k, key := range old.Keys() {
			info.Put(key, old.Values()[k])
		}
	}
	info.Put(name, v)
	a.cfg.System = value.FromObject(info)
}

func (a *App) pageEvent(method string, args ...goja.Value) {
	if p := a.top(); p != nil {
		p.call(method, args...)
	}
}

// backgroundTime is how long the timers of a program run on in the background.
const backgroundTime = 5 * time.Second

// hide sends the app to the background: the page first, then the app.
func (a *App) hide() {
	if !a.shown {
		return
	}
	a.shown = false
	a.vm.Suspend(backgroundTime)
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
	a.vm.Resume()
	a.tellShow()
}

func (a *App) resize(size value.Value) {
	v := a.vm.ToJS(size)
	a.resized(size)
	a.emit("onWindowResize", v)
	for _, p := range a.stack {
		p.pageResized(size)
		p.lifetimes("resize", v)
		p.call("onResize", v)
	}
}
