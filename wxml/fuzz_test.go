package wxml

import (
	"testing"
)

func fuzzSeeds(f *testing.F) {
	for _, test := range parseTests {
		f.Add([]byte(test.in))
	}
	for _, test := range formatTests {
		f.Add([]byte(test.in))
	}
	for _, s := range hostile {
		f.Add([]byte(s + s + s))
	}
	for _, src := range testPages(f) {
		f.Add(src)
	}
}

// FuzzParse checks that any input gives a sound tree.
func FuzzParse(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		d := Parse("t.wxml", src)
		checkSpans(t, d)
		for _, m := range d.Diagnostics {
			if m.Code == "" || m.Message == "" || m.Line < 1 && m.Code != codeTooMany {
				t.Fatalf("diagnostic without a code, a text or a place: %#v", m)
			}
		}
	})
}

// FuzzPrint checks parse, print, parse and print.
func FuzzPrint(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		checkPrintBack(t, Parse("t.wxml", src))
	})
}
