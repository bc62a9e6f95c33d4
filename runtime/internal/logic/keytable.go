package logic

import (
	"hash/maphash"
	"math"

	"github.com/mica-go/mica/internal/value"
)

// keyTable finds the positions of keys in a list. Keys are equal where their
// texts are, but for whole numbers, which most keys are, no text is made.
type keyTable struct {
	seed  maphash.Seed
	slots []keySlot // a power of two, at most half of them taken
}

type keySlot struct {
	hash uint32
	pos  int32 // counted from 1; 0 is a free slot
}

func newKeyTable(n int) keyTable {
	size := 8
	for size < 2*n {
		size *= 2
	}
	return keyTable{maphash.MakeSeed(), make([]keySlot, size)}
}

// add enters position i of a list with these keys; false means that its key is
// there already.
func (t *keyTable) add(i int, key func(int) value.Value) bool {
	s, taken := t.slot(key(i), key)
	if !taken {
		s.pos = int32(i + 1)
	}
	return !taken
}

// find returns the position of a key in the list with these keys, or -1.
func (t *keyTable) find(v value.Value, key func(int) value.Value) int {
	if s, taken := t.slot(v, key); taken {
		return int(s.pos - 1)
	}
	return -1
}

// slot returns the slot of a key, or the free one where it belongs, with the hash
// in it.
func (t *keyTable) slot(v value.Value, key func(int) value.Value) (s *keySlot, taken bool) {
	h := t.hash(v)
	for i := int(h); ; i++ {
		s = &t.slots[i&(len(t.slots)-1)]
		switch {
		case s.pos == 0:
			s.hash = h
			return s, false
		case s.hash == h && sameKey(v, key(int(s.pos-1))):
			return s, true
		}
	}
}

func (t *keyTable) hash(v value.Value) uint32 {
	if f, ok := v.AsNumber(); ok && f >= 0 && f < 1e15 && f == math.Trunc(f) {
		return uint32(maphash.Comparable(t.seed, uint64(f)))
	}
	text := value.Text(v)
	if n, ok := wholeNumber(text); ok {
		return uint32(maphash.Comparable(t.seed, n))
	}
	return uint32(maphash.String(t.seed, text))
}

// wholeNumber reads a text that is the text of a number below 1e15.
func wholeNumber(s string) (n uint64, ok bool) {
	if s == "" || len(s) > 15 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return n, true
}
