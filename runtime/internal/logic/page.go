package logic

import (
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// page is one page of the stack, or a tab page in the background.
type page struct {
	app   *App
	id    bridge.PageID
	file  *Component
	query value.Value
	root  *component
	out   outbox
	// instances are the block instances by number, for events.
	instances    map[bridge.InstanceID]*instance
	lastInstance bridge.InstanceID
	// passive is what setPassiveEvent was given last.
	passive value.Value
	nodes   int // of the instances
	wxs     *wxml.WXS
	// wxsNodes is what WXS set on nodes, wxsState the scratch object of the page.
	wxsNodes map[nodeRef]*wxsNode
	wxsState wxsNode
	// pending are the writes that wait for applyDataUpdates, perf the listeners to
	// updates.
	pending map[*component][]pendingWrite
	perf    map[*component]*perfListener
	// lent are the attributes that show objects which WXS may change.
	lent []lentAttr
	// metas and media are the nodes page-meta and match-media.
	metas, media []nodeRef
	// swipers and containers are the nodes swiper and page-container, focused is
	// the input that has the focus, left the one that the program took it from last.
	swipers, containers []nodeRef
	focused, left       nodeRef
	canvases            map[nodeRef]*canvasNode
	opened              time.Time
	shown               bool
	rendered            bool
	closed              bool
	// mounted is set for a component on its own: ready is then called once, for
	// what is there at the start.
	mounted bool
	// channel is the opener's event channel, made when somebody asks for it.
	channel *goja.Object
}

func (p *page) nextInstance() bridge.InstanceID {
	p.lastInstance++
	return p.lastInstance
}

// newPage makes a page and its tree: everything is created, nothing attached. mounted
// says that it is a component on its own; see page.mounted.
func (a *App) newPage(file *Component, query value.Value, mounted bool) *page {
	a.lastPage++
	p := &page{app: a, id: a.lastPage, file: file, query: query, mounted: mounted, instances: make(map[bridge.InstanceID]*instance), opened: a.now()}
	p.out.page = p
	p.wxs = wxml.NewWXS(wxml.WXSConfig{
		Stop: a.vm.Stopped, Resolve: a.pkg.Files.Require, Now: a.now, Location: a.cfg.Location, Rand: a.cfg.Rand,
		Log:    func(args []value.Value) { a.wxsLog(args) },
		Report: func(err error) { a.userError(nil, "wxs", err) },
	})
	a.byID[p.id] = p
	a.port.Send(&bridge.OpenPage{Page: p.id, Path: file.Path, Query: query})
	def := a.definitionOf(file)
	c := &component{app: a, page: p, def: def}
	p.root = c
	c.init()
	_ = c.obj.Set("route", file.Path)
	_ = c.obj.Set("options", a.vm.ToJS(query))
	if state := a.cfg.ExitState; !state.IsUndefined() {
		a.cfg.ExitState = value.Value{} // it is the first page's
		_ = c.obj.Set("exitState", a.vm.ToJS(state))
	}
	c.build(spot{host: c})
	c.created()
	if o := query.AsObject(); o != nil && !def.isPage {
		u := c.newUpdate()
		for k, name := range o.Keys() {
			if prop := def.propBy[name]; prop != nil {
				u.setProp(prop, o.Values()[k])
			}
		}
		c.commit(u)
	}
	return p
}

// passiveEvents tells for each kind of event whether the page's listeners are
// passive, by enablePassiveEvent of its JSON and setPassiveEvent. Here it changes
// nothing: no listener keeps the page from scrolling.
func (p *page) passiveEvents() value.Value {
	out, declared := value.NewObject(), value.Value{}
	if o := p.file.Config.AsObject(); o != nil {
		declared = o.Get("enablePassiveEvent")
	}
	for _, name := range []string{"touchmove", "touchstart", "wheel"} {
		on := false
		for _, v := range []value.Value{declared, p.passive} {
			if o := v.AsObject(); o != nil {
				if x, ok := o.Lookup(name); ok {
					on = value.ToBool(x)
				}
			} else if !v.IsUndefined() {
				on = value.ToBool(v)
			}
		}
		out.Put(name, value.Bool(on))
	}
	return value.FromObject(out)
}

// tabBar returns the page's instance of the custom tab bar, nil where it has none.
func (p *page) tabBar() *component {
	if p.app.pkg.TabBar == nil || p.root.shadow == nil {
		return nil
	}
	var bar *component
	eachComponent(p.root.shadow, func(c *component) {
		if c.def.file == p.app.pkg.TabBar {
			bar = c
		}
	})
	return bar
}

// call calls a method of the page if it has it.
func (p *page) call(method string, args ...goja.Value) goja.Value {
	fn := p.root.obj.Get(method)
	if _, ok := goja.AssertFunction(fn); !ok {
		return nil
	}
	return p.root.invoke(fn, "page "+method, args...)
}

// start attaches a page that is on the stack and loads it.
func (p *page) start() {
	p.root.attach()
	p.out.after(func() {
		if !p.closed {
			p.call("onReady")
		}
	})
	p.call("onLoad", p.app.vm.ToJS(p.query))
}

// show tells the page and its components that it can be seen.
func (p *page) show() {
	if p.shown || p.closed {
		return
	}
	p.shown = true
	p.lifetimes("show")
	p.call("onShow")
	p.playSwipers()
}

// hide tells the page and its components that it can not be seen any more. The
// keyboard closes before.
func (p *page) hide() {
	if !p.shown || p.closed {
		return
	}
	p.app.blur(p)
	p.shown = false
	p.lifetimes("hide")
	p.call("onHide")
}

// lifetimes calls a page lifetime on the page and its components, in tree order.
func (p *page) lifetimes(name string, args ...goja.Value) {
	var visit func(c *component)
	visit = func(c *component) {
		if !c.attached || c.def.file == p.app.pkg.TabBar {
			return // WeChat tells the custom tab bar nothing (spec component §16)
		}
		for _, fn := range c.def.pageLifetimes[name] {
			c.invoke(fn, "page lifetime "+name, args...)
		}
		eachComponent(c.shadow, visit)
		for _, ct := range c.contents {
			eachComponent(ct, visit)
		}
	}
	visit(p.root)
}

// close unloads a page.
func (p *page) close() {
	if p.closed {
		return
	}
	p.call("onUnload")
	p.root.detach()
	p.closed = true
	p.shown = false
	kill(p.root.shadow)
	p.root.dead = true
	delete(p.app.byID, p.id)
	p.app.port.Send(&bridge.ClosePage{Page: p.id})
}

func (a *App) now() time.Time {
	if a.cfg.Clock != nil {
		return a.cfg.Clock.Now()
	}
	return time.Now()
}

// sinceOpen is the time stamp of an event, in milliseconds since the page was
// opened.
func (a *App) sinceOpen(p *page) int64 { return a.now().Sub(p.opened).Milliseconds() }

// splitURL cuts a URL into path and query as WeChat does (spec app §7): a
// second question mark ends the query, keys are decoded and values are not. A
// key without a value gives missing.
func splitURL(url, missing string) (path string, query value.Value) {
	path, rest, _ := strings.Cut(url, "?")
	rest, _, _ = strings.Cut(rest, "?")
	o := value.NewObject()
	for pair := range strings.SplitSeq(rest, "&") {
		if pair == "" {
			continue
		}
		parts := strings.Split(pair, "=")
		v := missing
		if len(parts) > 1 {
			v = parts[1]
		}
		o.Put(decodeKey(parts[0]), value.String(v))
	}
	return strings.TrimSuffix(path, ".html"), value.FromObject(o)
}
