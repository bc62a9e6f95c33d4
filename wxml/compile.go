package wxml

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// Options are what the compiler has to know of the component whose template it
// compiles.
type Options struct {
	// IsComponent tells the tags that are components: those of usingComponents
	// and the component's generics. nil means none.
	IsComponent func(tag string) bool
}

// Compile compiles the template of a component: file and what it includes and
// imports. The diagnostics are those of the compiler and of all WXS modules;
// those of the parser are in the documents. The program is complete even where
// there are errors: what has no meaning is left out. The error is that of
// reading file.
func (f *Files) Compile(file string, opts Options) (*Program, Diagnostics, error) {
	doc, err := f.Document(file)
	if err != nil {
		return nil, nil, err
	}
	c := &compiler{files: f, opts: opts, prog: &Program{File: file}, units: make(map[string]*unit)}
	u := c.unit(doc)
	c.prog.Main = c.template("", doc.Nodes, u)
	for len(c.pending) > 0 {
		next := c.pending
		c.pending = nil
		for _, compile := range next {
			compile()
		}
	}
	return c.prog, c.diags, nil
}

// maxIncludeDepth bounds chains of includes; cycles are found on their own.
const maxIncludeDepth = 64

// maxBlocks bounds what includes can multiply a template to.
const maxBlocks = 100_000

type compiler struct {
	files   *Files
	opts    Options
	prog    *Program
	diags   Diagnostics
	units   map[string]*unit
	blocks  int
	pending []func()
}

// unit is one file as it is seen by this compilation: its templates, and the
// WXS modules that its expressions can name.
type unit struct {
	doc       *Document
	templates *Templates
	modules   map[string]int
}

func (c *compiler) report(doc *Document, at Pos, sev diag.Severity, code, format string, args ...any) {
	c.diags = append(c.diags, diag.At(doc.File, doc.Source, int(at), sev, code, fmt.Sprintf(format, args...)))
}

// unit collects a file's templates, modules and imports. Template bodies are
// compiled later, since they may use each other.
func (c *compiler) unit(doc *Document) *unit {
	if u, ok := c.units[doc.File]; ok {
		return u
	}
	u := &unit{doc: doc, templates: &Templates{own: make(map[string]*Template)}, modules: make(map[string]int)}
	c.units[doc.File] = u
	c.collect(u, doc.Nodes)
	return u
}

func (c *compiler) collect(u *unit, nodes []Node) {
	for _, n := range nodes {
		e, ok := n.(*Element)
		if !ok {
			continue
		}
		switch e.Name {
		case "wxs":
			c.module(u, e)
			continue
		case "import":
			c.importFile(u, e)
			continue
		case "template":
			c.define(u, e)
		}
		c.collect(u, e.Children)
	}
}

func (c *compiler) define(u *unit, e *Element) {
	name, ok := staticAttr(e, "name")
	if !ok {
		return
	}
	if _, dup := u.templates.own[name]; dup {
		c.report(u.doc, e.From, diag.Note, "wxml-duplicate-template", "the template %q is defined twice; the first one counts", name)
		return
	}
	t := &Template{Name: name}
	u.templates.own[name] = t
	c.pending = append(c.pending, func() { *t = *c.template(name, e.Children, u) })
}

func (c *compiler) importFile(u *unit, e *Element) {
	src, ok := staticAttr(e, "src")
	if !ok || src == "" {
		return // the parser has reported it
	}
	file := resolve(u.doc.File, src, ".wxml")
	doc, err := c.files.Document(file)
	if err != nil {
		c.report(u.doc, e.From, diag.Error, "wxml-import-missing", "path `%s` not found from `%s`", src, u.doc.File)
		return
	}
	u.templates.imports = append(u.templates.imports, c.unit(doc).templates)
}

func (c *compiler) module(u *unit, e *Element) {
	name, ok := staticAttr(e, "module")
	if !ok || name == "" {
		return
	}
	if _, dup := u.modules[name]; dup {
		c.report(u.doc, e.From, diag.Warning, "wxml-duplicate-wxs", "the wxs module %q is defined twice; the first one counts", name)
		return
	}
	var mod *Module
	var diags Diagnostics
	if src, ok := staticAttr(e, "src"); ok && strings.TrimSpace(string(u.doc.Source[e.Raw.From:e.Raw.To])) == "" {
		var err error
		mod, diags, err = c.files.Module(resolve(u.doc.File, src, ".wxs"))
		if err != nil {
			c.report(u.doc, e.From, diag.Error, "wxml-wxs-missing", "path `%s` not found from `%s`", src, u.doc.File)
			return
		}
	} else {
		mod, diags = c.files.inline(u.doc, e)
	}
	for _, d := range diags {
		if !slices.Contains(c.diags, d) {
			c.diags = append(c.diags, d)
		}
	}
	i := slices.Index(c.prog.Modules, mod)
	if i < 0 {
		i = len(c.prog.Modules)
		c.prog.Modules = append(c.prog.Modules, mod)
	}
	u.modules[name] = i
}

func (c *compiler) template(name string, nodes []Node, u *unit) *Template {
	t := &Template{Name: name, index: make(map[string]int)}
	s := &scope{tmpl: t, unit: u}
	t.Body = c.block(nodes, s, nil)
	return t
}

// scope is what a name can mean at one place of a template. Scopes form a
// chain; a scope is never changed once it is used.
type scope struct {
	tmpl *Template
	unit *unit
	// outer is the chain for variables and, across an include, for modules.
	outer *scope
	names []string // variables of this scope
	slots []int
	next  int // first free variable slot
	depth int // of includes
}

// Resolve implements expr.Scope.
func (s *scope) Resolve(name string) expr.Ref {
	for x := s; x != nil; x = x.outer {
		for i := len(x.names) - 1; i >= 0; i-- {
			if x.names[i] == name {
				return expr.Ref{Kind: expr.VarRef, Index: x.slots[i]}
			}
		}
	}
	for x := s; x != nil; x = x.outer {
		if i, ok := x.unit.modules[name]; ok {
			return expr.Ref{Kind: expr.ModuleRef, Index: i}
		}
	}
	i, ok := s.tmpl.index[name]
	if !ok {
		i = len(s.tmpl.Fields)
		s.tmpl.index[name] = i
		s.tmpl.Fields = append(s.tmpl.Fields, name)
	}
	return expr.Ref{Kind: expr.FieldRef, Index: i}
}

// with returns a scope with more variables.
func (s *scope) with(names ...string) *scope {
	n := &scope{tmpl: s.tmpl, unit: s.unit, outer: s, names: names, next: s.next + len(names), depth: s.depth}
	for i := range names {
		n.slots = append(n.slots, s.next+i)
	}
	s.tmpl.Vars = max(s.tmpl.Vars, n.next)
	return n
}

func staticAttr(e *Element, name string) (string, bool) {
	a := e.attr(Plain, name)
	if a == nil || !a.HasValue {
		return "", false
	}
	return a.Value.Static()
}

func (e *Element) attr(f Family, name string) *Attr {
	for _, a := range e.Attrs {
		if a.Family == f && a.Name == name {
			return a
		}
	}
	return nil
}
