package bridge

import (
	"strconv"

	"github.com/mica-go/mica/internal/value"
)

// AppendJSON appends a message to the view as one line of JSON, for people to
// read and for tests to compare: it is not read back. Operations have only the
// fields that count for them; a value that JSON lacks is an object like
// {"$":"undefined"}. The line has no newline.
func AppendJSON(b []byte, m ToView) []byte {
	w := jsonWriter{b}
	switch m := m.(type) {
	case *Batch:
		w.open("batch")
		w.uint("page", uint64(m.Page))
		w.uint("seq", m.Seq)
		w.list("ops", len(m.Ops), func(i int) { w.op(&m.Ops[i]) })
	case *OpenPage:
		w.open("openPage")
		w.uint("page", uint64(m.Page))
		w.text("path", m.Path)
		w.value("query", m.Query)
	case *ClosePage:
		w.open("closePage")
		w.uint("page", uint64(m.Page))
	case *Stack:
		w.open("stack")
		w.list("pages", len(m.Pages), func(i int) { w.b = strconv.AppendUint(w.b, uint64(m.Pages[i]), 10) })
	case *Call:
		w.open("call")
		w.uint("id", m.ID)
		w.text("name", m.Name)
		w.uint("page", uint64(m.Page))
		w.value("args", m.Args)
	default:
		return append(b, "null"...)
	}
	return append(w.b, '}')
}

var opNames = [...]string{
	OpDefine: "define", OpCreate: "create", OpMove: "move", OpRemove: "remove",
	OpSet: "set", OpComponent: "component", OpSlot: "slot", OpLayer: "layer",
}

var layerNames = [...]string{
	LayerWXSStyle: "wxsStyle", LayerWXSAdd: "wxsAdd", LayerWXSRemove: "wxsRemove", LayerAnimation: "animation", LayerValue: "value",
	LayerHover: "hover",
}

var nodeNames = [...]string{
	NodeElement: "element", NodeText: "text", NodeComponent: "component", NodeSlot: "slot", NodeBlocks: "blocks",
}

var holeNames = [...]string{
	HoleText: "text", HoleAttr: "attr", HoleData: "data", HoleID: "id", HoleClass: "class", HoleStyle: "style", HoleSlot: "slot", HoleName: "name",
}

// nameOf returns the name of a constant, or its number.
func nameOf(names []string, n int) string {
	if n < len(names) && names[n] != "" {
		return names[n]
	}
	return strconv.Itoa(n)
}

type jsonWriter struct{ b []byte }

func (w *jsonWriter) open(kind string) {
	w.b = append(w.b, `{"kind":`...)
	w.b = value.AppendQuoted(w.b, kind)
}

func (w *jsonWriter) key(name string) {
	w.b = append(w.b, `,"`...)
	w.b = append(w.b, name...)
	w.b = append(w.b, `":`...)
}

func (w *jsonWriter) uint(name string, n uint64) {
	if n != 0 {
		w.key(name)
		w.b = strconv.AppendUint(w.b, n, 10)
	}
}

func (w *jsonWriter) int(name string, n int32) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}

func (w *jsonWriter) text(name, s string) {
	if s != "" {
		w.key(name)
		w.b = value.AppendQuoted(w.b, s)
	}
}

func (w *jsonWriter) bool(name string, is bool) {
	if is {
		w.key(name)
		w.b = append(w.b, "true"...)
	}
}

func (w *jsonWriter) list(name string, n int, item func(int)) {
	w.key(name)
	w.b = append(w.b, '[')
	for i := range n {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		item(i)
	}
	w.b = append(w.b, ']')
}

func (w *jsonWriter) value(name string, v value.Value) {
	w.key(name)
	budget := maxEncoded
	w.b = appendTagged(w.b, v, 0, &budget)
}

func (w *jsonWriter) op(op *Op) {
	w.b = append(w.b, `{"op":`...)
	w.b = value.AppendQuoted(w.b, nameOf(opNames[:], int(op.Kind)))
	if op.Kind == OpDefine {
		w.skeleton(op.Skeleton)
		w.b = append(w.b, '}')
		return
	}
	w.uint("instance", uint64(op.Instance))
	switch op.Kind {
	case OpCreate:
		if op.Skeleton != nil {
			w.uint("skeleton", uint64(op.Skeleton.ID))
		}
		if op.Parent != 0 {
			w.uint("parent", uint64(op.Parent))
			w.int("at", op.At)
		}
		w.bool("shadow", op.Shadow)
		w.uint("before", uint64(op.Before))
		w.list("values", len(op.Values), func(i int) {
			budget := maxEncoded
			w.b = appendTagged(w.b, op.Values[i], 0, &budget)
		})
	case OpMove:
		w.uint("before", uint64(op.Before))
	case OpSet:
		w.int("at", op.At)
		w.value("value", op.Value)
	case OpComponent:
		w.int("at", op.At)
		w.text("path", op.Path)
		w.bool("virtual", op.Virtual)
		w.bool("unstyled", op.Unstyled)
	case OpSlot:
		w.int("at", op.At)
		w.list("roots", len(op.Roots), func(i int) {
			w.b = append(strconv.AppendUint(append(w.b, '['), uint64(op.Roots[i].Instance), 10), ',')
			w.b = append(strconv.AppendInt(w.b, int64(op.Roots[i].Node), 10), ']')
		})
	case OpLayer:
		w.int("at", op.At)
		w.text("layer", nameOf(layerNames[:], int(op.Layer)))
		w.uint("edit", uint64(op.Edit))
		w.value("value", op.Value)
	}
	w.b = append(w.b, '}')
}

func (w *jsonWriter) skeleton(s *Skeleton) {
	if s == nil {
		return
	}
	w.uint("skeleton", uint64(s.ID))
	w.list("nodes", len(s.Nodes), func(i int) { w.node(&s.Nodes[i]) })
	w.list("holes", len(s.Holes), func(i int) {
		h := &s.Holes[i]
		w.b = append(w.b, `{"kind":`...)
		w.b = value.AppendQuoted(w.b, nameOf(holeNames[:], int(h.Kind)))
		w.int("node", h.Node)
		w.text("name", h.Name)
		w.b = append(w.b, '}')
	})
}

func (w *jsonWriter) node(n *Node) {
	w.open(nameOf(nodeNames[:], int(n.Kind)))
	w.int("parent", n.Parent)
	w.text("tag", n.Tag)
	w.text("text", n.Text)
	w.text("id", n.ID)
	w.text("style", n.Style)
	w.text("slot", n.Slot)
	w.text("name", n.Name)
	if len(n.Class) > 0 {
		w.list("class", len(n.Class), func(i int) {
			name := n.Class[i].Name
			if n.Class[i].Scope != "" {
				name = n.Class[i].Scope + "--" + name
			}
			w.b = value.AppendQuoted(w.b, name)
		})
	}
	w.attrs("attrs", n.Attrs)
	w.attrs("data", n.Data)
	if len(n.Events) > 0 {
		w.list("events", len(n.Events), func(i int) { w.b = value.AppendQuoted(w.b, n.Events[i]) })
	}
	w.b = append(w.b, '}')
}

func (w *jsonWriter) attrs(name string, list []Attr) {
	if len(list) == 0 {
		return
	}
	w.list(name, len(list), func(i int) {
		w.b = append(w.b, `{"name":`...)
		w.b = value.AppendQuoted(w.b, list[i].Name)
		w.value("value", list[i].Value)
		w.b = append(w.b, '}')
	})
}

// appendTagged appends v with {"$":...} for what JSON lacks. A value whose
// parts are shared can be far longer written out than it is in memory, so what
// passes the budget is cut.
func appendTagged(b []byte, v value.Value, depth int, budget *int) []byte {
	if *budget--; *budget < 0 || depth > maxValueDepth {
		return append(b, `{"$":"cut"}`...)
	}
	switch v.Kind() {
	case value.KindArray:
		b = append(b, '[')
		for i, e := range v.AsArray().Items() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTagged(b, e, depth+1, budget)
		}
		return append(b, ']')
	case value.KindObject:
		o := v.AsObject()
		b = append(b, '{')
		for i, k := range o.Keys() {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(value.AppendQuoted(b, k), ':')
			b = appendTagged(b, o.Values()[i], depth+1, budget)
		}
		return append(b, '}')
	case value.KindUndefined, value.KindFunc:
		return append(append(append(b, `{"$":"`...), v.Kind().String()...), `"}`...)
	case value.KindOpaque:
		b = value.AppendQuoted(append(b, `{"$":`...), v.AsOpaque().ClassName())
		b = value.AppendQuoted(append(b, `,"text":`...), v.AsOpaque().String())
		return append(b, '}')
	case value.KindNumber:
		if f, _ := v.AsNumber(); f-f != 0 { // NaN and the infinities
			return append(value.AppendQuoted(append(b, `{"$":`...), value.FormatNumber(f)), '}')
		}
	case value.KindString:
		s, _ := v.AsString()
		return value.AppendQuoted(b, s)
	}
	b, _ = value.AppendJSON(b, v)
	return b
}
