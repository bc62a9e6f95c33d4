package runtime

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// imageDecoders read the size of an image, by the type that wx.getImageInfo names.
var imageDecoders = []struct {
	kind   string
	decode func(io.Reader) (image.Config, error)
}{{"png", png.DecodeConfig}, {"jpeg", jpeg.DecodeConfig}, {"gif", gif.DecodeConfig}, {"unknown", webpConfig}, {"unknown", svgConfig}}

// imageConfig reads the type and the size of an image.
func imageConfig(data []byte) (kind string, conf image.Config, err error) {
	for _, d := range imageDecoders {
		if conf, err := d.decode(bytes.NewReader(data)); err == nil {
			return d.kind, conf, nil
		}
	}
	return "", conf, &bridge.CallError{Message: "the file is no image of a known type"}
}

var errNotImage = errors.New("not an image of that type")

// webpConfig reads the size in the header of a WebP file: of its first chunk.
func webpConfig(r io.Reader) (conf image.Config, err error) {
	var b [30]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return conf, err
	}
	if string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return conf, errNotImage
	}
	u24 := func(at int) int { return int(b[at]) | int(b[at+1])<<8 | int(b[at+2])<<16 }
	switch string(b[12:16]) {
	case "VP8 ":
		conf.Width, conf.Height = int(binary.LittleEndian.Uint16(b[26:]))&0x3fff, int(binary.LittleEndian.Uint16(b[28:]))&0x3fff
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:])
		conf.Width, conf.Height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
	case "VP8X":
		conf.Width, conf.Height = u24(24)+1, u24(27)+1
	default:
		return conf, errNotImage
	}
	return conf, nil
}

// svgConfig reads the size that the first element of an SVG file says: width and
// height, else its viewBox, else what browsers take.
func svgConfig(r io.Reader) (conf image.Config, err error) {
	d := xml.NewDecoder(r)
	d.Strict = false
	for {
		tok, err := d.RawToken()
		if err != nil {
			return conf, err
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "svg" {
			return conf, errNotImage
		}
		conf.Width, conf.Height = 300, 150
		attr := func(name string) string {
			for _, a := range start.Attr {
				if a.Name.Local == name {
					return a.Value
				}
			}
			return ""
		}
		if box := strings.Fields(strings.ReplaceAll(attr("viewBox"), ",", " ")); len(box) == 4 {
			conf.Width, conf.Height = svgLength(box[2], conf.Width), svgLength(box[3], conf.Height)
		}
		conf.Width, conf.Height = svgLength(attr("width"), conf.Width), svgLength(attr("height"), conf.Height)
		return conf, nil
	}
}

// svgLength reads a length in pixels, otherwise where it is none.
func svgLength(s string, otherwise int) int {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(f > 0 && f < 1<<20) {
		return otherwise
	}
	return int(f + 0.5)
}

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
	kind, conf, err := imageConfig(data)
	if err != nil {
		p.answer(c, value.Value{}, err)
		return
	}
	p.answer(c, value.FromObject(fieldsOf("width", value.Int(conf.Width), "height", value.Int(conf.Height),
		"path", value.String(src), "orientation", value.String("up"), "type", value.String(kind))), nil)
}

// imageSize tells an image element the size of what it shows: a file of the
// package, of which a relative path starts at the template's, another file that
// the program can read, or a data: URL. Where a view elsewhere shows the page, that
// one tells.
func (p *port) imageSize(c *bridge.Call) {
	if p.asked() != nil {
		p.answer(c, value.Value{}, errNotSupported)
		return
	}
	src := imagePath(text(c.Args.AsObject(), "owner"), text(c.Args.AsObject(), "src"))
	p.mu.Lock()
	size, known := p.images[src]
	p.mu.Unlock()
	if !known {
		data, err := p.readImage(src)
		if err != nil {
			p.answer(c, value.Value{}, &bridge.CallError{Message: "file not found"})
			return
		}
		_, conf, err := imageConfig(data)
		if err != nil {
			p.answer(c, value.Value{}, err)
			return
		}
		size = image.Pt(conf.Width, conf.Height)
		p.rememberImage(src, size)
	}
	p.answer(c, value.FromObject(fieldsOf("width", value.Int(size.X), "height", value.Int(size.Y))), nil)
}

// maxImages is how many images of the package the sizes are kept of.
const maxImages = 1000

// rememberImage keeps the size of an image of the package, which does not change: a
// list shows the same one in every row.
func (p *port) rememberImage(src string, size image.Point) {
	if !strings.HasPrefix(src, "/") {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.images == nil {
		p.images = make(map[string]image.Point)
	}
	if len(p.images) < maxImages {
		p.images[src] = size
	}
}

// imagePath is the src of an image as a path from the package's root, or as it is
// where it is another address.
func imagePath(owner, src string) string {
	if strings.HasPrefix(src, "data:") || strings.Contains(src, "://") || strings.HasPrefix(src, "/") {
		return src
	}
	return path.Join("/", path.Dir(owner), src)
}

func (p *port) readImage(src string) ([]byte, error) {
	if rest, ok := strings.CutPrefix(src, "data:"); ok {
		kind, body, _ := strings.Cut(rest, ",")
		if strings.HasSuffix(kind, ";base64") {
			return base64.StdEncoding.DecodeString(body)
		}
		s, err := url.PathUnescape(body)
		return []byte(s), err
	}
	return p.files.Read(src, maxUpload)
}
