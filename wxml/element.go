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
	n.File, n.At, n.NodeExtra = s.unit.doc, e.From, noExtra
	if len(e.Attrs) == 0 && slot == nil {
		return n
	}
	c.attrs.Open()
	c.events.Open()
	class, style := b.toggles(e, s)
	for i := range e.Attrs {
		b.attribute(&n, &e.Attrs[i], s, &class, &style)
	}
	if class != nil {
		b.attr(BlockAttr{Kind: AttrClass, Value: c.exprs.Text(""), rare: toggled(class)})
	}
	if style != nil {
		b.attr(BlockAttr{Kind: AttrStyle, Value: c.exprs.Text(""), rare: toggled(style)})
	}
	if own := e.attr(Plain, "slot") == slot; slot != nil && (n.Parent < 0 || own) {
		name := ""
		if !own {
			name = "block"
		}
		b.attr(BlockAttr{Kind: AttrSlot, Name: name, Value: c.textValue(slot, s)})
	}
	n.Attrs = c.attrs.Opened()
	if events := c.events.Opened(); events != nil {
		n.extra(c).Events = events
	}
	return n
}

// extra gives the node an extra of its own.
func (n *BlockNode) extra(c *compiler) *NodeExtra {
	if n.NodeExtra == noExtra {
		n.NodeExtra = c.extras.New()
	}
	return n.NodeExtra
}

func toggled(list []Toggle) *rareAttr {
	if list == nil {
		return nil
	}
	return &rareAttr{toggles: list}
}

// toggles compiles the class: and style: attributes.
func (b *builder) toggles(e *Element, s *scope) (class, style []Toggle) {
	if e.lacks(1<<ClassToggle | 1<<StyleProp) {
		return nil, nil
	}
	for i := range e.Attrs {
		switch a := &e.Attrs[i]; a.Family {
		case ClassToggle:
			class = append(class, Toggle{a.Name, b.c.attrValue(a, s)})
		case StyleProp:
			if a.HasValue {
				style = append(style, Toggle{a.Name, b.c.attrValue(a, s)})
			}
		}
	}
	return class, style
}

// attr adds an attribute to those of the node that is put together and, where
// its value is not constant, gives it a hole.
func (b *builder) attr(a BlockAttr) {
	b.reads(a.Value)
	for _, t := range a.Toggles() {
		b.reads(t.Value)
	}
	a.Hole = -1
	if !a.Const() {
		a.Hole = int32(b.holes)
		b.holes++
	}
	*b.c.attrs.Add() = a
}

// lazy adds an attribute that is evaluated when it is needed and takes no hole.
func (b *builder) lazy(kind AttrKind, name string, rare *rareAttr, x *Expr) {
	*b.c.attrs.Add() = BlockAttr{Kind: kind, Name: name, rare: rare, Value: b.reads(x), Hole: -1}
}

func (b *builder) attribute(n *BlockNode, a *Attr, s *scope, class, style *[]Toggle) {
	c := b.c
	switch a.Family {
	case Event:
		handler := c.attrValue(a, s) // catchtap alone stops the event
		if a.colon() {
			handler = c.textValue(a, s)
		}
		*c.events.Add() = EventBinding{Type: a.Name, Flags: a.Flags, Handler: handler, At: a.From}
	case Data:
		b.attr(BlockAttr{Kind: AttrData, Name: a.Name, Value: c.attrValue(a, s)})
	case Mark:
		b.lazy(AttrMark, a.Name, nil, c.attrValue(a, s))
	case Change:
		b.lazy(AttrChange, a.Name, nil, c.attrValue(a, s))
	case Generic:
		x := n.extra(c)
		if x.Generics == nil {
			x.Generics = make(map[string]string)
		}
		x.Generics[a.Name], _ = a.Value.Static()
	case Model:
		b.lazy(AttrModel, a.Name, nil, c.attrValue(a, s))
		b.property(n, a, s)
	case Plain:
		switch {
		case a.Name == "id":
			b.attr(BlockAttr{Kind: AttrID, Value: c.textValue(a, s)})
		case a.Name == "class":
			b.attr(BlockAttr{Kind: AttrClass, Value: c.textValue(a, s), rare: toggled(*class)})
			*class = nil
		case a.Name == "style":
			b.attr(BlockAttr{Kind: AttrStyle, Value: c.textValue(a, s), rare: toggled(*style)})
			*style = nil
		case a.Name == "slot":
			// added by attributes, together with an inherited one
		case a.Name == "name" && n.Kind == SlotNode:
			b.attr(BlockAttr{Kind: AttrName, Value: c.textValue(a, s)})
		default:
			b.property(n, a, s)
		}
	}
}

// property adds a property of a component, an attribute of another node or a
// value of a slot. Components and slots take the value in the logic layer, so
// it needs no hole.
func (b *builder) property(n *BlockNode, a *Attr, s *scope) {
	x, name := b.c.attrValue(a, s), Camel(a.Name)
	if event, ok := strings.CutPrefix(name, "on"); ok && event != "" && a.Family == Plain && n.Kind != SlotNode {
		*b.c.events.Add() = EventBinding{Type: event, Handler: b.c.textValue(a, s), Property: name, At: a.From}
		if n.Kind == ElementNode {
			return
		}
	}
	var rare *rareAttr
	if name != a.Name {
		rare = &rareAttr{raw: a.Name}
	}
	if n.Kind == ElementNode {
		b.attr(BlockAttr{Kind: AttrProp, Name: name, rare: rare, Value: x})
		return
	}
	b.lazy(AttrProp, name, rare, x)
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
			b.detail(Step{Kind: StepChange, Node: node, Attr: at}, StepDetail{Observer: attrs[k].Value, Seen: b.b.Watched})
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

// Camel drops dashes and turns the letters behind them into upper case: my-prop
// is myProp, col-2 is col2 (spec wxml §7).
func Camel(s string) string {
	if strings.IndexByte(s, '-') < 0 {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '-' {
			if i++; i == len(s) {
				break
			}
			if c = s[i]; c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
		}
		out.WriteByte(c)
	}
	return out.String()
}

// textValue is attrValue for an attribute whose value is a text: where it is bare
// that is empty.
func (c *compiler) textValue(a *Attr, s *scope) *Expr {
	if !a.HasValue {
		return c.exprs.Text("")
	}
	return c.value(&a.Value, s)
}

// attrValue compiles an attribute's value; a bare attribute is true.
func (c *compiler) attrValue(a *Attr, s *scope) *Expr {
	if !a.HasValue {
		return c.exprs.Constant(value.Bool(true))
	}
	return c.value(&a.Value, s)
}

// value compiles a text or the value of an attribute.
func (c *compiler) value(v *AttrValue, s *scope) *Expr {
	var few [8]expr.Node
	return c.exprs.Parts(v.appendNodes(few[:0]), s)
}
