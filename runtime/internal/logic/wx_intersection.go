package logic

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// intersectionObserver is what stands behind an IntersectionObserver (spec api
// §A.9). Where things are is known to the host's Geometry alone; without one
// nothing is ever reported. It is asked anew when the page scrolls, when the
// window changes, after each batch, and when the host says that the layout has
// changed.
type intersectionObserver struct {
	scope      *component
	thresholds []float64
	initial    float64
	all        bool
	// areas are what relativeTo and relativeToViewport named; none means the
	// viewport.
	areas    []referenceArea
	selector string
	fn       goja.Value
	// ratios are those of the last check, by node.
	ratios map[nodeRef]float64
	// asking is set while the host is asked, again while it has to be once more.
	asking, again bool
	observing     bool
	ended         bool
}

// referenceArea is a node or the viewport, grown by margins.
type referenceArea struct {
	selector                 string
	viewport                 bool
	left, right, top, bottom float64
}

// maxThresholds bounds the thresholds of an observer, maxObservers the observers
// that are at work at a time.
const (
	maxThresholds = 100
	maxObservers  = 1000
)

// newObserver makes an observer of a component's nodes, nil for those of the
// page.
func (w *wxAPI) newObserver(scope *component, options *goja.Object) *goja.Object {
	if p := w.app.top(); scope == nil && p != nil {
		scope = p.root
	}
	o := &intersectionObserver{scope: scope, thresholds: []float64{0}, ratios: make(map[nodeRef]float64)}
	if options != nil {
		o.all = truthy(options, "observeAll")
		if v := options.Get("initialRatio"); v != nil {
			o.initial = v.ToFloat()
		}
		if list := itemsOfArray(options.Get("thresholds")); len(list) > 0 {
			o.thresholds = nil
			for _, v := range list[:min(len(list), maxThresholds)] {
				o.thresholds = append(o.thresholds, v.ToFloat())
			}
		}
	}
	return w.newObject("IntersectionObserver", o)
}

func intersectionMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		o := self.(*intersectionObserver)
		switch name {
		case "relativeTo":
			o.relate(referenceArea{selector: call.Argument(0).String()}, objectOf(call.Argument(1)))
			return call.This
		case "relativeToViewport":
			o.relate(referenceArea{viewport: true}, objectOf(call.Argument(0)))
			return call.This
		case "disconnect":
			o.ended = true
			w.observers = slices.DeleteFunc(w.observers, func(x *intersectionObserver) bool { return x == o })
		case "observe":
			if !o.observing && !o.ended && len(w.observers) < maxObservers {
				o.observing, o.selector, o.fn = true, call.Argument(0).String(), call.Argument(1)
				w.observers = append(w.observers, o)
				w.app.vm.Post(func() { w.checkObserver(o) })
			}
		}
		return goja.Undefined()
	}
}

func (o *intersectionObserver) relate(area referenceArea, margins *goja.Object) {
	if len(o.areas) >= maxThresholds {
		return
	}
	get := func(name string) float64 {
		if margins == nil {
			return 0
		}
		if v := margins.Get(name); v != nil && !goja.IsUndefined(v) {
			return v.ToFloat()
		}
		return 0
	}
	area.left, area.right, area.top, area.bottom = get("left"), get("right"), get("top"), get("bottom")
	o.areas = append(o.areas, area)
}

// layoutChanged has all observers look again.
func (w *wxAPI) layoutChanged() {
	if w == nil || len(w.observers) == 0 {
		return
	}
	w.observers = slices.DeleteFunc(w.observers, func(o *intersectionObserver) bool {
		return o.ended || o.scope == nil || o.scope.dead || o.scope.page.closed
	})
	for _, o := range w.observers {
		w.app.vm.Post(func() { w.checkObserver(o) })
	}
}

// checkObserver asks the host where the nodes are.
func (w *wxAPI) checkObserver(o *intersectionObserver) {
	if o.asking {
		o.again = true
		return
	}
	if o.ended || o.scope == nil || o.scope.dead || o.scope.page.closed {
		return
	}
	asked := value.NewArray()
	add := func(n nodeRef) {
		asked.Append(value.FromObject(fieldsOf("instance", float64(n.inst.id), "node", int(n.node))))
	}
	for _, area := range o.areas {
		if !area.viewport {
			nodes := o.scope.selectNodes(area.selector, true)
			if len(nodes) == 0 {
				return // nothing to be relative to
			}
			add(nodes[0])
		}
	}
	references := asked.Len()
	targets := o.scope.selectNodes(o.selector, !o.all)
	for _, n := range targets {
		add(n)
	}
	if len(targets) == 0 {
		return
	}
	o.asking = true
	w.send("geometry", o.scope.page.id, fieldsOf("nodes", value.FromArray(asked), "viewport", false), nil, func(res value.Value, err *bridge.CallError) {
		o.asking = false
		if list := res.AsArray(); err == nil && list != nil && list.Len() == asked.Len() && !o.ended {
			w.intersections(o, targets, list.Items()[:references], list.Items()[references:])
		}
		if o.again {
			o.again = false
			w.checkObserver(o)
		}
	})
}

// rectangle is a rectangle by its edges.
type rectangle struct{ left, top, right, bottom float64 }

func rectangleOf(v value.Value) rectangle {
	o := v.AsObject()
	if o == nil {
		return rectangle{}
	}
	num := func(name string) float64 { return value.ToNumber(o.Get(name)) }
	return rectangle{num("left"), num("top"), num("left") + num("width"), num("top") + num("height")}
}

func (r rectangle) meet(s rectangle) rectangle {
	return rectangle{max(r.left, s.left), max(r.top, s.top), min(r.right, s.right), min(r.bottom, s.bottom)}
}

func (r rectangle) apart() bool   { return r.right < r.left || r.bottom < r.top }
func (r rectangle) area() float64 { return (r.right - r.left) * (r.bottom - r.top) }

func (r rectangle) value(size bool) *value.Object {
	o := fieldsOf("left", r.left, "right", r.right, "top", r.top, "bottom", r.bottom)
	if size {
		o.Put("width", value.Number(r.right-r.left))
		o.Put("height", value.Number(r.bottom-r.top))
	}
	return o
}

// reference is the area that targets are compared with: what all the areas that
// the program named have in common.
func (w *wxAPI) reference(o *intersectionObserver, known []value.Value) rectangle {
	s := w.system()
	viewport := rectangle{0, 0, value.ToNumber(s.Get("windowWidth")), value.ToNumber(s.Get("windowHeight"))}
	if len(o.areas) == 0 {
		return viewport
	}
	var out rectangle
	for k, area := range o.areas {
		r := viewport
		if !area.viewport {
			r, known = rectangleOf(known[0]), known[1:]
		}
		r = rectangle{r.left - area.left, r.top - area.top, r.right + area.right, r.bottom + area.bottom}
		if k > 0 {
			r = out.meet(r)
		}
		out = r
	}
	return out
}

// intersections compares the targets with the area and tells of those whose
// share of it has crossed a threshold.
func (w *wxAPI) intersections(o *intersectionObserver, targets []nodeRef, known, rects []value.Value) {
	area := w.reference(o, known)
	ratios := make(map[nodeRef]float64, len(targets))
	for k, n := range targets {
		target := rectangleOf(rects[k])
		common := target.meet(area)
		ratio := 0.0
		switch {
		case common.apart():
			common = rectangle{}
		case target.area() > 0:
			ratio = common.area() / target.area()
		default:
			ratio = 1
		}
		last, seen := o.ratios[n]
		if !seen {
			last = o.initial
		}
		ratios[n] = ratio
		if o.passed(last) == o.passed(ratio) {
			continue
		}
		info := fieldsOf("id", n.id(), "dataset", n.dataset(), "intersectionRatio", ratio, "intersectionRect", common.value(true),
			"boundingClientRect", target.value(true), "relativeRect", area.value(false), "time", w.now())
		w.app.callFn(o.fn, "callback of an intersection observer", w.app.vm.ToJS(value.FromObject(info)))
		if o.ended {
			return
		}
	}
	o.ratios = ratios
}

// passed counts the thresholds that a ratio is beyond; at 0 nothing is seen.
func (o *intersectionObserver) passed(ratio float64) int {
	n := 0
	for _, t := range o.thresholds {
		if ratio >= t && ratio > 0 {
			n++
		}
	}
	return n
}

// tellListeners calls the listeners of a wx.onX: {name: "networkStatusChange",
// detail: …}.
func (a *App) tellListeners(o *value.Object) {
	name := value.Text(o.Get("name"))
	if name == "" {
		return
	}
	listener := "on" + strings.ToUpper(name[:1]) + name[1:]
	if e := a.wx.table.apis[listener]; e == nil || e.kind != apiOn {
		return
	}
	if detail := o.Get("detail"); !detail.IsUndefined() {
		a.emit(listener, a.vm.ToJS(detail))
		return
	}
	a.emit(listener)
}

// now is the program's time in milliseconds.
func (w *wxAPI) now() float64 { return float64(w.app.now().UnixMilli()) }
