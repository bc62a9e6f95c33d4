package runtime

import (
	"strconv"
	"strings"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/view"
	"github.com/mica-go/mica/wxss"
)

// styleBook keeps the styles of an app's pages: which sheets hold on each and
// which scopes its templates are in. They are worked out when they are asked
// for, and again when a component's script has told its styleIsolation or the
// theme is another.
type styleBook struct {
	app *App

	mu        sync.Mutex
	width     int // of the window, since it was resized; else 0
	height    int
	isolation map[string]string // by path, what scripts told
	pages     map[string]*pageStyles
}

// isolate notes the styleIsolation that a component's script gives.
func (b *styleBook) isolate(path, isolation string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.isolation[path] == isolation {
		return
	}
	if b.isolation == nil {
		b.isolation = make(map[string]string)
	}
	b.isolation[path] = isolation
	b.pages = nil
}

// of implements view.Config.Styles.
func (b *styleBook) of(p *view.Page) *view.Styles { return &b.page(p.Path()).Styles }

// page returns the styles of a page: the same ones for as long as they hold.
func (b *styleBook) page(path string) *pageStyles {
	b.mu.Lock()
	defer b.mu.Unlock()
	window := b.window()
	s := b.pages[path]
	if s == nil || s.window != window {
		s = b.newPage(path, window)
		if b.pages == nil {
			b.pages = make(map[string]*pageStyles)
		}
		b.pages[path] = s
	}
	return s
}

// resize notes the size of the window.
func (b *styleBook) resize(width, height int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.width, b.height = width, height
}

// window is what the sheets are for. The lock is held.
func (b *styleBook) window() wxss.Window {
	s := b.app.cfg.Screen
	if b.width > 0 && b.height > 0 {
		s.Width, s.Height = b.width, b.height
	}
	return wxss.Window{Width: float64(s.Width), Height: float64(s.Height), PixelRatio: s.PixelRatio,
		Dark: b.app.systemTheme() == themeDark, VW: value.ToBool(b.app.pkg.logic.Config.AsObject().Get("convertRpxToVw")),
		IOS: b.app.cfg.System["platform"] == "ios"}
}

// pageStyles are the styles of one page. A component or page whose classes are
// not all shared has a scope of its own; in CSS its classes have the scope's
// name before them.
type pageStyles struct {
	view.Styles
	window wxss.Window
	pages  []*styleFile
	byPath map[string]*styleFile
}

// styleFile is a page or component with its sheet.
type styleFile struct {
	view.StyleOwner
	path  string
	sheet *wxss.Sheet // nil for none
	// own says that the sheet belongs to the own scope, not to the shared one.
	own bool
	// prefix begins the names of classes of the own scope.
	prefix string
	// marked says that the sheet needs every node of the template marked, hosts
	// that it needs the nodes marked that are the component's hosts.
	marked, hosts bool
}

// newPage works out the styles of a page: app.wxss, then the components' sheets,
// those inside others first, then the page's own (spec wxss §1).
func (b *styleBook) newPage(path string, window wxss.Window) *pageStyles {
	s := &pageStyles{window: window, byPath: make(map[string]*styleFile)}
	s.Window, s.Owners = window, make(map[string]view.StyleOwner)
	reach := b.app.pkg.logic.Reach(path)
	if app := b.app.pkg.sheets["app.wxss"]; app != nil && b.usesApp(path) {
		s.add(&styleFile{path: "app", sheet: app})
	}
	for i, c := range reach {
		f := &styleFile{path: c.Path, sheet: b.app.pkg.sheets[c.Path+".wxss"]}
		f.scope(wxss.Scope(i+1), c.Path == path, b.isolationOf(c))
		s.Owners[c.Path] = f.StyleOwner
		s.byPath[c.Path] = f
		s.add(f)
	}
	return s
}

func (s *pageStyles) add(f *styleFile) {
	s.pages = append(s.pages, f)
	if f.sheet == nil {
		return
	}
	scoped := wxss.ScopedSheet{Sheet: f.sheet, Origin: wxss.Author, Host: f.Scope}
	if f.own {
		scoped.Scope = f.Scope
	}
	s.Sheets = append(s.Sheets, scoped)
}

// usesApp reports whether app.wxss holds on a page: not on one that says
// page-isolated or the like, nor in an independent subpackage.
func (b *styleBook) usesApp(path string) bool {
	c := b.app.pkg.logic.Components[path]
	return c == nil || !strings.HasPrefix(b.isolationOf(c), "page-") && (c.Sub == nil || !c.Sub.Independent)
}

// isolationOf is what a component's JSON file says of its styleIsolation, else
// what its script says. The lock is held.
func (b *styleBook) isolationOf(c *logic.Component) string {
	if v, _ := c.Options.Get("styleIsolation").AsString(); v != "" {
		return v
	}
	if told := b.isolation[c.Path]; told != "" {
		return told
	}
	if value.ToBool(c.Options.Get("addGlobalClass")) {
		return "apply-shared"
	}
	return ""
}

// scope gives a page or component the scopes of its styleIsolation (spec wxss
// §5.1).
func (f *styleFile) scope(own wxss.Scope, page bool, isolation string) {
	f.Scope, f.own = own, true
	f.prefix = "c" + strconv.Itoa(int(own)-1) + "-"
	switch strings.TrimPrefix(isolation, "page-") {
	case "shared":
		f.own, f.Classes = false, []wxss.Scope{wxss.Shared}
	case "apply-shared":
		f.Classes = []wxss.Scope{wxss.Shared, own}
	case "isolated":
		f.Classes = []wxss.Scope{own}
	default:
		f.Classes = []wxss.Scope{own}
		if page {
			f.own, f.Classes = false, []wxss.Scope{wxss.Shared}
		}
	}
	if f.sheet == nil {
		return
	}
	f.marked = f.own && f.sheet.NeedsScope()
	host, _ := f.sheet.Split()
	f.hosts = !page && len(host.Rules) > 0
}

// class gives the names that stand for a class of a node in owner's template.
func (s *pageStyles) class(owner string, k bridge.Class) string {
	if k.Scope != "" {
		owner = k.Scope
	}
	f := s.byPath[owner]
	if f == nil {
		return k.Name
	}
	var b strings.Builder
	for i, scope := range f.Classes {
		if i > 0 {
			b.WriteByte(' ')
		}
		if scope != wxss.Shared {
			b.WriteString(f.prefix)
		}
		b.WriteString(k.Name)
	}
	return b.String()
}

// nodeMark and hostMark are the classes of the nodes of a template and of the
// hosts of a component. No class with a prefix looks like them.
func (f *styleFile) nodeMark() string { return strings.TrimSuffix(f.prefix, "-") + "_" }
func (f *styleFile) hostMark() string { return strings.TrimSuffix(f.prefix, "-") + "_host" }

// marks gives the marks of a node; see view.HTMLOptions.
func (s *pageStyles) marks(owner, component string) string {
	var marks []string
	if f := s.byPath[owner]; f != nil && f.marked {
		marks = append(marks, f.nodeMark())
	}
	if f := s.byPath[component]; f != nil && f.hosts {
		marks = append(marks, f.hostMark())
	}
	return strings.Join(marks, " ")
}

// css returns the sheets as CSS, :host rules first.
func (s *pageStyles) css(o CSSOptions) []string {
	var hosts, out []string
	for _, f := range s.pages {
		if f.sheet == nil {
			continue
		}
		opts := f.cssOptions(s.window, o)
		host, rest := f.sheet.Split()
		if f.hosts {
			hosts = append(hosts, host.CSS(opts))
		}
		if css := rest.CSS(opts); css != "" {
			out = append(out, css)
		}
	}
	return append(hosts, out...)
}

func (f *styleFile) cssOptions(window wxss.Window, o CSSOptions) wxss.CSSOptions {
	rpx := window.RPX()
	switch o.RPX {
	case "px":
		rpx.Mode = wxss.RPXToPx
	case "vw":
		rpx.Mode = wxss.RPXToVW
	}
	opts := wxss.CSSOptions{RPX: rpx, Minify: o.Minify, Page: "wx-page", Root: "wx-page", Tag: elementName,
		Host: ":where(." + f.hostMark() + ")"}
	if f.own {
		opts.ScopeClass = func(class string) string { return f.prefix + class }
	}
	if f.marked {
		opts.Scope = ":where(." + f.nodeMark() + ")"
	}
	return opts
}

// elementName is the name of the HTML element that stands for a tag; package
// view writes them so.
func elementName(tag string) string { return "wx-" + strings.ToLower(tag) }
