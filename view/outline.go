package view

import (
	"io"
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// maxIndent is how many levels are shown by indentation; deeper nodes stand at
// the last level, so that a hostile depth does not cost its square.
const maxIndent = 200

// Outline writes the node and everything below it as indented text for people,
// stable enough for golden files: one node a line, two spaces a level.
//
//	page (pages/index/index)
//	  view.card#x  data-id=3 hidden
//	    text.title "Tea"
//	    <price-tag>.big (components/price/price)  style="color: red"
//	      slot "foot"
//	        "3 sold"
//
// A component stands in angle brackets with its path, and "virtual" when its
// host is not rendered; below it is its shadow tree. Classes of another scope
// are "scope--name". Attributes have dashes and are sorted, strings that would
// read as something else are quoted, true is the bare name. Text is in quotes,
// adjacent runs joined, white space at the ends dropped and made single spaces
// otherwise (but for what stands in a text element), empty text left out; it
// stands on its parent's line when it is all there is.
func (n Node) Outline(w io.Writer) error {
	out := get(n, func(p *Page, top pos) []byte {
		o := &outliner{page: p}
		p.walk(top, o.enter, o.leave)
		o.flush()
		return o.b
	})
	_, err := w.Write(out)
	return err
}

type outliner struct {
	page *Page
	b    []byte
	run  strings.Builder
	// raw counts the open text elements.
	depth, raw int
}

func (o *outliner) indent() {
	for range min(o.depth, maxIndent) {
		o.b = append(o.b, ' ', ' ')
	}
}

func (o *outliner) enter(at pos) verdict {
	if at.kind() == KindText {
		o.run.WriteString(at.text())
		return skip
	}
	o.flush()
	o.indent()
	o.line(at)
	o.depth++
	if isRaw(at) {
		o.raw++
	}
	text, only := o.onlyText(at)
	if !only || at.isPage() {
		o.b = append(o.b, '\n')
		return descend
	}
	if text = o.shown(text); text != "" {
		o.b = append(o.b, ' ')
		o.b = strconv.AppendQuote(o.b, text)
	}
	o.b = append(o.b, '\n')
	return skip
}

func (o *outliner) leave(at pos) {
	if at.kind() == KindText {
		return
	}
	o.flush()
	o.depth--
	if isRaw(at) {
		o.raw--
	}
}

func isRaw(at pos) bool { return at.kind() == KindElement && at.def().Tag == "text" }

// flush writes the run of text read so far as a line of its own.
func (o *outliner) flush() {
	if o.run.Len() == 0 {
		return
	}
	if s := o.shown(o.run.String()); s != "" {
		o.indent()
		o.b = strconv.AppendQuote(o.b, s)
		o.b = append(o.b, '\n')
	}
	o.run.Reset()
}

func (o *outliner) shown(s string) string {
	s = value.ValidUTF8(s)
	if o.raw > 0 {
		if value.TrimSpace(s) == "" {
			return ""
		}
		return s
	}
	return strings.TrimSuffix(string(appendCollapsed(nil, s)), " ")
}

// onlyText returns the node's text if it has no other children.
func (o *outliner) onlyText(at pos) (string, bool) {
	c := o.page.first(at)
	if !c.ok() || c.kind() != KindText {
		return "", !c.ok()
	}
	var b strings.Builder
	for ; c.ok(); c = o.page.next(c) {
		if c.kind() != KindText {
			return "", false
		}
		b.WriteString(c.text())
	}
	return b.String(), true
}

// line writes the node without its children.
func (o *outliner) line(at pos) {
	switch at.kind() {
	case KindPage:
		o.b = append(o.b, "page"...)
		if o.page.path != "" {
			o.b = append(o.b, " ("+o.page.path+")"...)
		}
		return
	case KindSlot:
		o.b = append(o.b, "slot"...)
		if name := at.slotName(); name != "" {
			o.b = append(o.b, ' ')
			o.b = strconv.AppendQuote(o.b, name)
		}
	case KindComponent:
		o.b = append(o.b, "<"+plain(at.tag())+">"...)
	default:
		o.b = append(o.b, plain(at.tag())...)
	}
	for _, c := range o.page.classes(at, nil) {
		o.b = append(o.b, "."+plain(className(c))...)
	}
	if id := at.id(); id != "" {
		o.b = append(o.b, "#"+plain(id)...)
	}
	if path := at.component(); path != "" {
		o.b = append(o.b, " ("+plain(path)...)
		if at.virtual() {
			o.b = append(o.b, ", virtual"...)
		}
		o.b = append(o.b, ')')
	}
	o.attrs(at)
}

func (o *outliner) attrs(at pos) {
	var list []bridge.Attr
	if s := at.style(); s != "" {
		list = append(list, bridge.Attr{Name: "style", Value: value.String(s)})
	}
	if s := at.slotAttr(); s != "" {
		list = append(list, bridge.Attr{Name: "slot", Value: value.String(s)})
	}
	for _, a := range at.attrs(bridge.HoleData) {
		list = append(list, bridge.Attr{Name: "data-" + dashed(a.Name), Value: a.Value})
	}
	for _, a := range at.attrs(bridge.HoleAttr) {
		list = append(list, bridge.Attr{Name: dashed(a.Name), Value: a.Value})
	}
	for i, a := range list {
		if i == 0 {
			o.b = append(o.b, ' ')
		}
		o.b = append(o.b, " "+plain(a.Name)...)
		if yes, ok := a.Value.AsBool(); !ok || !yes {
			o.b = append(o.b, '=')
			o.b = append(o.b, shownValue(a.Value)...)
		}
	}
}

// shownValue is a value as people read it.
func shownValue(v value.Value) string {
	if s, ok := v.AsString(); ok {
		if bare(s) {
			return s
		}
		return strconv.Quote(value.ValidUTF8(s))
	}
	switch v.Kind() {
	case value.KindUndefined:
		return "undefined"
	case value.KindNumber:
		f, _ := v.AsNumber()
		return value.FormatNumber(f)
	}
	return value.ValidUTF8(string(appendTagged(nil, v, 0)))
}

// bare reports whether the string needs no quotes: it is one word that can't
// be taken for a value of another kind.
func bare(s string) bool {
	switch s {
	case "", "true", "false", "null", "undefined", "NaN", "Infinity":
		return false
	}
	return !('0' <= s[0] && s[0] <= '9' || strings.IndexByte("-+.[{", s[0]) >= 0) && plain(s) == s && !strings.Contains(s, "=")
}

// plain returns s, quoted if it holds white space, quotes or what can't be
// printed.
func plain(s string) string {
	for _, r := range s {
		if r <= ' ' || r == '"' || r == '\\' || r == 0xFFFD || !strconv.IsPrint(r) {
			return strconv.Quote(value.ValidUTF8(s))
		}
	}
	return s
}
