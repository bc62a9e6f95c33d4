package conform

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// ErrNotInstalled is why a library case is skipped: the packages it renders are
// not there.
var ErrNotInstalled = errors.New("the component libraries are not installed")

// prelude replaces wx by what the host of a library case answers.
//
//go:embed prelude.js
var prelude string

// library gives the files of a library case: its own, and the packages that the
// nearest package.json above it names, below miniprogram_npm.
func library(dir string) (fs.FS, error) {
	root, err := packageRoot(dir)
	if err != nil {
		return nil, err
	}
	var manifest struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := readJSON(filepath.Join(root, "package.json"), &manifest); err != nil {
		return nil, err
	}
	m := mountFS{own: os.DirFS(dir)}
	for name := range manifest.Dependencies {
		at := filepath.Join(root, "node_modules", filepath.FromSlash(name))
		published, err := publishedFolder(at)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: %s is missing; run npm ci in %s", ErrNotInstalled, name, root)
		}
		if err != nil {
			return nil, err
		}
		m.mounts = append(m.mounts, mount{path.Join("miniprogram_npm", name), os.DirFS(published)})
	}
	sort.Slice(m.mounts, func(i, j int) bool { return m.mounts[i].at < m.mounts[j].at })
	return m, nil
}

// packageRoot finds the folder with the package.json that a case is about.
func packageRoot(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := abs; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "package.json")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s: a library case needs a package.json in a folder above it", dir)
		}
	}
}

// publishedFolder is the folder of an installed package that programs see.
func publishedFolder(dir string) (string, error) {
	var manifest struct {
		Miniprogram string `json:"miniprogram"`
	}
	if err := readJSON(filepath.Join(dir, "package.json"), &manifest); err != nil {
		return "", err
	}
	for _, name := range []string{manifest.Miniprogram, "miniprogram_dist", "dist"} {
		if name == "" {
			continue
		}
		folder := filepath.Join(dir, filepath.FromSlash(name))
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder, nil
		}
	}
	return "", fmt.Errorf("%s has none of the folders that a mini-program can use: the miniprogram field, miniprogram_dist, dist", dir)
}

func readJSON(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// mountFS is a file system with others mounted in it.
type mountFS struct {
	own    fs.FS
	mounts []mount
}

type mount struct {
	at   string
	fsys fs.FS
}

// find gives the file system that holds a file, and its name there.
func (m mountFS) find(name string) (fs.FS, string) {
	for _, x := range m.mounts {
		if name == x.at {
			return x.fsys, "."
		}
		if rest, ok := strings.CutPrefix(name, x.at+"/"); ok {
			return x.fsys, rest
		}
	}
	return m.own, name
}

// Open implements fs.FS.
func (m mountFS) Open(name string) (fs.File, error) {
	fsys, name := m.find(name)
	return fsys.Open(name)
}

// Stat implements fs.StatFS.
func (m mountFS) Stat(name string) (fs.FileInfo, error) {
	fsys, name := m.find(name)
	return fs.Stat(fsys, name)
}

// ReadFile implements fs.ReadFileFS.
func (m mountFS) ReadFile(name string) ([]byte, error) {
	fsys, name := m.find(name)
	return fs.ReadFile(fsys, name)
}

// place is the geometry of the cases: every node is at the same place.
type place struct{}

// Rect implements runtime.Geometry.
func (place) Rect(view.Node) runtime.Rect { return runtime.Rect{Width: 100, Height: 40} }

// device is the phone of the cases.
func device() map[string]any {
	return map[string]any{
		"brand": "devtools", "model": "iPhone 8", "system": "iOS 10.0.1", "platform": "devtools", "benchmarkLevel": 1, "abi": "x86",
		"memorySize": 2048, "SDKVersion": "3.0.0", "version": "8.0.5", "language": "zh_CN", "theme": "light", "enableDebug": false,
		"fontSizeSetting": 16, "host": map[string]any{"env": "WeChat"},
	}
}
