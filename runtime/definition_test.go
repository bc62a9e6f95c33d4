package runtime_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// TestOddDefinitions registers components whose fields are of every shape but
// the documented one (spec component §2): what is wrong is reported or ignored,
// and the page is shown with its other components.
func TestOddDefinitions(t *testing.T) {
	values := []string{"undefined", "null", "0", "NaN", "''", "'x'", "true", "Symbol('s')", "10n", "[]", "[,]", "[null]", "[[]]", "[{}]", "['', 1]",
		"{}", "{a: undefined}", "{a: null}", "{a: 1}", "{a: 'x'}", "{a: {}}", "{a: []}", "{a: {type: {}}}", "{a: {type: 'parent', target: 1, linked: 1}}", "{'a[': f}",
		"{[Symbol('s')]: 1}", "Object.create(null)", "f", "() => { throw new Error('thrown') }", "class {}", "new Date(0)", "/^a(?=$)/i", "'('", "new Map([[1, 2]])",
		"new Proxy({}, {})", "new Proxy({a: 1}, {get() { throw new Error('trap') }})", "{get a() { throw new Error('getter') }}", "(() => { const o = {}; o.o = o; return o })()"}
	fields := []string{"properties", "data", "observers", "methods", "lifetimes", "pageLifetimes", "behaviors", "relations", "externalClasses",
		"options", "export", "definitionFilter", "created", "attached", "ready", "moved", "detached", "error",
		"options: {pureDataPattern", "options: {styleIsolation", "options: {virtualHost", "properties: {p", "properties: {p: {type", "properties: {p: {optionalTypes",
		"properties: {p: {value", "properties: {p: {observer", "observers: {a", "relations: {'./y'", "relations: {'./y': {type: 'child', linked"}
	for _, call := range []string{"Component", "Behavior", "Page"} {
		t.Run(call, func(t *testing.T) {
			for _, field := range fields {
				var files, tags, using strings.Builder
				for k, v := range values {
					def := field + ": " + v + strings.Repeat("}", strings.Count(field, "{"))
					reg := call + "({" + def + "})"
					if call == "Behavior" {
						reg = "Component({behaviors: [" + reg + "]})"
					}
					fmt.Fprintf(&files, "-- c/x%d.json --\n{\"component\":true}\n-- c/x%d.wxml --\n<text>{{a}}{{p}}</text>\n-- c/x%d.js --\nfunction f() { return {a: 1} }\n%s\n", k, k, k, reg)
					fmt.Fprintf(&tags, `<x%d p="{{n}}"><y/></x%d>`, k, k)
					fmt.Fprintf(&using, `,"x%d":"/c/x%d"`, k, k)
				}
				app := launch(t, `-- app.json --
{"pages":["pages/a/a"]}
-- pages/a/a.json --
{"usingComponents":{"y":"/c/y"`+using.String()+`}}
-- pages/a/a.js --
Page({ data: { n: 1, shown: true }, leave() { this.setData({ n: null, shown: false }) } })
-- pages/a/a.wxml --
<block wx:if="{{shown}}">`+tags.String()+`</block><view>end {{n}}</view>
-- c/y.json --
{"component":true}
-- c/y.js --
Component({relations: {'./x0': {type: 'parent'}}})
-- c/y.wxml --
`+files.String(), runtime.Config{})
				if _, err := app.Page().Call(t.Context(), "leave"); err != nil {
					t.Errorf("%s: %v", field, err)
				}
				if text := strings.Join(app.Page().Text(), "|"); text != "end" {
					t.Errorf("%s: the page shows %q", field, text)
				}
				for _, err := range app.Errors() {
					var p *sandbox.PanicError
					if errors.As(err, &p) {
						t.Errorf("%s: %v\n%s", field, err, p.Stack)
					}
				}
			}
		})
	}
}
