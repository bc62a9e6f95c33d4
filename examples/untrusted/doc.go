// Command untrusted runs programs that it does not trust beside one that it does.
// Each does its worst: the host learns of it by an error with a name and a place,
// what the limit holds is ended, be it a call, a turn or the program, and the other
// program goes on as if nothing had happened.
//
// A program whose memory and processor time have to be limited to the byte and the
// millisecond gets a process of its own: see examples/isolated.
package main
