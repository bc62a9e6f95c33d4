package runtime_test

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/pack"
)

// The same program from a folder and from containers; a signature where one is
// demanded.
func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	for _, format := range []pack.Format{pack.Zip, pack.Wxapkg} {
		f, err := os.Create(filepath.Join(dir, "p."+string(format)))
		if err != nil {
			t.Fatal(err)
		}
		if err := pack.Write(f, format, os.DirFS("../testdata/apps/shop"), pack.Limits{}); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"../testdata/apps/shop", filepath.Join(dir, "p.zip"), filepath.Join(dir, "p.wxapkg")} {
		pkg, err := runtime.LoadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, name, strings.Join(pkg.Pages(), " "), "pages/home/home pages/search/search pages/cart/cart pages/profile/profile pages/product/product pages/orders/orders")
		if info := pkg.Info(); info.Entry != "pages/home/home" || len(info.Tabs) != 4 || len(info.Components) != 6 || info.Pages[0].Title != "Corner Shop" {
			t.Errorf("%s: %+v", name, info)
		}
		_, err = runtime.Loader{Pack: pack.Options{Keys: []ed25519.PublicKey{make([]byte, 32)}}}.LoadFile(name)
		var refused *pack.SignatureError
		if !errors.As(err, &refused) {
			t.Errorf("%s without a signature: %v", name, err)
		}
	}
	if _, err := runtime.LoadFile(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := runtime.LoadFile(dir); err == nil || !strings.Contains(err.Error(), "there is no app.json") {
		t.Errorf("no program: %v", err)
	}
}
