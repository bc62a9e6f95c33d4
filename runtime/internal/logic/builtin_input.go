package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// mirror takes over what an event of the view says about a control, and writes
// it back to model: bindings. It returns the ends of a scroll-view that the
// scrolling has come near to.
func (a *App) mirror(n nodeRef, tag string, m *bridge.Event, detail *value.Object) (zones []string) {
	if detail == nil {
		return nil
	}
	set := func(name, field string) {
		if v := detail.Get(field); !v.IsUndefined() {
			a.edit(n, name, v, m.Edit)
		}
	}
	switch tag {
	case "input", "textarea":
		switch m.Type {
		case "input", "change", "blur", "confirm":
			a.typed(n, detail.Get("value"), m.Edit)
		}
	case "switch":
		if m.Type == "change" {
			set("checked", "value")
		}
	case "slider":
		if m.Type == "change" || m.Type == "changing" {
			set("value", "value")
		}
	case "picker", "picker-view":
		if m.Type == "change" {
			set("value", "value")
		}
	case "swiper":
		if m.Type == "change" {
			set("current", "current")
		}
	case "checkbox-group", "radio-group":
		if m.Type == "change" {
			a.checkMembers(n, tag, detail.Get("value"), m.Edit)
		}
	case "movable-view":
		switch m.Type {
		case "scale":
			set("scaleValue", "scale")
			fallthrough
		case "change":
			set("x", "x")
			set("y", "y")
		}
	case "scroll-view":
		return a.scrolled(n, m, detail)
	}
	return nil
}

// typed takes over the text of an input; a repetition, as blur brings one, is no
// edit.
func (a *App) typed(n nodeRef, v value.Value, edit uint32) {
	if v.IsUndefined() || edit == 0 && value.Text(n.now("value")) == value.Text(v) {
		return
	}
	a.edit(n, "value", v, edit)
}

// fitText cuts the text that an event tells of to the maxlength of its control.
func (n nodeRef) fitText(detail *value.Object) *value.Object {
	limit := n.number("maxlength")
	text, ok := detail.Get("value").AsString()
	if !ok || !(limit >= 0) || float64(value.UTF16Len(text)) <= limit {
		return detail
	}
	out := value.NewObject()
	for k, name := range detail.Keys() {
		out.Put(name, detail.Values()[k])
	}
	text = wholeText(value.UTF16Slice(text, 0, int(limit)))
	out.Put("value", value.String(text))
	if cursor, ok := detail.Get("cursor").AsNumber(); ok {
		out.Put("cursor", value.Number(min(cursor, float64(value.UTF16Len(text)))))
	}
	return out
}

// wholeText drops the first half of a pair of surrogates from the end of a text,
// which has three bytes there.
func wholeText(s string) string {
	if k := len(s) - 3; k >= 0 && s[k] == 0xed && s[k+1] >= 0xa0 && s[k+1] < 0xb0 {
		return s[:k]
	}
	return s
}

// replaceInput puts what a bindinput handler returned in the place of what the
// user typed: a string, or an object with a field value.
func (a *App) replaceInput(n nodeRef, e *event) {
	if e.result == nil || goja.IsUndefined(e.result) || goja.IsNull(e.result) {
		return
	}
	v, err := a.vm.ToValue(e.result)
	if err != nil {
		return // a promise, or another object that is no data
	}
	if o := v.AsObject(); o != nil {
		v = o.Get("value")
	}
	if !v.IsString() {
		return
	}
	number := uint32(0)
	if c := n.inst.control(n.node); c != nil {
		number = c.edit
	}
	a.edit(n, "value", v, number)
}

// turnSwiper sends change once the program has shown another item; shown is the
// one before. An index that has no item means the first one.
func (a *App) turnSwiper(n nodeRef, shown value.Value) {
	a.vm.Next(func() {
		if n.inst.dead {
			return
		}
		items := n.swiperItems()
		now := itemIndex(items, n.now("current"))
		if now == itemIndex(items, shown) || len(items) == 0 {
			return
		}
		a.turned(n, items, now, "")
		if !n.inst.dead {
			a.playSwiper(n)
		}
	})
}

// length is a number attribute, 0 where it is not set.
func (n nodeRef) length(name string) float64 {
	if f := n.number(name); f-f == 0 {
		return f
	}
	return 0
}
