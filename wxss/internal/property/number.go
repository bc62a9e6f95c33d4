package property

import (
	"math"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// kind is the type of a numeric value. Lengths are in px, angles in deg, times in s, resolutions in dppx.
type kind uint8

const (
	kNumber kind = 1 << iota
	kLength
	kPercent
	kAngle
	kTime
	kFlex
	kResolution
)

// suffix is how a value of the kind ends.
func (k kind) suffix() string {
	switch k {
	case kLength:
		return "px"
	case kPercent:
		return "%"
	case kAngle:
		return "deg"
	case kTime:
		return "s"
	case kFlex:
		return "fr"
	case kResolution:
		return "dppx"
	}
	return ""
}

// number reads the next token as a number with a unit. unit is what the text ends with. Nothing is consumed.
func (p *parser) number() (v float64, unit string, ok bool) {
	switch p.tt() {
	case css.NumberToken, css.PercentageToken, css.DimensionToken:
	default:
		return 0, "", false
	}
	s := p.str()
	n := numberLength(s)
	v, err := strconv.ParseFloat(s[:n], 64)
	if err != nil && !math.IsInf(v, 0) {
		return 0, "", false
	}
	return max(-math.MaxFloat32, min(math.MaxFloat32, v)), s[n:], true
}

// numberLength is the length of the number that s begins with.
func numberLength(s string) int {
	i := 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	if i+1 < len(s) && s[i] == '.' && isDigit(s[i+1]) {
		for i++; i < len(s) && isDigit(s[i]); i++ {
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		if j < len(s) && isDigit(s[j]) {
			for i = j; i < len(s) && isDigit(s[i]); i++ {
			}
		}
	}
	return i
}

// unitSize gives the kind that a unit measures and its size in the kind's own unit.
func (p *parser) unitSize(unit string) (k kind, size float64, ok bool) {
	switch len(unit) {
	case 0:
		return kNumber, 1, true
	case 1:
		switch unit[0] | 0x20 {
		case '%' | 0x20:
			return kPercent, 1, true
		case 'q':
			return kLength, 96 / 101.6, true
		case 's':
			return kTime, 1, true
		case 'x':
			return kResolution, 1, true
		}
		return 0, 0, false
	}
	var buf [8]byte
	if len(unit) > len(buf) {
		return 0, 0, false
	}
	for i := range unit {
		c := unit[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		buf[i] = c
	}
	lower := buf[:len(unit)]
	if k, size := absoluteUnit(lower); k != 0 {
		return k, size, true
	}
	if size, ok := p.relativeUnit(lower); ok {
		return kLength, size, true
	}
	return 0, 0, false
}

func absoluteUnit(unit []byte) (kind, float64) {
	switch string(unit) {
	case "px":
		return kLength, 1
	case "cm":
		return kLength, 96 / 2.54
	case "mm":
		return kLength, 96 / 25.4
	case "in":
		return kLength, 96
	case "pt":
		return kLength, 96.0 / 72
	case "pc":
		return kLength, 16
	case "deg":
		return kAngle, 1
	case "grad":
		return kAngle, 0.9
	case "rad":
		return kAngle, 180 / math.Pi
	case "turn":
		return kAngle, 360
	case "ms":
		return kTime, 0.001
	case "fr":
		return kFlex, 1
	case "dppx":
		return kResolution, 1
	case "dpi":
		return kResolution, 1.0 / 96
	case "dpcm":
		return kResolution, 2.54 / 96
	}
	return 0, 0
}

// relativeUnit gives the length in px of units that depend on the environment. Those of the font that need its metrics are
// taken as half an em, as CSS says for where they are unknown.
func (p *parser) relativeUnit(unit []byte) (float64, bool) {
	switch string(unit) {
	case "em":
		return p.fontSize(), true
	case "rem":
		return p.rootFontSize(), true
	case "ex", "ch":
		return p.fontSize() / 2, true
	case "ic", "cap":
		return p.fontSize(), true
	case "rex", "rch":
		return p.rootFontSize() / 2, true
	case "ric", "rcap":
		return p.rootFontSize(), true
	case "lh":
		if p.env.LineHeight > 0 {
			p.env.Used |= UsesFontSize
			return p.env.LineHeight, true
		}
		return p.fontSize() * 1.2, true
	case "rlh":
		if p.env.RootLineHeight > 0 {
			p.env.Used |= UsesRootFontSize
			return p.env.RootLineHeight, true
		}
		return p.rootFontSize() * 1.2, true
	}
	// svw, lvw and dvw are those of a window whose bars do not come and go.
	if len(unit) > 2 && (unit[0] == 's' || unit[0] == 'l' || unit[0] == 'd') && unit[1] == 'v' {
		unit = unit[1:]
	}
	if unit[0] != 'v' {
		return 0, false
	}
	w, h := or(p.env.ViewportWidth, 375)/100, or(p.env.ViewportHeight, 667)/100
	size := 0.0
	switch string(unit) {
	case "vw", "vi":
		size = w
	case "vh", "vb":
		size = h
	case "vmin":
		size = min(w, h)
	case "vmax":
		size = max(w, h)
	default:
		return 0, false
	}
	p.env.Used |= UsesViewport
	return size, true
}

// fontSize is what 1em is: the parent's size where the size itself is being computed.
func (p *parser) fontSize() float64 {
	if p.prop != nil && p.prop.name == "font-size" {
		return p.parentFontSize()
	}
	p.env.Used |= UsesFontSize
	return or(p.env.FontSize, 16)
}

func (p *parser) parentFontSize() float64 {
	p.env.Used |= UsesParentFontSize
	return or(p.env.ParentFontSize, 16)
}

func (p *parser) rootFontSize() float64 {
	p.env.Used |= UsesRootFontSize
	return or(p.env.RootFontSize, 16)
}

func or(v, otherwise float64) float64 {
	switch {
	case v > 0:
		return v
	case v < 0:
		return 0
	}
	return otherwise
}

// writeNumber writes v as Chromium does: six significant digits.
func (p *parser) writeNumber(v float64) { p.out = appendNumber(p.out, v) }

func (p *parser) writeUnit(v float64, k kind) {
	p.writeNumber(v)
	p.write(k.suffix())
}

func appendNumber(dst []byte, v float64) []byte {
	if v == math.Trunc(v) && math.Abs(v) < 1e6 {
		return strconv.AppendInt(dst, int64(v), 10)
	}
	at := len(dst)
	dst = strconv.AppendFloat(dst, v, 'g', 6, 64)
	if s := string(dst[at:]); strings.ContainsRune(s, '.') && !strings.ContainsRune(s, 'e') {
		return append(dst[:at], strings.TrimRight(strings.TrimRight(s, "0"), ".")...)
	}
	return dst
}
