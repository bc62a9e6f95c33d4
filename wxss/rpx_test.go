package wxss

import (
	"fmt"
	"math"
	"testing"
)

// The table of spec §3: rpx to px by window width, for everything but iOS.
func TestRPXTable(t *testing.T) {
	widths := []float64{320, 375, 390, 414, 750}
	for _, row := range []struct {
		rpx string
		px  [5]string
	}{
		{"0", [5]string{"0", "0", "0", "0", "0"}},
		{"0.5", [5]string{"1", "1", "1", "1", "1"}},
		{"1", [5]string{"1", "1", "1", "1", "1"}},
		{"2", [5]string{"1", "1", "1", "1", "2"}},
		{"3", [5]string{"1", "1", "1", "1", "3"}},
		{"10", [5]string{"4", "5", "5", "5", "10"}},
		{"25", [5]string{"10", "12", "13", "13", "25"}},
		{"75", [5]string{"32", "37", "39", "41", "75"}},
		{"750", [5]string{"320", "375", "390", "414", "750"}},
		{"-1", [5]string{"-1", "-1", "-1", "-1", "-1"}},
		{"-10", [5]string{"-5", "-5", "-6", "-6", "-10"}},
	} {
		for i, width := range widths {
			got := ConvertRPX(row.rpx+"rpx", RPX{Width: width})
			if want := row.px[i] + "px"; got != want {
				t.Errorf("%srpx at %v: got %s, want %s", row.rpx, width, got, want)
			}
		}
	}
}

// Spec §3: what is not in the table.
func TestRPXLengths(t *testing.T) {
	for _, c := range []struct {
		in   string
		r    RPX
		want string
	}{
		{"-3rpx", RPX{Width: 375}, "-2px"},
		{"-0rpx", RPX{Width: 375}, "0px"},
		{"1rpx", RPX{Width: 375, HalfPixel: true}, "0.5px"},
		{"3rpx", RPX{Width: 375, HalfPixel: true}, "1px"},
		{"750rpx", RPX{}, "375px"},
		{"750rpx", RPX{Width: -1}, "375px"},
		{"750rpx", RPX{Width: math.Inf(1)}, "375px"},
		{"750rpx", RPX{Width: math.NaN()}, "375px"},
		{"750rpx", RPX{Mode: RPXToVW}, "100vw"},
		{"100rpx", RPX{Mode: RPXToVW}, "13.333333333333334vw"},
		{"-7.5rpx", RPX{Mode: RPXToVW}, "-1vw"},
		{"-0rpx", RPX{Mode: RPXToVW}, "0vw"},
		{"10rpx", RPX{Mode: RPXKeep}, "10rpx"},
		{"99999999999999999999rpx", RPX{}, "33554432px"},
		{"-99999999999999999999rpx", RPX{Mode: RPXToVW}, "-33554432vw"},
		{fmt.Sprintf("%0400d", 1) + "rpx", RPX{Width: 750}, "1px"},
		{"1" + fmt.Sprintf("%0400d", 0) + "rpx", RPX{}, "33554432px"},
		{"-1" + fmt.Sprintf("%0400d", 0) + "rpx", RPX{}, "-33554432px"},
	} {
		if got := ConvertRPX(c.in, c.r); got != c.want {
			t.Errorf("%s with %+v: got %s, want %s", c.in, c.r, got, c.want)
		}
	}
}

// Spec §3: where rpx is recognised, at a width of 750.
var rpxPlaces = []struct{ in, want string }{
	{"10rpx", "10px"},
	{"+5rpx", "5px"},
	{"-.5rpx", "-1px"},
	{".5rpx", "1px"},
	{"1.5rpx 2rpx", "1px 2px"},
	{"10rpx,20rpx/30rpx", "10px,20px/30px"},
	{"calc(100% - 10rpx)", "calc(100% - 10px)"},
	{"calc(100%/(-2rpx*3))", "calc(100%/(-2px*3))"},
	{"var(--a,10rpx)", "var(--a,10px)"},
	{"width:10rpx;height:20rpx", "width:10px;height:20px"},
	{"(min-width:100rpx)", "(min-width:100px)"},
	{"1..5rpx", "1.1px"},
	{"5px+5rpx", "5px+5px"},
	{"10 rpx", "10 rpx"},
	{"1.5RPX", "1.5RPX"},
	{"1.5Rpx", "1.5Rpx"},
	{"1e2rpx", "1e2rpx"},
	{"1e-2rpx", "1e-2rpx"},
	{"10rpxx", "10rpxx"},
	{"10rpx-5rpx", "10rpx-5rpx"},
	{"10rpx_", "10rpx_"},
	{"10rpx中", "10rpx中"},
	{"10rpx\\66", "10rpx\\66"},
	{"1.rpx", "1.rpx"},
	{"a10rpx", "a10rpx"},
	{"a-10rpx", "a-10rpx"},
	{"--10rpx", "--10rpx"},
	{"#10rpx", "#10rpx"},
	{"'10rpx' 10rpx", "'10rpx' 10px"},
	{`"a\"10rpx" 10rpx`, `"a\"10rpx" 10px`},
	{"url(10rpx) 10rpx", "url(10rpx) 10px"},
	{"URL( 'a)10rpx' ) 10rpx", "URL( 'a)10rpx' ) 10px"},
	{"url(a\\)10rpx) 10rpx", "url(a\\)10rpx) 10px"},
	{"/*10rpx*/10rpx", "/*10rpx*/10px"},
	{"/*10rpx", "/*10rpx"},
	{"\"10rpx", "\"10rpx"},
	{"url(10rpx", "url(10rpx"},
	{"rpx", "rpx"},
	{"", ""},
}

func TestRPXPlaces(t *testing.T) {
	for _, c := range rpxPlaces {
		if got := ConvertRPX(c.in, RPX{Width: 750}); got != c.want {
			t.Errorf("%s: got %s, want %s", c.in, got, c.want)
		}
	}
}

// Spec §3: which parts of a sheet are converted.
func TestRPXInSheet(t *testing.T) {
	const in = `@import "10rpx.wxss" (min-width:10rpx);` +
		`@media (min-width:100rpx){.a10rpx{width:10rpx;--x:{10rpx};content:"10rpx"}}` +
		`@supports (width:10rpx){[a="10rpx"]{background:url(https://x/10rpx.png) 10rpx}}` +
		`@keyframes a{from{left:calc(1px + 10rpx)}}` +
		`@font-face{font-family:"10rpx"}@foo 10rpx{10rpx}@bar 10rpx;`
	const want = `@import "10rpx.wxss" (min-width:10px);` +
		`@media (min-width:100px){.a10rpx{width:10px;--x:{10px};content:"10rpx"}}` +
		`@supports (width:10px){[a="10rpx"]{background:url(https://x/10rpx.png) 10px}}` +
		`@keyframes a{from{left:calc(1px + 10px)}}` +
		`@font-face{font-family:"10rpx"}@foo 10rpx{10rpx}@bar 10rpx;`
	sheet, _ := Parse("a.wxss", []byte(in), Options{})
	if got := sheet.CSS(CSSOptions{RPX: RPX{Width: 750}, Minify: true}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := sheet.CSS(keepMinified); got != in {
		t.Errorf("kept: got  %s\nwant %s", got, in)
	}
}

func TestRPXAllocations(t *testing.T) {
	for _, c := range []struct {
		in  string
		max float64
	}{
		{"color:red;width:10px;background:url(https://x/y.png)", 0},
		{"width:10rpx;height:20rpx;margin:0 30rpx", 1},
	} {
		got := testing.AllocsPerRun(100, func() { ConvertRPX(c.in, RPX{Width: 375}) })
		if got > c.max {
			t.Errorf("%s: %v allocations, at most %v wanted", c.in, got, c.max)
		}
	}
}

func BenchmarkConvertRPX(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ConvertRPX("width:10rpx;height:20rpx;margin:0 30rpx;color:red", RPX{Width: 375})
	}
}
