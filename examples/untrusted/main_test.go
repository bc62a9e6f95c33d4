package main

import (
	"os"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	var out strings.Builder
	if err := run(os.DirFS("../../testdata/apps/counter"), &out); err != nil {
		t.Fatal(err)
	}
	const want = `a loop without end           the turn was ended in pages/a/a.js:4 by the limit turn-time (1s)
a text of a gigabyte         the call failed in pages/a/a.js:4 by the limit string-size (16777216 characters made by one call)
recursion without end        the turn was ended in pages/a/a.js:4 by the limit call-depth (500 calls)
a page of 100 000 nodes      the turn was ended in pages/a/a.js:4 by the limit nodes (10000 nodes in one page)
a little more with each tap  the program was closed in pages/a/a.js:4 by the limit app-heap (16 MiB kept from turn to turn)
code from a string           the program threw in pages/a/a.js:4: EvalError: code from strings is not allowed: Function()
a file of the host           the program threw in pages/a/a.js:4: Error: readFileSync:fail no such file or directory /etc/passwd
a server                     the program threw in pages/a/a.js:4: Error: request:fail the host gives this program no network

the other program shows [1 - +]
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
