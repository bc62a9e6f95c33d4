package logic

import (
	"math"

	"github.com/mica-go/mica/internal/value"
)

// The behaviors that take part in forms.
const (
	formField  = "wx://form-field"
	formGroup  = "wx://form-field-group"
	formButton = "wx://form-field-button"
)

// formOf finds the form that a button belongs to: around it in its own
// template, or around a component with wx://form-field-button that it is part
// of (spec events §9).
func formOf(n nodeRef) (nodeRef, bool) {
	for {
		if f, ok := n.around("form"); ok {
			return f, true
		}
		c := n.inst.scope.comp
		if c.at == nil || !c.def.builtin[formButton] {
			return nodeRef{}, false
		}
		n = nodeRef{c.at, c.node}
	}
}

// submit sends submit with the values of the form's controls.
func (a *App) submit(form, button nodeRef, typ string) {
	values := value.NewObject()
	eachField(form.inst, form.node, func(n nodeRef, c *component) {
		switch {
		case c != nil:
			if name := value.Text(c.state.Get("name")); name != "" {
				values.Put(name, c.state.Get("value"))
			}
		case n.text("name") != "":
			values.Put(n.text("name"), n.formValue())
		}
	})
	a.emitAt(form, typ, value.FromObject(fieldsOf("value", values, "formId", "", "target", wxsTarget(button))))
}

// resetForm brings the controls of a form back to what they began with, and
// then sends reset.
func (a *App) resetForm(form nodeRef) {
	var fields []nodeRef
	eachField(form.inst, form.node, func(n nodeRef, c *component) {
		if c == nil {
			fields = append(fields, n)
		}
	})
	for _, n := range fields {
		if n.inst.dead {
			continue
		}
		switch n.tag() {
		case "checkbox-group", "radio-group":
			for _, x := range n.members() {
				if !x.inst.dead {
					a.restore(x)
				}
			}
		default:
			a.restore(n)
		}
	}
	a.emitAt(form, "reset", value.FromObject(value.NewObject()))
}

// eachField calls fn for the controls below a node, in document order: built-in
// ones, with c nil, and components with wx://form-field. It looks into
// components that have wx://form-field-group.
func eachField(i *instance, root int32, fn func(n nodeRef, c *component)) {
	i.eachNode(root, false, func(x nodeRef) bool {
		if c, ok := x.inst.placeAt(x.node).(*component); ok {
			if c.def.builtin[formField] {
				fn(x, c)
			}
			if c.def.builtin[formGroup] {
				eachField(c.shadow, -1, fn)
			}
			return true
		}
		switch x.tag() {
		case "input", "textarea", "switch", "slider", "picker", "checkbox-group", "radio-group":
			fn(x, nil)
		}
		return true
	})
}

// formValue is the value that a control gives to a form, and a group to its
// change event.
func (n nodeRef) formValue() value.Value {
	switch n.tag() {
	case "switch":
		return n.attribute("checked")
	case "slider":
		low, high := n.number("min"), n.number("max")
		return value.Number(min(max(n.number("value"), low), max(low, high)))
	case "checkbox-group":
		out := value.NewArray()
		for _, x := range n.members() {
			if x.flag("checked") {
				out.Append(value.String(x.text("value")))
			}
		}
		return value.FromArray(out)
	case "radio-group":
		for _, x := range n.members() {
			if x.flag("checked") {
				return value.String(x.text("value"))
			}
		}
		return value.String("")
	case "picker":
		return n.pickerValue()
	}
	return value.String(n.text("value"))
}

// pickerValue is the value of a picker as its mode has it (spec components,
// picker): an index, an index for each column, or text, of a date the fields that
// the picker shows.
func (n nodeRef) pickerValue() value.Value {
	v := n.now("value")
	switch n.text("mode") {
	case "selector":
		return indexOf(v)
	case "multiSelector":
		given, columns := v.AsArray(), n.attribute("range").AsArray()
		out := value.NewArray()
		for k := range max(lenOf(v), columns.Len()) {
			if k < lenOf(v) {
				out.Append(indexOf(given.At(k)))
			} else {
				out.Append(value.Int(0))
			}
		}
		return value.FromArray(out)
	case "region":
		if v.AsArray() == nil {
			return value.FromArray(value.NewArray())
		}
		return v
	case "date":
		if value.Text(v) == "" {
			v = value.String(n.inst.page().app.today())
		}
		return value.String(dateFields(value.Text(v), n.text("fields")))
	}
	return value.String(value.Text(v))
}

// indexOf reads an index, which may be text; what is none is 0.
func indexOf(v value.Value) value.Value {
	if f := value.ToNumber(v); f > 0 && f-f == 0 && !v.IsNullish() {
		return value.Number(math.Floor(f))
	}
	return value.Int(0)
}

// today is the date in the program's time zone, as pickers write it.
func (a *App) today() string {
	t := a.now().UTC()
	if a.cfg.Location != nil {
		t = t.In(a.cfg.Location)
	}
	return t.Format("2006-01-02")
}
