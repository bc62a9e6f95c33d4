package logic

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// specAttr is a line of testdata/components.txtar.
type specAttr struct{ name, typ, def string }

func specAttrs(t *testing.T) map[string][]specAttr {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/components.txtar")
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string][]specAttr)
	for _, f := range ar.Files {
		list := []specAttr{}
		for line := range strings.Lines(string(f.Data)) {
			w := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
			if len(w) != 3 {
				t.Fatalf("%s: %q", f.Name, line)
			}
			list = append(list, specAttr{w[0], w[1], w[2]})
		}
		out[f.Name] = list
	}
	return out
}

// onlyNode launches a page of one element and returns it.
func onlyNode(t *testing.T, js, element string) (*wxRun, nodeRef) {
	t.Helper()
	r := wxLaunch(t, map[string]string{"index.js": js, "index.wxml": element}, nil)
	return r, nodeRef{r.app.top().root.shadow, 0}
}

// shownJSON writes an attribute's value the way the tables do.
func shownJSON(v value.Value) string {
	switch s, isText := v.AsString(); {
	case v.IsUndefined():
		return "-"
	case isText:
		return s
	}
	b, _ := value.AppendJSON(nil, v)
	return string(b)
}

// Spec components: every attribute of every table has its default in an element
// that says nothing, and no element has others.
func TestAttributeDefaults(t *testing.T) {
	spec, own := specAttrs(t), builtinTable()
	for tag, attrs := range own {
		if len(attrs) != len(spec[tag]) {
			t.Errorf("<%s> has %d attributes, the tables %d", tag, len(attrs), len(spec[tag]))
		}
	}
	for tag, attrs := range spec {
		_, n := onlyNode(t, "Page({})", "<"+tag+"/>")
		for _, a := range attrs {
			if _, ok := own[tag][wxml.Camel(a.name)]; !ok {
				t.Errorf("<%s> has no attribute %s", tag, a.name)
			}
			if got := shownJSON(n.attribute(wxml.Camel(a.name))); got != a.def {
				t.Errorf("<%s>: %s is %s by default, want %s", tag, a.name, got, a.def)
			}
		}
	}
}

// Spec components §0: what every attribute of every table makes of values of all
// types; where it can make nothing of one its default counts. The window is 375 px
// wide, so that an rpx is half a pixel.
func TestAttributeTypes(t *testing.T) {
	values := []struct {
		js string
		// What the types make of it; "=" is the default. Any attribute without a type
		// takes what comes.
		str, num, boolean, obj, arr, length, any string
	}{
		{`'12'`, "12", "12", "true", "=", "=", "12", "12"},
		{`'10px'`, "10px", "=", "true", "=", "=", "10", "10px"},
		{`'21rpx'`, "21rpx", "=", "true", "=", "=", "10.5", "21rpx"},
		{`'false'`, "false", "=", "true", "=", "=", "=", "false"},
		{`''`, "", "=", "false", "=", "=", "=", ""},
		{`0`, "0", "0", "false", "=", "=", "0", "0"},
		{`2.5`, "2.5", "2.5", "true", "=", "=", "2.5", "2.5"},
		{`true`, "true", "1", "true", "=", "=", "1", "true"},
		{`null`, "=", "=", "=", "=", "=", "=", "="},
		{`undefined`, "=", "=", "=", "=", "=", "=", "="},
		{`{ a: 1 }`, "[object Object]", "=", "true", `{"a":1}`, "=", "=", `{"a":1}`},
		{`[1, 2]`, "1,2", "=", "true", "=", "[1,2]", "=", "[1,2]"},
	}
	spec := specAttrs(t)
	for tag, attrs := range spec {
		var element strings.Builder
		element.WriteString("<" + tag)
		for _, a := range attrs {
			element.WriteString(" " + a.name + `="{{v}}"`)
		}
		for _, v := range values {
			_, n := onlyNode(t, "Page({ data: { v: "+v.js+" } })", element.String()+"/>")
			for _, a := range attrs {
				want := map[string]string{"string": v.str, "number": v.num, "boolean": v.boolean, "object": v.obj, "array": v.arr, "length": v.length, "any": v.any}[a.typ]
				if want == "=" {
					want = a.def
				}
				if got := shownJSON(n.attribute(wxml.Camel(a.name))); got != want {
					t.Errorf("<%s %s> of %s is %s, want %s", tag, a.name, v.js, got, want)
				}
			}
		}
	}
}

// Spec components §0: a bare attribute of type boolean is true.
func TestBareAttributes(t *testing.T) {
	for tag, attrs := range specAttrs(t) {
		for _, a := range attrs {
			if a.typ != "boolean" {
				continue
			}
			if _, n := onlyNode(t, "Page({})", fmt.Sprintf("<%s %s/>", tag, a.name)); !n.flag(wxml.Camel(a.name)) {
				t.Errorf("<%s %s> is not true", tag, a.name)
			}
		}
	}
}

// Spec components §0: every tag of the engine is one element of the tree, its
// unknown attributes are kept, its events bound and its content shown.
func TestInertElements(t *testing.T) {
	for tag := range specAttrs(t) {
		r, n := onlyNode(t, "Page({ on(e) { console.log(e.type) } })", "<"+tag+` other="1" bindanything="on"><view id="in"/></`+tag+">")
		if n.tag() != tag || shownJSON(n.written("other")) != "1" || !n.listens("anything") {
			t.Errorf("<%s> is <%s>, its attribute %s", tag, n.tag(), shownJSON(n.written("other")))
		}
		inside := false
		n.eachBelow(true, func(x nodeRef) bool { inside = inside || x.id() == "in"; return true })
		if !inside {
			t.Errorf("<%s> has no content", tag)
		}
		if log := r.log(); log != "" {
			t.Errorf("<%s>: %s", tag, log)
		}
	}
}
