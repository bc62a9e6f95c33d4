package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime/pack"
)

// A program renders the same from its folder and from both kinds of packages.
func TestPackAndRender(t *testing.T) {
	dir := t.TempDir()
	_, want, _ := mica(t, "render", counter)
	for _, ext := range []string{".zip", ".wxapkg"} {
		file := filepath.Join(dir, "counter"+ext)
		if status, out, errOut := mica(t, "pack", counter, "-o", file); status != 0 || !strings.HasPrefix(out, file) {
			t.Fatalf("pack: status %d, %s%s", status, out, errOut)
		}
		if status, out, errOut := mica(t, "render", file); status != 0 || out != want {
			t.Errorf("render %s: status %d, %s%s", ext, status, out, errOut)
		}
		if status, out, errOut := mica(t, "check", file); status != 0 || !strings.Contains(out, "0 errors") {
			t.Errorf("check %s: status %d, %s%s", ext, status, out, errOut)
		}
	}
}

// A signed package is run with the right key, and with no other and no older one.
func TestSignAndVerify(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	step := func(status int, want string, args ...string) {
		t.Helper()
		got, out, errOut := mica(t, args...)
		if got != status || !strings.Contains(out+errOut, want) {
			t.Errorf("mica %v: status %d, %s%s", args, got, out, errOut)
		}
	}
	step(0, "key.pub: hand it out", "keygen", file("key"))
	step(1, "file exists", "keygen", file("key"))
	step(0, "", "keygen", file("other"))
	step(0, "counter.wxapkg", "pack", counter, "-o", file("counter.wxapkg"), "-sign", file("key"), "-version", "7")
	step(0, "version 7", "verify", file("counter.wxapkg"), "-key", file("key.pub"))
	step(0, "version 7: it fits", "info", file("counter.wxapkg"), "-key", file("key.pub"))
	step(0, "", "render", file("counter.wxapkg"), "-key", file("other.pub"), "-key", file("key.pub"), "-min-version", "7")
	step(1, "none of those that are trusted", "render", file("counter.wxapkg"), "-key", file("other.pub"))
	step(1, "the least to be run is 8", "verify", file("counter.wxapkg"), "-key", file("key.pub"), "-min-version", "8")
	step(1, "a folder has no signature", "render", counter, "-key", file("key.pub"))
	step(2, "this is no key", "render", counter, "-key", file("key"))
	data, err := os.ReadFile(file("counter.wxapkg"))
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2]++
	if err := os.WriteFile(file("tampered.wxapkg"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	step(1, "not what was signed", "verify", file("tampered.wxapkg"), "-key", file("key.pub"))
}

func TestInfo(t *testing.T) {
	status, out, errOut := mica(t, "info", shop)
	if status != 0 {
		t.Fatalf("status %d: %s", status, errOut)
	}
	golden(t, "shop.info", regexp.MustCompile(`(?m)^\S+/shop:`).ReplaceAllString(out, "shop:"))
}

// A package as WeChat publishes it is told from one that is damaged.
func TestCompiledPackage(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"app-config.json": `{"pages": ["pages/a/a", "pages/b/b"]}`, "app-service.js": "define()", "page-frame.html": "<html>"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "compiled.wxapkg")
	w, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := pack.Write(w, pack.Wxapkg, os.DirFS(dir), pack.Limits{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"render", "info", "check"} {
		status, out, errOut := mica(t, command, file)
		if status != 1 || !strings.Contains(out+errOut, "this is a compiled package") {
			t.Errorf("%s: status %d, %s%s", command, status, out, errOut)
		}
		if command == "info" && !strings.Contains(out, "compiled, 2 pages\n  pages/a/a\n") {
			t.Errorf("info: %s", out)
		}
	}
}

// Every page is launched on its own; one that fails does not stop the others.
func TestRenderAll(t *testing.T) {
	for program, want := range map[string]string{
		"testdata/broken": "pages/b/b: not shown\n    launch: page \"pages/b/b\" can not be opened: pages/b/b.js:2:10: error",
		counter:           "1 page, 0 of them with errors\n",
	} {
		status, out, errOut := mica(t, "render", "-all", program)
		if status != 0 || !strings.Contains(out, want) {
			t.Errorf("status %d: %s%s", status, out, errOut)
		}
	}
}
