package logic

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// selector is a parsed selector of selectComponent (spec component §8): ids
// and classes, joined by descendant, child (>) and cross-component (>>>)
// combinators; alternatives by commas.
type selector [][]compound

type compound struct {
	id      string
	classes []string
	// join tells how this compound relates to the one before it.
	join combinator
}

type combinator uint8

const (
	descendant combinator = iota
	child
	deepDescendant
)

// parseSelector returns nil for a selector that can't match anything: one with
// tags, attributes or pseudo classes, and the empty one.
func parseSelector(s string) selector {
	var out selector
	for alt := range strings.SplitSeq(s, ",") {
		alt = strings.ReplaceAll(alt, ">>>", " \x00 ")
		alt = strings.ReplaceAll(alt, ">", " > ")
		var list []compound
		join := descendant
		for _, word := range strings.Fields(alt) {
			switch word {
			case ">":
				join = child
				continue
			case "\x00":
				join = deepDescendant
				continue
			}
			c, ok := parseCompound(word)
			if !ok {
				list = nil
				break
			}
			c.join, join = join, descendant
			list = append(list, c)
		}
		if len(list) > 0 {
			out = append(out, list)
		}
	}
	return out
}

func parseCompound(word string) (compound, bool) {
	var c compound
	for word != "" {
		mark := word[0]
		end := strings.IndexAny(word[1:], "#.")
		name := word[1:]
		if end >= 0 {
			name = word[1 : end+1]
		}
		if name == "" || strings.ContainsAny(name, "[]:*()") {
			return c, false
		}
		switch mark {
		case '#':
			c.id = name
		case '.':
			c.classes = append(c.classes, name)
		default:
			return c, false
		}
		word = word[1+len(name):]
	}
	return c, true
}

func (c *compound) matches(n nodeRef) bool {
	if c.id != "" && n.id() != c.id {
		return false
	}
	if len(c.classes) == 0 {
		return true
	}
	have := n.classes()
	for _, name := range c.classes {
		if !slices.ContainsFunc(have, func(k bridge.Class) bool { return k.Name == name }) {
			return false
		}
	}
	return true
}

// classes is the node's class list.
func (n nodeRef) classes() []bridge.Class {
	attrs := n.inst.block.Nodes[n.node].Attrs
	var out []bridge.Class
	for k := range attrs {
		if attrs[k].Kind != wxml.AttrClass {
			continue
		}
		v := attrs[k].Value.Value()
		if attrs[k].Hole >= 0 {
			v = n.inst.values[attrs[k].Hole]
		}
		for _, x := range n.inst.block.extra {
			if x.attr == &attrs[k] {
				v = n.inst.values[x.hole]
			}
		}
		out = append(out, classesOf(v)...)
	}
	return out
}

// classesOf reads the value of a class hole.
func classesOf(v value.Value) []bridge.Class {
	var out []bridge.Class
	add := func(scope, names string) {
		for _, name := range strings.Fields(names) {
			out = append(out, bridge.Class{Scope: scope, Name: name})
		}
	}
	if arr := v.AsArray(); arr != nil {
		for _, item := range arr.Items() {
			if pair := item.AsArray(); pair != nil {
				add(value.Text(pair.At(0)), value.Text(pair.At(1)))
			} else {
				add("", value.Text(item))
			}
		}
	} else {
		add("", value.Text(v))
	}
	return out
}

// selectNodes finds the nodes of c's own template, the content it gives to
// other components included, that match; across >>> those inside components
// too. They come in document order.
func (c *component) selectNodes(s string, first bool) []nodeRef {
	sel := parseSelector(s)
	if sel == nil || c.shadow == nil {
		return nil
	}
	deep := strings.Contains(s, ">>>")
	var out []nodeRef
	c.eachNode(deep, func(n nodeRef) bool {
		for _, alt := range sel {
			if matchChain(alt, n, c) {
				out = append(out, n)
				return !first
			}
		}
		return true
	})
	return out
}

func (c *component) selectComponents(s string, first bool) []*component {
	var out []*component
	for _, n := range c.selectNodes(s, false) {
		if x, ok := n.inst.placeAt(n.node).(*component); ok && !x.dead {
			out = append(out, x)
			if first {
				break
			}
		} else if first {
			break // the first match is no component
		}
	}
	return out
}

// matchChain matches the last compound with n and the others with what is above
// it, inside root's tree.
func matchChain(list []compound, n nodeRef, root *component) bool {
	last := &list[len(list)-1]
	if !last.matches(n) {
		return false
	}
	rest := list[:len(list)-1]
	if len(rest) == 0 {
		return last.join == deepDescendant || n.inst.scope.comp == root
	}
	composed := last.join == deepDescendant
	for up, ok := parentOf(n, composed); ok; up, ok = parentOf(up, composed) {
		if matchChain(rest, up, root) {
			return true
		}
		if last.join == child {
			return false
		}
	}
	return false
}

// eachNode calls fn for the element, component and slot nodes of c's template
// in document order, with deep for those inside the components too, until it
// returns false.
func (c *component) eachNode(deep bool, fn func(nodeRef) bool) {
	c.walk(c.shadow, deep, fn)
}

func (c *component) walk(i *instance, deep bool, fn func(nodeRef) bool) bool {
	if i == nil {
		return true
	}
	for k := range i.block.Nodes {
		n := &i.block.Nodes[k]
		if n.Kind == wxml.TextNode {
			continue
		}
		if n.Kind != wxml.BlocksNode && !fn(nodeRef{i, int32(k)}) {
			return false
		}
		if n.Place < 0 {
			continue
		}
		switch p := i.places[n.Place].(type) {
		case *component:
			if deep && !c.walk(p.shadow, deep, fn) {
				return false
			}
			for _, ct := range p.contents {
				if !c.walk(ct, deep, fn) {
					return false
				}
			}
		case *ifPlace:
			if !c.walk(p.inst, deep, fn) {
				return false
			}
		case *templatePlace:
			if !c.walk(p.inst, deep, fn) {
				return false
			}
		case *forPlace:
			for _, r := range p.rows {
				if !c.walk(r, deep, fn) {
					return false
				}
			}
		}
	}
	return true
}
