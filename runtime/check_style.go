package runtime

import (
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/wxss"
)

// checkStyles reports what is odd in the style sheets: declarations that no
// browser takes, selectors that a component may not have, and with unused rules
// for classes, ids and tags that nothing has.
func (l *loading) checkStyles(unused bool) {
	var names *styleNames
	if unused {
		names = l.styleNames()
	}
	l.checkSheet("app.wxss", wxss.CheckOptions{Used: names.everywhere()})
	for _, c := range l.order {
		opts := wxss.CheckOptions{Component: !c.IsPage, Used: names.everywhere()}
		if !c.IsPage && !names.mayBeShared(c) {
			opts.Used = names.within(c)
		}
		l.checkSheet(c.Path+".wxss", opts)
	}
}

func (l *loading) checkSheet(file string, opts wxss.CheckOptions) {
	if sheet := l.pkg.sheets[file]; sheet != nil {
		l.add(sheet.Check(opts)...)
	}
}

// styleNames are the words that the program's files hold, strings and comments
// included: a class that stands nowhere is on no node.
type styleNames struct {
	l     *loading
	files map[string]*words
	all   words
	// outer are the classes that templates refer to by ^, nil before they were
	// looked for.
	outer map[string]bool
}

// words is a set of words, and the beginnings and ends of names that are put
// together at run time: `btn-{{type}}`.
type words struct {
	set        map[string]bool
	begin, end map[string]bool
}

func newWords() words {
	return words{set: make(map[string]bool), begin: make(map[string]bool), end: make(map[string]bool)}
}

func (l *loading) styleNames() *styleNames {
	n := &styleNames{l: l, files: make(map[string]*words), all: newWords()}
	_ = fs.WalkDir(l.fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			switch path.Ext(file) {
			case ".wxml", ".wxs", ".js", ".ts", ".json":
				n.all.join(n.file(file))
			}
		}
		return nil // what cannot be read has been reported
	})
	return n
}

// file returns the words of a file.
func (n *styleNames) file(name string) *words {
	if w := n.files[name]; w != nil {
		return w
	}
	w := newWords()
	n.files[name] = &w
	src, err := fs.ReadFile(n.l.fsys, name)
	if err == nil {
		w.add(string(src))
	}
	return &w
}

// add takes the words of a text. A class may be made of pieces, so that words
// that end in a dash count for all that begin so.
func (w *words) add(text string) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isWord(r) && r != '-' }) {
		w.set[word] = true
		switch {
		case strings.HasSuffix(word, "-") || strings.HasSuffix(word, "_"):
			w.begin[word] = true
		case strings.HasPrefix(word, "-") || strings.HasPrefix(word, "_"):
			w.end[word] = true
		}
	}
}

func (w *words) join(o *words) {
	for k := range o.set {
		w.set[k] = true
	}
	for k := range o.begin {
		w.begin[k] = true
	}
	for k := range o.end {
		w.end[k] = true
	}
}

// has reports whether the name may be made of the words.
func (w *words) has(name string) bool {
	if w.set[name] {
		return true
	}
	for i := 1; i < len(name); i++ {
		if (name[i-1] == '-' || name[i-1] == '_') && w.begin[name[:i]] || (name[i] == '-' || name[i] == '_') && w.end[name[i:]] {
			return true
		}
	}
	return false
}

// everywhere gives what may be in the shared scope: anything.
func (n *styleNames) everywhere() func(wxss.SimpleKind, string) bool {
	if n == nil {
		return nil
	}
	return usedIn(&n.all)
}

// within gives what a component's own nodes may have.
func (n *styleNames) within(c *logic.Component) func(wxss.SimpleKind, string) bool {
	if n == nil {
		return nil
	}
	own := newWords()
	for _, file := range n.reached(c) {
		own.join(n.file(file))
	}
	inside := usedIn(&own)
	return func(kind wxss.SimpleKind, name string) bool {
		// The component's own nodes, and classes that others refer to by ^.
		return inside(kind, name) || kind == wxss.Class && n.referred()[name]
	}
}

func usedIn(w *words) func(wxss.SimpleKind, string) bool {
	return func(kind wxss.SimpleKind, name string) bool {
		return kind == wxss.Tag && name == "page" || w.has(name)
	}
}

// mayBeShared reports whether the sheet of a component may hold elsewhere too.
func (n *styleNames) mayBeShared(c *logic.Component) bool {
	if n == nil {
		return false
	}
	if v, _ := c.Options.Get("styleIsolation").AsString(); v != "" {
		return strings.HasSuffix(v, "shared") && !strings.HasSuffix(v, "apply-shared")
	}
	return c.Script != "" && n.file(c.Script).set["styleIsolation"]
}

// inclusion finds what a template imports, includes or takes WXS from.
var inclusion = regexp.MustCompile(`<(?:import|include|wxs)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']`)

// reached lists the files that make the nodes of a component.
func (n *styleNames) reached(c *logic.Component) []string {
	out := []string{c.Path + ".wxml"}
	seen := map[string]bool{out[0]: true}
	for i := 0; i < len(out); i++ {
		src, err := fs.ReadFile(n.l.fsys, out[i])
		if err != nil {
			continue
		}
		for _, m := range inclusion.FindAllStringSubmatch(string(src), -1) {
			file := path.Join(path.Dir(out[i]), m[1])
			if strings.HasPrefix(m[1], "/") {
				file = strings.TrimPrefix(path.Clean(m[1]), "/")
			}
			if path.Ext(file) == "" {
				file += ".wxml"
			}
			if !seen[file] {
				seen[file] = true
				out = append(out, file)
			}
		}
	}
	if c.Script != "" {
		out = append(out, n.l.reached(c.Script)...)
	}
	return out
}

// reference finds classes of the component around: ^name.
var reference = regexp.MustCompile(`\^+([\w-]+)`)

// referred are the names that some template refers to by ^.
func (n *styleNames) referred() map[string]bool {
	if n.outer != nil {
		return n.outer
	}
	n.outer = make(map[string]bool)
	for _, c := range n.l.order {
		src, err := fs.ReadFile(n.l.fsys, c.Path+".wxml")
		if err != nil {
			continue
		}
		for _, m := range reference.FindAllStringSubmatch(string(src), -1) {
			n.outer[m[1]] = true
		}
	}
	return n.outer
}
