package wxss

import "hash/maphash"

// varScope is the custom properties of an element: those that it sets and those of its parent. It is an immutable hash
// trie that shares with the parent's all but the paths to what the element sets, so that neither a look-up in a deep tree
// nor a property more on each of its elements costs much.
type varScope struct {
	root *varNode
	seed maphash.Seed
}

// varNode is an inner node with kids, or a leaf with the property of one name, and others of the same hash behind it.
type varNode struct {
	made *varScope // the scope that it was made for, which may change it while it is built
	kids *[varFan]*varNode
	hash uint64
	name string
	val  varValue
	next *varNode
}

// varValue is the computed value of a custom property; the zero one is the guaranteed-invalid value.
type varValue struct {
	text  string
	valid bool
}

const (
	varBits = 4
	varFan  = 1 << varBits
	// varNodeBytes is about what a property costs beside its text: a leaf, and its share of the path to it.
	varNodeBytes = 256
)

// lookup returns the value of a custom property and whether it has one.
func (s *varScope) lookup(name string) (string, bool) {
	if s == nil {
		return "", false
	}
	n, h := s.root, maphash.String(s.seed, name)
	for ; n != nil && n.kids != nil; h >>= varBits {
		n = n.kids[h%varFan]
	}
	for ; n != nil; n = n.next {
		if n.name == name {
			return n.val.text, n.val.valid
		}
	}
	return "", false
}

// with returns a scope with the values above those of s, which may be nil.
func (s *varScope) with(values map[string]varValue, seed maphash.Seed) *varScope {
	out := &varScope{seed: seed}
	if s != nil {
		out.root = s.root
	}
	for name, val := range values {
		h := maphash.String(seed, name)
		out.root = out.put(out.root, 0, &varNode{made: out, hash: h, name: name, val: val})
	}
	return out
}

// put returns the trie n, which is at that depth, with the leaf.
func (s *varScope) put(n *varNode, shift uint, leaf *varNode) *varNode {
	switch {
	case n == nil:
		return leaf
	case n.kids == nil && n.hash == leaf.hash:
		return n.replace(leaf)
	case n.kids == nil:
		inner := &varNode{made: s, kids: new([varFan]*varNode)}
		inner.kids[n.hash>>shift%varFan] = n
		return s.put(inner, shift, leaf)
	case n.made != s:
		kids := *n.kids
		n = &varNode{made: s, kids: &kids}
	}
	i := leaf.hash >> shift % varFan
	n.kids[i] = s.put(n.kids[i], shift+varBits, leaf)
	return n
}

// replace returns the leaves of one hash with another in place of the one with its name.
func (n *varNode) replace(leaf *varNode) *varNode {
	for o := n; o != nil; o = o.next {
		if o.name != leaf.name {
			other := *o
			other.next = leaf.next
			leaf.next = &other
		}
	}
	return leaf
}

// each calls f for every property that has a value.
func (s *varScope) each(f func(name, value string)) {
	if s != nil {
		s.root.each(f)
	}
}

func (n *varNode) each(f func(name, value string)) {
	switch {
	case n == nil:
	case n.kids != nil:
		for _, kid := range n.kids {
			kid.each(f)
		}
	default:
		for ; n != nil; n = n.next {
			if n.val.valid {
				f(n.name, n.val.text)
			}
		}
	}
}
