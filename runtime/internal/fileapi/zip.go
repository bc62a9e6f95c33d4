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

// maxZipFiles bounds the entries of an archive.
const maxZipFiles = 10_000

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
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(r.File) > maxZipFiles {
		return nil, errUnzip
	}
	return r, nil
}

func zipContent(f *zip.File, limit int64) ([]byte, *bridge.CallError) {
	r, err := f.Open()
	if err != nil {
		return nil, errUnzipEntry
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
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
		b, ce := zipContent(f, maxUsed-m.used)
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
	b, ce := zipContent(f, *left)
	if ce != nil {
		return ce
	}
	*left -= int64(len(b))
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
