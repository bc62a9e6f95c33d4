package expr

import "math/bits"

// FieldSet is a set of field indexes. The zero value is empty. A set may be read
// by any number of goroutines; Add and Or are for its maker alone.
type FieldSet struct {
	low  uint64
	high []uint64 // word i holds the indexes from 64*(i+1) on
}

// Add adds index i; a negative one is ignored.
func (s *FieldSet) Add(i int) {
	switch {
	case i < 0:
	case i < 64:
		s.low |= 1 << i
	default:
		w := i/64 - 1
		for len(s.high) <= w {
			s.high = append(s.high, 0)
		}
		s.high[w] |= 1 << (i % 64)
	}
}

// Has reports whether i is in the set.
func (s *FieldSet) Has(i int) bool {
	if uint(i) < 64 {
		return s.low&(1<<i) != 0
	}
	w := i/64 - 1
	return i >= 0 && w < len(s.high) && s.high[w]&(1<<(i%64)) != 0
}

// Or adds all of t.
func (s *FieldSet) Or(t *FieldSet) {
	s.low |= t.low
	for len(s.high) < len(t.high) {
		s.high = append(s.high, 0)
	}
	for i, w := range t.high {
		s.high[i] |= w
	}
}

// Intersects reports whether s and t have an index in common.
func (s *FieldSet) Intersects(t *FieldSet) bool {
	if s.low&t.low != 0 {
		return true
	}
	for i := range min(len(s.high), len(t.high)) {
		if s.high[i]&t.high[i] != 0 {
			return true
		}
	}
	return false
}

// Empty reports whether the set has no index.
func (s *FieldSet) Empty() bool {
	if s.low != 0 {
		return false
	}
	for _, w := range s.high {
		if w != 0 {
			return false
		}
	}
	return true
}

// Each calls f with every index in ascending order.
func (s *FieldSet) Each(f func(i int)) {
	eachBit(s.low, 0, f)
	for i, w := range s.high {
		eachBit(w, 64*(i+1), f)
	}
}

func eachBit(w uint64, base int, f func(i int)) {
	for ; w != 0; w &= w - 1 {
		f(base + bits.TrailingZeros64(w))
	}
}
