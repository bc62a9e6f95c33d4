package view

import (
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// The skeletons of random batches: every kind of node, several roots, roots of
// every kind, none at all.
func fuzzSkeletons() []*bridge.Skeleton {
	return []*bridge.Skeleton{
		skel(1, []bridge.Node{el(-1, "view"), blocks(0), comp(0, "c-a"), text(0, ""), blocks(-1)}, hole(bridge.HoleText, 3), hole(bridge.HoleClass, 0)),
		skel(2, []bridge.Node{slot(-1, ""), el(-1, "view"), slot(1, "b"), blocks(1), comp(1, "c-b"), blocks(-1)}, hole(bridge.HoleID, 1)),
		skel(3, []bridge.Node{text(-1, "t"), el(-1, "text"), blocks(-1), comp(-1, "c-c")}, hole(bridge.HoleStyle, 1), hole(bridge.HoleAttr, 1, "src")),
		skel(4, nil),
		skel(5, []bridge.Node{blocks(-1)}),
		skel(6, []bridge.Node{comp(-1, "c-d"), slot(-1, "x")}, hole(bridge.HoleName, 1)),
	}
}

// source gives small numbers, from a fuzzer's bytes or at random; 0 when the
// bytes are used up.
type source func(n int) int

func bytesSource(b []byte) source {
	return func(n int) int {
		if len(b) == 0 {
			return 0
		}
		x := int(b[0]) % n
		b = b[1:]
		return x
	}
}

// generator makes operations of which most make sense.
type generator struct {
	pick  source
	skels []*bridge.Skeleton
	page  *Page
	next  bridge.InstanceID
}

// instance picks an instance that is there and has a node of one of those
// kinds, or is in a list with others when none is given, or any number.
func (g *generator) instance(kinds ...bridge.NodeKind) bridge.InstanceID {
	if g.pick(50) == 49 {
		return bridge.InstanceID(g.pick(100))
	}
	var ids []bridge.InstanceID
	for _, s := range g.page.table.slabs {
		for k := range s.inst {
			i := &s.inst[k]
			fit := len(kinds) == 0 && (i.prev != nil || i.next != nil)
			for _, n := range i.skel.nodesOf() {
				fit = fit || slices.Contains(kinds, n.kind)
			}
			if i.alive() && fit {
				ids = append(ids, i.id)
			}
		}
	}
	if len(ids) == 0 {
		return 1
	}
	slices.Sort(ids)
	return ids[(g.pick(256)*256+g.pick(256))%len(ids)]
}

func (s *skeleton) nodesOf() []skelNode {
	if s == nil {
		return nil
	}
	return s.nodes
}

// node picks a node of that kind in the instance, or any number.
func (g *generator) node(id bridge.InstanceID, kinds ...bridge.NodeKind) int32 {
	i := g.page.table.get(id)
	if i == nil || g.pick(60) == 59 {
		return int32(g.pick(9)) - 1
	}
	var fit []int32
	for n := range i.skel.nodes {
		if slices.Contains(kinds, i.skel.nodes[n].kind) {
			fit = append(fit, int32(n))
		}
	}
	if len(fit) == 0 {
		return int32(g.pick(3))
	}
	return fit[g.pick(len(fit))]
}

func (g *generator) value(kind bridge.HoleKind) value.Value {
	if g.pick(80) == 79 {
		return vals(nil, 1, true, vals("a")[0], []any{1}, []any{[]any{"a"}}, map[string]any{"a": 1})[g.pick(7)]
	}
	words := []string{"", "a", "b c", " a\n", "<&\">", "pages/a--x"}
	s := words[g.pick(len(words))]
	if kind == bridge.HoleClass && g.pick(2) == 1 {
		return val([]any{s, []any{"comp/x", "y"}})
	}
	return value.String(s)
}

func (g *generator) create() bridge.Op {
	s := g.skels[g.pick(len(g.skels))]
	if g.page.root == nil {
		s = g.skels[0]
	}
	op := bridge.Op{Kind: bridge.OpCreate, Skeleton: s, Instance: g.next}
	for _, h := range s.Holes {
		op.Values = append(op.Values, g.value(h.Kind))
	}
	g.next++
	if g.page.root == nil && g.pick(20) != 19 {
		return op
	}
	op.Parent = g.instance(bridge.NodeBlocks, bridge.NodeComponent)
	op.At = g.node(op.Parent, bridge.NodeBlocks, bridge.NodeComponent)
	op.Shadow = g.pick(3) == 0
	if !op.Shadow && g.pick(3) == 0 {
		op.Before = g.sibling(op.Parent, op.At)
	}
	return op
}

func (g *generator) sibling(parent bridge.InstanceID, at int32) bridge.InstanceID {
	i := g.page.table.get(parent)
	if i == nil || at < 0 || int(at) >= len(i.skel.nodes) || i.skel.nodes[at].place < 0 {
		return g.instance()
	}
	c := i.placeAt(at).first
	for range g.pick(4) {
		if c != nil && c.next != nil {
			c = c.next
		}
	}
	if c == nil {
		return 0
	}
	return c.id
}

func (g *generator) op() bridge.Op {
	switch g.pick(16) {
	case 0:
		if i := g.instance(); i != 1 || g.pick(10) == 0 {
			return remove(i)
		}
	case 1, 2:
		i := g.instance()
		if m := g.page.table.get(i); m != nil && m.parent != nil {
			return move(i, g.sibling(m.parent.id, m.at))
		}
		return move(i, g.instance())
	case 3, 4:
		op := bridge.Op{Kind: bridge.OpSet, Instance: g.instance(bridge.NodeElement, bridge.NodeText)}
		if m := g.page.table.get(op.Instance); m != nil && len(m.values) > 0 {
			op.At = int32(g.pick(len(m.values)))
			op.Value = g.value(m.skel.def.Holes[op.At].Kind)
		}
		return op
	case 5:
		i := g.instance(bridge.NodeComponent)
		return component(i, g.node(i, bridge.NodeComponent), []string{"", "comp/x", "comp/x", "comp/y"}[g.pick(4)])
	case 6, 7, 8:
		return g.slot(g.instance(bridge.NodeSlot))
	case 9:
		i := g.instance(bridge.NodeElement)
		return layer(i, g.node(i, bridge.NodeElement, bridge.NodeComponent), bridge.Layer(1+g.pick(4)), []any{nil, "a:b", []any{"a", "b"}}[g.pick(3)])
	case 10:
		if g.pick(30) == 29 {
			return define(skel(bridge.SkeletonID(g.pick(20)), []bridge.Node{el(int32(g.pick(3))-1, "view")}))
		}
	}
	return g.create()
}

// slot fills a slot, mostly with what may stand there.
func (g *generator) slot(i bridge.InstanceID) bridge.Op {
	op := slots(i, g.node(i, bridge.NodeSlot))
	m := g.page.table.get(i)
	if m == nil || !m.scope.shadow || g.pick(40) == 39 {
		op.Roots = append(op.Roots, root(g.instance(), int32(g.pick(4))))
		return op
	}
	for c := m.scope.parent.placeAt(m.scope.at).first; c != nil; c = c.next {
		for n := range c.skel.nodes {
			if c.skel.nodes[n].parent < 0 && g.pick(2) == 0 {
				op.Roots = append(op.Roots, root(c.id, int32(n)))
			}
			for k := range c.places {
				if d := c.places[k].first; d != nil && d.content != nil && g.pick(4) == 0 && len(d.skel.nodes) > 0 {
					op.Roots = append(op.Roots, root(d.id, 0))
				}
			}
		}
	}
	if g.pick(2) == 0 {
		slices.Reverse(op.Roots)
	}
	return op
}

// drive applies random batches and compares with the model after each.
func drive(t *testing.T, pick source, batches int) {
	s := open(t)
	g := &generator{pick: pick, skels: fuzzSkeletons(), page: s.page, next: 1}
	for _, sk := range g.skels {
		s.apply(define(sk))
	}
	m := &model{inst: map[bridge.InstanceID]*modelInst{}}
	for range batches {
		var ops []bridge.Op
		for range 1 + g.pick(6) {
			ops = append(ops, g.op())
		}
		was := dump(s.page)
		if err := s.try(ops...); err != nil {
			if _, ok := err.(*PatchError); !ok {
				t.Fatalf("the error is a %T", err)
			}
			s.page.err = nil // the state is good: go on
			if got := dump(s.page); got != was {
				t.Fatalf("a refused batch changed the tree from\n%s\nto\n%s\n%v", was, got, err)
			}
		} else {
			m.apply(ops)
		}
		if err := checkLinks(s.page); err != nil {
			t.Fatal(err)
		}
		if got, want := dump(s.page), m.compose(); got != want {
			t.Fatalf("the tree is\n%s\nthe model says\n%s", got, want)
		}
	}
	useAll(s.page)
}

// useAll reads everything, to see that nothing panics.
func useAll(p *Page) {
	top := p.Root()
	top.JSON()
	top.Sum()
	top.VisibleText()
	_ = top.HTML(io.Discard, HTMLOptions{Document: true})
	_ = top.Outline(io.Discard)
	all, _ := top.QueryAll("view > *, .a, slot text, [src], #a .y")
	for _, n := range all {
		n.Parent()
		n.Content()
		n.Shadow()
		n.Rendered()
	}
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte{0, 8, 0, 1, 9, 0, 0, 2, 9, 1, 1, 1})
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		b := make([]byte, 400)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4000 {
			return
		}
		drive(t, bytesSource(b), min(len(b)/8+1, 100))
	})
}

// Composed tree, rollback and links against a plain model.
func TestReceiveLikeModel(t *testing.T) {
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 7))
		drive(t, r.IntN, 60)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
