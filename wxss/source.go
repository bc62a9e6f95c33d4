package wxss

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Source is the text of one file that rules were parsed from. It turns offsets into lines and columns, which is only
// ever needed for messages, so the table of lines is built when the first one is asked for. It is immutable and safe
// for concurrent use.
type Source struct {
	// Name is the file's name as it was given to Parse, or its path in the package.
	Name string

	text  string
	once  sync.Once
	lines []int32 // offset of the first byte of each line
}

const byteOrderMark = "\ufeff"

// newSource decodes src as CSS demands: a leading byte order mark is dropped, NUL and invalid UTF-8 become U+FFFD.
func newSource(name string, src []byte) *Source {
	text := strings.TrimPrefix(string(src), byteOrderMark)
	text = strings.ToValidUTF8(text, "\ufffd")
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\ufffd")
	}
	return &Source{Name: name, text: text}
}

// Text returns the decoded text that offsets point into.
func (s *Source) Text() string { return s.text }

// Position returns the 1-based line and the 1-based column, counted in runes, of the byte at offset. An offset
// outside the text is moved to its nearest end. Lines end with \n, \r\n, \r or \f, as CSS has it.
func (s *Source) Position(offset int) (line, col int) {
	offset = min(max(offset, 0), len(s.text))
	line = s.line(offset)
	return line + 1, utf8.RuneCountInString(s.text[s.lines[line]:offset]) + 1
}

// line returns the 0-based line of offset and builds the table of lines if there is none yet.
func (s *Source) line(offset int) int {
	s.once.Do(func() { s.lines = lineStarts(s.text) })
	return sort.Search(len(s.lines), func(i int) bool { return int(s.lines[i]) > offset }) - 1
}

func lineStarts(text string) []int32 {
	starts := []int32{0}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			starts = append(starts, int32(i+1))
		case '\n', '\f':
			starts = append(starts, int32(i+1))
		}
	}
	return starts
}

// lineText returns a line, counted from 0, without its line break.
func (s *Source) lineText(line int) string {
	start, end := int(s.lines[line]), len(s.text)
	if line+1 < len(s.lines) {
		end = int(s.lines[line+1])
	}
	return strings.TrimRight(s.text[start:end], "\r\n\f")
}
