package sandbox

import (
	"fmt"

	"github.com/mica-go/mica/internal/diag"
)

// maxConstructs is the number of brackets and unary operators that a script may
// have in all. A tenth of what overflows the stack of a recursive parser when
// all of them are nested, it is the guarantee that none does; the finer checks
// below go by a reading of the text that a hostile one may lead astray.
const maxConstructs = 250_000

// maxCases is how many cases the switch statements of a script may have: esbuild
// looks up the lines of those that are there twice, and does so from the start.
const maxCases = 10_000

// maxStatements is how many else and do a script may have: each is inside the one
// before, whatever is between them.
const maxStatements = 20_000

// maxParameters is how many levels of arrow functions may stand among the
// parameters of one another: goja reads parameters twice, those in them four times.
const maxParameters = 3

// maxName is how long the name of a function may be: the stack of an exception has
// those of all calls.
const maxName = 10_000

// checkDepth reports a script whose brackets or arrow functions are nested
// deeper than limit, or which has an expression with ten times as many
// operators in a row: esbuild's and goja's parsers are recursive and take
// quadratic time for such text.
func checkDepth(p string, src []byte, limit int) error {
	c := depthScanner{src: src, limit: limit}
	if c.scan() {
		return nil
	}
	line, col, _ := diag.Position(src, c.pos)
	return &LimitError{Limit: LimitSourceDepth, Max: c.what, File: p, Line: line, Col: col}
}

// depthScanner reads a script token by token, as far as brackets, strings and
// regular expressions need it.
type depthScanner struct {
	src   []byte
	pos   int
	limit int
	what  string // the limit that was broken

	open            []bracket
	chain           int // operators since the expression began
	arrow           int // arrows since then
	commas, members int // commas, and accesses and calls, since then
	choices         int // ? whose : is still to come
	nest            int // if, while and the like since the last statement ended
	closed          int // the most levels of arrows in brackets closed since then
	labels          int // words with a colon in a row
	total           int
	cases           int
	statements      int // else and do

	// value tells whether the token before was the end of a value, so that a /
	// divides; control whether it was a keyword before parentheses that do not
	// end one.
	value, control bool
}

// bracket is one that is open, with the counters of the expression around it.
type bracket struct {
	kind            byte // the bracket, '$' for ${
	chain, arrow    int
	commas, members int
	choices, nest   int
	closed, params  int  // the levels of arrows among parameters: in brackets closed before, and inside
	list            bool // of elements or arguments: commas are no operators
	control         bool // the parentheses of if, while, for, with
	block           bool // a brace that opens no object literal
}

func (c *depthScanner) scan() bool {
	for c.pos < len(c.src) && c.what == "" {
		switch ch := c.src[c.pos]; {
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r':
			c.pos++
		case ch == '"' || ch == '\'':
			start := c.pos
			c.skipString(ch)
			c.key(start)
			c.value, c.control = true, false
		case ch == '`':
			c.pos++
			c.skipTemplate()
		case ch == '/':
			c.slash()
		case ch == '(' || ch == '[' || ch == '{':
			c.push(ch)
		case ch == ')' || ch == ']' || ch == '}':
			c.pop(ch)
		case isWordByte(ch):
			c.word()
		default:
			c.operator(ch)
		}
	}
	return c.what == ""
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c >= 0x80
}

func (c *depthScanner) fail(format string, n int) { c.what = fmt.Sprintf(format, n) }

func (c *depthScanner) count() {
	if c.total++; c.total > maxConstructs && c.limit < unlimited {
		c.fail("%d brackets and operators in one script", maxConstructs)
	}
}

func (c *depthScanner) push(kind byte) {
	block := kind == '{' && (!c.value || c.pos > 0 && c.afterBlockStart())
	c.count()
	if kind != '{' && c.value {
		c.member()
	}
	list := kind == '[' || kind == '(' && c.value
	c.open = append(c.open, bracket{kind: kind, chain: c.chain, arrow: c.arrow, commas: c.commas, members: c.members, choices: c.choices, nest: c.nest, closed: c.closed, list: list, control: c.control, block: block})
	if len(c.open) > c.limit {
		c.fail("%d levels of brackets", c.limit)
	}
	c.pos++
	c.begin()
	c.value, c.control, c.labels = false, false, 0
}

// begin starts the counts of an expression.
func (c *depthScanner) begin() {
	c.chain, c.arrow, c.commas, c.members, c.choices, c.nest, c.closed = 0, 0, 0, 0, 0, 0, 0
}

// afterBlockStart reports whether the { at the current position follows what
// comes before a block and not before an object literal.
func (c *depthScanner) afterBlockStart() bool {
	for i := c.pos - 1; i >= 0; i-- {
		switch ch := c.src[i]; ch {
		case ' ', '\t', '\n', '\r':
		case ')', ';', '{', '}', '>':
			return true
		default:
			return isWordByte(ch)
		}
	}
	return true
}

func (c *depthScanner) pop(ch byte) {
	c.pos++
	c.value, c.control = true, false
	if len(c.open) == 0 {
		return
	}
	b := c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	c.chain, c.arrow, c.commas, c.members, c.choices, c.nest = b.chain, b.arrow, b.commas, b.members, b.choices, b.nest
	c.closed = max(b.closed, b.params)
	if n := len(c.open); n > 0 {
		c.open[n-1].params = max(c.open[n-1].params, b.params)
	}
	switch {
	case b.kind == '$':
		c.skipTemplate()
	case ch == ')' && b.control:
		c.value = false
	case ch == '}' && b.block:
		c.begin()
		c.value = false
	}
}

// word reads an identifier, keyword or number.
func (c *depthScanner) word() {
	start := c.pos
	for c.pos < len(c.src) && isWordByte(c.src[c.pos]) {
		c.pos++
	}
	word := string(c.src[start:c.pos])
	if len(word) > maxName && c.limit < unlimited {
		c.fail("%d characters in one name", maxName)
	}
	if (c.chain > 0 || c.members > 0 || c.labels > 0) && word != "in" && word != "instanceof" && word != "of" && c.breaks(start) {
		c.begin()
		c.labels = 0
	}
	c.value, c.control = true, false
	switch word {
	case "if", "while", "for", "with":
		c.value, c.control = false, true
		c.inside()
	case "typeof", "void", "delete", "new", "await", "yield", "throw", "in", "of", "instanceof":
		c.value = false
		c.link()
	case "class", "extends", "keyof", "readonly", "infer", "unique", "abstract", "declare":
		c.link()
	case "case":
		c.value, c.labels = false, 0
		if c.cases++; c.cases > maxCases {
			c.fail("%d cases in one script", maxCases)
		}
	case "return", "break", "continue":
		c.value, c.nest = word != "return", 0
	case "do", "else":
		c.value = false
		if word == "do" {
			c.inside()
		}
		if c.statements++; c.statements > maxStatements {
			c.fail("%d else and do in one script", maxStatements)
		}
	case "var", "let", "const":
		c.declare()
	}
}

// breaks reports whether a statement ends before the word at start, for it stands
// on a line of its own and no operator joins it to the value before.
func (c *depthScanner) breaks(start int) bool {
	if n := len(c.open); !c.value || n > 0 && c.open[n-1].kind != '{' {
		return false
	}
	for i := start - 1; i >= 0; i-- {
		switch c.src[i] {
		case '\n':
			return true
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return false
}

// declare begins a declaration, whose commas are no operators. let may be a name,
// and nothing declares within an expression.
func (c *depthScanner) declare() {
	if n := len(c.open); n > 0 && c.open[n-1].kind != '{' && !c.open[n-1].control {
		return
	}
	i := c.pos
	for c.at(i) == ' ' || c.at(i) == '\t' || c.at(i) == '\n' || c.at(i) == '\r' {
		i++
	}
	if next := c.at(i); isWordByte(next) || next == '[' || next == '{' {
		c.commas = -unlimited
	}
}

// colon is that of a choice, of a property, a label or a type.
func (c *depthScanner) colon() {
	c.value = false
	if c.choices > 0 {
		c.choices--
		return
	}
	c.commas = min(c.commas, 0)
	if c.labels++; c.labels > c.limit {
		c.fail("%d labels of one statement", c.limit)
	}
}

// parameters counts the levels of arrow functions among the parameters of others,
// which may stand in the brackets before the arrow.
func (c *depthScanner) parameters() {
	level := c.closed + 1
	c.closed = 0
	if level > maxParameters && c.limit < unlimited {
		c.fail("%d arrow functions among the parameters of one another", maxParameters)
	}
	if n := len(c.open); n > 0 {
		c.open[n-1].params = max(c.open[n-1].params, level)
	}
}

// inside counts statements in one another that no brackets are around.
func (c *depthScanner) inside() {
	if c.nest++; c.nest > c.limit {
		c.fail("%d statements in one another", c.limit)
	}
}

// member counts an access to a member, or a call.
func (c *depthScanner) member() {
	if c.members++; c.members > 10*c.limit {
		c.fail("%d accesses to members in one expression", 10*c.limit)
	}
}

// comma counts those that are operators.
func (c *depthScanner) comma() {
	c.chain, c.arrow, c.members, c.closed, c.value = 0, 0, 0, 0, false
	if n := len(c.open); n > 0 && c.open[n-1].list {
		return
	}
	if c.commas++; c.commas > 10*c.limit {
		c.fail("%d commas in one expression", 10*c.limit)
	}
}

func (c *depthScanner) link() {
	c.count()
	if c.chain++; c.chain > 10*c.limit {
		c.fail("%d operators in one expression", 10*c.limit)
	}
}

func (c *depthScanner) operator(ch byte) {
	c.pos++
	c.control = false
	switch ch {
	case ';':
		c.begin()
		c.value, c.labels = false, 0
		return
	case ',':
		c.comma()
		c.labels = 0
		return
	case '.':
		c.member()
		return
	case '#', '@', '\\':
		return
	case ':':
		c.colon()
		return
	case '?':
		if next := c.at(c.pos); next != '.' && next != '?' && c.at(c.pos-2) != '?' {
			c.choices++
		}
	case '>':
		if c.pos >= 2 && c.src[c.pos-2] == '=' {
			if c.arrow++; c.arrow > c.limit {
				c.fail("%d nested arrow functions", c.limit)
			}
			c.parameters()
		}
	case '+', '-':
		if c.pos < len(c.src) && c.src[c.pos] == ch { // ++ and -- keep what was before
			c.pos++
			return
		}
	}
	c.value, c.labels = false, 0
	c.link()
}

// slash reads a comment, a regular expression or a division.
func (c *depthScanner) slash() {
	switch next := c.at(c.pos + 1); {
	case next == '/':
		for c.pos < len(c.src) && c.src[c.pos] != '\n' {
			c.pos++
		}
	case next == '*':
		for c.pos += 2; c.pos < len(c.src) && (c.src[c.pos] != '*' || c.at(c.pos+1) != '/'); {
			c.pos++
		}
		c.pos = min(c.pos+2, len(c.src))
	case c.value || !c.skipRegexp():
		c.operator('/')
	default:
		c.value, c.control = true, false
	}
}

// at returns a byte of the source, 0 outside of it.
func (c *depthScanner) at(i int) byte {
	if i >= 0 && i < len(c.src) {
		return c.src[i]
	}
	return 0
}

// skipRegexp passes over a regular expression; it is false, and nothing is
// skipped, when the line ends before it does.
func (c *depthScanner) skipRegexp() bool {
	class := false
	for i := c.pos + 1; i < len(c.src); i++ {
		switch c.src[i] {
		case '\n', '\r':
			return false
		case '\\':
			i++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				if what := checkPattern(string(c.src[c.pos+1:i]), patternSize); what != "" && c.limit < unlimited {
					c.what = what
				}
				c.pos = i + 1
				return true
			}
		}
	}
	return false
}

func (c *depthScanner) skipString(quote byte) {
	for c.pos++; c.pos < len(c.src); c.pos++ {
		switch c.src[c.pos] {
		case '\\':
			c.pos++
		case quote:
			c.pos++
			return
		case '\n':
			return
		}
	}
}

// key refuses a text that began at start, if it is long and may be the name of a
// method: in brackets or not, parameters or a colon follow.
func (c *depthScanner) key(start int) {
	if c.pos-start <= maxName || c.choices > 0 || c.limit >= unlimited {
		return
	}
	for i := c.pos; i < len(c.src); i++ {
		switch c.src[i] {
		case ' ', '\t', '\r', '\n', ']':
		case '(', ':', '=':
			c.fail("%d characters in one name", maxName)
			return
		default:
			return
		}
	}
}

// skipTemplate passes over the text of a template up to its end or the next ${.
func (c *depthScanner) skipTemplate() {
	start := c.pos
	for ; c.pos < len(c.src); c.pos++ {
		switch c.src[c.pos] {
		case '\\':
			c.pos++
		case '`':
			c.pos++
			c.value, c.control = true, false
			c.key(start)
			return
		case '$':
			if c.at(c.pos+1) == '{' {
				c.pos++
				c.push('$')
				return
			}
		}
	}
}
