package sandbox

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// NotFoundError reports that a module was required which is not in the package.
type NotFoundError struct {
	// Path is the path that was tried first, Request what the script asked for.
	Path, Request string
	// From is the file that asked; empty for the host.
	From string
}

// Error returns WeChat's text (spec app §4.1).
func (e *NotFoundError) Error() string {
	return fmt.Sprintf("module '%s' is not defined, require args is '%s'", e.Path, e.Request)
}

// maxResolved bounds what Resolve remembers; a program may ask for names
// without end.
const maxResolved = 10_000

// Resolve finds the file that request means in the file from, a path of the
// package; an empty from stands for the package's root. The rules are those of
// spec app §4.1: aliases first, then a path relative to from, with or without a
// leading dot and extension (.js, .ts, .json), or absolute; a bare name that is
// no relative path is looked for in the miniprogram_npm and node_modules
// directories from that of from up to the root, and at last as a path of the
// package. Directories stand for their index file in npm packages and with
// [ScriptOptions.NodeResolve]. The error is a [*NotFoundError].
func (s *Scripts) Resolve(from, request string) (string, error) {
	dir := path.Dir(cleanPath(from))
	if from == "" {
		dir = "."
	}
	key := [2]string{dir, request}
	s.mu.Lock()
	p, ok := s.resolved[key]
	s.mu.Unlock()
	if ok {
		return p, nil
	}
	p, tried := s.find(dir, request)
	if p == "" {
		if tried == "." {
			tried = ""
		}
		if !strings.HasSuffix(tried, ".js") {
			tried += ".js"
		}
		return "", &NotFoundError{Path: tried, Request: request, From: cleanPath(from)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.resolved) >= maxResolved {
		clear(s.resolved)
	}
	s.resolved[key] = p
	return p, nil
}

// find returns the file, or "" and the path it would have had.
func (s *Scripts) find(dir, request string) (file, tried string) {
	if target, ok := s.alias(request); ok {
		tried = cleanPath(target)
		return s.file(tried, s.opts.NodeResolve), tried
	}
	if strings.HasPrefix(request, "/") {
		tried = cleanPath(request)
		return s.file(tried, s.opts.NodeResolve), tried
	}
	tried = path.Join(dir, request)
	if file := s.file(tried, s.opts.NodeResolve || inPackage(dir)); file != "" {
		return file, tried
	}
	if request == "" || request == "." || strings.HasPrefix(request, "./") || strings.HasPrefix(request, "..") {
		return "", tried
	}
	for d := dir; ; d = path.Dir(d) {
		if file := s.file(path.Join(d, "miniprogram_npm", request), true); file != "" {
			return file, tried
		}
		if file := s.nodeModule(path.Join(d, "node_modules"), request); file != "" {
			return file, tried
		}
		if d == "." {
			break
		}
	}
	return s.file(cleanPath(request), s.opts.NodeResolve), tried
}

// inPackage reports whether dir is inside an npm package.
func inPackage(dir string) bool {
	dir = "/" + dir + "/"
	return strings.Contains(dir, "/miniprogram_npm/") || strings.Contains(dir, "/node_modules/")
}

// alias applies resolveAlias.
func (s *Scripts) alias(request string) (target string, ok bool) {
	best := -1
	for pattern, t := range s.opts.Alias {
		prefix, wild := strings.CutSuffix(pattern, "*")
		switch {
		case len(prefix) <= best:
		case wild && strings.HasPrefix(request, prefix):
			best = len(prefix)
			target = strings.TrimSuffix(t, "*") + request[len(prefix):]
		case !wild && request == pattern:
			best = len(pattern)
			target = t
		}
	}
	return target, best >= 0
}

// file returns the script that the path p without leading slash stands for, or
// "".
func (s *Scripts) file(p string, index bool) string {
	if !fs.ValidPath(p) {
		return ""
	}
	switch ext := path.Ext(p); ext {
	case ".js", ".ts", ".json", ".mjs", ".cjs":
		if s.isFile(p) {
			return p
		}
		if ts := strings.TrimSuffix(p, ext) + ".ts"; ext == ".js" && s.isFile(ts) {
			return ts
		}
	}
	for _, ext := range [...]string{".js", ".ts", ".json"} {
		if s.isFile(p + ext) {
			return p + ext
		}
	}
	if index {
		return s.file(path.Join(p, "index"), false)
	}
	return ""
}

func (s *Scripts) isFile(p string) bool {
	info, err := fs.Stat(s.fsys, p)
	return err == nil && info.Mode().IsRegular()
}

// nodeModule finds a request in a node_modules directory: in the directory that
// package.json names as miniprogram, else by its main file.
func (s *Scripts) nodeModule(modules, request string) string {
	name, sub, _ := strings.Cut(request, "/")
	if strings.HasPrefix(name, "@") {
		var rest string
		rest, sub, _ = strings.Cut(sub, "/")
		name += "/" + rest
	}
	dir := path.Join(modules, name)
	if !fs.ValidPath(dir) {
		return ""
	}
	var pkg struct{ Miniprogram, Main string }
	if data, err := s.read(dir + "/package.json"); err == nil {
		// A package.json that is wrong is as good as none.
		_ = json.Unmarshal(data, &pkg)
	}
	if pkg.Miniprogram != "" {
		if file := s.file(path.Join(dir, pkg.Miniprogram, sub), true); file != "" {
			return file
		}
	}
	if sub == "" && pkg.Main != "" {
		if file := s.file(path.Join(dir, pkg.Main), true); file != "" {
			return file
		}
	}
	return s.file(path.Join(dir, sub), true)
}
