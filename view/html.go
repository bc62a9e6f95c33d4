package view

import (
	"io"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// HTMLOptions says how Node.HTML writes. The zero HTMLOptions writes a
// fragment. The functions are called while the tree is locked: they must not
// use the view.
type HTMLOptions struct {
	// Document asks for a whole document: doctype, head with a viewport, the
	// base style sheet and Sheets, and the node in the body.
	Document bool
	// Title is the document's title.
	Title string
	// Width is the viewport's width in CSS pixels, the device's when 0.
	Width int
	// Sheets are the document's style sheets after the base sheet, in order, as
	// CSS for this markup: tags start with "wx-".
	Sheets []string
	// Style turns an inline style as written, with rpx, into CSS. It is left as
	// it is when nil.
	Style func(style string) string
	// Class returns the names, separated by spaces, that stand for a class of a
	// node in the template of owner (a component's or page's path). When nil it
	// is the name, or "scope--name" for a class of another scope.
	Class func(owner string, class bridge.Class) string
	// Marks returns further class names, separated by spaces, for an element in
	// the template of owner; component is the path of the component that it hosts,
	// or "". Default: none.
	Marks func(owner, component string) string
	// Source turns the src of an image in the template of owner into a URL. It is
	// left as it is when nil.
	Source func(owner, src string) string
	// Before and After are HTML, written as they are, that a document has in its
	// body before and after the node: what the host shows around it.
	Before, After string
}

// HTML writes the node and everything below it as HTML that any parser reads
// back to the same tree:
//
//   - A node <tag> is the element <wx-tag>, in lower case and with "-" for any
//     byte but a-z, 0-9, "-", "_" and ".". So no tag is void or special.
//   - Slots and virtual hosts are not rendered; what is below them stands in
//     their place.
//   - Attributes: id, class, style, data-* and the others with dashes in place
//     of camel case, in that order and the latter two sorted. Strings and
//     numbers as text, true as the bare name, false, undefined, null and
//     functions not at all, arrays and objects as JSON. Names with other
//     characters than letters, digits and "-_.:" are left out, as are those
//     that start with "on" (a browser would run their values) and the slot
//     attribute.
//   - The style of the page is the page-style and page-font-size of its page-meta; a document has its root-font-size.
//   - Controls show their live value (see [Node.Value]): value, checked and
//     current are what the user made of them. A match-media that does not fit
//     the window and a page-container that is not shown have the attribute hidden.
//   - Text is escaped and otherwise kept, white space too, but for what decode and
//     space of a text element make of it. Lone surrogates become U+FFFD.
//   - So that a browser shows something, image, cover-image, input, textarea,
//     swiper, progress, slider and rich-text begin with elements of their own
//     that are not of the tree; their names do not start with "wx-".
//
// What is beyond 64 MB is left out; a comment stands in its place. It writes nothing for
// a node that is gone. The error is w's.
func (n Node) HTML(w io.Writer, opts HTMLOptions) error {
	out := get(n, func(p *Page, top pos) []byte {
		h := &htmlWriter{page: p, opts: &opts}
		if opts.Document {
			h.head()
		}
		p.walk(top, h.enter, h.leave)
		if opts.Document {
			h.b = append(h.b, opts.After...)
			h.b = append(h.b, "</body>\n</html>\n"...)
		}
		return h.b
	})
	_, err := w.Write(out)
	return err
}

type htmlWriter struct {
	page *Page
	opts *HTMLOptions
	b    []byte
	seen map[string]bool
	cut  bool // maxHTML has been reached
	left bool // the node that was entered last is left out
}

// maxHTML is how much HTML is written of a page, in bytes. The texts of a page take
// memory once, however many of its nodes show them.
const maxHTML = 64 << 20

// full reports whether a node is left out, and notes it where that begins.
func (h *htmlWriter) full() bool {
	if len(h.b) < maxHTML {
		return false
	}
	if !h.cut {
		h.cut = true
		h.b = append(h.b, "<!-- more than 64 MB -->"...)
	}
	h.left = true
	return true
}

// rendered reports whether the node has an element of its own.
func rendered(at pos) bool {
	k := at.kind()
	return k != KindText && k != KindSlot && !at.virtual()
}

func (h *htmlWriter) enter(at pos) verdict {
	if h.full() {
		return skip
	}
	if at.kind() == KindText {
		h.text(h.page.shownText(at), `"`)
		return skip
	}
	if !rendered(at) {
		return descend
	}
	h.b = append(h.b, '<')
	h.tag(at)
	h.attributes(at)
	h.aria(at)
	h.b = append(h.b, '>')
	h.widget(at)
	return descend
}

func (h *htmlWriter) leave(at pos) {
	if h.left || !rendered(at) {
		h.left = false
		return
	}
	h.b = append(h.b, "</"...)
	h.tag(at)
	h.b = append(h.b, '>')
}

func (h *htmlWriter) tag(at pos) {
	h.b = append(h.b, "wx-"...)
	tag := at.tag()
	for i := 0; i < len(tag); i++ {
		c := tag[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			c = '-'
		}
		h.b = append(h.b, c)
	}
}

// text writes s escaped; quote stands for a double quote.
func (h *htmlWriter) text(s, quote string) {
	s = value.ValidUTF8(s)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&':
			h.b = append(h.b, "&amp;"...)
		case '<':
			h.b = append(h.b, "&lt;"...)
		case '>':
			h.b = append(h.b, "&gt;"...)
		case '"':
			h.b = append(h.b, quote...)
		case '\r': // parsers turn it into a line feed
			h.b = append(h.b, "&#13;"...)
		case 0: // parsers drop it
			h.b = append(h.b, "\uFFFD"...)
		default:
			h.b = append(h.b, c)
		}
	}
}

func (h *htmlWriter) attr(name, val string) {
	h.b = append(h.b, ' ')
	h.b = append(h.b, name...)
	h.b = append(h.b, `="`...)
	h.text(val, "&quot;")
	h.b = append(h.b, '"')
}

func (h *htmlWriter) attributes(at pos) {
	if id := at.id(); id != "" {
		h.attr("id", id)
	}
	h.classes(at)
	if s := h.iconStyle(at) + h.page.styleText(at); s != "" {
		if h.opts.Style != nil {
			s = h.opts.Style(s)
		}
		h.attr("style", s)
	}
	data, attrs := at.attrs(bridge.HoleData), at.attrs(bridge.HoleAttr)
	liveName, live := at.shown()
	closed := at.closed()
	if len(data)+len(attrs) == 0 && liveName == "" && !closed {
		return
	}
	if h.seen == nil {
		h.seen = map[string]bool{}
	}
	clear(h.seen)
	for _, a := range data {
		h.other("data-"+dashed(a.Name), a.Value)
	}
	if liveName != "" {
		h.other(liveName, live)
		h.seen[liveName] = true
	}
	if closed {
		h.other("hidden", value.Bool(true))
	}
	for _, a := range attrs {
		h.other(dashed(a.Name), a.Value)
	}
}

func (h *htmlWriter) aria(at pos) {
	for _, name := range ariaAttrs {
		if v, ok := at.aria(name); ok {
			h.attr(name, v)
		}
	}
}

func (h *htmlWriter) classes(at pos) {
	list := h.page.classes(at, nil)
	marks := ""
	if h.opts.Marks != nil {
		marks = h.opts.Marks(h.page.owner(at), at.component())
	}
	if len(list) == 0 {
		if marks != "" {
			h.attr("class", marks)
		}
		return
	}
	owner := h.page.owner(at)
	names := make([]string, len(list))
	for i, c := range list {
		if h.opts.Class != nil {
			names[i] = h.opts.Class(owner, c)
		} else {
			names[i] = className(c)
		}
	}
	if marks != "" {
		names = append(names, marks)
	}
	h.attr("class", strings.Join(names, " "))
}

// other writes an attribute of the dataset or besides; see HTML for which.
func (h *htmlWriter) other(name string, v value.Value) {
	if !safeAttr(name) || h.seen[name] {
		return
	}
	text, bare := "", false
	switch v.Kind() {
	case value.KindUndefined, value.KindNull, value.KindFunc:
		return
	case value.KindBool:
		if bare, _ = v.AsBool(); !bare {
			return
		}
	case value.KindArray, value.KindObject:
		json, _ := value.AppendJSON(nil, v)
		text = string(json)
	default:
		text = value.Text(v)
	}
	h.seen[name] = true
	if bare {
		h.b = append(h.b, ' ')
		h.b = append(h.b, name...)
		return
	}
	h.attr(name, text)
}

// safeAttr reports whether the attribute may be written.
func safeAttr(name string) bool {
	switch name {
	case "", "id", "class", "style", "slot":
		return false
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || i > 0 && strings.IndexByte("-_.:", c) >= 0) {
			return false
		}
	}
	return !strings.HasPrefix(name, "on")
}
