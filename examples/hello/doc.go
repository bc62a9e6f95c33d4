// Command hello loads a mini-program, launches it and prints its first page.
package main
