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
// another waits behind it; the clipboard is a variable; what needs a device or a
// service fails with "not supported". The zero value is ready; it is safe for
// concurrent use.
type Headless struct {
	mu        sync.Mutex
	calls     []UICall
	open      []openDialog
	clipboard any
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
	"previewImage": true, "previewMedia": true, "makePhoneCall": true, "hideKeyboard": true, "setKeepScreenOn": true,
	"showShareMenu": true, "hideShareMenu": true, "updateShareMenu": true, "enableAlertBeforeUnload": true, "disableAlertBeforeUnload": true,
	"loadFontFace": true, "pageScrollTo": true, "openDocument": true, "reportEvent": true, "saveImageToPhotosAlbum": true, "setVisualEffectOnCapture": true,
}

// Call implements [UI].
func (h *Headless) Call(name string, args map[string]any, answer func(map[string]any, error)) {
	h.mu.Lock()
	h.calls = append(h.calls, UICall{name, args})
	var result map[string]any
	var err error
	switch {
	case name == "showModal" || name == "showActionSheet":
		h.open = append(h.open, openDialog{UICall{name, args}, answer})
		h.mu.Unlock()
		return
	case name == "setClipboardData":
		h.clipboard = args["data"]
	case name == "getNetworkType":
		result = map[string]any{"networkType": "none", "hasSystemProxy": false}
	case name == "getClipboardData":
		result = map[string]any{"data": h.clipboard}
	case !accepted[name]:
		err = errNotSupported
	}
	h.mu.Unlock()
	answer(result, err)
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
