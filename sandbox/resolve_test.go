package sandbox

import (
	"errors"
	"fmt"
	"testing"
)

// Spec app §4.1.
func TestResolve(t *testing.T) {
	names := map[string]string{}
	for _, f := range []string{
		"app.js", "config.js", "common.js", "pages/index/index.js", "pages/index/common.js", "pages/typed.ts",
		"pages/both.js", "pages/both.ts", "data/a.json", "data/b.js.js", "utils/index.js", "utils/time.js", "demo/data.js",
		"esm.mjs", "old.cjs", "pages/index/vant.js",
		"miniprogram_npm/vant/index.js", "miniprogram_npm/vant/button/index.js", "miniprogram_npm/vant/lib/x.js",
		"miniprogram_npm/@scope/pkg/index.js", "miniprogram_npm/@scope/pkg/sub.js",
		"pages/miniprogram_npm/local/index.js", "miniprogram_npm/local/index.js",
		"node_modules/plain/lib/main.js", "node_modules/plain/other.js", "node_modules/noconf/index.js",
		"node_modules/mini/dist/index.js", "node_modules/mini/dist/button/index.js", "node_modules/mini/src/index.js",
		"node_modules/@s/p/m.js", "node_modules/broken/index.js",
		"sub/node_modules/plain/index.js",
	} {
		names[f] = ""
	}
	names["node_modules/plain/package.json"] = `{"main": "./lib/main"}`
	names["node_modules/mini/package.json"] = `{"main": "src", "miniprogram": "dist"}`
	names["node_modules/@s/p/package.json"] = `{"main": "m.js"}`
	names["node_modules/broken/package.json"] = `{`
	alias := map[string]string{
		"@/*": "/*", "@utils/*": "utils/*", "@utils/deep/*": "./data/*", "exact": "config",
	}
	tests := []struct {
		from, request string
		want          string // a path, or ! and the error's path
	}{
		// relative, with and without dot and extension
		{"pages/index/index.js", "./common", "pages/index/common.js"},
		{"pages/index/index.js", "./common.js", "pages/index/common.js"},
		{"pages/index/index.js", "common", "pages/index/common.js"},
		{"pages/index/index.js", "common.js", "pages/index/common.js"},
		{"pages/index/index.js", "../../common", "common.js"},
		{"pages/index/index.js", ".././both", "pages/both.js"},
		{"pages/index/index.js", "../typed", "pages/typed.ts"},
		{"pages/index/index.js", "../typed.js", "pages/typed.ts"},
		{"app.js", "./data/a", "data/a.json"},
		{"app.js", "./data/a.json", "data/a.json"},
		{"app.js", "./data/b.js", "data/b.js.js"},
		{"app.js", "./esm.mjs", "esm.mjs"},
		{"app.js", "./old.cjs", "old.cjs"},
		{"", "app", "app.js"},
		// absolute
		{"pages/index/index.js", "/utils/time", "utils/time.js"},
		{"pages/index/index.js", "/../../app", "app.js"},
		// a path of the package
		{"pages/index/index.js", "config", "config.js"},
		{"pages/index/index.js", "demo/data", "demo/data.js"},
		// a directory is none
		{"app.js", "./utils", "!utils.js"},
		{"app.js", "./utils/", "!utils.js"},
		{"app.js", "/utils", "!utils.js"},
		// miniprogram_npm, walking up
		{"pages/both.js", "vant", "miniprogram_npm/vant/index.js"},
		{"pages/index/index.js", "vant", "pages/index/vant.js"},
		{"pages/index/index.js", "vant/button", "miniprogram_npm/vant/button/index.js"},
		{"pages/index/index.js", "vant/lib/x", "miniprogram_npm/vant/lib/x.js"},
		{"app.js", "@scope/pkg", "miniprogram_npm/@scope/pkg/index.js"},
		{"app.js", "@scope/pkg/sub", "miniprogram_npm/@scope/pkg/sub.js"},
		{"pages/index/index.js", "local", "pages/miniprogram_npm/local/index.js"},
		{"app.js", "local", "miniprogram_npm/local/index.js"},
		{"miniprogram_npm/vant/lib/x.js", "../button", "miniprogram_npm/vant/button/index.js"},
		{"miniprogram_npm/vant/lib/x.js", "..", "miniprogram_npm/vant/index.js"},
		{"miniprogram_npm/vant/lib/x.js", "local", "miniprogram_npm/local/index.js"},
		// node_modules
		{"app.js", "plain", "node_modules/plain/lib/main.js"},
		{"app.js", "plain/other", "node_modules/plain/other.js"},
		{"sub/a.js", "plain", "sub/node_modules/plain/index.js"},
		{"sub/a.js", "plain/other", "node_modules/plain/other.js"},
		{"app.js", "noconf", "node_modules/noconf/index.js"},
		{"app.js", "mini", "node_modules/mini/dist/index.js"},
		{"app.js", "mini/button", "node_modules/mini/dist/button/index.js"},
		{"app.js", "@s/p", "node_modules/@s/p/m.js"},
		{"app.js", "broken", "node_modules/broken/index.js"},
		// aliases, the longest match first
		{"pages/index/index.js", "@/config", "config.js"},
		{"pages/index/index.js", "@utils/time", "utils/time.js"},
		{"pages/index/index.js", "@utils/deep/a", "data/a.json"},
		{"pages/index/index.js", "exact", "config.js"},
		{"pages/index/index.js", "@/none", "!none.js"},
		// not found; the path is relative to the file
		{"src/x.js", "../data/none.json", "!data/none.json.js"},
		{"pages/index/index.js", "./none.js", "!pages/index/none.js"},
		{"pages/index/index.js", "none", "!pages/index/none.js"},
		{"pages/index/index.js", "../../../../app", "!../../app.js"},
		{"app.js", "", "!.js"},
		{"app.js", "./", "!.js"},
		{"app.js", "a\x00b", "!a\x00b.js"},
		{"app.js", "https://x.org/a.js", "!https:/x.org/a.js"},
	}
	s := NewScripts(files(names), ScriptOptions{Alias: alias})
	for range 2 { // the second time from memory
		for _, tt := range tests {
			got, err := s.Resolve(tt.from, tt.request)
			var missing *NotFoundError
			if errors.As(err, &missing) {
				got = "!" + missing.Path
				if want := fmt.Sprintf("module '%s' is not defined, require args is '%s'", missing.Path, tt.request); err.Error() != want {
					t.Errorf("error %q", err)
				}
			}
			if got != tt.want {
				t.Errorf("%s requires %q: got %s, want %s", tt.from, tt.request, got, tt.want)
			}
		}
	}
	node := NewScripts(files(names), ScriptOptions{NodeResolve: true})
	if got, err := node.Resolve("app.js", "./utils"); got != "utils/index.js" {
		t.Errorf("NodeResolve: %s %v", got, err)
	}
}

// A program may ask for names without end.
func TestResolveForgets(t *testing.T) {
	s := NewScripts(files(map[string]string{"a.js": ""}), ScriptOptions{})
	for i := range maxResolved + 10 {
		if _, err := s.Resolve(fmt.Sprintf("d%d/x.js", i), "../a"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.resolved); n > maxResolved {
		t.Errorf("remembers %d", n)
	}
}
