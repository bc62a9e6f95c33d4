package logic

import (
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// openAttrs are the attributes of a button that the host gets with a call, by
// open-type. What is not here opens nothing.
var openAttrs = map[string][]string{
	"contact":                {"sessionFrom", "sendMessageTitle", "sendMessagePath", "sendMessageImg", "showMessageCard"},
	"liveActivity":           nil,
	"getPhoneNumber":         {"phoneNumberNoQuotaToast"},
	"getRealtimePhoneNumber": {"phoneNumberNoQuotaToast"},
	"getUserInfo":            {"lang"},
	"launchApp":              {"appParameter"},
	"openSetting":            nil,
	"feedback":               nil,
	"chooseAvatar":           nil,
}

// openEvent is the event in which a button tells what came of its open-type, "" for
// none.
func openEvent(open string, failed bool) string {
	switch open {
	case "feedback":
		return ""
	case "launchApp":
		if failed {
			return "error"
		}
	case "liveActivity":
		return "createliveactivity"
	}
	return strings.ToLower(open)
}

// openType carries out the open-type of a button (spec components, button): the
// host shows what there is to see, as a call named like the open-type, and its
// answer is the detail of the button's event. A host that knows no such call sends
// the event itself.
func (a *App) openType(n nodeRef) {
	open := n.text("openType")
	switch open {
	case "share":
		a.share(n)
		return
	case "agreePrivacyAuthorization": // the tap is the consent
		a.emitAt(n, openEvent(open, false), errMsg(open+":ok"))
		return
	}
	names, ok := openAttrs[open]
	if !ok {
		return
	}
	args := value.NewObject()
	for _, name := range names {
		if v := n.attribute(name); !v.IsNullish() {
			args.Put(name, v)
		}
	}
	a.wx.send(open, n.inst.page().id, args, nil, func(result value.Value, err *bridge.CallError) {
		detail, msg := value.NewObject(), open+":ok"
		switch o := result.AsObject(); {
		case n.inst.dead || err != nil && err.Errno == errnoUnsupported:
			return
		case err != nil:
			msg = failText(open, err.Message)
		case o != nil:
			for k, name := range o.Keys() {
				detail.Put(name, o.Values()[k])
			}
		}
		detail.Put("errMsg", value.String(msg))
		if typ := openEvent(open, err != nil); typ != "" {
			a.emitAt(n, typ, value.FromObject(detail))
		}
	})
}
