package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// walk goes through the elements that an array had at the start, as they are by
// the time their turn comes.
type walk struct {
	own   *array        // an array of this context, nil for any other
	items []value.Value // of one that cannot change
	list  value.Value   // one that may get a private copy: it is looked up each time
	n     int
}

func (c *Context) walk(this value.Value) walk {
	switch a := this.Ref().(type) {
	case *array:
		return walk{own: a, n: len(a.items)}
	case *value.Array:
		if c.overlay == nil {
			return walk{items: a.Items(), list: this, n: a.Len()}
		}
	}
	list := c.arrayLike(this)
	return walk{own: c.arrayOf(list), list: list, n: len(c.elements(list))}
}

// at returns element i; ok is false when the array has become shorter.
func (w *walk) at(c *Context, i int) (v value.Value, ok bool) {
	items := w.items
	switch {
	case w.own != nil:
		items = w.own.items
	case items == nil || c.overlay != nil:
		items, _ = c.items(w.list)
	}
	if i >= len(items) {
		return value.Value{}, false
	}
	return items[i], true
}

// visit calls the callback with (element, index, array) for the elements of an
// array until stop says so.
func (c *Context) visit(this value.Value, cb *callback, args []value.Value, stop func(i int, v, result value.Value) bool) {
	w := c.walk(this)
	cb.this = arg(args, 0)
	for i := range w.n {
		v, ok := w.at(c, i)
		if !ok || stop(i, v, cb.element(v, i, this)) {
			return
		}
	}
}

func arrayForEach(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
	w := c.walk(this)
	cb.this = arg(args, 0)
	for i := range w.n {
		v, ok := w.at(c, i)
		if !ok {
			break
		}
		cb.element(v, i, this)
	}
	return value.Value{}
}

func arrayMap(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
	w := c.walk(this)
	out := c.makeArray(w.n)
	c.charge(w.n)
	cb.this = arg(args, 0)
	for i := range w.n {
		v, ok := w.at(c, i)
		if !ok {
			break
		}
		out.items[i] = cb.element(v, i, this)
	}
	return value.FromOpaque(out)
}

// mapInPlace is arrayMap for an array that nobody else knows of, and a function
// that is not handed it: the results take the places of the elements.
func mapInPlace(c *Context, a *array, cb *callback, args []value.Value) value.Value {
	c.charge(len(a.items))
	cb.this = arg(args, 0)
	for i := range a.items {
		a.items[i] = cb.element(a.items[i], i, value.Value{})
	}
	return value.FromOpaque(a)
}

func arrayCallbackMethods() []*builtin {
	sort := each("sort", arraySort)
	sort.fn = func(c *Context, this value.Value, args []value.Value) value.Value {
		if arg(args, 0).IsUndefined() {
			return arraySort(c, this, nil, nil)
		}
		return arraySort(c, this, c.callback(args[0]), nil)
	}
	return []*builtin{
		sort,
		each("forEach", arrayForEach), each("map", arrayMap),
		each("filter", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			out := c.makeArray(0)
			c.visit(this, cb, args, func(_ int, v, r value.Value) bool {
				if value.ToBool(r) {
					out.items = append(out.items, v)
				}
				return false
			})
			c.charge(len(out.items))
			return value.FromOpaque(out)
		}),
		each("some", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			found := false
			c.visit(this, cb, args, func(_ int, _, r value.Value) bool {
				found = value.ToBool(r)
				return found
			})
			return value.Bool(found)
		}),
		each("every", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			all := true
			c.visit(this, cb, args, func(_ int, _, r value.Value) bool {
				all = value.ToBool(r)
				return !all
			})
			return value.Bool(all)
		}),
		each("find", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			var out value.Value
			c.visit(this, cb, args, func(_ int, v, r value.Value) bool {
				if value.ToBool(r) {
					out = v
					return true
				}
				return false
			})
			return out
		}),
		each("findIndex", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			at := -1
			c.visit(this, cb, args, func(i int, _, r value.Value) bool {
				if value.ToBool(r) {
					at = i
				}
				return at >= 0
			})
			return value.Int(at)
		}),
		each("flatMap", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			var out []value.Value
			c.visit(this, cb, args, func(_ int, _, r value.Value) bool {
				if items, ok := c.items(r); ok {
					out = append(out, items...)
					c.charge(len(items))
				} else {
					out = append(out, r)
				}
				c.checkArray(len(out))
				return false
			})
			return c.newArray(out)
		}),
		each("reduce", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			return c.reduce(this, cb, args, false)
		}),
		each("reduceRight", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			return c.reduce(this, cb, args, true)
		}),
	}
}

// reduce calls the callback with (accumulator, element, index, array); the last
// is left out for functions that do not look at it.
func (c *Context) reduce(this value.Value, cb *callback, args []value.Value, right bool) value.Value {
	list := c.arrayLike(this)
	n := len(c.elements(list))
	i, step := 0, 1
	if right {
		i, step = n-1, -1
	}
	at := func(i int) (value.Value, bool) {
		items, _ := c.items(list)
		return arg(items, i), i < len(items)
	}
	var acc value.Value
	if len(args) > 0 {
		acc = args[0]
	} else {
		if n == 0 {
			c.typeError("Reduce of empty array with no initial value")
		}
		acc, _ = at(i)
		i += step
	}
	for ; i >= 0 && i < n; i += step {
		if v, ok := at(i); ok {
			acc = cb.call4(acc, v, value.Int(i), this)
		}
	}
	return acc
}
