package wxml

import (
	"maps"
	"slices"

	"github.com/mica-go/mica/wxml/internal/expr"
	"github.com/mica-go/mica/wxml/internal/wxs"
)

// Expr is a compiled expression; Env is what it is evaluated in; Cache makes
// reading members fast for all environments of one goroutine.
type (
	Expr     = expr.Expr
	Env      = expr.Env
	FieldSet = expr.FieldSet
	Cache    = expr.Cache
	Host     = expr.Host
)

// Module is a compiled WXS module, and WXS the context in which the modules of
// one page live.
type (
	Module    = wxs.Module
	WXS       = wxs.Context
	WXSConfig = wxs.Config
)

// Program is the compiled template of one component or page. It is immutable
// and shared by all instances, in any number of apps.
type Program struct {
	File string
	// Main is the template that the file itself renders.
	Main *Template
	// Modules are the WXS modules that expressions refer to by index.
	Modules []*Module
	// Tags are the tags of components that the template uses, and the
	// implementations that its generic: attributes name, sorted.
	Tags []string
}

// Template is a body with a data scope of its own: the component's data for
// the main template, the fields of the data attribute for a <template name>.
type Template struct {
	Name string
	// Fields are the names of the data scope that the body reads; expressions
	// refer to them by index.
	Fields []string
	// Vars is the number of variable slots that the body's blocks use.
	Vars int
	Body *Block

	index map[string]int
}

// Field returns the index of a field that the template reads, or -1.
func (t *Template) Field(name string) int {
	if i, ok := t.index[name]; ok {
		return i
	}
	return -1
}

// Templates is what one file's <template is> can name: its own templates and
// those of the files it imports.
type Templates struct {
	own     map[string]*Template
	imports []*Templates
	table   map[string]*Template
	all     []*Template
}

// Lookup returns the template with that name, or nil. Own templates come
// first, then those of the last import; imports are not transitive.
func (t *Templates) Lookup(name string) *Template { return t.table[name] }

// All returns every template that Lookup can find, in a fixed order. The caller
// must not change the list.
func (t *Templates) All() []*Template { return t.all }

// finish makes the table when all files are read.
func (t *Templates) finish() {
	t.table = maps.Clone(t.own)
	seen := make(map[*Templates]bool)
	for _, from := range slices.Backward(t.imports) {
		if seen[from] {
			continue
		}
		seen[from] = true
		for name, m := range from.own {
			if t.table[name] == nil {
				t.table[name] = m
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.table)) {
		t.all = append(t.all, t.table[name])
	}
}

// Block is a piece of a template whose structure never changes: a skeleton of
// nodes, and the steps that fill what differs between its instances.
type Block struct {
	Nodes []BlockNode
	// Holes is the number of values that an instance holds, Places the number
	// of nodes (blocks, components, slots) with something inside that changes.
	Holes, Places int
	// Watched is the number of attributes that change: attributes observe.
	Watched int
	// Steps are in document order.
	Steps []Step
	// Fields and Vars are what the block reads, nested blocks of the same
	// template included. An update that touches none of it passes by.
	Fields FieldSet
	Vars   uint64
	// Lets are the variables that the block defines by let:, in order.
	Lets []*LetVar
	// Content is set for a block that stands between a component's tags.
	Content *Content
}

// NodeKind is the kind of a BlockNode.
type NodeKind uint8

// The kinds of nodes.
const (
	ElementNode NodeKind = iota
	TextNode
	ComponentNode
	SlotNode
	// BlocksNode is a place for the blocks of an if, a for or a template; it
	// renders nothing itself.
	BlocksNode
)

// BlockNode is one node of a block.
type BlockNode struct {
	Kind NodeKind
	// Parent is the index of the parent, -1 for a root of the block.
	Parent int32
	// Place is the node's index among the block's places, -1 for none.
	Place int32
	// At is where the node is written in File.
	At  Pos
	Tag string
	// Text is the content of a text node that has no binding.
	Text  string
	Attrs []BlockAttr
	// NodeExtra is never nil.
	*NodeExtra
	// File is the document that the node is written in.
	File *Document
}

// NodeExtra is what few nodes have.
type NodeExtra struct {
	Events []EventBinding
	// Contents are what stands between a component's tags.
	Contents []*Block
	// Generics are the implementations that generic:x attributes name.
	Generics map[string]string
}

// noExtra is the extra of all nodes that have none.
var noExtra = &NodeExtra{}

// AttrKind says what an attribute of a node sets.
type AttrKind uint8

// The kinds of attributes.
const (
	// AttrProp is a property of a component, an attribute of anything else, a
	// slot value of a slot.
	AttrProp AttrKind = iota
	AttrID
	AttrClass
	AttrStyle
	// AttrSlot is the slot that a piece of content wants to go to. Its name is
	// "block" where it stands at a block around the node.
	AttrSlot
	// AttrName is the name of a <slot>.
	AttrName
	AttrData
	AttrMark
	// AttrText is the content of a text node.
	AttrText
	// AttrModel is a property bound both ways, AttrChange a WXS observer of one.
	AttrModel
	AttrChange
)

// BlockAttr is one attribute with its value, constant or not.
type BlockAttr struct {
	Kind AttrKind
	// Hole is the index of the value among the instance's holes, -1 for one that
	// needs none.
	Hole int32
	// Name is in camel case; for AttrProp, AttrData, AttrMark, AttrModel and
	// AttrChange.
	Name  string
	Value *Expr
	rare  *rareAttr
}

// rareAttr is what few attributes have.
type rareAttr struct {
	raw     string // the name as written, where it is another than Name
	toggles []Toggle
}

// Raw is the name as written, without the family's prefix; for AttrProp.
func (a *BlockAttr) Raw() string {
	if a.rare != nil && a.rare.raw != "" {
		return a.rare.raw
	}
	return a.Name
}

// Toggles are class:name, or style:prop, of the same node.
func (a *BlockAttr) Toggles() []Toggle {
	if a.rare == nil {
		return nil
	}
	return a.rare.toggles
}

// Const reports whether the attribute has the same value in all instances.
func (a *BlockAttr) Const() bool {
	for _, t := range a.Toggles() {
		if !t.Value.Const {
			return false
		}
	}
	return a.Value.Const
}

// Toggle is class:name="{{cond}}" or style:prop="value".
type Toggle struct {
	Name  string
	Value *Expr
}

// EventBinding is one bind, catch and so on.
type EventBinding struct {
	Type  string
	Flags EventFlags
	// Handler gives the name of a method, or a WXS function.
	Handler *Expr
	// Property is "", or for the old spelling onX the name in camel case: the
	// attribute binds nothing where the component has a property or an external
	// class of that name (spec wxml §7).
	Property string
	// At is where the attribute is written, in the node's file.
	At Pos
}

// StepKind is the kind of a step.
type StepKind uint8

// The kinds of steps.
const (
	// StepHole fills the hole of Attr.
	StepHole StepKind = iota
	StepLet
	StepComponent
	StepSlot
	StepIf
	StepFor
	StepTemplate
	// StepChange calls the WXS function of a change: attribute when the attribute
	// it observes was set.
	StepChange
)

// Step is something that differs between the instances of a block.
type Step struct {
	Kind StepKind
	// Node is the index of the node it is about.
	Node int32
	// Attr is the attribute of StepHole, and the observed one of StepChange.
	Attr *BlockAttr
	// StepDetail is nil for the kinds that have no use for it: StepHole,
	// StepComponent and StepSlot.
	*StepDetail
}

// StepDetail is what the step of its kind is about; the rest is not set.
type StepDetail struct {
	// Observer gives the function of StepChange, Seen is the index of the value
	// that it saw last.
	Observer *Expr
	Seen     int
	Let      *LetVar
	If       *If
	For      *For
	Use      *TemplateUse
}

// LetVar is the variable of a let:name attribute.
type LetVar struct {
	Slot  int
	Value *Expr
}

// If is a chain of wx:if, wx:elif and wx:else, or a component with a placeholder.
type If struct {
	Branches []Branch
	// Awaits is the tag of a component that may not be there yet: the first branch
	// is shown when it is, the second until then. It is "" for a chain.
	Awaits string
}

// Branch is one branch of an If; Cond is nil for wx:else.
type Branch struct {
	Cond *Expr
	Body *Block
}

// For is wx:for.
type For struct {
	List *Expr
	// Item and Index are the variable slots.
	Item, Index int
	// Key is the field that names a row; "*this" stands for the item itself, ""
	// for no key.
	Key  string
	Body *Block
}

// TemplateUse is <template is>.
type TemplateUse struct {
	Name *Expr
	// Data gives an object; nil for an empty scope.
	Data  *Expr
	Table *Templates
}

// Content tells which slot a block of content goes to and which slot values it
// takes.
type Content struct {
	// Slot is nil for the default slot.
	Slot *Expr
	// Values are the slot:x attributes.
	Values []SlotValueVar
}

// SlotValueVar is slot:name: the value called Name is put into variable Slot.
type SlotValueVar struct {
	Name string
	Slot int
}
