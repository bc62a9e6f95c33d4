package wxml

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/wxml/internal/expr"
)

// lineWidth is how many characters a start tag may reach to before its
// attributes get a line each.
const lineWidth = 100

// Format returns the document as WXML source in the one layout that mica uses:
// two spaces a level, attributes on one line while they fit into 100 characters
// and on a line each otherwise, values in double quotes where that is possible,
// expressions with uniform spacing. What renders stays the same: white space moves
// only where it renders nothing, between elements; text and values are kept to
// the letter, with the entities of their author. At most one empty line between
// siblings is kept. Parsing the result gives an equal tree, and formatting that
// gives the same bytes.
//
// What the parser left out of the tree is not printed, see [Document.Lossless].
// A tree that was built or changed by hand prints as well; the source, where there
// is one, serves only to keep the spelling of entities and comments inside
// bindings, and the bodies of <wxs>.
func Format(d *Document) []byte {
	p := printer{doc: d, out: make([]byte, 0, len(d.Source)+len(d.Source)/8)}
	p.children(d.Nodes, 0, true)
	if bytes.HasPrefix(p.out, []byte(byteOrderMark)) { // that of a text, which would be taken for the file's
		return slices.Concat([]byte(byteOrderMark), p.out)
	}
	return p.out
}

// Print writes what [Format] returns. The error is that of w.
func (d *Document) Print(w io.Writer) error {
	_, err := w.Write(Format(d))
	return err
}

type printer struct {
	doc   *Document
	out   []byte
	attrs []string // of the tag being printed

	counted, col int // the column at offset counted of out
}

// children prints siblings and the line breaks around them. White space next to
// text would become part of it, so a break stands only between two nodes that
// are no text. Where there is text among the siblings the layout of the source is
// kept, otherwise each gets a line.
func (p *printer) children(list []Node, depth int, top bool) {
	mixed := hasText(list)
	breaks := 0 // line breaks in the source since the last node
	first, afterText := true, false
	for _, n := range list {
		if s, ok := n.(*Space); ok {
			breaks += bytes.Count(p.between(s.Span), []byte("\n"))
			continue
		}
		_, isText := n.(*Text)
		switch {
		case isText && afterText:
			p.str("<!---->") // keeps the two apart
		case isText || afterText || first && top:
		case !mixed || breaks > 0:
			if breaks > 1 && !first {
				p.out = append(p.out, '\n')
			}
			p.newline(depth)
		}
		p.node(n, depth)
		first, afterText, breaks = false, isText, 0
	}
	switch {
	case first || afterText:
	case top:
		p.out = append(p.out, '\n')
	case !mixed || breaks > 0:
		p.newline(depth - 1)
	}
}

// hasText reports whether there is text among the nodes that renders.
func hasText(list []Node) bool {
	for _, n := range list {
		if _, ok := n.(*Text); ok {
			return true
		}
	}
	return false
}

func (p *printer) node(n Node, depth int) {
	switch n := n.(type) {
	case *Element:
		p.element(n, depth)
	case *Text:
		for i := range n.Value.Len() {
			if part := n.Value.Part(i); part.Expr != nil {
				p.str(p.binding(part))
			} else {
				p.str(p.static(part, 0, n.Value.Len() == 1))
			}
		}
	case *Comment:
		p.str("<!--" + n.Text + "-->")
	case *Meta:
		p.str("<!" + n.Text + ">")
	}
}

func (p *printer) element(e *Element, depth int) {
	p.str("<" + e.Name)
	selfClosed := e.SelfClosed && len(e.Children) == 0
	p.attributes(e, depth, selfClosed)
	if selfClosed {
		return
	}
	if e.Name == "wxs" {
		if int(e.Raw.To) <= len(p.doc.Source) {
			p.out = append(p.out, p.doc.Source[e.Raw.From:e.Raw.To]...)
		}
	} else {
		p.children(e.Children, depth+1, false)
	}
	p.str("</" + e.Name + ">")
}

// attributes prints the rest of a start tag.
func (p *printer) attributes(e *Element, depth int, selfClosed bool) {
	end := ">"
	if selfClosed {
		end = " />"
	}
	p.attrs = p.attrs[:0]
	width, lines := p.column()+len(end), false
	for i := range e.Attrs {
		s := p.attr(&e.Attrs[i])
		p.attrs = append(p.attrs, s)
		width += 1 + utf8.RuneCountInString(s)
		lines = lines || strings.IndexByte(s, '\n') >= 0
	}
	if len(p.attrs) < 2 || width <= lineWidth && !lines {
		for _, s := range p.attrs {
			p.str(" " + s)
		}
		p.str(end)
		return
	}
	for _, s := range p.attrs {
		p.newline(depth + 1)
		p.str(s)
	}
	p.newline(depth)
	p.str(strings.TrimSpace(end))
}

// attr returns an attribute as source.
func (p *printer) attr(a *Attr) string {
	name := a.written(p.doc.source())
	if !a.HasValue {
		return name
	}
	quote := p.quote(&a.Value)
	var b strings.Builder
	b.WriteString(name)
	b.WriteByte('=')
	b.WriteByte(quote)
	for i := range a.Value.Len() {
		if part := a.Value.Part(i); part.Expr != nil {
			b.WriteString(p.binding(part))
		} else {
			b.WriteString(p.static(part, quote, false))
		}
	}
	b.WriteByte(quote)
	return b.String()
}

// quote picks the quote of a value: double, but single where only that one
// is free.
func (p *printer) quote(v *AttrValue) byte {
	double := false
	for i := range v.Len() {
		part := v.Part(i)
		s := part.Text
		if part.Expr != nil {
			s = p.binding(part)
		}
		if strings.IndexByte(s, '\'') >= 0 {
			return '"'
		}
		double = double || strings.IndexByte(s, '"') >= 0
	}
	if double {
		return '\''
	}
	return '"'
}

// binding returns a binding with its braces.
func (p *printer) binding(part Part) string {
	var s string
	if src := p.source(part); strings.Contains(src, "/*") && strings.HasPrefix(src, "{{") && strings.HasSuffix(src, "}}") {
		s = strings.TrimSpace(src[2 : len(src)-2]) // the tree has no comments
	} else if _, empty := part.Expr.(*expr.Empty); !empty {
		s = expr.Print(part.Expr)
	}
	if strings.HasPrefix(s, "{") || strings.HasSuffix(s, "}") {
		return "{{ " + s + " }}"
	}
	return "{{" + s + "}}"
}

// static returns static text as source. Where it comes from the source and can
// stand here as it was, that is what is printed; quote is that of the value, 0 in
// text. alone is set for a text without bindings, which has to stay visible even
// where it is nothing but white space.
func (p *printer) static(part Part, quote byte, alone bool) string {
	src := p.source(part)
	if src != "" && decodeEntities(src, nil) == part.Text && plain(src, quote) && !(alone && isBlank(src)) {
		return src
	}
	if s := part.Text; alone && s != "" && isBlank(s) {
		return fmt.Sprintf("&#%d;", s[0]) + escapeText(s[1:], quote)
	}
	return escapeText(part.Text, quote)
}

func isBlank(s string) bool { return strings.Trim(s, "\t\n\v\f\r ") == "" }

// plain reports whether a piece of source reads as static text in text or
// between quotes.
func plain(src string, quote byte) bool {
	if strings.Contains(src, "{{") {
		return false
	}
	if quote != 0 {
		return strings.IndexByte(src, quote) < 0
	}
	for i := strings.IndexByte(src, '<'); i >= 0; {
		if isMarkup([]byte(src[i:min(i+2, len(src))]), 0) {
			return false
		}
		next := strings.IndexByte(src[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return true
}

// source returns what a part was read from, or "".
func (p *printer) source(part Part) string {
	return string(p.between(part.Span))
}

// between returns a range of the source; nothing where that has no such range.
func (p *printer) between(s Span) []byte {
	if s.From < 0 || s.From >= s.To || int(s.To) > len(p.doc.Source) {
		return nil
	}
	return p.doc.Source[s.From:s.To]
}

// escapeText writes text so that the parser reads it back; quote is that of the
// value, 0 in text.
func escapeText(s string, quote byte) string {
	var b strings.Builder
	for i := range len(s) {
		c, next := s[i], byte('{')
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case c == '&' && (next == '#' || classes[next]&nameByte != 0):
			b.WriteString("&amp;")
		case c == '<' && quote == 0:
			b.WriteString("&lt;")
		case c == '{' && next == '{':
			b.WriteString("&#123;")
		case c == '"' && quote == '"':
			b.WriteString("&quot;")
		case c == '\'' && quote == '\'':
			b.WriteString("&#39;")
		case c == 0xA0 && i > 0 && s[i-1] == 0xC2:
			b.WriteString("&nbsp;")
		case c == 0xC2 && next == 0xA0 && i+1 < len(s):
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (p *printer) str(s string) { p.out = append(p.out, s...) }

// maxIndent bounds the indentation, so that deep trees do not print as nothing
// but white space.
const maxIndent = 40

func (p *printer) newline(depth int) {
	p.out = append(p.out, '\n')
	for range min(depth, maxIndent) {
		p.str("  ")
	}
}

// column is the number of characters since the last line break.
func (p *printer) column() int {
	if i := bytes.LastIndexByte(p.out[p.counted:], '\n'); i >= 0 {
		p.counted += i + 1
		p.col = 0
	}
	p.col += utf8.RuneCount(p.out[p.counted:])
	p.counted = len(p.out)
	return p.col
}
