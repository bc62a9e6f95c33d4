package expr

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// objectField is a compiled field of an object literal.
type objectField struct {
	key      string
	computed *code // the key, unless nil
	value    *code
	change   func(*Env) *value.Change // of the value, nil for never
	spread   bool
	slot     int // where the value goes in an object of fixed shape
}

// object compiles an object literal. A field __proto__ is left out: it is no
// field in JavaScript either.
func (c *compiler) object(n *Object) *code {
	var fields []objectField
	var operands []*code
	var keys []string
	fixed := true
	for _, f := range n.Fields {
		plain := !f.Spread && f.Computed == nil
		if plain && f.Key == "__proto__" {
			continue
		}
		of := objectField{key: f.Key, spread: f.Spread}
		if f.Computed != nil {
			of.computed = c.node(f.Computed)
			operands = append(operands, of.computed)
		}
		of.value = c.node(f.Value)
		if of.value.touched != nil {
			of.change = of.value.changes()
		}
		operands = append(operands, of.value)
		if plain {
			keys = append(keys, f.Key)
		}
		fixed = fixed && plain
		fields = append(fields, of)
	}
	var k *code
	if fixed {
		k = pure(fixedObject(fields, keys), operands...)
	} else {
		k = pure(func(e *Env) value.Value { return e.object(n.Pos(), fields) }, operands...)
	}
	if k.touched != nil {
		k.change = objectChange(fields)
		if !fixed || len(value.NewShape(keys...).Keys()) < len(keys) { // what was set may be overridden
			change := k.change
			k.touched = func(e *Env) bool { return change(e) != nil }
		}
	}
	return k
}

// fixedObject makes objects whose keys are known: they all share one shape.
func fixedObject(fields []objectField, keys []string) func(*Env) value.Value {
	shape := value.NewShape(keys...)
	for i := range fields {
		fields[i].slot = shape.Index(fields[i].key)
	}
	size := len(shape.Keys())
	return func(e *Env) value.Value {
		vals := make([]value.Value, size)
		for i := range fields {
			vals[fields[i].slot] = fields[i].value.eval(e)
		}
		return value.FromObject(value.ObjectOf(shape, vals))
	}
}

// object makes an object with spread or computed fields.
func (e *Env) object(pos int, fields []objectField) value.Value {
	var few [4]string
	b := objectBuilder{extra: few[:0], room: len(fields)}
	for i := range fields {
		f := &fields[i]
		switch {
		case f.spread:
			b.spread(f.value.eval(e))
		case f.computed != nil:
			key := value.ToString(f.computed.eval(e))
			if v := f.value.eval(e); key != "__proto__" {
				b.put(key, v)
			}
		default:
			b.put(f.key, f.value.eval(e))
		}
		if len(b.vals) > maxElements {
			e.report(pos, ErrSize)
			return value.Value{}
		}
	}
	return value.FromObject(b.object(e.Shapes))
}

// objectBuilder gathers the fields of an object in the order in which they first
// appear. It begins with the shape of the first object spread into it, so that
// {...a, b: 1} shares the shape of a where a has a field b.
type objectBuilder struct {
	base  *value.Shape
	extra []string
	index map[string]int // of extra, once it is long
	vals  []value.Value
	room  int // for how many fields beyond base
}

func (b *objectBuilder) put(key string, v value.Value) {
	if b.base != nil {
		if i := b.base.Index(key); i >= 0 {
			b.vals[i] = v
			return
		}
	}
	first := len(b.vals) - len(b.extra)
	if b.index != nil {
		if i, ok := b.index[key]; ok {
			b.vals[first+i] = v
			return
		}
	} else if i := slices.Index(b.extra, key); i >= 0 {
		b.vals[first+i] = v
		return
	}
	b.extra = append(b.extra, key)
	b.vals = append(b.vals, v)
	if b.index != nil {
		b.index[key] = len(b.extra) - 1
	} else if len(b.extra) > 16 {
		b.index = make(map[string]int, 32)
		for i, k := range b.extra {
			b.index[k] = i
		}
	}
}

// spread puts what ...v stands for: the fields of an object, the elements of an
// array and the units of a string under their indexes, nothing for anything else.
// It stops where the object gets too large.
func (b *objectBuilder) spread(v value.Value) {
	switch v.Kind() {
	case value.KindObject:
		o := v.AsObject()
		if len(b.vals) == 0 {
			b.base, b.vals = o.Shape(), append(make([]value.Value, 0, o.Len()+b.room), o.Values()...)
			return
		}
		for i, key := range o.Keys() {
			b.put(key, o.Values()[i])
		}
	case value.KindArray:
		for i, item := range v.AsArray().Items() {
			if i > maxElements {
				return
			}
			b.put(value.FormatNumber(float64(i)), item)
		}
	case value.KindString:
		s, _ := v.AsString()
		for i, u := range value.ToUTF16(s) {
			if i > maxElements {
				return
			}
			b.put(value.FormatNumber(float64(i)), value.String(value.FromUTF16([]uint16{u})))
		}
	}
}

// object makes the object; its keys are put into JavaScript's order.
func (b *objectBuilder) object(shapes *value.Shapes) *value.Object {
	if b.base != nil && len(b.extra) == 0 {
		return value.ObjectOf(b.base, b.vals)
	}
	keys := b.extra
	if b.base != nil {
		var few [16]string
		keys = append(append(few[:0], b.base.Keys()...), b.extra...)
	}
	var shape *value.Shape
	if shapes != nil {
		shape = shapes.Of(keys)
	} else {
		shape = value.NewShape(keys...)
	}
	if slices.Equal(shape.Keys(), keys) {
		return value.ObjectOf(shape, b.vals)
	}
	vals := make([]value.Value, len(keys))
	for i, key := range keys {
		vals[shape.Index(key)] = b.vals[i]
	}
	return value.ObjectOf(shape, vals)
}

// objectChange is the change of an object literal: its fields, one by one. Where
// the keys themselves may have changed it is everything.
func objectChange(fields []objectField) func(*Env) *value.Change {
	last := make(map[string]int) // where each key is written for the last time
	for i := range fields {
		if f := &fields[i]; !f.spread && f.computed == nil {
			last[f.key] = i
		}
	}
	return func(e *Env) *value.Change {
		var set *value.Change
		mark := func(i int, key string, c *value.Change) {
			if c == nil || last[key] > i {
				return
			}
			if set == nil {
				set = &value.Change{}
			}
			set.SetField(key, set.Field(key).Merge(c))
		}
		for i := range fields {
			f := &fields[i]
			if f.computed != nil && f.computed.touched != nil && f.computed.touched(e) {
				return value.AllChanged()
			}
			if f.change == nil {
				continue
			}
			c := f.change(e)
			switch {
			case c == nil:
			case f.computed != nil:
				mark(i, value.ToString(f.computed.eval(e)), c)
			case !f.spread:
				mark(i, f.key, c)
			default:
				o := f.value.eval(e).AsObject()
				if c.All || o == nil {
					return value.AllChanged()
				}
				for _, key := range o.Keys() {
					mark(i, key, c.Field(key))
				}
			}
		}
		return set
	}
}
