package bridge

import (
	"fmt"
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// Mirror keeps the state of the pages that the messages to a view have led to,
// on the logic layer's side: to merge batches that a slow view has not had yet
// ([Mirror.Take]), and to give a view that lost its state the whole
// ([Mirror.Messages]). It holds the living instances and nothing else, however
// many batches went through, and shares the values with the batches.
//
// It belongs to one goroutine at a time. The zero Mirror is ready.
type Mirror struct {
	pages  map[PageID]*mirrorPage
	order  []PageID
	stack  []PageID
	skels  []*Skeleton // all that were defined, in order
	known  map[*Skeleton]bool
	behind int // skels[behind:] are those that Take has to define
}

type mirrorPage struct {
	open  *OpenPage
	seq   uint64
	root  *mirrorInst
	insts map[InstanceID]*mirrorInst
	// slotted tells the slot that shows a root.
	slotted map[Root]mirrorNode

	// What the view has not had yet.
	pending bool
	removed []InstanceID  // tops of subtrees that it has
	dirty   []*mirrorInst // instances that it has, with new values
	places  []mirrorNode  // nodes whose children were added or moved
}

// mirrorNode is a node of an instance.
type mirrorNode struct {
	inst *mirrorInst
	at   int32
}

type mirrorInst struct {
	id     InstanceID
	skel   *Skeleton
	values []value.Value
	// up is where it stands; inst is nil for the page's root.
	up         mirrorNode
	prev, next *mirrorInst
	shadow     bool
	dead       bool
	// unsent is set while the view does not have the instance, moved while it
	// has it elsewhere in its list, marked while it is in mirrorPage.dirty.
	unsent, moved, marked bool
	// dirty is the set of holes with values that the view has not had.
	dirty []uint64
	nodes map[int32]*mirrorPlace
}

// mirrorPlace is what one node of an instance holds.
type mirrorPlace struct {
	first, last *mirrorInst
	shadow      *mirrorInst
	path        string
	virtual     bool
	unstyled    bool
	named       bool // by an OpComponent
	// roots are the roots that a slot was given last; mirrorPage.slotted tells
	// which it still shows.
	roots  []Root
	layers []mirrorLayer
	// listed is set while the node is in mirrorPage.places; the others tell what
	// the view has not had.
	listed, newPath, newRoots bool
	newLayers                 []Layer
}

type mirrorLayer struct {
	layer Layer
	edit  uint32
	value value.Value
}

// Receive takes note of a message that the view has not had and, if it is a
// batch, will get by [Mirror.Take]. The error says that a batch does not fit
// what came before; what it told up to there counts.
func (m *Mirror) Receive(msg ToView) error { return m.receive(msg, true) }

func (m *Mirror) receive(msg ToView, pending bool) error {
	switch msg := msg.(type) {
	case *Batch:
		return m.batch(msg, pending)
	case *OpenPage:
		if m.pages == nil {
			m.pages = make(map[PageID]*mirrorPage)
		}
		if m.pages[msg.Page] == nil {
			m.order = append(m.order, msg.Page)
		}
		m.pages[msg.Page] = &mirrorPage{open: msg, insts: make(map[InstanceID]*mirrorInst), slotted: make(map[Root]mirrorNode)}
	case *ClosePage:
		delete(m.pages, msg.Page)
		drop := func(id PageID) bool { return id == msg.Page }
		m.order = slices.DeleteFunc(m.order, drop)
		m.stack = slices.DeleteFunc(m.stack, drop)
	case *Stack:
		m.stack = slices.Clone(msg.Pages)
	}
	return nil
}

func (m *Mirror) batch(b *Batch, pending bool) error {
	p := m.pages[b.Page]
	if p == nil {
		return fmt.Errorf("bridge: batch %d of page %d, which is not open", b.Seq, b.Page)
	}
	n := 0
	for i := range b.Ops {
		n += len(b.Ops[i].Values)
	}
	w := mirrorWriter{m: m, p: p, pending: pending, slab: make([]value.Value, 0, n)}
	p.seq = b.Seq
	p.pending = p.pending || pending
	for i := range b.Ops {
		if reason := w.op(&b.Ops[i]); reason != "" {
			return fmt.Errorf("bridge: batch %d of page %d, operation %d: %s", b.Seq, b.Page, i, reason)
		}
	}
	if !pending {
		m.behind = len(m.skels)
	}
	return nil
}

// mirrorWriter applies one batch.
type mirrorWriter struct {
	m       *Mirror
	p       *mirrorPage
	pending bool
	slab    []value.Value
}

func (w *mirrorWriter) op(op *Op) (reason string) {
	switch op.Kind {
	case OpDefine:
		w.m.define(op.Skeleton)
		return ""
	case OpCreate:
		return w.create(op)
	}
	i := w.p.insts[op.Instance]
	if i == nil {
		return fmt.Sprintf("there is no instance %d", op.Instance)
	}
	switch op.Kind {
	case OpMove:
		return w.move(i, op.Before)
	case OpRemove:
		w.remove(i)
		return ""
	case OpSet:
		return w.set(i, op)
	}
	if op.At < 0 || int(op.At) >= len(i.skel.Nodes) {
		return fmt.Sprintf("instance %d has no node %d", i.id, op.At)
	}
	pl := i.place(op.At)
	switch op.Kind {
	case OpComponent:
		pl.path, pl.virtual, pl.unstyled, pl.named = op.Path, op.Virtual, op.Unstyled, true
		pl.newPath = w.mark(i) || pl.newPath
	case OpSlot:
		w.slot(mirrorNode{i, op.At}, pl, op.Roots)
	case OpLayer:
		w.layer(i, pl, op)
	}
	return ""
}

func (m *Mirror) define(s *Skeleton) {
	if s == nil || m.known[s] {
		return
	}
	if m.known == nil {
		m.known = make(map[*Skeleton]bool)
	}
	m.known[s] = true
	m.skels = append(m.skels, s)
}

func (i *mirrorInst) place(at int32) *mirrorPlace {
	pl := i.nodes[at]
	if pl == nil {
		if i.nodes == nil {
			i.nodes = make(map[int32]*mirrorPlace)
		}
		pl = &mirrorPlace{}
		i.nodes[at] = pl
	}
	return pl
}

// mark notes that an instance changes and reports whether that has to be told
// on its own: not for one that the view has yet to get.
func (w *mirrorWriter) mark(i *mirrorInst) bool {
	if !w.pending || i.unsent {
		return false
	}
	w.p.mark(i)
	return true
}

func (p *mirrorPage) mark(i *mirrorInst) {
	if !i.marked {
		i.marked = true
		p.dirty = append(p.dirty, i)
	}
}

func (w *mirrorWriter) create(op *Op) (reason string) {
	if op.Skeleton == nil || op.Instance == 0 || w.p.insts[op.Instance] != nil {
		return fmt.Sprintf("instance %d can't be made", op.Instance)
	}
	w.m.define(op.Skeleton)
	n := len(w.slab)
	w.slab = append(w.slab, op.Values...)
	i := &mirrorInst{id: op.Instance, skel: op.Skeleton, values: w.slab[n:len(w.slab):len(w.slab)], shadow: op.Shadow, unsent: w.pending}
	if op.Parent == 0 {
		if w.p.root != nil {
			return "the page has a root already"
		}
		w.p.root, w.p.insts[i.id] = i, i
		return ""
	}
	parent := w.p.insts[op.Parent]
	if parent == nil || op.At < 0 || int(op.At) >= len(parent.skel.Nodes) {
		return fmt.Sprintf("instance %d stands nowhere", op.Instance)
	}
	i.up = mirrorNode{parent, op.At}
	pl := parent.place(op.At)
	if op.Shadow {
		if pl.shadow != nil {
			return fmt.Sprintf("node %d of instance %d has a shadow root already", op.At, op.Parent)
		}
		pl.shadow = i
	} else {
		before, reason := w.neighbour(i, op.Before)
		if reason != "" {
			return reason
		}
		pl.insert(i, before)
	}
	w.p.insts[i.id] = i
	w.touch(i.up, pl)
	return ""
}

// touch notes that the children at a node change.
func (w *mirrorWriter) touch(n mirrorNode, pl *mirrorPlace) {
	if w.pending && !n.inst.unsent && !pl.listed {
		pl.listed = true
		w.p.places = append(w.p.places, n)
	}
}

func (w *mirrorWriter) neighbour(i *mirrorInst, id InstanceID) (before *mirrorInst, reason string) {
	if id == 0 {
		return nil, ""
	}
	before = w.p.insts[id]
	if before == nil || before == i || before.up != i.up || before.shadow {
		return nil, fmt.Sprintf("instance %d does not stand beside instance %d", id, i.id)
	}
	return before, ""
}

func (w *mirrorWriter) move(i *mirrorInst, id InstanceID) (reason string) {
	if i.up.inst == nil || i.shadow {
		return fmt.Sprintf("instance %d is a root and can't move", i.id)
	}
	before, reason := w.neighbour(i, id)
	if reason != "" {
		return reason
	}
	pl := i.up.inst.place(i.up.at)
	pl.unlink(i)
	pl.insert(i, before)
	if w.pending && !i.unsent {
		i.moved = true
		w.touch(i.up, pl)
	}
	return ""
}

func (pl *mirrorPlace) insert(i, before *mirrorInst) {
	if before == nil {
		i.prev, i.next = pl.last, nil
		pl.last = i
	} else {
		i.prev, i.next = before.prev, before
		before.prev = i
	}
	if i.prev != nil {
		i.prev.next = i
	} else {
		pl.first = i
	}
}

func (pl *mirrorPlace) unlink(i *mirrorInst) {
	if i.prev != nil {
		i.prev.next = i.next
	} else {
		pl.first = i.next
	}
	if i.next != nil {
		i.next.prev = i.prev
	} else {
		pl.last = i.prev
	}
}

func (w *mirrorWriter) remove(i *mirrorInst) {
	switch up := i.up; {
	case up.inst == nil:
		w.p.root = nil
	case i.shadow:
		up.inst.place(up.at).shadow = nil
	default:
		up.inst.place(up.at).unlink(i)
	}
	if w.pending && !i.unsent {
		w.p.removed = append(w.p.removed, i.id)
	}
	w.forget(i)
}

// forget drops an instance and all below it.
func (w *mirrorWriter) forget(top *mirrorInst) {
	stack := []*mirrorInst{top}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		i.dead = true
		delete(w.p.insts, i.id)
		if len(w.p.slotted) > 0 {
			w.free(i)
		}
		for _, pl := range i.nodes {
			if pl.shadow != nil {
				stack = append(stack, pl.shadow)
			}
			for c := pl.first; c != nil; c = c.next {
				stack = append(stack, c)
			}
		}
	}
}

// free takes the roots of an instance out of slots, and empties its own slots.
func (w *mirrorWriter) free(i *mirrorInst) {
	for n := range i.skel.Nodes {
		if i.skel.Nodes[n].Parent < 0 {
			delete(w.p.slotted, Root{i.id, int32(n)})
		}
	}
	for at, pl := range i.nodes {
		w.p.unslot(mirrorNode{i, at}, pl)
	}
}

// unslot frees the roots that a slot shows.
func (p *mirrorPage) unslot(n mirrorNode, pl *mirrorPlace) {
	for _, r := range pl.roots {
		if p.slotted[r] == n {
			delete(p.slotted, r)
		}
	}
}

func (w *mirrorWriter) set(i *mirrorInst, op *Op) (reason string) {
	if op.At < 0 || int(op.At) >= len(i.values) {
		return fmt.Sprintf("instance %d has no hole %d", i.id, op.At)
	}
	i.values[op.At] = op.Value
	if w.mark(i) {
		for len(i.dirty) <= int(op.At)/64 {
			i.dirty = append(i.dirty, 0)
		}
		i.dirty[op.At/64] |= 1 << (op.At % 64)
	}
	return ""
}

func (w *mirrorWriter) slot(n mirrorNode, pl *mirrorPlace, roots []Root) {
	w.p.unslot(n, pl)
	pl.roots = slices.Clone(roots)
	pl.newRoots = w.mark(n.inst) || pl.newRoots
	for _, r := range roots {
		if old, ok := w.p.slotted[r]; ok {
			from := old.inst.place(old.at)
			from.newRoots = w.mark(old.inst) || from.newRoots
		}
		w.p.slotted[r] = n
	}
}

func (w *mirrorWriter) layer(i *mirrorInst, pl *mirrorPlace, op *Op) {
	l := mirrorLayer{op.Layer, op.Edit, op.Value}
	k := slices.IndexFunc(pl.layers, func(x mirrorLayer) bool { return x.layer == op.Layer })
	if k >= 0 {
		pl.layers[k] = l
	} else {
		pl.layers = append(pl.layers, l)
	}
	if w.mark(i) && !slices.Contains(pl.newLayers, op.Layer) {
		pl.newLayers = append(pl.newLayers, op.Layer)
	}
}
