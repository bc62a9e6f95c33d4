package sandbox

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// goja has no Intl: its toLocaleString takes a locale for a radix. Here are the
// functions of ECMA-402 that programs write numbers and times with, in Chinese,
// which is what WeChat shows, and in English where a program asks for that.

var (
	numberGuards = map[string]guardOf{"toLocaleString": instead((*VM).numberText)}
	dateGuards   = map[string]guardOf{
		"toLocaleString":     instead(dateText("date", "time")),
		"toLocaleDateString": instead(dateText("date", "")),
		"toLocaleTimeString": instead(dateText("", "time")),
	}
)

// instead lets a function of this package stand for goja's own.
func instead(f func(*VM, goja.FunctionCall) goja.Value) guardOf {
	return func(vm *VM, _ native) native {
		return func(c goja.FunctionCall) goja.Value { return f(vm, c) }
	}
}

// english reports whether the locales that a function was given begin with one of
// English.
func (vm *VM) english(locales goja.Value) bool {
	if o, ok := locales.(*goja.Object); ok {
		if locales = o.Get("0"); locales == nil {
			return false
		}
	}
	s, ok := locales.(goja.String)
	return ok && strings.HasPrefix(strings.ToLower(s.String()), "en")
}

// localeOptions are the options of a formatting function.
type localeOptions struct {
	vm *VM
	o  *goja.Object
}

func (vm *VM) localeOptions(v goja.Value) localeOptions {
	o, _ := v.(*goja.Object)
	return localeOptions{vm, o}
}

func (l localeOptions) get(name string) goja.Value {
	if l.o == nil {
		return nil
	}
	if v := l.o.Get(name); v != nil && !goja.IsUndefined(v) {
		return v
	}
	return nil
}

// text is an option that is a text, "" where it is not there.
func (l localeOptions) text(name string) string {
	if v := l.get(name); v != nil {
		return l.vm.stringOf(v).String()
	}
	return ""
}

// digits is a number of digits from least to most.
func (l localeOptions) digits(name string, least, most, without int) int {
	v := l.get(name)
	if v == nil {
		return without
	}
	f := v.ToFloat()
	if !(f >= float64(least) && f <= float64(most)) {
		panic(l.vm.NewError("RangeError", name+" value is out of range."))
	}
	return int(f)
}

// currencies are the signs of money in Chinese and in English, and the digits
// behind the point.
var currencies = map[string]struct {
	zh, en string
	digits int
}{
	"CNY": {"¥", "CN¥", 2}, "USD": {"US$", "$", 2}, "EUR": {"€", "€", 2}, "GBP": {"£", "£", 2}, "JPY": {"JP¥", "¥", 0},
	"HKD": {"HK$", "HK$", 2}, "TWD": {"NT$", "NT$", 2}, "KRW": {"￦", "₩", 0}, "INR": {"₹", "₹", 2}, "AUD": {"AU$", "A$", 2},
	"CAD": {"CA$", "CA$", 2}, "VND": {"₫", "₫", 0},
}

// numberText is Number.prototype.toLocaleString.
func (vm *VM) numberText(c goja.FunctionCall) goja.Value {
	v := c.This
	if o, ok := v.(*goja.Object); ok && o.ClassName() == "Number" {
		v = o.ToNumber()
	}
	if !goja.IsNumber(v) {
		panic(vm.rt.NewTypeError("Number.prototype.toLocaleString requires that 'this' be a Number"))
	}
	f, opts := v.ToFloat(), vm.localeOptions(c.Argument(1))
	before, after, least, most := "", "", 0, 3
	switch opts.text("style") {
	case "percent":
		after, most = "%", 0
		f *= 100
	case "currency":
		code := strings.ToUpper(opts.text("currency"))
		if code == "" {
			panic(vm.rt.NewTypeError("Currency code is required with currency style."))
		}
		sign, ok := currencies[code]
		if !ok {
			sign.zh, sign.en, sign.digits = code+"\u00a0", code+"\u00a0", 2
		}
		least, most, before = sign.digits, sign.digits, sign.zh
		if vm.english(c.Argument(0)) {
			before = sign.en
		}
		if opts.text("currencyDisplay") == "code" {
			before = code + "\u00a0"
		}
	}
	n := numberFormat{integer: opts.digits("minimumIntegerDigits", 1, 21, 1), group: true}
	n.least = opts.digits("minimumFractionDigits", 0, 100, -1)
	n.most = opts.digits("maximumFractionDigits", max(n.least, 0), 100, -1)
	switch {
	case n.least < 0 && n.most < 0:
		n.least, n.most = least, most
	case n.least < 0:
		n.least = min(least, n.most)
	case n.most < 0:
		n.most = max(most, n.least)
	}
	n.significant = opts.digits("maximumSignificantDigits", 1, 21, 0)
	if v := opts.get("useGrouping"); v != nil {
		n.group = v.ToBoolean() && v.String() != "false"
	}
	minus := ""
	if math.Signbit(f) && !math.IsNaN(f) {
		minus, f = "-", -f
	}
	return vm.rt.ToValue(minus + before + n.format(f) + after)
}

// numberFormat says how a number is written.
type numberFormat struct {
	integer     int // least digits before the point
	least, most int // digits behind it
	significant int // most significant digits, 0 for all
	group       bool
}

// format writes a number that is not negative. It is rounded as its shortest
// decimal form, half of a digit up.
func (n numberFormat) format(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 0):
		return "∞"
	}
	e := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exp, _ := strings.Cut(e, "e")
	point, _ := strconv.Atoi(exp)
	digits := strings.Replace(mantissa, ".", "", 1)
	point++ // the point stands behind that many digits
	if f == 0 {
		digits, point = "", 0
	}
	keep := point + n.most
	least := n.least
	if n.significant > 0 {
		keep, least = n.significant, 0
	}
	digits, point = roundDigits(digits, point, keep)
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	if len(digits) < point {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole, fraction := digits[:point], strings.TrimRight(digits[point:], "0")
	whole = strings.Repeat("0", max(n.integer-len(whole), 0)) + whole
	if len(fraction) < least {
		fraction += strings.Repeat("0", least-len(fraction))
	}
	if n.group {
		whole = groupDigits(whole)
	}
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// roundDigits keeps the first digits of a number 0.DIGITS × 10^point.
func roundDigits(digits string, point, keep int) (string, int) {
	if keep < 0 {
		return "", 0
	}
	if keep >= len(digits) {
		return digits, point
	}
	up := digits[keep] >= '5'
	out := []byte(digits[:keep])
	for i := len(out) - 1; up && i >= 0; i-- {
		if out[i]++; out[i] <= '9' {
			up = false
			break
		}
		out[i] = '0'
	}
	if up {
		return "1" + string(out), point + 1
	}
	return string(out), point
}

func groupDigits(s string) string {
	if len(s) <= 3 {
		return s
	}
	var b strings.Builder
	head := len(s) % 3
	b.WriteString(s[:head])
	for i := head; i < len(s); i += 3 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s[i : i+3])
	}
	return b.String()
}

// dateText is toLocaleString and its kin: what is written where the options ask
// for no field is the date, the time or both.
func dateText(date, clock string) func(*VM, goja.FunctionCall) goja.Value {
	return func(vm *VM, c goja.FunctionCall) goja.Value {
		o, ok := c.This.(*goja.Object)
		if !ok || o.ClassName() != "Date" {
			panic(vm.rt.NewTypeError("this is not a Date object."))
		}
		t, ok := o.Export().(time.Time)
		if !ok {
			return vm.rt.ToValue("Invalid Date")
		}
		if loc := vm.cfg.Location; loc != nil {
			t = t.In(loc)
		} else {
			t = t.Local()
		}
		opts := vm.localeOptions(c.Argument(1))
		if name := opts.text("timeZone"); name != "" {
			loc, err := time.LoadLocation(name)
			if err != nil || name == "Local" {
				panic(vm.NewError("RangeError", "Invalid time zone specified: "+name))
			}
			t = t.In(loc)
		}
		d := opts.dateFormat(date != "", clock != "")
		d.english = vm.english(c.Argument(0))
		return vm.rt.ToValue(d.format(t))
	}
}

// dateFormat says which fields of a time are written, and how: numeric, 2-digit,
// short, long.
type dateFormat struct {
	weekday, year, month, day, hour, minute, second string
	hour12                                          *bool
	english                                         bool
}

// dateStyles are the fields of dateStyle; the short one is of Chinese.
var dateStyles = map[string]dateFormat{
	"full":   {weekday: "long", year: "numeric", month: "long", day: "numeric"},
	"long":   {year: "numeric", month: "long", day: "numeric"},
	"medium": {year: "numeric", month: "short", day: "numeric"},
	"short":  {year: "numeric", month: "numeric", day: "numeric"},
}

func (l localeOptions) dateFormat(date, clock bool) dateFormat {
	var d dateFormat
	if v := l.get("hour12"); v != nil {
		twelve := v.ToBoolean()
		d.hour12 = &twelve
	} else if cycle := l.text("hourCycle"); cycle != "" {
		twelve := cycle == "h12" || cycle == "h11"
		d.hour12 = &twelve
	}
	ds, ts := l.text("dateStyle"), l.text("timeStyle")
	if ds != "" || ts != "" {
		if s, ok := dateStyles[ds]; ok {
			s.hour12 = d.hour12
			d = s
		}
		if ts != "" {
			d.hour, d.minute = "numeric", "2-digit"
			if ts != "short" {
				d.second = "2-digit"
			}
		}
		return d
	}
	d.weekday, d.year, d.month, d.day = l.text("weekday"), l.text("year"), l.text("month"), l.text("day")
	d.hour, d.minute, d.second = l.text("hour"), l.text("minute"), l.text("second")
	hasDate, hasTime := d.weekday+d.year+d.month+d.day != "", d.hour+d.minute+d.second != ""
	if date && !hasDate && (!clock || !hasTime) {
		d.year, d.month, d.day = "numeric", "numeric", "numeric"
	}
	if clock && !hasTime && (!date || !hasDate) {
		d.hour, d.minute, d.second = "numeric", "2-digit", "2-digit"
	}
	return d
}

func (d dateFormat) format(t time.Time) string {
	if d.english {
		return d.inEnglish(t)
	}
	return d.inChinese(t)
}

// number writes a field.
func number(kind string, n int) string {
	if kind == "2-digit" {
		return fmt.Sprintf("%02d", n%100)
	}
	return strconv.Itoa(n)
}

// named reports whether the month is written as a word.
func (d dateFormat) named() bool {
	return d.month == "long" || d.month == "short" || d.month == "narrow"
}

// slashed joins those of the fields that are asked for.
func slashed(fields ...string) string {
	var parts []string
	for _, f := range fields {
		if f != "" {
			parts = append(parts, f)
		}
	}
	return strings.Join(parts, "/")
}

func fieldText(kind string, n int) string {
	if kind == "" {
		return ""
	}
	return number(kind, n)
}

func (d dateFormat) inChinese(t time.Time) string {
	date := ""
	y, m, day := fieldText(d.year, t.Year()), fieldText(d.month, int(t.Month())), fieldText(d.day, t.Day())
	switch {
	case d.month == "long" && d.year+d.day == "":
		date = chineseMonths[t.Month()-1]
	case d.named() || d.weekday != "" || d.day == "" || d.month == "":
		if d.year != "" {
			date += y + "年"
		}
		if d.month != "" {
			date += strconv.Itoa(int(t.Month())) + "月"
		}
		if d.day != "" {
			date += day + "日"
		}
	default:
		date = slashed(y, m, day)
	}
	if d.weekday != "" {
		prefix := "星期"
		if d.weekday != "long" {
			prefix = "周"
		}
		date += prefix + string([]rune("日一二三四五六")[t.Weekday()])
	}
	clock := d.clock(t, d.hour12 != nil && *d.hour12)
	if d.hour != "" && d.minute == "" {
		clock += "时"
	}
	if d.hour != "" && d.hour12 != nil && *d.hour12 {
		half := "上午"
		if t.Hour() >= 12 {
			half = "下午"
		}
		clock = half + clock
	}
	if date == "" || clock == "" || d.year+d.month+d.day == "" {
		return date + clock
	}
	return date + " " + clock
}

var chineseMonths = [12]string{"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"}

func (d dateFormat) inEnglish(t time.Time) string {
	y, m, day := fieldText(d.year, t.Year()), fieldText(d.month, int(t.Month())), fieldText(d.day, t.Day())
	date := ""
	if d.named() {
		date = t.Month().String()
		if d.month != "long" {
			date = date[:3]
		}
		if day != "" {
			date += " " + day
			if y != "" {
				date += ","
			}
		}
		if y != "" {
			date += " " + y
		}
	} else {
		date = slashed(m, day, y)
	}
	if d.weekday != "" {
		name := t.Weekday().String()
		if d.weekday != "long" {
			name = name[:3]
		}
		if date != "" {
			name += ", "
		}
		date = name + date
	}
	twelve := d.hour12 == nil || *d.hour12
	clock := d.clock(t, twelve)
	if d.hour != "" && twelve {
		clock += t.Format(" PM")
	}
	switch {
	case date == "" || clock == "":
		return date + clock
	case d.year+d.month+d.day == "":
		return date + " " + clock
	case d.month == "long":
		return date + " at " + clock
	}
	return date + ", " + clock
}

// clock writes hours, minutes and seconds. The hours of twelve have two digits
// where that is asked for, those of twenty-four always.
func (d dateFormat) clock(t time.Time, twelve bool) string {
	var parts []string
	if d.hour != "" {
		if twelve {
			parts = append(parts, number(d.hour, (t.Hour()+11)%12+1))
		} else {
			parts = append(parts, number("2-digit", t.Hour()))
		}
	}
	if d.minute != "" {
		kind := d.minute
		if d.hour != "" || d.second != "" {
			kind = "2-digit"
		}
		parts = append(parts, number(kind, t.Minute()))
	}
	if d.second != "" {
		kind := d.second
		if d.minute != "" {
			kind = "2-digit"
		}
		parts = append(parts, number(kind, t.Second()))
	}
	return strings.Join(parts, ":")
}
