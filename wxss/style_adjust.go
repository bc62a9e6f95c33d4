package wxss

// adjust makes values agree that depend on one another (CSS 2.1 §9.7, css-display §2.7, css-overflow §3).
func (k *computing) adjust() {
	t := longhands()
	position := k.text(t.position, "static")
	taken := position == "absolute" || position == "fixed"
	if taken && k.text(t.float, "none") != "none" {
		k.own = put(k.own, computed{prop: t.float, text: "none"})
	}
	if taken || k.parent == nil || k.parent.blockify || k.text(t.float, "none") != "none" {
		display := k.text(t.display, "inline")
		if block := blockified(display); block != display {
			k.own = put(k.own, computed{prop: t.display, text: block})
		}
	}
	x, y := k.text(t.overflowX, "visible"), k.text(t.overflowY, "visible")
	if scrolls(x) != scrolls(y) {
		if scrolls(x) {
			k.own = put(k.own, computed{prop: t.overflowY, text: scrolling(y)})
		} else {
			k.own = put(k.own, computed{prop: t.overflowX, text: scrolling(x)})
		}
	}
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
	switch k.text(longhands().display, "inline") {
	case "flex", "inline-flex", "grid", "inline-grid", "-webkit-box", "-webkit-inline-box":
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
		"table-footer-group", "table-row", "table-cell", "table-caption":
		return "block"
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

// scrolling is what an overflow turns into beside one that scrolls.
func scrolling(overflow string) string {
	if overflow == "clip" {
		return "hidden"
	}
	return "auto"
}
