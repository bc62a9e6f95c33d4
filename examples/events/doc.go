// Command events taps a button of a mini-program and prints the patches that
// crossed the bridge and the tree they led to.
package main
