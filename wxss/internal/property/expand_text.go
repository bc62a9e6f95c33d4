package property

// The longhands of font by their place in the list.
const (
	fontStylePart = iota
	fontLigaturesPart
	fontCapsPart
	fontNumericPart
	fontEastAsianPart
	fontAlternatesPart
	fontPositionPart
	fontEmojiPart
	fontWeightPart
	fontStretchPart
	fontSizePart
	lineHeightPart
	fontFamilyPart
)

// font reads style, variant, weight and width in any order, then size, line height and families.
func font(e *expansion) bool {
	if len(e.toks) == 1 && e.word("caption icon menu message-box small-caption status-bar") != "" {
		// what the system uses for its own windows
		e.values[fontSizePart], e.values[fontFamilyPart] = "16px", "Arial"
		return true
	}
	for n := 0; n < 4; n++ {
		if e.word("normal") == "" && !e.fontPart() {
			break
		}
	}
	if !e.part(fontSizePart) {
		return false
	}
	if e.delim('/') && !e.part(lineHeightPart) {
		return false
	}
	return e.part(fontFamilyPart)
}

// fontPart reads one of the values that may stand before the size.
func (e *expansion) fontPart() bool {
	if e.values[fontStylePart] == "" && e.part(fontStylePart) {
		return true
	}
	if e.values[fontWeightPart] == "" && e.part(fontWeightPart) {
		return true
	}
	from := e.pos
	if e.values[fontCapsPart] == "" && e.word("small-caps") != "" {
		e.values[fontCapsPart] = e.since(from)
		return true
	}
	s := e.mark()
	if e.values[fontStretchPart] == "" && e.stretchKeyword() {
		e.values[fontStretchPart] = e.since(from)
		return true
	}
	e.reset(s)
	return false
}

// fontVariant reads its parts in any order. Those of ligatures, numbers and East Asian forms may stand apart and are collected.
func fontVariant(e *expansion) bool {
	if len(e.toks) == 1 {
		switch e.word("normal none") {
		case "normal":
			return true
		case "none":
			e.values[0] = "none"
			return true
		}
	}
	for !e.eof() {
		read := false
		for i := range e.values {
			s, from := e.mark(), e.pos
			if e.word("normal none") != "" {
				return false
			}
			d := e.prop.longs[i]
			e.parser.prop = d
			if w := e.word(d.words); w == "" {
				e.reset(s)
				continue
			}
			v := e.since(from)
			if e.values[i] != "" {
				v = e.values[i] + " " + v
			}
			if !d.valid(v) {
				return false
			}
			e.values[i], read = v, true
			break
		}
		if !read {
			return false
		}
	}
	return true
}

// fontSynthesis reads what may be synthesised; what is not named may not.
func fontSynthesis(e *expansion) bool {
	names := [...]string{"weight", "style", "small-caps"}
	for i := range e.values {
		e.values[i] = "none"
	}
	if len(e.toks) == 1 && e.word("none") != "" {
		return true
	}
	for !e.eof() {
		w := e.word("weight style small-caps")
		if w == "" {
			return false
		}
		for i, name := range names {
			if name == w {
				if e.values[i] == "auto" {
					return false
				}
				e.values[i] = "auto"
			}
		}
	}
	return true
}

// listStyle reads position, image and type in any order; one `none` is for image and type, whichever is missing.
func listStyle(e *expansion) bool {
	const position, picture, marker = 0, 1, 2
	none := 0
	for !e.eof() {
		switch {
		case e.word("none") != "":
			none++
		case e.values[position] == "" && e.part(position):
		case e.values[picture] == "" && e.part(picture):
		case e.values[marker] == "" && e.part(marker):
		default:
			return false
		}
	}
	free := 0
	for _, i := range [...]int{marker, picture} {
		if e.values[i] != "" {
			continue
		}
		free++
		if none > 0 {
			e.values[i] = "none"
		}
	}
	return len(e.toks) > 0 && none <= free
}
