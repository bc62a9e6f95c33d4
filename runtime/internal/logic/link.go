package logic

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// linked is a block together with the skeleton that the view gets for it.
type linked struct {
	*wxml.Block
	skeleton *bridge.Skeleton
	// extra are class lists that are constant in the template but name external
	// classes of the component that the block belongs to.
	extra []extraHole
	// builtins marks the nodes that are built-in components; see builtinNodes.
	builtins []bool
	// watches is set if something in the block, or in what it may contain, has
	// to know that a value was set though it is the same: a component, a slot, a
	// change: attribute, a built-in component.
	watches bool
}

type extraHole struct {
	attr *wxml.BlockAttr
	hole int32
}

// linker turns the blocks of a package into skeletons and numbers them.
type linker struct {
	blocks map[*wxml.Block]*linked
	next   bridge.SkeletonID
	// outer has, for the blocks of the program being linked, those they stand in.
	outer map[*wxml.Block][]*wxml.Block
}

func newLinker() *linker {
	return &linker{blocks: make(map[*wxml.Block]*linked), outer: make(map[*wxml.Block][]*wxml.Block)}
}

// program links all blocks that a program can reach.
func (l *linker) program(p *wxml.Program) {
	l.block(p.Main.Body, nil)
	for b, outer := range l.outer {
		l.blocks[b].watches = l.blocks[b].watches || watches(l.blocks[b])
		if l.blocks[b].watches {
			l.markOuter(outer)
		}
	}
	clear(l.outer)
}

// block links b, which stands in outer, and what stands in b.
func (l *linker) block(b, outer *wxml.Block) {
	if b == nil {
		return
	}
	l.outer[b] = append(l.outer[b], outer)
	if _, ok := l.blocks[b]; ok {
		return
	}
	l.next++
	l.blocks[b] = &linked{Block: b, skeleton: skeletonOf(b, l.next), builtins: builtinNodes(b)}
	for k := range b.Nodes {
		for _, c := range b.Nodes[k].Contents {
			l.block(c, b)
		}
	}
	for k := range b.Steps {
		switch st := &b.Steps[k]; st.Kind {
		case wxml.StepIf:
			for _, br := range st.If.Branches {
				l.block(br.Body, b)
			}
		case wxml.StepFor:
			l.block(st.For.Body, b)
		case wxml.StepTemplate:
			for _, t := range st.Use.Table.All() {
				l.block(t.Body, b)
			}
		}
	}
}

// watches reports whether the block itself has something that watches.
func watches(b *linked) bool {
	for k, is := range b.builtins {
		if is && isBuiltin(b.Nodes[k].Tag) { // images and animations look at other values only
			return true
		}
	}
	return slices.ContainsFunc(b.Steps, func(st wxml.Step) bool {
		return st.Kind == wxml.StepComponent || st.Kind == wxml.StepSlot || st.Kind == wxml.StepChange
	})
}

// markOuter makes blocks, and those that they stand in, watch; templates may
// contain each other.
func (l *linker) markOuter(blocks []*wxml.Block) {
	for len(blocks) > 0 {
		b := blocks[len(blocks)-1]
		blocks = blocks[:len(blocks)-1]
		if b != nil && !l.blocks[b].watches {
			l.blocks[b].watches = true
			blocks = append(slices.Clip(blocks), l.outer[b]...)
		}
	}
}

// skeletonOf makes the skeleton of a block with all its constant attributes.
func skeletonOf(b *wxml.Block, id bridge.SkeletonID) *bridge.Skeleton {
	sk := &bridge.Skeleton{ID: id, Nodes: make([]bridge.Node, len(b.Nodes)), Holes: make([]bridge.Hole, b.Holes)}
	for k := range b.Nodes {
		n := &b.Nodes[k]
		out := &sk.Nodes[k]
		out.Kind, out.Parent, out.Tag, out.Text = bridge.NodeKind(n.Kind), n.Parent, n.Tag, n.Text
		for j := range n.Attrs {
			at := &n.Attrs[j]
			if at.Hole >= 0 {
				sk.Holes[at.Hole] = bridge.Hole{Node: int32(k), Kind: holeKind(at.Kind), Name: at.Name}
			} else if at.Const() {
				setStatic(out, n, at)
			}
		}
		for _, e := range n.Events {
			if !slices.Contains(out.Events, e.Type) {
				out.Events = append(out.Events, e.Type)
			}
		}
	}
	return sk
}

func holeKind(k wxml.AttrKind) bridge.HoleKind {
	switch k {
	case wxml.AttrText:
		return bridge.HoleText
	case wxml.AttrID:
		return bridge.HoleID
	case wxml.AttrClass:
		return bridge.HoleClass
	case wxml.AttrStyle:
		return bridge.HoleStyle
	case wxml.AttrSlot:
		return bridge.HoleSlot
	case wxml.AttrName:
		return bridge.HoleName
	case wxml.AttrData:
		return bridge.HoleData
	}
	return bridge.HoleAttr
}

func setStatic(out *bridge.Node, n *wxml.BlockNode, at *wxml.BlockAttr) {
	v := at.Value.Value()
	switch at.Kind {
	case wxml.AttrText:
		out.Text = value.Text(v)
	case wxml.AttrID:
		out.ID = value.Text(v)
	case wxml.AttrStyle:
		out.Style, _ = styleValue(at, nil).AsString()
	case wxml.AttrSlot:
		out.Slot = value.Text(v)
	case wxml.AttrName:
		out.Name = value.Text(v)
	case wxml.AttrClass:
		s, _ := joinClass(at, nil).AsString()
		for _, name := range strings.Fields(s) {
			out.Class = append(out.Class, bridge.Class{Name: name})
		}
	case wxml.AttrData:
		out.Data = append(out.Data, bridge.Attr{Name: at.Name, Value: v})
	case wxml.AttrProp:
		if n.Kind == wxml.ElementNode {
			out.Attrs = append(out.Attrs, bridge.Attr{Name: at.Name, Value: v})
		}
	}
}

// link returns the block as component c sees it. Constant class lists that name
// external classes of c get a hole of their own, in a skeleton of c's own. In the
// content of a dynamic slot a slot attribute only chooses the slot: the nodes do
// not have it.
func (p *page) link(b *wxml.Block, c *component, dynamic bool) *linked {
	l := p.app.pkg.links.blocks[b]
	dynamic = dynamic && slices.ContainsFunc(l.skeleton.Nodes, func(n bridge.Node) bool { return n.Slot != "" })
	if !dynamic && !c.def.resolvesClasses(l) {
		return l
	}
	key := linkKey{b, c.def, dynamic}
	if c.def.shared != nil {
		key.def = c.def.shared
	}
	if own, ok := p.app.links[key]; ok {
		return own
	}
	p.app.nextSkeleton++
	own := &linked{Block: b, builtins: l.builtins, watches: l.watches}
	sk := *l.skeleton
	sk.ID = p.app.pkg.links.next + p.app.nextSkeleton
	sk.Nodes, sk.Holes = slices.Clone(sk.Nodes), slices.Clone(sk.Holes)
	for k := range b.Nodes {
		if dynamic {
			sk.Nodes[k].Slot = ""
		}
		for j := range b.Nodes[k].Attrs {
			at := &b.Nodes[k].Attrs[j]
			if at.Kind == wxml.AttrClass && at.Hole < 0 && c.def.resolves(sk.Nodes[k].Class) {
				own.extra = append(own.extra, extraHole{at, int32(len(sk.Holes))})
				sk.Holes = append(sk.Holes, bridge.Hole{Kind: bridge.HoleClass, Node: int32(k)})
				sk.Nodes[k].Class = nil
			}
		}
	}
	own.skeleton = &sk
	p.app.links[key] = own
	return own
}

type linkKey struct {
	block   *wxml.Block
	def     *definition
	dynamic bool
}

// resolvesClasses reports whether a constant class list of the block has to be
// resolved at run time.
func (d *definition) resolvesClasses(l *linked) bool {
	for k := range l.skeleton.Nodes {
		if d.resolves(l.skeleton.Nodes[k].Class) {
			return true
		}
	}
	return false
}

func (d *definition) resolves(classes []bridge.Class) bool {
	for _, c := range classes {
		if d.external[c.Name] || c.Name[0] == '~' || c.Name[0] == '^' {
			return true
		}
	}
	return false
}

// joinClass gives the class list of an attribute as it is written: a string, or
// an array of strings where the binding gave one.
func joinClass(at *wxml.BlockAttr, env *wxml.Env) value.Value {
	v := evalAttr(at.Value, env)
	if arr := v.AsArray(); arr != nil {
		v = value.String(arr.Join(" "))
	} else if !v.IsString() {
		v = value.String(value.Text(v))
	}
	if len(at.Toggles()) == 0 {
		return v
	}
	s, _ := v.AsString()
	for _, t := range at.Toggles() {
		if value.ToBool(evalAttr(t.Value, env)) {
			if s != "" {
				s += " "
			}
			s += t.Name
		}
	}
	return value.String(s)
}

func evalAttr(x *wxml.Expr, env *wxml.Env) value.Value {
	if x.Const {
		return x.Value()
	}
	return x.Eval(env)
}

// styleValue gives the style of an attribute: its text, and the declarations of
// style:prop after it.
func styleValue(at *wxml.BlockAttr, env *wxml.Env) value.Value {
	v := textValue(evalAttr(at.Value, env))
	if len(at.Toggles()) == 0 {
		return v
	}
	s, _ := v.AsString()
	for _, t := range at.Toggles() {
		if s != "" && !strings.HasSuffix(s, ";") {
			s += ";"
		}
		s += t.Name + ":" + value.Text(evalAttr(t.Value, env))
	}
	return value.String(s)
}

// classValue evaluates a class list and gives every name that means a class of
// another component its scope (spec wxss §6).
func (i *instance) classValue(at *wxml.BlockAttr) value.Value {
	v := joinClass(at, &i.scope.env)
	c := i.scope.comp
	s, _ := v.AsString()
	if len(c.def.external) == 0 && !strings.ContainsAny(s, "~^") {
		return v
	}
	classes := c.resolveClasses(s)
	for _, k := range classes {
		if k.Scope != "" {
			return classArray(classes)
		}
	}
	names := make([]string, len(classes))
	for k := range classes {
		names[k] = classes[k].Name
	}
	return value.String(strings.Join(names, " "))
}

func classArray(classes []bridge.Class) value.Value {
	items := make([]value.Value, len(classes))
	for k, c := range classes {
		items[k] = value.String(c.Name)
		if c.Scope != "" {
			items[k] = value.FromArray(value.NewArray(value.String(c.Scope), items[k]))
		}
	}
	return value.FromArray(value.NewArray(items...))
}

// resolveClasses splits a class list written in c's template. Names of other
// scopes than c's own carry it.
func (c *component) resolveClasses(list string) []bridge.Class {
	var out []bridge.Class
	for _, name := range strings.Fields(list) {
		switch {
		case c.def.external[name]:
			out = append(out, c.externals[name]...)
		case name[0] == '~':
			out = append(out, c.page.root.scoped(name[1:], c)...)
		case name[0] == '^':
			up := c
			for name != "" && name[0] == '^' {
				name = name[1:]
				if up.owner != nil {
					up = up.owner
				}
			}
			out = append(out, up.scoped(name, c)...)
		default:
			out = append(out, bridge.Class{Name: name})
		}
	}
	for k := range out {
		if out[k].Scope == c.def.path {
			out[k].Scope = ""
		}
	}
	return out
}

// scoped gives a name as it is meant in c's template to component for.
func (c *component) scoped(name string, user *component) []bridge.Class {
	if name == "" {
		return nil
	}
	if c == user {
		return []bridge.Class{{Name: name}}
	}
	return c.qualified(name)
}

// qualified gives a class list of c's template with every scope spelled out.
func (c *component) qualified(list string) []bridge.Class {
	out := c.resolveClasses(list)
	for k := range out {
		if out[k].Scope == "" {
			out[k].Scope = c.def.path
		}
	}
	return out
}

// sameClass reports whether two values of a class hole are equal.
func sameClass(a, b value.Value) bool {
	return a.AsArray() != nil && b.AsArray() != nil && value.DeepEqual(a, b)
}
