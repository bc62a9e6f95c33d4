package wxml

import (
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// builder puts one block together.
type builder struct {
	c *compiler
	b *Block
}

// block compiles nodes into a block. slot is the slot attribute that an
// enclosing <block slot> gives to the roots, or nil.
func (c *compiler) block(nodes []Node, s *scope, slot *Attr) *Block {
	b := &builder{c: c, b: &Block{}}
	if c.blocks++; c.blocks > maxBlocks {
		if c.blocks == maxBlocks+1 {
			c.report(s.unit.doc, 0, diag.Error, "wxml-too-large", "the template has more than %d blocks; includes multiply it", maxBlocks)
		}
		return b.b
	}
	b.nodes(nodes, -1, s, slot)
	return b.b
}

func (b *builder) reads(x *Expr) {
	if x != nil {
		b.b.Fields.Or(&x.Fields)
		b.b.Vars |= x.Vars
	}
}

func (b *builder) nest(n *Block) *Block {
	b.b.Fields.Or(&n.Fields)
	b.b.Vars |= n.Vars
	return n
}

func (b *builder) node(n BlockNode) int32 {
	n.Place = -1
	if n.Kind == ComponentNode || n.Kind == SlotNode || n.Kind == BlocksNode {
		n.Place = int32(b.b.Places)
		b.b.Places++
	}
	b.b.Nodes = append(b.b.Nodes, n)
	return int32(len(b.b.Nodes) - 1)
}

// nodes compiles siblings.
func (b *builder) nodes(nodes []Node, parent int32, s *scope, slot *Attr) {
	for i := 0; i < len(nodes); i++ {
		switch n := nodes[i].(type) {
		case *Text:
			if !n.Blank {
				b.text(n, parent, s, slot)
			}
		case *Element:
			if isDeclaration(n) {
				continue
			}
			if n.attr(Directive, "for") == nil && n.attr(Directive, "if") != nil {
				i = b.chain(nodes, i, parent, s, slot)
				continue
			}
			b.element(n, parent, s, slot)
		}
	}
}

func isDeclaration(e *Element) bool {
	return e.Name == "wxs" || e.Name == "import" || e.Name == "template" && e.attr(Plain, "is") == nil
}

func (b *builder) text(n *Text, parent int32, s *scope, slot *Attr) {
	x := compileText(&n.Value, s)
	node := BlockNode{Kind: TextNode, Parent: parent, File: s.unit.doc, At: n.From}
	if slot != nil && parent < 0 {
		node.Attrs = append(node.Attrs, b.attr(AttrSlot, "", compileValue(slot, s)))
	}
	if x.Const {
		node.Text = value.Text(x.Value)
		if node.Text != "" {
			b.withSteps(node)
		}
		return
	}
	node.Attrs = append(node.Attrs, b.attr(AttrText, "", x))
	b.withSteps(node)
}

// withSteps adds a node and the steps of those of its attributes that need one.
func (b *builder) withSteps(n BlockNode) int32 {
	i := b.node(n)
	attrs := b.b.Nodes[i].Attrs
	for k := range attrs {
		a := &attrs[k]
		if a.Hole >= 0 {
			b.b.Steps = append(b.b.Steps, Step{Kind: StepHole, Node: i, Attr: a})
		}
	}
	return i
}

// watch adds the steps of a node's change: attributes. They come after those
// that apply the attributes.
func (b *builder) watch(i int32) {
	attrs := b.b.Nodes[i].Attrs
	for k := range attrs {
		if attrs[k].Kind != AttrChange {
			continue
		}
		for j := range attrs {
			if at := &attrs[j]; at.Kind != AttrChange && at.Kind != AttrModel && at.observedName() == Camel(attrs[k].Name) {
				b.b.Steps = append(b.b.Steps, Step{Kind: StepChange, Node: i, Attr: at, Observer: attrs[k].Value, Seen: b.b.Watched})
				b.b.Watched++
				break
			}
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

// attr makes an attribute and gives it a hole where its value is not constant.
func (b *builder) attr(kind AttrKind, name string, x *Expr, toggles ...Toggle) BlockAttr {
	a := BlockAttr{Kind: kind, Name: name, Value: x, Toggles: toggles, Hole: -1}
	b.reads(x)
	for _, t := range toggles {
		b.reads(t.Value)
	}
	if !a.Const() {
		a.Hole = int32(b.b.Holes)
		b.b.Holes++
	}
	return a
}

// chain compiles wx:if and the wx:elif and wx:else that follow; it returns the
// index of the last node it took.
func (b *builder) chain(nodes []Node, i int, parent int32, s *scope, slot *Attr) int {
	first := nodes[i].(*Element)
	x := &If{}
	x.Branches = append(x.Branches, b.branch(first, first.attr(Directive, "if"), s, slot))
	last := i
	for k := i + 1; k < len(nodes); k++ {
		switch n := nodes[k].(type) {
		case *Comment:
			continue
		case *Text:
			if n.Blank {
				continue
			}
		case *Element:
			if n.attr(Directive, "for") == nil {
				if a := n.attr(Directive, "elif"); a != nil {
					x.Branches = append(x.Branches, b.branch(n, a, s, slot))
					last = k
					continue
				}
				if n.attr(Directive, "else") != nil {
					x.Branches = append(x.Branches, Branch{Body: b.nest(b.c.body(n, s, slot))})
					last = k
				}
			}
		}
		break
	}
	at := b.node(BlockNode{Kind: BlocksNode, Parent: parent, File: s.unit.doc, At: first.From})
	b.b.Steps = append(b.b.Steps, Step{Kind: StepIf, Node: at, If: x})
	return last
}

func (b *builder) branch(e *Element, cond *Attr, s *scope, slot *Attr) Branch {
	x := compileValue(cond, s)
	if !cond.HasValue {
		x = constant(value.Bool(false)) // spec wxml §4.2: wx:if without value is falsy
	}
	b.reads(x)
	return Branch{Cond: x, Body: b.nest(b.c.body(e, s, slot))}
}

// body compiles one element, its directives done with, into a block.
func (c *compiler) body(e *Element, s *scope, slot *Attr) *Block {
	b := &builder{c: c, b: &Block{}}
	c.blocks++
	if c.blocks <= maxBlocks {
		b.plain(e, -1, s, slot)
	}
	return b.b
}

// element compiles an element that may have wx:for.
func (b *builder) element(e *Element, parent int32, s *scope, slot *Attr) {
	list := e.attr(Directive, "for")
	if list == nil {
		b.plain(e, parent, s, slot)
		return
	}
	x := &For{List: compileValue(list, s)}
	b.reads(x.List)
	if k := e.attr(Directive, "key"); k != nil {
		x.Key, _ = k.Value.Static()
	}
	inner := s.with(directiveName(e, "for-item", "item"), directiveName(e, "for-index", "index"))
	x.Item, x.Index = inner.slots[0], inner.slots[1]
	var body *Block
	if cond := e.attr(Directive, "if"); cond != nil {
		in := &builder{c: b.c, b: &Block{}}
		at := in.node(BlockNode{Kind: BlocksNode, Parent: -1, File: s.unit.doc, At: e.From})
		in.b.Steps = append(in.b.Steps, Step{Kind: StepIf, Node: at, If: &If{Branches: []Branch{in.branch(e, cond, inner, slot)}}})
		body = in.b
	} else {
		body = b.c.body(e, inner, slot)
	}
	x.Body = b.nest(body)
	at := b.node(BlockNode{Kind: BlocksNode, Parent: parent, File: s.unit.doc, At: e.From})
	b.b.Steps = append(b.b.Steps, Step{Kind: StepFor, Node: at, For: x})
}

func directiveName(e *Element, name, otherwise string) string {
	if a := e.attr(Directive, name); a != nil {
		if v, ok := a.Value.Static(); ok && v != "" {
			return v
		}
	}
	return otherwise
}

// plain compiles an element whose directives are done with.
func (b *builder) plain(e *Element, parent int32, s *scope, slot *Attr) {
	s = b.lets(e, s)
	if own := e.attr(Plain, "slot"); own != nil {
		slot = own
	}
	switch {
	case e.Name == "block":
		b.nodes(e.Children, parent, s, slot)
	case e.Name == "include":
		b.include(e, parent, s, slot)
	case e.Name == "template":
		b.use(e, parent, s)
	case e.Name == "slot":
		n := b.attributes(e, BlockNode{Kind: SlotNode, Parent: parent, Tag: e.Name}, s, slot)
		b.b.Steps = append(b.b.Steps, Step{Kind: StepSlot, Node: b.withSteps(n)})
	case b.c.opts.IsComponent != nil && b.c.opts.IsComponent(e.Name):
		b.component(e, parent, s, slot)
	default:
		at := b.withSteps(b.attributes(e, BlockNode{Kind: ElementNode, Parent: parent, Tag: e.Name}, s, slot))
		b.watch(at)
		b.nodes(e.Children, at, s, nil)
	}
}

// lets compiles the element's let: attributes; each sees those before it.
func (b *builder) lets(e *Element, s *scope) *scope {
	for _, a := range e.Attrs {
		if a.Family != Let {
			continue
		}
		x := compileValue(a, s)
		b.reads(x)
		s = s.with(a.Name)
		l := &LetVar{Slot: s.slots[0], Value: x}
		b.b.Lets = append(b.b.Lets, l)
		b.b.Steps = append(b.b.Steps, Step{Kind: StepLet, Node: -1, Let: l})
	}
	return s
}

func (b *builder) component(e *Element, parent int32, s *scope, slot *Attr) {
	n := b.attributes(e, BlockNode{Kind: ComponentNode, Parent: parent, Tag: e.Name}, s, slot)
	at := b.withSteps(n)
	b.b.Steps = append(b.b.Steps, Step{Kind: StepComponent, Node: at})
	b.watch(at)
	b.b.Nodes[at].Contents = b.contents(e.Children, s)
}

// contents cuts what stands between a component's tags into blocks: a node with
// a slot attribute, or with slot values, is a block of its own; neighbours
// without go together.
func (b *builder) contents(children []Node, s *scope) []*Block {
	var out []*Block
	var run []Node
	flush := func() {
		if blk := b.c.block(run, s, nil); len(blk.Nodes) > 0 {
			blk.Content = &Content{}
			out = append(out, b.nest(blk))
		}
		run = nil
	}
	for _, n := range children {
		e, ok := n.(*Element)
		if !ok || !hasSlotAttr(e) {
			run = append(run, n)
			continue
		}
		if e.attr(Directive, "elif") != nil || e.attr(Directive, "else") != nil {
			run = append(run, n) // stays with its wx:if
			continue
		}
		flush()
		out = append(out, b.content(e, s))
	}
	flush()
	return out
}

func hasSlotAttr(e *Element) bool {
	for _, a := range e.Attrs {
		if a.Family == SlotValue || a.Family == Plain && a.Name == "slot" {
			return true
		}
	}
	return false
}

func (b *builder) content(e *Element, s *scope) *Block {
	ct := &Content{}
	var names []string
	for _, a := range e.Attrs {
		if a.Family == SlotValue {
			alias := a.Name
			if v, ok := a.Value.Static(); ok && v != "" {
				alias = v
			}
			names = append(names, alias)
			ct.Values = append(ct.Values, SlotValueVar{Name: a.Name, Slot: s.next + len(names) - 1})
		}
	}
	inner := s
	if len(names) > 0 {
		inner = s.with(names...)
	}
	if a := e.attr(Plain, "slot"); a != nil {
		ct.Slot = compileValue(a, inner)
		b.reads(ct.Slot)
	}
	blk := b.c.block([]Node{e}, inner, nil)
	blk.Content = ct
	return b.nest(blk)
}

func (b *builder) use(e *Element, parent int32, s *scope) {
	u := &TemplateUse{Name: compileValue(e.attr(Plain, "is"), s), Table: s.unit.templates}
	b.reads(u.Name)
	if a := e.attr(Plain, "data"); a != nil && a.HasValue {
		u.Data = compileValue(a, s)
		b.reads(u.Data)
	}
	at := b.node(BlockNode{Kind: BlocksNode, Parent: parent, File: s.unit.doc, At: e.From})
	b.b.Steps = append(b.b.Steps, Step{Kind: StepTemplate, Node: at, Use: u})
}

// include puts the nodes of another file in the place of the element. They see
// what is visible here, and their own file's modules (spec wxml §4.6).
func (b *builder) include(e *Element, parent int32, s *scope, slot *Attr) {
	src, ok := staticAttr(e, "src")
	if !ok || src == "" {
		return
	}
	doc, err := b.c.files.Document(resolve(s.unit.doc.File, src, ".wxml"))
	if err != nil {
		b.c.report(s.unit.doc, e.From, diag.Error, "wxml-include-missing", "included path `%s` not found from `%s`", src, s.unit.doc.File)
		return
	}
	for x := s; x != nil; x = x.outer {
		if x.unit.doc == doc || s.depth >= maxIncludeDepth {
			b.c.report(s.unit.doc, e.From, diag.Error, "wxml-include-cycle", "`%s` includes itself through `%s`; the inner include is left out", doc.File, s.unit.doc.File)
			return
		}
	}
	inner := &scope{tmpl: s.tmpl, unit: b.c.unit(doc), outer: s, next: s.next, depth: s.depth + 1}
	b.nodes(doc.Nodes, parent, inner, slot)
}

// attributes compiles everything but the directives.
func (b *builder) attributes(e *Element, n BlockNode, s *scope, slot *Attr) BlockNode {
	n.File, n.At = s.unit.doc, e.From
	var class, style []Toggle
	for _, a := range e.Attrs {
		switch a.Family {
		case ClassToggle, StyleProp:
			x := constant(value.Bool(true))
			if a.HasValue {
				x = compileValue(a, s)
			}
			if a.Family == ClassToggle {
				class = append(class, Toggle{a.Name, x})
			} else {
				style = append(style, Toggle{a.Name, x})
			}
		}
	}
	for _, a := range e.Attrs {
		b.attribute(&n, a, s, &class, &style)
	}
	if class != nil {
		n.Attrs = append(n.Attrs, b.attr(AttrClass, "", constant(value.String("")), class...))
	}
	if style != nil {
		n.Attrs = append(n.Attrs, b.attr(AttrStyle, "", constant(value.String("")), style...))
	}
	if slot != nil && (n.Parent < 0 || e.attr(Plain, "slot") == slot) {
		n.Attrs = append(n.Attrs, b.attr(AttrSlot, "", compileValue(slot, s)))
	}
	return n
}

func (b *builder) attribute(n *BlockNode, a *Attr, s *scope, class, style *[]Toggle) {
	add := func(kind AttrKind, name string, toggles ...Toggle) {
		n.Attrs = append(n.Attrs, b.attr(kind, name, compileValue(a, s), toggles...))
	}
	// lazy attributes are evaluated when they are needed and take no hole.
	lazy := func(kind AttrKind) {
		x := compileValue(a, s)
		b.reads(x)
		n.Attrs = append(n.Attrs, BlockAttr{Kind: kind, Name: a.Name, Value: x, Hole: -1})
	}
	switch a.Family {
	case Event:
		x := compileValue(a, s)
		n.Events = append(n.Events, EventBinding{Type: a.Name, Flags: a.Flags, Handler: x})
	case Data:
		add(AttrData, a.Name)
	case Mark:
		lazy(AttrMark)
	case Change:
		lazy(AttrChange)
	case Generic:
		if n.Generics == nil {
			n.Generics = make(map[string]string)
		}
		n.Generics[a.Name], _ = a.Value.Static()
	case Model:
		x := compileValue(a, s)
		b.reads(x)
		n.Attrs = append(n.Attrs, BlockAttr{Kind: AttrModel, Name: a.Name, Value: x, Hole: -1})
		b.property(n, a, s)
	case Plain:
		switch {
		case a.Name == "id":
			add(AttrID, "")
		case a.Name == "class":
			add(AttrClass, "", *class...)
			*class = nil
		case a.Name == "style":
			add(AttrStyle, "", *style...)
			*style = nil
		case a.Name == "slot":
			// added by attributes, together with an inherited one
		case a.Name == "name" && n.Kind == SlotNode:
			add(AttrName, "")
		default:
			b.property(n, a, s)
		}
	}
}

// property adds a property of a component, an attribute of another node or a
// value of a slot. Components and slots take the value in the logic layer, so
// it needs no hole.
func (b *builder) property(n *BlockNode, a *Attr, s *scope) {
	x := compileValue(a, s)
	if n.Kind == ElementNode {
		at := b.attr(AttrProp, Camel(a.Name), x)
		at.Raw = a.Name
		n.Attrs = append(n.Attrs, at)
		return
	}
	b.reads(x)
	n.Attrs = append(n.Attrs, BlockAttr{Kind: AttrProp, Name: Camel(a.Name), Raw: a.Name, Value: x, Hole: -1})
}

// Camel turns dashes followed by a letter into upper case: my-prop is myProp.
func Camel(s string) string {
	if !strings.Contains(s, "-") {
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

func constant(v value.Value) *Expr {
	return &Expr{
		Eval:    func(*Env) value.Value { return v },
		Const:   true,
		Value:   v,
		Change:  func(*Env) *value.Change { return nil },
		Touched: func(*Env) bool { return false },
	}
}

// compileValue compiles an attribute's value; a bare attribute is true.
func compileValue(a *Attr, s *scope) *Expr {
	if !a.HasValue {
		return constant(value.Bool(true))
	}
	return compileText(&a.Value, s)
}

func compileText(v *AttrValue, s *scope) *Expr {
	parts := make([]expr.Part, len(v.Parts))
	for i, p := range v.Parts {
		parts[i] = expr.Part{Text: p.Text, Node: p.Expr}
	}
	return expr.CompileParts(parts, s)
}
