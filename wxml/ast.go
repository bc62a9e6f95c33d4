package wxml

import (
	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// Pos is a byte offset in a source file.
type Pos int32

// Diagnostic is one message about a place of a source file; see the fields'
// comments. It is an error that errors.As finds.
type Diagnostic = diag.Diagnostic

// Diagnostics is a list of them; it is an error too.
type Diagnostics = diag.List

// Document is the syntax tree of one WXML file.
type Document struct {
	// File is the path inside the program, with forward slashes.
	File string
	// Source is the file as read, without a byte order mark.
	Source []byte
	// Nodes are the top-level nodes, comments and whitespace-only text included.
	Nodes []Node
	// Diagnostics are in the order of their places.
	Diagnostics Diagnostics

	text string // Source, where the document was parsed
}

// source returns Source as a string.
func (d *Document) source() string {
	if len(d.text) == len(d.Source) {
		return d.text
	}
	return string(d.Source)
}

// Node is an *Element, *Text, *Space, *Comment or *Meta.
type Node interface {
	// Pos is where the node begins in the source.
	Pos() Pos
	// End is the offset after the node's last byte.
	End() Pos
}

// Span is a range of the source; it is embedded in every node.
type Span struct{ From, To Pos }

// Pos returns the first byte's offset.
func (s Span) Pos() Pos { return s.From }

// End returns the offset after the last byte.
func (s Span) End() Pos { return s.To }

// Element is a tag with its attributes and children.
type Element struct {
	Span
	// Name is the tag as written, "wx-x" where the name had an illegal prefix.
	Name  string
	Attrs []Attr
	// Children are nil for an element closed with "/>".
	Children []Node
	// Raw is the body of a <wxs> element, which is not parsed: the range of the
	// source between the tags.
	Raw Span
	// SelfClosed is set for "<x/>".
	SelfClosed bool

	families uint32 // of the attributes: bit i for Family i, and parsed
}

// parsed is set in Element.families where the parser has set it.
const parsed = 1 << 31

// lacks reports whether the element is known to have no attribute of these
// families, given as bits.
func (e *Element) lacks(families uint32) bool {
	return e.families&parsed != 0 && e.families&families == 0
}

// NamePos is where the tag's name begins.
func (e *Element) NamePos() Pos { return e.From + 1 }

// Family is the kind of an attribute, given by its prefix (spec wxml §5).
type Family uint8

// The families of attributes.
const (
	// Plain is an attribute without a prefix that has a meaning of its own: id,
	// class, style, hidden, slot, properties, and name, is, data, src, module.
	Plain       Family = iota
	Directive          // wx:if wx:elif wx:else wx:for wx:for-item wx:for-index wx:key, also spelled wx-if; wx:for-items is named "for"
	Event              // bind, catch, mut-bind, capture-bind, capture-catch, capture-mut-bind
	Data               // data-x (Name is the camel-case key) and data:x (Name verbatim)
	Mark               // mark:x
	Model              // model:x
	Change             // change:x
	Generic            // generic:x
	ClassToggle        // class:x
	StyleProp          // style:x
	SlotValue          // slot:x
	Let                // let:x
	Worklet            // worklet:x
	Extra              // extra-attr:x
)

// EventFlags are the parts of an event attribute's prefix.
type EventFlags uint8

// The flags; a plain bind has none.
const (
	Catch EventFlags = 1 << iota
	MutBind
	Capture
)

// Attr is one attribute of an element.
type Attr struct {
	Span
	Family Family
	// Flags belong to Event.
	Flags EventFlags
	// HasValue is false for a bare attribute, and Value then empty.
	HasValue bool

	rawLen int32 // of the name as written, which begins at From; 0 where there is no source

	// Name is the name without the family's prefix: "if" for wx:if, "tap" for
	// bind:tap and bindtap, "userId" for data-user-id, the whole name for Plain.
	Name string
	// Value is what stands behind the equals sign.
	Value AttrValue
}

// AttrValue is the value of an attribute, or the content of a text node: a
// sequence of static text and bindings. [NewValue] makes one by hand.
type AttrValue struct {
	Span
	// parts is the part of a value that consists of one, which has the span of the
	// value, as most do; nil where there is none, and *mixed for several.
	parts expr.Node
}

// mixed are several parts.
type mixed []spanned

// Pos is where the first begins.
func (m *mixed) Pos() int { return int((*m)[0].From) }

// spanned is a part of a value, a static text or a binding, with its place.
type spanned struct {
	Span
	node expr.Node
}

// Part is a piece of static text (with entities decoded) or one binding.
type Part struct {
	Span
	Text string
	// Expr is set for a binding; an empty or broken binding is expr.Empty, whose
	// value is "".
	Expr expr.Node
}

// NewValue makes a value of parts.
func NewValue(parts ...Part) AttrValue {
	if len(parts) == 0 {
		return AttrValue{}
	}
	list := make(mixed, len(parts))
	for i, p := range parts {
		list[i] = spanned{p.Span, p.Expr}
		if p.Expr == nil {
			list[i].node = &expr.Text{Text: p.Text}
		}
	}
	return AttrValue{parts: &list}
}

// Len returns the number of parts.
func (v *AttrValue) Len() int {
	if v.parts == nil {
		return 0
	}
	if m, ok := v.parts.(*mixed); ok {
		return len(*m)
	}
	return 1
}

// Part returns part i, which must be less than Len.
func (v *AttrValue) Part(i int) Part {
	s := spanned{v.Span, v.parts}
	if m, ok := v.parts.(*mixed); ok {
		s = (*m)[i]
	}
	if t, ok := s.node.(*expr.Text); ok {
		return Part{Span: s.Span, Text: t.Text}
	}
	return Part{Span: s.Span, Expr: s.node}
}

// Parts returns all parts.
func (v *AttrValue) Parts() []Part {
	parts := make([]Part, v.Len())
	for i := range parts {
		parts[i] = v.Part(i)
	}
	return parts
}

// appendNodes appends the parts as the expression compiler takes them.
func (v *AttrValue) appendNodes(nodes []expr.Node) []expr.Node {
	if m, ok := v.parts.(*mixed); ok {
		for i := range *m {
			nodes = append(nodes, (*m)[i].node)
		}
	} else if v.parts != nil {
		nodes = append(nodes, v.parts)
	}
	return nodes
}

// Static returns the text of a value without bindings.
func (v *AttrValue) Static() (string, bool) {
	switch v.Len() {
	case 0:
		return "", true
	case 1:
		p := v.Part(0)
		return p.Text, p.Expr == nil
	}
	return "", false
}

// Text is a run of text and bindings between tags.
type Text struct{ Value AttrValue }

// Pos returns the first byte's offset.
func (t *Text) Pos() Pos { return t.Value.From }

// End returns the offset after the last byte.
func (t *Text) End() Pos { return t.Value.To }

// Space is a text of nothing but white space, which renders nothing.
type Space struct{ Span }

// Comment is <!-- Text -->.
type Comment struct {
	Span
	Text string
}

// Meta is <!DOCTYPE ...> and the like; it renders nothing.
type Meta struct {
	Span
	Text string
}
