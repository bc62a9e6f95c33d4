package logic

import (
	"fmt"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

// outbox collects what changes in a page during a turn and makes a batch of it
// at the turn's end. Values are read when the batch is made, so several writes
// to one hole are sent once, and what was made and removed again is not sent at
// all.
type outbox struct {
	page *page
	// ops is what the turn changed, in a buffer that belongs to the page until
	// the batch is made.
	ops    []pendingOp
	buffer *[]pendingOp
	seq    uint64
	sent   int // operations handed over
	// slots are the components whose content has to be distributed again.
	slots []*component
	// filled are the slots whose content the view has to be told.
	filled []*slotPlace
	// callbacks run when the view has applied the batch; waiting are those of
	// batches that are on their way.
	callbacks []func()
	waiting   []ackCallbacks
}

type ackCallbacks struct {
	seq       uint64
	callbacks []func()
}

type pendingOp struct {
	kind   bridge.OpKind
	at     int32
	layer  bridge.Layer
	inst   *instance
	before *instance
	comp   *component
	slot   *slotPlace
	value  value.Value
	// control is set for LayerValue where it is the live value of a control.
	control *control
}

// opBuffers keeps the buffers of pages that are idle, for whoever is next.
var opBuffers = sync.Pool{New: func() any { return new([]pendingOp) }}

func (o *outbox) add(op pendingOp) {
	if o.buffer == nil {
		o.buffer = opBuffers.Get().(*[]pendingOp)
		o.ops = (*o.buffer)[:0]
	}
	o.ops = append(o.ops, op)
	if a := o.page.app; len(o.ops) == a.maxPatches {
		a.vm.Breach(sandbox.LimitPatches, fmt.Sprintf("%d changes of one page in one turn", a.maxPatches))
	}
}

// maxBuffer is how many operations a buffer that is kept has room for.
const maxBuffer = 1 << 14

// release gives the buffer away, empty.
func (o *outbox) release() {
	if o.buffer != nil && cap(o.ops) <= maxBuffer {
		clear(o.ops)
		*o.buffer = o.ops[:0]
		opBuffers.Put(o.buffer)
	}
	o.buffer, o.ops = nil, nil
}

func (o *outbox) create(i, before *instance) {
	o.add(pendingOp{kind: bridge.OpCreate, inst: i, before: before})
}

func (o *outbox) move(i, before *instance) {
	o.add(pendingOp{kind: bridge.OpMove, inst: i, before: before})
}

func (o *outbox) remove(i *instance) {
	o.add(pendingOp{kind: bridge.OpRemove, inst: i})
}

func (o *outbox) set(i *instance, hole int32) {
	if !i.sent {
		return // the values go with its creation
	}
	if hole < 64 {
		if i.dirty&(1<<hole) != 0 {
			return
		}
		i.dirty |= 1 << hole
	}
	o.add(pendingOp{kind: bridge.OpSet, inst: i, at: hole})
}

func (o *outbox) component(c *component) {
	o.add(pendingOp{kind: bridge.OpComponent, inst: c.at, at: c.node, comp: c})
}

func (o *outbox) layer(n nodeRef, l bridge.Layer, v value.Value) {
	o.add(pendingOp{kind: bridge.OpLayer, inst: n.inst, at: n.node, layer: l, value: v})
}

func (o *outbox) redistribute(c *component) {
	if !c.slotsDirty {
		c.slotsDirty = true
		o.slots = append(o.slots, c)
	}
}

// shown tells what a slot shows. It comes last in the batch, when everything that
// it shows is there.
func (o *outbox) shown(p *slotPlace) {
	if !p.pending {
		p.pending = true
		o.filled = append(o.filled, p)
	}
}

// settleSlots distributes the content of all components for which that is due.
func (o *outbox) settleSlots() {
	for len(o.slots) > 0 {
		c := o.slots[0]
		o.slots = o.slots[1:]
		c.slotsDirty = false
		if !c.dead {
			c.distribute()
		}
	}
}

// after has fn called once the view shows what this turn changes.
func (o *outbox) after(fn func()) { o.callbacks = append(o.callbacks, fn) }

// due reports whether flush has something to do.
func (o *outbox) due() bool {
	return len(o.ops) > 0 || len(o.callbacks) > 0 || len(o.slots) > 0 || len(o.filled) > 0
}

// flush makes the batch and hands it over. It reports whether there was
// anything to send or to wait for.
func (o *outbox) flush() bool {
	o.settleSlots()
	for _, p := range o.filled {
		p.pending = false
		o.add(pendingOp{kind: bridge.OpSlot, inst: p.inst, at: p.node, slot: p})
	}
	clear(o.filled)
	o.filled = o.filled[:0]
	if len(o.ops) == 0 && len(o.callbacks) == 0 {
		return false
	}
	o.seq++
	b := &bridge.Batch{Page: o.page.id, Seq: o.seq, Ops: make([]bridge.Op, 0, len(o.ops))}
	// From the last operation to the first, since what is put in front of an
	// instance comes after its creation.
	for k := len(o.ops) - 1; k >= 0; k-- {
		op := &o.ops[k]
		if op.before != nil && op.before.dead && (!op.inst.dead || op.needed()) {
			op.before.anchor = true
		}
	}
	values := make([]value.Value, 0, o.countValues())
	for k := range o.ops {
		values = o.encode(b, &o.ops[k], values)
	}
	o.release()
	if len(b.Ops) == 0 && len(o.callbacks) == 0 { // what was made is gone again
		o.seq--
		return false
	}
	if len(o.callbacks) > 0 {
		o.waiting = append(o.waiting, ackCallbacks{o.seq, o.callbacks})
		o.callbacks = nil
	}
	o.sent += len(b.Ops)
	o.page.app.begin(PhaseView, o.page.file.Path)
	ack := o.page.app.port.Send(b)
	o.page.app.end()
	if ack != nil {
		o.page.app.acks = append(o.page.app.acks, ack)
	}
	return true
}

func (o *outbox) countValues() int {
	n := 0
	for k := range o.ops {
		if op := &o.ops[k]; op.kind == bridge.OpCreate && !op.inst.dead {
			n += len(op.inst.values)
		}
	}
	return n
}

// encode appends what the view has to be told of one pending operation.
func (o *outbox) encode(b *bridge.Batch, op *pendingOp, values []value.Value) []value.Value {
	i := op.inst
	i.dirty = 0
	if i.dead && !op.needed() {
		return values
	}
	out := bridge.Op{Kind: op.kind, Instance: i.id, At: op.at}
	switch op.kind {
	case bridge.OpCreate:
		o.define(b, i.block)
		i.sent = true
		n := len(values)
		values = append(values, i.values...)
		out.Skeleton, out.Values = i.block.skeleton, values[n:len(values):len(values)]
		out.Shadow, out.At = i.host != nil && i.parent != nil, i.node
		if i.parent != nil {
			out.Parent = i.parent.id
		}
		out.Before = idOf(op.before)
	case bridge.OpMove:
		out.Before = idOf(op.before)
	case bridge.OpSet:
		out.Value = i.values[op.at]
	case bridge.OpComponent:
		def := op.comp.def
		out.Path, out.Virtual, out.Unstyled = def.path, def.virtualHost, def.propBy["style"] != nil
	case bridge.OpSlot:
		out.Roots = op.slot.liveRoots()
	case bridge.OpLayer:
		out.Layer, out.Value = op.layer, op.value
		if c := op.control; c != nil {
			c.queued = false
			out.Value, out.Edit = c.layer(nodeRef{i, op.at}.tag()), c.edit
		}
	}
	b.Ops = append(b.Ops, out)
	return values
}

// needed reports whether an operation on an instance that is gone has to be
// sent all the same: its removal if the view knows it, and what puts it where
// another operation of the batch refers to it.
func (op *pendingOp) needed() bool {
	switch op.kind {
	case bridge.OpRemove, bridge.OpMove:
		return op.inst.sent
	case bridge.OpCreate:
		return op.inst.anchor
	}
	return false
}

func idOf(i *instance) bridge.InstanceID {
	if i == nil {
		return 0
	}
	return i.id
}

func (o *outbox) define(b *bridge.Batch, l *linked) {
	if o.page.app.defined[l.skeleton.ID] {
		return
	}
	o.page.app.defined[l.skeleton.ID] = true
	b.Ops = append(b.Ops, bridge.Op{Kind: bridge.OpDefine, Skeleton: l.skeleton})
}

// acked runs the callbacks of all batches up to seq.
func (o *outbox) acked(seq uint64) {
	for len(o.waiting) > 0 && o.waiting[0].seq <= seq {
		w := o.waiting[0]
		o.waiting = o.waiting[1:]
		for _, fn := range w.callbacks {
			fn()
		}
	}
}
