package view

import (
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Kind is the kind of a node in the composed tree.
type Kind uint8

// The kinds of nodes.
const (
	// KindNone is the kind of the zero Node and of removed nodes.
	KindNone Kind = iota
	// KindPage is the page's root node.
	KindPage
	// KindElement is a built-in tag or one that nobody declared.
	KindElement
	// KindText is a run of text.
	KindText
	// KindComponent is the host of a component.
	KindComponent
	// KindSlot is a slot of a component.
	KindSlot
)

// String returns the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case KindPage:
		return "page"
	case KindElement:
		return "element"
	case KindText:
		return "text"
	case KindComponent:
		return "component"
	case KindSlot:
		return "slot"
	}
	return "none"
}

// Node is a handle to a node of a page. Handles are small values and can be
// compared with ==. The zero Node is no node; a handle to a node that was
// removed behaves like it. All methods are safe for concurrent use.
type Node struct {
	page *Page
	inst *instance
	id   bridge.InstanceID
	idx  int32
}

// Target names a node in messages to the logic layer, as [bridge.Event] does.
type Target struct {
	Page     bridge.PageID
	Instance bridge.InstanceID
	Node     int32
}

func (p *Page) node(at pos) Node {
	switch {
	case !at.ok():
		return Node{}
	case at.inst == nil:
		return p.Root()
	}
	return Node{p, at.inst, at.inst.id, at.idx}
}

// pos returns where the node stands, nowhere when it is gone. The caller holds
// the lock.
func (n Node) pos() pos {
	if n.page.closed || n.inst != nil && n.inst.id != n.id {
		return nowhere
	}
	return pos{n.inst, n.idx}
}

// get calls f with the tree locked for reading, or returns the zero T for a
// node that is gone. f must not call exported methods: they lock as well.
func get[T any](n Node, f func(p *Page, at pos) T) (result T) {
	if n.page == nil {
		return result
	}
	n.page.view.mu.RLock()
	defer n.page.view.mu.RUnlock()
	if at := n.pos(); at.ok() {
		result = f(n.page, at)
	}
	return result
}

// Valid reports whether the node is still there.
func (n Node) Valid() bool { return n.Kind() != KindNone }

// Page returns the node's page, nil for the zero Node. It is known even after
// the node was removed.
func (n Node) Page() *Page { return n.page }

// Kind returns the kind of the node.
func (n Node) Kind() Kind {
	return get(n, func(_ *Page, at pos) Kind { return at.kind() })
}

// IsText reports whether the node is a run of text.
func (n Node) IsText() bool { return n.Kind() == KindText }

// Tag returns the tag as written; "page" for the page's root node, "slot" for
// a slot, "" for text.
func (n Node) Tag() string {
	return get(n, func(_ *Page, at pos) string { return at.tag() })
}

// ID returns the id attribute.
func (n Node) ID() string {
	return get(n, func(_ *Page, at pos) string { return at.id() })
}

// Classes returns the effective class list: the template's classes, then those
// that WXS added, without those that WXS removed; each once, in that order. A
// Scope is set where a class belongs to another scope than the node's Owner.
func (n Node) Classes() []bridge.Class {
	return get(n, func(p *Page, at pos) []bridge.Class { return p.classes(at, nil) })
}

// HasClass reports whether the effective class list holds the name, in
// whatever scope.
func (n Node) HasClass(name string) bool {
	return get(n, func(p *Page, at pos) bool { return p.hasClass(at, name) })
}

// Style returns the effective inline style: the template's, then what WXS set,
// then what animations set, so that later ones win. rpx stays as written.
func (n Node) Style() string {
	return get(n, func(_ *Page, at pos) string { return at.style() })
}

// Attr returns an attribute besides id, class, style, slot and the dataset, as
// plain Go data (nil for undefined and null), and whether there is one. The
// name may be given in camel case or with dashes.
func (n Node) Attr(name string) (any, bool) {
	v, ok := n.AttrValue(name)
	return value.ToAny(v), ok
}

// AttrValue is Attr with the engine's own type of values.
func (n Node) AttrValue(name string) (v value.Value, ok bool) {
	ok = get(n, func(_ *Page, at pos) bool {
		v, ok = at.attr(bridge.HoleAttr, camel(name))
		return ok
	})
	return v, ok
}

// Attr is an attribute's name, in camel case, and its value as plain Go data.
type Attr struct {
	Name  string
	Value any
}

// Attrs returns the attributes besides id, class, style, slot and the dataset,
// sorted by name.
func (n Node) Attrs() []Attr {
	return get(n, func(_ *Page, at pos) []Attr {
		var out []Attr
		for _, a := range at.attrs(bridge.HoleAttr) {
			out = append(out, Attr{a.Name, value.ToAny(a.Value)})
		}
		return out
	})
}

// Dataset returns the data-* attributes by their names in camel case, as plain
// Go data; nil when there are none.
func (n Node) Dataset() map[string]any {
	return get(n, func(_ *Page, at pos) map[string]any {
		var out map[string]any
		for _, a := range at.attrs(bridge.HoleData) {
			if out == nil {
				out = map[string]any{}
			}
			out[a.Name] = value.ToAny(a.Value)
		}
		return out
	})
}

// Text returns the content of a text node; for another node the content of the
// text nodes among its children, joined.
func (n Node) Text() string {
	return get(n, func(p *Page, at pos) string {
		if at.kind() == KindText {
			return at.text()
		}
		var b strings.Builder
		for c := p.first(at); c.ok(); c = p.next(c) {
			if c.kind() == KindText {
				b.WriteString(c.text())
			}
		}
		return b.String()
	})
}

// TextContent returns the text of the node and everything below it in the
// composed tree, in document order.
func (n Node) TextContent() string {
	return get(n, func(p *Page, at pos) string {
		var b strings.Builder
		p.walk(at, func(at pos) verdict {
			if at.kind() == KindText {
				b.WriteString(at.text())
			}
			return descend
		}, nil)
		return b.String()
	})
}

// Component returns the path of the component whose host the node is. ok is
// false for any other node and for a component that is not known (yet).
func (n Node) Component() (path string, ok bool) {
	path = get(n, func(_ *Page, at pos) string { return at.component() })
	return path, path != ""
}

// Virtual reports whether the node is a host that is not rendered.
func (n Node) Virtual() bool {
	return get(n, func(_ *Page, at pos) bool { return at.virtual() })
}

// SlotName returns the name of a slot node, "" for the default slot.
func (n Node) SlotName() string {
	return get(n, func(_ *Page, at pos) string { return at.slotName() })
}

// Slot returns the slot attribute: the name of the slot that the node, as
// content of a component, wants to go to.
func (n Node) Slot() string {
	return get(n, func(_ *Page, at pos) string { return at.slotAttr() })
}

// Owner returns the path of the component or page in whose template the node
// stands: the style scope of its classes.
func (n Node) Owner() string {
	return get(n, func(p *Page, at pos) string { return p.owner(at) })
}

// Parent returns the parent in the composed tree. It is the zero Node for the
// page's root node and for content that no slot takes.
func (n Node) Parent() Node {
	return get(n, func(p *Page, at pos) Node { return p.node(p.parent(at)) })
}

// Children returns the children in the composed tree, slots among them.
func (n Node) Children() []Node {
	return get(n, func(p *Page, at pos) []Node { return p.siblings(p.first(at)) })
}

func (p *Page) siblings(at pos) (out []Node) {
	for ; at.ok(); at = p.next(at) {
		out = append(out, p.node(at))
	}
	return out
}

// Rendered returns the children as a renderer sees them: in place of a slot or
// a virtual host stand the nodes below it.
func (n Node) Rendered() []Node {
	return get(n, func(p *Page, at pos) (out []Node) {
		p.walk(at, func(c pos) verdict {
			if c == at || c.kind() == KindSlot || c.virtual() {
				return descend
			}
			out = append(out, p.node(c))
			return skip
		}, nil)
		return out
	})
}

// Shadow returns the top nodes of the component's shadow tree, nil for a node
// that has none.
func (n Node) Shadow() []Node {
	return get(n, func(p *Page, at pos) []Node {
		if at.kind() != KindComponent || at.place().shadowRoot() == nil {
			return nil
		}
		return p.siblings(p.first(at))
	})
}

// Content returns the nodes that the component's user put between its tags, in
// the order of the template, whether a slot takes them or not.
func (n Node) Content() []Node {
	return get(n, func(p *Page, at pos) []Node {
		if at.kind() != KindComponent {
			return nil
		}
		return p.content(at)
	})
}

// Target returns what a message to the logic layer names. It is the zero
// Target for the page's root node and for a node that is gone.
func (n Node) Target() Target {
	return get(n, func(p *Page, at pos) Target {
		if at.inst == nil {
			return Target{}
		}
		return Target{p.id, at.inst.id, at.idx}
	})
}
