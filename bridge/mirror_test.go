package bridge_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/view"
)

// driver makes random batches that a logic layer could: it knows the tree.
type driver struct {
	r     *rand.Rand
	skels []*bridge.Skeleton
	next  bridge.InstanceID
	seq   uint64
	root  *inst
	known map[*bridge.Skeleton]bool
	ops   []bridge.Op
}

type inst struct {
	id       bridge.InstanceID
	skel     *bridge.Skeleton
	up       *inst
	at       int32
	isShadow bool
	children map[int32][]*inst
	shadow   map[int32]*inst
}

func newDriver(seed uint64) *driver {
	el := bridge.Node{Kind: bridge.NodeElement, Parent: -1, Tag: "view"}
	node := func(kind bridge.NodeKind, parent int32) bridge.Node {
		return bridge.Node{Kind: kind, Parent: parent, Tag: "c-a"}
	}
	return &driver{r: rand.New(rand.NewPCG(seed, 3)), next: 1, known: map[*bridge.Skeleton]bool{}, skels: []*bridge.Skeleton{
		{ID: 1, Nodes: []bridge.Node{el, node(bridge.NodeBlocks, 0), node(bridge.NodeComponent, 0), node(bridge.NodeBlocks, -1)}, Holes: []bridge.Hole{{Kind: bridge.HoleClass}}},
		{ID: 2, Nodes: []bridge.Node{el, node(bridge.NodeText, 0), node(bridge.NodeSlot, 0), node(bridge.NodeBlocks, 0)}, Holes: []bridge.Hole{{Kind: bridge.HoleText, Node: 1}, {Kind: bridge.HoleAttr, Name: "a"}}},
		{ID: 3, Nodes: []bridge.Node{node(bridge.NodeSlot, -1), node(bridge.NodeSlot, -1), node(bridge.NodeBlocks, -1), el}, Holes: []bridge.Hole{{Kind: bridge.HoleID, Node: 3}}},
		{ID: 4, Nodes: []bridge.Node{node(bridge.NodeComponent, -1), el}},
	}}
}

func (d *driver) all() (list []*inst) {
	stack := []*inst{d.root}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if i == nil {
			continue
		}
		list = append(list, i)
		for at := range int32(4) {
			stack = append(stack, i.shadow[at])
			stack = append(stack, i.children[at]...)
		}
	}
	return list
}

func (d *driver) emit(op bridge.Op) { d.ops = append(d.ops, op) }

func (d *driver) value(kind bridge.HoleKind) value.Value {
	s := value.String([]string{"", "a", "b c", "item 9", "item 10"}[d.r.IntN(5)])
	if kind == bridge.HoleAttr && d.r.IntN(2) == 0 {
		return value.FromArray(value.NewArray(s, value.Int(d.r.IntN(9))))
	}
	return s
}

func (d *driver) pick(list []*inst) *inst { return list[d.r.IntN(len(list))] }

// place picks a node of an instance of that kind.
func (d *driver) place(kinds ...bridge.NodeKind) (*inst, int32) {
	list := d.all()
	for range 20 {
		i, at := d.pick(list), int32(d.r.IntN(4))
		if int(at) < len(i.skel.Nodes) && slices.Contains(kinds, i.skel.Nodes[at].Kind) {
			return i, at
		}
	}
	return nil, 0
}

func (d *driver) create() {
	s := d.skels[d.r.IntN(len(d.skels))]
	i := &inst{id: d.next, skel: s, children: map[int32][]*inst{}, shadow: map[int32]*inst{}}
	op := bridge.Op{Kind: bridge.OpCreate, Instance: i.id, Skeleton: s}
	if d.root == nil {
		d.root = i
	} else {
		up, at := d.place(bridge.NodeBlocks, bridge.NodeComponent)
		if up == nil {
			return
		}
		i.up, i.at, op.Parent, op.At = up, at, up.id, at
		if up.skel.Nodes[at].Kind == bridge.NodeComponent && up.shadow[at] == nil && d.r.IntN(2) == 0 {
			i.isShadow, op.Shadow = true, true
			up.shadow[at] = i
		} else {
			op.Before = d.insert(i)
		}
	}
	d.next += bridge.InstanceID(1 + d.r.IntN(2))
	if !d.known[s] {
		d.known[s] = true
		d.emit(bridge.Op{Kind: bridge.OpDefine, Skeleton: s})
	}
	for _, h := range s.Holes {
		op.Values = append(op.Values, d.value(h.Kind))
	}
	d.emit(op)
}

// insert puts i somewhere in its list and returns what it is in front of.
func (d *driver) insert(i *inst) bridge.InstanceID {
	list := i.up.children[i.at]
	k := d.r.IntN(len(list) + 1)
	before := bridge.InstanceID(0)
	if k < len(list) {
		before = list[k].id
	}
	i.up.children[i.at] = slices.Insert(list, k, i)
	return before
}

func (d *driver) unlink(i *inst) {
	switch {
	case i.up == nil:
		d.root = nil
	case i.isShadow:
		delete(i.up.shadow, i.at)
	default:
		i.up.children[i.at] = slices.DeleteFunc(i.up.children[i.at], func(x *inst) bool { return x == i })
	}
}

func (d *driver) slot() {
	i, at := d.place(bridge.NodeSlot)
	if i == nil {
		return
	}
	top := i
	for top.up != nil && !top.isShadow {
		top = top.up
	}
	op := bridge.Op{Kind: bridge.OpSlot, Instance: i.id, At: at}
	if top.isShadow {
		for _, c := range top.up.children[top.at] {
			for n := range c.skel.Nodes {
				if c.skel.Nodes[n].Parent < 0 && d.r.IntN(2) == 0 {
					op.Roots = append(op.Roots, bridge.Root{Instance: c.id, Node: int32(n)})
				}
			}
		}
		d.r.Shuffle(len(op.Roots), func(a, b int) { op.Roots[a], op.Roots[b] = op.Roots[b], op.Roots[a] })
	}
	d.emit(op)
}

func (d *driver) step() {
	if d.root == nil {
		d.create()
		return
	}
	switch d.r.IntN(14) {
	case 0, 1:
		if i := d.pick(d.all()); i.up != nil || d.r.IntN(6) == 0 {
			d.unlink(i)
			d.emit(bridge.Op{Kind: bridge.OpRemove, Instance: i.id})
		}
	case 2, 3, 4:
		if i := d.pick(d.all()); i.up != nil && !i.isShadow {
			d.unlink(i)
			d.emit(bridge.Op{Kind: bridge.OpMove, Instance: i.id, Before: d.insert(i)})
		}
	case 5, 6:
		if i := d.pick(d.all()); len(i.skel.Holes) > 0 {
			h := d.r.IntN(len(i.skel.Holes))
			d.emit(bridge.Op{Kind: bridge.OpSet, Instance: i.id, At: int32(h), Value: d.value(i.skel.Holes[h].Kind)})
		}
	case 7:
		if i, at := d.place(bridge.NodeComponent); i != nil {
			d.emit(bridge.Op{Kind: bridge.OpComponent, Instance: i.id, At: at, Path: []string{"", "comp/x", "comp/y"}[d.r.IntN(3)], Virtual: d.r.IntN(2) == 0, Unstyled: d.r.IntN(2) == 0})
		}
	case 8, 9:
		d.slot()
	case 10:
		if i, at := d.place(bridge.NodeElement); i != nil {
			d.emit(bridge.Op{Kind: bridge.OpLayer, Instance: i.id, At: at, Layer: bridge.LayerAnimation, Value: []value.Value{{}, value.String("left: 0")}[d.r.IntN(2)]})
		}
	default:
		d.create()
	}
}

func (d *driver) batch() *bridge.Batch {
	d.ops = nil
	for range 1 + d.r.IntN(12) {
		d.step()
	}
	d.seq++
	return &bridge.Batch{Page: 1, Seq: d.seq, Ops: d.ops}
}

// clone gives every receiver a batch of its own.
func clone(b *bridge.Batch) *bridge.Batch {
	c := *b
	c.Ops = slices.Clone(b.Ops)
	for i := range c.Ops {
		c.Ops[i].Values = slices.Clone(c.Ops[i].Values)
	}
	return &c
}

func receive(t testing.TB, v *view.View, m bridge.ToView) {
	t.Helper()
	if _, err := v.Receive(m); err != nil {
		t.Fatalf("%v\n%s", err, bridge.AppendJSON(nil, m))
	}
}

func newView(t testing.TB) *view.View {
	v := view.New(view.Config{})
	receive(t, v, &bridge.OpenPage{Page: 1, Path: "p"})
	return v
}

func sameTree(t testing.TB, what string, a, b *view.View) {
	t.Helper()
	if err := view.Equal(a.Page(1), b.Page(1)); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if x, y := a.Page(1).Seq(), b.Page(1).Seq(); x != y {
		t.Fatalf("%s: batch %d and %d", what, x, y)
	}
}

// Merged batches do what all of them do in order; the state of a mirror is the
// state of the view that saw everything; and both survive the wire.
func TestMirrorIsTheView(t *testing.T) {
	for seed := range uint64(80) {
		d := newDriver(seed)
		live, slow, remote := newView(t), newView(t), newView(t)
		var m bridge.Mirror
		if err := m.Receive(&bridge.OpenPage{Page: 1, Path: "p"}); err != nil {
			t.Fatal(err)
		}
		var enc bridge.Encoder
		dec := bridge.NewDecoder(bridge.Limits{})
		for round := range 25 {
			for range 1 + d.r.IntN(4) {
				b := d.batch()
				if err := m.Receive(clone(b)); err != nil {
					t.Fatal(err)
				}
				receive(t, live, b)
			}
			what := fmt.Sprintf("seed %d, round %d", seed, round)
			merged := m.Take(1)
			data, err := enc.ToView(nil, merged)
			if err != nil {
				t.Fatal(err)
			}
			decoded, err := dec.ToView(data)
			if err != nil {
				t.Fatal(err)
			}
			receive(t, remote, decoded)
			sameTree(t, what+", merged and encoded", live, remote)
			receive(t, slow, merged)
			sameTree(t, what+", merged", live, slow)
			if m.Take(1) != nil {
				t.Fatalf("%s: taken twice", what)
			}
			fresh := view.New(view.Config{})
			for _, msg := range m.Messages() {
				receive(t, fresh, msg)
			}
			sameTree(t, what+", as a whole", live, fresh)
		}
	}
}

// What comes and goes between two takes leaves nothing behind.
func TestMergedIsSmall(t *testing.T) {
	row := &bridge.Skeleton{ID: 2, Nodes: []bridge.Node{{Kind: bridge.NodeText, Parent: -1}}, Holes: []bridge.Hole{{Kind: bridge.HoleText}}}
	page := &bridge.Skeleton{ID: 1, Nodes: []bridge.Node{{Kind: bridge.NodeBlocks, Parent: -1}}}
	var m bridge.Mirror
	seq := uint64(0)
	send := func(ops ...bridge.Op) {
		seq++
		if err := m.Receive(&bridge.Batch{Page: 1, Seq: seq, Ops: ops}); err != nil {
			t.Fatal(err)
		}
	}
	create := func(i, before bridge.InstanceID) bridge.Op {
		return bridge.Op{Kind: bridge.OpCreate, Skeleton: row, Instance: i, Parent: 1, Before: before, Values: []value.Value{value.Int(1)}}
	}
	if err := m.Receive(&bridge.OpenPage{Page: 1}); err != nil {
		t.Fatal(err)
	}
	send(bridge.Op{Kind: bridge.OpDefine, Skeleton: page}, bridge.Op{Kind: bridge.OpDefine, Skeleton: row},
		bridge.Op{Kind: bridge.OpCreate, Skeleton: page, Instance: 1}, create(2, 0), create(3, 0), create(4, 0))
	if n := len(m.Take(1).Ops); n != 6 {
		t.Fatalf("%d operations for the first tree, want 6", n)
	}
	// a block that is replaced again and again, in front of what it replaces
	last := bridge.InstanceID(2)
	for i := bridge.InstanceID(5); i < 500; i++ {
		send(create(i, last), bridge.Op{Kind: bridge.OpRemove, Instance: last}, bridge.Op{Kind: bridge.OpSet, Instance: i, Value: value.Int(int(i))},
			bridge.Op{Kind: bridge.OpSet, Instance: 3, Value: value.Int(int(i))}, bridge.Op{Kind: bridge.OpMove, Instance: 4}, bridge.Op{Kind: bridge.OpMove, Instance: 4, Before: 3})
		last = i
	}
	got := m.Take(1)
	want := []bridge.Op{
		{Kind: bridge.OpRemove, Instance: 2}, {Kind: bridge.OpSet, Instance: 3, Value: value.Int(499)},
		{Kind: bridge.OpCreate, Skeleton: row, Instance: 499, Parent: 1, Before: 3, Values: []value.Value{value.Int(499)}}, {Kind: bridge.OpMove, Instance: 4, Before: 3},
	}
	w := &bridge.Batch{Page: 1, Seq: seq, Ops: want}
	if a, b := string(bridge.AppendJSON(nil, got)), string(bridge.AppendJSON(nil, w)); a != b {
		t.Errorf("merged\n%s\nwant\n%s", a, b)
	}
}

func TestMirrorRefuses(t *testing.T) {
	page := &bridge.Skeleton{ID: 1, Nodes: []bridge.Node{{Kind: bridge.NodeBlocks, Parent: -1}}}
	ops := map[string]bridge.Op{
		"twice":           {Kind: bridge.OpCreate, Skeleton: page, Instance: 1},
		"no skeleton":     {Kind: bridge.OpCreate, Instance: 2},
		"no parent":       {Kind: bridge.OpCreate, Skeleton: page, Instance: 2, Parent: 9},
		"no node":         {Kind: bridge.OpCreate, Skeleton: page, Instance: 2, Parent: 1, At: 1},
		"second root":     {Kind: bridge.OpCreate, Skeleton: page, Instance: 2},
		"no neighbour":    {Kind: bridge.OpCreate, Skeleton: page, Instance: 2, Parent: 1, Before: 1},
		"root moves":      {Kind: bridge.OpMove, Instance: 1},
		"no instance":     {Kind: bridge.OpRemove, Instance: 7},
		"no hole":         {Kind: bridge.OpSet, Instance: 1},
		"node out of it":  {Kind: bridge.OpSlot, Instance: 1, At: 4},
		"node before all": {Kind: bridge.OpLayer, Instance: 1, At: -1},
	}
	for name, op := range ops {
		var m bridge.Mirror
		if err := m.Receive(&bridge.Batch{Page: 1, Seq: 1}); err == nil {
			t.Error("a batch of a page that is not open was taken")
		}
		if err := m.Receive(&bridge.OpenPage{Page: 1}); err != nil {
			t.Fatal(err)
		}
		if err := m.Receive(&bridge.Batch{Page: 1, Seq: 1, Ops: []bridge.Op{{Kind: bridge.OpCreate, Skeleton: page, Instance: 1}}}); err != nil {
			t.Fatal(err)
		}
		if err := m.Receive(&bridge.Batch{Page: 1, Seq: 2, Ops: []bridge.Op{op}}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
