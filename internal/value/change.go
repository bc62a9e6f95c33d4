package value

import (
	"cmp"
	"iter"
	"slices"
)

// Change says which parts of a value were set since it was last looked at. A
// nil Change means that nothing was. Setting is not the same as changing: a
// part that was set to an equal value counts (spec wxml §10).
//
// A Change is made on the logic goroutine, read during one update and dropped.
type Change struct {
	// All is set when the value as a whole was set.
	All   bool
	names parts[string]
	items parts[int]
}

// AllChanged is the change of a value that was set as a whole. It must not be
// changed.
func AllChanged() *Change { return allChanged }

var allChanged = &Change{All: true}

// Mark records that the place at path was set and returns c, which may be nil
// on entry. A path that made containers on its way, in place of something else,
// is marked only up to the first of these: with "a.b" set where a was an array,
// a is what was set. An index beyond the end of an array sets its length too,
// which has to be marked as such.
func (c *Change) Mark(path Path) *Change {
	if len(path) == 0 {
		return allChanged
	}
	if c == nil {
		c = &Change{}
	}
	if c.All {
		return c
	}
	if s := path[0]; s.IsIndex {
		part := c.items.at(s.Index)
		*part = (*part).Mark(path[1:])
	} else {
		part := c.names.at(s.Name)
		*part = (*part).Mark(path[1:])
	}
	return c
}

// Field returns the change of the field with that name.
func (c *Change) Field(name string) *Change {
	if c == nil || c.All {
		return c
	}
	return c.names.get(name)
}

// Item returns the change of array element i.
func (c *Change) Item(i int) *Change {
	if c == nil || c.All {
		return c
	}
	return c.items.get(i)
}

// Items gives the array elements that were set, in ascending order; none when
// the array was set as a whole.
func (c *Change) Items() iter.Seq[int] {
	return func(yield func(int) bool) {
		if c == nil {
			return
		}
		for _, k := range c.items.sorted() {
			if !yield(k) {
				return
			}
		}
	}
}

// Merge returns the union of c and d; neither is changed. The union shares
// parts with both and is for reading alone.
func (c *Change) Merge(d *Change) *Change {
	switch {
	case c == nil:
		return d
	case d == nil || c.All || c == d:
		return c
	case d.All:
		return d
	}
	m := &Change{}
	for _, x := range [...]*Change{c, d} {
		for k, v := range x.names.all() {
			part := m.names.at(k)
			*part = (*part).Merge(v)
		}
		for k, v := range x.items.all() {
			part := m.items.at(k)
			*part = (*part).Merge(v)
		}
	}
	return m
}

// SetField records the change of one field; a nil change records nothing. It is
// how the change of an object literal is put together.
func (c *Change) SetField(name string, d *Change) {
	if d == nil || c.All {
		return
	}
	*c.names.at(name) = d
}

// parts are the changes of the parts of a value by their keys. Programs set the
// parts of a list from front to back and few fields of an object: the keys are
// kept in a slice as they come, which is sorted while they ascend, and an index
// of them is made only once there are many in another order.
type parts[K cmp.Ordered] struct {
	keys     []K
	changes  []*Change
	unsorted bool      // the keys did not come in ascending order
	index    map[K]int // where each key is; nil while there is no need
}

// scanParts is the number of unsorted keys up to which a scan beats a map.
const scanParts = 16

// find returns where key is.
func (p *parts[K]) find(key K) (int, bool) {
	switch {
	case p.index != nil:
		i, ok := p.index[key]
		return i, ok
	case p.unsorted:
		i := slices.Index(p.keys, key)
		return i, i >= 0
	}
	return slices.BinarySearch(p.keys, key)
}

// get returns the change of a part, nil where it was not set.
func (p *parts[K]) get(key K) *Change {
	if i, ok := p.find(key); ok {
		return p.changes[i]
	}
	return nil
}

// at returns the place of the change of a part, a new one where there is none.
// It is good until the next call.
func (p *parts[K]) at(key K) **Change {
	n := len(p.keys)
	if n > 0 && (p.unsorted || key <= p.keys[n-1]) {
		if i, ok := p.find(key); ok {
			return &p.changes[i]
		}
		p.unsorted = true
	}
	p.keys, p.changes = append(p.keys, key), append(p.changes, nil)
	if p.index != nil {
		p.index[key] = n
	} else if p.unsorted && n >= scanParts {
		p.index = make(map[K]int, 2*n)
		for i, k := range p.keys {
			p.index[k] = i
		}
	}
	return &p.changes[n]
}

// sorted returns the keys in order; the slice must not be changed.
func (p *parts[K]) sorted() []K {
	if !p.unsorted {
		return p.keys
	}
	return slices.Sorted(slices.Values(p.keys))
}

// all gives each part and its change, in no order.
func (p *parts[K]) all() iter.Seq2[K, *Change] {
	return func(yield func(K, *Change) bool) {
		for i, k := range p.keys {
			if !yield(k, p.changes[i]) {
				return
			}
		}
	}
}
