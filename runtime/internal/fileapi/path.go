package fileapi

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/bridge"
)

// zone is one of the places that a program's path can lead to.
type zone uint8

const (
	packageZone zone = iota
	userZone
	storeZone
	tempZone
)

// The directories of a System, and what names them in a program's paths.
const (
	userDir  = "usr"
	storeDir = "store"
	tempDir  = "tmp"
	scheme   = "wxfile://"
	// UserPath is wx.env.USER_DATA_PATH.
	UserPath = scheme + userDir
)

// maxName is how long an element of a path may be, and maxPath the whole, in
// bytes.
const (
	maxName = 255
	maxPath = 4096
)

// location is a path of the program, understood.
type location struct {
	given string // as the program wrote it
	zone  zone
	// name is the path below the package, or below the root of the System.
	name string
}

// locate understands a path. It checks nothing but the path's own form.
func (m *Manager) locate(p string) (location, *bridge.CallError) {
	l := location{given: p}
	if len(p) > maxPath {
		return l, errNameTooLong
	}
	if strings.ContainsRune(p, 0) || !utf8.ValidString(p) { // a lone surrogate has no name
		return l, errInvalid
	}
	rest, ok := strings.CutPrefix(p, scheme)
	if !ok {
		rest, ok = strings.CutPrefix(p, "http://")
	}
	if !ok {
		if strings.Contains(p, "://") {
			return l, errNoAccess
		}
		return l.within(packageZone, "", strings.TrimPrefix(p, "/"))
	}
	place, below, _ := strings.Cut(rest, "/")
	switch {
	case place == userDir:
		return l.within(userZone, userDir, below)
	case strings.HasPrefix(place, storeDir+"_") && below == "":
		return l.within(storeZone, storeDir, place)
	case strings.HasPrefix(place, tempDir+"_") && below == "":
		return l.within(tempZone, m.temp, place)
	case place == tempDir || place == storeDir: // http://tmp/NAME
		if place == tempDir {
			return l.within(tempZone, m.temp, below)
		}
		return l.within(storeZone, storeDir, below)
	}
	return l, errNoAccess
}

// within sets the name: rest, which may not lead out of dir.
func (l location) within(z zone, dir, rest string) (location, *bridge.CallError) {
	l.zone = z
	depth := 0
	for elem := range strings.SplitSeq(rest, "/") {
		switch {
		case elem == "..":
			depth--
		case elem != "" && elem != ".":
			depth++
		}
		if depth < 0 {
			return l, errNoAccess
		}
		if len(elem) > maxName {
			return l, errNameTooLong
		}
	}
	if z == packageZone && (strings.HasPrefix(rest, "./") || rest == ".") {
		return l, noSuchFile(l.given)
	}
	l.name = path.Join(dir, strings.TrimLeft(rest, "/"))
	if l.name == "" {
		l.name = "."
	}
	return l, nil
}

// writable locates a path that is to be changed: only the user's directory can
// be.
func (m *Manager) writable(p string) (location, *bridge.CallError) {
	l, err := m.locate(p)
	switch {
	case err != nil:
		return l, err
	case l.zone != userZone:
		return l, errPermission
	}
	return l, m.ready()
}

// packageInfo describes a file of the package. A symbolic link, or what is below
// one, counts as not there: it may lead out of the package.
func (m *Manager) packageInfo(l location) (fs.FileInfo, *bridge.CallError) {
	if m.pkg == nil {
		return nil, noSuchFile(l.given)
	}
	var info fs.FileInfo
	name := ""
	for elem := range strings.SplitSeq(l.name, "/") {
		name = path.Join(name, elem)
		var err error
		info, err = fs.Lstat(m.pkg, name)
		if err != nil {
			if errors.Is(err, fs.ErrPermission) {
				return nil, errPermission
			}
			return nil, noSuchFile(l.given)
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return nil, noSuchFile(l.given)
		}
	}
	return info, nil
}

// stat describes what is at a path.
func (m *Manager) stat(l location) (fs.FileInfo, *bridge.CallError) {
	if l.zone == packageZone {
		return m.packageInfo(l)
	}
	if err := m.ready(); err != nil {
		return nil, err
	}
	info, err := m.sys.Stat(l.name)
	return info, wording(err, l.given)
}

// readDir lists a directory.
func (m *Manager) readDir(l location) ([]fs.DirEntry, *bridge.CallError) {
	info, ce := m.stat(l)
	if ce != nil {
		return nil, ce
	}
	if !info.IsDir() {
		return nil, errNotDirectory
	}
	var entries []fs.DirEntry
	var err error
	if l.zone == packageZone {
		entries, err = fs.ReadDir(m.pkg, l.name)
	} else {
		entries, err = m.sys.ReadDir(l.name)
	}
	return entries, wording(err, l.given)
}
