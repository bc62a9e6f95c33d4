package conform

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/mica-go/mica/runtime/pack"
)

// A case may drive a program that is one file.
func TestProgramInAPackage(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	if err := pack.Write(&b, pack.Wxapkg, os.DirFS("../../testdata/apps/counter"), pack.Limits{}); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"counter.wxapkg": b.Bytes(),
		"case.json":      []byte(`{"app": "counter.wxapkg", "steps": [{"do": "tap", "selector": ".add"}]}`),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases, err := Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := Run(context.Background(), cases[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(packed.Steps) != 2 || packed.Steps[0].Failed || packed.Steps[1].Failed || len(packed.Steps[1].Text) == 0 {
		t.Errorf("the program did not run: %+v", packed.Steps)
	}
}
