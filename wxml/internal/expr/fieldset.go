package expr

import (
	"math/bits"
	"slices"
)

// FieldSet is a set of field indexes. The zero value is empty. It takes room for
// what is in it, not for the largest index. A set may be read by any number of
// goroutines; Add and Or are for its maker alone.
type FieldSet struct {
	low  uint64       // the indexes below 64
	high *[]fieldWord // the others, in ascending order
}

// words are the indexes from 64 on.
func (s *FieldSet) words() []fieldWord {
	if s.high == nil {
		return nil
	}
	return *s.high
}

// fieldWord holds the indexes from 64*word on.
type fieldWord struct {
	word int
	bits uint64
}

// Add adds index i; a negative one is ignored.
func (s *FieldSet) Add(i int) {
	switch {
	case i < 0:
	case i < 64:
		s.low |= 1 << i
	default:
		s.addWord(fieldWord{i / 64, 1 << (i % 64)})
	}
}

func (s *FieldSet) addWord(w fieldWord) {
	i, ok := s.find(w.word)
	if ok {
		(*s.high)[i].bits |= w.bits
		return
	}
	if s.high == nil {
		s.high = &[]fieldWord{}
	}
	*s.high = slices.Insert(*s.high, i, w)
}

func (s *FieldSet) find(word int) (int, bool) {
	return slices.BinarySearchFunc(s.words(), word, func(w fieldWord, word int) int { return w.word - word })
}

// Has reports whether i is in the set.
func (s *FieldSet) Has(i int) bool {
	if uint(i) < 64 {
		return s.low&(1<<i) != 0
	}
	w, ok := s.find(i / 64)
	return i >= 0 && ok && (*s.high)[w].bits&(1<<(i%64)) != 0
}

// Or adds all of t.
func (s *FieldSet) Or(t *FieldSet) {
	s.low |= t.low
	for _, w := range t.words() {
		s.addWord(w)
	}
}

// Intersects reports whether s and t have an index in common.
func (s *FieldSet) Intersects(t *FieldSet) bool {
	if s.low&t.low != 0 {
		return true
	}
	if s.high == nil || t.high == nil {
		return false
	}
	for i, j := 0, 0; i < len(*s.high) && j < len(*t.high); {
		a, b := (*s.high)[i], (*t.high)[j]
		switch {
		case a.word < b.word:
			i++
		case a.word > b.word:
			j++
		case a.bits&b.bits != 0:
			return true
		default:
			i++
			j++
		}
	}
	return false
}

// Empty reports whether the set has no index.
func (s *FieldSet) Empty() bool { return s.low == 0 && s.high == nil }

// Each calls f with every index in ascending order.
func (s *FieldSet) Each(f func(i int)) {
	eachBit(s.low, 0, f)
	for _, w := range s.words() {
		eachBit(w.bits, 64*w.word, f)
	}
}

func eachBit(w uint64, base int, f func(i int)) {
	for ; w != 0; w &= w - 1 {
		f(base + bits.TrailingZeros64(w))
	}
}
