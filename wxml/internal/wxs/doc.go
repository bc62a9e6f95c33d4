// Package wxs runs WXS, the scripting language of the view layer, natively on
// the values of templates.
//
// [Compile] turns source into a [Module]: lexer, parser to a syntax tree, a
// resolver that gives every variable its place (a slot of the frame, a copy in
// the inner function, a shared cell, a place in the module's instance), and a
// compiler that turns the tree into Go closures, so that running code looks no
// name up. A Module is immutable and shared by any number of contexts and
// goroutines; one with errors exports undefined.
//
// A [Context] runs modules for one page view. It owns their instances, that is
// the module variables, and belongs to one goroutine at a time. [Context.Exports]
// evaluates a module at its first use; the functions in it are value.Function
// values that anybody on that goroutine may call. [Get] and [CallMethod] read
// members as the template expression language does, for data and for exports.
//
// The language is JavaScript as far as view scripts go: ES5, and of what came
// later let, const, arrow functions, templates, destructuring, defaults, spread,
// for-of, ?. and ??. Classes, generators, async functions, getters, modules and
// with are rejected with a diagnostic. [Options.Strict] rejects everything that
// the legacy compiler rejects. Differences from JavaScript that are meant:
// x.constructor is a string; an unknown escape in a string keeps its backslash;
// arrays have no holes, absent elements are undefined; this is undefined in a
// plain call; new works with built-in constructors only.
//
// Values that come in are immutable. A write to one works on a private copy
// that stands for it, everywhere, until the outermost call ends. What WXS code
// makes itself, and what [Context.Lend] gave it, may change at any time; what
// leaves the context is a snapshot (see freeze.go).
//
// A call from the host that could not tell the difference is not run again: see
// memo.go.
//
// Work is bounded by [Config]: steps, time, depth of calls; beside that the
// length of strings and arrays and the nesting of values are capped. Breaking a
// limit is an [*Error] with its Limit set, which no try catches; the context
// goes on working. Regular expressions are those of package regex below, which
// count steps too.
//
// Inside, an exception is a panic of type *thrown. It is caught by try
// statements and at the border of the package; no panic passes that.
package wxs
