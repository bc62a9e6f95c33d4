package wxml

// slab hands out values and lists of one type from large pieces, so that a tree
// costs few allocations. A piece lives as long as anything in it.
type slab[T any] struct {
	free []T
	// next is the size of the next piece; it doubles up to largestPiece.
	next int
}

// largestPiece bounds the values of a piece, and so what a slab wastes.
const largestPiece = 512

// one returns a new zero value.
func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// list returns a copy of in, nil where it is empty.
func (s *slab[T]) list(in []T) []T {
	n := len(in)
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.grow(n)
	}
	out := s.free[:n:n]
	copy(out, in)
	s.free = s.free[n:]
	return out
}

func (s *slab[T]) grow(n int) {
	s.free = make([]T, max(n, s.next))
	s.next = min(max(2*s.next, 8), largestPiece)
}

// size makes the first pieces fit the file.
func (p *parser) size() {
	n := len(p.src)
	first := func(bytesEach int) int { return min(max(n/bytesEach, 1), largestPiece) }
	p.elements.next = first(64)
	p.texts.next = first(64)
	p.attrSlab.next = first(32)
	p.nodeLists.next = first(32)
	p.attrLists.next = first(32)
	p.partLists.next = first(24)
}
