package sandbox

import "github.com/dop251/goja"

// rejections collects the promises that were rejected without a handler.
type rejections struct {
	list  []*goja.Promise // nil where a handler has come since
	index map[*goja.Promise]int
}

// track is goja's hook (HostPromiseRejectionTracker).
func (r *rejections) track(p *goja.Promise, op goja.PromiseRejectionOperation) {
	if op == goja.PromiseRejectionReject {
		if r.index == nil {
			r.index = make(map[*goja.Promise]int)
		}
		r.index[p] = len(r.list)
		r.list = append(r.list, p)
	} else if i, ok := r.index[p]; ok {
		r.list[i] = nil
		delete(r.index, p)
	}
}

// take returns the promises that still have no handler and forgets them.
func (r *rejections) take() []*goja.Promise {
	if len(r.index) == 0 {
		r.list = r.list[:0]
		return nil
	}
	out := make([]*goja.Promise, 0, len(r.index))
	for _, p := range r.list {
		if p != nil {
			out = append(out, p)
		}
	}
	*r = rejections{}
	return out
}

// onRejections reports promises to the host, in a turn of their own.
func (vm *VM) onRejections(list []*goja.Promise) {
	for _, p := range list {
		if vm.cfg.OnUnhandledRejection != nil {
			vm.cfg.OnUnhandledRejection(p.Result(), vm.rt.ToValue(p))
			continue
		}
		vm.cfg.Logger.Error("unhandled promise rejection", "reason", vm.text(p.Result()))
	}
}
