package runtime

import (
	"bytes"
	"encoding/base64"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// maxListing is how many bytes of files go to a worker at once; it asks for the
// others.
const maxListing = 8 << 20

// listing gives the files that were read when the program was loaded, and the
// names at which there was none.
func (s *snapshotFS) listing() value.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := value.NewObject()
	size := 0
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		data := s.files[name]
		if size += len(name) + len(data)*4/3; size > maxListing {
			o.Put(name, array(count(fileUnsent)))
			continue
		}
		o.Put(name, packFile(data))
	}
	for _, name := range slices.Sorted(maps.Keys(s.missing)) {
		if o.Get(name).IsUndefined() {
			o.Put(name, array(count(fileMissing)))
		}
	}
	return value.FromObject(o)
}

// guestFS is the file system of a worker: what the host has sent, and what it
// answers when it is asked.
type guestFS struct {
	guest *guest
	files *value.Object
}

func newGuestFS(g *guest, listing value.Value) *guestFS {
	files := listing.AsObject()
	if files == nil {
		files = value.NewObject()
	}
	return &guestFS{g, files}
}

// look returns what there is at a name.
func (f *guestFS) look(name string) (kind int, data []byte, err error) {
	v, ok := f.files.Lookup(name)
	if !ok || whole[int](v.AsArray().At(0)) == fileUnsent {
		if v, err = f.guest.Ask(wireRead, 0, value.String(name)); err != nil {
			return 0, nil, err
		}
	}
	a := v.AsArray()
	if a == nil {
		return fileMissing, nil, nil
	}
	kind = whole[int](a.At(0))
	switch text := value.Text(a.At(1)); kind {
	case fileText:
		data = []byte(text)
	case fileBinary:
		data, err = base64.StdEncoding.DecodeString(text)
	}
	return kind, data, err
}

// Open implements [fs.FS].
func (f *guestFS) Open(name string) (fs.File, error) {
	kind, data, err := f.look(name)
	if err == nil && kind == fileMissing {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &guestFile{Reader: bytes.NewReader(data), info: guestInfo{path.Base(name), len(data), kind == fileFolder}}, nil
}

// ReadFile implements [fs.ReadFileFS].
func (f *guestFS) ReadFile(name string) ([]byte, error) {
	kind, data, err := f.look(name)
	switch {
	case err != nil:
	case kind == fileMissing:
		err = fs.ErrNotExist
	case kind == fileFolder:
		err = fs.ErrInvalid
	default:
		return data, nil
	}
	return nil, &fs.PathError{Op: "read", Path: name, Err: err}
}

// ReadDir implements [fs.ReadDirFS]. It tells of what the host has read, which is all
// scripts of the program and whatever else it needed.
func (f *guestFS) ReadDir(name string) ([]fs.DirEntry, error) {
	inside := name + "/"
	if name == "." {
		inside = ""
	}
	found := make(map[string]fs.DirEntry)
	for i, file := range f.files.Keys() {
		rest, ok := strings.CutPrefix(file, inside)
		kind := whole[int](f.files.Values()[i].AsArray().At(0))
		if !ok || kind == fileMissing {
			continue
		}
		base, _, deeper := strings.Cut(rest, "/")
		found[base] = fs.FileInfoToDirEntry(guestInfo{name: base, dir: deeper || kind == fileFolder})
	}
	out := make([]fs.DirEntry, 0, len(found))
	for _, base := range slices.Sorted(maps.Keys(found)) {
		out = append(out, found[base])
	}
	return out, nil
}

type guestFile struct {
	*bytes.Reader
	info guestInfo
}

func (f *guestFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *guestFile) Close() error               { return nil }

func (f *guestFile) Read(p []byte) (int, error) {
	if f.info.dir {
		return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: fs.ErrInvalid}
	}
	return f.Reader.Read(p)
}

var _ io.Reader = (*guestFile)(nil)

type guestInfo struct {
	name string
	size int
	dir  bool
}

func (i guestInfo) Name() string { return i.name }
func (i guestInfo) Size() int64  { return int64(i.size) }
func (i guestInfo) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
func (i guestInfo) ModTime() time.Time { return time.Time{} }
func (i guestInfo) IsDir() bool        { return i.dir }
func (i guestInfo) Sys() any           { return nil }
