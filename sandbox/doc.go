// Package sandbox is one JavaScript virtual machine: goja set up safely, with a
// module loader, a console, timers, an event loop, limits and value conversion.
// It knows nothing of pages, components or wx.
//
// # What goes in, what comes out
//
// A [Scripts] holds the scripts of one package: source from an fs.FS goes
// through esbuild (ES modules, TypeScript, CommonJS and mixtures become
// CommonJS) and is compiled once; every VM of the package shares the result. A
// [VM] made by [New] runs them: [VM.Require] loads a module, [VM.Call] calls a
// function, [VM.ToValue] walks a JavaScript value into a value.Value and
// [VM.ToJS] builds one. What goes wrong comes out as a [*Exception] with
// positions of the original source, as a [*LimitError] that names the limit, or
// as a diagnostic of internal/diag for source that does not compile.
//
// # The loop
//
// A VM is an actor without a goroutine of its own. Work enters by [VM.Post] and
// [VM.Do] from any goroutine and by callbacks taken with [VM.RegisterCallback];
// one goroutine at a time drains it: that of the caller of Do, of the clock, or
// one started for the purpose that ends when nothing is left to do. Each entry
// is a turn: the function runs, then the promise jobs, then the errors of the
// turn go to [Config.OnError], then [Config.AfterTurn] is called. After each
// turn come the functions given to [VM.Next], then the queue, then timers that
// are due.
//
// A function that runs on the loop may use the runtime and every method; from
// elsewhere only Post, Do, RunDue, Pending, Timers, Close, Done and the function
// returned by RegisterCallback are allowed. Scripts, and the errors and values
// handed out, may be used by any number of goroutines; goja values belong to
// their VM's loop.
//
// # Safety
//
// Code comes only from the package's files: eval is gone and every Function
// constructor throws, except for the idiom Function('return this')(). Files,
// environment, network and time of the host are out of reach, but for what the
// [Config] hands in. The limits of [Limits] are on by default, and the built-in
// functions of goja keep to them. The heap has other users in a process, so its
// limit is a best effort; a host that needs a hard one gives a program a process.
package sandbox
