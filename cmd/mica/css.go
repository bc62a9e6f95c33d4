package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/mica-go/mica/runtime"
)

// css launches a page and prints the style sheets that hold on it as standard
// CSS for the markup that render -format html gives.
func css(ctx context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("css", flag.ContinueOnError)
	page := fl.String("page", "", "`path` of the page; default: the entry page")
	rpx := fl.String("rpx", "", "what becomes of rpx: px for the width of the window, or `vw`; default: what app.json says, else px")
	width := fl.Int("width", 375, "width of the window in CSS pixels")
	minify := fl.Bool("minify", false, "leave out white space that has no meaning")
	var trust trustFlags
	trust.register(fl)
	dir, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	if *rpx != "" && *rpx != "px" && *rpx != "vw" {
		return fmt.Errorf("there is no unit %q for rpx; choose px or vw", *rpx)
	}
	cfg := runtime.Config{Path: *page, Screen: runtime.Screen{Width: *width}}
	if cfg.Network, err = networkFor(dir, ""); err != nil {
		return err
	}
	pkg, err := runtime.Loader{Partial: true, Pack: trust.options()}.LoadFile(dir)
	if err != nil {
		return reportDiagnostics(errOut, err)
	}
	app, err := pkg.Launch(ctx, cfg) // scripts may say how their styles are isolated
	if err != nil {
		return err
	}
	defer app.Close()
	_, err = io.WriteString(out, app.Page().CSS(runtime.CSSOptions{RPX: *rpx, Minify: *minify})+"\n")
	return err
}
