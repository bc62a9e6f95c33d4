package view

import (
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Short forms for hand-written skeletons and batches.

func el(parent int32, tag string, set ...func(*bridge.Node)) bridge.Node {
	return with(bridge.Node{Kind: bridge.NodeElement, Parent: parent, Tag: tag}, set)
}

func comp(parent int32, tag string, set ...func(*bridge.Node)) bridge.Node {
	return with(bridge.Node{Kind: bridge.NodeComponent, Parent: parent, Tag: tag}, set)
}

func text(parent int32, s string) bridge.Node {
	return bridge.Node{Kind: bridge.NodeText, Parent: parent, Text: s}
}

func slot(parent int32, name string) bridge.Node {
	return bridge.Node{Kind: bridge.NodeSlot, Parent: parent, Name: name}
}

func blocks(parent int32) bridge.Node { return bridge.Node{Kind: bridge.NodeBlocks, Parent: parent} }

func with(n bridge.Node, set []func(*bridge.Node)) bridge.Node {
	for _, f := range set {
		f(&n)
	}
	return n
}

func class(names ...string) func(*bridge.Node) {
	return func(n *bridge.Node) {
		for _, name := range names {
			scope, bare, ok := strings.Cut(name, "--")
			if !ok {
				scope, bare = "", name
			}
			n.Class = append(n.Class, bridge.Class{Scope: scope, Name: bare})
		}
	}
}

func id(s string) func(*bridge.Node)       { return func(n *bridge.Node) { n.ID = s } }
func style(s string) func(*bridge.Node)    { return func(n *bridge.Node) { n.Style = s } }
func slotAttr(s string) func(*bridge.Node) { return func(n *bridge.Node) { n.Slot = s } }

func attr(name string, x any) func(*bridge.Node) {
	return func(n *bridge.Node) { n.Attrs = append(n.Attrs, bridge.Attr{Name: name, Value: val(x)}) }
}

func data(name string, x any) func(*bridge.Node) {
	return func(n *bridge.Node) { n.Data = append(n.Data, bridge.Attr{Name: name, Value: val(x)}) }
}

// val converts; a value.Value passes through.
func val(x any) value.Value {
	v, err := value.FromAny(x)
	if err != nil {
		panic(err)
	}
	return v
}

func vals(xs ...any) []value.Value {
	out := make([]value.Value, len(xs))
	for i, x := range xs {
		out[i] = val(x)
	}
	return out
}

// skel makes a skeleton; holes are Hole values at the end.
func skel(id bridge.SkeletonID, nodes []bridge.Node, holes ...bridge.Hole) *bridge.Skeleton {
	return &bridge.Skeleton{ID: id, Nodes: nodes, Holes: holes}
}

func hole(kind bridge.HoleKind, node int32, name ...string) bridge.Hole {
	return bridge.Hole{Kind: kind, Node: node, Name: strings.Join(name, "")}
}

func define(s *bridge.Skeleton) bridge.Op { return bridge.Op{Kind: bridge.OpDefine, Skeleton: s} }

// create makes an instance at node at of parent; see before and shadow.
func create(i bridge.InstanceID, s *bridge.Skeleton, parent bridge.InstanceID, at int32, values ...any) bridge.Op {
	return bridge.Op{Kind: bridge.OpCreate, Instance: i, Skeleton: s, Parent: parent, At: at, Values: vals(values...)}
}

func before(op bridge.Op, i bridge.InstanceID) bridge.Op { op.Before = i; return op }
func shadow(op bridge.Op) bridge.Op                      { op.Shadow = true; return op }

func move(i, to bridge.InstanceID) bridge.Op {
	return bridge.Op{Kind: bridge.OpMove, Instance: i, Before: to}
}

func remove(i bridge.InstanceID) bridge.Op { return bridge.Op{Kind: bridge.OpRemove, Instance: i} }

func set(i bridge.InstanceID, hole int32, x any) bridge.Op {
	return bridge.Op{Kind: bridge.OpSet, Instance: i, At: hole, Value: val(x)}
}

func component(i bridge.InstanceID, at int32, path string) bridge.Op {
	return bridge.Op{Kind: bridge.OpComponent, Instance: i, At: at, Path: path}
}

func virtual(op bridge.Op) bridge.Op { op.Virtual = true; return op }

func slots(i bridge.InstanceID, at int32, roots ...bridge.Root) bridge.Op {
	return bridge.Op{Kind: bridge.OpSlot, Instance: i, At: at, Roots: roots}
}

func root(i bridge.InstanceID, node int32) bridge.Root { return bridge.Root{Instance: i, Node: node} }

func layer(i bridge.InstanceID, at int32, l bridge.Layer, x any) bridge.Op {
	return bridge.Op{Kind: bridge.OpLayer, Instance: i, At: at, Layer: l, Value: val(x)}
}

// session is a view with one open page that takes batches.
type session struct {
	t    testing.TB
	view *View
	page *Page
	seq  uint64
}

func open(t testing.TB, ops ...bridge.Op) *session {
	t.Helper()
	v := New(Config{})
	if _, err := v.Receive(&bridge.OpenPage{Page: 1, Path: "pages/index/index"}); err != nil {
		t.Fatal(err)
	}
	s := &session{t: t, view: v, page: v.Page(1)}
	if len(ops) > 0 {
		s.apply(ops...)
	}
	return s
}

func (s *session) try(ops ...bridge.Op) error {
	s.seq++
	_, err := s.view.Receive(&bridge.Batch{Page: 1, Seq: s.seq, Ops: slices.Clone(ops)})
	return err
}

func (s *session) apply(ops ...bridge.Op) {
	s.t.Helper()
	if err := s.try(ops...); err != nil {
		s.t.Fatal(err)
	}
	if err := checkLinks(s.page); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) outline() string {
	var b strings.Builder
	if err := s.page.Root().Outline(&b); err != nil {
		s.t.Fatal(err)
	}
	return b.String()
}

// shows compares the page's outline, without its first line, with want, whose
// common indentation does not count.
func (s *session) shows(want string) {
	s.t.Helper()
	got := s.outline()
	_, got, _ = strings.Cut(got, "\n")
	if got, want := unindent(got), unindent(want); got != want {
		s.t.Errorf("the page shows\n%s\nwant\n%s", got, want)
	}
}

func unindent(s string) string {
	lines := strings.Split(strings.Trim(s, "\n"), "\n")
	least := -1
	for i, l := range lines {
		l = strings.ReplaceAll(strings.TrimRight(l, "\t "), "\t", "  ")
		lines[i] = l
		if n := len(l) - len(strings.TrimLeft(l, " ")); l != "" && (least < 0 || n < least) {
			least = n
		}
	}
	for i, l := range lines {
		if l != "" {
			lines[i] = l[least:]
		}
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// one finds the node that the selector matches.
func (s *session) one(selector string) Node {
	s.t.Helper()
	n, err := s.page.Root().Query(selector)
	if err != nil {
		s.t.Fatal(err)
	}
	if !n.Valid() {
		s.t.Fatalf("nothing matches %s in\n%s", selector, s.outline())
	}
	return n
}
