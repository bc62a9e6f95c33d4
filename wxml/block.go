package wxml

import (
	"slices"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/slab"
)

// builder puts one block together. Its steps are on the compiler's stack from
// stepBase on, above them those of the blocks inside.
type builder struct {
	c        *compiler
	b        *Block
	stepBase int
	letBase  int // first slot that no let: of this block has
	holes    int
	places   int
}

// begin begins a block of about so many nodes.
func (c *compiler) begin(nodes int) builder {
	b := builder{c: c, b: c.blocks.New(), stepBase: len(c.steps)}
	b.b.Nodes = c.nodeLists.Reserve(nodes)
	return b
}

// end moves the block's steps off the stack.
func (b *builder) end() *Block {
	c := b.c
	b.b.Nodes = slices.Clip(b.b.Nodes)
	b.b.Steps, c.steps = take(&c.stepLists, c.steps, b.stepBase)
	b.b.Holes, b.b.Places = b.holes, b.places
	return b.b
}

// count estimates how many nodes of its block these make. Texts that turn out to
// be empty count, what is included does not.
func (c *compiler) count(nodes []Node) int {
	n := 0
	for i := range nodes {
		switch x := nodes[i].(type) {
		case *Text:
			n++
		case *Element:
			switch directed, next := ownBlock(x); {
			case next || isDeclaration(x):
			case directed:
				n++
			default:
				n += c.countElement(x)
			}
		}
	}
	return n
}

// countElement is count for one element, its directives done with.
func (c *compiler) countElement(e *Element) int {
	switch {
	case e.Name == "block":
		return c.count(e.Children)
	case e.Name == "include":
		return 0
	case len(e.Children) == 0, e.Name == "template", e.Name == "slot", c.isComponent(e.Name):
		return 1
	}
	return 1 + c.count(e.Children)
}

func (c *compiler) isComponent(tag string) bool {
	return c.opts.IsComponent != nil && c.opts.IsComponent(tag)
}

// ownBlock reports whether an element is put into a block of its own; next is
// set where an element before it has that block's place.
func ownBlock(e *Element) (directed, next bool) {
	if e.lacks(1 << Directive) {
		return false, false
	}
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.Family == Directive {
			switch a.Name {
			case "for":
				return true, false
			case "if":
				directed = true
			case "elif", "else":
				next = true
			}
		}
	}
	return directed, next && !directed
}

// take moves what is on a stack from base on to a list of its own, and returns
// the list and the stack. A large list that leaves little of the stack over takes
// the stack itself, which spares copying it.
func take[T any](lists *slab.Of[T], stack []T, base int) (list, rest []T) {
	if n := len(stack); base == 0 && n > 64 && n >= cap(stack)/3*2 {
		return stack[:n:n], nil
	}
	return lists.List(stack[base:]), stack[:base]
}

// block compiles nodes into a block. slot is the slot attribute that an
// enclosing <block slot> gives to the roots, or nil.
func (c *compiler) block(nodes []Node, s *scope, slot *Attr) *Block {
	b := c.begin(c.count(nodes))
	c.work++
	b.nodes(nodes, -1, s, slot)
	return b.end()
}

// body compiles one element, its directives done with, into a block.
func (c *compiler) body(e *Element, s *scope, slot *Attr) *Block {
	b := c.begin(c.countElement(e))
	c.work++
	b.plain(e, -1, s, slot)
	return b.end()
}

func (b *builder) reads(x *Expr) *Expr {
	if !x.Const {
		b.b.Fields.Or(&x.Fields)
		b.b.Vars |= x.Vars
	}
	return x
}

func (b *builder) nest(n *Block) *Block {
	b.b.Fields.Or(&n.Fields)
	b.b.Vars |= n.Vars
	return n
}

// node adds a node and returns its index.
func (b *builder) node(n BlockNode) int32 {
	n.Place = -1
	if n.NodeExtra == nil {
		n.NodeExtra = noExtra
	}
	if n.Kind == ComponentNode || n.Kind == SlotNode || n.Kind == BlocksNode {
		n.Place = int32(b.places)
		b.places++
	}
	b.b.Nodes = append(b.b.Nodes, n)
	return int32(len(b.b.Nodes) - 1)
}

func (b *builder) step(s Step) { b.c.steps = append(b.c.steps, s) }

// detail adds a step with a detail.
func (b *builder) detail(s Step, d StepDetail) {
	s.StepDetail = b.c.details.Put(d)
	b.step(s)
}

// blocks adds a node that blocks are put into, and the step that does it.
func (b *builder) blocks(kind StepKind, d StepDetail, at Pos, parent int32, s *scope) {
	b.detail(Step{Kind: kind, Node: b.node(BlockNode{Kind: BlocksNode, Parent: parent, File: s.unit.doc, At: at})}, d)
}

// nodes compiles siblings.
func (b *builder) nodes(nodes []Node, parent int32, s *scope, slot *Attr) {
	c := b.c
	if c.depth++; c.depth > maxNesting {
		if len(nodes) > 0 {
			s.unit.report(int(nodes[0].Pos()), diag.Error, codeTooDeep, "with what is included, elements nest too deep here; this is left out")
		}
		c.depth--
		return
	}
	for i := 0; i < len(nodes); i++ {
		switch n := nodes[i].(type) {
		case *Text:
			if c.visit(s.unit, n.Pos()) {
				b.text(n, parent, s, slot)
			}
		case *Element:
			if isDeclaration(n) || !c.visit(s.unit, n.From) {
				continue
			}
			if startsChain(n) {
				var ch chain
				ch, i = chainAt(nodes, i)
				b.chain(ch, parent, s, slot)
				continue
			}
			b.element(n, parent, s, slot)
		}
	}
	c.depth--
}

// isDeclaration reports whether an element renders nothing where it stands.
func isDeclaration(e *Element) bool {
	switch e.Name {
	case "wxs", "import":
		return true
	case "template":
		return e.attr(Plain, "name") != nil || e.attr(Plain, "is") == nil
	}
	return false
}

func (b *builder) text(n *Text, parent int32, s *scope, slot *Attr) {
	x := b.c.value(&n.Value, s)
	node := BlockNode{Kind: TextNode, Parent: parent, File: s.unit.doc, At: n.Pos()}
	b.c.attrs.Open()
	if slot != nil && parent < 0 {
		b.attr(BlockAttr{Kind: AttrSlot, Value: b.c.textValue(slot, s)})
	}
	if x.Const {
		if node.Text = value.Text(x.Value()); node.Text == "" {
			return
		}
	} else {
		b.attr(BlockAttr{Kind: AttrText, Value: x})
	}
	node.Attrs = b.c.attrs.Opened()
	b.withSteps(node)
}

// withSteps adds a node and the steps of those of its attributes that need one.
func (b *builder) withSteps(n BlockNode) int32 {
	i := b.node(n)
	for k := range n.Attrs {
		if a := &n.Attrs[k]; a.Hole >= 0 {
			b.step(Step{Kind: StepHole, Node: i, Attr: a})
		}
	}
	return i
}

// chain is a wx:if with the wx:elif and wx:else that follow it.
type chain []chainMember

type chainMember struct {
	e    *Element
	cond *Attr // nil for wx:else
}

func startsChain(e *Element) bool {
	return e.attr(Directive, "for") == nil && e.attr(Directive, "if") != nil
}

// chainAt reads the chain that begins at index i and returns the index of its
// last node.
func chainAt(nodes []Node, i int) (chain, int) {
	first := nodes[i].(*Element)
	out := chain{{first, first.attr(Directive, "if")}}
	last := i
	for k := i + 1; k < len(nodes); k++ {
		switch n := nodes[k].(type) {
		case *Comment, *Meta, *Space:
			continue
		case *Element:
			if isDeclaration(n) || n.attr(Directive, "for") != nil || n.attr(Directive, "if") != nil {
				break
			}
			if a := n.attr(Directive, "elif"); a != nil {
				out, last = append(out, chainMember{n, a}), k
				continue
			}
			if n.attr(Directive, "else") != nil {
				out, last = append(out, chainMember{e: n}), k
			}
		}
		break
	}
	return out, last
}

func (b *builder) chain(ch chain, parent int32, s *scope, slot *Attr) {
	x := b.c.ifs.New()
	var few [4]Branch
	branches := few[:0]
	for k, m := range ch {
		if k > 0 && !b.c.visit(s.unit, m.e.From) {
			break
		}
		branches = append(branches, Branch{Cond: b.condition(m.cond, s), Body: b.nest(b.c.body(m.e, s, slot))})
	}
	x.Branches = b.c.branches.List(branches)
	b.blocks(StepIf, StepDetail{If: x}, ch[0].e.From, parent, s)
}

// condition compiles the value of wx:if or wx:elif; nil is the condition of
// wx:else. One without a value is false (spec wxml §4.2).
func (b *builder) condition(a *Attr, s *scope) *Expr {
	switch {
	case a == nil:
		return nil
	case !a.HasValue:
		return b.c.exprs.Constant(value.Bool(false))
	}
	return b.reads(b.c.value(&a.Value, s))
}

// element compiles an element that may have wx:for.
func (b *builder) element(e *Element, parent int32, s *scope, slot *Attr) {
	list := e.attr(Directive, "for")
	if list == nil {
		b.plain(e, parent, s, slot)
		return
	}
	if !s.room(list.From, s.next, 2) {
		return
	}
	x := b.c.fors.New()
	x.List = b.reads(b.c.attrValue(list, s))
	x.Key = keyOf(e)
	inner := b.c.with(s, s.next, directiveName(e, "for-item", "item"), directiveName(e, "for-index", "index"))
	x.Item, x.Index = inner.first, inner.first+1
	if startsWith := e.attr(Directive, "if"); startsWith != nil {
		in := b.c.begin(1)
		in.chain(chain{{e, startsWith}}, -1, inner, slot)
		x.Body = b.nest(in.end())
	} else {
		x.Body = b.nest(b.c.body(e, inner, slot))
	}
	b.blocks(StepFor, StepDetail{For: x}, e.From, parent, s)
}

// keyOf gives the field that wx:key names. The name of the loop's index is a
// frequent misuse and counts as no key (spec wxml §4.4).
func keyOf(e *Element) string {
	key := ""
	if k := e.attr(Directive, "key"); k != nil {
		key, _ = k.Value.Static()
	}
	if key == directiveName(e, "for-index", "index") {
		return ""
	}
	return key
}

func directiveName(e *Element, name, otherwise string) string {
	return scopeName(e.attr(Directive, name), otherwise)
}

// plain compiles an element whose directives are done with.
func (b *builder) plain(e *Element, parent int32, s *scope, slot *Attr) {
	if opts := &b.c.opts; opts.Placeholder != nil {
		if by := opts.Placeholder(e.Name); by != "" {
			b.placeholder(e, by, parent, s, slot)
			return
		}
	}
	b.tag(e, parent, s, slot)
}

// placeholder compiles a component that may not be there yet to a choice between
// it and the tag that is shown until then, with the same attributes and content.
func (b *builder) placeholder(e *Element, by string, parent int32, s *scope, slot *Attr) {
	stand := *e
	stand.Name = by
	x := b.c.ifs.New()
	x.Awaits = e.Name
	var both [2]Branch
	for k, e := range [...]*Element{e, &stand} {
		if !b.c.visit(s.unit, e.From) {
			return
		}
		in := b.c.begin(1)
		in.tag(e, -1, s, slot)
		both[k].Body = b.nest(in.end())
	}
	x.Branches = b.c.branches.List(both[:])
	b.blocks(StepIf, StepDetail{If: x}, e.From, parent, s)
}

// tag compiles an element for what its tag is.
func (b *builder) tag(e *Element, parent int32, s *scope, slot *Attr) {
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
		at := b.withSteps(b.attributes(e, BlockNode{Kind: SlotNode, Parent: parent, Tag: e.Name}, s, slot))
		b.step(Step{Kind: StepSlot, Node: at})
	case b.c.isComponent(e.Name):
		b.component(e, parent, s, slot)
	default:
		if b.c.opts.IsDeclared == nil || !b.c.opts.IsDeclared(e.Name) {
			s.unit.checkTag(e)
		}
		n := b.attributes(e, BlockNode{Kind: ElementNode, Parent: parent, Tag: e.Name}, s, slot)
		at := b.withSteps(n)
		b.watch(at, n.Attrs)
		if len(e.Children) > 0 {
			b.nodes(e.Children, at, s, nil)
		}
	}
}

// lets compiles the element's let: attributes; each sees those before it. The
// variables of one block have slots of their own, so that all of them can be
// evaluated in a row.
func (b *builder) lets(e *Element, s *scope) *scope {
	if e.lacks(1 << Let) {
		return s
	}
	for i := range e.Attrs {
		a := &e.Attrs[i]
		if a.Family != Let {
			continue
		}
		first := max(s.next, b.letBase)
		if !s.room(a.From, first, 1) {
			break
		}
		l := b.c.letVars.New()
		l.Slot, l.Value = first, b.reads(b.c.attrValue(a, s))
		s = b.c.with(s, first, a.Name)
		b.letBase = s.next
		b.b.Lets = append(b.b.Lets, l)
		b.detail(Step{Kind: StepLet, Node: -1}, StepDetail{Let: l})
	}
	return s
}

func (b *builder) use(e *Element, parent int32, s *scope) {
	u := b.c.uses.New()
	u.Name, u.Table = b.reads(b.c.attrValue(e.attr(Plain, "is"), s)), s.unit.templates
	if a := e.attr(Plain, "data"); a != nil && a.HasValue {
		u.Data = b.reads(b.c.value(&a.Value, s))
	}
	b.blocks(StepTemplate, StepDetail{Use: u}, e.From, parent, s)
}

// include puts the nodes of another file in the place of the element. They see
// what is visible here, and their own file's modules (spec wxml §4.6).
func (b *builder) include(e *Element, parent int32, s *scope, slot *Attr) {
	src, ok := staticAttr(e, "src")
	if !ok || src == "" {
		return // the parser has reported it
	}
	at := int(e.attr(Plain, "src").From)
	file := resolve(s.unit.doc.File, src, ".wxml")
	doc, err := b.c.files.Document(file)
	if err != nil {
		s.unit.warnf(at, codeIncludeMissing, "there is no file %s; nothing is included", file)
		return
	}
	if s.depth >= maxIncludeDepth {
		s.unit.report(at, diag.Error, codeTooDeep, "includes nest deeper than 64 files; this one is left out")
		return
	}
	for x := s; x != nil; x = x.outer {
		if x.unit.doc == doc {
			s.unit.errorf(at, codeIncludeCycle, "%s includes itself here, directly or by others; the inner include is left out", doc.File)
			return
		}
	}
	inner := b.c.scopes.Put(scope{tmpl: s.tmpl, unit: b.c.unit(doc), outer: s, next: s.next, depth: s.depth + 1})
	b.nodes(doc.Nodes, parent, inner, slot)
}
