package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// shareFromMenu asks the visible page what to share by an item of the menu: share,
// shareTimeline or addToFavorites.
func (a *App) shareFromMenu(p *page, item string) {
	if item == "share" {
		arg := a.rt.NewObject()
		_ = arg.Set("from", "menu")
		_ = arg.Set("target", goja.Undefined())
		a.sharePage(p, arg)
		return
	}
	method := map[string]string{"shareTimeline": "onShareTimeline", "addToFavorites": "onAddToFavorites"}[item]
	fn := p.root.obj.Get(method)
	if _, ok := goja.AssertFunction(fn); !ok {
		return
	}
	args := value.NewObject()
	if o := objectOf(p.root.invoke(fn, "page "+method, a.rt.NewObject())); o != nil {
		for _, name := range []string{"title", "query", "imageUrl"} {
			if v := o.Get(name); v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
				args.Put(name, value.String(v.String()))
			}
		}
	}
	a.tellHost(p, item, args)
}
