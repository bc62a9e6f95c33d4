package wxss

import (
	"strings"
	"testing"
)

// Spec §4 and §7: selectors as they are written back, and their specificity. An empty result is an invalid selector.
func TestSelectors(t *testing.T) {
	for _, c := range []struct{ in, want, specificity string }{
		{".a", ".a", "(0,1,0)"},
		{"#a", "#a", "(1,0,0)"},
		{"view", "view", "(0,0,1)"},
		{"page", "page", "(0,0,1)"},
		{"my-comp", "my-comp", "(0,0,1)"},
		{"*", "*", "(0,0,0)"},
		{"view.a.b#c", "view.a.b#c", "(1,2,1)"},
		{".a .b", ".a .b", "(0,2,0)"},
		{".a>.b", ".a > .b", "(0,2,0)"},
		{".a + .b~.c", ".a + .b ~ .c", "(0,3,0)"},
		{".a\n\t.b", ".a .b", "(0,2,0)"},
		{"/**/.a/**/ /**/.b/**/", ".a .b", "(0,2,0)"},
		{".a/**/.b", ".a.b", "(0,2,0)"},
		{"[a]", "[a]", "(0,1,0)"},
		{"[ a = b ]", `[a="b"]`, "(0,1,0)"},
		{"[a~='b c']", `[a~="b c"]`, "(0,1,0)"},
		{"[a|=b]", `[a|="b"]`, "(0,1,0)"},
		{"[a^=b]", `[a^="b"]`, "(0,1,0)"},
		{"[a$=b]", `[a$="b"]`, "(0,1,0)"},
		{`[a*="b\"\\"]`, `[a*="b\"\\"]`, "(0,1,0)"},
		{"[a=b i]", `[a="b" i]`, "(0,1,0)"},
		{"[data-fooBar='b'S]", `[data-fooBar="b" s]`, "(0,1,0)"},
		{"view[a][b]", "view[a][b]", "(0,2,1)"},
		{":hover", ":hover", "(0,1,0)"},
		{".a:First-Child", ".a:first-child", "(0,2,0)"},
		{":root", ":root", "(0,1,0)"},
		{":host", ":host", "(0,1,0)"},
		{".a::before", ".a::before", "(0,1,1)"},
		{".a:before", ".a::before", "(0,1,1)"},
		{".a:AFTER", ".a::after", "(0,1,1)"},
		{"::-webkit-scrollbar-thumb:hover", "::-webkit-scrollbar-thumb:hover", "(0,1,1)"},
		{"::part( a b )", "::part(a b)", "(0,0,1)"},
		{"::slotted(.a)", "::slotted(.a)", "(0,1,1)"},
		{":not(.a)", ":not(.a)", "(0,1,0)"},
		{":not(.a,#b > view)", ":not(.a, #b > view)", "(1,0,1)"},
		{":is(.a,#b)", ":is(.a, #b)", "(1,0,0)"},
		{":is()", ":is()", "(0,0,0)"},
		{":is(.a,..,::before,[,.b)", "", ""},
		{":is(.a,..,::before,(),.b)", ":is(.a, .b)", "(0,1,0)"},
		{":where(.a,#b)", ":where(.a, #b)", "(0,0,0)"},
		{":-webkit-any(.a)", ":-webkit-any(.a)", "(0,1,0)"},
		{":has(>.a,+ .b,.c)", ":has(> .a, + .b, .c)", "(0,1,0)"},
		{":nth-child(odd)", ":nth-child(2n+1)", "(0,1,0)"},
		{":nth-child(EVEN)", ":nth-child(2n)", "(0,1,0)"},
		{":nth-child(3)", ":nth-child(3)", "(0,1,0)"},
		{":nth-child(n)", ":nth-child(n)", "(0,1,0)"},
		{":nth-child(-n+3)", ":nth-child(-n+3)", "(0,1,0)"},
		{":nth-child( +3N - 2 )", ":nth-child(3n-2)", "(0,1,0)"},
		{":nth-child(2n+1)", ":nth-child(2n+1)", "(0,1,0)"},
		{":nth-child(2n-1)", ":nth-child(2n-1)", "(0,1,0)"},
		{":nth-child(-2n- 1)", ":nth-child(-2n-1)", "(0,1,0)"},
		{":nth-child(0n+0)", ":nth-child(0)", "(0,1,0)"},
		{":nth-child(99999999999n-99999999999)", ":nth-child(2147483647n-2147483647)", "(0,1,0)"},
		{":nth-child(n of .a,view)", ":nth-child(n of .a, view)", "(0,2,0)"},
		{":nth-last-child(-n + 3 OF #a)", ":nth-last-child(-n+3 of #a)", "(1,1,0)"},
		{":nth-of-type(2)", ":nth-of-type(2)", "(0,1,0)"},
		{":lang( zh )", ":lang(zh)", "(0,1,0)"},
		{`.\31 a\:b\.c`, `.\31 a\:b\.c`, "(0,1,0)"},
		{`.a\0000e9 b`, ".aéb", "(0,1,0)"},
		{`.\-`, `.\-`, "(0,1,0)"},
		{".--a", ".--a", "(0,1,0)"},
		{`.-\31`, `.-\31 `, "(0,1,0)"},
		{`.a\A`, `.a\a `, "(0,1,0)"},
		{".中文", ".中文", "(0,1,0)"},
		{"#中\\,", "#中\\,", "(1,0,0)"},
		{".a >>> .b", ".a >>> .b", "(0,2,0)"},
		{".a:foo(b  c):bar::baz", ".a:foo(b c):bar::baz", "(0,3,1)"},
		{":hover(a)", ":hover(a)", "(0,1,0)"},
		{":not", ":not", "(0,1,0)"},
		{strings.Repeat(".a", 1030), strings.Repeat(".a", 1030), "(0,1023,0)"},

		{"", "", ""},
		{".a,", "", ""},
		{",.a", "", ""},
		{".a,,.b", "", ""},
		{".", "", ""},
		{". a", "", ""},
		{".5", "", ""},
		{"#5", "", ""},
		{"#-", "", ""},
		{"#-5", "", ""},
		{"> .a", "", ""},
		{".a >", "", ""},
		{".a > > .b", "", ""},
		{".a >> .b", "", ""},
		{".a || .b", "", ""},
		{".a view.b*", "", ""},
		{".aview,.b view*", "", ""},
		{"a/**/b", "", ""},
		{"svg|a", "", ""},
		{"[]", "", ""},
		{"[a b]", "", ""},
		{"[a=]", "", ""},
		{"[a=5]", "", ""},
		{"[a='b' x]", "", ""},
		{"[a!=b]", "", ""},
		{"[a='b\n']", "", ""},
		{".a: hover", "", ""},
		{".a:::before", "", ""},
		{".a::before.b", "", ""},
		{".a::before .b", "", ""},
		{":not()", "", ""},
		{":not(.a,)", "", ""},
		{":not(::before)", "", ""},
		{":not(.a", "", ""},
		{":not(> .a)", "", ""},
		{":has()", "", ""},
		{":nth-child()", "", ""},
		{":nth-child(a)", "", ""},
		{":nth-child(2 n)", "", ""},
		{":nth-child(n+)", "", ""},
		{":nth-child(n 2)", "", ""},
		{":nth-child(+ n)", "", ""},
		{":nth-child(n of)", "", ""},
		{":nth-of-type(n of .a)", "", ""},
		{"::slotted(.a .b)", "", ""},
		{"50%", "", ""},
		{`.a\` + "\n", "", ""},
	} {
		sheet, _ := Parse("a.wxss", []byte(c.in+"{}"), Options{})
		got, specificity := "", ""
		if len(sheet.Rules) > 0 && len(sheet.Rules[0].Selectors) > 0 {
			s := &sheet.Rules[0].Selectors[0]
			got, specificity = s.String(), s.Specificity.String()
		}
		if got != c.want || specificity != c.specificity {
			t.Errorf("%s\ngot  %s %s\nwant %s %s", c.in, got, specificity, c.want, c.specificity)
		}
	}
}

// Spec §4: what is not known is kept and noted.
func TestUnknownSelectors(t *testing.T) {
	for _, c := range []struct {
		in, diags string
		unknown   bool
	}{
		{".a:hover::before", "", false},
		{"::-webkit-anything", "", false},
		{".a:foo", "1:4 note wxss-unknown-selector", true},
		{"::foo(a)", "1:3 note wxss-unknown-selector", true},
		{".a >>> .b", "1:4 note wxss-unknown-selector", true},
		{":not(:foo)", "1:7 note wxss-unknown-selector", true},
		{":is(:foo,.a)", "1:6 note wxss-unknown-selector", false},
		{":is(:not(:foo),.a)", "1:11 note wxss-unknown-selector", false},
		{":foo:is(.a)", "1:2 note wxss-unknown-selector", true},
	} {
		sheet, diags := Parse("a.wxss", []byte(c.in+"{}"), Options{})
		if len(sheet.Rules) != 1 {
			t.Errorf("%s is left out: %v", c.in, diags)
			continue
		}
		if got := sheet.Rules[0].Selectors[0].Unknown; got != c.unknown || brief(diags) != c.diags {
			t.Errorf("%s: Unknown = %v, want %v; diagnostics %s, want %s", c.in, got, c.unknown, brief(diags), c.diags)
		}
	}
}

func TestSelectorPseudoElement(t *testing.T) {
	for in, want := range map[string]string{
		".a": "", ".a::before": "before", ".a:after": "after", "::slotted(.a)::before": "slotted", ".a :is(.b)": "",
		"::-webkit-scrollbar:hover": "-webkit-scrollbar",
	} {
		sheet, _ := Parse("a.wxss", []byte(in+"{}"), Options{})
		if got := sheet.Rules[0].Selectors[0].PseudoElement; got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

// Spec §4.1: selectors that a component may not use.
func TestComponentSelectors(t *testing.T) {
	const in = ".a,.b:hover{}view{}.a #b{}.c[d]{}.e,\nview.f{}:not(view){}::before{}*{}@keyframes x{from{}}"
	const warn = " warning wxss-component-selector"
	want := strings.Join([]string{"1:14", "1:20", "1:27", "2:1", "2:9", ""}, warn+"\n")
	sheet, diags := Parse("c/c.wxss", []byte(in), Options{Component: true})
	if got := brief(diags) + "\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	const message = "Some selectors are not allowed in component wxss, including tag name selectors, ID selectors, " +
		"and attribute selectors.(c/c.wxss:2:1)"
	if diags[3].Message != message {
		t.Errorf("got  %s\nwant %s", diags[3].Message, message)
	}
	if got := sheet.CSS(keepMinified); got != ".a,.b:hover{}view{}.a #b{}.c[d]{}.e,view.f{}:not(view){}::before{}*{}@keyframes x{from{}}" {
		t.Errorf("lenient: %s", got)
	}
	sheet, _ = Parse("c/c.wxss", []byte(in), Options{Component: true, Strict: true})
	if got := sheet.CSS(keepMinified); got != ".a,.b:hover{}.e{}::before{}*{}@keyframes x{from{}}" {
		t.Errorf("strict: %s", got)
	}
	if _, diags = Parse("p.wxss", []byte(in), Options{}); diags != nil {
		t.Errorf("page: %s", brief(diags))
	}
}

// Spec §4: strict mode warns of what is not documented.
func TestStrictSelectors(t *testing.T) {
	for in, warn := range map[string]bool{
		".a": false, "#a": false, "view": false, ".a,.b": false, ".a .b": false, ".a::before": false, ".a:after": false,
		":host": false, ".a > .b": true, ".a + .b": true, ".a ~ .b": true, "*": true, "[a]": true, ".a:hover": true,
		":not(.a)": true, ".a::selection": true, ":first-child": true,
	} {
		_, diags := Parse("a.wxss", []byte(in+"{}"), Options{Strict: true})
		want := ""
		if warn {
			want = "1:1 warning wxss-undocumented-selector"
		}
		if got := brief(diags); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

// Spec §4.2: :host stands alone or not at all.
func TestHost(t *testing.T) {
	runParse(t, Options{Component: true}, []parseCase{
		{"alone", ":host{a:b}", ":host{a:b}", ""},
		{"in media", "@media x{:host{a:b}}", "@media x{:host{a:b}}", ""},
		{"function", ":host(.a){a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"descendant", ":host .a{a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"list", ".a,:host{a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"twice", ":host,:host{a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"compound", ":host:hover{a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"pseudo-element", ":host::before{a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"inside :is", ":is(:host){a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"context", ":host-context(.a){a:b}.c{}", ".c{}", "1:1 warning wxss-host"},
		{"nested", ":host{.a{b:c}d:e}.c{}", ":host{d:e}.c{}", "1:7 warning wxss-host"},
	})
}

func TestSpecificity(t *testing.T) {
	if !(MakeSpecificity(1, 0, 0) > MakeSpecificity(0, 5000, 5000)) {
		t.Error("many classes outweigh an id")
	}
	if a, b, c := MakeSpecificity(1, 2, 3).Add(MakeSpecificity(4, 2000, -1)).Counts(); a != 5 || b != 1023 || c != 3 {
		t.Errorf("got %d,%d,%d, want 5,1023,3", a, b, c)
	}
}
