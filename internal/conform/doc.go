// Package conform runs conformance cases: small programs, the steps to perform
// on them and what has to come out.
//
// A case is a folder with a case.json. A component case names a component of
// the folder, which is mounted on its own; a program case names a whole
// mini-program, which is launched. Every step is followed by a drain: what is
// due runs, time stands still. A record of the step holds what the program
// logged, whether the step threw, the data and the tree of the page.
//
// Time is virtual and starts at 2024-05-15 10:00:00 UTC+8, random numbers come
// from a fixed generator, so that a case gives the same records at every run.
package conform
