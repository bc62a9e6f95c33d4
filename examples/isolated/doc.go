// Command isolated runs a program that it does not trust in a worker process,
// sees it break a limit, and goes on.
package main
