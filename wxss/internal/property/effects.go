package property

import "math"

// shadows reads box-shadow, textShadows text-shadow: lists of an optional colour and two to four lengths in any order. The
// colour is written first.
func shadows(p *parser) bool     { return p.commaList(func(p *parser) bool { return p.shadow(true) }) }
func textShadows(p *parser) bool { return p.commaList(func(p *parser) bool { return p.shadow(false) }) }

// shadow reads one shadow; that of a box may spread and be inset.
func (p *parser) shadow(box bool) bool {
	at := len(p.out)
	var lengths [4]float64
	n, inset, colored := 0, false, false
	for !p.atEnd() {
		switch {
		case !colored && p.try(color):
			colored = true
		case box && !inset && p.word("inset") != "":
			inset = true
		case n == 0:
			if n = p.shadowLengths(&lengths, box); n == 0 {
				return false
			}
		default:
			if n >= 2 {
				return p.endShadow(at, colored, box, inset, &lengths)
			}
			return false
		}
	}
	return n >= 2 && p.endShadow(at, colored, box, inset, &lengths)
}

// shadowLengths reads offsets, blur and spread and returns how many there are, 0 if they are wrong.
func (p *parser) shadowLengths(v *[4]float64, box bool) int {
	most := 3
	if box {
		most = 4
	}
	n := 0
	for n < most {
		lim := anySign
		if n == 2 {
			lim = nonNeg
		}
		s := p.mark()
		f, ok := p.plain(kLength, lim)
		if !ok {
			p.reset(s)
			break
		}
		v[n] = f
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

func (p *parser) endShadow(at int, colored, box, inset bool, v *[4]float64) bool {
	if !colored {
		p.out = p.out[:at]
		p.currentColor()
	}
	n := 3
	if box {
		n = 4
	}
	for _, f := range v[:n] {
		p.writeByte(' ')
		p.writeUnit(f, kLength)
	}
	if inset {
		p.write(" inset")
	}
	return true
}

// filters reads a list of filter functions.
func filters(p *parser) bool {
	n := 0
	for ; !p.atEnd(); n++ {
		if n > 0 {
			p.writeByte(' ')
		}
		if !url(p) && !p.filterFunction() {
			return false
		}
	}
	return n > 0
}

func (p *parser) filterFunction() bool {
	fn := findWord("blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia", p.functionName())
	if fn == "" {
		return false
	}
	p.pos++
	p.write(fn)
	p.writeByte('(')
	switch fn {
	case "blur":
		v := 0.0
		if !p.atEnd() {
			var ok bool
			if v, ok = p.plain(kLength, nonNeg); !ok {
				return false
			}
		}
		p.writeUnit(v, kLength)
	case "hue-rotate":
		v := 0.0
		if !p.atEnd() {
			var ok bool
			if v, ok = p.angle(true); !ok {
				return false
			}
		}
		p.writeUnit(v, kAngle)
	case "drop-shadow":
		if !p.shadow(false) {
			return false
		}
	default:
		v := 1.0
		if !p.atEnd() {
			var ok bool
			if v, ok = p.fraction(); !ok || v < 0 {
				return false
			}
			if fn == "grayscale" || fn == "invert" || fn == "opacity" || fn == "sepia" {
				v = math.Min(1, v)
			}
		}
		p.writeNumber(v)
	}
	if !p.closed() {
		return false
	}
	p.writeByte(')')
	return true
}

// clip reads the old property clip: rect() with four lengths or auto.
func clip(p *parser) bool {
	if !p.function("rect") {
		return false
	}
	p.write("rect(")
	commas := false
	for i := range 4 {
		if i > 0 {
			if c := p.comma(); i > 1 && c != commas {
				return false
			} else {
				commas = c
			}
			p.write(", ")
		}
		if !p.keyword("auto") && !length(p) {
			return false
		}
	}
	p.writeByte(')')
	return p.closed()
}

// clipPath reads a shape with an optional box. Shapes are carried as they are written, their lengths computed.
func clipPath(p *parser) bool {
	const boxes = "border-box padding-box content-box margin-box fill-box stroke-box view-box"
	if url(p) {
		return true
	}
	box := p.word(boxes)
	if !p.basicShape() {
		return false
	}
	if box == "" {
		box = p.word(boxes)
	}
	if box != "" && box != "border-box" {
		p.write(" " + box)
	}
	return true
}
