package wxss

import "slices"

// Styled is an Element of a tree that a Styler keeps the styles of.
type Styled interface {
	Element
	// StyleState returns the element's own StyleState, always the same one. Key has to return Styler.Key.
	StyleState() *StyleState
	// Describe fills in what the Styler asks once, and again after Changed. d comes empty but for the memory of its
	// slices.
	Describe(d *Description)
	// FirstChild returns the first element inside, nil if there is none.
	FirstChild() Element
}

// Description is what of an element selectors ask for most.
type Description struct {
	Tag, ID string
	// Classes in every scope that they count in; see ClassRef.
	Classes []ClassRef
	// Style is the inline style: the template's, then what WXS and animations set, so that later declarations win.
	Style string
}

// StyleState is what a Styler knows of an element. The zero value knows nothing; an element that moves to another parent
// has to be given it.
type StyleState struct {
	key     Key
	styler  *Styler
	inline  *block
	set     *ruleSet
	up      *ComputedStyle // the parent's, when style was computed
	style   *ComputedStyle
	epoch   uint32 // the Styler's, when all of this was seen to be up to date
	matched bool
	stale   bool // style is not that of set
	queued  bool
}

// Styler keeps the computed styles of a tree up to date. It is told what changes, works nothing out before it is asked,
// and then only for the element that is asked about and what is above it. A change has only those elements matched again
// that the selectors of the sheets can make depend on it; a new style of an element is passed on only to where something
// is inherited.
//
// The root of the tree is the body of a document: rem does not refer to it, but to Window.RootFontSize.
//
// It belongs to one goroutine, like its Cascade; the tree must not change while it works.
type Styler struct {
	cascade *Cascade
	epoch   uint32
	queue   []change // not yet looked at
	grown   []Styled // elements whose children changed; for Restyle
	marked  []Styled // to be matched anew; for Restyle
	kept    int      // by the last compact
	path    []Styled
	desc    Description
	atoms   []Atom
	// keyAtoms is memory for one key, atomLists holds those of all elements.
	keyAtoms  []Atom
	atomLists arena[Atom]
	matches   []Match
	// loose is the Context of elements that are not visited in order; its filter holds the ancestors that the children of
	// looseIn have. They are good until something changes.
	loose     *Context
	pageSets  []*atomSet // of which elements anywhere have to be matched anew
	root      Styled     // of the page, nil before it has a style
	looseIn   Element
	looseGood bool
	filter    *[filterSize]uint8
	stats     StylerStats
}

// change is something that a Styler was told.
type change struct {
	el   Styled
	kind changeKind
	name string // of the attribute or state
}

type changeKind uint8

const (
	changedSelf changeKind = iota
	changedAttribute
	changedState
	changedText
	changedChildren
)

// StylerStats counts what a Styler has done, for tests and measurements.
type StylerStats struct {
	Matched  int // elements that were compared with the rules
	Restyled int // elements whose style was looked up or computed
	Computed int // styles that were computed, not found among those of other elements
}

// NewStyler returns a Styler with the styles of a cascade, which nobody else may use.
func NewStyler(c *Cascade) *Styler { return &Styler{cascade: c, epoch: 1} }

// Key returns the key of an element for the Matcher of the styles.
func (s *Styler) Key(el Styled) *Key {
	st := el.StyleState()
	s.prepare(el, st)
	return &st.key
}

// prepare describes an element that is not known yet.
func (s *Styler) prepare(el Styled, st *StyleState) {
	if st.styler != s {
		*st = StyleState{styler: s}
		s.describe(el, st)
	}
}

// Cascade returns what the styles come from.
func (s *Styler) Cascade() *Cascade { return s.cascade }

// Stats returns the counts so far.
func (s *Styler) Stats() StylerStats {
	s.stats.Computed = s.cascade.computed
	return s.stats
}

// Changed tells that the id, the classes or the inline style of an element may have changed.
func (s *Styler) Changed(el Styled) {
	if st := el.StyleState(); st.styler == s && !st.queued {
		st.queued = true
		s.tell(el, changedSelf, "")
	}
}

// AttributeChanged tells that an attribute of an element may have changed.
func (s *Styler) AttributeChanged(el Styled, name string) {
	if s.cascade.matcher.attributes[name] != nil {
		s.tell(el, changedAttribute, name)
	}
}

// StateChanged tells that a state of an element may have changed, e.g. "checked".
func (s *Styler) StateChanged(el Styled, name string) {
	if s.cascade.matcher.states[name] != nil {
		s.tell(el, changedState, name)
	}
}

// TextChanged tells that text inside el may have become empty, or is no longer.
func (s *Styler) TextChanged(el Styled) {
	if s.cascade.matcher.emptiness != nil {
		s.tell(el, changedText, "")
	}
}

// ChildrenChanged tells that elements or text inside el were added, removed or moved.
func (s *Styler) ChildrenChanged(el Styled) {
	if n := len(s.queue); n == 0 || s.queue[n-1].el != el || s.queue[n-1].kind != changedChildren {
		s.tell(el, changedChildren, "")
	}
}

func (s *Styler) tell(el Styled, kind changeKind, name string) {
	if el.StyleState().styler == s {
		s.queue = append(s.queue, change{el, kind, name})
		s.epoch++
	}
}

// Pending returns how many changes wait for the next question. Whoever never asks again does well to drop the Styler
// before they are too many.
func (s *Styler) Pending() int { return len(s.queue) }

// flush works out which elements have to be matched anew.
func (s *Styler) flush() {
	m := s.cascade.matcher
	if len(s.queue)+len(s.marked) > 0 {
		s.looseGood = false
	}
	for _, c := range s.queue {
		if c.el.StyleState().styler != s {
			continue // it is gone
		}
		switch c.kind {
		case changedSelf:
			s.describeAgain(c.el)
		case changedAttribute:
			s.invalidate(c.el, m.attributes[c.name])
		case changedState:
			s.invalidate(c.el, m.states[c.name])
		case changedText:
			s.invalidate(c.el, m.emptiness)
		case changedChildren:
			s.invalidate(c.el, m.emptiness)
			s.invalidateChildren(c.el)
			s.grown = append(s.grown, c.el)
		}
	}
	s.invalidatePage()
	clear(s.queue)
	s.queue = s.queue[:0]
	s.marked, s.grown = s.compact(s.marked), s.compact(s.grown)
}

// maxMarks is how long the lists for Restyle get before what is gone or up to date is taken off them.
const maxMarks = 1 << 12

// compact takes off a long list what Restyle has no work with, and what stands there twice.
func (s *Styler) compact(list []Styled) []Styled {
	if len(list) < maxMarks || len(list) < 2*s.kept {
		return list
	}
	seen := make(map[Styled]bool, len(list))
	list = slices.DeleteFunc(list, func(el Styled) bool {
		gone := el.StyleState().styler != s || seen[el]
		seen[el] = true
		return gone
	})
	s.kept = len(list)
	return list
}

// invalidateChildren has the children of el matched anew, and what is inside them, as far as their order matters.
func (s *Styler) invalidateChildren(el Styled) {
	v := s.cascade.matcher.structure
	if v == nil {
		return
	}
	s.notePage(v)
	for c := el.FirstChild(); c != nil; c = c.Next() {
		s.markIf(c.(Styled), &v.siblings)
		s.markIf(c.(Styled), &v.next)
		s.markIf(c.(Styled), &v.adjacent)
		s.markInside(c.(Styled), &v.inside)
		s.markInside(c.(Styled), &v.adjacentInside)
		s.markInside(c.(Styled), &v.nextInside)
		s.markInside(c.(Styled), &v.siblingsInside)
	}
}

// describeAgain asks an element what it is and acts on what is different.
func (s *Styler) describeAgain(el Styled) {
	st := el.StyleState()
	st.queued = false
	old := st.key
	s.atoms = append(s.atoms[:0], old.Classes...)
	inline := st.inline
	s.describe(el, st)
	m := s.cascade.matcher
	if st.key.Tag != old.Tag {
		s.invalidateAtom(el, old.Tag)
		s.invalidateAtom(el, st.key.Tag)
	}
	if st.key.ID != old.ID {
		s.invalidateAtom(el, old.ID)
		s.invalidateAtom(el, st.key.ID)
	}
	for _, a := range s.atoms {
		if !st.key.has(a) {
			s.invalidate(el, m.effects[a])
		}
	}
	for _, a := range st.key.Classes {
		if !slices.Contains(s.atoms, a) {
			s.invalidate(el, m.effects[a])
		}
	}
	if inline != st.inline && st.matched {
		s.setMatches(st, st.set.matches)
		s.marked = append(s.marked, el)
	}
}

func (s *Styler) invalidateAtom(el Styled, a Atom) { s.invalidate(el, s.cascade.matcher.effects[a]) }

func (s *Styler) describe(el Styled, st *StyleState) {
	d := &s.desc
	*d = Description{Classes: d.Classes[:0]}
	el.Describe(d)
	key := s.cascade.matcher.Key(d.Tag, d.ID, d.Classes, s.keyAtoms)
	s.keyAtoms = key.Classes
	key.Classes = s.atomLists.take(key.Classes)
	st.key = key
	st.inline = s.cascade.inline(d.Style)
}

// invalidate has the elements matched anew that something about el can make a difference for.
func (s *Styler) invalidate(el Styled, v *invalidation) {
	if v == nil || el.StyleState().styler != s {
		return
	}
	if v.self {
		s.mark(el)
	}
	s.notePage(v)
	s.markInside(el, &v.inside)
	if n := el.Next(); n != nil {
		s.markIf(n.(Styled), &v.adjacent)
		s.markInside(n.(Styled), &v.adjacentInside)
	}
	if !v.next.empty() || !v.nextInside.empty() {
		for n := el.Next(); n != nil; n = n.Next() {
			s.markIf(n.(Styled), &v.next)
			s.markInside(n.(Styled), &v.nextInside)
		}
	}
	if !v.siblings.empty() || !v.siblingsInside.empty() {
		for n := el.Next(); n != nil; n = n.Next() {
			s.markIf(n.(Styled), &v.siblings)
			s.markInside(n.(Styled), &v.siblingsInside)
		}
		for n := el.Previous(); n != nil; n = n.Previous() {
			s.markIf(n.(Styled), &v.siblings)
			s.markInside(n.(Styled), &v.siblingsInside)
		}
	}
}

func (s *Styler) mark(el Styled) {
	if st := el.StyleState(); st.styler == s && st.matched {
		st.matched = false
		s.marked = append(s.marked, el)
		s.epoch++
	}
}

func (s *Styler) markIf(el Styled, set *atomSet) {
	if st := el.StyleState(); st.styler == s && st.matched && set.has(&st.key) {
		s.mark(el)
	}
}

// markInside marks the elements inside top that are in the set. What was never styled has nothing inside that was.
func (s *Styler) markInside(top Styled, set *atomSet) {
	if set.empty() {
		return
	}
	walkInside(top, func(el Styled) bool {
		if el.StyleState().styler != s {
			return false
		}
		s.markIf(el, set)
		return true
	})
}

// walkInside visits the elements inside top in document order, those below one only if f says so. It does not recurse: a
// hostile tree may be as deep as it is large.
func walkInside(top Styled, f func(Styled) bool) {
	child := top.FirstChild()
	for child != nil {
		el := child.(Styled)
		if f(el) {
			if in := el.FirstChild(); in != nil {
				child = in
				continue
			}
		}
		for child = el.Next(); child == nil; child = el.Next() {
			up := el.Parent()
			if up == nil || up == Element(top) {
				return
			}
			el = up.(Styled)
		}
	}
}

// Style returns the computed style of an element.
func (s *Styler) Style(el Styled) *ComputedStyle {
	s.flush()
	s.update(el)
	return el.StyleState().style
}

// PseudoStyle returns the computed style of a pseudo-element such as "before", nil if no rule styles it.
func (s *Styler) PseudoStyle(el Styled, pseudo string) *ComputedStyle {
	style := s.Style(el)
	p := s.cascade.part(el.StyleState().set, pseudo)
	if p == nil {
		return nil
	}
	return s.cascade.style(p, style)
}

// update brings an element up to date, and what is above it before.
func (s *Styler) update(el Styled) {
	s.climb(el)
	for i := len(s.path) - 1; i >= 0; i-- {
		s.updateOne(s.path[i], nil)
		s.path[i] = nil
	}
}

// climb collects the elements that have to be updated for el: it and those above it, up to one that is up to date.
func (s *Styler) climb(el Styled) {
	s.path = s.path[:0]
	for {
		if st := el.StyleState(); st.styler == s && st.epoch == s.epoch {
			return
		}
		s.path = append(s.path, el)
		up := el.Parent()
		if up == nil {
			return
		}
		el = up.(Styled)
	}
}

// updateOne brings an element up to date whose parent is. It reports whether its style is another than before.
func (s *Styler) updateOne(el Styled, ctx *Context) (changed bool) {
	st := el.StyleState()
	s.prepare(el, st)
	if !st.matched {
		if ctx == nil {
			ctx = s.context(el)
		}
		s.matches = s.cascade.matcher.Match(el, ctx, s.matches)
		s.setMatches(st, s.matches)
		s.stats.Matched++
	}
	st.epoch = s.epoch
	var up *ComputedStyle
	if p := el.Parent(); p != nil {
		up = p.(Styled).StyleState().style
	} else {
		s.root = el
	}
	if st.style != nil && !st.stale && (st.up == up || st.up != nil && up != nil && !s.cascade.part(st.set, "").parent &&
		st.up.inh == up.inh && st.up.blockify == up.blockify && st.up.gone == up.gone) {
		st.up = up
		return false
	}
	old := st.style
	st.style, st.up, st.stale = s.cascade.style(s.cascade.part(st.set, ""), up), up, false
	s.stats.Restyled++
	return st.style != old
}

// maxLooseDepth is up to how many ancestors are gathered for a filter. Deeper down that costs more than it saves.
const maxLooseDepth = 64

// context returns a Context to match el with, whose ancestors are up to date.
func (s *Styler) context(el Element) *Context {
	up := el.Parent()
	if s.looseGood && s.looseIn == up {
		return s.loose
	}
	if s.loose == nil {
		s.loose, s.filter = &Context{}, new([filterSize]uint8)
	}
	c := s.loose
	if !s.looseGood {
		clear(c.nth)
		c.hasWork = 0
	}
	c.filter = s.filter
	clear(c.filter[:])
	depth := 0
	for p := up; p != nil && depth <= maxLooseDepth; p = p.Parent() {
		c.Push(p)
		depth++
	}
	if depth > maxLooseDepth {
		c.filter = nil
	}
	s.looseIn, s.looseGood = up, true
	return c
}

// setMatches gives an element its rules.
func (s *Styler) setMatches(st *StyleState, matches []Match) {
	st.matched = true
	if set := s.cascade.ruleSet(matches, st.inline); set != st.set {
		st.set, st.stale = set, true
	}
}

// StyleAll computes the styles of root, which is the root of the tree, and of everything inside it.
func (s *Styler) StyleAll(root Styled) {
	s.flush()
	s.marked, s.grown = clearMarks(s.marked), clearMarks(s.grown)
	ctx := s.cascade.matcher.NewContext()
	s.updateOne(root, ctx)
	s.styleInside(root, ctx)
}

// styleInside brings everything inside top up to date; ctx holds the ancestors of top, or is nil if they are not known.
func (s *Styler) styleInside(top Styled, ctx *Context) {
	child := top.FirstChild()
	push := func(el Styled) {
		if ctx != nil {
			ctx.Push(el)
		}
	}
	push(top)
	for child != nil {
		el := child.(Styled)
		s.updateOne(el, ctx)
		if in := el.FirstChild(); in != nil {
			push(el)
			child = in
			continue
		}
		for child = el.Next(); child == nil; child = el.Next() {
			el = el.Parent().(Styled)
			if ctx != nil {
				ctx.Pop(el)
			}
			if el == top {
				return
			}
		}
	}
}

func clearMarks(list []Styled) []Styled {
	clear(list)
	return list[:0]
}

// Restyle brings all styles up to date that were computed before, and those of elements that were added since to elements
// with one. It visits only what changes can have reached.
func (s *Styler) Restyle() {
	s.flush()
	for _, el := range s.grown {
		if st := el.StyleState(); st.styler == s && st.style != nil {
			s.restyle(el)
			for c := el.FirstChild(); c != nil; c = c.Next() {
				if c := c.(Styled); c.StyleState().styler != s || c.StyleState().style == nil {
					s.updateOne(c, nil)
					s.styleInside(c, nil)
				}
			}
		}
	}
	for _, el := range s.marked {
		if el.StyleState().styler == s {
			s.restyle(el)
		}
	}
	s.marked, s.grown = clearMarks(s.marked), clearMarks(s.grown)
}

// restyle brings a marked element up to date with what is above it, and everything that inherits from what changed.
func (s *Styler) restyle(el Styled) {
	s.climb(el)
	for i := len(s.path) - 1; i >= 0; i-- {
		at := s.path[i]
		if s.path[i] = nil; !s.updateOne(at, nil) {
			continue
		}
		walkInside(at, func(c Styled) bool {
			return c.StyleState().styler == s && s.updateOne(c, nil)
		})
	}
}
