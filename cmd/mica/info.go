package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/pack"
)

// info prints what is in a program: pages, subpackages, components, files and
// signature.
func info(_ context.Context, args []string, out, errOut io.Writer) error {
	fl := flag.NewFlagSet("info", flag.ContinueOnError)
	var trust trustFlags
	trust.register(fl)
	name, err := parseArgs(fl, args, errOut)
	if err != nil {
		return err
	}
	a, err := pack.OpenFile(name, trust.options())
	if err != nil {
		return err
	}
	defer a.Close()
	files, err := measure(a)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s, %s, %s\n", name, a.Format(), plural(len(files), "file"), bytesText(total(files, "")))
	printSignature(out, a, len(trust.keys) > 0)
	pkg, err := runtime.Loader{Partial: true}.Load(a)
	if err != nil {
		printCompiled(out, a)
		return reportDiagnostics(errOut, err)
	}
	printProgram(out, pkg.Info(), files)
	printKinds(out, files)
	return nil
}

func printSignature(w io.Writer, a *pack.Archive, verified bool) {
	switch s := a.Signature(); {
	case s == nil:
		fmt.Fprintln(w, "not signed")
	case verified:
		fmt.Fprintf(w, "signed by %x, version %d: it fits\n", []byte(s.Key[:8]), s.Version)
	default:
		fmt.Fprintf(w, "signed by %x, version %d; give -key to have it verified\n", []byte(s.Key[:8]), s.Version)
	}
}

// printCompiled tells what the configuration of a compiled package says.
func printCompiled(w io.Writer, a *pack.Archive) {
	data, err := fs.ReadFile(a, "app-config.json")
	var config struct{ Pages []string }
	if err != nil || json.Unmarshal(data, &config) != nil {
		return
	}
	fmt.Fprintf(w, "compiled, %s\n", plural(len(config.Pages), "page"))
	for _, p := range config.Pages {
		fmt.Fprintf(w, "  %s\n", p)
	}
}

// printProgram lists pages and subpackages with the sizes of their folders.
func printProgram(w io.Writer, info runtime.Info, files map[string]int64) {
	if info.AppID != "" {
		fmt.Fprintf(w, "appid %s\n", info.AppID)
	}
	fmt.Fprintf(w, "%s, %s\n", plural(len(info.Pages), "page"), plural(len(info.Components), "component"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range info.Pages {
		var notes []string
		if p.Path == info.Entry {
			notes = append(notes, "entry")
		}
		if slices.Contains(info.Tabs, p.Path) {
			notes = append(notes, "tab")
		}
		if p.Err != nil {
			notes = append(notes, "cannot be opened")
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\n", p.Path, p.Title, strings.Join(notes, ", "))
	}
	t.Flush()
	rest := total(files, "")
	for _, s := range info.Subpackages {
		size := total(files, s.Root+"/")
		rest -= size
		kind := "subpackage"
		if s.Independent {
			kind = "independent subpackage"
		}
		fmt.Fprintf(w, "%s %s: %s\n", kind, strings.TrimSpace(s.Root+" "+s.Name), bytesText(size))
	}
	if len(info.Subpackages) > 0 {
		fmt.Fprintf(w, "main package: %s\n", bytesText(rest))
	}
}

// printKinds adds up the files by the ends of their names, largest first.
func printKinds(w io.Writer, files map[string]int64) {
	type kind struct {
		ext   string
		count int
		size  int64
	}
	byExt := make(map[string]*kind)
	for name, size := range files {
		ext := cmp.Or(path.Ext(name), "others")
		if byExt[ext] == nil {
			byExt[ext] = &kind{ext: ext}
		}
		byExt[ext].count++
		byExt[ext].size += size
	}
	var kinds []*kind
	for _, k := range byExt {
		kinds = append(kinds, k)
	}
	slices.SortFunc(kinds, func(a, b *kind) int { return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.ext, b.ext)) })
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, k := range kinds {
		fmt.Fprintf(t, "  %s\t%d\t%s\t\n", k.ext, k.count, bytesText(k.size))
	}
	t.Flush()
}

// measure returns the sizes of all files.
func measure(fsys fs.FS) (map[string]int64, error) {
	files := make(map[string]int64)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files[name] = info.Size()
		}
		return err
	})
	return files, err
}

func total(files map[string]int64, prefix string) int64 {
	var n int64
	for name, size := range files {
		if strings.HasPrefix(name, prefix) {
			n += size
		}
	}
	return n
}

func bytesText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
