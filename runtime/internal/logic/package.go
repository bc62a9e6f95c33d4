package logic

import (
	"maps"
	"slices"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
)

// Package is a loaded mini-program as the logic layer needs it: everything
// compiled, nothing that belongs to one instance. It is immutable after
// [Package.Link] and shared by any number of apps.
type Package struct {
	// Pages are the page paths in the order of app.json; Entry is the first one
	// shown.
	Pages []string
	Entry string
	// Tabs are the pages of the tab bar; TabBar is the component of a custom one,
	// which the tab pages use, or nil.
	Tabs   []string
	TabBar *Component
	// Subpackages are those of app.json.
	Subpackages []*Subpackage
	// Components are all pages and components by path.
	Components map[string]*Component
	// Order is the order in which scripts run at launch: components before the
	// pages that use them.
	Order []*Component
	// AppScript is the path of app.js, "" for none.
	AppScript string
	// Lazy is lazyCodeLoading: scripts run when a page first needs them.
	Lazy bool
	// Config is app.json.
	Config value.Value
	// AppID is the appid of project.config.json.
	AppID   string
	Scripts *sandbox.Scripts
	// Workers are the scripts that workers may load, nil for none.
	Workers *sandbox.Scripts
	Files   *wxml.Files

	links *linker
	// unknown stands for a generic component that nobody chose: a slot.
	unknown *Component
}

// Subpackage is one subpackage of a program (spec app §3).
type Subpackage struct {
	// Root is the folder that it is, Name its other name.
	Root, Name string
	// Independent says that its pages run without the main package.
	Independent bool
	// Entry is the script that runs when the subpackage is loaded, "" for none.
	Entry string
}

// Component is one page or component of a package.
type Component struct {
	// Path is the path without a suffix, and without a leading slash.
	Path     string
	IsPage   bool
	Template *wxml.Program
	// Using are the components that the template's tags mean.
	Using map[string]*Component
	// Given are the components of Using that app.json declares, Declared those of
	// its own file, both in the order of the file.
	Given, Declared []*Component
	// Sub is the subpackage that it belongs to, nil for the main package.
	Sub *Subpackage
	// Placeholders are the tags that stand in for components which may not be there
	// yet, by tag.
	Placeholders map[string]string
	// Generics are the defaults of componentGenerics, nil for one without.
	Generics map[string]*Component
	// Script is the path of the script, "" for none.
	Script string
	// Config is the JSON file, for a page merged with the window of app.json.
	Config value.Value
	// Options are the options that the JSON file gives to the definition.
	Options *value.Object
	// Err is why the page can't be opened, in a package that was loaded partially.
	Err error
}

// Link numbers the skeletons of all templates. It has to be called once, when
// the package is complete.
func (p *Package) Link() {
	p.links = newLinker()
	files := wxml.NewFiles(nil)
	files.Put("unknown.wxml", []byte("<slot/>"))
	slot, _, err := files.Compile("unknown.wxml", wxml.Options{})
	if err != nil {
		panic(err) // it has just been put there
	}
	p.unknown = &Component{Template: slot, Options: value.NewObject()}
	p.links.program(slot)
	for _, c := range p.Order {
		if c.Template != nil {
			p.links.program(c.Template)
		}
	}
}

// IsTab reports whether a page is in the tab bar.
func (p *Package) IsTab(path string) bool {
	for _, t := range p.Tabs {
		if t == path {
			return true
		}
	}
	return false
}

// page returns the page with that path, or nil.
func (p *Package) page(path string) *Component {
	if c := p.Components[path]; c != nil && c.IsPage {
		return c
	}
	return nil
}

// uses are the components of the template's tags, in a fixed order. Those with a
// placeholder come later, and count only where all do.
func (c *Component) uses(all bool) []*Component {
	var out []*Component
	for _, tag := range slices.Sorted(maps.Keys(c.Using)) {
		if c.Placeholders[tag] == "" || all {
			out = append(out, c.Using[tag])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Generics)) {
		if g := c.Generics[name]; g != nil {
			out = append(out, g)
		}
	}
	return out
}

// Reach lists a page's components in the order of their style sheets: those that
// app.json declares, then the page's own, as their files have them, each behind
// what its own file declares, and then the page.
func (p *Package) Reach(path string) []*Component {
	page := p.Components[path]
	if page == nil {
		return nil
	}
	var out []*Component
	seen := map[*Component]bool{page: true}
	var visit func(list []*Component)
	inside := func(c *Component) {
		visit(c.Declared)
		for _, name := range slices.Sorted(maps.Keys(c.Generics)) {
			visit([]*Component{c.Generics[name]})
		}
	}
	visit = func(list []*Component) {
		for _, c := range list {
			if c != nil && !seen[c] {
				seen[c] = true
				inside(c)
				out = append(out, c)
			}
		}
	}
	visit(page.Given)
	inside(page)
	for k := 0; k < len(out); k++ { // of an independent subpackage, which app.json gives nothing
		visit(out[k].Given)
	}
	return append(out, page)
}
