package wxss

import (
	"strings"
	"testing"
)

// parseCase is an input, what it is written back to (minified, rpx kept), and its diagnostics.
type parseCase struct {
	name, in, want, diags string
}

func runParse(t *testing.T, opts Options, cases []parseCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sheet, diags := Parse("a.wxss", []byte(c.in), opts)
			if got := sheet.CSS(keepMinified); got != c.want {
				t.Errorf("%s\ngot  %s\nwant %s", c.in, got, c.want)
			}
			if got := brief(diags); got != c.diags {
				t.Errorf("%s\ngot diagnostics\n%s\nwant\n%s", c.in, got, c.diags)
			}
		})
	}
}

// CSS Syntax: declarations.
func TestDeclarations(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"plain", ".a { color : red ; top:0 }", ".a{color:red;top:0}", ""},
		{"name in lower case", ".a{COLOR:Red}", ".a{color:Red}", ""},
		{"important", ".a{b:c!important;d:e ! IMPORTANT;f:important}", ".a{b:c!important;d:e!important;f:important}", ""},
		{"space collapsed", ".a{margin:1px\n\t 2px  3px}", ".a{margin:1px 2px 3px}", ""},
		{"comments removed", ".a{/*x*/b/*x*/:/*x*/1px/*x*/2px /*x*/ 3px/*x*/;/*x*/}", ".a{b:1px 2px 3px}", ""},
		{"comment behind escape", `.a{b:\31/**/2}`, `.a{b:\31/**/2}`, ""},
		{"commas", ".a{b:c , d,e ,'f , g'}", ".a{b:c,d,e,'f , g'}", ""},
		{"lone semicolons", ".a{;;b:c;;d:e;}", ".a{b:c;d:e}", ""},
		{"empty value", ".a{b:;c:d}", ".a{c:d}", "1:4 warning wxss-syntax"},
		{"no colon", ".a{b c;d:e}", ".a{d:e}", "1:4 warning wxss-syntax"},
		{"star hack", ".a{*zoom:1;d:e}", ".a{d:e}", "1:4 warning wxss-syntax"},
		{"underscore hack", ".a{_zoom:1}", ".a{_zoom:1}", ""},
		{"bang hack", ".a{b:c !ie;d:e}", ".a{d:e}", "1:4 warning wxss-syntax"},
		{"bang in brackets", ".a{b:c(!);d:e}", ".a{b:c(!);d:e}", ""},
		{"filter", ".a{filter:progid:DX.M(a='#8',b='c')}", ".a{filter:progid:DX.M(a='#8',b='c')}", ""},
		{"stray closing bracket", ".a{b:c);d:e}", ".a{d:e}", "1:4 warning wxss-syntax"},
		{"wrong closing bracket", ".a{b:c(d]);e:f}", ".a{e:f}", "1:4 warning wxss-syntax"},
		{"open bracket swallows", ".a{b:c(d;e:f}.b{g:h}", ".a{}", "1:4 warning wxss-syntax\n1:21 warning wxss-syntax"},
		{"line break in string", ".a{b:'c\n;d:e}", ".a{d:e}", "1:4 warning wxss-syntax"},
		{"bad url", ".a{b:url(c d);e:f}", ".a{e:f}", "1:4 warning wxss-syntax"},
		{"block in value", ".a{b:{c};d:e}", ".a{d:e}", "1:6 warning wxss-selector"},
		{"unicode range", "@font-face{unicode-range:U+26,u+0-7f}", "@font-face{unicode-range:U+26,u+0-7f}", ""},
		{"line comment", ".a{// b\nc:d;e:f}", ".a{e:f}", "1:4 warning wxss-syntax"},
		{"position in runes", ".a{b:'中文';b c}", ".a{b:'中文'}", "1:11 warning wxss-syntax"},
		{"position by lines", ".a{\r\n\rb c;\n  d e}", ".a{}", "3:1 warning wxss-syntax\n4:3 warning wxss-syntax"},
		{"declaration in sheet", "a:b;.c{d:e}", "", "1:4 warning wxss-selector"},
		{"declaration in media", "@media x{a:b;.c{d:e}}", "@media x{.c{d:e}}", "1:10 warning wxss-syntax"},
	})
}

// Spec §8: custom properties keep their value as written.
func TestCustomProperties(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"case", ".a{--Ab:C}", ".a{--Ab:C}", ""},
		{"verbatim", ".a{--a:  b ,\n /*x*/ c ;}", ".a{--a:b ,\n /*x*/ c}", ""},
		{"empty", ".a{--a:;--b: }", ".a{--a: ;--b: }", ""},
		{"braces", ".a{--a:{b:c;d:e};f:g}", ".a{--a:{b:c;d:e};f:g}", ""},
		{"important", ".a{--a:b !important}", ".a{--a:b!important}", ""},
		{"pseudo-class lookalike", ".a{--a:hover{b:c}}", ".a{--a:hover{b:c}}", ""},
		{"two dashes only", ".a{--:b}", ".a{--:b}", ""},
		{"stray bracket", ".a{--a:];b:c}", ".a{b:c}", "1:4 warning wxss-syntax"},
		{"top-level bang", ".a{--a:b!c;b:c}", ".a{b:c}", "1:4 warning wxss-syntax"},
	})
}

// CSS Syntax: what the end of the file leaves open is closed.
func TestEndOfFile(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"block", ".a{b:c", ".a{b:c}", "1:7 warning wxss-syntax"},
		{"prelude", ".a{b:c}.d", ".a{b:c}", "1:8 warning wxss-syntax"},
		{"brackets", ".a{b:c([d{e", ".a{b:c([d{e}])}", "1:12 warning wxss-syntax"},
		{"string", ".a{b:'c", ".a{b:'c'}", "1:8 warning wxss-syntax"},
		{"string and backslash", `.a{b:c("d\`, `.a{b:c("d")}`, "1:11 warning wxss-syntax"},
		{"string and escaped quote", `.a{b:"d\"`, `.a{b:"d\""}`, "1:10 warning wxss-syntax"},
		{"url", ".a{b:url(data:c", ".a{b:url(data:c)}", "1:16 warning wxss-syntax"},
		{"url and string", ".a{b:url( 'data:c", ".a{b:url( 'data:c')}", "1:18 warning wxss-syntax"},
		{"url behind string", ".a{b:url('data:c' ", ".a{b:url('data:c' )}", "1:19 warning wxss-syntax"},
		{"backslash", `.a{b:c;d:e\`, ".a{b:c}", "1:8 warning wxss-syntax\n1:12 warning wxss-syntax"},
		{"comment", ".a{b:c/*d", ".a{b:c}", "1:10 warning wxss-syntax"},
		{"two blocks", "@media x{.a{b:c", "@media x{.a{b:c}}", "1:16 warning wxss-syntax\n1:16 warning wxss-syntax"},
		{"raw block", "@x{a{b:'c", "@x{a{b:'c'}}", "1:1 note wxss-unknown-at-rule"},
		{"raw block, comment", "@x{a{b/*", "@x{a{b}}", "1:1 note wxss-unknown-at-rule"},
		{"raw block, backslash", `@x{a\`, "@x{a}", "1:1 note wxss-unknown-at-rule"},
		{"raw block, bad url", `@x{url(a b`, "@x{url(a b)}", "1:1 note wxss-unknown-at-rule"},
		{"statement", "@x 'a", "@x 'a';", "1:1 note wxss-unknown-at-rule"},
		{"import", "@import 'a", `@import "a";`, ""},
		{"import and layer", "@import 'a' layer(b", "", "1:1 warning wxss-syntax"},
	})
}

// CSS Syntax: rules, and recovery from what is none.
func TestRules(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"empty", "", "", ""},
		{"empty rule", ".a{}", ".a{}", ""},
		{"comments everywhere", "/*x*/.a/*x*/{/*x*/}/*x*/", ".a{}", ""},
		{"html comments", "<!-- .a{b:c} -->", ".a{b:c}", ""},
		{"html comments in block", "@media x{<!-- .a{b:c}.d{}}", "@media x{.d{}}", "1:10 warning wxss-selector"},
		{"stray brace", "}.a{b:c}.d{e:f}", ".d{e:f}", "1:1 warning wxss-selector"},
		{"stray semicolon", ";.a{b:c}.d{e:f}", ".d{e:f}", "1:1 warning wxss-selector"},
		{"semicolon in media", "@media x{;a b;.d{e:f}}", "@media x{.d{e:f}}", "1:11 warning wxss-syntax"},
		{"no selector", "{b:c}.d{e:f}", ".d{e:f}", "1:1 warning wxss-selector"},
		{"dropped block is skipped whole", "a b!{c{d:(})};e}.d{e:f}", ".d{e:f}", "1:4 warning wxss-selector"},
		{"byte order mark", "\ufeff.a{b:c}", ".a{b:c}", ""},
		{"nul and bad utf-8", ".a\x00{b:'\xff'}", ".a\ufffd{b:'\ufffd'}", ""},
		{"line comment", "// x\n.a{b:c}.d{e:f}", ".d{e:f}", "1:1 warning wxss-syntax"},
		{"u+b in selector", "u+b u+0f{c:d}u+ab{c:d}", "u+ab{c:d}", "1:6 warning wxss-selector"},
	})
}

// Spec §8: at-rules.
func TestAtRules(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"media", "@MEDIA  screen  and (a:b) { .a{b:c} }", "@media screen and (a:b){.a{b:c}}", ""},
		{"media without query", "@media{.a{b:c}}", "@media{.a{b:c}}", ""},
		{"media without block", "@media x;.a{b:c}", ".a{b:c}", "1:1 warning wxss-syntax"},
		{"supports", "@supports (a:b) and (not (c:d)){.a{b:c}}", "@supports (a:b) and (not (c:d)){.a{b:c}}", ""},
		{"groups in groups", "@media x{@media y{.a{b:c}}.d{}}", "@media x{@media y{.a{b:c}}.d{}}", ""},
		{"keyframes", "@keyframes a{FROM , 50.5%{b:c}to{d:e!important}}",
			"@keyframes a{from,50.5%{b:c}to{d:e!important}}", ""},
		{"webkit keyframes", "@-webkit-keyframes a{0%{b:c}}", "@-webkit-keyframes a{0%{b:c}}", ""},
		{"keyframes, bad selectors", "@keyframes a{x{b:c}101%{b:c}from to{b:c}from,{b:c},to{b:c}to{b:c}}",
			"@keyframes a{to{b:c}}", "1:14 warning wxss-syntax\n1:20 warning wxss-syntax\n1:29 warning wxss-syntax\n" +
				"1:41 warning wxss-syntax\n1:51 warning wxss-syntax"},
		{"keyframes, bad content", "@keyframes a{b:c;@media x{}to{d:e;f{g:h}@x;i:j}}", "@keyframes a{to{d:e;i:j}}",
			"1:14 warning wxss-syntax\n1:18 warning wxss-syntax\n1:35 warning wxss-syntax\n1:41 warning wxss-syntax"},
		{"keyframes without name", "@keyframes{to{b:c}}.a{}", ".a{}", "1:1 warning wxss-syntax"},
		{"font-face", "@font-face{font-family:a;src:url(https://x/y)}", "@font-face{font-family:a;src:url(https://x/y)}", ""},
		{"font-face, bad content", "@font-face{.a{b:c}d:e}", "@font-face{d:e}", "1:12 warning wxss-syntax"},
		{"charset", "@charset 'utf-8';.a{}", "@charset 'utf-8';.a{}", ""},
		{"charset with block", "@charset{a}.a{}", ".a{}", "1:1 warning wxss-syntax"},
		{"page", "@page :first{margin:1cm}", "@page :first{margin:1cm}", ""},
		{"page margin box", "@page{@top-left{a:b}}", "@page{@top-left{a:b}}", "1:7 note wxss-unknown-at-rule"},
		{"layer", "@layer a,b;@layer c{.a{b:c}}", "@layer a,b;@layer c{.a{b:c}}", ""},
		{"unknown kept", "@foo (a:b) c { d { e : f } /*x*/ } .a{}", "@foo (a:b) c{ d { e : f } /*x*/ }.a{}",
			"1:1 note wxss-unknown-at-rule"},
		{"unknown statement", "@foo bar;.a{}", "@foo bar;.a{}", "1:1 note wxss-unknown-at-rule"},
		{"stray bracket", "@media x){.a{}}.b{}", ".b{}", "1:1 warning wxss-syntax"},
		{"in a style rule", ".a{@font-face{b:c}@import 'x';@x;d:e}", ".a{d:e}",
			"1:4 warning wxss-syntax\n1:19 warning wxss-syntax\n1:31 warning wxss-syntax"},
		{"preprocessors", "@a:1;@mixin b{c:d}.a{@include b;e:f;$g:h}@if x{}", ".a{e:f}",
			"1:1 error wxss-preprocessor\n1:6 error wxss-preprocessor\n1:22 error wxss-preprocessor\n1:37 error wxss-preprocessor\n" +
				"1:42 error wxss-preprocessor"},
		{"sass variable in sheet", "$a:1;.b{c:d}.e{}", ".e{}", "1:1 error wxss-preprocessor"},
	})
}

// Spec §2: the forms of @import that Parse reads.
func TestImportSyntax(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"double quotes", `@import "a.wxss";`, `@import "a.wxss";`, ""},
		{"single quotes", `@import'a.wxss';`, `@import "a.wxss";`, ""},
		{"conditions", `@import "a" LAYER( b.c ) supports( d : e ) screen , (f:g);`,
			`@import "a" layer(b.c) supports(d : e) screen , (f:g);`, ""},
		{"anonymous layer", `@import "a" layer print;`, `@import "a" layer print;`, ""},
		{"behind rules", `.a{}@import "a";`, `.a{}@import "a";`, ""},
		{"in media", `@media x{@import "a";}`, `@media x{@import "a";}`, ""},
		{"url", `@import url(a.wxss);.a{}`, `.a{}`, "1:1 error wxss-import"},
		{"url and quotes", `@import url("a.wxss");.a{}`, `.a{}`, "1:1 error wxss-import"},
		{"nothing", `@import;.a{}`, `.a{}`, "1:1 error wxss-import"},
		{"no quotes", `@import a.wxss;.a{}`, `.a{}`, "1:1 error wxss-import"},
		{"block", `@import "a"{}.a{}`, `.a{}`, "1:1 warning wxss-syntax"},
		{"no semicolon swallows", "@import 'a'\n.a{}.b{}", `.b{}`, "1:1 warning wxss-syntax"},
	})
}

// CSS Nesting.
func TestNesting(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"implicit", ".a{.b{c:d}}", ".a{& .b{c:d}}", ""},
		{"explicit", ".a{&:hover,.b &{c:d}}", ".a{&:hover,.b &{c:d}}", ""},
		{"relative", ".a{>.b{c:d}+ .e{f:g}~&{h:i}}", ".a{&>.b{c:d}&+.e{f:g}&~&{h:i}}", ""},
		{"tag", ".a{view{c:d}view:hover{e:f}}", ".a{& view{c:d}& view:hover{e:f}}", ""},
		{"declarations behind", ".a{b:c;.d{e:f}g:h;.i{j:k}l:m}", ".a{b:c;& .d{e:f}g:h;& .i{j:k}l:m}", ""},
		{"media", ".a{@media x{b:c;.d{e:f}g:h}}", ".a{@media x{b:c;& .d{e:f}g:h}}", ""},
		{"deep", ".a{.b{.c{d:e}}}", ".a{& .b{& .c{d:e}}}", ""},
		{"& inside :not", ".a{:not(&){b:c}}", ".a{:not(&){b:c}}", ""},
		{"& outside", "&{a:b}.c{}", ".c{}", "1:1 warning wxss-selector"},
		{"invalid", ".a{.b..c{d:e}f:g}", ".a{f:g}", "1:6 warning wxss-selector"},
	})
	sheet, _ := Parse("a", []byte("#a,.b{.c &{d:e}@media x{f:g}}"), Options{})
	rule := &sheet.Rules[0].Rules[0]
	if got := rule.Selectors[0].Specificity.String(); got != "(1,1,0)" {
		t.Errorf("specificity of a nested selector is %s, want that of the heaviest parent and its own", got)
	}
	bare := &sheet.Rules[0].Rules[1].Rules[0]
	if bare.Kind != NestedDeclarations || &bare.Selectors[0] != &sheet.Rules[0].Selectors[0] {
		t.Errorf("declarations in a nested group have to belong to the selectors of the rule: %+v", bare)
	}
}

// Spec §8: local resources are kept and reported.
func TestLocalResources(t *testing.T) {
	runParse(t, Options{}, []parseCase{
		{"local", ".a{b:url(a.png)}", ".a{b:url(a.png)}", "1:6 warning wxss-local-resource"},
		{"absolute", ".a{b:c url( '/a.png' )}", ".a{b:c url( '/a.png' )}", "1:8 warning wxss-local-resource"},
		{"two", ".a{b:url(c),url(d)}", ".a{b:url(c),url(d)}", "1:6 warning wxss-local-resource\n1:13 warning wxss-local-resource"},
		{"other scheme", ".a{b:url(wxfile://a)}", ".a{b:url(wxfile://a)}", "1:6 warning wxss-local-resource"},
		{"in custom property", ".a{--b:url(c)}", ".a{--b:url(c)}", "1:8 warning wxss-local-resource"},
		{"font", "@font-face{src:url('a.ttf')}", "@font-face{src:url('a.ttf')}", "1:16 warning wxss-local-resource"},
		{"remote", ".a{b:url(https://x/a.png)url('HTTP://x/a')}", ".a{b:url(https://x/a.png)url('HTTP://x/a')}", ""},
		{"data", ".a{b:url(data:image/png;base64,AA==)}", ".a{b:url(data:image/png;base64,AA==)}", ""},
		{"fragment and empty", ".a{b:url(#c) url()}", ".a{b:url(#c) url()}", ""},
	})
}

// Input that is made to hurt is refused with an error, and quickly.
func TestLimits(t *testing.T) {
	nest := func(open, inside, end string, n int) string {
		return strings.Repeat(open, n) + inside + strings.Repeat(end, n)
	}
	for _, c := range []struct {
		name, in, want, diags string
	}{
		{"value at the limit", ".a{b:" + nest("(", "c", ")", 7) + "}.d{}", ".a{b:" + nest("(", "c", ")", 7) + "}.d{}", ""},
		{"value", ".a{b:" + nest("(", "c", ")", 8) + ";e:f}.d{}", ".a{e:f}.d{}", "1:4 error wxss-nesting"},
		{"value, endless", ".a{b:" + strings.Repeat("(", 1e6), ".a{}", "1:4 error wxss-nesting\n1:1000006 warning wxss-syntax"},
		{"blocks", nest(".a{", "b:c", "}", 9) + ".d{}", ".a{" + nest("& .a{", "", "}", 7) + "}.d{}", "1:25 error wxss-nesting"},
		{"blocks, endless", strings.Repeat("{", 1e6), "", "1:1 warning wxss-selector"},
		{"at-rules, endless", strings.Repeat("@media x{", 1e5),
			nest("@media x{", "", "}", 8), "1:73 error wxss-nesting\n" +
				strings.TrimSuffix(strings.Repeat("1:900001 warning wxss-syntax\n", 8), "\n")},
		{"unknown block", "@x{" + nest("{", "", "}", 9) + "}.d{}", ".d{}", "1:1 note wxss-unknown-at-rule\n1:1 error wxss-nesting"},
		{"prelude", "@media " + nest("(", "", ")", 9) + "{}.d{}", ".d{}", "1:1 error wxss-nesting"},
		{"selector", nest(":not(", ".a", ")", 9) + "{}.d{}", ".d{}", "1:1 error wxss-nesting"},
		{"selector, endless", strings.Repeat(":is(", 1e5) + "{", "", "1:1 error wxss-nesting"},
		{"dropped block, endless", "!{" + strings.Repeat("[", 1e6), "", "1:1 warning wxss-selector"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sheet, diags := Parse("a.wxss", []byte(c.in), Options{MaxDepth: 8})
			if got := sheet.CSS(keepMinified); got != c.want {
				t.Errorf("got  %s\nwant %s", shorten(got), shorten(c.want))
			}
			if got := brief(diags); got != c.diags {
				t.Errorf("got diagnostics\n%s\nwant\n%s", got, c.diags)
			}
		})
	}
}

func TestSizeLimit(t *testing.T) {
	sheet, diags := Parse("a.wxss", []byte(".a{b:c}"), Options{MaxSize: 6})
	if len(sheet.Rules) != 0 || brief(diags) != "1:1 error wxss-size" {
		t.Errorf("got %d rules and %s", len(sheet.Rules), brief(diags))
	}
	if sheet, diags = Parse("a.wxss", []byte(".a{b:c}"), Options{MaxSize: 7}); len(sheet.Rules) != 1 || diags != nil {
		t.Errorf("at the limit: got %d rules and %s", len(sheet.Rules), brief(diags))
	}
}

func TestDiagnosticLimit(t *testing.T) {
	_, diags := Parse("a.wxss", []byte(".a{"+strings.Repeat("b;", 100000)+"}"), Options{})
	if len(diags) != maxDiagnostics+1 {
		t.Fatalf("got %d diagnostics, want %d and one that says how many are left out", len(diags), maxDiagnostics)
	}
	last := diags[maxDiagnostics]
	if last.Code != CodeTooMany || !strings.HasPrefix(last.Message, "99500 ") {
		t.Errorf("the last diagnostic is %v", last)
	}
}

func TestDiagnosticText(t *testing.T) {
	for _, c := range []struct{ in, text, source string }{
		{".a {\n  color red;\n}", "a.wxss:2:3: warning: expected `name: value`: `color red` is left out [wxss-syntax]", "  color red;"},
		{"#5{}\r\n", "a.wxss:1:1: warning: unexpected `#5` in a selector; the rule is left out [wxss-selector]", "#5{}"},
		{"@mixin  b{}", "a.wxss:1:1: error: `@mixin b` is preprocessor syntax; compile it to WXSS first [wxss-preprocessor]", "@mixin  b{}"},
		{".a{$b:1}", "a.wxss:1:4: error: `$b:1` is preprocessor syntax; compile it to WXSS first [wxss-preprocessor]", ".a{$b:1}"},
		{"// x\n.a{}", "a.wxss:1:1: warning: `//` does not start a comment, use `/* … */`: `// x .a` is left out [wxss-syntax]", "// x"},
	} {
		_, diags := Parse("a.wxss", []byte(c.in), Options{})
		if len(diags) != 1 {
			t.Errorf("%s: %d diagnostics", c.in, len(diags))
			continue
		}
		d := diags[0]
		if d.Error() != c.text || d.Source != c.source {
			t.Errorf("%s\ngot  %s\n     %s\nwant %s\n     %s", c.in, d.Error(), d.Source, c.text, c.source)
		}
	}
}

func TestPositions(t *testing.T) {
	sheet, _ := Parse("a.wxss", []byte("/* 中 */ .a{\n b:c;\f  .d{}}\r@media x{}"), Options{})
	a := &sheet.Rules[0]
	for _, c := range []struct {
		what      string
		offset    int32
		line, col int
	}{
		{".a", a.Offset, 1, 9},
		{"b", a.Declarations[0].Offset, 2, 2},
		{".d", a.Rules[0].Offset, 3, 3},
		{".d selector", a.Rules[0].Selectors[0].Offset, 3, 3},
		{"@media", sheet.Rules[1].Offset, 4, 1},
		{"before the text", -5, 1, 1},
		{"behind the text", 1 << 20, 4, 11},
	} {
		if line, col := a.Source.Position(int(c.offset)); line != c.line || col != c.col {
			t.Errorf("%s: got %d:%d, want %d:%d", c.what, line, col, c.line, c.col)
		}
	}
	if line, col := sheet.Rules[1].Position(); line != 4 || col != 1 {
		t.Errorf("Rule.Position: got %d:%d", line, col)
	}
}
