package logic

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// What a rich-text may hold: text from anywhere, so it is bounded. What is
// beyond is left out.
const (
	maxRichNodes = 20_000
	maxRichDepth = 100
)

// richTags are the elements that a rich-text may hold, with the attributes they
// may have besides class and style (spec components, rich-text).
var richTags = map[string][]string{
	"a": nil, "abbr": nil, "address": nil, "article": nil, "aside": nil, "b": nil, "bdi": nil, "bdo": {"dir"}, "big": nil,
	"blockquote": nil, "br": nil, "caption": nil, "center": nil, "cite": nil, "code": nil, "col": {"span", "width"},
	"colgroup": {"span", "width"}, "dd": nil, "del": nil, "div": nil, "dl": nil, "dt": nil, "em": nil, "fieldset": nil,
	"font": nil, "footer": nil, "h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "header": nil, "hr": nil,
	"i": nil, "img": {"alt", "src", "height", "width"}, "ins": nil, "label": nil, "legend": nil, "li": nil, "mark": nil,
	"nav": nil, "ol": {"start", "type"}, "p": nil, "pre": nil, "q": nil, "rt": nil, "ruby": nil, "s": nil, "section": nil,
	"small": nil, "span": nil, "strong": nil, "sub": nil, "sup": nil, "table": {"width"}, "tbody": nil,
	"td": {"colspan", "height", "rowspan", "width"}, "tfoot": nil, "th": {"colspan", "height", "rowspan", "width"},
	"thead": nil, "tr": {"colspan", "height", "rowspan", "width"}, "tt": nil, "u": nil, "ul": nil,
}

// isVoid reports whether an element has no content.
func isVoid(tag string) bool {
	switch tag {
	case "br", "col", "hr", "img", "area", "base", "embed", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// sendRichText hands the view the nodes of a rich-text in their normal form.
func (a *App) sendRichText(n nodeRef) {
	n.inst.page().out.layer(n, bridge.LayerValue, richNodes(n.written("nodes")))
}

// richNodes brings the nodes attribute, an array or HTML, into its normal form:
// an array of {type: "text", text} and {type: "node", name, attrs, children},
// with the allowed elements and attributes only. An element that is not allowed
// goes with everything inside it. Entities in text are characters.
func richNodes(v value.Value) value.Value {
	r := &richText{left: maxRichNodes}
	if s, ok := v.AsString(); ok {
		return value.FromArray(r.parse(s))
	}
	return value.FromArray(r.list(v.AsArray(), 0))
}

// richText counts what is left of the bounds.
type richText struct{ left int }

func (r *richText) list(nodes *value.Array, depth int) *value.Array {
	out := value.NewArray()
	if nodes == nil || depth >= maxRichDepth {
		return out
	}
	for _, v := range nodes.Items() {
		o := v.AsObject()
		if o == nil || r.left == 0 {
			continue
		}
		if value.Text(o.Get("type")) == "text" {
			r.left--
			out.Append(richTextNode(html.UnescapeString(value.Text(o.Get("text")))))
			continue
		}
		name := strings.ToLower(value.Text(o.Get("name")))
		allowed, ok := richTags[name]
		if !ok {
			continue
		}
		r.left--
		given := o.Get("attrs").AsObject()
		attrs := value.NewObject()
		if given != nil {
			for k, key := range given.Keys() {
				putRichAttr(attrs, name, allowed, strings.ToLower(key), value.Text(given.Values()[k]))
			}
		}
		children := value.NewArray()
		if !isVoid(name) {
			children = r.list(o.Get("children").AsArray(), depth+1)
		}
		out.Append(richElement(name, attrs, children))
	}
	return out
}

func richTextNode(s string) value.Value {
	return value.FromObject(fieldsOf("type", "text", "text", s))
}

func richElement(name string, attrs *value.Object, children *value.Array) value.Value {
	return value.FromObject(fieldsOf("type", "node", "name", name, "attrs", attrs, "children", value.FromArray(children)))
}

// putRichAttr adds an attribute if the element may have it. Pictures come from
// the network only.
func putRichAttr(attrs *value.Object, tag string, allowed []string, name, val string) {
	ok := name == "class" || name == "style"
	for _, a := range allowed {
		ok = ok || a == name
	}
	if tag == "img" && name == "src" {
		s := strings.ToLower(value.TrimSpace(val))
		ok = strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "//")
	}
	if ok {
		attrs.Put(name, value.String(val))
	}
}

// richOpen is an element whose end tag has not come yet. For one that is not
// allowed children is nil, and nothing inside it counts.
type richOpen struct {
	tag      string
	attrs    *value.Object
	children *value.Array
}

// closesSelf reports whether a start tag ends the element of the same name that
// it follows.
func closesSelf(tag string) bool {
	switch tag {
	case "colgroup", "dd", "dt", "li", "p", "td", "tfoot", "th", "thead", "tr":
		return true
	}
	return false
}

// parse reads HTML tag by tag: an end tag closes the nearest element of its
// name and those inside it, one without a start is passed over, and what is
// still open at the end is closed. There is nothing to repair beyond that, so
// the time is linear.
func (r *richText) parse(s string) *value.Array {
	z := html.NewTokenizer(strings.NewReader(value.ValidUTF8(s)))
	open := []richOpen{{children: value.NewArray()}}
	count := make(map[string]int) // open elements by tag
	closeTop := func() {
		top := open[len(open)-1]
		open = open[:len(open)-1]
		count[top.tag]--
		if to := open[len(open)-1].children; to != nil && top.children != nil {
			to.Append(richElement(top.tag, top.attrs, top.children))
		}
	}
	for {
		switch z.Next() {
		case html.ErrorToken: // the end
			for len(open) > 1 {
				closeTop()
			}
			return open[0].children
		case html.TextToken:
			if to := open[len(open)-1].children; to != nil && r.left > 0 {
				r.left--
				to.Append(richTextNode(string(z.Text())))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			e := richOpen{tag: string(name)}
			if closesSelf(e.tag) && open[len(open)-1].tag == e.tag {
				closeTop()
			}
			if open[len(open)-1].children != nil && len(open) <= maxRichDepth {
				r.start(&e, z, more)
			}
			open = append(open, e)
			count[e.tag]++
			if isVoid(e.tag) {
				closeTop()
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if tag := string(name); count[tag] > 0 {
				for open[len(open)-1].tag != tag {
					closeTop()
				}
				closeTop()
			}
		}
	}
}

// start takes an element, if it is allowed, with its attributes.
func (r *richText) start(e *richOpen, z *html.Tokenizer, more bool) {
	allowed, ok := richTags[e.tag]
	if !ok || r.left == 0 {
		return
	}
	r.left--
	e.attrs, e.children = value.NewObject(), value.NewArray()
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		putRichAttr(e.attrs, e.tag, allowed, string(key), string(val))
	}
}
