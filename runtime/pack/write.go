package pack

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"strings"
)

// Write writes the files of fsys as a container of the format Zip or Wxapkg. The
// same files give the same bytes. Files and folders whose names begin with a dot
// are left out. The errors are [*Error] for files beyond the limits, and those of
// fsys and w.
func Write(w io.Writer, format Format, fsys fs.FS, limits Limits) error {
	limits = limits.withDefaults()
	files, err := list(fsys, &limits)
	if err != nil {
		return err
	}
	switch format {
	case Zip:
		return writeZip(w, fsys, files)
	case Wxapkg:
		return writeWxapkg(w, fsys, files)
	}
	return fmt.Errorf("a package of the format %q cannot be written, only %s and %s", format, Zip, Wxapkg)
}

// list returns the files of fsys in the order of their names.
func list(fsys fs.FS, limits *Limits) ([]string, error) {
	var files []string
	var size int64
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case strings.HasPrefix(path.Base(name), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if _, err := limits.checkName(name); err != nil {
			return err
		}
		info, err := fs.Stat(fsys, name)
		switch {
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return problem(name, "neither a file nor a folder")
		case info.Size() > limits.File:
			return problem(name, "the file has %d bytes, more than the limit of %d", info.Size(), limits.File)
		}
		if files = append(files, name); len(files) > limits.Files {
			return problem("", "more than %d files", limits.Files)
		}
		if size += info.Size(); size > limits.Size {
			return problem("", "the files have more than %d bytes in all", limits.Size)
		}
		return nil
	})
	return files, err
}

func writeZip(w io.Writer, fsys fs.FS, files []string) error {
	z := zip.NewWriter(w)
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := f.Write(data); err != nil {
			return err
		}
	}
	return z.Close()
}

func writeWxapkg(w io.Writer, fsys fs.FS, files []string) error {
	indexLen := 4
	for _, name := range files {
		indexLen += 4 + 1 + len(name) + 8
	}
	head := []byte{wxapkgMark, 0, 0, 0, 0}
	index := binary.BigEndian.AppendUint32(nil, uint32(len(files)))
	var data bytes.Buffer
	for _, name := range files {
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		offset := wxapkgHeader + indexLen + data.Len()
		if offset+len(content) > math.MaxUint32 {
			return problem(name, "the package would be larger than 4 GiB")
		}
		index = binary.BigEndian.AppendUint32(index, uint32(1+len(name)))
		index = append(append(index, '/'), name...)
		index = binary.BigEndian.AppendUint32(index, uint32(offset))
		index = binary.BigEndian.AppendUint32(index, uint32(len(content)))
		data.Write(content)
	}
	head = binary.BigEndian.AppendUint32(head, uint32(len(index)))
	head = binary.BigEndian.AppendUint32(head, uint32(data.Len()))
	head = append(head, wxapkgSecondMark)
	for _, part := range [][]byte{head, index, data.Bytes()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
