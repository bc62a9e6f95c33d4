package regex

import (
	"slices"
	"sort"
	"sync"
	"unicode"
)

// unitRange is an inclusive range of UTF-16 units.
type unitRange struct{ lo, hi uint16 }

// set is a set of units.
type set struct {
	ascii  [2]uint64
	ranges []unitRange // sorted, not overlapping, from 0x80 on
}

func (s *set) has(u uint16) bool {
	if u < 128 {
		return s.ascii[u>>6]>>(u&63)&1 != 0
	}
	i := sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].hi >= u })
	return i < len(s.ranges) && s.ranges[i].lo <= u
}

// newSet makes a set of ranges in any order.
func newSet(ranges []unitRange) *set {
	list := slices.Clone(ranges)
	slices.SortFunc(list, func(a, b unitRange) int { return int(a.lo) - int(b.lo) })
	s := &set{}
	for _, r := range list {
		for u := int(r.lo); u <= int(r.hi) && u < 128; u++ {
			s.ascii[u>>6] |= 1 << (u & 63)
		}
		if r.hi < 128 {
			continue
		}
		r.lo = max(r.lo, 128)
		if n := len(s.ranges); n > 0 && int(r.lo) <= int(s.ranges[n-1].hi)+1 {
			s.ranges[n-1].hi = max(s.ranges[n-1].hi, r.hi)
		} else {
			s.ranges = append(s.ranges, r)
		}
	}
	return s
}

// all returns the ranges of the whole set.
func (s *set) all() []unitRange {
	var list []unitRange
	for u := uint16(0); u < 128; u++ {
		if s.has(u) {
			list = append(list, unitRange{u, u})
		}
	}
	return append(list, s.ranges...)
}

func complement(s *set) *set {
	out := &set{ascii: [2]uint64{^s.ascii[0], ^s.ascii[1]}}
	next := 128
	for _, r := range s.ranges {
		if int(r.lo) > next {
			out.ranges = append(out.ranges, unitRange{uint16(next), r.lo - 1})
		}
		next = int(r.hi) + 1
	}
	if next <= 0xFFFF {
		out.ranges = append(out.ranges, unitRange{uint16(next), 0xFFFF})
	}
	return out
}

var (
	digitRanges = []unitRange{{'0', '9'}}
	wordRanges  = []unitRange{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	spaceRanges = []unitRange{
		{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A},
		{0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF},
	}
	lineRanges = []unitRange{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}
)

// canon is how the flag i compares: by the upper case, where that is one unit
// and does not turn another character into ASCII.
func canon(u uint16) uint16 {
	if u < 128 {
		if u >= 'a' && u <= 'z' {
			return u - 32
		}
		return u
	}
	r := unicode.ToUpper(rune(u))
	if r > 0xFFFF || r < 128 || r == 0x1E9E {
		return u
	}
	return uint16(r)
}

var (
	casedOnce  sync.Once
	casedUnits map[uint16][]uint16
	casedList  []uint16
)

// cased returns the units of every canon class with more than one member, and
// the units that are in one, ascending.
func cased() (map[uint16][]uint16, []uint16) {
	casedOnce.Do(func() {
		classes := make(map[uint16][]uint16)
		for u := 0; u <= 0xFFFF; u++ {
			if c := canon(uint16(u)); int(c) != u {
				if classes[c] == nil {
					classes[c] = []uint16{c}
				}
				classes[c] = append(classes[c], uint16(u))
			}
		}
		for _, class := range classes {
			casedList = append(casedList, class...)
		}
		slices.Sort(casedList)
		casedUnits = classes
	})
	return casedUnits, casedList
}

// fold adds to ranges whatever the flag i takes for the same.
func fold(ranges []unitRange) []unitRange {
	classes, list := cased()
	out := slices.Clone(ranges)
	for _, r := range ranges {
		from, _ := slices.BinarySearch(list, r.lo)
		for _, u := range list[from:] {
			if u > r.hi {
				break
			}
			for _, v := range classes[canon(u)] {
				out = append(out, unitRange{v, v})
			}
		}
	}
	return out
}
