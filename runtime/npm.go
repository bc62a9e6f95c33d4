package runtime

import (
	"io/fs"
	"path"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// npmFS shows node_modules folders where the program looks for them, though in
// the project they lie outside of the program's root (spec app §1.1,
// packNpmRelationList). Paths of the program itself come first.
type npmFS struct {
	fs.FS
	whole fs.FS
	// from and to are folders: below from of the program is what is below to of the
	// project.
	from, to []string
}

// withNPM returns the files of a program whose root is below the project's.
func withNPM(program, project fs.FS, root string, config *value.Object) fs.FS {
	n := &npmFS{FS: program, whole: project}
	add := func(dist, modules string) {
		if modules == path.Join(root, dist, "node_modules") {
			return // where the program looks anyway
		}
		if info, err := fs.Stat(project, modules); err == nil && info.IsDir() {
			n.from = append(n.from, path.Join(dist, "node_modules"))
			n.to = append(n.to, modules)
		}
	}
	if list := objectValue(object(config, "setting"), "packNpmRelationList").AsArray(); list != nil {
		for _, item := range list.Items() {
			o := item.AsObject()
			dist := clean(text(o, "miniprogramNpmDistDir"))
			if rel, ok := below(dist, root); ok && text(o, "packageJsonPath") != "" {
				add(rel, clean(path.Join(path.Dir(clean(text(o, "packageJsonPath"))), "node_modules")))
			}
		}
	}
	if root != "" {
		add("", "node_modules") // the package.json beside project.config.json
	}
	if len(n.from) == 0 {
		return program
	}
	return n
}

func objectValue(o *value.Object, name string) value.Value {
	if o == nil {
		return value.Value{}
	}
	return o.Get(name)
}

// below returns p relative to dir, "" for dir itself.
func below(p, dir string) (string, bool) {
	if dir == "" || p == dir {
		return strings.TrimPrefix(p, dir), true
	}
	return strings.CutPrefix(p, dir+"/")
}

// Open implements fs.FS.
func (n *npmFS) Open(name string) (fs.File, error) {
	f, err := n.FS.Open(name)
	if err == nil {
		return f, nil
	}
	for i, from := range n.from {
		if rest, ok := strings.CutPrefix(name, from+"/"); ok {
			if f, err := n.whole.Open(path.Join(n.to[i], rest)); err == nil {
				return f, nil
			}
		}
	}
	return nil, err
}
