package view

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// JSON returns the node and everything below it in the form of the conformance
// cases: text as a string, anything else as an object with the fields tag, is,
// virtualHost, name, id, class, style, slot, data, attrs, shadow and children,
// empty ones left out. A class of another scope is "scope--name". The page's
// root node is {"tag":"#root","is":path,"shadow":[...]}. Values that JSON lacks
// are objects like {"$":"undefined"}; keys are sorted. It is nil for a node
// that is gone.
//
// Adjacent texts are joined and empty ones dropped.
func (n Node) JSON() []byte {
	return get(n, func(p *Page, top pos) []byte {
		w := &jsonWriter{page: p}
		p.walk(top, w.enter, w.leave)
		w.flush()
		if len(w.b) == 0 {
			return []byte(`""`)
		}
		return w.b
	})
}

type jsonWriter struct {
	page *Page
	b    []byte
	text strings.Builder
	// open tells of each open node whether its list of children has begun.
	open []jsonNode
}

type jsonNode struct {
	list  string
	begun bool
}

// item begins an element of the innermost open list.
func (w *jsonWriter) item() {
	if len(w.open) == 0 {
		return
	}
	top := &w.open[len(w.open)-1]
	if top.begun {
		w.b = append(w.b, ',')
		return
	}
	top.begun = true
	w.b = append(w.b, `,"`...)
	w.b = append(w.b, top.list...)
	w.b = append(w.b, `":[`...)
}

func (w *jsonWriter) flush() {
	if w.text.Len() == 0 {
		return
	}
	w.item()
	w.b = value.AppendQuoted(w.b, w.text.String())
	w.text.Reset()
}

func (w *jsonWriter) enter(at pos) verdict {
	kind := at.kind()
	if kind == KindText {
		w.text.WriteString(at.text())
		return descend
	}
	w.flush()
	w.item()
	list := "children"
	if kind == KindPage || kind == KindComponent && !at.place().showsContent() {
		list = "shadow"
	}
	w.b = append(w.b, `{"tag":`...)
	if kind == KindPage {
		w.b = append(w.b, `"#root"`...)
		w.field("is", w.page.path)
	} else {
		w.b = value.AppendQuoted(w.b, at.tag())
		w.fields(at, kind)
	}
	w.open = append(w.open, jsonNode{list: list})
	return descend
}

func (w *jsonWriter) leave(at pos) {
	if at.kind() == KindText {
		return
	}
	w.flush()
	if w.open[len(w.open)-1].begun {
		w.b = append(w.b, ']')
	}
	w.b = append(w.b, '}')
	w.open = w.open[:len(w.open)-1]
}

func (w *jsonWriter) field(name, s string) {
	if s == "" {
		return
	}
	w.key(name)
	w.b = value.AppendQuoted(w.b, s)
}

func (w *jsonWriter) key(name string) {
	w.b = append(w.b, `,"`...)
	w.b = append(w.b, name...)
	w.b = append(w.b, `":`...)
}

func (w *jsonWriter) fields(at pos, kind Kind) {
	if kind == KindSlot { // the form has no more of it
		w.field("name", at.slotName())
		return
	}
	virtual := at.virtual()
	w.field("is", at.component())
	if virtual {
		w.key("virtualHost")
		w.b = append(w.b, "true"...)
	}
	w.field("id", at.id())
	if !virtual {
		w.classes(at)
		w.field("style", at.style())
	}
	w.field("slot", at.slotAttr())
	w.values("data", at.attrs(bridge.HoleData))
	if kind == KindElement {
		w.values("attrs", at.attrs(bridge.HoleAttr))
	}
}

func (w *jsonWriter) classes(at pos) {
	list := w.page.classes(at, nil)
	if len(list) == 0 {
		return
	}
	w.key("class")
	for i, c := range list {
		sep := byte(',')
		if i == 0 {
			sep = '['
		}
		w.b = append(w.b, sep)
		w.b = value.AppendQuoted(w.b, className(c))
	}
	w.b = append(w.b, ']')
}

// className is the name with its scope, if it is another one than the node's.
func className(c bridge.Class) string {
	if c.Scope == "" {
		return c.Name
	}
	return c.Scope + "--" + c.Name
}

func (w *jsonWriter) values(name string, list []bridge.Attr) {
	if len(list) == 0 {
		return
	}
	w.key(name)
	for i, a := range list {
		sep := byte(',')
		if i == 0 {
			sep = '{'
		}
		w.b = append(w.b, sep)
		w.b = value.AppendQuoted(w.b, a.Name)
		w.b = append(w.b, ':')
		w.b = appendTagged(w.b, a.Value, 0)
	}
	w.b = append(w.b, '}')
}

// maxValueDepth is deeper than setData lets values be.
const maxValueDepth = 1000

// appendTagged appends v with sorted keys, and with {"$":...} for what JSON
// lacks.
func appendTagged(b []byte, v value.Value, depth int) []byte {
	switch v.Kind() {
	case value.KindArray:
		if depth >= maxValueDepth {
			return append(b, `{"$":"cycle"}`...)
		}
		b = append(b, '[')
		for i, e := range v.AsArray().Items() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTagged(b, e, depth+1)
		}
		return append(b, ']')
	case value.KindObject:
		if depth >= maxValueDepth {
			return append(b, `{"$":"cycle"}`...)
		}
		return appendTaggedObject(b, v.AsObject(), depth)
	case value.KindUndefined:
		return append(b, `{"$":"undefined"}`...)
	case value.KindFunc:
		return append(b, `{"$":"function"}`...)
	case value.KindOpaque:
		o := v.AsOpaque()
		b = append(b, `{"$":`...)
		b = value.AppendQuoted(b, strings.ToLower(o.ClassName()))
		b = append(b, `,"source":`...)
		b = value.AppendQuoted(b, o.String())
		return append(b, '}')
	case value.KindNumber:
		f, _ := v.AsNumber()
		if f-f != 0 { // NaN and the infinities
			b = append(b, `{"$":`...)
			b = value.AppendQuoted(b, value.FormatNumber(f))
			return append(b, '}')
		}
	}
	b, _ = value.AppendJSON(b, v)
	return b
}

func appendTaggedObject(b []byte, o *value.Object, depth int) []byte {
	keys := slices.Clone(o.Keys())
	slices.SortFunc(keys, compareUTF16)
	b = append(b, '{')
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = value.AppendQuoted(b, k)
		b = append(b, ':')
		b = appendTagged(b, o.Get(k), depth+1)
	}
	return append(b, '}')
}
