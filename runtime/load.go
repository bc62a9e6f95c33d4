package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
	"github.com/mica-go/mica/wxss"
)

// Diagnostic is one message about a place of a program's source. It is an error
// that errors.As finds in what Load returns.
type Diagnostic = diag.Diagnostic

// Diagnostics is a list of them.
type Diagnostics = diag.List

// Package is a loaded mini-program: read, parsed and compiled. It is immutable,
// safe for concurrent use and shared by all the apps that it launches.
type Package struct {
	logic  *logic.Package
	diags  Diagnostics
	sheets map[string]*wxss.Sheet
	window *value.Object
	// files are those of the program, as Load got them.
	files fs.FS
}

// Load loads the mini-program below fsys: app.json, every page and component
// that it reaches, their templates, styles and scripts. Where
// project.config.json names a miniprogramRoot, the program is below that.
//
// The error, if any, is of type Diagnostics and holds everything that is wrong
// with the program, with file, line and column.
func Load(fsys fs.FS) (*Package, error) { return Loader{}.Load(fsys) }

// Loader loads mini-programs. The zero Loader is what [Load] uses.
type Loader struct {
	// Partial loads what it can: a page with errors then fails when it is opened.
	// Without an app.json that can be read there is nothing to load all the same.
	Partial bool
	// Component, when set, is the path of a component to load on its own, for
	// [Package.Mount]: no app.json is needed.
	Component string
}

// Load loads the mini-program below fsys; see [Load].
func (l Loader) Load(fsys fs.FS) (*Package, error) {
	ld := newLoading(fsys)
	if l.Component != "" {
		ld.single(l.Component)
	} else if !ld.config() {
		return nil, ld.sorted().Errors()
	} else {
		ld.read()
	}
	ld.compile()
	ld.diags = ld.sorted()
	if ld.diags.HasErrors() && !l.Partial {
		return nil, ld.diags.Errors()
	}
	return ld.finish(), nil
}

// Diagnostics returns what there is to say about the program, errors (in a
// package that was loaded partially), warnings and notes, by file and line.
func (p *Package) Diagnostics() Diagnostics { return p.diags }

// Pages returns the paths of all pages in the order of app.json.
func (p *Package) Pages() []string { return slices.Clone(p.logic.Pages) }

// loading is the state of one Load.
type loading struct {
	fsys fs.FS
	pkg  *Package
	app  *value.Object

	components map[string]*logic.Component
	order      []*logic.Component
	pages      []string
	global     *value.Object // usingComponents of app.json
	files      *wxml.Files
	scripts    *sandbox.Scripts
	appScript  string
	requires   map[string][]string // the modules that a script requires

	mu     sync.Mutex
	diags  Diagnostics
	failed map[string]error // by page or component path
}

func newLoading(fsys fs.FS) *loading {
	return &loading{
		fsys: fsys, pkg: &Package{sheets: make(map[string]*wxss.Sheet)}, components: make(map[string]*logic.Component),
		requires: make(map[string][]string), failed: make(map[string]error),
	}
}

// sorted returns what was reported, by place and each message once. The order is
// the same in each run, though files are compiled in parallel.
func (l *loading) sorted() Diagnostics {
	slices.SortFunc(l.diags, func(a, b *Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(l.diags, func(a, b *Diagnostic) bool { return *a == *b })
}

func (l *loading) report(sev diag.Severity, file, code, format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.diags = append(l.diags, &Diagnostic{File: file, Severity: sev, Code: code, Message: fmt.Sprintf(format, args...)})
}

// reportKey warns about a key of usingComponents.
func (l *loading) reportKey(file, key, code, format string, args ...any) {
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		l.report(diag.Warning, file, code, format, args...)
		return
	}
	l.add(diag.At(file, src, keyOffset(src, "usingComponents", key), diag.Warning, code, fmt.Sprintf(format, args...)))
}

func (l *loading) add(d ...*Diagnostic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.diags = append(l.diags, d...)
}

// addErr adds what a compiler returned as an error.
func (l *loading) addErr(file string, err error) {
	var list Diagnostics
	var one *Diagnostic
	switch {
	case errors.As(err, &list):
		l.add(list...)
	case errors.As(err, &one):
		l.add(one)
	default:
		l.report(diag.Error, file, "read", "%v", err)
	}
}

// json reads and parses a JSON file. A missing file gives nil and no
// diagnostic.
func (l *loading) json(file string) *value.Object {
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			l.report(diag.Error, file, "read", "%v", err)
		}
		return nil
	}
	o, diags := parseConfig(file, src)
	l.add(diags...)
	return o
}

// config reads project.config.json and app.json. It reports whether there is a
// program to load.
func (l *loading) config() bool {
	project := l.json("project.config.json")
	if root := strings.Trim(path.Clean("/"+text(project, "miniprogramRoot")), "/"); root != "" {
		if sub, err := fs.Sub(l.fsys, root); err == nil {
			if _, err := fs.Stat(sub, "app.json"); err == nil {
				l.fsys = sub
			}
		}
	}
	if _, err := fs.Stat(l.fsys, "app.json"); errors.Is(err, fs.ErrNotExist) {
		l.report(diag.Error, "app.json", "app-json-missing", "there is no app.json; every mini-program has one at its root, with the list of its pages")
		return false
	}
	l.app = l.json("app.json")
	if l.app == nil {
		return false
	}
	l.pages = l.pagePaths()
	if len(l.pages) == 0 {
		l.report(diag.Error, "app.json", "app-json-pages", `"pages" is missing or empty; it lists the paths of the pages, the first one is shown first`)
		return false
	}
	l.global = object(l.app, "usingComponents")
	l.pkg.window = object(l.app, "window")
	l.prepare(text(project, "appid"))
	return true
}

func (l *loading) prepare(appID string) {
	l.files = wxml.NewFiles(l.fsys)
	l.scripts = sandbox.NewScripts(l.fsys, sandbox.ScriptOptions{Alias: aliases(object(l.app, "resolveAlias"))})
	l.pkg.logic = &logic.Package{Config: value.FromObject(l.app), AppID: appID}
}

// single loads one component in place of a program.
func (l *loading) single(path string) {
	l.app = value.NewObject()
	l.pages = []string{path}
	l.prepare("")
	l.component(path, false)
	l.pkg.logic.Entry = path
}

func aliases(o *value.Object) map[string]string {
	if o == nil {
		return nil
	}
	out := make(map[string]string, o.Len())
	for i, k := range o.Keys() {
		out[k], _ = o.Values()[i].AsString()
	}
	return out
}

// pagePaths lists the pages of the main package and of the subpackages.
func (l *loading) pagePaths() []string {
	seen := make(map[string]bool)
	var out []string
	add := func(p string) {
		p = strings.Trim(path.Clean("/"+p), "/")
		if seen[p] {
			l.report(diag.Error, "app.json", "app-json-page-twice", "the page %q is listed twice", p)
			return
		}
		seen[p] = true
		out = append(out, p)
	}
	for _, p := range texts(l.app, "pages") {
		add(p)
	}
	for _, name := range []string{"subpackages", "subPackages"} {
		if subs := l.app.Get(name).AsArray(); subs != nil {
			for _, s := range subs.Items() {
				sub := s.AsObject()
				for _, p := range texts(sub, "pages") {
					add(path.Join(text(sub, "root"), p))
				}
			}
		}
	}
	return out
}

// read finds every page and component with its files.
func (l *loading) read() {
	for _, p := range l.pages {
		if !l.exists(p+".wxml") && l.script(p) == "" {
			l.report(diag.Error, "app.json", "page-missing", "the page %q has no files; expected %s.wxml and %s.js", p, p, p)
			l.failed[p] = fmt.Errorf("the page %q has no files", p)
			continue
		}
		l.component(p, true)
	}
	if tabs := object(l.app, "tabBar"); tabs != nil {
		if list := tabs.Get("list").AsArray(); list != nil {
			for _, t := range list.Items() {
				p := strings.Trim(text(t.AsObject(), "pagePath"), "/")
				if l.components[p] == nil && l.failed[p] == nil {
					l.report(diag.Error, "app.json", "tab-page-missing", "the tab page %q is not among the pages", p)
				}
				l.pkg.logic.Tabs = append(l.pkg.logic.Tabs, p)
			}
		}
	}
	l.appScript = l.script("app")
	l.pkg.logic.Entry = l.pages[0]
	if e := strings.Trim(text(l.app, "entryPagePath"), "/"); e != "" {
		l.pkg.logic.Entry = e
	}
}

func (l *loading) exists(file string) bool {
	info, err := fs.Stat(l.fsys, file)
	return err == nil && !info.IsDir()
}

// script returns the script of a page or component, "" for none.
func (l *loading) script(base string) string {
	for _, ext := range []string{".js", ".ts"} {
		if l.exists(base + ext) {
			return base + ext
		}
	}
	return ""
}

// component reads a page or component and, first, the components it uses.
func (l *loading) component(p string, isPage bool) *logic.Component {
	if c := l.components[p]; c != nil {
		c.IsPage = c.IsPage || isPage
		return c
	}
	c := &logic.Component{Path: p, IsPage: isPage, Using: make(map[string]*logic.Component), Script: l.script(p)}
	l.components[p] = c
	cfg := l.json(p + ".json")
	if cfg == nil {
		cfg = value.NewObject()
	}
	c.Config = value.FromObject(l.merged(cfg, isPage))
	c.Options = componentOptions(cfg)
	l.using(c, l.global, "app.json", nil)
	l.using(c, object(cfg, "usingComponents"), p+".json", object(cfg, "componentPlaceholder"))
	l.generics(c, object(cfg, "componentGenerics"))
	if c.Script == "" {
		sev := diag.Warning
		if isPage {
			sev = diag.Error
		}
		l.report(sev, p+".js", "script-missing", "the script is missing; a page or component needs one that calls Page() or Component()")
	}
	l.order = append(l.order, c)
	return c
}

// merged is a page's configuration: its own over the window of app.json.
func (l *loading) merged(cfg *value.Object, isPage bool) *value.Object {
	if !isPage || l.pkg.window == nil {
		return cfg
	}
	out := value.NewObject()
	for i, k := range l.pkg.window.Keys() {
		out.Put(k, l.pkg.window.Values()[i])
	}
	for i, k := range cfg.Keys() {
		out.Put(k, cfg.Values()[i])
	}
	return out
}

// componentOptions are the options of a definition that its JSON file gives.
func componentOptions(cfg *value.Object) *value.Object {
	out := value.NewObject()
	if o := object(cfg, "options"); o != nil {
		for i, k := range o.Keys() {
			out.Put(k, o.Values()[i])
		}
	}
	for _, name := range []string{"styleIsolation", "pureDataPattern", "addGlobalClass", "virtualHost"} {
		if v, ok := cfg.Lookup(name); ok {
			out.Put(name, v)
		}
	}
	return out
}

// using resolves a usingComponents map. What cannot be found is a warning and
// its tag a plain node, as a missing component must not stop a page.
func (l *loading) using(c *logic.Component, o *value.Object, file string, _ *value.Object) {
	if o == nil {
		return
	}
	for i, tag := range o.Keys() {
		ref, _ := o.Values()[i].AsString()
		if strings.HasPrefix(ref, "plugin://") || strings.HasPrefix(ref, "ext://") {
			l.reportKey(file, tag, "component-plugin", "the component %q comes from a plugin (%s), which mica does not load; the tag is a plain node", tag, ref)
			continue
		}
		base := c.Path
		if file == "app.json" {
			base = ""
		}
		p := l.resolveComponent(base, ref)
		if p == "" {
			l.reportKey(file, tag, "component-missing", "the component %q is not found at %q; the tag is a plain node", tag, ref)
			continue
		}
		c.Using[tag] = l.component(p, false)
	}
}

func (l *loading) generics(c *logic.Component, o *value.Object) {
	if o == nil {
		return
	}
	c.Generics = make(map[string]*logic.Component)
	for i, name := range o.Keys() {
		c.Generics[name] = nil
		if d := o.Values()[i].AsObject(); d != nil {
			if p := l.resolveComponent(c.Path, text(d, "default")); p != "" {
				c.Generics[name] = l.component(p, false)
			}
		}
	}
}

// resolveComponent finds the component that ref names in the JSON file of base:
// absolute, relative, or in a miniprogram_npm folder. A folder stands for its
// index.
func (l *loading) resolveComponent(base, ref string) string {
	if ref == "" {
		return ""
	}
	if rest, ok := strings.CutPrefix(ref, "/"); ok {
		return l.componentAt(rest)
	}
	if p := l.componentAt(path.Join(path.Dir(base), ref)); p != "" {
		return p
	}
	for dir := path.Dir(base); !strings.HasPrefix(ref, "."); dir = path.Dir(dir) {
		if p := l.componentAt(path.Join(dir, "miniprogram_npm", ref)); p != "" {
			return p
		}
		if dir == "." {
			break
		}
	}
	return ""
}

func (l *loading) componentAt(p string) string {
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	for _, c := range []string{p, path.Join(p, "index")} {
		if l.exists(c+".wxml") || l.script(c) != "" && l.exists(c+".json") {
			return c
		}
	}
	return ""
}
