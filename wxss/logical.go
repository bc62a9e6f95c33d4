package wxss

import "strings"

// mode is the direction of lines and of what stands in them: the writing mode and, as its last bit, whether the direction is rtl.
type mode uint8

const (
	horizontal mode = 2 * iota
	verticalRL
	verticalLR
	sidewaysLR
	modes
)

// modeOf gives the mode of two computed values (css-writing-modes §6).
func modeOf(writing, direction string) mode {
	m := horizontal
	switch writing {
	case "vertical-rl", "sideways-rl":
		m = verticalRL
	case "vertical-lr":
		m = verticalLR
	case "sideways-lr":
		m = sidewaysLR
	}
	if direction == "rtl" {
		m++
	}
	return m
}

// The physical sides in their order, and the logical ones.
var (
	physicalSides = [...]string{"top", "right", "bottom", "left"}
	logicalSides  = [...]string{"block-start", "block-end", "inline-start", "inline-end"}
)

// side gives the physical side, by number, that a logical one is.
func (m mode) side(logical int) int {
	const top, right, bottom, left = 0, 1, 2, 3
	sides := [...][4]int{
		horizontal / 2: {top, bottom, left, right},
		verticalRL / 2: {right, left, top, bottom},
		verticalLR / 2: {left, right, top, bottom},
		sidewaysLR / 2: {left, right, bottom, top},
	}[m/2]
	if rtl := m&1 != 0; rtl && logical >= 2 {
		logical = 5 - logical
	}
	return sides[logical]
}

// flow says what properties that follow the direction of text stand for.
type flow struct {
	to [modes]propID
}

// flows makes the table of logical properties, by number, nil for others (css-logical §4).
func flows(t *longhandTable) []*flow {
	list := make([]*flow, len(t.infos))
	add := func(logical string, to func(m mode) string) {
		f := &flow{}
		for m := range modes {
			f.to[m] = t.byName[to(m)]
		}
		list[t.byName[logical]] = f
	}
	for _, pattern := range [...]string{"margin-*", "padding-*", "scroll-margin-*", "scroll-padding-*", "border-*-width", "border-*-style", "border-*-color", "inset-*"} {
		for i, side := range logicalSides {
			add(strings.Replace(pattern, "*", side, 1), func(m mode) string {
				physical := strings.Replace(pattern, "*", physicalSides[m.side(i)], 1)
				return strings.TrimPrefix(physical, "inset-")
			})
		}
	}
	for _, pattern := range [...]string{"*-size", "min-*-size", "max-*-size"} {
		addAxes(add, pattern, func(vertical bool) string {
			name := "width"
			if vertical {
				name = "height"
			}
			return strings.Replace(pattern, "*-size", name, 1)
		})
	}
	for _, pattern := range [...]string{"overflow-*", "overscroll-behavior-*"} {
		addAxes(add, pattern, func(vertical bool) string {
			name := "x"
			if vertical {
				name = "y"
			}
			return strings.Replace(pattern, "*", name, 1)
		})
	}
	for i, block := range [...]string{"start", "end"} {
		for j, inline := range [...]string{"start", "end"} {
			add("border-"+block+"-"+inline+"-radius", func(m mode) string {
				a, b := m.side(i), m.side(2+j)
				if a%2 != 0 { // the vertical side stands first in the name
					a, b = b, a
				}
				return "border-" + physicalSides[a] + "-" + physicalSides[b] + "-radius"
			})
		}
	}
	return list
}

// addAxes adds a property of the block axis and one of the inline axis.
func addAxes(add func(string, func(mode) string), pattern string, name func(vertical bool) string) {
	add(strings.Replace(pattern, "*", "block", 1), func(m mode) string { return name(m < verticalRL) })
	add(strings.Replace(pattern, "*", "inline", 1), func(m mode) string { return name(m >= verticalRL) })
}

// mode is that of the element.
func (h *inheritance) mode() mode {
	t := longhands()
	writing, direction := "", ""
	if v := find(h.values, t.writingMode); v != nil {
		writing = v.text
	}
	if v := find(h.values, t.direction); v != nil {
		direction = v.text
	}
	return modeOf(writing, direction)
}

// flowing computes the winners of a part with logical properties. Of a logical property and the physical one that it stands
// for, the stronger declaration counts.
func (k *computing) flowing() {
	t := longhands()
	h := inheritance{values: k.inh}
	m := h.mode()
	done := make(map[propID]bool, len(k.part.decls))
	for _, d := range k.part.decls { // the strongest first
		prop := d.prop
		if f := t.flows[prop]; f != nil {
			prop = f.to[m]
		}
		if !k.isFirst(prop) && !done[prop] {
			done[prop] = true
			k.declare(d, prop)
		}
	}
}
