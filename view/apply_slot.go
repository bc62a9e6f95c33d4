package view

import (
	"fmt"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// slot makes the slot node show roots, in their order. A root leaves the slot
// that showed it before.
//
// A root must be content of the very component in whose shadow tree the slot
// stands. That keeps the composed tree a tree: from a slot all ways lead up to
// that component's host, which stands above its content.
func (a *patcher) slot(i *instance, at int32, roots []bridge.Root) (reason string) {
	n, reason := i.node(at)
	if reason != "" {
		return reason
	}
	if n.kind != bridge.NodeSlot {
		return fmt.Sprintf("node %d of instance %d is no slot", at, i.id)
	}
	more := i.places[n.place].need()
	back := &slotUndo{roots: more.roots}
	a.undo = append(a.undo, undo{kind: undoSlot, inst: i, at: at, slot: back})
	unassign(more.roots)
	more.roots = make([]slotRoot, 0, len(roots))
	for k, r := range roots {
		root, reason := a.slotRoot(i.scope, r)
		if reason != "" {
			return reason
		}
		old := root.inst.assigned(&root.inst.skel.nodes[root.node])
		if old.slot == i && old.node == at {
			return fmt.Sprintf("node %d of instance %d stands in the slot twice", r.Node, r.Instance)
		}
		if old.slot != nil {
			back.stolen = append(back.stolen, stolenRoot{root, old})
			old.put(slotRoot{})
		}
		root.assign(assignment{i, at, int32(k)})
		more.roots = append(more.roots, root)
	}
	return ""
}

// slotRoot checks that r is a root of content given to the host of scope.
func (a *patcher) slotRoot(scope *instance, r bridge.Root) (root slotRoot, reason string) {
	inst := a.page.table.get(r.Instance)
	if inst == nil {
		return root, fmt.Sprintf("there is no instance %d for the slot", r.Instance)
	}
	n, reason := inst.node(r.Node)
	if reason != "" {
		return root, reason
	}
	if n.parent >= 0 {
		return root, fmt.Sprintf("node %d of instance %d is no root and can't stand in a slot", r.Node, r.Instance)
	}
	c := inst.content
	if c == nil || !scope.shadow || c.parent != scope.parent || c.at != scope.at {
		return root, fmt.Sprintf("instance %d is no content of the component whose slot it is put in", r.Instance)
	}
	return slotRoot{inst, r.Node}, ""
}

// assign records the slot that shows the root.
func (r slotRoot) assign(to assignment) {
	ext := r.inst.extend()
	if ext.assigned == nil {
		ext.assigned = make([]assignment, r.inst.skel.roots)
	}
	ext.assigned[r.inst.skel.nodes[r.node].root] = to
}

// put enters the root at that place of the slot.
func (a assignment) put(r slotRoot) { a.slot.placeAt(a.node).more.roots[a.pos] = r }

// unassign takes the roots off their slot.
func unassign(roots []slotRoot) {
	for _, r := range roots {
		if r.inst != nil {
			r.assign(assignment{})
		}
	}
}

// layer sets one layer of a node; an empty one is forgotten.
func (a *patcher) layer(i *instance, op *bridge.Op) (reason string) {
	n, reason := i.node(op.At)
	if reason != "" {
		return reason
	}
	if n.kind != bridge.NodeElement && n.kind != bridge.NodeComponent {
		return fmt.Sprintf("node %d of instance %d has no class or style", op.At, i.id)
	}
	empty := op.Value.IsNullish()
	switch op.Layer {
	case bridge.LayerWXSStyle, bridge.LayerAnimation:
		s, ok := op.Value.AsString()
		if !ok && !empty {
			return fmt.Sprintf("layer %d takes a style string, not %s", op.Layer, op.Value.Kind())
		}
		empty = s == ""
	case bridge.LayerWXSAdd, bridge.LayerWXSRemove:
		if !empty && !stringsOnly(op.Value) {
			return fmt.Sprintf("layer %d takes an array of names, not %s", op.Layer, op.Value.Kind())
		}
	case bridge.LayerHover:
		if !empty && !classList(op.Value) {
			return fmt.Sprintf("layer %d takes a class list, not %s", op.Layer, op.Value.Kind())
		}
	case bridge.LayerValue:
		if n.kind != bridge.NodeElement {
			return fmt.Sprintf("node %d of instance %d is no built-in component", op.At, i.id)
		}
	default:
		return fmt.Sprintf("there is no layer %d", op.Layer)
	}
	key := layerKey{op.At, op.Layer}
	ext := i.extend()
	a.undo = append(a.undo, undo{kind: undoLayer, inst: i, at: op.At, layer: op.Layer, val: ext.layers[key]})
	ext.setLayer(key, op.Value, empty)
	return ""
}

func (e *extension) setLayer(key layerKey, v value.Value, empty bool) {
	if empty {
		delete(e.layers, key)
		return
	}
	if e.layers == nil {
		e.layers = map[layerKey]value.Value{}
	}
	e.layers[key] = v
}

// fits reports whether a hole of that kind takes v.
func fits(kind bridge.HoleKind, v value.Value) bool {
	switch kind {
	case bridge.HoleAttr, bridge.HoleData:
		return true
	case bridge.HoleClass:
		return v.IsString() || classList(v)
	}
	return v.IsString()
}

func classList(v value.Value) bool {
	arr := v.AsArray()
	if arr == nil {
		return false
	}
	for _, e := range arr.Items() {
		if e.IsString() {
			continue
		}
		if pair := e.AsArray(); pair == nil || pair.Len() != 2 || !stringsOnly(e) {
			return false
		}
	}
	return true
}

func stringsOnly(v value.Value) bool {
	arr := v.AsArray()
	if arr == nil {
		return false
	}
	for _, e := range arr.Items() {
		if !e.IsString() {
			return false
		}
	}
	return true
}

func wrongValue(hole int32, kind bridge.HoleKind, v value.Value) string {
	want := "a string"
	if kind == bridge.HoleClass {
		want = "a string or an array of strings and [scope, name] pairs"
	}
	return fmt.Sprintf("hole %d takes %s, not %s", hole, want, v.Kind())
}
