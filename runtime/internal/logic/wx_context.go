package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// This file has what a selector query gives for field context, and for field node of a
// scroll-view (spec api §A.8).

// editorContext is the API that makes an EditorContext. No function of wx does: it
// comes from a selector query alone.
var editorContext = &apiEntry{name: "createEditorContext", area: "media/editor", tier: 'B', kind: apiObject, class: "EditorContext"}

// contextOf is the object that drives an element of the host, nil for an element that
// has none.
func (w *wxAPI) contextOf(n nodeRef) goja.Value {
	if n.inst == nil {
		return goja.Null()
	}
	id := n.id()
	var api *apiEntry
	switch n.tag() {
	case "video":
		api = w.table.apis["createVideoContext"]
	case "live-player":
		api = w.table.apis["createLivePlayerContext"]
	case "map":
		api = w.table.apis["createMapContext"]
	case "canvas":
		api, id = w.table.apis["createCanvasContext"], n.text("canvasId")
	case "editor":
		api = editorContext
	default:
		return goja.Null()
	}
	return w.makeObject(api, goja.FunctionCall{Arguments: []goja.Value{w.app.rt.ToValue(id)}})
}

// nodeOf is the object of an element that is more than its attributes: a canvas, or a
// scroll-view that is enhanced; nil for any other.
func (w *wxAPI) nodeOf(n nodeRef) goja.Value {
	if n.inst != nil && n.tag() == "scroll-view" && n.flag("enhanced") {
		o := w.newObject("ScrollViewContext", &scrollContext{n})
		for _, name := range []string{"bounces", "showScrollbar", "pagingEnabled", "fastDeceleration"} {
			_ = o.Set(name, n.flag(name))
		}
		_ = o.Set("scrollEnabled", true)
		_ = o.Set("decelerationDisabled", false)
		return o
	}
	return w.canvasOf(n)
}

// scrollContext stands behind a ScrollViewContext.
type scrollContext struct{ node nodeRef }

// scrollContextMember is a method of ScrollViewContext. What is about the second floor
// of a refresher is Skyline's and does nothing.
func scrollContextMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		n := self.(*scrollContext).node
		if n.inst.dead {
			return goja.Undefined()
		}
		switch name {
		case "scrollTo":
			w.scrollTo(n, objectOf(call.Argument(0)))
		case "scrollIntoView":
			offset := 0.0
			if o := objectOf(call.Argument(1)); o != nil {
				if v := o.Get("offset"); v != nil {
					offset = v.ToFloat()
				}
			}
			if found := n.inst.scope.comp.selectNodes(call.Argument(0).String(), true); len(found) > 0 {
				w.app.scrollToChild(n, found[0], offset)
			}
		case "triggerRefresh", "closeRefresh":
			w.app.edit(n, "refresherTriggered", value.Bool(name == "triggerRefresh"), n.edits())
			w.app.refresh(n)
		}
		return goja.Undefined()
	}
}

// scrollTo goes to a position, of which one axis may be left as it is.
func (w *wxAPI) scrollTo(n nodeRef, options *goja.Object) {
	if options == nil {
		return
	}
	left, top := n.length("scrollLeft"), n.length("scrollTop")
	for _, axis := range []struct{ name, attr string }{{"left", "scrollLeft"}, {"top", "scrollTop"}} {
		if v := options.Get(axis.name); v != nil && brand(v) == "Number" && v.ToFloat()-v.ToFloat() == 0 {
			w.app.edit(n, axis.attr, value.Number(max(v.ToFloat(), 0)), n.edits())
		}
	}
	if !n.inst.dead {
		w.app.scrollDue(n, left, top)
	}
}
