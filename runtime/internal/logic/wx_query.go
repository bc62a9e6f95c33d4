package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// selectorQuery is what stands behind a SelectorQuery (spec api §A.8).
type selectorQuery struct {
	scope    *component // nil for the page that is visible when it runs
	obj      *goja.Object
	requests []queryRequest
}

// nodesRef is what select, selectAll or selectViewport of a query gave.
type nodesRef struct {
	query         *selectorQuery
	selector      string
	all, viewport bool
}

// queryRequest is one result that a query asks for.
type queryRequest struct {
	ref    *nodesRef
	fields queryFields
	fn     goja.Value
}

// queryFields says what is asked of each node.
type queryFields struct {
	id, dataset, mark, rect, size, scroll, context, node bool
	properties, computed                                 []string
}

func (f *queryFields) geometry() bool {
	return f.rect || f.size || f.scroll || len(f.computed) > 0 || len(f.properties) > 0
}

func (w *wxAPI) newQuery(scope *component) *goja.Object {
	q := &selectorQuery{scope: scope}
	if p := w.app.top(); scope == nil && p != nil {
		q.scope = p.root
	}
	q.obj = w.newObject("SelectorQuery", q)
	return q.obj
}

func queryMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		if n, ok := self.(*nodesRef); ok {
			return n.request(name, call)
		}
		q := self.(*selectorQuery)
		switch name {
		case "in":
			if c := w.app.componentArg(call.Argument(0)); c != nil {
				q.scope = c
			}
			return q.obj
		case "select", "selectAll", "selectViewport":
			return w.newObject("NodesRef", &nodesRef{query: q, selector: call.Argument(0).String(),
				all: name == "selectAll", viewport: name == "selectViewport"})
		}
		w.exec(q, call.Argument(0))
		return q.obj
	}
}

// request adds what a method of a NodesRef asks for.
func (n *nodesRef) request(name string, call goja.FunctionCall) goja.Value {
	r := queryRequest{ref: n, fn: call.Argument(0)}
	switch name {
	case "boundingClientRect":
		r.fields = queryFields{id: true, dataset: true, rect: true, size: true}
	case "scrollOffset":
		r.fields = queryFields{id: true, dataset: true, scroll: true}
	case "context":
		r.fields = queryFields{context: true}
	case "node", "ref":
		r.fields = queryFields{node: true}
	case "fields":
		o := objectOf(call.Argument(0))
		r.fn = call.Argument(1)
		r.fields = queryFields{id: truthy(o, "id"), dataset: truthy(o, "dataset"), mark: truthy(o, "mark"),
			rect: truthy(o, "rect"), size: truthy(o, "size"), scroll: truthy(o, "scrollOffset"),
			context: truthy(o, "context"), node: truthy(o, "node")}
		if o != nil {
			r.fields.properties, r.fields.computed = stringsOf(o.Get("properties")), stringsOf(o.Get("computedStyle"))
		}
	}
	n.query.requests = append(n.query.requests, r)
	return n.query.obj
}

// found is a node that a query has found; what the host knows of it comes
// later.
type found struct {
	ref nodeRef
	// at is the index in the host's answer, -1 for not asked.
	at       int
	viewport bool
}

// exec runs the query in a turn of its own, when the view has been sent what
// this turn changes.
func (w *wxAPI) exec(q *selectorQuery, fn goja.Value) {
	requests := q.requests
	w.app.vm.Post(func() {
		scope := q.scope
		if p := w.app.top(); scope == nil && p != nil {
			scope = p.root
		}
		nodes, asked := make([][]found, len(requests)), value.NewArray()
		for k := range requests {
			nodes[k] = findNodes(&requests[k], scope, asked)
		}
		viewport := false
		for _, list := range nodes {
			for k := range list {
				if list[k].viewport && list[k].at >= 0 {
					// It comes after the nodes.
					viewport, list[k].at = true, asked.Len()
				}
			}
		}
		if asked.Len() == 0 && !viewport {
			w.answer(requests, nodes, nil, fn)
			return
		}
		page := w.pageID()
		if scope != nil {
			page = scope.page.id
		}
		w.send("geometry", page, fieldsOf("nodes", value.FromArray(asked), "viewport", viewport), nil, func(res value.Value, _ *bridge.CallError) {
			w.answer(requests, nodes, res.AsArray(), fn)
		})
	})
}

// findNodes finds the nodes of one request and adds those that the host is
// asked about to its list.
func findNodes(r *queryRequest, scope *component, asked *value.Array) []found {
	if r.ref.viewport {
		at := -1
		if r.fields.geometry() {
			at = 0
		}
		return []found{{viewport: true, at: at}}
	}
	if scope == nil || scope.dead || scope.page.closed {
		return nil
	}
	var out []found
	for _, n := range scope.selectNodes(r.ref.selector, !r.ref.all) {
		scope.app.vm.Check()
		f := found{ref: n, at: -1}
		if r.fields.geometry() {
			o := fieldsOf("instance", float64(n.inst.id), "node", int(n.node))
			if len(r.fields.properties) > 0 {
				o.Put("properties", stringArray(r.fields.properties))
			}
			if len(r.fields.computed) > 0 {
				o.Put("computedStyle", stringArray(r.fields.computed))
			}
			f.at = asked.Len()
			asked.Append(value.FromObject(o))
		}
		out = append(out, f)
	}
	return out
}

func stringArray(list []string) value.Value {
	out := value.NewArray()
	for _, s := range list {
		out.Append(value.String(s))
	}
	return value.FromArray(out)
}

// answer calls the callbacks of the requests in order, then that of exec.
func (w *wxAPI) answer(requests []queryRequest, nodes [][]found, geometry *value.Array, fn goja.Value) {
	a := w.app
	results := make([]any, len(requests))
	for k := range requests {
		r := &requests[k]
		items := make([]any, len(nodes[k]))
		for j := range nodes[k] {
			f := &nodes[k][j]
			var info *value.Object
			if f.at >= 0 && geometry != nil {
				info = geometry.At(f.at).AsObject()
			}
			items[j] = w.describeNode(f, &r.fields, info)
		}
		var res goja.Value
		switch {
		case r.ref.all:
			res = a.rt.NewArray(items...)
		case len(items) == 0:
			res = goja.Null()
		default:
			res = items[0].(goja.Value)
		}
		results[k] = res
		a.callFn(r.fn, "callback of a selector query", res)
	}
	a.callFn(fn, "callback of SelectorQuery.exec", a.rt.NewArray(results...))
}

// describeNode makes the result for one node. info is what the host knows of
// it, nil for nothing: then lengths are 0, and the viewport is the window.
func (w *wxAPI) describeNode(n *found, f *queryFields, info *value.Object) goja.Value {
	out := w.app.rt.NewObject()
	set := func(name string, v any) { _ = out.Set(name, v) }
	if f.id {
		id := ""
		if !n.viewport {
			id = n.ref.id()
		}
		set("id", id)
	}
	if f.dataset {
		if n.viewport {
			set("dataset", w.app.rt.NewObject())
		} else {
			set("dataset", w.app.vm.ToJS(n.ref.dataset()))
		}
	}
	if f.mark && !n.viewport {
		set("mark", w.marksOf(n.ref))
	}
	if info == nil {
		info = w.noGeometry(n)
	}
	lengths := func(names ...string) {
		for _, name := range names {
			switch {
			case n.virtual():
				set(name, goja.Null())
			default:
				v, ok := info.Get(name).AsNumber()
				if !ok && !n.viewport && n.ref.tag() == "scroll-view" {
					v = n.ref.length(name)
				}
				set(name, v)
			}
		}
	}
	if f.rect {
		lengths("left", "right", "top", "bottom")
	}
	if f.size {
		lengths("width", "height")
	}
	if f.scroll {
		lengths("scrollLeft", "scrollTop", "scrollWidth", "scrollHeight")
	}
	w.describeProperties(out, n, f, info)
	if f.context {
		set("context", w.contextOf(n.ref))
	}
	if f.node {
		set("node", w.nodeOf(n.ref))
	}
	return out
}

// describeProperties adds the properties and computed styles that were asked
// for. The host's values win: it knows the live value of a control.
func (w *wxAPI) describeProperties(out *goja.Object, n *found, f *queryFields, info *value.Object) {
	props, styles := info.Get("properties").AsObject(), info.Get("computedStyle").AsObject()
	for _, name := range f.properties {
		var v value.Value
		if !n.viewport {
			v = n.ref.property(name)
		}
		if props != nil {
			if live, ok := props.Lookup(name); ok {
				v = live
			}
		}
		if !v.IsUndefined() {
			_ = out.Set(name, w.app.vm.ToJS(v))
		}
	}
	for _, name := range f.computed {
		text := ""
		if styles != nil {
			text = value.Text(styles.Get(name))
		}
		_ = out.Set(name, text)
	}
}

func (w *wxAPI) noGeometry(n *found) *value.Object {
	if !n.viewport {
		return value.NewObject()
	}
	s := w.system()
	width, height := s.Get("windowWidth"), s.Get("windowHeight")
	return fieldsOf("width", width, "height", height, "right", width, "bottom", height, "scrollWidth", width, "scrollHeight", height)
}

// virtual reports whether the node is the host node of a component that has
// none in the view.
func (n *found) virtual() bool {
	if n.viewport {
		return false
	}
	c, ok := n.ref.inst.placeAt(n.ref.node).(*component)
	return ok && c.def.virtualHost
}

// property is the value of an attribute, of a component's property where the
// node is one.
func (n nodeRef) property(name string) value.Value {
	if c, ok := n.inst.placeAt(n.node).(*component); ok && c.def.propBy[name] != nil {
		return c.state.Get(name)
	}
	if f := n.liveField(name); f != nil && f.isLive {
		return f.live
	}
	attrs := n.inst.block.Nodes[n.node].Attrs
	for k := range attrs {
		if at := &attrs[k]; (at.Kind == wxml.AttrProp || at.Kind == wxml.AttrModel) && camelName(at.Name) == name {
			return n.value(at)
		}
	}
	return value.Value{}
}

// marksOf merges the marks of a node and of what is around it.
func (w *wxAPI) marksOf(n nodeRef) *goja.Object {
	e := &event{}
	for up, ok := n, true; ok && len(e.path) < maxDepth*maxDepth; up, ok = parentOf(up, false) {
		e.path = append(e.path, up)
	}
	return w.app.marks(e, n.inst.scope.comp)
}
