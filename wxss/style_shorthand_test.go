package wxss

import (
	"strings"
	"testing"
)

// What Chromium 140 answers for the same declarations.
func TestShorthandValues(t *testing.T) {
	const b = "white-space:pre-line;border:1px solid red;border-left-width:2px;flex:1;flex-flow:column wrap;text-decoration:underline red;" +
		"transition:opacity .3s,color 1s ease-in 2s;animation:x 1s infinite;list-style:square inside;background:url(http://a/b) no-repeat center/cover,red;" +
		"font:italic bold 12px/20px serif;overflow:hidden auto;gap:1px 2px;grid-area:1/2/3/4;place-items:center;outline:1px solid red;columns:2 10px;" +
		"inset:1px 2px;text-emphasis:dot red;border-radius:1px 2px / 3px"
	const c = "border:2px dashed blue;flex-flow:row wrap;transition:all .5s;background:#fff;text-decoration:line-through dotted 2px;white-space:nowrap;" +
		"overflow:scroll;font:14px sans-serif;list-style:none"
	for _, test := range []struct{ style, want string }{
		{"", `-webkit-text-stroke:0px rgb(0, 0, 0); animation:none; background:rgba(0, 0, 0, 0) none repeat scroll 0% 0% / auto padding-box border-box;
			background-position:0% 0%; border:0px none rgb(0, 0, 0); border-color:rgb(0, 0, 0); border-left:0px none rgb(0, 0, 0); border-radius:0px;
			border-style:none; columns:auto; flex:0 1 auto; flex-flow:row nowrap; font:16px "Times New Roman"; gap:normal; grid-area:auto; grid-row:auto;
			inset:auto; list-style:outside none disc; margin:0px; overflow:visible; place-items:normal; text-decoration:none;
			text-emphasis:none rgb(0, 0, 0); transition:all; white-space:normal`},
		{b, `animation:1s infinite x; background:url("http://a/b") no-repeat scroll 50% 50% / cover padding-box border-box, rgb(255, 0, 0) none repeat scroll 0% 0% / auto padding-box border-box;
			background-position:50% 50%, 0% 0%; border:; border-color:rgb(255, 0, 0); border-left:2px solid rgb(255, 0, 0); border-radius:1px 2px / 3px;
			border-width:1px 1px 1px 2px; columns:10px 2; flex:1 1 0%; flex-flow:column wrap; font:italic 700 12px / 20px serif; gap:1px 2px;
			grid-area:1 / 2 / 3 / 4; grid-row:1 / 3; inset:1px 2px; list-style:inside none square; outline:rgb(255, 0, 0) solid 1px; overflow:hidden auto;
			place-items:center; text-decoration:underline rgb(255, 0, 0); text-emphasis:dot rgb(255, 0, 0); transition:opacity 0.3s, color 1s ease-in 2s; white-space:pre-line`},
		{c, `background:rgb(255, 255, 255) none repeat scroll 0% 0% / auto padding-box border-box; border:2px dashed rgb(0, 0, 255); flex-flow:row wrap;
			font:14px sans-serif; list-style:outside none none; overflow:scroll; text-decoration:line-through 2px dotted; transition:0.5s; white-space:nowrap`},
	} {
		c := cascadeCase{inline: test.style, want: strings.Join(strings.Fields(test.want), " ")}
		got := strings.Split(c.values(t), "; ")
		for i, want := range strings.Split(c.want, "; ") {
			if got[i] != want {
				t.Errorf("got  %s\nwant %s", got[i], want)
			}
		}
	}
}
