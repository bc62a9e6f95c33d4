package logic

import "strings"

// Need is what a call of the host needs beside the host's being able to carry
// it out.
type Need struct {
	// Guarded tells that the call leaves the sandbox: that it reaches a server, a
	// device or a service, and not only the screen.
	Guarded bool
	// Scope is what the user has to grant, "" for nothing.
	Scope string
	// Declared tells that app.json has to name the API in requiredPrivateInfos.
	Declared bool
	// Creator is the API that makes the object whose method the call is.
	Creator string
}

// NeedOf tells what a call needs. name is that of bridge.Call: an API, or
// Class.method.
func NeedOf(name string) Need {
	t := loadAPIs()
	n := Need{}
	if e := t.members[name]; e != nil {
		n.Scope = e.scope
	}
	if strings.HasPrefix(name, "cloud.") {
		n.Guarded = true
		return n
	}
	if rest, ok := strings.CutPrefix(name, "CameraFrameListener."); ok {
		name = "CameraContext." + rest
	}
	e := t.apis[name]
	if class, _, ok := strings.Cut(name, "."); ok && e == nil {
		if e = t.creators[class]; e != nil {
			n.Creator = e.name
		}
	}
	if e == nil {
		return n
	}
	if n.Creator == "" {
		n.Scope, n.Declared = e.scope, e.private
	}
	n.Guarded = e.guarded()
	return n
}

// MakesObject reports whether the API of a call makes an object, whose events
// are further answers to the call.
func MakesObject(name string) bool {
	e := loadAPIs().apis[name]
	return e != nil && e.kind == apiObject || name == editorContext.name
}

// guarded reports whether the API leaves the sandbox.
func (e *apiEntry) guarded() bool {
	switch {
	case strings.HasPrefix(e.area, "network/"), e.area == hostArea:
		return true
	case strings.HasPrefix(e.area, "ui/"), e.area == "canvas", e.area == "data-analysis", e.area == "open-api/authorize",
		e.area == "open-api/setting", e.area == "open-api/privacy", e.area == "device/keyboard":
		return false
	}
	return e.tier == 'B'
}

// IsScope reports whether there is a scope of that name that a program can ask
// for.
func IsScope(scope string) bool {
	for _, s := range strings.Fields(scopes) {
		if scope == "scope."+s {
			return true
		}
	}
	return false
}

// scopes are those of WeChat's documentation.
const scopes = `userInfo userLocation userFuzzyLocation userLocationBackground address invoiceTitle invoice werun record writePhotosAlbum
	camera bluetooth addPhoneContact addPhoneCalendar`
