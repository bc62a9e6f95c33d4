package diag

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Severity orders diagnostics by weight.
type Severity uint8

// The severities. Only an Error keeps a file from being used.
const (
	// Note is about style or an oddity that is understood all the same.
	Note Severity = iota
	// Warning is something that probably does not do what its author meant.
	Warning
	// Error is source that has no meaning; what could not be read is left out.
	Error
)

// String returns "note", "warning" or "error".
func (s Severity) String() string {
	return [...]string{"note", "warning", "error"}[min(s, Error)]
}

// Diagnostic is one message about one place of one file. It implements error.
type Diagnostic struct {
	// File is the path inside the program, with forward slashes.
	File string
	// Line and Col count from 1; Col counts characters, not bytes. Both are 0
	// when the message is about the file as a whole.
	Line, Col int
	Severity  Severity
	// Code is a short stable name such as "wxml-missing-end-tag".
	Code string
	// Message says what is wrong and, where it can, what to do.
	Message string
	// Source is the line of the file at Line, without its line break. [At] cuts
	// a long line to the part around Col, as files of one line would otherwise
	// be copied for each message.
	Source string
	// skip is how many characters of the line stand before Source.
	skip int
}

// Error returns "file:line:col: severity: message [code]".
func (d *Diagnostic) Error() string {
	var b strings.Builder
	b.WriteString(d.File)
	if d.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", d.Line, d.Col)
	}
	fmt.Fprintf(&b, ": %s: %s", d.Severity, d.Message)
	if d.Code != "" {
		fmt.Fprintf(&b, " [%s]", d.Code)
	}
	return b.String()
}

// maxSnippet bounds the source line that Snippet shows, in characters; minified
// files have lines of a megabyte.
const maxSnippet = 120

// Snippet returns the source line and below it a caret under the column, or ""
// when there is no line to show. Tabs are kept so that the caret lines up; a
// long line is cut to 120 characters around the column.
func (d *Diagnostic) Snippet() string {
	if d.Source == "" || d.Line == 0 {
		return ""
	}
	line, col := []rune(d.Source), max(d.Col-1-d.skip, 0)
	col = min(col, len(line)) // the end of the line is the last place to point at
	from := 0
	if col > maxSnippet*2/3 {
		from = col - maxSnippet/2
	}
	line, col = line[from:min(len(line), from+maxSnippet)], col-from
	pad := make([]rune, col)
	for i := range pad {
		pad[i] = ' '
		if line[i] == '\t' {
			pad[i] = '\t'
		}
	}
	return string(line) + "\n" + string(pad) + "^"
}

// Position turns a byte offset of src into a line and column, both from 1 (the
// column in characters), and gives the line itself. Offsets outside src are
// moved to its ends. It scans src, so it is for messages, not for hot paths.
func Position(src []byte, offset int) (line, col int, text string) {
	line, start, at, end := locate(src, offset)
	return line, utf8.RuneCount(src[start:at]) + 1, string(src[start:end])
}

// locate returns the line number and the bounds of the line around offset, its
// break left out, and the offset moved into src.
func locate(src []byte, offset int) (line, start, at, end int) {
	at = max(0, min(offset, len(src)))
	line = bytes.Count(src[:at], []byte{'\n'}) + 1
	start = bytes.LastIndexByte(src[:at], '\n') + 1
	end = len(src)
	if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
		end = at + i
	}
	if end > start && src[end-1] == '\r' {
		end--
	}
	return line, start, at, end
}

// maxSource bounds Source, in bytes on either side of the place.
const maxSource = 512

// At makes a diagnostic for the byte offset of src. Like [Position] it moves
// the offset into src and scans it.
func At(file string, src []byte, offset int, sev Severity, code, message string) *Diagnostic {
	line, start, at, end := locate(src, offset)
	from, to := start, end
	if at-from > maxSource {
		from = runeStart(src, at-maxSource, at)
	}
	if to-at > maxSource {
		to = runeStart(src, at+maxSource, to)
	}
	skip := utf8.RuneCount(src[start:from])
	col := skip + utf8.RuneCount(src[from:at]) + 1
	return &Diagnostic{File: file, Line: line, Col: col, Severity: sev, Code: code, Message: message,
		Source: string(src[from:max(from, to)]), skip: skip}
}

// runeStart returns the first place from i up to end where a character starts.
func runeStart(src []byte, i, end int) int {
	for n := 1; n < utf8.UTFMax && i < end && !utf8.RuneStart(src[i]); n++ {
		i++
	}
	return i
}

// List is a list of diagnostics. As an error it prints one line each.
type List []*Diagnostic

// Error returns one line per diagnostic.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, d := range l {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the diagnostics to errors.Is and errors.As.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, d := range l {
		errs[i] = d
	}
	return errs
}

// HasErrors reports whether one of the diagnostics is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d *Diagnostic) bool { return d.Severity == Error })
}

// Errors returns the diagnostics that are errors.
func (l List) Errors() List {
	var out List
	for _, d := range l {
		if d.Severity == Error {
			out = append(out, d)
		}
	}
	return out
}

// Sort orders the list by file, line and column, keeping the order of what
// stands at the same place.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b *Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}
