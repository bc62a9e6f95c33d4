package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"

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
	app, err := pkg.Launch(context.Background(), runtime.Config{})
	if err != nil {
		return err
	}
	defer app.Close()
	_, err = fmt.Fprint(out, app.Page().Outline())
	return err
}
