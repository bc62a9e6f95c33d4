package wxs

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// Lend returns v as a value that WXS code of this context may change and keep:
// every array and object in it is a copy that lives on after the call it is
// handed to. It is for what handlers get, whose writes are there at the next
// event (spec wxs §8); a function that a template calls gets the data
// themselves, and its writes end with the call. Parts that stand in several
// places stay one. What is nested deeper than 1000 levels, or comes after a
// million containers, is handed out as it is. [Context.Snapshot] gives v back,
// with its identity, until something is written.
func (c *Context) Lend(v value.Value) value.Value {
	if v.AsArray() == nil && v.AsObject() == nil {
		return v
	}
	l := lender{ctx: c}
	return l.lend(v, 0)
}

// Lent reports whether v is a container that Lend gave.
func (c *Context) Lent(v value.Value) bool {
	switch x := v.AsOpaque().(type) {
	case *array:
		return x.lent && x.ctx == c
	case *object:
		return x.lent && x.ctx == c
	}
	return false
}

// Written reports whether code has written to a container that Lend gave, and
// begins anew.
func (c *Context) Written() bool {
	w := c.lentWrites
	c.lentWrites = false
	return w
}

// Snapshot returns v as the world outside gets it: immutable, and the same value
// as long as nothing in it changes. The error is an [*Error]: v contains itself,
// or is too large.
func (c *Context) Snapshot(v value.Value) (value.Value, error) { return c.freeze(v) }

type lender struct {
	ctx     *Context
	arrays  map[*value.Array]*array
	objects map[*value.Object]*object
	made    int
}

func (l *lender) lend(v value.Value, depth int) value.Value {
	if depth > maxDeep || l.made >= maxSize {
		return v
	}
	if a := v.AsArray(); a != nil {
		own := l.arrays[a]
		if own == nil {
			own = &array{ctx: l.ctx, lent: true, more: &arrayMore{frozen: a, frozenAt: never}}
			if l.arrays == nil {
				l.arrays = make(map[*value.Array]*array)
			}
			l.arrays[a] = own
			l.made++
			own.items = l.lendAll(a.Items(), depth)
		}
		return value.FromOpaque(own)
	}
	if o := v.AsObject(); o != nil {
		own := l.objects[o]
		if own == nil {
			own = &object{ctx: l.ctx, lent: true, frozen: o, frozenAt: never}
			if l.objects == nil {
				l.objects = make(map[*value.Object]*object)
			}
			l.objects[o] = own
			l.made++
			own.keys = slices.Clone(o.Keys())
			own.vals = l.lendAll(o.Values(), depth)
			own.reindex()
		}
		return value.FromOpaque(own)
	}
	return v
}

func (l *lender) lendAll(vals []value.Value, depth int) []value.Value {
	out := slices.Clone(vals)
	for i, v := range out {
		out[i] = l.lend(v, depth+1)
	}
	return out
}

// never is the epoch of a snapshot that has to be compared once.
const never = ^uint64(0)
