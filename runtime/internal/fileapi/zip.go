package fileapi

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

const (
	// maxZipFiles bounds the entries of an archive.
	maxZipFiles = 10_000
	// maxDirectory is how many bytes of an archive are read to learn of its entries:
	// a name of 512 bytes for each.
	maxDirectory = maxZipFiles*(46+512) + 256<<10
	// maxUnzip is how many bytes one call unpacks. Entries may share their data, and
	// have one name, so that the quota of the disk does not bound it.
	maxUnzip = 100 << 20
)

// directory is an archive while its directory is read. zip makes an entry of all that
// it finds there before it tells of any.
type directory struct {
	*bytes.Reader
	left int64 // 0 when it has been read
}

func (d *directory) ReadAt(p []byte, off int64) (int, error) {
	if d.left > 0 {
		if d.left -= int64(len(p)); d.left <= 0 {
			d.left = 1
			return 0, errUnzip
		}
	}
	return d.Reader.ReadAt(p, off)
}

// archive reads a zip file. Sizes in its directory are not trusted: what an
// entry holds is counted while it is read.
func (m *Manager) archive(p string) (*zip.Reader, *bridge.CallError) {
	l, ce := m.locate(p)
	if ce != nil {
		return nil, ce
	}
	b, ce := m.content(l, 0, -1, maxUsed)
	if ce != nil {
		return nil, ce
	}
	d := &directory{bytes.NewReader(b), maxDirectory}
	r, err := zip.NewReader(d, int64(len(b)))
	if err != nil || len(r.File) > maxZipFiles {
		return nil, errUnzip
	}
	d.left = 0
	return r, nil
}

// zipContent unpacks an entry. left is how many bytes may still be unpacked in this
// call, limit how many are wanted.
func zipContent(f *zip.File, left *int64, limit int64) ([]byte, *bridge.CallError) {
	limit = min(limit, *left)
	r, err := f.Open()
	if err != nil {
		return nil, errUnzipEntry
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	*left = max(0, *left-int64(len(b)))
	switch {
	case err != nil:
		return nil, errUnzipEntry
	case int64(len(b)) > limit:
		return nil, errQuota
	}
	return b, nil
}

func (m *Manager) unzip(o options, _ *value.Object) *bridge.CallError {
	to, ce := m.writable(o.str("targetPath"))
	if ce != nil {
		return ce
	}
	r, ce := m.archive(o.str("zipFilePath"))
	if ce != nil {
		return ce
	}
	left := int64(maxUnzip)
	for _, f := range r.File {
		l, ce := to.within(userZone, to.name, strings.ReplaceAll(f.Name, "\\", "/"))
		if ce != nil || strings.HasPrefix(f.Name, "/") {
			return errUnzipEntry
		}
		l.given = to.given + "/" + f.Name
		if f.FileInfo().IsDir() {
			if ce := m.mkdirAll(l); ce != nil {
				return ce
			}
			continue
		}
		if !f.Mode().IsRegular() {
			continue
		}
		dir := l
		dir.name = path.Dir(l.name)
		if ce := m.mkdirAll(dir); ce != nil {
			return errUnzipWrite
		}
		b, ce := zipContent(f, &left, maxUsed-m.used)
		if ce != nil {
			return ce
		}
		if ce := m.put(l, b); ce != nil {
			return ce
		}
	}
	return nil
}

// readZip is readZipEntry: entries is "all" or a list of {path, encoding,
// position, length}.
func (m *Manager) readZip(o options, out *value.Object) *bridge.CallError {
	r, ce := m.archive(o.str("filePath"))
	if ce != nil {
		return ce
	}
	byName := make(map[string]*zip.File, len(r.File))
	for _, f := range r.File {
		byName[f.Name] = f
	}
	var wanted []options
	if list := o.o.Get("entries").AsArray(); list != nil {
		for _, e := range list.Items() {
			if e.AsObject() == nil {
				return errInvalid
			}
			wanted = append(wanted, options{e.AsObject()})
		}
	} else {
		for _, f := range r.File {
			e := value.NewObject()
			e.Put("path", value.String(f.Name))
			e.Put("encoding", o.o.Get("encoding"))
			wanted = append(wanted, options{e})
		}
	}
	left := int64(maxTransfer)
	entries := value.NewObject()
	for _, e := range wanted {
		res := value.NewObject()
		if ce := zipEntry(byName[e.str("path")], e, &left, res); ce != nil {
			res.Put("errMsg", value.String("readZipEntry:fail "+ce.Message))
		} else {
			res.Put("errMsg", value.String("readZipEntry:ok"))
		}
		entries.Put(e.str("path"), value.FromObject(res))
	}
	out.Put("entries", value.FromObject(entries))
	return nil
}

func zipEntry(f *zip.File, e options, left *int64, out *value.Object) *bridge.CallError {
	switch {
	case f == nil:
		return noSuchFile(e.str("path"))
	case f.FileInfo().IsDir():
		return errDirectory
	}
	b, ce := zipContent(f, left, *left)
	if ce != nil {
		return ce
	}
	position, length, ok := int64(0), int64(len(b)), true
	if e.has("position") {
		if position, ok = e.number("position"); !ok || position > int64(len(b)) {
			return errPosition
		}
	}
	length -= position
	if e.has("length") {
		if length, ok = e.number("length"); !ok || length > int64(len(b))-position {
			return errLength
		}
	}
	return output(out, b[position:position+length], e)
}

// readCompressed is readCompressedFile. It only knows brotli, which this engine
// has no decoder for: every file fails as one that is damaged does.
func (m *Manager) readCompressed(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("filePath"))
	if ce != nil {
		return ce
	}
	if _, ce := m.stat(l); ce != nil {
		return ce
	}
	return errBrotli
}
