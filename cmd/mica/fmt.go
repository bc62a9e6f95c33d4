package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mica-go/mica/wxml"
)

// formatter is one run of mica fmt.
type formatter struct {
	list, write bool
	out, errOut io.Writer
	skipped     int
}

// format prints WXML files in the one layout that wxml.Format gives them, or
// lists or rewrites those that have another. Files with errors, and those with
// attributes that mean nothing and would be lost, are left as they are.
func format(_ context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("fmt", flag.ContinueOnError)
	f := formatter{out: out, errOut: errOut}
	fl.BoolVar(&f.list, "l", false, "list the files whose layout differs instead of printing them")
	fl.BoolVar(&f.write, "w", false, "write the result to the files instead of printing it")
	paths, err := parseAll(fl, args, errOut)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		fmt.Fprintln(errOut, "mica fmt takes one or more folders or WXML files")
		fl.Usage()
		return errUsage
	}
	for _, p := range paths {
		if err := f.path(p); err != nil {
			return err
		}
	}
	if f.skipped > 0 {
		return errFailed
	}
	return nil
}

// path formats a file, or all WXML files below a folder but those of packages
// that were installed there.
func (f *formatter) path(root string) error {
	return filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if name := d.Name(); p != root && (name == "node_modules" || name == "miniprogram_npm" || strings.HasPrefix(name, ".")) {
				return fs.SkipDir
			}
			return nil
		case p == root && filepath.Ext(p) != ".wxml":
			return fmt.Errorf("%s: this is no WXML file; it is formatted only if its name ends in .wxml", p)
		case p == root || d.Type().IsRegular() && filepath.Ext(p) == ".wxml":
			return f.file(p)
		}
		return nil
	})
}

func (f *formatter) file(name string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	doc := wxml.Parse(filepath.ToSlash(name), src)
	if !doc.Lossless() {
		f.skipped++
		fmt.Fprintf(f.errOut, "%s: skipped, as formatting would lose something; \"mica check\" says what is wrong:\n", name)
		for _, d := range doc.Losses() {
			printDiagnostic(f.errOut, d)
		}
		return nil
	}
	formatted := wxml.Format(doc)
	differs := !bytes.Equal(src, formatted)
	if f.list && differs {
		fmt.Fprintln(f.out, name)
	}
	if f.write && differs {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, formatted, info.Mode().Perm())
	}
	if !f.list && !f.write {
		_, err := f.out.Write(formatted)
		return err
	}
	return nil
}
