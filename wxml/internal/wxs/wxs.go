package wxs

import (
	"github.com/mica-go/mica/internal/diag"
)

// Options chooses the dialect.
type Options struct {
	// Strict rejects what the legacy compiler rejects (spec wxs §3-§6), and
	// hides the members and globals that the legacy library does not have.
	// Default false: JavaScript as the newer framework takes it.
	Strict bool
}

// Require is a module that another one asks for by a constant path.
type Require struct {
	// Path is the argument of require.
	Path string
	// Offset is where the argument stands, in bytes of the file.
	Offset int
}

// Module is one compiled WXS module. It is immutable and may be used by any
// number of contexts and goroutines.
type Module struct {
	file     string
	src      []byte // the file, for positions
	text     string // the module's code, for function sources
	start    int
	strict   bool
	root     *funcCode // nil when the source has errors
	nvars    int
	unset    []int // module variables that are unset at first
	requires []Require
}

// File returns the path that the module was compiled under.
func (m *Module) File() string { return m.file }

// Requires returns the modules that this one requires by a constant path, in
// the order of the source. The slice must not be changed.
func (m *Module) Requires() []Require { return m.requires }

// Compile compiles a WXS file. The module is never nil; when the list has
// errors it exports undefined. Warnings name what will fail or surprise when it
// runs: unknown names, assignments to constants, comments without an end. src
// must not be changed afterwards.
func Compile(file string, src []byte, opts Options) (*Module, diag.List) {
	return CompileAt(file, src, 0, len(src), opts)
}

// CompileAt compiles the WXS code fileSrc[start:end], the body of a wxs tag.
// Positions of diagnostics and errors are those of the whole file. See
// [Compile].
func CompileAt(file string, fileSrc []byte, start, end int, opts Options) (*Module, diag.List) {
	end = max(0, min(end, len(fileSrc)))
	start = max(0, min(start, end))
	m := &Module{file: file, src: fileSrc, start: start, text: string(fileSrc[start:end]), strict: opts.Strict}
	p := newParser(file, fileSrc, m.text, start, end, opts.Strict)
	root := p.module()
	if !p.diags.HasErrors() {
		r := resolve(p, root)
		if !p.diags.HasErrors() {
			g := &compiler{mod: m, parser: p, resolver: r}
			code := g.module(root)
			if !p.diags.HasErrors() {
				m.root, m.nvars, m.requires = code, r.nmodule, r.requires
			}
		}
	}
	p.diags.Sort()
	return m, p.diags
}
