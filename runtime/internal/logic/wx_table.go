package logic

import (
	_ "embed"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/mica-go/mica/internal/value"
)

//go:embed wx_table.txt
var apiText string

//go:embed wx_objects.txt
var objectText string

//go:embed wx_components.txt
var componentText string

// apiKind is how an API is called.
type apiKind uint8

const (
	apiAsync apiKind = iota
	apiTask
	apiSync
	apiObject
	apiOn
	apiOff
)

// apiEntry is one name of wx.
type apiEntry struct {
	name, area string
	// tier is 'A' for what the engine does, 'B' for what the host does, 'C' for
	// what is not supported.
	tier       byte
	kind       apiKind
	deprecated bool
	// class is the class of the object that the API returns.
	class   string
	params  []apiParam
	results []string
	// scope is what the user has to grant; private tells that app.json has to
	// declare the API.
	scope   string
	private bool
	// tap tells that the program has to be handling a tap of the user.
	tap bool
}

// apiParam is a field of the options object.
type apiParam struct {
	name string
	// typ is the JavaScript brand, "any" for no check.
	typ      string
	required bool
	def      value.Value
	// options are the values that canIUse knows, nil for any.
	options []string
}

// apiClass is a class of objects that wx returns.
type apiClass struct{ methods, props []string }

// apiTable is what the table files say; it is immutable.
type apiTable struct {
	names []string
	apis  map[string]*apiEntry
	// members are the methods of objects whose parameters are known, by
	// Class.method; the name of the entry is the method's alone.
	members map[string]*apiEntry
	// creators are the APIs that make the objects of a class.
	creators   map[string]*apiEntry
	classes    map[string]*apiClass
	components map[string][]string
}

// hostArea is the area of the APIs that are the host's own.
const hostArea = "host"

// withHost is the table with APIs of the host's own, which come in the same
// form. One that has the name of another replaces it.
func (t *apiTable) withHost(text string) (*apiTable, error) {
	if text == "" {
		return t, nil
	}
	own, err := parseAPIs("[" + hostArea + "] B\n" + text)
	if err != nil {
		return nil, err
	}
	out := *t
	out.apis = maps.Clone(t.apis)
	for _, name := range own.names {
		if out.apis[name] == nil {
			out.names = append(out.names[:len(out.names):len(out.names)], name)
		}
		out.apis[name] = own.apis[name]
	}
	return &out, nil
}

// loadAPIs parses the table files, which are part of the program: an error in
// them is an error of the engine and found by its tests.
var loadAPIs = sync.OnceValue(func() *apiTable {
	t, err := parseAPIs(apiText)
	if err != nil {
		panic(err)
	}
	t.classes = make(map[string]*apiClass)
	eachLine(objectText, func(line string) {
		methods, props, _ := strings.Cut(line, "|")
		words := strings.Fields(methods)
		t.classes[words[0]] = &apiClass{methods: words[1:], props: strings.Fields(props)}
	})
	t.components = make(map[string][]string)
	eachLine(componentText, func(line string) {
		words := strings.Fields(line)
		t.components[words[0]] = words[1:]
	})
	return t
})

func eachLine(text string, fn func(line string)) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			fn(line)
		}
	}
}

func parseAPIs(text string) (*apiTable, error) {
	t := &apiTable{apis: make(map[string]*apiEntry), members: make(map[string]*apiEntry),
		creators: make(map[string]*apiEntry)}
	area, tier := "", byte(0)
	var failed error
	add := func(name string, rest []string) {
		e := &apiEntry{area: area, tier: tier}
		e.name, e.deprecated = strings.CutSuffix(name, "*")
		e.kind = kindByName(e.name)
		if err := e.parse(rest); err != nil && failed == nil {
			failed = fmt.Errorf("wx.%s: %w", e.name, err)
		}
		if _, method, ok := strings.Cut(e.name, "."); ok {
			t.members[e.name], e.name = e, method
			return
		}
		t.names = append(t.names, e.name)
		t.apis[e.name] = e
		if e.class != "" {
			t.creators[e.class] = e
		}
	}
	eachLine(text, func(line string) {
		words := strings.Fields(line)
		switch {
		case line[0] == '[':
			area, tier = strings.Trim(words[0], "[]"), words[1][0]
		case words[0] == "-":
			for _, name := range words[1:] {
				add(name, nil)
			}
		default:
			add(words[0], words[1:])
		}
	})
	return t, failed
}

func kindByName(name string) apiKind {
	switch {
	case isListenerName(name, "on"):
		return apiOn
	case isListenerName(name, "off"):
		return apiOff
	}
	return apiAsync
}

// isListenerName reports whether name is prefix and then a capital.
func isListenerName(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
}

func (e *apiEntry) parse(words []string) error {
	for k, w := range words {
		switch {
		case w == ">":
			e.results = words[k+1:]
			return nil
		case w == "^!":
			e.private = true
		case w == "^tap":
			e.tap = true
		case w[0] == '^':
			e.scope = "scope." + w[1:]
		case w[0] == '@':
			kind, class, _ := strings.Cut(w[1:], "=")
			e.class = class
			switch kind {
			case "async":
				e.kind = apiAsync
			case "task":
				e.kind = apiTask
			case "sync":
				e.kind = apiSync
			case "object":
				e.kind = apiObject
			default:
				return fmt.Errorf("no kind %q", w)
			}
		default:
			p, err := parseParam(w)
			if err != nil {
				return err
			}
			e.params = append(e.params, p)
		}
	}
	return nil
}

func parseParam(w string) (apiParam, error) {
	name, typ, ok := strings.Cut(w, ":")
	if !ok {
		return apiParam{}, fmt.Errorf("%q is no parameter", w)
	}
	p := apiParam{name: name}
	typ, list, limited := strings.Cut(typ, "|")
	if limited {
		p.options = strings.Split(list, ",")
	}
	typ, def, hasDefault := strings.Cut(typ, "=")
	p.typ, p.required = strings.CutSuffix(typ, "!")
	if !hasDefault {
		return p, nil
	}
	if p.typ == "String" {
		p.def = value.String(def)
		return p, nil
	}
	var err error
	p.def, err = value.ParseJSON([]byte(def))
	return p, err
}
