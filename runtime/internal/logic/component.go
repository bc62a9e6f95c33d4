package logic

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
)

// component is one instance of a component; a page's root is one too.
type component struct {
	app  *App
	page *page
	def  *definition
	// owner is the component in whose template this one is written; at and node
	// are its host node there. The root of a page has none of them.
	owner *component
	at    *instance
	node  int32

	// obj is this, js this.data.
	obj *goja.Object
	js  jsData
	// state is the data as templates see it; it belongs to the component and is
	// changed in place, while the values in it are immutable.
	state *value.Object

	scope     *scope
	shadow    *instance
	contents  []*instance
	slots     []*slotPlace
	goneSlots int // how many of them are dead
	// externals are the external classes handed in, each name with the scope it
	// is meant in.
	externals map[string][]bridge.Class
	generics  map[string]*Component

	// observing is the update whose observers are running.
	observing *update
	// creating is set while created runs, rendering counts the updates of the
	// template that are under way.
	creating   bool
	rendering  int
	slotsDirty bool
	attached   bool
	// open is set once the shadow tree has been attached: content follows it.
	open    bool
	isReady bool
	// gone is set when detached is called, dead once the component is no part of
	// the tree any more: between the two its tree still answers and is updated.
	gone  bool
	dead  bool
	links map[*relationDef][]*component
}

// createComponent makes the component at a node: its own tree with default
// property values, created, the properties, and then what is between its tags
// (spec component §16).
func (a *App) createComponent(i *instance, node int32) {
	a.vm.Check()
	n := &i.block.Nodes[node]
	owner := i.scope.comp
	file := owner.componentFile(n.Tag)
	def := a.definitionOf(file)
	c := &component{app: a, page: owner.page, def: def, owner: owner, at: i, node: node}
	i.setPlace(node, c)
	if len(n.Generics) > 0 {
		c.generics = make(map[string]*Component, len(n.Generics))
		for name, tag := range n.Generics {
			c.generics[name] = owner.componentFile(tag)
		}
	}
	c.init()
	a.handExternals(c, i, n)
	c.page.out.component(c)
	c.build(spot{parent: i, node: node, host: c})
	c.created()
	i.scope.at = n
	if u := a.collectProps(c, i, n, true); u != nil {
		c.commit(u)
	}
	c.createContents()
}

// componentFile finds the component behind a tag of c's template: a generic
// that c's user chose, or an entry of usingComponents.
func (c *component) componentFile(tag string) *Component {
	if f := c.generics[tag]; f != nil {
		return f
	}
	if f := c.def.file.Using[tag]; f != nil {
		return f
	}
	if f := c.def.file.Generics[tag]; f != nil {
		return f
	}
	c.app.warnAt(c.scope.at, "the generic component <%s> has no implementation and no default; it shows its content only", tag)
	return c.app.pkg.unknown
}

// init gives the component its JavaScript object and initial data.
func (c *component) init() {
	a, d := c.app, c.def
	c.state = d.data()
	c.obj = a.rt.CreateObject(d.proto)
	_ = c.obj.DefineDataPropertySymbol(a.handle, a.rt.NewDynamicObject(handle{c}), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	c.identify()
	c.runInits()
	for _, f := range d.fields {
		if ex := a.rt.Try(func() { _ = c.obj.Set(f.name, a.copyPlain(f.val, 0)) }); ex != nil {
			a.userError(c, "field "+f.name, a.vm.Error(ex))
		}
	}
}

// handle carries the component behind a JavaScript object; to programs it is an
// empty object.
type handle struct{ c *component }

func (handle) Get(string) goja.Value       { return nil }
func (handle) Set(string, goja.Value) bool { return false }
func (handle) Has(string) bool             { return false }
func (handle) Delete(string) bool          { return false }
func (handle) Keys() []string              { return nil }

// self returns the component that a method was called on, or nil.
func (a *App) self(this goja.Value) *component {
	o, ok := this.(*goja.Object)
	if !ok {
		return nil
	}
	h, ok := o.GetSymbol(a.handle).(*goja.Object)
	if !ok {
		return nil
	}
	if h, ok := h.Export().(handle); ok {
		return h.c
	}
	return nil
}

// componentValue is a component among data, such as a parent that a child keeps
// with setData: it is no copy but the component itself, and to a template an
// object without fields.
type componentValue struct{ c *component }

func (componentValue) ClassName() string      { return "Component" }
func (componentValue) String() string         { return "[object Object]" }
func (v componentValue) Object() *goja.Object { return v.c.obj }

func (a *App) componentValue(o *goja.Object) sandbox.HandleValue {
	if c := a.self(o); c != nil && c.obj == o {
		return componentValue{c}
	}
	return nil
}

// build makes the component's shadow tree from its data.
func (c *component) build(at spot) {
	c.scope = newScope(c.def.tmpl.Main, c)
	for k, f := range c.scope.tmpl.Fields {
		c.scope.env.Fields[k] = c.field(f)
	}
	c.app.begin(PhaseTemplate, c.def.path)
	c.shadow = c.app.create(c.def.tmpl.Main.Body, c.scope, at)
	c.app.end()
}

// field gives a field as the template sees it: pure data is not there.
func (c *component) field(name string) value.Value {
	if c.def.pure != nil && c.def.pure(name) {
		return value.Value{}
	}
	return c.state.Get(name)
}

// collectProps evaluates the attributes that are properties of c: all of them,
// or those whose expressions read what was set. It returns nil when there are
// none.
func (a *App) collectProps(c *component, i *instance, n *wxml.BlockNode, all bool) *update {
	var u *update
	env := &i.scope.env
	for k := range n.Attrs {
		at := &n.Attrs[k]
		if !all && (at.Const() || !i.scope.force && !attrTouched(at, env)) {
			continue
		}
		p := c.def.propFor(at)
		if p == nil {
			continue
		}
		if u == nil {
			u = c.newUpdate()
		}
		a.evaluations++
		u.setProp(p, at.Value.Eval(env))
	}
	return u
}

// propFor returns the property that an attribute sets, or nil.
func (d *definition) propFor(at *wxml.BlockAttr) *property {
	switch at.Kind {
	case wxml.AttrProp:
		return d.propBy[at.Name]
	case wxml.AttrStyle:
		return d.propBy["style"]
	case wxml.AttrData:
		if at.Name != "" {
			return d.propBy["data"+strings.ToUpper(at.Name[:1])+at.Name[1:]]
		}
	}
	return nil
}

// handExternals resolves the external classes that the node gives to c. It
// reports whether any of them changed.
func (a *App) handExternals(c *component, i *instance, n *wxml.BlockNode) bool {
	changed := false
	for k := range n.Attrs {
		at := &n.Attrs[k]
		name := at.Raw()
		switch {
		case at.Kind == wxml.AttrClass:
			name = "class"
		case at.Kind != wxml.AttrProp || c.def.propBy[at.Name] != nil:
			continue
		}
		if !c.def.external[name] {
			continue
		}
		list, _ := joinClass(at, &i.scope.env).AsString()
		classes := i.scope.comp.qualified(list)
		if !equalClasses(c.externals[name], classes) {
			changed = true
			if c.externals == nil {
				c.externals = make(map[string][]bridge.Class)
			}
			c.externals[name] = classes
		}
	}
	return changed
}

func equalClasses(a, b []bridge.Class) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if a[k] != b[k] {
			return false
		}
	}
	return true
}

// updateComponent passes on what the owner's update set: external classes,
// properties as one batch, and then the content between the tags.
func (a *App) updateComponent(i *instance, node int32) {
	c, _ := i.placeAt(node).(*component)
	if c == nil {
		return
	}
	n := &i.block.Nodes[node]
	s := i.scope
	if len(c.def.external) > 0 && a.handExternals(c, i, n) {
		c.restyle()
	}
	if c.def.dynamicSlots {
		a.updateDynamic(c, i, n)
		return
	}
	if u := a.collectProps(c, i, n, false); u != nil {
		c.commit(u)
	}
	for k := 0; k < len(c.contents) && !c.dead; k++ {
		a.update(c.contents[k])
		s.at = n
	}
}

// restyle evaluates the whole shadow tree again, after external classes came in
// with other values.
func (c *component) restyle() {
	was := c.scope.begin()
	c.scope.force = true
	c.app.update(c.shadow)
	c.scope.end(&was)
}

// lifetime calls the functions of one lifetime.
func (c *component) lifetime(name string, args ...goja.Value) {
	for _, fn := range c.def.lifetimes[name] {
		c.invoke(fn, "lifetime "+name, args...)
	}
}

// created calls created on the component.
func (c *component) created() {
	c.creating = true
	c.lifetime("created")
	c.creating = false
}

// invoke calls a function, or the method of that name, with this = c. What it
// throws is reported and goes no further.
func (c *component) invoke(fn goja.Value, what string, args ...goja.Value) goja.Value {
	if s, ok := fn.(goja.String); ok {
		fn = c.obj.Get(s.String())
	}
	call, ok := goja.AssertFunction(fn)
	if !ok {
		return nil
	}
	c.app.begin(PhaseJS, what)
	v, err := call(c.obj, args...)
	c.app.end()
	if err != nil {
		c.app.userError(c, what, err)
		return nil
	}
	return v
}

// attachInstance attaches the components of a block instance, parents first.
// What handlers insert meanwhile is attached where it is inserted.
func (a *App) attachInstance(i *instance) {
	if i.attached || i.dead || i.scope.comp.gone {
		return
	}
	i.attached = true
	for k := range i.places {
		switch p := i.places[k].(type) {
		case *component:
			p.attach()
		case *ifPlace:
			if p.inst != nil {
				a.attachInstance(p.inst)
			}
		case *templatePlace:
			if p.inst != nil {
				a.attachInstance(p.inst)
			}
		case *forPlace:
			for r := 0; r < len(p.rows); r++ {
				a.attachInstance(p.rows[r])
			}
		case *slotPlace:
			p.attach()
		}
	}
}

// attach calls attached on the component, then on those of its shadow tree and
// of its content.
func (c *component) attach() {
	if c.attached || c.gone || c.dead {
		return
	}
	c.attached = true
	c.lifetime("attached")
	c.linkRelations()
	if !c.page.mounted || !c.page.root.isReady {
		c.page.out.after(c.ready)
	}
	c.app.attachInstance(c.shadow)
	c.open = true
	for k := 0; k < len(c.contents); k++ {
		c.app.attachInstance(c.contents[k])
	}
}

// ready calls ready on the components of the shadow tree, on the component, and
// on its content, each once.
func (c *component) ready() {
	if c.gone || c.dead || c.isReady {
		return
	}
	c.isReady = true
	c.app.readyInstance(c.shadow)
	c.lifetime("ready")
	for _, ct := range c.contents {
		c.app.readyInstance(ct)
	}
}

func (a *App) readyInstance(i *instance) {
	eachComponent(i, func(c *component) {
		if c.attached {
			c.ready()
		}
	})
}

// eachComponent calls fn for the components that stand directly in a block
// instance or the blocks below it, in document order, neither inside their
// shadow trees nor in their content.
func eachComponent(i *instance, fn func(*component)) {
	if i == nil {
		return
	}
	for _, p := range i.places {
		switch p := p.(type) {
		case *component:
			fn(p)
		case *ifPlace:
			eachComponent(p.inst, fn)
		case *templatePlace:
			eachComponent(p.inst, fn)
		case *forPlace:
			for _, r := range append([]*instance(nil), p.rows...) {
				eachComponent(r, fn)
			}
		}
	}
}

// inserted attaches a new instance if the place it was put in is attached, and
// lets content be distributed again.
func (a *App) inserted(parent *instance, node int32, i *instance) {
	a.contentMoved(parent, node)
	if i != nil {
		fillSlots(i)
	}
	if i != nil && parent.attached && !parent.dead {
		a.attachInstance(i)
	}
}

// movedInstance calls moved on the components of a row that changed its place.
func (a *App) movedInstance(i *instance) {
	if !i.attached {
		return
	}
	eachComponent(i, func(c *component) { c.moved() })
}

// moved calls moved on the content, the shadow tree and then the component
// itself.
func (c *component) moved() {
	for _, ct := range c.contents {
		eachComponent(ct, func(x *component) { x.moved() })
	}
	eachComponent(c.shadow, func(x *component) { x.moved() })
	c.lifetime("moved")
	c.relinkRelations()
}

// remove takes an instance out of the tree and detaches its components.
func (a *App) remove(i *instance) {
	i.cut = true
	a.detachInstance(i)
	i.page().out.remove(i)
	if i.parent != nil {
		a.contentMoved(i.parent, i.node)
	}
	kill(i)
}

// detachInstance detaches what is inside, children first.
func (a *App) detachInstance(i *instance) {
	eachComponent(i, func(c *component) { c.detach() })
}

// detach detaches the content, the shadow tree and then the component itself.
func (c *component) detach() {
	if c.gone || c.dead {
		return
	}
	for _, ct := range c.contents {
		c.app.detachInstance(ct)
	}
	c.app.detachInstance(c.shadow)
	c.gone = true
	if c.attached {
		c.attached = false
		c.lifetime("detached")
		c.unlinkRelations()
	}
}

// kill marks an instance and everything below it as gone.
func kill(i *instance) {
	if i == nil || i.dead {
		return
	}
	i.dead = true
	p := i.page()
	delete(p.instances, i.id)
	p.nodes -= len(i.block.Nodes)
	for _, p := range i.places {
		switch p := p.(type) {
		case *component:
			p.dead = true
			kill(p.shadow)
			for _, ct := range p.contents {
				kill(ct)
			}
		case *ifPlace:
			kill(p.inst)
		case *templatePlace:
			kill(p.inst)
		case *forPlace:
			for _, r := range p.rows {
				kill(r)
			}
		case *slotPlace:
			p.dead = true
			p.comp.dropSlot(p)
		}
	}
}
