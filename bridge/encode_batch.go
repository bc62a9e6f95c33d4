package bridge

import (
	"math"

	"github.com/mica-go/mica/internal/value"
)

// The low half of an operation's first byte.
const (
	opEnd byte = iota
	opDefine
	opCreate
	opCreateBefore
	opMove
	opRemove
	opSet
	opComponent
	opSlot
	opLayer
	opDefineAgain
)

// The high half, by kind of operation.
const (
	// create: where the instance stands
	placeSame     = 0 << 4 // parent, node and shadow as at the skeleton's last create
	placeDistance = 1 << 4 // node and shadow so, and the parent's number as far off
	placeExplicit = 2 << 4
	placeMask     = 3 << 4
	otherSkeleton = 1 << 6 // not the skeleton that followed last time
	otherInstance = 1 << 7 // not the number after the one made last

	// move, remove: the instance is the one after, or before, that of the last
	// operation
	stepUp   = 1 << 4
	stepDown = 1 << 5
	// move: to the end, or in front of the last operation's instance
	moveEnd    = 1 << 6
	moveBefore = 1 << 7

	// others: about the same instance as the last operation
	sameInstance = 1 << 4
	// component: as in the instance of the skeleton before
	flagVirtual   = 1 << 5
	sameComponent = 1 << 6
	flagUnstyled  = 1 << 7
	// slot: a single root, which is node 0; the same node as the last slot; the
	// first root is the instance after the last root of the last slot
	oneRoot  = 1 << 5
	sameSlot = 1 << 6
	nextRoot = 1 << 7
	// layer: the edit follows
	flagLayerEdit = 1 << 5
	// set: the hole, or wideHole and the number follows
	holeShift = 5
	wideHole  = 7
)

func (e *Encoder) batch(m *Batch) {
	e.byte(kindBatch)
	e.uint(uint64(m.Page))
	e.int(int64(m.Seq - e.create.seq))
	e.create.seq = m.Seq
	for i := range m.Ops {
		e.op(&m.Ops[i])
		if e.err != nil {
			return
		}
		if len(e.b) > 2*maxEncoded {
			e.fail("the message is longer than %d bytes", maxEncoded)
			return
		}
	}
	e.byte(opEnd)
}

func (e *Encoder) op(op *Op) {
	switch op.Kind {
	case OpDefine:
		e.define(op.Skeleton)
	case OpCreate:
		e.createOp(op)
	case OpMove:
		flags := e.step(op.Instance)
		before := e.create.inst
		switch op.Before {
		case 0:
			flags |= moveEnd
		case before:
			flags |= moveBefore
		}
		e.stepped(opMove|flags, op.Instance)
		if flags&(moveEnd|moveBefore) == 0 {
			e.delta(op.Before, op.Instance)
		}
	case OpRemove:
		e.stepped(opRemove|e.step(op.Instance), op.Instance)
	case OpSet:
		hole := byte(wideHole)
		if uint32(op.At) < wideHole {
			hole = byte(op.At)
		}
		e.instance(opSet|hole<<holeShift, op.Instance)
		if hole == wideHole {
			e.uint(uint64(uint32(op.At)))
		}
		e.value(op.Value, 0)
	case OpComponent:
		e.component(op)
	case OpSlot:
		e.slot(op)
	case OpLayer:
		flags := byte(0)
		if op.Edit != 0 {
			flags = flagLayerEdit
		}
		e.instance(opLayer|flags, op.Instance)
		e.uint(uint64(uint32(op.At)))
		e.byte(byte(op.Layer))
		if op.Edit != 0 {
			e.uint(uint64(op.Edit))
		}
		e.value(op.Value, 0)
	default:
		e.fail("there is no operation of kind %d", op.Kind)
	}
}

// instance writes an operation's first byte and the instance it is about.
func (e *Encoder) instance(first byte, id InstanceID) {
	if id == e.create.inst {
		e.byte(first | sameInstance)
		return
	}
	e.byte(first)
	e.delta(id, e.create.inst)
	e.create.inst = id
}

// step tells whether id is a neighbour of the last operation's instance.
func (e *Encoder) step(id InstanceID) (flags byte) {
	switch id {
	case e.create.inst + 1:
		return stepUp
	case e.create.inst - 1:
		return stepDown
	}
	return 0
}

func (e *Encoder) stepped(first byte, id InstanceID) {
	e.byte(first)
	if first&(stepUp|stepDown) == 0 {
		e.delta(id, e.create.inst)
	}
	e.create.inst = id
}

func (e *Encoder) component(op *Op) {
	is := componentState{op.At, wellFormed(op.Path), op.Virtual, op.Unstyled}
	was := e.create.component(op.Instance)
	if was != nil && *was == is {
		e.instance(opComponent|sameComponent, op.Instance)
		return
	}
	flags := byte(0)
	if op.Virtual {
		flags |= flagVirtual
	}
	if op.Unstyled {
		flags |= flagUnstyled
	}
	e.instance(opComponent|flags, op.Instance)
	e.uint(uint64(uint32(op.At)))
	e.string(op.Path)
	if was != nil {
		*was = is.remembered()
	}
}

func (e *Encoder) slot(op *Op) {
	c := &e.create
	flags := byte(0)
	if len(op.Roots) == 1 && op.Roots[0].Node == 0 {
		flags |= oneRoot
	}
	if op.At == c.slotAt {
		flags |= sameSlot
	}
	if len(op.Roots) > 0 && op.Roots[0].Instance == c.slotRoot+1 {
		flags |= nextRoot
	}
	e.instance(opSlot|flags, op.Instance)
	if flags&sameSlot == 0 {
		e.uint(uint64(uint32(op.At)))
		c.slotAt = op.At
	}
	if flags&oneRoot == 0 {
		e.uint(uint64(len(op.Roots)))
	}
	near := op.Instance
	for i, r := range op.Roots {
		if i > 0 || flags&nextRoot == 0 {
			e.delta(r.Instance, near)
		}
		if flags&oneRoot == 0 {
			e.uint(uint64(uint32(r.Node)))
		}
		near = r.Instance
		c.slotRoot = near
	}
}

func (e *Encoder) createOp(op *Op) {
	if op.Skeleton == nil {
		e.fail("instance %d is made from no skeleton", op.Instance)
		return
	}
	s := e.create.expected()
	first := opCreate
	if s == nil || s.def != op.Skeleton {
		first |= otherSkeleton
		if s = e.skels[op.Skeleton.ID]; s == nil || s.def != op.Skeleton {
			e.define(op.Skeleton)
			s = e.skels[op.Skeleton.ID]
		}
	}
	if len(op.Values) != len(op.Skeleton.Holes) {
		e.fail("instance %d has %d values for the %d holes of skeleton %d", op.Instance, len(op.Values), len(op.Skeleton.Holes), op.Skeleton.ID)
		return
	}
	if op.Before != 0 {
		first = first&^opCreate | opCreateBefore
	}
	if op.Instance != e.create.made+1 {
		first |= otherInstance
	}
	switch {
	case op.At != s.at || op.Shadow != s.shadow:
		first |= placeExplicit
	case op.Parent == s.parent:
	case op.Instance-op.Parent == s.inst-s.parent:
		first |= placeDistance
	default:
		first |= placeExplicit
	}
	e.byte(first)
	if first&otherSkeleton != 0 {
		e.uint(uint64(op.Skeleton.ID))
	}
	if first&otherInstance != 0 {
		e.delta(op.Instance, e.create.made)
	}
	if first&placeMask == placeExplicit {
		at := uint64(uint32(op.At)) << 1
		if op.Shadow {
			at |= 1
		}
		e.uint(at)
		e.delta(op.Parent, op.Instance)
	}
	if op.Before != 0 {
		e.delta(op.Before, op.Instance)
	}
	e.holes(s, op.Values)
	e.create.created(s, op)
}

// holes writes the values of a new instance against those of the one before.
func (e *Encoder) holes(s *skeletonState, vals []value.Value) {
	for i := range vals {
		v, was := vals[i], &s.values[i]
		if !was.IsUndefined() && same(*was, v, 0) {
			e.byte(tagRepeat)
			continue
		}
		if e.follows(*was, v) {
			e.byte(tagSuccessor)
			*was = v
			continue
		}
		start := len(e.b)
		e.value(v, 0)
		*was = remembered(v, len(e.b)-start)
	}
}

// same reports whether the other end can take what it made of was for v: they
// are identical, and so are their elements where they are small arrays. 0 and
// -0 are two.
func same(was, v value.Value, depth int) bool {
	if a, b := was.AsArray(), v.AsArray(); a != nil && b != nil && a != b {
		if a.Len() != b.Len() || a.Len() > 8 || depth == 2 {
			return false
		}
		for i, x := range a.Items() {
			if !same(x, b.At(i), depth+1) {
				return false
			}
		}
		return true
	}
	if !value.Identical(was, v) {
		return false
	}
	f, ok := was.AsNumber()
	g, _ := v.AsNumber()
	return !ok || f != 0 || math.Signbit(f) == math.Signbit(g)
}

// follows reports whether v is was plus one: a number, or a text with its last
// number.
func (e *Encoder) follows(was, v value.Value) bool {
	if a, ok := was.AsNumber(); ok {
		b, ok := v.AsNumber()
		return ok && a+1 == b && countable(a) && math.Float64bits(a+1) == math.Float64bits(b)
	}
	a, ok := was.AsString()
	if !ok || len(a) == 0 {
		return false
	}
	b, ok := v.AsString()
	if !ok || len(b)-len(a) > 1 || len(b) < len(a) {
		return false
	}
	if x, y := a[len(a)-1], b[len(b)-1]; x != y && (!isDigit(x) || !isDigit(y)) {
		return false
	}
	return string(successor(e.buf[:0], a)) == b && wellFormed(a) == a
}

// countable reports whether f is a whole number that plus one is exact.
func countable(f float64) bool { return f == math.Trunc(f) && math.Abs(f) < maxExact }

func (e *Encoder) define(def *Skeleton) {
	if def == nil {
		e.fail("an operation defines no skeleton")
		return
	}
	if s := e.skels[def.ID]; s != nil && s.def == def {
		e.byte(opDefineAgain)
		e.uint(uint64(def.ID))
		return
	}
	if e.skels == nil {
		e.skels = make(map[SkeletonID]*skeletonState)
	}
	e.skels[def.ID] = newSkeletonState(def)
	e.byte(opDefine)
	e.uint(uint64(def.ID))
	e.uint(uint64(len(def.Nodes)))
	for i := range def.Nodes {
		e.node(&def.Nodes[i], i)
	}
	e.uint(uint64(len(def.Holes)))
	for i := range def.Holes {
		h := &def.Holes[i]
		e.byte(byte(h.Kind))
		e.uint(uint64(uint32(h.Node)))
		e.string(h.Name)
	}
}

// The parts of a node that are there.
const (
	hasTag = 1 << iota
	hasText
	hasID
	hasStyle
	hasClass
	hasSlot
	hasName
	hasAttrs
	hasData
	hasEvents
)

func (e *Encoder) node(n *Node, i int) {
	e.byte(byte(n.Kind))
	e.int(int64(i) - int64(n.Parent))
	texts := [...]string{n.Tag, n.Text, n.ID, n.Style, n.Slot, n.Name}
	bits := [...]uint64{hasTag, hasText, hasID, hasStyle, hasSlot, hasName}
	mask := uint64(0)
	for k, s := range texts {
		if s != "" {
			mask |= bits[k]
		}
	}
	for _, l := range [...]struct {
		n   int
		bit uint64
	}{{len(n.Class), hasClass}, {len(n.Attrs), hasAttrs}, {len(n.Data), hasData}, {len(n.Events), hasEvents}} {
		if l.n > 0 {
			mask |= l.bit
		}
	}
	e.uint(mask)
	for _, s := range texts {
		if s != "" {
			e.string(s)
		}
	}
	if len(n.Class) > 0 {
		e.uint(uint64(len(n.Class)))
		for _, c := range n.Class {
			e.string(c.Scope)
			e.string(c.Name)
		}
	}
	for _, list := range [...][]Attr{n.Attrs, n.Data} {
		if len(list) > 0 {
			e.uint(uint64(len(list)))
			for _, a := range list {
				e.string(a.Name)
				e.value(a.Value, 0)
			}
		}
	}
	if len(n.Events) > 0 {
		e.uint(uint64(len(n.Events)))
		for _, s := range n.Events {
			e.string(s)
		}
	}
}
