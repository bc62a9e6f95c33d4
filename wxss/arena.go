package wxss

// arena hands out exact copies of slices that were collected on a scratch stack. Copies share large chunks, so that a
// sheet of thousands of short lists costs a handful of allocations.
type arena[T any] struct {
	chunk []T
	size  int
}

const (
	arenaFirst = 16
	arenaMost  = 1024
)

// take copies list into the arena. An empty list gives nil.
func (a *arena[T]) take(list []T) []T {
	if len(list) == 0 {
		return nil
	}
	if cap(a.chunk)-len(a.chunk) < len(list) {
		a.size = min(max(2*a.size, arenaFirst), arenaMost)
		a.chunk = make([]T, 0, max(a.size, len(list)))
	}
	at := len(a.chunk)
	a.chunk = append(a.chunk, list...)
	return a.chunk[at:len(a.chunk):len(a.chunk)]
}

// slab hands out pointers to zero values that share chunks. Whoever keeps one keeps its chunk.
type slab[T any] struct{ chunk []T }

const slabSize = 32

func (s *slab[T]) new() *T {
	if len(s.chunk) == cap(s.chunk) {
		s.chunk = make([]T, 0, min(max(2*cap(s.chunk), 4), slabSize))
	}
	s.chunk = s.chunk[:len(s.chunk)+1]
	return &s.chunk[len(s.chunk)-1]
}

// stack is a scratch stack with an arena behind it: nested constructs push, and each takes its own part off the end.
type stack[T any] struct {
	list  []T
	arena arena[T]
}

func (s *stack[T]) push(v T) { s.list = append(s.list, v) }

func (s *stack[T]) mark() int { return len(s.list) }

// take moves everything above mark into the arena.
func (s *stack[T]) take(mark int) []T {
	out := s.arena.take(s.list[mark:])
	s.drop(mark)
	return out
}

// drop forgets everything above mark.
func (s *stack[T]) drop(mark int) {
	clear(s.list[mark:])
	s.list = s.list[:mark]
}
