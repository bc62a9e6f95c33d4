package value

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// randomUnits returns UTF-16 units among which lone surrogates, pairs and runs
// of ASCII are all frequent.
func randomUnits(r *rand.Rand, n int) []uint16 {
	var units []uint16
	for len(units) < n {
		switch r.IntN(7) {
		case 0:
			for range 1 + r.IntN(12) {
				units = append(units, uint16('a'+r.IntN(26)))
			}
		case 1:
			units = append(units, uint16(0x80+r.IntN(0x700)))
		case 2:
			units = append(units, uint16(0x4E00+r.IntN(100)))
		case 3:
			units = append(units, uint16(0xD000+r.IntN(0x800))) // Hangul, which starts with 0xED too
		case 4:
			units = append(units, uint16(0xD800+r.IntN(0x400)))
		case 5:
			units = append(units, uint16(0xDC00+r.IntN(0x400)))
		case 6:
			units = utf16.AppendRune(units, rune(0x10000+r.IntN(0x100000)))
		}
	}
	return units[:n]
}

func randomText(r *rand.Rand, n int) string { return FromUTF16(randomUnits(r, r.IntN(n+1))) }

// TestUTF16AgainstUnits compares every function with the same operation on a
// slice of units.
func TestUTF16AgainstUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 3000 {
		u := randomUnits(r, r.IntN(40))
		s := FromUTF16(u)
		if got := ToUTF16(s); !slices.Equal(got, u) {
			t.Fatalf("%x gives %q, which gives %x", u, s, got)
		}
		if got := UTF16Len(s); got != len(u) {
			t.Fatalf("UTF16Len(%q) = %d, want %d", s, got, len(u))
		}
		if got, want := []rune(ValidUTF8(s)), utf16.Decode(u); !slices.Equal(got, want) {
			t.Fatalf("ValidUTF8(%q) = %q, want %q", s, string(got), string(want))
		}
		for i := -1; i <= len(u)+1; i++ {
			got, ok := UTF16At(s, i)
			if in := i >= 0 && i < len(u); ok != in || in && got != FromUTF16(u[i:i+1]) || !in && got != "" {
				t.Fatalf("UTF16At(%q, %d) = %q, %v", s, i, got, ok)
			}
		}
		for range 20 {
			a, b := r.IntN(len(u)+4)-2, r.IntN(len(u)+4)-2
			lo, hi := max(a, 0), min(max(b, 0), len(u))
			want := ""
			if lo < hi {
				want = FromUTF16(u[lo:hi])
			}
			if got := UTF16Slice(s, a, b); got != want {
				t.Fatalf("UTF16Slice(%q, %d, %d) = %q, want %q", s, a, b, got, want)
			}
		}
		w := randomUnits(r, r.IntN(10))
		want := FromUTF16(slices.Concat(u, w))
		if got := Concat(s, FromUTF16(w)); got != want {
			t.Fatalf("Concat(%q, %q) = %q, want %q", s, FromUTF16(w), got, want)
		}
		if got := string(appendText([]byte(s), FromUTF16(w))); got != want {
			t.Fatalf("appendText(%q, %q) = %q, want %q", s, FromUTF16(w), got, want)
		}
	}
}

func TestUTF16Table(t *testing.T) {
	cases := []struct {
		s     string
		units []uint16
		valid string
	}{
		{"", nil, ""},
		{"abc", []uint16{'a', 'b', 'c'}, "abc"},
		{"é键", []uint16{0xE9, 0x952E}, "é键"},
		{"😀", []uint16{0xD83D, 0xDE00}, "😀"},
		{"\xed\xa0\xbd", []uint16{0xD83D}, "\ufffd"},
		{"\xed\xb8\x80\xed\xa0\xbd", []uint16{0xDE00, 0xD83D}, "\ufffd\ufffd"},
		{"\xed\x9f\xbf", []uint16{0xD7FF}, "\ud7ff"},
		{"\U0010ffff", []uint16{0xDBFF, 0xDFFF}, "\U0010ffff"},
		// Bytes that are no WTF-8 count as U+FFFD each.
		{"a\xff\x80b", []uint16{'a', 0xFFFD, 0xFFFD, 'b'}, "a\ufffd\ufffdb"},
		{"\xed\xa0", []uint16{0xFFFD, 0xFFFD}, "\ufffd\ufffd"},
		{"\xe0\x80\x80", []uint16{0xFFFD, 0xFFFD, 0xFFFD}, "\ufffd\ufffd\ufffd"},
		{"\xf0\x9f", []uint16{0xFFFD, 0xFFFD}, "\ufffd\ufffd"},
	}
	for _, c := range cases {
		if got := ToUTF16(c.s); !slices.Equal(got, c.units) {
			t.Errorf("ToUTF16(%q) = %x, want %x", c.s, got, c.units)
		}
		if got := UTF16Len(c.s); got != len(c.units) {
			t.Errorf("UTF16Len(%q) = %d, want %d", c.s, got, len(c.units))
		}
		if got := ValidUTF8(c.s); got != c.valid {
			t.Errorf("ValidUTF8(%q) = %q, want %q", c.s, got, c.valid)
		}
	}
}

func TestIsASCII(t *testing.T) {
	for n := range 40 {
		s := strings.Repeat("a", n)
		if !IsASCII(s) {
			t.Errorf("%d letters are no ASCII", n)
		}
		for i := range n {
			if odd := s[:i] + "\x80" + s[i+1:]; IsASCII(odd) {
				t.Errorf("%q is ASCII", odd)
			}
		}
	}
}

func FuzzUTF16Slice(f *testing.F) {
	for _, s := range []string{"", "abc", "a键😀b", "\xed\xa0\xbd\xed\xb8\x80", "\xed\xb8\x80x\xed\xa0\xbd", "\xff\xed\xa0", "0123456789abcdef😀"} {
		f.Add(s, 1, 3)
		f.Add(s, 0, 100)
		f.Add(s, -5, 2)
	}
	f.Fuzz(func(t *testing.T, s string, a, b int) {
		u := ToUTF16(s)
		if n := UTF16Len(s); n != len(u) {
			t.Fatalf("UTF16Len(%q) = %d, %d units", s, n, len(u))
		}
		lo, hi := min(max(a, 0), len(u)), min(max(b, 0), len(u))
		want := u[lo:max(lo, hi)]
		got := UTF16Slice(s, a, b)
		if !slices.Equal(ToUTF16(got), want) {
			t.Fatalf("UTF16Slice(%q, %d, %d) = %q, want %x", s, a, b, got, want)
		}
		if !utf8.ValidString(ValidUTF8(s)) {
			t.Fatalf("ValidUTF8(%q) = %q", s, ValidUTF8(s))
		}
		// The parts of a canonical string put together are the string.
		if c := FromUTF16(u); Concat(Concat(UTF16Slice(c, 0, lo), UTF16Slice(c, lo, max(lo, hi))), UTF16Slice(c, max(lo, hi), len(u))) != c {
			t.Fatalf("the parts of %q cut at %d and %d do not make it up", c, lo, hi)
		}
	})
}

func BenchmarkUTF16(b *testing.B) {
	for _, c := range []struct{ name, s string }{
		{"ascii", strings.Repeat("abcdefgh", 8<<10)},
		{"chinese", strings.Repeat("小程序", 8<<10)},
		{"emoji", strings.Repeat("😀", 16<<10)},
	} {
		n := UTF16Len(c.s)
		b.Run("Len/"+c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.s)))
			for b.Loop() {
				UTF16Len(c.s)
			}
		})
		b.Run("At/"+c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.s)))
			b.ReportAllocs()
			for b.Loop() {
				UTF16At(c.s, n-1)
			}
		})
	}
}
