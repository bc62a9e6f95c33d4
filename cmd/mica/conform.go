package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/mica-go/mica/internal/conform"
)

// conformCommand runs conformance cases, prints the first differences of each
// that fails and, last, how many passed.
func conformCommand(ctx context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("conform", flag.ContinueOnError)
	fl.SetOutput(errOut)
	results := fl.String("out", "", "`folder` to write the results to, one file for each case")
	if err := fl.Parse(args); err != nil {
		return parseError(err)
	}
	if fl.NArg() == 0 {
		fmt.Fprintln(errOut, "mica conform takes one or more folders with cases")
		return errUsage
	}
	passed, failed, skipped := 0, 0, 0
	for _, dir := range fl.Args() {
		cases, err := conform.Find(dir)
		if err != nil {
			return err
		}
		for _, c := range cases {
			diffs, err := conformCase(ctx, c, *results)
			switch {
			case errors.Is(err, conform.ErrNotInstalled):
				skipped++
				fmt.Fprintf(out, "SKIP %v\n", err)
			case err != nil:
				return err
			case len(diffs) == 0:
				passed++
			default:
				failed++
				fmt.Fprintf(out, "FAIL %s\n", c.Name)
				for _, d := range diffs {
					fmt.Fprintln(out, "    "+strings.ReplaceAll(d, "\n", "\n    "))
				}
			}
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed", passed, failed)
	if skipped > 0 {
		fmt.Fprintf(out, ", %d skipped", skipped)
	}
	fmt.Fprintln(out)
	if failed > 0 {
		return errFailed
	}
	return nil
}

func conformCase(ctx context.Context, c *conform.Case, results string) ([]string, error) {
	res, err := conform.Run(ctx, c)
	if err != nil {
		return nil, err
	}
	if results != "" {
		if err := writeResult(filepath.Join(results, c.Name+".json"), res); err != nil {
			return nil, err
		}
	}
	diffs, _, err := conform.Check(c, res)
	return diffs, err
}

func writeResult(file string, res *conform.Result) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	b, err := res.JSON()
	if err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o644)
}
