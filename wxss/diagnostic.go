package wxss

import (
	"fmt"
	"sort"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/diag"
)

// Severity says how much a diagnostic matters.
type Severity = diag.Severity

// The severities, from worst to least.
const (
	// Error: the sheet is not what its author meant and WeChat's tools refuse it: a missing @import, preprocessor
	// syntax, a limit that was exceeded.
	Error = diag.Error
	// Warning: something was left out or has no effect; the rest of the sheet stands.
	Warning = diag.Warning
	// Note: kept as it is, but nothing here understands it.
	Note = diag.Note
)

// Diagnostic is one finding in a style sheet: a place, a message and the line itself. It is an error.
type Diagnostic = diag.Diagnostic

// Diagnostics is a list of them; it is an error that errors.As looks into.
type Diagnostics = diag.List

// The codes of diagnostics. A code is stable; a message may change.
const (
	CodeSyntax               = "wxss-syntax"                // CSS recovery dropped a rule or a declaration
	CodeSelector             = "wxss-selector"              // a selector is invalid; its rule was dropped
	CodeUnknownSelector      = "wxss-unknown-selector"      // a pseudo-class or pseudo-element that is not known; kept
	CodeUnknownAtRule        = "wxss-unknown-at-rule"       // an at-rule that is not known; kept as text
	CodePreprocessor         = "wxss-preprocessor"          // Less, Sass or Stylus syntax
	CodeImport               = "wxss-import"                // an @import that cannot be followed
	CodeImportCycle          = "wxss-import-cycle"          // a file that imports itself, directly or not
	CodeNesting              = "wxss-nesting"               // Options.MaxDepth exceeded
	CodeSize                 = "wxss-size"                  // Options.MaxSize exceeded
	CodeComponentSelector    = "wxss-component-selector"    // a selector kind that a component sheet may not use
	CodeUndocumentedSelector = "wxss-undocumented-selector" // strict mode: beyond what WeChat documents
	CodeHost                 = "wxss-host"                  // :host combined with anything else; the rule was dropped
	CodeLocalResource        = "wxss-local-resource"        // url() of a file of the package, which WeChat does not load
	CodeUnknownProperty      = "wxss-unknown-property"      // Check: a property that no browser knows
	CodeInvalidValue         = "wxss-invalid-value"         // Check: a value that its property does not take
	CodeUnusedRule           = "wxss-unused"                // Check: a rule for a class, id or tag that nothing has
	CodeTooMany              = "wxss-too-many"              // more diagnostics than are kept
)

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
func (r *report) diagnostics(s *Source) Diagnostics {
	if len(r.findings) == 0 {
		return nil
	}
	if r.dropped > 0 {
		r.findings = append(r.findings, finding{len(s.text), Warning, CodeTooMany,
			fmt.Sprintf("%d further diagnostics of this file are left out", r.dropped)})
		r.dropped = 0
	}
	sort.SliceStable(r.findings, func(i, j int) bool { return r.findings[i].offset < r.findings[j].offset })
	out := make(Diagnostics, len(r.findings))
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
		out[i] = &Diagnostic{File: s.Name, Line: line + 1, Col: lastCol + 1, Severity: f.severity,
			Code: f.code, Message: f.message, Source: s.lineText(line)}
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
