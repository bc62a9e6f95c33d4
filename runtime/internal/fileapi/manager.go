package fileapi

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/files"
)

// The limits of the file system.
const (
	// maxUsed bounds the user's directory and the saved files together.
	maxUsed = 200 << 20
	// maxTransfer bounds one read or write.
	maxTransfer = 100 << 20
	// maxFiles bounds how many files and directories there may be, maxOpen how
	// many are open.
	maxFiles = 100_000
	maxOpen  = 1000
)

// MaxTemp bounds one temporary file, in bytes: a download.
const MaxTemp = 200 << 20

// maxTempUsed bounds all temporary files of an app together.
const maxTempUsed = 1 << 30

// Manager is the file system of one app.
type Manager struct {
	sys files.System
	pkg fs.FS
	// temp is the app's own directory of temporary files, below the root of sys.
	temp string

	// op is held while an operation runs.
	op      sync.Mutex
	isReady bool
	used    int64 // by usr and store
	count   int
	fds     map[string]*fd
	held    map[string]*held
	lastFD  int

	mu        sync.Mutex
	temps     int
	tempUsed  int64
	tempReady bool
	closed    bool
}

// New makes the file system of an app that keeps its files in sys. pkg are the
// files of its package. Nothing is touched before it is used.
func New(sys files.System, pkg fs.FS) *Manager {
	return &Manager{sys: sys, pkg: pkg, temp: path.Join(tempDir, rand.Text()), fds: make(map[string]*fd), held: make(map[string]*held)}
}

// ready makes the directories and counts what they hold, once.
func (m *Manager) ready() *bridge.CallError {
	if m.isReady {
		return nil
	}
	for _, dir := range []string{userDir, storeDir} {
		if err := m.sys.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
			return wording(err, dir)
		}
		if err := m.measure(dir, &m.used, &m.count); err != nil {
			return wording(err, dir)
		}
	}
	m.isReady = true
	return nil
}

// measure adds up the sizes and the number of what is below a directory.
func (m *Manager) measure(dir string, size *int64, count *int) error {
	queue := []string{dir}
	for len(queue) > 0 {
		entries, err := m.sys.ReadDir(queue[0])
		if err != nil {
			return err
		}
		for _, e := range entries {
			*count++
			if e.IsDir() {
				queue = append(queue, path.Join(queue[0], e.Name()))
			} else if info, err := e.Info(); err == nil {
				*size += info.Size()
			}
		}
		queue = queue[1:]
	}
	return nil
}

// grow reserves bytes, and files, of the quota; negative numbers give back.
func (m *Manager) grow(bytes int64, files int) *bridge.CallError {
	if bytes > 0 && m.used+bytes > maxUsed || files > 0 && m.count+files > maxFiles {
		return errQuota
	}
	m.used += bytes
	m.count += files
	return nil
}

// Call carries out a method of FileSystemManager. name is that of the
// asynchronous form, args are its options as plain data, bytes as bridge.Call
// has them.
func (m *Manager) Call(name string, args *value.Object) (value.Value, error) {
	op := operations[name]
	if op == nil || args == nil {
		return value.Value{}, fail(100, "not supported")
	}
	m.op.Lock()
	defer m.op.Unlock()
	out := value.NewObject()
	if err := op(m, options{args}, out); err != nil {
		return value.Value{}, err
	}
	return value.FromObject(out), nil
}

// operations are the methods of FileSystemManager.
var operations = map[string]func(*Manager, options, *value.Object) *bridge.CallError{
	"access": (*Manager).access, "readFile": (*Manager).readFile, "writeFile": (*Manager).writeFile, "appendFile": (*Manager).appendFile,
	"mkdir": (*Manager).mkdir, "rmdir": (*Manager).rmdir, "readdir": (*Manager).readdir, "unlink": (*Manager).unlink,
	"rename": (*Manager).rename, "copyFile": (*Manager).copyFile, "stat": (*Manager).statCall, "saveFile": (*Manager).saveFile,
	"getSavedFileList": (*Manager).savedFiles, "removeSavedFile": (*Manager).removeSaved, "getFileInfo": (*Manager).fileInfo,
	"getSavedFileInfo": (*Manager).savedInfo, "truncate": (*Manager).truncate, "ftruncate": (*Manager).ftruncate,
	"open": (*Manager).open, "read": (*Manager).read, "write": (*Manager).write, "fstat": (*Manager).fstat, "close": (*Manager).closeFD,
	"unzip": (*Manager).unzip, "readZipEntry": (*Manager).readZip, "readCompressedFile": (*Manager).readCompressed,
}

// options are the arguments of a method.
type options struct{ o *value.Object }

func (o options) str(name string) string   { return value.Text(o.o.Get(name)) }
func (o options) flag(name string) bool    { return value.ToBool(o.o.Get(name)) }
func (o options) has(name string) bool     { return !o.o.Get(name).IsNullish() }
func (o options) bytes(name string) []byte { return bytesOf(o.o.Get(name)) }

// number gives a whole number that is not negative; ok is false for anything
// else.
func (o options) number(name string) (n int64, ok bool) {
	f := value.ToNumber(o.o.Get(name))
	if f != f || f < 0 || f > 1<<53 || f != float64(int64(f)) {
		return 0, false
	}
	return int64(f), true
}

// Read gives the content of a file, for the host: an upload, an image. The error
// is a *bridge.CallError.
func (m *Manager) Read(p string, limit int64) ([]byte, error) {
	m.op.Lock()
	defer m.op.Unlock()
	l, ce := m.locate(p)
	if ce != nil {
		return nil, ce
	}
	b, ce := m.content(l, 0, -1, limit)
	if ce != nil {
		return nil, ce
	}
	return b, nil
}

// AddTemp makes a temporary file of what r gives and returns the program's path
// of it and its size. ext is the end of its name, with the dot. It may be
// called from any goroutine.
func (m *Manager) AddTemp(r io.Reader, ext string) (p string, size int64, err error) {
	f, name, err := m.createTemp(ext)
	if err != nil {
		return "", 0, err
	}
	m.mu.Lock()
	left := maxTempUsed - m.tempUsed
	m.mu.Unlock()
	limit := min(left, MaxTemp)
	size, err = io.Copy(io.NewOffsetWriter(f, 0), io.LimitReader(r, limit+1))
	err = errors.Join(err, f.Close())
	if err == nil && size > limit {
		err = fail(603301, "exceed max file size")
	}
	if err != nil {
		_ = m.sys.Remove(path.Join(m.temp, name))
		return "", 0, err
	}
	m.mu.Lock()
	m.tempUsed += size
	m.mu.Unlock()
	return scheme + name, size, nil
}

func (m *Manager) createTemp(ext string) (files.File, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, "", fs.ErrClosed
	}
	if !m.tempReady {
		for _, dir := range []string{tempDir, m.temp} {
			if err := m.sys.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, "", err
			}
		}
		m.tempReady = true
	}
	m.temps++
	name := fmt.Sprintf("%s_%d%s", tempDir, m.temps, extension("x"+ext))
	f, err := m.sys.Open(path.Join(m.temp, name), os.O_RDWR|os.O_CREATE|os.O_EXCL)
	return f, name, err
}

// Save stores what a program has downloaded to a path of its own, with the
// quota and the errors of writeFile.
func (m *Manager) Save(p, temp string) error {
	out := value.NewObject()
	args := value.NewObject()
	args.Put("tempFilePath", value.String(temp))
	args.Put("filePath", value.String(p))
	m.op.Lock()
	defer m.op.Unlock()
	if err := m.saveFile(options{args}, out); err != nil {
		return err
	}
	return nil
}

// Close closes the files that the program has open and removes the temporary
// ones; both AddTemp and open fail afterwards. It may be called from any
// goroutine.
func (m *Manager) Close() {
	m.op.Lock()
	defer m.op.Unlock()
	for _, f := range m.fds {
		_ = m.release(f)
	}
	clear(m.fds)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	if !m.tempReady {
		return
	}
	m.tempReady = false
	if entries, err := m.sys.ReadDir(m.temp); err == nil {
		for _, e := range entries {
			_ = m.sys.Remove(path.Join(m.temp, e.Name()))
		}
	}
	_ = m.sys.Remove(m.temp)
}

// newSaved gives a name for a saved file that is not taken.
func (m *Manager) newSaved(ext string) (string, *bridge.CallError) {
	entries, err := m.sys.ReadDir(storeDir)
	if err != nil {
		return "", wording(err, storeDir)
	}
	taken := make(map[string]bool, len(entries))
	for _, e := range entries {
		taken[e.Name()] = true
	}
	for n := 1; ; n++ {
		if name := storeDir + "_" + strconv.Itoa(n) + ext; !taken[name] {
			return name, nil
		}
	}
}

func (m *Manager) isClosed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.closed
}
