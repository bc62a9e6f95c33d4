package property

import (
	"bytes"

	"github.com/tdewolff/parse/v2/css"
)

// layers collects the values of longhands that are lists: one value of each for every layer.
type layers struct {
	lists [12]layerList
	set   [12]bool // in the layer being read
}

// layerList is a list on its way: mostly it has one item, which is a part of the text that is read.
type layerList struct {
	one  string
	many []byte // all items, if there are several
}

func (l *layerList) add(v string) {
	switch {
	case l.many != nil:
		l.many = append(append(l.many, ", "...), v...)
	case l.one != "":
		l.many = append(append(append(make([]byte, 0, 64), l.one...), ", "...), v...)
	default:
		l.one = v
	}
}

func (l *layerList) text() string {
	if l.many != nil {
		return string(l.many)
	}
	return l.one
}

// last is the item that was added last, which is one word.
func (l *layerList) last() string {
	if l.many == nil {
		return l.one
	}
	return string(l.many[bytes.LastIndexByte(l.many, ' ')+1:])
}

// begin starts a new layer.
func (l *layers) begin() { l.set = [12]bool{} }

func (l *layers) put(i int, v string) {
	l.set[i] = true
	l.add(i, v)
}

func (l *layers) add(i int, v string) { l.lists[i].add(v) }

// item reads a value for the i-th longhand of the layer.
func (l *layers) item(e *expansion, i int, r reader) bool {
	if l.set[i] {
		return false
	}
	from := e.pos
	e.parser.prop = e.prop.longs[i]
	if !e.try(r) {
		return false
	}
	l.put(i, e.since(from))
	return true
}

// finish gives longhands without a value their initial one, the n first.
func (l *layers) finish(e *expansion, n int) {
	for i := range n {
		if !l.set[i] {
			l.add(i, e.prop.longs[i].initial)
		}
	}
}

// longhandWord reads one of the keywords that the longhand has.
func longhandWord(p *parser) bool { return p.keyword(p.prop.words) }

// Where the longhands of background stand in its list.
const (
	bgImage = iota
	bgX
	bgY
	bgSize
	bgRepeat
	bgAttachment
	bgOrigin
	bgClip
	bgColor
)

// background reads layers; the last one may have a colour.
func background(e *expansion) bool {
	var l layers
	for {
		l.begin()
		from := e.pos
		for !e.eof() && e.tt() != css.CommaToken {
			if !e.backgroundPart(&l) {
				return false
			}
		}
		if e.pos == from {
			return false
		}
		if l.set[bgOrigin] && !l.set[bgClip] { // one box is for both
			l.put(bgClip, l.lists[bgOrigin].last())
		}
		l.finish(e, bgColor)
		if !e.comma() {
			break
		}
		if e.values[bgColor] != "" {
			return false
		}
	}
	for i := range bgColor {
		e.values[i] = l.lists[i].text()
	}
	return true
}

func (e *expansion) backgroundPart(l *layers) bool {
	if l.item(e, bgImage, layerImage) || l.item(e, bgRepeat, backgroundRepeat) || l.item(e, bgAttachment, longhandWord) {
		return true
	}
	if l.item(e, bgOrigin, longhandWord) {
		return true
	}
	if l.set[bgClip] || !l.item(e, bgClip, longhandWord) {
		if !l.set[bgX] && e.layerPosition(l, bgX, bgY) {
			return !e.delim('/') || l.item(e, bgSize, backgroundSize)
		}
		return e.values[bgColor] == "" && e.part(bgColor)
	}
	return true
}

// layerPosition reads a position and puts its halves.
func (e *expansion) layerPosition(l *layers, x, y int) bool {
	s := e.mark()
	h, v, ok := e.positionSource()
	if !ok {
		e.reset(s)
		return false
	}
	l.put(x, h)
	l.put(y, v)
	return true
}

// positionSource reads a position and gives the text of its halves, as far as possible as it is written, so that units stay.
func (e *expansion) positionSource() (x, y string, ok bool) {
	var parts [4]sourcePart
	n := 0
	for n < 4 {
		from := e.pos
		s := e.mark()
		c, ok := e.coordinate()
		if !ok {
			e.reset(s)
			break
		}
		parts[n] = sourcePart{c, e.since(from)}
		n++
	}
	switch n {
	case 1, 2:
		h, v, ok := sourcePair(parts[:n])
		return h, v, ok
	case 3, 4:
		return sourceOffsets(parts[:n])
	}
	return "", "", false
}

type sourcePart struct {
	coordinate
	text string
}

func sourcePair(parts []sourcePart) (x, y string, ok bool) {
	if len(parts) == 1 {
		if parts[0].vertical() {
			return "center", parts[0].text, true
		}
		return parts[0].text, "center", true
	}
	a, b := parts[0], parts[1]
	if a.vertical() && !b.has && !b.vertical() || b.horizontal() && !a.has && !a.horizontal() {
		a, b = b, a
	}
	return a.text, b.text, !a.vertical() && !b.horizontal()
}

func sourceOffsets(parts []sourcePart) (x, y string, ok bool) {
	var coords [4]coordinate
	for i := range parts {
		coords[i] = parts[i].coordinate
	}
	if _, _, ok := offsets(coords[:len(parts)]); !ok {
		return "", "", false
	}
	var halves [2]string
	n, swap := 0, false
	for i := 0; i < len(parts); i++ {
		swap = swap || n == 0 && parts[i].vertical() || n == 1 && parts[i].horizontal()
		halves[n] = parts[i].text
		if i+1 < len(parts) && parts[i+1].has {
			i++
			halves[n] += " " + parts[i].text
		}
		n++
	}
	if swap {
		return halves[1], halves[0], true
	}
	return halves[0], halves[1], true
}

// positions reads a list of positions: background-position.
func positions(e *expansion) bool {
	var l layers
	for {
		if !e.layerPosition(&l, 0, 1) {
			return false
		}
		if !e.comma() {
			break
		}
	}
	e.values[0], e.values[1] = l.lists[0].text(), l.lists[1].text()
	return true
}

// mask reads layers like those of background.
func mask(e *expansion) bool {
	const picture, x, y, size, repeat, origin, clip, composite, mode, parts = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
	var l layers
	for {
		l.begin()
		from := e.pos
		for !e.eof() && e.tt() != css.CommaToken {
			switch {
			case l.item(e, picture, layerImage), l.item(e, repeat, backgroundRepeat), l.item(e, origin, longhandWord),
				l.item(e, clip, longhandWord), l.item(e, composite, longhandWord), l.item(e, mode, longhandWord):
			case !l.set[x] && e.layerPosition(&l, x, y):
				if e.delim('/') && !l.item(e, size, backgroundSize) {
					return false
				}
			default:
				return false
			}
		}
		if e.pos == from {
			return false
		}
		if l.set[origin] && !l.set[clip] {
			l.put(clip, l.lists[origin].last())
		}
		l.finish(e, parts)
		if !e.comma() {
			break
		}
	}
	for i := range parts {
		e.values[i] = l.lists[i].text()
	}
	return true
}

// transition reads a list of transitions: of what, how long, how, how late.
func transition(e *expansion) bool {
	const name, duration, timing, delay, behavior, parts = 0, 1, 2, 3, 4, 5
	var l layers
	items, none := 0, false
	for {
		l.begin()
		from := e.pos
		for !e.eof() && e.tt() != css.CommaToken {
			switch {
			case l.item(e, duration, timeMin0), l.item(e, delay, timeValue), l.item(e, timing, easing),
				l.item(e, behavior, longhandWord):
			case !l.set[name] && e.word("none") != "":
				none = true
				l.put(name, "none")
			case !l.item(e, name, transitionProperty):
				return false
			}
		}
		if e.pos == from {
			return false
		}
		items++
		l.finish(e, parts)
		if !e.comma() {
			break
		}
	}
	for i := range parts {
		e.values[i] = l.lists[i].text()
	}
	return !none || items == 1
}

// animation reads a list of animations. A keyword that has a meaning in a longhand before the name goes there first.
func animation(e *expansion) bool {
	const duration, timing, delay, count, direction, fill, state, name, parts = 0, 1, 2, 3, 4, 5, 6, 7, 8
	var l layers
	for {
		l.begin()
		from := e.pos
		for !e.eof() && e.tt() != css.CommaToken {
			switch {
			case l.item(e, duration, animationDuration), l.item(e, timing, easing), l.item(e, delay, timeValue),
				l.item(e, count, iteration), l.item(e, direction, longhandWord), l.item(e, fill, longhandWord),
				l.item(e, state, longhandWord):
			case !l.item(e, name, animationName):
				return false
			}
		}
		if e.pos == from {
			return false
		}
		l.finish(e, parts)
		if !e.comma() {
			break
		}
	}
	for i := range parts {
		e.values[i] = l.lists[i].text()
	}
	return true
}
