package diag

import "unicode/utf8"

// InvalidUTF8 returns the offset of the first byte of src that is no UTF-8, -1 if
// there is none. Editors save files as UTF-16 or in old encodings, of which parsers
// only say that they did not expect the first byte.
func InvalidUTF8(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
