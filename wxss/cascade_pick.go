package wxss

import (
	"slices"
)

// ruleSet is a list of rules that match an element, with the inline style. Elements that have the same share it.
type ruleSet struct {
	matches []Match
	inline  *block
	own     *part    // of the element
	parts   []*part  // of its pseudo-elements
	next    *ruleSet // of the same hash
}

// part is what the rules of a set declare for the element or for one of its pseudo-elements: the winner of each
// property.
type part struct {
	pseudo string
	decls  []*decl // of longhands, each property once
	custom []*decl // of custom properties, each once
	all    string  // what `all` makes of every other property: "initial", "inherit" or ""
	flow   bool    // some of decls are of logical properties
	parent bool    // a property that is not inherited takes the parent's value
	// style is the first one that was computed of the part, for key; others are in Cascade.styles.
	style *ComputedStyle
	key   styleKey
}

// ruleSet returns the set of the matches and the inline style. matches may be reused by the caller.
func (c *Cascade) ruleSet(matches []Match, inline *block) *ruleSet {
	h := uint64(len(matches))
	for i := range matches {
		m := &matches[i]
		h = (h ^ uint64(m.Order)<<32 ^ uint64(m.Specificity)) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	first := c.sets[h]
	for s := first; s != nil; s = s.next {
		if s.inline == inline && slices.EqualFunc(s.matches, matches, sameMatch) {
			return s
		}
	}
	s := c.kept.sets.new()
	*s = ruleSet{matches: c.kept.matches.take(matches), inline: inline, next: first}
	c.sets[h] = s
	return s
}

func sameMatch(a, b Match) bool {
	return a.Order == b.Order && a.Specificity == b.Specificity && a.PseudoElement == b.PseudoElement
}

// part returns the winners for the element, or for its pseudo-element of that name; nil for one that no rule styles.
func (c *Cascade) part(s *ruleSet, pseudo string) *part {
	if pseudo == "" {
		if s.own == nil {
			s.own = c.pick(s, "")
		}
		return s.own
	}
	for _, p := range s.parts {
		if p.pseudo == pseudo {
			return p
		}
	}
	if !slices.ContainsFunc(s.matches, func(m Match) bool { return m.PseudoElement == pseudo }) {
		return nil
	}
	p := c.pick(s, pseudo)
	s.parts = append(s.parts, p)
	return p
}

// seen tells how far the search for a property's winner has got, in the round that it belongs to.
type seen struct {
	round uint32
	state seenState
	level level // for seenRevertLayer: the level whose declarations no longer count
}

type seenState uint8

const (
	seenNothing seenState = iota
	seenWinner
	seenRevert      // only the user agent's declarations count
	seenRevertLayer // only those of other levels
)

// level is an origin and a layer in it; inline style is a level of its own.
type level struct {
	origin Origin
	layer  uint32
	inline bool
}

// segment is a block as it stands in the order of the cascade: its normal or its important declarations.
type segment struct {
	block     *block
	level     level
	important bool
}

func (a segment) compareImportant(b segment) int {
	if a.level.origin != b.level.origin {
		return int(a.level.origin) - int(b.level.origin)
	}
	return int(int64(a.level.layer) - int64(b.level.layer))
}

// pick finds the winners: it looks at all declarations from the strongest to the weakest.
func (c *Cascade) pick(s *ruleSet, pseudo string) *part {
	p := c.kept.parts.new()
	p.pseudo = pseudo
	c.round++
	clear(c.custom)
	p.decls, p.custom = c.scratch.decls[:0], c.scratch.custom[:0]
	k := picking{c: c, part: p}
	c.scratch.segments = c.segments(c.scratch.segments[:0], s, pseudo)
	for _, seg := range c.scratch.segments {
		for i := len(seg.block.lists) - 1; i >= 0; i-- {
			list := seg.block.lists[i]
			if list[0].important != seg.important {
				continue
			}
			for j := len(list) - 1; j >= 0; j-- {
				k.declare(&list[j], seg.level)
			}
		}
	}
	if len(k.reverted) > 0 && (p.flow || p.all != "") {
		k.settle()
	}
	c.scratch.decls, c.scratch.custom = p.decls, p.custom
	p.decls, p.custom = c.kept.decls.take(p.decls), c.kept.decls.take(p.custom)
	if k.all.state == seenWinner {
		p.parent = p.parent || p.all == "inherit"
	}
	return p
}

// segments lists the blocks from the strongest to the weakest.
func (c *Cascade) segments(out []segment, s *ruleSet, pseudo string) []segment {
	inline := s.inline
	if pseudo != "" {
		inline = nil
	}
	own := level{Author, 0, true}
	for i := range s.matches {
		m := &s.matches[i]
		if m.PseudoElement != pseudo {
			continue
		}
		if b := c.block(m); b.important {
			out = append(out, segment{b, level{m.Origin, m.Layer, false}, true})
		}
	}
	// Important ones: earlier origins and layers win, and within them what comes later.
	if len(out) > 1 {
		slices.Reverse(out)
		slices.SortStableFunc(out, segment.compareImportant)
	}
	if inline != nil && inline.important {
		at := slices.IndexFunc(out, func(s segment) bool { return s.level.origin == Author })
		if at < 0 {
			at = len(out)
		}
		out = slices.Insert(out, at, segment{inline, own, true})
	}
	if inline != nil {
		out = append(out, segment{inline, own, false})
	}
	for i := len(s.matches) - 1; i >= 0; i-- {
		if m := &s.matches[i]; m.PseudoElement == pseudo {
			out = append(out, segment{c.block(m), level{m.Origin, m.Layer, false}, false})
		}
	}
	return out
}

// picking is the state of one pick.
type picking struct {
	c     *Cascade
	part  *part
	all   seen // of the property `all`
	allAt level
	// reverted are the declarations of revert and revert-layer, with how many winners were stronger.
	reverted []reverted
}

type reverted struct {
	prop propID
	at   int
}

// declare lets a declaration win if nothing stronger has.
func (k *picking) declare(d *decl, at level) {
	if d.isAll() {
		k.declareAll(d, at)
		return
	}
	st := k.seen(d)
	if k.all.state != seenNothing && st.counts(k.allAt) && !k.spared(d) {
		st = k.all
	}
	if !st.counts(at) {
		return
	}
	next, wins := seen{state: seenWinner}, true
	if d.kind == wideValue {
		next, wins = d.revert(at)
	}
	next.round = k.c.round
	k.remember(d, next)
	switch {
	case !wins && d.name == "":
		k.reverted = append(k.reverted, reverted{d.prop, len(k.part.decls)})
	case !wins:
	case d.name != "":
		k.part.custom = append(k.part.custom, d)
	default:
		k.part.decls = append(k.part.decls, d)
		k.part.flow = k.part.flow || k.c.long.flows[d.prop] != nil
		// What a pending value turns out to be is not known yet.
		if d.kind == pendingValue || d.kind == wideValue && d.value == "inherit" {
			k.part.parent = k.part.parent || !k.c.long.infos[d.prop].Inherited
		}
	}
}

// settle gives what was reverted the place of the declaration that reverted it: `all` and logical properties that are weaker
// do not count for it, whatever the value goes back to.
func (k *picking) settle() {
	p := k.part
	for i := len(k.reverted) - 1; i >= 0; i-- {
		r := k.reverted[i]
		d := &decl{kind: wideValue, prop: r.prop, value: "unset"}
		st := k.c.seen[r.prop]
		switch {
		case st.state == seenWinner:
			at := slices.IndexFunc(p.decls, func(d *decl) bool { return d.prop == r.prop })
			if at < 0 {
				break
			}
			d = p.decls[at]
			p.decls = slices.Delete(p.decls, at, at+1)
		case k.all.state != seenNothing && st.counts(k.allAt):
			continue
		}
		p.decls = slices.Insert(p.decls, min(r.at, len(p.decls)), d)
	}
}

// counts reports whether declarations of that level may still win.
func (s seen) counts(at level) bool {
	switch s.state {
	case seenWinner:
		return false
	case seenRevert:
		return at.origin == UserAgent
	case seenRevertLayer:
		return at != s.level
	}
	return true
}

// revert gives what a CSS-wide keyword means for the search.
func (d *decl) revert(at level) (next seen, wins bool) {
	switch d.value {
	case "revert":
		if at.origin != UserAgent {
			return seen{state: seenRevert}, false
		}
	case "revert-layer":
		return seen{state: seenRevertLayer, level: at}, false
	default:
		return seen{state: seenWinner}, true
	}
	return seen{state: seenWinner}, false // as unset, which is what no declaration means
}

// declareAll is declare for the property `all`.
func (k *picking) declareAll(d *decl, at level) {
	if !k.all.counts(at) {
		return
	}
	next, wins := d.revert(at)
	k.all, k.allAt = next, at
	if wins && d.value != "unset" {
		k.part.all = d.value
	}
}

// spared reports whether `all` leaves the property alone.
func (k *picking) spared(d *decl) bool {
	return d.name != "" || d.prop == k.c.long.direction || d.prop == k.c.long.unicodeBidi
}

func (k *picking) seen(d *decl) seen {
	if d.name != "" {
		return k.c.custom[d.name]
	}
	if s := k.c.seen[d.prop]; s.round == k.c.round {
		return s
	}
	return seen{}
}

func (k *picking) remember(d *decl, s seen) {
	if d.name != "" {
		k.c.custom[d.name] = s
		return
	}
	k.c.seen[d.prop] = s
}
