package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	unformatted = "<view><text>{{a}}</text>\n\n\n<view wx:if='{{b}}'/></view>"
	formatted   = "<view>\n  <text>{{a}}</text>\n\n  <view wx:if=\"{{b}}\" />\n</view>\n"
	lossy       = "<view a='1' a='2'/>"
)

func formatDir(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"a.wxml": unformatted, "d/b.wxml": formatted, "d/c.wxml": "<a/>", "d/c.wxss": ".a{}",
		"node_modules/x.wxml": unformatted, "miniprogram_npm/y.wxml": unformatted, ".git/z.wxml": unformatted,
	})
	return dir
}

func TestFmtPrints(t *testing.T) {
	dir := formatDir(t)
	status, out, errOut := mica(t, "fmt", filepath.Join(dir, "a.wxml"))
	if status != 0 || out != formatted || errOut != "" {
		t.Errorf("status %d\n%s%s", status, out, errOut)
	}
	status, out, _ = mica(t, "fmt", dir)
	if status != 0 || out != formatted+formatted+"<a />\n" {
		t.Errorf("status %d\n%s", status, out)
	}
	if got := read(t, dir, "a.wxml"); got != unformatted {
		t.Errorf("the file was changed: %s", got)
	}
}

func TestFmtLists(t *testing.T) {
	dir := formatDir(t)
	want := filepath.Join(dir, "a.wxml") + "\n" + filepath.Join(dir, "d", "c.wxml") + "\n"
	if status, out, errOut := mica(t, "fmt", dir, "-l"); status != 0 || out != want || errOut != "" {
		t.Errorf("status %d\n%s%s", status, out, errOut)
	}
}

func TestFmtWrites(t *testing.T) {
	dir := formatDir(t)
	if err := os.Chmod(filepath.Join(dir, "a.wxml"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, errOut := mica(t, "fmt", "-w", dir); status != 0 || out+errOut != "" {
		t.Errorf("status %d\n%s%s", status, out, errOut)
	}
	if got := read(t, dir, "a.wxml"); got != formatted {
		t.Errorf("a.wxml is\n%s", got)
	}
	if got := read(t, dir, "node_modules/x.wxml"); got != unformatted {
		t.Errorf("an installed package was formatted:\n%s", got)
	}
	if info, err := os.Stat(filepath.Join(dir, "a.wxml")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if status, out, _ := mica(t, "fmt", "-l", dir); status != 0 || out != "" {
		t.Errorf("after -w: status %d\n%s", status, out)
	}
}

func TestFmtSkips(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.wxml": lossy, "b.wxml": unformatted, "c.wxml": "<a>{{b c}}</a>"})
	status, out, errOut := mica(t, "fmt", "-w", "-l", dir)
	if status != 1 || out != filepath.Join(dir, "b.wxml")+"\n" {
		t.Errorf("status %d\n%s", status, out)
	}
	for _, want := range []string{"a.wxml: skipped", "[wxml-duplicate-attribute]", "c.wxml: skipped", "[wxml-expr-unexpected-character]"} {
		if !strings.Contains(errOut, want) {
			t.Errorf("no %q in\n%s", want, errOut)
		}
	}
	if got := read(t, dir, "a.wxml"); got != lossy {
		t.Errorf("the skipped file was changed: %s", got)
	}
	if got := read(t, dir, "b.wxml"); got != formatted {
		t.Errorf("the other file was not formatted: %s", got)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
