package files

import (
	"io/fs"
	"os"
)

// DirSystem is a System in a directory of the host. It is safe for concurrent
// use.
type DirSystem struct{ root *os.Root }

// Dir opens a directory, which must exist, as a System. Nothing outside of it
// can be reached, also not through symbolic links. Close must be called when
// the apps that use it are closed.
func Dir(name string) (*DirSystem, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &DirSystem{root}, nil
}

// Close releases the directory.
func (d *DirSystem) Close() error { return d.root.Close() }

// Open implements [System]. What is no regular file, such as a pipe, is not
// opened.
func (d *DirSystem) Open(name string, flag int) (File, error) {
	if info, err := d.root.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	f, err := d.root.OpenFile(name, flag, 0o644)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Mkdir implements [System].
func (d *DirSystem) Mkdir(name string) error { return d.root.Mkdir(name, 0o755) }

// Remove implements [System].
func (d *DirSystem) Remove(name string) error { return d.root.Remove(name) }

// Rename implements [System].
func (d *DirSystem) Rename(oldname, newname string) error { return d.root.Rename(oldname, newname) }

// Stat implements [System].
func (d *DirSystem) Stat(name string) (fs.FileInfo, error) { return d.root.Stat(name) }

// ReadDir implements [System].
func (d *DirSystem) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(d.root.FS(), name) }
