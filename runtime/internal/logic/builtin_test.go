package logic

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// The table says of every attribute what it is, and knows all that canIUse does.
func TestBuiltinTable(t *testing.T) {
	table := builtinTable()
	eachLine(builtinAttrs, func(line string) {
		for _, w := range strings.Fields(line)[1:] {
			decl, def, hasDefault := strings.Cut(w, "=")
			_, typ, typed := strings.Cut(decl, ":")
			if _, ok := attrTypes[typ]; !ok || typed && typ == "" {
				t.Errorf("%s: %q has no type", line, w)
			}
			if d := parseAttr(w); hasDefault && d.def.IsUndefined() || hasDefault && !value.DeepEqual(d.convert(d.def, 0.5), d.def) {
				t.Errorf("%s: the default %q of %q is not of its type", line, def, w)
			}
		}
	})
	known := loadAPIs().components
	for _, tag := range slices.Sorted(maps.Keys(known)) {
		if table[tag] == nil {
			t.Errorf("<%s> is missing", tag)
		}
		for _, w := range known[tag] {
			name, _, _ := strings.Cut(w, "=")
			if strings.HasPrefix(name, "bind") || strings.HasSuffix(name, "touchmove") || tag == "audio" && name == "id" {
				continue
			}
			if _, ok := table[tag][camelName(name)]; !ok {
				t.Errorf("<%s %s> is missing", tag, name)
			}
		}
	}
}

// Spec components §0: conversions of attributes.
func TestAttributeConversion(t *testing.T) {
	for _, c := range []struct {
		decl     string
		in, want any
	}{
		{"a:b", "false", true}, {"a:b", "", false}, {"a:b", nil, false}, {"a:b=true", nil, true}, {"a:b", 0, false},
		{"a:n=5", "12", 12}, {"a:n=5", "x", 5}, {"a:n=5", "", 5}, {"a:n=5", nil, 5}, {"a:n=5", true, 1},
		{"a:l=50", "10px", 10}, {"a:l=50", "20rpx", 10}, {"a:l=50", " 1.5rpx ", 0.75}, {"a:l=50", "rpx", 50}, {"a:l=50", "20%", 50}, {"a:l", -3, -3}, {"a:l", "-3px", -3}, {"a:n=5", "10px", 5}, {"a:l=50", 7, 7},
		{"a:s=x", 5, "5"}, {"a:s=x", nil, "x"}, {"a:s", nil, nil}, {"a:a=[]", "x", []any{}}, {"a:a=[]", []any{1}, []any{1}}, {"a", "x", "x"},
	} {
		in, _ := value.FromAny(c.in)
		if c.in == nil {
			in = value.Value{}
		}
		got := fmt.Sprint(value.ToAny(parseAttr(c.decl).convert(in, 0.5)))
		if got != fmt.Sprint(c.want) {
			t.Errorf("%s of %v: %s, want %v", c.decl, c.in, got, c.want)
		}
	}
}

// spyPort keeps the operations of LayerValue.
type spyPort struct {
	bridge.Port
	ops []string
}

func (s *spyPort) Send(m bridge.ToView) *bridge.Ack {
	if b, ok := m.(*bridge.Batch); ok {
		for _, op := range b.Ops {
			if op.Kind == bridge.OpLayer && op.Layer == bridge.LayerValue {
				s.ops = append(s.ops, fmt.Sprintf("%v@%d", value.ToAny(op.Value), op.Edit))
			}
			if op.Kind == bridge.OpSet {
				s.ops = append(s.ops, fmt.Sprintf("set %v", value.ToAny(op.Value)))
			}
		}
	}
	return s.Port.Send(m)
}

// Every edit is answered by one operation that names it, so that a view knows
// what the logic layer had seen; see bridge.LayerValue.
func TestEditsAreAnswered(t *testing.T) {
	r := wxLaunch(t, map[string]string{
		"index.js": "Page({ data: { v: '', w: '' }, up(e) { if (e.detail.value === 'x') this.setData({ v: 'X' }) }, clear() { this.setData({ v: 'z' }) } })",
		// Holes come in the order of the attributes.
		"index.wxml": `<input value="{{v}}" bindinput="up"/><input model:value="{{w}}"/>`,
	}, nil)
	spy := &spyPort{Port: r.app.port}
	r.app.port = spy
	page := r.app.top()
	step := func(want string, m bridge.ToLogic) {
		t.Helper()
		spy.ops = nil
		r.handle(t, m)
		if got := strings.Join(spy.ops, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	typed := func(node int32, text string, edit uint32) *bridge.Event {
		return &bridge.Event{Page: page.id, Instance: page.root.shadow.id, Node: node, Type: "input", Edit: edit,
			Detail: value.FromObject(fieldsOf("value", text))}
	}
	step("a@1", typed(0, "a", 1))
	step("a@2", typed(0, "a", 2))
	step("<nil>@3 set X", typed(0, "x", 3))
	step("<nil>@1 set b", typed(1, "b", 1))
	step("y@4", typed(0, "y", 4))
	spy.ops = nil
	if err := r.app.Do(t.Context(), func() error { _, err := r.app.Call(page.id, 0, 0, "clear", nil); return err }); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(spy.ops, " "); got != "set z <nil>@4" {
		t.Errorf("a write of the program: %s", got)
	}
}

// Spec components, rich-text.
func TestRichText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"a &amp; b", "a & b"},
		{"<p>a<p>b", "p(a) p(b)"},
		{"<ul><li>a<li>b</ul>c", "ul(li(a) li(b)) c"},
		{"<DIV CLASS=x STYLE='y' ID=z>a</DIV>", "div[class=x style=y](a)"},
		{"<b><i>a</b>b", "b(i(a)) b"},
		{"a</b>b", "a b"},
		{"<script>a</script>b<iframe><p>c</p></iframe>d", "b d"},
		{"<foo><p>a</p></foo>b", "b"},
		{"<br/><hr>a<img src=//x alt=y onerror=z>", "br() hr() a img[src=//x alt=y]()"},
		{"<img src='javascript:x'>", "img()"},
		{"<table width=1><tr><td colspan=2 id=q>x</td></tr></table>", "table[width=1](tr(td[colspan=2](x)))"},
		{"<!-- c --><!doctype html>x", "x"},
		{"<p", ""},
	} {
		if got := richString(richNodes(value.String(c.in))); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
	deep := strings.Repeat("<div>", 100_000) + "x"
	if n := richDepth(richNodes(value.String(deep))); n > maxRichDepth {
		t.Errorf("%d levels", n)
	}
	wide := richNodes(value.String(strings.Repeat("<p>x", 50_000)))
	if n := strings.Count(richString(wide), "x"); n > maxRichNodes {
		t.Errorf("%d nodes", n)
	}
	if got := richString(richNodes(value.Int(5))); got != "" {
		t.Errorf("a number: %s", got)
	}
}

func richString(v value.Value) string {
	var out []string
	for _, n := range v.AsArray().Items() {
		o := n.AsObject()
		if value.Text(o.Get("type")) == "text" {
			out = append(out, value.Text(o.Get("text")))
			continue
		}
		s := value.Text(o.Get("name"))
		var attrs []string
		a := o.Get("attrs").AsObject()
		for k, name := range a.Keys() {
			attrs = append(attrs, name+"="+value.Text(a.Values()[k]))
		}
		if attrs != nil {
			s += "[" + strings.Join(attrs, " ") + "]"
		}
		out = append(out, s+"("+richString(o.Get("children"))+")")
	}
	return strings.Join(out, " ")
}

func richDepth(v value.Value) int {
	deepest := 0
	for _, n := range v.AsArray().Items() {
		if c := n.AsObject().Get("children"); c.AsArray() != nil {
			deepest = max(deepest, 1+richDepth(c))
		}
	}
	return deepest
}

// escapeTexts gives nodes with the texts as a program writes them.
func escapeTexts(nodes value.Value) value.Value {
	out := value.NewArray()
	for _, n := range nodes.AsArray().Items() {
		o := n.AsObject()
		if value.Text(o.Get("type")) == "text" {
			out.Append(richTextNode(strings.ReplaceAll(value.Text(o.Get("text")), "&", "&amp;")))
			continue
		}
		out.Append(richElement(value.Text(o.Get("name")), o.Get("attrs").AsObject(), escapeTexts(o.Get("children")).AsArray()))
	}
	return value.FromArray(out)
}

// Whatever the HTML, the normal form holds allowed elements only, within bounds,
// and is its own normal form.
func FuzzRichText(f *testing.F) {
	for _, s := range []string{"<p>a<b>c</p>", "<a href=x>y", "<svg><p>", "</p></p>", "<img src=http://x>", "<plaintext>x", "&#xD800;&nbsp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := richNodes(value.String(s))
		if d := richDepth(once); d > maxRichDepth {
			t.Fatalf("%d levels", d)
		}
		if twice := richNodes(escapeTexts(once)); !value.DeepEqual(once, twice) {
			t.Fatalf("%s\nbecomes\n%s", richString(once), richString(twice))
		}
	})
}
