package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// This file makes the initial data of components from what their definitions
// say (spec component §6).

func (a *App) readData(p *part, v goja.Value) error {
	if fn, ok := goja.AssertFunction(v); ok {
		p.makeData = a.maker(fn, "data")
		return nil
	}
	d, err := a.vm.ToValue(v)
	if err != nil {
		return err
	}
	p.data = d
	return nil
}

// maker turns a function that gives a value for every instance into one that
// reports what it throws; the value is undefined then.
func (a *App) maker(fn goja.Callable, what string) func() value.Value {
	return func() value.Value {
		out, err := fn(goja.Undefined())
		var v value.Value
		if err == nil {
			v, err = a.vm.ToValue(out)
		}
		if err != nil {
			a.userError(nil, what, err)
			return value.Value{}
		}
		return v
	}
}

// fill merges the data of the parts and puts the properties' initial values on
// top (spec component §6).
func (d *definition) fill(data *value.Object, parts []*part) {
	for _, x := range parts {
		if x.makeData != nil {
			mergeFields(data, x.makeData())
		} else {
			mergeFields(data, x.data)
		}
	}
	for _, prop := range d.props {
		if prop.def != nil {
			data.Put(prop.name, prop.def())
		} else {
			data.Put(prop.name, prop.initial)
		}
	}
}

// data gives the initial data of an instance.
func (d *definition) data() *value.Object {
	if d.fresh == nil {
		return value.ObjectOf(d.shape, append([]value.Value(nil), d.initial...))
	}
	data := value.NewObject()
	d.fill(data, d.fresh)
	return data
}

// mergeFields merges the data of a part into those of the parts before it.
func mergeFields(data *value.Object, of value.Value) {
	if o := of.AsObject(); o != nil {
		for k, name := range o.Keys() {
			data.Put(name, mergeData(data.Get(name), o.Values()[k], 0))
		}
	}
}

// mergeData merges plain objects deeply; anything else is replaced.
func mergeData(old, v value.Value, depth int) value.Value {
	a, b := old.AsObject(), v.AsObject()
	if a == nil || b == nil || depth > maxDepth {
		return v
	}
	out := value.NewObject()
	for k, name := range a.Keys() {
		out.Put(name, a.Values()[k])
	}
	for k, name := range b.Keys() {
		out.Put(name, mergeData(out.Get(name), b.Values()[k], depth+1))
	}
	return value.FromObject(out)
}
