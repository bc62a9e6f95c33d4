package logic

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// definition is what Component, Page or Behavior registered, with all its
// behaviors merged in.
type definition struct {
	// path is the component's path without a suffix.
	path   string
	isPage bool // made by Page(), not by Component()
	proto  *goja.Object

	props   []*property
	propBy  map[string]*property
	shape   *value.Shape // of the initial data, properties included
	initial []value.Value
	// fresh are the parts whose data are merged anew for every instance, because
	// one of them, or of the properties, has a function that gives them; else nil.
	fresh    []*part
	fields   []pageField
	methods  map[string]goja.Value
	names    []string // of methods, in order
	external map[string]bool

	observers     []*observer
	lifetimes     map[string][]goja.Value
	pageLifetimes map[string][]goja.Value
	relations     []*relationDef
	// parts are the behaviors, and the definition itself, that were merged.
	parts map[*part]bool
	// builtin are the behaviors given as strings: "wx://form-field" and so on.
	builtin map[string]bool

	virtualHost, multipleSlots, dynamicSlots bool
	styleIsolation                           string
	pure                                     func(field string) bool
	export                                   goja.Callable

	tmpl *wxml.Program
	file *Component

	// built is what builders were given; shared is the definition that one of a
	// single component was made from, else nil, and traits are that component's.
	built
	shared *definition
	traits map[*trait]goja.Value
}

// pageField is a field of Page() that is neither data nor a function; every
// instance gets a copy.
type pageField struct {
	name string
	val  goja.Value
}

type property struct {
	name     string
	path     value.Path // the name alone
	typ      propType
	optional []propType
	initial  value.Value
	// def calls the function given as default, nil for none; initial is not used
	// then.
	def func() value.Value
	// observer is a function or the name of a method, nil for none.
	observer goja.Value
	// comparer tells whether what the owner hands in is a change, nil for none.
	comparer goja.Callable
}

func newProperty(name string) *property {
	return &property{name: name, path: value.Path{{Name: name}}}
}

// observer is one entry of observers.
type observer struct {
	paths []observedPath
	fn    goja.Value
}

type observedPath struct {
	path value.Path
	deep bool // ends in .**
	all  bool // ** alone
}

// parseObserver parses the key of an observers entry (spec component §7).
func parseObserver(key string) ([]observedPath, error) {
	var out []observedPath
	at := 0
	for part := range strings.SplitSeq(key, ",") {
		p := strings.TrimSpace(part)
		var o observedPath
		switch {
		case p == "**":
			o.all = true
		case strings.HasSuffix(p, ".**"):
			o.deep = true
			p = strings.TrimSuffix(p, ".**")
		}
		if !o.all {
			if i := strings.IndexFunc(p, func(r rune) bool { return !isObservedRune(r) }); i >= 0 || p == "" {
				return nil, &value.PathError{Path: key, At: at + max(i, 0), Reason: "illegal name"}
			}
			path, err := value.ParsePath(p)
			if err != nil {
				return nil, err
			}
			o.path = path
		}
		out = append(out, o)
		at += len(part) + 1
	}
	return out, nil
}

func isObservedRune(r rune) bool {
	return r == '_' || r == '.' || r == '[' || r == ']' || r == '\\' || r == '$' ||
		r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}
