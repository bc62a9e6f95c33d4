package storage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/runtime"
)

var _ runtime.Storage = (*Store)(nil)

// childFile is set in the process that TestKill kills.
const childFile = "MICA_STORAGE_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		child(path)
	}
	os.Exit(m.Run())
}

// child stores one value after the other, tells of each that was acknowledged,
// and never ends.
func child(path string) {
	db, err := Open(path)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	s := db.App("child")
	for k := 0; ; k++ {
		if err := s.Set(fmt.Sprintf("key%d", k%50), strings.Repeat(fmt.Sprint(k, " "), 200)); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("ack", k)
	}
}

// A process that is killed in the middle of its writes loses none that was
// acknowledged.
func TestKill(t *testing.T) {
	for _, after := range []int{1, 40, 130} {
		path := filepath.Join(t.TempDir(), "s.db")
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFile+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		last := -1
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if _, err := fmt.Sscanf(lines.Text(), "ack %d", &last); err != nil {
				t.Fatalf("the child says %q", lines.Text())
			}
			if last == after {
				_ = cmd.Process.Kill() // SIGKILL; what it has said until then counts
			}
		}
		_ = cmd.Wait()
		db, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		s := db.App("child")
		for k := max(0, last-49); k <= last; k++ {
			data, found, err := s.Get(fmt.Sprintf("key%d", k%50))
			var n int
			if _, scan := fmt.Sscan(data, &n); err != nil || !found || scan != nil || n < k || n > last+1 || len(data) < 200 {
				t.Errorf("killed after %d: key%d holds %.20q, %v, want that of write %d", last, k%50, data, err, k)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestApps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("k", 40_000)
	a, b := db.App("a"), db.App("b")
	for _, err := range []error{a.Set("k", "1"), a.Set(long, "2"), a.Set(long+"x", "3"), b.Set("k", "b"), b.Remove("none"), db.App("c").Clear()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "open in another process") {
		t.Errorf("the file can be opened twice: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Set("k", "2"); err == nil {
		t.Error("a closed file takes writes")
	}
	if db, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if ids, err := db.Apps(); err != nil || !slices.Equal(ids, []string{"a", "b"}) {
		t.Errorf("apps %q, %v", ids, err)
	}
	a, b = db.App("a"), db.App("b")
	for _, c := range []struct {
		s         *Store
		key, want string
	}{{a, "k", "1"}, {a, long, "2"}, {a, long + "x", "3"}, {b, "k", "b"}} {
		if got, found, err := c.s.Get(c.key); got != c.want || !found || err != nil {
			t.Errorf("Get = %q, %v, %v, want %q", got, found, err, c.want)
		}
	}
	if n, err := a.Size(); n != 2+80_003 || err != nil {
		t.Errorf("size %d, %v", n, err)
	}
	if err := a.Clear(); err != nil {
		t.Fatal(err)
	}
	if keys, err := a.Keys(); len(keys) != 0 || err != nil {
		t.Errorf("after Clear: %d keys, %v", len(keys), err)
	}
	if n, _ := a.Size(); n != 0 {
		t.Errorf("after Clear: size %d", n)
	}
}

// What one launch stores the next one finds.
func TestLaunch(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	pkg, err := runtime.Load(fstest.MapFS{"app.json": {Data: []byte(`{"pages":["a"]}`)}, "a.wxml": {Data: []byte("<view>{{n}}</view>")},
		"a.js": {Data: []byte(`Page({ onLoad() { const n = (wx.getStorageSync('n') || 0) + 1; wx.setStorageSync('n', n); this.setData({n}) } })`)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1", "2", "3"} {
		app, err := pkg.Launch(context.Background(), runtime.Config{Storage: db.App("wx1")})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(app.Page().Text(), ""); strings.TrimSpace(got) != want {
			t.Errorf("the page shows %q, want %s", got, want)
		}
		app.Close()
	}
}

// The file, the storage in memory and a map do the same.
func FuzzStorage(f *testing.F) {
	f.Add([]byte("\x00aX\x00bY\x01a\x02\x00aZ"))
	f.Add([]byte("\x00\xff\xff\x03\x00\x00\x00\x04"))
	f.Fuzz(func(t *testing.T, ops []byte) {
		if len(ops) > 300 {
			return
		}
		db, err := open(filepath.Join(t.TempDir(), "s.db"), true)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		stores := []runtime.Storage{db.App("x"), &runtime.MemoryStorage{}}
		model := make(map[string]string)
		for len(ops) >= 3 {
			op, key, data := ops[0]%4, string(ops[1:2]), strings.Repeat(string(ops[2:3]), int(ops[2]))
			if ops[1] >= 0xf0 {
				key = strings.Repeat(key, 1000)
			}
			ops = ops[3:]
			for _, s := range stores {
				switch op {
				case 0, 1:
					err = errors.Join(err, s.Set(key, data))
				case 2:
					err = errors.Join(err, s.Remove(key))
				case 3:
					err = errors.Join(err, s.Clear())
				}
			}
			switch op {
			case 0, 1:
				model[key] = data
			case 2:
				delete(model, key)
			case 3:
				clear(model)
			}
			if err != nil {
				t.Fatal(err)
			}
			compare(t, stores, model)
		}
	})
}

func compare(t *testing.T, stores []runtime.Storage, model map[string]string) {
	t.Helper()
	size, want := 0, slices.Sorted(maps.Keys(model))
	for k, v := range model {
		size += len(k) + len(v)
	}
	for _, s := range stores {
		keys, err := s.Keys()
		n, err2 := s.Size()
		if err != nil || err2 != nil || !slices.Equal(keys, want) || n != size {
			t.Fatalf("%T: keys %q, size %d, %v, %v; want %q, %d", s, keys, n, err, err2, want, size)
		}
		for k, v := range model {
			if got, found, err := s.Get(k); got != v || !found || err != nil {
				t.Fatalf("%T: Get(%q) = %q, %v, %v", s, k, got, found, err)
			}
		}
	}
}
