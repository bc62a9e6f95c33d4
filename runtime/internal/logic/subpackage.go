package logic

import (
	"github.com/mica-go/mica/wxml"
)

// independent reports whether a page runs without the main package.
func (c *Component) independent() bool { return c.Sub != nil && c.Sub.Independent }

// loadMain runs what belongs to the main package, once: app.js, the scripts of
// its pages and components unless they are loaded lazily, and then App.onLaunch
// and App.onShow (spec app §4.3). With an independent subpackage that is when the
// first page outside of it is opened.
func (a *App) loadMain() {
	if a.mainLoaded {
		return
	}
	a.mainLoaded = true
	begin := a.now()
	if a.pkg.AppScript != "" {
		if _, err := a.vm.Require(a.pkg.AppScript); err != nil {
			a.userError(nil, "script "+a.pkg.AppScript, err)
		}
	}
	a.runScripts(nil)
	if a.pkg.AppScript != "" {
		a.measured(perfEntry{name: "evaluateScript", kind: "script", path: a.pkg.AppScript, start: begin, end: a.now()})
	}
	opts := a.vm.ToJS(a.launch)
	a.appMethod("onLaunch", opts)
	a.appMethod("onShow", opts)
	a.emit("onAppShow", opts)
}

// loadSub loads a subpackage, once: its entry script, and the scripts of its
// pages and components unless they are loaded lazily.
func (a *App) loadSub(s *Subpackage) {
	if s == nil || a.subs[s] {
		return
	}
	if a.subs == nil {
		a.subs = make(map[*Subpackage]bool)
	}
	a.subs[s] = true
	if s.Entry != "" {
		if _, err := a.vm.Require(s.Entry); err != nil {
			a.userError(nil, "script "+s.Entry, err)
		}
	}
	a.runScripts(s)
}

// runScripts runs the scripts of a subpackage, or of the main package.
func (a *App) runScripts(s *Subpackage) {
	if a.pkg.Lazy {
		return
	}
	for _, c := range a.pkg.Order {
		if c.Sub == s {
			a.runScript(c)
		}
	}
}

// loadFor loads what has to be there before a page is opened.
func (a *App) loadFor(file *Component) {
	if !file.independent() {
		a.loadMain()
	}
	a.loadSub(file.Sub)
}

// awaited is a place where a placeholder stands.
type awaited struct {
	inst *instance
	step *wxml.Step
}

// The branches of an If that awaits a component.
const (
	branchThere   = 0
	branchAwaited = 1
)

// chooseAwaited chooses between a component and its placeholder. Where the
// placeholder is shown, the component is loaded in a turn of its own, after what
// is being rendered now, and then takes the placeholder's place (spec component
// §13).
func (a *App) chooseAwaited(i *instance, st *wxml.Step) int {
	user := i.scope.comp.def.file
	file := user.Using[st.If.Awaits]
	switch {
	case file == nil:
		return branchAwaited // there is no such component, and never will be
	case a.isThere(file, user):
		return branchThere
	}
	if a.awaiting == nil {
		a.awaiting = make(map[*Component][]awaited)
	}
	if len(a.awaiting[file]) == 0 {
		a.vm.Post(func() { a.arrive(file) })
	}
	a.awaiting[file] = append(a.awaiting[file], awaited{i, st})
	return branchAwaited
}

// isThere reports whether the code of a component has been loaded, as the
// components of user need it.
func (a *App) isThere(file, user *Component) bool {
	if a.pkg.Lazy && !a.ran[file] {
		return false
	}
	return file.Sub == nil || file.Sub == user.Sub || a.subs[file.Sub]
}

// arrive loads a component and puts it where its placeholders stand.
func (a *App) arrive(file *Component) {
	a.loadSub(file.Sub)
	a.runScript(file)
	places := a.awaiting[file]
	delete(a.awaiting, file)
	for _, p := range places {
		if i := p.inst; !i.dead {
			was := i.scope.begin()
			i.enter()
			i.scope.at = &i.block.Nodes[p.step.Node]
			a.switchBranch(i, p.step, branchThere)
			i.scope.end(&was)
		}
	}
}
