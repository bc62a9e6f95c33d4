package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja_nodejs/require"
	"github.com/evanw/esbuild/pkg/api"
	"github.com/go-sourcemap/sourcemap"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// ScriptOptions says how the scripts of a package are found and compiled. The
// zero value is what WeChat does.
type ScriptOptions struct {
	// Alias is resolveAlias of app.json: "x/*": "y/*", or exact names. The
	// longest match wins; targets are paths of the package.
	Alias map[string]string
	// NodeResolve lets a directory of the package stand for its index file. In
	// npm packages it always does.
	NodeResolve bool
	// Define replaces identifiers and dotted names by JavaScript literals, where
	// they are not declared. nil replaces process.env.NODE_ENV by "production",
	// as the builders of npm packages do.
	Define map[string]string
	// Words are looked for in all scripts; see [Scripts.Mentions].
	Words []string
	// MaxSize is the size of one script in bytes, 4 MiB by default. MaxDepth is
	// how deep its brackets may be nested, 500 by default; one expression may
	// have ten times as many operators in a row. The parsers are recursive and
	// take quadratic time for such text. Negative values lift a limit.
	MaxSize, MaxDepth int
}

// Scripts are the scripts of one package. Each file is compiled once, when it is
// first needed or by [Scripts.Compile], and shared by every VM made with it. It
// is safe for concurrent use. The files must not change.
type Scripts struct {
	fsys     fs.FS
	opts     ScriptOptions
	registry *require.Registry

	mu       sync.Mutex
	files    map[string]*script
	resolved map[[2]string]string
	zones    zoneCache

	searchOnce sync.Once
	bigint     bool
	lastMatch  bool
	primitive  bool
	mentions   map[string]bool
	sources    map[string][]byte // read while searching, and not yet compiled
}

// script is one compiled file.
type script struct {
	once     sync.Once
	program  *goja.Program // gives a function of module parameters; nil for JSON
	params   []int         // the helpers it takes after exports, require and module
	requires bool          // it has the word require in it
	kinds    funcKind
	hooks    []hook   // what it takes after the helpers
	assigns  []string // of the undefinedGlobals, where it is strict
	json     value.Value
	err      error
	warnings diag.List
}

// NewScripts returns the scripts in fsys. Nothing is read yet.
func NewScripts(fsys fs.FS, opts ScriptOptions) *Scripts {
	opts.MaxSize = orDefault(opts.MaxSize, 4<<20)
	opts.MaxDepth = orDefault(opts.MaxDepth, 500)
	if opts.Define == nil {
		opts.Define = map[string]string{"process.env.NODE_ENV": `"production"`}
	}
	s := &Scripts{
		fsys:     fsys,
		opts:     opts,
		files:    make(map[string]*script),
		resolved: make(map[[2]string]string),
	}
	s.registry = newRegistry()
	return s
}

// Compile compiles the file at path, which is .js, .mjs, .cjs, .ts or .json,
// unless that has been done. The error is a [diag.List] with file, line, column
// and source line, or what the fs.FS returned.
func (s *Scripts) Compile(path string) error {
	return s.script(cleanPath(path)).err
}

// Warnings returns what the compiler found doubtful in a file, compiling it if
// need be.
func (s *Scripts) Warnings(path string) diag.List {
	return s.script(cleanPath(path)).warnings
}

// cleanPath returns the path of a file as fs.FS takes it.
func cleanPath(p string) string { return strings.TrimPrefix(path.Clean("/"+p), "/") }

// script returns the compiled file at a clean path.
func (s *Scripts) script(p string) *script {
	s.mu.Lock()
	f := s.files[p]
	if f == nil {
		f = &script{}
		s.files[p] = f
	}
	s.mu.Unlock()
	f.once.Do(func() { s.compile(p, f) })
	return f
}

func (s *Scripts) compile(p string, f *script) {
	src, err := s.source(p)
	if err != nil {
		f.err = err
		return
	}
	if f.err = checkDepth(p, src, s.opts.MaxDepth); f.err != nil {
		return
	}
	switch ext := path.Ext(p); ext {
	case ".json":
		f.json, f.err = parseJSON(p, src)
	case ".js", ".mjs", ".cjs", ".ts":
		s.compileScript(p, src, f)
	default:
		f.err = fmt.Errorf("%s: %q is no extension of a script", p, ext)
	}
}

// keptSources is how many bytes of scripts are kept from when they were searched
// for BigInt to when they are compiled.
const keptSources = 8 << 20

// source returns the text of a script, read once.
func (s *Scripts) source(p string) ([]byte, error) {
	s.usesBigInt()
	s.mu.Lock()
	src, ok := s.sources[p]
	delete(s.sources, p)
	s.mu.Unlock()
	if ok {
		return src, nil
	}
	return s.read(p)
}

func (s *Scripts) read(p string) ([]byte, error) {
	src, err := fs.ReadFile(s.fsys, p)
	if err != nil {
		return nil, err
	}
	if len(src) > s.opts.MaxSize {
		return nil, &LimitError{Limit: LimitSourceSize, Max: fmt.Sprintf("%d bytes", s.opts.MaxSize), File: p, Line: 1, Col: 1}
	}
	return bytes.TrimPrefix(src, []byte("\ufeff")), nil
}

// transform turns a script into CommonJS of a dialect that goja can run.
// With noRest the rest properties of object patterns become loops of JavaScript.
func transform(p, src string, loader api.Loader, define map[string]string, noRest bool) api.TransformResult {
	supported := map[string]bool{"async-generator": false, "for-await": false, "dynamic-import": false, "bigint": false}
	if noRest {
		supported["object-rest-spread"] = false
	}
	return api.Transform(src, api.TransformOptions{
		Sourcefile:     "/" + p,
		Loader:         loader,
		Format:         api.FormatCommonJS,
		Platform:       api.PlatformNeutral,
		Target:         api.ES2022,
		Supported:      supported,
		Sourcemap:      api.SourceMapExternal,
		SourcesContent: api.SourcesContentExclude,
		LegalComments:  api.LegalCommentsNone,
		LogLevel:       api.LogLevelSilent,
		Define:         define,
	})
}

func (s *Scripts) compileScript(p string, src []byte, f *script) {
	if again := s.compileAs(p, src, f, false); again {
		s.compileAs(p, src, f, true)
	}
}

// compileAs compiles a script; again asks to do so without rest properties,
// since some are where they cannot be guarded.
func (s *Scripts) compileAs(p string, src []byte, f *script, noRest bool) (again bool) {
	f.params, f.hooks, f.assigns = nil, nil, nil
	loader := api.LoaderJS
	if path.Ext(p) == ".ts" {
		loader = api.LoaderTS
	}
	out := transform(p, string(src), loader, s.opts.Define, noRest)
	f.warnings = messages(p, out.Warnings, diag.Warning)
	if errs := messages(p, out.Errors, diag.Error); len(errs) > 0 {
		f.err = errs
		if at := diag.InvalidUTF8(src); at >= 0 {
			f.err = diag.List{diag.At(p, src, at, diag.Error, "js-syntax", "the file is not UTF-8; save it as UTF-8")}
		}
		return false
	}
	smap, err := shiftMap(out.Map)
	if err != nil {
		f.err = fmt.Errorf("%s: %w", p, err)
		return false
	}
	code, names := shareHelpers(string(out.Code))
	f.kinds, f.requires = funcKinds(code), strings.Contains(code, "require")
	head := "(function(exports,require,module"
	for _, i := range names {
		head += "," + helpers[i].name()
		f.params = append(f.params, i)
	}
	head += "){"
	if strings.HasPrefix(code, `"use strict";`) || isModule(string(out.Code)) {
		head += `"use strict";`
		f.assigns = assignedGlobals(code)
	}
	r := rewriter{bigint: s.usesBigInt()}
	f.program, f.err = compileProgram(p, src, head+"\n"+code+"})\n//# sourceMappingURL=map", smap, &r)
	for h, used := range r.used {
		if used {
			f.hooks = append(f.hooks, hook(h))
		}
	}
	return r.rest > 0
}

// mentionsBigInt reports whether a script has something in it that makes a
// BigInt: the name, or a number with an n behind it.
func mentionsBigInt(src []byte) bool {
	if bytes.Contains(src, []byte("BigInt")) {
		return true
	}
	for i := 1; i < len(src); i++ {
		n := bytes.IndexByte(src[i:], 'n')
		if n < 0 {
			break
		}
		i += n
		c := src[i-1]
		if (c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') && (i+1 == len(src) || !isWordByte(src[i+1])) {
			for k := i - 1; k >= 0 && (isWordByte(src[k])); k-- {
				c = src[k]
			}
			if c >= '0' && c <= '9' { // else it is a name that ends in n
				return true
			}
		}
	}
	return false
}

// usesBigInt reports whether a script of the package may make a BigInt. Most
// packages have none; then there is no BigInt, and operators need not look.
func (s *Scripts) usesBigInt() bool {
	s.searchOnce.Do(s.search)
	return s.bigint
}

// mentionsLastMatch finds where a script reads a property of RegExp that tells of
// the last match, whatever the property.
var mentionsLastMatch = regexp.MustCompile(`RegExp\s*(?:\.\s*(?:\$|last|left|right|input)|\[)`)

// readsLastMatch reports whether a script of the package may read RegExp.$1 and
// the like. In most packages no match is remembered.
func (s *Scripts) readsLastMatch() bool {
	s.searchOnce.Do(s.search)
	return s.lastMatch
}

// mentionsToPrimitive reports whether a script of the package may have objects with
// a Symbol.toPrimitive.
func (s *Scripts) mentionsToPrimitive() bool {
	s.searchOnce.Do(s.search)
	return s.primitive
}

// Mentions reports whether a script of the package has one of
// [ScriptOptions.Words] in its text: what only few programs look for need not be
// there for all. It is safe for concurrent use.
func (s *Scripts) Mentions(word string) bool {
	s.searchOnce.Do(s.search)
	return s.mentions[word]
}

// search reads all scripts, looking for BigInts and the words of the options.
func (s *Scripts) search() {
	kept := 0
	s.sources, s.mentions = make(map[string][]byte), make(map[string]bool)
	_ = fs.WalkDir(s.fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch path.Ext(p) {
		case ".js", ".mjs", ".cjs", ".ts":
		default:
			return nil
		}
		if err != nil || d.IsDir() {
			return nil
		}
		src, err := s.read(p)
		if err != nil {
			return nil
		}
		s.bigint = s.bigint || mentionsBigInt(src)
		s.lastMatch = s.lastMatch || mentionsLastMatch.Match(src)
		s.primitive = s.primitive || bytes.Contains(src, []byte("toPrimitive"))
		for _, w := range s.opts.Words {
			if !s.mentions[w] && bytes.Contains(src, []byte(w)) {
				s.mentions[w] = true
			}
		}
		if kept += len(src); kept <= keptSources {
			s.sources[p] = src
		}
		if s.bigint && s.lastMatch && s.primitive && len(s.mentions) == len(s.opts.Words) {
			return fs.SkipAll
		}
		return nil
	})
}

// maxMessages is how many of esbuild's messages about one script are kept of each
// kind.
const maxMessages = 100

// messages turns esbuild's messages into diagnostics.
func messages(p string, msgs []api.Message, sev diag.Severity) diag.List {
	var list diag.List
	for _, m := range msgs {
		if len(list) == maxMessages {
			break
		}
		if m.ID == "bigint" { // literals become calls of BigInt, which goja has
			continue
		}
		code := "js-syntax"
		if m.ID != "" {
			code = "js-" + m.ID
		}
		d := &diag.Diagnostic{File: p, Severity: sev, Code: code, Message: m.Text}
		if l := m.Location; l != nil {
			d.Line, d.Source = l.Line, l.LineText
			d.Col = utf8.RuneCountInString(l.LineText[:min(l.Column, len(l.LineText))]) + 1
		}
		for _, n := range m.Notes {
			d.Message += "; " + n.Text
		}
		list = append(list, d)
	}
	list.Sort()
	return list
}

// compileProgram compiles what esbuild has written. goja refuses some of it,
// such as a regular expression that is wrong.
func compileProgram(p string, src []byte, code string, smap []byte, r *rewriter) (program *goja.Program, err error) {
	defer func() {
		if x := recover(); x != nil {
			program, err = nil, fmt.Errorf("%s: the compiler failed: %v", p, x)
		}
	}()
	tree, err := goja.Parse("/"+p, code, parser.WithSourceMapLoader(func(string) ([]byte, error) { return smap, nil }))
	if err == nil {
		r.rewrite(tree)
		program, err = goja.CompileAST(tree, false)
	}
	var list parser.ErrorList
	var syntax *goja.CompilerSyntaxError
	switch {
	case errors.As(err, &list):
		return nil, parseErrors(p, src, list, smap)
	case errors.As(err, &syntax):
		d := &diag.Diagnostic{File: p, Severity: diag.Error, Code: "js-syntax", Message: syntax.Message}
		if syntax.File != nil {
			pos := syntax.File.Position(syntax.Offset)
			d.Line, d.Col, d.Source = pos.Line, pos.Column, sourceLine(src, pos.Line)
		}
		return nil, diag.List{d}
	}
	return program, err
}

// parseErrors are the errors of goja's parser, which have positions in the code.
func parseErrors(p string, src []byte, list parser.ErrorList, smap []byte) error {
	m, err := sourcemap.Parse("", smap)
	if err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	var out diag.List
	for _, e := range list {
		d := &diag.Diagnostic{File: p, Severity: diag.Error, Code: "js-syntax", Message: e.Message}
		if _, _, line, col, ok := m.Source(e.Position.Line, e.Position.Column); ok {
			d.Line, d.Col, d.Source = line, col, sourceLine(src, line)
		}
		out = append(out, d)
	}
	return out
}

// sourceLine returns line n of src, counted from 1.
func sourceLine(src []byte, n int) string {
	for i, line := range strings.Split(string(src), "\n") {
		if i == n-1 {
			return strings.TrimSuffix(line, "\r")
		}
	}
	return ""
}

// parseJSON reads a JSON file; the error has the place.
func parseJSON(p string, src []byte) (value.Value, error) {
	var raw json.RawMessage // ParseJSON does not tell the place
	err := json.Unmarshal(src, &raw)
	if err == nil {
		return value.ParseJSON(src)
	}
	offset := len(src)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && !strings.HasPrefix(syntax.Error(), "unexpected end") {
		offset = max(int(syntax.Offset)-1, 0)
	}
	return value.Value{}, diag.List{diag.At(p, src, offset, diag.Error, "json-syntax", err.Error())}
}
