package runtime

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// API is a wx.* function of the host's own; see Config.APIs. One that has both
// forms is two functions, as in WeChat: wx.name and wx.nameSync.
type API struct {
	// Params are the options of the asynchronous form, separated by spaces:
	// name:Type, with ! behind the type of one that is required, or with =VALUE
	// behind it for a default. Types are String, Number, Boolean, Array, Object,
	// Function and any. What a program leaves out or gets wrong fails with
	// WeChat's words before Call is reached: "amount:Number! note:String=none".
	Params string
	// Scope, such as "scope.pay", is what the user has to grant before the first
	// call; see [Permissions]. Empty means that nobody is asked. The synchronous
	// form fails as long as it is not granted: wx.authorize asks.
	Scope string
	// Call is wx.name(options): with success, fail and complete, or a promise. It
	// runs on a goroutine of its own; ctx ends with the app. args are the
	// options as plain Go data, without the callbacks. The result becomes the
	// fields of the answer. An error fails the call; a *bridge.CallError says the
	// errno and the words after "name:fail ".
	Call func(ctx context.Context, args map[string]any) (map[string]any, error)
	// Sync is wx.nameSync(...): it gets the arguments as plain Go data and its
	// result is what the function returns. The program waits meanwhile. An error
	// is thrown.
	Sync func(args []any) (any, error)
}

// custom gives the API of the host's own that a call is of.
func (c *Config) custom(name string) (API, bool) {
	if api, ok := c.APIs[name]; ok && api.Call != nil {
		return api, true
	}
	if base, ok := strings.CutSuffix(name, "Sync"); ok {
		if api, ok := c.APIs[base]; ok && api.Sync != nil {
			return api, true
		}
	}
	return API{}, false
}

// apiTable writes the host's own APIs in the form of the table of wx.
func (c *Config) apiTable() (string, error) {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(c.APIs)) {
		api := c.APIs[name]
		if !isName(name) {
			return "", fmt.Errorf("Config.APIs: %q is no name of a function", name)
		}
		if strings.ContainsAny(api.Params, "\n\r>@^#[]") {
			return "", fmt.Errorf("Config.APIs: the parameters of %s are not in the form name:Type", name)
		}
		if api.Call != nil {
			fmt.Fprintf(&b, "%s @async %s\n", name, api.Params)
		}
		if api.Sync != nil {
			fmt.Fprintf(&b, "%sSync @sync\n", name)
		}
	}
	return b.String(), nil
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '$'
	})
}

// callAPI runs the asynchronous form of an API of the host's own.
func (p *port) callAPI(c *bridge.Call, api API) {
	args, _ := value.ToAny(c.Args).(map[string]any)
	ctx, cancel := context.WithCancel(p.ctx)
	p.begin(c.ID, cancel)
	go func() {
		defer p.end(c.ID)
		result, err := api.Call(ctx, args)
		v, convErr := value.FromAny(result)
		if result == nil {
			v = value.FromObject(value.NewObject())
		}
		if err == nil {
			err = convErr
		}
		p.answer(c, v, err)
	}()
}

// askAPI runs the synchronous form.
func (p *port) askAPI(name string, api API, args *value.Object) (value.Value, error) {
	if err := p.may(name); err != nil {
		return value.Value{}, err
	}
	if granted, _ := p.app.cfg.Permissions.Get(api.Scope); api.Scope != "" && !granted {
		return value.Value{}, errAuthDeny
	}
	list, _ := value.ToAny(args.Get("args")).([]any)
	out, err := api.Sync(list)
	if err != nil {
		return value.Value{}, err
	}
	return value.FromAny(out)
}
