package wxml

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/wxml/internal/expr"
)

var formatTests = []struct{ name, in, want string }{
	{"elements on lines", "<a><b/><c><d></d></c></a><e/>", `<a>
  <b />
  <c>
    <d></d>
  </c>
</a>
<e />
`},
	{"text stays", "<a> b\n  c </a>\n<d>\n<e>f</e>\n\n\n\n<g/></d>", `<a> b
  c </a>
<d>
  <e>f</e>

  <g />
</d>
`},
	{"space around bindings", "<a>\n  {{b}}\n</a><c> {{d}} {{e}}</c>", "<a>\n  {{b}}\n</a>\n<c> {{d}} {{e}}</c>\n"},
	{"text among elements", "<a>b <c><d/></c><e/> <f/>\n<g/>h</a>", `<a>b <c>
    <d />
  </c><e /><f />
  <g />h</a>
`},
	{"no line break behind text at the end", "<a/>\nb", "<a />\nb"},
	{"comments", "<!--a--><b><!-- c\n d --></b>e<!--f-->g", `<!--a--><b>
  <!-- c
 d -->
</b>e<!--f-->g`},
	{"quotes", `<a b='c' d='e"f' g="h'i" j='k"&#39;l' m=n o p={{q}} r='{{"s"}}' t="{{"u" + 'v'}}" w="{{"x"}}'"/>`, `<a
  b="c"
  d='e"f'
  g="h'i"
  j="k&quot;'l"
  m="n"
  o
  p="{{q}}"
  r='{{"s"}}'
  t="{{"u" + 'v'}}"
  w="{{"x"}}'"
/>
`},
	{"long tags", `<view class="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" bindtap="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" id="c1"/>
<view class="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" bindtap="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" id="c1234"><a/></view>`,
		`<view class="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" bindtap="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" id="c1" />
<view
  class="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  bindtap="bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  id="c1234"
>
  <a />
</view>
`},
	{"values with line breaks", "<a b='c\n d' e/>", "<a\n  b=\"c\n d\"\n  e\n/>\n"},
	{"expressions", "<a b='{{ c?d :e }}'>{{ f }}{{ {g:1} }}{{h, i : 2}}{{ }}{{ a /* b */+ c }}</a>",
		"<a b=\"{{c ? d : e}}\">{{f}}{{ {g: 1} }}{{h, i: 2}}{{}}{{a /* b */+ c}}</a>\n"},
	{"entities", "<a b='&lt;&amp;&#x41; & '>&nbsp;&lt;b&gt; 1 < 2 &#123;{</a>", "<a b=\"&lt;&amp;&#x41; & \">&nbsp;&lt;b&gt; 1 < 2 &#123;{</a>\n"},
	{"spellings", "<a bindtap='b' wx-if='{{c}}' wx:for-items='{{d}}' data-aB='e'/>", "<a bindtap=\"b\" wx-if=\"{{c}}\" wx:for-items=\"{{d}}\" data-aB=\"e\" />\n"},
	{"wxs", "<a><wxs module='m'>\n  var a = '<b>'\n</wxs ><wxs src='n' module='n'/></a>", "<a>\n  <wxs module=\"m\">\n  var a = '<b>'\n</wxs>\n  <wxs src=\"n\" module=\"n\" />\n</a>\n"},
	{"declarations", "<!DOCTYPE html><a/>", "<!DOCTYPE html>\n<a />\n"},
	{"unclosed tags are closed", "<a><image src='b'>c</a>", "<a>\n  <image src=\"b\">c</image>\n</a>\n"},
	{"texts stay apart", "<a>b</x>c</a>", "<a>b<!---->c</a>\n"},
	{"a blank that renders", "<a>&#32;</a><b>&#9; </b>", "<a>&#32;</a>\n<b>&#9; </b>\n"},
	{"no white space of its own", "  <a>  </a>  ", "<a></a>\n"},
	{"nothing", " \n ", ""},
}

func TestFormat(t *testing.T) {
	for _, test := range formatTests {
		t.Run(test.name, func(t *testing.T) {
			d := Parse("t.wxml", []byte(test.in))
			if got := string(Format(d)); got != test.want {
				t.Errorf("%s\n got:\n%s\nwant:\n%s", test.in, got, test.want)
			}
			checkPrintBack(t, d)
		})
	}
}

// TestPrintBack prints the trees of all parser tests and parses them again.
func TestPrintBack(t *testing.T) {
	for _, test := range parseTests {
		t.Run(test.name, func(t *testing.T) { checkPrintBack(t, Parse("t.wxml", []byte(test.in))) })
	}
	for _, src := range []string{"\ufeff\ufeff", "\ufeff\ufeffa", "\ufeff{{'\ufeff'}}", "\ufeff\ufeff\ufeff<a/>\ufeff"} { // the first is the file's
		checkPrintBack(t, Parse("t.wxml", []byte(src)))
	}
}

// checkPrintBack verifies that parse, print, parse gives an equal tree and that
// printing it again gives the same bytes.
func checkPrintBack(t *testing.T, d *Document) {
	t.Helper()
	once := Format(d)
	again := Parse(d.File, once)
	if got, want := dump(rendered(again.Nodes)), dump(rendered(d.Nodes)); got != want {
		t.Fatalf("the tree changes by printing\nsource %q\nprint  %q\n got %s\nwant %s", d.Source, once, got, want)
	}
	if twice := Format(again); !bytes.Equal(once, twice) {
		t.Fatalf("printing is not stable\nsource %q\nonce  %q\ntwice %q", d.Source, once, twice)
	}
	if got, want := bodies(again), bodies(d); got != want {
		t.Fatalf("the wxs bodies change by printing\n got %q\nwant %q", got, want)
	}
}

// rendered copies a tree without what printing may change: blank text, and the
// empty comments that keep texts apart.
func rendered(nodes []Node) []Node {
	var out []Node
	for _, n := range nodes {
		switch n := n.(type) {
		case *Space:
		case *Comment:
			if n.Text != "" {
				out = append(out, n)
			}
		case *Element:
			c := *n
			c.Children = rendered(n.Children)
			out = append(out, &c)
		default:
			out = append(out, n)
		}
	}
	return out
}

// bodies joins the bodies of all wxs elements.
func bodies(d *Document) string {
	var b strings.Builder
	var walk func([]Node)
	walk = func(nodes []Node) {
		for _, n := range nodes {
			if e, ok := n.(*Element); ok {
				b.Write(d.Source[e.Raw.From:e.Raw.To])
				b.WriteByte('|')
				walk(e.Children)
			}
		}
	}
	walk(d.Nodes)
	return b.String()
}

func TestFormatHandmade(t *testing.T) {
	name := &expr.Ident{Name: "a"}
	d := &Document{Nodes: []Node{&Element{Name: "b", Attrs: []Attr{
		{Family: Event, Name: "tap", Flags: Capture | Catch, HasValue: true, Value: NewValue(Part{Text: "c\"&lt;'{"}, Part{Expr: name})},
		{Family: Directive, Name: "else"},
	}, Children: []Node{
		&Text{Value: NewValue(Part{Text: " \u00a0<d>&&amp;&#1;{{\"{"}, Part{Expr: name})},
		&Text{Value: NewValue(Part{Text: "\n"})},
	}}}}
	want := "<b capture-catch:tap=\"c&quot;&amp;lt;'&#123;{{a}}\" wx:else> &nbsp;&lt;d>&&amp;amp;&amp;#1;&#123;{\"&#123;{{a}}<!---->&#10;</b>\n"
	if got := string(Format(d)); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	checkPrintBack(t, d)
}

func TestFormatDeep(t *testing.T) {
	src := strings.Repeat("<a>", 600) + strings.Repeat("<b/>", 1000) + strings.Repeat("</a>", 600)
	d := Parse("t.wxml", []byte(src))
	checkPrintBack(t, d)
	if n := len(Format(d)); n > 40*len(src) {
		t.Errorf("%d bytes of source print as %d", len(src), n)
	}
}

func TestPrint(t *testing.T) {
	var b strings.Builder
	if err := Parse("t.wxml", []byte("<a/>")).Print(&b); err != nil || b.String() != "<a />\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	w.Close()
	if Parse("t.wxml", []byte("<a/>")).Print(w) == nil {
		t.Error("the error of the writer is lost")
	}
}

// testPages returns the realistic pages of testdata.
func testPages(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/pages/*.wxml")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages in testdata", err)
	}
	pages := make(map[string][]byte)
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(f)] = src
	}
	return pages
}

func TestPages(t *testing.T) {
	for name, src := range testPages(t) {
		d := Parse(name, src)
		if d.Diagnostics.HasErrors() {
			t.Errorf("%s: %v", name, d.Diagnostics.Errors())
		}
		checkSpans(t, d)
		checkPrintBack(t, d)
	}
}

// hostile are inputs that repeat a pattern which could cost more than linear
// time.
var hostile = []string{
	"<a>", "</a>", "<a b='{{'>", "{{", "{{{", "}}", "{{a}}", "<a b=\"", "<a b='x>\n", "<a ", "<a b=", "<!--", "<![CDATA[", "<!", "<", "&", "&a;", "&amp", "&#",
	"{{'", "{{\"}}", "a b='{{c\"}}' ", "<a b='{{c \"d' e='{{f \"g' ", "<wxs module='m'>", "<wxs module='m'></wxs", "<wxs module='m'></wxsx></wxs>", "=", "'", "\\", "<a b='c'", "<a>\n</b>\n",
	"<a wx:if/><a wx:else/>", "<a>b</a>", "a<b/>", "\n", " ", "\xff", "<a {{", "<a {{b}} ", "{{a.", "{{[", "{{(a", "{{a?", "{{/*",
}

// TestHostile bounds the time of hostile inputs.
func TestHostile(t *testing.T) {
	const size = 32 << 10
	var distinct strings.Builder
	distinct.WriteString("<a")
	for i := 0; distinct.Len() < 4*size; i++ {
		fmt.Fprintf(&distinct, " a%d", i)
	}
	inputs := map[string]string{"attributes": distinct.String()}
	for _, prefix := range []string{"class:", "style:", "let:", "slot:", "change:", "bind:", "data-"} {
		inputs[prefix] = strings.ReplaceAll(distinct.String(), " a", " "+prefix+"a")[:4*size]
	}
	for _, pattern := range hostile {
		inputs[pattern] = strings.Repeat(pattern, 4*size/len(pattern))
		inputs["<a>"+pattern] = "<a>" + inputs[pattern]
	}
	for name, in := range inputs {
		scales(t, name, size, func(size int) time.Duration {
			start := time.Now()
			Format(Parse("t.wxml", []byte(in[:min(size, len(in))])))
			return time.Since(start)
		})
	}
}
