package property

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// times and timesMin0 read lists of times and write them in seconds.
func times(p *parser) bool     { return p.commaList(timeValue) }
func timesMin0(p *parser) bool { return p.commaList(timeMin0) }

func timeValue(p *parser) bool { return p.numeric(kTime, anySign) }
func timeMin0(p *parser) bool  { return p.numeric(kTime, nonNeg) }

// animationDurations reads animation-duration, where auto is 0s for animations that follow time.
func animationDurations(p *parser) bool { return p.commaList(animationDuration) }

func animationDuration(p *parser) bool {
	if p.word("auto") != "" {
		p.write("0s")
		return true
	}
	return timeMin0(p)
}

// easings reads a list of timing functions.
func easings(p *parser) bool { return p.commaList(easing) }

func easing(p *parser) bool {
	if p.keyword("ease linear ease-in ease-out ease-in-out") {
		return true
	}
	switch p.word("step-start step-end") {
	case "step-start":
		p.write("steps(1, start)")
		return true
	case "step-end":
		p.write("steps(1)")
		return true
	}
	switch {
	case p.function("cubic-bezier"):
		return p.cubicBezier()
	case p.function("steps"):
		return p.steps()
	case p.function("linear"):
		return p.linearEasing()
	}
	return false
}

func (p *parser) cubicBezier() bool {
	p.write("cubic-bezier(")
	for i := range 4 {
		if i > 0 {
			if !p.comma() {
				return false
			}
			p.write(", ")
		}
		v, ok := p.plain(kNumber, anySign)
		if !ok || i%2 == 0 && (v < 0 || v > 1) {
			return false
		}
		p.writeNumber(v)
	}
	p.writeByte(')')
	return p.closed()
}

func (p *parser) steps() bool {
	n, ok := p.wholeValue(anySign)
	if !ok {
		return false
	}
	where := ""
	if p.comma() {
		if where = p.word("jump-start jump-end jump-none jump-both start end"); where == "" {
			return false
		}
	}
	if n < 1 || n == 1 && where == "jump-none" {
		return false
	}
	p.write("steps(")
	p.writeNumber(n)
	switch where {
	case "", "end", "jump-end":
	default:
		p.write(", " + where)
	}
	p.writeByte(')')
	return p.closed()
}

// linearEasing reads linear(): values with optional places in percent; places that are missing lie evenly between those given.
func (p *parser) linearEasing() bool {
	type stop struct {
		v, at float64
		set   bool
	}
	var stops []stop
	for {
		at, first := p.plain(kPercent, anySign)
		v, ok := p.plain(kNumber, anySign)
		if !ok {
			return false
		}
		if !first {
			at, first = p.plain(kPercent, anySign)
		}
		stops = append(stops, stop{v, at, first})
		if first {
			if at2, two := p.plain(kPercent, anySign); two {
				stops = append(stops, stop{v, at2, true})
			}
		}
		if !p.comma() {
			break
		}
	}
	n := len(stops)
	if n < 2 || !p.closed() {
		return false
	}
	if !stops[0].set {
		stops[0].at, stops[0].set = 0, true
	}
	if !stops[n-1].set {
		stops[n-1].at, stops[n-1].set = 100, true
	}
	last := 0
	for i := 1; i < n; i++ {
		if !stops[i].set {
			continue
		}
		stops[i].at = max(stops[i].at, stops[last].at)
		for j := last + 1; j < i; j++ {
			stops[j].at = stops[last].at + (stops[i].at-stops[last].at)*float64(j-last)/float64(i-last)
		}
		last = i
	}
	p.write("linear(")
	for i, s := range stops {
		if i > 0 {
			p.write(", ")
		}
		p.writeNumber(s.v)
		p.writeByte(' ')
		p.writeUnit(s.at, kPercent)
	}
	p.writeByte(')')
	return true
}

// animationNames reads the names of keyframes, as identifiers or strings.
func animationNames(p *parser) bool { return p.commaList(animationName) }

func animationName(p *parser) bool {
	if p.keyword("none") {
		return true
	}
	if s, ok := p.stringValue(); ok {
		p.writeIdent(s)
		return s != ""
	}
	return customIdent(p)
}

func iterations(p *parser) bool { return p.commaList(iteration) }

func iteration(p *parser) bool { return p.keyword("infinite") || numberMin0(p) }

// transitionProperties reads the names of properties, of which `none` stands alone.
func transitionProperties(p *parser) bool {
	return p.keyword("none") || p.commaList(transitionProperty)
}

// transitionProperty reads a name; names of properties are written in lower case, others as they are.
func transitionProperty(p *parser) bool {
	if !p.isIdent() {
		return false
	}
	if lower := strings.ToLower(unescape(p.str())); p.prop.table.byName[lower] != nil || lower == "all" {
		p.pos++
		p.write(lower)
		return true
	}
	s := p.name("none")
	p.writeIdent(s)
	return s != ""
}

// counters reads names with numbers: counter-reset, counter-increment.
func counters(p *parser) bool {
	otherwise := "0"
	if p.prop.name == "counter-increment" {
		otherwise = "1"
	}
	n := 0
	for ; !p.atEnd(); n++ {
		if n > 0 {
			p.writeByte(' ')
		}
		s := p.name("none")
		if s == "" {
			return false
		}
		p.writeIdent(s)
		p.writeByte(' ')
		if !p.try(integer) {
			p.write(otherwise)
		}
	}
	return n > 0
}

// willChange reads the names of properties and a few keywords.
func willChange(p *parser) bool {
	return p.commaList(func(p *parser) bool {
		if p.tt() != css.IdentToken {
			return p.isIdent() && customIdent(p)
		}
		s := p.name("none all auto will-change")
		p.writeIdent(s)
		return s != ""
	})
}
