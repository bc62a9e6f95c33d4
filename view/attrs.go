package view

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// This file works out what a node's skeleton, holes and layers say together.

// hole returns the value of the node's last hole of that kind and name.
func (at pos) hole(kind bridge.HoleKind, name string) (v value.Value, ok bool) {
	s, n := at.inst.skel, at.link()
	for k := n.holeEnd - 1; k >= n.hole; k-- {
		if h := &s.def.Holes[s.holes[k]]; h.Kind == kind && h.Name == name {
			return at.inst.values[s.holes[k]], true
		}
	}
	return v, false
}

// field returns the string of a hole, or what the skeleton says without one.
func (at pos) field(kind bridge.HoleKind, static string) string {
	n := at.link()
	if n.hole == n.holeEnd {
		return static
	}
	if v, ok := at.hole(kind, ""); ok {
		s, _ := v.AsString()
		return s
	}
	return static
}

func (at pos) tag() string {
	switch at.kind() {
	case KindPage:
		return "page"
	case KindSlot:
		return "slot"
	case KindText:
		return ""
	}
	return at.def().Tag
}

func (at pos) id() string {
	if at.inst == nil {
		return ""
	}
	return at.field(bridge.HoleID, at.def().ID)
}

func (at pos) text() string {
	if at.kind() != KindText {
		return ""
	}
	return at.field(bridge.HoleText, at.def().Text)
}

func (at pos) slotName() string {
	if at.kind() != KindSlot {
		return ""
	}
	return at.field(bridge.HoleName, at.def().Name)
}

func (at pos) slotAttr() string {
	if at.inst == nil {
		return ""
	}
	return at.field(bridge.HoleSlot, at.def().Slot)
}

func (at pos) component() string {
	if at.kind() != KindComponent {
		return ""
	}
	if more := at.place().more; more != nil {
		return more.path
	}
	return ""
}

func (at pos) virtual() bool {
	if at.kind() != KindComponent {
		return false
	}
	more := at.place().more
	return more != nil && more.virtual
}

// unstyled reports whether the style that the template gives the node is a
// property of its component's and none of the node.
func (at pos) unstyled() bool {
	if at.kind() != KindComponent {
		return false
	}
	more := at.place().more
	return more != nil && more.unstyled
}

// owner returns the path of the template's component or page.
func (p *Page) owner(at pos) string {
	if at.inst == nil {
		return ""
	}
	s := at.inst.scope
	if s.parent == nil {
		return p.path
	}
	return pos{s.parent, s.at}.component()
}

func (at pos) layer(l bridge.Layer) value.Value {
	if at.inst == nil || at.inst.ext == nil {
		return value.Value{}
	}
	return at.inst.ext.layers[layerKey{at.idx, l}]
}

// style joins the layers of the inline style, later ones last.
func (at pos) style() string {
	if at.inst == nil {
		return ""
	}
	s := ""
	if !at.unstyled() {
		s = at.field(bridge.HoleStyle, at.def().Style)
	}
	for _, l := range [...]bridge.Layer{bridge.LayerWXSStyle, bridge.LayerAnimation} {
		add, _ := at.layer(l).AsString()
		if add == "" {
			continue
		}
		if s = strings.TrimRight(s, "; \t\r\n\f"); s != "" {
			s += ";"
		}
		s += add
	}
	return s
}

// eachClass calls f for the classes of the node's template and of the layers
// that add some until f returns false. Names may repeat.
func (at pos) eachClass(f func(scope, name string) bool) {
	if at.inst == nil {
		return
	}
	for i := range at.def().Class {
		if c := &at.def().Class[i]; !f(c.Scope, c.Name) {
			return
		}
	}
	v, _ := at.hole(bridge.HoleClass, "")
	if !eachName("", v, f) {
		return
	}
	if eachName("", at.layer(bridge.LayerWXSAdd), f) {
		eachName("", at.layer(bridge.LayerHover), f)
	}
}

// eachName calls f for the names of a HoleClass value.
func eachName(scope string, v value.Value, f func(scope, name string) bool) bool {
	if s, ok := v.AsString(); ok {
		for name := range strings.FieldsSeq(s) {
			if !f(scope, name) {
				return false
			}
		}
		return true
	}
	arr := v.AsArray()
	if arr == nil {
		return true
	}
	for _, e := range arr.Items() {
		scope, name := "", e
		if pair := e.AsArray(); pair != nil {
			scope, _ = pair.At(0).AsString()
			name = pair.At(1)
		}
		if s, ok := name.AsString(); ok && !eachName(scope, value.String(s), f) {
			return false
		}
	}
	return true
}

// classes appends the effective class list to out.
func (p *Page) classes(at pos, out []bridge.Class) []bridge.Class {
	own := p.owner(at)
	gone := at.removedClasses()
	var seen map[bridge.Class]bool
	at.eachClass(func(scope, name string) bool {
		if scope == own {
			scope = ""
		}
		c := bridge.Class{Scope: scope, Name: name}
		if scope == "" && gone[name] {
			return true
		}
		// A short list is searched; a long one must not cost its square.
		if seen == nil && len(out) >= 16 {
			seen = make(map[bridge.Class]bool, 2*len(out))
			for _, c := range out {
				seen[c] = true
			}
		}
		if seen != nil {
			if seen[c] {
				return true
			}
			seen[c] = true
		} else if slices.Contains(out, c) {
			return true
		}
		out = append(out, c)
		return true
	})
	return out
}

// removedClasses returns the names of the node's own scope that WXS took away.
func (at pos) removedClasses() map[string]bool {
	v := at.layer(bridge.LayerWXSRemove)
	if v.IsUndefined() {
		return nil
	}
	gone := map[string]bool{}
	eachName("", v, func(_, name string) bool {
		gone[name] = true
		return true
	})
	return gone
}

func (p *Page) hasClass(at pos, name string) (has bool) {
	gone := at.removedClasses()[name]
	at.eachClass(func(scope, n string) bool {
		has = n == name && !(gone && (scope == "" || scope == p.owner(at)))
		return !has
	})
	return has
}

// attr returns the attribute (HoleAttr) or dataset entry (HoleData) name.
func (at pos) attr(kind bridge.HoleKind, name string) (v value.Value, ok bool) {
	if at.inst == nil {
		return v, false
	}
	if v, ok := at.hole(kind, name); ok {
		return v, true
	}
	for _, a := range at.statics(kind) {
		if a.Name == name {
			return a.Value, true
		}
	}
	return v, false
}

func (at pos) statics(kind bridge.HoleKind) []bridge.Attr {
	if kind == bridge.HoleData {
		return at.def().Data
	}
	return at.def().Attrs
}

// attrs returns the attributes (HoleAttr) or the dataset (HoleData), sorted by
// name. The result may be shared.
func (at pos) attrs(kind bridge.HoleKind) []bridge.Attr {
	if at.inst == nil {
		return nil
	}
	s, n := at.inst.skel, at.link()
	statics := at.statics(kind)
	if n.hole == n.holeEnd && len(statics) == 0 {
		return nil
	}
	out := slices.Clone(statics)
	for k := n.hole; k < n.holeEnd; k++ {
		if h := &s.def.Holes[s.holes[k]]; h.Kind == kind {
			out = append(out, bridge.Attr{Name: h.Name, Value: at.inst.values[s.holes[k]]})
		}
	}
	slices.SortStableFunc(out, func(a, b bridge.Attr) int { return strings.Compare(a.Name, b.Name) })
	// Of equal names the last counts: a hole stands after the static.
	kept := out[:0]
	for i := range out {
		if i+1 < len(out) && out[i+1].Name == out[i].Name {
			continue
		}
		kept = append(kept, out[i])
	}
	return kept
}

// content lists the nodes of a component's content, blocks opened, in order.
func (p *Page) content(host pos) (out []Node) {
	var stack []pos
	for i := host.place().last; i != nil; i = i.prev {
		stack = append(stack, pos{i, i.skel.firstRoot})
	}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if at.idx < 0 {
			continue
		}
		stack = append(stack, pos{at.inst, at.link().next})
		if at.link().kind != bridge.NodeBlocks {
			out = append(out, p.node(at))
			continue
		}
		for i := at.place().last; i != nil; i = i.prev {
			stack = append(stack, pos{i, i.skel.firstRoot})
		}
	}
	return out
}

// camel turns an attribute name with dashes into camel case.
func camel(name string) string {
	if strings.IndexByte(name, '-') < 0 {
		return name
	}
	b := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == '-' && i+1 < len(name) && 'a' <= name[i+1] && name[i+1] <= 'z' {
			i++
			c = name[i] - 'a' + 'A'
		}
		b = append(b, c)
	}
	return string(b)
}

// dashed is the reverse of camel.
func dashed(name string) string {
	b := make([]byte, 0, len(name)+4)
	for i := 0; i < len(name); i++ {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			b = append(b, '-')
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return string(b)
}
