// Package wxml is the template language of mini-programs: from WXML source to
// an immutable template program.
//
// # In and out
//
// [Parse] turns the bytes of one file into a [Document]: a tree of [Element],
// [Text], [Space], [Comment] and [Meta] nodes with byte positions, and a list of
// [Diagnostics]. It never fails. [Files] does so for the files of a program, and
// its Compile turns a component's template, with all that it includes and imports,
// into a [Program] of blocks and compiled expressions, which the logic layer
// runs. [Format] prints a document again.
//
// Behind it are two internal packages: expr is the language inside {{ }}, wxs
// the script language of templates.
//
// # The tree
//
// Attributes are classified by the parser ([Family]): Attr.Name is the name
// without its prefix, converted as the language demands (data-user-id is
// userId), Attr.Raw is as written. Duplicate attributes and those that cannot be
// read are left out. Values and texts are lists of [Part]; entities in them are
// decoded. White space that renders nothing is in the tree as [Space], so that tools can
// keep the layout.
//
// # Hostile input
//
// Every input gives a tree, in time proportional to its size. Elements nest at
// most 512 levels deep in a tree, so it is safe to walk it recursively; the size
// of a file is bounded by [ParseOptions], the number of diagnostics by 1000 errors
// and 1000 others. A program has at most 200 000 nodes and blocks, 1024 levels and
// 1024 variables, however its files include each other.
//
// # Ownership
//
// A Document and everything in it is immutable after Parse and may be read by any
// number of goroutines; it shares the bytes it was parsed from. There is no global
// state.
package wxml
