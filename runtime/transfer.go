package runtime

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/fileapi"
)

// maxUpload bounds a file that is uploaded.
const maxUpload = 100 << 20

// download carries out wx.downloadFile: the body becomes a temporary file, or
// the file that the program names.
func (p *port) download(c *bridge.Call) {
	x := &exchange{p: p, call: c, args: c.Args.AsObject()}
	x.receive = x.saveResponse
	x.start(http.MethodGet)
}

func (x *exchange) saveResponse(resp *http.Response) (value.Value, error) {
	body := &progress{r: resp.Body, total: resp.ContentLength, tell: func(percent int, done, total int64) {
		x.event("progressUpdate", progressInfo(percent, "totalBytesWritten", done, "totalBytesExpectedToWrite", total))
	}}
	if resp.ContentLength > fileapi.MaxTemp {
		return value.Value{}, &bridge.CallError{Errno: errnoFileSize, Message: "exceed max file size"}
	}
	temp, _, err := x.p.files.AddTemp(body, extensionOf(resp, text(x.args, "url")))
	if err != nil {
		return value.Value{}, err
	}
	to := text(x.args, "filePath")
	if to == "" {
		return value.FromObject(responseInfo(fieldsOf("tempFilePath", value.String(temp)), resp)), nil
	}
	if err := x.p.files.Save(to, temp); err != nil {
		return value.Value{}, saveError(err)
	}
	return value.FromObject(responseInfo(fieldsOf("filePath", value.String(to)), resp)), nil
}

// saveError is why a download could not be kept where the program wants it.
func saveError(err error) error {
	var ce *bridge.CallError
	if errors.As(err, &ce) {
		switch ce.Errno {
		case 1300013, 1301000:
			return &bridge.CallError{Errno: errnoFilePath, Message: ce.Message}
		case 1300202:
			return ce
		}
	}
	return &bridge.CallError{Errno: errnoSaveFile, Message: "save file error: " + err.Error()}
}

// extensionOf is the end of the name of a downloaded file: the one of its
// address, else one of its type.
func extensionOf(resp *http.Response, address string) string {
	address, _, _ = strings.Cut(address, "?")
	if ext := path.Ext(path.Base(address)); len(ext) > 1 && strings.Contains(strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://"), "/") {
		return ext
	}
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp", "text/plain": ".txt",
		"application/json": ".json", "application/pdf": ".pdf", "audio/mpeg": ".mp3", "video/mp4": ".mp4", "application/zip": ".zip"}[kind]
}

// upload carries out wx.uploadFile: a form with the file and the fields of
// formData.
func (p *port) upload(c *bridge.Call) {
	x := &exchange{p: p, call: c, args: c.Args.AsObject()}
	file, err := p.files.Read(text(x.args, "filePath"), maxUpload)
	if err != nil {
		var ce *bridge.CallError
		if errors.As(err, &ce) && ce.Errno == 1300002 {
			err = &bridge.CallError{Message: "file not found"}
		}
		p.answer(c, value.Value{}, err)
		return
	}
	head, tail, contentType, err := uploadForm(x.args, file)
	if err != nil {
		p.answer(c, value.Value{}, err)
		return
	}
	header := value.NewObject()
	if h := object(x.args, "header"); h != nil {
		for k, name := range h.Keys() {
			if !strings.EqualFold(name, "content-type") {
				header.Put(name, h.Values()[k])
			}
		}
	}
	header.Put("Content-Type", value.String(contentType))
	args := value.NewObject()
	for _, name := range []string{"url", "timeout"} {
		args.Put(name, x.args.Get(name))
	}
	args.Put("header", value.FromObject(header))
	x.args, x.size = args, int64(len(head)+len(file)+len(tail))
	x.body = func() io.Reader {
		r := io.MultiReader(bytes.NewReader(head), bytes.NewReader(file), bytes.NewReader(tail))
		return &progress{r: r, total: x.size, tell: func(percent int, done, total int64) {
			x.event("progressUpdate", progressInfo(percent, "totalBytesSent", done, "totalBytesExpectedToSend", total))
		}}
	}
	x.receive = func(resp *http.Response) (value.Value, error) {
		data, err := readBody(resp.Body)
		if err != nil {
			return value.Value{}, err
		}
		return value.FromObject(responseInfo(fieldsOf("data", textOf(data)), resp)), nil
	}
	x.start(http.MethodPost)
}

// uploadForm makes what comes before and after the file in the body of an
// upload.
func uploadForm(args *value.Object, file []byte) (head, tail []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if form := object(args, "formData"); form != nil {
		for k, name := range form.Keys() {
			err = errors.Join(err, w.WriteField(name, value.Text(form.Values()[k])))
		}
	}
	name := path.Base(text(args, "filePath"))
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = http.DetectContentType(file[:min(len(file), 512)])
	}
	h := make(textproto.MIMEHeader)
	h.Set("Content-Disposition", multipart.FileContentDisposition(text(args, "name"), name))
	h.Set("Content-Type", kind)
	_, e := w.CreatePart(h)
	head = bytes.Clone(b.Bytes())
	b.Reset()
	err = errors.Join(err, e, w.Close())
	return head, bytes.Clone(b.Bytes()), w.FormDataContentType(), err
}

// progress counts what is read, and tells whenever the percentage grows: at
// most a hundred times. Where the whole is not known it tells of each 256 KB.
type progress struct {
	r           io.Reader
	total, done int64
	told        int64
	tell        func(percent int, done, total int64)
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.done += int64(n)
	step := p.done >> 18
	percent := 0
	if p.total > 0 {
		step = p.done * 100 / p.total
		percent = int(step)
	}
	if err == io.EOF && p.total <= 0 && p.done > 0 {
		percent, step = 100, p.told+1
		p.total = p.done
	}
	if step > p.told {
		p.told = step
		p.tell(percent, p.done, max(p.total, 0))
	}
	return n, err
}

func progressInfo(percent int, doneName string, done int64, totalName string, total int64) *value.Object {
	return fieldsOf("progress", value.Int(percent), doneName, value.Number(float64(done)), totalName, value.Number(float64(total)))
}
