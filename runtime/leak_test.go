package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/mica-go/mica/runtime"
)

// Closing an app gives back everything: goroutines at once, the heap with the
// next collection.
func TestClosedAppsLeaveNothing(t *testing.T) {
	counter, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		t.Fatal(err)
	}
	shopPkg, network := shop(t)
	runs := []struct {
		name  string
		apps  int
		drive func() error
	}{
		{"counter", 1000, func() error { return driveCounter(counter) }},
		{"shop", 100, func() error { return driveShop(shopPkg, network) }},
	}
	for _, run := range runs {
		t.Run(run.name, func(t *testing.T) {
			apps := run.apps
			if testing.Short() {
				apps /= 10
			}
			for range apps / 20 { // what is made once and kept
				if err := run.drive(); err != nil {
					t.Fatal(err)
				}
			}
			goroutines, heap := goruntime.NumGoroutine(), liveHeap()
			for range apps {
				if err := run.drive(); err != nil {
					t.Fatal(err)
				}
			}
			if err := goleak.Find(goleak.IgnoreCurrent()); err != nil {
				t.Error(err)
			}
			if n := goruntime.NumGoroutine(); n > goroutines {
				t.Errorf("%d goroutines, %d before", n, goroutines)
			}
			// One app that stayed would be 300 KB or more.
			if grown := liveHeap() - heap; grown > 2<<20 {
				t.Errorf("%d closed apps keep %d bytes of heap", apps, grown)
			}
		})
	}
}

// liveHeap is the size of the heap after a collection, and another for what
// finalizers and cleanups held.
func liveHeap() int64 {
	var m goruntime.MemStats
	goruntime.GC()
	goruntime.GC()
	goruntime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func driveCounter(pkg *runtime.Package) error {
	app, err := pkg.Launch(context.Background(), runtime.Config{})
	if err != nil {
		return err
	}
	defer app.Close()
	for range 3 {
		if err := app.Page().Query(".add").Tap(); err != nil {
			return err
		}
	}
	return thrown(app)
}

func driveShop(pkg *runtime.Package, network runtime.Network) error {
	ctx := context.Background()
	app, err := pkg.Launch(ctx, runtime.Config{Network: network})
	if err != nil {
		return err
	}
	defer app.Close()
	if err := app.Wait(ctx); err != nil {
		return err
	}
	steps := []func() error{
		func() error { return app.Page().Query(".card").Tap() },
		func() error { return app.Wait(ctx) },
		func() error { return app.NavigateBack(ctx, 1) },
		func() error { return app.SwitchTab(ctx, "/pages/cart/cart") },
		func() error { return app.Wait(ctx) },
		func() error { return app.SwitchTab(ctx, "/pages/home/home") },
	}
	for k, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("step %d: %w", k, err)
		}
	}
	return thrown(app)
}

func thrown(app *runtime.App) error {
	return errors.Join(app.Errors()...)
}

// Two apps of one package, driven at the same time, know nothing of each other;
// and one app may be driven from several goroutines.
func TestAppsInParallel(t *testing.T) {
	pkg, network := shop(t)
	counter, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 3 {
				if err := driveShop(pkg, network); err != nil {
					t.Error(err)
				}
			}
		})
	}
	apps := []*runtime.App{start(t, counter, runtime.Config{}), start(t, counter, runtime.Config{})}
	taps := []int{7, 12}
	const drivers = 4
	for k, app := range apps {
		for range drivers {
			wg.Go(func() {
				for range taps[k] {
					page := app.Page()
					if err := page.Query(".add").Tap(); err != nil {
						t.Error(err)
					}
					_ = page.HTML()
					if _, err := page.Data(context.Background()); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	for k, app := range apps {
		want := fmt.Sprint(drivers * taps[k])
		if got := strings.Join(app.Page().Text(), " "); !strings.Contains(got, want) {
			t.Errorf("app %d: %q does not show %s", k, got, want)
		}
		if err := sameTree(app.Page()); err != nil {
			t.Error(err)
		}
		noErrors(t, app)
	}
}

// Closing an app while others drive it ends their calls with ErrClosed, or lets
// them finish.
func TestCloseWhileDriven(t *testing.T) {
	pkg, err := runtime.Load(os.DirFS("../testdata/apps/counter"))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		app := start(t, pkg, runtime.Config{})
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for range 10 {
					if page := app.Page(); page != nil {
						_ = page.Query(".add").Tap() // ErrClosed sooner or later
					}
				}
			})
		}
		app.Close()
		wg.Wait()
		if err := app.Settle(context.Background()); err == nil {
			t.Error("a closed app still settles")
		}
	}
}
