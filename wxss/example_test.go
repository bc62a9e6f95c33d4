package wxss_test

import (
	"fmt"

	"github.com/mica-go/mica/wxss"
)

func ExampleSheet_CSS() {
	sheet, _ := wxss.Parse("card.wxss", []byte(".title { padding: 20rpx; colour: red }\nview > .title { top: 0 }"), wxss.Options{})
	fmt.Println(sheet.CSS(wxss.CSSOptions{
		ScopeClass: func(class string) string { return "card-" + class },
		Tag:        func(tag string) string { return "wx-" + tag },
		Scope:      ":where(.card)",
		Minify:     true,
	}))
	for _, d := range sheet.Check(wxss.CheckOptions{}) {
		fmt.Println(d)
	}
	// Output:
	// .card-title{padding:10px;colour:red}wx-view:where(.card)>.card-title{top:0}
	// card.wxss:1:26: warning: `colour` is no property that browsers know; did you mean `color`? [wxss-unknown-property]
}

func ExampleWindow_MatchMedia() {
	tablet := wxss.Window{Width: 1024, Height: 768, Dark: true}
	fmt.Println(tablet.MatchMedia("(min-width: 600px) and (prefers-color-scheme: dark)"))
	fmt.Println(tablet.MatchMedia("(orientation: portrait), print"))
	// Output:
	// true
	// false
}
