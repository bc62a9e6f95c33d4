package wxss

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Load reads the style sheet at path (slash-separated, relative to fsys) and every file that it imports. An @import is
// replaced by the rules of its file where it stands, inside @media, @supports and @layer if it names them, as often as
// it is written. Paths are relative to the importing file, or start at the root of fsys if they begin with a slash.
//
// It always returns a sheet, with what could be read. The diagnostics are those of all files, each file's sorted by
// position, files in the order in which they are first imported; nil if there are none. A file that is missing, a
// remote address and a file that imports itself are left out and reported where the @import stands; a missing path
// itself is reported at its first line. Limits are those of opts.
//
// Load may be called concurrently if fsys may.
func Load(fsys fs.FS, path string, opts Options) (*Sheet, Diagnostics) {
	return NewLoader(fsys, opts).Load(path)
}

// Loader loads sheets of one package and parses each file once, however many sheets import it. It is safe for
// concurrent use if its file system is.
type Loader struct {
	fsys fs.FS
	opts Options

	mu    sync.Mutex
	files map[string]*file
}

// file is a file that is being read or has been read.
type file struct {
	once  sync.Once
	sheet *Sheet // nil if there is no such file
	diags Diagnostics
	err   error
	size  int
}

// NewLoader returns a Loader of fsys. All its sheets are read with the same options.
func NewLoader(fsys fs.FS, opts Options) *Loader {
	return &Loader{fsys: fsys, opts: opts.withDefaults(), files: map[string]*file{}}
}

// Load is like the function [Load].
func (l *Loader) Load(name string) (*Sheet, Diagnostics) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	f := l.file(name)
	if f.err != nil {
		message := fmt.Sprintf("path `%s` not found", name)
		if !errors.Is(f.err, fs.ErrNotExist) {
			message = fmt.Sprintf("path `%s` cannot be read: %v", name, f.err)
		}
		d := &Diagnostic{File: name, Line: 1, Col: 1, Severity: Error, Code: CodeImport, Message: message}
		return &Sheet{Name: name, source: newSource(name, nil)}, Diagnostics{d}
	}
	if !f.sheet.imports {
		return f.sheet, append(Diagnostics(nil), f.diags...)
	}
	x := &expansion{loader: l, budget: l.opts.MaxSize, reports: map[*file]*report{}}
	rules := x.file(f)
	return &Sheet{Name: name, Rules: rules, source: f.sheet.source}, x.diagnostics()
}

// file returns the file of that path, read and parsed.
func (l *Loader) file(name string) *file {
	l.mu.Lock()
	f := l.files[name]
	if f == nil {
		f = &file{}
		l.files[name] = f
	}
	l.mu.Unlock()
	f.once.Do(func() {
		src, err := readFile(l.fsys, name, l.opts.MaxSize)
		if err != nil {
			f.err = err
			return
		}
		f.size = len(src)
		f.sheet, f.diags = Parse(name, src, l.opts)
	})
	return f
}

// readFile reads at most one byte more than limit, which Parse then refuses.
func readFile(fsys fs.FS, name string, limit int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fs.ErrNotExist
	}
	return io.ReadAll(io.LimitReader(f, int64(limit)+1))
}

// expansion replaces the imports of one sheet.
type expansion struct {
	loader  *Loader
	budget  int     // bytes that may still be imported
	chain   []*file // the files whose imports are being followed, from the sheet on
	order   []*file // every file, in the order of its first import
	reports map[*file]*report
	seen    map[findingKey]bool
}

// findingKey tells a finding about an import that was reported already: a file that is imported twice has its own
// imports followed twice.
type findingKey struct {
	file   *file
	offset int32
	code   string
}

// file returns the rules of f with all imports replaced.
func (x *expansion) file(f *file) []Rule {
	if x.reports[f] == nil {
		x.reports[f] = &report{}
		x.order = append(x.order, f)
	}
	x.budget -= f.size
	if !f.sheet.imports {
		return f.sheet.Rules
	}
	x.chain = append(x.chain, f)
	rules := x.rules(f, f.sheet.Rules)
	x.chain = x.chain[:len(x.chain)-1]
	return rules
}

// rules copies a list of rules with its imports replaced; lists inside style rules have none.
func (x *expansion) rules(f *file, list []Rule) []Rule {
	out := make([]Rule, 0, len(list))
	for _, r := range list {
		switch r.Kind {
		case Import:
			out = append(out, x.follow(f, &r)...)
		case Group:
			if len(r.Rules) > 0 {
				r.Rules = x.rules(f, r.Rules)
			}
			out = append(out, r)
		default:
			out = append(out, r)
		}
	}
	return out
}

// follow returns what stands in the place of an import.
func (x *expansion) follow(f *file, r *Rule) []Rule {
	name, ok := resolve(f.sheet.Name, r.Import.Path)
	if !ok {
		return x.notFound(f, r, nil)
	}
	target := x.loader.file(name)
	if target.err != nil {
		return x.notFound(f, r, target.err)
	}
	for _, open := range x.chain {
		if open == target {
			x.report(f, r, Warning, CodeImportCycle, "`"+name+"` imports itself; this @import is left out")
			return nil
		}
	}
	switch {
	case len(x.chain) >= x.loader.opts.MaxDepth:
		x.report(f, r, Error, CodeNesting, fmt.Sprintf("imports go more than %d files deep; `%s` is left out",
			x.loader.opts.MaxDepth, name))
		return nil
	case target.size > x.budget:
		x.report(f, r, Error, CodeSize, fmt.Sprintf("with `%s` the style sheet has more than %d bytes; it is left out",
			name, x.loader.opts.MaxSize))
		return nil
	}
	return wrap(r, x.file(target))
}

// resolve returns the path in the package that an import means. It fails if there can be no such file.
func resolve(importer, target string) (string, bool) {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "//") || strings.HasPrefix(target, "data:") {
		return "", false
	}
	if strings.HasPrefix(target, "/") {
		target = path.Clean(target[1:])
	} else {
		target = path.Join(path.Dir(importer), target)
	}
	return target, fs.ValidPath(target)
}

// wrap puts the rules inside the conditions of the import.
func wrap(r *Rule, rules []Rule) []Rule {
	group := func(name, prelude string) {
		rules = []Rule{{Kind: Group, Name: name, Prelude: prelude, Rules: rules, Source: r.Source, Offset: r.Offset,
			RPX: r.RPX && ConvertRPX(prelude, RPX{}) != prelude}}
	}
	if r.Import.HasLayer {
		group("layer", r.Import.Layer)
	}
	if s := r.Import.Supports; s != "" {
		group("supports", supportsCondition(s))
	}
	if r.Import.Media != "" {
		group("media", r.Import.Media)
	}
	return rules
}

// supportsCondition makes the argument of supports() the prelude of @supports: a bare declaration gets brackets.
func supportsCondition(s string) string {
	n := identEnd(s)
	if n > 0 && strings.HasPrefix(strings.TrimLeft(s[n:], " "), ":") {
		return "(" + s + ")"
	}
	return s
}

func (x *expansion) notFound(f *file, r *Rule, err error) []Rule {
	message := fmt.Sprintf("path `%s` not found from `%s`.", r.Import.Path, f.sheet.Name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		message = fmt.Sprintf("path `%s` cannot be read from `%s`: %v", r.Import.Path, f.sheet.Name, err)
	}
	x.report(f, r, Error, CodeImport, message)
	return nil
}

func (x *expansion) report(f *file, r *Rule, sev Severity, code, message string) {
	key := findingKey{f, r.Offset, code}
	if x.seen[key] {
		return
	}
	if x.seen == nil {
		x.seen = map[findingKey]bool{}
	}
	x.seen[key] = true
	x.reports[f].add(int(r.Offset), sev, code, "%s", message)
}

// diagnostics returns the findings of all files.
func (x *expansion) diagnostics() Diagnostics {
	var out Diagnostics
	for _, f := range x.order {
		own := x.reports[f].diagnostics(f.sheet.source)
		if len(own) == 0 {
			out = append(out, f.diags...)
			continue
		}
		out = append(out, merge(f.diags, own)...)
	}
	return out
}

// merge joins two lists that are sorted by position.
func merge(a, b Diagnostics) Diagnostics {
	out := make(Diagnostics, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].Line < a[0].Line || b[0].Line == a[0].Line && b[0].Col < a[0].Col {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}
