// Package regex is the regular expressions of JavaScript (ES5, with lookbehind
// and named groups) for WXS and for page scripts: over UTF-16 units, with JavaScript's rules for
// captures in loops, empty loops and backreferences, and with a budget.
//
// A pattern goes in as text, [Compile] parses it into a tree and the tree into
// a program of a backtracking machine. A [Matcher] runs programs. A run that
// takes many steps begins to remember which states have failed; from then on a
// pattern takes time in proportion to program times input. Patterns with
// backreferences, with lookaround or with more than four loops whose body may
// be empty do not remember, and end with [ErrBudget] when they run wild.
//
// Go's package regexp is not used: it works on code points, keeps captures of
// earlier turns of a loop, lacks lookaround and backreferences, and a match
// under way can be neither counted nor stopped.
//
// A [Regexp] is immutable and safe for concurrent use; a [Matcher] belongs to
// one goroutine at a time.
package regex
