package property

import (
	"math"

	"github.com/tdewolff/parse/v2/css"
)

// labFunction reads lab(), lch(), oklab() and oklch(). Percentages become numbers: of 100 or 1 for the lightness, and of
// what CSS Color 4 calls the reference range for the rest.
func (p *parser) labFunction(name string) bool {
	lightness, chroma := 100.0, 125.0
	switch name {
	case "lch":
		chroma = 150
	case "oklab", "oklch":
		lightness, chroma = 1, 0.4
	}
	polar := name == "lch" || name == "oklch"
	var c [3]component
	for i := range c {
		kinds := kNumber | kPercent
		if polar && i == 2 {
			kinds = kNumber | kAngle
		}
		var ok bool
		if c[i], ok = p.component(kinds); !ok {
			return false
		}
	}
	c[0] = c[0].scaled(lightness)
	c[0].v = max(0, min(lightness, c[0].v))
	c[1] = c[1].scaled(chroma)
	if polar {
		c[1].v = max(0, c[1].v)
		c[2].v = hue(c[2].v)
	} else {
		c[2] = c[2].scaled(chroma)
	}
	a, ok := p.alphaPart(false)
	if !ok {
		return false
	}
	p.writeColor(name, "", c, a)
	return true
}

func (c component) scaled(full float64) component {
	if c.percent {
		c.v *= full / 100
	}
	return c
}

// hue brings an angle between 0 and 360 degrees.
func hue(v float64) float64 {
	if v = math.Mod(v, 360); v < 0 {
		v += 360
	}
	return v
}

// colorSpace reads color().
func (p *parser) colorSpace() bool {
	space := p.word("srgb srgb-linear display-p3 display-p3-linear a98-rgb prophoto-rgb rec2020 xyz xyz-d50 xyz-d65")
	if space == "" {
		return false
	}
	if space == "xyz" {
		space = "xyz-d65"
	}
	var c [3]component
	for i := range c {
		var ok bool
		if c[i], ok = p.component(kNumber | kPercent); !ok {
			return false
		}
		c[i] = c[i].scaled(1)
	}
	a, ok := p.alphaPart(false)
	if !ok {
		return false
	}
	p.writeColor("color", space, c, a)
	return true
}

func (p *parser) writeColor(name, space string, c [3]component, a component) {
	p.write(name)
	p.writeByte('(')
	p.write(space)
	for i := range c {
		if i > 0 || space != "" {
			p.writeByte(' ')
		}
		p.writeComponent(c[i])
	}
	if a.none || a.v != 1 {
		p.write(" / ")
		p.writeComponent(a)
	}
	p.writeByte(')')
}

func (p *parser) writeComponent(c component) {
	if c.none {
		p.write("none")
		return
	}
	p.writeNumber(c.v)
}

// colorMix reads color-mix(). Its colours are normalised; the mixing itself is left to the browser, as are the conversions
// between colour spaces that it needs.
func (p *parser) colorMix() bool {
	p.write("color-mix(")
	if p.word("in") != "" {
		space := p.word("srgb srgb-linear display-p3 display-p3-linear a98-rgb prophoto-rgb rec2020 xyz xyz-d50 xyz-d65 lab oklab lch oklch hsl hwb")
		if space == "" {
			return false
		}
		p.write("in ")
		p.write(space)
		if w := p.word("shorter longer increasing decreasing"); w != "" {
			if p.word("hue") == "" {
				return false
			}
			p.write(" " + w + " hue")
		}
		if !p.comma() {
			return false
		}
		p.write(", ")
	}
	if !mixedColor(p) || !p.comma() {
		return false
	}
	p.write(", ")
	if !mixedColor(p) || !p.closed() {
		return false
	}
	p.writeByte(')')
	return true
}

// mixedColor reads a colour with its share, which may stand before or after it.
func mixedColor(p *parser) bool {
	share, first := p.plain(kPercent, nonNeg)
	if !color(p) {
		return false
	}
	if !first {
		if p.tt() == css.CommaToken || p.atEnd() {
			return true
		}
		var ok bool
		if share, ok = p.plain(kPercent, nonNeg); !ok {
			return false
		}
	}
	p.writeByte(' ')
	p.writeUnit(share, kPercent)
	return share <= 100
}

// carriedColor takes a colour relative to another one as it is written.
func (p *parser) carriedColor(name string) bool {
	p.write(name)
	p.writeByte('(')
	for depth, first := 1, true; ; first = false {
		t := p.tt()
		switch t {
		case css.ErrorToken:
			depth = 1
			t = css.RightParenthesisToken
		case css.FunctionToken, css.LeftParenthesisToken:
			depth++
		}
		if t == css.RightParenthesisToken {
			if depth--; depth == 0 {
				p.closed()
				p.writeByte(')')
				return true
			}
		}
		if !first && p.toks[p.pos].space {
			p.writeByte(' ')
		}
		p.write(p.str())
		p.pos++
	}
}

// paint reads the fill or stroke of SVG: a colour, a paint server or both.
func paint(p *parser) bool {
	if p.try(color) {
		return true
	}
	if !url(p) {
		return false
	}
	if p.atEnd() {
		return true
	}
	p.writeByte(' ')
	return p.keyword("none") || color(p)
}

// caretColor reads the colour of the caret, which by itself is that of the text.
func caretColor(p *parser) bool {
	if p.word("auto") != "" {
		p.currentColor()
		return true
	}
	return color(p)
}
