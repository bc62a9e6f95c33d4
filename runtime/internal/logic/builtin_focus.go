package logic

import (
	"github.com/mica-go/mica/internal/value"
)

// This file has the focus of a page: the input or textarea that the user types
// into. The program gives and takes it by an attribute, a label, a tap and
// wx.hideKeyboard; a host that does so too tells it by the events focus and blur,
// which then tell nothing new.

// focus gives an input or textarea the focus, which the one that had it loses.
func (a *App) focus(n nodeRef) {
	p := n.inst.page()
	if n.inst.dead || n.alone() || n.flag("disabled") || p.focused == n {
		return
	}
	a.blur(p)
	p.focused, p.left = n, nodeRef{}
	a.emitAt(n, "focus", value.FromObject(fieldsOf("value", n.text("value"), "height", 0)))
}

// blur takes the focus from the control of a page that has it.
func (a *App) blur(p *page) {
	n := p.focused
	p.focused, p.left = nodeRef{}, n
	if n.inst == nil || n.inst.dead {
		return
	}
	detail := fieldsOf("value", n.text("value"))
	if n.tag() == "textarea" {
		detail.Put("cursor", value.Int(value.UTF16Len(n.text("value"))))
	}
	a.emitAt(n, "blur", value.FromObject(detail))
}

// focusWritten is told that the template wrote the attribute focus or auto-focus
// of an input: after the turn it takes the focus, or gives it up.
func (a *App) focusWritten(n nodeRef) {
	want := n.flag("focus") || n.flag("autoFocus")
	p := n.inst.page()
	if !want && p.focused != n {
		return
	}
	a.vm.Next(func() {
		switch {
		case n.inst.dead:
		case want:
			a.focus(n)
		case p.focused == n:
			a.blur(p)
		}
	})
}

// tappedOutside takes the focus from a control before the handlers of a tap
// elsewhere, unless it holds the keyboard. What a label around the tap activates
// is not elsewhere.
func (a *App) tappedOutside(n nodeRef) {
	p := n.inst.page()
	f := p.focused
	if f.inst == nil || f.inst.dead || n.alone() || f.flag("holdKeyboard") {
		return
	}
	for up, ok := n, true; ok; up, ok = parentOf(up, true) {
		if up == f {
			return
		}
		if up.tag() == "label" {
			if c, ok := up.labelled(); ok && c == f {
				return
			}
		}
	}
	a.blur(p)
}

// confirmed closes the keyboard once the user has confirmed the text of a control
// that does not hold it.
func (a *App) confirmed(n nodeRef) {
	switch n.tag() {
	case "input", "textarea":
		if p := n.inst.page(); p.focused == n && !n.alone() && !n.flag("confirmHold") {
			a.blur(p)
		}
	}
}

// focusTaken reports whether a control of the page that is shown has the focus.
func (a *App) focusTaken() bool {
	p := a.top()
	return p != nil && p.focused.inst != nil && !p.focused.inst.dead
}
