package logic

import (
	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// control is what the logic layer knows of a built-in component beyond its
// template: what its user has made of it. The view owns that, this is the
// mirror (bridge.LayerValue).
//
// An attribute of a control has a live value from the moment a user changes it
// until the template writes another value than the one before. A template that
// writes what it wrote before does not take back what a user has typed.
type control struct {
	fields []liveField
	// edit counts the user's edits, as far as the view does.
	edit uint32
	// queued is set while the open batch holds an operation for the control; it
	// takes the values when the batch is made.
	queued bool
	// percent is where a progress stands.
	percent float64
	// moving is set between changing and change of a slider, and until a
	// movable-view has told that data moved it.
	moving bool
	// checked is the radio of a group that the template checked last, until the
	// others of the group have been told.
	checked nodeRef
	motion  *motion
}

// liveField is one attribute that a user can change.
type liveField struct {
	name string
	live value.Value
	// initial is what the attribute was before the first change.
	initial value.Value
	isLive  bool
}

// liveAttrs names the attributes of a tag that a user can change.
func liveAttrs(tag string) []string {
	switch tag {
	case "input", "textarea", "slider", "picker", "picker-view":
		return liveValue
	case "checkbox", "radio", "switch":
		return liveChecked
	case "swiper":
		return liveCurrent
	case "scroll-view":
		return liveScroll
	case "movable-view":
		return livePlace
	case "page-meta":
		return livePageScroll
	case "page-container":
		return liveShow
	}
	return nil
}

var (
	liveValue      = []string{"value"}
	liveChecked    = []string{"checked"}
	liveCurrent    = []string{"current"}
	liveScroll     = []string{"scrollTop", "scrollLeft", "refresherTriggered"}
	livePlace      = []string{"x", "y", "scaleValue"}
	livePageScroll = []string{"scrollTop"}
	liveShow       = []string{"show"}
)

// liveField gives what is known of an attribute that a user can change, nil
// while neither the user nor the template changed it.
func (n nodeRef) liveField(name string) *liveField {
	c := n.inst.control(n.node)
	if c == nil {
		return nil
	}
	for k := range c.fields {
		if c.fields[k].name == name {
			return &c.fields[k]
		}
	}
	return nil
}

// control gives what is known of a built-in component, made where there is none
// yet.
func (n nodeRef) control() *control {
	c := n.inst.control(n.node)
	if c == nil {
		c = &control{}
		more := n.inst.need()
		if more.controls == nil {
			more.controls = make(map[int32]*control)
		}
		more.controls[n.node] = c
	}
	return c
}

// needField is liveField, made where there is none yet; was is the value of the
// attribute until now.
func (n nodeRef) needField(name string, was value.Value) (*control, *liveField) {
	c := n.control()
	if f := n.liveField(name); f != nil {
		return c, f
	}
	c.fields = append(c.fields, liveField{name: name, initial: was})
	return c, &c.fields[len(c.fields)-1]
}

// now gives an attribute with the user's change, as it is: not converted.
func (n nodeRef) now(name string) value.Value {
	if f := n.liveField(name); f != nil && f.isLive {
		return f.live
	}
	return n.written(name)
}

// edit records that the user, or a component in the user's name, changed an
// attribute, and writes the value back where it is bound by model:.
func (a *App) edit(n nodeRef, name string, v value.Value, number uint32) {
	c, f := n.needField(name, n.written(name))
	if f.isLive && value.Identical(f.live, v) && c.edit == number {
		return
	}
	f.live, f.isLive = v, true
	c.edit = max(c.edit, number)
	c.send(n)
	attrs := n.inst.block.Nodes[n.node].Attrs
	for k := range attrs {
		if at := &attrs[k]; at.Kind == wxml.AttrModel && camelName(at.Name) == name {
			a.assign(n, at, v)
		}
	}
}

// attrWritten is told of a new value that the template gave to an attribute; old
// is the one before.
func (a *App) attrWritten(n nodeRef, at *wxml.BlockAttr, old value.Value) {
	tag := n.tag()
	for _, name := range liveAttrs(tag) {
		if name != at.Name {
			continue
		}
		was := n.inst.control(n.node)
		c, f := n.needField(name, old)
		shown := old
		if f.isLive {
			shown = f.live
		}
		f.live, f.isLive = value.Value{}, false
		if was != nil {
			c.send(n)
		}
		if value.DeepEqual(shown, n.written(name)) {
			return // what the user did came back by model:
		}
		a.valueWritten(n, tag, name, shown)
	}
	a.updateBuiltin(n, tag, at.Name)
}

// send has the view told of the control's state.
func (c *control) send(n nodeRef) {
	if !c.queued {
		c.queued = true
		o := &n.inst.page().out
		o.add(pendingOp{kind: bridge.OpLayer, layer: bridge.LayerValue, inst: n.inst, at: n.node, control: c})
	}
}

// layer is the value of bridge.LayerValue: that of the control's only
// attribute, or an object of all that have one.
func (c *control) layer(tag string) value.Value {
	if len(liveAttrs(tag)) == 1 {
		if f := &c.fields[0]; f.isLive {
			return f.live
		}
		return value.Value{}
	}
	o := value.NewObject()
	for k := range c.fields {
		if f := &c.fields[k]; f.isLive {
			o.Put(f.name, f.live)
		}
	}
	if o.Len() == 0 {
		return value.Value{}
	}
	return value.FromObject(o)
}

// restore gives a control the values it began with, as the reset of a form does.
func (a *App) restore(n nodeRef) {
	c := n.inst.control(n.node)
	if c == nil {
		return
	}
	for k := range c.fields {
		f := &c.fields[k]
		was := f.initial
		if was.IsNullish() {
			d := builtinTable()[n.tag()][f.name]
			if was = d.def; was.IsUndefined() && d.typ == stringAttr {
				was = value.String("")
			}
		}
		switch {
		case value.Identical(n.now(f.name), was):
		case value.Identical(n.written(f.name), f.initial):
			f.live, f.isLive = value.Value{}, false // the template says it already
			c.send(n)
		default:
			a.edit(n, f.name, was, c.edit)
		}
	}
}
