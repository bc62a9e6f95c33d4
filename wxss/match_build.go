package wxss

import (
	"slices"
	"strings"
)

// compiled is a complex selector, ready to be matched from its subject on the right to the left.
type compiled struct {
	compounds []compiledCompound // subject first
	ancestors []uint32           // hashes of atoms that ancestors of the subject have to have
}

// compiledCompound is a compound with names turned into atoms.
type compiledCompound struct {
	left    Combinator // relation to the next compound in the list, NoCombinator for the last
	never   bool       // matches nothing
	anchor  bool       // matches what :has is asked of
	own     bool       // only elements of the scope's own template
	scope   Scope
	host    Scope // whose hosts :host means
	tag, id Atom
	classes []Atom
	rest    []compiledSimple
}

// compiledSimple is a simple selector that is no plain tag, id or class.
type compiledSimple struct {
	test test
	name string
	arg  *Argument
	list []compiled
}

// test says how a simple selector is matched.
type test uint8

const (
	testAttribute test = iota + 1
	testState
	testIs
	testNot
	testHost
	testEmpty
	testFirstChild
	testLastChild
	testOnlyChild
	testNthChild
	testNthLastChild
	testNthOfType
	testNthLastOfType
	testHas
)

// maxAncestorHashes is how many ancestors a selector asks the filter for; more only cost time.
const maxAncestorHashes = 4

// builder fills a Matcher.
type builder struct {
	matcher *Matcher
	include func(group *Rule) bool
	scope   Scope
	origin  Origin
	order   uint32
	host    Scope // of :host
	layer   *layer
	void    bool // the selector that is being compiled has something in it that is not matched here
	roots   [Author + 1]*layer
	made    []*candidate
	inLayer []*layer                 // of the candidates in made
	lists   map[*Selector][]compiled // what `&` stands for, by the first selector of the list
}

// layer is a cascade layer; the root of an origin stands for the rules outside of layers.
type layer struct {
	name     string
	children []*layer
	number   uint32
}

func (l *layer) child(name string) *layer {
	for _, c := range l.children {
		if c.name == name && name != "" {
			return c
		}
	}
	c := &layer{name: name}
	l.children = append(l.children, c)
	return c
}

// path returns the layer of a dotted name below l; the empty name is a layer of its own each time.
func (l *layer) path(name string) *layer {
	for part := range strings.SplitSeq(name, ".") {
		l = l.child(strings.TrimSpace(part))
	}
	return l
}

// count numbers the layers: inner ones before what stands in the outer one itself.
func (l *layer) count(n uint32) uint32 {
	for _, c := range l.children {
		n = c.count(n)
	}
	l.number = n
	return n + 1
}

func (b *builder) root(o Origin) *layer {
	if b.roots[o] == nil {
		b.roots[o] = &layer{}
	}
	return b.roots[o]
}

func intern[K comparable](m *Matcher, table map[K]Atom, key K) Atom {
	a := table[key]
	if a == 0 {
		m.atoms++
		a = m.atoms
		table[key] = a
	}
	return a
}

func (b *builder) rules(list []Rule) {
	for i := range list {
		r := &list[i]
		switch r.Kind {
		case Style, NestedDeclarations:
			b.style(r)
		case Group:
			b.group(r)
		case Statement:
			if r.Name == "layer" {
				for name := range strings.SplitSeq(r.Prelude, ",") {
					b.layer.path(name)
				}
			}
		}
	}
}

func (b *builder) group(r *Rule) {
	if r.Name == "layer" {
		outer := b.layer
		b.layer = outer.path(r.Prelude)
		b.rules(r.Rules)
		b.layer = outer
		return
	}
	if b.include == nil || b.include(r) {
		b.rules(r.Rules)
	}
}

// style adds the selectors of a rule. One that CSS does not know makes the whole rule void, and what is nested in it.
func (b *builder) style(r *Rule) {
	for i := range r.Selectors {
		if r.Selectors[i].Unknown {
			return
		}
	}
	b.order++
	for i := range r.Selectors {
		if len(r.Declarations) > 0 {
			b.selector(r, &r.Selectors[i])
		}
	}
	b.rules(r.Rules)
}

func (b *builder) selector(r *Rule, s *Selector) {
	match := Match{Rule: r, PseudoElement: s.PseudoElement, Origin: b.origin, Specificity: s.Specificity, Order: b.order}
	if s.IsHost() {
		if b.host == Shared || b.origin == UserAgent {
			return
		}
		match.Origin = HostRules
	}
	b.void = false
	c := &candidate{selector: b.compile(s), match: match, several: len(r.Selectors) > 1}
	if !b.void && !c.selector.compounds[0].never {
		b.add(c)
	}
}

// add puts a candidate into its bucket, or into several if its subject may be one of several.
func (b *builder) add(c *candidate) {
	b.made, b.inLayer = append(b.made, c), append(b.inLayer, b.layer)
	in := bucketed{candidate: c}
	if hashes := c.selector.ancestors; len(hashes) > 0 {
		in.ancestor = hashes[0]
	}
	if c.match.Origin == HostRules {
		b.matcher.byHost[b.host] = append(b.matcher.byHost[b.host], in)
		return
	}
	atoms, ok := c.selector.compounds[0].keys(nil)
	if !ok {
		b.matcher.universal = append(b.matcher.universal, in)
		return
	}
	slices.Sort(atoms)
	atoms = slices.Compact(atoms)
	c.atoms, c.keyed = atoms, true
	c.several = c.several || len(atoms) > 1
	for _, a := range atoms {
		for int(a) >= len(b.matcher.byAtom) {
			b.matcher.byAtom = append(b.matcher.byAtom, nil)
		}
		b.matcher.byAtom[a] = append(b.matcher.byAtom[a], in)
	}
}

// keys appends atoms of which an element that matches the compound has at least one. ok is false if there are none.
func (c *compiledCompound) keys(atoms []Atom) (_ []Atom, ok bool) {
	switch {
	case c.id != 0:
		return append(atoms, c.id), true
	case len(c.classes) > 0:
		return append(atoms, c.classes[len(c.classes)-1]), true
	case c.tag != 0:
		return append(atoms, c.tag), true
	}
	for i := range c.rest {
		s := &c.rest[i]
		if s.test != testIs {
			continue
		}
		all := true
		from := len(atoms)
		for j := range s.list {
			if atoms, ok = s.list[j].compounds[0].keys(atoms); !ok {
				all = false
				break
			}
		}
		if all && len(s.list) > 0 {
			return atoms, true
		}
		atoms = atoms[:from]
	}
	return atoms, false
}

// finish numbers the layers and sizes the tables.
func (b *builder) finish() {
	m := b.matcher
	for _, root := range b.roots {
		if root != nil {
			root.count(0)
		}
	}
	for i, c := range b.made {
		c.match.Layer = b.inLayer[i].number
		if c.match.Origin == HostRules {
			c.match.Layer = 0
		}
	}
	for len(m.byAtom) <= int(m.atoms) {
		m.byAtom = append(m.byAtom, nil)
	}
	m.effects, m.rules = make([]*invalidation, m.atoms+1), b.order
	for _, c := range b.made {
		m.addCandidate(c)
	}
	m.effects[0] = nil
	m.sortInvalidations()
}

// compile turns a selector into atoms.
func (b *builder) compile(s *Selector) compiled {
	n := len(s.Compounds)
	out := compiled{compounds: make([]compiledCompound, n)}
	for i := range s.Compounds {
		c := &out.compounds[n-1-i]
		b.compound(&s.Compounds[i], c)
		c.left = s.Compounds[i].Combinator
	}
	for i := 0; i+1 < n && len(out.ancestors) < maxAncestorHashes; i++ {
		if left := out.compounds[i].left; left == Descendant || left == Child {
			out.ancestors = out.compounds[i+1].hashes(out.ancestors)
		}
	}
	return out
}

// hashes appends the hashes of the atoms that the compound needs.
func (c *compiledCompound) hashes(list []uint32) []uint32 {
	if c.id != 0 {
		list = append(list, c.id.hash())
	}
	for _, a := range c.classes {
		list = append(list, a.hash())
	}
	if c.tag != 0 && len(c.classes) == 0 && c.id == 0 {
		list = append(list, c.tag.hash())
	}
	return list[:min(len(list), maxAncestorHashes)]
}

func (b *builder) compound(in *Compound, out *compiledCompound) {
	m := b.matcher
	out.scope, out.host = b.scope, b.host
	out.own = b.scope != Shared && b.origin == Author
	pseudo := false
	for i := range in.Simples {
		s := &in.Simples[i]
		if pseudo { // a state or a part of a pseudo-element
			b.void = true
			return
		}
		switch s.Kind {
		case Tag:
			out.tag = intern(m, m.tags, strings.ToLower(s.Name))
			out.own = out.own && s.Name != "page"
		case ID:
			if id := intern(m, m.ids, s.Name); out.id == 0 || out.id == id {
				out.id = id
			} else {
				out.never = true
			}
		case Class:
			out.classes = append(out.classes, intern(m, m.classes, ClassRef{b.scope, s.Name}))
			out.own = false
		case PseudoElement:
			pseudo = true
		case Nesting:
			out.rest = append(out.rest, compiledSimple{test: testIs, list: b.parent(s.Arg.List)})
			out.own = false
		case Attribute:
			out.rest = append(out.rest, compiledSimple{test: testAttribute, name: lowerASCII(s.Name), arg: s.Arg})
		case PseudoClass:
			b.pseudo(s, out)
		}
	}
}

// parent compiles what `&` stands for, once for all rules nested in the same one. A pseudo-element cannot be meant.
func (b *builder) parent(list []Selector) []compiled {
	if out, ok := b.lists[&list[0]]; ok {
		return out
	}
	void := b.void
	defer func() { b.void = void }()
	var out []compiled
	for i := range list {
		if b.void = false; list[i].PseudoElement == "" {
			if c := b.compile(&list[i]); !b.void {
				out = append(out, c)
			}
		}
	}
	b.lists[&list[0]] = out
	return out
}

// list compiles the selectors of an argument; unknown ones match nothing.
func (b *builder) list(list []Selector) []compiled {
	out := make([]compiled, 0, len(list))
	for i := range list {
		if !list[i].Unknown {
			out = append(out, b.compile(&list[i]))
		}
	}
	return out
}

func (b *builder) pseudo(s *Simple, out *compiledCompound) {
	simple := compiledSimple{name: s.Name, arg: s.Arg}
	if s.Name == "has" {
		simple.test, simple.list = testHas, b.relative(s.Arg.List)
		out.rest = append(out.rest, simple)
		return
	}
	if s.Arg != nil && len(s.Arg.List) > 0 {
		simple.list = b.list(s.Arg.List)
	}
	switch s.Name {
	case "root":
		if out.tag != 0 && out.tag != b.matcher.page {
			out.never = true
		}
		out.tag, out.own = b.matcher.page, false
		return
	case "is", "where", "-webkit-any":
		simple.test = testIs
	case "not":
		simple.test = testNot
	case "host":
		simple.test = testHost
		out.own = false
	case "empty":
		simple.test = testEmpty
	case "first-child":
		simple.test = testFirstChild
	case "last-child":
		simple.test = testLastChild
	case "only-child":
		simple.test = testOnlyChild
	case "nth-child":
		simple.test = testNthChild
	case "nth-last-child":
		simple.test = testNthLastChild
	case "nth-of-type":
		simple.test = testNthOfType
	case "nth-last-of-type":
		simple.test = testNthLastOfType
	case "first-of-type", "last-of-type", "only-of-type":
		b.ofType(s.Name, out)
		return
	case "dir": // everything runs from left to right, as there is no attribute dir
		out.never = out.never || !strings.EqualFold(strings.TrimSpace(s.Arg.Text), "ltr")
		return
	case "read-only":
		return
	case "read-write":
		out.never = true
		return
	default:
		if s.Arg != nil || s.Unknown {
			b.void = true
			return
		}
		simple.test = testState
	}
	out.rest = append(out.rest, simple)
}

// ofType writes the -of-type shorthands as nth selectors.
func (b *builder) ofType(name string, out *compiledCompound) {
	first := &Argument{Nth: true, B: 1}
	if name != "last-of-type" {
		out.rest = append(out.rest, compiledSimple{test: testNthOfType, name: name, arg: first})
	}
	if name != "first-of-type" {
		out.rest = append(out.rest, compiledSimple{test: testNthLastOfType, name: name, arg: first})
	}
}

// nth reports whether the position i, from 1, is one of A·n+B for n ≥ 0.
func (a *Argument) nth(i int) bool {
	d := int64(i) - int64(a.B)
	if a.A == 0 {
		return d == 0
	}
	return d%int64(a.A) == 0 && d/int64(a.A) >= 0
}
