package wxss

import (
	"fmt"
	"strings"
)

// dump writes what a sheet means, one rule or declaration a line, without positions: two sheets are equal if their
// dumps are.
func dump(s *Sheet) string {
	var b strings.Builder
	dumpRules(&b, s.Rules, "")
	return b.String()
}

func dumpRules(b *strings.Builder, rules []Rule, indent string) {
	for i := range rules {
		r := &rules[i]
		fmt.Fprintf(b, "%s%d %q %q %q rpx=%v", indent, r.Kind, r.Name, r.Prelude, r.Text, r.RPX)
		if r.Import != nil {
			fmt.Fprintf(b, " import=%+v", *r.Import)
		}
		if r.Kind != NestedDeclarations {
			dumpSelectors(b, r.Selectors)
		}
		b.WriteByte('\n')
		for _, d := range r.Declarations {
			fmt.Fprintf(b, "%s  - %q: %q important=%v rpx=%v\n", indent, d.Property, d.Value, d.Important, d.RPX)
		}
		dumpRules(b, r.Rules, indent+"  ")
	}
}

func dumpSelectors(b *strings.Builder, list []Selector) {
	for _, s := range list {
		fmt.Fprintf(b, " {%v %q %v", s.Specificity, s.PseudoElement, s.Unknown)
		for _, c := range s.Compounds {
			fmt.Fprintf(b, " <%s>", c.Combinator)
			for _, x := range c.Simples {
				fmt.Fprintf(b, " %d %q %v", x.Kind, x.Name, x.Unknown)
				if x.Arg != nil && x.Kind != Nesting {
					a := x.Arg
					fmt.Fprintf(b, "(%v %q %d %v %d %d %q", a.Op, a.Value, a.Case, a.Nth, a.A, a.B, a.Text)
					dumpSelectors(b, a.List)
					b.WriteByte(')')
				}
			}
		}
		b.WriteByte('}')
	}
}

// brief writes diagnostics as "line:col severity code", one a line.
func brief(diags Diagnostics) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%d:%d %s %s\n", d.Line, d.Col, d.Severity, d.Code)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// keep is what writes a sheet back unchanged.
var keep = CSSOptions{RPX: RPX{Mode: RPXKeep}}

// keepMinified is keep without white space.
var keepMinified = CSSOptions{RPX: RPX{Mode: RPXKeep}, Minify: true}
