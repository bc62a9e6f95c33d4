package logic

import (
	"errors"
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// This file holds the instance methods of the newer framework that put writes
// together by hand, and setUpdatePerformanceListener (spec component §3, §15).

// pendingWrite is a write that waits for applyDataUpdates.
type pendingWrite struct {
	path value.Path
	js   goja.Value
	// splice tells that js are items to put into the array at path, in place of
	// remove items from at on.
	splice     bool
	at, remove int
}

var errPath = errors.New("a data path is an array of field names and indexes, and begins with a name")

// pathOf reads a path given as an array, such as ['list', 0, 'name'].
func pathOf(v goja.Value) (value.Path, error) {
	var path value.Path
	for _, x := range itemsOfArray(v) {
		switch n := x.Export().(type) {
		case int64:
			if n < 0 || n > value.MaxIndex {
				return nil, errPath
			}
			path = append(path, value.Seg{Index: int(n), IsIndex: true})
		case string:
			path = append(path, value.Seg{Name: n})
		default:
			return nil, errPath
		}
	}
	if len(path) == 0 || path[0].IsIndex {
		return nil, errPath
	}
	return path, nil
}

// later keeps a write for applyDataUpdates.
func (c *component) later(w pendingWrite) {
	if c.page.pending == nil {
		c.page.pending = make(map[*component][]pendingWrite)
	}
	c.page.pending[c] = append(c.page.pending[c], w)
}

// updateData is this.updateData(obj): setData that waits for applyDataUpdates.
func (c *component) updateData(arg goja.Value) error {
	o := objectOf(arg)
	for _, key := range c.app.keysOf(o) {
		path, err := value.ParsePath(key)
		if err != nil {
			return err
		}
		c.later(pendingWrite{path: path, js: o.Get(key)})
	}
	return nil
}

// takePending carries out the writes that wait, as part of an update.
func (c *component) takePending(u *update) error {
	writes := c.page.pending[c]
	if writes == nil {
		return nil
	}
	delete(c.page.pending, c)
	for _, w := range writes {
		js := w.js
		if w.splice {
			var ok bool
			if js, ok = c.spliced(&w); !ok {
				c.app.warn(c, "spliceArrayDataOnPath: there is no array at that path; nothing changes")
				continue
			}
		}
		if err := u.setPath(w.path, js); err != nil {
			return err
		}
	}
	return nil
}

// spliced changes the array of this.data that a splice means, and returns it.
func (c *component) spliced(w *pendingWrite) (goja.Value, bool) {
	v := c.js.field(c, w.path[0].Name)
	for _, s := range w.path[1:] {
		o := objectOf(v)
		if o == nil {
			return nil, false
		}
		v = getMember(o, s)
	}
	list := objectOf(v)
	if list == nil || !isArray(list) {
		return nil, false
	}
	items := itemsOfArray(list)
	at := w.at
	if at < 0 || at > len(items) {
		at = len(items)
	}
	end := min(at+max(w.remove, 0), len(items))
	items = slices.Concat(items[:at], itemsOfArray(w.js), items[end:])
	for k, x := range items {
		_ = setMember(list, value.Seg{Index: k, IsIndex: true}, x)
	}
	_ = list.Set("length", len(items))
	return list, true
}

// applyDataUpdates is this.applyDataUpdates().
func (c *component) applyDataUpdates() error {
	u := c.newUpdate()
	err := c.takePending(u)
	c.commit(u)
	return err
}

// perfListener is what setUpdatePerformanceListener gave.
type perfListener struct {
	fn    goja.Value
	paths bool
}

// listenUpdates is this.setUpdatePerformanceListener(options, fn); a fn that is
// no function takes the listener away.
func (c *component) listenUpdates(options *goja.Object, fn goja.Value) {
	p := c.page
	if _, ok := goja.AssertFunction(fn); !ok {
		delete(p.perf, c)
		return
	}
	if p.perf == nil {
		p.perf = make(map[*component]*perfListener)
	}
	p.perf[c] = &perfListener{fn, truthy(options, "withDataPaths")}
}

// timing is one update of a component on a page where somebody listens to
// updates. Times are those of the program's clock in milliseconds.
type timing struct {
	id, parent          int
	pending, begun, end int64
	paths               []value.Path
}

func (a *App) millis() int64 { return a.now().UnixMilli() }

// timeRender renders an update and tells the component's listener. Listeners run
// when the view shows the update.
func (c *component) timeRender(u *update) {
	a, p := c.app, c.page
	a.lastUpdate++
	t := &timing{id: a.lastUpdate, parent: a.updating, pending: u.began, begun: a.millis(), paths: u.paths}
	a.updating = t.id
	c.render(u)
	a.updating = t.parent
	t.end = a.millis()
	if l := p.perf[c]; l != nil && c.attached {
		p.out.after(func() { c.invoke(l.fn, "update performance listener", l.result(a, t)) })
	}
}

// result is what the listener gets (spec component §15).
func (l *perfListener) result(a *App, t *timing) *goja.Object {
	o := a.rt.NewObject()
	set := func(name string, v any) { _ = o.Set(name, v) }
	set("updateProcessId", t.id)
	if t.parent != 0 {
		set("parentUpdateProcessId", t.parent)
	}
	set("isMergedUpdate", false)
	if l.paths {
		paths := make([]any, len(t.paths))
		for k, p := range t.paths {
			paths[k] = a.pathArray(p)
		}
		set("dataPaths", a.rt.NewArray(paths...))
	}
	set("pendingStartTimestamp", t.pending)
	set("updateStartTimestamp", t.begun)
	set("updateEndTimestamp", t.end)
	return o
}

var errSkyline = errors.New("this method belongs to the Skyline renderer; here pages are rendered as the WebView does, and it does nothing. Use this.animate or a wxs handler with setStyle")
