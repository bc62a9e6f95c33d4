package logic

import (
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// callHost calls the host on behalf of a component; done gets the errMsg of the
// answer.
func (a *App) callHost(n nodeRef, api string, args *value.Object, done func(msg string, failed bool)) {
	a.wx.send(api, n.inst.page().id, args, nil, func(_ value.Value, err *bridge.CallError) {
		if n.inst.dead {
			return
		}
		if err != nil {
			done(failText(api, err.Message), true)
			return
		}
		done(api+":ok", false)
	})
}

// tellHost tells the host something about the page of a component.
func (a *App) tellHost(p *page, api string, args *value.Object) {
	a.port.Send(&bridge.Call{Name: api, Page: p.id, Args: value.FromObject(args)})
}

// navigationBar carries out one attribute of navigation-bar: what
// wx.setNavigationBarTitle and its relatives do.
func (a *App) navigationBar(n nodeRef, name string) {
	p := n.inst.page()
	switch name {
	case "title":
		if v := n.written("title"); !v.IsNullish() {
			a.tellHost(p, "setNavigationBarTitle", fieldsOf("title", value.Text(v)))
		}
	case "loading":
		v := n.written("loading")
		switch {
		case value.ToBool(v):
			a.tellHost(p, "showNavigationBarLoading", value.NewObject())
		case !v.IsUndefined():
			a.tellHost(p, "hideNavigationBarLoading", value.NewObject())
		}
	case "frontColor", "backgroundColor":
		front, back := n.text("frontColor"), n.text("backgroundColor")
		if front == "" && back == "" {
			return
		}
		args := value.NewObject()
		if front != "" {
			args.Put("frontColor", value.String(front))
		}
		if back != "" {
			args.Put("backgroundColor", value.String(back))
		}
		args.Put("animation", value.FromObject(fieldsOf("duration", n.number("colorAnimationDuration"),
			"timingFunc", n.text("colorAnimationTimingFunc"))))
		a.tellHost(p, "setNavigationBarColor", args)
	}
}

// pageMeta carries out one attribute of page-meta. Styles and font sizes are the
// view's.
func (a *App) pageMeta(n nodeRef, name string) {
	p := n.inst.page()
	switch name {
	case "backgroundTextStyle":
		if s := n.text(name); s != "" {
			a.tellHost(p, "setBackgroundTextStyle", fieldsOf("textStyle", s))
		}
	case "backgroundColor", "backgroundColorTop", "backgroundColorBottom":
		args := value.NewObject()
		for _, name := range []string{"backgroundColor", "backgroundColorTop", "backgroundColorBottom"} {
			if s := n.text(name); s != "" {
				args.Put(name, value.String(s))
			}
		}
		if args.Len() > 0 {
			a.tellHost(p, "setBackgroundColor", args)
		}
	case "scrollTop":
		top := n.attribute("scrollTop")
		if top.IsUndefined() {
			return
		}
		a.callHost(n, "pageScrollTo", fieldsOf("scrollTop", top, "duration", n.number("scrollDuration")), func(_ string, failed bool) {
			if !failed {
				a.emitAt(n, "scrolldone", value.FromObject(value.NewObject()))
			}
		})
	}
}

// pageScrolled and pageResized pass on to page-meta what happened to its page.
func (p *page) pageScrolled(detail value.Value) {
	o := detail.AsObject()
	for _, n := range p.metas {
		if o == nil || n.inst.dead {
			continue
		}
		p.app.edit(n, "scrollTop", o.Get("scrollTop"), n.edits())
		p.app.emitAt(n, "scroll", detail)
	}
}

func (p *page) pageResized(detail value.Value) {
	for _, n := range p.metas {
		p.app.emitAt(n, "resize", detail)
	}
	for _, n := range p.media {
		if !n.inst.dead {
			p.app.matchMedia(n)
		}
	}
}

// matchMedia tells the view whether the children of a match-media are to be
// seen: whether the window is as its attributes say.
func (a *App) matchMedia(n nodeRef) {
	w, h := a.windowSize()
	ok := true
	check := func(name string, fits func(limit float64) bool) {
		if v := n.attribute(name); !v.IsUndefined() {
			ok = ok && fits(value.ToNumber(v))
		}
	}
	check("minWidth", func(f float64) bool { return w >= f })
	check("maxWidth", func(f float64) bool { return w <= f })
	check("width", func(f float64) bool { return w == f })
	check("minHeight", func(f float64) bool { return h >= f })
	check("maxHeight", func(f float64) bool { return h <= f })
	check("height", func(f float64) bool { return h == f })
	switch n.text("orientation") {
	case "landscape":
		ok = ok && w > h
	case "portrait":
		ok = ok && w <= h
	}
	n.inst.page().out.layer(n, bridge.LayerValue, value.Bool(ok))
}

// windowSize is the size of the window, as the last resize told it.
func (a *App) windowSize() (w, h float64) {
	if a.window != [2]float64{} {
		return a.window[0], a.window[1]
	}
	s := a.wx.system()
	return value.ToNumber(s.Get("windowWidth")), value.ToNumber(s.Get("windowHeight"))
}

// resized remembers the size that a resize event tells.
func (a *App) resized(detail value.Value) {
	o := detail.AsObject()
	if o == nil {
		return
	}
	size := o.Get("size").AsObject()
	if size == nil {
		return
	}
	w, okW := size.Get("windowWidth").AsNumber()
	h, okH := size.Get("windowHeight").AsNumber()
	if okW && okH {
		a.window = [2]float64{w, h}
	}
}

// runProgress sends activeend when an animated progress has run to its percent:
// from 0, or with active-mode forwards from where it stood.
func (a *App) runProgress(n nodeRef) {
	to := min(max(n.number("percent"), 0), 100)
	if to != to {
		to = 0
	}
	if !n.listens("activeend") {
		return
	}
	c := n.control()
	from := c.percent
	c.percent = to
	if !n.flag("active") {
		return
	}
	if n.text("activeMode") != "forwards" {
		from = 0
	}
	steps := max(to-from, from-to)
	delay := time.Duration(steps*max(n.number("duration"), 0)) * time.Millisecond
	a.after(delay, func() {
		if !n.inst.dead && c.percent == to {
			a.emitAt(n, "activeend", value.FromObject(fieldsOf("curPercent", to)))
		}
	})
}

// after runs fn once that time has passed on the program's clock. It returns a
// function that takes it back.
func (a *App) after(delay time.Duration, fn func()) (stop func()) {
	run := a.rt.ToValue(func(goja.FunctionCall) goja.Value {
		fn()
		return goja.Undefined()
	})
	stop, err := a.vm.AfterFunc(delay, run)
	if err != nil {
		a.userError(nil, "timer of a built-in component", err)
		return func() {}
	}
	return stop
}

// shareWait is how long the promise of onShareAppMessage may take.
const shareWait = 3 * time.Second

// share asks the page what to share, as a button with open-type share does, and
// hands it to the host as a call of shareAppMessage. A page that has no
// onShareAppMessage can not be shared.
func (a *App) share(n nodeRef) {
	arg := a.rt.NewObject()
	_ = arg.Set("from", "button")
	_ = arg.Set("target", a.targetObject(n))
	a.sharePage(n.inst.page(), arg)
}

// sharePage asks onShareAppMessage, which may answer with a promise.
func (a *App) sharePage(p *page, arg goja.Value) {
	res := p.call("onShareAppMessage", arg)
	if res == nil {
		return
	}
	o := objectOf(res)
	promise := goja.Value(nil)
	if o != nil {
		promise = o.Get("promise")
	}
	then, ok := thenOf(promise)
	if !ok {
		a.sendShare(p, o)
		return
	}
	sent := false
	once := func(o *goja.Object) {
		if !sent && !p.closed {
			sent = true
			a.sendShare(p, o)
		}
	}
	stop := a.after(shareWait, func() { once(o) })
	settled := a.vm.Func("", 1, func(call goja.FunctionCall) goja.Value {
		stop()
		if x := objectOf(call.Argument(0)); x != nil {
			once(x)
		} else {
			once(o)
		}
		return goja.Undefined()
	})
	failed := a.vm.Func("", 1, func(goja.FunctionCall) goja.Value {
		stop()
		once(o)
		return goja.Undefined()
	})
	if _, err := then(promise, settled, failed); err != nil {
		a.userError(p.root, "promise of onShareAppMessage", err)
	}
}

func thenOf(v goja.Value) (goja.Callable, bool) {
	o := objectOf(v)
	if o == nil {
		return nil, false
	}
	return goja.AssertFunction(o.Get("then"))
}

// sendShare hands over what a page shares; what it does not say is the page
// itself.
func (a *App) sendShare(p *page, o *goja.Object) {
	args := value.NewObject()
	for _, name := range []string{"title", "path", "imageUrl"} {
		if o == nil {
			break
		}
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
			args.Put(name, value.String(v.String()))
		}
	}
	if _, ok := args.Lookup("path"); !ok {
		args.Put("path", value.String("/"+p.file.Path))
	}
	a.tellHost(p, "shareAppMessage", args)
}
