package wxml

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/wxml/internal/expr"
	"github.com/mica-go/mica/wxml/internal/slab"
)

// Options are what the compiler has to know of the component whose template it
// compiles.
type Options struct {
	// IsComponent tells the tags that are components: those of usingComponents
	// and the component's generics. nil means none.
	IsComponent func(tag string) bool
	// IsDeclared tells tags that are declared though there is no component behind
	// them; they are plain nodes without a message. nil means none.
	IsDeclared func(tag string) bool
	// Placeholder gives the tag to show in place of a component that may not be
	// there yet, "" for none. nil means none.
	Placeholder func(tag string) string
	// Append is the tag of an element that stands after all others; "" means none.
	Append string
}

// The codes of the compiler's diagnostics.
const (
	// Errors: what stands there is left out.
	codeIncludeCycle = "wxml-include-cycle"      // a file that includes itself
	codeWxsMissing   = "wxml-wxs-missing"        // <wxs src> of a file that is not there
	codeTooLargeTmpl = "wxml-too-large"          // more than maxWork nodes, includes counted as often as they stand
	codeTooManyVars  = "wxml-too-many-variables" // more than maxVars variables visible at one place
	// Warnings.
	codeIncludeMissing  = "wxml-include-missing"  // <include> of a file that is not there
	codeImportMissing   = "wxml-import-missing"   // <import> of a file that is not there
	codeDuplicateWxs    = "wxml-duplicate-wxs"    // two modules of one name in a file; the first counts
	codeWxsRequire      = "wxs-require"           // a require in a module that leads nowhere
	codeUnknownTemplate = "wxml-unknown-template" // <template is> that names no template
	codeUnknownTag      = "wxml-unknown-tag"      // a tag that is no component, built-in or not
	// Notes.
	codeDuplicateTemplate = "wxml-duplicate-template" // two templates of one name in a file; the first counts
	codeUnusedImport      = "wxml-unused-import"      // <import> of a file whose templates are not used
	codeHTMLTag           = "wxml-html-tag"           // a tag of HTML, which is no component
)

const (
	// maxIncludeDepth bounds chains of includes; cycles are found on their own.
	maxIncludeDepth = 64
	// maxNesting bounds how deep elements stand in each other when what is
	// included counts.
	maxNesting = 1024
	// maxWork bounds the elements, texts and blocks of a program, ten times what
	// the largest real pages have; includes that include twice multiply them.
	maxWork = 200_000
	// maxVars bounds the variables of wx:for, slot: and let: in one template.
	maxVars = 1024
)

// Compile compiles the template of a component: file and what it includes and
// imports. The diagnostics are those of the compiler and of all WXS modules;
// those of the parser are in the documents. The program is complete even where
// there are errors: what has no meaning is left out. The error is that of
// reading file.
//
// It is safe for concurrent use.
func (f *Files) Compile(file string, opts Options) (*Program, Diagnostics, error) {
	doc, err := f.Document(file)
	if err != nil {
		return nil, nil, err
	}
	c := &compiler{
		files: f, opts: opts, prog: &Program{File: file},
		units: make(map[*Document]*unit), modules: make(map[*Module]int), required: make(map[*Module]bool), components: make(map[string]bool),
	}
	c.steps = make([]Step, 0, len(doc.Source)/128)
	nodes := doc.Nodes
	if end := Pos(len(doc.Source)); opts.Append != "" {
		nodes = append(slices.Clip(nodes), &Element{Name: opts.Append, Span: Span{From: end, To: end}})
	}
	c.prog.Main = c.template("", nodes, c.unit(doc))
	for len(c.pending) > 0 {
		next := c.pending
		c.pending = nil
		for _, compile := range next {
			compile()
		}
	}
	for tag := range c.components {
		c.prog.Tags = append(c.prog.Tags, tag)
	}
	slices.Sort(c.prog.Tags)
	return c.prog, c.finish(), nil
}

// compiler compiles one program.
type compiler struct {
	files      *Files
	opts       Options
	prog       *Program
	diags      Diagnostics // of WXS modules
	units      map[*Document]*unit
	order      []*unit // in the order in which they were met
	modules    map[*Module]int
	required   map[*Module]bool // modules that were checked, those that others require too
	components map[string]bool  // tags of components that are used
	pending    []func()

	work  int // elements, texts and blocks so far
	depth int // of the element that is compiled

	exprs expr.Compiler

	// The steps of a block are collected on this stack, then moved to a slab.
	steps []Step

	blocks    slab.Of[Block]
	nodeLists slab.Of[BlockNode]
	stepLists slab.Of[Step]
	attrs     slab.Of[BlockAttr]
	events    slab.Of[EventBinding]
	ifs       slab.Of[If]
	branches  slab.Of[Branch]
	fors      slab.Of[For]
	uses      slab.Of[TemplateUse]
	extras    slab.Of[NodeExtra]
	details   slab.Of[StepDetail]
	letVars   slab.Of[LetVar]
	scopes    slab.Of[scope]
}

// unit is one file as it is seen by this compilation: its templates, and the
// WXS modules that its expressions can name.
type unit struct {
	reporter
	doc       *Document
	templates *Templates
	modules   map[string]int
	imports   []*imported
	// used are the templates that <template is> names; dynamic is set where one is
	// named by a binding.
	used    map[string]Pos
	dynamic bool
	tags    map[string]bool // unknown tags that were reported
}

// imported is an <import> element.
type imported struct {
	at   Pos
	src  string
	unit *unit
}

// unit collects a file's templates, modules and imports. Template bodies are
// compiled later, since they may use each other.
func (c *compiler) unit(doc *Document) *unit {
	if u, ok := c.units[doc]; ok {
		return u
	}
	u := &unit{doc: doc, templates: &Templates{own: make(map[string]*Template)}, modules: make(map[string]int)}
	c.units[doc] = u
	c.order = append(c.order, u)
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
		case "include", "slot":
			continue // their content is ignored
		case "template":
			if !isDeclaration(e) {
				u.use(e)
				continue
			}
			c.define(u, e)
		}
		c.collect(u, e.Children)
	}
}

// use remembers which template a <template is> names.
func (u *unit) use(e *Element) {
	name, static := staticAttr(e, "is")
	if !static {
		u.dynamic = true
		return
	}
	if u.used == nil {
		u.used = make(map[string]Pos)
	}
	if _, ok := u.used[name]; !ok {
		u.used[name] = e.attr(Plain, "is").From
	}
}

func (c *compiler) define(u *unit, e *Element) {
	name, ok := staticAttr(e, "name")
	if !ok || name == "" {
		return // the parser has reported it
	}
	if _, dup := u.templates.own[name]; dup {
		u.notef(int(e.From), codeDuplicateTemplate, "the template %q is defined twice; the first one counts", name)
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
	at := e.attr(Plain, "src").From
	doc, err := c.files.Document(resolve(u.doc.File, src, ".wxml"))
	if err != nil {
		u.warnf(int(at), codeImportMissing, "there is no file %s; nothing is imported", resolve(u.doc.File, src, ".wxml"))
		return
	}
	from := c.unit(doc)
	u.templates.imports = append(u.templates.imports, from.templates)
	u.imports = append(u.imports, &imported{at, src, from})
}

func (c *compiler) module(u *unit, e *Element) {
	name, ok := staticAttr(e, "module")
	if !ok || name == "" {
		return // the parser has reported it
	}
	if _, dup := u.modules[name]; dup {
		u.warnf(int(e.From), codeDuplicateWxs, "the wxs module %q is defined twice; the first one counts", name)
		return
	}
	var mod *Module
	var diags Diagnostics
	if src, ok := staticAttr(e, "src"); ok && strings.TrimSpace(string(u.doc.Source[e.Raw.From:e.Raw.To])) == "" {
		file := resolve(u.doc.File, src, ".wxs")
		var err error
		mod, diags, err = c.files.Module(file)
		if err != nil {
			u.errorf(int(e.attr(Plain, "src").From), codeWxsMissing, "there is no file %s", file)
			return
		}
	} else {
		mod, diags = c.files.inline(u.doc, e)
	}
	i, known := c.modules[mod]
	if !known {
		i = len(c.prog.Modules)
		c.modules[mod] = i
		c.prog.Modules = append(c.prog.Modules, mod)
		c.checked(mod, diags, u.doc)
	}
	u.modules[name] = i
}

// checked adds the diagnostics of a module that was compiled and checks those
// that it requires. doc is the document that an inline module stands in.
func (c *compiler) checked(mod *Module, diags Diagnostics, doc *Document) {
	if c.required[mod] {
		return
	}
	c.required[mod] = true
	c.diags = append(c.diags, diags...)
	for _, r := range mod.Requires() {
		file := resolve(mod.File(), r.Path, ".wxs")
		next, diags, err := c.files.Module(file)
		if err == nil {
			c.checked(next, diags, nil)
			continue
		}
		src := []byte(nil)
		if doc != nil && doc.File == mod.File() {
			src = doc.Source
		} else {
			src, _ = fs.ReadFile(c.files.fsys, mod.File()) // it was read before
		}
		c.diags = append(c.diags, diag.At(mod.File(), src, r.Offset, diag.Warning, codeWxsRequire, fmt.Sprintf("there is no file %s; the call fails when this runs", file)))
	}
}

func (c *compiler) template(name string, nodes []Node, u *unit) *Template {
	t := &Template{Name: name, index: make(map[string]int)}
	t.Body = c.block(nodes, &scope{tmpl: t, unit: u}, nil)
	return t
}

// visit counts an element, a text or a block that stands in unit u. It reports
// false when there are too many.
func (c *compiler) visit(u *unit, at Pos) bool {
	c.work++
	if c.work == maxWork+1 {
		u.report(int(at), diag.Error, codeTooLargeTmpl, "the template is too large, as its includes multiply it; the rest is left out")
	}
	return c.work <= maxWork
}

// finish completes the templates' tables and returns all diagnostics, by unit
// and place.
func (c *compiler) finish() Diagnostics {
	for _, u := range c.order {
		u.templates.finish()
		u.checkTemplates()
	}
	out := c.diags
	for _, u := range c.order {
		slices.SortStableFunc(u.msgs, func(a, b message) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.code, b.code), cmp.Compare(a.text, b.text))
		})
		u.msgs = slices.Compact(u.msgs) // what is included twice is reported once
		out = append(out, u.diagnostics(u.doc.File, u.doc.source())...)
	}
	return out
}

// checkTemplates reports names that mean no template, and imports that are of no
// use.
func (u *unit) checkTemplates() {
	for name, at := range u.used {
		if u.templates.Lookup(name) == nil {
			u.warnf(int(at), codeUnknownTemplate, "there is no template %q in this file and what it imports; nothing is shown", name)
		}
	}
	if u.dynamic {
		return // any template may be meant
	}
	used := make(map[*unit]bool, len(u.imports))
	for _, imp := range u.imports {
		use, known := used[imp.unit]
		if !known {
			use = u.uses(imp.unit)
			used[imp.unit] = use
		}
		if !use {
			u.notef(int(imp.at), codeUnusedImport, "none of the templates of %s is used here", imp.src)
		}
	}
}

// uses reports whether the file names a template of another one.
func (u *unit) uses(from *unit) bool {
	for name := range from.templates.own {
		if _, ok := u.used[name]; ok {
			return true
		}
	}
	return false
}

func staticAttr(e *Element, name string) (string, bool) {
	a := e.attr(Plain, name)
	if a == nil || !a.HasValue {
		return "", false
	}
	return a.Value.Static()
}

func (e *Element) attr(f Family, name string) *Attr {
	if e.lacks(1 << f) {
		return nil
	}
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.Family == f && a.Name == name {
			return a
		}
	}
	return nil
}
