package runtime

import (
	"context"
	"io"
)

// AddTempFile makes a temporary file of what r gives, at most 200 MB, and
// returns the path that the program knows it by, for example for the
// tempFilePath of an answer to wx.chooseImage. ext is the end of its name with
// the dot, such as ".jpg". The file is gone when the app is closed. The error
// is the reader's, that of Config.Files, or that the file is too large.
func (a *App) AddTempFile(r io.Reader, ext string) (path string, err error) {
	path, _, err = a.port.files.AddTemp(r, ext)
	return path, err
}

// Emit tells the program of something that happened on the device: the listeners
// of wx.on and the name are called with detail, as plain Go data, nil for none.
// Names are WeChat's without "on", such as networkStatusChange, memoryWarning,
// keyboardHeightChange, userCaptureScreen. A name that wx has no listeners for is
// ignored.
func (a *App) Emit(ctx context.Context, name string, detail map[string]any) error {
	args := map[string]any{"name": name}
	if detail != nil {
		args["detail"] = detail
	}
	return a.control(ctx, "event", args)
}

// LayoutChanged tells the program's intersection observers that Config.Geometry
// has new answers. After scrolls, resizes and changes of the page's data they look
// by themselves.
func (a *App) LayoutChanged(ctx context.Context) error { return a.control(ctx, "layout", nil) }
