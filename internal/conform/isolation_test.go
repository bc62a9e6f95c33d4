package conform

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/mica-go/mica/runtime"
)

// Every case does the same in a worker process as in the host's: each record,
// whole programs and single components, logs, errors, data and trees. Of the
// components it is every fifth, and all where CONFORM_LIBS asks for everything.
func TestIsolations(t *testing.T) {
	cases, err := Find(root)
	if err != nil {
		t.Fatal(err)
	}
	workers := &runtime.Workers{Memory: 4 << 30} // the race detector takes much
	defer workers.Close()
	for i, c := range cases {
		if os.Getenv("CONFORM_LIBS") != "required" && c.App == "" && i%5 != 0 {
			continue
		}
		t.Run(filepath.ToSlash(c.Name), func(t *testing.T) {
			here, err := Run(context.Background(), c)
			if errors.Is(err, ErrNotInstalled) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			there, err := run(context.Background(), c, observer{config: func(cfg *runtime.Config) {
				cfg.Isolation, cfg.Workers = runtime.Process, workers
			}})
			if err != nil {
				t.Fatal(err)
			}
			want, err := here.JSON()
			if err != nil {
				t.Fatal(err)
			}
			got, err := there.JSON()
			if err != nil {
				t.Fatal(err)
			}
			wants, gots := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
			for i := range min(len(wants), len(gots)) {
				if !bytes.Equal(wants[i], gots[i]) {
					at, w, g := firstDifference(string(bytes.TrimSuffix(wants[i], []byte(","))), string(bytes.TrimSuffix(gots[i], []byte(","))))
					t.Fatalf("record %d differs at %s\n  here  %s\n  there %s", i-1, at, w, g)
				}
			}
			if len(wants) != len(gots) {
				t.Errorf("%d records here, %d there", len(wants), len(gots))
			}
		})
	}
}
