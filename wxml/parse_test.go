package wxml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// dump writes a tree on one line: NAME(ATTRS)/{CHILDREN} for an element, where
// "/" stands for self-closed; "text", {binding} or ["text" {binding}] for values
// and texts, _ for blank text, --text-- for comments and !text for declarations.
// Attributes are named by family: data:userId whatever the spelling was.
func dump(nodes []Node) string {
	var out []string
	for _, n := range nodes {
		switch n := n.(type) {
		case *Element:
			out = append(out, dumpElement(n))
		case *Text:
			out = append(out, dumpValue(&n.Value))
		case *Space:
			out = append(out, "_")
		case *Comment:
			out = append(out, "--"+n.Text+"--")
		case *Meta:
			out = append(out, "!"+n.Text)
		}
	}
	return strings.Join(out, " ")
}

func dumpElement(e *Element) string {
	s := e.Name
	var attrs []string
	for _, a := range e.Attrs {
		a.rawLen = 0
		t := a.written("")
		if a.HasValue {
			t += "=" + dumpValue(&a.Value)
		}
		attrs = append(attrs, t)
	}
	if attrs != nil {
		s += "(" + strings.Join(attrs, " ") + ")"
	}
	if e.SelfClosed {
		s += "/"
	}
	if e.Children != nil {
		s += "{" + dump(e.Children) + "}"
	}
	return s
}

func dumpValue(v *AttrValue) string {
	if v.Len() == 0 {
		return `""`
	}
	var parts []string
	for _, p := range v.Parts() {
		if p.Expr == nil {
			parts = append(parts, fmt.Sprintf("%q", p.Text))
		} else {
			parts = append(parts, "{"+dumpExpr(p.Expr)+"}")
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "[" + strings.Join(parts, " ") + "]"
}

func dumpExpr(n expr.Node) string {
	if _, ok := n.(*expr.Empty); ok {
		return ""
	}
	return expr.Print(n)
}

// dumpDiags writes diagnostics as E1:2 code, with E, W or N for the severity.
// Those of expressions are the business of package expr.
func dumpDiags(list Diagnostics) string {
	var out []string
	for _, d := range list {
		if !strings.HasPrefix(d.Code, "wxml-expr") {
			code := strings.TrimPrefix(d.Code, "wxml-")
			out = append(out, fmt.Sprintf("%c%d:%d %s", "NWE"[d.Severity], d.Line, d.Col, code))
		}
	}
	return strings.Join(out, ", ")
}

var parseTests = []struct{ name, in, tree, diags string }{
	{"1 byte order mark", "\uFEFF<a/>", `a/`, ``},
	{"1 other spaces are text", "<a>\u00a0</a>\u2028", `a{"\u00a0"} "\u2028"`, ``},
	{"1 white space", "<a\v\fb\r\n=\t'c'/>", `a(b="c")/`, `N2:1 unexpected-space`},
	{"1 not UTF-8", "<a>\xff\xfe</a>", `a{"�"}`, `E1:4 invalid-utf8`},
	{"1 tag names", "<my-tag_1/><_x/>", `my-tag_1/ _x/`, ``},
	{"1 upper-case tags", "<View></View><view></View>", `View view`,
		`N1:1 uppercase-tag, W1:14 missing-end-tag, W1:20 invalid-end-tag`},
	{"1 tag prefix", "<a:b c='d'>x</a:b>", `wx-x(c="d"){"x"}`, `W1:1 tag-prefix`},
	{"1 positions", "<!-- 中 -->\r\n  <b d='中' d>", "-- 中 -- _ b(d=\"中\")", `W2:3 missing-end-tag, W2:12 duplicate-attribute`},

	{"1.1 closed", "<x></x><x/><x />", `x x/ x/`, ``},
	{"1.1 no void elements", "<v><image src='a'><br>b</v>c", `v{image(src="a"){br{"b"}}} "c"`,
		`W1:4 missing-end-tag, W1:19 missing-end-tag`},
	{"1.1 unclosed", "<a><b>", `a{b}`, `W1:1 missing-end-tag, W1:4 missing-end-tag`},
	{"1.1 stray end tag", "a</b>c", `"a" "c"`, `W1:2 invalid-end-tag`},
	{"1.1 stray end tag inside", "<a>b</c>d</a>", `a{"b" "d"}`, `W1:5 invalid-end-tag`},
	{"1.1 crossed tags", "<a><b></a></b>", `a{b}`, `W1:4 missing-end-tag, W1:11 invalid-end-tag`},
	{"1.1 < as text", "<a>1 < 2 <= 3 <</a>><?x?>", `a{"1 < 2 <= 3 <"} "><?x?>"`,
		`N1:6 bare-less-than, N1:10 bare-less-than, N1:15 bare-less-than, N1:21 bare-less-than`},
	{"1.1 < at the end", "a<", `"a<"`, `N1:2 bare-less-than`},
	{"1.1 space in end tag", "<a></a ><b></ b\n>", `a b`, `N1:7 unexpected-space, N1:14 unexpected-space, N1:16 unexpected-space`},
	{"1.1 text in end tag", "<a></a b='c'>d", `a "d"`, `E1:8 end-tag-text`},
	{"1.1 end tag without >", "<a><b></b</a>c", `a{b} "c"`, `E1:7 incomplete-tag`},
	{"1.1 empty end tag", "<a></></a>", `a`, `W1:4 invalid-end-tag`},
	{"1.1 tag without >", "<a b='c'<d/></a>", `a(b="c"){d/}`, `E1:1 incomplete-tag`},
	{"1.1 tag at the end", "<a b", `a(b)`, `E1:1 incomplete-tag, W1:1 missing-end-tag`},
	{"1.1 space before />", "<a / >b<c /d>", `a/ "b" c(d)`, `N1:5 unexpected-space, W1:8 missing-end-tag, W1:11 unexpected-character`},

	{"1.2 comment", "<a><!-- b -- <c> -->d<!----></a>", `a{-- b -- <c> -- "d" ----}`, ``},
	{"1.2 unclosed comment", "<a/><!-- b", `a/ -- b--`, `W1:5 unclosed-comment`},
	{"1.2 declaration", "<!DOCTYPE html><a/>", `!DOCTYPE html a/`, `N1:1 unknown-meta`},
	{"1.2 processing instruction is text", "<?xml?>", `"<?xml?>"`, `N1:1 bare-less-than`},
	{"1.2 CDATA", "<![CDATA[a>b]]>c", `![CDATA[a>b]] "c"`, `W1:1 cdata`},
	{"1.2 comment in a chain", "<a wx:if='{{b}}'/> <!--c-->\n<a wx:else/>", `a(wx:if={b})/ _ --c-- _ a(wx:else)/`, ``},

	{"1.3 quotes", `<a b="c" d='e"' f/>`, `a(b="c" d="e\"" f)/`, ``},
	{"1.3 spaces around =", "<a b = 'c' d= 'e' f ='g'/>", `a(b="c" d="e" f="g")/`,
		`N1:6 unexpected-space, N1:13 unexpected-space, N1:21 unexpected-space`},
	{"1.3 no space between", `<a b="c"d='e'f/>`, `a(b="c" d="e" f)/`, `N1:9 missing-space, N1:14 missing-space`},
	{"1.3 unquoted", "<a b=c d={{e}} f=g{{h}}i/>", `a(b="c" d={e} f=["g" {h} "i"])/`,
		`W1:6 unquoted-value, W1:10 unquoted-value, W1:18 unquoted-value`},
	{"1.3 unquoted odd", "<a b=/c/1.png d=#fff>e</a><f g=1/>", `a(b="/c/1.png" d="#fff"){"e"} f(g="1")/`,
		`W1:6 unquoted-value, W1:17 unquoted-value, W1:32 unquoted-value`},
	{"1.3 = without a value", "<a b=/><a b=><a b= c='d'></a>", `a(b)/ a(b){a(b c="d")}`,
		`N1:5 missing-value, W1:8 missing-end-tag, N1:12 missing-value, N1:18 unexpected-space, N1:18 missing-value`},
	{"1.3 two colons", "<a b:c:d='e' wx:if:x f/>", `a(f)/`, `W1:4 attribute-prefix, W1:14 attribute-prefix`},
	{"1.3 unknown prefix", "<a x:y='1' wx:nope='2' :z='3'/>", `a/`,
		`W1:4 attribute-prefix, W1:12 attribute-prefix, W1:24 attribute-name`},
	{"1.3 invalid names", "<a #x='1' 1a @tap='t' b.c='2' d/>", `a(d)/`,
		`W1:4 attribute-name, W1:11 attribute-name, W1:14 attribute-name, W1:23 attribute-name`},
	{"1.3 missing names", "<a bind:='b' data-='c' ='d' wx:/>", `a/`,
		`W1:4 attribute-name, W1:14 attribute-name, W1:24 attribute-name, W1:29 attribute-name`},
	{"1.3 duplicates", "<a b='1' b='2' data-x-y='3' data:xY='4' wx:for='{{l}}' wx:for-items='{{m}}' wx:key='k'/>",
		`a(b="1" data:xY="3" wx:for={l} wx:key="k")/`,
		`W1:10 duplicate-attribute, W1:29 duplicate-attribute, W1:56 deprecated-attribute, W1:56 duplicate-attribute`},
	{"1.3 duplicate events stay", "<a bindtap='1' bind:tap='2' catchtap='3' bindtap='4'/>",
		`a(bind:tap="1" bind:tap="2" catch:tap="3" bind:tap="4")/`, ``},
	{"1.3 own quote inside a binding", `<a b="{{c ? "x" : 'y'}}" d='{{'}}'}}'/>`, `a(b={c ? "x" : 'y'} d={'}}'})/`, ``},
	{"1.3 newlines in values", "<a b='c\nd' e/>", `a(b="c\nd" e)/`, ``},
	{"1.3 > and < in values", "<a b='<c>' d='{{e > f}}'/>", `a(b="<c>" d={e > f})/`, ``},
	{"1.3 binding in a tag", "<a {{b > c}} d/>", `a(d)/`, `E1:4 binding-in-tag`},
	{"1.3 unclosed quote", "<a b='c>\n<d/></a>", `a(b="c"){_ d/}`, `E1:6 unclosed-quote`},
	{"1.3 unclosed quote at the end", "<a b='c", `a(b="c")`, `E1:1 incomplete-tag, W1:1 missing-end-tag, E1:6 unclosed-quote`},
	{"1.3 backslash before a quote", `<a b="\"c\"" d="e"/>`, `a(b="\\" c d="e")/`,
		`N1:7 backslash, N1:9 missing-space, W1:10 unexpected-character`},
	{"1.3 stray quote", `<a b="c"" d="e"/>`, `a(b="c" d="e")/`, `N1:9 missing-space, W1:9 unexpected-character`},

	{"1.4 entities", "<a b='&lt;&#65;&#x42;&#X43;&#x6a;'>&nbsp;&emsp;&amp;lt;&semi;&NotEqualTilde;</a>",
		`a(b="<ABCj"){"\u00a0\u2003&lt;;≂̸"}`, ``},
	{"1.4 bare &", "a & b && c &lt d &; e?a=1&b=2", `"a & b && c &lt d &; e?a=1&b=2"`, ``},
	{"1.4 illegal entities", "&foo;&#;&#xg;&#x110000;&#xD800;&notit;&lt;", `"&foo;&#;&#xg;&#x110000;&#xD800;&notit;<"`,
		`W1:1 illegal-entity, W1:6 illegal-entity, W1:9 illegal-entity, W1:14 illegal-entity, W1:24 illegal-entity, W1:32 illegal-entity`},
	{"1.4 entities in bindings stay", "{{'&lt;'}}&lt;{{b}}&gt;", `[{'&lt;'} "<" {b} ">"]`, ``},
	{"1.4 no double decoding", "&amp;&amp;#38;&#38;lt;", `"&&#38;&lt;"`, ``},
	{"1.4 backslash", `<a b='c\d\t'>\n</a>`, `a(b="c\\d\\t"){"\\n"}`, `N1:10 backslash, N1:14 backslash`},

	{"1.5 blank text", "<a> \n\t</a>\n", `a{_} _`, ``},
	{"1.5 text keeps its space", "<a> {{b}} </a> c\n", `a{[" " {b} " "]} " c\n"`, ``},
	{"1.5 one node a run", "{{a}}{{b}} {{c}}", `[{a} {b} " " {c}]`, ``},
	{"1.5 comment splits", "a<!--b-->c", `"a" --b-- "c"`, ``},
	{"1.5 a space of an entity is no blank", "<a>&#32;</a>", `a{" "}`, ``},
	{"1.5 CRLF", "<a>\r\nb\r\n</a>", `a{"\r\nb\r\n"}`, ``},
	{"1.5 braces", "{ {a} } }} {{{b: 1}}}", `["{ {a} } }} " {{b: 1}}]`, ``},

	{"2.1 values", "<a b c='' d='false' e='{{f}}' g=' {{f}}' h='{{f}}{{f}}' i='{{}}' j='{{ }}'/>",
		`a(b c="" d="false" e={f} g=[" " {f}] h=[{f} {f}] i={} j={})/`, ``},

	{"4.1 block", "<block wx:if='{{a}}' slot='b' slot:c let:d='{{e}}' class='f' bindtap='g' data-h/>",
		`block(wx:if={a} slot="b" slot:c let:d={e} class="f" bind:tap="g" data:h)/`,
		`W1:52 attribute-not-allowed, W1:62 attribute-not-allowed, W1:74 attribute-not-allowed`},

	{"4.2 chain", "<a wx:if='{{x}}'/><a wx:elif='{{y}}'/><a wx:else/>", `a(wx:if={x})/ a(wx:elif={y})/ a(wx:else)/`, ``},
	{"4.2 no value", "<a wx:if/><a wx:elif=''/>", `a(wx:if)/ a(wx:elif="")/`, `W1:4 condition, W1:14 condition`},
	{"4.2 static", "<a wx:if='false'/><a wx:if='{{b}} '/><a wx:if='{{b}}{{c}}'/>", `a(wx:if="false")/ a(wx:if=[{b} " "])/ a(wx:if=[{b} {c}])/`,
		`W1:4 condition, W1:22 condition`},
	{"4.2 else first", "<a wx:else/><b><a wx:elif='{{c}}'/></b>", `a(wx:else)/ b{a(wx:elif={c})/}`, `W1:4 else-without-if, W1:19 else-without-if`},
	{"4.2 text breaks the chain", "<a wx:if='{{b}}'/>c<a wx:else/>", `a(wx:if={b})/ "c" a(wx:else)/`, `W1:23 else-without-if`},
	{"4.2 else ends the chain", "<a wx:if='{{b}}'/><a wx:else/><a wx:else/>", `a(wx:if={b})/ a(wx:else)/ a(wx:else)/`, `W1:34 else-without-if`},
	{"4.2 value of else", "<a wx:if='{{b}}'/><a wx:else='{{c}}'/>", `a(wx:if={b})/ a(wx:else={c})/`, `W1:22 else-value`},
	{"4.2 two of them", "<a wx:if='{{b}}' wx:else/>", `a(wx:if={b} wx:else)/`, `W1:18 attribute-not-allowed`},
	{"4.2 with for", "<a wx:if='{{b}}'/><a wx:elif='{{c}}' wx:for='{{d}}' wx:key='e'/><a wx:else/>",
		`a(wx:if={b})/ a(wx:elif={c} wx:for={d} wx:key="e")/ a(wx:else)/`, `W1:22 else-with-for, W1:68 else-without-if`},
	{"4.2 if inside for", "<a wx:if='{{b}}' wx:for='{{d}}' wx:key='e'/><a wx:else/>",
		`a(wx:if={b} wx:for={d} wx:key="e")/ a(wx:else)/`, `W1:48 else-without-if`},

	{"4.3 for", "<a wx:for='{{b}}' wx:for-item='c' wx:for-index='d' wx:key='*this'/>",
		`a(wx:for={b} wx:for-item="c" wx:for-index="d" wx:key="*this")/`, ``},
	{"4.3 old spellings", "<a wx:for-items='{{b}}' wx:key='c'/><a wx-for='{{b}}' wx-key='c' wx-if='{{d}}'/><a wx-x/>",
		`a(wx:for={b} wx:key="c")/ a(wx:for={b} wx:key="c" wx:if={d})/ a(wx-x)/`,
		`W1:4 deprecated-attribute, N1:40 hyphen-directive, N1:55 hyphen-directive, N1:66 hyphen-directive`},
	{"4.3 scope names", "<a wx:for='{{b}}' wx:key='k' wx:for-item='{{c}}' wx:for-index='1d'/>",
		`a(wx:for={b} wx:key="k" wx:for-item={c} wx:for-index="1d")/`, `N1:30 binding-not-allowed, N1:50 scope-name`},
	{"4.3 lists", "<a wx:for wx:key='k'/><a wx:for='abc' wx:key='k'/><a wx:for='{{b}} ' wx:key='k'/>",
		`a(wx:for wx:key="k")/ a(wx:for="abc" wx:key="k")/ a(wx:for=[{b} " "] wx:key="k")/`, `W1:4 list, W1:26 list, W1:54 list`},
	{"4.3 lists written in place", "<a wx:for='{{3}}' wx:key='k'/><a wx:for='{{-3}}' wx:key='k'/><a wx:for='{{1.5}}' wx:key='k'/><a wx:for=\"{{'ab'}}\" wx:key='k'/><a wx:for='{{null}}' wx:key='k'/><a wx:for='{{true}}' wx:key='k'/><a wx:for='{{-b}}' wx:key='k'/>",
		`a(wx:for={3} wx:key="k")/ a(wx:for={-3} wx:key="k")/ a(wx:for={1.5} wx:key="k")/ a(wx:for={'ab'} wx:key="k")/ a(wx:for={null} wx:key="k")/ a(wx:for={true} wx:key="k")/ a(wx:for={-b} wx:key="k")/`,
		`N1:4 list, W1:34 list, W1:65 list, W1:97 list, W1:130 list, W1:163 list`},
	{"4.3 without for", "<a wx:for-item='b' wx:key='c'/>", `a(wx:for-item="b" wx:key="c")/`, `N1:4 key-without-for, N1:20 key-without-for`},

	{"4.4 missing key", "<a wx:for='{{b}}'/><a wx:for='{{b}}' wx:key/>", `a(wx:for={b})/ a(wx:for={b} wx:key)/`, `N1:4 missing-key, N1:23 missing-key`},
	{"4.4 key with binding", "<a wx:for='{{b}}' wx:key='{{item.id}}'/>", `a(wx:for={b} wx:key={item.id})/`, `W1:19 binding-not-allowed`},
	{"4.4 index as key", "<a wx:for='{{b}}' wx:key='index'/><a wx:for='{{b}}' wx:for-index='i' wx:key='i'/><a wx:for='{{b}}' wx:key='item'/>",
		`a(wx:for={b} wx:key="index")/ a(wx:for={b} wx:for-index="i" wx:key="i")/ a(wx:for={b} wx:key="item")/`,
		`N1:19 key-name, N1:70 key-name, N1:100 key-name`},

	{"4.4 static keys", "<a wx:for=\"{{[{id:1},{id:2},{id:'1'}]}}\" wx:key='id'/><a wx:for='{{[1,2,1]}}' wx:key='*this'/>",
		`a(wx:for={[{id: 1}, {id: 2}, {id: '1'}]} wx:key="id")/ a(wx:for={[1, 2, 1]} wx:key="*this")/`, `W1:42 duplicate-key, W1:79 duplicate-key`},
	{"4.4 static keys that may differ", "<a wx:for='{{[{id:1},{id:b},{c:1},{...d,id:1},...e,1]}}' wx:key='id'/><a wx:for='{{[{},{}]}}' wx:key='*this'/>",
		`a(wx:for={[{id: 1}, {id: b}, {c: 1}, {...d, id: 1}, ...e, 1]} wx:key="id")/ a(wx:for={[{}, {}]} wx:key="*this")/`, ``},

	{"4.5 template", "<template name='a'><b/></template><template is='{{a}}' data='{{b}}'/><template is='a' data='{{...b, c, d: 1}}'/>",
		`template(name="a"){b/} template(is={a} data={b})/ template(is="a" data={...b, c, d: 1})/`, ``},
	{"4.5 data", "<template is='a' data='{{b.c}}'/><template is='a' data='b'/>", `template(is="a" data={b.c})/ template(is="a" data="b")/`,
		`W1:18 invalid-value, W1:51 invalid-value`},
	{"4.5 neither name nor is", "<template/>", `template/`, `E1:1 missing-name`},
	{"4.5 name", "<template name='{{a}}'/><template name=''/><template name='b' is='c' wx:if='{{d}}'/>",
		`template(name={a})/ template(name="")/ template(name="b" is="c" wx:if={d})/`,
		`E1:11 missing-name, E1:35 missing-name, W1:63 attribute-not-allowed, W1:70 attribute-not-allowed`},
	{"4.5 children", "<template is='a'> <!-- b --> </template><template is='a'>c</template>", `template(is="a"){_ -- b -- _} template(is="a"){"c"}`,
		`W1:58 children-not-allowed`},

	{"4.6 import", "<import src='a'/><import/><import src=''/><import src='{{a}}' wx:if='{{b}}'>c</import>",
		`import(src="a")/ import/ import(src="")/ import(src={a} wx:if={b}){"c"}`,
		`E1:18 missing-src, E1:27 missing-src, E1:43 missing-src, W1:63 attribute-not-allowed, W1:77 children-not-allowed`},
	{"4.6 include", "<include src='a' wx:if='{{b}}'/><include src/>", `include(src="a" wx:if={b})/ include(src)/`, `E1:33 missing-src`},

	{"4.7 wxs", "<wxs module='a'>\nif (1 < 2 && '<b>') {{}}</wxsx></wxs >c", `wxs(module="a") "c"`, `N2:37 unexpected-space`},
	{"4.7 wxs with src", "<wxs module='a' src='b'/><wxs module='a' src='b'> </wxs><wxs module='a' src='b'>c</wxs>",
		`wxs(module="a" src="b")/ wxs(module="a" src="b") wxs(module="a" src="b")`, `W1:73 wxs-empty`},
	{"4.7 module", "<wxs src='a'/><wxs module='a-b' src='a'/><wxs module='{{a}}' src='a' wx:if='{{b}}'/>",
		`wxs(src="a")/ wxs(module="a-b" src="a")/ wxs(module={a} src="a" wx:if={b})/`,
		`E1:1 missing-module, E1:15 missing-module, E1:42 missing-module, W1:70 attribute-not-allowed`},
	{"4.7 unclosed", "<wxs module='a'>b</wxs", `wxs(module="a")`, `E1:18 incomplete-tag`},
	{"4.7 no end tag", "<wxs module='a'>b", `wxs(module="a")`, `W1:1 missing-end-tag`},
	{"4.7 empty", "<wxs module='a'></wxs>", `wxs(module="a")`, `W1:1 wxs-empty`},

	{"4.8 slot", "<slot name='{{a}}' b='{{c}}' bind:tap='d'/><slot> </slot><slot>e</slot>",
		`slot(name={a} b={c} bind:tap="d")/ slot{_} slot{"e"}`, `W1:64 children-not-allowed`},
	{"4.8 slot values", "<a slot:my-item slot:b='c' slot:d='{{e}}' slot:f='1'/>", `a(slot:myItem slot:b="c" slot:d={e} slot:f="1")/`,
		`N1:28 binding-not-allowed, N1:43 scope-name`},

	{"5 plain", "<a id='b' class='c' style='d' hidden slot='e' my-prop='f' myProp='g' aria-label='h'/>",
		`a(id="b" class="c" style="d" hidden slot="e" my-prop="f" myProp="g" aria-label="h")/`, ``},
	{"5 class: and style:", "<a class='x' class:b class:c-d='{{e}}' style:color='red' style='y:z'/>",
		`a(class="x" class:b class:c-d={e} style:color="red" style="y:z")/`, ``},
	{"5 class: and style: conflicts", "<a class='{{x}}' class:b class:c class:c style:d='e' style='{{y}}'/>",
		`a(class={x} class:b class:c style:d="e" style={y})/`,
		`E1:18 class-style-conflict, E1:26 class-style-conflict, E1:34 class-style-conflict, E1:42 class-style-conflict`},
	{"5 data-", "<a data-user-id data-userName data-ab-Cd data-aBc data-FOO-bar data-x-1/>",
		`a(data:userId data:username data:abCd data:abc data:fooBar data:x1)/`, ``},
	{"5 data:", "<a data:xY='1' data:x-y='{{2}}'/>", `a(data:xY="1" data:x-y={2})/`, ``},
	{"5 the other prefixes", "<a mark:aB='1' model:b='{{c}}' change:d='{{m.f}}' generic:e='f' worklet:g='h' let:i-j='{{k}}' extra-attr:l='m'/>",
		`a(mark:aB="1" model:b={c} change:d={m.f} generic:e="f" worklet:g="h" let:iJ={k} extra-attr:l="m")/`, ``},
	{"5 let: in the wrong order", "<a let:b='{{b + c.d}}' let:c='{{ {b, e: [f(c)]} }}' let:d='{{b}}'/>", `a(let:b={b + c.d} let:c={{b, e: [f(c)]}} let:d={b})/`,
		`W1:13 let-order, W1:17 let-order, W1:44 let-order`},
	{"5 static only", "<a generic:e='{{f}}' worklet:g='{{h}}' extra-attr:l='{{m}}'/>", `a(generic:e={f} worklet:g={h} extra-attr:l={m})/`,
		`N1:4 binding-not-allowed, N1:22 binding-not-allowed, N1:40 binding-not-allowed`},
	{"5 values needed", "<a mark:b class:c slot:d data-e bind:f model:g let:h style:i/>",
		`a(mark:b class:c slot:d data:e bind:f model:g let:h style:i)/`,
		`N1:33 missing-value, N1:40 missing-value, N1:48 missing-value, N1:54 missing-value`},
	{"5 no prefix", "<a data='{{b}}' bind catch wx-model datax on='c' onTap='d'/>", `a(data={b} bind catch wx-model datax on="c" onTap="d")/`, ``},

	{"8 events", "<a bindtap='1' bind:my-event='2' bindmyEvent='3' catchtap='4' catch:tap='5' mut-bind:tap='6' mut-bindtap='7'/>",
		`a(bind:tap="1" bind:my-event="2" bind:myEvent="3" catch:tap="4" catch:tap="5" mut-bind:tap="6" mut-bind:tap="7")/`, ``},
	{"8 capture", "<a capture-bind:tap='1' capture-catch:tap='2' capture-mut-bind:tap='3' capture-bindtap='4' capture-catchtap='5'/>",
		`a(capture-bind:tap="1" capture-catch:tap="2" capture-mut-bind:tap="3" capture-bind:tap="4" capture-catch:tap="5")/`, ``},
	{"8 bound handlers", "<a bind:tap='{{b}}' catch:tap=''/>", `a(bind:tap={b} catch:tap="")/`, ``},

	{"13 broken binding", `<a b="{{ t === \"c\" }}" d="{{e}}">f{{ g h }}i{{j}}</a>`, `a(b={} d={e}){["f" {} "i" {j}]}`, ``},
	{"13 reserved words", "<a b='{{class}}' c='{{for, in}}'/>", `a(b={class} c={for, in})/`, ``},
}

func TestParse(t *testing.T) {
	for _, test := range parseTests {
		t.Run(test.name, func(t *testing.T) {
			d := Parse("t.wxml", []byte(test.in))
			if got := dump(d.Nodes); got != test.tree {
				t.Errorf("%s\n got %s\nwant %s", test.in, got, test.tree)
			}
			if got := dumpDiags(d.Diagnostics); got != test.diags {
				t.Errorf("%s\n got %s\nwant %s\n%v", test.in, got, test.diags, d.Diagnostics)
			}
			checkSpans(t, d)
		})
	}
}

// checkSpans verifies that nodes lie in order inside their parents.
func checkSpans(t *testing.T, d *Document) {
	t.Helper()
	var walk func(nodes []Node, from, to Pos)
	walk = func(nodes []Node, from, to Pos) {
		for _, n := range nodes {
			if n.Pos() < from || n.End() <= n.Pos() || n.End() > to {
				t.Fatalf("node %s at %d-%d is not inside %d-%d", dump([]Node{n}), n.Pos(), n.End(), from, to)
			}
			from = n.End()
			switch n := n.(type) {
			case *Text:
				checkParts(t, n.Value.Parts(), n.Value.Span)
			case *Element:
				at := n.NamePos()
				for _, a := range n.Attrs {
					if a.From <= at || a.To <= a.From || a.To > n.To {
						t.Fatalf("attribute %s at %d-%d", a.Raw(d.source()), a.From, a.To)
					}
					checkParts(t, a.Value.Parts(), a.Span)
					at = a.To - 1
				}
				walk(n.Children, at, n.To)
			}
		}
	}
	walk(d.Nodes, 0, Pos(len(d.Source)))
}

func checkParts(t *testing.T, parts []Part, in Span) {
	t.Helper()
	at := in.From
	for _, p := range parts {
		if p.From < at || p.To <= p.From || p.To > in.To {
			t.Fatalf("part %d-%d of %d-%d", p.From, p.To, in.From, in.To)
		}
		at = p.To
	}
}

func TestParseTemplateData(t *testing.T) {
	d := Parse("t.wxml", []byte("<template is='a' data='{{b}}'/><c data='{{b}}'/>"))
	if _, ok := d.Nodes[0].(*Element).Attrs[1].Value.Part(0).Expr.(*expr.Object); !ok {
		t.Error("the data of a template is not an object")
	}
	if _, ok := d.Nodes[1].(*Element).Attrs[0].Value.Part(0).Expr.(*expr.Ident); !ok {
		t.Error("the data of another element is not the variable")
	}
}

func TestParseSpans(t *testing.T) {
	src := "\uFEFF <a b = 'c{{d}}'>e</a>\n<wxs module='m'>f</wxs>"
	d := Parse("t.wxml", []byte(src))
	at := func(s Span) string { return string(d.Source[s.From:s.To]) }
	e := d.Nodes[1].(*Element)
	wxs := d.Nodes[3].(*Element)
	for _, test := range []struct{ what, got, want string }{
		{"element", at(e.Span), "<a b = 'c{{d}}'>e</a>"},
		{"name", at(Span{e.NamePos(), e.NamePos() + 1}), "a"},
		{"attribute", at(e.Attrs[0].Span), "b = 'c{{d}}'"},
		{"value", at(e.Attrs[0].Value.Span), "c{{d}}"},
		{"binding", at(e.Attrs[0].Value.Part(1).Span), "{{d}}"},
		{"text", at(e.Children[0].(*Text).Value.Span), "e"},
		{"raw", at(wxs.Raw), "f"},
		{"wxs", at(wxs.Span), "<wxs module='m'>f</wxs>"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.what, test.got, test.want)
		}
	}
}

func TestParseDepth(t *testing.T) {
	const n = 100_000
	d := Parse("t.wxml", []byte(strings.Repeat("<a>", n)+"x"+strings.Repeat("</a>", n)+"<b/>"))
	depth, nodes := 0, d.Nodes
	for len(nodes) > 0 {
		e, ok := nodes[0].(*Element)
		if !ok {
			break
		}
		depth++
		if e.Children == nil {
			// The deepest level holds the rest of the elements and the text.
			if len(nodes) != n-maxDepth+1 {
				t.Errorf("%d nodes on the last level, want %d", len(nodes), n-maxDepth+1)
			}
		}
		nodes = e.Children
	}
	if depth != maxDepth+1 {
		t.Errorf("depth %d, want %d", depth, maxDepth+1)
	}
	if got, want := dumpDiags(d.Diagnostics), fmt.Sprintf("E1:%d too-deep", 3*maxDepth+1); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(d.Nodes) != 2 {
		t.Errorf("%d top-level nodes, want 2: end tags do not match", len(d.Nodes))
	}
}

func TestParseSize(t *testing.T) {
	src := []byte("<a/><b/>")
	for _, test := range []struct {
		max   int
		nodes int
	}{{0, 2}, {-1, 2}, {8, 2}, {7, 0}} {
		d := ParseOptions{MaxBytes: test.max}.Parse("t.wxml", src)
		if len(d.Nodes) != test.nodes || d.Diagnostics.HasErrors() != (test.nodes == 0) {
			t.Errorf("limit %d: %d nodes, %v", test.max, len(d.Nodes), d.Diagnostics)
		}
	}
}

func TestParseManyDiagnostics(t *testing.T) {
	d := Parse("t.wxml", []byte(strings.Repeat("</a>\n", 5000)+"<import/>"))
	last := d.Diagnostics[len(d.Diagnostics)-1]
	if last.Code != codeTooMany || len(d.Diagnostics) != maxDiagnostics+2 {
		t.Errorf("%d diagnostics, the last is %v", len(d.Diagnostics), last)
	}
	if e := d.Diagnostics[maxDiagnostics]; e.Code != codeMissingSrc || e.Line != 5001 {
		t.Errorf("the error is lost among the warnings: %v", e)
	}
	if e := d.Diagnostics[41]; e.Line != 42 || e.Source != "</a>" {
		t.Errorf("diagnostic 41 is at %d:%d %q", e.Line, e.Col, e.Source)
	}
}

// TestDiagnosticPositions compares the one-pass positions with diag.At.
func TestDiagnosticPositions(t *testing.T) {
	src := "中</a> </b>\r\n\n\n  </c>中</d>\n</e>"
	d := Parse("t.wxml", []byte(src))
	if len(d.Diagnostics) != 5 {
		t.Fatal(d.Diagnostics)
	}
	at := 0
	for _, m := range d.Diagnostics {
		at += strings.Index(src[at:], "</")
		if want := diag.At("t.wxml", []byte(src), at, m.Severity, m.Code, m.Message); *want != *m {
			t.Errorf("got %#v\nwant %#v", m, want)
		}
		at++
	}
}

func TestLossless(t *testing.T) {
	for src, want := range map[string]bool{
		"<a b='c'>&lt; <</a>":     true,
		"<view wx:else>x":         true,
		"<a b='c' b='d'/>":        false,
		"<a x:y='c'/>":            false,
		"<a @b='c'/>":             false,
		"<a:b/>":                  false,
		"<a b='c''/>":             false,
		"<a b='{{c d}}'/>":        false,
		"<a/>" + "<template></a>": false,
	} {
		if got := Parse("t.wxml", []byte(src)).Lossless(); got != want {
			t.Errorf("Lossless(%s) = %v", src, got)
		}
	}
}

func TestMessages(t *testing.T) {
	const list = "<a wx:for='{{b}}' wx:for-item='it' wx:for-index='ix' "
	for _, test := range []struct{ in, want string }{
		{"<image src='a'>", "t.wxml:1:1: warning: <image> has no end tag; write <image /> or </image> where it ends [wxml-missing-end-tag]"},
		{list + "wx:key='{{it.id}}'/>", `t.wxml:1:54: warning: wx:key names a property, without {{ }}; did you mean wx:key="id"? [wxml-binding-not-allowed]`},
		{list + "wx:key='{{id}}'/>", `t.wxml:1:54: warning: wx:key names a property, without {{ }}; did you mean wx:key="id"? [wxml-binding-not-allowed]`},
		{list + "wx:key='{{it}}'/>", `t.wxml:1:54: warning: wx:key names a property, without {{ }}; did you mean wx:key="*this"? [wxml-binding-not-allowed]`},
		{list + "wx:key='{{ix}}'/>", `t.wxml:1:54: warning: wx:key names a property of the item, without {{ }} [wxml-binding-not-allowed]`},
		{list + "wx:key='a{{ix}}'/>", `t.wxml:1:54: warning: wx:key names a property of the item, without {{ }} [wxml-binding-not-allowed]`},
		{"\n  &copyright;", "t.wxml:2:3: warning: there is no entity &copyright;; write &amp; for a & [wxml-illegal-entity]"},
		{"<a " + strings.Repeat("中b", 50) + "/>", "t.wxml:1:4: warning: " + strings.Repeat("中b", 15) + "... in <a> is ignored: attribute names consist of letters, digits, -, _ and one : [wxml-attribute-name]"},
	} {
		d := Parse("t.wxml", []byte(test.in))
		if len(d.Diagnostics) != 1 || d.Diagnostics[0].Error() != test.want {
			t.Errorf("%s\n got %v\nwant %s", test.in, d.Diagnostics, test.want)
		}
	}
}

// TestManyAttributes has more attributes than are searched one by one.
func TestManyAttributes(t *testing.T) {
	var src strings.Builder
	src.WriteString("<a")
	for i := range 100 {
		fmt.Fprintf(&src, " b%d='%d' bind:c='d' data-b%d b%d", i, i, i, i/2)
	}
	src.WriteString("/>")
	d := Parse("t.wxml", []byte(src.String()))
	var families [Extra + 1]int
	for _, a := range d.Nodes[0].(*Element).Attrs {
		families[a.Family]++
	}
	if families[Plain] != 100 || families[Event] != 100 || families[Data] != 100 || len(d.Diagnostics) != 100 {
		t.Errorf("families %v, %d diagnostics", families, len(d.Diagnostics))
	}
}
