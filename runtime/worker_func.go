package runtime

import (
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// Functions have no form on the wire. What a worker gives back to its host may
// hold some, in a program's data or among the arguments of console.log; the
// host then gets functions that can't be called but have the name and the
// source.

// farFunc is the form in which a function travels.
type farFunc struct{ name, source string }

// farFuncClass begins the class name of such a value, before the function's.
const farFuncClass = "mica:function "

func (f *farFunc) ClassName() string { return farFuncClass + f.name }
func (f *farFunc) String() string    { return f.source }

// packFuncs replaces the functions in v by what can travel.
func packFuncs(v value.Value) value.Value {
	return (&replacer{leaf: func(v value.Value) (value.Value, bool) {
		f := v.AsFunc()
		if f == nil {
			return v, false
		}
		return value.FromOpaque(&farFunc{f.Name, f.Source}), true
	}}).value(v)
}

// unpackFuncs is the way back.
func unpackFuncs(v value.Value) value.Value {
	return (&replacer{leaf: func(v value.Value) (value.Value, bool) {
		x := v.AsOpaque()
		if x == nil {
			return v, false
		}
		name, ok := strings.CutPrefix(x.ClassName(), farFuncClass)
		if !ok {
			return v, false
		}
		return value.FromFunc(&value.Function{Name: name, Source: x.String()}), true
	}}).value(v)
}

// replacer replaces leaves of a value; what holds none stays the same object.
type replacer struct {
	leaf func(value.Value) (value.Value, bool)
	// done are the containers that were looked at: values may share them.
	done map[any]value.Value
}

func (r *replacer) value(v value.Value) value.Value {
	switch v.Kind() {
	case value.KindFunc, value.KindOpaque:
		v, _ = r.leaf(v)
	case value.KindArray:
		return r.container(v, v.AsArray(), v.AsArray().Items(), func(items []value.Value) value.Value {
			return value.FromArray(value.NewArray(items...))
		})
	case value.KindObject:
		o := v.AsObject()
		return r.container(v, o, o.Values(), func(items []value.Value) value.Value {
			out := value.NewObject()
			for i, k := range o.Keys() {
				out.Put(k, items[i])
			}
			return value.FromObject(out)
		})
	}
	return v
}

func (r *replacer) container(v value.Value, id any, items []value.Value, build func([]value.Value) value.Value) value.Value {
	if out, ok := r.done[id]; ok {
		return out
	}
	var changed []value.Value
	for i, item := range items {
		switch item.Kind() {
		case value.KindFunc, value.KindOpaque, value.KindArray, value.KindObject:
		default:
			continue
		}
		if next := r.value(item); !value.Identical(next, item) {
			if changed == nil {
				changed = append(changed, items...)
			}
			changed[i] = next
		}
	}
	if changed != nil {
		v = build(changed)
	}
	if r.done == nil {
		r.done = make(map[any]value.Value)
	}
	r.done[id] = v
	return v
}
