package wxml

import "slices"

// component compiles a component's tag and what stands between its tags.
func (b *builder) component(e *Element, parent int32, s *scope, slot *Attr) {
	b.c.components[e.Name] = true
	n := b.attributes(e, BlockNode{Kind: ComponentNode, Parent: parent, Tag: e.Name}, s, slot)
	for _, tag := range n.Generics {
		b.c.components[tag] = true
	}
	if len(e.Children) > 0 {
		n.extra(b.c).Contents = b.contents(e.Children, s)
	}
	at := b.withSteps(n)
	b.step(Step{Kind: StepComponent, Node: at})
	b.watch(at, n.Attrs)
}

// contents cuts what stands between a component's tags into blocks: a node with
// a slot attribute, or with slot values, is a block of its own; neighbours
// without go together.
func (b *builder) contents(children []Node, s *scope) []*Block {
	cut := cutter{b: b, s: s}
	cut.nodes(children)
	cut.flush()
	return cut.out
}

type cutter struct {
	b   *builder
	s   *scope
	out []*Block
	run []Node // neighbours without a slot
}

func (c *cutter) nodes(children []Node) {
	for i := 0; i < len(children); i++ {
		e, ok := children[i].(*Element)
		switch {
		case !ok || isDeclaration(e):
			c.run = append(c.run, children[i])
		case startsChain(e):
			ch, last := chainAt(children, i)
			if slices.ContainsFunc(ch, func(m chainMember) bool { return hasSlotAttr(m.e) }) {
				c.flush()
				c.chain(ch)
			} else {
				c.run = append(c.run, children[i:last+1]...)
			}
			i = last
		case hasSlotAttr(e):
			c.flush()
			c.element(e)
		case isGroup(e):
			c.nodes(e.Children)
		default:
			c.run = append(c.run, e)
		}
	}
}

// isGroup reports whether an element does nothing but group its children.
func isGroup(e *Element) bool {
	return e.Name == "block" && !slices.ContainsFunc(e.Attrs, func(a Attr) bool { return a.Family == Directive || a.Family == Let })
}

func (c *cutter) flush() {
	if len(c.run) == 0 {
		return
	}
	blk := c.b.c.block(c.run, c.s, nil)
	c.run = nil
	if len(blk.Nodes) > 0 {
		blk.Content = &Content{}
		c.out = append(c.out, c.b.nest(blk))
	}
}

// element makes a block of one element.
func (c *cutter) element(e *Element) {
	ct, inner := c.content(e)
	blk := c.b.c.block([]Node{e}, inner, nil)
	blk.Content = ct
	c.out = append(c.out, c.b.nest(blk))
}

// chain makes a block for each slot that the branches of a chain go to. All
// blocks have all conditions, but each only the bodies that are for its slot.
func (c *cutter) chain(ch chain) {
	done := make([]bool, len(ch))
	for k := range ch {
		if !done[k] && c.b.c.work <= maxWork {
			c.branches(ch, k, done)
		}
	}
}

// branches makes the block for branch k and those behind it that go to the same
// slot, and marks them as done.
func (c *cutter) branches(ch chain, k int, done []bool) {
	all := c.b.c
	ct, inner := c.content(ch[k].e)
	slot, alone := slotOf(ch[k].e)
	in := all.begin(1)
	x := all.ifs.New()
	at := ch[k].e.From
	for i, m := range ch {
		if !all.visit(inner.unit, at) {
			break
		}
		br := Branch{Cond: in.condition(m.cond, inner)}
		if other, own := slotOf(m.e); i == k || i > k && !alone && !own && other == slot {
			br.Body = in.nest(all.body(m.e, inner, nil))
			done[i] = true
		} else {
			br.Body = all.blocks.New()
		}
		x.Branches = append(x.Branches, br)
	}
	in.blocks(StepIf, StepDetail{If: x}, at, -1, inner)
	blk := in.end()
	blk.Content = ct
	c.out = append(c.out, c.b.nest(blk))
}

// slotOf gives the slot that an element of content goes to; alone is set where
// it has to be a block of its own, because the slot is known only at run time or
// gives it values.
func slotOf(e *Element) (name string, alone bool) {
	for i := range e.Attrs {
		a := &e.Attrs[i]
		switch {
		case a.Family == SlotValue:
			alone = true
		case a.Family == Plain && a.Name == "slot":
			s, static := a.Value.Static()
			name, alone = s, alone || !static
		}
	}
	return name, alone
}

func hasSlotAttr(e *Element) bool {
	for i := range e.Attrs {
		a := &e.Attrs[i]
		if a.Family == SlotValue || a.Family == Plain && a.Name == "slot" {
			return true
		}
	}
	return false
}

// content reads an element's slot and slot values; the scope returned has them.
func (c *cutter) content(e *Element) (*Content, *scope) {
	ct := &Content{}
	inner := c.s
	var names []string
	for i := range e.Attrs {
		a := &e.Attrs[i]
		if a.Family != SlotValue || !c.s.room(a.From, c.s.next, len(names)+1) {
			continue
		}
		names = append(names, scopeName(a, a.Name))
		ct.Values = append(ct.Values, SlotValueVar{Name: a.Name, Slot: c.s.next + len(names) - 1})
	}
	if len(names) > 0 {
		inner = c.b.c.with(c.s, c.s.next, names...)
	}
	if a := e.attr(Plain, "slot"); a != nil {
		ct.Slot = c.b.reads(c.b.c.textValue(a, inner))
	}
	return ct, inner
}
