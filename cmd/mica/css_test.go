package main

import (
	"strings"
	"testing"

	"github.com/mica-go/mica/wxss"
)

func TestCSS(t *testing.T) {
	status, out, errOut := mica(t, "css", shop)
	if status != 0 || errOut != "" {
		t.Fatalf("status %d, %s", status, errOut)
	}
	for _, want := range []string{"wx-page {\n  --brand: #d4380d;", ".c0-price {", "_host) {\n  display: block;", "font-size: 14px"} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %q", want)
		}
	}
	_, small, _ := mica(t, "css", "-minify", "-rpx", "vw", "-page", "pages/cart/cart", shop)
	if len(small) > len(out) || strings.Contains(small, "rpx") || !strings.Contains(small, "vw") || strings.Contains(small, "{\n") {
		t.Errorf("minified with vw it is %s", small)
	}
	_, wide, _ := mica(t, "css", "-width", "750", shop)
	if wide == out {
		t.Error("the width makes no difference")
	}
	for _, css := range []string{out, small, wide} {
		if _, diags := wxss.Parse("out.css", []byte(css), wxss.Options{}); diags.HasErrors() {
			t.Errorf("the output is not understood: %v", diags)
		}
	}
	for args, want := range map[string]string{"-rpx em": `there is no unit "em"`, "-page pages/none/none": "pages/none/none"} {
		flag, value, _ := strings.Cut(args, " ")
		if status, _, errOut := mica(t, "css", flag, value, shop); status != 1 || !strings.Contains(errOut, want) {
			t.Errorf("%s: status %d, %s", args, status, errOut)
		}
	}
}
