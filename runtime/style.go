package runtime

import (
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/wxss"
)

// styles turns the sheets of a page, and the classes of its nodes, into CSS and
// names that keep apart what belongs to different components: a class of a
// component's template gets the component's prefix, one of the page's none
// (spec wxss §5).
type styles struct {
	pkg    *Package
	width  float64
	prefix map[string]string // by component path
	reach  []*logic.Component
}

func (p *Page) styles() *styles {
	s := &styles{pkg: p.app.pkg, width: float64(p.app.cfg.Screen.Width), prefix: make(map[string]string), reach: p.app.pkg.logic.Reach(p.Path())}
	for i, c := range s.reach {
		if c.Path != p.Path() && !shared(c) {
			s.prefix[c.Path] = "c" + strconv.Itoa(i) + "-"
		}
	}
	return s
}

// isolation is the component's styleIsolation as its JSON file gives it.
func isolation(c *logic.Component) string {
	if v, _ := c.Options.Get("styleIsolation").AsString(); v != "" {
		return v
	}
	if value.ToBool(c.Options.Get("addGlobalClass")) {
		return "apply-shared"
	}
	return ""
}

func shared(c *logic.Component) bool { return isolation(c) == "shared" }

// class gives the names that stand for a class of a node in owner's template.
func (s *styles) class(owner string, k bridge.Class) string {
	if k.Scope != "" {
		owner = k.Scope
	}
	prefix := s.prefix[owner]
	if prefix == "" {
		return k.Name
	}
	if c := s.pkg.logic.Components[owner]; c != nil && isolation(c) == "apply-shared" {
		return prefix + k.Name + " " + k.Name
	}
	return prefix + k.Name
}

// css returns app.wxss, the sheets of the components and the page's own, in
// this order.
func (s *styles) css() []string {
	var out []string
	add := func(path string) {
		sheet := s.pkg.sheets[path+".wxss"]
		if sheet == nil {
			return
		}
		opts := wxss.CSSOptions{RPX: wxss.RPX{Width: s.width}, Page: "wx-page", Root: "wx-page", Tag: elementName}
		if prefix := s.prefix[path]; prefix != "" {
			opts.ScopeClass = func(class string) string { return prefix + class }
		}
		out = append(out, sheet.CSS(opts))
	}
	if c := s.reach; len(c) == 0 || c[len(c)-1].Sub == nil || !c[len(c)-1].Sub.Independent {
		add("app") // it belongs to the main package
	}
	for _, c := range s.reach {
		add(c.Path)
	}
	return out
}

// elementName is the name of the HTML element that stands for a tag; package
// view writes them so.
func elementName(tag string) string { return "wx-" + strings.ToLower(tag) }
