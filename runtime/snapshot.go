package runtime

import (
	"errors"
	"io/fs"
	"slices"
	"sync"
)

// snapshotFS keeps the files that were read while a program was loaded, so that
// a worker process compiles the very same text, whatever has become of the files
// since. What was not read then is read from the file system below.
type snapshotFS struct {
	fsys fs.FS

	mu    sync.Mutex
	files map[string][]byte
	// missing are the names at which there was nothing.
	missing map[string]bool
	sealed  bool
}

func newSnapshotFS(fsys fs.FS) *snapshotFS {
	return &snapshotFS{fsys: fsys, files: make(map[string][]byte), missing: make(map[string]bool)}
}

// Open implements [fs.FS].
func (s *snapshotFS) Open(name string) (fs.File, error) { return s.fsys.Open(name) }

// ReadDir implements [fs.ReadDirFS].
func (s *snapshotFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(s.fsys, name) }

// Stat implements [fs.StatFS].
func (s *snapshotFS) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(s.fsys, name)
	s.note(name, err)
	return info, err
}

func (s *snapshotFS) note(name string, err error) {
	if !errors.Is(err, fs.ErrNotExist) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.sealed {
		s.missing[name] = true
	}
}

// ReadFile implements [fs.ReadFileFS]. The result is shared and not to be
// changed.
func (s *snapshotFS) ReadFile(name string) ([]byte, error) {
	s.mu.Lock()
	data, ok := s.files[name]
	s.mu.Unlock()
	if ok {
		return data, nil
	}
	data, err := fs.ReadFile(s.fsys, name)
	if err != nil {
		s.note(name, err)
		return nil, err
	}
	data = slices.Clip(data)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.sealed {
		s.files[name] = data
	}
	return data, nil
}

// seal ends the keeping: the program is loaded, what it reads as it runs is its
// own matter.
func (s *snapshotFS) seal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealed = true
}
