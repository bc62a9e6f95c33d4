package files

import (
	"io"
	"io/fs"
)

// System is a writable file system. Names are those of fs.ValidPath: slashes,
// no "." or ".." elements, "." for the root. Errors are those of package fs:
// errors.Is with fs.ErrNotExist and fs.ErrExist is what the engine looks at. An
// app calls it from one goroutine at a time; two apps that share a System may
// call it at the same time.
type System interface {
	// Open opens a regular file. flag is a combination of os.O_RDONLY,
	// os.O_RDWR, os.O_CREATE, os.O_EXCL and os.O_TRUNC.
	Open(name string, flag int) (File, error)
	// Mkdir makes a directory whose parent is there.
	Mkdir(name string) error
	// Remove removes a file or an empty directory.
	Remove(name string) error
	// Rename moves a file or a directory. A file that has the new name is
	// replaced.
	Rename(oldname, newname string) error
	// Stat describes a file or directory.
	Stat(name string) (fs.FileInfo, error)
	// ReadDir lists a directory, sorted by name.
	ReadDir(name string) ([]fs.DirEntry, error)
}

// File is an open file. Its owner uses it from one goroutine at a time.
type File interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	// Truncate sets the length; what is added is zero.
	Truncate(size int64) error
	// Stat describes the file as it is now.
	Stat() (fs.FileInfo, error)
}
