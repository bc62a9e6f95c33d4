package wxss

import (
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2/css"
)

// seeds hold one of everything, and what broke other parsers.
var seeds = []string{
	"",
	".a{color:red}",
	"@import 'a.wxss';@import \"/b.wxss\" layer(x) supports(display: grid) screen and (min-width:100rpx);",
	".a,#b>view.c~d+e f::before,[x~='y' i]:not(.z,.w):nth-child(-2n + 3 of .q){margin:-.5rpx +5rpx 10rpx !important}",
	"@media (min-width:100rpx){.a{width:calc(100% - 10rpx)}@supports (display:grid){view{--x:{a:b;c}}}}",
	"@keyframes x{from{left:0}33.3%,to{left:750rpx}}@-webkit-keyframes y{0%{top:1rpx}}",
	"@font-face{font-family:x;src:url(data:font/woff;base64,AAAA)}@charset \"utf-8\";@page :first{margin:1cm}",
	".a{color:red;&:hover{color:blue}.b &{top:0}> .c{left:0}right:0;@media print{bottom:0}}",
	":host{display:block}:host(.a){x:y}:root{--a: 1 ; --b:;--c:/**/}",
	"@foo bar{a{b:url(\"c)}",
	"@foo{\\",
	".a{background:url(a.png",
	".a{content:\"\\",
	".\\31 a\\:b,.中文{content:'\\4e2d'}",
	"}{)(][;;a{b:c}",
	".a{color:red/**/;/*x*/top/**/:1px/**/2px}",
	"<!--.a{b:c}-->u+a{b:c}",
	".a >>> .b::-webkit-scrollbar-thumb:hover::unknown(x y){a:b}",
	"a{b:(((((((((([[[[[{{{{{",
	"$x:1;.a{@include y;}// z\n.b{}",
	"a:is(,b,:not(,):has(> c)):where(){d:e}",
	"\ufeff.a\r\n{\x00:\xff}",
	"\ufeff\ufeff{}",
	"@a{url(0 0",
	"a{0{}b:c;{0}d:e}",
}

// FuzzParse checks on any input that the parser keeps its promises: positions are inside the text, the sheet written as
// CSS parses to an equal sheet, and so does the minified one but for blanks around commas.
func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, src string, component bool) {
		sheet, diags := Parse("a.wxss", []byte(src), Options{Component: component, Strict: component && len(src)%2 == 0})
		lines := 1 + strings.Count(src, "\n") + strings.Count(src, "\r") + strings.Count(src, "\f")
		for _, d := range diags {
			if d.Line < 1 || d.Line > lines || d.Col < 1 || d.Col > len(src)+1 || d.Message == "" {
				t.Errorf("bad diagnostic %+v", d)
			}
		}
		want := dump(sheet)
		out := sheet.CSS(keep)
		again, _ := Parse("a.wxss", []byte(out), Options{})
		if got := dump(again); got != want {
			t.Errorf("%q\nwritten as %q\nparses to\n%s\ninstead of\n%s", src, out, got, want)
		}
		small := sheet.CSS(keepMinified)
		again, _ = Parse("a.wxss", []byte(small), Options{})
		if got := again.CSS(keepMinified); got != small {
			t.Errorf("%q\nminified to %q\nparses to %q", src, small, got)
		}
	})
}

// FuzzConvertRPX compares the conversion with the tokens of the lexer: just the dimensions with the unit rpx change.
func FuzzConvertRPX(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	for _, c := range rpxPlaces {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = newSource("", []byte(text)).text
		if strings.Contains(text, "<!--") || strings.Contains(strings.ToLower(text), "u+") || strings.Contains(text, "\\") {
			return // tokens of old CSS versions that have no place in a value, and escapes inside the name url
		}
		r := RPX{Width: 375}
		var want []byte
		l := newLexer(text)
		for tok := l.next(); tok.tt != css.ErrorToken; tok = l.next() {
			s := l.str(tok)
			if tok.tt == css.DimensionToken && isRPX(s) {
				want = r.appendConverted(want, s[:len(s)-3])
			} else {
				want = append(want, s...)
			}
		}
		if got := ConvertRPX(text, r); got != string(want) {
			t.Errorf("ConvertRPX(%q) = %q, want %q", text, got, want)
		}
	})
}
