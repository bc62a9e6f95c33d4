package view

import (
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// valueAttr names the attribute that holds what a control is set to, "" for
// tags that are no controls or hold several (scroll-view, movable-view).
func valueAttr(tag string) string {
	switch tag {
	case "input", "textarea", "slider", "picker", "picker-view":
		return "value"
	case "checkbox", "radio", "switch":
		return "checked"
	case "swiper":
		return "current"
	case "page-container":
		return "show"
	}
	return ""
}

// shown returns the attribute that the live value of a control stands in for,
// and that value; name is "" where there is no live value.
func (at pos) shown() (name string, v value.Value) {
	if at.kind() != KindElement {
		return "", v
	}
	v = at.layer(bridge.LayerValue)
	if v.IsUndefined() {
		return "", v
	}
	switch tag := at.def().Tag; tag {
	case "match-media":
		return "hidden", value.Bool(!value.ToBool(v))
	case "rich-text":
		return "nodes", value.Value{} // they are written as elements
	default:
		return valueAttr(tag), v
	}
}

// ariaAttrs are attributes that checkboxes, radios and switches have as on WeChat, unless the page sets them. Style sheets,
// weui's among them, tell by these what is checked.
var ariaAttrs = []string{"aria-checked", "aria-disabled", "role"}

// aria gives the value of one of ariaAttrs.
func (at pos) aria(name string) (string, bool) {
	tag := at.tag()
	switch tag {
	case "checkbox", "radio", "switch":
	default:
		return "", false
	}
	if v, own := at.attr(bridge.HoleAttr, camel(name)); own && !v.IsNullish() {
		return "", false
	}
	switch name {
	case "role":
		return tag, true
	case "aria-checked", "aria-disabled":
		v, _ := attrOf(at, strings.TrimPrefix(name, "aria-"))
		return strconv.FormatBool(value.ToBool(v)), true
	}
	return "", false
}

// closed reports whether the node is a built-in component that is not to be seen
// now: a match-media that does not fit the window, a page-container that is not
// shown.
func (at pos) closed() bool {
	if at.kind() != KindElement {
		return false
	}
	switch at.def().Tag {
	case "match-media":
		_, v := at.shown()
		return value.ToBool(v)
	case "page-container":
		v, _ := attrOf(at, "show")
		return !value.ToBool(v)
	}
	return false
}

// Value returns what a control holds now, as plain Go data: what its user made
// of it, else what its attribute says. That is the value of input, textarea,
// slider, picker and picker-view, whether checkbox, radio and switch are
// checked, the current item of a swiper, whether a page-container is shown, the nodes of a rich-text in their
// normal form; for scroll-view (scrollTop, scrollLeft, refresherTriggered) and
// movable-view (x, y, scaleValue) a map of what the user changed. It is nil for
// any other node and for a control that nobody has set.
//
// [Node.Attr], selectors, [Node.JSON] and [Node.Outline] tell what the template
// says; [Node.HTML] shows what Value tells.
func (n Node) Value() any {
	return value.ToAny(get(n, func(_ *Page, at pos) value.Value {
		if at.kind() != KindElement {
			return value.Value{}
		}
		if v := at.layer(bridge.LayerValue); !v.IsUndefined() {
			return v
		}
		v, _ := at.attr(bridge.HoleAttr, valueAttr(at.def().Tag))
		return v
	}))
}

// maxRichDepth bounds how deep the nodes of a rich-text are written.
const maxRichDepth = 100

// richText writes the nodes of a rich-text. The logic layer has brought them
// into a form with harmless elements and attributes; their names are checked
// again, as another sender may not have.
func (h *htmlWriter) richText(at pos) {
	owner := h.page.owner(at)
	space, _ := at.attr(bridge.HoleAttr, "space")
	r := richWriter{h, owner, wideSpace(space)}
	r.nodes(at.layer(bridge.LayerValue).AsArray(), 0, false)
}

// richWriter writes what a rich-text holds. space is what a space is shown as.
type richWriter struct {
	*htmlWriter
	owner, space string
}

// nodes writes a list of nodes. Inside an anchor another one is a span: a
// parser would end the outer one before it.
func (h richWriter) nodes(nodes *value.Array, depth int, anchor bool) {
	if nodes == nil || depth > maxRichDepth {
		return
	}
	for _, v := range nodes.Items() {
		o := v.AsObject()
		if o == nil {
			continue
		}
		if text, ok := textOf(o.Lookup("text")); ok {
			h.text(strings.ReplaceAll(text, " ", h.space), `"`)
			continue
		}
		name, _ := o.Get("name").AsString()
		if !safeTag(name) {
			continue
		}
		if name == "a" && anchor {
			name = "span"
		}
		h.b = append(h.b, '<')
		h.b = append(h.b, name...)
		h.richAttrs(h.owner, o.Get("attrs").AsObject())
		h.b = append(h.b, '>')
		if name == "br" || name == "hr" || name == "img" || name == "col" {
			continue
		}
		if name == "pre" { // parsers drop a line feed at the beginning
			h.b = append(h.b, '\n')
		}
		h.nodes(o.Get("children").AsArray(), depth+1, anchor || name == "a")
		h.b = append(h.b, "</"...)
		h.b = append(h.b, name...)
		h.b = append(h.b, '>')
	}
}

func (h *htmlWriter) richAttrs(owner string, attrs *value.Object) {
	if attrs == nil {
		return
	}
	for k, name := range attrs.Keys() {
		s, ok := attrs.Values()[k].AsString()
		switch {
		case !ok:
		case name == "class":
			names := strings.Fields(s)
			for i := range names {
				if c := (bridge.Class{Name: names[i]}); h.opts.Class != nil {
					names[i] = h.opts.Class(owner, c)
				}
			}
			h.attr("class", strings.Join(names, " "))
		case name == "style":
			if h.opts.Style != nil {
				s = h.opts.Style(s)
			}
			h.attr("style", s)
		case safeAttr(name):
			h.attr(name, s)
		}
	}
}

// safeTag reports whether an element of a rich-text may be written: one that
// only shows its content.
func safeTag(name string) bool {
	switch name {
	case "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
		"cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em", "fieldset", "font", "footer", "h1", "h2",
		"h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "label", "legend", "li", "mark", "nav", "ol", "p", "pre",
		"q", "rt", "ruby", "s", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
		"thead", "tr", "tt", "u", "ul":
		return true
	}
	return false
}
