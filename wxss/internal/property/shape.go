package property

// basicShape reads circle(), ellipse(), inset(), polygon() or path().
func (p *parser) basicShape() bool {
	fn := findWord("circle ellipse inset polygon path", p.functionName())
	if fn == "" {
		return false
	}
	p.pos++
	p.write(fn)
	p.writeByte('(')
	ok := false
	switch fn {
	case "circle":
		ok = p.circle(1)
	case "ellipse":
		ok = p.circle(2)
	case "polygon":
		ok = p.polygon()
	case "path":
		ok = p.path()
	default:
		ok = p.insetShape()
	}
	if !ok || !p.closed() {
		return false
	}
	p.writeByte(')')
	return true
}

// circle reads the radii of a circle or an ellipse and its place.
func (p *parser) circle(radii int) bool {
	at := len(p.out)
	n := p.spaceList(func(p *parser) bool {
		return p.keyword("closest-side farthest-side closest-corner farthest-corner") || lengthPercentageMin0(p)
	}, radii)
	if n != 0 && n != radii {
		return false
	}
	if p.word("at") == "" {
		return true
	}
	x, y, ok := p.position()
	p.space(at)
	p.write("at " + x + " " + y)
	return ok
}

func (p *parser) polygon() bool {
	if rule := p.word("nonzero evenodd"); rule != "" {
		if !p.comma() {
			return false
		}
		if rule == "evenodd" {
			p.write("evenodd, ")
		}
	}
	return p.commaList(func(p *parser) bool {
		if !lengthPercentage(p) {
			return false
		}
		p.writeByte(' ')
		return lengthPercentage(p)
	})
}

func (p *parser) path() bool {
	if rule := p.word("nonzero evenodd"); rule != "" {
		if !p.comma() {
			return false
		}
		if rule == "evenodd" {
			p.write("evenodd, ")
		}
	}
	return stringLiteral(p)
}

// insetShape reads up to four distances and, behind `round`, the radii of the corners.
func (p *parser) insetShape() bool {
	var parts []string
	for len(parts) < 4 {
		at := len(p.out)
		if !p.try(lengthPercentage) {
			break
		}
		parts = append(parts, string(p.out[at:]))
		p.out = p.out[:at]
	}
	if len(parts) == 0 {
		return false
	}
	p.writeSides(parts)
	if p.word("round") == "" {
		return true
	}
	p.write(" round ")
	if p.spaceList(lengthPercentageMin0, 4) == 0 {
		return false
	}
	if p.delim('/') {
		p.write(" / ")
		return p.spaceList(lengthPercentageMin0, 4) > 0
	}
	return true
}

// writeSides writes up to four values as briefly as they can be.
func (p *parser) writeSides(v []string) {
	n := len(v)
	if n == 4 && v[3] == v[1] {
		n = 3
	}
	if n == 3 && v[2] == v[0] {
		n = 2
	}
	if n == 2 && v[1] == v[0] {
		n = 1
	}
	for i, s := range v[:n] {
		if i > 0 {
			p.writeByte(' ')
		}
		p.write(s)
	}
}
