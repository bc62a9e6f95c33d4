package view

import (
	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// instance is one block instance. There is no object per node: a node is an
// instance and an index.
type instance struct {
	skel *skeleton
	// values are the holes' values in the order of the skeleton's holes; the
	// batch's own slice.
	values []value.Value
	// parent and at are the node whose place holds this instance; parent is nil
	// for the page's root.
	parent *instance
	// scope is the root of the shadow tree that the instance belongs to: itself
	// for a shadow root and for the page's root.
	scope *instance
	// content is the instance given to a component as content of which this one
	// is a top-level part: itself, or the one above it through blocks that are
	// roots. It is nil for every other instance. Only such an instance's roots
	// can go to a slot.
	content *instance
	// prev and next are the neighbours in the list of the place. A removed
	// instance keeps them until the batch is through, so that it can be put back.
	prev, next *instance
	places     []place
	ext        *extension
	// styled are the nodes as elements with a style, nil until one is asked for:
	// a pointer, since most pages never are. Readers make it, under the lock of
	// the page's styles.
	styled *[]styleNode
	id     bridge.InstanceID
	at     int32
	shadow bool
	// dead is set between an instance's removal and the end of the batch.
	dead bool
}

// place is what a blocks, component or slot node of an instance holds.
type place struct {
	// first and last are the child instances of blocks or content of a component.
	first, last *instance
	// more is present for components that were named or have a shadow root, and
	// for slots with roots.
	more *placeMore
}

type placeMore struct {
	shadow *instance
	path   string
	roots  []slotRoot
	// virtual and unstyled are as in bridge.OpComponent.
	virtual, unstyled bool
}

// slotRoot is a root that a slot shows, or the empty place of one that left.
// The root's own assignment names the slot and its index there.
type slotRoot struct {
	inst *instance
	node int32
}

// extension holds what few instances have.
type extension struct {
	// assigned tells the slot of each root, by skelNode.root.
	assigned []assignment
	layers   map[layerKey]value.Value
}

// assignment names a slot node and an index into its roots; slot is nil for none.
type assignment struct {
	slot *instance
	node int32
	pos  int32
}

type layerKey struct {
	node  int32
	layer bridge.Layer
}

func (i *instance) alive() bool { return i.id != 0 && !i.dead }

// assigned returns the slot that shows root n of the instance.
func (i *instance) assigned(n *skelNode) assignment {
	if i.ext == nil || i.ext.assigned == nil {
		return assignment{}
	}
	return i.ext.assigned[n.root]
}

func (i *instance) extend() *extension {
	if i.ext == nil {
		i.ext = &extension{}
	}
	return i.ext
}

// styles returns the nodes as elements with a style, nil if none was asked for.
func (i *instance) styles() []styleNode {
	if i.styled == nil {
		return nil
	}
	return *i.styled
}

func (i *instance) placeAt(node int32) *place { return &i.places[i.skel.nodes[node].place] }

func (p *place) need() *placeMore {
	if p.more == nil {
		p.more = &placeMore{}
	}
	return p.more
}

// shadowRoot returns the component's shadow root, or nil.
func (p *place) shadowRoot() *instance {
	if p.more == nil {
		return nil
	}
	return p.more.shadow
}

// showsContent reports whether the component node is an inert one, whose
// children are its content.
func (p *place) showsContent() bool {
	return p.more == nil || p.more.shadow == nil && p.more.path == ""
}

// insert puts i in front of before, last when before is nil.
func (p *place) insert(i, before *instance) {
	if before == nil {
		i.prev, i.next = p.last, nil
	} else {
		i.prev, i.next = before.prev, before
	}
	p.relink(i)
}

// relink enters i between the neighbours it names.
func (p *place) relink(i *instance) {
	if i.prev != nil {
		i.prev.next = i
	} else {
		p.first = i
	}
	if i.next != nil {
		i.next.prev = i
	} else {
		p.last = i
	}
}

// unlink takes i out; it still names its neighbours.
func (p *place) unlink(i *instance) {
	if i.prev != nil {
		i.prev.next = i.next
	} else {
		p.first = i.next
	}
	if i.next != nil {
		i.next.prev = i.prev
	} else {
		p.last = i.prev
	}
}

// slabSize instances with neighbouring numbers are allocated together: numbers
// count up, so those made together lie together and one map entry serves all.
const (
	slabBits = 4
	slabSize = 1 << slabBits
)

type slab struct {
	inst [slabSize]instance
	key  bridge.InstanceID
	live int32
}

// table finds the instances of a page by their numbers.
type table struct {
	slabs map[bridge.InstanceID]*slab
	last  *slab
}

func (t *table) slab(id bridge.InstanceID) *slab {
	key := id >> slabBits
	if t.last != nil && t.last.key == key {
		return t.last
	}
	s := t.slabs[key]
	if s != nil {
		t.last = s
	}
	return s
}

// get returns the living instance of that number, or nil.
func (t *table) get(id bridge.InstanceID) *instance {
	s := t.slab(id)
	if s == nil || id == 0 {
		return nil
	}
	if i := &s.inst[id%slabSize]; i.alive() {
		return i
	}
	return nil
}

// add returns the empty instance of that number, or nil when the number is taken.
func (t *table) add(id bridge.InstanceID) *instance {
	s := t.slab(id)
	if s == nil {
		s = &slab{key: id >> slabBits}
		if t.slabs == nil {
			t.slabs = map[bridge.InstanceID]*slab{}
		}
		t.slabs[s.key] = s
		t.last = s
	}
	i := &s.inst[id%slabSize]
	if i.id != 0 {
		return nil
	}
	i.id = id
	s.live++
	return i
}

// free forgets the instance.
func (t *table) free(i *instance) {
	s := t.slab(i.id)
	*i = instance{}
	if s.live--; s.live > 0 {
		return
	}
	delete(t.slabs, s.key)
	if t.last == s {
		t.last = nil
	}
}
