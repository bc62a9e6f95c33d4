package view

import (
	"fmt"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// patchers are kept for whichever view gets the next batch: most views are idle.
var patchers = sync.Pool{New: func() any { return new(patcher) }}

// patcher applies one batch. Its slices are kept for the next.
type patcher struct {
	view *View
	page *Page
	// undo brings the page back, read from its end.
	undo []undo
	// removed are the tops of the subtrees taken out by the batch.
	removed []*instance
	walk    []*instance
}

// keep is how many entries of the patcher's slices survive a batch.
const keep = 4096

// apply applies b as a whole or freezes the page.
func (v *View) apply(b *bridge.Batch) error {
	p := v.pages[b.Page]
	switch {
	case p == nil:
		return &PatchError{Page: b.Page, Seq: b.Seq, Op: -1, Reason: "the page is not open"}
	case p.err != nil:
		return &PatchError{Page: b.Page, Seq: b.Seq, Op: -1, Reason: "the page is frozen since " + p.err.Error()}
	case b.Seq <= p.seq:
		p.err = &PatchError{Page: b.Page, Seq: b.Seq, Op: -1, Reason: fmt.Sprintf("it comes after batch %d", p.seq)}
		return p.err
	}
	a := patchers.Get().(*patcher)
	a.view, a.page = v, p
	defer a.reset()
	for i := range b.Ops {
		p.styleBefore(&b.Ops[i])
		if reason := a.op(&b.Ops[i]); reason != "" {
			a.rollback()
			p.styling = nil
			p.err = &PatchError{Page: b.Page, Seq: b.Seq, Op: i, Kind: b.Ops[i].Kind, Reason: reason}
			return p.err
		}
		p.styleAfter(&b.Ops[i])
	}
	a.commit()
	p.seq = b.Seq
	return nil
}

// reset lets go of everything that the batch touched, and of the patcher.
func (a *patcher) reset() {
	a.view, a.page = nil, nil
	a.undo = recycle(a.undo)
	a.removed = recycle(a.removed)
	a.walk = recycle(a.walk)
	patchers.Put(a)
}

func recycle[T any](s []T) []T {
	if cap(s) > keep {
		return nil
	}
	clear(s)
	return s[:0]
}

// op applies one operation; a reason says why it can't be.
func (a *patcher) op(op *bridge.Op) (reason string) {
	switch op.Kind {
	case bridge.OpDefine:
		return a.define(op.Skeleton)
	case bridge.OpCreate:
		return a.create(op)
	}
	i := a.page.table.get(op.Instance)
	if i == nil {
		return fmt.Sprintf("there is no instance %d", op.Instance)
	}
	switch op.Kind {
	case bridge.OpMove:
		return a.move(i, op.Before)
	case bridge.OpRemove:
		return a.remove(i)
	case bridge.OpSet:
		return a.set(i, op.At, op.Value)
	case bridge.OpComponent:
		return a.component(i, op)
	case bridge.OpSlot:
		return a.slot(i, op.At, op.Roots)
	case bridge.OpLayer:
		return a.layer(i, op)
	}
	return fmt.Sprintf("there is no operation of kind %d", op.Kind)
}

func (a *patcher) define(def *bridge.Skeleton) (reason string) {
	if def == nil || def.ID == 0 {
		return "there is no skeleton, or it has no number"
	}
	if s := a.view.skeletons[def.ID]; s != nil {
		if s.def == def {
			return ""
		}
		return fmt.Sprintf("skeleton %d is already defined", def.ID)
	}
	weight := skeletonWeight(def)
	if a.view.skeletonNodes+weight > a.view.cfg.MaxNodes {
		return fmt.Sprintf("the skeletons hold more than %d nodes and holes", a.view.cfg.MaxNodes)
	}
	s, reason := newSkeleton(def)
	if reason != "" {
		return reason
	}
	a.view.skeletons[def.ID] = s
	a.view.skeletonNodes += weight
	a.undo = append(a.undo, undo{kind: undoDefine, at: int32(def.ID)})
	return ""
}

// skeleton finds the skeleton that an OpCreate names.
func (a *patcher) skeleton(def *bridge.Skeleton) *skeleton {
	if def == nil {
		return nil
	}
	if s := a.view.lastSkel; s != nil && s.def == def {
		return s
	}
	s := a.view.skeletons[def.ID]
	if s != nil {
		a.view.lastSkel = s
	}
	return s
}

func (a *patcher) create(op *bridge.Op) (reason string) {
	s := a.skeleton(op.Skeleton)
	if s == nil {
		return "its skeleton was never defined"
	}
	if len(op.Values) != len(s.def.Holes) {
		return fmt.Sprintf("there are %d values for the %d holes of skeleton %d", len(op.Values), len(s.def.Holes), s.def.ID)
	}
	for h := range op.Values {
		if !fits(s.def.Holes[h].Kind, op.Values[h]) {
			return wrongValue(int32(h), s.def.Holes[h].Kind, op.Values[h])
		}
	}
	p := a.page
	if p.nodes+s.weight() > a.view.cfg.MaxNodes {
		return fmt.Sprintf("the page has more than %d nodes", a.view.cfg.MaxNodes)
	}
	parent, before, reason := a.site(op)
	if reason != "" {
		return reason
	}
	if op.Instance == 0 {
		return "0 is no instance number"
	}
	i := p.table.add(op.Instance)
	if i == nil {
		return fmt.Sprintf("there is already an instance %d", op.Instance)
	}
	i.skel, i.values, i.parent, i.at, i.shadow = s, op.Values, parent, op.At, op.Shadow
	if s.places > 0 {
		i.places = make([]place, s.places)
	}
	i.attach(p, before)
	p.nodes += s.weight()
	a.undo = append(a.undo, undo{kind: undoCreate, inst: i})
	return ""
}

// site checks where op wants its instance to stand.
func (a *patcher) site(op *bridge.Op) (parent, before *instance, reason string) {
	if (op.Parent == 0 || op.Shadow) && op.Before != 0 {
		return nil, nil, fmt.Sprintf("a root has no neighbours, but instance %d is named", op.Before)
	}
	if op.Parent == 0 {
		if op.Shadow {
			return nil, nil, "a shadow root needs a parent"
		}
		if a.page.root != nil {
			return nil, nil, fmt.Sprintf("the page has a root already, instance %d", a.page.root.id)
		}
		return nil, nil, ""
	}
	parent = a.page.table.get(op.Parent)
	if parent == nil {
		return nil, nil, fmt.Sprintf("there is no instance %d to hold it", op.Parent)
	}
	n, reason := parent.node(op.At)
	if reason != "" {
		return nil, nil, reason
	}
	switch {
	case op.Shadow && n.kind != bridge.NodeComponent:
		return nil, nil, fmt.Sprintf("node %d of instance %d is no component and has no shadow root", op.At, op.Parent)
	case op.Shadow && parent.places[n.place].shadowRoot() != nil:
		return nil, nil, fmt.Sprintf("node %d of instance %d has a shadow root already", op.At, op.Parent)
	case n.kind != bridge.NodeComponent && n.kind != bridge.NodeBlocks:
		return nil, nil, fmt.Sprintf("node %d of instance %d holds no instances", op.At, op.Parent)
	}
	if op.Before != 0 {
		before, reason = a.neighbour(op.Before, parent, op.At)
	}
	return parent, before, reason
}

// neighbour returns instance id, which must stand at that node.
func (a *patcher) neighbour(id bridge.InstanceID, parent *instance, at int32) (i *instance, reason string) {
	i = a.page.table.get(id)
	if i == nil || i.parent != parent || i.at != at || i.shadow {
		return nil, fmt.Sprintf("instance %d does not stand at node %d of instance %d", id, at, parent.id)
	}
	return i, ""
}

// node checks an index into the instance's nodes.
func (i *instance) node(at int32) (n *skelNode, reason string) {
	if at < 0 || int(at) >= len(i.skel.nodes) {
		return nil, fmt.Sprintf("node %d of instance %d: there are %d nodes", at, i.id, len(i.skel.nodes))
	}
	return &i.skel.nodes[at], ""
}

// attach puts a new instance, whose parent is set, where it belongs.
func (i *instance) attach(p *Page, before *instance) {
	if i.parent == nil {
		i.scope, p.root = i, i
		return
	}
	pl, n := i.parent.placeAt(i.at), &i.parent.skel.nodes[i.at]
	if i.shadow {
		i.scope = i
		pl.need().shadow = i
		return
	}
	i.scope = i.parent.scope
	if n.kind == bridge.NodeComponent {
		i.content = i
	} else if n.parent < 0 {
		i.content = i.parent.content
	}
	pl.insert(i, before)
}

// detach takes an instance off its place, where reattach can put it back.
func (i *instance) detach(p *Page) {
	switch {
	case i.parent == nil:
		p.root = nil
	case i.shadow:
		i.parent.placeAt(i.at).more.shadow = nil
	default:
		i.parent.placeAt(i.at).unlink(i)
	}
}

func (i *instance) reattach(p *Page) {
	switch {
	case i.parent == nil:
		p.root = i
	case i.shadow:
		i.parent.placeAt(i.at).need().shadow = i
	default:
		i.parent.placeAt(i.at).relink(i)
	}
}

func (a *patcher) move(i *instance, before bridge.InstanceID) (reason string) {
	if i.parent == nil || i.shadow {
		return fmt.Sprintf("instance %d is a root and can't move", i.id)
	}
	var to *instance
	if before != 0 {
		if to, reason = a.neighbour(before, i.parent, i.at); reason != "" {
			return reason
		}
		if to == i {
			return fmt.Sprintf("instance %d is to stand in front of itself", i.id)
		}
	}
	a.undo = append(a.undo, undo{kind: undoMove, inst: i, ref: i.next})
	pl := i.parent.placeAt(i.at)
	pl.unlink(i)
	pl.insert(i, to)
	return ""
}

func (a *patcher) remove(i *instance) (reason string) {
	i.detach(a.page)
	a.each(i, func(i *instance) {
		i.dead = true
		a.page.nodes -= i.skel.weight()
	})
	a.removed = append(a.removed, i)
	a.undo = append(a.undo, undo{kind: undoRemove, inst: i})
	return ""
}

// each calls f for top and every instance below it, parents first; f may not
// change the tree.
func (a *patcher) each(top *instance, f func(*instance)) {
	stack := append(a.walk[:0], top)
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack[len(stack)-1] = nil
		stack = stack[:len(stack)-1]
		for k := range i.places {
			if s := i.places[k].shadowRoot(); s != nil {
				stack = append(stack, s)
			}
			for c := i.places[k].first; c != nil; c = c.next {
				stack = append(stack, c)
			}
		}
		f(i)
	}
	a.walk = stack
}

func (a *patcher) set(i *instance, hole int32, v value.Value) (reason string) {
	if hole < 0 || int(hole) >= len(i.values) {
		return fmt.Sprintf("hole %d of instance %d: there are %d holes", hole, i.id, len(i.values))
	}
	if kind := i.skel.def.Holes[hole].Kind; !fits(kind, v) {
		return wrongValue(hole, kind, v)
	}
	a.undo = append(a.undo, undo{kind: undoSet, inst: i, at: hole, val: i.values[hole]})
	i.values[hole] = v
	return ""
}

func (a *patcher) component(i *instance, op *bridge.Op) (reason string) {
	n, reason := i.node(op.At)
	if reason != "" {
		return reason
	}
	if n.kind != bridge.NodeComponent {
		return fmt.Sprintf("node %d of instance %d is no component", op.At, i.id)
	}
	more := i.places[n.place].need()
	a.undo = append(a.undo, undo{kind: undoComponent, inst: i, at: op.At, val: value.String(more.path), virtual: more.virtual, unstyled: more.unstyled})
	more.path, more.virtual, more.unstyled = op.Path, op.Virtual, op.Unstyled
	return ""
}
