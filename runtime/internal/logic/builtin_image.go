package logic

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// hearsImage reports whether a node is an image that tells its program whether it
// could be loaded.
func hearsImage(n *wxml.BlockNode) bool {
	return isImage(n.Tag) && slices.ContainsFunc(n.Events, func(b wxml.EventBinding) bool { return b.Type == "load" || b.Type == "error" })
}

// hearsEditor reports whether a node is an editor whose program waits for it.
func hearsEditor(n *wxml.BlockNode) bool {
	return n.Tag == "editor" && slices.ContainsFunc(n.Events, func(b wxml.EventBinding) bool { return b.Type == "ready" })
}

// editorReady tells the program that it may ask for the EditorContext (spec
// components, editor): most programs do that in no other place.
func (a *App) editorReady(n nodeRef) {
	if n.alone() {
		return
	}
	a.vm.Post(func() {
		if !n.inst.dead {
			a.emitAt(n, "ready", value.FromObject(value.NewObject()))
		}
	})
}

func isImage(tag string) bool { return tag == "image" || tag == "cover-image" }

// loadImage has an image that the program can read itself, one of the package, a
// file or a data: URL, tell load or error (spec components, image). Of others the
// host tells, which shows them.
func (a *App) loadImage(n nodeRef) {
	src := n.text("src")
	if n.alone() || src == "" || isRemote(src) {
		return
	}
	args := fieldsOf("src", src, "owner", n.inst.scope.comp.def.path)
	a.wx.send("imageSize", n.inst.page().id, args, nil, func(size value.Value, err *bridge.CallError) {
		switch o := size.AsObject(); {
		case n.inst.dead || n.text("src") != src:
		case err == nil && o != nil:
			a.emitAt(n, "load", value.FromObject(fieldsOf("height", o.Get("height"), "width", o.Get("width"))))
		case err != nil && err.Errno != errnoUnsupported:
			a.emitAt(n, "error", errMsg("image:fail "+err.Message))
		}
	})
}

// isRemote reports whether an address leads out of the program.
func isRemote(src string) bool {
	scheme, rest, ok := strings.Cut(src, "://")
	switch {
	case strings.HasPrefix(src, "//"):
		return true
	case !ok || strings.HasPrefix(src, "data:") || scheme == "wxfile":
		return false
	}
	return scheme != "http" || !strings.HasPrefix(rest, "tmp/") && !strings.HasPrefix(rest, "usr/")
}
