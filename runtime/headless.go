package runtime

import (
	"errors"
	"sync"
)

// UICall is a call that a program made of the user interface.
type UICall struct {
	// Name is the wx name: showToast, showModal, setClipboardData.
	Name string
	// Args are the parameters, without the callbacks.
	Args map[string]any
}

// Headless is the UI of an app without a screen. Toasts and loading messages
// are recorded and succeed; a modal dialog or an action sheet stays open until
// [Headless.Confirm] or [Headless.Cancel] answers it, and while one is open
// another waits behind it; the clipboard and the screen's brightness are
// variables. Whoever asks for a permission is refused, and what needs a device or
// a service fails with "not supported", unless [Headless.Answer] says otherwise.
// The zero value is ready; it is safe for concurrent use.
type Headless struct {
	mu        sync.Mutex
	calls     []UICall
	open      []openDialog
	clipboard any
	bright    any
	answers   map[string]answered
}

// answered is what Answer was given.
type answered struct {
	result map[string]any
	err    error
}

// Answer makes every call of a name succeed with a result, or fail with an
// error: Answer("authorize", nil, nil) grants what is asked for,
// Answer("scanCode", map[string]any{"result": "1"}, nil) shows a code to the
// camera, Answer("chooseImage", nil, errors.New("cancel")) refuses.
func (h *Headless) Answer(name string, result map[string]any, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.answers == nil {
		h.answers = make(map[string]answered)
	}
	h.answers[name] = answered{result, err}
}

type openDialog struct {
	call   UICall
	answer func(map[string]any, error)
}

// errNotSupported is what a device function answers where there is no device.
var errNotSupported = errors.New("not supported")

// errCancel is what a call answers that the user refused.
var errCancel = errors.New("cancel")

// accepted are the calls that succeed without anything to see.
var accepted = map[string]bool{
	"showToast": true, "hideToast": true, "showLoading": true, "hideLoading": true, "vibrateShort": true, "vibrateLong": true,
	"previewImage": true, "previewMedia": true, "makePhoneCall": true, "setKeepScreenOn": true, "openLocation": true,
	"showShareMenu": true, "hideShareMenu": true, "updateShareMenu": true, "enableAlertBeforeUnload": true, "disableAlertBeforeUnload": true,
	"pageScrollTo": true, "openDocument": true, "reportEvent": true, "saveImageToPhotosAlbum": true, "saveVideoToPhotosAlbum": true,
	"setVisualEffectOnCapture": true, "setTopBarText": true, "setScreenBrightness": true, "setInnerAudioOption": true,
	"requirePrivacyAuthorize": true, "openPrivacyContract": true, "openSetting": true, "getExptInfoSync": true, "setWindowSize": true,
}

// refused are the calls that fail in words of their own.
var refused = map[string]error{
	"authorize": errAuthDeny, "hideKeyboard": errors.New("input not exists"), "getSelectedTextRange": errors.New("input not exists"),
}

// Call implements [UI].
func (h *Headless) Call(name string, args map[string]any, answer func(map[string]any, error)) {
	h.mu.Lock()
	h.calls = append(h.calls, UICall{name, args})
	given, scripted := h.answers[name]
	if !scripted && (name == "showModal" || name == "showActionSheet") {
		h.open = append(h.open, openDialog{UICall{name, args}, answer})
		h.mu.Unlock()
		return
	}
	if !scripted {
		given.result, given.err = h.respondAlone(name, args)
	}
	h.mu.Unlock()
	answer(given.result, given.err)
}

// respondAlone is what a call answers that nobody has an answer for.
func (h *Headless) respondAlone(name string, args map[string]any) (map[string]any, error) {
	switch name {
	case "setClipboardData":
		h.clipboard = args["data"]
		return nil, nil
	case "getClipboardData":
		if h.clipboard == nil {
			h.clipboard = ""
		}
		return map[string]any{"data": h.clipboard}, nil
	case "setScreenBrightness":
		h.bright = args["value"]
		return nil, nil
	case "getScreenBrightness":
		if h.bright == nil {
			h.bright = 1
		}
		return map[string]any{"value": h.bright}, nil
	case "getBatteryInfo", "getBatteryInfoSync":
		return map[string]any{"level": 100, "isCharging": true}, nil
	case "loadFontFace":
		return map[string]any{"status": "loaded"}, nil
	case "getPrivacySetting":
		return map[string]any{"needAuthorization": false, "privacyContractName": ""}, nil
	case "checkIsOpenAccessibility":
		return map[string]any{"open": false}, nil
	case "getScreenRecordingState":
		return map[string]any{"state": "off"}, nil
	}
	switch err := refused[name]; {
	case err != nil:
		return nil, err
	case accepted[name]:
		return nil, nil
	}
	return nil, errNotSupported
}

// Calls returns what was called since the last time it was asked.
func (h *Headless) Calls() []UICall {
	h.mu.Lock()
	defer h.mu.Unlock()
	calls := h.calls
	h.calls = nil
	return calls
}

// Dialog returns the modal dialog or action sheet that is open.
func (h *Headless) Dialog() (UICall, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.open) == 0 {
		return UICall{}, false
	}
	return h.open[0].call, true
}

// Confirm answers the open dialog: a modal is confirmed, of an action sheet the
// entry index is chosen. It reports whether a dialog was open. The program's
// callback runs in a turn of its own; see [App.Settle].
func (h *Headless) Confirm(index int) bool {
	return h.respond(func(c UICall) (map[string]any, error) {
		if c.Name == "showActionSheet" {
			return map[string]any{"tapIndex": index}, nil
		}
		return map[string]any{"confirm": true, "cancel": false}, nil
	})
}

// Cancel answers the open dialog the other way. It reports whether one was
// open.
func (h *Headless) Cancel() bool {
	return h.respond(func(c UICall) (map[string]any, error) {
		if c.Name == "showActionSheet" {
			return nil, errCancel
		}
		return map[string]any{"confirm": false, "cancel": true}, nil
	})
}

func (h *Headless) respond(result func(UICall) (map[string]any, error)) bool {
	h.mu.Lock()
	if len(h.open) == 0 {
		h.mu.Unlock()
		return false
	}
	d := h.open[0]
	h.open = h.open[1:]
	h.mu.Unlock()
	d.answer(result(d.call))
	return true
}
