// Package bench measures mica on benchmark pages, in the way the engines it is
// compared with are measured.
//
// A workload is a folder with a mini-program of one page, index, and a
// bench.json that lists operations: steps to prepare, which are not timed, and
// steps that are. One round resets the page, prepares, and times until
// everything is settled: the page's JavaScript, templates, patches applied to
// the view's tree, callbacks. The first round of a process is reported by
// itself, since a page of a mini-program is usually rendered once; rounds after
// a warm-up give the steady state. After the first and the last round the tree
// is checked against expected.json; a wrong tree voids the figures.
package bench
