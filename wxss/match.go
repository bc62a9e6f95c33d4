package wxss

import (
	"slices"
	"strings"
)

// Matcher finds the rules that apply to an element among the rules of several sheets. It is an index by id, class and
// tag of the selectors' subjects, so that an element is only compared with the few rules that may fit. It is built
// once for the sheets of a page and a window, is immutable and safe for concurrent use; a Context is not.
//
// How it reads selectors beyond CSS: a class belongs to the scope of its sheet, so `.a` matches an element whose Key was
// made with that ClassRef. A compound without a class in a component's sheet matches only elements of that component's
// own template; in a Shared or UserAgent sheet it matches everywhere. `:host` matches the hosts of the sheet's scope,
// and nothing in Shared. `:root` matches the element with the tag page. Rules with an unknown selector or `>>>` match nothing;
// `:has` matches elements that tell their first child, as a Styled does.
type Matcher struct {
	classes map[ClassRef]Atom
	ids     map[string]Atom
	tags    map[string]Atom
	page    Atom
	atoms   Atom   // how many there are
	rules   uint32 // how many there are

	byAtom    [][]bucketed // by the atom that the subject has to have
	byHost    map[Scope][]bucketed
	universal []bucketed // no atom is necessary

	effects    []*invalidation          // by atom, nil for none
	attributes map[string]*invalidation // by name
	states     map[string]*invalidation // by pseudo-class
	// structure is what a change among the children of an element means for each of them, emptiness what it means for the
	// element; nil for nothing.
	structure, emptiness *invalidation
	structural           bool
}

// bucketed is a candidate in a bucket, with the hash of the atom that the nearest of its ancestors with one has to have,
// 0 if there is none. A bucket may be long, and most of it is refused by that.
type bucketed struct {
	ancestor uint32
	*candidate
}

// candidate is one selector of one rule.
type candidate struct {
	selector compiled
	match    Match
	// several says that an element may meet the rule more than once: by several selectors, or in several buckets.
	several bool
	// atoms are those of which the subject has at least one, if keyed.
	atoms []Atom
	keyed bool
}

// NewMatcher indexes the style rules of sheets, later sheets after earlier ones. Of a Group such as @media, the rules
// are taken if include says so; a nil include takes all. @layer is always taken. include is called from the calling
// goroutine only.
func NewMatcher(sheets []ScopedSheet, include func(group *Rule) bool) *Matcher {
	m := &Matcher{classes: map[ClassRef]Atom{}, ids: map[string]Atom{}, tags: map[string]Atom{},
		byHost: map[Scope][]bucketed{}, attributes: map[string]*invalidation{}, states: map[string]*invalidation{}}
	m.page = intern(m, m.tags, "page")
	b := &builder{matcher: m, include: include, lists: map[*Selector][]compiled{}}
	for _, s := range sheets {
		b.scope, b.origin, b.host = s.Scope, s.Origin, s.Host
		if b.host == Shared {
			b.host = s.Scope
		}
		b.layer = b.root(s.Origin)
		clear(b.lists) // what they hold belongs to the scope
		b.rules(s.Sheet.Rules)
	}
	b.finish()
	return m
}

// Key makes the key of an element. Classes are appended to classes[:0], which may be nil, so that an element can be
// given a new key without allocating. Classes that no sheet mentions are left out. Tags are the same in capitals.
func (m *Matcher) Key(tag, id string, refs []ClassRef, classes []Atom) Key {
	k := Key{Tag: m.tags[strings.ToLower(tag)], Classes: classes[:0]}
	if id != "" {
		k.ID = m.ids[id]
	}
	for _, ref := range refs {
		if a := m.classes[ref]; a != 0 {
			k.Classes = append(k.Classes, a)
		}
	}
	if len(k.Classes) > 1 {
		slices.Sort(k.Classes)
		k.Classes = slices.Compact(k.Classes)
	}
	return k
}

// ClassEffect returns which elements may change when the class is added to an element or taken from it; 0 if none.
func (m *Matcher) ClassEffect(ref ClassRef) Effect { return m.effects[m.classes[ref]].effect() }

// IDEffect is like ClassEffect for an id.
func (m *Matcher) IDEffect(id string) Effect { return m.effects[m.ids[id]].effect() }

// AttributeEffect is like ClassEffect for a change of an attribute.
func (m *Matcher) AttributeEffect(name string) Effect { return m.attributes[name].effect() }

// StateEffect is like ClassEffect for a change of a state such as "hover".
func (m *Matcher) StateEffect(name string) Effect { return m.states[name].effect() }

// Structural reports whether some selector depends on the position among siblings or on emptiness: then adding,
// moving or removing an element may change its siblings, its parent, and what is inside them.
func (m *Matcher) Structural() bool { return m.structural }

// Match appends the rules that apply to el to dst[:0], in the order of the cascade: what comes later wins. Rules for
// pseudo-elements are among them. The element's key has to be of this Matcher, and ctx has to be one from
// NewContext that holds exactly the ancestors of el; a nil ctx costs more time and gives the same result.
func (m *Matcher) Match(el Element, ctx *Context, dst []Match) []Match {
	if ctx == nil {
		ctx = &Context{}
	}
	dst = dst[:0]
	key, several := el.Key(), false
	for _, atom := range key.Classes {
		dst, several = ctx.collect(m.byAtom[atom], el, dst, several)
	}
	if key.ID != 0 {
		dst, several = ctx.collect(m.byAtom[key.ID], el, dst, several)
	}
	if key.Tag != 0 {
		dst, several = ctx.collect(m.byAtom[key.Tag], el, dst, several)
	}
	dst, several = ctx.collect(m.universal, el, dst, several)
	if len(m.byHost) > 0 {
		if scope, ok := el.Hosts(); ok {
			dst, several = ctx.collect(m.byHost[scope], el, dst, several)
		}
	}
	if several {
		dst = heaviest(dst)
	}
	slices.SortFunc(dst, func(a, b Match) int { return a.compare(&b) })
	return dst
}

// collect appends the candidates that match.
func (c *Context) collect(list []bucketed, el Element, dst []Match, several bool) ([]Match, bool) {
	filter := c.filter
	for i := range list {
		cand := &list[i]
		if h := cand.ancestor; h != 0 && filter != nil && (filter[h%filterSize] == 0 || filter[h>>filterBits%filterSize] == 0) {
			continue
		}
		if c.mayMatch(&cand.selector) && c.matches(&cand.selector, el) {
			dst = append(dst, cand.match)
			several = several || cand.several
		}
	}
	return dst, several
}

// heaviest keeps of the matches of one rule and pseudo-element the one with the highest specificity.
func heaviest(list []Match) []Match {
	slices.SortFunc(list, func(a, b Match) int {
		if a.Order != b.Order {
			return sign(a.Order < b.Order)
		}
		if c := strings.Compare(a.PseudoElement, b.PseudoElement); c != 0 {
			return c
		}
		return int(b.Specificity) - int(a.Specificity)
	})
	return slices.CompactFunc(list, func(a, b Match) bool {
		return a.Order == b.Order && a.PseudoElement == b.PseudoElement
	})
}

// Context is what a walk over the tree keeps while it matches element by element: a filter of the ancestors' ids,
// classes and tags, which refuses most selectors with a descendant combinator at once, and positions among siblings.
// Push an element before its children are matched, Pop it after. It belongs to one goroutine, and to a tree that does
// not change.
type Context struct {
	filter *[filterSize]uint8 // nil if the ancestors are not known
	nth    map[nthKey]int
	// anchor is the element that :has is asked of, hasWork how many others were looked at for it.
	anchor  Element
	hasWork int
}

// nthKey is a position that was counted: among the siblings with the same tag, or that match the selectors of by.
type nthKey struct {
	el Element
	by *compiledSimple
}

const (
	filterBits = 12
	filterSize = 1 << filterBits
)

// NewContext returns a Context for the root of a tree: no ancestors.
func (m *Matcher) NewContext() *Context { return &Context{filter: new([filterSize]uint8)} }

// Push makes el an ancestor of the elements that are matched next.
func (c *Context) Push(el Element) {
	c.each(el.Key(), func(n *uint8) {
		if *n < 255 { // a full counter is never taken down again
			*n++
		}
	})
}

// Pop undoes the last Push, of the same element with the same key.
func (c *Context) Pop(el Element) {
	c.each(el.Key(), func(n *uint8) {
		if *n < 255 {
			*n--
		}
	})
}

func (c *Context) each(key *Key, do func(n *uint8)) {
	for _, atom := range key.Classes {
		c.counters(atom, do)
	}
	if key.ID != 0 {
		c.counters(key.ID, do)
	}
	if key.Tag != 0 {
		c.counters(key.Tag, do)
	}
}

func (c *Context) counters(a Atom, do func(n *uint8)) {
	h := a.hash()
	do(&c.filter[h%filterSize])
	do(&c.filter[h>>filterBits%filterSize])
}

func (a Atom) hash() uint32 { return uint32(a) * 0x9E3779B1 >> 8 }

// mayMatch reports false if an ancestor that the selector needs is certainly not there.
func (c *Context) mayMatch(s *compiled) bool {
	if c.filter == nil {
		return true
	}
	for _, h := range s.ancestors {
		if c.filter[h%filterSize] == 0 || c.filter[h>>filterBits%filterSize] == 0 {
			return false
		}
	}
	return true
}
