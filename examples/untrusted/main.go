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

// hostile is a program that never gives up its turn.
var hostile = fstest.MapFS{
	"app.json":       {Data: []byte(`{"pages":["pages/a/a"]}`)},
	"pages/a/a.wxml": {Data: []byte(`<view>{{n}}</view>`)},
	"pages/a/a.js":   {Data: []byte("Page({\n  onLoad() {\n    for (;;) try { this.setData({ n: 'x'.repeat(1e9) }) } catch (e) {}\n  },\n})\n")},
}

func main() {
	if err := run(os.DirFS("testdata/apps/counter"), hostile, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run launches a program, lets a hostile one run beside it, and uses the first.
func run(program, hostile fs.FS, out io.Writer) error {
	app, err := launch(program, runtime.Limits{})
	if err != nil {
		return err
	}
	defer app.Close()

	// A program that is not trusted gets less time than the default of 5 s.
	bad, err := launch(hostile, runtime.Limits{TurnTime: 200 * time.Millisecond})
	var limit *sandbox.LimitError
	switch {
	case errors.As(err, &limit):
		fmt.Fprintf(out, "the program was ended in %s:%d by the limit %s (%s)\n", limit.File, limit.Line, limit.Limit, limit.Max)
	case err != nil:
		return err
	default:
		defer bad.Close()
		for _, err := range bad.Errors() {
			fmt.Fprintf(out, "the program threw: %v\n", err)
		}
	}

	if err := app.Page().Query(".add").Tap(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "the other shows %v\n", app.Page().Text())
	return err
}

func launch(program fs.FS, limits runtime.Limits) (*runtime.App, error) {
	pkg, err := runtime.Load(program)
	if err != nil {
		return nil, err
	}
	return pkg.Launch(context.Background(), runtime.Config{Limits: limits})
}
