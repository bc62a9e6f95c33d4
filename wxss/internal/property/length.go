package property

// limit is the range that a number may have.
type limit uint8

const (
	anySign  limit = iota
	nonNeg         // 0 or more
	atLeast1       // 1 or more
)

// numeric reads a number of one of the kinds and writes it in the kind's unit. A plain zero is a length where one is wanted.
func (p *parser) numeric(kinds kind, lim limit) bool {
	v, unit, ok := p.number()
	if !ok {
		return false
	}
	k, size, ok := p.unitSize(unit)
	if ok && k == kNumber && kinds&kNumber == 0 && v == 0 && kinds&kLength != 0 {
		k = kLength
	}
	if !ok || k&kinds == 0 || lim == nonNeg && v < 0 || lim == atLeast1 && v < 1 {
		return false
	}
	p.pos++
	p.writeUnit(v*size, k)
	return true
}

func length(p *parser) bool               { return p.numeric(kLength, anySign) }
func lengthMin0(p *parser) bool           { return p.numeric(kLength, nonNeg) }
func lengthPercentage(p *parser) bool     { return p.numeric(kLength|kPercent, anySign) }
func lengthPercentageMin0(p *parser) bool { return p.numeric(kLength|kPercent, nonNeg) }
func number(p *parser) bool               { return p.numeric(kNumber, anySign) }
func numberMin0(p *parser) bool           { return p.numeric(kNumber, nonNeg) }
func size(p *parser) bool                 { return p.numeric(kLength|kPercent, nonNeg) }
