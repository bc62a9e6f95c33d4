package bridge

import (
	"maps"
	"math/bits"
	"slices"
)

// Take returns one batch that does for the page what all batches since the last
// Take do one after the other: the last write to a hole wins, what was made and
// removed again is not in it, and every instance is moved once at most. Its
// number is that of the last of them, so that its acknowledgement stands for
// all. It is nil when there was none.
func (m *Mirror) Take(page PageID) *Batch {
	p := m.pages[page]
	if p == nil || !p.pending {
		return nil
	}
	e := mirrorEmitter{p: p, take: true}
	for _, s := range m.skels[m.behind:] {
		e.emit(Op{Kind: OpDefine, Skeleton: s})
	}
	m.behind = len(m.skels)
	for _, id := range p.removed {
		e.emit(Op{Kind: OpRemove, Instance: id})
	}
	for _, i := range p.dirty {
		if !i.dead {
			e.changes(i)
		}
	}
	if p.root != nil && p.root.unsent {
		e.tree(p.root, 0)
	}
	for _, n := range p.places {
		if !n.inst.dead {
			e.children(n)
		}
	}
	e.slots()
	p.pending = false
	clear(p.dirty) // lest they keep what is gone
	clear(p.places)
	p.removed, p.dirty, p.places = p.removed[:0], p.dirty[:0], p.places[:0]
	return &Batch{Page: page, Seq: p.seq, Ops: e.ops}
}

// Snapshot returns the page's whole tree as one batch for a view without it,
// with all skeletons of the app, or nil when the page has no tree yet. It does
// not count as a Take.
func (m *Mirror) Snapshot(page PageID) *Batch { return m.snapshot(page, m.skels) }

func (m *Mirror) snapshot(page PageID, skels []*Skeleton) *Batch {
	p := m.pages[page]
	if p == nil || p.seq == 0 {
		return nil
	}
	e := mirrorEmitter{p: p}
	for _, s := range skels {
		e.emit(Op{Kind: OpDefine, Skeleton: s})
	}
	if p.root != nil {
		e.tree(p.root, 0)
	}
	e.slots()
	return &Batch{Page: page, Seq: p.seq, Ops: e.ops}
}

// Messages returns what brings a view that has seen nothing to the state of
// now: for each page, in the order of opening, OpenPage and its tree as one
// batch, then the page stack.
func (m *Mirror) Messages() []ToView {
	var out []ToView
	skels := m.skels
	for _, id := range m.order {
		out = append(out, m.pages[id].open)
		if b := m.snapshot(id, skels); b != nil {
			out = append(out, b)
			skels = nil
		}
	}
	return append(out, &Stack{Pages: slices.Clone(m.stack)})
}

// forgetSent makes everything count as what the view has not had.
func (m *Mirror) forgetSent() {
	m.behind = 0
	for _, p := range m.pages {
		p.pending = p.seq > 0
		p.removed, p.dirty, p.places = nil, nil, nil
		for _, i := range p.insts {
			i.unsent, i.moved, i.marked, i.dirty = true, false, false, nil
			for _, pl := range i.nodes {
				pl.listed, pl.newPath, pl.newRoots, pl.newLayers = false, false, false, nil
			}
		}
	}
}

// mirrorEmitter puts a batch together.
type mirrorEmitter struct {
	p *mirrorPage
	// take is set when the view has everything after the batch.
	take  bool
	ops   []Op
	slot  []mirrorNode
	stack []standing
}

// standing is an instance to be made, and in front of which other one.
type standing struct {
	inst   *mirrorInst
	before InstanceID
}

func (e *mirrorEmitter) emit(op Op) { e.ops = append(e.ops, op) }

// changes tells what is new of an instance that the view has.
func (e *mirrorEmitter) changes(i *mirrorInst) {
	i.marked = false
	for w, word := range i.dirty {
		for ; word != 0; word &= word - 1 {
			h := w*64 + bits.TrailingZeros64(word)
			e.emit(Op{Kind: OpSet, Instance: i.id, At: int32(h), Value: i.values[h]})
		}
	}
	i.dirty = nil
	for _, at := range slices.Sorted(maps.Keys(i.nodes)) {
		pl := i.nodes[at]
		if pl.newPath {
			e.component(i, at, pl)
		}
		for _, l := range pl.layers {
			if slices.Contains(pl.newLayers, l.layer) {
				e.layer(i, at, l)
			}
		}
		if pl.newRoots {
			e.slot = append(e.slot, mirrorNode{i, at})
		}
		pl.newPath, pl.newRoots, pl.newLayers = false, false, nil
	}
}

func (e *mirrorEmitter) component(i *mirrorInst, at int32, pl *mirrorPlace) {
	e.emit(Op{Kind: OpComponent, Instance: i.id, At: at, Path: pl.path, Virtual: pl.virtual, Unstyled: pl.unstyled})
}

func (e *mirrorEmitter) layer(i *mirrorInst, at int32, l mirrorLayer) {
	e.emit(Op{Kind: OpLayer, Instance: i.id, At: at, Layer: l.layer, Edit: l.edit, Value: l.value})
}

// children makes and moves what stands at a node that the view has. An
// instance goes in front of the next one that is where the view has it.
func (e *mirrorEmitter) children(n mirrorNode) {
	pl := n.inst.place(n.at)
	pl.listed = false
	if pl.shadow != nil && pl.shadow.unsent {
		e.tree(pl.shadow, 0)
	}
	var due []standing
	anchor := InstanceID(0)
	for c := pl.last; c != nil; c = c.prev {
		if c.unsent || c.moved {
			due = append(due, standing{c, anchor})
		} else {
			anchor = c.id
		}
	}
	for _, d := range slices.Backward(due) {
		if d.inst.unsent {
			e.tree(d.inst, d.before)
			continue
		}
		d.inst.moved = false
		e.emit(Op{Kind: OpMove, Instance: d.inst.id, Before: d.before})
	}
}

// tree makes an instance and all below it, parents first.
func (e *mirrorEmitter) tree(top *mirrorInst, before InstanceID) {
	e.stack = append(e.stack[:0], standing{top, before})
	for len(e.stack) > 0 {
		s := e.stack[len(e.stack)-1]
		e.stack = e.stack[:len(e.stack)-1]
		i := s.inst
		op := Op{Kind: OpCreate, Instance: i.id, Skeleton: i.skel, Values: slices.Clone(i.values), At: i.up.at, Shadow: i.shadow, Before: s.before}
		if i.up.inst != nil {
			op.Parent = i.up.inst.id
		}
		e.emit(op)
		if e.take {
			i.unsent = false
		}
		if len(i.nodes) > 0 {
			e.below(i)
		}
	}
}

// below tells what the nodes of a new instance hold.
func (e *mirrorEmitter) below(i *mirrorInst) {
	nodes := slices.Sorted(maps.Keys(i.nodes))
	for _, at := range nodes {
		pl := i.nodes[at]
		if pl.named {
			e.component(i, at, pl)
		}
		for _, l := range pl.layers {
			if !l.value.IsNullish() {
				e.layer(i, at, l)
			}
		}
		if len(pl.roots) > 0 {
			e.slot = append(e.slot, mirrorNode{i, at})
		}
	}
	for _, at := range slices.Backward(nodes) { // the stack turns the order round
		pl := i.nodes[at]
		for c := pl.last; c != nil; c = c.prev {
			e.stack = append(e.stack, standing{inst: c})
		}
		if pl.shadow != nil {
			e.stack = append(e.stack, standing{inst: pl.shadow})
		}
	}
}

// slots distributes content, now that all of it is there.
func (e *mirrorEmitter) slots() {
	for _, n := range e.slot {
		var roots []Root
		for _, r := range n.inst.nodes[n.at].roots {
			if e.p.slotted[r] == n {
				roots = append(roots, r)
			}
		}
		e.emit(Op{Kind: OpSlot, Instance: n.inst.id, At: n.at, Roots: roots})
	}
}
