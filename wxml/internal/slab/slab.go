// Package slab hands out values and lists of one type from large pieces, so that
// a tree of many small nodes costs few allocations.
//
// A piece lives as long as anything in it, so a slab is for things that are kept
// and dropped together: the nodes of one file, the steps of one template. The
// zero [Of] is ready; it belongs to one goroutine at a time.
package slab

// largestPiece bounds the values of a piece, and so what a slab wastes.
const largestPiece = 512

// Of is a slab of values of type T.
type Of[T any] struct {
	free []T
	// next is the size of the next piece; it doubles up to largestPiece.
	next int
}

// Expect makes the next piece hold n values, or as many as a piece may. Without
// it the first piece holds just what is asked for, and the next 8.
func (s *Of[T]) Expect(n int) { s.next = min(max(n, 1), largestPiece) }

// New returns a pointer to a new zero value.
func (s *Of[T]) New() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// Put returns a pointer to a copy of v.
func (s *Of[T]) Put(v T) *T {
	p := s.New()
	*p = v
	return p
}

// List returns a copy of in with no capacity to spare, nil where it is empty.
func (s *Of[T]) List(in []T) []T {
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

func (s *Of[T]) grow(n int) {
	s.free = make([]T, max(n, s.next))
	s.next = min(max(2*s.next, 8), largestPiece)
}
