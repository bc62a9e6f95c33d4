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

// maxRequest is how long a path may be, in bytes, that is looked for. No system has
// longer ones.
const maxRequest = 4096

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
	if len(request) > maxRequest {
		short := strings.ToValidUTF8(request[:100], "") + "…"
		return "", &NotFoundError{Path: path.Join(dir, short), Request: short, From: cleanPath(from)}
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
	if request == "" || request == "." || strings.HasPrefix(request, "..") {
		return "", tried
	}
	// Programs write ./name for a package too, and WeChat's tools find it.
	name, dotted := strings.CutPrefix(request, "./")
	for d := dir; ; d = path.Dir(d) {
		if file := s.file(path.Join(d, "miniprogram_npm", name), true); file != "" {
			return file, tried
		}
		if file := s.nodeModule(d, name); file != "" {
			return file, tried
		}
		if d == "." {
			break
		}
	}
	if dotted {
		return "", tried
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

// nodeModule finds a request in the node_modules directory of dir: in the
// directory that the package has for mini-programs, else by its main file.
func (s *Scripts) nodeModule(dir, request string) string {
	root, sub := s.NodePackage(dir, request)
	if root == "" {
		return ""
	}
	if file := s.file(path.Join(root, sub), true); file != "" {
		return file
	}
	root, sub = splitPackage(dir, request)
	if main := s.manifest(root).Main; sub == "" && main != "" {
		if file := s.file(path.Join(root, main), true); file != "" {
			return file
		}
	}
	return s.file(path.Join(root, sub), true)
}

// NodePackage finds the npm package that request names in the node_modules
// directory of dir. root is the package's directory for mini-programs: what its
// package.json says as miniprogram, miniprogram_dist if there is such a directory,
// else the package's own. sub is what request says beyond the package's name.
// root is "" where there is no such package.
func (s *Scripts) NodePackage(dir, request string) (root, sub string) {
	root, sub = splitPackage(dir, request)
	if !fs.ValidPath(root) || !s.isDir(root) {
		return "", ""
	}
	for _, d := range [...]string{s.manifest(root).Miniprogram, "miniprogram_dist"} {
		if p := path.Join(root, d); d != "" && s.isDir(p) {
			return p, sub
		}
	}
	return root, sub
}

// splitPackage gives the directory of the package that request names, and the
// rest of request.
func splitPackage(dir, request string) (root, sub string) {
	name, sub, _ := strings.Cut(request, "/")
	if strings.HasPrefix(name, "@") {
		var rest string
		rest, sub, _ = strings.Cut(sub, "/")
		name += "/" + rest
	}
	return path.Join(dir, "node_modules", name), sub
}

// manifest is what counts in a package.json.
type manifest struct{ Miniprogram, Main string }

// manifest reads the package.json of a package; one that is wrong is as good as
// none.
func (s *Scripts) manifest(root string) (m manifest) {
	if data, err := s.read(root + "/package.json"); err == nil && json.Unmarshal(data, &m) != nil {
		return manifest{}
	}
	return m
}

func (s *Scripts) isDir(p string) bool {
	info, err := fs.Stat(s.fsys, p)
	return err == nil && info.IsDir()
}
