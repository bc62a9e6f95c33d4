package property

import "strings"

// Style is the computed style of one element, by longhand.
type Style interface {
	// Get returns the computed value of a longhand.
	Get(name string) string
	// Set replaces it.
	Set(name, value string)
}

// Settle makes the changes to the computed values of an element that depend on other properties: what CSS calls blockification, lines
// that have no style and so no width, overflow that is not visible in one axis only, lists of as many values as there are images, and the minimum size of what is no item of
// a flexible box or grid. container is the computed display of the parent, "" for the root element. Everything else of s has
// to be computed before; to settle twice changes nothing.
func Settle(s Style, container string) {
	settleDisplay(s, container)
	settleOverflow(s)
	for i := range lineWidths {
		l := &lineWidths[i]
		if style := s.Get(l.style); style == "none" || style == "hidden" {
			s.Set(l.width, "0px")
		}
	}
	settleLayers(s, "background-image", backgroundLayers[:])
	settleLayers(s, "mask-image", maskLayers[:])
	if isFlexOrGrid(container) {
		return
	}
	for _, name := range [...]string{"min-width", "min-height", "min-block-size", "min-inline-size"} {
		if s.Get(name) == "auto" {
			s.Set(name, "0px")
		}
	}
}

var lineWidths = [...]struct{ style, width string }{
	{"border-top-style", "border-top-width"},
	{"border-right-style", "border-right-width"},
	{"border-bottom-style", "border-bottom-width"},
	{"border-left-style", "border-left-width"},
	{"border-block-start-style", "border-block-start-width"},
	{"border-block-end-style", "border-block-end-width"},
	{"border-inline-start-style", "border-inline-start-width"},
	{"border-inline-end-style", "border-inline-end-width"},
}

func isFlexOrGrid(display string) bool {
	switch display {
	case "flex", "inline-flex", "grid", "inline-grid":
		return true
	}
	return false
}

func settleDisplay(s Style, container string) {
	display := s.Get("display")
	if display == "none" || display == "contents" && container != "" {
		return
	}
	taken := false
	switch s.Get("position") {
	case "absolute", "fixed":
		taken = true
		if s.Get("float") != "none" {
			s.Set("float", "none")
		}
	}
	if taken || container == "" || isFlexOrGrid(container) || s.Get("float") != "none" {
		if block := blockOf(display); block != display {
			display = block
			s.Set("display", display)
		}
	}
	if (display == "-webkit-box" || display == "-webkit-inline-box") && s.Get("-webkit-line-clamp") != "none" &&
		s.Get("-webkit-box-orient") == "vertical" {
		if display == "-webkit-box" {
			s.Set("display", "flow-root")
		} else {
			s.Set("display", "inline-block")
		}
	}
}

// blockOf is the display that an element has as a block.
func blockOf(display string) string {
	switch display {
	case "inline", "inline-block", "table-cell", "table-row", "table-row-group", "table-header-group", "table-footer-group",
		"table-column", "table-column-group", "table-caption", "ruby-text", "math", "contents":
		return "block"
	case "inline-table":
		return "table"
	case "inline-flex":
		return "flex"
	case "inline-grid":
		return "grid"
	case "-webkit-inline-box":
		return "-webkit-box"
	case "inline list-item":
		return "list-item"
	case "inline flow-root list-item":
		return "flow-root list-item"
	case "ruby":
		return "block ruby"
	}
	return display
}

func settleOverflow(s Style) {
	x, y := s.Get("overflow-x"), s.Get("overflow-y")
	scrolls := func(v string) bool { return v != "visible" && v != "clip" }
	switch {
	case x == "visible" && scrolls(y):
		s.Set("overflow-x", "auto")
	case y == "visible" && scrolls(x):
		s.Set("overflow-y", "auto")
	}
}

var backgroundLayers = [...]string{"background-size", "background-repeat", "background-position-x", "background-position-y",
	"background-clip", "background-origin", "background-attachment", "background-blend-mode"}

var maskLayers = [...]string{"mask-size", "mask-repeat", "-webkit-mask-position-x", "-webkit-mask-position-y", "mask-clip",
	"mask-origin", "mask-composite", "mask-mode"}

// settleLayers gives the lists of a background as many values as there are images: the rest falls away, what is missing is
// repeated from the start.
func settleLayers(s Style, images string, lists []string) {
	n := 1 + commas(s.Get(images))
	for _, name := range lists {
		v := s.Get(name)
		if m := 1 + commas(v); m != n && (m > n || n <= maxLayers) {
			s.Set(name, cycle(v, n))
		}
	}
}

// maxLayers bounds how many values are made up.
const maxLayers = 64

// commas counts the commas outside of parentheses and strings.
func commas(list string) int {
	n := 0
	for rest := list; ; n++ {
		i := nextComma(rest)
		if i == len(rest) {
			return n
		}
		rest = rest[i+1:]
	}
}

// nextComma is the index of the first comma outside of parentheses and strings, the length of the list if there is none.
func nextComma(list string) int {
	depth := 0
	for i := 0; i < len(list); i++ {
		switch c := list[i]; c {
		case '(':
			depth++
		case ')':
			depth--
		case '"':
			for i++; i < len(list) && list[i] != '"'; i++ {
				if list[i] == '\\' {
					i++
				}
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(list)
}

// cycle gives a list n values.
func cycle(list string, n int) string {
	var out strings.Builder
	rest := list
	for i := range n {
		if i > 0 {
			out.WriteString(", ")
		}
		end := nextComma(rest)
		out.WriteString(strings.TrimSpace(rest[:end]))
		if rest = rest[min(end+1, len(rest)):]; rest == "" {
			rest = list
		}
	}
	return out.String()
}
