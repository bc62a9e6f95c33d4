package wxss

import "slices"

// invalidation says which elements have to be matched again when something about an element changes. Elements around it
// are told by the classes, ids and tags that the subjects of the selectors in question need, as browsers do.
type invalidation struct {
	self     bool    // the element
	inside   atomSet // what is inside it
	adjacent atomSet // the element behind it
	next     atomSet // all elements behind it with the same parent
	siblings atomSet // all elements with the same parent
	// What is inside those.
	adjacentInside, nextInside, siblingsInside atomSet
	page                                       atomSet // elements anywhere, by :has
}

// atomSet is a set of atoms, or of all elements.
type atomSet struct {
	all   bool
	atoms []Atom // sorted once the Matcher is built
}

func (s *atomSet) empty() bool { return !s.all && len(s.atoms) == 0 }

// has reports whether the element with that key may be meant.
func (s *atomSet) has(key *Key) bool {
	if s.all || s.contains(key.ID) || s.contains(key.Tag) {
		return true
	}
	return slices.ContainsFunc(key.Classes, s.contains)
}

func (s *atomSet) contains(a Atom) bool {
	if a == 0 {
		return false
	}
	_, ok := slices.BinarySearch(s.atoms, a)
	return ok
}

// add takes in what selectors with that subject need.
func (s *atomSet) add(c *candidate) {
	switch {
	case s.all:
	case c.keyed:
		s.atoms = append(s.atoms, c.atoms...)
	default:
		s.all, s.atoms = true, nil
	}
}

// sort makes the set ready to be asked.
func (s *atomSet) sort() {
	slices.Sort(s.atoms)
	s.atoms = slices.Clip(slices.Compact(s.atoms))
}

// sort makes all sets ready to be asked.
func (v *invalidation) sort() {
	if v == nil {
		return
	}
	for _, s := range [...]*atomSet{&v.inside, &v.adjacent, &v.next, &v.siblings, &v.adjacentInside, &v.nextInside, &v.siblingsInside, &v.page} {
		s.sort()
	}
}

// sortInvalidations makes all invalidations ready to be asked.
func (m *Matcher) sortInvalidations() {
	for _, v := range m.effects {
		v.sort()
	}
	for _, v := range m.attributes {
		v.sort()
	}
	for _, v := range m.states {
		v.sort()
	}
	m.structure.sort()
	m.emptiness.sort()
}

// effect sums the invalidation up.
func (v *invalidation) effect() (e Effect) {
	if v == nil {
		return 0
	}
	if v.self {
		e |= AffectsSelf
	}
	if !v.inside.empty() {
		e |= AffectsDescendants
	}
	if !v.adjacent.empty() || !v.adjacentInside.empty() || !v.next.empty() || !v.nextInside.empty() {
		e |= AffectsNext
	}
	if !v.siblings.empty() || !v.siblingsInside.empty() {
		e |= AffectsSiblings
	}
	if !v.page.empty() {
		e |= AffectsPage
	}
	return e
}

// way leads from an element whose change matters to the subject of a selector.
type way uint8

const (
	waySelf way = iota
	wayInside
	wayAdjacent
	wayNext
	waySiblings
	wayAdjacentInside
	wayNextInside
	waySiblingsInside
	wayPage // anywhere
)

// from puts the step of a combinator in front of the way: its left side is on the other end of it.
func (w way) from(left Combinator) way {
	switch {
	case w == wayPage:
	case left != NextSibling && left != SubsequentSibling:
		return wayInside
	case w == waySelf && left == NextSibling:
		return wayAdjacent
	case w == wayInside && left == NextSibling:
		return wayAdjacentInside
	case w == waySelf || w == wayAdjacent:
		return wayNext
	case w == wayInside || w == wayAdjacentInside:
		return wayNextInside
	}
	return w
}

// fromSiblings is from for :nth-child(… of …): any sibling may be on the other end.
func (w way) fromSiblings() way {
	switch w {
	case waySelf, wayAdjacent, wayNext, waySiblings:
		return waySiblings
	case wayPage:
		return wayPage
	}
	return waySiblingsInside
}

// add notes that the subject of c lies that way.
func (v *invalidation) add(w way, c *candidate) {
	switch w {
	case waySelf:
		v.self = true
	case wayInside:
		v.inside.add(c)
	case wayAdjacent:
		v.adjacent.add(c)
	case wayAdjacentInside:
		v.adjacentInside.add(c)
	case wayNext:
		v.next.add(c)
	case waySiblings:
		v.siblings.add(c)
	case wayNextInside:
		v.nextInside.add(c)
	case waySiblingsInside:
		v.siblingsInside.add(c)
	case wayPage:
		v.page.add(c)
	}
}

func into[K comparable](table map[K]*invalidation, key K) *invalidation {
	v := table[key]
	if v == nil {
		v = &invalidation{}
		table[key] = v
	}
	return v
}

func (m *Matcher) atomInvalidation(a Atom) *invalidation {
	if m.effects[a] == nil {
		m.effects[a] = &invalidation{}
	}
	return m.effects[a]
}

// addCandidate notes what a change of anything in the selector may do.
func (m *Matcher) addCandidate(c *candidate) { m.addSelector(&c.selector, waySelf, c) }

func (m *Matcher) addSelector(s *compiled, w way, c *candidate) {
	for i := range s.compounds {
		m.addCompound(&s.compounds[i], w, c)
		left := s.compounds[i].left
		if left == NextSibling || left == SubsequentSibling {
			m.addStructure(w, c)
		}
		if left != NoCombinator {
			w = w.from(left)
		}
	}
}

func (m *Matcher) addCompound(cc *compiledCompound, w way, c *candidate) {
	if cc.tag != 0 {
		m.atomInvalidation(cc.tag).add(w, c)
	}
	if cc.id != 0 {
		m.atomInvalidation(cc.id).add(w, c)
	}
	for _, a := range cc.classes {
		m.atomInvalidation(a).add(w, c)
	}
	for i := range cc.rest {
		s := &cc.rest[i]
		switch {
		case s.test == testAttribute:
			into(m.attributes, s.name).add(w, c)
		case s.test == testState:
			into(m.states, s.name).add(w, c)
		case s.test == testEmpty:
			m.structural = true
			if m.emptiness == nil {
				m.emptiness = &invalidation{}
			}
			m.emptiness.add(w, c)
		case s.test > testEmpty:
			m.structural = true
			m.addStructure(w, c)
		}
		if s.test == testHas {
			m.structural = true
			m.addStructure(wayPage, c)
			for j := range s.list {
				m.addSelector(&s.list[j], wayPage, c)
			}
			continue
		}
		for j := range s.list {
			m.addSelector(&s.list[j], w, c)
			if s.test >= testNthChild { // a sibling that starts to count moves the others
				m.addSelector(&s.list[j], w.fromSiblings(), c)
			}
		}
	}
}

// addStructure notes that the selector depends on the order of the siblings at w.
func (m *Matcher) addStructure(w way, c *candidate) {
	if m.structure == nil {
		m.structure = &invalidation{}
	}
	if w == waySelf {
		m.structure.siblings.add(c) // an element is only meant if it may be the subject
		return
	}
	m.structure.add(w, c)
}
