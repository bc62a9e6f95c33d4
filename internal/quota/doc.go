// Package quota adds up what a program uses of something during the last
// minute. A Window takes amounts as they are used and tells their sum; it keeps
// a few numbers, however many amounts there are.
//
// CPUTime is the processor time of the process: no turn has had more than that.
package quota
