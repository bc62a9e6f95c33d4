// Command untrusted runs a program that it does not trust, beside one that it
// does: the hostile one is ended by a limit that has a name and a place, and the
// other goes on as if nothing had happened.
package main
