package property

import (
	"math"
	"sort"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// color reads a colour and writes it as Chromium does: colours of sRGB as rgb() or rgba(), those of other spaces as the function
// they are.
func color(p *parser) bool {
	switch p.tt() {
	case css.HashToken:
		c, ok := hexColor(p.str()[1:])
		if !ok {
			return false
		}
		p.pos++
		p.writeRGB(c)
		return true
	case css.IdentToken:
		return p.colorName()
	case css.FunctionToken:
		return p.colorFunction()
	}
	return false
}

// rgba is a colour as 0xRRGGBBAA.
type rgba uint32

func makeRGBA(r, g, b, a float64) rgba {
	return rgba(channel(r))<<24 | rgba(channel(g))<<16 | rgba(channel(b))<<8 | rgba(channel(a*255))
}

// channel rounds to a byte.
func channel(v float64) uint8 {
	if math.IsNaN(v) {
		return 0
	}
	return uint8(math.Max(0, math.Min(255, math.Floor(v+0.5))))
}

func hexColor(s string) (rgba, bool) {
	var v uint32
	for i := range len(s) {
		d := strings.IndexByte("0123456789abcdef", s[i]|0x20)
		if isDigit(s[i]) {
			d = int(s[i] - '0')
		}
		if d < 0 || i == 8 {
			return 0, false
		}
		v = v<<4 | uint32(d)
		if len(s) < 5 { // a digit stands for two
			v = v<<4 | uint32(d)
		}
	}
	switch len(s) {
	case 3, 6:
		return rgba(v<<8 | 0xff), true
	case 4, 8:
		return rgba(v), true
	}
	return 0, false
}

// writeRGB writes a colour of sRGB, its alpha with as few digits as give the byte back.
func (p *parser) writeRGB(c rgba) {
	a := uint8(c)
	if a == 255 {
		p.write("rgb(")
	} else {
		p.write("rgba(")
	}
	p.writeNumber(float64(uint8(c >> 24)))
	p.write(", ")
	p.writeNumber(float64(uint8(c >> 16)))
	p.write(", ")
	p.writeNumber(float64(uint8(c >> 8)))
	if a != 255 {
		p.write(", ")
		v := math.Round(float64(a)/255*100) / 100
		if channel(v*255) != a {
			v = math.Round(float64(a)/255*1000) / 1000
		}
		p.writeNumber(v)
	}
	p.writeByte(')')
}

func (p *parser) colorName() bool {
	var buf [24]byte
	s := p.str()
	if len(s) > len(buf) {
		return false
	}
	name := buf[:len(s)]
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		name[i] = c
	}
	switch string(name) {
	case "transparent":
		p.writeRGB(0)
	case "currentcolor":
		p.currentColor()
	default:
		c, ok := p.lookupColor(string(name))
		if !ok {
			return false
		}
		p.writeRGB(c)
	}
	p.pos++
	return true
}

func (p *parser) lookupColor(name string) (rgba, bool) {
	i := sort.Search(len(namedColors), func(i int) bool { return namedColors[i].name >= name })
	if i < len(namedColors) && namedColors[i].name == name {
		return rgba(namedColors[i].rgb<<8 | 0xff), true
	}
	i = sort.Search(len(systemColors), func(i int) bool { return systemColors[i].name >= name })
	if i == len(systemColors) || systemColors[i].name != name {
		return 0, false
	}
	c := &systemColors[i]
	if c.light == c.dark {
		return rgba(c.light), true
	}
	p.env.Used |= UsesScheme
	if p.env.Dark {
		return rgba(c.dark), true
	}
	return rgba(c.light), true
}

func (p *parser) currentColor() {
	p.env.Used |= UsesColor
	if p.env.Color == "" {
		p.writeRGB(0xff)
		return
	}
	p.write(p.env.Color)
}

func (p *parser) colorFunction() bool {
	name := findWord("rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark", p.functionName())
	if name == "" {
		return false
	}
	p.pos++
	if p.tt() == css.IdentToken && strings.EqualFold(p.str(), "from") {
		return p.carriedColor(name)
	}
	switch name {
	case "rgb", "rgba":
		return p.rgbFunction()
	case "hsl", "hsla":
		return p.hslFunction()
	case "hwb":
		return p.hwbFunction()
	case "light-dark":
		return p.lightDark()
	case "color-mix":
		return p.colorMix()
	case "color":
		return p.colorSpace()
	}
	return p.labFunction(name)
}

// component is an argument of a colour function.
type component struct {
	v       float64
	percent bool
	none    bool
}

// component reads a number, a percentage or `none`.
func (p *parser) component(kinds kind) (c component, ok bool) {
	if p.word("none") != "" {
		return component{none: true}, true
	}
	if kinds&kAngle != 0 {
		if v, ok := p.angle(true); ok {
			return component{v: v}, true
		}
	}
	q, _, ok := p.quantity(kinds)
	if !ok || !q.resolved() {
		return c, false
	}
	v := q.single()
	if math.IsNaN(v) {
		v = 0
	}
	return component{v: v, percent: q.k == kPercent}, true
}

// alphaPart reads the alpha behind a slash or, in the older syntax, a comma, and the closing parenthesis. Without one it is 1.
func (p *parser) alphaPart(legacy bool) (a component, ok bool) {
	a.v = 1
	switch {
	case legacy && p.comma(), !legacy && p.delim('/'):
		if !legacy && p.word("none") != "" {
			return component{none: true}, p.closed()
		}
		if a.v, ok = p.alphaValue(); !ok {
			return a, false
		}
	}
	return a, p.closed()
}

// triple reads three components, with commas between them or without, and the alpha.
func (p *parser) triple(first, rest kind) (c [3]component, a component, legacy, ok bool) {
	for i := range c {
		kinds := rest
		if i == 0 {
			kinds = first
		}
		if c[i], ok = p.component(kinds); !ok {
			return c, a, legacy, false
		}
		switch {
		case i == 0:
			legacy = p.comma()
		case i == 1 && legacy != p.comma():
			return c, a, legacy, false
		}
		if legacy && c[i].none {
			return c, a, legacy, false
		}
	}
	a, ok = p.alphaPart(legacy)
	return c, a, legacy, ok
}

func (p *parser) rgbFunction() bool {
	c, a, legacy, ok := p.triple(kNumber|kPercent, kNumber|kPercent)
	if !ok || legacy && (c[0].percent != c[1].percent || c[1].percent != c[2].percent) {
		return false
	}
	for i := range c {
		if c[i].percent {
			c[i].v = c[i].v * 255 / 100
		}
	}
	p.writeRGB(makeRGBA(c[0].v, c[1].v, c[2].v, a.v))
	return true
}

func (p *parser) hslFunction() bool {
	c, a, legacy, ok := p.triple(kNumber|kAngle, kNumber|kPercent)
	if !ok || legacy && (!c[1].percent || !c[2].percent) {
		return false
	}
	r, g, b := hsl(c[0].v, clamp01(c[1].v/100), clamp01(c[2].v/100))
	p.writeRGB(makeRGBA(r*255, g*255, b*255, a.v))
	return true
}

func (p *parser) hwbFunction() bool {
	c, a, legacy, ok := p.triple(kNumber|kAngle, kNumber|kPercent)
	if !ok || legacy {
		return false
	}
	w, k := clamp01(c[1].v/100), clamp01(c[2].v/100)
	if w+k >= 1 {
		g := w / (w + k) * 255
		p.writeRGB(makeRGBA(g, g, g, a.v))
		return true
	}
	r, g, b := hsl(c[0].v, 1, 0.5)
	f := 1 - w - k
	p.writeRGB(makeRGBA((r*f+w)*255, (g*f+w)*255, (b*f+w)*255, a.v))
	return true
}

func clamp01(v float64) float64 { return math.Max(0, math.Min(1, v)) }

// hsl turns hue in degrees, saturation and lightness into red, green and blue, all up to 1.
func hsl(h, s, l float64) (r, g, b float64) {
	h = math.Mod(h, 360)
	if h < 0 {
		h += 360
	}
	f := func(n float64) float64 {
		k := math.Mod(n+h/30, 12)
		return l - s*math.Min(l, 1-l)*math.Max(-1, math.Min(math.Min(k-3, 9-k), 1))
	}
	return f(0), f(8), f(4)
}

// lightDark chooses one of two colours by the colour scheme.
func (p *parser) lightDark() bool {
	at := len(p.out)
	if !color(p) || !p.comma() {
		return false
	}
	mid := len(p.out)
	if !color(p) || !p.closed() {
		return false
	}
	p.env.Used |= UsesScheme
	if p.env.Dark {
		p.out = append(p.out[:at], p.out[mid:]...)
	} else {
		p.out = p.out[:mid]
	}
	return true
}
