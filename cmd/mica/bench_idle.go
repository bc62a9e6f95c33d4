package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"

	"github.com/mica-go/mica/internal/bench"
)

// benchIdle opens many pages, each an app of its own, and prints what they take;
// with -active, some of them get an event a second meanwhile.
func benchIdle(ctx context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("bench idle", flag.ContinueOnError)
	fl.SetOutput(errOut)
	var o bench.IdleOptions
	fl.IntVar(&o.Instances, "n", 50, "how many `instances`")
	fl.IntVar(&o.Products, "products", 20, "products on each page")
	fl.IntVar(&o.Active, "active", 0, "how many instances get an event a second")
	fl.Float64Var(&o.Seconds, "seconds", 10, "for how long")
	dir := fl.String("dir", "testdata/bench/feed", "`folder` of the page")
	if err := fl.Parse(args); err != nil {
		return parseError(err)
	}
	line, err := bench.Idle(ctx, *dir, o)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(line)
}
