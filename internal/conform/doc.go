// Package conform runs conformance cases: small programs, the steps to perform
// on them and what has to come out.
//
// A case is a folder with a case.json; [Find] finds them, [Run] runs one,
// [Check] compares. There are three kinds:
//
//   - A component case names a component of the folder, which is mounted on its
//     own.
//   - A library case is a component case that renders published component
//     libraries, known by its expected.exparser.json. The packages of the nearest
//     package.json above it are mounted at miniprogram_npm; they have to be
//     installed (npm ci), else the case is skipped with [ErrNotInstalled]. The
//     host answers as prelude.js says, and the clock moves 100 ms after every
//     step.
//   - A program case names a whole mini-program by "app", which is launched with
//     the storage and network of the case.
//
// Every step is followed by a drain: what is due runs, time stands still. A
// record of the step holds what the program logged, whether the step threw, the
// data and the tree of the page, and of a whole program what its user sees.
//
// Time is virtual and starts at 2024-05-15 10:00:00 UTC+8, random numbers come
// from a fixed generator, so that a case gives the same records at every run.
// Nothing is shared between runs; all functions are safe for concurrent use.
package conform
