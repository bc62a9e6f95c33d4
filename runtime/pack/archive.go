package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Format is the kind of a container.
type Format string

// The formats. Dir is a folder of the machine's file system.
const (
	Dir    Format = "folder"
	Zip    Format = "zip"
	Wxapkg Format = "wxapkg"
)

// Limits bounds what a container may hold. A zero field means its default, a
// negative one 1<<30.
type Limits struct {
	// Size is the sum of the sizes of all files, unpacked, in bytes; 64 MiB by
	// default. WeChat allows a program 30 MB.
	Size int64
	// File is the size of one file in bytes; 16 MiB by default. It holds for
	// folders too.
	File int64
	// Files is the number of files and folders; 20 000 by default.
	Files int
	// Depth is how many folders may be inside each other; 32 by default.
	Depth int
	// Name is the length of a path in bytes; 512 by default.
	Name int
}

func (l Limits) withDefaults() Limits {
	set(&l.Size, 64<<20)
	set(&l.File, 16<<20)
	set(&l.Files, 20_000)
	set(&l.Depth, 32)
	set(&l.Name, 512)
	return l
}

func set[T int | int64](v *T, def T) {
	switch {
	case *v == 0:
		*v = def
	case *v < 0:
		*v = 1 << 30
	}
}

// Error tells what is wrong with a container.
type Error struct {
	// File is the path inside the container, "" where it is about the whole.
	File string
	// Reason is the rest, for a person.
	Reason string
}

// Error returns the reason, with the file if there is one.
func (e *Error) Error() string {
	if e.File == "" {
		return "package: " + e.Reason
	}
	return fmt.Sprintf("package: %q: %s", e.File, e.Reason)
}

func problem(file, format string, args ...any) error {
	return &Error{File: file, Reason: fmt.Sprintf(format, args...)}
}

// Archive is an open container: an fs.FS of what is in it.
type Archive struct {
	format Format
	size   int64 // of all files
	limits Limits
	sig    *Signature
	nodes  map[string]*node
	root   fs.FS // of a folder
	closer io.Closer
}

// node is a file or a folder of an archive.
type node struct {
	name  string // the last element of its path
	size  int64
	read  func() (io.ReadCloser, error) // nil for a folder
	under []*node                       // of a folder, sorted by name
}

// Format returns what kind of container it is.
func (a *Archive) Format() Format { return a.format }

// Size returns the size of all files, unpacked, in bytes; 0 for a folder.
func (a *Archive) Size() int64 { return a.size }

// Signature returns the signature of the container, nil where it has none. It
// was verified only where [Options].Keys were given.
func (a *Archive) Signature() *Signature { return a.sig }

// Close releases the folder that [OpenFile] opened; its files can not be read
// afterwards. For a container it does nothing.
func (a *Archive) Close() error {
	if a.closer == nil {
		return nil
	}
	return a.closer.Close()
}

// checkName checks the path of a file and returns it as fs.FS wants it.
func (l *Limits) checkName(name string) (string, error) {
	shown := name[:min(len(name), 80)]
	switch {
	case len(name) > l.Name:
		return "", problem(shown, "the name is longer than %d bytes", l.Name)
	case !utf8.ValidString(name):
		return "", problem(strings.ToValidUTF8(shown, "?"), "the name is no UTF-8")
	case strings.ContainsAny(name, "\\\x00"):
		return "", problem(shown, "the name has a backslash or a NUL in it")
	case strings.Contains(name, ":"):
		return "", problem(shown, "the name has a colon in it, as the drives and streams of Windows do")
	case !fs.ValidPath(name) || name == ".":
		return "", problem(shown, "the name leads out of the package or is not in its simple form")
	case strings.Count(name, "/") >= l.Depth:
		return "", problem(shown, "more than %d folders inside each other", l.Depth)
	}
	return name, nil
}

// add puts a file, or a folder where read is nil, into an archive that is being
// opened.
func (a *Archive) add(name string, size int64, read func() (io.ReadCloser, error)) error {
	if size < 0 || size > a.limits.File {
		return problem(name, "the file has %d bytes, more than the limit of %d", size, a.limits.File)
	}
	if a.size += size; a.size > a.limits.Size {
		return problem("", "the files have more than %d bytes in all", a.limits.Size)
	}
	if old := a.nodes[name]; old != nil {
		if read == nil && old.read == nil {
			return nil // a folder that was known by a file in it
		}
		return problem(name, "the name occurs twice")
	}
	n := &node{name: path.Base(name), size: size, read: read}
	if len(a.nodes) > a.limits.Files {
		return problem("", "more than %d files and folders", a.limits.Files)
	}
	a.nodes[name] = n
	parent := path.Dir(name)
	if a.nodes[parent] == nil {
		if err := a.add(parent, 0, nil); err != nil {
			return err
		}
	}
	if a.nodes[parent].read != nil {
		return problem(name, "%q is a file and a folder", parent)
	}
	a.nodes[parent].under = append(a.nodes[parent].under, n)
	return nil
}

// finish sorts the folders when all files are there.
func (a *Archive) finish() {
	for _, n := range a.nodes {
		slices.SortFunc(n.under, func(x, y *node) int { return strings.Compare(x.name, y.name) })
	}
}

// Open opens a file or a folder; see fs.FS.
func (a *Archive) Open(name string) (fs.File, error) {
	n, err := a.find("open", name)
	switch {
	case err != nil:
		return nil, err
	case a.root != nil:
		return a.openHost(name)
	case n.read == nil:
		return &openDir{node: n}, nil
	}
	data, err := a.content(n)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return &openFile{node: n, Reader: bytes.NewReader(data)}, nil
}

// openHost opens a file of a folder, unless it is larger than the limit.
func (a *Archive) openHost(name string) (fs.File, error) {
	info, err := fs.Stat(a.root, name) // to open a pipe would wait for its other end
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
	case !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "open", Path: name, Err: problem("", "neither a file nor a folder")}
	case info.Size() > a.limits.File:
		return nil, &fs.PathError{Op: "open", Path: name, Err: problem("", "the file has %d bytes, more than the limit of %d", info.Size(), a.limits.File)}
	}
	return a.root.Open(name)
}

// ReadFile returns the content of a file; see fs.ReadFileFS.
func (a *Archive) ReadFile(name string) ([]byte, error) {
	n, err := a.find("read", name)
	switch {
	case err != nil:
		return nil, err
	case a.root != nil:
		f, err := a.openHost(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return io.ReadAll(io.LimitReader(f, a.limits.File))
	case n.read == nil:
		return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("is a folder")}
	}
	data, err := a.content(n)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return data, nil
}

// Stat describes a file or folder; see fs.StatFS.
func (a *Archive) Stat(name string) (fs.FileInfo, error) {
	n, err := a.find("stat", name)
	if err != nil {
		return nil, err
	}
	if a.root != nil {
		return fs.Stat(a.root, name)
	}
	return n, nil
}

// ReadDir lists a folder by name; see fs.ReadDirFS.
func (a *Archive) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := a.find("readdir", name)
	switch {
	case err != nil:
		return nil, err
	case a.root != nil:
		return fs.ReadDir(a.root, name)
	case n.read != nil:
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("is no folder")}
	}
	return n.entries(), nil
}

func (a *Archive) find(op, name string) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n := a.nodes[name]
	if n == nil && a.root == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

// content reads a file. No more is unpacked than the container says that there
// is.
func (a *Archive) content(n *node) ([]byte, error) {
	r, err := n.read()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, n.size)
	if _, err := io.ReadFull(r, data); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) && n.size > 0 {
			return nil, problem("", "the file is shorter than the package says")
		}
		return nil, problem("", "the file is damaged: %v", err)
	}
	var more [1]byte
	switch k, err := r.Read(more[:]); {
	case k > 0:
		return nil, problem("", "the file is longer than the package says")
	case err != nil && err != io.EOF:
		return nil, problem("", "the file is damaged: %v", err)
	}
	return data, nil
}

func (n *node) entries() []fs.DirEntry {
	out := make([]fs.DirEntry, len(n.under))
	for i, x := range n.under {
		out[i] = fs.FileInfoToDirEntry(x)
	}
	return out
}

// A node is its own fs.FileInfo.

func (n *node) Name() string       { return n.name }
func (n *node) Size() int64        { return n.size }
func (n *node) ModTime() time.Time { return time.Time{} }
func (n *node) IsDir() bool        { return n.read == nil }
func (n *node) Sys() any           { return nil }
func (n *node) Mode() fs.FileMode {
	if n.read == nil {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

type openFile struct {
	*bytes.Reader
	node *node
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFile) Close() error               { return nil }

type openDir struct {
	node *node
	at   int
}

func (d *openDir) Stat() (fs.FileInfo, error) { return d.node, nil }
func (d *openDir) Close() error               { return nil }
func (d *openDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.node.name, Err: errors.New("is a folder")}
}

// ReadDir implements fs.ReadDirFile.
func (d *openDir) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := d.node.entries()[d.at:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n > 0 && len(rest) > n {
		rest = rest[:n]
	}
	d.at += len(rest)
	return rest, nil
}

// openFolder opens a folder of the machine: links that lead out of it can not be
// followed.
func openFolder(name string, limits Limits) (*Archive, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Archive{format: Dir, limits: limits, root: root.FS(), closer: root}, nil
}
