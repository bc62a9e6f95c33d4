package wxss

import "strings"

// agreement says how the value of a property follows from its own and that of another, which changes nothing that is
// kept: it is looked at when the value is asked for.
type agreement struct {
	with agreementKind
	of   propID
}

type agreementKind uint8

const (
	noAgreement    agreementKind = iota
	lineAgreement                // the width of a border that has no style is 0 (css-backgrounds §3.3)
	imageAgreement               // there are as many values as background images (css-backgrounds §2.1)
	itemAgreement                // auto is a minimum size of flex and grid items that are displayed (css-sizing §5.2)
)

// agreements makes the table of agreements.
func agreements(t *longhandTable) []agreement {
	list := make([]agreement, len(t.infos))
	for _, side := range [...]string{"top", "right", "bottom", "left"} {
		list[t.byName["border-"+side+"-width"]] = agreement{lineAgreement, t.byName["border-"+side+"-style"]}
	}
	for _, name := range [...]string{"size", "repeat", "position-x", "position-y", "clip", "origin", "attachment", "blend-mode"} {
		list[t.byName["background-"+name]] = agreement{imageAgreement, t.byName["background-image"]}
	}
	for _, name := range [...]string{"mask-size", "mask-repeat", "-webkit-mask-position-x", "-webkit-mask-position-y", "mask-clip", "mask-origin", "mask-composite", "mask-mode"} {
		list[t.byName[name]] = agreement{imageAgreement, t.byName["mask-image"]}
	}
	for _, name := range [...]string{"width", "height"} {
		list[t.byName["min-"+name]] = agreement{with: itemAgreement}
	}
	return list
}

// agree gives the value that a property has beside the other one.
func (s *ComputedStyle) agree(a agreement, text string) string {
	switch a.with {
	case lineAgreement:
		if style := s.alone(a.of); style == "none" || style == "hidden" {
			return "0px"
		}
	case imageAgreement:
		return cycle(text, len(splitList(s.alone(a.of))))
	case itemAgreement:
		if text == "auto" && !s.item {
			return "0px"
		}
	}
	return text
}

// maxLayers bounds how many values of a background are made up.
const maxLayers = 64

// cycle gives a list n values: the rest falls away, what is missing is repeated from the start.
func cycle(list string, n int) string {
	items := splitList(list)
	if len(items) == n || len(items) < n && n > maxLayers {
		return list
	}
	out := make([]string, n)
	for i := range out {
		out[i] = items[i%len(items)]
	}
	return strings.Join(out, ", ")
}

// adjust makes values agree that depend on one another (CSS 2.1 §9.7, css-display §2.7, css-overflow §3).
func (k *computing) adjust() {
	t := k.c.long
	position := k.text(t.position, "static")
	taken := position == "absolute" || position == "fixed"
	if taken && k.text(t.float, "none") != "none" {
		k.own = put(k.own, computed{prop: t.float, text: "none"})
	}
	display := k.text(t.display, "inline")
	if display == "inline" && k.turns() {
		k.own = put(k.own, computed{prop: t.display, text: "inline-block"})
		display = "inline-block"
	}
	if block := display; taken || k.parent != nil && k.parent.blockify || k.text(t.float, "none") != "none" {
		if block = blockified(display); block != display {
			k.own = put(k.own, computed{prop: t.display, text: block})
			display = block
		}
	}
	if clamped := k.clamped(display); clamped != display {
		k.own = put(k.own, computed{prop: t.display, text: clamped})
	}
	x, y := k.text(t.overflowX, "visible"), k.text(t.overflowY, "visible")
	switch {
	case x == "visible" && scrolls(y):
		k.own = put(k.own, computed{prop: t.overflowX, text: "auto"})
	case y == "visible" && scrolls(x):
		k.own = put(k.own, computed{prop: t.overflowY, text: "auto"})
	}
}

// clamped returns the display of a box whose lines are counted: it is none of the old flexible ones (css-overflow-4 §5.1).
func (k *computing) clamped(display string) string {
	if display != "-webkit-box" && display != "-webkit-inline-box" {
		return display
	}
	t := k.c.long
	if k.text(t.lineClamp, "none") == "none" || k.text(t.boxOrient, "horizontal") != "vertical" {
		return display
	}
	if display == "-webkit-box" {
		return "flow-root"
	}
	return "inline-block"
}

// isItem reports whether the element, which is displayed, is laid out by the flex or grid that its parent is.
func (k *computing) isItem() bool {
	if k.parent == nil || !k.parent.blockify {
		return false
	}
	t := k.c.long
	if k.text(t.display, "inline") == "contents" {
		return false
	}
	position := k.text(t.position, "static")
	return position != "absolute" && position != "fixed"
}

// turns reports whether the element's lines run in another direction than its parent's (css-writing-modes §3.2).
func (k *computing) turns() bool {
	if k.parent == nil {
		return false
	}
	writing := func(values []computed) string {
		if v := find(values, k.c.long.writingMode); v != nil {
			return v.text
		}
		return "horizontal-tb"
	}
	return writing(k.inh) != writing(k.parent.inh.values)
}

// text returns the value of a property that is not inherited.
func (k *computing) text(prop propID, initial string) string {
	if v := find(k.own, prop); v != nil {
		return v.text
	}
	return initial
}

// blockifies reports whether the element makes blocks of its children. A box that is not there passes on what is around
// it.
func (k *computing) blockifies(s *ComputedStyle) bool {
	switch k.text(k.c.long.display, "inline") {
	case "flex", "inline-flex", "grid", "inline-grid":
		return true
	case "contents":
		return k.parent != nil && k.parent.blockify
	}
	return false
}

// blockified returns the block that stands for an inline display.
func blockified(display string) string {
	switch display {
	case "inline", "inline-block", "table-row-group", "table-column", "table-column-group", "table-header-group",
		"table-footer-group", "table-row", "table-cell", "table-caption", "ruby-text", "math":
		return "block"
	case "ruby":
		return "block ruby"
	case "inline list-item":
		return "list-item"
	case "inline flow-root list-item":
		return "flow-root list-item"
	case "inline-flex":
		return "flex"
	case "inline-grid":
		return "grid"
	case "inline-table":
		return "table"
	case "-webkit-inline-box":
		return "-webkit-box"
	}
	return display
}

func scrolls(overflow string) bool { return overflow != "visible" && overflow != "clip" }
