package view

import (
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// VisibleText returns the text that a user sees below n, or of n itself: one
// string for each run of text in document order, trimmed, empty ones dropped.
// Adjacent text nodes are one run. Nodes with the hidden attribute or with
// "display: none" as inline style hide what is below them, and so do a match-media
// that does not fit the window and a page-container that is not shown; style
// sheets and whether the page is the visible one do not count. In a text element
// decode and space count.
func (n Node) VisibleText() []string {
	return get(n, func(p *Page, top pos) []string {
		var out []string
		var run strings.Builder
		flush := func() {
			if s := value.TrimSpace(run.String()); s != "" {
				out = append(out, s)
			}
			run.Reset()
		}
		p.walk(top, func(at pos) verdict {
			if at.kind() == KindText {
				run.WriteString(p.shownText(at))
				return skip
			}
			flush()
			if at.hidden() {
				return skip
			}
			return descend
		}, func(at pos) {
			if at.kind() != KindText {
				flush()
			}
		})
		flush()
		return out
	})
}

// textEntities are what decode of a text element turns into characters (spec
// components, text).
var textEntities = strings.NewReplacer("&nbsp;", "\u00a0", "&lt;", "<", "&gt;", ">", "&amp;", "&", "&apos;", "'", "&ensp;", "\u2002", "&emsp;", "\u2003")

// wideSpace gives the character that a space of a text or rich-text element with
// that attribute space is shown as.
func wideSpace(space value.Value) string {
	switch s, _ := space.AsString(); s {
	case "ensp":
		return "\u2002"
	case "emsp":
		return "\u2003"
	case "nbsp":
		return "\u00a0"
	}
	return " "
}

// shownText returns the text of a text node as its user sees it: the attributes
// decode and space of a text element are about the text right inside it.
func (p *Page) shownText(at pos) string {
	s := at.text()
	if !strings.ContainsAny(s, "& ") {
		return s
	}
	up := p.parent(at)
	if !up.ok() || up.kind() != KindElement || up.def().Tag != "text" {
		return s
	}
	if v, _ := up.attr(bridge.HoleAttr, "decode"); value.ToBool(v) {
		s = textEntities.Replace(s)
	}
	if v, ok := up.attr(bridge.HoleAttr, "space"); ok {
		s = strings.ReplaceAll(s, " ", wideSpace(v))
	}
	return s
}

// hidden reports whether the node hides itself by attribute or inline style. A
// virtual host is not rendered, so it can't.
func (at pos) hidden() bool {
	if k := at.kind(); k != KindElement && k != KindComponent || at.virtual() {
		return false
	}
	if v, ok := at.attr(bridge.HoleAttr, "hidden"); ok && value.ToBool(v) {
		return true
	}
	if at.closed() {
		return true
	}
	return displayNone(at.style())
}

// displayNone reports whether the inline style's winning display is none.
func displayNone(style string) bool {
	if !strings.Contains(strings.ToLower(style), "display") {
		return false
	}
	none, important := false, false
	for style != "" {
		var decl string
		decl, style = cutDeclaration(style)
		name, val, ok := strings.Cut(decl, ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "display") {
			continue
		}
		val, strong := cutImportant(val)
		if val == "" || important && !strong {
			continue
		}
		important = strong
		none = strings.EqualFold(val, "none")
	}
	return none
}

func cutImportant(val string) (string, bool) {
	val = strings.TrimSpace(val)
	head, tail, ok := strings.Cut(val, "!")
	if !ok || !strings.EqualFold(strings.TrimSpace(tail), "important") {
		return val, false
	}
	return strings.TrimSpace(head), true
}

// cutDeclaration splits style at its first semicolon outside of quotes and
// parentheses.
func cutDeclaration(style string) (decl, rest string) {
	var quote byte
	depth := 0
	for i := 0; i < len(style); i++ {
		c := style[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth = max(depth-1, 0)
		case c == ';' && depth == 0:
			return style[:i], style[i+1:]
		}
	}
	return style, ""
}
