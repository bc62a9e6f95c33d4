package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/fixture"
	"github.com/mica-go/mica/runtime"
)

// queryFlag collects -query k=v.
type queryFlag map[string]string

func (q queryFlag) String() string { return "" }

func (q queryFlag) Set(s string) error {
	k, v, ok := strings.Cut(s, "=")
	if !ok {
		return errors.New("expected name=value")
	}
	q[k] = v
	return nil
}

// render loads a program, launches it, renders a page and prints it; the
// timings go to the error output.
func render(ctx context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("render", flag.ContinueOnError)
	page := fl.String("page", "", "`path` of the page; default: the entry page")
	query := make(queryFlag)
	fl.Var(query, "query", "a parameter of the page, `name=value`; may be repeated")
	format := fl.String("format", "outline", "what to print: outline, html (a whole document) or json")
	width := fl.Int("width", 375, "width of the screen in CSS pixels")
	network := fl.String("network", "", "`file` with answers to requests; default: network.json of the fixtures folder beside the program, else no network")
	patches := fl.Bool("patches", false, "print the batches of patches that lead to the page too, a line of JSON for each")
	verbose := fl.Bool("v", false, "print the program's console to the error output")
	all := fl.Bool("all", false, "launch the program at every page, one after the other, and print a line for each with what it threw")
	var trust trustFlags
	trust.register(fl)
	dir, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	if *width <= 0 {
		return fmt.Errorf("there is no screen with a width of %d; -width is in CSS pixels, 375 for example", *width)
	}
	var print func(io.Writer, *runtime.Page) error
	switch *format {
	case "outline":
		print = func(w io.Writer, p *runtime.Page) error { return p.View().Root().Outline(w) }
	case "html":
		print = func(w io.Writer, p *runtime.Page) error { _, err := io.WriteString(w, p.Document()); return err }
	case "json":
		print = printJSON
	default:
		return fmt.Errorf("there is no format %q; choose outline, html or json", *format)
	}
	cfg := runtime.Config{Path: *page, Screen: runtime.Screen{Width: *width}}
	if len(query) > 0 {
		cfg.Query = query
	}
	if cfg.Network, err = networkFor(dir, *network); err != nil {
		return err
	}
	var mu sync.Mutex // a timer of the program may send while the page is printed
	var sent []byte
	if *patches {
		cfg.OnBatch = func(b *bridge.Batch) {
			mu.Lock()
			defer mu.Unlock()
			sent = append(bridge.AppendJSON(sent, b), '\n')
		}
	}
	if *verbose {
		cfg.Logger = slog.New(slog.NewTextHandler(errOut, nil))
	}

	start := time.Now()
	pkg, err := runtime.Loader{Partial: true, Pack: trust.options()}.LoadFile(dir)
	if err != nil {
		return reportDiagnostics(errOut, err)
	}
	loaded := time.Now()
	if *all {
		return renderAll(ctx, pkg, cfg, out)
	}
	for _, d := range pkg.Diagnostics() {
		if d.Severity == diag.Error { // other pages may do
			printDiagnostic(errOut, d)
		}
	}
	app, err := pkg.Launch(ctx, cfg)
	if err != nil {
		return err
	}
	defer app.Close()
	if err := app.Wait(ctx); err != nil {
		return err
	}
	launched := time.Now()
	var buf bytes.Buffer
	mu.Lock()
	buf.Write(sent)
	mu.Unlock()
	if app.Page() == nil {
		return errNoPage
	}
	if err := print(&buf, app.Page()); err != nil {
		return err
	}
	rendered := time.Now()
	if _, err := buf.WriteTo(out); err != nil {
		return err
	}
	fmt.Fprintf(errOut, "load %s, launch %s, render %s\n", ms(loaded.Sub(start)), ms(launched.Sub(loaded)), ms(rendered.Sub(launched)))
	for _, err := range app.Errors() {
		fmt.Fprintf(errOut, "the program threw: %v\n", err)
	}
	return nil
}

var errNoPage = errors.New("the program has closed its page")

// pageTime is how long a page may take to settle when all are rendered; some wait
// for timers and answers that never come.
const pageTime = 10 * time.Second

// renderAll launches the program at every page.
func renderAll(ctx context.Context, pkg *runtime.Package, cfg runtime.Config, out io.Writer) error {
	failed := 0
	for _, path := range pkg.Pages() {
		cfg.Path = path
		line, errs := renderOne(ctx, pkg, cfg)
		if fmt.Fprintln(out, line); len(errs) > 0 {
			failed++
		}
		for _, err := range errs {
			fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(err.Error(), "\n", "\n    "))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%s, %d of them with errors\n", plural(len(pkg.Pages()), "page"), failed)
	return nil
}

// renderOne launches the program at one page and describes what is there then.
func renderOne(ctx context.Context, pkg *runtime.Package, cfg runtime.Config) (line string, errs []error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	app, err := pkg.Launch(ctx, cfg)
	if err != nil {
		return cfg.Path + ": not shown", []error{err}
	}
	defer app.Close()
	errs = append(errs, app.Errors()...)
	if err := app.Wait(ctx); err != nil {
		errs = append(errs, err)
	}
	errs = append(errs, app.Errors()...)
	page := app.Page()
	if page == nil {
		return cfg.Path + ": closed", errs
	}
	nodes, err := page.QueryAll("*")
	if err != nil {
		errs = append(errs, err)
	}
	line = fmt.Sprintf("%s: %s, %s", cfg.Path, plural(len(nodes), "node"), plural(len(page.Text()), "text"))
	if page.Path() != cfg.Path {
		line += ", went on to " + page.Path()
	}
	return line, errs
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func printJSON(w io.Writer, p *runtime.Page) error {
	var buf bytes.Buffer
	if err := json.Indent(&buf, p.View().Root().JSON(), "", "  "); err != nil {
		return err
	}
	buf.WriteByte('\n')
	_, err := buf.WriteTo(w)
	return err
}

// networkFor gives the fixture file, or ../../fixtures/NAME/network.json as the
// samples have it, or no network.
func networkFor(dir, file string) (runtime.Network, error) {
	if file == "" {
		file = fixtureOf(dir)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		if file == fixtureOf(dir) && errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	return fixture.Parse(data)
}
