package runtime

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mica-go/mica/runtime/internal/logic"
)

// ErrNoMethod is wrapped by the error of [Page.Call] and [Node.Call] when there
// is no method of that name.
var ErrNoMethod = logic.ErrNoMethod

// ExitState is what is kept of a program that was left, to begin where it was
// (spec app §5). It has a form in JSON, so that a host can store it.
type ExitState struct {
	// Path and Query are those of the page that was shown.
	Path  string
	Query map[string]string
	// Data is what the page's onSaveExitState gave, nil for nothing: the page
	// finds it as this.exitState.
	Data any
	// Expires is when the state is no longer good for a launch.
	Expires time.Time
}

// exitStateLife is how long a state is good unless the program says so.
const exitStateLife = 24 * time.Hour

// ExitState asks for what to keep of the program, to be called before it is closed
// and handed to the next launch in Config.Exit. It calls onSaveExitState of the
// page that is shown, if it has one: {data, expireTimeStamp}, the time in
// milliseconds, a day from now by default. It returns nil where the program begins
// at its home page the next time: unless the page's restartStrategy, or that of
// the window, is homePageAndLatestPage, and on tab pages. The error is what the
// page threw, that of a closed app, or ctx's.
func (a *App) ExitState(ctx context.Context) (*ExitState, error) {
	p := a.Page()
	if p == nil || p.Window()["restartStrategy"] != "homePageAndLatestPage" || a.pkg.logic.IsTab(p.Path()) {
		return nil, nil
	}
	s := &ExitState{Path: p.Path(), Query: make(map[string]string), Expires: a.cfg.now().Add(exitStateLife)}
	for k, v := range p.Params() {
		s.Query[k] = fmt.Sprint(v)
	}
	out, err := p.Call(ctx, "onSaveExitState")
	if errors.Is(err, ErrNoMethod) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	given, _ := out.(map[string]any)
	s.Data = given["data"]
	if ms, ok := given["expireTimeStamp"].(float64); ok {
		s.Expires = time.UnixMilli(int64(ms))
	}
	return s, nil
}

// usableExit returns Exit if the launch is to begin there, else nil.
func (c *Config) usableExit() *ExitState {
	if c.Exit == nil || c.Path != "" || c.Exit.Path == "" || !c.now().Before(c.Exit.Expires) {
		return nil
	}
	return c.Exit
}

// now is the time of the app's clock.
func (c *Config) now() time.Time {
	if c.Clock != nil {
		return c.Clock.Now()
	}
	return time.Now()
}
