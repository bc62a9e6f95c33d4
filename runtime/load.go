package runtime

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/runtime/pack"
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
	files  fs.FS
	themes map[string]*value.Object // the variables of theme.json; nil without dark mode
	// source and component are for worker processes, which load the program again.
	source    *snapshotFS
	component string
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
	// Pack is how LoadFile opens a package: its limits, and the keys that it has to
	// be signed with.
	Pack pack.Options
	// logicOnly leaves out what only the view's side uses: styles.
	logicOnly bool
}

// Load loads the mini-program below fsys; see [Load].
func (l Loader) Load(fsys fs.FS) (*Package, error) {
	ld := newLoading(fsys)
	ld.logicOnly, ld.pkg.component = l.logicOnly, l.Component
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

// LoadFile loads the mini-program with that name: a folder, a zip archive or a
// .wxapkg; see package [github.com/mica-go/mica/runtime/pack]. The errors are those
// of Load, of pack.OpenFile and, where Loader.Pack demands a signature, a
// *pack.SignatureError.
func LoadFile(name string) (*Package, error) { return Loader{}.LoadFile(name) }

// LoadFile loads the mini-program with that name; see [LoadFile].
func (l Loader) LoadFile(name string) (*Package, error) {
	a, err := pack.OpenFile(name, l.Pack)
	if err != nil {
		return nil, err
	}
	p, err := l.Load(a)
	if err != nil {
		a.Close()
	}
	return p, err
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
	extPages   *value.Object // what ext.json says of pages
	subs       []*logic.Subpackage
	tabPages   map[*logic.Component]bool // those with a custom tab bar at their end
	files      *wxml.Files
	styles     *wxss.Loader
	scripts    *sandbox.Scripts
	appScript  string
	requires   map[string][]string // the modules that a script requires
	needs      map[string][]string // those that it requires at once

	mu     sync.Mutex
	diags  Diagnostics
	kept   map[fileSeverity]int // how many of diags there are
	failed map[string]error     // by page or component path

	logicOnly bool
}

func newLoading(fsys fs.FS) *loading {
	source := newSnapshotFS(fsys)
	return &loading{
		fsys: source, pkg: &Package{sheets: make(map[string]*wxss.Sheet), source: source}, components: make(map[string]*logic.Component),
		tabPages: make(map[*logic.Component]bool), requires: make(map[string][]string), needs: make(map[string][]string), failed: make(map[string]error),
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
	l.add(&Diagnostic{File: file, Severity: sev, Code: code, Message: fmt.Sprintf(format, args...)})
}

// reportKey warns about a key, or a text, of a JSON file; inside is the key of
// the object that it is in, or "".
func (l *loading) reportKey(file, inside, key, code, format string, args ...any) {
	if l.full(file, diag.Warning) { // to find the place takes a reading of the file
		return
	}
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		l.report(diag.Warning, file, code, format, args...)
		return
	}
	l.add(diag.At(file, src, keyOffset(src, inside, key), diag.Warning, code, fmt.Sprintf(format, args...)))
}

// maxDiagnostics is how many diagnostics of each severity are kept of one file.
const maxDiagnostics = 1000

type fileSeverity struct {
	file string
	sev  diag.Severity
}

// full reports whether no more of that severity are kept of the file.
func (l *loading) full(file string, sev diag.Severity) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept[fileSeverity{file, sev}] >= maxDiagnostics
}

func (l *loading) add(list ...*Diagnostic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept = make(map[fileSeverity]int)
	}
	for _, d := range list {
		key := fileSeverity{d.File, d.Severity}
		if l.kept[key] < maxDiagnostics {
			l.kept[key]++
			l.diags = append(l.diags, d)
		}
	}
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
