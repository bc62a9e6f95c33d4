package property

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

const genericFamilies = "serif sans-serif cursive fantasy monospace system-ui math"

// fontFamily reads a list of families: strings, or names of one or more words. A family that is one word is written as such, others
// in quotes.
func fontFamily(p *parser) bool { return p.commaList(family) }

func family(p *parser) bool {
	if s, ok := p.stringValue(); ok {
		p.writeFamily(s)
		return true
	}
	if g := p.word(genericFamilies); g != "" {
		p.write(g)
		return !p.isIdent()
	}
	var name strings.Builder
	words := 0
	for p.isIdent() {
		if words > 0 {
			name.WriteByte(' ')
		}
		if words == 0 && findWord(reserved, p.str()) != "" {
			if p.pos+1 == len(p.toks) || !isIdentToken(p.toks[p.pos+1].tt) {
				return false
			}
		}
		name.WriteString(unescape(p.str()))
		words++
		p.pos++
	}
	p.writeFamily(name.String())
	return words > 0
}

func isIdentToken(tt css.TokenType) bool {
	return tt == css.IdentToken || tt == css.CustomPropertyNameToken
}

// writeFamily writes a name without quotes where it is an identifier that means nothing else.
func (p *parser) writeFamily(s string) {
	if plainIdent(s) && findWord(genericFamilies+" "+reserved, s) == "" {
		p.write(s)
		return
	}
	p.writeString(s)
}

// plainIdent reports whether s is an identifier that needs no escapes.
func plainIdent(s string) bool {
	rest := strings.TrimPrefix(s, "-")
	if rest == "" || isDigit(rest[0]) {
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '_' && c < 0x80 {
			return false
		}
	}
	return true
}

// fontSizes are the keywords for absolute sizes in px where medium is 16px.
var fontSizes = [...]struct {
	name string
	px   float64
}{
	{"xx-small", 9}, {"x-small", 10}, {"small", 13}, {"medium", 16}, {"large", 18}, {"x-large", 24}, {"xx-large", 32},
	{"xxx-large", 48}, {"-webkit-xxx-large", 48},
}

// fontSize reads a size; percentages are of the parent's.
func fontSize(p *parser) bool {
	if p.tt() == css.IdentToken {
		for i := range fontSizes {
			if strings.EqualFold(p.str(), fontSizes[i].name) {
				p.pos++
				p.writeUnit(fontSizes[i].px, kLength)
				return true
			}
		}
		switch p.word("smaller larger") {
		case "smaller":
			p.writeFontSize(p.parentFontSize() / 1.2)
		case "larger":
			p.writeFontSize(p.parentFontSize() * 1.2)
		default:
			return false
		}
		return true
	}
	q, ok := p.limited(kLength|kPercent, nonNeg)
	if !ok {
		return false
	}
	p.writeFontSize(max(0, finite(p.absolute(&q, p.parentFontSize), kLength)))
	return true
}

// writeFontSize writes a size that is relative to another, and notes it as exactly as browsers keep it.
func (p *parser) writeFontSize(px float64) {
	p.env.Size = float64(float32(px))
	if thousandths := p.env.Size * 1000; thousandths != math.Trunc(thousandths) {
		p.env.Used |= RoundsSize
	}
	p.writeUnit(p.env.Size, kLength)
}

// absolute resolves a length with percentages of the length that full gives.
func (p *parser) absolute(q *quantity, full func() float64) float64 {
	if q.k&kPercent == 0 {
		return q.v
	}
	v := q.v + q.pct/100*full()
	for i := range q.terms {
		t := &q.terms[i]
		args := make([]float64, 0, len(t.args))
		for j := range t.args {
			args = append(args, p.absolute(&t.args[j], full))
		}
		v += t.coef * evaluate(t.fn, "nearest", args)
	}
	return v
}

// fontWeight reads a weight between 1 and 1000; bolder and lighter are relative to the parent's.
func fontWeight(p *parser) bool {
	switch p.word("normal bold bolder lighter") {
	case "normal":
		p.write("400")
	case "bold":
		p.write("700")
	case "bolder":
		p.writeNumber(bolder(p.parentWeight()))
	case "lighter":
		p.writeNumber(lighter(p.parentWeight()))
	default:
		calculated := p.isCalc()
		v, ok := p.plain(kNumber, anySign)
		if !ok || !calculated && (v < 1 || v > 1000) {
			return false
		}
		p.writeNumber(max(1, min(1000, v)))
	}
	return true
}

func (p *parser) parentWeight() float64 {
	p.env.Used |= UsesParentWeight
	return or(p.env.ParentFontWeight, 400)
}

func bolder(w float64) float64 {
	switch {
	case w < 350:
		return 400
	case w < 550:
		return 700
	}
	return max(w, 900)
}

func lighter(w float64) float64 {
	switch {
	case w < 100:
		return w
	case w < 550:
		return 100
	case w < 750:
		return 400
	}
	return 700
}

// fontStretches are the keywords for widths in percent.
var fontStretches = [...]struct {
	name    string
	percent float64
}{
	{"normal", 100}, {"ultra-condensed", 50}, {"extra-condensed", 62.5}, {"condensed", 75}, {"semi-condensed", 87.5},
	{"semi-expanded", 112.5}, {"expanded", 125}, {"extra-expanded", 150}, {"ultra-expanded", 200},
}

func fontStretch(p *parser) bool { return p.stretchKeyword() || percentageMin0(p) }

func (p *parser) stretchKeyword() bool {
	for i := range fontStretches {
		if p.word(fontStretches[i].name) != "" {
			p.writeUnit(fontStretches[i].percent, kPercent)
			return true
		}
	}
	return false
}

// fontStyle reads oblique with an angle; the other values are keywords.
func fontStyle(p *parser) bool {
	if p.word("oblique") == "" {
		return p.keyword("normal italic")
	}
	s := p.mark()
	deg, ok := p.angle(true)
	switch {
	case !ok:
		p.reset(s)
		p.write("oblique")
	case deg < -90 || deg > 90:
		return false
	case deg == 0:
		p.write("normal")
	default:
		p.write("oblique ")
		p.writeUnit(deg, kAngle)
	}
	return true
}

// lineHeight reads a length, or a factor or percentage of the font size.
func lineHeight(p *parser) bool {
	q, ok := p.limited(kNumber|kLength|kPercent, nonNeg)
	if !ok {
		return false
	}
	if q.k == kNumber {
		p.writeUnit(finite(q.v*p.fontSize(), kLength), kLength)
		return true
	}
	full := p.fontSize
	switch {
	case q.k == kPercent && q.resolved():
		q.pct = math.Trunc(q.pct) // a quirk of browsers
	case !q.resolved():
		full = func() float64 { return layoutUnit(p.fontSize()) }
	}
	v := max(0, finite(p.absolute(&q, full), kLength))
	if !q.resolved() {
		v = layoutUnit(v)
	}
	p.writeUnit(v, kLength)
	return true
}

// layoutUnit rounds down to the unit of layout.
func layoutUnit(v float64) float64 { return math.Floor(v*64) / 64 }

// fontSettings reads font-feature-settings: tags with an integer, on or off.
func fontSettings(p *parser) bool {
	return p.tagList(func(p *parser) bool {
		switch p.word("on off") {
		case "on":
			return true
		case "off":
			p.write(" 0")
			return true
		}
		if p.tt() == css.CommaToken || p.eof() {
			return true
		}
		v, ok := p.wholeValue(nonNeg)
		if v != 1 {
			p.writeByte(' ')
			p.writeNumber(v)
		}
		return ok
	})
}

// fontVariations reads font-variation-settings: tags with a number.
func fontVariations(p *parser) bool {
	return p.tagList(func(p *parser) bool {
		p.writeByte(' ')
		return number(p)
	})
}

// tagList reads a list of tags with a value each. It is written in the order of the tags, of which the last counts.
func (p *parser) tagList(value reader) bool {
	at := len(p.out)
	settings := map[string]string{}
	for {
		from := len(p.out)
		if !p.fontTag() {
			return false
		}
		mid := len(p.out)
		if !value(p) {
			return false
		}
		settings[string(p.out[from:mid])] = string(p.out[mid:])
		p.out = p.out[:at]
		if !p.comma() {
			break
		}
	}
	for i, tag := range slices.Sorted(maps.Keys(settings)) {
		if i > 0 {
			p.write(", ")
		}
		p.write(tag + settings[tag])
	}
	return true
}

// fontTag reads a string of four ASCII characters.
func (p *parser) fontTag() bool {
	s, ok := p.stringValue()
	if !ok || len(s) != 4 {
		return false
	}
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	p.writeString(s)
	return true
}

// ligatures, numerals and eastAsian read the parts of font-variant, each kind at most once, and write them in the order of the
// grammar.
var (
	ligatureGroups = []string{"common-ligatures no-common-ligatures", "discretionary-ligatures no-discretionary-ligatures",
		"historical-ligatures no-historical-ligatures", "contextual no-contextual"}
	numeralGroups = []string{"lining-nums oldstyle-nums", "proportional-nums tabular-nums",
		"diagonal-fractions stacked-fractions", "ordinal", "slashed-zero"}
	eastAsianGroups = []string{"jis78 jis83 jis90 jis04 simplified traditional", "full-width proportional-width", "ruby"}
)

func variants(p *parser) bool {
	switch p.prop.name {
	case "font-variant-ligatures":
		return p.groups(ligatureGroups)
	case "font-variant-numeric":
		return p.groups(numeralGroups)
	}
	return p.groups(eastAsianGroups)
}

// groups reads one keyword each of some groups in any order and writes them in the order of the groups.
func (p *parser) groups(groups []string) bool {
	var buf [8]string
	found := buf[:len(groups)]
	n := 0
	for !p.atEnd() {
		read := false
		for i, g := range groups {
			if w := p.word(g); w != "" {
				if found[i] != "" {
					return false
				}
				found[i], read = w, true
				n++
				break
			}
		}
		if !read {
			break
		}
	}
	at := len(p.out)
	for _, w := range found {
		if w != "" {
			p.space(at)
			p.write(w)
		}
	}
	return n > 0
}
