package runtime

import (
	"net/url"
	"strings"

	"github.com/mica-go/mica/bridge"
)

// allow tells whether the API may reach an address.
func (d *Domains) allow(api string, u *url.URL) error {
	if d == nil {
		return nil
	}
	list := d.Request
	switch api {
	case "uploadFile":
		list = d.UploadFile
	case "downloadFile":
		list = d.DownloadFile
	case "connectSocket":
		list = d.Socket
	}
	for _, entry := range list {
		if e, err := url.Parse(entry); err == nil && sameOrigin(e, u) {
			return nil
		}
	}
	return &bridge.CallError{Errno: 600002, Message: "url not in domain list"}
}

// sameOrigin reports whether an address is at an origin of a list.
func sameOrigin(entry, u *url.URL) bool {
	if !strings.EqualFold(entry.Scheme, u.Scheme) || originPort(entry) != originPort(u) {
		return false
	}
	want, got := strings.ToLower(entry.Hostname()), strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if suffix, ok := strings.CutPrefix(want, "*"); ok && strings.HasPrefix(suffix, ".") {
		label, found := strings.CutSuffix(got, suffix)
		return found && label != "" && !strings.Contains(label, ".")
	}
	return want != "" && want == got
}

// originPort is the port of an address, also where it is the scheme's own.
func originPort(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	switch strings.ToLower(u.Scheme) {
	case "https", "wss":
		return "443"
	}
	return "80"
}
