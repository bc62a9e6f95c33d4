package chromium

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Width and Height are the size of the window in px, that of the headless screen of the view.
const (
	Width  = 375
	Height = 667
)

// timeout ends a browser that hangs.
const timeout = 5 * time.Minute

// Browser is a running Chromium with one page.
type Browser struct {
	tb  testing.TB
	ctx context.Context
}

// names are what the browser may be called.
var names = [...]string{"chromium", "chromium-browser", "google-chrome"}

// Start runs a browser until the test ends. It skips the test if there is none, or fails it where that is demanded.
func Start(tb testing.TB) *Browser {
	tb.Helper()
	path := ""
	for _, name := range names {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CONFORM_CHROMIUM") == "required" {
			tb.Fatal("there is no Chromium on the PATH, but CONFORM_CHROMIUM=required")
		}
		tb.Skip("there is no Chromium on the PATH: apt-get install chromium runs this test too")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // which a root user cannot have
		chromedp.Flag("force-device-scale-factor", "1"),
		chromedp.WSURLReadTimeout(time.Minute),
	)
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	tb.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	b := &Browser{tb, ctx}
	b.do(chromedp.EmulateViewport(Width, Height))
	b.do(chromedp.Navigate("about:blank"))
	return b
}

// Version is the name and version of the browser.
func (b *Browser) Version() string {
	b.tb.Helper()
	var v string
	b.Eval(`navigator.userAgent.match(/Chrome\/[\d.]+/)[0]`, &v)
	return v
}

// Open replaces the page by an HTML document.
func (b *Browser) Open(html string) {
	b.tb.Helper()
	b.Eval(`document.open();document.write(`+quote(html)+`);document.close();true`, new(bool))
}

// Eval evaluates a JavaScript expression and decodes its value, which has to be JSON, into out.
func (b *Browser) Eval(expression string, out any) {
	b.tb.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]byte](expression))
	if err == nil {
		err = json.Unmarshal(text, out)
	}
	if err != nil {
		b.tb.Fatalf("Chromium: %v", err)
	}
}

func (b *Browser) do(action chromedp.Action[chromedp.Void]) {
	b.tb.Helper()
	if err := chromedp.Do(b.ctx, action); err != nil {
		b.tb.Fatalf("Chromium: %v", err)
	}
}

// quote writes a string as JavaScript.
func quote(s string) string {
	text, _ := json.Marshal(s) // a string is always JSON
	return string(text)
}
