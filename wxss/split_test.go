package wxss

import "testing"

func TestSplit(t *testing.T) {
	for _, c := range []struct{ css, host, rest string }{
		{".a{top:0}", "", ".a{top:0}"},
		{":host{top:0}.a{top:0}:host{left:0}", ":host{top:0}:host{left:0}", ".a{top:0}"},
		{"@media all{:host{top:0}.a{top:0}}@media print{.b{top:0}}@media screen{:host{top:0}}",
			"@media all{:host{top:0}}@media screen{:host{top:0}}", "@media all{.a{top:0}}@media print{.b{top:0}}"},
		{"@keyframes k{to{top:0}}@font-face{font-family:x}@layer l{:host{top:0}.a{top:0}}", ":host{top:0}",
			"@keyframes k{to{top:0}}@font-face{font-family:x}@layer l{.a{top:0}}"},
	} {
		host, rest := sheetOf(t, c.css).Split()
		if got := host.CSS(keepMinified); got != c.host {
			t.Errorf("%s: the host has %s, want %s", c.css, got, c.host)
		}
		if got := rest.CSS(keepMinified); got != c.rest {
			t.Errorf("%s: the rest is %s, want %s", c.css, got, c.rest)
		}
	}
}

func TestNeedsScope(t *testing.T) {
	for css, want := range map[string]bool{
		".a{top:0}": false, "view{top:0}": true, ".a>view{top:0}": true, "view.a{top:0}": false, "#a{top:0}": true, "[a]{top:0}": true,
		"page .a{top:0}": false, ":host{top:0}": false, "@media all{*{top:0}}": true, ".a{& .b{top:0}}": false, ".a{view{top:0}}": true,
		"@keyframes view{to{top:0}}": false, ":root{top:0}": false, ":hover{top:0}": true,
	} {
		if got := sheetOf(t, css).NeedsScope(); got != want {
			t.Errorf("%s: %v", css, got)
		}
	}
}

func TestRetag(t *testing.T) {
	sheet := sheetOf(t, "wx-a{top:0}html,wx-b.c{top:0}html{top:0}@media all{wx-a>wx-b:not(wx-c){top:0}wx-a>img{top:0}}.x{top:0}page{top:0}")
	got := sheet.Retag(func(tag string) (string, bool) {
		if len(tag) > 3 && tag[:3] == "wx-" {
			return tag[3:], true
		}
		return "", false
	}).CSS(keepMinified)
	if want := "a{top:0}b.c{top:0}@media all{a>b:not(c){top:0}}.x{top:0}page{top:0}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
