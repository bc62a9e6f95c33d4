package sandbox

import (
	"weak"

	"github.com/dop251/goja"
)

// weakMap holds something beside JavaScript objects without keeping them alive.
// It belongs to the VM's loop. The zero value is ready.
type weakMap[V any] struct {
	m     map[weak.Pointer[goja.Object]]V
	sweep int // size at which dead entries are removed
}

func (w *weakMap[V]) get(o *goja.Object) (v V) {
	if len(w.m) == 0 {
		return v
	}
	return w.m[weak.Make(o)]
}

func (w *weakMap[V]) put(o *goja.Object, v V) {
	if w.m == nil {
		w.m = make(map[weak.Pointer[goja.Object]]V)
		w.sweep = 64
	}
	if len(w.m) >= w.sweep {
		for p := range w.m {
			if p.Value() == nil {
				delete(w.m, p)
			}
		}
		w.sweep = max(64, 2*len(w.m))
	}
	w.m[weak.Make(o)] = v
}
