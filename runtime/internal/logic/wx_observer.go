package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// mediaObserver is what stands behind a MediaQueryObserver.
type mediaObserver struct{ ended bool }

func (w *wxAPI) newMediaObserver() *goja.Object {
	return w.newObject("MediaQueryObserver", &mediaObserver{})
}

func mediaMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		o := self.(*mediaObserver)
		switch name {
		case "disconnect":
			o.ended = true
		case "observe":
			w.observeMedia(o, objectOf(call.Argument(0)), call.Argument(1))
		}
		return goja.Undefined()
	}
}

// observeMedia tells whether the window is as a media query wants it, and again
// when that changes.
func (w *wxAPI) observeMedia(o *mediaObserver, query *goja.Object, fn goja.Value) {
	if query == nil {
		return
	}
	known, last := false, false
	check := func() {
		if o.ended {
			return
		}
		if m := w.matchesMedia(query); !known || m != last {
			known, last = true, m
			w.app.callFn(fn, "callback of MediaQueryObserver", w.object("matches", m))
		}
	}
	w.app.vm.Post(check)
	resized := w.app.vm.Func("", 0, func(goja.FunctionCall) goja.Value {
		check()
		return goja.Undefined()
	})
	w.app.listeners["onWindowResize"] = listen(w.app.listeners["onWindowResize"], resized)
}

func (w *wxAPI) matchesMedia(query *goja.Object) bool {
	s := w.system()
	width, height := value.ToNumber(s.Get("windowWidth")), value.ToNumber(s.Get("windowHeight"))
	for _, name := range w.app.vm.Keys(query) {
		v := query.Get(name)
		n := v.ToFloat()
		ok := true
		switch name {
		case "minWidth":
			ok = width >= n
		case "maxWidth":
			ok = width <= n
		case "width":
			ok = width == n
		case "minHeight":
			ok = height >= n
		case "maxHeight":
			ok = height <= n
		case "height":
			ok = height == n
		case "orientation":
			ok = v.String() == "landscape" == (width > height)
		}
		if !ok {
			return false
		}
	}
	return true
}
