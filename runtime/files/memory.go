package files

import (
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Memory is a System in memory. The zero value is empty and ready; it is safe
// for concurrent use. Hand the same one to a second launch to keep the files.
type Memory struct {
	// Now is the time that changes are marked with; nil is time.Now.
	Now func() time.Time

	mu   sync.Mutex
	root *node
}

// node is a file or a directory. All nodes of a Memory are guarded by its mu.
type node struct {
	children map[string]*node // nil for a file
	data     []byte
	modified time.Time
}

func (m *Memory) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

// find gives a node and, for all but the root, the directory that it is in. The
// node is nil when there is none, the directory too when that is missing.
func (m *Memory) find(op, name string) (dir, n *node, err error) {
	if !fs.ValidPath(name) {
		return nil, nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if m.root == nil {
		m.root = &node{children: make(map[string]*node), modified: m.now()}
	}
	n = m.root
	if name == "." {
		return nil, n, nil
	}
	for rest, more := name, true; more; {
		var elem string
		elem, rest, more = cut(rest)
		if n == nil {
			return nil, nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
		}
		if n.children == nil {
			return nil, nil, &fs.PathError{Op: op, Path: name, Err: syscall.ENOTDIR}
		}
		dir, n = n, n.children[elem]
	}
	return dir, n, nil
}

// must is find for something that has to be there.
func (m *Memory) must(op, name string) (dir, n *node, err error) {
	dir, n, err = m.find(op, name)
	if err == nil && n == nil {
		err = &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return dir, n, err
}

func cut(name string) (elem, rest string, more bool) {
	for k := range len(name) {
		if name[k] == '/' {
			return name[:k], name[k+1:], true
		}
	}
	return name, "", false
}

// Open implements [System].
func (m *Memory) Open(name string, flag int) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fail := func(err error) (File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	dir, n, err := m.find("open", name)
	switch {
	case err != nil:
		return nil, err
	case n == nil && flag&os.O_CREATE == 0:
		return fail(fs.ErrNotExist)
	case n != nil && n.children != nil:
		return fail(syscall.EISDIR)
	case n != nil && flag&(os.O_CREATE|os.O_EXCL) == os.O_CREATE|os.O_EXCL:
		return fail(fs.ErrExist)
	case n == nil:
		n = &node{modified: m.now()}
		dir.children[path.Base(name)] = n
		dir.modified = n.modified
	case flag&os.O_TRUNC != 0:
		n.data, n.modified = nil, m.now()
	}
	return &memoryFile{m: m, n: n, name: path.Base(name), writable: flag&os.O_RDWR != 0}, nil
}

// Mkdir implements [System].
func (m *Memory) Mkdir(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, n, err := m.find("mkdir", name)
	if err != nil {
		return err
	}
	if n != nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrExist}
	}
	dir.children[path.Base(name)] = &node{children: make(map[string]*node), modified: m.now()}
	return nil
}

// Remove implements [System].
func (m *Memory) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, n, err := m.must("remove", name)
	switch {
	case err != nil:
		return err
	case dir == nil:
		return &fs.PathError{Op: "remove", Path: name, Err: fs.ErrInvalid}
	case len(n.children) > 0:
		return &fs.PathError{Op: "remove", Path: name, Err: syscall.ENOTEMPTY}
	}
	delete(dir.children, path.Base(name))
	return nil
}

// Rename implements [System].
func (m *Memory) Rename(oldname, newname string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	fail := func(err error) error { return &fs.PathError{Op: "rename", Path: newname, Err: err} }
	from, n, err := m.must("rename", oldname)
	if err != nil {
		return err
	}
	to, there, err := m.find("rename", newname)
	switch {
	case err != nil:
		return err
	case from == nil || to == nil || inside(n, to):
		return fail(fs.ErrInvalid)
	case there == n:
		return nil
	case there != nil && there.children != nil && n.children == nil:
		return fail(syscall.EISDIR)
	case there != nil && there.children == nil && n.children != nil:
		return fail(syscall.ENOTDIR)
	case there != nil && len(there.children) > 0:
		return fail(syscall.ENOTEMPTY)
	}
	delete(from.children, path.Base(oldname))
	to.children[path.Base(newname)] = n
	return nil
}

// inside reports whether x is n or somewhere in it.
func inside(n, x *node) bool {
	queue := []*node{n}
	for len(queue) > 0 {
		n, queue = queue[0], queue[1:]
		if n == x {
			return true
		}
		for _, child := range n.children {
			if child.children != nil {
				queue = append(queue, child)
			}
		}
	}
	return false
}

// Stat implements [System].
func (m *Memory) Stat(name string) (fs.FileInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, n, err := m.must("stat", name)
	if err != nil {
		return nil, err
	}
	return n.info(path.Base(name)), nil
}

// ReadDir implements [System].
func (m *Memory) ReadDir(name string) ([]fs.DirEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, n, err := m.must("readdir", name)
	if err != nil {
		return nil, err
	}
	if n.children == nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: syscall.ENOTDIR}
	}
	out := make([]fs.DirEntry, 0, len(n.children))
	for _, child := range slices.Sorted(maps.Keys(n.children)) {
		out = append(out, fs.FileInfoToDirEntry(n.children[child].info(child)))
	}
	return out, nil
}

// memoryInfo is the fs.FileInfo of a node at one time.
type memoryInfo struct {
	name     string
	size     int64
	dir      bool
	modified time.Time
}

func (n *node) info(name string) memoryInfo {
	return memoryInfo{name, int64(len(n.data)), n.children != nil, n.modified}
}

func (i memoryInfo) Name() string       { return i.name }
func (i memoryInfo) Size() int64        { return i.size }
func (i memoryInfo) ModTime() time.Time { return i.modified }
func (i memoryInfo) IsDir() bool        { return i.dir }
func (i memoryInfo) Sys() any           { return nil }
func (i memoryInfo) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

// memoryFile is an open file. It stays usable when its name is gone.
type memoryFile struct {
	m        *Memory
	n        *node
	name     string
	writable bool
	closed   bool
}

// use runs fn on the file unless it is closed or has to be writable and is not.
func (f *memoryFile) use(op string, write bool, fn func() error) error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	switch {
	case f.closed:
		return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrClosed}
	case write && !f.writable:
		return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrPermission}
	case write:
		f.n.modified = f.m.now()
	}
	return fn()
}

func (f *memoryFile) ReadAt(p []byte, off int64) (n int, err error) {
	err = f.use("read", false, func() error {
		if off < 0 {
			return fs.ErrInvalid
		}
		if off < int64(len(f.n.data)) {
			n = copy(p, f.n.data[off:])
		}
		if n < len(p) {
			return io.EOF
		}
		return nil
	})
	return n, err
}

func (f *memoryFile) WriteAt(p []byte, off int64) (n int, err error) {
	err = f.use("write", true, func() error {
		if off < 0 {
			return fs.ErrInvalid
		}
		if end := off + int64(len(p)); end > int64(len(f.n.data)) {
			f.resize(end)
		}
		n = copy(f.n.data[off:], p)
		return nil
	})
	return n, err
}

func (f *memoryFile) Truncate(size int64) error {
	return f.use("truncate", true, func() error {
		if size < 0 {
			return fs.ErrInvalid
		}
		f.resize(size)
		return nil
	})
}

func (f *memoryFile) resize(size int64) {
	if n := int(size) - len(f.n.data); n > 0 {
		f.n.data = append(f.n.data, make([]byte, n)...)
		return
	}
	clear(f.n.data[size:])
	f.n.data = f.n.data[:size]
}

func (f *memoryFile) Stat() (info fs.FileInfo, err error) {
	err = f.use("stat", false, func() error {
		info = f.n.info(f.name)
		return nil
	})
	return info, err
}

func (f *memoryFile) Close() error {
	return f.use("close", false, func() error {
		f.closed = true
		return nil
	})
}
