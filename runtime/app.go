package runtime

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/files"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/view"
)

// ErrClosed is the error of every use of an app after Close.
var ErrClosed = sandbox.ErrClosed

// Clock is the time that a program sees and that its timers follow; see
// [sandbox.Clock] and [sandbox.ManualClock].
type Clock = sandbox.Clock

// Limits bounds what a program may use; docs/limits.md has them in one table.
type Limits = sandbox.Limits

// Config is what an app is given. The zero Config works: storage in memory, no
// network, a headless screen, the system's clock, default limits.
type Config struct {
	// Path is the page to launch with, without a leading slash; it may have a
	// query. Default: the entry page of app.json.
	Path string
	// Query are the launch parameters; they replace those of Path.
	Query map[string]string
	// Scene is the scene number that App.onLaunch gets. Default 1001.
	Scene int

	// Storage keeps what the program stores. Default: a new [MemoryStorage].
	Storage Storage
	// Files is where the program's own files live: wx.getFileSystemManager,
	// wx.saveFile, downloads. Default: a new [files.Memory].
	Files files.System
	// Network carries out requests. Default: none, every request fails.
	Network Network
	// Domains are the servers that the program may reach through Network.
	// Default: all of them.
	Domains *Domains
	// APIs are wx functions of the host's own, by name. They replace those of
	// WeChat that have the same name.
	APIs map[string]API
	// Allow are the only APIs that the program may use to leave the sandbox: to
	// reach a server, a device, a service or one of APIs. The others fail with
	// "no permission", and wx.canIUse says false. Those that only show something
	// are always allowed. Default: all that the other fields make possible.
	Allow []string
	// Permissions remembers what the user has granted. What a program needs a
	// scope for is asked of UI by a call "authorize" the first time. Default: a
	// new [MemoryPermissions].
	Permissions Permissions
	// Exit is what [App.ExitState] gave when the program was left: where Path is
	// empty, it begins at the page it was left on. Default: the entry page.
	Exit *ExitState
	// WithoutTap lets the program call at any time what WeChat lets it call only
	// while it handles a tap, such as wx.openSetting; docs/api.md marks these with
	// "tap". Default: such a call fails.
	WithoutTap bool
	// UI answers what is asked of the user and the device. Default: a new
	// [Headless].
	UI UI
	// Geometry tells where nodes are. Default: nowhere, without a size.
	Geometry Geometry
	// Screen is the device's screen. Default 375 x 667 at ratio 2.
	Screen Screen
	// Theme is the system's theme, light or dark; see [App.SetTheme]. It counts for
	// programs with darkmode in app.json. Default: light.
	Theme string
	// Clock is the time. Default: the system's.
	Clock Clock
	// Location is the program's time zone. Default UTC.
	Location *time.Location
	// Rand is Math.random. Default: a random source.
	Rand func() float64
	// Logger gets console output and the engine's messages. Default: none.
	Logger *slog.Logger
	// OnError is told of every exception that the program did not catch, and of
	// every limit that it broke and did not catch: errors.As finds a
	// [*sandbox.LimitError], whose Ends says what became of the program. One that
	// closes it leaves the pages to be looked at, and everything that needs the
	// program fails with [ErrClosed] and the limit. OnError is called on the
	// goroutine that runs the program and must not call the app.
	OnError func(error)
	// OnBatch sees every batch of patches before the view applies it. It is
	// called like OnError and must not change the batch.
	OnBatch func(*bridge.Batch)
	// Console sees every console call of the program. It is called like OnError.
	Console func(ConsoleMessage)
	// Limits bounds what the program may use.
	Limits Limits
	// Profile takes down what the app costs. Default: nothing is.
	Profile *Profile
	// Isolation says where the program's JavaScript runs. Default: [InProcess].
	Isolation Isolation
	// Workers are the worker processes for Isolation [Process]. Default: one of
	// the app's own with the limits of the zero Workers.
	Workers *Workers

	// System replaces values of wx.getSystemInfo and its relatives, as plain Go
	// data by name: brand, model, language. Sizes are Screen's. The platform "ios"
	// has hairlines of 0.5px in styles where Screen.PixelRatio is over 1. Default:
	// none.
	System map[string]any
	// Prelude is JavaScript that runs before the program's own; for tests that
	// replace parts of wx. What it throws fails the launch.
	Prelude string
}

// ConsoleMessage is one call of the program's console.
type ConsoleMessage struct {
	// Level is debug, log, info, warn or error; wxs for console.log of WXS.
	Level string
	// Text is the arguments as one line.
	Text string
	// Args are the arguments as the engine's own values.
	Args []value.Value
}

// Screen is the screen of a device, in CSS pixels.
type Screen struct {
	Width, Height int
	PixelRatio    float64
}

func (s Screen) orDefault() Screen {
	if s.Width == 0 {
		s.Width = 375
	}
	if s.Height == 0 {
		s.Height = 667
	}
	if s.PixelRatio == 0 {
		s.PixelRatio = 2
	}
	return s
}

// App is one running instance of a program, with its own JavaScript, pages and
// storage. Its methods may be called from any goroutine; the program's code runs
// for one of them at a time. Close has to be called when the app is no longer
// needed.
type App struct {
	pkg   *Package
	cfg   Config
	given Config // as it was given, without defaults
	logic engine
	view  *view.View
	port  *port

	theme  atomic.Value // a string
	styles styleBook
	// finger is held during a whole Tap or LongPress: touches of two of them, from
	// two goroutines, must not mix.
	finger sync.Mutex

	mu     sync.Mutex
	errs   []error
	closed bool
}

// Launch starts an instance of the program: App.onLaunch, App.onShow and the
// first page run, and the page is settled when Launch returns. Exceptions of
// the program go to Config.OnError and [App.Errors] and do not stop it; the
// error is that the page cannot be shown, or ctx's.
func (p *Package) Launch(ctx context.Context, cfg Config) (*App, error) {
	return p.start(ctx, cfg, command{op: opLaunch})
}

// start makes an app and runs its first turn.
func (p *Package) start(ctx context.Context, cfg Config, first command) (*App, error) {
	given := cfg
	if cfg.Storage == nil {
		cfg.Storage = &MemoryStorage{}
	}
	if cfg.Files == nil {
		mem := &files.Memory{}
		if cfg.Clock != nil {
			mem.Now = cfg.Clock.Now
		}
		cfg.Files = mem
	}
	if cfg.Permissions == nil {
		cfg.Permissions = &MemoryPermissions{}
	}
	if cfg.UI == nil {
		cfg.UI = &Headless{}
	}
	cfg.Exit = cfg.usableExit()
	if cfg.Exit != nil {
		cfg.Path, cfg.Query = cfg.Exit.Path, cfg.Exit.Query
	}
	if cfg.Scene == 0 {
		cfg.Scene = 1001
	}
	if cfg.Theme == "" {
		cfg.Theme = themeLight
	}
	cfg.Screen = cfg.Screen.orDefault()
	a := &App{pkg: p, cfg: cfg, given: given}
	a.styles.app = a
	a.view = view.New(view.Config{Styles: a.styles.of})
	a.theme.Store(cfg.Theme)
	a.port = newPort(a)
	if err := a.startEngine(ctx); err != nil {
		a.port.close()
		return nil, fmt.Errorf("launch: %w", err)
	}
	_, err := a.logic.do(ctx, first)
	if err == nil {
		_, err = a.logic.do(ctx, command{op: opLost})
	}
	if err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// startEngine makes the logic layer. Nothing of the program has run yet.
func (a *App) startEngine(ctx context.Context) error {
	if _, err := a.cfg.apiTable(); err != nil {
		return err
	}
	if a.cfg.Isolation == Process {
		return a.startProcess(ctx)
	}
	conf, err := a.logicConfig()
	if err != nil {
		return err
	}
	lc, err := logic.New(conf)
	if err != nil {
		return err
	}
	a.logic = local{lc}
	return nil
}

func (a *App) logicConfig() (logic.Config, error) {
	cfg := a.cfg
	lc := logic.Config{
		Package: a.pkg.logic, Port: a.port, Logger: cfg.Logger, Clock: cfg.Clock, Rand: cfg.Rand, Limits: cfg.Limits,
		Location: cfg.Location, OnError: a.recordError, OnEnd: a.exhausted, Path: cfg.Path, Scene: cfg.Scene, Prelude: cfg.Prelude, Allow: cfg.Allow, WithoutTap: cfg.WithoutTap,
	}
	if cfg.Profile != nil {
		lc.Meter = meter{cfg.Profile}
	}
	var err error
	if lc.APIs, err = cfg.apiTable(); err != nil {
		return lc, err
	}
	if lc.System, err = systemInfo(cfg.Screen, a.systemTheme(), cfg.System); err != nil {
		return lc, fmt.Errorf("Config.System: %w", err)
	}
	lc.Query = queryValue(cfg.Query)
	if cfg.Exit != nil && cfg.Exit.Data != nil {
		if lc.ExitState, err = value.FromAny(cfg.Exit.Data); err != nil {
			return lc, fmt.Errorf("Config.Exit: %w", err)
		}
	}
	if cfg.Console != nil {
		lc.Console = func(level string, args []value.Value, text string) {
			cfg.Console(ConsoleMessage{Level: level, Text: text, Args: args})
		}
	}
	return lc, nil
}

// exhausted is told that the program broke a limit after which it can't go on:
// its requests are aborted; what its pages showed stays until Close.
func (a *App) exhausted(limit *sandbox.LimitError) {
	a.port.cancel()
	a.recordError(limit)
}

// maxErrors is how many errors an app keeps for Errors.
const maxErrors = 100

func (a *App) recordError(err error) {
	a.mu.Lock()
	if len(a.errs) < maxErrors {
		a.errs = append(a.errs, err)
	}
	a.mu.Unlock()
	if a.cfg.OnError != nil {
		a.cfg.OnError(err)
	}
}

// Errors returns the exceptions that the program did not catch since the last
// time it was asked, at most 100.
func (a *App) Errors() []error {
	a.mu.Lock()
	defer a.mu.Unlock()
	errs := a.errs
	a.errs = nil
	return errs
}

// Close ends the app: its JavaScript stops, requests are aborted, timers are
// gone. A turn that is running on another goroutine is interrupted and not waited
// for. Closing twice is no error.
func (a *App) Close() error {
	a.mu.Lock()
	if a.closed {
		a.mu.Unlock()
		return nil
	}
	a.closed = true
	a.mu.Unlock()
	a.port.close()
	a.logic.close()
	return nil
}

// UI returns Config.UI, or the [Headless] that stands in for it.
func (a *App) UI() UI { return a.cfg.UI }

// Page returns the visible page, nil when there is none.
func (a *App) Page() *Page { return a.wrap(a.view.Top()) }

// Pages returns the page stack, bottom first.
func (a *App) Pages() []*Page {
	var out []*Page
	for _, p := range a.view.Stack() {
		out = append(out, a.wrap(p))
	}
	return out
}

func (a *App) wrap(p *view.Page) *Page {
	if p == nil {
		return nil
	}
	return &Page{app: a, page: p}
}

// Settle returns when everything that is due has run: queued events, answers,
// promise jobs and timers.
func (a *App) Settle(ctx context.Context) error {
	_, err := a.logic.do(ctx, command{})
	return err
}

// Wait is Settle, and waits for requests in flight too.
func (a *App) Wait(ctx context.Context) error {
	for {
		if err := a.Settle(ctx); err != nil {
			return err
		}
		idle, done := a.port.idle()
		if done {
			return a.Settle(ctx)
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// NavigateTo, and the four methods after it, are the route APIs of the same
// names, called by the host. url may be relative to the visible page and have a
// query. The error is WeChat's, for example
// `navigateTo:fail page "pages/x/x" is not found`.
func (a *App) NavigateTo(ctx context.Context, url string) error {
	return a.navigate(ctx, "navigateTo", url, 0)
}

// RedirectTo replaces the visible page; see [App.NavigateTo].
func (a *App) RedirectTo(ctx context.Context, url string) error {
	return a.navigate(ctx, "redirectTo", url, 0)
}

// SwitchTab goes to a tab page; see [App.NavigateTo].
func (a *App) SwitchTab(ctx context.Context, url string) error {
	return a.navigate(ctx, "switchTab", url, 0)
}

// ReLaunch closes all pages and opens one; see [App.NavigateTo].
func (a *App) ReLaunch(ctx context.Context, url string) error {
	return a.navigate(ctx, "reLaunch", url, 0)
}

// NavigateBack closes the topmost delta pages, at least one and never the
// first; see [App.NavigateTo].
func (a *App) NavigateBack(ctx context.Context, delta int) error {
	return a.navigate(ctx, "navigateBack", "", delta)
}

func (a *App) navigate(ctx context.Context, api, url string, delta int) error {
	_, err := a.logic.do(ctx, command{op: opNavigate, name: api, args: array(value.String(url), value.Int(delta))})
	return err
}

// Hide sends the app to the background: the page's onHide, then App.onHide. Timers
// that are due more than 5 s later wait for Show or Enter (spec app §5).
func (a *App) Hide(ctx context.Context) error { return a.control(ctx, "hide", nil) }

// Show brings the app back: App.onShow, then the page's onShow.
func (a *App) Show(ctx context.Context) error { return a.control(ctx, "show", nil) }

// Entry is how a user comes back to an app that runs already.
type Entry struct {
	// Path is the page to go to, with a query if need be; "" keeps the pages.
	Path string
	// Query are the parameters; they replace those of Path.
	Query map[string]string
	// Scene is the number that App.onShow gets. Default 1001.
	Scene int
}

// Enter brings the app to the foreground by way of a share, a code or a message:
// App.onShow is called with the entry, and with a Path all pages make room for
// that one. If there is no such page App.onPageNotFound is called and the pages
// stay. An app that is shown is hidden first.
func (a *App) Enter(ctx context.Context, e Entry) error {
	if e.Scene == 0 {
		e.Scene = 1001
	}
	args := value.NewObject()
	args.Put("path", value.String(e.Path))
	args.Put("query", queryValue(e.Query))
	args.Put("scene", value.Int(e.Scene))
	return a.send(ctx, &bridge.Control{Name: "enter", Args: value.FromObject(args)})
}

// Share is the user's choice to share the page, from the menu: its
// onShareAppMessage is asked, and the answer goes to [UI] as a call of
// shareAppMessage with title, path and imageUrl. ShareTimeline and AddToFavorites
// are the same with onShareTimeline and onAddToFavorites. A page without the
// method can not be shared; nothing happens.
func (a *App) Share(ctx context.Context) error { return a.control(ctx, "share", nil) }

// ShareTimeline is the user's choice to share the page in the timeline; see
// [App.Share]. UI gets shareTimeline with title, query and imageUrl.
func (a *App) ShareTimeline(ctx context.Context) error { return a.control(ctx, "shareTimeline", nil) }

// AddToFavorites is the user's choice to keep the page; see [App.Share]. UI gets
// addToFavorites with title, query and imageUrl.
func (a *App) AddToFavorites(ctx context.Context) error { return a.control(ctx, "addToFavorites", nil) }

// queryValue gives parameters as the logic layer takes them; nil is none.
func queryValue(query map[string]string) value.Value {
	if query == nil {
		return value.Value{}
	}
	o := value.NewObject()
	for _, k := range slices.Sorted(maps.Keys(query)) {
		o.Put(k, value.String(query[k]))
	}
	return value.FromObject(o)
}

// PullDownRefresh is the user's pull: the page's onPullDownRefresh.
func (a *App) PullDownRefresh(ctx context.Context) error {
	return a.control(ctx, "pullDownRefresh", nil)
}

// ReachBottom is the user's scroll to the end: the page's onReachBottom.
func (a *App) ReachBottom(ctx context.Context) error { return a.control(ctx, "reachBottom", nil) }

// PageScroll is the user's scroll of the page: its onPageScroll. top is in CSS
// pixels.
func (a *App) PageScroll(ctx context.Context, top float64) error {
	return a.control(ctx, "pageScroll", map[string]any{"scrollTop": top})
}

// TapTab is the user's tap on an item of the tab bar, counted from 0: the app
// goes to the item's page, whose onTabItemTap is called. The error says that
// there is no such item, or why its page cannot be shown.
func (a *App) TapTab(ctx context.Context, index int) error {
	tabs := a.pkg.logic.Tabs
	if index < 0 || index >= len(tabs) {
		return fmt.Errorf("the tab bar has %d items, there is no number %d", len(tabs), index)
	}
	item := object(a.pkg.logic.Config.AsObject(), "tabBar").Get("list").AsArray().At(index).AsObject()
	if err := a.SwitchTab(ctx, "/"+tabs[index]); err != nil {
		return err
	}
	return a.control(ctx, "tabItemTap", map[string]any{"index": index, "pagePath": tabs[index], "text": text(item, "text")})
}

func (a *App) control(ctx context.Context, name string, args map[string]any) error {
	v, err := value.FromAny(args)
	if err != nil {
		return err
	}
	return a.send(ctx, &bridge.Control{Name: name, Args: v})
}

// send hands a message to the logic layer and returns when it is settled.
func (a *App) send(ctx context.Context, m bridge.ToLogic) error {
	return a.logic.send(ctx, m)
}

// systemInfo is what the program is told of the device.
func systemInfo(s Screen, theme string, given map[string]any) (value.Value, error) {
	info := map[string]any{
		"brand": "mica", "model": "headless", "pixelRatio": s.PixelRatio,
		"screenWidth": s.Width, "screenHeight": s.Height, "windowWidth": s.Width, "windowHeight": s.Height,
		"statusBarHeight": 20, "screenTop": 0, "language": "zh_CN", "version": "8.0.5", "system": "mica 1.0", "platform": "devtools",
		"fontSizeSetting": 16, "SDKVersion": "3.0.0", "benchmarkLevel": 1, "abi": "", "memorySize": 2048,
		"safeArea":    map[string]any{"left": 0, "top": 20, "right": s.Width, "bottom": s.Height, "width": s.Width, "height": s.Height - 20},
		"enableDebug": false, "host": map[string]any{"env": "WeChat", "appId": ""}, "deviceOrientation": "portrait",
	}
	if theme != "" {
		info["theme"] = theme
	}
	maps.Copy(info, given)
	return value.FromAny(info)
}
