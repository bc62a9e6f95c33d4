package wxs

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/mica-go/mica/internal/value"
)

// dateValue is a date: milliseconds since 1970 in UTC, NaN when invalid, and
// the zone of its local members.
type dateValue struct {
	ms  float64
	loc *time.Location
}

// ClassName implements value.Opaque.
func (d *dateValue) ClassName() string { return "Date" }

// Number is the conversion to a number.
func (d *dateValue) Number() float64 { return d.ms }

// String implements value.Opaque.
func (d *dateValue) String() string {
	if d.ms != d.ms {
		return "Invalid Date"
	}
	t := d.time(d.loc)
	return t.Format("Mon Jan 02 ") + yearText(t.Year(), 4) + t.Format(" 15:04:05 ") + zoneText(t)
}

func (c *Context) dateString(d *dateValue) string { return d.String() }

func zoneText(t time.Time) string {
	name, _ := t.Zone()
	return "GMT" + t.Format("-0700") + " (" + name + ")"
}

// yearText writes a year with at least n digits.
func yearText(y, n int) string {
	if y < 0 {
		return fmt.Sprintf("-%06d", -y)
	}
	return fmt.Sprintf("%0*d", n, y)
}

// maxDate is the greatest distance from 1970 that a date may have.
const maxDate = 8.64e15

func timeClip(ms float64) float64 {
	if !(math.Abs(ms) <= maxDate) {
		return nan
	}
	return math.Trunc(ms) + 0
}

func (d *dateValue) time(loc *time.Location) time.Time {
	return time.UnixMilli(int64(d.ms)).In(loc)
}

func (c *Context) now() float64 {
	c.impure = true
	return float64(c.cfg.Now().UnixMilli())
}

// getDate is getDate and new Date.
func getDate(c *Context, _ value.Value, args []value.Value) value.Value {
	d := &dateValue{loc: c.cfg.Location}
	switch len(args) {
	case 0:
		d.ms = c.now()
	case 1:
		d.ms = c.dateFrom(args[0])
	default:
		d.ms = c.makeDate(args, d.loc)
	}
	return value.FromOpaque(d)
}

func (c *Context) dateFrom(v value.Value) float64 {
	if d, ok := v.Ref().(*dateValue); ok {
		return d.ms
	}
	p := c.toPrimitive(v, hintDefault)
	if s, ok := p.AsString(); ok {
		c.chargeText(len(s))
		return parseDate(s, c.cfg.Location)
	}
	return timeClip(value.ToNumber(p))
}

// makeDate computes a date from year, month and so on, each of which may be out
// of its range.
func (c *Context) makeDate(args []value.Value, loc *time.Location) float64 {
	parts := [7]float64{0, 0, 1}
	for i := range min(len(args), len(parts)) {
		parts[i] = c.toNumber(args[i])
	}
	if y := math.Trunc(parts[0]); y >= 0 && y <= 99 {
		parts[0] = 1900 + y
	}
	return composeDate(parts, loc)
}

// composeDate puts year, month, day, hours, minutes, seconds and milliseconds
// together.
func composeDate(parts [7]float64, loc *time.Location) float64 {
	for i, p := range parts {
		if math.Abs(p) > 1e16 || p != p {
			return nan
		}
		parts[i] = math.Trunc(p)
	}
	year := parts[0] + math.Floor(parts[1]/12)
	month := math.Mod(parts[1], 12)
	if month < 0 {
		month += 12
	}
	if math.Abs(year) > 400_000 {
		return nan
	}
	day := time.Date(int(year), time.Month(int(month)+1), 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	ms := float64(day) + (parts[2]-1)*864e5 + parts[3]*36e5 + parts[4]*6e4 + parts[5]*1e3 + parts[6]
	if math.Abs(ms) > maxDate+864e5 {
		return nan
	}
	if loc != time.UTC {
		t := time.UnixMilli(int64(ms)).UTC()
		local := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
		ms = float64(local.UnixMilli())
	}
	return timeClip(ms)
}

func dateStatics() map[string]*builtin {
	return table(
		fn("now", 0, func(c *Context, _ value.Value, _ []value.Value) value.Value { return value.Number(c.now()) }),
		fn("parse", 1, func(c *Context, _ value.Value, args []value.Value) value.Value {
			s := c.toString(arg(args, 0))
			c.chargeText(len(s))
			return value.Number(parseDate(s, c.cfg.Location))
		}),
		fn("UTC", 7, func(c *Context, _ value.Value, args []value.Value) value.Value {
			if len(args) == 0 {
				return value.Number(nan)
			}
			return value.Number(c.makeDate(args, time.UTC))
		}),
	)
}

// thisDate returns the date that a method was called on.
func (c *Context) thisDate(v value.Value) *dateValue {
	d, ok := v.Ref().(*dateValue)
	if !ok {
		c.typeError("this is not a Date object.")
	}
	return d
}

func dateMethods() map[string]*builtin {
	m := make(map[string]*builtin)
	add := func(b *builtin) { m[b.name] = b }
	getters(add)
	setters(add)
	text := func(name string, format func(d *dateValue) string) {
		add(fn(name, 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			d := c.thisDate(this)
			if d.ms != d.ms {
				return value.String("Invalid Date")
			}
			return value.String(format(d))
		}))
	}
	text("toString", (*dateValue).String)
	text("toDateString", func(d *dateValue) string {
		t := d.time(d.loc)
		return t.Format("Mon Jan 02 ") + yearText(t.Year(), 4)
	})
	text("toTimeString", func(d *dateValue) string {
		t := d.time(d.loc)
		return t.Format("15:04:05 ") + zoneText(t)
	})
	text("toLocaleString", func(d *dateValue) string { return d.time(d.loc).Format("2006/1/2 15:04:05") })
	text("toLocaleDateString", func(d *dateValue) string { return d.time(d.loc).Format("2006/1/2") })
	text("toLocaleTimeString", func(d *dateValue) string { return d.time(d.loc).Format("15:04:05") })
	utc := func(d *dateValue) string {
		t := d.time(time.UTC)
		return t.Format("Mon, 02 Jan ") + yearText(t.Year(), 4) + t.Format(" 15:04:05") + " GMT"
	}
	text("toUTCString", utc)
	text("toGMTString", utc)
	add(fn("toISOString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
		d := c.thisDate(this)
		if d.ms != d.ms {
			c.rangeError("Invalid time value")
		}
		return value.String(isoDate(d))
	}))
	add(fn("toJSON", 1, func(c *Context, this value.Value, _ []value.Value) value.Value { return dateJSON(c.thisDate(this)) }))
	return m
}

func isoDate(d *dateValue) string {
	t := d.time(time.UTC)
	year := yearText(t.Year(), 4)
	if t.Year() > 9999 {
		year = fmt.Sprintf("+%06d", t.Year())
	}
	return year + t.Format("-01-02T15:04:05.000Z")
}

func dateJSON(d *dateValue) value.Value {
	if d.ms != d.ms {
		return value.Null()
	}
	return value.String(isoDate(d))
}

// dateFields are the parts that have a getter, in local time and in UTC.
var dateFields = map[string]func(t time.Time) int{
	"FullYear":     time.Time.Year,
	"Month":        func(t time.Time) int { return int(t.Month()) - 1 },
	"Date":         time.Time.Day,
	"Day":          func(t time.Time) int { return int(t.Weekday()) },
	"Hours":        time.Time.Hour,
	"Minutes":      time.Time.Minute,
	"Seconds":      time.Time.Second,
	"Milliseconds": func(t time.Time) int { return t.Nanosecond() / 1e6 },
}

func getters(add func(*builtin)) {
	get := func(name string, utc bool, field func(time.Time) int) {
		add(fn(name, 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			d := c.thisDate(this)
			switch {
			case d.ms != d.ms:
				return value.Number(nan)
			case utc:
				return value.Int(field(d.time(time.UTC)))
			}
			return value.Int(field(d.time(d.loc)))
		}))
	}
	for name, field := range dateFields {
		get("get"+name, false, field)
		get("getUTC"+name, true, field)
	}
	get("getYear", false, func(t time.Time) int { return t.Year() - 1900 })
	get("getTimezoneOffset", false, func(t time.Time) int {
		_, seconds := t.Zone()
		return -seconds / 60
	})
	ms := func(c *Context, this value.Value, _ []value.Value) value.Value {
		return value.Number(c.thisDate(this).ms)
	}
	add(fn("getTime", 0, ms))
	add(fn("valueOf", 0, ms))
}

// setters adds the methods that change a date. Each sets the part of its name
// and takes the smaller parts as further arguments.
func setters(add func(*builtin)) {
	for _, s := range []struct {
		name        string
		first, most int
	}{
		{"FullYear", 0, 3}, {"Month", 1, 2}, {"Date", 2, 1},
		{"Hours", 3, 4}, {"Minutes", 4, 3}, {"Seconds", 5, 2}, {"Milliseconds", 6, 1},
	} {
		for _, utc := range []bool{false, true} {
			name := "set" + s.name
			if utc {
				name = "setUTC" + s.name
			}
			add(fn(name, s.most, func(c *Context, this value.Value, args []value.Value) value.Value {
				return c.setDate(c.thisDate(this), utc, s.first, args[:min(len(args), s.most)])
			}))
		}
	}
	add(fn("setTime", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
		d := c.thisDate(this)
		c.version++
		d.ms = timeClip(c.toNumber(arg(args, 0)))
		return value.Number(d.ms)
	}))
}

func (c *Context) setDate(d *dateValue, utc bool, first int, args []value.Value) value.Value {
	loc := d.loc
	if utc {
		loc = time.UTC
	}
	var parts [7]float64
	switch {
	case d.ms == d.ms:
		t := d.time(loc)
		parts = [7]float64{float64(t.Year()), float64(t.Month()) - 1, float64(t.Day()), float64(t.Hour()),
			float64(t.Minute()), float64(t.Second()), float64(t.Nanosecond() / 1e6)}
	case first == 0:
		parts = [7]float64{0, 0, 1}
	default:
		parts[0] = nan
	}
	if len(args) == 0 {
		parts[first] = nan
	}
	for i, a := range args {
		parts[first+i] = c.toNumber(a)
	}
	c.version++
	d.ms = composeDate(parts, loc)
	return value.Number(d.ms)
}

// parseDate reads a date: the ISO form first, else whatever browsers take, such
// as "2020/1/2 10:20", "Jan 2, 2020" and their own output. NaN when it cannot.
func parseDate(s string, loc *time.Location) float64 {
	s = strings.TrimSpace(s)
	if len(s) > 200 {
		return nan
	}
	if ms, ok := parseISO(s, loc); ok {
		return ms
	}
	p := dateParser{s: s}
	return p.parse(loc)
}
