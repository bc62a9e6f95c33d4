// Package diag holds what every compiler of mica says about a source file: a
// message with a place, the line itself and a caret below the place.
//
// A [Diagnostic] is plain data and an error. A [List] is what a whole file, or
// a whole program, had to say; it is an error too and gives its parts to
// errors.As and errors.Is.
package diag
