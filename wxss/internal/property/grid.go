package property

import (
	"bytes"
	"math"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// trackList reads grid-template-columns and rows: track sizes, names of lines in brackets, and repetitions.
func trackList(p *parser) bool {
	if p.word("subgrid") != "" {
		p.write("subgrid")
		for !p.atEnd() {
			p.writeByte(' ')
			if !p.lineNames() {
				return false
			}
		}
		return true
	}
	at, tracks := len(p.out), 0
	auto, named, fixed := false, false, true
	for ; !p.atEnd() && p.str() != "/"; named = p.textOf(p.toks[p.pos-1]) == "]" {
		p.space(at)
		switch {
		case p.tt() == css.LeftBracketToken:
			if named || !p.lineNames() { // the names of one line stand together
				return false
			}
		case strings.EqualFold(p.functionName(), "repeat"):
			isAuto, isFixed, ok := p.repeat()
			if !ok || isAuto && auto {
				return false
			}
			auto, fixed = auto || isAuto, fixed && isFixed
			tracks++
		default:
			from := len(p.out)
			if !trackSize(p) {
				return false
			}
			fixed = fixed && fixedTrack(p.out[from:])
			tracks++
		}
	}
	return tracks > 0 && (fixed || !auto)
}

// lineNames reads names in brackets.
func (p *parser) lineNames() bool {
	if !p.take(css.LeftBracketToken) {
		return false
	}
	p.writeByte('[')
	for n := 0; ; n++ {
		if p.eof() || p.take(css.RightBracketToken) {
			p.writeByte(']')
			return true
		}
		s := p.name("span auto")
		if s == "" {
			return false
		}
		if n > 0 {
			p.writeByte(' ')
		}
		p.writeIdent(s)
	}
}

// repeat reads repeat() and reports whether it fills the grid by itself and whether its tracks have a size without content.
func (p *parser) repeat() (auto, fixed, ok bool) {
	p.pos++
	p.write("repeat(")
	if p.keyword("auto-fill auto-fit") {
		auto = true
	} else if !p.whole(atLeast1) {
		return false, false, false
	}
	if !p.comma() {
		return false, false, false
	}
	p.write(", ")
	at, tracks := len(p.out), 0
	fixed = true
	for !p.atEnd() {
		p.space(at)
		if p.tt() == css.LeftBracketToken {
			if p.textOf(p.toks[p.pos-1]) == "]" || !p.lineNames() {
				return false, false, false
			}
			continue
		}
		from := len(p.out)
		if !trackSize(p) {
			return false, false, false
		}
		fixed = fixed && fixedTrack(p.out[from:])
		tracks++
	}
	p.writeByte(')')
	return auto, fixed, tracks > 0 && p.closed()
}

// fixedTrack reports whether a computed track size has a length or percentage in it, as those that fill a grid must.
func fixedTrack(track []byte) bool {
	if bytes.HasPrefix(track, []byte("fit-content")) {
		return false
	}
	return bytes.Contains(track, []byte("px")) || bytes.IndexByte(track, '%') >= 0
}

const trackWords = "auto min-content max-content"

// trackSize reads the size of one track.
func trackSize(p *parser) bool {
	switch {
	case p.function("minmax"):
		p.write("minmax(")
		if !p.keyword(trackWords) && !lengthPercentageMin0(p) || !p.comma() {
			return false
		}
		p.write(", ")
		if !trackBreadth(p) || !p.closed() {
			return false
		}
		p.writeByte(')')
		return true
	case p.function("fit-content"):
		p.write("fit-content(")
		if !lengthPercentageMin0(p) || !p.closed() {
			return false
		}
		p.writeByte(')')
		return true
	}
	return trackBreadth(p)
}

func trackBreadth(p *parser) bool {
	return p.keyword(trackWords) || p.numeric(kLength|kPercent|kFlex, nonNeg)
}

// trackSizes reads sizes of tracks that the grid makes by itself.
func trackSizes(p *parser) bool {
	n := p.spaceList(func(p *parser) bool { return p.str() != "/" && trackSize(p) }, maxTokens)
	return n > 0
}

// maxAreas bounds the cells of grid-template-areas.
const maxAreas = 1 << 14

// gridAreas reads strings, one for each row, in which every name covers a rectangle.
func gridAreas(p *parser) bool {
	var areas gridNames
	for n := 0; p.tt() == css.StringToken; n++ {
		if n > 0 {
			p.writeByte(' ')
		}
		if !p.areaRow(&areas) {
			return false
		}
	}
	return areas.rows > 0
}

// gridNames are the areas of a grid as they are read, row by row.
type gridNames struct {
	columns, rows int
	areas         map[string]*rectangle
}

type rectangle struct{ top, left, bottom, right int } // bottom and right are behind the last cell

// areaRow reads a row and writes it with single spaces.
func (p *parser) areaRow(g *gridNames) bool {
	text, _ := p.stringValue()
	cells := areaCells(text)
	if len(cells) == 0 || g.rows > 0 && len(cells) != g.columns || len(cells)*(g.rows+1) > maxAreas {
		return false
	}
	if g.areas == nil {
		g.areas = make(map[string]*rectangle)
	}
	g.columns = len(cells)
	p.writeByte('"')
	for i := 0; i < len(cells); {
		name, end := cells[i], i+1
		for end < len(cells) && cells[end] == name && name != "." {
			end++
		}
		if name != "." && !g.add(name, i, end) {
			return false
		}
		for ; i < end; i++ {
			if i > 0 {
				p.writeByte(' ')
			}
			p.write(name)
		}
	}
	p.writeByte('"')
	g.rows++
	return true
}

// areaCells splits a row; any number of dots is one empty cell. The result is nil if there is something else than names.
func areaCells(text string) []string {
	var cells []string
	for i := 0; i < len(text); {
		c := text[i]
		j := i
		switch {
		case strings.IndexByte(" \t\r\n\f", c) >= 0:
			i++
			continue
		case c == '.':
			for j < len(text) && text[j] == '.' {
				j++
			}
			cells = append(cells, ".")
		default:
			for j < len(text) && strings.IndexByte(" \t\r\n\f.", text[j]) < 0 {
				if c := text[j]; !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && c != '-' && c != '_' && c < 0x80 {
					return nil
				}
				j++
			}
			cells = append(cells, text[i:j])
		}
		i = j
	}
	return cells
}

// add extends the rectangle of a name by the cells from..end of the current row.
func (g *gridNames) add(name string, from, end int) bool {
	r := g.areas[name]
	switch {
	case r == nil:
		g.areas[name] = &rectangle{g.rows, from, g.rows + 1, end}
		return true
	case r.bottom != g.rows || r.left != from || r.right != end:
		return false
	}
	r.bottom++
	return true
}

// gridLine reads one line: a number, a name, both, or a span.
func gridLine(p *parser) bool {
	name, span, number := "", false, 0.0
	hasNumber := false
	for n := 0; !p.atEnd() && p.str() != "/"; n++ {
		if !span && p.word("span") != "" { // it stands first or last
			span = true
			if n > 0 {
				break
			}
			continue
		}
		if !hasNumber && p.tt() != css.IdentToken {
			s := p.mark()
			v, ok := p.wholeValue(anySign)
			if !ok || v == 0 {
				p.reset(s)
				return false
			}
			number, hasNumber = max(-1e7, min(1e7, v)), true
			continue
		}
		if name != "" {
			return false
		}
		if name = p.name("span auto"); name == "" {
			return false
		}
	}
	if name == "" && !hasNumber || span && hasNumber && number < 1 {
		return false
	}
	at := len(p.out)
	if span {
		p.write("span")
	}
	if hasNumber && !(span && number == 1 && name != "") {
		p.space(at)
		p.writeNumber(number)
	}
	if name != "" {
		p.space(at)
		p.writeIdent(name)
	}
	return true
}

// gridAutoFlow reads an axis and dense; row is the default.
func gridAutoFlow(p *parser) bool {
	axis := p.word("row column")
	dense := p.word("dense")
	if axis == "" {
		axis = p.word("row column")
	}
	switch {
	case axis == "" && dense == "":
		return false
	case axis == "column" && dense != "":
		p.write("column dense")
	case dense != "":
		p.write("dense")
	default:
		p.write(axis)
	}
	return true
}

// borderImageSlice reads up to four offsets into an image, in whole pixels or percent, and fill.
func borderImageSlice(p *parser) bool {
	fill := p.word("fill") != ""
	parts := p.upToFour(func(p *parser) bool {
		q, ok := p.limited(kNumber|kPercent, nonNeg)
		if q.k == kNumber {
			q.v = math.Floor(q.v + 0.5)
		}
		p.writeQuantity(&q)
		return ok
	})
	if len(parts) == 0 {
		return false
	}
	p.writeSides(parts)
	if p.word("fill") != "" || fill {
		p.write(" fill")
	}
	return true
}

func borderImageWidth(p *parser) bool {
	return p.fourSides(func(p *parser) bool {
		return p.keyword("auto") || p.numeric(kNumber|kLength|kPercent, nonNeg)
	})
}

func borderImageOutset(p *parser) bool {
	return p.fourSides(func(p *parser) bool { return p.numeric(kNumber|kLength, nonNeg) })
}

func borderImageRepeat(p *parser) bool {
	at := len(p.out)
	one := func(p *parser) bool { return p.keyword("stretch repeat round space") }
	return one(p) && p.second(at, one)
}

func (p *parser) fourSides(r reader) bool {
	parts := p.upToFour(r)
	p.writeSides(parts)
	return len(parts) > 0
}

// upToFour reads as many values as there are and gives their computed text.
func (p *parser) upToFour(r reader) []string {
	var parts []string
	for len(parts) < 4 {
		at := len(p.out)
		if !p.try(r) {
			break
		}
		parts = append(parts, string(p.out[at:]))
		p.out = p.out[:at]
	}
	return parts
}
