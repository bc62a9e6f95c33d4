package runtime_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// popularProgram calls one name and tells what it answered.
const popularProgram = `-- app.json --
{"pages":["pages/a/a","pages/b/b","pages/c/c"],"requiredPrivateInfos":["getLocation","chooseAddress","chooseLocation"],
"permission":{"scope.userLocation":{"desc":"to find shops"}},
"tabBar":{"list":[{"pagePath":"pages/a/a","text":"A"},{"pagePath":"pages/c/c","text":"C"}]}}
-- a.png --
%s
-- pages/a/a.wxml --
<view id="v" data-n="{{1}}"/><canvas canvas-id="c"/><video id="v"/><map id="m"/><live-player id="l"/>
-- pages/a/a.js --
const show = (r) => r === undefined ? '' : JSON.stringify(r)
const f = (r) => console.log(r && r.errMsg ? r.errMsg + ' ' + show(Object.assign({}, r, { errMsg: undefined })) : show(r))
Page({ onReady() { console.log(wx.canIUse('%s')); %s } })
-- pages/b/b.json --
{}
-- pages/b/b.wxml --
<view/>
-- pages/b/b.js --
Page({})
-- pages/c/c.wxml --
<view/>
-- pages/c/c.js --
Page({})
`

// onePixel is a PNG of one pixel.
const onePixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"

// deviceAnswers are what a host may answer to the calls that Headless leaves to
// it: they need a camera, an account or another service.
var deviceAnswers = map[string]map[string]any{
	"login": {"code": "c1"}, "checkSession": nil, "getUserInfo": {"userInfo": map[string]any{"nickName": "Ada"}},
	"getUserProfile": {"userInfo": map[string]any{"nickName": "Ada"}}, "chooseImage": {"tempFilePaths": []any{"wxfile://tmp_1"}},
	"chooseMedia": {"type": "image", "tempFiles": []any{}}, "chooseVideo": {"tempFilePath": "wxfile://tmp_2"}, "chooseMessageFile": {"tempFiles": []any{}},
	"requestPayment": nil, "requestMerchantTransfer": {"result": "success"}, "scanCode": {"result": "6901", "scanType": "EAN_13"},
	"getLocation": {"latitude": 23.1, "longitude": 113.3}, "chooseLocation": {"name": "Shop"}, "chooseAddress": {"userName": "Ada"},
	"chooseInvoiceTitle": {"title": "Ltd"}, "requestSubscribeMessage": {"t1": "accept"}, "navigateToMiniProgram": nil, "getShareInfo": {"encryptedData": "e"},
	"openCustomerServiceChat": nil, "sendSms": nil, "showShareImageMenu": nil, "playBackgroundAudio": nil, "pauseBackgroundAudio": nil, "seekBackgroundAudio": nil,
	"getBackgroundAudioPlayerState": {"status": 1}, "createMapContext": nil, "createVideoContext": nil, "createLivePlayerContext": nil, "createLivePusherContext": nil,
	"MapContext.moveToLocation": nil, "LivePlayerContext.play": nil, "LivePusherContext.start": nil, "VideoContext.play": nil, "createInterstitialAd": nil,
	"createInnerAudioContext": nil, "getBackgroundAudioManager": nil, "createCanvasContext": nil, "authorize": nil,
	"showModal": {"confirm": true, "cancel": false}, "showActionSheet": {"tapIndex": 1}, "canvasToTempFilePath": {"tempFilePath": "wxfile://tmp_3"},
	"canvasGetImageData": {"width": 1, "height": 1},
}

// TestPopularNames calls the names that real programs use most: each has to do
// its work, or to hand it to the host, who has answers for all of them here.
// docs/popular.md is what they answered; -update writes it.
func TestPopularNames(t *testing.T) {
	table, err := os.ReadFile("testdata/popular.txt")
	if err != nil {
		t.Fatal(err)
	}
	api, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, network := shop(t)
	var doc strings.Builder
	doc.WriteString(popularHead)
	n := 0
	for line := range strings.Lines(string(table)) {
		name, call, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		n++
		m := regexp.MustCompile(`(?m)^\| wx\.` + name + `(?: \(deprecated\))? \| (works|host)`).FindSubmatch(api)
		if m == nil {
			t.Errorf("docs/api.md does not say of %s that it works or is the host's", name)
			continue
		}
		answer := popularAnswer(t, network, name, call)
		cell := strings.NewReplacer("|", "\\|").Replace
		fmt.Fprintf(&doc, "| %d | wx.%s | %s | `%s` | %s |\n", n, name, m[1], cell(call), cell(answer))
	}
	if n < 125 {
		t.Errorf("only %d names", n)
	}
	const file = "../docs/popular.md"
	if *updateScripts {
		if err := os.WriteFile(file, []byte(doc.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(want, []byte(doc.String())) {
		t.Errorf("%s is not current; run this test with -update and look at the difference (%v)", file, err)
	}
}

const popularHead = `# The most used names

The wx names that published programs use most, the most popular first, each with a call and what a program sees of it. The table is written by
` + "`go test ./runtime -run TestPopularNames -update`" + `; the test fails when one is missing, answers "not supported", or answers something else than what stands here.
The host of the test has an answer for whatever needs a camera, an account or a service (` + "`Headless.Answer`" + `). Programs also call
wx.initDataCenter, wx.moment and wx.onAgentHandoff: they have put these on wx themselves.

| | name | | call | answer |
| --- | --- | --- | --- | --- |
`

// popularAnswer runs one call and returns what it logged.
func popularAnswer(t *testing.T, network runtime.Network, name, call string) string {
	t.Helper()
	ui := &runtime.Headless{}
	for n, res := range deviceAnswers {
		ui.Answer(n, res, nil)
	}
	var out []string
	js := "f(" + call + ")"
	if strings.HasPrefix(call, "{") {
		js = fmt.Sprintf("wx.%s(Object.assign(%s, {success: f, fail: f}))", name, call)
	} else if strings.Contains(call, ", ") && !strings.HasSuffix(call, ")") || strings.Count(call, "wx.") > 1 {
		js = "f((" + call + "))"
	}
	app := launch(t, fmt.Sprintf(popularProgram, onePixel, name, js), runtime.Config{UI: ui, Network: network, WithoutTap: true, Clock: sandbox.NewManualClock(time.Unix(1_700_000_000, 0)),
		Console: func(m runtime.ConsoleMessage) {
			if m.Text != "" {
				out = append(out, m.Text)
			}
		}})
	if err := app.Wait(t.Context()); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := errors.Join(app.Errors()...); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if len(out) == 0 || out[0] != "true" {
		t.Errorf("canIUse(%q) is not true", name)
		return ""
	}
	answer := strings.Join(out[1:], "; ")
	if strings.Contains(answer, "not supported") || strings.Contains(answer, "is not a function") {
		t.Errorf("%s answers %s", name, answer)
	}
	if r := []rune(answer); len(r) > 140 {
		answer = string(r[:140]) + "…"
	}
	return answer
}
