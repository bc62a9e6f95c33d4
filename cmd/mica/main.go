package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/mica-go/mica/runtime"
)

// command is one of mica's commands.
type command struct {
	name, args, about string
	run               func(ctx context.Context, args []string, out, errOut io.Writer) error
}

func commands() []command {
	return []command{
		{"render", "PROGRAM", "render a page of a mini-program and print it", render},
		{"conform", "DIR...", "run conformance cases and compare them with what is expected", conformCommand},
		{"bench", "[DIR]", "measure the operations of benchmark pages", benchCommand},
		{"check", "PROGRAM", "print everything that is wrong or odd in a mini-program; exit 1 on errors", check},
		{"profile", "PROGRAM", "print what a program costs, and write a trace for Perfetto", profile},
		{"info", "PROGRAM", "print what is in a mini-program: pages, sizes, signature", info},
		{"pack", "PROGRAM", "write a mini-program to one file, .zip or .wxapkg, signed or not", packCommand},
		{"verify", "FILE", "check the signature of a package", verify},
		{"keygen", "FILE", "make a pair of keys to sign packages with", keygen},
		{"css", "PROGRAM", "print the style sheets of a page as CSS for a browser", css},
		{"fmt", "DIR|FILE...", "format WXML files", format},
	}
}

// errFailed makes the command exit with 1 without a further message.
var errFailed = errors.New("failed")

func main() {
	runtime.RunWorker() // does not return in a worker process
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // one program is a few MB: at 100, half of a first render is the collector
	}
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run carries out one command line and returns the exit status: 1 when the
// command failed, 2 when it was called wrongly.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(errOut)
		if len(args) == 0 {
			return 2
		}
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], out, errOut)
		switch {
		case err == nil || errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			return 2
		case !errors.Is(err, errFailed):
			fmt.Fprintf(errOut, "mica %s: %v\n", c.name, err)
		}
		return 1
	}
	fmt.Fprintf(errOut, "mica: there is no command %q\n\n", args[0])
	usage(errOut)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: mica COMMAND [flags] ...")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s %-12s %s\n", c.name, c.args, c.about)
	}
	fmt.Fprintln(w, "\nA PROGRAM is a folder, a zip archive or a .wxapkg.")
	fmt.Fprintln(w, "\"mica COMMAND -h\" lists a command's flags.")
}

// errUsage makes the command exit with 2; the flag package has said why.
var errUsage = errors.New("wrong use")

// parseError gives the error to end with when flags could not be parsed: help
// was asked for, or the command was called wrongly.
func parseError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	return errUsage
}

// parseArgs parses flags that may stand before and after the one argument that
// the command takes, and returns that argument.
func parseArgs(fs *flag.FlagSet, args []string, errOut io.Writer) (string, error) {
	dirs, err := parseAll(fs, args, errOut)
	if err != nil {
		return "", err
	}
	if len(dirs) != 1 {
		fmt.Fprintf(errOut, "mica %s takes one program: a folder, a zip archive or a .wxapkg\n", fs.Name())
		fs.Usage()
		return "", errUsage
	}
	return dirs[0], nil
}

// parseAll parses flags that may stand before, between and after arguments and
// returns the arguments.
func parseAll(fs *flag.FlagSet, args []string, errOut io.Writer) ([]string, error) {
	fs.SetOutput(errOut)
	var rest []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return nil, parseError(err)
		}
		args = fs.Args()
		if len(args) > 0 {
			rest = append(rest, args[0])
			args = args[1:]
		}
	}
	return rest, nil
}
