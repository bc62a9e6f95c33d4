package files_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime/files"
)

func systems(t *testing.T, run func(t *testing.T, s files.System)) {
	t.Run("Memory", func(t *testing.T) { run(t, &files.Memory{}) })
	t.Run("Dir", func(t *testing.T) {
		d, err := files.Dir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		run(t, d)
	})
}

func write(t *testing.T, s files.System, name, data string) {
	t.Helper()
	f, err := s.Open(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(data), 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s files.System, name string) string {
	t.Helper()
	f, err := s.Open(name, os.O_RDONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func list(t *testing.T, s files.System, name string) string {
	t.Helper()
	entries, err := s.ReadDir(name)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// Both systems do the same.
func TestSystem(t *testing.T) {
	systems(t, func(t *testing.T, s files.System) {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		is := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		must(s.Mkdir("a"))
		must(s.Mkdir("a/b"))
		is("Mkdir of what is there", s.Mkdir("a"), fs.ErrExist)
		is("Mkdir below nothing", s.Mkdir("x/y"), fs.ErrNotExist)
		write(t, s, "a/one", "hello")
		write(t, s, "a/one", "bye")
		if got := read(t, s, "a/one"); got != "bye" {
			t.Errorf("the file holds %q", got)
		}
		_, err := s.Open("a/none", os.O_RDONLY)
		is("Open of nothing", err, fs.ErrNotExist)
		_, err = s.Open("a/one", os.O_RDWR|os.O_CREATE|os.O_EXCL)
		is("exclusive Open", err, fs.ErrExist)
		if _, err = s.Open("a", os.O_RDONLY); err == nil {
			t.Error("a directory can be opened as a file")
		}
		if s.Remove("a") == nil {
			t.Error("a directory that is not empty can be removed")
		}
		must(s.Rename("a/one", "a/b/two"))
		if got := list(t, s, "a") + ", " + list(t, s, "a/b"); got != "b/, two" {
			t.Errorf("after Rename: %s", got)
		}
		if s.Rename("a", "a/b/c") == nil {
			t.Error("a directory can be moved into itself")
		}
		write(t, s, "three", "3")
		must(s.Rename("three", "a/b/two"))
		if got := read(t, s, "a/b/two"); got != "3" {
			t.Errorf("a file that was replaced holds %q", got)
		}
		must(s.Remove("a/b/two"))
		is("Remove of nothing", s.Remove("a/b/two"), fs.ErrNotExist)
		for _, name := range []string{"../x", "/x", "a/../../x", ""} {
			if _, err := s.Open(name, os.O_RDWR|os.O_CREATE); err == nil {
				t.Errorf("Open(%q) succeeds", name)
			}
		}
	})
}

func TestFile(t *testing.T) {
	systems(t, func(t *testing.T, s files.System) {
		f, err := s.Open("f", os.O_RDWR|os.O_CREATE)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		steps := []func() error{
			func() error { _, err := f.WriteAt([]byte("abcdef"), 2); return err },
			func() error { return f.Truncate(4) },
			func() error { return f.Truncate(6) },
			func() error { _, err := f.WriteAt([]byte("Z"), 5); return err },
		}
		for k, step := range steps {
			if err := step(); err != nil {
				t.Fatalf("step %d: %v", k, err)
			}
		}
		if got := fmt.Sprintf("%q", read(t, s, "f")); got != `"\x00\x00ab\x00Z"` {
			t.Errorf("the file holds %s", got)
		}
		if info, err := f.Stat(); err != nil || info.Size() != 6 || info.IsDir() {
			t.Errorf("Stat: %v, %v", info, err)
		}
		r, err := s.Open("f", os.O_RDONLY)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.WriteAt([]byte("x"), 0); err == nil {
			t.Error("a file opened for reading can be written")
		}
	})
}

// A link in the directory does not lead out of it.
func TestDirLinks(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("s"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	d, err := files.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Open("link", os.O_RDONLY); err == nil {
		t.Error("a link leads out of the directory")
	}
	if _, err := d.Stat("link"); err == nil {
		t.Error("Stat follows a link out of the directory")
	}
}
