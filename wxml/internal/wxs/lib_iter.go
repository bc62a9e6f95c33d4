package wxs

import (
	"github.com/mica-go/mica/internal/value"
)

// visit calls the callback with (element, index, array) for the elements that
// the array had at the start, as it is by then, until stop says so.
func (c *Context) visit(this value.Value, cb *callback, args []value.Value, stop func(i int, v, result value.Value) bool) {
	list := c.arrayLike(this)
	items := c.elements(list)
	n, own := len(items), c.arrayOf(list)
	cb.this = arg(args, 0)
	for i := range n {
		if own != nil {
			items = own.items
		} else if c.overlay != nil {
			items, _ = c.items(list)
		}
		if i >= len(items) {
			return
		}
		v := items[i]
		if stop(i, v, cb.call(3, v, value.Int(i), this)) {
			return
		}
	}
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
		each("forEach", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			c.visit(this, cb, args, func(int, value.Value, value.Value) bool { return false })
			return value.Value{}
		}),
		each("map", func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value {
			out := c.makeArray(len(c.elements(this)))
			c.charge(len(out.items))
			c.visit(this, cb, args, func(i int, _, r value.Value) bool {
				out.items[i] = r
				return false
			})
			return value.FromOpaque(out)
		}),
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
