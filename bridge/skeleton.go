package bridge

import "github.com/mica-go/mica/internal/value"

// PageID names a page of one app. Pages are numbered from 1 and a number is
// never used again.
type PageID uint32

// InstanceID names a block instance of one page, from 1, never used again.
// Zero means no instance.
type InstanceID uint32

// SkeletonID names a skeleton of one app's view, from 1.
type SkeletonID uint32

// NodeKind is the kind of a skeleton's node.
type NodeKind uint8

// The kinds of nodes.
const (
	// NodeElement is a built-in tag or one that nobody declared.
	NodeElement NodeKind = iota
	// NodeText is a run of text.
	NodeText
	// NodeComponent is the host node of a component; see OpComponent.
	NodeComponent
	// NodeSlot is a slot of a component; see OpSlot.
	NodeSlot
	// NodeBlocks is a place for child instances and renders nothing itself.
	NodeBlocks
)

// Skeleton is the unchanging part of a block.
type Skeleton struct {
	ID SkeletonID
	// Nodes are in document order, so a parent comes before its children.
	Nodes []Node
	// Holes are what differs between instances. Values of an instance are in
	// the order of Holes.
	Holes []Hole
}

// Node is one node of a skeleton with its static attributes. What a hole fills
// is left empty here.
type Node struct {
	Kind NodeKind
	// Parent is the index of the parent node, -1 for a root of the block.
	Parent int32
	// Tag is the tag as written, for elements and components.
	Tag string
	// Text is the content of a NodeText.
	Text string
	// ID and Style are the attributes of these names; rpx is left as written.
	ID, Style string
	// Class is the class list.
	Class []Class
	// Slot is the slot attribute: the name of the slot that this node, as
	// content of a component, wants to go to.
	Slot string
	// Name is the name of a NodeSlot.
	Name string
	// Attrs are the other attributes, names in camel case.
	Attrs []Attr
	// Data is the dataset, keys in camel case.
	Data []Attr
	// Events are the types of events that are bound at this node, so that a
	// remote view listens for no others.
	Events []string
}

// Attr is a name with a value.
type Attr struct {
	Name  string
	Value value.Value
}

// Class is one class name. A name belongs to the style scope of the component
// in whose template the node stands, or, where Scope is set, to that of
// another component (its path): external classes do so.
type Class struct {
	Scope string
	Name  string
}

// HoleKind says what a hole fills.
type HoleKind uint8

// The kinds of holes and the values they take.
const (
	// HoleText is the content of a text node: a string.
	HoleText HoleKind = iota
	// HoleAttr is the attribute Name: any value.
	HoleAttr
	// HoleData is the dataset entry Name: any value.
	HoleData
	// HoleID is the id: a string.
	HoleID
	// HoleClass is the class list: a string of names separated by white space,
	// or an array whose elements are such strings or pairs [scope, name].
	HoleClass
	// HoleStyle is the style: a string.
	HoleStyle
	// HoleSlot is the slot attribute: a string.
	HoleSlot
	// HoleName is the name of a slot: a string.
	HoleName
)

// Hole is a place of a skeleton that each instance fills with a value of its
// own.
type Hole struct {
	Kind HoleKind
	// Node is the index of the node.
	Node int32
	// Name belongs to HoleAttr and HoleData.
	Name string
}
