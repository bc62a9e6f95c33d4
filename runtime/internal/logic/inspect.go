package logic

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// Tree returns an open page's tree as the logic layer knows it, in the form of
// the conformance cases: what the view has, and besides it properties and
// marks.
func (a *App) Tree(id bridge.PageID) (value.Value, error) {
	p := a.byID[id]
	if p == nil {
		return value.Value{}, fmt.Errorf("there is no page %d; it may be closed", id)
	}
	p.out.settleSlots()
	o := value.NewObject()
	o.Put("tag", value.String("#root"))
	o.Put("is", value.String(p.file.Path))
	if props := p.root.propsValue(); !props.IsUndefined() {
		o.Put("props", props)
	}
	putNonEmpty(o, "shadow", treeOf(p.root.shadow))
	return value.FromObject(o), nil
}

// propsValue gives the properties as this.data has them.
func (c *component) propsValue() value.Value {
	o := value.NewObject()
	for _, prop := range c.def.props {
		o.Put(prop.name, c.app.ConsoleValue(c.js.field(c, prop.name)))
	}
	if o.Len() == 0 {
		return value.Value{}
	}
	return value.FromObject(o)
}

// treeOf gives the nodes at the top of an instance.
func treeOf(i *instance) *value.Array {
	out := value.NewArray()
	eachRoot(i, func(r nodeRef) { appendNode(out, r) })
	return out
}

// appendNode appends a node; adjacent texts become one, empty ones none.
func appendNode(out *value.Array, n nodeRef) {
	node := &n.inst.block.Nodes[n.node]
	if node.Kind != wxml.TextNode {
		out.Append(value.FromObject(n.tree()))
		return
	}
	s := node.Text
	if v := n.attr(wxml.AttrText); !v.IsUndefined() {
		s = value.Text(v)
	}
	items := out.Items()
	if k := len(items) - 1; k >= 0 && items[k].IsString() {
		items[k] = value.String(value.Concat(value.Text(items[k]), s))
	} else if s != "" {
		out.Append(value.String(s))
	}
}

func putNonEmpty(o *value.Object, name string, list *value.Array) {
	if list.Len() > 0 {
		o.Put(name, value.FromArray(list))
	}
}

func putText(o *value.Object, name, s string) {
	if s != "" {
		o.Put(name, value.String(s))
	}
}

// tree gives one element, component or slot with everything below it.
func (n nodeRef) tree() *value.Object {
	node := &n.inst.block.Nodes[n.node]
	o := value.NewObject()
	putText(o, "tag", node.Tag)
	if node.Kind == wxml.SlotNode {
		putText(o, "name", value.Text(n.attr(wxml.AttrName)))
		list := value.NewArray()
		for _, r := range n.inst.placeAt(n.node).(*slotPlace).roots {
			appendNode(list, r)
		}
		putNonEmpty(o, "children", list)
		return o
	}
	c, _ := n.inst.placeAt(n.node).(*component)
	if c != nil {
		o.Put("is", value.String(c.def.path))
		if c.def.virtualHost {
			o.Put("virtualHost", value.Bool(true))
		}
	}
	putText(o, "id", n.id())
	if c == nil || !c.def.virtualHost {
		putText(o, "style", n.ownStyle(c))
		putNonEmpty(o, "class", n.classNames())
	}
	if n.inst.slotValues() == nil { // content of a dynamic slot has none
		putText(o, "slot", n.ownSlot())
	}
	n.putAttrs(o, node, c)
	if c != nil {
		if props := c.propsValue(); !props.IsUndefined() {
			o.Put("props", props)
		}
		putNonEmpty(o, "shadow", treeOf(c.shadow))
		return o
	}
	list := value.NewArray()
	n.inst.eachChild(n.node, func(r nodeRef) { appendNode(list, r) })
	putNonEmpty(o, "children", list)
	return o
}

// ownSlot is the slot attribute of the node itself, not that of a block around it.
func (n nodeRef) ownSlot() string {
	node := &n.inst.block.Nodes[n.node]
	for k := range node.Attrs {
		if at := &node.Attrs[k]; at.Kind == wxml.AttrSlot && at.Name == "" {
			return value.Text(n.value(at))
		}
	}
	return ""
}

// ownStyle is the style of the node, unless the component takes it as a
// property.
func (n nodeRef) ownStyle(c *component) string {
	if c != nil && c.def.propBy["style"] != nil {
		return ""
	}
	return value.Text(n.attr(wxml.AttrStyle))
}

func (n nodeRef) classNames() *value.Array {
	list := value.NewArray()
	var seen []string
	for _, k := range n.classes() {
		name := k.Name
		if k.Scope != "" {
			name = k.Scope + "--" + name
		}
		if !slices.Contains(seen, name) {
			seen = append(seen, name)
			list.Append(value.String(name))
		}
	}
	return list
}

// putAttrs adds dataset, marks and, for anything but a component, the other
// attributes.
func (n nodeRef) putAttrs(o *value.Object, node *wxml.BlockNode, c *component) {
	data, mark, attrs := value.NewObject(), value.NewObject(), value.NewObject()
	for k := range node.Attrs {
		at := &node.Attrs[k]
		switch {
		case at.Kind == wxml.AttrData && (c == nil || c.def.propFor(at) == nil):
			data.Put(at.Name, n.value(at))
		case at.Kind == wxml.AttrMark:
			mark.Put(at.Name, n.value(at))
		case at.Kind == wxml.AttrProp && c == nil && node.Kind == wxml.ElementNode:
			attrs.Put(at.Name, n.value(at))
		}
	}
	for _, f := range []struct {
		name string
		o    *value.Object
	}{{"data", data}, {"mark", mark}, {"attrs", attrs}} {
		if f.o.Len() > 0 {
			o.Put(f.name, value.FromObject(f.o))
		}
	}
}

// eachChild calls fn for the children of a node that are written below it, for
// node -1 those at the top of the instance, with
// blocks replaced by what they hold.
func (i *instance) eachChild(node int32, fn func(nodeRef)) {
	for k := range i.block.Nodes {
		n := &i.block.Nodes[k]
		if n.Parent != node {
			continue
		}
		if n.Kind != wxml.BlocksNode {
			fn(nodeRef{i, int32(k)})
			continue
		}
		switch p := i.places[n.Place].(type) {
		case *ifPlace:
			eachRoot(p.inst, fn)
		case *templatePlace:
			eachRoot(p.inst, fn)
		case *forPlace:
			for _, r := range p.rows {
				eachRoot(r, fn)
			}
		}
	}
}

// componentAt returns the component whose host is a node, or the root of the
// page for instance 0.
func (a *App) componentAt(page bridge.PageID, inst bridge.InstanceID, node int32) (*component, error) {
	p := a.byID[page]
	if p == nil {
		return nil, fmt.Errorf("there is no page %d; it may be closed", page)
	}
	if inst == 0 {
		return p.root, nil
	}
	if i := p.instances[inst]; i != nil && node >= 0 && int(node) < len(i.block.Nodes) {
		if c, ok := i.placeAt(node).(*component); ok {
			return c, nil
		}
	}
	return nil, fmt.Errorf("the node is no component")
}

// Stats tells what an open page, and the app for evaluations, has cost so far.
func (a *App) Stats(id bridge.PageID) (batches, ops, instances, evaluations int) {
	if p := a.byID[id]; p != nil {
		batches, ops, instances = int(p.out.seq), p.out.sent, len(p.instances)
	}
	return batches, ops, instances, a.evaluations
}

// SetData calls setData on a component, or on the page for instance 0.
func (a *App) SetData(page bridge.PageID, inst bridge.InstanceID, node int32, data value.Value) error {
	c, err := a.componentAt(page, inst, node)
	if err != nil {
		return err
	}
	return c.setData(a.vm.ToJS(data), goja.Undefined())
}

// Data returns the data of a component, or of the page for instance 0.
func (a *App) Data(page bridge.PageID, inst bridge.InstanceID, node int32) (value.Value, error) {
	c, err := a.componentAt(page, inst, node)
	if err != nil {
		return value.Value{}, err
	}
	return a.vm.ToValue(c.js.object(c))
}

// StateData returns the data of a page for people and tests, as [App.ConsoleValue]
// shows values.
func (a *App) StateData(page bridge.PageID) (value.Value, error) {
	c, err := a.componentAt(page, 0, 0)
	if err != nil {
		return value.Value{}, err
	}
	return a.ConsoleValue(c.js.object(c)), nil
}

// ErrNoMethod is wrapped by what Call returns when there is no such method.
var ErrNoMethod = errors.New("no such method")

type methodError struct{ path, method string }

func (e *methodError) Error() string { return fmt.Sprintf("%s has no method %q", e.path, e.method) }
func (e *methodError) Unwrap() error { return ErrNoMethod }

// Call calls a method of a component, or of the page for instance 0.
func (a *App) Call(page bridge.PageID, inst bridge.InstanceID, node int32, method string, args []value.Value) (value.Value, error) {
	c, err := a.componentAt(page, inst, node)
	if err != nil {
		return value.Value{}, err
	}
	fn, ok := goja.AssertFunction(c.obj.Get(method))
	if !ok {
		return value.Value{}, &methodError{c.def.path, method}
	}
	js := make([]goja.Value, len(args))
	for k := range args {
		js[k] = a.vm.ToJS(args[k])
	}
	out, err := fn(c.obj, js...)
	if err != nil {
		return value.Value{}, &UserError{Component: c.def.path, What: "method " + method, Err: err}
	}
	return a.vm.ToValue(out)
}

// Mount makes the entry page's component the root of a page of its own, without
// an App and without a page's lifecycle. It is attached unless detached is set.
func (a *App) Mount(props value.Value, detached bool) error {
	file := a.pkg.Components[a.pkg.Entry]
	p := a.newPage(file, props, true)
	a.stack = append(a.stack, p)
	a.sendStack()
	p.shown = true
	if !detached {
		p.root.attach()
	}
	return nil
}

// Attach attaches the root of a mounted component.
func (a *App) Attach(page bridge.PageID) error {
	c, err := a.componentAt(page, 0, 0)
	if err == nil {
		c.attach()
	}
	return err
}

// Detach detaches the root of a mounted component; its tree stays as it is.
func (a *App) Detach(page bridge.PageID) error {
	c, err := a.componentAt(page, 0, 0)
	if err == nil {
		c.detach()
	}
	return err
}

// SetProps sets properties of a page's root as a user of it would.
func (a *App) SetProps(page bridge.PageID, props value.Value) error {
	c, err := a.componentAt(page, 0, 0)
	if err != nil {
		return err
	}
	o := props.AsObject()
	if o == nil {
		return nil
	}
	u := c.newUpdate()
	for k, name := range o.Keys() {
		prop := c.def.propBy[name]
		if prop == nil {
			return fmt.Errorf("%s has no property %q", c.def.path, name)
		}
		u.setProp(prop, o.Values()[k])
	}
	c.commit(u)
	return nil
}

// PageLifetime calls a page lifetime on a page's components.
func (a *App) PageLifetime(page bridge.PageID, name string, args []value.Value) error {
	p := a.byID[page]
	if p == nil {
		return fmt.Errorf("there is no page %d; it may be closed", page)
	}
	js := make([]goja.Value, len(args))
	for k := range args {
		js[k] = a.vm.ToJS(args[k])
	}
	p.lifetimes(name, js...)
	return nil
}

// special stands for a JavaScript value that plain data cannot hold.
type special struct {
	class, text string
}

func (s special) ClassName() string { return s.class }
func (s special) String() string    { return s.text }

// ConsoleValue converts an argument of the console for people and tests: as
// data, with dates, regular expressions, components and cycles as opaque values
// of the classes "Date" (its text is the milliseconds), "RegExp" (its source),
// "Component" and "Cycle".
func (a *App) ConsoleValue(v goja.Value) value.Value {
	return a.consoleValue(v, nil)
}

func (a *App) consoleValue(v goja.Value, above []*goja.Object) value.Value {
	o := objectOf(v)
	if o == nil || len(above) > 64 {
		return a.primitive(v)
	}
	if slices.Contains(above, o) {
		return value.FromOpaque(special{"Cycle", ""})
	}
	if a.self(o) != nil {
		return value.FromOpaque(special{"Component", ""})
	}
	switch o.ClassName() {
	case "Date":
		return value.FromOpaque(special{"Date", fmt.Sprint(o.ToInteger())})
	case "RegExp":
		return value.FromOpaque(special{"RegExp", o.Get("source").String()})
	case "Function":
		return a.primitive(o)
	case "Error":
		return value.String(o.String())
	case "Array":
		out := value.NewArray()
		for _, x := range itemsOfArray(o) {
			out.Append(a.consoleValue(x, append(above, o)))
		}
		return value.FromArray(out)
	}
	out := value.NewObject()
	for _, k := range a.vm.Keys(o) {
		out.Put(k, a.consoleValue(o.Get(k), append(above, o)))
	}
	return value.FromObject(out)
}
