// Command hello loads a mini-program, launches it and prints its first page.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/mica-go/mica/runtime"
)

func main() {
	pkg, err := runtime.Load(os.DirFS("testdata/apps/counter"))
	if err != nil {
		log.Fatal(err)
	}
	app, err := pkg.Launch(context.Background(), runtime.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()
	fmt.Print(app.Page().Outline())
}
