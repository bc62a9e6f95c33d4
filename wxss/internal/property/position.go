package property

import "strings"

// coordinate is one half of a position: a keyword, a length or percentage, or a keyword with an offset from that side.
type coordinate struct {
	side   string // left, right, top, bottom, center, or ""
	offset quantity
	has    bool // offset is set
}

// coordinate reads the next one.
func (p *parser) coordinate() (c coordinate, ok bool) {
	if c.side = p.word("left right top bottom center"); c.side != "" {
		return c, true
	}
	s := p.mark()
	c.offset, ok = p.limited(kLength|kPercent, anySign)
	c.has = ok
	if !ok {
		p.reset(s)
	}
	return c, ok
}

func (c *coordinate) vertical() bool   { return c.side == "top" || c.side == "bottom" }
func (c *coordinate) horizontal() bool { return c.side == "left" || c.side == "right" }

// position reads a place in a box, of one, two or four parts, and gives its halves as they are computed.
func (p *parser) position() (x, y string, ok bool) {
	var parts [4]coordinate
	n := 0
	for n < 4 {
		c, ok := p.coordinate()
		if !ok {
			break
		}
		parts[n] = c
		n++
	}
	var h, v coordinate
	switch n {
	case 1, 2:
		h, v, ok = pair(parts[:n])
	case 4:
		h, v, ok = offsets(parts[:n])
	}
	if !ok {
		return "", "", false
	}
	return p.place(&h), p.place(&v), true
}

// pair arranges a position of one or two parts.
func pair(parts []coordinate) (h, v coordinate, ok bool) {
	h, v = parts[0], coordinate{side: "center"}
	if len(parts) == 1 {
		if h.vertical() {
			h, v = v, h
		}
		return h, v, true
	}
	v = parts[1]
	switch {
	case h.vertical() && !v.has && !v.vertical(), v.horizontal() && !h.has && !h.horizontal():
		h, v = v, h
	}
	return h, v, !h.vertical() && !v.horizontal()
}

// offsets arranges a position of three or four parts: sides with offsets from them.
func offsets(parts []coordinate) (h, v coordinate, ok bool) {
	var pairs [2]coordinate
	n := 0
	for i := 0; i < len(parts); i++ {
		c := parts[i]
		if c.has || n == 2 {
			return h, v, false
		}
		if i+1 < len(parts) && parts[i+1].has {
			if c.side == "center" {
				return h, v, false
			}
			i++
			c.offset, c.has = parts[i].offset, true
		}
		pairs[n] = c
		n++
	}
	if n != 2 {
		return h, v, false
	}
	h, v = pairs[0], pairs[1]
	if h.vertical() || v.horizontal() {
		h, v = v, h
	}
	return h, v, !h.vertical() && !v.horizontal()
}

// place gives the computed value of a coordinate: from the far side it is subtracted from 100%.
func (p *parser) place(c *coordinate) string {
	at := len(p.out)
	q := c.offset
	switch c.side {
	case "left", "top":
		if !c.has {
			q = makeQuantity(kPercent, 0)
		}
	case "center":
		q = makeQuantity(kPercent, 50)
	case "right", "bottom":
		if !c.has {
			q = makeQuantity(kPercent, 0)
		}
		q = q.times(-1)
		if q.k == kLength && q.v == 0 || q.k == kPercent {
			q.k = kPercent
		} else {
			q.k |= kPercent
		}
		q.pct += 100
	}
	p.writeQuantity(&q)
	s := string(p.out[at:])
	p.out = p.out[:at]
	return s
}

// position2 reads a position: object-position.
func position2(p *parser) bool {
	x, y, ok := p.position()
	p.write(x)
	p.writeByte(' ')
	p.write(y)
	return ok
}

// origin reads transform-origin: two parts and a depth.
func origin(p *parser) bool {
	x, y, ok := p.simplePosition()
	if !ok {
		return false
	}
	p.write(x + " " + y)
	if p.atEnd() {
		return true
	}
	v, ok := p.plain(kLength, anySign)
	if v != 0 {
		p.writeByte(' ')
		p.writeUnit(v, kLength)
	}
	return ok
}

// simplePosition reads a position of one or two parts.
func (p *parser) simplePosition() (x, y string, ok bool) {
	var parts [2]coordinate
	n := 0
	for n < 2 {
		s := p.mark()
		c, ok := p.coordinate()
		if !ok {
			p.reset(s)
			break
		}
		parts[n] = c
		n++
		if n == 1 && p.atEnd() {
			break
		}
	}
	if n == 0 {
		return "", "", false
	}
	h, v, ok := pair(parts[:n])
	return p.place(&h), p.place(&v), ok
}

// positionsX and positionsY read lists of one half of a position.
func positionsX(p *parser) bool { return p.commaList(positionX) }
func positionsY(p *parser) bool { return p.commaList(positionY) }

func positionX(p *parser) bool { return p.half("left center right") }
func positionY(p *parser) bool { return p.half("top center bottom") }

func (p *parser) half(words string) bool {
	c := coordinate{side: p.word(words)}
	if c.side == "" || c.side != "center" {
		s := p.mark()
		q, ok := p.limited(kLength|kPercent, anySign)
		if !ok {
			p.reset(s)
			if c.side == "" {
				return false
			}
		}
		c.offset, c.has = q, ok
	}
	p.write(p.place(&c))
	return true
}

// backgroundSize reads the size of one background: cover, contain, or a width and a height.
func backgroundSize(p *parser) bool {
	if p.keyword("cover contain") {
		return true
	}
	at := len(p.out)
	part := func(p *parser) bool { return p.keyword("auto") || lengthPercentageMin0(p) }
	if !part(p) {
		return false
	}
	mid := len(p.out)
	p.writeByte(' ')
	if !p.try(part) {
		p.write("auto")
	}
	if string(p.out[at:mid]) == "auto" && string(p.out[mid+1:]) == "auto" {
		p.out = p.out[:mid]
	}
	return true
}

func bgSizes(p *parser) bool { return p.commaList(backgroundSize) }

// backgroundRepeat reads how one background repeats; two keywords that have a short form become it.
func backgroundRepeat(p *parser) bool {
	if p.keyword("repeat-x repeat-y") {
		return true
	}
	const words = "repeat no-repeat round space"
	x := p.word(words)
	if x == "" {
		return false
	}
	y := p.word(words)
	switch {
	case y == "" || x == y:
		p.write(x)
	case x == "repeat" && y == "no-repeat":
		p.write("repeat-x")
	case x == "no-repeat" && y == "repeat":
		p.write("repeat-y")
	default:
		p.write(x + " " + y)
	}
	return true
}

func bgRepeats(p *parser) bool { return p.commaList(backgroundRepeat) }

// keywordList reads a list of the keywords that the longhand has.
func keywordList(p *parser) bool {
	words := p.prop.words
	return p.commaList(func(p *parser) bool { return p.keyword(words) })
}

func hasPercent(s string) bool { return strings.IndexByte(s, '%') >= 0 }

// perspectiveOrigin reads a position of one or two parts.
func perspectiveOrigin(p *parser) bool {
	x, y, ok := p.simplePosition()
	p.write(x + " " + y)
	return ok
}
