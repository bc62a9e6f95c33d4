package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"testing/fstest"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// attack is a program that does its worst when its button is tapped.
type attack struct{ name, src string }

var attacks = []attack{
	{"a loop without end", `for (;;) try { this.setData({ n: this.data.n + 1 }) } catch (e) {}`},
	{"a text of a gigabyte", `this.setData({ n: 'x'.repeat(1e9) })`},
	{"recursion without end", `(function f() { f() })()`},
	{"a page of 100 000 nodes", `this.setData({ rows: Array(1e5).fill('x') })`},
	{"a little more with each tap", `(this.all ||= []).push(new Uint8Array(1 << 20))`},
	{"code from a string", `new Function('return process.env')()`},
	{"a file of the host", `wx.getFileSystemManager().readFileSync('/etc/passwd')`},
	{"a server", `wx.request({ url: 'http://169.254.169.254/', fail(e) { throw new Error(e.errMsg) } })`},
}

// limits are what a program that is not trusted gets; what is not set has a default,
// see docs/limits.md.
var limits = runtime.Limits{TurnTime: time.Second, AppHeap: 16 << 20, Nodes: 10_000}

func main() {
	if err := run(os.DirFS("testdata/apps/counter"), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run launches a program, lets hostile ones do their worst beside it, and uses the
// first.
func run(program fs.FS, out io.Writer) error {
	app, err := launch(program, runtime.Config{})
	if err != nil {
		return err
	}
	defer app.Close()
	for _, a := range attacks {
		outcome, err := a.run()
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		fmt.Fprintf(out, "%-28s %s\n", a.name, outcome)
	}
	if err := app.Page().Query(".add").Tap(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nthe other program shows %v\n", app.Page().Text())
	return err
}

// run lets the program do its worst, and says what the host heard of it.
func (a attack) run() (outcome string, err error) {
	outcome = "nothing was heard of it"
	app, err := launch(a.files(), runtime.Config{Limits: limits, OnError: func(err error) { outcome = describe(err) }})
	if err != nil {
		return "", err
	}
	defer app.Close()
	for range 200 { // most need one tap
		if err := app.Page().Query(".go").Tap(); errors.Is(err, runtime.ErrClosed) || len(app.Errors()) > 0 {
			break
		} else if err != nil {
			return "", err
		}
	}
	return outcome, nil
}

// describe says what became of a program and why.
func describe(err error) string {
	var limit *sandbox.LimitError
	var thrown *sandbox.Exception
	switch {
	case errors.As(err, &limit):
		ended := map[sandbox.Breach]string{
			sandbox.BreachCall: "the call failed", sandbox.BreachTurn: "the turn was ended", sandbox.BreachApp: "the program was closed",
		}[limit.Ends()]
		return fmt.Sprintf("%s in %s:%d by the limit %s (%s)", ended, limit.File, limit.Line, limit.Limit, limit.Max)
	case errors.As(err, &thrown):
		return fmt.Sprintf("the program threw in %s:%d: %s", thrown.File, thrown.Line, thrown.Message)
	}
	return err.Error()
}

func (a attack) files() fs.FS {
	return fstest.MapFS{
		"app.json":       {Data: []byte(`{"pages":["pages/a/a"]}`)},
		"pages/a/a.wxml": {Data: []byte(`<view class="go" bindtap="attack">{{n}}</view><view wx:for="{{rows}}">{{item}}</view>`)},
		"pages/a/a.js":   {Data: []byte("Page({\n  data: { n: 0, rows: [] },\n  attack() {\n    " + a.src + "\n  },\n})\n")},
	}
}

func launch(program fs.FS, cfg runtime.Config) (*runtime.App, error) {
	pkg, err := runtime.Load(program)
	if err != nil {
		return nil, err
	}
	return pkg.Launch(context.Background(), cfg)
}
