package fileapi

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

func (m *Manager) access(o options, _ *value.Object) *bridge.CallError {
	l, err := m.locate(o.str("path"))
	if err != nil {
		return err
	}
	_, err = m.stat(l)
	return err
}

// content reads part of a file; length -1 is all up to the end.
func (m *Manager) content(l location, position, length, limit int64) ([]byte, *bridge.CallError) {
	info, ce := m.stat(l)
	switch {
	case ce != nil:
		return nil, ce
	case info.IsDir():
		return nil, errDirectory
	}
	size := info.Size()
	switch {
	case position > 0 && position >= size:
		return nil, errPosition
	case length >= 0 && length > size-position:
		return nil, errLength
	case length < 0:
		length = size - position
	}
	if length > limit {
		return nil, errLength
	}
	b := make([]byte, length)
	n, err := m.readAt(l, b, position)
	if err != nil && err != io.EOF {
		return nil, wording(err, l.given)
	}
	return b[:n], nil
}

// readAt reads from a position of a file of the package or the System.
func (m *Manager) readAt(l location, b []byte, position int64) (int, error) {
	if l.zone != packageZone {
		f, err := m.sys.Open(l.name, os.O_RDONLY)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		return f.ReadAt(b, position)
	}
	f, err := m.pkg.Open(l.name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if _, err := io.CopyN(io.Discard, f, position); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(f, b)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

func (m *Manager) readFile(o options, out *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("filePath"))
	if ce != nil {
		return ce
	}
	position, length := int64(0), int64(-1)
	var ok bool
	if o.has("position") {
		if position, ok = o.number("position"); !ok {
			return errPosition
		}
	}
	if o.has("length") {
		if length, ok = o.number("length"); !ok || length == 0 {
			return errLength
		}
	}
	b, ce := m.content(l, position, length, maxTransfer)
	if ce != nil {
		return ce
	}
	return output(out, b, o)
}

// output puts bytes into data, as text where there is an encoding.
func output(out *value.Object, b []byte, o options) *bridge.CallError {
	data := bytesValue(b)
	if o.has("encoding") {
		var ce *bridge.CallError
		if data, ce = decodeText(b, o.str("encoding")); ce != nil {
			return ce
		}
	}
	out.Put("data", data)
	return nil
}

func (m *Manager) writeFile(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.writable(o.str("filePath"))
	if ce != nil {
		return ce
	}
	b, ce := o.input()
	if ce != nil {
		return ce
	}
	return m.put(l, b)
}

// put makes b the content of a file. The quota is checked first, so that a
// failure leaves what was there.
func (m *Manager) put(l location, b []byte) *bridge.CallError {
	if len(b) > maxTransfer {
		return errQuota
	}
	old, isNew, ce := m.sizeOf(l)
	if ce != nil {
		return ce
	}
	if ce := m.grow(int64(len(b))-old, isNew); ce != nil {
		return ce
	}
	f, err := m.sys.Open(l.name, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		_ = m.grow(old-int64(len(b)), -isNew)
		return wording(err, l.given)
	}
	_, err = f.WriteAt(b, 0)
	if e := f.Close(); err == nil {
		err = e
	}
	return wording(err, l.given)
}

// sizeOf gives the size of a file that is to be written, 0 and 1 new file when
// it is not there. Its directory has to be.
func (m *Manager) sizeOf(l location) (size int64, isNew int, ce *bridge.CallError) {
	info, err := m.stat(l)
	switch {
	case err == nil && info.IsDir():
		return 0, 0, errDirectory
	case err == nil:
		return info.Size(), 0, nil
	case err.Errno != 1300002:
		return 0, 0, err
	}
	if _, e := m.sys.Stat(path.Dir(l.name)); e != nil {
		return 0, 0, noSuchFile(l.given)
	}
	return 0, 1, nil
}

func (m *Manager) appendFile(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.writable(o.str("filePath"))
	if ce != nil {
		return ce
	}
	b, ce := o.input()
	if ce != nil {
		return ce
	}
	size, isNew, ce := m.sizeOf(l)
	switch {
	case ce != nil:
		return ce
	case isNew == 1:
		return noSuchFile(l.given)
	}
	if ce := m.grow(int64(len(b)), 0); ce != nil {
		return ce
	}
	f, err := m.sys.Open(l.name, os.O_RDWR)
	if err != nil {
		return wording(err, l.given)
	}
	_, err = f.WriteAt(b, size)
	if e := f.Close(); err == nil {
		err = e
	}
	return wording(err, l.given)
}

func (m *Manager) mkdir(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.writable(o.str("dirPath"))
	if ce != nil {
		return ce
	}
	if o.flag("recursive") {
		return m.mkdirAll(l)
	}
	if _, err := m.sys.Stat(l.name); err == nil {
		return exists(l.given)
	}
	return m.mkdirOne(l.name, l.given)
}

func (m *Manager) mkdirOne(name, given string) *bridge.CallError {
	if ce := m.grow(0, 1); ce != nil {
		return ce
	}
	if err := m.sys.Mkdir(name); err != nil {
		_ = m.grow(0, -1)
		return wording(err, given)
	}
	return nil
}

func (m *Manager) mkdirAll(l location) *bridge.CallError {
	name := ""
	for elem := range strings.SplitSeq(l.name, "/") {
		name = path.Join(name, elem)
		info, err := m.sys.Stat(name)
		switch {
		case err == nil && info.IsDir():
		case err == nil:
			return errNotDirectory
		default:
			if ce := m.mkdirOne(name, l.given); ce != nil {
				return ce
			}
		}
	}
	return nil
}

func (m *Manager) rmdir(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.writable(o.str("dirPath"))
	if ce != nil {
		return ce
	}
	entries, ce := m.readDir(l)
	switch {
	case ce != nil:
		return ce
	case l.name == userDir && !o.flag("recursive"):
		return errPermission
	case len(entries) > 0 && !o.flag("recursive"):
		return errNotEmpty
	}
	return m.removeAll(l.name)
}

// removeAll removes a directory and what is below it; the program's own
// directory itself stays.
func (m *Manager) removeAll(name string) *bridge.CallError {
	dirs := []string{name}
	for k := 0; k < len(dirs); k++ {
		entries, err := m.sys.ReadDir(dirs[k])
		if err != nil {
			return wording(err, dirs[k])
		}
		for _, e := range entries {
			child := path.Join(dirs[k], e.Name())
			if e.IsDir() {
				dirs = append(dirs, child)
				continue
			}
			if ce := m.removeFile(child); ce != nil {
				return ce
			}
		}
	}
	for k := len(dirs) - 1; k >= 0; k-- {
		if dirs[k] == userDir {
			continue
		}
		if err := m.sys.Remove(dirs[k]); err != nil {
			return wording(err, dirs[k])
		}
		_ = m.grow(0, -1)
	}
	return nil
}

func (m *Manager) removeFile(name string) *bridge.CallError {
	size := int64(0)
	if info, err := m.sys.Stat(name); err == nil {
		size = info.Size()
	}
	if err := m.sys.Remove(name); err != nil {
		return wording(err, name)
	}
	m.removed(name, size)
	return m.grow(0, -1)
}

func (m *Manager) readdir(o options, out *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("dirPath"))
	if ce != nil {
		return ce
	}
	entries, ce := m.readDir(l)
	if ce != nil {
		return ce
	}
	names := value.NewArray()
	for _, e := range entries {
		names.Append(value.String(e.Name()))
	}
	out.Put("files", value.FromArray(names))
	return nil
}

func (m *Manager) unlink(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.writable(o.str("filePath"))
	if ce != nil {
		return ce
	}
	info, ce := m.stat(l)
	switch {
	case ce != nil:
		return ce
	case info.IsDir():
		return errNotPermitted
	}
	return m.removeFile(l.name)
}

func (m *Manager) rename(o options, _ *value.Object) *bridge.CallError {
	from, ce := m.writable(o.str("oldPath"))
	if ce != nil {
		return ce
	}
	to, ce := m.writable(o.str("newPath"))
	if ce != nil {
		return ce
	}
	if _, ce := m.stat(from); ce != nil {
		return ce
	}
	if from.name == userDir || to.name == userDir {
		return errPermission
	}
	if from.name == to.name {
		return nil
	}
	if strings.HasPrefix(to.name, from.name+"/") {
		return errInvalid
	}
	replaced, isNew, ce := m.sizeOf(to)
	switch {
	case ce == errDirectory:
		return exists(to.given)
	case ce != nil:
		return ce
	}
	if err := m.sys.Rename(from.name, to.name); err != nil {
		return wording(err, to.given)
	}
	m.removed(to.name, replaced)
	m.moved(from.name, to.name)
	return m.grow(0, isNew-1)
}

func (m *Manager) copyFile(o options, _ *value.Object) *bridge.CallError {
	from, ce := m.locate(o.str("srcPath"))
	if ce != nil {
		return ce
	}
	to, ce := m.writable(o.str("destPath"))
	if ce != nil {
		return ce
	}
	b, ce := m.content(from, 0, -1, maxUsed)
	if ce != nil {
		return ce
	}
	return m.put(to, b)
}

// describe is what the program gets of a Stats: all but its methods.
func describe(info fs.FileInfo) *value.Object {
	mode, when := 0o100644, float64(info.ModTime().Unix())
	size := info.Size()
	if info.IsDir() {
		mode, size = 0o40755, 0
	}
	o := value.NewObject()
	o.Put("mode", value.Int(mode))
	o.Put("size", value.Number(float64(size)))
	o.Put("lastAccessedTime", value.Number(when))
	o.Put("lastModifiedTime", value.Number(when))
	o.Put("isDirectory", value.Bool(info.IsDir()))
	return o
}

func (m *Manager) statCall(o options, out *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("path"))
	if ce != nil {
		return ce
	}
	info, ce := m.stat(l)
	if ce != nil {
		return ce
	}
	if !o.flag("recursive") || !info.IsDir() {
		out.Put("stats", value.FromObject(describe(info)))
		return nil
	}
	list := value.NewArray()
	add := func(p string, info fs.FileInfo) {
		s := value.NewObject()
		s.Put("path", value.String(p))
		s.Put("stats", value.FromObject(describe(info)))
		list.Append(value.FromObject(s))
	}
	add("/", info)
	for queue := []string{""}; len(queue) > 0; queue = queue[1:] {
		entries, ce := m.readDir(location{given: l.given, zone: l.zone, name: path.Join(l.name, queue[0])})
		if ce != nil {
			return ce
		}
		for _, e := range entries {
			child := path.Join(queue[0], e.Name())
			if info, err := e.Info(); err == nil {
				add("/"+child, info)
			}
			if e.IsDir() {
				queue = append(queue, child)
			}
		}
	}
	out.Put("list", value.FromArray(list))
	return nil
}

func (m *Manager) fileInfo(o options, out *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("filePath"))
	if ce != nil {
		return ce
	}
	b, ce := m.content(l, 0, -1, maxUsed)
	if ce != nil {
		return ce
	}
	var sum []byte
	switch strings.ToLower(o.str("digestAlgorithm")) {
	case "", "md5":
		s := md5.Sum(b)
		sum = s[:]
	case "sha1":
		s := sha1.Sum(b)
		sum = s[:]
	case "sha256":
		s := sha256.Sum256(b)
		sum = s[:]
	default:
		return errInvalid
	}
	out.Put("size", value.Int(len(b)))
	out.Put("digest", value.String(hex.EncodeToString(sum)))
	return nil
}
