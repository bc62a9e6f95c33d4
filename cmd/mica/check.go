package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/pack"
)

// check prints every diagnostic of a program with its place, the source line
// and a caret.
func check(_ context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("check", flag.ContinueOnError)
	quiet := fl.Bool("q", false, "leave out notes")
	unused := fl.Bool("unused", false, "report style rules that nothing needs, too")
	dir, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	src, err := pack.OpenFile(dir, pack.Options{})
	if err != nil {
		return err
	}
	defer src.Close()
	diags := runtime.Checker{UnusedStyles: *unused}.Check(src)
	count := make(map[diag.Severity]int)
	for _, d := range diags {
		count[d.Severity]++
		if d.Severity == diag.Note && *quiet {
			continue
		}
		printDiagnostic(out, d)
	}
	fmt.Fprintf(out, "%s, %s, %s\n", plural(count[diag.Error], "error"), plural(count[diag.Warning], "warning"), plural(count[diag.Note], "note"))
	if diags.HasErrors() {
		return errFailed
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func printDiagnostic(w io.Writer, d *runtime.Diagnostic) {
	fmt.Fprintln(w, d.Error())
	if s := d.Snippet(); s != "" {
		fmt.Fprintln(w, "    "+strings.ReplaceAll(s, "\n", "\n    "))
	}
}

// reportDiagnostics prints what Load returned and gives the error to exit with.
func reportDiagnostics(w io.Writer, err error) error {
	var list runtime.Diagnostics
	if !errors.As(err, &list) {
		return err
	}
	for _, d := range list {
		printDiagnostic(w, d)
	}
	return errFailed
}

// fixtureOf is where the samples have the answers to a program's requests.
func fixtureOf(dir string) string {
	base := filepath.Base(dir)
	if ext := filepath.Ext(base); ext == ".zip" || ext == ".wxapkg" {
		base = strings.TrimSuffix(base, ext)
	}
	return filepath.Join(dir, "..", "..", "fixtures", base, "network.json")
}
