package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"testing/fstest"

	"github.com/mica-go/mica/runtime"
)

// hostile is a mini-program with a button that takes all the memory there is.
var hostile = fstest.MapFS{
	"app.json": {Data: []byte(`{"pages": ["index"]}`)},
	"index.js": {Data: []byte(`
Page({
  data: {n: 0},
  onLoad() { this.setData({n: (wx.getStorageSync('n') || 0) + 1}); wx.setStorageSync('n', this.data.n) },
  boom() { let s = 'x'.repeat(1 << 28); for (;;) s += s },
})`)},
	"index.wxml": {Data: []byte(`<view class="boom" bindtap="boom">launch {{n}}</view>`)},
}

func main() {
	runtime.RunWorker() // in a worker process it does not return
	if err := run(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer) error {
	pkg, err := runtime.Load(hostile)
	if err != nil {
		return err
	}
	workers := &runtime.Workers{Memory: 64 << 20}
	defer workers.Close()
	app, err := pkg.Launch(ctx, runtime.Config{Isolation: runtime.Process, Workers: workers,
		Limits: runtime.Limits{StringSize: -1, Heap: -1}}) // for once, let the process's own limit show
	if err != nil {
		return err
	}
	fmt.Fprintln(out, app.Page().Text())

	err = app.Page().Query(".boom").Tap()
	var ended *runtime.WorkerError
	if !errors.As(err, &ended) {
		return fmt.Errorf("the program lives: %w", err)
	}
	fmt.Fprintln(out, err)

	if app, err = app.Relaunch(ctx); err != nil { // what it stored is there
		return err
	}
	defer app.Close()
	fmt.Fprintln(out, app.Page().Text())
	return nil
}
