package runtime

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// PackFiles returns the files of a program's folder that belong in a package: all
// but those that packOptions.ignore of project.config.json names and
// packOptions.include does not. A rule is {"type", "value"} with the types file,
// folder, prefix, suffix, regexp and glob; letters match whatever their case, and
// paths are those below miniprogramRoot; a prefix is one of the file's name. The result reads fsys when it is read.
//
// The error names a rule that cannot be understood, or tells that the
// configuration cannot be read.
func PackFiles(fsys fs.FS) (fs.FS, error) {
	read := func(name string) (*value.Object, error) {
		src, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		o, diags := parseConfig(name, src)
		if wrong := diags.Errors(); len(wrong) > 0 {
			return nil, wrong
		}
		return o, nil
	}
	public, err := read("project.config.json")
	if err != nil {
		return nil, err
	}
	private, err := read("project.private.config.json")
	if err != nil {
		return nil, err
	}
	project := overlay(public, private)
	options := object(project, "packOptions")
	ignore, err := packRules(options, "ignore")
	if err != nil || len(ignore) == 0 {
		return fsys, err
	}
	include, err := packRules(options, "include")
	if err != nil {
		return nil, err
	}
	root := strings.Trim(path.Clean("/"+text(project, "miniprogramRoot")), "/")
	return packFS{fsys, func(name string) bool {
		below, ok := name, true
		if root != "" {
			below, ok = strings.CutPrefix(name, root+"/")
		}
		return ok && matchesAny(ignore, below) && !matchesAny(include, below)
	}}, nil
}

// packRules reads the rules of one list of packOptions.
func packRules(options *value.Object, list string) ([]*regexp.Regexp, error) {
	if options == nil {
		return nil, nil
	}
	rules := options.Get(list).AsArray()
	if rules == nil {
		return nil, nil
	}
	var out []*regexp.Regexp
	for i, item := range rules.Items() {
		rule := item.AsObject()
		typ, val := text(rule, "type"), text(rule, "value")
		re, err := packRule(typ, val)
		if err != nil {
			return nil, fmt.Errorf("project.config.json: packOptions.%s[%d]: %w", list, i, err)
		}
		out = append(out, re)
	}
	return out, nil
}

// packRule makes a rule an expression for the whole path below miniprogramRoot.
func packRule(typ, val string) (*regexp.Regexp, error) {
	quoted := regexp.QuoteMeta(strings.TrimPrefix(path.Clean("/"+val), "/"))
	switch typ {
	case "file":
		return regexp.Compile("(?is)^" + quoted + "$")
	case "folder":
		return regexp.Compile("(?is)^" + quoted + "/")
	case "prefix":
		return regexp.Compile("(?is)(^|/)" + regexp.QuoteMeta(val) + "[^/]*$")
	case "suffix":
		return regexp.Compile("(?is)" + regexp.QuoteMeta(val) + "$")
	case "regexp":
		return regexp.Compile("(?is)" + val)
	case "glob":
		return regexp.Compile("(?is)^" + globPattern(strings.TrimPrefix(val, "/")) + "$")
	}
	return nil, fmt.Errorf("%q is no type of a rule: file, folder, prefix, suffix, regexp or glob", typ)
}

// globPattern translates a glob: * and ? stop at slashes, ** does not, {a,b} is
// a choice and [a-z] a class.
func globPattern(glob string) string {
	var b strings.Builder
	depth := 0
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; {
		case strings.HasPrefix(glob[i:], "**/"):
			b.WriteString("(.*/)?")
			i += 2
		case strings.HasPrefix(glob[i:], "**"):
			b.WriteString(".*")
			i++
		case c == '*':
			b.WriteString("[^/]*")
		case c == '?':
			b.WriteString("[^/]")
		case c == '{':
			depth++
			b.WriteString("(")
		case c == '}' && depth > 0:
			depth--
			b.WriteString(")")
		case c == ',' && depth > 0:
			b.WriteString("|")
		case c == '[' && strings.IndexByte(glob[i:], ']') > 1:
			end := i + strings.IndexByte(glob[i:], ']')
			class := strings.ReplaceAll(glob[i+1:end], `\`, `\\`)
			if class[0] == '!' {
				class = "^" + class[1:]
			}
			b.WriteString("[" + class + "]")
			i = end
		default:
			b.WriteString(regexp.QuoteMeta(glob[i : i+1]))
		}
	}
	return b.String() + strings.Repeat(")", depth)
}

func matchesAny(rules []*regexp.Regexp, name string) bool {
	for _, re := range rules {
		if re.MatchString(name) {
			return true
		}
	}
	return false
}

// packFS is a file system without the files that are left out. Folders stay.
type packFS struct {
	fsys fs.FS
	out  func(name string) bool
}

func (p packFS) Open(name string) (fs.File, error) {
	if p.out(name) {
		if info, err := fs.Stat(p.fsys, name); err != nil || !info.IsDir() {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
	}
	return p.fsys.Open(name)
}

// ReadDir implements [fs.ReadDirFS].
func (p packFS) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(p.fsys, name)
	kept := all[:0]
	for _, e := range all {
		if e.IsDir() || !p.out(path.Join(name, e.Name())) {
			kept = append(kept, e)
		}
	}
	return kept, err
}
