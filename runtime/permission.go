package runtime

import (
	"slices"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// Permissions remembers what the user has answered when a program asked for a
// scope such as "scope.userLocation". [MemoryPermissions] is the one that an app
// gets; a host that keeps answers on disk implements the three methods. An app
// calls it from several goroutines.
type Permissions interface {
	// Get returns the answer for a scope, and whether there was one.
	Get(scope string) (granted, answered bool)
	// Set keeps an answer.
	Set(scope string, granted bool)
	// Answered returns the scopes that have an answer, sorted.
	Answered() []string
}

// MemoryPermissions is a Permissions in memory. The zero value has no answers;
// it is safe for concurrent use. Hand the same one to a second launch to keep
// them.
type MemoryPermissions struct {
	mu      sync.Mutex
	answers map[string]bool
}

// Get implements [Permissions].
func (m *MemoryPermissions) Get(scope string) (granted, answered bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	granted, answered = m.answers[scope]
	return granted, answered
}

// Set implements [Permissions].
func (m *MemoryPermissions) Set(scope string, granted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil {
		m.answers = make(map[string]bool)
	}
	m.answers[scope] = granted
}

// Answered implements [Permissions].
func (m *MemoryPermissions) Answered() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]string, 0, len(m.answers))
	for scope := range m.answers {
		out = append(out, scope)
	}
	slices.Sort(out)
	return out
}

// The failures of calls that a program may not make (spec api §1.1).
var (
	errNoPermission = &bridge.CallError{Errno: 102, Message: "no permission"}
	errAuthDeny     = &bridge.CallError{Errno: 103, Message: "auth deny"}
	errNotDeclared  = &bridge.CallError{Message: "the api need to be declared in the requiredPrivateInfos field in app.json/ext.json"}
)

// may tells whether the host's policy and the program's own declarations let it
// make a call at all.
func (p *port) may(name string) error {
	need := logic.NeedOf(name)
	api, custom := p.app.cfg.custom(name)
	if custom {
		need.Scope, need.Guarded = api.Scope, true
	}
	if allow := p.app.cfg.Allow; allow != nil && need.Guarded && !slices.Contains(allow, name) && !slices.Contains(allow, need.Creator) {
		return errNoPermission
	}
	if need.Declared {
		list := p.app.pkg.logic.Config.AsObject().Get("requiredPrivateInfos").AsArray()
		declared := list != nil && slices.ContainsFunc(list.Items(), func(v value.Value) bool { return value.Text(v) == name })
		if !declared {
			return errNotDeclared
		}
	}
	return nil
}

// permit runs then when the program may make the call: now, or when the user
// has agreed. Otherwise the call fails.
func (p *port) permit(c *bridge.Call, then func()) {
	err := p.may(c.Name)
	if err != nil {
		p.deny(c, err)
		return
	}
	scope := logic.NeedOf(c.Name).Scope
	if api, ok := p.app.cfg.custom(c.Name); ok {
		scope = api.Scope
	}
	if scope == "" {
		then()
		return
	}
	p.ask(scope, c.Name, func(granted bool) {
		if granted {
			then()
		} else {
			p.deny(c, errAuthDeny)
		}
	})
}

// deny fails a call. The method of an object that gave no callbacks is told by
// the object's onError.
func (p *port) deny(c *bridge.Call, err error) {
	if c.ID != 0 {
		p.answer(c, value.Value{}, err)
		return
	}
	if id, ok := c.Args.AsObject().Get("object").AsNumber(); ok {
		p.event(&bridge.Call{ID: uint64(id)}, "error", fieldsOf("errMsg", value.String(c.Name+":fail "+callMessage(err))))
	}
}

func callMessage(err error) string {
	if ce, ok := err.(*bridge.CallError); ok {
		return ce.Message
	}
	return err.Error()
}

// ask gives the user's answer for a scope: the one that is remembered, else
// that of the UI's call "authorize", which is remembered then.
func (p *port) ask(scope, api string, answer func(granted bool)) {
	if granted, answered := p.app.cfg.Permissions.Get(scope); answered {
		answer(granted)
		return
	}
	args := map[string]any{"scope": scope, "api": api, "desc": ""}
	if conf := object(object(p.app.pkg.logic.Config.AsObject(), "permission"), scope); conf != nil {
		args["desc"] = text(conf, "desc")
	}
	p.app.cfg.UI.Call("authorize", args, func(_ map[string]any, err error) {
		p.app.cfg.Permissions.Set(scope, err == nil)
		answer(err == nil)
	})
}

// authorize carries out wx.authorize.
func (p *port) authorize(c *bridge.Call) {
	scope := text(c.Args.AsObject(), "scope")
	known := logic.IsScope(scope)
	for _, api := range p.app.cfg.APIs {
		known = known || scope != "" && api.Scope == scope
	}
	if !known {
		p.answer(c, value.Value{}, &bridge.CallError{Errno: 1001, Message: "invalid scope"})
		return
	}
	p.ask(scope, c.Name, func(granted bool) {
		if !granted {
			p.answer(c, value.Value{}, errAuthDeny)
			return
		}
		p.answer(c, value.FromObject(value.NewObject()), nil)
	})
}

// setting carries out wx.getSetting and wx.openSetting. The second shows the
// answers to the user first: what the UI gives as authSetting is remembered.
func (p *port) setting(c *bridge.Call) {
	reply := func() {
		auth := value.NewObject()
		for _, scope := range p.app.cfg.Permissions.Answered() {
			granted, _ := p.app.cfg.Permissions.Get(scope)
			auth.Put(scope, value.Bool(granted))
		}
		out := fieldsOf("authSetting", value.FromObject(auth))
		if value.ToBool(c.Args.AsObject().Get("withSubscriptions")) {
			out.Put("subscriptionsSetting", value.FromObject(fieldsOf("mainSwitch", value.Bool(true), "itemSettings", value.FromObject(value.NewObject()))))
		}
		p.answer(c, value.FromObject(out), nil)
	}
	if c.Name == "getSetting" {
		reply()
		return
	}
	shown := make(map[string]any)
	for _, scope := range p.app.cfg.Permissions.Answered() {
		shown[scope], _ = p.app.cfg.Permissions.Get(scope)
	}
	p.app.cfg.UI.Call("openSetting", map[string]any{"authSetting": shown}, func(result map[string]any, err error) {
		if err != nil {
			p.answer(c, value.Value{}, err)
			return
		}
		changed, _ := result["authSetting"].(map[string]any)
		for scope, v := range changed {
			if granted, ok := v.(bool); ok {
				p.app.cfg.Permissions.Set(scope, granted)
			}
		}
		reply()
	})
}
