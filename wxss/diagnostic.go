package wxss

import (
	"fmt"
	"sort"
	"strconv"
	"unicode/utf8"
)

// Severity says how much a diagnostic matters.
type Severity uint8

// The severities, from worst to least.
const (
	// Error: the sheet is not what its author meant and WeChat's tools refuse it: a missing @import, preprocessor
	// syntax, a limit that was exceeded.
	Error Severity = iota
	// Warning: something was left out or has no effect; the rest of the sheet stands.
	Warning
	// Note: kept as it is, but nothing here understands it.
	Note
)

// String returns "error", "warning" or "note".
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "note"
}

// The codes of diagnostics. A code is stable; a message may change.
const (
	CodeSyntax               = "syntax"                // CSS recovery dropped a rule or a declaration
	CodeSelector             = "selector"              // a selector is invalid; its rule was dropped
	CodeUnknownSelector      = "unknown-selector"      // a pseudo-class or pseudo-element that is not known; kept
	CodeUnknownAtRule        = "unknown-at-rule"       // an at-rule that is not known; kept as text
	CodePreprocessor         = "preprocessor"          // Less, Sass or Stylus syntax
	CodeImport               = "import"                // an @import that cannot be followed
	CodeImportCycle          = "import-cycle"          // a file that imports itself, directly or not
	CodeNesting              = "nesting"               // Options.MaxDepth exceeded
	CodeSize                 = "size"                  // Options.MaxSize exceeded
	CodeComponentSelector    = "component-selector"    // a selector kind that a component sheet may not use
	CodeUndocumentedSelector = "undocumented-selector" // strict mode: beyond what WeChat documents
	CodeHost                 = "host"                  // :host combined with anything else; the rule was dropped
	CodeLocalResource        = "local-resource"        // url() of a file of the package, which WeChat does not load
	CodeTooMany              = "too-many"              // more diagnostics than are kept
)

// Diagnostic is one finding in a style sheet. It is a plain value and an error.
type Diagnostic struct {
	File     string   // name of the file as given to Parse, or its path in the package
	Line     int      // 1-based
	Col      int      // 1-based, in runes
	Severity Severity // how much it matters
	Code     string   // one of the Code constants
	Message  string   // for a person: what is wrong and what to do
	Source   string   // the offending line, cut around the position if it is long
}

// Error returns "file:line:col: message".
func (d Diagnostic) Error() string {
	return d.File + ":" + strconv.Itoa(d.Line) + ":" + strconv.Itoa(d.Col) + ": " + d.Message
}

// maxDiagnostics bounds what one file may report, so that a hostile sheet cannot turn every byte into a message.
const maxDiagnostics = 500

// finding is a diagnostic whose position is still an offset; lines and columns are worked out once, at the end.
type finding struct {
	offset   int
	severity Severity
	code     string
	message  string
}

// report collects the findings of one source.
type report struct {
	findings []finding
	dropped  int
}

func (r *report) add(offset int, sev Severity, code, format string, args ...any) {
	if len(r.findings) >= maxDiagnostics {
		r.dropped++
		return
	}
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	r.findings = append(r.findings, finding{offset, sev, code, message})
}

// diagnostics resolves the findings in the order of their positions. Columns are counted on from the finding before,
// which keeps a sheet of one long line linear.
func (r *report) diagnostics(s *Source) []Diagnostic {
	if len(r.findings) == 0 {
		return nil
	}
	if r.dropped > 0 {
		r.findings = append(r.findings, finding{len(s.text), Warning, CodeTooMany,
			fmt.Sprintf("%d further diagnostics of this file are left out", r.dropped)})
		r.dropped = 0
	}
	sort.SliceStable(r.findings, func(i, j int) bool { return r.findings[i].offset < r.findings[j].offset })
	out := make([]Diagnostic, len(r.findings))
	lastLine, lastOffset, lastCol := -1, 0, 0
	for i, f := range r.findings {
		line := s.line(f.offset)
		if line != lastLine {
			lastLine, lastOffset, lastCol = line, int(s.lines[line]), 0
		}
		lastCol += utf8.RuneCountInString(s.text[lastOffset:f.offset])
		lastOffset = f.offset
		if f.code == CodeComponentSelector {
			f.message += fmt.Sprintf("(%s:%d:%d)", s.Name, line+1, lastCol+1)
		}
		out[i] = Diagnostic{File: s.Name, Line: line + 1, Col: lastCol + 1, Severity: f.severity,
			Code: f.code, Message: f.message, Source: s.excerpt(f.offset)}
	}
	return out
}

// shorten cuts s for a message.
func shorten(s string) string {
	const limit = 40
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
