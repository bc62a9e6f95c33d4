package logic

import (
	"cmp"
	"slices"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// slotPlace is a <slot> in the shadow tree of a component.
type slotPlace struct {
	comp *component
	inst *instance
	node int32
	name string
	// roots is the content that the slot shows.
	roots []nodeRef
	// values are the slot values, for dynamic slots; contents the blocks of
	// content that this slot has of its own.
	values   map[string]value.Value
	contents []*instance
	dead     bool
	// pending is set while the open batch has to tell what the slot shows.
	pending bool
	// unfilled is set for a dynamic slot until its place is in the tree.
	unfilled bool
}

// nodeRef is a node: an instance and an index into its block.
type nodeRef struct {
	inst *instance
	node int32
}

func (a *App) createSlot(i *instance, node int32) {
	c := i.scope.comp
	p := &slotPlace{comp: c, inst: i, node: node}
	i.setPlace(node, p)
	p.evaluate()
	c.slots = append(c.slots, p)
	c.page.out.redistribute(c)
	p.unfilled = c.def.dynamicSlots
}

// fillSlots makes the content of the dynamic slots in an instance that has come
// into a shadow tree. In the component's first tree that waits for
// createContents.
func fillSlots(i *instance) {
	if c := i.scope.comp; c.def.dynamicSlots && c.contents != nil {
		eachSlot(i, func(p *slotPlace) {
			if p.unfilled {
				p.fill()
			}
		})
	}
}

// evaluate reads the slot's name and values.
func (p *slotPlace) evaluate() {
	n := &p.inst.block.Nodes[p.node]
	for k := range n.Attrs {
		at := &n.Attrs[k]
		p.comp.app.evaluations++
		switch at.Kind {
		case wxml.AttrName:
			p.name = value.Text(evalAttr(at.Value, &p.inst.scope.env))
		case wxml.AttrProp:
			if p.values == nil {
				p.values = make(map[string]value.Value)
			}
			p.values[at.Name] = evalAttr(at.Value, &p.inst.scope.env)
		}
	}
}

// updateSlot looks again at the name and the values that read what was set. A
// primitive value that is what it was is nothing new to the content.
func (a *App) updateSlot(i *instance, node int32) {
	p := i.placeAt(node).(*slotPlace)
	env := &i.scope.env
	var touched []string
	var old []value.Value
	n := &i.block.Nodes[node]
	for k := range n.Attrs {
		if at := &n.Attrs[k]; at.Kind == wxml.AttrProp && (i.scope.force || attrTouched(at, env)) {
			touched, old = append(touched, at.Name), append(old, p.values[at.Name])
		}
	}
	name := p.name
	p.evaluate()
	if p.name != name {
		p.comp.page.out.redistribute(p.comp)
		if p.comp.def.dynamicSlots && !p.unfilled {
			p.empty()
			p.fill()
		}
		return
	}
	changed := touched[:0]
	for k, name := range touched {
		if now := p.values[name]; now.IsContainer() || !value.StrictEqual(now, old[k]) {
			changed = append(changed, name)
		}
	}
	if len(changed) > 0 && len(p.contents) > 0 {
		p.pass(changed)
	}
}

// enter gives the variables of a block of dynamic content the slot's values.
func (p *slotPlace) enter(i *instance) {
	if i.block.Content == nil {
		return
	}
	for _, v := range i.block.Content.Values {
		i.scope.env.Vars[v.Slot] = p.values[v.Name]
	}
}

// feeding is an update of a component with dynamic slots by its owner: what the
// owner set and what comes out of the slots then reach the content together.
type feeding struct {
	comp  *component
	outer *feeding
	// last is the newest instance from before the update, done what it has come to.
	last bridge.InstanceID
	done map[*instance]bool
}

// takes reports whether a piece of content still has to be updated.
func (f *feeding) takes(i *instance) bool { return i.id <= f.last && !f.done[i] }

// updateDynamic passes on to a component with dynamic slots what its owner's
// update set: its properties as one batch, and then to the content what did not
// get it with the values of its slot.
func (a *App) updateDynamic(c *component, i *instance, n *wxml.BlockNode) {
	f := &feeding{comp: c, outer: a.feeding, last: c.page.lastInstance, done: make(map[*instance]bool)}
	a.feeding = f
	defer func() { a.feeding = f.outer }() // a limit may end it
	if u := a.collectProps(c, i, n, false); u != nil {
		c.commit(u)
	}
	s := i.scope
	c.refill(n.Contents, s)
	s.at = n
	for k := 0; k < len(c.contents) && !c.dead; k++ {
		ct := c.contents[k]
		if !f.takes(ct) {
			continue
		}
		if p := ct.slotValues(); p != nil {
			p.enter(ct)
		}
		a.update(ct)
		s.at = n
	}
}

// feeds returns the update of c by its owner that is under way, or nil.
func (a *App) feeds(c *component) *feeding {
	f := a.feeding
	for f != nil && f.comp != c {
		f = f.outer
	}
	return f
}

// feedSlots passes on what the owner of a component set to the content of the
// slots in a row of its tree, which an update has come to.
func feedSlots(row *instance) {
	eachSlot(row, func(p *slotPlace) { p.pass(nil) })
}

// pass updates the content after slot values were set; without names it updates
// what the owner's update has not come to yet.
func (p *slotPlace) pass(names []string) {
	a, host := p.comp.app, p.comp.at
	s := host.scope
	f := a.feeds(p.comp)
	var late []*instance
	for _, ct := range p.contents {
		if f == nil || !f.takes(ct) {
			late = append(late, ct)
			continue
		}
		f.done[ct] = true
		outer := s.dirtyVars
		p.give(ct, names)
		a.update(ct)
		for _, v := range ct.block.Content.Values {
			s.env.VarChanges[v.Slot] = nil
		}
		s.dirtyVars = outer
	}
	if len(late) == 0 || len(names) == 0 {
		return
	}
	was := s.begin()
	host.enter()
	for _, ct := range late {
		p.give(ct, names)
		a.update(ct)
	}
	s.end(&was)
}

// give sets the variables of a piece of content to the slot's values, of which
// those of the names have changed.
func (p *slotPlace) give(ct *instance, names []string) {
	s := p.comp.at.scope
	for _, v := range ct.block.Content.Values {
		ch := (*value.Change)(nil)
		if slices.Contains(names, v.Name) {
			ch = value.AllChanged()
		}
		s.setVar(v.Slot, p.values[v.Name], ch)
	}
}

// fill makes the content of one dynamic slot, or brings it in line with the slot
// attributes of the content, when these have changed.
func (p *slotPlace) fill() {
	c := p.comp
	host := c.at
	if host == nil {
		return
	}
	p.unfilled = false
	s := host.scope
	was := s.begin()
	host.enter()
	old := p.contents
	p.contents = nil
	for _, b := range host.block.Nodes[c.node].Contents {
		at := slices.IndexFunc(old, func(ct *instance) bool { return ct.block.Block == b })
		switch wanted := contentSlot(b, s) == p.name; {
		case wanted && at >= 0:
			p.contents = append(p.contents, old[at])
		case wanted:
			for _, v := range b.Content.Values {
				s.setVar(v.Slot, p.values[v.Name], nil)
			}
			ct := c.app.create(b, s, spot{parent: host, node: c.node, slot: p})
			p.contents = append(p.contents, ct)
			c.contents = append(c.contents, ct)
			fillSlots(ct)
		case at >= 0:
			p.drop(old[at])
		}
	}
	s.end(&was)
	if p.inst.attached {
		p.attach()
	}
	c.page.out.redistribute(c)
}

// attach attaches the content of a dynamic slot that was put into a tree that is
// attached already.
func (p *slotPlace) attach() {
	if !p.comp.open {
		return // it comes after the shadow tree
	}
	for k := 0; k < len(p.contents); k++ {
		p.comp.app.attachInstance(p.contents[k])
	}
}

// empty takes the slot's own content away.
func (p *slotPlace) empty() {
	old := p.contents
	p.contents = nil
	for _, ct := range old {
		p.drop(ct)
	}
}

// dropContents takes away the content of the slots in rows of a shadow tree, in
// the order in which it was made.
func dropContents(rows []*instance) {
	var all []*instance
	of := make(map[*instance]*slotPlace)
	for _, r := range rows {
		eachSlot(r, func(p *slotPlace) {
			for _, ct := range p.contents {
				of[ct] = p
			}
			all = append(all, p.contents...)
			p.contents = nil
		})
	}
	slices.SortFunc(all, func(x, y *instance) int { return cmp.Compare(x.id, y.id) })
	for _, ct := range all {
		of[ct].drop(ct)
	}
}

func (p *slotPlace) drop(ct *instance) {
	p.comp.app.vm.Check()
	switch at := slices.Index(p.comp.contents, ct); {
	case at == 0: // all of them go, one after the other
		p.comp.contents = p.comp.contents[1:]
	case at > 0:
		p.comp.contents = slices.Delete(p.comp.contents, at, at+1)
	}
	p.comp.app.remove(ct)
}

// refill brings the content of the dynamic slots in line with the slot
// attributes of the content, if one of these was set.
func (c *component) refill(blocks []*wxml.Block, s *scope) {
	touched := slices.ContainsFunc(blocks, func(b *wxml.Block) bool {
		x := b.Content.Slot
		return x != nil && !x.Const && (s.force || x.Touched(&s.env))
	})
	if !touched {
		return
	}
	for _, p := range slices.Clone(c.liveSlots()) {
		if !p.unfilled {
			p.fill()
		}
	}
}

func contentSlot(b *wxml.Block, s *scope) string {
	if b.Content.Slot == nil {
		return ""
	}
	return value.Text(evalAttr(b.Content.Slot, &s.env))
}

// createContents makes what stands between a component's tags.
func (c *component) createContents() {
	blocks := c.at.block.Nodes[c.node].Contents
	c.contents = make([]*instance, 0, len(blocks))
	if c.def.dynamicSlots {
		for _, p := range slices.Clone(c.liveSlots()) {
			p.fill()
		}
		return
	}
	for _, b := range blocks {
		c.contents = append(c.contents, c.app.create(b, c.at.scope, spot{parent: c.at, node: c.node}))
	}
	if len(blocks) > 0 {
		c.page.out.redistribute(c)
	}
}

// dropSlot forgets a slot whose place in the shadow tree is gone.
func (c *component) dropSlot(p *slotPlace) {
	if c.dead {
		return
	}
	c.goneSlots++
	p.empty()
	c.page.out.redistribute(c)
}

// liveSlots returns the slots whose places are in the shadow tree. Those that have
// gone since are left out all at once: there may be many.
func (c *component) liveSlots() []*slotPlace {
	if c.goneSlots > 0 {
		c.goneSlots = 0
		c.slots = slices.DeleteFunc(c.slots, func(p *slotPlace) bool { return p.dead })
	}
	return c.slots
}

// distribute gives every slot the content it shows (spec component §12):
// without multipleSlots everything goes to the first slot, else each piece to
// the first slot of its name.
func (c *component) distribute() {
	if len(c.liveSlots()) > 1 {
		c.slots = c.slots[:0]
		eachSlot(c.shadow, func(p *slotPlace) { c.slots = append(c.slots, p) })
	}
	shown := make(map[*slotPlace][]nodeRef, len(c.slots))
	switch {
	case len(c.slots) == 0:
	case c.def.dynamicSlots:
		for _, p := range c.slots {
			for _, ct := range p.contents {
				eachRoot(ct, func(r nodeRef) { shown[p] = append(shown[p], r) })
			}
		}
	default:
		slotFor := c.slotsByName()
		for _, ct := range c.contents {
			eachRoot(ct, func(r nodeRef) {
				if p := slotFor(r); p != nil {
					shown[p] = append(shown[p], r)
				}
			})
		}
	}
	for _, p := range c.slots {
		if !slices.Equal(p.roots, shown[p]) {
			p.roots = shown[p]
			c.page.out.shown(p)
		}
	}
}

// slotsMoved has the content distributed again after part of the shadow tree
// moved: which slot is the first may have changed, also for an owner whose slots
// stand in the content of a dynamic slot.
func (c *component) slotsMoved() {
	for ; c != nil; c = c.owner {
		if len(c.liveSlots()) > 1 {
			c.page.out.redistribute(c)
		}
		if !c.def.dynamicSlots {
			return
		}
	}
}

// slotsByName returns what tells the slot that shows a piece of content, if there is
// one.
func (c *component) slotsByName() func(nodeRef) *slotPlace {
	if !c.def.multipleSlots {
		return func(nodeRef) *slotPlace { return c.slots[0] }
	}
	named := make(map[string]*slotPlace, len(c.slots))
	for _, p := range c.slots {
		if named[p.name] == nil {
			named[p.name] = p
		}
	}
	return func(r nodeRef) *slotPlace { return named[r.inst.slotName(r.node)] }
}

// slotName is the slot attribute of a node.
func (i *instance) slotName(node int32) string {
	n := &i.block.Nodes[node]
	for k := range n.Attrs {
		if at := &n.Attrs[k]; at.Kind == wxml.AttrSlot {
			if at.Hole >= 0 {
				return value.Text(i.values[at.Hole])
			}
			return value.Text(at.Value.Value())
		}
	}
	return ""
}

// eachRoot calls fn for the nodes that stand at the top of an instance, in
// order, with blocks replaced by what they hold.
func eachRoot(i *instance, fn func(nodeRef)) {
	if i != nil {
		i.eachChild(-1, fn)
	}
}

// eachSlot calls fn for the slots of a shadow tree in tree order.
func eachSlot(i *instance, fn func(*slotPlace)) {
	if i == nil {
		return
	}
	for _, p := range i.places {
		switch p := p.(type) {
		case *slotPlace:
			fn(p)
		case *component: // a slot handed on as content of another component
			if p.def.dynamicSlots {
				eachSlot(p.shadow, func(inner *slotPlace) {
					for _, ct := range inner.contents {
						eachSlot(ct, fn)
					}
				})
				continue
			}
			for _, ct := range p.contents {
				eachSlot(ct, fn)
			}
		case *ifPlace:
			eachSlot(p.inst, fn)
		case *templatePlace:
			eachSlot(p.inst, fn)
		case *forPlace:
			for _, r := range p.rows {
				eachSlot(r, fn)
			}
		}
	}
}

// contentMoved has the content of a component distributed again when the node
// is at the top of such content.
func (a *App) contentMoved(i *instance, node int32) {
	for i.block.Nodes[node].Parent < 0 && i.parent != nil && i.host == nil {
		if i.block.Content != nil {
			if c, ok := i.parent.placeAt(i.node).(*component); ok {
				i.page().out.redistribute(c)
			}
			return
		}
		i, node = i.parent, i.node
	}
}

// liveRoots gives the roots as the view knows them.
func (p *slotPlace) liveRoots() []bridge.Root {
	out := make([]bridge.Root, 0, len(p.roots))
	for _, r := range p.roots {
		if !r.inst.dead {
			out = append(out, bridge.Root{Instance: r.inst.id, Node: r.node})
		}
	}
	return out
}
