package runtime

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

// processHost is the engine of an app whose logic layer is a worker. What the
// program wants of its host is carried out here, by the goroutine that reads
// from the worker: one at a time, in order.
type processHost struct {
	*worker
	app      *App
	turnTime time.Duration

	timers struct {
		sync.Mutex
		stop map[uint64]func() bool
	}
}

// startProcess gives the app a worker and makes its logic layer there.
func (a *App) startProcess(ctx context.Context) error {
	workers := a.cfg.Workers
	if workers == nil {
		workers = &Workers{}
	}
	for {
		wk, spare, err := workers.take(ctx, a.pkg)
		if err != nil {
			return err
		}
		err = a.startOn(ctx, wk)
		var ended *WorkerError
		if !spare || !errors.As(err, &ended) {
			return err
		}
		// It died while it waited: nothing of the program has run, another will do.
	}
}

// startOn makes the logic layer in a worker that has loaded the package.
func (a *App) startOn(ctx context.Context, wk *worker) error {
	h := &processHost{worker: wk, app: a, turnTime: turnTime(a.cfg.Limits)}
	h.timers.stop = make(map[uint64]func() bool)
	a.logic = h
	wk.mu.Lock()
	wk.host = h
	wk.mu.Unlock()
	spec := a.startSpec(ctx)
	conf, err := a.logicConfig()
	if err == nil {
		_, err = wk.do(ctx, func(id uint64) []bridge.ToLogic {
			return []bridge.ToLogic{&bridge.Control{Name: wireStart, Args: array(count(id), encoded(spec), conf.Query, conf.System, conf.ExitState)}}
		})
	}
	if err != nil {
		wk.end()
		return err
	}
	wk.mu.Lock()
	wk.started = true
	wk.mu.Unlock()
	return nil
}

// turnTime is the limit as package sandbox understands it.
func turnTime(l Limits) time.Duration {
	switch {
	case l.TurnTime < 0:
		return 1 << 58
	case l.TurnTime == 0:
		return 5 * time.Second
	}
	return l.TurnTime
}

func (a *App) startSpec(ctx context.Context) startSpec {
	cfg := &a.cfg
	s := startSpec{Path: cfg.Path, Prelude: cfg.Prelude, Scene: cfg.Scene, Limits: cfg.Limits, Allow: cfg.Allow, WithoutTap: cfg.WithoutTap,
		OwnClock: cfg.Clock != nil, OwnRand: cfg.Rand != nil, Console: cfg.Console != nil}
	s.APIs, _ = cfg.apiTable() // start has checked it
	if loc := cfg.Location; loc != nil && loc != time.UTC {
		s.Zone, s.ZoneData = loc.String(), zoneData(loc)
	}
	if cfg.Logger != nil {
		for _, level := range []slog.Level{slog.LevelError, slog.LevelWarn, slog.LevelInfo, slog.LevelDebug} {
			if cfg.Logger.Enabled(ctx, level) {
				s.Log, s.LogLevel = true, int(level)
			}
		}
	}
	return s
}

func (h *processHost) do(ctx context.Context, c command) (value.Value, error) {
	return h.worker.do(ctx, func(id uint64) []bridge.ToLogic {
		return []bridge.ToLogic{&bridge.Control{Name: wireDo, Args: packCommand(id, c)}}
	})
}

func (h *processHost) send(ctx context.Context, m bridge.ToLogic) error {
	_, err := h.worker.do(ctx, func(id uint64) []bridge.ToLogic {
		return []bridge.ToLogic{&bridge.Control{Name: wireNext, Args: count(id)}, m}
	})
	return err
}

func (h *processHost) receive(m bridge.ToLogic) {
	_ = h.worker.send(m) // a worker that is lost has said so
}

func (h *processHost) close() { h.worker.end() }

// gone stops the clock's calls for a worker that is no more.
func (h *processHost) gone() {
	h.timers.Lock()
	defer h.timers.Unlock()
	for _, stop := range h.timers.stop {
		stop()
	}
	h.timers.stop = nil
}

// call carries out a call of the program, or of the worker for it.
func (h *processHost) call(c *bridge.Call) {
	args := c.Args.AsArray()
	if args == nil {
		args = value.NewArray()
	}
	switch c.Name {
	case wireError:
		if err := unpackError(c.Args); err != nil {
			h.app.recordError(err)
		}
	case wireEnd:
		var limit *sandbox.LimitError
		_ = errors.As(unpackError(c.Args), &limit) // nil is no limit
		h.kill(limit)
	case wireConsole:
		if list := unpackFuncs(args.At(2)).AsArray(); h.app.cfg.Console != nil && list != nil {
			h.app.cfg.Console(ConsoleMessage{Level: value.Text(args.At(0)), Text: value.Text(args.At(1)), Args: list.Items()})
		}
	case wireLog:
		h.log(args)
	case wireAfter:
		h.after(whole[uint64](args.At(0)), time.Duration(whole[int64](args.At(1))))
	case wireStop:
		h.timers.Lock()
		if stop := h.timers.stop[whole[uint64](c.Args)]; stop != nil {
			stop()
			delete(h.timers.stop, whole[uint64](c.Args))
		}
		h.timers.Unlock()
	case wireNow:
		now := time.Now()
		if h.app.cfg.Clock != nil {
			now = h.app.cfg.Clock.Now()
		}
		h.reply(c, packTime(now), nil)
	case wireRand:
		f := 0.0
		if h.app.cfg.Rand != nil {
			f = h.app.cfg.Rand()
		}
		h.reply(c, value.Number(f), nil)
	default:
		if c.ID&wireAsk != 0 {
			v, err := h.app.port.Ask(c.Name, c.Page, c.Args)
			h.reply(c, v, err)
			return
		}
		h.app.port.Send(c)
		if c.ID != 0 {
			h.receive(&bridge.Control{Name: wireTaken})
		}
	}
}

// log hands a record on to the host's logger.
func (h *processHost) log(args *value.Array) {
	log := h.app.cfg.Logger
	level := slog.Level(whole[int64](args.At(0)))
	if log == nil || !log.Enabled(context.Background(), level) {
		return
	}
	r := slog.NewRecord(time.Now(), level, value.Text(args.At(1)), 0)
	if list := args.At(2).AsArray(); list != nil {
		for i := 0; i+1 < list.Len(); i += 2 {
			r.Add(value.Text(list.At(i)), value.ToAny(list.At(i+1)))
		}
	}
	_ = log.Handler().Handle(context.Background(), r) // as slog itself does
}

// maxClockCalls bounds the calls of the host's clock that a worker may have
// open; the logic layer has one at a time.
const maxClockCalls = 1000

// after asks the host's clock for a call. It is made in the worker and has run
// there, with all that was due, when it returns to the clock.
func (h *processHost) after(id uint64, d time.Duration) {
	if h.app.cfg.Clock == nil {
		return
	}
	h.timers.Lock()
	defer h.timers.Unlock()
	if h.timers.stop == nil || len(h.timers.stop) >= maxClockCalls {
		return
	}
	h.timers.stop[id] = h.app.cfg.Clock.AfterFunc(d, func() {
		h.timers.Lock()
		delete(h.timers.stop, id)
		h.timers.Unlock()
		_, _ = h.worker.do(context.Background(), func(n uint64) []bridge.ToLogic { // what it throws comes as an error of the app
			return []bridge.ToLogic{&bridge.Control{Name: wireFire, Args: array(count(n), count(id))}}
		})
	})
}
