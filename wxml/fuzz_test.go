package wxml

import (
	"strings"
	"testing"
	"testing/fstest"
)

func fuzzSeeds(f *testing.F) {
	for _, test := range parseTests {
		f.Add([]byte(test.in))
	}
	for _, test := range formatTests {
		f.Add([]byte(test.in))
	}
	for _, s := range hostile {
		f.Add([]byte(s + s + s))
	}
	for _, src := range testPages(f) {
		f.Add(src)
	}
}

// FuzzParse checks that any input gives a sound tree.
func FuzzParse(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		d := Parse("t.wxml", src)
		checkSpans(t, d)
		for _, m := range d.Diagnostics {
			if m.Code == "" || m.Message == "" || m.Line < 1 && m.Code != codeTooMany {
				t.Fatalf("diagnostic without a code, a text or a place: %#v", m)
			}
		}
	})
}

// FuzzPrint checks parse, print, parse and print.
func FuzzPrint(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		checkPrintBack(t, Parse("t.wxml", src))
	})
}

// FuzzCompile compiles programs of random trees: whatever the files hold, the
// program is sound and bounded, and compiling again gives the same.
func FuzzCompile(f *testing.F) {
	for _, test := range compileTests {
		f.Add(test.in, "", []byte(test.name))
	}
	for _, test := range fileTests {
		f.Add(test.files[1], test.files[len(test.files)-1], []byte(test.name))
	}
	f.Add("<c-a>", "<include src='a'/>", []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"))
	f.Fuzz(func(t *testing.T, a, b string, tree []byte) {
		g := treeSource{data: tree}
		g.nodes(0)
		compile := func() (*Program, Diagnostics) {
			fsys := fstest.MapFS{"b.wxml": &fstest.MapFile{Data: []byte(b)}, "c.wxml": &fstest.MapFile{Data: []byte(g.out.String())}, "m.wxs": &fstest.MapFile{Data: []byte("exports.a = 1")}}
			files := NewFiles(fsys)
			files.Put("a.wxml", []byte(a+g.out.String()))
			p, diags, err := files.Compile("a.wxml", Options{IsComponent: func(tag string) bool { return strings.HasPrefix(tag, "c-") }})
			if err != nil {
				t.Fatal(err)
			}
			return p, diags
		}
		p, diags := compile()
		checkProgram(t, p)
		blocks := 0
		var count func(*Block)
		count = func(b *Block) {
			blocks++
			for _, inner := range innerBlocks(b) {
				count(inner)
			}
		}
		count(p.Main.Body)
		if blocks > maxWork+len(a)+len(b)+len(tree) {
			t.Fatalf("%d blocks", blocks)
		}
		again, diags2 := compile()
		if blocks < 1000 && dumpProgram(p) != dumpProgram(again) || dumpDiags(diags) != dumpDiags(diags2) {
			t.Fatal("compiling twice gives different programs")
		}
	})
}

// treeSource writes WXML whose structure the bytes of data choose.
type treeSource struct {
	data []byte
	out  strings.Builder
}

var (
	treeTags  = []string{"view", "c-a", "c-b", "block", "slot", "template", "text", "include", "import", "wxs"}
	treeAttrs = []string{
		"wx:if='{{a}}'", "wx:elif='{{item}}'", "wx:else", "wx:for='{{b.c}}'", "wx:for='{{item}}' wx:key='id'", "wx:for-item='a'", "slot='x'", "slot='{{a}}'",
		"slot:a", "slot:b='item'", "let:a='{{b + item}}'", "let:b='{{a}}'", "class='a {{b}}'", "class:c='{{item}}'", "style:top='{{a}}px'", "id='{{m.f(a)}}'",
		"name='t'", "is='t'", "is='{{a}}'", "data='{{a, ...item}}'", "src='b'", "src='c'", "src='m'", "module='m'", "bind:tap='f'", "model:value='{{a.b}}'",
		"change:p='{{m.f}}' p='{{a}}'", "generic:g='c-b'", "data-x='{{index}}'", "mark:y='{{a}}'", "hidden",
	}
	treeTexts = []string{"x", "{{a}}", " {{item}} {{index}}", "<!--c-->", "\n"}
)

func (g *treeSource) next(n int) int {
	if len(g.data) == 0 {
		return 0
	}
	c := g.data[0]
	g.data = g.data[1:]
	return int(c) % n
}

func (g *treeSource) nodes(depth int) {
	for range 1 + g.next(4) {
		if len(g.data) == 0 || depth > 30 {
			return
		}
		if g.next(4) == 0 {
			g.out.WriteString(treeTexts[g.next(len(treeTexts))])
			continue
		}
		tag := treeTags[g.next(len(treeTags))]
		g.out.WriteString("<" + tag)
		for range g.next(4) {
			g.out.WriteString(" " + treeAttrs[g.next(len(treeAttrs))])
		}
		g.out.WriteString(">")
		if tag != "wxs" {
			g.nodes(depth + 1)
		}
		g.out.WriteString("</" + tag + ">")
	}
}
