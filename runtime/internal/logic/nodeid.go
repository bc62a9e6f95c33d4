package logic

import (
	"fmt"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
)

// nodeIDField is an undocumented own field of every component on WeChat. uni-app
// copies it, with webviewField and routeField, to its own instances, and hands
// those to SelectorQuery.in, which finds the component by it.
const (
	nodeIDField  = "__wxExparserNodeId__"
	webviewField = "__wxWebviewId__"
	routeField   = "__route__"
)

// routeGlobal is an undocumented global: the path of the page or component whose
// script is run. What Taro 1 and 2 build registers a page by it.
const routeGlobal = "__wxRoute"

// ScriptWords are the words that the logic layer asks [sandbox.Scripts.Mentions]
// about.
var ScriptWords = append([]string{nodeIDField, routeGlobal}, cloudWords...)

// identify gives the component its undocumented fields, if a script of the
// program knows them.
func (c *component) identify() {
	a := c.app
	if !a.pkg.Scripts.Mentions(nodeIDField) {
		return
	}
	hide := func(name string, v any) {
		_ = c.obj.DefineDataProperty(name, a.rt.ToValue(v), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	hide(nodeIDField, c.nodeID())
	hide(webviewField, int(c.page.id))
	if c.at == nil {
		hide(routeField, c.page.file.Path)
	}
}

// nodeID names the component: its page, and for all but the page's root the
// instance and the node of its tag.
func (c *component) nodeID() string {
	if c.at == nil {
		return fmt.Sprint(c.page.id)
	}
	return fmt.Sprintf("%d.%d.%d", c.page.id, c.at.id, c.node)
}

// componentArg returns the component that a program hands to an API: one of ours,
// or an object with the nodeIDField of one; nil for anything else.
func (a *App) componentArg(v goja.Value) *component {
	if c := a.self(v); c != nil {
		return c
	}
	o := objectOf(v)
	if o == nil || !a.pkg.Scripts.Mentions(nodeIDField) {
		return nil
	}
	var page bridge.PageID
	var at bridge.InstanceID
	var node int32
	n, _ := fmt.Sscanf(orUndefined(o.Get(nodeIDField)).String(), "%d.%d.%d", &page, &at, &node)
	p := a.byID[page]
	if p == nil {
		return nil
	}
	if n == 1 {
		return p.root
	}
	i := p.instances[at]
	if i == nil || node < 0 || int(node) >= len(i.block.Nodes) {
		return nil
	}
	c, _ := i.placeAt(node).(*component)
	return c
}
