package property_test

import (
	"testing"

	"github.com/mica-go/mica/wxss/internal/property"
)

// Read is what Expand and Compute say one after the other.
func TestRead(t *testing.T) {
	for _, c := range [][2]string{
		{"color", "red"}, {"color", "#FFF"}, {"color", "currentcolor"}, {"color", "nonsense"}, {"color", ""}, {"width", "2em"}, {"width", "calc(1px + 1vw)"},
		{"width", "-1px"}, {"display", "flex"}, {"display", "FLEX"}, {"float", "LEFT"}, {"display", " inline  flex "}, {"z-index", "1.5"}, {"line-height", "1.5"},
		{"font-weight", "bolder"}, {"-webkit-transform", "rotate(1turn)"}, {"word-wrap", "break-word"}, {"box-shadow", "1px 1px red, inset 0 0 2em"},
		{"margin", "1px"}, {"margin", "nonsense"}, {"color", "inherit"}, {"all", "unset"}, {"--x", "a b"}, {"nonsense", "1"}, {"quotes", `"a" "b"`},
		{"font-family", "A  B, serif"}, {"background-image", "url(a b)"}, {"transition-duration", "1s,200ms"},
	} {
		env := &property.Env{FontSize: 20, Color: "rgb(1, 2, 3)"}
		index, got, ok := property.Read(env, c[0], c[1])
		long, valid := property.Expand(nil, c[0], c[1])
		info, _ := property.Lookup(c[0])
		if index < 0 {
			if ok && !info.Shorthand && len(c[0]) > 2 && c[0][:2] != "--" && c[1] != "inherit" || !ok && valid {
				t.Errorf("%s: %s is not read, but is valid: %v", c[0], c[1], valid)
			}
			continue
		}
		want := &property.Env{FontSize: 20, Color: "rgb(1, 2, 3)"}
		if !ok || !valid || index != long[0].Index || property.Longhands()[index] != long[0].Name || got != property.Compute(want, long[0].Name, long[0].Value) || env.Used != want.Used {
			t.Errorf("%s: %s gives %v %q %v, %b", c[0], c[1], long, got, ok, env.Used)
		}
	}
}
