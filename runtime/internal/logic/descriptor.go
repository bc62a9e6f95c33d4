package logic

import (
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// wxsNode is what WXS keeps of a node: its own style and classes, and the
// scratch object of getState.
type wxsNode struct {
	style          string
	added, removed []string
	state          value.Value
}

// descriptor gives WXS its handle of a node, or of a component when n is zero:
// a ComponentDescriptor (spec wxs §8.3). Methods that look inside work on the
// component; a built-in node has no inside.
func (a *App) descriptor(n nodeRef, c *component) value.Value {
	if n.inst == nil && c != nil && c.at != nil {
		n = nodeRef{c.at, c.node}
	}
	if c == nil {
		c, _ = n.inst.placeAt(n.node).(*component)
	}
	d := &descriptor{app: a, node: n, comp: c}
	o := value.NewObject()
	for name, fn := range map[string]func([]value.Value) value.Value{
		"selectComponent": d.selectComponent, "selectAllComponents": d.selectAll,
		"setStyle": d.setStyle, "addClass": d.addClass, "removeClass": d.removeClass, "hasClass": d.hasClass,
		"getDataset": d.getDataset, "getState": d.getState, "callMethod": d.callMethod, "triggerEvent": d.triggerEvent,
		"requestAnimationFrame": d.requestFrame, "getBoundingClientRect": d.rect,
		"setTimeout": d.setTimeout, "clearTimeout": d.clearTimeout, "getComputedStyle": d.computedStyle,
	} {
		o.Put(name, value.FromFunc(&value.Function{Name: name, Source: "function " + name + "() { [native code] }",
			Call: func(_ value.Value, args []value.Value) (value.Value, error) { return d.page().wxs.Lend(fn(args)), nil }}))
	}
	return value.FromObject(o)
}

type descriptor struct {
	app  *App
	node nodeRef
	comp *component
}

func arg(args []value.Value, k int) value.Value {
	if k < len(args) {
		return args[k]
	}
	return value.Value{}
}

func (d *descriptor) find(args []value.Value, first bool) []nodeRef {
	if d.comp == nil {
		return nil
	}
	return d.comp.selectNodes(value.Text(arg(args, 0)), first)
}

func (d *descriptor) selectComponent(args []value.Value) value.Value {
	for _, n := range d.find(args, true) {
		return d.app.descriptor(n, nil)
	}
	return value.Null()
}

func (d *descriptor) selectAll(args []value.Value) value.Value {
	out := value.NewArray()
	for _, n := range d.find(args, false) {
		out.Append(d.app.descriptor(n, nil))
	}
	return value.FromArray(out)
}

// own gives what WXS keeps of the node, nil for the root of a page.
func (d *descriptor) own() *wxsNode {
	if d.node.inst == nil {
		return nil
	}
	p := d.node.inst.page()
	if p.wxsNodes == nil {
		p.wxsNodes = make(map[nodeRef]*wxsNode)
	}
	w := p.wxsNodes[d.node]
	if w == nil {
		w = &wxsNode{}
		p.wxsNodes[d.node] = w
	}
	return w
}

func (d *descriptor) layer(l bridge.Layer, v value.Value) {
	d.node.inst.page().out.layer(d.node, l, v)
}

func (d *descriptor) page() *page {
	if d.node.inst != nil {
		return d.node.inst.page()
	}
	return d.comp.page
}

func (d *descriptor) self() value.Value { return d.app.descriptor(d.node, d.comp) }

func (d *descriptor) setStyle(args []value.Value) value.Value {
	w := d.own()
	if w == nil {
		return d.self()
	}
	style := value.Text(arg(args, 0))
	if o := arg(args, 0).AsObject(); o != nil {
		var b strings.Builder
		for k, name := range o.Keys() {
			b.WriteString(name + ":" + value.Text(o.Values()[k]) + ";")
		}
		style = b.String()
	}
	if w.style != style {
		w.style = style
		d.layer(bridge.LayerWXSStyle, value.String(style))
	}
	return d.self()
}

func (d *descriptor) addClass(args []value.Value) value.Value {
	return d.changeClass(args, true)
}

func (d *descriptor) removeClass(args []value.Value) value.Value {
	return d.changeClass(args, false)
}

func (d *descriptor) changeClass(args []value.Value, add bool) value.Value {
	w := d.own()
	if w == nil {
		return d.self()
	}
	for _, name := range strings.Fields(value.Text(arg(args, 0))) {
		w.added, w.removed = without(w.added, name), without(w.removed, name)
		if add {
			w.added = append(w.added, name)
		} else {
			w.removed = append(w.removed, name)
		}
	}
	d.layer(bridge.LayerWXSAdd, namesValue(w.added))
	d.layer(bridge.LayerWXSRemove, namesValue(w.removed))
	return d.self()
}

func without(list []string, name string) []string {
	out := make([]string, 0, len(list)+1)
	for _, x := range list {
		if x != name {
			out = append(out, x)
		}
	}
	return out
}

func namesValue(names []string) value.Value {
	a := value.NewArray()
	for _, n := range names {
		a.Append(value.String(n))
	}
	return value.FromArray(a)
}

func (d *descriptor) hasClass(args []value.Value) value.Value {
	name := value.Text(arg(args, 0))
	if d.node.inst == nil {
		return value.Bool(false)
	}
	has := false
	for _, c := range d.node.classes() {
		has = has || c.Name == name
	}
	if w := d.own(); w != nil {
		for _, x := range w.added {
			has = has || x == name
		}
		for _, x := range w.removed {
			has = has && x != name
		}
	}
	return value.Bool(has)
}

func (d *descriptor) getDataset([]value.Value) value.Value {
	if d.node.inst == nil {
		return value.FromObject(value.NewObject())
	}
	return d.node.dataset()
}

func (d *descriptor) getState([]value.Value) value.Value {
	w := d.own()
	if w == nil {
		w = &d.page().wxsState
	}
	if w.state.IsUndefined() {
		w.state = d.page().wxs.NewObject()
	}
	return w.state
}

// callMethod calls a method of the component's script, in a turn of its own; a
// built-in node has none.
func (d *descriptor) callMethod(args []value.Value) value.Value {
	c, name := d.comp, value.Text(arg(args, 0))
	if c != nil {
		d.app.vm.Post(func() {
			if fn := c.obj.Get(name); fn != nil {
				c.invoke(fn, "method "+name, d.app.vm.ToJS(arg(args, 1)))
			}
		})
	}
	return d.self()
}

func (d *descriptor) triggerEvent(args []value.Value) value.Value {
	if d.comp != nil {
		o := arg(args, 2).AsObject()
		flag := func(name string) bool { return o != nil && value.ToBool(o.Get(name)) }
		d.comp.triggerEvent(value.Text(arg(args, 0)), d.app.vm.ToJS(arg(args, 1)), flag("bubbles"), flag("composed"), flag("capturePhase"))
	}
	return value.Value{}
}

const frameTime = 16 * time.Millisecond

func (d *descriptor) requestFrame(args []value.Value) value.Value {
	return d.after(frameTime, arg(args, 0))
}

func (d *descriptor) setTimeout(args []value.Value) value.Value {
	return d.after(time.Duration(value.ToNumber(arg(args, 1)))*time.Millisecond, arg(args, 0))
}

func (d *descriptor) after(delay time.Duration, fn value.Value) value.Value {
	f := fn.AsFunc()
	if f == nil || f.Call == nil {
		return value.Value{}
	}
	run := d.app.rt.ToValue(func(goja.FunctionCall) goja.Value {
		if _, err := f.Call(value.Value{}, nil); err != nil {
			d.app.userError(d.comp, "wxs callback", err)
		}
		d.page().showLent()
		return goja.Undefined()
	})
	id, err := d.app.setTimeout(goja.Undefined(), run, d.app.rt.ToValue(delay.Milliseconds()))
	if err != nil {
		d.app.userError(d.comp, "wxs timer", err)
		return value.Value{}
	}
	return value.Number(id.ToFloat())
}

func (d *descriptor) clearTimeout(args []value.Value) value.Value {
	_, _ = d.app.clearTimeout(goja.Undefined(), d.app.vm.ToJS(arg(args, 0))) // an unknown number is no error
	return value.Value{}
}

func (d *descriptor) rect([]value.Value) value.Value {
	o := value.NewObject()
	for _, name := range []string{"left", "top", "right", "bottom", "width", "height"} {
		o.Put(name, value.Int(0))
	}
	if d.node.inst == nil {
		return value.FromObject(o)
	}
	ask := value.NewObject()
	ask.Put("instance", value.Int(int(d.node.inst.id)))
	ask.Put("node", value.Int(int(d.node.node)))
	if v, err := d.app.port.Ask("geometry", d.node.inst.page().id, value.FromObject(ask)); err == nil {
		return v
	}
	return value.FromObject(o)
}

// computedStyle answers with the declarations that are asked for as the inline
// style has them; styles from sheets are known to the view alone.
func (d *descriptor) computedStyle(args []value.Value) value.Value {
	o := value.NewObject()
	if list := arg(args, 0).AsArray(); list != nil {
		for _, name := range list.Items() {
			o.Put(value.Text(name), value.String(""))
		}
	}
	return value.FromObject(o)
}
