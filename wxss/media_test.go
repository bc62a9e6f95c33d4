package wxss

import (
	"strings"
	"testing"
)

// Media queries against a light phone of 375 x 667 and a dark landscape tablet.
func TestMatchMedia(t *testing.T) {
	phone, tablet := Window{}, Window{Width: 1024, Height: 768, PixelRatio: 1, Dark: true}
	for _, c := range []struct {
		query         string
		phone, tablet bool
	}{
		{"", true, true}, {"all", true, true}, {"screen", true, true}, {"print", false, false}, {"not print", true, true},
		{"only screen and (max-width: 400px)", true, false}, {"not screen and (max-width:400px)", false, true},
		{"(min-width:375px)", true, true}, {"(min-width:375.5px)", false, true}, {"(max-width:23.4375em)", true, false},
		{"(width:375px)", true, false}, {"(width)", true, true}, {"(monochrome)", false, false},
		{"print, (orientation: portrait)", true, false}, {"(orientation:landscape)", false, true},
		{"(min-width:400px) and (max-width:2000px)", false, true}, {"(min-width:400px) or (max-width:380px)", true, true},
		{"not (min-width:400px)", true, false}, {"(not (min-width:400px)) and (hover:none)", true, false},
		{"((width > 300px) and (width <= 400px))", true, false}, {"(300px < width <= 400px)", true, false},
		{"(400px<=width)", false, true}, {"(width=375px)", true, false}, {"(400px > width > 300px)", true, false},
		{"(300px < width > 400px)", false, false},
		{"(min-width:100rpx)", true, true}, {"(max-width:750rpx)", true, false},
		{"(prefers-color-scheme: dark)", false, true}, {"(PREFERS-COLOR-SCHEME:LIGHT)", true, false}, {"(prefers-color-scheme)", true, true},
		{"(prefers-reduced-motion:reduce)", false, false}, {"(prefers-reduced-motion)", false, false},
		{"(aspect-ratio:1024/768)", false, true}, {"(min-aspect-ratio: 1/1)", false, true},
		{"(-webkit-min-device-pixel-ratio:2)", true, false}, {"(min-resolution:192dpi)", true, false}, {"(resolution:1x)", false, true},
		{"(min-resolution:2dppx)", true, false},
		// What is unknown is not true, and neither is its opposite.
		{"(nonsense:1)", false, false}, {"not (nonsense:1)", false, false}, {"(nonsense:1) or (width:375px)", true, false},
		{"(width:1parsec)", false, false}, {"nonsense(1)", false, false}, {"(min-width:calc(1px))", true, true}, {"(min-width:1)", false, false}, {"(min-width:0)", true, true}, {"(min-width:100vw)", true, true},
		{"screen and(width)", false, false}, {"(width) and(height)", false, false},
		// Broken queries do not spoil the others.
		{"(width, screen", false, false}, {"and, screen", true, true}, {"screen and, all", true, true}, {"not screen and", false, false}, {"(a) and (b) or (c), all", true, true},
		{"screen (width:375px)", false, false}, {"(width:375px) and (hover:none) or (width:1px)", false, false},
		{"/* a */ screen /* b */ and /**/ (width:375px)", true, false},
		{strings.Repeat("(", 5000) + "width:375px" + strings.Repeat(")", 5000), false, false},
	} {
		if got := phone.MatchMedia(c.query); got != c.phone {
			t.Errorf("%s on a phone: %v", shorten(c.query), got)
		}
		if got := tablet.MatchMedia(c.query); got != c.tablet {
			t.Errorf("%s on a tablet: %v", shorten(c.query), got)
		}
	}
}

func TestSupports(t *testing.T) {
	for condition, want := range map[string]bool{
		"(display:flex)": true, "(display:nonsense)": false, "(nonsense:1)": false, "not (nonsense:1)": true,
		"(display:flex) and (color:red)": true, "(display:flex) and (nonsense:1)": false, "(nonsense:1) or (color:red !important)": true,
		"(--a:1)": true, "(color:var(--a))": true, "selector(.a > .b)": true, "selector(:nonsense)": false, "selector(.a .)": false,
		"((display:flex))": true, "(not ((display:flex)))": false, "": false, "display:flex": false, "(display:flex": true, "(color)": false,
		"font-tech(color-COLRv1)": true, "font-format(nonsense)": false, "nonsense(a)": false, "(all:unset)": true, "(all:red)": false,
		"not(color:red)": false, "(color:red) or(color:blue)": false, "(selector(.a))": true,
	} {
		if got := Supports(condition); got != want {
			t.Errorf("%q: %v", condition, got)
		}
	}
}
