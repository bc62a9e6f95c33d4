package wxml

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/diag"
)

// The codes of the parser's diagnostics. They are stable; those of expressions
// are in package expr.
const (
	// Errors: what stands there has no meaning.
	codeTooLarge      = "wxml-file-too-large"       // the file is larger than ParseOptions.MaxBytes; nothing was read
	codeTooDeep       = "wxml-too-deep"             // an element below the deepest level; its content stands on that level
	codeIncompleteTag = "wxml-incomplete-tag"       // a tag without its ">"
	codeUnclosedQuote = "wxml-unclosed-quote"       // an attribute value without its closing quote
	codeEndTagText    = "wxml-end-tag-text"         // something between the name of an end tag and its ">"
	codeBindingInTag  = "wxml-binding-in-tag"       // {{ }} in a tag outside of a value
	codeMissingName   = "wxml-missing-name"         // <template> with neither name nor is
	codeMissingModule = "wxml-missing-module"       // <wxs> without a valid module
	codeMissingSrc    = "wxml-missing-src"          // <import> or <include> without a static src
	codeClassConflict = "wxml-class-style-conflict" // class: beside a bound class, a class: twice; style: the same
	codeEncoding      = "wxml-invalid-utf8"         // bytes that are not UTF-8; they are read as U+FFFD
	codeTooMany       = "wxml-too-many-diagnostics" // the rest of the messages is left out
	// Warnings: read, but hardly as it was meant.
	codeMissingEnd   = "wxml-missing-end-tag"       // closed where its parent ends
	codeStrayEnd     = "wxml-invalid-end-tag"       // an end tag that nothing waits for; ignored
	codeTagPrefix    = "wxml-tag-prefix"            // <a:b>, which becomes <wx-x>
	codeAttrPrefix   = "wxml-attribute-prefix"      // an unknown prefix; the attribute is ignored
	codeAttrName     = "wxml-attribute-name"        // not a name; the attribute is ignored
	codeUnexpected   = "wxml-unexpected-character"  // a character in a tag that is ignored
	codeDuplicate    = "wxml-duplicate-attribute"   // the first one counts
	codeUnquoted     = "wxml-unquoted-value"        // a=b
	codeEntity       = "wxml-illegal-entity"        // &name; that is none; it stays as it is
	codeLetOrder     = "wxml-let-order"             // a let: that reads itself or one behind it
	codeUnclosed     = "wxml-unclosed-comment"      // a comment or declaration that runs to the end of the file
	codeCDATA        = "wxml-cdata"                 // <![...; it renders nothing
	codeChildren     = "wxml-children-not-allowed"  // content of include, import, slot or <template is>
	codeElse         = "wxml-else-without-if"       // wx:elif or wx:else without a wx:if before it
	codeElseFor      = "wxml-else-with-for"         // wx:elif or wx:else beside wx:for
	codeElseValue    = "wxml-else-value"            // the value of wx:else is ignored
	codeCondition    = "wxml-condition"             // a condition that is always true, or never
	codeDuplicateKey = "wxml-duplicate-key"         // two items of a list written in the template have the same key
	codeList         = "wxml-list"                  // a wx:for over nothing or over the characters of a text
	codeNotAllowed   = "wxml-attribute-not-allowed" // the element has no use for the attribute
	codeDeprecated   = "wxml-deprecated-attribute"  // wx:for-items
	codeInvalidValue = "wxml-invalid-value"         // a value that the attribute cannot have
	codeWxsEmpty     = "wxml-wxs-empty"             // neither a body nor a src; or both
	// Notes: understood all the same.
	codeMeta         = "wxml-unknown-meta"        // <!DOCTYPE ...>; it renders nothing
	codeUppercase    = "wxml-uppercase-tag"       // <View>, which is another tag than <view>
	codeSpace        = "wxml-unexpected-space"    // spaces around = or inside an end tag
	codeMissingSpace = "wxml-missing-space"       // no space between two attributes
	codeMissingValue = "wxml-missing-value"       // a=, or a bare attribute that means nothing without a value
	codeNoBinding    = "wxml-binding-not-allowed" // {{ }} in a static attribute
	codeScopeName    = "wxml-scope-name"          // wx:for-item and the like that name no variable
	codeHyphen       = "wxml-hyphen-directive"    // wx-if for wx:if
	codeMissingKey   = "wxml-missing-key"         // wx:for without wx:key
	codeKeyName      = "wxml-key-name"            // wx:key that names the index or the item
	codeNoFor        = "wxml-key-without-for"     // wx:key and the like without wx:for
	codeBareLess     = "wxml-bare-less-than"      // "<" as text
	codeBackslash    = "wxml-backslash"           // \n and the like are shown as they are
)

// leftOut holds the codes below diag.Error whose cause is not in the tree.
var leftOut = [...]string{codeTooMany, codeTagPrefix, codeAttrPrefix, codeAttrName, codeUnexpected, codeDuplicate}

// Lossless reports whether the tree holds everything that the source says, so
// that Print writes a file which means the same. It is false where there is an
// error, or where an attribute was ignored: a tool that rewrites files should
// leave such a file to its author.
func (d *Document) Lossless() bool { return !slices.ContainsFunc(d.Diagnostics, isLoss) }

// Losses returns the diagnostics about what is not in the tree.
func (d *Document) Losses() Diagnostics {
	var out Diagnostics
	for _, m := range d.Diagnostics {
		if isLoss(m) {
			out = append(out, m)
		}
	}
	return out
}

func isLoss(m *Diagnostic) bool {
	return m.Severity == diag.Error || slices.Contains(leftOut[:], m.Code)
}

// maxDiagnostics bounds the errors of a file, and its other messages, so that a
// hostile file costs no more memory for messages than for its tree.
const maxDiagnostics = 1000

// reporter collects messages by byte offset. Lines and columns are computed
// once for all of them, in one pass over the file.
type reporter struct {
	msgs []message
	// errors and others count the messages, those over the limit too.
	errors, others int
}

type message struct {
	at   Pos
	sev  diag.Severity
	code string
	text string
}

func (r *reporter) report(at int, sev diag.Severity, code, text string) {
	n := &r.others
	if sev == diag.Error {
		n = &r.errors
	}
	if *n++; *n <= maxDiagnostics {
		r.msgs = append(r.msgs, message{Pos(at), sev, code, text})
	}
}

// errorf reports an error; what it names is cut to a readable length.
func (r *reporter) errorf(at int, code, format string, names ...string) {
	r.format(at, diag.Error, code, format, names)
}

// warnf reports a warning.
func (r *reporter) warnf(at int, code, format string, names ...string) {
	r.format(at, diag.Warning, code, format, names)
}

// notef reports a note.
func (r *reporter) notef(at int, code, format string, names ...string) {
	r.format(at, diag.Note, code, format, names)
}

func (r *reporter) format(at int, sev diag.Severity, code, format string, names []string) {
	if len(names) == 0 {
		r.report(at, sev, code, format)
		return
	}
	const longest = 60
	args := make([]any, len(names))
	for i, s := range names {
		if len(s) > longest {
			s = strings.ToValidUTF8(s[:longest], "") + "..."
		}
		args[i] = s
	}
	r.report(at, sev, code, fmt.Sprintf(format, args...))
}

// diagnostics returns the messages in the order of their places.
func (r *reporter) diagnostics(file, text string) Diagnostics {
	if len(r.msgs) == 0 {
		return nil
	}
	slices.SortStableFunc(r.msgs, func(a, b message) int { return cmp.Compare(a.at, b.at) })
	list := make(Diagnostics, 0, len(r.msgs)+1)
	all := make([]Diagnostic, len(r.msgs))
	line, start, counted, col := 1, 0, 0, 1
	source := lineAt(text, 0)
	for i, m := range r.msgs {
		at := min(int(m.at), len(text))
		if end := start + len(source); at > end {
			// Only a message on a later line gets here: count the lines between.
			if next := strings.LastIndexByte(text[:at], '\n') + 1; next > start {
				line += strings.Count(text[start:next], "\n")
				start, counted, col = next, next, 1
				source = lineAt(text, start)
			}
		}
		col += utf8.RuneCountInString(text[counted:at])
		counted = at
		all[i] = Diagnostic{File: file, Line: line, Col: col, Severity: m.sev, Code: m.code, Message: m.text, Source: strings.TrimSuffix(source, "\r")}
		list = append(list, &all[i])
	}
	if n := max(r.errors-maxDiagnostics, 0) + max(r.others-maxDiagnostics, 0); n > 0 {
		list = append(list, &Diagnostic{File: file, Severity: diag.Warning, Code: codeTooMany,
			Message: fmt.Sprintf("%d more messages are left out; mend the first ones and run again", n)})
	}
	return list
}

// lineAt returns the line that starts at an offset, without its "\n".
func lineAt(text string, start int) string {
	if end := strings.IndexByte(text[start:], '\n'); end >= 0 {
		return text[start : start+end]
	}
	return text[start:]
}
