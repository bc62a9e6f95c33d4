package logic

import (
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// pickerAttrs are the attributes that say what a picker offers, by mode.
var pickerAttrs = map[string][]string{
	"selector": {"range", "rangeKey"}, "multiSelector": {"range", "rangeKey"}, "time": {"start", "end"},
	"date": {"start", "end", "fields"}, "region": {"customItem", "level"},
}

// openPicker is a tap on a picker: the host shows what there is to choose, as a
// call of showPicker, and answers with the value, or fails with "cancel". A host
// that has no pickers sends the events itself.
func (a *App) openPicker(n nodeRef) {
	if n.flag("disabled") {
		return
	}
	mode := n.text("mode")
	args := fieldsOf("mode", mode, "headerText", n.text("headerText"))
	args.Put("value", n.pickerValue())
	for _, name := range pickerAttrs[mode] {
		if v := n.attribute(name); !v.IsNullish() {
			args.Put(name, v)
		}
	}
	a.wx.send("showPicker", n.inst.page().id, args, nil, func(result value.Value, err *bridge.CallError) {
		switch {
		case n.inst.dead:
		case err != nil && err.Message == "cancel":
			a.emitAt(n, "cancel", value.FromObject(value.NewObject()))
		case err == nil && result.AsObject() != nil && !result.AsObject().Get("value").IsUndefined():
			a.picked(n, result.AsObject())
		}
	})
}

// picked takes over what the user chose in a picker.
func (a *App) picked(n nodeRef, detail *value.Object) {
	detail = n.pickerDetail(detail)
	a.edit(n, "value", detail.Get("value"), n.edits())
	a.emitAt(n, "change", value.FromObject(detail))
}

// pickerDetail gives the detail of change as the mode has it: a date is cut to
// the fields that were asked for (spec components, picker).
func (n nodeRef) pickerDetail(detail *value.Object) *value.Object {
	s, ok := detail.Get("value").AsString()
	if !ok || n.text("mode") != "date" {
		return detail
	}
	out := value.NewObject()
	for k, name := range detail.Keys() {
		out.Put(name, detail.Values()[k])
	}
	out.Put("value", value.String(dateFields(s, n.text("fields"))))
	return out
}

// dateFields cuts a date to the fields that a picker shows.
func dateFields(date, fields string) string {
	parts := strings.Split(date, "-")
	switch fields {
	case "year":
		parts = parts[:1]
	case "month":
		parts = parts[:min(len(parts), 2)]
	}
	return strings.Join(parts, "-")
}

// pickerViewDetail gives the detail of change of a picker-view: an index beyond the
// end of its column is that of the last row (spec components, picker-view). A column
// without rows takes what it is given.
func (n nodeRef) pickerViewDetail(detail *value.Object) *value.Object {
	given := detail.Get("value").AsArray()
	if given == nil {
		return detail
	}
	rows := n.columnRows(given.Len())
	fit := value.NewArray()
	for k, v := range given.Items() {
		if f, ok := v.AsNumber(); ok && k < len(rows) && rows[k] > 0 && f >= float64(rows[k]) {
			v = value.Int(rows[k] - 1)
		}
		fit.Append(v)
	}
	out := value.NewObject()
	for k, name := range detail.Keys() {
		out.Put(name, detail.Values()[k])
	}
	out.Put("value", value.FromArray(fit))
	return out
}

// columnRows counts the rows of the first columns of a picker-view, as its user sees
// them: a component is one row, a virtual one and a slot are what is in them.
func (n nodeRef) columnRows(columns int) (rows []int) {
	count := func(x nodeRef) walkStep {
		if !x.rendered() {
			return walkOn
		}
		rows[len(rows)-1]++
		return walkPast
	}
	n.inst.walk(n.node, true, func(x nodeRef) walkStep {
		switch {
		case x.tag() != "picker-view-column":
			return walkOn
		case len(rows) == columns:
			return walkEnd
		}
		rows = append(rows, 0)
		x.inst.walk(x.node, true, count)
		return walkPast
	})
	return rows
}

// rendered reports whether the user sees the node as one: not a slot, nor the host of
// a virtual component.
func (n nodeRef) rendered() bool {
	if n.inst.block.Nodes[n.node].Kind == wxml.SlotNode {
		return false
	}
	c, ok := n.inst.placeAt(n.node).(*component)
	return !ok || !c.def.virtualHost
}
