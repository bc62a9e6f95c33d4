package wxss

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// styleKey is all that a computed style depends on, beside the window.
type styleKey struct {
	part *part
	inh  *inheritance // the parent's, nil for the root
	// parent is set only if the element takes over more than inh.
	parent         *ComputedStyle
	blockify, gone bool
}

// scratch is memory that one computation leaves to the next.
type scratch struct {
	longs    []property.Longhand
	segments []segment
	own, inh []computed
	decls    []*decl
	custom   []*decl
	k        computing
	made     []decl
	lists    [][]decl
	pending  map[*pending][]property.Longhand
}

// style returns the computed style of an element with these winners below parent, nil for the root.
func (c *Cascade) style(p *part, parent *ComputedStyle) *ComputedStyle {
	key := styleKey{part: p}
	if parent != nil {
		key.inh, key.blockify, key.gone = parent.inh, parent.blockify, parent.gone
		if p.parent {
			key.parent = parent
		}
	}
	if p.style != nil && p.key == key {
		return p.style
	}
	if s := c.styles[key]; s != nil {
		return s
	}
	if c.kept.count >= maxKeptStyles || c.varBytes > maxVarBytes {
		c.forget()
	}
	s := c.compute(p, parent)
	if p.style == nil {
		p.style, p.key = s, key
	} else {
		c.styles[key] = s
	}
	c.kept.count++
	c.computed++
	return s
}

// computing is the work on one style.
type computing struct {
	c      *Cascade
	part   *part
	parent *ComputedStyle // nil for the root
	up     *inheritance   // what the element inherits
	env    property.Env
	vars   variables
	scope  *varScope
	own    []computed
	inh    []computed
	// inherits says that inh differs from the parent's values.
	inherits bool
}

// compute works out a style: custom properties first, then what others refer to (color-scheme, font, color), then the
// rest.
func (c *Cascade) compute(p *part, parent *ComputedStyle) *ComputedStyle {
	k := &c.scratch.k
	*k = computing{c: c, part: p, parent: parent}
	up := k.parentInheritance()
	k.up = up
	clear(c.scratch.pending)
	k.inh = append(c.scratch.inh[:0], up.values...)
	k.own = c.scratch.own[:0]
	k.variables(up)
	k.all(up)
	k.env = property.Env{FontSize: em(up.font.size), ParentFontSize: em(up.font.size), RootFontSize: em(up.root.size),
		RootLineHeight: up.root.line, LineHeight: up.font.line, ParentFontWeight: up.font.weight,
		ViewportWidth: c.window.Width, ViewportHeight: c.window.Height, Color: up.color, Dark: up.dark}
	h := *up
	k.first(&h)
	if p.flow {
		k.flowing()
	} else {
		for _, d := range p.decls {
			if !k.isFirst(d.prop) {
				k.declare(d, d.prop)
			}
		}
	}
	s := c.kept.styles.new()
	s.env, s.inh = &c.environ, up
	if k.inherits || parent == nil || k.scope != up.vars {
		s.inh = c.kept.inheritances.new()
		h.values, h.vars = c.kept.values.take(k.inh), k.scope
		*s.inh = h
	}
	k.adjust()
	s.own = c.kept.values.take(k.own)
	s.gone = parent != nil && parent.gone || k.text(c.long.display, "inline") == "none"
	s.blockify, s.item = k.blockifies(s), !s.gone && k.isItem()
	c.scratch.own, c.scratch.inh = k.own, k.inh
	return s
}

// parentInheritance is what the element inherits; the root inherits what a document has: a
// light one with its font size.
func (k *computing) parentInheritance() *inheritance {
	if k.parent != nil {
		return k.parent.inh
	}
	root := &fontEnv{size: k.c.window.RootFontSize, weight: 400}
	h := &inheritance{font: *root, root: root, color: "rgb(0, 0, 0)"}
	h.values = append(h.values, computed{prop: k.c.long.color, text: h.color})
	if root.size != 16 {
		h.values = append(h.values, computed{prop: k.c.long.fontSize, text: strconv.FormatFloat(root.size, 'g', 6, 64) + "px"})
	}
	return h
}

// variables works out the custom properties.
func (k *computing) variables(up *inheritance) {
	k.scope = up.vars
	custom := k.part.custom
	if k.c.Exhausted() {
		custom = nil
	}
	k.vars.begin(up.vars, custom, maxVarWork)
	if len(custom) > 0 {
		k.scope = up.vars.with(k.vars.values, k.c.seed)
		size := k.vars.size + varNodeBytes*len(k.vars.values)
		k.c.varBytes += size
		k.c.varTotal += size
	}
}

// all lets the property `all` set what nothing else does.
func (k *computing) all(up *inheritance) {
	t := k.c.long
	switch k.part.all {
	case "initial":
		k.inh, k.inherits = slices.DeleteFunc(k.inh, func(v computed) bool { return v.prop != t.direction && v.prop != t.unicodeBidi }), true
	case "inherit":
		if k.parent != nil {
			k.own = slices.DeleteFunc(append(k.own, k.parent.own...), func(v computed) bool { return v.prop == t.unicodeBidi })
		}
	}
}

// isFirst reports whether other properties refer to this one.
func (k *computing) isFirst(p propID) bool {
	t := k.c.long
	switch p {
	case t.colorScheme, t.fontSize, t.fontWeight, t.lineHeight, t.color, t.direction, t.writingMode:
		return true
	}
	return false
}

// first computes the properties that others refer to, in an order in which each only needs those before it.
func (k *computing) first(h *inheritance) {
	t := k.c.long
	var found [7]*decl
	order := [7]propID{t.direction, t.writingMode, t.colorScheme, t.fontSize, t.fontWeight, t.lineHeight, t.color}
	for _, d := range k.part.decls {
		if i := slices.Index(order[:], d.prop); i >= 0 {
			found[i] = d
		}
	}
	reset := k.part.all == "initial"
	if !reset && k.parent != nil && found == [7]*decl{} {
		return
	}
	all := reset || k.parent == nil
	for i, prop := range order {
		if found[i] != nil {
			k.declare(found[i], prop)
		}
		if found[i] != nil || all || i == 3 && found[1] != nil || found[0] != nil { // it may depend on one before it
			k.refresh(h, prop)
		}
	}
}

// refresh notes the value that a property which others refer to has now.
func (k *computing) refresh(h *inheritance, prop propID) {
	t := k.c.long
	text := ""
	if v := find(k.inh, prop); v != nil {
		text = v.text
		if v.late {
			text = property.ComputeAt(&k.env, int(prop), text)
		}
	} else {
		text = property.ComputeAt(&k.env, int(prop), t.infos[prop].Initial)
	}
	f, ok := number(text)
	switch prop {
	case t.colorScheme:
		dark := slices.Contains(strings.Fields(text), "dark")
		h.dark = dark && (k.c.window.Dark || !slices.Contains(strings.Fields(text), "light"))
		k.env.Dark = h.dark
	case t.fontSize:
		if ok {
			h.font.size = f
		}
		if size := k.env.Size; math.Abs(size-f) <= 1e-5*f {
			h.font.size = size
		}
		k.env.FontSize = em(h.font.size)
	case t.fontWeight:
		if ok {
			h.font.weight = f
		}
	case t.lineHeight:
		h.font.line = 0
		if ok && strings.HasSuffix(text, "px") {
			h.font.line = f
		}
		k.env.LineHeight = h.font.line
	case t.color:
		h.color, k.env.Color = text, text
		if find(k.inh, prop) == nil { // children inherit the colour, not the system's of their own scheme
			k.set(computed{prop: prop, text: text})
		}
	}
}

// declare computes one winner as the value of prop, which is the property that is declared or what that stands for.
func (k *computing) declare(d *decl, prop propID) {
	switch d.kind {
	case wideValue:
		k.wide(prop, d.value)
	case pendingValue:
		value, ok := k.resolve(d)
		switch wide := wideKeyword(value); {
		case !ok:
			k.wide(prop, "unset")
		case wide != "":
			k.wide(prop, wide)
		default:
			text, late, _ := k.value(prop, value)
			k.set(computed{prop, late, text})
		}
	default:
		if d.fixed {
			k.set(computed{prop, false, d.value})
			return
		}
		text, late, fixed := k.value(prop, d.value)
		if fixed && !d.tried {
			d.fixed, d.value = true, text
		}
		d.tried = true
		k.set(computed{prop, late, text})
	}
}

// value computes a specified value. fixed says that it is the same for every element of the Cascade.
func (k *computing) value(prop propID, value string) (text string, late, fixed bool) {
	if prop == k.c.long.lineHeight && numberEnd(value) == len(value) && value != "" {
		return value, true, false // children inherit the number
	}
	k.env.Used = 0
	text = property.ComputeAt(&k.env, int(prop), value)
	if k.env.Used&property.UsesColor != 0 && prop != k.c.long.color {
		// Children inherit the keyword, whatever else is computed.
		color := k.env.Color
		k.env.Color = "currentcolor"
		text = property.ComputeAt(&k.env, int(prop), value)
		k.env.Color = color
		return text, true, false
	}
	return text, false, independent(k.env.Used)
}

// resolve substitutes the value of a pending declaration and gives what it says of the longhand. ok is false if it turns
// out to be invalid.
func (k *computing) resolve(d *decl) (value string, ok bool) {
	list, done := k.c.scratch.pending[d.pending]
	if !done {
		if text, good := k.vars.substitute(d.pending.value); good {
			list, _ = property.Expand(nil, d.pending.name, text)
		}
		if k.c.scratch.pending == nil {
			k.c.scratch.pending = map[*pending][]property.Longhand{}
		}
		k.c.scratch.pending[d.pending] = list
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Index == int(d.prop) {
			return list[i].Value, true
		}
	}
	return "", false
}

// set stores a computed value.
func (k *computing) set(v computed) {
	if k.c.long.infos[v.prop].Inherited {
		if old := find(k.inh, v.prop); old == nil || *old != v {
			k.inh, k.inherits = put(k.inh, v), true
		}
		return
	}
	k.own = put(k.own, v)
}

// wide sets what a CSS-wide keyword means. What revert and revert-layer mean in a value that only var() gave is unset.
func (k *computing) wide(prop propID, keyword string) {
	inherited := k.c.long.infos[prop].Inherited
	if keyword != "inherit" && keyword != "initial" {
		keyword = "initial"
		if inherited {
			keyword = "inherit"
		}
	}
	switch {
	case inherited && keyword == "inherit":
		v := find(k.up.values, prop)
		if v == nil {
			k.drop(prop)
		} else {
			k.set(*v)
		}
	case inherited:
		k.drop(prop)
	case keyword == "inherit" && k.parent != nil:
		k.inherit(prop)
	default:
		k.own = slices.DeleteFunc(k.own, func(v computed) bool { return v.prop == prop })
	}
}

// inherit takes the value of the parent for a property that is not inherited by itself; currentcolor stays what it is.
func (k *computing) inherit(prop propID) {
	v := find(k.parent.own, prop)
	switch {
	case v != nil && v.late:
		k.set(*v)
	case v == nil && k.c.long.infos[prop].Initial == "currentcolor":
		k.own = slices.DeleteFunc(k.own, func(v computed) bool { return v.prop == prop })
	default:
		k.set(computed{prop, false, k.parent.value(prop)})
	}
}

// drop gives an inherited property its initial value.
func (k *computing) drop(prop propID) {
	n := len(k.inh)
	k.inh = slices.DeleteFunc(k.inh, func(v computed) bool { return v.prop == prop })
	k.inherits = k.inherits || len(k.inh) != n
}
