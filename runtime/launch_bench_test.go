package runtime_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/mica-go/mica/internal/fixture"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/pack"
)

const shopDir = "../testdata/apps/shop"

// BenchmarkShopLoad is a cold start's first half: everything is read, parsed and
// compiled, from a folder and from a package.
func BenchmarkShopLoad(b *testing.B) {
	var wxapkg bytes.Buffer
	if err := pack.Write(&wxapkg, pack.Wxapkg, os.DirFS(shopDir), pack.Limits{}); err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "shop.wxapkg")
	if err := os.WriteFile(file, wxapkg.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	for name, path := range map[string]string{"folder": shopDir, "wxapkg": file} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := runtime.LoadFile(path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkShopLaunch is a warm start: from the loaded package to the HTML of the
// first page, whose requests are answered at once.
func BenchmarkShopLaunch(b *testing.B) {
	launch := shopLauncher(b)
	b.ReportAllocs()
	for b.Loop() {
		launch()
	}
}

// shopLauncher loads the shop and returns a function that launches it, renders the
// first page and closes it.
func shopLauncher(t testing.TB) func() {
	pkg, err := runtime.LoadFile(shopDir)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../testdata/fixtures/shop/network.json")
	if err != nil {
		t.Fatal(err)
	}
	network, err := fixture.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	return func() {
		app, err := pkg.Launch(ctx, runtime.Config{Network: network})
		if err != nil {
			t.Fatal(err)
		}
		if err := app.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(io.Discard, app.Page().HTML()); err != nil {
			t.Fatal(err)
		}
		app.Close()
	}
}

// A warm start allocates no more than it does today and a tenth.
func TestShopLaunchAllocations(t *testing.T) {
	if n := testing.AllocsPerRun(10, shopLauncher(t)); n > 17_000 {
		t.Errorf("%.0f allocations for a launch, at most 17000", n)
	}
}
