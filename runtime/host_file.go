package runtime

import "io"

// AddTempFile makes a temporary file of what r gives, at most 200 MB, and
// returns the path that the program knows it by, for example for the
// tempFilePath of an answer to wx.chooseImage. ext is the end of its name with
// the dot, such as ".jpg". The file is gone when the app is closed. The error
// is the reader's, that of Config.Files, or that the file is too large.
func (a *App) AddTempFile(r io.Reader, ext string) (path string, err error) {
	path, _, err = a.port.files.AddTemp(r, ext)
	return path, err
}
