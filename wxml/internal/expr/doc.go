// Package expr is the expression language inside {{ }}: parser, printer and
// compiler to trees of Go operations.
//
// [Parse] reads one binding out of a source file and gives a tree of [Node] and
// what it has to say about it ([Diag]); it never fails: what cannot be read
// becomes [Empty]. [Print] writes a tree back. [Compile] turns a tree into an
// [Expr], given a [Scope] that says what each name means; [CompileParts] does it
// for a text or an attribute that mixes static text and bindings.
//
// An Expr is immutable and belongs to the compiled template: any number of
// goroutines may use it at once, each with an [Env] of its own. The Env holds what
// belongs to one component instance: the data fields, the variables of wx:for,
// slot: and let:, the WXS modules, what of them was set since the last update,
// and the hooks for members and methods of values that are no plain objects
// (package wxs has them; this package does not depend on it).
//
// An operation is a struct of a type of its own, reached by an interface, with
// its operands inside. A [Compiler] takes them from slabs: what closures would do at
// the same speed costs a tenth of the allocations and half of the memory, and most
// templates of a program are compiled long before they are shown, if ever.
//
// An Env should have a [Cache], one for each logic goroutine: it halves the time
// of reading fields of list items.
//
// Three things are known of an Expr besides its value: which top-level fields
// and variables it reads at all, whether an update touched what it reads
// (Touched), and which part of its result was set (Change). Setting is not
// changing: see [value.Change].
package expr
