package wxss

import "slices"

// maxHasWork bounds how many elements are looked at for :has in one walk over a page, or for one question. Beyond it :has matches
// nothing: each element may look at everything inside it, which a hostile tree makes the square of its size.
const maxHasWork = 1 << 20

// relative compiles the selectors in :has. They end, as the furthest to the left, in a compound that only the element itself
// matches.
func (b *builder) relative(list []Selector) []compiled {
	out := b.list(list)
	for i := range out {
		s := &out[i]
		if last := &s.compounds[len(s.compounds)-1]; last.left == NoCombinator {
			last.left = Descendant
		}
		s.compounds = append(s.compounds, compiledCompound{anchor: true})
	}
	return out
}

// has reports whether an element that one of the relative selectors leads to is there.
func (c *Context) has(list []compiled, el Element) bool {
	outer := c.anchor
	c.anchor = el
	defer func() { c.anchor = outer }()
	for i := range list {
		s := &list[i]
		n := len(s.compounds)
		switch s.compounds[n-2].left {
		case NextSibling, SubsequentSibling:
			for next := el.Next(); next != nil; next = next.Next() {
				if c.hasAt(s, next) || n > 2 && c.hasInside(s, next, false) {
					return true
				}
				if n == 2 && s.compounds[0].left == NextSibling {
					break
				}
			}
		default:
			if c.hasInside(s, el, n == 2 && s.compounds[0].left == Child) {
				return true
			}
		}
	}
	return false
}

// hasAt reports whether the element is one that the selector leads to.
func (c *Context) hasAt(s *compiled, el Element) bool {
	c.hasWork++
	return c.hasWork <= maxHasWork && c.matches(s, el)
}

// parentElement is an element that tells what is inside it, as a Styled does.
type parentElement interface{ FirstChild() Element }

// hasInside looks for one inside top, among its children only if shallow is set. It does not recurse.
func (c *Context) hasInside(s *compiled, top Element, shallow bool) bool {
	el := firstChild(top)
	for el != nil && c.hasWork <= maxHasWork {
		if c.hasAt(s, el) {
			return true
		}
		if in := firstChild(el); in != nil && !shallow {
			el = in
			continue
		}
		next := el.Next()
		for next == nil {
			if el = el.Parent(); el == nil || el == top {
				return false
			}
			next = el.Next()
		}
		el = next
	}
	return false
}

func firstChild(el Element) Element {
	if p, ok := el.(parentElement); ok {
		return p.FirstChild()
	}
	return nil
}

// invalidatePage has those elements of the page matched anew that a change anywhere can make a difference for by :has. It walks
// over the page once for each set, however many changes there are.
func (s *Styler) invalidatePage() {
	if len(s.pageSets) == 0 {
		return
	}
	for _, set := range s.pageSets {
		if s.root != nil {
			s.markIf(s.root, set)
			s.markInside(s.root, set)
		}
	}
	clear(s.pageSets)
	s.pageSets = s.pageSets[:0]
}

// notePage notes what a change means for elements anywhere.
func (s *Styler) notePage(v *invalidation) {
	if !v.page.empty() && !slices.Contains(s.pageSets, &v.page) {
		s.pageSets = append(s.pageSets, &v.page)
	}
}
