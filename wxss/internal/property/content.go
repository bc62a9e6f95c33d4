package property

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// content reads what a pseudo-element shows: strings, images, counters, quotes and attributes, and behind a slash the text for
// those who cannot see it.
func content(p *parser) bool {
	n := 0
	for ; !p.atEnd() && p.str() != "/"; n++ {
		if text := p.tt() == css.StringToken; text && n > 0 && p.toks[p.pos-1].tt == css.StringToken {
			p.out = p.out[:len(p.out)-1] // strings side by side are one
			s, _ := p.stringValue()
			at := len(p.out)
			p.writeString(s)
			p.out = append(p.out[:at], p.out[at+1:]...)
			continue
		}
		if n > 0 {
			p.writeByte(' ')
		}
		if !p.contentItem() {
			return false
		}
	}
	if n == 0 || !p.delim('/') {
		return n > 0
	}
	p.write(" /")
	for n = 0; !p.atEnd(); n++ {
		p.writeByte(' ')
		if !stringLiteral(p) && !p.counter() && !p.attr() {
			return false
		}
	}
	return n > 0
}

func (p *parser) contentItem() bool {
	return stringLiteral(p) || p.keyword("open-quote close-quote no-open-quote no-close-quote") || p.counter() || p.attr() || image(p)
}

// counter reads counter() or counters(). The style decimal is what there is without one.
func (p *parser) counter() bool {
	fn := findWord("counter counters", p.functionName())
	if fn == "" {
		return false
	}
	p.pos++
	p.write(fn + "(")
	if !customIdent(p) {
		return false
	}
	if fn == "counters" {
		if !p.comma() {
			return false
		}
		p.write(", ")
		if !stringLiteral(p) {
			return false
		}
	}
	if p.comma() {
		style := p.name("")
		if style == "" {
			return false
		}
		if style != "decimal" {
			p.write(", ")
			p.writeIdent(style)
		}
	}
	p.writeByte(')')
	return p.closed()
}

// attr reads attr(), which stays: what the element has is not known here.
func (p *parser) attr() bool {
	if !p.function("attr") {
		return false
	}
	p.write("attr(")
	if !customIdent(p) || !p.closed() {
		return false
	}
	p.writeByte(')')
	return true
}

// quotes reads pairs of strings.
func quotes(p *parser) bool {
	n := 0
	for ; !p.atEnd(); n++ {
		if n > 0 {
			p.writeByte(' ')
		}
		if !stringLiteral(p) {
			return false
		}
	}
	return n > 0 && n%2 == 0
}

// listStyleType reads a name or a string.
func listStyleType(p *parser) bool {
	if stringLiteral(p) || p.keyword("none") {
		return true
	}
	s := p.name("")
	p.writeIdent(s)
	return s != ""
}

// tabSize reads a number of spaces or a length.
func tabSize(p *parser) bool { return p.numeric(kNumber|kLength, nonNeg) }

// textIndent reads a length with hanging and each-line.
func textIndent(p *parser) bool { return lengthPercentage(p) }

// textDecorationLine reads the lines, each at most once, and writes them in the order of the grammar.
func textDecorationLine(p *parser) bool {
	return p.groups([]string{"underline", "overline", "line-through", "blink"})
}

// textTransform reads a change of case with full-width forms.
func textTransform(p *parser) bool {
	return p.groups([]string{"capitalize uppercase lowercase"})
}

// textEmphasisStyle reads a mark and whether it is filled, or a string.
func textEmphasisStyle(p *parser) bool {
	if stringLiteral(p) {
		return true
	}
	fill := p.word("filled open")
	mark := p.word("dot circle double-circle triangle sesame")
	if fill == "" {
		fill = p.word("filled open")
	}
	switch {
	case fill == "" && mark == "":
		return false
	case mark == "" && fill == "open":
		p.write("open dot") // the mark of horizontal text
	case mark == "":
		p.write("dot")
	case fill == "open":
		p.write("open " + mark)
	default:
		p.write(mark)
	}
	return true
}

// textSizeAdjust reads a percentage.
func textSizeAdjust(p *parser) bool {
	if p.word("none") != "" {
		p.write("100%")
		return true
	}
	return percentageMin0(p)
}

// overflow reads the old name of auto.
func overflow(p *parser) bool {
	if p.word("overlay") == "" {
		return false
	}
	p.write("auto")
	return true
}

// writingMode reads the old names of SVG.
func writingMode(p *parser) bool {
	switch p.word("lr lr-tb rl rl-tb tb tb-rl") {
	case "":
		return false
	case "tb", "tb-rl":
		p.write("vertical-rl")
	default:
		p.write("horizontal-tb")
	}
	return true
}

// cursor reads images with hot spots before the keyword that stands for them.
func cursor(p *parser) bool {
	for {
		s := p.mark()
		if p.keyword(p.prop.words) {
			return true
		}
		p.reset(s)
		if !image(p) {
			return false
		}
		if p.tt() != css.CommaToken {
			for range 2 {
				p.writeByte(' ')
				if !number(p) {
					return false
				}
			}
		}
		if !p.comma() {
			return false
		}
		p.write(", ")
	}
}

// touchAction reads directions, at most one of each axis, and pinch-zoom.
func touchAction(p *parser) bool {
	return p.groups([]string{"pan-x pan-left pan-right", "pan-y pan-up pan-down", "pinch-zoom"})
}

// contain reads the kinds of containment; some together have a name.
func contain(p *parser) bool {
	at := len(p.out)
	if !p.groups([]string{"size inline-size", "layout", "style", "paint"}) {
		return false
	}
	switch string(p.out[at:]) {
	case "layout style paint":
		p.out = append(p.out[:at], "content"...)
	case "size layout style paint":
		p.out = append(p.out[:at], "strict"...)
	}
	return true
}

// snapType reads an axis and how strict it is; proximity is the default.
func snapType(p *parser) bool {
	if !p.keyword("x y block inline both") {
		return false
	}
	if p.word("proximity") == "" && p.word("mandatory") != "" {
		p.write(" mandatory")
	}
	return true
}

// snapAlign reads one or two alignments.
func snapAlign(p *parser) bool {
	at := len(p.out)
	one := func(p *parser) bool { return p.keyword("none start end center") }
	return one(p) && p.second(at, one)
}

// display reads the two-value syntax and old names and writes the short form of today.
func display(p *parser) bool {
	switch p.word("-webkit-flex -webkit-inline-flex flow") {
	case "-webkit-flex":
		p.write("flex")
		return true
	case "-webkit-inline-flex":
		p.write("inline-flex")
		return true
	case "flow":
		if p.atEnd() {
			p.write("block")
			return true
		}
		p.pos--
	}
	outer, inner, item := "", "", ""
	for !p.atEnd() {
		if w := p.word("block inline"); w != "" && outer == "" {
			outer = w
		} else if w := p.word("flow flow-root table flex grid ruby"); w != "" && inner == "" {
			inner = w
		} else if w := p.word("list-item"); w != "" && item == "" {
			item = w
		} else {
			return false
		}
	}
	return p.writeDisplay(outer, inner, item)
}

func (p *parser) writeDisplay(outer, inner, item string) bool {
	switch {
	case item != "":
		if inner != "" && inner != "flow" && inner != "flow-root" {
			return false
		}
		s := item
		if inner == "flow-root" {
			s = inner + " " + s
		}
		if outer == "inline" {
			s = outer + " " + s
		}
		p.write(s)
	case inner == "" || inner == "flow":
		if outer == "" {
			outer = "block"
		}
		p.write(outer)
	case outer == "inline" && inner == "flow-root":
		p.write("inline-block")
	case outer == "inline" && inner != "ruby":
		p.write("inline-" + inner)
	case outer == "block" && inner == "ruby":
		p.write("block ruby")
	default:
		p.write(inner)
	}
	return true
}

// contentAlign reads align-content and justify-content, itemAlign the alignment of items.
func contentAlign(p *parser) bool {
	if p.prop.name == "align-content" && p.try(baseline) {
		return true
	}
	return p.overflowAlign("center start end flex-start flex-end", "left right")
}

func itemAlign(p *parser) bool {
	name := p.prop.name
	if p.try(baseline) || name == "justify-items" && p.try(legacyAlign) {
		return true
	}
	words := "center start end self-start self-end flex-start flex-end"
	if name == "align-self" || name == "justify-self" {
		words += " anchor-center"
	}
	return p.overflowAlign(words, "left right")
}

func baseline(p *parser) bool {
	switch p.word("first last baseline") {
	case "baseline":
		p.write("baseline")
		return true
	case "first":
		p.write("baseline")
	case "last":
		p.write("last baseline")
	default:
		return false
	}
	return p.word("baseline") != ""
}

// overflowAlign reads safe or unsafe and a position; sides are for the inline axis only.
func (p *parser) overflowAlign(words, sides string) bool {
	if strings.HasPrefix(p.prop.name, "justify") {
		words += " " + sides
	}
	if w := p.word("safe unsafe"); w != "" {
		p.write(w + " ")
	}
	return p.keyword(words)
}

// legacyAlign reads legacy with a side, in any order.
func legacyAlign(p *parser) bool {
	side := p.word("left right center")
	if p.word("legacy") == "" {
		return false
	}
	if side == "" {
		side = p.word("left right center")
	}
	if side == "" {
		p.write("normal")
		return true
	}
	p.write("legacy " + side)
	return true
}
