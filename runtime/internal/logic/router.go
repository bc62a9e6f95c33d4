package logic

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// maxPages is the depth of the page stack.
const maxPages = 10

// routeError is why a route API failed; its text follows "fail " in errMsg.
type routeError string

func (e routeError) Error() string { return string(e) }

func decodeKey(s string) string {
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// top is the visible page, nil before the first.
func (a *App) top() *page {
	if len(a.stack) == 0 {
		return nil
	}
	return a.stack[len(a.stack)-1]
}

// resolveURL finds the page that a URL means, as seen from the folder of base. A
// key without a value gives missing.
func (a *App) resolveURL(raw, base, missing string) (*Component, value.Value, error) {
	p, query := splitURL(raw, missing)
	if !strings.HasPrefix(p, "/") {
		p = path.Join(path.Dir(base), p)
	}
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	file := a.pkg.page(p)
	if file == nil {
		return nil, query, routeError(fmt.Sprintf("page %q is not found", p))
	}
	if file.Err != nil {
		return nil, query, routeError(fmt.Sprintf("page %q can not be opened: %v", p, file.Err))
	}
	return file, query, nil
}

// route carries out one of the route APIs. Routes that handlers of a route ask
// for wait until it is done.
func (a *App) route(api, raw string, delta int, base string, done func(*page, error)) {
	a.enqueueRoute(func() {
		p, err := a.doRoute(api, raw, delta, base)
		if done != nil {
			done(p, err)
		}
	})
}

func (a *App) enqueueRoute(run func()) {
	a.routes = append(a.routes, run)
	if a.routing {
		return
	}
	a.routing = true
	defer func() { a.routing = false }()
	for len(a.routes) > 0 {
		next := a.routes[0]
		a.routes = a.routes[1:]
		next()
	}
}

func (a *App) doRoute(api, raw string, delta int, base string) (*page, error) {
	if api == "navigateBack" {
		return a.navigateBack(delta)
	}
	file, query, err := a.resolveURL(raw, base, "undefined")
	if err != nil {
		return nil, err
	}
	if err := a.mayRoute(api, a.pkg.IsTab(file.Path)); err != nil {
		return nil, err
	}
	file, query = a.beforeRoute(api, file, query)
	switch api {
	case "navigateTo":
		if cur := a.top(); cur != nil {
			cur.hide()
		}
	case "redirectTo":
		a.pop()
	case "switchTab":
		return a.switchTab(file), nil
	default: // reLaunch
		a.clear()
	}
	return a.push(file, query), nil
}

// mayRoute checks the rules of a route API for its target.
func (a *App) mayRoute(api string, tab bool) error {
	switch {
	case api == "switchTab" && !tab:
		return routeError("can not switch to no-tabBar page")
	case tab && (api == "navigateTo" || api == "redirectTo"):
		return routeError("can not " + api + " a tabbar page")
	case api == "navigateTo" && len(a.stack) >= maxPages:
		return routeError("webview count limit exceed")
	}
	return nil
}

// launchRoute opens the first page.
func (a *App) launchRoute(file *Component, query value.Value) {
	file, query = a.beforeRoute("appLaunch", file, query)
	a.push(file, query)
}

// push opens a page on top of the stack (spec component §16.1).
func (a *App) push(file *Component, query value.Value) *page {
	a.tellRoute("onBeforePageLoad", nil, file, query)
	p := a.newPage(file, query, false)
	a.stack = append(a.stack, p)
	a.sendStack()
	p.start()
	p.show()
	a.tellPage("onAfterPageLoad", p)
	a.endRoute(p)
	return p
}

// pop unloads the top page, if there is one.
func (a *App) pop() {
	if cur := a.top(); cur != nil {
		a.unload(cur)
	}
}

// unload closes a page and takes it off the stack.
func (a *App) unload(p *page) {
	a.tellPage("onBeforePageUnload", p)
	p.close()
	a.stack = slices.DeleteFunc(a.stack, func(x *page) bool { return x == p })
	a.tellPage("onAfterPageUnload", p)
}

// clear unloads all pages, the visible one first, and the tab pages in the
// background.
func (a *App) clear() {
	for len(a.stack) > 0 {
		a.pop()
	}
	for _, t := range a.pkg.Tabs {
		if p := a.tabs[t]; p != nil {
			a.unload(p)
		}
	}
	clear(a.tabs)
}

func (a *App) navigateBack(delta int) (*page, error) {
	if p := a.top(); p != nil && p.closeContainer() {
		return p, nil
	}
	if len(a.stack) <= 1 {
		return nil, routeError("cannot navigate back at first page.")
	}
	n := min(max(delta, 1), len(a.stack)-1)
	p := a.stack[len(a.stack)-1-n]
	a.beginRoute("navigateBack")
	a.tellPage("onBeforeAppRoute", p)
	for range n {
		a.pop()
	}
	a.reveal(p)
	return p, nil
}

// reveal shows a page that was on the stack already, or in the background.
func (a *App) reveal(p *page) {
	a.sendStack()
	p.show()
	a.endRoute(p)
}

// switchTab goes to a tab page (spec app §6.1): pages above the bottom are
// unloaded, another tab page at the bottom is kept in the background.
func (a *App) switchTab(file *Component) *page {
	popped := false
	for len(a.stack) > 1 {
		a.pop()
		popped = true
	}
	if bottom := a.top(); bottom != nil {
		if bottom.file == file {
			if popped {
				a.reveal(bottom)
			}
			return bottom
		}
		if a.pkg.IsTab(bottom.file.Path) {
			bottom.hide()
			a.tabs[bottom.file.Path] = bottom
			a.stack = a.stack[:0]
		} else {
			a.pop()
		}
	}
	if p := a.tabs[file.Path]; p != nil {
		delete(a.tabs, file.Path)
		a.stack = append(a.stack, p)
		a.reveal(p)
		return p
	}
	return a.push(file, value.FromObject(value.NewObject()))
}

func (a *App) sendStack() {
	s := &bridge.Stack{Pages: make([]bridge.PageID, len(a.stack))}
	for k, p := range a.stack {
		s.Pages[k] = p.id
	}
	a.port.Send(s)
}
