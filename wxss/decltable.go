package wxss

import "hash/maphash"

// declTable finds what a declaration says of the longhands by how it is written. It is a hash table that keeps the hashes,
// so that it grows without reading all texts again.
type declTable struct {
	seed    maphash.Seed
	entries []declEntry
	slots   []int32 // indexes of entries plus one, at their hashes or behind; a power of two, half of them empty
}

// declEntry is a declaration as it is written, and what it says.
type declEntry struct {
	hash            uint64
	property, value string
	important       bool
	list            []decl
}

// find returns the entry of a declaration, and whether it was there before. It is good until the next call.
func (t *declTable) find(d *Declaration) (e *declEntry, found bool) {
	if 2*len(t.entries) >= len(t.slots) {
		t.grow()
	}
	h := maphash.String(t.seed, d.Value)*31 + maphash.String(t.seed, d.Property)
	if d.Important {
		h = ^h
	}
	mask := uint64(len(t.slots) - 1)
	i := h & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		e := &t.entries[t.slots[i]-1]
		if e.hash == h && e.value == d.Value && e.property == d.Property && e.important == d.Important {
			return e, true
		}
	}
	t.entries = append(t.entries, declEntry{hash: h, property: d.Property, value: d.Value, important: d.Important})
	t.slots[i] = int32(len(t.entries))
	return &t.entries[len(t.entries)-1], false
}

func (t *declTable) grow() {
	t.slots = make([]int32, max(4*len(t.slots), 64))
	mask := uint64(len(t.slots) - 1)
	for n := range t.entries {
		i := t.entries[n].hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = int32(n + 1)
	}
}
