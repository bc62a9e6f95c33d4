// Package hostile holds the tests that run hostile programs: the tables of
// testdata/hostile, each program in a process of its own under a limit of memory,
// with its logic layer in that process and in a worker.
package hostile
