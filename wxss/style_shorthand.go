package wxss

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// shorthand writes the values of a shorthand's longhands as Chromium does. It is "" where no value of the shorthand sets them
// so.
func (s *ComputedStyle) shorthand(info property.Info) string {
	vals := make([]string, len(info.Longhands))
	for i, name := range info.Longhands {
		vals[i] = s.Get(name)
	}
	switch name := strings.TrimPrefix(info.Name, "-webkit-"); name {
	case "margin", "padding", "inset", "border-width", "border-style", "border-color", "scroll-margin", "scroll-padding":
		return joinSides(vals)
	case "border-radius":
		return joinRadii(vals)
	case "border":
		return s.ifSame("border-top", "border-right", "border-bottom", "border-left")
	case "border-block", "border-inline":
		return s.ifSame(name+"-start", name+"-end")
	case "border-top", "border-right", "border-bottom", "border-left", "border-block-start", "border-block-end",
		"border-inline-start", "border-inline-end":
		return s.words(name+"-width", name+"-style", name+"-color")
	case "border-image":
		if vals[0] == "none" {
			return "none"
		}
		return vals[0] + " " + vals[1] + " / " + vals[2] + " / " + vals[3] + " " + vals[4]
	case "outline":
		return s.words("outline-color", "outline-style", "outline-width")
	case "list-style":
		return s.words("list-style-position", "list-style-image", "list-style-type")
	case "flex", "flex-flow", "text-stroke", "text-emphasis":
		return strings.Join(vals, " ")
	case "column-rule":
		return s.unless("column-rule-width", "", "column-rule-style", "none", "column-rule-color", "")
	case "columns":
		return orDefault(s.unless("column-width", "auto", "column-count", "auto"), "auto")
	case "grid-area", "grid-row", "grid-column":
		return joinLines(vals)
	case "grid-template":
		return gridTemplate(vals[0], vals[1], vals[2])
	case "grid":
		return strings.Join(vals, " / ")
	case "text-wrap":
		if vals[0] == "wrap" && vals[1] != "auto" {
			return vals[1]
		}
		return strings.TrimSuffix(vals[0]+" "+vals[1], " auto")
	case "white-space":
		return s.whiteSpace()
	case "font":
		return s.font()
	case "font-variant":
		return orDefault(leaveOut(vals, "normal"), "normal")
	case "font-synthesis":
		return s.fontSynthesis()
	case "text-decoration":
		color := "text-decoration-color"
		return orDefault(s.unless("text-decoration-line", "none", "text-decoration-thickness", "auto", "text-decoration-style", "solid",
			color, s.Get("color")), "none")
	case "background":
		return s.background()
	case "mask":
		return zip(vals, maskLayer)
	case "background-position", "mask-position":
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

// ifSame is the value of several properties, "" unless it is the same for all.
func (s *ComputedStyle) ifSame(names ...string) string {
	v := s.Get(names[0])
	for _, name := range names[1:] {
		if s.Get(name) != v {
			return ""
		}
	}
	return v
}

// leaveOut joins the values that are not the usual one.
func leaveOut(vals []string, usual string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(vals), func(v string) bool { return v == usual }), " ")
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

// fontWidths are the widths that font has keywords for; there is no other way to write one in it.
var fontWidths = map[string]string{"50%": "ultra-condensed", "62.5%": "extra-condensed", "75%": "condensed", "87.5%": "semi-condensed",
	"100%": "", "112.5%": "semi-expanded", "125%": "expanded", "150%": "extra-expanded", "200%": "ultra-expanded"}

func (s *ComputedStyle) font() string {
	width, ok := fontWidths[s.Get("font-stretch")]
	caps := s.Get("font-variant-caps")
	others := s.unless("font-variant-ligatures", "normal", "font-variant-numeric", "normal", "font-variant-east-asian", "normal",
		"font-variant-alternates", "normal", "font-variant-position", "normal", "font-variant-emoji", "normal", "font-kerning", "auto",
		"font-optical-sizing", "auto", "font-size-adjust", "none", "font-feature-settings", "normal", "font-variation-settings", "normal",
		"font-language-override", "normal")
	if !ok || others != "" || caps != "normal" && caps != "small-caps" {
		return ""
	}
	size := s.Get("font-size")
	if line := s.Get("line-height"); line != "normal" {
		size += " / " + line
	}
	head := s.unless("font-style", "normal", "font-variant-caps", "normal", "font-weight", "400")
	return leaveOut([]string{head, width, size, s.Get("font-family")}, "")
}

func (s *ComputedStyle) fontSynthesis() string {
	var out []string
	for _, part := range [...]string{"weight", "style", "small-caps"} {
		if s.Get("font-synthesis-"+part) == "auto" {
			out = append(out, part)
		}
	}
	return orDefault(strings.Join(out, " "), "none")
}

// gridTemplate writes rows and columns, or the areas with the size of each row behind it.
func gridTemplate(rows, columns, areas string) string {
	if areas == "none" {
		if rows == "none" && columns == "none" {
			return "none"
		}
		return rows + " / " + columns
	}
	strs, sizes := strings.SplitAfter(areas, "\" "), strings.Fields(rows)
	if strings.ContainsAny(rows, "[(") || len(strs) != len(sizes) {
		return ""
	}
	var out []string
	for i, text := range strs {
		if out = append(out, strings.TrimSpace(text)); sizes[i] != "auto" {
			out = append(out, sizes[i])
		}
	}
	return strings.TrimSuffix(strings.Join(out, " ")+" / "+columns, " / none")
}

// maskLayer writes a layer without what is initial: image, position and size, repeat, boxes, composition and mode.
func maskLayer(l []string) string {
	place := l[1] + " " + l[2]
	switch {
	case l[3] != "auto":
		place += " / " + l[3]
	case place == "0% 0%":
		place = ""
	}
	boxes := l[5] + " " + l[6]
	switch {
	case boxes == "border-box border-box":
		boxes = ""
	case l[5] == l[6]:
		boxes = l[5]
	}
	usual := func(v, usual string) string {
		if v == usual {
			return ""
		}
		return v
	}
	rest := leaveOut([]string{place, usual(l[4], "repeat"), boxes, usual(l[7], "add"), usual(l[8], "match-source")}, "")
	return orDefault(leaveOut([]string{usual(l[0], "none"), rest}, ""), "none")
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

// joinLines writes grid lines; what follows from the line before of the same axis falls away at the end: the same name, or auto.
func joinLines(v []string) string {
	n := len(v)
	for n > 1 {
		from := v[max(0, n-3)]
		if len(v) == 2 {
			from = v[0]
		}
		if isName := identEnd(from) == len(from) && from != "auto"; isName && v[n-1] != from || !isName && v[n-1] != "auto" {
			break
		}
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
		across[i], down[i] = splitPair(corner)
	}
	a, b := joinSides(across), joinSides(down)
	if a == b {
		return a
	}
	return a + " / " + b
}

// splitPair splits at the space outside of brackets; one value stands for both.
func splitPair(text string) (a, b string) {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ' ':
			if depth == 0 {
				return text[:i], text[i+1:]
			}
		}
	}
	return text, text
}
