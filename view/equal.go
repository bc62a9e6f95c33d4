package view

import (
	"fmt"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Equal compares the composed trees of two pages, of one view or of two, and
// tells the first difference, or returns nil. Everything that Node tells
// counts, but for numbers of instances and for how text is cut into adjacent
// nodes; so does the path of the page.
func Equal(a, b *Page) error {
	// One after the other: two locks at a time could block each other.
	x, y := a.lines(), b.lines()
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] != y[i] {
			return fmt.Errorf("view: the trees differ below %s: %s and %s", pathTo(x, i), x[i], y[i])
		}
	}
	switch {
	case len(x) > len(y):
		return fmt.Errorf("view: the trees differ below %s: %s and nothing", pathTo(x, len(y)), x[len(y)])
	case len(y) > len(x):
		return fmt.Errorf("view: the trees differ below %s: nothing and %s", pathTo(y, len(x)), y[len(x)])
	}
	return nil
}

// treeLine is a node for Equal.
type treeLine struct {
	depth int
	kind  Kind
	name  string
	rest  string
}

func (l treeLine) String() string {
	if l.kind == KindText {
		return fmt.Sprintf("text %q", l.name)
	}
	return fmt.Sprintf("<%s>%s at depth %d", l.name, l.rest, l.depth)
}

func (p *Page) lines() []treeLine {
	return get(p.Root(), func(p *Page, top pos) (out []treeLine) {
		var text strings.Builder
		depth := 0
		flush := func() {
			if text.Len() > 0 {
				out = append(out, treeLine{depth: depth, kind: KindText, name: text.String()})
				text.Reset()
			}
		}
		p.walk(top, func(at pos) verdict {
			kind := at.kind()
			if kind == KindText {
				text.WriteString(at.text())
				return skip
			}
			flush()
			out = append(out, treeLine{depth, kind, at.tag(), p.describe(at)})
			depth++
			return descend
		}, func(at pos) {
			if at.kind() != KindText {
				flush()
				depth--
			}
		})
		return out
	})
}

// describe tells all that Node tells about a node but its tag.
func (p *Page) describe(at pos) string {
	if at.kind() == KindPage {
		return fmt.Sprintf(" path=%q", p.path)
	}
	var b []byte
	for _, f := range [...]struct{ name, val string }{
		{"is", at.component()}, {"owner", p.owner(at)}, {"id", at.id()}, {"style", at.style()},
		{"slot", at.slotAttr()}, {"name", at.slotName()},
	} {
		if f.val != "" {
			b = fmt.Appendf(b, " %s=%q", f.name, f.val)
		}
	}
	if at.virtual() {
		b = append(b, " virtual"...)
	}
	if live := at.layer(bridge.LayerValue); !live.IsUndefined() {
		b = append(b, " live="...)
		b = appendTagged(b, live, 0)
	}
	for _, c := range p.classes(at, nil) {
		b = fmt.Appendf(b, " .%q", className(c))
	}
	for _, kind := range [...]bridge.HoleKind{bridge.HoleData, bridge.HoleAttr} {
		prefix := ""
		if kind == bridge.HoleData {
			prefix = "data-"
		}
		for _, a := range at.attrs(kind) {
			b = append(b, " "+prefix+a.Name+"="...)
			b = appendTagged(b, a.Value, 0)
		}
	}
	return value.ValidUTF8(string(b))
}

// pathTo names the ancestors of line i.
func pathTo(lines []treeLine, i int) string {
	var names []string
	depth := lines[i].depth
	for k := i - 1; k >= 0 && len(names) < 20; k-- {
		if l := lines[k]; l.depth < depth {
			depth = l.depth
			names = append(names, l.name)
		}
	}
	if len(names) == 0 {
		return "the top"
	}
	var b strings.Builder
	for k := len(names) - 1; k >= 0; k-- {
		b.WriteString(names[k])
		if k > 0 {
			b.WriteString(" > ")
		}
	}
	return b.String()
}
