package logic

import (
	"github.com/mica-go/mica/internal/value"
)

// tapEvent sends a tap, or a long press, through all trees. It reports whether
// any handler took it.
func (a *App) tapEvent(e *event, n nodeRef) (handled bool) {
	e.bubbles, e.composed, e.capture = true, true, true
	if e.typ == "tap" {
		a.tapped = true
		a.tappedOutside(n)
	}
	a.dispatch(e, n)
	if !e.prevented {
		a.react(e, n)
	}
	return e.handled
}

// tapButton carries out form-type and open-type.
func (a *App) tapButton(n nodeRef) {
	if n.flag("disabled") {
		return
	}
	switch typ := n.text("formType"); typ {
	case "submit", "submitToGroup":
		if f, ok := formOf(n); ok {
			a.submit(f, n, typ)
		}
	case "reset":
		if f, ok := formOf(n); ok {
			a.resetForm(f)
		}
	}
	if !n.inst.dead {
		a.openType(n)
	}
}

// tapLabel activates the control of a label: the one it names, else the first
// inside. The control hears a tap (spec events §7); what is around it hears it only
// of a button, as it has had the label's own.
func (a *App) tapLabel(n nodeRef, e *event) {
	c, ok := n.labelled()
	if !ok {
		return
	}
	tap := &event{typ: "tap", byLabel: true, detail: e.detail, touches: e.touches, changedTouches: e.changedTouches}
	if c.tag() == "button" {
		if !c.flag("disabled") {
			a.tapEvent(tap, c)
		}
		return
	}
	if a.dispatch(tap, c); tap.prevented || c.inst.dead {
		return
	}
	switch c.tag() {
	case "checkbox", "radio", "switch":
		a.toggle(c)
	case "input", "textarea":
		a.focus(c)
	}
}

// labelled finds the control of a label.
func (n nodeRef) labelled() (found nodeRef, ok bool) {
	pick := func(x nodeRef) bool {
		switch x.tag() {
		case "button", "checkbox", "radio", "switch", "input", "textarea":
			found, ok = x, true
		}
		return !ok
	}
	id := n.text("for")
	if id == "" {
		n.eachBelow(false, pick)
		return found, ok
	}
	n.inst.scope.comp.eachNode(false, func(x nodeRef) bool {
		if x.id() != id {
			return true
		}
		pick(x)
		return false
	})
	return found, ok
}

// toggle is a tap on a checkbox, radio or switch: its value changes, and change
// is sent by the switch or by the group around.
func (a *App) toggle(n nodeRef) {
	if n.flag("disabled") {
		return
	}
	checked := n.flag("checked")
	if n.tag() == "radio" && checked {
		return
	}
	a.edit(n, "checked", value.Bool(!checked), n.edits())
	group, ok := n, n.tag() == "switch"
	switch n.tag() {
	case "checkbox":
		group, ok = n.around("checkbox-group")
	case "radio":
		a.excludeOthers(n)
		group, ok = n.around("radio-group")
	}
	if ok && !group.inst.dead {
		a.emitAt(group, "change", value.FromObject(fieldsOf("value", group.formValue())))
	}
}

// edits is the number of the user's edits of a control so far.
func (n nodeRef) edits() uint32 {
	if c := n.inst.control(n.node); c != nil {
		return c.edit
	}
	return 0
}

// members are the checkboxes, or radios, of a group: those in the same template.
// Ones inside components do not belong to it, as on WeChat.
func (n nodeRef) members() (out []nodeRef) {
	tag, group := "checkbox", n.tag()
	if group == "radio-group" {
		tag = "radio"
	}
	n.eachBelow(false, func(x nodeRef) bool {
		if x.tag() == tag {
			if g, ok := x.around(group); ok && g == n {
				out = append(out, x)
			}
		}
		return true
	})
	return out
}

// radioWritten is told that the template wrote whether a radio is checked: after
// the turn one radio of its group is, the one that was checked last.
func (a *App) radioWritten(n nodeRef) {
	if !n.flag("checked") {
		return
	}
	group, ok := n.around("radio-group")
	if !ok {
		return
	}
	c := group.control()
	due := c.checked != nodeRef{}
	if c.checked = n; due {
		return
	}
	a.vm.Next(func() {
		last := c.checked
		c.checked = nodeRef{}
		a.excludeOthers(last)
	})
}

// excludeOthers unchecks the other radios of the group of one that is checked.
func (a *App) excludeOthers(n nodeRef) {
	if n.inst.dead || !n.flag("checked") {
		return
	}
	group, ok := n.around("radio-group")
	if !ok {
		return
	}
	for _, x := range group.members() {
		if x != n && !x.inst.dead && x.flag("checked") {
			a.edit(x, "checked", value.Bool(false), x.edits())
		}
	}
}

// checkMembers takes over what the view says is checked in a group.
func (a *App) checkMembers(group nodeRef, tag string, v value.Value, edit uint32) {
	want := func(s string) bool { return tag == "radio-group" && value.Text(v) == s }
	if list := v.AsArray(); list != nil {
		set := make(map[string]bool, list.Len())
		for _, x := range list.Items() {
			set[value.Text(x)] = true
		}
		want = func(s string) bool { return set[s] }
	}
	for _, x := range group.members() {
		if on := want(x.text("value")); !x.inst.dead && on != x.flag("checked") {
			a.edit(x, "checked", value.Bool(on), edit)
		}
	}
}

// routeNames are the route APIs by the open-type of a navigator.
var routeNames = map[string]string{"navigate": "navigateTo", "redirect": "redirectTo", "switchTab": "switchTab",
	"reLaunch": "reLaunch", "navigateBack": "navigateBack"}

// tapNavigator carries out a navigator's route, as a macrotask of its own like
// wx.navigateTo. fail is sent when it can not be done.
func (a *App) tapNavigator(n nodeRef) {
	open := n.text("openType")
	if n.text("target") == "miniProgram" {
		a.leave(n, open)
		return
	}
	api, ok := routeNames[open]
	if !ok {
		return
	}
	url, delta := n.text("url"), int(min(max(n.number("delta"), 1), maxPages))
	base := n.inst.page().file.Path
	a.vm.Post(func() {
		a.route(api, url, delta, base, func(_ *page, err error) {
			if err != nil {
				a.emitAt(n, "fail", errMsg(api+":fail "+err.Error()))
			}
		})
	})
}

// leave goes to another mini-program, or ends this one: the host's work.
func (a *App) leave(n nodeRef, open string) {
	api, args := "navigateToMiniProgram", value.NewObject()
	if open == "exit" {
		api = "exitMiniProgram"
	} else {
		for _, name := range []string{"appId", "path", "extraData", "shortLink"} {
			if v := n.attribute(name); !v.IsNullish() {
				args.Put(name, v)
			}
		}
		args.Put("envVersion", n.attribute("version"))
	}
	a.callHost(n, api, args, func(msg string, failed bool) {
		typ := "success"
		if failed {
			typ = "fail"
		}
		a.emitAt(n, typ, errMsg(msg))
		a.emitAt(n, "complete", errMsg(msg))
	})
}

func errMsg(msg string) value.Value { return value.FromObject(fieldsOf("errMsg", msg)) }
