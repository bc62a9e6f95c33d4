package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// jsData is this.data of one component. The object is made when the program
// first asks for it: most components of a page get properties and never look at
// this.data, and an object for each would be the largest part of their cost.
// Until then state has the values, and kept those that the program could tell
// from a copy: objects it handed in or was given.
type jsData struct {
	obj  *goja.Object
	kept []keptField
}

type keptField struct {
	name string
	js   *goja.Object
}

// put follows a write to a top-level field of state. A nil js stands for what
// ToJS makes of the value.
func (d *jsData) put(c *component, name string, js goja.Value) error {
	if d.obj != nil {
		if js == nil {
			js = c.app.vm.ToJS(c.state.Get(name))
		}
		return d.obj.Set(name, js)
	}
	o, _ := js.(*goja.Object)
	for k := range d.kept {
		if d.kept[k].name == name {
			d.kept[k].js = o
			return nil
		}
	}
	if o != nil {
		d.kept = append(d.kept, keptField{name, o})
	}
	return nil
}

// field returns a top-level field as the program sees it, undefined where there
// is none. It gives the same object each time.
func (d *jsData) field(c *component, name string) goja.Value {
	if d.obj != nil {
		return orUndefined(getMember(d.obj, value.Seg{Name: name}))
	}
	for k := range d.kept {
		if d.kept[k].name == name && d.kept[k].js != nil {
			return d.kept[k].js
		}
	}
	js := c.app.vm.ToJS(c.state.Get(name))
	if _, ok := js.(*goja.Object); ok {
		_ = d.put(c, name, js)
	}
	return js
}

// object returns this.data itself and makes it what c's JavaScript object has.
func (d *jsData) object(c *component) *goja.Object {
	if d.obj != nil {
		return d.obj
	}
	obj := c.app.rt.NewObject()
	for _, name := range c.state.Keys() {
		_ = obj.Set(name, d.field(c, name))
	}
	d.obj, d.kept = obj, nil
	return obj
}
