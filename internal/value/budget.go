package value

// maxDepth is how deep containers may be nested; it bounds every recursion over
// them.
const maxDepth = 1000

// maxWork bounds one conversion or comparison, in bytes. A value in which parts
// are shared can be exponentially larger written out than it is in memory, so
// the makers' limits on memory do not bound it.
const maxWork = 128 << 20

// valueWork is what a value costs beside the bytes of its text.
const valueWork = 16

// budget is what one walk over a value may still cost.
type budget struct{ left int }

func newBudget() budget { return budget{maxWork} }

// spend pays for visiting v and reports whether the walk may do so.
func (w *budget) spend(v Value, depth int) bool {
	if w.left <= 0 || depth >= maxDepth && v.IsContainer() {
		return false
	}
	w.left -= valueWork
	if v.IsString() {
		w.left -= int(v.num)
	}
	return true
}
