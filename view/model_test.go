package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// checkLinks proves that the page's links agree with each other.
func checkLinks(p *Page) error {
	nodes, live := 0, int32(0)
	for key, s := range p.table.slabs {
		count := int32(0)
		for k := range s.inst {
			i := &s.inst[k]
			if i.id == 0 {
				if i.skel != nil || i.prev != nil || i.next != nil {
					return fmt.Errorf("slab %d: entry %d is not empty", key, k)
				}
				continue
			}
			count++
			nodes += i.skel.weight()
			if err := checkInstance(p, i); err != nil {
				return err
			}
		}
		if count == 0 || count != s.live {
			return fmt.Errorf("slab %d says it has %d instances, it has %d", key, s.live, count)
		}
		live += count
	}
	if nodes != p.nodes {
		return fmt.Errorf("the page counts %d nodes, there are %d", p.nodes, nodes)
	}
	return checkTree(p)
}

func checkInstance(p *Page, i *instance) error {
	if i.dead {
		return fmt.Errorf("instance %d is dead", i.id)
	}
	if i.parent == nil != (p.root == i) {
		return fmt.Errorf("instance %d has no parent and is not the root", i.id)
	}
	if i.parent != nil && !i.parent.alive() {
		return fmt.Errorf("the parent of instance %d is gone", i.id)
	}
	for k := range i.places {
		var last *instance
		for c := i.places[k].first; c != nil; c = c.next {
			if c.prev != last || c.parent != i || !c.alive() || c.shadow {
				return fmt.Errorf("instance %d is linked wrongly below instance %d", c.id, i.id)
			}
			last = c
		}
		if i.places[k].last != last {
			return fmt.Errorf("place %d of instance %d ends wrongly", k, i.id)
		}
	}
	for _, n := range i.skel.slots {
		more := i.placeAt(n).more
		if more == nil {
			continue
		}
		for k, r := range more.roots {
			if r.inst == nil {
				continue
			}
			if !r.inst.alive() || r.inst.assigned(&r.inst.skel.nodes[r.node]) != (assignment{i, n, int32(k)}) {
				return fmt.Errorf("slot %d of instance %d shows a root that says otherwise", n, i.id)
			}
		}
	}
	if i.ext != nil {
		for r, a := range i.ext.assigned {
			if a.slot == nil {
				continue
			}
			if to := a.slot.placeAt(a.node).more.roots[a.pos]; !a.slot.alive() || to.inst != i || i.skel.nodes[to.node].root != int32(r) {
				return fmt.Errorf("root %d of instance %d says it is in a slot that does not show it", r, i.id)
			}
		}
	}
	return nil
}

// checkTree walks the composed tree both ways.
func checkTree(p *Page) (err error) {
	seen := map[pos]bool{}
	p.walk(pos{}, func(at pos) verdict {
		if seen[at] {
			err = fmt.Errorf("%s is in the tree twice", at.tag())
			return stop
		}
		seen[at] = true
		for c := p.first(at); c.ok(); c = p.next(c) {
			if p.parent(c) != at {
				err = fmt.Errorf("a child of %s has another parent", at.tag())
				return stop
			}
		}
		return descend
	}, nil)
	return err
}

// model is the plain way to do what the view does: it keeps slices and maps
// and composes by recursion. It takes only batches that the view took.
type model struct {
	inst map[bridge.InstanceID]*modelInst
	root bridge.InstanceID
}

type modelInst struct {
	skel     *bridge.Skeleton
	values   []value.Value
	parent   bridge.InstanceID
	at       int32
	shadow   bool
	children map[int32][]bridge.InstanceID
	shadows  map[int32]bridge.InstanceID
	paths    map[int32]string
	roots    map[int32][]bridge.Root
	layers   map[layerKey]string
}

func (m *model) apply(ops []bridge.Op) {
	for _, op := range ops {
		i := m.inst[op.Instance]
		switch op.Kind {
		case bridge.OpCreate:
			m.create(op)
		case bridge.OpMove:
			m.unlink(op.Instance)
			m.link(op.Instance, op.Before)
		case bridge.OpRemove:
			m.remove(op.Instance)
		case bridge.OpSet:
			i.values[op.At] = op.Value
		case bridge.OpComponent:
			i.paths[op.At] = op.Path
		case bridge.OpSlot:
			for _, r := range op.Roots {
				m.unslot(func(other bridge.Root) bool { return other == r })
			}
			i.roots[op.At] = slices.Clone(op.Roots)
		case bridge.OpLayer:
			i.layers[layerKey{op.At, op.Layer}] = value.Text(op.Value)
		}
	}
}

func (m *model) create(op bridge.Op) {
	m.inst[op.Instance] = &modelInst{
		skel: op.Skeleton, values: slices.Clone(op.Values), parent: op.Parent, at: op.At, shadow: op.Shadow,
		children: map[int32][]bridge.InstanceID{}, shadows: map[int32]bridge.InstanceID{}, paths: map[int32]string{},
		roots: map[int32][]bridge.Root{}, layers: map[layerKey]string{},
	}
	switch {
	case op.Parent == 0:
		m.root = op.Instance
	case op.Shadow:
		m.inst[op.Parent].shadows[op.At] = op.Instance
	default:
		m.link(op.Instance, op.Before)
	}
}

func (m *model) link(i, before bridge.InstanceID) {
	at, up := m.inst[i].at, m.inst[m.inst[i].parent]
	k := len(up.children[at])
	if before != 0 {
		k = slices.Index(up.children[at], before)
	}
	up.children[at] = slices.Insert(up.children[at], k, i)
}

func (m *model) unlink(i bridge.InstanceID) {
	at, up := m.inst[i].at, m.inst[m.inst[i].parent]
	up.children[at] = slices.DeleteFunc(up.children[at], func(c bridge.InstanceID) bool { return c == i })
}

func (m *model) unslot(gone func(bridge.Root) bool) {
	for _, i := range m.inst {
		for at := range i.roots {
			i.roots[at] = slices.DeleteFunc(i.roots[at], gone)
		}
	}
}

func (m *model) remove(id bridge.InstanceID) {
	i := m.inst[id]
	switch {
	case i.parent == 0:
		m.root = 0
	case i.shadow:
		delete(m.inst[i.parent].shadows, i.at)
	default:
		m.unlink(id)
	}
	m.drop(id)
}

func (m *model) drop(id bridge.InstanceID) {
	i := m.inst[id]
	for _, list := range i.children {
		for _, c := range list {
			m.drop(c)
		}
	}
	for _, s := range i.shadows {
		m.drop(s)
	}
	delete(m.inst, id)
	m.unslot(func(r bridge.Root) bool { return r.Instance == id })
}

func (m *model) slotted(r bridge.Root) bool {
	for _, i := range m.inst {
		for _, roots := range i.roots {
			if slices.Contains(roots, r) {
				return true
			}
		}
	}
	return false
}

// compose writes the tree; dump does the same for a page.
func (m *model) compose() string {
	var b strings.Builder
	if m.root != 0 {
		m.roots(&b, m.root)
	}
	return b.String()
}

func (m *model) roots(b *strings.Builder, id bridge.InstanceID) {
	for n := range m.inst[id].skel.Nodes {
		if r := root(id, int32(n)); m.inst[id].skel.Nodes[n].Parent < 0 && !m.slotted(r) {
			m.one(b, r)
		}
	}
}

func (m *model) one(b *strings.Builder, r bridge.Root) {
	i := m.inst[r.Instance]
	n := &i.skel.Nodes[r.Node]
	if n.Kind == bridge.NodeBlocks {
		for _, c := range i.children[r.Node] {
			m.roots(b, c)
		}
		return
	}
	fmt.Fprintf(b, "(%d:%d %s", r.Instance, r.Node, n.Tag)
	for h, hole := range i.skel.Holes {
		if hole.Node == r.Node {
			fmt.Fprintf(b, " %s", value.Text(i.values[h]))
		}
	}
	b.WriteString(i.layers[layerKey{r.Node, bridge.LayerWXSStyle}])
	switch n.Kind {
	case bridge.NodeElement:
		for k := range i.skel.Nodes {
			if i.skel.Nodes[k].Parent == r.Node {
				m.one(b, root(r.Instance, int32(k)))
			}
		}
	case bridge.NodeComponent:
		b.WriteString(i.paths[r.Node])
		if s := i.shadows[r.Node]; s != 0 {
			m.roots(b, s)
		} else if i.paths[r.Node] == "" {
			for _, c := range i.children[r.Node] {
				m.roots(b, c)
			}
		}
	case bridge.NodeSlot:
		for _, r := range i.roots[r.Node] {
			m.one(b, r)
		}
	}
	b.WriteString(")")
}

func dump(p *Page) string {
	var b strings.Builder
	p.walk(pos{}, func(at pos) verdict {
		if at.isPage() {
			return descend
		}
		fmt.Fprintf(&b, "(%d:%d %s", at.inst.id, at.idx, at.def().Tag)
		for h, hole := range at.inst.skel.def.Holes {
			if hole.Node == at.idx {
				fmt.Fprintf(&b, " %s", value.Text(at.inst.values[h]))
			}
		}
		b.WriteString(value.Text(at.layer(bridge.LayerWXSStyle)))
		b.WriteString(at.component())
		return descend
	}, func(at pos) {
		if !at.isPage() {
			b.WriteString(")")
		}
	})
	return b.String()
}
