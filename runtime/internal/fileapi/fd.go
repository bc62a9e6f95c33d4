package fileapi

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/files"
)

// fd is an open file of the program.
type fd struct {
	file                     files.File
	held                     *held
	reads, writes, appending bool
	at                       int64
}

// held is a file that is open at least once. One that was removed or replaced
// meanwhile goes on counting until the last descriptor of it is closed, as it
// goes on taking up space: else what is written to it would escape the quota.
type held struct {
	name      string
	refs      int
	isRemoved bool
}

// hold notes that the file is open once more.
func (m *Manager) hold(name string) *held {
	h := m.held[name]
	if h == nil {
		h = &held{name: name}
		m.held[name] = h
	}
	h.refs++
	return h
}

// release closes a descriptor.
func (m *Manager) release(f *fd) error {
	f.held.refs--
	switch {
	case f.held.refs > 0:
	case !f.held.isRemoved:
		delete(m.held, f.held.name)
	default:
		if info, err := f.file.Stat(); err == nil {
			_ = m.grow(-info.Size(), 0)
		}
	}
	return f.file.Close()
}

// removed notes that a file of the given size is gone from its name, and gives
// its bytes back unless it is open.
func (m *Manager) removed(name string, size int64) {
	if h := m.held[name]; h != nil {
		h.isRemoved = true
		delete(m.held, name)
		return
	}
	_ = m.grow(-size, 0)
}

// moved notes that a file or directory has another name.
func (m *Manager) moved(from, to string) {
	for name, h := range m.held {
		if rest, ok := strings.CutPrefix(name, from); ok && (rest == "" || rest[0] == '/') {
			delete(m.held, name)
			h.name = to + rest
			m.held[h.name] = h
		}
	}
}

// openFlags are the flags of open: what may be done, and os flags.
var openFlags = map[string]struct {
	reads, writes, appending bool
	flag                     int
}{
	"r":   {reads: true, flag: os.O_RDONLY},
	"r+":  {reads: true, writes: true, flag: os.O_RDWR},
	"w":   {writes: true, flag: os.O_RDWR | os.O_CREATE | os.O_TRUNC},
	"wx":  {writes: true, flag: os.O_RDWR | os.O_CREATE | os.O_EXCL},
	"w+":  {reads: true, writes: true, flag: os.O_RDWR | os.O_CREATE | os.O_TRUNC},
	"wx+": {reads: true, writes: true, flag: os.O_RDWR | os.O_CREATE | os.O_EXCL},
	"a":   {writes: true, appending: true, flag: os.O_RDWR | os.O_CREATE},
	"as":  {writes: true, appending: true, flag: os.O_RDWR | os.O_CREATE},
	"ax":  {writes: true, appending: true, flag: os.O_RDWR | os.O_CREATE | os.O_EXCL},
	"a+":  {reads: true, writes: true, appending: true, flag: os.O_RDWR | os.O_CREATE},
	"as+": {reads: true, writes: true, appending: true, flag: os.O_RDWR | os.O_CREATE},
	"ax+": {reads: true, writes: true, appending: true, flag: os.O_RDWR | os.O_CREATE | os.O_EXCL},
}

func (m *Manager) open(o options, out *value.Object) *bridge.CallError {
	name := "r"
	if o.has("flag") {
		name = o.str("flag")
	}
	mode, ok := openFlags[name]
	if !ok {
		return errFlag
	}
	l, ce := m.locate(o.str("filePath"))
	switch {
	case ce != nil:
		return ce
	case len(m.fds) >= maxOpen || m.isClosed():
		return errFDLimit
	case mode.writes && l.zone != userZone:
		return errFlagMode
	case l.zone == packageZone:
		return errPackageDir
	}
	if ce := m.ready(); ce != nil {
		return ce
	}
	size, isNew, ce := int64(0), 0, (*bridge.CallError)(nil)
	if mode.writes {
		if size, isNew, ce = m.sizeOf(l); ce != nil {
			return ce
		}
		if ce := m.grow(0, isNew); ce != nil {
			return ce
		}
	} else if info, ce := m.stat(l); ce != nil {
		return ce
	} else if info.IsDir() {
		return errDirectory
	}
	f, err := m.sys.Open(l.name, mode.flag)
	if err != nil {
		_ = m.grow(0, -isNew)
		return wording(err, l.given)
	}
	if mode.flag&os.O_TRUNC != 0 {
		_ = m.grow(-size, 0)
	}
	m.lastFD++
	id := strconv.Itoa(m.lastFD)
	m.fds[id] = &fd{file: f, held: m.hold(l.name), reads: mode.reads, writes: mode.writes, appending: mode.appending}
	out.Put("fd", value.String(id))
	return nil
}

func (m *Manager) fd(o options) (*fd, *bridge.CallError) {
	if f := m.fds[o.str("fd")]; f != nil {
		return f, nil
	}
	return nil, errBadFD
}

// span reads offset and length, which lie within size; length counts from
// offset, its default is given.
func (o options) span(size, length int64) (from, to int64, ce *bridge.CallError) {
	ok := true
	if o.has("offset") {
		if from, ok = o.number("offset"); !ok || from > size {
			return 0, 0, errOffset
		}
	}
	if length < 0 {
		length = size - from
	}
	if o.has("length") {
		length, ok = o.number("length")
	}
	if !ok || length > size-from {
		return 0, 0, errLength
	}
	return from, from + length, nil
}

// read gives the bytes that belong at offset of the buffer; the logic layer
// puts them there.
func (m *Manager) read(o options, out *value.Object) *bridge.CallError {
	f, ce := m.fd(o)
	if ce != nil {
		return ce
	}
	size, ok := o.number("bufferSize")
	switch {
	case !ok:
		return errNoBuffer
	case !f.reads:
		return errFDMode
	}
	from, to, ce := o.span(size, 0)
	if ce != nil {
		return ce
	}
	if to-from > maxTransfer {
		return errLength
	}
	at := f.at
	if o.has("position") {
		if at, ok = o.number("position"); !ok {
			return errPosition
		}
	}
	b := make([]byte, to-from)
	n, err := f.file.ReadAt(b, at)
	if err != nil && err != io.EOF {
		return wording(err, "")
	}
	if !o.has("position") {
		f.at += int64(n)
	}
	out.Put("bytesRead", value.Int(n))
	out.Put("data", bytesValue(b[:n]))
	return nil
}

func (m *Manager) write(o options, out *value.Object) *bridge.CallError {
	f, ce := m.fd(o)
	if ce != nil {
		return ce
	}
	if !f.writes {
		return errFDMode
	}
	b, ce := o.input()
	if ce != nil {
		return ce
	}
	if o.bytes("data") != nil {
		from, to, ce := o.span(int64(len(b)), -1)
		if ce != nil {
			return ce
		}
		b = b[from:to]
	}
	info, err := f.file.Stat()
	if err != nil {
		return wording(err, "")
	}
	at, ok := f.at, true
	if o.has("position") {
		if at, ok = o.number("position"); !ok {
			return errPosition
		}
	}
	if f.appending {
		at = info.Size()
	}
	if at > maxUsed {
		return errQuota
	}
	if ce := m.grow(max(0, at+int64(len(b))-info.Size()), 0); ce != nil {
		return ce
	}
	n, err := f.file.WriteAt(b, at)
	if err != nil {
		return wording(err, "")
	}
	if !o.has("position") || f.appending {
		f.at = at + int64(n)
	}
	out.Put("bytesWritten", value.Int(n))
	return nil
}

func (m *Manager) fstat(o options, out *value.Object) *bridge.CallError {
	f, ce := m.fd(o)
	if ce != nil {
		return ce
	}
	info, err := f.file.Stat()
	if err != nil {
		return wording(err, "")
	}
	out.Put("stats", value.FromObject(describe(info)))
	return nil
}

func (m *Manager) closeFD(o options, _ *value.Object) *bridge.CallError {
	f, ce := m.fd(o)
	if ce != nil {
		return ce
	}
	delete(m.fds, o.str("fd"))
	return wording(m.release(f), "")
}

func (m *Manager) ftruncate(o options, _ *value.Object) *bridge.CallError {
	f, ce := m.fd(o)
	switch {
	case ce != nil:
		return ce
	case !f.writes:
		return errFDMode
	}
	return m.resize(f.file, o)
}

func (m *Manager) truncate(o options, _ *value.Object) *bridge.CallError {
	l, ce := m.writable(o.str("filePath"))
	if ce != nil {
		return ce
	}
	if _, isNew, ce := m.sizeOf(l); ce != nil {
		return ce
	} else if isNew == 1 {
		return noSuchFile(l.given)
	}
	f, err := m.sys.Open(l.name, os.O_RDWR)
	if err != nil {
		return wording(err, l.given)
	}
	ce = m.resize(f, o)
	if err := f.Close(); ce == nil {
		ce = wording(err, l.given)
	}
	return ce
}

func (m *Manager) resize(f files.File, o options) *bridge.CallError {
	size, ok := int64(0), true
	if o.has("length") {
		size, ok = o.number("length")
	}
	if !ok {
		return errLength
	}
	info, err := f.Stat()
	if err != nil {
		return wording(err, "")
	}
	if ce := m.grow(size-info.Size(), 0); ce != nil {
		return ce
	}
	return wording(f.Truncate(size), "")
}
