package view

import (
	"fmt"

	"github.com/mica-go/mica/bridge"
)

// skeleton is a bridge skeleton with what applying and walking ask of it,
// worked out once. It is shared by all pages of a view and never changes.
type skeleton struct {
	def   *bridge.Skeleton
	nodes []skelNode
	// holes are the indexes of def.Holes, grouped by node; see skelNode.
	holes []int32
	// slots are the slot nodes.
	slots     []int32
	firstRoot int32
	roots     int32
	places    int32
}

// skelNode holds the links of one node, -1 for none.
type skelNode struct {
	kind                bridge.NodeKind
	parent, first, next int32
	// place is the index of the node's place in an instance, for blocks,
	// components and slots.
	place int32
	// root counts the roots of the block.
	root int32
	// holes[hole:holeEnd] of the skeleton are the node's holes.
	hole, holeEnd int32
}

// weight is what an instance counts against the limit of nodes.
func (s *skeleton) weight() int { return 1 + len(s.nodes) }

// skeletonWeight is what a skeleton counts against the limit of an app.
func skeletonWeight(def *bridge.Skeleton) int { return 1 + len(def.Nodes) + len(def.Holes) }

// newSkeleton checks def and links its nodes. reason is empty when it is good.
func newSkeleton(def *bridge.Skeleton) (s *skeleton, reason string) {
	s = &skeleton{def: def, nodes: make([]skelNode, len(def.Nodes)), firstRoot: -1}
	last := make([]int32, len(def.Nodes))
	lastRoot := int32(-1)
	for i := range def.Nodes {
		if reason := s.checkNode(int32(i)); reason != "" {
			return nil, reason
		}
		d, n, self := &def.Nodes[i], &s.nodes[i], int32(i)
		*n = skelNode{kind: d.Kind, parent: d.Parent, first: -1, next: -1, place: -1, root: -1}
		last[i] = -1
		switch d.Kind {
		case bridge.NodeBlocks, bridge.NodeComponent, bridge.NodeSlot:
			n.place = s.places
			s.places++
			if d.Kind == bridge.NodeSlot {
				s.slots = append(s.slots, self)
			}
		}
		switch {
		case d.Parent < 0 && lastRoot < 0:
			s.firstRoot = self
		case d.Parent < 0:
			s.nodes[lastRoot].next = self
		case last[d.Parent] < 0:
			s.nodes[d.Parent].first = self
		default:
			s.nodes[last[d.Parent]].next = self
		}
		if d.Parent < 0 {
			n.root, lastRoot = s.roots, self
			s.roots++
		} else {
			last[d.Parent] = self
		}
	}
	return s, s.linkHoles()
}

func (s *skeleton) checkNode(i int32) (reason string) {
	d := &s.def.Nodes[i]
	switch {
	case d.Kind > bridge.NodeBlocks:
		return fmt.Sprintf("skeleton %d: node %d is of unknown kind %d", s.def.ID, i, d.Kind)
	case d.Parent < -1 || d.Parent >= i:
		return fmt.Sprintf("skeleton %d: node %d has parent %d, which does not come before it", s.def.ID, i, d.Parent)
	case d.Parent >= 0 && s.nodes[d.Parent].kind != bridge.NodeElement:
		return fmt.Sprintf("skeleton %d: node %d stands below node %d, which is no element", s.def.ID, i, d.Parent)
	case d.Tag == "" && (d.Kind == bridge.NodeElement || d.Kind == bridge.NodeComponent):
		return fmt.Sprintf("skeleton %d: node %d has no tag", s.def.ID, i)
	}
	return ""
}

// linkHoles groups the holes by their nodes, in their order, by counting.
func (s *skeleton) linkHoles() (reason string) {
	for i := range s.def.Holes {
		h := &s.def.Holes[i]
		if h.Node < 0 || int(h.Node) >= len(s.nodes) {
			return fmt.Sprintf("skeleton %d: hole %d is at node %d of %d", s.def.ID, i, h.Node, len(s.nodes))
		}
		if !holeFits(h.Kind, s.nodes[h.Node].kind) {
			return fmt.Sprintf("skeleton %d: hole %d of kind %d does not fit node %d of kind %d", s.def.ID, i, h.Kind, h.Node, s.nodes[h.Node].kind)
		}
		s.nodes[h.Node].holeEnd++
	}
	at := int32(0)
	for i := range s.nodes {
		n := &s.nodes[i]
		count := n.holeEnd
		n.hole, n.holeEnd = at, at
		at += count
	}
	s.holes = make([]int32, len(s.def.Holes))
	for i := range s.def.Holes {
		n := &s.nodes[s.def.Holes[i].Node]
		s.holes[n.holeEnd] = int32(i)
		n.holeEnd++
	}
	return ""
}

func holeFits(hole bridge.HoleKind, node bridge.NodeKind) bool {
	switch hole {
	case bridge.HoleText:
		return node == bridge.NodeText
	case bridge.HoleName:
		return node == bridge.NodeSlot
	case bridge.HoleAttr, bridge.HoleData, bridge.HoleID, bridge.HoleClass, bridge.HoleStyle, bridge.HoleSlot:
		return node == bridge.NodeElement || node == bridge.NodeComponent || node == bridge.NodeSlot
	}
	return false
}
