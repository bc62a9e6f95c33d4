// Package wxss reads WXSS, the style sheets of mini-programs: CSS with the rpx unit, textual @import and style
// isolation by component.
//
// What goes in: the bytes of a .wxss file ([Parse]) or a path in an fs.FS ([Load], [Loader]), which also follows
// @import. What comes out: a [Sheet], a tree of rules with structured selectors, specificities, declarations and
// positions, and every [Diagnostic] that was found on the way. [Sheet.CSS] writes a sheet as standard CSS for a
// browser: rpx converted, classes scoped, minified on request. [ConvertRPX] does the same for an inline style.
//
// [NewMatcher] indexes the rules of the sheets that a page uses, each with its scope; [Matcher.Match] gives the rules that
// apply to an [Element] in the order of the cascade, and [Matcher.ClassEffect] and its kin say what a change may affect.
//
// [NewCascade] joins the sheets of a page with a [Window] and computes styles: a [ComputedStyle] has a value for every
// property, as getComputedStyle of a browser would give it without layout. A [Styler] keeps those of a tree of [Styled]
// elements up to date: told what changes, it matches only those elements anew that the selectors can make depend on it.
//
// Parsing never fails as a whole: what CSS calls invalid is dropped as CSS demands, reported with its line and
// column, and the rest stands. Input is untrusted: nesting, size and the number of diagnostics are capped
// ([Options]), recursion is bounded and the work is linear in the size of the input.
//
// A Sheet belongs to whoever asked for it, but nobody may change it: sheets share rules and text among each other.
// Sheets, sources, loaders, matchers and computed styles are safe for concurrent use; a [Context], a [Cascade] and a
// [Styler] belong to one goroutine.
//
// Lexing is done by github.com/tdewolff/parse/v2/css; the grammar of rules, declarations and selectors is here, because
// recovery, nesting and positions have to be exact.
package wxss
