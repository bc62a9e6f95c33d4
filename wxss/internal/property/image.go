package property

import (
	"math"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// images reads a list of images: background-image.
func images(p *parser) bool { return p.commaList(layerImage) }

func layerImage(p *parser) bool { return p.keyword("none") || image(p) }

// image reads an address or a gradient.
func image(p *parser) bool {
	if url(p) {
		return true
	}
	name := p.functionName()
	fn := findWord(imageFunctions, name)
	if fn == "" {
		return false
	}
	p.pos++
	if fn == "-webkit-image-set" {
		fn = "image-set"
	}
	p.write(fn)
	p.writeByte('(')
	base := strings.TrimPrefix(strings.TrimPrefix(fn, "-webkit-"), "repeating-")
	ok := false
	switch {
	case fn == "-webkit-cross-fade":
		ok = crossFade(p)
	case fn == "-webkit-gradient":
		ok = oldGradient(p)
	case strings.HasSuffix(base, "image-set"):
		ok = imageSet(p)
	case base == "linear-gradient":
		ok = p.linearLine(fn[0] == '-') && p.colorStops(kLength|kPercent)
	case base == "radial-gradient" && fn[0] == '-':
		ok = p.prefixedRadial() && p.colorStops(kLength|kPercent)
	case base == "radial-gradient":
		ok = p.radialShape() && p.colorStops(kLength|kPercent)
	default:
		ok = p.conicStart() && p.colorStops(kAngle|kPercent)
	}
	if !ok || !p.closed() {
		return false
	}
	p.writeByte(')')
	return true
}

const imageFunctions = "linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient " +
	"repeating-conic-gradient -webkit-linear-gradient -webkit-radial-gradient -webkit-repeating-linear-gradient " +
	"-webkit-repeating-radial-gradient -webkit-gradient image-set -webkit-image-set -webkit-cross-fade"

// linearLine reads the direction of a gradient: an angle, or a side or corner, which follows `to` but for the prefixed
// functions, where it is where the gradient comes from.
func (p *parser) linearLine(prefixed bool) bool {
	if deg, ok := p.angle(true); ok {
		if deg == 180 && !prefixed { // the default
			return p.comma()
		}
		p.writeUnit(deg, kAngle)
		p.write(", ")
		return p.comma()
	}
	if p.word("to") == "" {
		if !prefixed {
			return true
		}
		if p.sideOrCorner("") == "" {
			p.write("top, ")
			return true
		}
	} else {
		if prefixed {
			return false
		}
		side := p.sideOrCorner("to ")
		if side == "" {
			return false
		}
		if side == "bottom" {
			p.out = p.out[:len(p.out)-len("to bottom")]
			return p.comma()
		}
	}
	p.write(", ")
	return p.comma()
}

// sideOrCorner reads one or two sides and writes them, left or right first, with a prefix. It returns the single side, or
// "corner".
func (p *parser) sideOrCorner(prefix string) string {
	x := p.word("left right")
	y := p.word("top bottom")
	if x == "" {
		x = p.word("left right")
	}
	switch {
	case x == "" && y == "":
		return ""
	case x == "" || y == "":
		p.write(prefix + x + y)
		return x + y
	}
	p.write(prefix + x + " " + y)
	return "corner"
}

// colorStops reads colours with up to two places each, and hints between them.
func (p *parser) colorStops(kinds kind) bool {
	for n := 0; ; n++ {
		at := len(p.out)
		place := func(p *parser) bool { return p.numeric(kinds, anySign) }
		switch {
		case color(p):
			mid := len(p.out)
			p.writeByte(' ')
			if !p.try(place) {
				p.out = p.out[:mid]
				break
			}
			if p.tt() == css.CommaToken || p.atEnd() {
				break
			}
			// two places are the colour twice
			c := string(p.out[at:mid])
			p.write(", " + c + " ")
			if !place(p) {
				return false
			}
		case n == 0 || !place(p) || p.tt() != css.CommaToken: // a hint stands between colours
			return false
		}
		if !p.comma() {
			return true
		}
		p.write(", ")
	}
}

// radialShape reads what stands before the colours of radial-gradient() and writes it without what is the default.
func (p *parser) radialShape() bool {
	from := len(p.out)
	var sizes [2]string
	shape, extent, n := "", "", 0
	for {
		if w := p.word("circle ellipse"); w != "" && shape == "" {
			shape = w
			continue
		}
		if w := p.word("closest-side closest-corner farthest-side farthest-corner"); w != "" && extent == "" {
			extent = w
			continue
		}
		at := len(p.out)
		if n == 2 || !p.try(lengthPercentageMin0) {
			break
		}
		sizes[n] = string(p.out[at:])
		p.out = p.out[:at]
		n++
	}
	if n > 0 && extent != "" || n == 1 && (shape == "ellipse" || hasPercent(sizes[0])) || n == 2 && shape == "circle" {
		return false
	}
	if shape == "circle" && n == 0 || shape == "circle" && extent != "" {
		p.write("circle")
	}
	if extent != "" && extent != "farthest-corner" {
		p.space(from)
		p.write(extent)
	}
	for _, s := range sizes[:n] {
		p.space(from)
		p.write(s)
	}
	if p.word("at") != "" && !p.gradientPosition(from) {
		return false
	}
	return p.gradientComma(from, shape != "" || extent != "" || n > 0)
}

// space writes a space if something was written since the index.
func (p *parser) space(from int) {
	if len(p.out) > from {
		p.writeByte(' ')
	}
}

// gradientPosition reads the place behind `at` and writes it unless it is the centre.
func (p *parser) gradientPosition(from int) bool {
	x, y, ok := p.position()
	if ok && (x != "50%" || y != "50%") {
		p.space(from)
		p.write("at " + x + " " + y)
	}
	return ok
}

// gradientComma reads the comma between the shape and the colours, which stands where anything was read.
func (p *parser) gradientComma(from int, read bool) bool {
	if len(p.out) > from {
		p.write(", ")
		return p.comma()
	}
	return !read || p.comma()
}

// conicStart reads what stands before the colours of conic-gradient().
func (p *parser) conicStart() bool {
	from, read := len(p.out), false
	if p.word("from") != "" {
		deg, ok := p.angle(true)
		if !ok {
			return false
		}
		read = true
		if deg != 0 {
			p.write("from ")
			p.writeUnit(deg, kAngle)
		}
	}
	if p.word("at") != "" {
		read = true
		if !p.gradientPosition(from) {
			return false
		}
	}
	return p.gradientComma(from, read)
}

// prefixedRadial reads the older form: a position, then shape and size, each with a comma.
func (p *parser) prefixedRadial() bool {
	from := p.mark()
	if x, y, ok := p.position(); ok && p.comma() {
		p.write(x + " " + y + ", ")
	} else {
		p.reset(from)
		p.write("center, ")
	}
	const shapes, extents = "circle ellipse", "closest-side closest-corner farthest-side farthest-corner contain cover"
	shape, extent := p.word(shapes), p.word(extents)
	if shape == "" {
		shape = p.word(shapes)
	}
	switch {
	case shape == "" && extent == "":
		if n := p.spaceList(lengthPercentageMin0, 2); n != 2 {
			return n == 0
		}
	case shape == "":
		p.write("ellipse " + extent)
	case extent == "":
		p.write(shape + " cover")
	default:
		p.write(shape + " " + extent)
	}
	p.write(", ")
	return p.comma()
}

// oldGradient reads -webkit-gradient(), the oldest form.
func oldGradient(p *parser) bool {
	kindOf := p.word("linear radial")
	if kindOf == "" {
		return false
	}
	p.write(kindOf)
	for range 2 {
		if !p.comma() {
			return false
		}
		p.write(", ")
		if !p.oldCoordinate("left center right", "0% 50% 100%") {
			return false
		}
		p.writeByte(' ')
		if !p.oldCoordinate("top center bottom", "0% 50% 100%") {
			return false
		}
		if kindOf == "radial" {
			if !p.comma() {
				return false
			}
			p.write(", ")
			if !numberMin0(p) {
				return false
			}
		}
	}
	for p.comma() {
		p.write(", ")
		if !p.oldStop() {
			return false
		}
	}
	return true
}

func (p *parser) oldCoordinate(words, values string) bool {
	if w := p.word(words); w != "" {
		list := strings.Fields(words)
		for i := range list {
			if list[i] == w {
				p.write(strings.Fields(values)[i])
			}
		}
		return true
	}
	return p.numeric(kNumber|kPercent, anySign)
}

func (p *parser) oldStop() bool {
	switch fn := findWord("from to color-stop", p.functionName()); fn {
	case "":
		return false
	default:
		p.pos++
		p.write(fn)
		p.writeByte('(')
		if fn == "color-stop" {
			v, ok := p.fraction()
			if !ok || !p.comma() {
				return false
			}
			p.writeNumber(v)
			p.write(", ")
		}
	}
	if strings.EqualFold(p.str(), "currentcolor") || !color(p) || !p.closed() {
		return false
	}
	p.writeByte(')')
	return true
}

// crossFade reads two images and how far the one has become the other.
func crossFade(p *parser) bool {
	for range 2 {
		if !layerImage(p) || !p.comma() {
			return false
		}
		p.write(", ")
	}
	v, ok := p.fraction()
	p.writeNumber(clamp01(v))
	return ok
}

// fraction reads a number, or a percentage as one.
func (p *parser) fraction() (float64, bool) {
	q, ok := p.limited(kNumber|kPercent, anySign)
	if !ok || !q.resolved() {
		return 0, false
	}
	if q.k == kPercent {
		return q.pct / 100, true
	}
	return q.v, true
}

// imageSet reads images for different resolutions.
func imageSet(p *parser) bool {
	return p.commaList(func(p *parser) bool {
		switch {
		case p.tt() == css.StringToken:
			s, _ := p.stringValue()
			p.write("url(")
			p.writeString(s)
			p.writeByte(')')
		case !image(p):
			return false
		}
		p.writeByte(' ')
		if p.tt() == css.CommaToken || p.atEnd() {
			p.write("1dppx")
			return true
		}
		v, ok := p.plain(kResolution, nonNeg)
		p.writeUnit(v, kResolution)
		return ok && !math.IsInf(v, 0)
	})
}
