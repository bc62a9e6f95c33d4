package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"strings"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime"
)

//go:embed program
var program embed.FS

func main() {
	if err := run(os.Stdout, true); err != nil {
		log.Fatal(err)
	}
}

// wallet is what stands behind wx.pay.
type wallet struct {
	mu      sync.Mutex
	balance float64
}

// pay is wx.pay({amount, to}). It may take its time: the program goes on
// meanwhile, and ctx ends with the app.
func (w *wallet) pay(ctx context.Context, args map[string]any) (map[string]any, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	amount := args["amount"].(float64) // Params has seen to that
	switch {
	case amount <= 0:
		return nil, errors.New("cancel")
	case amount > w.balance:
		return nil, &bridge.CallError{Errno: 90001, Message: "insufficient balance"}
	}
	w.balance -= amount
	return map[string]any{"receipt": fmt.Sprintf("%v to %v", amount, args["to"]), "balance": w.balance}, nil
}

// paySync is wx.paySync(): what is left.
func (w *wallet) paySync([]any) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.balance, nil
}

// user is the UI of this host: it answers the question for permission, and
// leaves everything else to the headless one.
type user struct {
	runtime.Headless
	agrees bool
	out    io.Writer
}

func (u *user) Call(name string, args map[string]any, answer func(map[string]any, error)) {
	if name != "authorize" {
		u.Headless.Call(name, args, answer)
		return
	}
	fmt.Fprintf(u.out, "May this program use %s, %s? %v\n", args["scope"], args["desc"], u.agrees)
	if u.agrees {
		answer(nil, nil)
		return
	}
	answer(nil, errors.New("auth deny"))
}

func run(out io.Writer, agrees bool) error {
	ctx := context.Background()
	root, err := fs.Sub(program, "program")
	if err != nil {
		return err
	}
	pkg, err := runtime.Load(root)
	if err != nil {
		return err
	}
	purse := &wallet{balance: 100}
	app, err := pkg.Launch(ctx, runtime.Config{
		UI: &user{agrees: agrees, out: out},
		APIs: map[string]runtime.API{
			"pay": {Params: "amount:Number! to:String=shop", Scope: "scope.pay", Call: purse.pay, Sync: purse.paySync},
		},
	})
	if err != nil {
		return err
	}
	defer app.Close()
	for _, button := range []string{".tea", ".yacht", ".wrong"} {
		if err := app.Page().Query(button).Tap(); err != nil {
			return err
		}
		if err := app.Wait(ctx); err != nil { // until wx.pay has answered
			return err
		}
		fmt.Fprintln(out, strings.Join(app.Page().Text(), " | "))
	}
	return nil
}
