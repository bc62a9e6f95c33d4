package main

import (
	"context"
	"os"
	"testing"

	"github.com/mica-go/mica/runtime"
)

func TestMain(m *testing.M) {
	runtime.RunWorker()
	os.Exit(m.Run())
}

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// [launch 1]
	// the worker process of the program was ended: limit memory exceeded: 64 MiB
	// [launch 2]
}
