package pack

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
)

// Options says how a container is opened. The zero Options take any container
// within the default limits, signed or not.
type Options struct {
	// Limits bounds what is in it.
	Limits Limits
	// Keys, where there are any, are those that the container has to be signed
	// with, one of them. The signature is checked before anything else is read.
	Keys []ed25519.PublicKey
	// MinVersion is the least version that the signature may have. A host that
	// remembers the last version it has run hands it in, so that nobody can make
	// it go back to an older one.
	MinVersion uint64
}

// ErrUnknown is the error for a file that is no container of a known format.
var ErrUnknown = errors.New("this is no package: neither a zip archive nor a .wxapkg")

// Open opens the container that r is, of size bytes. r must not change while the
// archive is in use, unless there are Keys: then it is copied into memory first.
// The errors are [*Error], [*SignatureError], [ErrUnknown] and those of r.
func Open(r io.ReaderAt, size int64, opts Options) (*Archive, error) {
	limits := opts.Limits.withDefaults()
	sig, payload, err := splitSignature(r, size)
	if err != nil {
		return nil, err
	}
	if len(opts.Keys) > 0 {
		if size > limits.container() {
			return nil, problem("", "the container has %d bytes, more than can be verified", size)
		}
		data := make([]byte, payload)
		if _, err := r.ReadAt(data, 0); err != nil && err != io.EOF {
			return nil, err
		}
		if err := sig.verify(data, opts.Keys, opts.MinVersion); err != nil {
			return nil, err
		}
		r = bytes.NewReader(data)
	}
	a := &Archive{limits: limits, sig: sig, nodes: map[string]*node{".": {name: "."}}}
	var head [8]byte
	n, err := r.ReadAt(head[:min(payload, int64(len(head)))], 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch b := head[:n]; {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte("PK\x05\x06")):
		a.format = Zip
		err = a.readZip(io.NewSectionReader(r, 0, payload), payload)
	case len(b) > 0 && b[0] == wxapkgMark:
		a.format = Wxapkg
		err = a.readWxapkg(r, payload)
	case bytes.HasPrefix(b, []byte("V1MMWX")):
		err = problem("", "this is an encrypted package of the desktop client, which mica cannot read")
	default:
		err = ErrUnknown
	}
	if err != nil {
		return nil, err
	}
	a.finish()
	return a, nil
}

// OpenFile opens the container, or the folder, with that name. A container is read
// into memory. A folder has no signature, so with Keys it is refused.
func OpenFile(name string, opts Options) (*Archive, error) {
	limits := opts.Limits.withDefaults()
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir() && len(opts.Keys) > 0:
		return nil, &SignatureError{Reason: "a folder has no signature"}
	case info.IsDir():
		return openFolder(name, limits)
	case !info.Mode().IsRegular() || info.Size() > limits.container():
		return nil, fmt.Errorf("%s: %w", name, problem("", "the container has %d bytes, more than the limit of %d, or is no regular file", info.Size(), limits.container()))
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	a, err := Open(bytes.NewReader(data), int64(len(data)), opts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return a, nil
}

// container is the largest size of a container that is read into memory: that of
// what is in it, and its index.
func (l *Limits) container() int64 { return l.Size + l.Size/8 }

// readZip reads the directory of a zip archive.
func (a *Archive) readZip(r io.ReaderAt, size int64) error {
	// Entries cost five times the memory that they take in the archive, and zip
	// reads all of them before there is a name to look at.
	b := &budget{ReaderAt: r, left: int64(a.limits.Files)*int64(a.limits.Name+128) + 256<<10}
	z, err := zip.NewReader(b, size)
	switch {
	case errors.Is(err, errBudget):
		return problem("", "the zip archive speaks of more than %d files and folders", a.limits.Files)
	case err != nil:
		return problem("", "the zip archive is damaged: %v", err)
	}
	b.left = math.MaxInt64
	strip := commonFolder(z.File)
	for _, f := range z.File {
		folder := strings.HasSuffix(f.Name, "/")
		name, err := a.limits.checkName(strings.TrimSuffix(f.Name, "/"))
		if err != nil {
			return err
		}
		if name += "/"; name == strip {
			continue
		}
		name = strings.TrimSuffix(strings.TrimPrefix(name, strip), "/")
		switch mode := f.Mode(); {
		case mode&fs.ModeSymlink != 0:
			return problem(name, "a symbolic link")
		case folder != mode.IsDir() || !folder && !mode.IsRegular():
			return problem(name, "neither a file nor a folder")
		case f.Flags&1 != 0:
			return problem(name, "the file is encrypted")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return problem(name, "the file is compressed by method %d, which is not supported", f.Method)
		case f.UncompressedSize64 > uint64(a.limits.File):
			return problem(name, "the file has %d bytes, more than the limit of %d", f.UncompressedSize64, a.limits.File)
		case folder && f.UncompressedSize64 > 0:
			return problem(name, "a folder with content")
		}
		if folder {
			err = a.add(name, 0, nil)
		} else {
			err = a.add(name, int64(f.UncompressedSize64), f.Open)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// budget bounds what is read.
type budget struct {
	io.ReaderAt
	left int64
}

var errBudget = errors.New("too much to read")

func (b *budget) ReadAt(p []byte, off int64) (int, error) {
	if b.left == math.MaxInt64 { // the archive is open; many may read
		return b.ReaderAt.ReadAt(p, off)
	}
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errBudget
	}
	return b.ReaderAt.ReadAt(p, off)
}

// commonFolder returns the one folder that everything in a zip archive is in,
// with its slash, as archives of a whole project have it; or "".
func commonFolder(files []*zip.File) string {
	common := ""
	for _, f := range files {
		folder, _, ok := strings.Cut(f.Name, "/")
		switch folder += "/"; {
		case !ok || common != "" && folder != common || folder == "../" || folder == "./" || folder == "/":
			return ""
		case folder+"app.json" == f.Name || folder+"project.config.json" == f.Name:
			common = folder
		case common == "":
			common = folder
		}
	}
	for _, f := range files {
		if f.Name == common+"app.json" || f.Name == common+"project.config.json" {
			return common
		}
	}
	return ""
}

// The marks of a .wxapkg (spec app §11).
const (
	wxapkgMark       = 0xBE
	wxapkgSecondMark = 0xED
	wxapkgHeader     = 14
)

// readWxapkg reads the index of a .wxapkg.
func (a *Archive) readWxapkg(r io.ReaderAt, size int64) error {
	var head [wxapkgHeader + 4]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return problem("", "the .wxapkg ends within its header")
	}
	indexLen, dataLen := int64(binary.BigEndian.Uint32(head[5:])), int64(binary.BigEndian.Uint32(head[9:]))
	count := int64(binary.BigEndian.Uint32(head[14:]))
	switch {
	case head[13] != wxapkgSecondMark:
		return problem("", "the .wxapkg has no second mark: it is damaged, or encrypted by the desktop client, which mica cannot read")
	case wxapkgHeader+indexLen+dataLen > size:
		return problem("", "the .wxapkg has %d bytes, its header speaks of %d", size, wxapkgHeader+indexLen+dataLen)
	case indexLen < 4 || count > (indexLen-4)/12 || count > int64(a.limits.Files):
		return problem("", "the .wxapkg speaks of %d files, more than its index of %d bytes or the limit of %d has room for", count, indexLen, a.limits.Files)
	case indexLen > int64(a.limits.Files)*int64(a.limits.Name+12):
		return problem("", "the index of the .wxapkg is longer than the limits allow")
	}
	index := make([]byte, indexLen-4)
	if _, err := r.ReadAt(index, wxapkgHeader+4); err != nil && err != io.EOF {
		return err
	}
	for range count {
		name, offset, length, rest, err := wxapkgEntry(index)
		if err != nil {
			return err
		}
		index = rest
		name, err = a.limits.checkName(strings.TrimPrefix(name, "/"))
		if err != nil {
			return err
		}
		if offset < wxapkgHeader+indexLen || offset+length > size {
			return problem(name, "its bytes %d to %d are not among those of the package's data", offset, offset+length)
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, offset, length)), nil }
		if err := a.add(name, length, open); err != nil {
			return err
		}
	}
	return nil
}

// wxapkgEntry reads one entry of the index and returns what follows it.
func wxapkgEntry(index []byte) (name string, offset, length int64, rest []byte, err error) {
	if len(index) < 4 {
		return "", 0, 0, nil, problem("", "the index of the .wxapkg is too short")
	}
	n := int64(binary.BigEndian.Uint32(index))
	if n > int64(len(index))-12 {
		return "", 0, 0, nil, problem("", "the index of the .wxapkg is too short")
	}
	name, index = string(index[4:4+n]), index[4+n:]
	return name, int64(binary.BigEndian.Uint32(index)), int64(binary.BigEndian.Uint32(index[4:])), index[8:], nil
}
