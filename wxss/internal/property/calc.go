package property

import (
	"math"

	"github.com/tdewolff/parse/v2/css"
)

// quantity is the value of a plain number or a calculation: v in the unit of kind k, plus pct percent where k has kPercent,
// plus the terms that cannot be resolved before layout.
type quantity struct {
	k      kind
	v, pct float64
	terms  []term
}

// term is coef times a function that mixes percentages with lengths.
type term struct {
	coef float64
	fn   string // in lower case
	args []quantity
}

// resolved reports whether the quantity is one number, with a unit or a percent sign.
func (q *quantity) resolved() bool {
	return len(q.terms) == 0 && (q.k&kPercent == 0 || q.k == kPercent)
}

// single is the one number of a resolved quantity.
func (q *quantity) single() float64 {
	if q.k == kPercent {
		return q.pct
	}
	return q.v
}

func (p *parser) isCalc() bool {
	return p.tt() == css.FunctionToken && mathFunction(p.functionName()) != ""
}

// mathFunctions are those of calculations.
const mathFunctions = "calc -webkit-calc min max clamp round mod rem abs sign sqrt pow hypot log exp sin cos tan asin acos atan atan2"

func mathFunction(name string) string { return findWord(mathFunctions, name) }

// quantity reads a number of one of the kinds, or a calculation that gives one, and checks no range.
func (p *parser) quantity(kinds kind) (q quantity, calculated, ok bool) {
	if p.isCalc() {
		q, ok = p.mathFunction(kinds&kPercent != 0)
		if !ok || !q.fits(kinds) {
			return q, true, false
		}
		if q.k != kNumber && q.k&^kPercent == 0 && kinds&kPercent == 0 {
			return q, true, false
		}
		return q, true, true
	}
	v, unit, ok := p.number()
	if !ok {
		return q, false, false
	}
	k, size, ok := p.unitSize(unit)
	if ok && k == kNumber && kinds&kNumber == 0 && v == 0 && kinds&kLength != 0 {
		k = kLength
	}
	if !ok || k&kinds == 0 {
		return q, false, false
	}
	p.pos++
	return makeQuantity(k, v*size), false, true
}

func makeQuantity(k kind, v float64) quantity {
	if k == kPercent {
		return quantity{k: k, pct: v}
	}
	return quantity{k: k, v: v}
}

// fits reports whether the quantity is of one of the kinds, or of several where they may be mixed.
func (q *quantity) fits(kinds kind) bool { return q.k&^kinds == 0 }

// mathFunction reads a calculation. mixed says whether percentages may be added to lengths.
func (p *parser) mathFunction(mixed bool) (quantity, bool) {
	name := mathFunction(p.functionName())
	p.pos++
	if name == "calc" || name == "-webkit-calc" {
		q, ok := p.sum(mixed)
		return q, ok && p.closed()
	}
	strategy := "nearest"
	if name == "round" {
		if w := p.word("nearest up down to-zero"); w != "" {
			strategy = w
			if !p.comma() {
				return quantity{}, false
			}
		}
	}
	args, ok := p.arguments(mixed)
	if !ok || !p.closed() {
		return quantity{}, false
	}
	return apply(name, strategy, args)
}

func (p *parser) arguments(mixed bool) (args []quantity, ok bool) {
	for {
		if p.word("none") != "" { // of clamp
			args = append(args, quantity{})
		} else {
			q, ok := p.sum(mixed)
			if !ok {
				return nil, false
			}
			args = append(args, q)
		}
		if !p.comma() {
			return args, true
		}
	}
}

// sum reads products with + and - between them, which need white space around.
func (p *parser) sum(mixed bool) (quantity, bool) {
	q, ok := p.product(mixed)
	for ok && p.tt() == css.DelimToken {
		sign := 1.0
		switch p.str() {
		case "+":
		case "-":
			sign = -1
		default:
			return q, true
		}
		if !p.toks[p.pos].space || p.pos+1 == len(p.toks) || !p.toks[p.pos+1].space {
			return q, false
		}
		p.pos++
		var r quantity
		if r, ok = p.product(mixed); ok {
			ok = q.add(r.times(sign), mixed)
		}
	}
	return q, ok
}

func (p *parser) product(mixed bool) (quantity, bool) {
	q, ok := p.operand(mixed)
	for ok {
		switch {
		case p.delim('*'):
			var r quantity
			if r, ok = p.operand(mixed); !ok {
				break
			}
			switch {
			case r.k == kNumber && r.resolved():
				q = q.times(r.v)
			case q.k == kNumber && q.resolved():
				q = r.times(q.v)
			default:
				return q, false
			}
		case p.delim('/'):
			var r quantity
			if r, ok = p.operand(mixed); !ok {
				break
			}
			switch {
			case r.k == kNumber && r.resolved():
				q = q.times(1 / r.v)
			case r.resolved() && q.resolved() && r.k == q.k: // a ratio of lengths is a number
				q = quantity{k: kNumber, v: q.single() / r.single()}
			default:
				return q, false
			}
		default:
			return q, true
		}
	}
	return q, false
}

func (p *parser) operand(mixed bool) (q quantity, ok bool) {
	switch p.tt() {
	case css.LeftParenthesisToken:
		p.pos++
		q, ok = p.sum(mixed)
		return q, ok && p.closed()
	case css.FunctionToken:
		if !p.isCalc() {
			return q, false
		}
		return p.mathFunction(mixed)
	case css.IdentToken:
		v, ok := constant(p.str())
		p.pos++
		return quantity{k: kNumber, v: v}, ok
	}
	v, unit, ok := p.number()
	if !ok {
		return q, false
	}
	k, size, ok := p.unitSize(unit)
	if !ok || k == kFlex {
		return q, false
	}
	p.pos++
	return makeQuantity(k, v*size), true
}

func constant(s string) (float64, bool) {
	switch findWord("pi e infinity -infinity nan", s) {
	case "pi":
		return math.Pi, true
	case "e":
		return math.E, true
	case "infinity":
		return math.Inf(1), true
	case "-infinity":
		return math.Inf(-1), true
	case "nan":
		return math.NaN(), true
	}
	return 0, false
}

// add adds r to q. It reports false if they are of different types.
func (q *quantity) add(r quantity, mixed bool) bool {
	if q.k != r.k {
		if !mixed || (q.k|r.k)&^(kLength|kPercent) != 0 {
			return false
		}
		q.k |= r.k
	}
	q.v += r.v
	q.pct += r.pct
	q.terms = append(q.terms, r.terms...)
	return true
}

func (q quantity) times(f float64) quantity {
	q.v *= f
	q.pct *= f
	if q.k == kPercent {
		q.v = 0 // not NaN
	}
	if q.k&kPercent == 0 {
		q.pct = 0
	}
	for i := range q.terms {
		q.terms[i].coef *= f
	}
	return q
}

// apply computes a math function other than calc; one that needs layout becomes a term.
func apply(name, strategy string, args []quantity) (quantity, bool) {
	if !arity(name, len(args)) {
		return quantity{}, false
	}
	k, known := kind(0), true
	for i := range args {
		a := &args[i]
		if a.k == 0 { // none
			if name != "clamp" || i == 1 {
				return quantity{}, false
			}
			continue
		}
		if k != 0 && a.k != k && (a.k|k)&^(kLength|kPercent) != 0 {
			return quantity{}, false
		}
		known = known && a.resolved() && (k == 0 || k == a.k)
		k |= a.k
	}
	if !typeOf(name, &k) {
		return quantity{}, false
	}
	if len(args) == 1 && (name == "min" || name == "max") {
		return args[0], true
	}
	if !known {
		if name == "clamp" {
			if name, args = openClamp(args); name == "" {
				return args[0], true
			}
		}
		return quantity{k: k | kLength | kPercent, terms: []term{{1, name, args}}}, true
	}
	unit := k
	if name == "asin" || name == "acos" || name == "atan" || name == "atan2" {
		unit = kAngle
	}
	v := make([]float64, 0, 4)
	for i := range args {
		switch {
		case args[i].k != 0:
			v = append(v, args[i].single())
		case i == 0:
			v = append(v, math.Inf(-1))
		default:
			v = append(v, math.Inf(1))
		}
	}
	if args[0].k == kAngle && (name == "sin" || name == "cos" || name == "tan") {
		v[0] *= math.Pi / 180
	}
	return makeQuantity(unit, evaluate(name, strategy, v)), true
}

// openClamp is what a clamp without one of its bounds is: max(), min() or the value itself, for which the name is "".
func openClamp(args []quantity) (string, []quantity) {
	switch low, high := args[0].k != 0, args[2].k != 0; {
	case low && high:
		return "clamp", args
	case low:
		return "max", args[:2]
	case high:
		return "min", args[1:]
	}
	return "", args[1:2]
}

func arity(name string, n int) bool {
	switch name {
	case "min", "max", "hypot":
		return n >= 1
	case "clamp":
		return n == 3
	case "mod", "rem", "pow", "atan2":
		return n == 2
	case "round", "log":
		return n == 1 || n == 2
	}
	return n == 1
}

// typeOf checks the type that the arguments of a function have and turns it into that of the result.
func typeOf(name string, k *kind) bool {
	switch name {
	case "sin", "cos", "tan":
		ok := *k == kNumber || *k == kAngle
		*k = kNumber
		return ok
	case "asin", "acos", "atan", "sqrt", "pow", "log", "exp":
		return *k == kNumber
	case "sign", "atan2":
		*k = kNumber
	}
	return true
}

func evaluate(name, strategy string, v []float64) float64 {
	switch name {
	case "min", "max":
		r := v[0]
		for _, x := range v[1:] {
			if name == "min" {
				r = math.Min(r, x)
			} else {
				r = math.Max(r, x)
			}
		}
		return r
	case "clamp":
		return math.Max(v[0], math.Min(v[1], v[2]))
	case "hypot":
		r := 0.0
		for _, x := range v {
			r = math.Hypot(r, x)
		}
		return r
	case "round":
		step := 1.0
		if len(v) == 2 {
			step = v[1]
		}
		return roundTo(strategy, v[0], step)
	case "log":
		if len(v) == 2 {
			return math.Log(v[0]) / math.Log(v[1])
		}
		return math.Log(v[0])
	case "mod":
		return v[0] - v[1]*math.Floor(v[0]/v[1])
	case "rem":
		return math.Mod(v[0], v[1])
	case "pow":
		return math.Pow(v[0], v[1])
	case "atan2":
		return math.Atan2(v[0], v[1]) * 180 / math.Pi
	}
	return evaluateOne(name, v[0])
}

func evaluateOne(name string, v float64) float64 {
	const degrees = 180 / math.Pi
	switch name {
	case "abs":
		return math.Abs(v)
	case "sign":
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return v
	case "sqrt":
		return math.Sqrt(v)
	case "exp":
		return math.Exp(v)
	case "sin":
		return math.Sin(v)
	case "cos":
		return math.Cos(v)
	case "tan":
		return math.Tan(v)
	case "asin":
		return math.Asin(v) * degrees
	case "acos":
		return math.Acos(v) * degrees
	}
	return math.Atan(v) * degrees
}

func roundTo(strategy string, v, step float64) float64 {
	n := v / step
	switch strategy {
	case "up":
		n = math.Ceil(n)
	case "down":
		n = math.Floor(n)
	case "to-zero":
		n = math.Trunc(n)
	default:
		n = math.Floor(n + 0.5)
	}
	return n * step
}

// maxLength bounds lengths as Chromium does.
const maxLength = 1 << 25

// writeQuantity writes a quantity with its unit; what is not resolved becomes calc() or the function it is.
func (p *parser) writeQuantity(q *quantity) {
	switch {
	case q.resolved():
		p.writeUnit(finite(q.single(), q.k), q.k)
	case len(q.terms) == 0 && q.v == 0:
		p.writeUnit(finite(q.pct, kPercent), kPercent)
	case len(q.terms) == 1 && q.terms[0].coef == 1 && q.v == 0 && q.pct == 0:
		p.writeTerm(&q.terms[0])
	default:
		p.write("calc(")
		p.writeSum(q)
		p.writeByte(')')
	}
}

// finite replaces what is not a finite number and keeps lengths within their bounds.
func finite(v float64, k kind) float64 {
	switch {
	case math.IsNaN(v):
		return 0
	case k == kLength:
		return math.Max(-maxLength, math.Min(maxLength, v))
	}
	return math.Max(-math.MaxFloat32, math.Min(math.MaxFloat32, v))
}

// writeSum writes a quantity as it stands inside of calc(): percent, length, functions.
func (p *parser) writeSum(q *quantity) {
	at := len(p.out)
	part := func(v float64, k kind) {
		v = finite(v, k)
		switch {
		case len(p.out) == at:
		case v < 0:
			p.write(" - ")
			v = -v
		default:
			p.write(" + ")
		}
		p.writeUnit(v, k)
	}
	if q.pct != 0 || q.k&kPercent != 0 && len(q.terms) == 0 {
		part(q.pct, kPercent)
	}
	if q.v != 0 || q.k&kPercent == 0 || q.k&kLength != 0 && len(q.terms) == 0 {
		part(q.v, q.k&^kPercent)
	}
	alone := len(p.out) == at && len(q.terms) == 1
	for i := range q.terms {
		p.writeSummand(&q.terms[i], alone, len(p.out) == at)
	}
}

// writeSummand writes a term of a sum: the only one, the first one, or another.
func (p *parser) writeSummand(t *term, alone, first bool) {
	coef := t.coef
	switch {
	case first:
	case coef < 0:
		p.write(" - ")
		coef = -coef
	default:
		p.write(" + ")
	}
	if coef == 1 {
		p.writeTerm(t)
		return
	}
	if !alone {
		p.writeByte('(')
	}
	p.writeNumber(coef)
	p.write(" * ")
	p.writeTerm(t)
	if !alone {
		p.writeByte(')')
	}
}

// writeTerm writes the function of a term.
func (p *parser) writeTerm(t *term) {
	p.write(t.fn)
	p.writeByte('(')
	for i := range t.args {
		if i > 0 {
			p.write(", ")
		}
		p.writeSum(&t.args[i])
	}
	p.writeByte(')')
}
