package wxml

import (
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// attributes gives a node everything that the element's tag says but the
// directives.
func (b *builder) attributes(e *Element, n BlockNode, s *scope, slot *Attr) BlockNode {
	c := b.c
	n.File, n.At = s.unit.doc, e.From
	if len(e.Attrs) == 0 && slot == nil {
		return n
	}
	c.attrs, c.events = c.attrs[:0], c.events[:0]
	class, style := b.toggles(e, s)
	for _, a := range e.Attrs {
		b.attribute(&n, a, s, &class, &style)
	}
	if class != nil {
		b.attr(BlockAttr{Kind: AttrClass, Value: c.exprs.Constant(value.String("")), Toggles: class})
	}
	if style != nil {
		b.attr(BlockAttr{Kind: AttrStyle, Value: c.exprs.Constant(value.String("")), Toggles: style})
	}
	if slot != nil && (n.Parent < 0 || e.attr(Plain, "slot") == slot) {
		b.attr(BlockAttr{Kind: AttrSlot, Value: c.attrValue(slot, s)})
	}
	n.Attrs = c.attrLists.List(c.attrs)
	n.Events = c.eventLists.List(c.events)
	return n
}

// toggles compiles the class: and style: attributes.
func (b *builder) toggles(e *Element, s *scope) (class, style []Toggle) {
	for _, a := range e.Attrs {
		switch a.Family {
		case ClassToggle:
			class = append(class, Toggle{a.Name, b.c.attrValue(a, s)})
		case StyleProp:
			style = append(style, Toggle{a.Name, b.c.attrValue(a, s)})
		}
	}
	return class, style
}

// attr adds an attribute to those of the node that is put together and, where
// its value is not constant, gives it a hole.
func (b *builder) attr(a BlockAttr) {
	b.reads(a.Value)
	for _, t := range a.Toggles {
		b.reads(t.Value)
	}
	a.Hole = -1
	if !a.Const() {
		a.Hole = int32(b.holes)
		b.holes++
	}
	b.c.attrs = append(b.c.attrs, a)
}

// lazy adds an attribute that is evaluated when it is needed and takes no hole.
func (b *builder) lazy(kind AttrKind, name, raw string, x *Expr) {
	b.c.attrs = append(b.c.attrs, BlockAttr{Kind: kind, Name: name, Raw: raw, Value: b.reads(x), Hole: -1})
}

func (b *builder) attribute(n *BlockNode, a *Attr, s *scope, class, style *[]Toggle) {
	c := b.c
	switch a.Family {
	case Event:
		c.events = append(c.events, EventBinding{Type: a.Name, Flags: a.Flags, Handler: c.attrValue(a, s), At: a.From})
	case Data:
		b.attr(BlockAttr{Kind: AttrData, Name: a.Name, Value: c.attrValue(a, s)})
	case Mark:
		b.lazy(AttrMark, a.Name, "", c.attrValue(a, s))
	case Change:
		b.lazy(AttrChange, a.Name, "", c.attrValue(a, s))
	case Generic:
		if n.Generics == nil {
			n.Generics = make(map[string]string)
		}
		n.Generics[a.Name], _ = a.Value.Static()
	case Model:
		b.lazy(AttrModel, a.Name, "", c.assignable(a, s))
		b.property(n, a, s)
	case Plain:
		switch {
		case a.Name == "id":
			b.attr(BlockAttr{Kind: AttrID, Value: c.attrValue(a, s)})
		case a.Name == "class":
			b.attr(BlockAttr{Kind: AttrClass, Value: c.attrValue(a, s), Toggles: *class})
			*class = nil
		case a.Name == "style":
			b.attr(BlockAttr{Kind: AttrStyle, Value: c.attrValue(a, s), Toggles: *style})
			*style = nil
		case a.Name == "slot":
			// added by attributes, together with an inherited one
		case a.Name == "name" && n.Kind == SlotNode:
			b.attr(BlockAttr{Kind: AttrName, Value: c.attrValue(a, s)})
		default:
			b.property(n, a, s)
		}
	}
}

// property adds a property of a component, an attribute of another node or a
// value of a slot. Components and slots take the value in the logic layer, so
// it needs no hole.
func (b *builder) property(n *BlockNode, a *Attr, s *scope) {
	x := b.c.attrValue(a, s)
	if n.Kind == ElementNode {
		b.attr(BlockAttr{Kind: AttrProp, Name: Camel(a.Name), Raw: a.Name, Value: x})
		return
	}
	b.lazy(AttrProp, Camel(a.Name), a.Name, x)
}

// watch adds the steps of a node's change: attributes. They come after those
// that apply the attributes.
func (b *builder) watch(node int32, attrs []BlockAttr) {
	var observed map[string]*BlockAttr
	for k := range attrs {
		if attrs[k].Kind != AttrChange {
			continue
		}
		if observed == nil {
			observed = make(map[string]*BlockAttr, len(attrs))
			for j := range attrs {
				if name := attrs[j].observedName(); name != "" && observed[name] == nil {
					observed[name] = &attrs[j]
				}
			}
		}
		if at := observed[Camel(attrs[k].Name)]; at != nil {
			b.step(Step{Kind: StepChange, Node: node, Attr: at, Observer: attrs[k].Value, Seen: b.b.Watched})
			b.b.Watched++
		}
	}
}

// observedName is the name by which change: means an attribute.
func (a *BlockAttr) observedName() string {
	switch a.Kind {
	case AttrID:
		return "id"
	case AttrClass:
		return "class"
	case AttrStyle:
		return "style"
	case AttrProp:
		return a.Name
	case AttrData:
		if a.Name != "" {
			return "data" + strings.ToUpper(a.Name[:1]) + a.Name[1:]
		}
	}
	return ""
}

// Camel turns dashes followed by a letter into upper case: my-prop is myProp.
func Camel(s string) string {
	if strings.IndexByte(s, '-') < 0 {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '-' && i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z' {
			i++
			out.WriteByte(s[i] - 'a' + 'A')
		} else {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

// attrValue compiles an attribute's value; a bare attribute is true.
func (c *compiler) attrValue(a *Attr, s *scope) *Expr {
	if !a.HasValue {
		return c.exprs.Constant(value.Bool(true))
	}
	return c.value(&a.Value, s)
}

// assignable is attrValue for a place that may be written to.
func (c *compiler) assignable(a *Attr, s *scope) *Expr {
	if !a.HasValue {
		return c.exprs.Constant(value.Bool(true))
	}
	var few [8]expr.Part
	return c.exprs.Assignable(exprParts(few[:0], &a.Value), s)
}

// value compiles a text or the value of an attribute.
func (c *compiler) value(v *AttrValue, s *scope) *Expr {
	var few [8]expr.Part
	return c.exprs.Parts(exprParts(few[:0], v), s)
}

func exprParts(parts []expr.Part, v *AttrValue) []expr.Part {
	for i := range v.Parts {
		parts = append(parts, expr.Part{Text: v.Parts[i].Text, Node: v.Parts[i].Expr})
	}
	return parts
}
