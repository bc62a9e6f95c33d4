package property

import (
	"strings"
	"testing"
)

// css-cascade, shorthand properties: each sets its longhands, those it does not mention to their initial values.
func TestExpand(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"margin", "1px 2px", "margin-top: 1px; margin-right: 2px; margin-bottom: 1px; margin-left: 2px"},
		{"margin", "1px 2px 3px", "margin-top: 1px; margin-right: 2px; margin-bottom: 3px; margin-left: 2px"},
		{"margin", "INHERIT", "margin-top: inherit; margin-right: inherit; margin-bottom: inherit; margin-left: inherit"},
		{"padding", " 1em ", "padding-top: 1em; padding-right: 1em; padding-bottom: 1em; padding-left: 1em"},
		{"word-wrap", "break-word", "overflow-wrap: break-word"},
		{"-webkit-transform", "rotate(1turn)", "transform: rotate(1turn)"},
		{"--x", " a  b", "--x:  a  b"},
		{"--x", "", "--x: "},
		{"flex", "1", "flex-grow: 1; flex-shrink: 1; flex-basis: 0%"},
		{"flex-flow", "wrap", "flex-direction: row; flex-wrap: wrap"},
		{"border-top", "red 1px", "border-top-width: 1px; border-top-style: none; border-top-color: red"},
		{"outline", "unset", "outline-color: unset; outline-style: unset; outline-width: unset"},
		{"border-radius", "1px 2px / 3px", "border-top-left-radius: 1px 3px; border-top-right-radius: 2px 3px; " +
			"border-bottom-right-radius: 1px 3px; border-bottom-left-radius: 2px 3px"},
		{"background-position", "right 1em top, 0 0", "background-position-x: right 1em, 0; background-position-y: top, 0"},
		{"transition", "a 1s, b", "transition-property: a, b; transition-duration: 1s, 0s; " +
			"transition-timing-function: ease, ease; transition-delay: 0s, 0s; transition-behavior: normal, normal"},
		{"transition-property", "\t\\  ", "transition-property: \\ "},
		{"transition-property", "a\\\\ \n", "transition-property: a\\\\"},
		{"transition", "\\  0s", "transition-property: \\ ; transition-duration: 0s; " +
			"transition-timing-function: ease; transition-delay: 0s; transition-behavior: normal"},
		{"display", "blok", "!"},
		{"dsplay", "block", "!"},
		{"margin", "", "!"},
		{"margin", "1px;", "!"},
		{"margin", "1px)", "!"},
		{"margin", "inherit 1px", "!"},
	} {
		out, ok := Expand(nil, c.name, c.value)
		var parts []string
		for _, l := range out {
			parts = append(parts, l.Name+": "+l.Value)
		}
		got := strings.Join(parts, "; ")
		if !ok {
			got += "!"
		}
		if got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.value, got, c.want)
		}
	}
}

// A declaration that is dropped leaves what was there before.
func TestExpandKeepsWhatWasThere(t *testing.T) {
	before := []Longhand{{"color", "red", 0}}
	if out, ok := Expand(before, "background", "none, , none"); ok || len(out) != 1 || out[0] != before[0] {
		t.Errorf("got %v, %v", out, ok)
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		name, canonical, initial string
		inherited, shorthand, ok bool
	}{
		{"color", "color", "canvastext", true, false, true},
		{"margin", "margin", "", false, true, true},
		{"-webkit-box-sizing", "box-sizing", "content-box", false, false, true},
		{"--a", "--a", "", true, false, true},
		{"white-space", "white-space", "", false, true, true},
		{"--", "", "", false, false, false},
		{"colour", "", "", false, false, false},
		{"-moz-osx-font-smoothing", "", "", false, false, false},
	} {
		info, ok := Lookup(c.name)
		if ok != c.ok || info.Name != c.canonical || info.Initial != c.initial || info.Inherited != c.inherited || info.Shorthand != c.shorthand {
			t.Errorf("%s: %+v, %v", c.name, info, ok)
		}
	}
}

// The table is whole: shorthands have longhands, aliases a property, and every initial value is valid and computes to a value
// that computes to itself.
func TestTable(t *testing.T) {
	if n := len(Longhands()); n < 450 {
		t.Errorf("only %d longhands", n)
	}
	for name, d := range tables().byName {
		if d == nil {
			t.Errorf("%s stands for a property that is not in the table", name)
			continue
		}
		if d.expand != nil {
			for i, long := range d.longs {
				if long == nil || long.expand != nil {
					t.Errorf("%s sets %s, which is no longhand", name, d.parts[i])
				}
			}
			continue
		}
		if !d.valid(d.initial) {
			t.Errorf("%s: the initial value %q is not valid", name, d.initial)
		}
		once := Compute(nil, d.name, d.initial)
		if again := Compute(nil, d.name, once); again != once {
			t.Errorf("%s: %q computes to %q, that to %q", name, d.initial, once, again)
		}
	}
}

// css-values-4, simplification of calculations: these are Chromium's answers.
func TestComputeCalc(t *testing.T) {
	for _, c := range [][2]string{
		{"min(0% + 0pc)", "0%"}, {"min(5% + 0px)", "5%"}, {"calc(0% + 0px)", "0%"}, {"calc(2 * min(5% + 0px))", "10%"},
		{"max(5% + 0px, 6% + 0px)", "max(5% + 0px, 6% + 0px)"}, {"min(5%, 6% + 0px)", "min(5%, 6% + 0px)"},
		{"clamp(0%, 0% + 0px, 1%)", "clamp(0%, 0% + 0px, 1%)"}, {"min(5%, 6%)", "5%"}, {"min(5% + 1px)", "calc(5% + 1px)"},
	} {
		once := Compute(nil, "width", c[0])
		if twice := Compute(nil, "width", once); once != c[1] || twice != once {
			t.Errorf("%s computes to %s and that to %s, want %s", c[0], once, twice, c[1])
		}
	}
}

// What a computed value depended on is told, so that it can be kept for elements where that is the same.
func TestUsed(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        Uses
	}{
		{"width", "10px", 0},
		{"width", "auto", 0},
		{"width", "1em", UsesFontSize},
		{"width", "calc(1rem + 1vw)", UsesRootFontSize | UsesViewport},
		{"font-size", "1em", UsesParentFontSize},
		{"font-size", "50%", UsesParentFontSize},
		{"font-size", "10px", 0},
		{"font-weight", "bolder", UsesParentWeight},
		{"line-height", "1.5", UsesFontSize},
		{"border-top-color", "currentcolor", UsesColor},
		{"box-shadow", "0 0 1em", UsesColor | UsesFontSize},
		{"box-shadow", "0 0 1px red", 0},
		{"color", "canvas", UsesScheme},
	} {
		var env Env
		Compute(&env, c.name, c.value)
		if env.Used != c.want {
			t.Errorf("%s: %s used %b, want %b", c.name, c.value, env.Used, c.want)
		}
	}
}

func TestDark(t *testing.T) {
	for _, c := range []struct{ value, light, dark string }{
		{"canvas", "rgb(255, 255, 255)", "rgb(18, 18, 18)"},
		{"CanvasText", "rgb(0, 0, 0)", "rgb(255, 255, 255)"},
		{"light-dark(red, #00f)", "rgb(255, 0, 0)", "rgb(0, 0, 255)"},
	} {
		if got := Compute(&Env{}, "color", c.value); got != c.light {
			t.Errorf("%s: got %s, want %s", c.value, got, c.light)
		}
		if got := Compute(&Env{Dark: true}, "color", c.value); got != c.dark {
			t.Errorf("%s in the dark: got %s, want %s", c.value, got, c.dark)
		}
	}
}

// Values that are as they stand cost no memory.
func TestAllocations(t *testing.T) {
	dst := make([]Longhand, 0, 16)
	env := new(Env)
	for _, c := range []struct {
		name, value string
		expand      float64
		compute     float64
	}{
		{"display", "flex", 0, 0},
		{"--x", "1px", 0, 0},
		{"color", "inherit", 0, 1},
		{"overflow-x", "hidden", 0, 0},
		{"width", "10px", 1, 1},
		{"color", "red", 1, 2},
		{"width", "calc(100% - 10px)", 4, 5},
	} {
		n := testing.AllocsPerRun(100, func() { Expand(dst, c.name, c.value) })
		if n > c.expand {
			t.Errorf("Expand %s: %s: %v allocations, at most %v", c.name, c.value, n, c.expand)
		}
		n = testing.AllocsPerRun(100, func() { Compute(env, c.name, c.value) })
		if n > c.compute {
			t.Errorf("Compute %s: %s: %v allocations, at most %v", c.name, c.value, n, c.compute)
		}
	}
}

// Hostile values neither overflow the stack nor take more than linear work; what is over a cap is invalid.
func TestHostileValues(t *testing.T) {
	const n = 1 << 20
	for _, c := range []struct {
		name, what, value string
		ok                bool
	}{
		{"width", "deep calc", "calc" + strings.Repeat("(", n) + "1px" + strings.Repeat(")", n), false},
		{"width", "deep min", strings.Repeat("min(", n) + "1px", false},
		{"width", "a long sum", "calc(1px" + strings.Repeat(" + 1px", n) + ")", false},
		{"background-image", "many layers", strings.Repeat("none,", n) + "none", false},
		{"box-shadow", "many shadows", strings.Repeat("0 0 red,", 2000) + "0 0 red", true},
		{"font-family", "a family of many words", strings.Repeat("a ", 16000) + "a", true},
		{"grid-template-areas", "many cells", `"` + strings.Repeat("a ", n) + `"`, false},
		{"background-image", "a large picture", "url(data:image/png;base64," + strings.Repeat("A", n) + ")", true},
		{"color", "a long name", strings.Repeat("a", n), false},
		{"content", "a long string", `"` + strings.Repeat("a", n) + `"`, true},
		{"transition", "many transitions", strings.Repeat("a 1s,", 3000) + "a 1s", true},
		{"z-index", "a long number", strings.Repeat("9", n), true},
	} {
		if _, ok := Expand(nil, c.name, c.value); ok != c.ok {
			t.Errorf("%s: got %v, want %v", c.what, ok, c.ok)
		}
		Compute(nil, c.name, c.value)
	}
}
