package wxml

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

var compileTests = []struct{ name, in, want, diags string }{
	{"1.5 text", "<view> a </view> \n b{{c}}", `view{" a "} #0(c)`, ``},
	{"1.5 empty text renders nothing", "<view>{{''}}</view><!--a-->", `view`, ``},
	{"1.5 comments split text", "a<!--b-->c", `"a" "c"`, ``},
	{"2.1 constants are evaluated", "<view id='{{1 + 1}}' hidden a='{{null}}'>{{'a' + 1}}{{true ? 'x' : y}}</view>", `view[id=2 hidden=true a=null]{"a1x"}`, ``},
	{"2.1 holes in document order", "<view id='{{a}}' class='b {{c}}'>{{d}}<view e='{{f}}'/></view>", `view[id=#0(a) class=#1(c)]{#2(d) view[e=#3(f)]}`, ``},
	{"2.1 a broken binding is empty", "<view id='{{a b}}'>{{}}</view>", `view[id=""]`, ``},

	{"4.1 block", "<block><view/></block><block id='x' class='{{y}}' bind:tap='z'>a</block>", `view "a"`, ``},
	{"4.2 chain", "<view wx:if='{{a}}'/>\n<!--b--><view wx:elif='{{c}}'/><block wx:else><view/>d</block><view/>", `if(a){view}elif(c){view}else{view "d"} view`, ``},
	{"4.2 a declaration between", "<view wx:if='{{a}}'/><!DOCTYPE b><view wx:else/>", `if(a){view}else{view}`, ``},
	{"4.2 no value is false", "<view wx:if/><view wx:elif/><view wx:else/>", `iffalse{view}eliffalse{view}else{view}`, ``},
	{"4.2 else without if is shown", "<view wx:else/><view><text wx:elif='{{a}}'/></view>", `view view{text}`, ``},
	{"4.2 text breaks the chain", "<view wx:if='{{a}}'/>b<view wx:else/>", `if(a){view} "b" view`, ``},
	{"4.2 else ends the chain", "<view wx:if='{{a}}'/><view wx:else/><view wx:else/>", `if(a){view}else{view} view`, ``},
	{"4.2 the value of else is ignored", "<view wx:if='{{a}}'/><view wx:else='{{b}}'/>", `if(a){view}else{view}`, ``},
	{"4.2 if beside else begins a chain", "<view wx:if='{{a}}'/><text wx:if='{{b}}' wx:else/><view wx:else/>", `if(a){view} if(b){text}else{view}`, ``},
	{"4.2 elif beside for is ignored", "<view wx:if='{{a}}'/><text wx:elif='{{b}}' wx:for='{{c}}'/><view wx:else/>", `if(a){view} for((c) $0 $1){text} view`, ``},
	{"4.2 a definition takes no branch", "<view wx:if='{{a}}'/><template name='b' wx:else/><view/>", `if(a){view} view`, ``},
	{"4.2 neither does an import", "<view wx:if='{{a}}'/><wxs module='m' wx:else>var b</wxs><view wx:else/>", `if(a){view} view`, ``},
	{"4.2 on include, slot and template", "<slot wx:if='{{a}}'/><template is='t' wx:else/>", `if(a){slot}else{use("t")}`, `W1:32 unknown-template`},

	{"4.3 for", "<view wx:for='{{a}}' id='{{item.b + index + c}}'>{{item}}</view>", `for((a) $0 $1){view[id=#0(c $0 $1)]{#1($0)}}`, ``},
	{"4.3 names", "<view wx:for='{{a}}' wx:for-item='b' wx:for-index='c'>{{b}}{{c}}{{item}}{{index}}</view>", `for((a) $0 $1){view{#0(item index $0 $1)}}`, ``},
	{"4.3 if inside for", "<view wx:for='{{a}}' wx:if='{{item}}'/><view wx:else/>", `for((a) $0 $1){if($0){view}} view`, ``},
	{"4.3 nested", "<view wx:for='{{a}}'><text wx:for='{{item}}' wx:for-item='b'>{{item}}{{b}}{{index}}</text></view>{{item}}",
		`for((a) $0 $1){view{for(($0) $2 $3){text{#0($0 $2 $3)}}}} #0(item)`, ``},
	{"4.3 siblings share slots", "<block wx:for='{{a}}'>{{item}}</block><block wx:for='{{b}}'>{{index}}</block>", `for((a) $0 $1){#0($0)} for((b) $0 $1){#0($1)}`, ``},
	{"4.3 the list is outside of its own scope", "<view wx:for='{{item}}'/>", `for((item) $0 $1){view}`, ``},
	{"4.3 without a value", "<view wx:for/>", `for(true $0 $1){view}`, ``},
	{"4.4 keys", "<view wx:for='{{a}}' wx:key='id'/><view wx:for='{{a}}' wx:key='*this'/><view wx:for='{{a}}' wx:key='{{item.id}}'/>",
		`for((a) $0 $1 id){view} for((a) $0 $1 *this){view} for((a) $0 $1){view}`, ``},
	{"4.4 the index is no key", "<view wx:for='{{a}}' wx:key='index'/><view wx:for='{{a}}' wx:for-index='i' wx:key='i'/><view wx:for='{{a}}' wx:for-index='i' wx:key='index'/>",
		`for((a) $0 $1){view} for((a) $0 $1){view} for((a) $0 $1 index){view}`, ``},

	{"4.5 template", "<template is='t' data='{{a, b: c}}'/><template name='t'>{{a}}{{d}}</template>", `use("t" (a c)) | t: #0(a d)`, ``},
	{"4.5 lone name", "<template is='t' data='{{a}}'/><template name='t'/>", `use("t" (a)) | t: `, ``},
	{"4.5 dynamic name, no data", "<view><template name='t'>x</template><template is='{{a}}'/></view>", `view{use((a))} | t: "x"`, ``},
	{"4.5 scope", "<wxs module='m'>module.exports = {}</wxs><template name='t'>{{item}}{{m.a}}</template><view wx:for='{{a}}'><template is='t'/></view>",
		`for((a) $0 $1){view{use("t")}} | t: #0(item !)`, ``},
	{"4.5 recursion", "<template name='t'><view wx:for='{{a}}'><template is='t' data='{{...item}}'/></view></template><template is='t'/>",
		`use("t") | t: for((a) $0 $1){view{use("t" ($0))}}`, ``},
	{"4.5 the first definition counts", "<template name='t'>1</template><template name='t'>2</template><template is='t'/>", `use("t") | t: "1"`, `N1:32 duplicate-template`},
	{"4.5 a definition inside another", "<template name='t'><template name='u'>1</template>2</template><template is='u'/>", `use("u") | t: "2" | u: "1"`, ``},
	{"4.5 is beside name is ignored", "<template name='t' is='u'>1</template><template is='t'/>", `use("t") | t: "1"`, ``},
	{"4.5 children of a use are ignored", "<template is='t'><template name='t'>1</template></template>", `use("t")`, `W1:11 unknown-template`},
	{"4.5 directives on a use", "<template is='t' wx:for='{{a}}' wx:if='{{item}}' data='{{item}}'/><template name='t'/>", `for((a) $0 $1){if($0){use("t" ($0))}} | t: `, ``},
	{"4.5 unknown", "<template is='t'/><template is='t'/>", `use("t") use("t")`, `W1:11 unknown-template`},

	{"4.7 modules", "{{m.f(a)}}<wxs module='m'>module.exports = {}</wxs>{{m[n.b]}}", `#0(a !) #1(n !)`, ``},
	{"4.7 the first module counts", "<wxs module='m'>var a = 1</wxs><wxs module='m'>var b = 1</wxs>{{m}}", `#0(!)`, `W1:32 duplicate-wxs`},
	{"4.7 variables come first", "<wxs module='m'>var a</wxs><view wx:for='{{m}}' wx:for-item='m'>{{m}}</view>", `for((!) $0 $1){view{#0($0)}}`, ``},

	{"4.8 slot", "<slot/><slot name='a'/><slot name='{{b}}' c-d='{{e}}' class='f' bind:tap='g' data-h='{{i}}'>j</slot>",
		`slot slot[name="a"] slot[name=#0(b) cD=(e) class="f" data:h=#1(i) bind:tap="g"]`, ``},
	{"4.8 slot of a slot", "<c-a><slot name='b' slot='d'/></c-a>", `@c-a<"d":{slot[name="b" slot="d"]}>`, ``},
	{"4.8 content", "<c-a>\n<view/>text<view slot='x'/>{{b}}<view/><view slot='{{y}}'/></c-a>", `@c-a<{view "text"} "x":{view[slot="x"]} {#0(b) view} (y):{view[slot=#0(y)]}>`, ``},
	{"4.8 no content", "<c-a> <!--b--></c-a><c-a/>", `@c-a @c-a`, ``},
	{"4.8 content of block", "<c-a><block slot='x'><view/>b<view slot='y'/><view><text/></view></block></c-a>", `@c-a<"x":{view[slotblock="x"] "x"~"b" view[slot="y"] view[slotblock="x"]{text}}>`, ``},
	{"5 bare attributes", "<view id class style catch:tap catchtap hidden data-a mark:b/><slot name/><c-a><view slot/></c-a>",
		`view[id="" class="" style="" hidden=true data:a=true mark:b=true catch:tap="" catch:tap=true] slot[name=""] @c-a<"":{view[slot=""]}>`, ``},
	{"7 the old spelling onX", "<view on-tap='a' on='b'/><c-a ontap='a'/>", `view[on="b" bind:Tap="a"] @c-a[ontap="a" bind:tap="a"]`, ``},
	{"4.8 a block that only groups", "<c-a><block>a<view slot='x'/></block>b</c-a>", `@c-a<{"a"} "x":{view[slot="x"]} {"b"}>`, ``},
	{"4.8 block with a condition", "<c-a><block wx:if='{{a}}'><view slot='x'/>b</block></c-a>", `@c-a<{if(a){view[slot="x"] "b"}}>`, ``},
	{"4.8 block with a loop", "<c-a><block wx:for='{{a}}' slot='x'>{{item}}<view/></block></c-a>", `@c-a<"x":{for((a) $0 $1){"x"~#0($0) view[slotblock="x"]}}>`, ``},
	{"4.8 a chain without slots stays whole", "<c-a><view wx:if='{{a}}'/><view wx:else/></c-a>", `@c-a<{if(a){view}else{view}}>`, ``},
	{"4.8 a chain in one slot", "<c-a><view wx:if='{{a}}' slot='x'/><text wx:else slot='x'/></c-a>", `@c-a<"x":{if(a){view[slot="x"]}else{text[slot="x"]}}>`, ``},
	{"4.8 a chain over several slots", "<c-a>b<view wx:if='{{a}}' slot='x'/><text wx:elif='{{c}}'/><icon wx:else slot='x'/>d</c-a>",
		`@c-a<{"b"} "x":{if(a){view[slot="x"]}elif(c){}else{icon[slot="x"]}} {if(a){}elif(c){text}else{}} {"d"}>`, ``},
	{"4.8 a chain over slots known at run time", "<c-a><view wx:if='{{a}}' slot='{{b}}'/><text wx:else slot='{{b}}'/></c-a>",
		`@c-a<(b):{if(a){view[slot=#0(b)]}else{}} (b):{if(a){}else{text[slot=#0(b)]}}>`, ``},
	{"4.8 slot values", "<c-a><view slot:my-item id='{{myItem}}'/><view slot='x' slot:b='d' wx:if='{{d}}'>{{d}}{{b}}</view>{{myItem}}</c-a>",
		`@c-a<myItem=$0:{view[id=#0($0)]} "x":b=$0:{if($0){view[slot="x"]{#0(b $0)}}} {#0(myItem)}>`, ``},
	{"4.8 slot values inside a loop", "<view wx:for='{{a}}'><c-a><view slot:b>{{b}}{{item}}</view></c-a></view>", `for((a) $0 $1){view{@c-a<b=$2:{view{#0($0 $2)}}>}}`, ``},
	{"4.8 slot on an ordinary child", "<view><text slot='x'/></view>", `view{text[slot="x"]}`, ``},

	{"5 families", "<view id='a' class='b' style='{{c}}' d-e='f' data-g-h='{{i}}' data:j-k='l' mark:m='{{n}}' worklet:o='p' extra-attr:q='r'/>",
		`view[id="a" class="b" style=#0(c) dE="f" data:gH=#1(i) data:j-k="l" mark:m=(n)]`, ``},
	{"5 class: and style:", "<view class='a' class:b class:c='{{d}}'/><view class:b='{{d}}'/><view style:color='red' style:top='{{e}}'/>",
		`view[class=#0"a"+b?true+c?(d)] view[class=#1""+b?(d)] view[style=#2""+color?"red"+top?(e)]`, ``},
	{"5 let", "<view let:a='{{b}}' let:c='{{a + a}}' id='{{c}}'>{{a}}<block wx:for='{{c}}'>{{item}}</block></view>{{a}}",
		`let($0 (b)) let($1 ($0)) view[id=#0($1)]{#1($0) for(($1) $2 $3){#0($2)}} #2(a)`, ``},
	{"5 let in a block has slots of its own", "<view let:a='{{x}}' mark:m='{{a}}'/><view let:b='{{y}}' mark:m='{{b}}'/>", `let($0 (x)) let($1 (y)) view[mark:m=($0)] view[mark:m=($1)]`, ``},
	{"5 let sees those before it", "<view let:a='{{b}}' let:b='{{1}}'/>", `let($0 (b)) let($1 1) view`, ``},
	{"5 let of a branch", "<view wx:if='{{a}}' let:a='{{b}}'>{{a}}</view>", `if(a){let($0 (b)) view{#0($0)}}`, ``},
	{"5 component attributes are no holes", "<c-a id='{{b}}' my-prop='{{c}}' static='d' class='{{e}}' bind:tap='f' data-g='{{h}}' hidden/>",
		`@c-a[id=#0(b) myProp=(c) static="d" class=#1(e) data:g=#2(h) hidden=true bind:tap="f"]`, ``},
	{"5 generic", "<c-a generic:x='c-b' generic:y='view'/>", `@c-a[generic:x=c-b generic:y=view]`, ``},
	{"6 model", "<input model:value='{{a.b}}'/><c-a model:my-v='{{c}}'/>", `input[model:value=(a) value=#0(a)] @c-a[model:my-v=(c) myV=(c)]`, ``},
	{"8 events", "<view bindtap='a' catch:tap='{{b}}' capture-bind:tap='' mut-bind:x='{{m.f}}'/><wxs module='m'>var a</wxs>",
		`view[bind:tap="a" catch:tap=(b) capture-bind:tap="" mut-bind:x=(!)]`, ``},
	{"wxs 8.2 change", "<wxs module='m'>var a</wxs><view change:my-p='{{m.f}}' my-p='{{a}}' change:q='{{m.g}}' change:class='{{m.h}}' class='x'/>",
		`view[change:my-p=(!) myP=#0(a) change:q=(!) change:class=(!) class="x" watch0=myP watch1=class]`, ``},
	{"wxs 8.2 change of a component", "<c-a data-b='{{c}}' change:data-b='{{d}}'/>", `@c-a[data:b=#0(c) change:data-b=(d) watch0=data:b]`, ``},

	{"tags", "<div/><div/><view><foo-bar/></view><foo-bar/><xr-mesh/><c-a/>", `div div view{foo-bar} foo-bar xr-mesh @c-a`, `N1:2 html-tag, W1:20 unknown-tag`},
}

func TestCompile(t *testing.T) {
	for _, test := range compileTests {
		t.Run(test.name, func(t *testing.T) {
			p, diags := compileFiles(t, "a.wxml", test.in)
			if got := dumpProgram(p); got != test.want {
				t.Errorf("%s\n got %s\nwant %s", test.in, got, test.want)
			}
			if got := dumpDiags(diags); got != test.diags {
				t.Errorf("%s\n got %s\nwant %s\n%v", test.in, got, test.diags, diags)
			}
		})
	}
}

// Programs of several files: name, source, name, source.
var fileTests = []struct {
	name  string
	files []string
	want  string
	diags string // with the file's name where it is not a.wxml
}{
	{"4.6 include", []string{"a.wxml", "<include src='d/b'/>{{x}}", "d/b.wxml", "<view>{{y}}</view><template name='t'>1</template><include src='c.wxml'/>", "d/c.wxml", "z"},
		`view{#0(y)} "z" #1(x)`, ``},
	{"4.6 paths", []string{"a.wxml", "<include src='/d/b.wxml'/><include src='./e'/><include src='../e'/>", "d/b.wxml", "<include src='/e'/>", "e.wxml", "1"}, `"1" "1" "1"`, ``},
	{"4.6 include sees the place where it stands", []string{"a.wxml", "<wxs module='m'>var a</wxs><view wx:for='{{l}}'><include src='b'/></view>", "b.wxml", "{{item}}{{m}}{{x}}"},
		`for((l) $0 $1){view{#0(x $0 !)}}`, ``},
	{"4.6 include keeps its own wxs", []string{"a.wxml", "<include src='b'/>{{n}}", "b.wxml", "<wxs module='n'>var a</wxs>{{n}}"}, `#0(!) #1(n)`, ``},
	{"4.6 include is in its own template's scope", []string{"a.wxml", "<template name='t'><include src='b'/></template><template is='t' data='{{x}}'/>", "b.wxml", "{{x}}{{y}}"}, `use("t" (x)) | t: #0(x y)`, ``},
	{"4.6 templates of an included file are its own", []string{"a.wxml", "<include src='b'/><template is='t'/>", "b.wxml", "<template is='t'/><template name='t'>1</template>"}, `use("t") use("t") | t: "1"`, `W1:29 unknown-template`},
	{"4.6 include with directives", []string{"a.wxml", "<include src='b' wx:for='{{l}}' wx:if='{{c}}'/><c-a><include src='b' slot='x'/></c-a>", "b.wxml", "<view/>1"},
		`for((l) $0 $1){if(c){view "1"}} @c-a<"x":{view[slotblock="x"] "x"~"1"}>`, ``},
	{"4.6 content of an include is ignored", []string{"a.wxml", "<include src='b'>x<template name='t'/></include>", "b.wxml", "1"}, `"1"`, ``},
	{"4.6 missing include", []string{"a.wxml", "<view/><include src='b'/>"}, `view`, `W1:17 include-missing`},
	{"4.6 cycle", []string{"a.wxml", "1<include src='b'/>", "b.wxml", "2<include src='a'/>3"}, `"1" "2" "3"`, `b.wxml E1:11 include-cycle`},
	{"4.6 a file that includes itself", []string{"a.wxml", "1<include src='a'/>2"}, `"1" "2"`, `E1:11 include-cycle`},

	{"4.6 import", []string{"a.wxml", "<import src='b'/><template is='t'/>", "b.wxml", "ignored<template name='t'>1</template>"}, `use("t") | t: "1"`, ``},
	{"4.6 import is not transitive", []string{"a.wxml", "<import src='b'/><template is='t'/><template is='u'/>", "b.wxml", "<import src='c'/><template name='t'><template is='u'/></template>", "c.wxml", "<template name='u'>2</template>"},
		`use("t") use("u") | t: use("u") | u: "2"`, `W1:46 unknown-template`},
	{"4.6 the last import wins, own templates before", []string{"a.wxml", "<import src='b'/><import src='c'/><template name='u'>3</template><template is='t'/><template is='u'/>",
		"b.wxml", "<template name='t'>1</template><template name='u'/>", "c.wxml", "<template name='t'>2</template>"}, `use("t") use("u") | t: "2" | u: "3"`, ``},
	{"4.6 templates see the wxs of their file", []string{"a.wxml", "<wxs module='m'>var a</wxs><import src='b'/><template is='t'/>", "b.wxml", "<wxs module='n'>var a</wxs><template name='t'>{{m}}{{n}}</template>"},
		`use("t") | t: #0(m !)`, ``},
	{"4.6 imports in a circle", []string{"a.wxml", "<import src='b'/><template name='t'>1</template><template is='u'/>", "b.wxml", "<import src='a'/><template name='u'><template is='t'/></template>"},
		`use("u") | t: "1" | u: use("t")`, ``},
	{"4.6 import anywhere", []string{"a.wxml", "<view><template is='t'/><import src='b'/></view>", "b.wxml", "<view><template name='t'>1</template></view>"}, `view{use("t")} | t: "1"`, ``},
	{"4.6 missing import", []string{"a.wxml", "<import src='b'/><view/>"}, `view`, `W1:9 import-missing`},
	{"4.6 unused imports", []string{"a.wxml", "<import src='b'/><import src='c'/><template is='t'/>", "b.wxml", "<template name='t'/>", "c.wxml", "<template name='u'/>"}, `use("t") | t:  | u: `, `N1:26 unused-import`},
	{"4.6 a dynamic name may mean any import", []string{"a.wxml", "<import src='b'/><template is='{{x}}'/>", "b.wxml", "<template name='t'/>"}, `use((x)) | t: `, ``},

	{"4.7 wxs of a file", []string{"a.wxml", "<wxs module='m' src='m'/><wxs module='n' src='./m.wxs'></wxs>{{m.a}}{{n.a}}", "m.wxs", "exports.a = 1"}, `#0(!)`, ``},
	{"4.7 missing wxs", []string{"a.wxml", "<wxs module='m' src='m'/>{{m.a}}"}, `#0(m)`, `E1:17 wxs-missing`},
	{"4.7 what a wxs requires", []string{"a.wxml", "<wxs module='m' src='d/m'/><wxs module='n'>\nvar a = require('nope.wxs')</wxs>",
		"d/m.wxs", "exports.a = require('./b').a + require('../c.wxs')", "d/b.wxs", "exports.a = require('./m').a + require('gone')", "c.wxs", "var x = ;"},
		``, `d/b.wxs W1:40 wxs-require, c.wxs E1:9 wxs-syntax, W2:17 wxs-require`},
	{"4.7 wxs with errors", []string{"a.wxml", "<wxs module='m' src='m'/><wxs module='n'>\n a b</wxs>", "m.wxs", "a b"}, ``, `m.wxs E1:3 wxs-syntax, E2:4 wxs-syntax`},
}

func TestCompileFiles(t *testing.T) {
	for _, test := range fileTests {
		t.Run(test.name, func(t *testing.T) {
			p, diags := compileFiles(t, test.files...)
			if got := dumpProgram(p); got != test.want {
				t.Errorf("%q\n got %s\nwant %s", test.files, got, test.want)
			}
			var out []string
			for _, d := range diags {
				s := dumpDiags(Diagnostics{d})
				if d.File != "a.wxml" {
					s = d.File + " " + s
				}
				out = append(out, s)
			}
			if got := strings.Join(out, ", "); got != test.diags {
				t.Errorf("%q\n got %s\nwant %s\n%v", test.files, got, test.diags, diags)
			}
		})
	}
}

func TestCompileTags(t *testing.T) {
	p, _ := compileFiles(t, "a.wxml", "<c-b/><c-a generic:x='c-d'/><c-b/><view/><include src='b'/>", "b.wxml", "<c-c/><template name='t'><c-e/></template>")
	if got := strings.Join(p.Tags, " "); got != "c-a c-b c-c c-d c-e" {
		t.Errorf("tags %s", got)
	}
}

func TestCompileMissing(t *testing.T) {
	if p, _, err := NewFiles(fstest.MapFS{}).Compile("a.wxml", Options{}); p != nil || err == nil {
		t.Errorf("%v, %v", p, err)
	}
}

func TestEventPosition(t *testing.T) {
	p, _ := compileFiles(t, "a.wxml", "<view  bind:tap='a'/>")
	if at := p.Main.Body.Nodes[0].Events[0].At; at != 7 {
		t.Errorf("the event is at %d", at)
	}
}

// What is included twice is reported once.
func TestCompileReportsOnce(t *testing.T) {
	_, diags := compileFiles(t, "a.wxml", "<include src='b'/><include src='b'/>", "b.wxml", "<foo/><include src='nope'/>")
	if got := dumpDiags(diags); got != "W1:2 unknown-tag, W1:16 include-missing" {
		t.Error(got)
	}
}

// Programs of hostile size end in time, with an error that says why.
func TestCompileLimits(t *testing.T) {
	doubling := []string{"a.wxml", "<include src='f0'/>"}
	for i := range 40 {
		doubling = append(doubling, fmt.Sprintf("f%d.wxml", i), strings.Repeat(fmt.Sprintf("<include src='f%d'/>", i+1), 2)+"<view/>")
	}
	doubling = append(doubling, "f40.wxml", "")
	long := []string{"a.wxml", "<include src='f0'/>"}
	for i := range 100 {
		long = append(long, fmt.Sprintf("f%d.wxml", i), fmt.Sprintf("<view/><include src='f%d'/>", i+1))
	}
	deep := []string{"a.wxml", strings.Repeat("<view>", 500) + "<include src='b'/>" + strings.Repeat("</view>", 500)}
	for _, name := range []string{"b", "c", "d"} {
		deep = append(deep, name+".wxml", strings.Repeat("<view>", 500)+"<include src='"+string(name[0]+1)+"'/>"+strings.Repeat("</view>", 500))
	}
	branches := strings.Repeat("<view wx:elif='{{a}}' slot='x'/><view wx:elif='{{a}}' slot='y'/><view wx:elif='{{a}}' slot='{{z}}'/>", 2000)
	for _, test := range []struct {
		name  string
		files []string
		code  string
	}{
		{"doubling includes", doubling, codeTooLargeTmpl},
		{"long includes", long, codeTooDeep},
		{"deep includes", deep, codeTooDeep},
		{"let", []string{"a.wxml", "<view " + manyAttrsOf("let:a%d='{{b}}' ", 2000) + ">{{a1}}</view>"}, codeTooManyVars},
		{"slot values", []string{"a.wxml", "<c-a><view " + manyAttrsOf("slot:a%d ", 2000) + "/></c-a>"}, codeTooManyVars},
		{"loops", []string{"a.wxml", strings.Repeat("<block wx:for='{{a}}'>", 505) + "<include src='b'/>", "b.wxml", strings.Repeat("<block wx:for='{{a}}'>", 100)}, codeTooManyVars},
		{"branches for many slots", []string{"a.wxml", "<c-a><view wx:if='{{a}}' slot='x'/>" + branches + "</c-a>"}, codeTooLargeTmpl},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, diags := compileFiles(t, test.files...)
			for _, d := range diags {
				if d.Code == test.code {
					return
				}
			}
			t.Errorf("no %s in %v", test.code, diags[:min(len(diags), 10)])
		})
	}
}

func manyAttrsOf(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// Compile may be called for many components at once.
func TestCompileConcurrent(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 8 {
		files[fmt.Sprintf("p%d.wxml", i)] = &fstest.MapFile{Data: []byte("<import src='t'/><include src='i'/><template is='t' data='{{a}}'/>")}
	}
	files["t.wxml"] = &fstest.MapFile{Data: []byte("<wxs module='m' src='m'/><template name='t'>{{m.x}}{{a}}</template>")}
	files["i.wxml"] = &fstest.MapFile{Data: []byte("<view/><foo/>")}
	files["m.wxs"] = &fstest.MapFile{Data: []byte("exports.x = 1")}
	f := NewFiles(files)
	want := ""
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			p, diags, err := f.Compile(fmt.Sprintf("p%d.wxml", i), Options{})
			if err != nil {
				t.Error(err)
				return
			}
			got := dumpProgram(p) + dumpDiags(diags)
			mu.Lock()
			defer mu.Unlock()
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s, and once %s", got, want)
			}
		})
	}
	wg.Wait()
	if want == "" {
		t.Error("nothing was compiled")
	}
}

func TestFiles(t *testing.T) {
	f := NewFiles(fstest.MapFS{"d/a.wxs": &fstest.MapFile{Data: []byte("exports.b = require('./b')")}, "d/b.wxs": &fstest.MapFile{Data: []byte("a b")}, "x.wxml": &fstest.MapFile{Data: []byte("<a>")}})
	a, diags, err := f.Module("d/a.wxs")
	if err != nil || len(diags) > 0 {
		t.Fatal(err, diags)
	}
	b, err := f.Require(a, "./b")
	if err != nil || b.File() != "d/b.wxs" {
		t.Errorf("%v, %v", b, err)
	}
	if _, err := f.Require(a, "../c.wxs"); err == nil || !strings.Contains(err.Error(), "../c.wxs") {
		t.Errorf("%v", err)
	}
	if _, err := f.Document("nope.wxml"); !isNotExist(err) {
		t.Errorf("%v", err)
	}
	if _, err := f.Document("x.wxml"); err != nil {
		t.Error(err)
	}
	f.Put("y.wxml", []byte("<b>"))
	if got := dumpDiags(f.Diagnostics()); got != "W1:1 missing-end-tag, W1:1 missing-end-tag" {
		t.Error(got)
	}
}

func isNotExist(err error) bool {
	pe, ok := err.(*fs.PathError)
	return ok && pe.Err == fs.ErrNotExist
}

func TestResolve(t *testing.T) {
	for _, test := range []struct{ file, src, want string }{
		{"a/b.wxml", "c", "a/c.wxml"},
		{"a/b.wxml", "./c.wxml", "a/c.wxml"},
		{"a/b.wxml", "../c", "c.wxml"},
		{"a/b.wxml", "../../../c", "c.wxml"},
		{"a/b.wxml", "/c", "c.wxml"},
		{"a/b.wxml", "/../c", "c.wxml"},
		{"a/b.wxml", "d//e/../f", "a/d/f.wxml"},
	} {
		if got := resolve(test.file, test.src, ".wxml"); got != test.want {
			t.Errorf("%s from %s is %s, want %s", test.src, test.file, got, test.want)
		}
	}
}

// scales verifies that four times the size does not take sixteen times as long.
// Linear inputs are far below the second from which on it looks closer, quadratic
// ones far above.
func scales(t *testing.T, name string, size int, cost func(size int) time.Duration) {
	t.Helper()
	var small, large time.Duration
	for range 3 { // a busy machine can spoil a measurement, not three in a row
		if large = cost(4 * size); large < time.Second {
			return
		}
		if small = cost(size); large <= 10*small {
			return
		}
	}
	t.Errorf("%q: %v for %d bytes, %v for %d", name, small, size, large, 4*size)
}

// TestCompileHostile bounds the time of hostile programs.
func TestCompileHostile(t *testing.T) {
	repeat := func(pattern string, n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			b.WriteString(strings.ReplaceAll(pattern, "%", strconv.Itoa(i)))
		}
		return b.String()
	}
	compile := func(before, pattern, after string) func(size int) time.Duration {
		return func(size int) time.Duration {
			f := NewFiles(fstest.MapFS{"b.wxml": &fstest.MapFile{Data: []byte(repeat("<template name='t%'/>", size))}})
			f.Put("a.wxml", []byte(before+repeat(pattern, size)+after))
			start := time.Now()
			if _, _, err := f.Compile("a.wxml", Options{IsComponent: func(tag string) bool { return tag == "c-a" }}); err != nil {
				t.Fatal(err)
			}
			return time.Since(start)
		}
	}
	for _, pattern := range []string{
		"{{a%}}", "<a wx:if='{{b%}}'/>", "<a wx:elif='{{b}}'/>", "<a wx:for='{{b}}'/>", "<block wx:for='{{b}}' wx:for-item='c%'>{{c%}}", "<block>", "<c-a>",
		"<c-a><a slot='b'/>", "<template is='t%'/>", "<template name='t%'>{{a%}}</template>", "<template name='t%'>", "<import src='b'/>", "<import src='b%'/>",
		"<include src='a'/>", "<wxs module='m%'>var a</wxs>{{m%}}", "<a let:b%='{{b%}}'>", "<foo% />", "<c-a generic:a%='b%'/>", "<template is='{{t%}}' data='{{a%}}'/>",
	} {
		scales(t, pattern, 32<<10, compile("", pattern, ""))
	}
	for _, pattern := range []string{"<a class:a%='{{b%}}'", "<a let:a%='{{a%}}'", "<c-a change:a%='{{b}}' a%='{{c%}}'", "<a bind:a%='b'", "<c-a><a slot:a%", "<c-a generic:a%='b'"} {
		tag, attr, _ := strings.Cut(pattern, " ")
		scales(t, pattern, 128<<10, compile(tag, " "+attr, "/>"))
	}
}

func TestHandlers(t *testing.T) {
	p, _ := compileFiles(t, "a.wxml", `<view bind:tap="a" catch:tap="{{b}}" bind:x="" bind:y><c-a wx:if="{{c}}"><text wx:for="{{d}}" mut-bind:z="e"/></c-a></view><import src="b"/><template is="{{f}}"/>`,
		"b.wxml", `<template name="t"><view capture-bind:tap="g"/><template is="t"/></template><view bind:tap="unused"/>`)
	var got []string
	for _, h := range p.Handlers() {
		got = append(got, fmt.Sprintf("%s %s:%d", h.Name, h.File.File, h.At))
	}
	slices.Sort(got)
	if want := "[a a.wxml:6 e a.wxml:94 g b.wxml:25]"; fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}
