package runtime

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"io/fs"
	"path"
	"strings"
)

// What of a package's pictures a document takes in, in bytes.
const (
	maxPicture  = 1 << 20
	maxPictures = 8 << 20
)

// pictures turns paths of images in a package into data: URLs.
type pictures struct {
	files fs.FS
	left  int // bytes that may still be taken in
	seen  map[string]string
}

// pictureTypes are the media types by extension.
var pictureTypes = map[string]string{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
	".svg": "image/svg+xml", ".bmp": "image/bmp", ".ico": "image/x-icon"}

// url returns the URL of an image that the template of owner names. Addresses and
// what is no picture of the package stay as they are.
func (p *pictures) url(owner, src string) string {
	if strings.Contains(src, ":") || strings.HasPrefix(src, "//") || p.files == nil {
		return src
	}
	name := strings.TrimPrefix(path.Join("/", path.Dir(owner), src), "/")
	if strings.HasPrefix(src, "/") {
		name = clean(src)
	}
	kind := pictureTypes[strings.ToLower(path.Ext(name))]
	if kind == "" || !fs.ValidPath(name) {
		return src
	}
	if url, ok := p.seen[name]; ok {
		return url
	}
	url := src
	if data, ok := p.read(name); ok {
		url = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
	}
	if p.seen == nil {
		p.seen = make(map[string]string)
	}
	p.seen[name] = url
	return url
}

func (p *pictures) read(name string) ([]byte, bool) {
	f, err := p.files.Open(name)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	limit := min(maxPicture, p.left)
	data, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err != nil || len(data) > limit {
		return nil, false
	}
	p.left -= len(data)
	return data, true
}

// bars writes what WeChat shows around a page: the navigation bar and the tab bar.
type bars struct {
	page     *Page
	pictures pictures
}

// The heights of the bars in CSS pixels.
const (
	navigationBarHeight = 44
	tabBarHeight        = 50
)

// html returns what stands before the page and after it, and the rules that make room for it.
func (b *bars) html() (css, before, after string) {
	window, height := b.page.Window(), 0
	if window["navigationStyle"] != "custom" {
		height += navigationBarHeight
		before = fmt.Sprintf(`<header style="position:sticky;top:0;z-index:999;height:%[1]dpx;line-height:%[1]dpx;padding:0 80px;overflow:hidden;`+
			`white-space:nowrap;text-overflow:ellipsis;text-align:center;font-size:17px;font-weight:600;color:%[2]s;background:%[3]s">%[4]s</header>`,
			navigationBarHeight, colorOf(window["navigationBarTextStyle"], "white"), colorOf(window["navigationBarBackgroundColor"], "#000"), html.EscapeString(b.page.Title()))
	}
	if after = b.tabs(); after != "" {
		height += tabBarHeight
		css = fmt.Sprintf("body { padding-bottom: %dpx }\n", tabBarHeight)
	}
	return css + fmt.Sprintf("wx-page { min-height: calc(100vh - %dpx) }", height), before, after
}

// tabs returns the tab bar of a page that is in it, "" of another and for a custom one,
// which is a part of the page.
func (b *bars) tabs() string {
	bar := b.page.app.TabBar()
	list, _ := bar["list"].([]any)
	found := false
	var items strings.Builder
	for _, item := range list {
		tab, _ := item.(map[string]any)
		icon, color := "iconPath", colorOf(bar["color"], "#7f8389")
		if tab["pagePath"] == b.page.Path() {
			found, icon, color = true, "selectedIconPath", colorOf(bar["selectedColor"], "#07c160")
		}
		fmt.Fprintf(&items, `<span style="flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;color:%s">`, color)
		if src, _ := tab[icon].(string); src != "" {
			fmt.Fprintf(&items, `<img alt="" width="24" height="24" src="%s">`, html.EscapeString(b.pictures.url("", "/"+clean(src))))
		}
		text, _ := tab["text"].(string)
		items.WriteString(html.EscapeString(text) + "</span>")
	}
	if !found || bar["custom"] == true {
		return ""
	}
	line := "rgba(0,0,0,.2)"
	if bar["borderStyle"] == "white" {
		line = "#fff"
	}
	return fmt.Sprintf(`<footer style="position:fixed;left:0;right:0;bottom:0;z-index:999;display:flex;box-sizing:border-box;height:%dpx;border-top:1px solid %s;`+
		`font-size:10px;line-height:1.4;background:%s">%s</footer>`, tabBarHeight, line, colorOf(bar["backgroundColor"], "#fff"), items.String())
}

// colorOf returns a colour of a configuration, or the other one where it is none.
func colorOf(v any, otherwise string) string {
	s, _ := v.(string)
	for _, c := range s {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.ContainsRune("#(),.% ", c)) {
			return otherwise
		}
	}
	if s == "" {
		return otherwise
	}
	return s
}
