package wxml

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/mica-go/mica/wxml/internal/wxs"
)

// Files reads and parses the WXML and WXS files of one program, each once. It
// is safe for concurrent use.
type Files struct {
	fsys fs.FS

	mu      sync.Mutex
	docs    map[string]*docEntry
	modules map[string]*moduleEntry
}

type docEntry struct {
	once sync.Once
	doc  *Document
	err  error
}

type moduleEntry struct {
	once  sync.Once
	mod   *wxs.Module
	diags Diagnostics
	err   error
}

// NewFiles returns the files below fsys, whose root is the root of the program.
func NewFiles(fsys fs.FS) *Files {
	return &Files{fsys: fsys, docs: make(map[string]*docEntry), modules: make(map[string]*moduleEntry)}
}

// Document returns the parsed file. The error is that of reading it; what is
// wrong inside is in the document's diagnostics.
func (f *Files) Document(file string) (*Document, error) {
	f.mu.Lock()
	e, ok := f.docs[file]
	if !ok {
		e = &docEntry{}
		f.docs[file] = e
	}
	f.mu.Unlock()
	e.once.Do(func() {
		src, err := fs.ReadFile(f.fsys, file)
		if err != nil {
			e.err = err
			return
		}
		e.doc = Parse(file, src)
	})
	return e.doc, e.err
}

// Put gives a file a source of its own instead of the one in the file system.
func (f *Files) Put(file string, src []byte) {
	e := &docEntry{}
	e.once.Do(func() { e.doc = Parse(file, src) })
	f.mu.Lock()
	f.docs[file] = e
	f.mu.Unlock()
}

// Diagnostics returns what the parser had to say about all documents read so
// far, by file and place. Compilations must be done.
func (f *Files) Diagnostics() Diagnostics {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out Diagnostics
	for _, file := range slices.Sorted(maps.Keys(f.docs)) {
		if doc := f.docs[file].doc; doc != nil {
			out = append(out, doc.Diagnostics...)
		}
	}
	return out
}

// Module returns the compiled WXS file, and what its compiler had to say.
func (f *Files) Module(file string) (*Module, Diagnostics, error) {
	f.mu.Lock()
	e, ok := f.modules[file]
	if !ok {
		e = &moduleEntry{}
		f.modules[file] = e
	}
	f.mu.Unlock()
	e.once.Do(func() {
		src, err := fs.ReadFile(f.fsys, file)
		if err != nil {
			e.err = err
			return
		}
		e.mod, e.diags = wxs.Compile(file, src, wxs.Options{})
	})
	return e.mod, e.diags, e.err
}

// Require resolves a require() inside a WXS module, for [WXSConfig].Resolve.
func (f *Files) Require(from *Module, request string) (*Module, error) {
	mod, _, err := f.Module(resolve(from.File(), request, ".wxs"))
	if err != nil {
		return nil, fmt.Errorf("no such WXS module: %s", request)
	}
	return mod, nil
}

// inline returns the compiled body of a <wxs> element.
func (f *Files) inline(doc *Document, e *Element) (*Module, Diagnostics) {
	key := fmt.Sprintf("%s#%d", doc.File, e.Raw.From)
	f.mu.Lock()
	m, ok := f.modules[key]
	if !ok {
		m = &moduleEntry{}
		f.modules[key] = m
	}
	f.mu.Unlock()
	m.once.Do(func() {
		m.mod, m.diags = wxs.CompileAt(doc.File, doc.Source, int(e.Raw.From), int(e.Raw.To), wxs.Options{})
	})
	return m.mod, m.diags
}

// resolve gives the path that src names when it is written in file: relative
// to the file's folder, or from the root after a leading slash. ext is added
// where src lacks it.
func resolve(file, src, ext string) string {
	p := src
	if !strings.HasPrefix(src, "/") {
		p = path.Join(path.Dir(file), src)
	}
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	if !strings.HasSuffix(p, ext) {
		p += ext
	}
	return p
}
