package property

import (
	"math"
	"strconv"

	"github.com/tdewolff/parse/v2/css"
)

// limit is the range that a number may have.
type limit uint8

const (
	anySign  limit = iota
	nonNeg         // 0 or more
	atLeast1       // 1 or more
)

func (lim limit) min() float64 {
	switch lim {
	case nonNeg:
		return 0
	case atLeast1:
		return 1
	}
	return math.Inf(-1)
}

// numeric reads a number of one of the kinds and writes it in the kind's unit. Out of range a plain number is invalid and a
// calculation is clamped.
func (p *parser) numeric(kinds kind, lim limit) bool {
	q, ok := p.limited(kinds, lim)
	if ok {
		p.writeQuantity(&q)
	}
	return ok
}

// limited reads a number within its range. Where there is none nothing is consumed.
func (p *parser) limited(kinds kind, lim limit) (quantity, bool) {
	from := p.pos
	q, ok := p.inRange(kinds, lim)
	if !ok {
		p.pos = from
	}
	return q, ok
}

func (p *parser) inRange(kinds kind, lim limit) (quantity, bool) {
	q, calculated, ok := p.quantity(kinds)
	if !ok || !q.resolved() {
		return q, ok
	}
	v := q.single()
	if math.IsNaN(v) {
		v = 0
	}
	if low := lim.min(); v < low {
		if !calculated {
			return q, false
		}
		v = low
	}
	if q.k == kLength {
		v = finite(v, kLength)
	}
	return makeQuantity(q.k, v+0), true // no negative zero
}

// plain reads a number of one kind that needs no layout and gives it in the kind's unit.
func (p *parser) plain(kinds kind, lim limit) (v float64, ok bool) {
	from := p.pos
	q, ok := p.limited(kinds, lim)
	if ok = ok && q.resolved(); !ok {
		p.pos = from
	}
	return q.single(), ok
}

func length(p *parser) bool               { return p.numeric(kLength, anySign) }
func lengthMin0(p *parser) bool           { return p.numeric(kLength, nonNeg) }
func lengthPercentage(p *parser) bool     { return p.numeric(kLength|kPercent, anySign) }
func lengthPercentageMin0(p *parser) bool { return p.numeric(kLength|kPercent, nonNeg) }
func percentageMin0(p *parser) bool       { return p.numeric(kPercent, nonNeg) }
func number(p *parser) bool               { return p.numeric(kNumber, anySign) }
func numberMin0(p *parser) bool           { return p.numeric(kNumber, nonNeg) }

// svgLength is for SVG, where a number is a length in px.
func svgLength(p *parser) bool {
	q, ok := p.limited(kNumber|kLength|kPercent, anySign)
	p.writeSVG(&q)
	return ok
}

func svgLengthMin0(p *parser) bool {
	q, ok := p.limited(kNumber|kLength|kPercent, nonNeg)
	p.writeSVG(&q)
	return ok
}

func (p *parser) writeSVG(q *quantity) {
	if q.k == kNumber {
		*q = makeQuantity(kLength, finite(q.v, kLength))
	}
	p.writeQuantity(q)
}

// borderSpacing reads the distance of cells, which is whole.
func borderSpacing(p *parser) bool {
	v, ok := p.plain(kLength, nonNeg)
	p.writeUnit(math.Floor(v), kLength)
	return ok
}

// dashes reads stroke-dasharray: lengths with or without commas between them.
func dashes(p *parser) bool {
	for n := 0; ; n++ {
		if !svgLengthMin0(p) {
			return false
		}
		p.comma()
		if p.atEnd() {
			return p.toks[p.pos-1].tt != css.CommaToken
		}
		p.write(", ")
	}
}

// size reads widths and heights. The prefixed keywords are other names of those without.
func size(p *parser) bool {
	switch p.word("-webkit-fill-available -webkit-fit-content -webkit-max-content -webkit-min-content") {
	case "":
		return lengthPercentageMin0(p)
	case "-webkit-fill-available":
		p.write("stretch")
	case "-webkit-fit-content":
		p.write("fit-content")
	case "-webkit-max-content":
		p.write("max-content")
	default:
		p.write("min-content")
	}
	return true
}

// spacing reads letter-spacing, for which 0 is normal.
func spacing(p *parser) bool {
	at := len(p.out)
	if !lengthPercentage(p) {
		return false
	}
	if string(p.out[at:]) == "0px" {
		p.out = append(p.out[:at], "normal"...)
	}
	return true
}

// wordSpacing reads word-spacing, for which normal is 0.
func wordSpacing(p *parser) bool {
	if p.word("normal") != "" {
		p.write("0px")
		return true
	}
	return lengthPercentage(p)
}

// lineWidth reads the width of a border or a similar line, which is a whole number of device pixels, at least one. It stands
// also where the style is none and nothing is drawn.
func lineWidth(p *parser) bool {
	var w float64
	switch p.word("thin medium thick") {
	case "thin":
		w = 1
	case "medium":
		w = 3
	case "thick":
		w = 5
	default:
		v, ok := p.plain(kLength, nonNeg)
		if !ok {
			return false
		}
		w = snap(v)
	}
	p.writeUnit(w, kLength)
	return true
}

// snap gives the whole device pixels that a width is drawn with: what is there is drawn.
func snap(w float64) float64 {
	if w > 0 {
		return math.Max(1, math.Floor(w))
	}
	return w
}

// lineOffset reads the offset of an outline, which is whole too.
func lineOffset(p *parser) bool {
	v, ok := p.plain(kLength, anySign)
	p.writeUnit(math.Copysign(snap(math.Abs(v)), v)+0, kLength)
	return ok
}

// strokeWidth reads -webkit-text-stroke-width, which need not be whole; its keywords are fractions of the font size.
func strokeWidth(p *parser) bool {
	em := 0.0
	switch p.word("thin medium thick") {
	case "thin":
		em = 1
	case "medium":
		em = 3
	case "thick":
		em = 5
	default:
		return lengthMin0(p)
	}
	p.writeUnit(em/48*p.fontSize(), kLength)
	return true
}

// integer reads a whole number; a calculation is rounded to one.
func integer(p *parser) bool     { return p.whole(anySign) }
func integerMin1(p *parser) bool { return p.whole(atLeast1) }

func (p *parser) whole(lim limit) bool {
	v, ok := p.wholeValue(lim)
	if ok {
		p.out = strconv.AppendInt(p.out, int64(v), 10)
	}
	return ok
}

// isInteger reports whether the next token is a number without fraction and exponent.
func (p *parser) isInteger() bool {
	if p.tt() != css.NumberToken {
		return false
	}
	s := p.str()
	for i := range len(s) {
		if !isDigit(s[i]) && (i > 0 || s[i] != '+' && s[i] != '-') {
			return false
		}
	}
	return true
}

func (p *parser) wholeValue(lim limit) (float64, bool) {
	if !p.isCalc() && !p.isInteger() {
		return 0, false
	}
	v, ok := p.plain(kNumber, lim)
	v = math.Floor(v + 0.5)
	return math.Max(math.MinInt32, math.Min(math.MaxInt32, v)), ok
}

// alpha reads an opacity, a number or a percentage between 0 and 1.
func alpha(p *parser) bool {
	v, ok := p.alphaValue()
	if ok {
		p.writeNumber(v)
	}
	return ok
}

func (p *parser) alphaValue() (float64, bool) {
	q, ok := p.limited(kNumber|kPercent, anySign)
	if !ok || !q.resolved() {
		return 0, false
	}
	v := q.single()
	if q.k == kPercent {
		v /= 100
	}
	return math.Max(0, math.Min(1, v)), true
}

// angle reads an angle in degrees; a plain 0 is one where zero is set.
func (p *parser) angle(zero bool) (float64, bool) {
	if v, unit, ok := p.number(); ok && unit == "" {
		if !zero || v != 0 {
			return 0, false
		}
		p.pos++
		return 0, true
	}
	return p.plain(kAngle, anySign)
}

// radius reads the radius of a corner: one length, or two, across and down.
func radius(p *parser) bool {
	at := len(p.out)
	if !lengthPercentageMin0(p) {
		return false
	}
	return p.second(at, lengthPercentageMin0)
}

// second reads an optional second value after the one written from index at on and writes it if it differs.
func (p *parser) second(at int, r reader) bool {
	mid := len(p.out)
	p.writeByte(' ')
	s := p.mark()
	if !r(p) {
		p.reset(s)
		p.out = p.out[:mid]
		return true
	}
	if string(p.out[at:mid]) == string(p.out[mid+1:]) {
		p.out = p.out[:mid]
	}
	return true
}

// aspectRatio reads auto, a ratio, or both.
func aspectRatio(p *parser) bool {
	auto := p.word("auto") != ""
	w, ok := p.plain(kNumber, nonNeg)
	if !ok {
		return false
	}
	h := 1.0
	if p.delim('/') {
		if h, ok = p.plain(kNumber, nonNeg); !ok {
			return false
		}
	}
	auto = p.word("auto") != "" || auto
	if auto {
		p.write("auto ")
	}
	p.writeNumber(w)
	p.write(" / ")
	p.writeNumber(h)
	return true
}

// zoom reads a factor; normal is 1.
func zoom(p *parser) bool {
	if p.word("normal") != "" {
		p.writeByte('1')
		return true
	}
	q, ok := p.limited(kNumber|kPercent, nonNeg)
	if !ok || !q.resolved() {
		return false
	}
	v := q.single()
	if q.k == kPercent {
		v /= 100
	}
	if v == 0 {
		v = 1
	}
	p.writeNumber(v)
	return true
}
