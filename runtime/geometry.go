package runtime

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/view"
	"github.com/mica-go/mica/wxss"
)

// geometry answers with the rectangles of nodes and with their computed styles.
func (p *port) geometry(c *bridge.Call) {
	nodes := c.Args.AsObject().Get("nodes").AsArray()
	styled := slices.ContainsFunc(nodes.Items(), func(n value.Value) bool { return n.AsObject().Get("computedStyle").AsArray() != nil })
	if p.app.cfg.Geometry == nil && !styled {
		p.answer(c, value.Value{}, errNotSupported)
		return
	}
	out := value.NewArray()
	for _, n := range nodes.Items() {
		info := value.FromObject(value.NewObject())
		if p.app.cfg.Geometry != nil {
			var err error
			if info, err = p.rectOf(c.Page, n.AsObject()); err != nil {
				p.answer(c, value.Value{}, err)
				return
			}
		}
		if names := n.AsObject().Get("computedStyle").AsArray(); names != nil {
			info.AsObject().Put("computedStyle", p.computedStyle(c.Page, n.AsObject(), names))
		}
		out.Append(info)
	}
	p.answer(c, value.FromArray(out), nil)
}

// node returns the node that a call names.
func (p *port) node(id bridge.PageID, n *value.Object) view.Node {
	page := p.app.view.Page(id)
	if page == nil {
		return view.Node{}
	}
	inst, _ := n.Get("instance").AsNumber()
	node, _ := n.Get("node").AsNumber()
	return page.Node(bridge.InstanceID(inst), int32(node))
}

// computedStyle gives the computed values of the properties, by the names that
// they were asked for. Where the host knows the layout, width and height are
// what they came to, as in a browser.
func (p *port) computedStyle(id bridge.PageID, n *value.Object, names *value.Array) value.Value {
	out := value.NewObject()
	node := p.node(id, n)
	style := node.ComputedStyle()
	for _, v := range names.Items() {
		name, ok := v.AsString()
		if !ok || style == nil {
			continue
		}
		text := style.Get(name)
		if g := p.app.cfg.Geometry; g != nil && (name == "width" || name == "height") && !strings.HasSuffix(text, "px") {
			text = usedSize(style, name, g.Rect(node), text)
		}
		out.Put(name, value.String(text))
	}
	return value.FromObject(out)
}

// usedSize is the width or height of the content of a node that has a box, which
// its rectangle is the outer edge of.
func usedSize(style *wxss.ComputedStyle, name string, r Rect, computed string) string {
	if d := style.Get("display"); d == "none" || d == "inline" || d == "contents" {
		return computed
	}
	size, sides := r.Width, [2]string{"left", "right"}
	if name == "height" {
		size, sides = r.Height, [2]string{"top", "bottom"}
	}
	if style.Get("box-sizing") != "border-box" {
		for _, side := range sides {
			size -= pixels(style.Get("padding-"+side)) + pixels(style.Get("border-"+side+"-width"))
		}
	}
	return value.FormatNumber(max(size, 0)) + "px"
}

// pixels is a length in px, 0 for anything else.
func pixels(s string) float64 {
	if n, ok := strings.CutSuffix(s, "px"); ok {
		if f, err := strconv.ParseFloat(n, 64); err == nil {
			return f
		}
	}
	return 0
}

// rectOf gives the rectangle of one node: left, top, right, bottom, width, height,
// scrollWidth and scrollHeight. Those of a scroll-view are the size of its content,
// which begins at contentLeft and contentTop.
func (p *port) rectOf(id bridge.PageID, n *value.Object) (value.Value, error) {
	g := p.app.cfg.Geometry
	if p.app.view.Page(id) == nil || g == nil {
		return value.Value{}, &bridge.CallError{Errno: 100, Message: errNotSupported.Error()}
	}
	node := p.node(id, n)
	r := g.Rect(node)
	content := r
	if node.Tag() == "scroll-view" {
		content = contentOf(g, node, r)
	}
	return value.FromAny(map[string]any{"left": r.Left, "top": r.Top, "width": r.Width, "height": r.Height,
		"right": r.Left + r.Width, "bottom": r.Top + r.Height, "contentLeft": content.Left, "contentTop": content.Top,
		"scrollWidth": max(content.Width, r.Width), "scrollHeight": max(content.Height, r.Height)})
}

// contentOf is what the elements in a node take up together, own where there are
// none with a size. It moves when they are scrolled, its size does not.
func contentOf(g Geometry, node view.Node, own Rect) Rect {
	out, right, bottom, found := own, 0.0, 0.0, false
	for _, c := range node.Rendered() {
		if c.IsText() {
			continue
		}
		r := g.Rect(c)
		if r.Width == 0 && r.Height == 0 {
			continue
		}
		if !found {
			out, right, bottom, found = r, r.Left+r.Width, r.Top+r.Height, true
			continue
		}
		out.Left, out.Top = min(out.Left, r.Left), min(out.Top, r.Top)
		right, bottom = max(right, r.Left+r.Width), max(bottom, r.Top+r.Height)
	}
	if found {
		out.Width, out.Height = right-out.Left, bottom-out.Top
	}
	return out
}
