package runtime

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// imageDecoders read the size of an image, by the type that WeChat names.
var imageDecoders = []struct {
	kind   string
	decode func(io.Reader) (image.Config, error)
}{{"png", png.DecodeConfig}, {"jpeg", jpeg.DecodeConfig}, {"gif", gif.DecodeConfig}}

// imageInfo carries out wx.getImageInfo for the files that a program can read;
// what is elsewhere is the UI's. Orientation is not read from the file: it is
// always "up".
func (p *port) imageInfo(c *bridge.Call) {
	src := text(c.Args.AsObject(), "src")
	if strings.HasPrefix(src, "https://") || strings.HasPrefix(src, "http://") && !strings.HasPrefix(src, "http://tmp/") && !strings.HasPrefix(src, "http://usr/") {
		p.permit(c, func() { p.outside(c) })
		return
	}
	data, err := p.files.Read(src, maxUpload)
	if err != nil {
		p.answer(c, value.Value{}, &bridge.CallError{Message: "file not found"})
		return
	}
	for _, d := range imageDecoders {
		if conf, err := d.decode(bytes.NewReader(data)); err == nil {
			p.answer(c, value.FromObject(fieldsOf("width", value.Int(conf.Width), "height", value.Int(conf.Height),
				"path", value.String(src), "orientation", value.String("up"), "type", value.String(d.kind))), nil)
			return
		}
	}
	p.answer(c, value.Value{}, &bridge.CallError{Message: "the file is no image of a known type"})
}
