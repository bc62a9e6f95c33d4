package property

import "math"

// matrix is a transformation in column order, as matrix3d() has it.
type matrix [16]float64

var identity = matrix{0: 1, 5: 1, 10: 1, 15: 1}

func (m *matrix) multiply(n *matrix) {
	var r matrix
	for col := range 4 {
		for row := range 4 {
			for k := range 4 {
				r[col*4+row] += m[k*4+row] * n[col*4+k]
			}
		}
	}
	*m = r
}

// transforms reads transform. Where nothing depends on layout the result is one matrix; else the functions stay, their lengths
// and angles computed.
func transforms(p *parser) bool {
	at := len(p.out)
	m, known := identity, true
	for n := 0; !p.atEnd(); n++ {
		if n > 0 {
			p.writeByte(' ')
		}
		f, resolved, ok := p.transformFunction()
		if !ok {
			return false
		}
		if known = known && resolved; known {
			m.multiply(&f)
		}
	}
	if len(p.out) == at {
		return false
	}
	if known {
		p.out = p.out[:at]
		p.writeMatrix(&m)
	}
	return true
}

// writeMatrix writes matrix() where that is enough, else matrix3d().
func (p *parser) writeMatrix(m *matrix) {
	flat := m[2] == 0 && m[3] == 0 && m[6] == 0 && m[7] == 0 && m[8] == 0 && m[9] == 0 && m[10] == 1 && m[11] == 0 &&
		m[14] == 0 && m[15] == 1
	if flat {
		p.write("matrix(")
		for i, at := range [...]int{0, 1, 4, 5, 12, 13} {
			if i > 0 {
				p.write(", ")
			}
			p.writeNumber(finite(m[at], kNumber))
		}
	} else {
		p.write("matrix3d(")
		for i, v := range m {
			if i > 0 {
				p.write(", ")
			}
			p.writeNumber(finite(v, kNumber))
		}
	}
	p.writeByte(')')
}

const transformFunctions = "translate translatex translatey translatez translate3d scale scalex scaley scalez scale3d rotate " +
	"rotatex rotatey rotatez rotate3d skew skewx skewy matrix matrix3d perspective"

// transformNames are the functions as CSS spells them, where that is not in lower case.
func transformName(fn string) string {
	if last := fn[len(fn)-1]; last >= 'x' && last <= 'z' && fn != "matrix" {
		return fn[:len(fn)-1] + string(last-0x20)
	}
	return fn
}

// transformFunction reads one function, writes it and gives its matrix, if that is known without layout.
func (p *parser) transformFunction() (m matrix, resolved, ok bool) {
	fn := findWord(transformFunctions, p.functionName())
	if fn == "" {
		return m, false, false
	}
	p.pos++
	p.write(transformName(fn))
	p.writeByte('(')
	args, resolved, ok := p.transformArguments(fn)
	if !ok || !p.closed() {
		return m, false, false
	}
	p.writeByte(')')
	return transformMatrix(fn, args), resolved, true
}

// signature is how many arguments a transform function has, and of what kinds.
type signature struct {
	min, max int
	first    kind // of all but the last
	last     kind // of the argument at max
}

func transformSignature(fn string) signature {
	const place = kLength | kPercent
	switch fn {
	case "translate":
		return signature{1, 2, place, place}
	case "translatex", "translatey":
		return signature{1, 1, place, place}
	case "translatez", "perspective":
		return signature{1, 1, kLength, kLength}
	case "translate3d":
		return signature{3, 3, place, kLength}
	case "scale":
		return signature{1, 2, kNumber | kPercent, kNumber | kPercent}
	case "scalex", "scaley", "scalez":
		return signature{1, 1, kNumber | kPercent, kNumber | kPercent}
	case "scale3d":
		return signature{3, 3, kNumber | kPercent, kNumber | kPercent}
	case "rotate3d":
		return signature{4, 4, kNumber, kAngle}
	case "skew":
		return signature{1, 2, kAngle, kAngle}
	case "matrix":
		return signature{6, 6, kNumber, kNumber}
	case "matrix3d":
		return signature{16, 16, kNumber, kNumber}
	}
	return signature{1, 1, kAngle, kAngle}
}

// transformArguments reads and writes the arguments; those of scale in percent become numbers.
func (p *parser) transformArguments(fn string) (args []float64, resolved, ok bool) {
	sig := transformSignature(fn)
	resolved = true
	if fn == "perspective" && p.keyword("none") {
		return nil, true, true
	}
	var buf [16]float64
	args = buf[:0]
	for {
		kinds := sig.first
		if len(args) == sig.max-1 {
			kinds = sig.last
		}
		v, known, ok := p.transformArgument(kinds, fn == "perspective")
		if !ok {
			return nil, false, false
		}
		resolved = resolved && known
		args = append(args, v)
		if !p.comma() {
			return args, resolved, len(args) >= sig.min
		}
		if len(args) == sig.max {
			return nil, false, false
		}
		p.write(", ")
	}
}

func (p *parser) transformArgument(kinds kind, positive bool) (v float64, known, ok bool) {
	if kinds == kAngle {
		v, ok = p.angle(true)
		p.writeUnit(v, kAngle)
		return v, true, ok
	}
	lim := anySign
	if positive {
		lim = nonNeg
	}
	q, ok := p.limited(kinds, lim)
	if !ok {
		return 0, false, false
	}
	if kinds&kNumber != 0 && q.k == kPercent {
		q = makeQuantity(kNumber, q.pct/100)
	}
	p.writeQuantity(&q)
	return q.v, q.resolved() && (q.k != kPercent || q.pct == 0), true
}

// transformMatrix gives the matrix of a function. Missing arguments are those that CSS says.
func transformMatrix(fn string, a []float64) matrix {
	arg := func(i int, otherwise float64) float64 {
		if i < len(a) {
			return a[i]
		}
		return otherwise
	}
	m := identity
	switch fn {
	case "translate", "translate3d":
		m[12], m[13], m[14] = a[0], arg(1, 0), arg(2, 0)
	case "translatex":
		m[12] = a[0]
	case "translatey":
		m[13] = a[0]
	case "translatez":
		m[14] = a[0]
	case "scale":
		m[0], m[5] = a[0], arg(1, a[0])
	case "scale3d":
		m[0], m[5], m[10] = a[0], a[1], a[2]
	case "scalex":
		m[0] = a[0]
	case "scaley":
		m[5] = a[0]
	case "scalez":
		m[10] = a[0]
	case "rotate", "rotatez":
		return rotation(0, 0, 1, a[0])
	case "rotatex":
		return rotation(1, 0, 0, a[0])
	case "rotatey":
		return rotation(0, 1, 0, a[0])
	case "rotate3d":
		return rotation(a[0], a[1], a[2], a[3])
	case "skew", "skewx":
		m[4], m[1] = tangent(a[0]), tangent(arg(1, 0))
	case "skewy":
		m[1] = tangent(a[0])
	case "matrix":
		m[0], m[1], m[4], m[5], m[12], m[13] = a[0], a[1], a[2], a[3], a[4], a[5]
	case "matrix3d":
		copy(m[:], a)
	case "perspective":
		if len(a) > 0 {
			m[11] = -1 / math.Max(1, a[0])
		}
	}
	return m
}

// sinCos is exact for multiples of a right angle.
func sinCos(deg float64) (sin, cos float64) {
	if n := math.Mod(deg, 360); math.Mod(n, 90) == 0 {
		i := (int(n/90) + 4) % 4
		return [...]float64{0, 1, 0, -1}[i], [...]float64{1, 0, -1, 0}[i]
	}
	return math.Sincos(deg * math.Pi / 180)
}

func tangent(deg float64) float64 { return math.Tan(deg * math.Pi / 180) }

// rotation turns around an axis that need not be of unit length; around no axis nothing turns.
func rotation(x, y, z, deg float64) matrix {
	length := math.Sqrt(x*x + y*y + z*z)
	if length == 0 {
		return identity
	}
	x, y, z = x/length, y/length, z/length
	s, c := sinCos(deg)
	switch { // around an axis the rest stays exact
	case x == 0 && y == 0:
		return matrix{c, s * z, 0, 0, -s * z, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}
	case y == 0 && z == 0:
		return matrix{1, 0, 0, 0, 0, c, s * x, 0, 0, -s * x, c, 0, 0, 0, 0, 1}
	case x == 0 && z == 0:
		return matrix{c, 0, -s * y, 0, 0, 1, 0, 0, s * y, 0, c, 0, 0, 0, 0, 1}
	}
	t := 1 - c
	return matrix{
		t*x*x + c, t*x*y + s*z, t*x*z - s*y, 0,
		t*x*y - s*z, t*y*y + c, t*y*z + s*x, 0,
		t*x*z + s*y, t*y*z - s*x, t*z*z + c, 0,
		0, 0, 0, 1,
	}
}

// translateValue reads the property translate: up to three lengths.
func translateValue(p *parser) bool {
	if !lengthPercentage(p) {
		return false
	}
	if p.atEnd() {
		return true
	}
	at := len(p.out)
	p.writeByte(' ')
	if !lengthPercentage(p) {
		return false
	}
	if p.atEnd() {
		if string(p.out[at:]) == " 0px" {
			p.out = p.out[:at]
		}
		return true
	}
	z, ok := p.plain(kLength, anySign)
	switch {
	case z != 0:
		p.writeByte(' ')
		p.writeUnit(z, kLength)
	case string(p.out[at:]) == " 0px":
		p.out = p.out[:at]
	}
	return ok
}

// scaleValue reads the property scale: up to three factors.
func scaleValue(p *parser) bool {
	var v [3]float64
	n := 0
	for n < 3 && !p.atEnd() {
		var ok bool
		if v[n], ok = p.fraction(); !ok {
			return false
		}
		n++
	}
	if n == 3 && v[2] == 1 {
		n = 2
	}
	if n == 2 && v[0] == v[1] {
		n = 1
	}
	for i := range n {
		if i > 0 {
			p.writeByte(' ')
		}
		p.writeNumber(v[i])
	}
	return n > 0
}

// rotateValue reads the property rotate: an angle, with an axis before or after it.
func rotateValue(p *parser) bool {
	s := p.mark()
	deg, ok := p.angle(false)
	if !ok {
		p.reset(s)
	}
	axis := p.word("x y z")
	var v [3]float64
	if axis == "" && !p.atEnd() {
		for i := range v {
			f, ok := p.plain(kNumber, anySign)
			if !ok {
				return false
			}
			v[i] = f
		}
		switch {
		case v[0] != 0 && v[1] == 0 && v[2] == 0:
			axis = "x"
		case v[0] == 0 && v[1] != 0 && v[2] == 0:
			axis = "y"
		case v[0] == 0 && v[1] == 0:
			axis = "z"
		default:
			axis = "free"
		}
	}
	if !ok {
		if deg, ok = p.angle(false); !ok {
			return false
		}
	}
	switch axis {
	case "x", "y":
		p.write(axis + " ")
	case "free":
		for _, f := range v {
			p.writeNumber(f)
			p.writeByte(' ')
		}
	}
	p.writeUnit(deg, kAngle)
	return true
}
