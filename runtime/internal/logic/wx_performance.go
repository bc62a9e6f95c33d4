package logic

import (
	"slices"
	"time"

	"github.com/dop251/goja"
)

// perfEntry is one entry of wx.getPerformance: something that took time.
type perfEntry struct {
	name, kind, path, navigation string
	start, end                   time.Time
}

// perfBuffer is how many entries are kept unless setBufferSize says otherwise,
// maxPerfBuffer the most.
const (
	perfBuffer    = 30
	maxPerfBuffer = 1000
)

// performance is what the app has measured of itself.
type performance struct {
	entries   []perfEntry
	size      int
	observers []*perfObserver
}

// perfObserver is what stands behind a PerformanceObserver.
type perfObserver struct {
	fn    goja.Value
	kinds []string
}

// perfList is what stands behind an EntryList.
type perfList struct{ entries []perfEntry }

// measured adds an entry and tells the observers of its kind.
func (a *App) measured(e perfEntry) {
	p := &a.perf
	if p.size == 0 {
		p.size = perfBuffer
	}
	p.entries = append(p.entries, e)
	if n := len(p.entries) - p.size; n > 0 {
		p.entries = slices.Delete(p.entries, 0, n)
	}
	for _, o := range slices.Clone(p.observers) {
		if slices.Contains(o.kinds, e.kind) {
			a.callFn(o.fn, "callback of a performance observer", a.wx.newObject("EntryList", &perfList{[]perfEntry{e}}))
		}
	}
}

// measuredRoute adds what a route took, from its begin until the view shows the
// page, and the first render of the page.
func (a *App) measuredRoute(r routeInfo, p *page) {
	now, name := a.now(), "route"
	if r.openType == "appLaunch" {
		name = "appLaunch"
	}
	a.measured(perfEntry{name: name, kind: "navigation", path: p.file.Path, navigation: r.openType, start: r.at, end: now})
	if !p.rendered {
		p.rendered = true
		a.measured(perfEntry{name: "firstRender", kind: "render", path: p.file.Path, start: p.opened, end: now})
	}
}

// perfKinds are the types of entries that this engine measures.
var perfKinds = []string{"navigation", "render", "script"}

// performanceMember is a method of Performance, PerformanceObserver or EntryList.
func performanceMember(class, name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		p := &w.app.perf
		switch name {
		case "setBufferSize":
			p.size = int(min(max(call.Argument(0).ToInteger(), 1), maxPerfBuffer))
		case "createObserver":
			o := w.newObject("PerformanceObserver", &perfObserver{fn: call.Argument(0)})
			kinds := make([]any, len(perfKinds))
			for k, kind := range perfKinds {
				kinds[k] = kind
			}
			_ = o.Set("supportedEntryTypes", w.app.rt.NewArray(kinds...))
			return o
		case "observe":
			o := self.(*perfObserver)
			if o.kinds = stringsOf(optionOf(call.Argument(0), "entryTypes")); !slices.Contains(p.observers, o) && len(p.observers) < maxObservers {
				p.observers = append(p.observers, o)
			}
		case "disconnect":
			p.observers = slices.DeleteFunc(p.observers, func(x *perfObserver) bool { return x == self.(*perfObserver) })
		default:
			entries := p.entries
			if class == "EntryList" {
				entries = self.(*perfList).entries
			}
			return w.perfEntries(entries, name, call)
		}
		return goja.Undefined()
	}
}

func optionOf(v goja.Value, name string) goja.Value {
	if o := objectOf(v); o != nil {
		return o.Get(name)
	}
	return nil
}

// perfEntries is getEntries, getEntriesByType(type) or getEntriesByName(name,
// type).
func (w *wxAPI) perfEntries(entries []perfEntry, method string, call goja.FunctionCall) goja.Value {
	name, kind := "", ""
	switch method {
	case "getEntriesByType":
		kind = call.Argument(0).String()
	case "getEntriesByName":
		name = call.Argument(0).String()
		if v := call.Argument(1); !goja.IsUndefined(v) {
			kind = v.String()
		}
	}
	out := make([]any, 0, len(entries))
	for _, e := range entries {
		if name != "" && e.name != name || kind != "" && e.kind != kind {
			continue
		}
		o := w.object("name", e.name, "entryType", e.kind, "startTime", e.start.UnixMilli(), "duration", e.end.Sub(e.start).Milliseconds(), "path", e.path)
		if e.navigation != "" {
			_ = o.Set("navigationType", e.navigation)
		}
		out = append(out, o)
	}
	return w.app.rt.NewArray(out...)
}
