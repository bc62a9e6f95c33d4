package wxml

// The lexer has no tokens: the parser walks over the bytes of the file and asks
// this file's table what a byte may mean where it stands. Everything it cuts out
// is a slice of the source, so nothing is copied. Runs of ordinary text cost one
// table look-up a byte.

// class is a set of roles that a byte can have.
type class uint8

const (
	// spaceByte is white space: tab, LF, VT, FF, CR and space. No-break space,
	// U+0085 and U+2028 are text (spec wxml §1).
	spaceByte class = 1 << iota
	// nameStart begins the name of a tag or attribute.
	nameStart
	// nameByte goes on with one; the colon separates a prefix.
	nameByte
	// nameEnd can follow a name. Any other byte makes it a malformed one, which is
	// read up to the next nameEnd.
	nameEnd
	// textStop, quotedStop and unquotedStop interrupt a run of static text between
	// tags, in a quoted and in an unquoted attribute value.
	textStop
	quotedStop
	unquotedStop
)

// classes maps each byte to its roles; bytes of non-ASCII characters have none.
var classes = func() (t [256]class) {
	add := func(bytes string, c class) {
		for i := range len(bytes) {
			t[bytes[i]] |= c
		}
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	const spaces = "\t\n\v\f\r "
	add(spaces, spaceByte)
	add(letters+"_", nameStart)
	add(letters+"0123456789_-:", nameByte)
	add(spaces+"=>/\"'\\{<", nameEnd)
	add("<{&\\", textStop)
	add("\"'{&\\", quotedStop)
	add(spaces+"\"'>/{&\\", unquotedStop)
	return t
}()

// skipSpace returns the offset of the first byte from i on that is no white
// space.
func skipSpace(src []byte, i int) int {
	for i < len(src) && classes[src[i]]&spaceByte != 0 {
		i++
	}
	return i
}

// skipName returns the offset after the name bytes from i on.
func skipName(src []byte, i int) int {
	for i < len(src) && classes[src[i]]&nameByte != 0 {
		i++
	}
	return i
}

// isMarkup reports whether the "<" at src[i] begins a tag, a comment or a
// declaration. Any other "<" is text.
func isMarkup(src []byte, i int) bool {
	if i+1 >= len(src) {
		return false
	}
	c := src[i+1]
	return c == '/' || c == '!' || classes[c]&nameStart != 0
}

// isIdentifier reports whether s can name a variable: the scope names of
// wx:for-item and the like, and modules (spec wxml §4.7).
func isIdentifier(s string) bool {
	if s == "" || classes[s[0]]&nameStart == 0 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; classes[c]&nameByte == 0 || c == '-' || c == ':' {
			return false
		}
	}
	return true
}
