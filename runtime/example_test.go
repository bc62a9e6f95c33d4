package runtime_test

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

func Example() {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter")) // parse and compile once
	if err != nil {
		log.Fatal(err) // everything that is wrong, with file:line:column
	}
	app, err := pkg.Launch(context.Background(), runtime.Config{}) // one isolated instance
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()
	if err := app.Page().Query(".add").Tap(); err != nil { // an event in, patches out
		log.Fatal(err)
	}
	fmt.Println(app.Page().Text())
	// Output: [1 - +]
}

func ExampleLoader() {
	// A page with an error does not keep the others from being used.
	pkg, err := runtime.Loader{Partial: true}.Load(os.DirFS("../testdata/apps/todo"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pkg.Pages(), pkg.Diagnostics().HasErrors())
	// Output: [pages/index/index] false
}

func ExampleApp_NavigateTo() {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	app, err := pkg.Launch(ctx, runtime.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()
	fmt.Println(app.NavigateTo(ctx, "/pages/nowhere/nowhere"))
	// Output: navigateTo:fail page "pages/nowhere/nowhere" is not found
}

func ExamplePage_QueryAll() {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		log.Fatal(err)
	}
	app, err := pkg.Launch(context.Background(), runtime.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()
	buttons, err := app.Page().QueryAll("button")
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range buttons {
		fmt.Println(b.TextContent())
	}
	// Output:
	// -
	// +
}

// The app runs here and its view over there, with a connection between the two:
// here the ends of a net.Pipe, as those of a TCP connection would be.
func ExampleApp_AddView() {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		log.Fatal(err)
	}
	app, err := pkg.Launch(context.Background(), runtime.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()
	here, there := net.Pipe()
	remote, err := app.AddView(runtime.ViewConfig{})
	if err != nil {
		log.Fatal(err)
	}
	if err := remote.Connect(bridge.NewLogicStream(here, bridge.Limits{})); err != nil {
		log.Fatal(err)
	}

	changed := make(chan *view.View, 10)
	client := view.NewClient(view.ClientConfig{OnChange: func(v *view.View) { changed <- v }})
	go client.Serve(context.Background(), bridge.NewViewStream(there, bridge.Limits{}))
	page := (<-changed).Top()
	fmt.Println(page.Root().VisibleText())
	add, err := page.Root().Query(".add")
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Tap(add); err != nil {
		log.Fatal(err)
	}
	<-changed
	fmt.Println(page.Root().VisibleText())
	// Output:
	// [0 - +]
	// [1 - +]
}

func ExampleNode_computedStyle() {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		log.Fatal(err)
	}
	app, err := pkg.Launch(context.Background(), runtime.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer app.Close()
	style := app.Page().Query(".add").ComputedStyle() // no browser needed
	fmt.Println(style.Get("display"), style.Get("width"), style.Get("fontSize"))
	// Output: block 100px 18px
}
