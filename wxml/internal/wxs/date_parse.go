package wxs

import (
	"strconv"
	"strings"
	"time"
)

// parseISO reads YYYY, YYYY-MM and YYYY-MM-DD, alone (UTC) or with
// THH:MM[:SS[.sss]] and a zone (local without one).
func parseISO(s string, loc *time.Location) (float64, bool) {
	r := isoReader{s: s}
	parts := [7]float64{0, 0, 1}
	switch {
	case strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-"):
		neg := s[0] == '-'
		r.pos++
		parts[0] = r.digits(6)
		if neg {
			parts[0] = -parts[0]
		}
	default:
		parts[0] = r.digits(4)
	}
	if r.accept('-') {
		parts[1] = r.digits(2) - 1
		r.check(parts[1] >= 0 && parts[1] < 12)
		if r.accept('-') {
			parts[2] = r.digits(2)
			r.check(parts[2] >= 1 && parts[2] <= 31)
		}
	}
	zone := time.UTC
	if r.accept('T') || r.accept('t') {
		zone = r.clock(&parts, loc)
	}
	if r.bad || r.pos != len(s) {
		return 0, false
	}
	ms := composeDate(parts, zone)
	return ms, true
}

type isoReader struct {
	s   string
	pos int
	bad bool
}

func (r *isoReader) check(ok bool) { r.bad = r.bad || !ok }

func (r *isoReader) accept(c byte) bool {
	if r.pos < len(r.s) && r.s[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

func (r *isoReader) digits(n int) float64 {
	if r.pos+n > len(r.s) {
		r.bad = true
		return 0
	}
	x, err := strconv.ParseUint(r.s[r.pos:r.pos+n], 10, 32)
	r.check(err == nil)
	r.pos += n
	return float64(x)
}

// clock reads the time of day and returns the zone it is meant in.
func (r *isoReader) clock(parts *[7]float64, loc *time.Location) *time.Location {
	parts[3] = r.digits(2)
	r.check(r.accept(':'))
	parts[4] = r.digits(2)
	if r.accept(':') {
		parts[5] = r.digits(2)
		if r.accept('.') {
			from := r.pos
			for r.pos < len(r.s) && isDigit(r.s[r.pos]) {
				r.pos++
			}
			r.check(r.pos > from)
			ms, _ := strconv.Atoi((r.s[from:r.pos] + "000")[:3])
			parts[6] = float64(ms)
		}
	}
	r.check(parts[3] < 24 && parts[4] < 60 && parts[5] < 60 || parts[3] == 24 && parts[4] == 0 && parts[5] == 0)
	switch {
	case r.accept('Z') || r.accept('z'):
		return time.UTC
	case r.pos < len(r.s) && (r.s[r.pos] == '+' || r.s[r.pos] == '-'):
		neg := r.s[r.pos] == '-'
		r.pos++
		h := r.digits(2)
		r.accept(':')
		offset := h*60 + r.digits(2)
		if neg {
			offset = -offset
		}
		parts[4] -= offset
		return time.UTC
	}
	return loc
}

// dateParser reads the forms that are not ISO: numbers and words in any usual
// order.
type dateParser struct {
	s      string
	nums   []float64 // of the date, in order
	month  int       // named month, 1 to 12
	clock  [4]float64
	hasDay bool // a clock was read
	pm, am bool
	zone   float64 // minutes east of UTC
	zoned  bool
	bad    bool
}

func (p *dateParser) parse(loc *time.Location) float64 {
	for p.s != "" && !p.bad {
		switch c := p.s[0]; {
		case isDigit(c):
			p.number()
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			p.word()
		case c == '(': // a comment, such as the name of the zone
			end := strings.IndexByte(p.s, ')')
			if end < 0 {
				end = len(p.s) - 1
			}
			p.s = p.s[end+1:]
		case (c == '+' || c == '-') && p.hasDay && len(p.s) > 1 && isDigit(p.s[1]):
			p.offset()
		case strings.IndexByte(" ,-/.:\t", c) >= 0:
			p.s = p.s[1:]
		default:
			return nan
		}
	}
	year, month, day, ok := p.date()
	if p.bad || !ok {
		return nan
	}
	h := p.clock[0]
	if (p.pm || p.am) && (h < 1 || h > 12) {
		return nan
	}
	switch {
	case p.pm && h < 12:
		h += 12
	case p.am && h == 12:
		h = 0
	}
	if h > 24 || p.clock[1] > 59 || p.clock[2] > 59 {
		return nan
	}
	parts := [7]float64{year, month - 1, day, h, p.clock[1], p.clock[2], p.clock[3]}
	if p.zoned {
		parts[4] -= p.zone
		loc = time.UTC
	}
	return composeDate(parts, loc)
}

// take reads the number at the start of p.s.
func (p *dateParser) take() (f float64, digits int) {
	n := 0
	for n < len(p.s) && isDigit(p.s[n]) {
		n++
	}
	if n > 9 {
		p.bad = true
	}
	x, _ := strconv.Atoi(p.s[:min(n, 9)])
	p.s = p.s[n:]
	return float64(x), n
}

// number reads a number of the date, or the clock when a colon follows.
func (p *dateParser) number() {
	f, _ := p.take()
	if p.s != "" && p.s[0] == ':' && !p.hasDay {
		p.hasDay = true
		p.clock[0] = f
		for i := 1; i <= 3 && len(p.s) > 1 && isDigit(p.s[1]); i++ {
			if p.s[0] != ':' && !(i == 3 && p.s[0] == '.') {
				break
			}
			p.s = p.s[1:]
			var digits int
			p.clock[i], digits = p.take()
			for ; i == 3 && digits < 3; digits++ {
				p.clock[i] *= 10
			}
			for ; i == 3 && digits > 3; digits-- {
				p.clock[i] = float64(int(p.clock[i] / 10))
			}
		}
		return
	}
	p.nums = append(p.nums, f)
	p.bad = p.bad || len(p.nums) > 3
}

var monthNames = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

func (p *dateParser) word() {
	n := 0
	for n < len(p.s) && (p.s[n]|0x20 >= 'a' && p.s[n]|0x20 <= 'z') {
		n++
	}
	w := strings.ToLower(p.s[:n])
	p.s = p.s[n:]
	switch w {
	case "am":
		p.am = true
		return
	case "pm":
		p.pm = true
		return
	case "z", "gmt", "utc", "ut":
		p.zoned = true
		if p.s != "" && (p.s[0] == '+' || p.s[0] == '-') {
			p.offset()
		}
		return
	case "t":
		return
	}
	if len(w) >= 3 {
		for i, m := range monthNames {
			if w[:3] == m {
				p.month = i + 1
				return
			}
		}
		for _, d := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
			if w[:3] == d {
				return
			}
		}
	}
	p.bad = true
}

// offset reads +hhmm or +hh:mm.
func (p *dateParser) offset() {
	neg := p.s[0] == '-'
	p.s = p.s[1:]
	f, digits := p.take()
	minutes := f * 60
	if digits > 2 {
		minutes = float64(int(f)/100*60 + int(f)%100)
	} else if len(p.s) > 1 && p.s[0] == ':' && isDigit(p.s[1]) {
		p.s = p.s[1:]
		m, _ := p.take()
		minutes += m
	}
	if neg {
		minutes = -minutes
	}
	p.zone, p.zoned = minutes, true
}

// date tells which of the numbers is which.
func (p *dateParser) date() (year, month, day float64, ok bool) {
	n := p.nums
	switch {
	case p.month > 0 && len(n) == 2: // Jan 2 2020, 2 Jan 2020, 2020 Jan 2
		month, day, year = float64(p.month), n[0], n[1]
		if day > 31 {
			day, year = year, day
		}
	case p.month > 0 && len(n) == 1: // Jan 2020
		month, day, year = float64(p.month), 1, n[0]
		if year <= 31 {
			day, year = year, 2001 // what V8 takes
		}
	case p.month == 0 && len(n) == 3 && n[0] > 31: // 2020/1/2
		year, month, day = n[0], n[1], n[2]
	case p.month == 0 && len(n) == 3: // 1/2/2020
		month, day, year = n[0], n[1], n[2]
	case p.month == 0 && len(n) == 2 && n[0] > 31: // 2020/1
		year, month, day = n[0], n[1], 1
	case p.month == 0 && len(n) == 2: // 1/2
		month, day, year = n[0], n[1], 2001
	case p.month == 0 && len(n) == 1 && n[0] > 31:
		year, month, day = n[0], 1, 1
	case p.month == 0 && len(n) == 1:
		year, month, day = 2001, n[0], 1
	default:
		return 0, 0, 0, false
	}
	switch {
	case year < 50:
		year += 2000
	case year < 100:
		year += 1900
	}
	return year, month, day, month >= 1 && month <= 12 && day >= 1 && day <= 31
}
