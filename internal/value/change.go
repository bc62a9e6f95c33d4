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
		for _, p := range c.items.sorted() {
			if !yield(p.key) {
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
		for _, p := range x.names.list {
			part := m.names.at(p.key)
			*part = (*part).Merge(p.change)
		}
		for _, p := range x.items.list {
			part := m.items.at(p.key)
			*part = (*part).Merge(p.change)
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
// parts of a list from front to back and few fields of an object: the parts are
// kept as they come. Beyond scanParts they are in ascending order, or else index
// says where each is.
type parts[K cmp.Ordered] struct {
	list  []part[K]
	index map[K]int
}

type part[K cmp.Ordered] struct {
	key    K
	change *Change
}

// scanParts is the number of parts up to which a scan beats a map.
const scanParts = 16

func comparePart[K cmp.Ordered](p part[K], key K) int { return cmp.Compare(p.key, key) }

// find returns where key is.
func (p *parts[K]) find(key K) (int, bool) {
	switch {
	case p.index != nil:
		i, ok := p.index[key]
		return i, ok
	case len(p.list) > scanParts:
		return slices.BinarySearchFunc(p.list, key, comparePart)
	}
	for i := range p.list {
		if p.list[i].key == key {
			return i, true
		}
	}
	return 0, false
}

// get returns the change of a part, nil where it was not set.
func (p *parts[K]) get(key K) *Change {
	if i, ok := p.find(key); ok {
		return p.list[i].change
	}
	return nil
}

// at returns the place of the change of a part, a new one where there is none.
// It is good until the next call.
func (p *parts[K]) at(key K) **Change {
	n := len(p.list)
	if n <= scanParts || p.index != nil || key <= p.list[n-1].key {
		if i, ok := p.find(key); ok {
			return &p.list[i].change
		}
	}
	p.list = append(p.list, part[K]{key: key})
	switch {
	case p.index != nil:
		p.index[key] = n
	case n >= scanParts && !p.isSorted(n):
		p.index = make(map[K]int, 2*n)
		for i := range p.list {
			p.index[p.list[i].key] = i
		}
	}
	return &p.list[n].change
}

// isSorted reports whether the parts from the one before n on are in ascending
// order; all of them where n is the first for which that matters.
func (p *parts[K]) isSorted(n int) bool {
	from := n - 1
	if n == scanParts {
		from = 0
	}
	for i := from; i < n; i++ {
		if p.list[i].key > p.list[i+1].key {
			return false
		}
	}
	return true
}

// sorted returns the parts in order; the slice must not be changed.
func (p *parts[K]) sorted() []part[K] {
	byKey := func(a, b part[K]) int { return cmp.Compare(a.key, b.key) }
	if slices.IsSortedFunc(p.list, byKey) {
		return p.list
	}
	list := slices.Clone(p.list)
	slices.SortFunc(list, byKey)
	return list
}
