package expr

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// objectField is a compiled field of an object literal.
type objectField struct {
	key      string
	computed op // the key, unless nil
	value    op
	spread   bool
	slot     int // where the value goes in an object of known shape
}

// objectOp is an object literal. shape is set where all keys are known: the
// objects share it. sure is set where each field counts, whatever the values.
type objectOp struct {
	pos    int
	shape  *value.Shape
	size   int
	fields []objectField
	last   map[string]int // where each key is written for the last time
	sure   bool
}

// object compiles an object literal. A field __proto__ is left out: it is no
// field in JavaScript either.
func (c *compiler) object(n *Object) code {
	o := c.objects.New()
	o.pos = n.Pos()
	o.fields = make([]objectField, 0, len(n.Fields))
	var few [4]code
	var fewKeys [8]string
	operands, keys := few[:0], fewKeys[:0]
	known := true
	for _, f := range n.Fields {
		plain := !f.Spread && f.Computed == nil
		if plain && f.Key == "__proto__" {
			continue
		}
		of := objectField{key: f.Key, spread: f.Spread}
		if f.Computed != nil {
			k := c.node(f.Computed)
			of.computed = c.of(k)
			operands = append(operands, k)
		}
		k := c.node(f.Value)
		of.value = c.of(k)
		operands = append(operands, k)
		if plain {
			keys = append(keys, f.Key)
		}
		known = known && plain
		o.fields = append(o.fields, of)
	}
	if known {
		o.shape = value.NewShape(keys...)
		o.size = len(o.shape.Keys())
		for i := range o.fields {
			o.fields[i].slot = o.shape.Index(o.fields[i].key)
		}
		o.sure = o.size == len(keys)
	}
	if !o.sure {
		o.last = make(map[string]int)
		for i := range o.fields {
			if f := &o.fields[i]; !f.spread && f.computed == nil {
				o.last[f.key] = i
			}
		}
	}
	return pure(o, operands...)
}

func (o *objectOp) eval(e *Env) value.Value {
	if o.shape == nil {
		return e.object(o.pos, o.fields)
	}
	vals := make([]value.Value, o.size)
	for i := range o.fields {
		vals[o.fields[i].slot] = o.fields[i].value.eval(e)
	}
	return value.FromObject(value.ObjectOf(o.shape, vals))
}

func (o *objectOp) test(*Env) bool { return true }

func (o *objectOp) touched(e *Env) bool {
	if !o.sure { // what was set may be overridden
		return o.change(e) != nil
	}
	for i := range o.fields {
		if o.fields[i].value.touched(e) {
			return true
		}
	}
	return false
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
	return value.FromObject(b.object(e.Cache.shared()))
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

// change is that of the fields, one by one. Where the keys themselves may have
// changed it is everything.
func (o *objectOp) change(e *Env) *value.Change {
	var set *value.Change
	mark := func(i int, key string, c *value.Change) {
		if c == nil || o.last[key] > i {
			return
		}
		if set == nil {
			set = &value.Change{}
		}
		set.SetField(key, set.Field(key).Merge(c))
	}
	for i := range o.fields {
		f := &o.fields[i]
		if f.computed != nil && f.computed.touched(e) {
			return value.AllChanged()
		}
		c := f.value.change(e)
		switch {
		case c == nil:
		case f.computed != nil:
			mark(i, value.ToString(f.computed.eval(e)), c)
		case !f.spread:
			mark(i, f.key, c)
		default:
			v := f.value.eval(e).AsObject()
			if c.All || v == nil {
				return value.AllChanged()
			}
			for _, key := range v.Keys() {
				mark(i, key, c.Field(key))
			}
		}
	}
	return set
}
