package view

import (
	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/wxss"
)

// This file tells the styles of a page what batches change. A page that was never asked for a style has none to tell.

// styleBefore notes where something stands that op takes away.
func (p *Page) styleBefore(op *bridge.Op) {
	if p.styling == nil {
		return
	}
	switch op.Kind {
	case bridge.OpRemove, bridge.OpMove:
		if i := p.table.get(op.Instance); i != nil {
			p.rootsChanged(i)
		}
	case bridge.OpSlot:
		p.leaveSlot(op)
	}
}

// styleAfter notes what op has changed.
func (p *Page) styleAfter(op *bridge.Op) {
	if p.styling == nil {
		return
	}
	i := p.table.get(op.Instance)
	if i == nil {
		return
	}
	switch op.Kind {
	case bridge.OpCreate:
		p.rootsChanged(i)
	case bridge.OpSet:
		p.holeChanged(i, &i.skel.def.Holes[op.At])
	case bridge.OpLayer:
		p.layerChanged(pos{i, op.At}, op.Layer)
	case bridge.OpComponent:
		if i.styles() != nil { // it is another component now, or none of its content shows any more
			p.styling = nil
			return
		}
	case bridge.OpSlot:
		p.childrenChanged(pos{i, op.At})
	}
	if p.styling.styler.Pending() > maxPendingStyles {
		p.styling = nil
	}
}

// rootsChanged notes that the roots of an instance come or go.
func (p *Page) rootsChanged(top *instance) {
	if top.content == nil {
		if top.skel.firstRoot >= 0 {
			p.childrenChanged(p.parent(pos{top, top.skel.firstRoot}))
		}
		return
	}
	// Content may be spread over several slots.
	stack := []*instance{top}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for idx := i.skel.firstRoot; idx >= 0; idx = i.skel.nodes[idx].next {
			if i.skel.nodes[idx].kind != bridge.NodeBlocks {
				p.childrenChanged(p.parent(pos{i, idx}))
				continue
			}
			for c := i.placeAt(idx).first; c != nil; c = c.next {
				stack = append(stack, c)
			}
		}
	}
}

// childrenChanged notes that the children of a node, or of what renders it, are others.
func (p *Page) childrenChanged(at pos) {
	if el := p.renderer(at); el != nil {
		el.linked = false
		p.styling.styler.ChildrenChanged(el)
		if el == &p.styling.root { // page-meta may come or go
			p.styling.styler.Changed(el)
		}
	}
}

// renderer returns the element that at, or what is in it, is rendered in; nil if it has no style yet.
func (p *Page) renderer(at pos) *styleNode {
	for at.ok() && !rendered(at) {
		at = p.parent(at)
	}
	if !at.ok() {
		return nil
	}
	return p.styled(at)
}

// leaveSlot forgets the styles of what a slot no longer shows, and of what it takes from another place.
func (p *Page) leaveSlot(op *bridge.Op) {
	i := p.table.get(op.Instance)
	if i == nil || op.At < 0 || int(op.At) >= len(i.skel.nodes) || i.skel.nodes[op.At].kind != bridge.NodeSlot {
		return
	}
	stays := make(map[slotRoot]bool, len(op.Roots))
	slot := p.renderer(pos{i, op.At})
	for _, r := range op.Roots {
		root := slotRoot{p.table.get(r.Instance), r.Node}
		if root.inst == nil || r.Node < 0 || int(r.Node) >= len(root.inst.skel.nodes) {
			continue
		}
		stays[root] = true
		if el := p.styled(pos{root.inst, root.node}); el != nil && el.in != slot {
			p.childrenChanged(p.parent(el.at))
			p.forgetStyles(el)
		}
	}
	if more := i.placeAt(op.At).more; more != nil {
		for _, r := range more.roots {
			if r.inst != nil && !stays[r] {
				if el := p.styled(pos{r.inst, r.node}); el != nil {
					p.forgetStyles(el)
				}
			}
		}
	}
}

// forgetStyles drops what is known of an element and of everything inside it.
func (p *Page) forgetStyles(top *styleNode) {
	stack := []*styleNode{top}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = append(stack[:len(stack)-1], n.kids...)
		n.in, n.kids, n.linked, n.state = nil, nil, false, wxss.StyleState{}
	}
}

// holeChanged notes that a hole has another value.
func (p *Page) holeChanged(i *instance, h *bridge.Hole) {
	at := pos{i, h.Node}
	s := p.styling.styler
	if h.Kind == bridge.HoleText {
		if el := p.renderer(p.parent(at)); el != nil {
			s.TextChanged(el)
		}
		return
	}
	el := p.styled(at)
	if el == nil {
		return
	}
	switch h.Kind {
	case bridge.HoleClass:
		s.Changed(el)
		s.AttributeChanged(el, "class")
	case bridge.HoleStyle:
		s.Changed(el)
		s.AttributeChanged(el, "style")
	case bridge.HoleID:
		s.Changed(el)
		s.AttributeChanged(el, "id")
	case bridge.HoleData:
		s.AttributeChanged(el, "data-"+dashed(h.Name))
	case bridge.HoleAttr:
		p.attributeChanged(el, h.Name)
	}
}

func (p *Page) attributeChanged(el *styleNode, name string) {
	s := p.styling.styler
	s.AttributeChanged(el, dashed(camel(name)))
	if el.in == &p.styling.root && el.at.tag() == "page-meta" {
		s.Changed(el.in)
	}
	switch name {
	case "disabled":
		s.StateChanged(el, "disabled")
		s.StateChanged(el, "enabled")
		s.AttributeChanged(el, "aria-disabled")
	case "checked":
		s.StateChanged(el, "checked")
		s.AttributeChanged(el, "aria-checked")
	case "show": // of a page-container
		s.AttributeChanged(el, "hidden")
	}
}

// layerChanged notes that a layer of a node has another value.
func (p *Page) layerChanged(at pos, l bridge.Layer) {
	el := p.styled(at)
	if el == nil {
		return
	}
	if l != bridge.LayerValue {
		p.styling.styler.Changed(el)
		p.styling.styler.AttributeChanged(el, "class")
		p.styling.styler.AttributeChanged(el, "style")
		return
	}
	switch tag := at.tag(); tag {
	case "match-media":
		p.attributeChanged(el, "hidden")
	default:
		if name := valueAttr(tag); name != "" {
			p.attributeChanged(el, name)
		}
	}
}
