package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/mica-go/mica/internal/bench"
)

// benchFlags are the flags of mica bench.
type benchFlags struct {
	workload, op, n string
	processes       int
	opts            bench.Options
	json            bool
	one             bool
}

// benchCommand measures the operations of benchmark pages, each in processes of
// its own.
func benchCommand(ctx context.Context, args []string, out, errOut io.Writer) error {
	var f benchFlags
	fl := flag.NewFlagSet("bench", flag.ContinueOnError)
	fl.SetOutput(errOut)
	fl.StringVar(&f.workload, "workload", "", "`names` of workloads, separated by commas; default: all")
	fl.StringVar(&f.op, "op", "", "`names` of operations; default: all")
	fl.StringVar(&f.n, "n", "", "`sizes`; default: those of bench.json")
	fl.IntVar(&f.processes, "processes", 3, "processes for each operation")
	fl.IntVar(&f.opts.Rounds, "rounds", 30, "rounds that count, for each process")
	fl.IntVar(&f.opts.Warm, "warm", 20, "rounds before those")
	fl.Float64Var(&f.opts.Seconds, "seconds", 4, "time for each process")
	fl.BoolVar(&f.json, "json", false, "print lines of JSON")
	fl.BoolVar(&f.one, "one", false, "measure one operation in this process and print the samples")
	if err := fl.Parse(args); err != nil {
		return parseError(err)
	}
	dir := "testdata/bench"
	if fl.NArg() > 0 {
		dir = fl.Arg(0)
	}
	if dir == "idle" {
		return benchIdle(ctx, fl.Args()[1:], out, errOut)
	}
	if dir == "cold" {
		return benchCold(ctx, fl.Args()[1:], out, errOut)
	}
	workloads, err := bench.Find(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s; run mica bench in mica's own folder, or name one with bench pages", dir)
	}
	if err != nil {
		return err
	}
	found := false
	expected := bench.ReadExpected(dir)
	for _, w := range workloads {
		if !selected(f.workload, w.Name) {
			continue
		}
		for i := range w.Ops {
			op := &w.Ops[i]
			if !selected(f.op, op.Name) {
				continue
			}
			for _, n := range w.N {
				if !selected(f.n, strconv.Itoa(n)) {
					continue
				}
				want := expected[fmt.Sprintf("%s/%s/%d", w.Name, op.Name, n)]
				found = true
				if f.one {
					return measureOne(ctx, w, op, n, want, f.opts, out)
				}
				line := measureAll(ctx, &f, dir, w, op, n)
				if err := printLine(out, &line, f.json); err != nil {
					return err
				}
			}
		}
	}
	if !found {
		return fmt.Errorf("nothing in %s is named so; leave out -workload, -op and -n for all there is", dir)
	}
	return nil
}

func selected(list, name string) bool {
	return list == "" || slices.Contains(strings.Split(list, ","), name)
}

func measureOne(ctx context.Context, w *bench.Workload, op *bench.Op, n int, want bench.Expected, o bench.Options, out io.Writer) error {
	s, err := bench.Measure(ctx, w, op, n, want, o)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(s)
}

// measureAll runs this program again for each process and merges what they
// measured.
func measureAll(ctx context.Context, f *benchFlags, dir string, w *bench.Workload, op *bench.Op, n int) bench.Line {
	var all []*bench.Samples
	fail := func(err error) bench.Line {
		return bench.Line{Engine: "mica", Workload: w.Name, Op: op.Name, N: n, Failed: err.Error()}
	}
	self, err := os.Executable()
	if err != nil {
		return fail(err)
	}
	for range f.processes {
		cmd := exec.CommandContext(ctx, self, "bench", "-one", "-workload", w.Name, "-op", op.Name, "-n", strconv.Itoa(n),
			"-rounds", strconv.Itoa(f.opts.Rounds), "-warm", strconv.Itoa(f.opts.Warm), "-seconds", fmt.Sprint(f.opts.Seconds), dir)
		data, err := cmd.Output()
		if err != nil {
			return fail(err)
		}
		var s bench.Samples
		if err := json.Unmarshal(data, &s); err != nil {
			return fail(err)
		}
		all = append(all, &s)
	}
	return bench.Merge(w, op, n, all)
}

func printLine(out io.Writer, l *bench.Line, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(l)
	}
	note := ""
	if l.Wrong != "" || l.Failed != "" {
		note = "  WRONG: " + l.Wrong + l.Failed
	}
	_, err := fmt.Fprintf(out, "%-11s %-20s %6d  first %9.3f ms  min %9.3f ms  median %9.3f ms%s\n", l.Workload, l.Op, l.N, l.First, l.Min, l.Median, note)
	return err
}

// benchCold loads a page from its source files, shows 200 products and ends:
// for timing whole processes.
func benchCold(ctx context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("bench cold", flag.ContinueOnError)
	fl.SetOutput(errOut)
	check := fl.Bool("check", false, "print the nodes and the sum of the tree too")
	fl.Usage = func() {
		fmt.Fprintln(errOut, "usage: mica bench cold [-check] [DIR]\n\nDIR is the folder of the feed page, testdata/bench/feed by default.")
		fl.PrintDefaults()
	}
	if err := fl.Parse(args); err != nil {
		return parseError(err)
	}
	dir := "testdata/bench/feed"
	if fl.NArg() > 0 {
		dir = fl.Arg(0)
	}
	if err := fl.Parse(fl.Args()[min(1, fl.NArg()):]); err != nil { // flags may follow the folder
		return parseError(err)
	}
	res, err := bench.Cold(ctx, dir, "load", []any{200}, *check)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(res)
}
