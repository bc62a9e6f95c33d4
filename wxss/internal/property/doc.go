// Package property knows the properties of CSS: their names, initial values and inheritance, how shorthands expand into
// longhands ([Expand]) and what the computed value of a longhand is ([Compute]), as far as no layout is needed.
//
// What goes in are names and values as text, what comes out is text in the form that Chromium's getComputedStyle gives.
// The names are all that Chromium knows. The properties that mini-programs use are read and validated by their grammar; what
// is rare is known by name only and its value carried through as it is.
//
// There is one description of every longhand, its reader: it checks a value and writes the computed one in the same pass.
// Expand runs it to validate and throws the text away, Compute keeps it.
//
// Values are untrusted: brackets nest to a fixed depth, the number of tokens is capped, and every reader is linear in them.
// All functions are safe for concurrent use, with an [Env] of their own each.
//
// Lexing is done by github.com/tdewolff/parse/v2/css; a value that is one plain keyword is not lexed at all.
package property
