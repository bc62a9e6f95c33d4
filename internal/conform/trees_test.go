package conform

import (
	"context"
	"maps"
	"slices"
	"testing"
)

// What the nodes of a tree say of themselves: the shadow tree of the root after
// each step.
func TestTrees(t *testing.T) {
	const child, multiple = `{"usingComponents":{"c":"./c"}}`, `Component({ options: { multipleSlots: true } })`
	tests := []struct {
		name, steps string
		files       map[string]string
		want        []string
	}{
		{"the slot attribute of a block is not that of its children", `[{"do":"setData","data":{"s":"b"}}]`,
			map[string]string{"index.json": child, "index.wxml": `<c><block slot="{{s}}">x<view/></block><text slot="a"/></c>`, "index.js": `Component({ data: { s: 'a' } })`,
				"c.js": multiple, "c.wxml": `<slot name="a"/><slot name="b"/>`},
			[]string{
				`[{"tag":"c","is":"c","shadow":[{"tag":"slot","name":"a","children":["x",{"tag":"view"},{"tag":"text","slot":"a"}]},{"tag":"slot","name":"b"}]}]`,
				`[{"tag":"c","is":"c","shadow":[{"tag":"slot","name":"a","children":[{"tag":"text","slot":"a"}]},{"tag":"slot","name":"b","children":["x",{"tag":"view"}]}]}]`,
			}},
		{"a bare id, class, style or slot is empty, another bare attribute is true", `[]`,
			map[string]string{"index.wxml": `<view id class style slot hidden/>`},
			[]string{`[{"tag":"view","attrs":{"hidden":true}}]`}},
		{"dashes of attributes", `[]`,
			map[string]string{"index.json": child, "index.wxml": `<c my-name="1" col-2="2" my-Big="3" end-="4"/><view a-b="5" c-3="6"/>`,
				"c.js": `Component({ properties: { myName: String, col2: String, myBig: String, end: String } })`, "c.wxml": ``},
			[]string{`[{"tag":"c","is":"c","props":{"col2":"2","end":"4","myBig":"3","myName":"1"}},{"tag":"view","attrs":{"aB":"5","c3":"6"}}]`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "case.json", `{"component":"index","steps":`+test.steps+`}`)
			for _, name := range slices.Sorted(maps.Keys(test.files)) {
				write(t, dir, name, test.files[name])
			}
			cases, err := Find(dir)
			if err != nil || len(cases) != 1 {
				t.Fatal(cases, err)
			}
			res, err := Run(context.Background(), cases[0])
			if err != nil || len(res.Steps) != len(test.want) {
				t.Fatal(res, err)
			}
			for k, want := range test.want {
				want = `{"tag":"#root","is":"index","shadow":` + want + `}`
				if at, l, r := firstDifference(want, string(res.Steps[k].Tree)); at != "" || l != r {
					t.Errorf("record %d at %s\n  want %s\n  got  %s", k, at, l, r)
				}
			}
		})
	}
}

// A lone surrogate in a log line counts as one U+FFFD, as in the results that
// lines are compared with.
func TestLoneSurrogates(t *testing.T) {
	for s, want := range map[string]string{"a": "a", "\xed\xa0\xb5\xed\xb2\xb3": "\ufffd\ufffd", "x\xed\xa0\xb5é": "x\ufffdé"} {
		if got := validText(s); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	}
}
