package sandbox

import (
	"reflect"
	"slices"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
	"github.com/dop251/goja/unistring"
)

// goja's API gives the keys of an object only as a fresh list, which takes ten
// times as long as reading its fields. Rows of a list are plain objects; their
// keys and values are read from goja's own structure here. What that looks like
// is checked when it is first needed, by the types of its fields and by trying
// it; should another version of goja look otherwise, the API is used throughout.

// layout says where goja keeps what a plain object holds.
type layout struct {
	ok bool
	// The types of goja.Object's inner object when it is a plain one, and of a
	// property that is an accessor or has attributes of its own.
	plain, property reflect.Type
	self            int // field of goja.Object
	values, names   int // fields of the plain object
}

// gojaLayout finds the layout and tries it.
var gojaLayout = sync.OnceValue(func() (l *layout) {
	l = &layout{}
	defer func() {
		if recover() != nil {
			l = &layout{}
		}
	}()
	rt := goja.New()
	sample, err := rt.RunString(`[
		{b: 1, a: 'x', c: {}, d: undefined}, {}, {a: 1, b: null}, {set a(x) {}, get b() { return 1 }},
		Object.defineProperty({a: 1, h: 2}, 'h', {enumerable: false}), Object.freeze({a: 1}),
		{x: 1, 2: 1, 1: 2}, {x: 1, '字': 2}, [1], new Date(0), new Proxy({a: 1}, {}), new Error('e'), /r/, new Map(),
		(() => { const o = {a: 1, b: 2, c: 3}; delete o.b; o.d = 4; return o })()]`)
	if err != nil {
		return l
	}
	list := sample.(*goja.Object)
	first, withProperty := list.Get("0").(*goja.Object), list.Get("4").(*goja.Object)
	if !l.find(first, withProperty) {
		return l
	}
	l.ok = true
	var plain int
	for _, i := range list.Keys() {
		o := list.Get(i).(*goja.Object)
		vals, ok := l.peek(o, nil)
		if !ok {
			continue
		}
		plain++
		keys := o.Keys()
		if len(vals) != len(keys) {
			l.ok = false
			return l
		}
		for j, f := range vals {
			if f.name != keys[j] || !f.value.SameAs(o.Get(f.name)) {
				l.ok = false
				return l
			}
		}
	}
	l.ok = plain == 4 // the first three and the last
	return l
})

// find sets the layout from a plain object and one with a property that has
// attributes.
func (l *layout) find(first, withProperty *goja.Object) bool {
	self, ok := reflect.TypeFor[goja.Object]().FieldByName("self")
	if !ok || len(self.Index) != 1 || self.Type.Kind() != reflect.Interface {
		return false
	}
	l.self = self.Index[0]
	inner := reflect.ValueOf(first).Elem().Field(l.self).Elem()
	if l.plain = inner.Type(); l.plain.Kind() != reflect.Pointer || l.plain.Elem().Kind() != reflect.Struct {
		return false
	}
	values, ok1 := l.plain.Elem().FieldByName("values")
	names, ok2 := l.plain.Elem().FieldByName("propNames")
	if !ok1 || !ok2 || len(values.Index) != 1 || len(names.Index) != 1 ||
		values.Type != reflect.TypeFor[map[unistring.String]goja.Value]() || names.Type != reflect.TypeFor[[]unistring.String]() {
		return false
	}
	l.values, l.names = values.Index[0], names.Index[0]
	attributed := l.fields(reflect.ValueOf(withProperty).Elem().Field(l.self).Elem())["h"]
	l.property = reflect.TypeOf(attributed)
	return l.property != nil && l.property != reflect.TypeOf(first.Get("b"))
}

// fields returns the values of a plain object by name. The type of the field has
// been checked to be that of the map.
func (l *layout) fields(inner reflect.Value) map[unistring.String]goja.Value {
	p := inner.Elem().Field(l.values).UnsafePointer()
	return *(*map[unistring.String]goja.Value)(unsafe.Pointer(&p))
}

// field is one own property.
type field struct {
	name  string
	value goja.Value
}

// peek appends the fields of a plain object to buf. It is false when the object
// is of another kind, or holds anything but enumerable data under names that
// are ASCII and no numbers, whose order goja may not have settled yet.
func (l *layout) peek(o *goja.Object, buf []field) (fields []field, ok bool) {
	if !l.ok {
		return buf, false
	}
	inner := reflect.ValueOf(o).Elem().Field(l.self).Elem()
	if inner.Type() != l.plain {
		return buf, false
	}
	names := inner.Elem().Field(l.names)
	values := l.fields(inner)
	n := names.Len()
	start := len(buf)
	buf = slices.Grow(buf, n)
	for i := range n {
		name := names.Index(i).String()
		v, ok := values[unistring.String(name)]
		if !ok || name != "" && (name[0] >= 0x80 || name[0] >= '0' && name[0] <= '9') || reflect.TypeOf(v) == l.property {
			return buf[:start], false
		}
		buf = append(buf, field{name, v})
	}
	return buf, true
}
