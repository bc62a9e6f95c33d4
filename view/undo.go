package view

import (
	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxss"
)

type undoKind uint8

const (
	undoDefine undoKind = iota
	undoCreate
	undoMove
	undoRemove
	undoSet
	undoComponent
	undoSlot
	undoLayer
)

// undo is how to take one operation back once all later ones are.
type undo struct {
	kind  undoKind
	layer bridge.Layer
	// virtual and unstyled are those of a component.
	virtual, unstyled bool
	at                int32
	inst              *instance
	// ref is the neighbour that a moved instance stood in front of.
	ref  *instance
	slot *slotUndo
	// val is the old value, or the old path of a component.
	val value.Value
}

type slotUndo struct {
	roots  []slotRoot
	stolen []stolenRoot
}

// stolenRoot is a root that another slot showed.
type stolenRoot struct {
	root slotRoot
	from assignment
}

// rollback brings the page to the state before the batch.
func (a *patcher) rollback() {
	for k := len(a.undo) - 1; k >= 0; k-- {
		a.undoOne(&a.undo[k])
	}
	clear(a.removed)
	a.removed = a.removed[:0]
}

func (a *patcher) undoOne(u *undo) {
	i, p := u.inst, a.page
	switch u.kind {
	case undoDefine:
		id := bridge.SkeletonID(u.at)
		a.view.skeletonNodes -= skeletonWeight(a.view.skeletons[id].def)
		delete(a.view.skeletons, id)
		a.view.lastSkel = nil
	case undoCreate:
		i.detach(p)
		p.nodes -= i.skel.weight()
		p.table.free(i)
	case undoMove:
		pl := i.parent.placeAt(i.at)
		pl.unlink(i)
		pl.insert(i, u.ref)
	case undoRemove:
		a.each(i, func(i *instance) {
			i.dead = false
			p.nodes += i.skel.weight()
		})
		i.reattach(p)
	case undoSet:
		i.values[u.at] = u.val
	case undoComponent:
		more := i.placeAt(u.at).more
		more.path, _ = u.val.AsString()
		more.virtual, more.unstyled = u.virtual, u.unstyled
	case undoSlot:
		u.slot.restore(i, u.at)
	case undoLayer:
		i.ext.setLayer(layerKey{u.at, u.layer}, u.val, u.val.IsUndefined())
	}
}

// restore gives the slot node its old roots back, and other slots theirs.
func (s *slotUndo) restore(i *instance, at int32) {
	more := i.placeAt(at).more
	unassign(more.roots)
	for _, st := range s.stolen {
		st.from.put(st.root)
		st.root.assign(st.from)
	}
	more.roots = s.roots
	for k, r := range s.roots {
		if r.inst != nil {
			r.assign(assignment{i, at, int32(k)})
		}
	}
}

// commit forgets what the batch removed.
func (a *patcher) commit() {
	for _, top := range a.removed {
		a.each(top, a.release)
	}
}

// release forgets one removed instance: it leaves the slots that show its
// roots, and the roots that its own slots show are free again.
func (a *patcher) release(i *instance) {
	if i.ext != nil {
		for _, s := range i.ext.assigned {
			if s.slot != nil {
				s.put(slotRoot{})
			}
		}
	}
	for _, n := range i.skel.slots {
		if more := i.placeAt(n).more; more != nil {
			unassign(more.roots)
		}
	}
	styles := i.styles()
	for k := range styles {
		styles[k].state = wxss.StyleState{}
	}
	a.page.table.free(i)
}
