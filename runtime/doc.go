// Package runtime runs mini-programs: it is the entry for a Go program that
// embeds mica.
//
//	pkg, err := runtime.Load(os.DirFS("testdata/apps/shop")) // parse and compile once
//	app, err := pkg.Launch(ctx, runtime.Config{})            // one isolated instance
//	defer app.Close()
//	fmt.Println(app.Page().Outline())
//	err = app.Page().Query(".card").Tap()
//
// In goes a file system with a mini-program (app.json, pages, components,
// scripts). Out comes a [Package], immutable and shared, and from it any number
// of [App]s, each with its own JavaScript VM, page stack, storage and view tree.
//
// A call that makes something happen, such as [Node.Tap] or [App.NavigateTo],
// returns when the app is settled: what the event caused has run, promise jobs,
// due timers and host answers included, and the view's tree shows it. Only
// future timers and requests in flight remain; [App.Wait] waits for the latter.
//
// Everything outside of the program is an interface that the host hands in by
// [Config]: [Storage], [Network], [UI], [Geometry], [Clock], random numbers and
// logs. What is not handed in is not reachable.
//
// Packages are safe for concurrent use, and so are apps: their methods may be
// called from any goroutine, and the program's code runs for one at a time. No
// goroutine belongs to an idle app. [App.Close] releases everything.
//
// Errors: [Load] reports everything that is wrong with a program at once, as
// [Diagnostics] with file, line and column. What a running program throws does
// not stop it, as on WeChat: it goes to App.onError, to [Config].OnError and to
// [App.Errors].
package runtime
