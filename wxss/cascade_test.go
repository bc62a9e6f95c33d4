package wxss

import (
	"fmt"
	"strings"
	"testing"
)

// sheetsOf makes the sheets of a page from text: a section starts at `ua:`, `app:`, or at a scope and its host, `2/2:`.
func sheetsOf(tb testing.TB, text string) []ScopedSheet {
	tb.Helper()
	var out []ScopedSheet
	for part := range strings.SplitSeq(text, "|") {
		head, css, ok := strings.Cut(part, ": ")
		s := ScopedSheet{Origin: Author}
		switch {
		case !ok:
			css = part
		case strings.TrimSpace(head) == "ua":
			s.Origin = UserAgent
		case strings.TrimSpace(head) == "app":
		default:
			if _, err := fmt.Sscanf(strings.TrimSpace(head), "%d/%d", &s.Scope, &s.Host); err != nil {
				css = part
			}
		}
		s.Sheet = sheetOf(tb, css)
		out = append(out, s)
	}
	return out
}

// cascadeCase computes properties of the element `#t` below `.p` below the page.
type cascadeCase struct {
	name, sheets, element, inline, want string
}

// values computes the properties of want on the element and gives them in its form: `name:value; name:value`.
func (c *cascadeCase) values(tb testing.TB) string {
	tb.Helper()
	spec := c.element
	if spec == "" {
		spec = "view.a"
	}
	n := el(spec)
	n.style = c.inline
	el("page", el("view.p", n))
	s := NewStyler(NewCascade(sheetsOf(tb, c.sheets), Window{}))
	n.styler, n.parent.styler, n.parent.parent.styler = s, s, s
	got := s.Style(n)
	var out []string
	for want := range strings.SplitSeq(c.want, "; ") {
		name, _, _ := strings.Cut(want, ":")
		out = append(out, name+":"+got.Get(name))
	}
	return strings.Join(out, "; ")
}

func TestCascade(t *testing.T) {
	for _, c := range []cascadeCase{
		// spec wxss §1: order of the sheets.
		{name: "later sheet wins", sheets: "app: .a{z-index:1}|app: .a{z-index:2}", want: "z-index:2"},
		{name: "author beats user agent", sheets: "app: view{z-index:2}|ua: .a.a{z-index:1}", want: "z-index:2"},
		{name: "inline beats sheets", sheets: ".a.a.a{z-index:1;order:1}", inline: "z-index:2", want: "z-index:2; order:1"},
		{name: "inline loses against important", sheets: ".a{z-index:1!important}", inline: "z-index:2", want: "z-index:1"},
		{name: "important inline wins", sheets: ".a{z-index:1!important}", inline: "z-index:2!important", want: "z-index:2"},
		{name: "later inline wins", sheets: "", inline: "z-index:1;z-index:2;;order:3;z-index:x", want: "z-index:2; order:3"},
		{name: "a broken declaration is skipped", inline: "z-index:1;}order:2;flex-grow:3", want: "z-index:1; flex-grow:3"},
		{name: "important user agent wins", sheets: "ua: view{z-index:1!important}|app: .a{z-index:2!important}", want: "z-index:1"},
		// spec wxss §4.2: :host.
		{name: ":host loses against the page", sheets: "2/2: :host{z-index:1;order:1}|app: view{z-index:2}", element: "view.a~2", want: "z-index:2; order:1"},
		{name: ":host important wins", sheets: "2/2: :host{z-index:1!important}|app: .a{z-index:2!important}", element: "view.a~2", inline: "z-index:3!important", want: "z-index:1"},
		{name: ":host of a shared component", sheets: "0/2: :host{z-index:1}", element: "view.a~2", want: "z-index:1"},
		{name: ":host elsewhere", sheets: "2/2: :host{z-index:1}", want: "z-index:auto"},
		// spec wxss §7: specificity.
		{name: "specificity", sheets: "#i{z-index:3}.a.b{z-index:2}view{z-index:1}", element: "view#i.a.b", want: "z-index:3"},
		{name: "where adds nothing", sheets: ".a{z-index:1}:where(.a.b){z-index:2}", element: "view.a.b", want: "z-index:1"},
		{name: "order of one block", sheets: ".a{z-index:1;z-index:2}", want: "z-index:2"},
		{name: "important within a block", sheets: ".a{z-index:1!important;z-index:2}", want: "z-index:1"},
		// layers
		{name: "unlayered wins", sheets: ".a{z-index:1}@layer x{.a.a{z-index:2}}", want: "z-index:1"},
		{name: "later layer wins", sheets: "@layer x{.a.a{z-index:1}}@layer y{.a{z-index:2}}", want: "z-index:2"},
		{name: "important in layers turns round", sheets: "@layer x{.a{z-index:1!important}}@layer y{.a{z-index:2!important}}.a{z-index:3!important}", want: "z-index:1"},
		{name: "revert-layer", sheets: "@layer x{.a{z-index:1}}@layer y{.a{z-index:2}.a.a{z-index:revert-layer}}", want: "z-index:1"},
		// CSS-wide keywords
		{name: "inherit", sheets: ".p{z-index:7}.a{z-index:inherit}", want: "z-index:7"},
		{name: "currentcolor is inherited as it is", sheets: ".p{color:red;border:1px solid;outline:1px solid currentcolor}.a{color:blue;border:inherit;outline:inherit}", want: "border-top-color:rgb(0, 0, 255); outline-color:rgb(0, 0, 255); border-top-width:1px"},
		{name: "the colour of a shadow is that of the text it falls from", sheets: ".p{color:red;text-shadow:1em 1px}.a{color:blue;font-size:2px}", want: "text-shadow:rgb(0, 0, 255) 16px 1px 0px"},
		{name: "no font size", sheets: ".p{font-size:0}.a{margin-top:2em;font-size:3em;line-height:2;width:calc(1em + 1px)}", want: "font-size:0px; margin-top:0px; line-height:0px; width:1px"},
		{name: "initial", sheets: ".p{visibility:hidden}.a{visibility:initial}", want: "visibility:visible"},
		{name: "unset", sheets: ".p{visibility:hidden;z-index:7}.a{visibility:unset;z-index:unset}", want: "visibility:hidden; z-index:auto"},
		{name: "revert", sheets: "ua: view{z-index:1}|app: .p{order:2}.a{z-index:2;order:2}.a.a{z-index:revert;order:revert}", want: "z-index:1; order:0"},
		{name: "inherited by default", sheets: ".p{visibility:hidden;z-index:7}", want: "visibility:hidden; z-index:auto"},
		{name: "a shorthand inherits", sheets: ".p{margin:1px 2px}.a{margin:inherit}", want: "margin-left:2px; margin:1px 2px"},
		{name: "all: initial", sheets: ".p{visibility:hidden}.a{z-index:3}.a.a{all:initial;order:2}", want: "visibility:visible; z-index:auto; order:2"},
		{name: "all: inherit", sheets: ".p{z-index:4}.a.a{all:inherit;order:2}", want: "z-index:4; order:2"},
		{name: "all: unset", sheets: ".p{visibility:hidden}.a{z-index:3;visibility:visible}.a.a{all:unset}", want: "visibility:hidden; z-index:auto"},
		{name: "all: revert", sheets: "ua: view{z-index:1}|app: .a{z-index:3}.a.a{all:revert}", want: "z-index:1"},
		{name: "all spares direction and custom properties", sheets: ".p{direction:rtl}.a{--x:1px}.a.a{all:initial;margin-top:var(--x)}", want: "direction:rtl; margin-top:1px"},
		{name: "what goes back over a layer meets all", sheets: ".p{visibility:hidden}.a{visibility:hidden}.a.a{all:initial}", inline: "visibility:revert-layer", want: "visibility:visible"},
		{name: "what goes back to the user agent does not", sheets: ".p{z-index:7;order:3}.a{all:inherit}.a.a{z-index:revert}", want: "z-index:auto; order:3"},
		{name: "a physical property goes back, and the logical one is weaker", sheets: "ua: view{margin-right:5px}|app: .a{margin-inline:1px 2px}.a.a{margin:revert}", want: "margin-left:0px; margin-right:5px"},
		{name: "a physical property goes back, and the logical one is stronger", sheets: ".a{margin:revert}.a.a{margin-inline-start:1px}", want: "margin-left:1px; margin-right:0px"},
		// custom properties
		{name: "var", sheets: ".p{--x:3px}.a{margin-top:var(--x)}", want: "margin-top:3px; --x:3px"},
		{name: "fallback", sheets: ".a{margin-top:var(--x,4px);margin-left:var( --y , var(--z,5px) )}", want: "margin-top:4px; margin-left:5px"},
		{name: "no fallback", sheets: ".a{margin-top:1px;margin-top:var(--x);visibility:var(--x)}.p{visibility:hidden}", want: "margin-top:0px; visibility:hidden"},
		{name: "in a shorthand", sheets: ".a{--x:1px 2px;margin:var(--x) 3px}", want: "margin-top:1px; margin-right:2px; margin-bottom:3px; margin-left:2px"},
		{name: "invalid once substituted", sheets: ".a{--x:nonsense(1);margin:1px;margin:var(--x)}", want: "margin-top:0px"},
		{name: "tokens do not run together", sheets: ".a{--x:10;margin-top:2px;margin-top:var(--x)px}", want: "margin-top:0px"},
		{name: "custom through custom", sheets: ".p{--a:1px}.a{--b:var(--a);--a:2px;margin-top:var(--b)}", want: "margin-top:2px"},
		{name: "inherited values are computed", sheets: ".p{--a:1px;--b:var(--a)}.a{--a:2px;margin-top:var(--b)}", want: "margin-top:1px"},
		{name: "cycle", sheets: ".p{--a:9px}.a{--a:var(--b);--b:var(--c);--c:var(--a);--d:4px;margin-top:var(--a,1px);margin-left:var(--d)}", want: "margin-top:1px; margin-left:4px"},
		{name: "cycle with itself", sheets: ".a{--a:var(--a,2px);margin-top:var(--a,1px)}", want: "margin-top:1px"},
		{name: "beside a cycle", sheets: ".a{--a:var(--b);--b:var(--a);--c:var(--a,6px);margin-top:var(--c)}", want: "margin-top:6px"},
		{name: "custom initial", sheets: ".p{--a:9px}.a{--a:initial;margin-top:var(--a,1px)}", want: "margin-top:1px"},
		{name: "custom inherit", sheets: ".p{--a:9px}.a.a{--a:inherit}.a{--a:3px;margin-top:var(--a)}", want: "margin-top:9px"},
		{name: "important custom", sheets: ".a{--a:1px!important;margin-top:var(--a)}.a.a{--a:2px}", want: "margin-top:1px"},
		{name: "keyword from var", sheets: ".p{z-index:5}.a{--x:inherit;z-index:var(--y,inherit)}", want: "z-index:5"},
		{name: "names keep their case", sheets: ".a{--X:1px;margin-top:var(--x,2px)}", want: "margin-top:2px"},
		{name: "empty value", sheets: ".a{--x:;margin-top:var(--x)1px}", want: "margin-top:1px"},
		{name: "env", sheets: ".a{margin-top:calc(env(safe-area-inset-bottom) + 1px);padding-top:env(nothing,3px)}", want: "padding-top:3px"},
		{name: "var in a string is no reference", sheets: ".a::x{}.a{quotes:\"var(--x)\" \"b\"}", want: "quotes:\"var(--x)\" \"b\""},
		{name: "pending loses and wins like others", sheets: ".a{margin-top:1px;margin:var(--m,2px);margin-left:3px}", want: "margin-top:2px; margin-left:3px"},
		// spec wxss §3: rpx
		{name: "rpx", sheets: ".a{margin-top:75rpx;--x:10rpx;margin-left:var(--x)}", inline: "margin-right:20rpx", want: "margin-top:37px; margin-left:5px; margin-right:10px"},
		// what depends on one another
		{name: "absolute makes a block", sheets: ".a{display:inline-flex;position:absolute;float:left}", want: "display:flex; float:none"},
		{name: "float makes a block", sheets: ".a{float:left}", want: "display:block"},
		{name: "children of a flex are blocks", sheets: ".p{display:flex}", want: "display:block"},
		{name: "overflow", sheets: ".a{overflow-x:hidden}", want: "overflow-x:hidden; overflow-y:auto"},
		{name: "a border without style has no width", sheets: ".a{border-top-width:3px;border-left-width:3px;border-left-style:solid}", want: "border-top-width:0px; border-left-width:3px"},
		{name: "overflow that clips stays", sheets: ".a{overflow-x:clip;overflow-y:auto}", want: "overflow-x:clip; overflow-y:auto"},
		{name: "lines that are counted", sheets: ".a{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical}", want: "display:flow-root"},
		{name: "as many layers as images", sheets: ".a{background-image:linear-gradient(red,red),none;background-size:1px,2px,3px;background-repeat:no-repeat}", want: "background-size:1px auto, 2px auto; background-repeat:no-repeat, no-repeat"},
		{name: "auto is the least size of an item only", sheets: ".p{display:flex}", want: "min-width:auto"},
		{name: "nor is it one of what is not displayed", sheets: "page{display:none}.p{display:flex}", want: "min-width:0px"},
		{name: "the least size of others", want: "min-width:0px"},
		// logical properties
		{name: "logical", sheets: ".a{margin-inline:1px 2px;padding-block-start:3px;inline-size:4px}", want: "margin-left:1px; margin-inline-end:2px; padding-top:3px; width:4px; block-size:auto"},
		{name: "from right to left", sheets: ".p{direction:rtl}.a{margin-inline-start:1px;border-start-start-radius:2px}", want: "margin-left:0px; margin-right:1px; border-top-right-radius:2px; margin-inline-start:1px"},
		{name: "vertical", sheets: ".a{writing-mode:vertical-rl;margin-block-start:1px;inline-size:4px;overflow-inline:hidden}", want: "margin-right:1px; height:4px; overflow-y:hidden"},
		{name: "logical and physical in order", sheets: ".a{margin-left:1px;margin-inline-start:2px;margin-inline-end:3px;margin-right:4px}", want: "margin-left:2px; margin-right:4px"},
		{name: "logical and physical by specificity", sheets: ".a.a{margin-left:1px}.a{margin-inline-start:2px}", want: "margin-left:1px; margin-inline-start:1px"},
		{name: "relative to the font", sheets: ".p{font-size:20px}.a{margin-top:2em;font-size:10px;padding-top:1em}", want: "font-size:10px; margin-top:20px; padding-top:10px"},
		{name: "em of font-size is the parent's", sheets: ".p{font-size:20px}.a{font-size:2em;margin-top:1em}", want: "font-size:40px; margin-top:40px"},
		{name: "rem is the document's, not the page's", sheets: "page{font-size:10px}.a{margin-top:2rem;font-size:3rem}", want: "font-size:48px; margin-top:32px"},
		{name: "sizes are not rounded on the way", sheets: ".p{font-size:10px}.a{font-size:smaller}", inline: "font-size:smaller", want: "font-size:8.33333px"},
		{name: "line-height inherits as a number", sheets: ".p{font-size:20px;line-height:2}.a{font-size:10px}", want: "line-height:20px"},
		// invalid declarations
		{name: "invalid values are dropped", sheets: ".a{z-index:1;z-index:nonsense;order:1.5}", want: "z-index:1; order:0"},
		{name: "unknown properties have no value", sheets: ".a{nonsense:1}", want: "nonsense:"},
		// conditions
		{name: "media", sheets: "@media (min-width:300px){.a{z-index:1}}@media (min-width:400px){.a{z-index:2}}", want: "z-index:1"},
		{name: "supports", sheets: "@supports (display:flex) and (not (display:nonsense)){.a{z-index:1}}@supports (nonsense:1){.a{z-index:2}}", want: "z-index:1"},
		{name: "container is not known", sheets: "@container (min-width:1px){.a{z-index:1}}", want: "z-index:auto"},
		{name: "nested rules", sheets: ".p{z-index:1;.a{z-index:2;@media all{order:3}}}", want: "z-index:2; order:3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.values(t); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// Names are given with dashes or in camel case.
func TestStyleNames(t *testing.T) {
	c := cascadeCase{sheets: ".a{margin:1px 2px 3px;-webkit-line-clamp:2;border-radius:1px 2px}", want: "marginTop:1px; margin-top:1px; WebkitLineClamp:2; webkitLineClamp:2; -webkit-line-clamp:2; margin:1px 2px 3px; borderRadius:1px 2px; nothing:"}
	if got := c.values(t); got != c.want {
		t.Errorf("got  %s\nwant %s", got, c.want)
	}
}

// Pseudo-elements have a style only if a rule styles them, and inherit from their element.
func TestPseudoStyle(t *testing.T) {
	s := stylerOf(t, ".a{visibility:hidden}.a::before{content:'x';z-index:2}")
	n := el("view.a")
	n.styler = s
	if s.PseudoStyle(n, "after") != nil {
		t.Error("::after has a style")
	}
	before := s.PseudoStyle(n, "before")
	if before == nil || before.Get("z-index") != "2" || before.Get("visibility") != "hidden" {
		t.Errorf("::before is %v", before)
	}
	if s.Style(n).Get("z-index") != "auto" {
		t.Error("the element has what its pseudo-element is given")
	}
}

// Substitution that grows without end is cut off, and costs little.
func TestVariablesHostile(t *testing.T) {
	var css strings.Builder
	css.WriteString(".a{--v0:1px 1px 1px 1px 1px 1px 1px 1px")
	for i := range 100 {
		fmt.Fprintf(&css, ";--v%d:var(--v%d) var(--v%d)", i+1, i, i)
	}
	css.WriteString(";margin-top:var(--v100,3px);margin-left:var(--v0)")
	for i := range 2000 {
		fmt.Fprintf(&css, ";--w%d:var(--w%d)", i, i+1)
	}
	css.WriteString(";--w2000:2px;padding-top:var(--w0,1px);padding-left:" + strings.Repeat("var(--n,", 100) + "1px" + strings.Repeat(")", 100) + "}")
	c := cascadeCase{sheets: css.String(), want: "margin-top:3px; margin-left:0px; padding-top:2px; padding-left:0px"}
	if got := c.values(t); got != c.want {
		t.Errorf("got  %s\nwant %s", got, c.want)
	}
	sum := 0
	n := el("view.a")
	n.styler = NewStyler(NewCascade(sheetsOf(t, css.String()), Window{}))
	n.styler.Style(n).Each(func(_, value string) { sum += len(value) })
	if sum > 2*maxVarWork {
		t.Errorf("the values have %d bytes", sum)
	}
}

// What is not rendered has no style, and can be asked for one all the same.
func TestNoStyle(t *testing.T) {
	var s *ComputedStyle
	for _, name := range []string{"color", "margin", "--x", "unknown"} {
		if got := s.Get(name); got != "" {
			t.Errorf("%s is %q, want nothing", name, got)
		}
	}
	s.Each(func(name, value string) { t.Errorf("there is %s: %s", name, value) })
}
