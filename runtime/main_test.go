package runtime_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"go.uber.org/goleak"
	"golang.org/x/tools/txtar"

	"github.com/mica-go/mica/internal/fixture"
	"github.com/mica-go/mica/runtime"
)

// No test may leave a goroutine behind.
func TestMain(m *testing.M) {
	runtime.RunWorker() // does not return in a worker process
	goleak.VerifyTestMain(m)
}

// program makes a file system of a txtar text. app.json is added for the page
// pages/a/a unless it is there.
func program(t testing.TB, text string) fstest.MapFS {
	t.Helper()
	fsys := make(fstest.MapFS)
	for _, f := range txtar.Parse([]byte(text)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	if fsys["app.json"] == nil {
		fsys["app.json"] = &fstest.MapFile{Data: []byte(`{"pages":["pages/a/a"]}`)}
	}
	return fsys
}

func launch(t testing.TB, text string, cfg runtime.Config) *runtime.App {
	t.Helper()
	pkg, err := runtime.Load(program(t, text))
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return start(t, pkg, cfg)
}

func start(t testing.TB, pkg *runtime.Package, cfg runtime.Config) *runtime.App {
	t.Helper()
	app, err := pkg.Launch(context.Background(), cfg)
	if err != nil {
		t.Fatalf("launch: %v", err)
	}
	t.Cleanup(func() { app.Close() })
	return app
}

// shop loads the sample shop and the network that answers it.
func shop(t testing.TB) (*runtime.Package, runtime.Network) {
	t.Helper()
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/shop"))
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	data, err := os.ReadFile("../testdata/fixtures/shop/network.json")
	if err != nil {
		t.Fatal(err)
	}
	network, err := fixture.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return pkg, network
}

// noErrors fails the test for every exception the program did not catch.
func noErrors(t testing.TB, app *runtime.App) {
	t.Helper()
	for _, err := range app.Errors() {
		t.Errorf("the program threw: %v", err)
	}
}

func tap(t testing.TB, n runtime.Node) {
	t.Helper()
	if err := n.Tap(); err != nil {
		t.Fatalf("tap: %v", err)
	}
}

// texts gives the text of every node that the selector matches.
func texts(t testing.TB, p *runtime.Page, selector string) string {
	t.Helper()
	nodes, err := p.QueryAll(selector)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = strings.Join(strings.Fields(n.TextContent()), " ")
	}
	return strings.Join(out, " | ")
}

func expect(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot  %s\nwant %s", what, got, want)
	}
}
