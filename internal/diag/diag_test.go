package diag

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPosition(t *testing.T) {
	cases := []struct {
		src       string
		offset    int
		line, col int
		text      string
	}{
		{"", 0, 1, 1, ""},
		{"abc", 0, 1, 1, "abc"},
		{"abc", 2, 1, 3, "abc"},
		{"abc", 3, 1, 4, "abc"},
		{"abc", 99, 1, 4, "abc"},
		{"abc", -5, 1, 1, "abc"},
		{"a\nbc\nd", 1, 1, 2, "a"},
		{"a\nbc\nd", 2, 2, 1, "bc"},
		{"a\nbc\nd", 5, 3, 1, "d"},
		{"a\n", 2, 2, 1, ""},
		{"a\r\nb\r\n", 1, 1, 2, "a"},
		{"a\r\nb\r\n", 2, 1, 3, "a"}, // on the line break itself
		{"a\r\nb\r\n", 3, 2, 1, "b"},
		{"键值x", 3, 1, 2, "键值x"}, // columns are characters
		{"键值x", 6, 1, 3, "键值x"},
		{"😀x", 4, 1, 2, "😀x"},
		{"\n\n\n", 2, 3, 1, ""},
	}
	for _, c := range cases {
		line, col, text := Position([]byte(c.src), c.offset)
		if line != c.line || col != c.col || text != c.text {
			t.Errorf("Position(%q, %d) = %d:%d %q, want %d:%d %q", c.src, c.offset, line, col, text, c.line, c.col, c.text)
		}
		d := At("f", []byte(c.src), c.offset, Error, "code", "message")
		if d.Line != c.line || d.Col != c.col || d.Source != c.text {
			t.Errorf("At(%q, %d) is %d:%d %q, want %d:%d %q", c.src, c.offset, d.Line, d.Col, d.Source, c.line, c.col, c.text)
		}
	}
}

func TestDiagnosticError(t *testing.T) {
	cases := []struct {
		d    Diagnostic
		want string
	}{
		{Diagnostic{File: "a.wxml", Line: 3, Col: 7, Severity: Error, Code: "wxml-x", Message: "bad"}, "a.wxml:3:7: error: bad [wxml-x]"},
		{Diagnostic{File: "a.wxml", Severity: Warning, Message: "odd"}, "a.wxml: warning: odd"},
		{Diagnostic{File: "a", Line: 1, Col: 1, Severity: Note, Message: "m"}, "a:1:1: note: m"},
		{Diagnostic{File: "a", Severity: 9, Message: "m"}, "a: error: m"},
	}
	for _, c := range cases {
		if got := c.d.Error(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestSnippet(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	cases := []struct {
		source    string
		line, col int
		want      string
	}{
		{"", 1, 1, ""},
		{"abc", 0, 0, ""}, // about the file as a whole
		{"abc", 1, 1, "abc\n^"},
		{"abc", 1, 3, "abc\n  ^"},
		{"abc", 1, 4, "abc\n   ^"},
		{"abc", 1, 0, "abc\n^"},
		{"abc", 1, 99, "abc\n   ^"},
		{"abc", 1, 1000, "abc\n   ^"},
		{"\ta\tb", 1, 4, "\ta\tb\n\t \t^"},
		{"键值x", 1, 3, "键值x\n  ^"},
		{x(200), 1, 1, x(120) + "\n^"},
		{x(200), 1, 81, x(120) + "\n" + strings.Repeat(" ", 80) + "^"},
		{x(99) + "Y" + x(200), 1, 100, x(60) + "Y" + x(59) + "\n" + strings.Repeat(" ", 60) + "^"},
		{x(300), 1, 301, x(60) + "\n" + strings.Repeat(" ", 60) + "^"},
	}
	for _, c := range cases {
		d := Diagnostic{Line: c.line, Col: c.col, Source: c.source}
		if got := d.Snippet(); got != c.want {
			t.Errorf("%.20q… at %d:%d\ngot\n%s\nwant\n%s", c.source, c.line, c.col, got, c.want)
		}
	}
}

// TestLongLine: a message about a file of one huge line keeps a part of it, and
// shows the right one.
func TestLongLine(t *testing.T) {
	for _, unit := range []string{"x", "键", "😀", "\t", "\xff", "\x80"} {
		n := 100_000 / len(unit)
		src := []byte("first\n" + strings.Repeat(unit, n) + "HERE" + strings.Repeat(unit, n) + "\nlast")
		d := At("f", src, 6+n*len(unit), Warning, "c", "m")
		if d.Line != 2 || d.Col != n+1 || len(d.Source) > 2*maxSource+2*utf8.UTFMax {
			t.Errorf("%q: %d:%d with %d bytes, want 2:%d", unit, d.Line, d.Col, len(d.Source), n+1)
		}
		line, caret, _ := strings.Cut(d.Snippet(), "\n")
		at := utf8.RuneCountInString(caret) - 1
		if got := string([]rune(line)[at : at+4]); got != "HERE" {
			t.Errorf("%q: the caret is at %q of\n%s", unit, got, d.Snippet())
		}
	}
	// A character at the cut is whole.
	for shift := range 4 {
		src := []byte(strings.Repeat("a", shift) + strings.Repeat("😀", 1000))
		d := At("f", src, shift+4*500, Note, "", "m")
		if !utf8.ValidString(d.Source) || d.Col != shift+501 {
			t.Errorf("shift %d: column %d of %.30q", shift, d.Col, d.Source)
		}
	}
}

// TestManyMessagesOfOneLine: what messages hold does not grow with the line.
func TestManyMessagesOfOneLine(t *testing.T) {
	src := []byte(strings.Repeat("<x ", 1<<18))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var l List
	for i := range 1000 {
		l = append(l, At("f", src, 3*i*100, Error, "c", "m"))
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 8<<20 {
		t.Errorf("a thousand messages of one line of %d bytes took %d bytes", len(src), got)
	}
	runtime.KeepAlive(l)
}

func TestList(t *testing.T) {
	note := &Diagnostic{File: "b", Line: 1, Col: 1, Severity: Note, Message: "n"}
	warn := &Diagnostic{File: "a", Line: 2, Col: 5, Severity: Warning, Message: "w"}
	bad := &Diagnostic{File: "a", Line: 2, Col: 1, Severity: Error, Message: "e"}
	same := &Diagnostic{File: "a", Line: 2, Col: 1, Severity: Note, Message: "second at the place"}
	top := &Diagnostic{File: "a", Severity: Warning, Message: "whole"}
	l := List{note, warn, bad, same, top}
	l.Sort()
	want := "a: warning: whole\na:2:1: error: e\na:2:1: note: second at the place\na:2:5: warning: w\nb:1:1: note: n"
	if l.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", l.Error(), want)
	}
	if !l.HasErrors() || len(l.Errors()) != 1 || l.Errors()[0] != bad {
		t.Errorf("errors: %v, %v", l.HasErrors(), l.Errors())
	}
	if (List{note, warn}).HasErrors() || (List{note, warn}).Errors() != nil || List(nil).HasErrors() {
		t.Error("errors where there are none")
	}
	err := fmt.Errorf("load: %w", l)
	var d *Diagnostic
	if !errors.As(err, &d) || d != top || !errors.Is(err, note) || errors.Is(err, io.EOF) {
		t.Errorf("the parts of %v are not found", err)
	}
	var list List
	if !errors.As(err, &list) || len(list) != 5 {
		t.Error("the list itself is not found")
	}
}

func FuzzAt(f *testing.F) {
	f.Add([]byte("a\r\nb键\n"), 4)
	f.Add([]byte(strings.Repeat("\x80", 2000)), 1000)
	f.Fuzz(func(t *testing.T, src []byte, offset int) {
		line, col, text := Position(src, offset)
		d := At("f", src, offset, Error, "c", "m")
		if d.Line != line || line < 1 || col < 1 || !strings.Contains(text, d.Source) {
			t.Fatalf("At(%q, %d) is %d:%d %q, Position %d:%d %q", src, offset, d.Line, d.Col, d.Source, line, col, text)
		}
		if utf8.Valid(src) && d.Col != col {
			t.Fatalf("column %d, want %d", d.Col, col)
		}
		if s := d.Snippet(); d.Source != "" && !strings.HasSuffix(s, "^") {
			t.Fatalf("snippet %q", s)
		}
	})
}
