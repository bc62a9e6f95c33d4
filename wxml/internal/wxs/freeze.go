package wxs

import (
	"errors"
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// A snapshot is what the world outside gets of a value: the same value with
// every array and object of this package replaced by an immutable one. Parts
// that did not change since the last snapshot keep their identity, so that
// whoever compares values sees at once that nothing changed.

var (
	errCycle   = errors.New("TypeError: a value that contains itself cannot leave WXS")
	errNesting = errors.New("RangeError: value nested deeper than 1000 levels or larger than 1000000 elements")
)

// maxSize bounds a snapshot written out: shared parts count as often as they
// occur, because that is what it costs to print or encode the value.
const maxSize = 1_000_000

// freeze returns the snapshot of v; the error is a *Error.
func (c *Context) freeze(v value.Value) (value.Value, error) {
	if !v.IsContainer() {
		return v, nil
	}
	out, size, err := c.freezeValue(v, 0)
	switch err {
	case nil:
		if c.depth > 0 {
			c.charge(size)
		}
		return out, nil
	case errCycle:
		return value.Value{}, c.errorHere(err.Error(), "")
	}
	return value.Value{}, c.errorHere(err.Error(), LimitNesting)
}

// snapshot is freeze for running code: errors become exceptions.
func (c *Context) snapshot(v value.Value) value.Value {
	out, err := c.freeze(v)
	if err != nil {
		e := err.(*Error)
		panic(&thrown{val: value.FromOpaque(&errorValue{name: "TypeError", message: e.Message}), limit: e.Limit, err: e})
	}
	return out
}

// freezeValue returns the snapshot and its size written out.
func (c *Context) freezeValue(v value.Value, depth int) (value.Value, int, error) {
	if depth > maxDeep {
		return value.Value{}, 0, errNesting
	}
	switch v.Kind() {
	case value.KindFunc:
		if cl, ok := v.AsFunc().Ref.(*closure); ok && cl.fn.Call == nil {
			cl.fn.Call = cl.callFromHost
		}
	case value.KindArray, value.KindObject:
		if c.overlay != nil {
			return c.freezeOverlaid(v, depth)
		}
	case value.KindOpaque:
		switch x := v.Ref().(type) {
		case *array:
			return c.freezeArray(x, depth)
		case *object:
			return c.freezeObject(x, depth)
		case *argumentsValue:
			return c.freezeArray(&array{ctx: c, items: x.items, born: c.calls}, depth)
		}
	}
	return v, 1, nil
}

func (c *Context) freezeArray(a *array, depth int) (value.Value, int, error) {
	m := a.needMore()
	if m.frozen != nil && m.frozenAt == c.epoch {
		return value.FromArray(m.frozen), m.size, nil
	}
	if a.busy {
		return value.Value{}, 0, errCycle
	}
	a.busy = true
	items, size, err := c.freezeItems(a.items, depth)
	a.busy = false
	if err != nil {
		return value.Value{}, 0, err
	}
	if m.frozen == nil || !sameItems(m.frozen.Items(), items) {
		m.frozen = value.NewArray(slices.Clip(items)...)
		a.shared = a.shared || len(items) > 0 && &items[0] == &a.items[0]
	}
	m.frozenAt, m.size = c.epoch, size
	return value.FromArray(m.frozen), size, nil
}

// freezeItems returns the snapshots of items: the very slice when all of them
// are immutable already.
func (c *Context) freezeItems(items []value.Value, depth int) ([]value.Value, int, error) {
	out, size := items, 1
	copied := false
	for i, v := range items {
		f, n, err := c.freezeValue(v, depth+1)
		if err != nil {
			return nil, 0, err
		}
		if size += n; size > maxSize {
			return nil, 0, errNesting
		}
		if v.IsContainer() && !value.Identical(f, v) {
			if !copied {
				out, copied = slices.Clone(items), true
			}
			out[i] = f
		}
	}
	return out, size, nil
}

func sameItems(a, b []value.Value) bool {
	return slices.EqualFunc(a, b, exactly)
}

// exactly is Identical, but tells 0 from -0.
func exactly(a, b value.Value) bool {
	x, ok := a.AsNumber()
	if y, _ := b.AsNumber(); ok && x == 0 && y == 0 {
		return value.Identical(a, b) && (1/x < 0) == (1/y < 0)
	}
	return value.Identical(a, b)
}

func (c *Context) freezeObject(o *object, depth int) (value.Value, int, error) {
	if o.frozen != nil && o.frozenAt == c.epoch {
		return value.FromObject(o.frozen), o.size, nil
	}
	if o.busy {
		return value.Value{}, 0, errCycle
	}
	o.busy = true
	keys, own := o.fields()
	vals, size, err := c.freezeItems(own, depth)
	o.busy = false
	if err != nil {
		return value.Value{}, 0, err
	}
	if o.frozen == nil || !slices.Equal(o.frozen.Keys(), keys) || !sameItems(o.frozen.Values(), vals) {
		if len(vals) > 0 && &vals[0] == &own[0] {
			vals = slices.Clone(vals) // own goes on changing
		}
		o.frozen = value.ObjectOf(c.shapes.Of(keys), vals)
	}
	o.frozenAt, o.size = c.epoch, size
	return value.FromObject(o.frozen), size, nil
}

// freezeOverlaid is freezeValue for a container from outside while some of
// those have been written to.
func (c *Context) freezeOverlaid(v value.Value, depth int) (value.Value, int, error) {
	if a := v.AsArray(); a != nil {
		if w := c.overlay.arrays[a]; w != nil {
			return c.freezeArray(w, depth)
		}
		items, size, err := c.freezeItems(a.Items(), depth)
		if err != nil || len(items) == 0 || &items[0] == &a.Items()[0] {
			return v, size, err
		}
		return value.FromArray(value.NewArray(items...)), size, nil
	}
	o := v.AsObject()
	if w := c.overlay.objects[o]; w != nil {
		return c.freezeObject(w, depth)
	}
	vals, size, err := c.freezeItems(o.Values(), depth)
	if err != nil || len(vals) == 0 || &vals[0] == &o.Values()[0] {
		return v, size, err
	}
	return value.FromObject(value.ObjectOf(o.Shape(), vals)), size, nil
}
