package property

import "github.com/tdewolff/parse/v2/css"

// same gives every longhand the one value.
func same(e *expansion) bool {
	if !e.part(0) {
		return false
	}
	for i := range e.values {
		e.values[i] = e.values[0]
	}
	return true
}

// place is for an alignment of the block axis and one of the inline axis, which is the same if it is missing.
func place(e *expansion) bool {
	if !e.part(0) {
		return false
	}
	if e.eof() {
		e.values[1] = e.values[0]
		e.parser.pos = 0
		if s := e.mark(); !e.prop.longs[1].value(&e.parser) {
			// a baseline is none for the content of the inline axis
			e.reset(s)
			e.values[1] = "start"
			e.pos = len(e.toks)
		}
		return true
	}
	return e.part(1)
}

// border sets the four sides and no image.
func border(e *expansion) bool {
	parts := e.prop.parts
	sides := 4
	if parts[0] != "border-top-color" {
		sides = 2
	}
	for n := 0; !e.eof(); n++ {
		read := false
		for i := range 3 {
			if e.values[i] == "" && e.part(i) {
				read = true
				break
			}
		}
		if n == 3 || !read {
			return false
		}
		e.comma() // which no specification allows, but Chromium
	}
	for i := 3; i < sides*3; i++ {
		e.values[i] = e.values[i%3]
	}
	return true
}

// borderRadius reads the radii across, and behind a slash those down.
func borderRadius(e *expansion) bool {
	var across, down [4]string
	n := e.sources(lengthPercentageMin0, across[:])
	if n == 0 {
		return false
	}
	m := 0
	if e.delim('/') {
		if m = e.sources(lengthPercentageMin0, down[:]); m == 0 {
			return false
		}
	}
	fillSides(across[:], n)
	fillSides(down[:], m)
	for i := range e.values {
		e.values[i] = across[i]
		if m > 0 {
			e.values[i] += " " + down[i]
		}
	}
	return true
}

// prefixedRadius is for the name with a prefix, for which two values are one across and one down.
func prefixedRadius(e *expansion) bool {
	var v [2]string
	s := e.mark()
	if e.sources(lengthPercentageMin0, v[:]) < 2 || !e.eof() {
		e.reset(s)
		return borderRadius(e)
	}
	for i := range e.values {
		e.values[i] = v[0] + " " + v[1]
	}
	return true
}

// sources reads as many values as there are and keeps their text.
func (e *expansion) sources(r reader, dst []string) int {
	n := 0
	for n < len(dst) {
		from := e.pos
		if !e.try(r) {
			break
		}
		dst[n] = e.since(from)
		n++
	}
	return n
}

func fillSides(v []string, n int) {
	for i := n; i < 4 && n > 0; i++ {
		v[i] = v[max(0, i-2)]
	}
}

// borderImage reads an image, how it repeats, and its slices with widths and outsets behind slashes.
func borderImage(e *expansion) bool {
	const source, slice, width, outset, repeat = 0, 1, 2, 3, 4
	for !e.eof() {
		switch {
		case e.values[source] == "" && e.part(source):
		case e.values[slice] == "" && e.part(slice):
			if !e.delim('/') {
				break
			}
			wide := e.part(width)
			if e.delim('/') {
				if !e.part(outset) {
					return false
				}
			} else if !wide {
				return false
			}
		case e.values[repeat] == "" && e.part(repeat):
		default:
			return false
		}
	}
	return len(e.toks) > 0
}

// flex reads one to three values; what is missing is not initial but what makes a flexible item.
func flex(e *expansion) bool {
	const grow, shrink, basis = 0, 1, 2
	if len(e.toks) == 1 && e.word("none") != "" {
		e.values[grow], e.values[shrink], e.values[basis] = "0", "0", "auto"
		return true
	}
	for n := 0; !e.eof(); n++ {
		switch {
		case n == 3:
			return false
		case e.values[grow] == "" && e.part(grow):
			e.part(shrink)
		case e.values[basis] == "" && e.part(basis):
		default:
			return false
		}
	}
	if e.values[basis] == "" {
		e.values[basis] = "0%"
	}
	for _, i := range [...]int{grow, shrink} {
		if e.values[i] == "" {
			e.values[i] = "1"
		}
	}
	return len(e.toks) > 0
}

// gridLines reads lines with slashes between them; a line that is missing is the one before it, if that is a name, or auto.
func gridLines(e *expansion) bool {
	n := 0
	for n < len(e.values) {
		if !e.part(n) {
			return false
		}
		n++
		if e.eof() {
			break
		}
		if !e.delim('/') || e.eof() {
			return false
		}
	}
	for i := n; i < len(e.values); i++ {
		of := max(0, i-2)
		e.values[i] = "auto"
		if e.isName(e.values[of]) {
			e.values[i] = e.values[of]
		}
	}
	return true
}

// isName reports whether the text is one identifier.
func (e *expansion) isName(s string) bool {
	var p parser
	return p.lex(s) && len(p.toks) == 1 && p.isIdent()
}

// gridTemplate reads rows and columns, or areas with the sizes of their rows among them.
func gridTemplate(e *expansion) bool {
	const rows, columns = 0, 1
	if len(e.toks) == 1 && e.word("none") != "" {
		return true
	}
	if e.hasString() {
		return e.areaRows()
	}
	return e.part(rows) && e.delim('/') && e.part(columns)
}

func (e *expansion) hasString() bool {
	for _, t := range e.toks {
		if t.tt == css.StringToken {
			return true
		}
	}
	return false
}

// areaRows reads areas, each with names of lines around it and a size behind, and behind a slash the columns.
func (e *expansion) areaRows() bool {
	var sizes, areas []byte
	add := func(dst []byte, s string) []byte {
		if len(dst) > 0 {
			dst = append(dst, ' ')
		}
		return append(dst, s...)
	}
	names := func() bool {
		from := e.pos
		if e.tt() != css.LeftBracketToken {
			return true
		}
		if !e.lineNames() {
			return false
		}
		s := e.since(from)
		if n := len(sizes); n > 0 && sizes[n-1] == ']' { // names of one line that stand apart
			sizes = append(append(sizes[:n-1], ' '), s[1:]...)
		} else {
			sizes = add(sizes, s)
		}
		return true
	}
	for !e.eof() && e.str() != "/" {
		if !names() {
			return false
		}
		from := e.pos
		if !e.take(css.StringToken) {
			return false
		}
		areas = add(areas, e.since(from))
		from = e.pos
		if e.try(trackSize) {
			sizes = add(sizes, e.since(from))
		} else {
			sizes = add(sizes, "auto")
		}
		if !names() {
			return false
		}
	}
	var check parser
	if !check.lex(string(areas)) || !gridAreas(&check) || !check.eof() {
		return false
	}
	e.values[0], e.values[2] = string(sizes), string(areas)
	return !e.delim('/') || e.part(1) && e.values[1] != "none"
}

// grid reads what grid-template reads, or tracks that are made as they are needed.
func grid(e *expansion) bool {
	const rows, columns, flow, autoRows, autoColumns = 0, 1, 3, 4, 5
	s := e.mark()
	if gridTemplate(e) && e.eof() {
		return true
	}
	e.reset(s)
	clear(e.values)
	if dense, ok := e.autoFlow(); ok {
		e.values[flow] = "row" + dense
		if e.str() != "/" && !e.part(autoRows) {
			return false
		}
		return e.delim('/') && e.part(columns)
	}
	if !e.part(rows) || !e.delim('/') {
		return false
	}
	dense, ok := e.autoFlow()
	e.values[flow] = "column" + dense
	return ok && (e.eof() || e.part(autoColumns))
}

// autoFlow reads auto-flow with an optional dense before or behind it.
func (e *expansion) autoFlow() (dense string, ok bool) {
	first := e.word("dense") != ""
	if e.word("auto-flow") == "" {
		return "", false
	}
	if e.word("dense") != "" || first {
		dense = " dense"
	}
	return dense, true
}

// columns reads a width and a number of columns, and behind a slash their height.
func columns(e *expansion) bool {
	const width, count, height = 0, 1, 2
	n := 0
	for ; !e.eof() && e.str() != "/"; n++ {
		switch {
		case n == 2:
			return false
		case e.word("auto") != "": // which both are by themselves
		case e.values[width] == "" && e.part(width), e.values[count] == "" && e.part(count):
		default:
			return false
		}
	}
	if n == 0 {
		return false
	}
	return !e.delim('/') || e.part(height)
}

// whiteSpace sets how white space collapses and whether lines wrap, by the old keywords or the new ones.
func whiteSpace(e *expansion) bool {
	const collapse, wrap = 0, 1
	if len(e.toks) > 1 {
		return anyOrder(e)
	}
	switch e.word("normal nowrap pre pre-wrap pre-line break-spaces") {
	case "normal":
		return true
	case "nowrap":
		e.values[wrap] = "nowrap"
		return true
	case "pre":
		e.values[collapse], e.values[wrap] = "preserve", "nowrap"
		return true
	case "pre-wrap":
		e.values[collapse] = "preserve"
		return true
	case "pre-line":
		e.values[collapse] = "preserve-breaks"
		return true
	case "break-spaces":
		e.values[collapse] = "break-spaces"
		return true
	}
	return anyOrder(e)
}
