package view

import "github.com/mica-go/mica/bridge"

// pos is a place in the composed tree. The zero pos is the page's root node;
// idx is -1 for nowhere.
type pos struct {
	inst *instance
	idx  int32
}

var nowhere = pos{nil, -1}

func (at pos) ok() bool        { return at.idx >= 0 }
func (at pos) isPage() bool    { return at.inst == nil && at.idx == 0 }
func (at pos) link() *skelNode { return &at.inst.skel.nodes[at.idx] }
func (at pos) def() *bridge.Node {
	return &at.inst.skel.def.Nodes[at.idx]
}
func (at pos) place() *place { return &at.inst.places[at.link().place] }

// kind returns the kind of any pos but nowhere.
func (at pos) kind() Kind {
	if at.inst == nil {
		return KindPage
	}
	switch at.link().kind {
	case bridge.NodeText:
		return KindText
	case bridge.NodeComponent:
		return KindComponent
	case bridge.NodeSlot:
		return KindSlot
	}
	return KindElement
}

// first returns the first child in the composed tree.
func (p *Page) first(at pos) pos {
	if at.isPage() {
		if p.root == nil {
			return nowhere
		}
		return settle(firstFree(p.root, p.root.skel.firstRoot))
	}
	switch n := at.link(); n.kind {
	case bridge.NodeElement:
		return settle(pos{at.inst, n.first})
	case bridge.NodeComponent:
		pl := at.place()
		if s := pl.shadowRoot(); s != nil {
			return settle(firstFree(s, s.skel.firstRoot))
		}
		if pl.showsContent() {
			return settle(firstOf(pl.first))
		}
	case bridge.NodeSlot:
		return settle(slotNext(at.inst, at.idx, 0))
	}
	return nowhere
}

// next returns the next sibling in the composed tree.
func (p *Page) next(at pos) pos {
	if at.inst == nil {
		return nowhere
	}
	return settle(follow(at))
}

// settle goes on from at, which may be a blocks node, to the next sibling that
// is a node.
func settle(at pos) pos {
	for at.idx >= 0 && at.link().kind == bridge.NodeBlocks {
		if in := firstOf(at.place().first); in.idx >= 0 {
			at = in
		} else {
			at = follow(at)
		}
	}
	if at.idx < 0 {
		return nowhere
	}
	return at
}

// firstOf returns the first root that no slot took of the instances from i on.
func firstOf(i *instance) pos {
	for ; i != nil; i = i.next {
		if at := firstFree(i, i.skel.firstRoot); at.idx >= 0 {
			return at
		}
	}
	return nowhere
}

// firstFree returns the first root from idx on that no slot took.
func firstFree(i *instance, idx int32) pos {
	for idx >= 0 {
		n := &i.skel.nodes[idx]
		if i.assigned(n).slot == nil {
			return pos{i, idx}
		}
		idx = n.next
	}
	return nowhere
}

// follow returns what stands after at within its parent: a node, a blocks node
// or nowhere.
func follow(at pos) pos {
	for {
		n := at.link()
		if n.parent >= 0 {
			return pos{at.inst, n.next}
		}
		if a := at.inst.assigned(n); a.slot != nil {
			return slotNext(a.slot, a.node, a.pos+1)
		}
		if to := firstFree(at.inst, n.next); to.idx >= 0 {
			return to
		}
		if at.inst.parent == nil || at.inst.shadow {
			return nowhere
		}
		if to := firstOf(at.inst.next); to.idx >= 0 {
			return to
		}
		at = pos{at.inst.parent, at.inst.at}
		if at.link().kind != bridge.NodeBlocks {
			return nowhere
		}
	}
}

// slotNext returns the first root of the slot from index i on.
func slotNext(slot *instance, node, i int32) pos {
	more := slot.placeAt(node).more
	if more == nil {
		return nowhere
	}
	for ; int(i) < len(more.roots); i++ {
		if r := more.roots[i]; r.inst != nil {
			return pos{r.inst, r.node}
		}
	}
	return nowhere
}

// parent returns the parent in the composed tree: nowhere for the page's root
// node and for content that no slot takes.
func (p *Page) parent(at pos) pos {
	for at.inst != nil {
		n := at.link()
		if n.parent >= 0 {
			return pos{at.inst, n.parent}
		}
		if a := at.inst.assigned(n); a.slot != nil {
			return pos{a.slot, a.node}
		}
		up := pos{at.inst.parent, at.inst.at}
		switch {
		case up.inst == nil:
			return pos{}
		case at.inst.shadow:
			return up
		case up.link().kind == bridge.NodeComponent:
			if up.place().showsContent() {
				return up
			}
			return nowhere
		}
		at = up
	}
	return nowhere
}

// verdict is what a walk does after it entered a node.
type verdict uint8

const (
	descend verdict = iota
	skip
	stop
)

// walk visits top and everything below it in document order, without
// recursion: a hostile tree may be as deep as it is large. leave may be nil;
// it is called after a node's children, for skipped ones too.
func (p *Page) walk(top pos, enter func(pos) verdict, leave func(pos)) {
	for at := top; ; {
		switch enter(at) {
		case stop:
			return
		case descend:
			if c := p.first(at); c.ok() {
				at = c
				continue
			}
		}
		for {
			if leave != nil {
				leave(at)
			}
			if at == top {
				return
			}
			if n := p.next(at); n.ok() {
				at = n
				break
			}
			at = p.parent(at)
		}
	}
}
