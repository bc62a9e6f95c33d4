package runtime_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// The shop is driven as a user would, through the public API alone.
func TestShop(t *testing.T) {
	ctx := context.Background()
	pkg, network := shop(t)
	storage := &runtime.MemoryStorage{}
	app := start(t, pkg, runtime.Config{Network: network, Storage: storage})

	home := app.Page()
	expect(t, "home", home.Path(), "pages/home/home")
	expect(t, "title", home.Title(), "Corner Shop")
	cards, err := home.QueryAll(".card")
	if err != nil || len(cards) != 12 {
		t.Fatalf("home shows %d products (%v), want the fixture's 12", len(cards), err)
	}
	if titles := texts(t, home, ".product-title"); !strings.HasPrefix(titles, "Longjing Green Tea 龙井 | Aged Pu'er Cake | Jasmine Pearls") {
		t.Errorf("products: %s", titles)
	}

	// a category narrows the list and opens it again
	books := home.Query(".category[data-id=books]")
	tap(t, books)
	expect(t, "books", texts(t, home, ".heading-note"), "3 products")
	tap(t, home.Query(".category[data-id=books]"))
	expect(t, "all", texts(t, home, ".heading-note"), "12 products")

	// tapping a card opens its detail with the right query
	cards, err = home.QueryAll(".card")
	if err != nil {
		t.Fatal(err)
	}
	tap(t, cards[9])
	detail := app.Page()
	expect(t, "detail", detail.Path(), "pages/product/product")
	if id := detail.Params()["id"]; id != "110" {
		t.Errorf("the query's id is %v, want 110", id)
	}
	expect(t, "title of the product", texts(t, detail, ".title"), "Ridge Two-Person Tent")
	expect(t, "navigation bar", detail.Title(), "Ridge Two-Person Tent")

	// three of them into the cart
	for range 2 {
		tap(t, detail.Query(".plus"))
	}
	expect(t, "total", texts(t, detail, ".total"), "¥2,922.75")
	tap(t, detail.Query(".add"))
	calls := app.UI().(*runtime.Headless).Calls()
	if n := len(calls); n == 0 || calls[n-1].Name != "showToast" || calls[n-1].Args["title"] != "Added to cart" {
		t.Errorf("expected a toast, got %v", calls)
	}

	// the cart page shows them after switchTab; home is closed above, kept below
	if err := app.SwitchTab(ctx, "/pages/cart/cart"); err != nil {
		t.Fatal(err)
	}
	cart := app.Page()
	expect(t, "cart", cart.Path(), "pages/cart/cart")
	expect(t, "lines", texts(t, cart, ".line-title"), "Ridge Two-Person Tent")
	expect(t, "cart total", texts(t, cart, ".total"), "¥2,922.75")
	if detail.View().Open() {
		t.Error("the detail page is still open after switchTab")
	}

	// going back to the first tab shows the very page that was there
	if err := app.SwitchTab(ctx, "/pages/home/home"); err != nil {
		t.Fatal(err)
	}
	if app.Page().View() != home.View() {
		t.Error("the home tab was made anew")
	}
	tap(t, app.Page().Query(".card"))
	if err := app.NavigateBack(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if app.Page().View() != home.View() || texts(t, app.Page(), ".heading-note") != "12 products" {
		t.Error("going back does not restore the page")
	}
	noErrors(t, app)

	// a second launch with the same storage still has the cart
	second := start(t, pkg, runtime.Config{Network: network, Storage: storage, Path: "pages/cart/cart"})
	expect(t, "cart of the second launch", texts(t, second.Page(), ".line-title"), "Ridge Two-Person Tent")
	noErrors(t, second)
}

func TestShopCheckout(t *testing.T) {
	ctx := context.Background()
	pkg, network := shop(t)
	app := start(t, pkg, runtime.Config{Network: network})
	quick, err := app.Page().QueryAll(".quick-add")
	if err != nil {
		t.Fatal(err)
	}
	tap(t, quick[1])
	expect(t, "catchtap keeps the detail from opening", app.Page().Path(), "pages/home/home")
	if err := app.SwitchTab(ctx, "/pages/cart/cart"); err != nil {
		t.Fatal(err)
	}
	tap(t, app.Page().Query(".checkout"))
	orders := app.Page()
	expect(t, "after checkout", orders.Path(), "pages/orders/orders")
	if !strings.Contains(texts(t, orders, ".order-id"), "N1001") {
		t.Errorf("orders: %s", texts(t, orders, ".order-id"))
	}
	if err := app.SwitchTab(ctx, "/pages/cart/cart"); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(app.Page().Text(), " "); !strings.Contains(text, "Your cart is empty") {
		t.Errorf("the cart after checkout: %s", text)
	}
	noErrors(t, app)
}

// The page that steps led to and a page that starts with the same data have
// the same tree: updating is rendering.
func TestShopIncrementalIsFresh(t *testing.T) {
	ctx := context.Background()
	pkg, network := shop(t)
	steps := []struct {
		page string
		do   func(*runtime.Page) error
	}{
		{"", func(p *runtime.Page) error { return p.Query(".category[data-id=tea]").Tap() }},
		{"", func(p *runtime.Page) error { return p.Query(".category[data-id=outdoor]").Tap() }},
		{"", func(p *runtime.Page) error { return p.Query(".category[data-id=outdoor]").Tap() }},
		{"pages/product/product?id=110", func(p *runtime.Page) error { return p.Query(".plus").Tap() }},
		{"pages/product/product?id=110", func(p *runtime.Page) error { return p.Query(".details-toggle").Tap() }},
		{"pages/orders/orders", func(p *runtime.Page) error { return p.Query(".tab").Tap() }},
	}
	for i, st := range steps {
		app := start(t, pkg, runtime.Config{Network: network, Path: st.page})
		if err := st.do(app.Page()); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		state, _, err := app.Page().State(ctx) // keeps the order of keys, which wx:for shows
		if err != nil {
			t.Fatal(err)
		}
		data := make(map[string]any)
		for k, name := range state.AsObject().Keys() {
			data[name] = state.AsObject().Values()[k]
		}
		// The same data, set in one go on a page that has seen nothing else.
		fresh := start(t, pkg, runtime.Config{Path: st.page})
		if err := fresh.Page().SetData(ctx, data); err != nil {
			t.Fatal(err)
		}
		if err := view.Equal(app.Page().View(), fresh.Page().View()); err != nil {
			t.Errorf("step %d: the updated page differs from a fresh one: %v", i, err)
		}
	}
}

// A setData of one field sends the holes that read it and nothing else.
func TestShopPatchIsMinimal(t *testing.T) {
	pkg, network := shop(t)
	var batches []*bridge.Batch
	app := start(t, pkg, runtime.Config{Network: network, Path: "pages/product/product?id=110",
		OnBatch: func(b *bridge.Batch) { batches = append(batches, b) }})
	batches = nil
	if err := app.Page().SetData(context.Background(), map[string]any{"product.title": "Another title"}); err != nil {
		t.Fatal(err)
	}
	if len(batches) != 1 {
		t.Fatalf("%d batches, want 1", len(batches))
	}
	for _, op := range batches[0].Ops {
		text, _ := op.Value.AsString()
		if op.Kind != bridge.OpSet || text != "Another title" {
			t.Errorf("operation %v with value %q; only holes of the title may be set", op.Kind, text)
		}
	}
	if n := len(batches[0].Ops); n != 1 {
		t.Errorf("%d operations, want 1: the text of the title", n)
	}
}

// Two apps of one package share nothing that a program can change.
func TestAppsAreIsolated(t *testing.T) {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		t.Fatal(err)
	}
	a, b := start(t, pkg, runtime.Config{}), start(t, pkg, runtime.Config{})
	for range 3 {
		tap(t, a.Page().Query(".add"))
	}
	tap(t, b.Page().Query(".sub"))
	expect(t, "a", texts(t, a.Page(), ".count"), "3")
	expect(t, "b", texts(t, b.Page(), ".count"), "-1")
}

func TestSamplesHaveNoErrors(t *testing.T) {
	for _, name := range []string{"shop", "todo", "counter"} {
		for _, d := range runtime.Check(os.DirFS(filepath.Join("../testdata/apps", name))).Errors() {
			t.Errorf("%s: %v", name, d)
		}
	}
}
