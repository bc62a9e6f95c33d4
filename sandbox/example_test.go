package sandbox_test

import (
	"context"
	"fmt"
	"testing/fstest"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/sandbox"
)

// A VM runs a module of a package on a clock that the host moves.
func Example() {
	fsys := fstest.MapFS{
		"main.ts": {Data: []byte(`import { greet } from './greet'
setTimeout(() => console.log(greet('later')), 1000)
export const answer: number = 42`)},
		"greet.js": {Data: []byte("exports.greet = (name) => `hello ${name}`")},
	}
	clock := sandbox.NewManualClock(time.Unix(0, 0))
	vm, err := sandbox.New(sandbox.Config{
		Scripts: sandbox.NewScripts(fsys, sandbox.ScriptOptions{}),
		Clock:   clock,
		Console: func(_ string, _ []goja.Value, text string) { fmt.Println(text) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer vm.Close()
	err = vm.Do(context.Background(), func() error {
		exports, err := vm.Require("main")
		if err != nil {
			return err
		}
		v, err := vm.ToValue(exports)
		fmt.Println(v.AsObject().Keys(), err)
		return err
	})
	fmt.Println(err)
	clock.Advance(time.Second)
	// Output:
	// [answer] <nil>
	// <nil>
	// hello later
}
