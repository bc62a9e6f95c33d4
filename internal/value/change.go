package value

import (
	"iter"
	"maps"
)

// Change says which parts of a value were set since it was last looked at. A
// nil Change means that nothing was. Setting is not the same as changing: a
// part that was set to an equal value counts (spec wxml §10).
//
// A Change is made on the logic goroutine, read during one update and dropped.
type Change struct {
	// All is set when the value as a whole was set.
	All   bool
	names map[string]*Change
	items map[int]*Change
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
		if c.items == nil {
			c.items = make(map[int]*Change)
		}
		c.items[s.Index] = c.items[s.Index].Mark(path[1:])
	} else {
		if c.names == nil {
			c.names = make(map[string]*Change)
		}
		c.names[s.Name] = c.names[s.Name].Mark(path[1:])
	}
	return c
}

// Field returns the change of the field with that name.
func (c *Change) Field(name string) *Change {
	if c == nil || c.All {
		return c
	}
	return c.names[name]
}

// Item returns the change of array element i.
func (c *Change) Item(i int) *Change {
	if c == nil || c.All {
		return c
	}
	return c.items[i]
}

// Items gives the array elements that were set, in no order; none when the
// array was set as a whole.
func (c *Change) Items() iter.Seq[int] {
	if c == nil {
		return maps.Keys(map[int]*Change(nil))
	}
	return maps.Keys(c.items)
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
	m := &Change{names: make(map[string]*Change), items: make(map[int]*Change)}
	for _, x := range [...]*Change{c, d} {
		for k, v := range x.names {
			m.names[k] = m.names[k].Merge(v)
		}
		for k, v := range x.items {
			m.items[k] = m.items[k].Merge(v)
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
	if c.names == nil {
		c.names = make(map[string]*Change)
	}
	c.names[name] = d
}
