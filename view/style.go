package view

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxss"
)

// Styles are the style sheets that hold on a page, for [Node.ComputedStyle]. They must not change once they were handed
// out; a page whose styles are others from now on gets another *Styles.
type Styles struct {
	// Sheets of the program, weakest first, with the scopes that their classes belong to.
	Sheets []wxss.ScopedSheet
	// Window is what media queries, rpx and the units of the window are worked out for.
	Window wxss.Window
	// Owners tells for each component and page, by its path, which scopes count in its template. One that is not there
	// is in the shared scope alone.
	Owners map[string]StyleOwner
}

// StyleOwner is a component or page as the owner of a template and of a style sheet.
type StyleOwner struct {
	// Scope is the owner's own: what tag and attribute selectors of its sheet stay within, and what :host means.
	Scope wxss.Scope
	// Classes are the scopes in which a class in the template counts, by its styleIsolation.
	Classes []wxss.Scope
}

// ComputedStyle returns the computed style of the node: what getComputedStyle gives in a browser, as far as no layout
// is needed. It is worked out when it is asked for, and kept until something changes that it depends on; a page that is
// never asked spends nothing on styles. Built-in tags look as they do in [Node.HTML]. The sheets are those of
// [Config].Styles. It is nil for what is not rendered: text, slots, virtual hosts, and nodes that are gone.
func (n Node) ComputedStyle() *wxss.ComputedStyle { return n.style("") }

// PseudoStyle is ComputedStyle for the pseudo-element of that name, such as "before"; nil if no rule styles it.
func (n Node) PseudoStyle(name string) *wxss.ComputedStyle {
	return n.style(strings.TrimLeft(name, ":"))
}

func (n Node) style(pseudo string) *wxss.ComputedStyle {
	if n.page == nil {
		return nil
	}
	styles := n.page.view.stylesOf(n.page)
	return get(n, func(p *Page, at pos) *wxss.ComputedStyle {
		if !rendered(at) {
			return nil
		}
		el, s := p.lockStyles(styles, at)
		defer p.styleMu.Unlock()
		if el == nil {
			return nil
		}
		if pseudo != "" {
			return s.PseudoStyle(el, pseudo)
		}
		return s.Style(el)
	})
}

// Restyle brings the styles of the page up to date: those of all nodes when it is called for the first time, and after
// that of those that a change can have reached. It saves a renderer, which wants to know them all, the time that asking
// node by node takes.
func (p *Page) Restyle() {
	styles := p.view.stylesOf(p)
	get(p.Root(), func(p *Page, at pos) struct{} {
		el, s := p.lockStyles(styles, at)
		defer p.styleMu.Unlock()
		switch {
		case el == nil:
		case p.styling.all:
			s.Restyle()
		default:
			s.StyleAll(el)
			p.styling.all = true
		}
		return struct{}{}
	})
}

// StyleStats counts what was done for the styles of the page since they were first asked for, for tests and measurements.
func (p *Page) StyleStats() wxss.StylerStats {
	return get(p.Root(), func(p *Page, _ pos) (stats wxss.StylerStats) {
		p.styleMu.Lock()
		defer p.styleMu.Unlock()
		if p.styling != nil {
			stats = p.styling.styler.Stats()
		}
		return stats
	})
}

var noStyles Styles

// stylesOf asks the host for the styles of a page. No lock is held.
func (v *View) stylesOf(p *Page) *Styles {
	if v.cfg.Styles != nil {
		if s := v.cfg.Styles(p); s != nil {
			return s
		}
	}
	return &noStyles
}

// styling is what a page knows of its styles once somebody asked.
type styling struct {
	styles *Styles
	// rootSize is the root-font-size of page-meta.
	rootSize string
	styler   *wxss.Styler
	root     styleNode
	all      bool // every node's style has been computed
}

// maxPendingStyles is how many changes are kept for a page that was asked for styles before. One that is not asked again
// starts afresh when it is.
const maxPendingStyles = 4096

// lockStyles locks the page's styles and returns the element at that place and what keeps its style; el is nil for what
// is no part of the tree: content that no slot takes, and what is inside it. The caller holds the view's lock for reading
// and has to unlock p.styleMu.
func (p *Page) lockStyles(styles *Styles, at pos) (el *styleNode, s *wxss.Styler) {
	p.styleMu.Lock()
	rootSize := p.metaText("rootFontSize")
	if p.styling == nil || p.styling.styles != styles || p.styling.rootSize != rootSize || p.styling.styler.Cascade().Exhausted() {
		sheets := append([]wxss.ScopedSheet{{Sheet: baseSheet(), Origin: wxss.Author}}, styles.Sheets...)
		window := styles.Window
		window.RootFontSize, _ = window.FontSize(rootSize)
		p.styling = &styling{styles: styles, rootSize: rootSize, styler: wxss.NewStyler(wxss.NewCascade(sheets, window))}
		p.styling.root = styleNode{page: p, of: p.styling}
	}
	// The place's element is reached from the root, so that every element knows its parent.
	var path []pos
	for up := at; ; up = p.parent(up) {
		if !up.ok() {
			return nil, p.styling.styler
		}
		if rendered(up) {
			if up.isPage() {
				break
			}
			if el = p.styled(up); el != nil && el.in != nil {
				break
			}
			path = append(path, up)
		}
	}
	if el == nil || el.in == nil {
		el = &p.styling.root
	}
	for i := len(path) - 1; i >= 0; i-- {
		el.link()
		el = p.styled(path[i])
	}
	return el, p.styling.styler
}

// styled returns the element at a place, nil if there has been none yet.
func (p *Page) styled(at pos) *styleNode {
	if at.isPage() {
		return &p.styling.root
	}
	styles := at.inst.styles()
	if styles == nil || styles[at.idx].of != p.styling {
		return nil
	}
	return &styles[at.idx]
}

// baseSheet is the base style sheet of documents as a sheet for the tree itself: wx-view there is view here, and the body
// stands for the page. Rules for the elements that documents have besides do not count.
var baseSheet = sync.OnceValue(func() *wxss.Sheet {
	sheet, _ := wxss.Parse("base.css", []byte(baseCSS+treeCSS), wxss.Options{})
	return sheet.Retag(func(tag string) (string, bool) {
		if tag == "body" {
			return "page", true
		}
		return strings.CutPrefix(tag, "wx-")
	})
})

// treeCSS undoes what the base style sheet only says because its document has no layout of its own for a swiper.
const treeCSS = "wx-swiper{display:block}wx-page{min-height:0;overflow-x:visible;box-sizing:content-box}"

// styleNode is a node as an element that has a style. The nodes of an instance lie together; see instance.styled.
type styleNode struct {
	page  *Page
	at    pos
	of    *styling   // what it is valid for
	in    *styleNode // the parent, nil for the root and for what was never reached
	kids  []*styleNode
	index int32
	// linked says that kids are those of the tree.
	linked bool
	state  wxss.StyleState
}

// link finds the rendered children.
func (n *styleNode) link() {
	if n.linked {
		return
	}
	p := n.page
	n.linked, n.kids = true, n.kids[:0]
	p.walk(n.at, func(c pos) verdict {
		switch {
		case c == n.at || c.kind() == KindSlot || c.virtual():
			return descend
		case c.kind() == KindText:
			return skip
		}
		if c.inst.styled == nil {
			list := make([]styleNode, len(c.inst.skel.nodes))
			c.inst.styled = &list
		}
		kid := &(*c.inst.styled)[c.idx]
		if kid.of != p.styling {
			*kid = styleNode{page: p, at: c, of: p.styling}
		}
		kid.in, kid.index = n, int32(len(n.kids))
		n.kids = append(n.kids, kid)
		return skip
	}, nil)
}

// Key implements wxss.Element.
func (n *styleNode) Key() *wxss.Key { return n.page.styling.styler.Key(n) }

// StyleState implements wxss.Styled.
func (n *styleNode) StyleState() *wxss.StyleState { return &n.state }

// Tag implements wxss.Element.
func (n *styleNode) Tag() string { return n.at.tag() }

// Describe implements wxss.Styled.
func (n *styleNode) Describe(d *wxss.Description) {
	d.Tag, d.ID, d.Style = n.at.tag(), n.at.id(), n.page.styleText(n.at)
	if n.at.inst == nil || !n.at.mayHaveClasses() {
		return
	}
	own := n.page.owner(n.at)
	gone := n.at.removedClasses()
	n.at.eachClass(func(scope, name string) bool {
		switch {
		case scope == "" || scope == own:
			if gone[name] {
				return true
			}
			scope = own
		}
		d.Classes = n.page.styling.styles.refs(d.Classes, scope, name)
		return true
	})
}

// refs appends a class of an owner's template in every scope that it counts in.
func (s *Styles) refs(dst []wxss.ClassRef, owner, name string) []wxss.ClassRef {
	o, ok := s.Owners[owner]
	if !ok {
		return append(dst, wxss.ClassRef{Scope: wxss.Shared, Name: name})
	}
	for _, scope := range o.Classes {
		dst = append(dst, wxss.ClassRef{Scope: scope, Name: name})
	}
	return dst
}

// meta returns the page-meta of the page, nowhere if it has none: it has to be the first node (WeChat's page-meta).
func (p *Page) meta() (meta pos) {
	meta = nowhere
	p.walk(pos{}, func(c pos) verdict {
		switch {
		case c.isPage() || c.kind() == KindSlot || c.virtual():
			return descend
		case c.kind() == KindElement && c.tag() == "page-meta":
			meta = c
		}
		return stop
	}, nil)
	return meta
}

// metaText returns an attribute of the page's page-meta, "" if there is none.
func (p *Page) metaText(name string) string {
	if at := p.meta(); at.ok() {
		text, _ := textOf(at.attr(bridge.HoleAttr, name))
		return text
	}
	return ""
}

// styleText returns the inline style of a node: of a page what its page-meta says, of others the template's with the layers.
func (p *Page) styleText(at pos) string {
	if !at.isPage() {
		return at.style()
	}
	style := p.metaText("pageStyle")
	size := p.metaText("pageFontSize")
	if size == "system" {
		size = "16px"
	}
	if size == "" || strings.ContainsAny(size, ";{}") {
		return style
	}
	return "font-size:" + size + ";" + style
}

// mayHaveClasses reports whether there is anything that gives the node classes.
func (at pos) mayHaveClasses() bool {
	n := at.link()
	return n.hole != n.holeEnd || len(at.def().Class) > 0 || at.inst.ext != nil
}

// Attribute implements wxss.Element. Attributes are what they are in HTML.
func (n *styleNode) Attribute(name string) (string, bool) {
	at := n.at
	if at.inst == nil {
		return "", false
	}
	switch name {
	case "id", "class", "style":
		return (&attrTest{name: name}).value(n.page, at)
	case "slot":
		return "", false
	case "hidden":
		if at.closed() {
			return "", true
		}
	}
	var v value.Value
	var ok bool
	if key, isData := strings.CutPrefix(name, "data-"); isData {
		v, ok = at.attr(bridge.HoleData, camel(key))
	} else {
		v, ok = attrOf(at, camel(name))
	}
	if !ok || v.IsNullish() {
		return at.aria(name)
	}
	if b, isBool := v.AsBool(); isBool {
		return "", b
	}
	if v.Kind() == value.KindFunc {
		return "", false
	}
	if k := v.Kind(); k == value.KindArray || k == value.KindObject {
		json, _ := value.AppendJSON(nil, v)
		return string(json), true
	}
	return value.Text(v), true
}

// State implements wxss.Element: a form control may be disabled or checked. Nothing is hovered or has the focus.
func (n *styleNode) State(name string) bool {
	switch n.at.tag() {
	case "button", "input", "textarea", "checkbox", "radio", "switch", "slider", "picker", "label":
	default:
		return false
	}
	switch name {
	case "checked":
		v, _ := attrOf(n.at, "checked")
		return value.ToBool(v)
	case "disabled", "enabled":
		v, _ := attrOf(n.at, "disabled")
		return value.ToBool(v) == (name == "disabled")
	}
	return false
}

// Scope implements wxss.Element.
func (n *styleNode) Scope() wxss.Scope {
	return n.page.styling.styles.Owners[n.page.owner(n.at)].Scope
}

// Hosts implements wxss.Element.
func (n *styleNode) Hosts() (wxss.Scope, bool) {
	path := n.at.component()
	if path == "" {
		return 0, false
	}
	o, ok := n.page.styling.styles.Owners[path]
	return o.Scope, ok && o.Scope != wxss.Shared
}

// Empty implements wxss.Element.
func (n *styleNode) Empty() bool {
	empty := true
	n.page.walk(n.at, func(c pos) verdict {
		switch {
		case c == n.at || c.kind() == KindSlot || c.virtual():
			return descend
		case c.kind() == KindText && c.text() == "":
			return skip
		}
		empty = false
		return stop
	}, nil)
	return empty
}

// Parent implements wxss.Element.
func (n *styleNode) Parent() wxss.Element {
	if n.in == nil {
		return nil
	}
	return n.in
}

// FirstChild implements wxss.Styled.
func (n *styleNode) FirstChild() wxss.Element {
	n.link()
	return n.kid(0)
}

// Previous implements wxss.Element.
func (n *styleNode) Previous() wxss.Element { return n.sibling(-1) }

// Next implements wxss.Element.
func (n *styleNode) Next() wxss.Element { return n.sibling(1) }

func (n *styleNode) sibling(step int32) wxss.Element {
	if n.in == nil {
		return nil
	}
	n.in.link()
	return n.in.kid(n.index + step)
}

func (n *styleNode) kid(i int32) wxss.Element {
	if i < 0 || int(i) >= len(n.kids) {
		return nil
	}
	return n.kids[i]
}

// Index implements wxss.Element.
func (n *styleNode) Index() (i, count int) {
	if n.in == nil {
		return 0, 1
	}
	n.in.link()
	return int(n.index), len(n.in.kids)
}
