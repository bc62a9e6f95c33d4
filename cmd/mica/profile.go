package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/mica-go/mica/runtime"
)

// tapsFlag collects -tap SELECTOR.
type tapsFlag []string

func (f *tapsFlag) String() string { return strings.Join(*f, ", ") }

func (f *tapsFlag) Set(s string) error {
	*f = append(*f, s)
	return nil
}

// profile launches a program, taps what it is told to, and prints what that cost:
// a table, and a trace file.
func profile(ctx context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("profile", flag.ContinueOnError)
	page := fl.String("page", "", "`path` of the page; default: the entry page")
	query := make(queryFlag)
	fl.Var(query, "query", "a parameter of the page, `name=value`; may be repeated")
	var taps tapsFlag
	fl.Var(&taps, "tap", "a `selector` of a node to tap after the launch; may be repeated")
	trace := fl.String("trace", "trace.json", "`file` for the trace, to be opened in ui.perfetto.dev; empty: none")
	network := fl.String("network", "", "`file` with answers to requests; default: network.json of the fixtures folder beside the program, else no network")
	var trust trustFlags
	trust.register(fl)
	dir, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	prof := &runtime.Profile{}
	cfg := runtime.Config{Path: *page, Profile: prof}
	if len(query) > 0 {
		cfg.Query = query
	}
	if cfg.Network, err = networkFor(dir, *network); err != nil {
		return err
	}
	pkg, err := runtime.Loader{Partial: true, Pack: trust.options()}.LoadFile(dir)
	if err != nil {
		return reportDiagnostics(errOut, err)
	}
	app, err := pkg.Launch(ctx, cfg)
	if err != nil {
		return err
	}
	defer app.Close()
	if err := app.Wait(ctx); err != nil {
		return err
	}
	for _, selector := range taps {
		top := app.Page()
		if top == nil {
			return errNoPage
		}
		if err := top.Query(selector).Tap(); err != nil {
			return fmt.Errorf("tap %s: %w", selector, err)
		}
		if err := app.Wait(ctx); err != nil {
			return err
		}
	}
	for _, err := range app.Errors() {
		fmt.Fprintf(errOut, "the program threw: %v\n", err)
	}
	if err := prof.WriteTable(out); err != nil {
		return err
	}
	return writeTrace(prof, *trace)
}

func writeTrace(prof *runtime.Profile, name string) error {
	if name == "" {
		return nil
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	err = prof.WriteTrace(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
