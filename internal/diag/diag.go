// Package diag holds what every compiler of mica says about a source file: a
// message with a place, the line itself and a caret below the place.
//
// A [Diagnostic] is plain data and an error. A [List] is what a whole file, or
// a whole program, had to say; it is an error too and gives its parts to
// errors.As and errors.Is.
package diag

import (
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
	// Source is the line of the file at Line, without its line break.
	Source string
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

// maxSnippet bounds the source line that Snippet shows; minified files have
// lines of a megabyte.
const maxSnippet = 120

// Snippet returns the source line and below it a caret under the column, or ""
// when there is no line to show. Tabs are kept so that the caret lines up.
func (d *Diagnostic) Snippet() string {
	if d.Source == "" || d.Line == 0 {
		return ""
	}
	line, col := []rune(d.Source), max(d.Col-1, 0)
	from := 0
	if col > maxSnippet*2/3 {
		from = col - maxSnippet/2
	}
	from = min(from, len(line))
	line = line[from:min(len(line), from+maxSnippet)]
	pad := make([]rune, 0, col)
	for i := range min(col-from, len(line)) {
		if line[i] == '\t' {
			pad = append(pad, '\t')
		} else {
			pad = append(pad, ' ')
		}
	}
	return string(line) + "\n" + string(pad) + "^"
}

// Position turns a byte offset of src into a line and column, both from 1 (the
// column in characters), and gives the line itself. Offsets outside src are
// moved to its ends. It scans src, so it is for messages, not for hot paths.
func Position(src []byte, offset int) (line, col int, text string) {
	offset = max(0, min(offset, len(src)))
	start := 0
	line = 1
	for i := range offset {
		if src[i] == '\n' {
			line++
			start = i + 1
		}
	}
	end := start
	for end < len(src) && src[end] != '\n' {
		end++
	}
	col = utf8.RuneCount(src[start:offset]) + 1
	return line, col, strings.TrimSuffix(string(src[start:end]), "\r")
}

// At makes a diagnostic for the byte offset of src.
func At(file string, src []byte, offset int, sev Severity, code, message string) *Diagnostic {
	line, col, text := Position(src, offset)
	return &Diagnostic{File: file, Line: line, Col: col, Severity: sev, Code: code, Message: message, Source: text}
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
