package fileapi

import (
	"path"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// saveFile moves a temporary file to the saved files, or to a path of the
// program's own.
func (m *Manager) saveFile(o options, out *value.Object) *bridge.CallError {
	temp, ce := m.locate(o.str("tempFilePath"))
	if ce != nil {
		return ce
	}
	if temp.zone != tempZone {
		return errPermission
	}
	if ce := m.ready(); ce != nil {
		return ce
	}
	info, err := m.sys.Stat(temp.name)
	if err != nil || info.IsDir() {
		return errNoTemp
	}
	var to location
	if p := o.str("filePath"); o.has("filePath") && p != "" {
		if to, ce = m.writable(p); ce != nil {
			return ce
		}
	} else {
		name, ce := m.newSaved(extension(temp.name))
		if ce != nil {
			return ce
		}
		to = location{given: scheme + name, zone: storeZone, name: path.Join(storeDir, name)}
	}
	old, isNew, ce := m.sizeOf(to)
	if ce != nil {
		return ce
	}
	if ce := m.grow(info.Size()-old, isNew); ce != nil {
		return ce
	}
	if err := m.sys.Rename(temp.name, to.name); err != nil {
		_ = m.grow(old-info.Size(), -isNew)
		return wording(err, to.given)
	}
	m.used += old // which may go on counting
	m.removed(to.name, old)
	m.moved(temp.name, to.name)
	m.mu.Lock()
	m.tempUsed -= info.Size()
	m.mu.Unlock()
	out.Put("savedFilePath", value.String(to.given))
	return nil
}

// extension is the end of a file name, with the dot, where it is a plain one.
func extension(name string) string {
	ext := path.Ext(name)
	if len(ext) > 16 || strings.ContainsFunc(strings.TrimPrefix(ext, "."), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) {
		return ""
	}
	return ext
}

func (m *Manager) savedFiles(_ options, out *value.Object) *bridge.CallError {
	if ce := m.ready(); ce != nil {
		return ce
	}
	entries, err := m.sys.ReadDir(storeDir)
	if err != nil {
		return wording(err, storeDir)
	}
	list := value.NewArray()
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.IsDir() {
			continue
		}
		o := value.NewObject()
		o.Put("filePath", value.String(scheme+e.Name()))
		o.Put("size", value.Number(float64(info.Size())))
		o.Put("createTime", value.Number(float64(info.ModTime().Unix())))
		list.Append(value.FromObject(o))
	}
	out.Put("fileList", value.FromArray(list))
	return nil
}

func (m *Manager) savedInfo(o options, out *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("filePath"))
	if ce != nil {
		return ce
	}
	info, ce := m.stat(l)
	switch {
	case ce != nil:
		return ce
	case l.zone != storeZone || info.IsDir():
		return errPermission
	}
	out.Put("size", value.Number(float64(info.Size())))
	out.Put("createTime", value.Number(float64(info.ModTime().Unix())))
	return nil
}

func (m *Manager) removeSaved(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.locate(o.str("filePath"))
	if ce != nil {
		return ce
	}
	info, ce := m.stat(l)
	switch {
	case ce != nil:
		return ce
	case l.zone != storeZone || info.IsDir():
		return errPermission
	}
	return m.removeFile(l.name)
}
