package view

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Count returns how many nodes stand below n as users count them: elements and
// component hosts, and runs of text that are more than white space, adjacent
// ones as one. Slots are no nodes. n itself counts unless it is the page's
// root node.
func (n Node) Count() int {
	if d := get(n, digest); d != nil {
		return d.nodes
	}
	return 0
}

// Sum returns a checksum of what Count counts: FNV-1a of 32 bits, as 8 hex
// digits, of their tags, ids, class names and texts. Two trees that show the
// same have the same sum; it is "" for a node that is gone.
func (n Node) Sum() string {
	d := get(n, digest)
	if d == nil {
		return ""
	}
	return fmt.Sprintf("%08x", d.hash)
}

type digester struct {
	nodes int
	hash  uint32
	// text is the run of text being read, white space made single spaces, with
	// one at the end where more is needed before further text.
	text    []byte
	buf     []byte
	names   []string
	classes []bridge.Class
}

func digest(p *Page, top pos) *digester {
	d := &digester{hash: 2166136261}
	p.walk(top, func(at pos) verdict {
		switch at.kind() {
		case KindText:
			d.run(at.text())
		case KindElement, KindComponent:
			d.flush()
			d.open(p, at)
		}
		return descend
	}, func(at pos) {
		if k := at.kind(); k == KindElement || k == KindComponent {
			d.flush()
			d.write("</>")
		}
	})
	d.flush()
	return d
}

// write adds a string to the hash, as UTF-8.
func (d *digester) write(s string) {
	if !utf8.ValidString(s) {
		s = value.ValidUTF8(s)
	}
	d.buf = append(d.buf[:0], s...)
	d.add(d.buf)
}

func (d *digester) add(b []byte) {
	h := d.hash
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	d.hash = h
}

func (d *digester) open(p *Page, at pos) {
	d.nodes++
	d.write("<")
	d.write(at.tag())
	if id := at.id(); id != "" {
		d.write("#")
		d.write(id)
	}
	d.classes = p.classes(at, d.classes[:0])
	d.names = d.names[:0]
	for _, c := range d.classes {
		d.names = append(d.names, c.Name)
	}
	slices.SortFunc(d.names, compareUTF16)
	for _, name := range slices.Compact(d.names) {
		d.write(".")
		d.write(name)
	}
	d.write(">")
}

// run adds text to the run, white space as one space.
func (d *digester) run(s string) { d.text = appendCollapsed(d.text, s) }

func (d *digester) flush() {
	s := bytes.TrimSuffix(d.text, []byte(" "))
	d.text = d.text[:0]
	if len(s) == 0 {
		return
	}
	d.nodes++
	if utf8.Valid(s) {
		d.add(s)
	} else {
		d.write(string(s))
	}
}

// appendCollapsed appends s with every run of JavaScript's white space as one
// space, and none at the beginning of b.
func appendCollapsed(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if !isJSSpace(r) {
			b = append(b, s[i:i+size]...)
		} else if len(b) > 0 && b[len(b)-1] != ' ' {
			b = append(b, ' ')
		}
		i += size
	}
	return b
}

// isJSSpace reports what \s matches in JavaScript.
func isJSSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}

// compareUTF16 orders strings by UTF-16 code units, as JavaScript sorts. Bytes
// of UTF-8 sort the same but for code points beyond U+FFFF, which as
// surrogates come before U+E000.
func compareUTF16(a, b string) int {
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x != y {
			return cmp.Compare(utf16Key(x), utf16Key(y))
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

func utf16Key(r rune) rune {
	switch {
	case r >= 0x10000:
		return 0xD800 + r - 0x10000
	case r >= 0xE000:
		return r + 0x100000
	}
	return r
}
