package logic

import (
	"fmt"
	"slices"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
)

// scope is the data scope of one running template: a component's main template
// or one use of a <template name>.
type scope struct {
	env  wxml.Env
	tmpl *wxml.Template
	comp *component
	// dirtyFields and dirtyVars summarise the changes in env, so that a block
	// that reads none of them is passed by.
	dirtyFields wxml.FieldSet
	dirtyVars   uint64
	// force makes every step look again, whatever was set.
	force bool
	// at is the node whose attribute is being evaluated, for messages.
	at *wxml.BlockNode
}

func newScope(tmpl *wxml.Template, c *component) *scope {
	s := &scope{tmpl: tmpl, comp: c}
	s.env.Fields = make([]value.Value, len(tmpl.Fields))
	if tmpl.Vars > 0 {
		s.env.Vars = make([]value.Value, tmpl.Vars)
		s.env.VarChanges = make([]*value.Change, tmpl.Vars)
	}
	s.env.Host, s.env.Cache = s, &c.app.cache
	return s
}

// Module implements wxml.Host.
func (s *scope) Module(i int) value.Value { return s.comp.page.wxs.Exports(s.comp.def.tmpl.Modules[i]) }

// Member implements wxml.Host.
func (s *scope) Member(v value.Value, name string) value.Value { return wxml.Member(v, name) }

// CallMethod implements wxml.Host.
func (s *scope) CallMethod(recv value.Value, name string, args []value.Value) (value.Value, bool, error) {
	return wxml.CallMethod(s.comp.page.wxs, recv, name, args)
}

// Report implements wxml.Host.
func (s *scope) Report(pos int, err error) {
	if s.at != nil {
		s.comp.app.reportExpression(s.at, pos, err)
	}
}

// touched reports whether an update has to look into a block.
func (s *scope) touched(b *wxml.Block) bool {
	return s.force || s.dirtyVars&b.Vars != 0 || s.dirtyFields.Intersects(&b.Fields)
}

func varBit(slot int) uint64 { return 1 << min(uint(slot), 63) }

// setVar gives a variable its value and change for what is evaluated next.
func (s *scope) setVar(slot int, v value.Value, ch *value.Change) {
	s.env.Vars[slot] = v
	s.env.VarChanges[slot] = ch
	if ch != nil {
		s.dirtyVars |= varBit(slot)
	}
}

// instance is one instance of a block.
type instance struct {
	id bridge.InstanceID
	// node is the place in the parent's block; the shadow root and the content
	// of a component both stand at its node.
	node   int32
	block  *linked
	scope  *scope
	parent *instance
	// host is set for the shadow root of a component.
	host   *component
	values []value.Value
	places []place
	row    *row
	more   *moreInstance // nil for most
	// sent is set once the view knows the instance, dead once it is removed,
	// attached once the components inside were.
	sent, dead, attached bool
	// cut is set when the instance itself is taken out of what is around it.
	cut bool
	// anchor is set while an operation of the open batch is placed before the
	// instance though it is gone.
	anchor bool
	// dirty has a bit for each of the first 64 holes that the open batch sets.
	dirty uint64
}

// moreInstance is what only few instances have.
type moreInstance struct {
	// seen are the values that change: observers saw last.
	seen []value.Value
	// slot holds the slot values of a block of content of a dynamic slot.
	slot *slotPlace
	// controls is what is known of built-in components by node; see control.
	controls map[int32]*control
}

// need returns i.more, made where there is none.
func (i *instance) need() *moreInstance {
	if i.more == nil {
		i.more = &moreInstance{}
	}
	return i.more
}

// slotValues returns the dynamic slot that the instance is content of, or nil.
func (i *instance) slotValues() *slotPlace {
	if i.more == nil {
		return nil
	}
	return i.more.slot
}

// control returns what is known of the built-in component at a node, or nil.
func (i *instance) control(node int32) *control {
	if i.more == nil {
		return nil
	}
	return i.more.controls[node]
}

// row is what wx:for knows of an instance.
type row struct {
	loop        *wxml.For
	item, index value.Value
}

func (r *row) key() value.Value { return rowKey(r.loop, r.item) }

// place is what stands at a node with something inside that changes:
// *ifPlace, *forPlace, *templatePlace, *component or *slotPlace.
type place interface{}

type ifPlace struct {
	branch int // -1 for none
	inst   *instance
}

type templatePlace struct {
	tmpl  *wxml.Template
	inst  *instance
	scope *scope
	data  value.Value
}

// placeAt returns what stands at a node of the instance.
func (i *instance) placeAt(node int32) place {
	if p := i.block.Nodes[node].Place; p >= 0 {
		return i.places[p]
	}
	return nil
}

func (i *instance) setPlace(node int32, p place) { i.places[i.block.Nodes[node].Place] = p }

// page returns the page the instance belongs to.
func (i *instance) page() *page { return i.scope.comp.page }

// enter gives the variables of the instance's scope the values they have at
// the instance, for an evaluation outside of an update.
func (i *instance) enter() *wxml.Env {
	var chain []*instance
	for x := i; x != nil && x.scope == i.scope; x = x.parent {
		chain = append(chain, x)
	}
	s := i.scope
	for k := len(chain) - 1; k >= 0; k-- {
		x := chain[k]
		if r := x.row; r != nil {
			s.env.Vars[r.loop.Item], s.env.Vars[r.loop.Index] = r.item, r.index
		}
		if p := x.slotValues(); p != nil {
			p.enter(x)
		}
		for _, l := range x.block.Lets {
			s.env.Vars[l.Slot] = l.Value.Eval(&s.env)
		}
	}
	return &s.env
}

// eval evaluates x as it stands at a node of the instance, outside of an
// update.
func (i *instance) eval(x *wxml.Expr, node int32) value.Value {
	if x.Const {
		return x.Value()
	}
	s := i.scope
	at, vars := s.at, slices.Clone(s.env.Vars) // an update may be under way
	s.at = &i.block.Nodes[node]
	s.comp.app.evaluations++
	v := x.Eval(i.enter())
	s.at = at
	copy(s.env.Vars, vars)
	return v
}

// spot says where a new instance goes.
type spot struct {
	parent *instance
	node   int32
	host   *component // the instance is this component's shadow root
	before *instance
	row    *row
	slot   *slotPlace // the instance is content for this slot of a component
}

const (
	// maxDepth bounds how deep data and the paths of events are followed.
	maxDepth = 256
	// maxNesting bounds how deep blocks nest, so that a component or template that
	// contains itself ends with an error and not with the Go stack. A template that
	// calls itself under a wx:if takes three blocks for each call; the specification
	// wants 512 calls.
	maxNesting = 2048
)

// create makes an instance of a block and everything inside it. Components are
// created, not attached.
func (a *App) create(b *wxml.Block, s *scope, at spot) *instance {
	a.vm.Check() // templates have loops and recursion of their own
	p := s.comp.page
	lb := p.link(b, s.comp, at.slot != nil)
	i := &instance{id: p.nextInstance(), block: lb, scope: s, parent: at.parent, node: at.node, host: at.host, row: at.row}
	if n := len(lb.skeleton.Holes); n > 0 {
		i.values = make([]value.Value, n)
	}
	if b.Places > 0 {
		i.places = make([]place, b.Places)
	}
	if b.Watched > 0 {
		i.need().seen = make([]value.Value, b.Watched)
	}
	if at.slot != nil {
		i.need().slot = at.slot
	}
	p.instances[i.id] = i
	if p.nodes += len(lb.Nodes); p.nodes > a.maxNodes && !a.vm.Stopped() {
		a.vm.Breach(sandbox.LimitNodes, fmt.Sprintf("%d nodes in one page", a.maxNodes))
	}
	p.out.create(i, at.before)
	if a.depth++; a.depth > maxNesting {
		a.depth--
		where := s.at
		if where == nil && at.parent != nil {
			where = &at.parent.block.Nodes[at.node]
		}
		a.reportOnce(where, errTooDeep)
		return i
	}
	a.fill(i)
	a.depth--
	if lb.builtins != nil {
		a.startBuiltins(i)
	}
	return i
}

// fill evaluates a new instance's holes and makes what stands at its places.
func (a *App) fill(i *instance) {
	s := i.scope
	for k := range i.block.Steps {
		st := &i.block.Steps[k]
		if st.Node >= 0 {
			s.at = &i.block.Nodes[st.Node]
		}
		switch st.Kind {
		case wxml.StepHole:
			i.values[st.Attr.Hole] = i.attrValue(st.Attr)
		case wxml.StepLet:
			a.evaluations++
			s.setVar(st.Let.Slot, st.Let.Value.Eval(&s.env), nil)
		case wxml.StepComponent:
			a.createComponent(i, st.Node)
		case wxml.StepSlot:
			a.createSlot(i, st.Node)
		case wxml.StepIf:
			a.createIf(i, st)
		case wxml.StepFor:
			a.createFor(i, st)
		case wxml.StepTemplate:
			a.createTemplate(i, st)
		case wxml.StepChange:
			a.observe(i, st, true)
		}
	}
	for k := range i.block.extra {
		x := &i.block.extra[k]
		i.values[x.hole] = i.classValue(x.attr)
	}
}

// attrValue evaluates an attribute to the value its hole takes.
func (i *instance) attrValue(at *wxml.BlockAttr) value.Value {
	i.scope.comp.app.evaluations++
	env := &i.scope.env
	switch at.Kind {
	case wxml.AttrClass:
		return i.classValue(at)
	case wxml.AttrStyle:
		return styleValue(at, env)
	case wxml.AttrSlot:
		if i.slotValues() != nil { // see link
			return value.String("")
		}
		return textValue(at.Value.Eval(env))
	case wxml.AttrText, wxml.AttrID, wxml.AttrName:
		return textValue(at.Value.Eval(env))
	}
	return at.Value.Eval(env)
}

func textValue(v value.Value) value.Value {
	if v.IsString() {
		return v
	}
	return value.String(value.Text(v))
}

func (a *App) createIf(i *instance, st *wxml.Step) {
	a.evaluations++
	p := &ifPlace{branch: a.chooseBranch(i, st)}
	i.setPlace(st.Node, p)
	if p.branch >= 0 {
		p.inst = a.create(st.If.Branches[p.branch].Body, i.scope, spot{parent: i, node: st.Node})
	}
}

// chooseBranch tells which branch of an If is to be shown, -1 for none.
func (a *App) chooseBranch(i *instance, st *wxml.Step) int {
	x, env := st.If, &i.scope.env
	if x.Awaits != "" {
		return a.chooseAwaited(i, st)
	}
	for k := range x.Branches {
		b := &x.Branches[k]
		if b.Cond == nil || value.ToBool(b.Cond.Eval(env)) {
			return k
		}
	}
	return -1
}

func (a *App) createTemplate(i *instance, st *wxml.Step) {
	p := &templatePlace{}
	i.setPlace(st.Node, p)
	a.fillTemplate(i, st, p)
}

// fillTemplate makes the content of a <template is> that has none.
func (a *App) fillTemplate(i *instance, st *wxml.Step, p *templatePlace) {
	s := i.scope
	name := value.Text(st.Use.Name.Eval(&s.env))
	p.tmpl = st.Use.Table.Lookup(name)
	if p.tmpl == nil {
		if name != "" {
			a.warnAt(s.at, "Template `%s` not found.", name)
		}
		return
	}
	p.scope = newScope(p.tmpl, s.comp)
	if st.Use.Data != nil {
		a.evaluations++
		p.data = st.Use.Data.Eval(&s.env)
	}
	for k, f := range p.tmpl.Fields {
		p.scope.env.Fields[k] = dataField(p.data, f)
	}
	p.inst = a.create(p.tmpl.Body, p.scope, spot{parent: i, node: st.Node})
}

// dataField reads a field of a template's data.
func dataField(data value.Value, name string) value.Value {
	if o := data.AsObject(); o != nil {
		return o.Get(name)
	}
	return value.Value{}
}
