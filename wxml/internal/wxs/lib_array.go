package wxs

import (
	"math"
	"slices"
	"strconv"

	"github.com/mica-go/mica/internal/value"
)

func arrayMethods() map[string]*builtin {
	m := table(
		fn("toString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.String(c.join(c.arrayLike(this), ","))
		}),
		fn("join", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			sep := ","
			if v := arg(args, 0); !v.IsUndefined() {
				sep = c.toString(v)
			}
			return value.String(c.join(c.arrayLike(this), sep))
		}),
		fn("concat", 1, arrayConcat), fn("push", 1, arrayPush), fn("pop", 0, arrayPop),
		fn("shift", 0, arrayShift), fn("unshift", 1, arrayUnshift), fn("splice", 2, arraySplice),
		fn("reverse", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			a := c.needArray(this)
			a.own()
			c.charge(len(a.items))
			slices.Reverse(a.items)
			return this
		}),
		fn("slice", 2, func(c *Context, this value.Value, args []value.Value) value.Value {
			items := c.elements(this)
			from, to := c.span(args, len(items))
			if from >= to {
				return c.newArray(nil)
			}
			c.charge(to - from)
			return c.newArray(slices.Clone(items[from:to]))
		}),
		fn("indexOf", 1, arrayIndexOf), fn("lastIndexOf", 1, arrayLastIndexOf),
		fn("includes", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			items := c.elements(this)
			c.charge(len(items))
			from := relativeIndex(c.toInteger(arg(args, 1)), len(items))
			want := arg(args, 0)
			return value.Bool(slices.ContainsFunc(items[from:], func(v value.Value) bool { return value.Identical(v, want) }))
		}),
		fn("at", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			items := c.elements(this)
			f := c.toInteger(arg(args, 0))
			if f < 0 {
				f += float64(len(items))
			}
			if i := clampIndex(f); i >= 0 {
				return arg(items, i)
			}
			return value.Value{}
		}),
		fn("fill", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			a := c.needArray(this)
			from, to := c.span(args[min(1, len(args)):], len(a.items))
			a.own()
			c.charge(max(0, to-from))
			for i := from; i < to; i++ {
				a.items[i] = arg(args, 0)
			}
			return this
		}),
		fn("flat", 0, func(c *Context, this value.Value, args []value.Value) value.Value {
			depth := 1
			if v := arg(args, 0); !v.IsUndefined() {
				depth = clampIndex(c.toInteger(v))
			}
			return c.newArray(c.flatten(nil, c.elements(this), depth, 0))
		}),
		fn("keys", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			items := make([]value.Value, len(c.elements(this)))
			c.charge(len(items))
			for i := range items {
				items[i] = value.Int(i)
			}
			return c.newArray(items)
		}),
	)
	for _, b := range arrayCallbackMethods() {
		m[b.name] = b
	}
	return m
}

// elements returns the elements of an array or arguments object; others have
// none of these methods.
func (c *Context) elements(v value.Value) []value.Value {
	items, ok := c.items(c.arrayLike(v))
	if !ok {
		c.typeError("%s is not an array", clip(c.describeShort(v)))
	}
	return items
}

// arrayLike makes an array of arguments, strings and objects with a length, for
// methods borrowed by call.
func (c *Context) arrayLike(v value.Value) value.Value {
	switch x := v.AsOpaque().(type) {
	case *argumentsValue:
		return value.FromOpaque(&array{ctx: c, items: x.items, shared: true, born: c.calls})
	case *object, nil:
		if s, ok := v.AsString(); ok {
			return c.splitUnits(s, maxArray)
		}
		if c.objectOf(v) != nil || v.AsObject() != nil {
			return c.newArray(c.listOf(v))
		}
	}
	return v
}

// listOf returns the elements 0 to length-1 of an object.
func (c *Context) listOf(v value.Value) []value.Value {
	length, _ := c.ownMember(v, "length", false)
	n := max(0, clampIndex(c.toInteger(length)))
	c.checkArray(n)
	c.charge(4 * n)
	items := make([]value.Value, n)
	for i := range items {
		items[i], _ = c.ownMember(v, strconv.Itoa(i), false)
	}
	return items
}

// needArray returns an array that may be changed.
func (c *Context) needArray(v value.Value) *array {
	a := c.writableArray(v)
	if a == nil {
		c.typeError("%s is not an array", clip(c.describeShort(v)))
	}
	return a
}

func arrayConcat(c *Context, this value.Value, args []value.Value) value.Value {
	items := slices.Clone(c.elements(this))
	for _, a := range args {
		if more, ok := c.items(a); ok {
			c.checkArray(len(items) + len(more))
			items = append(items, more...)
		} else {
			items = append(items, a)
		}
	}
	c.charge(len(items))
	return c.newArray(items)
}

func arrayPush(c *Context, this value.Value, args []value.Value) value.Value {
	a := c.needArray(this)
	a.push(args...)
	return value.Int(len(a.items))
}

func arrayPop(c *Context, this value.Value, _ []value.Value) value.Value {
	a := c.needArray(this)
	n := len(a.items)
	if n == 0 {
		return value.Value{}
	}
	a.own()
	v := a.items[n-1]
	a.items[n-1] = value.Value{}
	a.items = a.items[:n-1]
	return v
}

func arrayShift(c *Context, this value.Value, _ []value.Value) value.Value {
	a := c.needArray(this)
	if len(a.items) == 0 {
		return value.Value{}
	}
	a.own()
	v := a.items[0]
	a.items[0] = value.Value{}
	a.items = a.items[1:] // the room in front goes with the next reallocation
	return v
}

func arrayUnshift(c *Context, this value.Value, args []value.Value) value.Value {
	a := c.needArray(this)
	a.own()
	c.checkArray(len(a.items) + len(args))
	c.charge(len(a.items)>>2 + len(args))
	a.items = slices.Insert(a.items, 0, args...)
	return value.Int(len(a.items))
}

func arraySplice(c *Context, this value.Value, args []value.Value) value.Value {
	a := c.needArray(this)
	a.own()
	n := len(a.items)
	from := relativeIndex(c.toInteger(arg(args, 0)), n)
	count := 0
	switch len(args) {
	case 0:
	case 1:
		count = n - from
	default:
		count = min(max(c.position(args, 1), 0), n-from)
	}
	removed := slices.Clone(a.items[from : from+count])
	added := args[min(2, len(args)):]
	c.checkArray(n - count + len(added))
	c.charge(n>>2 + len(added) + count)
	a.items = slices.Replace(a.items, from, from+count, added...)
	return c.newArray(removed)
}

func arrayIndexOf(c *Context, this value.Value, args []value.Value) value.Value {
	items := c.elements(this)
	c.charge(len(items))
	want := arg(args, 0)
	for i := relativeIndex(c.toInteger(arg(args, 1)), len(items)); i < len(items); i++ {
		if c.strictEqual(items[i], want) {
			return value.Int(i)
		}
	}
	return value.Int(-1)
}

func arrayLastIndexOf(c *Context, this value.Value, args []value.Value) value.Value {
	items := c.elements(this)
	c.charge(len(items))
	from := len(items) - 1
	if len(args) > 1 {
		f := c.toInteger(args[1])
		if f < 0 {
			f += float64(len(items))
		}
		from = min(from, clampIndex(f))
	}
	for i := from; i >= 0; i-- {
		if c.strictEqual(items[i], arg(args, 0)) {
			return value.Int(i)
		}
	}
	return value.Int(-1)
}

func (c *Context) flatten(out, items []value.Value, depth, level int) []value.Value {
	if level > maxDeep {
		c.exceed(LimitNesting, "arrays nested deeper than 1000 levels")
	}
	c.charge(len(items) + 1)
	for _, v := range items {
		if inner, ok := c.items(v); ok && depth > 0 {
			out = c.flatten(out, inner, depth-1, level+1)
		} else {
			out = append(out, v)
		}
		c.checkArray(len(out))
	}
	return out
}

// sortItems sorts by merging, which is stable and calls the comparison no more
// than n log n times whatever it answers.
func (c *Context) sortItems(items []value.Value, less func(a, b value.Value) bool) {
	buf := make([]value.Value, len(items))
	const run = 8
	for from := 0; from < len(items); from += run {
		to := min(from+run, len(items))
		for i := from + 1; i < to; i++ {
			for j := i; j > from && less(items[j], items[j-1]); j-- {
				items[j], items[j-1] = items[j-1], items[j]
			}
		}
	}
	for width := run; width < len(items); width *= 2 {
		for from := 0; from < len(items); from += 2 * width {
			mid, to := min(from+width, len(items)), min(from+2*width, len(items))
			merge(buf[from:to], items[from:mid], items[mid:to], less)
		}
		copy(items, buf)
	}
}

func merge(out, a, b []value.Value, less func(a, b value.Value) bool) {
	for i := range out {
		if len(b) == 0 || len(a) > 0 && !less(b[0], a[0]) {
			out[i], a = a[0], a[1:]
		} else {
			out[i], b = b[0], b[1:]
		}
	}
}

// arraySort sorts in place; undefined goes to the end.
func arraySort(c *Context, this value.Value, cb *callback, _ []value.Value) value.Value {
	a := c.needArray(this)
	items := make([]value.Value, 0, len(a.items))
	for _, v := range a.items {
		if !v.IsUndefined() {
			items = append(items, v)
		}
	}
	c.charge(len(items) * (2 + int(math.Log2(float64(len(items)+1)))))
	if cb == nil {
		c.sortByText(items)
	} else {
		c.sortItems(items, func(x, y value.Value) bool { return c.toNumber(cb.call(2, x, y, value.Value{})) < 0 })
	}
	a.own()
	n := copy(a.items, items)
	clear(a.items[n:])
	return this
}

// sortByText is the order without a comparison function.
func (c *Context) sortByText(items []value.Value) {
	type keyed struct {
		key string
		v   value.Value
	}
	list := make([]keyed, len(items))
	for i, v := range items {
		list[i] = keyed{c.toString(v), v}
		c.chargeText(len(list[i].key))
	}
	slices.SortStableFunc(list, func(a, b keyed) int { return compareStrings(a.key, b.key) })
	for i := range list {
		items[i] = list[i].v
	}
}
