package pack_test

import (
	"crypto/ed25519"
	"io/fs"
	"testing"

	"github.com/mica-go/mica/runtime/pack"
)

// Whatever the bytes are, opening and reading ends, within the limits, and what is
// opened has only names that stay inside.
func FuzzOpen(f *testing.F) {
	for _, format := range []pack.Format{pack.Zip, pack.Wxapkg} {
		f.Add(write(f, format, program))
		f.Add(signed(f, format, 1, 1))
	}
	f.Add(raw("app.json", []byte("more than is said"), 3))
	f.Add(wxapkg("{}", "/app.json", 0, 2))
	f.Add([]byte("V1MMWX"))
	limits := pack.Limits{Size: 1 << 20, File: 1 << 18, Files: 500, Depth: 8, Name: 100}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := open(data, pack.Options{Limits: limits, Keys: []ed25519.PublicKey{public(9)}}); err == nil {
			t.Fatal("a package without this key's signature was opened")
		}
		a, err := open(data, pack.Options{Limits: limits})
		if err != nil {
			return
		}
		total, files := 0, 0
		err = fs.WalkDir(a, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if !fs.ValidPath(name) || len(name) > limits.Name {
				t.Errorf("the name %q", name)
			}
			if files++; !d.IsDir() {
				content, _ := fs.ReadFile(a, name)
				total += len(content)
			}
			return nil
		})
		if err != nil || total > 1<<20 || files > 501 {
			t.Errorf("%d bytes in %d files: %v", total, files, err)
		}
	})
}
