package logic

import (
	"fmt"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// setGlobals gives the VM what a mini-program finds in its global scope beside
// the language: App, Page, Component, Behavior, getApp, getCurrentPages and wx.
func (a *App) setGlobals() error {
	table, err := loadAPIs().withHost(a.cfg.APIs)
	if err != nil {
		return err
	}
	a.handle = goja.NewSymbol("component")
	a.setTimeout, _ = goja.AssertFunction(a.rt.Get("setTimeout"))
	a.clearTimeout, _ = goja.AssertFunction(a.rt.Get("clearTimeout"))
	a.baseProto = a.newBaseProto()
	if a.pkg.Scripts.Mentions(routeGlobal) {
		a.vm.SetGlobal(routeGlobal, a.rt.ToValue(""))
	}
	a.vm.SetGlobal("wx", a.newWx(table))
	return nil
}

// globalNames are the globals that makeGlobal makes.
var globalNames = []string{"App", "Page", "Component", "Behavior", "getApp", "getCurrentPages", "requirePlugin", "__wxConfig"}

func (a *App) makeGlobal(name string) goja.Value {
	switch name {
	case "App":
		return a.vm.Func(name, 0, a.jsApp)
	case "Page":
		return a.vm.Func(name, 0, a.jsPage)
	case "Component":
		return a.vm.Func(name, 0, a.jsComponent)
	case "Behavior":
		behavior := a.vm.Func(name, 0, a.jsBehavior)
		_ = behavior.Set("trait", a.vm.Func("trait", 1, a.jsTrait))
		return behavior
	case "getApp":
		return a.vm.Func(name, 0, a.jsGetApp)
	case "getCurrentPages":
		return a.vm.Func(name, 0, a.jsGetCurrentPages)
	case "requirePlugin":
		return a.newRequirePlugin()
	}
	return a.vm.ToJS(a.wxConfig()) // __wxConfig
}

func (a *App) jsApp(call goja.FunctionCall) goja.Value {
	def := objectOf(call.Argument(0))
	if a.appDef != nil {
		a.log.Warn("App() was called a second time; the call is ignored")
		return goja.Undefined()
	}
	if def == nil {
		def = a.rt.NewObject()
	}
	a.appDef = def
	if a.app == nil {
		a.app = a.rt.NewObject()
	}
	for _, name := range a.vm.Keys(def) {
		_ = a.app.Set(name, def.Get(name))
	}
	return goja.Undefined()
}

func (a *App) jsGetApp(call goja.FunctionCall) goja.Value {
	if a.app == nil {
		o := objectOf(call.Argument(0))
		if o == nil || o.Get("allowDefault") == nil || !o.Get("allowDefault").ToBoolean() {
			return goja.Undefined()
		}
		a.app = a.rt.NewObject()
	}
	if a.appDef == nil && !truthy(objectOf(call.Argument(0)), "allowDefault") {
		return goja.Undefined()
	}
	return a.app
}

func truthy(o *goja.Object, name string) bool {
	if o == nil {
		return false
	}
	v := o.Get(name)
	return v != nil && v.ToBoolean()
}

func (a *App) jsGetCurrentPages(goja.FunctionCall) goja.Value {
	pages := make([]any, len(a.stack))
	for k, p := range a.stack {
		pages[k] = p.root.obj
	}
	return a.rt.NewArray(pages...)
}

func (a *App) jsPage(call goja.FunctionCall) goja.Value {
	a.register(call.Argument(0), true, built{})
	return goja.Undefined()
}

func (a *App) jsComponent(call goja.FunctionCall) goja.Value {
	if len(call.Arguments) == 0 {
		return a.newChain(func(def *goja.Object, rest built) goja.Value { return a.registerComponent(def, rest) })
	}
	return a.registerComponent(call.Argument(0), built{})
}

// registerComponent registers a component and returns its path.
func (a *App) registerComponent(def goja.Value, rest built) goja.Value {
	a.register(def, false, rest)
	if a.loading != nil {
		return a.rt.ToValue(a.loading.Path)
	}
	return a.rt.ToValue("")
}

// register keeps the definition that the script of a page or component gives.
func (a *App) register(v goja.Value, isPage bool, rest built) {
	if a.loading == nil {
		a.log.Warn("Page() or Component() was called outside of a page's or component's script; the call is ignored")
		return
	}
	def := objectOf(v)
	if def == nil {
		def = a.rt.NewObject()
	}
	p, err := a.readPart(def, isPage)
	if err != nil {
		a.vm.Throw(fmt.Errorf("%s: %w", a.loading.Path, err))
	}
	p.built = rest
	if a.parts[a.loading] != nil {
		a.log.Warn("the script registers twice; the second definition counts", "path", a.loading.Path)
	}
	a.parts[a.loading] = p
}

func (a *App) jsBehavior(call goja.FunctionCall) goja.Value {
	if len(call.Arguments) == 0 {
		return a.newChain(a.newBehavior)
	}
	def := objectOf(call.Argument(0))
	if def == nil {
		def = a.rt.NewObject()
	}
	return a.newBehavior(def, built{})
}

func (a *App) newBehavior(def *goja.Object, rest built) goja.Value {
	p, err := a.readPart(def, false)
	if err != nil {
		a.vm.Throw(fmt.Errorf("definition of a behavior: %w", err))
	}
	p.built = rest
	return a.rt.NewDynamicObject(behaviorHandle{part: p})
}

// runScript runs the script of a page or component, once, those of the
// components it uses first.
func (a *App) runScript(c *Component) {
	if a.ran[c] {
		return
	}
	a.ran[c] = true
	for _, u := range c.uses(false) {
		a.runScript(u)
	}
	if c.Script == "" {
		return
	}
	outer := a.loading
	a.loading = c
	if a.pkg.Scripts.Mentions(routeGlobal) {
		a.vm.SetGlobal(routeGlobal, a.rt.ToValue(c.Path))
	}
	_, err := a.vm.Require(c.Script)
	a.loading = outer
	if err != nil {
		a.userError(nil, "script "+c.Script, err)
	}
}

// definitionOf returns the definition that a page's or component's script
// registered, an empty one if it registered none.
func (a *App) definitionOf(c *Component) *definition {
	if d := a.defs[c]; d != nil {
		return d
	}
	a.runScript(c)
	p := a.parts[c]
	if p == nil {
		if c.Script != "" {
			a.log.Warn(fmt.Sprintf("Page or component %q has not been registered; did its script fail, or call Page() or Component() later?", c.Path))
		}
		p = &part{isPage: c.IsPage}
	}
	var d *definition
	var err error
	if ex := a.rt.Try(func() { d, err = a.define(p, c) }); ex != nil { // a getter or a trap of a Proxy threw
		err = a.vm.Error(ex)
	}
	if err != nil {
		a.userError(nil, "definition of "+c.Path, err)
		d, _ = a.define(&part{isPage: p.isPage}, c)
	}
	a.defs[c] = d
	return d
}

// copyPlain copies plain objects and arrays deeply; everything else, functions
// and instances of classes among it, is handed on.
func (a *App) copyPlain(v goja.Value, depth int) goja.Value {
	o := objectOf(v)
	if o == nil || depth > maxDepth {
		return v
	}
	if isArray(o) {
		items := itemsOfArray(o)
		out := make([]any, len(items))
		for k := range items {
			out[k] = a.copyPlain(items[k], depth+1)
		}
		return a.rt.NewArray(out...)
	}
	if o.Prototype() == nil || !o.Prototype().SameAs(a.objectProto()) {
		return v
	}
	out := a.rt.NewObject()
	for _, k := range a.vm.Keys(o) {
		_ = out.Set(k, a.copyPlain(o.Get(k), depth+1))
	}
	return out
}

func (a *App) objectProto() *goja.Object { return a.rt.NewObject().Prototype() }

// primitive converts a primitive for a message about it.
func (a *App) primitive(v goja.Value) value.Value {
	x, err := a.vm.ToValue(v)
	if err != nil {
		return value.Value{}
	}
	return x
}

func (a *App) pathArray(p value.Path) goja.Value {
	out := make([]any, len(p))
	for k, s := range p {
		if s.IsIndex {
			out[k] = s.Index
		} else {
			out[k] = s.Name
		}
	}
	return a.rt.NewArray(out...)
}

// reportExpression tells of an exception inside a template's expression; its
// value is undefined and rendering goes on.
func (a *App) reportExpression(n *wxml.BlockNode, pos int, err error) {
	d := n.Diagnostic(pos, err.Error())
	a.userError(nil, "template", d)
}
