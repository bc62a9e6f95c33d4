// Package slab hands out values and lists of one type from large pieces, so that
// a tree of many small nodes costs few allocations.
//
// A piece lives as long as anything in it, so a slab is for things that are kept
// and dropped together: the nodes of one file, the steps of one template. The
// zero [Of] is ready; it belongs to one goroutine at a time.
package slab

import "unsafe"

// The size of a piece in bytes doubles from one to the next between these. They
// are sizes in which Go hands out memory; of more than 512 bytes it needs 8
// itself.
const (
	smallestPiece = 256
	largestPiece  = 8 << 10
)

// Of is a slab of values of type T.
type Of[T any] struct {
	piece []T
	used  int // of the piece
	open  int // where the open list begins
	next  int // size of the next piece in bytes
}

// Expect makes the next piece hold n values, or as many as a piece may. Without
// it the first piece holds just what is asked for.
func (s *Of[T]) Expect(n int) {
	for s.next = smallestPiece; s.next < largestPiece && s.room() < n; s.next *= 2 {
	}
}

// room is the number of values in the next piece.
func (s *Of[T]) room() int {
	size := s.next
	if size > 512 {
		size -= 8
	}
	return size / max(1, int(unsafe.Sizeof(*new(T))))
}

// New returns a pointer to a new zero value.
func (s *Of[T]) New() *T {
	if s.used == len(s.piece) {
		s.grow(1)
	}
	v := &s.piece[s.used]
	s.used++ // a count instead of a shorter slice: no pointer is written
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
	return append(s.Reserve(len(in)), in...)
}

// Reserve returns an empty list with room for n values.
func (s *Of[T]) Reserve(n int) []T {
	if n == 0 {
		return nil
	}
	if len(s.piece)-s.used < n {
		s.grow(n)
	}
	out := s.piece[s.used : s.used : s.used+n]
	s.used += n
	return out
}

// Open begins a list that is put together in its place by Add; nothing else may
// be asked of the slab until it is complete.
func (s *Of[T]) Open() { s.open = s.used }

// Add appends a zero value to the open list and returns a pointer to it, which
// is good until the next Add.
func (s *Of[T]) Add() *T {
	if s.used == len(s.piece) {
		list := s.piece[s.open:]
		s.grow(2*len(list) + 1)
		s.open, s.used = 0, copy(s.piece, list)
	}
	return s.New()
}

// Drop takes back the last value of the open list.
func (s *Of[T]) Drop() {
	s.used--
	clear(s.piece[s.used : s.used+1])
}

// Opened returns the open list as far as it is, nil where it is empty.
func (s *Of[T]) Opened() []T {
	if s.open == s.used {
		return nil
	}
	return s.piece[s.open:s.used:s.used]
}

// Hash gives a string's place in a small table of what was met before. It looks
// at a few bytes only, so strings can be made that share a place: no more than
// what the table spares may depend on it.
func Hash(s string) uint32 {
	n := uint32(len(s))
	if n == 0 {
		return 0
	}
	h := n*31 + uint32(s[0])
	h = h*31 + uint32(s[n/2])
	h = h*31 + uint32(s[n-1])
	return h
}

func (s *Of[T]) grow(n int) {
	s.piece, s.used = make([]T, max(n, s.room())), 0
	s.next = min(max(2*s.next, smallestPiece), largestPiece)
}
