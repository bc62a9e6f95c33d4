package bridge

import (
	"unsafe"

	"github.com/mica-go/mica/internal/value"
)

const sizeOfOp = int(unsafe.Sizeof(Op{}))

func (d *Decoder) batch() *Batch {
	m := &Batch{Page: PageID(d.uint32())}
	d.create.seq += uint64(d.int())
	m.Seq = d.create.seq
	// Most operations take three bytes or more; the first guess is a cautious one.
	m.Ops = make([]Op, 0, min(d.left()/3, 1<<12))
	for {
		first := d.byte()
		if d.err != nil || first == opEnd {
			break
		}
		if !d.take(sizeOfOp) {
			break
		}
		m.Ops = append(m.Ops, Op{})
		d.op(first, &m.Ops[len(m.Ops)-1])
	}
	return m
}

func (d *Decoder) op(first byte, op *Op) {
	switch first & 0x0F {
	case opDefine, opDefineAgain:
		d.defineOp(first, op)
	case opCreate, opCreateBefore:
		d.createOp(first, op)
	case opMove:
		op.Kind = OpMove
		before := d.create.inst
		d.stepped(first, op)
		switch first & (moveEnd | moveBefore) {
		case 0:
			op.Before = d.delta(op.Instance)
		case moveBefore:
			op.Before = before
		}
	case opRemove:
		op.Kind = OpRemove
		d.stepped(first, op)
	case opSet:
		op.Kind = OpSet
		d.instance(first, op)
		if hole := first >> holeShift; hole < wideHole {
			op.At = int32(hole)
		} else {
			op.At = int32(d.uint32())
		}
		op.Value = d.value(0)
	case opComponent:
		d.component(first, op)
	case opSlot:
		op.Kind = OpSlot
		d.instance(first, op)
		d.slotOp(first, op)
	case opLayer:
		op.Kind = OpLayer
		d.instance(first, op)
		op.At = int32(d.uint32())
		op.Layer = Layer(d.byte())
		if first&flagLayerEdit != 0 {
			op.Edit = d.uint32()
		}
		op.Value = d.value(0)
	default:
		d.fail("there is no operation of kind %d", first&0x0F)
	}
}

func (d *Decoder) instance(first byte, op *Op) {
	if first&sameInstance == 0 {
		d.create.inst = d.delta(d.create.inst)
	}
	op.Instance = d.create.inst
}

func (d *Decoder) stepped(first byte, op *Op) {
	switch first & (stepUp | stepDown) {
	case stepUp:
		d.create.inst++
	case stepDown:
		d.create.inst--
	default:
		d.create.inst = d.delta(d.create.inst)
	}
	op.Instance = d.create.inst
}

func (d *Decoder) component(first byte, op *Op) {
	op.Kind = OpComponent
	d.instance(first, op)
	was := d.create.component(op.Instance)
	if first&sameComponent != 0 {
		if was == nil || first&(flagVirtual|flagUnstyled) != 0 {
			d.fail("a component is told against one that is not there")
			return
		}
		op.At, op.Path, op.Virtual, op.Unstyled = was.at, was.path, was.virtual, was.unstyled
		return
	}
	op.At, op.Path = int32(d.uint32()), d.string()
	op.Virtual, op.Unstyled = first&flagVirtual != 0, first&flagUnstyled != 0
	if was != nil {
		*was = componentState{op.At, op.Path, op.Virtual, op.Unstyled}.remembered()
	}
}

func (d *Decoder) slotOp(first byte, op *Op) {
	c := &d.create
	if first&sameSlot == 0 {
		c.slotAt = int32(d.uint32())
	}
	op.At = c.slotAt
	n := 1
	if first&oneRoot == 0 {
		n = d.count(int(unsafe.Sizeof(Root{})))
	}
	if n == 0 {
		return
	}
	op.Roots = make([]Root, n)
	near := op.Instance
	for i := range op.Roots {
		if i == 0 && first&nextRoot != 0 {
			near = c.slotRoot + 1
		} else {
			near = d.delta(near)
		}
		node := int32(0)
		if first&oneRoot == 0 {
			node = int32(d.uint32())
		}
		op.Roots[i] = Root{near, node}
	}
	c.slotRoot = near
}

func (d *Decoder) createOp(first byte, op *Op) {
	s := d.create.expected()
	if first&otherSkeleton != 0 {
		id := SkeletonID(d.uint32())
		if s = d.skels[id]; s == nil {
			d.fail("there is no skeleton %d", id)
			return
		}
	} else if s == nil {
		d.fail("an instance is made from no skeleton")
		return
	}
	op.Kind, op.Skeleton = OpCreate, s.def
	op.Instance = d.create.made + 1
	if first&otherInstance != 0 {
		op.Instance = d.delta(d.create.made)
	}
	op.Parent, op.At, op.Shadow = s.parent, s.at, s.shadow
	switch first & placeMask {
	case placeSame:
	case placeDistance:
		op.Parent = op.Instance - (s.inst - s.parent)
	case placeExplicit:
		at := d.uint()
		if at > 1<<33-1 {
			d.fail("there is no node %d", at>>1)
			return
		}
		op.At, op.Shadow = int32(uint32(at>>1)), at&1 != 0
		op.Parent = d.delta(op.Instance)
	default:
		d.fail("an instance stands at a place of no kind")
		return
	}
	if first&0x0F == opCreateBefore {
		op.Before = d.delta(op.Instance)
	}
	op.Values = d.holes(s)
	d.create.created(s, op)
}

// slabValues is how many values of instances are allocated together.
const slabValues = 512

func (d *Decoder) holes(s *skeletonState) []value.Value {
	n := len(s.values)
	if n == 0 {
		return nil
	}
	if n > d.left() {
		d.fail("%d values are announced in %d bytes", n, d.left())
		return nil
	}
	if !d.take(n * sizeOfValue) {
		return nil
	}
	if n > len(d.slab) {
		d.slab = make([]value.Value, max(n, min(slabValues, d.left())))
	}
	vals := d.slab[:n:n]
	d.slab = d.slab[n:]
	for i := range vals {
		vals[i] = d.hole(&s.values[i])
		if d.err != nil {
			return nil
		}
	}
	return vals
}

// hole reads the value of a new instance, told against that of the one before.
func (d *Decoder) hole(was *value.Value) value.Value {
	if d.pos < len(d.data) {
		switch d.data[d.pos] {
		case tagRepeat:
			d.pos++
			return *was
		case tagSuccessor:
			*was = d.successor(*was)
			d.pos++
			return *was
		}
	}
	start := d.pos
	v := d.value(0)
	*was = remembered(v, d.pos-start)
	return v
}

func (d *Decoder) successor(was value.Value) value.Value {
	if f, ok := was.AsNumber(); ok && countable(f) {
		return value.Number(f + 1)
	}
	s, _ := was.AsString()
	next := successor(d.buf[:0], s)
	if len(next) == 0 {
		d.fail("nothing comes after the value before")
		return value.Value{}
	}
	if !d.take(len(next) + 16) {
		return value.Value{}
	}
	d.buf = next[:0]
	return value.String(string(next))
}

func (d *Decoder) defineOp(first byte, op *Op) {
	op.Kind = OpDefine
	id := SkeletonID(d.uint32())
	if first&0x0F == opDefineAgain {
		s := d.skels[id]
		if s == nil {
			d.fail("there is no skeleton %d", id)
			return
		}
		op.Skeleton = s.def
		return
	}
	def := &Skeleton{ID: id}
	n := d.count(int(unsafe.Sizeof(Node{})) / 2)
	d.reserve(n + 1)
	for i := 0; i < n && d.err == nil; i++ {
		def.Nodes = append(def.Nodes, Node{})
		d.node(&def.Nodes[i], i)
	}
	n = d.count(int(unsafe.Sizeof(Hole{})))
	d.reserve(n)
	for i := 0; i < n && d.err == nil; i++ {
		def.Holes = append(def.Holes, Hole{Kind: HoleKind(d.byte()), Node: int32(d.uint32()), Name: d.string()})
	}
	if d.err != nil {
		return
	}
	if d.skels == nil {
		d.skels = make(map[SkeletonID]*skeletonState)
	}
	d.skels[id] = newSkeletonState(def)
	op.Skeleton = def
}

// reserve makes room for n nodes or holes of skeletons, for good.
func (d *Decoder) reserve(n int) {
	if d.room -= n; d.room < 0 {
		d.fail("the skeletons have more than %d nodes and holes", d.limits.MaxSkeletons)
	}
}

func (d *Decoder) node(n *Node, i int) {
	if !d.take(int(unsafe.Sizeof(Node{}))) {
		return
	}
	n.Kind = NodeKind(d.byte())
	up := d.int()
	if up < -1<<31 || up > 1<<31 {
		d.fail("node %d has no such parent", i)
		return
	}
	n.Parent = int32(int64(i) - up)
	mask := d.uint()
	if mask >= hasEvents<<1 {
		d.fail("a node has the parts %#x", mask)
		return
	}
	texts := [...]*string{&n.Tag, &n.Text, &n.ID, &n.Style, &n.Slot, &n.Name}
	for k, bit := range [...]uint64{hasTag, hasText, hasID, hasStyle, hasSlot, hasName} {
		if mask&bit != 0 {
			*texts[k] = d.string()
		}
	}
	if mask&hasClass != 0 {
		n.Class = make([]Class, d.count(int(unsafe.Sizeof(Class{}))))
		for k := range n.Class {
			n.Class[k] = Class{Scope: d.string(), Name: d.string()}
		}
	}
	if mask&hasAttrs != 0 {
		n.Attrs = d.attrs()
	}
	if mask&hasData != 0 {
		n.Data = d.attrs()
	}
	if mask&hasEvents != 0 {
		n.Events = make([]string, d.count(16))
		for k := range n.Events {
			n.Events[k] = d.string()
		}
	}
}

func (d *Decoder) attrs() []Attr {
	attrs := make([]Attr, d.count(int(unsafe.Sizeof(Attr{}))))
	for k := range attrs {
		attrs[k] = Attr{Name: d.string(), Value: d.value(0)}
	}
	return attrs
}
