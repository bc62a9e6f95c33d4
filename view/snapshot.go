package view

import (
	"cmp"
	"maps"
	"slices"

	"github.com/mica-go/mica/bridge"
)

// Snapshot returns the messages that bring a view that has seen nothing to the
// state of this one: for each open page, by number, its opening and its tree as
// one batch with the number of the last one applied, then the page stack. Every
// skeleton of the app is defined, whether an instance shows it or not. The
// messages are the caller's, nothing in them changes with the view.
func (v *View) Snapshot() []bridge.ToView {
	v.mu.RLock()
	defer v.mu.RUnlock()
	var defines []bridge.Op
	for _, id := range slices.Sorted(maps.Keys(v.skeletons)) {
		defines = append(defines, bridge.Op{Kind: bridge.OpDefine, Skeleton: v.skeletons[id].def})
	}
	var out []bridge.ToView
	for _, id := range slices.Sorted(maps.Keys(v.pages)) {
		p := v.pages[id]
		out = append(out, &bridge.OpenPage{Page: id, Path: p.path, Query: p.query})
		if p.seq == 0 {
			continue
		}
		s := snapshot{ops: defines}
		defines = nil
		if p.root != nil {
			s.tree(p.root)
		}
		out = append(out, &bridge.Batch{Page: id, Seq: p.seq, Ops: append(s.ops, s.slots...)})
	}
	return append(out, &bridge.Stack{Pages: slices.Clone(v.stack)})
}

// snapshot puts the batch of one page together.
type snapshot struct {
	ops []bridge.Op
	// slots come last, when all content is there.
	slots []bridge.Op
	stack []*instance
}

// tree makes an instance and all below it, parents first, siblings in order.
func (s *snapshot) tree(top *instance) {
	s.stack = append(s.stack, top)
	for len(s.stack) > 0 {
		i := s.stack[len(s.stack)-1]
		s.stack = s.stack[:len(s.stack)-1]
		op := bridge.Op{Kind: bridge.OpCreate, Instance: i.id, Skeleton: i.skel.def, Values: slices.Clone(i.values), At: i.at, Shadow: i.shadow}
		if i.parent != nil {
			op.Parent = i.parent.id
		}
		s.ops = append(s.ops, op)
		s.layers(i)
		for at := range i.skel.nodes {
			if n := &i.skel.nodes[at]; n.place >= 0 {
				s.place(i, int32(at), n, &i.places[n.place])
			}
		}
		for k := len(i.places) - 1; k >= 0; k-- { // the stack turns the order round
			for c := i.places[k].last; c != nil; c = c.prev {
				s.stack = append(s.stack, c)
			}
			if root := i.places[k].shadowRoot(); root != nil {
				s.stack = append(s.stack, root)
			}
		}
	}
}

// place tells what a component or slot node holds besides instances.
func (s *snapshot) place(i *instance, at int32, n *skelNode, pl *place) {
	if pl.more == nil {
		return
	}
	if n.kind == bridge.NodeComponent && (pl.more.path != "" || pl.more.virtual || pl.more.unstyled) {
		s.ops = append(s.ops, bridge.Op{Kind: bridge.OpComponent, Instance: i.id, At: at, Path: pl.more.path, Virtual: pl.more.virtual, Unstyled: pl.more.unstyled})
	}
	var roots []bridge.Root
	for _, r := range pl.more.roots {
		if r.inst != nil {
			roots = append(roots, bridge.Root{Instance: r.inst.id, Node: r.node})
		}
	}
	if len(roots) > 0 {
		s.slots = append(s.slots, bridge.Op{Kind: bridge.OpSlot, Instance: i.id, At: at, Roots: roots})
	}
}

func (s *snapshot) layers(i *instance) {
	if i.ext == nil || len(i.ext.layers) == 0 {
		return
	}
	keys := slices.SortedFunc(maps.Keys(i.ext.layers), func(a, b layerKey) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.layer, b.layer))
	})
	for _, k := range keys {
		s.ops = append(s.ops, bridge.Op{Kind: bridge.OpLayer, Instance: i.id, At: k.node, Layer: k.layer, Value: i.ext.layers[k]})
	}
}
