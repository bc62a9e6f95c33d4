package wxss

import (
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// shorthand writes the values of a shorthand's longhands as Chromium does.
func (s *ComputedStyle) shorthand(info property.Info) string {
	vals := make([]string, len(info.Longhands))
	for i, name := range info.Longhands {
		vals[i] = s.Get(name)
	}
	switch info.Name {
	case "margin", "padding", "inset", "border-width", "border-style", "border-color", "scroll-margin", "scroll-padding":
		return joinSides(vals)
	case "border-radius":
		return joinRadii(vals)
	case "border":
		return s.border()
	case "border-top", "border-right", "border-bottom", "border-left":
		return s.words(info.Name+"-width", info.Name+"-style", info.Name+"-color")
	case "outline":
		return s.words("outline-color", "outline-style", "outline-width")
	case "list-style":
		return s.words("list-style-position", "list-style-image", "list-style-type")
	case "flex", "flex-flow", "-webkit-text-stroke", "text-emphasis":
		return strings.Join(vals, " ")
	case "columns":
		return orDefault(s.unless("column-width", "auto", "column-count", "auto"), "auto")
	case "grid-area", "grid-row", "grid-column":
		return joinLines(vals)
	case "white-space":
		return s.whiteSpace()
	case "font":
		return s.font()
	case "text-decoration":
		color := "text-decoration-color"
		return orDefault(s.unless("text-decoration-line", "none", "text-decoration-thickness", "auto", "text-decoration-style", "solid",
			color, s.Get("color")), "none")
	case "background":
		return s.background()
	case "background-position":
		return zip(vals, func(l []string) string { return strings.Join(l, " ") })
	case "transition":
		return s.lists("all", "transition-property", "all", "transition-duration", "0s", "transition-timing-function", "ease",
			"transition-delay", "0s", "transition-behavior", "normal")
	case "animation":
		return s.lists("none", "animation-duration", "0s", "animation-timing-function", "ease", "animation-delay", "0s",
			"animation-iteration-count", "1", "animation-direction", "normal", "animation-fill-mode", "none",
			"animation-play-state", "running", "animation-name", "none")
	}
	if len(vals) == 2 && vals[0] == vals[1] {
		return vals[0]
	}
	return strings.Join(vals, " ")
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// words joins the values of properties.
func (s *ComputedStyle) words(names ...string) string {
	vals := make([]string, len(names))
	for i, name := range names {
		vals[i] = s.Get(name)
	}
	return strings.Join(vals, " ")
}

// unless joins the values of properties that are not what stands behind their names.
func (s *ComputedStyle) unless(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		if v := s.Get(pairs[i]); v != pairs[i+1] {
			out = append(out, v)
		}
	}
	return strings.Join(out, " ")
}

// border is empty unless all sides are the same.
func (s *ComputedStyle) border() string {
	top := s.Get("border-top")
	for _, side := range [...]string{"border-right", "border-bottom", "border-left"} {
		if s.Get(side) != top {
			return ""
		}
	}
	return top
}

// whiteSpace names a pair of how white space collapses and how lines wrap.
func (s *ComputedStyle) whiteSpace() string {
	pair := s.words("white-space-collapse", "text-wrap-mode")
	switch pair {
	case "collapse wrap":
		return "normal"
	case "collapse nowrap":
		return "nowrap"
	case "preserve nowrap":
		return "pre"
	case "preserve wrap":
		return "pre-wrap"
	case "preserve-breaks wrap":
		return "pre-line"
	case "break-spaces wrap":
		return "break-spaces"
	}
	return pair
}

func (s *ComputedStyle) font() string {
	size := s.Get("font-size")
	if line := s.Get("line-height"); line != "normal" {
		size += " / " + line
	}
	head := s.unless("font-style", "normal", "font-variant-caps", "normal", "font-weight", "400", "font-stretch", "100%")
	return strings.TrimLeft(head+" "+size+" "+s.Get("font-family"), " ")
}

// background writes layer by layer; the color belongs to the last.
func (s *ComputedStyle) background() string {
	names := [...]string{"image", "repeat", "attachment", "position", "size", "origin", "clip"}
	vals := make([]string, len(names))
	for i, name := range names {
		vals[i] = s.Get("background-" + name)
	}
	layers := 1 + strings.Count(strings.Join(splitList(vals[0]), "\n"), "\n")
	n := 0
	return zip(vals, func(l []string) string {
		layer := strings.Join(l[:4], " ") + " / " + strings.Join(l[4:], " ")
		if n++; n == layers {
			layer = s.Get("background-color") + " " + layer
		}
		return layer
	})
}

// lists writes the items of several lists together, each without what is its default. pairs are names and defaults.
func (s *ComputedStyle) lists(empty string, pairs ...string) string {
	vals := make([]string, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		vals = append(vals, s.Get(pairs[i]))
	}
	return zip(vals, func(l []string) string {
		var out []string
		for i, v := range l {
			// A delay would be read as a duration if it stood alone.
			if v != pairs[2*i+1] || strings.HasSuffix(pairs[2*i], "-duration") && l[i+2] != "0s" {
				out = append(out, v)
			}
		}
		return orDefault(strings.Join(out, " "), empty)
	})
}

// zip joins the n-th items of several lists; the first list says how many there are, shorter ones repeat.
func zip(lists []string, join func(items []string) string) string {
	split := make([][]string, len(lists))
	for i, l := range lists {
		split[i] = splitList(l)
	}
	out := make([]string, len(split[0]))
	items := make([]string, len(lists))
	for n := range out {
		for i := range split {
			items[i] = split[i][n%len(split[i])]
		}
		out[n] = join(items)
	}
	return strings.Join(out, ", ")
}

// splitList splits at the commas outside of brackets and strings; there is always one item.
func splitList(list string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(list); {
		switch c := list[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(list[start:i]))
			start = i + 1
		case c == '"':
			end, _ := stringEnd(list[i:])
			i += end
			continue
		}
		i++
	}
	return append(out, strings.TrimSpace(list[start:]))
}

// joinLines writes grid lines; what is auto at the end falls away.
func joinLines(v []string) string {
	n := len(v)
	for n > 1 && v[n-1] == "auto" {
		n--
	}
	return strings.Join(v[:n], " / ")
}

// joinSides writes top, right, bottom and left as short as they can be written.
func joinSides(v []string) string {
	if len(v) != 4 {
		return strings.Join(v, " ")
	}
	switch {
	case v[3] != v[1]:
	case v[2] != v[0]:
		v = v[:3]
	case v[1] != v[0]:
		v = v[:2]
	default:
		v = v[:1]
	}
	return strings.Join(v, " ")
}

// joinRadii writes four corners, each with one radius or with two.
func joinRadii(v []string) string {
	across, down := make([]string, len(v)), make([]string, len(v))
	for i, corner := range v {
		a, b, two := strings.Cut(corner, " ")
		if !two {
			b = a
		}
		across[i], down[i] = a, b
	}
	a, b := joinSides(across), joinSides(down)
	if a == b {
		return a
	}
	return a + " / " + b
}
