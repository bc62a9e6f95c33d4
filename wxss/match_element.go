package wxss

import "strings"

// result says how a selector failed, so that no ancestor or sibling is tried that cannot help. Without it, a selector
// of n descendants would be tried on every choice of n ancestors.
type result uint8

const (
	matched         result = iota
	retrySibling           // another sibling to the left may match
	retryAncestor          // another ancestor may match
	retryImpossible        // nothing further up may match
)

// matches reports whether el matches the selector.
func (c *Context) matches(s *compiled, el Element) bool {
	return c.matchFrom(s, 0, el) == matched
}

// matchFrom matches compound i of the selector against el, and what stands left of it against what is around el. It
// recurses once for each compound, and each ancestor or sibling is asked once for each compound at most.
func (c *Context) matchFrom(s *compiled, i int, el Element) result {
	compound := &s.compounds[i]
	if !c.matchCompound(compound, el) {
		return retrySibling
	}
	failed := retryImpossible
	if compound.left == NextSibling || compound.left == SubsequentSibling {
		failed = retryAncestor
	}
	if compound.left == NoCombinator {
		return matched
	}
	for {
		if failed == retryImpossible {
			el = el.Parent()
		} else {
			el = el.Previous()
		}
		if el == nil {
			return failed
		}
		r := c.matchFrom(s, i+1, el)
		switch {
		case r == matched, r == retryImpossible, compound.left == NextSibling:
			return r
		case compound.left == Child:
			return retryAncestor
		case compound.left == SubsequentSibling && r == retryAncestor:
			return r
		}
	}
}

func (c *Context) matchCompound(s *compiledCompound, el Element) bool {
	key := el.Key()
	if s.anchor {
		return el == c.anchor
	}
	if s.never || s.tag != 0 && s.tag != key.Tag || s.id != 0 && s.id != key.ID {
		return false
	}
	for _, a := range s.classes {
		if !key.has(a) {
			return false
		}
	}
	if s.own && el.Scope() != s.scope {
		return false
	}
	for i := range s.rest {
		if !c.matchSimple(s, &s.rest[i], el) {
			return false
		}
	}
	return true
}

func (k *Key) has(a Atom) bool {
	for _, have := range k.Classes {
		if have == a {
			return true
		}
	}
	return false
}

func (c *Context) matchSimple(compound *compiledCompound, s *compiledSimple, el Element) bool {
	switch s.test {
	case testAttribute:
		value, ok := el.Attribute(s.name)
		return ok && s.arg.matchAttribute(value)
	case testState:
		return el.State(s.name)
	case testIs:
		return c.matchesAny(s.list, el)
	case testNot:
		return !c.matchesAny(s.list, el)
	case testHost:
		scope, ok := el.Hosts()
		return ok && scope == compound.host && scope != Shared
	case testHas:
		return c.has(s.list, el)
	case testEmpty:
		return el.Empty()
	case testFirstChild:
		return el.Previous() == nil
	case testLastChild:
		return el.Next() == nil
	case testOnlyChild:
		return el.Previous() == nil && el.Next() == nil
	}
	return c.matchNth(s, el)
}

func (c *Context) matchesAny(list []compiled, el Element) bool {
	for i := range list {
		if c.matches(&list[i], el) {
			return true
		}
	}
	return false
}

// maxSearched is how much of a value is looked through for a part of it, in bytes: there
// may be as many values as elements, and as many parts to look for as rules.
const maxSearched = 1024

// matchAttribute compares a value as the operator says.
func (a *Argument) matchAttribute(value string) bool {
	want := a.Value
	switch a.Op {
	case AttributeExists:
		return true
	case AttributeEquals, AttributeDashMatch, AttributePrefix:
		value = value[:min(len(value), len(want)+1)]
	case AttributeSuffix:
		value = value[max(0, len(value)-len(want)-1):]
	default:
		value = value[:min(len(value), maxSearched)]
	}
	if a.Case == 'i' {
		value, want = lowerASCII(value), lowerASCII(want)
	}
	switch a.Op {
	case AttributeEquals:
		return value == want
	case AttributeIncludes:
		return includes(value, want)
	case AttributeDashMatch:
		return strings.HasPrefix(value, want) && (len(value) == len(want) || value[len(want)] == '-')
	case AttributePrefix:
		return want != "" && strings.HasPrefix(value, want)
	case AttributeSuffix:
		return want != "" && strings.HasSuffix(value, want)
	}
	return want != "" && strings.Contains(value, want)
}

// lowerASCII is what CSS calls case-insensitive.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r | 0x20
		}
		return r
	}, s)
}

// includes reports whether word is one of the words of list.
func includes(list, word string) bool {
	if word == "" || strings.ContainsAny(word, " \t\r\n\f") {
		return false
	}
	for i := 0; i < len(list); {
		for i < len(list) && isSpace(list[i]) {
			i++
		}
		start := i
		for i < len(list) && !isSpace(list[i]) {
			i++
		}
		if list[start:i] == word {
			return true
		}
	}
	return false
}

// matchNth matches :nth-child and its kin.
func (c *Context) matchNth(s *compiledSimple, el Element) bool {
	counted := s.test == testNthOfType || s.test == testNthLastOfType
	if len(s.list) > 0 {
		if !c.matchesAny(s.list, el) {
			return false
		}
		counted = true
	}
	if counted {
		return s.arg.nth(c.position(s, el))
	}
	i, n := el.Index()
	if s.test == testNthLastChild {
		return s.arg.nth(n - i)
	}
	return s.arg.nth(i + 1)
}

// position counts el among its siblings that s counts, from 1. Positions are kept, so that a list of n elements is
// walked once and not n times.
func (c *Context) position(s *compiledSimple, el Element) int {
	if n, ok := c.nth[nthKey{el, s}]; ok {
		return n
	}
	if c.nth == nil {
		c.nth = map[nthKey]int{}
	}
	counted, n := []Element{el}, 0
	for next := s.neighbour(el); next != nil; next = s.neighbour(next) {
		if len(s.list) == 0 && next.Tag() != el.Tag() {
			continue
		}
		if before, ok := c.nth[nthKey{next, s}]; ok {
			n = before
			break
		}
		if len(s.list) == 0 || c.matchesAny(s.list, next) {
			counted = append(counted, next)
		}
	}
	for i := len(counted) - 1; i >= 0; i-- {
		n++
		c.nth[nthKey{counted[i], s}] = n
	}
	return n
}

// neighbour returns the next sibling towards the end that positions are counted from.
func (s *compiledSimple) neighbour(el Element) Element {
	if s.test == testNthLastChild || s.test == testNthLastOfType {
		return el.Next()
	}
	return el.Previous()
}
