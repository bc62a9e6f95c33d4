package runtime

import (
	"context"
	"errors"
	"image"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/fileapi"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// port joins the logic layer of an app to its view and to the host's
// interfaces, in one process: batches are applied while they are handed over.
type port struct {
	app   *App
	files *fileapi.Manager
	// ctx ends with the app.
	ctx    context.Context
	cancel context.CancelFunc

	// sending is held while a message goes to the views, so that one that is added
	// misses none.
	sending sync.Mutex
	views   []*RemoteView
	ended   bool

	mu       sync.Mutex
	titles   map[bridge.PageID]string
	images   map[string]image.Point // sizes of images of the package; see rememberImage
	inFlight map[uint64]context.CancelFunc
	sockets  map[uint64]*socket
	idleCh   chan struct{} // closed when nothing is in flight any more
}

func newPort(a *App) *port {
	p := &port{app: a, titles: make(map[bridge.PageID]string), inFlight: make(map[uint64]context.CancelFunc), sockets: make(map[uint64]*socket)}
	p.files = fileapi.New(a.cfg.Files, a.pkg.files)
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

func (p *port) close() {
	p.cancel()
	p.closeViews()
	p.files.Close()
}

// Send implements bridge.Port.
func (p *port) Send(m bridge.ToView) *bridge.Ack {
	switch m := m.(type) {
	case *bridge.Call:
		p.call(m)
		return nil
	case *bridge.Batch:
		if p.app.cfg.OnBatch != nil {
			p.app.cfg.OnBatch(m)
		}
	case *bridge.ClosePage:
		p.mu.Lock()
		delete(p.titles, m.Page)
		p.mu.Unlock()
	}
	p.sending.Lock()
	p.tell(m)
	ack, err := p.apply(m)
	p.sending.Unlock()
	if err != nil {
		p.app.recordError(err)
	}
	return ack
}

// apply hands a message to the app's own view, and takes down what a batch costs
// if somebody wants to know.
func (p *port) apply(m bridge.ToView) (*bridge.Ack, error) {
	cfg := &p.app.cfg
	b, ok := m.(*bridge.Batch)
	debug := ok && cfg.Logger != nil && cfg.Logger.Enabled(p.ctx, slog.LevelDebug)
	if !ok || cfg.Profile == nil && !debug {
		return p.app.view.Receive(m)
	}
	path := ""
	if page := p.app.view.Page(b.Page); page != nil {
		path = page.Path()
	}
	var cost *PageCost
	if cfg.Profile != nil {
		cost = cfg.Profile.batch(p, b, path)
	}
	from, patches := time.Now(), len(b.Ops)
	ack, err := p.app.view.Receive(m)
	took := time.Since(from)
	if cost != nil {
		cfg.Profile.applied(cost, took)
	}
	if debug {
		cfg.Logger.Debug("batch", "page", path, "seq", b.Seq, "patches", patches, "view", took)
	}
	return ack, err
}

// Ask implements bridge.Port: calls that need their answer at once.
func (p *port) Ask(name string, page bridge.PageID, args value.Value) (value.Value, error) {
	if name == "geometry" {
		return p.rectOf(page, args.AsObject())
	}
	if op, ok := strings.CutPrefix(name, "file."); ok {
		return p.files.Call(op, args.AsObject())
	}
	if api, ok := p.app.cfg.custom(name); ok {
		return p.askAPI(name, api, args.AsObject())
	}
	if strings.HasSuffix(name, "Sync") {
		return p.askUI(name, args)
	}
	v, err := askStorage(p.app.cfg.Storage, name, args.AsObject())
	var ce *bridge.CallError
	if err != nil && !errors.As(err, &ce) {
		err = &bridge.CallError{Message: err.Error()}
	}
	return v, err
}

// askUI asks the UI for what a program needs at once: the answer has to come
// before Call returns.
func (p *port) askUI(name string, args value.Value) (value.Value, error) {
	if err := p.may(name); err != nil {
		return value.Value{}, err
	}
	type answer struct {
		result map[string]any
		err    error
	}
	answers := make(chan answer, 1)
	plain, _ := value.ToAny(args).(map[string]any)
	p.app.cfg.UI.Call(name, plain, func(result map[string]any, err error) {
		select {
		case answers <- answer{result, err}:
		default:
		}
	})
	select {
	case a := <-answers:
		if a.err != nil {
			return value.Value{}, callError(a.err)
		}
		return value.FromAny(a.result)
	default:
		return value.Value{}, callError(errNotSupported)
	}
}

// call carries out a call of the logic layer and answers it.
func (p *port) call(c *bridge.Call) {
	switch c.Name {
	case "setNavigationBarTitle":
		p.mu.Lock()
		p.titles[c.Page] = text(c.Args.AsObject(), "title")
		p.mu.Unlock()
		p.sending.Lock()
		p.tell(&bridge.Call{Name: c.Name, Page: c.Page, Args: c.Args})
		p.sending.Unlock()
		p.answer(c, value.FromObject(value.NewObject()), nil)
	case "request":
		p.permit(c, func() { p.fetch(c) })
	case "downloadFile":
		p.permit(c, func() { p.download(c) })
	case "uploadFile":
		p.permit(c, func() { p.upload(c) })
	case "connectSocket":
		p.permit(c, func() { p.connect(c) })
	case "socketSend":
		p.socketSend(c)
	case "socketClose":
		p.socketClose(c)
	case "abort":
		p.abort(c)
	case "geometry":
		p.geometry(c)
	case "styleIsolation":
		p.app.styles.isolate(text(c.Args.AsObject(), "path"), text(c.Args.AsObject(), "styleIsolation"))
	case "getImageInfo":
		p.imageInfo(c)
	case "imageSize":
		p.imageSize(c)
	case "getNetworkType":
		p.networkType(c)
	case "authorize":
		p.authorize(c)
	case "getSetting", "openSetting":
		p.setting(c)
	default:
		p.permit(c, func() { p.outside(c) })
	}
}

// outside has the host carry out a call: by an API of its own, else by a view
// elsewhere or its UI.
func (p *port) outside(c *bridge.Call) {
	if api, ok := p.app.cfg.custom(c.Name); ok {
		p.callAPI(c, api)
		return
	}
	if v := p.asked(); v != nil {
		v.remote.Send(c)
		return
	}
	args, _ := value.ToAny(c.Args).(map[string]any)
	if logic.MakesObject(c.Name) {
		args["object"] = float64(c.ID)
	}
	p.app.cfg.UI.Call(c.Name, args, func(result map[string]any, err error) {
		v, convErr := value.FromAny(result)
		if result == nil {
			v = value.FromObject(value.NewObject())
		}
		if err := errors.Join(err, convErr); err != nil || !logic.MakesObject(c.Name) {
			p.answer(c, v, err)
			return
		}
		// The object lives on, and so does the call: what comes are its events.
		p.app.logic.receive(&bridge.Reply{ID: c.ID, Result: v, More: true})
	})
}

// answer replies to a call, unless it was a notice.
func (p *port) answer(c *bridge.Call, result value.Value, err error) {
	if c.ID == 0 {
		return
	}
	r := &bridge.Reply{ID: c.ID, Result: result}
	if err != nil {
		r.Err = callError(err)
	}
	p.app.logic.receive(r)
}

// callError puts an error in WeChat's terms.
func callError(err error) *bridge.CallError {
	var ce *bridge.CallError
	if errors.As(err, &ce) {
		return ce
	}
	ce = &bridge.CallError{Message: err.Error()}
	if errors.Is(err, errNotSupported) {
		ce.Errno = 100
	}
	return ce
}

func (p *port) title(id bridge.PageID, path string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, ok := p.titles[id]; ok {
		return t
	}
	if c := p.app.pkg.logic.Components[path]; c != nil {
		return text(c.Config.AsObject(), "navigationBarTitleText")
	}
	return ""
}

// begin counts an operation that goes on outside of the logic layer.
func (p *port) begin(id uint64, cancel context.CancelFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inFlight[id] = cancel
	if p.idleCh == nil {
		p.idleCh = make(chan struct{})
	}
}

// end is called when an operation is over: what it holds is released.
func (p *port) end(id uint64) {
	p.mu.Lock()
	cancel := p.inFlight[id]
	p.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	p.settled(id)
}

// settled counts an operation no longer; what it holds stays.
func (p *port) settled(id uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.inFlight, id)
	if len(p.inFlight) == 0 && p.idleCh != nil {
		close(p.idleCh)
		p.idleCh = nil
	}
}

// idle reports whether nothing is in flight, or gives a channel that is closed
// when that is so.
func (p *port) idle() (<-chan struct{}, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.idleCh, p.idleCh == nil
}

// isInFlight reports whether an operation is counted.
func (p *port) isInFlight(id uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inFlight[id] != nil
}

func (p *port) abort(c *bridge.Call) {
	f, _ := c.Args.AsObject().Get("id").AsNumber()
	p.mu.Lock()
	cancel := p.inFlight[uint64(f)]
	p.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// maxStorage is WeChat's limit for all that a program stores. The limit for one
// value is kept by the logic layer, which knows its length in UTF-16 units.
const maxStorage = 10 << 20

// askStorage carries out a storage call.
func askStorage(s Storage, name string, args *value.Object) (value.Value, error) {
	out := value.NewObject()
	key := text(args, "key")
	switch name {
	case "storage.get":
		data, found, err := s.Get(key)
		if err != nil {
			return value.Value{}, err
		}
		out.Put("found", value.Bool(found))
		out.Put("data", value.String(data))
	case "storage.set":
		data := text(args, "data")
		used, err := s.Size()
		if err != nil {
			return value.Value{}, err
		}
		if used+len(key)+len(data) > maxStorage {
			old, found, err := s.Get(key)
			if err != nil {
				return value.Value{}, err
			}
			if found {
				used -= len(key) + len(old)
			}
		}
		if used+len(key)+len(data) > maxStorage {
			return value.Value{}, errors.New("exceed storage max size 10Mb")
		}
		if err := s.Set(key, data); err != nil {
			return value.Value{}, err
		}
	case "storage.remove":
		return value.FromObject(out), s.Remove(key)
	case "storage.clear":
		return value.FromObject(out), s.Clear()
	case "storage.info":
		keys, err := s.Keys()
		if err != nil {
			return value.Value{}, err
		}
		used, err := s.Size()
		if err != nil {
			return value.Value{}, err
		}
		items := make([]value.Value, len(keys))
		for i, k := range keys {
			items[i] = value.String(k)
		}
		out.Put("keys", value.FromArray(value.NewArray(items...)))
		out.Put("currentSize", value.Int((used+1023)/1024))
		out.Put("limitSize", value.Int(maxStorage/1024))
	default:
		return value.Value{}, &bridge.CallError{Errno: 100, Message: errNotSupported.Error()}
	}
	return value.FromObject(out), nil
}
