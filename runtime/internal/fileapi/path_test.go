package fileapi

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/files"
)

// No path of a program leads out of its places.
func FuzzLocate(f *testing.F) {
	for _, p := range []string{"", "/", ".", "..", "a/b", "/a//b/", "./a", "wxfile://usr/a", "wxfile://usr/../x", "http://usr/a", "wxfile://tmp_1.png",
		"wxfile://tmp_/../../x", "wxfile://store_1/..", "http://tmp/../x", "http://store/a/../../b", "file:///x", "wxfile://", "wxfile://usr//..//..", "a\x00b", "\xc8", "//0", "wxfile://usr/\\..\\x"} {
		f.Add(p)
	}
	m := New(&files.Memory{}, nil)
	f.Fuzz(func(t *testing.T, p string) {
		l, err := m.locate(p)
		if err != nil {
			return
		}
		if !fs.ValidPath(l.name) {
			t.Fatalf("%q becomes %q", p, l.name)
		}
		under := map[zone]string{userZone: userDir, storeZone: storeDir, tempZone: m.temp}[l.zone]
		if under != "" && l.name != under && !strings.HasPrefix(l.name, under+"/") {
			t.Fatalf("%q becomes %q, which is not in %q", p, l.name, under)
		}
	})
}

// Whatever a program does, the quota counts what is there.
func FuzzOperations(f *testing.F) {
	f.Add([]byte("\x00\x01\x10\x01\x01\x20\x02\x01\x02\x03\x02\x00"))
	f.Add([]byte("\x04\x05\x00\x00\x15\x40\x05\x05\x00\x06\x15\x07\x08\x01\x00"))
	f.Fuzz(func(t *testing.T, ops []byte) {
		m := New(&files.Memory{}, nil)
		names := []string{"", "/a", "/b", "/d", "/d/a", "/d/e", "/d/e/f", "/a/x"}
		for len(ops) >= 3 && len(ops) < 600 {
			args := value.NewObject()
			p := value.String(UserPath + names[ops[1]%8])
			q := value.String(UserPath + names[ops[2]%8])
			for _, name := range []string{"filePath", "dirPath", "path", "oldPath", "srcPath"} {
				args.Put(name, p)
			}
			args.Put("newPath", q)
			args.Put("destPath", q)
			args.Put("data", value.String(strings.Repeat("x", int(ops[2]))))
			args.Put("length", value.Int(int(ops[2])))
			args.Put("recursive", value.Bool(ops[2]%2 == 1))
			args.Put("flag", value.String([]string{"r", "w", "a+", "wx", "r+"}[ops[2]%5]))
			args.Put("fd", value.String(string('0'+rune(ops[1]%10))))
			op := []string{"writeFile", "appendFile", "rename", "copyFile", "mkdir", "rmdir", "unlink", "truncate", "open", "write", "ftruncate", "close"}[ops[0]%12]
			_, _ = m.Call(op, args)
			ops = ops[3:]
		}
		checkQuota(t, m, len(m.fds) > 0)
		m.Close()
		checkQuota(t, m, false)
	})
}

// checkQuota compares what the quota counts with what is there. A file that was
// removed while it is open goes on counting.
func checkQuota(t *testing.T, m *Manager, isOpen bool) {
	t.Helper()
	var size int64
	count := 0
	if m.isReady {
		for _, dir := range []string{userDir, storeDir} {
			if err := m.measure(dir, &size, &count); err != nil {
				t.Fatal(err)
			}
		}
	}
	if m.used < size || !isOpen && m.used != size || m.count != count {
		t.Errorf("the quota counts %d bytes and %d entries, there are %d and %d", m.used, m.count, size, count)
	}
}
