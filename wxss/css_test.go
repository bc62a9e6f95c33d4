package wxss

import (
	"strings"
	"testing"
)

// How a sheet is written, option by option.
func TestCSS(t *testing.T) {
	const in = "page .a>view:hover,:root{width:75rpx;--x:  1 , 2;b:c , d!important}" +
		"@media (min-width:75rpx){.a::before{}}@keyframes k{from , 50%{top:0}to{}}:host{e:f}" +
		".a{.b{c:d}e:f}@charset 'utf-8';"
	scoped := func(c string) string { return "p-" + c }
	tag := func(s string) string { return "wx-" + s }
	for _, c := range []struct {
		name, want string
		opts       CSSOptions
	}{
		{"readable", "page .a > view:hover, :root {\n  width: 37px;\n  --x: 1 , 2;\n  b: c , d !important;\n}\n" +
			"@media (min-width:37px) {\n  .a::before {}\n}\n@keyframes k {\n  from, 50% {\n    top: 0;\n  }\n  to {}\n}\n" +
			":host {\n  e: f;\n}\n.a {\n  & .b {\n    c: d;\n  }\n  e: f;\n}\n@charset 'utf-8';", CSSOptions{}},
		{"minified", "page .a>view:hover,:root{width:37px;--x:1 , 2;b:c,d!important}" +
			"@media (min-width:37px){.a::before{}}@keyframes k{from,50%{top:0}to{}}:host{e:f}" +
			".a{& .b{c:d}e:f}@charset 'utf-8';", CSSOptions{Minify: true}},
		{"vw", "page .a>view:hover,:root{width:10vw;--x:1 , 2;b:c,d!important}" +
			"@media (min-width:10vw){.a::before{}}@keyframes k{from,50%{top:0}to{}}:host{e:f}" +
			".a{& .b{c:d}e:f}@charset 'utf-8';", CSSOptions{Minify: true, RPX: RPX{Mode: RPXToVW}}},
		{"mapped", "body .p-a>wx-view:hover,.root{width:75px;--x:1 , 2;b:c,d!important}" +
			"@media (min-width:75px){.p-a::before{}}@keyframes k{from,50%{top:0}to{}}.h{e:f}" +
			".p-a{& .p-b{c:d}e:f}@charset 'utf-8';", CSSOptions{Minify: true, RPX: RPX{Width: 750}, Page: "body",
			Root: ".root", Host: ".h", ScopeClass: scoped, Tag: tag}},
	} {
		sheet, diags := Parse("a.wxss", []byte(in), Options{})
		if diags != nil {
			t.Fatal(diags)
		}
		if got := sheet.CSS(c.opts); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Spec §4.1: tags, ids and attributes of a component's sheet stay within the component.
func TestCSSScope(t *testing.T) {
	for in, want := range map[string]string{
		"view":                 "view:where(.s)",
		"view::before":         "view:where(.s)::before",
		"#a view":              "#a:where(.s) view:where(.s)",
		"[a]:hover":            "[a]:hover:where(.s)",
		"*":                    "*:where(.s)",
		"view.a":               "view.p-a",
		".a view":              ".p-a view:where(.s)",
		":not(view)":           ":not(view):where(.s)",
		".a:not(.b,#c)":        ".p-a:not(.p-b,#c)",
		"page .a":              "page .p-a",
		":root view":           ":root view:where(.s)",
		":host":                ":host",
		"::-webkit-scrollbar":  ":where(.s)::-webkit-scrollbar",
		".a::before:hover":     ".p-a::before:hover",
		"view::before:hover":   "view:where(.s)::before:hover",
		":nth-child(2n of .a)": ":nth-child(2n of .p-a):where(.s)",
	} {
		sheet, _ := Parse("a.wxss", []byte(in+"{}"), Options{})
		got := sheet.CSS(CSSOptions{Minify: true, Scope: ":where(.s)", ScopeClass: func(c string) string { return "p-" + c }})
		if got != want+"{}" {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want+"{}")
		}
	}
}

// A class name that the hook returns is escaped.
func TestCSSScopeEscapes(t *testing.T) {
	sheet, _ := Parse("a.wxss", []byte(".a{}"), Options{})
	got := sheet.CSS(CSSOptions{Minify: true, ScopeClass: func(c string) string { return "1/" + c + "{}" }})
	if want := `.\31 \/a\{\}{}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Writing and parsing again changes nothing, for one of everything.
func TestCSSAgain(t *testing.T) {
	for _, src := range seeds {
		sheet, _ := Parse("a.wxss", []byte(src), Options{})
		for _, opts := range []CSSOptions{keep, keepMinified} {
			again, _ := Parse("a.wxss", []byte(sheet.CSS(opts)), Options{})
			got, want := dump(again), dump(sheet)
			if opts.Minify {
				got, want = again.CSS(opts), sheet.CSS(opts)
			}
			if got != want {
				t.Errorf("%q\nwritten as %q\nparses to\n%s\ninstead of\n%s", src, sheet.CSS(opts), got, want)
			}
		}
	}
}

// The parser copies nothing but structure: an allocation for each rule would be felt.
func TestParseAllocations(t *testing.T) {
	src := []byte(strings.Repeat(".a .b{color:red;margin:0 10rpx}", 1000))
	got := testing.AllocsPerRun(10, func() { Parse("a.wxss", src, Options{}) })
	if got > 120 {
		t.Errorf("1000 rules take %v allocations, at most 120 wanted", got)
	}
}
