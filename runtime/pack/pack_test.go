package pack_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime/pack"
)

var program = fstest.MapFS{
	"app.json":           {Data: []byte(`{"pages": ["pages/a/a"]}`)},
	"app.js":             {Data: nil},
	"pages/a/a.js":       {Data: []byte("Page({})")},
	"pages/a/a.wxml":     {Data: bytes.Repeat([]byte("<view/>"), 1000)},
	"pages/b.wxml":       {Data: []byte("你好")},
	"assets/图片.png":      {Data: []byte{0, 1, 2}},
	".git/config":        {Data: []byte("left out")},
	"pages/.DS_Store":    {Data: []byte("left out")},
	"a/b/c/d/e/f/g.json": {Data: []byte("{}")},
}

func open(data []byte, opts pack.Options) (*pack.Archive, error) {
	return pack.Open(bytes.NewReader(data), int64(len(data)), opts)
}

func write(t testing.TB, format pack.Format, fsys fs.FS) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pack.Write(&b, format, fsys, pack.Limits{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is written is read again, is a proper fs.FS, and is the same each time.
func TestRoundTrip(t *testing.T) {
	for _, format := range []pack.Format{pack.Zip, pack.Wxapkg} {
		t.Run(string(format), func(t *testing.T) {
			data := write(t, format, program)
			if !bytes.Equal(data, write(t, format, program)) {
				t.Error("the same files give other bytes")
			}
			a, err := open(data, pack.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for name, f := range program {
				if strings.Contains(name, "/.") || name[0] == '.' {
					if _, err := fs.Stat(a, name); !errors.Is(err, fs.ErrNotExist) {
						t.Errorf("%s: %v", name, err)
					}
					continue
				}
				names = append(names, name)
				if got, err := fs.ReadFile(a, name); err != nil || !bytes.Equal(got, f.Data) {
					t.Errorf("%s: %q, %v", name, got, err)
				}
			}
			if err := fstest.TestFS(a, names...); err != nil {
				t.Error(err)
			}
			if a.Format() != format || a.Signature() != nil || a.Size() < 7000 {
				t.Errorf("%s, %v, %d bytes", a.Format(), a.Signature(), a.Size())
			}
			if again := write(t, format, a); !bytes.Equal(again, data) {
				t.Error("what is read gives another container")
			}
		})
	}
}

// The container of spec app §11, byte by byte.
func TestWxapkgBytes(t *testing.T) {
	got := write(t, pack.Wxapkg, fstest.MapFS{"b": {Data: []byte("B!")}, "a/c": {Data: []byte("C")}})
	want := "\xBE\x00\x00\x00\x00" + "\x00\x00\x00\x22" + "\x00\x00\x00\x03" + "\xED" + "\x00\x00\x00\x02" +
		"\x00\x00\x00\x04/a/c\x00\x00\x00\x30\x00\x00\x00\x01" + "\x00\x00\x00\x02/b\x00\x00\x00\x31\x00\x00\x00\x02" + "CB!"
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// zipOf makes a zip archive whose headers are what the test wants.
func zipOf(headers ...zip.FileHeader) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, h := range headers {
		f, err := z.CreateHeader(&h)
		if err != nil {
			panic(err)
		}
		if !strings.HasSuffix(h.Name, "/") {
			f.Write([]byte("{}"))
		}
	}
	z.Close()
	return b.Bytes()
}

func named(names ...string) (out []zip.FileHeader) {
	for _, n := range names {
		out = append(out, zip.FileHeader{Name: n, Method: zip.Deflate})
	}
	return out
}

func withMode(name string, mode fs.FileMode) zip.FileHeader {
	h := zip.FileHeader{Name: name}
	h.SetMode(mode)
	return h
}

// raw makes a zip archive with one file whose header tells another size than the
// compressed data has.
func raw(name string, data []byte, said uint64) []byte {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	f, _ := z.Create(name)
	f.Write(data)
	z.Close()
	r, _ := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	stream, _ := r.File[0].OpenRaw()
	var b bytes.Buffer
	z = zip.NewWriter(&b)
	h := zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(data[:min(said, uint64(len(data)))]),
		CompressedSize64: r.File[0].CompressedSize64, UncompressedSize64: said}
	w, _ := z.CreateRaw(&h)
	io.Copy(w, stream)
	z.Close()
	return b.Bytes()
}

// wxapkg makes a container from entries with offsets from its data's beginning.
func wxapkg(data string, entries ...any) []byte {
	index := binary.BigEndian.AppendUint32(nil, uint32(len(entries)/3))
	length := 4
	for i := 0; i < len(entries); i += 3 {
		length += 12 + len(entries[i].(string))
	}
	for i := 0; i < len(entries); i += 3 {
		name := entries[i].(string)
		index = binary.BigEndian.AppendUint32(index, uint32(len(name)))
		index = append(index, name...)
		index = binary.BigEndian.AppendUint32(index, uint32(14+length+entries[i+1].(int)))
		index = binary.BigEndian.AppendUint32(index, uint32(entries[i+2].(int)))
	}
	out := []byte{0xBE, 0, 0, 0, 0}
	out = binary.BigEndian.AppendUint32(out, uint32(len(index)))
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	return append(append(append(out, 0xED), index...), data...)
}

func patched(data []byte, at int, b ...byte) []byte {
	data = bytes.Clone(data)
	copy(data[at:], b)
	return data
}

func manyFiles(n int) []zip.FileHeader {
	var out []zip.FileHeader
	for i := range n {
		out = append(out, zip.FileHeader{Name: strconv.Itoa(i)})
	}
	return out
}

// Containers that are refused, and why.
func TestHostile(t *testing.T) {
	good := wxapkg("{}", "/app.json", 0, 2)
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "neither a zip archive nor a .wxapkg"},
		{"text", []byte("hello, I am no package"), "neither a zip archive nor a .wxapkg"},
		{"encrypted by the desktop client", []byte("V1MMWX and then something"), "encrypted package of the desktop client"},

		{"zip: half of it", zipOf(named("app.json")...)[:60], "the zip archive is damaged"},
		{"zip: out of the package", zipOf(named("app.json", "../evil.js")...), `"../evil.js": the name leads out`},
		{"zip: out by a detour", zipOf(named("a/../../evil.js")...), "leads out"},
		{"zip: not in its simple form", zipOf(named("a/./b.js")...), "simple form"},
		{"zip: an absolute name", zipOf(named("/etc/passwd")...), "leads out"},
		{"zip: a drive", zipOf(named("C:/x.js")...), "a colon"},
		{"zip: backslashes", zipOf(named(`..\evil.js`)...), "a backslash"},
		{"zip: a NUL", zipOf(named("a\x00.js")...), "a NUL"},
		{"zip: no UTF-8", zipOf(named("a\xff.js")...), "no UTF-8"},
		{"zip: a name twice", zipOf(named("a.js", "a.js")...), `"a.js": the name occurs twice`},
		{"zip: a file and a folder", zipOf(named("a", "a/b")...), `"a" is a file and a folder`},
		{"zip: a folder and a file", zipOf(named("a/b", "a")...), "the name occurs twice"},
		{"zip: a symbolic link", zipOf(withMode("link", fs.ModeSymlink|0o777)), "a symbolic link"},
		{"zip: a device", zipOf(withMode("dev", fs.ModeDevice|0o777)), "neither a file nor a folder"},
		{"zip: a file that calls itself a folder", zipOf(withMode("dir", fs.ModeDir|0o777)), "neither a file nor a folder"},
		{"zip: encrypted", patched(zipOf(named("a")...), bytes.Index(zipOf(named("a")...), []byte("PK\x01\x02"))+8, 1), "encrypted"},
		{"zip: another method", patched(zipOf(named("a")...), bytes.Index(zipOf(named("a")...), []byte("PK\x01\x02"))+10, 99), "method 99"},
		{"zip: too deep", zipOf(named(strings.Repeat("d/", 32) + "f")...), "more than 32 folders"},
		{"zip: a long name", zipOf(named(strings.Repeat("n", 513))...), "longer than 512 bytes"},
		{"zip: a huge file", raw("app.json", []byte("{}"), 17<<20), "more than the limit of"},
		{"zip: a size beyond all", raw("app.json", []byte("{}"), 1<<62), "more than the limit of"},
		{"zip: many files", zipOf(manyFiles(20_001)...), "more than 20000 files"},

		{"wxapkg: a header that ends", good[:16], "ends within its header"},
		{"wxapkg: no second mark", patched(good, 13, 0), "no second mark"},
		{"wxapkg: an index beyond its end", patched(good, 5, 0xff, 0xff, 0xff, 0xff), "its header speaks of"},
		{"wxapkg: data beyond its end", patched(good, 9, 0xff, 0xff, 0xff, 0xff), "its header speaks of"},
		{"wxapkg: no room for the files", patched(good, 14, 0xff, 0xff, 0xff, 0xff), "speaks of 4294967295 files"},
		{"wxapkg: no index", patched(good, 5, 0, 0, 0, 0), "speaks of 1 files"},
		{"wxapkg: a name beyond the index", patched(good, 18, 0xff, 0xff, 0xff, 0xff), "index of the .wxapkg is too short"},
		{"wxapkg: out of the package", wxapkg("{}", "/../evil.js", 0, 2), "leads out"},
		{"wxapkg: twice absolute", wxapkg("{}", "//etc/passwd", 0, 2), "leads out"},
		{"wxapkg: no name", wxapkg("{}", "/", 0, 2), "leads out"},
		{"wxapkg: a name twice", wxapkg("{}", "/a", 0, 2, "a", 0, 2), "occurs twice"},
		{"wxapkg: a file in the index", wxapkg("{}", "/a", -1, 2), "not among those of the package's data"},
		{"wxapkg: a file beyond the end", wxapkg("{}", "/a", 0, 3), "not among those of the package's data"},
		{"wxapkg: a file of 4 GiB", wxapkg("{}", "/a", 1, 0xffffffff), "not among those of the package's data"},
		{"wxapkg: bytes that are many files", overlapping(), "more than 67108864 bytes in all"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := open(test.data, pack.Options{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// overlapping is a container of a megabyte that says that it is 100 files of one.
func overlapping() []byte {
	var entries []any
	for i := range 100 {
		entries = append(entries, "/"+strings.Repeat("x", i+1), 0, 1<<20)
	}
	return wxapkg(strings.Repeat("x", 1<<20), entries...)
}

// Sizes that are not what they seem are found when the file is read, at the
// price of what was said.
func TestLyingSizes(t *testing.T) {
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"more than said", raw("app.json", bytes.Repeat([]byte("x"), 10<<20), 100), "damaged"},
		{"less than said", raw("app.json", []byte("short"), 1<<20), "shorter than the package says"},
		{"another content", patched(zipOf(zip.FileHeader{Name: "app.json"}), 38, 'x'), "checksum error"},
		{"no stream", patched(zipOf(named("app.json")...), 38, 0xff, 0xff), "corrupt"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, err := open(test.data, pack.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err = a.ReadFile("app.json")
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 2<<20 {
				t.Errorf("reading took %d bytes", bytes)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		name   string
		limits pack.Limits
		want   string
	}{
		{"defaults", pack.Limits{}, ""},
		{"none", pack.Limits{Size: -1, File: -1, Files: -1, Depth: -1, Name: -1}, ""},
		{"size", pack.Limits{Size: 7000}, "more than 7000 bytes in all"},
		{"file", pack.Limits{File: 6999}, "7000 bytes, more than the limit of 6999"},
		{"files", pack.Limits{Files: 6}, "more than 6 files"},
		{"depth", pack.Limits{Depth: 5}, "more than 5 folders"},
		{"name", pack.Limits{Name: 13}, "longer than 13 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			check := func(what string, err error) {
				if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: got %v, want %s", what, err, test.want)
				}
			}
			for _, format := range []pack.Format{pack.Zip, pack.Wxapkg} {
				_, err := open(write(t, format, program), pack.Options{Limits: test.limits})
				if test.name == "files" && format == pack.Wxapkg && err != nil {
					continue // worded otherwise
				}
				check("open "+string(format), err)
			}
			check("write", pack.Write(io.Discard, pack.Zip, program, test.limits))
		})
	}
}

// An archive of a whole repository has everything in one folder.
func TestCommonFolder(t *testing.T) {
	for _, test := range []struct {
		names []string
		want  string
	}{
		{[]string{"shop-main/", "shop-main/app.json", "shop-main/pages/a.js"}, "app.json"},
		{[]string{"shop-main/pages/a.js", "shop-main/project.config.json"}, "project.config.json"},
		{[]string{"shop-main/pages/a.js"}, "shop-main/pages/a.js"},
		{[]string{"shop-main/app.json", "README"}, "shop-main/app.json"},
		{[]string{"a/app.json", "b/app.json"}, "a/app.json"},
	} {
		a, err := open(zipOf(named(test.names...)...), pack.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fs.Stat(a, test.want); err != nil {
			t.Errorf("%v: %v", test.names, err)
		}
	}
}

// A folder is read as it is; links that lead out of it are not followed, and large
// files and pipes are not opened.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "app"), program); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../secret", filepath.Join(dir, "app", "link.js")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("app.json", filepath.Join(dir, "app", "inside.json")); err != nil {
		t.Fatal(err)
	}
	a, err := pack.OpenFile(filepath.Join(dir, "app"), pack.Options{Limits: pack.Limits{File: 6999}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if data, err := fs.ReadFile(a, "link.js"); err == nil {
		t.Errorf("the link was followed: %s", data)
	}
	if _, err := a.Open("link.js"); err == nil {
		t.Error("the link was opened")
	}
	if _, err := a.Stat("link.js"); err == nil {
		t.Error("the link was looked at")
	}
	if _, err := fs.ReadFile(a, "inside.json"); err != nil {
		t.Error(err)
	}
	if _, err := fs.ReadFile(a, "pages/a/a.wxml"); err == nil || !strings.Contains(err.Error(), "limit of 6999") {
		t.Errorf("a large file: %v", err)
	}
	if _, err := pack.OpenFile(filepath.Join(dir, "none"), pack.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := pack.OpenFile(dir, pack.Options{Keys: []ed25519.PublicKey{make([]byte, 32)}}); err == nil {
		t.Error("a folder was taken though a signature is demanded")
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, format := range []pack.Format{pack.Zip, pack.Wxapkg} {
		data := write(b, format, os.DirFS("../../testdata/apps/shop"))
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := open(data, pack.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
