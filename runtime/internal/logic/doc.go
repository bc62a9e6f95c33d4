// Package logic is the logic layer of a running mini-program: App, pages and
// components, their templates, events, the router and wx.*.
//
// In goes a [Package], compiled and shared, and messages of the view and the
// host ([App.Receive]). Out come messages to them, through a [bridge.Port]:
// batches of patches, pages opened and closed, calls of the host. Nothing here
// knows a view node, and nothing outside knows the JavaScript.
//
// A [component] is an instance of a [definition], which is what Component() or
// Page() registered with its behaviors merged in. It owns a shadow tree: block
// [instance]s of its compiled template, evaluated in a [scope]. An instance
// holds the values of its holes and, for each place of its block, what stands
// there: a component, a slot, a branch, the rows of a list, a template's body.
// An update walks from the shadow root down only where something is read that
// was set (value.Change); what differs goes to the page's [outbox], which makes
// one batch of it when the turn ends.
//
// Built-in components act in this layer too: taps and long presses are made of
// touches (gesture.go), what users do to controls is mirrored and written back
// to model: bindings (builtin_live.go), and forms collect it (form.go).
//
// Everything runs in turns of the app's sandbox.VM, one at a time, on whatever
// goroutine drives the VM; an App has no goroutine of its own. After a turn the
// batches are sent, then setData callbacks and ready run once the view has
// acknowledged, then what wx.nextTick put off.
package logic
