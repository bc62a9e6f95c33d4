package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime"
)

func main() {
	if err := run(os.DirFS("testdata/apps/counter"), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(program fs.FS, out io.Writer) error {
	pkg, err := runtime.Load(program)
	if err != nil {
		return err
	}
	app, err := pkg.Launch(context.Background(), runtime.Config{
		OnBatch: func(b *bridge.Batch) {
			fmt.Fprintf(out, "batch %d of page %d: %d operations\n", b.Seq, b.Page, len(b.Ops))
		},
	})
	if err != nil {
		return err
	}
	defer app.Close()
	page := app.Page()
	if err := page.Query(".add").Tap(); err != nil {
		return err
	}
	fmt.Fprintln(out, "count:", page.Query(".count").TextContent())
	fmt.Fprint(out, page.Outline())
	return nil
}
